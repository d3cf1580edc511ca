"""judge(response, answer) and equal(a, b): the two questions that most callers have."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck_grader import (
    NONNEGATIVE,
    AnswerError,
    Comparison,
    Expression,
    Notation,
    Outcome,
    ResponseError,
    Tolerance,
    equal,
    judge,
    parse,
    real_names,
)

R, P, W, U, D = Outcome
x, y = sympy.symbols("x y", real=True)
p = sympy.Symbol("p", positive=True)
NOTATION = Notation(names=real_names(["x", "y"]))


@pytest.mark.parametrize(
    ("response", "answer", "outcome", "why"),
    [
        ("x + x", "2x", R, "a text"),
        ("x", "sqrt(x^2)", W, "whose names are real"),
        ("x + x", parse("2x", NOTATION), R, "a tree"),
        ("1/2", Fraction(1, 2), R, "a fraction"),
        ("1/2", 0.5, R, "a float"),
        ("3", 3, R, "an integer"),
        ("y x", x * y, R, "a SymPy object"),
        ("p", sympy.sqrt(p**2), R, "whose symbols say what they are"),
        ("[1, x]", sympy.Matrix([1, x]), R, "a SymPy matrix"),
        ("[1, 2]", "[1, 3]", P, "part of a vector"),
        ("x + x", Expression("2x", names="x"), R, "an answer of its own"),
        ("2(x", "2x", U, "a response that cannot be read"),
        ("z", "2x", U, "a name that the answer does not have"),
        ("1", "diff(C(n, 2.5), n)", D, "what nobody knows here"),
    ],
)
def test_judge_takes_whatever_says_what_is_right(response, answer, outcome, why):
    assert judge(response, answer).outcome is outcome, why


def test_an_answer_that_cannot_be_read_is_its_authors_to_change():
    with pytest.raises(AnswerError, match=r"^The right answer cannot be read\. This bracket"):
        judge("x", "2(x")


def test_the_side_that_could_not_be_read_is_said():
    assert judge("2(x", "2x").error["side"] == "response"


@pytest.mark.parametrize(
    ("a", "b", "outcome", "why"),
    [
        ("(x + 1)^2", "x^2 + 2x + 1", R, "two texts"),
        ("x", "sqrt(x^2)", W, "names are real"),
        ("xy", "y*x", R, "a product without a sign, split as the other side has it"),
        ("rate*t", r"t \cdot \mathrm{rate}", R, "each in its own dialect"),
        ("2 + 3i", "3i + 2", R, "i is the imaginary unit among numbers"),
        ("a", "b", W, "two names are two"),
        ("[1, 2]", "[1, 2]", R, "vectors"),
        ("[1, 2]", "[2, 1]", W, "in their order"),
        ("diff(x^2, x)", 2 * x, R, "a text and a SymPy object"),
        (parse("x + x", NOTATION), "2x", R, "a tree and a text"),
        (Fraction(1, 3), "0.333", W, "a number and a text"),
        ("{1, 2}", "{2, 1}", R, "sets"),
        ("{1, 2}", "{1}", W, "of which one has less"),
        ("0 < x < 1", "(0, 1)", R, "an interval beside a condition"),
        ("x = 1", "{1}", R, "a set beside an equation"),
        ("y = 2x", "2x - y = 0", R, "equations"),
        ("(1, 2)", "(2, 1)", W, "tuples"),
        ("x", "{x}", W, "a value is no set"),
        ("(1, 2)", "1", W, "nor a tuple"),
        ("2, 1", "±2", W, "nor are two numbers one"),
        (p, sympy.sqrt(p**2), R, "symbols say what they are"),
        ("p", sympy.sqrt(p**2), R, "for both sides"),
    ],
)
def test_equal_takes_texts_and_objects(a, b, outcome, why):
    assert equal(a, b).outcome is outcome, why
    assert equal(b, a).outcome is outcome, why


def test_equal_takes_a_notation_and_a_tolerance():
    assert equal("x", "sqrt(x^2)", Notation(names={"x": NONNEGATIVE})).outcome is R
    assert equal("0.333", "1/3", tolerance=Tolerance(relative="0.01")).outcome is R
    assert isinstance(equal(parse("x", NOTATION), parse("y", NOTATION), NOTATION), Comparison)


def test_a_text_that_cannot_be_read_is_said_where():
    with pytest.raises(ResponseError) as caught:
        equal("x", "2(x")
    assert caught.value.position == 1


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet="xy12+-*/^() .,=<>[]{}sincoelg", max_size=16),
    st.sampled_from(["x", "x^2 + 1", "[1, x]", "3"]),
)
def test_any_response_has_a_verdict(response, answer):
    assert judge(response, answer).outcome in Outcome
