"""Legends: what the symbols of a system of equations mean, in words."""
