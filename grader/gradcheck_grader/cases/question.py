"""What a response is judged against: the expected text, what is declared, what counts as right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gradcheck_grader.equality.tolerance import EXACT, Tolerance
from gradcheck_grader.errors import GradcheckError
from gradcheck_grader.notation import REAL, Domain, Shape

EXACTNESS = ("exact", "exact-or-decimal", "decimal")


class CaseError(GradcheckError):
    """A case that is none: a field is missing, unknown, or of the wrong type; the message says which."""


@dataclass(frozen=True, slots=True)
class Given:
    """What is declared before the expected text is read; the rest is inferred from it.

    names      domain of each declared name.      domain   of every name that has none of its own.
    shapes     which names are vectors or matrices.      random   which are random variables.
    constants  which of pi, e, i, inf are constants; None lets the expected text decide.
    log, products, dialect, options, allow_diff  as in a Notation.
    """

    names: Mapping[str, Domain] = field(default_factory=dict[str, Domain])
    domain: Domain = REAL
    shapes: Mapping[str, Shape] = field(default_factory=dict[str, Shape])
    random: frozenset[str] = frozenset()
    constants: frozenset[str] | None = None
    log: str = "natural"
    products: str = "split"
    dialect: str = "auto"
    options: tuple[tuple[str, str], ...] = ()
    allow_diff: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """What counts as right, and how much is said about what is not.

    tolerance  how far apart two numbers may be.    figures    significant figures, 0 for any.
    exactness  exact, exact-or-decimal, decimal; empty for exact unless a tolerance or figures are given.
    form       rules about how a right value is written, of gradcheck_grader.forms.
    wrt        the names that a derivative is taken by.
    partial_credit  whether part of an answer earns part of the credit.
    slips      whether the usual slips are looked for in what is wrong.      level  of feedback.
    """

    exactness: str = ""
    tolerance: Tolerance = EXACT
    figures: int = 0
    form: tuple[str, ...] = ()
    wrt: tuple[str, ...] = ()
    partial_credit: bool = True
    slips: bool = True
    level: str = "full"


@dataclass(frozen=True, slots=True)
class Question:
    """What a response is judged against: all of a case but the response."""

    expected: str
    kind: str = "auto"
    given: Given = field(default_factory=Given)
    policy: Policy = field(default_factory=Policy)
