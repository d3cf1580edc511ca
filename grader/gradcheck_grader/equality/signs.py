"""Expressions with ±: both values as a set, so that ± a is ± (-a). All signs of one expression turn together.

Two sets of at most two numbers are the same exactly when sum and product of the two numbers are, a single
number counted twice. So two comparisons without ± decide, wherever the signs change places.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gradcheck_grader import feedback
from gradcheck_grader.equality import sampling, witness
from gradcheck_grader.equality.balls import DEFAULT_BITS, Value
from gradcheck_grader.equality.comparison import Comparison, undecided, wrong
from gradcheck_grader.equality.compiled import Compiled, Pair
from gradcheck_grader.equality.meeting import Meeting, relation
from gradcheck_grader.equality.sampling import Point
from gradcheck_grader.equality.tolerance import Tolerance
from gradcheck_grader.feedback.comparison import two_values
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, fold
from gradcheck_grader.verdict import Evidence, Outcome

PLUS_MINUS = "pm"
WITNESSES = 24
DIGITS = (4, 9, 16, 40)
Compare = Callable[..., Comparison]


def with_sign(tree: Node, *, upper: bool) -> Node:
    """The tree with + (upper) or - for every ±.

    >>> from gradcheck_grader.syntax.printing import to_plain
    >>> to_plain(with_sign(Apply("pm", (Name("a"), Name("b"))), upper=False))
    'a - b'
    """

    def branch(here: Apply, parts: list[Node]) -> Node:
        if here.head != PLUS_MINUS:
            return Apply(here.head, tuple(parts), here.span)
        last = parts[-1] if upper else Apply("neg", (parts[-1],))
        return last if len(parts) == 1 else Apply("+", (*parts[:-1], last))

    def leaf(here: Num | Name) -> Node:
        return here

    return fold(tree, leaf, branch)


def compare_both(reference: Compiled, response: Node, tolerance: Tolerance, compare: Compare) -> Comparison:
    """Whether the two values of one are the two values of the other.

    compare  decides for trees without ±.
    """
    needed = [with_sign(reference.tree, upper=upper) for upper in (True, False)]
    yours = [with_sign(response, upper=upper) for upper in (True, False)]
    limits = replace(reference.limits, guard_ms=reference.limits.guard_ms // 4)
    first, second = (Compiled(tree, reference.notation, limits) for tree in needed)
    pairs = zip((first, second), yours, strict=True)
    straight = [compare(one, other, tolerance=tolerance) for one, other in pairs]
    if all(found.is_right for found in straight):
        return straight[0]
    if not tolerance.is_exact:
        crossed = (
            compare(first, yours[1], tolerance=tolerance),
            compare(second, yours[0], tolerance=tolerance),
        )
        if all(found.is_right for found in crossed):
            return crossed[0]
        return _different(first, second, yours, tolerance) or undecided(feedback.ON_THE_EDGE)
    found: list[Comparison] = []
    for head in ("+", "*"):
        both = Compiled(Apply(head, tuple(needed)), reference.notation, limits)
        found.append(compare(both, Apply(head, tuple(yours))))
        if found[-1].outcome is Outcome.WRONG:
            shown = _different(first, second, yours, tolerance)
            return shown or wrong(_without_values(found[-1].evidence))
    return next((one for one in found if not one.is_right), found[0])


def _without_values(evidence: Evidence) -> Evidence:
    """The evidence on sum or product of the two values, which are not what was written."""
    if evidence.kind == "undefined":
        texts = {feedback.UNDEFINED: feedback.UNDEFINED}
        needed, yours = texts.get(evidence.needed, ""), texts.get(evidence.yours, "")
        return replace(evidence, needed=needed, yours=yours)
    return Evidence("exact", note=feedback.DIFFERENT_FUNCTIONS)


def _different(
    first: Compiled, second: Compiled, yours: list[Node], tolerance: Tolerance
) -> Comparison | None:
    """A point where a value of one side is none of the other's; None when none is found."""
    pairs = Pair(first, yours[0]), Pair(second, yours[1])
    names = {**pairs[0].names, **pairs[1].names}
    for number in range(WITNESSES if names else 1):
        point = sampling.ordinary_point(names, number)
        (a, b), (c, d) = (pair.at(point, DEFAULT_BITS) for pair in pairs)
        needed, given = (a, c), (b, d)
        if any(
            all(_apart(value, other, tolerance) for other in others)
            for values, others in ((needed, given), (given, needed))
            for value in values
        ):
            return wrong(_witness(pairs, point))
    return None


def _apart(one: Value, other: Value, tolerance: Tolerance) -> bool:
    return relation(one, other, tolerance) is Meeting.DIFFER


def _witness(pairs: tuple[Pair, Pair], point: Point) -> Evidence:
    """Both values of either side at the point, with as many digits as it takes to tell them apart."""
    at, texts = witness.printed_point(point), ("", "")
    for digits in DIGITS:
        values = [pair.at(point, max(DEFAULT_BITS, 4 * digits + 40)) for pair in pairs]
        sides = zip(*values, strict=True)
        shown = [[witness.value_text(value, digits) for value in side] for side in sides]
        texts = two_values(shown[0]), two_values(shown[1])
        if texts[0] != texts[1]:
            break
    return Evidence("counterexample", at=at, needed=texts[0], yours=texts[1])
