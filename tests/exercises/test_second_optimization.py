"""The answers of the unit optimization, from what the statements say, by routes that are not the bank's."""

from __future__ import annotations

import math
import re
from fractions import Fraction

import numpy as np
import pytest
import sympy

from gradcheck_exercises import find
from gradcheck_grader import Outcome, parse, to_sympy
from gradcheck_grader.notation import REAL, Notation

SEEDS = range(12)
X, Y = sympy.symbols("x y")


def said(problem):
    return problem.statement.terminal(width=2000).replace("−", "-")


def prompt(problem, label):
    return problem.part(label).prompt.terminal(width=2000).replace("−", "-")


def number(text, name):
    """What the text says that a name is."""
    return Fraction(re.search(rf"{name} = (-?\d+(?:/\d+)?)", text)[1])


def formula(text):
    """The function that the statement shows."""
    shown = re.search(r"f\(x(?:, y)?\) = ([^\n]+?)\.?(?:\n| starts| and | from |$)", text)[1].strip()
    return to_sympy(parse(shown, Notation(names={"x": REAL, "y": REAL}))).subs({"x": X, "y": Y})


def rational(value):
    return sympy.Rational(value.numerator, value.denominator)


def accepted(problem, **responses):
    verdicts = problem.judge({label: str(response) for label, response in responses.items()})
    assert [(label, verdict.outcome) for label, verdict in verdicts.items()] == [
        (label, Outcome.RIGHT) for label in responses
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_gd_step_1d_by_symbolic_slopes(seed):
    problem = find("optimization/gd-step-1d").problem(seed)
    f, at, rate = (
        formula(said(problem)),
        rational(number(said(problem), "x₀")),
        rational(number(said(problem), "η")),
    )
    slope = sympy.diff(f, X)
    first = at - rate * slope.subs(X, at)
    accepted(problem, a=slope.subs(X, at), b=first, c=first - rate * slope.subs(X, first))


@pytest.mark.parametrize("seed", SEEDS)
def test_gd_closed_form_by_three_steps(seed):
    problem = find("optimization/gd-closed-form").problem(seed)
    f, at, rate = (
        formula(said(problem)),
        rational(number(said(problem), "x₀")),
        rational(number(said(problem), "η")),
    )
    slope = sympy.diff(f, X)
    least = sympy.solve(slope, X)[0]
    points = [at]
    for _ in range(3):
        points.append(points[-1] - rate * slope.subs(X, points[-1]))
    factor = (points[2] - points[1]) / (points[1] - points[0])
    accepted(problem, a=least, b=factor, c=f"{least} + ({at - least}) * ({factor})^k")
    assert points[3] == least + (at - least) * factor**3


@pytest.mark.parametrize("seed", SEEDS)
def test_step_size_range_by_trying_rates(seed):
    problem = find("optimization/step-size-range").problem(seed)
    entries = re.search(r"A = \\left\[\\begin\{matrix\}(.+?)\\end", problem.statement.markdown())[1]
    A = np.array([[float(e) for e in row.split("&")] for row in entries.split(r"\\")])
    small, large = (round(value) for value in np.linalg.eigvalsh(A))
    for rate, shrinks in ((1.99 / large, True), (2.01 / large, False)):
        far = np.linalg.matrix_power(np.eye(2) - rate * A, 4000)
        assert (np.abs(far).max() < 1) == shrinks
    accepted(
        problem,
        a=large,
        b=f"(0, 2/{large})",
        c=f"2/({small} + {large})",
        d=f"({large} - {small})/({large} + {small})",
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_convergence_rate_in_long_decimals(seed):
    problem = find("optimization/convergence-rate").problem(seed)
    kappa = int(number(said(problem), "κ"))
    size = int(re.search(r"minimiser is (\d+)", said(problem))[1])
    digits = problem.parameters["digits"]
    counts = []
    for root in (kappa, math.isqrt(kappa)):
        value = sympy.log(size * 10**digits) / -sympy.log(sympy.Rational(root - 1, root + 1))
        counts.append(int(sympy.ceiling(value.evalf(40))))
    root = math.isqrt(kappa)
    accepted(problem, a=f"({root} - 1)/({root} + 1)", b=counts[0], c=counts[1])


@pytest.mark.parametrize("seed", SEEDS)
def test_newton_step_by_symbolic_derivatives(seed):
    problem = find("optimization/newton-step").problem(seed)
    f = formula(said(problem))
    start = [int(found) for found in re.search(r"= \((-?\d+), (-?\d+)\)", said(problem)).groups()]
    at = dict(zip((X, Y), start, strict=True))
    gradient = sympy.Matrix([f]).jacobian([X, Y]).subs(at).T
    H = sympy.hessian(f, (X, Y))
    least = sympy.solve([f.diff(X), f.diff(Y)], [X, Y], dict=True)[0]
    fall = f.subs(at) - f.subs(least)
    accepted(problem, a=list(gradient), b=H.tolist(), c=[least[X], least[Y]], d=fall)


@pytest.mark.parametrize("seed", SEEDS)
def test_armijo_line_search_by_the_condition(seed):
    problem = find("optimization/armijo-line-search").problem(seed)
    text = said(problem)
    f, at, t = formula(text), rational(number(text, "x₀")), rational(number(text, "t"))
    beta = rational(Fraction(re.search(r"multiplied by (\S+) until", text)[1]))
    share = rational(Fraction(re.search(r"f\(x₀\) - (\S+) · t", text)[1]))
    g = f.diff(X).subs(X, at)
    first = t
    while f.subs(X, at - t * g) > f.subs(X, at) - share * t * g**2:
        t *= beta
    accepted(problem, a=f.subs(X, at) - share * first * g**2, b=f.subs(X, at - first * g), c=t, d=at - t * g)


@pytest.mark.parametrize("seed", SEEDS)
def test_momentum_steps_from_the_rules(seed):
    problem = find("optimization/momentum-steps").problem(seed)
    text = said(problem)
    f, at = formula(text), rational(number(text, "x₀"))
    rate, beta = rational(number(text, "η")), rational(number(text, "β"))
    slope = f.diff(X)
    one = at - rate * slope.subs(X, at)
    two = one - rate * slope.subs(X, one) + beta * (one - at)
    ahead = one + beta * (one - at)
    accepted(problem, a=one, b=(one - two) / rate, c=two, d=ahead - rate * slope.subs(X, ahead))


@pytest.mark.parametrize("seed", SEEDS)
def test_adaptive_steps_in_floating_point(seed):
    problem = find("optimization/adagrad-rmsprop").problem(seed)
    text = said(problem)
    g, h, x, rate = (float(number(text, name)) for name in ("g₁", "g₂", "x₀", "η"))
    one, two = g * g, g * g + h * h
    if "RMSProp" in text:
        rho = float(number(text, "ρ"))
        one = (1 - rho) * g * g
        two = rho * one + (1 - rho) * h * h
    first = x - rate * g / math.sqrt(one)
    accepted(problem, a=f"{first:.6f}", b=f"{two:.6f}", c=f"{first - rate * h / math.sqrt(two):.6f}")


@pytest.mark.parametrize("seed", SEEDS)
def test_adam_steps_in_floating_point(seed):
    problem = find("optimization/adam-steps").problem(seed)
    text = said(problem)
    x, rate, b1, b2 = (float(number(text, name)) for name in ("x₀", "η", "β₁", "β₂"))
    m = v = 0.0
    points = []
    for k, g in enumerate((float(number(text, "g₁")), float(number(text, "g₂"))), 1):
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
        x -= rate * (m / (1 - b1**k)) / math.sqrt(v / (1 - b2**k))
        points.append(x)
    mean, square = m / (1 - b1**2), v / (1 - b2**2)
    accepted(problem, a=f"{points[0]:.6f}", b=f"{mean:.6f}", c=f"{square:.6f}", d=f"{points[1]:.6f}")


@pytest.mark.parametrize("seed", SEEDS)
def test_sgd_variance_by_covariances(seed):
    problem = find("optimization/sgd-variance").problem(seed)
    g = [int(found) for found in re.search(r"g = \((.+)\)", said(problem))[1].split(",")]
    size = int(re.search(r"batch of (\d+)", said(problem))[1])
    n, mean = len(g), Fraction(sum(g), len(g))
    variance = sum((value - mean) ** 2 for value in g) / n
    covariance = -variance / (n - 1)  # of two different examples of one batch
    without = variance / size + Fraction(size - 1, size) * covariance
    accepted(problem, a=mean, b=variance, c=variance / size, d=without)


@pytest.mark.parametrize("seed", SEEDS)
def test_lr_schedule_clipping_in_floating_point(seed):
    problem = find("optimization/lr-schedule-clipping").problem(seed)
    text = said(problem)
    peak, warm, whole = re.search(r"step 0 to (\S+) at step (\d+) .*?to step (\d+)", text, re.DOTALL).groups()
    peak, warm, whole = float(Fraction(peak)), int(warm), int(whole)
    early, late = (int(re.search(r"step (\d+)", prompt(problem, label))[1]) for label in "ab")
    rate = peak * 0.5 * (1 + math.cos(math.pi * (late - warm) / (whole - warm)))
    g = [int(found) for found in re.search(r"g = \[(.+?)\]", prompt(problem, "c"))[1].split(",")]
    bound = int(re.search(r"above (\d+)", prompt(problem, "c"))[1])
    scale = Fraction(bound, math.isqrt(sum(entry**2 for entry in g)))
    clipped = [str(scale * entry) for entry in g]
    accepted(
        problem,
        a=f"{peak * early / warm:.7f}",
        b=f"{rate:.7f}",
        c="[" + ", ".join(clipped) + "]",
        d=f"{rate * bound:.7f}",
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_saddle_escape_by_eigenvalues(seed):
    problem = find("optimization/saddle-escape").problem(seed)
    f, rate = formula(said(problem)), rational(number(said(problem), "η"))
    first, second = f.diff(X, 2), f.diff(Y, 2)
    falls, rises = (first, second) if first < 0 else (second, first)
    growth = 1 - rate * falls
    k = 0
    while growth**k <= 10 ** problem.parameters["digits"]:
        k += 1
    accepted(problem, a="c" if first < 0 else "b", b=growth, c=k, d=1 - rate * rises)


@pytest.mark.parametrize("seed", SEEDS)
def test_lipschitz_constant_by_eigenvalues(seed):
    problem = find("optimization/lipschitz-constant").problem(seed)
    entries = re.search(r"X = \\left\[\\begin\{matrix\}(.+?)\\end", problem.statement.markdown())[1]
    data = sympy.Matrix([[int(e) for e in row.split("&")] for row in entries.split(r"\\")])
    largest = max((data.T * data).eigenvals())
    bound = largest / (12 if "ln" in said(problem) else 3)
    accepted(problem, a=(data.T * data).tolist(), b=largest, c=bound, d=1 / bound)


@pytest.mark.parametrize("seed", SEEDS)
def test_adamw_vs_l2_from_the_statement(seed):
    problem = find("optimization/adamw-vs-l2").problem(seed)
    text = said(problem)
    w, g, rate, decay = (number(text, name) for name in ("w", "g", "η", "λ"))
    total = g + decay * w
    accepted(
        problem,
        a=w - rate * total,
        b=w - rate * (total / abs(total)),
        c=w - rate * (g / abs(g)) - rate * decay * w,
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_float_cancellation_in_sixty_digits(seed):
    problem = find("optimization/float-cancellation").problem(seed)
    shown = re.search(r"\$\$f\(x\) = (.+?)\$\$", problem.statement.markdown())[1]
    f = to_sympy(parse(shown, Notation(names={"x": REAL}))).subs(sympy.Symbol("x", real=True), X).subs("x", X)
    power = int(re.search(r"x = 10\^\{(-?\d+)\}", problem.statement.markdown())[1])
    at = sympy.Integer(10) ** power
    value = f.subs(X, at).evalf(12, maxn=200)
    bigger = max(abs(term.subs(X, at).evalf(20)) for term in sympy.expand(f).as_ordered_terms())
    programs = {key: text.replace("−", "-") for key, text in problem.part("c").answer.notation.options}
    sound = [
        key for key, text in programs.items() if abs(_program(text)(float(at)) / float(value) - 1) < 1e-13
    ]
    accepted(problem, a=f"{value:.6e}", b=f"{bigger / value:.6e}", c=sound[0])
    assert len(sound) == 1


def _program(text):
    """A formula of the options as a program in floating point, operation by operation."""
    names = {"sin": math.sin, "cos": math.cos, "sqrt": math.sqrt}
    tree = to_sympy(parse(text, Notation(names={"x": REAL})))
    symbol = next(iter(tree.free_symbols), X)
    return sympy.lambdify(symbol, tree, modules=[names, "math"])
