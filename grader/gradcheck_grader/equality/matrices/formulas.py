"""Formulas with the few simplifications that nobody would miss, for products that do not commute."""

from __future__ import annotations

from fractions import Fraction

from gradcheck_grader.syntax.build import TWO, minus
from gradcheck_grader.syntax.tree import Apply, Node, Num, num, walk


def turned(node: Node) -> Node:
    """The transpose, taken into products: (A B)^T is B^T A^T."""
    if isinstance(node, Num) or (isinstance(node, Apply) and node.head in ("identity", "tr", "det", "norm")):
        return node
    if isinstance(node, Apply):
        if node.head == "transpose":
            return node.args[0]
        if node.head in ("neg", "+"):
            return Apply(node.head, tuple(turned(arg) for arg in node.args))
        if node.head == "*" and not isinstance(node.args[0], Num):
            return Apply("*", tuple(turned(arg) for arg in reversed(node.args)))
    return Apply("transpose", (node,))


def product(*factors: Node) -> Node:
    """The product, in order; written numbers in front, signs before all."""
    number, sign = Fraction(1), 1
    kept: list[Node] = []
    for factor in factors:
        while isinstance(factor, Apply) and factor.head == "neg":
            sign, factor = -sign, factor.args[0]
        for piece in factors_of(factor):
            if isinstance(piece, Num):
                number *= piece.value
            else:
                kept.append(piece)
    pieces: list[Node] = [num(number)] if number != 1 or not kept else []
    pieces += kept
    made = pieces[0] if len(pieces) == 1 else Apply("*", tuple(pieces))
    return Apply("neg", (made,)) if sign < 0 else made


def factors_of(node: Node) -> list[Node]:
    """The factors of a product, also of one inside; of anything else itself."""
    if isinstance(node, Apply) and node.head == "*":
        return [piece for factor in node.args for piece in factors_of(factor)]
    return [node]


def added(*terms: Node) -> Node:
    """The sum of the terms."""
    flat: list[Node] = []
    for term in terms:
        flat += term.args if isinstance(term, Apply) and term.head == "+" else (term,)
    if len(flat) == 2 and flat[0] == flat[1]:
        return product(TWO, flat[0])
    return flat[0] if len(flat) == 1 else Apply("+", tuple(flat))


def _adds_numbers(node: Node) -> bool:
    """Whether a number may stand beside a vector in it, which is read only beside ⊙: 1 + sign(x)."""
    return any(
        isinstance(part, Apply)
        and part.head in ("+", "/", "^")
        and any(isinstance(arg, Num) for arg in part.args)
        for part in walk(node)
    )


def hadamard(left: Node, right: Node) -> Node:
    """The product entry by entry; a vector of ones is left out."""
    if isinstance(right, Apply) and right.head == "neg":
        return minus(hadamard(left, right.args[0]))
    factors = factors_of(right)
    others = [factor for factor in factors if not (isinstance(factor, Apply) and factor.head == "ones")]
    if len(others) < len(factors) and not _adds_numbers(left):
        return product(*others, left)
    return Apply("hadamard", (left, right))
