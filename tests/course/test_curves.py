"""Curves of wrong responses: drawn where there is something to see, and true to both functions."""

from __future__ import annotations

import math
import re

import pytest

from gradcheck_course.classroom.curves import Curves, curves_of
from gradcheck_course.jupyter.drawing import HEIGHT, WIDTH, drawing
from gradcheck_grader.answers import Expression, Number
from gradcheck_grader.notation import POSITIVE, Notation


def curves(reference, response, names=("x",)):
    answer = Expression(reference, names)
    return curves_of(answer, response, answer.judge(response))


def test_the_values_are_those_of_both_functions():
    drawn = curves("sin(x)", "cos(x)")
    assert (drawn.name, len(drawn.xs)) == ("x", 81)
    for x, needed, yours in zip(drawn.xs, drawn.needed, drawn.yours, strict=True):
        assert needed == pytest.approx(math.sin(x), abs=2e-3)
        assert yours == pytest.approx(math.cos(x), abs=2e-3)


def test_the_place_that_the_verdict_names_is_marked_and_in_sight():
    drawn = curves("x^2", "x^2 + 1")
    assert drawn.xs[0] < drawn.at < drawn.xs[-1]
    assert 'class="witness"' in drawing(drawn)


def test_the_places_stay_in_the_domain():
    assert min(curves("log(x)", "2 log(x)", names={"x": POSITIVE}).xs) > 0


def test_where_a_function_has_no_value_there_is_none():
    drawn = curves("sqrt(x)", "x")
    assert [value is None for value in drawn.needed] == [x < 0 for x in drawn.xs]
    assert None not in drawn.yours


@pytest.mark.parametrize(
    ("reference", "response", "names", "why"),
    [
        ("x^2", "x*x", ("x",), "a right response needs no picture"),
        ("x y", "x + y", ("x", "y"), "two variables are no curve"),
        ("2", "3", ("x",), "two numbers are no curves"),
        ("x", "x +", ("x",), "what cannot be read cannot be drawn"),
        ("sqrt(-1 - x^2)", "x", ("x",), "a function without values has no curve"),
    ],
)
def test_nothing_is_drawn_where_there_is_nothing_to_see(reference, response, names, why):
    assert curves(reference, response, names) is None, why


def test_answers_of_other_kinds_have_no_curves():
    answer = Number("2", names=Notation(kind="number"))
    assert curves_of(answer, "3", answer.judge("3")) is None


def test_curves_travel_as_json():
    drawn = curves("sin(x)", "cos(x)")
    assert Curves.from_json(drawn.to_json()) == drawn


def test_a_pole_breaks_the_curve_and_leaves_the_rest_its_height():
    picture = drawing(curves("1/x", "1/x + 1"))
    (needed, yours) = re.findall(r'<path class="\w+" d="([^"]*)"', picture)
    assert needed.count("M") == 2
    assert yours.count("M") == 2
    numbers = [float(text) for text in re.findall(r"-?\d+\.\d", needed + yours)]
    assert all(0 <= number <= max(WIDTH, HEIGHT) for number in numbers)


def test_the_picture_is_said_in_words():
    label = re.search(r'aria-label="([^"]*)"', drawing(curves("x^2", "x^2 + 1")))[1]
    assert label == "The answer needed and yours, for x from -2.93 to 2.93; a line marks x = 2"
