"""The answers of the unit backprop, from the drawn numbers, by routes that the bank does not use."""

from __future__ import annotations

import cmath
import math
import re
import statistics
from fractions import Fraction

import numpy as np
import pytest
import sympy

from gradcheck_exercises import find
from gradcheck_grader import Outcome

SEEDS = range(8)


def accepted(problem, **responses):
    verdicts = problem.judge({label: str(response) for label, response in responses.items()})
    assert [(label, verdict.outcome) for label, verdict in verdicts.items()] == [
        (label, Outcome.RIGHT) for label in responses
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_neuron_gradient_by_symbols(seed):
    problem = find("backprop/neuron-gradient").problem(seed)
    given = problem.parameters
    w1, w2, x1, x2, b = names = sympy.symbols("w1 w2 x1 x2 b")
    z = w1 * x1 + w2 * x2 + b
    if given["activation"] == "leaky ReLU":
        at, a = sympy.Integer(given["z"]), sympy.Rational(given["slope"]) * z
    else:
        at = sympy.log(sympy.Rational(given["power"]))
        a = 1 / (1 + sympy.exp(-z)) if given["activation"] == "sigmoid" else sympy.tanh(z)
    values = dict(zip(names, (*given["w"], given["x1"], given["x2"]), strict=False))
    values[b] = at - z.subs({**values, b: 0})
    loss = (a - given["y"]) ** 2 / given["half"]

    def exact(expression):
        return sympy.simplify(expression.subs(values).rewrite(sympy.exp))

    gradient = [exact(sympy.diff(loss, name)) for name in (w1, w2, x1, x2, b)]
    accepted(problem, a=exact(a), b=gradient[4], c=gradient[:2], d=gradient[2:4])


@pytest.mark.parametrize("seed", SEEDS)
def test_softmax_ce_gradient_by_a_complex_step(seed):
    problem = find("backprop/softmax-ce-gradient").problem(seed)
    given = problem.parameters
    T, eps, classes = (
        float(Fraction(given["temperature"])),
        Fraction(given["smoothing"]),
        len(given["counts"]),
    )
    q = [eps / classes + (1 - eps if place == given["class"] else 0) for place in range(1, classes + 1)]

    def loss(logits):
        powers = [cmath.exp(z / T) for z in logits]
        return -sum(float(t) * cmath.log(power / sum(powers)) for t, power in zip(q, powers, strict=True))

    z = [T * cmath.log(count) for count in given["counts"]]
    gradient = []
    for place in range(classes):
        moved = [value + 1e-20j * (index == place) for index, value in enumerate(z)]
        gradient.append(Fraction(loss(moved).imag / 1e-20).limit_denominator(500))
    p = [Fraction(count, sum(given["counts"])) for count in given["counts"]]
    accepted(
        problem,
        a=f"[{', '.join(map(str, p))}]",
        b=f"[{', '.join(map(str, q))}]",
        c=f"[{', '.join(map(str, gradient))}]",
    )


U, V, W, X, Y = sympy.symbols("u v w x y", real=True)
OPERATIONS = {
    "u": {"sum": X + Y, "difference": X - Y, "product": X * Y, "twice": 2 * X + Y},
    "v": {
        "product": U * X,
        "square": U**2 + X,
        "relu": (U + sympy.Abs(U)) / 2 + 3 * X,
        "difference": 4 * U - X,
    },
    "w": {"product": U * Y, "difference": 3 * U - Y, "square": U + Y**2},
    "last": {"product": V * W, "sum": 2 * V + 3 * W, "difference": 3 * V - 2 * W, "square": V**2 - 2 * W},
}


@pytest.mark.parametrize("seed", SEEDS)
def test_graph_forward_backward_by_the_composed_expression(seed):
    problem = find("backprop/graph-forward-backward").problem(seed)
    given = problem.parameters
    u, v, w, last = (OPERATIONS[node][given[node]] for node in ("u", "v", "w", "last"))
    inputs = dict(zip((X, Y), given["inputs"], strict=True))
    of_u = last.subs({V: v, W: w})
    values = [u.subs(inputs)]
    values += [node.subs({U: values[0], **inputs}) for node in (v, w)]
    values.append(last.subs({V: values[1], W: values[2]}))
    at_last = {V: values[1], W: values[2]}
    accepted(
        problem,
        a=values,
        b=[last.diff(V).subs(at_last), last.diff(W).subs(at_last)],
        c=slope(of_u, U, {U: values[0], **inputs}),
        d=[slope(of_u.subs(U, u), name, inputs) for name in (X, Y)],
    )


def slope(expression, name, at):
    """The derivative there."""
    return expression.diff(name).subs(at)


@pytest.mark.parametrize("seed", SEEDS)
def test_linear_layer_backward_entry_by_entry(seed):
    problem = find("backprop/linear-layer-backward").problem(seed)
    X, W, G = (np.array(problem.parameters[name]) for name in "XWG")
    accepted(
        problem,
        a=np.einsum("nd,nk->dk", X, G).tolist(),
        b=np.einsum("nk->k", G).tolist(),
        c=np.einsum("nk,dk->nd", G, W).tolist(),
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_maxpool_backward_block_by_block(seed):
    problem = find("backprop/maxpool-backward").problem(seed)
    given = problem.parameters
    most, by_most, by_mean = {}, {}, {}
    for place, (name, g) in enumerate(
        zip(("block11", "block12", "block21", "block22"), given["gradient"], strict=True)
    ):
        row, column = divmod(place, 2)
        ranked = sorted(given[name])
        most[row, column] = ranked[-1]
        for index, value in enumerate(given[name]):
            at = (2 * row + index // 2, 2 * column + index % 2)
            by_most[at] = g if value == ranked[-1] else 0
            by_mean[at] = Fraction(g, 4)
    accepted(problem, a=laid_out(most, 2), b=laid_out(by_most, 4), c=laid_out(by_mean, 4))


def laid_out(entries, size):
    """The entries by place, as a matrix is typed."""
    rows = [", ".join(str(entries[i, j]) for j in range(size)) for i in range(size)]
    return f"[{', '.join(f'[{row}]' for row in rows)}]"


@pytest.mark.parametrize("seed", SEEDS)
def test_conv1d_forward_backward_by_a_toeplitz_matrix(seed):
    problem = find("backprop/conv1d-forward-backward").problem(seed)
    given = problem.parameters
    n, k, stride = given["lengths"]
    x, w, g = (np.array(given[name]) for name in ("x", "w", "gradient"))
    rows = range(len(g))
    toeplitz = np.array(
        [[w[at - stride * i] if 0 <= at - stride * i < k else 0 for at in range(n)] for i in rows]
    )
    windows = np.array([x[stride * i : stride * i + k] for i in rows])
    accepted(problem, a=(toeplitz @ x).tolist(), b=(windows.T @ g).tolist(), c=(toeplitz.T @ g).tolist())


@pytest.mark.parametrize("seed", SEEDS)
def test_conv_shapes_by_counting(seed):
    problem = find("backprop/conv-shapes").problem(seed)
    given = problem.parameters
    k, stride, padding, dilation = given["window"]
    inputs, outputs = given["channels"]
    size, groups = given["H"], given["groups"]
    seen = [
        [start + dilation * j for j in range(k)]
        for start in range(-padding, size + padding, stride)
        if start + dilation * (k - 1) < size + padding
    ]
    weights = len([1 for out in range(outputs) for _ in range(inputs // groups) for _ in range(k * k)])
    wide = max(seen[given["after"] - 1]) - min(seen[0]) + 1
    accepted(
        problem,
        a=len(seen),
        b=f"{weights} + {outputs}",
        c=f"{len(seen)} * {len(seen)} * {weights}",
        d=wide,
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_attention_forward_by_logistic_functions(seed):
    problem = find("backprop/attention-forward").problem(seed)
    given = problem.parameters
    queries, keys = [given["q1"], given["q2"]], given["K"]
    scores = [
        [Fraction(sum(a * b for a, b in zip(query, key, strict=True)), 2) for key in keys]
        for query in queries
    ]
    first = 1 / (1 + math.exp(scores[1][1] - scores[1][0]))
    low = [given[name][1] + first * (given[name][0] - given[name][1]) for name in ("v1", "v2")]
    accepted(
        problem,
        a=f"[{', '.join(f'[{one}, {other}]' for one, other in scores)}]",
        b=f"[[1, 0], [{first:.6f}, {1 - first:.6f}]]",
        c=f"[[{given['v1'][0]}, {given['v2'][0]}], [{low[0]:.6f}, {low[1]:.6f}]]",
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_batchnorm_forward_by_moments_of_pairs(seed):
    problem = find("backprop/batchnorm-forward").problem(seed)
    given = problem.parameters
    x = [int(value) for value in re.findall(r"-?\d+", problem.statement.markdown().split("$$")[3])]
    mean = statistics.mean(map(Fraction, x))
    variance = sum(Fraction((a - b) ** 2, 2 * len(x) ** 2) for a in x for b in x)
    deviation = math.isqrt(int(variance))
    assert deviation**2 == variance
    m, before = Fraction(given["momentum"]), given["before"]
    gamma, beta = given["gamma"], given["beta"]
    outputs = [gamma * (value - mean) / deviation + beta for value in x]
    accepted(
        problem,
        a=f"[{mean}, {variance}]",
        b=f"[{', '.join(map(str, outputs))}]",
        c=before - m * (before - mean),
        d=beta + Fraction(gamma, given["deviation_after"]) * (x[0] - given["mean_after"]),
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_transformer_counts_array_by_array(seed):
    problem = find("backprop/transformer-counts").problem(seed)
    given = problem.parameters
    d, heads = given["width"]
    hidden, T = d * given["factor"], given["T"]
    attention = sum(np.zeros((d + 1, d)).size for _ in ("query", "key", "value", "output"))
    dense = np.zeros((d + 1, hidden)).size + np.zeros((hidden + 1, d)).size
    per_head = 2 * np.zeros((T, T, d // heads)).size
    accepted(
        problem,
        a=attention,
        b=attention + dense + 2 * np.zeros((2, d)).size,
        c=heads * per_head,
        d=given["different"] * d,
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_init_variance_by_integrals(seed):
    problem = find("backprop/init-variance").problem(seed)
    given = problem.parameters
    u, r = sympy.symbols("u r", positive=True)
    slope = sympy.Rational(given["slope"])
    density = sympy.exp(-(u**2) / 2) / sympy.sqrt(2 * sympy.pi)
    share = sympy.integrate((u**2 + (slope * u) ** 2) * density, (u, 0, sympy.oo))
    variance = sympy.Rational(1, 1) / sympy.Rational(given["n_in"] + given["n_out"], 2)
    bound = sympy.solve(sympy.integrate(u**2 / (2 * r), (u, 0, r)) * 2 - variance, r)[0]
    accepted(
        problem,
        a=1 / (given["n_in"] * share),
        b=variance,
        c=bound,
        d=(given["c"] * share) ** given["depth"],
    )
