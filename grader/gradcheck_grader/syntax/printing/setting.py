"""What a printer must know of a notation: which words mean what, so that what it writes is read back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from gradcheck_grader.notation import CONSTANTS, Notation, Shape
from gradcheck_grader.syntax.kinds import FORMS
from gradcheck_grader.syntax.tree import Node, names_in
from gradcheck_grader.syntax.vocabulary import Vocabulary, vocabulary

# Heads that share a word with another, which the number of arguments tells apart.
_READ_AS = {"total": "sum"}


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a text will be read.

    names      the declared names; where no notation is known, those of the tree, and words are preferred that
               every notation has.
    shapes     of those of them that are vectors or matrices.
    shaped     whether signs of vectors and matrices are read.
    intervals  whether (a, b) and [a, b] are intervals also where no set is meant.
    known      the words of the notation, if there is one.
    """

    names: Collection[str]
    shapes: Mapping[str, Shape] = field(default_factory=dict[str, Shape])
    shaped: bool = False
    intervals: bool = True
    known: Vocabulary | None = None

    def word(self, head: str, *words: str) -> str:
        """The first of the words that means the head here, else the first as a function of a module."""
        if self.known is None:
            return next((word for word in words if word not in self.names), f"np.{words[0]}")
        wanted = _READ_AS.get(head, head)
        for word in (*words, f"np.{words[0]}"):
            if self._means(word, wanted):
                return word
        return words[0]

    def _means(self, word: str, head: str) -> bool:
        meaning = self.known.meaning(word) if self.known else None
        if meaning is None:
            return False
        function = meaning.function
        if function is None:
            return meaning.kind == "constant" and meaning.text == head
        return function.head == head and function.default is None

    def turns(self, sign: str) -> bool:
        """Whether this sign behind a matrix transposes it: T or ᵀ."""
        if self.known is None:
            return False
        meaning = self.known.meaning(sign)
        return sign in self.known.signs or (meaning is not None and meaning.kind == "sign")


def setting_of(node: Node, notation: Notation | None) -> Setting:
    """The setting of a notation; without one only the names of the tree itself can be in the way."""
    if notation is None:
        return Setting(names_in(node) - CONSTANTS)
    known = vocabulary(notation)
    intervals = FORMS[notation.kind].pair == "interval"
    return Setting(notation.names, notation.shapes, known.shaped, intervals, known)
