r"""LaTeX into the tokens that the parser of plain text reads, each with its place in the text as written.

Three ways were weighed. Rewriting LaTeX as plain text loses the places of everything behind the first \frac.
A parser of its own would hold the grammar twice. So there is a lexer of its own for one parser: a command
becomes the kind of token that plain text has for it (\cdot is *), and the few forms that plain text does
not have become kinds that the parser hands to latex_forms (\frac, \sqrt, {…}, \begin).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gradcheck_grader.limits import DEFAULT, Limits
from gradcheck_grader.notation import Notation
from gradcheck_grader.syntax import refusals
from gradcheck_grader.syntax.latex_commands import (
    ARGUMENTS,
    COMMANDS,
    FACES,
    FENCES,
    MATRICES,
    SIGNS,
    SPACE_SIGNS,
    SPACES,
    WORDS,
)
from gradcheck_grader.syntax.lexer import (
    BLANK,
    NOTHING,
    TOKEN,
    Tokens,
    add_lost,
    add_match,
    add_word,
    check_doubtful,
    number_of,
)
from gradcheck_grader.syntax.telling import vocabulary_of
from gradcheck_grader.syntax.tree import Apply, Name, Node, num
from gradcheck_grader.syntax.vocabulary import vocabulary

_COMMAND = re.compile(r"\\(?:(operatorname\*|[A-Za-z]+)|(.)|\Z)", re.DOTALL)
_BLANKS = re.compile(rf"(?:{BLANK}|~)*+")
_WRAPPED = re.compile(r"\s*+\{\s*+((?:[A-Za-z0-9]|\\_)++)\s*+\}")
_WRAPPED_COMMAND = re.compile(r"\s*+\{\s*+\\([A-Za-z]+)\s*+\}")
_INNER = r"(?:[A-Za-z0-9]|\\_|\\[A-Za-z]++(?:\s*+\{(?:[A-Za-z0-9]|\\_)++\})?+)"
_INDEX = re.compile(
    rf"\s*+_\s*+(?:\{{\s*+({_INNER}++)\s*+\}}|([0-9]++|[A-Za-z](?![A-Za-z0-9]))|(\\[A-Za-z]++))"
)
_INNER_COMMAND = re.compile(r"\\([A-Za-z]+)\s*(?:\{([^{}]*)\})?")
_FENCE = re.compile(r"\s*+(\\[A-Za-z]+|\\[{}|]|[^\s\\])")
_ENVIRONMENT = re.compile(r"\s*+\{([A-Za-z]+)\}")
_TOP = re.compile(r"\^\s*+(?:\{\s*+\\top\s*+\}|\\top(?![A-Za-z]))")
_DELIMITED = re.compile(r"\s*+(\$\$|\$|\\\(|\\\[)")
_ENDS = {"$$": "$$", "$": "$", r"\(": r"\)", r"\[": r"\]"}
_POWER_OF_TEN = re.compile(
    r"(?P<mantissa>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\s*+\\times\s*+10\s*+\^\s*+"
    r"(?:\{\s*+(?P<long>-?[0-9]{1,8})\s*+\}|(?P<short>[0-9]))(?!\s*+[!^'_0-9])"
)
# Behind these a number begins a factor, so that a power of ten belongs to nothing but it.
_FRESH = frozenset(
    {"(", "[", "{", "abs(", "norm(", "floor(", "ceil(", "begin", "&", "\\\\", "+", "-", "*", ",", ";"}
)
_DERIVATIVE = re.compile(
    r"\\[dt]?frac\s*+\{\s*+(d|\\partial)\s*+(?:\^\s*+(?:\{([0-9]{1,4})\}|([0-9]))\s*+)?\}"
    r"\s*+\{\s*+\1([^{}^]*+(?:\{[^{}]*+(?:\{[^{}]*+\}[^{}]*+)?\}[^{}^]*+)*+)"
    r"(?:\^\s*+(?:\{([0-9]{1,4})\}|([0-9]))\s*+)?\}"
)


@dataclass(slots=True)
class _Reader:
    """The state of one pass over a text."""

    tokens: Tokens
    notation: Notation
    limits: Limits
    stop: int
    # Kind, whether with \left, and how many arguments are still to come behind the bracket.
    open: list[tuple[str, bool, int, int]] = field(default_factory=list[tuple[str, bool, int, int]])
    wanted: int = 0  # arguments still to come, of which one may be a single digit or letter


def tokenize_latex(text: str, notation: Notation, limits: Limits = DEFAULT) -> Tokens:
    """All of the text as tokens.

    Raises ResponseError as tokenize does, and for a command that is not known.
    """
    if len(text) > limits.characters:
        raise refusals.too_long(text, limits.characters)
    start, stop = _inside(text)
    tokens = Tokens(text, vocabulary_of(text, notation) or vocabulary(notation), latex=True)
    reader = _Reader(tokens, notation, limits, stop)
    at = start
    while (at := _skip(text, at, stop)) < stop:
        at = _step(reader, at)
        if len(tokens.kinds) > limits.tokens:
            raise refusals.too_many_tokens(text, min(at, len(text) - 1), limits.tokens)
    tokens.add("end", NOTHING, stop, stop)
    check_doubtful(tokens)
    return tokens


def _inside(text: str) -> tuple[int, int]:
    """From where to where the maths stands: between dollar signs or their like, or everywhere."""
    opening = _DELIMITED.match(text)
    if opening is None:
        return 0, len(text)
    closer = _ENDS[opening[1]]
    stop = len(text.rstrip()) - len(closer)
    if stop < opening.end() or not text.startswith(closer, stop):
        raise refusals.never_ended(text, opening.start(1), opening.end(1), closer)
    return opening.end(), stop


def _skip(text: str, at: int, stop: int) -> int:
    found = _BLANKS.match(text, at, stop)
    return found.end() if found else at


def _step(reader: _Reader, at: int) -> int:
    """Adds the token at a place, or refuses; the place behind it."""
    tokens, text = reader.tokens, reader.tokens.text
    character = text[at]
    if character == "\\":
        return _command(reader, at)
    if character in "{([":
        return _opened(reader, character, at, at + 1, left=False)
    if character in "})]":
        return _closed(reader, character, at, at + 1, left=False)
    if character in "&_":
        return _sign(reader, character, at, at + 1)
    if character == "^" and (top := _TOP.match(text, at, reader.stop)):
        return _sign(reader, "⊤", at, top.end())
    if reader.wanted and character.isascii() and character.isalnum():
        reader.wanted -= 1
        return _word_or_digit(reader, character, at, at + 1)
    if character.isdigit() and (power := _POWER_OF_TEN.match(text, at, reader.stop)) and _fresh(tokens):
        return _scientific(reader, power)
    if character.isascii() and character.isalpha() and (index := _INDEX.match(text, at + 1, reader.stop)):
        return _indexed(reader, character, at, index)
    match = TOKEN.match(text, at, reader.stop)
    if match is None or match.lastindex is None:
        raise refusals.bad_character(text, at)
    add_match(tokens, match, reader.limits)
    return match.end()


def _fresh(tokens: Tokens) -> bool:
    return not tokens.kinds or tokens.kinds[-1] in _FRESH


def _word_or_digit(reader: _Reader, piece: str, start: int, end: int) -> int:
    if piece.isdigit():
        reader.tokens.add(
            "number", number_of(piece, reader.tokens.text, (start, end), reader.limits), start, end
        )
    else:
        add_word(reader.tokens, piece, start, end)
    return end


def _sign(reader: _Reader, kind: str, start: int, end: int) -> int:
    reader.tokens.add(kind, NOTHING, start, end)
    reader.wanted = ARGUMENTS.get(kind, 0)
    return end


def _scientific(reader: _Reader, match: re.Match[str]) -> int:
    r"""3 \times 10^{-4} is one number, as 3e-4 is."""
    exponent = match["long"] or match["short"]
    written = f"{match['mantissa']}e{exponent}"
    number = number_of(written, reader.tokens.text, match.span(), reader.limits)
    reader.tokens.add("number", number, *match.span())
    return match.end()


def _command(reader: _Reader, at: int) -> int:
    """What begins with a backslash."""
    text = reader.tokens.text
    match = _COMMAND.match(text, at, reader.stop)
    if match is None or match.lastindex is None:
        raise refusals.lone_backslash(text, at)
    name, sign, end = match[1] or "", match[2], match.end()
    if sign:
        return _escaped(reader, sign, at, end)
    if name in SPACES:
        return end
    if name in ("left", "right"):
        return _fence(reader, name, at, end)
    if name in ("begin", "end"):
        return _environment(reader, name, at, end)
    if kind := SIGNS.get(name):
        return _known_sign(reader, kind, at, end)
    if name in FACES:
        return _wrapped(reader, at, end)
    if name in WORDS:
        return _named(reader, WORDS[name], at, end)
    if name in ("vert", "Vert"):
        raise refusals.needs_left(text, at, end)
    raise refusals.unknown_command(text, (at, end), COMMANDS)


def _escaped(reader: _Reader, sign: str, at: int, end: int) -> int:
    if sign in SPACE_SIGNS or sign.isspace():
        return end
    if sign == "\\":
        return _sign(reader, "\\\\", at, end)
    if sign == "{":
        return _opened(reader, "(", at, end, left=False)
    if sign == "}":
        return _closed(reader, ")", at, end, left=False)
    if sign == "|":
        if reader.open and reader.open[-1][0] == "norm(":
            return _closed(reader, ")norm", at, end, left=False)
        return _opened(reader, "norm(", at, end, left=False)
    raise refusals.unknown_command(reader.tokens.text, (at, end), COMMANDS)


def _known_sign(reader: _Reader, kind: str, at: int, end: int) -> int:
    if kind == "frac" and (derivative := _DERIVATIVE.match(reader.tokens.text, at, reader.stop)):
        node = _derivative(reader, derivative)
        if node is not None:
            reader.tokens.add("derivative", node, at, derivative.end())
            return derivative.end()
    if kind in refusals.CLOSER_OF:
        return _opened(reader, kind, at, end, left=False)
    if kind in refusals.OPENER_OF:
        return _closed(reader, kind, at, end, left=False)
    return _sign(reader, kind, at, end)


def _derivative(reader: _Reader, match: re.Match[str]) -> Node | None:
    r"""The name and the order of \frac{d^2}{dx^2}; None when this is an ordinary quotient."""
    above, below = match[2] or match[3], match[5] or match[6]
    names = reader.notation.names
    if above != below or (match[1] == "d" and "d" in names and not reader.notation.allow_diff):
        return None
    if match[1] == "d" and "d" in names and match[4][:1].isspace():
        return None
    inner = tokenize_latex(match[4], reader.notation, reader.limits)
    if inner.kinds != ["name", "end"]:
        return None
    name = inner.nodes[0]
    order = (num(int(above)),) if above else ()
    return Apply("diff", (name, *order)) if isinstance(name, Name) else None


def _opened(reader: _Reader, kind: str, at: int, end: int, *, left: bool) -> int:
    rest = max(reader.wanted - 1, 0) if kind == "{" else 0
    # The degree of a root stands in square brackets before its argument.
    if kind == "[" and reader.tokens.kinds[-1:] == ["sqrt"]:
        rest = 1
    reader.open.append((kind, left, rest, at))
    reader.wanted = 0
    reader.tokens.add(kind, NOTHING, at, end)
    return end


def _closed(reader: _Reader, kind: str, at: int, end: int, *, left: bool) -> int:
    reader.wanted = 0
    if reader.open:
        opener, with_left, rest, place = reader.open.pop()
        if refusals.CLOSER_OF[opener] == kind and with_left != left:
            raise refusals.left_alone(reader.tokens.text, place if with_left else at, opening=with_left)
        reader.wanted = rest
    reader.tokens.add(kind, NOTHING, at, end)
    return end


def _fence(reader: _Reader, name: str, at: int, end: int) -> int:
    r"""\left and \right with the bracket behind them."""
    text = reader.tokens.text
    match = _FENCE.match(text, end, reader.stop)
    kinds = FENCES.get(match[1], ("", "")) if match else ("", "")
    kind = kinds[0] if name == "left" else kinds[1]
    if match is None or not kind:
        raise refusals.bad_fence(text, at, match.end() if match else end, name)
    if name == "left":
        return _opened(reader, kind, at, match.end(), left=True)
    return _closed(reader, kind, at, match.end(), left=True)


def _environment(reader: _Reader, name: str, at: int, end: int) -> int:
    r"""\begin{pmatrix} and \end{pmatrix}."""
    text = reader.tokens.text
    match = _ENVIRONMENT.match(text, end, reader.stop)
    if match is None or match[1] not in MATRICES:
        raise refusals.unknown_environment(text, at, match.end() if match else end, match[1] if match else "")
    if name == "begin":
        return _opened(reader, "begin", at, match.end(), left=False)
    if reader.open and reader.open[-1][0] == "begin":
        place = reader.open[-1][3]
        if not text.startswith(f"{{{match[1]}}}", text.index("{", place)):
            raise refusals.wrong_closer(text, at, place)
    return _closed(reader, "finish", at, match.end(), left=False)


def _wrapped(reader: _Reader, at: int, end: int) -> int:
    r"""A word in \mathrm{…} and its like."""
    text = reader.tokens.text
    match = _WRAPPED.match(text, end, reader.stop)
    if match is None:
        inner = _WRAPPED_COMMAND.match(text, end, reader.stop)
        if inner is not None and inner[1] in WORDS:
            return _named(reader, WORDS[inner[1]], at, inner.end())
        raise refusals.no_word(text, at, end)
    return _named(reader, match[1].replace(r"\_", "_"), at, match.end())


def _named(reader: _Reader, word: str, at: int, end: int) -> int:
    """A word that a command writes, with the index behind it."""
    tokens = reader.tokens
    reader.wanted = max(reader.wanted - 1, 0)
    meaning = tokens.vocabulary.meaning(word)
    is_function = meaning is not None and meaning.kind == "function"
    index = (
        None if is_function and word not in ("sigma", "gamma", "Gamma") else _INDEX.match(tokens.text, end)
    )
    if index is not None and index.end() <= reader.stop:
        return _indexed(reader, word, at, index)
    _add_whole(tokens, word, at, end)
    if tokens.text[end - 1] != "}" and tokens.text[end : end + 1].isspace():
        tokens.joined.add(len(tokens.kinds))
    return end


def _add_whole(tokens: Tokens, word: str, at: int, end: int) -> None:
    """A word that is one name or function, and never a product of its letters."""
    if tokens.vocabulary.meaning(word) is None:
        add_lost(tokens, at, end)
    else:
        add_word(tokens, word, at, end)


def _indexed(reader: _Reader, base: str, at: int, index: re.Match[str]) -> int:
    r"""A name with an index in any of its spellings: x_{1}, \theta_{\mathrm{new}}, x_\alpha."""
    inside = index[1] or index[2] or index[3]
    if inside is None:
        raise refusals.bad_character(reader.tokens.text, at)
    plain = _INNER_COMMAND.sub(_inner, inside.replace(r"\_", "_"))
    if "\\" in plain:
        raise refusals.unknown_command(reader.tokens.text, index.span(), COMMANDS)
    _add_whole(reader.tokens, f"{base}_{plain}", at, index.end())
    return index.end()


def _inner(match: re.Match[str]) -> str:
    name, word = match[1], match[2]
    if name in FACES and word:
        return word
    return WORDS[name] + (word or "") if name in WORDS and not word else match[0]
