"""The answers about eigenvalues, against exact computations from the matrices that the statement shows."""

from __future__ import annotations

import math
import re
from fractions import Fraction

import pytest
from sympy import Symbol

from gradcheck_exercises import find
from gradcheck_grader import Outcome, to_sympy

SEEDS = range(25)


def shown(text):
    """Name and rows of each matrix in a text."""
    found = re.findall(r"(\w+) = \\left\[\\begin\{matrix\}(.+?)\\end\{matrix\}\\right\]", text)
    return {
        name: [[int(entry) for entry in row.split("&")] for row in body.split(r"\\")] for name, body in found
    }


def matrix(problem, name="A"):
    return shown(problem.statement.markdown())[name]


def times(A, B):
    return [
        [sum(a * b for a, b in zip(row, column, strict=True)) for column in zip(*B, strict=True)] for row in A
    ]


def reference(problem, label):
    return problem.part(label).answer.reference_text()


def fractions(text):
    return [Fraction(number) for number in re.findall(r"-?\d+(?:/\d+)?", text)]


def sum_and_product(A):
    """What the eigenvalues of a 2 × 2 matrix add up and multiply to."""
    return A[0][0] + A[1][1], A[0][0] * A[1][1] - A[0][1] * A[1][0]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_matrix_is_a_root_of_its_characteristic_polynomial(seed):
    """Cayley and Hamilton: A² − (trace) A + (determinant) I is 0."""
    problem = find("spectral/eigenvalues-2x2").problem(seed)
    A = matrix(problem)
    polynomial = to_sympy(problem.part("a").answer.reference_reading().tree)
    square, linear, constant = (int(polynomial.coeff(Symbol("lambda"), power)) for power in (2, 1, 0))
    for row, (a, squared) in enumerate(zip(A, times(A, A), strict=True)):
        zero = [
            square * s + linear * e + constant * (row == j)
            for j, (s, e) in enumerate(zip(squared, a, strict=True))
        ]
        assert zero == [0, 0]


@pytest.mark.parametrize("seed", SEEDS)
def test_eigenvalues_add_up_to_the_trace_and_multiply_to_the_determinant(seed):
    problem = find("spectral/eigenvalues-2x2").problem(seed)
    A = matrix(problem)
    first, second = fractions(reference(problem, "b"))
    assert (first + second, first * second) == sum_and_product(A)
    prompt = problem.part("c").prompt.markdown()
    found = fractions(reference(problem, "c"))
    assert (sum(found), math.prod(found)) == sum_and_product(new_matrix(A, prompt))


def new_matrix(A, prompt):
    """The matrix that part (c) names."""
    if "A^2" in prompt:
        return times(A, A)
    if "A^{-1}" in prompt:
        determinant = sum_and_product(A)[1]
        (a, b), (c, d) = A
        return [
            [Fraction(d, determinant), Fraction(-b, determinant)],
            [Fraction(-c, determinant), Fraction(a, determinant)],
        ]
    sign, size = re.search(r"A ([+-]) (\d+) I", prompt).groups()
    shift = int(sign + size)
    return [[entry + shift * (i == j) for j, entry in enumerate(row)] for i, row in enumerate(A)]


@pytest.mark.parametrize("seed", SEEDS)
def test_an_eigenvector_is_stretched_by_its_eigenvalue(seed):
    problem = find("spectral/eigenvector").problem(seed)
    A = matrix(problem)
    value = int(re.search(r"lambda = (-?\d+)", problem.statement.markdown()).group(1))
    v = [[entry] for entry in fractions(reference(problem, "b"))]
    assert times(A, v) == [[value * entry] for (entry,) in v]
    w = shown(problem.part("c").prompt.markdown())["w"]
    assert times(A, w) == [[int(reference(problem, "c")) * entry] for (entry,) in w]
    shifted = [[entry - value * (i == j) for j, entry in enumerate(row)] for i, row in enumerate(A)]
    assert fractions(reference(problem, "a")) == [entry for row in shifted for entry in row]


def test_an_eigenvector_follows_from_the_own_matrix():
    """A − λI is [[-6, -9], [6, 9]]; a slip of the pen that is singular too has a null space of its own."""
    problem = find("spectral/eigenvector").problem(1)
    verdicts = problem.judge({"a": "[[-6, 9], [6, -9]]", "b": "[3, 2]"})
    assert verdicts["a"].outcome is Outcome.PARTLY_RIGHT
    assert verdicts["b"].feedback == "Right, following from your own (a)."


@pytest.mark.parametrize("seed", SEEDS)
def test_powers_by_multiplying_again_and_again(seed):
    problem = find("spectral/matrix-power").problem(seed)
    A, P = matrix(problem), matrix(problem, "P")
    power, formula = A, to_sympy(problem.part("c").answer.reference_reading().tree)
    for exponent in range(1, 7):
        (n,) = formula.free_symbols
        assert formula.subs(n, exponent).tolist() == power
        power = times(power, A)
    D = [fractions(reference(problem, "a"))[place : place + 2] for place in (0, 2)]
    inverse = [fractions(reference(problem, "b"))[place : place + 2] for place in (0, 2)]
    assert times(times(P, D), inverse) == A


def test_a_power_follows_from_the_own_diagonal():
    problem = find("spectral/matrix-power").problem(1)
    swapped = [reference(problem, "a"), problem.part("a").slip_text(problem.part("a").slips[0])]
    power = problem.part("c").slip_text(problem.part("c").slips[2])
    verdicts = problem.judge({"a": swapped[1], "b": reference(problem, "b"), "c": power})
    assert verdicts["a"].slips[0].name == "order-exchanged"
    assert verdicts["c"].feedback == "Right, following from your own (a) and (b)."


@pytest.mark.parametrize("seed", SEEDS)
def test_a_symmetric_matrix_by_one_rotation(seed):
    """Jacobi: turning by half of atan2(2b, a − d) makes a symmetric 2 × 2 matrix diagonal."""
    problem = find("spectral/spectral-theorem").problem(seed)
    (a, b), (_, d) = matrix(problem)
    angle, radius = math.atan2(2 * b, a - d) / 2, math.hypot((a - d) / 2, b)
    larger = (a + d) / 2 + radius, (math.cos(angle), math.sin(angle))
    smaller = (a + d) / 2 - radius, (-math.sin(angle), math.cos(angle))
    assert [float(value) for value in fractions(reference(problem, "a"))] == pytest.approx(
        [smaller[0], larger[0]]
    )
    wanted = (smaller if "smaller" in problem.part("b").prompt.markdown() else larger)[1]
    unit = to_sympy(problem.part("b").answer.reference_reading().tree).evalf().tolist()
    assert abs(sum(float(x) * y for (x,), y in zip(unit, wanted, strict=True))) == pytest.approx(1)


@pytest.mark.parametrize("seed", SEEDS[:8])
def test_factors_in_another_order_and_with_other_signs_are_right(seed):
    problem = find("spectral/spectral-theorem").problem(seed)
    (a, b), (_, d) = matrix(problem)
    first, second = sorted(fractions(reference(problem, "a")), reverse=True)
    x, y = b, first - a  # from the first row of A − λI
    root = f"sqrt({x * x + y * y})"
    response = (
        f"D = [[{first}, 0], [0, {second}]], Q = [[{-x}/{root}, {y}/{root}], [{-y}/{root}, {-x}/{root}]]"
    )
    assert problem.judge({"c": response})["c"].outcome is Outcome.RIGHT
    assert d == first + second - a
