# What R and lme4 answer about design matrices, one JSON object a line.
#
#   Rscript make_design_tables.R OUT.jsonl
#
# writes OUT.jsonl and, beside it, r_design_data.json with the data sets.  Nothing is random: every column is written
# out or computed from the row number.  The three kinds of line are explained where they are made (fixed, blocks, rank).
# A case R refuses keeps R's own words under "err"; R's warnings and messages are kept under "warnings" and "messages".
#
# Keys of every line: "kind", "data" (a data set), "f" (the formula), and where given
#   "contrasts"   {variable: spec}, handed to model.matrix or lmer as contrasts=
#   "attributes"  {variable: spec}, set on the column of the data with contrasts<- before anything is computed
# with spec = "sum" | "helmert" | "poly" | "SAS" | "treatment" | {"treatment": reference level}
#          | {"matrix": rows, "names": column names or null}.
# Row numbers and codes count from 1.  Infinite numbers are the strings "Inf" and "-Inf".
#
# Answers of R 4.2.2 with lme4 1.1-31.  The stored r_designs.jsonl keeps the lines "blocks" and "rank" that R answers and
# that need no attribute; r_functions.jsonl, made by make_r_functions.R, has columns of the fixed part.

suppressMessages({ library(Matrix); library(lme4); library(splines) })
invisible(Sys.setlocale("LC_COLLATE", "C"))          # strings sort by code point, whatever the machine
options(contrasts = c("contr.treatment", "contr.poly"), na.action = "na.omit", warn = 1, digits = 7, scipen = 0)
Sys.setenv(LANGUAGE = "en")

out_path <- c(commandArgs(trailingOnly = TRUE), "r_designs.jsonl")[1]
data_path <- file.path(dirname(out_path), "r_design_data.json")

# ---- JSON, by hand: every number with 17 significant digits so that it reads back as the same double ----------------

one <- function(x) structure(list(x), class = "one")   # a scalar, not an array of length one

json_text <- function(s) {
  s <- gsub("\\", "\\\\", enc2utf8(s), fixed = TRUE)
  s <- gsub("\"", "\\\"", s, fixed = TRUE)
  s <- gsub("\n", "\\n", s, fixed = TRUE)
  paste0("\"", gsub("\t", "\\t", s, fixed = TRUE), "\"")
}

json_atoms <- function(x) {
  if (is.character(x)) r <- json_text(x)
  else if (is.logical(x)) r <- ifelse(x, "true", "false")
  else {
    r <- ifelse(x == round(x) & abs(x) < 1e15, sprintf("%.0f", x), sprintf("%.17g", x))
    r[is.infinite(x)] <- json_text(as.character(x[is.infinite(x)]))      # "Inf", "-Inf": JSON has no such number
  }
  r[is.na(x)] <- "null"
  r
}

json <- function(x) {
  if (inherits(x, "one")) return(if (!length(x[[1]])) "null" else json_atoms(x[[1]]))
  if (is.null(x)) return("null")
  if (!length(x)) return("[]")
  if (is.list(x)) {
    items <- vapply(x, json, "")
    if (is.null(names(x)) && length(x)) return(paste0("[", paste(items, collapse = ","), "]"))
    return(paste0("{", paste(json_text(names(x)), items, sep = ":", collapse = ","), "}"))
  }
  paste0("[", paste(json_atoms(x), collapse = ","), "]")
}

by_columns <- function(M) lapply(seq_len(ncol(M)), function(j) as.numeric(M[, j]))

# ---- the data sets --------------------------------------------------------------------------------------------------

at <- function(values, i) values[(i - 1L) %% length(values) + 1L]        # recycle by a row index of any pattern
mix <- function(i, k) (37L * k * i + 11L * i * i + i %/% 3L) %% 101L      # as good as thrown, but always the same
r4 <- function(v) round(v, 4)

i <- 1:48
d <- data.frame(
  y = r4(3 + sin(1.7 * i) + 0.1 * (i %% 7)),
  x = r4(2 * sin(2.3 * i) + 0.3 * cos(5.1 * i)),          # both signs, about -2.3 to 2.3
  z = r4(10 + 3 * cos(1.1 * i) + (i * 7 %% 5) / 10),
  w = r4(exp(sin(0.9 * i)) + 0.05 * (i %% 4)),            # positive
  u = r4((i * 29 %% 101 + 1) / 2000 + 0.1),               # inside (0, 1)
  v = r4(cos(3.7 * i) - 0.4),                             # mostly negative
  xd = at(c(0, 0.5, 1, 2.5, -1), mix(i, 4L)),                 # few distinct values
  n = as.integer((i * 11) %% 6),                          # counts with zeros
  f = factor(at(c("a", "b", "c", "b", "a", "c", "c"), i), levels = c("a", "b", "c")),
  q = factor(at(c("mid", "low", "high", "low"), mix(i, 5L)), levels = c("mid", "high", "low")),   # order of its own
  o = factor(at(c("low", "mid", "high", "top", "mid"), mix(i, 3L)), levels = c("low", "mid", "high", "top"),
             ordered = TRUE),
  a = at(c("no", "yes", "yes", "no", "no"), mix(i, 7L)),           # strings
  s = at(c("B", "a", "A", "b10", "b9"), mix(i, 2L)),    # strings whose order depends on the locale
  b = at(c(TRUE, FALSE, FALSE, TRUE, TRUE, FALSE, TRUE), i),
  g = as.integer(at(c(3, 1, 7, 2, 8, 5, 4, 6), i)),
  h = as.integer(at(c(10, 20, 30, 40, 50), i + i %/% 9L)),
  k = as.integer(at(c(1, 2, 3), i %/% 8L + 1L)),          # ids used again within each g
  school = at(c("s1", "s2", "s3", "s4"), (i - 1L) %/% 12L + 1L),
  class = at(c("c1", "c2", "c3"), (i - 1L) %/% 4L + 1L),  # c1..c3 again in each school
  pupil = at(c("p1", "p2"), i),
  gf = at(c(1.5, 2.25, 10, -0.5, 1e5, 0.1), i * 5L),      # ids that are no integers
  day = as.Date("2024-01-05") + at(c(0, 3, 7, 30, 400), i),
  stringsAsFactors = FALSE)

i <- 1:40
m <- data.frame(
  y = r4(1 + cos(1.3 * i) + 0.05 * i),
  x = r4(2 * sin(1.9 * i)),
  z = r4(4 + cos(2.7 * i)),
  w = r4(1 + 0.25 * (i %% 9)),                            # complete
  f = factor(at(c("a", "b", "c", "a", "b"), i), levels = c("a", "b", "c", "d")),
  e = factor(at(c("p", "q", "r"), i), levels = c("p", "q", "r")),
  o = factor(at(c("lo", "mid", "hi"), i + i %/% 4L), levels = c("lo", "mid", "hi", "max"), ordered = TRUE),
  a = at(c("no", "yes", "may", "yes"), i),
  b = at(c(TRUE, FALSE, TRUE), i + i %/% 5L),
  t = as.integer(at(0:4, i)),                             # complete
  g = as.integer(at(1:8, i)),
  h = at(c("h1", "h2", "h3", "h4", "h5"), i %/% 3L + 1L),
  stringsAsFactors = FALSE)
m$f[c(9, 31)] <- "d"                                      # the level d lives only in these rows ...
m$o[c(9, 17, 33)] <- "max"
m$x[c(2, 9, 17, 31, 33)] <- NA                            # ... and x is missing there, so d and max vanish with x
m$z[c(5, 17, 22)] <- NA
m$f[c(3, 26)] <- NA
m$a[c(7, 8, 40)] <- NA
m$b[c(11, 30)] <- NA
m$g[c(13, 14)] <- NA
m$y[c(1, 20)] <- NA
m$e[c(6, 27)] <- NA
m$h[19] <- NA

i <- 1:36
r <- data.frame(
  y = r4(2 + sin(1.1 * i) + (i %% 4) / 3),
  x = r4(sin(2.1 * i)),
  z = r4(cos(1.4 * i)),
  w = r4(1 + (i %% 5) / 2 + sin(0.3 * i)),
  f = factor(at(c("a", "b", "c"), i)),
  e = factor(at(c("p", "q"), (i - 1L) %/% 3L + 1L)),
  un = factor(at(c("u1", "u3"), i + i %/% 4L), levels = c("u1", "u2", "u3")),    # the level u2 is not used
  a = at(c("no", "yes"), i %/% 2L + 1L),
  g = as.integer(at(1:6, i)),
  h = as.integer((i - 1L) %/% 9L + 1L),
  stringsAsFactors = FALSE)
r$f2 <- factor(c(a = "one", b = "two", c = "three")[as.character(r$f)])         # f under other labels (and order)
r$cell <- factor(ifelse(r$f == "c" & r$e == "q", "p", as.character(r$e)))       # no row has f = c and cell = q
r$out <- factor(ifelse(r$f == "a", "k", ifelse(i %% 2 == 0, "l", "m")))         # nested: f = a exactly when out = k
r$dup <- r$x
r$twice <- 2 * r$x
r$sum <- r$x + r$z
r$one <- 1
r$zero <- 0
r$five <- 5
r$da <- as.numeric(r$f == "a"); r$db <- as.numeric(r$f == "b"); r$dc <- as.numeric(r$f == "c")
r$p1 <- r4(r$w / 7); r$p2 <- r4(r$w / 3); r$p3 <- 1 - r$p1 - r$p2               # three shares with sum one
r$near6 <- r$x + 1e-6 * r$z; r$near7 <- r$x + 3e-7 * r$z                        # inside the tolerance of 1e-7: kept
r$near8 <- r$x + 1e-8 * r$z; r$near10 <- r$x + 1e-10 * r$z                      # beyond it: dropped
r$tiny <- 1e-9 * r$z                                                            # small, but not dependent
r$huge <- 1e6 + r$x; r$year <- 2000 + (i - 1L) %/% 6L; r$yearc <- r$year - 2000
r$big8 <- 1e8 + r$x
r$lvl <- r4(at(c(0.5, 1.5, 2.5), i))                                            # a number with three values

