"""Reports as text, as HTML and as plain values."""
