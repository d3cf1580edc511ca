"""Marking notebooks: the problems come from the records, only the responses from the notebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gradcheck_course.classroom.problems import GivenProblem, label_of
from gradcheck_course.classroom.responses import Response, responses_of
from gradcheck_course.classroom.shown import ShownProblem
from gradcheck_course.classroom.workers import Judged, JudgeTask, Workers
from gradcheck_grader.verdict import Outcome, Verdict

MISSING = "missing"
UNANSWERED = "unanswered"
LONGEST_KEPT = 20_000  # the grader reads nothing longer
NO_ANSWER = "There is no answer here yet."


@dataclass(frozen=True, slots=True)
class MarkedPart:
    """What was decided about one part.

    flags   missing: the notebook has no cell for it; unanswered: nothing is written there; those of Response.
    curves  what was needed and what was written, to be drawn; for the page, not for the records.
    """

    label: str
    letter: str
    position: int
    response: str
    verdict: Verdict
    max_points: float
    flags: frozenset[str] = frozenset()
    curves: Mapping[str, Any] | None = field(default=None, compare=False)

    @property
    def points(self) -> float:
        """What the response earns."""
        return round(self.verdict.credit * self.max_points, 6)

    @property
    def needs_person(self) -> bool:
        """Whether only a person can decide."""
        return self.verdict.outcome is Outcome.UNDECIDED

    def to_json(self) -> dict[str, Any]:
        """The verdict's record with points, response and flags."""
        return {
            **self.verdict.to_json(),
            "points": self.points,
            "max_points": self.max_points,
            "response": shortened(self.response),
            "flags": sorted(self.flags),
        }


@dataclass(frozen=True, slots=True)
class MarkedNotebook:
    """Every part that was given, in order, whatever the notebook still held of it.

    shown  what is shown of each problem, in the order of the problems.
    """

    parts: tuple[MarkedPart, ...]
    shown: tuple[ShownProblem, ...] = ()

    @property
    def points(self) -> float:
        """What the notebook earns."""
        return round(sum(part.points for part in self.parts), 6)

    @property
    def max_points(self) -> float:
        """What it could earn."""
        return sum(part.max_points for part in self.parts)

    @property
    def by_label(self) -> dict[str, MarkedPart]:
        """The parts by label."""
        return {part.label: part for part in self.parts}

    def to_json(self) -> dict[str, dict[str, Any]]:
        """A record by label: what the service stores."""
        return {part.label: part.to_json() for part in self.parts}


@dataclass(frozen=True, slots=True)
class Paper:
    """What one person handed in: the notebook, whatever was done to it, and the problems that were given."""

    notebook: Mapping[str, Any]
    problems: Sequence[GivenProblem]

    def responses(self, assignment: str) -> dict[str, Response]:
        """The response to each part that has a cell, by label."""
        labels = {label for given in self.problems for label in given.labels}
        return responses_of(self.notebook, assignment, labels=labels)


def mark_notebook(
    notebook: Mapping[str, Any], problems: Sequence[GivenProblem], *, assignment: str, workers: Workers
) -> MarkedNotebook:
    """The verdict on every part of these problems, from what the notebook says and nothing else in it.

    What is asked and what it is worth come from problems alone; the same notebook gets the same marks again.
    """
    return mark_papers([Paper(notebook, problems)], assignment=assignment, workers=workers)[0]


def mark_papers(papers: Sequence[Paper], *, assignment: str, workers: Workers) -> list[MarkedNotebook]:
    """Each paper marked, in their order; the problems of all are judged side by side."""
    read = [paper.responses(assignment) for paper in papers]
    tasks = [
        _task(given, responses)
        for paper, responses in zip(papers, read, strict=True)
        for given in paper.problems
    ]
    judged = iter(workers.judge_shown(tasks))
    return [
        _marked(paper, responses, [next(judged) for _ in paper.problems])
        for paper, responses in zip(papers, read, strict=True)
    ]


def shown_problems(problems: Sequence[GivenProblem], workers: Workers) -> list[ShownProblem]:
    """What is shown of these problems, with nothing judged."""
    return [judged.shown for judged in workers.judge_shown([_task(given, {}) for given in problems])]


def shortened(response: str) -> str:
    """The response as records and pages keep it; whole, it stays in the submission.

    >>> shortened("2*x")
    '2*x'
    """
    return response if len(response) <= LONGEST_KEPT else response[:LONGEST_KEPT] + "…"


def _marked(paper: Paper, responses: Mapping[str, Response], judged: Sequence[Judged]) -> MarkedNotebook:
    parts = [
        _part(given, letter, responses, one)
        for given, one in zip(paper.problems, judged, strict=True)
        for letter in given.points
    ]
    return MarkedNotebook(tuple(parts), tuple(one.shown for one in judged))


def _task(given: GivenProblem, responses: Mapping[str, Response]) -> JudgeTask:
    """The written responses to one problem, together, since later parts may follow from earlier ones."""
    written = {letter: responses.get(label_of(given.position, letter)) for letter in given.points}
    texts = {letter: response.text for letter, response in written.items() if response and response.text}
    return JudgeTask(given.exercise, given.parameters, texts, show=tuple(given.points))


def _part(given: GivenProblem, letter: str, responses: Mapping[str, Response], judged: Judged) -> MarkedPart:
    label = label_of(given.position, letter)
    response = responses.get(label)
    verdict = judged.verdicts.get(letter) or Verdict(Outcome.UNREADABLE, 0.0, feedback=NO_ANSWER)
    flags = frozenset({MISSING}) if response is None else response.flags
    if response is not None and not response.text:
        flags |= {UNANSWERED}
    text = response.text if response else ""
    curves = judged.curves.get(letter)
    return MarkedPart(label, letter, given.position, text, verdict, given.points[letter], flags, curves)
