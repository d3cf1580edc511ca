"""What counts as right, against a computation from what the person reads.

Nothing here uses parameters or the bank's own checks: numbers and formulas are taken out of the
rendered statement, so that a statement which shows another problem than the judged one is found as well.
"""

from __future__ import annotations

import cmath
import re
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy

from gradcheck_exercises import find
from gradcheck_grader import Notation, Outcome, from_sympy, parse, real_names, to_plain
from gradcheck_grader.syntax.tree import Name, Num

SEEDS = range(25)
FUNCTIONS = {"exp": cmath.exp, "log": cmath.log, "sin": cmath.sin, "cos": cmath.cos, "sqrt": cmath.sqrt}


def value(node, at):
    """The tree in complex floating point."""
    if isinstance(node, Num):
        return complex(node.value)
    if isinstance(node, Name):
        return at[node.name] if node.name in at else {"e": cmath.e, "pi": cmath.pi}[node.name]
    arguments = [value(argument, at) for argument in node.args]
    match node.head:
        case "+":
            return sum(arguments)
        case "*":
            return np.prod(arguments)
        case "neg":
            return -arguments[0]
        case "/":
            return arguments[0] / arguments[1]
        case "^":
            return arguments[0] ** arguments[1]
        case name:
            return FUNCTIONS[name](*arguments)


def formula(text, names):
    """The function that a formula in a statement says."""
    tree = parse(text.strip().rstrip("."), Notation(names=real_names(names)))
    return lambda **at: value(tree, at)


def numbers(response):
    """A response with numbers, as an array."""
    inside = re.sub(r"[^-0-9/,.\[\]]", "", response)
    rows = list(re.findall(r"\[([^\[\]]+)\]", inside)) or [inside]
    return np.squeeze(np.array([[float(Fraction(entry)) for entry in row.split(",")] for row in rows]))


def answers(problem):
    """The reference of each part, as it would be typed."""
    return [part.answer.reference_text() for part in problem.parts]


