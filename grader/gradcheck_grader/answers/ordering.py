"""Things to be put in order, named by their keys."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise

from gradcheck_grader.answers.judging import right, unreadable, wrong
from gradcheck_grader.errors import AnswerError, ResponseError
from gradcheck_grader.feedback import ordering as said
from gradcheck_grader.notation import Notation
from gradcheck_grader.reading import Reading
from gradcheck_grader.syntax import refusals
from gradcheck_grader.syntax.tree import Apply, Name, Node
from gradcheck_grader.verdict import Evidence, Outcome, Verdict

_BETWEEN = re.compile(r"[\s,;<>→()]+|->")


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
        object.__setattr__(self, "notation", Notation("choice", options=items))

    def judge(self, response: str) -> Verdict:
        """The verdict on a response.

        >>> Ordering([("a", "x"), ("b", "x^2"), ("c", "exp x")], "bac").judge("b < c < a").credit
        0.3333333333333333
        """
        try:
            tree = self._read(response)
        except ResponseError as error:
            return unreadable(error)
        reading = self._reading(tree)
        return replace(self.decide(tree), read_as=reading.plain, latex=reading.latex)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read."""
        given = _keys(response)
        if given == self.order:
            return right(Evidence("choice"))
        place = {key: at for at, key in enumerate(tuple(self.order))}
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
        return self._reading(Apply("tuple", tuple(map(Name, self.order))))

    def with_reference(self, reference: object) -> Ordering:
        """The same items with another order as the right one."""
        try:
            return replace(self, order=_keys(self._read(str(reference))))
        except ResponseError as error:
            raise AnswerError(error.message) from error

    def _read(self, response: str) -> Node:
        """The keys in the order given; raises ResponseError when they are not all there, each once."""
        limits = 40 * (len(self.notation.options) + 1)
        if len(response) > limits:
            raise refusals.too_long(response, limits)
        known = {key.casefold(): key for key, _ in self.notation.options}
        words = [word for word in _BETWEEN.split(response) if word]
        if len(words) == 1 and len(words[0]) == len(known) and all(len(key) == 1 for key in known):
            words = list(words[0])
        for word in words:
            if word.casefold() not in known:
                at = response.find(word)
                raise refusals.no_option(response, (at, at + len(word)), list(known.values()))
        keys = [known[word.casefold()] for word in words]
        if sorted(keys) != sorted(known.values()):
            message, advice = said.EACH_ONCE, said.example(list(known.values()))
            raise refusals.refusal(message, response, 0, advice, end=max(1, len(response)))
        return Apply("tuple", tuple(map(Name, keys)))

    def _reading(self, tree: Node) -> Reading:
        plain = ", ".join(_keys(tree))
        return Reading(tree, plain, rf"\text{{{plain}}}", plain)


def _keys(tree: Node) -> tuple[str, ...]:
    parts = tree.args if isinstance(tree, Apply) else (tree,)
    return tuple(part.name for part in parts if isinstance(part, Name))
