"""How many problems of each exercise are drawn in a second, and how long one takes to check.

make bench-bank                        all exercises
make bench-bank BENCH_ARGS="calculus"  those of a unit, or of a name
"""

from __future__ import annotations

import sys
from statistics import median
from time import perf_counter, process_time

from gradcheck_exercises import Exercise, every
from gradcheck_exercises.lint import findings

SECONDS = 0.5
CHECKED = range(10)
SLOWEST, MEDIAN = 50, 300  # problems a second: the least of the slowest exercise, and of the median


def drawn_in_a_second(exercise: Exercise) -> float:
    """Problems in a second of processor time, after the first one."""
    exercise.problem(0)
    start, wall, drawn = process_time(), perf_counter(), 0
    while process_time() - start < SECONDS and perf_counter() - wall < 10 * SECONDS:
        drawn += 1
        exercise.problem(drawn)
    return drawn / (process_time() - start)


def milliseconds_to_check(exercise: Exercise) -> float:
    """Processor time for all claims on one problem."""
    findings(exercise, [0])
    start = process_time()
    findings(exercise, CHECKED)
    return 1000 * (process_time() - start) / len(CHECKED)


def main(names: list[str]) -> None:
    """A line for each exercise, then the median and the slowest."""
    exercises = [one for one in every() if not names or one.id in names or one.unit in names]
    rates: dict[str, float] = {}
    print(f"{'exercise':<40} {'drawn/s':>8} {'check ms':>9}")
    for exercise in exercises:
        rates[exercise.id] = rate = drawn_in_a_second(exercise)
        print(f"{exercise.id:<40} {rate:>8.0f} {milliseconds_to_check(exercise):>9.0f}", flush=True)
    slowest = min(rates, key=rates.__getitem__)
    print(f"\nmedian   {median(rates.values()):.0f} a second (wanted: {MEDIAN})")
    print(f"slowest  {rates[slowest]:.0f} a second (wanted: {SLOWEST}), {slowest}")


if __name__ == "__main__":
    main(sys.argv[1:])
