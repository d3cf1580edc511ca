"""Two sides compared at points by ball arithmetic.

Wrong: at some point the enclosures do not overlap, or around some point one side is proved to have no value
where the other is proved to have one. Right: they agree at enough points, one of them (known only to this
pair) to many digits. Otherwise undecided.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import final

from gradcheck_grader import feedback
from gradcheck_grader.equality import sampling, witness
from gradcheck_grader.equality.balls import (
    DEFAULT_BITS,
    UNDEFINED,
    Ball,
    Value,
    Void,
    accuracy_bits,
    noise_of,
    overlap,
)
from gradcheck_grader.equality.comparison import Comparison, right, undecided, wrong
from gradcheck_grader.equality.compiled import Pair
from gradcheck_grader.equality.conditions import CONDITIONS
from gradcheck_grader.equality.guard import Guard
from gradcheck_grader.equality.heads import STEPPED
from gradcheck_grader.equality.lazily import lazily
from gradcheck_grader.equality.marks import beside
from gradcheck_grader.equality.meeting import Meeting, relation
from gradcheck_grader.equality.sampling import Coordinate, Point
from gradcheck_grader.equality.tolerance import Tolerance
from gradcheck_grader.feedback.comparison import (
    EMPTY_DOMAIN,
    TOO_MUCH_WORK,
    differ_at_single_points,
    too_few_of,
)
from gradcheck_grader.verdict import Evidence

FEWEST = 3
WORK_PER_LOOK = 2_000
ATTEMPTS = 24
FAR_POINTS = 3
SEARCHED = 32
PRIVATE_POINTS = 6
PRECISIONS = (DEFAULT_BITS, 160, 512, 2048)
CONFIRM_BITS = 256
FEWEST_CONFIRMED_BITS = 64
# More bits do not help an integral that could not be enclosed.
MOST_BITS_OF_INTEGRALS = 160
LARGEST_REACH = Fraction(10**6)


@dataclass(slots=True)
class Count:
    """What was found so far."""

    agreed: int = 0
    unknown: int = 0
    one_undefined: int = 0
    first: Point | None = None


@final
class Sampler:
    """Compares one pair, with a clock that starts when enough work was done to be worth a look at it."""

    def __init__(self, pair: Pair, tolerance: Tolerance) -> None:
        self.pair = pair
        self.tolerance = tolerance
        self.limits = pair.reference.limits
        wanted = self.limits.points if pair.is_bent else min(FEWEST, self.limits.points)
        size = pair.points.size
        self.wanted = wanted if size is None else min(wanted, size)
        self.count = Count()
        self.guard: Guard | None = None
        self.looked = WORK_PER_LOOK
        self.integrates = "integral" in pair.graph.heads
        # A sum without end has no last digit, so that more of them do not say more.
        self.goes_on = "inf" in pair.graph.names.values()

    def compare(self) -> Comparison:
        """The decision."""
        heads = self.pair.graph.heads
        truths = CONDITIONS & {heads[self.pair.left], heads[self.pair.right]}
        if truths or not self.pair.is_computable:
            return undecided(feedback.CANNOT_COMPUTE)
        if self.wanted == 0:
            return undecided(EMPTY_DOMAIN)
        for key, point in self.schedule():
            found = self.stopped() or self.visit(key, point)
            if found is not None:
                return found
        agreed = self.count.agreed
        if agreed < min(FEWEST, self.wanted) or self.count.first is None:
            return undecided(feedback.too_few_points(agreed))
        if agreed < self.count.unknown:
            return undecided(too_few_of(agreed, agreed + self.count.unknown))
        return self.confirm()

    def stopped(self) -> Comparison | None:
        """Undecided when the work is used up, or (only a guard) the time."""
        if self.pair.spent > self.limits.work:
            return undecided(TOO_MUCH_WORK)
        if self.pair.spent < self.looked:
            return None
        self.looked = self.pair.spent + WORK_PER_LOOK
        if self.guard is None:
            self.guard = Guard(self.limits.guard_ms)
        return undecided(feedback.TOOK_TOO_LONG) if self.guard.is_over() else None

    def schedule(self) -> Iterator[tuple[object, Point]]:
        """Points, each with a key that is the same in every comparison; more than wanted, since some fail."""
        points, names, bent = self.pair.points, self.pair.names, self.pair.is_bent
        if not names:
            yield (), {}
            return
        self.pair.look_for_turns()
        reach = min(LARGEST_REACH, 4 + 2 * self.pair.reach) if bent else Fraction(0)
        for number in range(self.wanted + ATTEMPTS if self.integrates else 4 * self.wanted + ATTEMPTS):
            if self.count.agreed >= self.wanted:
                break
            if bent and number % 3 == 2:
                yield (number, *reach.as_integer_ratio()), points.wide(number, reach)
            else:
                yield number, points.ordinary(number)
        if points.has_integers:
            for number in range(FAR_POINTS):
                yield ("far", number), sampling.far_point(names, number)
        for number, (name, places) in enumerate(self.pair.marks.items()):
            for place in beside(places, names[name], self.pair.reach):
                point = points.ordinary(number) | {name: Coordinate(place)}
                yield (name, *place.as_integer_ratio(), number), point
        yield from self.beyond_turns()

    def beyond_turns(self) -> Iterator[tuple[object, Point]]:
        """Points on such sides of bends as no point before them lay on; a few are tried to find each."""
        for number in range(SEARCHED):
            missing = self.pair.turns.missing
            if not missing or self.stopped():
                return
            key, point = ("scattered", number), sampling.scattered_point(self.pair.names, number)
            self.pair.at(point, DEFAULT_BITS, key)
            if self.pair.turns.missing < missing:
                yield key, point

    def visit(self, key: object, point: Point) -> Comparison | None:
        """The decision when this point settles it; else the point is counted."""
        count = self.count
        meeting, left, right_value = self.meet(key, point)
        match meeting:
            case Meeting.DIFFER:
                return wrong(witness.counterexample(self.pair, point, (left, right_value)))
            case Meeting.TIE:
                return undecided(feedback.ON_THE_EDGE)
            case Meeting.ONE_UNDEFINED:
                count.one_undefined += 1
                if self.is_undefined_around(point):
                    return wrong(witness.undefined(point, left, right_value))
            case Meeting.AGREE:
                count.agreed += 1
                count.first = count.first if count.first is not None else point
            case Meeting.SILENT:
                count.unknown += not left is right_value is UNDEFINED
        return None

    def meet(self, key: object, point: Point) -> tuple[Meeting, Value, Value]:
        """How the values at a point compare, at the lowest precision that says it."""
        meeting, left, right_value = Meeting.SILENT, UNDEFINED, UNDEFINED
        for bits in self.precisions:
            left, right_value = self.pair.at(point, bits, key)
            meeting = relation(left, right_value, self.tolerance)
            if meeting not in (Meeting.SILENT, Meeting.TIE) or left is right_value is UNDEFINED:
                break
            if self.pair.spent > self.limits.work:
                break
        return meeting, left, right_value

    @lazily
    def precisions(self) -> list[int]:
        """Bits to work with, one after the other."""
        most = min(self.limits.bits, MOST_BITS_OF_INTEGRALS) if self.integrates else self.limits.bits
        return [bits for bits in PRECISIONS if bits <= most] or [self.limits.bits]

    def is_undefined_around(self, point: Point) -> bool:
        """Whether exactly one side is defined on a whole stretch: an interval, or two places of integers."""
        names = self.pair.names
        if not names:
            return True
        if all(domain.kind == "integer" for domain in names.values()):
            return self.count.one_undefined >= 2
        around = {name: sampling.ball_around(names[name], place) for name, place in point.items()}
        if not any(place.radius for place in around.values()):
            return False
        return relation(*self.pair.at(around, DEFAULT_BITS), self.tolerance) is Meeting.ONE_UNDEFINED

    def confirm(self) -> Comparison:
        """Agreement to many digits at a point of the pair's own; a difference there counts like any other."""
        count, note = self.count, self.note()
        if isinstance(note, Comparison):
            return note
        if not self.tolerance.is_exact:
            return right(Evidence("agrees", points=count.agreed, note=note or feedback.WITHIN_TOLERANCE))
        precisions = self.confirming_precisions()
        if not precisions:
            return undecided(feedback.TOO_FINE)
        for point in self.private_points():
            for bits in precisions:
                if (stopped := self.stopped()) is not None:
                    return stopped
                left, right_value, lossy = self.pair.at_with_losses(point, bits)
                if isinstance(left, Void) or isinstance(right_value, Void):
                    break
                if not overlap(left, right_value):
                    return wrong(witness.counterexample(self.pair, point, (left, right_value)))
                if not lossy and (digits := self.confirmed_digits(left, right_value)):
                    return right(Evidence("agrees", points=count.agreed, digits=digits, note=note))
        return undecided(feedback.TOO_FINE)

    def confirming_precisions(self) -> list[int]:
        """Bits that show every number written and the square of small ones: cos 1e-9 is 1 to 18 digits."""
        most = self.limits.bits
        start = CONFIRM_BITS + self.pair.bits
        if self.integrates or self.goes_on:
            return [start][: start <= most]
        if not self.pair.names:
            return [most][: self.pair.bits <= most]
        return [start, most] if start < most else [most][: start <= most]

    def note(self) -> str | Comparison:
        """What is to be said of single points, which do not decide but where floor has one in every step."""
        if self.count.one_undefined:
            return feedback.POINTS_LEFT_OUT
        for number, (name, places) in enumerate(self.pair.marks.items()):
            if self.pair.names[name].kind != "real" or not self.tolerance.is_exact:
                continue
            for place in places:
                point = self.pair.points.ordinary(number) | {name: Coordinate(place)}
                if not sampling.contains(self.pair.names[name], place):
                    continue
                values = self.pair.at(point, DEFAULT_BITS, ("at", name, *place.as_integer_ratio(), number))
                if relation(*values, self.tolerance) is Meeting.DIFFER:
                    if not STEPPED.isdisjoint(self.pair.graph.heads):
                        return wrong(witness.counterexample(self.pair, point, values))
                    return differ_at_single_points(f"{name} = {point[name]}")
        return ""

    def private_points(self) -> Iterator[Point]:
        """Points of this pair alone; then one that agreed."""
        names, seed = self.pair.names, self.pair.seed
        for number in range(PRIVATE_POINTS if names else 0):
            yield sampling.private_point(names, number, seed)
        yield self.count.first or {}

    def confirmed_digits(self, left: Ball, right_value: Ball) -> int:
        """Digits to which both are known and agree, or 0 for too few of them."""
        bits = min(accuracy_bits(left), accuracy_bits(right_value), self.limits.bits)
        if bits < FEWEST_CONFIRMED_BITS:
            return 0
        # Of a number with thousands of digits the last ones are not seen: 10^(10^6) + 1.
        if not self.pair.names and max(float(noise_of(left)), float(noise_of(right_value))) > 2.0**-64:
            return 0
        return int(bits * 0.30103)
