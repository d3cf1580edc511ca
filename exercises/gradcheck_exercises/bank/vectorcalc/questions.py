"""Questions for a derivative by a vector or matrix, each with its second computation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from gradcheck_exercises import Part, Slip, Text, hints, say, step
from gradcheck_grader import MatrixGradient, Name, Node, Num, parse, to_latex

Values = Mapping[str, Any]  # a number, or an array with two axes, by name
Function = Callable[[Values], Any]
Wrong = tuple[str, str, str]  # name, formula as it is typed, feedback
SIZES = (3, 2, 4, 5)  # no two alike, so that only what has the right shape fits
STEP = 1e-5
NUMERATOR = "Use numerator layout: row $i$ of the Jacobian belongs to entry $i$ of the function."
DENOMINATOR = "The gradient is a column, as the variable is (denominator layout)."
ROW = "This is a row. The gradient was asked for as a column."
WRITTEN = "Write $A^{\\top}$ as `A^T`; capital letters are matrices, small ones columns."


@dataclass(frozen=True)
class Question:
    """The derivative of a function of vectors and matrices.

    function    as it is typed, such as "x^T A x".      wrt  the name by which it is differentiated.
    shapes      of each name that is no number.         at   the same function in NumPy.
    derivative  the right answer, as a person would type it.
    names       the numbers in it.                      layout  of the answer.
    """

    function: str
    wrt: str
    shapes: Mapping[str, str]
    derivative: str
    at: Function
    names: Sequence[str] = field(default=(), kw_only=True)
    layout: str = field(default="denominator", kw_only=True)

    @cached_property
    def answer(self) -> MatrixGradient:
        """The answer, in which the grader confirms the derivative by dual numbers."""
        given = tuple(self.shapes.items()), tuple(self.names)
        return _confirmed_answer(self.function, self.wrt, *given, self.layout, self.derivative)

    def tex(self, formula: str) -> str:
        """LaTeX of a formula in these names."""
        return latex_of(parse(formula, self.answer.notation))

    @property
    def shown(self) -> str:
        """LaTeX of the function."""
        return self.tex(self.function)

    @property
    def solution(self) -> str:
        """LaTeX of its derivative."""
        return self.tex(self.derivative)

    def confirmed(self) -> str:
        """The right answer as text, where finite differences come to it; else a text that is no answer."""
        values = numbers(self.shapes, self.names)
        slopes = differences(self.at, values, self.wrt)
        if self.layout == "numerator":
            slopes = slopes.T
        found = computed(self.answer.reference_reading().tree, values)
        agrees = found.shape == slopes.shape and np.allclose(found, slopes, rtol=1e-6, atol=1e-7)
        return self.answer.reference_text() if agrees else "finite differences come to something else"


@lru_cache(maxsize=128)  # to confirm an answer costs most of a draw, and few letters make many problems
def _confirmed_answer(
    function: str,
    wrt: str,
    shapes: tuple[tuple[str, str], ...],
    names: tuple[str, ...],
    layout: str,
    derivative: str,
) -> MatrixGradient:
    return MatrixGradient(function, wrt, dict(shapes), names, layout=layout, reference=derivative)


def latex_of(tree: Node) -> str:
    """LaTeX of a matrix expression, with I for the identity and one exponent for inverse and transpose."""
    written = to_latex(tree).replace(r"\operatorname{identity}\left(\right)", "I")
    for letter in "ABCDHMPQSVWXYZ":
        written = written.replace(rf"\left({letter}^{{\!-1}}\right)^{{\top}}", rf"{letter}^{{-\top}}")
    return written.replace(r"\!-1", "-1")


def question_part(
    question: Question,
    prompt: str | Text,
    *,
    wrong: Sequence[Wrong],
    told: tuple[str, str, str],
    steps: Sequence[tuple[str, str, str]],
    points: int = 1,
) -> Part:
    """The part that asks for the derivative.

    told   the three hints.     steps  rule, before and after, in LaTeX.
    """
    return Part(
        say(prompt) if isinstance(prompt, str) else prompt,
        question.answer,
        points=points,
        slips=tuple(Slip(name, formula, feedback) for name, formula, feedback in wrong),
        hints=hints(*told),
        steps=tuple(step(rule, f"${before}$", f"${after}$") for rule, before, after in steps),
        check=lambda at: question.confirmed(),
    )


@lru_cache(maxsize=256)
def _drawn(rows: int, columns: int, number: int) -> np.ndarray:
    """Fixed numbers between 0.2 and 1.4 in size, with both signs."""
    stream = np.random.default_rng(100 * rows + 10 * columns + number)
    return stream.uniform(0.2, 1.4, (rows, columns)) * stream.choice((-1.0, 1.0), (rows, columns))


def numbers(shapes: Mapping[str, str], names: Sequence[str]) -> dict[str, Any]:
    """A value for each name, and for the names of the sizes."""
    values: dict[str, Any] = {name: 0.7 + place for place, name in enumerate(names)}
    sizes = iter(SIZES)
    for place, (name, shape) in enumerate(shapes.items()):
        size, _, trait = shape.partition(" ")
        rows, _, columns = size.partition("×")
        for dimension in (rows, columns or "1"):
            if not dimension.isdigit() and dimension not in values:
                values[dimension] = next(sizes)
        count = [int(one) if one.isdigit() else values[one] for one in (rows, columns or "1")]
        values[name] = _with_trait(_drawn(count[0], count[1], place), trait)
    return values


def _with_trait(matrix: np.ndarray, trait: str) -> np.ndarray:
    match trait:
        case "symmetric":
            return matrix + matrix.T
        case "positive definite":
            return matrix @ matrix.T + np.eye(len(matrix))
        case "invertible":
            return matrix + 4 * np.eye(len(matrix))
        case "diagonal":
            return np.diag(np.diag(matrix))
        case _:
            return matrix


def differences(function: Function, values: Values, wrt: str) -> np.ndarray:
    """Central differences of a number in the shape of wrt; of a column, one column an entry."""
    variable = np.asarray(values[wrt], dtype=float)
    number = np.ndim(function(values)) == 0 or np.size(function(values)) == 1
    slopes = []
    for place in np.ndindex(variable.shape):
        ahead, behind = variable.copy(), variable.copy()
        ahead[place] += STEP
        behind[place] -= STEP
        change = np.asarray(function({**values, wrt: ahead})) - function({**values, wrt: behind})
        slopes.append(np.ravel(change) / (2 * STEP))
    return np.reshape(slopes, variable.shape) if number else np.array(slopes)


def computed(tree: Node, values: Values) -> np.ndarray:
    """The value of a tree by NumPy, with two axes; I is 1 until it is added to a matrix."""
    if isinstance(tree, Num):
        return np.array([[float(tree.value)]])
    if isinstance(tree, Name):
        return np.atleast_2d(values[tree.name]) if tree.name in values else np.array([[np.nan]])
    if tree.head == "identity":
        return np.eye(1)
    args = [computed(argument, values) for argument in tree.args if argument != Name("fro")]
    return _HEADS[tree.head](*args)


def _product(*factors: np.ndarray) -> np.ndarray:
    result = factors[0]
    for factor in factors[1:]:
        alone = 1 in (result.size, factor.size) and result.shape[1] != factor.shape[0]
        result = result * factor if alone or result.size == 1 else result @ factor
    return result


def _sum(*terms: np.ndarray) -> np.ndarray:
    largest = max((term.shape for term in terms), key=lambda shape: shape[0] * shape[1])
    square = largest[0] == largest[1]
    return sum(
        (term * np.eye(largest[0]) if term.size == 1 and square else term for term in terms),
        np.zeros(largest),
    )


def _power(base: np.ndarray, exponent: np.ndarray) -> np.ndarray:
    """A power of a square matrix is a product; of a column each entry has one."""
    number = exponent.item()
    if base.shape[0] == base.shape[1] > 1:
        return np.linalg.matrix_power(base, int(number))
    return base**number


def _number(rule: Callable[..., Any]) -> Callable[..., np.ndarray]:
    return lambda value: np.atleast_2d(rule(value))


_HEADS: dict[str, Callable[..., np.ndarray]] = {
    "+": _sum,
    "*": _product,
    "neg": lambda value: -value,
    "/": lambda above, below: above / below,
    "^": _power,
    "hadamard": lambda first, second: first * second,
    "transpose": lambda value: value.T,
    "inv": np.linalg.inv,
    "det": _number(np.linalg.det),
    "tr": _number(np.trace),
    "norm": _number(np.linalg.norm),
    "diag": lambda value: np.diag(np.ravel(value)),
    "abs": np.abs,
    "log": np.log,
    "exp": np.exp,
    "sin": np.sin,
    "cos": np.cos,
    "tanh": np.tanh,
    "sigmoid": lambda value: 1 / (1 + np.exp(-value)),
}
