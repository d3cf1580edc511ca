"""What is built backwards has what was chosen, by NumPy; and its record gives it back."""

from __future__ import annotations

import json
from fractions import Fraction
from math import isqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Rational, Symbol, diff, expand
from sympy import stats as laws

from gradcheck_exercises import ExerciseError
from gradcheck_exercises.draw import Draw

SEEDS = st.integers(0, 2**64)
few = settings(max_examples=40, deadline=None)
x = Symbol("x")

# name: what is asked; every row is drawn, replayed, and looked at for variety and rejections
ASKED = {
    "integers": lambda draw: draw.integers("v", 4, -9, 9, exclude=(0,)),
    "subset": lambda draw: draw.subset("v", ("a", "b", "c", "d", "e", "f", "g", "h"), 4),
    "permutation": lambda draw: draw.permutation("v", (1, 2, (3, 4), Rational(1, 2), "k")),
    "signs": lambda draw: draw.signs("v", 7, mixed=True),
    "rank": lambda draw: draw.matrix_of_rank("v", 3, 4, 2),
    "rank of rationals": lambda draw: draw.matrix_of_rank("v", 3, 3, 2, denominator=4),
    "determinant": lambda draw: draw.matrix_of_determinant("v", 3, -6),
    "determinant zero": lambda draw: draw.matrix_of_determinant("v", 4, 0),
    "unimodular": lambda draw: draw.unimodular("v", 3),
    "linear system": lambda draw: draw.linear_system("v", 3),
    "least squares": lambda draw: draw.least_squares("v", 4, 2),
    "fitted line": lambda draw: draw.least_squares("v", 4, 2, intercept=True),
    "orthogonal": lambda draw: draw.orthogonal("v", 3),
    "eigenvalues": lambda draw: draw.matrix_with_eigenvalues("v", (2, 2, 1)),
    "symmetric": lambda draw: draw.symmetric_with_eigenvalues("v", (1, 2, 4), denominator=6),
    "definite": lambda draw: draw.positive_definite("v", 3),
    "cholesky": lambda draw: draw.positive_definite("v", 3, cholesky=True, bound=14),
    "semidefinite": lambda draw: draw.positive_semidefinite("v", 3, rank=2),
    "singular values": lambda draw: draw.singular_values("v", 3),
    "polynomial": lambda draw: draw.polynomial("v", 3, leading=(-2, -1, 2)),
    "double root": lambda draw: draw.polynomial("v", 3, distinct=False),
    "quadratic": lambda draw: draw.factorable_quadratic("v"),
    "convex quadratic": lambda draw: draw.convex_quadratic("v"),
    "probabilities": lambda draw: draw.probabilities("v", 4, denominator=20),
    "joint table": lambda draw: draw.joint_table("v", 2, 3, denominator=20),
    "independent table": lambda draw: draw.joint_table("v", 2, 3, denominator=36, independent=True),
    "chain": lambda draw: draw.chain("v", 3),
    "distribution": lambda draw: draw.distribution("v"),
    "dataset": lambda draw: draw.dataset("v", 5),
    "network": lambda draw: draw.network("v", (2, 3, 2)),
}


def drawn(seed, ask):
    return ask(Draw("unit/slug", seed=seed))


def floats(matrix):
    return np.array(matrix.tolist(), dtype=float)


def is_triangular(A):
    return np.array_equal(A, np.triu(A)) or np.array_equal(A, np.tril(A))


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
def test_a_replay_gives_the_construction_back(ask):
    for seed in range(20):
        first = Draw("unit/slug", seed=seed)
        value = ask(first)
        again = Draw("unit/slug", record=json.loads(json.dumps(first.parameters)))
        assert ask(again) == value
        assert again.parameters == first.parameters
        again.finish()


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
def test_a_construction_is_varied_and_throws_away_no_more_than_it_keeps_four_times_over(ask):
    seen, rejected, tried = set(), 0, 0
    for seed in range(80):
        draw = Draw("unit/slug", seed=seed)
        ask(draw)
        seen.add(json.dumps(draw.parameters))
        for thrown, made in draw.rejections.values():
            rejected, tried = rejected + thrown, tried + made
    assert len(seen) >= 40
    assert rejected <= 0.8 * tried


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
def test_a_record_of_another_shape_is_refused_by_name(ask):
    with pytest.raises(ExerciseError, match="unit/slug: the parameter v must be "):
        ask(Draw("unit/slug", record={"v": [1]}))


