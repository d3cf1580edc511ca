"""How widely the scores of attention spread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sympy import Rational, sqrt

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.symbolic import Value
from gradcheck_grader import Choice, Number

SIZES = (4, 9, 16, 25, 36, 49, 64, 81, 100, 144, 256)
VARIANCES = tuple(
    Rational(p, q) for p, q in ((1, 1), (2, 1), (3, 1), (4, 1), (9, 1), (1, 2), (1, 4), (9, 4), (5, 1))
)
SCORES = {
    "plain": r"q^\top k",
    "root": r"\frac{1}{\sqrt{d}} q^\top k",
    "whole": r"\frac{1}{d} q^\top k",
}
KEYS = {"plain": "b", "root": "c", "whole": "d"}


@dataclass(frozen=True)
class Scores:
    """Dot products of d independent entries of mean 0, with variance v in a query and w in a key.

    kind    which score the last part asks about.      longer  the root of how many times d grows in it.
    """

    d: int
    v: Value
    w: Value
    kind: str
    longer: int

    @property
    def term(self) -> Value:
        """The variance of one product."""
        return self.v * self.w


@exercise("backprop/attention-variance", title="Why attention scores are scaled", level=2)
def attention_variance(draw: Draw) -> Problem:
    """The variance of a dot product grows with its length; divided by the root of it, it does not.

    Trap: variances add up, deviations do not; dividing by a number divides the variance by its square.
    Source: Vaswani et al., Attention Is All You Need (2017), section 3.2.1; Prince, Understanding Deep
    Learning, section 12.3.
    """
    v = draw.choice("v", VARIANCES)
    w = draw.choice("w", [other for other in VARIANCES if other != v and other * v != 1])
    scores = Scores(
        draw.choice("d", SIZES), v, w, draw.choice("score", tuple(SCORES)), draw.choice("longer", (2, 3))
    )
    return Problem(
        say(
            r"""
            At the start of training, a query $q$ and a key $k$ have $d = {d}$ entries each. All entries are
            independent random numbers with mean 0. Those of $q$ have the variance {v}, those of $k$ the
            variance {w}. Their score is $q^\top k = \sum_i q_i k_i$.
            """,
            d=scores.d,
            v=v,
            w=w,
        ),
        (
            _term_part(scores),
            _sum_part(scores),
            _scaled_part(scores),
            _divisor_part(scores),
            _growth_part(scores),
        ),
    )


def _term_part(scores: Scores) -> Part:
    """The variance of one product."""
    v, w, right = scores.v, scores.w, scores.term
    return Part(
        say("Find the variance of one product, $q_1 k_1$."),
        Number(right),
        slips=distinct(
            right,
            Slip("sum", v + w, "Variances add up in a sum. This is a product."),
            Slip("deviation", sqrt(right), "This is the standard deviation of the product."),
            Slip("square", right**2, "You squared once more. A variance is a mean square already."),
            Slip("one-factor", v, "The other factor is random as well."),
        ),
        hints=hints(
            "All means are 0, so the variance is the mean of the square.",
            r"$E[q_1^2 k_1^2] = E[q_1^2] \cdot \text{?}$, since the two are independent.",
            r"With mean 0, $E[q_1^2] = {v}$ and $E[k_1^2] = {w}$. Multiply.",
            v=v,
            w=w,
        ),
        steps=(step("Independent, with mean 0", r"$E[q_1^2] \cdot E[k_1^2]$", "${right}$", right=right),),
        check=lambda _: _spread(scores, 1),
    )


def _sum_part(scores: Scores) -> Part:
    """The variance of the score."""
    d, term = scores.d, scores.term
    right = d * term
    return Part(
        say(r"Find the variance of the score $q^\top k$."),
        Number(right),
        slips=distinct(
            right,
            Slip(
                "root-of-d",
                sqrt(d) * term,
                "The deviation grows with the root of the number of terms. How does the variance grow?",
            ),
            Slip(
                "d-squared",
                d**2 * term,
                "That would be so if all terms were one and the same number. They are independent.",
            ),
            Slip("one-term", term, "The score is a sum of many such products."),
            Slip("deviation", sqrt(right), "This is the standard deviation of the score."),
        ),
        hints=hints(
            "The products are independent of each other. What do variances do in a sum?",
            r"$\operatorname{Var}\left(\sum_i q_i k_i\right) = {d} \cdot \text{?}$",
            "Multiply the variance of one product by the number of products, {d}.",
            d=d,
        ),
        steps=(
            step(
                "Variances of independent terms add up",
                r"${d} \cdot {term}$",
                "${right}$",
                d=d,
                term=term,
                right=right,
            ),
        ),
        check=lambda _: _spread(scores, d),
        follow=Follow(("a",), lambda own: _positive(d * own["a"])),
    )


def _scaled_part(scores: Scores) -> Part:
    """The variance of the scaled score."""
    d, right = scores.d, scores.term
    return Part(
        say(r"Attention uses $s = \frac{q^\top k}{\sqrt{d}}$. Find its variance."),
        Number(right),
        slips=distinct(
            right,
            Slip(
                "divided-once",
                sqrt(d) * right,
                "A factor comes out of a variance as its square.",
            ),
            Slip(
                "divided-by-the-square", right / d, "The square of the root of d is d. You divided by more."
            ),
            Slip("not-divided", d * right, "This is the variance of the score before it is scaled."),
            Slip("always-one", 1, "That is so for entries of variance 1. These have others."),
        ),
        hints=hints(
            r"$\operatorname{Var}(c X) = c^2 \operatorname{Var}(X)$.",
            r"$c = \frac{1}{\sqrt{d}}$. What is $c^2$?",
            "Divide the variance of the score by {d}.",
            d=d,
        ),
        steps=(
            step(
                r"A factor comes out as its square",
                r"$\frac{1}{d} \operatorname{Var}(q^\top k)$",
                "${right}$",
                right=right,
            ),
        ),
        check=lambda _: _spread(scores, d, divisor=d**0.5),
        follow=Follow(("b",), lambda own: _positive(own["b"] / d)),
    )


def _divisor_part(scores: Scores) -> Part:
    """What to divide by for a variance of 1."""
    d, term = scores.d, scores.term
    right = sqrt(d * term)
    return Part(
        say(
            r"By which positive number would $q^\top k$ have to be divided to get the variance 1? A root "
            r"such as "
            "`sqrt(2)` will do."
        ),
        Number(right),
        slips=distinct(
            right,
            Slip("variance", d * term, "Dividing by the variance divides the variance by its square."),
            Slip("root-of-d-only", sqrt(d), "That is enough for entries of variance 1. These have others."),
            Slip("d", d, "Is the variance 1 then? Try it."),
            Slip(
                "root-of-term",
                sqrt(term),
                "This makes the variance of one product 1. The score is a sum of many.",
            ),
        ),
        hints=hints(
            "Dividing by $c$ divides the variance by $c^2$.",
            r"$\frac{1}{c^2} \operatorname{Var}(q^\top k) = 1$. Solve for $c$.",
            "Take the root of the result of (b).",
        ),
        steps=(
            step("The variance is to be 1", r"$c^2 = \operatorname{Var}(q^\top k)$", "${all}$", all=d * term),
            step("Take the root", "$c$", "${right}$", right=right),
        ),
        check=lambda _: _spread(scores, d) ** 0.5,
        follow=Follow(("b",), lambda own: _root(own)),
    )


def _growth_part(scores: Scores) -> Part:
    """What a longer query does."""
    m = scores.longer
    options = (
        ("a", f"it is multiplied by {m**2}"),
        ("b", f"it is multiplied by {m}"),
        ("c", "it stays"),
        ("d", f"it is divided by {m}"),
    )
    right = KEYS[scores.kind]
    wrong = {
        "b": ("a", "That happens to the variance."),
        "c": ("b", "It is divided by a root that grows too."),
    }
    key, feedback = wrong.get(right, ("c", "It would stay with the root of d. Here d itself is divided by."))
    return Part(
        say(
            r"Queries and keys become {times} times as long, with entries as before. What happens to the "
            r"standard "
            r"deviation of ${score}$?",
            times=m**2,
            score=SCORES[scores.kind],
        ),
        Choice(options, right=right),
        slips=(Slip("other-scale", key, feedback),),
        hints=hints(
            r"How does the standard deviation of $q^\top k$ depend on $d$?",
            r"It grows with $\sqrt{d}$. And what does the factor in front do, if there is one?",
            r"$\sqrt{d}$ becomes {m} times as large, and $d$ itself {times} times.",
            m=m,
            times=m**2,
        ),
        steps=(
            step(
                r"The deviation of $q^\top k$ grows with $\sqrt{d}$",
                "",
                "by a factor of {m}",
                m=m,
            ),
            step("The factor in front", "", _said_of_factor(scores)),
        ),
        check=lambda _: _tried(scores),
    )


def _said_of_factor(scores: Scores) -> str:
    """What the factor in front of the score does when d grows."""
    m = scores.longer
    return {
        "plain": "there is none",
        "root": f"it is divided by {m}, which makes up for that",
        "whole": f"it is divided by {m**2}, which is more than that",
    }[scores.kind]


def _positive(value: Value) -> Number | None:
    return Number(value) if value > 0 else None


def _root(own: Mapping[str, Value]) -> Number | None:
    """The root of the person's own variance."""
    return Number(sqrt(own["b"])) if own["b"] > 0 else None


def _spread(scores: Scores, d: int, divisor: float = 1) -> float:
    """The variance of a sum of d products of entries with two equally likely values, from its law."""
    law = np.ones(1)
    for _ in range(d):
        law = np.convolve(law, [0.5, 0, 0.5])
    values = np.arange(-d, d + 1) * float(scores.v) ** 0.5 * float(scores.w) ** 0.5 / divisor
    return float(law @ values**2 - (law @ values) ** 2)


def _tried(scores: Scores) -> str:
    """The key of what happens to the deviation, tried out."""
    power = {"plain": 0, "root": 0.5, "whole": 1}[scores.kind]
    sizes = (scores.d, scores.d * scores.longer**2)
    before, after = (_spread(scores, d, divisor=d**power) ** 0.5 for d in sizes)
    m = scores.longer
    nearest = min((m**2, m, 1, 1 / m), key=lambda factor: abs(factor - after / before))
    return "abcd"[(m**2, m, 1, 1 / m).index(nearest)]
