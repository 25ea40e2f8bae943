"""The plots: rows in groups, slopes, effects within and between groups."""
