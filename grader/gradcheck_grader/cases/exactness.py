"""How exact a value has to be: what exactness, tolerance, places and figures of a policy mean together."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from gradcheck_grader.answers.near_misses import approximate
from gradcheck_grader.cases.expected import Expected
from gradcheck_grader.cases.question import CaseError, Policy
from gradcheck_grader.equality import Compiled
from gradcheck_grader.equality.tolerance import Tolerance
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.forms.numerals import magnitude

GUARD_BITS = 64
BITS_A_FIGURE = 4


def exactly(policy: Policy, expected: Expected) -> Tolerance:
    """The tolerance that a policy amounts to.

    Raises CaseError for settings that contradict one another, AnswerError for figures of what is no number.
    """
    near = policy.figures or not policy.tolerance.is_exact
    if policy.exactness == "exact" and near:
        raise CaseError('"exactness" is exact, so "tolerance", "places" and "figures" mean nothing.')
    if policy.exactness == "exact-or-decimal" and not near:
        raise CaseError('Say how near a decimal has to be, with "places", "figures" or "tolerance".')
    if policy.exactness == "decimal" and not policy.figures and policy.tolerance.places is None:
        raise CaseError('Say how the decimal is to be written, with "places" or "figures".')
    return _to_figures(policy, expected) if policy.figures else policy.tolerance


def forms_for(policy: Policy) -> tuple[str, ...]:
    """The rules about form of a policy; a decimal is to be written with all of its places or figures."""
    if policy.exactness != "decimal":
        return policy.form
    wanted = f"figures:{policy.figures}" if policy.figures else f"places:{policy.tolerance.places}"
    return (*policy.form, wanted)


def _to_figures(policy: Policy, expected: Expected) -> Tolerance:
    """The tolerance of half a unit in the last significant figure of what is expected."""
    bits = GUARD_BITS + BITS_A_FIGURE * policy.figures
    value = approximate(Compiled(expected.tree, expected.notation), bits=bits)
    if value is None:
        raise AnswerError("Only a number has significant figures. Give a relative tolerance instead.")
    last = Fraction(10) ** (magnitude(value) - policy.figures + 1)
    absolute = max(last / 2, policy.tolerance.fixed_part)
    return replace(policy.tolerance, absolute=absolute)
