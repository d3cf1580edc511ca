"""What the printers of LaTeX share."""

from __future__ import annotations

from collections.abc import Callable

from gradcheck_grader.syntax.printing.pieces import Piece
from gradcheck_grader.syntax.printing.setting import Setting
from gradcheck_grader.syntax.tree import Apply

Printer = Callable[[Setting, Apply, list[Piece]], Piece]


def held(piece: Piece, floor: int) -> str:
    """The LaTeX, in brackets when it binds more loosely than floor."""
    return piece.text if piece.level >= floor else bracketed(piece.text)


def bracketed(text: str) -> str:
    r"""Brackets that grow with what they hold."""
    return rf"\left({text}\right)"


def listed(parts: list[Piece]) -> str:
    """The parts with commas between."""
    return ", ".join(part.text for part in parts)
