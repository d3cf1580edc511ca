"""Answers of the unit backprop on deep, recurrent and normalised networks, by routes of their own."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from gradcheck_exercises import find
from gradcheck_exercises.follow import own_value
from gradcheck_grader import Outcome

SEEDS = range(8)


def numbers(text):
    """Every number of a text, in order."""
    return [Fraction(found) for found in re.findall(r"-?\d+(?:/\d+)?", text.replace("−", "-"))]


def said(text):
    """The text in one paragraph a line, with fractions as a/b."""
    return text.terminal(width=3000)


def matrices(text):
    """The matrices of a text by the letter before them, as rows of fractions."""
    found = re.findall(r"(\w+|\}) = \\left\[\\begin\{matrix\}(.+?)\\end\{matrix\}\\right\]", text.markdown())
    return {name: grid(inside) for name, inside in found}


def grid(inside):
    """The rows of a LaTeX matrix."""
    plain = re.sub(r"\\frac\{(\d+)\}\{(\d+)\}", r"\1/\2", inside)
    return [[Fraction(entry.strip()) for entry in row.split("&")] for row in plain.split(r"\\")]


def column(matrix):
    return [row[0] for row in matrix]


def written(value):
    """A number, a list or rows of them, as a response."""
    return f"[{', '.join(map(written, value))}]" if isinstance(value, list) else str(value)


def accepted(problem, **responses):
    verdicts = problem.judge({label: written(response) for label, response in responses.items()})
    assert [(label, verdict.outcome) for label, verdict in verdicts.items()] == [
        (label, Outcome.RIGHT) for label in responses
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_vanishing_gradient_by_a_secant_of_the_inverse(seed):
    """Layers are undone: where the inverse of f is steep, f is flat."""
    problem = find("backprop/vanishing-gradient").problem(seed)
    text = said(problem.statement)
    w = Fraction(re.search(r"w = (\S+?)\.", text.replace("−", "-"))[1])
    s = Fraction(re.search(r"hₗ = (\S+) for", text.replace("−", "-"))[1])
    layers = int(re.search(r"L = (\d+)", said(problem.parts[1].prompt))[1])
    digits = int(problem.parameters["digits"])
    # the derivative of ln(s / (1 - s)) is 1/s + 1/(1 - s), that of artanh is the mean of 1/(1+s) and 1/(1-s)
    sigmoid = "sigmoid" in text
    undone = 1 / s + 1 / (1 - s) if sigmoid else (1 / (1 + s) + 1 / (1 - s)) / 2
    factor = w / undone
    gradient, depth = Fraction(1), 0
    while abs(gradient) * 10**digits >= 1:
        gradient, depth = gradient * factor, depth + 1
    bound = abs(w) ** layers / Fraction(4 if sigmoid else 1) ** layers
    accepted(problem, a=factor, b=f"({factor})^{layers}", c=bound, d=depth)


def test_vanishing_gradient_follows_an_own_factor():
    problem = find("backprop/vanishing-gradient").problem(0)
    layers = int(re.search(r"L = (\d+)", said(problem.parts[1].prompt))[1])
    verdicts = problem.judge({"a": "2/7", "b": f"(2/7)^{layers}"})
    assert verdicts["b"].feedback == "Right, following from your own (a)."


@pytest.mark.parametrize("seed", SEEDS)
def test_dropout_residual_from_pairs_of_masks_and_exact_secants(seed):
    problem = find("backprop/dropout-residual").problem(seed)
    given = matrices(problem.statement)
    w, x, W, u = column(given["w"]), column(given["x"]), given["W"], column(given["u"])
    g = numbers(said(problem.parts[3].prompt).partition("∂L/∂y = ")[2])[:2]
    q = Fraction(re.search(r"q = (\S+),", said(problem.statement))[1])
    laws = []
    for masks in product((0, 1), repeat=3):
        chance = Fraction(1)
        for mask in masks:
            chance *= q if mask else 1 - q
        laws.append((chance, sum(m * a * b / q for m, a, b in zip(masks, w, x, strict=True))))
    spread = sum(p * r * (y - z) ** 2 for p, y in laws for r, z in laws) / 2
    jacobian = secants(lambda at: block(W, at), u)
    back = [sum(g[i] * jacobian[i][j] for i in range(2)) for j in range(2)]
    accepted(problem, a=sum(p * z for p, z in laws), b=spread, c=jacobian, d=back)


def block(W, u):
    """u + W max(0, u)."""
    on = [max(entry, 0) for entry in u]
    return [u[i] + sum(W[i][j] * on[j] for j in range(len(u))) for i in range(len(u))]


def secants(function, at, size=Fraction(1, 10)):
    """The Jacobian of a function that is linear near the point: exact."""
    here = function(at)
    columns = [
        [(there - old) / size for there, old in zip(function(moved), here, strict=True)]
        for moved in ([value + size * (i == j) for i, value in enumerate(at)] for j in range(len(at)))
    ]
    return [list(row) for row in zip(*columns, strict=True)]


def named(text, name):
    """The value of a name such as h₀ in a statement."""
    return Fraction(re.search(rf"\b{name} = (-?\d+(?:/\d+)?)", text.replace("−", "-"))[1])


@pytest.mark.parametrize("seed", SEEDS)
def test_rnn_bptt_by_the_polynomial_of_the_last_state(seed):
    """h_3 = h_0 w³ + u (x_1 w² + x_2 w + x_3), differentiated term by term."""
    problem = find("backprop/rnn-bptt").problem(seed)
    text = said(problem.statement)
    h0, x1, x2, x3, w, u, y = (named(text, name) for name in ("h₀", "x₁", "x₂", "x₃", "w", "u", "y"))
    states = [h0 * w + u * x1, h0 * w**2 + u * (x1 * w + x2), h0 * w**3 + u * (x1 * w**2 + x2 * w + x3)]
    by_w = 3 * h0 * w**2 + u * (2 * x1 * w + x2)
    by_u = x1 * w**2 + x2 * w + x3
    miss = states[2] - y
    accepted(problem, a=states, b=by_w, c=miss * by_w, d=miss * by_u)


def test_rnn_bptt_follows_own_states():
    problem = find("backprop/rnn-bptt").problem(0)
    h0, w, y = (int(named(said(problem.statement), name)) for name in ("h₀", "w", "y"))
    own = {"a": "[1, 2, 4]", "b": str(2 + w + w**2 * h0), "c": str((4 - y) * (2 + w + w**2 * h0))}
    verdicts = problem.judge(own)
    assert [verdicts[label].feedback for label in "bc"] == [
        "Right, following from your own (a).",
        "Right, following from your own (a) and (b).",
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_lstm_gates_by_all_paths_into_the_state(seed):
    problem = find("backprop/lstm-gates").problem(seed)
    text = said(problem.statement).replace("−", "-")
    start, g1, g2 = (named(text, name) for name in ("c₀", "g₁", "g₂"))
    gates = {}
    for name, sign, k in re.findall(r"([abd][₁₂]) = (-?)ln\((\d+)\)", text):
        gates[name] = Fraction(1, 1 + int(k)) if sign else Fraction(int(k), 1 + int(k))
    f1, i1, f2, i2, o2 = (gates[name] for name in ("a₁", "b₁", "a₂", "b₂", "d₂"))
    state = f2 * f1 * start + f2 * i1 * g1 + i2 * g2
    steps = int(problem.parameters["steps"])
    accepted(problem, a=[f1, i1, f2, i2], b=state, c=f"{o2} tanh({state})", d=f1 * f2 ** (steps - 1))


def lists(text):
    """Each list of numbers in a statement, in order."""
    found = re.findall(r"\[([^\]]+)\]", text.replace("−", "-"))
    return [[Fraction(entry) for entry in inside.split(",")] for inside in found]


def derivative(out, x, j, *, centred):
    """∂y/∂x_j of a normalised list, from d(y·y) = 0: what moves x_j, less what is not normalised in it."""
    n = len(x)
    size = next((a - b) / (c - d) for (a, c), (b, d) in product(zip(x, out, strict=True), repeat=2) if c != d)
    moved = [Fraction(i == j) - (Fraction(1, n) if centred else 0) for i in range(n)]
    along = sum(a * b for a, b in zip(moved, out, strict=True)) / n
    return [(a - along * b) / size for a, b in zip(moved, out, strict=True)]


def square_root(value):
    """The root of a fraction that is a square."""
    root = Fraction(int(value**0.5 + 0.5))
    assert root * root == value
    return root


def normalised(x, *, centred):
    mean = sum(x) / len(x) if centred else 0
    size = square_root(sum((value - mean) ** 2 for value in x) / len(x))
    return [(value - mean) / size for value in x]


@pytest.mark.parametrize("seed", SEEDS)
def test_layernorm_backward_by_projections(seed):
    """What is moved is projected away from y, and from the direction of all ones where there is a mean."""
    problem = find("backprop/layernorm-backward").problem(seed)
    text = said(problem.statement)
    centred = text.startswith("LayerNorm")
    x, g = lists(text)[0], lists(said(problem.parts[2].prompt))[0]
    out = normalised(x, centred=centred)
    columns = [derivative(out, x, j, centred=centred) for j in range(4)]
    back = [sum(a * b for a, b in zip(g, column, strict=True)) for column in columns]
    accepted(problem, a=out, b=[column[0] for column in columns], c=back, d="c" if centred else "b")
    assert sum(a * b for a, b in zip(back, x, strict=True)) == 0 or centred
    assert sum(back) == 0 or not centred


@pytest.mark.parametrize("seed", SEEDS)
def test_batchnorm_backward_by_projections(seed):
    problem = find("backprop/batchnorm-backward").problem(seed)
    text = said(problem.statement)
    x, g = lists(text)[:2]
    gain = named(text, "γ")
    out = normalised(x, centred=True)
    back = [
        gain * sum(a * b for a, b in zip(g, derivative(out, x, j, centred=True), strict=True))
        for j in range(4)
    ]
    accepted(problem, a=out, b=[sum(a * b for a, b in zip(g, out, strict=True)), sum(g)], c=back)
    assert sum(back) == 0  # a shift of the whole batch changes nothing


@pytest.mark.parametrize("seed", SEEDS)
def test_attention_variance_by_drawing_normal_entries(seed):
    """The squares of many drawn scores have a mean within 6 % of the answer: five of its standard errors."""
    problem = find("backprop/attention-variance").problem(seed)
    text = said(problem.statement)
    d = int(named(text, "d"))
    v, w = (Fraction(found.rstrip(".")) for found in re.findall(r"the variance (\d+(?:/\d+)?)", text))
    total = d * v * w
    drawn = np.random.default_rng(seed)
    queries, keys = (drawn.normal(0, float(one) ** 0.5, (16_000, d)) for one in (v, w))
    assert np.mean(np.sum(queries * keys, axis=1) ** 2) == pytest.approx(float(total), rel=0.06)
    grown = {"qᵀk": "b", "1/√d": "c", "1/d": "d"}
    asked = re.search(r"deviation of (\S+?)[\s?]", said(problem.parts[4].prompt).replace("\xa0", " "))[1]
    accepted(problem, a=v * w, b=total, c=total / d, d=f"sqrt({total})", e=grown[asked])


def product_of(A, B):
    return [
        [sum(a * b for a, b in zip(row, column, strict=True)) for column in zip(*B, strict=True)] for row in A
    ]


def transposed(A):
    return [list(column) for column in zip(*A, strict=True)]


@pytest.mark.parametrize("seed", SEEDS)
def test_attention_backward_by_the_jacobian_of_each_row(seed):
    problem = find("backprop/attention-backward").problem(seed)
    given = matrices(problem.statement)
    Q, K, V, P, G = (given[name] for name in "QKVPG")
    by_weights = product_of(G, transposed(V))
    by_scores = []
    for p, upstream in zip(P, by_weights, strict=True):
        jacobian = [[p[i] * ((i == j) - p[j]) for j in range(2)] for i in range(2)]
        by_scores.append(product_of([upstream], jacobian)[0])
    halves = [[entry / 2 for entry in row] for row in by_scores]
    accepted(
        problem,
        a=product_of(transposed(P), G),
        b=by_scores,
        c=product_of(halves, K),
        d=product_of(transposed(halves), Q),
    )


@pytest.mark.parametrize(
    ("name", "label", "slip", "later", "why"),
    [
        ("dropout-residual", "c", "mask-left-out", "d", "goes back through the own Jacobian"),
        ("lstm-gates", "a", "sign-exchanged", "b", "the state with the own gates"),
        ("lstm-gates", "a", "sign-exchanged", "d", "the product of the own forget gates"),
        ("lstm-gates", "b", "gates-exchanged", "c", "the own state leaves the cell"),
        ("layernorm-backward", "a", "divided-by-variance", "c", "goes back with the own output"),
        ("batchnorm-backward", "a", "divided-by-variance", "b", "sums with the own normalised values"),
        ("attention-variance", "a", "sum", "b", "so many of the own terms"),
        ("attention-variance", "b", "one-term", "d", "the root of the own variance"),
        ("attention-backward", "b", "mean-left-out", "d", "goes on from the own gradient by the scores"),
    ],
)
def test_a_mistake_is_paid_for_once(name, label, slip, later, why):
    problem = find(f"backprop/{name}").problem(1)
    part = problem.part(label)
    own = part.slip_text(next(one for one in part.slips if one.name == slip))
    follows = problem.part(later).follow.answer({label: own_value(own, part.answer)})
    verdicts = problem.judge({label: own, later: follows.reference_text()})
    assert verdicts[label].outcome is not Outcome.RIGHT
    assert verdicts[later].feedback == f"Right, following from your own ({label}).", why
