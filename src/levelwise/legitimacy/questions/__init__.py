"""Questions about a case that several rules ask."""
