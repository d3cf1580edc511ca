"""The unit on spectra, solved anew from the statement in exact fractions."""

from __future__ import annotations

import re
from fractions import Fraction
from math import isqrt

import pytest

from gradcheck_exercises import find
from gradcheck_grader import Outcome

SEEDS = range(25)


def shown(problem):
    """Name and rows of each column or matrix that the statement shows."""
    found = re.findall(
        r"(\w+) = \\left\[\\begin\{matrix\}(.+?)\\end\{matrix\}\\right\]", problem.statement.markdown()
    )
    return {
        name: [[fraction(entry) for entry in row.split("&")] for row in body.split(r"\\")]
        for name, body in found
    }


def fraction(latex):
    """A number as LaTeX shows it."""
    return Fraction(re.sub(r"\\frac\{(\d+)\}\{(\d+)\}", r"\1/\2", latex.strip()))


def dot(u, v):
    return sum(one * other for one, other in zip(u, v, strict=True))


def times(A, v):
    return [dot(row, v) for row in A]


def turned(A):
    return [list(column) for column in zip(*A, strict=True)]


def outcomes(problem, **responses):
    """The outcomes of these responses, each alone, so that none follows from another."""
    return {problem.judge({label: text})[label].outcome for label, text in responses.items()}


def roots_of_gram(A):
    """The singular values of a matrix with two columns, from the sums of its squares and squared minors."""
    squares = sum(entry**2 for row in A for entry in row)
    minors = sum(
        (A[i][0] * A[j][1] - A[j][0] * A[i][1]) ** 2 for i in range(len(A)) for j in range(i)
    )  # Cauchy and Binet: the square of their product
    both = isqrt(int(minors))
    sum_of_both, difference = isqrt(int(squares) + 2 * both), isqrt(int(squares) - 2 * both)
    return (sum_of_both + difference) // 2, (sum_of_both - difference) // 2


@pytest.mark.parametrize("seed", SEEDS)
def test_singular_values_by_their_sum_and_product(seed):
    problem = find("spectral/singular-values").problem(seed)
    large, small = roots_of_gram(shown(problem)["A"])
    responses = {"b": f"{{{small}, {large}}}", "c": f"sqrt({large**2 + small**2})"}
    assert outcomes(problem, **responses) == {Outcome.RIGHT}


@pytest.mark.parametrize("seed", range(12))
def test_a_decomposition_from_the_left_with_other_signs(seed):
    """u is an eigenvector of A Aᵀ, and v is Aᵀ u divided by the singular value."""
    problem = find("spectral/svd-full").problem(seed)
    A = shown(problem)["A"]
    large, small = roots_of_gram(A)
    outer = [[dot(row, other) for other in A] for row in A]
    u = [outer[0][1], large**2 - outer[0][0]]
    left = [u, [u[1], -u[0]]]
    right = [[x / value for x in times(turned(A), w)] for value, w in zip((large, small), left, strict=True)]
    U, V = (typed([[f"({x})/sqrt({dot(u, u)})" for x in w] for w in columns]) for columns in (left, right))
    assert outcomes(problem, a=f"({large}, {small})", c=f"{U}, [[{large}, 0], [0, {small}]], {V}") == {
        Outcome.RIGHT
    }
    v = right[0]
    assert outcomes(problem, b=f"[-({v[0]})/sqrt({dot(v, v)}), -({v[1]})/sqrt({dot(v, v)})]") == {
        Outcome.RIGHT
    }


def typed(columns):
    """A matrix of texts, given its columns."""
    rows = ["[" + ", ".join(row) + "]" for row in turned(columns)]
    return "[" + ", ".join(rows) + "]"


def test_a_decomposition_in_another_order_is_only_partly_right():
    problem = find("spectral/svd-full").problem(2)  # singular values 7 and 3
    U, _, V = re.findall(r"\[\[.+?\]\]", problem.parts[2].answer.reference_text())
    exchanged = [
        "[" + ", ".join("[" + ", ".join(reversed(row.split(", "))) + "]" for row in rows) + "]"
        for rows in (re.findall(r"\[([^\[\]]+)\]", matrix) for matrix in (U, V))
    ]
    verdict = problem.judge({"c": f"{exchanged[0]}, [[3, 0], [0, 7]], {exchanged[1]}"})["c"]
    assert verdict.outcome is Outcome.PARTLY_RIGHT


