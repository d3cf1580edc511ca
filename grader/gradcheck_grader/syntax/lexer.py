"""Text into tokens: numbers, words and signs, each with its place; limits come before any work.

The kinds of token, which both dialects share; an operand is begun by those marked °:

    number° name°   with a Num or Name as node; a name may also be a constant such as Apply("reals", ())
    local°          a word that the form around it must explain: an index of a sum, a size, a parameter's name
    function°       with its Function; what it is given stands in ( ), for chance also in [ ]
    raised          superscript digits; the node is the exponent
    word            what is not known at all: such a text is always refused
    + -°+°± * / ^ @ · ⊙ ⊗ ! %     · only where some name has a shape: the dot product
    √° ∛°  (° ) [° ] {° } |° ‖° , ; : ..      a bar closes itself; .. is in bounds: i=1..n
    = != < <= > >= in notin ~  and or not° implies iff  if else  union intersection without
    ∑° ∏°           then _ { index = from } ^ { to } in either order, or ( index = from .. to ); then the body
    ∫°              then perhaps _ and ^; then the body and a differential, whose node is the Name x of dx
    derivative°     d/dx: the node is Apply("diff", (x,)) or (x, order)     ∇°: then perhaps _ x
    ⊤               postfix: transposed      T: transposed, behind ^ alone (also -T, {T})
    _               index of the name, sum, norm or bracket before it: then { … }, [ … ] or one operand
    method          .dot .diff …: the name is the text of the token; then ( … )
    fro°            the Frobenius norm, as the index of a norm

Of LaTeX alone: frac° binom° sqrt° abs(° )abs norm(° )norm floor(° )floor ceil(° )ceil begin° finish & \\\\
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction

from gradcheck_grader.errors import ResponseError
from gradcheck_grader.limits import DEFAULT, Limits
from gradcheck_grader.notation import Notation
from gradcheck_grader.syntax import refusals, telling
from gradcheck_grader.syntax.characters import SUBSCRIPTS, SUPERSCRIPTS
from gradcheck_grader.syntax.signs import ALL
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, Span
from gradcheck_grader.syntax.vocabulary import WORD, Vocabulary, is_computed, vocabulary
from gradcheck_grader.syntax.words import Function, Word

_NUMBER = r"(?:[0-9]+(?:\.(?!\.)[0-9]*)?|\.[0-9]+)(?:[eE][-+−]?[0-9]+)?"
BLANK = r"[ \t\r\n\u00a0\u2000-\u200a\u202f\u205f\u3000]"
_LONG = sorted((sign for sign in ALL if len(sign) > 1), key=len, reverse=True)
_FIRST = re.escape("".join(sorted({sign[0] for sign in _LONG})))
_SHORT = re.escape("".join(sorted(sign for sign in ALL if len(sign) == 1)))
# A method ends where its word does: x.sum is one, x.summary is none.
_ENDED = [
    re.escape(sign) + ("(?![A-Za-z0-9_])" if sign[1].isalpha() and sign[0] == "." else "") for sign in _LONG
]
_SIGN = rf"(?=[{_FIRST}])(?:{'|'.join(_ENDED)})|[{_SHORT}]"
TOKEN = re.compile(rf"{BLANK}*+(?:({_NUMBER})|({WORD})|({_SIGN})|(⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)|(\Z)|(.))", re.DOTALL)
_NUMBER_GROUP, _WORD_GROUP, _SIGN_GROUP, _RAISED_GROUP, _END_GROUP = range(1, 6)
_SMALL = {str(value): Fraction(value) for value in range(101)}
# int() itself refuses longer ones, with an error that is not ours.
_LONGEST_INTEGER = 4_000

_CALL = re.compile(rf"{BLANK}*+(?:\\left{BLANK}*+)?[(\[]")
_ENTRY = re.compile(r"\[ *[A-Za-z0-9]{1,4} *(?:, *[A-Za-z0-9]{1,4} *)?\]")
_INDEXED = re.compile(r"(.*?)(?:_\{?|(?=[₀-₉]))([A-Za-z0-9]*|[₀-₉]+)\}?")
_COMPLEMENT = frozenset({"c", "C"})
# Fractions that are one character: how much each is.
_VULGAR = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5),
    "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8),
}  # fmt: skip
_OPERAND_ENDS = frozenset({"number", "name", "local", ")", "]", "}", "|", "raised", "!", "%", ")abs"})
_INDEXABLE = frozenset({"‖", ")norm", "∑", "∏", "∫", "∇", ")", "]", "⊤", "name"})

NOTHING = Name("")


@dataclass(slots=True)
class Tokens:
    """The tokens of one text, as parallel lists; the last kind is always "end".

    kinds      as the module says, and end.
    nodes      what a token is as a tree: see the module; of no meaning for signs.
    starts, ends  offsets in the text.
    functions  by place in the lists.
    doubtful   places of words that are not known, or known only when a bracket follows.
    lost       whether there is a word that is not known at all.
    sorted     whether there is a constant that is no value, such as true.
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
    sorted: bool = False
    joined: set[int] = field(default_factory=set[int])

    def add(self, kind: str, node: Node, start: int, end: int) -> None:
        """One more token."""
        self.kinds.append(kind)
        self.nodes.append(node)
        self.starts.append(start)
        self.ends.append(end)

    def split_bars(self) -> Tokens:
        """The same with every || as two bars."""
        if "‖" not in self.kinds:
            return self
        other = Tokens(self.text, self.vocabulary, latex=self.latex, sorted=self.sorted)
        for at, kind in enumerate(self.kinds):
            start, end = self.starts[at], self.ends[at]
            if at in self.functions:
                other.functions[len(other.kinds)] = self.functions[at]
            if at in self.joined:
                other.joined.add(len(other.kinds))
            if kind == "‖" and end == start + 2:
                other.add("|", NOTHING, start, start + 1)
                other.add("|", NOTHING, start + 1, end)
            else:
                other.add(kind, self.nodes[at], start, end)
        return other


