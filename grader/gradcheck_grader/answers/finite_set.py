"""A finite set or multiset, whose elements are matched by the ladder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from gradcheck_grader.answers.entries import collected, elements
from gradcheck_grader.answers.judging import judged, right, undecided, wrong
from gradcheck_grader.answers.labels import values_of, with_names
from gradcheck_grader.answers.references import Names, check_names, declared, notation_of, reading_of, tree_of
from gradcheck_grader.equality import EXACT, Tolerance
from gradcheck_grader.equality.matching import Matching, matching
from gradcheck_grader.equality.points import Element, element_of, is_point, same
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.feedback import lists
from gradcheck_grader.notation import REAL, Notation
from gradcheck_grader.reading import Reading
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Apply, Node
from gradcheck_grader.verdict import Evidence, Outcome, Verdict

MOST = 100


@dataclass(frozen=True, slots=True)
class _Elements:
    """What FiniteSet and Multiset have in common: elements in any order, part credit by element.

    repeated  whether an element counts as often as it is written.
    """

    tree: Node
    notation: Notation
    compiled: tuple[Element, ...]
    variable: str
    tolerance: Tolerance
    credit: bool
    repeated: bool

    def decide(self, response: Node) -> Verdict:
        """The verdict on a set that was read."""
        given = elements(self._as_listed(response), self.variable)
        if given is None:
            interval = isinstance(response, Apply) and response.head.startswith("interval")
            needed = Evidence("shape", yours=to_plain(response))
            return wrong(needed, lists.AN_INTERVAL if interval else lists.NO_LIST)
        if len(given) > MOST:
            return undecided(Evidence("limit", note=lists.TOO_MANY_TO_COMPARE))
        yours = given if self.repeated else distinct(given, self.notation, self.tolerance)
        if not yours or not self.compiled:
            return self._with_an_empty_one(yours)
        found = matching(self.compiled, yours, tolerance=self.tolerance)
        if found is None:
            return undecided(Evidence("limit", note=lists.TOO_MANY_TO_COMPARE))
        if found.doubt is not None:
            return undecided(found.doubt)
        return self._of(found, yours)

    def _as_listed(self, response: Node) -> Node:
        """[1, 2] as the list that programs print; (1, 2) as a point, where points are needed."""
        if not isinstance(response, Apply):
            return response
        if response.head == "interval[]":
            return Apply("set", response.args, response.span)
        points = bool(self.compiled) and all(is_point(one.tree) for one in self.compiled)
        if points and response.head == "interval()":
            return Apply("set", (Apply("tuple", response.args, response.span),), response.span)
        return response

    def _with_an_empty_one(self, yours: Sequence[Node]) -> Verdict:
        if len(yours) == len(self.compiled):
            return right(Evidence("exact"))
        evidence = Evidence("element", yours=_braced(yours))
        return wrong(evidence, lists.EMPTY if yours else lists.NOT_EMPTY)

    def _of(self, found: Matching, yours: Sequence[Node]) -> Verdict:
        count, larger = len(found.pairs), max(len(yours), len(self.compiled))
        if count == larger and found.weakest is not None:
            return right(found.weakest)
        evidence = _unmatched(found, yours, len(self.compiled))
        sentence = self._sentence(found, yours)
        if not count or not self.credit:
            return Verdict(Outcome.WRONG, 0, sentence, evidence=evidence)
        return Verdict(Outcome.PARTLY_RIGHT, count / larger, sentence, evidence=evidence)

    def _sentence(self, found: Matching, yours: Sequence[Node]) -> str:
        if self.repeated and found.pairs and self._has_the_same_values(yours):
            return lists.HOW_OFTEN
        taken = {other for _, other in found.pairs}
        extra = [to_plain(node) for other, node in enumerate(yours) if other not in taken]
        missing = len(self.compiled) - len(found.pairs)
        return lists.members(len(found.pairs), extra, missing, total=len(yours))

    def _has_the_same_values(self, yours: Sequence[Node]) -> bool:
        """Whether the two are equal but for how often each element occurs."""
        values = distinct(yours, self.notation, self.tolerance)
        needed = distinct([one.tree for one in self.compiled], self.notation, self.tolerance)
        once = [element_of(node, self.notation) for node in needed]
        found = matching(once, values, tolerance=self.tolerance)
        return found is not None and len(found.pairs) == len(once) == len(values)


@dataclass(frozen=True, slots=True)
class FiniteSet:
    """A finite set: order and repetition do not count. Part credit is the share of right elements.

    reference  a Node, a text ("{1, 2}", "±2", "x = 1 or x = 2"), a SymPy set, or Python's set or list.
    names      as for an Expression: what the elements may be written with.
    credit     whether a set of which some elements are right earns a part of the points.
    variable   a name that may stand before the elements, as in x = 1 or x = 2; in a whole Notation it has to
               be declared there.
    Raises AnswerError for a reference that lists no elements.
    """

    reference: object
    names: Names = ()
    tolerance: Tolerance = EXACT
    credit: bool = field(default=True, kw_only=True)
    variable: str = field(default="x", kw_only=True)
    notation: Notation = field(init=False, repr=False)
    elements: _Elements = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found = _elements_of(self, repeated=False)
        object.__setattr__(self, "notation", found.notation)
        object.__setattr__(self, "elements", found)

    def judge(self, response: str) -> Verdict:
        """The verdict on a response."""
        return _judged(self, response)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read.

        >>> from gradcheck_grader.syntax.tree import num
        >>> FiniteSet({1, 2}).decide(Apply("set", (num(2), num(5)))).feedback
        '1 of your 2 elements belongs to the set, but 5 does not. One element is missing.'
        """
        return self.elements.decide(response)

    def reference_text(self) -> str:
        """The right set in plain notation."""
        return to_plain(self.elements.tree, self.notation)

    def reference_reading(self) -> Reading:
        """The right set as it is read and shown."""
        return reading_of(self.elements.tree, self.notation)

    def with_reference(self, reference: object) -> FiniteSet:
        """The same question with another set as the right one."""
        return replace(self, reference=reference)


