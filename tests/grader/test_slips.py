"""Slips are named only on responses that are wrong, and never when they give the right answer."""

from __future__ import annotations

import pytest
import sympy

from gradcheck_grader import AnswerError, Array, Choice, Expression, Number, Outcome, Slip, name_slips

x = sympy.Symbol("x")
CHAIN = Expression(2 * x * sympy.cos(x**2))
SLIPS = [
    Slip("inner-derivative-missing", sympy.cos(x**2), "Multiply by the derivative of the inner function."),
    Slip("derivative-inside", "2x cos(2x)", "The inner function stays as it is."),
    Slip("no-slip-at-all", "cos(x^2) x + x cos(x^2)", "never said"),
]


def named(answer, response, slips):
    return [slip.name for slip in name_slips(answer.judge(response), response, answer, slips).slips]


@pytest.mark.parametrize(
    ("response", "names", "why"),
    [
        ("cos(x^2)", ["inner-derivative-missing"], "as the slip writes it"),
        ("sin(pi/2 - x^2)", ["inner-derivative-missing"], "equal to what the slip gives"),
        ("(x + x) cos(x + x)", ["derivative-inside"], "another slip"),
        ("3x", [], "wrong in no known way"),
        ("2x cos(x^2)", [], "right"),
        ("x cos(x^2) + x cos(x x)", [], "right, and what a slip gives too"),
        ("cos(x^2", [], "unreadable"),
        ("cos(x^2) + 0/(x - x)", [], "undecided"),
    ],
)
def test_a_slip_is_named_when_the_response_is_what_it_gives(response, names, why):
    assert named(CHAIN, response, SLIPS) == names


def test_naming_a_slip_changes_nothing_else():
    verdict = CHAIN.judge("cos(x^2)")
    with_slip = name_slips(verdict, "cos(x^2)", CHAIN, SLIPS)
    assert (with_slip.outcome, with_slip.credit, with_slip.feedback) == (Outcome.WRONG, 0, verdict.feedback)
    assert with_slip.slips[0].feedback == "Multiply by the derivative of the inner function."


def test_two_slips_may_give_the_same_response():
    slips = [Slip("one", "cos(x^2)", ""), Slip("two", "cos(x x)", "")]
    assert named(CHAIN, "cos(x^2)", slips) == ["one", "two"]


@pytest.mark.parametrize(
    ("answer", "slip", "response"),
    [
        (Number("1/6"), Slip("base-rate", "1/3", ""), "2/6"),
        (Number(0.25), Slip("complement", 0.75, ""), "3/4"),
        (Array([[1, 2], [3, 4]]), Slip("transposed", [[1, 3], [2, 4]], ""), "[[1, 3], [2, 4]]"),
        (Array([1, 2]), Slip("sign", sympy.Matrix([-1, -2]), ""), "[-1, -2]"),
        (Choice([("a", "yes"), ("b", "no")], "a"), Slip("negated", "b", ""), "b"),
    ],
    ids=["number", "decimal", "matrix, partly right", "vector", "choice"],
)
def test_every_kind_of_answer_knows_slips(answer, slip, response):
    assert named(answer, response, [slip]) == [slip.name]


def test_a_slip_that_the_question_cannot_have_is_the_authors_error():
    with pytest.raises(AnswerError, match="which the question does not declare"):
        named(CHAIN, "3x", [Slip("other-name", sympy.Symbol("q"), "")])
