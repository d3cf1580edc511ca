"""Softmax, log-sum-exp, Taylor planes, maps, Jacobian products and layouts, by routes of their own."""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np
import pytest
import sympy

from gradcheck_exercises import find
from gradcheck_grader import Outcome, parse, to_sympy
from gradcheck_grader.notation import REAL, Notation

SEEDS = range(10)


def said(problem):
    return problem.statement.terminal(width=2000).replace("−", "-").replace("·", "*")


def tree(text, names):
    """The formula of a statement as SymPy has it, in plain symbols."""
    found = to_sympy(parse(text.strip(), Notation(names=dict.fromkeys(names, REAL))))
    return found.subs({symbol: sympy.Symbol(symbol.name) for symbol in found.free_symbols})


def accepted(problem, **responses):
    verdicts = problem.judge({label: str(response) for label, response in responses.items()})
    assert [(label, verdict.outcome) for label, verdict in verdicts.items()] == [
        (label, Outcome.RIGHT) for label in responses
    ]


def scores(text):
    """The exponentials of the scores in a list such as (0, ln 7, ln 2)."""
    return [int(entry.removeprefix("ln ")) if "ln" in entry else 1 for entry in text.split(", ")]


@pytest.mark.parametrize("seed", SEEDS)
def test_softmax_jacobian_by_symbols(seed):
    problem = find("vectorcalc/softmax-jacobian").problem(seed)
    weights = scores(re.search(r"z = \((.+)\)", said(problem))[1])
    z = sympy.symbols("z_1:4")
    whole = sum(sympy.exp(score) for score in z)
    p = sympy.Matrix([sympy.exp(score) / whole for score in z])
    there = {score: sympy.log(weight) for score, weight in zip(z, weights, strict=True)}
    J = sympy.simplify(p.jacobian(z).subs(there))
    j = int(re.search(r"z_(\d)", problem.part("d").prompt.markdown().replace("{", "").replace("}", ""))[1])
    accepted(problem, a=list(p.subs(there)), b="p_1 - p_1^2", c=J.tolist(), d=list(J[:, j - 1]))


@pytest.mark.parametrize("seed", SEEDS)
def test_grad_logsumexp_by_symbols(seed):
    problem = find("vectorcalc/grad-logsumexp").problem(seed)
    t = sympy.Rational(re.search(r"temperature (\S+)\)", said(problem))[1])
    weights = scores(re.search(r"\* \((.+)\)", said(problem))[1])
    v = sympy.Matrix(
        [
            int(e)
            for e in re.search(r"v = \[(.+?)\]", problem.part("c").prompt.terminal(500).replace("−", "-"))[
                1
            ].split(",")
        ]
    )
    x = sympy.symbols("x_1:4")
    f = t * sympy.log(sum(sympy.exp(e / t) for e in x))
    there = {e: t * sympy.log(weight) for e, weight in zip(x, weights, strict=True)}
    gradient = [sympy.simplify(f.diff(e).subs(there)) for e in x]
    bent = sympy.simplify((v.T * sympy.hessian(f, x).subs(there) * v)[0])
    accepted(problem, a=f"{t} ln({sum(weights)})", b=gradient, c=bent)


@pytest.mark.parametrize("seed", SEEDS)
def test_tangent_plane_by_symbols(seed):
    problem = find("vectorcalc/tangent-plane").problem(seed)
    f = tree(re.search(r"f\(x, y\) = (.+)", said(problem))[1], "xy")
    u, v = (int(found) for found in re.search(r"point \((-?\d+), (-?\d+)\)", said(problem)).groups())
    x, y, s = sympy.symbols("x y s")
    along = f.subs({x: u + s * (x - u), y: v + s * (y - v)}, simultaneous=True)
    terms = [along.subs(s, 0), along.diff(s).subs(s, 0), along.diff(s, 2).subs(s, 0) / 2]
    accepted(problem, c=sympy.expand(terms[0] + terms[1]), d=sympy.expand(sum(terms)))


@pytest.mark.parametrize("seed", SEEDS)
def test_change_of_variables_by_symbols(seed):
    problem = find("vectorcalc/change-of-variables").problem(seed)
    x, y = re.search(r"x = (.+?),   y = (.+)", said(problem)).groups()
    u, v = sympy.symbols("u v")
    J = sympy.Matrix([tree(x, "uv"), tree(y, "uv")]).jacobian([u, v])
    p, q = (
        Fraction(found)
        for found in re.search(
            r"= \((\S+), (\S+)\) the density", problem.part("c").prompt.terminal(500)
        ).groups()
    )
    height = sympy.Rational(re.search(r"density (\d+/\d+)", problem.part("c").prompt.terminal(500))[1])
    size = abs(
        sympy.simplify(J.det()).subs(
            {u: sympy.Rational(p.numerator, p.denominator), v: sympy.Rational(q.numerator, q.denominator)}
        )
    )
    accepted(problem, a=J.tolist(), c=sympy.nsimplify(height / size))


@pytest.mark.parametrize("seed", SEEDS)
def test_vjp_jvp_by_symbols(seed):
    problem = find("vectorcalc/vjp-jvp").problem(seed)
    text = said(problem)
    for digit, letter in zip("₁₂₃", "123", strict=True):
        text = text.replace(f"x{digit}", f"x_{letter}")
    first, second = re.search(r"F₁\(x\) = (.+?),   F₂\(x\) = (.+?),\n", text).groups()
    names = ("x_1", "x_2", "x_3")
    F = sympy.Matrix([tree(first, names), tree(second, names)])
    point = [int(e) for e in re.search(r"x = \[(.+?)\]", text)[1].split(",")]
    J = F.jacobian(sympy.symbols("x_1:4")).subs(dict(zip(sympy.symbols("x_1:4"), point, strict=True)))
    u, v = (
        sympy.Matrix(
            [
                int(e)
                for e in re.search(
                    r"= \[(.+?)\]", problem.part(label).prompt.terminal(500).replace("−", "-")
                )[1].split(",")
            ]
        )
        for label in "ab"
    )
    n, m = problem.parameters["sizes"][:2]
    accepted(problem, a=list(J * u), b=list(v.T * J), c=(v.T * J * u)[0], d="a" if n < m else "b")


@pytest.mark.parametrize("seed", SEEDS)
def test_layout_shapes_by_einsum(seed):
    problem = find("vectorcalc/layout-shapes").problem(seed)
    n, m = (int(re.search(rf"{name} = (\d+)", said(problem))[1]) for name in "nm")
    batch = int(re.search(r"batch of (\d+)", problem.part("d").prompt.terminal(500))[1])
    jacobian = np.einsum("ij,jk->ik", np.ones((m, n)), np.eye(n))  # numerator layout: outputs by inputs
    shapes = [jacobian.shape, (1, m), (n, m), (n, batch)]
    if "denominator" in said(problem):
        shapes = [shape[::-1] for shape in shapes]
    accepted(problem, **dict(zip("abcd", (list(shape) for shape in shapes), strict=True)))
