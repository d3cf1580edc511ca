"""The edge of the program: every way a command can end becomes an exit code and, if need be, a sentence."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, NamedTuple

import click

from gradcheck_course.cli.exits import ERROR_CODE, ExitCode
from gradcheck_course.cli.terminal import emit, let_unencodable_pass

# What the machine refuses, by error number; every other OSError is ours to explain.
_NOT_OURS = {
    errno.EACCES: ExitCode.MISSING,
    errno.EPERM: ExitCode.MISSING,
    errno.EROFS: ExitCode.MISSING,
    errno.ENOSPC: ExitCode.LIMIT,
    errno.EDQUOT: ExitCode.LIMIT,
    errno.EMFILE: ExitCode.LIMIT,
}


class Missing(click.ClickException):
    """Something the command needs is not here; the message says what, and how to get it."""

    exit_code = ExitCode.MISSING


@contextmanager
def needs_extra(name: str) -> Iterator[None]:
    """Within it, a module that is not installed becomes one sentence that says how to install the extra."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("gradcheck"):
            raise
        package = error.name.partition(".")[0]
        message = f"This needs {package}, which is not installed here."
        raise Missing(f"{message} Install it with: pip install 'gradcheck[{name}]'") from error


class Complaint(NamedTuple):
    """How a command failed: the code, what to print, and what JSON carries beside code and message."""

    exit: ExitCode
    message: str
    more: Mapping[str, Any] = MappingProxyType({})
    printed: str = ""

    def to_json(self) -> dict[str, Any]:
        """The documented record, gradcheck.error/1."""
        error = {"code": ERROR_CODE[self.exit], "message": self.message, **self.more}
        return {"schema": "gradcheck.error/1", "ok": False, "error": error}


def run(command: Callable[[], object], arguments: Sequence[str]) -> int:
    """The exit code of the command; errors are told on stderr or, with --json, as one object on stdout."""
    let_unencodable_pass()
    try:
        code = command()
        return code if isinstance(code, int) else ExitCode.DONE
    except (click.Abort, KeyboardInterrupt, EOFError):
        complaint = Complaint(ExitCode.INTERRUPTED, "Stopped.")
    except MemoryError:
        complaint = Complaint(ExitCode.LIMIT, "This took more memory than there is.")
    # The process boundary: whatever a command did not expect becomes a report in a file.
    except Exception as error:  # noqa: BLE001
        complaint = complaint_about(error) or _bug(error, arguments)
    _tell(complaint, as_json="--json" in arguments)
    return complaint.exit


def complaint_about(error: Exception) -> Complaint | None:
    """What to say about an error that somebody other than us can act on; None for a bug."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return Complaint(ExitCode.USAGE, "Say which command.", printed=error.message)
    if isinstance(error, click.UsageError):
        return Complaint(ExitCode.USAGE, error.format_message(), printed=_usage(error))
    if isinstance(error, click.ClickException):
        code = error.exit_code if isinstance(error.exit_code, ExitCode) else ExitCode.USAGE
        return Complaint(code, error.format_message())
    if isinstance(error, OSError) and error.errno in _NOT_OURS:
        place = f"{error.filename}: " if error.filename else ""
        return Complaint(_NOT_OURS[error.errno], f"{place}{error.strerror}.")
    # The packages below may not have been imported: then the error is none of theirs.
    if "gradcheck_grader.errors" not in sys.modules:
        return None
    from gradcheck_grader.errors import AnswerError, GradcheckError, ResponseError

    if isinstance(error, ResponseError):
        details = {key: value for key, value in error.to_json().items() if key != "message"}
        return Complaint(ExitCode.UNREADABLE, error.message, details, error.pointed())
    if not isinstance(error, GradcheckError) or isinstance(error, AnswerError):
        return None
    return None if type(error).__name__ == "ExerciseError" else Complaint(ExitCode.USAGE, str(error))


def _bug(error: Exception, arguments: Sequence[str]) -> Complaint:
    """What to say about a bug, after its traceback was written to a file."""
    # Imported here: what a report needs would slow down every start.
    from datetime import UTC, datetime

    from gradcheck_course.cli.reports import bug_report, write_report

    now = datetime.now(UTC)
    report = bug_report(error, arguments, now=now)
    message = f"This is a bug in gradcheck: {type(error).__name__}: {error}"
    path = write_report(report, f"bug-{now:%Y%m%dT%H%M%S}")
    if path is None:
        return Complaint(ExitCode.BUG, message, printed=f"{message}\n{report}")
    told = f"{message}\nA report was written to {path}\nIt stays here; please attach it when you tell us."
    return Complaint(ExitCode.BUG, message, {"report": str(path)}, told)


def _usage(error: click.UsageError) -> str:
    rows = [error.format_message()]
    if error.ctx is not None:
        rows += [error.ctx.get_usage(), f"More: {error.ctx.command_path} --help"]
    return "\n".join(rows)


def _tell(complaint: Complaint, *, as_json: bool) -> None:
    if as_json:
        emit(complaint.to_json())
    else:
        click.echo(complaint.printed or complaint.message, err=True, color=False)
