"""Notations, each of which turns a model into a system of equations."""
