"""Gradients put to the test: a function to write."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from sympy import ImmutableMatrix, Rational, Symbol

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.symbolic import Formula, Grid, Value
from gradcheck_grader import Array, Code, Trial
from gradcheck_grader.sandbox import Function

FACTORS = tuple(Rational(n, 4) for n in (-8, -4, 2, 3, 6, 8, 12))
SOLUTION = """import numpy as np
def gradcheck(f, grad, x, h, tol):
    x = np.array(x, dtype=float)
    g = grad(x)
    errors = np.zeros(len(x))
    for i in range(len(x)):
        e = np.zeros(len(x))
        e[i] = h
        d = (f(x + e) - f(x - e)) / (2 * h)
        errors[i] = abs(g[i] - d) / max(abs(g[i]), abs(d))
    worst = int(np.argmax(errors))
    return worst if errors[worst] > tol else -1"""
ABSOLUTE = SOLUTION.replace(" / max(abs(g[i]), abs(d))", "")
SIGNED = SOLUTION.replace("abs(g[i] - d)", "(g[i] - d)")
FORWARD = SOLUTION.replace("(f(x + e) - f(x - e)) / (2 * h)", "(f(x + e) - f(x)) / h")
FIRST_ONLY = SOLUTION.replace("for i in range(len(x))", "for i in range(1)")
ALWAYS = SOLUTION.replace("worst if errors[worst] > tol else -1", "worst")
TRUNCATED = SOLUTION.replace("x = np.array(x, dtype=float)\n    g = grad(x)", "g = grad(x)").replace(
    "e = np.zeros(len(x))", "e = np.zeros_like(x)"
)
x, y = Symbol("x"), Symbol("y")
Vector = tuple[float, ...]


@dataclass(frozen=True)
class Claim:
    """f = a x² + b xy + c y², a place, and by which factors a program's partial derivatives are off."""

    a: int
    b: int
    c: int
    place: tuple[int, int]
    factors: tuple[Value, Value]

    @property
    def f(self) -> Formula:
        """The function, in x and y."""
        return self.a * x**2 + self.b * x * y + self.c * y**2

    @property
    def right(self) -> tuple[int, int]:
        """The partial derivatives at the place."""
        u, v = self.place
        return 2 * self.a * u + self.b * v, self.b * u + 2 * self.c * v

    @property
    def found(self) -> tuple[Value, Value]:
        """What the program gives for them."""
        return self.right[0] * self.factors[0], self.right[1] * self.factors[1]

    @property
    def errors(self) -> tuple[Value, Value]:
        """The relative errors."""
        (g, k), (d, e) = self.found, self.right
        return abs(g - d) / max(abs(g), abs(d)), abs(k - e) / max(abs(k), abs(e))


@dataclass(frozen=True)
class Cubic:
    """f = ½ xᵀ A x + Σ cᵢ xᵢ³, and a gradient whose entries are off by factors, or made without Aᵀ."""

    A: tuple[Vector, ...]
    c: Vector
    factors: Vector
    one_sided: bool = False

    @property
    def f(self) -> Function:
        """The function, by its source."""
        A, c = self._arrays
        return Function(f"lambda x: float(x @ {A} @ x / 2 + ({c} * x ** 3).sum())")

    @property
    def gradient(self) -> Function:
        """What is put to the test, by its source."""
        A, c = self._arrays
        product = f"{A} @ x" if self.one_sided else f"({A} + {A}.T) @ x / 2"
        return Function(f"lambda x: np.array({list(self.factors)}) * ({product} + 3 * {c} * x ** 2)")

    @property
    def _arrays(self) -> tuple[str, str]:
        return f"np.array({[*map(list, self.A)]})", f"np.array({list(self.c)})"

    def tested(self, at: Any) -> np.ndarray:
        """The gradient that is put to the test, at a place."""
        A = np.array(self.A)
        product = A @ at if self.one_sided else (A + A.T) @ at / 2
        return np.array(self.factors) * (product + 3 * np.array(self.c) * at**2)


