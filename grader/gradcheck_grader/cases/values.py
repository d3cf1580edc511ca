"""Names that have values: A = [[1, 2], [3, 4]] stands for A on both sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gradcheck_grader.answers.judging import judged
from gradcheck_grader.answers.protocol import Answer
from gradcheck_grader.cases.question import CaseError, Given
from gradcheck_grader.equality.arrays import grid_of
from gradcheck_grader.errors import ResponseError
from gradcheck_grader.notation import REAL, Notation, Shape
from gradcheck_grader.reading import Reading
from gradcheck_grader.syntax.bound import replaced
from gradcheck_grader.syntax.parser import parse
from gradcheck_grader.syntax.tree import Node, names_in
from gradcheck_grader.verdict import Verdict

_NUMBERS = Notation("array", constants=frozenset({"pi", "e"}))


@dataclass(frozen=True, slots=True)
class Substituted:
    """An answer of which some names have values: they stand for these names in every response.

    The right answer has them in it already.
    """

    answer: Answer
    values: Mapping[str, Node]

    @property
    def notation(self) -> Notation:
        """What a response may be written with."""
        return self.answer.notation

    def judge(self, response: str) -> Verdict:
        """The verdict on a response."""
        return judged(response, self.notation, self.decide)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read."""
        return self.answer.decide(substituted(response, self.values))

    def reference_text(self) -> str:
        """The right answer in plain notation."""
        return self.answer.reference_text()

    def reference_reading(self) -> Reading:
        """The right answer as it is read and shown."""
        return self.answer.reference_reading()

    def with_reference(self, reference: object) -> Answer:
        """The same question with another right answer."""
        return Substituted(self.answer.with_reference(reference), self.values)


def values_of(given: Given) -> dict[str, Node]:
    """The value of each name that has one; raises CaseError for what is no number, vector or matrix."""
    return {name: _value(name, said) for name, said in given.values.items()}


def with_shapes(given: Given, values: Mapping[str, Node]) -> Given:
    """What is declared, with the names of the values, and with the shapes of those that have one."""
    names = {**dict.fromkeys(values, REAL), **given.names}
    shapes = {name: Shape(*grid.shape) for name, value in values.items() if (grid := grid_of(value))}
    return replace(given, names=names, shapes={**shapes, **given.shapes})


def substituted(tree: Node, values: Mapping[str, Node]) -> Node:
    """The tree with the values in place of their names."""
    for name, value in values.items():
        tree = replaced(tree, name, value)
    return tree


def _value(name: str, said: str) -> Node:
    try:
        tree = parse(said, _NUMBERS)
    except ResponseError as error:
        reason = f"{error.message} {error.suggestion}".strip()
        raise CaseError(f"The value of {name} cannot be read. {reason}") from error
    if names_in(tree) - _NUMBERS.constants:
        raise CaseError(f"The value of {name} must be a number, a vector or a matrix.")
    return tree
