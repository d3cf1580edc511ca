"""gradcheck bank try: how an answer would be judged on many problems of an exercise, and why."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from gradcheck_course.cli.check import AnswerFirst
from gradcheck_course.cli.completing import exercise_names
from gradcheck_course.cli.exits import ExitCode, exit_for
from gradcheck_course.cli.terminal import (
    SIGNS,
    answer,
    bank_option,
    emit,
    output_options,
    shown_maths,
    signed,
    talk,
    wants_json,
    wrapped,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gradcheck_exercises import Exercise, Part
    from gradcheck_grader import Verdict

_NAMED = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Tried:
    """One problem, the response that was given to one part of it, and the verdict."""

    seed: int
    part: Part
    response: str
    verdict: Verdict


@click.command(
    "try",
    cls=AnswerFirst,
    short_help="Say how an answer would be judged on many problems, and why.",
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
)
@click.argument("name", metavar="ID", shell_complete=exercise_names)
@click.argument("response", metavar="ANSWER")
@click.option(
    "--part", "label", default="a", show_default=True, metavar="LETTER", help="Which part it answers."
)
@click.option("--seeds", type=click.IntRange(1), default=20, show_default=True, help="How many problems.")
@click.option("--first", type=click.IntRange(0), default=0, metavar="SEED", help="The first of them.")
@bank_option
@output_options
def command(name: str, response: str, label: str, seeds: int, first: int) -> ExitCode:
    """Say how ANSWER to one part would be judged on many problems, and why.

    {name} in ANSWER stands for the value of this name that the problem drew: '{n} x^({n} - 1)'. The names
    are those that `gradcheck bank show` lists.
    """
    from gradcheck_course.authoring.selecting import found

    exercise = found(name.strip().lower())
    tried = [judged(exercise, seed, label, response) for seed in range(first, first + seeds)]
    if wants_json():
        emit(record(exercise, label, tried))
    else:
        for one in tried:
            answer("\n".join(rows(one)))
        talk(f"\n{counted(tried)}")
    return exit_for(one.verdict.outcome for one in tried)


def judged(exercise: Exercise, seed: int, label: str, template: str) -> Tried:
    """The verdict on the response to this part of the problem of the seed."""
    problem = exercise.problem(seed)
    part = next((one for one in problem.parts if one.label == label), None)
    if part is None:
        labels = ", ".join(one.label for one in problem.parts)
        raise click.UsageError(f"{exercise.id} has no part {label!r}; its parts are {labels}.")
    response = filled(template, problem.parameters)
    return Tried(seed, part, response, problem.judge({part.label: response})[part.label])


def filled(template: str, parameters: Mapping[str, Any]) -> str:
    """The template with each {name} of a parameter replaced by its value.

    >>> filled("{n} x^({n} - 1)", {"n": 4})
    '4 x^(4 - 1)'
    """

    def value(match: re.Match[str]) -> str:
        if match[1] not in parameters:
            names = ", ".join(parameters)
            raise click.UsageError(f"{match[0]} is none of the values that are drawn: {names}.")
        return str(parameters[match[1]])

    return _NAMED.sub(value, template)


def rows(one: Tried) -> list[str]:
    """Seed, verdict and response; the answer and the reasons where it is not right."""
    reading = one.part.answer.reference_reading()
    head = f"{signed(one.verdict.outcome)}  seed {one.seed}: {one.response}"
    if one.verdict.outcome == "right":
        return [head]
    slips = [f"{slip.name}: {slip.feedback}" for slip in one.verdict.slips]
    said = [one.verdict.feedback, *slips]
    written = [head, f"    needed {shown_maths(reading.pretty, reading.plain)}"]
    return written + [wrapped(text, indent=4) for text in dict.fromkeys(filter(None, said))]


def counted(tried: list[Tried]) -> str:
    """How many had each outcome."""
    counts = Counter(str(one.verdict.outcome) for one in tried)
    said = ", ".join(f"{counts[outcome]} {SIGNS[outcome][2]}" for outcome in SIGNS if counts[outcome])
    return f"{len(tried)} problems: {said}."


def record(exercise: Exercise, label: str, tried: list[Tried]) -> dict[str, Any]:
    """The documented record, gradcheck.bank-try/1."""
    return {
        "schema": "gradcheck.bank-try/1",
        "ok": True,
        "exercise": exercise.id,
        "part": label,
        "outcomes": dict(Counter(str(one.verdict.outcome) for one in tried)),
        "problems": [
            {
                "seed": one.seed,
                "response": one.response,
                "needed": one.part.answer.reference_text(),
                "verdict": one.verdict.to_json(),
            }
            for one in tried
        ],
    }
