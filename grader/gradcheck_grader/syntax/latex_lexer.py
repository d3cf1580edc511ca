r"""LaTeX into the tokens that the parser of plain text reads, each with its place in the text as written.

Three ways were weighed. Rewriting LaTeX as plain text loses the places of everything behind the first \frac.
A parser of its own would hold the grammar twice. So there is a lexer of its own for one parser: a command
becomes the kind of token that plain text has for it (\cdot is *), and the few forms that plain text does
not have become kinds that the parser hands to latex_forms (\frac, \sqrt, {…}, \begin).
"""

from __future__ import annotations

import re

from gradcheck_grader.limits import DEFAULT, Limits
from gradcheck_grader.notation import Notation
from gradcheck_grader.syntax import latex_refusals, latex_words, refusals
from gradcheck_grader.syntax.latex_commands import (
    ACCENTS,
    COMMANDS,
    ENVIRONMENTS,
    FACES,
    FENCES,
    MATRICES,
    SIGNS,
    SPACE_SIGNS,
    SPACES,
    WORDS,
)
from gradcheck_grader.syntax.latex_reader import Reader
from gradcheck_grader.syntax.lexer import BLANK, NOTHING, TOKEN, Tokens, add_match, check_doubtful, number_of
from gradcheck_grader.syntax.telling import vocabulary_of
from gradcheck_grader.syntax.tree import Apply, Name, Node, num
from gradcheck_grader.syntax.vocabulary import vocabulary

_COMMAND = re.compile(r"\\(?:(operatorname\*|[A-Za-z]+)|(.)|\Z)", re.DOTALL)
_BLANKS = re.compile(rf"(?:{BLANK}|~)*+")
_FENCE = re.compile(r"\s*+(\\[A-Za-z]+|\\[{}|]|[^\s\\])")
# Of an array also how its columns are set.
_ENVIRONMENT = re.compile(r"\s*+\{([A-Za-z]+\*?)\}(?:(?<=array\})\s*+\{[clr|\s]*\})?")
# A^\top, A^{\top}, A^{\mathsf{T}} and, with a minus, of the inverse.
_TURNED = re.compile(
    r"\^\s*+(\{\s*+)?(-\s*+)?\\(?:top|intercal|math(?:sf|rm|it|bf)\s*+(?:\{\s*+T\s*+\}|(?<=\s)T))(?![A-Za-z])(?(1)\s*+\})"
)
# How our own LaTeX says that an inverse is meant, and no power.
_INVERSE = re.compile(r"\^\{\\!-1\}")
_CIRCLE = re.compile(r"\^\s*+(?:\{\s*+\\circ\s*+\}|\\circ(?![A-Za-z]))")
_COUNTED = re.compile(r"_\s*+\{[^{}=]{1,200}=")
_MATMUL = re.compile(r"\s*+\{\s*+\}")
_NEGATED = re.compile(r"\s*+(?:(=)|\\in(?![A-Za-z]))")
_DELIMITED = re.compile(r"\s*+(?:(\$\$|\$|\\\(|\\\[)|\\begin\s*+\{([A-Za-z]+\*?)\}|\\boxed\s*+(\{))")
_ENDS = {"$$": "$$", "$": "$", r"\(": r"\)", r"\[": r"\]", "{": "}"}
_LAYERS = 6  # of delimiters around one another
_POWER_OF_TEN = re.compile(
    r"(?P<mantissa>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\s*+\\times\s*+10\s*+\^\s*+"
    r"(?:\{\s*+(?P<long>-?[0-9]{1,8})\s*+\}|(?P<short>[0-9]))(?!\s*+[!^'_0-9])"
)
# Behind these a number begins a factor, so that a power of ten belongs to nothing but it.
_FRESH = frozenset({
    "(", "[", "{", "set(", "abs(", "norm(", "floor(", "ceil(", "begin", "&", "\\\\", "+", "-", "±", "*", ",",
    ";", "|", "~", "=", "!=", "<", "<=", ">", ">=", "in", "notin", "and", "or", "not", "implies", "iff", "if",
})  # fmt: skip
_ORDER = r"(?:\^\s*+(?:\{([0-9]{1,4})\}|([0-9]))\s*+)?"
_ABOVE = re.compile(rf"\\[dt]?frac\s*+\{{\s*+(d|\\partial)(?![A-Za-z]{{2}})\s*+{_ORDER}")
_BELOW = re.compile(
    r"\s*+\{\s*+(d|\\partial)([^{}^]*+(?:\{[^{}]*+(?:\{[^{}]*+\}[^{}]*+)?\}[^{}^]*+)*+)" + _ORDER + r"\}"
)


