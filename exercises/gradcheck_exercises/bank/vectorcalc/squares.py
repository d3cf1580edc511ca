"""Gradients and Hessians of sums of squares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sympy import ImmutableMatrix

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
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

LETTERS = tuple((X, w, y) for X in "XABM" for w in "wuzv" for y in "ybcq")
# The scale as it is typed; the factor that it leaves in the gradient; one that a wrong rule leaves.
SCALES = {
    "1": ("", "2 ", ""),
    "1/2": ("1/2 ", "", "2 "),
    "1/n": ("1/n ", "2/n ", "1/n "),
    "1/(2 n)": ("1/(2 n) ", "1/n ", "2/n "),
}


def _scale(scale: str, rows: int) -> float:
    """The scale as a number."""
    return {"1": 1, "1/2": 1 / 2, "1/n": 1 / rows, "1/(2 n)": 1 / (2 * rows)}[scale]


@dataclass(frozen=True)
class Fit:
    """The names of matrix, variable and data, the scale, and which way round the residual is."""

    X: str
    w: str
    y: str
    scale: str
    turned: bool

    @property
    def residual(self) -> str:
        """What is squared, as it is typed."""
        return f"{self.y} - {self.X} {self.w}" if self.turned else f"{self.X} {self.w} - {self.y}"

    @property
    def shapes(self) -> dict[str, str]:
        """The shapes of the three."""
        return {self.w: "d", self.X: "n×d", self.y: "n"}

    def gradient(self, factor: str) -> str:
        """The gradient with this factor in front."""
        return f"{factor}{self.X}^T ({self.X} {self.w} - {self.y})"


@exercise("vectorcalc/grad-least-squares", title="Gradient of the squared error", level=2)
def grad_least_squares(draw: Draw) -> Problem:
    """The gradient of a sum of squares is the transposed matrix times the residual, and a factor.

    Trap: the sign of the residual, and the factor that the square and the scale leave together.
    Source: Boyd & Vandenberghe, Convex Optimization, appendix A.4; Deisenroth, Faisal & Ong, Mathematics for
    Machine Learning, section 5.5.
    """
    X, w, y = draw.choice("letters", LETTERS)
    fit = Fit(
        X, w, y, draw.choice("scale", tuple(SCALES)), draw.choice("residual", ("kept", "turned")) == "turned"
    )
    rows = draw.choice("rows", DESIGNS)
    residual = draw.choice("errors", ERRORS)
    point = draw.choice("point", ((1, 1), (2, 1), (1, -1), (-1, 2), (2, -1), (1, 2)))
    return Problem(
        say(
            rf"Here ${X}$ is an $n \times d$ matrix, ${w}$ a column of $d$ variables and ${y}$ a column of "
            r"$n$ numbers; $\left\lVert \cdot \right\rVert$ is the Euclidean norm. "
            f"{DENOMINATOR} {WRITTEN}"
        ),
        (
            _error_part(fit),
            _weighted_part(
                fit, draw.choice("weights", ("diagonal", "symmetric")), draw.choice("half", ("1", "1/2"))
            ),
            _in_numbers_part(fit, rows, point, residual),
        ),
    )


DESIGNS = (
    ((1, 0), (1, 1), (1, 2)),
    ((1, -1), (1, 0), (1, 2)),
    ((2, 1), (0, 1), (1, 1)),
    ((1, 2), (2, 0), (0, 1)),
    ((1, 1), (-1, 1), (2, 0)),
    ((0, 1), (1, 1), (3, -1)),
)
ERRORS = ((1, 0, 1), (2, 0, 1), (0, 1, 2), (1, 1, 0), (-1, 0, -2), (0, -1, -1), (-2, -1, 0))


def _error_part(fit: Fit) -> Part:
    """The squared error in letters."""
    typed, right, wrong = SCALES[fit.scale]
    sizes = (fit.X, fit.w, fit.y)
    question = Question(
        f"{typed}||{fit.residual}||^2",
        fit.w,
        fit.shapes,
        fit.gradient(right),
        lambda v: _scale(fit.scale, len(v[fit.X])) * np.sum((v[sizes[0]] @ v[sizes[1]] - v[sizes[2]]) ** 2),
    )
    tex = question.tex
    slips = [
        (
            "residual-turned",
            f"-({fit.gradient(right)})",
            "The sign is wrong: check the inner derivative, and which way round the residual is.",
        ),
        (
            "wrong-factor",
            fit.gradient(wrong),
            "Check the factor: the square brings one down, and the scale stays.",
        ),
        (
            "data-lost",
            f"{right}{fit.X}^T {fit.X} {fit.w}",
            f"{fit.y} is part of the residual, and so of the gradient.",
        ),
        ("row-for-column", f"({fit.gradient(right)})^T", ROW),
    ]
    inner = f"-{fit.X}" if fit.turned else fit.X
    return question_part(
        question,
        rf"Find the gradient of $f({fit.w}) = {question.shown}$.",
        wrong=slips,
        told=(
            rf"With the residual $r = {tex(fit.residual)}$, the function is a factor times $r^{{\top}} r$. "
            "Use the "
            "chain rule.",
            rf"The gradient of $r^{{\top}} r$ by $r$ is $2 r$, and the Jacobian of $r$ by ${fit.w}$ is "
            rf"${tex(inner)}$. How do they go together, so that the result has $d$ entries?",
            "The Jacobian is transposed and stands in front of $2 r$. Put $r$ in, and mind the scale"
            + (" and both minus signs." if fit.turned else "."),
        ),
        steps=(
            ("Differentiate the square by the residual $r$", r"\nabla_r \left(r^{\top} r\right)", "2 r"),
            (
                "Multiply by the transposed Jacobian of $r$",
                r"\nabla \left(r^{\top} r\right)",
                tex(f"2 ({inner})^T ({fit.residual})"),
            ),
            ("Put in the scale", r"\nabla f", question.solution),
        ),
    )


def _weighted_part(fit: Fit, trait: str, half: str) -> Part:
    """Squares with weights, or in another metric."""
    typed, right, wrong = SCALES[half]
    S = "D" if trait == "diagonal" else "S"
    residual = f"{fit.X} {fit.w} - {fit.y}"
    question = Question(
        f"{typed}({residual})^T {S} ({residual})",
        fit.w,
        {**fit.shapes, S: f"n×n {trait}"},
        f"{right}{fit.X}^T {S} ({residual})",
        lambda v: (
            _scale(half, 1) * (v[fit.X] @ v[fit.w] - v[fit.y]).T @ v[S] @ (v[fit.X] @ v[fit.w] - v[fit.y])
        ),
    )
    called = "is a diagonal matrix of weights" if trait == "diagonal" else "is a symmetric matrix"
    return question_part(
        question,
        rf"Find the gradient of $g({fit.w}) = {question.shown}$, where ${S}$ {called}, of size $n \times n$.",
        wrong=(
            (
                "weights-lost",
                fit.gradient(right),
                f"{S} is gone. The gradient weights the residual as the function does.",
            ),
            (
                "weights-twice",
                f"{right}{fit.X}^T {S} {S} ({residual})",
                f"{S} stands in the function once, and stands in the gradient once.",
            ),
            (
                "wrong-factor",
                f"{wrong}{fit.X}^T {S} ({residual})",
                "Check the factor: the residual stands in the function twice.",
            ),
        ),
        told=(
            rf"With $r = {question.tex(residual)}$ this is a quadratic form in $r$, and ${S}$ is symmetric.",
            rf"$\nabla_r \left(r^{{\top}} {S} r\right) = 2 {S} r$. What does the chain rule put in front "
            "of it?",
            rf"The transposed Jacobian of $r$ stands in front, which is ${question.tex(f'{fit.X}^T')}$. "
            "Put $r$ in, "
            "and mind the factor.",
        ),
        steps=(
            ("Differentiate the quadratic form", rf"\nabla_r \left(r^{{\top}} {S} r\right)", rf"2 {S} r"),
            (
                "Multiply by the transposed Jacobian of $r$, and put in the factor",
                r"\nabla g",
                question.solution,
            ),
        ),
    )


def _in_numbers_part(
    fit: Fit, rows: tuple[tuple[int, int], ...], point: tuple[int, int], errors: tuple[int, ...]
) -> Part:
    """The gradient of half the sum of squares, in numbers."""
    X, w, r = ImmutableMatrix(rows), ImmutableMatrix(2, 1, point), ImmutableMatrix(3, 1, errors)
    y = X * w - r
    gradient = X.T * r
    return Part(
        say(
            rf"Let ${fit.X} = {{A}}$ and ${fit.y} = {{b}}$. Find the gradient of "
            rf"$h({fit.w}) = \frac{{1}}{{2}} \left\lVert {fit.X} {fit.w} - {fit.y} \right\rVert^2$ at "
            rf"${fit.w} = {{point}}$, as a list of numbers.",
            A=X,
            b=y,
            point=w,
        ),
        Array(gradient),
        slips=distinct(
            gradient,
            Slip(
                "residual-turned",
                -gradient,
                "The sign is wrong: the residual is what the matrix gives, less the data.",
            ),
            Slip(
                "factor-two-kept",
                2 * gradient,
                "The ½ in front and the 2 that the square brings down cancel.",
            ),
            Slip(
                "data-lost",
                X.T * X * w,
                "The data are part of the residual: subtract them before you multiply by the transpose.",
            ),
        ),
        hints=hints(
            "Find the residual first, then multiply by the transposed matrix.",
            rf"${fit.X} {fit.w} = {{fitted}}$ at this point. What is the residual?",
            r"The residual is {residual}. Multiply it by the transposed matrix.",
            fitted=X * w,
            residual=r,
        ),
        steps=(
            step("The residual", "${fitted} - {data}$", "${r}$", fitted=X * w, data=y, r=r),
            step(
                "Multiply by the transposed matrix",
                "${turned} {r}$",
                "${gradient}$",
                turned=X.T,
                r=r,
                gradient=gradient,
            ),
        ),
        check=lambda _: _half_square_slopes(X, y, w),
    )


def _half_square_slopes(X: Grid, y: Grid, w: Grid) -> np.ndarray:
    matrix, data, point = (np.array(one.tolist(), dtype=float) for one in (X, y, w))
    return differences(lambda v: np.sum((matrix @ v["w"] - data) ** 2) / 2, {"w": point}, "w")
