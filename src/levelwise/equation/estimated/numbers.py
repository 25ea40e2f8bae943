"""Numbers as they are typeset: significant digits, a minus sign, and powers of ten."""

from __future__ import annotations

from math import isfinite, isnan

from levelwise.equation.tree import Node, Number, Scripted, Sum, Text, Times

_LEAST = -4
"""Least power of ten at which a number is written without a power."""

_GREATEST = 7
"""Least power of ten at which a number is written with a power again."""

_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def unsigned(value: float, digits: int) -> Node:
    """Return the absolute value of a number with significant digits, trailing zeros among them.

    No digit before the decimal point is rounded off, unless the number is written with a power of ten.

    Examples
    --------
    >>> unsigned(-2.2, 3), unsigned(36659.51, 3), unsigned(0.0, 3)
    (Number(text='2.20'), Number(text='36660'), Number(text='0'))
    >>> unsigned(0.000012, 2)
    Times(factors=(Number(text='1.2'), Scripted(base=Number(text='10'), sub=(), sup=(Number(text='-5'),))))
    """
    size = abs(value)
    if not isfinite(size):
        return Text("NaN" if isnan(size) else "Inf")  # as R prints them
    if size == 0:
        return Number("0")
    mantissa, power = f"{size:.{digits - 1}e}".split("e")
    if _LEAST <= int(power) < _GREATEST:
        return Number(f"{size:.{max(digits - 1 - int(power), 0)}f}")
    return Times((Number(mantissa), Scripted(Number("10"), (), (Number(str(int(power))),))))


def signed(value: float, digits: int) -> Node:
    """Return a number with its sign, if that is a minus sign.

    Examples
    --------
    >>> signed(-0.5, 1)
    Sum(terms=(('-', Number(text='0.5')),))
    """
    number = unsigned(value, digits)
    return Sum((("-", number),)) if value < 0 else number


def in_words(value: float, digits: int) -> str:
    """Return a number within a sentence.

    Examples
    --------
    >>> in_words(40.0, 3), in_words(-0.000012, 2)
    ('40.0', '−1.2 × 10⁻⁵')
    """
    minus = "\N{MINUS SIGN}" if value < 0 else ""
    match unsigned(value, digits):
        case Times((Number(mantissa), Scripted(_, _, (Number(power),)))):
            return f"{minus}{mantissa} × 10{power.translate(_RAISED)}"
        case Number(text) | Text(text):
            return f"{minus}{text}"
    raise AssertionError(value)
