"""Operators between and behind operands; `first` is the token that the left operand begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gradcheck_grader.syntax import bare, calls, diagnosis, form_refusals, refusals, relations
from gradcheck_grader.syntax.binding import ADJACENT, CHOOSE, POWER, PRODUCT, PRODUCTS, RELATIONS, SUM
from gradcheck_grader.syntax.kinds import PROBABILITY
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, Span, num

if TYPE_CHECKING:
    from gradcheck_grader.syntax.parser import Parser

LONGEST_CONDITION = 100  # tokens among which the < of 1[x < 0] is looked for


def negative(parser: Parser, floor: int) -> Node:
    first = parser.at
    parser.at = first + 1
    operand = parser.expression(max(SUM, floor))
    return Apply("neg", (operand,), parser.span_from(first))


def positive(parser: Parser, floor: int) -> Node:
    parser.at += 1
    return parser.expression(max(SUM, floor))


def either(parser: Parser, floor: int) -> Node:
    """±x, which is x and -x."""
    first = parser.at
    _check_either(parser)
    parser.at = first + 1
    operand = parser.expression(max(SUM, floor))
    return Apply("pm", (operand,), parser.span_from(first))


def _check_either(parser: Parser) -> None:
    if not parser.forms.conditions:
        raise form_refusals.two_values(parser.text, parser.starts[parser.at], parser.ends[parser.at])


def sum_of(parser: Parser, left: Node, first: int) -> Node:
    """Any number of terms; a subtracted one is neg."""
    terms: list[Node] = [left]
    while True:
        sign = parser.at
        kind = "" if parser.bars and parser.is_over() else parser.kinds[sign]
        if kind == "+":
            parser.at = sign + 1
            terms.append(parser.expression(SUM))
        elif kind == "-":
            parser.at = sign + 1
            terms.append(Apply("neg", (parser.expression(SUM),), parser.span_from(sign)))
        elif kind == "±":
            _check_either(parser)
            so_far = _joined("+", terms, parser.span_from(first))
            parser.at = sign + 1
            terms = [Apply("pm", (so_far, parser.expression(SUM)), parser.span_from(first))]
        else:
            return _joined("+", terms, parser.span_from(first))


def product(parser: Parser, left: Node, first: int) -> Node:
    """Factors and divisors from left to right; a run of factors with one sign is one node, save of dots."""
    factors: list[Node] = [left]
    head, divided, chain = "*", False, 0
    while True:
        kind = parser.kinds[parser.at]
        sign = PRODUCTS.get(kind)
        if sign is not None:
            parser.at += 1
        elif kind not in ADJACENT or (parser.bars and parser.is_over()):
            return _joined(head, factors, parser.span_from(first))
        elif kind == "number":
            raise diagnosis.number_here(parser.tokens, parser.at)
        elif kind in ("[", "(", "{") and _is_indicator(parser, factors[-1]):
            factors[-1] = _indicator(parser, factors[-1])
            continue
        elif kind == "frac" and len(factors) == 1 and _is_mixed(parser, left):
            parser.doubts.add("mixed")
            if "mixed" in parser.other:
                return Apply("+", (left, parser.expression(PRODUCT)), parser.span_from(first))
        elif divided:
            parser.doubts.add("quotient")
        span = parser.span_from(first)
        right = parser.expression(PRODUCT)
        divided = sign == "/" or (divided and sign is None)
        if sign == "/":
            chain += 1
            if chain > parser.limits.depth:
                raise refusals.too_deep(parser.text, parser.starts[parser.at], parser.limits.depth)
            parts = (_joined(head, factors, span), _divisor(parser, right))
            factors = [Apply("/", parts, parser.span_from(first))]
        elif len(factors) == 1 or (head == (sign or "*") and sign != "dot"):
            head = sign or "*"
            factors.append(right)
        else:
            factors, head = [_joined(head, factors, span), right], sign or "*"


def _is_indicator(parser: Parser, left: Node) -> bool:
    """Whether this is the 1 of 1[x > 0]: touching a bracket with a condition in it."""
    if not (isinstance(left, Num) and left.text == "1" and parser.touches(parser.at)):
        return False
    kinds, depth = parser.kinds, 0
    for at in range(parser.at, min(len(kinds), parser.at + LONGEST_CONDITION)):
        depth += (kinds[at] in "([{") - (kinds[at] in ")]}")
        if kinds[at] in RELATIONS and depth == 1:
            return True
        if depth < 1:
            break
    return False


def _indicator(parser: Parser, one: Node) -> Node:
    """1[x > 0] and 1{x > 0}: 1 where the condition holds, 0 elsewhere."""
    (condition,) = calls.events(parser, parser.at)[:1]
    return calls.indicated(condition, (one.span[0], parser.ends[parser.at - 1]))


def _is_mixed(parser: Parser, left: Node) -> bool:
    r"""Whether this is 3\frac{1}{2}: a whole number directly before a proper fraction of such numbers."""
    behind = [node for node in parser.nodes[parser.at + 1 : parser.at + 6] if isinstance(node, Num)]
    numbers = [left, *behind][:3]
    if len(numbers) < 3 or not all(isinstance(one, Num) and one.text.isdecimal() for one in numbers):
        return False
    above, below = behind[0].value, behind[1].value
    written = parser.kinds[parser.at + 1 : parser.at + 7]
    plain = written[:2] == ["number", "number"] or written == ["{", "number", "}", "{", "number", "}"]
    return plain and 0 < above < below


def _divisor(parser: Parser, right: Node) -> Node:
    """What a / divides by: one factor, or in the other reading all that follow without a sign."""
    if "quotient" not in parser.other:
        return right
    factors = [right]
    while parser.kinds[parser.at] in ADJACENT and parser.kinds[parser.at] not in ("number", "|", "‖"):
        factors.append(parser.expression(PRODUCT))
    return _joined("*", factors, (right.span[0], parser.ends[parser.at - 1]))


def power(parser: Parser, left: Node, first: int) -> Node:
    parser.at += 1
    curly = parser.kinds[parser.at] in "{("
    if parser.kinds[parser.at + curly] == "complement":
        relations.check(parser)
        opening = parser.at
        parser.at += 1 + curly
        if curly:
            parser.close(opening)
        return Apply("not", (relations.as_event(left),), parser.span_from(first))
    if parser.shaped and (turned := _turned(parser, left, first)) is not None:
        return turned
    exponent = exponent_of(parser)
    last = parser.kinds[parser.at - 1]
    if (
        parser.is_euler(left)
        and parser.kinds[parser.at] == "name"
        and parser.touches(parser.at)
        and last not in ")}"
    ):
        parser.doubts.add("exponent")
        if "exponent" in parser.other:
            exponent = bare.run(parser, [exponent], parser.at - 1)
    return Apply("^", (left, exponent), parser.span_from(first))


_TURNS: dict[tuple[str, ...], tuple[int, bool]] = {
    ("T",): (1, False), ("-", "T"): (2, True),
    ("{", "T", "}"): (3, False), ("(", "T", ")"): (3, False),
    ("{", "-", "T", "}"): (4, True), ("(", "-", "T", ")"): (4, True),
}  # fmt: skip


def _turned(parser: Parser, left: Node, first: int) -> Node | None:
    """A^T, A^{T} and A^-T: the transposed, of the inverse when there is a minus; else None."""
    ahead = tuple(parser.kinds[parser.at : parser.at + 4])
    for length in range(1, 5):
        if (found := _TURNS.get(ahead[:length])) is not None:
            parser.at += found[0]
            span = parser.span_from(first)
            return Apply("transpose", (Apply("inv", (left,), span) if found[1] else left,), span)
    return None


def exponent_of(parser: Parser) -> Node:
    """What stands behind ^: one factor with its own power, or anything in curly brackets."""
    if parser.kinds[parser.at] != "{":
        return parser.expression(POWER - 1)
    return parser.inside()


def raised(parser: Parser, left: Node, first: int) -> Node:
    parser.at += 1
    return Apply("^", (left, parser.nodes[parser.at - 1]), parser.span_from(first))


def factorial(parser: Parser, left: Node, first: int) -> Node:
    parser.at += 1
    if parser.kinds[parser.at] == "!":
        raise refusals.double_factorial(parser.text, parser.starts[parser.at])
    return Apply("factorial", (left,), parser.span_from(first))


def percent(parser: Parser, left: Node, first: int) -> Node:
    """50% is 50/100."""
    parser.at += 1
    return Apply("/", (left, num(100)), parser.span_from(first))


def chosen(parser: Parser, left: Node, first: int) -> Node:
    """n choose k."""
    parser.at += 1
    return Apply("binomial", (left, parser.expression(CHOOSE)), parser.span_from(first))


def turned_by_sign(parser: Parser, left: Node, first: int) -> Node:
    """A⊤; a T is a name unless it stands behind ^."""
    if parser.text[parser.starts[parser.at]] != "⊤":
        raise form_refusals.nothing_means(parser.text, *parser.place_of(parser.at))
    parser.at += 1
    return Apply("transpose", (left,), parser.span_from(first))


def transposed(parser: Parser, left: Node, first: int) -> Node:
    mark = parser.at
    if parser.forms is PROBABILITY and isinstance(left, Name) and left.name not in parser.notation.shapes:
        parser.at += 1
        return Apply("not", (left,), parser.span_from(first))
    if (
        isinstance(left, Name)
        and parser.text[parser.starts[mark]] in "'’"
        and not _may_be_turned(parser, left)
    ):
        raise form_refusals.no_prime(parser.text, parser.place_of(mark), left.name)
    parser.at += 1
    return Apply("transpose", (left,), parser.span_from(first))


def _may_be_turned(parser: Parser, name: Name) -> bool:
    """Whether a prime behind this name can mean that it is transposed."""
    shapes = parser.notation.shapes
    return name.name in shapes if shapes else parser.notation.kind == "matrix"


def indexed(parser: Parser, left: Node, first: int) -> Node:
    """x_i, x[i], A_{ij}, A[i, j], and I_n."""
    mark = parser.at
    known = not isinstance(left, Name) or left.name in parser.notation.shapes
    if not parser.shaped or not known or isinstance(left, Num):
        raise refusals.no_index(parser.text, parser.starts[mark])
    parser.at += 1
    indices = _indices(parser, mark)
    if isinstance(left, Apply) and left.head == "identity" and not left.args:
        parser.settle(mark, parser.at)
        return Apply("identity", tuple(indices), parser.span_from(first))
    if len(indices) == 1 and isinstance(left, Name) and parser.notation.shapes[left.name].columns != 1:
        indices = _two_of(indices[0])
    if len(indices) > 2:
        raise form_refusals.too_many_indices(parser.text, parser.span_from(mark))
    return Apply("entry", (left, *indices), parser.span_from(first))


def _indices(parser: Parser, mark: int) -> list[Node]:
    """What stands behind the mark: a list in brackets, or one number or name."""
    opening = parser.at
    if parser.kinds[opening] in ("{", "["):
        return parser.listed(opening)
    if parser.kinds[opening] not in ("number", "name", "local"):
        raise refusals.no_index(parser.text, parser.starts[mark])
    return [parser.expression(POWER)]


def _two_of(index: Node) -> list[Node]:
    """The two indices that ij or 12 writes without a comma."""
    if isinstance(index, Apply) and index.head == "*" and len(index.args) == 2:
        return list(index.args)
    if isinstance(index, Num) and len(index.text) == 2 and index.text.isdecimal():
        start = index.span[0]
        return [
            Num(type(index.value)(int(digit)), digit, _one(start + at)) for at, digit in enumerate(index.text)
        ]
    return [index]


def _one(start: int) -> Span:
    return (start, start + 1)


def _joined(head: str, factors: list[Node], span: Span) -> Node:
    return factors[0] if len(factors) == 1 else Apply(head, tuple(factors), span)
