"""Plots of the data behind a finding, and diagrams of the levels of a model."""
