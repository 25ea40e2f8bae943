# Answers of R and lme4 to the formulas of a table, one JSON object a line, for tests/design/test_terms_and_bars_of_r.py.
#
#   PYTHONPATH=src:tests python -m helpers.r_tables FOLDER
#   Rscript tests/tables/make_r_tables.R terms FOLDER/terms.csv FOLDER/terms.jsonl tests/tables/r_more_terms.jsonl
#   Rscript tests/tables/make_r_tables.R bars FOLDER/bars.csv FOLDER/bars.jsonl tests/tables/r_more_bars.jsonl
#
# The first command writes the data and the formulas. A finished table can be answered again: it is
# read as a list of formulas, too. Every key of a question but the old answers is kept ("lenient": R
# refuses, Levelwise need not; "note": why).

suppressPackageStartupMessages({
  library(lme4)
  library(jsonlite)
})
invisible(Sys.setlocale("LC_COLLATE", "C"))
options(warn = -1)

arguments <- commandArgs(TRUE)
kind <- arguments[1]
d <- read.csv(arguments[2], check.names = FALSE, stringsAsFactors = TRUE, na.strings = "NA")
for (name in intersect(c("sizecat", "unused"), names(d))) d[[name]] <- factor(d[[name]], levels = c("S", "M", "L"))
for (name in intersect(c("ordcat", "o"), names(d))) d[[name]] <- factor(d[[name]], levels = c("S", "M", "L"), ordered = TRUE)
for (name in intersect("ord5", names(d))) d[[name]] <- factor(d[[name]], levels = c("e", "d", "c", "b", "a"), ordered = TRUE)
for (name in intersect("day", names(d))) d[[name]] <- as.Date(d[[name]])
# read.csv reads 1e5 as an integer; the column is meant as one of doubles
for (name in intersect("odd", names(d))) d[[name]] <- as.double(d[[name]])

terms_of <- function(f) {
  tt <- terms(f, data = d)
  frame <- model.frame(tt, d, drop.unused.levels = TRUE)
  X <- model.matrix(tt, frame)
  list(
    labels = I(attr(tt, "term.labels")), int = unbox(attr(tt, "intercept")),
    cols = I(as.character(colnames(X))), sums = I(signif(as.numeric(colSums(X)), 12)), rows = unbox(nrow(frame))
  )
}

quiet <- lmerControl(
  check.nobs.vs.nlev = "ignore", check.nobs.vs.nRE = "ignore", check.nlev.gtr.1 = "ignore",
  check.nobs.vs.rankZ = "ignore", check.rankX = "ignore", check.scaleX = "ignore", check.formula.LHS = "ignore"
)

bars_of <- function(f) {
  made <- lFormula(f, data = d, control = quiet)
  re <- made$reTrms
  # a block's columns, summed over the groups
  sums <- Map(function(Zt, names) {
    signif(rowSums(matrix(Matrix::rowSums(Zt), nrow = length(names))), 12)
  }, re$Ztlist, re$cnms)
  list(
    bars = I(names(re$cnms)), cnms = lapply(unname(re$cnms), I), fixed = I(as.character(colnames(made$X))),
    levels = I(unname(vapply(re$flist[attr(re$flist, "assign")], nlevels, 1L))),
    zsums = lapply(unname(sums), I), sums = I(signif(as.numeric(colSums(made$X)), 12)), rows = unbox(nrow(made$fr))
  )
}

answered <- c("labels", "int", "cols", "sums", "rows", "bars", "cnms", "fixed", "levels", "zsums", "err")
answer <- function(line) {
  question <- fromJSON(line, simplifyVector = TRUE)
  if (is.null(question$f)) return(line)
  kept <- lapply(question[setdiff(names(question), answered)], unbox)
  given <- tryCatch(
    if (kind == "terms") terms_of(as.formula(str2lang(question$f))) else bars_of(as.formula(str2lang(question$f))),
    error = function(e) list(err = unbox(trimws(conditionMessage(e))))
  )
  as.character(toJSON(c(kept, given), digits = NA, null = "null", na = "string"))
}
out <- file(arguments[4], "w", encoding = "UTF-8")
writeLines(vapply(readLines(arguments[3], encoding = "UTF-8"), answer, "", USE.NAMES = FALSE), out)
close(out)
