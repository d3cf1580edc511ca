"""The map is whole, has no circles, and says of the bank what is true of it."""

from __future__ import annotations

from graphlib import TopologicalSorter

import pytest

from gradcheck_exercises import UnknownExercise, summaries
from gradcheck_exercises.curriculum import curriculum, disagreements

MAP = curriculum()
ENTRIES = list(MAP.entries.values())


def test_the_map_has_every_unit_and_exercise_once():
    assert [unit.order for unit in MAP.units] == list(range(1, 17))
    assert len({unit.id for unit in MAP.units}) == 16
    assert len(ENTRIES) == sum(len(unit.entries) for unit in MAP.units)
    assert len(ENTRIES) >= 234


def test_every_exercise_stands_in_its_unit():
    for unit in MAP.units:
        assert {entry.unit for entry in unit.entries} == {unit.id}


def test_what_an_exercise_needs_is_known():
    known = set(MAP.entries)
    assert not [entry.id for entry in ENTRIES if set(entry.needs) - known]
    skills = {skill.id for skill in MAP.skills}
    assert not [entry.id for entry in ENTRIES if set(entry.skills) - skills]
    assert skills == {skill for entry in ENTRIES for skill in entry.skills}


def test_nothing_needs_itself_however_far_back():
    order = list(TopologicalSorter({entry.id: entry.needs for entry in ENTRIES}).static_order())
    assert set(order) == set(MAP.entries)


def test_no_unit_needs_a_later_one():
    order = {unit.id: unit.order for unit in MAP.units}
    late = [
        (entry.id, name)
        for entry in ENTRIES
        for name in entry.needs
        if order[MAP.entry(name).unit] > order[entry.unit]
    ]
    assert not late


def test_nothing_needs_what_is_much_harder():
    steep = [
        (entry.id, name)
        for entry in ENTRIES
        for name in entry.needs
        if MAP.entry(name).level > entry.level + 1
    ]
    assert not steep


def test_levels_and_tiers_belong_together():
    assert {entry.level for entry in ENTRIES} == {1, 2, 3, 4, 5}
    assert {(entry.tier, entry.level > 3) for entry in ENTRIES} == {("core", False), ("stretch", True)}


def test_the_map_and_the_bank_agree():
    """When this fails, mend curriculum.toml or the exercise; unit and level are in both."""
    assert disagreements(summaries()) == []


def test_a_disagreement_is_a_sentence():
    assert disagreements([{"id": "calculus/nonsense", "level": 1}, {"id": "linalg/matmul", "level": 4}]) == [
        "calculus/nonsense is in the bank, but not in curriculum.toml. Give it a line there.",
        "linalg/matmul has level 4 in the bank and 1 in curriculum.toml. Decide which is true.",
    ]


def test_everything_before_is_found_by_hand_too():
    chain = MAP.before("calculus/nested-chain")
    assert [entry.id for entry in chain] == ["calculus/power-rule", "calculus/chain-rule"]
    assert "calculus/nested-chain" not in [entry.id for entry in MAP.before("calculus/chain-rule")]
    assert "calculus/nested-chain" in [entry.id for entry in MAP.after("calculus/chain-rule")]


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: MAP.entry("no/such"), "The map of the bank has no exercise 'no/such'."),
        (lambda: MAP.unit("alchemy"), "The map has no unit 'alchemy'. Its units are calculus, linalg, "),
    ],
)
def test_a_name_that_is_none_is_told(ask, message):
    with pytest.raises(UnknownExercise) as caught:
        ask()
    assert str(caught.value).startswith(message)
