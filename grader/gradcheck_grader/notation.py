"""What a response may be written with: names and their domains, constants, options, kind of response."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

# What a response may be. "any" is for texts whose kind nobody has declared: what is read decides.
KINDS = (
    *("number", "expression", "array", "choice", "matrix", "equation", "condition", "set", "tuple"),
    *("distribution", "derivation", "code", "any"),
)
LOGARITHMS = ("natural", "10", "2")
PRODUCTS = ("split", "whole")
DIALECTS = ("auto", "plain", "latex")
TRAITS = frozenset(
    {
        *("symmetric", "skew", "diagonal", "upper", "lower", "orthogonal", "invertible"),
        *("positive definite", "positive semidefinite", "unit", "positive", "nonnegative", "nonzero"),
    }
)
CONSTANTS = frozenset({"pi", "e", "i", "inf"})


@dataclass(frozen=True, slots=True)
class Domain:
    """A set of numbers: a kind (real, integer, complex) and, unless complex, bounds.

    low, high  None is unbounded;  low_open, high_open say whether the bound itself is left out.
    """

    kind: str = "real"
    low: Fraction | None = None
    high: Fraction | None = None
    low_open: bool = False
    high_open: bool = False

    def __post_init__(self) -> None:
        if self.kind not in ("real", "integer", "complex"):
            raise ValueError(f"a domain is real, integer or complex; got {self.kind!r}")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"the domain from {self.low} to {self.high} is empty")

    def to_json(self) -> dict[str, Any]:
        """Kind and bounds, bounds as exact strings such as "1/2"."""
        record: dict[str, Any] = {"kind": self.kind}
        if self.low is not None:
            record |= {"low": str(self.low), "low_open": self.low_open}
        if self.high is not None:
            record |= {"high": str(self.high), "high_open": self.high_open}
        return record

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Domain:
        """The domain that to_json wrote."""
        return cls(
            kind=record["kind"],
            low=Fraction(record["low"]) if "low" in record else None,
            high=Fraction(record["high"]) if "high" in record else None,
            low_open=record.get("low_open", False),
            high_open=record.get("high_open", False),
        )


REAL = Domain()
POSITIVE = Domain(low=Fraction(0), low_open=True)
NONNEGATIVE = Domain(low=Fraction(0))
INTEGER = Domain("integer")
COMPLEX = Domain("complex")


def between(low: int | Fraction, high: int | Fraction, *, closed: bool = False) -> Domain:
    """The interval from low to high; open unless closed."""
    return Domain("real", Fraction(low), Fraction(high), not closed, not closed)


Dimension = int | str


@dataclass(frozen=True, slots=True)
class Shape:
    """Rows and columns of a vector (one column) or matrix, each a number or the name of one; and its traits.

    traits  of TRAITS; "unit", "positive", "nonnegative" and "nonzero" speak of vectors or of entries.
    """

    rows: Dimension
    columns: Dimension = 1
    traits: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for size in (self.rows, self.columns):
            if size == "" or (isinstance(size, int) and size < 1):
                raise ValueError(f"a dimension is a whole number from 1, or a name; got {size!r}")
        if unknown := self.traits - TRAITS:
            raise ValueError(f"traits are {', '.join(sorted(TRAITS))}; got {', '.join(sorted(unknown))}")

    def to_json(self) -> dict[str, Any]:
        """A record that from_json reads back."""
        return {"rows": self.rows, "columns": self.columns, "traits": sorted(self.traits)}

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Shape:
        """The shape that to_json wrote."""
        return cls(record["rows"], record["columns"], frozenset(record["traits"]))


@dataclass(frozen=True, slots=True)
class Notation:
    """What a response may use; holds nothing of the answer, so a student's process may have it.

    kind       the kind of response, of KINDS.
    names      the domain of each declared name; of the entries, where the name has a shape.
    constants  which of pi, e, i, inf are constants.
    log        what log without a base means: natural, 10 or 2.
    options    key and text of each option of a choice.
    allow_diff whether diff(f, x) may be written.
    shapes     which of the names are vectors or matrices.
    random     which of the names are random variables, so that E[X], Var(X) may be written.
    independent  whether these are independent of each other.
    products   whether xy may be x times y ("split"), or is always one name ("whole").
    dialect    auto (LaTeX when there is a backslash or a dollar sign), plain, or latex.
    ordered    whether the options are to be put in order, all of them.
    signature  of the function that is to be written, where the kind is code: "f(X, y)".
    """

    kind: str = "expression"
    names: Mapping[str, Domain] = field(default_factory=dict[str, Domain])
    constants: frozenset[str] = frozenset({"pi", "e"})
    log: str = "natural"
    options: tuple[tuple[str, str], ...] = ()
    allow_diff: bool = False
    shapes: Mapping[str, Shape] = field(default_factory=dict[str, Shape])
    random: frozenset[str] = frozenset()
    independent: bool = field(default=False, kw_only=True)
    products: str = "split"
    dialect: str = "auto"
    ordered: bool = False
    signature: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"the kind of a response is one of {', '.join(KINDS)}; got {self.kind!r}")
        if unknown := self.constants - CONSTANTS:
            raise ValueError(f"constants are pi, e, i and inf; got {', '.join(sorted(unknown))}")
        if both := self.constants & set(self.names):
            raise ValueError(f"{', '.join(sorted(both))} is declared as a name and as a constant")
        for chosen, known, what in (
            (self.log, LOGARITHMS, "log"),
            (self.products, PRODUCTS, "products"),
            (self.dialect, DIALECTS, "dialect"),
        ):
            if chosen not in known:
                raise ValueError(f"{what} is one of {', '.join(known)}; got {chosen!r}")
        if undeclared := (set(self.shapes) | self.random) - set(self.names):
            raise ValueError(
                f"{', '.join(sorted(undeclared))} has a shape or is random, but is no declared name"
            )

    def to_json(self) -> dict[str, Any]:
        """A record that from_json reads back."""
        record: dict[str, Any] = {
            "kind": self.kind,
            "names": {name: domain.to_json() for name, domain in self.names.items()},
            "constants": sorted(self.constants),
            "log": self.log,
            "options": [list(option) for option in self.options],
            "allow_diff": self.allow_diff,
            "shapes": {name: shape.to_json() for name, shape in self.shapes.items()},
            "random": sorted(self.random),
            "independent": self.independent,
            "products": self.products,
            "dialect": self.dialect,
        }
        if self.signature:
            record["signature"] = self.signature
        return record | {"ordered": True} if self.ordered else record

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Notation:
        """The notation that to_json wrote; what an older record does not say is as it was then."""
        return cls(
            kind=record["kind"],
            names={name: Domain.from_json(domain) for name, domain in record["names"].items()},
            constants=frozenset(record["constants"]),
            log=record["log"],
            options=tuple((key, text) for key, text in record["options"]),
            allow_diff=record["allow_diff"],
            shapes={name: Shape.from_json(shape) for name, shape in record.get("shapes", {}).items()},
            random=frozenset(record.get("random", ())),
            independent=record.get("independent", False),
            products=record.get("products", "split"),
            dialect=record.get("dialect", "auto"),
            ordered=record.get("ordered", False),
            signature=record.get("signature", ""),
        )


def real_names(names: Iterable[str]) -> dict[str, Domain]:
    """Each name, declared real."""
    return dict.fromkeys(names, REAL)
