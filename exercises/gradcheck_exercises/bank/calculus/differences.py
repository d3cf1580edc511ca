"""Derivatives from differences, and how exact they can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sympy import Rational, cbrt, sqrt

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, Step, exercise, hints, say, step
from gradcheck_exercises.symbolic import Value
from gradcheck_grader import POSITIVE, Choice, Expression, Node, Notation, Number, parse

NOTATION = Notation(names={"h": POSITIVE})
# The bound of a derivative, and k of the best step k 10^-j: such that the rounding error is a whole number
# times a power of 10.
FORWARD = tuple((M, k) for k in (1, 2, 3, 4) for M in range(1, 13) if M * k * k % 4 == 0)
CENTRAL = tuple((M, k) for k in (1, 2, 3) for M in range(1, 13) if M * k**3 % 3 == 0 and M * k < 25)
CHANGES = (
    ("a", "it falls, because the truncation error falls"),
    ("b", "it falls, because the rounding error falls"),
    ("c", "it grows, because the truncation error grows"),
    ("d", "it grows, because the rounding error grows"),
)


@dataclass(frozen=True)
class Difference:
    """A forward (order 1) or central (order 2) difference whose best step is k 10^-j.

    M  the bound of |f''| for the forward, of |f'''| for the central difference.
    """

    order: int
    M: int
    k: int
    j: int

    @property
    def rounding(self) -> tuple[int, int]:
        """d and s of the bound d 10^-s of the rounding error of a value; it makes k 10^-j the best step."""
        d = self.M * self.k**2 // 4 if self.order == 1 else self.M * self.k**3 // 3
        return d, (self.order + 1) * self.j

    @property
    def delta(self) -> Value:
        """The same as a number."""
        d, s = self.rounding
        return Rational(d, 10**s)

    @cached_property
    def best(self) -> Value:
        """The best step."""
        return Rational(self.k, 10**self.j)

    @property
    def factors(self) -> tuple[Value, int]:
        """c and r of the bound c h^order + r delta / h."""
        return (Rational(self.M, 2), 2) if self.order == 1 else (Rational(self.M, 6), 1)

    def bound(self, h: Value) -> Value:
        """The bound of the whole error with step h."""
        c, r = self.factors
        return c * h**self.order + r * self.delta / h

    def least(self) -> str:
        """Its least value, M h or ½ M h² for the best h, as a response."""
        if self.order == 1:
            return scientific(self.M * self.k, self.j)
        twice = self.M * self.k**2
        return scientific(twice // 2, 2 * self.j) if twice % 2 == 0 else scientific(5 * twice, 2 * self.j + 1)

    def error(self, c: Value, r: int, order: int | None = None) -> str:
        """c h^order + r delta / h as a response."""
        d, s = self.rounding
        return f"{c}*{power(order or self.order)} + {scientific(r * d, s)}/h"

    def worst(self, h: Value) -> Value:
        """The error for the polynomial with the largest derivative, its values off as far as they may be."""
        if self.order == 1:
            return (self.M * h * h / 2 + self.delta - (0 - self.delta)) / h
        return (self.M * h**3 / 6 + self.delta - (-self.M * h**3 / 6 - self.delta)) / (2 * h)


def scientific(factor: int, places: int) -> str:
    """factor 10^-places as a response."""
    return f"10^(-{places})" if factor == 1 else f"{factor}*10^(-{places})"


def power(order: int) -> str:
    """h to the first or second power."""
    return "h" if order == 1 else f"h^{order}"


def tree(response: str) -> Node:
    """What a response says, to be shown in a text."""
    return parse(response, NOTATION)


@exercise("calculus/fd-step-size", title="Step size of a finite difference", level=4)
def fd_step_size(draw: Draw) -> Problem:
    """A difference has a truncation error that grows with the step and a rounding error that falls with it.

    Trap: the smallest step is not the best one; and a central difference has another best step than a
    forward one.
    Source: Nocedal & Wright, Numerical Optimization, 2nd ed., section 8.1.
    """
    order = draw.choice("order", (1, 2))
    M, k = draw.choice("bound", FORWARD if order == 1 else CENTRAL)
    difference = Difference(order, M, k, draw.integer("j", 4, 8) if order == 1 else draw.integer("j", 2, 5))
    factor = draw.choice("factor", (10, 100, 1000))
    direction = draw.choice("direction", ("smaller", "larger"))
    d, s = difference.rounding
    return Problem(
        say(
            r"""
            The derivative $f'(x)$ is approximated by the {name} difference
            $$D(h) = {quotient}, \quad h > 0.$$
            Near $x$ it is known that $|{derivative}| \leq {M}$. Each computed value of $f$ has a rounding
            error of at most $\delta = {delta}$; all else is computed without error.

            The truncation error is the error of $D(h)$ without any rounding.
            """,
            name="forward" if order == 1 else "central",
            quotient=r"\frac{f(x + h) - f(x)}{h}" if order == 1 else r"\frac{f(x + h) - f(x - h)}{2 h}",
            derivative="f''" if order == 1 else "f'''",
            M=M,
            delta=tree(scientific(d, s)),
        ),
        (
            _bound_part(difference),
            _step_part(difference),
            _least_part(difference),
            _change_part(difference, factor, direction),
        ),
    )