@few
@given(SEEDS)
def test_lists_hold_what_was_asked_for(seed):
    numbers = drawn(seed, ASKED["integers"])
    assert len(set(numbers)) == 4
    assert 0 not in numbers
    assert max(map(abs, numbers)) <= 9
    assert list(drawn(seed, ASKED["subset"])) == sorted(drawn(seed, ASKED["subset"]))
    assert set(drawn(seed, ASKED["permutation"])) == {1, 2, (3, 4), Rational(1, 2), "k"}
    assert set(drawn(seed, ASKED["signs"])) == {1, -1}


@few
@given(SEEDS, st.sampled_from([(2, 2, 1), (2, 3, 2), (3, 3, 1), (3, 3, 2), (3, 3, 3), (4, 3, 2), (4, 4, 3)]))
def test_a_matrix_has_the_chosen_rank(seed, shape):
    rows, columns, rank = shape
    A = floats(drawn(seed, lambda draw: draw.matrix_of_rank("A", rows, columns, rank, denominator=3)))
    assert A.shape == (rows, columns)
    assert np.linalg.matrix_rank(A) == rank
    assert A.any(axis=0).all()
    assert A.any(axis=1).all()
    assert np.abs(A).max() <= 9


@few
@given(SEEDS)
def test_entries_that_are_often_dependent_do_not_lower_the_rank(seed):
    A = floats(drawn(seed, lambda draw: draw.matrix_of_rank("A", 3, 3, 3, bound=1)))
    assert np.linalg.matrix_rank(A) == 3


@few
@given(SEEDS, st.sampled_from([2, 3, 4]), st.integers(-12, 12))
def test_a_matrix_has_the_chosen_determinant(seed, size, determinant):
    A = floats(drawn(seed, lambda draw: draw.matrix_of_determinant("A", size, determinant)))
    assert np.isclose(np.linalg.det(A), determinant, atol=1e-9)
    assert not is_triangular(A)
    assert np.abs(A).max() <= 6


@few
@given(SEEDS, st.sampled_from([2, 3, 4]))
def test_a_unimodular_matrix_has_an_integer_inverse(seed, size):
    A = floats(drawn(seed, lambda draw: draw.unimodular("A", size)))
    inverse = np.linalg.inv(A)
    assert np.allclose(inverse, np.round(inverse), atol=1e-8)
    assert max(np.abs(A).max(), np.abs(inverse).max()) < 9.5
    assert not is_triangular(A)


@few
@given(SEEDS, st.sampled_from([2, 3, 4]))
def test_a_linear_system_has_its_one_solution(seed, size):
    system = drawn(seed, lambda draw: draw.linear_system("A", size))
    solution = np.linalg.solve(floats(system.A), floats(system.b))
    assert np.allclose(solution, floats(system.x))
    assert floats(system.x).all()
    # elimination in order meets no fraction: every leading minor divides the next step
    pivots = floats(system.A)
    for k in range(size):
        factors = pivots[k + 1 :, k] / pivots[k, k]
        assert np.allclose(factors, np.round(factors))
        pivots[k + 1 :] -= np.outer(factors, pivots[k])


@few
@given(SEEDS, st.sampled_from([(3, 1), (3, 2), (4, 2), (4, 3), (5, 2), (5, 3)]), st.booleans())
def test_least_squares_come_out_whole(seed, shape, intercept):
    rows, columns = shape
    found = drawn(seed, lambda draw: draw.least_squares("A", rows, columns, intercept=intercept))
    A, b = floats(found.A), floats(found.b)
    best, _, rank, _ = np.linalg.lstsq(A, b, rcond=None)
    assert rank == columns
    assert np.allclose(best, floats(found.x))
    assert np.allclose(A @ best, floats(found.projection))
    assert floats(found.residual).any()
    assert not intercept or (A[:, 0] == 1).all()


