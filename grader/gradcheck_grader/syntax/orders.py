"""An order of items as people write it: b, a, c; b < a < c; b → a → c; (b) (a) (c); bac."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gradcheck_grader.errors import ResponseError
from gradcheck_grader.limits import Limits
from gradcheck_grader.syntax import refusals

_SIGNS = re.compile(r"->|[,;<→\n]")
_DOWNWARDS = re.compile(r"(?<!-)>")
_WORD = re.compile(r"[^\s()]+")

Options = Sequence[tuple[str, str]]
Piece = tuple[int, int]


def keys_in_order(text: str, options: Options, limits: Limits) -> list[str]:
    """The keys of all options, each once, in the order of the text; an option may be written out in full.

    Raises ResponseError for what is no option, and when one is missing or named twice.

    >>> keys_in_order("b < a < c", [("a", "x"), ("b", "log x"), ("c", "exp x")], Limits())
    ['b', 'a', 'c']
    """
    if len(text) > limits.characters:
        raise refusals.too_long(text, limits.characters)
    if not text.strip():
        raise refusals.nothing_written(text)
    if downwards := _DOWNWARDS.search(text):
        raise _other_way_round(text, downwards.span())
    known = {name.casefold(): key for key, name in options} | {key.casefold(): key for key, _ in options}
    found: list[str] = []
    for start, end in _pieces(text, known):
        word = text[start:end].casefold()
        key = known.get(word) or known.get(word.strip("()").rstrip(".:"))
        if key is None:
            raise refusals.no_option(text, (start, end), [key for key, _ in options])
        if key in found:
            raise _twice(text, (start, end), key)
        found.append(key)
    if missing := [key for key, _ in options if key not in found]:
        raise _missing(text, missing)
    return found


def _pieces(text: str, known: dict[str, str]) -> Iterator[Piece]:
    """Where the items stand: between signs; without any between blanks; a single word letter by letter."""
    if _SIGNS.search(text):
        yield from _between_signs(text)
        return
    words = [match.span() for match in _WORD.finditer(text)]
    letters = all(len(key) == 1 for key in known.values())
    if len(words) == 1 and letters and text[slice(*words[0])].casefold() not in known:
        yield from ((at, at + 1) for at in range(*words[0]))
    else:
        yield from words


def _between_signs(text: str) -> Iterator[Piece]:
    start = 0
    for sign in (*(match.span() for match in _SIGNS.finditer(text)), (len(text), len(text))):
        piece = text[start : sign[0]]
        if piece.strip():
            yield start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
        start = sign[1]


def _other_way_round(text: str, span: Piece) -> ResponseError:
    message = "With > it is not clear which end comes first."
    return refusals.refusal(
        message, text, span[0], "Write them from first to last, with commas.", end=span[1]
    )


def _twice(text: str, span: Piece, key: str) -> ResponseError:
    message = f"{refusals.quoted(key)} stands here a second time."
    return refusals.refusal(message, text, span[0], "Name every item once.", end=span[1])


def _missing(text: str, keys: Sequence[str]) -> ResponseError:
    verb = "is" if len(keys) == 1 else "are"
    message = f"{', '.join(keys)} {verb} missing."
    return refusals.refusal(message, text, len(text), "Name every item once.")
