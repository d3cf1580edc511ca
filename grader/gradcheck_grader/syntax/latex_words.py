r"""Words and names in LaTeX: \mathrm{loss}, \hat{x}, \theta_{\mathrm{new}}, \mathbb{R}, \text{ and }."""

from __future__ import annotations

import re

from gradcheck_grader.syntax import refusals
from gradcheck_grader.syntax.latex_commands import ACCENTS, BLACKBOARD, COMMANDS, FACES, WORDS
from gradcheck_grader.syntax.latex_reader import Reader
from gradcheck_grader.syntax.lexer import NOTHING, add_lost, add_word, number_of
from gradcheck_grader.syntax.tree import Apply, Name, Node, num
from gradcheck_grader.syntax.words import JOINING, MORE

_PLAIN = r"(?:[a-z]++\.(?=[A-Za-z]))?(?:[A-Za-z0-9]|\\_|\.(?=[RLo]))++"
_WRAPPED = re.compile(rf"\s*+(?:\{{\s*+({_PLAIN})\s*+[.,]?\s*+\}}|(?<=\s)([A-Za-z0-9])|([0-9]))")
_WRAPPED_COMMAND = re.compile(r"\s*+(?:\{\s*+\\([A-Za-z]++)\s*+\}|\\([A-Za-z]++))")
# The bold y of \hat{\mathbf{y}}, with the groups of _WRAPPED behind that of a command.
_FACED = re.compile(
    r"\s*+\{\s*+\\(?:mathbf|boldsymbol|bm|mathrm|mathit|mathsf|text)(?![A-Za-z])\s*+"
    r"(?:\{\s*+(?:\\([A-Za-z]++)|((?:[A-Za-z0-9]|\\_)++))\s*+\}|(?<=\s)([A-Za-z]))\s*+\}"
)
_INNER = r"(?:[A-Za-z0-9]|\\_|\\[A-Za-z]++(?:\s*+\{(?:[A-Za-z0-9]|\\_)++\})?+)"
_INDEX = re.compile(
    rf"\s*+_\s*+(?:\{{\s*+({_INNER}++(?:\s*+[-+,]\s*+{_INNER}++)*+)\s*+\}}|([0-9]++|[A-Za-z](?![A-Za-z0-9]))|(\\[A-Za-z]++))"
)
# Three groups, as _INDEX has them.
_ONE_LETTER = re.compile(r"()_([A-Za-z])()")
_PLAIN_WORD = re.compile(r"[A-Za-z0-9_]+")
_INNER_COMMAND = re.compile(r"\\([A-Za-z]+)\s*(?:\{([^{}]*)\})?")
# x^2_1: the power before the index.
_RAISED_FIRST = re.compile(
    r"\s*+\^\s*+(?:\{[^{}]{0,200}\}|[0-9A-Za-z])(?=(\s*+_\s*+(?:\{[^{}]{0,200}\}|[0-9A-Za-z])))"
)
_DIFFERENTIAL = re.compile(
    r"\s*+(?:\\[,;:!]\s*+)*(?:\\([A-Za-z]++)(?:\s*+\{((?:[A-Za-z0-9]|\\_)++)\})?+|([A-Za-z]))"
)
# A number as text, \text{1/2}: only where the face says nothing about what it is.
_UPRIGHT = frozenset({"text", "textrm", "textnormal", "mathrm", "mathnormal"})
_DIGITS = r"[0-9]++(?:\.[0-9]*+)?"
_NUMBER = re.compile(rf"\s*+\{{\s*+([-−]?)\s*+({_DIGITS})\s*+(?:/\s*+({_DIGITS})\s*+)?\}}")
# What makes a 1 the indicator of a condition: brackets, perhaps below the line, with a relation in them
# that is none of the bounds of a sum.
_CONDITION = re.compile(
    r"\s*+(_\s*+)?(?:\\(?:left|[bB]igg?l?)\s*+)?\\?[\[({](?:\\[{}]|_\{[^{}]{0,80}\}|(?!\\[{}]|_\{)[^\])}]){0,80}?"
    r"(?:[<>=∈≤≥≠]|\\(?:leq?|geq?|neq?|lt|gt|in)(?![A-Za-z]))"
)
_LETTERED = frozenset({"sigma", "gamma", "Gamma"})
# Words that say when a case holds.
_WHEN = frozenset({"for", "when", "where"})


