"""What processes do for authors: check some problems of an exercise, or write a page of them."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from gradcheck_course.authoring.claims import findings_of_course
from gradcheck_exercises import Exercise, find
from gradcheck_exercises.lint import Finding, findings, findings_of_survey


@dataclass(frozen=True, slots=True)
class Job:
    """Problems of one exercise to check; without seeds, the exercise as a whole."""

    exercise_id: str
    seeds: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a job.

    seconds  of processor time.
    """

    job: Job
    findings: tuple[Finding, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class PageJob:
    """A page to write: these problems of an exercise, what was found, and the page that lists all of them."""

    exercise_id: str
    seeds: tuple[int, ...]
    findings: tuple[Finding, ...]
    path: Path
    back: str = ""


def perform(job: Job | PageJob) -> Done | PageJob:
    """What the job came to; for a page the job itself, once the page is there."""
    if isinstance(job, Job):
        return work(job)
    # Imported here: templates and notebooks belong to the extra gradcheck[class].
    from gradcheck_course.authoring.gallery import page

    job.path.parent.mkdir(parents=True, exist_ok=True)
    text = page(find(job.exercise_id), job.seeds, job.findings, back=job.back)
    job.path.write_text(text, encoding="utf-8")
    return job


def work(job: Job) -> Done:
    """What is wrong with the problems of the job, whatever happens while they are drawn and judged."""
    exercise = find(job.exercise_id)
    start = process_time()
    if job.seeds:
        found = [finding for seed in job.seeds for finding in _guarded(exercise, seed)]
    else:
        found = list(_guarded(exercise, None))
    return Done(job, tuple(found), process_time() - start)


def _guarded(exercise: Exercise, seed: int | None) -> Iterator[Finding]:
    """The findings; an error that the exercise raises is one of them."""
    try:
        if seed is None:
            yield from findings_of_survey(exercise)
        else:
            yield from findings(exercise, [seed])
            yield from findings_of_course(exercise, seed)
    # The process boundary: an author's code may raise anything, and the others are checked all the same.
    except Exception as error:  # noqa: BLE001
        yield Finding(exercise.id, seed, "runs", f"{type(error).__name__}: {error}{_place(error)}")


def _place(error: Exception) -> str:
    """Where the error was raised, in the deepest frame that is no library's."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename] or frames
    return f" ({Path(ours[-1].filename).name}, line {ours[-1].lineno})" if ours else ""