def tokenize_latex(text: str, notation: Notation, limits: Limits = DEFAULT) -> Tokens:
    """All of the text as tokens.

    Raises ResponseError as tokenize does, and for a command that is not known.
    """
    if len(text) > limits.characters:
        raise refusals.too_long(text, limits.characters)
    start, stop, aligned = _inside(text)
    tokens = Tokens(text, vocabulary_of(text, notation) or vocabulary(notation), latex=True)
    reader = Reader(tokens, notation, limits, stop, aligned=aligned)
    at = start
    while (at := _skip(text, at, stop)) < stop:
        at = reader.jumps.pop(at) if at in reader.jumps else _step(reader, at)
        if len(tokens.kinds) > limits.tokens:
            raise refusals.too_many_tokens(text, min(at, len(text) - 1), limits.tokens)
    tokens.add("end", NOTHING, stop, stop)
    check_doubtful(tokens)
    return tokens


def _inside(text: str) -> tuple[int, int, bool]:
    """From where to where the maths stands, in dollar signs and their like; and whether & aligns lines."""
    start, stop, aligned = 0, len(text), False
    for _ in range(_LAYERS):
        opening = _DELIMITED.match(text, start, stop)
        if opening is None:
            break
        name = opening[2]
        if name is not None and name not in ENVIRONMENTS:
            break
        closer = rf"\end{{{name}}}" if name else _ENDS[opening[1] or opening[3]]
        end = start + len(text[start:stop].rstrip()) - len(closer)
        whole = end >= opening.end() and text.startswith(closer, end)
        if opening[3] is not None and not (whole and _closes(text, opening.end(), end)):
            break  # a box around a part
        if not whole:
            place = (
                opening.start(1)
                if opening[1]
                else opening.start() + len(opening[0]) - len(opening[0].lstrip())
            )
            raise refusals.never_ended(text, place, opening.end(), closer)
        start, stop, aligned = opening.end(), end, aligned or name is not None
    return start, stop, aligned


def _closes(text: str, start: int, end: int) -> bool:
    """Whether the bracket at the end is the one that closes what begins at the start."""
    depth = 0
    for mark in re.finditer(r"\\.|[{}]", text[start:end], re.DOTALL):
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
        if depth < 0:
            return False
    return depth == 0


def _skip(text: str, at: int, stop: int) -> int:
    found = _BLANKS.match(text, at, stop)
    return found.end() if found else at


def _step(reader: Reader, at: int) -> int:
    """Adds the token at a place, or refuses; the place behind it."""
    text = reader.tokens.text
    character = text[at]
    if character == "\\":
        return _command(reader, at)
    if character in "{([":
        return reader.opened(character, at, at + 1)
    if character in "})]":
        return reader.closed(character, at, at + 1)
    if character == "&" and reader.aligned and not reader.begun:
        return at + 1
    if character in "&_^":
        return _script(reader, character, at)
    if reader.wanted and character.isascii() and character.isalnum():
        reader.wanted -= 1
        return reader.single(character, at, at + 1)
    fresh = not reader.last or reader.last in _FRESH
    if fresh and character.isdigit() and (power := _POWER_OF_TEN.match(text, at, reader.stop)):
        return _scientific(reader, power)
    if character.isascii() and character.isalpha() and (end := latex_words.letter(reader, at)) is not None:
        return end
    match = TOKEN.match(text, at, reader.stop)
    if match is None or match.lastindex is None:
        raise refusals.bad_character(text, at)
    add_match(reader.tokens, match, reader.limits)
    return match.end()


