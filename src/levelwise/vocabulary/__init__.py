"""Families, links and covariance structures, independent of data and syntax."""
