"""gradcheck learn: the primers, and what an exercise is about, for people and for programs."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from gradcheck_course.cli.root import root
from gradcheck_course.jupyter.mathml import formula
from gradcheck_exercises import find, summaries
from gradcheck_exercises.banks import VARIABLE
from gradcheck_exercises.curriculum import curriculum
from gradcheck_exercises.primer import primer, units

CHAIN = "calculus/chain-rule"
_MATHS = re.compile(r"\$\$(.+?)\$\$|\$([^$]+?)\$", re.DOTALL)


@pytest.fixture(autouse=True)
def quiet_terminal(monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    # Set, so that what --bank adds to it is taken back.
    monkeypatch.setenv(VARIABLE, "")


def gradcheck(*arguments: str):
    return CliRunner().invoke(root, list(arguments), prog_name="gradcheck")


def in_json(*arguments: str):
    record = json.loads(gradcheck("learn", *arguments, "--json").stdout)
    assert (record.pop("schema"), record.pop("ok")) == ("gradcheck.learn/1", True)
    return record


def test_without_a_name_the_units_are_listed_with_the_number_of_their_exercises():
    printed = gradcheck("learn")
    assert printed.stderr == "\nRead one: gradcheck learn calculus\n"
    rows = re.findall(r"^(\w+) +(\d+) +(.+)$", printed.stdout, re.MULTILINE)
    counted = [sum(one["unit"] == unit for one in summaries()) for unit in units()]
    titles = [curriculum().unit(unit).title for unit in units()]
    assert rows == [
        (unit, str(count), title) for unit, count, title in zip(units(), counted, titles, strict=True)
    ]
    assert in_json()["units"] == [
        {"unit": unit, "title": title, "exercises": int(count)} for unit, count, title in rows
    ]


@pytest.mark.parametrize("unit", units())
def test_a_primer_is_shown_with_its_sections_its_example_and_every_exercise(unit):
    printed = gradcheck("learn", unit.upper())
    assert printed.exit_code == 0
    page = primer(unit)
    headings = [page.title, *(section.heading for section in page.sections), "Exercises"]
    lines = printed.stdout.splitlines()
    places = [lines.index(f"  {heading}") for heading in headings]
    assert places == sorted(places)
    example = page.example()
    solved = gradcheck("show", example.exercise_id, "--seed", str(example.seed), "--solution").stdout
    assert solved.partition("\n\n")[2].rstrip() in printed.stdout
    listed = re.findall(rf"^  ({unit}/\S+) +level (\d)  ", printed.stdout, re.MULTILINE)
    assert sorted(listed) == sorted(
        (one["id"], str(one["level"])) for one in summaries() if one["unit"] == unit
    )
    assert printed.stderr == f"\nRead on: gradcheck learn {example.exercise_id}\n"


@pytest.mark.parametrize("unit", units())
def test_a_primer_fits_into_80_columns(unit):
    printed = gradcheck("learn", unit).stdout
    assert max(map(len, printed.splitlines())) <= 80
    assert "\\" not in printed


@pytest.mark.parametrize("unit", units())
def test_a_primer_in_ascii_has_no_sign_that_is_lost(unit):
    printed = gradcheck("learn", unit, "--ascii").stdout
    own, _, rest = printed.partition("\n  Worked example\n")
    assert printed.isascii()
    assert "?" not in own
    assert f"{unit}/" in rest


@pytest.mark.parametrize("unit", units())
def test_every_formula_of_a_primer_can_be_drawn_on_a_page(unit):
    markdown = in_json(unit)["markdown"]
    formulas = [displayed or inline for displayed, inline in _MATHS.findall(markdown)]
    assert len(formulas) > 20
    assert [latex for latex in formulas if "<code>" in formula(latex)] == []


def test_a_primer_in_json_is_markdown_and_the_list_of_exercises():
    record = in_json("spectral")
    assert (record["unit"], record["title"]) == ("spectral", curriculum().unit("spectral").title)
    assert record["markdown"] == primer("spectral").markdown()
    assert {"id": "spectral/eigenvector", "level": 2, "title": find("spectral/eigenvector").title} in record[
        "exercises"
    ]


def test_an_exercise_is_told_with_idea_trap_source_and_its_place_in_the_map():
    printed = gradcheck("learn", CHAIN)
    doc = find(CHAIN).doc
    told = " ".join(printed.stdout.split())
    for word, text in (("Idea", doc.idea), ("Trap", doc.trap), ("Source", doc.source)):
        assert f"{word} {text[:1].upper()}{text[1:]}" in told
    assert "Needs calculus/power-rule Leads to calculus/nested-chain, " in told
    assert printed.stderr == f"\nNow with other numbers: gradcheck practice {CHAIN}\n"


def test_the_worked_example_of_an_exercise_is_the_same_one_every_time():
    first, again = gradcheck("learn", CHAIN).stdout, gradcheck("learn", CHAIN).stdout
    assert first == again
    shown = gradcheck("show", CHAIN, "--seed", "0", "--solution").stdout
    assert first.partition("\n  Worked example\n\n")[2] == shown.partition("\n\n")[2]


def test_the_example_of_a_share_code_is_that_problem():
    code = find(CHAIN).problem(7).code
    record = in_json(code)
    assert record["example"]["code"] == code
    assert record["exercise"] == CHAIN


def test_an_exercise_in_json_has_its_example_with_steps_and_answers():
    record = in_json(CHAIN)
    doc = find(CHAIN).doc
    assert (record["idea"], record["trap"], record["source"]) == (doc.idea, doc.trap, doc.source)
    assert record["needs"] == ["calculus/power-rule"]
    problem = find(CHAIN).problem(0)
    assert [part["answer"] for part in record["example"]["parts"]] == [
        part.answer.reference_text() for part in problem.parts
    ]
    assert [part["steps"] for part in record["example"]["parts"]] == [
        [step.markdown() for step in part.steps] for part in problem.parts
    ]


def test_the_map_is_told_only_as_far_as_the_bank_goes():
    there = {one["id"] for one in summaries()}
    for one in summaries():
        entry = curriculum().entry(one["id"])
        if set(entry.needs) - there:
            assert in_json(one["id"])["needs"] == [name for name in entry.needs if name in there]
            break


OWN = '''"""A bank of one."""

from gradcheck_exercises import Draw, Part, Problem, exercise, hints, say, step
from gradcheck_grader import Number


@exercise("calculus/own-sum", title="An own sum", level=1)
def own_sum(draw: Draw) -> Problem:
    """Adding.

    Trap: forgetting. Source: everyday life.
    """
    n = draw.integer("n", 2, 99)
    steps = (step("Add 1", n, "${m}$", m=n + 1),)
    return Problem(say("Let $n = {n}$.", n=n), (Part(say("Find $n + 1$."), Number(n + 1), steps=steps),))
'''


def test_an_exercise_of_an_own_bank_can_be_learned_though_no_map_has_it(tmp_path):
    (tmp_path / "calculus").mkdir()
    (tmp_path / "calculus" / "sums.py").write_text(OWN)
    record = in_json("calculus/own-sum", "--bank", str(tmp_path))
    assert (record["trap"], record["needs"], record["leads_to"]) == ("forgetting.", [], [])


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ("botany", f"There is no primer of 'botany'. There are primers of {', '.join(units())}.\n"),
        (
            "calculus/chain-rul",
            "There is no exercise 'calculus/chain-rul'. Did you mean calculus/chain-rule?\n",
        ),
    ],
)
def test_a_name_that_is_none_gets_a_sentence_and_code_2(named, sentence):
    result = gradcheck("learn", named)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", sentence)
