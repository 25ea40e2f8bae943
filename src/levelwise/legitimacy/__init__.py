"""Whether a model is legitimate: whether it means what its author intends, decided without fitting it."""
