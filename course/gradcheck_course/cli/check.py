"""gradcheck check: any answer against any truth."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from gradcheck_course import __version__
from gradcheck_course.cli.exits import ExitCode, exit_for
from gradcheck_course.cli.spoken import shown_reading
from gradcheck_course.cli.terminal import (
    answer,
    emit,
    output_options,
    signed,
    wants_json,
    wrapped,
)

if TYPE_CHECKING:
    from gradcheck_course.practice.checking import Checked

WORDS = {"right": "equal", "wrong": "not equal", "partly_right": "partly equal", "undecided": "undecided"}
# Where the truth is no value to be equal to.
NO_VALUES = frozenset(
    {"property", "within", "basis", "eigenpairs", "factorization", "choice", "ordering", "derivation"}
)
OTHER_WORDS = {"right": "right", "wrong": "wrong", "partly_right": "partly right", "undecided": "undecided"}
FEWEST_REASONS = 3


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
@click.argument("response", metavar="ANSWER", required=False)
@click.option("--is", "truth_is", metavar="EXPR", help="What it should equal; may use diff(f, x).")
@click.option("--grad-of", "truth_grad_of", metavar="F", help="The function whose derivative it should be.")
@click.option(
    "--antiderivative-of", "truth_antiderivative_of", metavar="F", help="The function it is one of."
)
@click.option("--solves", "truth_solves", metavar="EQN", help="The equation whose solutions it should be.")
@click.option(
    "--factors", "truth_factors", metavar="KIND of A", help="The factorisation: 'LU of [2, 1; 4, 5]'."
)
@click.option("--wrt", default="", metavar="NAMES", help="By which names the derivative is.")
@click.option("--for", "solved_for", default="", metavar="NAME", help="The unknown of an equation.")
@click.option("--where", default="", metavar="CONDITIONS", help="Such as 'x>0, 0<p<1, n integer'.")
@click.option("--domain", default="", metavar="DOMAIN", help="Of every other name: positive, '[0, 1)', …")
@click.option("--names", default="", metavar="NAMES", help="Further names that ANSWER may use: x,rate.")
@click.option("--let", multiple=True, metavar="SHAPES", help="Such as 'A: 3x3 symmetric, x: 3, b = [1, 2]'.")
@click.option("--random", default="", metavar="NAMES", help="The random variables and events among them.")
@click.option("--independent", is_flag=True, help="The random variables are independent.")
@click.option("--log", default="", metavar="BASE", help="What log means: natural, 10, 2.")
@click.option("--kind", default="", metavar="KIND", help="How to read --is; it tells by itself unless given.")
@click.option(
    "--tol", default="", metavar="REL[,ABS]", help="How far apart they may be; exactly equal unless given."
)
@click.option("--places", type=click.IntRange(0, 1000), metavar="N", help="Equal to N decimal places.")
@click.option(
    "--figures",
    "--sigfigs",
    type=click.IntRange(1, 1000),
    metavar="N",
    help="Equal to N significant figures.",
)
@click.option("--exactness", default="", metavar="HOW", help="exact, exact-or-decimal, decimal.")
@click.option("--form", multiple=True, metavar="RULE", help="How it must be written: factored, expanded, …")
@click.option("--layout", default="", metavar="LAYOUT", help="Of a gradient: denominator, numerator, either.")
@click.option("--up-to", default="", metavar="WHAT", help="What may differ: constant, factor, sign, scale.")
@click.option("--unit", is_flag=True, help="A vector must have length 1, a basis be orthonormal.")
@click.option(
    "--property", "properties", multiple=True, metavar="WORDS", help="What it must be; --is has it."
)
@click.option("--second", default="", metavar="WHAT", help="Second of N(0, 4): variance, deviation.")
@click.option("--any-order", is_flag=True, help="The order of a tuple does not count.")
@click.option("--any-solution", is_flag=True, help="One solution is enough.")
@click.option("--option", "choices", multiple=True, metavar="KEY: TEXT", help="An option of a choice.")
@click.option("--prove", is_flag=True, help="Try to prove what only agrees at points.")
@click.option("--why", is_flag=True, help="Say more: how it was read, and every reason.")
@click.option("--jsonl", is_flag=True, help="Judge one JSON case a line from standard input.")
@output_options
def command(response: str | None, *, jsonl: bool, why: bool, **options: Any) -> ExitCode:
    """Check whether ANSWER is what EXPR, F or EQN asks for, for all values of the names in it.

    Names are real numbers unless --where says more. Numbers, expressions, vectors [1, 2], matrices
    [1, 2; 3, 4], equations, inequalities, sets, tuples, distributions and, with --let, matrix expressions
    can be checked; with --kind also a basis, a choice, working line by line and all else of docs/cases.md.
    The exit code is 0 when ANSWER is right, 1 when not, 3 when it cannot be decided, 4 when one side
    cannot be read.
    """
    if jsonl:
        return _stream(response, [*options.values(), why])
    if response is None:
        raise click.UsageError("Missing argument 'ANSWER'.")
    from gradcheck_course.cli.check_question import question_of
    from gradcheck_course.practice.checking import check

    side, question = question_of(_typed(options))
    checked = check(response, question, side=side)
    if wants_json():
        emit(record(response, side, question.expected, checked))
    else:
        answer(lines(checked, side, why=why))
    return exit_for([checked.verdict.outcome])


def lines(checked: Checked, side: str, *, why: bool = False) -> str:
    """Sign and word, both sides as they were read, and why."""
    from gradcheck_course.practice.checking import option

    verdict = checked.verdict
    given, needed = map(shown_reading, (checked.answer, checked.truth))
    label = option(side)
    # Working has several lines; they stand below each other.
    below = "\n" + " " * (max(len("yours"), len(label)) + 4)
    given, needed = given.replace("\n", below), needed.replace("\n", below)
    words = WORDS if side == "is" and checked.kind not in NO_VALUES else OTHER_WORDS
    rows = [signed(verdict.outcome, words[verdict.outcome])]
    rows += [f"  {'yours'.ljust(len(label))}  {given}", f"  {label.ljust(len('yours'))}  {needed}"]
    return "\n".join(rows + [wrapped(line, indent=2) for line in _reasons(checked, why=why)])


def _reasons(checked: Checked, *, why: bool) -> list[str]:
    """Why it is so, each reason once; a sentence that tells all of it stands for its evidence."""
    from gradcheck_course.cli.evidence import evidence_line

    verdict = checked.verdict
    lines = [evidence_line(one) for one in (verdict.evidence if why else verdict.evidence[:FEWEST_REASONS])]
    told = verdict.feedback and not checked.compares
    reasons = [verdict.feedback] if told and not why else [*lines, verdict.feedback]
    reasons.append(checked.hint)
    if why:
        reasons += [*(slip.feedback for slip in verdict.slips), _reading(checked)]
    return list(dict.fromkeys(filter(None, reasons)))


def record(response: str, side: str, truth: str, checked: Checked) -> dict[str, Any]:
    """The documented record, gradcheck.check/1."""
    verdict = checked.verdict.to_json()
    return {
        "schema": "gradcheck.check/1",
        "ok": True,
        "outcome": verdict["outcome"],
        "credit": verdict["credit"],
        "kind": checked.kind,
        "answer": {"raw": response, "read_as": checked.answer.plain, "latex": checked.answer.latex},
        side: {"raw": truth, "read_as": checked.truth.plain, "latex": checked.truth.latex},
        "names": {name: domain.to_json() for name, domain in checked.notation.names.items()},
        "shapes": {name: shape.to_json() for name, shape in checked.notation.shapes.items()},
        "evidence": verdict["evidence"],
        "slips": verdict["slips"],
        "feedback": " ".join(filter(None, (verdict["feedback"], checked.hint))),
        "engine": {"gradcheck": __version__},
    }


def _reading(checked: Checked) -> str:
    """How the two sides were understood: the kind, and every name with its domain."""
    from gradcheck_grader.conditions import in_words

    shapes = {name: f"{shape.rows}×{shape.columns}" for name, shape in checked.notation.shapes.items()}
    names = [
        f"{name} {shapes.get(name) or in_words(domain)}" for name, domain in checked.notation.names.items()
    ]
    return f"judged as: {checked.kind}" + (f", with {', '.join(names)}" if names else "")


def _typed(options: dict[str, Any]) -> Any:
    """The options as a record, with the truths that were given."""
    from gradcheck_course.cli.check_question import TRUTHS, Options

    truths = {side: options.pop(f"truth_{side}") for side in TRUTHS}
    return Options({side: text for side, text in truths.items() if text is not None}, **options)


def _stream(response: str | None, settings: list[Any]) -> ExitCode:
    """Judges a case a line, until standard input ends."""
    if response is not None or any(settings):
        raise click.UsageError("--jsonl stands alone: every case says for itself what is asked.")
    from gradcheck_grader.cases import judge_stream

    judge_stream(sys.stdin.buffer, sys.stdout.buffer, sys.stderr)
    return ExitCode.DONE