@pytest.mark.parametrize("seed", SEEDS)
def test_a_cholesky_factor_by_elimination(seed):
    """Rows that elimination leaves, each divided by the root of its pivot, are the columns of L."""
    problem = find("spectral/cholesky").problem(seed)
    rows = shown(problem)["A"]
    size, product = len(rows), Fraction(1)
    columns = []
    for i in range(size):
        pivot = rows[i][i]
        product *= pivot
        columns.append([f"({x})/sqrt({pivot})" if j >= i else "0" for j, x in enumerate(rows[i])])
        for j in range(i + 1, size):
            factor = rows[j][i] / pivot
            rows[j] = [x - factor * y for x, y in zip(rows[j], rows[i], strict=True)]
    L = typed(columns)
    assert outcomes(problem, a=L, c=str(product)) == {Outcome.RIGHT}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_extremes_of_a_form_by_the_formula_for_its_turning(seed):
    """On the unit circle the form is (a + c)/2 + r cos(2 angle - shift), with r² = ((a - c)/2)² + b²."""
    problem = find("spectral/rayleigh-quotient").problem(seed)
    (a, b), (_, c) = shown(problem)["A"]
    radius = int(re.search(r"= (\d+)\?", problem.parts[1].prompt.terminal())[1])
    middle, square = (a + c) / 2, ((a - c) / 2) ** 2 + b**2
    top = f"({middle} + sqrt({square}) - ({a}))"
    place = f"[({b})/sqrt({b**2} + {top}^2), {top}/sqrt({b**2} + {top}^2)]"
    low = f"{radius}^2*({middle} - sqrt({square}))"
    assert outcomes(problem, a=f"{middle} + sqrt({square})", b=low, c=place) == {Outcome.RIGHT}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_condition_number_from_trace_and_determinant(seed):
    """With the ratio k of the eigenvalues, k + 1/k + 2 is the square of the trace over the determinant."""
    problem = find("spectral/condition-number").problem(seed)
    (a, b), (_, c) = shown(problem)["A"]
    power = next(k for k in range(1, 6) if (a + c) ** 2 == (10**k + Fraction(1, 10**k) + 2) * (a * c - b * b))
    digits = int(re.search(r"some (\d+) digits", problem.parts[2].prompt.terminal())[1])
    responses = {"a": str(10**power), "b": f"10^{2 * power}", "c": str(digits - power)}
    assert outcomes(problem, **responses) == {Outcome.RIGHT}


def test_the_digits_left_follow_from_the_own_condition_number():
    problem = find("spectral/condition-number").problem(1)
    verdicts = problem.judge({"a": "1000", "c": "1"})  # 4 digits, of which 3 are lost with that
    assert verdicts["a"].outcome is Outcome.WRONG
    assert verdicts["c"].feedback == "Right, following from your own (a)."


@pytest.mark.parametrize("seed", SEEDS)
def test_low_rank_errors_from_the_whole_and_what_is_kept(seed):
    problem = find("spectral/low-rank-error").problem(seed)
    text = " ".join(problem.statement.terminal().split())
    values = sorted(map(int, re.findall(r"\d+", text[text.index("values") : text.index(". Let")])))
    k = int(re.search(r"rank k = (\d+)", text)[1])
    whole, kept = (sum(value**2 for value in some) for some in (values, values[-k:]))
    responses = {"a": str(values[-k - 1]), "b": f"sqrt({whole} - {kept})", "c": f"{kept}/{whole}"}
    assert outcomes(problem, **responses) == {Outcome.RIGHT}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_pseudo_inverse_has_the_four_properties_of_penrose(seed):
    problem = find("spectral/pseudo-inverse").problem(seed)
    stated = shown(problem)
    A, b = stated["A"], [entry for (entry,) in stated["b"]]
    rows = re.findall(r"\[([^\[\]]+)\]", problem.parts[1].answer.reference_text())
    X = [[Fraction(entry) for entry in row.split(",")] for row in rows]
    AX, XA = multiplied(A, X), multiplied(X, A)
    assert (multiplied(AX, A), multiplied(XA, X)) == (A, X)
    assert (turned(AX), turned(XA)) == (AX, XA)
    assert outcomes(problem, c=str([str(entry) for entry in times(X, b)]).replace("'", "")) == {Outcome.RIGHT}


def multiplied(A, B):
    return turned([times(A, column) for column in turned(B)])


@pytest.mark.parametrize("seed", SEEDS)
def test_power_iteration_by_the_characteristic_polynomial(seed):
    """A² x = trace · A x - det · x, and A x - λ x is an eigenvector to the other eigenvalue."""
    problem = find("spectral/power-iteration").problem(seed)
    stated = shown(problem)
    (a, b), (c, d) = stated["A"]
    x = [entry for (entry,) in stated["x_0"]]
    trace, determinant = a + d, a * d - b * c
    root = isqrt(int(trace**2 - 4 * determinant))
    small, large = sorted([(trace - root) / 2, (trace + root) / 2], key=abs)
    once = times(stated["A"], x)
    twice = [trace * y - determinant * z for y, z in zip(once, x, strict=True)]
    limit = [y - small * z for y, z in zip(once, x, strict=True)]
    responses = {"a": f"[{twice[0]}, {twice[1]}]", "b": f"[{-limit[0]}, {-limit[1]}]"}
    assert outcomes(problem, **responses, c=f"abs({small})/abs({large})") == {Outcome.RIGHT}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_stationary_law_by_trees(seed):
    """The share of a state is that of the spanning trees that lead to it (Markov chain tree theorem)."""
    problem = find("spectral/markov-stationary").problem(seed)
    P = shown(problem)["P"]
    if len(P) == 2:
        weights = [P[1][0], P[0][1]]
    else:
        weights = [
            P[j][i] * P[k][i] + P[j][k] * P[k][i] + P[k][j] * P[j][i]
            for i, j, k in ((0, 1, 2), (1, 2, 0), (2, 0, 1))
        ]
    law = [weight / sum(weights) for weight in weights]
    state = int(re.search(r"state (\d)", problem.parts[2].prompt.terminal())[1]) - 1
    written = f"[{', '.join(map(str, law))}]"
    assert outcomes(problem, b=written, c=f"1/({law[state]})") == {Outcome.RIGHT}


def test_a_mean_return_follows_from_the_own_law():
    problem = find("spectral/markov-stationary").problem(1)  # return to state 3
    verdicts = problem.judge({"b": "[1/4, 1/4, 1/2]", "c": "2"})
    assert verdicts["b"].outcome is Outcome.WRONG
    assert verdicts["c"].feedback == "Right, following from your own (b)."
