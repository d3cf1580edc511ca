"""RealSet and Condition: the same numbers, the same places; and a witness where they are not."""

from __future__ import annotations

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck_grader import (
    INTEGER,
    POSITIVE,
    AnswerError,
    Condition,
    FiniteSet,
    Outcome,
    RealSet,
    between,
)

RIGHT, WRONG = Outcome.RIGHT, Outcome.WRONG
UNREADABLE, UNDECIDED = Outcome.UNREADABLE, Outcome.UNDECIDED
OK = "That is right."

SETS = [
    ("[0, 1)", "[0, 1)", RIGHT, OK, "as it stands"),
    ("[0, 1)", "0 <= x < 1", RIGHT, OK, "as a chain"),
    ("[0, 1)", "x >= 0 and x < 1", RIGHT, OK, "as two conditions"),
    ("[0, 1)", "[0, 1/2) ∪ [1/2, 1)", RIGHT, OK, "in two pieces that touch"),
    ("[0, 1)", "[0, 0.7) ∪ (0.2, 1)", RIGHT, OK, "in two pieces that overlap"),
    ("[0, 1)", "[0, 1) ∪ {0.5}", RIGHT, OK, "a number that is in it already"),
    ("[0, 1)", "[0, 1) ∪ (5, 3)", RIGHT, OK, "with an empty interval"),
    (
        "[0, 1)",
        "[0, 1]",
        WRONG,
        "Your set has the right ends, but 1 does not belong to it.",
        "closed for open",
    ),
    (
        "[0, 1)",
        "(0, 1)",
        WRONG,
        "Your set has the right ends, but 0 belongs to it as well.",
        "open for closed",
    ),
    (
        *("[0, 1)", "[0, 2)", WRONG),
        "Look again at the right end of your interval. 1.5 is in your set, but it should not be.",
        "right end",
    ),
    (
        *("[0, 1)", "[-1, 1)", WRONG),
        "Look again at the left end of your interval. -0.5 is in your set, but it should not be.",
        "left end",
    ),
    ("[0, 1)", "[2, 3)", WRONG, "0.5 is not in your set, but it should be.", "elsewhere"),
    (
        *("[1, 3]", "[3, 1]", WRONG),
        "Nothing lies between 3 and 1, in this order: write the smaller end first. "
        "2 is not in your set, but it should be.",
        "reversed",
    ),
    (
        *("[1, 3] ∪ [5, 6]", "[1, 3] ∪ [5, 7]", WRONG),
        "Look again at the right end of your second interval. 6.5 is in your set, but it should not be.",
        "the second interval",
    ),
    ("[1, 3] ∪ [5, 6]", "[5, 6] ∪ [1, 3]", RIGHT, OK, "another order"),
    ("[1, 3] ∪ [5, 6]", "[1, 6]", WRONG, "4 is in your set, but it should not be.", "the gap filled"),
    ("[0, 1) ∪ (1, 2]", "[0, 2]", WRONG, "1 is in your set, but it should not be.", "a hole filled"),
    ("[0, 2]", "[0, 1) ∪ (1, 2]", WRONG, "1 is not in your set, but it should be.", "a hole made"),
    ("(-2, 2)", "x^2 < 4", RIGHT, OK, "solved and unsolved"),
    ("(-2, 2)", "abs(x) < 2", RIGHT, OK, "by the absolute value"),
    (
        "(-2, 2)",
        "-2 <= x < 2",
        WRONG,
        "Your set has the right ends, but -2 does not belong to it.",
        "one end",
    ),
    ("(-2, 2)", "x < 2", WRONG, None, "half of the solution"),
    ("(-inf, 3) ∪ (3, inf)", "x != 3", RIGHT, OK, "all but one number"),
    ("x != 3", "(-inf, inf)", WRONG, "3 is in your set, but it should not be.", "a tiny hole"),
    ("(-inf, inf)", "x < 10^6", WRONG, None, "a bound far out"),
    ("(-inf, inf)", "x > -10^50", WRONG, None, "a bound very far out"),
    ("(-inf, inf)", "x = x", RIGHT, OK, "a condition that always holds"),
    ("{}", "x^2 < 0", RIGHT, OK, "a condition that never holds"),
    ("{}", "(1, 1)", RIGHT, OK, "an interval with nothing in it"),
    ("{}", "[1, 1]", WRONG, "1 is in your set, but it should not be.", "an interval with one number in it"),
    ("{1}", "[1, 1]", RIGHT, OK, "one number as an interval"),
    ("{1}", "1", RIGHT, OK, "one number, no braces"),
    ("{1, 2}", "x = 1 or x = 2", RIGHT, OK, "as alternatives"),
    ("{1, 2}", "{1, 2, 3}", WRONG, "3 is in your set, but it should not be.", "one too many"),
    ("{-2, 2}", "x = ±2", RIGHT, OK, "both signs"),
    ("[0, inf)", "[0, inf]", RIGHT, OK, "no real number is infinite"),
    ("(-sqrt(2), pi)", "(-2^(1/2), pi)", RIGHT, OK, "ends that are no rational numbers"),
    ("(-sqrt(2), sqrt(2))", "x^2 < 2", RIGHT, OK, "an algebraic end found"),
    ("(-sqrt(2), sqrt(2))", "x^2 <= 2", WRONG, None, "an algebraic end closed"),
    ("(-sqrt(2), pi)", "(-1.41421356, pi)", WRONG, None, "an end rounded"),
    ("(-inf, pi)", "x < 3.14159265358979", WRONG, None, "pi rounded to 15 digits"),
    ("(-inf, pi]", "2x <= 2pi", RIGHT, OK, "pi by an inequality"),
    ("(-inf, pi]", "2x < 2pi", WRONG, None, "pi left out"),
    ("(0, inf)", "exp(x) > 1", RIGHT, OK, "solved by a logarithm"),
    ("(-inf, ln(2))", "exp(x) < 2", RIGHT, OK, "an end that is a logarithm"),
    ("(-inf, ln(2))", "exp(x) <= 2", WRONG, None, "that end closed"),
    ("(0, inf)", "sigmoid(x) > 1/2", RIGHT, OK, "where a classifier says yes"),
    ("[0, inf)", "sigmoid(x) > 1/2", WRONG, None, "and where it cannot tell"),
    ("(0, 1)", "x log(x) < 0", RIGHT, OK, "entropy's summand is negative"),
    ("(0, 1)", "x(1 - x) > 0", RIGHT, OK, "a product"),
    ("(0, 1)", "1/x > 1", RIGHT, OK, "a reciprocal"),
    ("(0, 1]", "1/x >= 1", RIGHT, OK, "with its end, and without the pole"),
    ("[0, 1]", "1/x >= 1", WRONG, None, "with the pole"),
    ("(0, 4)", "sqrt(x) < 2 and x > 0", RIGHT, OK, "a root"),
    ("[0, 4)", "sqrt(x) < 2", RIGHT, OK, "a root is not defined below 0"),
    ("(-inf, 4)", "sqrt(x) < 2", WRONG, None, "where the root has no value"),
    ("[-1, 1]", "-1 <= tanh(atanh(x)) <= 1 or abs(x) = 1", RIGHT, OK, "a function and its inverse"),
    ("[0, inf) ∪ {-3}", "(sqrt(x^2) - x)(sqrt(x^2) - 3) = 0", RIGHT, OK, "a branch on which all is 0"),
    ("(-inf, 0)", "not (1/x > 0)", RIGHT, OK, "the negation fails where there is no value"),
    ("(-inf, 0) ∪ [1, inf)", "not (0 <= x < 1)", RIGHT, OK, "the negation of a chain"),
    ("[0, 1]", "[0, 2] ∩ [-1, 1]", RIGHT, OK, "an intersection"),
    ("(-inf, 0) ∪ (0, inf)", "ℝ ∖ {0}", RIGHT, OK, "the reals without 0"),
    ("[0, 1]", "[0, 1", UNREADABLE, None, "a bracket that is never closed"),
    ("[0, 1]", "(0, x)", UNREADABLE, None, "an end with the name of the members"),
    ("[0, 1]", "[0, y]", UNREADABLE, None, "an unknown name"),
    ("(-inf, inf)", "floor(x) <= x", UNDECIDED, None, "a function with endless jumps"),
]


