"""Domains as a person writes them on a command line: 'x>0, 0<p<1, n integer'."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction

from gradcheck_grader.errors import GradcheckError
from gradcheck_grader.notation import COMPLEX, INTEGER, NONNEGATIVE, POSITIVE, REAL, Domain

WORDS = {
    "real": REAL,
    "positive": POSITIVE,
    "nonnegative": NONNEGATIVE,
    "integer": INTEGER,
    "complex": COMPLEX,
}
EXAMPLES = "Write for example: x>0, 0<p<1, n integer"
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_NUMBER = re.compile(r"[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:/\d{1,40})?")
_NAME = re.compile(r"[^\W\d]\w{0,40}")


class WhereError(GradcheckError):
    """A --where that cannot be understood; the message says which clause, and how to write it."""


def domains(where: str) -> dict[str, Domain]:
    """The domain of each name that the clauses speak of; several clauses about one name hold together.

    >>> domains("0 < p, p <= 1/2, n integer")["p"]
    Domain(kind='real', low=Fraction(0, 1), high=Fraction(1, 2), low_open=True, high_open=False)
    """
    found: dict[str, Domain] = {}
    for clause in filter(None, (part.strip() for part in re.split(r"[,;]|\band\b", where))):
        for name, domain in _clause(clause):
            found[name] = _both(found.get(name, REAL), domain, clause)
    return found


def merged(names: Iterable[str], conditions: Mapping[str, Domain]) -> dict[str, Domain]:
    """Each name with its domain; real where no condition says more."""
    return {**dict.fromkeys(names, REAL), **conditions}


def _clause(clause: str) -> list[tuple[str, Domain]]:
    """The names of one clause, each with what the clause says of it."""
    pieces = re.split(r"(<=|>=|≤|≥|<|>)", clause)
    pieces = [piece.strip().replace("≤", "<=").replace("≥", ">=") for piece in pieces]
    if len(pieces) == 1:
        return [_word_clause(clause)]
    values, signs = pieces[0::2], pieces[1::2]
    places = [index for index, value in enumerate(values) if _NAME.fullmatch(value)]
    if len(places) != 1 or len(values) > 3:
        raise WhereError(f"I do not understand the condition {clause!r}. {EXAMPLES}")
    place = places[0]
    bounds = [(_MIRRORED[signs[index]], values[index]) for index in range(place)]
    bounds += [(signs[index - 1], values[index]) for index in range(place + 1, len(values))]
    domain = REAL
    for sign, value in bounds:
        domain = _both(domain, _bounded(sign, value, clause), clause)
    return [(values[place], domain)]


def _word_clause(clause: str) -> tuple[str, Domain]:
    words = [word for word in clause.split() if word not in ("is", "a", "an")]
    if len(words) == 2 and words[1] in WORDS and _NAME.fullmatch(words[0]):
        return words[0], WORDS[words[1]]
    raise WhereError(f"I do not understand the condition {clause!r}. {EXAMPLES}")


def _bounded(sign: str, value: str, clause: str) -> Domain:
    """The real numbers on the side of the bound that the sign says."""
    if not _NUMBER.fullmatch(value) or re.search(r"/0+$", value):
        raise WhereError(f"The bound {value!r} in {clause!r} must be a number such as 0, -2.5 or 1/3.")
    top, _, bottom = value.partition("/")
    number = Fraction(top) / Fraction(bottom or 1)
    if sign.startswith(">"):
        return Domain(low=number, low_open=sign == ">")
    return Domain(high=number, high_open=sign == "<")


def _both(first: Domain, second: Domain, clause: str) -> Domain:
    """The numbers that lie in both domains. Raises WhereError when there are none."""
    bounded = any(bound is not None for one in (first, second) for bound in (one.low, one.high))
    kinds = {first.kind, second.kind}
    if "complex" in kinds and bounded:
        raise WhereError(f"Complex numbers are not ordered: {clause!r} cannot bound one.")
    kind = "integer" if "integer" in kinds else "complex" if "complex" in kinds else "real"
    low, low_open = _tighter((first.low, first.low_open), (second.low, second.low_open), larger=True)
    high, high_open = _tighter((first.high, first.high_open), (second.high, second.high_open), larger=False)
    if low is not None and high is not None and (low > high or (low == high and (low_open or high_open))):
        raise WhereError(f"No number is left for {clause!r} together with what stands before it.")
    return Domain(kind, low, high, low_open, high_open)


def _tighter(
    one: tuple[Fraction | None, bool], other: tuple[Fraction | None, bool], *, larger: bool
) -> tuple[Fraction | None, bool]:
    """The bound that leaves fewer numbers; of equal bounds, the one that leaves itself out."""
    if one[0] is None or other[0] is None:
        return other if one[0] is None else one
    if one[0] == other[0]:
        return one[0], one[1] or other[1]
    return one if (one[0] > other[0]) == larger else other
