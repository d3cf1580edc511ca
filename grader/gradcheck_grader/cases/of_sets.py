"""Answers of cases about equations, conditions, sets and tuples."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gradcheck_grader.answers.condition import Condition
from gradcheck_grader.answers.entries import elements, entries
from gradcheck_grader.answers.equation import Equation
from gradcheck_grader.answers.finite_set import FiniteSet, Multiset
from gradcheck_grader.answers.judging import judged
from gradcheck_grader.answers.ordered import Ordered
from gradcheck_grader.answers.protocol import Answer
from gradcheck_grader.answers.real_set import RealSet
from gradcheck_grader.answers.solves import Solves
from gradcheck_grader.cases.exactness import exactly
from gradcheck_grader.cases.expected import Expected
from gradcheck_grader.cases.question import CaseError, Policy
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.notation import REAL, Notation
from gradcheck_grader.reading import Reading
from gradcheck_grader.syntax.sorts import is_condition, sort_of
from gradcheck_grader.syntax.tree import Apply, Name, Node, names_in
from gradcheck_grader.verdict import Verdict

_MEMBERS = ("x", "t", "u", "s", "z", "x_0")


@dataclass(frozen=True, slots=True)
class EquationOrValue:
    """An equation such as y = 2x + 1, which may be written in any form, or as its right side alone."""

    equation: Equation
    solved: Equation

    @property
    def notation(self) -> Notation:
        """What a response may be written with."""
        return self.equation.notation

    def judge(self, response: str) -> Verdict:
        """The verdict on a response."""
        return judged(response, self.notation, self.decide)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read."""
        answer = self.solved if sort_of(response) in ("value", "name") else self.equation
        return answer.decide(response)

    def reference_text(self) -> str:
        """The right equation in plain notation."""
        return self.equation.reference_text()

    def reference_reading(self) -> Reading:
        """The right equation as it is read and shown."""
        return self.equation.reference_reading()

    def with_reference(self, reference: object) -> Equation:
        """A question with the same notation and another equation as the right one."""
        return self.equation.with_reference(reference)


@dataclass(frozen=True, slots=True)
class AnyOrder:
    """A tuple whose entries may stand in any order, each as often as it is expected."""

    entries: Multiset

    @property
    def notation(self) -> Notation:
        """What a response may be written with."""
        return replace(self.entries.notation, kind="tuple")

    def judge(self, response: str) -> Verdict:
        """The verdict on a response."""
        return judged(response, self.notation, self.decide)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read."""
        found = entries(response)
        return self.entries.decide(Apply("set", tuple(found)) if found else response)

    def reference_text(self) -> str:
        """The right entries in plain notation."""
        return self.entries.reference_text()

    def reference_reading(self) -> Reading:
        """The right entries as they are read and shown."""
        return self.entries.reference_reading()

    def with_reference(self, reference: object) -> Multiset:
        """A question with the same notation and other entries."""
        return self.entries.with_reference(reference)


def equation(expected: Expected, policy: Policy) -> Answer:
    """An equation with the same solutions; y = may be left out where y stands alone."""
    tree, notation = expected.tree, expected.notation
    if policy.solved_for:
        _check_name(policy.solved_for, notation)
        return Equation(tree, notation, solved_for=policy.solved_for)
    own = tree.args[0] if isinstance(tree, Apply) and tree.head == "=" else tree
    plain = Equation(tree, notation)
    if not isinstance(own, Name) or own.name in names_in(plain.tree.args[1]) | notation.constants:
        return plain
    return EquationOrValue(plain, Equation(tree, notation, solved_for=own.name))


def condition(expected: Expected, policy: Policy) -> Answer:
    """A condition that holds at the same places."""
    return Condition(expected.tree, expected.notation)


def solves(expected: Expected, policy: Policy) -> Answer:
    """The solutions of an equation."""
    names = [name for name in expected.notation.names if name in names_in(expected.tree)]
    if not policy.wrt and len(names) != 1:
        raise CaseError(f'Say for which of {", ".join(names) or "no names"} it is to be solved, in "wrt".')
    notation = _with_first((policy.wrt or tuple(names))[0], expected.notation)
    tolerance = exactly(policy)
    return Solves(expected.tree, notation, every=policy.every, tolerance=tolerance)


def a_set(expected: Expected, policy: Policy) -> Answer:
    """A finite set where elements are listed, and else a set of real numbers."""
    member = _member(expected, policy)
    notation, tolerance = _with_first(member, expected.notation), exactly(policy)
    if elements(expected.tree, member) is not None:
        return FiniteSet(expected.tree, notation, tolerance, variable=member)
    if not tolerance.is_exact:
        raise CaseError("Only a set whose elements are listed has a tolerance.")
    return RealSet(expected.tree, notation)


def multiset(expected: Expected, policy: Policy) -> Answer:
    """A list of elements in any order, each as often as it is written."""
    return _multiset(expected, policy)


def _multiset(expected: Expected, policy: Policy) -> Multiset:
    member = _member(expected, policy)
    notation, tolerance = _with_first(member, expected.notation), exactly(policy)
    return Multiset(expected.tree, notation, tolerance, variable=member)


def a_tuple(expected: Expected, policy: Policy) -> Answer:
    """Entries in order, or in any where order does not count."""
    tolerance = exactly(policy)
    if policy.order:
        return Ordered(expected.tree, expected.notation, tolerance)
    found = entries(expected.tree)
    if not found:
        raise AnswerError("The right answer is no tuple of numbers or expressions.")
    return AnyOrder(_multiset(replace(expected, tree=Apply("set", tuple(found))), policy))


def _member(expected: Expected, policy: Policy) -> str:
    """The name that stands for a member: that of the conditions, otherwise one that is not in the ends."""
    names = [name for name in expected.notation.names if name in names_in(expected.tree)]
    if policy.wrt:
        return policy.wrt[0]
    if not is_condition(expected.tree):
        return next(name for name in (*_MEMBERS, "member") if name not in names)
    if len(names) == 1:
        return names[0]
    raise CaseError(f'Say which of {", ".join(names) or "no names"} the set is of, in "wrt".')


def _with_first(name: str, notation: Notation) -> Notation:
    """The notation with this name before all others."""
    names = {name: notation.names.get(name, REAL), **notation.names}
    return replace(notation, names=names, constants=notation.constants - {name})


def _check_name(name: str, notation: Notation) -> None:
    if name not in notation.names:
        raise CaseError(f'There is no name "{name}" in it; its names are {", ".join(notation.names)}.')
