r"""The Markdown that problems are written in, as paragraphs, items, displays and code.

No more than the engine makes: **strong**, `code`, $…$ and $$…$$, lists with hyphens, fenced code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Words:
    """Plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Text in bold."""

    text: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What is typed, in the letters of a typewriter."""

    text: str


@dataclass(frozen=True, slots=True)
class Maths:
    """A formula within a line, in LaTeX."""

    latex: str


Span = Words | Strong | Typed | Maths


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True)
class Display:
    """A formula on a line of its own, in LaTeX."""

    latex: str


@dataclass(frozen=True, slots=True)
class Program:
    """Lines of code."""

    source: str


Block = Paragraph | Items | Display | Program

_PROGRAM = re.compile(r"^```[a-z]*\n(.*?)\n?^```$", re.DOTALL | re.MULTILINE)
_DISPLAY = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
_ITEM = re.compile(r"^- ", re.MULTILINE)
_SPAN = re.compile(r"\$(?P<maths>[^$]+?)\$|`(?P<typed>[^`]+)`|\*\*(?P<strong>.+?)\*\*", re.DOTALL)


@lru_cache(maxsize=2048)
def read_prose(markdown: str) -> tuple[Block, ...]:
    """The blocks of a text, in order.

    >>> read_prose("Let $x$\\n\\n- `1`")
    (Paragraph(spans=(Words(text='Let '), Maths(latex='x'))), Items(items=((Typed(text='1'),),)))
    """
    blocks: list[Block] = []
    pieces = _PROGRAM.split(markdown)
    for place, piece in enumerate(pieces):
        if place % 2:
            blocks.append(Program(piece))
        else:
            blocks += _of_text(piece)
    return tuple(blocks)


def _of_text(text: str) -> list[Block]:
    blocks: list[Block] = []
    for paragraph in re.split(r"\n\s*\n", text):
        for place, piece in enumerate(_DISPLAY.split(paragraph)):
            if place % 2:
                blocks.append(Display(piece.strip()))
            elif piece.strip():
                blocks += _with_items(piece.strip())
    return blocks


def _with_items(text: str) -> list[Block]:
    """What stands before the first hyphen at the beginning of a line is a paragraph; then come items."""
    before, *items = _ITEM.split(text)
    blocks: list[Block] = [Paragraph(_spans(before))] if before.strip() else []
    return [*blocks, Items(tuple(map(_spans, items)))] if items else blocks


def _spans(text: str) -> tuple[Span, ...]:
    """The spans of one paragraph; its line breaks are spaces."""
    text = text.strip()
    spans: list[Span] = []
    end = 0
    for match in _SPAN.finditer(text):
        spans += _words(text[end : match.start()])
        maths, typed, strong = match.group("maths", "typed", "strong")
        spans.append(Maths(maths.strip()) if maths else Typed(typed) if typed else Strong(_line(strong)))
        end = match.end()
    return (*spans, *_words(text[end:]))


def _words(text: str) -> list[Span]:
    return [Words(_line(text))] if text else []


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text)
