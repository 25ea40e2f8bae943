"""What a model means: coefficients, blocks of random effects and levels, without any symbol."""
