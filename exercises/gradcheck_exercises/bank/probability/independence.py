"""Independence of two variables in a joint table."""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Rational

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.symbolic import Value
from gradcheck_grader import Choice, Number, Tolerance

FOUR_PLACES = Tolerance(places=4)
MARGINALS = tuple(
    Rational(p, q)
    for p, q in ((1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (1, 5), (2, 5), (3, 5), (4, 5), (3, 10), (7, 10))
)
COMPARED = (
    ("a", "it is more likely once X = 1 is known"),
    ("b", "it is less likely once X = 1 is known"),
    ("c", "knowing X = 1 changes nothing"),
)


@exercise("probability/independence", title="Independence in a joint table", level=2)
def independence(draw: Draw) -> Problem:
    """Two variables are independent when every joint probability is the product of its marginals.

    Trap: disjoint events are not independent; one of them rules the other out.
    Source: Wasserman, All of Statistics, sections 1.5 and 2.7.
    """
    p = draw.choice("p", MARGINALS)
    q = draw.choice("q", tuple(one for one in MARGINALS if p * one != Rational(1, 4) and one != p))
    upwards = draw.choice("dependence", ("up", "down")) == "up"
    share = draw.choice("share", (Rational(1, 2), Rational(1, 3), Rational(2, 3)))
    room = min(p, q) - p * q if upwards else max(0, p + q - 1) - p * q
    return Problem(
        say(
            """
            $X$ and $Y$ take the values 0 and 1. It is known that
            $$P(X = 1) = {p}, \\qquad P(Y = 1) = {q},$$
            and $t$ stands for $P(X = 1, Y = 1)$, the probability that both are 1. Give each probability as a
            fraction, or as a decimal that is correct to 4 places.
            """,
            p=p,
            q=q,
        ),
        (
            _product(p, q),
            _neither(p, q),
            _seen(p, q, p * q + share * room),
            _direction(p, q, p * q + share * room),
        ),
    )


def _product(p: Value, q: Value) -> Part:
    """The t that makes X and Y independent."""
    slips = (
        Slip(
            "disjoint-for-independent",
            0,
            "With t = 0 the two are never 1 together, so X = 1 tells that Y = 0. That is the opposite of "
            "independence.",
        ),
        Slip(
            "equal-cells",
            Rational(1, 4),
            "Four equal cells would make both marginals one half. Look at the marginals that are given.",
        ),
        Slip(
            "one-implies-the-other",
            min(p, q),
            "This is the largest t there can be: the rarer of the two would never happen alone.",
        ),
    )
    return Part(
        say("For which $t$ are $X$ and $Y$ independent?"),
        Number(p * q, tolerance=FOUR_PLACES),
        slips=distinct(p * q, *slips),
        hints=hints(
            "Independent means: to know X does not change the probability of Y.",
            r"So $P(X = 1, Y = 1) = P(X = 1) \cdot \text{?}$",
            r"Multiply the two marginals: ${p} \cdot {q}$.",
            p=p,
            q=q,
        ),
        steps=(
            step(
                "The joint probability is the product of the marginals",
                r"${p} \cdot {q}$",
                "${t}$",
                p=p,
                q=q,
                t=p * q,
            ),
        ),
        check=lambda at: _balanced(p, q),
    )


def _balanced(p: Value, q: Value) -> float:
    """The t at which P(Y = 1) is the same in both rows of the table, found by halving an interval."""
    low, high = max(0.0, float(p + q - 1)), min(float(p), float(q))
    for _ in range(80):
        t = (low + high) / 2
        if t / float(p) < (float(q) - t) / (1 - float(p)):
            low = t
        else:
            high = t
    return (low + high) / 2


def _neither(p: Value, q: Value) -> Part:
    """The cell of the two zeros."""
    return Part(
        say("With this $t$, what is $P(X = 0, Y = 0)$?"),
        Number((1 - p) * (1 - q), tolerance=FOUR_PLACES),
        slips=(
            Slip(
                "complement-of-both",
                1 - p * q,
                "This is the probability that they are not both 1. One of them may still be 1.",
            ),
            Slip(
                "marginals-subtracted",
                1 - p - q,
                "You subtracted the case that both are 1 twice. Add it once.",
            ),
        ),
        hints=hints(
            "All four cells of the table add up to 1, and each row adds up to its marginal.",
            r"If $X$ and $Y$ are independent, so are $1 - X$ and $1 - Y$. What is $P(X = 0)$?",
            r"Multiply ${not_p}$ and ${not_q}$.",
            not_p=1 - p,
            not_q=1 - q,
        ),
        steps=(
            step(
                "Take the complements", "$P(X = 0), P(Y = 0)$", "${not_p}, {not_q}$", not_p=1 - p, not_q=1 - q
            ),
            step(
                "Multiply, since they are independent",
                r"${not_p} \cdot {not_q}$",
                "${cell}$",
                not_p=1 - p,
                not_q=1 - q,
                cell=(1 - p) * (1 - q),
            ),
        ),
        check=lambda at: 1 - float(p) - float(q) + _balanced(p, q),
        follow=Follow(("a",), lambda own: _remaining(p, q, own["a"])),
    )


def _remaining(p: Value, q: Value, t: Value) -> Number | None:
    """The last cell with the person's own t, where a table with that t exists."""
    rest = 1 - p - q + t
    return Number(rest, tolerance=FOUR_PLACES) if 0 <= t <= min(p, q) and rest >= 0 else None


def _seen(p: Value, q: Value, t: Value) -> Part:
    """P(Y = 1 | X = 1) for a given t."""
    return Part(
        say(
            "In the data of another study the marginals are the same, but $t = {t}$. What is "
            "$P(Y = 1 \\mid X = 1)$ there?",
            t=t,
        ),
        Number(t / p, tolerance=FOUR_PLACES),
        slips=distinct(
            t / p,
            Slip(
                "direction-confused",
                t / q,
                "This is P(X = 1 | Y = 1). Divide by the probability of what is given.",
            ),
            Slip(
                "joint-for-conditional",
                t,
                "This is the joint probability. Once X = 1 is given, divide by how likely that is.",
            ),
            Slip(
                "independence-assumed",
                q,
                "This is P(Y = 1) without any condition. Here t is not the product, so X = 1 matters.",
            ),
        ),
        hints=hints(
            "A conditional probability is a share of the cases in which the condition holds.",
            r"$P(Y = 1 \mid X = 1) = {t} / \text{?}$",
            "Divide {t} by {p}.",
            t=t,
            p=p,
        ),
        steps=(
            step(
                "Divide the joint probability by that of the condition",
                r"$\frac{t}{P(X = 1)}$",
                "${r}$",
                r=t / p,
            ),
        ),
        check=lambda at: float(t) / (float(t) + (float(p) - float(t))),
    )


def _direction(p: Value, q: Value, t: Value) -> Part:
    """Whether X = 1 speaks for Y = 1 or against it."""
    up = t > p * q
    return Part(
        say("In that study $X = 1$ is observed. What does this tell about the event $Y = 1$?"),
        Choice(COMPARED, right="a" if up else "b"),
        slips=(
            Slip(
                "independence-assumed",
                "c",
                "That is so only where t is the product of the marginals. Compare the two numbers.",
            ),
            Slip(
                "comparison-reversed",
                "b" if up else "a",
                "Compare your P(Y = 1 | X = 1) with P(Y = 1) again: which of the two is larger?",
            ),
        ),
        hints=hints(
            "Compare the probability of $Y = 1$ with and without the knowledge that $X = 1$.",
            "Without it the probability is {q}. With it, it is your answer to (c). Which is larger?",
            "Compare {r} with {q}.",
            q=q,
            r=t / p,
        ),
        steps=(step("Compare with the marginal", "", "${r} > {q}$" if up else "${r} < {q}$", r=t / p, q=q),),
        check=lambda at: "a" if float(t) - float(p) * float(q) > 0 else "b",
        follow=Follow(("c",), lambda own: _compared(own, q)),
    )


def _compared(own: Mapping[str, Value], q: Value) -> Choice | None:
    """The comparison that follows from the person's own conditional probability."""
    if not 0 <= own["c"] <= 1:
        return None
    return Choice(COMPARED, right="c" if own["c"] == q else ("a" if own["c"] > q else "b"))
