"""The claim that a second computation, which shares no code with the first, comes to the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from sympy import Symbol

from gradcheck_exercises.problem import Part, Problem
from gradcheck_grader.answers.code import Code
from gradcheck_grader.answers.code_results import misses
from gradcheck_grader.answers.derivation import Derivation
from gradcheck_grader.notation import Domain
from gradcheck_grader.sympy_bridge import to_sympy
from gradcheck_grader.syntax.tree import Node
from gradcheck_grader.verdict import Outcome

NEAR = 1e-6  # relative: what a second computation in floating point must reach
_PLACES = (0.37, 1.19, 0.73, 1.61, 0.11)  # where expressions are compared, stretched into each domain


def agrees_with_its_second_computation(problem: Problem) -> Iterator[str]:
    """Each answer agrees with the second computation: a text is judged, numbers are near to six digits."""
    for part in problem.parts:
        if part.check is None:
            continue
        for point in points_in(part.answer.notation.names):
            second = part.check(point)
            first, agrees = _compared(part, second, point)
            if not agrees:
                at = f" at {dict(point)}" if point else ""
                yield f"part ({part.label}): the second computation gives {second}{at}, the answer {first}."
                break


def _compared(part: Part, second: Any, point: Mapping[str, float]) -> tuple[Any, bool]:
    """The answer at the point, and whether the second computation agrees with it."""
    if isinstance(part.answer, Code):
        return _trials_compared(part.answer, second)
    if part.kind == "choice" or isinstance(second, str):
        first = part.answer.reference_text()
        agrees = second == first or part.answer.judge(str(second)).outcome is Outcome.RIGHT
        return first, agrees
    answer = part.answer
    tree = answer.last if isinstance(answer, Derivation) else answer.reference_reading().tree
    first = _value(tree, point)
    near = NEAR * max(1e-3, float(np.max(np.abs(first))))
    squeezed = _squeezed(second)
    agrees = np.shape(first) == np.shape(squeezed) and np.allclose(first, squeezed, rtol=NEAR, atol=near)
    return first, bool(agrees)


def _trials_compared(answer: Code, second: Any) -> tuple[Any, bool]:
    """What the reference gives for each trial, and whether the second computation gives the same."""
    first = answer.expected()
    pairs = zip(first, second, strict=False)
    agrees = all(not misses(value, needed, answer.outputs, tolerance=NEAR) for needed, value in pairs)
    return first, agrees and len(first) == len(second)


def points_in(names: Mapping[str, Domain]) -> list[dict[str, float]]:
    """Five points inside the domains; one empty point when there are no names."""
    if not names:
        return [{}]
    return [
        {
            name: _inside(domain, _PLACES[(row + column) % len(_PLACES)])
            for column, (name, domain) in enumerate(names.items())
        }
        for row in range(len(_PLACES))
    ]


def _inside(domain: Domain, place: float) -> float:
    """A number of the domain; on the whole line, on both sides of 0."""
    low = None if domain.low is None else float(domain.low)
    high = None if domain.high is None else float(domain.high)
    if domain.kind == "integer":
        return float(round(low or 0) + 1 + round(3 * place))
    if low is not None and high is not None:
        return low + (high - low) * place / 2
    if low is not None:
        return low + place
    return high - place if high is not None else (place if place > 0.5 else -place - 0.5)


def _value(tree: Node, point: Mapping[str, float]) -> Any:
    """The tree's value there in floating point: a number, or an array without axes of length 1."""
    found: Any = to_sympy(tree)
    exact = {symbol: point[symbol.name] for symbol in found.free_symbols if isinstance(symbol, Symbol)}
    return (
        _squeezed(np.array(found.subs(exact).evalf(30).tolist(), dtype=float))
        if hasattr(found, "tolist")
        else float(found.subs(exact).evalf(30))
    )


def _squeezed(value: Any) -> Any:
    return np.squeeze(np.asarray(value, dtype=float))
