"""Slips: named wrong rules, by an author, or derived from the right answer or the question's function."""

from __future__ import annotations

from gradcheck_grader.slips.derived import Derived, derived_slips, name_derived_slips
from gradcheck_grader.slips.named import Slip, gives_the_answer, is_produced_by, name_slips

__all__ = [
    "Derived",
    "Slip",
    "derived_slips",
    "gives_the_answer",
    "is_produced_by",
    "name_derived_slips",
    "name_slips",
]
