"""What the data says about a formula, and the bundled data sets."""
