"""FiniteSet, Multiset, Ordered and Truth: what belongs, how often, in which order."""

from __future__ import annotations

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck_grader import AnswerError, Evidence, FiniteSet, Multiset, Ordered, Outcome, Tolerance, Truth

RIGHT, PARTLY, WRONG = Outcome.RIGHT, Outcome.PARTLY_RIGHT, Outcome.WRONG
UNREADABLE, UNDECIDED = Outcome.UNREADABLE, Outcome.UNDECIDED
THREE = "{1, 2, 3}"

SETS = [
    (THREE, "{1, 2, 3}", RIGHT, 1, "That is right.", "as it stands"),
    (THREE, "3, 1, 2", RIGHT, 1, "That is right.", "another order, no braces"),
    (THREE, "{1, 1, 2, 3}", RIGHT, 1, "That is right.", "repetition does not count"),
    (THREE, "x = 1 or x = 2 or x = 3", RIGHT, 1, "That is right.", "as alternatives"),
    (THREE, "x = 1, x = 2, x = 3", RIGHT, 1, "That is right.", "as equations in a list"),
    (THREE, "x in {1, 2, 3}", RIGHT, 1, "That is right.", "as membership"),
    (THREE, "{6/6, sqrt(4), 3}", RIGHT, 1, "That is right.", "elements not worked out"),
    (THREE, "{1} ∪ {2, 3}", RIGHT, 1, "That is right.", "a union of lists"),
    (
        THREE,
        "1, 2",
        PARTLY,
        2 / 3,
        "Both of your elements belong to the set, but one element is missing.",
        "short",
    ),
    (
        THREE,
        "1",
        PARTLY,
        1 / 3,
        "Your element belongs to the set, but 2 elements are missing.",
        "one of three",
    ),
    (
        *(THREE, "1, 2, 5", PARTLY, 2 / 3),
        "2 of your 3 elements belong to the set, but 5 does not. One element is missing.",
        "one wrong",
    ),
    (
        *(THREE, "1, 2, 3, 4", PARTLY, 3 / 4),
        "3 of your 4 elements belong to the set, but 4 does not.",
        "one too many",
    ),
    (
        *(THREE, "1, 7, 8, 9", PARTLY, 1 / 4),
        "1 of your 4 elements belongs to the set, but 7, 8 and 9 do not. 2 elements are missing.",
        "three wrong",
    ),
    (THREE, "{4, 5}", WRONG, 0, "None of your elements belongs to the set.", "nothing right"),
    (THREE, "0", WRONG, 0, "Your element does not belong to the set.", "a single wrong one"),
    (THREE, "{}", WRONG, 0, "The set that is needed is not empty.", "the empty set"),
    (
        *(THREE, "[1, 3)", WRONG, 0),
        "You wrote an interval. A list of elements is needed here; write it as {1, 2}.",
        "an interval",
    ),
    (THREE, "x > 1", WRONG, 0, "A list of elements is needed here, such as {1, 2}.", "a condition"),
    (THREE, "{1, 2", UNREADABLE, 0, None, "a brace that is never closed"),
    (THREE, "{1, 2, q}", UNREADABLE, 0, None, "a name that nobody declared"),
    ("{}", "{}", RIGHT, 1, "That is right.", "empty for empty"),
    ("{}", "{0}", WRONG, 0, "The set that is needed has no elements.", "zero is not nothing"),
    ("±2", "{-2, 2}", RIGHT, 1, "That is right.", "both signs in the reference"),
    ("{-2, 2}", "x = ±2", RIGHT, 1, "That is right.", "both signs in the response"),
    ("{(1 + sqrt(5))/2, (1 - sqrt(5))/2}", "(1 ± sqrt(5))/2", RIGHT, 1, "That is right.", "golden ratio"),
    ("{1, 1/3}", "{1, 0.333}", PARTLY, 0.5, None, "rounded is not exact"),
]


@pytest.mark.parametrize(
    ("reference", "response", "outcome", "credit", "sentence", "why"), SETS, ids=[row[5] for row in SETS]
)
def test_a_finite_set_is_judged_element_by_element(reference, response, outcome, credit, sentence, why):
    verdict = FiniteSet(reference).judge(response)
    assert (verdict.outcome, verdict.credit) == (outcome, pytest.approx(credit))
    assert sentence is None or verdict.feedback == sentence


