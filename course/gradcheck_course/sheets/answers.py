"""The answer of a part as a key shows it: a formula, an option with its text, or a program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gradcheck_exercises import Part, Slip
    from gradcheck_grader.answers import Answer


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer in the one of these forms that it has: LaTeX, Markdown or the lines of a program."""

    latex: str = ""
    markdown: str = ""
    program: str = ""


def shown_answer(part: Part) -> Shown:
    """The answer of this part."""
    return _shown(part, part.answer)


def shown_slip(part: Part, slip: Slip) -> Shown:
    """What this slip leads to."""
    return _shown(part, part.answer.with_reference(slip.response))


def _shown(part: Part, answer: Answer) -> Shown:
    if part.kind == "code":
        return Shown(program=answer.reference_text().strip("\n"))
    reading = answer.reference_reading()
    if part.kind == "choice":
        texts = dict(part.answer.notation.options)
        keys = [key.strip() for key in reading.plain.split(",")]
        return Shown(markdown="; ".join(f"**{key}** – {texts.get(key, '')}" for key in keys))
    return Shown(latex=reading.latex)
