# Writes the files of R that tests/data/test_program_files.py reads.
n <- 12
visits <- data.frame(
  clinic = factor(rep(c("north", "east", "south"), each = 4), levels = c("north", "east", "south")),
  stage = factor(rep(c("mild", "severe"), 6), levels = c("mild", "severe"), ordered = TRUE),
  name = rep(c("Zoë", NA, "Ann", "Bo"), 3),
  dose = c(1L, NA, 3L, 4L, 1L, 2L, 3L, 4L, 1L, 2L, 3L, 4L),
  weight = c(60.5, 71, NA, 80.25, 66, 71.5, 59, 82, 63, 70, 58.5, 79),
  treated = rep(c(TRUE, FALSE, NA), 4),
  day = as.Date("2021-03-01") + seq_len(n),
  at = as.POSIXct("2021-03-01 12:00:00", tz = "UTC") + seq_len(n) * 60,
  stringsAsFactors = FALSE
)
attr(visits$weight, "label") <- "Weight in kg"
visits$mood <- structure(c(1, 2, 9, 1, 2, 2, 1, 1, 2, 9, 1, 2), labels = c(low = 1, high = 2, refused = 9),
                         na_values = 9, label = "Mood", class = c("haven_labelled_spss", "haven_labelled", "vctrs_vctr", "double"))
visits$score <- structure(c(1:9, 1:3) + 0, labels = c(worst = 1), class = c("haven_labelled", "vctrs_vctr", "double"))
visits$pair <- matrix(0, n, 2)
saveRDS(visits, "visits.rds")
saveRDS(visits, "visits_xz.rds", compress = "xz")
saveRDS(visits, "visits_ascii.rds", ascii = TRUE, compress = FALSE)
few <- head(visits, 4)
number <- 3
save(visits, number, file = "one.rda")
save(visits, few, file = "two.rda", version = 2)
saveRDS(list(a = 1), "list.rds")
