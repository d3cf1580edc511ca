"""The shape of every part of an expression, or the first place where none fits.

Vectors are columns, n×1; 1×1 is a number. A number and a matrix are not added (but 0 has any shape).
A product is taken from left to right, and numbers scale; only where that does not fit are rows times columns
taken first: A x^T x is A (x^T x). Beside @, as in NumPy, * of two equal shapes goes entry by entry and x @ y
of two vectors is x^T y. What may only be meant entry by entry, since it stands below ⊙, sum, mean or a
function, is taken so: sum((y - X w)^2), s ⊙ (1 - s).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

from gradcheck_grader.equality.matrices import rules
from gradcheck_grader.equality.matrices.sizes import Size, Unknown, is_open, may_be_equal, names_of, unify
from gradcheck_grader.equality.matrices.typed import Fault, ShapeError, Typed, UnsupportedError, every
from gradcheck_grader.feedback import matrices as say
from gradcheck_grader.notation import Dimension, Notation
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, walk

MOST_NODES = 4_000
_COMPUTED_CONSTANTS = frozenset({"pi", "e"})


def infer(tree: Node, notation: Notation, *, like: tuple[Dimension, Dimension] | None = None) -> Typed:
    """The tree with the shape of every node.

    like  the shape wanted, which settles what the text leaves open: I, 0.
    Raises ShapeError where shapes do not fit, UnsupportedError for what has no rule here.

    >>> from gradcheck_grader.notation import Shape, real_names
    >>> shapes = {"A": Shape("n", "d"), "x": Shape("d")}
    >>> notation = Notation("matrix", real_names("Ax"), shapes=shapes)
    >>> infer(Apply("*", (Name("A"), Name("x"))), notation).known_shape
    ('n', 1)
    """
    typed = typed_alone(tree, notation)
    if like is not None:
        settle(typed, like)
    if typed.is_open:
        settle(typed, (1, 1))
    check_sizes(typed)
    return typed


def typed_alone(tree: Node, notation: Notation) -> Typed:
    """The same before anything is known of what it is compared with; raises as infer does."""
    try:
        return Inference(tree, notation).of(tree)
    except RecursionError:
        raise UnsupportedError(say.TOO_LARGE) from None


def settle(typed: Typed, like: tuple[Size, Size]) -> None:
    """Settles what is open in the shape of the whole, when it can be like that."""
    rows, columns = typed.shape
    if may_be_equal(rows, like[0]) and may_be_equal(columns, like[1]):
        unify(rows, like[0])
        unify(columns, like[1])


def check_sizes(typed: Typed) -> None:
    """Raises ShapeError where a size is still open that matters."""
    for part in every(typed):
        if part.operation in ("identity", "ones") and is_open(part.rows):
            text = say.spelled(part.node)
            raise ShapeError(Fault(part.node.span, ((text, "?×?"),), say.open_size(text)))


@final
class Inference:
    """Types one tree."""

    def __init__(self, tree: Node, notation: Notation) -> None:
        self.notation = notation
        self.dimensions = {
            name
            for declared in notation.shapes.values()
            for size in (declared.rows, declared.columns)
            for name in names_of(size)
        }
        self.bound: list[str] = []
        self.numpy = False
        for count, node in enumerate(walk(tree)):
            self.numpy = self.numpy or (isinstance(node, Apply) and node.head == "matmul")
            if count > MOST_NODES:
                raise UnsupportedError(say.TOO_LARGE)

    def of(self, node: Node, *, by_entry: bool = False) -> Typed:
        """The node typed.

        by_entry  whether it stands where only operations on entries make sense.
        """
        if isinstance(node, Num):
            if node.value == 0:
                return Typed("zero", (), Unknown(may_be_one=True), Unknown(may_be_one=True), node)
            return Typed("number", (), 1, 1, node, node.value)
        if isinstance(node, Name):
            return self._named(node)
        if node.head in ("+", "neg"):
            return self._sum(node, by_entry=by_entry)
        if node.head in rules.PRODUCTS:
            return self.product(node, by_entry=by_entry)
        rule = rules.RULES.get(node.head)
        if rule is None:
            raise UnsupportedError(say.NOT_COMPUTED_HERE)
        return rule(self, node, by_entry)

    def fixed(self, node: Node, *, by_entry: bool = False) -> Typed:
        """The node typed; a lone 0 is the number."""
        typed = self.of(node, by_entry=by_entry)
        if typed.is_open:
            unify(typed.rows, 1)
            unify(typed.columns, 1)
        return typed

    def number(self, node: Node, what: str) -> Typed:
        """The node typed, which must be a number."""
        typed = self.fixed(node)
        if not typed.is_number:
            raise self.fault(node, [typed], say.number_needed(party(typed), what=what))
        return typed

    def fault(self, node: Node, parties: Sequence[Typed], sentence: str) -> ShapeError:
        """An error at the node."""
        return ShapeError(Fault(node.span, tuple(party(typed) for typed in parties), sentence))

    def alike(self, a: Typed, b: Typed) -> bool:
        """Whether both have one shape, after settling what was open."""
        (rows, columns), (other_rows, other_columns) = a.shape, b.shape
        if not (may_be_equal(rows, other_rows) and may_be_equal(columns, other_columns)):
            return False
        return unify(rows, other_rows) and unify(columns, other_columns)

    def spread(self, number: Typed, like: Typed) -> Typed:
        """The number in every entry of something of that shape."""
        return Typed("spread", (number,), *like.shape, number.node)

    def _named(self, node: Name) -> Typed:
        name = node.name
        if name in self.bound:
            return Typed("index", (), 1, 1, node, name)
        if name in self.notation.shapes:
            declared = self.notation.shapes[name]
            return Typed("name", (), declared.rows, declared.columns, node, name)
        if name in self.notation.constants:
            if name not in _COMPUTED_CONSTANTS:
                raise UnsupportedError(say.NOT_COMPUTED_HERE)
            return Typed("constant", (), 1, 1, node, name)
        if name in self.dimensions:
            return Typed("dimension", (), 1, 1, node, name)
        return Typed("name", (), 1, 1, node, name)

    def _sum(self, node: Apply, *, by_entry: bool) -> Typed:
        if node.head == "neg":
            part = self.of(node.args[0], by_entry=by_entry)
            return Typed("neg", (part,), part.rows, part.columns, node)
        terms = [self.of(term, by_entry=by_entry) for term in node.args]
        whole = next((term for term in terms if not term.is_open and not term.is_number), None)
        if whole is None:
            whole = next((term for term in terms if not term.is_open), terms[0])
        return Typed("+", tuple(self._terms(node, terms, whole, by_entry)), *whole.shape, node)

    def _terms(self, node: Apply, terms: list[Typed], whole: Typed, by_entry: bool) -> list[Typed]:
        fitted: list[Typed] = []
        for term in terms:
            spreads = (by_entry or self.numpy) and term.is_number and not whole.is_number
            if spreads:
                fitted.append(self.spread(term, whole))
            elif (term.is_number and not whole.is_number and not term.is_open) or not self.alike(whole, term):
                raise self._cannot_add(node, terms, term, whole)
            else:
                fitted.append(term)
        return fitted

    def _cannot_add(self, node: Apply, terms: list[Typed], term: Typed, whole: Typed) -> ShapeError:
        """The two terms in the order in which they were written."""
        left, right = (term, whole) if terms.index(term) < terms.index(whole) else (whole, term)
        minus = right.operation == "neg"
        told = [
            typed.args[0] if typed.operation == "neg" and typed is right else typed for typed in (left, right)
        ]
        sentence = say.cannot_add(party(told[0]), party(told[1]), minus=minus)
        return self.fault(node, told, sentence)

    def product(self, node: Apply, *, by_entry: bool = False) -> Typed:
        """The product of the factors, from left to right."""
        inside = by_entry or node.head == "hadamard"
        factors = [self.fixed(factor, by_entry=inside) for factor in _with_ones(node.args)]
        if node.head == "*" and all(factor.is_number for factor in factors):
            return Typed("*", tuple(factors), 1, 1, node)
        if node.head != "hadamard" and not _fits_in_turn(factors):
            factors = self._inner_first(node.head, factors)
        joined = factors[0]
        for count, factor in enumerate(factors[1:], start=2):
            so_far = node if count == len(factors) else _joined(node.head, joined, factor)
            joined = self.pair(so_far, joined, factor, by_entry=by_entry)
        return joined

    def _inner_first(self, head: str, factors: list[Typed]) -> list[Typed]:
        """The factors with each row and the column behind it made one number."""
        joined: list[Typed] = [factors[0]]
        for factor in factors[1:]:
            before = joined[-1]
            if before.is_row and factor.is_column and may_be_equal(before.shape[1], factor.shape[0]):
                joined[-1] = self.multiplied(_joined(head, before, factor), before, factor)
            else:
                joined.append(factor)
        return joined

    def pair(self, node: Apply, left: Typed, right: Typed, *, by_entry: bool) -> Typed:
        """The product of two."""
        if left.is_number or right.is_number:
            number, other = (left, right) if left.is_number else (right, left)
            if other.is_number:
                return Typed("*", (left, right), 1, 1, node)
            return Typed("scale", (number, other), *other.shape, node)
        same = left.shape == right.shape and not is_open(left.rows)
        if node.head == "hadamard" or (
            node.head == "*" and same and (self.numpy or (by_entry and not left.is_square))
        ):
            if not self.alike(left, right):
                sentence = say.not_alike(party(left), party(right), what="⊙")
                raise self.fault(node, [left, right], sentence)
            return Typed("hadamard", (left, right), *left.shape, node)
        if node.head == "dot" and same and left.is_column:
            return self.multiplied(node, self.turned(left), right)
        return self._matrix_product(node, left, right)

    def _matrix_product(self, node: Apply, left: Typed, right: Typed) -> Typed:
        if may_be_equal(left.shape[1], right.shape[0]):
            return self.multiplied(node, left, right)
        if node.head == "matmul" and left.is_column and may_be_equal(left.shape[0], right.shape[0]):
            # A vector of NumPy is neither row nor column: x @ A has the entries of A^T x.
            if right.is_column:
                return self.multiplied(node, self.turned(left), right)
            return self.multiplied(node, self.turned(right), left)
        raise self.fault(node, [left, right], say.cannot_multiply(party(left), party(right)))

    def multiplied(self, node: Node, left: Typed, right: Typed) -> Typed:
        """The matrix product of two that fit."""
        unify(left.columns, right.rows)
        return Typed("matmul", (left, right), left.shape[0], right.shape[1], node)

    def turned(self, part: Typed) -> Typed:
        """The transpose; of a number the number itself."""
        if part.is_number:
            return part
        node = Apply("transpose", (part.node,), part.node.span)
        return Typed("transpose", (part,), part.columns, part.rows, node)


def _with_ones(factors: Sequence[Node]) -> list[Node]:
    """The factors, with the 1 of 1 1^T as a vector of ones."""
    ahead = [*factors[1:], None]
    pairs = zip(factors, ahead, strict=True)
    return [
        Apply("ones", (), factor.span) if rules.is_ones(factor, behind) else factor
        for factor, behind in pairs
    ]


def party(typed: Typed) -> say.Party:
    """A part as it is written, and its shape in words."""
    rows, columns = (_spelled(size) for size in typed.shape)
    return say.spelled(typed.node), say.shape(rows, columns)


def _joined(head: str, left: Typed, right: Typed) -> Apply:
    """The product of two factors of several."""
    return Apply(head, (left.node, right.node), (left.node.span[0], right.node.span[1]))


def _spelled(size: Size) -> Dimension:
    return "?" if isinstance(size, Unknown) else size


def _fits_in_turn(factors: list[Typed]) -> bool:
    """Whether a product from left to right has a shape at every step."""
    rows, columns = factors[0].shape
    for factor in factors[1:]:
        if factor.is_number:
            continue
        if (rows, columns) == (1, 1):
            rows, columns = factor.shape
        elif may_be_equal(columns, factor.shape[0]):
            columns = factor.shape[1]
        else:
            return False
    return True
