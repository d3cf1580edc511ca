"""Errors, each named by who must act on it.

ResponseError  the person who wrote the response: what, where, what to do.
AnswerError    the author of the exercise: an answer that cannot be judged against.
"""

from __future__ import annotations

import unicodedata


class GradcheckError(Exception):
    """Something a named person must act on; never raised itself."""


class ResponseError(GradcheckError):
    """A response that could not be read, with the place and a way out.

    message     a sentence: what is wrong.
    text        the whole input.
    position    offset in text of the first bad character; len(text) when the input ends too early.
    end         offset just after the bad stretch; position + 1 unless given.
    suggestion  a sentence: what to do; may be empty.
    """

    def __init__(
        self, message: str, text: str, position: int, suggestion: str = "", *, end: int | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.text = text
        self.position = position
        self.end = position + 1 if end is None else end
        self.suggestion = suggestion

    def pointed(self, *, width: int = 72) -> str:
        """The message, the line it is about with a caret below, and the suggestion."""
        line, column = self._line_and_column()
        start = max(0, column - width // 2) if len(line) > width else 0
        shown = line[start : start + width].replace("\t", " ")
        indent = sum(_columns(character) for character in shown[: column - start])
        rows = [self.message, f"  {shown}", "  " + " " * indent + "^", self.suggestion]
        return "\n".join(row for row in rows if row)

    def to_json(self) -> dict[str, object]:
        """A record with message, at ([start, end]) and suggestion."""
        return {
            "message": self.message,
            "at": [self.position, self.end],
            "suggestion": self.suggestion,
        }

    def _line_and_column(self) -> tuple[str, int]:
        position = min(self.position, len(self.text))
        start = self.text.rfind("\n", 0, position) + 1
        stop = self.text.find("\n", position)
        return self.text[start : len(self.text) if stop < 0 else stop], position - start


class AnswerError(GradcheckError):
    """An answer that no response can be judged against; the message names what its author must change."""


def _columns(character: str) -> int:
    """Terminal columns that a character takes: 0 for combining marks, 2 for wide ones."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
