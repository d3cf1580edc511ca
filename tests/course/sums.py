"""A stand-in bank of two tiny exercises: sums of two small numbers, with answers that no statement shows.

Also a judging process of its own: `python sums.py` judges like the real one, and some responses make it
misbehave.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gradcheck_course.classroom import worker
from gradcheck_grader.notation import Notation
from gradcheck_grader.verdict import Outcome, Verdict

PARTS = {"sums/pair": 2, "sums/tiny": 1}
SECRETS = ("SLIP-FEEDBACK", "HINT-TEXT", "STEP-TEXT")


@dataclass(frozen=True)
class Line:
    """A text that renders as itself."""

    template: str

    def markdown(self) -> str:
        return self.template


@dataclass(frozen=True)
class Truth:
    """An answer: one integer."""

    value: int
    notation: Notation = field(default_factory=lambda: Notation(kind="number"))

    def judge(self, response: str) -> Verdict:
        if response == "hang":
            time.sleep(600)
        if response == "die" or (response.startswith("die once") and _first(response.split()[-1])):
            os._exit(3)
        if response == "raise":
            raise RuntimeError("judging broke")
        if response == "eat":
            bytearray(2**33)
        if not response.lstrip("-").isdecimal():
            return Verdict(Outcome.UNREADABLE, 0.0, feedback="A number is needed.")
        right = int(response) == self.value
        return Verdict(Outcome.RIGHT if right else Outcome.WRONG, float(right), read_as=response)


@dataclass(frozen=True)
class Question:
    label: str
    prompt: Line
    answer: Truth
    points: int = 1
    hints: tuple[Line, ...] = (Line(SECRETS[1]),)
    slips: tuple[Line, ...] = (Line(SECRETS[0]),)
    steps: tuple[Line, ...] = (Line(SECRETS[2]),)

    def markdown(self) -> str:
        return self.prompt.markdown()


@dataclass(frozen=True)
class Sum:
    """A problem: the sum of a and b, and 7919 times the sum."""

    parameters: Mapping[str, Any]
    parts: tuple[Question, ...]

    @property
    def statement(self) -> Line:
        return Line(f"Let $a = {self.parameters['a']}$ and $b = {self.parameters['b']}$.")

    def judge(self, responses: Mapping[str, str]) -> dict[str, Verdict]:
        answered = [part for part in self.parts if part.label in responses]
        return {part.label: part.answer.judge(responses[part.label]) for part in answered}


@dataclass(frozen=True)
class Sums:
    id: str
    space: int
    title: str = "Sums"
    version: str = "v1"

    def problem(self, seed: int) -> Sum:
        number = random.Random(f"{self.id} {seed}").randrange(self.space)
        return self.rebuild({"b": 5, "a": 1000 + number})

    def rebuild(self, parameters: Mapping[str, Any]) -> Sum:
        total = parameters["a"] + parameters["b"]
        parts = (
            Question("a", Line("Find $a + b$."), Truth(total)),
            Question("b", Line("Find $7919 (a + b)$."), Truth(7919 * total), points=2),
        )
        return Sum(parameters, parts[: PARTS[self.id]])


BANK = {"sums/pair": Sums("sums/pair", 10_000), "sums/tiny": Sums("sums/tiny", 4)}


def find(exercise_id: str) -> Sums:
    return BANK[exercise_id]


def _first(path: str) -> bool:
    """Whether this is the first call for the path."""
    if Path(path).exists():
        return False
    Path(path).touch()
    return True


if __name__ == "__main__":
    worker.main(find)
