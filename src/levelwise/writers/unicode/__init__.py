"""The text format: equations drawn in Unicode characters."""
