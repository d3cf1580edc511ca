"""What wrong rules make of the right tree: each gives a few trees, or none where it does not apply."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from gradcheck_grader.equality.arrays import grid_of
from gradcheck_grader.notation import Notation
from gradcheck_grader.slips.changes import changed_everywhere, changed_once, in_each_entry
from gradcheck_grader.syntax.build import ONE, TWO, minus, of, over, plus, times, to_the, value_of
from gradcheck_grader.syntax.tree import Apply, Name, Node, fold, names_in, num

TreeRule = Callable[[Node, Notation], Iterator[Node]]

ARRAYS = frozenset({"vector", "matrix", "row"})
TRIGONOMETRIC = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"})
ARCS = frozenset({"asin", "acos", "atan"})
BOUND = frozenset({"sum", "prod"})
PI = of("acos", minus(ONE))  # the question may use the name pi for something else
MOST_SWAPPED = 5


def _is_array(tree: Node) -> bool:
    return isinstance(tree, Apply) and tree.head in ARRAYS


def _is_matrix_formula(tree: Node, notation: Notation) -> bool:
    """Whether some name in it has a shape, so that not every product and quotient has a meaning."""
    return not names_in(tree).isdisjoint(notation.shapes)


def _sign(tree: Node, _notation: Notation) -> Iterator[Node]:
    yield in_each_entry(tree, minus)


def _sign_of_a_term(tree: Node, _notation: Notation) -> Iterator[Node]:
    """One term of the sum that the whole is, with the other sign."""
    if isinstance(tree, Apply) and tree.head == "+":
        for at, term in enumerate(tree.args):
            yield Apply("+", (*tree.args[:at], minus(term), *tree.args[at + 1 :]))


def _factor_of_two(tree: Node, notation: Notation) -> Iterator[Node]:
    yield in_each_entry(tree, lambda entry: times(TWO, entry))
    if _is_matrix_formula(tree, notation):
        yield times(num(Fraction(1, 2)), tree)
    else:
        yield in_each_entry(tree, lambda entry: over(entry, TWO))


def _reciprocal(tree: Node, notation: Notation) -> Iterator[Node]:
    if not _is_array(tree) and not _is_matrix_formula(tree, notation):
        yield over(ONE, tree)


def _complement(tree: Node, notation: Notation) -> Iterator[Node]:
    """1 - p, where p is a number between 0 and 1."""
    value = value_of(tree)
    if notation.kind == "number" and value is not None and 0 < value < 1:
        yield plus(ONE, minus(tree))


def _percent(tree: Node, notation: Notation) -> Iterator[Node]:
    if notation.kind == "number":
        yield times(num(100), tree)
        yield over(tree, num(100))


def _transposed(tree: Node, notation: Notation) -> Iterator[Node]:
    grid = grid_of(tree)
    if grid is None:
        if _is_matrix_formula(tree, notation):
            yield of("transpose", tree)
        return
    if grid.shape[0] == grid.shape[1] > 1:
        turned = grid.transposed()
        width = turned.columns
        rows = [turned.entries[at * width : (at + 1) * width] for at in range(turned.rows)]
        yield Apply("matrix", tuple(Apply("row", row) for row in rows))


def _transpose_missing(tree: Node, notation: Notation) -> Iterator[Node]:
    if _is_matrix_formula(tree, notation):
        yield from changed_once(tree, lambda node: node.args if node.head == "transpose" else ())


def _entries_swapped(tree: Node, _notation: Notation) -> Iterator[Node]:
    """A short vector with two entries in each other's place, or in reverse order."""
    if not isinstance(tree, Apply) or tree.head != "vector":
        return
    entries, size = tree.args, len(tree.args)
    if size > 2:
        yield Apply("vector", entries[::-1])
    if 2 <= size <= MOST_SWAPPED:
        for low in range(size):
            for high in range(low + 1, size):
                moved = list(entries)
                moved[low], moved[high] = entries[high], entries[low]
                yield Apply("vector", tuple(moved))


