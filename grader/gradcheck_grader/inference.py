r"""The names that a text is written with, when nobody has declared them.

A letter is a name, Latin or Greek by sign or by name, with an index or without: x, w_12, λ, sigma2, \theta_i.
A longer word is, by the first rule that fits,

    a function or constant  sin, pi
    a product               of names that stand elsewhere in the text (xy + x + y), or of letters and one
                            function (xexp(-x), xlogx, sinx)
    a product of letters    when it has two or three (xy, mgh), or each has digits behind it (w1x1)
    one name                otherwise: rate, learning_rate

In LaTeX letters side by side are always a product, and \mathrm{rate} is one name.
"""

from __future__ import annotations

import re
from dataclasses import replace

from gradcheck_grader.notation import Notation, real_names
from gradcheck_grader.syntax.characters import ACCENTED, LETTER_OF, NAME_OF
from gradcheck_grader.syntax.latex_commands import ACCENTS, FACES, WORDS
from gradcheck_grader.syntax.telling import indices_of_sums
from gradcheck_grader.syntax.vocabulary import WORD, Vocabulary, canonical, is_computed, vocabulary

# English words that begin like a function.
_OWN_WORDS = frozenset({"cost", "logs", "exps"})
# Functions that are rather products where no bracket follows: r e^(-t), i m.
_RATHER_PRODUCTS = frozenset({"re", "im"})
_GLUED = re.compile(r"([A-Za-z]?)(?:sinh?|cosh?|tanh?|exp|log|ln|sqrt)([A-Za-z]?)")
_FEW_LETTERS = re.compile(r"(?:[A-Za-z][0-9]*){2,3}|(?:[A-Za-z][0-9]+){2,}")
_INDEXED_LETTER = re.compile(r"[A-Za-z][0-9]*")
_INDEX = re.compile(r"_?[0-9]+$|_[A-Za-z0-9]+$|_(?:(?:hat|bar|tilde)_)?\{.*\}$")
_CALLED = re.compile(r"\s*(?:\\left\s*|\\[Bb]igg?l?\s*)?[(]")
_SQUARE = re.compile(r"\s*\[")
_BOUNDS = re.compile(r"\s*_\s*[{(]?\s*\w+\s*=|\s*_\s*\(|\s*\(")
_SETS = re.compile(r"[∈∪∩∖∅]|\\(?:not)?in(?![A-Za-z])|\\c[au]p|(?<!\w)(?:not )?in(?!\w)|[\])}]\s*U\s*[\[({]")
_LOOK_AHEAD = 40
# Numbers go first, so that the e of 1e5 is none of the words; in A.T there is no name T.
_PLAIN = re.compile(rf"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|\.T(?!\w)|({WORD})")

_FACE = "|".join(re.escape(face) for face in sorted(FACES, key=len, reverse=True))
_INNER = rf"\\(?:{_FACE})\s*\{{\s*((?:[A-Za-z0-9]|\\_)+)\s*\}}|\\([A-Za-z]+)"
_INSIDE = re.compile(rf"{_INNER}|\s+")
_CHANCE = re.compile(r"(?<![A-Za-z])(?:P|Pr|Prob)\s*(?:\\left\s*)?[(\[]|\\mathbb\s*\{?P|ℙ|\\Pr")
_OVER = "|".join(accent for accent, word in ACCENTS.items() if word)
_BOLD = r"(?:\\(?:mathbf|boldsymbol|bm|mathrm|mathit|mathsf|text)(?![A-Za-z])\s*(?:\{\s*)?)?"
_ACCENTED = re.compile(
    rf"\\({_OVER})\s*(?:\{{\s*)?{_BOLD}(?:\\([A-Za-z]+)|(?<=[{{\s])([A-Za-z](?![A-Za-z])))"
)
_CLOSING = re.compile(r"\s?\}")
_LETTERS = rf"[{''.join(NAME_OF)}{''.join(ACCENTED)}]"  # beyond these no character is a name
_LATEX = re.compile(
    rf"\\(?:begin|end)\s*\{{[A-Za-z]+\*?\}}|\\math(?:bb|cal)\s*\{{?[A-Za-z]\}}?|{_INNER}|([A-Za-z]|{_LETTERS})"
)
_BEHIND = re.compile(r"\s*_\s*(?:\{((?:[^{}]|\{[^{}]*\})*)\}|([A-Za-z0-9]|\\[A-Za-z]+))|([₀-₉]+)")
_LETTER = re.compile(r"[A-Za-z]")
_DIFFERENTIAL = re.compile(r"\\int|frac\s*\{\s*(?:\\mathrm\s*\{\s*)?d\b")