@pytest.mark.parametrize(
    ("reference", "response", "outcome", "sentence", "why"), SETS, ids=[row[4] for row in SETS]
)
def test_a_set_is_right_when_it_has_the_same_numbers(reference, response, outcome, sentence, why):
    verdict = RealSet(reference).judge(response)
    assert verdict.outcome is outcome
    assert sentence is None or verdict.feedback == sentence


@pytest.mark.parametrize(
    ("reference", "response", "outcome"),
    [row[:3] for row in SETS if row[2] is not UNREADABLE],
    ids=[row[4] for row in SETS if row[2] is not UNREADABLE],
)
def test_the_other_way_round_a_set_ends_the_same(reference, response, outcome):
    if outcome is UNDECIDED:
        return
    assert RealSet(response).judge(reference).outcome is outcome


@pytest.mark.parametrize("reference", dict.fromkeys(row[0] for row in SETS))
def test_the_right_set_in_words_is_right(reference):
    answer = RealSet(reference)
    assert answer.judge(answer.reference_text()).outcome is RIGHT


PARAMETERS = [
    ("(a, b + 1]", "(a, 1 + b]", RIGHT, "ends as expressions"),
    ("(a, b + 1]", "a < x <= b + 1", RIGHT, "as a chain"),
    ("(a, b + 1]", "(a, 1 + b)", WRONG, "open for closed"),
    ("(a, b + 1]", "(b, a + 1]", WRONG, "exchanged"),
    ("(a, b + 1]", "(a, b]", WRONG, "another end"),
    ("(-inf, a)", "x < a", RIGHT, "unbounded"),
    ("[a - b, a + b]", "abs(x - a) <= b", RIGHT, "an interval around a"),
]


