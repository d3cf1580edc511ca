"""Bases, low rank and definiteness, solved anew from the statement in exact fractions."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from sympy import Rational

from gradcheck_exercises import find
from gradcheck_grader import Notation, Outcome, parse, real_names, to_sympy

SEEDS = range(25)


def shown(problem):
    """Name and rows of each matrix that the statement shows, as texts."""
    found = re.findall(
        r"(\w+) = \\left\[\\begin\{matrix\}(.+?)\\end\{matrix\}\\right\]", problem.statement.markdown()
    )
    return {name: [row.split("&") for row in body.split(r"\\")] for name, body in found}


def numbers(rows):
    return [[Fraction(entry) for entry in row] for row in rows]


def answer(problem, label):
    """The rows of numbers of a right answer; a list is a column."""
    text = problem.part(label).answer.reference_text()
    rows = re.findall(r"\[([^\[\]]+)\]", text)
    found = [[Fraction(entry) for entry in row.split(",")] for row in rows]
    return found if text.startswith("[[") else [[entry] for entry in found[0]]


def times(A, B):
    return [
        [sum(x * y for x, y in zip(row, column, strict=True)) for column in zip(*B, strict=True)] for row in A
    ]


def pivots(A):
    """The pivots of elimination without exchanges, up to the first 0."""
    rows, found = [list(row) for row in A], []
    for i in range(len(rows)):
        found.append(rows[i][i])
        if not rows[i][i]:
            return found
        for j in range(i + 1, len(rows)):
            factor = rows[j][i] / rows[i][i]
            rows[j] = [x - factor * y for x, y in zip(rows[j], rows[i], strict=True)]
    return found


def reduced(A):
    """The rows other than 0 of the reduced row echelon form."""
    rows, done = [list(row) for row in A], 0
    for column in range(len(rows[0])):
        pivot = next((i for i in range(done, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        rows[done] = [x / rows[done][column] for x in rows[done]]
        for i in range(len(rows)):
            if i != done:
                rows[i] = [x - rows[i][column] * y for x, y in zip(rows[i], rows[done], strict=True)]
        done += 1
    return rows[:done]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_rows_are_those_of_the_reduced_echelon_form(seed):
    problem = find("linalg/outer-product-rank").problem(seed)
    R = reduced(numbers(shown(problem)["A"]))
    written = str([[str(x) for x in row] for row in R]).replace("'", "")
    verdicts = problem.judge({"a": str(len(R)), "b": written})
    assert {verdict.outcome for verdict in verdicts.values()} == {Outcome.RIGHT}


@pytest.mark.parametrize("seed", SEEDS)
def test_storage_is_counted_column_by_column(seed):
    problem = find("linalg/outer-product-rank").problem(seed)
    m, n, k = map(int, re.findall(r"\d+", problem.parts[2].prompt.terminal()))
    count = len([1 for _ in range(k) for _ in (*range(m), *range(n))])
    assert problem.judge({"c": str(count)})["c"].outcome is Outcome.RIGHT


@pytest.mark.parametrize("seed", SEEDS)
def test_both_matrices_of_a_map_send_the_same_vectors_to_the_same_images(seed):
    problem = find("linalg/change-of-basis").problem(seed)
    stated = {name: numbers(rows) for name, rows in shown(problem).items()}
    B = [[*one, *two] for one, two in zip(stated["b_1"], stated["b_2"], strict=True)]
    M, c = answer(problem, "b"), answer(problem, "a")
    assert times(B, c) == stated["x"]
    for vector in ([[1], [0]], [[0], [1]], [[3], [-5]], c):
        assert times(B, times(M, vector)) == times(stated["T"], times(B, vector))
    assert times(B, answer(problem, "c")) == times(stated["T"], stated["x"])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_matrix_is_positive_definite_where_elimination_meets_positive_pivots_only(seed):
    problem = find("linalg/positive-definite-range").problem(seed)
    rows = shown(problem)["A"]
    notation = Notation(names=real_names(["t"]))
    A = [[to_sympy(parse(entry.strip(), notation)) for entry in row] for row in rows]
    wanted = to_sympy(problem.parts[1].answer.reference_reading().tree)
    for value in (Fraction(k, 2) for k in range(-34, 35)):
        t = Rational(value.numerator, value.denominator)
        at = [[Fraction(str(entry.subs({"t": t}))) for entry in row] for row in A]
        found = pivots(at)
        assert (len(found) == len(A) and min(found) > 0) == bool(wanted.contains(t))


def test_a_range_may_be_written_as_an_inequality():
    problem = find("linalg/positive-definite-range").problem(9)  # [[1, t - 2], [t - 2, 3]]
    for response in ("|t - 2| < sqrt(3)", "(t-2)^2 < 3", "2 - sqrt 3 < t < 2 + sqrt 3"):
        assert problem.judge({"b": response})["b"].outcome is Outcome.RIGHT
