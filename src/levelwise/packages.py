"""Packages that are imported only where they are needed, and may be absent."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from levelwise.errors import MissingExtraError

NUMPY = ("numpy", "a model with data")
"""The package and the purpose that `required` names when numpy is missing."""


def required(package: str, purpose: str, install: str | None = None) -> ModuleType:
    """Import a package.

    Parameters
    ----------
    package : str
        Its name, such as ``polars``.
    purpose : str
        What needs it, as the subject of a sentence in the singular: "a Parquet file".
    install : str, optional
        What pip installs, when it is not the package itself.

    Raises
    ------
    MissingExtraError
        When it is not installed.
    """
    try:
        return import_module(package)
    except ModuleNotFoundError as error:
        if error.name != package:
            raise
        message = f"{purpose} needs the package {package}, which is not installed: pip install {install or package}"
        raise MissingExtraError(message) from error


def is_installed(package: str) -> bool:
    """Return whether a package can be imported."""
    try:
        import_module(package)
    except ModuleNotFoundError as error:
        if error.name != package:
            raise
        return False
    return True
