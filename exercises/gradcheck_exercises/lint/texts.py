"""Claims about texts: each comes out in every medium, with nothing left of the markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import sympy

from gradcheck_exercises.errors import ExerciseError
from gradcheck_exercises.problem import Part, Problem
from gradcheck_exercises.text import Text
from gradcheck_grader.errors import GradcheckError
from gradcheck_grader.sympy_bridge import from_sympy
from gradcheck_grader.syntax.printing import to_speech
from gradcheck_grader.syntax.tree import Apply, Name, Num

_LEFTOVER = re.compile(r"[\\$\ue000-\uf8ff]|\*\*|\+ ?[-−]|\b(None|nan|zoo|Matrix|Rational)\b")
_LEFTOVER_IN_LATEX = re.compile(r"[\ue000-\uf8ff]|\+ ?-|\b(None|nan|zoo|Matrix|Rational)\b")
_LEFTOVER_IN_SPEECH = re.compile(r"[\\$^_{}*\ue000-\uf8ff]|\b(None|nan|zoo|Matrix)\b")
_TREES = (Num, Name, Apply)


def texts_of(part: Part) -> list[tuple[str, Text]]:
    """Each text of a part, with the words that say where it stands."""
    texts = [("the prompt", part.prompt)]
    texts += [(f"hint {number}", hint.text) for number, hint in enumerate(part.hints, 1)]
    for number, step in enumerate(part.steps, 1):
        sides = (step.rule, step.before, step.after)
        texts += [(f"step {number}", side) for side in sides if side is not None]
    return texts


def renders(problem: Problem) -> Iterator[str]:
    """Statement, prompts, hints and steps come out on pages, in terminals and aloud; nothing is left over."""
    texts = [("the statement", problem.statement)]
    texts += [
        (f"{place} of part ({part.label})", text) for part in problem.parts for place, text in texts_of(part)
    ]
    for place, text in texts:
        yield from _of_text(place, text)
    for part in problem.parts:
        for slip in part.slips:
            if left := _LEFTOVER.search(slip.feedback):
                yield f"the feedback of the slip {slip.name} is plain text, but has {left.group()!r} in it."


def _of_text(place: str, text: Text) -> Iterator[str]:
    try:
        shown, markdown = text.terminal(), text.markdown()
        spoken = [_spoken(value) for value in text.objects.values()]
    except (GradcheckError, TypeError, ValueError) as error:
        yield f"{place} does not render: {error}"
        return
    if not shown.strip() or not markdown.strip():
        yield f"{place} is empty."
    forms = [("terminal", shown, _LEFTOVER), ("Markdown", markdown, _LEFTOVER_IN_LATEX)]
    forms += [("spoken", words, _LEFTOVER_IN_SPEECH) for words in spoken]
    for kind, rendered, pattern in forms:
        if left := pattern.search(rendered):
            yield f"{place} has {left.group()!r} left over in its {kind} form: {rendered!r}"


def _spoken(value: Any) -> str:
    """What is said for a quoted object."""
    if isinstance(value, Fraction):
        value = sympy.Rational(value.numerator, value.denominator)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, _TREES):
        return to_speech(value)
    if isinstance(value, (sympy.Basic, sympy.MatrixBase)):
        return to_speech(from_sympy(value))
    raise ExerciseError(f"a {type(value).__name__} cannot be read aloud.")
