# What lme4 estimates: PYTHONPATH=tests python -m helpers.fit_models FOLDER, then Rscript make_lme4_fits.R FOLDER > lme4_fits.jsonl
suppressPackageStartupMessages(library(lme4))
folder <- commandArgs(trailingOnly = TRUE)[1]

ask <- function(row) {
  data <- read.csv(file.path(folder, paste0(row$data, ".csv")), check.names = FALSE, stringsAsFactors = TRUE)
  for (name in intersect(c("sch.id", "Subject"), names(data))) data[[name]] <- factor(data[[name]])
  formula <- as.formula(row$formula, env = globalenv())
  call <- if (row$family == "gaussian") {
    list(quote(lmer), formula, data = quote(data), REML = row$reml,
         control = lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-8, maxfun = 1e5)))
  } else {
    family <- if (is.null(row$link)) row$family else do.call(row$family, list(link = row$link))
    list(quote(glmer), formula, data = quote(data), family = family,
         control = glmerControl(optimizer = "bobyqa", tolPwrss = 1e-12, optCtrl = list(rhoend = 1e-8, maxfun = 1e5)))
  }
  if (!is.null(row$weights)) call$weights <- as.name(row$weights)
  m <- suppressWarnings(suppressMessages(eval(as.call(call))))
  vc <- as.data.frame(VarCorr(m))
  said <- c(row, list(
    fixed = as.list(fixef(m)), errors = as.list(sqrt(diag(as.matrix(vcov(m))))),
    variances = lapply(seq_len(nrow(vc)), function(i) list(vc$grp[i], vc$var1[i], vc$var2[i], vc$vcov[i])),
    loglik = as.numeric(logLik(m)), aic = AIC(m), bic = BIC(m), nobs = nobs(m), groups = as.list(ngrps(m)),
    singular = isSingular(m), fitted = unname(fitted(m))[c(1, 2, 100, 150)],
    random = lapply(ranef(m), function(one) I(unname(unlist(one[3, ]))))
  ))
  cat(jsonlite::toJSON(said, auto_unbox = TRUE, null = "null", na = "null", digits = 12), "\n", sep = "")
}

for (line in readLines(file.path(folder, "models.jsonl"))) ask(jsonlite::fromJSON(line))
