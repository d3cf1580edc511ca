"""A Pratt parser: the whole text becomes one tree, or is refused with a place, a sentence and a way out.

What is read by default where people differ; `readings` gives the other ways too:

    1/2x       (1/2)*x          quotient   a product without a sign binds like one with a sign
    e^2x       (e^2)*x          exponent   an exponent is one factor
    sin x^2    sin(x^2)         power      a power belongs to the argument of a function without brackets
    sin x/2    (sin x)/2        extent     a written * or / ends such an argument, a blank or a bracket too,
                                           but not behind a number or pi: sin 2 x, sin 2(x + 1)
    sin^-1 x   asin(x)          inverse    other exponents are powers: sin^2 x is (sin x)^2
    ∑ i + 1    (∑ i) + 1        body       a sum or product extends over the factors behind it, not over terms
    3\\frac12      3*(1/2)      mixed      a mixed number is what the other reading is
    [x y]          [x*y]        blank      a blank in a list is one in a product, unless that cannot be read
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from itertools import chain

from gradcheck_grader.errors import ResponseError
from gradcheck_grader.limits import DEFAULT, Limits
from gradcheck_grader.notation import Notation
from gradcheck_grader.syntax import (
    bare,
    binders,
    brackets,
    calls,
    diagnosis,
    latex_forms,
    operators,
    refusals,
    relations,
    sorts,
)
from gradcheck_grader.syntax.binding import (
    ADJACENT,
    CHOICE,
    CHOOSE,
    LOGIC,
    POSTFIX,
    POWER,
    PRODUCT,
    PRODUCTS,
    RELATION,
    RELATIONS,
    SETS,
    SUM,
)
from gradcheck_grader.syntax.brackets import BLANK
from gradcheck_grader.syntax.dialects import tokens_of
from gradcheck_grader.syntax.kinds import VALUES
from gradcheck_grader.syntax.lexer import Tokens
from gradcheck_grader.syntax.tree import Apply, Name, Node, Span, num
from gradcheck_grader.syntax.words import INVERSES, Function

_MINUS_ONE = Apply("neg", (num(1),))


def parse(text: str, notation: Notation, limits: Limits = DEFAULT) -> Node:
    """The tree of the text, read in the default way.

    Raises ResponseError when any part of the text cannot be read.

    >>> from gradcheck_grader.notation import real_names
    >>> from gradcheck_grader.syntax.printing import to_plain
    >>> to_plain(parse("2x cos(x²)", Notation(names=real_names("x"))))
    '2*x*cos(x^2)'
    """
    return parsed(text, notation, limits)[0]


def parsed(text: str, notation: Notation, limits: Limits = DEFAULT) -> tuple[Node, bool]:
    """The tree that parse gives, and whether people could mean another: else readings has no more to say."""
    parser = Parser(tokens_of(text, notation, limits), notation, limits)
    tree = parser.tree()
    return tree, bool(parser.doubts)


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
    trees = [first.tree()]
    doubts = sorted(first.doubts)
    ways = [frozenset({doubt}) for doubt in doubts]
    for other in dict.fromkeys([*ways, frozenset(doubts)] if doubts else []):
        try:
            tree = Parser(tokens, notation, limits, other=other).tree()
        except ResponseError:  # the other way may nest too deeply; then nobody meant it
            continue
        if tree not in trees:
            trees.append(tree)
    return tuple(trees)


def _again(first: Parser) -> Node | None:
    """The tree where || is two bars and not a norm, a bar in E[…] opens, and [0, 1[ is an interval."""
    tokens = first.tokens
    mixed = tokens.vocabulary.forms.mixed
    bars = "|" in tokens.text and (first.shaped or first.notation.random or mixed)
    if not bars and not (mixed and "[" in tokens.text):
        return None
    second = Parser(tokens.split_bars(), first.notation, first.limits, other=first.other, again=True)
    try:
        tree = second.whole()
    except ResponseError:
        return None
    first.doubts = second.doubts
    return tree


def _with_blanks(first: Parser) -> Node | None:
    """The tree where blanks part the entries of a list, as NumPy and MATLAB print it: [1 2 3]."""
    tokens = first.tokens
    if "[" not in tokens.text or tokens.latex or first.forms.square == "interval":
        return None
    second = Parser(tokens, first.notation, first.limits, other=first.other | {BLANK})
    try:
        tree = second.whole()
    except ResponseError:
        return None
    first.doubts = second.doubts
    return tree


class Parser:
    """Reads the tokens of one text once; `other` names the doubts that are settled against the default.

    bars    the kind of token that closes the innermost open bracket, where it could also open one; a blank
            where blanks part its entries.
    forms   what brackets, commas and signs of relation mean here.
    locals  places of words that the form around them has still to explain.
    again   whether bars and brackets that can be read in two ways are read in the second.
    """

    __slots__ = (
        "again", "at", "bars", "chains", "depth", "doubts", "ends", "forms", "functions", "kinds", "limits",
        "locals", "nodes", "notation", "other", "shaped", "sorted", "starts", "text", "tokens",
    )  # fmt: skip

    def __init__(
        self,
        tokens: Tokens,
        notation: Notation,
        limits: Limits,
        *,
        other: frozenset[str] = frozenset(),
        again: bool = False,
    ) -> None:
        self.tokens = tokens
        self.text = tokens.text
        self.kinds, self.nodes = tokens.kinds, tokens.nodes
        self.starts, self.ends = tokens.starts, tokens.ends
        self.functions = tokens.functions
        self.notation = notation
        self.limits = limits
        self.other = other
        self.again = again
        words = tokens.vocabulary
        self.forms, self.shaped, self.sorted = words.forms, words.shaped, words.sorted or tokens.sorted
        self.doubts: set[str] = set()
        self.locals: list[int] = []
        self.chains: list[tuple[int, int]] = []
        self.at = 0
        self.depth = 0
        self.bars = ""

    def tree(self) -> Node:
        """The tree of all tokens, where need be with what is read in two ways read in the second."""
        try:
            return self.whole()
        except ResponseError:
            tree = None if self.again else _again(self)
            if tree is None and BLANK not in self.other:
                tree = _with_blanks(self)
            if tree is None:
                raise
            return tree

    def whole(self) -> Node:
        """The tree of all tokens."""
        try:
            node = self.expression(0)
            if self.forms.bare and self.kinds[self.at] in (",", ";"):
                node = brackets.unbracketed(self, node)
        except RecursionError:
            # The bound on depth keeps far from Python's own, unless the caller has used that up already.
            raise refusals.too_deep(self.text, self.starts[self.at], self.limits.depth) from None
        if self.kinds[self.at] != "end":
            raise diagnosis.stuck(self.tokens, self.at, None, self.notation)
        if self.locals:
            raise diagnosis.unexplained(self.tokens, self.locals[0])
        # A tree deeper than the bound has more tokens than it: most texts need no walk.
        if len(self.kinds) > self.limits.depth:
            self._check_depth(node)
        if self.sorted:
            sorts.check(node, self.text, values=self.notation.kind in VALUES)
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
            if operator[0] <= floor or (self.bars and self.is_over()):
                break
            chain += 1
            if chain > self.limits.depth:
                raise refusals.too_deep(self.text, self.starts[self.at], self.limits.depth)
            left = operator[1](self, left, at)
        self.depth -= 1
        return left

    def is_over(self) -> bool:
        """Whether the bar here closes, or the blank before this token begins another entry."""
        return self.kinds[self.at] == self.bars or (self.bars == BLANK and brackets.is_gap(self, self.at))

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

    def inside(self, *, bars: str = "") -> Node:
        """The expression between the bracket here and the one that closes it."""
        opening, outer = self.at, self.bars
        self.at, self.bars = opening + 1, bars
        node = self.expression(0)
        self.close(opening)
        self.bars = outer
        return node

    def listed(self, opening: int) -> list[Node]:
        """What stands between the bracket at opening and the one that closes it, with commas between."""
        outer, self.bars = self.bars, ""
        entries: list[Node] = []
        self.at = opening + 1
        if self.kinds[self.at] not in (")", "}"):
            entries.append(self.expression(0))
            while self.kinds[self.at] == ",":
                self.at += 1
                entries.append(self.expression(0))
        self.close(opening)
        self.bars = outer
        return entries

    def operand(self, mark: int) -> Node:
        """One number, name or other single token, as the index behind the mark."""
        if self.kinds[self.at] not in ("number", "name", "local", "fro"):
            raise refusals.no_index(self.text, self.starts[mark])
        return self.expression(POSTFIX)

    def place_of(self, at: int) -> Span:
        """Where a token stands."""
        return (self.starts[at], self.ends[at])

    # Words that only the form around them explains.

    def local(self, _floor: int) -> Node:
        self.locals.append(self.at)
        self.at += 1
        return self.nodes[self.at - 1]

    def settle(self, start: int, stop: int, name: str = "") -> None:
        """Explains the name from one token to another; without a name, all that are sizes or infinite."""
        if not self.locals:
            return
        first = bisect_left(self.locals, start)
        known = {name} if name else {"inf", *self.tokens.vocabulary.sizes}
        self.locals[first:] = [
            at
            for at in self.locals[first:]
            if at >= stop or not isinstance(word := self.nodes[at], Name) or word.name not in known
        ]

    def function(self, _floor: int) -> Node:
        """A function with its exponent and its arguments: sin^2 x, log(8, 2), max(a, b)."""
        first = self.at
        function = self.functions[first]
        if function.form:
            return CALLS[function.form](self, first, function)
        function, exponent = self.raised_function(first)
        opening = self.at
        squarely = self.kinds[opening] == "[" and not function.bare and function.head != "array"
        if self.kinds[opening] == "(" or squarely or (self.tokens.latex and self.kinds[opening] == "{"):
            arguments = self.listed(opening)
        else:
            inside, power = bare.argument(self, first, function)
            arguments = [inside]
            exponent = power if exponent is None else exponent
        span = self.span_from(first)
        word = (self.starts[first], self.ends[first])
        if (
            exponent == _MINUS_ONE and function.head in calls.EXPANDED
        ):  # the inverse function, which has no word
            raise refusals.needs_brackets(self.text, word, f"{self.text[slice(*word)]}(x)")
        node = calls.applied(function, arguments, self.text, word, span, self.notation)
        return node if exponent is None else Apply("^", (node, exponent), node.span)

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
            exponent = operators.exponent_of(self)
        if exponent == _MINUS_ONE and function.head in INVERSES:
            self.doubts.add("inverse")
            if "inverse" not in self.other:
                return Function(INVERSES[function.head]), None
        return function, exponent

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


Prefix = Callable[[Parser, int], Node]
Infix = tuple[int, Callable[[Parser, Node, int], Node]]

PREFIX: dict[str, Prefix] = {
    **latex_forms.PREFIX,
    "-": operators.negative,
    "+": operators.positive,
    "±": operators.either,
    "(": brackets.group,
    "[": brackets.square,
    "]": brackets.turned,
    "|": brackets.absolute,
    "‖": brackets.norm,
    "fro": brackets.frobenius,
    **dict.fromkeys(("{", "set("), brackets.curly),
    "<": brackets.angled,
    **dict.fromkeys(("√", "∛", "∜"), bare.radical),
    **dict.fromkeys(("not", "~"), relations.negated),
    **dict.fromkeys(("∑", "∏"), binders.big_sign),
    "∫": binders.integral_sign,
    "∇": binders.nabla,
    "local": Parser.local,
    "function": Parser.function,
}
INFIX: dict[str, Infix] = {
    **dict.fromkeys(RELATIONS, (RELATION, relations.relation)),
    **dict.fromkeys(("in", "notin", "not"), (RELATION, relations.member)),
    "~": (RELATION, relations.drawn),
    "if": (CHOICE, relations.choice),
    **{kind: (level, relations.joined) for kind, level in LOGIC.items() if kind in ("and", "or")},
    **{kind: (level, relations.implication) for kind, level in LOGIC.items() if kind in ("implies", "iff")},
    **{kind: (level, relations.combined) for kind, level in SETS.items()},
    **dict.fromkeys(("+", "-", "±"), (SUM, operators.sum_of)),
    **dict.fromkeys((*PRODUCTS, *ADJACENT), (PRODUCT, operators.product)),
    "|": (PRODUCT, relations.bar),
    "choose": (CHOOSE, operators.chosen),
    "^": (POWER, operators.power),
    "raised": (POSTFIX, operators.raised),
    "!": (POSTFIX, operators.factorial),
    "%": (POSTFIX, operators.percent),
    "⊤": (POSTFIX, operators.transposed),
    "T": (POSTFIX, operators.turned_by_sign),
    "_": (POSTFIX, operators.indexed),
    "method": (POSTFIX, binders.method),
    **latex_forms.INFIX,
}
# Functions whose arguments are more than expressions, by their form.
CALLS: dict[str, Callable[[Parser, int, Function], Node]] = {
    "bound": binders.bound_call,
    "integral": binders.integral_call,
    "derivative": binders.derivative_call,
    "piecewise": calls.piecewise,
    "where": calls.where,
    "indicator": calls.indicator,
    "norm": calls.norm,
    "outer": calls.outer,
    "sized": calls.sized,
    "interval": calls.interval,
    "chance": calls.chance,
    "law": calls.law,
}
