"""What is compared: two sides, each with a value at every sample of the matrices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import blake2b
from typing import Any, Protocol, final

from flint import ctx

from gradcheck_grader.equality.balls import DEFAULT_BITS, UNKNOWN, Void
from gradcheck_grader.equality.matrices.evaluation import Run, is_finite
from gradcheck_grader.equality.matrices.program import Program
from gradcheck_grader.equality.matrices.sampling import Kind, Sample, Value, checked
from gradcheck_grader.equality.matrices.scalars import NoValue
from gradcheck_grader.equality.matrices.typed import Typed
from gradcheck_grader.equality.steps import PRECISION
from gradcheck_grader.limits import DEFAULT, Limits
from gradcheck_grader.notation import REAL, Dimension, Notation, Shape

MOST_REMEMBERED = 64


@dataclass(frozen=True, slots=True)
class Setting:
    """The names of a question, each with how its values are made."""

    notation: Notation
    limits: Limits = DEFAULT
    kinds: Mapping[str, Kind] = field(init=False)

    def __post_init__(self) -> None:
        kinds = {
            name: Kind(name, self.notation.shapes.get(name, Shape(1)), self.notation.names.get(name, REAL))
            for name in sorted({*self.notation.names, *self.notation.shapes})
        }
        object.__setattr__(self, "kinds", kinds)

    def check(self) -> None:
        """Raises AnswerError when some name can have no value."""
        for kind in self.kinds.values():
            checked(kind)

    def kind(self, name: str) -> Kind:
        """How values of the name are made; of an undeclared one, as of a real number."""
        return self.kinds.get(name) or Kind(name, Shape(1))


class Side(Protocol):
    """One of two sides."""

    @property
    def program(self) -> Program:
        """What tells the names, sizes and bends that matter."""
        ...

    @property
    def shape(self) -> tuple[Dimension, Dimension]:
        """Rows and columns of every value."""
        ...

    @property
    def is_guarded(self) -> bool:
        """Whether samples where it has no value do not count against the other side."""
        ...

    @property
    def digest(self) -> int:
        """A number that depends on the content alone."""
        ...

    def value(self, sample: Sample, bits: int, key: object = None) -> Value | Void:
        """The value at a sample; remembered under the key, at the lowest precision."""
        ...


@final
class Expressed:
    """A side given as an expression."""

    def __init__(self, typed: Typed) -> None:
        self.typed = typed
        self.program = Program(typed)
        self.shape = typed.known_shape
        self.is_guarded = False
        self.digest = digest_of(self.program)
        self._remembered: dict[object, Any] = {}

    def __reduce__(self) -> tuple[type[Expressed], tuple[Typed]]:
        return Expressed, (self.typed,)

    def value(self, sample: Sample, bits: int, key: object = None) -> Value | Void:
        """The value at a sample."""
        return remembered(
            self._remembered, key, bits, lambda: evaluated(self.program, self.program.value, sample, bits)
        )


def digest_of(program: Program) -> int:
    """A number that depends on the steps of the program alone."""
    return int.from_bytes(blake2b(repr(program.key).encode(), digest_size=8).digest(), "big")


def evaluated(program: Program, compute: Callable[[Run], Value], sample: Sample, bits: int) -> Value | Void:
    """What compute gives at the sample with this precision; exact only where numbers stay small enough."""
    with PRECISION:
        ctx.prec = bits
        try:
            value = compute(Run(sample if program.exact else sample.as_balls(), exact=program.exact))
        except NoValue as ended:
            return ended.void
        except (ValueError, OverflowError, ZeroDivisionError):
            # flint's own words for: no eigenvalues could be enclosed, an exponent too large, a ball with 0.
            return UNKNOWN
        finally:
            ctx.prec = DEFAULT_BITS
    return value if is_finite(value) else UNKNOWN


def remembered(
    store: dict[object, Any], key: object, bits: int, compute: Callable[[], Value | Void]
) -> Value | Void:
    """What compute gives, remembered under a key that is the same in every comparison."""
    if key is None or bits != DEFAULT_BITS:
        return compute()
    found = store.get(key)
    if found is None:
        found = compute()
        if len(store) < MOST_REMEMBERED:
            store[key] = found
    return found


def written_bits(program: Program) -> int:
    """Bits that it takes to see every number written, and the square of a small one."""
    bits = 0
    for part in program.every():
        if isinstance(part.detail, Fraction):
            above, below = part.detail.numerator.bit_length(), part.detail.denominator.bit_length()
            bits = max(bits, above, 2 * (below - above))
    return bits
