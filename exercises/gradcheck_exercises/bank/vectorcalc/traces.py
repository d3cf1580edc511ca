"""Derivatives of traces and of squared Frobenius norms by a matrix."""

from __future__ import annotations

import numpy as np

from gradcheck_exercises import Draw, Part, Problem, exercise, say
from gradcheck_exercises.bank.vectorcalc.questions import Function, Question, question_part

FACTORS = (2, 3, 4, 5)
LAYOUT = (
    "The derivative of a number by a matrix has the shape of that matrix: its entry $(i, j)$ is the partial "
    "derivative by the entry $(i, j)$ of the matrix (denominator layout)."
)
TURNED = (
    "This is the transpose of what is asked for: entry (i, j) must belong to entry (i, j) of the variable."
)
ORDER = (
    "Look at the order of the two constant matrices, and at their transposes: move X to the end of the trace."
)
# Function; derivative; the same with the transpose of each wrong; in letters A, B and X.
LINEAR: tuple[tuple[str, str, str, str], ...] = (
    ("tr(A X B)", "A^T B^T", "B A", "A B"),
    ("tr(A X^T B)", "B A", "A^T B^T", "A B"),
    ("tr(X A B)", "B^T A^T", "A B", "B A"),
    ("tr(A B X^T)", "A B", "B^T A^T", "B A"),
    ("tr(A^T X B)", "A B^T", "B A^T", "A^T B"),
    ("tr(A X B^T)", "A^T B", "B^T A", "A B^T"),
)
PRODUCTS: tuple[Function, ...] = (
    lambda v: np.trace(v["A"] @ v["X"] @ v["B"]),
    lambda v: np.trace(v["A"] @ v["X"].T @ v["B"]),
    lambda v: np.trace(v["X"] @ v["A"] @ v["B"]),
    lambda v: np.trace(v["A"] @ v["B"] @ v["X"].T),
    lambda v: np.trace(v["A"].T @ v["X"] @ v["B"]),
    lambda v: np.trace(v["A"] @ v["X"] @ v["B"].T),
)
# For a trace of a product: one whose end is X, or its transpose.
ENDING = ("tr(B A X)", "tr(B A X^T)", "tr(A B X)", "tr(A B X^T)", "tr(B A^T X)", "tr(B^T A X)")


@exercise("vectorcalc/matrix-derivative-trace", title="Derivatives of traces by a matrix", level=3)
def matrix_derivative_trace(draw: Draw) -> Problem:
    """A trace of a product is a sum over entries: what multiplies an entry of X is the derivative by it.

    Trap: the derivative of tr(M X) is the transpose of M; and X may stand in the product twice.
    Source: Petersen & Pedersen, The Matrix Cookbook, section 2.5; Deisenroth, Faisal & Ong, Mathematics for
    Machine Learning, section 5.5.
    """
    letters = draw.choice("letters", (("A", "B"), ("P", "Q"), ("B", "C"), ("C", "D"), ("A", "C"), ("B", "A")))
    return Problem(
        say(f"{LAYOUT} Capital letters are matrices. Write $A^{{\\top}}$ as `A^T` or `A.T`."),
        (
            _linear_part(draw.integer("linear", 0, 5), draw.choice("k", FACTORS), letters),
            _quadratic_part(draw.integer("quadratic", 0, 2), draw.choice("l", FACTORS)),
            _regression_part(draw.choice("scale", ("1", "1/2")), draw.integer("form", 0, 2)),
        ),
    )


def _linear_part(form: int, k: int, letters: tuple[str, str]) -> Part:
    """A trace in which X stands once."""
    first, second = letters
    renamed = str.maketrans({"A": first, "B": second})
    function, right, turned, other = (text.translate(renamed) for text in LINEAR[form])
    ending = ENDING[form].translate(renamed)
    question = Question(
        f"{k} {function}",
        "X",
        {"X": "n×n", first: "n×n", second: "n×n"},
        f"{k} {right}",
        lambda v: k * PRODUCTS[form]({"A": v[first], "B": v[second], "X": v["X"]}),
    )
    tex = question.tex
    flipped = ending.endswith("^T)")
    return question_part(
        question,
        rf"Let $f(X) = {question.shown}$, where all matrices are $n \times n$. Find "
        r"$\frac{\partial f}{\partial X}$.",
        wrong=(
            ("transposed", f"{k} {turned}", TURNED),
            ("order-of-factors", f"{k} {other}", ORDER),
            (
                "factor-lost",
                right,
                "The number in front is a factor of the derivative too.",
            ),
        ),
        told=(
            "A trace does not change when the first factor is moved to the end. Bring the variable to the "
            "end.",
            rf"${tex(function)} = {tex(ending)}$. For a constant $M$, which entry of $M$ multiplies "
            rf"$X_{{ij}}$ in "
            + (r"$\operatorname{tr}(M X^{\top})$?" if flipped else r"$\operatorname{tr}(M X)$?"),
            "It is $M_{ij}$, so the derivative is $M$ itself. Put in the factors."
            if flipped
            else r"It is $M_{ji}$, so the derivative is $M^{\top}$. Transpose the product of the others.",
        ),
        steps=(
            ("Move the variable to the end", tex(function), tex(ending)),
            (
                r"The derivative of $\operatorname{tr}(M X^{\top})$ is $M$"
                if flipped
                else r"The derivative of $\operatorname{tr}(M X)$ is $M^{\top}$",
                r"\frac{\partial f}{\partial X}",
                question.solution,
            ),
        ),
    )


