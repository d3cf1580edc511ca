"""Expression: which responses are right, and what the others are told."""

from __future__ import annotations

import time
from dataclasses import FrozenInstanceError

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck_grader import (
    INTEGER,
    POSITIVE,
    AnswerError,
    Expression,
    Outcome,
    Tolerance,
    Verdict,
    between,
)

RIGHT, WRONG, UNREADABLE, UNDECIDED = Outcome.RIGHT, Outcome.WRONG, Outcome.UNREADABLE, Outcome.UNDECIDED
CHAIN = Expression("2x cos(x^2)", names=["x"])

TABLE = [
    ("2x cos(x^2)", RIGHT, "as it stands"),
    ("cos(x²)·2·x", RIGHT, "another order"),
    ("2x*cos(x**2)", RIGHT, "Python's signs"),
    ("x cos(x^2) + cos(x x) x", RIGHT, "two halves"),
    ("2x sin(pi/2 - x^2)", RIGHT, "another function"),
    ("2x cos x^2", RIGHT, "without brackets, default reading"),
    ("cos(x^2)", WRONG, "dropped inner derivative"),
    ("2x cos(2x)", WRONG, "derivative inside"),
    ("-2x cos(x^2)", WRONG, "lost sign"),
    ("2x cos(x)^2", WRONG, "square outside"),
    ("2 cos(x^2)", WRONG, "dropped factor"),
    ("2x +", UNREADABLE, "ends after an operator"),
    ("2y cos(y^2)", UNREADABLE, "another name"),
    ("2x cos(x^2", UNREADABLE, "bracket never closed"),
    ("diff(sin(x^2), x)", UNREADABLE, "leaves the work to the grader"),
    ("x^9^9^9^9", UNDECIDED, "a tower in the exponent"),
]


@pytest.mark.parametrize(("response", "outcome", "why"), TABLE, ids=[row[2] for row in TABLE])
def test_an_expression_is_judged_as_a_teacher_would(response, outcome, why):
    verdict = CHAIN.judge(response)
    assert verdict.outcome is outcome
    assert (verdict.credit == 1) is (outcome is RIGHT)


SENTENCES = [
    ("2x cos(x^2)", "2 x cos(x^2)", {"x": "real"}, "That is right."),
    ("x^2", "x^3", {}, "At x = 2 your answer gives 8, but 4 is needed."),
    ("x/2", "x/3", {}, "At x = 2 your answer gives 2/3, but 1 is needed."),
    ("cos(x)", "sin(x)", {}, "At x = 0.28 your answer gives 0.2764, but 0.9611 is needed."),
    ("abs(x)", "sqrt(x)^2", {}, "At x = -1.22 your answer has no value, but one is needed there."),
    (
        "log(x)",
        "log(x^2)/2",
        {},
        "At x = -1.22 your answer has a value, but the right answer has none there.",
    ),
    (
        "1/(2x)",
        "1/2x",
        {},
        "At x = 2 your answer gives 1, but 0.25 is needed. "
        "I read your answer as 1/2*x. If you mean 1/(2*x), write it with these brackets.",
    ),
    (
        "sin(x)",
        "sin(x) + 1/(x - x)",
        {},
        "I could not decide whether this is right; that is not your fault, and a person can look at it. "
        "No point was found where both have a value that can be computed.",
    ),
    ("3", "4", {}, "Your answer is not equal to what is needed."),
    (
        "sin(x)",
        "sin(x) + 10^-50",
        {},
        "At x = {x} your answer gives {value}, but {value} is needed. The two differ only after 40 digits.",
    ),
]


@pytest.mark.parametrize(
    ("reference", "response", "names", "sentence"), SENTENCES, ids=[row[3][:50] for row in SENTENCES]
)
def test_the_feedback_is_a_plain_sentence(reference, response, names, sentence):
    verdict = Expression(reference, names=["x"]).judge(response)
    evidence = verdict.evidence[0]
    assert verdict.feedback == sentence.format(x=evidence.at.get("x"), value=evidence.needed)


def test_what_a_constant_answer_is_stays_hidden():
    verdict = Expression("3 pi", names=["x"]).judge("3")
    assert verdict.evidence[0].needed == ""


def test_the_reading_is_not_mentioned_when_it_does_not_matter():
    """sin x^2 has two readings; both are wrong here."""
    assert "read" not in Expression("cos(x)", names=["x"]).judge("sin x^2").feedback


def test_the_verdict_shows_how_the_response_was_read():
    verdict = CHAIN.judge("2x cos x²")
    assert (verdict.read_as, verdict.latex) == ("2*x*cos(x^2)", r"2 x \cos\left(x^{2}\right)")


def test_an_unreadable_response_carries_the_place_of_the_error():
    error = CHAIN.judge("2*lamda*x").error
    assert error["at"][0] == 2
    assert error["message"] == "I do not know the name 'lamda'."
    assert error["suggestion"] == "This problem uses: x."


x, y = sympy.symbols("x y")
p = sympy.Symbol("p", positive=True)
n = sympy.Symbol("n", integer=True)


NAMES = [
    (2 * x * sympy.cos(x**2), (), {"x": "real"}),
    (sympy.sqrt(p), (), {"p": "real"}),
    (sympy.Integer(0), [x, p, n], {"x": "real", "p": "real", "n": "integer"}),
    ("x + y", "x, y", {"x": "real", "y": "real"}),
    ("x + y", "x y", {"x": "real", "y": "real"}),
    ("x", x, {"x": "real"}),
    ("a + b", sympy.Matrix(sympy.symbols("a b")), {"a": "real", "b": "real"}),
    ("n + k", {"n": INTEGER, "k": POSITIVE}, {"n": "integer", "k": "real"}),
]


