"""The options of notations and formats: one row per option, and the values chosen.

A notation or format of another package declares its options as rows of its own; it may also reuse a row of `OPTIONS`.
"""

from levelwise.options.chosen import Options, applied
from levelwise.options.option import Option
from levelwise.options.reading import Takers, read_options, takers_in_words
from levelwise.options.table import OPTIONS, SYSTEM_OPTIONS, options_of_notation, options_of_writer, style_options

__all__ = [
    "OPTIONS",
    "SYSTEM_OPTIONS",
    "Option",
    "Options",
    "Takers",
    "applied",
    "options_of_notation",
    "options_of_writer",
    "read_options",
    "style_options",
    "takers_in_words",
]
