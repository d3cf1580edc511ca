"""Curves, where a picture says more than a number: what was needed and what was written, in one variable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from gradcheck_grader.equality.balls import REALS, Void
from gradcheck_grader.equality.compiled import Compiled, Pair
from gradcheck_grader.equality.sampling import Coordinate
from gradcheck_grader.errors import GradcheckError
from gradcheck_grader.notation import Domain
from gradcheck_grader.reading import read
from gradcheck_grader.verdict import Outcome, Verdict

POINTS = 81
LEAST = 24  # points at which both have a value; with fewer there is nothing to see
BITS = 64
REACH = Fraction(3)
MOST_SPENT = 400_000  # work of all points together, counted as in judging


@dataclass(frozen=True, slots=True)
class Curves:
    """Values at the same places.

    name  of the variable.    at     where the verdict says that they differ; None where it names no place.
    xs    the places.         needed, yours  the values there; None where there is none.
    """

    name: str
    xs: tuple[float, ...]
    needed: tuple[float | None, ...]
    yours: tuple[float | None, ...]
    at: float | None = None

    def to_json(self) -> dict[str, Any]:
        """A record that from_json reads back."""
        return asdict(self)

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Curves:
        """What to_json wrote."""
        lists = {key: tuple(record[key]) for key in ("xs", "needed", "yours")}
        return cls(record["name"], **lists, at=record["at"])


def curves_of(answer: Any, response: str, verdict: Verdict) -> Curves | None:
    """The curves of a wrong response; None unless both are real functions of one and the same real name."""
    compiled = getattr(answer, "compiled", None)
    if verdict.outcome is not Outcome.WRONG or not isinstance(compiled, Compiled):
        return None
    try:
        pair = Pair(compiled, read(response, answer.notation, pretty=False).tree)
    except GradcheckError:
        return None
    if compiled.field is not REALS or len(pair.names) != 1 or not pair.is_computable:
        return None
    ((name, domain),) = pair.names.items()
    witness = _witness(verdict, name)
    places = _places(domain, witness)
    return _drawn(pair, name, places, witness) if places else None


def _drawn(pair: Pair, name: str, places: list[Fraction], witness: Fraction | None) -> Curves | None:
    needed: list[float | None] = []
    yours: list[float | None] = []
    for place in places:
        left, right = pair.at({name: Coordinate(place)}, BITS)
        needed.append(_number(left))
        yours.append(_number(right))
        if pair.spent > MOST_SPENT:
            return None
    both = [None not in two for two in zip(needed, yours, strict=True)]
    if sum(both) < LEAST:
        return None
    xs = tuple(_rounded(float(place)) for place in places)
    return Curves(name, xs, tuple(needed), tuple(yours), None if witness is None else float(witness))


def _witness(verdict: Verdict, name: str) -> Fraction | None:
    """Where the verdict says that the two differ."""
    for item in verdict.evidence:
        text = item.at.get(name, "")
        try:
            return Fraction(text)
        except (ValueError, ZeroDivisionError):
            continue
    return None


def _places(domain: Domain, witness: Fraction | None) -> list[Fraction]:
    """Evenly spaced places of the domain around 0 and the witness; none for whole or complex numbers."""
    if domain.kind != "real":
        return []
    reach = REACH if witness is None else max(REACH, abs(witness) * Fraction(5, 4))
    low = -reach if domain.low is None else domain.low
    high = reach if domain.high is None else domain.high
    if domain.high is None:
        high = max(high, low + REACH)
    if domain.low is None:
        low = min(low, high - REACH)
    step = (high - low) / (POINTS + 1)
    return [low + step * number for number in range(1, POINTS + 1)] if step > 0 else []


def _number(value: Any) -> float | None:
    """The middle of a ball that is narrow enough to be drawn; None for any other, and where there is none."""
    if isinstance(value, Void) or not value.is_finite():
        return None
    middle, radius = float(value.mid()), float(value.rad())
    return _rounded(middle) if abs(middle) < 1e12 and radius <= 1e-3 * (1 + abs(middle)) else None


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")
