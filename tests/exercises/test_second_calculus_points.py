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
    (
        "calculus/definite-integral-density",
        {"shape": "product", "exponents": [1, 2, 1, 2]},
        {"a": "3/4", "b": "4/5"},
        "the integral of x (2-x)^2 is 4/3, that of x^2 (2-x)^2 is 16/15",
    ),
    (
        "calculus/definite-integral-density",
        {"shape": "affine", "exponents": [0, 1], "w0": 1, "w1": 3, "b": 1},
        {"a": "1/4", "b": "(1/2 + 2) / 4"},
        "1 + 6 x",
    ),
    (
        "calculus/gaussian-integral",
        {"A": 6, "a": "1/32", "b": 5},
        {"a": "1/sqrt(32)", "b": "6 sqrt(32 pi)", "c": "16"},
        "the bell of a normal law with variance 16",
    ),
    (
        "calculus/implicit-derivative",
        {"quadratic": [3, -1, 3], "point": [2, -1]},
        {"a": "(6x - y)/(x - 6y)", "b": "13/8", "c": "-1 + 13/8 (x-2)"},
        "6x - y - x y' + 6 y y' = 0",
    ),
    (
        "calculus/fd-step-size",
        {"order": 1, "bound": [6, 4], "j": 8, "factor": 10, "direction": "larger"},
        {"a": "3h + 4.8e-15/h", "b": "4e-8", "c": "24e-8", "d": "c"},
        "3 = 48e-16 / h^2",
    ),
    (
        "calculus/fd-step-size",
        {"order": 2, "bound": [7, 3], "j": 4, "factor": 10, "direction": "smaller"},
        {"a": "7h^2/6 + 6.3e-11/h", "b": "0.0003", "c": "31.5e-8", "d": "d"},
        "7 h / 3 = 63e-12 / h^2",
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


@pytest.mark.parametrize("seed", SEEDS)
def test_densities_by_sympy(seed):
    problem = find("calculus/definite-integral-density").problem(seed)
    text = problem.statement.terminal(width=500)
    g = read(re.search(r"p\(x\) = c · (.+?)  ", text)[1])
    b = int(re.search(r"≤ x ≤ (\d+),", text)[1])
    area = sympy.integrate(sympy.expand(g), (x, 0, b))
    mean = sympy.integrate(sympy.expand(x * g), (x, 0, b)) / area
    assert [part.answer.judge(str(value)).outcome for part, value in both(problem, [1 / area, mean])] == [
        "right",
        "right",
    ]


def both(problem, values):
    return zip(problem.parts, values, strict=True)


@pytest.mark.parametrize("seed", SEEDS)
def test_gaussian_integrals_by_sympy(seed):
    problem = find("calculus/gaussian-integral").problem(seed)
    f = stated(problem)
    centre = sympy.solve(sympy.diff(f, x), x)[0]
    bend = -sympy.diff(sympy.log(f), x, 2).subs(x, centre)
    values = [sympy.sqrt(bend / 2), f.subs(x, centre) * sympy.sqrt(2 * sympy.pi / bend), 1 / bend]
    assert {part.answer.judge(str(value)).outcome for part, value in both(problem, values)} == {"right"}


@pytest.mark.parametrize("seed", SEEDS)
def test_slopes_of_curves_by_solving_for_y(seed):
    problem = find("calculus/implicit-derivative").problem(seed)
    text = problem.statement.terminal(width=500)
    y = sympy.Symbol("y", real=True)
    left = read(re.search(r"\n    (.+) = ", text)[1], ("x", "y"))
    p, q = (int(number) for number in re.search(r"point \((.+), (.+)\)", text.replace("−", "-")).groups())
    branches = sympy.solve(left - left.subs({x: p, y: q}), y)
    branch = next(branch for branch in branches if branch.subs(x, p) == q)
    slope = sympy.diff(branch, x).subs(x, p)
    assert problem.parts[1].answer.judge(str(sympy.nsimplify(slope))).outcome == "right"
    assert read(problem.parts[0].answer.reference_text(), ("x", "y")).subs({x: p, y: q}) == slope
    assert sympy.expand(read(problem.parts[2].answer.reference_text()) - q - slope * (x - p)) == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_no_other_step_has_a_lower_bound(seed):
    problem = find("calculus/fd-step-size").problem(seed)
    bound = read(problem.parts[0].answer.reference_text(), ("h",))
    best, least = (read(part.answer.reference_text()) for part in problem.parts[1:3])
    (h,) = bound.free_symbols
    assert bound.subs(h, best) == least
    assert sympy.diff(bound, h).subs(h, best) == 0
    assert all(
        bound.subs(h, best * factor) > least for factor in (sympy.Rational(9, 10), sympy.Rational(11, 10))
    )


def test_a_wrong_slope_is_not_paid_for_twice():
    problem = find("calculus/implicit-derivative").rebuild({"quadratic": [3, -1, 3], "point": [2, -1]})
    verdicts = problem.judge({"b": "-13/8", "c": "-1 - 13/8 (x - 2)"})
    assert verdicts["b"].slips[0].name == "sign-lost"
    assert verdicts["c"].feedback == "Right, following from your own (b)."
