r"""Lines of working: a text cut at line breaks and arrows, each line read with the sign that begins it.

The tree is Apply("lines", …) with one Apply("line:SIGN", (what stands there,)) for each line. SIGN is empty
behind a mere line break; = < <= > >= where a line begins with one; iff or implies behind an arrow. Lines are
cut at a line break (unless a + comes next), at \\, at ⇔ (<=>, \iff) and at ⇒ (=>, \implies); never inside
brackets. The & and the environments of LaTeX that set lines below each other mean nothing. A first line may
begin with a name for what follows, such as f'(x) =, that the question does not declare: it is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from gradcheck_grader.errors import ResponseError
from gradcheck_grader.limits import DEFAULT, Limits
from gradcheck_grader.notation import Notation
from gradcheck_grader.syntax import refusals
from gradcheck_grader.syntax.parser import parse, readings
from gradcheck_grader.syntax.tree import Apply, Node, Span

LINES, LINE = "lines", "line:"
Line = tuple[str, Node, Span]  # the sign before it, what stands there, and where
ARROWS = {
    **dict.fromkeys(("⇔", "⟺", "<=>", "<==>", "\\iff", "\\Leftrightarrow", "\\Longleftrightarrow"), "iff"),
    **dict.fromkeys(("⇒", "⟹", "=>", "==>", "\\implies", "\\Rightarrow", "\\Longrightarrow"), "implies"),
}
RELATIONS = {
    **dict.fromkeys(("=", "=="), "="),
    **dict.fromkeys(("<=", "≤", "⩽", "\\le", "\\leq", "\\leqslant"), "<="),
    **dict.fromkeys((">=", "≥", "⩾", "\\ge", "\\geq", "\\geqslant"), ">="),
    **dict.fromkeys(("<", "\\lt"), "<"),
    **dict.fromkeys((">", "\\gt"), ">"),
}
SIGNS = {"": "", "iff": "⇔", "implies": "⇒", **{sign: sign for sign in ("=", "<", "<=", ">", ">=")}}
_LATEX_SIGNS = {"iff": r"\Leftrightarrow", "implies": r"\Rightarrow", "<=": r"\le", ">=": r"\ge"}
_BELOW = frozenset({"align", "aligned", "alignat", "gather", "gathered", "split", "eqnarray", "multline"})
_PIECE = re.compile(
    r"\\begin\s*\{(?P<begin>\w+)\*?\}|\\end\s*\{(?P<end>\w+)\*?\}"
    r"|(?P<newline>\\\\(?:\s*\[[^\]\n]*\])?|\n(?!\s*\+)|\r)|(?P<math>\$\$?|\\\[|\\\])"
    r"|\\[A-Za-z]+|\\.|<==?>|==?>|[<>=!]=|.",
    re.DOTALL,
)
_LABEL = re.compile(r"\s*\\?[^\W\d]\w*(?:'|’|′|\^\{?\\prime\}?)*\s*(?:\([^()=<>]*\))?\s*(?==(?![=>]))")
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the text: sign before it, and its blanked text of the same length as the whole up to it.

    start, end  offsets in the whole text.
    """

    sign: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset just behind it."""
        return self.start + len(self.text)


def parse_lines(text: str, notation: Notation, limits: Limits = DEFAULT) -> Apply:
    r"""The tree of lines of working.

    Raises ResponseError, with its place in the whole text, when some line cannot be read.

    >>> from gradcheck_grader.notation import real_names
    >>> tree = parse_lines("(x + 1)^2\n= x^2 + 2x + 1", Notation("derivation", real_names("x")))
    >>> [line.head for line in tree.args]
    ['line:', 'line:=']
    """
    lines = [_line(segment, text, notation, limits) for segment in segments(text, limits)]
    if not lines:
        raise refusals.nothing_written(text)
    return Apply(LINES, tuple(lines), (lines[0].span[0], lines[-1].span[1]))


def other_readings(
    text: str, number: int, tree: Apply, notation: Notation, limits: Limits = DEFAULT
) -> Iterator[Apply]:
    """The tree with the line of this number (from 0) read in the other ways that people could mean."""
    segment = segments(text, limits)[number]
    line = tree.args[number]
    try:
        trees = readings(segment.text, notation, limits)
    except ResponseError:  # a first line with a name before it
        return
    for other in trees[1:]:
        if isinstance(line, Apply):
            changed = Apply(line.head, (other,), line.span)
            yield Apply(LINES, (*tree.args[:number], changed, *tree.args[number + 1 :]), tree.span)


def segments(text: str, limits: Limits = DEFAULT) -> list[Segment]:
    """The lines of a text that are not blank, each with its sign.

    Raises ResponseError for a text that is too long, and for an arrow with nothing behind it.
    """
    if len(text) > limits.characters:
        raise refusals.too_long(text, limits.characters)
    found: list[Segment] = []
    arrow, place = "", (0, 0)
    for arrow_before, span, blanked, start in _cut(text):
        if arrow_before and arrow:
            raise _nothing_beside(text, place)
        arrow, place = (arrow_before, span) if arrow_before else (arrow, place)
        if not blanked.strip():
            continue
        sign, skipped = _leading(blanked)
        found.append(Segment(sign or arrow, blanked[skipped:], start + skipped))
        arrow = ""
    if arrow:
        raise _nothing_beside(text, place)
    return found


def _cut(text: str) -> Iterator[tuple[str, tuple[int, int], str, int]]:
    """The arrow before each stretch and its place, the stretch without what means nothing, and its start."""
    depth, start, arrow, place = 0, 0, "", (0, 0)
    kept: list[str] = []
    for piece in _PIECE.finditer(text):
        word = piece[0]
        environment = piece["begin"] or piece["end"]
        if environment or piece["math"] or (word == "&" and depth == 0):
            if environment and environment not in _BELOW:
                depth = depth + 1 if piece["begin"] else max(0, depth - 1)
                kept.append(word)
            else:
                kept.append(" " * len(word))
            continue
        depth = max(0, depth + (word in _OPENING) - (word in _CLOSING))
        if depth == 0 and (piece["newline"] or word in ARROWS):
            yield arrow, place, "".join(kept), start
            kept, start = [], piece.end()
            arrow, place = ARROWS.get(word, ""), piece.span()
        else:
            kept.append(" " if piece["newline"] == "\r" else word)
    yield arrow, place, "".join(kept), start


def _leading(line: str) -> tuple[str, int]:
    """The relation that a line begins with, and how many characters to skip for it."""
    blank = len(line) - len(line.lstrip())
    piece = _PIECE.match(line, blank)
    word = "" if piece is None else piece[0]
    sign = RELATIONS.get(word, "")
    return (sign, blank + len(word)) if sign else ("", 0)


def _line(segment: Segment, text: str, notation: Notation, limits: Limits) -> Apply:
    tree = _read(segment, text, notation, limits)
    blank = len(segment.text) - len(segment.text.lstrip())
    return Apply(LINE + segment.sign, (tree,), (segment.start + blank, segment.end))


def _read(segment: Segment, text: str, notation: Notation, limits: Limits) -> Node:
    # A line of a LaTeX text may have no backslash of its own.
    latex = notation.dialect == "latex" or (notation.dialect == "auto" and ("\\" in text or "$" in text))
    wanted = replace(notation, allow_diff=True, dialect="latex" if latex else "plain")
    try:
        return parse(segment.text, wanted, limits)
    except ResponseError as error:
        label = _LABEL.match(segment.text) if not text[: segment.start].strip() else None
        if label is not None and label.end() <= LONGEST_LABEL:
            behind = segment.text[label.end() + 1 :]
            try:
                return parse(" " * (label.end() + 1) + behind, wanted, limits)
            except ResponseError as second:
                error = second if second.position > label.end() else error
        raise refusals.refusal(
            error.message,
            text,
            error.position + segment.start,
            error.suggestion,
            end=error.end + segment.start,
        ) from error


def _nothing_beside(text: str, place: tuple[int, int]) -> ResponseError:
    message = "Something is missing behind this arrow."
    return refusals.refusal(message, text, place[0], "Write what follows, or delete it.", end=place[1])


def lines_of(tree: Node) -> list[Line]:
    """Sign, content and span of each line of a tree that parse_lines made."""
    if not isinstance(tree, Apply) or tree.head != LINES:
        return [("", tree, tree.span)]
    return [
        (line.head.removeprefix(LINE), line.args[0], line.span)
        for line in tree.args
        if isinstance(line, Apply)
    ]


def printed(tree: Node, printer: Callable[[Node], str]) -> str:
    """The lines one below the other, each behind its sign."""
    return "\n".join(f"{SIGNS[sign]} {printer(content)}".strip() for sign, content, _ in lines_of(tree))


def in_latex(tree: Node, printer: Callable[[Node], str]) -> str:
    """The lines as one aligned display."""
    rows = [
        rf"{_LATEX_SIGNS.get(sign, sign)} & {printer(content)}".strip() for sign, content, _ in lines_of(tree)
    ]
    if len(rows) == 1:
        return rows[0].removeprefix("& ")
    below = r" \\ ".join(rows)
    return rf"\begin{{aligned}} {below} \end{{aligned}}"
