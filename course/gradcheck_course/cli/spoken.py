"""Texts and formulas as a command shows them: drawn, or with --plain as a voice would say them."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from gradcheck_course.cli.terminal import WIDTH, shown_maths, wants_plain

if TYPE_CHECKING:
    from gradcheck_course.sheets.prose import Span
    from gradcheck_exercises import Part, Step, Text
    from gradcheck_grader import Notation, Reading


def shown_reading(reading: Reading) -> str:
    """A response or an answer as it was read: drawn in one line, or said."""
    if not wants_plain() or not reading.latex:  # code has no LaTeX, and no other words
        return shown_maths(reading.pretty, reading.plain)
    from gradcheck_grader import to_speech

    return to_speech(reading.tree)


def shown_response(response: str, read_as: str, notation: Notation) -> str:
    """A response that could be read, drawn in one line or said; read_as is how it can be typed."""
    from gradcheck_grader import ResponseError, read

    try:
        return shown_reading(read(response, notation))
    except ResponseError:  # read in another way than it stands, such as with f(x) = before it
        return read_as


def shown_text(text: Text, columns: int) -> str:
    """A text of the engine: its formulas drawn, or said."""
    return said(text.markdown(), columns) if wants_plain() else text.terminal(columns)


def shown_question(part: Part, columns: int) -> str:
    """The prompt of a part, and below it the options of a choice, or how the code begins."""
    if not wants_plain():
        return part.terminal(columns)
    notation = part.answer.notation
    begun = [f"def {notation.signature}:"] if notation.signature else []
    return "\n".join(
        [said(part.prompt.markdown(), columns), *(f"{key}: {text}" for key, text in notation.options), *begun]
    )


def shown_step(step: Step, columns: int) -> str:
    """A step of a worked solution: its rule, and what it makes of what."""
    return said(step.markdown(), columns) if wants_plain() else step.terminal(columns)


def said(markdown: str, columns: int = WIDTH) -> str:
    r"""The text with every formula in words, a block on lines of its own.

    >>> said("Find $f'(x)$ for\n\n$$f(x) = x^2$$")
    'Find f prime of x for\nf of x equals x squared'
    """
    from gradcheck_course.sheets.prose import Display, Items, Paragraph, read_prose

    rows: list[str] = []
    for block in read_prose(markdown):
        match block:
            case Paragraph(spans):
                rows.append(textwrap.fill(_line(spans).strip(), columns))
            case Items(items):
                rows += [textwrap.fill(_line(item).strip(), columns) for item in items]
            case Display(latex):
                rows.append(textwrap.fill(_formula(latex), columns))
            case _:
                rows.append(block.source)
    return "\n".join(rows)


def _line(spans: tuple[Span, ...]) -> str:
    from gradcheck_course.sheets.prose import Maths

    pieces = [_formula(span.latex) if isinstance(span, Maths) else span.text for span in spans]
    return "".join(" equals " if piece == " = " else piece for piece in pieces)


def _formula(latex: str) -> str:
    from gradcheck_course.sheets.formulas import read_formula
    from gradcheck_course.sheets.spoken import spoken

    return spoken(read_formula(latex))
