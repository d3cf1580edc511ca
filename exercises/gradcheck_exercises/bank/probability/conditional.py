"""Conditional probability and Bayes' rule."""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Rational

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, Step, exercise, hints, say, step
from gradcheck_exercises.symbolic import Value
from gradcheck_grader import Number, Tolerance

ONE_IN = (1000, 500, 400, 250, 200, 125, 100, 80, 50, 40, 25, 20)
FOUR_PLACES = Tolerance(places=4)


@exercise("probability/bayes-test", title="Bayes' rule for a medical test", level=2)
def bayes_test(draw: Draw) -> Problem:
    """The probability of a disease after one positive test, and after a second one.

    Trap: a good test for a rare disease still gives mostly false alarms, because the healthy are so many.
    Source: Blitzstein & Hwang, Introduction to Probability, 2nd ed., section 2.3 and example 2.3.9.
    """
    one_in = draw.choice("one_in", ONE_IN)
    sensitivity = draw.integer("sensitivity", 80, 99)
    specificity = draw.integer("specificity", 80, 99, exclude=(sensitivity,))
    shares: list[Value] = [Rational(1, one_in), Rational(sensitivity, 100), Rational(specificity, 100)]
    return Problem(
        say(
            """
            One person in {one_in} has a disease $D$. A test is positive

            - with probability {sensitivity} % for a person who has the disease (the sensitivity),
            - with probability {false_positive} % for a person who does not (the specificity is
              {specificity} %).

            One person, chosen at random, is tested. Give each probability as a fraction, or as a decimal that
            is correct to 4 places, such as 0.1234.
            """,
            one_in=one_in,
            sensitivity=sensitivity,
            specificity=specificity,
            false_positive=100 - specificity,
        ),
        (_positive(*shares), _posterior(*shares), _second(*shares)),
    )


def _positive(p: Value, s: Value, c: Value) -> Part:
    """How likely is a positive test?"""
    alarm = 1 - c
    total = p * s + (1 - p) * alarm
    return Part(
        say("What is $P(+)$, the probability that the test is positive?"),
        Number(total, tolerance=FOUR_PLACES),
        slips=_positive_slips(p, s, c),
        hints=hints(
            "A positive test comes from an ill person or from a healthy one.",
            r"$P(+) = P(D) \cdot P(+ \mid D) + P(\text{not } D) \cdot$ … Which probability is missing?",
            r"It is ${p} \cdot {s} + {q} \cdot {alarm}$.",
            p=p,
            q=1 - p,
            s=s,
            alarm=alarm,
        ),
        steps=_positive_steps(p, s, alarm),
        check=lambda at: _share_by_counting(p, s, c, tests=1)[1],
    )


def _positive_steps(p: Value, s: Value, alarm: Value) -> tuple[Step, ...]:
    """Two ways to a positive test, and their sum."""
    total = p * s + (1 - p) * alarm
    return (
        step("Ill and positive", r"${p} \cdot {s}$", "${ill}$", p=p, s=s, ill=p * s),
        step(
            "Healthy and positive",
            r"${q} \cdot {alarm}$",
            "${healthy}$",
            q=1 - p,
            alarm=alarm,
            healthy=(1 - p) * alarm,
        ),
        step(
            "Add the two ways",
            "$P(+)$",
            r"${total} \approx {decimal}$",
            total=total,
            decimal=_decimal(total),
        ),
    )


def _positive_slips(p: Value, s: Value, c: Value) -> tuple[Slip, ...]:
    """The wrong rules for the probability of a positive test."""
    return (
        Slip(
            "false-alarms-left-out",
            p * s,
            "You counted the ill people who test positive. Healthy people test positive too: add them.",
        ),
        Slip(
            "specificity-for-false-alarm",
            p * s + (1 - p) * c,
            "For the healthy you took the specificity, which is for negative tests. You need the other one.",
        ),
        Slip(
            "prevalence-left-out",
            s + 1 - c,
            "You added the two test probabilities. First weight each by how many people it speaks of.",
        ),
    )


def _posterior(p: Value, s: Value, c: Value) -> Part:
    """How likely is the disease after one positive test?"""
    alarm = 1 - c
    return Part(
        say(r"The test is positive. What is $P(D \mid +)$, the probability that the person has the disease?"),
        Number(_after(p, s, alarm), tolerance=FOUR_PLACES),
        points=2,
        slips=_posterior_slips(p, s, c),
        hints=hints(
            "Among all people who test positive: which share is ill?",
            r"Bayes' rule: $P(D \mid +) = \frac{P(D) \cdot P(+ \mid D)}{\text{?}}$. What stands below?",
            r"Divide ${ill}$ (ill and positive) by your $P(+)$.",
            ill=p * s,
        ),
        steps=_bayes_steps(p, s, alarm),
        check=lambda at: _share_by_counting(p, s, c, tests=1)[0],
        follow=Follow(("a",), lambda own: _posterior_from(p * s, own["a"])),
    )


