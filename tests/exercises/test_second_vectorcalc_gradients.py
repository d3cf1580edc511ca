"""Gradients and Hessians: solved by hand, and by SymPy from the statement."""

from __future__ import annotations

import re

import pytest
import sympy

from gradcheck_exercises import find
from gradcheck_grader import Notation, parse, real_names, to_sympy

x, y, z = sympy.symbols("x y z", real=True)
SEEDS = range(12)

BY_HAND = [
    (
        "vectorcalc/partial-derivatives",
        {"a": -4, "m": 1, "n": 1, "b": 1, "r": 1, "q": 5, "outside": "cos", "s": "y"},
        {"a": "cos(5y) - 4y", "b": "-4x - 5x sin(5y)"},
        "-4xy + x cos 5y",
    ),
    (
        "vectorcalc/partial-derivatives",
        {"a": 2, "m": 2, "n": 1, "b": 3, "r": 2, "q": 4, "outside": "log", "s": "x"},
        {"a": "4xy + 3y^2/x", "b": "2x^2 + 6y ln(4x)"},
        "2x²y + 3y² ln(4x): the 4 cancels",
    ),
    (
        "vectorcalc/gradient-at-point",
        {
            "size": 2,
            "at0": 1,
            "at1": 2,
            "m0": 2,
            "m1": 1,
            "p0": 1,
            "p1": 2,
            "outside": "sqrt",
            "a": 3,
            "b": 6,
        },
        {"a": "[6xy + 3/sqrt(x+2y+4), 3x^2 + 6/sqrt(x+2y+4)]", "b": "[13, 5]"},
        "3x²y + 6 sqrt(x+2y+4), and the root is 3",
    ),
    (
        "vectorcalc/directional-derivative",
        {
            "quadratic": [1, -2, 3],
            "p": 1,
            "q": -3,
            "gradient": [6, 8],
            "gradient_order": "exchanged",
            "gradient_x": 1,
            "gradient_y": -1,
            "v": [5, 12],
            "v_order": "exchanged",
            "v_x": -1,
            "v_y": 1,
        },
        {"a": "[8, -6]", "b": "-126/13", "c": "[0.8, -0.6]"},
        "(8, -6) · (-12, 5) / 13",
    ),
    (
        "vectorcalc/hessian",
        {"powers": [3, 1], "a0": 1, "a1": -4, "b": 1, "at0": -1, "at1": 1},
        {"a": "[3x^2 y + 2x, x^3 - 8y]", "b": "[[6xy+2, 3x^2], [3x^2, -8]]", "c": "[[-4, 3], [3, -8]]"},
        "x² - 4y² + x³y",
    ),
    (
        "vectorcalc/hessian",
        {"powers": [1, 1, 1], "a0": 1, "a1": 2, "a2": 3, "b": -2, "at0": 1, "at1": -1, "at2": 2},
        {
            "a": "[2x - 2yz, 4y - 2xz, 6z - 2xy]",
            "b": "[[2, -2z, -2y], [-2z, 4, -2x], [-2y, -2x, 6]]",
            "c": "[[2, -4, 2], [-4, 4, -2], [2, -2, 6]]",
        },
        "x² + 2y² + 3z² - 2xyz",
    ),
]


@pytest.mark.parametrize(("name", "parameters", "responses", "working"), BY_HAND)
def test_what_was_worked_out_by_hand_is_right(name, parameters, responses, working):
    verdicts = find(name).rebuild(parameters).judge(responses)
    outcomes = {label: verdict.outcome for label, verdict in verdicts.items()}
    assert outcomes == dict.fromkeys(responses, "right"), working


def stated(problem):
    """The function that the statement shows, and its variables."""
    names, text = re.search(r"f\((.+)\) = (.+)", problem.statement.terminal(width=500)).groups()
    tree = to_sympy(parse(text.strip(), Notation(names=real_names(names.split(", ")))))
    by_name = {symbol.name: symbol for symbol in (x, y, z)}
    return tree.subs({symbol: by_name[symbol.name] for symbol in tree.free_symbols}), [
        by_name[name] for name in names.split(", ")
    ]


def place(text):
    """The numbers in the last pair of brackets."""
    found = re.findall(r"\(([-−0-9, ]+)\)", text)[-1]
    return [int(number) for number in found.replace("−", "-").split(", ")]


def is_right(part, value):
    return part.answer.judge(str(value.tolist() if hasattr(value, "tolist") else value)).outcome == "right"


@pytest.mark.parametrize("seed", SEEDS)
def test_partial_derivatives_by_sympy(seed):
    problem = find("vectorcalc/partial-derivatives").problem(seed)
    f, _ = stated(problem)
    assert is_right(problem.parts[0], sympy.diff(f, x))
    assert is_right(problem.parts[1], sympy.diff(f, y))


@pytest.mark.parametrize("seed", SEEDS)
def test_gradients_by_sympy(seed):
    problem = find("vectorcalc/gradient-at-point").problem(seed)
    f, variables = stated(problem)
    gradient = sympy.Matrix([f]).jacobian(variables).T
    point = dict(zip(variables, place(problem.parts[1].prompt.terminal()), strict=True))
    assert is_right(problem.parts[0], gradient)
    assert is_right(problem.parts[1], sympy.simplify(gradient.subs(point)))


@pytest.mark.parametrize("seed", SEEDS)
def test_directional_derivatives_along_the_line(seed):
    problem = find("vectorcalc/directional-derivative").problem(seed)
    f, _ = stated(problem)
    text = problem.statement.terminal(width=500)
    p, q = place(re.search(r"P = (\(.+?\))", text)[0])
    v = [int(number) for number in re.search(r"v = \[(.+?)\]", text)[1].replace("−", "-").split(",")]
    t = sympy.Symbol("t", real=True)
    length = sympy.sqrt(v[0] ** 2 + v[1] ** 2)
    along = f.subs({x: p + t * v[0] / length, y: q + t * v[1] / length}, simultaneous=True)
    assert is_right(problem.parts[1], sympy.diff(along, t).subs(t, 0))
    angle = sympy.Symbol("angle", real=True)
    turned = f.subs({x: p + t * sympy.cos(angle), y: q + t * sympy.sin(angle)}, simultaneous=True)
    rate = sympy.diff(turned, t).subs(t, 0)
    first, second = (to_sympy(problem.parts[2].answer.reference_reading().tree)[i] for i in range(2))
    best = rate.subs({sympy.cos(angle): first, sympy.sin(angle): second})
    assert all(rate.subs(angle, sympy.pi * k / 12).evalf() < best + sympy.Float(1e-9) for k in range(24))


@pytest.mark.parametrize("seed", SEEDS)
def test_hessians_by_sympy(seed):
    problem = find("vectorcalc/hessian").problem(seed)
    f, variables = stated(problem)
    H = sympy.hessian(f, variables)
    point = dict(zip(variables, place(problem.parts[2].prompt.terminal()), strict=True))
    assert is_right(problem.parts[1], H)
    assert is_right(problem.parts[2], H.subs(point))


def test_a_wrong_gradient_is_not_paid_for_twice():
    parameters = BY_HAND[3][1]
    verdicts = (
        find("vectorcalc/directional-derivative")
        .rebuild(parameters)
        .judge({"a": "[-6, 8]", "b": "112/13", "c": "[-3/5, 4/5]"})
    )
    assert verdicts["a"].slips[0].name == "partials-exchanged"
    assert verdicts["b"].feedback == verdicts["c"].feedback == "Right, following from your own (a)."
