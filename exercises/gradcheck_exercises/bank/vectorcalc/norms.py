"""Derivatives of lengths and of directions."""

from __future__ import annotations

import numpy as np

from gradcheck_exercises import Draw, Part, Problem, exercise, say
from gradcheck_exercises.bank.vectorcalc.linear_forms import CONSTANTS, MATRICES, VARIABLES
from gradcheck_exercises.bank.vectorcalc.questions import (
    DENOMINATOR,
    NUMERATOR,
    ROW,
    WRITTEN,
    Question,
    question_part,
)

FACTORS = (2, 3, 4, 5, 6)
SQUARED = "That is the gradient of a squared length. The length itself is a root of it: use the chain rule."
LENGTH = "The gradient of a length has length 1, but for the factor in front; yours grows with the distance."


@exercise("vectorcalc/grad-norm", title="Derivatives of lengths", level=3)
def grad_norm(draw: Draw) -> Problem:
    """The gradient of a length is the unit vector; the Jacobian of a unit vector is a projection, shortened.

    Trap: the rule for the squared length is not that for the length; and a direction does not change along
    itself.
    Source: Petersen & Pedersen, The Matrix Cookbook, section 2.6.1; Boyd & Vandenberghe, Convex
    Optimization, appendix A.4.
    """
    x = draw.choice("x", VARIABLES)
    c = draw.choice("c", CONSTANTS)
    A = draw.choice("A", MATRICES)
    return Problem(
        say(
            rf"Here ${x}$ is a column of $n$ variables, $\left\lVert \cdot \right\rVert$ is the Euclidean "
            "norm, "
            rf"${c}$ and ${A}$ do not depend on ${x}$, and all norms that occur are positive. {WRITTEN} "
            "Write "
            "`||x||` for a norm and `I` for the identity."
        ),
        (
            _length_part(draw.integer("form", 0, 2), draw.choice("k", FACTORS), x, c),
            _image_part(draw.integer("image", 0, 2), draw.choice("l", FACTORS), x, c, A),
            _direction_part(draw.integer("direction", 0, 1), draw.choice("m", FACTORS), x, c),
        ),
    )


def _length_part(form: int, k: int, x: str, c: str) -> Part:
    """The gradient of a distance."""
    inside = (f"{x} - {c}", f"{x} + {c}", f"{c} - {x}")[form]
    away = f"{x} + {c}" if form == 1 else f"{x} - {c}"
    sign = 1 if form == 1 else -1
    question = Question(
        f"{k} ||{inside}||",
        x,
        {x: "n", c: "n"},
        f"{k} ({away})/||{away}||",
        lambda v: k * np.linalg.norm(v[x] + sign * v[c]),
    )
    tex = question.tex
    return question_part(
        question,
        rf"Let $f({x}) = {question.shown}$. Find $\nabla f$. {DENOMINATOR}",
        wrong=(
            ("rule-of-the-square", f"{2 * k} ({away})", SQUARED),
            ("norm-lost", f"{k} ({away})", LENGTH),
            ("row-for-column", f"{k} ({away})^T/||{away}||", ROW),
        ),
        told=(
            rf"Write the length as the root of $r^{{\top}} r$ with $r = {tex(inside)}$.",
            rf"The derivative of $\sqrt{{s}}$ is $\frac{{1}}{{2 \sqrt{{s}}}}$. What is the gradient of "
            rf"$r^{{\top}} r$ by ${x}$?",
            rf"It is ${tex(f'2 ({away})')}$. Multiply by $\frac{{1}}{{2 \left\lVert r \right\rVert}}$ and "
            "by the "
            "factor in front.",
        ),
        steps=(
            ("The square of the length", r"\nabla \left(r^{\top} r\right)", tex(f"2 ({away})")),
            (
                "The chain rule for the root",
                r"\nabla \left\lVert r \right\rVert",
                tex(f"({away})/||{away}||"),
            ),
            ("Put in the factor", r"\nabla f", question.solution),
        ),
    )


