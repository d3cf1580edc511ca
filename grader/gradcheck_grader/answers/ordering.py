"""Things to be put in order, named by their keys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise

from gradcheck_grader.answers.judging import judged, right, wrong
from gradcheck_grader.errors import AnswerError, ResponseError
from gradcheck_grader.feedback import ordering as said
from gradcheck_grader.notation import Notation
from gradcheck_grader.reading import Reading, read
from gradcheck_grader.syntax.tree import Apply, Name, Node
from gradcheck_grader.verdict import Evidence, Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Ordering:
    """Items in the right order; a response names all of them by key: "b, a, c", "b < a < c" or "bac".

    items   key and text of each, in the order in which they are shown.    order  the keys in the right order.
    credit  whether part of the credit is given: the share of pairs that stand the right way round, less what
            chance gives (Kendall's rank correlation, where it is positive).
    Raises AnswerError for keys that are not different, or an order that is none of them all.
    """

    items: Iterable[tuple[str, str]]
    order: Iterable[str]
    credit: bool = field(default=True, kw_only=True)
    notation: Notation = field(init=False, repr=False)

    def __post_init__(self) -> None:
        items = tuple((str(key), str(text)) for key, text in self.items)
        keys = [key for key, _ in items]
        order = tuple(self.order)
        if len({key.casefold() for key in keys}) < len(keys):
            raise AnswerError(f"Two items have the same key: {', '.join(keys)}. Give each its own.")
        if sorted(order) != sorted(keys) or len(keys) < 2:
            raise AnswerError(f"The right order is one of all of {', '.join(keys)}; got {', '.join(order)}.")
        object.__setattr__(self, "items", items)
        object.__setattr__(self, "order", order)
        object.__setattr__(self, "notation", Notation("choice", options=items, ordered=True))

    def judge(self, response: str) -> Verdict:
        """The verdict on a response.

        >>> Ordering([("a", "x"), ("b", "x^2"), ("c", "exp x")], "bac").judge("b < c < a").credit
        0.3333333333333333
        """
        return judged(response, self.notation, self.decide)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read."""
        given, order = _keys(response), tuple(self.order)
        if given == order:
            return right(Evidence("choice"))
        place = {key: at for at, key in enumerate(order)}
        pairs = list(combinations(given, 2))
        turned = [pair for pair in pairs if place[pair[0]] > place[pair[1]]]
        first = next(pair for pair in pairwise(given) if place[pair[0]] > place[pair[1]])
        credit = max(0, len(pairs) - 2 * len(turned)) / len(pairs) if self.credit else 0.0
        verdict = wrong(Evidence("choice", where=said.pair(*first)), said.out_of_order(*first))
        return replace(verdict, outcome=Outcome.PARTLY_RIGHT, credit=credit) if credit else verdict

    def reference_text(self) -> str:
        """The right order."""
        return ", ".join(self.order)

    def reference_reading(self) -> Reading:
        """The right order as it is read and shown."""
        return read(self.reference_text(), self.notation)

    def with_reference(self, reference: object) -> Ordering:
        """The same items with another order as the right one."""
        try:
            return replace(self, order=_keys(read(str(reference), self.notation).tree))
        except ResponseError as error:
            raise AnswerError(error.message) from error


def _keys(tree: Node) -> tuple[str, ...]:
    parts = tree.args if isinstance(tree, Apply) else (tree,)
    return tuple(part.name for part in parts if isinstance(part, Name))