i <- 1:30
odd <- data.frame(                                        # names and labels that need quoting
  y = r4(sin(i)), `my x` = r4(cos(2 * i)), x.1 = r4(sin(3 * i)), `2nd` = r4(cos(i)), x_y = r4(sin(0.7 * i)),
  `the f` = factor(at(c("a b", "c:d", "e*f"), i), levels = c("c:d", "a b", "e*f")),
  lev = at(c("1", "10", "2", "-1", ""), i), num = at(c(1, 10, 2, 1e5, 0.1), i * 2L),
  `my id` = as.integer(at(c(11, 2, 33, 4, 1), i)), TRUEs = at(c("TRUE", "FALSE"), i), g1 = at(c("u", "v", "w"), i),
  check.names = FALSE, stringsAsFactors = FALSE)

sets <- list(d = d, m = m, r = r, odd = odd)

set_json <- function(df) {
  cols <- lapply(df, function(v) if (is.factor(v) || inherits(v, "Date")) as.character(v) else unname(v))
  factors <- lapply(Filter(is.factor, df), function(v) list(levels = levels(v), ordered = one(is.ordered(v))))
  dates <- names(Filter(function(v) inherits(v, "Date"), df))
  c(cols, list(`_factors` = factors, `_dates` = dates))          # dates are strings in the JSON, Date in R
}
writeLines(json(lapply(sets, set_json)), data_path)

# ---- running R and keeping what it says -----------------------------------------------------------------------------

# The value of expr together with its warnings and messages, or R's error.
heard <- function(expr) {
  warnings <- messages <- character()
  value <- tryCatch(
    withCallingHandlers(expr,
      warning = function(w) { warnings <<- c(warnings, conditionMessage(w)); invokeRestart("muffleWarning") },
      message = function(m) { messages <<- c(messages, conditionMessage(m)); invokeRestart("muffleMessage") }),
    error = function(e) list(err = one(conditionMessage(e))))
  c(value, if (length(warnings)) list(warnings = sub("\n$", "", unique(warnings))),
    if (length(messages)) list(messages = sub("\n$", "", unique(messages))))
}

# One specification as written in the table -> what R's contrasts.arg wants.  levs are the levels left in the model.
contrast_of <- function(spec, levs) {
  if (is.character(spec)) return(paste0("contr.", spec))
  if (!is.null(spec$treatment)) return(contr.treatment(levs, base = match(spec$treatment, levs)))
  M <- do.call(rbind, spec$matrix)
  if (!is.null(spec$names)) colnames(M) <- spec$names
  M
}
levels_of <- function(v) if (is.logical(v)) c("FALSE", "TRUE") else levels(factor(v))
contrasts_arg <- function(specs, frame) {
  if (is.null(specs)) return(NULL)
  sapply(names(specs), function(v) contrast_of(specs[[v]], levels_of(frame[[v]])), simplify = FALSE)
}
spec_json <- function(spec) {
  if (is.character(spec)) return(one(spec))
  if (!is.null(spec$treatment)) return(list(treatment = one(spec$treatment)))
  list(matrix = spec$matrix, names = if (is.null(spec$names)) one(NULL) else spec$names)
}
specs_json <- function(specs) if (is.null(specs)) NULL else lapply(specs, spec_json)
mat <- function(..., names = NULL) list(matrix = list(...), names = names)          # rows of a contrast matrix
trt <- function(level) list(treatment = level)

# `attributes` puts the contrasts on the column of the data itself, as contrasts(data$f) <- ... does.
with_attributes <- function(df, specs) {
  for (v in names(specs)) {
    if (!is.factor(df[[v]])) df[[v]] <- factor(df[[v]])
    contrasts(df[[v]]) <- contrast_of(specs[[v]], levels(df[[v]]))
  }
  df
}

lines <- character()
emit_case <- function(kind, data, f, contrasts, attributes, answer) {
  head <- list(kind = one(kind), data = one(data), f = one(f), contrasts = specs_json(contrasts),
               attributes = specs_json(attributes))
  lines <<- c(lines, json(c(Filter(Negate(is.null), head), answer)))
}

# kind "fixed": the model matrix of a formula without bars; the frame is the one lm and lmer make (na.omit, unused
# levels dropped).  "X" is by columns, "rows" are the 1-based rows of the data that are kept, "offset" if there is one.
fixed <- function(data, formulas, contrasts = NULL, attributes = NULL) for (f in formulas) {
  answer <- heard({
    df <- with_attributes(sets[[data]], attributes)
    form <- as.formula(f, env = new.env(parent = parent.env(globalenv())))
    mf <- model.frame(form, df, na.action = na.omit, drop.unused.levels = TRUE)
    base <- df[rownames(mf), , drop = FALSE]
    X <- model.matrix(form, mf, contrasts_arg(contrasts, base))
    c(list(cols = as.character(colnames(X)), X = by_columns(X), rows = as.integer(rownames(mf))),
      if (!is.null(model.offset(mf))) list(offset = as.numeric(model.offset(mf))))
  })
  emit_case("fixed", data, f, contrasts, attributes, answer)
}

# lme4's own checks on sizes are off: they say nothing about the design.
control <- function(rank) lmerControl(check.nobs.vs.nlev = "ignore", check.nobs.vs.nRE = "ignore",
  check.nlev.gtr.1 = "ignore", check.nobs.vs.rankZ = "ignore", check.scaleX = "ignore", check.rankX = rank)

# kind "blocks": lme4's answer.  One entry of cnms, groups, codes, levels and Z for each block, in lme4's order after
# it sorted them; "bars" are the bars as lme4 writes them.  Z holds the raw columns before they are crossed with the
# groups, over the kept rows.  "X" is the fixed part after lme4 dropped dependent columns (then there is a message).
blocks <- function(data, formulas, contrasts = NULL, attributes = NULL) for (f in formulas) {
  answer <- heard({
    df <- with_attributes(sets[[data]], attributes)
    form <- as.formula(f, env = new.env(parent = parent.env(globalenv())))
    arg <- if (is.null(contrasts)) NULL else
      contrasts_arg(contrasts, df[rownames(suppressMessages(lFormula(form, df, control = control("ignore")))$fr), ])
    lf <- lFormula(form, df, contrasts = arg, control = control("message+drop.cols"))
    re <- lf$reTrms
    bars <- findbars(lf$formula)
    nl <- vapply(bars, function(bar) nlevels(lme4:::mkBlist(bar, lf$fr)$ff), 0L)
    if (any(diff(nl) > 0)) bars <- bars[rev(order(nl))]          # lme4's sorting, ties in reverse order
    stopifnot(identical(vapply(bars, deparse1, ""), names(re$Ztlist)))
    fac <- lapply(attr(re$flist, "assign"), function(j) re$flist[[j]])
    Z <- lapply(seq_along(bars), function(j) {
      frame <- lme4:::factorize(bars[[j]], lf$fr)
      Z0 <- model.matrix(eval(substitute(~ foo, list(foo = bars[[j]][[2]]))), frame)
      crossed <- KhatriRao(fac2sparse(fac[[j]], to = "d"), t(Z0))
      off <- max(abs(as.matrix(crossed) - as.matrix(re$Ztlist[[j]])), 0)
      if (!identical(dim(crossed), dim(re$Ztlist[[j]])) || off > 0) stop("Z0 and the codes do not give lme4's Zt")
      stopifnot(identical(colnames(Z0), re$cnms[[j]]))
      Z0
    })
    rows <- as.integer(rownames(lf$fr))
    list(cnms = lapply(unname(re$cnms), as.character), groups = names(re$cnms), bars = names(re$Ztlist),
         codes = lapply(fac, as.integer), levels = lapply(fac, levels), Z = lapply(Z, by_columns),
         cols = as.character(colnames(lf$X)), X = by_columns(lf$X), rows = rows, dropped = one(nrow(df) - length(rows)))
  })
  if (!is.null(answer$err) && grepl("do not give lme4|identical\\(", answer$err[[1]])) stop(f, ": ", answer$err[[1]])
  emit_case("blocks", data, f, contrasts, attributes, answer)
}

# LINPACK's dqrdc2 as R calls it, in plain R: the script checks that it answers as lme4 does in every case.
# "margin" says how near any of its decisions came: the smallest |log10(norm left / original norm / tol)|.
pivots <- function(X, tol = 1e-7) {
  n <- nrow(X); p <- ncol(X); pivot <- seq_len(p); k <- p + 1L
  norm2 <- function(v) sqrt(sum(v^2))
  now <- apply(X, 2, norm2)
  start <- ifelse(now == 0, 1, now)
  margin <- Inf
  for (l in seq_len(min(n, p))) {
    if (l < k) margin <- min(margin, abs(log10(now[l] / start[l] / tol)))
    while (l < k && now[l] < start[l] * tol) {            # negligible: to the right-hand end, the others move up
      ord <- c(seq_len(l - 1L), if (l < p) (l + 1L):p, l)
      X <- X[, ord, drop = FALSE]; pivot <- pivot[ord]; now <- now[ord]; start <- start[ord]; k <- k - 1L
      if (l < k) margin <- min(margin, abs(log10(now[l] / start[l] / tol)))
    }
    if (l == n) next
    below <- l:n
    size <- norm2(X[below, l])
    if (size == 0) next
    if (X[l, l] != 0) size <- abs(size) * sign(X[l, l])
    house <- X[below, l] / size
    house[1] <- 1 + house[1]
    for (j in seq_len(p)[seq_len(p) > l]) {
      X[below, j] <- X[below, j] - sum(house * X[below, j]) / house[1] * house
      if (now[j] == 0) next
      left <- max(1 - (abs(X[l, j]) / now[j])^2, 0)       # share of the squared norm that is left
      now[j] <- if (left < 1e-6) norm2(X[below[-1], j]) else now[j] * sqrt(left)
    }
  }
  list(keep = pivot[seq_len(min(k - 1L, n))], margin = margin)
}

