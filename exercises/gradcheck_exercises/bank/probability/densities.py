"""One continuous variable: its distribution function and its density."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log

from sympy import Rational

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.symbolic import Value
from gradcheck_grader import Expression, Number, Tolerance
from gradcheck_grader.notation import POSITIVE, Domain, between

FOUR_PLACES = Tolerance(places=4)
APART = 0.002


@dataclass(frozen=True)
class Lifetime:
    """F(x) = 1 - e^(-x/c) for x > 0, or F(x) = (x/c)^n on [0, c], with two values p < q between."""

    n: int
    c: int
    p: int
    q: int

    @property
    def exponential(self) -> bool:
        """Whether the law is the exponential one."""
        return self.n == 0

    @property
    def F(self) -> str:
        """The distribution function, in plain notation."""
        return f"1 - e^(-x/{self.c})" if self.exponential else f"(x/{self.c})^{self.n}"

    @property
    def f(self) -> str:
        """The density."""
        if self.exponential:
            return f"1/{self.c} e^(-x/{self.c})"
        return f"{Rational(self.n, self.c)} (x/{self.c}){'' if self.n == 2 else f'^{self.n - 1}'}"

    def below(self, x: float) -> float:
        """F(x) in floating point."""
        return 1 - exp(-x / self.c) if self.exponential else (x / self.c) ** self.n

    @property
    def domain(self) -> Domain:
        """Where the density is asked for."""
        return POSITIVE if self.exponential else between(0, self.c)


@exercise("probability/cdf-pdf", title="From a distribution function to a density", level=2)
def cdf_pdf(draw: Draw) -> Problem:
    """The density is the derivative of the distribution function, and probabilities are differences of it.

    Trap: a density is no probability; a probability between bounds is F at one less F at the other.
    Source: Wasserman, All of Statistics, sections 2.2 and 2.4.
    """
    n = draw.choice("n", (0, 2, 3, 4))
    c = draw.integer("c", 3, 16, exclude=(n, 4))
    p = draw.integer("p", 1, c - 2)
    q = draw.integer("q", p + 1, c - 1)
    law = Lifetime(n, c, p, q)
    support = "$x > 0$" if law.exponential else rf"$0 \leq x \leq {c}$"
    return Problem(
        say(
            r"""
            The random variable $X$ has the distribution function
            $$F(x) = P(X \leq x) = {F}$$
            for {support}; below, $F$ is 0{above}.
            """,
            F=f"1 - e^{{-x/{c}}}" if law.exponential else rf"\left(\frac{{x}}{{{c}}}\right)^{n}",
            support=support,
            above="" if law.exponential else ", and above it is 1",
        ),
        (_density(law), _probability(law), _median(law)),
    )


def _density(law: Lifetime) -> Part:
    """The derivative of F."""
    inner = Rational(1, law.c)
    lost = (
        f"e^(-x/{law.c})"
        if law.exponential
        else f"{law.n} (x/{law.c}){'' if law.n == 2 else f'^{law.n - 1}'}"
    )
    return Part(
        say("What is the density $f(x)$ there?"),
        Expression(law.f, {"x": law.domain}),
        slips=(
            Slip(
                "inner-derivative-lost",
                lost,
                "The inside is x over a number. Its derivative is a factor that you left out.",
            ),
            Slip("not-differentiated", law.F, "This is F itself. How fast does it rise?"),
            *(
                (Slip("sign", f"-{law.f}", "A density is never negative. Two minus signs meet here."),)
                if law.exponential
                else (
                    Slip(
                        "exponent-kept",
                        f"{Rational(law.n, law.c)} (x/{law.c})^{law.n}",
                        "The exponent falls by one when a power is differentiated.",
                    ),
                )
            ),
        ),
        hints=hints(
            "A density says how fast the probability grows: it is the derivative of F.",
            r"Differentiate with the chain rule: the derivative of $\frac{x}{c}$ is $\text{?}$",
            r"The outer derivative of ${F}$, times ${inner}$.",
            c=law.c,
            F=f"1 - e^{{-x/{law.c}}}" if law.exponential else rf"(\frac{{x}}{{{law.c}}})^{law.n}",
            inner=inner,
        ),
        steps=(step("Differentiate", "$F'(x)$", "${f}$", f=_density_in_latex(law)),),
        check=lambda at: (law.below(at["x"] + 1e-4) - law.below(at["x"] - 1e-4)) / 2e-4,
    )


def _density_in_latex(law: Lifetime) -> str:
    if law.exponential:
        return rf"\frac{{1}}{{{law.c}}} e^{{-x/{law.c}}}"
    power = "" if law.n == 2 else f"^{law.n - 1}"
    factor: Value = Rational(law.n, law.c)
    return rf"\frac{{{factor.p}}}{{{factor.q}}} \cdot (\frac{{x}}{{{law.c}}}){power}"


def _probability(law: Lifetime) -> Part:
    """P(p < X < q)."""
    low, high = law.below(law.p), law.below(law.q)
    exact = (
        f"e^(-{Rational(law.p, law.c)}) - e^(-{Rational(law.q, law.c)})"
        if law.exponential
        else str(Rational(law.q, law.c) ** law.n - Rational(law.p, law.c) ** law.n)
    )
    right = high - low
    return Part(
        say(
            "What is $P({p} < X < {q})$? Exactly, or as a decimal that is correct to 4 places.",
            p=law.p,
            q=law.q,
        ),
        Number(exact, tolerance=FOUR_PLACES),
        slips=distinct(
            right,
            Slip(
                "density-for-probability",
                f"{_height(law, law.q) - _height(law, law.p):.8f}",
                "You took differences of the density. A probability is an area under it: use F.",
            ),
            Slip(
                "lower-bound-lost",
                f"{high:.8f}",
                "This is the probability of all values up to the upper bound. Some are too small.",
            ),
            Slip(
                "bounds-of-a-uniform-law",
                f"{float(Rational(law.q - law.p, law.c)):.8f}",
                "That would be right if X were uniform. F is not a straight line here.",
            ),
            Slip(
                "outside", f"{1 - right:.8f}", "This is the probability of the values outside of the bounds."
            ),
            apart=APART,
        ),
        hints=hints(
            "F says how likely all values up to x are.",
            r"$P(p < X < q) = F(q) - \text{?}$",
            r"Compute $F({q}) - F({p})$.",
            p=law.p,
            q=law.q,
        ),
        steps=(
            step("Subtract", "$F({q}) - F({p})$", "${exact}$", p=law.p, q=law.q, exact=_plain_in_latex(law)),
            step("As a decimal", "", r"$\approx {decimal}$", decimal=f"{right:.4f}"),
        ),
        check=lambda at: _area(law),
    )


def _plain_in_latex(law: Lifetime) -> str:
    """F(q) - F(p) in LaTeX."""
    p, q = Rational(law.p, law.c), Rational(law.q, law.c)
    if law.exponential:
        return f"e^{{-{p}}} - e^{{-{q}}}"
    return f"{_power(q, law.n)} - {_power(p, law.n)}"


def _power(ratio: Value, n: int) -> str:
    return rf"\left(\frac{{{ratio.p}}}{{{ratio.q}}}\right)^{n}"


def _height(law: Lifetime, x: float) -> float:
    """f(x) in floating point."""
    return exp(-x / law.c) / law.c if law.exponential else law.n / law.c * (x / law.c) ** (law.n - 1)


def _area(law: Lifetime) -> float:
    """The area under the density by Simpson's rule."""
    steps = 400
    width = (law.q - law.p) / steps
    weights = [1, *(4 if k % 2 else 2 for k in range(1, steps)), 1]
    return width / 3 * sum(w * _height(law, law.p + k * width) for k, w in enumerate(weights))


