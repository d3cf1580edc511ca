"""The primers are whole, their formulas have a form for terminals, and their example is the engine's."""

from __future__ import annotations

import re

import pytest

from gradcheck_exercises import UnknownExercise, find, summaries
from gradcheck_exercises.curriculum import curriculum
from gradcheck_exercises.errors import ExerciseError
from gradcheck_exercises.primer import FOLDER, Example, _read, primer, taught, units
from gradcheck_exercises.text import Text

UNITS = ["calculus", "linalg", "spectral", "vectorcalc", "probability", "optimization", "backprop"]


def texts(unit):
    page = primer(unit)
    pieces = [piece for section in page.sections for piece in section.body if isinstance(piece, Text)]
    return [page.opening, *pieces]


def test_seven_units_have_a_primer():
    assert units() == UNITS
    assert sorted(file.stem for file in FOLDER.iterdir()) == sorted(UNITS)


@pytest.mark.parametrize("unit", UNITS)
def test_a_page_has_the_title_of_its_unit_and_the_three_sections(unit):
    page = primer(unit)
    assert page.title == curriculum().unit(unit).title
    assert [section.heading for section in page.sections] == ["Definitions", "Rules", "Worked example"]


@pytest.mark.parametrize("unit", UNITS)
def test_every_exercise_of_the_unit_is_linked_once(unit):
    linked = re.findall(r"^- `([^`]+)` \(level \d\): ", primer(unit).markdown(), re.MULTILINE)
    assert sorted(linked) == sorted(one["id"] for one in summaries() if one["unit"] == unit)
    order = list(curriculum().entries)
    assert linked == sorted(linked, key=order.index)


def test_an_exercise_that_the_map_does_not_have_is_linked_last(monkeypatch):
    own = {"id": "calculus/another", "unit": "calculus", "level": 1, "title": "Another"}
    monkeypatch.setattr("gradcheck_exercises.primer.summaries", lambda: [own, *summaries()])
    assert taught("calculus")[-1] == own


@pytest.mark.parametrize("unit", UNITS)
def test_every_formula_has_a_form_for_terminals(unit):
    shown = "\n".join(text.terminal(78) for text in texts(unit))
    assert not re.findall(r"[\\$]", shown)
    assert max(map(len, shown.splitlines())) <= 78


@pytest.mark.parametrize("unit", UNITS)
def test_the_worked_example_is_the_engines(unit):
    example, page = primer(unit).example(), primer(unit).markdown()
    problem = find(example.exercise_id).problem(example.seed)
    assert example.exercise_id.startswith(f"{unit}/")
    assert problem.statement.markdown() in page
    for part in problem.parts:
        steps = [f"{number}. {step.markdown()}" for number, step in enumerate(part.steps, 1)]
        assert "\n".join(steps) in page
        assert f"Answer: ${part.answer.reference_reading().latex}$" in page
    answers = {part.label: part.answer.reference_text() for part in problem.parts}
    assert {verdict.outcome.value for verdict in problem.judge(answers).values()} == {"right"}


@pytest.mark.parametrize("unit", UNITS)
def test_a_page_stays_one_page(unit):
    assert sum(len(text.terminal(78).splitlines()) for text in texts(unit)) <= 75


def test_an_example_can_have_some_parts_only():
    whole, one = Example("calculus/chain-rule", 3), Example("calculus/chain-rule", 3, ("b",))
    assert "**(a)**" in whole.markdown()
    assert "**(a)**" not in one.markdown()
    assert "**(b)**" in one.markdown()


def test_code_is_shown_as_code():
    shown = Example("calculus/numerical-derivative", 0).markdown()
    assert re.search(r"^```python\ndef derivative\(.*\n```$", shown, re.MULTILINE | re.DOTALL)


def test_the_labels_of_an_example_are_read():
    written = (
        "# T\n\nText.\n\n## E\n\nBefore.\n\n{example: calculus/chain-rule, seed 3, parts a b}\n\nAfter.\n"
    )
    (section,) = _read("calculus", written).sections
    before, example, after = section.body
    assert (before.markdown(), after.markdown()) == ("Before.", "After.")
    assert example == Example("calculus/chain-rule", 3, ("a", "b"))


@pytest.mark.parametrize(
    "written",
    [
        "No title.\n\n{example: calculus/chain-rule, seed 3}",
        "# T\n\nNo example.",
        "# T\n\n{example: calculus/chain-rule}",
        "# T\n\n{example: calculus/chain-rule, seed 3}\n\n{example: calculus/chain-rule, seed 4}",
        "# T\n\n{example: calculus/chain-rule, seed 3}\n\n{example: calculus/chain-rule, seed x}",
    ],
    ids=["no title", "no example", "no seed", "two examples", "one mistyped"],
)
def test_a_file_that_is_no_primer_is_refused(written):
    with pytest.raises(ExerciseError) as caught:
        _read("calculus", written)
    assert str(caught.value) == (
        'primers/calculus.md: the first line is "# " and the title, and one line below is '
        "{example: unit/slug, seed N} or {example: unit/slug, seed N, parts a b}."
    )


def test_a_unit_without_a_primer_is_told_which_there_are():
    with pytest.raises(UnknownExercise) as caught:
        primer("botany")
    assert str(caught.value) == f"There is no primer of 'botany'. There are primers of {', '.join(UNITS)}."
