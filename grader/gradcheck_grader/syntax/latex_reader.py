"""The state of one pass over LaTeX, and the tokens that every part of the lexer adds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gradcheck_grader.limits import Limits
from gradcheck_grader.notation import Notation
from gradcheck_grader.syntax import refusals
from gradcheck_grader.syntax.latex_commands import ARGUMENTS
from gradcheck_grader.syntax.lexer import NOTHING, Tokens, add_word, number_of

# One digit or letter behind these is an index or a bound, and what follows it belongs to something else.
_BOUNDED = frozenset({"∑", "∏", "∫", ")norm"})

_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)


@dataclass(slots=True)
class Reader:
    r"""The state of one pass over a text.

    open     kind, whether with \left, how many arguments are still to come behind the bracket, and place.
    wanted   arguments still to come, of which one may be a single digit or letter.
    jumps    places from which reading goes on elsewhere: what stands there has been read already.
    aligned  whether & only says where lines of an equation are aligned.
    begun    matrices and cases that are not ended;  integrals: those whose differential is still to come.
    braces   see closers.
    """

    tokens: Tokens
    notation: Notation
    limits: Limits
    stop: int
    open: list[tuple[str, bool, int, int]] = field(default_factory=list[tuple[str, bool, int, int]])
    wanted: int = 0
    jumps: dict[int, int] = field(default_factory=dict[int, int])
    aligned: bool = False
    begun: int = 0
    integrals: int = 0
    braces: dict[int, int] | None = None

    def closers(self) -> dict[int, int]:
        """Where each curly bracket of the text is closed; found once, however often it is asked."""
        if self.braces is None:
            self.braces = {}
            opened: list[int] = []
            for mark in _BRACES.finditer(self.tokens.text):
                if mark[0] == "{":
                    opened.append(mark.start())
                elif mark[0] == "}" and opened:
                    self.braces[opened.pop()] = mark.start()
        return self.braces

    @property
    def last(self) -> str:
        """The kind of the last token, or nothing."""
        return self.tokens.kinds[-1] if self.tokens.kinds else ""

    def sign(self, kind: str, start: int, end: int) -> int:
        """A sign, and perhaps the wish for its arguments."""
        self.tokens.add(kind, NOTHING, start, end)
        self.wanted = ARGUMENTS.get(kind, 0)
        self.integrals += kind == "∫"
        return end

    def opened(self, kind: str, start: int, end: int, *, left: bool = False) -> int:
        """An opening bracket."""
        rest = max(self.wanted - 1, 0) if kind == "{" else 0
        # The degree of a root stands in square brackets before its argument.
        if kind == "[" and self.last == "sqrt":
            rest = 1
        self.open.append((kind, left, rest, start))
        self.begun += kind == "begin"
        self.wanted = 0
        self.tokens.add(kind, NOTHING, start, end)
        return end

    def closed(self, kind: str, start: int, end: int, *, left: bool = False) -> int:
        """A closing bracket, which is checked against the one it closes."""
        self.wanted = 0
        if self.open:
            opener, with_left, rest, place = self.open.pop()
            self.begun -= opener == "begin"
            if refusals.CLOSER_OF.get(opener) == kind and with_left != left:
                raise refusals.left_alone(self.tokens.text, place if with_left else start, opening=with_left)
            self.wanted = rest
        self.tokens.add(kind, NOTHING, start, end)
        return end

    def single(self, piece: str, start: int, end: int) -> int:
        r"""One digit or letter as a whole argument: the 2 of \log_2."""
        tokens = self.tokens
        held = self.last == "_" and tokens.kinds[-2:-1] != [] and tokens.kinds[-2] in _BOUNDED
        if held:
            tokens.add("{", NOTHING, start, start)
        if piece.isdigit():
            tokens.add("number", number_of(piece, tokens.text, (start, end), self.limits), start, end)
        else:
            add_word(tokens, piece, start, end)
        if held:
            tokens.add("}", NOTHING, end, end)
        return end
