"""Text for display: widths, safe characters, lists in sentences."""
