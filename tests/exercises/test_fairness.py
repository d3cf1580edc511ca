"""Problems for a class differ, are of every case alike, and take about the same effort."""

from __future__ import annotations

from collections import Counter

import pytest

from gradcheck_exercises import ExerciseError, Part, Problem, balanced_pool, cost, exercise, find, say, step
from gradcheck_exercises.fairness import spread
from gradcheck_grader import Choice, Number


@exercise("unit/powers", title="Powers", level=1, spread=1.6)
def powers(draw):
    """Powers of numbers.

    Trap: none.
    Source: a book, section 1.
    """
    kind = draw.case("kind", ("square", "cube", "unit fraction"))
    base = draw.integer("base", 2, 400)
    value = {"square": base**2, "cube": base**3, "unit fraction": f"1/{base}"}[kind]
    return Problem(
        say("The {kind} of {base}.", kind=kind, base=base),
        (Part(say("?"), Number(value), steps=(step("Work it out", "", "done"),)),),
    )


def test_the_cost_counts_what_a_person_reads_and_writes():
    seed = next(seed for seed in range(50) if powers.problem(seed).case == "unit fraction")
    problem = powers.problem(seed)
    base = problem.parameters["base"]
    found = cost(problem)
    assert found.statement == len(f"The unit fraction of {base}.") + len("?")
    assert found.answer == 3  # 1, the base, the bar
    assert found.steps == 1
    assert found.largest == base
    assert found.digits == 2 * len(str(base)) + 1
    assert found.case == "unit fraction"


def test_a_choice_counts_as_one():
    answer = Choice((("1", "yes"), ("2", "no")), right="1")
    assert cost(Problem(say("Well?"), (Part(say("So?"), answer),))).answer == 1


def test_more_of_anything_is_more_effort():
    plain = Problem(say("Add."), (Part(say("?"), Number(7)),))
    longer = Problem(
        say(
            "Add.",
        ),
        (Part(say("? " + 90 * "x"), Number(7)),),
    )
    larger = Problem(say("Add."), (Part(say("?"), Number(7000)),))
    stepped = Problem(say("Add."), (Part(say("?"), Number(7), steps=(step("Add", "", "seven"),)),))
    assert all(cost(other).effort > cost(plain).effort for other in (longer, larger, stepped))


@pytest.mark.parametrize("count", [1, 7, 8, 30])
def test_a_pool_has_different_problems_of_every_class_and_equal_effort(count):
    pool = balanced_pool(powers, count)
    assert len({problem.identity for problem in pool}) == len(pool) == count
    classes = Counter(problem.case for problem in pool)
    assert len(classes) == min(3, count)
    assert max(classes.values()) - min(classes.values()) <= 1
    assert spread(map(cost, pool)) <= 1.6


def test_a_pool_comes_from_the_seeds_it_is_given():
    seeds = range(10**6, 10**6 + 500)
    pool = balanced_pool(powers, 12, seeds=seeds)
    assert all(problem.seed in seeds for problem in pool)
    assert pool == balanced_pool(powers, 12, seeds=seeds)


def test_without_classes_the_effort_alone_decides():
    pool = balanced_pool(find("calculus/chain-rule"), 20, within=1.5)
    assert len(pool) == 20
    assert spread(map(cost, pool)) <= 1.5


@pytest.mark.parametrize(
    ("count", "bound", "message"),
    [
        (
            30,
            1.0,
            "unit/powers: no 30 problems of about equal effort were found among 1093 different ones in the "
            "classes cube, square, unit fraction; the bound of the spread is 1. Draw more alike, or raise "
            "the bound.",
        ),
        (
            2000,
            1.6,
            "unit/powers: no 2000 problems of about equal effort were found among",
        ),
    ],
)
def test_a_pool_that_cannot_be_is_refused(count, bound, message):
    seeds = range(3000)
    with pytest.raises(ExerciseError) as caught:
        balanced_pool(powers, count, seeds=seeds, within=bound)
    assert str(caught.value).startswith(message)


def test_a_class_is_recorded_as_a_parameter_and_replayed():
    problem = powers.problem(4)
    assert problem.parameters["kind"] == problem.case
    assert powers.rebuild(dict(problem.parameters)).case == problem.case


def test_an_exercise_without_classes_has_none():
    assert find("calculus/chain-rule").problem(1).case == ""
