"""UpTo and Antiderivative: right but for a constant, a factor or the sign, and why the others are not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck_grader import POSITIVE, AnswerError, Antiderivative, Outcome, UpTo

RIGHT, WRONG, PARTLY, UNREADABLE = Outcome.RIGHT, Outcome.WRONG, Outcome.PARTLY_RIGHT, Outcome.UNREADABLE
POSITIVE_X = {"x": POSITIVE}

ANTIDERIVATIVES = [
    ("2x", {}, "x^2", RIGHT, "no constant is needed"),
    ("2x", {}, "x^2 + C", RIGHT, "the constant by its usual name"),
    ("2x", {}, "x^2 + 7", RIGHT, "any number is a constant"),
    ("2x", {}, "x^2 + pi", RIGHT, "an irrational one, too"),
    ("2x", {}, "x^3", WRONG, "another power"),
    ("2x", {}, "2", WRONG, "differentiated instead"),
    ("2x", {}, "C x^2", WRONG, "the constant multiplies"),
    ("2x", {}, "x^2 + K/x", WRONG, "the constant is not alone"),
    ("1/x", {}, "ln|x|", RIGHT, "on both sides of 0"),
    ("1/x", {}, "log(abs(3x))", RIGHT, "a constant factor inside the logarithm"),
    ("1/x", {}, "ln(x)", WRONG, "no value for negative x"),
    ("1/x", POSITIVE_X, "ln(x)", RIGHT, "enough for positive x"),
    ("1/x", POSITIVE_X, "ln(2x) + C", RIGHT, "a constant in another guise"),
    ("cos(x)", {}, "-sin(x)", WRONG, "the sign of the derivative"),
    ("1/(1+x^2)", {}, "atan(x)", RIGHT, "the arc tangent"),
    ("x exp(x)", {}, "(x-1) exp(x)", RIGHT, "by parts"),
    ("x exp(x)", {}, "x exp(x)", WRONG, "by parts, and stopped half-way"),
    ("exp(-x)", {}, "exp(-x)", WRONG, "the inner derivative was lost"),
    ("sigmoid(x)", {}, "softplus(x)", RIGHT, "what softplus is made for"),
    ("sign(x)", {}, "abs(x)", RIGHT, "a bend is no jump"),
    ("sign(x)", {}, "abs(x) + sign(x)", WRONG, "a jump"),
    ("2x", {}, "x^2 +", UNREADABLE, "ends early"),
]


@pytest.mark.parametrize(
    ("integrand", "names", "response", "outcome", "why"),
    ANTIDERIVATIVES,
    ids=[f"{row[0]} | {row[2]}: {row[4]}" for row in ANTIDERIVATIVES],
)
def test_an_antiderivative_is_judged_by_its_derivative(integrand, names, response, outcome, why):
    assert Antiderivative(integrand, "x", names).judge(response).outcome is outcome


UP_TO = [
    ("x^2 + 1", "constant", "x^2", RIGHT, "another constant"),
    ("x^2 + 1", "constant", "x^2 + C", RIGHT, "a named one"),
    ("x^2 + 1", "constant", "x^2 + x", WRONG, "more than a constant"),
    ("sin(x)^2", "constant", "-cos(2x)/2", RIGHT, "the difference is one half"),
    ("sin(x)^2", "constant", "cos(x)^2", WRONG, "the sign is no constant"),
    ("x^2 + 1", "factor", "-3x^2 - 3", RIGHT, "a negative factor"),
    ("x^2 + 1", "factor", "x^2", WRONG, "no factor does that"),
    ("x^2 + 1", "factor", "0", WRONG, "0 is no factor"),
    ("x - 1", "sign", "1 - x", RIGHT, "the other sign"),
    ("x - 1", "sign", "|x - 1|", WRONG, "both signs by turns"),
    ("x - 1", "sign", "2x - 2", WRONG, "another size"),
]


@pytest.mark.parametrize(
    ("reference", "what", "response", "outcome", "why"), UP_TO, ids=[f"{row[2]}: {row[4]}" for row in UP_TO]
)
def test_what_does_not_count_is_left_out(reference, what, response, outcome, why):
    assert UpTo(reference, ["x"], what).judge(response).outcome is outcome


SENTENCES = [
    (
        Antiderivative("2x", "x"),
        "x^3",
        "At x = 2 the derivative of your answer is 12, but the integrand is 4.",
    ),
    (Antiderivative("1/x", "x"), "ln x", "At x = -1.22 your answer has no value, but the integrand has one."),
    (
        Antiderivative("2x", "x"),
        "C x^2",
        "C should only be added, so that it is gone when you differentiate by x.",
    ),
    (
        Antiderivative("sign(x)", "x"),
        "abs(x) + sign(x)",
        "Near x = 0 your answer jumps, but an antiderivative has no jumps.",
    ),
    (
        UpTo("x^2 + 1", ["x"]),
        "2x^2",
        "From x = 2 to x = 3 your answer changes by 10, but a change by 5 is needed.",
    ),
    (
        UpTo("x^2 + 1", ["x"], "factor"),
        "x^2",
        "From x = 2 to x = 3 your answer is multiplied by 2.25, but 2 is needed.",
    ),
    (
        UpTo("x - 1", ["x"], "sign"),
        "|x - 1|",
        "The size is right everywhere, but the sign is the right one only in some places.",
    ),
]


@pytest.mark.parametrize(("answer", "response", "sentence"), SENTENCES, ids=[row[2] for row in SENTENCES])
def test_a_learner_is_told_what_was_seen(answer, response, sentence):
    assert answer.judge(response).feedback == sentence


def test_a_missing_constant_is_a_matter_of_form_where_it_is_wanted():
    verdict = Antiderivative("2x", "x", constant="required").judge("x^2")
    assert (verdict.outcome, verdict.credit) == (PARTLY, 0.5)
    assert (
        verdict.feedback
        == "The value is right, but it is not written as asked. The constant of integration is missing."
    )


@pytest.mark.parametrize("integrand", ["2x", "cos(x)", "1/x", "exp(2x)", "x^3 - 1/2"])
def test_an_antiderivative_is_found_to_be_shown(integrand):
    answer = Antiderivative(integrand, "x")
    assert answer.judge(answer.reference_text()).outcome is RIGHT


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Antiderivative("2x", "x", solution="x^3"), "The solution x^3 is no antiderivative of 2*x."),
        (
            lambda: UpTo("0", ["x"], "factor"),
            "The right answer is 0: every factor of it is 0 too. Use Expression.",
        ),
        (lambda: UpTo("5"), "Up to a constant every number is right. Declare a name, or use Number."),
        (
            lambda: UpTo("x", ["x"], "scale"),
            "An expression is right up to a constant, factor, sign; got 'scale'.",
        ),
    ],
)
def test_an_author_is_told_what_makes_no_question(make, message):
    with pytest.raises(AnswerError) as caught:
        make()
    assert str(caught.value) == message


@given(st.fractions(-50, 50, max_denominator=20))
@settings(max_examples=40, deadline=None)
def test_any_constant_may_be_added_and_no_factor_taken(constant):
    answer = Antiderivative("3x^2 cos(x^3)", "x")
    assert answer.judge(f"sin(x^3) + ({constant})").outcome is RIGHT
    assert answer.judge(f"1.01 sin(x^3) + ({constant})").outcome is WRONG
