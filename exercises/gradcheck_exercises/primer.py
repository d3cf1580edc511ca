"""A unit's primer: one page of definitions and rules, a worked example, and the unit's exercises.

It is read from primers/<unit>.md. Its first line is the title; "## " begins a section; what stands between
is a text as `say` takes it, without objects. A line {example: unit/slug, seed N} stands for the problem of
that seed with the engine's own steps; {example: unit/slug, seed N, parts a b} for these parts of it. The list
of exercises is in no file: it is made from the bank.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gradcheck_exercises.curriculum import curriculum
from gradcheck_exercises.errors import ExerciseError, UnknownExercise
from gradcheck_exercises.registry import find, summaries

if TYPE_CHECKING:
    from gradcheck_exercises.problem import Part, Problem
    from gradcheck_exercises.text import Text

FOLDER = Path(__file__).parent / "primers"
_SECTION = re.compile(r"^## +", re.MULTILINE)
_EXAMPLE = re.compile(
    r"^\{example: (?P<id>[a-z0-9/-]+), seed (?P<seed>\d+)(, parts (?P<labels>[a-z]( [a-z])*))?\}$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Example:
    """A problem with a fixed seed whose solution is shown; labels are those of the parts, none for all."""

    exercise_id: str
    seed: int
    labels: tuple[str, ...] = ()

    def problem(self) -> Problem:
        """The problem, as the engine draws it today."""
        return find(self.exercise_id).problem(self.seed)

    def markdown(self) -> str:
        """Statement, prompts, numbered steps and answers, with LaTeX."""
        problem = self.problem()
        shown = [problem.part(label) for label in self.labels] or problem.parts
        return "\n\n".join([problem.statement.markdown(), *map(_solved, shown)])


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, and what stands below it."""

    heading: str
    body: tuple[Text | Example, ...]


@dataclass(frozen=True, slots=True)
class Primer:
    """The page of one unit; opening is what stands above the first section."""

    unit: str
    title: str
    opening: Text
    sections: tuple[Section, ...]

    def example(self) -> Example:
        """The worked example; a page has one."""
        return next(piece for one in self.sections for piece in one.body if isinstance(piece, Example))

    def markdown(self) -> str:
        """The whole page, its example worked and its exercises listed."""
        rows = [f"# {self.title}", self.opening.markdown()]
        for section in self.sections:
            rows += [f"## {section.heading}", *(piece.markdown() for piece in section.body)]
        rows.append("## Exercises")
        rows.append(
            "\n".join(f"- `{one['id']}` (level {one['level']}): {one['title']}" for one in taught(self.unit))
        )
        return "\n\n".join(rows) + "\n"


def units() -> list[str]:
    """The units that have a primer, in the order of teaching."""
    written = {file.stem for file in FOLDER.glob("*.md")}
    return [unit.id for unit in curriculum().units if unit.id in written]


def primer(unit: str) -> Primer:
    """The primer of this unit; raises UnknownExercise, which names those that there are."""
    if unit not in units():
        raise UnknownExercise(f"There is no primer of {unit!r}. There are primers of {', '.join(units())}.")
    return _read(unit, (FOLDER / f"{unit}.md").read_text(encoding="utf-8"))


def taught(unit: str) -> list[dict[str, Any]]:
    """The summaries of the unit's exercises as they are best met; last those that the map does not have."""
    order = {name: place for place, name in enumerate(curriculum().entries)}
    found = [one for one in summaries() if one["unit"] == unit]
    return sorted(found, key=lambda one: (order.get(one["id"], len(order)), one["level"], one["id"]))


@lru_cache(maxsize=32)
def _read(unit: str, written: str) -> Primer:
    """The page that the text of a file says; raises ExerciseError where it is no primer."""
    from gradcheck_exercises.text import say

    opening, *sections = _SECTION.split(written)
    title, _, introduction = opening.partition("\n")
    if (
        not title.startswith("# ")
        or len(_EXAMPLE.findall(written)) != 1
        or "{example" in _EXAMPLE.sub("", written)
    ):
        raise ExerciseError(
            f'primers/{unit}.md: the first line is "# " and the title, and one line below is '
            "{example: unit/slug, seed N} or {example: unit/slug, seed N, parts a b}."
        )
    return Primer(unit, title[2:].strip(), say(introduction.strip()), tuple(map(_section, sections)))


def _section(written: str) -> Section:
    from gradcheck_exercises.text import say

    heading, _, text = written.partition("\n")
    found = _EXAMPLE.search(text)
    if found is None:
        return Section(heading.strip(), (say(text.strip()),))
    labels = tuple((found["labels"] or "").split())
    around = [say(piece.strip()) for piece in (text[: found.start()], text[found.end() :]) if piece.strip()]
    example = Example(found["id"], int(found["seed"]), labels)
    return Section(heading.strip(), (*around[:1], example, *around[1:]))


def _solved(part: Part) -> str:
    """The part's prompt, its numbered steps and its answer."""
    steps = [f"{number}. {step.markdown()}" for number, step in enumerate(part.steps, 1)]
    if part.kind == "code":
        told = f"```python\n{part.answer.reference_text()}\n```"
    else:
        told = f"Answer: ${part.answer.reference_reading().latex}$"
    return "\n\n".join([f"**({part.label})** {part.markdown()}", "\n".join(steps), told])
