# What lme4 says of the corpora: PYTHONPATH=tests python -m helpers.corpus FOLDER, then Rscript make_corpus.R FOLDER > corpus_lme4.jsonl
suppressPackageStartupMessages(library(lme4))
folder <- commandArgs(trailingOnly = TRUE)[1]

trimmed <- function(condition) substr(trimws(gsub("\\s+", " ", conditionMessage(condition))), 1, 300)

ask <- function(row) {
  said <- list(id = row$id, formula = row$formula, data = row$data, family = row$family, error = NULL, warnings = character(), messages = character())
  data <- read.csv(file.path(folder, paste0(row$data, ".csv")), check.names = FALSE, stringsAsFactors = TRUE)
  data[unlist(row$texts)] <- lapply(data[unlist(row$texts)], factor)
  setTimeLimit(elapsed = 120, transient = TRUE)
  tryCatch(
    withCallingHandlers({
      formula <- as.formula(row$formula, env = globalenv())
      call <- if (row$family == "gaussian") list(quote(lmer), formula, data = quote(data))
              else list(quote(glmer), formula, data = quote(data), family = row$family)
      if (!is.null(row$weights)) call$weights <- as.name(row$weights)
      eval(as.call(call))
    },
    warning = function(w) { said$warnings <<- c(said$warnings, trimmed(w)); invokeRestart("muffleWarning") },
    message = function(m) { said$messages <<- c(said$messages, trimmed(m)); invokeRestart("muffleMessage") }),
    error = function(e) said$error <<- trimmed(e)
  )
  said$warnings <- I(unique(said$warnings))
  said$messages <- I(unique(said$messages))
  cat(jsonlite::toJSON(said, auto_unbox = TRUE, null = "null"), "\n", sep = "")
}

for (line in readLines(file.path(folder, "models.jsonl"))) ask(jsonlite::fromJSON(line))
