"""Hessian matrices times vectors, without the matrix: a function to write."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from sympy import ImmutableMatrix, Rational, ones

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.bank.numeric import entries, floats
from gradcheck_exercises.symbolic import Grid, Value
from gradcheck_grader import Array, Code, Slopes, Speed, Trial

CHANCES = (Rational(1, 2), Rational(1, 4), Rational(3, 4))
HALF = Rational(1, 2)
PENALTIES = (Rational(1, 4), Rational(1, 2), Rational(1), Rational(2))
SOLUTION = """import numpy as np
def hvp(X, w, v, lam):
    powers = np.exp(-np.abs(X @ w))
    s = powers / np.square(1 + powers)
    return X.T @ (s * (X @ v)) / len(X) + lam * v"""
SUMMED = SOLUTION.replace(" / len(X)", "")
UNPENALISED = SOLUTION.replace(" + lam * v", "")
PENALISED_AT_W = SOLUTION.replace("lam * v", "lam * w")
UNTURNED = SOLUTION.replace("X.T @", "X @")
SQUARES = SOLUTION.replace("(s * (X @ v))", "(X @ v)")
CHANCE = SOLUTION.replace("s = powers / np.square(1 + powers)", "s = 1 / (1 + np.exp(-X @ w))")
OVERFLOW = SOLUTION.replace("np.exp(-np.abs(X @ w))", "np.exp(-X @ w)")
COLUMN_MEAN = SOLUTION.replace("/ len(X)", "/ X.shape[1]")


@dataclass(frozen=True)
class Point:
    """Two examples (rows of X), their probabilities at some weights, a direction, and the penalty."""

    X: Grid
    p: tuple[Value, Value]
    v: tuple[int, int]
    penalty: Value

    @property
    def direction(self) -> Grid:
        """The direction as a column."""
        return ImmutableMatrix(self.v)

    @property
    def along(self) -> Grid:
        """How fast the scores change in the direction: X v."""
        return self.X * self.direction

    @property
    def slopes(self) -> Grid:
        """The derivative of the sigmoid at each score: p (1 - p)."""
        return ImmutableMatrix([one * (1 - one) for one in self.p])

    def product(self, weights: Grid, *, mean: Value = HALF, turned: bool = True) -> Grid:
        """The loss's part of H v, with these weights for the entries of X v."""
        weighted = weights.multiply_elementwise(self.along)
        return mean * ((self.X.T if turned else self.X) * weighted)

    @property
    def answer(self) -> Grid:
        """The product H v."""
        return self.product(self.slopes) + self.penalty * self.direction


@exercise("vectorcalc/hessian-vector-product", title="Hessian times a vector, without the Hessian", level=3)
def hessian_vector_product(draw: Draw) -> Problem:
    """The derivative of the gradient in the direction v is H v: two products with X, and no matrix H.

    Trap: the labels are gone, the penalty stays, and its part is λ v, not λ w.
    Source: Pearlmutter, Fast exact multiplication by the Hessian, Neural Computation 6 (1994), section 3.
    """
    point = draw.until(_telling, lambda: _point(draw))
    return Problem(
        say(
            r"""
            The rows of $X$ are $n$ examples with $d$ features. Each label $y_i$ is 0 or 1.
            Logistic regression with a ridge penalty has the loss, a **mean** over the examples,
            $$L(w) = \frac{1}{n} \sum_{i} \left(\ln(1 + e^{z_i}) - y_i z_i\right) +
            \frac{\lambda}{2} \left\| w \right\|^2, \quad z = X w,$$
            and the gradient
            $$\nabla L(w) = \frac{1}{n} X^{\top} (p - y) + \lambda w, \quad p_i = \frac{1}{1 + e^{-z_i}}.$$

            Let $H$ be the Hessian matrix of $L$ at $w$. For many features it is too large to be stored, but
            its product with a vector is the derivative of the gradient in the direction $v$:
            $$H v = \frac{d}{dt} \nabla L(w + t v) \quad \text{at } t = 0.$$
            """
        ),
        (_hand_part(point), _code_part(draw.integer("inputs", 0, 9_999))),
    )


def _telling(point: Point) -> bool:
    """Whether some weights have these probabilities, no score stands still, and each slip differs."""
    return point.X.det() != 0 and 0 not in point.along and len(_hand_slips(point)) == 5


def _point(draw: Draw) -> Point:
    rows = [[draw.integer(f"x{i}{j}", -3, 3) for j in (1, 2)] for i in (1, 2)]
    return Point(
        ImmutableMatrix(rows),
        (draw.choice("p1", CHANCES), draw.choice("p2", CHANCES)),
        (draw.integer("v1", -3, 3, exclude=(0,)), draw.integer("v2", -3, 3, exclude=(0,))),
        draw.choice("penalty", PENALTIES),
    )


