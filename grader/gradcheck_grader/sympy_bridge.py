"""Trees from SymPy objects and back.

Reading an object walks it by class name, so that SymPy is not imported here; writing one imports SymPy when
called. Neither way does a text ever reach SymPy's own parser.
"""

# pyright: standard

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from numbers import Rational
from typing import TYPE_CHECKING, Any

from gradcheck_grader.errors import AnswerError
from gradcheck_grader.notation import COMPLEX, Domain, Shape
from gradcheck_grader.syntax.build import minus, of, over, plus, rational, times, to_the
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, num

if TYPE_CHECKING:
    import sympy

CONSTANTS = {"Pi": "pi", "Exp1": "e", "ImaginaryUnit": "i", "Infinity": "inf"}
SAME_NAME = (
    "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh",
    "acosh", "atanh", "exp", "log", "sign", "floor", "factorial", "binomial", "gamma", "erf",
    "digamma", "polygamma", "re", "im", "arg",
)  # fmt: skip
FUNCTIONS = {name: name for name in SAME_NAME} | {
    "Abs": "abs", "conjugate": "conj", "ceiling": "ceil", "Max": "max", "Min": "min",
}  # fmt: skip
# Classes whose arguments are those of the head, in the same order.
HEADS = FUNCTIONS | {
    "Equality": "=", "Unequality": "!=", "StrictLessThan": "<", "LessThan": "<=", "StrictGreaterThan": ">",
    "GreaterThan": ">=", "And": "and", "Or": "or", "Not": "not", "Implies": "implies", "Equivalent": "iff",
    "BooleanTrue": "true", "BooleanFalse": "false", "Contains": "in", "FiniteSet": "set", "EmptySet": "set",
    "Union": "union", "Intersection": "intersection", "Complement": "without", "Reals": "reals",
    "Integers": "integers", "Tuple": "tuple", "Transpose": "transpose", "Trace": "tr",
    "Determinant": "det", "HadamardProduct": "hadamard", "KroneckerProduct": "kron", "DotProduct": "dot",
    "DiagMatrix": "diag", "Identity": "identity", "MatPow": "^",
}  # fmt: skip


def from_sympy(expr: Any) -> Node:
    """The tree of a SymPy object, a Python number, or nested lists of them; a column is a vector.

    Raises AnswerError, naming the class, for anything that has no counterpart.

    >>> from sympy import symbols, cos
    >>> from gradcheck_grader.syntax.printing import to_plain
    >>> x = symbols("x")
    >>> to_plain(from_sympy(-x * cos(x) / 2))
    '-x*cos(x)/2'
    """
    if isinstance(expr, Num | Name | Apply):
        return expr
    if isinstance(expr, bool):
        return of("true" if expr else "false")
    if isinstance(expr, Rational):
        return rational(Fraction(int(expr.numerator), int(expr.denominator)))
    if isinstance(expr, float) or type(expr).__name__ == "Float":
        return _decimal(expr)
    if hasattr(expr, "tolist") and hasattr(expr, "shape"):  # matrices and NumPy arrays
        return _array(expr.tolist(), single_column=len(expr.shape) == 1 or expr.shape[1] == 1)
    if isinstance(expr, list | tuple):
        return _array(expr, single_column=False)
    names = [cls.__name__ for cls in type(expr).__mro__]
    for name in names:
        if rule := RULES.get(name):
            return rule(expr)
        if name in CONSTANTS:
            return Name(CONSTANTS[name])
        if head := HEADS.get(name):
            return of(head, *map(from_sympy, expr.args))
    raise no_counterpart(expr)


def domain_of(symbol: Any) -> Domain:
    """The domain that a SymPy symbol's assumptions declare; real when it has none.

    >>> from sympy import Symbol
    >>> domain_of(Symbol("n", integer=True, positive=True)).to_json()
    {'kind': 'integer', 'low': '0', 'low_open': True}
    """
    if symbol.is_complex and symbol.is_extended_real is None:
        return COMPLEX
    kind = "integer" if symbol.is_integer else "real"
    if symbol.is_positive:
        return Domain(kind, low=Fraction(0), low_open=True)
    if symbol.is_negative:
        return Domain(kind, high=Fraction(0), high_open=True)
    if symbol.is_nonnegative:
        return Domain(kind, low=Fraction(0))
    if symbol.is_nonpositive:
        return Domain(kind, high=Fraction(0))
    return Domain(kind)