@exercise("vectorcalc/gradient-check-code", title="Put a gradient to the test", level=3)
def gradient_check_code(draw: Draw) -> Problem:
    """A gradient is checked entry by entry against central differences, by the relative error.

    Trap: an absolute error says nothing about small entries; and a small error is no error at all.
    Source: Goodfellow, Bengio & Courville, Deep Learning, section 11.5.
    """
    claim = draw.until(lambda one: 0 not in one.right, lambda: _claim(draw))
    inputs = draw.integer("inputs", 0, 9_999)
    return Problem(
        say(
            r"""
            A program gives $g$ for the gradient of $f$ at a point $x$. To test it, take for each coordinate
            $i$ the **central difference**
            $$d_i = \frac{f(x + h e_i) - f(x - h e_i)}{2 h},$$
            where $e_i$ is the unit vector of the coordinate, and the **relative error**
            $$r_i = \frac{\lvert g_i - d_i \rvert}{\max(\lvert g_i \rvert, \lvert d_i \rvert)}.$$
            """
        ),
        (_errors_part(claim), _code_part(inputs)),
    )


def _claim(draw: Draw) -> Claim:
    first = draw.choice("factor1", FACTORS)
    return Claim(
        draw.integer("a", 1, 3),
        draw.integer("b", -3, 3, exclude=(0,)),
        draw.integer("c", 1, 3),
        (draw.integer("x0", -3, 3, exclude=(0,)), draw.integer("y0", -3, 3, exclude=(0,))),
        (first, draw.choice("factor2", [factor for factor in FACTORS if factor != first])),
    )


def _errors_part(claim: Claim) -> Part:
    """The relative errors of a wrong gradient, by hand."""
    (g, k), (d, e) = claim.found, claim.right
    needed = ImmutableMatrix(claim.errors)
    differences = ImmutableMatrix([g - d, k - e])
    return Part(
        say(
            "Let $f(x, y) = {f}$. At $({first}, {second})$ the program gives $g = {g}$. Find $r$, the vector "
            "of the relative errors. On a quadratic, the central difference is the partial derivative.",
            f=claim.f,
            first=claim.place[0],
            second=claim.place[1],
            g=ImmutableMatrix([g, k]),
        ),
        Array(needed),
        slips=_unlike(
            needed,
            Slip(
                "absolute-error",
                differences.applyfunc(abs),
                "These are the absolute errors. Divide each by the larger of the two sizes.",
            ),
            Slip(
                "signed-error",
                ImmutableMatrix(
                    [(g - d) / max(abs(g), abs(d)), (k - e) / max(abs(k), abs(e))],
                ),
                "An error has no sign here: take the absolute value of the difference.",
            ),
            Slip(
                "divided-by-difference",
                ImmutableMatrix([abs(g - d) / abs(d), abs(k - e) / abs(e)]),
                "You divided by the size of the central difference. Divide by the larger of the two sizes.",
            ),
            Slip(
                "divided-by-claim",
                ImmutableMatrix([abs(g - d) / abs(g), abs(k - e) / abs(k)]),
                "You divided by the size of what the program gives. Divide by the larger of the two sizes.",
            ),
        ),
        hints=hints(
            "First find what the gradient should be. Then compare entry by entry.",
            "The partial derivative by $x$ is ${d}$ there, but the program gives ${g}$. How far are they "
            "apart, and which of them is larger in size?",
            "The gradient is ${right}$, and $g - d = {differences}$. Divide each size by the larger of "
            r"$\lvert g_i \rvert$ and $\lvert d_i \rvert$.",
            d=d,
            g=g,
            right=ImmutableMatrix([d, e]),
            differences=differences,
        ),
        steps=(
            step("The partial derivatives", "$d$", "${right}$", right=ImmutableMatrix([d, e])),
            step("How far the program is off", "$g - d$", "${v}$", v=differences),
            step("Divided by the larger size", "$r$", "${r}$", r=needed),
        ),
        check=lambda _: _by_differences(claim),
    )


