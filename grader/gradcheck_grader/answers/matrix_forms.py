"""The forms that a matrix may have to have: triangular, orthonormal columns …; each says where it has not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import isqrt
from typing import final

from gradcheck_grader import feedback
from gradcheck_grader.equality import Comparison
from gradcheck_grader.equality.arrays import Grid
from gradcheck_grader.equality.linear import Ground, added, at, columns_of, dot, places
from gradcheck_grader.equality.spans import Span
from gradcheck_grader.feedback import linear as said
from gradcheck_grader.syntax.build import ONE, ZERO, minus
from gradcheck_grader.syntax.tree import Node
from gradcheck_grader.verdict import Evidence, Outcome


@final
@dataclass(frozen=True, slots=True)
class Fault:
    """Why a matrix has not a form, or why that is not known.

    outcome   wrong or undecided.    sentence  for the person; empty where nothing was decided.
    minor     whether only lengths or signs are amiss, so that a multiple would do.
    """

    outcome: Outcome
    evidence: Evidence
    sentence: str = ""
    minor: bool = False


Check = Callable[[str, Grid, Ground], Fault | None]
Wanted = tuple[tuple[int, int], Node]


def first_fault(form: str, name: str, grid: Grid, ground: Ground) -> Fault | None:
    """The first place where the matrix with this name has not the form; None where it has it."""
    return FORMS[form](name, grid, ground)


def wrong_fault(name: str, sentence: str, *, needed: str = "", yours: str = "", place: str = "") -> Fault:
    """A fault that is proved."""
    where = ", ".join(filter(None, (name, place)))
    return Fault(
        Outcome.WRONG, Evidence("property", where, needed=needed, yours=yours, note=sentence), sentence
    )


def doubtful(comparison: Comparison) -> Fault:
    """A fault that is not decided."""
    return Fault(Outcome.UNDECIDED, comparison.evidence)


def unknown(note: str) -> Fault:
    """A fault that is not decided, for the reason given."""
    return Fault(Outcome.UNDECIDED, Evidence("limit", note=note))


def _with_entries(name: str, grid: Grid, ground: Ground, wanted: Iterable[Wanted], what: str) -> Fault | None:
    """The first entry that is not what it must be in a matrix that must be of this form."""
    size = ground.size(grid.entries)
    doubt: Fault | None = None
    for (row, column), needed in wanted:
        yours = at(grid, row, column)
        found = ground.equal(needed, yours, size)
        if found.outcome is Outcome.WRONG:
            texts = ground.text(needed), ground.text(yours)
            sentence = said.entry_must_be(name, row + 1, column + 1, *texts, what)
            place = feedback.entry(row + 1, column + 1)
            return wrong_fault(name, sentence, needed=texts[0], yours=texts[1], place=place)
        if found.outcome is Outcome.UNDECIDED:
            doubt = doubt or doubtful(found)
    return doubt


def _zeros(what: str, place: Callable[[int, int], bool]) -> Check:
    """That all entries at certain places are 0."""

    def check(name: str, grid: Grid, ground: Ground) -> Fault | None:
        wanted = (((row, column), ZERO) for row, column in places(grid) if place(row, column))
        return _with_entries(name, grid, ground, wanted, what)

    return check


def _unit_diagonal(name: str, grid: Grid, ground: Ground) -> Fault | None:
    wanted = (((i, i), ONE) for i in range(min(grid.shape)))
    return _as_minor(_with_entries(name, grid, ground, wanted, "have 1 on its diagonal"))


def _as_minor(fault: Fault | None) -> Fault | None:
    return None if fault is None else replace(fault, minor=True)


def _identity(name: str, grid: Grid, ground: Ground) -> Fault | None:
    wanted = (((row, column), ONE if row == column else ZERO) for row, column in places(grid))
    return _with_entries(name, grid, ground, wanted, "be the identity matrix")


def _square(name: str, grid: Grid, ground: Ground) -> Fault | None:
    if grid.rows == grid.columns:
        return None
    return wrong_fault(name, said.must_be_square(name, feedback.shape(grid.shape)))


def _symmetric(name: str, grid: Grid, ground: Ground) -> Fault | None:
    wanted = (((row, column), at(grid, column, row)) for row, column in places(grid) if row > column)
    return _square(name, grid, ground) or _with_entries(name, grid, ground, wanted, "be symmetric")


def _skew(name: str, grid: Grid, ground: Ground) -> Fault | None:
    wanted = (
        ((row, column), ZERO if row == column else minus(at(grid, column, row)))
        for row, column in places(grid)
        if row >= column
    )
    return _square(name, grid, ground) or _with_entries(name, grid, ground, wanted, "be skew-symmetric")


def _signs(name: str, ground: Ground, entries: Iterable[tuple[str, Node]], *, strict: bool) -> Fault | None:
    """The first entry that is not positive, or not even 0."""
    needed = "> 0" if strict else ">= 0"
    doubt: Fault | None = None
    for place, entry in entries:
        sign = _sign(ground, entry)
        if sign is None:
            doubt = doubt or unknown(feedback.CANNOT_COMPUTE)
        elif sign < (1 if strict else 0):
            sentence = said.must_have_sign(name, place, needed, ground.text(entry))
            return wrong_fault(name, sentence, needed=needed, yours=ground.text(entry), place=place)
    return doubt


def _sign(ground: Ground, entry: Node) -> int | None:
    sign = ground.sign(entry)
    if sign == -1 and not ground.tolerance.is_exact and ground.equal(ZERO, entry, Fraction(1)).is_right:
        return 0
    return sign


def _diagonal_signs(*, strict: bool) -> Check:
    def check(name: str, grid: Grid, ground: Ground) -> Fault | None:
        size = min(grid.shape)
        entries = ((feedback.entry(i + 1, i + 1), at(grid, i, i)) for i in range(size))
        return _as_minor(_signs(name, ground, entries, strict=strict))

    return check


def _all_signs(*, strict: bool) -> Check:
    def check(name: str, grid: Grid, ground: Ground) -> Fault | None:
        return _signs(name, ground, named_entries(grid), strict=strict)

    return check


def named_entries(grid: Grid) -> Iterator[tuple[str, Node]]:
    """Every entry with its name: by one number in a vector, by two in a matrix."""
    for (row, column), entry in zip(places(grid), grid.entries, strict=True):
        alone = grid.columns == 1 or grid.rows == 1
        yield f"entry {row + column + 1}" if alone else feedback.entry(row + 1, column + 1), entry


def _orthonormal_columns(name: str, grid: Grid, ground: Ground) -> Fault | None:
    """Right angles first: where there are, columns of another length are a minor fault."""
    columns = columns_of(grid)
    angles = [(i, j) for j in range(len(columns)) for i in range(j)]
    doubt: Fault | None = None
    for i, j in (*angles, *((i, i) for i in range(len(columns)))):
        product = dot(columns[i], columns[j])
        found = near_product(ground, ONE if i == j else ZERO, product, grid.rows)
        if found.outcome is Outcome.WRONG:
            seen = ground.text(product)
            sentence = said.columns_must_be_orthonormal(name, i + 1, j + 1, seen)
            return replace(wrong_fault(name, sentence, yours=seen), minor=i == j and doubt is None)
        if found.outcome is Outcome.UNDECIDED:
            doubt = doubt or doubtful(found)
    return doubt


def near_product(ground: Ground, needed: Node, product: Node, length: int) -> Comparison:
    """Whether a product of two unit vectors is what it must be.

    With entries off by up to r each it is off by about 2 r times the root of their number.
    """
    if ground.tolerance.is_exact:
        return ground.equal(needed, product)
    allowed = ground.tolerance.allowed(Fraction(1), Fraction(1)) * 2 * (isqrt(length - 1) + 1)
    return ground.near(needed, product, allowed)


def _orthogonal(name: str, grid: Grid, ground: Ground) -> Fault | None:
    return _square(name, grid, ground) or _orthonormal_columns(name, grid, ground)


def _permutation(name: str, grid: Grid, ground: Ground) -> Fault | None:
    if fault := _square(name, grid, ground):
        return fault
    doubt: Fault | None = None
    for place, entry in named_entries(grid):
        found = [ground.equal(number, entry) for number in (ZERO, ONE)]
        if all(one.outcome is Outcome.WRONG for one in found):
            sentence = said.must_be_zero_or_one(name, place, ground.text(entry))
            return wrong_fault(name, sentence, yours=ground.text(entry), place=place)
        doubt = doubt or next((doubtful(one) for one in found if one.outcome is Outcome.UNDECIDED), None)
    for lines, what in ((columns_of(grid.transposed()), "row"), (columns_of(grid), "column")):
        for number, line in enumerate(lines, start=1):
            if not doubt and sum(ground.equal(ONE, entry).is_right for entry in line) != 1:
                return wrong_fault(name, said.must_have_one_one(name, what, number), place=f"{what} {number}")
    return doubt


def _invertible(name: str, grid: Grid, ground: Ground) -> Fault | None:
    if fault := _square(name, grid, ground):
        return fault
    span = Span(ground, grid.rows, proves=True)
    for column in columns_of(grid):
        found = span.add(column)
        if found.outcome is Outcome.UNDECIDED:
            return doubtful(found)
        if found.is_right:
            return wrong_fault(name, said.must_be_invertible(name))
    return None


def _descending(name: str, grid: Grid, ground: Ground) -> Fault | None:
    entries = [at(grid, i, i) for i in range(min(grid.shape))]
    for place in range(1, len(entries)):
        sign = _sign(ground, added(entries[place - 1], minus(entries[place])))
        if sign is None:
            return unknown(feedback.CANNOT_COMPUTE)
        if sign < 0:
            return _as_minor(wrong_fault(name, said.must_descend(name, place)))
    return None


FORMS: dict[str, Check] = {
    "square": _square,
    "lower": _zeros("be lower triangular", lambda row, column: row < column),
    "upper": _zeros("be upper triangular", lambda row, column: row > column),
    "diagonal": _zeros("be diagonal", lambda row, column: row != column),
    "unit diagonal": _unit_diagonal,
    "identity": _identity,
    "symmetric": _symmetric,
    "skew-symmetric": _skew,
    "orthonormal columns": _orthonormal_columns,
    "orthogonal": _orthogonal,
    "permutation": _permutation,
    "invertible": _invertible,
    "positive diagonal": _diagonal_signs(strict=True),
    "nonnegative diagonal": _diagonal_signs(strict=False),
    "descending diagonal": _descending,
    "positive": _all_signs(strict=True),
    "nonnegative": _all_signs(strict=False),
}
