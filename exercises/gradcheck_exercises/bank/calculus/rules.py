"""The rules of differentiation for sums of powers and for products."""

from __future__ import annotations

import cmath
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from sympy import Rational, Symbol, cos, exp, log, sin

from gradcheck_exercises import Draw, Hint, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.calculus.complex_steps import complex_step
from gradcheck_exercises.symbolic import Formula
from gradcheck_grader import POSITIVE, REAL, Derivative, Domain

x = Symbol("x")
HALF = Rational(1, 2)
Terms = tuple[tuple[int, Formula], ...]
KINDS = ("power", "exp", "sin", "cos", "log")  # in this order in a product: the logarithm is never the first


@exercise("calculus/power-rule", title="Power rule", level=1)
def power_rule(draw: Draw) -> Problem:
    """The derivative of a sum of powers, with negative exponents and a root among them.

    Trap: 1/x and the root are powers too, and a negative exponent goes down by one as well: from -1 to -2.
    Source: Stewart, Calculus: Early Transcendentals, 8th ed., section 3.1.
    """
    high = draw.integer("high", 2, 5)
    low = draw.integer("low", 1, 2)
    coefficients = [draw.integer(name, -9, 9, exclude=(-1, 0, 1)) for name in ("a", "b")]
    terms: Terms = ((coefficients[0], high), (coefficients[1], -low))
    if draw.choice("root", ("yes", "no")) == "yes":
        terms = (*terms, (draw.integer("c", -9, 9, exclude=(0,)), HALF))
    return Problem(
        say("Let $$f(x) = {f}$$ for $x > 0$.", f=_sum(terms)),
        (_term_part(terms[1]), _sum_part(terms)),
    )


def _sum(terms: Terms, factor: Callable[[Formula], Formula] = lambda n: 1, raised: int = 0) -> Formula:
    """The sum of the terms, each times a factor made of its exponent, and with the exponent raised."""
    return sum(a * factor(n) * x ** (n + raised) for a, n in terms)


def _written(terms: Terms) -> str:
    """The sum as text, with 1/x and the root written as powers, so that their derivatives stay powers."""
    return " + ".join(f"({a})*x^({n})" for a, n in terms)


def _power_slips(terms: Terms) -> tuple[Slip, ...]:
    """The wrong rules for powers."""
    negative = tuple(term for term in terms if term[1] < 0)
    others = tuple(term for term in terms if term[1] > 0)
    return (
        Slip(
            "exponent-kept",
            _sum(terms, lambda n: n),
            "Each exponent came in front as a factor, but should also go down by one; it did not.",
        ),
        Slip(
            "negative-exponent-raised",
            _sum(negative, lambda n: n, 1) + _sum(others, lambda n: n, -1),
            "The negative exponent moved towards 0. Subtract 1 from it: on the number line, one step to the "
            "left.",
        ),
        Slip(
            "exponent-not-brought-down",
            _sum(terms, raised=-1),
            "The exponent went down by one, but the old exponent should also come in front as a factor.",
        ),
    )


def _term_part(term: tuple[int, Formula]) -> Part:
    """The first question: the term with the negative exponent alone."""
    b, n = term
    return Part(
        say("Find the derivative of the term ${term}$ alone.", term=b * x**n),
        Derivative(_written((term,)), x, names={"x": POSITIVE}, shown=_sum((term,), lambda n: n, -1)),
        slips=_power_slips((term,)),
        hints=hints(
            "A fraction with a power of $x$ below is a power with a negative exponent.",
            "Write ${term}$ as ${b} x^n$: what is $n$?",
            "The derivative of $x^n$ is $n x^{n - 1}$. Here $n = {n}$; the factor ${b}$ stays.",
            term=b * x**n,
            b=b,
            n=n,
        ),
        steps=(
            step("Write it as a power", "${term}$", "${b} x^{n}$", term=b * x**n, b=b, n=n),
            step("Power rule", r"$\frac{d}{dx}\left[x^{n}\right]$", "${slope}$", n=n, slope=n * x ** (n - 1)),
            step(
                "The constant factor stays",
                r"$\frac{d}{dx}\left[{term}\right]$",
                "${slope}$",
                term=b * x**n,
                slope=b * n * x ** (n - 1),
            ),
        ),
        check=lambda at: complex_step(_numeric_sum((term,)), at["x"]),
    )