def _script(reader: Reader, character: str, at: int) -> int:
    r"""^ and _: what turns a matrix, what says which norm it is, and else a sign."""
    text, stop = reader.tokens.text, reader.stop
    if reader.last == ")norm" and (behind := latex_words.index_of_norm(reader, at)) is not None:
        return behind
    if character == "^":
        if turned := _TURNED.match(text, at, stop):
            if turned[2]:
                reader.tokens.add("inverted", NOTHING, at, at)
            return reader.sign("⊤", at, turned.end())
        if inverse := _INVERSE.match(text, at, stop):
            return reader.sign("inverted", at, inverse.end())
        if circle := _CIRCLE.match(text, at, stop):
            raise latex_refusals.meaningless(text, circle.span(), "degree")
    if (
        character == "_"
        and reader.last in ("∑", "∏")
        and _COUNTED.match(text, at, stop) is None
        and not reader.notation.shapes
    ):
        place = (reader.tokens.starts[-1], reader.tokens.ends[-1])
        raise latex_refusals.sum_without_bounds(text, place, summed=reader.last == "∑")
    return reader.sign(character, at, at + 1)


def _scientific(reader: Reader, match: re.Match[str]) -> int:
    r"""3 \times 10^{-4} is one number, as 3e-4 is."""
    exponent = match["long"] or match["short"]
    written = f"{match['mantissa']}e{exponent}"
    number = number_of(written, reader.tokens.text, match.span(), reader.limits)
    reader.tokens.add("number", number, *match.span())
    return match.end()


def _command(reader: Reader, at: int) -> int:
    """What begins with a backslash."""
    text = reader.tokens.text
    match = _COMMAND.match(text, at, reader.stop)
    if match is None or match.lastindex is None:
        raise refusals.lone_backslash(text, at)
    name, sign, end = match[1] or "", match[2], match.end()
    if sign:
        return _escaped(reader, sign, at, end)
    if name in SPACES or name == "boxed":
        return end
    if kind := SIGNS.get(name):
        return _known_sign(reader, name, kind, at, end)
    if name in FACES:
        return latex_words.wrapped(reader, name, at, end)
    if name in WORDS:
        return latex_words.named(reader, WORDS[name], at, end)
    if name in ACCENTS:
        return latex_words.accented(reader, name, at, end)
    if special := _SPECIAL.get(name):
        return special(reader, name, at, end)
    if name in latex_refusals.MEANINGLESS:
        raise latex_refusals.meaningless(text, (at, end), name)
    raise refusals.unknown_command(text, (at, end), COMMANDS)


def _escaped(reader: Reader, sign: str, at: int, end: int) -> int:
    if sign in SPACE_SIGNS or sign.isspace():
        return end
    if sign == "\\":
        if reader.aligned and not reader.begun:
            return _next_line(reader, at, end)
        return reader.sign("\\\\", at, end)
    if sign == "%":
        return reader.sign("%", at, end)
    if sign == "{":
        return reader.opened(_curly(reader), at, end)
    if sign == "}":
        return reader.closed(_uncurly(reader), at, end)
    if sign == "|":
        if reader.open and reader.open[-1][0] == "norm(":
            return reader.closed(")norm", at, end)
        return reader.opened("norm(", at, end)
    raise refusals.unknown_command(reader.tokens.text, (at, end), COMMANDS)


def _next_line(reader: Reader, at: int, end: int) -> int:
    """The end of the only line; another line is refused."""
    if reader.tokens.text[end : reader.stop].strip():
        raise latex_refusals.several_lines(reader.tokens.text, at)
    return end


def _curly(reader: Reader) -> str:
    r"""\{ begins a set where there are sets, but not behind a function: \max\{a, b\}."""
    sets = reader.tokens.vocabulary.forms.curly and reader.last != "function"
    return "set(" if sets else "("


def _uncurly(reader: Reader) -> str:
    return ")" if reader.open and reader.open[-1][0] == "(" else ")set"


def _known_sign(reader: Reader, name: str, kind: str, at: int, end: int) -> int:
    if kind == "frac" and (behind := _derivative(reader, at)) is not None:
        return behind
    if kind == "set(":
        return reader.opened(_curly(reader), at, end)
    if kind == ")set":
        return reader.closed(_uncurly(reader), at, end)
    if kind in refusals.CLOSER_OF and kind != "|":
        return reader.opened(kind, at, end)
    if kind in refusals.OPENER_OF:
        return reader.closed(kind, at, end)
    if name == "cdot":
        # Of two vectors it is another product than of numbers.
        kind = reader.tokens.vocabulary.signs["·"]
    return reader.sign(kind, at, end)


