"""Share codes: a practice seed as four characters and a fifth that catches slips of the pen.

The alphabet is Crockford's base 32: digits and letters without i, l, o and u. The five characters, read as
elements of the field with 32 elements, satisfy 2·d₁ + 4·d₂ + 8·d₃ + 16·d₄ + d₅ = 0. The weights are different
and none is zero, so every single wrong character and every exchange of two characters breaks the equation.
(Sums modulo 31 cannot do this: there the characters of value 0 and 31 look the same.)
"""

from __future__ import annotations

from gradcheck_exercises.errors import CodeError

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
PRACTICE_SEEDS = 2**20
_LENIENT = str.maketrans({"o": "0", "i": "1", "l": "1"})
_WEIGHTS = (2, 4, 8, 16)
_FIELD_POLYNOMIAL = 0b100101  # z⁵ + z² + 1, irreducible over the field with two elements


def share_code(seed: int) -> str:
    """The five characters that stand for a practice seed.

    >>> share_code(0), share_code(2**20 - 1)
    ('00000', 'zzzzd')
    """
    if not 0 <= seed < PRACTICE_SEEDS:
        raise ValueError(f"a practice seed lies between 0 and {PRACTICE_SEEDS - 1}; got {seed}")
    digits = [(seed >> shift) & 31 for shift in (15, 10, 5, 0)]
    return "".join(ALPHABET[digit] for digit in (*digits, _check(digits)))


def seed_of_code(code: str) -> int:
    """The practice seed that a code stands for; what stands before a "#" is passed over.

    Capitals, the letter o for 0, and i or l for 1 are read as meant. Raises CodeError for anything else.

    >>> seed_of_code("calculus/chain-rule#ZZZZD")
    1048575
    """
    written = code.rpartition("#")[2].strip()
    characters = written.lower().translate(_LENIENT)
    if len(characters) != 5 or any(character not in ALPHABET for character in characters):
        raise CodeError(
            f"{written!r} is not a share code. A code has five letters or digits, such as "
            f"{share_code(5_000)}."
        )
    *digits, check = (ALPHABET.index(character) for character in characters)
    if check != _check(digits):
        raise CodeError(
            f"One character of the share code {written!r} seems mistyped. Please compare it once more."
        )
    seed = 0
    for digit in digits:
        seed = seed << 5 | digit
    return seed


def read_code(text: str) -> tuple[str, int]:
    """The exercise and the practice seed of a whole code such as "calculus/chain-rule#…".

    >>> read_code("calculus/chain-rule#zzzzd")
    ('calculus/chain-rule', 1048575)
    """
    exercise_id, hash_sign, code = text.strip().partition("#")
    if not (exercise_id and hash_sign):
        raise CodeError(
            f"{text!r} is not a share code. A whole code looks like calculus/chain-rule#{share_code(5_000)}."
        )
    return exercise_id.strip().lower(), seed_of_code(code)


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
