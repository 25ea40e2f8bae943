"""``python -m levelwise``."""

from levelwise.cli import run

run()
