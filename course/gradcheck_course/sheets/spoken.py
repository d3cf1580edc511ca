"""Formulas as they are said: the alternative text of what a page draws."""

from __future__ import annotations

from gradcheck_course.sheets.formulas import (
    Accent,
    Fenced,
    Fraction,
    Gap,
    Grid,
    Piece,
    Root,
    Row,
    Scripts,
    Sign,
    Styled,
    Word,
)
from gradcheck_course.sheets.signs import NAME_OF_LETTER, SPOKEN, SPOKEN_WORDS

_BIG = {"∑": "the sum", "∏": "the product", "∫": "the integral"}
_FUNCTIONS = frozenset("fghFGHLPEσφψΦℓpq")
_RAISED = {"2": "squared", "3": "cubed", "⊤": "transpose", "T": "transpose", "∗": "star", "′": "prime"}
_FENCES = {
    "()": ("open bracket", "close bracket"), "[]": ("open square bracket", "close square bracket"),
    "{}": ("the set of", "end set"), "||": ("the absolute value of", "end absolute value"),
    "‖‖": ("the norm of", "end norm"), "⌊⌋": ("the floor of", "end floor"),
    "⌈⌉": ("the ceiling of", "end ceiling"),
    "[)": ("the interval with its left end, from", "end interval"),
    "(]": ("the interval with its right end, from", "end interval"),
}  # fmt: skip
_ACCENTS = {"hat": "hat", "bar": "bar", "tilde": "tilde", "dot": "dot", "vec": "vector"}
_STYLED = {"ℝ": "the real numbers", "R": "the real numbers", "Z": "the integers", "N": "the natural numbers"}


def spoken(row: Row) -> str:
    r"""What a person would say; capital letters are called so where small ones occur too.

    >>> from gradcheck_course.sheets.formulas import read_formula
    >>> spoken(read_formula(r"f'(x) = \frac{1}{2} x^2"))
    'f prime of x equals the fraction 1 over 2 x squared'
    """
    letters = [text for text in _letters(row) if len(text) == 1]
    capitals = any(map(str.islower, letters)) and any(map(str.isupper, letters))
    return _Speaker(capitals=capitals).row(row)


def _letters(piece: Piece | None) -> list[str]:
    """All signs that are letters."""
    match piece:
        case Sign(text):
            return [text] if text.isalpha() else []
        case Row(pieces):
            return [letter for inside in pieces for letter in _letters(inside)]
        case Fraction(above, below):
            return _letters(above) + _letters(below)
        case Root(body, degree):
            return _letters(body) + _letters(degree)
        case Scripts(base, below, above):
            return _letters(base) + _letters(below) + _letters(above)
        case Accent(body=body) | Styled(body=body) | Fenced(body=body):
            return _letters(body)
        case Grid(rows):
            return [letter for row in rows for cell in row for letter in _letters(cell)]
        case _:
            return []


