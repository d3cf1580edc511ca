"""What is said of vectors, bases, factorisations and other answers of linear algebra judged by property."""

from __future__ import annotations

from collections.abc import Sequence

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
MOST_NAMED = 6

NOT_PROVED = "Two sides agree in very many digits, but that they are equal is not proved."
TOO_LARGE = "The determinant that would decide it has too many terms."

# A vector or matrix up to a factor.
NO_ARRAY = "A vector or matrix is needed here, such as [1, 2]."
NO_VALUE_UP_TO_SIGN = "A number, a vector or a matrix is needed here."
ZERO_VECTOR = "Your vector is the zero vector, which has no direction: a nonzero vector is needed."
NOT_PARALLEL = "Your vector does not have the direction that is needed."
OPPOSITE = "Your vector points the opposite way: here its sign matters."
SIGNS_OF_COLUMNS = "Each column alone is right up to its sign, but here all signs may change only together."
OTHER_SIGN = "Up to sign is not enough here."


def entries_wanted(yours: int, needed: int) -> str:
    """What to say of a vector of another length (in the sense of how many entries it has)."""
    return f"Your vector has {counted(yours, 'entry', 'entries')}, but {needed} {_are(needed)} needed."


def ratio(first: int, second: int) -> str:
    """What to say of two entries, counted from 1, that do not have the ratio needed."""
    return f"{NOT_PARALLEL} Look at the ratio of entry {first} to entry {second}."


def not_of_length_one(length: str) -> str:
    """What to say of a vector with the right direction that is to have length 1."""
    return f"The direction is right, but the vector must have length 1; yours has length {length}."


def up_to_sign(right: int, total: int, wrong_entries: Sequence[str]) -> str:
    """What to say of an array with wrong entries, under the sign that fits it best."""
    if not right:
        return "None of the entries is right, with either sign." if total > 1 else NOT_UP_TO_SIGN
    shown = "; ".join(wrong_entries[:MOST_NAMED]) + ("; …" if len(wrong_entries) > MOST_NAMED else "")
    verb = "is" if right == 1 else "are"
    return f"Up to sign, {right} of {total} entries {verb} right. Look again at {shown}."


NOT_UP_TO_SIGN = "This is not what is needed, with either sign."

# Bases.
NO_VECTORS = "A list of vectors is needed here, such as [1, 0, 1], [0, 1, 1]."
NO_VECTORS_NEEDED = "The subspace has only the zero vector in it, so its basis has no vectors: write {}."
DEPENDENT = "Your vectors are dependent: one of them is a combination of the others."
ZERO_IN_BASIS = "the zero vector is in no basis"


def vector(number: int) -> str:
    """The name of a vector, counted from 1: third vector."""
    return f"{_ORDINALS[number - 1]} vector" if number <= len(_ORDINALS) else f"vector {number}"


def vectors_named(numbers: Sequence[int], total: int) -> str:
    """Several vectors as the subject of a sentence: your first and third vectors."""
    if total == 1:
        return "your vector"
    if len(numbers) == 1:
        return f"your {vector(numbers[0])}"
    shown = [_ORDINALS[one - 1] if one <= len(_ORDINALS) else str(one) for one in numbers[:MOST_NAMED]]
    return f"your {', '.join(shown[:-1])} and {shown[-1]} vectors"


def outside(numbers: Sequence[int], total: int) -> str:
    """What to say of vectors that do not lie in the subspace."""
    subject = vectors_named(numbers, total)
    return f"{begun(subject)} {'is' if len(numbers) == 1 else 'are'} not in the subspace."


def vectors_needed(needed: int, given: int) -> str:
    """What to say of too many or too few vectors."""
    return f"{counted(needed, 'vector', 'vectors').capitalize()} {_are(needed)} needed; you gave {given}."


def depends(number: int, total: int) -> str:
    """What to say when a vector is a combination of those before it."""
    if total == 2:
        return "Your vectors are dependent: one is a multiple of the other."
    return f"Your vectors are dependent: the {vector(number)} is a combination of those before it."


def zero_vector(number: int, total: int) -> str:
    """What to say of a zero vector in a basis."""
    subject = vectors_named([number], total)
    return f"{begun(subject)} is the zero vector, which is in no basis."


def vector_length(number: int, yours: int, needed: int, total: int) -> str:
    """What to say of a vector with another number of entries."""
    subject = vectors_named([number], total)
    entries = counted(yours, "entry", "entries")
    return f"{begun(subject)} has {entries}, but {needed} {_are(needed)} needed."


def not_orthogonal(first: int, second: int, product: str) -> str:
    """What to say of a basis that is to be orthonormal, where two vectors are not at right angles."""
    pair = f"your {_ordinal(first)} and {_ordinal(second)} vectors are not orthogonal"
    return f"This is a basis, but {pair}: their inner product is {product}."


def not_normalised(number: int, length: str) -> str:
    """What to say of an orthogonal basis that is to be orthonormal."""
    return f"They are orthogonal, but not of length 1: your {vector(number)} has length {length}."


def not_normalised_alone(length: str) -> str:
    """What to say of a single vector that is to have length 1."""
    return f"This is a basis, but its vector must have length 1; yours has length {length}."


# Factorisations.


def factors_needed(names: Sequence[str]) -> str:
    """What to say when the response is not the right number of matrices."""
    example = ", ".join(f"{name} = […]" for name in names)
    if len(names) == 1:
        return f"One matrix is needed here: {example}."
    return f"{counted(len(names), 'matrix', 'matrices').capitalize()} are needed here: {example}."


def unknown_factor(name: str, names: Sequence[str]) -> str:
    """What to say of a factor with a name that is none of those needed."""
    return f"I do not know which factor {name} is. Needed are {', '.join(names)}."


