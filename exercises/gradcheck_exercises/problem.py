"""A problem and its parts: what a person is asked, and how each response is judged."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from gradcheck_exercises.codes import PRACTICE_SEEDS, share_code
from gradcheck_exercises.draw.draw import LEVEL
from gradcheck_exercises.errors import ExerciseError
from gradcheck_exercises.follow import Follow, followed
from gradcheck_exercises.text import Text, mentioned, say
from gradcheck_grader.answers import Answer
from gradcheck_grader.slips import Slip, name_derived_slips, name_slips
from gradcheck_grader.verdict import Verdict

TIERS = ("idea", "next step", "the step")


@dataclass(frozen=True, slots=True)
class Hint:
    """One of three: the idea, the next step with something left to fill in, the step itself."""

    tier: str
    text: Text

    def __post_init__(self) -> None:
        if self.tier not in TIERS:
            raise ExerciseError(f"a hint is {', '.join(TIERS)}; got {self.tier!r}.")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the worked solution: by this rule, that which was before becomes that which is after."""

    rule: Text
    after: Text
    before: Text | None = None

    def markdown(self) -> str:
        """The rule, a colon and before = after, with LaTeX."""
        return ": ".join([self.rule.markdown(), " = ".join(text.markdown() for text in self._sides())])

    def terminal(self, width: int = 78) -> str:
        """The rule, and below it before = after, indented."""
        wide = 10_000  # one line each; a terminal that is narrower shows them below each other
        sides = [text.terminal(wide) for text in self._sides()]
        line = " = ".join(sides)
        if len(line) + 4 > width:
            line = "\n    = ".join(sides)
        return f"{self.rule.terminal(width)}\n    {line}"

    @property
    def equation(self) -> tuple[Any, Any] | None:
        """The two objects that the step says are equal; None where a side is not one object alone."""
        sides = [text.alone() for text in self._sides()]
        return (sides[0], sides[1]) if len(sides) == 2 and None not in sides else None

    def _sides(self) -> tuple[Text, ...]:
        return (self.after,) if self.before is None else (self.before, self.after)


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a problem.

    label    "a", "b", …; given by the problem.
    points   what a right response earns.
    hints    three, from the idea to the step.
    steps    the worked solution.
    slips    named wrong rules, with the response that each produces.
    check    the second computation: from the value of each declared name to the answer there, as a number,
             rows of numbers, or the key of a choice; for code, a value for each trial. It shares no code
             with the answer.
    follow   how this part follows from earlier ones, where a mistake there should not be paid for twice.
    derive_slips  whether a wrong response that is no slip of these is looked up among the slips that the
                  grader derives from the answer.
    """

    prompt: Text
    answer: Answer
    points: int = 1
    hints: tuple[Hint, ...] = ()
    steps: tuple[Step, ...] = ()
    slips: tuple[Slip, ...] = ()
    check: Callable[[Mapping[str, float]], Any] | None = None
    follow: Follow | None = None
    label: str = ""
    derive_slips: bool = True

    @property
    def kind(self) -> str:
        """The kind of response: number, expression, array or choice."""
        return self.answer.notation.kind

    def markdown(self) -> str:
        """The prompt; below it the options of a choice as a list, or how the code to write begins."""
        notation = self.answer.notation
        below = [f"- **{key}** – {text}" for key, text in notation.options]
        if notation.signature:
            below = ["```python", f"def {notation.signature}:", "```"]
        return "\n".join([self.prompt.markdown(), "", *below]) if below else self.prompt.markdown()

    def slip_text(self, slip: Slip) -> str:
        """The response that this slip produces, as it would be typed."""
        return self.answer.with_reference(slip.response).reference_text()

    def terminal(self, width: int = 78) -> str:
        """The prompt; below it the options of a choice, each on lines of its own, or how the code begins."""
        notation = self.answer.notation
        below = [
            textwrap.fill(text, width, initial_indent=f"  {key}  ", subsequent_indent=" " * (4 + len(key)))
            for key, text in notation.options
        ]
        if notation.signature:
            below = ["", f"    def {notation.signature}:"]
        return "\n".join([self.prompt.terminal(width), *below])


@dataclass(frozen=True, slots=True)
class Problem:
    """One member of an exercise; an author gives statement and parts, the exercise the rest.

    seed        None for a problem that was rebuilt from its parameters.
    parameters  every drawn value by name, ready for JSON.
    level       from 1 to 5; 0 before the exercise has given it.
    case        which class of problems it is of, where its exercise tells classes apart; else empty.
    """

    statement: Text
    parts: tuple[Part, ...]
    exercise_id: str = ""
    seed: int | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    level: int = 0
    case: str = ""

    def __post_init__(self) -> None:
        labelled = tuple(replace(part, label=chr(ord("a") + index)) for index, part in enumerate(self.parts))
        object.__setattr__(self, "parts", labelled)

    @property
    def identity(self) -> str:
        """Equal for two problems exactly when exercise and canonical parameters are."""
        return (
            f"{self.exercise_id} {json.dumps(dict(self.parameters), sort_keys=True, separators=(',', ':'))}"
        )

    @property
    def code(self) -> str | None:
        """The share code, such as "calculus/chain-rule#…"; None unless the seed is a practice seed."""
        if self.seed is None or self.seed >= PRACTICE_SEEDS:
            return None
        return f"{self.exercise_id}#{share_code(self.seed, level=self.parameters.get(LEVEL))}"

    def part(self, label: str) -> Part:
        """The part with this label."""
        for part in self.parts:
            if part.label == label:
                return part
        labels = ", ".join(part.label for part in self.parts)
        raise ExerciseError(f"{self.exercise_id} has no part {label!r}; its parts are {labels}.")

    def judge(self, responses: Mapping[str, str]) -> dict[str, Verdict]:
        """A verdict for each part that was answered; a later one may follow from own earlier ones."""
        for label in responses:
            self.part(label)
        verdicts: dict[str, Verdict] = {}
        earlier: dict[str, tuple[str, Answer]] = {}
        for part in self.parts:
            if part.label in responses:
                response = responses[part.label]
                verdicts[part.label] = _judged(part, response, earlier)
                earlier[part.label] = (response, part.answer)
        return verdicts


def _judged(part: Part, response: str, earlier: Mapping[str, tuple[str, Answer]]) -> Verdict:
    """The verdict on one response: by the answer, then by follow-through, then with its slips named.

    Naming changes neither outcome nor credit.
    """
    verdict = part.answer.judge(response)
    if part.follow is not None:
        verdict = followed(verdict, response, follow=part.follow, earlier=earlier)
    named = name_slips(verdict, response, part.answer, part.slips)
    return name_derived_slips(named, response, part.answer) if part.derive_slips else named


def hints(idea: str, next_step: str, the_step: str, **objects: Any) -> tuple[Hint, ...]:
    """The three hints of a part, from their templates."""
    templates = (idea, next_step, the_step)
    _all_used(templates, objects)
    return tuple(
        Hint(tier, say(template, **mentioned(template, objects)))
        for tier, template in zip(TIERS, templates, strict=True)
    )


def step(rule: str, before: Any, after: Any, **objects: Any) -> Step:
    """One step of a worked solution; before may be empty.

    rule           a template.
    before, after  templates, or what is before and after itself: an expression, a matrix, a tree. Two sides
                   that are one object each, so given or as "${name}$", are checked to be equal.

    >>> from sympy import Symbol
    >>> x = Symbol("x")
    >>> step("Multiply by {k}", x, 3 * x / 3, k=1).markdown()
    'Multiply by 1: $x$ = $x$'
    """
    templates = [side for side in (rule, before, after) if isinstance(side, str)]
    _all_used(tuple(templates), objects)
    texts = [
        say(side, **mentioned(side, objects)) if isinstance(side, str) else say("${object}$", object=side)
        for side in (rule, before, after)
    ]
    return Step(texts[0], texts[2], None if isinstance(before, str) and not before else texts[1])


def _all_used(templates: tuple[str, ...], objects: Mapping[str, Any]) -> None:
    used = set().union(*(mentioned(template, objects) for template in templates))
    if unused := [name for name in objects if name not in used]:
        raise ExerciseError(f"none of the texts {templates!r} uses {', '.join(unused)}.")