PAIR = "{1, 1, 2}"
MULTISETS = [
    (PAIR, "1, 1, 2", RIGHT, 1, "That is right.", "as it stands"),
    (PAIR, "2, 1, 1", RIGHT, 1, "That is right.", "another order"),
    (
        *(PAIR, "1, 2", PARTLY, 2 / 3),
        "You have the right values; count again how often each of them occurs.",
        "a double eigenvalue given once",
    ),
    (
        *(PAIR, "1, 2, 2", PARTLY, 2 / 3),
        "You have the right values; count again how often each of them occurs.",
        "the wrong one doubled",
    ),
    (
        *(PAIR, "1, 1, 3", PARTLY, 2 / 3),
        "2 of your 3 elements belong to the set, but 3 does not. One element is missing.",
        "one value wrong",
    ),
    (PAIR, "3", WRONG, 0, "Your element does not belong to the set.", "nothing right"),
    ("{0, 0}", "{0}", PARTLY, 1 / 2, None, "zero twice"),
    ("{2, 2, 2}", "2, 4/2, sqrt(4)", RIGHT, 1, "That is right.", "the same value in three ways"),
]


@pytest.mark.parametrize(
    ("reference", "response", "outcome", "credit", "sentence", "why"),
    MULTISETS,
    ids=[row[5] for row in MULTISETS],
)
def test_a_multiset_counts_how_often(reference, response, outcome, credit, sentence, why):
    verdict = Multiset(reference).judge(response)
    assert (verdict.outcome, verdict.credit) == (outcome, pytest.approx(credit))
    assert sentence is None or verdict.feedback == sentence


TUPLES = [
    ("(1, 2, 3)", "(1, 2, 3)", RIGHT, 1, "That is right.", "as it stands"),
    ("(1, 2, 3)", "1, 2, 3", RIGHT, 1, "That is right.", "without brackets"),
    ("(1, 2, 3)", "[1, 2, 3]", RIGHT, 1, "That is right.", "square brackets"),
    (
        "(1, 2, 3)",
        "(1, 2, 4)",
        PARTLY,
        2 / 3,
        "2 of 3 entries are right. Look again at entry 3.",
        "one wrong",
    ),
    (
        "(1, 2, 3)",
        "(0, 2, 4)",
        PARTLY,
        1 / 3,
        "1 of 3 entries is right. Look again at entry 1, entry 3.",
        "two",
    ),
    ("(1, 2, 3)", "(7, 8, 9)", WRONG, 0, "None of the entries is right.", "all wrong"),
    (
        *("(1, 2, 3)", "(3, 1, 2)", WRONG, 0),
        "These are the right entries, but not in the right order.",
        "turned round",
    ),
    (
        *("(1, 2, 3)", "(1, 3, 2)", PARTLY, 1 / 3),
        "These are the right entries, but not in the right order.",
        "two exchanged",
    ),
    ("(1, 2, 3)", "(1, 2)", WRONG, 0, "Your tuple has 2 entries, but 3 are needed.", "too short"),
    ("(1, 2)", "3", WRONG, 0, "Your tuple has one entry, but 2 are needed.", "a number"),
    ("(1, 2)", "{1, 2}", WRONG, 0, "A tuple is needed here, such as (1, 2).", "a set has no order"),
    ("(1, 2)", "(1, 2", UNREADABLE, 0, None, "a bracket that is never closed"),
    ("(1/3, 2)", "(2/6, 4/2)", RIGHT, 1, "That is right.", "not in lowest terms"),
]


@pytest.mark.parametrize(
    ("reference", "response", "outcome", "credit", "sentence", "why"), TUPLES, ids=[row[5] for row in TUPLES]
)
def test_a_tuple_is_judged_entry_by_entry(reference, response, outcome, credit, sentence, why):
    verdict = Ordered(reference).judge(response)
    assert (verdict.outcome, verdict.credit) == (outcome, pytest.approx(credit))
    assert sentence is None or verdict.feedback == sentence


def test_entries_may_be_expressions():
    answer = Ordered("(w - 2 eta w, b - eta)", "w b eta")
    assert answer.judge("(w(1 - 2eta), b - eta)").outcome is RIGHT
    verdict = answer.judge("(w(1 - eta), b - eta)")
    assert (verdict.outcome, verdict.evidence[0].where, verdict.evidence[0].kind) == (
        PARTLY,
        "entry 1",
        "counterexample",
    )


def test_elements_may_be_expressions_in_declared_names():
    answer = FiniteSet("{a, 2a}", "a")
    assert answer.judge("{a + a, a}").outcome is RIGHT
    assert answer.judge("{a, a^2}").credit == 0.5


def test_without_credit_a_set_is_right_or_wrong():
    assert FiniteSet(THREE, credit=False).judge("1, 2").outcome is WRONG


def test_a_tolerance_holds_for_each_element():
    answer = FiniteSet("{1/3, 2/3}", tolerance=Tolerance(places=2))
    assert answer.judge("0.33, 0.67").outcome is RIGHT
    assert answer.judge("0.33, 0.66").credit == 0.5


