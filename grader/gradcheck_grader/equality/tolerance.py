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
    figures   significant figures to which both must agree: half a unit in the last one of the smaller of the
              two numbers, so that the order does not matter and 9.99 is not 10.04 to three figures.

    >>> Tolerance(places=2).allowed(Fraction(1), Fraction(2))
    Fraction(1, 200)
    """

    relative: Amount = 0
    absolute: Amount = 0
    places: int | None = None
    figures: int | None = None

    def __post_init__(self) -> None:
        for name in ("relative", "absolute"):
            amount = _exactly(getattr(self, name))
            if amount < 0:
                raise ValueError(f"a tolerance is not negative; {name} is {amount}")
            object.__setattr__(self, name, amount)
        if self.places is not None and not 0 <= self.places <= 1000:
            raise ValueError(f"places are 0 to 1000; got {self.places}")
        if self.figures is not None and not 1 <= self.figures <= 1000:
            raise ValueError(f"significant figures are 1 to 1000; got {self.figures}")

    @property
    def is_exact(self) -> bool:
        """Whether nothing but equality will do."""
        return not self.relative and not self.absolute and self.places is None and self.figures is None

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
        smaller, larger = sorted((abs(left), abs(right)))
        return max(self.fixed_part, self.relative_part * larger, self.half_unit(smaller))

    def half_unit(self, size: Fraction) -> Fraction:
        """Half a unit in the last significant figure of a number of this size; 0 when figures do not count.

        >>> Tolerance(figures=3).half_unit(Fraction("0.0234"))
        Fraction(1, 20000)
        """
        if self.figures is None or size == 0:
            return Fraction(0)
        return Fraction(10) ** (_decade(size) - self.figures + 1) / 2


def _decade(size: Fraction) -> int:
    """The largest n for which 10^n is at most the size."""
    # Digits, not floats: a size may be beyond any float. The quotient of lengths is off by one at most.
    digits = (size.numerator.bit_length() - size.denominator.bit_length()) * 30_103 // 100_000
    while Fraction(10) ** digits > size:
        digits -= 1
    while Fraction(10) ** (digits + 1) <= size:
        digits += 1
    return digits


EXACT = Tolerance()
