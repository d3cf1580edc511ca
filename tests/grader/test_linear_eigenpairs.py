"""Eigenpairs: every eigenvalue with a basis of its space, in any order and up to a factor."""

from __future__ import annotations

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck_grader import AnswerError, Eigenpairs, Notation, Outcome, Tolerance, judge_case
from gradcheck_grader.answers.written import array
from gradcheck_grader.equality.eigen import eigenspaces
from gradcheck_grader.equality.linear import rational_matrix
from gradcheck_grader.syntax.parser import parse

RIGHT, PARTLY, WRONG, UNREADABLE = Outcome.RIGHT, Outcome.PARTLY_RIGHT, Outcome.WRONG, Outcome.UNREADABLE
SHEAR = "[[2, 1], [0, 3]]"  # 2 with [1, 0], 3 with [1, 1]
DOUBLE = "[[2, 1, 0], [1, 2, 0], [0, 0, 3]]"  # 1 with [1, -1, 0], 3 with [1, 1, 0] and [0, 0, 1]
FINE = "That is right."
ONE_MISSING = "One independent eigenvector is missing."

PAIRS = [
    (SHEAR, "(2, [1, 0]), (3, [1, 1])", RIGHT, 1, FINE, "as it stands"),
    (SHEAR, "(3, [2, 2]), (2, [-5, 0])", RIGHT, 1, FINE, "another order, other lengths"),
    (SHEAR, "(2, [pi, 0]), (3, [sqrt(2), sqrt(2)])", RIGHT, 1, FINE, "irrational lengths"),
    (SHEAR, "2, [1, 0], 3, [1, 1]", RIGHT, 1, FINE, "without brackets"),
    (SHEAR, "2: [1, 0]; 3: [1, 1]", RIGHT, 1, FINE, "with a colon"),
    (SHEAR, "2: [1, 0]\n3: [1, 1]", RIGHT, 1, FINE, "each on a line"),
    (SHEAR, "λ = 2, v = [1, 0]; λ = 3, v = [1, 1]", RIGHT, 1, FINE, "with names"),
    (
        SHEAR,
        "λ_1 = 2, v_1 = [1; 0], λ_2 = 3, v_2 = [1; 1]",
        RIGHT,
        1,
        FINE,
        "with numbered names, as columns",
    ),
    (SHEAR, "λ = 2: v = [1, 0], λ = 3: v = [1, 1]", RIGHT, 1, FINE, "names and colons"),
    (SHEAR, "(2, (1, 0)), (3, (1, 1))", RIGHT, 1, FINE, "round vectors"),
    (SHEAR, "{(2, [1, 0]), (3, [1, 1])}", RIGHT, 1, FINE, "in braces"),
    (SHEAR, "(2, [1 0]), (3, [1 1])", RIGHT, 1, FINE, "blanks between entries"),
    (SHEAR, "[2, 3], [[1, 1], [0, 1]]", RIGHT, 1, FINE, "values and columns, as NumPy gives them"),
    (
        *(SHEAR, r"\lambda_1 = 2, v_1 = \begin{pmatrix}1\\0\end{pmatrix}, \lambda_2 = 3, v_2 = "),
        *(UNREADABLE, 0, None, "unfinished LaTeX"),
    ),
    (SHEAR, "(2, [1, 0])", PARTLY, 0.5, ONE_MISSING, "one of two"),
    (
        *(SHEAR, "(2, [1, 0]), (3, [1, 2])", PARTLY, 0.5),
        f"Your second vector is no eigenvector with the eigenvalue 3. {ONE_MISSING}",
        "a wrong vector",
    ),
    (
        *(SHEAR, "(2, [1, 0]), (4, [1, 1])", PARTLY, 0.5),
        *(f"4 is no eigenvalue of the matrix. {ONE_MISSING}", "a wrong value"),
    ),
    (
        *(SHEAR, "(3, [1, 0]), (2, [1, 1])", WRONG, 0),
        "Your first vector is no eigenvector with the eigenvalue 3. Your second vector is no eigenvector "
        "with the eigenvalue 2. 2 independent eigenvectors are missing.",
        "exchanged",
    ),
    (
        *(SHEAR, "(2, [0, 0]), (3, [1, 1])", PARTLY, 0.5),
        *(f"Your first vector is the zero vector, which is no eigenvector. {ONE_MISSING}", "the zero vector"),
    ),
    (
        *(SHEAR, "(2, [1, 0]), (2, [2, 0]), (3, [1, 1])", PARTLY, 2 / 3),
        *("Your second vector depends on what you gave before for the eigenvalue 2.", "one twice"),
    ),
    (SHEAR, "(2, [1, 0, 0])", WRONG, 0, "Your vector has 3 entries, but 2 are needed.", "too long"),
    (SHEAR, "(2, [1/0, 0]), (3, [1, 1])", WRONG, 0, None, "no value"),
    (SHEAR, "[1, 0], [1, 1]", UNREADABLE, 0, None, "no values"),
    (SHEAR, "(2, 3)", UNREADABLE, 0, None, "no vectors"),
    (SHEAR, "([1, 0], 2), ([1, 1], 3)", UNREADABLE, 0, None, "the other way round"),
    (SHEAR, "λ = 2, v = [1, w]", UNREADABLE, 0, None, "a name that nobody knows"),
    (DOUBLE, "(1, [1, -1, 0]), (3, [1, 1, 1]), (3, [1, 1, -1])", RIGHT, 1, FINE, "another basis of a plane"),
    (DOUBLE, "(1, [1, -1, 0]), (3, [1, 1, 0], [0, 0, 1])", RIGHT, 1, FINE, "two vectors of one value"),
    (DOUBLE, "(1, [1, -1, 0]), (3, {[1, 1, 0], [0, 0, 1]})", RIGHT, 1, FINE, "in braces"),
    (DOUBLE, "(1, [1, -1, 0]), (3, [1, 1, 0])", PARTLY, 2 / 3, ONE_MISSING, "half of the plane"),
    (
        *(DOUBLE, "(1, [1, -1, 0]), (3, [1, 1, 0]), (3, [2, 2, 0])", PARTLY, 2 / 3),
        f"Your third vector depends on what you gave before for the eigenvalue 3. {ONE_MISSING}",
        "a dependent one",
    ),
    ("[[1, 1], [0, 1]]", "(1, [3, 0])", RIGHT, 1, FINE, "a matrix that has no second one"),
    ("[[0, 1, 0], [0, 0, 1], [1, 0, 0]]", "(1, [1, 1, 1])", RIGHT, 1, FINE, "complex ones do not count"),
    (
        *(
            "[[1, 1], [1, 0]]",
            "((1 + sqrt(5))/2, [(1 + sqrt(5))/2, 1]), ((1 - sqrt(5))/2, [(1 - sqrt(5))/2, 1])",
        ),
        *(RIGHT, 1, FINE, "the golden ratio"),
    ),
]