# kind "rank": the columns "cols" and "X" of the full model matrix, those lme4 keeps (in its order), and what it says
# (null when it keeps all).  Where "margin" is small, rounding could decide; R's answer is then an accident.
ranks <- function(data, formulas, contrasts = NULL) for (f in formulas) {
  answer <- heard({
    df <- sets[[data]]
    form <- as.formula(f, env = new.env(parent = parent.env(globalenv())))
    full <- suppressWarnings(lFormula(form, df, control = control("ignore")))
    arg <- contrasts_arg(contrasts, full$fr)
    full <- suppressWarnings(lFormula(form, df, contrasts = arg, control = control("ignore")))$X
    lf <- suppressMessages(lFormula(form, df, contrasts = arg, control = control("message+drop.cols")))
    said <- attr(lf$X, "msgRankdrop")
    mine <- pivots(unname(full))
    if (!identical(as.character(colnames(full)[mine$keep]), as.character(colnames(lf$X))))
      stop("dqrdc2 in R differs from lme4")
    list(cols = as.character(colnames(full)), kept = as.character(colnames(lf$X)), message = one(said),
         margin = one(if (is.finite(mine$margin)) round(mine$margin, 2)), X = by_columns(full))
  })
  if (!is.null(answer$err) && grepl("differs from lme4", answer$err[[1]])) stop(f, ": ", answer$err[[1]])
  emit_case("rank", data, f, contrasts, NULL, answer)
}


# ---- the cases: coding of fixed parts -------------------------------------------------------------------------------

# factors, their containment and their interactions
fixed("d", c("y ~ 1", "y ~ 0", "y ~ f", "y ~ 0 + f", "y ~ f - 1", "y ~ q", "y ~ o", "y ~ 0 + o", "y ~ a", "y ~ s",
  "y ~ 0 + s + f", "y ~ b", "y ~ 0 + b", "y ~ 0 + x + f + a", "y ~ b + a + f", "y ~ 0 + b + a", "y ~ x + f",
  "y ~ f * x", "y ~ f:x", "y ~ x:f", "y ~ 0 + x:f", "y ~ x + x:f", "y ~ f:x + f", "y ~ f:a", "y ~ 0 + f:a",
  "y ~ a + a:f", "y ~ f + a:f", "y ~ a:f + f", "y ~ f / a", "y ~ f / x", "y ~ f / (x + a)", "y ~ (f + x) / a",
  "y ~ f * o", "y ~ o:x", "y ~ f:b", "y ~ b:x", "y ~ b * a", "y ~ 0 + b:x", "y ~ b:f:x", "y ~ f * a * b", "y ~ f:a:b",
  "y ~ f + f:a:b", "y ~ f:a + f:a:b", "y ~ x:z:f + x:f", "y ~ x + f:a + x:f:a", "y ~ (f + a + x)^2",
  "y ~ (f + a + x)^3 - f:a:x", "y ~ f * a - a", "y ~ f * a - f", "y ~ f * x - x", "y ~ f * a - f - a",
  "y ~ 0 + f * a - a", "y ~ 0 + o:f + x", "y ~ a %in% f", "y ~ f + a %in% f", "y ~ x^2", "y ~ x * x", "y ~ x:x",
  "y ~ f:f", "y ~ (x + z)^2", "y ~ x - x", "y ~ x + 1 - 1", "y ~ 0 + x + 1", "y ~ -1 + x + 0", "y ~ x + x + z",
  "y ~ -x",
  "y ~ z:x + x:z", "y ~ x:f:z + f:a", "y ~ f:x:a", "log(w) ~ x * f", "~ x + f", "y ~ n + factor(n)",
  "y ~ 0 + f:x + a:x", "y ~ 0 + a:x + f", "y ~ q * a * x - a:x"))

# contrasts written in the formula
fixed("d", c("y ~ C(f)", "y ~ C(f, contr.treatment)", "y ~ C(f, treatment)", "y ~ C(f, contr.treatment(3, base = 2))",
  "y ~ C(f, contr.treatment(3, base=3)) * x", "y ~ C(f, contr.treatment(levels(f), base = 2))",
  "y ~ C(f, contr.treatment, base = 2)", "y ~ C(f, treatment, base = 3)", "y ~ C(f, base = 2)", "y ~ C(f, contr.sum)",
  "y ~ C(f, sum)",
  "y ~ C(f, 'contr.sum')", "y ~ C(f, \"sum\")", "y ~ C(f, sum) * C(a, sum)", "y ~ C(f, contr.helmert)",
  "y ~ C(f, helmert)", "y ~ C(f, SAS)", "y ~ C(f, contr.SAS)", "y ~ C(f, poly)", "y ~ C(f, contr.poly)",
  "y ~ C(o, contr.treatment)", "y ~ C(o, contr.sum)", "y ~ C(o, helmert)", "y ~ C(o, poly, 2)",
  "y ~ C(o, contr.poly, 1)",
  "y ~ C(o, contr.poly(4, scores = c(1, 2, 4, 8)))", "y ~ C(o, contr.poly, scores = c(1, 2, 4, 8))",
  "y ~ C(f, contr.sum, 1)", "y ~ C(f, sum, how.many = 1) + x", "y ~ C(f, helmert, 1)", "y ~ C(o, helmert, 2)",
  "y ~ C(f, treatment, 1)", "y ~ C(f, contr.sum(3))", "y ~ C(f, contr.helmert(3))", "y ~ C(q, contr.sum):x",
  "y ~ 0 + C(f, sum)", "y ~ 0 + C(f, sum) + C(q, helmert)", "y ~ C(f, sum):x", "y ~ C(f, sum):a", "y ~ a + C(f, sum):a",
  "y ~ C(a, sum)", "y ~ C(b, sum)", "y ~ C(h, sum)", "y ~ C(k, helmert) * x", "y ~ C(xd, sum)", "y ~ C(o)", "y ~ C(b)",
  "y ~ C(f, sum, 1) * x", "y ~ 0 + C(f, sum, 1)", "y ~ C(f, sum, 1):C(factor(a), sum)",
  "y ~ C(f, sum) * C(factor(a), sum)", "y ~ C(factor(a), sum)", "y ~ C(factor(b), sum)", "y ~ C(factor(h), sum)",
  "y ~ C(factor(k), helmert) * x", "y ~ C(factor(xd), sum)", "y ~ C(factor(x > 0), sum)",
  "y ~ C(as.factor(a), treatment, base = 2)", "y ~ C(ordered(h), poly, 2)", "y ~ f + C(f, sum)",
  "y ~ C(f, c(1, 0, -1))", "y ~ C(f, c(-2, 1, 1)) + x", "y ~ C(f, cbind(c(1, 0, -1), c(-1, 2, -1)))",
  "y ~ C(f, cbind(lin = c(-1, 0, 1), quad = c(1, -2, 1)))", "y ~ C(f, matrix(c(1, 0, -1, 0, 1, -1), 3)):x",
  "y ~ C(f, contr.sum(4))", "y ~ C(x > 0, sum)", "y ~ C(ordered(h))", "y ~ C(f, contr.treatment(3, contrasts = FALSE))",
  "y ~ C(relevel(f, 'c'), sum)", "y ~ C(f, contr.nothing)"))

# ... and given by the caller
fixed("d", c("y ~ f", "y ~ f * x", "y ~ 0 + f", "y ~ f * a", "y ~ f:a", "y ~ x:f"), list(f = "sum"))
fixed("d", c("y ~ f", "y ~ a:f + a", "y ~ 0 + f + o"), list(f = "helmert"))
fixed("d", c("y ~ f", "y ~ f:x + f"), list(f = "SAS"))
fixed("d", c("y ~ f", "y ~ f * o"), list(f = "poly"))
fixed("d", c("y ~ f", "y ~ f:a", "y ~ f * x"), list(f = trt("c")))
fixed("d", "y ~ q", list(q = trt("low")))
fixed("d", "y ~ o + x:o", list(o = "treatment"))
fixed("d", c("y ~ o", "y ~ 0 + a + o"), list(o = "sum"))
fixed("d", c("y ~ f * a", "y ~ f * a * x", "y ~ 0 + a:f"), list(f = "sum", a = "sum"))
fixed("d", "y ~ f * o", list(f = "helmert", o = "helmert"))
fixed("d", c("y ~ b", "y ~ b * x"), list(b = "sum"))
fixed("d", "y ~ a", list(a = trt("yes")))
fixed("d", "y ~ s", list(s = "SAS"))
fixed("d", c("y ~ f", "y ~ f * x", "y ~ 0 + f"), list(f = mat(c(1, 0), c(-0.5, 1), c(-0.5, -1))))
fixed("d", c("y ~ f", "y ~ f:a"), list(f = mat(c(1, 0), c(-0.5, 1), c(-0.5, -1), names = c(".one", ".two"))))
fixed("d", c("y ~ f", "y ~ f * x", "y ~ f:b"), list(f = mat(-1, 0, 1)))
fixed("d", "y ~ f", list(f = mat(-1, 0, 1, names = "lin")))
fixed("d", "y ~ f", list(f = mat(c(1, 0, 0), c(0, 1, 0), c(0, 0, 1))))
fixed("d", "y ~ f", list(f = mat(c(1, 2), c(1, 2), c(1, 2))))
fixed("d", "y ~ f", list(f = mat(c(1, 2), c(2, 4), c(3, 6))))
fixed("d", "y ~ f", list(f = mat(c(1, 0), c(0, 1))))
fixed("d", "y ~ a", list(a = mat(-0.5, 0.5)))
fixed("d", "y ~ f + a", list(x = "sum"))
fixed("d", "y ~ x + f", list(x = "sum"))
fixed("d", "y ~ C(f)", list(f = "sum"))
fixed("d", "y ~ C(f, sum)", list(`C(f, sum)` = "helmert"))
fixed("d", "y ~ factor(h)", list(`factor(h)` = "sum"))
fixed("d", "y ~ f", list(f = "nothing"))
fixed("d", c("y ~ f", "y ~ f * a"), attributes = list(f = "sum"))
fixed("d", c("y ~ f", "y ~ f:x", "y ~ 0 + f + x"), attributes = list(f = mat(-1, 0, 1)))    # completed to two columns
fixed("d", "y ~ f", attributes = list(f = mat(1, 1, -2, names = "ab")))
fixed("d", "y ~ o", attributes = list(o = mat(-3, -1, 1, 3)))
fixed("d", "y ~ o", attributes = list(o = "treatment"))
fixed("d", "y ~ relevel(f, 'b') + factor(f) + C(f) + as.factor(f)", attributes = list(f = "sum"))
fixed("d", "y ~ f", list(f = "helmert"), list(f = "sum"))

