"""Partial derivatives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sympy import Symbol

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.calculus.complex_steps import complex_step
from gradcheck_exercises.bank.vectorcalc.functions import CALLED, OUTSIDES
from gradcheck_exercises.symbolic import Formula
from gradcheck_grader import POSITIVE, REAL, Derivative, Domain

x, y = Symbol("x"), Symbol("y")


@dataclass(frozen=True)
class Mixture:
    """f = a x^m y^n + b t^r g(q s), where s is x or y and t the other."""

    a: int
    m: int
    n: int
    b: int
    r: int
    q: int
    outside: str
    s: str

    @property
    def symbols(self) -> tuple[Formula, Formula]:
        """s and t."""
        return (x, y) if self.s == "x" else (y, x)

    @cached_property
    def first(self) -> Formula:
        """The monomial."""
        return self.a * x**self.m * y**self.n

    @cached_property
    def second(self) -> Formula:
        """The product with a function that is no polynomial."""
        s, t = self.symbols
        return self.b * t**self.r * OUTSIDES[self.outside][0](self.q * s)

    @cached_property
    def f(self) -> Formula:
        """The function."""
        return self.first + self.second

    def slopes(self, by: Formula) -> tuple[Formula, Formula]:
        """The partial derivatives of both terms."""
        s, t = self.symbols
        power = self.m if by == x else self.n
        value, slope, _ = OUTSIDES[self.outside]
        if by == s:
            return power * self.first / by, self.q * self.b * t**self.r * slope(self.q * s)
        return power * self.first / by, self.r * self.b * t ** (self.r - 1) * value(self.q * s)

    def total(self, by: Formula) -> Formula:
        """The partial derivative."""
        return sum(self.slopes(by))

    @property
    def names(self) -> dict[str, Domain]:
        """Where x and y may lie."""
        positive = self.s if self.outside == "log" else ""
        return {name: POSITIVE if name == positive else REAL for name in ("x", "y")}

    def at(self, first: complex, second: complex) -> complex:
        """The function, without SymPy."""
        s, t = (first, second) if self.s == "x" else (second, first)
        rest = self.b * t**self.r * OUTSIDES[self.outside][2](self.q * s)
        return self.a * first**self.m * second**self.n + rest


@exercise("vectorcalc/partial-derivatives", title="Partial derivatives", level=1)
def partial_derivatives(draw: Draw) -> Problem:
    """A partial derivative is by one variable, while the others are held fixed as if they were numbers.

    Trap: what is held fixed does not vanish where it is a factor.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 5.2.
    """
    mixture = Mixture(
        draw.choice("a", (-4, -3, -2, 2, 3, 4, 5)),
        draw.integer("m", 1, 3),
        draw.integer("n", 1, 3),
        draw.choice("b", (-3, -2, 1, 2, 3, 4)),
        draw.integer("r", 1, 3),
        draw.integer("q", 2, 5),
        draw.choice("outside", ("exp", "sin", "cos", "log")),
        draw.choice("s", ("x", "y")),
    )
    logarithm = mixture.outside == "log"
    return Problem(
        say(
            "Let $$f(x, y) = {f}$$ for all real $x$ and $y${where}.{words}",
            f=mixture.f,
            where=f" with ${mixture.s} > 0$" if logarithm else "",
            words=" Here ln is the natural logarithm; you may write log for it." if logarithm else "",
        ),
        (_partial_part(mixture, x, y), _partial_part(mixture, y, x)),
    )


def _partial_part(mixture: Mixture, by: Formula, other: Formula) -> Part:
    """The partial derivative by one of the two."""
    first, second = mixture.slopes(by)
    named = {"by": by.name, "other": other.name}
    return Part(
        say(r"Find $\frac{\partial f}{\partial {by}}$.", by=by.name),
        Derivative(mixture.f, by, names=mixture.names),
        slips=_partial_slips(mixture, by, other),
        hints=hints(
            "Hold ${other}$ fixed, as if it were a number.",
            "With ${other}$ fixed, ${term}$ is a number times a power of ${by}$. What is its derivative, and "
            "that of ${rest}$?",
            "${term}$ gives ${first}$. In ${rest}$ {what}.",
            term=mixture.first,
            rest=mixture.second,
            first=first,
            what=_what(mixture, by),
            **named,
        ),
        steps=(
            *(
                step(
                    "Hold ${other}$ fixed",
                    r"$\frac{\partial}{\partial {by}}\left[{term}\right]$",
                    "${slope}$",
                    term=term,
                    slope=slope,
                    **named,
                )
                for term, slope in ((mixture.first, first), (mixture.second, second))
            ),
            step("Add", r"$\frac{\partial f}{\partial {by}}$", "${total}$", total=first + second, by=by.name),
        ),
        check=lambda at: _numeric(mixture, by, at),
    )


def _what(mixture: Mixture, by: Formula) -> str:
    """What is to be done with the second term."""
    s, t = mixture.symbols
    if by == s:
        return f"the power of ${t.name}$ stays as a factor; use the chain rule for the rest"
    return f"what depends on ${s.name}$ stays as a factor; use the power rule for the rest"


def _numeric(mixture: Mixture, by: Formula, at: Mapping[str, float]) -> float:
    if by == x:
        return complex_step(lambda w: mixture.at(w, at["y"]), at["x"])
    return complex_step(lambda w: mixture.at(at["x"], w), at["y"])


def _partial_slips(mixture: Mixture, by: Formula, other: Formula) -> tuple[Slip, ...]:
    """The wrong rules for a partial derivative."""
    s, t = mixture.symbols
    first, second = mixture.slopes(by)
    _, slope, _ = OUTSIDES[mixture.outside]
    word = CALLED[mixture.outside]
    both_slopes = mixture.r * mixture.b * t ** (mixture.r - 1) * mixture.q * slope(mixture.q * s)
    total = Slip(
        "other-variable-changed-too",
        mixture.total(x) + mixture.total(y),
        f"You let {other} change as well. A partial derivative holds it fixed.",
    )
    dropped = Slip(
        "mixed-term-as-constant",
        second,
        f"The product of powers is gone. {other} is held fixed in it, but {by} is not.",
    )
    multiplied = Slip(
        "both-factors-differentiated",
        first + both_slopes,
        f"In the term with the {word} you differentiated both factors. One of them is held fixed.",
    )
    if by != s:
        return total, dropped, multiplied
    inner = Slip(
        "inner-dropped",
        first + second / mixture.q,
        f"The inside of the {word} is not {by} alone. Its derivative is a factor.",
    )
    return total, dropped, multiplied, inner