@pytest.mark.parametrize(
    ("matrix", "response", "outcome", "credit", "feedback", "why"), PAIRS, ids=[row[-1] for row in PAIRS]
)
def test_eigenpairs_are_judged_by_what_they_are(matrix, response, outcome, credit, feedback, why):
    verdict = Eigenpairs(matrix).judge(response)
    assert (verdict.outcome, verdict.credit) == (outcome, pytest.approx(credit))
    assert feedback is None or verdict.feedback == feedback


@pytest.mark.parametrize("unit", [False, True])
@pytest.mark.parametrize("matrix", sorted({row[0] for row in PAIRS}))
def test_what_is_shown_is_right(matrix, unit):
    answer = Eigenpairs(matrix, unit=unit)
    assert answer.judge(answer.reference_text()).outcome is RIGHT


def test_vectors_may_have_to_be_of_length_one():
    answer = Eigenpairs("[[0, 1], [1, 0]]", unit=True)
    assert answer.judge("(1, [1, 1]/sqrt(2)), (-1, [1, -1]/sqrt(2))").outcome is RIGHT
    verdict = answer.judge("(1, [1, 1]/sqrt(2)), (-1, [1, -1])")
    assert (verdict.outcome, verdict.credit) == (PARTLY, 0.5)
    assert verdict.feedback == (
        "These are eigenvectors, but they must have length 1: your second vector has length sqrt(2)."
    )


