"""The claim that worked solutions are worked rightly."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import sympy

from gradcheck_exercises.lint.sentences import Doubt
from gradcheck_exercises.problem import Part, Problem
from gradcheck_grader import first_wrong_step
from gradcheck_grader.errors import GradcheckError
from gradcheck_grader.notation import REAL, Notation
from gradcheck_grader.sympy_bridge import from_sympy
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, names_in
from gradcheck_grader.verdict import Outcome

_LISTS = frozenset(("vector", "matrix", "row"))


def has_valid_steps(problem: Problem) -> Iterator[str | Doubt]:
    """Where a step says that two objects are equal, the grader's check of derivations finds them so."""
    for part in problem.parts:
        for number, step in enumerate(part.steps, 1):
            if step.equation is not None:
                place = f"step {number} of part ({part.label})"
                yield from _of_equation(part, place, step.equation)


def _of_equation(part: Part, place: str, sides: tuple[Any, Any]) -> Iterator[str | Doubt]:
    try:
        trees = [_tree(side) for side in sides]
    except (GradcheckError, TypeError, ValueError):  # an object that has no tree, such as a text
        return
    if names_in(trees[0]) - names_in(trees[1]):  # values were put in for names: equal only there
        return
    entries = [list(_entries(tree)) for tree in trees]
    shown = " = ".join(to_plain(tree) for tree in trees)
    lists = [isinstance(tree, Apply) and tree.head in _LISTS for tree in trees]
    if lists[0] != lists[1]:  # a matrix and what it is made of: A B = [1, 2], which only its author can check
        return
    if len(entries[0]) != len(entries[1]):
        yield f"{place} says {shown}, but the two have different shapes."
        return
    for pair in zip(*entries, strict=True):
        wrong = _wrong(part, pair)
        if wrong is Outcome.WRONG:
            yield f"{place} says {shown}, which is not so."
            return
        if wrong is Outcome.UNDECIDED:
            yield Doubt(f"{place} says {shown}, which could not be decided.")
            return


def _wrong(part: Part, pair: tuple[Node, Node]) -> Outcome | None:
    """Wrong or undecided where the second does not follow from the first, else None."""
    names = dict.fromkeys(set().union(*(names_in(tree) for tree in pair)), REAL)
    declared = {name: domain for name, domain in part.answer.notation.names.items() if name in names}
    constants = part.answer.notation.constants
    free = {name: domain for name, domain in {**names, **declared}.items() if name not in constants}
    step = first_wrong_step(pair, Notation(kind="expression", names=free, constants=constants))
    return None if step is None else step.outcome


def _tree(value: Any) -> Node:
    if isinstance(value, (Num, Name, Apply)):
        return value
    if isinstance(value, Fraction):
        value = sympy.Rational(value.numerator, value.denominator)
    return from_sympy(sympy.Integer(value) if isinstance(value, int) else value)


def _entries(tree: Node) -> Iterator[Node]:
    if isinstance(tree, Apply) and tree.head in _LISTS:
        for argument in tree.args:
            yield from _entries(argument)
    else:
        yield tree
