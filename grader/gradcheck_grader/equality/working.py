"""Whether a line of working is a consequence of the one before, and which line is the first that is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from flint import arb

from gradcheck_grader import feedback
from gradcheck_grader.equality import sampling, witness
from gradcheck_grader.equality.balls import DEFAULT_BITS, Void
from gradcheck_grader.equality.comparison import Comparison, right, undecided, wrong
from gradcheck_grader.equality.compiled import Compiled, Pair
from gradcheck_grader.equality.consequences import nowhere_else, of_statements
from gradcheck_grader.equality.ladder import compare, equal
from gradcheck_grader.equality.sampling import Coordinate, Point
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.feedback import lines as said
from gradcheck_grader.notation import Domain, Notation
from gradcheck_grader.syntax.tree import Apply, Node
from gradcheck_grader.verdict import Evidence, Outcome

ORDERS = ("<", "<=", ">", ">=")
STATEMENTS = frozenset({"=", "!=", "<", "<=", ">", ">=", "and", "or", "not", "in", "true", "false"})
POINTS = 16
SIMPLE_POINTS = 8
WIDE_POINTS = 8
FEWEST = 3
PRECISIONS = (DEFAULT_BITS, 256)


@dataclass(frozen=True, slots=True)
class WrongStep:
    """The first line that is not a consequence of the one before, or cannot be seen to be one.

    number    of the line, from 0: line number - 1 is the one before.
    outcome   wrong, which is proved, or undecided.
    evidence  needed is what the line before gives at a point, yours what this one gives there.
    """

    number: int
    outcome: Outcome
    evidence: Evidence


def first_wrong_step(
    trees: Sequence[Node], notation: Notation, *, relation: str | None = None
) -> WrongStep | None:
    """The first line that is proved wrong; else the first that could not be decided; else None.

    relation  = < <= > >= between expressions, iff or implies between statements; = or iff when not given.

    >>> from gradcheck_grader.notation import real_names
    >>> from gradcheck_grader.syntax.parser import parse
    >>> notation = Notation(names=real_names("x"))
    >>> lines = [parse(text, notation) for text in ("(x + 1)^2", "x^2 + 2x + 1", "x^2 + 3x")]
    >>> first_wrong_step(lines, notation).number
    2
    """
    signs = [relation or ("iff" if is_statement(tree) else "=") for tree in trees[:-1]]
    return check_steps(trees, signs, notation).wrong


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found of lines of working: the first wrong step, if any, and why the others are right."""

    wrong: WrongStep | None
    reasons: tuple[Evidence, ...]


def check_steps(
    trees: Sequence[Node], signs: Sequence[str], notation: Notation, *, equal_to_all: Node | None = None
) -> Checked:
    """Compares each line with the one before.

    signs         signs[0] joins trees[0] and trees[1], and so on.
    equal_to_all  of a chain of =: what every line is equal to, where the line before cannot be computed.
    """
    doubt: WrongStep | None = None
    reasons: list[Evidence] = []
    for number, sign in enumerate(signs, start=1):
        comparison = follows(trees[number - 1], trees[number], sign, notation)
        if comparison.outcome is Outcome.UNDECIDED and equal_to_all is not None:
            comparison = follows(equal_to_all, trees[number], sign, notation)
        if comparison.outcome is Outcome.WRONG:
            return Checked(WrongStep(number, Outcome.WRONG, comparison.evidence), tuple(reasons))
        if comparison.is_right:
            reasons.append(comparison.evidence)
        elif doubt is None:
            doubt = WrongStep(number, Outcome.UNDECIDED, comparison.evidence)
    return Checked(doubt, tuple(reasons))


def is_statement(tree: Node) -> bool:
    """Whether the tree says something that holds or not, and is no expression."""
    return isinstance(tree, Apply) and tree.head in STATEMENTS


def follows(before: Node, line: Node, sign: str, notation: Notation) -> Comparison:
    """Whether the line follows from the one before, as the sign between them says.

    sign  = < <= > >= between expressions: before, sign, line; iff or implies between statements.
    """
    if sign == "=":
        return equal(before, line, notation)
    if sign in ORDERS:
        seen = in_order(before, line, sign, notation)
        return (nowhere_else(before, line, sign, notation) if seen.is_right else None) or seen
    return of_statements(before, line, sign, notation)


def in_order(left: Node, right_tree: Node, sign: str, notation: Notation) -> Comparison:
    """Whether left < right, or with another sign, wherever both have a value.

    Wrong at a point where the enclosures lie the other way round, or where < is claimed of two equals.
    """
    try:
        pair = Pair(Compiled(left, notation), right_tree)
        if not pair.is_computable:
            return undecided(feedback.CANNOT_COMPUTE)
        same = compare(pair.reference, right_tree)
    except AnswerError as error:
        return undecided(str(error))
    if same.is_right:
        return same if sign in ("<=", ">=") else wrong(Evidence("exact", note=said.EQUAL_HERE))
    kept = 0
    for point in _points(pair):
        seen = _order_at(pair, point)
        if seen is _Order.EQUAL and sign in ("<", ">"):
            return wrong(_equal_at(pair, point))
        if seen is (_Order.ABOVE if sign[0] == "<" else _Order.BELOW):
            return wrong(witness.counterexample(pair, point))
        kept += seen is not None
    enough = FEWEST if pair.names else 1
    return (
        right(Evidence("agrees", points=kept)) if kept >= enough else undecided(feedback.too_few_points(kept))
    )


def _points(pair: Pair) -> list[Point]:
    """Points that one can check by hand, ordinary ones, and ones further out; one where nothing varies."""
    names = pair.names
    if not names:
        return [{}]
    alike = [dict.fromkeys(names, Coordinate(Fraction(number))) for number in (1, 0, -1)]
    found: list[Point] = [point for point in alike if _lies_in(names, point)]
    for number in range(SIMPLE_POINTS):
        simple = {
            name: sampling.simple_coordinate(position, domain, number)
            for position, (name, domain) in enumerate(names.items())
        }
        point = {name: place for name, place in simple.items() if place is not None}
        if len(point) == len(names):
            found.append(point)
    found += [sampling.ordinary_point(names, number) for number in range(POINTS)]
    reach = min(Fraction(1000), 4 + 2 * pair.reach)
    found += [sampling.wide_point(names, number, reach) for number in range(WIDE_POINTS)]
    return found


def _lies_in(names: Mapping[str, Domain], point: Point) -> bool:
    return all(sampling.contains(names[name], place.real) for name, place in point.items())


class _Order(Enum):
    """How the left one lies to the right one."""

    BELOW = "below"
    EQUAL = "equal"
    ABOVE = "above"


def _order_at(pair: Pair, point: Point) -> _Order | None:
    """How the two lie at a point; None where that cannot be seen."""
    for bits in PRECISIONS:
        left, right_value = pair.at(point, bits)
        if not (isinstance(left, arb) and isinstance(right_value, arb)):
            return None
        if left < right_value:
            return _Order.BELOW
        if left > right_value:
            return _Order.ABOVE
        if left.is_exact() and right_value.is_exact():
            return _Order.EQUAL
    return None


def _equal_at(pair: Pair, point: Point) -> Evidence:
    left, _ = pair.at(point, DEFAULT_BITS)
    value = "" if isinstance(left, Void) else witness.decimal(left, witness.DIGITS[0])
    return Evidence("counterexample", at=witness.printed_point(point), needed=value, yours=value)
