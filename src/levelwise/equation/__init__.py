"""The equation as data: its tree, and the proof that it is the model."""
