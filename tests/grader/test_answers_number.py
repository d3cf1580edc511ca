"""Number: which responses are right, and what the others are told."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from gradcheck_grader import EXACT, AnswerError, Number, Outcome, Tolerance, parse

RIGHT, WRONG, UNREADABLE = Outcome.RIGHT, Outcome.WRONG, Outcome.UNREADABLE
PARTLY = Outcome.PARTLY_RIGHT
ROUNDED = (
    "is the right number, but rounded. This question wants it exactly, as a fraction or with roots, pi or e."
)
NO_VALUE = (
    "Your answer has no value: look for a division by 0, or for a root or logarithm that does not exist."
)

NOT_IT = "This is not the number needed."
TENS = "The digits are right, the power of ten is not."
PERCENT = "If it is a percentage, write the % behind it."
TABLE = [
    ("1/3", "1/3", RIGHT, "That is right.", "as it stands"),
    ("1/3", "2/6", RIGHT, "That is right.", "not in lowest terms"),
    ("1/3", "0.333", WRONG, f"0.333 {ROUNDED}", "rounded to three places"),
    ("2/3", "0.67", WRONG, f"0.67 {ROUNDED}", "rounded up"),
    ("2/3", "0.66", WRONG, f"0.66 {ROUNDED}", "cut off"),
    ("-2/3", "-0.66", WRONG, f"-0.66 {ROUNDED}", "negative, cut off"),
    ("2/3", "0.68", WRONG, "This is not the number needed.", "near, but no rounding"),
    ("2/3", "0.7", WRONG, "This is not the number needed.", "one place says too little to call it rounded"),
    ("sqrt(2)", "1.414", WRONG, f"1.414 {ROUNDED}", "a rounded root"),
    ("pi", "3.14", WRONG, f"3.14 {ROUNDED}", "rounded pi"),
    ("pi", "22/7", WRONG, "This is not the number needed.", "no decimal"),
    ("1/8", "0.125", RIGHT, "That is right.", "an exact decimal"),
    ("sqrt(2)/2", "1/sqrt(2)", RIGHT, "That is right.", "root below"),
    ("5", "5.0", RIGHT, "That is right.", "a whole number with a point"),
    ("-5", "5", WRONG, f"{NOT_IT} Look at its sign.", "lost sign"),
    ("sqrt(3)/2", "-sqrt(3)/2", WRONG, f"{NOT_IT} Look at its sign.", "lost sign of a root"),
    ("0", "-1", WRONG, NOT_IT, "no sign of 0"),
    ("250", "25", WRONG, f"{NOT_IT} {TENS}", "a lost nought"),
    ("0.0125", "0.125", WRONG, f"{NOT_IT} {TENS}", "a point too far right"),
    ("1.5e-3", "1.5e3", WRONG, f"{NOT_IT} {TENS}", "lost sign of the power"),
    ("-2.5", "-0.25", WRONG, f"{NOT_IT} {TENS}", "negative, a point too far left"),
    ("250", "2.5*10^3", WRONG, f"{NOT_IT} {TENS}", "a written power of ten"),
    ("10", "1", WRONG, NOT_IT, "one digit may be a coincidence"),
    ("250", "-25", WRONG, NOT_IT, "two causes at once have no name"),
    ("pi/100", "3.14", WRONG, NOT_IT, "rounded and shifted at once"),
    ("0.5", "50", WRONG, f"{NOT_IT} {PERCENT}", "a percentage"),
    ("0.035", "3.5", WRONG, f"{NOT_IT} {PERCENT}", "a percentage of two digits"),
    ("0.5", "50%", RIGHT, "That is right.", "a percentage with its sign"),
    ("1/3", "33.3%", WRONG, f"33.3% {ROUNDED}", "a rounded percentage with its sign"),
    ("0.025", "25 %", WRONG, f"{NOT_IT} {TENS}", "a percentage, a point too far right"),
    ("3", "300", WRONG, NOT_IT, "more than 1 is no percentage"),
    ("1/300", "0.00", WRONG, NOT_IT, "0 is not called rounded"),
    ("123456", "1.23e5", WRONG, f"1.23e5 {ROUNDED}", "rounded in scientific notation"),
    ("1/3", "3.33*10^-1", WRONG, f"3.33*10^(-1) {ROUNDED}", "rounded, with a power of ten behind"),
    ("5", "1/0", WRONG, NO_VALUE, "divides by 0"),
    ("5", "log(-1)", WRONG, NO_VALUE, "a logarithm that does not exist"),
]


@pytest.mark.parametrize(
    ("reference", "response", "outcome", "feedback", "why"), TABLE, ids=[r[4] for r in TABLE]
)
def test_a_number_is_wanted_exactly_unless_told_otherwise(reference, response, outcome, feedback, why):
    verdict = Number(reference).judge(response)
    assert (verdict.outcome, verdict.feedback) == (outcome, feedback)


@pytest.mark.parametrize("response", ["", "x", "2 +", "[1, 2]", "1/", "import os", "__import__('os')"])
def test_what_is_no_number_is_unreadable(response):
    verdict = Number(3).judge(response)
    assert verdict.outcome is UNREADABLE
    assert verdict.error["message"] in verdict.feedback


@pytest.mark.parametrize("response", ["0.5", "7", "0.34", "22/7"])
def test_a_wrong_number_is_not_told_the_right_one(response):
    verdict = Number("1/3").judge(response)
    assert verdict.outcome is WRONG
    assert all(not evidence.needed for evidence in verdict.evidence)
    assert "1/3" not in verdict.feedback


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        (7, "7"),
        (-3, "-3"),
        (0.1, "1/10"),
        (Fraction(-2, 3), "-2/3"),
        (sympy.Rational(3, 4), "3/4"),
        (sympy.sqrt(2), "sqrt(2)"),
        (sympy.Float("0.25"), "1/4"),
        (sympy.pi / 2, "pi/2"),
        ("2 + sqrt(3)", "2 + sqrt(3)"),
        (parse("1/2", Number(1).notation), "1/2"),
    ],
)
def test_the_reference_may_be_a_number_a_text_a_tree_or_a_sympy_object(reference, text):
    answer = Number(reference)
    assert answer.reference_text() == text == answer.reference_reading().plain
    assert answer.judge(answer.reference_text()).outcome is RIGHT


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("2 +", "The right answer cannot be read. "),
        ("x", "The right answer cannot be read. I do not know the name 'x'."),
        (sympy.Symbol("x"), "The right answer uses x, which the question does not declare."),
        (float("nan"), "nan is not a number that a response can be compared with."),
        (object(), "object has no counterpart among the responses that can be written"),
    ],
    ids=str,
)
def test_a_reference_that_is_no_number_is_the_authors_error(reference, message):
    with pytest.raises(AnswerError, match=message.replace("(", r"\(")):
        Number(reference)


def test_infinity_and_i_may_be_written_only_where_the_answer_has_them():
    assert Number("pi").notation.constants == {"pi", "e"}
    assert Number("inf").judge("inf").outcome is RIGHT
    assert Number("inf").judge("1000").outcome is WRONG
    assert Number("2 i").judge("sqrt(-4)").outcome is RIGHT
    assert Number("3").judge("i").outcome is UNREADABLE


EARLY = "Your number is rounded too early: give {} decimal places."
CUT = "Your number looks cut off: look at the next digit and round."
MORE = "Your number is rounded too far: keep more digits."
RIGHTLY = "That is right."
EARLY_FIGURES = "Your number is rounded too early: give 4 significant figures."
TWO, ROUGHLY, FIGURES_4 = Tolerance(places=2), Tolerance(relative="0.01"), Tolerance(figures=4)
TOLERANT = [
    ("pi", TWO, "3.14", RIGHT, RIGHTLY, "rounded as asked"),
    ("pi", TWO, "3.1416", RIGHT, RIGHTLY, "more digits do no harm"),
    ("pi", TWO, "pi", RIGHT, RIGHTLY, "exact does no harm"),
    ("pi", TWO, "22/7", RIGHT, RIGHTLY, "a fraction that is near enough"),
    ("pi", TWO, "3.15", WRONG, NOT_IT, "another number"),
    ("pi", TWO, "3.1", WRONG, EARLY.format(2), "one place too few"),
    ("pi", TWO, "3", WRONG, EARLY.format(2), "no places at all"),
    ("1/3", TWO, "0.3", WRONG, EARLY.format(2), "0.3 is not 0.33"),
    ("1/3", TWO, "3e-1", WRONG, EARLY.format(2), "the same with a power of ten"),
    ("0.301", TWO, "0.3", RIGHT, RIGHTLY, "the second place is 0"),
    ("2/3", TWO, "0.66", WRONG, CUT, "cut off where it should be rounded"),
    ("2/3", TWO, "0.6", WRONG, EARLY.format(2), "cut off too early"),
    ("-2/3", TWO, "-0.66", WRONG, CUT, "negative, cut off"),
    ("1/8", TWO, "0.12", RIGHT, RIGHTLY, "half a unit, rounded down"),
    ("1/8", TWO, "0.13", RIGHT, RIGHTLY, "half a unit, rounded up"),
    ("1/8", TWO, "0.14", WRONG, NOT_IT, "beyond half a unit"),
    ("1/3", TWO, "33", WRONG, f"{NOT_IT} {PERCENT}", "a rounded percentage"),
    ("1/3", TWO, "3.33", WRONG, f"{NOT_IT} {TENS}", "rounded, and a point too far right"),
    ("1/3", TWO, "-0.33", WRONG, f"{NOT_IT} Look at its sign.", "rounded, and the sign lost"),
    ("0.004", TWO, "0", RIGHT, RIGHTLY, "0 to two places"),
    ("7.46", Tolerance(places=0), "7", RIGHT, RIGHTLY, "whole numbers asked for"),
    (
        "7.46",
        Tolerance(places=1),
        "7",
        WRONG,
        "Your number is rounded too early: give 1 decimal place.",
        "one",
    ),
    ("pi", ROUGHLY, "3.17", RIGHT, RIGHTLY, "within one hundredth"),
    ("pi", ROUGHLY, "3.2", WRONG, NOT_IT, "beyond one hundredth, no rounding of pi"),
    ("pi", ROUGHLY, "3.1", WRONG, MORE, "rounded beyond one hundredth"),
    ("pi", Tolerance(absolute=0.1), "3.2", RIGHT, RIGHTLY, "within a tenth"),
    ("pi", FIGURES_4, "3.142", RIGHT, RIGHTLY, "four figures"),
    ("pi", FIGURES_4, "3.14", WRONG, EARLY_FIGURES, "three figures"),
    ("2/3000", FIGURES_4, "0.0006666", WRONG, CUT, "four figures, cut off"),
    ("2/3000", FIGURES_4, "6.67e-4", WRONG, EARLY_FIGURES, "three figures with a power of ten"),
    ("1/3", TWO, "33.33 %", RIGHT, RIGHTLY, "a percentage has two places more"),
    ("1/3", TWO, "30 %", WRONG, NOT_IT, "the 0 of 30 % was written, so it counts"),
    ("6.02e23", ROUGHLY, "6.0e23", RIGHT, RIGHTLY, "large, within one hundredth"),
    ("6.02e23", ROUGHLY, "6.02e22", WRONG, f"{NOT_IT} {TENS}", "large, another power of ten"),
]


@pytest.mark.parametrize(
    ("reference", "tolerance", "response", "outcome", "feedback", "why"),
    TOLERANT,
    ids=[r[5] for r in TOLERANT],
)
def test_a_tolerance_lets_rounded_numbers_pass(reference, tolerance, response, outcome, feedback, why):
    verdict = Number(reference, tolerance).judge(response)
    assert (verdict.outcome, verdict.feedback) == (outcome, feedback)


COMPLEX = [
    ("2 + 3i", "3i + 2", RIGHT, "another order"),
    ("2 + 3i", "2 - 3i", WRONG, "the conjugate"),
    ("i", "sqrt(-1)", RIGHT, "the principal root"),
    ("-1 + 0 i", "i^2", RIGHT, "i squared"),
    ("e^(i pi/4)", "(1 + i)/sqrt(2)", RIGHT, "Euler"),
    ("(1 + i)/sqrt(2)", "cos(pi/4) - i sin(pi/4)", WRONG, "Euler with a lost sign"),
    ("i", "-i", WRONG, "the other root"),
]


@pytest.mark.parametrize(("reference", "response", "outcome", "why"), COMPLEX, ids=[r[3] for r in COMPLEX])
def test_complex_numbers_are_numbers(reference, response, outcome, why):
    assert Number(reference).judge(response).outcome is outcome


MISSHAPEN = "The value is right, but it is not written as asked."
FIGURES = "Give it as a decimal number with 3 significant figures"
FORMED = [
    ("1/2", EXACT, ["lowest terms"], "1/2", RIGHT, RIGHTLY, "reduced"),
    ("1/2", EXACT, ["lowest terms"], "0.5", RIGHT, RIGHTLY, "a decimal has no terms"),
    (
        *("1/2", EXACT, ["lowest terms"], "2/4", PARTLY),
        f"{MISSHAPEN} 2/4 can be reduced: top and bottom have something in common.",
        "not reduced",
    ),
    ("1/2", EXACT, ["lowest terms"], "2/3", WRONG, NOT_IT, "a wrong value has no form"),
    (
        *("1/2", EXACT, ["no decimals"], "0.5", PARTLY),
        f"{MISSHAPEN} 0.5 is a decimal: write it as a fraction, or with roots, pi or e.",
        "a decimal",
    ),
    ("pi", ROUGHLY, ["figures:3"], "3.14", RIGHT, RIGHTLY, "three figures"),
    ("pi", ROUGHLY, ["figures:3"], "3.142", PARTLY, f"{MISSHAPEN} {FIGURES}; yours has 4.", "four figures"),
    ("pi", ROUGHLY, ["figures:3"], "pi", PARTLY, f"{MISSHAPEN} {FIGURES}.", "no figures at all"),
    ("pi", ROUGHLY, ["figures:3"], "3.1", WRONG, MORE, "too few to be near enough"),
    (
        *("0.25", TWO, "places:2", "0.250", PARTLY),
        f"{MISSHAPEN} Give it as a decimal number with 2 decimal places; yours has 3.",
        "one name alone, three places",
    ),
]


@pytest.mark.parametrize(
    ("reference", "tolerance", "form", "response", "outcome", "feedback", "why"),
    FORMED,
    ids=[r[6] for r in FORMED],
)
def test_a_form_is_asked_of_right_values_only(reference, tolerance, form, response, outcome, feedback, why):
    verdict = Number(reference, tolerance, form=form).judge(response)
    assert (verdict.outcome, verdict.feedback) == (outcome, feedback)
    assert verdict.credit == {RIGHT: 1, PARTLY: 0.5, WRONG: 0}[outcome]


SHOWN = [
    ("pi", Tolerance(relative="0.01"), "figures:3", "3.14", "three figures"),
    ("2/3", Tolerance(places=3), "places:3", "0.667", "three places"),
    ("-2000/3", Tolerance(relative="0.01"), "figures:2", "-670", "figures before the point"),
    ("1/80000", Tolerance(relative="0.01"), ["figures:3", "scientific"], "1.25e-5", "a power of ten"),
    ("999.9", Tolerance(relative="0.01"), "figures:3", "1000", "rounding makes a digit more"),
    ("250", EXACT, "scientific", "2.50000e2", "exact all the same"),
    ("5", EXACT, "places:1", "5.0", "a whole number with a place"),
    ("4/6", EXACT, "lowest terms", None, "the right answer itself is not reduced"),
    ("pi", EXACT, "places:2", None, "no decimal is exactly pi"),
    ("2i", EXACT, "places:2", None, "not a real number"),
]


@pytest.mark.parametrize(("reference", "tolerance", "form", "text", "why"), SHOWN, ids=[r[4] for r in SHOWN])
def test_the_right_answer_is_shown_in_the_form_that_is_asked(reference, tolerance, form, text, why):
    if text is None:
        with pytest.raises(AnswerError):
            Number(reference, tolerance, form=form)
        return
    answer = Number(reference, tolerance, form=form)
    assert answer.reference_text() == text == answer.reference_reading().plain
    assert answer.judge(text).outcome is RIGHT


@given(st.fractions(-1000, 1000, max_denominator=1000), st.integers(1, 6))
def test_a_number_rounded_to_the_places_asked_is_right(value, places):
    answer = Number(value, Tolerance(places=places), form=f"places:{places}")
    text = f"{Decimal(value.numerator) / Decimal(value.denominator):.{places}f}"
    assert answer.judge(text).outcome is RIGHT
    assert answer.judge(answer.reference_text()).outcome is RIGHT


@given(st.text())
def test_any_text_has_a_verdict(response):
    assert Number("1/3").judge(response).outcome in Outcome


@given(st.fractions(max_denominator=1000))
def test_every_rational_is_right_for_itself_and_wrong_for_its_neighbour(value):
    answer = Number(value)
    assert answer.judge(answer.reference_text()).outcome is RIGHT
    assert answer.judge(Number(value + Fraction(1, 10**9)).reference_text()).outcome is WRONG


@pytest.mark.parametrize("response", ["-18^89118", "18^9118", "1/3^9000", "10^4299 + 1"])
def test_a_number_of_thousands_of_digits_is_judged_and_shown_short(response):
    verdict = Number("22/7").judge(response)
    assert verdict.outcome is Outcome.WRONG
    assert all(len(item.yours) < 20 for item in verdict.evidence)
