"""The kinds of case: how the expected text of each is read, and which answer judges against it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

from gradcheck_grader.answers.array import Array
from gradcheck_grader.answers.choice import Choice
from gradcheck_grader.answers.derivative import Derivative, Gradient, Jacobian
from gradcheck_grader.answers.expression import Expression
from gradcheck_grader.answers.number import Number
from gradcheck_grader.answers.protocol import Answer
from gradcheck_grader.cases.exactness import exactly, forms_for
from gradcheck_grader.cases.expected import Expected
from gradcheck_grader.cases.question import CaseError, Policy
from gradcheck_grader.syntax.arrays import is_list
from gradcheck_grader.syntax.sorts import sort_of
from gradcheck_grader.syntax.tree import Apply, names_in

# What every kind heeds, since it is done to the verdict.
COMMON = frozenset({"partial_credit", "slips", "level"})


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of case.

    reads     the kind of notation in which the expected text is read.
    answer    the answer that judges against it. Raises AnswerError when there is none.
    heeds     the settings of a policy that mean something here; any other is refused.
    """

    reads: str
    answer: Callable[[Expected, Policy], Answer]
    heeds: frozenset[str] = frozenset()


def answer_for(kind: str, expected: Expected, policy: Policy) -> Answer:
    """The answer of a kind that judges against an expected text.

    Raises AnswerError when there is none, CaseError for a setting that the kind does not heed.
    """
    if kind not in KINDS:
        raise CaseError(f'I do not know the kind "{kind[:40]}". Known are auto, {", ".join(KINDS)}.')
    default, heeded = Policy(), KINDS[kind].heeds | COMMON
    for setting in (field.name for field in fields(Policy)):
        if setting not in heeded and getattr(policy, setting) != getattr(default, setting):
            raise CaseError(f'The setting "{setting}" means nothing for the kind "{kind}".')
    return KINDS[kind].answer(expected, policy)


def kind_of(expected: Expected) -> str:
    """The kind of an expected text that was read as any."""
    tree, sort = expected.tree, sort_of(expected.tree)
    if sort == "law" or (isinstance(tree, Apply) and tree.head == "~"):
        return "distribution"
    if sort == "condition":
        return "equation" if isinstance(tree, Apply) and tree.head == "=" else "condition"
    if sort in ("set", "tuple"):
        return sort
    if expected.notation.shapes and not is_list(tree):
        return "matrix"
    if is_list(tree):
        return "array"
    # A name that is declared may be written, though the expected text has none: sin(x)^2 + cos(x)^2 for 1.
    return "expression" if expected.notation.names else "number"


def _number(expected: Expected, policy: Policy) -> Answer:
    tolerance = exactly(policy, expected)
    return Number(expected.tree, tolerance, names=expected.notation, form=forms_for(policy))


def _expression(expected: Expected, policy: Policy) -> Answer:
    return Expression(expected.tree, expected.notation, exactly(policy, expected), form=forms_for(policy))


def _array(expected: Expected, policy: Policy) -> Answer:
    return Array(expected.tree, expected.notation, exactly(policy, expected))


def _choice(expected: Expected, policy: Policy) -> Answer:
    return Choice(expected.notation.options, right=names_in(expected.tree))


def _gradient(expected: Expected, policy: Policy) -> Answer:
    """The derivative of what is expected by one name, its gradient by several, of a vector its Jacobian."""
    variables = wrt(expected, policy)
    tolerance = exactly(policy, expected)
    if is_list(expected.tree):
        return Jacobian(expected.tree, variables, expected.notation, tolerance)
    if len(variables) == 1:
        return Derivative(expected.tree, variables[0], expected.notation, tolerance)
    return Gradient(expected.tree, variables, expected.notation, tolerance)


def wrt(expected: Expected, policy: Policy) -> tuple[str, ...]:
    """The names that a derivative is taken by: those that were said, or the only one that there is."""
    names = tuple(name for name in expected.notation.names if name in names_in(expected.tree))
    for name in policy.wrt:
        if name not in expected.notation.names:
            raise CaseError(f'There is no name "{name}" in it; its names are {", ".join(names)}.')
    if policy.wrt or len(names) == 1:
        return policy.wrt or names
    raise CaseError(f'Say by which of {", ".join(names) or "no names"} the derivative is taken, in "wrt".')


_NEARNESS = frozenset({"exactness", "tolerance", "figures"})
KINDS: dict[str, Kind] = {
    "number": Kind("number", _number, _NEARNESS | {"form"}),
    "expression": Kind("expression", _expression, _NEARNESS | {"form"}),
    "array": Kind("array", _array, _NEARNESS),
    "choice": Kind("choice", _choice),
    "gradient": Kind("expression", _gradient, _NEARNESS | {"wrt"}),
}
