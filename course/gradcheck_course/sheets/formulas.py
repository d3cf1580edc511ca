r"""LaTeX of formulas, as authors and our printers write it, read into a small tree of what is drawn.

Two printers lean on it: one for Typst, one for speech. What no table knows is refused by name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from gradcheck_course.sheets.signs import (
    ACCENTS,
    CHARACTERS,
    GAPS,
    LETTERS,
    NO_GAP,
    OPERATORS,
    SIGNS,
    STYLES,
    WORDY,
)
from gradcheck_exercises.errors import ExerciseError


@dataclass(frozen=True, slots=True)
class Sign:
    """A letter, a number or another sign, as it looks."""

    text: str


@dataclass(frozen=True, slots=True)
class Word:
    """Upright text; an operator is the name of a function, such as ln."""

    text: str
    operator: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Empty space, by its name in Typst."""

    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """Pieces from left to right."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Fraction:
    """One above the other; without a bar it is a binomial coefficient."""

    above: Row
    below: Row
    bar: bool = True


@dataclass(frozen=True, slots=True)
class Root:
    """A root; without a degree the square root."""

    body: Row
    degree: Row | None = None


@dataclass(frozen=True, slots=True)
class Scripts:
    """What stands at the lower and the upper right of a base."""

    base: Piece
    below: Row | None
    above: Row | None


@dataclass(frozen=True, slots=True)
class Accent:
    """A hat or a bar above."""

    mark: str
    body: Row


@dataclass(frozen=True, slots=True)
class Styled:
    """Letters of another alphabet: bb, cal, bold, slanted, italic."""

    style: str
    body: Row


@dataclass(frozen=True, slots=True)
class Fenced:
    """Something between two signs; grows where they are as high as what they hold. A side may be empty."""

    left: str
    right: str
    body: Row
    grows: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells: a matrix without its brackets, cases, or lines that are aligned."""

    rows: tuple[tuple[Row, ...], ...]
    kind: str


Piece = Sign | Word | Gap | Row | Fraction | Root | Scripts | Accent | Styled | Fenced | Grid

