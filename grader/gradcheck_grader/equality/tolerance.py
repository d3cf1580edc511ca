"""How far a response may be from the answer."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

Amount = int | float | str | Decimal | Fraction


def _exactly(amount: Amount) -> Fraction:
    return amount if isinstance(amount, Fraction) else Fraction(str(amount))


@dataclass(frozen=True, slots=True)
class Tolerance:
    """The largest difference that still counts as equal; the most generous of the settings holds.

    relative  to the larger of the two numbers, so that the order of the two does not matter.
    absolute  in the units of the numbers.
    places    decimal places to which both must agree: half a unit in the last one.

    >>> Tolerance(places=2).allowed(Fraction(1), Fraction(2))
    Fraction(1, 200)
    """

    relative: Amount = 0
    absolute: Amount = 0
    places: int | None = None

    def __post_init__(self) -> None:
        for name in ("relative", "absolute"):
            amount = _exactly(getattr(self, name))
            if amount < 0:
                raise ValueError(f"a tolerance is not negative; {name} is {amount}")
            object.__setattr__(self, name, amount)
        if self.places is not None and not 0 <= self.places <= 1000:
            raise ValueError(f"places are 0 to 1000; got {self.places}")

    @property
    def is_exact(self) -> bool:
        """Whether nothing but equality will do."""
        return not self.relative and not self.absolute and self.places is None

    @property
    def relative_part(self) -> Fraction:
        """The relative tolerance, exactly as it was written (0.01 is 1/100)."""
        return _exactly(self.relative)

    @property
    def fixed_part(self) -> Fraction:
        """The part that does not depend on the numbers compared."""
        half_unit = Fraction(0) if self.places is None else Fraction(1, 2 * 10**self.places)
        return max(_exactly(self.absolute), half_unit)

    def allowed(self, left: Fraction, right: Fraction) -> Fraction:
        """The largest difference allowed between these two numbers."""
        return max(self.fixed_part, self.relative_part * max(abs(left), abs(right)))


EXACT = Tolerance()
