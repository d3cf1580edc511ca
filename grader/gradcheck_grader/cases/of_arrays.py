"""Answers of cases about vectors and matrices by their entries."""

from __future__ import annotations

from gradcheck_grader.answers.array import Array
from gradcheck_grader.answers.basis import Basis
from gradcheck_grader.answers.factorization import Factorization
from gradcheck_grader.answers.protocol import Answer
from gradcheck_grader.answers.scaled import UpToScale, UpToSign
from gradcheck_grader.cases.exactness import exactly
from gradcheck_grader.cases.expected import Expected
from gradcheck_grader.cases.question import CaseError, Policy


def array(expected: Expected, policy: Policy) -> Answer:
    """A vector or matrix; up to its scale or its sign where the policy says so."""
    tree, notation, tolerance = expected.tree, expected.notation, exactly(policy)
    if policy.up_to == "scale":
        return UpToScale(tree, notation, tolerance, unit=policy.unit)
    if policy.unit:
        raise CaseError('Only a vector up to its scale, and a basis, may have to be "unit".')
    if policy.up_to == "sign":
        return UpToSign(tree, notation, tolerance)
    if policy.up_to:
        raise CaseError("A vector is right up to its scale or its sign.")
    return Array(tree, notation, tolerance)


def basis(expected: Expected, policy: Policy) -> Answer:
    """Any basis of what the expected vectors span; orthonormal where the policy wants unit vectors."""
    tolerance = exactly(policy)
    return Basis(expected.tree, expected.notation, tolerance, orthonormal=policy.unit)


def factorization(expected: Expected, policy: Policy) -> Answer:
    """Factors of the matrix that is expected, of the kind that the policy names."""
    if not policy.factors:
        raise CaseError('Say which factorisation is wanted, in "factors": LU, QR, Cholesky, eigen, SVD …')
    return Factorization(policy.factors, expected.tree, expected.notation, exactly(policy))
