"""Models written for other software, from their specification."""
