"""Shapes and values of names as a person writes them: 'A: 3x3 symmetric, x: 3, B = [[1, 2], [3, 4]]'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from gradcheck_grader.errors import AnswerError, GradcheckError
from gradcheck_grader.notation import Shape

EXAMPLES = "Write for example: A: 3x3 symmetric, X: n×d, w: d, B = [[1, 2], [3, 4]]"
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
    from gradcheck_grader.equality.matrices.declaring import shape_of  # matrices, where one is declared

    try:
        return shape_of(said)
    except AnswerError as error:
        raise DeclarationError(str(error)) from error


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
