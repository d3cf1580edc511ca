"""Answers of cases whose response is one value; each kind is imported for the first case that has it."""

from __future__ import annotations

from gradcheck_grader.answers.protocol import Answer
from gradcheck_grader.cases.exactness import exactly, forms_for
from gradcheck_grader.cases.expected import Expected
from gradcheck_grader.cases.question import CaseError, Policy
from gradcheck_grader.equality.tolerance import Tolerance
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.syntax.tree import Apply, Name, Node


def number(expected: Expected, policy: Policy) -> Answer:
    """One number."""
    tolerance = exactly(policy)
    if policy.up_to:
        return up_to_sign(expected, policy, tolerance)
    from gradcheck_grader.answers.number import Number

    return Number(expected.tree, tolerance, names=expected.notation, form=forms_for(policy))


def expression(expected: Expected, policy: Policy) -> Answer:
    """An expression in names; up to a constant, a factor or the sign where the policy says so."""
    tolerance, form = exactly(policy), forms_for(policy)
    if not policy.up_to:
        if policy.wrt:
            raise CaseError('The setting "wrt" means nothing for the kind "expression" without "up_to".')
        from gradcheck_grader.answers.expression import Expression

        return Expression(expected.tree, expected.notation, tolerance, form=form, formed=False)
    if form or not tolerance.is_exact:
        raise CaseError('With "up_to" a value is exact and has no form.')
    if policy.up_to == "scale":
        raise CaseError("Only a vector has a scale; an expression is right up to a factor.")
    from gradcheck_grader.answers.up_to import UpTo

    return UpTo(expected.tree, expected.notation, policy.up_to, variable=policy.wrt or None)


def within(expected: Expected, policy: Policy) -> Answer:
    """Any number of the interval that is expected."""
    tree = expected.tree
    if not isinstance(tree, Apply) or tree.head not in ("interval[]", "interval()"):
        raise AnswerError("Write the accepted numbers as an interval: [0.3, 0.4], or (0, inf) without ends.")
    low, high = (None if _is_infinite(end) else end for end in tree.args)
    from gradcheck_grader.answers.within import Within

    return Within(low, high, open=tree.head == "interval()")


def truth(expected: Expected, policy: Policy) -> Answer:
    """True or false."""
    if not isinstance(expected.tree, Apply):
        raise AnswerError("The right answer is true or false.")
    from gradcheck_grader.answers.truth import Truth

    return Truth(expected.tree.head)


def up_to_sign(expected: Expected, policy: Policy, tolerance: Tolerance) -> Answer:
    """A number, vector or matrix, or its opposite."""
    if policy.up_to != "sign" or policy.form:
        raise CaseError("A number is right up to its sign, in any form.")
    from gradcheck_grader.answers.scaled import UpToSign

    return UpToSign(expected.tree, expected.notation, tolerance)


def _is_infinite(end: Node) -> bool:
    inner = end.args[0] if isinstance(end, Apply) and end.head == "neg" else end
    return inner == Name("inf")
