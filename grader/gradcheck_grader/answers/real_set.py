"""A set of real numbers: intervals, unions, single numbers, or the condition that its members meet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from gradcheck_grader.answers.condition import checked
from gradcheck_grader.answers.entries import collected, is_value
from gradcheck_grader.answers.judging import judged, right, undecided, wrong
from gradcheck_grader.answers.references import Names, check_names, notation_of, reading_of, tree_of
from gradcheck_grader.equality import Comparison, equal
from gradcheck_grader.equality.real_line.pieces import Bracket, near_miss
from gradcheck_grader.equality.real_line.reals import closed
from gradcheck_grader.equality.real_line.regions import Regions, compare_conditions, printed
from gradcheck_grader.equality.real_line.scene import Scene
from gradcheck_grader.equality.real_line.statements import (
    LOGIC,
    RELATIONS,
    SETS,
    NotAConditionError,
    condition_of,
    infinite,
)
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.feedback import sets as said
from gradcheck_grader.inference import inferred_names
from gradcheck_grader.notation import REAL, Notation
from gradcheck_grader.reading import Reading
from gradcheck_grader.syntax.bound import replaced
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Apply, Name, Node, names_in, walk
from gradcheck_grader.verdict import Evidence, Outcome, Verdict


@dataclass(frozen=True, slots=True)
class RealSet:
    """A set of real numbers.

    reference  a Node, a text ("[0, 1) ∪ {2}", "x^2 < 4", "(a, b + 1]") or a SymPy set.
    names      the first is that of the members, as conditions are written in it (x unless given); the others
               are parameters. As for an Expression, a mapping gives domains: only members of the first
               name's domain count.
    Raises AnswerError for a reference that is no set of real numbers, or whose ends are written with the name
    of the members.
    """

    reference: object
    names: Names = ("x",)
    notation: Notation = field(init=False, repr=False)
    variable: str = field(init=False, repr=False)
    tree: Node = field(init=False, repr=False, compare=False)
    condition: Node = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        reference = collected(self.reference)
        notation = with_infinity(notation_of("set", reference, self.names))
        object.__setattr__(self, "names", self.names if isinstance(self.names, Notation) else notation.names)
        variable = next(iter(notation.names), "x")
        if not notation.names:
            notation = replace(notation, names={variable: REAL})
        tree = tree_of(reference, notation)
        check_names(tree, notation)
        if uses_own_name(tree, variable):
            raise AnswerError(f"{said.own_name(variable)} Put another name first among the names.")
        object.__setattr__(self, "notation", notation)
        object.__setattr__(self, "variable", variable)
        object.__setattr__(self, "tree", tree)
        object.__setattr__(self, "condition", checked(as_set(tree), notation, Name(variable)))

    def judge(self, response: str) -> Verdict:
        """The verdict on a response."""
        verdict = judged(response, self.notation, self.decide)
        if verdict.outcome is Outcome.UNREADABLE and self.variable not in names_in(self.tree):
            return self._with_another_letter(verdict, response)
        return verdict

    def _with_another_letter(self, verdict: Verdict, response: str) -> Verdict:
        """The verdict on 0 < p < 1 where an interval is wanted: any letter may stand for its members."""
        names = inferred_names(response, self.notation)
        if len(names) != 1 or len(self.notation.names) > 1:
            return verdict
        letter, member = names[0], Name(self.variable)
        known = {**self.notation.names, letter: self.notation.names[self.variable]}

        def renamed(tree: Node) -> Verdict:
            return verdict if member in walk(tree) else self.decide(replaced(tree, letter, member))

        again = judged(response, replace(self.notation, names=known), renamed)
        return verdict if again.outcome is Outcome.UNREADABLE else again

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read.

        >>> from gradcheck_grader.syntax.tree import num
        >>> unit = RealSet(Apply("interval[]", (num(0), num(1))))
        >>> unit.decide(Apply("interval[)", (num(0), num(1)))).feedback
        'Your set has the right ends, but 1 belongs to it as well.'
        """
        if response == self.tree:
            return right(Evidence("same-tree"))
        yours = as_set(response)
        if not _is_set(yours):
            return Verdict(Outcome.UNREADABLE, 0, said.NO_SET)
        if uses_own_name(yours, self.variable):
            return Verdict(Outcome.UNREADABLE, 0, said.own_name(self.variable))
        alike = ends_alike(as_set(self.tree), yours, self.notation)
        if alike is not None and alike.is_right:
            return right(alike.evidence)
        try:
            scene = Scene((self.condition, condition_of(yours, Name(self.variable))), self.notation)
        except NotAConditionError:
            return undecided(Evidence("limit", note=said.NO_RULE))
        return self._told(compare_conditions(scene, self.notation.names), yours)

    def reference_text(self) -> str:
        """The right set in plain notation."""
        return to_plain(self.tree, self.notation)

    def reference_reading(self) -> Reading:
        """The right set as it is read and shown."""
        return reading_of(self.tree, self.notation)

    def with_reference(self, reference: object) -> RealSet:
        """The same question with another set as the right one."""
        return replace(self, reference=reference)

    def _told(self, regions: Regions, response: Node) -> Verdict:
        comparison = regions.comparison
        if regions.difference is None:
            return (right if comparison.is_right else undecided)(comparison.evidence)
        evidence = comparison.evidence
        if self.variable not in evidence.at:
            evidence = replace(evidence, at={self.variable: "0", **evidence.at})
        texts = (said.OUTSIDE, said.INSIDE)
        needed, yours = texts if regions.difference.yours else texts[::-1]
        evidence = replace(evidence, needed=needed, yours=yours)
        sentence = self._sentence(regions, evidence)
        backwards = reversed_ends(response, self.notation)
        if backwards:
            sentence = f"{said.reversed_interval(*backwards)} {sentence}"
        return wrong(evidence, sentence)

    def _sentence(self, regions: Regions, evidence: Evidence) -> str:
        witness = said.set_differs(evidence, self.variable)
        if len(regions.walks) != 1 or regions.walks[0].line.fixed or not regions.walks[0].finished:
            return witness
        miss = near_miss(regions.walks[0].stops)
        if miss is None:
            return witness
        if isinstance(miss, Bracket):
            return said.boundary(printed(miss.number), yours=miss.yours)
        return f"{said.one_end(miss.side, miss.interval, miss.total)} {witness}"


