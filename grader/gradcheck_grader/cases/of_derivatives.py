"""Answers of cases about derivatives, matrices and lines of working."""

from __future__ import annotations

from gradcheck_grader.answers.antiderivative import Antiderivative
from gradcheck_grader.answers.derivation import Derivation
from gradcheck_grader.answers.derivative import Derivative, Gradient, Jacobian
from gradcheck_grader.answers.matrix import MatrixExpression
from gradcheck_grader.answers.matrix_gradient import MatrixGradient
from gradcheck_grader.answers.protocol import Answer
from gradcheck_grader.cases.exactness import exactly
from gradcheck_grader.cases.expected import Expected
from gradcheck_grader.cases.question import CaseError, Policy
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.notation import Notation
from gradcheck_grader.syntax import lines
from gradcheck_grader.syntax.arrays import is_list
from gradcheck_grader.syntax.tree import Apply, Name, Node, names_in, num


def matrix(expected: Expected, policy: Policy) -> Answer:
    """An expression with vectors and matrices."""
    notation, tolerance = expected.notation, exactly(policy)
    tree = _sized(expected.tree, notation)
    return MatrixExpression(tree, names=notation, layout=policy.layout, tolerance=tolerance)


def gradient(expected: Expected, policy: Policy) -> Answer:
    """The derivative of what is expected by one name, its gradient by several, of a vector its Jacobian."""
    variables, notation = wrt(expected, policy), expected.notation
    tolerance = exactly(policy)
    if not notation.shapes.keys().isdisjoint(variables):
        if len(variables) > 1 or not tolerance.is_exact:
            raise CaseError("A derivative by a vector or matrix is by it alone, and exact.")
        layout = policy.layout or "denominator"
        return MatrixGradient(expected.tree, next(iter(variables)), names=notation, layout=layout)
    if policy.layout:
        raise CaseError('Only a derivative by a name with a shape has a "layout".')
    if is_list(expected.tree):
        return Jacobian(expected.tree, variables, notation, tolerance)
    if len(variables) == 1:
        return Derivative(expected.tree, variables[0], notation, tolerance)
    return Gradient(expected.tree, variables, notation, tolerance)


def antiderivative(expected: Expected, policy: Policy) -> Answer:
    """Any function whose derivative is what is expected."""
    variables = wrt(expected, policy)
    if len(variables) != 1:
        raise CaseError('An antiderivative is by one name: say which in "wrt".')
    return Antiderivative(expected.tree, next(iter(variables)), expected.notation)


def derivation(expected: Expected, policy: Policy) -> Answer:
    """Working from the first line of what is expected to the last."""
    if not isinstance(expected.tree, Apply) or len(expected.tree.args) < 2:
        raise AnswerError("Write where the working starts, and on the next line where it ends: x + x, = 2x.")
    (_, start, _), *_, (sign, goal, _) = lines.lines_of(expected.tree)
    return Derivation(start, goal, expected.notation, relation=sign)


def wrt(expected: Expected, policy: Policy) -> tuple[str, ...]:
    """The names that a derivative is taken by: those that were said, or the only one that there is."""
    written = names_in(expected.tree)
    names = tuple(name for name in expected.notation.names if name in written)
    for name in policy.wrt:
        if name not in expected.notation.names:
            raise CaseError(f'There is no name "{name}" in it; its names are {", ".join(names)}.')
    if policy.wrt or len(names) == 1:
        return policy.wrt or names
    raise CaseError(f'Say by which of {", ".join(names) or "no names"} the derivative is taken, in "wrt".')


def _sized(tree: Node, notation: Notation) -> Node:
    """The tree; an I that is all of it has the size of the square matrices, when there is one such size."""
    sizes = {shape.rows for shape in notation.shapes.values() if shape.rows == shape.columns}
    if tree != Apply("identity", ()) or len(sizes) != 1:
        return tree
    size = sizes.pop()
    return Apply("identity", (Name(size) if isinstance(size, str) else num(size),))
