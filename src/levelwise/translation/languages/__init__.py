"""How names, strings and expressions are written in each language."""
