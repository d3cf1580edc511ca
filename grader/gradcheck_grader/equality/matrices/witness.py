"""Matrices at which two sides differ, as simple as can be found, printed for a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flint import fmpq

from gradcheck_grader import feedback
from gradcheck_grader.equality.balls import DEFAULT_BITS, Void
from gradcheck_grader.equality.matrices import sampling
from gradcheck_grader.equality.matrices.evaluation import entries_of
from gradcheck_grader.equality.matrices.sampling import Sample, Value
from gradcheck_grader.equality.matrices.scalars import Scalar, to_fraction
from gradcheck_grader.equality.meeting import Meeting
from gradcheck_grader.equality.witness import DIGITS, decimal, exact_text
from gradcheck_grader.notation import Dimension
from gradcheck_grader.verdict import Evidence

if TYPE_CHECKING:
    from gradcheck_grader.equality.matrices.compare import Comparer

FILLS = 12
# A matrix of one row is read as quickly as this many more figures.
DEGENERATE = 6
MOST_SHOWN = 16


def counterexample(pair: Comparer, found: Sample) -> Evidence:
    """Evidence of a sample where the two differ: a simple one, else the one found."""
    return difference(pair, simplest(pair) or found)


def simplest(pair: Comparer) -> Sample | None:
    """The simple sample at which the two differ that is quickest to read, if there is one."""
    best, least = None, None
    for sample in simple_samples(pair):
        cost = _cost(sample)
        if (least is None or cost < least) and pair.meeting(sample)[0] is Meeting.DIFFER:
            best, least = sample, cost
    return best


def simple_samples(pair: Comparer) -> Iterator[Sample]:
    """Small sparse whole matrices of small sizes."""
    ways = pair.small_sizes()
    for fill in range(FILLS):
        for sizes in ways[: 3 if fill < 4 else 1]:
            sample = pair.sample(sizes, fill, sampling.simple(fill))
            if sample is not None:
                yield sample


def difference(pair: Comparer, sample: Sample) -> Evidence:
    """Evidence of this sample, with as many digits as it takes to see that the two differ."""
    at = printed_sample(pair, sample)
    needed = yours = ""
    for digits in DIGITS:
        bits = max(DEFAULT_BITS, 4 * digits + 40)
        left, right = pair.left.value(sample, bits), pair.right.value(sample, bits)
        if isinstance(left, Void) or isinstance(right, Void):
            continue
        needed, yours = (printed(value, pair.shape, digits) for value in (left, right))
        if needed and yours and needed != yours:
            return Evidence("counterexample", at=at, needed=needed, yours=yours)
    note = feedback.differ_beyond(DIGITS[-1])
    return Evidence("counterexample", at=at, needed=needed, yours=yours, note=note)


def printed_sample(pair: Comparer, sample: Sample) -> dict[str, str]:
    """The values by name, and the sizes that stand in the expressions as numbers."""
    at: dict[str, str] = {}
    for name, value in sample.values.items():
        if not isinstance(value, fmpq) and value.nrows() * value.ncols() > MOST_SHOWN:
            return {}
        shape = pair.kinds[name].shape
        at[name] = printed(value, (shape.rows, shape.columns), DIGITS[1])
    return at | {name: str(sample.sizes[name]) for name in sorted(pair.counted)}


def printed(value: Value, shape: tuple[Dimension, Dimension], digits: int) -> str:
    """A number as it is, a vector as (1, 2), a matrix as [[0, 1], [0, 0]]; empty where digits are unknown.

    shape  as declared: also a matrix that happens to have one entry is printed as a matrix.
    """
    texts = [_entry(entry, digits) for entry in entries_of(value)]
    if "" in texts:
        return ""
    if shape == (1, 1):
        return texts[0]
    if shape[1] == 1:
        return f"({', '.join(texts)})"
    columns = value.ncols()
    rows = [f"[{', '.join(texts[at : at + columns])}]" for at in range(0, len(texts), columns)]
    return f"[{', '.join(rows)}]"


def _entry(entry: Scalar, digits: int) -> str:
    if isinstance(entry, fmpq):
        return exact_text(to_fraction(entry))
    return decimal(entry, digits)


def _cost(sample: Sample) -> tuple[int, int]:
    """How much there is to read: digits, then the size of the numbers."""
    shown = DEGENERATE if 1 in sample.sizes.values() else 0
    size = 0
    for value in sample.values.values():
        for entry in entries_of(value):
            if isinstance(entry, fmpq):
                shown += len(str(entry)) + int(entry != 0)
                size += int(abs(entry.p))
    return shown, size
