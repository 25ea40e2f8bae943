"""Which rules apply and with which severity: the call, the environment and ``pyproject.toml``."""