@pytest.mark.parametrize(
    ("reference", "response", "outcome", "why"), PARAMETERS, ids=[row[3] for row in PARAMETERS]
)
def test_ends_may_be_written_with_parameters(reference, response, outcome, why):
    assert RealSet(reference, "x a b").judge(response).outcome is outcome


def test_a_witness_with_parameters_names_them():
    verdict = RealSet("(a, b]", "x a b").judge("(a, b)")
    assert verdict.feedback == "With a = -2, b = 5, 5 is not in your set, but it should be."


def test_only_numbers_of_the_domain_count():
    answer = RealSet("(0, 1/2)", {"p": between(0, 1)})
    assert answer.judge("p < 1/2").outcome is RIGHT
    assert answer.judge("(-5, 1/2)").outcome is RIGHT
    assert answer.judge("p <= 1/2").outcome is WRONG


def test_what_is_proved_is_said_to_be():
    assert RealSet("(-2, 2)").judge("x^2 < 4").evidence[0].kind == "proved"
    assert RealSet("x != 0").judge("exp(x) > 1 + x").evidence[0].kind == "agrees"
    (evidence,) = RealSet("(-2, 2)").judge("x^2 <= 4").evidence
    assert (evidence.kind, evidence.at, evidence.needed, evidence.yours) == (
        "counterexample",
        {"x": "2"},
        "not in the set",
        "in the set",
    )


x, y = sympy.symbols("x y")


@pytest.mark.parametrize(
    "reference",
    [
        sympy.Interval.Ropen(0, 1),
        sympy.Union(sympy.Interval(0, 1), sympy.FiniteSet(3)),
        sympy.And(x >= 0, x < 1),
        {1, 2},
    ],
    ids=str,
)
def test_a_set_may_come_from_sympy(reference):
    answer = RealSet(reference)
    assert answer.decide(answer.reference_reading().tree).outcome is RIGHT


@pytest.mark.parametrize(
    ("reference", "names", "message"),
    [
        ("(0, x)", "x", "Here x stands for the members of the set"),
        ("floor(x)", "x", None),
        ("[0, 1) <", "x", "The right answer cannot be read"),
        ("[0, i]", {"x": between(0, 1)}, "is no condition on real numbers"),
    ],
)
def test_a_reference_that_is_no_set_is_the_authors_error(reference, names, message):
    if message is None:
        assert RealSet(reference, names)
        return
    with pytest.raises(AnswerError, match=message):
        RealSet(reference, names)


