"""What an author writes becomes an exercise, or an error that says what to change."""

from __future__ import annotations

import pytest

from gradcheck_exercises import ExerciseError, exercise, find
from gradcheck_exercises.problem import Hint, Part, Problem
from gradcheck_exercises.text import say
from gradcheck_grader import Number, Outcome


def documented(draw):
    """An idea.

    Trap: a trap.
    Source: a book, section 1.
    """
    return Problem(say("How much is {n}?", n=draw.integer("n", 1, 9)), (Part(say("Say it."), Number(1)),))


def test_a_function_becomes_an_exercise():
    made = exercise("unit/slug", title="A title", level=3)(documented)
    assert (made.id, made.unit, made.slug, made.title, made.level) == (
        "unit/slug",
        "unit",
        "slug",
        "A title",
        3,
    )
    assert (made.doc.idea, made.doc.trap, made.doc.source) == ("An idea.", "a trap.", "a book, section 1.")
    assert str(made) == "unit/slug"


@pytest.mark.parametrize(
    ("name", "title", "level", "message"),
    [
        ("Unit/slug", "A title", 1, "is not a name like unit/slug"),
        ("slug", "A title", 1, "is not a name like unit/slug"),
        ("unit/two_words", "A title", 1, "is not a name like unit/slug"),
        ("unit/slug", "", 1, "a title and a level from 1 to 5"),
        ("unit/slug", "A title", 6, "a title and a level from 1 to 5; got 'A title', 6"),
    ],
)
def test_names_titles_and_levels_are_checked_at_once(name, title, level, message):
    with pytest.raises(ExerciseError) as caught:
        exercise(name, title=title, level=level)(documented)
    assert message in str(caught.value)


def test_a_docstring_without_trap_or_source_is_refused():
    def silent(draw):
        """Only an idea."""

    with pytest.raises(ExerciseError, match="the docstring must say the idea"):
        exercise("unit/slug", title="A title", level=1)(silent)


@pytest.mark.parametrize("seed", [-1, True, 1.5, "7"])
def test_a_seed_is_an_integer_from_zero(seed):
    with pytest.raises(ExerciseError, match="unit/slug: a seed is an integer, 0 or more"):
        exercise("unit/slug", title="A title", level=1)(documented).problem(seed)


def test_only_practice_seeds_have_a_share_code():
    chain_rule = find("calculus/chain-rule")
    problem = chain_rule.problem(0)
    assert problem.code == "calculus/chain-rule#00000"
    assert chain_rule.problem(2**20).code is None
    assert chain_rule.rebuild(problem.parameters).code is None


def test_two_problems_are_the_same_when_their_parameters_are():
    chain_rule = find("calculus/chain-rule")
    problem = chain_rule.problem(5)
    assert chain_rule.rebuild(problem.parameters).identity == problem.identity
    assert chain_rule.problem(6).identity != problem.identity


def test_a_version_is_short_and_stays():
    version = find("calculus/chain-rule").version
    assert version == find("calculus/chain-rule").version
    assert len(version) == 12
    assert version != find("linalg/matmul").version


def test_a_record_with_too_much_or_too_little_is_refused():
    made = exercise("unit/slug", title="A title", level=1)(documented)
    with pytest.raises(
        ExerciseError, match="unit/slug: the record has parameters that the exercise does not draw: m"
    ):
        made.rebuild({"n": 3, "m": 4})
    with pytest.raises(ExerciseError, match="unit/slug: the record lacks the parameter n"):
        made.rebuild({})


def test_parts_are_labelled_in_order_and_only_answered_ones_are_judged():
    problem = find("probability/bayes-test").problem(0)
    assert [part.label for part in problem.parts] == ["a", "b", "c"]
    verdicts = problem.judge({"c": "1/2", "a": "(1/2"})
    assert list(verdicts) == ["a", "c"]
    assert verdicts["a"].outcome is Outcome.UNREADABLE


def test_a_label_that_the_problem_lacks_is_named():
    with pytest.raises(
        ExerciseError, match=r"probability/bayes-test has no part 'd'; its parts are a, b, c\."
    ):
        find("probability/bayes-test").problem(0).judge({"d": "1"})


def test_the_options_of_a_choice_are_part_of_its_question():
    part = find("linalg/matmul").problem(0).parts[2]
    assert "  4  BA is not defined" in part.terminal().split("\n")
    assert "- **4** – BA is not defined" in part.markdown()


def test_a_hint_has_one_of_three_tiers():
    with pytest.raises(ExerciseError, match="a hint is idea, next step, the step; got 'answer'"):
        Hint("answer", say("No."))


def test_options_of_a_choice_stay_within_the_width():
    shown = find("probability/simpsons-paradox").problem(1).part("d").terminal(60)
    assert max(map(len, shown.splitlines())) <= 60
    assert all(line.startswith(("     ", "  1", "  2", "  3", "  4")) for line in shown.splitlines()[1:])
