"""One or more options among those given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from gradcheck_grader import feedback
from gradcheck_grader.answers.judging import judged, right, wrong
from gradcheck_grader.errors import AnswerError, ResponseError
from gradcheck_grader.notation import Notation
from gradcheck_grader.reading import Reading, read
from gradcheck_grader.syntax.tree import Node, names_in
from gradcheck_grader.verdict import Evidence, Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Choice:
    """The right options among those given; a response names them by key: "b", or "a, c".

    options  key and text of each.      right  a key, or the keys that must all be chosen and no other.
    credit   "all": only the very choice counts.  "share": each right option earns its share, and each wrong
             one loses as much; never less than nothing.
    Raises AnswerError for keys that are not among the options, or not different.
    """

    options: Iterable[tuple[str, str]]
    right: str | Iterable[str]
    credit: str = field(default="all", kw_only=True)
    notation: Notation = field(init=False, repr=False)

    def __post_init__(self) -> None:
        options = tuple((str(key), str(text)) for key, text in self.options)
        keys = [key for key, _ in options]
        if len({key.casefold() for key in keys}) < len(keys):
            raise AnswerError(f"Two options have the same key: {', '.join(keys)}. Give each its own.")
        if self.credit not in ("all", "share"):
            raise AnswerError(f'The credit of a choice is "all" or "share"; got {self.credit!r}.')
        chosen = frozenset([self.right] if isinstance(self.right, str) else self.right)
        if not chosen or not chosen <= set(keys):
            raise AnswerError(f"The right choice is one or more of {', '.join(keys)}; got {sorted(chosen)}.")
        object.__setattr__(self, "options", options)
        object.__setattr__(self, "right", chosen)
        object.__setattr__(self, "notation", Notation("choice", options=options))

    def judge(self, response: str) -> Verdict:
        """The verdict on a response.

        >>> Choice([("a", "yes"), ("b", "no")], right="b").judge("B").outcome
        <Outcome.RIGHT: 'right'>
        """
        return judged(response, self.notation, self.decide)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read."""
        chosen = names_in(response)
        if chosen == self.right:
            return right(Evidence("choice"))
        needed = frozenset(self.keys)
        if len(needed) == 1 and len(chosen) == 1:
            return wrong(Evidence("choice"), feedback.WRONG_CHOICE)
        verdict = wrong(Evidence("choice"), feedback.choices(chosen, needed))
        share = (len(chosen & needed) - len(chosen - needed)) / len(needed)
        if self.credit == "all" or share <= 0:
            return verdict
        return replace(verdict, outcome=Outcome.PARTLY_RIGHT, credit=share)

    @property
    def keys(self) -> tuple[str, ...]:
        """The right keys in the order of the options."""
        return tuple(key for key, _ in self.notation.options if key in self.right)

    def reference_text(self) -> str:
        """The right keys."""
        return ", ".join(self.keys)

    def reference_reading(self) -> Reading:
        """The right keys as they are read and shown."""
        return read(self.reference_text(), self.notation)

    def with_reference(self, reference: object) -> Choice:
        """The same question with other keys as the right ones.

        Raises AnswerError for keys that are not among the options.
        """
        try:
            chosen = read(str(reference), self.notation)
        except ResponseError as error:
            raise AnswerError(error.message) from error
        return replace(self, right=names_in(chosen.tree))
