"""Models written for other programs: read as the lme4 formula that means the same, or refused by name."""
