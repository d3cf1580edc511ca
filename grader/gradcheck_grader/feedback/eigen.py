"""What is said of eigenvalues with their eigenvectors."""

from __future__ import annotations

from collections.abc import Sequence

from gradcheck_grader.feedback.linear import begun, counted, vectors_named

NO_PAIRS = "Each eigenvalue with its eigenvectors is needed here, such as (2, [1, 0]), (3, [1, 1])."


def no_eigenvector(number: int, total: int, value: str) -> str:
    """What to say of a vector that is none with the eigenvalue that stands before it."""
    return f"{begun(vectors_named([number], total))} is no eigenvector with the eigenvalue {value}."


def no_eigenvalue(value: str) -> str:
    """What to say of a number that is no eigenvalue."""
    return f"{value} is no eigenvalue of the matrix."


def zero(number: int, total: int) -> str:
    """What to say of a zero vector."""
    return f"{begun(vectors_named([number], total))} is the zero vector, which is no eigenvector."


def depends(number: int, total: int, value: str) -> str:
    """What to say of an eigenvector that depends on those given before for the same eigenvalue."""
    subject = begun(vectors_named([number], total))
    return f"{subject} depends on what you gave before for the eigenvalue {value}."


def missing(count: int) -> str:
    """What to say when there are more independent eigenvectors."""
    found = counted(count, "independent eigenvector", "independent eigenvectors")
    return begun(f"{found} {'is' if count == 1 else 'are'} missing.")


def not_normalised(numbers: Sequence[int], total: int, length: str) -> str:
    """What to say of eigenvectors that are to have length 1."""
    subject = vectors_named(numbers[:1], total)
    return f"These are eigenvectors, but they must have length 1: {subject} has length {length}."
