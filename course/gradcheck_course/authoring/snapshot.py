"""What a bank says on some seeds, as JSON on stdout; run as a program, also with the bank of an old revision.

It uses only what every version of the engine has had: find, every, problem, parts, judge.
"""

from __future__ import annotations

import json
import sys
from typing import Any


def snapshot(names: list[str], seeds: list[int], given: dict[str, Any]) -> dict[str, Any]:
    """By exercise and seed: parameters, texts, answers, slips, and the verdicts on the responses given.

    given  responses by exercise, seed and part, from another snapshot; none judges the own answers.
    """
    from gradcheck_exercises import every

    chosen = [one for one in every() if not names or one.id in names]
    return {one.id: {str(seed): _problem(one, seed, given) for seed in seeds} for one in chosen}


def _problem(exercise: Any, seed: int, given: dict[str, Any]) -> dict[str, Any]:
    from gradcheck_exercises import ExerciseError

    try:
        problem = exercise.problem(seed)
    except ExerciseError as error:
        return {"error": str(error)}
    answers = {part.label: part.answer.reference_text() for part in problem.parts}
    slips = {part.label: {slip.name: part.slip_text(slip) for slip in part.slips} for part in problem.parts}
    responses = given.get(exercise.id, {}).get(str(seed), {}).get("responses")
    if responses is None:
        responses = {label: [answers[label], *slips[label].values()] for label in answers}
    return {
        "parameters": dict(problem.parameters),
        "texts": [problem.statement.markdown(), *(part.markdown() for part in problem.parts)],
        "help": [[hint.text.markdown() for hint in part.hints] for part in problem.parts]
        + [[step.markdown() for step in part.steps] for part in problem.parts],
        "answers": answers,
        "slips": slips,
        "responses": responses,
        "verdicts": {
            label: [_verdict(problem, label, response) for response in several]
            for label, several in responses.items()
            if label in answers
        },
    }


def _verdict(problem: Any, label: str, response: str) -> list[Any]:
    verdict = problem.judge({label: response})[label]
    return [str(verdict.outcome), round(float(verdict.credit), 6)]


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    json.dump(snapshot(asked["names"], asked["seeds"], asked["given"]), sys.stdout)
