# Fits the model that each line of standard input names, and prints the seconds that lmer() took.
#
#     Rscript benchmarks/fits.R FOLDER
#
# FOLDER has a file NAME.csv for each model. The clock starts when R has read the data, and stops when the model is fitted.

suppressPackageStartupMessages(library(lme4))
folder <- commandArgs(trailingOnly = TRUE)[1]
formulas <- list(
  m3 = math ~ ses + (ses | school),
  m4 = math ~ ses * sector + (ses | school),
  sleepstudy = Reaction ~ Days + (Days | Subject),
  crossed = y ~ service + (1 | s) + (1 | d)
)
read <- function(name) read.csv(file.path(folder, paste0(name, ".csv")), stringsAsFactors = TRUE)
tables <- sapply(names(formulas), read, simplify = FALSE)
invisible(suppressWarnings(suppressMessages(lmer(formulas$sleepstudy, tables$sleepstudy)))) # loads what lme4 needs
cat(as.character(packageVersion("lme4")), "\n")
input <- file("stdin", "r")
while (length(name <- readLines(input, 1)) > 0) {
  start <- Sys.time()
  fit <- suppressWarnings(suppressMessages(lmer(formulas[[name]], tables[[name]])))
  seconds <- as.numeric(difftime(Sys.time(), start, units = "secs"))
  cat(format(seconds, digits = 8), format(as.numeric(logLik(fit)), digits = 12), "\n")
}
