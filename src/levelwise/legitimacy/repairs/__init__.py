"""Repairs: formulas edited as little as possible, each tried before it is offered."""
