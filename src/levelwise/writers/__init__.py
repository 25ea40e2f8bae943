"""Writers: each spells the math tree in one format; the table of them is in `registry`."""
