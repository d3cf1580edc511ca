"""What came out of a run. It was written by code that nobody trusts, and is read accordingly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from gradcheck_grader.sandbox.inside.encoding import EncodingError, cleaned, decode_first
from gradcheck_grader.sandbox.levels import Ended, Level, SandboxError

_MOST_TEXT, _MOST_NAME, _MOST_LINES = 2_000, 80, 100_000


@dataclass(frozen=True, slots=True)
class Fault:
    """An error of the code: type, message, and the line of the source it came from (0: none of it)."""

    type: str
    message: str
    line: int


@dataclass(frozen=True, slots=True)
class Call:
    """What one call gave: a value, or a fault; and which of its inputs it changed, counted from 0."""

    value: Any = None
    fault: Fault | None = None
    changed: tuple[int, ...] = ()
    unsendable: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a run.

    parameters  of the function, by name; None where there is no such function.
    fault       what went wrong before the function was there.
    calls       those that came to an end, in order.
    printed     the beginning of what was printed.
    cpu_s       seconds of computing, as the kernel counted them outside of the code's reach.
    """

    level: Level
    ended: Ended
    parameters: tuple[str, ...] | None = None
    fault: Fault | None = None
    calls: tuple[Call, ...] = ()
    printed: str = ""
    cpu_s: float = 0.0
    signal: int = 0


def read_report(frames: bytes, *, level: Level, ended: Ended, cpu_s: float, signal: int) -> Report:
    """The report in the frames that a run sent back; GARBLED where they are not what a child writes.

    Raises SandboxError for a run that ended before any code of the learner could have ended it.
    """
    whole = ended is Ended.FINISHED
    try:
        locked, *records = _records(frames, whole=whole) or [{}]
        if "locked" not in locked:
            raise SandboxError(f"A run ended before the code in it could begin ({ended}, signal {signal}).")
        definition: Mapping[str, Any] = records[0] if records else {}
        answers = records[1:]
        if whole and (not answers or "printed" not in answers[-1]):
            ended = Ended.LEFT  # the last thing that a run does is to send what was printed
        printed = _text(answers.pop(), "printed") if ended is Ended.FINISHED else ""
        return Report(
            level=level,
            ended=ended,
            parameters=_parameters(definition),
            fault=_fault(definition),
            calls=tuple(map(_call, answers)),
            printed=printed,
            cpu_s=cpu_s,
            signal=signal,
        )
    except (EncodingError, LookupError, TypeError):
        return Report(level=level, ended=Ended.GARBLED, cpu_s=cpu_s, signal=signal)


def _records(frames: bytes, *, whole: bool) -> list[Mapping[str, Any]]:
    """The record of each frame; a run that was ended may have left the last one unfinished."""
    found: list[Mapping[str, Any]] = []
    rest = memoryview(frames)
    while len(rest):
        try:
            record, rest = decode_first(rest)
        except EncodingError:
            if whole:
                raise
            break
        if not isinstance(record, dict):
            raise TypeError("a frame holds a record")
        found.append(cast("Mapping[str, Any]", record))
    return found


def _parameters(record: Mapping[str, Any]) -> tuple[str, ...] | None:
    names = record.get("parameters")
    if not isinstance(names, list):
        return None
    return tuple(cleaned(str(name), _MOST_NAME) for name in cast("list[Any]", names)[:_MOST_NAME])


def _fault(record: Mapping[str, Any]) -> Fault | None:
    error = record.get("error")
    if error is None:
        return None
    line = error["line"]
    sound = type(line) is int and 0 < line < _MOST_LINES
    return Fault(_text(error, "type"), _text(error, "message"), line if sound else 0)


def _call(record: Mapping[str, Any]) -> Call:
    if "error" in record or "unsendable" in record:
        return Call(fault=_fault(record), unsendable="unsendable" if "unsendable" in record else "")
    changed = record["changed"]
    return Call(record["value"], changed=tuple(index for index in changed if type(index) is int))


def _text(record: Mapping[str, Any], key: str) -> str:
    text = record[key]
    if not isinstance(text, str):
        raise TypeError(f"{key} is a text")
    return cleaned(text, _MOST_TEXT)
