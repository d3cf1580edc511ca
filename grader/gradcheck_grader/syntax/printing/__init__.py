"""Trees into text: plain and pretty, which are read back as the same tree, and LaTeX."""

from __future__ import annotations

from gradcheck_grader.syntax.printing.latex import to_latex
from gradcheck_grader.syntax.printing.plain import to_plain
from gradcheck_grader.syntax.printing.pretty import to_pretty

__all__ = ["to_latex", "to_plain", "to_pretty"]