# making and changing factors
fixed("d", c("y ~ relevel(f, ref = \"c\")", "y ~ relevel(f, ref='b') * x", "y ~ relevel(f, 'c'):a", "y ~ relevel(f, 2)",
  "y ~ relevel(factor(a), 'yes')", "y ~ relevel(q, \"low\")", "y ~ relevel(o, 'mid')", "y ~ relevel(a, 'yes')",
  "y ~ relevel(f, 'zz')", "y ~ factor(h)", "y ~ as.factor(h)", "y ~ factor(xd)", "y ~ factor(xd):x", "y ~ factor(gf)",
  "y ~ factor(n > 2)",
  "y ~ factor(f, levels = c('c', 'b', 'a'))", "y ~ factor(f, levels = c(\"c\", \"a\"))",
  "y ~ factor(k, labels = c('p', 'q', 'r'))", "y ~ factor(k, labels = 'L')", "y ~ factor(k, levels = 3:1)",
  "y ~ factor(k, levels = c(2, 1, 3), labels = c('two', 'one', 'three'))", "y ~ factor(k, labels = c('p', 'q', 'q'))",
  "y ~ factor(k, levels = 1:4)", "y ~ factor(k, exclude = 2)", "y ~ factor(f, exclude = 'a')", "y ~ factor(b)",
  "y ~ factor(b, labels = c('off', 'on'))", "y ~ factor(round(x))", "y ~ factor(o)", "y ~ factor(o, ordered = FALSE)",
  "y ~ factor(f, ordered = TRUE)", "y ~ ordered(f)", "y ~ ordered(h)", "y ~ ordered(xd)", "y ~ ordered(a)",
  "y ~ ordered(n)",
  "y ~ ordered(f, levels = c('b', 'c', 'a'))", "y ~ as.ordered(q)", "y ~ as.ordered(f):x", "y ~ 0 + ordered(k)",
  "y ~ as.numeric(f)", "y ~ as.integer(f)", "y ~ as.numeric(q)", "y ~ as.numeric(o) * x", "y ~ as.integer(b)",
  "y ~ as.numeric(b)",
  "y ~ as.numeric(as.character(factor(h)))", "y ~ as.numeric(factor(h))", "y ~ as.numeric(a)", "y ~ as.integer(x)",
  "y ~ as.character(f)", "y ~ as.character(q)", "y ~ as.character(k)", "y ~ as.logical(n)",
  "y ~ as.factor(a) + as.factor(b)",
  "y ~ droplevels(f)", "y ~ interaction(a, f)", "y ~ interaction(a, f, sep = '_')",
  "y ~ interaction(f, a, lex.order = TRUE)",
  "y ~ interaction(a, f, b)", "y ~ paste(a, f)", "y ~ paste0(a, '-', k)", "y ~ 0 + interaction(a, b)",
  "y ~ factor(a):factor(k)",
  "y ~ factor(paste(school, class))", "y ~ factor(ifelse(x > 0, 'pos', 'neg'))", "y ~ ifelse(f == 'a', 'A', 'other')",
  "y ~ f == 'a'", "y ~ I(f == 'a')", "y ~ f != \"b\"", "y ~ I(f %in% c('a', 'b'))", "y ~ as.numeric(f == 'b')",
  "y ~ o > 'low'",
  "y ~ o <= 'mid'", "y ~ I(o >= 'mid') * x", "y ~ f > 'a'", "y ~ a == 'yes'", "y ~ a > 'n'",
  "y ~ ifelse(f %in% c('a', 'c'), 1, 0)",
  "y ~ rev(f)", "y ~ day", "y ~ factor(day)", "y ~ nchar(a)", "y ~ toupper(a)"))

# cut
fixed("d", c("y ~ cut(x, 3)", "y ~ cut(x, 3) * a", "y ~ cut(x, c(-3, 0, 3))", "y ~ cut(x, c(-1, 0, 1))",
  "y ~ cut(x, c(-Inf, 0, Inf))",
  "y ~ cut(x, breaks = c(-Inf, -1, 1, Inf), labels = c('l', 'm', 'h'))",
  "y ~ cut(x, c(-3, -0.5, 0.25, 3), right = FALSE)",
  "y ~ cut(xd, c(-1, 0.5, 1, 2.5))", "y ~ cut(xd, c(-1, 0.5, 1, 2.5), include.lowest = TRUE)",
  "y ~ cut(xd, c(-1, 0.5, 2.5), right = FALSE, include.lowest = TRUE)", "y ~ cut(x, 3, labels = FALSE)",
  "y ~ cut(x, 3, ordered_result = TRUE)", "y ~ cut(z, 4, dig.lab = 2)",
  "y ~ cut(z, c(0, 10, 20), ordered_result = TRUE)",
  "y ~ cut(x, c(3, 0, -3))", "y ~ cut(z, seq(6, 14, by = 2))", "y ~ cut(u, c(0, 0.1255, 0.1256, 1))",
  "y ~ cut(z * 1000, c(0, 9999.5, 1e5))",
  "y ~ cut(x, quantile(x))", "y ~ cut(x, quantile(x), include.lowest = TRUE)",
  "y ~ cut(x, c(-3, 0, 3), labels = c('lo', 'hi')):z",
  "y ~ 0 + cut(x, c(-3, 0, 3))", "y ~ cut(x, 1)", "y ~ cut(x, 2)", "y ~ cut(x, c(-3, 0, 3, 5))",
  "y ~ cut(n, c(0, 2, 4))",
  "y ~ as.numeric(cut(x, 4))", "y ~ C(cut(x, 3), sum)", "y ~ cut(x, c(0, 0, 1))", "y ~ findInterval(x, c(-1, 0, 1))",
  "y ~ cut(x, 5, labels = letters[1:5])", "y ~ cut(w, c(0, 1/3, 2/3, 1, 4))", "y ~ cut(f, 2)"))

# arithmetic, functions and their labels
fixed("d", c("y ~ I(x^2)", "y ~ x + I(x^2) + I(x^3)", "y ~ I(x**2)", "y ~ I(-x^2)", "y ~ I(x*z)", "y ~ I( x+z )",
  "y ~ I(x/10)",
  "y ~ I(x %% 2)", "y ~ I(x %/% 2)", "y ~ I(-7.5 + n %% -3)", "y ~ I(n %/% -2)", "y ~ I(2^n)", "y ~ I(x * 1e-3)",
  "y ~ I(x > 1e5)",
  "y ~ I(x * 100000)", "y ~ I(x * 123456.7)", "y ~ I(x + .5)", "y ~ I(x + 0.10)", "y ~ I(x * 1L)", "y ~ I((x))",
  "y ~ I((x + 1) * 2)",
  "y ~ I(-x)", "y ~ I(+x)", "y ~ I(x - -z)", "y ~ I(1/w)", "y ~ I(x - mean(x))", "y ~ I((x - mean(x)) / sd(x))",
  "y ~ I(x - median(x))",
  "y ~ I(x / max(x))", "y ~ I(x > 0)", "y ~ x > 0", "y ~ (x > 0)", "y ~ I(x > 0) * f", "y ~ x > 0 & z > 10",
  "y ~ I(x > 0 | b)",
  "y ~ !b", "y ~ I(!b)", "y ~ I(x > 0 & !b)", "y ~ I(b + 0)", "y ~ I(b * x)", "y ~ as.numeric(x > 0)",
  "y ~ I(1 * (x > 0))",
  "y ~ x >= 0.5", "y ~ n == 2", "y ~ I(n %in% c(1, 3))", "y ~ n %in% c(1, 3)", "y ~ xor(b, x > 0)", "y ~ isTRUE(b)",
  "y ~ ifelse(x > 0, 1, 0)", "y ~ ifelse(x > 0, x, 0)", "y ~ ifelse(b, x, z) * f",
  "y ~ ifelse(x > 1, 'hi', ifelse(x > 0, 'mid', 'lo'))",
  "y ~ log(w)", "y ~ log(w, 2)", "y ~ log(w, base = 3)", "y ~ log(base = 2, w)", "y ~ log(x = w, 10)",
  "y ~ log2(w) + log10(w) + log1p(u)",
  "y ~ log(n + 1)", "y ~ log(w) * f", "y ~ log(v)", "y ~ sqrt(x)", "y ~ log(n)", "y ~ exp(u)", "y ~ expm1(x)",
  "y ~ sqrt(w)", "y ~ abs(v)",
  "y ~ round(x)", "y ~ round(x, 1)", "y ~ round(x * 100, -2)", "y ~ round(n / 2)", "y ~ round(digits = 1, x)",
  "y ~ signif(z, 2)",
  "y ~ floor(x) + ceiling(x)", "y ~ trunc(x)", "y ~ sign(v)", "y ~ sin(x) + cos(x)", "y ~ tan(u)", "y ~ atan(x)",
  "y ~ tanh(x)",
  "y ~ sinh(x) + cosh(x)", "y ~ asin(u)", "y ~ sin(2 * pi * n / 6)", "y ~ plogis(x)", "y ~ qlogis(u)", "y ~ pnorm(x)",
  "y ~ qnorm(u)",
  "y ~ pmin(x, 0)", "y ~ pmax(x, z)", "y ~ pmin(x, z, 1)", "y ~ pmax(0, x - 1)", "y ~ pmin(n, 3L)", "y ~ min(x)",
  "y ~ cumsum(x)", "y ~ rank(x)",
  "y ~ is.na(x)", "y ~ cbind(x, z)", "y ~ cbind(x, z) * a", "y ~ cbind(x, z):f", "y ~ cbind(p = x, z^2)",
  "y ~ cbind(x, x^2)", "y ~ cbind(log(w), z)",
  "y ~ I(cbind(x, z))", "y ~ cbind(x)", "y ~ cbind(x, 1)", "y ~ cbind(x, b)", "y ~ x + offset(w)",
  "y ~ offset(log(w)) + f", "y ~ offset(x) + x",
  "y ~ offset(w)", "y ~ x + offset(w) + offset(u)", "y ~ x:offset(w)", "y ~ x - offset(w)",
  "y ~ offset(2 * x + 1) + z", "y ~ I(x^2 * f)",
  "y ~ I(f)", "y ~ I(a)", "y ~ I(o)", "y ~ identity(x)", "y ~ poly(x, 2)", "y ~ nosuch", "y ~ nosuch(x)",
  "y ~ x + I(1)", "y ~ exp(x)^2", "y ~ log(w):f + log(w)",
  "y ~ I((x + z + w + u + v + xd + n + g + h + k + x * z + w * u + v * xd + n * g)^2)",
  "y ~ ifelse(x > 0 & z > 10 & w > 1 & u > 0.11 | b, x * z + w * u - v, -1)", "y ~ 2", "y ~ x + 2", "y ~ 1 + 0 + x",
  "y ~ 'f'", "y ~ f + NULL", "y ~ TRUE",
  "y ~ I(0 * x)", "y ~ I(x == z)", "y ~ x %in% f", "y ~ I(x - z) + I(z - x)", "y ~ I(1e300 * x)",
  "y ~ I(exp(800 * x))"))