def _unlike(needed: Grid, *slips: Slip) -> tuple[Slip, ...]:
    """The slips that lead to something wrong, and each to something of its own."""
    seen = [needed]
    kept: list[Slip] = []
    for slip in slips:
        if slip.response not in seen:
            seen.append(slip.response)
            kept.append(slip)
    return tuple(kept)


def _by_differences(claim: Claim) -> list[float]:
    """The relative errors, from values of f alone."""
    u, v = claim.place

    def f(p: float, q: float) -> float:
        return claim.a * p * p + claim.b * p * q + claim.c * q * q

    slopes = (f(u + 0.5, v) - f(u - 0.5, v), f(u, v + 0.5) - f(u, v - 0.5))
    pairs = [(float(g), d) for g, d in zip(claim.found, slopes, strict=True)]
    return [abs(g - d) / max(abs(g), abs(d)) for g, d in pairs]


def _code_part(inputs: int) -> Part:
    """The check of any gradient, as code."""
    cubics, trials = _trials(inputs)
    by_source = {(cubic.f.source, cubic.gradient.source): cubic for cubic in cubics}

    def cubic_of(f: Function, grad: Function) -> Cubic:
        return by_source[f.source, grad.source]

    return Part(
        say(
            "Write a function that gives the index $i$ (from 0) of the largest relative error as an `int` if "
            "that error is greater than `tol`, and `-1` if none is. `f` and `grad` are Python functions of a "
            "point: an array of shape (d,). `f` gives a number, `grad` gives $g$, of shape (d,). `x` may "
            "hold whole numbers; leave it as it is. No $g_i$ is 0. Begin with `import numpy as np`."
        ),
        Code(
            "gradcheck(f, grad, x, h, tol)",
            SOLUTION,
            lambda f, grad, x, h, tol: _worst(cubic_of(f, grad), x, h, tol),
            trials,
        ),
        points=3,
        slips=(
            Slip(
                "absolute-error-code",
                ABSOLUTE,
                "You compared absolute errors. A wrong sign of a small entry is hidden by a large one.",
            ),
            Slip(
                "signed-error-code",
                SIGNED,
                "Your errors have a sign, so an entry that is too low is never the worst. Take its size.",
            ),
            Slip(
                "forward-difference-code",
                FORWARD,
                "You took forward differences. Their own error is greater than tol, and right gradients "
                "fail.",
            ),
            Slip("first-entry-only", FIRST_ONLY, "You tested one coordinate only. Each may be wrong."),
            Slip("never-passes", ALWAYS, "A right gradient passes: give −1 where no error is above tol."),
            Slip(
                "steps-cut-off",
                TRUNCATED,
                "In an array of whole numbers a small step becomes 0. Go over to floats first.",
            ),
        ),
        hints=hints(
            "A loop over the coordinates: move one of them, leave the others alone.",
            "Make a step `e` of zeros with `h` at place `i`. Which two values of `f` do you need? "
            "`np.argmax` finds the place of the largest error.",
            "The error is `abs(g[i] - d) / max(abs(g[i]), abs(d))`. Give `int(np.argmax(errors))` if the "
            "largest error is above `tol`, else `-1`.",
        ),
        steps=(
            step("Floats, in an array of your own", "", "`x = np.array(x, dtype=float)`"),
            step("The central difference of coordinate $i$", "", "`d = (f(x + e) - f(x - e)) / (2 * h)`"),
            step("Its relative error", "", "`abs(g[i] - d) / max(abs(g[i]), abs(d))`"),
            step("The worst one, if it is above `tol`", "", "`np.argmax(errors)`"),
        ),
        check=lambda _: [_exactly(cubic_of(*t.inputs[:2]), *t.inputs[2:]) for t in trials],
    )


