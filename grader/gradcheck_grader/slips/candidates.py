"""The slips of one answer, with what is known of each whoever wrote the response."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from threading import RLock
from typing import final

from gradcheck_grader.answers.protocol import Answer
from gradcheck_grader.equality import Compiled
from gradcheck_grader.slips.first_look import NOTHING_KNOWN, FirstLook, Values
from gradcheck_grader.slips.named import Slip
from gradcheck_grader.syntax.tree import Node
from gradcheck_grader.verdict import Outcome


@final
class Candidate:
    """A slip and the tree that it leads to.

    values  of the tree at the first points of a comparison, as far as they are easily had.
    """

    __slots__ = ("_is_right", "slip", "tree", "values")

    def __init__(self, slip: Slip, tree: Node, values: Values) -> None:
        self.slip, self.tree, self.values = slip, tree, values
        self._is_right: bool | None = None

    def is_right(self, answer: Answer) -> bool:
        """Whether the answer, always the same one, takes the tree as right, in whatever form."""
        if self._is_right is None:
            verdict = answer.decide(self.tree)
            formed = any(item.kind == "form" for item in verdict.evidence)
            self._is_right = verdict.outcome is Outcome.RIGHT or formed
        return self._is_right


@final
class Candidates:
    """Groups of slips, each worked out when it is first asked for, and kept."""

    def __init__(self, answer: Answer, groups: Iterator[Iterator[Slip]], most: int) -> None:
        self.groups, self.most = groups, most
        self.made: list[list[Candidate]] = []
        self.lock = RLock()  # one question may be judged by several threads at once
        entry = getattr(answer, "compiled", None)
        self.look = FirstLook(entry) if isinstance(entry, Compiled) else None

    def __iter__(self) -> Iterator[list[Candidate]]:
        at = 0
        while at < len(self.made) or self._make_next(at):
            yield self.made[at]
            at += 1

    def _make_next(self, at: int) -> bool:
        """Whether there is a group with this number, now that it is made."""
        with self.lock:
            return at < len(self.made) or self._make()

    def _make(self) -> bool:
        group = next(self.groups, None)
        if group is not None:
            slips = list(islice(group, self.most))
            self.made.append(
                [
                    Candidate(slip, slip.response, self._values_of(slip.response))
                    for slip in slips
                    if isinstance(slip.response, Node)
                ]
            )
        return group is not None

    def _values_of(self, tree: Node) -> Values:
        return NOTHING_KNOWN if self.look is None else self.look.values_of(tree)
