"""Domains as a person writes them: 'x>0, 0<p<1, n integer'."""

from __future__ import annotations

import re
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
DOMAIN_EXAMPLES = "Write for example: real, positive, positive integer, 0<x<1 or [0, 1)"
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_NUMBER = re.compile(r"[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:/\d{1,40})?")
_INTERVAL = re.compile(r"\s*([\[(])\s*(-inf|[^\s,]+)\s*,\s*(inf|[^\s,]+)\s*([\])])\s*")
_NAME = re.compile(r"[^\W\d]\w{0,40}")


class ConditionError(GradcheckError):
    """A condition that cannot be understood; the message says which clause, and how to write it."""


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


def domain_in_words(said: str, name: str = "x") -> Domain:
    """The domain that a text gives to one name: "positive integer", "0<x<1", "> 0" or "[0, 1)".

    Raises ConditionError for what is no domain, or speaks of another name.

    >>> domain_in_words("[0, inf)") == domain_in_words("nonnegative") == domain_in_words("x >= 0")
    True
    """
    words = said.split()
    if words and all(word in WORDS for word in words):
        return _of_words(words)
    if interval := _INTERVAL.fullmatch(said):
        return _between(interval, said)
    found = domains(f"{name} {said}" if said.lstrip()[:1] in ("<", ">", "≤", "≥") else said)
    if list(found) != [name]:
        raise ConditionError(f"{said!r} is no domain of {name}. {DOMAIN_EXAMPLES}")
    return found[name]


def _between(interval: re.Match[str], said: str) -> Domain:
    """The numbers of an interval in its usual brackets."""
    opening, low, high, closing = interval.groups()
    domain = REAL
    if low != "-inf":
        domain = _both(domain, _bounded(">" if opening == "(" else ">=", low, said), said)
    if high != "inf":
        domain = _both(domain, _bounded("<" if closing == ")" else "<=", high, said), said)
    return domain


def _clause(clause: str) -> list[tuple[str, Domain]]:
    """The names of one clause, each with what the clause says of it."""
    pieces = re.split(r"(<=|>=|≤|≥|<|>)", clause)
    pieces = [piece.strip().replace("≤", "<=").replace("≥", ">=") for piece in pieces]
    if len(pieces) == 1:
        return [_word_clause(clause)]
    values, signs = pieces[0::2], pieces[1::2]
    places = [index for index, value in enumerate(values) if _NAME.fullmatch(value)]
    if len(places) != 1 or len(values) > 3:
        raise ConditionError(f"I do not understand the condition {clause!r}. {EXAMPLES}")
    place = places[0]
    bounds = [(_MIRRORED[signs[index]], values[index]) for index in range(place)]
    bounds += [(signs[index - 1], values[index]) for index in range(place + 1, len(values))]
    domain = REAL
    for sign, value in bounds:
        domain = _both(domain, _bounded(sign, value, clause), clause)
    return [(values[place], domain)]


def _word_clause(clause: str) -> tuple[str, Domain]:
    words = [word for word in clause.split() if word not in ("is", "a", "an")]
    if len(words) >= 2 and _NAME.fullmatch(words[0]) and all(word in WORDS for word in words[1:]):
        return words[0], _of_words(words[1:])
    raise ConditionError(f"I do not understand the condition {clause!r}. {EXAMPLES}")


def _of_words(words: list[str]) -> Domain:
    """The numbers that all of the words allow."""
    domain = WORDS[words[0]]
    for word in words[1:]:
        domain = _both(domain, WORDS[word], " ".join(words))
    return domain


def _bounded(sign: str, value: str, clause: str) -> Domain:
    """The real numbers on the side of the bound that the sign says."""
    if not _NUMBER.fullmatch(value) or re.search(r"/0+$", value):
        raise ConditionError(f"The bound {value!r} in {clause!r} must be a number such as 0, -2.5 or 1/3.")
    top, _, bottom = value.partition("/")
    number = Fraction(top) / Fraction(bottom or 1)
    if sign.startswith(">"):
        return Domain(low=number, low_open=sign == ">")
    return Domain(high=number, high_open=sign == "<")


def _both(first: Domain, second: Domain, clause: str) -> Domain:
    """The numbers that lie in both domains. Raises ConditionError when there are none."""
    bounded = any(bound is not None for one in (first, second) for bound in (one.low, one.high))
    kinds = {first.kind, second.kind}
    if "complex" in kinds and bounded:
        raise ConditionError(f"Complex numbers are not ordered: {clause!r} cannot bound one.")
    kind = "integer" if "integer" in kinds else "complex" if "complex" in kinds else "real"
    low, low_open = _tighter((first.low, first.low_open), (second.low, second.low_open), larger=True)
    high, high_open = _tighter((first.high, first.high_open), (second.high, second.high_open), larger=False)
    if low is not None and high is not None and (low > high or (low == high and (low_open or high_open))):
        raise ConditionError(f"No number is left for {clause!r} together with what stands before it.")
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


def in_words(domain: Domain) -> str:
    """A domain as a condition behind its name: "real", "integer ≥ 1", "> 0", "in (0, 1]".

    >>> in_words(Domain("integer", low=Fraction(1))), in_words(POSITIVE)
    ('integer ≥ 1', '> 0')
    """
    low, high = domain.low, domain.high
    kind = "" if domain.kind == "real" and (low is not None or high is not None) else f"{domain.kind} "
    if low is not None and high is not None:
        brackets = "(" if domain.low_open else "[", ")" if domain.high_open else "]"
        return f"{kind}in {brackets[0]}{low}, {high}{brackets[1]}"
    if low is not None:
        return f"{kind}{'>' if domain.low_open else '≥'} {low}"
    if high is not None:
        return f"{kind}{'<' if domain.high_open else '≤'} {high}"
    return kind.strip()
