"""Jacobians of functions that act on each entry alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gradcheck_exercises import Draw, Part, Problem, exercise, say
from gradcheck_exercises.bank.vectorcalc.linear_forms import CONSTANTS, VARIABLES
from gradcheck_exercises.bank.vectorcalc.questions import NUMERATOR, Question, question_part

VECTOR = (
    "These are the right numbers, but as a vector. A Jacobian has a row for each entry of the function, "
    "and a "
    "column for each variable."
)


@dataclass(frozen=True)
class Activation:
    """A function of each entry u.

    value, slope  as they are typed, of {u}.    at  in NumPy.    rule  it and its derivative in LaTeX, of s.
    """

    value: str
    slope: str
    at: Callable[[np.ndarray], np.ndarray]
    rule: tuple[str, str]


ACTIVATIONS = {
    "tanh": Activation("tanh({u})", "1 - tanh({u})^2", np.tanh, (r"\tanh s", r"1 - \tanh^2 s")),
    "sigmoid": Activation(
        "sigmoid({u})",
        "sigmoid({u}) ⊙ (1 - sigmoid({u}))",
        lambda u: 1 / (1 + np.exp(-u)),
        (r"\sigma(s)", r"\sigma(s) (1 - \sigma(s))"),
    ),
    "exp": Activation("exp({u})", "exp({u})", np.exp, ("e^s", "e^s")),
    "sin": Activation("sin({u})", "cos({u})", np.sin, (r"\sin s", r"\cos s")),
    "square": Activation("({u}) ⊙ ({u})", "2 ({u})", lambda u: u * u, ("s^2", "2 s")),
}


@exercise("vectorcalc/elementwise-jacobian", title="Jacobians of elementwise functions", level=2)
def elementwise_jacobian(draw: Draw) -> Problem:
    """An entry of an elementwise function depends on one entry of the variable: its Jacobian is diagonal.

    Trap: the derivatives stand on the diagonal of a matrix, which is no vector.
    Source: Goodfellow, Bengio & Courville, Deep Learning, section 6.5; Parr & Howard, The Matrix Calculus You
    Need For Deep Learning, section 4.
    """
    x = draw.choice("x", VARIABLES)
    a = draw.choice("a", CONSTANTS)
    b = draw.choice("b", [letter for letter in CONSTANTS if letter != a])
    W = draw.choice("W", ("W", "V", "A"))
    outer = ACTIVATIONS[draw.choice("outer", ("tanh", "sigmoid", "exp", "sin", "square"))]
    layer = ACTIVATIONS[draw.choice("layer", ("tanh", "sigmoid", "exp", "sin"))]
    return Problem(
        say(
            rf"Here ${x}$ is a column of $n$ variables; functions such as $\sin$ act on each entry of a "
            "column "
            rf"alone, and so does the product $\odot$. {NUMERATOR} Write `diag(v)` for the diagonal matrix "
            "with "
            "$v$ on its diagonal, `⊙` or `.*` for the product entry by entry, and `sigmoid` for the logistic "
            r"function $\sigma$."
        ),
        (
            _function_part(outer, draw.choice("k", (2, 3, 4, 5, 6)), x),
            _scaled_part(draw.integer("form", 0, 3), draw.choice("l", (2, 3, 4, 5)), x, a, b),
            _layer_part(layer, x, b, W),
        ),
    )


def _function_part(outer: Activation, k: int, x: str) -> Part:
    """A function of each entry."""
    inside = f"{k} {x}"
    slope = outer.slope.format(u=inside).replace(f"2 ({inside})", f"{2 * k} {x}")  # as one would write it
    question = Question(
        outer.value.format(u=inside),
        x,
        {x: "n"},
        f"{k} diag({slope})",
        lambda v: outer.at(k * v[x]),
        layout="numerator",
    )
    alone = slope.replace("1 - tanh", "ones(n) - tanh").replace(
        f"tanh({inside})^2", f"tanh({inside}) ⊙ tanh({inside})"
    )  # outside of diag nothing gives 1 its size
    wrong = [
        ("vector-for-diagonal-matrix", f"{k} ({alone})", VECTOR),
        (
            "inner-derivative-lost",
            f"diag({slope})",
            "The chain rule applies in each entry: the inside has a derivative too.",
        ),
        (
            "same-in-each-column",
            f"{k} ({alone}) ones(n)^T",
            "You filled all columns. An entry of the function does not depend on the other entries of the "
            "variable.",
        ),
    ]
    before, after = outer.rule
    return question_part(
        question,
        f"Let $F({x}) = {question.shown}$. Find the Jacobian of $F$.",
        wrong=wrong,
        told=(
            f"On which entries of ${x}$ does entry $i$ of $F$ depend? All other partial derivatives are 0.",
            rf"Off the diagonal there are zeros. On it, $\frac{{d}}{{ds}} {before} = {after}$ with $s = "
            rf"{k} {x}_i$, "
            "and the chain rule. Which factor does it bring?",
            f"The factor is the derivative of ${k} {x}_i$ by ${x}_i$. Put the column of all these slopes "
            "on the "
            "diagonal of a matrix.",
        ),
        steps=(
            (
                "Differentiate one entry",
                rf"\frac{{\partial F_i}}{{\partial {x}_i}}",
                rf"{k} \left({after}\right), \quad s = {k} {x}_i",
            ),
            ("The others are 0", "J", question.solution),
        ),
    )


def _scaled_part(form: int, k: int, x: str, a: str, b: str) -> Part:
    """A product entry by entry with a constant column."""
    function, derivative, at = (
        (f"{k} ({a} ⊙ {x})", f"{k} diag({a})", lambda v: k * v[a] * v[x]),
        (f"{a} ⊙ {x} + {k} {b}", f"diag({a})", lambda v: v[a] * v[x] + k * v[b]),
        (f"{b} - {k} ({x} ⊙ {a})", f"-{k} diag({a})", lambda v: v[b] - k * v[x] * v[a]),
        (f"{a} ⊙ ({k} {x} - {b})", f"{k} diag({a})", lambda v: v[a] * (k * v[x] - v[b])),
    )[form]
    question = Question(function, x, {x: "n", a: "n", b: "n"}, derivative, at, layout="numerator")
    return question_part(
        question,
        f"Let $G({x}) = {question.shown}$, where ${a}$ and ${b}$ are constant columns. Find the Jacobian "
        "of $G$.",
        wrong=(
            ("vector-for-diagonal-matrix", derivative.replace(f"diag({a})", a), VECTOR),
            (
                "other-factor-kept",
                derivative.replace(f"({a})", f"({x})"),
                f"You kept the variable. The constant {a} is what multiplies it.",
            ),
            (
                "outer-product",
                derivative.replace(f"diag({a})", f"{a} ones(n)^T"),
                "Entry by entry means that entry i of the function depends on entry i of the variable only.",
            ),
        ),
        told=(
            "Write one entry of the function with indices.",
            rf"Entry $i$ depends on ${x}_i$ only. What is it multiplied by? Everything off the diagonal is "
            "0.",
            rf"The slope on the diagonal is ${a}_i$, but for a factor. Write the matrix with `diag`.",
        ),
        steps=(
            (
                "Differentiate one entry",
                rf"\frac{{\partial G_i}}{{\partial {x}_i}}",
                derivative.replace(f"diag({a})", f"{a}_i"),
            ),
            ("The others are 0", "J", question.solution),
        ),
    )


def _layer_part(layer: Activation, x: str, b: str, W: str) -> Part:
    """A layer of a network."""
    inside = f"{W} {x} + {b}"
    slope = layer.slope.format(u=inside)
    question = Question(
        layer.value.format(u=inside),
        x,
        {x: "n", W: "m×n", b: "m"},
        f"diag({slope}) {W}",
        lambda v: layer.at(v[W] @ v[x] + v[b]),
        layout="numerator",
    )
    return question_part(
        question,
        rf"Let $h({x}) = {question.shown}$, where ${W}$ is $m \times n$ and ${b}$ has $m$ entries. Find the "
        "Jacobian of $h$.",
        wrong=(
            (
                "inner-jacobian-lost",
                f"diag({slope})",
                "This is the Jacobian by the inside. The chain rule has a second factor.",
            ),
            (
                "transposed-layout",
                f"{W}^T diag({slope})",
                "This is the transpose: one row for each variable.",
            ),
            (
                "only-the-inside-differentiated",
                f"{W}",
                "Only the inside is differentiated: the outer function has a slope at each entry.",
            ),
        ),
        told=(
            "Chain rule: the Jacobian of the outer function times that of the inside, in this order.",
            rf"With $s = {question.tex(inside)}$ the outer Jacobian is $m \times m$ and diagonal. Which "
            "size and "
            "value has the inner one?",
            rf"The inner one is ${W}$. On the diagonal of the outer one stand the slopes ${layer.rule[1]}$ "
            "at the "
            "entries of the inside.",
        ),
        steps=(
            (
                rf"The outer Jacobian, by $s = {question.tex(inside)}$",
                r"\frac{\partial h}{\partial s}",
                question.tex(f"diag({slope})"),
            ),
            (f"The inner one is ${W}$; multiply", "J", question.solution),
        ),
    )
