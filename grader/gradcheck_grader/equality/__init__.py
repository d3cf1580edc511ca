"""Whether two expressions mean the same, and how that is known."""

from __future__ import annotations

from gradcheck_grader.equality.comparison import Comparison
from gradcheck_grader.equality.compiled import Compiled
from gradcheck_grader.equality.ladder import compare, equal
from gradcheck_grader.equality.tolerance import EXACT, Tolerance

__all__ = ["EXACT", "Comparison", "Compiled", "Tolerance", "compare", "equal"]
