"""Pictures: rows of the data that show a finding, and the levels of a model."""
