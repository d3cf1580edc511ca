"""A set of real numbers as disjoint intervals from left to right, and how two such sets differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gradcheck_grader.equality.real_line.line import Stop
from gradcheck_grader.equality.real_line.reals import Real


@dataclass(frozen=True, slots=True)
class Piece:
    """An interval; an end is a position among the stops of a walk, or None where there is no end.

    closed_low, closed_high  whether the ends belong to it.
    """

    low: int | None
    high: int | None
    closed_low: bool
    closed_high: bool


def pieces(stops: Sequence[Stop], condition: int) -> list[Piece]:
    """The intervals on which a condition (by its number) holds."""
    inside = [stop.truths[condition].value is True for stop in stops]
    found: list[Piece] = []
    start: int | None = None
    for position, holds in enumerate([*inside, False]):
        if holds and start is None:
            start = position
        elif not holds and start is not None:
            found.append(_piece(stops, start, position - 1))
            start = None
    return found


def _piece(stops: Sequence[Stop], first: int, last: int) -> Piece:
    closed_low, closed_high = stops[first].corner, stops[last].corner
    low = first if closed_low else _corner(stops, first - 1)
    high = last if closed_high else _corner(stops, last + 1)
    return Piece(low, high, closed_low, closed_high)


def _corner(stops: Sequence[Stop], position: int) -> int | None:
    return position if 0 <= position < len(stops) and stops[position].corner else None


@dataclass(frozen=True, slots=True)
class Bracket:
    """The two sets are alike but for a number at an end: it belongs to yours, or to the one needed."""

    number: Real
    yours: bool


@dataclass(frozen=True, slots=True)
class End:
    """The two sets are alike but for one end of one interval of yours, counted from 0."""

    side: str
    interval: int
    total: int


def near_miss(stops: Sequence[Stop]) -> Bracket | End | None:
    """In what single respect the set of the second condition differs from that of the first, if it is one."""
    needed, yours = pieces(stops, 0), pieces(stops, 1)
    if len(needed) != len(yours) or not needed:
        return None
    wrong_ends = [
        (side, number)
        for number, (one, other) in enumerate(zip(needed, yours, strict=True))
        for side in ("left", "right")
        if _end(one, side) != _end(other, side)
    ]
    if len(wrong_ends) == 1:
        return End(wrong_ends[0][0], wrong_ends[0][1], len(yours))
    return None if wrong_ends else _bracket(stops, needed, yours)


def _end(piece: Piece, side: str) -> int | None:
    return piece.low if side == "left" else piece.high


def _bracket(stops: Sequence[Stop], needed: list[Piece], yours: list[Piece]) -> Bracket | None:
    for one, other in zip(needed, yours, strict=True):
        if one.closed_low != other.closed_low and one.low is not None:
            return Bracket(stops[one.low].number, other.closed_low)
        if one.closed_high != other.closed_high and one.high is not None:
            return Bracket(stops[one.high].number, other.closed_high)
    return None
