"""Fitting of models by other packages' optimisers, from design matrices of our own."""
