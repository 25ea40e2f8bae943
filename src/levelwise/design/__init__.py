"""The design columns of a model over its rows, in memory or in the engine of a lazily evaluated table."""
