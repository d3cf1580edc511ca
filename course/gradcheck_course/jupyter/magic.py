"""%%answer: shows how an answer is read, in the student's own kernel; nothing is judged or evaluated."""

from __future__ import annotations

import base64
import binascii
import html
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from IPython.core.magic import Magics, cell_magic, line_magic, magics_class, no_var_expand
from IPython.display import display

from gradcheck_course.jupyter.asking import Checking, ask
from gradcheck_grader.errors import ResponseError
from gradcheck_grader.notation import Notation
from gradcheck_grader.reading import Reading, read

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

Bundle = dict[str, str]

NOTHING_WRITTEN = (
    "Nothing is written here yet. Write your answer below the first line, then run this cell again."
)
NOT_SET_UP = "Run the first code cell of this notebook once, then run this cell again."
NOT_CHECKED = "Answers of this notebook are not checked before you hand in."
SETUP_DAMAGED = "The first code cell of this notebook was changed. Fetch the assignment again to get it back."


@magics_class
class AnswerMagics(Magics):
    """The magics of a gradcheck notebook, the notation of each of its parts, and what was written last."""

    def __init__(self, shell: InteractiveShell) -> None:
        super().__init__(shell)
        self.notations: dict[str, Notation] = {}
        self.responses: dict[str, str] = {}
        self.checking: Checking | None = None

    @no_var_expand
    @line_magic
    def gradcheck_notation(self, line: str) -> None:
        """Learn how the parts of this notebook are written; the setup cell runs this."""
        try:
            self.notations = notations_from(line)
        except ValueError:
            show({"text/plain": SETUP_DAMAGED})
        else:
            show({"text/plain": f"Ready for your answers: {', '.join(self.notations)}."})

    @no_var_expand
    @cell_magic
    def answer(self, line: str, cell: str) -> None:
        """Show how the answer below is read, or where it cannot be read; it is not judged here."""
        label, response = line.strip(), response_text(cell)
        bundle = answer_display(label, cell, self.notations)
        if label in self.notations and response:
            self.responses[label] = response
            if self.checking:
                bundle["text/plain"] += f"\n(to have it checked: %check {label})"
        show(bundle)

    @no_var_expand
    @line_magic
    def gradcheck_checks(self, line: str) -> None:
        """Learn that answers of this notebook may be checked; the setup cell runs this."""
        course, assignment, most = [*line.split(), "", "", ""][:3]
        if most.isdecimal():
            self.checking = Checking(course, assignment, int(most))
            show({"text/plain": f"Each part can be checked {most} times before you hand in: %check 1a"})
        else:
            show({"text/plain": SETUP_DAMAGED})

    @no_var_expand
    @line_magic
    def check(self, line: str) -> None:
        """Have the answer checked that the cell of this part showed last; it costs one of a few checks."""
        label = line.strip()
        if self.checking is None:
            show({"text/plain": NOT_CHECKED})
        elif label not in self.responses:
            show({"text/plain": f"Run the cell of {label[:20] or 'a part'} first, then check it."})
        else:
            show({"text/plain": ask(self.checking, label, self.responses[label])})


def answer_display(label: str, body: str, notations: Mapping[str, Notation]) -> Bundle:
    """What to show for an answer cell: "reads as …", the error with its caret, or what to do first."""
    if not notations:
        return {"text/plain": NOT_SET_UP}
    if label not in notations:
        named = f"There is no part {label[:20]!r} here." if label else "The first line does not name a part."
        return {"text/plain": f"{named} The parts of this notebook: {', '.join(notations)}."}
    response = response_text(body)
    if not response:
        return {"text/plain": NOTHING_WRITTEN}
    notation = notations[label]
    try:
        reading = read(response, notation)
    except ResponseError as error:
        return _unreadable(error)
    return _choices_read(reading, notation) if notation.kind == "choice" else _maths_read(reading)


def response_text(body: str) -> str:
    """The response in an answer cell's body: lines that begin with # and blank ends are left out.

    >>> response_text("# write your answer on the line below\\n\\n 2x + 1 \\n")
    '2x + 1'
    """
    return "\n".join(line for line in body.splitlines() if not line.lstrip().startswith("#")).strip()


def notations_from(payload: str) -> dict[str, Notation]:
    """The notation of each label, from the setup cell's line: JSON in URL-safe base64.

    Raises ValueError for anything else.
    """
    try:
        records = json.loads(base64.b64decode(payload.strip(), altchars=b"-_", validate=True))
        return {label: Notation.from_json(record) for label, record in records.items()}
    except (binascii.Error, UnicodeDecodeError, AttributeError, KeyError, TypeError, IndexError) as error:
        raise ValueError("this is not a notation that gradcheck wrote") from error


def show(bundle: Bundle) -> None:
    """Publish one display of several forms; the front end takes the richest that it knows."""
    display(bundle, raw=True)


def register(shell: InteractiveShell) -> None:
    """Give the shell the magics; an %%answer cell without any body is made to have an empty line."""
    shell.register_magics(AnswerMagics(shell))
    transforms = shell.input_transformer_manager.cleanup_transforms
    if with_a_body not in transforms:
        transforms.insert(0, with_a_body)


def unregister(shell: InteractiveShell) -> None:
    """Take the magics away."""
    transforms: list[Callable[[list[str]], list[str]]] = shell.input_transformer_manager.cleanup_transforms
    if with_a_body in transforms:
        transforms.remove(with_a_body)
    shell.magics_manager.magics["cell"].pop("answer", None)
    for name in ("gradcheck_notation", "gradcheck_checks", "check"):
        shell.magics_manager.magics["line"].pop(name, None)


def with_a_body(lines: list[str]) -> list[str]:
    """The lines of a cell; a bare %%answer gets a blank line: IPython refuses a magic without a body.

    >>> with_a_body(["%%answer 1a"])
    ['%%answer 1a\\n', '\\n']
    """
    written = [line for line in lines if line.strip()]
    if len(written) == 1 and written[0].startswith("%%answer"):
        return [written[0].rstrip("\n") + "\n", "\n"]
    return lines


def _maths_read(reading: Reading) -> Bundle:
    plain = {"text/plain": f"reads as {reading.pretty}"}
    return plain | {"text/latex": f"reads as ${reading.latex}$"} if reading.latex else plain


def _choices_read(reading: Reading, notation: Notation) -> Bundle:
    texts = dict(notation.options)
    chosen = [key.strip() for key in reading.plain.split(",")]
    rows = "; ".join(f"{key}) {texts.get(key, '')}" for key in chosen)
    return {"text/plain": f"reads as {rows}", "text/latex": f"reads as {rows}"}


def _unreadable(error: ResponseError) -> Bundle:
    """The message, the line with a caret, and the way out; everything that was typed is escaped."""
    text = error.pointed()
    return {"text/plain": text, "text/html": f'<pre role="status">{html.escape(text)}</pre>'}
