"""A mistake is paid for once, and nobody is paid for nothing."""

from __future__ import annotations

import pytest
from sympy import Matrix, Rational, Symbol, exp, sqrt

from gradcheck_exercises import Follow, Part, Problem, find, say
from gradcheck_exercises.follow import own_value
from gradcheck_grader import Array, Expression, Number, Outcome

PARAMETERS = {"one_in": 100, "sensitivity": 90, "specificity": 95}  # P(+) = 117/2000


def judged(**responses):
    verdicts = find("probability/bayes-test").rebuild(PARAMETERS).judge(responses)
    return {label: verdict.outcome for label, verdict in verdicts.items()}


def test_a_later_part_may_follow_from_a_wrong_earlier_one():
    problem = find("probability/bayes-test").rebuild(PARAMETERS)
    verdicts = problem.judge({"a": "0.06", "b": "0.15"})
    assert verdicts["a"].outcome is Outcome.WRONG
    assert verdicts["b"].outcome is Outcome.RIGHT
    assert verdicts["b"].credit == 1
    assert verdicts["b"].feedback == "Right, following from your own (a)."
    assert verdicts["b"].evidence[0].kind == "follow-through"
    assert not verdicts["b"].slips


def test_it_goes_on_from_part_to_part():
    own = 0.15 * 0.9 / (0.15 * 0.9 + 0.85 * 0.05)
    assert judged(a="0.06", b="0.15", c=f"{own:.4f}") == {
        "a": Outcome.WRONG,
        "b": Outcome.RIGHT,
        "c": Outcome.RIGHT,
    }


@pytest.mark.parametrize(
    ("a", "b", "why"),
    [
        ("0.06", "0.16", "does not follow"),
        ("0", "0", "an own value of 0 proves nothing"),
        ("2", "0.0045", "2 is no probability"),
        ("0.001", "9", "P(+) below P(D and +) is impossible"),
        ("sqrt(0.0036)", "0.15", "only plain rational values are followed"),
        ("(0.06", "0.15", "an unreadable value is none"),
        ("9^9^9^9", "0", "nothing huge is computed"),
        ("10^(-60) * 10^60 / 10^(-80)", "0", "nor on the way"),
        ("1/0", "0.15", "not a number"),
    ],
    ids=lambda value: value,
)
def test_nothing_follows_from_what_is_not_a_sensible_value(a, b, why):
    assert judged(a=a, b=b)["b"] is Outcome.WRONG


def test_a_part_alone_follows_from_nothing():
    assert judged(b="0.15") == {"b": Outcome.WRONG}


def test_a_right_answer_stays_right_whatever_came_before():
    assert judged(a="0.5", b="2/13")["b"] is Outcome.RIGHT


def test_rounding_early_is_not_paid_for():
    assert judged(a="0.0585", b="2/13", c="0.7660")["c"] is Outcome.RIGHT
    verdict = judged(a="0.0585", b="0.1538", c="0.76591")
    assert verdict["b"] is Outcome.RIGHT
    assert verdict["c"] is Outcome.RIGHT


@pytest.mark.parametrize(
    ("response", "value"),
    [
        ("[1, 2]", Matrix([1, 2])),
        ("[[1], [2]]", Matrix([1, 2])),
        ("[1/2, -2^2]", Matrix([Rational(1, 2), -4])),
        ("[1, 2, 3]", None),
        ("[0, 0]", None),
        ("7", None),
        ("[1, pi]", None),
    ],
)
def test_an_own_vector_has_the_shape_that_is_asked_for(response, value):
    assert own_value(response, Array(Matrix([3, 4]))) == value


@pytest.mark.parametrize("response", ["[1, 2]", "[[1, 2]]"])
def test_an_own_row_may_be_written_as_a_list(response):
    assert own_value(response, Array(Matrix([[3, 4]]))) == Matrix([[1, 2]])


@pytest.mark.parametrize(
    ("response", "value"),
    [
        ("3/4 - 1", Rational(-1, 4)),
        ("2^(-3)", Rational(1, 8)),
        ("0.25 * 3", Rational(3, 4)),
        ("2^65", None),
        ("3^64 * 3^64 * 3^64", None),
        ("0^(-1)", None),
        ("2^(1/2)", None),
    ],
)
def test_an_own_number_is_exact_and_short(response, value):
    assert own_value(response, Number(5)) == value


