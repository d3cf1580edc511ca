"""Every drawn value is recorded, and the record gives it back."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from sympy import ImmutableMatrix, Rational

from gradcheck_exercises.draw import Draw
from gradcheck_exercises.errors import ExerciseError


def everything(draw):
    """One value of each kind."""
    return (
        draw.integer("n", -3, 3, exclude=(0,)),
        draw.choice("name", ("exp", "log")),
        draw.choice("rate", (Rational(1, 10), Rational(1, 5), Rational(2))),
        draw.choice("shape", ((2, 3), (3, 2))),
        draw.rational("p", 0, 2, denominator=6),
        draw.vector("v", 3, bound=4),
        draw.matrix("A", 2, 3, bound=4, exclude=(0,)),
        draw.until(lambda pair: sum(pair) == 3, lambda: (draw.integer("a", 0, 3), draw.integer("b", 0, 3))),
    )


@pytest.mark.parametrize("seed", [0, 1, 2**20 - 1, 2**200])
def test_a_replay_gives_every_value_back(seed):
    first = Draw("unit/slug", seed=seed)
    drawn = everything(first)
    record = json.loads(json.dumps(first.parameters))
    again = Draw("unit/slug", record=record)
    assert everything(again) == drawn
    assert again.parameters == first.parameters
    again.finish()


def test_values_keep_their_ranges():
    for seed in range(300):
        n, name, _, _, p, v, A, pair = everything(Draw("unit/slug", seed=seed))
        assert -3 <= n <= 3
        assert n != 0
        assert name in ("exp", "log")
        assert 0 <= p <= 2
        assert (6 * p).is_integer
        assert v.shape == (3, 1)
        assert A.shape == (2, 3)
        assert all(entry != 0 and abs(entry) <= 4 for entry in A)
        assert sum(pair) == 3


def test_every_value_is_about_equally_likely():
    counts = Counter(Draw("unit/slug", seed=seed).integer("n", 1, 6) for seed in range(6000))
    assert sorted(counts) == [1, 2, 3, 4, 5, 6]
    assert all(850 < count < 1150 for count in counts.values())  # 1000 ± 5 standard deviations


def test_the_stream_is_what_it_was():
    """Written down once; a change here changes every problem that was ever drawn."""
    draw = Draw("unit/slug", seed=42)
    everything(draw)
    assert draw.parameters == GOLDEN


GOLDEN = {
    "n": 2,
    "name": "exp",
    "rate": "1/5",
    "shape": [2, 3],
    "p": "2/3",
    "v": [2, 3, -2],
    "A": [[-2, 3, 1], [-3, -1, -3]],
    "a": 2,
    "b": 1,
}


def test_exercises_do_not_share_a_stream():
    one, other = (Draw(name, seed=7).vector("v", 20, bound=9) for name in ("unit/one", "unit/two"))
    assert one != other


def test_a_failed_attempt_leaves_no_record():
    draw = Draw("unit/slug", seed=3)
    value = draw.until(lambda n: n == 5, lambda: draw.integer("n", 1, 6))
    assert draw.parameters == {"n": value}
    assert draw.tried == draw.rejected + 1


def test_a_replay_does_not_ask_for_conditions():
    """A problem that was given must stay markable after its author has narrowed the draw."""
    draw = Draw("unit/slug", record={"n": 12})
    assert draw.until(lambda n: n == 5, lambda: draw.integer("n", 1, 6)) == 12


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({}, "unit/slug: the record lacks the parameter n."),
        ({"n": "3"}, "unit/slug: the parameter n must be an integer; the record has '3'."),
        ({"n": True}, "unit/slug: the parameter n must be an integer; the record has True."),
    ],
)
def test_a_replay_says_which_parameter_is_amiss(record, message):
    with pytest.raises(ExerciseError) as caught:
        Draw("unit/slug", record=record).integer("n", 1, 6)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("ask", "written", "expected"),
    [
        (lambda draw: draw.choice("v", ("a", "b")), "c", "one of ['a', 'b']"),
        (lambda draw: draw.rational("v", 0, 1, denominator=4), "1/0", 'an integer or a text like "3/4"'),
        (lambda draw: draw.rational("v", 0, 1, denominator=4), "x", 'an integer or a text like "3/4"'),
        (lambda draw: draw.vector("v", 2, bound=4), [1, 2, 3], "a list of 2 integers"),
        (lambda draw: draw.vector("v", 2, bound=4), [1, "2"], "a list of 2 integers"),
        (lambda draw: draw.matrix("v", 2, 2, bound=4), [[1, 2], [3]], "2 rows of 2 integers"),
        (lambda draw: draw.matrix("v", 1, 1, bound=4), 5, "1 rows of 1 integers"),
    ],
)
def test_a_replay_refuses_a_value_of_another_kind(ask, written, expected):
    with pytest.raises(ExerciseError) as caught:
        ask(Draw("unit/slug", record={"v": written}))
    assert str(caught.value) == f"unit/slug: the parameter v must be {expected}; the record has {written!r}."


def test_a_replay_says_which_parameters_nobody_asked_for():
    draw = Draw("unit/slug", record={"n": 3, "m": 4, "k": 5})
    draw.integer("n", 1, 6)
    with pytest.raises(ExerciseError, match="parameters that the exercise does not draw: k, m"):
        draw.finish()


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda draw: draw.integer("n", 1, 2, exclude=(1, 2)), "n has nothing left to draw from 1 to 2"),
        (lambda draw: draw.integer("n", 3, 2), "n has nothing left to draw from 3 to 2"),
        (lambda draw: draw.choice("n", ()), "the options of n are none, or two are the same"),
        (
            lambda draw: draw.choice("n", (2, Rational(4, 2))),
            "the options of n are none, or two are the same",
        ),
        (
            lambda draw: draw.rational("n", Rational(1, 4), Rational(1, 3), denominator=2),
            "n has no value k/2",
        ),
        (lambda draw: draw.vector("n", 2, bound=0, exclude=(0,)), "n has no entries left to draw"),
        (lambda draw: (draw.integer("n", 1, 2), draw.integer("n", 1, 2)), "n is drawn twice"),
        (
            lambda draw: draw.until(lambda n: n > 6, lambda: draw.integer("n", 1, 6)),
            "all of 200 draws were rejected (100 %). Draw from an explicit list",
        ),
    ],
)
def test_an_impossible_draw_fails_loudly(ask, message):
    with pytest.raises(ExerciseError) as caught:
        ask(Draw("unit/slug", seed=1))
    assert str(caught.value).startswith("unit/slug: ")
    assert message in str(caught.value)


def test_matrices_cannot_be_changed_afterwards():
    assert isinstance(Draw("unit/slug", seed=1).matrix("A", 2, 2, bound=3), ImmutableMatrix)


def test_a_float_is_no_parameter():
    with pytest.raises(TypeError, match="float has no canonical form"):
        Draw("unit/slug", seed=1).choice("n", (0.1, 0.2))


def test_an_integer_of_a_wide_range_is_drawn_at_once():
    """No list of the options is made: this range would not fit into memory."""
    assert 0 <= Draw("unit/slug", seed=1).integer("n", 0, 10**15) <= 10**15


def test_an_excluded_integer_is_passed_over_and_the_others_are_equally_likely():
    counts = Counter(
        Draw("unit/slug", seed=seed).integer("n", -2, 3, exclude=(0, 2, 9)) for seed in range(4000)
    )
    assert sorted(counts) == [-2, -1, 1, 3]
    assert all(900 < count < 1100 for count in counts.values())


def test_a_fraction_that_is_excluded_leaves_out_nothing():
    """Authors exclude what they have computed: a SymPy number, and not always an integer."""
    drawn = {
        Draw("unit/slug", seed=s).integer("n", 1, 3, exclude=(Rational(5, 2), Rational(4, 2)))
        for s in range(90)
    }
    assert drawn == {1, 3}
