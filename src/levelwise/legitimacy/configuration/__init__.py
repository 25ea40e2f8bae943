"""Which rules count and how much: the call, the environment, ``pyproject.toml``."""
