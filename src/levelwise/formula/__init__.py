"""From the text of a formula to its structure: tokens, tree, terms and bars."""
