"""The quotient rule."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Symbol

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.calculus.complex_steps import complex_step
from gradcheck_exercises.symbolic import Formula
from gradcheck_grader import REAL, Derivative, Expression

x = Symbol("x")


@exercise("calculus/quotient-rule", title="Quotient rule", level=2)
def quotient_rule(draw: Draw) -> Problem:
    """The derivative of a quotient: what stands above, and over what.

    Trap: the order of the two terms above decides the sign, and the denominator is squared.
    Source: Stewart, Calculus: Early Transcendentals, 8th ed., section 3.2.
    """
    below = draw.choice("below", ("affine", "quadratic"))
    a = draw.integer("a", -6, 6, exclude=(0,))
    if below == "affine":
        b, c = draw.integer("b", -6, 6, exclude=(0,)), draw.integer("c", 1, 6)
        proportional = (b * c // a,) if b * c % a == 0 else ()
        coefficients = (draw.integer("d", -6, 6, exclude=(0, *proportional)), c, 0)
    else:
        b, coefficients = draw.integer("b", -6, 6), (draw.integer("c", 1, 9), 0, 1)
    top = a * x + b
    v = sum(number * x**power for power, number in enumerate(coefficients))
    numeric = _Quotient((b, a, 0), coefficients)
    return Problem(
        say(
            "Let $$f(x) = \\frac{u}{v}$$ {where}. Write $u$ for the numerator and $v$ for the denominator.",
            u=top,
            v=v,
            where="for every real number $x$"
            if below == "quadratic"
            else "wherever the denominator is not 0",
        ),
        (_above_part(top, v, numeric), _quotient_part(top, v, numeric)),
    )


@dataclass(frozen=True)
class _Quotient:
    """Two polynomials by their coefficients, constant first, on complex numbers."""

    above: tuple[int, int, int]
    below: tuple[int, ...]

    def parts(self, z: complex) -> tuple[complex, complex]:
        """Numerator and denominator."""
        u, v = (
            sum(number * z**power for power, number in enumerate(row)) for row in (self.above, self.below)
        )
        return u, v

    def at(self, z: complex) -> complex:
        """The quotient."""
        u, v = self.parts(z)
        return u / v


def _above(u: Formula, v: Formula) -> tuple[Formula, Formula]:
    """The two terms above: u'v and uv'."""
    return u.diff(x) * v, u * v.diff(x)


def _above_part(u: Formula, v: Formula, numeric: _Quotient) -> Part:
    """The first question: what stands above in the quotient rule."""
    first, second = _above(u, v)
    return Part(
        say("Find $u' v - u v'$, the numerator in the quotient rule."),
        Expression((first - second).expand(), names={"x": REAL}),
        slips=_above_slips(u, v),
        hints=hints(
            "Differentiate numerator and denominator, one by one.",
            "With $u = {u}$ and $v = {v}$, what are $u'$ and $v'$?",
            "They are ${p}$ and ${q}$. Multiply each by the other function, subtract, and mind the brackets.",
            u=u,
            v=v,
            p=u.diff(x),
            q=v.diff(x),
        ),
        steps=(
            step("Differentiate the numerator", "$u'$", "${p}$", p=u.diff(x)),
            step("Differentiate the denominator", "$v'$", "${q}$", q=v.diff(x)),
            step("First term", "$u' v$", "${first}$", first=first.expand()),
            step("Second term", "$u v'$", "${second}$", second=second.expand()),
            step(
                "Subtract",
                "$u' v - u v'$",
                "${above}$",
                above=(first - second).expand(),
            ),
        ),
        check=lambda at: complex_step(numeric.at, at["x"]) * numeric.parts(at["x"])[1].real ** 2,
    )


def _above_slips(u: Formula, v: Formula) -> tuple[Slip, ...]:
    """The wrong numerators."""
    first, second = _above(u, v)
    constant = u.coeff(x, 0) * v.diff(x)
    if constant:
        half_subtracted = (first - second + 2 * constant).expand()
        lost = Slip(
            "brackets-lost",
            half_subtracted,
            "The minus stands before all of the second term: it changes the sign of each of its terms.",
        )
    else:
        lost = Slip(
            "numerator-lost",
            (first - v.diff(x)).expand(),
            "In the second term u itself is a factor beside the derivative of v.",
        )
    return (
        Slip(
            "order-swapped",
            (second - first).expand(),
            "The two terms changed places, so the sign is off. Which one comes first?",
        ),
        Slip(
            "plus",
            (first + second).expand(),
            "You added the two terms, as in the product rule. Here the second is subtracted.",
        ),
        lost,
    )


def _quotient_part(u: Formula, v: Formula, numeric: _Quotient) -> Part:
    """The second question: the derivative."""
    first, second = _above(u, v)
    above = (first - second).expand()
    return Part(
        say("Find $f'(x)$."),
        Derivative(u / v, x, names={"x": REAL}, shown=above / v**2),
        points=2,
        slips=_quotient_slips(u, v, above),
        hints=hints(
            "The numerator of the quotient rule is the answer to (a).",
            "Complete $f' = (u' v - u v') / \\ldots$: what stands below?",
            "Below stands the square of the denominator, $({v})^2$. Put your answer to (a) above it.",
            v=v,
        ),
        steps=(
            step("From (a)", "$u' v - u v'$", "${above}$", above=above),
            step("Divide by the square of the denominator", "$f'(x)$", "${slope}$", slope=above / v**2),
        ),
        check=lambda at: complex_step(numeric.at, at["x"]),
    )


def _quotient_slips(u: Formula, v: Formula, above: Formula) -> tuple[Slip, ...]:
    """The wrong rules for a quotient."""
    return (
        Slip(
            "order-swapped",
            -above / v**2,
            "The two terms above changed places, so the sign is off. Which one comes first?",
        ),
        Slip(
            "quotient-of-derivatives",
            u.diff(x) / v.diff(x),
            "You divided the two derivatives. Try it with x² / x: would that give the slope of x?",
        ),
        Slip(
            "not-squared",
            above / v,
            "What stands above is right. Look again at what the quotient rule has below.",
        ),
    )
