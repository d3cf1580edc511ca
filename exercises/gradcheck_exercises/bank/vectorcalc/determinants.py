"""Derivatives of determinants and of their logarithms by a matrix."""

from __future__ import annotations

import numpy as np

from gradcheck_exercises import Draw, Part, Problem, exercise, say
from gradcheck_exercises.bank.vectorcalc.questions import Question, question_part
from gradcheck_exercises.bank.vectorcalc.traces import FACTORS, LAYOUT

TRANSPOSE = (
    "A transpose is missing: the entry (i, j) of the derivative holds the entry (j, i) of the inverse."
)
NUMBER = "That is a number. The derivative by a matrix has an entry for each entry of the matrix."
POWERS = (2, 3)


@exercise("vectorcalc/derivative-logdet", title="Derivatives of determinants", level=4)
def derivative_logdet(draw: Draw) -> Problem:
    """The log-determinant has the transposed inverse as its derivative: the matrix form of one over x.

    Trap: the inverse is transposed; and the determinant itself stays as a factor where there is no logarithm.
    Source: Petersen & Pedersen, The Matrix Cookbook, section 2.1; Boyd & Vandenberghe, Convex Optimization,
    appendix A.4.1.
    """
    X = draw.choice("X", ("X", "Z", "V", "M"))
    A = draw.choice("A", ("A", "B", "C"))
    return Problem(
        say(
            f"{LAYOUT} All matrices are $n \\times n$ and invertible, with a positive determinant; $\\ln$ "
            "is the "
            "natural logarithm. Write `X^-1` for an inverse, `X^-T` or `inv(X)^T` for a transposed one, and "
            "`det(X)` for a determinant."
        ),
        (
            _logarithm_part(draw.integer("form", 0, 4), draw.choice("k", FACTORS), X, A),
            _determinant_part(draw.integer("power", 0, 3), draw.choice("l", FACTORS), X, A),
            _likelihood_part(
                draw.choice("letters", (("P", "S"), ("K", "S"), ("P", "C"), ("Q", "S"))),
                draw.integer("scale", 0, 2),
            ),
        ),
    )


def _logarithm_part(form: int, k: int, X: str, A: str) -> Part:
    """The logarithm of a determinant in which X stands."""
    function, factor, at, rule = (
        (f"{k} ln det({X})", k, lambda v: np.linalg.det(v[X]), ("", "")),
        (
            f"{k} ln det({A} {X})",
            k,
            lambda v: np.linalg.det(v[A] @ v[X]),
            (f"ln det({A} {X})", f"ln det({A}) + ln det({X})"),
        ),
        (
            f"{k} ln det({X}^T {X})",
            2 * k,
            lambda v: np.linalg.det(v[X].T @ v[X]),
            (f"ln det({X}^T {X})", f"2 ln det({X})"),
        ),
        (
            f"{k} ln det({X}^-1)",
            -k,
            lambda v: np.linalg.det(np.linalg.inv(v[X])),
            (f"ln det({X}^-1)", f"-ln det({X})"),
        ),
        (
            f"{k} ln det({X} {A} {X})",
            2 * k,
            lambda v: np.linalg.det(v[X] @ v[A] @ v[X]),
            (f"ln det({X} {A} {X})", f"2 ln det({X}) + ln det({A})"),
        ),
    )[form]
    question = Question(
        function,
        X,
        {X: "n×n invertible", A: "n×n invertible"},
        f"{factor} {X}^-T",
        lambda v: k * np.log(at(v)),
    )
    tex = question.tex
    lost = f"{k} {X}^-T" if factor != k else f"{X}^-T"
    wrong = [
        ("transpose-lost", f"{factor} {X}^-1", TRANSPOSE),
        ("rule-for-numbers", f"{factor}/det({X})", NUMBER),
        (
            "factor-of-the-rules",
            lost,
            "Use the rules for determinants and logarithms first: they bring out factors and signs.",
        ),
    ]
    split = () if form == 0 else (("The rules for determinants and logarithms", tex(rule[0]), tex(rule[1])),)
    first = (
        "What is the derivative of the logarithm of a determinant? Think of the case of one number: one "
        "over it."
        if form == 0
        else "Use the rules for determinants of products and inverses, and for logarithms, before you "
        "differentiate."
    )
    second = (
        rf"$\frac{{\partial \det({X})}}{{\partial {X}_{{ij}}}}$ is the cofactor of that entry. Divided by "
        "the "
        "determinant it is an entry of the inverse. Which one?"
        if form == 0
        else rf"Then only multiples of ${tex(f'ln det({X})')}$ depend on ${X}$. How many times is it there, "
        "and with which sign?"
    )
    return question_part(
        question,
        rf"Let $f({X}) = {question.shown}$"
        + ("" if form in (0, 2, 3) else f", where ${A}$ is constant")
        + ". Find "
        rf"$\frac{{\partial f}}{{\partial {X}}}$. ${X}$ need not be symmetric.",
        wrong=wrong,
        told=(
            first,
            second,
            rf"The derivative of ${tex(f'ln det({X})')}$ by the entry $(i, j)$ is the entry $(j, i)$ of "
            "the inverse. "
            "Write this as a matrix, and put in the factor.",
        ),
        steps=(
            *split,
            (
                f"The derivative of ${tex(f'ln det({X})')}$",
                rf"\frac{{\partial}}{{\partial {X}}} {tex(f'ln det({X})')}",
                tex(f"{X}^-T"),
            ),
            ("Put in the factor", rf"\frac{{\partial f}}{{\partial {X}}}", question.solution),
        ),
    )