def test_an_element_that_cannot_be_decided_leaves_the_set_undecided():
    assert FiniteSet("{x, 2x}", "x").judge("{x + 0/(x - x), 2x}").outcome is UNDECIDED


def test_the_evidence_names_the_elements_that_do_not_belong():
    evidence = FiniteSet(THREE).judge("1, 5, 6").evidence
    assert evidence == (
        Evidence("element", where="element 2", yours="5"),
        Evidence("element", where="element 3", yours="6"),
        Evidence("element", note="2 elements are missing."),
    )


def test_the_evidence_of_a_tuple_does_not_tell_a_number():
    (evidence,) = Ordered("(1, 2)").judge("(1, 3)").evidence
    assert (evidence.needed, evidence.yours) == ("", "3")


def test_names_in_a_tuple_cost_no_try():
    verdict = Ordered("(1, 2)", "x y").judge("(x = 1, y = 2)")
    assert verdict.outcome is UNREADABLE


@pytest.mark.parametrize(
    ("reference", "response"),
    [
        ({1, 2}, "2, 1"),
        (sympy.FiniteSet(1, sympy.sqrt(2)), "sqrt(2), 1"),
        ([1, 2], "2, 1"),
        (sympy.EmptySet, "{}"),
        (frozenset({sympy.Rational(1, 2)}), "0.5"),
    ],
    ids=str,
)
def test_the_reference_may_be_a_set_of_python_or_of_sympy(reference, response):
    assert FiniteSet(reference).judge(response).outcome is RIGHT


@pytest.mark.parametrize("reference", ["[1, 2]", "x < 3"])
def test_a_reference_that_lists_nothing_is_the_authors_error(reference):
    with pytest.raises(AnswerError, match="lists no elements"):
        FiniteSet(reference)


def test_a_tuple_needs_entries():
    with pytest.raises(AnswerError, match="is no tuple"):
        Ordered("{1, 2}")


numbers = st.lists(st.integers(-4, 4), min_size=1, max_size=4)


@settings(max_examples=40, deadline=None)
@given(numbers, numbers)
def test_credit_does_not_depend_on_the_side(left, right):
    """The second way: counting with Python's own sets."""
    one, other = (", ".join(map(str, values)) for values in (left, right))
    verdict = FiniteSet(left).judge(other)
    assert verdict.credit == pytest.approx(FiniteSet(right).judge(one).credit)
    assert verdict.credit == pytest.approx(len(set(left) & set(right)) / max(len(set(left)), len(set(right))))


@settings(max_examples=40, deadline=None)
@given(numbers, st.randoms())
def test_a_multiset_in_any_order_is_right(values, random):
    shuffled = values[:]
    random.shuffle(shuffled)
    assert Multiset(values).judge(", ".join(map(str, shuffled))).outcome is RIGHT


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="{}()[],;= x12±or-", max_size=20))
def test_any_text_has_a_verdict(text):
    for answer in (FiniteSet(THREE), Multiset(PAIR), Ordered("(1, 2)")):
        assert answer.judge(text).outcome in Outcome


TRUTHS = [
    (True, "true", RIGHT, "the word"),
    (True, "Yes", RIGHT, "another word"),
    (True, "no", WRONG, "the opposite"),
    (False, "False", RIGHT, "Python's spelling"),
    (False, "true", WRONG, "the wrong way round"),
    (sympy.true, "true", RIGHT, "SymPy's truth"),
    (True, "perhaps", UNREADABLE, "neither"),
]


@pytest.mark.parametrize(("reference", "response", "outcome", "why"), TRUTHS, ids=[row[3] for row in TRUTHS])
def test_a_statement_is_true_or_false(reference, response, outcome, why):
    assert Truth(reference).judge(response).outcome is outcome


def test_a_truth_reads_itself():
    assert Truth(True).judge(Truth(True).reference_text()).outcome is RIGHT
    assert Truth(True).with_reference(False).judge("false").outcome is RIGHT
    with pytest.raises(AnswerError, match="True or False"):
        Truth("perhaps")


@pytest.mark.parametrize(
    "answer",
    [FiniteSet(THREE), FiniteSet("{}"), FiniteSet("±a", "a"), Multiset(PAIR), Ordered("(1, -2/3)")],
    ids=lambda answer: answer.reference_text(),
)
def test_the_right_answer_is_right(answer):
    assert answer.judge(answer.reference_text()).outcome is RIGHT
    assert answer.decide(answer.reference_reading().tree).outcome is RIGHT
    assert answer.with_reference(answer.reference) == answer
