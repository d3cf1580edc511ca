"""Array: shapes, part credit, and what people are told."""

from __future__ import annotations

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from gradcheck_grader import AnswerError, Array, Outcome, Tolerance

RIGHT, PARTLY, WRONG = Outcome.RIGHT, Outcome.PARTLY_RIGHT, Outcome.WRONG
UNREADABLE, UNDECIDED = Outcome.UNREADABLE, Outcome.UNDECIDED
x, y = sympy.symbols("x y")
SQUARE = "[[1, 2], [3, 4]]"
A_COLUMN = "You wrote a row, but a column is needed. A plain list such as [1, 2] is read as a column here."
A_ROW = "You wrote a column, but a row is needed. A plain list such as [1, 2] is read as a row here."

TABLE = [
    (SQUARE, "[[1, 2], [3, 4]]", RIGHT, 1, "That is right.", "as it stands"),
    (SQUARE, "[1, 2; 3, 4]", RIGHT, 1, "That is right.", "with a semicolon"),
    (SQUARE, "[[2/2, 2], [3, sqrt(16)]]", RIGHT, 1, "That is right.", "entries not worked out"),
    (
        SQUARE,
        "[[1, 2], [3, 5]]",
        PARTLY,
        0.75,
        "3 of 4 entries are right. Look again at row 2, column 2.",
        "one off",
    ),
    (
        *(SQUARE, "[[1, 3], [2, 4]]", PARTLY, 0.5),
        "2 of 4 entries are right. Look again at row 1, column 2; row 2, column 1.",
        "transposed square: the diagonal is right",
    ),
    (SQUARE, "[[5, 6], [7, 8]]", WRONG, 0, "None of the entries is right.", "nothing right"),
    (SQUARE, "[1, 2]", WRONG, 0, "Your array is 2×1 (rows × columns), but 2×2 is needed.", "a vector"),
    (
        *("[[1, 2, 3], [4, 5, 6]]", "[[1, 4], [2, 5], [3, 6]]", WRONG, 0),
        "Your array is 3×2 (rows × columns), but 2×3 is needed. It is the transpose of the right one.",
        "the transpose",
    ),
    (
        *("[[1, 2, 3], [4, 5, 6]]", "[[1, 4], [2, 5], [3, 7]]", WRONG, 0),
        "Your array is 3×2 (rows × columns), but 2×3 is needed.",
        "shape of the transpose, other entries",
    ),
    ("[1, 2]", "[1, 2]", RIGHT, 1, "That is right.", "a list for a column"),
    ("[1, 2]", "[[1], [2]]", RIGHT, 1, "That is right.", "a column for a column"),
    ("[1, 2]", "[[1, 2]]", WRONG, 0, A_COLUMN, "a row for a column"),
    ("[[1, 2]]", "[1, 2]", RIGHT, 1, "That is right.", "a list for a row"),
    ("[[1, 2]]", "[[1, 2]]", RIGHT, 1, "That is right.", "a row for a row"),
    ("[[1, 2]]", "[[1], [2]]", WRONG, 0, A_ROW, "a column for a row"),
    ("[1, 2, 3]", "[1, 2]", WRONG, 0, "Your array is 2×1 (rows × columns), but 3×1 is needed.", "too short"),
    ("[1, 2]", "[1, 3]", PARTLY, 0.5, "1 of 2 entries is right. Look again at row 2, column 1.", "one right"),
    ("[7]", "[7]", RIGHT, 1, "That is right.", "a single entry"),
]


@pytest.mark.parametrize(
    ("reference", "response", "outcome", "credit", "feedback", "why"), TABLE, ids=[row[5] for row in TABLE]
)
def test_an_array_is_judged_by_shape_and_entries(reference, response, outcome, credit, feedback, why):
    verdict = Array(reference).judge(response)
    assert (verdict.outcome, verdict.credit, verdict.feedback) == (outcome, credit, feedback)


def test_entries_may_be_expressions_and_the_evidence_says_which_are_wrong():
    verdict = Array(sympy.Matrix([2 * x, x**2 * y])).judge("[x + x, x^2]")
    assert (verdict.outcome, verdict.credit) == (PARTLY, 0.5)
    (evidence,) = verdict.evidence
    assert (evidence.where, evidence.kind) == ("row 2, column 1", "counterexample")
    assert evidence.at == {"x": "2", "y": "3"}


def test_the_evidence_of_numbers_does_not_tell_them():
    (evidence,) = Array(SQUARE).judge("[[1, 2], [3, 5]]").evidence
    assert (evidence.needed, evidence.yours) == ("", "5")


def test_the_evidence_of_a_shape_tells_both():
    (evidence,) = Array(SQUARE).judge("[1, 2]").evidence
    assert (evidence.kind, evidence.needed, evidence.yours) == ("shape", "2×2", "2×1")


def test_the_evidence_of_a_right_array_is_that_of_its_least_certain_entry():
    verdict = Array("[1, sin(2x)]", "x").judge("[1, 2 sin(x) cos(x)]")
    assert (verdict.evidence[0].kind, verdict.evidence[0].where) == ("agrees", "")


