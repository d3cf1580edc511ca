r"""What only LaTeX has, as the parser reads it: \frac, \sqrt, {…}, \left|, matrices, \frac{d}{dx}."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gradcheck_grader.errors import ResponseError
from gradcheck_grader.syntax import brackets, diagnosis, latex_refusals, refusals
from gradcheck_grader.syntax.arrays import matrix_of
from gradcheck_grader.syntax.binding import CHOICE, IFF, POSTFIX
from gradcheck_grader.syntax.calls import applied
from gradcheck_grader.syntax.kinds import FORMS
from gradcheck_grader.syntax.tree import Apply, Name, Node
from gradcheck_grader.syntax.words import FUNCTIONS, Function

if TYPE_CHECKING:
    from gradcheck_grader.syntax.parser import Parser

_FENCED = {"abs(": "abs", "floor(": "floor", "ceil(": "ceil", "norm(": "norm"}
_HEADS = {"frac": "/", "binom": "binomial"}


def inside(parser: Parser) -> Node:
    """The expression between the bracket here and the one that closes it."""
    return parser.inside()


def braces(parser: Parser, _floor: int) -> Node:
    """Curly brackets hold a factor together in LaTeX, and are refused elsewhere."""
    if not parser.tokens.latex:
        raise refusals.curly_bracket(parser.text, parser.starts[parser.at])
    return inside(parser)


def argument(parser: Parser, command: int) -> Node:
    r"""What a command is given: {…}, one digit, one letter, or one name: \frac12, \sqrt\pi."""
    kind = parser.kinds[parser.at]
    if kind == "{":
        return inside(parser)
    if kind not in ("number", "name"):
        raise refusals.needs_braces(parser.text, (parser.starts[command], parser.ends[command]))
    parser.at += 1
    return parser.nodes[parser.at - 1]


def pair(parser: Parser, _floor: int) -> Node:
    r"""\frac and \binom."""
    first = parser.at
    parser.at = first + 1
    above = argument(parser, first)
    below = argument(parser, first)
    return Apply(_HEADS[parser.kinds[first]], (above, below), parser.span_from(first))


def root(parser: Parser, _floor: int) -> Node:
    r"""\sqrt{x}, and \sqrt[3]{x}."""
    first = parser.at
    parser.at = first + 1
    degree = inside(parser) if parser.kinds[parser.at] == "[" else None
    radicand = argument(parser, first)
    if degree is None:
        return Apply("sqrt", (radicand,), parser.span_from(first))
    return Apply("root", (radicand, degree), parser.span_from(first))


def fenced(parser: Parser, _floor: int) -> Node:
    r"""\left| x \right|, floors and ceilings, and norms with their index."""
    first = parser.at
    node = inside(parser)
    head = _FENCED[parser.kinds[first]]
    if head == "norm":
        return brackets.with_index(parser, node, first)
    return Apply(head, (node,), parser.span_from(first))


def begun(parser: Parser, floor: int) -> Node:
    """A matrix, or cases."""
    mark = parser.nodes[parser.at]
    return cases(parser) if isinstance(mark, Name) and mark.name == "cases" else matrix(parser, floor)


def cases(parser: Parser) -> Node:
    r"""\begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}."""
    first, outer, forms = parser.at, parser.bars, parser.forms
    parser.at, parser.bars = first + 1, ""
    parts: list[Node] = []
    while parser.kinds[parser.at] != "finish":
        if parts and len(parts) % 2:
            raise _bad_cases(parser, first)
        parser.forms = FORMS["expression"]
        parts.append(parser.expression(CHOICE))
        parser.at += parser.kinds[parser.at] == ","
        if parser.kinds[parser.at] != "&":
            raise _bad_cases(parser, first)
        parser.at += 1
        parser.at += parser.kinds[parser.at] == "if"
        if parser.kinds[parser.at] == "else":
            parser.at += 1
        elif parser.kinds[parser.at] not in ("\\\\", "finish"):
            parts.append(brackets.condition(parser, IFF - 1))
        parser.at += parser.kinds[parser.at] in (",", ".")
        if parser.kinds[parser.at] == "\\\\":
            parser.at += 1
        elif parser.kinds[parser.at] != "finish":
            raise diagnosis.stuck(parser.tokens, parser.at, first, parser.notation)
    parser.at += 1
    parser.bars, parser.forms = outer, forms
    if len(parts) < 2:
        raise _bad_cases(parser, first)
    return Apply("piecewise", tuple(parts), parser.span_from(first))


def _bad_cases(parser: Parser, first: int) -> ResponseError:
    return latex_refusals.bad_cases(parser.text, parser.place_of(first))


def matrix(parser: Parser, _floor: int) -> Node:
    r"""\begin{pmatrix} a & b \\ c & d \end{pmatrix}; a \\ behind the last row is no row."""
    first, outer = parser.at, parser.bars
    parser.at, parser.bars = first + 1, ""
    rows: list[list[Node]] = [[parser.expression(0)]]
    while parser.kinds[parser.at] in ("&", "\\\\"):
        parser.at += 1
        if parser.kinds[parser.at - 1] == "\\\\":
            if parser.kinds[parser.at] == "finish":
                break
            rows.append([])
        rows[-1].append(parser.expression(0))
    if parser.kinds[parser.at] != "finish":
        raise diagnosis.stuck(parser.tokens, parser.at, first, parser.notation)
    parser.at += 1
    parser.bars = outer
    return matrix_of(rows, parser.text, parser.span_from(first), parser.limits)


def derivative(parser: Parser, _floor: int) -> Node:
    r"""\frac{d}{dx}\left(x^2\right), which is diff(x^2, x)."""
    first = parser.at
    word = (parser.starts[first], parser.ends[first])
    if not parser.notation.allow_diff and parser.notation.kind != "any":
        raise refusals.no_derivative(parser.text, word)
    parser.at = first + 1
    if parser.kinds[parser.at] not in ("(", "{"):
        raise refusals.derivative_of_what(parser.text, word)
    body = inside(parser)
    mark = parser.nodes[first]
    by = mark.args if isinstance(mark, Apply) else ()
    return applied(
        FUNCTIONS["diff"], [body, *by], parser.text, word, parser.span_from(first), parser.notation
    )


def to_base(parser: Parser, function: Function, first: int) -> Function:
    r"""The logarithm with the base that stands behind it: \log_2, \log_{10}."""
    if function.head != "log":
        raise refusals.no_index(parser.text, parser.starts[parser.at])
    parser.at += 1
    return Function("log", default=argument(parser, first))


def inverted(parser: Parser, left: Node, first: int) -> Node:
    """The inverse that our own LaTeX writes, and the one in A^{-\\top}."""
    parser.at += 1
    return Apply("inv", (left,), parser.span_from(first))


PREFIX = {
    "{": braces,
    **dict.fromkeys(_HEADS, pair),
    "sqrt": root,
    **dict.fromkeys(_FENCED, fenced),
    "begin": begun,
    "derivative": derivative,
}
INFIX = {"inverted": (POSTFIX, inverted)}
