"""Equations as trees: their nodes, traversal and transformation."""