@pytest.mark.parametrize(("reference", "names", "kinds"), NAMES, ids=[str(row[1]) for row in NAMES])
def test_names_come_from_texts_symbols_mappings_or_the_reference(reference, names, kinds):
    notation = Expression(reference, names).notation
    assert {name: domain.kind for name, domain in notation.names.items()} == kinds


def test_assumptions_of_a_symbol_are_its_domain():
    assert Expression(sympy.log(p), [p]).notation.names["p"] == POSITIVE
    assert Expression(2 * sympy.log(p), [p]).judge("log(p^2)").outcome is RIGHT


def test_a_domain_is_used():
    assert Expression("x", {"x": POSITIVE}).judge("sqrt(x^2)").outcome is RIGHT
    assert Expression("x", {"x": between(-1, 1)}).judge("sqrt(x^2)").outcome is WRONG


def test_e_may_be_a_name():
    answer = Expression("e^2", names=["e"])
    assert answer.judge("e e").outcome is RIGHT
    assert answer.judge("exp(2)").outcome is WRONG


def test_log_may_mean_ten():
    answer = Expression("log(x)", {"x": POSITIVE}, log="10")
    assert answer.judge("ln(x)/ln(10)").outcome is RIGHT
    assert answer.judge("ln(x)").outcome is WRONG


def test_a_derivative_in_the_reference_is_worked_out():
    answer = Expression("diff(sin(x^2), x)", names=["x"])
    assert answer.reference_text() == "2*x*cos(x^2)"
    assert Expression(sympy.Derivative(sympy.sin(x**2), x)).judge("2x cos(x^2)").outcome is RIGHT


def test_a_tolerance_is_applied_at_every_point():
    answer = Expression("x/3", names=["x"], tolerance=Tolerance(relative=0.01))
    assert answer.judge("0.333 x").outcome is RIGHT
    assert answer.judge("0.3 x").outcome is WRONG


@pytest.mark.parametrize(
    ("reference", "names", "message"),
    [
        ("2x cos(", ["x"], "The right answer cannot be read."),
        ("x + y", ["x"], "The right answer cannot be read. I do not know the name 'y'."),
        (x + y, [x], "The right answer uses y, which the question does not declare. Add it to the names"),
        (sympy.zeta(x), [x], "zeta has no counterpart among the responses that can be written"),
        (sympy.Derivative(sympy.binomial(x, x / 2), x), [x], "binomial"),
    ],
    ids=["unfinished", "unknown name", "undeclared symbol", "unknown function", "no derivative"],
)
def test_a_reference_that_cannot_be_used_is_the_authors_error(reference, names, message):
    with pytest.raises(AnswerError, match=message):
        Expression(reference, names)


def test_an_answer_is_frozen_and_equal_to_its_like():
    with pytest.raises(FrozenInstanceError):
        CHAIN.reference = "x"
    assert Expression("2x", names=["x"]) == Expression("2x", names=["x"]) != Expression("3x", names=["x"])


HOSTILE = [
    "9^9^9^9",
    "(10^9)!",
    "-" * 20_000 + "x",
    "(" * 30_000,
    "x" * 100_000,
    "x+" * 9_000 + "x",
    "(x+1)^10000 - (x+2)^9999",
    "+".join(f"1/{n}^9999" for n in range(2, 1500)),
    "*".join(f"({n}^9999/7^9998)" for n in range(2, 900)),
    "sin(" * 150 + "x" + ")" * 150,
    "exp(" * 100 + "x" + ")" * 100,
    "2^2^2^2^2^2^x",
    "((((x^99)^99)^99)^99)^99",
    "gamma(10^300)",
    "(x+1)^(10^500)",
    "abs(" * 50 + "x" + ")" * 50 + "^0.5",
    "\x00",
    "\ud800",
    "\u202e2x",
    "__import__('os').system('true')",
    "x.__class__",
    "lambda: 1",
]


@pytest.mark.parametrize(
    "response", HOSTILE, ids=[response[:25].encode("ascii", "replace").decode() for response in HOSTILE]
)
def test_a_hostile_response_ends_soon_and_is_never_right(response):
    start = time.process_time()
    verdict = CHAIN.judge(response)
    assert verdict.outcome is not RIGHT
    assert time.process_time() - start < 5  # generous: a slow machine, several at once


@pytest.mark.parametrize("response", ["9^9^9^9", "x^9^9^9^9", "9^9^9^9 x/x", "(10^(10^(10^20)))!"])
def test_what_is_too_large_to_compute_is_not_called_wrong(response):
    assert CHAIN.judge(response).outcome is UNDECIDED


@settings(deadline=None)
@given(st.text(alphabet="x()+-*/^ 0123456789.sincogexplqrt,|!'π²√[]", max_size=40))
def test_any_text_has_a_verdict_that_survives_its_record(response):
    verdict = CHAIN.judge(response)
    assert Verdict.from_json(verdict.to_json()) == verdict


@given(st.text())
def test_any_text_at_all_has_a_verdict(response):
    assert CHAIN.judge(response).outcome in Outcome


def test_a_wrong_answer_is_not_told_an_expression_that_is_a_number():
    verdict = Expression("-3", names=["x"]).judge("2x")
    assert verdict.feedback == "Your answer is not equal to what is needed."
    assert (verdict.evidence[0].needed, dict(verdict.evidence[0].at)) == ("", {})
