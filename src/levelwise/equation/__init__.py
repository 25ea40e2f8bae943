"""The equation as data: its tree, going through it and changing it."""
