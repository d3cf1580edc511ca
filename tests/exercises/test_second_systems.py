"""The answers of systems, determinants, inverses and null spaces, by routes that the bank does not use."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import combinations, permutations

import pytest

from gradcheck_exercises import find
from gradcheck_grader import Outcome

SEEDS = range(20)


def shown(problem):
    """Name and rows of each matrix that the statement shows."""
    found = re.findall(
        r"(\w+) = \\left\[\\begin\{matrix\}(.+?)\\end\{matrix\}\\right\]", problem.statement.markdown()
    )
    return {
        name: [[int(entry) for entry in row.split("&")] for row in body.split(r"\\")] for name, body in found
    }


def exact(text):
    """A nested list of fractions from the plain text of a number, vector or matrix."""
    quoted = re.sub(r"-?\d+(/\d+)?", lambda match: f'"{match.group()}"', text)
    return _nested(re.findall(r'[\[\],]|"[^"]*"', quoted))


def _nested(tokens):
    stack = [[]]
    for token in tokens:
        if token == "[":
            stack.append([])
        elif token == "]":
            done = stack.pop()
            stack[-1].append(done)
        elif token != ",":
            stack[-1].append(Fraction(token.strip('"')))
    return stack[0][0]


def reference(problem, label):
    return exact(problem.part(label).answer.reference_text())


def by_permutations(A):
    """The determinant as Leibniz has it: a signed sum over all permutations."""
    total = 0
    for order in permutations(range(len(A))):
        sign = 1
        for i in range(len(A)):
            for j in range(i):
                sign = -sign if order[j] > order[i] else sign
        product = sign
        for i, j in enumerate(order):
            product *= A[i][j]
        total += product
    return total


def times(A, B):
    return [
        [sum(a * b for a, b in zip(row, column, strict=True)) for column in zip(*B, strict=True)] for row in A
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_solution_by_cramers_rule(seed):
    problem = find("linalg/solve-system").problem(seed)
    A, b = shown(problem).values()
    expected = []
    for j in range(len(A)):
        replaced = [[*row[:j], right[0], *row[j + 1 :]] for row, right in zip(A, b, strict=True)]
        expected.append(Fraction(by_permutations(replaced), by_permutations(A)))
    assert reference(problem, "b") == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_elimination_row_by_row_in_fractions(seed):
    problem = find("linalg/solve-system").problem(seed)
    A, b = shown(problem).values()
    rows = [[Fraction(entry) for entry in (*row, *right)] for row, right in zip(A, b, strict=True)]
    for j in range(len(rows)):
        for i in range(j + 1, len(rows)):
            multiple = rows[i][j] / rows[j][j]
            rows[i] = [entry - multiple * other for entry, other in zip(rows[i], rows[j], strict=True)]
    assert reference(problem, "a") == rows


def test_a_solution_follows_from_the_own_elimination():
    problem = find("linalg/solve-system").problem(1)  # x - y = 6, -2 x = -6
    verdicts = problem.judge({"a": "[[1, -1, 6], [0, -2, -6]]", "b": "[9, 3]"})
    assert verdicts["a"].slips[0].name == "right-side-left"
    assert verdicts["b"].outcome is Outcome.RIGHT
    assert verdicts["b"].feedback == "Right, following from your own (a)."


def test_nothing_follows_from_an_elimination_that_has_no_solution():
    problem = find("linalg/solve-system").problem(1)
    verdicts = problem.judge({"a": "[[1, -1, 6], [0, 0, -6]]", "b": "[9, 3]"})
    assert verdicts["b"].outcome is Outcome.WRONG


@pytest.mark.parametrize("seed", SEEDS)
def test_determinants_as_leibniz_has_them(seed):
    problem = find("linalg/determinant").problem(seed)
    A, B = shown(problem).values()
    k = int(re.search(r"\((-?\d+)", problem.part("b").prompt.markdown()).group(1))
    scaled = [[k * entry for entry in row] for row in A]
    assert problem.part("a").answer.reference_text() == str(by_permutations(A))
    assert problem.part("b").answer.reference_text() == str(by_permutations(scaled))
    assert problem.part("c").answer.reference_text() == ("a" if by_permutations(B) else "b")


def test_the_scaled_determinant_follows_from_the_own_one():
    problem = find("linalg/determinant").problem(1)  # A = [[-3, 1], [-4, 3]], k = -2
    verdicts = problem.judge({"a": "-13", "b": "-52"})
    assert verdicts["a"].slips[0].name == "plus-instead-of-minus"
    assert verdicts["b"].feedback == "Right, following from your own (a)."


def test_singular_and_regular_matrices_are_about_as_frequent():
    keys = [find("linalg/determinant").problem(seed).part("c").answer.reference_text() for seed in range(200)]
    assert 70 < keys.count("a") < 130


@pytest.mark.parametrize("seed", SEEDS)
def test_an_inverse_times_its_matrix_is_the_identity(seed):
    problem = find("linalg/inverse-2x2").problem(seed)
    A, y = shown(problem).values()
    assert times(A, reference(problem, "b")) == [[1, 0], [0, 1]]
    assert times(A, [[entry] for entry in reference(problem, "c")]) == y


def test_a_solution_follows_from_the_own_inverse():
    problem = find("linalg/inverse-2x2").problem(1)  # A = [[3, -1], [6, -4]], y = [-9, -12]
    verdicts = problem.judge({"a": "-6", "b": "[[-4, 1], [-6, 3]]", "c": "[24, 18]"})
    assert verdicts["b"].slips[0].name == "not-divided"
    assert verdicts["c"].feedback == "Right, following from your own (b)."


@pytest.mark.parametrize("seed", SEEDS)
def test_rank_and_null_space_by_minors(seed):
    """Its vectors are sent to 0 and independent, and there are as many as minors leave room for."""
    problem = find("linalg/rank-nullspace").problem(seed)
    (A,) = shown(problem).values()
    basis = vectors(problem.part("c").answer.reference_text())
    assert all(times(A, [[entry] for entry in vector]) == [[0]] * len(A) for vector in basis)
    rank, nullity = (int(problem.part(label).answer.reference_text()) for label in "ab")
    assert (rank, nullity) == (order_of_a_minor(A), len(A[0]) - order_of_a_minor(A))
    assert order_of_a_minor(basis) == len(basis) == nullity


def vectors(text):
    """The vectors of a basis as it is written."""
    return [exact(vector) for vector in re.findall(r"\[[^\]]*\]", text)]


def order_of_a_minor(A):
    """The greatest order of a minor that is not 0, which is the rank."""
    orders = range(min(len(A), len(A[0])), 0, -1)
    return next(
        (
            order
            for order in orders
            for rows in combinations(A, order)
            for places in combinations(range(len(A[0])), order)
            if by_permutations([[row[j] for j in places] for row in rows])
        ),
        0,
    )


def test_another_basis_of_the_null_space_is_right():
    problem = find("linalg/rank-nullspace").problem(1)  # [-3, 1, 1, 0] and [-2, 3, 0, 1]
    assert problem.judge({"c": "[-5, 4, 1, 1], [1, 2, -1, 1]"})["c"].outcome is Outcome.RIGHT


def test_the_nullity_follows_from_the_own_rank():
    problem = find("linalg/rank-nullspace").problem(1)
    assert problem.judge({"a": "3", "b": "1"})["b"].feedback == "Right, following from your own (a)."


@pytest.mark.parametrize("seed", SEEDS)
def test_three_vectors_are_dependent_where_their_triple_product_is_zero(seed):
    problem = find("linalg/linear-independence").problem(seed)
    columns = re.findall(r"\\begin\{matrix\}(.+?)\\end\{matrix\}", problem.statement.markdown())
    at = {
        t: [[value(entry, t) for entry in column.split(r"\\")] for column in columns] for t in range(-20, 21)
    }
    roots = [t for t, (u, v, w) in at.items() if dot(u, cross(v, w)) == 0]
    assert problem.part("b").answer.reference_text() == f"{{{', '.join(map(str, roots))}}}"
    c = reference(problem, "c")
    assert [
        sum(factor * entry for factor, entry in zip(c, row, strict=True))
        for row in zip(*at[roots[-1]], strict=True)
    ] == [0, 0, 0]
    assert 0 not in c


def value(entry, t):
    """An entry such as t - 3 or 4, at this t."""
    entry = entry.replace(" ", "")
    return t + int(entry.removeprefix("t") or 0) if entry.startswith("t") else int(entry)


def cross(u, v):
    return [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]]


def dot(u, v):
    return sum(left * right for left, right in zip(u, v, strict=True))
