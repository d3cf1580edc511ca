"""Sheets and keys as pages that stand alone: MathML, no script, nothing loaded from anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from gradcheck_course.jupyter.mathml import formula, markdown
from gradcheck_course.sheets.answers import shown_answer
from gradcheck_course.sheets.codes import practice_command, qr_svg
from gradcheck_course.sheets.sheets import Asked, Layout, Sheet, worth

if TYPE_CHECKING:
    from gradcheck_exercises import Part

HERE = Path(__file__).parent
TEMPLATES = (HERE / "templates", HERE.parent / "jupyter" / "templates" / "gradcheck_feedback")


def sheet_page(sheet: Sheet, layout: Layout) -> str:
    """The page of one sheet, without any answer."""
    return _page(sheet.title, [sheet], layout, solved=False)


def key_page(sheets: Sequence[Sheet], layout: Layout) -> str:
    """The page with the answers and worked solutions of all these sheets."""
    return _page(f"{sheets[0].title}: key", sheets, layout, solved=True)


def _page(title: str, sheets: Sequence[Sheet], layout: Layout, *, solved: bool) -> str:
    shown = [
        {"sheet": sheet, "problems": [_problem(one, layout, solved=solved) for one in sheet.asked]}
        for sheet in sheets
    ]
    return _template("sheet.html.j2").render(title=title, sheets=shown, layout=layout, solved=solved)


def _problem(asked: Asked, layout: Layout, *, solved: bool) -> dict[str, Any]:
    code = asked.problem.code if layout.practice else None
    command = practice_command(code) if code else ""
    return {
        "asked": asked,
        "statement": markdown(asked.problem.statement.markdown()),
        "parts": [_part(part, asked, solved=solved) for part in asked.problem.parts],
        "command": command,
        "picture": Markup(qr_svg(command)) if command else "",  # noqa: S704 (segno draws; no text goes in)
    }


def _part(part: Part, asked: Asked, *, solved: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "label": part.label,
        "worth": worth(asked.points[part.label]),
        "prompt": markdown(part.markdown()),
        "room": asked.room[part.label],
    }
    if solved:
        shown |= {"steps": [markdown(step.markdown()) for step in part.steps], "answer": _answer(part)}
    return shown


def _answer(part: Part) -> Markup:
    shown = shown_answer(part)
    if shown.program:
        return Markup("<pre>{}</pre>").format(shown.program)
    return markdown(shown.markdown) if shown.markdown else formula(shown.latex)


@lru_cache(maxsize=1)
def _template(name: str) -> Any:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template(name)
