"""The Hessian of a penalised sum of squares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sympy import ImmutableMatrix, Rational

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.bank.vectorcalc.questions import (
    ROW,
    WRITTEN,
    Function,
    Question,
    Values,
    question_part,
)
from gradcheck_exercises.bank.vectorcalc.squares import LETTERS
from gradcheck_exercises.symbolic import Value
from gradcheck_grader import REAL, Condition

# As typed: the factors in the function, then those in its derivatives; and these as numbers, n being 3.
FORMS = {
    "plain": (("", "lambda "), ("2 ", "2 lambda "), (Rational(2), Rational(2))),
    "halves": (("1/2 ", "lambda/2 "), ("", "lambda "), (Rational(1), Rational(1))),
    "mean": (("1/n ", "lambda "), ("2/n ", "2 lambda "), (Rational(2, 3), Rational(2))),
    "half penalty": (("", "lambda/2 "), ("2 ", "lambda "), (Rational(2), Rational(1))),
    "half error": (("1/2 ", "lambda "), ("", "2 lambda "), (Rational(1), Rational(2))),
}
# Two columns of equal length: the eigenvalues of XᵀX are their squared length plus and less their product.
DESIGNS = (
    ((1, 0), (1, 1), (0, 1)),
    ((1, 1), (2, 2), (0, 0)),
    ((1, -1), (2, -2), (1, -1)),
    ((2, 1), (1, 2), (0, 0)),
    ((1, 2), (2, 1), (1, 1)),
    ((2, 2), (1, -1), (0, 0)),
    ((1, 2), (2, 0), (0, 1)),
    ((1, -1), (1, 2), (2, 1)),
    ((2, -1), (1, 1), (1, 2)),
)


@dataclass(frozen=True)
class Ridge:
    """Which form, and the letters of matrix, variable and data."""

    form: str
    X: str
    w: str
    y: str

    @property
    def shapes(self) -> dict[str, str]:
        """The shapes of the three."""
        return {self.w: "d", self.X: "n×d", self.y: "n"}

    @property
    def function(self) -> str:
        """The function as it is typed."""
        error, penalty = FORMS[self.form][0]
        return f"{error}||{self.X} {self.w} - {self.y}||^2 + {penalty}||{self.w}||^2"

    def gradient(self, error: str, penalty: str) -> str:
        """The gradient with these factors."""
        return f"{error}{self.X}^T ({self.X} {self.w} - {self.y}) + {penalty}{self.w}"

    def hessian(self, error: str, penalty: str) -> str:
        """The Hessian with these factors."""
        return f"{error}{self.X}^T {self.X} + {penalty}I"

    def factors(self, rows: int) -> tuple[float, float]:
        """The factors in the gradient, as numbers, where there are so many rows."""
        error, penalty = FORMS[self.form][2]
        return float(error) * (3 / rows if self.form == "mean" else 1), float(penalty)


@exercise("vectorcalc/hessian-least-squares", title="Hessian of the penalised squared error", level=3)
def hessian_least_squares(draw: Draw) -> Problem:
    """The Hessian of ridge regression does not depend on the point, and the penalty lifts its eigenvalues.

    Trap: the penalty adds a multiple of the identity, no number; and both terms have factors of their own.
    Source: Boyd & Vandenberghe, Convex Optimization, sections 6.1.2 and 6.3.2; Deisenroth, Faisal & Ong,
    Mathematics for Machine Learning, section 9.2.4.
    """
    ridge = Ridge(draw.choice("form", tuple(FORMS)), *draw.choice("letters", LETTERS))
    X, w, y = ridge.X, ridge.w, ridge.y
    question = Question(
        ridge.function, w, ridge.shapes, ridge.gradient(*FORMS[ridge.form][1]), _at(ridge), names=("lambda",)
    )
    return Problem(
        say(
            rf"Let $$f({w}) = {question.shown}$$ where ${X}$ is an $n \times d$ matrix, ${w}$ a column of "
            "$d$ "
            rf"variables, ${y}$ a column of $n$ numbers, and $\lambda$ a number. {WRITTEN} Write `lambda` "
            "for "
            r"$\lambda$ and `I` for the identity."
        ),
        (
            _gradient_part(ridge, question),
            _hessian_part(ridge),
            _definite_part(ridge, draw.choice("rows", DESIGNS), draw.choice("turned", ("no", "yes"))),
        ),
    )


def _at(ridge: Ridge) -> Function:
    """The function in NumPy."""

    def at(v: Values) -> float:
        error, penalty = ridge.factors(len(v[ridge.X]))
        residual = v[ridge.X] @ v[ridge.w] - v[ridge.y]
        return error / 2 * np.sum(residual**2) + v["lambda"] * penalty / 2 * np.sum(v[ridge.w] ** 2)

    return at


def _gradient_part(ridge: Ridge, question: Question) -> Part:
    """The gradient."""
    error, penalty = FORMS[ridge.form][1]
    (first, second), tex = FORMS[ridge.form][0], question.tex
    residual = f"{ridge.X} {ridge.w} - {ridge.y}"
    return question_part(
        question,
        r"Find $\nabla f$, as a column.",
        wrong=(
            (
                "penalty-lost",
                f"{error}{ridge.X}^T ({residual})",
                "The penalty depends on the variable too, and has a gradient.",
            ),
            (
                "residual-turned",
                f"-{error}{ridge.X}^T ({residual}) + {penalty}{ridge.w}",
                "Check the sign of the term with the data: the residual is the fit less the data.",
            ),
            ("row-for-column", f"({question.derivative})^T", ROW),
        ),
        told=(
            "Both terms are squared lengths. Differentiate them one after the other.",
            rf"$\nabla \left\lVert {ridge.w} \right\rVert^2 = 2 {ridge.w}$, and for the other square the "
            "chain rule "
            "puts a transposed matrix in front of the residual. Which factors remain?",
            rf"Before the factors, the first square gives ${tex(f'2 {ridge.X}^T ({residual})')}$. Put in the "
            "factors of both terms, and add.",
        ),
        steps=(
            (
                "The error",
                rf"\nabla \left({tex(f'{first}||{residual}||^2')}\right)",
                tex(f"{error}{ridge.X}^T ({residual})"),
            ),
            (
                "The penalty",
                rf"\nabla \left({tex(f'{second}||{ridge.w}||^2')}\right)",
                tex(f"{penalty}{ridge.w}"),
            ),
            ("Add", r"\nabla f", question.solution),
        ),
    )


def _hessian_part(ridge: Ridge) -> Part:
    """The Hessian: the Jacobian of the gradient."""
    error, penalty = FORMS[ridge.form][1]
    X = ridge.X

    def slopes(v: Values) -> np.ndarray:
        first, second = ridge.factors(len(v[X]))
        return first * v[X].T @ (v[X] @ v[ridge.w] - v[ridge.y]) + second * v["lambda"] * v[ridge.w]

    question = Question(
        ridge.gradient(error, penalty),
        ridge.w,
        ridge.shapes,
        ridge.hessian(error, penalty),
        slopes,
        names=("lambda",),
        layout="either",
    )
    halved = {"2 lambda ": "lambda ", "lambda ": "lambda/2 "}[penalty]
    return question_part(
        question,
        "Find the Hessian $H$ of $f$.",
        wrong=(
            (
                "transpose-on-the-wrong-side",
                f"{error}{X} {X}^T + {penalty}I",
                f"Check the size: the Hessian has a row for each entry of {ridge.w}.",
            ),
            (
                "penalty-lost",
                f"{error}{X}^T {X}",
                "The gradient of the penalty depends on the variable, so that it has a share in the Hessian.",
            ),
            (
                "factor-of-penalty",
                ridge.hessian(error, halved),
                "Check the factor of the penalty: its gradient has a factor from the square.",
            ),
        ),
        told=(
            "The Hessian is the Jacobian of the gradient, which is linear in the variable here.",
            "In the gradient the variable is multiplied by a matrix and by a number. Which matrix does "
            "the same "
            f"to ${ridge.w}$ as that number?",
            rf"The number times the identity. The other term gives ${question.tex(f'{error}{X}^T {X}')}$.",
        ),
        steps=(
            (
                "What multiplies the variable in the gradient",
                r"\nabla f",
                question.tex(f"({question.derivative}) {ridge.w} - {error}{X}^T {ridge.y}"),
            ),
            ("Its Jacobian is that matrix", "H", question.solution),
        ),
    )


def _definite_part(ridge: Ridge, rows: tuple[tuple[int, int], ...], turned: str) -> Part:
    """For which λ the Hessian is positive definite, in numbers."""
    X = ImmutableMatrix(rows[::-1] if turned == "yes" else rows)
    gram = X.T * X
    low, high = sorted((gram[0, 0] - gram[0, 1], gram[0, 0] + gram[0, 1]))
    error, penalty = FORMS[ridge.form][2]
    bound = -error * low / penalty
    return Part(
        say(
            rf"Let ${ridge.X} = {{A}}$, so that $n = 3$ and $d = 2$. For which real $\lambda$, which may be "
            r"negative here, is $H$ positive definite? Answer with a condition such as `lambda < 7`.",
            A=X,
        ),
        Condition(f"lambda > {bound}", {"lambda": REAL}),
        slips=_condition_slips(bound, low, high, error, penalty),
        hints=hints(
            "A symmetric matrix is positive definite exactly when all its eigenvalues are positive.",
            rf"Adding a multiple of the identity adds it to each eigenvalue. ${ridge.X}^{{\top}} {ridge.X} = "
            r"{gram}$; what are its eigenvalues?",
            "They are {low} and {high}. Put the factors of $H$ in, and let the smaller eigenvalue of $H$ be "
            "positive.",
            gram=gram,
            low=low,
            high=high,
        ),
        steps=(
            step(
                rf"The eigenvalues of ${ridge.X}^{{\top}} {ridge.X} = {{gram}}$",
                "",
                "{low} and {high}",
                gram=gram,
                low=low,
                high=high,
            ),
            step(
                "The smaller eigenvalue of $H$",
                "",
                r"${first} + {second} \lambda$" if penalty != 1 else r"${first} + \lambda$",
                **({"first": error * low, "second": penalty} if penalty != 1 else {"first": error * low}),
            ),
            step("It must be positive", "", r"$\lambda > {bound}$", bound=bound),
        ),
        check=lambda _: _bound_by_numpy(ridge, X),
    )


def _condition_slips(bound: Value, low: Value, high: Value, error: Value, penalty: Value) -> tuple[Slip, ...]:
    """The wrong conditions."""
    return distinct(
        f"lambda > {bound}",
        Slip(
            "semidefinite",
            f"lambda >= {bound}",
            "At the end of this set an eigenvalue is 0: the matrix is only semidefinite there.",
        ),
        Slip(
            "largest-eigenvalue",
            f"lambda > {-error * high / penalty}",
            "You used the larger eigenvalue. All of them must be positive, the smallest as well.",
        ),
        Slip(
            "penalty-alone",
            "lambda > 0",
            "That is enough, but not needed: the first term may have room for some negative numbers.",
        ),
        Slip(
            "factors-forgotten", f"lambda > {-low}", "Look at the factors of both terms of the Hessian again."
        ),
        Slip(
            "sign-turned",
            f"lambda > {-bound}",
            "Check the sign: the penalty may take away less than what the first term gives.",
        ),
    )


def _bound_by_numpy(ridge: Ridge, X: ImmutableMatrix) -> str:
    """The condition, from the eigenvalues at λ = 0 and λ = 1 by NumPy."""
    matrix = np.array(X.tolist(), dtype=float)
    error, penalty = ridge.factors(len(matrix))
    at_zero, at_one = (
        np.linalg.eigvalsh(error * matrix.T @ matrix + number * penalty * np.eye(2))[0] for number in (0, 1)
    )
    bound = Rational(round(-60 * at_zero / (at_one - at_zero)), 60)
    return f"lambda > {bound}"
