"""Basis: vectors in the subspace, independent, as many as needed; each is said by itself."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck_grader import AnswerError, Basis, Notation, Outcome, Tolerance, read

RIGHT, PARTLY, WRONG = Outcome.RIGHT, Outcome.PARTLY_RIGHT, Outcome.WRONG
UNREADABLE = Outcome.UNREADABLE
PLANE = "[1, 0, 1], [0, 1, 1]"
FINE = "That is right."

BASES = [
    (PLANE, "[1, 0, 1], [0, 1, 1]", RIGHT, 1, FINE, "as it stands"),
    (PLANE, "[1, 1, 2], [1, -1, 0]", RIGHT, 1, FINE, "another basis"),
    (PLANE, "[0, 1, 1], [1, 0, 1]", RIGHT, 1, FINE, "another order"),
    (PLANE, "[1, 1, 2]\n[1, -1, 0]", RIGHT, 1, FINE, "each on a line of its own"),
    (PLANE, "[1, 1,\n2]\n\n[1, -1, 0]\n", RIGHT, 1, FINE, "lines within brackets, and empty ones"),
    (PLANE, "([1, 1, 2], [1, -1, 0])", RIGHT, 1, FINE, "in round brackets"),
    (PLANE, "{[1, 1, 2], [1, -1, 0]}", RIGHT, 1, FINE, "in braces"),
    (PLANE, "(1, 1, 2), (1, -1, 0)", RIGHT, 1, FINE, "round vectors"),
    (PLANE, "[[1, 1], [1, -1], [2, 0]]", RIGHT, 1, FINE, "the columns of a matrix"),
    (PLANE, "[1, 1; 1, -1; 2, 0]", RIGHT, 1, FINE, "the columns, with semicolons"),
    (PLANE, "[[1, 1, 2], [1, -1, 0]]", RIGHT, 1, FINE, "rows, where only they have the length"),
    (PLANE, "[1; 0; 1], [0; 1; 1]", RIGHT, 1, FINE, "columns"),
    (PLANE, "2 [1, 0, 1], -[0, 1, 1]/3", RIGHT, 1, FINE, "factors in front and behind"),
    (PLANE, "[sqrt(2), 0, sqrt(2)], [0, pi, pi]", RIGHT, 1, FINE, "irrational multiples"),
    (
        *(PLANE, r"\begin{pmatrix}1\\0\\1\end{pmatrix}, \begin{pmatrix}0\\1\\1\end{pmatrix}"),
        *(RIGHT, 1, FINE, "in LaTeX"),
    ),
    (
        *(PLANE, r"\left\{\begin{pmatrix}1\\1\\2\end{pmatrix}, \begin{pmatrix}0\\1\\1\end{pmatrix}\right\}"),
        *(RIGHT, 1, FINE, "in LaTeX, in braces"),
    ),
    (PLANE, "[1, 1, 2], [1, 0, 0]", PARTLY, 0.5, "Your second vector is not in the subspace.", "one outside"),
    (
        PLANE,
        "[1, 0, 0], [1, 1, 2]",
        PARTLY,
        0.5,
        "Your first vector is not in the subspace.",
        "the first",
    ),
    (
        *(PLANE, "[1, 0, 0], [0, 1, 0]", WRONG, 0),
        *("Your first and second vectors are not in the subspace.", "both outside"),
    ),
    (PLANE, "[1, 0, 1.01], [0, 1, 1]", PARTLY, 0.5, "Your first vector is not in the subspace.", "nearly"),
    (
        *(PLANE, "[1, 1, 2], [2, 2, 4]", PARTLY, 0.5),
        *("Your vectors are dependent: one is a multiple of the other.", "a multiple"),
    ),
    (
        *(PLANE, "[sqrt(2), sqrt(3), sqrt(2) + sqrt(3)], [2, sqrt(6), 2 + sqrt(6)]", PARTLY, 0.5),
        *("Your vectors are dependent: one is a multiple of the other.", "an irrational multiple, proved"),
    ),
    (PLANE, "[1, 1, 2]", PARTLY, 0.5, "2 vectors are needed; you gave 1.", "one missing"),
    (
        *(PLANE, "[1, 0, 1], [0, 1, 1], [1, 1, 2]", PARTLY, 2 / 3),
        *("2 vectors are needed; you gave 3.", "one too many"),
    ),
    (
        *(PLANE, "[1, 0, 1], [0, 0, 0]", PARTLY, 0.5),
        *("Your second vector is the zero vector, which is in no basis.", "a zero vector"),
    ),
    (
        *(PLANE, "[0, 0, 0]", WRONG, 0),
        "2 vectors are needed; you gave 1. Your vector is the zero vector, which is in no basis.",
        "nothing but the zero vector",
    ),
    (PLANE, "{}", WRONG, 0, "2 vectors are needed; you gave 0.", "no vectors"),
    (
        *(PLANE, "[1, 0, 0], [1, 0, 1], [0, 1, 1]", PARTLY, 2 / 3),
        *("Your first vector is not in the subspace. 2 vectors are needed; you gave 3.", "two faults"),
    ),
    (
        *(PLANE, "[1, 0], [0, 1]", WRONG, 0),
        *("Your first vector has 2 entries, but 3 are needed.", "coordinates in a basis"),
    ),
    (
        *(PLANE, "[1, 0, 1], [0, 1]", WRONG, 0),
        *("Your second vector has 2 entries, but 3 are needed.", "an entry left out"),
    ),
    (
        *(PLANE, "3", UNREADABLE, 0),
        *("A list of vectors is needed here, such as [1, 0, 1], [0, 1, 1].", "a number"),
    ),
    (PLANE, "1, 2, 3 = x", UNREADABLE, 0, None, "an equation"),
    (PLANE, "[1, 0, q], [0, 1, 1]", UNREADABLE, 0, None, "an undeclared name"),
    (PLANE, "[1, 0, 1], [0, 1, 1", UNREADABLE, 0, None, "a bracket that is never closed"),
    ("[1, 2]", "[3, 6]", RIGHT, 1, FINE, "a line"),
    ("[1, 2]", "{(3, 6)}", RIGHT, 1, FINE, "a line, in braces"),
    ("[1, 2]", "[3, 5]", WRONG, 0, "Your vector is not in the subspace.", "off the line"),
    (
        *("[1, 2]", "[1, 2], [2, 4]", PARTLY, 0.5),
        *("One vector is needed; you gave 2.", "two on a line"),
    ),
    ("[1, 2], [2, 4]", "[1, 2]", RIGHT, 1, FINE, "a spanning set that is dependent"),
    ("[1, 0], [0, 1]", "[[1, 2], [3, 4]]", RIGHT, 1, FINE, "the plane: any invertible matrix"),
    (
        *("[1, 0], [0, 1]", "[[1, 2], [2, 4]]", PARTLY, 0.5),
        *("Your vectors are dependent: one is a multiple of the other.", "the plane: a singular matrix"),
    ),
    (
        *("[1, 0, 0], [0, 1, 0], [0, 0, 1]", "[1, 2, 3], [4, 5, 6], [7, 8, 9]", PARTLY, 2 / 3),
        *("Your vectors are dependent: the third vector is a combination of those before it.", "three"),
    ),
    ("[1, sqrt(2)]", "[sqrt(2), 2]", RIGHT, 1, FINE, "an irrational line"),
    (
        "[1, sqrt(2)]",
        "[sqrt(2), 1]",
        WRONG,
        0,
        "Your vector is not in the subspace.",
        "off that line",
    ),
    ("[0, 0]", "{}", RIGHT, 1, FINE, "the subspace of zero alone"),
    (
        *("[0, 0]", "[0, 0]", WRONG, 0),
        "The subspace has only the zero vector in it, so its basis has no vectors: write {}.",
        "zero is no basis vector",
    ),
]


@pytest.mark.parametrize(
    ("reference", "response", "outcome", "credit", "sentence", "why"), BASES, ids=[row[5] for row in BASES]
)
def test_a_basis_is_judged_by_what_it_is(reference, response, outcome, credit, sentence, why):
    verdict = Basis(reference).judge(response)
    assert (verdict.outcome, verdict.credit) == (outcome, pytest.approx(credit)), verdict
    if sentence is not None:
        assert verdict.feedback == sentence


ROUNDED = Tolerance(places=3)
ORTHONORMAL = [
    ({}, "[1, 0, 1]/sqrt(2), [-1, 2, 1]/sqrt(6)", RIGHT, FINE, "by Gram and Schmidt"),
    ({}, "[0, 1, 1]/sqrt(2), [2, -1, 1]/sqrt(6)", RIGHT, FINE, "from the other end"),
    ({}, "-[1, 0, 1]/sqrt(2), [1, -2, -1]/sqrt(6)", RIGHT, FINE, "other signs"),
    (
        *({}, "[1, 0, 1], [0, 1, 1]", PARTLY),
        "This is a basis, but your first and second vectors are not orthogonal: their inner product is 1.",
        "a basis, no more",
    ),
    (
        *({}, "[1, 0, 1], [-1, 2, 1]", PARTLY),
        "They are orthogonal, but not of length 1: your first vector has length sqrt(2).",
        "not normalised",
    ),
    (
        *({}, "[1, 0, 1]/sqrt(2), [-1, 2, 1]", PARTLY),
        "They are orthogonal, but not of length 1: your second vector has length sqrt(6).",
        "the second is not normalised",
    ),
    (
        *({}, "[1, 0, 0], [0, 1, 0]", WRONG),
        *("Your first and second vectors are not in the subspace.", "orthonormal elsewhere"),
    ),
    (
        {"tolerance": ROUNDED},
        *("[0.707, 0, 0.707], [-0.408, 0.816, 0.408]", RIGHT, FINE, "rounded to three places"),
    ),
    ({"tolerance": ROUNDED}, "[0.7, 0, 0.7], [-0.4, 0.8, 0.4]", PARTLY, None, "too coarse: lengths 0.99"),
    ({"tolerance": ROUNDED}, "[0.707, 0, 0.707], [-0.408, 0.816, 0.48]", PARTLY, None, "a digit left out"),
    ({}, "[0.707, 0, 0.707], [-0.408, 0.816, 0.408]", PARTLY, None, "rounded is not exact"),
]


@pytest.mark.parametrize(
    ("options", "response", "outcome", "sentence", "why"), ORTHONORMAL, ids=[row[4] for row in ORTHONORMAL]
)
def test_a_basis_may_have_to_be_orthonormal(options, response, outcome, sentence, why):
    verdict = Basis(PLANE, orthonormal=True, **options).judge(response)
    assert verdict.outcome is outcome, verdict
    if sentence is not None:
        assert verdict.feedback == sentence


def test_vectors_on_lines_of_their_own_are_shown_as_a_list_before_anybody_judges_them():
    assert read("[1, 1, 2]\n[1, -1, 0]", Basis(PLANE).notation).plain == "([1, 1, 2], [1, -1, 0])"


def test_dependence_that_is_not_proved_is_left_to_a_person():
    verdict = Basis("[1, 0], [0, 1]").judge("[1, 1], [sin(1)^2 + cos(1)^2, 1]")
    assert verdict.outcome is Outcome.UNDECIDED
    assert verdict.evidence[0].note == (
        "Two sides agree in very many digits, but that they are equal is not proved."
    )


def test_a_single_vector_may_have_to_be_of_length_one():
    sentence = "This is a basis, but its vector must have length 1; yours has length 5."
    assert Basis("[3, 4]", orthonormal=True).judge("[3, 4]").feedback == sentence


def test_names_may_stand_in_a_basis():
    answer = Basis("[1, a, 0], [0, 0, 1]", "a")
    assert answer.judge("[a, a^2, 1], [1, a, 1]").outcome is RIGHT
    assert answer.judge("[1, a, 1], [2, 2a, 2]").outcome is PARTLY
    assert answer.judge("[1, 1, 0], [0, 0, 1]").feedback == "Your first vector is not in the subspace."


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        (Basis.null_space_of("[[1, 2, 3], [4, 5, 6], [7, 8, 9]]"), "[1, -2, 1]"),
        (Basis.null_space_of("[[1, 2], [3, 4]]"), "{}"),
        (Basis.null_space_of("[[1, 1, 1]]", orthonormal=True), None),
        (Basis.column_space_of("[[1, 2], [2, 4]]"), "[1, 2]"),
        (Basis.row_space_of(sympy.Matrix([[1, 2, 0], [0, 0, 1], [1, 2, 1]])), "([1, 2, 0], [0, 0, 1])"),
        (Basis.eigenspace_of("[[2, 1], [1, 2]]", 3), "[1, 1]"),
        (Basis([[1, 2, 0], [0, 1, 1]]), "([1, 2, 0], [0, 1, 1])"),
        (Basis(sympy.Matrix([[1, 0], [2, 1]])), "([1, 2], [0, 1])"),
        (Basis(PLANE, orthonormal=True), "([1/sqrt(2), 0, 1/sqrt(2)], [-1/sqrt(6), 2/sqrt(6), 1/sqrt(6)])"),
        (Basis("[1, sqrt(2)], [0, 1]", orthonormal=True), None),
    ],
)
def test_the_reference_is_shown_and_judged_right(answer, shown):
    assert shown is None or answer.reference_text() == shown
    assert answer.judge(answer.reference_text()).outcome is RIGHT
    assert answer.decide(answer.reference_reading().tree).outcome is RIGHT


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (
            lambda: Basis("3"),
            "The right answer 3 is no list of vectors of one length, such as [1, 0], [0, 1].",
        ),
        (
            lambda: Basis([[1, 2], [3]]),
            "The right answer ([1, 2], [3]) is no list of vectors of one length, such as [1, 0], [0, 1].",
        ),
        (lambda: Basis(PLANE, dimension=3), "The subspace has dimension 2, not 3."),
        (
            lambda: Basis("[1, i]", Notation(constants=frozenset({"i"})), orthonormal=True),
            "A basis can be orthonormal only among real vectors here.",
        ),
        (lambda: Basis.eigenspace_of("[[2, 1], [1, 2]]", 2), "2 is no eigenvalue of the matrix."),
        (
            lambda: Basis.null_space_of("[[1, sqrt(2)]]"),
            "[[1, sqrt(2)]] is no matrix of rational numbers. Give the vectors themselves.",
        ),
    ],
)
def test_an_author_is_told_what_is_amiss(make, sentence):
    with pytest.raises(AnswerError) as caught:
        make()
    assert str(caught.value) == sentence


ENTRY = st.integers(-4, 4)


def text_of(columns):
    return ", ".join(str([int(entry) for entry in column]) for column in columns) or "{}"


@given(st.lists(st.lists(ENTRY, min_size=4, max_size=4), min_size=1, max_size=3), st.data())
@settings(max_examples=40, deadline=None)
def test_ranks_decide_as_numpy_computes_them(spanning, data):
    answer = Basis(spanning)
    needed = np.linalg.matrix_rank(np.array(spanning))
    mixing = data.draw(
        st.lists(st.lists(ENTRY, min_size=len(spanning), max_size=len(spanning)), min_size=1, max_size=3)
    )
    given_vectors = np.array(mixing) @ np.array(spanning)
    if data.draw(st.booleans()):
        given_vectors[0, 0] += 1
    both = np.linalg.matrix_rank(np.vstack([np.array(spanning), given_vectors]))
    is_basis = needed == both == np.linalg.matrix_rank(given_vectors) == len(given_vectors)
    assert (answer.judge(text_of(given_vectors)).outcome is RIGHT) == is_basis


@given(st.lists(ENTRY, min_size=6, max_size=6), ENTRY, ENTRY)
@settings(max_examples=30, deadline=None)
def test_a_unimodular_change_of_basis_is_right(entries, up, down):
    spanning = np.array(entries).reshape(2, 3)
    if np.linalg.matrix_rank(spanning) < 2:
        return
    change = np.array([[1, up], [0, 1]]) @ np.array([[1, 0], [down, 1]])
    assert Basis(spanning.tolist()).judge(text_of(change @ spanning)).outcome is RIGHT


@given(st.lists(ENTRY, min_size=8, max_size=8))
@settings(max_examples=30, deadline=None)
def test_the_null_space_is_sent_to_zero(entries):
    matrix = np.array(entries).reshape(2, 4)
    answer = Basis.null_space_of(sympy.Matrix(matrix.tolist()))
    assert answer.span.dimension == 4 - np.linalg.matrix_rank(matrix)
    assert answer.judge(answer.reference_text()).outcome is RIGHT
