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


def displayed_formula(latex: str) -> str:
    """A formula on a line of its own, with what is said of it."""
    row = read_formula(latex)
    return f"#display({quoted(spoken(row) or 'empty')}, ${typst_maths(row)}$);"


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
    return f'#raw({quoted(source)}, block: true, lang: "python");'


def typst_text(markdown: str) -> str:
    """A text of the engine, paragraphs parted by empty lines.

    >>> print(typst_text("Let **x** be `1`."))
    Let #strong[x]; be #raw("1");.
    """
    return "\n\n".join(map(_block, read_prose(markdown)))


def in_one_paragraph(markdown: str) -> str:
    """A short text within a line; where it has more than one paragraph, they follow each other."""
    return " ".join(map(_block, read_prose(markdown)))


def _block(block: Block) -> str:
    match block:
        case Paragraph(spans):
            return _line(spans)
        case Items(items):
            return f"#list({', '.join(f'[{_line(item)}]' for item in items)});"
        case Display(latex):
            return displayed_formula(latex)
        case Program(source):
            return program(source)


def _line(spans: tuple[Span, ...]) -> str:
    return "".join(map(_span, spans))


def _span(span: Span) -> str:
    match span:
        case Words(text):
            return escaped(text)
        case Strong(text):
            return f"#strong[{escaped(text)}];"
        case Typed(text):
            return typed(text)
        case Maths(latex):
            return inline_formula(latex)
