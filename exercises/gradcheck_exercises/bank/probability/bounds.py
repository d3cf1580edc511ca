"""Tail bounds: Markov, Chebyshev, and the probability itself."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, factorial

from sympy import Rational

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.symbolic import Value
from gradcheck_exercises.text import Text
from gradcheck_grader import Choice, Number, Tolerance

APART = 0.002
FOUR_PLACES = Tolerance(places=4)
RATIOS = tuple(Rational(p, q) for p, q in ((4, 3), (3, 2), (5, 3), (7, 4), (2, 1), (9, 4), (5, 2)))
THINGS = {
    "requests": ("requests", "reached a server"),
    "calls": ("calls", "come in"),
    "faults": ("disks", "failed"),
    "buses": ("buses", "come"),
}
TIGHTER = (
    ("a", "Markov's"),
    ("b", "Chebyshev's"),
    ("c", "neither: the two bounds are equal here"),
)


@dataclass(frozen=True)
class Waiting:
    """A sum of n independent exponential times of mean m, and the bound a = ratio times its mean."""

    n: int
    m: int
    ratio: Value

    @property
    def mean(self) -> Value:
        """E[X]."""
        return Rational(self.n * self.m)

    @property
    def variance(self) -> Value:
        """Var(X)."""
        return Rational(self.n * self.m**2)

    @property
    def a(self) -> Value:
        """The bound."""
        return self.mean * self.ratio

    @property
    def tighter(self) -> str:
        """The key of the smaller bound."""
        return _smaller(self.mean / self.a, self.variance / (self.a - self.mean) ** 2)

    @property
    def chance(self) -> str:
        """P(X >= a), as a person writes it."""
        t = self.a / self.m
        terms = ["1", f"{t}", f"({t})^2/2", f"({t})^3/6"][: self.n]
        return f"({' + '.join(terms)}) e^(-{t})"

    def tail(self) -> float:
        """P(X >= a): fewer than n events of a Poisson process in the time a."""
        t = float(self.a / self.m)
        return sum(exp(-t) * t**k / factorial(k) for k in range(self.n))

    def integrated(self) -> float:
        """P(X >= a) by Simpson's rule over the density, far into the tail."""
        low, high, steps = float(self.a / self.m), float(self.a / self.m) + 60, 6000
        width = (high - low) / steps
        weights = [1, *(4 if k % 2 else 2 for k in range(1, steps)), 1]
        heights = (
            (low + k * width) ** (self.n - 1) * exp(-(low + k * width)) / factorial(self.n - 1)
            for k in range(steps + 1)
        )
        return width / 3 * sum(w * height for w, height in zip(weights, heights, strict=True))


@exercise("probability/tail-bounds", title="Markov, Chebyshev and the tail itself", level=3)
def tail_bounds(draw: Draw) -> Problem:
    """Markov's bound uses the mean alone, Chebyshev's the variance too; both are bounds and no equalities.

    Trap: Chebyshev bounds both tails together, by the variance over the squared distance from the mean.
    Source: Blitzstein & Hwang, Introduction to Probability, 2nd ed., section 10.1.
    """
    thing = draw.choice("thing", tuple(THINGS))
    n = draw.choice("n", (2, 3, 4))
    m = draw.integer("m", 2, 12)
    ratio = draw.choice("ratio", RATIOS)
    waiting = Waiting(n, m, ratio)
    return Problem(
        _waiting(waiting, thing), (_markov(waiting), _chebyshev(waiting), _exact(waiting), _compared(waiting))
    )


def _waiting(w: Waiting, thing: str) -> Text:
    """The statement."""
    things, done = THINGS[thing]
    return say(
        r"""
        $X$ is the time, in minutes, until {things} {done}. It is the sum of {n} independent times with the
        exponential law of mean {m}, which has the density $\frac{1}{m} e^{-x/{m}}$ for $x > 0$ and the
        variance {square}. Let $a = {a}$. Give each number exactly, or as a decimal that is correct to 4
        places.
        """,
        things=f"{w.n} {things} have",
        done=done,
        n=w.n,
        m=w.m,
        square=w.m**2,
        a=w.a,
    )


