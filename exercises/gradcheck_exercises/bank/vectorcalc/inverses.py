"""Derivatives of the inverse of a matrix."""

from __future__ import annotations

import numpy as np
from sympy import ImmutableMatrix

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.bank.vectorcalc.questions import (
    STEP,
    Function,
    Question,
    computed,
    numbers,
    question_part,
)
from gradcheck_exercises.bank.vectorcalc.traces import FACTORS, LAYOUT
from gradcheck_exercises.symbolic import Grid
from gradcheck_grader import Array, MatrixExpression

STARTS = tuple(
    (first, second)
    for first in ((1, 1), (2, 1), (1, 2), (1, 0), (3, 1), (1, -1))
    for second in ((0, 1), (1, 1), (1, 2), (2, 3), (-1, 1), (2, 1))
    if abs(first[0] * second[1] - first[1] * second[0]) == 1 and (first[1] or second[0])
)
# A number; what stands between the inverses in its derivative; its transpose; shapes; constants; in NumPy.
FORMS: tuple[tuple[str, str, str, tuple[tuple[str, str], ...], str, Function], ...] = (
    (
        "a^T X^-1 b",
        "a b^T",
        "b a^T",
        (("a", "n"), ("b", "n")),
        "constant columns $a$ and $b$",
        lambda v: v["a"].T @ np.linalg.inv(v["X"]) @ v["b"],
    ),
    (
        "b^T X^-1 b",
        "b b^T",
        "b b^T",
        (("b", "n"),),
        "a constant column $b$",
        lambda v: v["b"].T @ np.linalg.inv(v["X"]) @ v["b"],
    ),
    (
        "b^T X^-1 a",
        "b a^T",
        "a b^T",
        (("a", "n"), ("b", "n")),
        "constant columns $a$ and $b$",
        lambda v: v["b"].T @ np.linalg.inv(v["X"]) @ v["a"],
    ),
    (
        "tr(C X^-1)",
        "C^T",
        "C",
        (("C", "n×n"),),
        "a constant matrix $C$",
        lambda v: np.trace(v["C"] @ np.linalg.inv(v["X"])),
    ),
)
SIGN = "The sign is wrong. For numbers too: where the denominator grows, the quotient falls."
SCALAR = (
    "That is the rule for numbers. Matrices do not commute, so the change stays between the two inverses."
)


@exercise("vectorcalc/derivative-inverse", title="Derivative of an inverse", level=4)
def derivative_inverse(draw: Draw) -> Problem:
    """The derivative of an inverse has the inverse on both sides of the matrix's own derivative, and a minus.

    Trap: the rule for numbers, which lets factors change places.
    Source: Petersen & Pedersen, The Matrix Cookbook, section 2.2; Deisenroth, Faisal & Ong, Mathematics for
    Machine Learning, section 5.5.
    """
    A, D = draw.choice("letters", (("A", "D"), ("M", "D"), ("B", "C"), ("A", "B"), ("M", "B")))
    start = ImmutableMatrix(draw.choice("start", STARTS))
    directions = [rows for rows in DIRECTIONS if _tells_apart(start, ImmutableMatrix(rows))]
    direction = ImmutableMatrix(draw.choice("direction", directions))
    return Problem(
        say(
            rf"Let ${A}(t)$ be an invertible $n \times n$ matrix whose entries depend on a number $t$, and "
            rf"${D} = \frac{{d{A}}}{{dt}}$ the matrix of their derivatives. Write `{A}^-1` for an inverse "
            "and "
            f"`{A}^-T` for a transposed one."
        ),
        (
            _rule_part(draw.choice("k", FACTORS), A, D),
            _numbers_part(start, direction, A),
            _form_part(draw.integer("form", 0, 3), draw.choice("l", FACTORS)),
        ),
    )


DIRECTIONS = (
    ((1, 0), (0, 0)),
    ((0, 1), (0, 0)),
    ((0, 0), (1, 0)),
    ((0, 0), (0, 1)),
    ((1, 0), (0, -1)),
    ((0, 1), (1, 0)),
    ((1, 1), (0, 1)),
    ((2, 0), (0, 1)),
    ((0, 2), (1, 0)),
)


def _tells_apart(start: Grid, direction: Grid) -> bool:
    """Whether the rule for numbers, from either side, goes wrong."""
    inverse = start.inv()
    right = inverse * direction * inverse
    return inverse * inverse * direction != right and direction * inverse * inverse != right


def _rule_part(k: int, A: str, D: str) -> Part:
    """The rule in letters."""
    right = f"-{k} {A}^-1 {D} {A}^-1"
    answer = MatrixExpression(right, {A: "n×n invertible", D: "n×n"})
    inverse, both = f"{A}^{{-1}}", f"{A}^{{-1}} {D} {A}^{{-1}}"
    return Part(
        say(rf"Find $\frac{{d}}{{dt}} \left({k} {inverse}\right)$, written with ${A}$ and ${D}$."),
        answer,
        slips=(
            Slip("rule-for-numbers", f"-{k} {A}^-1 {A}^-1 {D}", SCALAR),
            Slip("rule-for-numbers-right", f"-{k} {D} {A}^-1 {A}^-1", SCALAR),
            Slip("sign-lost", f"{k} {A}^-1 {D} {A}^-1", SIGN),
            Slip(
                "one-inverse-only",
                f"-{k} {A}^-1 {D}",
                f"Bring the other {A} to the right-hand side too: there is an inverse on each side.",
            ),
        ),
        hints=hints(
            rf"${A} {inverse} = I$ does not depend on $t$. Differentiate both sides.",
            rf"The product rule gives ${D} {inverse} + {A} \frac{{d {inverse}}}{{dt}} = 0$. Solve this for "
            "the "
            "derivative of the inverse.",
            rf"Bring the first term to the right, and multiply by ${inverse}$ from the left. Mind the "
            "factor in "
            "front.",
        ),
        steps=(
            step(
                "Differentiate the product with the inverse",
                rf"${D} {inverse} + {A} \frac{{d {inverse}}}{{dt}}$",
                "$0$",
            ),
            step(rf"Multiply by ${inverse}$ from the left", rf"$\frac{{d {inverse}}}{{dt}}$", f"$-{both}$"),
            step(
                "Put in the factor",
                rf"$\frac{{d}}{{dt}} \left({k} {inverse}\right)$",
                f"$-{k} {both}$",
            ),
        ),
        check=lambda _: _rule_confirmed(answer, k, A, D),
    )


