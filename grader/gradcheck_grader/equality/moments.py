"""Expectations, variances and covariances in terms of the moments of the random names.

An expression in E, Var, Cov and Std of polynomials becomes one in new names: the mean E[X] and the variance
Var(X) of each random name, Cov(X, Y) of two, and E[X^2 Y] for what is beyond. So 2 E[X] + 3 and E[2X + 3]
become the same, and the ladder compares numbers. Rules: E is linear, Var(aX + b) = a^2 Var X, Cov is
bilinear, E[E[X | Y]] = E[X], and a function of Y comes out of E[ | Y]. What no polynomial is, exp(X) say,
counts as a random quantity of its own.

Why a difference is one: the means, and the variances and covariances of a positive definite matrix, may be
any; normal laws have them. Polynomials that differ somewhere differ there, too. Moments of a higher order are
free in a neighbourhood of those of any law with a density, as long as the functions whose means they are do
not depend on each other linearly. exp(X)^2 and exp(2X) do, so functions that may are never told to be
different: Moments.is_free says when.
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
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, names_in, num, walk
from gradcheck_grader.verdict import Outcome

MOST_TERMS = 400
MOST_POWER = 12
ENTANGLED = "Functions of random quantities in it may depend on each other in a way that is not seen here."
# Functions that no polynomial equation ties to their argument, and those with kinks, whose means have bounds.
TRANSCENDENTAL = frozenset({"exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh"})
ALGEBRAIC = frozenset({"abs", "sqrt"})
KINKED = frozenset({"abs", "max", "min", "sign", "floor", "ceil", "cases"})
RELATIONS = frozenset({"=", "!=", "<", "<=", ">", ">=", "and", "or", "not", "in"})
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
    found = equal(left, right, moments.notation(), tolerance=tolerance, limits=limits)
    return (
        undecided(ENTANGLED) if found.outcome is Outcome.WRONG and not moments.is_free(left, right) else found
    )


@dataclass(frozen=True, slots=True)
class Conditional:
    """E[what | condition]: a monomial, the names whose functions come out, and those that it depends on."""

    what: Monomial
    condition: Node
    given: frozenset[str]
    owners: frozenset[str]


@final
@dataclass(slots=True)
class Moments:
    """Rewrites trees; remembers the names that it made, with their domains."""

    source: Notation
    events: Events
    made: dict[str, Domain] = field(default_factory=dict[str, Domain])
    conditionals: dict[str, Conditional] = field(default_factory=dict[str, Conditional])
    functions: dict[str, Node] = field(default_factory=dict[str, Node])
    used: set[Monomial] = field(default_factory=set[Monomial])
    events_given: set[str] = field(default_factory=set[str])
    entangled: bool = False

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
            case "/", (above, below) if not (self._is_random(below) and value_of(above) == 1):
                return _product(self.polynomial(above), self._inverse(below))
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
                return self._function(tree)

    def _function(self, tree: Apply) -> Polynomial:
        """What no polynomial is, as a random quantity of its own; from exp(X + c) the exp(c) comes out."""
        match tree.head, tree.args:
            case "exp", (Apply(head="+", args=terms),) if not all(map(self._is_random, terms)):
                outside = plus(*(term for term in terms if not self._is_random(term)))
                inside = plus(*filter(self._is_random, terms))
                return _product({(): of("exp", self.of(outside))}, self.polynomial(of("exp", inside)))
            case "^", (Name(name="e"), exponent) if "e" in self.source.constants:
                return self.polynomial(of("exp", exponent))
            case _:
                self.functions[to_plain(tree)] = tree
                return {((to_plain(tree), 1),): ONE}

    def _inverse(self, below: Node) -> Polynomial:
        return (
            self.polynomial(over(ONE, below)) if self._is_random(below) else {(): over(ONE, self.of(below))}
        )

    def conditional(self, what: Node, condition: Node) -> Polynomial:
        """E[what | condition]: functions of what is given come out, and it is linear."""
        parts = [
            _product({(): coefficient}, self._given(monomial, condition))
            for monomial, coefficient in self.polynomial(what).items()
        ]
        return _sum(parts)

    def _given(self, monomial: Monomial, condition: Node) -> Polynomial:
        """E of a monomial given a condition."""
        owners = names_in(condition) & self.source.random
        given = _bare(condition) & owners
        if not given and isinstance(condition, Apply) and condition.head in RELATIONS:
            return {(): self._given_event(monomial, condition, owners)}
        known = tuple(part for part in monomial if self._owners(part[0]) <= given)
        rest = tuple(part for part in monomial if part not in known)
        if not rest:
            return {known: ONE}
        if self.source.independent and not self._all_owners(rest) & owners:
            return {known: self._moment(rest)}
        if len(rest) == 1 and rest[0][1] == 1 and rest[0][0] in self.conditionals:
            inner = self.conditionals[rest[0][0]]
            if given and given <= inner.given:
                return _product({known: ONE}, self._given(inner.what, condition))
        self.entangled |= not given or any(name in self.conditionals for name, _ in rest)
        return {_joined(known, ((self._conditional_name(rest, condition, given, owners), 1),)): ONE}

    def _conditional_name(
        self, what: Monomial, condition: Node, given: frozenset[str], owners: frozenset[str]
    ) -> str:
        name = f"E[{_text(what)} | {to_plain(condition)}]"
        self.conditionals[name] = Conditional(what, condition, given, owners)
        self.used.add(what)
        return name

    def _given_event(self, monomial: Monomial, condition: Node, owners: frozenset[str]) -> Node:
        """E of a monomial given an event, such as Y = 1: a number."""
        mine = self._all_owners(monomial)
        if not monomial or (self.source.independent and not mine & owners):
            return self._moment(monomial)
        self.used.add(monomial)
        self.events_given.add(to_plain(condition))
        self.entangled |= bool(mine & owners) or len(self.events_given) > 1
        return self._named(f"E[{_text(monomial)} | {to_plain(condition)}]", REAL)

    def is_free(self, *trees: Node) -> bool:
        """Whether the moments in rewritten trees may be any near some law, so that a difference is one."""
        owners = [self._owners(name) for name in self.functions]
        apart = sum(map(len, owners)) == len(frozenset[str]().union(*owners))
        kinks = [
            node for tree in trees for node in walk(tree) if isinstance(node, Apply) and node.head in KINKED
        ]
        return (
            apart
            and not self.entangled
            and all(self._is_generic(*item) for item in self.functions.items())
            and all(self._is_loose(node) for node in kinks)
        )

    def _is_generic(self, name: str, function: Node) -> bool:
        """Whether the powers of a function do not depend linearly on polynomials, where it is used."""
        match function:
            case Apply(head=head, args=(inside,)) if head in TRANSCENDENTAL:
                return self._is_generic("", to_the(Name("e"), inside))
            case Apply(head="^", args=(Name(name="e"), inside)):
                return any(_is_plain(mono, self) and mono for mono in self.polynomial(inside))
            case Apply(head="/", args=(_, Name())):
                pass
            case Apply(head=head, args=(Name(),)) if head in ALGEBRAIC:
                pass
            case _:
                return False
        mine = self._owners(name)
        return all(
            power == 1 and not self._all_owners(tuple(part for part in mono if part[0] != name)) & mine
            for mono in self.used
            for other, power in mono
            if other == name
        )

    def _is_loose(self, kink: Node) -> bool:
        """Whether at most one moment, of a random name, is inside; several bound each other."""
        inside = names_in(kink) & self.made.keys()
        return len(inside) < 2 and not any(key in name for name in inside for key in self.functions)

    def _owners(self, name: str) -> frozenset[str]:
        """The random names that a random quantity is a function of."""
        if name in self.conditionals:
            return self.conditionals[name].owners
        return (
            names_in(self.functions[name]) & self.source.random
            if name in self.functions
            else frozenset({name})
        )

    def _all_owners(self, monomial: Monomial) -> frozenset[str]:
        return frozenset[str]().union(*(self._owners(name) for name, _ in monomial))

    def _mean(self, polynomial: Polynomial) -> Node:
        terms = [times(coefficient, self._moment(mono)) for mono, coefficient in polynomial.items()]
        return plus(*terms) if terms else ZERO

    def _moment(self, monomial: Monomial) -> Node:
        """E of a product of random quantities, by means, variances, covariances and higher moments."""
        monomial = self._towered(monomial)
        if not monomial:
            return ONE
        if self.source.independent and len(groups := self._groups(monomial)) > 1:
            return times(*map(self._moment, groups))
        self.used.add(monomial)
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

    def _groups(self, monomial: Monomial) -> list[Monomial]:
        """The parts of a monomial that have no random name in common."""
        groups: list[Monomial] = []
        for part in monomial:
            mine = self._owners(part[0])
            near = [group for group in groups if self._all_owners(group) & mine]
            groups = [group for group in groups if group not in near]
            groups.append(tuple(sorted((part, *(other for group in near for other in group)))))
        return groups

    def _towered(self, monomial: Monomial) -> Monomial:
        """E[Y E[X | Y]] is E[Y X], and E[X E[X | Y]] the mean of the square of E[X | Y]."""
        found = [(self.conditionals[name], power) for name, power in monomial if name in self.conditionals]
        if not found:
            return monomial
        first = found[0][0]
        if any(other.condition != first.condition for other, _ in found):
            self.entangled = True
            return monomial
        known = tuple(part for part in monomial if self._is_known(part[0], first))
        rest = tuple(part for part in monomial if part not in known)
        if not rest and len(found) == 1 and found[0][1] == 1:
            others = tuple(part for part in known if part[0] not in self.conditionals)
            return self._towered(_joined(others, first.what))
        if rest:
            name = self._conditional_name(rest, first.condition, first.given, first.owners)
            return _joined(known, ((name, 1),))
        return monomial

    def _is_known(self, name: str, conditional: Conditional) -> bool:
        found = self.conditionals.get(name)
        return self._owners(name) <= conditional.given if found is None else True

    def _as_node(self, polynomial: Polynomial) -> Node:
        """A polynomial that stands outside of every expectation; its quantities become names."""
        terms: list[Node] = []
        for monomial, coefficient in polynomial.items():
            factors = [to_the(self._outside(name), num(power)) for name, power in monomial]
            terms.append(times(coefficient, *factors))
        return plus(*terms) if terms else ZERO

    def _outside(self, name: str) -> Node:
        return self.of(self.functions[name]) if name in self.functions else self._named(name, REAL)

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


def _bare(condition: Node) -> frozenset[str]:
    """The names that a condition gives by themselves, Y or Y, Z; none for 2Y or Y^2."""
    if isinstance(condition, Name):
        return frozenset({condition.name})
    if isinstance(condition, Apply) and condition.head in ("and", "tuple", "vector"):
        parts = [_bare(part) for part in condition.args]
        return frozenset[str]().union(*parts) if all(parts) else frozenset()
    return frozenset()


def _is_plain(monomial: Monomial, moments: Moments) -> bool:
    return all(name in moments.source.random for name, _ in monomial)


def _text(monomial: Monomial) -> str:
    return "*".join(name if power == 1 else f"{name}^{power}" for name, power in monomial)
