"""Answers of cases whose response is a law, or keys of options."""

from __future__ import annotations

from gradcheck_grader.answers.choice import Choice
from gradcheck_grader.answers.distribution import Distribution
from gradcheck_grader.answers.ordering import Ordering
from gradcheck_grader.answers.protocol import Answer
from gradcheck_grader.cases.expected import Expected
from gradcheck_grader.cases.question import Policy
from gradcheck_grader.syntax.tree import Apply, Name, names_in


def distribution(expected: Expected, policy: Policy) -> Answer:
    """The law of a random variable."""
    return Distribution(expected.tree, expected.notation, second=policy.second or "variance")


def choice(expected: Expected, policy: Policy) -> Answer:
    """Keys of options."""
    return Choice(expected.notation.options, right=names_in(expected.tree))


def ordering(expected: Expected, policy: Policy) -> Answer:
    """Keys of options in their order."""
    keys = expected.tree.args if isinstance(expected.tree, Apply) else (expected.tree,)
    order = [key.name for key in keys if isinstance(key, Name)]
    return Ordering(expected.notation.options, order, credit=policy.partial_credit)