def _image_part(form: int, k: int, x: str, c: str, A: str) -> Part:
    """The gradient of the length of an image."""
    inside = (f"{A} {x} - {c}", f"{A} {x}", f"{A} {x} + {c}")[form]
    sign = (-1, 0, 1)[form]
    question = Question(
        f"{k} ||{inside}||",
        x,
        {x: "n", A: "m×n", c: "m"},
        f"{k} {A}^T ({inside})/||{inside}||",
        lambda v: k * np.linalg.norm(v[A] @ v[x] + sign * v[c]),
    )
    tex = question.tex
    data = rf", and ${c}$ has $m$ entries" if sign else ""
    return question_part(
        question,
        rf"Let $g({x}) = {question.shown}$, where ${A}$ is $m \times n${data}. Find $\nabla g$, as a column.",
        wrong=(
            ("rule-of-the-square", f"{2 * k} {A}^T ({inside})", SQUARED),
            ("norm-lost", f"{k} {A}^T ({inside})", "The norm is missing: its root has a derivative too."),
            (
                "matrix-lost",
                f"{k} ({inside})/||{inside}||",
                "The inner derivative is missing. Your answer has as many entries as the image, not as the "
                "variable.",
            ),
        ),
        told=(
            rf"Use the chain rule with $r = {tex(inside)}$.",
            rf"By $r$ the gradient of $\left\lVert r \right\rVert$ is the unit vector along $r$. What does "
            "the "
            rf"Jacobian of $r$ by ${x}$ contribute?",
            rf"Its transpose, ${tex(f'{A}^T')}$, stands in front of the unit vector. Put $r$ in, and the "
            "factor.",
        ),
        steps=(
            (
                "The gradient by $r$",
                r"\nabla_r \left\lVert r \right\rVert",
                r"\frac{r}{\left\lVert r \right\rVert}",
            ),
            ("Multiply by the transposed Jacobian of $r$, and by the factor", r"\nabla g", question.solution),
        ),
    )


def _direction_part(form: int, k: int, x: str, c: str) -> Part:
    """The Jacobian of a direction."""
    inside = (x, f"({x} - {c})")[form]
    long = f"||{inside.strip('()')}||"
    question = Question(
        f"{k} {inside}/{long}",
        x,
        {x: "n", c: "n"},
        f"{k}/{long} (I - {inside} {inside}^T/{long}^2)",
        lambda v: k * (v[x] - form * v[c]) / np.linalg.norm(v[x] - form * v[c]),
        layout="numerator",
    )
    tex = question.tex
    return question_part(
        question,
        rf"Let $u({x}) = {question.shown}$. Find the Jacobian of $u$. {NUMERATOR}",
        wrong=(
            (
                "no-projection",
                f"{k}/{long} identity(n)",
                "The norm below the line depends on the variable too: the quotient has a second term.",
            ),
            (
                "projection-not-normed",
                f"{k}/{long} (I - {inside} {inside}^T)",
                "A projection needs a unit vector: the product of column and row is too long as it stands.",
            ),
            (
                "outer-norm-lost",
                f"{k} (I - {inside} {inside}^T/{long}^2)",
                "Far away a direction changes less. Does your answer say so?",
            ),
        ),
        told=(
            "Use the product rule: a column times a number, both of which depend on the variable.",
            r"$\frac{1}{\left\lVert r \right\rVert}$ has the gradient $-\frac{r}{\left\lVert r "
            r"\right\rVert^3}$. The column has the Jacobian $I$. How do both terms look?",
            rf"With $r = {tex(inside)}$ they are $\frac{{1}}{{\left\lVert r \right\rVert}} I$ and $-\frac{{r "
            r"r^{\top}}{\left\lVert r \right\rVert^3}$. Add them, and multiply by the factor.",
        ),
        steps=(
            (
                rf"The product rule with $r = {tex(inside)}$",
                r"\frac{\partial}{\partial r} \frac{r}{\left\lVert r \right\rVert}",
                r"\frac{1}{\left\lVert r \right\rVert} I - \frac{r r^{\top}}{\left\lVert r \right\rVert^3}",
            ),
            ("Put in $r$ and the factor", "J", question.solution),
        ),
        points=2,
    )
