"""Joint and conditional probabilities read from a table of counts."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Rational

from gradcheck_exercises import Draw, Part, Problem, Slip, Step, exercise, hints, say, step
from gradcheck_exercises.symbolic import Value
from gradcheck_exercises.text import Text
from gradcheck_grader import Number, Tolerance

FOUR_PLACES = Tolerance(places=4)
SETTINGS = {
    "mail": ("e-mails", "are spam", "are not spam", "have the word offer", "do not have it"),
    "cats": ("pictures", "show a cat", "show none", "get the label cat", "get another label"),
    "shop": ("customers", "buy something", "buy nothing", "see the advertisement", "do not see it"),
    "clinic": ("patients", "have a fever", "have no fever", "have a cough", "have no cough"),
}


@dataclass(frozen=True)
class Counts:
    """How often A and B, A alone, B alone and neither was seen."""

    both: int
    only_a: int
    only_b: int
    neither: int

    @property
    def everything(self) -> int:
        """All that was counted."""
        return self.both + self.only_a + self.only_b + self.neither

    @property
    def a(self) -> int:
        """How often A was seen."""
        return self.both + self.only_a

    @property
    def b(self) -> int:
        """How often B was seen."""
        return self.both + self.only_b

    def listed(self) -> list[tuple[bool, bool]]:
        """One pair (A, B) for each that was counted."""
        pairs = ((True, True), (True, False), (False, True), (False, False))
        counts = (self.both, self.only_a, self.only_b, self.neither)
        return [pair for pair, count in zip(pairs, counts, strict=True) for _ in range(count)]


@exercise("probability/conditional-table", title="Conditional probability from a table of counts", level=1)
def conditional_table(draw: Draw) -> Problem:
    """A joint probability divides by everybody, a conditional one by those who meet the condition.

    Trap: P(A | B) and P(B | A) have the same numerator and different denominators.
    Source: Blitzstein & Hwang, Introduction to Probability, 2nd ed., section 2.2.
    """
    setting = draw.choice("setting", tuple(SETTINGS))
    both = draw.integer("both", 5, 60)
    only_a = draw.integer("only_a", 5, 60, exclude=(both,))
    only_b = draw.integer("only_b", 5, 60, exclude=(both, only_a, both + only_a, only_a - both))
    independent = [only_a * only_b // both] if only_a * only_b % both == 0 else []
    counts = Counts(both, only_a, only_b, draw.integer("neither", 5, 60, exclude=independent))
    return Problem(
        _counted(setting, counts),
        (_joint(counts), _given_b(counts), _given_a(counts)),
    )


def _counted(setting: str, counts: Counts) -> Text:
    """The statement: the four counts in words."""
    things, a, not_a, b, not_b = SETTINGS[setting]
    return say(
        """
        Of {everything} {things},

        - {both} {a} and {b},
        - {only_a} {a} and {not_b},
        - {only_b} {not_a} and {b},
        - {neither} {not_a} and {not_b}.

        One of the {everything} {things} is chosen at random, each equally likely. $A$ is the event that it is
        one of those that {a}, $B$ the event that it is one of those that {b}. Give each probability as a
        fraction, or as a decimal that is correct to 4 places.
        """,
        everything=counts.everything,
        things=things,
        a=a,
        not_a=not_a,
        b=b,
        not_b=not_b,
        both=counts.both,
        only_a=counts.only_a,
        only_b=counts.only_b,
        neither=counts.neither,
    )


def _joint(counts: Counts) -> Part:
    """P(A and B)."""
    n = counts.everything
    return Part(
        say(r"What is $P(A \cap B)$, the probability that both happen?"),
        Number(Rational(counts.both, n), tolerance=FOUR_PLACES),
        slips=(
            Slip(
                "conditional-for-joint",
                Rational(counts.both, counts.b),
                "You divided by those for whom B happens. Nothing is given here: divide by all.",
            ),
            Slip(
                "product-of-marginals",
                Rational(counts.a * counts.b, n * n),
                "You multiplied P(A) and P(B). That would need independence, and the table says what is so.",
            ),
            Slip(
                "union-for-joint",
                Rational(n - counts.neither, n),
                "This is the probability that at least one of the two happens. Which count has both?",
            ),
        ),
        hints=hints(
            "How many of all have both properties?",
            r"$P(A \cap B)$ is a count over {n}. Which of the four counts?",
            "The count with both is {both}; divide it by {n}.",
            n=n,
            both=counts.both,
        ),
        steps=(_divided("Divide the count with both by all", r"P(A \cap B)", counts.both, n),),
        check=lambda at: _share([pair == (True, True) for pair in counts.listed()]),
    )


def _given_b(counts: Counts) -> Part:
    """P(A | B)."""
    return Part(
        say(r"What is $P(A \mid B)$, the probability of $A$ among those for which $B$ happens?"),
        Number(Rational(counts.both, counts.b), tolerance=FOUR_PLACES),
        slips=_conditional_slips(counts, below=counts.a, alone=counts.only_b, given="B", other="A"),
        hints=hints(
            "Forget all those for which B does not happen. How many are left?",
            r"$P(A \mid B) = \frac{\text{count of } A \text{ and } B}{\text{?}}$. What stands below?",
            "Of {b} with $B$ there are {both} with $A$ as well.",
            b=counts.b,
            both=counts.both,
        ),
        steps=_conditional_steps(counts, "A", "B", counts.only_b),
        check=lambda at: _share([a for a, b in counts.listed() if b]),
    )


def _given_a(counts: Counts) -> Part:
    """P(B | A)."""
    return Part(
        say(r"What is $P(B \mid A)$?"),
        Number(Rational(counts.both, counts.a), tolerance=FOUR_PLACES),
        slips=_conditional_slips(counts, below=counts.b, alone=counts.only_a, given="A", other="B"),
        hints=hints(
            "Now $A$ is given. Only those for which $A$ happens are looked at.",
            "The numerator is the same as in (b), {both}. What is the denominator now?",
            r"Add up those with $A$: ${both} + {only_a}$.",
            both=counts.both,
            only_a=counts.only_a,
        ),
        steps=_conditional_steps(counts, "B", "A", counts.only_a),
        check=lambda at: _share([b for a, b in counts.listed() if a]),
    )


def _conditional_slips(counts: Counts, *, below: int, alone: int, given: str, other: str) -> tuple[Slip, ...]:
    """The wrong rules for P(other | given)."""
    return (
        Slip(
            "direction-confused",
            Rational(counts.both, below),
            f"This is the conditional probability in the other direction, P({given} | {other}). "
            f"Which event is given here?",
        ),
        Slip(
            "joint-for-conditional",
            Rational(counts.both, counts.everything),
            f"You divided by all. Once {given} is given, only those with {given} count.",
        ),
        Slip(
            "odds-for-probability",
            Rational(counts.both, alone),
            f"You compared those with {other} to those without. A probability divides by both "
            f"groups together.",
        ),
    )


def _conditional_steps(counts: Counts, event: str, given: str, alone: int) -> tuple[Step, ...]:
    """Count the condition, then divide."""
    below = counts.both + alone
    return (
        step(
            f"Count those for which ${given}$ happens",
            "${both} + {alone}$",
            "${below}$",
            both=counts.both,
            alone=alone,
            below=below,
        ),
        _divided("Divide the count of both by it", rf"P({event} \mid {given})", counts.both, below),
    )


def _divided(rule: str, name: str, above: int, below: int) -> Step:
    """One count over another, and in lowest terms where that is different."""
    p: Value = Rational(above, below)
    if p.q == below:
        return step(rule, "${name}$", "${p}$", name=name, p=p)
    return step(rule, "${name}$", r"$\frac{above}{below} = {p}$", name=name, above=above, below=below, p=p)


def _share(seen: list[bool]) -> float:
    """The relative frequency of True."""
    return sum(seen) / len(seen)
