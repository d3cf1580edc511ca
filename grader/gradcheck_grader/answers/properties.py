"""Properties that a value may have to have, made from texts; each says what was seen instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import final

from gradcheck_grader import feedback
from gradcheck_grader.answers.conditions_on import condition_check
from gradcheck_grader.answers.matrix_forms import (
    FORMS,
    Check,
    Fault,
    doubtful,
    first_fault,
    unknown,
    wrong_fault,
)
from gradcheck_grader.answers.references import tree_of
from gradcheck_grader.answers.written import settled, vectors
from gradcheck_grader.equality.arrays import Grid
from gradcheck_grader.equality.linear import (
    Ground,
    added,
    at,
    characteristic_sums,
    columns_of,
    determinant,
    dot,
    identity,
    length,
)
from gradcheck_grader.equality.spans import Span, spanned
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.feedback import linear as said
from gradcheck_grader.notation import Notation
from gradcheck_grader.syntax.build import ONE, ZERO, minus, times
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Node, num
from gradcheck_grader.verdict import Outcome

_OF_LISTS = re.compile(r"(in (?:the )?span(?: of)?|orthogonal to)\b\s*(.+)", re.DOTALL)
_QUANTITY = re.compile(r"(rank|trace|det|determinant|sum|length|eigenvalue)(?:\s*=\s*|\s+)(.+)", re.DOTALL)
_SIZE = re.compile(r"size\s*=?\s*(\d{1,3})\s*[x×]\s*(\d{1,3})")
MOST_SHOWN = 60


@final
@dataclass(frozen=True, slots=True)
class Property:
    """A property of a value.

    text   as the author wrote it.
    check  the fault of a value that has it not; None for one that has it. Of arrays, the grid is given too.
    """

    text: str
    check: Callable[[Node, Grid | None, Ground], Fault | None]


def property_of(
    text: str, variable: str, notation: Notation, shape: tuple[int, int] | None = None
) -> Property:
    """The property that a text says: of an array by words, of any value by a condition in the variable.

    Words: those of FORMS, and positive definite, positive semidefinite, singular, nonzero, unit, probability
    vector, stochastic, column stochastic; rank, trace, det, sum, length or eigenvalue = a number, with the
    sign or without it; size 2x3; in span [1, 0], [0, 1]; orthogonal to [1, 2]. Conditions: x^2 = 4,
    diff(x^3 - 3x, x) = 0, 0 < x <= 1, [[1, 2], [3, 4]] x = [5, 6], x_1 + x_2 = 1.
    shape  of the variable, where it is a vector or matrix.
    Raises AnswerError for a text that is none of these.
    """
    words = " ".join(text.split())
    if words in FORMS or words in WORDS:
        return Property(text, _of_arrays(WORDS.get(words) or _of_form(words)))
    if match := _SIZE.fullmatch(words):
        return Property(text, _of_arrays(_size(int(match[1]), int(match[2]))))
    if match := _QUANTITY.fullmatch(words):
        return Property(text, _of_arrays(_quantity(match[1], tree_of(match[2], notation))))
    if match := _OF_LISTS.fullmatch(words):
        found = vectors(tree_of(match[2], notation), 0)
        if not found:
            raise AnswerError(f"The property {text!r} names no vectors.")
        exactly = settled(Ground(notation), found)
        make = _orthogonal_to if match[1].startswith("o") else _in_span
        return Property(text, _of_arrays(make(exactly, Ground(notation))))
    return Property(text, condition_check(text, variable, notation, shape))


def _of_arrays(check: Check) -> Callable[[Node, Grid | None, Ground], Fault | None]:
    def checked(value: Node, grid: Grid | None, ground: Ground) -> Fault | None:
        return wrong_fault("", said.NO_ARRAY) if grid is None else check(_name(grid), grid, ground)

    return checked


def _of_form(form: str) -> Check:
    def check(name: str, grid: Grid, ground: Ground) -> Fault | None:
        return first_fault(form, name, grid, ground)

    return check


def _name(grid: Grid) -> str:
    return "your vector" if 1 in grid.shape and grid.shape != (1, 1) else "your matrix"


def _equal(
    what: str, needed: Node, yours: Node | None, ground: Ground, size: Fraction | None = None
) -> Fault | None:
    """The fault of a quantity that is not what it must be."""
    if yours is None:
        return unknown(said.TOO_LARGE)
    found = ground.equal(needed, yours, size)
    if found.outcome is Outcome.UNDECIDED:
        return doubtful(found)
    if found.is_right:
        return None
    texts = ground.text(needed), ground.text(yours)
    return wrong_fault("", said.quantity(what, *texts), needed=texts[0], yours=texts[1])


def _size(rows: int, columns: int) -> Check:
    def check(name: str, grid: Grid, ground: Ground) -> Fault | None:
        fitted = grid.fitted((rows, columns))
        if fitted.shape == (rows, columns):
            return None
        return wrong_fault("", said.size_wanted(feedback.shape((rows, columns)), feedback.shape(grid.shape)))

    return check


def _quantity(what: str, needed: Node) -> Check:
    """That a quantity of an array has a value."""
    rule = _QUANTITIES["det" if what == "determinant" else what]

    def check(name: str, grid: Grid, ground: Ground) -> Fault | None:
        if what in ("trace", "det", "determinant", "eigenvalue") and grid.rows != grid.columns:
            return first_fault("square", name, grid, ground)
        return rule(grid, ground.settled(needed), ground)

    return check


def _rank(grid: Grid, needed: Node, ground: Ground) -> Fault | None:
    span = Span(ground, grid.rows, proves=True)
    for column in columns_of(grid):
        found = span.add(column)
        if found.outcome is Outcome.UNDECIDED:
            return doubtful(found)
    return _equal("rank", needed, num(span.dimension), ground)


def _trace(grid: Grid, needed: Node, ground: Ground) -> Fault | None:
    found = added(*(at(grid, i, i) for i in range(grid.rows)))
    return _equal("trace", needed, found, ground, ground.size(grid.entries))


def _det(grid: Grid, needed: Node, ground: Ground) -> Fault | None:
    return _equal("determinant", needed, determinant(grid), ground)


def _sum(grid: Grid, needed: Node, ground: Ground) -> Fault | None:
    return _equal("sum of all entries", needed, added(*grid.entries), ground)


def _length(grid: Grid, needed: Node, ground: Ground) -> Fault | None:
    return _equal("length", needed, length(grid.entries, real=ground.is_real), ground)


def _eigenvalue(grid: Grid, needed: Node, ground: Ground) -> Fault | None:
    one = identity(grid.rows).entries
    shifted = tuple(
        added(entry, minus(times(needed, unit))) for entry, unit in zip(grid.entries, one, strict=True)
    )
    value = determinant(Grid(grid.rows, grid.rows, shifted))
    fault = _equal("", ZERO, value, ground)
    if fault is None or fault.outcome is not Outcome.WRONG:
        return fault
    sentence = said.no_eigenvalue(ground.text(needed), fault.evidence.yours)
    return replace(fault, sentence=sentence, evidence=replace(fault.evidence, note=sentence))


def _in_span(found: Sequence[tuple[Node, ...]], exactly: Ground) -> Check:
    span = spanned(exactly, found, len(found[0]))
    if span is None:
        raise AnswerError("It is not known which of the vectors of the span are independent.")

    def check(name: str, grid: Grid, ground: Ground) -> Fault | None:
        if len(grid.entries) != span.length:
            return wrong_fault("", said.entries_wanted(len(grid.entries), span.length))
        span.ground = ground
        result = span.holds(grid.entries)
        if result.outcome is Outcome.UNDECIDED:
            return doubtful(result)
        return None if result.is_right else wrong_fault("", said.NOT_IN_SPAN)

    return check


def _orthogonal_to(found: Sequence[tuple[Node, ...]], exactly: Ground) -> Check:
    def check(name: str, grid: Grid, ground: Ground) -> Fault | None:
        for vector in found:
            if len(grid.entries) != len(vector):
                return wrong_fault("", said.entries_wanted(len(grid.entries), len(vector)))
            product = dot(vector, grid.entries)
            result = ground.equal(ZERO, product, ground.size(grid.entries) * ground.size(vector))
            if result.outcome is Outcome.UNDECIDED:
                return doubtful(result)
            if not result.is_right:
                shown = f"[{', '.join(map(to_plain, vector))}]"
                seen = ground.text(product)
                return wrong_fault("", said.must_be_orthogonal_to(shown, seen), needed="0", yours=seen)
        return None

    return check


def _definite(*, strict: bool) -> Check:
    """That a symmetric matrix has positive eigenvalues: by the signs of its characteristic polynomial."""

    def check(name: str, grid: Grid, ground: Ground) -> Fault | None:
        if fault := first_fault("symmetric", name, grid, ground):
            return fault
        sums = characteristic_sums(grid)
        if sums is None:
            return unknown(said.TOO_LARGE)
        signs = [ground.sign(one) for one in sums]
        if any(sign is not None and sign < (1 if strict else 0) for sign in signs):
            return wrong_fault("", said.NOT_DEFINITE if strict else said.NOT_SEMIDEFINITE)
        return unknown(feedback.CANNOT_COMPUTE) if None in signs else None

    return check


def _singular(name: str, grid: Grid, ground: Ground) -> Fault | None:
    return first_fault("square", name, grid, ground) or _det(grid, ZERO, ground)


def _nonzero(name: str, grid: Grid, ground: Ground) -> Fault | None:
    found = [ground.exactly.vanishes(entry) for entry in grid.entries]
    if any(one.outcome is Outcome.WRONG for one in found):
        return None
    sure = [ground.exactly.surely(one, entry) for one, entry in zip(found, grid.entries, strict=True)]
    doubt = next((one for one in sure if not one.is_right), None)
    return doubtful(doubt) if doubt else wrong_fault("", said.MUST_NOT_BE_ZERO)


def _probabilities(name: str, grid: Grid, ground: Ground) -> Fault | None:
    return first_fault("nonnegative", name, grid, ground) or _sum(grid, ONE, ground)


def _stochastic(*, by_row: bool) -> Check:
    def check(name: str, grid: Grid, ground: Ground) -> Fault | None:
        lines = columns_of(grid.transposed() if by_row else grid)
        what = "row" if by_row else "column"
        faults = (
            _equal(f"sum of {what} {place}", ONE, added(*line), ground) for place, line in enumerate(lines, 1)
        )
        fault = first_fault("nonnegative", name, grid, ground)
        return fault or next((one for one in faults if one is not None), None)

    return check


def _unit(name: str, grid: Grid, ground: Ground) -> Fault | None:
    return _length(grid, ONE, ground)


_QUANTITIES: dict[str, Callable[[Grid, Node, Ground], Fault | None]] = {
    "rank": _rank,
    "trace": _trace,
    "det": _det,
    "sum": _sum,
    "length": _length,
    "eigenvalue": _eigenvalue,
}
WORDS: dict[str, Check] = {
    "positive definite": _definite(strict=True),
    "positive semidefinite": _definite(strict=False),
    "singular": _singular,
    "nonzero": _nonzero,
    "unit": _unit,
    "probability vector": _probabilities,
    "stochastic": _stochastic(by_row=True),
    "column stochastic": _stochastic(by_row=False),
}
