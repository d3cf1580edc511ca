"""Factorization: shapes, forms of the factors, and the product, each named where it fails."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck_grader import AnswerError, Factorization, Notation, Outcome, Tolerance
from gradcheck_grader.equality.factorising import factors_of
from gradcheck_grader.equality.linear import Ground, rational_matrix

RIGHT, PARTLY, WRONG = Outcome.RIGHT, Outcome.PARTLY_RIGHT, Outcome.WRONG
UNREADABLE = Outcome.UNREADABLE
FINE = "That is right."
A = "[[2, 1], [4, 5]]"
S = "[[2, 1], [1, 2]]"
GIVES = "is A, but not every factor has its form."

ROWS = [
    ("LU", A, {}, "[[1, 0], [2, 1]], [[2, 1], [0, 3]]", RIGHT, FINE, "in order"),
    ("LU", A, {}, "([[1, 0], [2, 1]], [[2, 1], [0, 3]])", RIGHT, FINE, "as a tuple"),
    ("LU", A, {}, "L = [[1, 0], [2, 1]], U = [[2, 1], [0, 3]]", RIGHT, FINE, "by name"),
    ("LU", A, {}, "U = [2, 1; 0, 3]; L = [1, 0; 2, 1]", RIGHT, FINE, "by name, in another order"),
    ("LU", A, {}, "L = [1, 0; 2, 1]\nU = [2, 1; 0, 3]", RIGHT, FINE, "on two lines"),
    ("LU", A, {}, "[1, 0; 2, 1] and [2, 1; 0, 3]", UNREADABLE, None, "and joins conditions"),
    (
        *("LU", A, {}),
        r"L = \begin{pmatrix}1&0\\2&1\end{pmatrix}, U = \begin{pmatrix}2&1\\0&3\end{pmatrix}",
        *(RIGHT, FINE, "in LaTeX"),
    ),
    (
        *("LU", A, {}, "[2, 0; 4, 3], [1, 1/2; 0, 1]", PARTLY),
        f"L U {GIVES} L must have 1 on its diagonal: its entry in row 1, column 1 must be 1, and yours is 2.",
        "Crout: the units stand in U",
    ),
    (
        *("LU", A, {}, "[2, 1; 4, 5], [1, 0; 0, 1]", WRONG),
        f"L U {GIVES} L must be lower triangular: its entry in row 1, column 2 must be 0, and yours is 1.",
        "the matrix itself times the identity",
    ),
    (
        *("LU", A, {}, "[1, 0; 2, 1], [2, 1; 0, 4]", WRONG),
        "L U is not A: its entry in row 2, column 2 is 6, where 5 is needed.",
        "an entry of U",
    ),
    (
        *("LU", A, {}, "[1, 0; -2, 1], [2, 1; 0, 3]", WRONG),
        "L U is not A: its entry in row 2, column 1 is -4, where 4 is needed.",
        "the sign of a multiplier",
    ),
    (
        *("LU", A, {}, "[1, 0; 2, 1], [2, 1; 1, 3]", WRONG),
        "L U is not A: its entry in row 2, column 1 is 5, where 4 is needed. "
        "U must be upper triangular: its entry in row 2, column 1 must be 0, and yours is 1.",
        "elimination not finished",
    ),
    ("LU", A, {}, "[1, 0; 2, 1]", UNREADABLE, "2 matrices are needed here: L = […], U = […].", "one factor"),
    ("LU", A, {}, "L = 3, U = [2, 1; 0, 3]", UNREADABLE, None, "a number for a matrix"),
    ("LU", A, {}, "L = [1, 0; 2, 1]", UNREADABLE, None, "one name"),
    ("LU", A, {}, "Z = [1, 0; 2, 1], U = [2, 1; 0, 3]", UNREADABLE, None, "an unknown name"),
    ("LU", A, {}, "5", UNREADABLE, None, "a number"),
    (
        *("LU", A, {}, "[1, 0; 2, 1; 1, 1], [2, 1; 0, 3]", WRONG),
        "The shapes do not fit: L U must be A, where A is 2×2; yours are L: 3×2, U: 2×2.",
        "shapes",
    ),
    ("LU", "[[1, 2, 3], [4, 5, 6]]", {}, "[1, 0; 4, 1], [1, 2, 3; 0, -3, -6]", RIGHT, FINE, "a wide matrix"),
    ("PLU", "[[0, 1], [2, 3]]", {}, "[0, 1; 1, 0], [1, 0; 0, 1], [2, 3; 0, 1]", RIGHT, FINE, "with P"),
    ("PLU", "[[0, 1], [2, 3]]", {}, "[1, 0; 0, 1], [1, 0; 0, 1], [2, 3; 0, 1]", WRONG, None, "without it"),
    (
        *("PLU", "[[0, 1], [2, 3]]", {}, "[0, 2; 1, 0], [1, 0; 0, 1], [2, 3; 0, 1/2]", WRONG),
        f"P L U {GIVES} P must be a permutation matrix, of 0 and 1 only: row 1, column 2 is 2.",
        "a scaled permutation",
    ),
    (
        *("PA=LU", "[[1, 2], [3, 4]]", {}, "[0, 1; 1, 0], [1, 0; 1/3, 1], [3, 4; 0, 2/3]"),
        *(RIGHT, FINE, "partial pivoting"),
    ),
    ("PA=LU", "[[1, 2], [3, 4]]", {}, "[1, 0; 0, 1], [1, 0; 3, 1], [1, 2; 0, -2]", RIGHT, FINE, "P = I"),
    (
        *("PA=LU", "[[1, 2], [3, 4]]", {}, "[0, 1; 1, 0], [1, 0; 3, 1], [1, 2; 0, -2]", WRONG),
        "P A is not L U: in row 1, column 1 the one has 3, the other 1.",
        "P that was not used",
    ),
    ("QR", "[[3, 1], [4, 2]]", {}, "[3, -4; 4, 3]/5, [5, 11/5; 0, 2/5]", RIGHT, FINE, "Gram and Schmidt"),
    ("QR", "[[3, 1], [4, 2]]", {}, "[-3, -4; -4, 3]/5, [-5, -11/5; 0, 2/5]", RIGHT, FINE, "other signs"),
    (
        *("QR", "[[3, 1], [4, 2]]", {"positive": True}),
        *("[-3, -4; -4, 3]/5, [-5, -11/5; 0, 2/5]", PARTLY),
        f"Q R {GIVES} R must have row 1, column 1 > 0; yours is -5.",
        "signs where they matter",
    ),
    (
        *("QR", "[[3, 1], [4, 2]]", {}, "[3, -4; 4, 3], [1, 11/25; 0, 2/25]", PARTLY),
        f"Q R {GIVES} The columns of Q must have length 1; column 1 has squared length 25.",
        "orthogonal columns that are not normalised",
    ),
    (
        *("QR", "[[3, 1], [4, 2]]", {}, "[3, 1; 4, 2], [1, 0; 0, 1]", WRONG),
        f"Q R {GIVES} The columns of Q must be orthogonal to one another; "
        "columns 1 and 2 have the product 11.",
        "the matrix itself times the identity, as QR",
    ),
    (
        *("QR", "[[1], [1]]", {}, "[1; 1]/sqrt(2), [[sqrt(2)]]", RIGHT, FINE, "thin, irrational"),
    ),
    (
        *("QR", "[[1, 0], [1, 1]]", {"tolerance": Tolerance(places=3)}),
        *("[0.707, -0.707; 0.707, 0.707], [1.414, 0.707; 0, 0.707]", RIGHT, FINE, "rounded"),
    ),
    (
        *("QR", "[[1, 0], [1, 1]]", {"tolerance": Tolerance(places=3)}),
        *("[0.707, -0.707; 0.707, 0.707], [1.414, 0.8; 0, 0.707]", WRONG, None, "rounded, and wrong"),
    ),
    ("Cholesky", "[[4, 2], [2, 5]]", {}, "[2, 0; 1, 2]", RIGHT, FINE, "Cholesky"),
    ("Cholesky", "[[4, 2], [2, 5]]", {}, "L = [2, 0; 1, 2]", RIGHT, FINE, "Cholesky, by name"),
    ("Cholesky", S, {}, "[sqrt(2), 0; sqrt(2)/2, sqrt(6)/2]", RIGHT, FINE, "Cholesky with roots"),
    (
        *("Cholesky", "[[4, 2], [2, 5]]", {}, "[-2, 0; -1, 2]", PARTLY),
        f"L L^T {GIVES} L must have row 1, column 1 > 0; yours is -2.",
        "a negative pivot",
    ),
    ("Cholesky", "[[4, 2], [2, 5]]", {}, "[2, 1; 0, 2]", WRONG, None, "the transpose of L"),
    (
        *("Cholesky", "[[4, 2], [2, 5]]", {}, "[2, 0; 1, sqrt(5)]", WRONG),
        "L L^T is not A: its entry in row 2, column 2 is 6, where 5 is needed.",
        "nothing subtracted before the root",
    ),
    ("LDL", "[[4, 2], [2, 5]]", {}, "[1, 0; 1/2, 1], [4, 0; 0, 4]", RIGHT, FINE, "LDL"),
    ("LDL", "[[4, 2], [2, 5]]", {}, "[1, 0; 0.5, 1], diag([4, 4])", RIGHT, FINE, "diag of a list"),
    ("LDL", "[[4, 2], [2, 5]]", {}, "[2, 0; 1, 2], [1, 0; 0, 1]", PARTLY, None, "Cholesky's L"),
    ("LDL", "[[4, 2], [2, 5]]", {}, "[1, 0; 1/2, 1], [4, 0; 0, 5]", WRONG, None, "a pivot not updated"),
    ("eigen", S, {}, "[1, 1; 1, -1], [3, 0; 0, 1]", RIGHT, FINE, "eigenvectors and eigenvalues"),
    ("eigen", S, {}, "[1, 5; -1, 5], [1, 0; 0, 3]", RIGHT, FINE, "another order and lengths"),
    ("eigen", S, {}, "P = [1, 1; 1, -1], D = [3, 0; 0, 1]", RIGHT, FINE, "by name, eigen"),
    ("eigen", S, {}, "[1, 1; 1, -1], [3, 0; 0, 1], [1, 1; 1, -1]/2", RIGHT, FINE, "with the inverse"),
    (
        *("eigen", S, {}, "[1, 1; 1, -1], [3, 0; 0, 1], [1, 1; 1, -1]", WRONG),
        "P D is A P, but not every factor has its form. P P^-1 must be the identity matrix: "
        "its entry in row 1, column 1 must be 1, and yours is 2.",
        "with something that is no inverse",
    ),
    (
        *("eigen", S, {}, "[1, 1; 1, 2], [3, 0; 0, 1]", PARTLY),
        "Column 2 of P is no eigenvector with the eigenvalue in column 2 of D.",
        "one eigenvector wrong",
    ),
    (
        *("eigen", S, {}, "[1, 1; -1, 1], [3, 0; 0, 1]", WRONG),
        "Columns 1 and 2 of P are no eigenvectors with the eigenvalues in the same columns of D.",
        "eigenvalues swapped",
    ),
    (
        *("eigen", S, {}, "[1, 1; 1, 1], [3, 0; 0, 3]", WRONG),
        "P D is A P, but not every factor has its form. P must be invertible, but its columns are dependent.",
        "one eigenvector twice",
    ),
    ("eigen", S, {}, "[0, 0; 0, 0], [0, 0; 0, 0]", WRONG, None, "zeros satisfy A P = P D"),
    ("eigen", S, {}, "[1, 0; 0, 1], [2, 1; 1, 2]", WRONG, None, "the matrix itself between identities"),
    ("spectral", S, {}, "[1, 1; 1, -1]/sqrt(2), [3, 0; 0, 1]", RIGHT, FINE, "orthonormal eigenvectors"),
    ("spectral", S, {}, "[1, 1; 1, -1], [3, 0; 0, 1]", WRONG, None, "not normalised"),
    (
        *("SVD", "[[3, 0], [4, 5]]", {}),
        "[1, -3; 3, 1]/sqrt(10), [3 sqrt(5), 0; 0, sqrt(5)], [1, -1; 1, 1]/sqrt(2)",
        *(RIGHT, FINE, "singular values"),
    ),
    (
        *("SVD", "[[3, 0], [4, 5]]", {}),
        "[-1, -3; -3, 1]/sqrt(10), [3 sqrt(5), 0; 0, sqrt(5)], [-1, -1; -1, 1]/sqrt(2)",
        *(RIGHT, FINE, "signs of a pair of vectors"),
    ),
    (
        *("SVD", "[[3, 0], [4, 5]]", {}),
        "[1, -3; 3, 1]/sqrt(10), [3 sqrt(5), 0; 0, sqrt(5)], [1, 1; -1, 1]/sqrt(2)",
        WRONG,
        "U S V^T is not A: its entry in row 1, column 1 is 0, where 3 is needed. "
        "It would be with the transpose of your last factor: the last factor wanted is V, not V^T.",
        "V^T for V",
    ),
    (
        *("SVD", "[[3, 0], [4, 5]]", {}),
        "[1, 3; 3, -1]/sqrt(10), [3 sqrt(5), 0; 0, -sqrt(5)], [1, -1; 1, 1]/sqrt(2)",
        PARTLY,
        f"U S V^T {GIVES} S must have row 2, column 2 >= 0; yours is -sqrt(5).",
        "a negative value",
    ),
    (
        *("SVD", "[[3, 0], [4, 5]]", {"descending": True}),
        "[-3, 1; 1, 3]/sqrt(10), [sqrt(5), 0; 0, 3 sqrt(5)], [-1, 1; 1, 1]/sqrt(2)",
        PARTLY,
        f"U S V^T {GIVES} The diagonal of S must descend, but entry 2 of it is larger than entry 1.",
        "ascending",
    ),
    ("SVD", "[[2], [0]]", {}, "[1, 0; 0, 1], [2; 0], [[1]]", RIGHT, FINE, "a full SVD of a column"),
    ("SVD", "[[2], [0]]", {}, "[1; 0], [[2]], [[1]]", RIGHT, FINE, "a thin SVD of a column"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "matrix", "options", "response", "outcome", "sentence", "why"),
    ROWS,
    ids=[row[6] for row in ROWS],
)
def test_factors_are_judged_by_their_forms_and_their_product(
    kind, matrix, options, response, outcome, sentence, why
):
    verdict = Factorization(kind, matrix, **options).judge(response)
    assert verdict.outcome is outcome, verdict
    if sentence is not None:
        assert verdict.feedback == sentence


def test_entries_may_have_names():
    answer = Factorization("LU", "[[a, b], [a, c]]", "a, b, c", factors="[1, 0; 1, 1], [a, b; 0, c - b]")
    assert answer.judge("L = [1, 0; 1, 1], U = [a, b; 0, c - b]").outcome is RIGHT
    assert answer.judge("[1, 0; 1, 1], [a, b; 0, b - c]").outcome is WRONG


SHOWN = [
    ("LU", A),
    ("PLU", "[[0, 1], [2, 3]]"),
    ("PA=LU", "[[1, 2, 1], [3, 4, 0], [0, 1, 1]]"),
    ("QR", "[[1, 1], [1, 0], [0, 1]]"),
    ("Cholesky", "[[2, 1, 0], [1, 2, 1], [0, 1, 2]]"),
    ("LDL", sympy.Matrix([[2, 1], [1, 2]])),
    ("eigen", [[4, 1], [2, 3]]),
    ("spectral", "[[2, 0, 0], [0, 3, 4], [0, 4, 9]]"),
    ("SVD", "[[3, 0], [4, 5]]"),
]


@pytest.mark.parametrize(("kind", "matrix"), SHOWN, ids=[row[0] for row in SHOWN])
def test_the_factors_that_are_worked_out_are_right(kind, matrix):
    answer = Factorization(kind, matrix)
    assert answer.judge(answer.reference_text()).outcome is RIGHT
    assert answer.decide(answer.reference_reading().tree).outcome is RIGHT


def test_other_factors_ask_about_the_matrix_that_they_give():
    other = Factorization("LU", A).with_reference("[1, 0; 3, 1], [2, 1; 0, 3]")
    assert other.judge("[1, 0; 3, 1], [2, 1; 0, 3]").outcome is RIGHT
    assert other.judge("[1, 0; 2, 1], [2, 1; 0, 3]").outcome is WRONG


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (
            lambda: Factorization("UL", A),
            "A factorisation is one of LU, PLU, PA=LU, QR, Cholesky, LDL, eigen, spectral, SVD; got 'UL'.",
        ),
        (
            lambda: Factorization("LU", "[[0, 1], [1, 0]]"),
            "No factorisation LU of the matrix was found exactly. Give its factors.",
        ),
        (
            lambda: Factorization("Cholesky", "[[1, 2], [2, 1]]"),
            "No factorisation Cholesky of the matrix was found exactly. Give its factors.",
        ),
        (
            lambda: Factorization("eigen", "[[1, 1], [0, 1]]"),
            "No factorisation eigen of the matrix was found exactly. Give its factors.",
        ),
        (
            lambda: Factorization("LU", A, factors="[1, 0; 3, 1], [2, 1; 0, 3]"),
            "([[1, 0], [3, 1]], [[2, 1], [0, 3]]) is no factorisation LU of it. "
            "L U is not A: its entry in row 2, column 1 is 6, where 4 is needed.",
        ),
        (
            lambda: Factorization("LU", A, descending=True),
            "A factorisation LU has no S to ask something of.",
        ),
        (
            lambda: Factorization("QR", A, Notation(constants=frozenset({"i"}))),
            "A factorisation QR is judged for real matrices only.",
        ),
        (lambda: Factorization("LU", "3"), "3 is no matrix that could be factorised."),
    ],
)
def test_an_author_is_told_what_is_amiss(make, sentence):
    with pytest.raises(AnswerError) as caught:
        make()
    assert str(caught.value) == sentence


ENTRY = st.integers(-4, 4)
SQUARE = st.lists(st.lists(ENTRY, min_size=3, max_size=3), min_size=3, max_size=3)


@given(SQUARE, st.integers(0, 8), st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_made_up_factors_are_right_and_a_changed_entry_is_wrong(entries, place, change):
    lower = np.tril(np.array(entries), -1) + np.eye(3, dtype=int)
    upper = np.triu(np.array(entries)) + 9 * np.eye(3, dtype=int)
    answer = Factorization("LU", (lower @ upper).tolist())
    assert answer.judge(f"{lower.tolist()}, {upper.tolist()}").outcome is RIGHT
    upper[place // 3, place % 3] += change
    assert answer.judge(f"{lower.tolist()}, {upper.tolist()}").outcome is WRONG


@given(SQUARE, st.sampled_from(["PLU", "PA=LU", "QR", "LDL"]))
@settings(max_examples=40, deadline=None)
def test_what_is_worked_out_agrees_with_numpy(entries, kind):
    matrix = np.array(entries)
    if kind == "LDL":
        matrix = matrix @ matrix.T + np.eye(3, dtype=int)
    if np.linalg.matrix_rank(matrix) < 3:
        return
    answer = Factorization(kind, matrix.tolist())
    assert answer.judge(answer.reference_text()).outcome is RIGHT
    if kind == "PA=LU":
        upper = rational_matrix(factors_of(kind, answer.grid, Ground(answer.notation))[2])
        pivots = [int(upper[place, place].p) / int(upper[place, place].q) for place in range(3)]
        assert abs(np.prod(pivots)) == pytest.approx(abs(np.linalg.det(matrix)))


@given(SQUARE)
@settings(max_examples=25, deadline=None)
def test_eigenvectors_that_numpy_finds_are_right_within_a_tolerance(entries):
    matrix = np.array(entries) + np.array(entries).T
    values, vectors = np.linalg.eigh(matrix)
    rounded = [[[f"{entry:.6f}" for entry in row] for row in side] for side in (vectors, np.diag(values))]
    plain = ", ".join(str(side).replace("'", "") for side in rounded)
    answer = Factorization("spectral", matrix.tolist(), tolerance=Tolerance(places=5), factors=plain)
    assert answer.judge(plain).outcome is RIGHT