def _matrix_factors(node: Node, notation: Notation) -> tuple[list[Node], list[Node]]:
    """The numbers in a product, and its factors that have a shape, or are made of what has one."""
    if not isinstance(node, Apply) or node.head not in ("*", "matmul"):
        return [], []
    shaped = [node.head == "matmul" or _is_matrix_formula(factor, notation) for factor in node.args]
    numbers = [factor for factor, has_shape in zip(node.args, shaped, strict=True) if not has_shape]
    return numbers, [factor for factor, has_shape in zip(node.args, shaped, strict=True) if has_shape]


def _elementwise(tree: Node, notation: Notation) -> Iterator[Node]:
    """Every product of matrices, or one of them, taken entry by entry."""

    def by_entry(node: Apply) -> Node | None:
        numbers, factors = _matrix_factors(node, notation)
        if len(factors) < 2:
            return None
        product = Apply("hadamard", tuple(factors))
        return Apply("*", (*numbers, product)) if numbers else product

    made = changed_everywhere(tree, by_entry)
    if made is not None:
        yield made
        yield from changed_once(tree, lambda node: [changed] if (changed := by_entry(node)) else [])


def _factors_swapped(tree: Node, notation: Notation) -> Iterator[Node]:
    """One matrix product with all factors the other way round, or with two neighbours swapped."""

    def swapped(node: Apply) -> Iterator[Node]:
        numbers, factors = _matrix_factors(node, notation)
        if len(factors) > 2:
            yield Apply(node.head, (*numbers, *reversed(factors)))
        for at in range(len(factors) - 1):
            moved = [*factors[:at], factors[at + 1], factors[at], *factors[at + 2 :]]
            yield Apply(node.head, (*numbers, *moved))

    yield from changed_once(tree, swapped)


def _counts(tree: Node, notation: Notation) -> list[Node]:
    """What a mean could be over: the last index of a sum; names of whole numbers; dimensions with a name."""
    found: list[Node] = []

    def branch(node: Apply, _parts: list[None]) -> None:
        if node.head in BOUND and len(node.args) == 4:
            found.append(node.args[3])

    fold(tree, lambda _leaf: None, branch)
    found += [Name(name) for name, domain in notation.names.items() if domain.kind == "integer"]
    return list(dict.fromkeys(found))[:3]


def _mean_for_sum(tree: Node, notation: Notation) -> Iterator[Node]:
    heads = changed_everywhere(tree, lambda node: of("mean", *node.args) if node.head == "total" else None)
    if heads is not None:
        yield heads
    for count in _counts(tree, notation):
        yield in_each_entry(tree, lambda entry, count=count: over(entry, count))


def _sum_for_mean(tree: Node, notation: Notation) -> Iterator[Node]:
    heads = changed_everywhere(tree, lambda node: of("total", *node.args) if node.head == "mean" else None)
    if heads is not None:
        yield heads
    for count in _counts(tree, notation):
        yield in_each_entry(tree, lambda entry, count=count: times(count, entry))


def _log_base(tree: Node, _notation: Notation) -> Iterator[Node]:
    """Every logarithm to another base: natural, 2 or 10."""
    for base in (None, TWO, num(10)):

        def to_base(node: Apply, base: Node | None = base) -> Node | None:
            if node.head != "log":
                return None
            inside, *old = node.args
            if old and old[0] not in (TWO, num(10)):
                return None
            return of("log", inside) if base is None else of("log", inside, base)

        made = changed_everywhere(tree, to_base)
        if made is not None and made != tree:
            yield made


def _variance_for_deviation(tree: Node, notation: Notation) -> Iterator[Node]:
    heads = changed_everywhere(tree, lambda node: of("var", *node.args) if node.head == "std" else None)
    if heads is not None:
        yield heads
    if isinstance(tree, Apply) and tree.head == "sqrt":
        yield tree.args[0]
    elif notation.kind == "number":
        yield to_the(tree, TWO)


def _deviation_for_variance(tree: Node, notation: Notation) -> Iterator[Node]:
    heads = changed_everywhere(tree, lambda node: of("std", *node.args) if node.head == "var" else None)
    if heads is not None:
        yield heads
    value = value_of(tree)
    if isinstance(tree, Apply) and tree.head == "^" and tree.args[1] == TWO:
        yield tree.args[0]
    elif notation.kind == "number" and (value is None or value > 0):
        yield of("sqrt", tree)


