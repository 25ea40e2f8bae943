"""The proof that a written system is its model."""
