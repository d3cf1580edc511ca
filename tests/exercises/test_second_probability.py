"""The answers of the unit probability, from what the statements say, by routes that the bank does not use."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from statistics import NormalDist

import numpy as np
import pytest

from gradcheck_exercises import find
from gradcheck_grader import Outcome

SEEDS = range(12)


def numbers(text):
    """Every number of a text, in order."""
    return [Fraction(found) for found in re.findall(r"-?\d+(?:/\d+)?", text.replace("−", "-"))]


def statement(problem):
    return problem.statement.terminal(width=2000)


def accepted(problem, **responses):
    verdicts = problem.judge({label: str(response) for label, response in responses.items()})
    assert [(label, verdict.outcome) for label, verdict in verdicts.items()] == [
        (label, Outcome.RIGHT) for label in responses
    ]


def matrix(problem, name):
    text = problem.statement.markdown()
    found = re.search(name + r" = \\left\[\\begin\{matrix\}(.+?)\\end\{matrix\}\\right\]", text)
    return np.array([[float(entry) for entry in row.split("&")] for row in found[1].split(r"\\")])


@pytest.mark.parametrize("seed", SEEDS)
def test_conditional_table_from_frequencies(seed):
    problem = find("probability/conditional-table").problem(seed)
    whole, both, only_a, only_b, neither = map(int, numbers(statement(problem))[:5])
    assert both + only_a + only_b + neither == whole
    accepted(problem, a=f"{both}/{whole}", b=f"{both}/{both + only_b}", c=f"{both}/{both + only_a}")


@pytest.mark.parametrize("seed", SEEDS)
def test_independence_from_the_whole_table(seed):
    problem = find("probability/independence").problem(seed)
    p, q = (Fraction(found) for found in re.findall(r"= (\d+/\d+)", statement(problem))[:2])
    t = Fraction(re.search(r"t = (\d+/\d+)", problem.parts[2].prompt.terminal(500))[1])
    cells = [(p * q), p * (1 - q), (1 - p) * q, (1 - p) * (1 - q)]
    assert sum(cells) == 1
    assert cells[0] * cells[3] == cells[1] * cells[2]  # the odds ratio is 1
    accepted(
        problem,
        a=cells[0],
        b=cells[3],
        c=t / (t + (p - t)),
        d="a" if t * (1 - p - q + t) > (p - t) * (q - t) else "b",
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_discrete_expectation_by_distances_of_pairs(seed):
    problem = find("probability/discrete-expectation").problem(seed)
    rows = re.search(r"begin\{matrix\}(.+?)\\end", problem.statement.markdown())[1].split(r"\\")
    values, chances = (
        [Fraction(re.sub(r"\\frac\{(\d+)\}\{(\d+)\}", r"\1/\2", entry.strip())) for entry in row.split("&")]
        for row in rows
    )
    pairs = list(zip(values, chances, strict=True))
    variance = sum(p * r * (x - y) ** 2 for x, p in pairs for y, r in pairs) / 2
    mean = sum(p * x for x, p in pairs)
    accepted(problem, a=mean, b=variance + mean**2, c=variance)


@pytest.mark.parametrize("seed", SEEDS)
def test_variance_linear_by_a_quadratic_form(seed):
    problem = find("probability/variance-linear").problem(seed)
    mean_x, mean_y, v, w, k = map(int, (re.findall(r"= (-?\d+)", statement(problem).replace("−", "-"))[:5]))
    z = re.search(r"Z = (.+)\.", statement(problem))[1].replace("−", "-").replace("·", "").replace(" ", "")
    a = int(re.search(r"(-?\d*)X", z)[1])
    b = int({"": "1", "+": "1", "-": "-1"}.get(found := re.search(r"([+-]?\d*)Y", z)[1], found))
    c = int(re.search(r"\+(\d+)$", z)[1])
    S = np.array([[v, k], [k, w]])
    accepted(
        problem,
        a=a * mean_x + b * mean_y + c,
        b=np.array([a, b]) @ S @ [a, b],
        c=np.array([1, 0]) @ S @ [a, b],
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_covariance_transform_entry_by_entry(seed):
    problem = find("probability/covariance-transform").problem(seed)
    A, S, mu, b = (matrix(problem, name) for name in ("A", r"\\Sigma", r"\\mu", "b"))
    C = np.einsum("ik,kl,jl->ij", A, S, A).astype(int)
    mean = (A @ mu + b).astype(int).ravel()
    accepted(problem, a=mean.tolist(), b=C.tolist(), c=C.sum())


@pytest.mark.parametrize("seed", SEEDS)
def test_binomial_by_all_outcomes(seed):
    problem = find("probability/binomial").problem(seed)
    n = int(re.search(r"\d+", statement(problem))[0])
    p = Fraction(re.search(r"probability (\d+/\d+)", statement(problem))[1])
    k, m = (int(re.search(r"[=≥] (\d+)", part.prompt.terminal(500))[1]) for part in problem.parts[:2])
    chances = [Fraction(0)] * (n + 1)
    for outcome in range(2**n):
        ones = outcome.bit_count()
        chances[ones] += p**ones * (1 - p) ** (n - ones)
    mean = sum(j * chance for j, chance in enumerate(chances))
    deviation = math.sqrt(sum(j * j * chance for j, chance in enumerate(chances)) - mean**2)
    accepted(problem, a=chances[k], b=sum(chances[m:]), c=f"{deviation:.5f}")


@pytest.mark.parametrize("seed", SEEDS)
def test_poisson_by_its_recurrence(seed):
    problem = find("probability/poisson").problem(seed)
    rate, *_, minutes = [
        int(found) for found in re.findall(r"\d+", re.sub(r"2 e.*", "", statement(problem)))
    ][:2]
    k = int(re.search(r"X = (\d)", problem.parts[1].prompt.terminal(500))[1])
    mean = rate * minutes / 60
    chance = none = math.exp(-mean)
    for j in range(1, k + 1):
        chance *= mean / j
    accepted(problem, a=f"{rate}*{minutes}/60", b=f"{chance:.6f}", c=f"{1 - none:.6f}")


@pytest.mark.parametrize("seed", SEEDS)
def test_gaussian_standardise_by_the_standard_library(seed):
    problem = find("probability/gaussian-standardise").problem(seed)
    mu, variance = (int(re.search(rf"{name} = (\d+)", statement(problem))[1]) for name in ("μ", "σ²"))
    law = NormalDist(mu, math.sqrt(variance))
    a, b = numbers(problem.parts[1].prompt.terminal(500))[:2]
    percent = int(re.search(r"(\d+) %", problem.parts[2].prompt.terminal(500))[1])
    z = (a - mu) / Fraction(math.isqrt(variance))
    accepted(problem, a=z, b=f"{law.cdf(b) - law.cdf(a):.5f}", c=f"{law.inv_cdf(percent / 100):.3f}")


@pytest.mark.parametrize("seed", SEEDS)
def test_gaussian_conditional_by_the_inverse_matrix(seed):
    problem = find("probability/gaussian-conditional").problem(seed)
    S, mu = matrix(problem, r"\\Sigma").astype(int), matrix(problem, r"\\mu").astype(int).ravel()
    x = int(re.search(r"X₂ = (-?\d+)", statement(problem).replace("−", "-"))[1])
    (v, c), (_, w) = S.tolist()
    precision = Fraction(w, v * w - c * c), Fraction(-c, v * w - c * c)  # first row of the inverse
    mean = mu[0] - precision[1] / precision[0] * (x - int(mu[1]))
    accepted(problem, a=f"{c}/sqrt({v}*{w})", b=Fraction(mean), c=1 / precision[0])


@pytest.mark.parametrize("seed", SEEDS)
def test_total_variance_by_second_moments(seed):
    problem = find("probability/total-variance").problem(seed)
    text = statement(problem).replace("−", "-")
    w = Fraction(re.search(r"probability (\d+/\d+)", text)[1])
    (m, s), (n, t) = [
        map(int, found) for found in re.findall(r"mean (-?\d+) and standard deviation (\d+)", text)
    ]
    mean = w * m + (1 - w) * n
    square = w * (m * m + s * s) + (1 - w) * (n * n + t * t)
    accepted(problem, a=mean, b=w * s * s + (1 - w) * t * t, c=square - mean**2)


@pytest.mark.parametrize("seed", SEEDS)
def test_clt_sample_mean_from_the_statement(seed):
    problem = find("probability/clt-sample-mean").problem(seed)
    mu, sigma = (int(re.search(rf"{name} = (\d+)", statement(problem))[1]) for name in ("μ", "σ"))
    n = int(re.search(r"n = (\d+)", problem.parts[0].prompt.terminal(500))[1])
    target = Fraction(re.search(r"at most (\d\.\d)", problem.parts[2].prompt.terminal(500))[1])
    least = math.ceil(Fraction(sigma**2) / target**2)
    accepted(problem, a=f"{sigma}/sqrt({n})", b=f"N({mu}, {sigma}^2/{n})", c=least)


@pytest.mark.parametrize("seed", SEEDS)
def test_tail_bounds_from_the_statement(seed):
    problem = find("probability/tail-bounds").problem(seed)
    text = statement(problem)
    n, m = (int(re.search(pattern, text)[1]) for pattern in (r"sum of (\d+)", r"law of mean (\d+)"))
    a = Fraction(re.search(r"a = (\d+(?:/\d+)?)", text)[1])
    rng = np.random.default_rng(seed)
    seen = (rng.exponential(m, (200_000, n)).sum(axis=1) >= float(a)).mean()
    assert abs(float(problem.parts[2].check({})) - seen) < 0.005  # four standard errors
    markov, chebyshev = Fraction(n * m) / a, n * m * m / (a - n * m) ** 2
    smaller = "c" if markov == chebyshev else ("a" if markov < chebyshev else "b")
    accepted(problem, a=markov, b=chebyshev, d=smaller)


@pytest.mark.parametrize("seed", SEEDS)
def test_cdf_pdf_from_the_statement(seed):
    problem = find("probability/cdf-pdf").problem(seed)
    c = int(re.search(r"x/(\d+)", statement(problem))[1])
    p, q = map(int, re.findall(r"\d+", problem.parts[1].prompt.terminal(500))[:2])
    if "e^" in statement(problem) or "e⁻" in statement(problem):
        chance = math.exp(-p / c) - math.exp(-q / c)
        accepted(problem, a=f"e^(-x/{c})/{c}", b=f"{chance:.6f}", c=f"{-c * math.log(0.5):.6f}")
    else:
        n = int(re.search(rf"\(x/{c}\)(.)", statement(problem))[1].translate(str.maketrans("²³⁴", "234")))
        accepted(problem, a=f"{n} x^{n - 1}/{c}^{n}", b=f"({q}^{n} - {p}^{n})/{c}^{n}", c=f"{c}/2^(1/{n})")


@pytest.mark.parametrize("seed", SEEDS)
def test_density_transform_integrates_to_one(seed):
    problem = find("probability/density-transform").problem(seed)
    part = problem.part("c")
    low, high = (
        float(end.replace("∞", "inf").replace("−", "-"))
        for end in re.search(r"\((.+), (.+)\)", problem.part("a").answer.reference_text()).groups()
    )
    # a substitution that takes (0, 1) to the interval, and Gauss nodes inside
    nodes, weights = np.polynomial.legendre.leggauss(400)
    u = (nodes + 1) / 2
    if math.isinf(high):
        at, stretch = low + (u / (1 - u)) ** 2, 2 * (u / (1 - u)) / (1 - u) ** 2
    elif math.isinf(low):
        at, stretch = high - (u / (1 - u)) ** 2, 2 * (u / (1 - u)) / (1 - u) ** 2
    else:
        at, stretch = low + (high - low) * u, np.full_like(u, high - low)
    import sympy

    from gradcheck_grader.sympy_bridge import to_sympy

    density = sympy.lambdify(sympy.Symbol("y"), to_sympy(part.answer.reference_reading().tree), "numpy")
    assert abs(float(weights / 2 @ (density(at) * stretch)) - 1) < 2e-3


@pytest.mark.parametrize("seed", SEEDS)
def test_marginalise_integrates_to_one(seed):
    problem = find("probability/marginalise").problem(seed)
    text = problem.part("b").answer.reference_reading().tree
    import sympy

    from gradcheck_grader.sympy_bridge import to_sympy

    x = sympy.Symbol("x")
    assert sympy.integrate(sympy.expand(to_sympy(text)), (x, 0, 1)) == 1
    rng = np.random.default_rng(seed)
    u, v = rng.random((2, 400_000))
    a, m, b, n = _density(problem)
    inside = {"≤ y ≤ x": v <= u, "≤ x ≤ y": u <= v}
    kept = next(
        (mask for words, mask in inside.items() if words in statement(problem)), np.ones_like(u, bool)
    )
    height = (a * u**m + b * v**n) * kept
    estimate = (height * v).sum() / height.sum()
    assert abs(float(problem.parts[3].check({})) - estimate) < 0.01


def _density(problem):
    parameters = problem.parameters
    (a, b), m, n = parameters["factors"], parameters["m"], parameters["n"]
    return a, m, b, n


@pytest.mark.parametrize("seed", SEEDS)
def test_simpsons_paradox_by_hand(seed):
    problem = find("probability/simpsons-paradox").problem(seed)
    pairs = [(int(w), int(n)) for w, n in re.findall(r"(\d+) of (\d+) with", statement(problem))]
    (a1, m1), (b1, n1), (a2, m2), (b2, n2) = pairs
    assert a1 / m1 > b1 / n1
    assert a2 / m2 > b2 / n2
    turned = (a1 + a2) / (m1 + m2) < (b1 + b2) / (n1 + n2)
    lot = "drawn by lot" in statement(problem)
    accepted(
        problem, a=f"{a1}/{m1}", b=f"{a1 + a2}/{m1 + m2}", c="b" if turned else "a", d="2" if lot else "1"
    )
