"""A gradient as a formula, by a small set of rules of matrix calculus; nothing here decides what is right.

Backwards through the function: each part receives what the end changes by, in denominator layout, when the
part changes. Of a vector function only columns and numbers on the way are known. Where no rule fits there is
no formula, and the author gives one.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import final

from gradcheck_grader.equality.matrices.formulas import added, factors_of, hadamard, product, turned
from gradcheck_grader.equality.matrices.shapes import infer
from gradcheck_grader.equality.matrices.typed import ShapeError, Typed, UnsupportedError
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.notation import Notation
from gradcheck_grader.syntax.build import TWO, minus, over, to_the
from gradcheck_grader.syntax.derivative import differentiate
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, num

ONE = num(1)
SYMMETRIC = frozenset({"symmetric", "diagonal", "positive definite", "positive semidefinite"})
LARGEST_POWER = 5


class NoRuleError(Exception):
    """A part for which there is no rule here; raised and caught in this module only."""


def derived(function: Typed, wrt: str, notation: Notation, *, layout: str) -> Node | None:
    """The gradient of a number, or the Jacobian of a column, by a name; None where a rule is missing."""
    if not (function.is_number or function.is_column):
        return None
    by = notation.shapes.get(wrt)
    # By a number the derivative is laid out as the function is, in any layout.
    is_turned = layout == "numerator" if by is not None else function.is_column
    try:
        found = _Backwards(wrt, many=not function.is_number).of(function)
        tidy = _Tidy(notation)
        return added(*(tidy.of(turned(term) if is_turned else term) for term in found))
    except (NoRuleError, RecursionError):
        return None


@final
class _Tidy:
    """Writes a term as a person would, knowing which parts are numbers."""

    def __init__(self, notation: Notation) -> None:
        self.notation = notation

    def of(self, node: Node) -> Node:
        """The same, with numbers in front, and no transposes or identities that say nothing."""
        if not isinstance(node, Apply):
            return node
        args = [self.of(arg) for arg in node.args]
        if node.head == "transpose" and (self.is_number(args[0]) or self.is_symmetric(args[0])):
            return args[0]
        if node.head == "tr" and self.is_number(args[0]):
            return args[0]
        if node.head != "*":
            return Apply(node.head, tuple(args), node.span)
        pieces = [piece for arg in args for piece in ([arg] if self.is_number(arg) else factors_of(arg))]
        numbers = [piece for piece in pieces if self.is_number(piece)]
        others = [piece for piece in pieces if not self.is_number(piece)]
        solid = [piece for piece in others if not (isinstance(piece, Apply) and piece.head == "identity")]
        return product(*numbers, *(solid or others[:1]))

    def is_number(self, node: Node) -> bool:
        """Whether the part is 1×1."""
        try:
            return infer(node, self.notation).is_number
        except (ShapeError, UnsupportedError):
            return False

    def is_symmetric(self, node: Node) -> bool:
        """Whether the part is a name that is declared to equal its transpose, or its inverse."""
        if isinstance(node, Apply) and node.head == "inv":
            return self.is_symmetric(node.args[0])
        declared = self.notation.shapes.get(node.name) if isinstance(node, Name) else None
        return declared is not None and not SYMMETRIC.isdisjoint(declared.traits)


@final
class _Backwards:
    """One name; many: whether the end is a vector, so that what is received has a column for each entry."""

    def __init__(self, wrt: str, *, many: bool) -> None:
        self.wrt, self.many = wrt, many
        self.found: list[Node] = []
        self.known: dict[int, bool] = {}

    def of(self, function: Typed) -> list[Node]:
        """All that the name receives."""
        start: Node = Apply("identity", (_size(function),)) if self.many else ONE
        self.give(function, start)
        if not self.found:
            raise NoRuleError
        return self.found

    def depends(self, part: Typed) -> bool:
        """Whether the name occurs in the part."""
        if id(part) not in self.known:
            here = part.operation == "name" and part.detail == self.wrt
            self.known[id(part)] = here or any(map(self.depends, part.args))
        return self.known[id(part)]

    def give(self, part: Typed, received: Node) -> None:
        """Passes on what a part receives; of a row it is what its transpose receives."""
        if not self.depends(part):
            return
        if part.operation == "name":
            self.found.append(turned(received) if part.is_row else received)
            return
        if self.many and not (part.is_number or part.is_column or part.is_row):
            raise NoRuleError
        rule = _RULES.get(part.operation)
        if rule is None:
            raise NoRuleError
        rule(self, part, received)

    def times(self, column: Node, received: Node) -> Node:
        """A column times what a number received: numbers stand in front."""
        return product(column, received) if self.many else product(received, column)


def _sum(by: _Backwards, part: Typed, received: Node) -> None:
    for term in part.args:
        if term.operation == "spread":
            if by.depends(term):
                raise NoRuleError
        else:
            by.give(term, received)


def _negative(by: _Backwards, part: Typed, received: Node) -> None:
    by.give(part.args[0], minus(received))


def _numbers(by: _Backwards, part: Typed, received: Node) -> None:
    """A product of numbers."""
    for at, factor in enumerate(part.args):
        others = [_whole(other) for place, other in enumerate(part.args) if place != at]
        by.give(factor, product(*others, received))


def _scale(by: _Backwards, part: Typed, received: Node) -> None:
    number, what = part.args
    by.give(what, product(_whole(number), received))
    if by.depends(number):
        by.give(number, _inner(what, received))


def _whole(number: Typed) -> Node:
    """A number that stays together in a product; its trace is itself."""
    node = number.node
    return Apply("tr", (node,)) if isinstance(node, Apply) and node.head == "*" else node


def _divide(by: _Backwards, part: Typed, received: Node) -> None:
    what, number = part.args
    by.give(what, over(received, number.node))
    if by.depends(number):
        by.give(number, minus(over(_inner(what, received), to_the(number.node, TWO))))


def _inner(what: Typed, received: Node) -> Node:
    """What a number receives that scales something."""
    if what.is_column:
        return product(turned(what.node), received)
    if what.is_row:
        return product(what.node, received)
    return Apply("tr", (product(turned(what.node), received),))


def _matmul(by: _Backwards, part: Typed, received: Node) -> None:
    """Four cases: numbers, columns, rows and matrices are received differently."""
    left, right = part.args
    if part.is_number:  # row times column
        by.give(left, by.times(right.node, received))
        by.give(right, by.times(turned(left.node), received))
    elif left.is_row:  # row times matrix: the column M^T r^T
        by.give(left, product(right.node, received))
        if by.depends(right):
            by.give(right, product(turned(left.node), turned(received)))
    elif left.is_column and right.is_row:
        by.give(left, product(received, turned(right.node)))
        by.give(right, product(turned(received), left.node))
    else:
        by.give(right, product(turned(left.node), received))
        if by.depends(left):
            by.give(left, product(received, turned(right.node)))


def _transpose(by: _Backwards, part: Typed, received: Node) -> None:
    inside = part.args[0]
    by.give(inside, received if inside.is_column or inside.is_row else turned(received))


def _hadamard(by: _Backwards, part: Typed, received: Node) -> None:
    left, right = part.args
    by.give(left, _weighted(by, right.node, received))
    by.give(right, _weighted(by, left.node, received))


def _weighted(by: _Backwards, weights: Node, received: Node) -> Node:
    """The weights entry by entry with what is received, for each entry of the end."""
    if by.many:
        return product(Apply("diag", (weights,)), received)
    return hadamard(weights, received)


def _each(by: _Backwards, part: Typed, received: Node) -> None:
    for at, arg in enumerate(part.args):
        if arg.operation == "spread":
            if by.depends(arg):
                raise NoRuleError
        elif by.depends(arg):
            by.give(arg, _weighted(by, _slope(part, at), received))


def _function(by: _Backwards, part: Typed, received: Node) -> None:
    """Functions of numbers; the square of a length and the logarithm of a determinant have shorter forms."""
    inside = part.args[0]
    if part.detail == "^" and inside.operation == "norm" and inside.detail in ("2", "fro"):
        exponent = part.args[1].detail
        if exponent == Fraction(2):
            by.give(inside.args[0], by.times(product(TWO, _as_column(inside.args[0])), received))
            return
    if part.detail == "log" and inside.operation == "det" and len(part.args) == 1:
        by.give(inside.args[0], product(received, turned(_inverse(inside.args[0].node))))
        return
    for at, arg in enumerate(part.args):
        if by.depends(arg):
            by.give(arg, product(_slope(part, at), received))


def _slope(part: Typed, at: int) -> Node:
    """The derivative of a function by one of its arguments, at the arguments."""
    given: dict[str, Node] = {f"place_{place}": arg.node for place, arg in enumerate(part.args)}
    # Numbers stay: 2 x^(2 - 1) is nobody's derivative of x^2.
    written = (
        arg.node if isinstance(arg.node, Num) else Name(f"place_{place}")
        for place, arg in enumerate(part.args)
    )
    try:
        rate = differentiate(Apply(str(part.detail), tuple(written)), f"place_{at}")
    except AnswerError:
        raise NoRuleError from None
    return _filled(rate, given)


def _filled(node: Node, given: dict[str, Node]) -> Node:
    if isinstance(node, Name):
        return given.get(node.name, node)
    if isinstance(node, Num):
        return node
    return Apply(node.head, tuple(_filled(arg, given) for arg in node.args), node.span)


def _inverse(node: Node) -> Node:
    return Apply("inv", (node,))


def _inv(by: _Backwards, part: Typed, received: Node) -> None:
    inverse = turned(_inverse(part.args[0].node))
    by.give(part.args[0], minus(product(inverse, received, inverse)))


def _det(by: _Backwards, part: Typed, received: Node) -> None:
    by.give(part.args[0], product(received, part.node, turned(_inverse(part.args[0].node))))


def _trace(by: _Backwards, part: Typed, received: Node) -> None:
    by.give(part.args[0], product(received, Apply("identity", (_size(part.args[0]),))))


def _norm(by: _Backwards, part: Typed, received: Node) -> None:
    inside = part.args[0]
    if part.detail in ("2", "fro") and (inside.is_column or inside.is_row or part.detail == "fro"):
        by.give(inside, by.times(over(_as_column(inside), part.node), received))
    elif part.detail == "1" and (inside.is_column or inside.is_row):
        by.give(inside, by.times(Apply("sign", (_as_column(inside),)), received))
    else:
        raise NoRuleError


def _as_column(part: Typed) -> Node:
    return turned(part.node) if part.is_row else part.node


def _total(by: _Backwards, part: Typed, received: Node) -> None:
    inside = part.args[0]
    if part.operation == "mean":
        rows, columns = (_number(size) for size in inside.known_shape)
        received = over(received, product(rows, columns))
    if not (inside.is_column or inside.is_row):
        rows, columns = (Apply("ones", (_number(size),)) for size in inside.known_shape)
        by.give(inside, product(received, rows, turned(columns)))
    else:
        size = inside.known_shape[0 if inside.is_column else 1]
        by.give(inside, by.times(Apply("ones", (_number(size),)), received))


def _softmax(by: _Backwards, part: Typed, received: Node) -> None:
    s = part.node
    by.give(part.args[0], product(added(Apply("diag", (s,)), minus(product(s, turned(s)))), received))


def _logsumexp(by: _Backwards, part: Typed, received: Node) -> None:
    by.give(part.args[0], by.times(Apply("softmax", (part.args[0].node,)), received))


def _diag(by: _Backwards, part: Typed, received: Node) -> None:
    """The matrix of a diagonal, or the diagonal of a matrix: each receives what the other makes."""
    if by.many:
        raise NoRuleError
    by.give(part.args[0], Apply("diag", (received,)))


def _power(by: _Backwards, part: Typed, received: Node) -> None:
    exponent = part.args[1].detail
    if by.many or not isinstance(exponent, Fraction) or exponent not in range(2, LARGEST_POWER + 1):
        raise NoRuleError
    A, last = turned(part.args[0].node), int(exponent) - 1
    for at in range(last + 1):
        before, behind = ([] if n == 0 else [to_the(A, num(n))] for n in (at, last - at))
        by.give(part.args[0], product(*before, received, *behind))


def _size(part: Typed) -> Node:
    return _number(part.known_shape[0])


def _number(size: int | str) -> Node:
    if isinstance(size, int):
        return num(size)
    if "·" in size:
        raise NoRuleError
    return Name(size)


_RULES: dict[str, Callable[[_Backwards, Typed, Node], None]] = {
    "+": _sum, "neg": _negative, "*": _numbers, "scale": _scale, "/": _divide, "matmul": _matmul,
    "transpose": _transpose, "hadamard": _hadamard, "each": _each, "function": _function, "inv": _inv,
    "det": _det, "tr": _trace, "norm": _norm, "total": _total, "mean": _total, "softmax": _softmax,
    "logsumexp": _logsumexp, "diag": _diag, "diagonal": _diag, "power": _power,
}  # fmt: skip
