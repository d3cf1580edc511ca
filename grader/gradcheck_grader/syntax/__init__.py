"""Text into trees and back: lexer, parser, printers, derivative."""

from __future__ import annotations

from gradcheck_grader.syntax.derivative import differentiate, work_out
from gradcheck_grader.syntax.parser import parse, readings
from gradcheck_grader.syntax.printing import to_latex, to_plain, to_pretty, to_speech
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, names_in, num, walk

__all__ = [
    "Apply",
    "Name",
    "Node",
    "Num",
    "differentiate",
    "names_in",
    "num",
    "parse",
    "readings",
    "to_latex",
    "to_plain",
    "to_pretty",
    "to_speech",
    "walk",
    "work_out",
]
