"""Draws values, or replays recorded ones; what is built from them stands in the modules beside this one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar, final

from sympy import ImmutableMatrix, Rational

from gradcheck_exercises.draw import datasets, lists, matrices, networks, polynomials, probability, spectra
from gradcheck_exercises.draw.records import (
    Parameter,
    canonical,
    is_integer,
    is_list,
    is_rational,
    is_rows,
    rational,
)
from gradcheck_exercises.draw.stream import Stream
from gradcheck_exercises.errors import ExerciseError
from gradcheck_exercises.symbolic import Grid, Value

TRIES = 200
LEVEL = "level"
T = TypeVar("T")


@final
class Draw:
    """Draws values, or replays recorded ones; parameters holds each by name, ready for JSON.

    level  from 1 to 5: how hard the problem is to be, for an exercise that has several levels. Only one that
           is not the usual level is recorded, under the name "level", and has a stream of its own.

    A replay checks names and shapes, but neither ranges nor conditions: a problem that was given to a person
    must stay markable after its author has narrowed the draw.
    """

    __slots__ = (
        "_record",
        "cases",
        "exercise_id",
        "level",
        "parameters",
        "rejected",
        "rejections",
        "stream",
        "tried",
    )

    def __init__(
        self,
        exercise_id: str,
        *,
        seed: int | None = None,
        record: Mapping[str, Any] | None = None,
        level: int | None = None,
        usual: int = 1,
    ) -> None:
        self.exercise_id = exercise_id
        self.parameters: dict[str, Parameter] = {}
        self.tried = 0
        self.rejected = 0
        self.rejections: dict[str, tuple[int, int]] = {}
        self._record = record
        self.cases: list[str] = []
        self.level = self._level_of(record, usual) if level is None else level
        if self.level == usual:
            self.stream = Stream(exercise_id, seed)
        else:
            self.parameters[LEVEL] = self.level
            self.stream = Stream(exercise_id, seed, f"level {self.level}")

    def integer(self, name: str, low: int, high: int, *, exclude: Collection[int] = ()) -> int:
        """An integer from low to high, both included, that is not excluded."""
        left_out = sorted({int(value) for value in exclude if low <= value <= high and int(value) == value})
        if (count := high - low + 1 - len(left_out)) <= 0:
            raise self.error(f"{name} has nothing left to draw from {low} to {high}. Exclude less.")

        def invent() -> int:
            value = low + self.stream.below(count)
            for gap in left_out:
                value += gap <= value
            return value

        return self.recorded(name, invent, is_integer, "an integer")

    def choice(self, name: str, options: Sequence[T]) -> T:
        """One of the options: integers, texts, rationals, or tuples of these; all different."""
        written = [canonical(option) for option in options]
        if not written or len({repr(one) for one in written}) < len(written):
            raise self.error(f"the options of {name} are none, or two are the same.")
        value = self.recorded(
            name,
            lambda: self.stream.one(written),
            lambda value: value in written,
            f"one of {written}",
        )
        return options[written.index(value)]

    def case(self, name: str, options: Sequence[T]) -> T:
        """One of the options, as choice gives it; which one is the class of problems that this one is of.

        Problems for many people are taken from all classes alike.
        """
        chosen = self.choice(name, options)
        self.cases.append(str(canonical(chosen)))
        return chosen

    def rational(self, name: str, low: Value, high: Value, *, denominator: int) -> Value:
        """A rational k/denominator between low and high, both included, in lowest terms."""
        first, last = -(-low * denominator // 1), high * denominator // 1
        options = [Rational(k, denominator) for k in range(int(first), int(last) + 1)]
        if not options:
            raise self.error(f"{name} has no value k/{denominator} between {low} and {high}.")
        written = self.recorded(
            name,
            lambda: canonical(self.stream.one(options)),
            is_rational,
            'an integer or a text like "3/4"',
        )
        return rational(written)

    def vector(self, name: str, size: int, *, bound: int, exclude: Collection[int] = ()) -> Grid:
        """A column, shape (size, 1), of integers from -bound to bound that are not excluded."""
        options = self._entries(name, bound, exclude)
        entries = self.recorded(
            name,
            lambda: [self.stream.one(options) for _ in range(size)],
            lambda value: is_list(value, size, is_integer),
            f"a list of {size} integers",
        )
        return ImmutableMatrix(size, 1, entries)

    def matrix(
        self, name: str, rows: int, columns: int, *, bound: int, exclude: Collection[int] = ()
    ) -> Grid:
        """A matrix, shape (rows, columns), of integers from -bound to bound that are not excluded."""
        options = self._entries(name, bound, exclude)
        entries = self.recorded(
            name,
            lambda: self.stream.rows(rows, columns, options),
            lambda value: is_rows(value, (rows, columns), is_integer),
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
        raise self.error(
            f"all of {tries} draws were rejected (100 %). Draw from an explicit list, or build the values "
            f"backwards."
        )

    def finish(self) -> None:
        """Raises ExerciseError when the record of a replay has names that were never asked for."""
        if self._record is not None and (unused := set(self._record) - set(self.parameters)):
            raise self.error(
                f"the record has parameters that the exercise does not draw: {', '.join(sorted(unused))}."
            )

    def recorded(
        self, name: str, invent: Callable[[], Any], valid: Callable[[Any], bool], expected: str
    ) -> Any:
        """The new or the recorded value of this name, written down in parameters."""
        if name == LEVEL:
            raise self.error(f"{name} is the name of the problem's level. Call the value something else.")
        if name in self.parameters:
            raise self.error(f"{name} is drawn twice. Give each value a name of its own.")
        if self._record is None:
            value = invent()
        elif name not in self._record:
            raise self.error(f"the record lacks the parameter {name}.")
        elif not valid(value := self._record[name]):
            raise self.error(f"the parameter {name} must be {expected}; the record has {value!r}.")
        self.parameters[name] = value
        return value

    def built(
        self, name: str, condition: Callable[[T], bool], attempt: Callable[[], T], *, tries: int = TRIES
    ) -> T:
        """What a construction makes for this name, made anew until the condition holds.

        rejections holds by name how many were thrown away, and of how many. Raises ExerciseError when none
        out of so many fits.
        """
        for _ in range(tries):
            value = attempt()
            rejected, tried = self.rejections.get(name, (0, 0))
            fits = condition(value)
            self.rejections[name] = (rejected + (not fits), tried + 1)
            if fits:
                return value
        raise self.error(
            f"{name} was built {tries} times and never fitted. Allow larger entries, or ask for less."
        )

    def error(self, message: str) -> ExerciseError:
        """The error that names this exercise."""
        return ExerciseError(f"{self.exercise_id}: {message}")

    integers = lists.integers
    subset = lists.subset
    permutation = lists.permutation
    signs = lists.signs
    matrix_of_rank = matrices.matrix_of_rank
    matrix_of_determinant = matrices.matrix_of_determinant
    unimodular = matrices.unimodular
    linear_system = matrices.linear_system
    least_squares = matrices.least_squares
    orthogonal = spectra.orthogonal
    matrix_with_eigenvalues = spectra.matrix_with_eigenvalues
    symmetric_with_eigenvalues = spectra.symmetric_with_eigenvalues
    positive_definite = spectra.positive_definite
    positive_semidefinite = spectra.positive_semidefinite
    singular_values = spectra.singular_values
    polynomial = polynomials.polynomial
    factorable_quadratic = polynomials.factorable_quadratic
    convex_quadratic = polynomials.convex_quadratic
    probabilities = probability.probabilities
    joint_table = probability.joint_table
    chain = probability.chain
    distribution = probability.distribution
    dataset = datasets.dataset
    network = networks.network

    def _level_of(self, record: Mapping[str, Any] | None, usual: int) -> int:
        """The level that the record names, or the usual one."""
        level = usual if record is None else record.get(LEVEL, usual)
        if not is_integer(level) or not 1 <= level <= 5:
            raise self.error(
                f"the parameter {LEVEL} must be an integer from 1 to 5; the record has {level!r}."
            )
        return level

    def _entries(self, name: str, bound: int, exclude: Collection[int]) -> list[int]:
        options = [value for value in range(-bound, bound + 1) if value not in exclude]
        if not options:
            raise self.error(f"{name} has no entries left to draw. Exclude less.")
        return options
