"""The shape rule of each head; sums and products, which belong together, are in shapes.py."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from gradcheck_grader.equality.matrices import scalars
from gradcheck_grader.equality.matrices.sizes import Unknown, is_open, multiplied, unify
from gradcheck_grader.equality.matrices.typed import ShapeError, Typed, UnsupportedError
from gradcheck_grader.feedback import matrices as say
from gradcheck_grader.syntax.build import value_of
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num

if TYPE_CHECKING:
    from gradcheck_grader.equality.matrices.shapes import Inference

Rule = Callable[["Inference", Apply, bool], Typed]
PRODUCTS = frozenset({"*", "matmul", "hadamard", "dot"})
# Of a square matrix these may be meant as power series.
_SERIES = frozenset({"exp", "log", "sqrt"})
LARGEST_POWER = 10_000


def _party(typed: Typed) -> say.Party:
    rows, columns = ("?" if isinstance(size, Unknown) else size for size in typed.shape)
    return say.spelled(typed.node), say.shape(rows, columns)


def _function(by: Inference, node: Apply, by_entry: bool) -> Typed:
    """A function of numbers; of vectors entry by entry, where that cannot be mistaken."""
    determined = node.head in _SERIES and not (by.numpy or by_entry)
    args = [by.fixed(arg, by_entry=not (determined and _is_determinant(by, arg))) for arg in node.args]
    whole = next((arg for arg in args if not arg.is_number), None)
    if whole is None:
        return Typed("function", tuple(args), 1, 1, node, node.head)
    if node.head in ("max", "min") and len(args) == 1:
        return Typed({"max": "largest", "min": "smallest"}[node.head], (whole,), 1, 1, node)
    if node.head not in scalars.BY_ENTRY:
        raise by.fault(node, [whole], say.no_such_function(_party(whole), function=node.head))
    if node.head in _SERIES and whole.is_square and not (by.numpy or by_entry):
        raise by.fault(node, [whole], say.two_meanings(_party(whole), function=node.head))
    return _each(by, node, args, whole)


def _is_determinant(by: Inference, node: Node) -> bool:
    """Whether this is |A| of a square matrix: in log |A| nothing else makes sense."""
    if not isinstance(node, Apply) or node.head != "abs":
        return False
    part = by.fixed(node.args[0], by_entry=True)
    return part.is_square and not part.is_number


def _each(by: Inference, node: Apply, args: list[Typed], whole: Typed) -> Typed:
    """A function entry by entry; numbers among the arguments count for every entry."""
    fitted: list[Typed] = []
    for arg in args:
        if arg.is_number:
            fitted.append(by.spread(arg, whole))
        elif by.alike(arg, whole):
            fitted.append(arg)
        else:
            sentence = say.not_alike(_party(args[0]), _party(args[1]), what=node.head)
            raise by.fault(node, args[:2], sentence)
    return Typed("each", tuple(fitted), *whole.shape, node, node.head)


def _size(by: Inference, node: Apply, by_entry: bool) -> Typed:
    """|x|: of a square matrix its determinant."""
    part = by.fixed(node.args[0], by_entry=True)
    if part.is_number:
        return Typed("function", (part,), 1, 1, node, "abs")
    if by_entry or by.numpy:
        return _each(by, node, [part], part)
    if part.is_square:
        return Typed("det", (part,), 1, 1, node)
    raise by.fault(node, [part], say.size_of_vector(_party(part)))


def _quotient(by: Inference, node: Apply, by_entry: bool) -> Typed:
    top = by.fixed(node.args[0], by_entry=by_entry)
    bottom = by.fixed(node.args[1], by_entry=by_entry)
    if bottom.is_number:
        if top.is_number:
            return Typed("function", (top, bottom), 1, 1, node, "/")
        return Typed("/", (top, bottom), *top.shape, node)
    if by_entry or by.numpy:
        return _each(by, node, [top, bottom], bottom)
    raise by.fault(node, [bottom], say.cannot_divide(_party(bottom), square=bottom.is_square))


def _power(by: Inference, node: Apply, by_entry: bool) -> Typed:
    base, exponent = by.fixed(node.args[0], by_entry=by_entry), by.fixed(node.args[1])
    if not exponent.is_number:
        raise by.fault(node, [exponent], say.number_needed(_party(exponent), what="an exponent"))
    if base.is_number:
        return Typed("function", (base, exponent), 1, 1, node, "^")
    value = value_of(node.args[1])
    if not base.is_square:
        if by_entry or by.numpy:
            return _each(by, node, [base, exponent], base)
        if value is not None and value < 0:
            raise by.fault(node, [base], say.square_needed(_party(base), what="an inverse"))
        raise by.fault(node, [base], say.power_of_vector(_party(base), vector=base.is_column))
    if value == -1:
        return Typed("inv", (base,), *base.shape, node)
    if by_entry or by.numpy:
        raise by.fault(node, [base], say.power_of_square(_party(base), numpy=by.numpy))
    if value is not None and (value.denominator != 1 or abs(value) > LARGEST_POWER):
        raise by.fault(node, [base], say.odd_power(_party(base), say.spelled(exponent.node)))
    return Typed("power", (base, exponent), *base.shape, node)


_ONE = Num(Fraction(1))


def is_ones(node: Node, behind: Node | None) -> bool:
    """Whether a 1 stands for a vector of ones, as in 1 1^T: nobody transposes the number."""
    return node == _ONE and behind == Apply("transpose", (_ONE,))


def _transpose(by: Inference, node: Apply, by_entry: bool) -> Typed:
    inside = Apply("ones", (), node.args[0].span) if node.args[0] == _ONE else node.args[0]
    part = by.fixed(inside, by_entry=by_entry)
    return part if part.is_number else Typed("transpose", (part,), part.columns, part.rows, node)


def _square(what: str) -> Callable[[Inference, Apply], Typed]:
    """The one argument, which must be square."""

    def typed(by: Inference, node: Apply) -> Typed:
        part = by.fixed(node.args[0])
        if not part.is_square and not (is_open(part.rows) or is_open(part.columns)):
            raise by.fault(node, [part], say.square_needed(_party(part), what=what))
        unify(part.rows, part.columns)
        return part

    return typed


def _inverse(by: Inference, node: Apply, by_entry: bool) -> Typed:
    part = _square("an inverse")(by, node)
    if part.is_number:
        one = Typed("number", (), 1, 1, node, Fraction(1))
        return Typed("function", (one, part), 1, 1, node, "/")
    return Typed("inv", (part,), *part.shape, node)


def _number_of_square(operation: str, what: str) -> Rule:
    """det and tr; of a number they are the number."""

    def rule(by: Inference, node: Apply, by_entry: bool) -> Typed:
        part = _square(what)(by, node)
        return part if part.is_number else Typed(operation, (part,), 1, 1, node)

    return rule


def _diagonal(by: Inference, node: Apply, by_entry: bool) -> Typed:
    try:
        part = by.fixed(node.args[0])
    except ShapeError:
        # diag(1 - s^2): of a vector this can only be meant entry by entry.
        part = by.fixed(node.args[0], by_entry=True)
        if not part.is_column:
            raise
    if part.is_number:
        return part
    if part.is_column:
        return Typed("diag", (part,), part.rows, part.rows, node)
    if not part.is_square:
        raise by.fault(node, [part], say.square_needed(_party(part), what="a diagonal here"))
    return Typed("diagonal", (part,), part.rows, 1, node)


def _rank(by: Inference, node: Apply, by_entry: bool) -> Typed:
    return Typed("rank", (by.fixed(node.args[0]),), 1, 1, node)


def _norm(by: Inference, node: Apply, by_entry: bool) -> Typed:
    """||x||: of a vector the length unless another is named; of a matrix one must be named."""
    part = by.fixed(node.args[0])
    p = _index_of_norm(node.args[1]) if len(node.args) > 1 else None
    if part.is_number:
        return Typed("function", (part,), 1, 1, node, "abs")
    if part.is_column or part.is_row:
        p = "2" if p in (None, "fro") else p
    elif p is None:
        raise by.fault(node, [part], say.which_norm(_party(part)))
    is_vector = part.is_column or part.is_row
    # Of a vector every index from 1 is a norm.
    if not (p in ("1", "2", "inf", "fro") or (is_vector and Fraction(p) >= 1)):
        raise by.fault(node, [part], say.no_such_norm(_party(part), p))
    return Typed("norm", (part,), 1, 1, node, p)


def _index_of_norm(node: Node) -> str:
    if isinstance(node, Name) and node.name in ("inf", "fro", "F"):
        return "fro" if node.name == "F" else node.name
    if isinstance(node, Num):
        return str(node.value)
    raise UnsupportedError(say.NOT_COMPUTED_HERE)


def _kron(by: Inference, node: Apply, by_entry: bool) -> Typed:
    factors = [by.fixed(factor) for factor in node.args]
    for factor in factors:
        if is_open(factor.rows) or is_open(factor.columns):
            raise by.fault(node, [factor], say.open_size(say.spelled(factor.node)))
    joined = factors[0]
    for factor in factors[1:]:
        (rows, columns), (more_rows, more_columns) = joined.known_shape, factor.known_shape
        sizes = multiplied(rows, more_rows), multiplied(columns, more_columns)
        joined = Typed("kron", (joined, factor), *sizes, node)
    return joined


def _vec(by: Inference, node: Apply, by_entry: bool) -> Typed:
    """The columns of a matrix below one another."""
    part = by.fixed(node.args[0])
    if is_open(part.rows) or is_open(part.columns):
        raise by.fault(node, [part], say.open_size(say.spelled(part.node)))
    rows, columns = part.known_shape
    return (
        part
        if part.is_column or part.is_number
        else Typed("vec", (part,), multiplied(rows, columns), 1, node)
    )


def _entry(by: Inference, node: Apply, by_entry: bool) -> Typed:
    part = by.fixed(node.args[0])
    indices = tuple(by.number(index, "an index") for index in node.args[1:])
    wanted = 1 if part.is_column or part.is_row else 2
    if part.is_number or len(indices) != wanted:
        raise by.fault(node, [part], say.entry_needs(_party(part), wanted))
    sizes = [part.shape[0] if part.is_column else part.shape[1]] if wanted == 1 else list(part.shape)
    for size, index in zip(sizes, node.args[1:], strict=True):
        value = value_of(index)
        too_large = isinstance(size, int) and value is not None and value > size
        if value is not None and (value < 1 or value.denominator != 1 or too_large):
            raise by.fault(node, [part], say.no_such_entry(_party(part), say.spelled(index)))
    return Typed("entry", (part, *indices), 1, 1, node)


def _over_entries(operation: str) -> Rule:
    """sum and mean over all entries."""

    def rule(by: Inference, node: Apply, by_entry: bool) -> Typed:
        part = by.fixed(node.args[0], by_entry=True)
        return part if part.is_number else Typed(operation, (part,), 1, 1, node)

    return rule


def _of_vector(by: Inference, node: Apply, by_entry: bool) -> Typed:
    """softmax, which keeps the shape, and logsumexp."""
    part = by.fixed(node.args[0], by_entry=True)
    if not (part.is_column or part.is_row):
        raise by.fault(node, [part], say.vector_needed(_party(part), what=node.head))
    shape = part.shape if node.head == "softmax" else (1, 1)
    return Typed(node.head, (part,), *shape, node)


def _filled(by: Inference, node: Apply, by_entry: bool) -> Typed:
    """I and ones: of the size given, or of the one that fits."""
    size = Unknown(may_be_one=bool(node.args))
    if node.args:
        given = node.args[0]
        value = value_of(given)
        if isinstance(given, Name) and given.name in by.dimensions:
            unify(size, given.name)
        elif value is not None and value.denominator == 1 and value >= 1:
            unify(size, int(value))
        else:
            text = say.spelled(given)
            raise by.fault(node, [by.of(given)], say.unknown_size(text))
    return Typed(node.head, (), size, size if node.head == "identity" else 1, node)


def _list(by: Inference, node: Apply, by_entry: bool) -> Typed:
    """A vector or matrix written entry by entry."""
    rows = node.args if node.head == "matrix" else (node,)
    entries = [entry for row in rows if isinstance(row, Apply) for entry in row.args]
    typed = tuple(by.number(entry, "an entry") for entry in entries)
    if node.head == "vector":
        return Typed("matrix", typed, len(typed), 1, node)
    return Typed("matrix", typed, len(rows), len(typed) // max(1, len(rows)), node)


def _bound(by: Inference, node: Apply, by_entry: bool) -> Typed:
    """A sum or product over a bound index; what is summed may be a matrix, what is multiplied a number."""
    body, index, low, high = node.args
    if not isinstance(index, Name):
        raise UnsupportedError(say.NOT_COMPUTED_HERE)
    ends = (by.number(low, "a bound of the index"), by.number(high, "a bound of the index"))
    by.bound.append(index.name)
    inside = by.fixed(body) if node.head == "sum" else by.number(body, "a factor")
    by.bound.pop()
    return Typed(node.head, (inside, *ends), *inside.shape, node, index.name)


RULES: dict[str, Rule] = {
    **dict.fromkeys(scalars.HEADS, _function),
    "abs": _size, "/": _quotient, "^": _power, "transpose": _transpose,
    "inv": _inverse, "det": _number_of_square("det", "a determinant"),
    "tr": _number_of_square("tr", "a trace"), "diag": _diagonal, "rank": _rank, "norm": _norm,
    "kron": _kron, "vec": _vec, "entry": _entry,
    "total": _over_entries("total"), "mean": _over_entries("mean"),
    "softmax": _of_vector, "logsumexp": _of_vector, "identity": _filled, "ones": _filled,
    "vector": _list, "matrix": _list, "sum": _bound, "prod": _bound,
}  # fmt: skip
