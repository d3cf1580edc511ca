"""Any bytes as a response to any kind of question: each is judged, and nothing else happens.

Run by `make fuzz`, which gives it a time; atheris mutates the bytes towards code that was not reached before.
What it finds is printed with the input; keep it as a row of tests/grader/test_hostile_text.py.
"""

from __future__ import annotations

import sys
from time import process_time

import atheris

with atheris.instrument_imports(include=["gradcheck_grader"]):
    from gradcheck_grader import (
        COMPLEX,
        INTEGER,
        POSITIVE,
        REAL,
        Array,
        Expression,
        Notation,
        Number,
        Outcome,
        ResponseError,
        Shape,
        parse,
        to_latex,
        to_plain,
        to_pretty,
    )
    from gradcheck_grader.notation import KINDS

NAMES = {"x": REAL, "y": POSITIVE, "n": INTEGER, "z": COMPLEX, "A": REAL, "w": REAL, "X": REAL}
NOTATIONS = [
    Notation(
        kind,
        NAMES,
        frozenset({"pi", "e", "inf"}),
        allow_diff=True,
        shapes={"A": Shape("n", "n"), "w": Shape("n")} if kind in ("matrix", "any") else {},
        random=frozenset({"X"}),
    )
    for kind in KINDS
    if kind not in ("choice", "code")  # a choice is a key, and code is not parsed
]
ANSWERS = [
    Number("22/7"),
    Expression("2x cos(x^2) + n! y^2", names={name: NAMES[name] for name in "xyn"}),
    Expression("z^2 + 1", names={"z": COMPLEX}),
    Array("[1, x; y, 2]", names={name: NAMES[name] for name in "xy"}),
]
SLOWEST = 5.0  # seconds of processor time, with instrumented code: far more than any input may need


def one(data: bytes) -> None:
    """Reads and judges one input; raises when something is wrong."""
    began = process_time()
    provider = atheris.FuzzedDataProvider(data)
    notation = provider.PickValueInList(NOTATIONS)
    answer = provider.PickValueInList(ANSWERS)
    text = provider.ConsumeUnicode(4_000)
    verdict = answer.judge(text)
    if not isinstance(verdict.outcome, Outcome) or not 0 <= verdict.credit <= 1:
        raise AssertionError(f"no verdict: {verdict}")
    try:
        tree = parse(text, notation)
    except ResponseError as error:
        (error.pointed() + error.suggestion).encode()
        return
    for printed in (to_plain(tree), to_pretty(tree), to_latex(tree)):
        printed.encode()
    if parse(to_plain(tree), notation) != tree:
        raise AssertionError(f"{text!r} is printed as {to_plain(tree)!r}, which is read otherwise")
    if process_time() - began > SLOWEST:
        raise AssertionError(f"{text[:200]!r} took {process_time() - began:.1f} s")


def main() -> None:
    """Fuzzes for as long as libFuzzer's -max_total_time says."""
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
