"""Notations: each turns a model into a system of equations; the table of them is in `registry`."""