def symbol_of(name: str, domain: Domain) -> Any:
    """The SymPy symbol whose assumptions say what the domain says of kind and sign.

    >>> domain_of(symbol_of("n", Domain("integer", low=Fraction(0)))).to_json()
    {'kind': 'integer', 'low': '0', 'low_open': False}
    """
    import sympy

    if domain.kind == "complex":
        return sympy.Symbol(name, complex=True)
    assumptions = {"real": True} | ({"integer": True} if domain.kind == "integer" else {})
    if domain.low is not None and domain.low >= 0:
        positive = domain.low > 0 or domain.low_open
        assumptions |= {"positive" if positive else "nonnegative": True}
    elif domain.high is not None and domain.high <= 0:
        negative = domain.high < 0 or domain.high_open
        assumptions |= {"negative" if negative else "nonpositive": True}
    return sympy.Symbol(name, **assumptions)


def to_sympy(
    node: Node, symbols: Iterable[sympy.Basic] = (), *, shapes: Mapping[str, Shape] | None = None
) -> Any:
    """The SymPy object that means the tree; arrays become matrices.

    symbols  to use for the names they carry, also matrix symbols; other names become symbols without
             assumptions.
    shapes   of the names that become matrix symbols.
    Raises AnswerError for a head that SymPy has no counterpart of here, and for shapes that do not fit.

    >>> from gradcheck_grader.syntax.tree import Apply, Name, num
    >>> to_sympy(Apply("/", (Name("x"), num(2))))
    x/2
    """
    import sympy

    from gradcheck_grader.sympy_writing import Writer

    return Writer(sympy, symbols, shapes or {}).write(node)


def integrated(node: Node, variable: str, names: Mapping[str, Domain]) -> Node | None:
    """An antiderivative that SymPy finds; None when it finds none that can be written.

    It may hold on a part of the domain only: SymPy gives log(x) for 1/x.
    """
    import sympy

    symbols = {name: symbol_of(name, domain) for name, domain in names.items()}
    try:
        found = sympy.integrate(to_sympy(node, symbols.values()), symbols[variable])
        return None if found.has(sympy.Integral) else from_sympy(found)
    except (AnswerError, NotImplementedError):
        return None


def _decimal(expr: Any) -> Node:
    """The decimal that a float prints as: 0.1 is 1/10."""
    try:
        return rational(Fraction(str(expr)))
    except ValueError as error:
        raise AnswerError(f"{expr} is not a number that a response can be compared with.") from error


def _array(rows: Sequence[Any], *, single_column: bool) -> Node:
    """A vector of a flat list or a single column; else a matrix."""
    nested = [isinstance(row, list | tuple) for row in rows]
    lengths = {len(row) if is_row else 0 for row, is_row in zip(rows, nested, strict=True)}
    if not rows or len(lengths) > 1 or (any(nested) and not all(nested)):
        raise AnswerError(f"{rows} is no vector and no matrix: give rows of one length.")
    if not any(nested):
        return Apply("vector", tuple(map(from_sympy, rows)))
    if single_column:
        return Apply("vector", tuple(from_sympy(row[0]) for row in rows))
    return Apply("matrix", tuple(Apply("row", tuple(map(from_sympy, row))) for row in rows))


def _sum(expr: Any) -> Node:
    return plus(*map(from_sympy, expr.as_ordered_terms()))


def _product(expr: Any) -> Node:
    """A fraction when some factors have negative exponents; a sign stands in front."""
    coefficient, rest = expr.as_coeff_Mul()
    if type(coefficient).__name__ == "Float":
        return times(from_sympy(coefficient), from_sympy(rest))
    number = Fraction(int(coefficient.p), int(coefficient.q)) if hasattr(coefficient, "p") else Fraction(1)
    factors = rest.as_ordered_factors() if hasattr(rest, "as_ordered_factors") else [rest]
    if not hasattr(coefficient, "p"):
        factors = [coefficient, *factors]
    above: list[Node] = [num(abs(number.numerator))]
    below: list[Node] = [num(number.denominator)]
    for factor in factors:
        base, exponent = factor.as_base_exp()
        if type(factor).__name__ == "Pow" and exponent.could_extract_minus_sign():
            below.append(_to_the(from_sympy(base), from_sympy(-exponent)))
        else:
            above.append(from_sympy(factor))
    fraction = over(times(*above), times(*below))
    return minus(fraction) if number < 0 else fraction


