"""Random mathematics whose every value is recorded by name.

The stream is ours: SHA-256 of the exercise's name and the seed starts random.Random, and only its getrandbits
is used (Python keeps the Mersenne twister and getrandbits as they are; choice, shuffle and randrange have
changed between versions). So no upgrade of Python, SymPy or NumPy changes a problem.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any, TypeVar, final

from sympy import ImmutableMatrix, Rational

from gradcheck_exercises.errors import ExerciseError
from gradcheck_exercises.symbolic import Grid, Value

STREAM_VERSION = 1
TRIES = 200
T = TypeVar("T")
Parameter = int | str | list[Any]


@final
class Draw:
    """Draws values, or replays recorded ones; parameters holds each by name, ready for JSON.

    A replay checks names and shapes, but neither ranges nor conditions: a problem that was given to a person
    must stay markable after its author has narrowed the draw.
    """

    __slots__ = ("_random", "_record", "exercise_id", "parameters", "rejected", "tried")

    def __init__(
        self, exercise_id: str, *, seed: int | None = None, record: Mapping[str, Any] | None = None
    ) -> None:
        self.exercise_id = exercise_id
        self.parameters: dict[str, Parameter] = {}
        self.tried = 0
        self.rejected = 0
        self._record = record
        self._random = Random(_start(exercise_id, seed))  # noqa: S311 - problems, not secrets

    def integer(self, name: str, low: int, high: int, *, exclude: Collection[int] = ()) -> int:
        """An integer from low to high, both included, that is not excluded."""
        options = [value for value in range(low, high + 1) if value not in exclude]
        if not options:
            raise self._error(f"{name} has nothing left to draw from {low} to {high}. Exclude less.")
        return self._value(name, lambda: options[self._below(len(options))], _is_integer, "an integer")

    def choice(self, name: str, options: Sequence[T]) -> T:
        """One of the options: integers, texts, rationals, or tuples of these; all different."""
        written = [_canonical(option) for option in options]
        if not written or any(one in written[:index] for index, one in enumerate(written)):
            raise self._error(f"the options of {name} are none, or two are the same.")
        value = self._value(
            name,
            lambda: written[self._below(len(written))],
            lambda value: value in written,
            f"one of {written}",
        )
        return options[written.index(value)]

    def rational(self, name: str, low: Value, high: Value, *, denominator: int) -> Value:
        """A rational k/denominator between low and high, both included, in lowest terms."""
        first, last = -(-low * denominator // 1), high * denominator // 1
        options = [Rational(k, denominator) for k in range(int(first), int(last) + 1)]
        if not options:
            raise self._error(f"{name} has no value k/{denominator} between {low} and {high}.")
        written = self._value(
            name,
            lambda: _canonical(options[self._below(len(options))]),
            _is_rational,
            'an integer or a text like "3/4"',
        )
        return Rational(Fraction(written))

    def vector(self, name: str, size: int, *, bound: int, exclude: Collection[int] = ()) -> Grid:
        """A column, shape (size, 1), of integers from -bound to bound that are not excluded."""
        options = self._entries(name, bound, exclude)
        entries = self._value(
            name,
            lambda: [options[self._below(len(options))] for _ in range(size)],
            lambda value: _is_list(value, size) and all(map(_is_integer, value)),
            f"a list of {size} integers",
        )
        return ImmutableMatrix(size, 1, entries)

    def matrix(
        self, name: str, rows: int, columns: int, *, bound: int, exclude: Collection[int] = ()
    ) -> Grid:
        """A matrix, shape (rows, columns), of integers from -bound to bound that are not excluded."""
        options = self._entries(name, bound, exclude)
        entries = self._value(
            name,
            lambda: [[options[self._below(len(options))] for _ in range(columns)] for _ in range(rows)],
            lambda value: (
                _is_list(value, rows)
                and all(_is_list(row, columns) and all(map(_is_integer, row)) for row in value)
            ),
            f"{rows} rows of {columns} integers",
        )
        return ImmutableMatrix(entries)

    def until(self, condition: Callable[[T], bool], attempt: Callable[[], T], *, tries: int = TRIES) -> T:
        """What the attempt draws, repeated until the condition holds; a failed attempt leaves no record.

        Raises ExerciseError when no attempt out of so many succeeds. In a replay the attempt is made once.
        """
        before = dict(self.parameters)
        for _ in range(tries):
            value = attempt()
            self.tried += 1
            if self._record is not None or condition(value):
                return value
            self.rejected += 1
            self.parameters = dict(before)
        raise self._error(
            f"all of {tries} draws were rejected (100 %). Draw from an explicit list, or build the values "
            f"backwards."
        )

    def finish(self) -> None:
        """Raises ExerciseError when the record of a replay has names that were never asked for."""
        if self._record is not None and (unused := set(self._record) - set(self.parameters)):
            raise self._error(
                f"the record has parameters that the exercise does not draw: {', '.join(sorted(unused))}."
            )

    def _value(
        self, name: str, invent: Callable[[], Any], valid: Callable[[Any], bool], expected: str
    ) -> Any:
        """The new or the recorded value of this name, written down in parameters."""
        if name in self.parameters:
            raise self._error(f"{name} is drawn twice. Give each value a name of its own.")
        if self._record is None:
            value = invent()
        elif name not in self._record:
            raise self._error(f"the record lacks the parameter {name}.")
        elif not valid(value := self._record[name]):
            raise self._error(f"the parameter {name} must be {expected}; the record has {value!r}.")
        self.parameters[name] = value
        return value

    def _entries(self, name: str, bound: int, exclude: Collection[int]) -> list[int]:
        options = [value for value in range(-bound, bound + 1) if value not in exclude]
        if not options:
            raise self._error(f"{name} has no entries left to draw. Exclude less.")
        return options

    def _below(self, count: int) -> int:
        """An integer from 0 to count - 1, each equally likely."""
        bits = (count - 1).bit_length()
        while bits:
            if (value := self._random.getrandbits(bits)) < count:
                return value
        return 0

    def _error(self, message: str) -> ExerciseError:
        return ExerciseError(f"{self.exercise_id}: {message}")


def _start(exercise_id: str, seed: int | None) -> int:
    """Where the stream of this exercise and seed begins."""
    return int.from_bytes(hashlib.sha256(f"{exercise_id}\n{seed}".encode()).digest())


def _canonical(value: Any) -> Parameter:
    """The value as JSON can hold it: integers and texts as they are, rationals as "3/4", tuples as lists."""
    if isinstance(value, (int, str)) and not isinstance(value, bool):
        return value
    if isinstance(value, (Fraction, Rational)):
        exact = Fraction(int(value.numerator), int(value.denominator))
        return int(exact) if exact.denominator == 1 else str(exact)
    if isinstance(value, (tuple, list)):
        return [_canonical(one) for one in value]
    raise TypeError(
        f"{type(value).__name__} has no canonical form; draw integers, texts, rationals or tuples"
    )


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_rational(value: Any) -> bool:
    if isinstance(value, str):
        top, _, bottom = value.partition("/")
        return top.removeprefix("-").isdecimal() and bottom.isdecimal() and int(bottom) > 0
    return _is_integer(value)


def _is_list(value: Any, length: int) -> bool:
    return isinstance(value, list) and len(value) == length
