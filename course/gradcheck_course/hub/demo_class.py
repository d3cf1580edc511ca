"""The class of the demo: who is in it, what each of them writes, and what that must be worth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gradcheck_course.classroom.courses import Assignment, ExerciseEntry, Person
from gradcheck_course.classroom.problems import GivenProblem, GivenSet, label_of
from gradcheck_grader.slips import gives_the_answer

if TYPE_CHECKING:
    from gradcheck_exercises import Part
    from gradcheck_grader.verdict import Verdict

COURSE_ID = "course101"
COURSE_TITLE = "Mathematics of machine learning"
INSTRUCTOR = "iris"
ADA = Person("ada", "Ada", "Student", "ada@example.org")
BEN = Person("ben", "Ben", "Student", "ben@example.org")
CLEO = Person("cleo", "Cleo", "Student", "cleo@example.org")
STUDENTS = (ADA, BEN, CLEO)
ASSIGNMENT = Assignment(
    name="ps1",
    title="Problem set 1",
    exercises=tuple(
        ExerciseEntry(name)
        for name in (
            "calculus/chain-rule",
            "linalg/matmul",
            "probability/bayes-test",
            "optimization/gd-step-2d",
            "backprop/mlp-two-layer",
        )
    ),
)
# A file of this name anywhere means that something Cleo wrote was run.
TRACE = "cleo-ran-code"
CLOSE = 1e-4

# What a student writes for one part, given how many parts came before it.
Habit = Callable[["Part", int], str]


@dataclass(frozen=True, slots=True)
class Homework:
    """What one student writes and what each response must be judged, by label."""

    person: Person
    responses: Mapping[str, str]
    expected: Mapping[str, Verdict]
    points: Mapping[str, float]

    @property
    def score(self) -> float:
        """The points that the whole is worth."""
        return sum(verdict.credit * self.points[label] for label, verdict in self.expected.items())

    @property
    def max_score(self) -> float:
        return sum(self.points.values())


def all_right(part: Part, count: int) -> str:
    """Ada writes the answer."""
    return part.answer.reference_text()


def typical_slips(part: Part, count: int) -> str:
    """Ben makes the first slip that the exercise knows here; where it knows none, he is right."""
    for slip in part.slips:
        if not gives_the_answer(slip, part.answer):
            return part.answer.with_reference(slip.response).reference_text()
    return part.answer.reference_text()


def unreadable(folder: Path) -> Habit:
    """Cleo leaves things half-written or tries to run code that would leave a trace in the folder."""
    trace = str(folder / TRACE)
    things = (
        "2x +",
        f"__import__('pathlib').Path({trace!r}).touch()",
        "((x",
        f"open({trace!r}, 'w')",
        f"!touch {trace}",
        "I don't know",
        f"import os; os.system('touch {trace}')",
        f"%%bash\ntouch {trace}",
        "x ** ** 2",
        f"[f for f in [open({trace!r}, 'w')]]",
    )
    return lambda part, count: things[count % len(things)]


def habits(folder: Path) -> dict[str, Habit]:
    """How each student works, by id."""
    return {ADA.id: all_right, BEN.id: typical_slips, CLEO.id: unreadable(folder)}


def homework_of(person: Person, given: GivenSet, habit: Habit) -> Homework:
    """What the person writes for the problems they were given."""
    responses: dict[str, str] = {}
    expected: dict[str, Verdict] = {}
    points: dict[str, float] = {}
    for problem in given.problems:
        written = write_answers(problem, habit, len(responses))
        verdicts = problem.rebuild().judge(written)
        responses |= {label_of(problem.position, letter): text for letter, text in written.items()}
        expected |= {label_of(problem.position, letter): verdicts[letter] for letter in written}
        points |= problem.points_by_label
    return Homework(person, responses, expected, points)


def write_answers(problem: GivenProblem, habit: Habit, before: int) -> dict[str, str]:
    """One student's responses to one problem, by the letter of the part."""
    parts = problem.rebuild().parts
    return {part.label: habit(part, before + count) for count, part in enumerate(parts)}


def fill_in(notebook: dict[str, Any], responses: Mapping[str, str]) -> None:
    """Type each response below the first line of its answer cell."""
    for cell in notebook["cells"]:
        ours = cell["metadata"].get("gradcheck", {})
        if ours.get("role") == "answer":
            heading = "".join(cell["source"]).splitlines()[0]
            cell["source"] = f"{heading}\n{responses[ours['label']]}"


def add_code_cell(notebook: dict[str, Any], folder: Path) -> None:
    """One more cell, which the student never runs: a marker that runs notebooks would leave the trace."""
    source = f"from pathlib import Path\nPath({str(folder / TRACE)!r}).touch()\nopen({TRACE!r}, 'w')"
    cell = {"cell_type": "code", "id": "one-more", "metadata": {}, "source": source}
    notebook["cells"].append(cell | {"outputs": [], "execution_count": None})


def faults(
    homework: Iterable[Homework],
    verdicts: Iterable[Mapping[str, Any]],
    scores: Mapping[str, tuple[float, float]],
) -> list[str]:
    """A sentence for everything about the marked class that is not as it must be; none for a good one."""
    recorded = {(verdict["person"], verdict["label"]): verdict for verdict in verdicts}
    found: list[str] = []
    for work in homework:
        name = work.person.id
        score, highest = scores.get(name, (0.0, 0.0))
        # nbgrader keeps six digits of the points of a partly right part.
        if abs(score - work.score) > CLOSE or highest != work.max_score:
            found.append(
                f"nbgrader has {score} of {highest} for {name}, not {work.score} of {work.max_score}."
            )
        for label, verdict in work.expected.items():
            outcome = recorded.get((name, label), {}).get("outcome", "nothing")
            if outcome != verdict.outcome:
                found.append(f"{name}'s {label} was judged {outcome}, not {verdict.outcome}.")
    return found + habit_faults({work.person.id: work for work in homework})


def habit_faults(homework: Mapping[str, Homework]) -> list[str]:
    """Where a student's verdicts do not fit how the student works, whatever the grader says."""
    found: list[str] = []
    ada, ben, cleo = (homework[person.id] for person in STUDENTS)
    if ada.score != ada.max_score:
        found.append(f"ada answers all right and got {ada.score} of {ada.max_score} points.")
    if not 0 <= ben.score < ben.max_score or not any(verdict.slips for verdict in ben.expected.values()):
        found.append(f"ben makes slips and got {ben.score} of {ben.max_score} points, or no slip was named.")
    if any(verdict.outcome != "unreadable" for verdict in cleo.expected.values()):
        found.append("Something that cleo wrote was readable.")
    return found


def traces(folder: Path) -> list[Path]:
    """Every file below the folder that only code of Cleo's could have made."""
    return sorted(folder.rglob(f"{TRACE}*"))
