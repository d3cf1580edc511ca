"""Values with names before them that nobody asked for: x = 1, y = 2 for a point, λ_1 = 1, λ_2 = 3 for a set.

Only where the names leave no doubt what is meant; else the response is refused as it would be without this.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from gradcheck_grader.answers.entries import is_value
from gradcheck_grader.answers.judging import Decide
from gradcheck_grader.errors import AnswerError, ResponseError
from gradcheck_grader.inference import inferred_names
from gradcheck_grader.notation import REAL, Notation
from gradcheck_grader.reading import read
from gradcheck_grader.syntax.printing import to_latex, to_plain
from gradcheck_grader.syntax.tree import Apply, Name, Node, names_in
from gradcheck_grader.verdict import Outcome, Verdict

MOST = 20
_COORDINATES = ("x", "y", "z")
_INDEXED = re.compile(r"([A-Za-z]+)_?([0-9]+)")
Labelled = tuple[tuple[str, Node], ...]


def point_of(response: str, notation: Notation) -> tuple[Node, ...] | None:
    """The entries of x = 1, y = 2, of x_1 = 1 and x_2 = 2, of (x, y) = (1, 2), in the order of their names.

    The names are x, y, z, or one letter with numbers: of no others everybody knows the order.
    """
    found = _labelled(response, replace(notation, kind="any"))
    if found is None or len(found) < 2:
        return None
    places = _places([label for label, _ in found])
    if places is None or len(set(places)) < len(places):
        return None
    return tuple(value for _, (_, value) in sorted(zip(places, found, strict=True), key=lambda pair: pair[0]))


def values_of(response: str, notation: Notation, bases: Sequence[str] = ()) -> tuple[Node, ...] | None:
    """The values of λ = 1, λ = 3, and of x_1 = 1, x_2 = 2: of one letter that the notation does not have.

    bases  which letters may stand there; any, when there are none.
    """
    found = _labelled(response, replace(notation, kind="set"))
    if found is None:
        return None
    letters = {_base(label) for label, _ in found}
    if len(letters) != 1 or (bases and not letters <= set(bases)):
        return None
    return tuple(value for _, value in found)


def with_names(
    verdict: Verdict,
    head: str,
    notation: Notation,
    decide: Decide,
    find: Callable[[], tuple[Node, ...] | None],
) -> Verdict:
    """The verdict, or where the response was unreadable that on the list of the values that are found."""
    if verdict.outcome is not Outcome.UNREADABLE or not (values := find()):
        return verdict
    tree = Apply(head, values)
    again = decide(tree)
    if again.outcome is Outcome.UNREADABLE:
        return verdict
    return replace(again, read_as=to_plain(tree, notation), latex=to_latex(tree, notation))


def _labelled(response: str, notation: Notation) -> Labelled | None:
    """Each label with its value, as they stand; None for any other text."""
    if "=" not in response or len(response) > 2_000:
        return None
    new = inferred_names(response, notation)
    if len(new) > MOST:
        return None
    try:
        extended = replace(notation, names={**notation.names, **dict.fromkeys(new, REAL)})
        tree = read(response, extended, pretty=False).tree
    except (ResponseError, AnswerError):
        return None
    found = _equations(tree)
    if found is None:
        return None
    labels = {label for label, _ in found} | set(new)
    free = all(is_value(value) and not labels & names_in(value) for _, value in found)
    return found if free else None


def _equations(tree: Node) -> Labelled | None:
    """The names and values of one equation, of several, or of two tuples."""
    if not isinstance(tree, Apply):
        return None
    if tree.head in ("and", "or"):
        parts = [_equations(part) for part in tree.args]
        return None if None in parts else tuple(one for part in parts for one in part or ())
    if tree.head != "=":
        return None
    left, right = tree.args
    if isinstance(left, Name):
        return ((left.name, right),)
    if not (isinstance(left, Apply) and isinstance(right, Apply)) or {left.head, right.head} != {"tuple"}:
        return None
    names = [label.name for label in left.args if isinstance(label, Name)]
    if len(names) != len(left.args) or len(names) != len(right.args):
        return None
    return tuple(zip(names, right.args, strict=True))


def _places(labels: Sequence[str]) -> list[int] | None:
    """The place of each label in the order that everybody knows; None where there is none."""
    if all(label in _COORDINATES for label in labels):
        return [_COORDINATES.index(label) for label in labels]
    parts = [_INDEXED.fullmatch(label) for label in labels]
    indices = [int(part[2][:9]) for part in parts if part is not None]
    one_letter = len({part[1] for part in parts if part is not None}) == 1
    return indices if one_letter and sorted(indices) == list(range(1, len(labels) + 1)) else None


def _base(label: str) -> str:
    match = _INDEXED.fullmatch(label)
    return match[1] if match else label
