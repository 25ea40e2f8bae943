"""``python -m levelwise``."""

from levelwise.cli import main

main(prog_name="levelwise")