def test_rounded_pairs_are_right_within_a_tolerance():
    answer = Eigenpairs("[[1, 1], [1, 0]]", tolerance=Tolerance(places=2))
    assert answer.judge("(1.62, [0.85, 0.53]), (-0.62, [0.53, -0.85])").outcome is RIGHT
    assert answer.judge("(1.9, [0.85, 0.53]), (-0.62, [0.53, -0.85])").outcome is PARTLY
    assert Eigenpairs("[[1, 1], [1, 0]]").judge("(1.62, [0.85, 0.53])").outcome is WRONG


def test_complex_pairs_count_where_they_can_be_written():
    answer = Eigenpairs("[[0, -1], [1, 0]]", Notation("any", constants=frozenset({"i"})))
    assert answer.judge("(i, [1, -i]), (-i, [1, i])").outcome is RIGHT
    assert answer.judge("(i, [i, 1]), (-i, [1, i])").outcome is RIGHT
    assert answer.judge("(i, [1, i]), (-i, [1, -i])").outcome is WRONG


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Eigenpairs("[[0, -1], [1, 0]]"), "The matrix has no real eigenvalue."),
        (lambda: Eigenpairs("[[1, 2, 3], [4, 5, 6]]"), "[[1, 2, 3], [4, 5, 6]] is no square matrix"),
        (lambda: Eigenpairs("[[sqrt(2), 0], [0, 1]]"), "[[sqrt(2), 0], [0, 1]] is no square matrix"),
        (
            lambda: Eigenpairs("[[0, 0, 2], [1, 0, 0], [0, 1, 0]]"),
            "The eigenvalues of the matrix need more than square roots. Give its pairs.",
        ),
        (lambda: Eigenpairs(SHEAR, pairs="(2, [1, 0])"), "The pairs (2, [1, 0]) are not right."),
    ],
)
def test_an_author_is_told_what_cannot_be_judged(make, message):
    with pytest.raises(AnswerError) as caught:
        make()
    assert str(caught.value).startswith(message)


def test_pairs_that_are_given_may_need_any_root():
    root = "(2^(1/3))"
    answer = Eigenpairs("[[0, 0, 2], [1, 0, 0], [0, 1, 0]]", pairs=f"({root}, [2, {root}^2, {root}])")
    assert answer.judge(f"({root}, [{root}^2, {root}, 1])").outcome is RIGHT


SMALL = st.integers(-3, 3)


@given(
    st.integers(2, 3).flatmap(
        lambda n: st.lists(st.lists(SMALL, min_size=n, max_size=n), min_size=n, max_size=n)
    )
)
@settings(max_examples=40, deadline=None)
def test_as_many_are_found_as_sympy_finds(rows):
    grid = array(parse(str(rows), Notation("array")))
    found = eigenspaces(rational_matrix(grid), real=False)
    assert found.count == sum(len(vectors) for _, _, vectors in sympy.Matrix(rows).eigenvects())


@given(
    st.lists(SMALL, min_size=2, max_size=2), st.lists(SMALL, min_size=4, max_size=4), st.sampled_from([-2, 3])
)
@settings(max_examples=40, deadline=None)
def test_a_matrix_made_of_its_pairs_has_them(values, entries, factor):
    p = sympy.Matrix(2, 2, entries)
    if p.det() == 0:
        return
    matrix = p * sympy.diag(*values) * p.inv()
    pairs = [f"({value}, {list(factor * p.col(at))})" for at, value in enumerate(values)]
    answer = Eigenpairs(matrix)
    assert answer.judge(", ".join(reversed(pairs))).outcome is RIGHT
    for value, (first, second) in zip(values, p.T.tolist(), strict=True):
        off = f"({value}, [{first + 1000}, {second + 999}])"
        moved = sympy.Matrix([first + 1000, second + 999])
        assert (answer.judge(off).outcome is PARTLY) == (matrix * moved == value * moved)


def test_the_kind_is_there_in_json():
    case = {"response": "λ = 2: v = [1, 0]; λ = 3: v = [2, 2]", "expected": SHEAR, "kind": "eigenpairs"}
    assert judge_case(case)["outcome"] == "right"
    assert judge_case({**case, "policy": {"unit": True}})["outcome"] == "partly_right"
