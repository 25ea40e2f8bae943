"""The design columns of a model over its rows, in memory or in an engine."""