def inferred_names(text: str, notation: Notation) -> tuple[str, ...]:
    """The names of the text that the notation does not declare, in the order of the text.

    It may name more than the text has (a bound index, a transposing T): who reads the text knows better.
    A word that is applied to something and is no function is left out, and so refused by who reads the text.

    >>> inferred_names("2 a x_1 sin(lambda t) + e^pi", Notation(names=real_names("t")))
    ('a', 'x_1', 'lambda')
    """
    latex = notation.dialect == "latex" or (notation.dialect == "auto" and ("\\" in text or "$" in text))
    return _of_latex(text, notation) if latex else _of_plain(text, notation)


def is_letter(word: str) -> bool:
    """Whether the word is one letter, Latin or Greek by sign or by name, with an index or without.

    >>> is_letter("w_12"), is_letter("λ"), is_letter("sigma2"), is_letter("rate")
    (True, True, True, False)
    """
    base = _INDEX.sub("", canonical(word))
    return len(base) == 1 or base in LETTER_OF


def _of_plain(text: str, notation: Notation) -> tuple[str, ...]:
    found: dict[str, None] = {}
    longer: list[tuple[str, bool]] = []
    known = vocabulary(notation)
    sets, events = _SETS.search(text) is not None, _CHANCE.search(text) is not None
    bound = indices_of_sums(text)
    for match in _PLAIN.finditer(text):
        word = match[1]
        if word is None or "." in word:
            continue
        behind = text[match.end() : match.end() + _LOOK_AHEAD]
        if _is_known(known, word, behind, sets=sets) or _transposes(word, text, match.start(), notation):
            continue
        if word in ("c", "C") and events and text[: match.start()].rstrip(" {(").endswith("^"):
            continue
        if "_" in word and word[: word.index("_")] in notation.shapes and bound:
            letters = set(_LETTER.findall(word[word.index("_") :]))
            if letters and letters <= bound:
                continue
        if is_computed(word) and word[: word.index("_")] in notation.shapes:
            found |= dict.fromkeys(_of_plain(word[word.index("_") + 1 :], notation))
        elif is_letter(word):
            found[canonical(word)] = None
        else:
            longer.append((word, _CALLED.match(behind) is not None))
    for word, called in longer:
        # A product is made of names that stand elsewhere, so that all of these come first.
        if vocabulary(_extended(notation, found)).pieces(word) is None:
            found |= dict.fromkeys(_of_word(word, notation, called=called))
    return tuple(found)


def _of_word(word: str, notation: Notation, *, called: bool) -> list[str]:
    """The names that a word of several letters is made of; none where it can only be a function."""
    glued = _GLUED.fullmatch(word)
    if notation.products == "whole":
        names = [] if called else [canonical(word)]
    elif glued and word not in _OWN_WORDS and not (called and glued[2]):
        names = [letter for letter in glued.groups() if letter]
    elif _FEW_LETTERS.fullmatch(word) and not (called and len(word) > 2):
        names = _INDEXED_LETTER.findall(word)
    else:
        names = [] if called else [canonical(word)]
    return [name for name in names if name not in notation.constants]


def _is_known(known: Vocabulary, word: str, behind: str, *, sets: bool) -> bool:
    """Whether the word is declared or a constant, or one of another kind in a place where that makes sense.

    sets  whether the text speaks of sets, where R, Z, N are some, and U is a union.
    """
    meaning = known.meaning(word)
    if meaning is None and known.shapes and word.startswith("I_") and "I" not in known.declared:
        return word[2:] in known.sizes or word[2:].isdecimal()  # the identity of that size
    if meaning is None or meaning.kind in ("name", "differential"):
        return meaning is not None
    function = meaning.function
    if function is not None and (
        _CALLED.match(behind) or (function.form == "chance" and _SQUARE.match(behind))
    ):
        return True
    if meaning.kind == "function":
        letter = is_letter(word) or function is None or function.letter or function.head.startswith("law:")
        return not letter and word not in _RATHER_PRODUCTS
    if meaning.text in ("∑", "∏"):
        return _BOUNDS.match(behind) is not None
    return sets or not is_letter(word) or (known.shaped and meaning.text == "identity")


