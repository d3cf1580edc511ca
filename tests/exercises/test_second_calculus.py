"""The derivatives of the unit calculus, against differences of the function that the statement shows."""

from __future__ import annotations

import re

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
    h = 1e-3
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