def _hand_part(point: Point) -> Part:
    """The product for two examples, by hand."""
    needed, weighted = point.answer, point.slopes.multiply_elementwise(point.along)
    return Part(
        say(
            r"Find $H v$ for $$X = {X}, \quad v = {v}, \quad \lambda = {penalty},$$ at weights $w$ where "
            "$p_1 = {first}$ and $p_2 = {second}$.",
            X=point.X,
            v=point.direction,
            penalty=point.penalty,
            first=point.p[0],
            second=point.p[1],
        ),
        Array(needed),
        points=2,
        slips=_hand_slips(point),
        hints=hints(
            "From $w$ to $w + t v$ the labels stay as they are. How fast do the scores change, how fast the "
            "probabilities, and what of the penalty?",
            "The scores change at the rate $X v = {along}$. The derivative of $p_i$ by its score is "
            "$p_i (1 - p_i)$. How fast does each $p_i$ change?",
            r"The derivatives $p_i (1 - p_i)$ are ${slopes}$, so $p$ changes at the rate ${weighted}$. "
            r"Multiply by $\frac{1}{2} X^{\top}$, and add $\lambda v$.",
            along=point.along,
            slopes=point.slopes,
            weighted=weighted,
        ),
        steps=(
            step("How fast the scores change", "$X v$", "${along}$", along=point.along),
            step(
                "How fast $p$ changes: each entry times $p_i (1 - p_i)$",
                "",
                "${weighted}$",
                weighted=weighted,
            ),
            step(
                r"Times $\frac{1}{2} X^{\top}$, the mean over 2 examples",
                "",
                "${product}$",
                product=point.product(point.slopes),
            ),
            step(r"Plus $\lambda v$ from the penalty", "$H v$", "${needed}$", needed=needed),
        ),
        check=lambda _: _by_differences(point),
    )


def _hand_slips(point: Point) -> tuple[Slip, ...]:
    penalised = point.penalty * point.direction
    return distinct(
        point.answer,
        Slip(
            "penalty-left-out",
            point.product(point.slopes),
            "The penalty is missing: its part λ w of the gradient changes too when w does.",
        ),
        Slip(
            "sum-for-mean",
            point.product(point.slopes, mean=Rational(1)) + penalised,
            "This belongs to a sum over the examples. The loss is a mean.",
        ),
        Slip(
            "sigmoid-left-out",
            point.product(ones(2, 1)) + penalised,
            "This is the Hessian of least squares. The probabilities change less than the scores do.",
        ),
        Slip(
            "value-for-slope",
            point.product(ImmutableMatrix(point.p)) + penalised,
            "You multiplied by the values of the sigmoid. Its derivative is needed.",
        ),
        Slip(
            "transpose-left-out",
            point.product(point.slopes, turned=False) + penalised,
            "The second product is with the transpose of X, as in the gradient.",
        ),
    )


def _by_differences(point: Point) -> np.ndarray:
    """The product by central differences of the gradient, at the weights that have these probabilities."""
    X, p = floats(point.X), np.array(point.p, dtype=float)
    w, v = np.linalg.solve(X, np.log(p / (1 - p))), entries(point.direction)

    def gradient(weights: np.ndarray) -> np.ndarray:
        return (X.T @ (1 / (1 + np.exp(-X @ weights)))) / 2 + float(point.penalty) * weights

    return (gradient(w + 1e-5 * v) - gradient(w - 1e-5 * v)) / 2e-5


def _code_part(inputs: int) -> Part:
    """The product for any batch, as code."""
    trials, large = _trials(inputs)
    return Part(
        say(
            "Write a function that gives $H v$ as an array of shape (d,), without forming $H$: it has to be "
            "fast with thousands of features. `X` has the shape (n, d), `w` and `v` have the shape (d,), and "
            "`lam` is "
            r"$\lambda > 0$. Scores may be as large as 10000, or as low as $-10000$. Leave the inputs as "
            "they are. Begin with `import numpy as np`."
        ),
        Code(
            "hvp(X, w, v, lam)",
            SOLUTION,
            _by_the_matrix,
            trials,
            slopes=Slopes(_slope_along, by=(1,)),
            speed=Speed(large, ratio=2.5),
        ),
        points=3,
        slips=_code_slips(),
        hints=hints(
            "Two products of a matrix and a vector are enough: one with `X`, one with its transpose.",
            "First `X @ v`, then each entry times $p_i (1 - p_i)$ of its example, then `X.T @` that. "
            "What of the mean, and of the penalty? Which of your powers can overflow?",
            "The derivative of the sigmoid is the same at $z_i$ and $-z_i$: with "
            "`powers = np.exp(-np.abs(X @ w))` it is `powers / np.square(1 + powers)`.",
        ),
        steps=(
            step("Powers that cannot overflow", "", "`powers = np.exp(-np.abs(X @ w))`"),
            step("The derivative of the sigmoid at each score", "", "`s = powers / np.square(1 + powers)`"),
            step("How fast $p$ changes", "", "`s * (X @ v)`"),
            step("The mean, and the penalty", "", "`X.T @ (s * (X @ v)) / len(X) + lam * v`"),
        ),
        check=lambda _: [_by_complex_step(*trial.inputs) for trial in trials],
    )


