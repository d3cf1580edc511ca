"""How exact a value has to be: what exactness, tolerance, places and figures of a policy mean together."""

from __future__ import annotations

from gradcheck_grader.cases.question import CaseError, Policy
from gradcheck_grader.equality.tolerance import Tolerance


def exactly(policy: Policy) -> Tolerance:
    """The tolerance that a policy amounts to. Raises CaseError for settings that contradict one another."""
    tolerance = policy.tolerance
    if policy.exactness == "exact" and not tolerance.is_exact:
        raise CaseError('"exactness" is exact, so "tolerance", "places" and "figures" mean nothing.')
    if policy.exactness == "exact-or-decimal" and tolerance.is_exact:
        raise CaseError('Say how near a decimal has to be, with "places", "figures" or "tolerance".')
    if policy.exactness == "decimal" and tolerance.figures is None and tolerance.places is None:
        raise CaseError('Say how the decimal is to be written, with "places" or "figures".')
    return tolerance


def forms_for(policy: Policy) -> tuple[str, ...]:
    """The rules about form of a policy; a decimal is to be written with all of its places or figures."""
    if policy.exactness != "decimal":
        return policy.form
    places, figures = policy.tolerance.places, policy.tolerance.figures
    return (*policy.form, f"places:{places}" if figures is None else f"figures:{figures}")
