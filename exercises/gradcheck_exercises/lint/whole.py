"""Claims about a problem as a whole: nothing is missing, and nothing is trivial."""

from __future__ import annotations

from collections.abc import Iterator

from gradcheck_exercises.problem import TIERS, Problem
from gradcheck_grader.syntax.tree import Apply, Node, Num, names_in

_LISTS = frozenset(("vector", "matrix", "row"))


def is_complete(problem: Problem) -> Iterator[str]:
    """Two parts or more, each with three hints, steps and a second computation; two slips for a main part."""
    if len(problem.parts) < 2:
        yield "it has fewer than two parts."
    for part in problem.parts:
        if [hint.tier for hint in part.hints] != list(TIERS):
            yield f"part ({part.label}) needs three hints: {', '.join(TIERS)}."
        if not part.steps:
            yield f"part ({part.label}) has no worked solution."
        if part.check is None:
            yield f"part ({part.label}) declares no second computation."
        needed = 2 if part.points > 1 or part.kind != "choice" else 1
        if len(part.slips) < needed:
            yield f"part ({part.label}) names {len(part.slips)} slips; it needs {needed}."
        names = [slip.name for slip in part.slips]
        if len(set(names)) < len(names):
            yield f"part ({part.label}) gives two slips the same name."


def is_not_degenerate(problem: Problem) -> Iterator[str]:
    """No answer is zero, empty or undefined, and a choice offers something to choose."""
    for part in problem.parts:
        if part.kind == "choice":
            if len(part.answer.notation.options) < 2:
                yield f"part ({part.label}) offers no choice."
            continue
        tree = part.answer.reference_reading().tree
        if all(isinstance(leaf, Num) and leaf.value == 0 for leaf in _entries(tree)):
            zero = part.answer.reference_text()
            yield f"part ({part.label}) is degenerate: its answer is {zero}. Exclude it in the draw."
        elif part.kind in ("number", "expression", "array") and "inf" in names_in(tree):
            yield f"part ({part.label}) is degenerate: its answer is not finite."


def _entries(tree: Node) -> Iterator[Node]:
    """The entries of a vector or matrix, or the tree itself."""
    if isinstance(tree, Apply) and tree.head in _LISTS:
        for argument in tree.args:
            yield from _entries(argument)
    else:
        yield tree
