"""Answers of cases about vectors and matrices: by their entries, or by what they have to be."""

from __future__ import annotations

from gradcheck_grader.answers.array import Array
from gradcheck_grader.answers.basis import Basis
from gradcheck_grader.answers.by_property import ByProperty
from gradcheck_grader.answers.eigenpairs import Eigenpairs
from gradcheck_grader.answers.factorization import Factorization
from gradcheck_grader.answers.protocol import Answer
from gradcheck_grader.answers.scaled import UpToScale, UpToSign
from gradcheck_grader.cases.exactness import exactly, forms_for
from gradcheck_grader.cases.expected import Expected
from gradcheck_grader.cases.question import CaseError, Policy


def array(expected: Expected, policy: Policy) -> Answer:
    """A vector or matrix; up to its scale or its sign where the policy says so."""
    tree, notation, tolerance = expected.tree, expected.notation, exactly(policy)
    form = forms_for(policy)
    if form and policy.up_to:
        raise CaseError('With "up_to" a value has no form.')
    if policy.up_to == "scale":
        return UpToScale(tree, notation, tolerance, unit=policy.unit)
    if policy.unit:
        raise CaseError('Only a vector up to its scale, and a basis, may have to be "unit".')
    if policy.up_to == "sign":
        return UpToSign(tree, notation, tolerance)
    if policy.up_to:
        raise CaseError("A vector is right up to its scale or its sign.")
    return Array(tree, notation, tolerance, form=form, formed=False)


def basis(expected: Expected, policy: Policy) -> Answer:
    """Any basis of what the expected vectors span; orthonormal where the policy wants unit vectors."""
    tolerance = exactly(policy)
    return Basis(expected.tree, expected.notation, tolerance, orthonormal=policy.unit)


def eigenpairs(expected: Expected, policy: Policy) -> Answer:
    """All eigenvalues of the matrix that is expected, each with a basis of its space."""
    return Eigenpairs(expected.tree, expected.notation, exactly(policy), unit=policy.unit)


def factorization(expected: Expected, policy: Policy) -> Answer:
    """Factors of the matrix that is expected, of the kind that the policy names."""
    if not policy.factors:
        raise CaseError('Say which factorisation is wanted, in "factors": LU, QR, Cholesky, eigen, SVD …')
    return Factorization(policy.factors, expected.tree, expected.notation, exactly(policy))


def by_property(expected: Expected, policy: Policy) -> Answer:
    """Any value with the properties of the policy, of which the expected one is an example."""
    if not policy.properties:
        raise CaseError('Say what the value must be, in "properties", such as ["symmetric", "rank = 1"].')
    if len(policy.wrt) > 1:
        raise CaseError('A property is one of a single value: give one name in "wrt".')
    variable = policy.wrt[0] if policy.wrt else "x"
    tolerance, tree, notation = exactly(policy), expected.tree, expected.notation
    return ByProperty(tree, policy.properties, notation, tolerance, variable=variable)
