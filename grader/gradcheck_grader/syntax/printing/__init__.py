"""Trees into text that is read back as the same tree: plain, pretty and LaTeX; and into speech."""

from __future__ import annotations

from gradcheck_grader.syntax.printing.latex import to_latex
from gradcheck_grader.syntax.printing.plain import to_plain
from gradcheck_grader.syntax.printing.pretty import to_pretty
from gradcheck_grader.syntax.printing.speech import to_speech

__all__ = ["to_latex", "to_plain", "to_pretty", "to_speech"]
