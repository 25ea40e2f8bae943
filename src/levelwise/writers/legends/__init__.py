"""Legends in each format: running text with mathematics in it."""