# bases: poly, scale, ns, bs
fixed("d", c("y ~ poly(x, 1)", "y ~ poly(x, 3)", "y ~ poly(x, 4)", "y ~ poly(x,2,raw=TRUE)",
  "y ~ poly(x, 4, raw = TRUE)", "y ~ poly(x, degree = 2)",
  "y ~ poly(x, 1, raw = TRUE)", "y ~ poly(x, raw = TRUE, degree = 3)", "y ~ poly(log(w), 2)",
  "y ~ poly(log(w), 3, raw = TRUE)", "y ~ poly(u, 4)", "y ~ poly(n, 3)",
  "y ~ poly(xd, 4)", "y ~ poly(xd, 5)", "y ~ poly(xd, 5, raw = TRUE)", "y ~ poly(x, 0)", "y ~ poly(x)",
  "y ~ poly(x, 2) * f", "y ~ poly(x, 2):f", "y ~ f:poly(x, 2)",
  "y ~ f + poly(x, 2, raw = TRUE):f", "y ~ poly(x, 2) * poly(z, 2)", "y ~ poly(x, 2):z", "y ~ 0 + poly(x, 2) + f",
  "y ~ poly(x, z, degree = 2)",
  "y ~ poly(x, z, degree = 2, raw = TRUE)", "y ~ poly(cbind(x, z), 2)", "y ~ poly(x, 2)[, 1]",
  "y ~ poly(x, 2)[, 2] * a", "y ~ poly(x, 3, simple = TRUE)",
  "y ~ poly(scale(x), 2)", "y ~ poly(x - mean(x), 2)", "y ~ poly(g, 2)", "y ~ poly(z, 2, coefs = NULL)",
  "y ~ poly(f, 1)", "y ~ poly(log(v), 2)", "y ~ poly(b, 1)",
  "y ~ polym(x, z, degree = 2)", "y ~ I(poly(x, 2))", "y ~ poly(x, 2) + poly(x, 3)", "y ~ poly(as.numeric(o), 3)",
  "y ~ scale(x)", "y ~ scale(x, scale = FALSE)", "y ~ scale(x, center = FALSE)",
  "y ~ scale(x, center = FALSE, scale = FALSE)", "y ~ scale(x, 2)", "y ~ scale(x, 2, 3)",
  "y ~ scale(x, scale = 2)", "y ~ scale(x, TRUE, FALSE)", "y ~ scale(x, F, T)", "y ~ scale(z) * f",
  "y ~ scale(x):scale(z)", "y ~ scale(log(w))", "y ~ scale(cbind(x, z))", "y ~ scale(cbind(x, z), scale = c(1, 2))",
  "y ~ scale(x)[, 1]", "y ~ c(scale(x))", "y ~ as.vector(scale(x))", "y ~ as.numeric(scale(x))", "y ~ I(scale(x)^2)",
  "y ~ scale(x)^2", "y ~ I(scale(x) * scale(z))", "y ~ scale(I(x^2))", "y ~ scale(b)", "y ~ scale(f)",
  "y ~ scale(n) + scale(as.numeric(f))",
  "y ~ poly(scale(z, scale = FALSE), 2, raw = TRUE)", "y ~ log(scale(w) + 5)", "y ~ scale(scale(x))",
  "y ~ ns(x)", "y ~ ns(x, 1)", "y ~ ns(x, 2)", "y ~ ns(x, df = 3)", "y ~ ns(x,df=4)", "y ~ ns(x, knots = c())",
  "y ~ ns(x, knots = 0)", "y ~ ns(x, knots = c(-1, 1))",
  "y ~ ns(x, knots = c(-1, 0, 1.5), Boundary.knots = c(-2, 2))",
  "y ~ ns(x, df = 3, Boundary.knots = c(-3, 3))", "y ~ ns(x, df = 3, Boundary.knots = c(-1, 1))",
  "y ~ ns(x, df = 3, intercept = TRUE)", "y ~ 0 + ns(x, df = 4, intercept = TRUE)", "y ~ ns(x, intercept = TRUE)",
  "y ~ ns(x, knots = 0.5, intercept = TRUE) - 1",
  "y ~ ns(x, 3) * f", "y ~ f:ns(x, 2)", "y ~ ns(x, 2):z", "y ~ ns(log(w), 3)", "y ~ ns(xd, df = 3)", "y ~ ns(n, 4)",
  "y ~ splines::ns(x, 3)", "y ~ ns(x, knots = quantile(x, c(0.33, 0.67)))", "y ~ ns(x, knots = median(x))",
  "y ~ ns(x, 2)[, 1]", "y ~ ns(x, df = 3) + ns(z, df = 2)",
  "y ~ ns(x, knots = c(1, -1))", "y ~ ns(x, knots = 5)", "y ~ ns(u, df = 5)", "y ~ ns(x, df = 0)",
  "y ~ ns(x, df = 3, knots = 0)",
  "y ~ bs(x)", "y ~ bs(x, 4)", "y ~ bs(x, df = 5)", "y ~ bs(x, df = 5, degree = 2)", "y ~ bs(x, degree = 1)",
  "y ~ bs(x, degree = 2, knots = c(-1, 0.5))", "y ~ bs(x, knots = 0)", "y ~ bs(x, knots = c(-1, 1), degree = 1)",
  "y ~ bs(x, intercept = TRUE)", "y ~ 0 + bs(x, df = 5, intercept = TRUE)",
  "y ~ bs(x, df = 6, intercept = TRUE) - 1", "y ~ bs(x, df = 2)", "y ~ bs(x, Boundary.knots = c(-4, 4))",
  "y ~ bs(x, knots = 0, Boundary.knots = c(-1.5, 1.5))", "y ~ bs(x, 4) * a", "y ~ bs(x, 4):f", "y ~ bs(log(w), 4)",
  "y ~ bs(xd, df = 5)", "y ~ bs(z, knots = c(9, 11), degree = 3, intercept = FALSE)", "y ~ bs(x, degree = 4)",
  "y ~ bs(x, degree = 0)", "y ~ bs(x, df = 8)", "y ~ bs(x, knots = c(0, 0))", "y ~ bs(x, knots = c(0.5, -0.5))"))

# missing values: the bases see all rows, the levels see the kept ones
fixed("m", c("y ~ x", "y ~ x + z", "y ~ f", "y ~ f + x", "y ~ 0 + f + x", "y ~ f * e + x", "y ~ o", "y ~ o + x",
  "y ~ o * x", "y ~ a", "y ~ a + b", "y ~ b", "y ~ a * x + f", "~ z + f", "w ~ t", "y ~ 1",
  "y ~ scale(x)", "y ~ scale(w) + x", "y ~ scale(x) + z", "y ~ scale(x, center = FALSE) + z", "y ~ poly(w, 2) + x",
  "y ~ poly(x, 2)", "y ~ poly(x, 2, raw = TRUE)", "y ~ poly(t, 3) * f", "y ~ ns(x, 3)", "y ~ ns(x, 3) + z",
  "y ~ ns(w, df = 3) + x", "y ~ bs(x, df = 5) + z", "y ~ bs(w, 4) + x",
  "y ~ C(f, contr.sum)", "y ~ C(f, contr.sum) + x", "y ~ C(f, sum):x", "y ~ C(e, sum) + x", "y ~ C(e, helmert) * a",
  "y ~ C(o, helmert) + x", "y ~ factor(f) + x", "y ~ as.factor(t) + z", "y ~ factor(x > 0)", "y ~ relevel(f, 'd')",
  "y ~ relevel(f, 'd') + x", "y ~ relevel(f, 'b') + x",
  "y ~ is.na(x)", "y ~ is.na(x) + is.na(f)", "y ~ !is.na(x)", "y ~ I(is.na(x) | z > 4)", "y ~ ifelse(is.na(x), 0, x)",
  "y ~ ifelse(is.na(x), 0, x) + is.na(x)", "y ~ ifelse(x > 0, z, 0)", "y ~ ifelse(is.na(a), 'none', a)",
  "y ~ factor(f, exclude = NULL)", "y ~ addNA(f)", "y ~ addNA(a)", "y ~ as.character(f)", "y ~ paste(a, e)",
  "y ~ interaction(a, e)", "y ~ interaction(f, e) + x", "y ~ cut(x, 3)", "y ~ cut(x, c(-1, 0, 1)) + z",
  "y ~ I(x > 0)", "y ~ x > 0 | z > 4", "y ~ x > 0 & z > 4", "y ~ I(x > 0 | w > 2)", "y ~ I(b | x > 0)",
  "y ~ f == 'a'", "y ~ f %in% 'a'", "y ~ I(f %in% c('a', 'b'))", "y ~ I(x %in% c(1, 2))",
  "y ~ as.numeric(a == 'yes')",
  "y ~ pmax(x, z)", "y ~ pmax(x, z, na.rm = TRUE)", "y ~ I(x * 0)", "y ~ I(x^0)", "y ~ I(1^x)", "y ~ I(x - mean(x))",
  "y ~ I(x - mean(x, na.rm = TRUE))", "y ~ I(x / max(x, na.rm = TRUE)) + z", "y ~ w + offset(x)", "y ~ offset(w) + x",
  "y ~ cumsum(w) + x", "y ~ cbind(x, z)", "y ~ cbind(x, w):e", "log(y) ~ x", "y ~ as.numeric(f) + x",
  "y ~ as.integer(o)", "y ~ ordered(t) + x", "y ~ scale(cbind(x, z))", "y ~ poly(scale(w), 2) + x",
  "y ~ droplevels(f) + x", "y ~ factor(h) + z", "y ~ h:x"))
