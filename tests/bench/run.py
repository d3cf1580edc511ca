"""Parse and decide, beside other systems: `make bench` prints the table.

For gradcheck each decision is taken as a course takes it: the truth is compiled once, each response is read
and decided; the time is that of reading and deciding, best of a few, since the machine is shared. The others
are asked once, each in a process of its own that is stopped after two seconds.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

from tests.bench.corpus import Case, cases
from tests.bench.peers import Maxima, Said, Stopped, math_verify, sympy_equals, sympy_simplify

from gradcheck_grader import Expression, Outcome, parse

REPEATS = 5
ORDINARY = 200  # nodes of both sides together, at most
SAYS = {Outcome.RIGHT: "equal", Outcome.WRONG: "different", Outcome.UNDECIDED: "undecided"}


def gradcheck(case: Case) -> Said:
    """What gradcheck says, and the best of a few times of reading and deciding."""
    answer = Expression(case.truth, case.notation)
    times: list[float] = []
    said = ""
    for _ in range(REPEATS if case.nodes < 400 else 2):
        began = perf_counter()
        verdict = answer.decide(parse(case.response, answer.notation))
        times.append(perf_counter() - began)
        said = SAYS.get(verdict.outcome, "undecided")
    return Said(said, min(times))


def table(results: dict[str, list[tuple[Case, Said]]]) -> list[list[str]]:
    """A row a system: how often it was right, what it got wrong, and how long it took."""
    rows = [
        [
            "system",
            "judged right",
            "wrong accepted",
            "right refused",
            "undecided",
            "late",
            "median",
            "p99",
            "worst",
        ]
    ]
    for system, said in results.items():
        good = sum(one.answer == ("equal" if case.equal else "different") for case, one in said)
        counts = [
            sum(one.answer == "equal" and not case.equal for case, one in said),
            sum(one.answer == "different" and case.equal for case, one in said),
            sum(one.answer == "undecided" for _, one in said),
            sum(one.answer == "late" for _, one in said),
        ]
        times = [one.seconds for _, one in said]
        spans = [statistics.median(times), _quantile(times, 0.99), max(times)]
        rows.append([system, f"{100 * good / len(said):.1f} %", *map(str, counts), *map(_span, spans)])
    return rows


def _quantile(times: Sequence[float], share: float) -> float:
    return sorted(times)[int(share * (len(times) - 1))]


def ordinary(said: Sequence[tuple[Case, Said]]) -> str:
    """How long pairs of ordinary size take."""
    times = [one.seconds for case, one in said if case.nodes <= ORDINARY]
    spans = ", ".join(
        f"{name} {_span(span)}"
        for name, span in (
            ("median", statistics.median(times)),
            ("p99", _quantile(times, 0.99)),
            ("worst", max(times)),
        )
    )
    return f"gradcheck on the {len(times)} pairs of at most {ORDINARY} nodes: {spans}."


def by_size(said: Sequence[tuple[Case, Said]]) -> list[list[str]]:
    """The times of gradcheck by size of the pair."""
    rows = [["nodes of both sides", "cases", "median", "worst"]]
    for low, high in ((0, 60), (60, 200), (200, 1_200), (1_200, 4_000), (4_000, 10**9)):
        times = [one.seconds for case, one in said if low <= case.nodes < high]
        if times:
            rows.append(
                [
                    f"{low}–{high}" if high < 10**9 else f"{low} and more",
                    str(len(times)),
                    _span(statistics.median(times)),
                    _span(max(times)),
                ]
            )
    return rows


def _span(seconds: float) -> str:
    return (
        f"{seconds * 1e6:.0f} µs"
        if seconds < 1e-3
        else f"{seconds * 1e3:.1f} ms"
        if seconds < 1
        else f"{seconds:.1f} s"
    )


def markdown(rows: list[list[str]]) -> str:
    """Rows as a table of Markdown."""
    lines = [" | ".join(row) for row in rows]
    return "\n".join(f"| {line} |" for line in [lines[0], " | ".join("---" for _ in rows[0]), *lines[1:]])


def machine() -> str:
    """What it was measured on."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    parts = [f"{name} {version(name)}" for name in ("gradcheck", "python-flint", "sympy", "math-verify")]
    return f"{model}; Python {platform.python_version()}; {'; '.join(parts)}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the tables; 1 when gradcheck accepted something wrong."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--alone", action="store_true", help="gradcheck only")
    options.add_argument("--misses", action="store_true", help="list what gradcheck did not judge right")
    options.add_argument("--json", type=Path, help="write every answer and time to this file")
    chosen = options.parse_args(arguments)
    corpus = cases()
    results: dict[str, list[tuple[Case, Said]]] = {"gradcheck": [(case, gradcheck(case)) for case in corpus]}
    if not chosen.alone:
        for name, peer in peers().items():
            print(f"… {name}", file=sys.stderr, flush=True)
            results[name] = ask(peer, corpus)
    print(f"{len(corpus)} pairs. {machine()}\n")
    print(f"{markdown(table(results))}\n\n{markdown(by_size(results['gradcheck']))}")
    print(f"\n{ordinary(results['gradcheck'])}")
    if "Maxima" in results:
        medians = [
            statistics.median(one.seconds for _, one in results[name]) for name in ("Maxima", "gradcheck")
        ]
        print(f"\nMaxima's median is {medians[0] / medians[1]:.0f} times that of gradcheck.")
    if chosen.misses:
        for case, one in results["gradcheck"]:
            if one.answer != ("equal" if case.equal else "different"):
                print(f"{one.answer}: {case.truth[:60]} | {case.response[:60]}")
    if chosen.json:
        chosen.json.write_text(
            json.dumps(
                {
                    name: [[case.family, case.nodes, case.equal, *one] for case, one in said]
                    for name, said in results.items()
                }
            )
        )
    return int(any(one.answer == "equal" and not case.equal for case, one in results["gradcheck"]))


def peers() -> dict[str, Callable[[], Stopped | Maxima]]:
    """The systems that are installed here."""
    found: dict[str, Callable[[], Stopped | Maxima]] = {
        "SymPy simplify": lambda: Stopped(sympy_simplify),
        "SymPy equals": lambda: Stopped(sympy_equals),
        "Math-Verify": lambda: Stopped(math_verify),
    }
    return found | {"Maxima": Maxima} if Maxima.is_here() else found


def ask(peer: Callable[[], Stopped | Maxima], corpus: Sequence[Case]) -> list[tuple[Case, Said]]:
    """What a peer says of each case; long ones are asked too, and stopped when they are late."""
    running = peer()
    try:
        return [(case, running.ask(case)) for case in corpus]
    finally:
        running.close()


if __name__ == "__main__":
    sys.exit(main())
