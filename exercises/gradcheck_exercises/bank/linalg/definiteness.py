"""Positive definite matrices."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

import numpy as np
from sympy import ImmutableMatrix, Integer, Reals

from gradcheck_exercises import Draw, Hint, Part, Problem, Slip, Step, exercise, hints, say, step
from gradcheck_exercises.bank.linalg.families import FAMILIES, Family, Rows, t
from gradcheck_exercises.symbolic import Formula, Grid, Value
from gradcheck_grader import Choice, Expression, RealSet

SIGNS = (
    ("a", "positive definite"),
    ("b", "positive semidefinite, but not positive definite"),
    ("c", "negative definite"),
    ("d", "indefinite: one eigenvalue is positive and one is negative"),
)
DEFINITE, SEMIDEFINITE, NEGATIVE, INDEFINITE = "abcd"


@exercise("linalg/positive-definite-range", title="Where a matrix is positive definite", level=3)
def positive_definite_range(draw: Draw) -> Problem:
    """For which values of a parameter a symmetric matrix is positive definite, and what it is elsewhere.

    Trap: all leading minors must be positive, not the determinant alone, and none of them may be 0.
    Source: Strang, Introduction to Linear Algebra, 5th ed., section 6.5.
    """
    family = FAMILIES[draw.choice("kind", tuple(FAMILIES))](draw)
    places = _places(family.fixed, family.slope)
    sign = draw.choice("sign of A", sorted(places))
    value = draw.choice("t", places[sign])
    return Problem(
        say("Let $$A = {A}$$ with a real number $t$.", A=family.A),
        (_determinant_part(family), _range_part(family), _sign_part(family, value, sign)),
    )


@lru_cache(maxsize=1024)
def _places(fixed: Rows, slope: Rows) -> dict[str, tuple[int, ...]]:
    """The whole numbers t from -12 to 12 for each of the signs that the matrix has there."""
    found: dict[str, list[int]] = {}
    for value in range(-12, 13):
        rows = [
            [a + b * value for a, b in zip(*pair, strict=True)] for pair in zip(fixed, slope, strict=True)
        ]
        if sign := _sign(rows):
            found.setdefault(sign, []).append(value)
    return {sign: tuple(values) for sign, values in found.items()}


def _sign(A: list[list[int]]) -> str:
    """The key of the sign that A has by its minors; empty for what is negative semidefinite only."""
    leading = [_determinant([row[:size] for row in A[:size]]) for size in range(1, len(A) + 1)]
    if all(minor > 0 for minor in leading):
        return DEFINITE
    if all(minor * (-1) ** size > 0 for size, minor in enumerate(leading, 1)):
        return NEGATIVE
    blocks = [some for size in range(1, len(A) + 1) for some in combinations(range(len(A)), size)]
    minors = [(len(some), _determinant([[A[i][j] for j in some] for i in some])) for some in blocks]
    if all(minor >= 0 for _, minor in minors):
        return SEMIDEFINITE
    return "" if all(minor * (-1) ** size >= 0 for size, minor in minors) else INDEFINITE


def _determinant(A: list[list[int]]) -> int:
    """By expansion along the first row."""
    if len(A) == 1:
        return A[0][0]
    rest = [[row[:j] + row[j + 1 :] for row in A[1:]] for j in range(len(A))]
    return sum((-1) ** j * A[0][j] * _determinant(block) for j, block in enumerate(rest) if A[0][j])


def _determinant_part(family: Family) -> Part:
    """The determinant as a formula in t."""
    A = family.A
    diagonal = Integer(1)
    for i in range(family.size):
        diagonal *= A[i, i]
    return Part(
        say(r"Find $\det A$ as a formula in $t$."),
        Expression(family.determinant, names=[t]),
        slips=(
            Slip(
                "signs-ignored",
                family.permanent,
                "You added all products. Those that run the other way are subtracted.",
            ),
            Slip(
                "diagonal-only",
                diagonal,
                "This is the product of the diagonal. The entries beside it count too.",
            ),
        ),
        hints=_small_hints(family.A) if family.size == 2 else _large_hints(family.A),
        steps=(step("Expand", r"$\det A$", "${it}$", it=family.determinant),),
        check=lambda at: float(np.linalg.det(family.at(at["t"]))),
    )


def _small_hints(A: Grid) -> tuple[Hint, ...]:
    return hints(
        "For size 2, take the product of the diagonal minus the product of the other two entries.",
        "The diagonal gives ${diagonal}$. What is subtracted from it?",
        "Subtract the square of ${other}$ from ${diagonal}$.",
        diagonal=A[0, 0] * A[1, 1],
        other=A[0, 1],
    )


def _large_hints(A: Grid) -> tuple[Hint, ...]:
    second = "({second})" if A[0, 1].could_extract_minus_sign() else "{second}"
    return hints(
        "Expand along the first row: each entry times the determinant without its row and column.",
        r"The first entry gives ${first} \cdot \det {block}$. What comes next, and with which sign?",
        f"Subtract ${second} " + r"\cdot \det {other}$, and add the third term unless its entry is 0.",
        first=A[0, 0],
        block=A.minor_submatrix(0, 0),
        second=A[0, 1],
        other=A.minor_submatrix(0, 1),
    )


def _range_part(family: Family) -> Part:
    """For which t is A positive definite?"""
    minors = [minor for minor, _ in family.minors]
    return Part(
        say(
            "For which $t$ is $A$ positive definite? Give the set of all of them, such as `(1, 2)` or "
            "`t > 3`; `inf` is infinity, and `sqrt(...)` a root."
        ),
        RealSet(family.range, names=["t"]),
        points=2,
        slips=tuple(Slip(*one) for one in family.wrong),
        hints=hints(
            "A symmetric matrix is positive definite exactly when all its leading minors are positive: the "
            "determinants of its upper left blocks.",
            "The leading minor of size 1 is ${first}$. What are the others, and where is each positive?",
            "So that its sign can be seen, write the determinant as ${last}$. Where is it positive? Keep "
            "those $t$ for which the smaller minors are so too.",
            first=minors[0],
            last=minors[-1],
        ),
        steps=(
            *(_minor_step(size, *minor) for size, minor in enumerate(family.minors, 1)),
            step("All of them are positive", "", r"$t \in {range}$", range=family.range),
        ),
        check=lambda _: _by_eigenvalues(family),
    )


def _minor_step(size: int, minor: Formula, positive: Value) -> Step:
    """Where a leading minor is positive."""
    if positive is Reals:
        return step(
            "The leading minor of size {size}", "", "${minor}$, always positive", size=size, minor=minor
        )
    return step(
        "The leading minor of size {size}",
        "",
        r"${minor}$, positive for $t \in {positive}$",
        size=size,
        minor=minor,
        positive=positive,
    )


def _by_eigenvalues(family: Family) -> str:
    """The range where the least eigenvalue is positive, its ends by bisection."""
    grid = np.arange(-40, 40, 0.25) + 0.11
    inside = np.linalg.eigvalsh(family.at(grid))[:, 0] > 0
    ends = [_crossing(family, grid[i], grid[i + 1]) for i in np.flatnonzero(inside[1:] != inside[:-1])]
    return f"({ends[0]}, {ends[1] if len(ends) > 1 else 'inf'})"


def _crossing(family: Family, low: float, high: float) -> str:
    """Where the least eigenvalue is 0, as a half-integer or an integer plus or minus a root."""
    rising = np.linalg.eigvalsh(family.at(high))[0] > 0
    for _ in range(50):
        middle = (low + high) / 2
        if (np.linalg.eigvalsh(family.at(middle))[0] > 0) == rising:
            high = middle
        else:
            low = middle
    if abs(2 * low - round(2 * low)) < 1e-6:
        return f"{round(2 * low)}/2"
    shift = next(
        n for n in sorted(range(-9, 10), key=abs) if abs((low - n) ** 2 - round((low - n) ** 2)) < 1e-6
    )
    return f"{shift} {'+' if low > shift else '-'} sqrt({round((low - shift) ** 2)})"


def _sign_part(family: Family, value: int, sign: str) -> Part:
    """What A is at one t."""
    feedback = {
        DEFINITE: ("said-positive", "Put the number in: is each leading minor positive, and none of them 0?"),
        SEMIDEFINITE: (
            "said-semidefinite",
            "With an eigenvalue 0 the determinant is 0, and no eigenvalue may be negative. Is that so here?",
        ),
        NEGATIVE: ("said-negative", "All eigenvalues would be negative, and so would the diagonal. Is it?"),
        INDEFINITE: (
            "said-indefinite",
            "Look at the signs of the leading minors again. Which pattern is it?",
        ),
    }
    A = family.A.subs(t, value)
    minors = [minor.subs(t, value) for minor, _ in family.minors]
    return Part(
        say("What is $A$ for $t = {value}$? Answer with the letter of the option.", value=value),
        Choice(SIGNS, right=sign),
        slips=tuple(Slip(name, key, text) for key, (name, text) in feedback.items() if key != sign),
        hints=hints(
            "The signs of the eigenvalues decide it, and minors tell them.",
            "For $t = {value}$ the leading minor of size 1 is {first}. What is the determinant?",
            "All leading minors positive: positive definite. Signs negative, positive, negative …: negative "
            "definite. Other signs: indefinite; with determinant 0, the eigenvalues themselves decide.",
            value=value,
            first=minors[0],
        ),
        steps=(
            step("Put in the number", "$A$", "${A}$", A=A),
            step("Leading minors", "", "${minors}$", minors=ImmutableMatrix([minors])),
            step(_reason(sign, minors[-1]), "", "it is {word}", word=dict(SIGNS)[sign]),
        ),
        check=lambda _: _by_signs(np.linalg.eigvalsh(family.at(float(value)))),
    )


def _reason(sign: str, determinant: Value) -> str:
    """Why the matrix is what it is."""
    if sign == INDEFINITE and determinant == 0:
        return "A principal minor of size 2 is negative, so two eigenvalues have different signs"
    return {
        DEFINITE: "All are positive",
        SEMIDEFINITE: "The determinant is 0, and no principal minor is negative",
        NEGATIVE: "Their signs alternate, and the first is negative",
        INDEFINITE: "No eigenvalue is 0, and the signs are those of neither definite kind",
    }[sign]


def _by_signs(eigenvalues: np.ndarray) -> str:
    """The key for these eigenvalues."""
    low, high = eigenvalues[0], eigenvalues[-1]
    if low < -1e-9:
        return NEGATIVE if high < -1e-9 else INDEFINITE
    return DEFINITE if low > 1e-9 else SEMIDEFINITE
