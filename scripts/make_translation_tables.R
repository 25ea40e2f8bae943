# Run the code of models for lme4, glmmTMB and nlme, without fitting, and print their designs as lines of JSON.
# Usage: python scripts/make_translation_tables.py > tests/tables/translation_r.jsonl (which calls this file)

suppressPackageStartupMessages({
  library(lme4)
  library(nlme)
  library(glmmTMB)
})
arguments <- commandArgs(trailingOnly = TRUE)
cases <- jsonlite::fromJSON(arguments[1], simplifyVector = FALSE)
table <- as.data.frame(lapply(cases$data, unlist), check.names = FALSE)

matrix_rows <- function(m) lapply(seq_len(ncol(m)), function(k) signif(as.numeric(m[, k]), 12))

# The columns of a block from the columns of Z, which has a copy of them for each group.
collapsed <- function(Z, size) {
  Z <- as.matrix(Z)
  sapply(seq_len(size), function(k) rowSums(Z[, seq(k, ncol(Z), by = size), drop = FALSE]))
}

answer <- function(X, blocks) list(columns = as.list(colnames(X)), X = matrix_rows(X), blocks = blocks)

of_lme4 <- function(parsed) {
  terms <- parsed$reTrms
  blocks <- lapply(seq_along(terms$cnms), function(i) {
    names <- terms$cnms[[i]]
    Z <- collapsed(Matrix::t(terms$Ztlist[[i]]), length(names))
    factor <- terms$flist[[attr(terms$flist, "assign")[i]]]
    count <- length(names)
    list(columns = as.list(names), Z = matrix_rows(Z), groups = nlevels(factor), parameters = count * (count + 1) / 2)
  })
  answer(parsed$X, blocks)
}

mocks <- list(
  lmer = function(formula, data, weights, ...) of_lme4(lFormula(formula, data)),
  glmer = function(formula, data, family, ...) of_lme4(glFormula(formula, data, family)),
  glmer.nb = function(formula, data, ...) of_lme4(glFormula(formula, data, poisson)),
  lm = function(formula, data, ...) answer(model.matrix(formula, data), list()),
  gls = function(model, data, ...) answer(model.matrix(model, data), list()),
  glmmTMB = function(formula, data, family = gaussian, ...) {
    parsed <- glmmTMB::glmmTMB(formula, data, family = family, doFit = FALSE)
    structures <- parsed$condReStruc
    first <- 1
    blocks <- lapply(seq_along(structures), function(i) {
      one <- structures[[i]]
      width <- one$blockReps * one$blockSize
      Z <- parsed$data.tmb$Z[, seq(first, first + width - 1), drop = FALSE]
      first <<- first + width
      list(columns = as.list(parsed$condList$reTrms$cnms[[i]]), Z = matrix_rows(collapsed(Z, one$blockSize)),
           groups = one$blockReps, parameters = one$blockNumTheta)
    })
    answer(parsed$data.tmb$X, blocks)
  },
  lme = function(fixed, data, random, ...) {
    if (inherits(random, "formula")) {
      groups <- all.vars(getGroupsFormula(random))
      parts <- list(random)
      parts[[1]] <- asOneSidedFormula(random[[2]][[2]])
    } else {
      groups <- names(random)
      parts <- random
    }
    blocks <- list()
    for (i in seq_along(parts)) {
      levels <- nlevels(interaction(data[groups[seq_len(i)]], drop = TRUE))
      every <- parts[[i]]
      every <- if (inherits(every, "pdBlocked")) unclass(every) else list(every)
      for (one in every) {
        kind <- if (inherits(one, "formula")) "pdSymm" else class(one)[1]
        form <- if (inherits(one, "formula")) one else formula(one)
        Z <- model.matrix(form, data)
        count <- ncol(Z)
        parameters <- c(pdSymm = count * (count + 1) / 2, pdLogChol = count * (count + 1) / 2, pdDiag = count,
                        pdIdent = 1, pdCompSymm = min(2, count))[[kind]]
        blocks[[length(blocks) + 1]] <-
          list(columns = as.list(colnames(Z)), Z = matrix_rows(Z), groups = levels, parameters = parameters)
      }
    }
    answer(model.matrix(fixed, data), blocks)
  }
)

for (case in cases$cases) {
  scope <- list2env(c(mocks, list(d = table)), parent = globalenv())
  result <- tryCatch({
    eval(parse(text = case$code), envir = scope)
    scope$m
  }, error = function(problem) list(error = conditionMessage(problem)))
  cat(jsonlite::toJSON(c(case, result), auto_unbox = TRUE, digits = NA), "\n", sep = "")
}