def tokenize(text: str, notation: Notation, limits: Limits = DEFAULT) -> Tokens:
    """All of the text as tokens.

    Raises ResponseError for what is too long, and for a character or a word that the notation does not have.
    """
    if len(text) > limits.characters:
        raise refusals.too_long(text, limits.characters)
    known = vocabulary(notation)
    try:
        tokens = _tokens(text, known, limits)
        check_doubtful(tokens)
    except ResponseError:
        # What is lost may be told by the text itself: the i of a sum, the x of dx.
        told = telling.vocabulary_of(text, notation)
        if told is None:
            raise
        tokens = _tokens(text, told, limits, telling.derivatives(text, told))
        check_doubtful(tokens)
    return tokens


def _tokens(
    text: str, known: Vocabulary, limits: Limits, derivatives: dict[int, tuple[int, Node]] | None = None
) -> Tokens:
    """The tokens, among them those of words that mean nothing; derivatives is given the second time."""
    tokens = Tokens(text, known)
    kinds, nodes, starts, ends = tokens.kinds, tokens.nodes, tokens.starts, tokens.ends
    signs, most, behind = known.signs, limits.tokens, 0
    for match in TOKEN.finditer(text):
        group = match.lastindex or 0
        if group == _END_GROUP:
            break
        if derivatives:
            start = match.start(group)
            if start in derivatives:
                behind, node = derivatives[start]
                tokens.add("derivative", node, start, behind)
            if start < behind:
                continue
        if group == _SIGN_GROUP and (kind := signs.get(match[group])):
            # Half of all tokens: a call for each would take longer than what it does.
            kinds.append(kind)
            nodes.append(NOTHING)
            starts.append(match.start(group))
            ends.append(match.end(group))
        else:
            add_match(tokens, match, limits)
        if len(kinds) > most:
            raise refusals.too_many_tokens(text, match.start(group), most)
    tokens.add("end", NOTHING, len(text), len(text))
    return tokens


def add_match(tokens: Tokens, match: re.Match[str], limits: Limits) -> None:
    """The tokens of one match of TOKEN, which is not the end of the text."""
    group = match.lastindex or 0
    start, end = match.span(group)
    if group == _SIGN_GROUP:
        kind = tokens.vocabulary.signs.get(match[group])
        if kind is None:
            _add_odd_sign(tokens, match[group], start, end)
        else:
            tokens.add(kind, NOTHING, start, end)
    elif group == _WORD_GROUP:
        add_word(tokens, match[group], start, end)
    elif group == _NUMBER_GROUP:
        tokens.add("number", number_of(match[group], tokens.text, (start, end), limits), start, end)
    elif group == _RAISED_GROUP:
        tokens.add("raised", _raised(tokens.text, start, end, limits), start, end)
    elif match[0][-1] in _VULGAR:
        _add_fraction(tokens, *_VULGAR[match[0][-1]], start, end)
    elif match[0][-1] in "ℯⅇ" and tokens.vocabulary.meaning("e") is not None:
        add_word(tokens, "e", start, end)
    else:
        check_doubtful(tokens)
        raise refusals.bad_character(tokens.text, start)


