"""The cases of the benchmark: the hand-written pairs, and long expressions of chosen size made from them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from tests.bench.pairs import ROWS

from gradcheck_grader import Domain, Notation, parse
from gradcheck_grader.syntax import walk

SIZES = (30, 100, 300, 1_000, 3_000, 5_000)
_CONDITION = re.compile(
    r"(?P<name>\w+)\s*(?P<integer>integer)?\s*(?:(?P<sign>>=?)(?P<low>-?\d+)|=\((?P<a>-?\d+),(?P<b>-?\d+)\))?"
)


@dataclass(frozen=True, slots=True)
class Case:
    """One pair: whether response equals truth is known from how it was made."""

    family: str
    truth: str
    response: str
    notation: Notation
    equal: bool
    nodes: int


def cases() -> list[Case]:
    """All cases, always the same ones."""
    return [*_written(), *_long()]


def domains(text: str) -> dict[str, Domain]:
    """The domain of each name in a row of the table.

    >>> domains("p=(0,1), n integer>=1, x")["n"].kind
    'integer'
    """
    found: dict[str, Domain] = {}
    for part in re.split(r",\s*(?![^(]*\))", text):
        match = _CONDITION.fullmatch(part.strip())
        if match is None:
            continue
        kind = "integer" if match["integer"] else "real"
        if match["a"] is not None:
            low, high = Fraction(match["a"]), Fraction(match["b"])
            found[match["name"]] = Domain(kind, low, high, low_open=True, high_open=True)
        else:
            low = Fraction(match["low"]) if match["low"] else None
            found[match["name"]] = Domain(kind, low, low_open=match["sign"] == ">")
    return found


def _written() -> Iterator[Case]:
    for row in ROWS:
        notation = Notation(names=domains(row.names))
        for responses, equal in ((row.right, True), (row.wrong, False)):
            for response in responses:
                yield _case(row.family, row.truth, response, notation, equal=equal)


def _long() -> Iterator[Case]:
    for make in (_network, _likelihood, _polynomial):
        for size in SIZES:
            rng = Random(f"{make.__name__} {size}")
            yield from make(size, rng)


def _case(family: str, truth: str, response: str, notation: Notation, *, equal: bool) -> Case:
    nodes = sum(1 for text in (truth, response) for _ in walk(parse(text, notation)))
    return Case(family, truth, response, notation, equal, nodes)


def _network(size: int, rng: Random) -> Iterator[Case]:
    """The output of a layer of tanh units: written in another order; and with one weight changed."""
    units = [tuple(rng.randint(1, 99) for _ in range(3)) for _ in range(max(1, size // 20))]
    names = Notation(names=domains("x, y"))
    truth = " + ".join(f"{v}*tanh({w}*x/100 + {b}*y/100)" for v, w, b in units)
    turned = list(units)
    rng.shuffle(turned)
    right = " + ".join(f"tanh(({b}y + x*{w})/100)*{v}" for v, w, b in turned)
    v, w, b = units[-1]
    wrong = truth[: truth.rindex(f"{v}*tanh")] + f"{v}*tanh({w}*x/100 - {b}*y/100)"
    yield _case("long", truth, right, names, equal=True)
    yield _case("long", truth, wrong, names, equal=False)


def _likelihood(size: int, rng: Random) -> Iterator[Case]:
    """The log-likelihood of a logistic model: by softplus, by logarithms; and with one label changed."""
    data = [(rng.randint(-99, 99), rng.randint(0, 1)) for _ in range(max(1, size // 24))]
    names = Notation(names=domains("w, b"))
    truth = " + ".join(f"{y}*({x}/50*w + b) - log(1 + exp({x}/50*w + b))" for x, y in data)
    right = " - ".join(f"softplus(({1 if y == 0 else -1})*(b + w*{x}/50))" for x, y in data)
    other = [*data[:-1], (data[-1][0], 1 - data[-1][1])]
    wrong = " - ".join(f"softplus(({1 if y == 0 else -1})*(b + w*{x}/50))" for x, y in other)
    yield _case("long", truth, "-" + right, names, equal=True)
    yield _case("long", truth, "-" + wrong, names, equal=False)


def _polynomial(size: int, rng: Random) -> Iterator[Case]:
    """A polynomial: by powers, by Horner's rule; and with one coefficient changed."""
    coefficients = [rng.randint(1, 999) for _ in range(min(90, max(3, size // 8)))]
    blocks = max(1, size // (8 * len(coefficients)))
    names = Notation(names=domains("x, y"))
    by_powers = " + ".join(f"{c}*x^{k}" for k, c in enumerate(coefficients))
    horner = str(coefficients[-1])
    for c in reversed(coefficients[:-1]):
        horner = f"({horner})*x + {c}"
    truth = " + ".join(f"y^{block}*({by_powers})" for block in range(blocks))
    right = " + ".join(f"({horner})*y^{block}" for block in range(blocks))
    yield _case("long", truth, right, names, equal=True)
    yield _case(
        "long",
        truth,
        right.replace(f"+ {coefficients[0]}", f"+ {coefficients[0] + 1}", 1),
        names,
        equal=False,
    )