X = Symbol("x")


@pytest.mark.parametrize(
    ("response", "value", "why"),
    [
        ("3x^2 + 1", 3 * X**2 + 1, "as it is written"),
        ("sqrt(x) + e^x/2", sqrt(X) + exp(X) / 2, "with functions"),
        ("5", 5, "a constant is one too"),
        ("(x", None, "unreadable"),
        ("0", None, "nothing follows from zero"),
        ("x^65", None, "too high a power"),
        ("((x^9)^9)^9", None, "together too high a power"),
        ("2^(10^x)", None, "could become huge at a number"),
        ("2^(9^9) * x", None, "a long number"),
        ("sin(1) x", None, "a constant that is not rational"),
        ("+".join(["x"] * 300), None, "too much"),
    ],
)
def test_an_own_expression_is_one_of_sympy(response, value, why):
    assert own_value(response, Expression("2x", names=["x"])) == value, why


def test_an_own_gradient_has_expressions_for_entries():
    answer = Array(Matrix([X, 2]), names=["x"])
    assert own_value("[2x, 1/2]", answer) == Matrix([2 * X, Rational(1, 2)])


def test_an_own_expression_has_the_symbols_of_its_exercise():
    x = Symbol("x", positive=True)
    assert own_value("x^2", Expression("2x", names=["x"]), (x,)) == x**2


def test_a_value_follows_from_an_own_derivative():
    slope = Follow(("a",), lambda own: Number(own["a"].subs(X, 3)))
    problem = Problem(
        say("Let $f(x) = x^3$."),
        (
            Part(say("The derivative?"), Expression("3x^2", names=["x"])),
            Part(say("And at 3?"), Number(27), follow=slope),
        ),
    )
    verdicts = problem.judge({"a": "2x^2", "b": "18"})
    assert verdicts["a"].outcome is Outcome.WRONG
    assert verdicts["b"].feedback == "Right, following from your own (a)."
    assert problem.judge({"a": "2x^2", "b": "17"})["b"].outcome is Outcome.WRONG


def test_what_gives_no_answer_leaves_the_verdict():
    inverse = Follow(("a",), lambda own: Number(1 / (own["a"] - 2)))
    problem = Problem(say("So?"), (Part(say("?"), Number(3)), Part(say("?"), Number(1), follow=inverse)))
    assert problem.judge({"a": "2", "b": "5"})["b"].outcome is Outcome.WRONG


def test_a_network_is_followed_from_its_hidden_layer():
    problem = find("backprop/mlp-two-layer").problem(5)
    right = {part.label: part.answer.reference_text() for part in problem.parts}
    slip = next(slip for slip in problem.parts[0].slips if slip.name == "absolute-value")
    answer_part = problem.parts[1]
    own = own_value(problem.parts[0].slip_text(slip), problem.parts[0].answer)
    loss = answer_part.follow.answer({"a": own}).reference_text()
    verdicts = problem.judge({"a": problem.parts[0].slip_text(slip), "b": loss})
    assert verdicts["a"].outcome is not Outcome.RIGHT
    assert verdicts["b"].feedback == "Right, following from your own (a)."
    assert problem.judge({**right, "a": problem.parts[0].slip_text(slip)})["b"].outcome is Outcome.RIGHT


def test_descent_is_followed_from_its_gradient_and_its_point():
    problem = find("optimization/gd-step-2d").rebuild(
        {"a": 1, "c": 2, "b": 1, "d": 0, "e": 0, "x0": 1, "y0": 2, "rate": "1/10"}
    )
    verdicts = problem.judge({"a": "[4, 10]", "b": "[0.6, 1]", "c": "11 - 0.36 - 0.6 - 2"})
    assert [verdict.outcome for verdict in verdicts.values()] == [
        Outcome.PARTLY_RIGHT,
        Outcome.RIGHT,
        Outcome.RIGHT,
    ]
    assert verdicts["c"].feedback == "Right, following from your own (b)."