def _joint_for_conditional(tree: Node, _notation: Notation) -> Iterator[Node]:
    made = changed_everywhere(tree, lambda node: of("and", *node.args) if node.head == "given" else None)
    if made is not None:
        yield made


def _off_by_one(tree: Node, notation: Notation) -> Iterator[Node]:
    """A bound of a sum, a name of a whole number, or a number that is one, by one too small or too large."""
    value = value_of(tree)
    if notation.kind == "number" and value is not None and value.denominator == 1:
        yield num(value - 1)
        yield num(value + 1)
    yield from changed_once(tree, _bounds_moved)
    written = names_in(tree)
    for name, domain in notation.names.items():
        if domain.kind == "integer" and name in written:
            for moved in (plus(Name(name), minus(ONE)), plus(Name(name), ONE)):
                yield _with(tree, name, moved)


def _bounds_moved(node: Apply) -> Iterator[Node]:
    if node.head in BOUND and len(node.args) == 4:
        body, index, low, high = node.args
        for changed in (minus(ONE), ONE):
            yield Apply(node.head, (body, index, low, plus(high, changed)))
            yield Apply(node.head, (body, index, plus(low, changed), high))


def _with(tree: Node, name: str, value: Node) -> Node:
    """The tree with a value in place of a name."""
    return fold(
        tree,
        lambda leaf: value if leaf == Name(name) else leaf,
        lambda node, parts: Apply(node.head, tuple(parts)),
    )


def _degrees(tree: Node, _notation: Notation) -> Iterator[Node]:
    def in_degrees(node: Apply) -> Node | None:
        if node.head in TRIGONOMETRIC:
            return of(node.head, over(times(node.args[0], PI), num(180)))
        return over(times(num(180), node), PI) if node.head in ARCS else None

    made = changed_everywhere(tree, in_degrees)
    if made is not None:
        yield made


def _exponent_sign(tree: Node, _notation: Notation) -> Iterator[Node]:
    yield from changed_once(tree, _exponent_turned)


def _exponent_turned(node: Apply) -> Iterator[Node]:
    if node.head == "exp":
        yield of("exp", minus(node.args[0]))
    elif node.head == "^":
        yield Apply("^", (node.args[0], minus(node.args[1])))


def _constant_factor(tree: Node, _notation: Notation) -> Iterator[Node]:
    """One product without its numbers, or a quotient of it without the number below."""

    def without(node: Apply) -> Iterator[Node]:
        if node.head == "*":
            kept = [factor for factor in node.args if value_of(factor) is None]
            if kept and len(kept) < len(node.args):
                yield times(*kept)
        elif node.head == "/" and value_of(node.args[1]) is not None and value_of(node) is None:
            yield node.args[0]

    yield from changed_once(tree, without)


def _square_missing(tree: Node, _notation: Notation) -> Iterator[Node]:
    yield from changed_once(
        tree, lambda node: (node.args[0],) if node.head == "^" and node.args[1] == TWO else ()
    )


def _root_missing(tree: Node, _notation: Notation) -> Iterator[Node]:
    yield from changed_once(tree, lambda node: (node.args[0],) if node.head == "sqrt" else ())


RULES: Mapping[str, TreeRule] = {
    "sign": _sign,
    "transposed": _transposed,
    "entries-swapped": _entries_swapped,
    "factor-of-two": _factor_of_two,
    "reciprocal": _reciprocal,
    "complement": _complement,
    "percent": _percent,
    "elementwise-for-matrix-product": _elementwise,
    "swapped-factors": _factors_swapped,
    "transpose-missing": _transpose_missing,
    "mean-for-sum": _mean_for_sum,
    "sum-for-mean": _sum_for_mean,
    "log-base": _log_base,
    "variance-for-deviation": _variance_for_deviation,
    "deviation-for-variance": _deviation_for_variance,
    "joint-for-conditional": _joint_for_conditional,
    "off-by-one-index": _off_by_one,
    "degrees-for-radians": _degrees,
    "sign-of-a-term": _sign_of_a_term,
    "exponent-sign": _exponent_sign,
    "dropped-constant-factor": _constant_factor,
    "squared-missing": _square_missing,
    "root-missing": _root_missing,
}