def matrices(markdown):
    """Name and entries of each matrix that a statement shows, in floating point."""
    found = re.findall(r"(\w+) = \\left\[\\begin\{matrix\}(.+?)\\end\{matrix\}\\right\]", markdown)
    return {
        name: np.array([[float(entry) for entry in row.split("&")] for row in body.split(r"\\")])
        for name, body in found
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_chain_rule_by_central_differences(seed):
    problem = find("calculus/chain-rule").problem(seed)
    f = formula(re.search(r"f\(x\) = (.+)", problem.statement.terminal())[1], ["x"])
    g = formula(re.search(r"u = (.+?)\. Find", problem.parts[0].prompt.terminal(width=500))[1], ["x"])
    for part, function in zip(problem.parts, (g, f), strict=True):
        slope = formula(part.answer.reference_text(), ["x"])
        for x in (0.2, 0.45, 0.9):
            h = 1e-4  # Richardson's step removes the error of order h²
            coarse, fine = (
                ((function(x=x + size) - function(x=x - size)) / (2 * size)).real for size in (h, h / 2)
            )
            expected = (4 * fine - coarse) / 3
            assert slope(x=x).real == pytest.approx(expected, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_chain_rule_by_sympy(seed):
    """SymPy's own derivative of the answer's function, and the grader's verdict on it."""
    problem = find("calculus/chain-rule").problem(seed)
    f = problem.statement.objects["f"]
    slope = sympy.diff(f, sympy.Symbol("x"))
    assert problem.judge({"b": to_plain(from_sympy(slope))})["b"].outcome is Outcome.RIGHT


@pytest.mark.parametrize("seed", SEEDS)
def test_matmul_by_three_loops(seed):
    problem = find("linalg/matmul").problem(seed)
    shown = matrices(problem.statement.markdown())
    A, B = shown["A"].tolist(), shown["B"].tolist()
    shape, product_, order = answers(problem)
    AB = loops(A, B)
    assert dict(problem.parts[0].answer.notation.options)[shape] == f"{len(AB)} × {len(AB[0])}"
    assert np.array_equal(numbers(product_), np.squeeze(AB))
    text = dict(problem.parts[2].answer.notation.options)[order]
    if len(B[0]) != len(A):
        assert text == "BA is not defined"
        return
    BA = loops(B, A)
    same_shape = (len(BA), len(BA[0])) == (len(AB), len(AB[0]))
    assert ("another shape" in text) is not same_shape
    assert ("another matrix" in text) is same_shape
    assert BA != AB


def loops(A, B):
    """The product, entry by entry."""
    return [[sum(A[i][k] * B[k][j] for k in range(len(B))) for j in range(len(B[0]))] for i in range(len(A))]


@pytest.mark.parametrize("seed", SEEDS)
def test_bayes_by_enumeration(seed):
    """Every way in which health and two tests can come out, with its exact probability."""
    problem = find("probability/bayes-test").problem(seed)
    one_in, sensitivity, false_positive = numbers_of_test(problem)
    chance = {}
    for ill, first, second in product((True, False), repeat=3):
        weight = Fraction(1, one_in) if ill else 1 - Fraction(1, one_in)
        positive = Fraction(sensitivity if ill else false_positive, 100)
        for result in (first, second):
            weight *= positive if result else 1 - positive
        chance[ill, first, second] = weight
    assert sum(chance.values()) == 1
    one = sum(weight for (_, first, _), weight in chance.items() if first)
    one_ill = sum(weight for (ill, first, _), weight in chance.items() if first and ill)
    two = chance[True, True, True] + chance[False, True, True]
    expected = [one, one_ill / one, chance[True, True, True] / two]
    assert [Fraction(answer.replace(" ", "")) for answer in answers(problem)] == expected


def test_bayes_by_simulation():
    """A million people; each share is within five standard deviations."""
    rng = np.random.default_rng(20260722)
    problem = find("probability/bayes-test").problem(3)
    one_in, sensitivity, false_positive = numbers_of_test(problem)
    ill = rng.random(1_000_000) < 1 / one_in
    rate = np.where(ill, sensitivity / 100, false_positive / 100)
    first, second = rng.random(ill.size) < rate, rng.random(ill.size) < rate
    for among, of, answer in ((np.ones_like(ill), first, 0), (first, ill, 1), (first & second, ill, 2)):
        expected = float(Fraction(answers(problem)[answer].replace(" ", "")))
        spread = (expected * (1 - expected) / among.sum()) ** 0.5
        assert of[among].mean() == pytest.approx(expected, abs=5 * spread)


def numbers_of_test(problem):
    """One in how many, sensitivity and false positives in percent, as the statement says them."""
    text = problem.statement.terminal(width=500)
    found = [
        re.search(pattern, text)
        for pattern in (
            r"person in (\d+)",
            r"probability (\d+) % for a person who has",
            r"probability (\d+) % for a person who does not",
        )
    ]
    return [int(match[1]) for match in found]


@pytest.mark.parametrize("seed", SEEDS)
def test_gradient_descent_by_complex_steps(seed):
    problem = find("optimization/gd-step-2d").problem(seed)
    text = problem.statement.terminal(width=500)
    f = formula(re.search(r"f\(x, y\) = (.+)", text)[1], ["x", "y"])
    start = np.array(
        [
            int(entry.replace("−", "-"))
            for entry in re.search(r"\(x₀, y₀\) = \((−?\d+), (−?\d+)\)", text).groups()
        ]
    )
    rate = float(Fraction(re.search(r"η = (\d+/\d+)", text)[1]))
    h = 1e-20
    gradient = np.array(
        [f(x=start[0] + 1j * h, y=start[1]).imag / h, f(x=start[0], y=start[1] + 1j * h).imag / h]
    )
    point = start - rate * gradient
    fall = f(x=start[0], y=start[1]).real - f(x=point[0], y=point[1]).real
    for answer, expected in zip(answers(problem), (gradient, point, fall), strict=True):
        assert np.allclose(numbers(answer), expected, rtol=1e-9, atol=1e-9)
    assert fall > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_network_by_complex_steps(seed):
    problem = find("backprop/mlp-two-layer").problem(seed)
    markdown = problem.statement.markdown()
    shown = matrices(re.sub(r"(\w)_(\d)", r"\1\2", markdown))
    b2, y = (int(re.search(rf"{name} = (-?\d+)", markdown)[1]) for name in ("b_2", "y"))

    def forward(**changed):
        given = {**shown, **changed}
        z = given["W1"] @ given["x"] + given["b1"]
        h = np.where(z.real > 0, z, 0)
        return h, (((given["W2"] @ h).item() + b2 - y) ** 2) / 2

    h, loss = forward()
    expected = [np.squeeze(h), loss, *(by_complex_steps(forward, name, shown[name]) for name in ("W2", "W1"))]
    *values, _working = answers(problem)
    for answer, right in zip(values, expected, strict=True):
        assert np.allclose(numbers(answer), np.squeeze(right), rtol=1e-12, atol=1e-12)
    assert 0 < np.count_nonzero(h) < h.size, "some units are on and some are off"


def by_complex_steps(forward, name, weights, size=1e-20):
    """The gradient of the loss by one matrix."""
    gradient = np.zeros_like(weights)
    for place in np.ndindex(weights.shape):
        nudged = weights.astype(complex)
        nudged[place] += 1j * size
        gradient[place] = forward(**{name: nudged})[1].imag / size
    return gradient
