"""Formulas as Typst writes them, every sign by itself: nothing is left for Typst to guess."""

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
from gradcheck_course.sheets.signs import LIMITED

# Signs that would mean something to Typst, or be drawn as another one.
_NAMED = {
    "(": "paren.l", ")": "paren.r", "[": "bracket.l", "]": "bracket.r", "{": "brace.l", "}": "brace.r",
    "|": "bar.v", "‖": "bar.v.double", "∣": "divides", ",": "comma", ";": "semi", ":": "colon",
    "/": "slash", "!": "excl", ".": "dot.basic", "′": "prime", "#": "hash", "&": "amp", "$": "dollar",
    "_": r"\_", "%": "percent", "@": "at", "?": "quest", "*": "ast.op", "~": "tilde.op", "`": r"\`",
    '"': '\\"', "\\": "backslash", "^": r"\^",
    "⌊": "floor.l", "⌋": "floor.r", "⌈": "ceil.l", "⌉": "ceil.r", "⟨": "chevron.l", "⟩": "chevron.r",
}  # fmt: skip
_ACCENTS = {"hat": "hat", "bar": "macron", "tilde": "tilde", "dot": "dot", "vec": "arrow"}
_FUNCTIONS = {"||": "abs", "‖‖": "norm", "⌊⌋": "floor", "⌈⌉": "ceil"}
_STYLES = {"bb": "bb", "cal": "cal", "bold": "upright(bold", "slanted": "bold", "italic": "italic"}


def typst_maths(row: Row) -> str:
    r"""What stands between dollar signs in Typst.

    >>> from gradcheck_course.sheets.formulas import read_formula
    >>> typst_maths(read_formula(r"\frac{1}{2} x^2"))
    'frac(1, 2) attach(x, t: 2)'
    """
    return _joined([_written(piece) for piece in row.pieces])


def quoted(text: str) -> str:
    """The text as a string of Typst.

    >>> quoted('a "b" c')
    '"a \\\\"b\\\\" c"'
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "")
    return f'"{escaped}"'


def _joined(texts: list[str]) -> str:
    """The texts with spaces between, but none beside a quoted word: there it would be drawn."""
    written = ""
    for text in filter(None, texts):
        beside = not written or written.endswith('"') or text.startswith('"')
        written += text if beside else f" {text}"
    return written


def _written(piece: Piece) -> str:
    return _PRINTERS[type(piece)](piece)


def _argument(row: Row) -> str:
    """The row as an argument of a function, which may not be empty."""
    return typst_maths(row) or '""'


def _word(word: Word) -> str:
    if not word.operator:
        return quoted(word.text)
    return f"op({quoted(word.text)}{', limits: #true' if word.text in LIMITED else ''})"


def _fraction(fraction: Fraction) -> str:
    return f"{'frac' if fraction.bar else 'binom'}({_argument(fraction.above)}, {_argument(fraction.below)})"


def _root(root: Root) -> str:
    if root.degree is None:
        return f"sqrt({_argument(root.body)})"
    return f"root({_argument(root.degree)}, {_argument(root.body)})"


def _scripts(scripts: Scripts) -> str:
    base = _written(scripts.base) or '""'
    above = f", t: {_argument(scripts.above)}" if scripts.above else ""
    below = f", b: {_argument(scripts.below)}" if scripts.below else ""
    return f"attach({base}{above}{below})"


def _styled(styled: Styled) -> str:
    function = _STYLES[styled.style]
    return f"{function}({_argument(styled.body)}{')' * (1 + function.count('('))}"


def _fenced(fenced: Fenced) -> str:
    """Brackets around a matrix are the matrix's own."""
    pieces = fenced.body.pieces
    if len(pieces) == 1 and isinstance(pieces[0], Grid) and pieces[0].kind == "matrix":
        return _matrix(pieces[0], fenced.left, fenced.right)
    if function := _FUNCTIONS.get(fenced.left + fenced.right):
        return f"{function}({_argument(fenced.body)})"
    inside = _joined([_sign(fenced.left), typst_maths(fenced.body), _sign(fenced.right)])
    return f"lr({inside})" if fenced.grows or any(map(_is_tall, pieces)) else inside


def _is_tall(piece: Piece) -> bool:
    """Whether brackets of one line's height would look lost beside it."""
    if isinstance(piece, Scripts):
        return _is_tall(piece.base)
    if isinstance(piece, Fenced | Row):
        return any(map(_is_tall, (piece.body if isinstance(piece, Fenced) else piece).pieces))
    return isinstance(piece, Fraction | Grid)


def _grid(grid: Grid) -> str:
    if grid.kind == "matrix":
        return _matrix(grid, "", "")
    between = " & quad " if grid.kind == "cases" else " & "
    rows = [between.join(typst_maths(cell) for cell in row) for row in grid.rows]
    return f"cases({', '.join(rows)})" if grid.kind == "cases" else " \\ ".join(rows)


def _matrix(grid: Grid, left: str, right: str) -> str:
    rows = "; ".join(", ".join(_argument(cell) for cell in row) for row in grid.rows)
    sides = ", ".join(quoted(side) if side else "none" for side in (left, right))
    return f"display(mat(delim: #({sides}), {rows}))"  # else its cells are small within a line


def _sign(look: str) -> str:
    """Numbers and letters as they are, each letter by itself; other signs by name where they have one."""
    if look in _NAMED:
        return _NAMED[look]
    return look if len(look) <= 1 or look[0].isdigit() else quoted(look)


_PRINTERS = {
    Sign: lambda sign: _sign(sign.text),
    Word: _word,
    Gap: lambda gap: gap.name,
    Row: typst_maths,
    Fraction: _fraction,
    Root: _root,
    Scripts: _scripts,
    Accent: lambda accent: f"{_ACCENTS[accent.mark]}({_argument(accent.body)})",
    Styled: _styled,
    Fenced: _fenced,
    Grid: _grid,
}
