"""What an author may give as the right answer, as a tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, cast

from gradcheck_grader.errors import AnswerError, ResponseError
from gradcheck_grader.notation import CONSTANTS, Domain, Notation, real_names
from gradcheck_grader.reading import Reading
from gradcheck_grader.sympy_bridge import domain_of, from_sympy
from gradcheck_grader.syntax.bound import free_names
from gradcheck_grader.syntax.derivative import work_out
from gradcheck_grader.syntax.parser import parse
from gradcheck_grader.syntax.printing import to_latex, to_plain, to_pretty
from gradcheck_grader.syntax.tree import Node, names_in


def tree_of(reference: object, notation: Notation) -> Node:
    """The tree of a Node, a text, a number or a SymPy object, with its derivatives worked out.

    Raises AnswerError when the text cannot be read, or the object has no counterpart.
    """
    tree = _read(reference, notation) if isinstance(reference, str) else from_sympy(reference)
    return work_out(tree, euler="e" in notation.constants)


def _read(reference: str, notation: Notation) -> Node:
    try:
        return parse(reference, replace(notation, allow_diff=True))
    except ResponseError as error:
        raise AnswerError(f"The right answer cannot be read. {error.pointed()}") from error


def constants_for(reference: object, names: Iterable[str], kind: str = "expression") -> frozenset[str]:
    """pi and e, unless declared as names; i and inf only where the right answer has them.

    kind  of response: what brackets and commas in the right answer mean.
    """
    wanted = CONSTANTS - set(names)
    written = names_in(tree_of(reference, Notation(kind, real_names(names), constants=wanted)))
    return (wanted & {"pi", "e"}) | (wanted & written)


Names = Mapping[str, Domain] | Iterable[object] | Notation


def notation_of(kind: str, reference: object, names: Names, *, log: str = "natural") -> Notation:
    """The notation of a question of this kind: every answer settles its notation here.

    names  as `declared` takes them; or a whole Notation, which then stands but for its kind.
    """
    if isinstance(names, Notation):
        return replace(names, kind=kind)
    domains = declared(names, reference)
    return Notation(kind, domains, constants=constants_for(reference, domains, kind), log=log)


def declared(names: Names, reference: object) -> dict[str, Domain]:
    """The domain of each name: as given; from the assumptions of SymPy symbols; else real.

    names  a mapping to domains, names in one text ("x, y"), or several names and symbols.
    When no names are given, those of a SymPy object are taken.
    """
    if isinstance(names, Notation):
        return dict(names.names)
    if isinstance(names, Mapping):
        return dict(cast("Mapping[str, Domain]", names))
    if isinstance(names, str):
        given: list[object] = list(names.replace(",", " ").split())
    else:
        given = _listed(names)
    if not given:
        given = sorted(getattr(reference, "free_symbols", ()), key=str)
    return dict(_declared(name) for name in given)


def _listed(names: Any) -> list[object]:
    """The names one by one, or a single symbol alone; found by trying: a SymPy matrix has no __iter__."""
    try:
        return list(names)
    except TypeError:
        return [names]


def _declared(name: object) -> tuple[str, Domain]:
    if isinstance(name, str):
        return name, Domain()
    return str(name), domain_of(name)


def check_names(tree: Node, notation: Notation) -> None:
    """Raises AnswerError when the tree has a name that a response could not write."""
    # The index of a sum is no name of the question, and whoever writes a sum may choose it.
    unknown = sorted(free_names(tree) - set(notation.names) - notation.constants)
    if unknown:
        raise AnswerError(
            f"The right answer uses {', '.join(unknown)}, which the question does not declare. "
            f"Add it to the names of the answer."
        )


def reading_of(tree: Node, notation: Notation | None = None) -> Reading:
    """The tree with its printed forms, as they are read in the notation."""
    return Reading(tree, to_plain(tree, notation), to_latex(tree, notation), to_pretty(tree, notation))
