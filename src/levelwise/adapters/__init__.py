"""Fitted models of other packages, read without importing those packages."""
