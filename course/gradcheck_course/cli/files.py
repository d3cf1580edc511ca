"""Answers that are too long for a line: code is given as @file."""

from __future__ import annotations

from pathlib import Path

from gradcheck_grader import GradcheckError, Limits, Notation


class UnreadableFileError(GradcheckError):
    """A file that was named as an answer and cannot be read as text; the message says which, and why."""


def response_in(text: str, notation: Notation) -> str:
    """What the file holds, where code is asked for and the text is @file; else the text itself.

    Raises UnreadableFileError.
    """
    named = text.strip()
    if notation.kind != "code" or not named.startswith("@") or "\n" in named:
        return text
    return text_of(Path(named[1:]).expanduser())


def text_of(path: Path) -> str:
    """What the file holds; of a long one as much as is needed to refuse it. Raises UnreadableFileError."""
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(Limits().characters + 1)
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UnreadableFileError(f"{path} is not text in UTF-8.") from error