def letter(reader: Reader, at: int) -> int | None:
    """A letter with its index, or the d of dx behind an integral; None when this is an ordinary word."""
    text = reader.tokens.text
    if text[at] == "d" and (end := differential(reader, at, at + 1)) is not None:
        return end
    return _indexed(reader, text[at], at, at + 1)


def differential(reader: Reader, at: int, end: int) -> int | None:
    r"""The place behind dx, d\theta or \mathrm{d}x; None where no integral is open, or d is a name."""
    tokens = reader.tokens
    if not reader.integrals or "d" in reader.notation.names:
        return None
    match = _DIFFERENTIAL.match(tokens.text, end, reader.stop)
    if match is None:
        return None
    word, stop = _spelled(match), match.end()
    if (index := _INDEX.match(tokens.text, stop, reader.stop)) is not None:
        word, stop = f"{word}_{_plain(reader, index)}", index.end()
    meaning = tokens.vocabulary.meaning(word)
    if meaning is None or meaning.kind not in ("name", "local"):
        return None
    reader.integrals -= 1
    tokens.add("differential", Name(meaning.text, (match.start(), stop)), at, stop)
    return stop


def _spelled(match: re.Match[str]) -> str:
    """The name behind the d, as plain text writes it."""
    command, inside, single = match.groups()
    if inside is None:
        return single or WORDS.get(command, "")
    word = inside.replace(r"\_", "_")
    return (
        word if command in FACES else f"{word}_{ACCENTS[command]}".rstrip("_") if command in ACCENTS else ""
    )


def wrapped(reader: Reader, face: str, at: int, end: int) -> int:
    r"""A word in \mathrm{…} and its like."""
    text = reader.tokens.text
    match = _WRAPPED.match(text, end, reader.stop)
    if face in _UPRIGHT and (number := _NUMBER.match(text, end, reader.stop)):
        return _number(reader, number)
    if match is None:
        inner = _WRAPPED_COMMAND.match(text, end, reader.stop)
        if inner is not None and (inner[1] or inner[2]) in WORDS:
            return named(reader, WORDS[inner[1] or inner[2]], at, inner.end())
        raise refusals.no_word(text, at, end)
    word = (match[1] or match[2] or match[3]).replace(r"\_", "_")
    if word == "0" and face in ("mathbf", "boldsymbol", "bm") and reader.notation.shapes:
        reader.tokens.add("number", num(0), at, match.end())
        return match.end()
    if (word == "1" or (word == "I" and face == "mathbb")) and (
        condition := _CONDITION.match(text, match.end(), reader.stop)
    ):
        return _indicator(reader, at, match.end(), condition)
    if word == "1" and face in ("mathbf", "mathbb", "boldsymbol", "bm", "mathbbm"):
        return _ones(reader, at, match.end())
    if face in BLACKBOARD:
        return named(reader, BLACKBOARD[face].get(word, word), at, match.end())
    if face.startswith("text") and word in JOINING:
        return reader.sign(JOINING[word], at, match.end())
    if face.startswith("text") and word in _WHEN and reader.begun:
        return reader.sign("if", at, match.end())
    if word == "d" and (stop := differential(reader, at, match.end())) is not None:
        return stop
    return named(reader, word, at, match.end())