def _add_fraction(tokens: Tokens, above: int, below: int, start: int, end: int) -> None:
    """½ in brackets; behind a whole number it is its rest: 3½ and, in no list, 3 ½ are 7/2."""
    joined = tokens.kinds[-1:] == ["number"] and (tokens.ends[-1] == start or "[" not in tokens.kinds)
    whole = tokens.nodes[-1] if joined else None
    if isinstance(whole, Num) and whole.value.denominator == 1:
        above += below * whole.value.numerator
        start = tokens.starts[-1]
        for part in (tokens.kinds, tokens.nodes, tokens.starts, tokens.ends):
            part.pop()
    tokens.add("(", NOTHING, start, start)
    tokens.add("number", Num(Fraction(above), str(above), (start, end)), start, end)
    tokens.add("/", NOTHING, start, end)
    tokens.add("number", Num(Fraction(below), str(below), (start, end)), start, end)
    tokens.add(")", NOTHING, end, end)


def _add_odd_sign(tokens: Tokens, sign: str, start: int, end: int) -> None:
    """A sign that this notation does not have as a whole, or that depends on what stands before it."""
    signs = tokens.vocabulary.signs
    if sign == "[":
        if tokens.kinds and tokens.ends[-1] == start and _has_entries(tokens, start):
            tokens.add("_", NOTHING, start, start)
        tokens.add("[", NOTHING, start, end)
    elif sign == "∫":
        # Its dx has to be looked for, also where d and x are names.
        tokens.lost = tokens.lost or not tokens.vocabulary.telling
        tokens.add("∫", NOTHING, start, end)
    elif all(part in signs for part in sign):
        for place, part in enumerate(sign, start):
            tokens.add(signs[part], NOTHING, place, place + 1)
    else:
        check_doubtful(tokens)
        raise refusals.bad_character(tokens.text, start)


def _has_entries(tokens: Tokens, start: int) -> bool:
    """Whether what stands before this [ is a vector or a matrix, or (A x)[1] with a mere index."""
    last = tokens.nodes[-1]
    if tokens.kinds[-1] == "name":
        return isinstance(last, Name) and last.name in tokens.vocabulary.shapes
    return tokens.kinds[-1] == ")" and _ENTRY.match(tokens.text, start) is not None


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
        if meaning.kind == "name":
            tokens.add("name", Name(meaning.text, (start, end)), start, end)
        else:
            _add_meaning(tokens, meaning, start, end)
        return
    # Once a word is lost the text will be refused: no more time is spent on others.
    pieces = None if tokens.lost else tokens.vocabulary.pieces(word)
    if pieces is None:
        if word in _COMPLEMENT and _is_complement(tokens):
            tokens.add("complement", NOTHING, start, end)
        elif not tokens.lost and is_computed(word) and "_" in word:
            _add_computed(tokens, word, start, end)
        elif tokens.lost or not _add_indexed(tokens, word, start, end):
            add_lost(tokens, start, end)
        return
    for left, right in pieces:
        piece = word[left:right]
        if piece.isdecimal():
            span = (start + left, start + right)
            tokens.add("number", Num(Fraction(int(piece)), piece, span), *span)
        else:
            add_word(tokens, piece, start + left, start + right)


def _add_meaning(tokens: Tokens, meaning: Word, start: int, end: int) -> None:
    """The token of a word that means this."""
    kind, function = meaning.kind, meaning.function
    if kind == "function" and tokens.text[start:end] in _COMPLEMENT and _is_complement(tokens):
        tokens.add("complement", NOTHING, start, end)
        return
    if kind != "function" and function is not None and _is_called(tokens, end, operator=kind == "sign"):
        kind = "function"
    if kind == "function" and function is not None:
        at = len(tokens.kinds)
        tokens.functions[at] = function
        if function.letter:
            tokens.doubtful.append(at)
        tokens.add("function", NOTHING, start, end)
    elif kind == "constant":
        tokens.sorted = True
        tokens.add("name", Apply(meaning.text, (), (start, end)), start, end)
    elif kind == "sign":
        tokens.add(meaning.text, NOTHING, start, end)
    else:
        tokens.add(kind, Name(meaning.text, (start, end)), start, end)


def _is_complement(tokens: Tokens) -> bool:
    """Whether the next word is the c of P(A^c)."""
    return (
        tokens.kinds[-1:] == ["^"] or tokens.kinds[-2:] == ["^", "{"]
    ) and "Prob" in tokens.vocabulary.words


