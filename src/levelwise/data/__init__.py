"""What the data say about the variables of a formula; reading files; the bundled data sets."""
