"""The derivatives of the unit calculus, against differences of the function that the statement shows."""

from __future__ import annotations

import math
import re
from fractions import Fraction

import pytest

from gradcheck_exercises import find
from gradcheck_grader import Notation, parse, real_names, to_sympy

SEEDS = range(25)
PLACES = (0.2, 0.45, 0.9)


def formula(text, names=("x",)):
    """The function that a formula says, in floating point."""
    tree = to_sympy(parse(text.strip().rstrip("."), Notation(names=real_names(names))))

    def function(**at):
        return float(tree.subs({symbol: at[str(symbol)] for symbol in tree.free_symbols}).evalf(25))

    return function


def slope(function, x):
    """The derivative by Richardson's step on central differences, which removes the error of order h²."""
    h = 1e-5
    coarse, fine = ((function(x=x + size) - function(x=x - size)) / (2 * size) for size in (h, h / 2))
    return (4 * fine - coarse) / 3


def said(text, name):
    """The formula after a name and =, of one line of a terminal text."""
    return re.search(rf"{re.escape(name)} = (.+?)(?:,   |\n|$)", text)[1]


def agree(part, function):
    answer = formula(part.answer.reference_text())
    for x in PLACES:
        assert answer(x=x) == pytest.approx(slope(function, x), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_power_rule_by_differences(seed):
    problem = find("calculus/power-rule").problem(seed)
    term = re.search(r"the term (.+) alone", problem.parts[0].prompt.terminal(width=500))[1]
    agree(problem.parts[0], formula(term))
    agree(problem.parts[1], formula(said(problem.statement.terminal(), "f(x)")))


@pytest.mark.parametrize("seed", SEEDS)
def test_product_rule_by_differences(seed):
    problem = find("calculus/product-rule").problem(seed)
    text = problem.statement.terminal()
    u, v = (formula(said(text, name)) for name in ("   u(x)", "v(x)"))
    for part, function in zip(problem.parts, (u, v, lambda x: u(x=x) * v(x=x)), strict=True):
        agree(part, function)


@pytest.mark.parametrize("seed", SEEDS)
def test_quotient_rule_by_differences(seed):
    problem = find("calculus/quotient-rule").problem(seed)
    text = said(problem.statement.terminal(), "f(x)")
    f = formula(text)
    below = formula(re.search(r"/\((.+)\)$", text)[1])
    above, whole = (formula(part.answer.reference_text()) for part in problem.parts)
    for x in (-0.43, 0.21, 0.58):
        if abs(below(x=x)) > 0.3:
            assert whole(x=x) == pytest.approx(slope(f, x), rel=1e-5, abs=1e-5)
            assert above(x=x) == pytest.approx(slope(f, x) * below(x=x) ** 2, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("seed", SEEDS)
def test_nested_chain_by_differences(seed):
    problem = find("calculus/nested-chain").problem(seed)
    text = problem.statement.terminal(width=500)
    f = formula(said(text, "f(x)"))
    inside, middle, outside = re.search(r"built from u = (.+), v = (.+) and f = (.+)\.", text).groups()
    u, v, outer = formula(inside), formula(middle, "u"), formula(outside, "v")
    entries = problem.parts[0].answer.reference_text().strip("[]").split(", ")
    df, dv, du = (formula(entry, name) for entry, name in zip(entries, "vux", strict=True))
    agree(problem.parts[1], f)
    for x in PLACES:
        at_u = u(x=x)
        at_v = v(u=at_u)
        assert outer(v=at_v) == pytest.approx(f(x=x))
        assert df(v=at_v) * dv(u=at_u) * du(x=x) == pytest.approx(slope(f, x), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_exponentials_and_logarithms_by_differences(seed):
    problem = find("calculus/exp-log-base").problem(seed)
    markdown = problem.statement.markdown()
    a, k = (int(number) for number in re.search(r"f\(x\) = (\d+)\^\{(\d+) x\}", markdown).groups())
    b, m = (int(number) for number in re.search(r"g\(x\) = \\log_\{(\d+)\}\((\d+) x\)", markdown).groups())
    agree(problem.parts[0], lambda x: a ** (k * x))
    agree(problem.parts[1], lambda x: math.log(m * x, b))


@pytest.mark.parametrize("seed", SEEDS)
def test_sigmoid_by_differences(seed):
    problem = find("calculus/sigmoid-derivative").problem(seed)
    z = formula(re.search(r"s = σ\((.+?)\),", problem.statement.terminal())[1])
    by_output = formula(problem.parts[0].answer.reference_text(), "s")
    at, largest = (float(Fraction(part.answer.reference_text())) for part in problem.parts[1:])

    def output(x):
        return 1 / (1 + math.exp(-z(x=x)))

    for x in PLACES:
        assert by_output(s=output(x)) == pytest.approx(slope(output, x), rel=1e-6, abs=1e-9)
    p = float(Fraction(re.search(r"s = (\S+)\.", problem.parts[1].prompt.terminal())[1]))
    low, high = -20.0, 20.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if output(middle) < p else (low, middle)
    assert slope(output, low) == pytest.approx(at, rel=1e-6)
    steepest = max(slope(output, k / 50) for k in range(-150, 151))
    assert largest * 0.99 < steepest < largest * (1 + 1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_smooth_activations_by_differences(seed):
    problem = find("calculus/tanh-softplus").problem(seed)
    text = problem.statement.terminal(width=500)
    inside = formula(re.search(r"σ\((\d.+?)\)", text)[1])
    f, g = formula(said(text, "   f(x)")), formula(said(text, "g(x)"))
    functions = (f, g, lambda x: x / (1 + math.exp(-inside(x=x))))
    for part, function in zip(problem.parts, functions, strict=True):
        agree(part, function)


@pytest.mark.parametrize("seed", SEEDS)
def test_subgradients_by_slopes_beside_the_kink(seed):
    problem = find("calculus/relu-subgradient").problem(seed)
    f = formula(said(problem.statement.terminal(), "f(x)"))
    p, interval, minimal = (part.answer.reference_text() for part in problem.parts)
    p = int(p)
    left, right = (f(x=p) - f(x=p - 1)), (f(x=p + 1) - f(x=p))
    assert [float(end) for end in interval.strip("[]").split(",")] == pytest.approx([left, right])
    assert left < right
    assert minimal == ("a" if min(f(x=p - 1), f(x=p + 1)) >= f(x=p) else "b")


def test_a_minimum_is_judged_by_the_interval_that_was_given_for_it():
    problem = next(
        problem
        for problem in map(find("calculus/relu-subgradient").problem, range(50))
        if problem.parts[2].answer.reference_text() == "b"
    )
    verdicts = problem.judge({"b": "[-1, 1]", "c": "a"})
    assert verdicts["b"].credit < 1
    assert verdicts["c"].feedback == "Right, following from your own (b)."