def _markov(w: Waiting) -> Part:
    """Markov's bound."""
    right = w.mean / w.a
    return Part(
        say(r"Which bound does Markov's inequality give for $P(X \geq a)$?"),
        Number(right, tolerance=FOUR_PLACES),
        slips=distinct(
            right,
            Slip("complement", 1 - right, "Markov bounds the upper tail itself, not its complement."),
            Slip(
                "inverted",
                1 / right,
                "A bound above 1 says nothing about a probability. Divide the other way.",
            ),
            Slip(
                "mean-of-one-time",
                w.m / w.a,
                "Take the mean of X, the sum. This is the mean of one of the times.",
            ),
            Slip("variance-for-mean", w.variance / w.a, "Markov's inequality uses the mean alone."),
            apart=APART,
        ),
        hints=hints(
            "A variable that is never negative cannot be large often, or its mean would be larger.",
            r"$P(X \geq a) \leq \frac{\text{?}}{a}$",
            r"The mean of $X$ is ${n} \cdot {m}$. Divide it by ${a}$.",
            n=w.n,
            m=w.m,
            a=w.a,
        ),
        steps=(
            step("The mean of the sum", r"${n} \cdot {m}$", "${mean}$", n=w.n, m=w.m, mean=w.mean),
            step("Markov's inequality", r"$\frac{mean}{a}$", "${right}$", mean=w.mean, a=w.a, right=right),
        ),
        check=lambda at: w.n * w.m / float(w.a),
    )


def _chebyshev(w: Waiting) -> Part:
    """Chebyshev's bound."""
    away = w.a - w.mean
    right = w.variance / away**2
    return Part(
        say(
            r"$X \geq a$ implies $|X - E[X]| \geq a - E[X]$. Which bound does Chebyshev's "
            r"inequality give for that?"
        ),
        Number(right, tolerance=FOUR_PLACES),
        points=2,
        slips=distinct(
            right,
            Slip("halved", right / 2, "Halving would need a law that is symmetric about its mean."),
            Slip(
                "deviation-for-variance",
                Rational(w.m, 1) / away,
                "The variance belongs over the square of the distance.",
            ),
            Slip(
                "distance-from-zero",
                w.variance / w.a**2,
                "The distance is measured from the mean, not from 0.",
            ),
            Slip("not-squared", w.variance / away, "You divided by the distance. Its square belongs there."),
            Slip(
                "variance-of-one-time",
                w.m**2 / away**2,
                "Take the variance of the sum: those of independent times add up.",
            ),
            apart=APART,
        ),
        hints=hints(
            "Chebyshev compares the variance with the squared distance from the mean.",
            r"$P(|X - \mu| \geq k) \leq \frac{\sigma^2}{\text{?}}$. What is $k$ here?",
            r"The variance is ${n} \cdot {square}$ and $k = {a} - {mean}$.",
            n=w.n,
            square=w.m**2,
            a=w.a,
            mean=w.mean,
        ),
        steps=(
            step(
                "The variance of the sum",
                r"${n} \cdot {square}$",
                "${variance}$",
                n=w.n,
                square=w.m**2,
                variance=w.variance,
            ),
            step("The distance from the mean", "${a} - {mean}$", "${away}$", a=w.a, mean=w.mean, away=away),
            step(
                "Chebyshev's inequality",
                r"$\frac{variance}{{away}^2}$",
                "${right}$",
                variance=w.variance,
                away=away,
                right=right,
            ),
        ),
        check=lambda at: w.n / float(w.ratio * w.n - w.n) ** 2,
    )