fixed("m", c("y ~ f + x", "y ~ f", "y ~ f:x"), list(f = "sum"))
fixed("m", c("y ~ f + x", "y ~ f"), list(f = trt("b")))
fixed("m", c("y ~ f + x", "y ~ f"), list(f = mat(c(1, 0, 0), c(0, 1, 0), c(0, 0, 1), c(-1, -1, -1))))
fixed("m", c("y ~ f + x", "y ~ f"), attributes = list(f = "sum"))
fixed("m", "y ~ o + x", list(o = "helmert"))
fixed("m", "y ~ e * a", list(e = "sum", a = "helmert"))

# codings and bases together
fixed("d", c("y ~ C(f, sum) * ns(x, 2)", "y ~ C(f, helmert):poly(x, 2)",
  "y ~ C(f, helmert) + C(f, helmert):poly(x, 2)", "y ~ o * poly(x, 2)", "y ~ 0 + f * poly(x, 2)", "y ~ cut(x, 3):f",
  "y ~ cut(x, 3) * o", "y ~ relevel(f, 'c') * C(factor(a), sum)", "y ~ interaction(a, f):x", "y ~ f:I(x^2)",
  "y ~ f * I(x^2)", "y ~ scale(x) * ordered(k)", "y ~ ifelse(x > 0, 1, 0) * o", "y ~ b * f * x",
  "y ~ cbind(x, z):cbind(w, u)",
  "y ~ ns(x, 3):a", "y ~ bs(x, degree = 1, knots = 0):f + f", "y ~ poly(x, 2):poly(z, 2)",
  "y ~ poly(x, 2):poly(z, 2):a", "y ~ ns(x, 2) * o", "y ~ poly(x, 2, raw = TRUE) * b",
  "y ~ C(q, contr.helmert) * C(o, contr.sum)", "y ~ C(o, poly, 2):f", "y ~ C(o, poly, 1) * x",
  "y ~ 0 + C(o, poly, 2):C(f, sum)", "y ~ 0 + a + C(f, sum) * x", "y ~ 0 + f:x + f", "y ~ o:q:x",
  "y ~ log(w):scale(x):f", "y ~ I(x > 0):f", "y ~ (x > 0):(z > 10)", "y ~ f:offset(w) + x"))
fixed("d", c("y ~ f * poly(x, 2)", "y ~ f:ns(x, 2) + f", "y ~ f * q * x", "y ~ f %in% q"), list(f = "sum",
  q = "helmert"))
fixed("d", c("y ~ o * f", "y ~ 0 + o:f + o"), list(o = mat(c(1, 0), c(0, 1), c(-1, 0), c(0, -1), names = c("up",
  "down"))))
fixed("d", "y ~ s * b", list(s = "sum", b = "helmert"))

# names that need quoting, an unused level, a constant column
fixed("odd", c("y ~ `my x`", "y ~ `my x` * `the f`", "y ~ `the f`", "y ~ 0 + `the f`", "y ~ `the f`:x.1",
  "y ~ log(`my x` + 2)", "y ~ I(`my x`^2)", "y ~ `2nd` + x_y", "y ~ poly(`2nd`, 2)", "y ~ scale(`my x`)", "y ~ lev",
  "y ~ 0 + lev", "y ~ factor(lev)", "y ~ factor(num)", "y ~ ordered(num)", "y ~ as.factor(num):x.1",
  "y ~ TRUEs", "y ~ as.logical(TRUEs)", "y ~ C(`the f`, sum)", "y ~ relevel(`the f`, 'e*f')", "y ~ `the f` == 'c:d'",
  "y ~ factor(`my id`)", "y ~ x.1:x_y + `x.1`", "y ~ ns(`my x`, 2)", "y ~ g1:lev", "y ~ as.numeric(lev)",
  "y ~ offset(`my x`) + x.1"))
fixed("odd", c("y ~ `the f`", "y ~ `the f`:`my x`"), list(`the f` = "sum"))
fixed("r", c("y ~ un", "y ~ 0 + un", "y ~ un * x", "y ~ C(un, sum)", "y ~ factor(un)",
  "y ~ C(un, contr.treatment(3))", "y ~ one + x", "y ~ f * cell", "y ~ 0 + f:cell", "y ~ poly(one, 1)",
  "y ~ scale(one)", "y ~ ns(one, 2)", "y ~ cut(one, 2)", "y ~ cut(five, 3)", "y ~ factor(one)", "y ~ poly(year, 2)",
  "y ~ poly(year, 3, raw = TRUE)", "y ~ scale(huge)", "y ~ poly(huge, 3)", "y ~ poly(big8, 2)",
  "y ~ interaction(f, cell)", "y ~ interaction(f, cell, drop = TRUE)", "y ~ interaction(f, out, drop = TRUE):x",
  "y ~ ordered(lvl)"))
fixed("r", "y ~ un", list(un = "sum"))
fixed("r", "y ~ un", attributes = list(un = "sum"))

# ---- the cases: lme4's blocks ---------------------------------------------------------------------------------------

blocks("d", c("y ~ x + (1 | g)", "y ~ x + (x | g)", "y ~ x + (0 + x | g)", "y ~ x + (x - 1 | g)",
  "y ~ x + (-1 + x + z | g)", "y ~ f + (f | g)", "y ~ f + (0 + f | g)", "y ~ f + (0 + f + x | g)", "y ~ o + (o | g)",
  "y ~ a + (a | g)", "y ~ b + (b | g)", "y ~ b + (0 + b | g)", "y ~ f * x + (f * x | g)", "y ~ x + (0 + x:f | g)",
  "y ~ x + (f:x | g)", "y ~ a * f + (0 + a:f | g)", "y ~ 0 + f + (1 | g)",
  # crossed, sorted by the number of levels, ties in reverse once anything is sorted
  "y ~ x + (1 | g) + (1 | h)", "y ~ x + (1 | h) + (1 | g)", "y ~ x + (1 | k) + (1 | h) + (1 | g)",
  "y ~ x + (x | h) + (1 | k) + (z | g)", "y ~ x + (x || h) + (1 | g)", "y ~ x + (1 | g) + (x || h)",
  "y ~ x + (1 | h) + (0 + x | h) + (1 | g) + (0 + z | g)", "y ~ x + (1 | g) + (0 + x | g) + (1 | h)",
  "y ~ x + (1 | pupil) + (1 | a) + (1 | b) + (1 | g)", "y ~ (1 | g) + x + (1 | h) + z", "y ~ x + (x | g) + (1 | g)",
  "y ~ x + (1 | g) + (1 | g)",
  # nested with ids used again
  "y ~ x + (1 | g/k)", "y ~ x + (1 | school/class)", "y ~ x + (1 | school/class/pupil)", "y ~ x + (x | school/class)",
  "y ~ x + (x || school/class)", "y ~ x + (1 | school) + (1 | school:class)",
  "y ~ x + (1 | school:class) + (1 | school)", "y ~ x + (1 | class:school)",
  "y ~ x + (1 | school/class) + (1 | pupil)", "y ~ x + (x | school:class:pupil)", "y ~ x + (1 | k:g)",
  "y ~ x + (1 | g:h) + (1 | g) + (1 | h)", "y ~ x + (1 | school/(class + pupil))", "y ~ x + (1 | school * class)",
  "y ~ x + (1 | school + class)", "y ~ x + (1 | (school/class)/pupil)", "y ~ x + (1 | factor(school):class)",
  "y ~ x + (f || school/class)",
  # ||
  "y ~ x + (x || g)", "y ~ x + (x + z || g)", "y ~ x + (0 + x + z || g)", "y ~ f + (f || g)", "y ~ f + (0 + f || g)",
  "y ~ f + (x + f || g)", "y ~ f * x + (x * f || g)", "y ~ b + (b || g)", "y ~ x + (x:z || g)",
  "y ~ x + (x * z || g)", "y ~ x + (I(x^2) || g)", "y ~ poly(x, 2) + (poly(x, 2) || g)", "y ~ x + (1 || g)",
  "y ~ o + (o || h)", "y ~ x + (a:x || g)", "y ~ x + (scale(x) + log(w) || g)", "y ~ x + (x || g) + (z || h)",
  # functions inside bars
  "y ~ poly(x, 2) + (poly(x, 2) | g)", "y ~ x + (poly(x, 2, raw = TRUE) | g)", "y ~ x + (scale(x) | g)",
  "y ~ ns(x, 2) + (ns(x, 2) | g)", "y ~ x + (0 + ns(x, 3) | g)", "y ~ x + (bs(x, 4) | h)", "y ~ x + (I(x^2) + x | g)",
  "y ~ x + (log(w) | g)", "y ~ x + (x > 0 | g)", "y ~ x + (0 + (x > 0) | g)", "y ~ x + (I(x > 0) | g)",
  "y ~ f + (dummy(f, \"a\") | g)", "y ~ f + (0 + dummy(f, \"a\") | g)", "y ~ f + (dummy(f, c('a', 'c')) | g)",
  "y ~ f + (dummy(f) | g)", "y ~ a + (0 + dummy(a, 'yes') || g)", "y ~ f + (dummy(f, 'zz') | g)",
  "y ~ x + (cbind(x, z) | g)", "y ~ x + (factor(xd) | h)", "y ~ x + (relevel(f, 'c') | g)",
  "y ~ x + (as.numeric(f) | g)", "y ~ x + (as.numeric(f == 'a') | g)", "y ~ x + (C(f, sum) | g)",
  "y ~ x + (0 + C(f, sum) | g)", "y ~ x + (C(o, treatment) | g)", "y ~ x + (ifelse(x > 0, 1, 0) | g)",
  "y ~ x + (scale(x) * f | g)", "y ~ x + (offset(w) + x | g)", "y ~ x + (f - 1 | g)", "y ~ x + (f / x | g)",
  "y ~ x + (x^2 | g)", "y ~ x + ((x + z)^2 | g)", "y ~ x + (poly(x, 2):f | g)", "y ~ x + (interaction(a, b) | g)",
  # the grouping side
  "y ~ x + (1 | gf)", "y ~ x + (x | gf)", "y ~ x + (1 | day)", "y ~ x + (1 | b)", "y ~ x + (1 | o)",
  "y ~ x + (1 | q)", "y ~ x + (1 | s)", "y ~ x + (1 | xd)", "y ~ x + (1 | factor(g))", "y ~ x + (1 | as.factor(h))",
  "y ~ x + (1 | interaction(g, h))", "y ~ x + (1 | interaction(school, class))", "y ~ x + (1 | paste(school, class))",
  "y ~ x + (1 | I(g > 4))", "y ~ x + (1 | cut(x, 3))", "y ~ x + (1 | gf:k)", "y ~ x + (1 | q:o)",
  "y ~ x + (1 | school:b)", "y ~ x + (1 | 1)", "y ~ x + (1 | g) + (1 | factor(g))", "y ~ g + (1 | factor(g))",
  "y ~ x + h + (1 | as.factor(h))", "y ~ school + class + (1 | interaction(school, class))",
  "y ~ school + class + (1 | paste(school, class))",
  "y ~ g + h + (1 | factor(g):factor(h))", "y ~ g + (x | factor(g)) + (1 | h)",
  "y ~ x + (1 | h) + (1 | k) + (1 | xd) + (1 | gf)", "y ~ x + (1 | round(x))",
  # the grouping variable elsewhere
  "y ~ g + (1 | g)", "y ~ factor(g) + (1 | g)", "y ~ xd + (xd | xd)", "y ~ x + (f | f)", "y ~ x + (h | g)",
  "y ~ f + (1 | f)", "y ~ x + (0 + g | g)", "y ~ xd + (xd | h) + (1 | xd)", "y ~ xd + (xd | g:xd)",
  # others
  "y ~ x + (1 | nosuch)", "y ~ x + (nosuch | g)", "y ~ x", "y ~ x + (0 | g)", "y ~ x + 1 | g",
  "y ~ x + offset(w) + (1 | g)", "log(w) ~ x + (1 | g)", "y ~ (1 | g)", "y ~ 0 + (1 | g)", "y ~ 1 + (x | g) - 1",
  "y ~ x * (1 | g)", "y ~ x + (x + 1 | g)", "y ~ x + (z + x + f | g)", "y ~ x + (1 + x | g) + (1 + x | h)",
  "y ~ x + (x | g) - x", "y ~ f:x + (1 | g) + a", "cbind(n, n + 1) ~ x + (1 | g)", "y > 3 ~ x + (1 | g)",
  "~ x + (1 | g)"))