def _median(law: Lifetime) -> Part:
    """The x with F(x) = 1/2."""
    right = law.c * log(2) if law.exponential else law.c * 0.5 ** (1 / law.n)
    mean = law.c if law.exponential else Rational(law.n * law.c, law.n + 1)
    return Part(
        say("What is the median of $X$? Exactly, or as a decimal that is correct to 4 places."),
        Number(f"{law.c} ln(2)" if law.exponential else f"{law.c} (1/2)^(1/{law.n})", tolerance=FOUR_PLACES),
        points=2,
        slips=distinct(
            right,
            Slip(
                "mean-for-median",
                mean,
                "This is the mean. The median has half of the probability on each side.",
            ),
            Slip(
                "middle-of-the-range",
                Rational(law.c, 2),
                "The middle of the range is the median of a symmetric law. This one is not symmetric.",
            ),
            Slip("scale-lost", f"{right / law.c:.8f}", "You solved for x over the scale. Multiply by it."),
            apart=APART,
        ),
        hints=hints(
            "Below the median lies half of the probability.",
            r"Solve $F(x) = \text{?}$ for $x$.",
            "Solve ${F} = 1/2$.",
            F=f"1 - e^{{-x/{law.c}}}" if law.exponential else rf"(\frac{{x}}{{{law.c}}})^{law.n}",
        ),
        steps=(
            step(
                "Set F to one half and solve",
                "$x$",
                r"${x} \approx {decimal}$",
                x=rf"{law.c} \ln(2)"
                if law.exponential
                else rf"{law.c} \cdot (\frac{{1}}{{2}})^{{1/{law.n}}}",
                decimal=f"{right:.4f}",
            ),
        ),
        check=lambda at: _halved(law),
    )


def _halved(law: Lifetime) -> float:
    """Where F passes one half, by halving an interval."""
    low, high = 0.0, float(law.c)
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if law.below(middle) < 0.5 else (low, middle)
    return low
