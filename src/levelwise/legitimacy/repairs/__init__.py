"""Repairs: editing a formula and trying the result."""