def with_infinity(notation: Notation) -> Notation:
    """The notation in which the ends of intervals may be infinite, unless inf is a name of its own."""
    if "inf" in notation.names:
        return notation
    return replace(notation, constants=notation.constants | {"inf"})


def as_set(tree: Node) -> Node:
    """A single value as the set of it, and a list as the set of its entries; anything else as it is."""
    if isinstance(tree, Apply) and tree.head in ("tuple", "vector"):
        return Apply("set", tree.args)
    return Apply("set", (tree,)) if is_value(tree) else tree


def _is_set(tree: Node) -> bool:
    return isinstance(tree, Apply) and tree.head in SETS | LOGIC | RELATIONS


def uses_own_name(tree: Node, name: str) -> bool:
    """Whether an interval or a list of numbers is written with the name of the members."""
    return any(
        isinstance(here, Apply)
        and (here.head.startswith("interval") or here.head == "set")
        and name in names_in(here)
        and not any(isinstance(part, Apply) and part.head in RELATIONS for part in here.args)
        for here in walk(tree)
    )


def intervals_of(tree: Node) -> list[Apply] | None:
    """The intervals and lists that a union is written with; None for anything else."""
    if not isinstance(tree, Apply):
        return None
    parts = tree.args if tree.head == "union" else (tree,)
    found = [part for part in parts if isinstance(part, Apply) and part.head.startswith("interval")]
    return found if len(found) == len(parts) else None


def ends_alike(needed: Node, yours: Node, notation: Notation) -> Comparison | None:
    """How the ends of two unions compare one by one; None when they are not written alike."""
    first, second = intervals_of(needed), intervals_of(yours)
    if first is None or second is None or len(first) != len(second):
        return None
    weakest: Comparison | None = None
    for one, other in zip(first, second, strict=True):
        if one.head != other.head:
            return None
        for end, written in zip(one.args, other.args, strict=True):
            if infinite(end) and infinite(end) == infinite(written):
                continue
            comparison = equal(end, written, notation)
            if not comparison.is_right:
                return None
            if weakest is None or comparison.evidence.kind == "agrees":
                weakest = comparison
    return weakest


def reversed_ends(tree: Node, notation: Notation) -> tuple[str, str] | None:
    """The ends of the first interval whose left end is proved to be the larger one."""
    for low, high in _ends(tree):
        numbers = closed(low, notation), closed(high, notation)
        if numbers[0] is not None and numbers[1] is not None and numbers[0].ball(64) > numbers[1].ball(64):
            return to_plain(low), to_plain(high)
    return None


def _ends(tree: Node) -> Iterator[tuple[Node, Node]]:
    for here in walk(tree):
        if isinstance(here, Apply) and here.head.startswith("interval"):
            low, high = here.args
            if not infinite(low) and not infinite(high) and not names_in(here):
                yield low, high