def _sum_part(terms: Terms) -> Part:
    """The second question: the whole sum."""
    a, n = terms[-1] if len(terms) == 3 else terms[0]
    return Part(
        say("Find $f'(x)$."),
        Derivative(_written(terms), x, names={"x": POSITIVE}, shown=_sum(terms, lambda n: n, -1)),
        points=2,
        slips=_power_slips(terms),
        hints=hints(
            "A sum is differentiated term by term, and every term here is a number times a power of $x$.",
            "Write ${term}$ as ${a} x^n$. Which $n$ is it, and what does the power rule say for the others?",
            "From each term $a x^n$ comes $a n x^{n - 1}$. For ${term}$ this is ${slope}$.",
            term=a * x**n,
            a=a,
            slope=a * n * x ** (n - 1),
        ),
        steps=(
            *(
                step(
                    "Power rule",
                    r"$\frac{d}{dx}\left[{term}\right]$",
                    "${slope}$",
                    term=b * x**m,
                    slope=b * m * x ** (m - 1),
                )
                for b, m in terms
            ),
            step("Add", "$f'(x)$", "${slope}$", slope=_sum(terms, lambda n: n, -1)),
        ),
        check=lambda at: complex_step(_numeric_sum(terms), at["x"]),
    )


def _numeric_sum(terms: Terms) -> Callable[[complex], complex]:
    """The sum on complex numbers, written without SymPy."""
    return lambda z: sum((a * z ** float(n) for a, n in terms), 0j)


@dataclass(frozen=True)
class Factor:
    """A number times a power, an exponential, a sine, a cosine or a logarithm."""

    kind: str
    k: int
    a: int = 1

    @cached_property
    def formula(self) -> Formula:
        """The factor itself."""
        k = self.k
        return (
            self.a
            * {"power": x**k, "exp": exp(k * x), "sin": sin(k * x), "cos": cos(k * x), "log": log(k * x)}[
                self.kind
            ]
        )

    @cached_property
    def slope(self) -> Formula:
        """Its derivative."""
        k = self.k
        slopes = {
            "power": k * x ** (k - 1),
            "exp": k * exp(k * x),
            "sin": k * cos(k * x),
            "cos": -k * sin(k * x),
        }
        return self.a * slopes.get(self.kind, 1 / x)

    @property
    def rule(self) -> str:
        """The rule that gives the derivative."""
        return {
            "power": "Power rule",
            "log": "Chain rule: the derivative of ${w}$ is ${k}$, which cancels",
        }.get(self.kind, "Chain rule: the derivative of ${w}$ is ${k}$")

    def at(self, z: complex) -> complex:
        """Its value, without SymPy."""
        if self.kind == "power":
            return self.a * z**self.k
        functions = {"exp": cmath.exp, "sin": cmath.sin, "cos": cmath.cos, "log": cmath.log}
        return self.a * functions[self.kind](self.k * z)

    def slips(self) -> tuple[Slip, ...]:
        """The wrong rules for its derivative."""
        if self.kind == "power":
            return _power_slips_of(self.a, self.k)
        inner_dropped = Slip(
            "inner-dropped",
            self.slope / self.k,
            "You differentiated the outside and stopped. The inside changes too when x does: its derivative "
            "is a factor.",
        )
        kept = Slip(
            "not-differentiated",
            self.formula * self.k,
            "The derivative of the inside is there, but the function around it is not differentiated yet.",
        )
        power = Slip(
            "power-rule-on-exponential",
            self.a * self.k * x * exp(self.k * x - 1),
            "The power rule is for a variable base. Here x is in the exponent, and e^u is its own "
            "derivative.",
        )
        sign = Slip(
            "sign",
            -self.slope,
            "The size is right, the sign is not. Does the function rise or fall at x = 0.1?",
        )
        return (inner_dropped, power) if self.kind == "exp" else (inner_dropped, kept, sign)


def _power_slips_of(a: int, n: int) -> tuple[Slip, ...]:
    """The wrong rules for one power with a positive exponent."""
    return tuple(slip for slip in _power_slips(((a, n),)) if slip.name != "negative-exponent-raised")


