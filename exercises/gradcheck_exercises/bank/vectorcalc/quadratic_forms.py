"""Gradients of quadratic forms."""

from __future__ import annotations

from typing import Any

import numpy as np
from sympy import ImmutableMatrix

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.bank.vectorcalc.linear_forms import CONSTANTS, MATRICES, VARIABLES
from gradcheck_exercises.bank.vectorcalc.questions import (
    DENOMINATOR,
    ROW,
    WRITTEN,
    Question,
    differences,
    question_part,
)
from gradcheck_exercises.symbolic import Grid
from gradcheck_grader import Array


@exercise("vectorcalc/grad-quadratic", title="Gradient of a quadratic form", level=2)
def grad_quadratic(draw: Draw) -> Problem:
    """The variable stands twice in a quadratic form: the gradient has one term for each place.

    Trap: the two terms are equal only where the matrix is symmetric.
    Source: Petersen & Pedersen, The Matrix Cookbook, section 2.4.2; Boyd & Vandenberghe, Convex
    Optimization, appendix A.4.
    """
    x = draw.choice("x", VARIABLES)
    b = draw.choice("b", CONSTANTS)
    A = draw.choice("A", MATRICES)
    S = draw.choice("S", ("S", "C", "P"))
    k = draw.choice("k", (1, 2, 3, -1, -2))
    rows = draw.choice("entries", ENTRIES)
    point = draw.choice("point", [place for place in POINTS if _tells_apart(rows, place)])
    return Problem(
        say(
            rf"Here ${x}$ is a column of $n$ variables, ${b}$ is a constant column, and ${A}$ and ${S}$ are "
            rf"constant $n \times n$ matrices. {DENOMINATOR} {WRITTEN}"
        ),
        (
            _general_part(k, draw.choice("with_b", (0, 2, 3, -1, -4)), x, A, b),
            _symmetric_part(draw.integer("form", 0, 2), draw.choice("l", (1, 3, 4, -2)), x, S, b),
            _at_point_part(rows, point, x, A),
        ),
    )


ENTRIES = tuple(
    (first, second)
    for first in ((1, 2), (2, -1), (3, 1), (0, 2), (-1, 3))
    for second in ((0, 1), (4, 2), (-2, 1), (1, -3))
    if first[1] != second[0]
)
POINTS = ((1, 2), (2, 1), (1, -1), (-1, 2), (2, -1), (3, 1), (1, -2), (-1, 1))
Rows = tuple[tuple[int, int], tuple[int, int]]


def _tells_apart(rows: Rows, place: tuple[int, int]) -> bool:
    """Whether the matrix and its transpose do different things to the point, and neither makes it 0."""
    (a, b), (c, d) = rows
    x, y = place
    first, second = (a * x + b * y, c * x + d * y), (a * x + c * y, b * x + d * y)
    return first != second and any(first) and first != (-second[0], -second[1]) and any(second)


def _times(number: int) -> str:
    """A factor as it is typed before a product."""
    return {1: "", -1: "-"}.get(number, f"{number} ")


def _plus(number: int, rest: str) -> str:
    """A further term as it is typed; nothing for none."""
    if not number:
        return ""
    return f" {'+' if number > 0 else '-'} {_times(abs(number))}{rest}"


def _general_part(k: int, l: int, x: str, A: str, b: str) -> Part:  # noqa: E741
    """A matrix of any kind, and a linear term or none."""
    linear = _plus(l, b)
    question = Question(
        f"{_times(k)}{x}^T {A} {x}" + _plus(l, f"{b}^T {x}"),
        x,
        {x: "n", b: "n", A: "n×n"},
        f"{_times(k)}({A} + {A}^T) {x}{linear}",
        lambda v: k * v[x].T @ v[A] @ v[x] + l * v[b].T @ v[x],
    )
    tex = question.tex
    return question_part(
        question,
        rf"Let $f({x}) = {question.shown}$, where ${A}$ need not be symmetric. Find $\nabla f$.",
        wrong=(
            (
                "symmetry-assumed",
                f"{2 * k} {A} {x}{linear}",
                f"That is the gradient where {A} is symmetric. Here it need not be, so {A} and its transpose "
                "are to be told apart.",
            ),
            (
                "one-place-only",
                f"{_times(k)}{A} {x}{linear}",
                f"{x} stands in the quadratic form twice; you let only one of the two change.",
            ),
            ("row-for-column", f"({_times(k)}({A} + {A}^T) {x}{linear})^T", ROW),
        ),
        told=(
            f"Hold one ${x}$ fixed and differentiate by the other; then exchange their roles, and add.",
            rf"With the left ${x}$ fixed, ${tex(f'{x}^T {A} {x}')}$ is $(\ldots)^{{\top}} {x}$; with the "
            "right one fixed, it is the same with another vector in the brackets.",
            f"The left one fixed gives ${tex(f'{A}^T {x}')}$, the right one fixed gives ${tex(f'{A} {x}')}$. "
            "Add them, and mind the other numbers and terms.",
        ),
        steps=(
            (
                "One term for each place",
                rf"\nabla \left({tex(f'{x}^T {A} {x}')}\right)",
                tex(f"{A} {x} + {A}^T {x}"),
            ),
            ("Put in what else there is", r"\nabla f", question.solution),
        ),
    )


