"""Whether two expressions mean the same, and how that is known.

What is settled here, where mathematics has more than one usage:

- Among real numbers x^(p/q) in lowest terms with an odd q below 100 is the real root of negative x, too:
  (-8)^(1/3) is -2 and x^(2/3) is cbrt(x)^2, as calculus has it (Stewart, Calculus, 8th ed., section 1.2).
  With an even q, or an exponent that is no written fraction, x >= 0 is needed. With complex names every power
  is the principal value.
- 0^0 and x^0 are 1, as polynomials have it.
- Single points of a real domain do not count: neither where one side has no value there (x/x and 1) nor where
  two definitions jump differently (x > 0 or x >= 0); the evidence says so. Whole numbers count one by one.
- A sum from 1 to 0 is 0 and such a product 1. Where names put the upper bound further below the lower one,
  nothing is said. A name in such a bound is a whole number, from 0 unless its domain says otherwise.
- All ± of one expression change together; it is equal to what has the same two values.
"""

from __future__ import annotations

from gradcheck_grader.equality.comparison import Comparison
from gradcheck_grader.equality.compiled import Compiled
from gradcheck_grader.equality.ladder import compare, equal
from gradcheck_grader.equality.tolerance import EXACT, Tolerance

__all__ = ["EXACT", "Comparison", "Compiled", "Tolerance", "compare", "equal"]
