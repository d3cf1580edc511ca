"""UpTo and Antiderivative: right but for a constant, a factor or the sign, and why the others are not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck_grader import (
    COMPLEX,
    INTEGER,
    POSITIVE,
    AnswerError,
    Antiderivative,
    Outcome,
    Slip,
    UpTo,
    name_slips,
)

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
    ("2x", {}, "integral(2x, x)", UNREADABLE, "leaves the work to the grader"),
    ("2x", {}, "x^2 + k", RIGHT, "another name of a constant"),
    ("2x", {}, "x^2 + const", RIGHT, "the word for it"),
    ("2x", {}, "x^2 + floor(x)", WRONG, "flat between its jumps"),
    ("2x", {}, "piecewise(x^2, x > 0, x^2 + 1)", WRONG, "two constants where nothing parts them"),
    ("2x", {}, "x^2 + ln(x) - ln(x)", WRONG, "no value for negative x"),
    ("2x", {}, "x^2 + binom(x, x/2)", Outcome.UNDECIDED, "a function that cannot be differentiated here"),
    ("1/x", {}, "ln|x| + sign(x)", RIGHT, "two constants where the integrand itself is parted"),
    ("1/x", {}, "-1/x^2", WRONG, "differentiated instead"),
    ("ln(x)", {}, "x ln(x) - x", RIGHT, "by parts, with an invisible 1"),
    ("ln(x)", {}, "x ln|x| - x", RIGHT, "more than is asked for does no harm"),
    ("ln(x)", {}, "x ln(x)", WRONG, "a term is missing"),
    ("abs(x)", {}, "x abs(x)/2", RIGHT, "a bend"),
    ("abs(x)", {}, "x^2 sign(x)/2", RIGHT, "a sign that makes no jump"),
    ("abs(x)", {}, "x^2/2", WRONG, "right on one side only"),
    ("tan(x)", {}, "-ln|cos(x)|", RIGHT, "many poles"),
    ("tan(x)", {}, "-ln(cos(x))", WRONG, "no value where cos is negative"),
    ("exp(-x^2)", {}, "sqrt(pi)/2 erf(x)", RIGHT, "the error function"),
    ("max(x, 0)", {}, "relu(x)^2/2", RIGHT, "of the ReLU"),
    ("1/sqrt(x)", {}, "2 sqrt(x)", RIGHT, "a domain that ends"),
    ("a x", ["a", "x"], "a x^2/2 + C", RIGHT, "a parameter"),
    ("a x", ["a", "x"], "a^2 x/2", WRONG, "by the wrong name"),
    ("c x", ["c", "x"], "c x^2/2 + C", RIGHT, "a declared c is no constant of integration"),
    ("c x", ["c", "x"], "x^2/2 + c", WRONG, "the factor c is missing"),
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


MORE_UP_TO = [
    (UpTo("log(abs(x))", ["x"]), "log|5x|", RIGHT, "a constant inside of a logarithm"),
    (UpTo("log(abs(x))", ["x"]), "log(x)", WRONG, "no value for negative x"),
    (UpTo("log(abs(x))", ["x"]), "log|x| + sign(x)", WRONG, "one constant is wanted, not two"),
    (UpTo("x^2 - y", ["x", "y"]), "x^2 - y - 3", RIGHT, "of two names"),
    (UpTo("x^2 - y", ["x", "y"]), "x^2", WRONG, "what is left out varies"),
    (UpTo("x^2 - y", ["x", "y"], variable="x"), "x^2", RIGHT, "what is left out may vary"),
    (UpTo("a x^2", ["a", "x"], variable="x"), "a x^2 + a", RIGHT, "a constant with a parameter in it"),
    (UpTo("log(x - a)", ["a", "x"], variable="x"), "log(2x - 2a)", RIGHT, "a domain that depends on it"),
    (UpTo("x", ["x", "y"], "factor", variable="x"), "x y", RIGHT, "a factor with a parameter in it"),
    (UpTo("x", ["x", "y"], "factor"), "x y", WRONG, "a factor that varies"),
    (UpTo("x", ["x"], "factor"), "|x|", WRONG, "a factor of -1 and of 1 by turns"),
    (UpTo("x", ["x"], "factor"), "x - x", WRONG, "0, well hidden"),
    (UpTo("x - 2", ["x"], "factor"), "3x - 6", RIGHT, "0 where one would start"),
    (UpTo("(x - 2)(x - 3)", ["x"], "factor"), "(x - 2)(x + 3)", WRONG, "0 where one would start, and wrong"),
    (UpTo("sin(x)", ["x"], "factor"), "sin(x) cos(x)/cos(x)", RIGHT, "undefined at single points only"),
    (UpTo("z^2", {"z": COMPLEX}), "z^2 + 1", RIGHT, "of a complex name"),
    (UpTo("z^2", {"z": COMPLEX}), "z^2 + z", WRONG, "of a complex name, and more than a constant"),
    (UpTo("n^2", {"n": INTEGER}), "n^2 + (-1)^(2n)", RIGHT, "a constant on whole numbers"),
    (UpTo("n^2", {"n": INTEGER}), "n^2 + (-1)^n", WRONG, "no constant on whole numbers"),
    (UpTo("sqrt(2)/2", (), "sign"), "-1/sqrt(2)", RIGHT, "a number up to its sign"),
    (UpTo("sqrt(2)/2", (), "sign"), "1", WRONG, "another number"),
    (UpTo("x^2", ["x"]), "1/0", WRONG, "no value anywhere"),
    (UpTo("x^2", ["x"]), "x^9^9^9^9", Outcome.UNDECIDED, "too large to be seen"),
]


@pytest.mark.parametrize(
    ("answer", "response", "outcome", "why"), MORE_UP_TO, ids=[f"{row[1]}: {row[3]}" for row in MORE_UP_TO]
)
def test_what_the_constant_may_depend_on_is_the_authors_choice(answer, response, outcome, why):
    assert answer.judge(response).outcome is outcome


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
        UpTo("a x^2", ["a", "x"], variable="x"),
        "x^2",
        "From x = 3 to x = -2, with a = 3, your answer changes by -5, but a change by -15 is needed.",
    ),
    (UpTo("x", ["x"], "factor"), "x - x", "0 is too little: a factor of 0 does not count."),
    (
        UpTo("sin(x)", ["x"], "sign"),
        "cos(x)",
        "At x = 0.28 your answer gives 0.9611, but 0.2764 or the negative of it is needed.",
    ),
    (UpTo("sqrt(2)/2", (), "sign"), "1", "Your answer is not equal to what is needed."),
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


SMALL = st.fractions(-20, 20, max_denominator=12)


@given(SMALL, SMALL.filter(bool))
@settings(max_examples=40, deadline=None)
def test_constants_factors_and_signs_do_not_count_and_more_does(constant, factor):
    loss = "log(1 + exp(-x))"
    assert UpTo(loss, ["x"]).judge(f"{loss} + ({constant})").outcome is RIGHT
    assert UpTo(loss, ["x"]).judge(f"{loss} + ({factor}) x").outcome is WRONG
    assert UpTo(loss, ["x"], "factor").judge(f"({factor}) {loss}").outcome is RIGHT
    assert UpTo(loss, ["x"], "factor").judge(f"{loss} + ({factor})").outcome is WRONG
    sign = RIGHT if abs(factor) == 1 else WRONG
    assert UpTo(loss, ["x"], "sign").judge(f"({factor}) {loss}").outcome is sign


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=5), SMALL)
@settings(max_examples=40, deadline=None)
def test_a_polynomial_is_an_antiderivative_of_its_derivative_and_of_no_other(coefficients, constant):
    """The derivative is taken by hand, coefficient by coefficient."""
    powers = range(1, len(coefficients) + 1)
    function = " + ".join(f"({c}) x^{n}" for c, n in zip(coefficients, powers, strict=True))
    integrand = " + ".join(f"({c * n}) x^{n - 1}" for c, n in zip(coefficients, powers, strict=True))
    answer = Antiderivative(integrand, "x")
    assert answer.judge(f"{function} + ({constant})").outcome is RIGHT
    assert answer.judge(f"{function} + x/100").outcome is WRONG


@given(st.text(alphabet="xCk()+-*/^ 0123.sincoelg|", max_size=25))
@settings(max_examples=60, deadline=None)
def test_any_text_has_a_verdict(response):
    assert UpTo("x^2", ["x"]).judge(response).outcome in Outcome
    assert UpTo("x^2", ["x"], "factor").judge(response).outcome in Outcome
    assert Antiderivative("2x", "x", constant="required").judge(response).outcome in Outcome


def test_a_slip_is_recognised_whatever_constant_was_added():
    answer = Antiderivative("x exp(x)", "x")
    slip = Slip(
        "by-parts-sign", "(x + 1) exp(x)", "Which sign does the second term of integration by parts have?"
    )
    response = "x exp(x) + exp(x) + 5"
    assert [named.name for named in name_slips(answer.judge(response), response, answer, [slip]).slips] == [
        "by-parts-sign"
    ]


def test_the_answer_that_is_shown_has_the_constant_where_it_may_be_written():
    assert Antiderivative("2x", "x").reference_text() == "x^2 + C"
    assert Antiderivative("2x", "x", constant="absent").reference_text() == "x^2"
    assert Antiderivative("2 C x", "x", ["C", "x"]).reference_text() == "C*x^2 + c"
    assert Antiderivative("1/x", "x").reference_text() == "ln(abs(x)) + C"
    assert Antiderivative("2x", "x", solution="x^2 + 1").reference_text() == "x^2 + 1 + C"
