"""What a response is judged against: the expected text, what is declared, what counts as right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gradcheck_grader.equality.tolerance import EXACT, Tolerance
from gradcheck_grader.errors import GradcheckError
from gradcheck_grader.notation import REAL, Domain, Shape

EXACTNESS = ("exact", "exact-or-decimal", "decimal")
UP_TO = ("constant", "factor", "sign", "scale")
SECONDS = ("variance", "deviation")
LAYOUTS = ("denominator", "numerator", "either")


class CaseError(GradcheckError):
    """A case that is none: a field is missing, unknown, or of the wrong type; the message says which."""


@dataclass(frozen=True, slots=True)
class Given:
    """What is declared before the expected text is read; the rest is inferred from it.

    names      domain of each declared name.      domain   of every name that has none of its own.
    independent  whether the random variables are independent of each other.
    shapes     which names are vectors or matrices.      random   which are random variables.
    constants  which of pi, e, i, inf are constants; None lets the expected text decide.
    values     a name and the text that stands for it, on both sides.
    log, products, dialect, options, allow_diff  as in a Notation.
    """

    names: Mapping[str, Domain] = field(default_factory=dict[str, Domain])
    domain: Domain = REAL
    shapes: Mapping[str, Shape] = field(default_factory=dict[str, Shape])
    random: frozenset[str] = frozenset()
    independent: bool = False
    constants: frozenset[str] | None = None
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    log: str = "natural"
    products: str = "split"
    dialect: str = "auto"
    options: tuple[tuple[str, str], ...] = ()
    allow_diff: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """What counts as right, and how much is said about what is not.

    tolerance  how far apart two numbers may be, also as decimal places or significant figures.
    exactness  exact, exact-or-decimal, decimal; empty for exact unless a tolerance is given.
    form       rules about how a right value is written, of gradcheck_grader.forms.
    wrt        the names that a derivative is taken by, that an equation is solved for, or that a set is of.
    up_to      what does not count: a constant that is added, a constant factor, the sign, the scale of a
               vector; empty for nothing.    unit  whether a vector, and each of a basis, is to have length 1.
    layout     of a derivative by a vector or matrix: denominator, numerator, either; empty for denominator.
    solved_for the name that an equation is to be solved for; empty for any form.
    second     what the second parameter of a normal law is: variance or deviation; empty for variance.
    properties that a value must have to be right.
    factors    the factorisation that is wanted, by its name there: LU, QR, Cholesky, eigen, SVD …
    every      whether all solutions are wanted.    order  whether the order of a tuple counts.
    partial_credit  whether part of an answer earns part of the credit.
    prove      whether agreement at points is to be proved, for up to two seconds.
    slips      whether the usual slips are looked for in what is wrong.      level  of feedback.
    """

    exactness: str = ""
    tolerance: Tolerance = EXACT
    form: tuple[str, ...] = ()
    wrt: tuple[str, ...] = ()
    up_to: str = ""
    layout: str = ""
    solved_for: str = ""
    second: str = ""
    factors: str = ""
    properties: tuple[str, ...] = ()
    unit: bool = False
    every: bool = True
    order: bool = True
    partial_credit: bool = True
    prove: bool = False
    slips: bool = True
    level: str = "full"


@dataclass(frozen=True, slots=True)
class Question:
    """What a response is judged against: all of a case but the response."""

    expected: str
    kind: str = "auto"
    given: Given = field(default_factory=Given)
    policy: Policy = field(default_factory=Policy)
