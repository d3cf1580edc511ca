"""Bounds that hold before any work is done on what a person wrote."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one response may cost; every bound is counted, none is timed, save the guard.

    characters  of the text.        tokens   that the lexer may produce.
    depth       of nesting.         digits   of one number.
    exponent    the largest absolute integer exponent that is expanded exactly.
    factorial   the largest argument of an exact factorial.
    entries     of a vector or matrix.
    points      at which two sides are compared.
    bits        of precision that ball arithmetic may reach.
    work        of one comparison, in additions of numbers of 53 bits.
    guard_ms    wall-clock guard of one decision; tripping it means undecided.
    """

    characters: int = 20_000
    tokens: int = 20_000
    depth: int = 200
    digits: int = 1_000
    exponent: int = 10_000
    factorial: int = 5_000
    entries: int = 10_000
    points: int = 12
    bits: int = 2_048
    work: int = 1_000_000
    guard_ms: int = 250


DEFAULT = Limits()
