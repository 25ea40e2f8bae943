"""``python -m levelwise``."""

from levelwise.cli._all import run

run()
