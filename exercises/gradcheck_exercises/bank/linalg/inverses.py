"""Inverses, and the rules for inverses and transposes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from sympy import ImmutableMatrix, Rational

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.numeric import floats
from gradcheck_exercises.symbolic import Grid, Value
from gradcheck_grader import Array, Number
from gradcheck_grader.syntax.tree import Apply, Node, num

PIVOTS = tuple(
    (p, r) for p in (1, -1, 2, -2, 3, -3) for r in (1, -1, 2, -2, 3, -3, 5) if 2 <= abs(p * r) <= 6
)
Wrong = list[tuple[str, Grid, str]]


@dataclass(frozen=True)
class Inversion:
    """A = [[a, b], [c, d]] with determinant other than 0 and ±1, and A x = y."""

    A: Grid
    x: Grid

    @cached_property
    def determinant(self) -> int:
        """ad − bc."""
        a, b, c, d = self.A
        return int(a * d - b * c)

    @cached_property
    def adjugate(self) -> Grid:
        """[[d, -b], [-c, a]]."""
        a, b, c, d = self.A
        return ImmutableMatrix([[d, -b], [-c, a]])

    @cached_property
    def inverse(self) -> Grid:
        """The inverse."""
        return self.adjugate / self.determinant

    @cached_property
    def y(self) -> Grid:
        """The right-hand side."""
        return self.A * self.x

    @cached_property
    def wrong_inverses(self) -> Wrong:
        """The name, response and feedback of each wrong inverse."""
        return _wrong_inverses(self)

    @cached_property
    def wrong_solutions(self) -> Wrong:
        """The name, response and feedback of each wrong solution."""
        A, y, inverse = self.A, self.y, self.inverse
        return [
            (
                "inverse-transposed",
                inverse.T * y,
                "You multiplied y by the columns of the inverse. Take its rows.",
            ),
            ("matrix-instead", A * y, "You multiplied y by A itself. To undo A, multiply by its inverse."),
            ("determinant-forgotten", self.adjugate * y, "The factor in front of the inverse is missing."),
        ]


@exercise("linalg/inverse-2x2", title="Inverse of a 2 × 2 matrix", level=2)
def inverse_2x2(draw: Draw) -> Problem:
    """The inverse of a 2 × 2 matrix by the formula with the determinant, and a system that it solves.

    Trap: the diagonal is exchanged, the other two entries change their signs, and all is divided by the
    determinant.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 2.2.2.
    """
    drawn = draw.until(
        _tells_mistakes_apart, lambda: Inversion(_matrix(draw), draw.vector("x", 2, bound=4, exclude=(0,)))
    )
    return Problem(
        say("Let $$A = {A}, \\qquad y = {y}.$$", A=drawn.A, y=drawn.y),
        (_determinant_part(drawn), _inverse_part(drawn), _solution_part(drawn)),
    )


def _matrix(draw: Draw) -> Grid:
    """A row [p, q], and a multiple of it with r more in the last place; the determinant is ±p r."""
    p, r = draw.choice("pivots", PIVOTS)
    q, multiple = (draw.integer(name, -3, 3, exclude=(0,)) for name in ("q", "multiple"))
    rows = [[p, q], [multiple * p, multiple * q + r]]
    order = draw.choice("order", ("as-is", "rows-exchanged", "columns-exchanged"))
    if order == "rows-exchanged":
        rows.reverse()
    if order == "columns-exchanged":
        rows = [row[::-1] for row in rows]
    return ImmutableMatrix(rows)


def _tells_mistakes_apart(drawn: Inversion) -> bool:
    """Whether no entry is 0, and no two wrong ways, nor a wrong and the right one, lead to the same."""
    a, b, c, d = drawn.A
    if (
        0 in (a, b, c, d)
        or a * d + b * c in (0, drawn.determinant, -drawn.determinant)
        or abs(max(drawn.A, key=abs)) > 9
    ):
        return False
    for right, wrong in ((drawn.inverse, drawn.wrong_inverses), (drawn.x, drawn.wrong_solutions)):
        found = [right, *(response for _, response, _ in wrong)]
        if len(set(found)) < len(found):
            return False
    return True


def _wrong_inverses(drawn: Inversion) -> Wrong:
    """What the formula gives when a piece of it is wrong."""
    a, b, c, d = drawn.A
    det, adjugate = drawn.determinant, drawn.adjugate
    return [
        (
            "not-divided",
            adjugate,
            "The signs and places are right, but each entry is still to be divided by the determinant.",
        ),
        (
            "transposed",
            adjugate.T / det,
            "The two entries off the diagonal stay where they are; they only change their signs.",
        ),
        (
            "entry-by-entry",
            ImmutableMatrix(2, 2, [Rational(1, entry) for entry in (a, b, c, d)]),
            "You inverted each entry by itself. Multiply your matrix by A: the product is not the identity.",
        ),
        (
            "signs-kept",
            ImmutableMatrix([[d, b], [c, a]]) / det,
            "The two entries off the diagonal change their signs.",
        ),
        (
            "diagonal-kept",
            ImmutableMatrix([[a, -b], [-c, d]]) / det,
            "The two entries on the diagonal change places.",
        ),
        ("multiplied-instead", adjugate * det, "You multiplied by the determinant. It is the denominator."),
    ]


def _determinant_part(drawn: Inversion) -> Part:
    """What is det A?"""
    a, b, c, d = drawn.A
    difference = Apply("+", (_product(a, d), Apply("neg", (_product(b, c),))))
    return Part(
        say(r"Compute $\det A$."),
        Number(drawn.determinant),
        slips=(
            Slip(
                "plus-instead-of-minus",
                a * d + b * c,
                "The product of the other diagonal is subtracted, not added.",
            ),
            Slip(
                "order-reversed",
                -drawn.determinant,
                "The product of the main diagonal comes first; the other is subtracted.",
            ),
        ),
        hints=hints(
            "Compare the products along the two diagonals.",
            "The main diagonal gives ${main}$. What does the other one give, and which sign does it get?",
            "Subtract: ${difference}$.",
            main=_product(a, d),
            difference=difference,
        ),
        steps=(
            step(
                "Product of the main diagonal minus product of the other",
                r"$\det A$",
                "${difference}$",
                difference=difference,
            ),
            step(
                "Work it out", "${difference}$", "${value}$", difference=difference, value=drawn.determinant
            ),
        ),
        check=lambda at: float(np.prod(np.linalg.eigvals(floats(drawn.A))).real),
    )


def _product(left: Value, right: Value) -> Node:
    return Apply("*", (num(int(left)), num(int(right))))


def _inverse_part(drawn: Inversion) -> Part:
    """What is the inverse?"""
    a, _, _, d = drawn.A
    return Part(
        say("Find $A^{-1}$. Write it row by row, with exact fractions, such as `[[1/2, 3], [-4, 5/2]]`."),
        Array(drawn.inverse),
        points=2,
        slips=tuple(Slip(name, response, feedback) for name, response, feedback in drawn.wrong_inverses),
        hints=hints(
            r"For size 2 there is a formula: rearrange the entries, then divide by $\det A$.",
            "On the diagonal {a} and {d} change places. What happens to the other two entries?",
            r"Exchange {a} and {d}, change the signs of the other two, and divide all four by $\det A$.",
            a=a,
            d=d,
        ),
        steps=(
            step(
                "Exchange the diagonal, change the other signs", "", "${adjugate}$", adjugate=drawn.adjugate
            ),
            step(
                "Divide by the determinant {det}",
                "$A^{-1}$",
                "${inverse}$",
                det=drawn.determinant,
                inverse=drawn.inverse,
            ),
        ),
        check=lambda at: np.linalg.inv(floats(drawn.A)),
        follow=Follow(("a",), lambda own: Array(drawn.adjugate / own["a"]) if own["a"] else None),
    )


def _solution_part(drawn: Inversion) -> Part:
    """Which x has A x = y?"""
    inverse, y = drawn.inverse, drawn.y
    return Part(
        say("Solve $A x = y$ with the help of $A^{-1}$. Give $x$ as a vector, such as `[1, 2]`."),
        Array(drawn.x),
        slips=tuple(Slip(name, response, feedback) for name, response, feedback in drawn.wrong_solutions),
        hints=hints(
            "Multiply both sides by the inverse, from the left.",
            "$A^{-1} A x$ is $x$ itself. What is left on the other side?",
            "Multiply your $A^{-1}$ by ${y}$: each row of $A^{-1}$ times this column.",
            y=y,
        ),
        steps=(
            step("Multiply both sides by $A^{-1}$ from the left", "$x$", "$A^{-1} y$"),
            step("Row by row", "$A^{-1} y$", "${inverse} {y} = {x}$", inverse=inverse, y=y, x=drawn.x),
        ),
        check=lambda at: np.linalg.solve(floats(drawn.A), floats(y)),
        follow=Follow(("b",), lambda own: _following(drawn, own)),
    )


def _following(drawn: Inversion, own: Mapping[str, Grid]) -> Array | None:
    """What the person's own inverse makes of y, where that is not 0."""
    x: Grid = ImmutableMatrix(own["b"] * drawn.y)
    return Array(x) if any(x) else None