def _code_slips() -> tuple[Slip, ...]:
    return (
        Slip(
            "sum-for-mean-code",
            SUMMED,
            "This belongs to a sum over the examples. The loss is a mean.",
        ),
        Slip(
            "mean-over-features",
            COLUMN_MEAN,
            "You divided by the number of features. The mean is over the examples, the rows.",
        ),
        Slip(
            "penalty-left-out-code",
            UNPENALISED,
            "The penalty is missing: lam times w in the gradient changes too when `w` does.",
        ),
        Slip(
            "penalty-at-w",
            PENALISED_AT_W,
            "You added the penalty's gradient. Its derivative in the direction v is needed.",
        ),
        Slip(
            "sigmoid-left-out-code",
            SQUARES,
            "This is the Hessian of least squares. The probabilities change less than the scores do.",
        ),
        Slip(
            "value-for-slope-code",
            CHANCE,
            "You multiplied by the values of the sigmoid. Its derivative is needed.",
        ),
        Slip(
            "transpose-left-out-code",
            UNTURNED,
            "The second product is with the transpose of X, as in the gradient.",
        ),
        Slip(
            "powers-overflow",
            OVERFLOW,
            "Powers of large scores overflow, and infinity over infinity is no number. The derivative of the "
            "sigmoid is the same at a score and its negative.",
        ),
    )


def _trials(inputs: int) -> tuple[tuple[Trial, ...], tuple[Any, ...]]:
    """Batches of several shapes, one example, whole numbers, large scores, and many features to time."""
    rng = np.random.default_rng(inputs)

    def batch(n: int, d: int) -> tuple[Any, ...]:
        return (
            rng.normal(size=(n, d)),
            rng.normal(size=d),
            rng.normal(size=d),
            float(rng.uniform(0.2, 2.0)),
        )

    ordinary = [Trial(batch(n, d)) for n, d in ((4, 3), (3, 5), (3, 3), (6, 2))]
    X, w, v, penalty = batch(4, 2)
    far = np.array([[4e3, 0.0], [-4e3, 0.0], [0.0, 1.0], [0.0, -1.0]])
    whole = (rng.integers(-2, 3, (4, 3)), rng.integers(-1, 2, 3), rng.integers(1, 4, 3), 1.5)
    return (
        *ordinary,
        Trial(batch(1, 4), "a single example"),
        Trial(whole, "whole numbers"),
        Trial((far + X, np.array([2.0, w[1]]), v, penalty), "large scores"),
    ), batch(20, 6_000)


def _by_the_matrix(X: Any, w: Any, v: Any, lam: float) -> np.ndarray:
    """The product with H itself, summed up in Python's own floats."""
    size = range(len(v))
    total = [lam * float(v[j]) for j in size]
    for row in X.tolist():
        z = math.fsum(x * float(weight) for x, weight in zip(row, w, strict=True))
        half = abs(z) / 2
        slope = 0.0 if half > 350 else 1 / (2 * math.cosh(half)) ** 2
        for j in size:
            total[j] += slope / len(X) * row[j] * math.fsum(row[k] * float(v[k]) for k in size)
    return np.array(total)


def _gradient(X: Any, w: Any, lam: float) -> Any:
    """The gradient with all labels 0; for complex weights too."""
    return X.T @ ((1 + np.tanh(X @ w / 2)) / 2) / len(X) + lam * w


def _slope_along(X: Any, w: Any, v: Any, lam: float) -> float:
    """The derivative of the loss in the direction, whose gradient by the weights is H v."""
    return float(_gradient(X, w, lam) @ v)


def _by_complex_step(X: Any, w: Any, v: Any, lam: float) -> np.ndarray:
    """The product from the gradient alone, one imaginary step along the direction."""
    return _gradient(X, w + 1e-30j * v, lam).imag / 1e-30
