"""Whether a number without names is 0, proved: by a bound below which no such number can lie, or by algebra.

Of numbers made of rational ones by + - * / and square roots a bound is known (Burnikel, Funke, Mehlhorn,
Schirra and Schmitt, A separation bound for real algebraic expressions, 2001): with u and l as below and k
square roots, the number is 0 or at least 1 / (l u^(2^k - 1)). What is known to lie within the bound is 0.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, log2

from flint import acb, arb

from gradcheck_grader.equality.balls import Ball
from gradcheck_grader.equality.compiled import Compiled
from gradcheck_grader.equality.ladder import compare
from gradcheck_grader.notation import REAL, Notation
from gradcheck_grader.syntax.bound import MARK
from gradcheck_grader.syntax.build import ZERO, value_of
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, fold

MOST_BITS = 30_000
MOST_ROOTS = 8
LARGEST_POWER = 64
_GUARD = 64
_HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class _Size:
    """Logarithms of the bounds u and l of a number, and the square roots that it is made of."""

    u: float
    l: float  # noqa: E741  as in the theorem
    roots: frozenset[Node] = frozenset()


def is_zero(node: Node, notation: Notation) -> bool:
    """Whether the number is proved to be 0; False where it is not, or where nothing is known."""
    return _lies_within_the_bound(node, notation) or _vanishes_for_all_values(node, notation)


def _lies_within_the_bound(node: Node, notation: Notation) -> bool:
    size = _size_of(node)
    if size is None or len(size.roots) > MOST_ROOTS:
        return False
    bits = ceil(size.l + (2 ** len(size.roots) - 1) * size.u) + 2
    if not 0 <= bits <= MOST_BITS:
        return False
    compiled = Compiled(node, notation)
    if not compiled.program.complete:
        return False
    for precision in (bits + _GUARD, 2 * (bits + _GUARD)):
        ball = compiled.at({}, precision)[1]
        if isinstance(ball, arb | acb) and _is_below(ball, bits):
            return True
    return False


def _is_below(ball: Ball, bits: int) -> bool:
    """Whether every number in the ball is nearer to 0 than 2^-bits."""
    return bool(abs(ball) < arb(2) ** -bits)


def _size_of(node: Node) -> _Size | None:
    """The bounds of a number; None where something else than arithmetic and square roots is in it."""

    def leaf(here: Num | Name) -> _Size | None:
        return _of_fraction(here.value) if isinstance(here, Num) else None

    def branch(here: Apply, parts: list[_Size | None]) -> _Size | None:
        known = [part for part in parts if part is not None]
        if here.head == "^":
            return None if parts[0] is None else _power(parts[0], here)
        if not known or len(known) < len(parts):
            return None
        result = known[0]
        if here.head == "sqrt":
            return _root(result, here)
        if here.head == "neg":
            return result
        if here.head not in ("+", "*", "/"):
            return None
        for part in known[1:]:
            result = _combined(here.head, result, part)
        return result

    return fold(node, leaf, branch)


def _of_fraction(value: Fraction) -> _Size:
    return _Size(log2(max(abs(value.numerator), 1)), log2(value.denominator))


def _combined(head: str, one: _Size, other: _Size) -> _Size:
    roots = one.roots | other.roots
    if head == "+":
        return _Size(max(one.u + other.l, one.l + other.u) + 1, one.l + other.l, roots)
    if head == "*":
        return _Size(one.u + other.u, one.l + other.l, roots)
    return _Size(one.u + other.l, one.l + other.u, roots)


def _root(inside: _Size, here: Apply) -> _Size:
    roots = inside.roots | {here}
    middle = (inside.u + inside.l) / 2
    if inside.u >= inside.l:
        return _Size(middle, inside.l, roots)
    return _Size(inside.u, middle, roots)


def _power(base: _Size, here: Apply) -> _Size | None:
    exponent = value_of(here.args[1])
    if exponent is None:
        return None
    if exponent == _HALF:
        return _root(base, here)
    if exponent.denominator != 1 or not 0 <= exponent <= LARGEST_POWER:
        return None
    times = int(exponent)
    return _Size(times * base.u, times * base.l, base.roots)


def _vanishes_for_all_values(node: Node, notation: Notation) -> bool:
    """Whether it is 0 whatever its parts that are no arithmetic are: cos(1) sin(1) - sin(1) cos(1)."""
    named: dict[Node, str] = {}

    def leaf(here: Num | Name) -> Node:
        return here if isinstance(here, Num) else named_anew(here)

    def named_anew(part: Node) -> Node:
        return Name(named.setdefault(part, f"{MARK}{len(named)}"))

    def branch(here: Apply, parts: list[Node]) -> Node:
        made = Apply(here.head, tuple(parts))
        if here.head in ("+", "neg", "*", "/") or (here.head == "^" and isinstance(parts[1], Num)):
            return made
        return named_anew(made)

    wider = fold(node, leaf, branch)
    if not named:
        return False
    names = {**notation.names, **dict.fromkeys(named.values(), REAL)}
    found = compare(Compiled(ZERO, replace(notation, names=names)), wider)
    return found.is_right and found.evidence.kind in ("exact", "proved", "same-tree")
