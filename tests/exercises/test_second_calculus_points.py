"""Points, polynomials and integrals of the unit calculus: solved by hand, and by SymPy from the statement."""

from __future__ import annotations

import re

import pytest
import sympy

from gradcheck_exercises import find
from gradcheck_grader import Notation, parse, real_names, to_sympy

x = sympy.Symbol("x", real=True)
SEEDS = range(12)

BY_HAND = [
    (
        "calculus/log-derivative",
        {"factors": [[2, 1, 3], [3, 1, -1]], "place": -1},
        {"a": "3/(x+3) + 1/(x+2) - 1/(x+4)", "b": "3/2 + 1 - 1/3", "c": "2^3*1/3 * 13/6"},
        "f = (x+3)^3 (x+2) / (x+4)",
    ),
    (
        "calculus/stationary-points",
        {"roots": [-5, -4], "scale": 1, "lifted": "yes", "constant": 7, "asked": "largest"},
        {"a": "[-5, -4]", "b": "[-6, 6]", "c": "a"},
        "f' = 6 (x+5) (x+4), f'' = 12 x + 54",
    ),
    (
        "calculus/stationary-points",
        {"roots": [0, 0, 5], "scale": 1, "lifted": "no", "asked": "smallest"},
        {"a": "[0, 5]", "b": "[0, 300]", "c": "c"},
        "f = 3 x^4 - 20 x^3 falls through 0",
    ),
    (
        "calculus/taylor-second-order",
        {"kind": "sqrt", "a": -2, "k": 4, "d": 1, "shift": "1/10"},
        {"a": "[1, 2, -4]", "b": "1 + 2(x+2) - 2(x+2)^2", "c": "1.18"},
        "f = sqrt(4x+9), f' = 2/sqrt(4x+9), f'' = -4/(4x+9)^(3/2)",
    ),
    (
        "calculus/taylor-second-order",
        {"kind": "softplus", "a": 1, "k": 2, "m": 1, "shift": "-1/10"},
        {"a": "[ln 2, 1, 1]", "b": "ln 2 + (x-1) + (x-1)^2/2", "c": "ln 2 - 0.095"},
        "the sigmoid at 0 is 1/2, its slope 1/4",
    ),
]


@pytest.mark.parametrize(("name", "parameters", "responses", "working"), BY_HAND)
def test_what_was_worked_out_by_hand_is_right(name, parameters, responses, working):
    verdicts = find(name).rebuild(parameters).judge(responses)
    assert {label: verdict.outcome for label, verdict in verdicts.items()} == dict.fromkeys(
        responses, "right"
    ), working


def stated(problem, pattern=r"f\(x\) = (.+)"):
    """The function that the statement shows, as SymPy has it."""
    text = re.search(pattern, problem.statement.terminal(width=500))[1]
    return read(text)


def read(text, names=("x",)):
    tree = to_sympy(parse(text.strip().rstrip("."), Notation(names=real_names(names))))
    return tree.subs({symbol: sympy.Symbol(symbol.name, real=True) for symbol in tree.free_symbols})


@pytest.mark.parametrize("seed", SEEDS)
def test_derivatives_of_logarithms_by_sympy(seed):
    problem = find("calculus/log-derivative").problem(seed)
    f = stated(problem)
    place = int(re.search(r"ℓ′\((.+)\)", problem.parts[1].prompt.terminal())[1].replace("−", "-"))
    slope = sympy.diff(f, x) / f
    assert sympy.simplify(slope - read(problem.parts[0].answer.reference_text())) == 0
    assert slope.subs(x, place) == read(problem.parts[1].answer.reference_text())
    assert sympy.diff(f, x).subs(x, place) == read(problem.parts[2].answer.reference_text())


@pytest.mark.parametrize("seed", SEEDS)
def test_stationary_points_by_sympy(seed):
    problem = find("calculus/stationary-points").problem(seed)
    f = stated(problem)
    points = sorted(sympy.roots(sympy.Poly(sympy.diff(f, x), x)))
    assert problem.parts[0].answer.judge(str(points)).outcome == "right"
    assert (
        problem.parts[1].answer.judge(str([sympy.diff(f, x, 2).subs(x, p) for p in points])).outcome
        == "right"
    )
    asked = points[0 if "smallest" in problem.parts[2].prompt.terminal() else -1]
    lowest = f.subs(x, asked) < min(f.subs(x, asked + sympy.Rational(side, 50)) for side in (-1, 1))
    highest = f.subs(x, asked) > max(f.subs(x, asked + sympy.Rational(side, 50)) for side in (-1, 1))
    assert problem.parts[2].answer.reference_text() == ("a" if lowest else "b" if highest else "c")


@pytest.mark.parametrize("seed", SEEDS)
def test_taylor_polynomials_leave_an_error_of_third_order_or_less(seed):
    problem = find("calculus/taylor-second-order").problem(seed)
    f = stated(problem)
    a = int(re.search(r"around a = (\S+) ", problem.statement.terminal(width=500))[1].replace("−", "-"))
    polynomial = read(problem.parts[1].answer.reference_text())
    sizes = [sympy.Rational(1, 1000), sympy.Rational(1, 2000)]
    errors = [abs((f - polynomial).subs(x, a + size).evalf(40)) for size in sizes]
    assert errors[0] / errors[1] > 7.9  # 8, or 16 where the third derivative is 0