def accented(reader: Reader, accent: str, at: int, end: int) -> int:
    r"""\hat{x}, which is x_hat, and \vec{x}, which is x."""
    text = reader.tokens.text
    match = _WRAPPED.match(text, end, reader.stop)
    if match is not None:
        word, stop = (match[1] or match[2] or match[3]).replace(r"\_", "_"), match.end()
    elif (inner := _WRAPPED_COMMAND.match(text, end, reader.stop)) and (inner[1] or inner[2]) in WORDS:
        word, stop = WORDS[inner[1] or inner[2]], inner.end()
    elif (faced := _FACED.match(text, end, reader.stop)) and (faced[1] is None or faced[1] in WORDS):
        word, stop = WORDS[faced[1]] if faced[1] else (faced[2] or faced[3]).replace(r"\_", "_"), faced.end()
    else:
        raise refusals.no_word(text, at, end)
    suffix = ACCENTS[accent]
    if suffix == "bar" and _is_event(reader, word):
        for kind, node in (
            ("(", NOTHING),
            ("not", NOTHING),
            ("name", Name(word, (at, stop))),
            (")", NOTHING),
        ):
            reader.tokens.add(kind, node, at, stop)
        return stop
    if suffix == "bar" and _is_complex(reader, word):
        reader.tokens.functions[len(reader.tokens.kinds)] = MORE["conj"]
        for kind in ("function", "(", "name", ")"):
            reader.tokens.add(kind, Name(word, (at, stop)), at, stop)
        return stop
    return named(reader, f"{word}_{suffix}" if suffix else word, at, stop)


def _is_event(reader: Reader, word: str) -> bool:
    r"""Whether \bar{A} says that the event A does not happen, and is no name itself."""
    known = reader.tokens.vocabulary
    declared = word in known.declared and known.meaning(f"{word}_bar") is None
    return declared and len(word) == 1 and word.isupper() and "Prob" in known.words


def _is_complex(reader: Reader, word: str) -> bool:
    r"""Whether \bar{z} is the conjugate: of a complex name, where it is no name itself."""
    domain = reader.notation.names.get(word)
    return domain is not None and domain.kind == "complex" and f"{word}_bar" not in reader.notation.names


def _number(reader: Reader, match: re.Match[str]) -> int:
    """A number in brackets: a sign, digits, and perhaps a divisor."""
    tokens = reader.tokens
    reader.wanted = max(reader.wanted - 1, 0)
    tokens.add("(", NOTHING, match.start(), match.start() + 1)
    for group, kind in ((1, "-"), (2, "number"), (3, "number")):
        start, end = match.span(group)
        if start == end:
            continue
        if group == 3:
            tokens.add("/", NOTHING, start - 1, start)
        number = NOTHING if group == 1 else number_of(match[group], tokens.text, (start, end), reader.limits)
        tokens.add(kind, number, start, end)
    tokens.add(")", NOTHING, match.end() - 1, match.end())
    return match.end()


def _indicator(reader: Reader, at: int, end: int, condition: re.Match[str]) -> int:
    r"""\mathbb{1}[x > 0], \mathbf{1}\{x > 0\} and \mathbb{1}_{x > 0}."""
    reader.tokens.functions[len(reader.tokens.kinds)] = MORE["indicator"]
    reader.tokens.add("function", NOTHING, at, end)
    return condition.end(1) if condition[1] else end


def _ones(reader: Reader, at: int, end: int) -> int:
    r"""\mathbf{1} and \mathbf{1}_n: the vector of ones, with its size."""
    size: tuple[Node, ...] = ()
    if (index := _INDEX.match(reader.tokens.text, end, reader.stop)) is not None:
        word, end = _plain(reader, index), index.end()
        meaning = reader.tokens.vocabulary.meaning(word)
        if word.isdecimal():
            size = (num(int(word[:9])),)
        elif meaning is not None and meaning.kind in ("name", "local"):
            size = (Name(meaning.text, index.span()),)
        else:
            add_lost(reader.tokens, at, end)
            return end
    reader.tokens.add("name", Apply("ones", size, (at, end)), at, end)
    return end


def named(reader: Reader, word: str, at: int, end: int) -> int:
    """A word that a command writes, with the index behind it."""
    tokens = reader.tokens
    reader.wanted = max(reader.wanted - 1, 0)
    meaning = tokens.vocabulary.meaning(word)
    is_function = meaning is not None and meaning.kind == "function"
    if not is_function or word in _LETTERED:
        behind = _indexed(reader, word, at, end)
        if behind is not None:
            return behind
    _add_whole(reader, word, at, end)
    if tokens.text[end - 1] != "}" and tokens.text[end : end + 1].isspace():
        tokens.joined.add(len(tokens.kinds))
    return end