CONDITIONS = [
    ("x^2 + y^2 < 1", "y^2 < 1 - x^2", "x y", RIGHT, "a disc, terms moved"),
    ("x^2 + y^2 < 1", "sqrt(x^2 + y^2) < 1", "x y", RIGHT, "a disc by the norm"),
    ("x^2 + y^2 < 1", "x^2 + y^2 <= 1", "x y", WRONG, "with its boundary"),
    ("x^2 + y^2 < 1", "abs(x) + abs(y) < 1", "x y", WRONG, "another norm"),
    ("x^2 + y^2 < 1", "x^2 + y^2 < 1 and x != 0.5", "x y", WRONG, "a line cut out"),
    ("x^2 + y^2 > 10^-6", "x = x", "x y", WRONG, "a tiny disc left out"),
    ("(x - 1)^2 + (y - 2)^2 > 10^-6", "true", "x y", WRONG, "a tiny disc elsewhere"),
    ("0 < p < 1 and n > 2", "p > 0 and p < 1 and n > 2", "p n", RIGHT, "a chain taken apart"),
    ("0 < p < 1 and n > 2", "0 < p <= 1 and n > 2", "p n", WRONG, "one sign"),
    ("0 < p < 1 and n > 2", "0 < p < 1 or n > 2", "p n", WRONG, "or for and"),
    ("eta < 2/L", "eta L < 2", "eta L", WRONG, "multiplied by what may be negative"),
    ("a > 0 and a c - b^2 > 0", "c > 0 and a c > b^2", "a b c", RIGHT, "positive definite, two ways"),
    ("a > 0 and a c - b^2 > 0", "c > 0 and a c >= b^2", "a b c", WRONG, "semidefinite for definite"),
    ("a != b", "a < b or b < a", "a b", RIGHT, "unequal is less or greater"),
    ("max(x, y) < 1", "x < 1 and y < 1", "x y", RIGHT, "the larger one"),
    ("abs(x - y) < 1", "-1 < x - y < 1", "x y", RIGHT, "a strip"),
    ("x = 1 and y = 2", "y = 2 and x = 1", "x y", RIGHT, "a single point"),
    ("x = 1 and y = 2", "x = 1 and y = 3", "x y", WRONG, "another point"),
    ("x y > 0", "x > 0 and y > 0 or x < 0 and y < 0", "x y", RIGHT, "two quadrants"),
    ("x y > 0", "x > 0 and y > 0", "x y", WRONG, "one of two quadrants"),
    ("x > 0", "x > 0 and x > -1", "x", RIGHT, "a part that changes nothing"),
    ("x > 1 implies x > 2", "x <= 1 or x > 2", "x", RIGHT, "an implication"),
    ("1 < 2", "true", "x", RIGHT, "a true statement"),
    ("1 < 2", "2 < 1", "x", WRONG, "a false one"),
    ("exp(x) > y and y > 0", "x > ln(y) and y > 0", "x y", RIGHT, "solved for x"),
    ("sin(x) > 2", "x = x + 1", "x", RIGHT, "neither ever holds"),
    ("exp(x) + x < 0", "exp(x) + x <= 0", "x", WRONG, "a boundary without a formula"),
    ("exp(x) + x < 0", "-x > exp(x)", "x", RIGHT, "its terms moved"),
    ("true", "(x - sqrt(2))^2 + (y - sqrt(3))^2 > 0", "x y", UNDECIDED, "a hole no line met"),
    ("x <", "x > 0", "x", None, "an author's slip"),
    ("x > 0", "x >", "x", UNREADABLE, "ends after a sign"),
    ("x > 0", "x + 1", "x", UNREADABLE, "no condition at all"),
]


@pytest.mark.parametrize(
    ("reference", "response", "names", "outcome", "why"), CONDITIONS, ids=[row[4] for row in CONDITIONS]
)
def test_a_condition_is_right_when_it_holds_at_the_same_places(reference, response, names, outcome, why):
    if outcome is None:
        with pytest.raises(AnswerError, match="cannot be read"):
            Condition(reference, names)
        return
    assert Condition(reference, names).judge(response).outcome is outcome
    if outcome is not UNREADABLE:
        assert Condition(response, names).judge(reference).outcome is outcome


def test_domains_are_used():
    positive = {"eta": POSITIVE, "L": POSITIVE}
    assert Condition("eta < 2/L", positive).judge("eta L < 2").outcome is RIGHT
    assert Condition("eta < 2/L", positive).judge("eta L < 2 and L > 0").outcome is RIGHT
    whole = {"n": INTEGER}
    assert Condition("n > 2", whole).judge("n >= 3").outcome is RIGHT
    assert Condition("n > 2", whole).judge("n > 2.5").outcome is RIGHT
    assert Condition("n > 2", whole).judge("n >= 4").outcome is WRONG


