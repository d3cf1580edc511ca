"""What every exercise must satisfy, as claims that are checked on drawn problems.

Each claim is a function that yields a sentence for every way in which it fails; none means that it holds.
`findings` runs all of them, and is what a bank is judged by before a person sees a problem.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from sympy import Symbol

from gradcheck_exercises.errors import ExerciseError
from gradcheck_exercises.exercises import Exercise
from gradcheck_exercises.problem import TIERS, Part, Problem
from gradcheck_exercises.text import Text
from gradcheck_grader.notation import Domain
from gradcheck_grader.sympy_bridge import to_sympy
from gradcheck_grader.syntax.tree import Apply, Node, Num, names_in
from gradcheck_grader.verdict import Outcome

Claim = Callable[[Exercise, Problem], Iterator[str]]
NEAR = 1e-6  # relative: what a second computation in floating point must reach
_PLACES = (0.37, 1.19, 0.73, 1.61, 0.11)  # where expressions are compared, stretched into each domain
_LEFTOVER = re.compile(r"[\\$\ue000-\uf8ff]|\*\*|\+ ?[-−]|\b(None|nan|zoo|Matrix|Rational)\b")
_LEFTOVER_IN_LATEX = re.compile(r"[\ue000-\uf8ff]|\+ ?-|\b(None|nan|zoo|Matrix|Rational)\b")


@dataclass(frozen=True, slots=True)
class Finding:
    """One way in which an exercise fails one claim, with the seed to see it again."""

    exercise_id: str
    seed: int
    claim: str
    message: str

    def __str__(self) -> str:
        return f"{self.exercise_id}, seed {self.seed}: {self.message}"


def findings(exercise: Exercise, seeds: Iterable[int], claims: Iterable[str] = ()) -> list[Finding]:
    """Everything that is wrong with the exercise's problems of these seeds; empty when it is sound.

    claims  the names of those to check; all of them unless given.
    """
    found: list[Finding] = []
    for seed in seeds:
        try:
            problem = exercise.problem(seed)
        except ExerciseError as error:
            message = str(error).removeprefix(f"{exercise.id}, seed {seed}: ")
            found.append(Finding(exercise.id, seed, "draws", message))
            continue
        for name in claims or CLAIMS:
            found += [
                Finding(exercise.id, seed, name, sentence) for sentence in CLAIMS[name](exercise, problem)
            ]
    return found


def fingerprint(problem: Problem) -> str:
    """Everything a person may meet in the problem, as one JSON text: equal for equal problems."""
    parts = [
        {
            "prompt": part.markdown(),
            "answer": part.answer.reference_text(),
            "notation": part.answer.notation.to_json(),
            "points": part.points,
            "texts": [text.markdown() for _, text in _texts_of(part)],
            "slips": [[slip.name, slip.feedback] for slip in part.slips],
        }
        for part in problem.parts
    ]
    whole = {
        "parameters": dict(problem.parameters),
        "statement": problem.statement.markdown(),
        "parts": parts,
    }
    return json.dumps(whole, sort_keys=True, ensure_ascii=False)


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


def accepts_its_own_answers(problem: Problem) -> Iterator[str]:
    """The reference of each part, written as a response, is right."""
    responses = {part.label: part.answer.reference_text() for part in problem.parts}
    for label, verdict in problem.judge(responses).items():
        if verdict.outcome is not Outcome.RIGHT:
            yield f"part ({label}): its own answer {responses[label]} is judged {verdict.outcome}."


def tells_slips_apart(problem: Problem) -> Iterator[str]:
    """The response of each slip is not right, and the slip is named when it is given."""
    for part in problem.parts:
        for slip in part.slips:
            verdict = problem.judge({part.label: part.slip_text(slip)})[part.label]
            if verdict.outcome is Outcome.RIGHT:
                yield (
                    f"part ({part.label}): the slip {slip.name} is judged right. "
                    "Exclude such values in the draw, or drop the slip."
                )
            elif slip.name not in [named.name for named in verdict.slips]:
                yield f"part ({part.label}): the slip {slip.name} is {verdict.outcome}, but it is not named."


def agrees_with_its_second_computation(problem: Problem) -> Iterator[str]:
    """Each answer agrees with the second computation: exactly for choices, else to six digits."""
    for part in problem.parts:
        if part.check is None:
            continue
        tree = part.answer.reference_reading().tree
        for point in _points(part.answer.notation.names):
            second = part.check(point)
            if part.kind == "choice":
                agrees, first = second == part.answer.reference_text(), part.answer.reference_text()
            else:
                first = _value(tree, point)
                agrees = np.shape(first) == np.shape(_squeezed(second)) and np.allclose(
                    first, _squeezed(second), rtol=NEAR, atol=NEAR * max(1e-3, float(np.max(np.abs(first))))
                )
            if not agrees:
                at = f" at {dict(point)}" if point else ""
                yield f"part ({part.label}): the second computation gives {second}{at}, the answer {first}."
                break


def renders(problem: Problem) -> Iterator[str]:
    """Statement, prompts, hints and steps come out in both media, with nothing left of the markup."""
    texts = [("the statement", problem.statement)]
    texts += [
        (f"{place} of part ({part.label})", text) for part in problem.parts for place, text in _texts_of(part)
    ]
    for place, text in texts:
        try:
            shown, markdown = text.terminal(), text.markdown()
        except (ExerciseError, TypeError, ValueError) as error:
            yield f"{place} does not render: {error}"
            continue
        if not shown.strip() or not markdown.strip():
            yield f"{place} is empty."
        for kind, rendered, pattern in (
            ("terminal", shown, _LEFTOVER),
            ("Markdown", markdown, _LEFTOVER_IN_LATEX),
        ):
            if left := pattern.search(rendered):
                yield f"{place} has {left.group()!r} left over in its {kind} form: {rendered!r}"
    for part in problem.parts:
        for slip in part.slips:
            if left := _LEFTOVER.search(slip.feedback):
                yield f"the feedback of the slip {slip.name} is plain text, but has {left.group()!r} in it."


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
        elif "inf" in names_in(tree):
            yield f"part ({part.label}) is degenerate: its answer is not finite."


def is_drawn_from_its_seed(exercise: Exercise, problem: Problem) -> Iterator[str]:
    """The same seed gives the same problem, to the letter."""
    if problem.seed is not None and fingerprint(exercise.problem(problem.seed)) != fingerprint(problem):
        yield "the same seed gave two problems. Draw everything from `draw`, never from random or NumPy."


def is_rebuilt_from_its_parameters(exercise: Exercise, problem: Problem) -> Iterator[str]:
    """The recorded parameters, after a way through JSON, give the same problem."""
    try:
        again = exercise.rebuild(json.loads(json.dumps(dict(problem.parameters))))
    except ExerciseError as error:
        yield f"it cannot be rebuilt: {error}"
        return
    if fingerprint(again) != fingerprint(problem):
        yield "rebuilding it from its parameters gave another problem. Draw everything from `draw`, by name."


def _of_problem(claim: Callable[[Problem], Iterator[str]]) -> Claim:
    """A claim about the problem alone, in the form that all claims have."""
    return lambda _, problem: claim(problem)


CLAIMS: dict[str, Claim] = {
    "is complete": _of_problem(is_complete),
    "renders": _of_problem(renders),
    "is not degenerate": _of_problem(is_not_degenerate),
    "accepts its own answers": _of_problem(accepts_its_own_answers),
    "tells slips apart": _of_problem(tells_slips_apart),
    "agrees with its second computation": _of_problem(agrees_with_its_second_computation),
    "is drawn from its seed": is_drawn_from_its_seed,
    "is rebuilt from its parameters": is_rebuilt_from_its_parameters,
}


def _texts_of(part: Part) -> list[tuple[str, Text]]:
    """Each text of a part, with the words that say where it stands."""
    texts = [("the prompt", part.prompt)]
    texts += [(f"hint {number}", hint.text) for number, hint in enumerate(part.hints, 1)]
    for number, step in enumerate(part.steps, 1):
        sides = (step.rule, step.before, step.after)
        texts += [(f"step {number}", side) for side in sides if side is not None]
    return texts


def _points(names: Mapping[str, Domain]) -> list[dict[str, float]]:
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


def _entries(tree: Node) -> Iterator[Node]:
    """The entries of a vector or matrix, or the tree itself."""
    if isinstance(tree, Apply) and tree.head in ("vector", "matrix", "row"):
        for argument in tree.args:
            yield from _entries(argument)
    else:
        yield tree
