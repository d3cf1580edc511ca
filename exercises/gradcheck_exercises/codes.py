"""Share codes: a practice seed as four characters and a fifth that catches slips of the pen.

The alphabet is Crockford's base 32: digits and letters without i, l, o and u. The five characters, read as
elements of the field with 32 elements, satisfy 2·d₁ + 4·d₂ + 8·d₃ + 16·d₄ + d₅ = 0. The weights are different
and none is zero, so every single wrong character and every exchange of two characters breaks the equation.
(Sums modulo 31 cannot do this: there the characters of value 0 and 31 look the same.)

A problem of another level than the usual one has the level and a hyphen before its code, "3-k7f3q". The check
holds the level too, with the weight 3: without it, or with another, the five characters are no code.
"""

from __future__ import annotations

from typing import NamedTuple

from gradcheck_exercises.errors import CodeError

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
PRACTICE_SEEDS = 2**20
_LENIENT = str.maketrans({"o": "0", "i": "1", "l": "1"})
_WEIGHTS = (2, 4, 8, 16, 3)  # of four characters and the level
_FIELD_POLYNOMIAL = 0b100101  # z⁵ + z² + 1, irreducible over the field with two elements


class Coded(NamedTuple):
    """What a whole code says; level is None for the usual level of the exercise."""

    exercise_id: str
    seed: int
    level: int | None


def share_code(seed: int, *, level: int | None = None) -> str:
    """The five characters that stand for a practice seed, after the level where it is not the usual one.

    >>> share_code(0), share_code(2**20 - 1), share_code(0, level=3)
    ('00000', 'zzzzd', '3-00005')
    """
    if not 0 <= seed < PRACTICE_SEEDS:
        raise ValueError(f"a practice seed lies between 0 and {PRACTICE_SEEDS - 1}; got {seed}")
    digits = [(seed >> shift) & 31 for shift in (15, 10, 5, 0)]
    code = "".join(ALPHABET[digit] for digit in (*digits, _check([*digits, level or 0])))
    return code if level is None else f"{level}-{code}"


def seed_of_code(code: str) -> int:
    """The practice seed that a code stands for; what stands before a "#" is passed over.

    Capitals, the letter o for 0, and i or l for 1 are read as meant. Raises CodeError for anything else.

    >>> seed_of_code("calculus/chain-rule#ZZZZD")
    1048575
    """
    return _read(code.rpartition("#")[2])[0]


def read_code(text: str) -> Coded:
    """The exercise, the practice seed and the level of a whole code such as "calculus/chain-rule#…".

    >>> read_code("calculus/chain-rule#zzzzd")
    Coded(exercise_id='calculus/chain-rule', seed=1048575, level=None)
    """
    exercise_id, hash_sign, code = text.strip().partition("#")
    if not (exercise_id and hash_sign):
        raise CodeError(
            f"{text!r} is not a share code. A whole code looks like calculus/chain-rule#{share_code(5_000)}."
        )
    return Coded(exercise_id.strip().lower(), *_read(code))


def _read(code: str) -> tuple[int, int | None]:
    """The seed and the level of what stands behind the "#"."""
    written = code.strip()
    before, hyphen, characters = written.lower().translate(_LENIENT).rpartition("-")
    readable = len(characters) == 5 and all(character in ALPHABET for character in characters)
    if not readable or (hyphen and (before not in ALPHABET or len(before) != 1)):
        raise CodeError(
            f"{written!r} is not a share code. A code has five letters or digits, such as "
            f"{share_code(5_000)}."
        )
    *digits, check = (ALPHABET.index(character) for character in characters)
    level = ALPHABET.index(before) if hyphen else 0
    if check != _check([*digits, level]) or (hyphen and not 1 <= level <= 5):
        raise CodeError(
            f"One character of the share code {written!r} seems mistyped. Please compare it once more."
        )
    seed = 0
    for digit in digits:
        seed = seed << 5 | digit
    return seed, level or None


def _check(digits: list[int]) -> int:
    """The element that brings the weighted sum to zero."""
    total = 0
    for weight, digit in zip(_WEIGHTS, digits, strict=True):
        total ^= _times(weight, digit)
    return total


def _times(left: int, right: int) -> int:
    """The product in the field with 32 elements."""
    product = 0
    while right:
        if right & 1:
            product ^= left
        right >>= 1
        left <<= 1
        if left & 32:
            left ^= _FIELD_POLYNOMIAL
    return product
