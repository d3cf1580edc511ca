"""Sheets and keys as source for Typst: one document each, which stands alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from gradcheck_course.sheets.answers import shown_answer
from gradcheck_course.sheets.codes import practice_command, qr_svg
from gradcheck_course.sheets.sheets import PAPERS, Asked, Layout, Sheet, worth
from gradcheck_course.sheets.typst_maths import quoted
from gradcheck_course.sheets.typst_text import (
    displayed_formula,
    escaped,
    is_of_lines,
    program,
    tall_formula,
    tall_text,
    typst_text,
)

if TYPE_CHECKING:
    from gradcheck_exercises import Part

PREAMBLE = Path(__file__).parent / "templates" / "sheet.typ"
_SIZES = {False: ("11pt", "2.2cm"), True: ("18pt", "1.6cm")}


def sheet_source(sheet: Sheet, layout: Layout) -> str:
    """The document of one sheet, without any answer."""
    footer = " · ".join(filter(None, [sheet.title, sheet.whose, "" if layout.practice else sheet.receipt]))
    body = [_opening(sheet), *(text for one in sheet.asked for text in _problem(one, layout))]
    return document(sheet.title, body, layout, footer=footer)


def key_source(sheets: Sequence[Sheet], layout: Layout) -> str:
    """The document with the answers and worked solutions of all these sheets, one after the other."""
    title = f"{sheets[0].title}: key"
    alone = len(sheets) == 1
    lines = [f"[{escaped(_whose_key(sheets[0]))}]"] if alone and _whose_key(sheets[0]) else []
    body = [f"#opening([{escaped(title)}], ({''.join(f'{line},' for line in lines)}))"]
    for place, sheet in enumerate(sheets):
        if not alone:
            body += ["#pagebreak(weak: true)"] if place else []
            body.append(f"#heading(level: 2, [{escaped(_whose_key(sheet))}])")
        for one in sheet.asked:
            body += _solved(one, level=2 if alone else 3)
    return document(title, body, layout, footer=title)


def document(title: str, body: Iterable[str], layout: Layout, *, footer: str) -> str:
    """A whole document: what all of them need, and this body."""
    size, margin = _SIZES[layout.large]
    show = (
        f"#show: sheet.with(title: {quoted(title)}, paper: {quoted(PAPERS[layout.paper])}, "
        f"size: {size}, margin: {margin}, footer: [{escaped(footer)}])"
    )
    return "\n\n".join([_preamble().strip(), show, *body]) + "\n"


def solution(part: Part) -> list[str]:
    """The worked solution of a part, and its answer."""
    steps = [f"[{tall_text(step.markdown())}]" for step in part.steps]
    return [f"#steps({', '.join(steps)})"] * bool(steps) + [_answer(part)]


@lru_cache(maxsize=1)
def _preamble() -> str:
    return PREAMBLE.read_text(encoding="utf-8")


def _opening(sheet: Sheet) -> str:
    lines = [
        f"[Name: #strong[{escaped(sheet.named)}]]" if sheet.named else "[Name: #box(width: 8cm, repeat[.])]",
        f"[Due {escaped(sheet.due)}]" if sheet.due else "",
        f"[{escaped(sheet.scope)}]",
        f"[{escaped(sheet.instructions)}]" if sheet.instructions else "",
    ]
    return f"#opening([{escaped(sheet.title)}], ({''.join(f'{line},' for line in lines if line)}))"


def _problem(asked: Asked, layout: Layout) -> list[str]:
    """Heading, statement and questions; on a practice sheet the title and the code as well."""
    titled = f": {asked.title}" if layout.practice else ""
    texts = [
        f"#problem(beside: [{escaped(asked.worth)}])[{escaped(asked.heading + titled)}]",
        _statement(asked),
    ]
    texts += [_part(part, asked, layout) for part in asked.problem.parts]
    if layout.practice and asked.problem.code:
        command = practice_command(asked.problem.code)
        picture = quoted(qr_svg(command))
        texts.append(f"#share({quoted(asked.problem.code)}, {quoted(command)}, {picture})")
    return texts


def _statement(asked: Asked) -> str:
    return f"#statement[\n{typst_text(asked.problem.statement.markdown())}\n]"


def _part(part: Part, asked: Asked, layout: Layout) -> str:
    room = round(asked.room[part.label] * (1.4 if layout.large else 1), 1)
    ruled = ", ruled: true" if part.kind == "code" else ""
    points = escaped(worth(asked.points[part.label]))
    return f"#part([({part.label})], [{points}], {room}cm{ruled})[\n{typst_text(part.markdown())}\n]"


def _whose_key(sheet: Sheet) -> str:
    return " · ".join(filter(None, [sheet.whose, sheet.receipt if sheet.person else ""]))


def _solved(asked: Asked, *, level: int) -> list[str]:
    title = escaped(f"{asked.heading}: {asked.title}")
    texts = [
        f"#problem(level: {level}, beside: [{escaped(asked.worth)}])[{title}]",
        f"#origin({quoted(asked.problem.code or asked.exercise)})",
        _statement(asked),
    ]
    for part in asked.problem.parts:
        points = escaped(worth(asked.points[part.label]))
        inside = "\n\n".join([typst_text(part.markdown()), *solution(part)])
        texts.append(f"#part([({part.label})], [{points}], 0cm, solved: true)[\n{inside}\n]")
    return texts


def _answer(part: Part) -> str:
    shown = shown_answer(part)
    if shown.program:
        return f"#answer[\n{program(shown.program)}\n]"
    if shown.markdown:
        return f"#answer[{tall_text(shown.markdown)}]"
    lines = is_of_lines(shown.latex)
    return f"#answer[{displayed_formula(shown.latex) if lines else tall_formula(shown.latex)}]"
