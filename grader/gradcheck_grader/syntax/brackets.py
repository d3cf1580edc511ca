"""Brackets and commas: groups, lists, intervals, sets, absolute values and norms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gradcheck_grader.syntax import diagnosis, form_refusals, latex_forms, refusals
from gradcheck_grader.syntax.alternatives import alternatives
from gradcheck_grader.syntax.arrays import array_of, vector_of
from gradcheck_grader.syntax.binding import ADJACENT, RELATION
from gradcheck_grader.syntax.kinds import CONDITION, POINTS
from gradcheck_grader.syntax.sorts import is_condition
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, Span

if TYPE_CHECKING:
    from gradcheck_grader.syntax.parser import Parser

_SEPARATORS = (",", ";")
BLANK = "blank"
_SIGNS = frozenset({"+", "-", "±"})
_PRINTED = frozenset({"number", "[", "]", *_SIGNS})


def group(parser: Parser, _floor: int) -> Node:
    """Round brackets around one expression; around several what the kind of answer makes of them."""
    opening, outer = parser.at, parser.bars
    parser.at, parser.bars = opening + 1, ""
    node = parser.expression(0)
    if parser.shaped and parser.kinds[parser.at] == "," and _is_angle(parser, opening):
        parser.at += 1
        other = parser.expression(0)
        parser.close(opening)
        node = _inner_product(parser, node, other, parser.span_from(opening))
    elif parser.forms.pair and parser.kinds[parser.at] in _SEPARATORS:
        node = _several(parser, [node], opening, parser.forms.pair)
    else:
        parser.close(opening)
    parser.bars = outer
    return node


def _inner_product(parser: Parser, left: Node, right: Node, span: Span) -> Node:
    """x^T y, and of matrices the sum of the products of their entries, tr(A^T B)."""
    inner = Apply("matmul", (Apply("transpose", (left,), left.span), right), span)
    shape = parser.notation.shapes.get(left.name) if isinstance(left, Name) else None
    return inner if shape is None or 1 in (shape.rows, shape.columns) else Apply("tr", (inner,), span)


def _is_angle(parser: Parser, opening: int) -> bool:
    """Whether this is the ⟨ of the inner product ⟨x, y⟩ of declared vectors."""
    written = parser.text[slice(*parser.place_of(opening))]
    return bool(parser.notation.shapes) and (written == "⟨" or written.endswith("langle"))


def _several(parser: Parser, entries: list[Node], opening: int, form: str) -> Node:
    """What round brackets hold when there are commas, or semicolons, between."""
    while parser.kinds[parser.at] in _SEPARATORS:
        if parser.kinds[parser.at] == ";" and form == "vector":
            raise diagnosis.stuck(parser.tokens, parser.at, opening, parser.notation)
        parser.at += 1
        entries.append(parser.expression(0))
    if parser.forms.mixed and len(entries) == 2 and parser.kinds[parser.at] in ("]", "["):
        parser.at += 1
        closer = "]" if parser.kinds[parser.at - 1] == "]" else ")"
        return Apply(f"interval({closer}", tuple(entries), parser.span_from(opening))
    parser.close(opening)
    return _list_of(parser, entries, form, "()", parser.span_from(opening))


def _list_of(parser: Parser, entries: list[Node], form: str, ends: str, span: Span) -> Node:
    if form == "interval":
        points = [_as_point(entry) for entry in entries]
        if ends == "[]" and (len(entries) != 2 or all(_is(point, "tuple") for point in points)):
            return Apply("set", tuple(points), span)  # as programs print a list
        if len(entries) != 2:
            raise form_refusals.two_ends(parser.text, span)
        return Apply(f"interval{ends}", tuple(entries), span)
    if form == "vector":
        return vector_of(entries, parser.text, span, parser.limits)
    if len(entries) > parser.limits.entries:
        raise refusals.too_many_entries(parser.text, span, parser.limits.entries)
    return Apply(form, tuple(entries), span)


def square(parser: Parser, _floor: int) -> Node:
    """A list or an interval; around one expression mere brackets, unless an array is asked for."""
    if BLANK in parser.other and parser.forms.square != "interval":
        return _parted(parser)
    opening, outer = parser.at, parser.bars
    # The second time a [ behind an operand is tried as the open end of an interval: [0, 1[.
    parser.at, parser.bars = opening + 1, "[" if parser.again else ""
    rows: list[list[Node]] = [[parser.expression(0)]]
    while parser.kinds[parser.at] in _SEPARATORS:
        if parser.kinds[parser.at] == ";":
            rows.append([])
        parser.at += 1
        rows[-1].append(parser.expression(0))
    parser.bars = outer
    entries = [entry for row in rows for entry in row]
    if parser.forms.mixed and len(entries) == 2 and parser.kinds[parser.at] in (")", "["):
        parser.at += 1
        return Apply("interval[)", tuple(entries), parser.span_from(opening))
    parser.close(opening)
    only = rows[0][0]
    if len(entries) == 1 and parser.forms.single:
        _check_blanks(parser, opening)
    alone = len(entries) == 1 and not parser.forms.single
    if len(entries) == 1 and parser.tokens.latex and _is(only, "matrix"):
        return only  # brackets around an array
    if alone and not _is_row(parser, opening) and not (isinstance(only, Apply) and only.head == "vector"):
        return only
    if parser.forms.square != "vector":
        return _list_of(parser, entries, parser.forms.square, "[]", parser.span_from(opening))
    return array_of(rows, parser.text, parser.span_from(opening), parser.limits)


def is_gap(parser: Parser, at: int) -> bool:
    """Whether a blank before this token parts two entries: 1 2, 1 -2, but not 1 - 2."""
    kind = parser.kinds[at]
    if parser.touches(at):
        return False
    return kind in ADJACENT or (kind in _SIGNS and parser.touches(at + 1))


def _check_blanks(parser: Parser, opening: int) -> None:
    """Notes the doubt about [x y]; refuses [1 -2] and [[1 -2] [3 -4]], which is how lists are printed."""
    inside = range(opening + 1, parser.at - 1)
    if parser.tokens.latex or not any(is_gap(parser, at) for at in inside[1:]):
        return
    if all(parser.kinds[at] in _PRINTED for at in inside):
        raise form_refusals.no_comma(parser.text, (parser.starts[opening], parser.ends[parser.at - 1]))
    parser.doubts.add(BLANK)


def _parted(parser: Parser) -> Node:
    """A list whose entries are parted by blanks, its rows by semicolons or line breaks."""
    opening, outer = parser.at, parser.bars
    parser.at, parser.bars = opening + 1, BLANK
    rows: list[list[Node]] = [[parser.expression(0)]]
    commas = blanks = False
    while (kind := parser.kinds[parser.at]) in _SEPARATORS or is_gap(parser, parser.at):
        between = parser.text[parser.ends[parser.at - 1] : parser.starts[parser.at]]
        commas, blanks = commas or kind == ",", blanks or kind not in _SEPARATORS
        if kind == ";" or (kind != "," and "\n" in between and not _is(rows[-1][-1], "vector")):
            rows.append([])
        parser.at += kind in _SEPARATORS
        rows[-1].append(parser.expression(0))
    if commas and blanks:
        raise diagnosis.stuck(parser.tokens, parser.at, opening, parser.notation)
    parser.bars = outer
    parser.close(opening)
    if parser.forms.square != "vector":
        return _list_of(parser, rows[0], parser.forms.square, "[]", parser.span_from(opening))
    return array_of(rows, parser.text, parser.span_from(opening), parser.limits)


def _is_row(parser: Parser, opening: int) -> bool:
    """Whether these brackets are those of a row in a list: the inner ones of [[x], [y]]."""
    before = parser.kinds[opening - 1] if opening else ""
    return parser.forms.square == "vector" and before in ("[", ",") and parser.kinds[parser.at] in ("]", ",")


def turned(parser: Parser, _floor: int) -> Node:
    """]0, 1[ and ]0, 1]: an interval that is open on the left."""
    opening, outer = parser.at, parser.bars
    behind = parser.kinds[opening + 1]
    if not parser.forms.mixed or behind == "end" or behind in refusals.OPENER_OF:
        raise diagnosis.nothing_here(parser.tokens, opening)
    parser.at, parser.bars = opening + 1, "["
    low = parser.expression(0)
    if parser.kinds[parser.at] not in _SEPARATORS:
        raise refusals.never_opened(parser.text, parser.starts[opening])
    parser.at += 1
    high = parser.expression(0)
    closer = parser.kinds[parser.at]
    if closer not in ("]", "[", ")"):
        raise form_refusals.never_closed_interval(parser.text, parser.starts[opening])
    parser.at, parser.bars = parser.at + 1, outer
    end = "]" if closer == "]" else ")"
    return Apply(f"interval({end}", (low, high), parser.span_from(opening))


def absolute(parser: Parser, _floor: int) -> Node:
    first = parser.at
    return Apply("abs", (parser.inside(bars="|"),), parser.span_from(first))


def norm(parser: Parser, _floor: int) -> Node:
    """‖x‖ with the index behind it."""
    first = parser.at
    inside = parser.inside(bars="‖")
    return with_index(parser, inside, first)


def with_index(parser: Parser, inside: Node, first: int) -> Node:
    """The norm of what stood in the bars, of the kind that the index behind them says."""
    parts = [inside]
    if parser.kinds[parser.at] == "_":
        mark = parser.at
        parser.at += 1
        curly = parser.kinds[parser.at] == "{"
        parts.append(parser.inside() if curly else parser.operand(mark))
        parser.settle(mark, parser.at)
    return Apply("norm", tuple(parts), parser.span_from(first))


def frobenius(parser: Parser, _floor: int) -> Node:
    """F or "fro" behind a norm."""
    parser.at += 1
    return Name("fro", parser.span_from(parser.at - 1))


def curly(parser: Parser, floor: int) -> Node:
    """A set; in LaTeX mere curly brackets hold a factor together."""
    if parser.tokens.latex and parser.kinds[parser.at] == "{":
        return latex_forms.braces(parser, floor)
    if parser.forms.single and not parser.tokens.latex:
        return _vector_in(parser, "}")
    if not parser.forms.curly and not (parser.tokens.latex or "if" in parser.kinds):
        raise refusals.curly_bracket(parser.text, parser.starts[parser.at])
    opening, outer, forms = parser.at, parser.bars, parser.forms
    parser.at, parser.bars = opening + 1, ""
    if forms.curly:
        parser.forms = POINTS
    node = _set(parser, opening)
    parser.bars, parser.forms = outer, forms
    return node


def angled(parser: Parser, _floor: int) -> Node:
    """<1, 2, 3>, a vector where one is asked for."""
    if not parser.forms.single:
        raise diagnosis.nothing_here(parser.tokens, parser.at)
    return _vector_in(parser, ">")


def _vector_in(parser: Parser, closer: str) -> Node:
    """A list up to the closing bracket, which in angles is no sign of a relation."""
    opening, outer = parser.at, parser.bars
    parser.at, parser.bars = opening + 1, closer if closer == ">" else ""
    entries = [parser.expression(0)]
    while parser.kinds[parser.at] == ",":
        parser.at += 1
        entries.append(parser.expression(0))
    if parser.kinds[parser.at] != closer:
        raise diagnosis.stuck(parser.tokens, parser.at, opening, parser.notation)
    parser.at, parser.bars = parser.at + 1, outer
    return array_of([entries], parser.text, parser.span_from(opening), parser.limits)


def _set(parser: Parser, opening: int) -> Node:
    closer = refusals.CLOSER_OF[parser.kinds[opening]]
    if parser.forms.curly and parser.kinds[parser.at] == closer:
        parser.at += 1
        return Apply("set", (), parser.span_from(opening))
    describing = (":", "in") if parser.again else ("|", ":", "in")
    if parser.kinds[parser.at] in ("name", "local") and parser.kinds[parser.at + 1] in describing:
        return _described(parser, opening)
    entries = [parser.expression(0)]
    while parser.kinds[parser.at] in _SEPARATORS and parser.forms.curly:
        parser.at += 1
        entries.append(parser.expression(0))
    parser.close(opening)
    only = entries[0] if len(entries) == 1 else None
    if only is not None and (not parser.forms.curly or _is(only, "piecewise")):
        return only
    return set_of(parser, entries, parser.span_from(opening))


def _is(node: Node, head: str) -> bool:
    return isinstance(node, Apply) and node.head == head


def set_of(parser: Parser, entries: list[Node], span: Span) -> Node:
    """The set of these; x = 1, x = 2 is what x = 1 or x = 2 says."""
    if all(is_condition(entry) for entry in entries):
        return entries[0] if len(entries) == 1 else Apply("or", tuple(entries), span)
    return _list_of(parser, entries, "set", "", span)


def _described(parser: Parser, opening: int) -> Node:
    """{x | x > 0} and {x ∈ Z : x > 0}: the condition."""
    parser.forms, parser.bars = CONDITION, "|"
    start = parser.at
    member = parser.expression(0)
    parser.bars = ""
    parts: list[Node] = []
    if parser.at > start + 1:
        whole = _is(member, "in") and isinstance(member, Apply) and _is(member.args[1], "reals")
        parts = [] if whole and parser.kinds[parser.at] in ("|", ":", ",") else [member]
    elif parser.kinds[parser.at] not in ("|", ":"):
        raise diagnosis.stuck(parser.tokens, parser.at, opening, parser.notation)
    while parser.kinds[parser.at] in ("|", ":", ",", ";"):
        parser.at += 1
        parts.append(parser.expression(0))
    parser.close(opening)
    return parts[0] if len(parts) == 1 else Apply("and", tuple(parts), parser.span_from(opening))


def unbracketed(parser: Parser, first: Node) -> Node:
    """A list without brackets, where the whole answer may be one: 1, 2 or x > 0, x < 1."""
    entries, place = [first], parser.at
    while parser.kinds[parser.at] in _SEPARATORS:
        parser.at += 1
        entries.append(parser.expression(0))
    form, span = parser.forms.bare, (first.span[0], parser.ends[parser.at - 1])
    conditions = all(is_condition(entry) for entry in entries)
    if form == "set":
        if is_condition(first) and (listed := alternatives(entries, span)):
            return listed
        points = [_as_point(entry) for entry in entries]
        return set_of(parser, entries if conditions else points, span)
    if form == "and" or conditions:
        if not conditions:
            raise refusals.stray_comma(parser.text, parser.starts[place], array=False)
        return Apply("and", tuple(entries), span)
    if parser.notation.kind == "any" and _is_decimal(parser, entries):
        raise refusals.stray_comma(parser.text, parser.starts[place], array=False)
    return _list_of(parser, entries, form, "", span)


def _is_decimal(parser: Parser, entries: list[Node]) -> bool:
    """Whether this is 1,5 without a blank."""
    if len(entries) != 2:
        return False
    left, right = entries
    numbers = isinstance(left, Num) and isinstance(right, Num)
    return numbers and parser.text[left.span[1] : right.span[0]] == ","


def _as_point(node: Node) -> Node:
    """(0, 1) in a list is a point, not an interval."""
    if isinstance(node, Apply) and node.head == "interval()":
        return Apply("tuple", node.args, node.span)
    return node


def condition(parser: Parser, floor: int = RELATION - 1) -> Node:
    """What is read here as a condition, whatever kind of answer is asked for."""
    outer, parser.forms, parser.sorted = parser.forms, CONDITION, True
    node = parser.expression(floor)
    parser.forms = outer
    return node