@few
@given(SEEDS, st.sampled_from([(2, 5), (0, 3), (-1, 4), (1, 2, 3), (2, 2, 5), (-1, -1, 1), (1, 1, 2, 3)]))
def test_a_matrix_has_the_chosen_eigenvalues(seed, values):
    found = drawn(seed, lambda draw: draw.matrix_with_eigenvalues("A", values))
    A, P = floats(found.A), floats(found.P)
    assert np.allclose(np.sort(np.linalg.eigvals(A).real), np.sort(values), atol=1e-5)
    assert list(found.values) == sorted(values, reverse=True)
    assert np.allclose(A @ P, P @ floats(found.D))
    assert np.linalg.matrix_rank(P) == len(values)
    assert not is_triangular(A)


@few
@given(
    SEEDS,
    st.sampled_from(
        [((1, 6), 1), ((1, 2), 5), ((1, 4, 4), 1), ((1, 3, 6), 1), ((0, 1, 2), 6), ((-3, 3, 3), 3)]
    ),
)
def test_a_symmetric_matrix_has_the_chosen_eigenvalues(seed, chosen):
    values, denominator = chosen
    ask = lambda draw: draw.symmetric_with_eigenvalues("A", values, denominator=denominator)  # noqa: E731
    found = drawn(seed, ask)
    A, Q = floats(found.A), floats(found.unit_vectors)
    assert np.array_equal(A, A.T)
    assert np.allclose(np.linalg.eigvalsh(A), sorted(values))
    assert np.allclose(Q.T @ Q, np.eye(len(values)))
    assert np.allclose(Q @ np.diag(found.values) @ Q.T, A)


def test_unit_eigenvectors_can_be_rational():
    for seed in range(20):
        ask = lambda draw: draw.symmetric_with_eigenvalues("A", (9, 0, -9), rational=True)  # noqa: E731
        assert all(entry.is_rational for entry in drawn(seed, ask).unit_vectors)


@few
@given(SEEDS, st.sampled_from([2, 3, 4]))
def test_an_orthogonal_matrix_is_one(seed, size):
    found = drawn(seed, lambda draw: draw.orthogonal("Q", size))
    Q = floats(found)
    assert np.allclose(Q @ Q.T, np.eye(size))
    assert (np.count_nonzero(Q, axis=1) > 1).all()
    assert max(entry.q for entry in found) <= 15


def test_orthogonal_matrices_turn_and_reflect():
    signs = {round(np.linalg.det(floats(drawn(seed, ASKED["orthogonal"])))) for seed in range(20)}
    assert signs == {1, -1}


@few
@given(SEEDS, st.sampled_from([2, 3]), st.booleans())
def test_definite_matrices_are_definite(seed, size, cholesky):
    A = floats(drawn(seed, lambda draw: draw.positive_definite("A", size, cholesky=cholesky, bound=14)))
    assert np.array_equal(A, A.T)
    factor = np.linalg.cholesky(A)
    assert not cholesky or np.allclose(factor, np.round(factor))
    singular = floats(drawn(seed, lambda draw: draw.positive_semidefinite("A", size, rank=size - 1)))
    values = np.linalg.eigvalsh(singular)
    assert np.isclose(values[0], 0, atol=1e-9)
    assert values[1] > 1e-6


@few
@given(SEEDS, st.sampled_from([2, 3]))
def test_singular_values_are_the_recorded_integers(seed, rows):
    found = drawn(seed, lambda draw: draw.singular_values("A", rows))
    A, U, V = floats(found.A), floats(found.U), floats(found.V)
    assert np.allclose(np.linalg.svd(A, compute_uv=False), found.values)
    assert found.values[0] > found.values[1] > 0
    assert np.allclose(U @ np.diag(found.values) @ V.T, A)
    assert np.allclose(U.T @ U, np.eye(2))
    assert np.allclose(V.T @ V, np.eye(2))
    assert (V[0] > 0).all()


