"""README.md has the map of the bank, and the map is true."""

from __future__ import annotations

import re

import pytest

from gradcheck_exercises import registry
from gradcheck_exercises.bank_map import BEGIN, END, KINDS, README, bank_map, rewrite, with_map
from gradcheck_exercises.curriculum import curriculum
from gradcheck_exercises.errors import ExerciseError
from gradcheck_grader.notation import KINDS as RESPONSES

LISTED = registry.listed_in_index()
BY_ID = {one["id"]: one for one in LISTED}
MAP = bank_map(LISTED)
WHOLE = len(curriculum().unit("spectral").entries)
ROWS = re.findall(r"^\| `([^`]+/[^`]+)` \| (.+?) \| (\d) \| (.+?) \| (.+?) \|$", MAP, re.MULTILINE)


def listed(exercise_id, **changed):
    return {"id": exercise_id, "title": "T", "level": 2, "kinds": ["number"]} | changed


def test_the_readme_is_up_to_date():
    """When this fails, run: python -m gradcheck_exercises.registry"""
    readme = README.read_text(encoding="utf-8")
    assert with_map(readme, LISTED) == readme


def test_every_exercise_of_the_bank_has_one_row_with_its_title_and_level():
    assert sorted((name, title, level) for name, title, level, _, _ in ROWS) == sorted(
        (one["id"], one["title"], str(one["level"])) for one in LISTED
    )


def test_the_rows_stand_in_the_order_of_teaching():
    order = list(curriculum().entries)
    assert [row[0] for row in ROWS] == sorted((row[0] for row in ROWS), key=order.index)


def test_a_row_says_what_comes_before_and_how_it_is_answered():
    rows = {row[0]: row for row in ROWS}
    before = rows["calculus/sigmoid-derivative"][3]
    assert before == "`calculus/chain-rule`, `calculus/quotient-rule`"
    assert rows["calculus/numerical-derivative"][3:] == (
        "`calculus/power-rule`, *Python functions, NumPy arrays, shapes*",
        "Python, number",
    )


def test_the_units_are_counted_as_a_second_count_has_them():
    for unit in curriculum().units:
        there = sum(one["unit"] == unit.id for one in LISTED)
        counts = re.findall(rf"^\| `{unit.id}` \| .* \| (\d+)(?: of \d+)? \| [1-5–]+ \|$", MAP, re.MULTILINE)
        assert counts == ([str(there)] if there else [])
    assert f"\n{len(LISTED)} exercises in " in MAP


def test_every_kind_of_response_has_a_word():
    assert set(KINDS) == set(RESPONSES)


@pytest.mark.parametrize(
    ("entries", "row"),
    [
        ([listed("spectral/eigenvector")], f"| `spectral` | Eigenvalues, SVD, low rank | 1 of {WHOLE} | 2 |"),
        (
            [listed("spectral/eigenvector"), listed("spectral/svd-full", level=4)],
            f"| `spectral` | Eigenvalues, SVD, low rank | 2 of {WHOLE} | 2–4 |",
        ),
        (
            [listed(entry.id) for entry in curriculum().unit("spectral").entries],
            f"| `spectral` | Eigenvalues, SVD, low rank | {WHOLE} | 2 |",
        ),
    ],
    ids=["one level", "several levels", "a whole unit"],
)
def test_a_unit_says_how_much_of_it_is_there(entries, row):
    assert row in bank_map(entries).splitlines()


def test_what_is_planned_is_told_only_while_something_is_missing():
    everything = [listed(name) for name in curriculum().entries]
    assert "Planned, and not here yet: 1 exercises" in bank_map(everything[1:])
    assert "Planned" not in bank_map(everything)


@pytest.mark.parametrize(
    "text",
    ["", BEGIN, f"{END}\n{BEGIN}", f"{BEGIN}\n{BEGIN}\n{END}"],
    ids=["none", "no end", "the end first", "one twice"],
)
def test_a_readme_without_its_markers_is_refused(text):
    with pytest.raises(ExerciseError) as caught:
        with_map(text, LISTED)
    assert str(caught.value) == (
        f"README.md must have the line {BEGIN!r} once, and {END!r} once below it: "
        "the map of the bank stands between them."
    )


def test_what_is_written_by_hand_stays():
    text = with_map(f"before\n{BEGIN}\nold\n{END}\nafter\n", LISTED)
    assert text == f"before\n{BEGIN}\n{MAP}\n{END}\nafter\n"


def test_outside_a_source_tree_nothing_is_written(tmp_path):
    other = tmp_path / "README.md"
    assert not rewrite(LISTED, other)
    other.write_text("of another project")
    assert not rewrite(LISTED, other)
    assert other.read_text() == "of another project"
