"""Two matrix expressions compared at matrices of several sizes.

Wrong: at some sample an entry differs, exactly or by enclosures that do not overlap; or one side has no value
around a sample, or at some sizes none at all, where the other has one. Right: they agree at enough samples of
several sizes, two of them known only to this pair. Otherwise undecided.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from hashlib import blake2b
from typing import final

from flint import arb, ctx, fmpq

from gradcheck_grader import feedback
from gradcheck_grader.equality import comparison
from gradcheck_grader.equality.balls import DEFAULT_BITS, UNDEFINED, Void, accuracy_bits
from gradcheck_grader.equality.comparison import Comparison
from gradcheck_grader.equality.guard import Guard
from gradcheck_grader.equality.matrices import sampling, witness
from gradcheck_grader.equality.matrices.evaluation import entries_of
from gradcheck_grader.equality.matrices.program import MOST_ENTRIES
from gradcheck_grader.equality.matrices.sampling import Sample, Source, Value
from gradcheck_grader.equality.matrices.shapes import check_sizes, settle, typed_alone
from gradcheck_grader.equality.matrices.sides import Expressed, Setting, Side, written_bits
from gradcheck_grader.equality.matrices.sizes import size_at
from gradcheck_grader.equality.matrices.typed import ShapeError, Typed, UnsupportedError
from gradcheck_grader.equality.meeting import Meeting, relation
from gradcheck_grader.equality.steps import PRECISION
from gradcheck_grader.equality.tolerance import EXACT, Tolerance
from gradcheck_grader.feedback import matrices as say
from gradcheck_grader.limits import DEFAULT, Limits
from gradcheck_grader.notation import Notation
from gradcheck_grader.syntax.tree import Node
from gradcheck_grader.verdict import Evidence

FEWEST = 3
SMOOTH, BENT = 5, 14
ROUNDS = 12
PRECISIONS = (DEFAULT_BITS, 160, 512, 2048)
CONFIRM_BITS = 256
FEWEST_CONFIRMED_BITS = 64
PRIVATE = 2
PRIVATE_ATTEMPTS = 6
# The least and the number of the sizes of private samples: with matrices of them, and without.
SIZES_OF_MATRICES, SIZES_ALONE = (5, 4), (5, 36)
LARGEST_REACH = Fraction(10**6)
LARGEST_INDEX = 8
# The first points mix signs; then come all positive and all negative ones.
NUMBERS = (2, 3, 0, 1)


def equal_matrices(
    a: Node, b: Node, notation: Notation, *, tolerance: Tolerance = EXACT, limits: Limits = DEFAULT
) -> Comparison:
    """Whether a and b are the same for all matrices that the notation declares: right, wrong or undecided.

    >>> from gradcheck_grader.notation import Shape, real_names
    >>> from gradcheck_grader.syntax.tree import Apply, Name
    >>> notation = Notation("matrix", real_names("AB"), shapes=dict.fromkeys("AB", Shape("n", "n")))
    >>> AB, BA = (Apply("*", (Name(first), Name(second))) for first, second in ("AB", "BA"))
    >>> equal_matrices(Apply("tr", (AB,)), Apply("tr", (BA,)), notation).outcome
    <Outcome.RIGHT: 'right'>
    """
    try:
        typed = _typed_both(a, b, notation)
    except UnsupportedError as error:
        return comparison.undecided(str(error))
    if isinstance(typed, Comparison):
        return typed
    return compare(Expressed(typed[0]), Expressed(typed[1]), Setting(notation, limits), tolerance=tolerance)


def _typed_both(a: Node, b: Node, notation: Notation) -> tuple[Typed, Typed] | Comparison:
    """Both with their shapes; wrong where one of them has none, undecided where neither has."""
    typed: list[Typed] = []
    faults: list[str] = []
    for tree in (a, b):
        try:
            typed.append(typed_alone(tree, notation))
        except ShapeError as error:
            faults.append(error.fault.sentence)
    if len(typed) == 2:
        settle(typed[0], typed[1].shape)
        for side in typed:
            try:
                check_sizes(side)
            except ShapeError as error:
                faults.append(error.fault.sentence)
    if len(faults) == 2:
        return comparison.undecided(faults[0])
    if faults:
        return comparison.wrong(Evidence("shape", note=faults[0]))
    return typed[0], typed[1]


def compare(left: Side, right: Side, setting: Setting, *, tolerance: Tolerance = EXACT) -> Comparison:
    """The decision for two sides that were typed before."""
    if left.shape != right.shape:
        return comparison.wrong(
            Evidence("shape", needed=say.shape(*left.shape), yours=say.shape(*right.shape))
        )
    return Comparer(left, right, setting, tolerance).decision()


@dataclass(slots=True)
class Count:
    """What was found so far."""

    agreed: int = 0
    exact: bool = True
    one_undefined: int = 0


Sizes = dict[str, int]


@final
class Comparer:
    """Compares one pair; its clock starts when it is made."""

    def __init__(self, left: Side, right: Side, setting: Setting, tolerance: Tolerance) -> None:
        self.left, self.right, self.setting, self.tolerance = left, right, setting, tolerance
        self.guard = Guard(setting.limits.guard_ms)
        programs = left.program, right.program
        self.names = sorted(programs[0].names | programs[1].names)
        self.kinds = {name: setting.kind(name) for name in self.names}
        in_shapes = {name for kind in self.kinds.values() for name in kind.dimensions}
        self.dimensions = sorted(in_shapes | programs[0].dimensions | programs[1].dimensions)
        self.is_bent = any(program.is_bent for program in programs)
        self.reach = max(program.reach for program in programs)
        self.counted = programs[0].counted | programs[1].counted
        self.shape = left.shape
        self.some_sizes = False  # whether sizes were left out at which only one side has a value

    def decision(self) -> Comparison:
        """The decision."""
        count = Count()
        sizes = self.sizes()
        if isinstance(sizes, Comparison):
            return sizes
        wanted = self.wanted(sizes)
        for key, sample in self.schedule(sizes):
            if count.agreed == wanted:
                break
            if self.guard.is_over():
                return comparison.undecided(feedback.TOOK_TOO_LONG)
            if (found := self.visit(key, sample, count)) is not None:
                return found
        if count.agreed < min(FEWEST, wanted):
            return comparison.undecided(feedback.too_few_points(count.agreed))
        return self.confirmed(sizes, count)

    def wanted(self, sizes: list[Sizes]) -> int:
        """How many samples must agree."""
        if not self.names:
            return len(sizes)
        return BENT if self.is_bent else max(SMOOTH, len(sizes))

    def sizes(self) -> list[Sizes] | Comparison:
        """The sizes at which both can be computed.

        (X^T X)^-1 needs n >= d, which an author means without writing it: sizes at which one side alone is
        singular for ever are left out. Wrong where no others tell anything, and where each side has such
        sizes: X^T (X X^T)^-1 is no other way to write (X^T X)^-1 X^T.
        """
        kept: list[Sizes] = []
        alone: dict[
            bool, Sizes
        ] = {}  # the last sizes at which the left (True) or right side alone is singular
        reason = say.NO_SIZES
        for sizes in self.assignments():
            if self._is_too_large(sizes):
                reason = say.TOO_LARGE
                continue
            left, right = self._singular(sizes)
            if not left and not right:
                kept.append(sizes)
            elif left != right and not (left and self.left.is_guarded) and self._has_a_value(right, sizes):
                alone.setdefault(left, sizes)
        # Matrices of one entry commute and transpose to themselves: alone they say nothing.
        tells = any(1 not in sizes.values() for sizes in kept)
        if len(alone) == 2 or (alone and not tells):
            left = False not in alone  # where the response has no value is told first
            return comparison.wrong(_without_a_value(left, alone[left]))
        self.some_sizes = bool(alone)
        return kept if tells else comparison.undecided(reason)

    def _is_too_large(self, sizes: Sizes) -> bool:
        return max(side.program.most_entries(sizes) for side in (self.left, self.right)) > MOST_ENTRIES

    def _singular(self, sizes: Sizes) -> list[bool]:
        shapes = self.setting.notation.shapes
        return [side.program.is_singular(sizes, shapes) for side in (self.left, self.right)]

    def _private_sizes(self, number: int, sizes: list[Sizes]) -> Sizes:
        """Sizes for a private sample: where sizes are used as numbers, ones that nobody can foresee."""
        known = sizes[number % len(sizes)]
        if not self.counted:
            return known
        span = SIZES_OF_MATRICES if self.names else SIZES_ALONE
        text = f"{self.left.digest ^ self.right.digest}\n{number}"
        chosen = {
            name: size if name not in self.counted else span[0] + _chance(f"{text}\n{name}") % span[1]
            for name, size in known.items()
        }
        usable = not self._is_too_large(chosen) and self._singular(chosen) == [False, False]
        return chosen if usable else known

    def assignments(self) -> list[Sizes]:
        """A number for each dimension: each of two is once the larger; 1 comes too."""
        last = len(self.dimensions) - 1
        ways = [
            [2 + at % 4 for at in range(last + 1)] if last else [3],
            [2 + (last - at) % 4 for at in range(last + 1)],
            [1 if at % 2 == 0 else 3 for at in range(last + 1)],
            [4 if at % 2 == 0 else 1 for at in range(last + 1)],
        ]
        return self._assigned(ways)

    def small_sizes(self) -> list[Sizes]:
        """Sizes of matrices that a person can multiply."""
        every = range(len(self.dimensions))
        return self._assigned(
            [[2 for _ in every], [2 - at % 2 for at in every], [1 + at % 2 for at in every]]
        )

    def _assigned(self, ways: list[list[int]]) -> list[Sizes]:
        """The sizes by name, large enough for each index that is written."""
        if not self.dimensions:
            return [{}]
        least = max(self.left.program.largest_index, self.right.program.largest_index)
        if least > LARGEST_INDEX:
            return []
        return [
            {name: max(size, least) for name, size in zip(self.dimensions, way, strict=True)} for way in ways
        ]

    def schedule(self, sizes: list[Sizes]) -> Iterator[tuple[object, Sample]]:
        """Samples, each with a key that is the same in every comparison; more than wanted: some fail."""
        if not self.names:
            for chosen in sizes:
                yield None, Sample({}, chosen)
            return
        far = self.is_bent and 2 < self.reach <= LARGEST_REACH
        for number in range(ROUNDS):
            named = NUMBERS[number % 4] + 4 * (number // 4)
            for chosen in sizes:
                is_wide = far and number % 2 == 1
                sample = self.sample(
                    chosen, named, None if not is_wide else sampling.wide(named, 2 * self.reach)
                )
                if sample is not None:
                    key = None if is_wide else (named, *chosen.items())
                    yield key, sample

    def sample(self, sizes: Sizes, number: int, source: Source | None) -> Sample | None:
        """A value for each name; source None: the ordinary entries."""
        values: dict[str, Value] = {}
        for name, kind in self.kinds.items():
            shape = size_at(kind.shape.rows, sizes), size_at(kind.shape.columns, sizes)
            value = (
                sampling.ordinary_value(kind, shape, number)
                if source is None
                else sampling.made(kind, shape, source)
            )
            if value is None:
                return None
            values[name] = value
        return Sample(values, sizes)

    def visit(self, key: object, sample: Sample, count: Count) -> Comparison | None:
        """Counts one sample, or decides there."""
        meeting, is_exact = self.meeting(sample, key)
        if meeting is Meeting.DIFFER:
            return comparison.wrong(witness.counterexample(self, sample))
        if meeting is Meeting.AGREE:
            count.agreed += 1
            count.exact = count.exact and is_exact
        elif meeting is Meeting.ONE_UNDEFINED:
            count.one_undefined += 1
            return self._undefined_around(sample)
        return None

    def meeting(self, sample: Sample, key: object = None) -> tuple[Meeting, bool]:
        """How the two values compare at the lowest precision that can tell; and whether they are exact."""
        for bits in PRECISIONS:
            if bits > self.setting.limits.bits:
                break
            left, right = self.left.value(sample, bits, key), self.right.value(sample, bits)
            found, is_exact = self.relation(left, right, bits)
            if found not in (Meeting.TIE, Meeting.SILENT) or is_exact:
                return found, is_exact
        return Meeting.TIE, False

    def relation(self, left: Value | Void, right: Value | Void, bits: int) -> tuple[Meeting, bool]:
        """How two values compare that were computed with so many bits; and whether both are exact."""
        if left is UNDEFINED and self.left.is_guarded:
            return Meeting.SILENT, True
        if isinstance(left, Void) or isinstance(right, Void):
            one = (left is UNDEFINED) != (right is UNDEFINED)
            both_known = not isinstance(left, Void) or not isinstance(right, Void)
            undefined = left is UNDEFINED or right is UNDEFINED
            return (Meeting.ONE_UNDEFINED if one and both_known else Meeting.SILENT), undefined
        found, is_exact = Meeting.AGREE, True
        for a, b in zip(entries_of(left), entries_of(right), strict=True):
            entry = _entries_meet(a, b, self.tolerance, bits)
            if entry is Meeting.DIFFER:
                return entry, False
            is_exact = is_exact and isinstance(a, fmpq) and isinstance(b, fmpq)
            found = found if entry is Meeting.AGREE else Meeting.TIE
        return found, is_exact

    def confirmed(self, sizes: list[Sizes], count: Count) -> Comparison:
        """Agreement at samples of the pair's own; a difference there counts like any other."""
        digits: list[int] = []
        for number in range(PRIVATE_ATTEMPTS):
            sample = self._private_sample(number, sizes)
            if sample is None or len(digits) == PRIVATE:
                continue
            meeting, known, is_exact = self._confirmation(sample)
            if meeting is Meeting.DIFFER:
                return comparison.wrong(witness.counterexample(self, sample))
            if meeting is Meeting.AGREE:
                count.agreed += 1
                count.exact = count.exact and is_exact
                digits.append(known)
        if not digits or (min(digits) == 0 and self.tolerance.is_exact):
            return comparison.undecided(feedback.TOO_FINE)
        note = feedback.POINTS_LEFT_OUT if count.one_undefined else ""
        note = say.SIZES_LEFT_OUT if self.some_sizes else note
        if not self.tolerance.is_exact:
            note = note or feedback.WITHIN_TOLERANCE
            return comparison.right(Evidence("agrees", points=count.agreed, note=note))
        if count.exact:
            return comparison.right(Evidence("agrees", points=count.agreed, note=note or say.EXACTLY_EQUAL))
        return comparison.right(Evidence("agrees", points=count.agreed, digits=min(digits), note=note))

    def _private_sample(self, number: int, sizes: list[Sizes]) -> Sample | None:
        source = sampling.private(number + 2, self.left.digest ^ self.right.digest)
        return self.sample(self._private_sizes(number, sizes), number, source)

    def _confirmation(self, sample: Sample) -> tuple[Meeting, int, bool]:
        """How both compare at high precision, to how many digits they are known, and whether exactly."""
        bits = CONFIRM_BITS + max(written_bits(self.left.program), written_bits(self.right.program))
        meeting, known = Meeting.SILENT, 0
        for precision in (bits, self.setting.limits.bits):
            if precision > self.setting.limits.bits or self.guard.is_over():
                break
            left, right = self.left.value(sample, precision), self.right.value(sample, precision)
            meeting, is_exact = self.relation(left, right, precision)
            if meeting is Meeting.DIFFER or is_exact:
                return meeting, CONFIRM_BITS * 3 // 10, is_exact
            if meeting is Meeting.AGREE:
                known = min(_known_bits(left), _known_bits(right), self.setting.limits.bits)
                if known >= FEWEST_CONFIRMED_BITS:
                    return meeting, int(known * 0.30103), False
        return meeting, 0, False

    def _undefined_around(self, sample: Sample) -> Comparison | None:
        """Wrong when one side is proved to have no value near the sample, and the other to have one."""
        with PRECISION:
            near = sample.around(self.kinds)
        left, right = self.left.value(near, DEFAULT_BITS), self.right.value(near, DEFAULT_BITS)
        if (left is UNDEFINED) == (right is UNDEFINED) or (
            isinstance(left, Void) and isinstance(right, Void)
        ):
            return None
        at = witness.printed_sample(self, sample)
        needed, yours = (feedback.UNDEFINED if side is UNDEFINED else "" for side in (left, right))
        return comparison.wrong(Evidence("undefined", at=at, needed=needed, yours=yours))

    def _has_a_value(self, left: bool, sizes: Sizes) -> bool:
        side = self.left if left else self.right
        samples = (self.sample(sizes, number, None) for number in NUMBERS)
        return any(
            not isinstance(side.value(sample, DEFAULT_BITS), Void) for sample in samples if sample is not None
        )


def _without_a_value(left: bool, sizes: Sizes) -> Evidence:
    """Evidence of sizes at which the left side, or else the right one, has no value."""
    needed, yours = (feedback.UNDEFINED, "") if left else ("", feedback.UNDEFINED)
    at = {name: str(size) for name, size in sizes.items()}
    return Evidence("undefined", at=at, needed=needed, yours=yours)


def _entries_meet(a: fmpq | arb, b: fmpq | arb, tolerance: Tolerance, bits: int) -> Meeting:
    if tolerance.is_exact and isinstance(a, fmpq) and isinstance(b, fmpq):
        return Meeting.AGREE if a == b else Meeting.DIFFER
    with PRECISION:
        # A fraction beside a ball is rounded here: more finely than the ball.
        ctx.prec = bits + DEFAULT_BITS
        try:
            left, right = arb(a), arb(b)
        finally:
            ctx.prec = DEFAULT_BITS
    return relation(left, right, tolerance)


def _chance(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def _known_bits(value: Value | Void) -> int:
    if isinstance(value, Void):
        return 0
    return min(
        (accuracy_bits(entry) for entry in entries_of(value) if isinstance(entry, arb)),
        default=CONFIRM_BITS * 8,
    )