def _transposes(word: str, text: str, at: int, notation: Notation) -> bool:
    """Whether the word at a place is the T of a transpose, where there are matrices."""
    return word == "T" and bool(notation.shapes) and text[:at].rstrip(" {").endswith("^")


def _extended(notation: Notation, found: dict[str, None]) -> Notation:
    return replace(notation, names={**real_names(found), **notation.names})


def _of_latex(text: str, notation: Notation) -> tuple[str, ...]:
    found: dict[str, None] = {}
    known = vocabulary(notation)
    events, bound = _CHANCE.search(text) is not None, indices_of_sums(text)
    at, differential, sets = 0, _DIFFERENTIAL.search(text) is not None, _SETS.search(text) is not None
    while match := _LATEX.search(text, at):
        if accented := _accented(text, match.start(), events=events):
            name, at = accented
            conjugated = name.removesuffix("_bar")
            complex_too = conjugated in notation.names and notation.names[conjugated].kind == "complex"
            if known.meaning(name) is None and not complex_too:
                found[canonical(name)] = None
            continue
        at = match.end()
        word, command, letter = match.groups()
        base = WORDS.get(command, "") if command else (word or letter or "").replace(r"\_", "_")
        if not base or base.isdecimal() or (command and base not in LETTER_OF):
            continue
        if (base == "d" and differential) or _transposes(base, text, match.start(), notation):
            continue
        if events and base in ("c", "C") and text[: match.start()].rstrip(" {").endswith("^"):
            continue
        behind = _BEHIND.match(text, at)
        if behind and base in notation.shapes:
            if set(letters := _LETTER.findall(_index(behind))) <= bound and letters:
                continue  # an entry, whose index a sum explains
            if re.search(r"[-+,]", behind[0]):
                behind = None  # an entry, whose index has names of its own
        name = _named(base, behind)
        at = behind.end() if behind else at
        behind_it = text[at : at + _LOOK_AHEAD]
        applied = _CALLED.match(behind_it) and len(base) > 1 and base not in LETTER_OF
        if applied or _is_known(known, name, behind_it, sets=sets):
            continue
        found[canonical(name)] = None
    return tuple(found)


def _accented(text: str, at: int, *, events: bool) -> tuple[str, int] | None:
    r"""The name that \hat{y} or \bar{x}_i at a place is, and where it ends; None for anything else.

    events  whether \bar{A} is rather the event that A does not happen.
    """
    match = _ACCENTED.match(text, at)
    if match is None:
        return None
    base = WORDS.get(match[2], "") if match[2] else match[3]
    if not base or (match[2] and base not in LETTER_OF):
        return None
    end = match.end()
    for _bracket in range(match[0].count("{")):
        end = closing.end() if (closing := _CLOSING.match(text, end)) else end
    suffix = ACCENTS[match[1]]
    name = base if events and suffix == "bar" and base.isupper() else f"{base}_{suffix}"
    if behind := _BEHIND.match(text, end):
        return _named(name, behind), behind.end()
    return name, end


def _named(base: str, behind: re.Match[str] | None) -> str:
    """The base with the index behind it; one that is computed stands in curly brackets."""
    if behind is None:
        return base
    index = _index(behind)
    return f"{base}_{{{index}}}" if re.search(r"[-+,]", index) else f"{base}_{index}"


def _index(behind: re.Match[str]) -> str:
    """The index of a name, in letters and digits."""
    inside = behind[1] or behind[2] or canonical(f"x{behind[3] or ''}")[2:]
    return _INSIDE.sub(lambda match: match[1] or WORDS.get(match[2] or "", ""), inside).replace(r"\_", "_")