def no_matrix(name: str) -> str:
    """What to say of a factor that is no matrix."""
    return f"{name} must be a matrix, written entry by entry: {name} = [[1, 2], [3, 4]]."


def shapes_do_not_fit(product: str, left: str, needed: str, shapes: Sequence[str]) -> str:
    """What to say when a product has no value, or another shape than it must have."""
    given = ", ".join(shapes)
    return f"The shapes do not fit: {product} must be {left}, where A is {needed}; yours are {given}."


def entry_must_be(name: str, row: int, column: int, needed: str, yours: str, what: str) -> str:
    """What to say of an entry that keeps a factor from having its form."""
    place = f"its entry in row {row}, column {column}"
    return begun(f"{name} must {what}: {place} must be {needed}, and yours is {yours}.")


def must_be_square(name: str, shape: str) -> str:
    """What to say of a factor that has to be square."""
    return begun(f"{name} must be square; yours is {shape}.")


def columns_must_be_orthonormal(name: str, first: int, second: int, product: str) -> str:
    """What to say of columns that are not orthonormal; first is second for a column of another length."""
    if first == second:
        return f"The columns of {name} must have length 1; column {first} has squared length {product}."
    where = f"columns {first} and {second} have the product {product}"
    return f"The columns of {name} must be orthogonal to one another; {where}."


def must_be_invertible(name: str) -> str:
    """What to say of a factor with dependent columns."""
    return begun(f"{name} must be invertible, but its columns are dependent.")


def must_descend(name: str, place: int) -> str:
    """What to say of singular values that are not sorted."""
    return f"The diagonal of {name} must descend, but entry {place + 1} of it is larger than entry {place}."


def product_differs(left: str, product: str, where: str, needed: str, yours: str) -> str:
    """What to say when the factors do not give the matrix."""
    if left == "A":
        return f"{product} is not A: its entry in {where} is {yours}, where {needed} is needed."
    return f"{left} is not {product}: in {where} the one has {needed}, the other {yours}."


def no_eigenvector(columns: Sequence[int]) -> str:
    """What to say of columns that do not belong to the eigenvalue in the same place."""
    if len(columns) == 1:
        return f"Column {columns[0]} of P is no eigenvector with the eigenvalue in column {columns[0]} of D."
    shown = f"{', '.join(map(str, columns[:-1]))} and {columns[-1]}"
    return f"Columns {shown} of P are no eigenvectors with the eigenvalues in the same columns of D."


def must_have_sign(name: str, place: str, needed: str, yours: str) -> str:
    """What to say of an entry that is not positive, or is negative."""
    return begun(f"{name} must have {place} {needed}; yours is {yours}.")


def must_be_zero_or_one(name: str, place: str, yours: str) -> str:
    """What to say of an entry that no permutation matrix has."""
    return begun(f"{name} must be a permutation matrix, of 0 and 1 only: {place} is {yours}.")


def must_have_one_one(name: str, line: str, number: int) -> str:
    """What to say of a row or column that has not exactly one 1."""
    return begun(
        f"{name} must be a permutation matrix, with one 1 in each row and column: look at {line} {number}."
    )


def product_is_right(product: str, left: str) -> str:
    """What is said first when only the form of a factor is amiss."""
    return f"{product} is {left}, but not every factor has its form."


WAS_TRANSPOSED = "It would be with the transpose of your last factor: the last factor wanted is V, not V^T."

# By property.

A_NUMBER_IS_NEEDED = "Give one example: a number."
AN_ARRAY_IS_NEEDED = "Give one example: a vector or matrix, such as [1, 2]."
NOT_IN_SPAN = "Your vector is not in the span."
NOT_DEFINITE = "Your matrix must be positive definite, but not all of its eigenvalues are positive."
NOT_SEMIDEFINITE = "Your matrix must be positive semidefinite, but it has a negative eigenvalue."
MUST_NOT_BE_ZERO = "It must not be zero."


def quantity(what: str, needed: str, yours: str) -> str:
    """What to say of a rank, trace … that is not the one needed."""
    return f"The {what} must be {needed}; yours is {yours}."


def size_wanted(needed: str, yours: str) -> str:
    """What to say of an array of another size."""
    return f"It must be {needed}; yours is {yours}."


def no_eigenvalue(value: str, seen: str) -> str:
    """What to say of a matrix that has not this eigenvalue."""
    shifted = "det(A)" if value == "0" else f"det(A - {value} I)"
    return f"{value} must be an eigenvalue of your matrix A, but {shifted} is {seen}."


def must_be_orthogonal_to(vector: str, product: str) -> str:
    """What to say of a vector that is not at right angles to another."""
    return f"It must be orthogonal to {vector}; their inner product is {product}."


def does_not_fit(condition: str) -> str:
    """What to say of a value that cannot stand in a condition."""
    return f"{condition} makes no sense for a value of this kind and size."


def condition_fails(condition: str, side: str, seen: str) -> str:
    """What to say when a condition does not hold; seen is the value of this side, left or right."""
    return f"{condition} does not hold: the {side} side is {seen}."


def condition_fails_in(condition: str, where: str, seen: str) -> str:
    """The same of an equation of vectors or matrices."""
    return f"{condition} does not hold: in {where} the left side is {seen}."


def counted(count: int, one: str, many: str) -> str:
    """A number with its noun: one entry, 3 entries."""
    return f"one {one}" if count == 1 else f"{count} {many}"


def begun(sentence: str) -> str:
    """The sentence with a capital letter."""
    return f"{sentence[:1].upper()}{sentence[1:]}"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _ordinal(number: int) -> str:
    return _ORDINALS[number - 1] if number <= len(_ORDINALS) else str(number)