SENTENCES = [
    ("x^2 < 4", "x < 2", "x", "Your condition holds for x = -3, but it should not."),
    ("x^2 < 4", "0 < x < 2", "x", "Your condition does not hold for x = -1, but it should."),
    ("1 < 2", "2 < 1", "x", "Your statement is false, but it should be true."),
    ("p < 1/2 and q > 0", "p < 1/2", "p q", "Your condition holds for p = 0, q = -2, but it should not."),
]


@pytest.mark.parametrize(("reference", "response", "names", "sentence"), SENTENCES)
def test_a_wrong_condition_is_shown_a_place(reference, response, names, sentence):
    assert Condition(reference, names).judge(response).feedback == sentence


HOSTILE = [
    "x^(10^9) < 1",
    "x^1000 - x^999 + 1 < 0",
    " or ".join(f"x = {n}" for n in range(300)),
    " and ".join(f"x^{n} < {n}" for n in range(2, 60)),
    "sin(1000000 x) < 0",
    "exp(exp(exp(exp(x)))) < 10^9",
    "sqrt(" * 20 + "x" + ")" * 20 + " < 2",
    "not " * 100 + "x < 1",
    "abs(" * 40 + "x" + ")" * 40 + "< 1",
    "x < 9^9^9^9",
    "x < 1" + "0" * 900,
]


@pytest.mark.parametrize("response", HOSTILE, ids=[text[:30] for text in HOSTILE])
def test_a_hostile_condition_is_never_right(response):
    assert Condition("2 < x < 3", "x").judge(response).outcome is not RIGHT


ends = st.integers(-3, 3)
intervals = st.tuples(ends, ends, st.sampled_from(["[]", "[)", "(]", "()"]))


def written(interval):
    low, high, brackets = interval
    return f"{brackets[0]}{low}, {high}{brackets[1]}"


def members(union):
    """Which halves from -4 to 4 belong to it: a second way to see what the set is."""
    points = [n / 2 for n in range(-8, 9)]
    return {
        point
        for point in points
        for low, high, brackets in union
        if (low < point or (low == point and brackets[0] == "["))
        and (point < high or (point == high and brackets[1] == "]"))
    }


unions = st.lists(intervals, min_size=1, max_size=3)


@settings(max_examples=60, deadline=None)
@given(unions, unions)
def test_unions_of_intervals_are_compared_as_python_would(left, right):
    one, other = (" ∪ ".join(map(written, union)) for union in (left, right))
    expected = RIGHT if members(left) == members(right) else WRONG
    assert RealSet(one).judge(other).outcome is expected
    assert RealSet(other).judge(one).outcome is expected


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="x<>=()[]{},01 ∪∩orandnt²", max_size=24))
def test_any_text_has_a_verdict(text):
    assert RealSet("[0, 1)").judge(text).outcome in Outcome
    assert Condition("x < 1", "x").judge(text).outcome in Outcome


def test_pairs_are_not_taken_apart_into_numbers():
    """Of {(1, 2)} the elements are pairs: they do not count as the numbers 1 and 2."""
    verdict = FiniteSet("{1, 2}").judge("{(1, 2)}")
    assert verdict.outcome is Outcome.WRONG
    assert verdict.feedback == "Your element does not belong to the set."


POINTS = [
    ("{(1, -1), (1, 1)}", RIGHT, 1, "in any order"),
    ("(1, 1), (1, -1)", RIGHT, 1, "without the brackets of the set"),
    ("[(1, 1), (1, -1)]", RIGHT, 1, "as SymPy prints its solutions"),
    ("(2/2, 1), (1, 1 - 2)", RIGHT, 1, "coordinates are judged by their value"),
    ("{(1, 1)}", Outcome.PARTLY_RIGHT, 0.5, "one of them"),
    ("(1, 1)", Outcome.PARTLY_RIGHT, 0.5, "a single point without brackets is no interval here"),
    ("{(1, 1), (-1, 1)}", Outcome.PARTLY_RIGHT, 0.5, "coordinates have an order"),
    ("{1, -1}", WRONG, 0, "numbers are no points"),
    ("{(1, 1, 0), (1, -1, 0)}", WRONG, 0, "points of another space"),
]


@pytest.mark.parametrize(("response", "outcome", "credit", "_reason"), POINTS)
def test_a_set_of_points(response, outcome, credit, _reason):
    verdict = FiniteSet("{(1, 1), (1, -1)}").judge(response)
    assert (verdict.outcome, verdict.credit) == (outcome, credit)
