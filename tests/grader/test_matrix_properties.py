"""Random matrix expressions: true identities keep them right, slips never do unless NumPy agrees."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.grader.matrix_numpy import ShapeMismatchError, numbers_of, work_out

from gradcheck_grader import Apply, Name, Outcome, equal, num, parse, to_plain
from gradcheck_grader.answers.matrix import matrix_notation
from gradcheck_grader.syntax.tree import walk

SHAPES = {"A": "n×n", "B": "n×n", "X": "n×d", "Y": "d×n", "x": "n", "w": "d"}
NOTATION = matrix_notation("", SHAPES, ())
LEAVES = {
    ("n", "n"): "AB",
    ("n", "d"): "X",
    ("d", "n"): "Y",
    ("n", 1): "x",
    ("d", 1): "w",
}
SIZES = ("n", "d", 1)


def transposed(tree):
    return Apply("transpose", (tree,))


def product(*factors):
    return Apply("*", factors)


@st.composite
def trees(draw, shape=None, depth=3):
    """A tree of this shape: names, sums, products, transposes, multiples."""
    rows, columns = (
        shape if shape is not None else (draw(st.sampled_from(SIZES)), draw(st.sampled_from(SIZES)))
    )
    ways = ["leaf"] if depth == 0 else ["leaf", "sum", "product", "product", "transpose", "multiple", "neg"]
    way = draw(st.sampled_from(ways))
    if way == "leaf":
        return leaf(draw, rows, columns)
    below = depth - 1
    if way == "sum":
        return Apply("+", (draw(trees((rows, columns), below)), draw(trees((rows, columns), below))))
    if way == "product":
        middle = draw(st.sampled_from(SIZES[:2]))
        return product(draw(trees((rows, middle), below)), draw(trees((middle, columns), below)))
    inside = draw(trees((columns, rows) if way == "transpose" else (rows, columns), below))
    if way == "transpose":
        return transposed(inside)
    return Apply("neg", (inside,)) if way == "neg" else product(num(draw(st.integers(2, 5))), inside)


def leaf(draw, rows, columns):
    """A name of this shape, or a product or transpose of names where there is none."""
    if (rows, columns) in LEAVES:
        return Name(draw(st.sampled_from(LEAVES[rows, columns])))
    if (columns, rows) in LEAVES:
        return transposed(Name(draw(st.sampled_from(LEAVES[columns, rows]))))
    if rows == 1:
        return product(transposed(Name("x")), Name("x"))
    return product(Name("Y"), Name("X"))


def rewritten(node, choose):
    """The tree with identities applied on the way down."""
    if not isinstance(node, Apply):
        return transposed(transposed(node)) if choose(4) == 0 else node
    args = tuple(rewritten(arg, choose) for arg in node.args)
    made = Apply(node.head, args)
    if node.head == "+" and choose(2):
        return Apply("+", args[::-1])
    if node.head == "transpose" and isinstance(args[0], Apply) and args[0].head in ("+", "*", "neg"):
        inner = tuple(transposed(arg) for arg in args[0].args)
        return Apply(args[0].head, inner[::-1] if args[0].head == "*" else inner)
    if node.head == "*" and len(args) == 2:
        return _product_rewritten(made, choose)
    return made


def _product_rewritten(node, choose):
    left, right = node.args
    if isinstance(right, Apply) and right.head == "+" and choose(2):
        return Apply("+", tuple(product(left, term) for term in right.args))
    if isinstance(left, Apply) and left.head == "*" and choose(2):
        return product(*left.args[:-1], product(left.args[-1], right))
    if isinstance(left, Apply) and left.head == "neg":
        return product(left.args[0], Apply("neg", (right,)))
    return node


def mutated(node, choose, left):
    """The tree with its left-th place changed: a transpose dropped, factors swapped, a sign."""
    if not isinstance(node, Apply):
        return node
    if node.head in ("transpose", "*", "neg", "+"):
        left[0] -= 1
        if left[0] == 0:
            return _changed(node)
    return Apply(node.head, tuple(mutated(arg, choose, left) for arg in node.args))


def _changed(node):
    if node.head in ("transpose", "neg"):
        return node.args[0]
    if node.head == "*":
        return Apply("*", node.args[::-1])
    return Apply("+", (node.args[0], Apply("neg", (node.args[1],))))


def chooser(data):
    return lambda below: data.draw(st.integers(0, below - 1))


@settings(max_examples=60, deadline=None)
@given(trees(), st.data())
def test_true_identities_keep_an_expression_right(tree, data):
    other = rewritten(tree, chooser(data))
    assert equal(tree, other, NOTATION).outcome is Outcome.RIGHT


@settings(max_examples=80, deadline=None)
@given(trees(), st.data())
def test_a_changed_expression_is_never_right_unless_numpy_agrees(tree, data):
    places = sum(isinstance(node, Apply) for node in walk(tree))
    if not places:
        return
    other = mutated(tree, chooser(data), [data.draw(st.integers(1, places))])
    found = equal(tree, other, NOTATION).outcome
    assert found is equal(other, tree, NOTATION).outcome
    assert found is (Outcome.RIGHT if numpy_agrees(tree, other) else Outcome.WRONG)


def numpy_agrees(tree, other):
    """Whether both are the same at three samples of two pairs of sizes."""
    for seed, sizes in enumerate([{"n": 3, "d": 2}, {"n": 2, "d": 4}, {"n": 4, "d": 3}]):
        values = numbers_of(NOTATION.shapes, {**sizes, 1: 1}, seed=seed)
        left = work_out(tree, values)
        try:
            right = work_out(other, values)
        except ShapeMismatchError:
            return False
        if left.shape != right.shape or not np.allclose(left, right, rtol=1e-9, atol=1e-9):
            return False
    return True


@settings(max_examples=40, deadline=None)
@given(trees())
def test_a_tree_survives_being_printed_and_read(tree):
    assert equal(tree, parse(to_plain(tree), NOTATION), NOTATION).outcome is Outcome.RIGHT


INVERSES = [
    ("inv(A B + I) A", "A inv(B A + I)"),
    ("tr(A inv(B) A)", "tr(inv(B) A A)"),
    ("det(A) det(inv(B))", "det(A inv(B))"),
    ("inv(transpose(A)) x", "transpose(transpose(x) inv(A))"),
    ("sigmoid(x) + sigmoid(-x)", "exp(0 x)"),
    ("x^T softmax(x)", "sum(x ⊙ softmax(x))"),
]


@pytest.mark.parametrize(("a", "b"), INVERSES, ids=[row[0] for row in INVERSES])
def test_numpy_confirms_what_is_called_right(a, b):
    left, right = parse(a, NOTATION), parse(b, NOTATION)
    assert equal(left, right, NOTATION).outcome is Outcome.RIGHT
    values = numbers_of(NOTATION.shapes, {"n": 3, "d": 2, 1: 1}, seed=7)
    values |= {"I": np.eye(3)}
    np.testing.assert_allclose(
        work_out(_with_identities(left), values), work_out(_with_identities(right), values), rtol=1e-8
    )


def _with_identities(node):
    if isinstance(node, Apply) and node.head == "identity":
        return Name("I")
    return Apply(node.head, tuple(map(_with_identities, node.args))) if isinstance(node, Apply) else node
