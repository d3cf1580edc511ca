"""A level changes the problem and nothing else: the usual one is as if there were no levels."""

from __future__ import annotations

import json

import pytest

from gradcheck_exercises import ExerciseError, Part, Problem, exercise, read_code, say
from gradcheck_exercises.draw import Draw
from gradcheck_grader import Number


@exercise("unit/sums", title="Sums", level=2, levels=(1, 2, 4))
def sums(draw):
    """Adding.

    Trap: none.
    Source: a book, section 1.
    """
    count = draw.level + 1
    numbers = [draw.integer(f"n{k}", 1, 10**draw.level) for k in range(count)]
    return Problem(
        say("Add {all}.", all=" + ".join(map(str, numbers))), (Part(say("?"), Number(sum(numbers))),)
    )


@exercise("unit/sums", title="Sums", level=2)
def sums_without_levels(draw):
    """Adding.

    Trap: none.
    Source: a book, section 1.
    """
    return sums.function(draw)


def test_the_usual_level_is_what_it_was_without_levels():
    for seed in range(20):
        assert dict(sums.problem(seed).parameters) == dict(sums_without_levels.problem(seed).parameters)
        assert sums.problem(seed, level=2).identity == sums.problem(seed).identity


@pytest.mark.parametrize("level", [1, 2, 4])
def test_a_problem_knows_its_level_and_is_rebuilt_with_it(level):
    problem = sums.problem(5, level=level)
    assert problem.level == level
    assert problem.parameters.get("level", 2) == level
    again = sums.rebuild(json.loads(json.dumps(dict(problem.parameters))))
    assert (again.level, again.identity) == (level, problem.identity)
    assert again.statement.markdown() == problem.statement.markdown()


@pytest.mark.parametrize("level", [1, 2, 4])
def test_a_share_code_gives_the_same_problem_of_the_same_level(level):
    problem = sums.problem(77, level=level)
    coded = read_code(problem.code)
    assert sums.problem(coded.seed, level=coded.level).identity == problem.identity


def test_levels_do_not_share_a_stream():
    one, other = (
        Draw("unit/slug", seed=1, level=level, usual=2).vector("v", 20, bound=9) for level in (1, 3)
    )
    assert one != other


def test_a_level_that_was_withdrawn_can_still_be_rebuilt():
    given = dict(sums.problem(3, level=4).parameters)
    assert sums_without_levels.rebuild(given).level == 4


@pytest.mark.parametrize(
    ("attempt", "message"),
    [
        (lambda: sums.problem(1, level=3), "unit/sums has the levels 1, 2, 4; got 3."),
        (lambda: sums_without_levels.problem(1, level=1), "unit/sums has the level 2; got 1."),
        (
            lambda: exercise("unit/x", title="X", level=2, levels=(1, 3)),
            "unit/x: the levels are different numbers from 1 to 5, the level 2 among them; got [1, 3].",
        ),
        (
            lambda: exercise("unit/x", title="X", level=2, levels=(2, 6)),
            "unit/x: the levels are different numbers from 1 to 5, the level 2 among them; got [2, 6].",
        ),
        (
            lambda: exercise("unit/x", title="X", level=2, spread=0.5),
            "unit/x: spread and space are 1 or more; got 0.5, None.",
        ),
        (
            lambda: sums.rebuild({"level": "2"}),
            "unit/sums: the parameter level must be an integer from 1 to 5; the record has '2'.",
        ),
        (
            lambda: Draw("unit/x", seed=1).integer("level", 1, 3),
            "unit/x: level is the name of the problem's level. Call the value something else.",
        ),
    ],
)
def test_a_level_that_cannot_be_is_refused(attempt, message):
    with pytest.raises(ExerciseError) as caught:
        attempt()
    assert str(caught.value) == message