def _determinant_part(form: int, k: int, X: str, A: str) -> Part:
    """A determinant without a logarithm."""
    function, right, lost, wrong, at = (
        (f"{k} det({X})", f"{k} det({X}) ", f"{k} ", f"{k}/det({X}) ", lambda v: np.linalg.det(v[X])),
        (
            f"{k} det({X})^2",
            f"{2 * k} det({X})^2 ",
            f"{2 * k} det({X}) ",
            f"{k} det({X})^2 ",
            lambda v: np.linalg.det(v[X]) ** 2,
        ),
        (
            f"{k} det({A} {X})",
            f"{k} det({A}) det({X}) ",
            f"{k} det({X}) ",
            f"{k} ",
            lambda v: np.linalg.det(v[A] @ v[X]),
        ),
        (
            f"{k} det({X}^-1)",
            f"-{k}/det({X}) ",
            f"-{k}/det({X})^2 ",
            f"{k}/det({X}) ",
            lambda v: np.linalg.det(np.linalg.inv(v[X])),
        ),
    )[form]
    question = Question(
        function,
        X,
        {X: "n×n invertible", A: "n×n invertible"},
        f"{right}{X}^-T",
        lambda v: k * at(v),
    )
    tex = question.tex
    return question_part(
        question,
        rf"Let $g({X}) = {question.shown}$" + (f", where ${A}$ is constant" if form == 2 else "") + ". Find "
        rf"$\frac{{\partial g}}{{\partial {X}}}$.",
        wrong=(
            ("transpose-lost", f"{right}{X}^-1", TRANSPOSE),
            (
                "a-factor-lost",
                f"{lost}{X}^-T",
                "Check the factors with determinants: use the chain rule, and the derivative of a "
                "determinant "
                "itself, which has the determinant as a factor.",
            ),
            (
                "chain-rule-lost",
                f"{wrong}{X}^-T",
                "Check the powers of the determinant and their factors and signs.",
            ),
        ),
        told=(
            r"Since $\frac{d}{ds} \ln s = \frac{1}{s}$, the derivative of a function is the "
            "function times "
            "that of its logarithm.",
            rf"So $\frac{{\partial g}}{{\partial {X}}} = g \frac{{\partial \ln g}}{{\partial {X}}}$. How "
            "does "
            rf"$\ln g$ depend on ${tex(f'ln det({X})')}$?",
            rf"${tex(f'ln det({X})')}$ has the derivative ${tex(f'{X}^-T')}$. Multiply by its factor in "
            rf"$\ln g$, and "
            "by $g$.",
        ),
        steps=(
            (
                "The derivative of a determinant",
                rf"\frac{{\partial}}{{\partial {X}}} {tex(f'det({X})')}",
                tex(f"det({X}) {X}^-T"),
            ),
            (
                "The chain rule, and constant factors",
                rf"\frac{{\partial g}}{{\partial {X}}}",
                question.solution,
            ),
        ),
    )


def _likelihood_part(letters: tuple[str, str], scale: int) -> Part:
    """The log-likelihood of a Gaussian, by its precision matrix."""
    P, S = letters
    front, number = (("", 1.0), ("1/2 ", 1 / 2), ("N/2 ", None))[scale]
    names = ("N",) if number is None else ()
    question = Question(
        f"{front}ln det({P}) - {front}tr({S} {P})",
        P,
        {P: "n×n positive definite", S: "n×n symmetric"},
        f"{front}({P}^-1 - {S})",
        lambda v: (
            (v["N"] / 2 if number is None else number) * (np.log(np.linalg.det(v[P])) - np.trace(v[S] @ v[P]))
        ),
        names=names,
    )
    tex = question.tex
    count = ", and $N$ is a number" if names else ""
    return question_part(
        question,
        rf"Let ${P}$ be symmetric and positive definite, ${S}$ symmetric and constant{count}, and "
        rf"$\ell({P}) = {question.shown}$. Find $\frac{{\partial \ell}}{{\partial {P}}}$, treating the "
        "entries of "
        f"${P}$ as if each could change alone.",
        wrong=(
            (
                "sign-of-the-trace",
                f"{front}({P}^-1 + {S})",
                "Check the sign of the second term.",
            ),
            (
                "inverse-lost",
                f"{front}({P} - {S})",
                "The logarithm of a determinant has an inverse as its derivative, as ln x has one over x.",
            ),
            (
                "variable-kept-in-trace",
                f"{front}({P}^-1 - {S} {P})",
                "The trace is linear in the variable, so that its derivative does not depend on it.",
            ),
        ),
        told=(
            "Differentiate the two terms one after the other. Both results are symmetric here, so that "
            "transposes "
            "need no care.",
            rf"${tex(f'tr({S} {P})')}$ has the derivative ${tex(f'{S}^T')}$, which is ${S}$. And "
            rf"${tex(f'ln det({P})')}$?",
            rf"The transposed inverse, and ${P}$ is symmetric. Subtract, and mind what stands in front.",
        ),
        steps=(
            (
                "The log-determinant",
                rf"\frac{{\partial}}{{\partial {P}}} {tex(f'ln det({P})')}",
                tex(f"{P}^-1"),
            ),
            ("The trace", rf"\frac{{\partial}}{{\partial {P}}} {tex(f'tr({S} {P})')}", S),
            ("Put them together", rf"\frac{{\partial \ell}}{{\partial {P}}}", question.solution),
        ),
    )
