"""Several systems side by side: the symbols of one model in two notations, and what changes from model to model."""