def _derivative(reader: Reader, at: int) -> int | None:
    r"""The place behind \frac{d}{dx}, or behind \frac{d of \frac{d f}{dx}; None where this is a quotient."""
    text = reader.tokens.text
    above = _ABOVE.match(text, at, reader.stop)
    if above is None:
        return None
    opening = text.index("{", at)
    closing = reader.closers().get(opening, reader.stop)
    below = _BELOW.match(text, closing + 1, reader.stop)
    if below is None or below[1] != above[1]:
        return None
    node = _differentiated(reader, above, below)
    if node is None:
        return None
    if not text[above.end() : closing].strip():
        reader.tokens.add("derivative", node, at, below.end())
        return below.end()
    # What stands above is read as what stands in its brackets; what stands below has been read.
    reader.tokens.add("derivative", node, at, opening)
    reader.jumps[_skip(text, closing + 1, reader.stop)] = below.end()
    reader.opened("{", opening, opening + 1)
    return above.end()


def _differentiated(reader: Reader, above: re.Match[str], below: re.Match[str]) -> Node | None:
    """By which name, and how often."""
    order, names = above[2] or above[3], reader.notation.names
    if order != (below[3] or below[4]):
        return None
    if above[1] == "d" and "d" in names and (not reader.notation.allow_diff or below[2][:1].isspace()):
        return None
    inner = tokenize_latex(below[2], reader.notation, reader.limits)
    name = inner.nodes[0]
    if inner.kinds != ["name", "end"] or not isinstance(name, Name):
        return None
    return Apply("diff", (name, num(int(order))) if order else (name,))


def _fence(reader: Reader, name: str, at: int, end: int) -> int:
    r"""\left and \right with the bracket behind them."""
    text = reader.tokens.text
    match = _FENCE.match(text, end, reader.stop)
    if match is not None and match[1] == ".":
        raise latex_refusals.half_fence(text, at, match.end(), name)
    kinds = FENCES.get(match[1], ("", "")) if match else ("", "")
    kind = kinds[0] if name == "left" else kinds[1]
    if match is None or not kind:
        raise refusals.bad_fence(text, at, match.end() if match else end, name)
    if name == "left":
        return reader.opened(_curly(reader) if kind == "set(" else kind, at, match.end(), left=True)
    return reader.closed(_uncurly(reader) if kind == ")set" else kind, at, match.end(), left=True)


def _environment(reader: Reader, name: str, at: int, end: int) -> int:
    r"""\begin{pmatrix} and \end{pmatrix}; the node of the first says whether it is a matrix or cases."""
    text = reader.tokens.text
    match = _ENVIRONMENT.match(text, end, reader.stop)
    if match is None or (match[1] not in MATRICES and match[1] != "cases"):
        raise refusals.unknown_environment(text, at, match.end() if match else end, match[1] if match else "")
    if name == "begin":
        behind = reader.opened("begin", at, match.end())
        reader.tokens.nodes[-1] = Name(match[1])
        return behind
    if reader.open and reader.open[-1][0] == "begin":
        place = reader.open[-1][3]
        if not text.startswith(f"{{{match[1]}}}", text.index("{", place)):
            raise refusals.wrong_closer(text, at, place)
    return reader.closed("finish", at, match.end())


def _empty_operator(reader: Reader, _name: str, at: int, end: int) -> int:
    r"""\mathbin{}, by which our own LaTeX says that matrices are multiplied."""
    match = _MATMUL.match(reader.tokens.text, end, reader.stop)
    if match is None:
        raise refusals.unknown_command(reader.tokens.text, (at, end), COMMANDS)
    return reader.sign("@", at, match.end())


def _not_sign(reader: Reader, _name: str, at: int, end: int) -> int:
    r"""\not= and \not\in."""
    match = _NEGATED.match(reader.tokens.text, end, reader.stop)
    if match is None:
        raise refusals.unknown_command(reader.tokens.text, (at, end), COMMANDS)
    return reader.sign("!=" if match[1] else "notin", at, match.end())


def _circle(reader: Reader, _name: str, at: int, end: int) -> int:
    if not reader.tokens.vocabulary.shaped:
        raise latex_refusals.no_circle(reader.tokens.text, (at, end))
    return reader.sign("⊙", at, end)


_SPECIAL = {
    "left": _fence, "right": _fence, "begin": _environment, "end": _environment, "mathbin": _empty_operator,
    "not": _not_sign, "circ": _circle,
}  # fmt: skip
