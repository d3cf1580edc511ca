"""What is shown of a problem, as texts: a process that has these needs neither the bank nor SymPy."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gradcheck_exercises import Part, Problem

UNKNOWN = "This problem can no longer be shown: its exercise has changed since it was given."


@dataclass(frozen=True, slots=True)
class ShownPart:
    """One question.

    letter    of the part.                            prompt   in Markdown.
    notation  how it may be written, as JSON.         options  of a choice: key and text.
    steps     the worked solution, in Markdown; only in what the marker makes, never in a student's notebook.
    """

    letter: str
    prompt: str
    notation: Mapping[str, Any] = field(default_factory=dict[str, Any])
    options: Mapping[str, str] = field(default_factory=dict[str, str])
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """The statement in Markdown, and the parts that were given, in order."""

    statement: str
    parts: tuple[ShownPart, ...]

    def to_json(self) -> dict[str, Any]:
        """A record that from_json reads back."""
        return asdict(self)

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> ShownProblem:
        """What to_json wrote."""
        parts = tuple(ShownPart(**part | {"steps": tuple(part["steps"])}) for part in record["parts"])
        return cls(record["statement"], parts)


def question_of(problem: Problem, letters: Collection[str]) -> ShownProblem:
    """What a student may see of the parts with these letters; one that the bank got since is not asked."""
    parts = tuple(_part(part) for part in problem.parts if part.label in letters)
    return ShownProblem(problem.statement.markdown(), parts)


def solution_of(problem: Problem, letters: Collection[str]) -> ShownProblem:
    """The same with the worked solution of each part."""
    steps = {part.label: tuple(step.markdown() for step in part.steps) for part in problem.parts}
    shown = question_of(problem, letters)
    parts = tuple(
        ShownPart(part.letter, part.prompt, part.notation, part.options, steps[part.letter])
        for part in shown.parts
    )
    return ShownProblem(shown.statement, parts)


def unknown(letters: Collection[str]) -> ShownProblem:
    """What stands for a problem that today's bank cannot make again: its cells stay, and a person decides."""
    return ShownProblem(UNKNOWN, tuple(ShownPart(letter, "", {"kind": "expression"}) for letter in letters))


def _part(part: Part) -> ShownPart:
    notation = part.answer.notation
    return ShownPart(part.label, part.markdown(), notation.to_json(), dict(notation.options))