def _symmetric_part(form: int, l: int, x: str, S: str, b: str) -> Part:  # noqa: E741
    """A symmetric matrix, as in Newton's method and in Gaussian densities."""
    function, derivative, at, doubled = (
        (
            f"1/2 {x}^T {S} {x}" + _plus(l, f"{b}^T {x}"),
            f"{S} {x}" + _plus(l, b),
            lambda v: v[x].T @ v[S] @ v[x] / 2 + l * v[b].T @ v[x],
            f"2 {S} {x}" + _plus(l, b),
        ),
        (
            f"{2 * l} {x}^T {S} {x} - {b}^T {x}",
            f"{4 * l} {S} {x} - {b}",
            lambda v: 2 * l * v[x].T @ v[S] @ v[x] - v[b].T @ v[x],
            f"{2 * l} {S} {x} - {b}",
        ),
        (
            f"{2 * l} ({x} - {b})^T {S} ({x} - {b})",
            f"{4 * l} {S} ({x} - {b})",
            lambda v: 2 * l * (v[x] - v[b]).T @ v[S] @ (v[x] - v[b]),
            f"{2 * l} {S} ({x} - {b})",
        ),
    )[form]
    question = Question(function, x, {x: "n", b: "n", S: "n×n symmetric"}, derivative, at)
    tex = question.tex
    last = (
        (
            "linear-term-lost",
            f"{_times(1 if form == 0 else 4 * l)}{S} {x}",
            "The other vector matters too: it is part of the gradient.",
        )
        if form < 2
        else ("centre-lost", f"{4 * l} {S} {x}", "The form is centred: at its centre the gradient is 0.")
    )
    return question_part(
        question,
        rf"Let $g({x}) = {question.shown}$, where ${S}$ is symmetric. Find $\nabla g$.",
        wrong=(
            (
                "factor-of-two",
                doubled,
                "Check the factor: the two places of the variable give equal terms, which add up.",
            ),
            ("row-for-column", f"({derivative})^T", ROW),
            last,
        ),
        told=(
            f"For a symmetric matrix the two terms of the general rule are the same: "
            f"${tex(f'{S}^T {x}')} = {tex(f'{S} {x}')}$.",
            rf"So $\nabla ({tex(f'{x}^T {S} {x}')}) = {tex(f'2 {S} {x}')}$. Which factor is in front here?"
            if form < 2
            else rf"With $v = {x} - {b}$ the form is like $v^{{\top}} {S} v$, whose gradient by $v$ is "
            rf"$2 {S} v$. By ${x}$ it is the same. Why?",
            "The number in front of the form, times 2, stands in front of "
            + (
                f"${tex(f'{S} {x}')}$. Then add what the linear term gives."
                if form < 2
                else f"${tex(f'{S} ({x} - {b})')}$."
            ),
        ),
        steps=(
            (
                "The rule for a symmetric matrix",
                rf"\nabla \left({tex(f'{x}^T {S} {x}')}\right)",
                tex(f"2 {S} {x}"),
            ),
            (
                "Put in the factor and the other term"
                if form < 2
                else "Put the difference in, and the factor",
                r"\nabla g",
                question.solution,
            ),
        ),
    )


def _at_point_part(rows: Rows, point: tuple[int, int], x: str, A: str) -> Part:
    """The gradient of a form with two variables, in numbers."""
    M, place = ImmutableMatrix(rows), ImmutableMatrix(2, 1, point)
    gradient = (M + M.T) * place
    slips = distinct(
        gradient,
        Slip(
            "symmetry-assumed",
            2 * M * place,
            f"You doubled {A} {x}. This matrix is not symmetric: its transpose gives the other term.",
        ),
        Slip(
            "one-place-only",
            M * place,
            f"{x} stands in the form twice; you let only one of them change.",
        ),
        Slip(
            "transpose-doubled",
            2 * M.T * place,
            f"You doubled {A}ᵀ {x}. This matrix is not symmetric: both terms are needed.",
        ),
    )
    return Part(
        say(
            f"Let ${A} = {{M}}$. Find the gradient of ${x}^{{\\top}} {A} {x}$ at ${x} = {{place}}$, as a "
            "list of numbers.",
            M=M,
            place=place,
        ),
        Array(gradient),
        slips=slips,
        hints=hints(
            "Use the rule for a matrix that need not be symmetric.",
            r"The matrix plus its transpose is ${total}$. What is this times the point?",
            "The first entry of the product is {first}. Find the other.",
            total=M + M.T,
            first=gradient[0],
        ),
        steps=(
            step("Add the transpose", "", "${total}$", total=M + M.T),
            step(
                "Multiply by the point",
                "${total} {place}$",
                "${value}$",
                total=M + M.T,
                place=place,
                value=gradient,
            ),
        ),
        check=lambda _: _form_slopes(M, place),
    )


def _form_slopes(M: Grid, place: Grid) -> Any:
    """The gradient of the form by central differences."""
    matrix, point = (np.array(one.tolist(), dtype=float) for one in (M, place))
    return differences(lambda v: v["x"].T @ matrix @ v["x"], {"x": point}, "x")
