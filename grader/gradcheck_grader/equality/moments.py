"""Expectations, variances and covariances in terms of the moments of the random names.

An expression in E, Var, Cov and Std of polynomials becomes one in new names: the mean E[X] and the variance
Var(X) of each random name, Cov(X, Y) of two, and E[X^2 Y] for what is beyond. So 2 E[X] + 3 and E[2X + 3]
become the same, and the ladder compares numbers. Rules: E is linear, Var(aX + b) = a^2 Var X, Cov is
bilinear, E[E[X | Y]] = E[X], and a function of Y comes out of E[ | Y]. What no polynomial is, exp(X) say,
counts as a random quantity of its own.

Why a difference is one: the means, and the variances and covariances of a positive definite matrix, may be
any; normal laws have them. Polynomials that differ somewhere differ there, too. Moments of a higher order are
taken as free, which they are in a neighbourhood of those of any law with a density.
Source: Casella & Berger, Statistical Inference, 2nd ed., sections 2.2 and 4.5.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import final

from gradcheck_grader.equality.comparison import Comparison, undecided
from gradcheck_grader.equality.events import EventError, Events
from gradcheck_grader.equality.tolerance import EXACT, Tolerance
from gradcheck_grader.limits import DEFAULT, Limits
from gradcheck_grader.notation import NONNEGATIVE, REAL, Domain, Notation
from gradcheck_grader.syntax.build import ONE, ZERO, minus, of, over, plus, times, to_the, value_of
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, names_in, num

MOST_TERMS = 400
MOST_POWER = 12
NO_ALGEBRA = "There are too many events in it, or some that depend on each other, such as X > 1 and X > 2."
TOO_LONG = "The powers of random quantities in it are too many to be multiplied out."
# A product of random quantities with their powers, and a sum of such with coefficients that are not random.
Monomial = tuple[tuple[str, int], ...]
Polynomial = dict[Monomial, Node]


class TooLongError(Exception):
    """Multiplying out would take more than MOST_TERMS terms."""


def equal_in_moments(
    a: Node,
    b: Node,
    notation: Notation,
    *,
    tolerance: Tolerance = EXACT,
    limits: Limits = DEFAULT,
) -> Comparison:
    """Whether two expressions with expectations are equal for every law of the random names."""
    from gradcheck_grader.equality.ladder import equal  # the ladder sends such expressions here

    try:
        moments = Moments(notation, Events((a, b), notation.independent))
        left, right = moments.of(a), moments.of(b)
    except TooLongError:
        return undecided(TOO_LONG)
    except EventError:
        return undecided(NO_ALGEBRA)
    return equal(left, right, moments.notation(), tolerance=tolerance, limits=limits)


@dataclass(frozen=True, slots=True)
class Conditional:
    """E[what | given]: a monomial, and the names that are given."""

    what: Monomial
    given: frozenset[str]


@final
@dataclass(slots=True)
class Moments:
    """Rewrites trees; remembers the names that it made, with their domains."""

    source: Notation
    events: Events
    made: dict[str, Domain] = field(default_factory=dict[str, Domain])
    conditionals: dict[str, Conditional] = field(default_factory=dict[str, Conditional])

    def notation(self) -> Notation:
        """The notation of what was rewritten: nothing in it is random."""
        names: Mapping[str, Domain] = {**self.source.names, **self.made, **self.events.made}
        return replace(self.source, names=names, random=frozenset())

    def of(self, tree: Node) -> Node:
        """The tree in moments; a random name outside of every expectation stays as it is."""
        if not isinstance(tree, Apply):
            return tree
        match tree.head, tree.args:
            case (("expect" | "var"), (Apply(head="given"),)):
                return self._as_node(self.polynomial(tree))
            case "expect", (inside,):
                return self._mean(self.polynomial(inside))
            case "var", (inside,):
                return self.covariance(inside, inside)
            case "std", (inside,):
                return of("sqrt", self.covariance(inside, inside))
            case "cov", (first, second):
                return self.covariance(first, second)
            case "prob", (event,):
                return self.events.probability(event)
            case head, args:
                return Apply(head, tuple(map(self.of, args)), tree.span)

    def covariance(self, first: Node, second: Node) -> Node:
        """Cov of two trees, E[XY] - E[X] E[Y] multiplied out."""
        left, right = self.polynomial(first), self.polynomial(second)
        return plus(self._mean(_product(left, right)), minus(times(self._mean(left), self._mean(right))))

    def polynomial(self, tree: Node) -> Polynomial:
        """The tree as a polynomial in random quantities."""
        if isinstance(tree, Name) and tree.name in self.source.random:
            return {((tree.name, 1),): ONE}
        if not isinstance(tree, Apply) or not self._is_random(tree):
            return {(): self.of(tree)}
        match tree.head, tree.args:
            case "+", args:
                return _sum([self.polynomial(part) for part in args])
            case "neg", (inside,):
                return _product({(): minus(ONE)}, self.polynomial(inside))
            case "*", args:
                result: Polynomial = {(): ONE}
                for part in args:
                    result = _product(result, self.polynomial(part))
                return result
            case "/", (above, below) if not self._is_random(below):
                return _product({(): over(ONE, self.of(below))}, self.polynomial(above))
            case "^", (base, Num(value=power)) if power.denominator == 1 and 0 <= power <= MOST_POWER:
                result = {(): ONE}
                for _ in range(int(power)):
                    result = _product(result, self.polynomial(base))
                return result
            case "expect", (Apply(head="given", args=(what, condition)),):
                return self.conditional(what, condition)
            case "var", (Apply(head="given", args=(what, condition)),):
                mean = self.conditional(what, condition)
                square = self.conditional(Apply("^", (what, num(2))), condition)
                return _sum([square, _product({(): minus(ONE)}, _product(mean, mean))])
            case _:
                return {((to_plain(tree), 1),): ONE}

    def conditional(self, what: Node, condition: Node) -> Polynomial:
        """E[what | condition]: functions of what is given come out, and it is linear."""
        given = names_in(condition) & self.source.random
        result: Polynomial = {}
        for monomial, coefficient in self.polynomial(what).items():
            known = tuple(part for part in monomial if part[0] in given)
            rest = tuple(part for part in monomial if part[0] not in given)
            factor: Monomial = known
            if rest:
                name = f"E[{_text(rest)} | {to_plain(condition)}]"
                self.conditionals[name] = Conditional(rest, given)
                factor = _joined(known, ((name, 1),))
            result = _sum([result, {factor: coefficient}])
        return result

    def _mean(self, polynomial: Polynomial) -> Node:
        terms = [times(coefficient, self._moment(mono)) for mono, coefficient in polynomial.items()]
        return plus(*terms) if terms else ZERO

    def _moment(self, monomial: Monomial) -> Node:
        """E of a product of random quantities, by means, variances, covariances and higher moments."""
        monomial = self._towered(monomial)
        if not monomial:
            return ONE
        if self.source.independent and len(monomial) > 1:
            return times(*(self._moment((part,)) for part in monomial))
        powers = [power for _, power in monomial]
        names = [name for name, _ in monomial]
        if powers == [1]:
            return self._named(f"E[{names[0]}]", REAL)
        if powers == [2]:
            mean = self._moment(((names[0], 1),))
            return plus(self._named(f"Var({names[0]})", NONNEGATIVE), to_the(mean, num(2)))
        if powers == [1, 1]:
            means = [self._moment(((name, 1),)) for name in names]
            return plus(self._named(f"Cov({names[0]}, {names[1]})", REAL), times(*means))
        return self._named(f"E[{_text(monomial)}]", NONNEGATIVE if all(p % 2 == 0 for p in powers) else REAL)

    def _towered(self, monomial: Monomial) -> Monomial:
        """E[Y E[X | Y]] is E[Y X]."""
        for name, power in monomial:
            found = self.conditionals.get(name)
            others = tuple(part for part in monomial if part[0] != name)
            if found is not None and power == 1 and {other for other, _ in others} <= found.given:
                return _joined(others, found.what)
        return monomial

    def _as_node(self, polynomial: Polynomial) -> Node:
        """A polynomial that stands outside of every expectation; its quantities become names."""
        terms: list[Node] = []
        for monomial, coefficient in polynomial.items():
            factors = [to_the(self._named(name, REAL), num(power)) for name, power in monomial]
            terms.append(times(coefficient, *factors))
        return plus(*terms) if terms else ZERO

    def _named(self, name: str, domain: Domain) -> Node:
        if name not in self.source.names:
            self.made[name] = domain
        return Name(name)

    def _is_random(self, tree: Node) -> bool:
        """Whether it is random: E[X] is not, E[X | Y] is, as far as Y is."""
        if isinstance(tree, Name):
            return tree.name in self.source.random
        if not isinstance(tree, Apply):
            return False
        inside = tree.args[0] if tree.args else None
        if tree.head in ("expect", "var", "std") and isinstance(inside, Apply) and inside.head == "given":
            return True
        if tree.head in ("expect", "var", "std", "cov", "prob"):
            return False
        return any(map(self._is_random, tree.args))


def _joined(first: Monomial, second: Monomial) -> Monomial:
    """The product of two monomials, in one order."""
    powers = Counter(dict(first))
    for name, power in second:
        powers[name] += power
    return tuple(sorted(powers.items()))


def _product(left: Polynomial, right: Polynomial) -> Polynomial:
    if len(left) * len(right) > MOST_TERMS:
        raise TooLongError
    return _sum([{_joined(a, b): times(left[a], right[b])} for a in left for b in right])


def _sum(parts: list[Polynomial]) -> Polynomial:
    """The sum; terms whose coefficients are plainly 0 are left out."""
    total: dict[Monomial, list[Node]] = {}
    for part in parts:
        for monomial, coefficient in part.items():
            total.setdefault(monomial, []).append(coefficient)
    added = {monomial: plus(*coefficients) for monomial, coefficients in total.items()}
    if len(added) > MOST_TERMS:
        raise TooLongError
    return {monomial: coefficient for monomial, coefficient in added.items() if value_of(coefficient) != 0}


def _text(monomial: Monomial) -> str:
    return "*".join(name if power == 1 else f"{name}^{power}" for name, power in monomial)
