"""The error that whoever runs a class must act on."""

from __future__ import annotations

from gradcheck_grader.errors import GradcheckError


class CourseError(GradcheckError):
    """Something about a class that its operator must put right.

    message  a sentence: what is wrong.        file, key  where it stands, when it stands in a file.
    action   a sentence: what to do.           code       a short name for programs.
    status   the HTTP status it came with; 0 when no service said it.

    >>> print(CourseError("The due date has no time zone.", file="course.toml", key="assignment 1, due"))
    course.toml, assignment 1, due: The due date has no time zone.
    """

    def __init__(
        self,
        message: str,
        *,
        file: str = "",
        key: str = "",
        action: str = "",
        code: str = "course",
        status: int = 0,
    ) -> None:
        self.message = message
        self.file = file
        self.key = key
        self.action = action
        self.code = code
        self.status = status
        place = ", ".join(part for part in (file, key) if part)
        sentences = " ".join(part for part in (message, action) if part)
        super().__init__(f"{place}: {sentences}" if place else sentences)