@exercise("calculus/product-rule", title="Product rule", level=2)
def product_rule(draw: Draw) -> Problem:
    """The derivative of a product has two terms: each factor has its turn to be differentiated.

    Trap: the derivative of a product is not the product of the derivatives.
    Source: Stewart, Calculus: Early Transcendentals, 8th ed., section 3.2.
    """
    pairs = [(first, second) for first in KINDS for second in KINDS[KINDS.index(first) + 1 :]]
    first, second = draw.choice("factors", pairs)
    u = Factor(first, _number(draw, "k", first), draw.integer("a", -9, 9, exclude=(-1, 0, 1)))
    v = Factor(second, _number(draw, "m", second))
    positive = second == "log"
    names = {"x": POSITIVE if positive else REAL}
    return Problem(
        say(
            "Let $f(x) = u(x) \\cdot v(x)$ with $$u(x) = {u}, \\quad v(x) = {v}$$ {where}.{log}",
            u=u.formula,
            v=v.formula,
            where="for $x > 0$" if positive else "for every real number $x$",
            log=" Here ln is the natural logarithm; you may write log for it." if positive else "",
        ),
        (_factor_part("u", u, names), _factor_part("v", v, names), _product_part(u, v, names)),
    )


def _number(draw: Draw, name: str, kind: str) -> int:
    """The exponent, or the factor of x inside; only an exponential also falls."""
    return draw.integer(name, -5 if kind == "exp" else 2, 5, exclude=(-1, 0, 1))


def _factor_part(name: str, factor: Factor, names: dict[str, Domain]) -> Part:
    """The derivative of one factor."""
    inside = {"w": factor.k * x, "k": factor.k} if factor.kind != "power" else {}
    return Part(
        say(f"Find $\\frac{{d{name}}}{{dx}}$."),
        Derivative(factor.formula, x, names=names, shown=factor.slope),
        slips=factor.slips(),
        hints=_factor_hints(name, factor),
        steps=(
            step(
                factor.rule,
                r"$\frac{d}{dx}\left[{f}\right]$",
                "${slope}$",
                f=factor.formula,
                slope=factor.slope,
                **inside,
            ),
        ),
        check=lambda at: complex_step(factor.at, at["x"]),
    )


def _factor_hints(name: str, factor: Factor) -> tuple[Hint, ...]:
    """From the rule that is needed to the step."""
    if factor.kind == "power":
        return hints(
            f"${name}$ is a number times a power of $x$.",
            "In the derivative of ${f}$ the exponent comes in front. What becomes of it above?",
            "The derivative of $x^n$ is $n x^{n - 1}$; here $n = {n}$. The number in front stays.",
            f=factor.formula,
            n=factor.k,
        )
    outside = {"exp": "e^w", "sin": r"\sin w", "cos": r"\cos w", "log": r"\ln w"}[factor.kind]
    slope = {"exp": "e^w", "sin": r"\cos w", "cos": r"-\sin w", "log": "1 / w"}[factor.kind]
    return hints(
        f"${name}$ is a function of ${{w}}$: the chain rule has two factors.",
        f"With $w = {{w}}$, what is the derivative of ${outside}$ by $w$, and what is $dw/dx$?",
        f"The derivative of ${outside}$ is ${slope}$. Put ${{w}}$ for $w$ and multiply by ${{k}}$.",
        w=factor.k * x,
        k=factor.k,
    )


def _product_part(u: Factor, v: Factor, names: dict[str, Domain]) -> Part:
    """The derivative of the product."""
    first, second = u.slope * v.formula, u.formula * v.slope
    return Part(
        say("Find $f'(x)$."),
        Derivative(u.formula * v.formula, x, names=names, shown=first + second),
        points=2,
        slips=(
            Slip(
                "product-of-derivatives",
                u.slope * v.slope,
                "You multiplied the two derivatives. Try it with x · x: would that give the slope of x²?",
            ),
            Slip(
                "only-first-term",
                first,
                "One term is there, in which u is differentiated. What changes when v changes?",
            ),
            Slip(
                "only-second-term",
                second,
                "One term is there, in which v is differentiated. What changes when u changes?",
            ),
            Slip(
                "minus",
                first - second,
                "Both terms are right, but a product adds them. The minus belongs to the quotient rule.",
            ),
        ),
        hints=hints(
            "Two factors depend on $x$. Each has its turn to be differentiated while the other stays.",
            "Complete $f' = u' v + \\ldots$ with $u' = {du}$ and $v' = {dv}$.",
            "The product rule is $f' = u' v + u v'$. The first term is ${first}$; write the second and add.",
            du=u.slope,
            dv=v.slope,
            first=first,
        ),
        steps=(
            step("Differentiate $u$ and keep $v$", "$u' v$", "${first}$", first=first),
            step("Keep $u$ and differentiate $v$", "$u v'$", "${second}$", second=second),
            step("Add", "$f'(x)$", "${total}$", total=first + second),
        ),
        check=lambda at: complex_step(lambda z: u.at(z) * v.at(z), at["x"]),
    )