def _power(expr: Any) -> Node:
    base, exponent = expr.args
    if exponent.is_Rational and exponent.p < 0:
        return over(num(1), _to_the(from_sympy(base), from_sympy(-exponent)))
    return _to_the(from_sympy(base), from_sympy(exponent))


def _to_the(base: Node, exponent: Node) -> Node:
    if exponent == rational(Fraction(1, 2)):
        return of("sqrt", base)
    if base == Name("e"):
        return of("exp", exponent)
    return to_the(base, exponent)


def _derivative(expr: Any) -> Node:
    tree = from_sympy(expr.expr)
    for name, times_over in expr.variable_count:
        tree = of("diff", tree, from_sympy(name), from_sympy(times_over))
    return tree


def _hyperbolic_quotient(above: str, below: str) -> Callable[[Any], Node]:
    def rule(expr: Any) -> Node:
        x = from_sympy(expr.args[0])
        return over(of(above, x) if above else num(1), of(below, x))

    return rule


def _over_limits(head: str) -> Callable[[Any], Node]:
    """Sums, products and integrals: one node for each variable, the first of them innermost."""

    def rule(expr: Any) -> Node:
        tree = from_sympy(expr.function)
        for variable, *bounds in expr.limits:
            if len(bounds) == 1:  # a value at the upper end, which no head of the tree has
                raise no_counterpart(expr)
            tree = of(head, tree, from_sympy(variable), *map(from_sympy, bounds))
        return tree

    return rule


def _piecewise(expr: Any) -> Node:
    parts: list[Node] = []
    for value, condition in expr.args:
        parts.append(from_sympy(value))
        if condition != True:  # noqa: E712 — SymPy's own true equals it
            parts.append(from_sympy(condition))
    return of("piecewise", *parts)


def _interval(expr: Any) -> Node:
    low, high, left_open, right_open = expr.args
    head = f"interval{'(' if left_open else '['}{')' if right_open else ']'}"
    return of(head, from_sympy(low), from_sympy(high))


def _matrix_product(expr: Any) -> Node:
    """A number stands in front, with its sign before all."""
    coefficient, matrices = expr.as_coeff_matrices()
    factors = tuple(map(from_sympy, matrices))
    product = factors[0] if len(factors) == 1 else of("matmul", *factors)
    if coefficient == 1:
        return product
    scalar = from_sympy(coefficient)
    if isinstance(scalar, Apply) and scalar.head == "neg":
        return minus(product if scalar.args[0] == num(1) else of("*", scalar.args[0], product))
    return of("*", scalar, product)


def _element(expr: Any) -> Node:
    """Counted from 1; of a column with one index."""
    matrix, *places = expr.args
    if matrix.shape[1] == 1 and places[1] == 0:
        del places[1]
    return of("entry", from_sympy(matrix), *(plus(from_sympy(place), num(1)) for place in places))


def _ones(expr: Any) -> Node:
    if expr.shape[1] != 1:
        raise no_counterpart(expr)
    return of("ones", from_sympy(expr.shape[0]))


def no_counterpart(expr: Any) -> AnswerError:
    """The error for an object that no response can say."""
    name = type(expr).__name__
    return AnswerError(f"{name} has no counterpart among the responses that can be written: {expr}.")


RULES: dict[str, Callable[[Any], Node]] = {
    "Rational": lambda expr: rational(Fraction(int(expr.p), int(expr.q))),
    "NegativeInfinity": lambda expr: minus(Name("inf")),
    "Symbol": lambda expr: Name(expr.name),
    "MatrixSymbol": lambda expr: Name(expr.name),
    "MatAdd": lambda expr: plus(*map(from_sympy, expr.args)),
    "MatMul": _matrix_product,
    "Inverse": lambda expr: of("inv", from_sympy(expr.args[0])),
    "MatrixElement": _element,
    "OneMatrix": _ones,
    "Sum": _over_limits("sum"),
    "Product": _over_limits("prod"),
    "Integral": _over_limits("integral"),
    "Piecewise": _piecewise,
    "Interval": _interval,
    "Naturals0": lambda expr: of("union", of("set", num(0)), of("naturals")),
    "Naturals": lambda expr: of("naturals"),
    "Add": _sum,
    "Mul": _product,
    "Pow": _power,
    "Derivative": _derivative,
    "coth": _hyperbolic_quotient("cosh", "sinh"),
    "sech": _hyperbolic_quotient("", "cosh"),
    "csch": _hyperbolic_quotient("", "sinh"),
}