def _bound_part(difference: Difference) -> Part:
    """The bound of the whole error."""
    c, r = difference.factors
    forward = difference.order == 1
    return Part(
        say(
            r"Bound the truncation error by Taylor's theorem and the rounding error by $\delta$, both as "
            "tightly as this allows. Give the sum $E(h)$ of the two bounds, with the numbers put in."
        ),
        Expression(difference.error(c, r), NOTATION),
        points=2,
        slips=_bound_slips(difference),
        hints=hints(
            "How far does the difference go wrong without rounding? And what do the rounding errors add?",
            r"By Taylor's theorem $f(x + h) = f(x) + h f'(x) + {rest}$ with some $t$ between. In $D(h)$ "
            r"two values of $f$ are off by up to $\delta$ each.",
            "The truncation error is at most ${c}$ times ${power}$. The rounding errors add up to "
            r"$2 \delta$ above; below stands ${below}$.",
            rest=r"\frac{h^2}{2} f''(t)" if forward else r"\frac{h^2}{2} f''(x) + \frac{h^3}{6} f'''(t)",
            c=c,
            power=power(difference.order),
            below="h" if forward else "2 h",
        ),
        steps=(
            step("Truncation error, at most", "", "${bound}$", bound=tree(f"{c}*{power(difference.order)}")),
            step(
                "Rounding error, at most", "", r"$\frac{2 \delta}{{below}}$", below="h" if forward else "2 h"
            ),
            step("Add, with the numbers", "$E(h)$", "${bound}$", bound=tree(difference.error(c, r))),
        ),
        check=lambda at: float(difference.worst(Rational(at["h"]))),
    )


def _bound_slips(difference: Difference) -> tuple[Slip, ...]:
    """The wrong bounds."""
    c, r = difference.factors
    if difference.order == 1:
        return (
            Slip(
                "one-rounding-error",
                difference.error(c, 1),
                "Two values are computed. In the worst case their rounding errors add up.",
            ),
            Slip(
                "factorial-left-out",
                difference.error(2 * c, r),
                "Look at the second-order term of Taylor's theorem: something stands below.",
            ),
            Slip(
                "truncation-of-second-order",
                difference.error(c, r, 2),
                "The remainder is divided by h like all else. Which power of h is left?",
            ),
        )
    return (
        Slip(
            "not-divided-by-two",
            difference.error(c, 2),
            "Two rounding errors add up above. What stands below?",
        ),
        Slip(
            "factorial-left-out",
            difference.error(6 * c, r),
            "Look at the third-order term of Taylor's theorem: something stands below.",
        ),
        Slip(
            "bound-of-forward-difference",
            difference.error(3 * c, 2, 1),
            "This is for a forward difference. In the central one the terms of second order cancel.",
        ),
    )


def _step_part(difference: Difference) -> Part:
    """The best step."""
    c, r = difference.factors
    k, j, delta, M = difference.k, difference.j, difference.delta, difference.M
    forward = difference.order == 1
    above = scientific(r * difference.rounding[0], difference.rounding[1])
    slope = f"{c * difference.order}*h - {above}/h^2" if not forward else f"{c} - {above}/h^2"
    return Part(
        say("Which step $h$ makes $E(h)$ smallest? Give it exactly, such as `5*10^(-9)` or `5e-9`."),
        Number(scientific(k, j)),
        points=2,
        slips=(
            Slip(
                "smaller-is-better",
                "10^(-16)",
                "This is about as small as a step can be. Put it into your bound: how large is the rounding "
                "error?",
            ),
            Slip(
                "step-of-other-difference",
                cbrt(3 * delta / M) if forward else 2 * sqrt(delta / M),
                f"This rule is for the {'central' if forward else 'forward'} difference. In yours the "
                "truncation error has another power of h.",
            ),
            _third_slip(difference),
        ),
        hints=hints(
            "Where the bound is smallest its derivative is 0.",
            "Differentiate $E(h)$ by $h$: the first term gives {first}. What does the second give?",
            "$E'(h) = {slope}$. Set it to 0 and solve for ${power}$; then take the root.",
            first="a constant" if forward else "a multiple of $h$",
            slope=tree(slope),
            power="h^2" if forward else "h^3",
        ),
        steps=(
            step("Differentiate", "$E'(h)$", "${slope}$", slope=tree(slope)),
            step(
                "It is 0",
                "$h^{{n}}$",
                "${value}$",
                n=difference.order + 1,
                value=tree(scientific(k ** (difference.order + 1), difference.rounding[1])),
            ),
            step("Take the root", "$h$", "${h}$", h=tree(scientific(k, j))),
        ),
        check=lambda _: _best_by_search(difference),
    )


