"""Expectations, variances, covariances and probabilities by the rules of chance."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck_grader import Expression, Notation, Outcome, equal, judge_case, parse, real_names

LETTERS = real_names(["a", "b", "c", "n", "X", "Y", "Z"])
ANY = Notation("expression", LETTERS, random=frozenset("XYZ"))
INDEPENDENT = Notation("expression", LETTERS, random=frozenset("XYZ"), independent=True)
EVENTS = Notation("expression", real_names("ABCX"), random=frozenset("ABCX"))
SEPARATE = Notation("expression", real_names("ABCX"), random=frozenset("ABCX"), independent=True)

TABLE = [
    (ANY, "E[aX + b]", "a E[X] + b", "right", "E is linear"),
    (ANY, "E[X + Y]", "E[X] + E[Y]", "right", "also of dependent quantities"),
    (ANY, "E[X/n]", "E[X]/n", "right", "a divisor comes out"),
    (ANY, "Var(aX + b)", "a^2 Var(X)", "right", "a factor is squared, a constant does nothing"),
    (ANY, "Var(aX + b)", "a Var(X)", "wrong", "not squared"),
    (ANY, "Var(aX + b)", "a^2 Var(X) + b", "wrong", "the constant kept"),
    (ANY, "Var(X + Y)", "Var(X) + Var(Y) + 2Cov(X, Y)", "right", "with the covariance"),
    (ANY, "Var(X + Y)", "Var(X) + Var(Y)", "wrong", "they may depend on each other"),
    (INDEPENDENT, "Var(X + Y)", "Var(X) + Var(Y)", "right", "independent"),
    (INDEPENDENT, "Var(X - Y)", "Var(X) + Var(Y)", "right", "variances add up, also of a difference"),
    (INDEPENDENT, "Var(X - Y)", "Var(X) - Var(Y)", "wrong", "variances are not subtracted"),
    (INDEPENDENT, "Cov(X, Y)", "0", "right", "independent"),
    (ANY, "E[X^2]", "Var(X) + E[X]^2", "right", "what the variance is"),
    (ANY, "E[X^2]", "E[X]^2", "wrong", "the square of the mean"),
    (ANY, "E[(X - E[X])^2]", "Var(X)", "right", "by definition"),
    (ANY, "E[X Y]", "E[X] E[Y]", "wrong", "only for uncorrelated quantities"),
    (INDEPENDENT, "E[X Y]", "E[X] E[Y]", "right", "independent"),
    (INDEPENDENT, "E[X^2 Y]", "E[X^2] E[Y]", "right", "functions of independent quantities"),
    (ANY, "Cov(X, X)", "Var(X)", "right", "with itself"),
    (ANY, "Cov(X, Y)", "Cov(Y, X)", "right", "symmetric"),
    (ANY, "Cov(aX, bY)", "a b Cov(X, Y)", "right", "bilinear"),
    (ANY, "Cov(X, Y + Z)", "Cov(X, Y) + Cov(X, Z)", "right", "additive"),
    (ANY, "Cov(X, Y)", "E[X Y] - E[X]E[Y]", "right", "the short formula"),
    (ANY, "Std(a X)", "|a| Std(X)", "right", "never negative"),
    (ANY, "Std(a X)", "a Std(X)", "wrong", "a may be negative"),
    (ANY, "Std(X)^2", "Var(X)", "right", "the square of the deviation"),
    (ANY, "E[E[X | Y]]", "E[X]", "right", "the tower rule"),
    (ANY, "E[Y X | Y]", "Y E[X | Y]", "right", "what is known comes out"),
    (ANY, "E[Var(X | Y)] + Var(E[X | Y])", "Var(X)", "right", "the law of total variance"),
    (ANY, "E[Var(X | Y)]", "Var(X)", "wrong", "a part of it only"),
    (ANY, "E[exp(X)]", "exp(E[X])", "wrong", "exp is not linear"),
    (ANY, "E[2 exp(X)]", "2 E[exp(X)]", "right", "a factor before any function"),
    (ANY, "E[X^3]", "E[X]^3", "wrong", "a higher moment"),
    (ANY, "E[X]", "X", "wrong", "a number is no random quantity"),
    (ANY, "Var(3)", "0", "right", "a constant"),
    (ANY, "E[(X+Y+Z)^12 (X+Y-Z)^12]", "0", "undecided", "too long to be multiplied out"),
    (INDEPENDENT, "E[X exp(X)]", "E[X] E[exp(X)]", "wrong", "exp(X) depends on X"),
    (INDEPENDENT, "E[Y exp(X)]", "E[Y] E[exp(X)]", "right", "functions of independent quantities"),
    (INDEPENDENT, "Var(exp(X) + X)", "Var(exp(X)) + Var(X)", "wrong", "exp(X) depends on X"),
    (INDEPENDENT, "E[X/Y]", "E[X] E[1/Y]", "right", "a quotient is a product"),
    (INDEPENDENT, "E[X/Y]", "E[X]/E[Y]", "wrong", "a mean of quotients"),
    (INDEPENDENT, "E[X | Y]", "E[X]", "right", "Y says nothing of X"),
    (ANY, "E[X | Y]", "E[X]", "wrong", "Y may say something of X"),
    (ANY, "E[exp(Y) X | Y]", "exp(Y) E[X | Y]", "right", "what is known comes out, any function"),
    (ANY, "E[E[X | Y, Z] | Y]", "E[X | Y]", "right", "the tower rule given a part"),
    (ANY, "E[X E[X | Y]]", "E[E[X | Y]^2]", "right", "a projection"),
    (ANY, "Var(X - E[X | Y])", "E[Var(X | Y)]", "right", "the spread around it"),
    (ANY, "Cov(X - E[X | Y], Y^2)", "0", "right", "what is left tells nothing of Y on the mean"),
    (ANY, "E[E[X | Y = 1]]", "E[X]", "wrong", "given an event it is a number"),
    (ANY, "Var(E[X | Y = 1])", "0", "right", "given an event it is a number"),
    (ANY, "E[2X | Y = 1]", "2 E[X | Y = 1]", "right", "linear given an event"),
    (ANY, "E[X | 2Y]", "E[X | Y]", "undecided", "2Y tells what Y tells"),
    (ANY, "E[Y X | Y^2]", "Y E[X | Y^2]", "undecided", "Y^2 does not tell Y"),
    (ANY, "E[exp(X)^2]", "E[exp(2X)]", "undecided", "equal, by a rule of exp"),
    (ANY, "E[sin(X)^2] + E[cos(X)^2]", "1", "undecided", "equal, by a rule of sin and cos"),
    (ANY, "E[|X|^2]", "E[X^2]", "undecided", "equal, by a rule of absolute values"),
    (ANY, "E[X (1/X)]", "1", "undecided", "equal, where X is not 0"),
    (ANY, "E[|X|]", "|E[X]|", "wrong", "only for X of one sign"),
    (ANY, "E[1/X]", "1/E[X]", "wrong", "a mean of quotients"),
    (ANY, "|Var(X) Var(Y) - Cov(X, Y)^2|", "Var(X) Var(Y) - Cov(X, Y)^2", "undecided", "never negative"),
    (EVENTS, "P(not A)", "1 - P(A)", "right", "the complement"),
    (EVENTS, "P(A or B)", "P(A) + P(B) - P(A and B)", "right", "inclusion and exclusion"),
    (EVENTS, "P(A or B)", "P(A) + P(B)", "wrong", "what both have counts once"),
    (EVENTS, "P(A | B)", "P(A and B)/P(B)", "right", "by definition"),
    (EVENTS, "P(A | B)", "P(B | A) P(A)/P(B)", "right", "Bayes' rule"),
    (EVENTS, "P(A | B)", "P(B | A)", "wrong", "the prosecutor's fallacy"),
    (EVENTS, "P(A)", "P(A | B)P(B) + P(A | not B)P(not B)", "right", "total probability"),
    (EVENTS, "P(A and B)", "P(A) P(B)", "wrong", "they may depend on each other"),
    (SEPARATE, "P(A and B)", "P(A) P(B)", "right", "independent"),
    (SEPARATE, "P(A | B)", "P(A)", "right", "independent"),
    (EVENTS, "P(X > 1)", "1 - P(X <= 1)", "right", "the opposite of a relation"),
    (EVENTS, "P(1 < X)", "P(X > 1)", "right", "read from the other side"),
    (EVENTS, "P(X > 1)", "1 - P(X > 2)", "undecided", "events about one quantity"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("notation", "a", "b", "outcome", "why"),
    TABLE,
    ids=[f"{row[1]} ~ {row[2]}: {row[4]}" for row in TABLE],
)
def test_rules_of_chance_are_known(notation, a, b, outcome, why):
    left, right = parse(a, notation), parse(b, notation)
    found, turned = equal(left, right, notation), equal(right, left, notation)
    assert (found.outcome.value, turned.outcome) == (outcome, found.outcome)


@given(
    st.lists(st.tuples(st.integers(-4, 4), st.integers(-4, 4), st.integers(1, 5)), min_size=2, max_size=4),
    st.sampled_from(["X^2 + 3X Y - 2Y", "(X - Y)^2", "X^3 - X Y^2 + 5"]),
)
@settings(max_examples=40, deadline=None)
def test_a_mean_by_moments_is_the_mean_by_counting(points, text):
    """The second way: a finite law with these points and weights."""
    total = sum(weight for _, _, weight in points)

    def mean(function):
        return sum(Fraction(weight, total) * function(x, y) for x, y, weight in points)

    formulas = {
        "X^2 + 3X Y - 2Y": (lambda x, y: x**2 + 3 * x * y - 2 * y, "E[X^2] + 3E[X Y] - 2E[Y]"),
        "(X - Y)^2": (lambda x, y: (x - y) ** 2, "E[X^2] - 2E[X Y] + E[Y^2]"),
        "X^3 - X Y^2 + 5": (lambda x, y: x**3 - x * y**2 + 5, "E[X^3] - E[X Y^2] + 5"),
    }
    function, expanded = formulas[text]
    assert equal(parse(f"E[{text}]", ANY), parse(expanded, ANY), ANY).is_right
    moments = {
        "E[X^2]": mean(lambda x, y: x * x), "E[X Y]": mean(lambda x, y: x * y), "E[Y]": mean(lambda x, y: y),
        "E[Y^2]": mean(lambda x, y: y * y), "E[X^3]": mean(lambda x, y: x**3),
        "E[X Y^2]": mean(lambda x, y: x * y * y),
    }  # fmt: skip
    value = expanded
    for name, moment in sorted(moments.items(), key=lambda item: -len(item[0])):
        value = value.replace(name, f"*({moment})")
    value = value.replace("+ *", "+ ").replace("- *", "- ").lstrip("*").strip()
    numbers = Notation("number")
    assert equal(parse(value, numbers), parse(str(mean(function)), numbers), numbers).is_right


def test_an_expression_answer_knows_chance():
    answer = Expression("a^2 Var(X)", ANY)
    assert answer.judge("Var(a X + b)").outcome is Outcome.RIGHT
    assert answer.judge("a Var(X)").outcome is Outcome.WRONG


def test_a_case_takes_random_names_from_what_is_expected():
    case = {"response": "2 E[X] + 3", "expected": "E[2X + 3]"}
    assert judge_case(case)["outcome"] == "right"
    assert judge_case({"response": "a E[X] + b", "expected": "E[a X + b]"})["outcome"] == "right"
    assert judge_case({"response": "a Var(X)", "expected": "Var(a X + b)"})["outcome"] == "wrong"
    given = {"response": "a^2 Var(X)", "expected": "Var(a X + b)", "notation": {"random": ["X"]}}
    assert judge_case(given)["outcome"] == "right"
    case = {"response": "Var(X) + Var(Y)", "expected": "Var(X + Y)"}
    assert judge_case(case)["outcome"] == "wrong"
    assert judge_case({**case, "notation": {"independent": True}})["outcome"] == "right"
