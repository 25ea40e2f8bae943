"""A row of the table of options."""

from __future__ import annotations

from reprlib import repr as short
from typing import Any

from levelwise.dataclass import dataclass
from levelwise.errors import OptionError
from levelwise.options.values import Values
from levelwise.text.sentences import listed


@dataclass(frozen=True)
class Option:
    """One row of the table of options.

    Attributes
    ----------
    name : str
        The keyword of `levelwise.extract_eq` and the key of ``--option KEY=VALUE``.
    values : Values
        The values it accepts, besides its default.
    default : object
        The value when it is not given. On the command line, None is written ``auto``.
    help : str
        One line of help, for the command line and the documentation.
    notations, writers : tuple of str
        The names of our notations and formats that take it. Both are empty in a row declared by another package, whose
        notations and formats name the rows they take.
    systems : bool
        Whether every notation takes it, as it changes equations once they are written.
    without : tuple of str
        The names of our notations in whose equations such an option has nothing to change, and which do not take it.
    elsewhere : str
        Why other notations do not take it.
    idle : str
        Why equations may be the same with it as without it, for the note that says so. It is empty where this needs no
        note, as for the greatest width of a line.
    other : object
        A value with which equations differ from those with any other value, if they differ at all; by default, the
        opposite of a switch, and for other options the default.
    """

    name: str
    values: Values
    default: Any
    help: str
    notations: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()
    systems: bool = False
    without: tuple[str, ...] = ()
    elsewhere: str = ""
    idle: str = ""
    other: Any = None

    @property
    def accepted(self) -> str:
        """The values in words, ``auto`` included where there is one."""
        return listed((*self.values.words, "auto") if self.default is None else self.values.words, "or")

    def unlike(self, value: object) -> Any:
        """Return a value with which equations differ from those with the given value, if the option changes them."""
        if self.other is not None:
            return self.other
        return not value if isinstance(value, bool) else self.default

    def read(self, value: object) -> Any:
        """Return a value of the option, which may be given as a string on the command line.

        Raises
        ------
        OptionError
            For a value that the option does not accept; the message lists the accepted values.
        """
        if value is None and self.default is None:
            return None
        if self.default is None and isinstance(value, str) and value.lower() in ("auto", "none"):
            return None
        try:
            return self.values.read(value)
        except ValueError:
            raise OptionError(f"the option {self.name} takes {self.accepted}, not {short(value)}") from None
