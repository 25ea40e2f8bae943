"""Names within SQL."""


def quoted(name: str) -> str:
    """Return a name so that a database takes it for a name, whatever is in it."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
