"""Code that is written in the learner's own editor."""

from __future__ import annotations

import click

from gradcheck_course.practice.session import PartWork
from gradcheck_grader import GradcheckError


class EditorError(GradcheckError):
    """No editor, or one that failed; the message says how to answer without."""


def edited(work: PartWork) -> str | None:
    """What the editor saved, beginning with the last answer, else with the function's first line.

    None where it saved nothing. Raises EditorError.
    """
    begin = work.tries[-1].response if work.tries else f"def {work.part.answer.notation.signature}:\n    "
    try:
        saved = click.edit(begin, extension=".py")
    except (click.ClickException, OSError) as error:
        said = error.format_message() if isinstance(error, click.ClickException) else str(error)
        raise EditorError(
            f"Your editor did not work: {said} Let EDITOR name one that does; or write a file, and answer "
            "with @ and its name: @answer.py"
        ) from error
    return saved if saved is not None and saved.strip() and saved != begin else None
