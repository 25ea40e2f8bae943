# What a fitted model of R is: its formula, the variables that it names, its columns, and its estimates.
#
# Nothing that the model holds is evaluated, except that its data are looked up where the call names them.
function(m) {
  mixed <- inherits(m, "merMod")
  ordinal <- inherits(m, "polr") || inherits(m, "clm")
  call <- if (mixed) m@call else m$call
  frame <- if (mixed) m@frame else m$model
  formula <- formula(m)
  if (is.null(frame)) return(list(refused = "it does not keep its rows; fit it with model=TRUE"))
  if (inherits(m, "clm") && (length(m$nom.terms) || length(m$S.terms) || m$threshold != "flexible")) {
    return(list(refused = "it has nominal effects, scale effects or structured thresholds, which no notation here has"))
  }

  # the data, if the call has them or names them and they still have the rows of the model; with those that were omitted
  # for missing values, because R evaluates poly(x) and the like on all rows
  data <- call$data
  if (is.symbol(data)) data <- get0(as.character(data), envir = environment(formula))
  rows <- if (is.data.frame(data)) match(rownames(frame), rownames(data))
  if (anyNA(rows)) rows <- NULL
  every <- length(rows) > 0 && is.null(call$subset)
  size <- if (every) nrow(data) else nrow(frame)
  spread <- function(values) {
    if (!every) return(values)
    full <- values[rep(NA_integer_, size)]
    full[rows] <- values
    full
  }
  matrices <- Filter(function(one) !is.null(colnames(one)), frame)
  column <- function(name) {
    known <- if (name %in% names(frame) && is.null(dim(frame[[name]]))) frame[[name]]
    if (length(rows) && name %in% names(data)) {
      full <- if (every) data[[name]] else data[rows, name]
      if (is.null(known)) known <- data[rows, name]
      levels <- if (is.character(known)) levels(factor(known)) else if (is.factor(known)) levels(droplevels(known))
      return(if (is.null(levels)) full else factor(as.character(full), levels))
    }
    for (one in matrices) if (is.null(known) && name %in% colnames(one)) known <- one[, name]
    if (is.null(known)) NULL else spread(if (is.factor(known)) droplevels(known) else known)
  }
  described <- function(x) {
    if (is.character(x)) x <- factor(x)
    if (is.factor(x)) return(list("factor", as.integer(x), levels(x)))
    if (is.logical(x)) return(list("logical", as.integer(x), character()))
    if (is.numeric(x)) return(list("number", as.numeric(x), character()))
    list("unknown", numeric(), class(x))
  }
  argument <- function(name) {
    values <- frame[[paste0("(", name, ")")]]
    written <- call[[name]]
    named <- is.symbol(written) || is.call(written)
    list(if (named) paste(deparse(written), collapse = " ") else "", if (is.null(values)) numeric() else as.numeric(spread(values)))
  }
  in_arguments <- unlist(lapply(c("weights", "offset"), function(name) if (is.language(call[[name]])) all.vars(call[[name]])))
  variables <- unique(c(all.vars(formula), in_arguments))
  found <- Filter(Negate(is.null), sapply(variables, column, simplify = FALSE))

  estimates <- function(values, errors) list(names(values), as.numeric(values), as.numeric(errors))
  slopes_of <- function(formula) unlist(lapply(lme4::findbars(formula), function(bar) all.vars(bar[[2]])))
  root <- function(matrix) sqrt(diag(as.matrix(matrix)))
  coded <- list()
  thresholds <- list(character(), numeric(), numeric())
  random <- list()
  remarks <- character()
  numbers <- c(sigma = NA, dispersion = NA, converged = NA, singular = NA)
  method <- "ML"
  if (mixed) {
    package <- "lme4"
    x <- lme4::getME(m, "X")
    coded <- attr(x, "contrasts")
    values <- lme4::fixef(m)
    fixed <- estimates(values, root(vcov(m)))
    components <- lme4::VarCorr(m)
    random <- lapply(seq_along(components), function(k) {
      list(names(m@cnms)[k], m@cnms[[k]], unname(as.matrix(components[[k]])[, , drop = FALSE]))
    })
    linear <- lme4::isLMM(m)
    points <- if (linear) 1 else m@devcomp$dims[["nAGQ"]]
    method <- if (linear) (if (lme4::isREML(m)) "REML" else "ML") else if (points > 1) {
      paste("adaptive Gauss-Hermite quadrature with", points, "points")
    } else if (points == 0) "penalized least squares" else "Laplace"
    if (m@devcomp$dims[["useSc"]] == 1) numbers["sigma"] <- sigma(m)
    messages <- unlist(m@optinfo$conv$lme4$messages)
    numbers["converged"] <- m@optinfo$conv$opt == 0 && !any(grepl("converge|unable|degenerate|unidentifiable", messages))
    numbers["singular"] <- lme4::isSingular(m)
  } else if (ordinal) {
    package <- if (inherits(m, "polr")) "MASS" else "ordinal"
    slopes <- if (inherits(m, "polr")) m$coefficients else m$beta
    cuts <- if (inherits(m, "polr")) m$zeta else m$alpha
    slopes <- slopes[!is.na(slopes)]
    coded <- m$contrasts
    x <- model.matrix(m$terms, frame, contrasts.arg = coded)[, names(slopes), drop = FALSE]
    errors <- if (inherits(m, "polr") && is.null(m$Hessian)) {
      remarks <- "polr() was not asked for the Hessian matrix (Hess=TRUE), so that there are no standard errors"
      rep(NA_real_, length(slopes) + length(cuts))
    } else root(vcov(m))
    known <- if (inherits(m, "polr")) c(names(slopes), names(cuts)) else c(names(cuts), names(slopes))
    errors <- errors[seq_along(known)]
    names(errors) <- known
    fixed <- estimates(slopes, errors[names(slopes)])
    thresholds <- estimates(cuts, errors[names(cuts)])
    numbers["converged"] <- m$convergence[[if (inherits(m, "polr")) 1 else "code"]] == 0
  } else {
    package <- if (inherits(m, "negbin")) "MASS" else "stats"
    values <- coef(m)
    kept <- !is.na(values)
    coded <- m$contrasts
    x <- model.matrix(m$terms, frame, contrasts.arg = coded)[, kept, drop = FALSE]
    errors <- root(vcov(m))[names(values)[kept]]
    fixed <- estimates(values[kept], errors)
    if (inherits(m, "glm")) {
      numbers["converged"] <- m$converged
      numbers["dispersion"] <- summary(m)$dispersion
    } else {
      method <- if (is.null(m$weights)) "least squares" else "weighted least squares"
      numbers["sigma"] <- summary(m)$sigma
    }
  }

  family <- if (mixed || inherits(m, "glm")) family(m) else gaussian()
  if (ordinal) family <- list(family = "cumulative", link = if (inherits(m, "polr")) m$method else m$link)
  if (inherits(m, "negbin")) numbers["dispersion"] <- m$theta
  if (mixed && grepl("^Negative Binomial", family$family)) numbers["dispersion"] <- lme4::getME(m, "glmer.nb.theta")

  likelihood <- tryCatch(as.numeric(logLik(m)), error = function(problem) NA_real_)
  scheme <- function(name) {
    one <- coded[[name]]
    if (is.character(one)) return(list(one, character(), matrix(0, 0, 0)))
    list("", as.character(colnames(one)), unname(as.matrix(one)))
  }
  list(
    refused = character(),
    formula = paste(deparse(formula, width.cutoff = 500L), collapse = " "),
    family = c(family$family, family$link),
    columns = lapply(found, described),
    missing = setdiff(all.vars(formula), c(names(found), "pi")),
    factors = if (mixed) unique(c(all.vars(formula(m, fixed.only = TRUE)), slopes_of(formula))) else variables,
    contrasts = sapply(names(coded), scheme, simplify = FALSE),
    weights = argument("weights"),
    offset = argument("offset"),
    x = unname(as.matrix(x)),
    fixed = fixed,
    thresholds = thresholds,
    random = random,
    numbers = as.numeric(numbers),
    likelihood = likelihood,
    method = method,
    software = paste(package, utils::packageVersion(package)),
    rows = nrow(frame),
    remarks = remarks
  )
}
