"""Prose as Typst writes it: whatever a person or an author wrote is text there, and never code."""

from __future__ import annotations

import re

from gradcheck_course.sheets.formulas import Grid, read_formula
from gradcheck_course.sheets.prose import (
    Block,
    Display,
    Items,
    Maths,
    Paragraph,
    Program,
    Span,
    Strong,
    Typed,
    Words,
    read_prose,
)
from gradcheck_course.sheets.spoken import spoken
from gradcheck_course.sheets.typst_maths import quoted, typst_maths

_SPECIAL = re.compile(r"[\\#$*_`<>@\[\]{}~\-=+/\"'&|^]|(?<=\d)\.|\.(?=\.)")


def escaped(text: str) -> str:
    r"""The text, in which nothing means anything to Typst.

    >>> escaped("#read(1) costs 2$")
    '\\#read(1) costs 2\\$'
    """
    return _SPECIAL.sub(r"\\\g<0>", " ".join(text.split(" "))).replace("\n", " ").replace("\r", "")


def inline_formula(latex: str) -> str:
    """A formula within a line, with what is said of it."""
    row = read_formula(latex)
    return f"#m({quoted(spoken(row) or 'empty')}, ${typst_maths(row)}$);"


def tall_formula(latex: str) -> str:
    """A formula within a line, its fractions as high as in a display."""
    row = read_formula(latex)
    return f"#m({quoted(spoken(row) or 'empty')}, $display({typst_maths(row)})$);"


def displayed_formula(latex: str) -> str:
    """A formula on a line of its own, with what is said of it."""
    row = read_formula(latex)
    return f"#shown({quoted(spoken(row) or 'empty')}, ${typst_maths(row)}$);"


def is_of_lines(latex: str) -> bool:
    """Whether the formula is several lines below each other, which only a display can hold."""
    return any(isinstance(piece, Grid) and piece.kind == "lines" for piece in read_formula(latex).pieces)


def typed(text: str) -> str:
    """Code within a line.

    >>> typed("a*b")
    '#raw("a*b");'
    """
    return f"#raw({quoted(text)});"


def program(source: str) -> str:
    """Lines of code."""
    return f"#raw({quoted(source)}, block: true);"


def typst_text(markdown: str) -> str:
    """A text of the engine, paragraphs parted by empty lines.

    >>> print(typst_text("Let **x** be `1`."))
    Let #strong[x]; be #raw("1");.
    """
    return "\n\n".join(map(_block, read_prose(markdown)))


def tall_text(markdown: str) -> str:
    """A short text whose formulas are as high as in a display: a step, an answer."""
    return " ".join(_block(block, tall=True) for block in read_prose(markdown))


def _block(block: Block, *, tall: bool = False) -> str:
    match block:
        case Paragraph(spans):
            return _line(spans, tall)
        case Items(items):
            return f"#list({', '.join(f'[{_line(item, tall)}]' for item in items)});"
        case Display(latex):
            return displayed_formula(latex)
        case Program(source):
            return program(source)


def _line(spans: tuple[Span, ...], tall: bool) -> str:
    return "".join(_span(span, tall) for span in spans)


def _span(span: Span, tall: bool) -> str:
    match span:
        case Words(text):
            return escaped(text)
        case Strong(text):
            return f"#strong[{escaped(text)}];"
        case Typed(text):
            return typed(text)
        case Maths(latex):
            return tall_formula(latex) if tall else inline_formula(latex)