@dataclass(frozen=True, slots=True)
class Multiset:
    """A finite set in which each element counts as often as it is written: eigenvalues, roots.

    The fields are those of a FiniteSet.
    """

    reference: object
    names: Names = ()
    tolerance: Tolerance = EXACT
    credit: bool = field(default=True, kw_only=True)
    variable: str = field(default="x", kw_only=True)
    notation: Notation = field(init=False, repr=False)
    elements: _Elements = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found = _elements_of(self, repeated=True)
        object.__setattr__(self, "notation", found.notation)
        object.__setattr__(self, "elements", found)

    def judge(self, response: str) -> Verdict:
        """The verdict on a response."""
        return _judged(self, response)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read.

        >>> from gradcheck_grader.syntax.tree import num
        >>> Multiset([1, 1, 2]).decide(Apply("set", (num(1), num(2), num(2)))).feedback
        'You have the right values; count again how often each of them occurs.'
        """
        return self.elements.decide(response)

    def reference_text(self) -> str:
        """The right multiset in plain notation."""
        return to_plain(self.elements.tree, self.notation)

    def reference_reading(self) -> Reading:
        """The right multiset as it is read and shown."""
        return reading_of(self.elements.tree, self.notation)

    def with_reference(self, reference: object) -> Multiset:
        """The same question with another multiset as the right one."""
        return replace(self, reference=reference)


def _judged(answer: FiniteSet | Multiset, response: str) -> Verdict:
    """The verdict on a response, which may call its elements as it likes: λ = 1, λ = 3."""
    verdict = judged(response, answer.notation, answer.decide)
    find = partial(values_of, response, answer.notation)
    return with_names(verdict, "set", answer.notation, answer.decide, find)


def distinct(nodes: Sequence[Node], notation: Notation, tolerance: Tolerance = EXACT) -> list[Node]:
    """The nodes without those that are equal to an earlier one."""
    kept: list[Element] = []
    for node in dict.fromkeys(nodes):
        if not any(same(one, node, tolerance=tolerance).is_right for one in kept):
            kept.append(element_of(node, notation))
    return [one.tree for one in kept]


def _elements_of(answer: FiniteSet | Multiset, *, repeated: bool) -> _Elements:
    given = answer.reference
    reference = collected(given)
    names = answer.names if isinstance(answer.names, Notation) else declared(answer.names, given)
    object.__setattr__(answer, "names", names)
    if not isinstance(names, Notation):
        names = {answer.variable: REAL, **names}
    notation = notation_of("set", reference, names)
    tree = tree_of(reference, notation)
    found = elements(tree, answer.variable)
    if found is None:
        raise AnswerError(f"The right answer {to_plain(tree)} lists no elements. Use RealSet or Expression.")
    for element in found:
        check_names(element, notation)
    members = found if repeated else distinct(found, notation, answer.tolerance)
    compiled = tuple(element_of(element, notation) for element in members)
    return _Elements(tree, notation, compiled, answer.variable, answer.tolerance, answer.credit, repeated)


def _unmatched(found: Matching, yours: Sequence[Node], needed: int) -> tuple[Evidence, ...]:
    """An evidence for each element that does not belong, and one for those that are missing."""
    taken = {other for _, other in found.pairs}
    extra = [
        Evidence("element", where=lists.element(other + 1), yours=to_plain(node))
        for other, node in enumerate(yours)
        if other not in taken
    ]
    missing = needed - len(found.pairs)
    if missing:
        extra.append(Evidence("element", note=f"{lists.missing_elements(missing).capitalize()}."))
    return tuple(extra)


def _braced(nodes: Sequence[Node]) -> str:
    return f"{{{', '.join(map(to_plain, nodes))}}}"