def test_one_entry_that_cannot_be_decided_leaves_the_whole_undecided():
    verdict = Array("[x, 2x]", "x").judge("[x + 0/(x - x), 3x]")
    assert (verdict.outcome, verdict.evidence[0].where) == (UNDECIDED, "row 1, column 1")


def test_many_wrong_entries_are_not_all_named():
    answer = Array([[row * 7 + column for column in range(7)] for row in range(7)])
    feedback = answer.judge("[" + ", ".join("[0, 0, 0, 0, 0, 0, 0]" for _ in range(7)) + "]").feedback
    assert feedback.endswith("row 1, column 6; row 1, column 7; ….")


@pytest.mark.parametrize("response", ["", "5", "[1, 2", "[[1, 2], [3]]", "[a]", "[[1, [2]]]"])
def test_what_is_no_array_is_unreadable(response):
    assert Array(SQUARE).judge(response).outcome is UNREADABLE


@pytest.mark.parametrize(
    ("reference", "text", "shape"),
    [
        ([[1, 2], [3, 4]], "[[1, 2], [3, 4]]", (2, 2)),
        ((1, 2), "[1, 2]", (2, 1)),
        (sympy.Matrix([1, x]), "[1, x]", (2, 1)),
        (sympy.Matrix([[1, x]]), "[[1, x]]", (1, 2)),
        (sympy.ImmutableMatrix([[1, 0], [0, x]]), "[[1, 0], [0, x]]", (2, 2)),
        ("[1, 2; 3, 4]", "[[1, 2], [3, 4]]", (2, 2)),
    ],
)
def test_the_reference_may_be_lists_a_text_or_a_sympy_matrix(reference, text, shape):
    answer = Array(reference)
    assert (answer.reference_text(), answer.shape) == (text, shape)
    assert answer.judge(text).outcome is RIGHT
    assert answer.reference_reading().plain == text


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("5", "The right answer 5 is no array. Use Expression or Number."),
        (sympy.Integer(3), "The right answer 3 is no array."),
        ([[1, 2], [3]], "is no vector and no matrix: give rows of one length."),
        ([], "is no vector and no matrix"),
    ],
    ids=str,
)
def test_a_reference_that_is_no_array_is_the_authors_error(reference, message):
    with pytest.raises(AnswerError, match=message):
        Array(reference)


def test_a_tolerance_holds_for_each_entry():
    answer = Array("[1/3, 2/3]", tolerance=Tolerance(places=2))
    assert answer.judge("[0.33, 0.67]").outcome is RIGHT
    assert answer.judge("[0.33, 0.66]").credit == 0.5


@given(st.lists(st.lists(st.fractions(max_denominator=9), min_size=2, max_size=2), min_size=1, max_size=4))
def test_every_matrix_is_right_for_itself(rows):
    answer = Array(rows)
    assert answer.judge(answer.reference_text()).outcome is RIGHT


@given(st.text(alphabet="[](){};, 123x+-*/^", max_size=30))
def test_any_text_has_a_verdict(response):
    assert Array(SQUARE).judge(response).outcome in Outcome


def test_what_a_student_may_have_of_an_array_does_not_tell_its_shape():
    assert Array("[1, 2; 3, 4]").notation == Array("[1, 2, 3]").notation


def test_the_evidence_of_a_wrong_entry_does_not_tell_an_entry_that_is_a_number():
    evidence = Array("[3, x]", names=["x"]).judge("[2x, x]").evidence[0]
    assert (evidence.where, evidence.needed, dict(evidence.at)) == ("row 1, column 1", "", {})


@pytest.mark.parametrize(
    ("response", "outcome", "sentence"),
    [
        ("[1/2, 3]", Outcome.RIGHT, ""),
        (
            "[2/4, 3]",
            Outcome.PARTLY_RIGHT,
            "In row 1, column 1: 2/4 can be reduced: top and bottom have something in common.",
        ),
        (
            "[0.5, 3]",
            Outcome.PARTLY_RIGHT,
            "In row 1, column 1: 0.5 is a decimal: write it as a fraction, or with roots, pi or e.",
        ),
        (
            "[2/4, 6/2]",
            Outcome.PARTLY_RIGHT,
            "In row 2, column 1: 6/2 can be reduced: top and bottom have something in common.",
        ),
        ("[2/4, 4]", Outcome.PARTLY_RIGHT, "1 of 2 entries is right. Look again at row 2, column 1."),
    ],
)
def test_every_entry_has_to_be_in_the_form_that_is_asked_for(response, outcome, sentence):
    verdict = Array("[1/2, 3]", form=["lowest terms", "no decimals"]).judge(response)
    assert verdict.outcome is outcome
    assert verdict.feedback.endswith(sentence)
    assert verdict.credit == {Outcome.RIGHT: 1}.get(outcome, 0.5)


def test_a_right_array_has_to_be_in_its_own_form():
    with pytest.raises(AnswerError, match=r"The right answer 2/4 is not lowest terms itself\."):
        Array("[2/4, 3]", form="lowest terms")
