"""Derivatives on our own tree, by the rules of the first course.

Where a function has a corner (abs, sign, floor, ceil, relu, max, min) the derivative is the one beside the
corner; what the tree gives at the corner itself has no meaning. So it is for piecewise: each case alone. An
integral is differentiated by the fundamental theorem and under its sign.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import final

from gradcheck_grader.errors import AnswerError
from gradcheck_grader.syntax.bound import index_of, is_free, replaced
from gradcheck_grader.syntax.build import ONE, TWO, ZERO, minus, of, over, plus, times, to_the, value_of
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, num, walk

LARGEST = 100_000
_ENTRYWISE = frozenset({"vector", "matrix", "row", "transpose", "tr"})
_STEPS = frozenset({"sign", "floor", "ceil"})
_WORDS = {"sum": "sum", "prod": "product"}
_PRODUCTS = frozenset({"*", "matmul", "hadamard", "kron"})


def differentiate(node: Node, name: str, *, euler: bool = True) -> Node:
    """The derivative of the tree with respect to a name, lightly simplified; all other names are constant.

    euler  whether the name e is the constant, whose logarithm is 1.
    Raises AnswerError for a head that has no rule here, and for a derivative of more than LARGEST nodes.

    >>> from gradcheck_grader.notation import Notation, real_names
    >>> from gradcheck_grader.syntax.parser import parse
    >>> from gradcheck_grader.syntax.printing import to_plain
    >>> to_plain(differentiate(parse("sin(x^2)", Notation(names=real_names("x"))), "x"))
    '2*x*cos(x^2)'
    """
    return _derivative(work_out(node, euler=euler), name, euler=euler)


def work_out(node: Node, *, euler: bool = True) -> Node:
    """The tree with every diff(f, x) in it replaced by the derivative; the same tree when there is none.

    Raises AnswerError as differentiate does.
    """
    if not any(isinstance(here, Apply) and here.head == "diff" for here in walk(node)):
        return node
    return _worked_out(node, euler=euler)


def _worked_out(node: Node, *, euler: bool) -> Node:
    if not isinstance(node, Apply):
        return node
    if node.head != "diff":
        return Apply(node.head, tuple(_worked_out(part, euler=euler) for part in node.args), node.span)
    body, variable = _worked_out(node.args[0], euler=euler), node.args[1]
    order = value_of(node.args[2]) if len(node.args) > 2 else 1
    if not isinstance(variable, Name) or order is None or order < 0 or order.denominator != 1:
        raise AnswerError("diff needs an expression, a name, and perhaps a whole number")
    for _ in range(int(order)):
        body = _derivative(body, variable.name, euler=euler)
    return body


def _derivative(node: Node, name: str, *, euler: bool) -> Node:
    try:
        return Differentiator(name, euler=euler).of(node)
    except RecursionError:
        # A parsed tree is never so deep, but its tenth derivative may be, and so may an author's own tree.
        raise AnswerError("this derivative is nested too deeply") from None


Instead = Callable[["Differentiator", Apply], Node | None]


@final
class Differentiator:
    """One name; counts the nodes that it makes, so that a product of many factors cannot fill the memory.

    instead  asked first at every node that depends on the name; None leaves the node to its rule. So a slip
             is a wrong rule in place of a right one.
    """

    __slots__ = ("euler", "instead", "name", "spent", "touched")

    def __init__(self, name: str, *, euler: bool, instead: Instead | None = None) -> None:
        self.name = name
        self.euler = euler and name != "e"
        self.instead = instead
        self.spent = 0
        self.touched: dict[int, tuple[Node, bool]] = {}

    def of(self, node: Node) -> Node:
        """The derivative of the tree."""
        if isinstance(node, Num):
            return ZERO
        if isinstance(node, Name):
            return ONE if node.name == self.name else ZERO
        if not self.depends(node):
            return ZERO
        self.spend(len(node.args))
        made = None if self.instead is None else self.instead(self, node)
        return self.by_rule(node) if made is None else made

    def by_rule(self, node: Apply) -> Node:
        """The derivative of a node that depends on the name, by the rule for its head."""
        if node.head in _ENTRYWISE:
            return Apply(node.head, tuple(self.entry(part) for part in node.args))
        if node.head in _PRODUCTS:
            return self.product(node)
        rule = _RULES.get(node.head)
        if rule is not None:
            return rule(self, node)
        outer = OUTER.get(node.head)
        if outer is None or len(node.args) != 1:
            raise AnswerError(f"there is no rule here for the derivative of {node.head}")
        return times(self.of(node.args[0]), outer(node.args[0]))

    def entry(self, node: Node) -> Node:
        """The derivative of an entry; a row keeps its shape even where all of it is constant."""
        if isinstance(node, Apply) and node.head in ("row", "vector", "matrix"):
            return Apply(node.head, tuple(self.entry(part) for part in node.args))
        return self.of(node)

    def depends(self, node: Node) -> bool:
        """Whether the name occurs in the tree where nothing binds it."""
        known = self.touched.get(id(node))
        if known is None:
            found = is_free(node, self.name)
            # The node is kept with the answer: an id is given to another node once its own is gone.
            known = self.touched[id(node)] = (node, found)
        return known[1]

    def spend(self, nodes: int) -> None:
        """Counts nodes made, up to the bound."""
        self.spent += nodes
        if self.spent > LARGEST:
            raise AnswerError(f"this derivative has more than {LARGEST} parts")

    def product(self, node: Apply) -> Node:
        """One term for each factor that is not constant."""
        terms: list[Node] = []
        for at, factor in enumerate(node.args):
            if self.depends(factor):
                self.spend(len(node.args))
                changed = (*node.args[:at], self.of(factor), *node.args[at + 1 :])
                terms.append(times(*changed, head=node.head))
        return plus(*terms)

    def quotient(self, node: Apply) -> Node:
        top, bottom = node.args
        if not self.depends(bottom):
            return over(self.of(top), bottom)
        lowered = times(top, self.of(bottom))
        square = to_the(bottom, TWO)
        if not self.depends(top):
            return over(minus(lowered), square)
        return over(plus(times(self.of(top), bottom), minus(lowered)), square)

    def power(self, node: Apply) -> Node:
        """The power rule, the exponential rule, or both: f^g is e^(g ln f)."""
        base, exponent = node.args
        if not self.depends(exponent):
            lowered = to_the(base, plus(exponent, minus(ONE)))
            return times(exponent, self.of(base), lowered)
        if not self.depends(base):
            return times(self.of(exponent), self.growth(base), node)
        rate = plus(times(self.of(exponent), of("log", base)), over(times(exponent, self.of(base)), base))
        return times(node, rate)

    def growth(self, base: Node) -> Node:
        """What base^x is multiplied by when it is differentiated: the logarithm of the base."""
        return ONE if self.euler and base == Name("e") else of("log", base)

    def logarithm(self, node: Apply) -> Node:
        inside = node.args[0]
        if len(node.args) == 1:
            return over(self.of(inside), inside)
        base = node.args[1]
        if self.depends(base):
            return self.of(over(of("log", inside), of("log", base)))
        return over(self.of(inside), times(inside, of("log", base)))

    def root(self, node: Apply) -> Node:
        """The n-th root is differentiated as itself over n times what is below it."""
        inside = node.args[0]
        if node.head == "sqrt":
            return over(self.of(inside), times(TWO, node))
        degree = node.args[1]
        if self.depends(degree):
            raise AnswerError("there is no rule here for a root whose degree changes")
        return over(times(node, self.of(inside)), times(degree, inside))

    def polygamma(self, node: Apply) -> Node:
        """Each polygamma function is the derivative of the one before."""
        order, inside = node.args
        if self.depends(order):
            raise AnswerError("there is no rule here for a polygamma function whose order changes")
        return times(self.of(inside), of("polygamma", plus(order, ONE), inside))

    def extreme(self, node: Apply) -> Node:
        """max(a, b) is (a + b + |a - b|)/2, min has the other sign; more arguments are taken in turn."""
        best, slope = node.args[0], self.of(node.args[0])
        for other in node.args[1:]:
            self.spend(len(node.args))
            ahead = of("sign", plus(best, minus(other)))
            turn = self.of(other)
            gap = times(ahead, plus(slope, minus(turn)))
            slope = over(plus(slope, turn, gap if node.head == "max" else minus(gap)), TWO)
            best = Apply(node.head, (best, other))
        return slope

    def total(self, node: Apply) -> Node:
        """A sum term by term; a product is itself times the sum of what its factors grow by."""
        if index_of(node) is None or any(self.depends(end) for end in node.args[2:]):
            raise AnswerError(f"there is no rule here for a {_WORDS[node.head]} whose bounds change")
        body, index, *ends = node.args
        slope = self.of(body)
        if slope == ZERO:
            return ZERO
        if node.head == "sum":
            return Apply("sum", (slope, index, *ends))
        return times(node, Apply("sum", (over(slope, body), index, *ends)))

    def integral(self, node: Apply) -> Node:
        """The integrand at the ends, times how fast these move; and the integral of its derivative."""
        body, variable, *ends = node.args
        if not isinstance(variable, Name) or len(ends) not in (0, 2):
            raise AnswerError("an integral needs an expression, a name, and perhaps two bounds")
        if not ends:
            return body if variable.name == self.name else Apply("integral", (self.of(body), variable))
        moves = [times(replaced(body, variable.name, end), self.of(end)) for end in ends]
        inside = ZERO if variable.name == self.name else self.of(body)
        within = ZERO if inside == ZERO else Apply("integral", (inside, variable, *ends))
        return plus(moves[1], minus(moves[0]), within)

    def cases(self, node: Apply) -> Node:
        """Each value differentiated, under its old condition."""
        slopes = [
            self.of(part) if at % 2 == 0 else part  # an odd number of parts ends with a value
            for at, part in enumerate(node.args)
        ]
        return Apply("piecewise", tuple(slopes)) if any(part != ZERO for part in slopes[::2]) else ZERO


def _square(x: Node) -> Node:
    return to_the(x, TWO)


def _one_minus_square(x: Node) -> Node:
    return plus(ONE, minus(_square(x)))


def _gauss(x: Node) -> Node:
    # pi as arccos(-1): the question may use the name pi for something else.
    return over(times(TWO, of("exp", minus(_square(x)))), of("sqrt", of("acos", minus(ONE))))


_RULES: dict[str, Callable[[Differentiator, Apply], Node]] = {
    "+": lambda by, node: plus(*(by.of(term) for term in node.args)),
    "neg": lambda by, node: minus(by.of(node.args[0])),
    "/": Differentiator.quotient,
    "^": Differentiator.power,
    "log": Differentiator.logarithm,
    "sqrt": Differentiator.root,
    "polygamma": Differentiator.polygamma,
    "root": Differentiator.root,
    "max": Differentiator.extreme,
    "min": Differentiator.extreme,
    "sum": Differentiator.total,
    "prod": Differentiator.total,
    "integral": Differentiator.integral,
    "piecewise": Differentiator.cases,
    "pm": lambda by, node: Apply("pm", tuple(by.of(part) for part in node.args)),
    **dict.fromkeys(_STEPS, lambda _by, _node: ZERO),
}
# The derivative of each function of one argument, at that argument; log and roots have rules of their own.
OUTER: dict[str, Callable[[Node], Node]] = {
    "sin": lambda x: of("cos", x),
    "cos": lambda x: minus(of("sin", x)),
    "tan": lambda x: over(ONE, _square(of("cos", x))),
    "cot": lambda x: minus(over(ONE, _square(of("sin", x)))),
    "sec": lambda x: times(of("sec", x), of("tan", x)),
    "csc": lambda x: minus(times(of("csc", x), of("cot", x))),
    "asin": lambda x: over(ONE, of("sqrt", _one_minus_square(x))),
    "acos": lambda x: minus(over(ONE, of("sqrt", _one_minus_square(x)))),
    "atan": lambda x: over(ONE, plus(_square(x), ONE)),
    "sinh": lambda x: of("cosh", x),
    "cosh": lambda x: of("sinh", x),
    "tanh": lambda x: _one_minus_square(of("tanh", x)),
    "asinh": lambda x: over(ONE, of("sqrt", plus(_square(x), ONE))),
    "acosh": lambda x: over(ONE, times(of("sqrt", plus(x, minus(ONE))), of("sqrt", plus(x, ONE)))),
    "atanh": lambda x: over(ONE, _one_minus_square(x)),
    "exp": lambda x: of("exp", x),
    "abs": lambda x: of("sign", x),
    "gamma": lambda x: times(of("gamma", x), of("digamma", x)),
    "factorial": lambda x: times(of("factorial", x), of("digamma", plus(x, ONE))),
    "digamma": lambda x: of("polygamma", ONE, x),
    "erf": _gauss,
    "sigmoid": lambda x: times(of("sigmoid", x), plus(ONE, minus(of("sigmoid", x)))),
    "softplus": lambda x: of("sigmoid", x),
    "relu": lambda x: over(plus(ONE, of("sign", x)), num(2)),
}