def _trials(inputs: int) -> tuple[tuple[Cubic, ...], tuple[Trial, ...]]:
    """Right gradients, and ones that are wrong by a sign, a factor, a transpose, or in a small entry."""
    rng = np.random.default_rng(inputs)
    sign, twice, low = ([1.0] * 3, [1.0] * 4, [1.0] * 3)
    sign[rng.integers(1, 3)] = -1.0
    twice[rng.integers(1, 4)] = 2.0
    low[rng.integers(1, 3)] = 0.5
    wrong = [_cubic(rng, factors) for factors in (sign, twice, low)]
    right = _cubic(rng, [1.0] * 3)
    whole = _cubic(rng, [1.0] * 2)
    turned = Cubic(((2.0, 3.0), (-1.0, 2.0)), (1.0, 1.0), (1.0, 1.0), one_sided=True)
    scales = Cubic(((1.0, 0.0), (0.0, 1.0)), (200.0, 0.01), (0.95, -1.0))
    steep = Cubic(((0.0, 0.0), (0.0, 4.0)), (1.0, 0.01), (1.0, 1.0))
    places = [rng.uniform(0.5, 2.0, size=len(cubic.c)) for cubic in (*wrong, right, turned, scales)]
    settings = (1e-2, 1e-3)
    return (*wrong, right, whole, turned, scales, steep), (
        *(
            Trial((one.f, one.gradient, place, *settings))
            for one, place in zip(wrong, places[:3], strict=True)
        ),
        Trial((right.f, right.gradient, places[3], *settings), "a right gradient"),
        Trial((steep.f, steep.gradient, rng.uniform((1.8, 0.2), (2.0, 0.3)), *settings), "a right gradient"),
        Trial((whole.f, whole.gradient, np.array([1, 2]), *settings), "whole numbers"),
        Trial((turned.f, turned.gradient, places[4], *settings), "a missing transpose"),
        Trial((scales.f, scales.gradient, places[5], *settings), "entries of different sizes"),
    )


def _cubic(rng: np.random.Generator, factors: list[float]) -> Cubic:
    """A function whose partial derivatives are far from 0 at places with entries from 0.5 to 2."""
    size = len(factors)
    A = np.round(rng.uniform(0.2, 1.0, size=(size, size)), 3)
    c = np.round(rng.uniform(0.5, 1.0, size=size), 3)
    return Cubic(tuple(tuple(row) for row in A.tolist()), tuple(c.tolist()), tuple(factors))


def _worst(cubic: Cubic, at: Any, h: float, tol: float) -> int:
    """The index, with the central difference of a cubic in closed form: f' + c h²."""
    A, c = np.array(cubic.A), np.array(cubic.c)
    d = (A + A.T) @ at / 2 + 3 * c * at**2 + c * h**2
    g = cubic.tested(at)
    errors = np.abs(g - d) / np.maximum(np.abs(g), np.abs(d))
    return int(np.argmax(errors)) if errors.max() > tol else -1


def _exactly(cubic: Cubic, at: Any, h: float, tol: float) -> int:
    """The index, with central differences from values of f in exact rationals."""
    A = [[Fraction(entry) for entry in row] for row in cubic.A]
    c = [Fraction(entry) for entry in cubic.c]
    size = range(len(c))
    start, width = [Fraction(value) for value in at.tolist()], Fraction(h)

    def f(point: list[Fraction]) -> Fraction:
        form = sum((A[i][j] * point[i] * point[j] for i in size for j in size), Fraction(0))
        return form / 2 + sum((c[i] * point[i] ** 3 for i in size), Fraction(0))

    found: list[tuple[Fraction, int]] = []
    for i, claimed in enumerate(cubic.tested(at).tolist()):
        ends = [[value + sign * width * (i == j) for j, value in enumerate(start)] for sign in (1, -1)]
        g, d = Fraction(claimed), (f(ends[0]) - f(ends[1])) / (2 * width)
        found.append((abs(g - d) / max(abs(g), abs(d)), -i))
    error, place = max(found)
    return -place if error > Fraction(tol) else -1
