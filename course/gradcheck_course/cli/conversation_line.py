"""The line on which a learner answers: with a live reading under it in a terminal, else plain input()."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from gradcheck_course.cli.terminal import answer, shown, wants_plain, width
from gradcheck_grader.syntax.characters import showable

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from prompt_toolkit.layout import Layout

OPENING, CLOSING = "([{", ")]}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for on a line.

    prompt    stands before it.
    under     from what is typed so far to the line below it; None where there is nothing to say.
    ends      whether Enter ends what is typed; else it begins another line.
    """

    prompt: str
    under: Callable[[str], str | None] = lambda _: None
    ends: Callable[[str], bool] = lambda _: True


class Line(Protocol):
    """Where lines come from."""

    def read(self, asked: Asked) -> str | None:
        """The next line; None at the end of the input."""
        ...

    @property
    def is_live(self) -> bool:
        """Whether what is under the line can be seen while it is typed."""
        ...


def line_of(history: Sequence[str] = ()) -> Line:
    """The line for this terminal; history is what the arrow keys bring back, the newest last."""
    return PlainLine() if wants_plain_line() else LiveLine(history)


def wants_plain_line() -> bool:
    """Whether the line is to be plain: no terminal, --plain, ACCESSIBLE=1, or a terminal that cannot move."""
    no_terminal = not (sys.stdin.isatty() and sys.stdout.isatty())
    return wants_plain() or no_terminal or os.environ.get("TERM", "") in ("", "dumb", "unknown")


class PlainLine:
    """input(), with the line editing that Python was built with. What comes from no keyboard is echoed."""

    is_live = False

    def __init__(self) -> None:
        if sys.stdin.isatty():
            try:
                import readline  # noqa: F401
            except ModuleNotFoundError:
                return

    def read(self, asked: Asked) -> str | None:
        """The next line, or several where one does not end the answer."""
        rows: list[str] = []
        while True:
            row = self._row(shown(asked.prompt) if not rows else " " * len(asked.prompt))
            if row is None:
                return "\n".join(rows) if rows else None
            rows.append(row)
            if asked.ends("\n".join(rows)):
                return "\n".join(rows).rstrip()

    @staticmethod
    def _row(prompt: str) -> str | None:
        try:
            row = input(prompt)
        except EOFError:
            answer()
            return None
        if not sys.stdin.isatty():
            answer(showable(row))
        return row


class LiveLine:
    """A line editor that shows below the line how it will be read."""

    is_live = True

    def __init__(self, history: Sequence[str] = ()) -> None:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.history import InMemoryHistory
        from prompt_toolkit.output import create_output

        output = create_output()
        # The line must not depend on a terminal that answers where the cursor is: many do not, or late.
        if hasattr(output, "enable_cpr"):
            output.enable_cpr = False  # pyright: ignore[reportAttributeAccessIssue]
        self._asked = Asked("")
        self._session: PromptSession[str] = PromptSession(
            history=InMemoryHistory(list(history)),
            multiline=True,
            key_bindings=_keys(lambda: self._asked),
            reserve_space_for_menu=0,
            enable_suspend=True,
            output=output,
        )
        _with_line_below(self._session, self._under)

    def read(self, asked: Asked) -> str | None:
        """The next line, or several, as they were typed."""
        self._asked = asked
        prompt = shown(asked.prompt)
        try:
            return self._session.prompt(prompt, prompt_continuation=" " * len(prompt))
        except EOFError:
            return None

    def _under(self) -> str:
        text = self._asked.under(self._session.default_buffer.text)
        return f"{' ' * len(self._asked.prompt)}{shown(text)}"[: _columns() - 1] if text else ""


def is_open(text: str) -> bool:
    """Whether a bracket is opened in the text that is not closed in it.

    >>> is_open("[1, 2"), is_open("[1, 2]"), is_open("1)")
    (True, False, False)
    """
    return sum((sign in OPENING) - (sign in CLOSING) for sign in text) > 0


def _columns() -> int:
    try:
        return max(20, os.get_terminal_size(sys.stdout.fileno()).columns)
    except (OSError, ValueError):
        return width()


def _keys(asked: Callable[[], Asked]) -> KeyBindings:
    """Enter ends the answer where it is complete, else it begins a line; Alt-Enter always begins one."""
    from prompt_toolkit.key_binding import KeyBindings

    keys = KeyBindings()

    @keys.add("enter")
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if asked().ends(buffer.text):
            buffer.text = buffer.text.rstrip()
            buffer.validate_and_handle()
        else:
            buffer.insert_text("\n")

    @keys.add("escape", "enter")
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    return keys


def _with_line_below(session: PromptSession[str], text: Callable[[], str]) -> None:
    """Gives the session's screen one more line, which goes away when the line is ended.

    prompt_toolkit's own bottom toolbar is shown only where the terminal says where its cursor is.
    """
    from prompt_toolkit.filters import is_done
    from prompt_toolkit.layout import ConditionalContainer, HSplit, Layout, Window
    from prompt_toolkit.layout.controls import FormattedTextControl

    below = Window(FormattedTextControl(text), height=1, dont_extend_height=True)
    parts = HSplit([session.layout.container, ConditionalContainer(below, ~is_done)])
    layout: Layout = Layout(parts, focused_element=session.default_buffer)
    session.layout = layout
    session.app.layout = layout
