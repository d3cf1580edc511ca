"""One case in JSON becomes one verdict in JSON; a question that comes again is compiled once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from time import perf_counter
from typing import Any, TypeGuard

from gradcheck_grader.answers.judging import undecided
from gradcheck_grader.cases.fields import check_names, question_of, response_of
from gradcheck_grader.cases.prepared import ExpectedError, Prepared, prepared, unreadable_side
from gradcheck_grader.cases.question import CaseError
from gradcheck_grader.errors import AnswerError, ResponseError
from gradcheck_grader.syntax.parser import parse
from gradcheck_grader.syntax.sorts import sort_of
from gradcheck_grader.syntax.tree import Apply, Node, names_in
from gradcheck_grader.verdict import Evidence, Outcome, Verdict

REMEMBERED = 512  # questions whose answers stay compiled
EXAMPLE = '{"response": "x + x", "expected": "2x"}'
NOT_GIVEN = {"not": "given"}  # in place of a field that a case leaves out: null is a value, and refused
_OF_THE_QUESTION = ("expected", "kind", "notation", "policy")


def judge_case(record: object) -> dict[str, Any]:
    """The verdict on a case, as gradcheck.verdict/1 with kind, ms and the id of the case.

    Every record has one: a case that is none is unreadable, on the side "case".

    >>> judge_case({"response": "x + x", "expected": "2x", "id": 7})["outcome"]
    'right'
    """
    start = perf_counter()
    try:
        case = _case(record)
        response = response_of(case)
        question = _remembered(_key(case))
        verdict = question.judge(response)
        if verdict.outcome is Outcome.UNREADABLE and _may_be_a_set(case, question.expected.tree):
            question, verdict = _as_a_set(case, response, question, verdict)
    except ExpectedError as error:
        return _told(record, unreadable_side(error, "expected"), ms=_since(start))
    except AnswerError as error:
        return _told(record, _unreadable(str(error), "expected"), ms=_since(start))
    except CaseError as error:
        return _told(record, _unreadable(str(error), "case"), ms=_since(start))
    ms = _since(start)  # parse and decide; looking for slips is no part of it
    return _told(record, question.told(verdict, response), question.kind, ms=ms)


def _may_be_a_set(case: Mapping[str, Any], expected: Node) -> bool:
    """Whether nobody said what [0, 2] or (0, 2) is: a pair, or an interval."""
    if case.get("kind", "auto") != "auto" or not isinstance(expected, Apply):
        return False
    return expected.head in ("vector", "tuple") and len(expected.args) == 2


def _as_a_set(
    case: Mapping[str, Any], response: str, question: Prepared, verdict: Verdict
) -> tuple[Prepared, Verdict]:
    """The question read as one about a set, when the response can be read so; else as it was."""
    try:
        other = _remembered(_key({**case, "kind": "set"}))
    except (ExpectedError, AnswerError, CaseError):
        return question, verdict
    again = other.judge(response)
    # x = 1, y = 2 is no set of numbers, though it can be read as one, and 1, 2 is rather a vector.
    is_none = again.outcome is Outcome.UNREADABLE or _is_no_interval(response, other)
    return (question, verdict) if is_none else (other, again)


def _is_no_interval(response: str, question: Prepared) -> bool:
    notation = question.answer.notation if question.answer is not None else question.expected.notation
    try:
        tree = parse(response, notation)
    except ResponseError:  # 0 < p < 1, which only the answer can read
        return False
    several = sort_of(tree) == "condition" and len(names_in(tree) - notation.constants) > 1
    return several or (isinstance(tree, Apply) and tree.head == "set")


def no_case(sentence: str) -> dict[str, Any]:
    """The verdict on what is no case at all."""
    return _told(None, _unreadable(sentence, "case"))


def crashed(record: object, error: Exception) -> dict[str, Any]:
    """The verdict on a case at which the grader itself failed."""
    note = f"The grader failed at this case ({type(error).__name__}); its log says where."
    return _told(record, undecided(Evidence("limit", note=note)))


def _told(record: object, verdict: Verdict, kind: str = "", *, ms: float = 0.0) -> dict[str, Any]:
    """The verdict as a record, with the kind, the milliseconds it took, and the id of the case."""
    case: dict[str, Any] = record if _is_object(record) else {}
    asked = case.get("kind")
    told = {**verdict.to_json(), "kind": kind or (asked if isinstance(asked, str) else "auto"), "ms": ms}
    return {**told, "id": case["id"]} if "id" in case else told


def _since(start: float) -> float:
    return round((perf_counter() - start) * 1000, 3)


def _case(record: object) -> dict[str, Any]:
    """The record as a case. Raises CaseError for what is none."""
    if not _is_object(record):
        raise CaseError(f"A case is an object such as {EXAMPLE}.")
    check_names(record)
    return record


def _is_object(record: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(record, dict)


def _key(case: Mapping[str, Any]) -> str:
    """The question of a case as one text, the same for the same question."""
    try:
        return json.dumps([case.get(name, NOT_GIVEN) for name in _OF_THE_QUESTION], sort_keys=True)
    except (TypeError, ValueError, RecursionError) as error:
        raise CaseError(f"This case is no JSON: {error}.") from error


@lru_cache(maxsize=REMEMBERED)
def _remembered(key: str) -> Prepared:
    fields = zip(_OF_THE_QUESTION, json.loads(key), strict=True)
    return prepared(question_of({name: value for name, value in fields if value != NOT_GIVEN}))


def _unreadable(sentence: str, side: str) -> Verdict:
    error = {"message": sentence, "at": [0, 0], "suggestion": "", "side": side}
    return Verdict(Outcome.UNREADABLE, 0, sentence, error=error)
