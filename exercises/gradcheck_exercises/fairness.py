"""How much work a problem is, and problems for many people that are about equally much.

The features are counted from what a person reads and writes; nobody has measured how hard they are. So they
tell problems of one exercise apart that are plainly unlike each other, and no more than that.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count as counted
from itertools import islice

from gradcheck_exercises.errors import ExerciseError
from gradcheck_exercises.exercises import Exercise
from gradcheck_exercises.problem import Part, Problem
from gradcheck_grader.syntax.tree import Apply, Node

MOST_DRAWN = 40  # for each problem of a pool
_NUMBER = re.compile(r"\d+")
_PER_LINE = 80  # characters of a statement that count as one


@dataclass(frozen=True, slots=True)
class Cost:
    """What makes a problem long to do.

    statement  characters of statement and prompts, as a terminal shows them.
    answer     numbers, names and operations in the answers.
    steps      of the worked solutions.
    largest    the largest number in statement and answers; of a fraction, above and below the bar.
    digits     of all numbers in statement and answers.
    case       the class of problems that it is of; empty where its exercise tells none apart.
    """

    statement: int
    answer: int
    steps: int
    largest: int
    digits: int
    case: str

    @property
    def effort(self) -> float:
        """One number for comparing problems of the same exercise; a step counts as much as two operations."""
        return self.statement / _PER_LINE + self.answer + 2 * self.steps + self.digits


def cost(problem: Problem) -> Cost:
    """The features of this problem."""
    texts = [problem.statement.terminal(), *(part.prompt.terminal() for part in problem.parts)]
    numbers = [
        number
        for text in (*texts, *(part.answer.reference_text() for part in problem.parts))
        for number in _NUMBER.findall(text)
    ]
    return Cost(
        statement=sum(map(len, texts)),
        answer=sum(map(_answer_size, problem.parts)),
        steps=sum(len(part.steps) for part in problem.parts),
        largest=max(map(int, numbers), default=0),
        digits=sum(map(len, numbers)),
        case=problem.case,
    )


def _answer_size(part: Part) -> int:
    """The nodes of the answer's tree; an option chosen is one."""
    return 1 if part.kind == "choice" else _nodes(part.answer.reference_reading().tree)


def _nodes(tree: Node) -> int:
    return 1 + sum(map(_nodes, tree.args)) if isinstance(tree, Apply) else 1


def spread(costs: Iterable[Cost]) -> float:
    """How many times the effort of the least the effort of the most is; 1 for none or one."""
    efforts = [one.effort for one in costs]
    return max(efforts) / min(efforts) if efforts else 1.0


def balanced_pool(
    exercise: Exercise,
    count: int,
    *,
    seeds: Iterable[int] | None = None,
    level: int | None = None,
    within: float | None = None,
) -> tuple[Problem, ...]:
    """So many different problems: of each case class as many, or one more; their spread within the bound.

    seeds   where the problems come from, in this order; 0, 1, 2 … unless given.
    within  the bound, the exercise's own unless given.
    Raises ExerciseError, which says what stands in the way, when no such pool was found among MOST_DRAWN
    problems for each that is asked for.
    """
    bound = exercise.spread if within is None else within
    drawn = _different(exercise, counted() if seeds is None else seeds, level)
    candidates: list[tuple[Problem, Cost]] = []
    for most in (2 * count, 5 * count, 15 * count, MOST_DRAWN * count):
        candidates += islice(drawn, most - len(candidates))
        if pool := _pool(candidates, count, bound):
            return pool
    classes = sorted({one.case for _, one in candidates})
    of_classes = f" in the classes {', '.join(classes)}" if len(classes) > 1 else ""
    raise ExerciseError(
        f"{exercise.id}: no {count} problems of about equal effort were found among {len(candidates)} "
        f"different ones{of_classes}; the bound of the spread is {bound:g}. Draw more alike, or raise "
        "the bound."
    )


def _different(exercise: Exercise, seeds: Iterable[int], level: int | None) -> Iterator[tuple[Problem, Cost]]:
    """The problems of these seeds, each once, with their costs; ends when nothing new comes for long."""
    seen: set[str] = set()
    repeated = 0
    for seed in seeds:
        problem = exercise.problem(seed, level=level)
        if problem.identity in seen:
            repeated += 1
            if repeated > 20 * len(seen) + 200:
                return
            continue
        repeated = 0
        seen.add(problem.identity)
        yield problem, cost(problem)


def _pool(candidates: Sequence[tuple[Problem, Cost]], count: int, bound: float) -> tuple[Problem, ...]:
    """The first problems with efforts in the middle of all that fill every class; none when none do."""
    shares = _shares([one.case for _, one in candidates], count)
    efforts = sorted({one.effort for _, one in candidates})
    middle = efforts[len(efforts) // 2] if efforts else 0.0
    for low in sorted((effort for effort in efforts), key=lambda low: abs(low * (1 + bound) / 2 - middle)):
        pool = _taken(candidates, shares, low, low * bound)
        if len(pool) == count:
            return pool
    return ()


def _shares(cases: Sequence[str], count: int) -> dict[str, int]:
    """How many of each class: the same, and one more of the first ones where that does not come out."""
    classes = list(dict.fromkeys(cases))
    each, rest = divmod(count, len(classes) or 1)
    return {case: each + (place < rest) for place, case in enumerate(classes)}


def _taken(
    candidates: Sequence[tuple[Problem, Cost]], shares: dict[str, int], low: float, high: float
) -> tuple[Problem, ...]:
    """The first candidates within these efforts, no more of a class than its share."""
    taken: dict[str, int] = defaultdict(int)
    pool: list[Problem] = []
    for problem, one in candidates:
        if low <= one.effort <= high and taken[one.case] < shares[one.case]:
            taken[one.case] += 1
            pool.append(problem)
    return tuple(pool)