class _Speaker:
    """Says pieces; each method returns words without anything around them."""

    def __init__(self, *, capitals: bool) -> None:
        self.capitals = capitals

    def row(self, row: Row | None) -> str:
        """Piece after piece; what stands in brackets behind a function is what it is of."""
        words: list[str] = []
        pieces = row.pieces if row else ()
        for place, piece in enumerate(pieces):
            of = place > 0 and _is_applied(pieces[place - 1], piece)
            said = self._argument(piece) if of else self.piece(piece)
            if of and said and not words[-1].endswith(" of"):
                said = f"of {said}"
            if said:
                words.append(said)
        return " ".join(words)

    def piece(self, piece: Piece) -> str:
        """The words of one piece."""
        match piece:
            case Sign(text):
                return self._sign(text)
            case Word(text):
                return SPOKEN_WORDS.get(text, text.strip())
            case Gap():
                return ""
            case Row():
                return self.row(piece)
            case Fraction():
                return self._fraction(piece)
            case Root(body, degree):
                kind = "the square root of" if degree is None else f"the root of order {self.row(degree)}, of"
                return f"{kind}, {self.row(body)}, end root"
            case Scripts():
                return self._scripts(piece)
            case Accent(mark, body):
                return f"{self.row(body)} {_ACCENTS[mark]}"
            case Styled(style, body):
                said = self.row(body)
                return _STYLED.get(said.removeprefix("capital "), said) if style == "bb" else said
            case Fenced():
                return self._fenced(piece)
            case Grid():
                return self._grid(piece)

    def _sign(self, text: str) -> str:
        if text in NAME_OF_LETTER:
            name = NAME_OF_LETTER[text]
            return f"capital {name.lower()}" if name[0].isupper() else name
        if text in SPOKEN:
            return SPOKEN[text]
        return f"capital {text}" if self.capitals and len(text) == 1 and text.isupper() else text

    def _argument(self, piece: Piece) -> str:
        """What a function is of: without brackets where it is one word, or several with commas."""
        if not isinstance(piece, Fenced) or (piece.left, piece.right) != ("(", ")"):
            return self.piece(piece)
        said = self.row(piece.body)
        short = len(piece.body.pieces) == 1 and _is_short(piece.body.pieces[0])
        return said if short else f"open bracket, {said}, close bracket"

    def _fraction(self, fraction: Fraction) -> str:
        above, below = self.row(fraction.above), self.row(fraction.below)
        if not fraction.bar:
            return f"{above} choose {below}"
        if _is_differential(fraction.above) and _is_differential(fraction.below):
            return f"{above} by {below}"
        if _is_single(fraction.above) and _is_single(fraction.below):
            return f"the fraction {above} over {below}"
        return f"the fraction with numerator {above}, and denominator {below}, end fraction"

    def _scripts(self, scripts: Scripts) -> str:
        if isinstance(scripts.base, Sign) and scripts.base.text in _BIG:
            return self._big(scripts, _BIG[scripts.base.text])
        said = self.piece(scripts.base)
        if scripts.below:
            said = f"{said} {self._below(scripts)}"
        return f"{said} {self._above(scripts.base, scripts.above)}" if scripts.above else said

    def _below(self, scripts: Scripts) -> str:
        index = self.row(scripts.below)
        if isinstance(scripts.base, Word) and scripts.base.text in ("log", "max", "min", "lim"):
            return f"{'base' if scripts.base.text == 'log' else 'over'} {index}"
        return f"sub {index}" if scripts.below and _is_single(scripts.below) else f"sub {index}, end sub,"

    def _big(self, scripts: Scripts, name: str) -> str:
        """A sum, a product or an integral with its bounds."""
        low = f" from {self.row(scripts.below)}" if scripts.above else f" over {self.row(scripts.below)}"
        high = f" to {self.row(scripts.above)}" if scripts.above else ""
        return f"{name}{low if scripts.below else ''}{high} of"

    def _above(self, base: Piece, above: Row) -> str:
        looks = "".join(piece.text if isinstance(piece, Sign) else "?" for piece in above.pieces)
        if looks and set(looks) == {"′"}:
            return {1: "prime", 2: "double prime"}.get(len(looks), f"prime {len(looks)} times")
        if looks == "−1" and _is_matrix(base):
            return "inverse"
        if looks in ("−⊤", "−T"):
            return "inverse transpose"
        if looks in _RAISED:
            return _RAISED[looks]
        said = self.row(above)
        return f"to the power {said}" if _is_single(above) else f"to the power of {said}, end power"

    def _fenced(self, fenced: Fenced) -> str:
        pieces = fenced.body.pieces
        if len(pieces) == 1 and isinstance(pieces[0], Grid) and pieces[0].kind == "matrix":
            kind = "determinant" if fenced.left == "|" else "matrix"
            return self._matrix(pieces[0], kind)
        said = self.row(fenced.body)
        known = _FENCES.get(fenced.left + fenced.right)
        if known is None:
            sides = [self._sign(side) if side else "" for side in (fenced.left, fenced.right)]
            return ", ".join(part for part in (sides[0], said, sides[1]) if part)
        return f"{known[0]}, {said}, {known[1]}"

    def _matrix(self, grid: Grid, kind: str) -> str:
        rows = [
            f"Row {number}: {', '.join(self.row(cell) for cell in row)}."
            for number, row in enumerate(grid.rows, start=1)
        ]
        size = f"{kind}, {_counted(len(rows), 'row')}, {_counted(len(grid.rows[0]), 'column')}."
        return f"{size} {' '.join(rows)} End {kind}"

    def _grid(self, grid: Grid) -> str:
        if grid.kind == "matrix":
            return self._matrix(grid, "matrix")
        rows = [" ".join(filter(None, (self.row(cell) for cell in row))) for row in grid.rows]
        return f"cases: {'; '.join(rows)}; end cases" if grid.kind == "cases" else "; ".join(rows)


def _is_applied(function: Piece, piece: Piece) -> bool:
    """Whether the second is what the first is of: f(x), ln 2, but not f + 1."""
    while isinstance(function, Scripts):
        function = function.base
    held = piece.base if isinstance(piece, Scripts) else piece
    if isinstance(function, Word) and (function.operator or function.text in SPOKEN_WORDS):
        return not isinstance(held, Gap) and not (isinstance(held, Sign) and not held.text.isalnum())
    named = isinstance(function, Styled) or (isinstance(function, Sign) and function.text in _FUNCTIONS)
    return named and isinstance(held, Fenced) and held.left in ("(", "[")


def _is_short(piece: Piece) -> bool:
    """Whether it is said in one breath: a sign, a word, either with a short index."""
    if isinstance(piece, Scripts):
        return _is_short(piece.base) and piece.above is None and _is_single(piece.below or Row(()))
    return isinstance(piece, Sign | Word)


def _is_single(row: Row) -> bool:
    """One sign, with a minus before it or without; or two letters side by side, as in x_{ij}."""
    pieces = row.pieces
    if len(pieces) == 2 and isinstance(pieces[0], Sign) and pieces[0].text == "−":
        return _is_short(pieces[1])
    return len(pieces) <= 1 and all(map(_is_short, pieces))


def _is_differential(row: Row) -> bool:
    """d or ∂, and one thing behind it or none."""
    first = row.pieces[0] if row.pieces else None
    if isinstance(first, Scripts):
        first = first.base
    return isinstance(first, Sign) and first.text in ("d", "∂") and len(row.pieces) <= 2


def _is_matrix(base: Piece) -> bool:
    """Whether a power of −1 is an inverse: of a capital letter, or of what stands in brackets."""
    if isinstance(base, Fenced):
        return bool(base.body.pieces) and any(text.isupper() for text in _letters(base.body))
    return isinstance(base, Sign) and base.text.isupper()


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
