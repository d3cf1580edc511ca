"""Derivatives of linear functions of a vector."""

from __future__ import annotations

from gradcheck_exercises import Draw, Part, Problem, exercise, say
from gradcheck_exercises.bank.vectorcalc.questions import (
    DENOMINATOR,
    NUMERATOR,
    ROW,
    WRITTEN,
    Question,
    question_part,
)

VARIABLES = ("x", "w", "z", "u")
CONSTANTS = ("a", "b", "c", "p", "q")
MATRICES = ("A", "B", "M", "Q")
FACTORS = (2, 3, 4, 5, -2, -3)
STILL = "The variable is still in your answer. A linear function changes at the same rate everywhere."


@exercise("vectorcalc/grad-linear", title="Derivatives of linear functions", level=2)
def grad_linear(draw: Draw) -> Problem:
    """The gradient of a linear function is the vector of its coefficients; of a linear map, the matrix.

    Trap: where the variable stands on the right of a matrix, that matrix is transposed in the gradient.
    Source: Petersen & Pedersen, The Matrix Cookbook, section 2.4; Deisenroth, Faisal & Ong, Mathematics for
    Machine Learning, section 5.5.
    """
    x = draw.choice("x", VARIABLES)
    a = draw.choice("a", CONSTANTS)
    b = draw.choice("b", [letter for letter in CONSTANTS if letter != a])
    A = draw.choice("A", MATRICES)
    return Problem(
        say(
            rf"Here ${x}$ is a column of $n$ variables; ${a}$, ${b}$ and ${A}$ do not depend on it. {WRITTEN}"
        ),
        (
            _linear_part(draw.integer("form", 0, 3), draw.choice("k", FACTORS), x, a, b),
            _bilinear_part(draw.integer("bilinear", 0, 3), draw.choice("l", FACTORS), x, b, A),
            _map_part(draw.integer("map", 0, 2), draw.choice("m", FACTORS), x, a, A),
        ),
    )


def _linear_part(form: int, k: int, x: str, a: str, b: str) -> Part:
    """The gradient of a sum of coefficients times variables."""
    function, derivative, at, lost = (
        (f"{k} {a}^T {x} + 1", f"{k} {a}", lambda v: k * v[a].T @ v[x] + 1, a),
        (f"{k} {x}^T {a} - 3", f"{k} {a}", lambda v: k * v[x].T @ v[a] - 3, a),
        (f"{k} {a}^T {x} + {b}^T {x}", f"{k} {a} + {b}", lambda v: (k * v[a] + v[b]).T @ v[x], f"{a} + {b}"),
        (f"({k} {a} - {b})^T {x}", f"{k} {a} - {b}", lambda v: (k * v[a] - v[b]).T @ v[x], f"{a} - {b}"),
    )[form]
    question = Question(function, x, {x: "n", a: "n", b: "n"}, derivative, at)
    terms = f"{k} {a}_i" + ("" if form < 2 else f" {'+' if form == 2 else '-'} {b}_i")
    return question_part(
        question,
        rf"Let $f({x}) = {question.shown}$, where ${a}$ and ${b}$ have $n$ entries. Find $\nabla f$. "
        f"{DENOMINATOR}",
        wrong=(
            ("row-for-column", f"({derivative})^T", ROW),
            ("variable-kept", function, STILL),
            ("factor-lost", lost, "The number in front scales every coefficient, and so the gradient."),
        ),
        told=(
            f"Write $f$ as a sum over the entries of ${x}$. What multiplies ${x}_i$?",
            rf"${x}_i$ is multiplied by ${terms}$, so $\frac{{\partial f}}{{\partial {x}_i}} = \ldots$",
            rf"$\frac{{\partial f}}{{\partial {x}_i}} = {terms}$. Collect these for $i = 1, \ldots, n$ in a "
            "column, and write it with the vectors themselves.",
        ),
        steps=(
            ("Differentiate by one entry", rf"\frac{{\partial f}}{{\partial {x}_i}}", terms),
            ("Collect the entries in a column", r"\nabla f", question.solution),
        ),
    )