def _rule_confirmed(answer: MatrixExpression, k: int, A: str, D: str) -> str:
    """The right answer, where a central difference in t comes to it; else a text that is no answer."""
    values = numbers({A: "n×n invertible", D: "n×n"}, ())
    ahead, behind = (np.linalg.inv(values[A] + size * values[D]) for size in (STEP, -STEP))
    slope = k * (ahead - behind) / (2 * STEP)
    agrees = np.allclose(computed(answer.tree, values), slope, rtol=1e-6, atol=1e-8)
    return answer.reference_text() if agrees else "the difference comes to something else"


def _numbers_part(start: Grid, direction: Grid, A: str) -> Part:
    """The rule for a line of matrices."""
    inverse = start.inv()
    right = -inverse * direction * inverse
    return Part(
        say(
            rf"Let ${A}(t) = {{start}} + t {{direction}}$. Find the derivative of ${A}(t)^{{-1}}$ at $t = "
            "0$, as a "
            "matrix of numbers.",
            start=start,
            direction=direction,
        ),
        Array(right),
        slips=distinct(
            right,
            Slip("rule-for-numbers", -inverse * inverse * direction, SCALAR),
            Slip("rule-for-numbers-right", -direction * inverse * inverse, SCALAR),
            Slip("sign-lost", -right, SIGN),
        ),
        hints=hints(
            rf"Use the rule of part (a), without its factor: it needs ${A}(0)^{{-1}}$ and the derivative "
            rf"of ${A}$.",
            rf"The derivative of ${A}$ is the matrix that $t$ multiplies, and ${A}(0)^{{-1}} = "
            rf"{{inverse}}$. What is "
            "the product of the first two factors?",
            "It is ${half}$. Multiply it by the inverse from the right, and mind the sign.",
            inverse=inverse,
            half=inverse * direction,
        ),
        steps=(
            step(r"The inverse at $t = 0$", "", "${inverse}$", inverse=inverse),
            step(
                "The inverse on both sides of the change, and a minus",
                "",
                "$-{inverse} {direction} {inverse} = {right}$",
                inverse=inverse,
                direction=direction,
                right=right,
            ),
        ),
        check=lambda _: _line_slope(start, direction),
    )


def _line_slope(start: Grid, direction: Grid) -> np.ndarray:
    """The derivative by a complex step."""
    first, change = (np.array(one.tolist(), dtype=complex) for one in (start, direction))
    return np.linalg.inv(first + 1e-20j * change).imag / 1e-20


def _form_part(form: int, k: int) -> Part:
    """A number that depends on an inverse."""
    function, inside, turned, shapes, constant, at = FORMS[form]
    question = Question(
        f"{k} {function}",
        "X",
        {"X": "n×n invertible", **dict(shapes)},
        f"-{k} X^-T {inside} X^-T",
        lambda v: k * at(v),
    )
    tex = question.tex
    return question_part(
        question,
        rf"Now let $f(X) = {question.shown}$ for invertible $n \times n$ matrices $X$ and {constant}. Find "
        rf"$\frac{{\partial f}}{{\partial X}}$. {LAYOUT}",
        points=2,
        wrong=(
            ("sign-lost", f"{k} X^-T {inside} X^-T", SIGN),
            (
                "inverses-not-transposed",
                f"-{k} X^-1 {inside} X^-1",
                "The inverses must be transposed: follow one entry of X through the product.",
            ),
            (
                "numerator-layout",
                f"-{k} X^-1 {turned} X^-1",
                "This is the transpose of what is asked for: entry (i, j) must belong to entry (i, j) of X.",
            ),
        )[: 3 if turned != inside else 2],
        told=(
            "Let one entry of $X$ change: then what stands between the two inverses has a single 1.",
            r"With $E$, which has a 1 at $(i, j)$ only, $X^{-1}$ changes by $-X^{-1} E X^{-1}$. Put this "
            "into "
            r"$f$, and write it as $\operatorname{tr}(M E)$. What is $M$?",
            r"The derivative of $\operatorname{tr}(M X)$ is $M^{\top}$; transpose the product that you "
            "found, which "
            "begins and ends with an inverse.",
        ),
        steps=(
            (
                "The rule for the inverse, in a trace with the change $E$ at its end",
                r"df",
                r"\operatorname{tr}(M E), \quad M = " + tex(f"-{k} X^-1 {turned} X^-1"),
            ),
            ("Transpose $M$", r"\frac{\partial f}{\partial X}", question.solution),
        ),
    )
