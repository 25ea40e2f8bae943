"""The functions that a formula may call, one kind per module; nothing in a formula is evaluated as code."""
