"""The table of adapters."""

from __future__ import annotations

from collections.abc import Callable

from levelwise.adapters.base import Adapter, OwnAdapter
from levelwise.registry import Registry

_OWN = (
    OwnAdapter(
        "statsmodels-mixedlm",
        "MixedLM of statsmodels and mixedlm-rs",
        ("statsmodels.regression.mixed_linear_model.", "mixedlm_rs.mixed_linear_model."),
        "levelwise.adapters.statsmodels_mixedlm:read",
        ("groups", "re_formula"),
    ),
    OwnAdapter(
        "statsmodels-bayes",
        "BinomialBayesMixedGLM and PoissonBayesMixedGLM of statsmodels",
        ("statsmodels.genmod.bayes_mixed_glm.",),
        "levelwise.adapters.statsmodels_bayes:read",
    ),
    OwnAdapter(
        "statsmodels-gee",
        "GEE of statsmodels",
        ("statsmodels.genmod.generalized_estimating_equations.",),
        "levelwise.adapters.statsmodels_gee:read",
        ("exposure", "response"),
    ),
    OwnAdapter(
        "mixedlm",
        "the results of mixedlm",
        ("mixedlm.models.lmer.LmerResult", "mixedlm.models.glmer.GlmerResult"),
        "levelwise.adapters.mixedlm_results:read",
    ),
    OwnAdapter(
        "bambi",
        "models of bambi",
        ("bambi.models.Model",),
        "levelwise.adapters.bambi_model:read",
        ("idata",),
    ),
    OwnAdapter(
        "interlace",
        "the results of interlace",
        ("interlace.result.CrossedLMEResult", "interlace.glmm_laplace.GLMMResult"),
        "levelwise.adapters.interlace_results:read",
    ),
    OwnAdapter(
        "lme-python",
        "the fits of lme-python",
        ("builtins.PyLmeFit", "lme_python."),
        "levelwise.adapters.lme_python_results:read",
    ),
    OwnAdapter(
        "glmm",
        "the results of glmm",
        ("glmm.Fit",),
        "levelwise.adapters.glmm_results:read",
    ),
    OwnAdapter(
        "linearmodels",
        "RandomEffects, PanelOLS and PooledOLS of linearmodels",
        ("linearmodels.panel.",),
        "levelwise.adapters.linearmodels_panel:read",
        ("groups",),
    ),
    OwnAdapter(
        "statsmodels-single-level",
        "OLS, WLS, GLS, GLM, Logit, Probit, Poisson, NegativeBinomial, MNLogit and OrderedModel of statsmodels",
        (
            "statsmodels.regression.linear_model.",
            "statsmodels.regression.quantile_regression.",
            "statsmodels.genmod.generalized_linear_model.",
            "statsmodels.discrete.",
            "statsmodels.miscmodels.ordinal_model.",
            "statsmodels.base.elastic_net.",
        ),
        "levelwise.adapters.statsmodels_single_level:read",
        ("exposure", "response"),
    ),
    OwnAdapter(
        "pymer4",
        "models of pymer4",
        ("pymer4.",),
        "levelwise.adapters.r_models:read_pymer4",
    ),
    OwnAdapter(
        "r",
        "models of lme4, lm, glm, polr and clm that rpy2 holds",
        ("rpy2.",),
        "levelwise.adapters.r_models:read",
    ),
    OwnAdapter("pyfixest", "feols, fepois and feglm of pyfixest", ("pyfixest.",), "levelwise.adapters.pyfixest:read"),
    OwnAdapter("glum", "GeneralizedLinearRegressor of glum", ("glum.",), "levelwise.adapters.glum:read", ("response",)),
    OwnAdapter(
        "scikit-learn",
        "linear models of scikit-learn",
        ("sklearn.linear_model.", "sklearn.pipeline."),
        "levelwise.adapters.scikit_learn:read",
        ("response",),
    ),
)

ADAPTERS: Registry[Adapter] = Registry(
    "adapter",
    "levelwise.adapters",
    {one.name: one for one in _OWN},
    {"reads": str, "keywords": tuple, "recognises": Callable, "read": Callable},
)
"""All adapters, ours and those of other packages, by name."""
