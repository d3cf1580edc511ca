"""Shapes as an author writes them: "n×d", "3x3 symmetric", "n by n positive definite"."""

from __future__ import annotations

import re

from gradcheck_grader.errors import AnswerError
from gradcheck_grader.notation import TRAITS, Dimension, Shape

_SIZE = r"([0-9]+|[A-Za-z][A-Za-z0-9_]*)"
_SHORT = r"([0-9]+|[A-Za-wyz](?:_?[0-9]+)?)"  # of "nxd", where an x stands between the two
_WAYS = tuple(
    re.compile(rf"\s*{way}(?=[\s,;]|$)(.*)", re.DOTALL)
    for way in (
        rf"{_SIZE}\s*[×*]\s*{_SIZE}",
        rf"{_SIZE}\s+(?:x|by)\s+{_SIZE}",
        rf"{_SHORT}x{_SHORT}",
        rf"{_SIZE}",
    )
)
_ALIASES = {
    "posdef": "positive definite", "pd": "positive definite", "spd": "positive definite",
    "psd": "positive semidefinite", "semidefinite": "positive semidefinite",
    "regular": "invertible", "nonsingular": "invertible", "antisymmetric": "skew", "skew-symmetric": "skew",
    "positive-definite": "positive definite", "positive-semidefinite": "positive semidefinite",
}  # fmt: skip
_EXAMPLE = 'Write, for instance, "n×d", "3x3 symmetric" or "n".'


def shape_of(text: str) -> Shape:
    """The shape that a text declares: rows, columns (1 when left out) and traits.

    Raises AnswerError when the text declares none.

    >>> shape_of("n×d"), shape_of("3x3 symmetric").columns, shape_of("n").columns
    (Shape(rows='n', columns='d', traits=frozenset()), 3, 1)
    """
    found = next((match for way in _WAYS if (match := way.fullmatch(text))), None)
    if found is None:
        raise AnswerError(f"The shape {text!r} cannot be read. {_EXAMPLE}")
    rows, columns, words = found.groups() if len(found.groups()) == 3 else (found[1], None, found[2])
    traits = frozenset(_traits(text, words))
    try:
        return Shape(_size(rows), 1 if columns is None else _size(columns), traits)
    except ValueError as error:
        raise AnswerError(f"The shape {text!r} cannot be read: {error}.") from error


def _size(text: str) -> Dimension:
    return int(text) if text.isdecimal() else text


def _traits(text: str, words: str) -> list[str]:
    """The traits among the words, of which some have two."""
    left = re.sub(r"[,;]|\b(?:and|a|an|matrix|vector|entries|column)\b", " ", words.casefold()).split()
    traits: list[str] = []
    while left:
        pair = " ".join(left[:2])
        taken = 2 if pair in TRAITS else 1
        word = pair if taken == 2 else _ALIASES.get(left[0], left[0])
        if word not in TRAITS:
            raise AnswerError(f"The shape {text!r} has an unknown trait, {left[0]!r}. Known are {_known()}.")
        traits.append(word)
        left = left[taken:]
    return traits


def _known() -> str:
    return ", ".join(sorted(TRAITS))
