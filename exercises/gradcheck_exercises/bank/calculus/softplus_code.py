"""A smooth activation function as a program, for arguments of any size: a function to write."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
from sympy import Rational

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.symbolic import Value
from gradcheck_grader import Code, Number, Trial

SOLUTION = """import numpy as np
def softplus(x, beta):
    z = beta * x
    small = np.exp(-np.abs(z))
    values = (np.maximum(z, 0) + np.log1p(small)) / beta
    return values, np.where(z < 0, small, 1) / (1 + small)"""
OVERFLOWS = """import numpy as np
def softplus(x, beta):
    z = beta * x
    return np.log(1 + np.exp(z)) / beta, np.exp(z) / (1 + np.exp(z))"""
NOT_DIVIDED = SOLUTION.replace("np.log1p(small)) / beta", "np.log1p(small))")
TIMES_BETA = SOLUTION.replace("return values, np.where", "return values, beta * np.where")
TURNED = SOLUTION.replace("np.where(z < 0, small, 1)", "np.where(z < 0, 1, small)")
TWICE = SOLUTION.replace("np.where(z < 0, small, 1) / (1 + small)", "small / (1 + small) ** 2")
LARGE, TINY = "large arguments", "results far below 1"


@dataclass(frozen=True)
class Place:
    """β, and the x with e^(βx) = k."""

    beta: int
    k: int

    @property
    def slope(self) -> Value:
        """The derivative there."""
        return Rational(self.k, 1 + self.k)


@exercise("calculus/softplus-code", title="Softplus without overflow, as a function", level=3)
def softplus_code(draw: Draw) -> Problem:
    """Softplus and its slope, for arguments whose exponential no computer can hold.

    Trap: for large z the power e^z overflows, though ln(1 + e^z) is hardly more than z; and 1 + e^z is 1 to
    a computer where e^z is tiny, though its logarithm is not 0.
    Source: Goodfellow, Bengio & Courville, Deep Learning, sections 3.10 and 4.1.
    """
    place = draw.until(_tells_mistakes_apart, lambda: _place(draw))
    inputs = draw.integer("inputs", 0, 9_999)
    return Problem(
        say(
            r"""
            **Softplus** with the parameter $\beta > 0$ is
            $$f(x) = \frac{1}{\beta} \ln(1 + e^{\beta x}).$$
            It is a smooth $\max(0, x)$, the closer the larger $\beta$ is. Here ln is the natural logarithm.
            """
        ),
        (_slope_part(place), _code_part(inputs)),
    )


def _place(draw: Draw) -> Place:
    return Place(draw.integer("beta", 2, 9), draw.integer("k", 2, 60))


def _mistakes(place: Place) -> tuple[tuple[str, Value, str], ...]:
    """Name, value and feedback of each wrong rule."""
    beta, k = place.beta, place.k
    return (
        (
            "factor-left-out",
            beta * place.slope,
            "You left out the factor in front of the logarithm. What cancels it?",
        ),
        (
            "inner-dropped",
            place.slope / beta,
            "You differentiated the outside and stopped. The exponent changes faster than x does.",
        ),
        (
            "logarithm-only",
            Rational(1, 1 + k),
            "The logarithm is differentiated. What stands inside it changes with x as well.",
        ),
        (
            "differentiated-twice",
            Rational(k, (1 + k) ** 2),
            "This is the derivative of the sigmoid. The sigmoid itself is the derivative of softplus.",
        ),
    )


def _tells_mistakes_apart(place: Place) -> bool:
    values = [place.slope, *(value for _, value, _ in _mistakes(place))]
    return len(set(values)) == len(values)


def _slope_part(place: Place) -> Part:
    """The slope at one place, by hand."""
    beta, k = place.beta, place.k
    return Part(
        say(
            r"Let $\beta = {beta}$ and $x = \frac{\ln {k}}{beta}$. Find $f'(x)$, exactly.",
            beta=beta,
            k=k,
        ),
        Number(place.slope),
        slips=tuple(Slip(*mistake) for mistake in _mistakes(place)),
        hints=hints(
            "Differentiate by the chain rule first, and put in the number afterwards.",
            r"$f'(x) = \frac{1}{\beta} \cdot \frac{1}{1 + e^{\beta x}} \cdot \text{?}$ And what is "
            r"$e^{\beta x}$ here?",
            r"$f'(x) = \frac{e^{\beta x}}{1 + e^{\beta x}}$, and $e^{\beta x} = {k}$.",
            k=k,
        ),
        steps=(
            step(
                "Chain rule", "$f'(x)$", r"$\frac{1}{\beta} \cdot \frac{\beta e^{\beta x}}{1 + e^{\beta x}}$"
            ),
            step(r"$\beta$ cancels", "$f'(x)$", r"$\frac{e^{\beta x}}{1 + e^{\beta x}}$"),
            step("The exponential here", r"$e^{\beta x}$", "${k}$", k=k),
            step("Put it in", "$f'(x)$", "${slope}$", slope=place.slope),
        ),
        check=lambda _: _by_difference(beta, float(np.log(k)) / beta),
    )


def _by_difference(beta: float, x: float, h: float = 1e-5) -> float:
    """The slope by a central difference."""
    before, after = (float(np.logaddexp(0, beta * at)) / beta for at in (x - h, x + h))
    return (after - before) / (2 * h)


def _code_part(inputs: int) -> Part:
    """Values and slopes for any arguments, as code."""
    trials = _trials(inputs)
    return Part(
        say(
            "Write a function that gives two results: the values $f(x)$ and the slopes $f'(x)$, each as a "
            "NumPy array of the shape of `x`. The arguments may be thousands, with either sign, and tiny "
            "results count by their digits. Begin with `import numpy as np`."
        ),
        Code("softplus(x, beta)", SOLUTION, _in_decimals, trials, outputs=("values", "slopes")),
        points=2,
        slips=(
            Slip(
                "exponential-overflows",
                OVERFLOWS,
                "The formula is right on paper. On a computer the exponential of a large number is infinite, "
                "and 1 plus a tiny number is 1.",
            ),
            Slip("not-divided", NOT_DIVIDED, "Your values are not divided by beta."),
            Slip("slope-times-beta", TIMES_BETA, "Your slopes have a factor beta that cancels."),
            Slip("sign-in-slope", TURNED, "Your slopes fall from 1 to 0. Softplus is flat on the left."),
            Slip("differentiated-twice-code", TWICE, "Your slopes are those of the sigmoid."),
        ),
        hints=hints(
            "Take the exponential only of numbers that are not positive. How is $1 + e^z$ written with "
            "$e^{-z}$?",
            r"$\ln(1 + e^z) = z + \ln(1 + e^{-z})$: use the right side for $z > 0$. Which function of NumPy "
            r"computes $\ln(1 + t)$ for a tiny $t$?",
            "With `small = np.exp(-np.abs(z))` the values are `np.maximum(z, 0) + np.log1p(small)`, divided "
            "by `beta`. The slope is `1 / (1 + small)` for positive `z`, and `small / (1 + small)` for "
            "negative ones.",
        ),
        steps=(
            step("An exponential that never overflows", "", "`small = np.exp(-np.abs(beta * x))`"),
            step(
                r"$\ln(1 + e^z)$ is $\max(z, 0) + \ln(1 + e^{-|z|})$",
                "",
                "`(np.maximum(beta * x, 0) + np.log1p(small)) / beta`",
            ),
            step("The sigmoid, likewise", "", "`np.where(x < 0, small, 1) / (1 + small)`"),
        ),
        check=lambda _: [_by_logaddexp(*trial.inputs) for trial in trials],
    )


def _trials(inputs: int) -> tuple[Trial, ...]:
    """Arguments of ordinary size, of thousands, and such that all results are tiny."""
    rng = np.random.default_rng(inputs)
    ordinary = tuple(
        Trial((rng.uniform(-3, 3, size=shape), float(rng.uniform(1.5, 3)))) for shape in ((5,), (2, 3), (1,))
    )
    large = Trial((np.array([-2_000.0, -1_000.0, 1_000.0, 3_000.0]) + rng.uniform(0, 9, size=4), 2.0), LARGE)
    tiny = Trial((rng.uniform(-36, -33, size=4), 1.5), TINY)
    return (*ordinary, large, tiny)


def _in_decimals(x: Any, beta: float) -> tuple[np.ndarray, np.ndarray]:
    """Both results from the formulas as they stand, in decimals with 60 digits."""
    with localcontext() as context:
        context.prec = 60
        powers = [(Decimal(beta) * Decimal(at)).exp() for at in x.ravel().tolist()]
        values = [float((1 + power).ln() / Decimal(beta)) for power in powers]
        slopes = [float(power / (1 + power)) for power in powers]
    return np.array(values).reshape(x.shape), np.array(slopes).reshape(x.shape)


def _by_logaddexp(x: np.ndarray, beta: float) -> tuple[np.ndarray, np.ndarray]:
    """Both results from the logarithm of a sum of exponentials: the slope is e^(z - ln(1 + e^z))."""
    z = beta * x
    return np.logaddexp(0, z) / beta, np.exp(-np.logaddexp(0, -z))
