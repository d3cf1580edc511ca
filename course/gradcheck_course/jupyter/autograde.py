"""Marking a whole class: what `nbgrader autograde` does to each submission, several of them side by side.

Worker processes judge one batch while this process, the only writer, stores the one before: first in the
records, then in the gradebook, and last the marked notebook. A submission with its marked notebook is done,
so that after a stop the same command goes on with the first that has none.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import nbformat

from gradcheck_course.classroom.client import ServiceClient
from gradcheck_course.classroom.courses import Assignment
from gradcheck_course.classroom.marking import MarkedNotebook, Paper, mark_papers
from gradcheck_course.classroom.problems import GivenProblem
from gradcheck_course.classroom.workers import Workers
from gradcheck_course.errors import CourseError
from gradcheck_course.jupyter.desk import Desk, Handed
from gradcheck_course.jupyter.gradebook import record_assignment, record_submission, write_scores
from gradcheck_course.jupyter.marked import own_notebook, submitted_notebook, with_flags, write_verdicts

BATCH = 8  # papers judged at a time: enough to keep the workers busy, few to wait for when stopped

log = logging.getLogger("gradcheck.autograde")


@dataclass(frozen=True, slots=True)
class Graded:
    """What became of one submission; problem says why it could not be marked, and what to do."""

    person: str
    points: float = 0.0
    max_points: float = 0.0
    undecided: tuple[str, ...] = ()
    flagged: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """A submission with the problems that it is marked by."""

    handed: Handed
    notebook: nbformat.NotebookNode
    problems: tuple[GivenProblem, ...]

    @property
    def paper(self) -> Paper:
        """The same without its place."""
        return Paper(self.notebook, self.problems)


class Autograder:
    """Marks submissions of one assignment; whoever holds it must be alone at the desk."""

    def __init__(self, desk: Desk, assignment: Assignment, client: ServiceClient, workers: Workers) -> None:
        self.desk = desk
        self.assignment = assignment
        self.client = client
        self.workers = workers

    def mark(self, handed: Sequence[Handed]) -> Iterator[Graded]:
        """Mark these submissions one after the other; when an item comes out, it is stored.

        Raises CourseError for what would stop every submission, such as a service that does not answer.
        """
        with self.desk.gradebook(self.assignment) as gradebook:
            record_assignment(gradebook, self.assignment)
            for item in self.judge(handed):
                yield item if isinstance(item, Graded) else self.store(gradebook, *item)

    def judge(self, handed: Sequence[Handed]) -> Iterator[Graded | tuple[Script, MarkedNotebook]]:
        """Each submission with its marks, of which nothing is stored; Graded where it cannot be marked."""
        batches = [handed[at : at + BATCH] for at in range(0, len(handed), BATCH)]
        with ThreadPoolExecutor(1) as ahead:
            for scripts, refused, judging in _one_ahead(batches, self._read, ahead, self._judge):
                yield from refused
                yield from zip(scripts, judging.result(), strict=True)

    def store(self, gradebook: Any, script: Script, marked: MarkedNotebook) -> Graded:
        """Store one paper: records, gradebook, notebook, in this order."""
        course, assignment, handed = self.desk.course, self.assignment, script.handed
        paper = script.paper
        notebook = own_notebook(course, assignment, script.problems, marked.shown, handed.person, paper)
        marked = with_flags(marked, notebook)
        if handed.receipt:
            records = marked.to_json()
            self.client.add_verdicts(course.id, assignment.name, handed.person, handed.receipt, records)
        late = record_submission(gradebook, assignment, handed.person, handed.received)
        write_scores(gradebook, assignment, handed.person, marked)
        if late:
            self.desk.assign_late_penalty(handed, assignment)
        write_verdicts(notebook, marked, script.problems)
        self.desk.write_marked(handed, assignment, nbformat.writes(notebook))
        return graded(handed.person, marked)

    def _read(self, batch: Sequence[Handed]) -> tuple[list[Script], list[Graded]]:
        """The submissions that can be marked, and what is said of the others."""
        scripts: list[Script] = []
        refused: list[Graded] = []
        for handed in batch:
            try:
                given = self.client.problems(
                    self.desk.course.id, self.assignment.name, handed.person, receipt=handed.receipt
                )
            except CourseError as error:
                if error.status not in (404, 409):
                    raise
                refused.append(Graded(handed.person, problem=str(error)))
            else:
                scripts.append(Script(handed, self._notebook(handed), given.problems))
        return scripts, refused

    def _notebook(self, handed: Handed) -> nbformat.NotebookNode:
        with (handed.folder / f"{self.assignment.notebook}.ipynb").open(encoding="utf-8") as file:
            try:
                return submitted_notebook(file)
            except ValueError as error:
                log.warning("The file of %s is read as an empty notebook: %s", handed.person, error)
                return nbformat.v4.new_notebook()

    def _judge(self, scripts: Sequence[Script]) -> list[MarkedNotebook]:
        papers = [one.paper for one in scripts]
        return mark_papers(papers, assignment=self.assignment.name, workers=self.workers)


def graded(person: str, marked: MarkedNotebook) -> Graded:
    """What is said of a marked paper."""
    return Graded(
        person,
        marked.points,
        marked.max_points,
        tuple(part.label for part in marked.parts if part.needs_person),
        tuple(part.label for part in marked.parts if part.flags - {"unanswered"}),
    )


def _one_ahead(
    batches: Sequence[Sequence[Handed]], read: Any, ahead: ThreadPoolExecutor, judge: Any
) -> Iterator[tuple[list[Script], list[Graded], Future[list[MarkedNotebook]]]]:
    """Each batch read and being judged; the next one is, too, before this one is handed out."""
    waiting: list[tuple[list[Script], list[Graded], Future[list[MarkedNotebook]]]] = []
    for batch in batches:
        good, refused = read(batch)
        waiting.append((good, refused, ahead.submit(judge, good)))
        if len(waiting) > 1:
            yield waiting.pop(0)
    yield from waiting
