"""A Pratt parser: the whole text becomes one tree, or is refused with a place, a sentence and a way out.

What is read by default where people differ; `readings` gives the other ways too:

    1/2x       (1/2)*x          quotient   a product without a sign binds like one with a sign
    e^2x       (e^2)*x          exponent   an exponent is one factor
    sin x^2    sin(x^2)         power      a power belongs to the argument of a function without brackets
    sin x/2    (sin x)/2        extent     a written * or / ends such an argument, a blank or a bracket too,
                                           but not behind a number or pi: sin 2 x, sin 2(x + 1)
    sin^-1 x   asin(x)          inverse    other exponents are powers: sin^2 x is (sin x)^2
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from gradcheck_grader.errors import ResponseError
from gradcheck_grader.limits import DEFAULT, Limits
from gradcheck_grader.notation import Notation
from gradcheck_grader.syntax import bare, diagnosis, latex_forms, refusals
from gradcheck_grader.syntax.arrays import array_of, vector_of
from gradcheck_grader.syntax.binding import (
    ADJACENT,
    POSTFIX,
    POWER,
    PRODUCT,
    PRODUCTS,
    RELATION,
    RELATIONS,
    SUM,
)
from gradcheck_grader.syntax.calls import applied
from gradcheck_grader.syntax.dialects import tokens_of
from gradcheck_grader.syntax.lexer import Tokens
from gradcheck_grader.syntax.tree import Apply, Name, Node, num
from gradcheck_grader.syntax.vocabulary import INVERSES, Function

_MINUS_ONE = Apply("neg", (num(1),))


def parse(text: str, notation: Notation, limits: Limits = DEFAULT) -> Node:
    """The tree of the text, read in the default way.

    Raises ResponseError when any part of the text cannot be read.

    >>> from gradcheck_grader.notation import real_names
    >>> from gradcheck_grader.syntax.printing import to_plain
    >>> to_plain(parse("2x cos(x²)", Notation(names=real_names("x"))))
    '2*x*cos(x^2)'
    """
    return Parser(tokens_of(text, notation, limits), notation, limits).whole()


def readings(text: str, notation: Notation, limits: Limits = DEFAULT) -> tuple[Node, ...]:
    """Every tree that people could mean by the text, all different, the default one first.

    Raises ResponseError as parse does.

    >>> from gradcheck_grader.notation import real_names
    >>> from gradcheck_grader.syntax.printing import to_plain
    >>> [to_plain(tree) for tree in readings("sin x^2", Notation(names=real_names("x")))]
    ['sin(x^2)', 'sin(x)^2']
    """
    tokens = tokens_of(text, notation, limits)
    first = Parser(tokens, notation, limits)
    trees = [first.whole()]
    doubts = sorted(first.doubts)
    ways = [frozenset({doubt}) for doubt in doubts]
    for other in dict.fromkeys([*ways, frozenset(doubts)] if doubts else []):
        try:
            tree = Parser(tokens, notation, limits, other=other).whole()
        except ResponseError:  # the other way may nest too deeply; then nobody meant it
            continue
        if tree not in trees:
            trees.append(tree)
    return tuple(trees)


class Parser:
    """Reads the tokens of one text once; `other` names the doubts that are settled against the default."""

    __slots__ = (
        "at", "bars", "depth", "doubts", "ends", "functions", "kinds", "limits", "nodes", "notation", "other",
        "starts", "text", "tokens",
    )  # fmt: skip

    def __init__(
        self, tokens: Tokens, notation: Notation, limits: Limits, *, other: frozenset[str] = frozenset()
    ) -> None:
        self.tokens = tokens
        self.text = tokens.text
        self.kinds, self.nodes = tokens.kinds, tokens.nodes
        self.starts, self.ends = tokens.starts, tokens.ends
        self.functions = tokens.functions
        self.notation = notation
        self.limits = limits
        self.other = other
        self.doubts: set[str] = set()
        self.at = 0
        self.depth = 0
        self.bars = False  # whether the innermost open bracket is a |

    def whole(self) -> Node:
        """The tree of all tokens."""
        try:
            node = self.expression(0)
        except RecursionError:
            # The bound on depth keeps far from Python's own, unless the caller has used that up already.
            raise refusals.too_deep(self.text, self.starts[self.at], self.limits.depth) from None
        if self.kinds[self.at] != "end":
            raise diagnosis.stuck(self.tokens, self.at, None, self.notation)
        # A tree deeper than the bound has more tokens than it: most texts need no walk.
        if len(self.kinds) > self.limits.depth:
            self._check_depth(node)
        return node

    def expression(self, floor: int) -> Node:
        """The longest expression from here whose operators bind tighter than floor."""
        at = self.at
        self.depth += 1
        if self.depth > self.limits.depth:
            raise refusals.too_deep(self.text, self.starts[at], self.limits.depth)
        kind = self.kinds[at]
        if kind in ("number", "name"):
            self.at = at + 1
            left = self.nodes[at]
        elif prefix := PREFIX.get(kind):
            left = prefix(self, floor)
        else:
            raise diagnosis.nothing_here(self.tokens, at)
        chain = 0  # x² ² ² … is as deep as it is long
        while operator := INFIX.get(self.kinds[self.at]):
            if operator[0] <= floor or (self.bars and self.kinds[self.at] == "|"):
                break
            chain += 1
            if chain > self.limits.depth:
                raise refusals.too_deep(self.text, self.starts[self.at], self.limits.depth)
            left = operator[1](self, left, at)
        self.depth -= 1
        return left

    def span_from(self, first: int) -> tuple[int, int]:
        """From the start of a token to the end of the last one read."""
        return (self.starts[first], self.ends[self.at - 1])

    def touches(self, at: int) -> bool:
        """Whether no blank stands before a token."""
        return self.starts[at] == self.ends[at - 1] or at in self.tokens.joined

    def close(self, opening: int) -> None:
        """Steps over the bracket that closes the one at opening."""
        if self.kinds[self.at] != refusals.CLOSER_OF[self.kinds[opening]]:
            raise diagnosis.stuck(self.tokens, self.at, opening, self.notation)
        self.at += 1

    # Prefixes: what an operand can begin with.

    def negative(self, floor: int) -> Node:
        first = self.at
        self.at = first + 1
        operand = self.expression(max(SUM, floor))
        return Apply("neg", (operand,), self.span_from(first))

    def positive(self, floor: int) -> Node:
        self.at += 1
        return self.expression(max(SUM, floor))

    def group(self, _floor: int) -> Node:
        opening, outer = self.at, self.bars
        self.at, self.bars = opening + 1, False
        node = self.expression(0)
        if self.kinds[self.at] == "," and self.notation.kind == "array":
            entries = [node]
            while self.kinds[self.at] == ",":
                self.at += 1
                entries.append(self.expression(0))
            self.close(opening)
            node = vector_of(entries, self.text, self.span_from(opening), self.limits)
        else:
            self.close(opening)
        self.bars = outer
        return node

    def square(self, _floor: int) -> Node:
        """A list; around one expression mere brackets, unless an array is asked for."""
        opening, outer = self.at, self.bars
        self.at, self.bars = opening + 1, False
        rows: list[list[Node]] = [[self.expression(0)]]
        while self.kinds[self.at] in (",", ";"):
            if self.kinds[self.at] == ";":
                rows.append([])
            self.at += 1
            rows[-1].append(self.expression(0))
        self.close(opening)
        self.bars = outer
        only = rows[0][0]
        alone = len(rows) == 1 and len(rows[0]) == 1
        if (
            alone
            and self.notation.kind != "array"
            and not (isinstance(only, Apply) and only.head == "vector")
        ):
            return only
        return array_of(rows, self.text, self.span_from(opening), self.limits)

    def absolute(self, _floor: int) -> Node:
        opening, outer = self.at, self.bars
        self.at, self.bars = opening + 1, True
        node = self.expression(0)
        self.close(opening)
        self.bars = outer
        return Apply("abs", (node,), self.span_from(opening))

    def function(self, _floor: int) -> Node:
        """A function with its exponent and its arguments: sin^2 x, log(8, 2), max(a, b)."""
        first = self.at
        function, exponent = self.raised_function(first)
        opening = self.at
        if self.kinds[opening] == "(" or (self.tokens.latex and self.kinds[opening] == "{"):
            outer, self.bars = self.bars, False
            arguments: list[Node] = []
            if self.kinds[opening + 1] not in (")", "}"):
                while not arguments or self.kinds[self.at] == ",":
                    self.at += 1
                    arguments.append(self.expression(0))
            else:
                self.at += 1
            self.close(opening)
            self.bars = outer
        else:
            inside, power = bare.argument(self, first, function)
            arguments = [inside]
            exponent = power if exponent is None else exponent
        span = self.span_from(first)
        word = (self.starts[first], self.ends[first])
        node = applied(function, arguments, self.text, word, span, self.notation)
        return node if exponent is None else Apply("^", (node, exponent), span)

    def raised_function(self, first: int) -> tuple[Function, Node | None]:
        """The function at a token, and the exponent that stands between its name and its argument."""
        function = self.functions[first]
        self.at = first + 1
        exponent: Node | None = None
        if self.kinds[self.at] == "_":
            function = latex_forms.to_base(self, function, first)
        if self.kinds[self.at] == "raised":
            exponent = self.nodes[self.at]
            self.at += 1
        elif self.kinds[self.at] == "^":
            self.at += 1
            exponent = self.exponent()
        if exponent == _MINUS_ONE and function.head in INVERSES:
            self.doubts.add("inverse")
            if "inverse" not in self.other:
                return Function(INVERSES[function.head]), None
        return function, exponent

    # Infix and postfix operators: `first` is the token that the left operand begins with.

    def sum(self, left: Node, first: int) -> Node:
        """Any number of terms; a subtracted one is neg."""
        terms = [left]
        while True:
            sign = self.at
            if self.kinds[sign] == "+":
                self.at = sign + 1
                terms.append(self.expression(SUM))
            elif self.kinds[sign] == "-":
                self.at = sign + 1
                terms.append(Apply("neg", (self.expression(SUM),), self.span_from(sign)))
            else:
                return Apply("+", tuple(terms), self.span_from(first))

    def product(self, left: Node, first: int) -> Node:
        """Factors and divisors from left to right; a run of factors with one sign is one node."""
        factors: list[Node] = [left]
        head, divided, chain = "*", False, 0
        while True:
            kind = self.kinds[self.at]
            sign = PRODUCTS.get(kind)
            if sign is not None:
                self.at += 1
            elif kind not in ADJACENT or (kind == "|" and self.bars):
                return _joined(head, factors, self.span_from(first))
            elif kind == "number":
                raise diagnosis.number_here(self.tokens, self.at)
            elif divided:
                self.doubts.add("quotient")
            span = self.span_from(first)
            right = self.expression(PRODUCT)
            divided = sign == "/" or (divided and sign is None)
            if sign == "/":
                chain += 1
                if chain > self.limits.depth:
                    raise refusals.too_deep(self.text, self.starts[self.at], self.limits.depth)
                parts = (_joined(head, factors, span), self.divisor(right))
                factors = [Apply("/", parts, self.span_from(first))]
            elif head == (sign or "*") or len(factors) == 1:
                head = sign or "*"
                factors.append(right)
            else:
                factors, head = [_joined(head, factors, span), right], sign or "*"

    def divisor(self, right: Node) -> Node:
        """What a / divides by: one factor, or in the other reading all that follow without a sign."""
        if "quotient" not in self.other:
            return right
        factors = [right]
        while self.kinds[self.at] in ADJACENT and self.kinds[self.at] not in ("number", "|"):
            factors.append(self.expression(PRODUCT))
        return _joined("*", factors, (right.span[0], self.ends[self.at - 1]))

    def power(self, left: Node, first: int) -> Node:
        self.at += 1
        exponent = self.exponent()
        last = self.kinds[self.at - 1]
        if (
            self.is_euler(left)
            and self.kinds[self.at] == "name"
            and self.touches(self.at)
            and last not in ")}"
        ):
            self.doubts.add("exponent")
            if "exponent" in self.other:
                exponent = bare.run(self, [exponent], self.at - 1)
        return Apply("^", (left, exponent), self.span_from(first))

    def exponent(self) -> Node:
        """What stands behind ^: one factor with its own power, or anything in curly brackets."""
        if self.kinds[self.at] != "{":
            return self.expression(POWER - 1)
        opening, outer = self.at, self.bars
        self.at, self.bars = opening + 1, False
        node = self.expression(0)
        self.close(opening)
        self.bars = outer
        return node

    def raised(self, left: Node, first: int) -> Node:
        self.at += 1
        return Apply("^", (left, self.nodes[self.at - 1]), self.span_from(first))

    def factorial(self, left: Node, first: int) -> Node:
        self.at += 1
        if self.kinds[self.at] == "!":
            raise refusals.double_factorial(self.text, self.starts[self.at])
        return Apply("factorial", (left,), self.span_from(first))

    def relation(self, _left: Node, _first: int) -> Node:
        # Equations and inequalities are kinds of answer of their own; no kind of today has one.
        raise refusals.not_a_relation(self.text, self.starts[self.at], self.ends[self.at])

    def is_euler(self, node: Node) -> bool:
        """Whether this is the constant e."""
        return isinstance(node, Name) and node.name == "e" and "e" in self.notation.constants

    def _check_depth(self, root: Node) -> None:
        """Refuses a tree too deep for functions that call themselves: a/b/c/… needs no bracket for it."""
        level: list[Node] = [root]
        for _ in range(self.limits.depth + 1):
            level = list(chain.from_iterable(node.args for node in level if isinstance(node, Apply)))
            if not level:
                return
        raise refusals.too_deep(self.text, level[0].span[0], self.limits.depth)


def _joined(head: str, factors: list[Node], span: tuple[int, int]) -> Node:
    return factors[0] if len(factors) == 1 else Apply(head, tuple(factors), span)


Prefix = Callable[[Parser, int], Node]
Infix = tuple[int, Callable[[Parser, Node, int], Node]]

PREFIX: dict[str, Prefix] = {
    "-": Parser.negative,
    "+": Parser.positive,
    "(": Parser.group,
    "[": Parser.square,
    "|": Parser.absolute,
    "√": bare.radical,
    "∛": bare.radical,
    "function": Parser.function,
    **latex_forms.PREFIX,
}
INFIX: dict[str, Infix] = {
    **dict.fromkeys(RELATIONS, (RELATION, Parser.relation)),
    **dict.fromkeys(("+", "-"), (SUM, Parser.sum)),
    **dict.fromkeys((*PRODUCTS, *ADJACENT), (PRODUCT, Parser.product)),
    "^": (POWER, Parser.power),
    "raised": (POSTFIX, Parser.raised),
    "!": (POSTFIX, Parser.factorial),
    "⊤": (POSTFIX, latex_forms.transposed),
}
