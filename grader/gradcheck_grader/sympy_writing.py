"""SymPy objects built from trees, with SymPy's constructors only."""

# pyright: standard

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import Any

from gradcheck_grader.errors import AnswerError
from gradcheck_grader.notation import Dimension, Shape
from gradcheck_grader.sympy_bridge import FUNCTIONS
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num

# Beyond these SymPy computes for ever; the power or factorial is left as it stands.
LARGEST_EXPONENT = 1_000
LARGEST_FACTORIAL = 1_000
_BINDING = {"sum": "Sum", "prod": "Product", "integral": "Integral"}
_OF_MATRICES = frozenset(
    {"matmul", "hadamard", "kron", "dot", "transpose", "inv", "det", "tr", "diag", "entry"}
)


class Writer:
    """Writes trees; symbols stand for the names they carry, and names with a shape are matrix symbols.

    module  SymPy itself, so that importing this file does not import it.
    """

    def __init__(self, module: Any, symbols: Iterable[Any], shapes: Mapping[str, Shape]) -> None:
        self.sympy = module
        self.known: dict[str, Any] = {"pi": module.pi, "e": module.E, "i": module.I, "inf": module.oo}
        for name, shape in shapes.items():
            self.known[name] = module.MatrixSymbol(name, self.size(shape.rows), self.size(shape.columns))
        self.known |= {str(getattr(symbol, "name", symbol)): symbol for symbol in symbols}

    def write(self, node: Node) -> Any:
        """The SymPy object of the tree."""
        if isinstance(node, Num):
            return self.sympy.Rational(node.value.numerator, node.value.denominator)
        if isinstance(node, Name):
            return self.known.setdefault(node.name, self.sympy.Symbol(node.name))
        if node.head in _BINDING:
            return self.bound(node)
        arguments = [self.write(part) for part in node.args]
        if node.head in _OF_MATRICES and not _is_matrix(arguments[0]):
            raise AnswerError(f"{node.head} is of matrices: say the shape of {arguments[0]}.")
        try:
            return self.applied(node.head, arguments)
        except (ValueError, TypeError, NotImplementedError) as error:
            raise AnswerError(f"SymPy cannot make {node.head} of {arguments}: {error}") from error

    def applied(self, head: str, arguments: list[Any]) -> Any:
        """The head applied to SymPy objects."""
        if head in _CLASSES:
            return getattr(self.sympy, _CLASSES[head])(*arguments)
        if head in _CONSTANTS:
            return getattr(self.sympy, _CONSTANTS[head])
        if head in _RULES:
            return _RULES[head](self.sympy, *arguments)
        if head.startswith("interval"):
            return self.sympy.Interval(*arguments, head[-2] == "(", head[-1] == ")")
        raise AnswerError(f"{head} has no counterpart in SymPy here.")

    def size(self, dimension: Dimension) -> Any:
        """A dimension: a whole number, or the symbol of one."""
        if isinstance(dimension, int):
            return self.sympy.Integer(dimension)
        return self.sympy.Symbol(dimension, integer=True, positive=True)

    def bound(self, node: Apply) -> Any:
        """A sum, a product or an integral; its variable means nothing outside of it."""
        body, variable, *bounds = node.args
        limits = [self.write(bound) for bound in bounds]
        name = variable.name if isinstance(variable, Name) else ""
        outer = self.known.get(name)
        if not isinstance(outer, self.sympy.Symbol):
            self.known[name] = self.sympy.Symbol(name)
        inside, symbol = self.write(body), self.known.pop(name)
        if outer is not None:
            self.known[name] = outer
        return getattr(self.sympy, _BINDING[node.head])(inside, (symbol, *limits) if limits else symbol)


def _is_matrix(value: Any) -> bool:
    return bool(getattr(value, "is_Matrix", False))


def _sum(module: Any, *terms: Any) -> Any:
    """SymPy's own sum and product of many know of numbers only: matrices go two by two."""
    return reduce(operator.add, terms) if any(map(_is_matrix, terms)) else module.Add(*terms)


def _product(module: Any, *factors: Any) -> Any:
    return reduce(operator.mul, factors) if any(map(_is_matrix, factors)) else module.Mul(*factors)


def _quotient(module: Any, above: Any, below: Any) -> Any:
    return _product(module, above, module.Pow(below, -1))


def _power(module: Any, base: Any, exponent: Any) -> Any:
    """The power; a tower of numbers is left as it stands."""
    if _is_matrix(base):
        return module.MatPow(base, exponent)
    huge = bool(exponent.is_number) and not (exponent.is_Rational and abs(exponent) <= LARGEST_EXPONENT)
    return module.Pow(base, exponent, evaluate=not (huge and base.is_number))


def _factorial(module: Any, n: Any) -> Any:
    """The factorial; of a large number it is left as it stands."""
    huge = bool(n.is_number) and not (n.is_Rational and abs(n) <= LARGEST_FACTORIAL)
    return module.factorial(n, evaluate=not huge)


def _piecewise(module: Any, *parts: Any) -> Any:
    pairs = list(zip(parts[::2], parts[1::2], strict=False))
    return module.Piecewise(*pairs, *((part, True) for part in parts[len(pairs) * 2 :]))


def _entry(_module: Any, matrix: Any, *places: Any) -> Any:
    """SymPy counts from 0, and gives a column a second index."""
    row, column = (*places, 1)[:2]
    return matrix[row - 1, column - 1]


def _diagonal(module: Any, matrix: Any) -> Any:
    return module.DiagMatrix(matrix) if matrix.shape[1] == 1 else module.DiagonalMatrix(matrix)


_CLASSES = {head: name for name, head in FUNCTIONS.items() if head != "factorial"} | {
    "sqrt": "sqrt", "diff": "Derivative", "set": "FiniteSet", "tuple": "Tuple", "union": "Union",
    "intersection": "Intersection", "without": "Complement", "in": "Contains", "=": "Eq", "!=": "Ne",
    "<": "Lt", "<=": "Le", ">": "Gt", ">=": "Ge", "and": "And", "or": "Or", "not": "Not",
    "implies": "Implies", "iff": "Equivalent", "hadamard": "HadamardProduct", "kron": "KroneckerProduct",
    "transpose": "Transpose", "inv": "Inverse", "tr": "Trace", "det": "Determinant", "dot": "DotProduct",
    "identity": "Identity",
}  # fmt: skip
_CONSTANTS = {
    "true": "true", "false": "false", "reals": "Reals", "integers": "Integers", "naturals": "Naturals",
}  # fmt: skip
_RULES: dict[str, Callable[..., Any]] = {
    "neg": lambda module, x: -x, "+": _sum, "*": _product, "/": _quotient, "^": _power,
    "matmul": _product, "factorial": _factorial, "piecewise": _piecewise, "entry": _entry, "diag": _diagonal,
    "root": lambda module, x, n: module.Pow(x, module.Pow(n, -1)),
    "sigmoid": lambda module, x: 1 / (1 + module.exp(-x)),
    "softplus": lambda module, x: module.log(1 + module.exp(x)),
    "relu": lambda module, x: module.Max(x, 0),
    "vector": lambda module, *entries: module.Matrix(list(entries)),
    "row": lambda module, *entries: list(entries),
    "matrix": lambda module, *rows: module.Matrix(list(rows)),
    "ones": lambda module, n: module.OneMatrix(n, 1),
}  # fmt: skip
