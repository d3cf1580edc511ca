"""What the marks of a class say about its parts, its people and itself; numbers only, nothing is drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import correlation, mean, median, quantiles, stdev
from typing import Any

from gradcheck_course.classroom.client import Receipt
from gradcheck_course.classroom.courses import Assignment

LEAST_FOR_DISCRIMINATION = 5
MOST_SLIPS = 3
BINS = 10

Scores = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Mark:
    """One part of one person's newest submission; points are a person's where one scored it."""

    person: str
    label: str
    exercise: str
    outcome: str
    points: float
    max_points: float
    slips: tuple[str, ...] = ()
    answered: bool = True

    @property
    def share(self) -> float:
        """Of the points, between 0 and 1."""
        return self.points / self.max_points if self.max_points else 0.0


@dataclass(frozen=True, slots=True)
class Item:
    """One part over the class.

    mean            share of the points, over all who handed in.
    discrimination  correlation of the part with the rest of the assignment: near 1, who is good at one is
                    good at the other; below 0, something is wrong with the part. None: too few, or all alike.
    outcomes        how often each;  slips  the most frequent ones, by what is said of them.
    """

    label: str
    exercise: str
    max_points: float
    count: int
    unanswered: int
    mean: float
    discrimination: float | None
    outcomes: Mapping[str, int]
    slips: tuple[tuple[str, int], ...]

    def to_json(self) -> dict[str, Any]:
        """The item as `course report items --json` tells it."""
        return {
            "part": self.label,
            "exercise": self.exercise,
            "max_points": self.max_points,
            "count": self.count,
            "unanswered": self.unanswered,
            "mean": round(self.mean, 4),
            "discrimination": None if self.discrimination is None else round(self.discrimination, 4),
            "outcomes": dict(self.outcomes),
            "slips": [{"feedback": feedback, "count": count} for feedback, count in self.slips],
        }


@dataclass(frozen=True, slots=True)
class Summary:
    """An assignment over the class.

    bins   how many people have a total in each tenth of the points.
    units  the mean share of the parts of each unit.
    """

    assignment: str
    count: int
    max_points: float
    mean: float
    median: float
    spread: float
    quartiles: tuple[float, float]
    bins: tuple[int, ...]
    units: Mapping[str, float]
    undecided: int

    def to_json(self) -> dict[str, Any]:
        """The summary as `course report class --json` tells it."""
        numbers = {name: round(getattr(self, name), 4) for name in ("mean", "median", "spread")}
        return {
            "assignment": self.assignment,
            "count": self.count,
            "max_points": self.max_points,
            **numbers,
            "quartiles": [round(value, 4) for value in self.quartiles],
            "bins": list(self.bins),
            "units": {unit: round(share, 4) for unit, share in self.units.items()},
            "undecided": self.undecided,
        }


def marks_of(
    assignment: Assignment,
    receipts: Iterable[Receipt],
    verdicts: Iterable[Mapping[str, Any]],
    by_hand: Scores | None = None,
) -> tuple[Mark, ...]:
    """The marks of each person's newest submission that was marked, by person and label.

    receipts  oldest first.     by_hand  the points that a person gave, by student and label.
    """
    by_receipt: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in verdicts:
        by_receipt.setdefault(row["receipt"], {})[row["label"]] = row["verdict"]
    newest = {one.person: one.receipt for one in receipts if one.receipt in by_receipt}
    return tuple(
        _mark(assignment, person, label, verdict, (by_hand or {}).get(person, {}))
        for person, receipt in sorted(newest.items())
        for label, verdict in sorted(by_receipt[receipt].items(), key=lambda pair: _place(pair[0]))
    )


def items_of(marks: Sequence[Mark]) -> tuple[Item, ...]:
    """Every part, in order."""
    totals: dict[str, float] = {}
    for mark in marks:
        totals[mark.person] = totals.get(mark.person, 0.0) + mark.points
    labels = sorted({mark.label for mark in marks}, key=_place)
    return tuple(_item([mark for mark in marks if mark.label == label], totals) for label in labels)


def summary_of(assignment: str, marks: Sequence[Mark]) -> Summary | None:
    """The assignment over the class; None while nothing is marked."""
    people = sorted({mark.person for mark in marks})
    if not people:
        return None
    totals = [sum(mark.points for mark in marks if mark.person == person) for person in people]
    highest = max(sum(mark.max_points for mark in marks if mark.person == person) for person in people)
    first, _, third = quantiles(totals, n=4, method="inclusive") if len(totals) > 1 else (totals[0],) * 3
    return Summary(
        assignment,
        len(people),
        highest,
        mean(totals),
        median(totals),
        stdev(totals) if len(totals) > 1 else 0.0,
        (first, third),
        _bins(totals, highest),
        _units(marks),
        sum(mark.outcome == "undecided" for mark in marks),
    )


def _item(marks: Sequence[Mark], totals: Mapping[str, float]) -> Item:
    shares = [mark.share for mark in marks]
    slips = Counter(slip for mark in marks for slip in mark.slips)
    first = marks[0]
    return Item(
        first.label,
        first.exercise,
        first.max_points,
        len(marks),
        sum(not mark.answered for mark in marks),
        mean(shares),
        _discrimination(shares, [totals[mark.person] - mark.points for mark in marks]),
        dict(Counter(mark.outcome if mark.answered else "unanswered" for mark in marks).most_common()),
        tuple(slips.most_common(MOST_SLIPS)),
    )


def _discrimination(shares: Sequence[float], rests: Sequence[float]) -> float | None:
    alike = len(set(shares)) < 2 or max(rests) - min(rests) < 1e-9
    return None if len(shares) < LEAST_FOR_DISCRIMINATION or alike else correlation(shares, rests)


def _mark(
    assignment: Assignment, person: str, label: str, verdict: Mapping[str, Any], by_hand: Mapping[str, float]
) -> Mark:
    position = _place(label)[0]
    entry = dict(enumerate(assignment.exercises, start=1)).get(position)
    return Mark(
        person,
        label,
        "" if entry is None else entry.id,
        verdict["outcome"],
        by_hand.get(label, verdict["points"]),
        verdict["max_points"],
        tuple(slip["feedback"] for slip in verdict.get("slips", ())),
        not {"missing", "unanswered"} & set(verdict.get("flags", ())),
    )


def _place(label: str) -> tuple[int, str]:
    """Where a part stands.

    >>> sorted(["10a", "2b", "2a"], key=_place)
    ['2a', '2b', '10a']
    """
    return int(label[:-1]), label[-1]


def _bins(totals: Sequence[float], highest: float) -> tuple[int, ...]:
    counts = [0] * BINS
    for total in totals if highest else ():
        counts[min(BINS - 1, max(0, int(BINS * total / highest)))] += 1
    return tuple(counts)


def _units(marks: Sequence[Mark]) -> dict[str, float]:
    shares: dict[str, list[float]] = {}
    for mark in marks:
        shares.setdefault(mark.exercise.split("/")[0], []).append(mark.share)
    return {unit: mean(values) for unit, values in sorted(shares.items())}
