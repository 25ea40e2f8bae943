"""Diagrams of the levels of a model."""
