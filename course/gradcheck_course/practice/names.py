"""The names that an expression is written with, when nobody has declared them."""

from __future__ import annotations

import re

from gradcheck_grader.errors import ResponseError
from gradcheck_grader.notation import Notation, real_names
from gradcheck_grader.syntax.characters import LETTER_OF, showable
from gradcheck_grader.syntax.vocabulary import WORD, Vocabulary, canonical, vocabulary

# Numbers go first, so that the e of 1e5 is none of the words.
_WORDS = re.compile(rf"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|({WORD})")
_INDEX = re.compile(r"_?[0-9]+$|_[A-Za-z0-9]+$")


def inferred_names(text: str, declared: tuple[str, ...], constants: frozenset[str]) -> tuple[str, ...]:
    """The names of the text that are not declared yet: letters and Greek letters, with an index or without.

    Functions and constants are no names, but a letter that also names a function is a name where it is not
    applied: the C of C*x. Raises ResponseError at a longer word that means nothing.

    >>> inferred_names("2 a x_1 sin(lambda t) + e^pi", ("t",), frozenset({"pi", "e"}))
    ('a', 'x_1', 'lambda')
    """
    found: list[str] = []
    unknown: list[tuple[int, int]] = []
    plain = vocabulary(Notation(constants=constants))
    for match in _WORDS.finditer(text):
        word = match.group(1)
        called = text[match.end() :].lstrip().startswith("(")
        if word is None or canonical(word) in (*declared, *found) or _is_known(plain, word, called=called):
            continue
        if is_letter(word):
            found.append(canonical(word))
        else:
            unknown.append(match.span(1))
    known = vocabulary(
        Notation(names=real_names([*declared, *found]), constants=constants - {*declared, *found})
    )
    for start, end in unknown:
        # A product without signs (xy) is fine once its letters are names.
        if known.meaning(text[start:end]) is None and known.pieces(text[start:end]) is None:
            raise _unknown(text, start, end)
    return tuple(found)


def is_letter(word: str) -> bool:
    """Whether the word is one letter, Latin or Greek by sign or by name, with an index or without.

    >>> is_letter("w_12"), is_letter("λ"), is_letter("sigma2"), is_letter("rate")
    (True, True, True, False)
    """
    base = _INDEX.sub("", canonical(word))
    return len(base) == 1 or base in LETTER_OF


def _is_known(known: Vocabulary, word: str, *, called: bool) -> bool:
    """Whether the word is a constant, or a function in a place where a function makes sense."""
    meaning = known.meaning(word)
    return meaning is not None and (meaning.kind == "name" or called or not is_letter(word))


def _unknown(text: str, start: int, end: int) -> ResponseError:
    word, text = text[start:end], showable(text)
    if text[end:].lstrip().startswith("("):
        return ResponseError(f"I do not know the function '{word}'.", text, start, end=end)
    advice = f"Add --names {word} if it is one name"
    advice += f", or write {'*'.join(word)} for a product." if word.isalpha() and len(word) <= 3 else "."
    return ResponseError(f"I do not know the name '{word}'.", text, start, advice, end=end)
