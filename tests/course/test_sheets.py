"""Sets, what they deal, and the record of it: nobody loses a problem, and no two are alike."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from gradcheck_course.classroom.seeds import fingerprint
from gradcheck_course.errors import CourseError
from gradcheck_course.sheets.building import Plan, build
from gradcheck_course.sheets.dealing import deal
from gradcheck_course.sheets.given import EVERYONE, Given, Record, load_record, record_path, save_record
from gradcheck_course.sheets.settings import load_set
from gradcheck_course.sheets.sheets import make_sheets, receipt_of
from gradcheck_exercises import cost, exercise, find, read_code, say
from gradcheck_exercises.problem import Part, Problem
from gradcheck_grader.answers import Number

CHAIN, NORMS, POWER = "calculus/chain-rule", "linalg/norms", "calculus/power-rule"
SECRET = b"s" * 32
CLASS = tuple(f"student{number}" for number in range(8))


def written(folder: Path, *exercises: str, head: str = 'name = "ps3"') -> Path:
    """A set file that asks these exercises; each may bring lines of its own."""
    path = folder / "ps3.toml"
    tables = "\n".join(f"[[exercise]]\nid = {one}" for one in exercises)
    path.write_text(f"{head}\n{tables}\n", encoding="utf-8")
    return path


@exercise("test/dice", title="A die", level=1, space=6)
def dice(draw):
    """Read a die. Trap: none. Source: none."""
    pips = draw.integer("pips", 1, 6)
    return Problem(say("A die shows {pips}.", pips=pips), (Part(say("How many?"), Number(pips)),))


@exercise("test/sums", title="Sums", level=1, levels=(1, 2))
def sums(draw):
    """Add. Trap: none. Source: none."""
    a, b = draw.integer("a", 1, 10**draw.level), draw.integer("b", 1, 99)
    return Problem(say("Add ${a} + {b}$.", a=a, b=b), (Part(say("What is it?"), Number(a + b)),))


OURS = {dice.id: dice, sums.id: sums}


def find_ours(exercise_id: str):
    return OURS.get(exercise_id) or find(exercise_id)


# --- the set file ------------------------------------------------------------------------------------


def test_a_set_is_read_with_its_usual_values(tmp_path):
    read = load_set(written(tmp_path, f'"{CHAIN}"'))
    assert (read.name, read.title, read.due, read.instructions) == ("ps3", "ps3", None, "")
    assert [(one.id, one.level, one.space, dict(one.entry.points)) for one in read.exercises] == [
        (CHAIN, None, None, {})
    ]


def test_every_key_of_a_set_is_read(tmp_path):
    head = (
        'name = "ps3"\ntitle = "Slopes"\ndue = "2026-12-01T23:59:00+01:00"\ntimezone = "Europe/Berlin"\n'
        'instructions = "No calculators."'
    )
    read = load_set(
        written(tmp_path, f'"{CHAIN}"\nlevel = 3\nspace = 7\npoints = {{a = 2, b = 0.5}}', head=head)
    )
    assert (read.title, read.instructions) == ("Slopes", "No calculators.")
    assert read.due_text == "Tuesday, 01 December 2026, 23:59 CET"
    (one,) = read.exercises
    assert (one.level, one.space, dict(one.entry.points)) == (3, 7, {"a": 2.0, "b": 0.5})


@pytest.mark.parametrize(
    ("head", "exercises", "message"),
    [
        ('name = "ps3"', (), "{file}: The set has 0 exercises; it needs 1 to 60. "
         "Write [[exercise]] and its id below, once for each."),
        ('name = "../x"', (f'"{CHAIN}"',),
         "{file}, name: '../x' is not usable as a name: use letters, digits, - and _, "
         "beginning with a letter or digit."),
        ('name = "ps3"\ncolour = 1', (f'"{CHAIN}"',), "{file}, colour: This key is not known. "
         "Known here: due, exercise, instructions, name, timezone, title."),
        ('name = "ps3"', ('"calculus/nothing"',),
         "{file}, exercise 1, id: There is no exercise 'calculus/nothing'. See: gradcheck list"),
        ('name = "ps3"', (f'"{CHAIN}"', f'"{CHAIN}"\nspace = 99'),
         "{file}, exercise 2, space: A whole number from 0 to 20 is needed here."),
        ('name = "ps3"', (f'"{CHAIN}"\npoints = {{z = 1}}',),
         f"{{file}}, exercise 1, points: {CHAIN} has no part 'z'. Its parts: a, b."),
        ('name = "ps3"', (f'"{CHAIN}"\nsize = 2',), "{file}, exercise 1, size: This key is not known. "
         "Known here: id, level, points, space."),
    ],
)  # fmt: skip
def test_a_set_that_is_wrong_is_refused_with_the_place(tmp_path, head, exercises, message):
    path = written(tmp_path, *exercises, head=head)
    with pytest.raises(CourseError) as caught:
        load_set(path)
    assert str(caught.value) == message.format(file=path)


def test_a_set_that_is_absent_is_said_to_be(tmp_path):
    with pytest.raises(CourseError, match=r"^There is no file .*nothing\.toml\. docs/sheets\.md shows"):
        load_set(tmp_path / "nothing.toml")


def test_a_level_that_an_exercise_does_not_have_is_refused(tmp_path):
    problem_set = load_set(written(tmp_path, f'"{POWER}"\nlevel = 5'))
    with pytest.raises(CourseError) as caught:
        deal(problem_set, CLASS, Record(SECRET))
    levels = ", ".join(map(str, find(POWER).levels))
    assert str(caught.value) == (
        f"{problem_set.file}, level: {POWER} has no problems of level 5. Its levels: {levels}."
    )


# --- dealing -----------------------------------------------------------------------------------------


def test_nobody_has_the_problem_of_another_or_the_same_twice(tmp_path):
    problem_set = load_set(written(tmp_path, f'"{NORMS}"', f'"{CHAIN}"', f'"{NORMS}"'))
    record, dealt = deal(problem_set, CLASS, Record(SECRET))
    norms = [one.parameters for given in record.people.values() for one in given if one.exercise == NORMS]
    assert len({fingerprint(one) for one in norms}) == 2 * len(CLASS)
    assert [(one.exercise, one.repeated, one.uneven) for one in dealt] == [
        (NORMS, 0, False), (CHAIN, 0, False), (NORMS, 0, False),
    ]  # fmt: skip


def test_problems_are_about_equally_much_work(tmp_path):
    problem_set = load_set(written(tmp_path, f'"{CHAIN}"'))
    record, _ = deal(problem_set, CLASS, Record(SECRET))
    efforts = [cost(given[0].rebuild()).effort for given in record.people.values()]
    assert max(efforts) / min(efforts) <= find(CHAIN).spread


def test_where_there_are_few_problems_they_are_given_in_turn(tmp_path):
    path = written(tmp_path, '"test/dice"')
    problem_set = load_set(path, parts_of={"test/dice": 1})
    record, (dealt,) = deal(problem_set, CLASS, Record(SECRET), find=find_ours)
    shown = Counter(given[0].parameters["pips"] for given in record.people.values())
    assert sorted(shown.values()) == [1, 1, 1, 1, 2, 2]
    assert (dealt.repeated, dealt.people) == (2, 8)


def test_where_few_are_left_they_come_first_and_then_all_in_turn(tmp_path):
    problem_set = load_set(written(tmp_path, '"test/dice"'), parts_of={"test/dice": 1})
    first, _ = deal(problem_set, CLASS[:4], Record(SECRET), find=find_ours)
    later, _ = deal(problem_set, CLASS, first, find=find_ours)
    shown = [given[0].parameters["pips"] for given in later.people.values()]
    assert sorted(Counter(shown).values()) == [1, 1, 1, 1, 2, 2]
    assert len(set(shown[:6])) == 6


def test_what_is_dealt_follows_from_the_secret_alone(tmp_path):
    problem_set = load_set(written(tmp_path, f'"{CHAIN}"'))
    first, again = (deal(problem_set, CLASS, Record(SECRET))[0] for _ in range(2))
    other, _ = deal(problem_set, CLASS, Record(b"t" * 32))
    assert first == again
    assert first.people != other.people


def test_building_again_changes_nothing(tmp_path):
    problem_set = load_set(written(tmp_path, f'"{CHAIN}"'))
    record, _ = deal(problem_set, CLASS, Record(SECRET))
    assert deal(problem_set, CLASS, record)[0] == record


def test_newcomers_get_new_problems_and_the_others_keep_theirs(tmp_path):
    problem_set = load_set(written(tmp_path, f'"{CHAIN}"'))
    record, _ = deal(problem_set, CLASS, Record(SECRET))
    later, (dealt,) = deal(problem_set, ("newcomer", *CLASS[1:]), record)
    assert {person: later.people[person] for person in CLASS} == record.people
    assert dealt.repeated == 0
    mine = fingerprint(later.people["newcomer"][0].parameters)
    assert mine not in {fingerprint(given[0].parameters) for given in record.people.values()}


def test_problems_stay_with_their_exercise_when_the_set_is_put_in_another_order(tmp_path):
    record, _ = deal(load_set(written(tmp_path, f'"{CHAIN}"', f'"{NORMS}"')), CLASS, Record(SECRET))
    turned = load_set(written(tmp_path, f'"{NORMS}"', f'"{POWER}"', f'"{CHAIN}"'))
    later, _ = deal(turned, CLASS, record)
    for person in CLASS:
        chain, norms = record.people[person]
        assert (later.people[person][0], later.people[person][2]) == (norms, chain)


def test_graded_problems_carry_no_seed_and_practice_problems_a_code(tmp_path):
    path = written(tmp_path, '"test/sums"\nlevel = 2')
    problem_set = load_set(path, parts_of={"test/sums": 1})
    graded, _ = deal(problem_set, CLASS, Record(SECRET), find=find_ours)
    practice, _ = deal(problem_set, CLASS, Record(SECRET), practice=True, find=find_ours)
    assert {given[0].seed for given in graded.people.values()} == {None}
    problem = practice.people[CLASS[0]][0].rebuild(find_ours)
    coded = read_code(problem.code)
    opened = sums.problem(coded.seed, level=coded.level)
    assert (opened.identity, coded.level) == (problem.identity, 2)


# --- the record --------------------------------------------------------------------------------------


def test_a_record_is_read_back_as_it_was_written(tmp_path):
    problem_set = load_set(written(tmp_path, f'"{CHAIN}"\nlevel = 2', f'"{NORMS}"'))
    record, _ = deal(problem_set, CLASS[:2], Record(SECRET), practice=True)
    path = record_path(problem_set.file, practice=True)
    save_record(record, path, set_name="ps3")
    assert load_record(path) == record
    assert path.name == "ps3.practice.json"
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".")] == []


@pytest.mark.skipif(os.name != "posix", reason="the rights of files are those of POSIX")
def test_a_record_is_for_its_owner_alone(tmp_path):
    path = tmp_path / "ps3.problems.json"
    save_record(Record(SECRET), path, set_name="ps3")
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    with pytest.raises(CourseError) as caught:
        load_record(path)
    assert str(caught.value) == (
        f"{path}: Others can read the problems that were given. Run: chmod 600 {path}"
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "half a file"),
        ("[]", "no object"),
        ('{"schema": "gradcheck.sheet-problems/9"}', "of a later version"),
        (json.dumps({"schema": "gradcheck.sheet-problems/1", "secret": "00", "rounds": 0, "people": {}}),
         "a secret that was cut"),
    ],
)  # fmt: skip
def test_a_damaged_record_is_never_overwritten(tmp_path, text, reason):
    path = tmp_path / "ps3.problems.json"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(CourseError, match=r"is damaged\. Restore it from your backup"):
        load_record(path)
    assert path.read_text(encoding="utf-8") == text, reason


def test_a_new_record_has_a_secret_of_its_own(tmp_path):
    first, second = (load_record(tmp_path / "none.json") for _ in range(2))
    assert first.secret != second.secret
    assert len(first.secret) == 32


# --- sheets ------------------------------------------------------------------------------------------


def test_points_and_room_are_those_of_the_set(tmp_path):
    problem_set = load_set(written(tmp_path, f'"{CHAIN}"\npoints = {{b = 5}}\nspace = 1', f'"{NORMS}"'))
    record, _ = deal(problem_set, [EVERYONE], Record(SECRET))
    (sheet,) = make_sheets(problem_set, (), record, same=True)
    assert [dict(one.points) for one in sheet.asked] == [{"a": 1.0, "b": 5.0}, {"a": 1.0, "b": 1.0, "c": 1.0}]
    assert set(sheet.asked[0].room.values()) == {1}
    assert sheet.scope == "9 points in 2 problems"


def test_receipts_differ_and_need_the_secret():
    receipts = {receipt_of(SECRET, "ps3", person) for person in CLASS}
    assert len(receipts) == len(CLASS)
    assert receipts.isdisjoint(receipt_of(b"t" * 32, "ps3", person) for person in CLASS)


def test_a_second_build_at_the_same_time_overwrites_nothing(tmp_path):
    problem_set = load_set(written(tmp_path, f'"{CHAIN}"'))
    path = record_path(problem_set.file, practice=False)

    def meanwhile(what: str, done: int, total: int) -> None:
        if not path.exists():
            save_record(Record(SECRET), path, set_name="ps3")

    with pytest.raises(CourseError) as caught:
        build(Plan(problem_set, formats=("typ",)), tmp_path / "out", told=meanwhile)
    assert str(caught.value) == (
        f"{path}: Another build of this set has given problems meanwhile. Build again."
    )
    assert load_record(path) == Record(SECRET)
    assert not (tmp_path / "out").exists()


def test_a_problem_whose_exercise_changed_is_said_to_be_lost_and_how_to_get_it(tmp_path):
    problem_set = load_set(written(tmp_path, f'"{CHAIN}"'))
    old = Given(CHAIN, None, "0" * 12, {"no": "such name"})
    with pytest.raises(CourseError) as caught:
        make_sheets(problem_set, (), Record(SECRET, 1, {EVERYONE: (old,)}), same=True)
    assert str(caught.value).startswith(
        f"{problem_set.file}: A problem that was given cannot be made again, since {CHAIN} has changed: "
    )
    assert str(caught.value).endswith("Use the version of gradcheck that the sheets were built with.")
