"""How fast a function changes along one entry, beside what a wrong gradient says."""

from __future__ import annotations

from dataclasses import dataclass

from gradcheck_grader.equality.balls import DEFAULT_BITS, Void
from gradcheck_grader.equality.matrices import witness
from gradcheck_grader.equality.matrices.compare import Comparer
from gradcheck_grader.equality.matrices.evaluation import entries_of
from gradcheck_grader.equality.matrices.gradient import Differentiated
from gradcheck_grader.equality.matrices.sampling import Sample
from gradcheck_grader.equality.matrices.sides import Setting, Side
from gradcheck_grader.equality.meeting import Meeting
from gradcheck_grader.equality.tolerance import EXACT
from gradcheck_grader.equality.witness import DIGITS
from gradcheck_grader.feedback.slope import THE_FUNCTION, component
from gradcheck_grader.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Slope:
    """Evidence of a slope.

    variable  the entry that changes, such as w_1.
    subject   what is looked at: the function, or one of its entries.
    """

    evidence: Evidence
    variable: str
    subject: str


def slope_at_a_witness(truth: Differentiated, response: Side, setting: Setting) -> Slope | None:
    """The slope along an entry where the two differ, at a simple sample; None where none is found."""
    pair = Comparer(truth, response, setting, EXACT)
    sample = witness.simplest(pair) or _ordinary(pair)
    return None if sample is None else _told(pair, truth, sample)


def _ordinary(pair: Comparer) -> Sample | None:
    sizes = pair.sizes()
    if isinstance(sizes, list):
        for _, sample in pair.schedule(sizes):
            if pair.meeting(sample)[0] is Meeting.DIFFER:
                return sample
    return None


def _told(pair: Comparer, truth: Differentiated, sample: Sample) -> Slope | None:
    """The first entry in which the two are told apart, with as many digits as that takes."""
    for digits in DIGITS:
        bits = max(DEFAULT_BITS, 4 * digits + 40)
        needed, yours = truth.value(sample, bits), pair.right.value(sample, bits)
        if isinstance(needed, Void) or isinstance(yours, Void):
            continue
        pairs = zip(entries_of(needed), entries_of(yours), strict=True)
        for at, (one, other) in enumerate(pairs):
            texts = witness.printed(one, (1, 1), digits), witness.printed(other, (1, 1), digits)
            if all(texts) and texts[0] != texts[1]:
                columns = 1 if truth.shape == (1, 1) else int(needed.ncols())
                row, column = divmod(at, columns)
                place = (row, column) if truth.layout == "denominator" else (column, row)
                variable, subject = _names(truth, place)
                at_sample = witness.printed_sample(pair, sample)
                evidence = Evidence("slope", where=variable, at=at_sample, needed=texts[0], yours=texts[1])
                return Slope(evidence, variable, subject)
    return None


def _names(truth: Differentiated, place: tuple[int, int]) -> tuple[str, str]:
    """What changes and what is looked at, for an entry in denominator layout."""
    row, column = place[0] + 1, place[1] + 1
    by = truth.wrt_shape
    if by.rows == by.columns == 1:
        whole = THE_FUNCTION if truth.of_number else component(max(row, column))
        return truth.wrt, whole
    if truth.of_number:
        if by.columns == 1:
            return f"{truth.wrt}_{row}", THE_FUNCTION
        return (f"{truth.wrt}_{column}" if by.rows == 1 else f"{truth.wrt}_{{{row},{column}}}"), THE_FUNCTION
    return f"{truth.wrt}_{row}", component(column)