def _bilinear_part(form: int, k: int, x: str, b: str, A: str) -> Part:
    """The gradient of a number with a matrix between two vectors."""
    turned = form in (0, 3)
    function, at = (
        (f"{k} {b}^T {A} {x}", lambda v: k * v[b].T @ v[A] @ v[x]),
        (f"{k} {x}^T {A} {b}", lambda v: k * v[x].T @ v[A] @ v[b]),
        (f"{k} {b}^T {A}^T {x}", lambda v: k * v[b].T @ v[A].T @ v[x]),
        (f"{k} {x}^T {A}^T {b}", lambda v: k * v[x].T @ v[A].T @ v[b]),
    )[form]
    right, other = (f"{A}^T {b}", f"{A} {b}") if turned else (f"{A} {b}", f"{A}^T {b}")
    question = Question(function, x, {x: "n", b: "n", A: "n×n"}, f"{k} {right}", at)
    tex = question.tex
    return question_part(
        question,
        rf"Let $g({x}) = {question.shown}$, where ${A}$ is $n \times n$ and need not be symmetric. Find "
        rf"$\nabla g$, as a column.",
        wrong=(
            (
                "wrong-transpose",
                f"{k} {other}",
                f"Check the transpose on {A}: bring the function to the form (vector)ᵀ {x} first.",
            ),
            ("row-for-column", f"{k} ({right})^T", ROW),
            ("variable-kept", function, STILL),
        ),
        told=(
            f"A number equals its own transpose. Write $g$ as a row times ${x}$.",
            rf"$g = (\ldots)^{{\top}} {x}$, and what stands in the brackets is the gradient. Transposing a "
            "product reverses it.",
            f"Without the number in front, the brackets hold ${tex(right)}$: transposed, it is what stands "
            f"beside ${x}$.",
        ),
        steps=(
            (f"Write it as a row times ${x}$", "g", tex(f"{k} ({right})^T {x}")),
            ("The gradient of (vector)ᵀ (variable) is the vector", r"\nabla g", question.solution),
        ),
    )


def _map_part(form: int, k: int, x: str, a: str, A: str) -> Part:
    """The Jacobian of an affine map."""
    function, derivative, at = (
        (f"{k} {A} {x} + {a}", f"{k} {A}", lambda v: k * v[A] @ v[x] + v[a]),
        (f"{a} - {abs(k)} {A} {x}", f"-{abs(k)} {A}", lambda v: v[a] - abs(k) * v[A] @ v[x]),
        (f"{k} {A}^T {x} - {a}", f"{k} {A}^T", lambda v: k * v[A].T @ v[x] - v[a]),
    )[form]
    shape = "n×m" if form == 2 else "m×n"
    question = Question(function, x, {x: "n", a: "m", A: shape}, derivative, at, layout="numerator")
    size = r"n \times m" if form == 2 else r"m \times n"
    return question_part(
        question,
        rf"Let $F({x}) = {question.shown}$, where now ${A}$ is ${size}$ and ${a}$ has $m$ entries. Find the "
        rf"Jacobian of $F$. {NUMERATOR}",
        wrong=(
            (
                "transposed-layout",
                f"({derivative})^T",
                "This is the transpose: one row for each variable. The layout asked for has one row for each "
                "entry of the function.",
            ),
            ("variable-kept", f"{derivative} {x}", STILL),
        ),
        told=(
            "How many rows and columns must it have? The function has $m$ entries, the variable has $n$.",
            rf"Entry $i$ of $F$ depends on ${x}_j$ through one number only. Where in the matrix does that "
            "number stand?",
            f"It is the entry in row $i$ and column $j$ of the matrix that multiplies ${x}$. Mind the factor "
            "in front.",
        ),
        steps=(
            (
                "Differentiate entry $i$ by variable $j$",
                rf"\frac{{\partial F_i}}{{\partial {x}_j}}",
                rf"\left({question.solution}\right)_{{ij}}",
            ),
            ("These are the entries of the matrix", "J", question.solution),
        ),
    )
