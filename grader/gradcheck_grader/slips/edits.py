"""Single changes of a tree, for a response that is right but for one sign, exponent, function or term."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from gradcheck_grader.syntax.build import ONE, ZERO, minus, plus, to_the, value_of
from gradcheck_grader.syntax.tree import Apply, Node

COUSINS: Mapping[str, str] = {
    "sin": "cos",
    "cos": "sin",
    "tan": "cot",
    "cot": "tan",
    "sinh": "cosh",
    "cosh": "sinh",
    "asin": "acos",
    "acos": "asin",
    "exp": "log",
    "log": "exp",
    "min": "max",
    "max": "min",
    "floor": "ceil",
    "ceil": "floor",
    "sum": "prod",
    "prod": "sum",
    "sigmoid": "tanh",
    "tanh": "sigmoid",
}


def one_sign(node: Apply) -> Iterator[Node]:
    """One term with the other sign."""
    if node.head == "+":
        for at, term in enumerate(node.args):
            yield Apply("+", (*node.args[:at], minus(term), *node.args[at + 1 :]))
    elif node.head == "neg":
        yield node.args[0]


def one_term(node: Apply) -> Iterator[Node]:
    """One term left out."""
    if node.head == "+":
        for at in range(len(node.args)):
            rest = (*node.args[:at], *node.args[at + 1 :])
            yield rest[0] if len(rest) == 1 else Apply("+", rest)


def one_factor(node: Apply) -> Iterator[Node]:
    """One factor, or what is divided by, left out."""
    if node.head in ("*", "matmul", "hadamard"):
        for at in range(len(node.args)):
            rest = (*node.args[:at], *node.args[at + 1 :])
            yield rest[0] if len(rest) == 1 else Apply(node.head, rest)
    elif node.head == "/" and value_of(node) is None:
        yield node.args[0]


def one_fraction(node: Apply) -> Iterator[Node]:
    """One fraction upside down."""
    if node.head == "/" and node.args[0] != ZERO:
        yield Apply("/", node.args[::-1])


def one_exponent(node: Apply) -> Iterator[Node]:
    """One exponent that is 1 too large or too small."""
    if node.head == "^":
        for changed in (ONE, minus(ONE)):
            yield to_the(node.args[0], plus(node.args[1], changed))


def one_function(node: Apply) -> Iterator[Node]:
    """One function that is another, easily confused with it."""
    if node.head in COUSINS and (node.head != "log" or len(node.args) == 1):
        yield Apply(COUSINS[node.head], node.args)


EDITS: Mapping[str, Callable[[Apply], Iterator[Node]]] = {
    "sign": one_sign,
    "exponent": one_exponent,
    "function": one_function,
    "fraction": one_fraction,
    "factor": one_factor,
    "term": one_term,
}