_TOKEN = re.compile(r"\\(?:begin|end)\s*\{[a-z]+\*?\}|\\[a-zA-Z]+|\\.|\d+(?:\.\d+)?|\s+|[^\\]", re.DOTALL)
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([a-z]+)\*?\}")
_FENCES = {"pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "vmatrix": ("|", "|")}
_GRIDS = {"matrix": "matrix", **dict.fromkeys(_FENCES, "matrix"), "cases": "cases", "aligned": "lines"}
_FRACTIONS = frozenset(("frac", "tfrac", "dfrac", "binom"))
_OPEN = {
    "(": "(", "[": "[", r"\{": "{", r"\lVert": "‖", r"\lvert": "|", r"\lfloor": "⌊", r"\lceil": "⌈",
    r"\langle": "⟨",
}  # fmt: skip
_CLOSE = {
    ")": "([", "]": "([", r"\}": "{", r"\rVert": "‖", r"\rvert": "|", r"\rfloor": "⌊", r"\rceil": "⌈",
    r"\rangle": "⟨",
}  # fmt: skip
_BARS = {"|": "|", r"\|": "‖"}  # open and close alike
_BARRIERS = frozenset(("{", r"\left"))
_BACK_TO_BARRIER = frozenset(("}", r"\right"))


@lru_cache(maxsize=4096)
def read_formula(latex: str) -> Row:
    r"""The tree of a formula. Raises ExerciseError for what has no form on paper, or ends too early.

    >>> read_formula(r"\frac{1}{2} x^2").pieces[0]
    Fraction(above=Row(pieces=(Sign(text='1'),)), below=Row(pieces=(Sign(text='2'),)), bar=True)
    """
    reader = _Reader(latex)
    row = reader.row()
    if reader.next():
        raise reader.error(f"has {reader.next()} where nothing is open")
    return row


def _partners(tokens: list[str]) -> dict[int, int]:
    """Where each ordinary bracket is closed, by the place where it is opened; half-open intervals too."""
    partners: dict[int, int] = {}
    opened: list[tuple[str, int]] = []
    for place, mark in enumerate(tokens):
        if place and tokens[place - 1] in (r"\left", r"\right"):
            continue
        if mark in _BARRIERS or mark.startswith(r"\begin"):
            opened.append(("", place))
        elif mark in _BACK_TO_BARRIER or mark.startswith(r"\end"):
            while opened and opened.pop()[0]:
                pass
        elif mark in ("&", "\\\\"):
            while opened and opened[-1][0]:
                opened.pop()
        elif mark in _BARS or mark in _CLOSE:
            _close(mark, place, opened, partners)
        elif mark in _OPEN:
            opened.append((_OPEN[mark], place))
    return partners


def _close(mark: str, place: int, opened: list[tuple[str, int]], partners: dict[int, int]) -> None:
    """Finds the partner of what closes here; a bar without one may open."""
    wanted = _BARS.get(mark) or _CLOSE[mark]
    for depth in range(len(opened) - 1, -1, -1):
        look, start = opened[depth]
        if not look or (mark in _BARS and look in "(["):
            break
        if look in wanted:
            partners[start] = place
            del opened[depth:]
            return
    if mark in _BARS:
        opened.append((wanted, place))


class _Reader:
    """Reads tokens from left to right; each method returns what it has consumed."""

    def __init__(self, latex: str) -> None:
        self._latex = latex
        self._tokens: list[str] = _TOKEN.findall(latex)
        self._at = 0
        self._partners = _partners([mark if mark.strip() else " " for mark in self._tokens])

    def next(self) -> str:
        """The token that is next, spaces passed over; empty at the end."""
        while self._at < len(self._tokens) and self._tokens[self._at].isspace():
            self._at += 1
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def error(self, what: str) -> ExerciseError:
        return ExerciseError(f"the formula {self._latex!r} {what}.")

    def row(self, end: int = -1) -> Row:
        """Pieces up to the place of a token, which stays, or to what closes the group around."""
        pieces: list[Piece] = []
        while (mark := self.next()) and self._at != end and not _closes(mark):
            if piece := self._scripted():
                pieces.append(piece)
        return Row(tuple(pieces))

    def _scripted(self) -> Piece | None:
        """The next piece with the scripts that follow it."""
        base = Row(()) if self.next() in ("^", "_", "'") else self._piece()
        if base is None:
            return None
        below: Row | None = None
        above: list[Piece] = []
        while self.next() in ("^", "_", "'", r"\limits"):
            mark = self._take()
            if mark == "'":
                above.append(Sign("′"))
            elif mark == "^":
                above += self._argument().pieces
            elif mark == "_":
                below = self._argument()
        return Scripts(base, below, Row(tuple(above)) if above else None) if below or above else base

    def _piece(self) -> Piece | None:
        mark = self._take()
        place = self._at - 1
        if place in self._partners:
            return self._bracketed(mark, self._partners[place])
        if mark == "{":
            inside = self.row()
            self._expect("}")
            return inside
        if mark.startswith("\\"):
            return self._command(mark)
        if mark in CHARACTERS:
            return Sign(CHARACTERS[mark][0])
        return Gap("space.nobreak") if mark == "~" else Sign(mark)

    def _bracketed(self, left: str, end: int) -> Piece:
        """Ordinary brackets and what they hold, as one piece."""
        body = self.row(end)
        if self._at != end:
            raise self.error(f"has {self.next()} where {self._tokens[end]} is needed")
        return Fenced(_look(left), _look(self._take()), body, grows=False)

    def _command(self, mark: str) -> Piece | None:
        if found := _ENVIRONMENT.fullmatch(mark):
            return self._environment(found.group(2))
        name = mark[1:]
        if name == "left":
            return self._fenced()
        if name in LETTERS:
            return Sign(LETTERS[name])
        if name in SIGNS:
            return Sign(SIGNS[name][0])
        if name in OPERATORS:
            return Word(name, operator=True)
        if name in GAPS:
            return Gap(GAPS[name])
        return None if name in NO_GAP else self._with_arguments(name)

    def _with_arguments(self, name: str) -> Piece:
        if name in _FRACTIONS:
            return Fraction(self._argument(), self._argument(), bar=name != "binom")
        if name == "sqrt":
            degree = self._degree()
            return Root(self._argument(), degree)
        if name in ACCENTS:
            return Accent(name, self._argument())
        if name in STYLES:
            return Styled(STYLES[name], self._argument())
        if name in WORDY:
            return Word(self._text(), operator=name == "operatorname")
        raise self.error(f"has \\{name}, which has no form on paper: add it to the tables in sheets/signs.py")

    def _fenced(self) -> Piece:
        left = self._fence()
        body = self.row()
        self._expect(r"\right")
        return Fenced(left, self._fence(), body, grows=True)

    def _fence(self) -> str:
        r"""The sign behind \left or \right; empty for a dot."""
        mark = self._take()
        return "" if mark == "." else _look(mark)

    def _environment(self, name: str) -> Piece:
        if name not in _GRIDS:
            raise self.error(f"has the environment {name}, which has no form on paper")
        rows: list[list[Row]] = [[]]
        while True:
            rows[-1].append(self.row())
            mark = self._take()
            if mark == "\\\\":
                rows.append([])
            elif mark != "&":
                break
        if not mark.startswith(r"\end"):
            raise self.error(f"has {mark} within {name}")
        if len(rows) > 1 and not any(cell.pieces for cell in rows[-1]):
            rows.pop()
        grid = Grid(tuple(tuple(row) for row in rows), _GRIDS[name])
        return Fenced(*_FENCES[name], Row((grid,)), grows=True) if name in _FENCES else grid

    def _argument(self) -> Row:
        """The next group without its braces, or the next piece alone: of a number its first digit."""
        mark = self.next()
        if mark[:1].isdigit() and len(mark) > 1:
            self._tokens[self._at] = mark[1:]
            return Row((Sign(mark[0]),))
        piece = self._piece()
        return piece if isinstance(piece, Row) else Row((piece,) if piece else ())

    def _degree(self) -> Row | None:
        if self.next() != "[":
            return None
        inside = self._piece()
        return inside.body if isinstance(inside, Fenced) else None

    def _text(self) -> str:
        """The letters of a group as they stand, spaces and all."""
        self._expect("{")
        depth, start = 1, self._at
        while depth:
            if self._at == len(self._tokens):
                raise self.error("ends too early")
            depth += {"{": 1, "}": -1}.get(self._tokens[self._at], 0)
            self._at += 1
        letters = "".join(self._tokens[start : self._at - 1])
        return re.sub(r"\\(.)", r"\1", re.sub(r"\s+", " ", letters))

    def _take(self) -> str:
        if not (mark := self.next()):
            raise self.error("ends too early")
        self._at += 1
        return mark

    def _expect(self, mark: str) -> None:
        if (found := self._take()) != mark:
            raise self.error(f"has {found} where {mark} is needed")


def _closes(mark: str) -> bool:
    return mark in ("}", "&", "\\\\", r"\right") or mark.startswith(r"\end")


def _look(mark: str) -> str:
    known = SIGNS.get(mark[1:]) if mark.startswith("\\") else CHARACTERS.get(mark)
    return known[0] if known else mark