def _posterior_slips(p: Value, s: Value, c: Value) -> tuple[Slip, ...]:
    """The wrong rules for the probability of the disease after one positive test."""
    by_specificity = p * s / (p * s + (1 - p) * c)
    # Where hardly anybody is ill, the two are the same to four places.
    joint = () if abs(by_specificity - p * s) < Rational(1, 5000) else (_joint(p * s),)
    return (
        Slip(
            "sensitivity-as-answer",
            s,
            "This is P(+ | D), how often the ill test positive. Which share of the positive is ill?",
        ),
        Slip(
            "prevalence-left-out",
            s / (s + 1 - c),
            "This would be right if half of all people were ill. Weight each way by how common it is.",
        ),
        Slip(
            "specificity-for-false-alarm",
            by_specificity,
            "In the denominator you took the specificity for the healthy. How often do they test positive?",
        ),
        *joint,
    )


def _joint(ill: Value) -> Slip:
    """The wrong rule that forgets to divide."""
    return Slip(
        "joint-not-conditional",
        ill,
        "This is the share of ill and positive among all people. What is it among the positive ones?",
    )


def _posterior_from(ill: Value, own: Value) -> Number | None:
    """The posterior with the person's own P(+), where that is larger than P(D and +) and at most 1."""
    return Number(ill / own, tolerance=FOUR_PLACES) if ill < own <= 1 else None


def _second(p: Value, s: Value, c: Value) -> Part:
    """How likely is the disease after a second positive test?"""
    alarm = 1 - c
    q = _after(p, s, alarm)
    return Part(
        say(
            "The same person is tested again, and the test is positive once more. Given whether the person "
            r"has the disease, the two results are independent. What is $P(D \mid ++)$?"
        ),
        Number(_after(q, s, alarm), tolerance=FOUR_PLACES),
        points=2,
        slips=_second_slips(p, s, alarm),
        hints=hints(
            "Today's posterior is tomorrow's prior.",
            r"Use Bayes' rule again with your $P(D \mid +)$ in place of $P(D)$. What takes the place of "
            r"$P(\text{not } D)$?",
            r"With $q = P(D \mid +)$ it is $\frac{q \cdot {s}}{q \cdot {s} + (1 - q) \cdot {alarm}}$.",
            s=s,
            alarm=alarm,
        ),
        steps=_bayes_steps(q, s, alarm, sign="++"),
        check=lambda at: _share_by_counting(p, s, c, tests=2)[0],
        follow=Follow(("b",), lambda own: _second_from(own, s, alarm)),
    )


def _second_slips(p: Value, s: Value, alarm: Value) -> tuple[Slip, ...]:
    """The wrong rules for the second update."""
    q = _after(p, s, alarm)
    return (
        Slip(
            "first-test-forgotten",
            q,
            "This is the probability after one test. The second one starts from there: it is the new prior.",
        ),
        Slip(
            "multiplied-posteriors",
            q * q,
            "You multiplied the posterior by itself. The two tests are independent only once you know "
            "whether the person is ill.",
        ),
        Slip(
            "second-alarm-left-out",
            p * s * s / (p * s * s + (1 - p) * alarm),
            "For the ill you counted two positive tests, for the healthy only one. Both were tested twice.",
        ),
    )


def _second_from(own: Mapping[str, Value], s: Value, alarm: Value) -> Number | None:
    """The second update from the person's own first posterior, where that lies between 0 and 1."""
    return Number(_after(own["b"], s, alarm), tolerance=FOUR_PLACES) if 0 < own["b"] < 1 else None


def _after(prior: Value, s: Value, alarm: Value) -> Value:
    """Bayes' rule: the posterior after one more positive test."""
    return prior * s / (prior * s + (1 - prior) * alarm)


def _bayes_steps(prior: Value, s: Value, alarm: Value, *, sign: str = "+") -> tuple[Step, ...]:
    """Joint probability, total, quotient."""
    joint = prior * s
    other = (1 - prior) * alarm
    return (
        step(
            "Prior times how likely the ill test positive",
            r"${prior} \cdot {s}$",
            "${joint}$",
            prior=prior,
            s=s,
            joint=joint,
        ),
        step(
            "The same for the healthy",
            r"${rest} \cdot {alarm}$",
            "${other}$",
            rest=1 - prior,
            alarm=alarm,
            other=other,
        ),
        step(
            "Divide the first by the sum of both",
            r"$P(D \mid {sign})$",
            r"${posterior} \approx {decimal}$",
            sign=sign,
            posterior=joint / (joint + other),
            decimal=_decimal(joint / (joint + other)),
        ),
    )


def _decimal(value: Value) -> str:
    """The value to four places."""
    return f"{float(value):.4f}"


def _share_by_counting(p: Value, s: Value, c: Value, *, tests: int) -> tuple[float, float]:
    """The share of ill people among those always positive, and of those among all, counted in a population.

    The population is so large that every group in it has a whole number of people.
    """
    one_in, sensitivity, specificity = int(1 / p), int(100 * s), int(100 * c)
    people = one_in * 100**tests
    ill = people // one_in
    positive = ill * sensitivity**tests // 100**tests
    alarms = (people - ill) * (100 - specificity) ** tests // 100**tests
    return positive / (positive + alarms), (positive + alarms) / people
