"""Cases in, verdicts out, a line each and in order, as long as there are lines; no line ends it."""

from __future__ import annotations

import json
import math
import sys
import traceback
from collections.abc import Iterator
from typing import Any, BinaryIO, TextIO

from gradcheck_grader.cases.judging import EXAMPLE, crashed, judge_case, no_case

LONGEST_LINE = 1_000_000  # bytes


def judge_stream(source: BinaryIO, sink: BinaryIO, log: TextIO = sys.stderr) -> None:
    """Writes one verdict a line for every case a line; a blank line has none. Each is flushed at once.

    log  where the traceback goes when the grader itself fails at a case; that case is then undecided.
    """
    for line in lines_of(source):
        sink.write(judged_line(line, log).encode())
        sink.flush()


def lines_of(source: BinaryIO) -> Iterator[bytes]:
    """The lines that are not blank; of one that is too long only the beginning: memory is bounded."""
    while line := source.readline(LONGEST_LINE + 1):
        end = line
        while len(end) > LONGEST_LINE and not end.endswith(b"\n"):
            end = source.readline(LONGEST_LINE + 1)
        if line.strip():
            yield line


def judged_line(line: bytes, log: TextIO) -> str:
    """The verdict on one line, as a line."""
    record: object = None
    try:
        if len(line) > LONGEST_LINE:
            return written(no_case(f"This line is longer than {LONGEST_LINE} bytes."))
        record = json.loads(line, parse_float=_finite, parse_constant=_no_number)
        return written(judge_case(record))
    except UnicodeDecodeError:
        return written(no_case("This line is not UTF-8."))
    except json.JSONDecodeError as error:
        place = f"{error.msg} (column {error.colno})"
        return written(no_case(f"This line is no JSON: {place}. A case is an object such as {EXAMPLE}."))
    except (ValueError, RecursionError) as error:
        return written(no_case(f"This line is no JSON that can be read: {error}."))
    # The process boundary: whatever goes wrong at one case, the next ones are judged.
    except Exception as error:  # noqa: BLE001
        traceback.print_exception(error, file=log)
        return written(crashed(record, error))


def written(verdict: dict[str, Any]) -> str:
    """A verdict as one line; in ASCII where it has half a character, which no UTF-8 could hold."""
    text = json.dumps(verdict, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        text = json.dumps(verdict)
    return f"{text}\n"


def _finite(written: str) -> float:
    value = float(written)
    return value if math.isfinite(value) else _no_number(written)


def _no_number(constant: str) -> float:
    raise ValueError(f"{constant} is no number")
