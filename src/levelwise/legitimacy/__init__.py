"""Whether a model means what its author thinks, decided from formula and data without fitting."""