@few
@given(SEEDS)
def test_polynomials_have_the_recorded_roots(seed):
    for name in ("polynomial", "double root", "quadratic"):
        found = drawn(seed, ASKED[name])
        coefficients = [float(one) for one in found.coefficients]
        assert coefficients[0] == found.leading
        roots = np.sort(np.roots(coefficients).real)
        assert np.allclose(roots, [float(root) for root in found.roots], atol=1e-4)
        assert expand(found.factored()) == found.expanded()
        assert len(set(found.roots)) == len(found.roots) - (name == "double root")


@few
@given(SEEDS, st.sampled_from([1, 2, 3]))
def test_a_convex_quadratic_is_lowest_where_it_says(seed, size):
    f = drawn(seed, lambda draw: draw.convex_quadratic("f", size))
    symbols = [Symbol(f"x{k}") for k in range(size)]
    formula = f.formula(*symbols)
    at = dict(zip(symbols, f.minimiser, strict=True))
    assert all(diff(formula, symbol).subs(at) == 0 for symbol in symbols)
    assert formula.subs(at) == f.minimum
    assert np.linalg.eigvalsh(floats(f.A)).min() > 0
    assert all(number.is_integer for number in formula.as_coefficients_dict().values())


@few
@given(SEEDS)
def test_probabilities_sum_to_one(seed):
    p = drawn(seed, ASKED["probabilities"])
    assert sum(p) == 1
    assert min(p) > 0
    for name in ("joint table", "independent table"):
        table = floats(drawn(seed, ASKED[name]))
        outer = np.outer(table.sum(axis=1), table.sum(axis=0))
        assert np.isclose(table.sum(), 1)
        assert table.min() > 0
        assert np.allclose(table, outer) == (name == "independent table")


@few
@given(SEEDS, st.sampled_from([2, 3, 4]))
def test_a_chain_stays_in_its_stationary_law(seed, size):
    found = drawn(seed, lambda draw: draw.chain("P", size))
    P, law = floats(found.P), floats(found.stationary)[0]
    assert np.allclose(P.sum(axis=1), 1)
    assert np.allclose(np.linalg.matrix_power(P, 400)[0], law)
    assert max(entry.q for entry in found.P) <= 10


RANDOM = {  # another's formulas for the same laws
    "bernoulli": lambda p: laws.Bernoulli("X", p),
    "binomial": lambda n, p: laws.Binomial("X", n, p),
    "geometric": lambda p: laws.Geometric("X", p),
    "poisson": lambda rate: laws.Poisson("X", rate),
    "discrete uniform": lambda low, high: laws.DiscreteUniform("X", range(int(low), int(high) + 1)),
    "uniform": lambda low, high: laws.Uniform("X", low, high),
    "exponential": lambda rate: laws.Exponential("X", rate),
    "normal": lambda mean, variance: laws.Normal("X", mean, variance**0.5),
    "gamma": lambda shape, rate: laws.Gamma("X", shape, 1 / rate),
    "beta": lambda a, b: laws.Beta("X", a, b),
}


@pytest.mark.parametrize("family", RANDOM)
def test_a_law_has_the_moments_it_says(family):
    found = drawn(5, lambda draw: draw.distribution("X", (family,)))
    variable = RANDOM[family](**found.parameters)
    assert np.isclose(float(laws.E(variable)), float(found.mean))
    assert np.isclose(float(laws.variance(variable)), float(found.variance))
    assert np.isclose(float(found.second_moment), float(found.variance + found.mean**2))


@few
@given(SEEDS, st.sampled_from([3, 4, 5, 6, 8]), st.booleans(), st.booleans())
def test_a_sample_has_an_integer_mean_and_variance(seed, count, unbiased, square):
    if count in (3, 4) and square:
        square = False  # there are few such samples or none; the draw says so
    found = drawn(seed, lambda draw: draw.dataset("x", count, unbiased=unbiased, square=square))
    assert np.mean(found.values) == found.mean
    assert np.isclose(np.var(found.values, ddof=int(unbiased)), found.variance)
    assert all(1 <= value <= 20 for value in found.values)
    assert not square or isqrt(found.variance) ** 2 == found.variance


