"""The usual table of fitted models: fixed effects, variance components and facts about the fits."""
