"""Marking one notebook: the problems come from the records, only the responses from the notebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gradcheck_course.classroom.problems import GivenProblem, label_of
from gradcheck_course.classroom.responses import Response, responses_of
from gradcheck_course.classroom.workers import JudgeTask, Workers
from gradcheck_grader.verdict import Outcome, Verdict

MISSING = "missing"
UNANSWERED = "unanswered"
LONGEST_KEPT = 20_000  # the grader reads nothing longer
NO_ANSWER = "There is no answer here yet."


@dataclass(frozen=True, slots=True)
class MarkedPart:
    """What was decided about one part.

    flags  missing: the notebook has no cell for it; unanswered: nothing is written there; those of Response.
    """

    label: str
    letter: str
    position: int
    response: str
    verdict: Verdict
    max_points: float
    flags: frozenset[str] = frozenset()

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
    """Every part that was given, in order, whatever the notebook still held of it."""

    parts: tuple[MarkedPart, ...]

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


def mark_notebook(
    notebook: Mapping[str, Any], problems: Sequence[GivenProblem], *, assignment: str, workers: Workers
) -> MarkedNotebook:
    """The verdict on every part of these problems, from what the notebook says and nothing else in it.

    What is asked and what it is worth come from problems alone; the same notebook gets the same marks again.
    """
    labels = {label for given in problems for label in given.labels}
    responses = responses_of(notebook, assignment, labels=labels)
    tasks = [_task(given, responses) for given in problems]
    asked = [task for task in tasks if task.responses]
    judged = iter(workers.judge(asked))
    parts: list[MarkedPart] = []
    for given, task in zip(problems, tasks, strict=True):
        verdicts = next(judged) if task.responses else {}
        parts += [_part(given, letter, responses, verdicts) for letter in given.points]
    return MarkedNotebook(tuple(parts))


def shortened(response: str) -> str:
    """The response as records and pages keep it; whole, it stays in the submission.

    >>> shortened("2*x")
    '2*x'
    """
    return response if len(response) <= LONGEST_KEPT else response[:LONGEST_KEPT] + "…"


def _task(given: GivenProblem, responses: Mapping[str, Response]) -> JudgeTask:
    """The written responses to one problem, together, since later parts may follow from earlier ones."""
    written = {letter: responses.get(label_of(given.position, letter)) for letter in given.points}
    texts = {letter: response.text for letter, response in written.items() if response and response.text}
    return JudgeTask(given.exercise, given.parameters, texts)


def _part(
    given: GivenProblem, letter: str, responses: Mapping[str, Response], verdicts: Mapping[str, Verdict]
) -> MarkedPart:
    label = label_of(given.position, letter)
    response = responses.get(label)
    verdict = verdicts.get(letter) or Verdict(Outcome.UNREADABLE, 0.0, feedback=NO_ANSWER)
    flags = frozenset({MISSING}) if response is None else response.flags
    if response is not None and not response.text:
        flags |= {UNANSWERED}
    text = response.text if response else ""
    return MarkedPart(label, letter, given.position, text, verdict, given.points[letter], flags)
