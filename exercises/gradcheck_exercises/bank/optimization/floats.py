"""Cancellation in floating point, and rewritings that avoid it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import sin, sqrt

from sympy import Rational

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.symbolic import Value
from gradcheck_grader import Choice, Number, Tolerance

ONE_PERCENT = Tolerance(relative=Fraction(1, 100))
ORDERS = ("abcd", "badc", "cdab", "dcba", "bcda", "dabc")


@dataclass(frozen=True)
class Loss:
    """b times a difference of nearly equal numbers, at x = 10^power.

    formula   f in LaTeX.
    parts     the two numbers that are subtracted, in words.
    idea      how to see the value there.
    value     f there, to leading order; bigger is the first of the two numbers, times b.
    exact     f there in floating point, by a way that does not cancel.
    rewritten four formulas: one that does not cancel, f once more, and two that are not equal to f.
    """

    formula: str
    parts: str
    idea: str
    estimate: str
    power: int
    value: Value
    bigger: Value
    exact: float
    rewritten: tuple[str, str, str, str]

    @property
    def growth(self) -> Value:
        """By how much a relative error of the two numbers grows."""
        return self.bigger / self.value


@exercise("optimization/float-cancellation", title="Cancellation in floating point", level=3)
def float_cancellation(draw: Draw) -> Problem:
    """Two nearly equal numbers lose their common digits when they are subtracted; rewrite to avoid it.

    Trap: equal formulas are not equally good programs.
    Source: Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., sections 1.7 and 1.8.
    """
    form = draw.case("form", tuple(_FORMS))
    loss = _FORMS[form](draw.integer("a", 2, 12), draw.integer("b", 2, 9), draw.integer("k", 4, 7))
    return Problem(
        say(
            r"""
            A program computes $$f(x) = {f}$$ as it is written, in floating point, at $x = 10^{power}$. Every
            operation has a relative error of at most about $10^{-16}$. Give numbers correct to within 1 %.
            """,
            f=loss.formula,
            power=loss.power,
        ),
        (_value(loss), _growth(loss), _better(loss, draw.choice("order", ORDERS))),
    )


def _roots(a: int, b: int, k: int) -> Loss:
    """b (sqrt(x + a) - sqrt(x)) at a large x."""
    x = 10 ** (2 * k)
    return Loss(
        rf"{b} (\sqrt{{x + {a}}} - \sqrt{{x}})",
        "the two roots",
        "Multiply and divide by the sum of the two roots.",
        rf"\frac{{{a * b}}}{{2 \sqrt{{x}}}}",
        2 * k,
        Rational(a * b, 2 * 10**k),
        Rational(b * 10**k),
        a * b / (sqrt(x + a) + sqrt(x)),
        (f"{a * b}/(√(x + {a}) + √x)", f"{b} √(x + {a}) − {b} √x", f"{a * b}/(√(x + {a}) − √x)", f"{b} √{a}"),
    )


def _cosines(a: int, b: int, k: int) -> Loss:
    """b (1 - cos(a x)) at a small x."""
    half = f"{a}x/2" if a % 2 else f"{a // 2}x" if a > 2 else "x"
    return Loss(
        rf"{b} (1 - \cos({a} x))",
        "1 and the cosine",
        "Near 0 the cosine of t is 1 less half of the square of t.",
        rf"{b} \cdot \frac{{({a} x)^2}}{{2}}",
        -k,
        Rational(a * a * b, 2 * 10 ** (2 * k)),
        Rational(b),
        2 * b * sin(a * 10**-k / 2) ** 2,
        (f"{2 * b} sin²({half})", f"{b} − {b} cos({a}x)", f"{b} sin²({a}x)", f"{2 * b} sin({half})"),
    )


def _fractions(a: int, b: int, k: int) -> Loss:
    """b (1/x - 1/(x + a)) at a large x."""
    k += 4
    x = 10**k
    return Loss(
        rf"{b} \left(\frac{{1}}{{x}} - \frac{{1}}{{x + {a}}}\right)",
        "the two fractions",
        "Bring both fractions over one denominator.",
        rf"\frac{{{a * b}}}{{x^2}}",
        k,
        Rational(a * b, x * x),
        Rational(b, x),
        a * b / (x * (x + a)),
        (f"{a * b}/(x (x + {a}))", f"{b}/x − {b}/(x + {a})", f"{a * b}/(2x + {a})", f"{a * b}/(x + {a})"),
    )


_FORMS = {"roots": _roots, "cosines": _cosines, "fractions": _fractions}


def _value(f: Loss) -> Part:
    """f there."""
    right = f.value
    return Part(
        say("What is $f(x)$ there, computed exactly?"),
        Number(right, tolerance=ONE_PERCENT),
        slips=distinct(
            right,
            Slip("doubled", 2 * right, "You are off by a factor of two."),
            Slip(
                "first-number",
                f.bigger,
                "This is as large as the numbers that are subtracted. Their difference is far smaller.",
            ),
            Slip("half", right / 2, "You are off by a factor of two."),
        ),
        hints=hints(
            f.idea,
            r"To leading order $f(x) \approx {estimate}$. What is it at $x = 10^{power}$?",
            "It is about ${shown}$.",
            estimate=f.estimate,
            power=f.power,
            shown=_short(right),
        ),
        steps=(
            step("To leading order", "", r"$f(x) \approx {estimate}$", estimate=f.estimate),
            step("Put in x", "", r"$f(10^{power}) \approx {shown}$", power=f.power, shown=_short(right)),
        ),
        check=lambda at: f.exact,
    )


def _short(value: Value) -> str:
    """The number with a power of ten, in LaTeX."""
    mantissa, _, exponent = f"{float(value):.3e}".partition("e")
    if int(exponent) == 0:
        return f"{float(mantissa):g}"
    return rf"{float(mantissa):g} \cdot 10^{{{int(exponent)}}}"


def _growth(f: Loss) -> Part:
    """How much a relative error grows."""
    right = f.growth
    return Part(
        say(
            r"A relative error $\delta$ in {parts} becomes in $f(x)$ a relative error of about "
            r"$\kappa \delta$, where "
            r"$\kappa$ is the size of these numbers over the size of their difference. What is $\kappa$?",
            parts=f.parts,
        ),
        Number(right, tolerance=ONE_PERCENT),
        points=2,
        slips=distinct(
            right,
            Slip("inverted", 1 / right, "A cancellation makes relative errors larger: divide the other way."),
            Slip("doubled", 2 * right, "You are off by a factor of two."),
            Slip(
                "root",
                Rational(10) ** abs(f.power) if f.power < 0 else right / 10,
                "Put your answer to (a) in: the size of the numbers over that of the difference.",
            ),
        ),
        hints=hints(
            "The absolute error stays, and the number becomes small: so the relative error grows.",
            r"Both numbers have, with the factor in front, the size ${bigger}$. Divide by what?",
            "Divide ${bigger}$ by your answer to (a).",
            bigger=_short(f.bigger),
        ),
        steps=(
            step(
                "Size of the numbers over size of the difference",
                "",
                r"$\kappa \approx {right}$",
                right=_short(right),
            ),
        ),
        check=lambda at: float(f.bigger) / f.exact,
    )


def _better(f: Loss, order: str) -> Part:
    """Which rewriting keeps the digits."""
    keys = dict(zip(order, f.rewritten, strict=True))
    options = tuple(sorted(keys.items()))
    right, same, wrong, other = order
    return Part(
        say("Which program computes $f(x)$ with almost all digits?"),
        Choice(options, right=right),
        slips=(
            Slip(
                "still-cancels",
                same,
                "As a formula it is equal, but it still subtracts two nearly equal numbers.",
            ),
            Slip(
                "not-equal",
                wrong,
                "It does not cancel, but it is another function. Put in a simple x and compare.",
            ),
            Slip("other-function", other, "This is another function. Put in a simple x and compare."),
        ),
        hints=hints(
            "Look for one that is equal to f and subtracts nothing.",
            f.idea,
            "It is ${text}$.",
            text=_as_text(f.rewritten[0]),
        ),
        steps=(step(f.idea.rstrip("."), "", "${text}$", text=_as_text(f.rewritten[0])),),
        check=lambda at: right,
    )


def _as_text(plain: str) -> str:
    """A formula for people inside of LaTeX."""
    return rf"\text{{{plain}}}"
