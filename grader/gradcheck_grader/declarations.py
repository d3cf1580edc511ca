"""Shapes and values of names as a person writes them: 'A: 3x3 symmetric, x: 3, B = [[1, 2], [3, 4]]'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from gradcheck_grader.errors import GradcheckError
from gradcheck_grader.notation import TRAITS, Dimension, Shape

EXAMPLES = "Write for example: A: 3x3 symmetric, X: n×d, w: d, B = [[1, 2], [3, 4]]"
SHAPE_EXAMPLES = "Write for example: 3x3 symmetric, n×d, or 3 for a vector"
_SIZE = r"[0-9]{1,6}|[A-Za-z][A-Za-z0-9_]{0,20}"
# In 3x3 and nxn the x is the sign, so that a dimension of letters ends before it.
_SHAPE = re.compile(
    r"\s*(?:([0-9]{1,6}|[A-Za-z])\s*[x×*]\s*([0-9]{1,6}|[A-Za-z])"
    rf"|({_SIZE})\s*(?:[×*]|\sx\s|\sby\s)\s*({_SIZE})|({_SIZE}))(?![\w×*])\s*(.*)",
    re.DOTALL,
)
_LONGEST_FIRST = sorted(TRAITS, key=len, reverse=True)
_DECLARATION = re.compile(r"\s*([^\W\d]\w{0,40})\s*([:=])\s*(\S.*?)\s*", re.DOTALL)


class DeclarationError(GradcheckError):
    """A shape or value that cannot be understood; the message says which, and how to write it."""


@dataclass(frozen=True, slots=True)
class Declarations:
    """What is said of names: the shapes of some, the values of others (as they were written)."""

    shapes: dict[str, Shape] = field(default_factory=dict[str, Shape])
    values: dict[str, str] = field(default_factory=dict[str, str])


def declarations(text: str) -> Declarations:
    """The shapes and values that the text declares.

    Raises DeclarationError for a part that says neither.

    >>> declarations("A: n×n symmetric, b = 1/2").values
    {'b': '1/2'}
    """
    found = Declarations()
    for part in _parts(text):
        match = _DECLARATION.fullmatch(part)
        if match is None:
            raise DeclarationError(f"I do not understand the declaration {part.strip()!r}. {EXAMPLES}")
        name, sign, said = match.groups()
        if name in found.shapes or name in found.values:
            raise DeclarationError(f"{name} is declared twice. Declare it once.")
        if sign == ":":
            found.shapes[name] = shape_in_words(said)
        else:
            found.values[name] = said
    return found


def shape_in_words(said: str) -> Shape:
    """The shape that a text describes: "3x3 symmetric", "n×d", "2 by m", or "3" for a vector.

    Raises DeclarationError for a text that does not.

    >>> shape_in_words("n×n positive definite")
    Shape(rows='n', columns='n', traits=frozenset({'positive definite'}))
    """
    match = _SHAPE.fullmatch(said)
    if match is None or not TRAITS.isdisjoint(match.groups()[:5]):
        raise DeclarationError(f"I do not understand the shape {said.strip()!r}. {SHAPE_EXAMPLES}")
    sizes = [_dimension(size) for size in match.groups()[:5] if size]
    return Shape(sizes[0], sizes[1] if len(sizes) == 2 else 1, _traits(match[6], said))


def _dimension(size: str) -> Dimension:
    if not size.isdecimal():
        return size
    if int(size) < 1:
        raise DeclarationError(f"A dimension is a whole number from 1, or a name; got {size}.")
    return int(size)


def _traits(words: str, said: str) -> frozenset[str]:
    """The traits among the words; the longest comes first, so that positive definite is not positive."""
    rest = re.sub(r"[\s,;-]+", " ", words.casefold()).strip()
    found: set[str] = set()
    while rest:
        trait = next((one for one in _LONGEST_FIRST if f"{rest} ".startswith(f"{one} ")), None)
        if trait is None:
            known = ", ".join(sorted(TRAITS))
            raise DeclarationError(f"I do not know the trait {rest!r} of {said.strip()!r}. Known: {known}.")
        found.add(trait)
        rest = rest[len(trait) :].strip()
    return frozenset(found)


def _parts(text: str) -> Iterator[str]:
    """The text cut at the commas and semicolons that stand in no bracket; empty parts are left out."""
    depth = start = 0
    for at, character in enumerate(f"{text},"):
        depth += (character in "([{") - (character in ")]}")
        if character in ",;" and depth <= 0:
            if text[start:at].strip():
                yield text[start:at]
            start = at + 1
    if depth > 0:
        yield text[start:]