@few
@given(SEEDS, st.sampled_from([(2, 1), (2, 2, 1), (2, 3, 2), (2, 2, 2, 1)]))
def test_a_network_has_short_values_and_a_slope_everywhere(seed, sizes):
    found = drawn(seed, lambda draw: draw.network("N", sizes))
    weights, biases = [floats(W) for W in found.weights], [floats(b) for b in found.biases]

    def loss(W):
        a = floats(found.x)
        for k, (matrix, b) in enumerate(zip(W, biases, strict=True)):
            z = matrix @ a + b
            assert np.allclose(z, floats(found.before[k])) or W is not weights
            a = np.maximum(z, 0) if k + 1 < len(W) else z
        return 0.5 * np.sum((a - floats(found.target)) ** 2)

    assert loss(weights) > 0
    assert max(np.abs(floats(z)).max() for z in found.before) <= 20
    for k, W in enumerate(weights):
        slope = np.zeros_like(W)
        for place in np.ndindex(*W.shape):
            up, down = ([one.copy() for one in weights] for _ in range(2))
            up[k][place] += 1e-4
            down[k][place] -= 1e-4
            slope[place] = (loss(up) - loss(down)) / 2e-4
        assert slope.round().any()
        assert np.allclose(slope, slope.round(), atol=1e-3)
        assert np.abs(slope).max() <= 20.5


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (
            lambda draw: draw.matrix_of_rank("A", 2, 3, 3),
            "A cannot have rank 3, being 2 × 3.",
        ),
        (
            lambda draw: draw.matrix_with_eigenvalues("A", (2, 2)),
            "A needs two different eigenvalues at least; got [2, 2].",
        ),
        (
            lambda draw: draw.symmetric_with_eigenvalues("A", (1, 2)),
            "A: no symmetric matrix with the eigenvalues [2, 1] is small enough. Choose eigenvalues that lie "
            "further apart, or allow a denominator or larger entries.",
        ),
        (
            lambda draw: draw.matrix_of_determinant("A", 2, 1000),
            "A was built 200 times and never fitted. Allow larger entries, or ask for less.",
        ),
        (
            lambda draw: draw.distribution("X", ("cauchy",)),
            "X: no family 'cauchy'; there are bernoulli, binomial, geometric, poisson, discrete uniform, "
            "uniform, exponential, normal, gamma, beta.",
        ),
        (
            lambda draw: draw.joint_table("T", 2, 2, denominator=3),
            "T: 4 positive multiples of 1/3 cannot sum to 1, or it is only one.",
        ),
        (
            lambda draw: draw.integers("n", 4, 1, 3),
            "n asks for 4 integers, but only 3 are left. Exclude less.",
        ),
        (lambda draw: draw.signs("s", 1, mixed=True), "s cannot mix the signs of fewer than two numbers."),
        (
            lambda draw: draw.least_squares("A", 2, 2),
            "A must have more rows than columns, and 6 at most; got 2 and 2.",
        ),
    ],
)
def test_what_cannot_be_built_is_refused(ask, message):
    with pytest.raises(ExerciseError) as caught:
        ask(Draw("unit/slug", seed=1))
    assert str(caught.value) == f"unit/slug: {message}"


def test_the_constructions_are_what_they_were():
    """Written down once; a change here changes every problem that was drawn with one of them."""
    written = json.loads((Path(__file__).parent / "constructions.json").read_text(encoding="utf-8"))
    assert {name: parameter(ask) for name, ask in ASKED.items()} == written


def parameter(ask):
    draw = Draw("unit/slug", seed=42)
    ask(draw)
    return draw.parameters["v"]


def test_a_rational_is_recorded_as_a_text():
    draw = Draw("unit/slug", seed=1)
    draw.probabilities("p", 3, denominator=7)
    assert sum(Fraction(one) for one in draw.parameters["p"]) == 1
