"""``python -m levelwise``."""

from levelwise.cli.main import run

run()
