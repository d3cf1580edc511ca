"""Polynomials that vanish wherever an algebraic function is zero; so its zeros are found exactly.

A root or a fractional power becomes a new unknown t with t^q = u, which a resultant takes out again. |u|,
max, min and sign become each of the pieces that they are made of. What remains vanishes at every zero of the
function, and perhaps elsewhere: who uses the roots looks at the function there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any, final

from flint import Ordering, fmpz_mpoly, fmpz_mpoly_ctx, fmpz_poly

from gradcheck_grader.equality.structure import NAME, NUM, Graph

MOST_UNKNOWNS = 4
MOST_PIECES = 32
MOST_DEGREE = 32
MOST_TERMS = 1_000
MOST_BITS = 20_000
LARGEST_ROOT = 8

Quotient = tuple[fmpz_mpoly, fmpz_mpoly]
# A whole number and the nodes that it is multiplied by.
Terms = list[tuple[int, list[int]]]


class NotAlgebraicError(Exception):
    """A function that is not algebraic, or too large to be treated as one."""


def polynomials(
    graph: Graph, root: int, name: str, fixed: Mapping[str, Fraction], *, opaque: int = -1
) -> list[fmpz_poly]:
    """Polynomials in the name, none of them 0, that vanish between them at every isolated zero of the node.

    fixed   the values of the other names.
    opaque  a node that they are polynomials in, instead of the name.
    Raises NotAlgebraicError.
    """
    found: list[fmpz_poly] = []
    for numerator in _numerators(graph, root, ("",) if opaque >= 0 else (name,), fixed, opaque):
        polynomial = _in_one_name(numerator)
        if not polynomial.is_zero():
            found.append(polynomial)
    return found


def coefficients(
    graph: Graph, root: int, name: str, fixed: Mapping[str, Fraction], *, opaque: int = -1
) -> list[Terms] | None:
    """Those of a polynomial in x of degree 1 or 2 that is 0 where the node is, lowest power first; else None.

    The polynomial is 0 also where something is divided by 0. Each coefficient is a sum of whole numbers times
    nodes that do not vary, such as exp(3), pi, or a name that is not fixed.
    opaque  a node that stands for x, instead of the name.
    """
    if _pieces(graph, root):
        return None
    frame = _Frame(graph, ("",) if opaque >= 0 else (name,), fixed, {}, opaque)
    frame.take_constants(root, name)
    try:
        above = frame.quotient(root)[0]
    except NotAlgebraicError:
        return None
    degree = above.degrees()[0]
    if not 1 <= degree <= 2:
        return None
    parts: dict[int, Terms] = {power: [] for power in range(degree + 1)}
    terms: Any = above.terms()
    for powers, coefficient in terms:
        factors = [node for place, node in enumerate(frame.constants) for _ in range(powers[1 + place])]
        parts[powers[0]].append((int(coefficient), factors))
    return list(parts.values())


def factors(graph: Graph, root: int, names: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]] | None:
    """The irreducible factors of numerator and denominator of a rational function, printed up to sign.

    None for a function that is not rational with rational coefficients, or too large.
    """
    pieces = _pieces(graph, root)
    try:
        frame = _Frame(graph, names, {}, {}, -1)
        above, below = frame.quotient(root)
    except NotAlgebraicError:
        return None
    if pieces or frame.relations or above.is_zero():
        return None
    common = above.gcd(below)
    return _printed_factors(above / common), _printed_factors(below)


def _printed_factors(polynomial: fmpz_mpoly) -> frozenset[str]:
    found: Any = polynomial.factor()[1]
    texts: list[frozenset[str]] = [frozenset((str(factor), str(-factor))) for factor, _ in found]
    return frozenset(min(pair) for pair in texts)


def _numerators(
    graph: Graph, root: int, names: tuple[str, ...], fixed: Mapping[str, Fraction], opaque: int
) -> Iterator[fmpz_mpoly]:
    """The numerator of each piece of the function, its roots taken out."""
    pieces = _pieces(graph, root)
    counts = [range(count) for count in pieces.values()]
    total = 1
    for count in counts:
        total *= len(count)
    if total > MOST_PIECES:
        raise NotAlgebraicError
    for chosen in product(*counts):
        frame = _Frame(graph, names, fixed, dict(zip(pieces, chosen, strict=True)), opaque)
        yield frame.without_unknowns(frame.quotient(root)[0])


def _pieces(graph: Graph, root: int) -> dict[int, int]:
    """The nodes that are one of several functions, and of how many."""
    counts = {"abs": 2, "sign": 3}
    found: dict[int, int] = {}
    for node in graph.below(root):
        head = graph.heads[node]
        if head in counts:
            found[node] = counts[head]
        elif head in ("max", "min"):
            found[node] = len(graph.args[node])
    return found


@final
class _Frame:
    """Quotients of polynomials in the names and in the unknowns that stand for roots."""

    def __init__(
        self,
        graph: Graph,
        names: tuple[str, ...],
        fixed: Mapping[str, Fraction],
        chosen: Mapping[int, int],
        opaque: int,
    ) -> None:
        self.graph, self.names, self.fixed, self.chosen = graph, names, fixed, chosen
        texts = (
            *(f"x{number}" for number in range(len(names))),
            *(f"t{number}" for number in range(MOST_UNKNOWNS)),
        )
        self.context: Any = fmpz_mpoly_ctx.get(texts, Ordering.lex)
        gens: Any = self.context.gens()
        self.gens: list[fmpz_mpoly] = list(gens)
        self.one: fmpz_mpoly = self.context.constant(1)
        self.relations: list[fmpz_mpoly] = []
        self._made: dict[int, Quotient] = {}
        self.constants: list[int] = []
        if opaque >= 0:
            self._made[opaque] = self.gens[0], self.one

    def take_constants(self, root: int, name: str) -> None:
        """Makes an unknown of each node that does not vary and is no rational number."""
        graph = self.graph
        nodes = self._below(root)
        varying: set[int] = set(self._made)
        rational: set[int] = set()
        for node in nodes:
            if graph.names.get(node) == name or any(arg in varying for arg in graph.args[node]):
                varying.add(node)
                continue
            given = graph.heads[node] == NUM or graph.names.get(node) in self.fixed
            if given or (graph.heads[node] in ("+", "*") and rational.issuperset(graph.args[node])):
                rational.add(node)
        kept = varying | rational
        outer = [arg for node in nodes if node in varying for arg in graph.args[node] if arg not in kept]
        self.constants = list(dict.fromkeys(outer))[:MOST_UNKNOWNS]
        for place, node in enumerate(self.constants):
            self._made[node] = self.gens[len(self.names) + place], self.one

    def quotient(self, root: int) -> Quotient:
        """The node as numerator and denominator."""
        for node in self._below(root):
            if node not in self._made:
                above, below = self._of(node)
                self._made[node] = _small(above), _small(below)
        return self._made[root]

    def _below(self, root: int) -> list[int]:
        """What root is made of, arguments first; what is known already is not gone into."""
        seen, todo = {root}, [root]
        while todo:
            node = todo.pop()
            fresh = [] if node in self._made else [arg for arg in self.graph.args[node] if arg not in seen]
            seen.update(fresh)
            todo.extend(fresh)
        return sorted(seen)

    def without_unknowns(self, polynomial: fmpz_mpoly) -> fmpz_mpoly:
        """A polynomial in the names alone that vanishes where this one does."""
        for number in reversed(range(len(self.relations))):
            place = len(self.names) + number
            if polynomial.degrees()[place] == 0:
                continue
            relation = self.relations[number]
            eliminated = polynomial.resultant(relation, f"t{number}")
            if eliminated.is_zero() and not polynomial.is_zero():
                eliminated = self._without_common(polynomial, relation, number)
            polynomial = _small(eliminated)
        return polynomial

    def _without_common(self, polynomial: fmpz_mpoly, relation: fmpz_mpoly, number: int) -> fmpz_mpoly:
        """The same where the two have a common factor: on that branch of the root the function is 0."""
        if len(self.relations) > 1:
            raise NotAlgebraicError
        common, place = polynomial.gcd(relation), len(self.names) + number
        other = relation / common
        if other.degrees()[place] == 0:
            return self.one
        return polynomial.resultant(other, f"t{number}") * common.resultant(other, f"t{number}")

    def _of(self, node: int) -> Quotient:
        graph = self.graph
        head, args = graph.heads[node], [self._made[arg] for arg in graph.args[node]]
        if head == NUM:
            return self._number(graph.values[node])
        if head == NAME:
            return self._name(graph.names[node])
        if node in self.chosen:
            return self._piece(head, args, self.chosen[node])
        if head == "+":
            return self._sum(args)
        if head == "*":
            return self._product(args)
        if head == "sqrt":
            return self._root(args[0], 2)
        exponent = graph.value(graph.args[node][1]) if head in ("^", "root") else None
        if exponent is None:
            raise NotAlgebraicError
        if head == "root":
            return self._root(args[0], exponent.numerator if exponent.denominator == 1 else 0)
        return self._power(args[0], exponent)

    def _number(self, value: Fraction) -> Quotient:
        return self.one * value.numerator, self.one * value.denominator

    def _name(self, name: str) -> Quotient:
        if name in self.fixed:
            return self._number(self.fixed[name])
        if name not in self.names:
            raise NotAlgebraicError
        return self.gens[self.names.index(name)], self.one

    def _piece(self, head: str, args: list[Quotient], choice: int) -> Quotient:
        if head == "sign":
            return self._number(Fraction(choice - 1))
        if head == "abs":
            return (-args[0][0], args[0][1]) if choice else args[0]
        return args[choice]

    def _sum(self, args: list[Quotient]) -> Quotient:
        above, below = args[0]
        for upper, lower in args[1:]:
            if below == lower:
                above = _small(above + upper)
            else:
                above, below = _small(_times(above, lower) + _times(upper, below)), _times(below, lower)
        return above, below

    def _product(self, args: list[Quotient]) -> Quotient:
        above, below = args[0]
        for upper, lower in args[1:]:
            above, below = _times(above, upper), _times(below, lower)
        return above, below

    def _power(self, base: Quotient, exponent: Fraction) -> Quotient:
        if exponent.denominator != 1:
            base = self._root(base, exponent.denominator)
        above, below = base if exponent >= 0 else (base[1], base[0])
        if below.is_zero():
            raise NotAlgebraicError
        size = abs(exponent.numerator)
        for part in (above, below):
            if not part.is_one() and (size > MOST_DEGREE or sum(part.degrees()) * size > MOST_DEGREE * 2):
                raise NotAlgebraicError
            if len(part.coeffs()) > 1 and len(part.coeffs()) ** min(size, 8) > MOST_TERMS**2:
                raise NotAlgebraicError
        return above**size, below**size

    def _root(self, base: Quotient, degree: int) -> Quotient:
        number = len(self.relations)
        if not 1 <= degree <= LARGEST_ROOT or number == MOST_UNKNOWNS or self.constants:
            raise NotAlgebraicError
        unknown = self.gens[len(self.names) + number]
        self.relations.append(_small(base[1] * unknown**degree - base[0]))
        return unknown, self.one


def _times(left: fmpz_mpoly, right: fmpz_mpoly) -> fmpz_mpoly:
    if len(left.coeffs()) * len(right.coeffs()) > MOST_TERMS**2 // 10:
        raise NotAlgebraicError
    return _small(left * right)


def _small(polynomial: fmpz_mpoly) -> fmpz_mpoly:
    """The polynomial itself, when it is small enough to go on with."""
    coefficients: Any = polynomial.coeffs()
    if len(coefficients) > MOST_TERMS or any(int(one).bit_length() > MOST_BITS for one in coefficients):
        raise NotAlgebraicError
    return polynomial


def _in_one_name(polynomial: fmpz_mpoly) -> fmpz_poly:
    degree = polynomial.degrees()[0]
    if degree > MOST_DEGREE:
        raise NotAlgebraicError
    coefficients = [0] * (degree + 1)
    terms: Any = polynomial.terms()
    for powers, coefficient in terms:
        coefficients[powers[0]] = int(coefficient)
    return fmpz_poly(coefficients)