def _add_whole(reader: Reader, word: str, at: int, end: int) -> None:
    """A word that is one name or function, and never a product of its letters."""
    if reader.tokens.vocabulary.meaning(word) is None:
        add_lost(reader.tokens, at, end)
    else:
        add_word(reader.tokens, word, at, end)


def _indexed(reader: Reader, base: str, at: int, end: int) -> int | None:
    r"""A name with an index in any of its spellings, x_{1}, \theta_{\mathrm{new}}, x_\alpha; or an entry.

    None where no index stands behind the end. Where a power comes before the index, reading goes on at it.
    """
    tokens, known = reader.tokens, reader.tokens.vocabulary
    raised = _RAISED_FIRST.match(tokens.text, end, reader.stop)
    index = _INDEX.match(tokens.text, end if raised is None else raised.start(1), reader.stop)
    if index is None:
        index = _one_letter(reader, base, at, end)
    if index is None:
        return None
    plain = _plain(reader, index)
    meaning = known.meaning(base)
    computed = any(sign in plain for sign in "+-,")
    plain = f"{{{plain}}}" if computed else plain
    whole = known.meaning(f"{base}_{plain}")
    if computed and (whole is None or raised is not None):
        return None
    if whole is None and meaning is not None and (base in known.shapes or meaning.text == "identity"):
        add_word(tokens, base, at, end)
        add_index(reader, plain, index.start(), index.end())
    else:
        _add_whole(reader, f"{base}_{plain}", at, end if raised else index.end())
    if raised is None:
        return index.end()
    reader.jumps[tokens.text.index("_", index.start())] = index.end()
    return end


def _one_letter(reader: Reader, base: str, at: int, end: int) -> re.Match[str] | None:
    """The i of x_ix_j, which LaTeX reads so, unless the whole is a word; None where x_i is nothing."""
    text, known = reader.tokens.text, reader.tokens.vocabulary
    index = _ONE_LETTER.match(text, end, reader.stop)
    word = _PLAIN_WORD.match(text, at, reader.stop)
    if index is None or (word is not None and known.meaning(word[0]) is not None):
        return None
    return index if base in known.shapes or known.meaning(f"{base}_{index[2]}") is not None else None


def index_of_norm(reader: Reader, at: int) -> int | None:
    r"""What says which norm it is, \rVert_F or \rVert_{\infty}, also behind a power: \rVert^2_2."""
    text = reader.tokens.text
    raised = _RAISED_FIRST.match(text, at, reader.stop)
    index = _INDEX.match(text, at if raised is None else raised.start(1), reader.stop)
    if index is None or any(sign in _plain(reader, index) for sign in "+-,"):
        return None
    add_index(reader, _plain(reader, index), index.start(), index.end())
    if raised is None:
        return index.end()
    reader.jumps[text.index("_", index.start())] = index.end()
    return at


def add_index(reader: Reader, plain: str, start: int, end: int) -> None:
    """The tokens of an index."""
    tokens = reader.tokens
    frobenius = plain in ("F", "fro") and reader.last == ")norm"
    tokens.add("_", NOTHING, start, start)
    tokens.add("{", NOTHING, start, start)
    if frobenius:
        tokens.add("fro", NOTHING, start, end)
    elif plain == "inf":
        tokens.add("name", Name("inf", (start, end)), start, end)
    elif plain.isdecimal():
        tokens.add("number", number_of(plain, tokens.text, (start, end), reader.limits), start, end)
    else:
        add_word(tokens, plain, start, end)
    tokens.add("}", NOTHING, end, end)


def _plain(reader: Reader, index: re.Match[str]) -> str:
    """What stands in the index, as plain text writes it."""
    inside = index[1] or index[2] or index[3]
    plain = _INNER_COMMAND.sub(_inner, re.sub(r"\s*([-+,])\s*", r"\1", inside.replace(r"\_", "_")))
    if "\\" in plain:
        raise refusals.unknown_command(reader.tokens.text, index.span(), COMMANDS)
    return plain


def _inner(match: re.Match[str]) -> str:
    name, word = match[1], match[2]
    if name in FACES and word:
        return word
    return WORDS[name] + (word or "") if name in WORDS and not word else match[0]
