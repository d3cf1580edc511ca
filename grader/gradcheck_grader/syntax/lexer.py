"""Text into tokens: numbers, words and signs, each with its place; limits come before any work."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction

from gradcheck_grader.limits import DEFAULT, Limits
from gradcheck_grader.notation import Notation
from gradcheck_grader.syntax import refusals
from gradcheck_grader.syntax.characters import SUPERSCRIPTS
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, Span
from gradcheck_grader.syntax.vocabulary import WORD, Function, Vocabulary, vocabulary

# Written sign -> kind of token; the parser knows kinds only.
SIGNS = {
    "**": "^", "·": "*", "⋅": "*", "∙": "*", "×": "*", "÷": "/", "∕": "/", "⁄": "/", "−": "-", "–": "-",
    "==": "=", ":=": "=", "≠": "!=", "≤": "<=", "≥": ">=",
} | {sign: sign for sign in (*"+-*/^@⊙⊗√∛!()[]{}|,;=<>", "!=", "<=", ">=")}  # fmt: skip

_NUMBER = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+−]?[0-9]+)?"
BLANK = r"[ \t\r\n\u00a0\u2000-\u200a\u202f\u205f\u3000]"
_SIGN = "|".join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True))
TOKEN = re.compile(rf"{BLANK}*+(?:({_NUMBER})|({WORD})|({_SIGN})|(⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)|(\Z)|(.))", re.DOTALL)
_NUMBER_GROUP, _WORD_GROUP, _SIGN_GROUP, _RAISED_GROUP, _END_GROUP = range(1, 6)
_SMALL = {str(value): Fraction(value) for value in range(1001)}
# int() itself refuses longer ones, with an error that is not ours.
_LONGEST_INTEGER = 4_000

NOTHING = Name("")


@dataclass(slots=True)
class Tokens:
    """The tokens of one text, as parallel lists; the last kind is always "end".

    kinds      number, name, function, raised (superscript digits), a kind of SIGNS, or end.
    nodes      the Num or Name that a token is, the exponent of a raised one; of no meaning for the others.
    starts, ends  offsets in the text.
    functions  by place in the lists.
    doubtful   places of words that are not known, or known only when a bracket follows.
    lost       whether there is a word that is not known at all.
    latex      whether the text is LaTeX;  joined: places with a blank before them that only ends a command.
    """

    text: str
    vocabulary: Vocabulary
    kinds: list[str] = field(default_factory=list[str])
    nodes: list[Node] = field(default_factory=list[Node])
    starts: list[int] = field(default_factory=list[int])
    ends: list[int] = field(default_factory=list[int])
    functions: dict[int, Function] = field(default_factory=dict[int, Function])
    doubtful: list[int] = field(default_factory=list[int])
    lost: bool = False
    latex: bool = False
    joined: set[int] = field(default_factory=set[int])

    def add(self, kind: str, node: Node, start: int, end: int) -> None:
        """One more token."""
        self.kinds.append(kind)
        self.nodes.append(node)
        self.starts.append(start)
        self.ends.append(end)


def tokenize(text: str, notation: Notation, limits: Limits = DEFAULT) -> Tokens:
    """All of the text as tokens.

    Raises ResponseError for what is too long, and for a character or a word that the notation does not have.
    """
    if len(text) > limits.characters:
        raise refusals.too_long(text, limits.characters)
    tokens = Tokens(text, vocabulary(notation))
    for match in TOKEN.finditer(text):
        if match.lastindex == _END_GROUP:
            break
        add_match(tokens, match, limits)
        if len(tokens.kinds) > limits.tokens:
            raise refusals.too_many_tokens(text, match.start(match.lastindex or 0), limits.tokens)
    tokens.add("end", NOTHING, len(text), len(text))
    check_doubtful(tokens)
    return tokens


def add_match(tokens: Tokens, match: re.Match[str], limits: Limits) -> None:
    """The tokens of one match of TOKEN, which is not the end of the text."""
    group = match.lastindex or 0
    start, end = match.span(group)
    if group == _SIGN_GROUP:
        tokens.add(SIGNS[match[group]], NOTHING, start, end)
    elif group == _WORD_GROUP:
        add_word(tokens, match[group], start, end)
    elif group == _NUMBER_GROUP:
        tokens.add("number", number_of(match[group], tokens.text, (start, end), limits), start, end)
    elif group == _RAISED_GROUP:
        tokens.add("raised", _raised(tokens.text, start, end, limits), start, end)
    else:
        check_doubtful(tokens)
        raise refusals.bad_character(tokens.text, start)


def number_of(written: str, text: str, span: Span, limits: Limits) -> Num:
    """The exact value of a written number: 3e-4 is 3/10000."""
    small = _SMALL.get(written)
    if small is not None:
        return Num(small, written, span)
    mantissa, _, exponent = written.replace("−", "-").lower().partition("e")
    whole, _, decimals = mantissa.partition(".")
    bound = min(limits.digits, _LONGEST_INTEGER)
    # Bounded before the power is built: 1e999999999 would fill the memory.
    if len(exponent) > 8 or len(whole) + len(decimals) + abs(int(exponent or 0)) > bound:
        raise refusals.too_many_digits(text, *span, bound)
    shift = int(exponent or 0) - len(decimals)
    digits = int(whole + decimals)
    value = Fraction(digits * 10**shift) if shift >= 0 else Fraction(digits, 10**-shift)
    return Num(value, written, span)


def _raised(text: str, start: int, end: int, limits: Limits) -> Node:
    """The exponent that superscript digits write: ² or ⁻¹."""
    digits = text[start:end].lstrip("⁻").translate(SUPERSCRIPTS)
    bound = min(limits.digits, _LONGEST_INTEGER)
    if len(digits) > bound:
        raise refusals.too_many_digits(text, start, end, bound)
    size = Num(_SMALL.get(digits) or Fraction(int(digits)), digits, (start, end))
    return Apply("neg", (size,), (start, end)) if text[start] == "⁻" else size


def add_word(tokens: Tokens, word: str, start: int, end: int) -> None:
    """The tokens of a word: one where it is known, several where it is a product of known ones."""
    meaning = tokens.vocabulary.meaning(word)
    if meaning is not None:
        value = meaning.value
        if isinstance(value, str):
            tokens.add("name", Name(value, (start, end)), start, end)
            return
        at = len(tokens.kinds)
        tokens.functions[at] = value
        if value.letter:
            tokens.doubtful.append(at)
        tokens.add("function", NOTHING, start, end)
        return
    # Once a word is lost the text will be refused: no more time is spent on others.
    pieces = None if tokens.lost else tokens.vocabulary.pieces(word)
    if pieces is None:
        add_lost(tokens, start, end)
        return
    for left, right in pieces:
        piece = word[left:right]
        if piece.isdecimal():
            span = (start + left, start + right)
            tokens.add("number", Num(Fraction(int(piece)), piece, span), *span)
        else:
            add_word(tokens, piece, start + left, start + right)


def add_lost(tokens: Tokens, start: int, end: int) -> None:
    """A word that is not known: the text will be refused."""
    tokens.doubtful.append(len(tokens.kinds))
    tokens.lost = True
    tokens.add("word", NOTHING, start, end)


def check_doubtful(tokens: Tokens) -> None:
    """Refuses the first word that means nothing where it stands."""
    known = tokens.vocabulary
    for at in tokens.doubtful:
        called = tokens.kinds[at + 1 : at + 2] == ["("]
        if called and at in tokens.functions:
            continue
        span = (tokens.starts[at], tokens.ends[at])
        others = [word for word in known.words if word not in known.declared]
        if called:
            raise refusals.unknown_function(tokens.text, span, [*known.declared, *others])
        raise refusals.unknown_name(tokens.text, span, known.declared, others)
