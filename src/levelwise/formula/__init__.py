"""From a formula as typed to its structure: tokens, syntax tree, terms and bars."""
