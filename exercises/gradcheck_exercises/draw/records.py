"""What a record of drawn values may hold, and how it becomes mathematics again.

A record is ready for JSON: integers, texts, lists; a rational that is no integer is a text such as "3/4".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

from sympy import ImmutableMatrix, Rational

from gradcheck_exercises.symbolic import Grid, Value

Parameter: TypeAlias = "int | str | list[Any]"
Rows: TypeAlias = "list[list[Any]]"
Shape: TypeAlias = "tuple[int, int]"


def canonical(value: Any) -> Parameter:
    """The value as JSON can hold it: integers and texts as they are, rationals as "3/4", tuples as lists."""
    if isinstance(value, (int, str)) and not isinstance(value, bool):
        return value
    if isinstance(value, (Fraction, Rational)):
        exact = Fraction(int(value.numerator), int(value.denominator))
        return int(exact) if exact.denominator == 1 else str(exact)
    if isinstance(value, (tuple, list)):
        return [canonical(one) for one in value]
    raise TypeError(
        f"{type(value).__name__} has no canonical form; draw integers, texts, rationals or tuples"
    )


def rational(written: int | str) -> Value:
    """The exact number that stands in a record."""
    return Rational(Fraction(written))


def column(written: Sequence[int | str]) -> Grid:
    """The column, shape (length, 1), that stands in a record as a list."""
    return ImmutableMatrix(len(written), 1, [rational(entry) for entry in written])


def grid(written: Rows) -> Grid:
    """The matrix that stands in a record as a list of rows."""
    return ImmutableMatrix([[rational(entry) for entry in row] for row in written])


def is_integer(value: Any) -> bool:
    """Whether the recorded value is an integer."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_rational(value: Any) -> bool:
    """Whether the recorded value is an integer or a text such as "3/4"."""
    if isinstance(value, str):
        top, _, bottom = value.partition("/")
        return top.removeprefix("-").isdecimal() and bottom.isdecimal() and int(bottom) > 0
    return is_integer(value)


def is_list(value: Any, length: int, each: Callable[[Any], bool] | None = None) -> bool:
    """Whether the recorded value is a list of this length, with such entries."""
    return isinstance(value, list) and len(value) == length and (each is None or all(map(each, value)))


def is_rows(value: Any, shape: Shape, each: Callable[[Any], bool] = is_rational) -> bool:
    """Whether the recorded value is a matrix of this shape, written as rows."""
    rows, columns = shape
    return is_list(value, rows, lambda row: is_list(row, columns, each))


def are_pieces(value: Any, pieces: Iterable[Callable[[Any], bool]]) -> bool:
    """Whether the recorded value is a list whose entries are these pieces, one each."""
    tests = list(pieces)
    return is_list(value, len(tests)) and all(test(piece) for test, piece in zip(tests, value, strict=True))