blocks("d", c("y ~ x + (C(f, sum) || g)", "y ~ x + (ns(x, 2) || g)", "y ~ x + (factor(k) || g)",
  "y ~ x + (0 + f:x || g)", "y ~ x + (a * f || g)", "y ~ x + (f + a || g)", "y ~ x + (f / a || g)",
  "y ~ x + (1 + x + I(x^2) || g)", "y ~ x + (-1 + x || g)", "y ~ x + (x - 1 || g)", "y ~ x + (x || g:h)",
  "y ~ x + (x || g) + (x || h)", "y ~ x + (x || h) + (x || g)", "y ~ x + (x + f || g/k)", "y ~ x + (0 + x | g/k)",
  "y ~ x + (1 | g/h/k)", "y ~ x + (x | g) + (0 + f | h) + (1 | g:h)", "y ~ x + (f | school/class)",
  "y ~ x + (dummy(f, 'b') + x || g)", "y ~ x + (0 + dummy(f, 'b'):x | g)", "y ~ x + (log(v) | g)",
  "y ~ x + (sqrt(x) || h)", "y ~ x + (cut(x, 3) | g)", "y ~ x + (0 + cut(x, 3) || g)", "y ~ x + (b:x | g)",
  "y ~ x + (I(f == 'a') | g)", "y ~ x + (0 + I(f == 'a') | g)", "y ~ x + (scale(x) || g/k)",
  "y ~ x + (poly(x, 2) + f || g)", "y ~ x + (1 | b:a)", "y ~ x + (1 | school:class:b)", "y ~ x + (1 | day:g)",
  "y ~ x + (1 | g:x)", "y ~ x + (x + 0 | g)", "y ~ x + ((1 | g))", "y ~ x + (1 | (g))", "y ~ x + (1 | (g/k))",
  "y ~ x + (1 | (g:k))", "y ~ x + ((x | g) + (1 | h))", "y ~ x + (1 | g + 0)", "y ~ x + (1 | s) + (1 | h) + (1 | xd)",
  "y ~ x + (1 | h) + (1 | s) + (1 | g/k)", "y ~ x + (x || h) + (z || s) + (1 | g)", "y ~ x + (1 | g/k) + (1 | h/k)",
  "y ~ x + (1 | g) + (1 | k:g)", "y ~ x + (x || g) + (1 | g)", "y ~ x + (q | g) + (o | h)", "y ~ x + (o:x | g)",
  "y ~ x + (o || g)", "y ~ x + (as.numeric(o) || g)", "y ~ x + (x:f + x | g)", "y ~ x + (0 + b + a | g)",
  "y ~ x + (s | h)", "y ~ x + (f:q | h)", "y ~ x + (ordered(k) | g)",
  "y ~ x + (ns(x, df = 3, intercept = TRUE) - 1 | g)", "y ~ x + (x * z | g)", "y ~ x + (day | g)", "y ~ x + (1 | n)",
  "y ~ x + (x %in% f | g)", "y ~ f * o + x + (1 | g)", "y ~ f * o * a + (a | g)"))
blocks("d", c("y ~ f + (f | g)", "y ~ f + (0 + f | g)", "y ~ f * x + (f:x || g)"), list(f = "sum"))
blocks("d", "y ~ f + (f | g)", list(f = mat(-1, 0, 1)))
blocks("d", "y ~ o + (o | g)", list(o = "treatment"))
blocks("d", c("y ~ f + (f | g)", "y ~ f * x + (x * f | g)", "y ~ f + (f || g)", "y ~ x + (1 | f)"),
  attributes = list(f = "sum"))
blocks("d", "y ~ f + (f | g)", attributes = list(f = trt("c")))
blocks("d", "y ~ o + (o | g)", attributes = list(o = "helmert"))
blocks("d", "y ~ f + (f | g)", list(f = "helmert"), list(f = "sum"))
blocks("d", "y ~ a + (a | g)", list(a = "sum"))

# missing values
blocks("m", c("y ~ x + (1 | g)", "y ~ w + (1 | g)", "y ~ w + (x | g)", "y ~ x + (z | g)", "y ~ f + (f | g)",
  "y ~ x + f + (f | g)", "y ~ w + (f | g)", "y ~ w + (0 + f | g) + (x | h)", "y ~ w + (1 | h)", "y ~ w + (1 | g/h)",
  "y ~ w + (1 | f)", "y ~ x + (1 | f)", "y ~ w + (1 | a)", "y ~ w + (1 | f:e)", "y ~ x + (x || g/h)",
  "y ~ scale(x) + z + (scale(x) | g)", "y ~ poly(w, 2) + x + (poly(w, 2) | g)", "y ~ w + (ns(x, 2) | g)",
  "y ~ w + (poly(x, 2) | g)", "y ~ w + (is.na(x) | g)", "y ~ w + (dummy(e, 'p') | g)", "y ~ w + (dummy(f, 'a') | g)",
  "y ~ w + x + (o | g)", "y ~ w + (b | h)", "y ~ I(x - mean(x)) + (1 | g)", "y ~ x + (1 | g) + (1 | h) + (1 | t)",
  "y ~ w + (1 | addNA(g))", "y ~ w + (1 | addNA(f))", "y ~ w + offset(x) + (1 | g)",
  "y ~ C(f, sum) + x + (C(f, sum) | g)", "y ~ C(e, sum) + x + (C(e, sum) | h)", "y ~ cut(x, 3) + (cut(x, 3) | h)",
  "y ~ w + (1 | interaction(e, a))", "y ~ x + f + (f || t)"))
blocks("m", "y ~ f + x + (f | g)", list(f = "sum"))
blocks("m", c("y ~ f + x + (f | g)", "y ~ f + (f | g)"), attributes = list(f = "sum"))
blocks("m", "y ~ e + (e | g)", list(e = "sum"))

# functions and missing values as a category inside bars, packages in names, columns of a result
blocks("m", c("y ~ w + (addNA(f) | g)", "y ~ w + (0 + addNA(a) | h)", "y ~ addNA(e) + (1 | g)",
  "y ~ factor(f, levels = c('c', 'b')) + (1 | g)", "y ~ w + (factor(f, levels = c('b', 'a')) | h)",
  "y ~ factor(f, exclude = 'a') + (1 | h)", "y ~ w + (ave(w, t) | g)", "y ~ z + (xor(b, x > 0) | g)",
  "y ~ w + (0 + rowMeans(cbind(x, z), na.rm = TRUE) | h)", "y ~ complete.cases(x) + (1 | g)",
  "y ~ w + (as.numeric(f) | g)", "y ~ pnorm(x) + (pnorm(x) || g)", "y ~ w + (reorder(e, w) | g)",
  "y ~ w + (scale(x)[, 1] | g)", "y ~ w + (poly(w, 3)[, 1:2] || h)", "y ~ w + (toupper(a) | g)",
  "y ~ e + (C(e, contr.sum(3) / 2) | g)", "y ~ relevel(f, 'd') + (1 | g)", "y ~ . + (1 | g)", "y ~ . - g - h + (x | g)",
  "y ~ w + (w + x - x || g)", "y ~ w + (w + x - x | g)", "y ~ w + (w + z:x - z:x || g/h)"))
blocks("d", c("y ~ x + (0 + dummy(f, c('a', 'c')) | g)", "y ~ x + (splines::ns(x, 3) | g)", "y ~ x + (base::log(w) || g)",
  "y ~ x + (C(f, -contr.sum(3)) | g)", "y ~ x + (0 + stats::poly(x, 2) | g)", "y ~ z + (findInterval(x, c(-1, 0, 1)) | g)",
  "y ~ x + (C(f, SAS, 1) | g)", "y ~ a / ave(x, f) + (1 | school/class)", "y ~ x + (0 + f:scale(x)[, 1] | g)"))
