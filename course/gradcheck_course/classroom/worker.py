"""One judging process: reads tasks as JSON lines, writes verdicts as JSON lines, until its input ends.

Started by workers.py as `python -P -m gradcheck_course.classroom.worker`. It is the process that may be
killed: it holds no token, opens no records, and what a person wrote is data to it as everywhere.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import IO, Any

from gradcheck_course.classroom.curves import curves_of
from gradcheck_course.classroom.problems import Find, find_exercise
from gradcheck_course.classroom.shown import solution_of
from gradcheck_grader.verdict import Verdict


def main(find: Find = find_exercise) -> None:
    """Judge until the input ends.

    A line of the answer is {"id", "verdicts", "shown", "curves"} or {"id", "error"}.
    """
    limit_memory(int(os.environ.get("GRADCHECK_WORKER_MB", "0")))
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else prints must not speak into the answers
    if find is find_exercise:  # what the first problem needs, while nobody waits for it
        for name in ("sympy", "gradcheck_exercises"):
            import_module(name)
    serve(sys.stdin, answers, find)


def serve(tasks: IO[str], answers: IO[str], find: Find) -> None:
    """Answer each line of tasks with one line of answers."""
    for line in tasks:
        task = json.loads(line)
        json.dump({"id": task["id"], **answer(task, find)}, answers)
        answers.write("\n")
        answers.flush()


def answer(task: Mapping[str, Any], find: Find) -> dict[str, Any]:
    """The verdicts on one task, by letter, and what is shown of its parts; or how judging broke."""
    try:
        problem = find(task["exercise"]).rebuild(task["parameters"])
        verdicts = problem.judge(task["responses"])
        shown = solution_of(problem, task["show"]).to_json() if task["show"] else None
        curves = _curves(problem, task["responses"], verdicts) if task["show"] else {}
    except Exception as error:  # noqa: BLE001 - the boundary of the process: it becomes undecided, and is logged
        return {"error": f"{type(error).__name__}: {error}"[:500]}
    decided = {letter: verdict.to_json() for letter, verdict in verdicts.items()}
    return {"verdicts": decided, "shown": shown, "curves": curves}


def _curves(problem: Any, responses: Mapping[str, str], verdicts: Mapping[str, Verdict]) -> dict[str, Any]:
    """What can be drawn of wrong responses, by letter."""
    drawn = {
        part.label: curves_of(part.answer, responses[part.label], verdicts[part.label])
        for part in problem.parts
        if part.label in responses
    }
    return {letter: curves.to_json() for letter, curves in drawn.items() if curves}


def limit_memory(megabytes: int) -> None:
    """Bound the memory of this process, where the system can and megabytes is not 0."""
    if megabytes and sys.platform != "win32":
        import resource

        bound = megabytes * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (bound, bound))


if __name__ == "__main__":
    main()
