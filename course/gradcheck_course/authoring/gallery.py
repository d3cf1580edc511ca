"""The gallery: problems as pages that stand alone, with formulas, hints, steps, answers and slips."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from gradcheck_course.authoring.checking import BankCheck, Checked
from gradcheck_course.authoring.jobs import PageJob
from gradcheck_course.authoring.reports import how_far, summary
from gradcheck_course.jupyter.mathml import formula, markdown
from gradcheck_exercises import Exercise, Part, Problem, Slip, find
from gradcheck_exercises.lint import Finding
from gradcheck_grader.errors import GradcheckError

HERE = Path(__file__).parent
TEMPLATES = (HERE / "templates", HERE.parent / "jupyter" / "templates" / "gradcheck_feedback")


def page(
    exercise: Exercise, seeds: Iterable[int], findings: Sequence[Finding] = (), *, back: str = ""
) -> str:
    """The page of one exercise: what its docstring says, and each of the problems whole.

    back  the address of the page that lists all exercises; empty without one.
    """
    problems = [_problem(exercise, seed, findings) for seed in seeds]
    whole = [finding for finding in findings if finding.seed is None]
    return _template("exercise.html.j2").render(exercise=exercise, problems=problems, whole=whole, back=back)


def index(check: BankCheck, pages: dict[str, str]) -> str:
    """The page that lists the exercises, unit by unit, and how each fared; pages says where each is."""
    units: dict[str, list[tuple[Exercise, Checked]]] = {}
    for one in check.exercises:
        units.setdefault(one.exercise_id.partition("/")[0], []).append((find(one.exercise_id), one))
    return _template("index.html.j2").render(
        units=units, pages=pages, summary=summary(check), how_far=how_far(check)
    )


def page_jobs(check: BankCheck, file: Path, seeds: Sequence[int]) -> list[PageJob]:
    """A page for each exercise, in a folder beside the file and named as it is."""
    return [
        PageJob(one.exercise_id, tuple(seeds[: one.seeds]), one.findings, path, f"../{file.name}")
        for one in check.exercises
        for path in [file.with_suffix("") / f"{one.exercise_id.replace('/', '.')}.html"]
    ]


def _problem(exercise: Exercise, seed: int, findings: Sequence[Finding]) -> dict[str, Any]:
    """One problem for the template; the error that it has instead where it cannot be drawn."""
    found = [finding for finding in findings if finding.seed == seed]
    try:
        problem = exercise.problem(seed)
        shown = _shown(problem)
    except GradcheckError as error:
        return {"seed": seed, "code": None, "error": str(error), "findings": found}
    return {"seed": seed, "code": problem.code, "error": "", "findings": found, **shown}


def _shown(problem: Problem) -> dict[str, Any]:
    return {
        "statement": markdown(problem.statement.markdown()),
        "parameters": ", ".join(f"{name} = {value}" for name, value in problem.parameters.items()),
        "parts": [_part(part) for part in problem.parts],
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "label": part.label,
        "points": part.points,
        "prompt": markdown(part.markdown()),
        "answer": _answer(part),
        "typed": "" if part.kind == "code" else part.answer.reference_text(),
        "hints": [(hint.tier, markdown(hint.text.markdown())) for hint in part.hints],
        "steps": [markdown(step.markdown()) for step in part.steps],
        "slips": [(slip.name, _slipped(part, slip), slip.feedback) for slip in part.slips],
    }


def _answer(part: Part) -> Markup | str:
    """The answer as a formula; of a choice the key and its text, of a program its lines."""
    if part.kind == "code":
        return _program(part.answer.reference_text())
    reading = part.answer.reference_reading()
    if part.kind == "choice":
        texts = dict(part.answer.notation.options)
        keys = [key.strip() for key in reading.plain.split(",")]
        return markdown("; ".join(f"{key} – {texts.get(key, '')}" for key in keys))
    return formula(reading.latex)


def _slipped(part: Part, slip: Slip) -> Markup | str:
    """What a slip leads to, as a formula; of a choice the key, of a program its lines."""
    slipped = part.answer.with_reference(slip.response)
    if part.kind == "code":
        return _program(slipped.reference_text())
    reading = slipped.reference_reading()
    return reading.plain if part.kind == "choice" else formula(reading.latex)


def _program(source: str) -> Markup:
    return Markup("<pre>{}</pre>").format(source.strip("\n"))


@lru_cache(maxsize=2)
def _template(name: str) -> Any:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template(name)
