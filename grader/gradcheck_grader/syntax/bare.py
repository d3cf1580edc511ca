"""What a function or a root without brackets is applied to: sin 2x, sin x^2, √2x.

People differ here: each place where they do is noted in the parser's doubts, and read the other way
when that is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gradcheck_grader.syntax import brackets, operators, refusals
from gradcheck_grader.syntax.binding import ADJACENT, ARGUMENT, POWER, PRODUCTS, RELATIONS
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, num
from gradcheck_grader.syntax.words import Function, example_of

if TYPE_CHECKING:
    from gradcheck_grader.syntax.parser import Parser

# What these are of is one factor, where the next one leaves no doubt about that.
_OF_MATRICES = frozenset({"det", "tr", "rank"})
_DEGREES: dict[str, tuple[Node, ...]] = {"√": (), "∛": (num(3),), "∜": (num(4),)}
_SIGNS = frozenset({*PRODUCTS, *RELATIONS, "+", "-", "^", "!", "%", "raised"})


def radical(parser: Parser, _floor: int) -> Node:
    """√ takes the next factor with its power, or only what stands in brackets behind it."""
    first = parser.at
    parser.at = first + 1
    exponent = None
    if parser.kinds[first + 1] == "(":
        inside = brackets.group(parser, 0)
    else:
        inside, exponent = without_power(parser, parser.expression(POWER - 1), first + 1)
        if parser.kinds[parser.at] == "name" and parser.touches(parser.at):
            parser.doubts.add("extent")
            if "extent" in parser.other:
                inside = run(parser, [inside], first + 1)
    degree = _DEGREES[parser.kinds[first]]
    node = Apply("root" if degree else "sqrt", (inside, *degree), parser.span_from(first))
    return node if exponent is None else Apply("^", (node, exponent), parser.span_from(first))


def argument(parser: Parser, first: int, function: Function) -> tuple[Node, Node | None]:
    """The argument of a function without brackets, and the power of the whole when it is read so."""
    word = parser.text[parser.starts[first] : parser.ends[first]]
    kind, start = parser.kinds[parser.at], parser.at
    if function.head in _OF_MATRICES and kind in ("name", "begin"):
        return _of_one_factor(parser, first, function)
    # sin -x is sin(-x), but in sin - x the argument has been forgotten.
    sign = kind in _SIGNS and not (kind == "-" and parser.touches(start + 1))
    if not function.bare or sign:
        span = (parser.starts[first], parser.ends[first])
        raise refusals.needs_brackets(parser.text, span, example_of(word, function))
    inside, exponent = without_power(parser, parser.expression(ARGUMENT), start)
    if exponent is not None:
        return inside, exponent
    inside = run(parser, [inside], start)
    if _may_go_on(parser):
        parser.doubts.add("extent")
        if "extent" in parser.other:
            inside = operators.product(parser, inside, start)
    return inside, None


def _of_one_factor(parser: Parser, first: int, function: Function) -> tuple[Node, Node | None]:
    """The A of det A; refuses tr A B, which may be tr(A B) or tr(A) B."""
    start = parser.at
    inside = parser.expression(ARGUMENT)
    if not parser.tokens.latex:  # AB is written as one word: in LaTeX there would be no blank to see
        inside = run(parser, [inside], start)
    sign = parser.kinds[parser.at]
    behind = parser.at + (sign in PRODUCTS)
    ended = sign == "/" or sign not in (*PRODUCTS, *ADJACENT)
    if not ended and not (sign in PRODUCTS and parser.kinds[behind] == "number"):
        another = parser.functions.get(behind)
        if another is None or another.head not in _OF_MATRICES:
            word = parser.place_of(first)
            raise refusals.needs_brackets(parser.text, word, example_of(parser.text[slice(*word)], function))
    return without_power(parser, inside, start)


def _may_go_on(parser: Parser) -> bool:
    """Whether some would read on here: a factor follows, or a / or * with no blank around it."""
    at = parser.at
    kind = parser.kinds[at]
    if kind in ("*", "/"):
        tight = parser.touches(at) and parser.touches(at + 1)
        return tight and parser.kinds[at + 1] != "function"
    return kind in ("name", "(", "[")


def without_power(parser: Parser, node: Node, start: int) -> tuple[Node, Node | None]:
    """The node as it is; or base and exponent apart, when x^2 behind a function is a power of the whole."""
    if not (isinstance(node, Apply) and node.head == "^" and parser.kinds[start] in ("name", "number")):
        return node, None
    base, exponent = node.args
    if not isinstance(base, Num | Name) or parser.is_euler(base):
        return node, None
    parser.doubts.add("power")
    return (base, exponent) if "power" in parser.other else (node, None)


def run(parser: Parser, factors: list[Node], first: int) -> Node:
    """The product of the factors and of those that follow without a sign and without a blank.

    Behind mere numbers and pi a blank or a bracket does not end it: sin 2 x, sin 2(x + 1).
    """
    leading = all(_is_coefficient(factor) for factor in factors)
    while True:
        kind = parser.kinds[parser.at]
        named = kind == "name" and (leading or parser.touches(parser.at))
        if not named and not (leading and kind in ("(", "[", "√", "frac", "sqrt")):
            return factors[0] if len(factors) == 1 else Apply("*", tuple(factors), parser.span_from(first))
        factor = parser.expression(ARGUMENT)
        leading = leading and _is_coefficient(factor)
        factors.append(factor)


def _is_coefficient(node: Node) -> bool:
    return isinstance(node, Num) or (isinstance(node, Name) and node.name == "pi")
