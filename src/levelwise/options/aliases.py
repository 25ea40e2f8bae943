"""Names of options in the R package equatiomatic, read as options of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from levelwise.errors import OptionError
from levelwise.options.values import switch


def _same(value: object) -> object:
    return value


def _spread(value: object) -> object:
    try:
        return "variance" if switch().read(value) else "sd"
    except ValueError:
        raise OptionError(f"the option return_variances takes true or false, not {value!r}") from None


ALIASES: Mapping[str, tuple[str, Callable[[object], object]]] = {
    "use_coefs": ("estimates", _same),
    "use_coef": ("estimates", _same),
    "coef_digits": ("digits", _same),
    "se_subscripts": ("errors", _same),
    "return_variances": ("spread", _spread),
}
"""Our name of each option, and the function that returns its value."""


def with_our_names(given: Mapping[str, object]) -> Mapping[str, object]:
    """Return options under our names.

    Raises
    ------
    OptionError
        If an option is given under two names.

    Examples
    --------
    >>> with_our_names({"use_coefs": True, "return_variances": False})
    {'estimates': True, 'spread': 'sd'}
    """
    if not any(name in ALIASES for name in given):
        return given
    found: dict[str, object] = {}
    for name, value in given.items():
        ours, read = ALIASES.get(name, (name, _same))
        if ours in found:
            raise OptionError(f"{name} is another name of the option {ours}, which is given too; give one of them")
        found[ours] = read(value)
    return found
