"""The longest CPU time that a hostile text takes until it is refused: `python -m tests.bench.hostile`.

The texts are those that the tests refuse; the tests only tell bounded work from work without end. Each time
is that of this process, best of a few, since the machine is shared.
"""

from __future__ import annotations

import sys
from time import process_time

from tests.bench.run import machine, markdown
from tests.grader.test_hostile_text import HOSTILE, NOTATION, WIDE, WIDER_HOSTILE

from gradcheck_grader import parse
from gradcheck_grader.errors import ResponseError
from gradcheck_grader.notation import Notation

REPEATS = 3
SHOWN = 5
PROMISED = 0.05  # seconds


def seconds(text: str, notation: Notation) -> float:
    """The best of a few times until the text is refused."""
    times: list[float] = []
    for _ in range(REPEATS):
        began = process_time()
        try:
            parse(text, notation)
        except ResponseError as error:
            error.pointed()
        times.append(process_time() - began)
    return min(times)


def main() -> int:
    """Prints the worst; 1 when one of them takes longer than is promised."""
    asked = [(name, text, NOTATION) for name, text in HOSTILE.items()]
    asked += [(name, text, notation) for name, text in WIDER_HOSTILE.items() for notation in WIDE[:2]]
    found = sorted(((seconds(text, notation), name, notation.kind) for name, text, notation in asked))[::-1]
    rows = [[name, kind, f"{time * 1e3:.1f} ms"] for time, name, kind in found[:SHOWN]]
    print(f"{len(found)} readings of hostile texts. {machine()}\n")
    print(markdown([["text", "read as", "CPU time"], *rows]))
    return int(found[0][0] > PROMISED)


if __name__ == "__main__":
    sys.exit(main())
