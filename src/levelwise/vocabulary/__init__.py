"""Families, links and covariance structures: statistics without data and without syntax."""
