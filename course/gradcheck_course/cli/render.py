"""gradcheck render: mathematics as it is drawn, set, said, or read by a program."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from gradcheck_course.cli.boundary import needs_extra
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import (
    answer,
    emit,
    output_options,
    shown,
    shown_maths,
    wants_json,
    wants_plain,
    width,
)

if TYPE_CHECKING:
    from gradcheck_grader import Notation
    from gradcheck_grader.cases.expected import Expected

FORMS = ("pretty", "latex", "mathml", "typst", "speech")


@click.command(
    "render",
    short_help="Draw, set or say a formula.",
    context_settings={"ignore_unknown_options": True},
)
@click.argument("text", metavar="EXPR")
@click.option(
    "-t", "--to", "form", type=click.Choice(FORMS), help="The form; pretty unless given, speech with --plain."
)
@click.option("--let", multiple=True, metavar="SHAPES", help="Such as 'A: 3x3, x: 3'.")
@output_options
def command(text: str, form: str | None, let: tuple[str, ...]) -> ExitCode:
    """Draw, set or say EXPR, which is read as an answer is: 2x, sin(x)^2, LaTeX, [1, 2; 3, 4]; - for stdin.

    pretty is drawn over several lines where it fits the terminal, and written on one line where not.
    """
    from gradcheck_course.cli.check_question import Options, given_of
    from gradcheck_grader.cases.expected import read_any

    if text == "-":
        text = sys.stdin.read().strip()
    read = read_any(text, given_of(Options({}, let=let)))
    wanted = form or ("speech" if wants_plain() else "pretty")
    if not wants_json():
        answer(RENDERED[wanted](read))
        return ExitCode.DONE
    forms = {name: RENDERED[name](read) for name in ([form] if form else FORMS if _can_set() else _LIGHT)}
    emit({"schema": "gradcheck.render/1", "ok": True, "raw": text, **forms})
    return ExitCode.DONE


def drawn(read: Expected) -> str:
    """The formula over several lines; on one where that is too wide, cannot be shown, or is all there is."""
    from gradcheck_grader import to_plain, to_pretty

    line = shown_maths(to_pretty(read.tree, read.notation), to_plain(read.tree, read.notation))
    block = _block(read, read.notation)
    fits = block and shown(block) == block and max(map(len, block.splitlines())) <= width()
    return block if fits else line


def _block(read: Expected, notation: Notation) -> str:
    """The formula as SymPy draws it, nothing worked out; empty where it has no counterpart there."""
    import sympy

    from gradcheck_grader import AnswerError, to_sympy

    try:
        with sympy.evaluate(False):
            found = to_sympy(read.tree, shapes=notation.shapes)
            # SymPy puts the parts of a condition in its own order.
            if isinstance(found, sympy.logic.boolalg.BooleanFunction):
                return ""
            # a/b is a times 1/b there, and would be drawn so where a is 1.
            found = found.replace(_is_once, lambda once: sympy.Mul(*[one for one in once.args if one != 1]))
        drawing = sympy.pretty(found, use_unicode=True, order="none", wrap_line=False)
        return "\n".join(line.rstrip() for line in drawing.splitlines())
    # In these ways SymPy refuses what it cannot hold without working it out: then one line is shown.
    except (AnswerError, TypeError, ValueError, AttributeError, NotImplementedError):
        return ""


def _is_once(part: Any) -> bool:
    return bool(part.is_Mul) and any(one == 1 for one in part.args)


def _latex(read: Expected) -> str:
    from gradcheck_grader import to_latex

    return to_latex(read.tree, read.notation)


def _mathml(read: Expected) -> str:
    with needs_extra("class"):
        from latex2mathml.converter import convert
    return convert(_latex(read))


def _typst(read: Expected) -> str:
    from gradcheck_course.sheets.formulas import read_formula
    from gradcheck_course.sheets.typst_maths import typst_maths

    return f"${typst_maths(read_formula(_latex(read)))}$"


def _speech(read: Expected) -> str:
    from gradcheck_grader import to_speech

    return to_speech(read.tree)


RENDERED: dict[str, Callable[[Expected], str]] = {
    "pretty": drawn,
    "latex": _latex,
    "mathml": _mathml,
    "typst": _typst,
    "speech": _speech,
}
_LIGHT = tuple(name for name in FORMS if name != "mathml")


def _can_set() -> bool:
    """Whether what MathML needs is installed."""
    from importlib.util import find_spec

    return find_spec("latex2mathml") is not None