def _third_slip(difference: Difference) -> Slip:
    """What else is taken for the best step."""
    if difference.order == 1:
        return Slip(
            "one-rounding-error",
            sqrt(2 * difference.delta / difference.M),
            "Only one rounding error is in it. Two values are computed.",
        )
    return Slip(
        "errors-balanced",
        cbrt(6 * difference.delta / difference.M),
        "For this step both errors have the same bound. Is their sum smallest there? Differentiate it.",
    )


def _best_by_search(difference: Difference) -> float:
    """The step with the least worst error, by golden-section search on a logarithmic scale."""
    low, high, ratio = -12.0, 0.0, (5**0.5 - 1) / 2

    def error(exponent: float) -> float:
        return float(difference.worst(10**exponent))

    while high - low > 1e-10:
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        low, high = (low, right) if error(left) < error(right) else (left, high)
    return 10 ** ((low + high) / 2)


def _least_part(difference: Difference) -> Part:
    """The least bound."""
    c, _ = difference.factors
    truncation = c * difference.best**difference.order
    return Part(
        say("How large is the bound $E(h)$ for this step? Give it exactly."),
        Number(difference.least()),
        slips=(
            Slip(
                "truncation-only",
                truncation,
                "This is the truncation error alone. The rounding error is added.",
            ),
            Slip(
                "rounding-only",
                difference.bound(difference.best) - truncation,
                "This is the rounding error alone. The truncation error is added.",
            )
            if difference.order == 2
            else Slip(
                "rounding-error-of-a-value",
                difference.delta,
                "So exact are the values of f. The difference is divided by a small number.",
            ),
        ),
        hints=hints(
            "Put the step into your bound from (a).",
            "The truncation error is then at most ${c}$ times ${power}$. How large is the rounding error?",
            r"Its rounding part is {rounding} over your $h$. Write both with the same power of 10 and add.",
            c=c,
            power=power(difference.order),
            rounding=r"$2 \delta$" if difference.order == 1 else r"$\delta$",
        ),
        steps=_least_steps(difference),
        check=lambda _: float(difference.worst(_best_by_search(difference))),
        follow=Follow(("b",), lambda own: _bound_of(difference, own)),
    )


def _least_steps(difference: Difference) -> tuple[Step, ...]:
    """Both parts and their sum, as multiples of one power of ten."""
    M, k, order = difference.M, difference.k, difference.order
    places = order * difference.j
    shares = (Rational(M * k, 2),) * 2 if order == 1 else (Rational(M * k * k, 6), Rational(M * k * k, 3))
    words = ("Truncation error", "Rounding error")
    return (
        *(
            step(f"{word}, at most", "", "${value}$", value=tree(f"{share}*10^(-{places})"))
            for word, share in zip(words, shares, strict=True)
        ),
        step("Add", "$E(h)$", "${value}$", value=tree(difference.least())),
    )


def _bound_of(difference: Difference, own: Mapping[str, Value]) -> Number | None:
    """The bound for the person's own step."""
    return Number(difference.bound(own["b"])) if own["b"] > 0 else None


def _change_part(difference: Difference, factor: int, direction: str) -> Part:
    """What another step does to the bound."""
    smaller = direction == "smaller"
    return Part(
        say(
            f"Somebody {'divides' if smaller else 'multiplies'} this step by {factor}. "
            "What happens to the bound $E(h)$?"
        ),
        Choice(CHANGES, right="d" if smaller else "c"),
        slips=(
            Slip(
                "other-error-looked-at",
                "a" if smaller else "b",
                "That error falls. But the best step is already the best: what does the other error do?",
            ),
            Slip(
                "errors-exchanged",
                "c" if smaller else "d",
                "It grows, but not for this reason. Which of the two errors has h below?",
            ),
        ),
        hints=hints(
            "The bound was smallest for your step: so it grows in both directions.",
            "One term has $h$ above, the other below. Which of them grows when $h$ becomes {direction}?",
            "The truncation error has $h$ above, the rounding error has it below. "
            "Look at the one that grows.",
            direction=direction,
        ),
        steps=(
            step(
                "The rounding error has $h$ below" if smaller else "The truncation error has $h$ above",
                "",
                f"it grows when $h$ becomes {direction}",
            ),
        ),
        check=lambda _: _changed(difference, factor if not smaller else 1 / factor),
    )


def _changed(difference: Difference, ratio: float) -> str:
    """The option that the two errors speak for, each computed by itself."""
    h = float(difference.best)
    exact = [float(Difference.worst(difference, at)) for at in (h, h * ratio)]
    rounding = [(2 if difference.order == 1 else 1) * float(difference.delta) / at for at in (h, h * ratio)]
    grows, by_rounding = exact[1] > exact[0], rounding[1] > rounding[0]
    return ("d" if by_rounding else "c") if grows else ("a" if by_rounding else "b")