def _quadratic_part(form: int, k: int) -> Part:
    """A trace in which X stands twice."""
    symmetric = form == 2
    A = "S" if symmetric else "A"
    shape, product, right, doubled, once, at = (
        (
            "n×p",
            f"X^T {A} X",
            f"{k} ({A} + {A}^T) X",
            f"{2 * k} {A} X",
            f"{A} X",
            lambda v: v["X"].T @ v[A] @ v["X"],
        ),
        (
            "p×n",
            f"X {A} X^T",
            f"{k} X ({A} + {A}^T)",
            f"{2 * k} X {A}",
            f"X {A}",
            lambda v: v["X"] @ v[A] @ v["X"].T,
        ),
        (
            "n×p",
            f"X^T {A} X",
            f"{2 * k} {A} X",
            f"{4 * k} {A} X",
            f"{A} X",
            lambda v: v["X"].T @ v[A] @ v["X"],
        ),
    )[form]
    question = Question(
        f"{k} tr({product})",
        "X",
        {"X": shape, A: "n×n symmetric" if symmetric else "n×n"},
        right,
        lambda v: k * np.trace(at(v)),
    )
    tex = question.tex
    size = r"p \times n" if form == 1 else r"n \times p"
    kind = "is symmetric" if symmetric else "need not be symmetric"
    told_twice = (
        "The two places of the variable give one term each; yours has more."
        if symmetric
        else f"Twice the one term is right for a symmetric matrix. {A} need not be symmetric."
    )
    return question_part(
        question,
        rf"Let $g(X) = {question.shown}$, where now $X$ is ${size}$, and ${A}$ is $n \times n$ and {kind}. "
        "Find "
        r"$\frac{\partial g}{\partial X}$.",
        wrong=(
            ("term-doubled", doubled, told_twice),
            (
                "one-place-only",
                f"{k} {once}",
                "X stands in the product twice; you let only one of the two change.",
            ),
            ("transposed", f"({right})^T", TURNED),
        ),
        told=(
            "Hold one of the two places of the variable fixed, then the other, and add what you get.",
            "Each place gives a product of the same shape as $X$. One of the two is "
            rf"${tex(once)}$. Which is the other?",
            f"The other has the transposed matrix in its place: ${tex(once.replace(A, f'{A}^T'))}$. Add "
            "them, and "
            "mind the factor.",
        ),
        steps=(
            (
                "One term for each place",
                rf"\frac{{\partial}}{{\partial X}} {tex(f'tr({product})')}",
                tex(f"{once} + {once.replace(A, f'{A}^T')}"),
            ),
            ("Put in the factor", r"\frac{\partial g}{\partial X}", question.solution),
        ),
    )


def _regression_part(scale: str, form: int) -> Part:
    """The squared error of a linear map."""
    front, factor, wrong = ("", "2 ", "") if scale == "1" else ("1/2 ", "", "2 ")
    residual = ("X W - Y", "Y - X W", "W X - Y")[form]
    away = "W X - Y" if form == 2 else "X W - Y"
    inner = f"({away}) X^T" if form == 2 else f"X^T ({away})"
    shapes = {"W": "k×d", "X": "d×n", "Y": "k×n"} if form == 2 else {"W": "d×k", "X": "n×d", "Y": "n×k"}
    number = 1 if scale == "1" else 1 / 2
    question = Question(
        f"{front}||{residual}||_F^2",
        "W",
        shapes,
        f"{factor}{inner}",
        (lambda v: number * np.sum((v["W"] @ v["X"] - v["Y"]) ** 2))
        if form == 2
        else (lambda v: number * np.sum((v["X"] @ v["W"] - v["Y"]) ** 2)),
    )
    tex = question.tex
    sizes = {name: shape.replace("×", r" \times ") for name, shape in shapes.items()}
    spoken = ", ".join(f"${name}$ is ${size}$" for name, size in sizes.items())
    side = "right" if form == 2 else "left"
    return question_part(
        question,
        rf"Let $h(W) = {question.shown}$, where $\left\lVert R \right\rVert_F^2$ is the sum of the "
        rf"squares of all entries of $R$; {spoken}. Find $\frac{{\partial h}}{{\partial W}}$.",
        wrong=(
            (
                "residual-turned",
                f"-{factor}{inner}",
                "The sign is wrong: check the inner derivative of the residual.",
            ),
            ("wrong-factor", f"{wrong}{inner}", "Check the factor: the square brings down a 2."),
            ("transposed", f"({factor}{inner})^T", TURNED),
        ),
        told=(
            "The sum of the squares of the entries of $R$ has the derivative $2 R$ by $R$.",
            "By the chain rule a transposed $X$ is multiplied to $2 R$. From which side do the shapes "
            "allow it?",
            f"From the {side}. Put in the residual with its sign, and the factor.",
        ),
        steps=(
            (
                "Differentiate by the residual $R$",
                r"\frac{\partial}{\partial R} \left\lVert R \right\rVert_F^2",
                "2 R",
            ),
            (
                f"Multiply by the transposed $X$ from the {side}, and put in $R = {tex(residual)}$",
                r"\frac{\partial h}{\partial W}",
                question.solution,
            ),
        ),
    )
