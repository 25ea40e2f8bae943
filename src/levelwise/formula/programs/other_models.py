"""Functions that fit other models than a linear or generalized linear mixed model, with what they fit."""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.dataclass import dataclass


@dataclass(frozen=True)
class OtherModel:
    """What a function fits, as the object of a sentence, and what to write instead where something is near."""

    package: str
    what: str
    instead: str = ""

    def message(self, function: str) -> str:
        """Return why a call of the function is not read."""
        text = f"{function}(…), of {self.package}, fits {self.what}; such a model is not written"
        return f"{text}; {self.instead}" if self.instead else text


_ORDINAL = "a cumulative link model of an ordered response (an ordinal model)"
_CUMULATIVE = 'with family="cumulative"'
_SURVIVAL = "a model of survival times"
_ABSORBED = "a model in which what follows | are fixed effects of groups, not random effects"
_NO_GROUPS = "a multilevel model needs a bar, such as (1 | g)"
_MARGINAL = "a marginal model with correlated residuals, without random effects"
_INTERCEPT = "the multilevel model nearest to it has a random intercept, (1 | g)"

OTHER_MODELS: Mapping[str, OtherModel] = {
    "mixor": OtherModel("the R package mixor", _ORDINAL, f"id = g is (1 | g), {_CUMULATIVE}"),
    "vglm": OtherModel(
        "the R package VGAM",
        "vector generalized linear models, such as ordinal and multinomial ones",
        f'give the formula alone, {_CUMULATIVE} or family="multinomial"',
    ),
    "npmlt": OtherModel("the R package mixcat", "a multinomial or ordinal model"),
    "coxme": OtherModel("the R package coxme", f"a Cox model with random effects, {_SURVIVAL}"),
    "coxph": OtherModel("the R package survival", f"a Cox model, {_SURVIVAL}"),
    "survreg": OtherModel("the R package survival", f"a parametric survival model, {_SURVIVAL}"),
    "frailtyPenal": OtherModel("the R package frailtypack", f"a frailty model, {_SURVIVAL}"),
    "stan_surv": OtherModel("the R package rstanarm", _SURVIVAL),
    "stan_jm": OtherModel("the R package rstanarm", "a joint model of a longitudinal and a survival outcome"),
    "stan_mvmer": OtherModel("the R package rstanarm", "a model of several responses"),
    "jointModel": OtherModel("the R package JM", "a joint model of a longitudinal and a survival outcome"),
    "hlme": OtherModel("the R package lcmm", "a latent class mixed model"),
    "lcmm": OtherModel("the R package lcmm", "a latent class mixed model"),
    "nlme": OtherModel("the R package nlme", "a nonlinear mixed model"),
    "nlmer": OtherModel("the R package lme4", "a nonlinear mixed model"),
    "stan_nlmer": OtherModel("the R package rstanarm", "a nonlinear mixed model"),
    "saemix": OtherModel("the R package saemix", "a nonlinear mixed model"),
    "gee": OtherModel("the R package gee and of statsmodels", _MARGINAL, _INTERCEPT),
    "geeglm": OtherModel("the R package geepack", _MARGINAL, _INTERCEPT),
    "GEE.from_formula": OtherModel("statsmodels", _MARGINAL, _INTERCEPT),
    "mmrm": OtherModel("the R package mmrm", _MARGINAL, "glmmTMB writes us(0 + visit | subject)"),
    **dict.fromkeys(
        ("GLMGam", "LogisticGAM", "LinearGAM", "GLMGam.from_formula"),
        OtherModel("Python", "an additive model with smooth terms"),
    ),
    "gamlss": OtherModel(
        "the R package gamlss",
        "a model with formulas for several parameters of a distribution",
        "the formula of the mean alone is written as in lme4: random(g) or re(random = ~1 | g) is (1 | g)",
    ),
    "bamlss": OtherModel("the R package bamlss", "a model with formulas for several parameters of a distribution"),
    "inla": OtherModel(
        "the R package INLA", "a latent Gaussian model", 'f(g, model = "iid") is (1 | g) in lme4\'s language'
    ),
    **dict.fromkeys(
        ("feols", "feglm", "fepois", "felm", "areg", "reghdfe"),
        OtherModel(
            "packages of econometrics", _ABSORBED, "write factor(g) for fixed effects of g, (1 | g) for random ones"
        ),
    ),
    "plm": OtherModel(
        "the R package plm",
        "a panel model whose index is not in its formula",
        'with model = "random" and the index g, add (1 | g)',
    ),
    "pgmm": OtherModel("the R package plm", "a dynamic panel model"),
    "PanelOLS.from_formula": OtherModel("linearmodels", _ABSORBED, "write factor(g) for fixed effects of g"),
    "RandomEffects.from_formula": OtherModel("linearmodels", "a panel model", "add (1 | g) for the entities g"),
    "ivreg": OtherModel("the R package AER", "an instrumental-variable model, in which | separates the instruments"),
    **dict.fromkeys(
        ("zeroinfl", "hurdle"),
        OtherModel("the R package pscl", "a model with a second part for zeros, which follows |"),
    ),
    "betareg": OtherModel("the R package betareg", "a beta regression without groups", _NO_GROUPS),
    "rma": OtherModel("the R package metafor", "a meta-analysis with known sampling variances"),
    "rma.mv": OtherModel("the R package metafor", "a meta-analysis with known sampling variances"),
    "sem": OtherModel("the R package lavaan", "a structural equation model"),
    "cfa": OtherModel("the R package lavaan", "a structural equation model"),
    "growth": OtherModel("the R package lavaan", "a structural equation model"),
    "lavaan": OtherModel("the R package lavaan", "a structural equation model"),
    "lmertree": OtherModel("the R package glmertree", "a tree of mixed models"),
    "glmertree": OtherModel("the R package glmertree", "a tree of mixed models"),
    "ranger": OtherModel("the R package ranger", "a random forest"),
    "randomForest": OtherModel("the R package randomForest", "a random forest"),
    "lqmm": OtherModel("the R package lqmm", "a mixed model of quantiles", "random = ~ x and group = g are (x | g)"),
    "rq": OtherModel("the R package quantreg", "a model of quantiles"),
    "t.test": OtherModel(
        "R", "no model: it tests a difference of means", "the model is y ~ x, with (1 | g) for groups"
    ),
    "asreml": OtherModel(
        "the R package asreml", "a mixed model with its own syntax", "random = ~ g is (1 | g) in lme4's language"
    ),
    **dict.fromkeys(
        ("mmer", "mmes"),
        OtherModel(
            "the R package sommer", "a mixed model with its own syntax", "random = ~ g is (1 | g) in lme4's language"
        ),
    ),
    "glmmLasso": OtherModel("the R package glmmLasso", "a penalised mixed model", "rnd = list(g = ~ x) is (x | g)"),
    "lmList": OtherModel(
        "the R packages nlme and lme4", "a separate regression in each group", "its multilevel form is y ~ x + (x | g)"
    ),
    "dglm": OtherModel("the R package dglm", "a model with a second formula for the dispersion"),
    "MixedLM": OtherModel(
        "statsmodels", "a mixed model of matrices", "as a formula: groups = g and exog_re = x are (x | g)"
    ),
    "Lm2": OtherModel("pymer4", "a separate regression in each group", "its multilevel form is y ~ x + (x | g)"),
    "aov_ez": OtherModel(
        "the R package afex",
        "a repeated-measures analysis given by names",
        "its lme4 form is y ~ between*within + (1 | id)",
    ),
    "ezANOVA": OtherModel(
        "the R package ez",
        "a repeated-measures analysis given by names",
        "its lme4 form is y ~ between*within + (1 | id)",
    ),
    "AnovaRM": OtherModel(
        "statsmodels", "a repeated-measures analysis given by names", "its lme4 form is y ~ within + (1 | subject)"
    ),
    "mixed_anova": OtherModel(
        "pingouin", "a repeated-measures analysis given by names", "its lme4 form is y ~ between*within + (1 | subject)"
    ),
    "rm_anova": OtherModel(
        "pingouin", "a repeated-measures analysis given by names", "its lme4 form is y ~ within + (1 | subject)"
    ),
}
"""Functions by name, without the prefix of a module."""
