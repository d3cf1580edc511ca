"""Numbers as they are written beside a multiplication sign."""

from __future__ import annotations

from gradcheck_exercises.symbolic import Value


def as_factor(value: Value) -> Value | str:
    """The number, in brackets where it is negative.

    >>> as_factor(-3), as_factor(4)
    ('(-3)', 4)
    """
    return f"({value})" if value < 0 else value


def factor_text(value: Value) -> str:
    """The same as a text, for texts that are put together."""
    return str(as_factor(value))


def as_base(value: Value) -> Value | str:
    """The number, in brackets where a power of it would be misread: negative ones and fractions."""
    return f"({value})" if value < 0 or getattr(value, "q", 1) != 1 else value
