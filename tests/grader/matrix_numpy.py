"""Matrix expressions worked out with NumPy: a second way that shares nothing with the grader but the tree."""

from __future__ import annotations

from functools import reduce

import numpy as np

from gradcheck_grader import Name, Num


class ShapeMismatchError(Exception):
    """NumPy's shapes do not fit."""


def numbers_of(shapes, sizes, *, seed):
    """An array for each name; symmetric and the like are left to the test that needs them."""
    random = np.random.default_rng(seed)
    return {
        name: random.uniform(0.5, 2.0, (sizes[shape.rows], sizes.get(shape.columns, 1)))
        * random.choice([-1, 1], (sizes[shape.rows], sizes.get(shape.columns, 1)))
        for name, shape in shapes.items()
    }


def work_out(node, values):
    """The value of a tree, always as a two-dimensional array."""
    if isinstance(node, Num):
        return np.array([[float(node.value)]])
    if isinstance(node, Name):
        return values.get(node.name)
    parts = [work_out(arg, values) for arg in node.args]
    return RULES[node.head](*parts)


def _plus(*terms):
    if len({term.shape for term in terms if term.shape != (1, 1)}) > 1:
        raise ShapeMismatchError
    return sum(terms[1:], terms[0])


def _times(left, right):
    if left.size == 1 and left.shape == (1, 1):
        return left[0, 0] * right
    if right.shape == (1, 1):
        return left * right[0, 0]
    if left.shape[1] != right.shape[0]:
        raise ShapeMismatchError
    return left @ right


def _power(base, exponent):
    """Of a square matrix the product with itself, of anything else entry by entry."""
    if base.size > 1 and base.shape[0] == base.shape[1]:
        return np.linalg.matrix_power(base, int(exponent[0, 0]))
    return base ** exponent[0, 0]


def _one(value):
    return np.array([[value]])


def _softmax(x):
    powers = np.exp(x - x.max())
    return powers / powers.sum()


RULES = {
    "+": _plus,
    "neg": lambda x: -x,
    "*": lambda *factors: reduce(_times, factors),
    "/": lambda x, s: x / s[0, 0],
    "^": _power,
    "hadamard": lambda *parts: reduce(lambda a, b: a * b, parts),
    "kron": lambda *parts: reduce(np.kron, parts),
    "transpose": lambda x: x.T,
    "inv": np.linalg.inv,
    "det": lambda x: _one(np.linalg.det(x)),
    "tr": lambda x: _one(np.trace(x)),
    "diag": lambda x: np.diag(x[:, 0]) if x.shape[1] == 1 else np.diag(x)[:, None],
    "total": lambda x: _one(x.sum()),
    "mean": lambda x: _one(x.mean()),
    "norm": lambda x, *p: _one(np.linalg.norm(x)),
    "softmax": _softmax,
    "logsumexp": lambda x: _one(np.log(np.exp(x).sum())),
    "exp": np.exp,
    "log": np.log,
    "sin": np.sin,
    "tanh": np.tanh,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "relu": lambda x: np.maximum(x, 0),
}