blocks("r", c("y ~ as.numeric(un) + (as.numeric(un) | g)", "y ~ relevel(un, 'u2') + (1 | g)"))

# names that need quoting, unused levels, constants and dependent fixed parts beside the bars
blocks("odd", c("y ~ `my x` + (`my x` | `my id`)", "y ~ x.1 + (1 | `the f`)", "y ~ x.1 + (`the f` | g1)",
  "y ~ x.1 + (`my x` || g1)", "y ~ x.1 + (1 | g1/`my id`)", "y ~ x.1 + (1 | lev)", "y ~ x.1 + (1 | num)",
  "y ~ x.1 + (1 | num:lev)", "y ~ x.1 + (1 | lev:`the f`)", "y ~ x.1 + (x.1 | `my id`:g1)",
  "y ~ x.1 + (x.1 || `my id`)"))
blocks("r", c("y ~ x + (1 | un)", "y ~ un + (un | g)", "y ~ un + (0 + un | g)", "y ~ x + (1 | f:cell)",
  "y ~ x + (1 | f/cell)", "y ~ x + (f:cell | g)", "y ~ x + (0 + f:cell | g)", "y ~ x + dup + (x + dup | g)",
  "y ~ x + twice + z + (1 | g)", "y ~ f + out + (1 | g)", "y ~ x + (one | g)", "y ~ x + (1 | one)",
  "y ~ f + f2 + (f2 | h)", "y ~ x + (1 | f) + (1 | f2)", "y ~ x + (1 | g) + (1 | f) + (1 | h) + (1 | e)"))
blocks("r", "y ~ un + (un | g)", attributes = list(un = "sum"))

# ---- the cases: dependent columns of the fixed part -----------------------------------------------------------------

ranks("r", paste(c(
  # duplicates, multiples, sums; the later of two goes
  "y ~ x + dup", "y ~ dup + x", "y ~ x + twice", "y ~ twice + z + x", "y ~ x + I(x + 1)", "y ~ 0 + x + I(x + 1)",
  "y ~ I(x + 1) + x", "y ~ 0 + x + I(x + 1) + one", "y ~ x + z + sum", "y ~ sum + x + z",
  "y ~ x + sum + z + dup + twice", "y ~ x + I(-x) + z", "y ~ x + I(x - z) + z",
  "y ~ x + z + I(2 * x - 3 * z + 5) + w", "y ~ x + dup + z:dup + x:z", "y ~ x * z + dup * z",
  # constants and zeros
  "y ~ one", "y ~ x + one", "y ~ 0 + one + x", "y ~ 0 + one + five + x", "y ~ x + zero", "y ~ 0 + zero + x",
  "y ~ zero", "y ~ 0 + zero", "y ~ x * one", "y ~ x * zero", "y ~ x + x:one + z", "y ~ five + x:five + x",
  "y ~ f * one", "y ~ I(0 * x) + x", "y ~ zero + one + z",
  # factors
  "y ~ f + f2", "y ~ f2 + f", "y ~ f * f2", "y ~ 0 + f + f2", "y ~ f + out", "y ~ out + f", "y ~ f * out",
  "y ~ f * cell", "y ~ cell * f", "y ~ f:cell", "y ~ 0 + f:cell", "y ~ f * cell * x", "y ~ f + cell + x:f:cell",
  "y ~ f + da", "y ~ da + f", "y ~ da + db + dc", "y ~ 0 + da + db + dc", "y ~ dc + db + da + x",
  "y ~ 0 + da + db + dc + f", "y ~ 0 + x + da + db + dc + one", "y ~ da + x + db + z + dc + w", "y ~ f + x:f + x",
  "y ~ x + x:f", "y ~ f + lvl", "y ~ lvl + f", "y ~ lvl + I(lvl^2) + f", "y ~ lvl + I(lvl^2) + I(lvl^3)",
  "y ~ factor(lvl) + f * e", "y ~ un + e", "y ~ un * f * cell", "y ~ a + C(factor(a), sum)",
  "y ~ f + C(f, sum) + C(f, helmert)", "y ~ C(f, sum) + da", "y ~ factor(g) + f", "y ~ f + factor(g)",
  "y ~ factor(g) * f", "y ~ factor(g) + e + factor(h)", "y ~ factor(h) + factor(year)", "y ~ year + factor(year)",
  "y ~ factor(year) + yearc + x", "y ~ interaction(f, cell)", "y ~ interaction(f, cell) + f",
  "y ~ f + interaction(f, e)", "y ~ f / out", "y ~ f + f:out", "y ~ x + I(f == 'a') + f", "y ~ a * un * e * f",
  # shares that sum to one
  "y ~ p1 + p2 + p3", "y ~ 0 + p1 + p2 + p3", "y ~ p3 + x + p1 + p2", "y ~ p1 * p2 * p3", "y ~ x + p1 + I(1 - p1)",
  "y ~ p1 + I(1 - p1) + I(p1 * 100)",
  # bases
  "y ~ x + I(x^2) + poly(x, 2)", "y ~ poly(x, 2) + x + I(x^2)", "y ~ poly(x, 3) + poly(x, 2)", "y ~ x + scale(x)",
  "y ~ scale(x) + scale(x, scale = FALSE) + x", "y ~ x + ns(x, 1)", "y ~ ns(x, 3) + x", "y ~ x + ns(x, 3)",
  "y ~ bs(x) + poly(x, 3)", "y ~ x + bs(x, degree = 1)", "y ~ bs(x, df = 5, intercept = TRUE)",
  "y ~ 0 + bs(x, df = 5, intercept = TRUE) + one", "y ~ ns(x, df = 3, intercept = TRUE)", "y ~ x + poly(x, 2):f + f",
  "y ~ poly(lvl, 2) + f", "y ~ cut(x, c(-2, 0, 2)) + I(x > 0)", "y ~ cbind(x, z) + sum", "y ~ cbind(x, dup, z)",
  "y ~ x + bs(x, 4):f", "y ~ log(w) + log2(w) + log10(w)", "y ~ log(w) + log(w * 2)",
  "y ~ x + abs(x) + pmax(x, 0) + pmin(x, 0)", "y ~ pmax(x, 0) + pmin(x, 0) + x", "y ~ x + offset(w) + dup",
  # near the tolerance
  "y ~ x + near6", "y ~ x + near7", "y ~ x + near8", "y ~ x + near10", "y ~ near8 + x", "y ~ x + z + near6",
  "y ~ x + z + near8", "y ~ x + near8 + z", "y ~ x + near6 + z", "y ~ x + near7 + near8 + near6",
  "y ~ x + near10 + near8 + near7", "y ~ near6 + near8 + z", "y ~ tiny", "y ~ tiny + z", "y ~ x + tiny + z",
  "y ~ huge", "y ~ huge + x", "y ~ x + huge", "y ~ 0 + huge + x + one", "y ~ big8", "y ~ big8 + x",
  "y ~ year + I(year^2)", "y ~ year + I(year^2) + I(year^3)", "y ~ 0 + year + I(year^2) + I(year^3)",
  "y ~ yearc + I(yearc^2) + year", "y ~ poly(year, 3, raw = TRUE)", "y ~ I(year * 1e6) + x", "y ~ I(1e-12 * x) + x",
  "y ~ x + I(x + 1.5e-7 * z)", "y ~ x + I(x + 1e-7 * z)", "y ~ x + I(x + 1.2e-7 * w)", "y ~ x + I(x + 8e-8 * w)",
  "y ~ x + I(x + 2e-7 * w) + I(x - 2e-8 * w)", "y ~ one + I(1 + 1e-7 * x)", "y ~ I(1 + 1e-6 * x) + x",
  "y ~ I(1 + 1e-8 * x) + x", "y ~ z + I(z + 1e-4 * x) + I(z + 2e-4 * x)",
  "y ~ x + I(x^2) + I(x^3) + I(x^4) + I(x^5) + I(x^6) + I(x^7) + I(x^8) + I(x^9)", "y ~ x + exp(x) + expm1(x)",
  # nothing to drop
  "y ~ x + z", "y ~ f * e", "y ~ 0 + f + x", "y ~ 1"), "+ (1 | g)"))
ranks("r", c("y ~ g + (1 | g)", "y ~ factor(h) + year + (year | h)", "y ~ x + dup + (x + dup || h)",
  "y ~ f + f2 + (1 | f/e)"))
ranks("r", c("y ~ f + f2 + (1 | g)", "y ~ f * cell + (1 | g)", "y ~ f * out + (1 | g)"), list(f = "sum"))
ranks("r", "y ~ f * cell + (1 | g)", list(f = "helmert", cell = "sum"))
ranks("r", "y ~ f + x + (1 | g)", list(f = mat(c(1, 0, 0), c(0, 1, 0), c(0, 0, 1))))
ranks("d", c("y ~ f * o * a + (1 | g)", "y ~ factor(g) + factor(h) + factor(k) + school:class + (1 | pupil)",
  "y ~ school * class + school:class:pupil + (1 | g)", "y ~ q + factor(xd) * a + s + (1 | g)",
  "y ~ n + factor(n) + (1 | g)", "y ~ o + as.numeric(o) + (1 | g)",
  "y ~ factor(paste(school, class)) + class + school + x + (1 | g)", "y ~ f * q * o * s + (1 | g)",
  "y ~ x * z * w * u * v * xd + (1 | g)", "y ~ b + I(!b) + (1 | g)", "y ~ ns(xd, 5) + factor(xd) + (1 | g)",
  "y ~ bs(xd, df = 7) + (1 | g)", "y ~ poly(xd, 4) + factor(xd) + (1 | g)",
  "y ~ xd + I(xd^2) + I(xd^3) + I(xd^4) + I(xd^5) + (1 | h)", "y ~ factor(day) + as.numeric(day) + (1 | g)"))
ranks("m", c("y ~ x + I(2 * x) + f + (1 | g)", "y ~ f * e * a + x + (1 | g)", "y ~ is.na(x) + f + (1 | h)",
  "y ~ ifelse(is.na(x), 0, x) + is.na(x) + x + (1 | h)", "y ~ o * f * b + (1 | h)",
  "y ~ factor(t) + t + z + (1 | h)"))

# ---- done -----------------------------------------------------------------------------------------------------------

writeLines(lines, out_path)
