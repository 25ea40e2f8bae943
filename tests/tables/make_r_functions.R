# Answers of R to the formulas of r_functions.jsonl, on the data in its second line, for tests/data/test_functions.py.
#
#   Rscript tests/tables/make_r_functions.R tests/tables/r_functions.jsonl OUT.jsonl
#
# A finished table is read as a list of questions: the old answers (cols, X, drop, err) are replaced, every other key is
# kept. A new question is a line such as {"data":"d","f":"y ~ ns(x, 4)","contrasts":{"f":"sum"}}.

suppressPackageStartupMessages({
  library(splines)
  library(jsonlite)
})
invisible(Sys.setlocale("LC_COLLATE", "C"))
options(warn = -1, contrasts = c("contr.treatment", "contr.poly"), na.action = "na.omit")

arguments <- commandArgs(TRUE)
lines <- readLines(arguments[1], encoding = "UTF-8")
frame_of <- function(set) {
  frame <- as.data.frame(set[setdiff(names(set), c("_factors", "_dates"))], check.names = FALSE)
  for (name in names(set[["_factors"]])) {
    said <- set[["_factors"]][[name]]
    frame[[name]] <- factor(frame[[name]], levels = said$levels, ordered = said$ordered)
  }
  for (name in unlist(set[["_dates"]])) frame[[name]] <- as.Date(frame[[name]])
  frame
}
sets <- lapply(fromJSON(lines[2], simplifyDataFrame = FALSE)$data, frame_of)

contrasts_of <- function(said, values) {
  if (is.character(said)) return(paste0("contr.", said))
  if (!is.null(said$treatment)) {
    known <- levels(factor(values))
    return(contr.treatment(known, base = match(said$treatment, known)))
  }
  found <- as.matrix(said$matrix)
  colnames(found) <- said$names
  found
}

answer <- function(line) {
  question <- fromJSON(line)
  data <- sets[[question$data]]
  kept <- question[setdiff(names(question), c("cols", "X", "drop", "err"))]
  kept <- lapply(kept, function(one) if (is.character(one) || is.logical(one)) unbox(one) else one)
  kept$contrasts <- lapply(kept$contrasts, function(said) {
    if (is.character(said)) unbox(said) else if (!is.null(said$treatment)) list(treatment = unbox(said$treatment)) else said
  })
  if (!length(kept$contrasts)) kept$contrasts <- NULL
  made <- tryCatch({
    tt <- terms(as.formula(question$f), data = data)
    frame <- model.frame(tt, data, drop.unused.levels = TRUE)
    chosen <- Map(function(said, name) contrasts_of(said, frame[[name]]), question$contrasts, names(question$contrasts))
    model.matrix(tt, frame, contrasts.arg = if (length(chosen)) chosen)
  }, error = identity)
  if (inherits(made, "error")) return(toJSON(c(kept, list(err = unbox(conditionMessage(made)))), digits = NA, null = "null"))
  columns <- lapply(seq_len(ncol(made)), function(n) signif(unname(made[, n]), 11))
  if (ncol(made) && colnames(made)[1] == "(Intercept)") columns <- columns[-1]
  columns <- lapply(columns, function(one) if (length(one) && all(one %in% 0:1)) unbox(paste(one, collapse = "")) else I(one))
  found <- c(kept, list(cols = I(as.character(colnames(made)))))
  if (is.null(kept$refused) && is.null(kept$differs)) found$X <- columns
  if (nrow(made) < nrow(data)) found$drop <- unbox(nrow(data) - nrow(made))
  toJSON(found, digits = NA, null = "null")
}

writeLines(c(lines[1:2], vapply(lines[-(1:2)], answer, "", USE.NAMES = FALSE)), arguments[2], useBytes = TRUE)