def _is_called(tokens: Tokens, end: int, *, operator: bool) -> bool:
    """Whether a bracket follows; and, for a word that is also an operator, nothing that it could join."""
    if operator and tokens.kinds[-1:] and tokens.kinds[-1] in _OPERAND_ENDS:
        return False
    return _CALL.match(tokens.text, end) is not None


def _add_indexed(tokens: Tokens, word: str, start: int, end: int) -> bool:
    """The tokens of x_i as x with an index, where x has a shape; of sum_, and of the _2 behind a norm."""
    match = _INDEXED.fullmatch(word)
    if match is None or not _add_base(tokens, match[1], start):
        return False
    index, at = match[2], start + match.start(2)
    tokens.add("_", NOTHING, start + match.end(1), start + match.end(1) + 1)
    if not index:
        return True
    tokens.add("{", NOTHING, at, at)
    if index[0] in "₀₁₂₃₄₅₆₇₈₉" or index.isdecimal():
        digits = index.translate(SUBSCRIPTS)
        tokens.add(
            "number", Num(Fraction(int(digits[:9])), digits, (at, at + len(index))), at, at + len(index)
        )
    elif index == "F" and tokens.kinds[-3:-2] in (["‖"], [")norm"]):
        tokens.add("fro", NOTHING, at, at + 1)
    else:
        add_word(tokens, index, at, at + len(index))
    tokens.add("}", NOTHING, end, end)
    return True


def _add_computed(tokens: Tokens, word: str, start: int, end: int) -> None:
    """The tokens of x_{i+1}, where x has entries, one by one."""
    behind = word.index("_") + 1
    add_word(tokens, word[:behind], start, start + behind)
    for match in TOKEN.finditer(tokens.text, start + behind, end):
        if match.lastindex == _END_GROUP or tokens.lost:
            break
        add_match(tokens, match, DEFAULT)


def _add_base(tokens: Tokens, base: str, start: int) -> bool:
    """Adds what may have an index behind it; nothing, and whether it stands there already, for no base."""
    if not base and tokens.kinds[-1:] and tokens.kinds[-1] in ("number", "raised"):
        # χ²_5 is a law with an index; 1_000 is nothing.
        return any(at in tokens.functions for at in (len(tokens.kinds) - 2, len(tokens.kinds) - 3))
    if not base:
        return tokens.vocabulary.telling or (tokens.kinds[-1:] != [] and tokens.kinds[-1] in _INDEXABLE)
    meaning = tokens.vocabulary.meaning(base)
    if meaning is None:
        return False
    if tokens.kinds[-1:] == ["^"] and tokens.vocabulary.telling:
        # The upper bound of a sum, before the lower one: ∑^n_{i=1}.
        add_word(tokens, base, start, start + len(base))
        return True
    if meaning.kind == "function" and meaning.function is not None:
        if meaning.function.head in ("law:student", "law:chi-squared"):
            tokens.functions[len(tokens.kinds)] = meaning.function
            tokens.add("function", NOTHING, start, start + len(base))
            return True
        if meaning.function.form != "bound":
            return False
        tokens.add("∑" if meaning.function.head == "sum" else "∏", NOTHING, start, start + len(base))
        return True
    if meaning.text not in tokens.vocabulary.shapes and meaning.text not in ("identity", "∑", "∏"):
        return False
    _add_meaning(tokens, meaning, start, start + len(base))
    return True


def add_lost(tokens: Tokens, start: int, end: int) -> None:
    """A word that is not known: the text will be refused."""
    tokens.doubtful.append(len(tokens.kinds))
    tokens.lost = True
    tokens.add("word", NOTHING, start, end)


def check_doubtful(tokens: Tokens) -> None:
    """Refuses the first word that means nothing where it stands."""
    known = tokens.vocabulary
    if tokens.lost and not tokens.doubtful:
        raise refusals.bad_character(tokens.text, tokens.text.index("∫"))
    for at in tokens.doubtful:
        behind = tokens.kinds[at + 1 : at + 2]
        called = behind == ["("]
        function = tokens.functions.get(at)
        squarely = function is not None and (function.form == "chance" or function.head == "law:uniform")
        if function is not None and (called or (squarely and behind == ["["])):
            continue
        if function is not None and function.form == "chance" and behind == ["name"]:
            continue
        span = (tokens.starts[at], tokens.ends[at])
        others = known.others()
        if called:
            raise refusals.unknown_function(tokens.text, span, [*known.declared, *others])
        raise refusals.unknown_name(tokens.text, span, known.declared, others)