def _exact(w: Waiting) -> Part:
    """The probability itself."""
    t = w.a / w.m
    right = w.tail()
    return Part(
        _exact_prompt(w),
        Number(w.chance, tolerance=FOUR_PLACES),
        points=2,
        slips=distinct(
            right,
            Slip(
                "other-side",
                f"{1 - right:.8f}",
                "This is the probability that X is smaller. Take the complement.",
            ),
            Slip(
                "one-time-only",
                f"{exp(-t):.8f}",
                "This is for one time that lasts so long. Several may share it.",
            ),
            Slip(
                "one-event-too-many",
                f"{right + exp(-t) * float(t) ** w.n / factorial(w.n):.8f}",
                "Fewer than so many: your sum has one term too many.",
            ),
            Slip("rate-for-mean", f"{exp(-w.m * float(w.a)):.8f}", "In the exponent stands x over the mean."),
            apart=APART,
        ),
        hints=hints(
            "Integrate the density from $a$ on, or count the events up to the time $a$.",
            r"With $t = \frac{a}{m} = {t}$ the sum has {count}. What is each term?",
            "It is ${chance}$.",
            t=t,
            m=w.m,
            count=f"{w.n} terms",
            chance=_in_latex(w),
        ),
        steps=(
            step("Count in means of one time", r"$t = \frac{a}{m}$", "${t}$", t=t, m=w.m),
            step(
                "Add the terms",
                r"$P(X \geq a)$",
                r"${chance} \approx {decimal}$",
                chance=_in_latex(w),
                decimal=f"{right:.4f}",
            ),
        ),
        check=lambda at: w.integrated(),
    )


def _exact_prompt(w: Waiting) -> Text:
    """The question, with the law of the sum."""
    return say(
        r"$X \geq a$ means that fewer than {n} of the events have happened by then, and with $t = "
        r"a/{m}$ their "
        r"number has a Poisson law of mean $t$: $P(X \geq a) = e^{-t} \sum_{k=0}^{{last}} "
        r"\frac{t^k}{k!}$. What is "
        r"it?",
        n=w.n,
        m=w.m,
        last=w.n - 1,
    )


def _in_latex(w: Waiting) -> str:
    """P(X >= a) in LaTeX."""
    t = w.a / w.m
    base = f"({t})" if t.q != 1 else f"{t}"
    terms = ["1", f"{t}", rf"\frac{{{base}^2}}{{2}}", rf"\frac{{{base}^3}}{{6}}"][: w.n]
    return f"({' + '.join(terms)}) e^{{-{t}}}"


def _compared(w: Waiting) -> Part:
    """Which bound says more."""
    right = w.tighter
    away = w.a - w.mean
    return Part(
        say(r"Which of the two bounds says more about $P(X \geq a)$ here?"),
        Choice(TIGHTER, right=right),
        slips=tuple(
            Slip(f"{name}-chosen", key, said)
            for name, key, said in (
                ("markov", "a", "A bound says more the smaller it is. Compare your answers to (a) and (b)."),
                (
                    "chebyshev",
                    "b",
                    "To know the variance does not always help: near the mean the distance is small.",
                ),
                (
                    "equality",
                    "c",
                    "Both bound the same number, but a bound is no equality. Compare your numbers.",
                ),
            )
            if key != right
        ),
        hints=hints(
            "The probability lies below both bounds. Which of them leaves it less room?",
            r"Markov's bound is ${markov}$. What is Chebyshev's, and which is smaller?",
            r"Compare ${markov}$ with ${chebyshev}$.",
            markov=w.mean / w.a,
            chebyshev=w.variance / away**2,
        ),
        steps=(
            step(
                "The smaller bound says more",
                "",
                r"Markov: ${markov}$; Chebyshev: ${chebyshev}$",
                markov=_with_decimal(w.mean / w.a),
                chebyshev=_with_decimal(w.variance / away**2),
            ),
        ),
        check=lambda at: _by_floats(w),
        follow=Follow(("a", "b"), lambda own: Choice(TIGHTER, right=_smaller(own["a"], own["b"]))),
    )


def _with_decimal(value: Value) -> str:
    """The number in LaTeX, with its decimal where it is a fraction."""
    return str(value) if value.q == 1 else rf"\frac{{{value.p}}}{{{value.q}}} \approx {float(value):.4f}"


def _smaller(markov: Value, chebyshev: Value) -> str:
    """The key of the smaller bound."""
    return "c" if markov == chebyshev else ("a" if markov < chebyshev else "b")


def _by_floats(w: Waiting) -> str:
    """The key again, from n and the ratio alone."""
    r = float(w.ratio)
    gap = r - w.n * (r - 1) ** 2
    return "c" if abs(gap) < 1e-9 else ("b" if gap < 0 else "a")
