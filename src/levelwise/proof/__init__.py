"""The proof that a system of equations represents its model."""
