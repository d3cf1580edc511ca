"""What wrong rules make of a question's function, where its derivative is asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from gradcheck_grader.errors import AnswerError
from gradcheck_grader.feedback.slips import SENTENCES
from gradcheck_grader.notation import Notation
from gradcheck_grader.slips import wrong_rules
from gradcheck_grader.slips.antiderivative import integral_of
from gradcheck_grader.slips.named import Slip
from gradcheck_grader.syntax.derivative import differentiate
from gradcheck_grader.syntax.tree import Node, names_in


def _not_differentiated(function: Node, _variable: str, _notation: Notation, _order: int) -> Iterator[Node]:
    yield function


def _other_order(function: Node, variable: str, notation: Notation, order: int) -> Iterator[Node]:
    """One derivative less, where that is not the function itself; one more."""
    if order > 1:
        yield _derivative(function, variable, notation, order - 1)
    yield _derivative(function, variable, notation, order + 1)


def _integrated(function: Node, variable: str, _notation: Notation, _order: int) -> Iterator[Node]:
    made = integral_of(function, variable)
    if made is not None:
        yield made


def _other_variable(function: Node, variable: str, notation: Notation, order: int) -> Iterator[Node]:
    for name in sorted((names_in(function) & set(notation.names)) - {variable}):
        yield _derivative(function, name, notation, order)


def _derivative(function: Node, variable: str, notation: Notation, order: int) -> Node:
    for _ in range(order):
        function = differentiate(function, variable, euler="e" in notation.constants)
    return function


_OTHER_QUESTIONS: Mapping[str, Callable[[Node, str, Notation, int], Iterator[Node]]] = {
    "not-differentiated": _not_differentiated,
    "derivative-order": _other_order,
    "integrated-instead": _integrated,
    "partial-wrong-variable": _other_variable,
}
NAMES = (*wrong_rules.RULES, *_OTHER_QUESTIONS)


def slips_of_function(
    function: Node, variable: str, notation: Notation, *, order: int = 1, rules: Collection[str] = NAMES
) -> Iterator[Slip]:
    """What wrong rules make of the derivative of a function of this order."""
    for name, tree in derivatives_by_wrong_rules(function, variable, notation, order=order, rules=rules):
        yield Slip(name, tree, SENTENCES[name])


def derivatives_by_wrong_rules(
    function: Node, variable: str, notation: Notation, *, order: int = 1, rules: Collection[str] = NAMES
) -> Iterator[tuple[str, Node]]:
    """The name of each wrong rule, and a derivative that it makes."""
    euler = "e" in notation.constants
    for name, variants in wrong_rules.RULES.items():
        for rule in variants if name in rules else ():
            for made in wrong_rules.derivatives_by(rule, function, variable, euler=euler, order=order):
                yield name, made
    for name, make in _OTHER_QUESTIONS.items():
        if name in rules:
            try:
                yield from ((name, made) for made in make(function, variable, notation, order))
            except AnswerError:  # a function that has no such derivative
                continue
