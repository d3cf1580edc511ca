"""gradcheck check: any answer against any truth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from gradcheck_course import __version__
from gradcheck_course.cli.exits import ExitCode, exit_for
from gradcheck_course.cli.terminal import (
    answer,
    emit,
    output_options,
    shown_maths,
    signed,
    wants_json,
    wrapped,
)

if TYPE_CHECKING:
    from gradcheck_course.practice.checking import Checked

WORDS = {"right": "equal", "wrong": "not equal", "partly_right": "partly equal", "undecided": "undecided"}


class AnswerFirst(click.Command):
    """A command whose answer may begin with a minus sign: what is no option of it is the answer."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # -h would otherwise be read as the answer "minus h".
        return super().parse_args(ctx, ["--help"] if args == ["-h"] else args)


@click.command(
    "check",
    cls=AnswerFirst,
    short_help="Check any answer against any truth.",
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
)
@click.argument("response", metavar="ANSWER")
@click.option(
    "--is", "truth", metavar="EXPR", required=True, help="What it should equal; may use diff(f, x)."
)
@click.option("--where", default="", metavar="CONDITIONS", help="Such as 'x>0, 0<p<1, n integer'.")
@click.option(
    "--names", default="", metavar="NAMES", help="Names of more than one letter, such as rate,loss."
)
@click.option("--tol", metavar="REL[,ABS]", help="How far apart they may be; exactly equal unless given.")
@output_options
def command(response: str, truth: str, where: str, names: str, tol: str | None) -> ExitCode:
    """Check whether ANSWER equals EXPR for all values of the names in it.

    Names are real numbers unless --where says more. Vectors [1, 2] and matrices [1, 2; 3, 4] can be checked,
    too. The exit code is 0 when both are equal, 1 when not, 3 when it cannot be decided, 4 when one of them
    cannot be read.
    """
    from gradcheck_course.practice.checking import check, tolerance_of
    from gradcheck_grader import EXACT

    checked = check(
        response, truth, where=where, names=names, tolerance=EXACT if tol is None else tolerance_of(tol)
    )
    if wants_json():
        emit(record(response, truth, checked))
    else:
        answer(lines(checked))
    return exit_for([checked.verdict.outcome])


def lines(checked: Checked) -> str:
    """Sign and word, both sides as they were read, and why."""
    from gradcheck_course.cli.evidence import evidence_line

    verdict = checked.verdict
    given, needed = (shown_maths(side.pretty, side.plain) for side in (checked.answer, checked.truth))
    why = [*(evidence_line(one) for one in verdict.evidence[:3]), verdict.feedback]
    rows = [signed(verdict.outcome, WORDS[verdict.outcome]), f"  yours  {given}", f"  --is   {needed}"]
    return "\n".join(rows + [wrapped(line, indent=2) for line in dict.fromkeys(filter(None, why))])


def record(response: str, truth: str, checked: Checked) -> dict[str, Any]:
    """The documented record, gradcheck.check/1."""
    verdict = checked.verdict.to_json()
    return {
        "schema": "gradcheck.check/1",
        "ok": True,
        "outcome": verdict["outcome"],
        "credit": verdict["credit"],
        "answer": {"raw": response, "read_as": checked.answer.plain, "latex": checked.answer.latex},
        "is": {"raw": truth, "read_as": checked.truth.plain, "latex": checked.truth.latex},
        "names": {name: domain.to_json() for name, domain in checked.notation.names.items()},
        "evidence": verdict["evidence"],
        "feedback": verdict["feedback"],
        "engine": {"gradcheck": __version__},
    }
