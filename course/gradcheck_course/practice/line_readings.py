"""What a line can mean: where people read it in two ways, and which of them this learner means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gradcheck_grader import Notation, ResponseError, read, to_plain, to_pretty
from gradcheck_grader.limits import DEFAULT
from gradcheck_grader.syntax import Node
from gradcheck_grader.syntax.dialects import tokens_of
from gradcheck_grader.syntax.parser import Parser

# Kinds that are written as one piece of mathematics.
_MATHEMATICS = frozenset(
    {
        "number",
        "expression",
        "array",
        "matrix",
        "equation",
        "condition",
        "set",
        "tuple",
        "distribution",
        "any",
    }
)

# rule -> whether the usual reading is meant
Chosen = Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Way:
    """One reading: a text that can be read in no other way here, and the same for people."""

    text: str
    pretty: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A line that people read in two ways; rule says where they differ, as the parser calls it."""

    rule: str
    usual: Way
    other: Way


def doubts(text: str, notation: Notation) -> tuple[Doubt, ...]:
    """The ways in which the line can be read otherwise, a rule each; none where it cannot be read at all.

    >>> from gradcheck_grader import real_names
    >>> [(one.rule, one.other.pretty) for one in doubts("1/2x", Notation(names=real_names("x")))]
    [('quotient', '1/(2·x)')]
    """
    trees = _trees(text, notation)
    usual = _way(trees[""], notation) if trees else None
    return tuple(
        Doubt(rule, usual, _way(tree, notation))
        for rule, tree in trees.items()
        if rule and usual is not None and tree != trees[""]
    )


def settled(text: str, notation: Notation, chosen: Chosen) -> str:
    """The line as this learner means it: rewritten only where another reading than the usual was chosen.

    >>> from gradcheck_grader import real_names
    >>> settled("sin x^2", Notation(names=real_names("x")), {"power": False})
    'sin(x)^2'
    """
    unusual = {rule for rule, usual in chosen.items() if not usual}
    if not unusual:
        return text
    meant = unusual & set(_trees(text, notation))
    if not meant:
        return text
    tree = _tree(text, notation, frozenset(meant))
    return text if tree is None else to_plain(tree, notation)


def shown_reading(text: str, notation: Notation, chosen: Chosen) -> str | None:
    """The line as it will be read, in one line of Unicode; None where it cannot be read yet."""
    try:
        return read(settled(text, notation, chosen), notation).pretty
    except ResponseError:
        return None


def _way(tree: Node, notation: Notation) -> Way:
    return Way(to_plain(tree, notation), to_pretty(tree, notation))


def _trees(text: str, notation: Notation) -> dict[str, Node]:
    """The usual tree under "", and one for each rule by which the line can be read otherwise."""
    if notation.kind not in _MATHEMATICS:
        return {}
    try:
        parser = Parser(tokens_of(text, notation, DEFAULT), notation, DEFAULT)
        found = {"": parser.tree()}
    except ResponseError:
        return {}
    for rule in sorted(parser.doubts):
        tree = _tree(text, notation, frozenset({rule}))
        if tree is not None:
            found[rule] = tree
    return found


def _tree(text: str, notation: Notation, other: frozenset[str]) -> Node | None:
    """The tree where these rules are read the other way."""
    try:
        return Parser(tokens_of(text, notation, DEFAULT), notation, DEFAULT, other=other).tree()
    except ResponseError:  # the other way may nest too deeply
        return None
