"""Seeds and draws: nobody can guess, nobody shares while there is room, and sharing is spread evenly."""

from __future__ import annotations

import hmac
from collections import Counter

import pytest

from gradcheck_course.classroom.seeds import (
    MOST_DRAWS,
    Place,
    draw_problem,
    fingerprint,
    master_seed,
    seed_for,
)
from gradcheck_grader.errors import GradcheckError

SECRET = b"s" * 32
ADA = Place("ps1", "ada", 1, "sums/pair")


@pytest.mark.parametrize(
    ("secret", "place", "counter", "why"),
    [
        (b"t" * 32, ADA, 0, "secret"),
        (SECRET, Place("ps2", "ada", 1, "sums/pair"), 0, "assignment"),
        (SECRET, Place("ps1", "bob", 1, "sums/pair"), 0, "person"),
        (SECRET, Place("ps1", "ada", 2, "sums/pair"), 0, "attempt"),
        (SECRET, Place("ps1", "ada", 1, "sums/tiny"), 0, "exercise"),
        (SECRET, ADA, 1, "counter"),
        (SECRET, Place('ps1", "ada', "", 1, "sums/pair"), 0, "no two places are written the same"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_part_of_the_place_changes_the_seed(secret, place, counter, why):
    assert seed_for(secret, place, counter) != seed_for(SECRET, ADA, 0), why


def test_a_seed_fits_every_database_and_is_always_the_same():
    assert 0 <= seed_for(SECRET, ADA, 0) < 2**63
    digest = hmac.digest(SECRET, b'["ps1", "ada", 1, "sums/pair", 0]', "sha256")
    assert seed_for(SECRET, ADA, 0) == int(digest.hex(), 16) >> 193


def test_the_master_seed_knows_no_secret():
    assert master_seed("course101", "ps1", 1) == master_seed("course101", "ps1", 1)
    assert master_seed("course101", "ps1", 1) != master_seed("course101", "ps1", 2)


def give(exercise, people):
    used: Counter[str] = Counter()
    for number in range(people):
        drawn = draw_problem(exercise, SECRET, Place("ps1", f"p{number}", 1, exercise.id), used)
        assert drawn.repeat == used[drawn.fingerprint]
        assert drawn.fingerprint == fingerprint(exercise.problem(drawn.seed).parameters)
        used[drawn.fingerprint] += 1
    return used


def test_no_two_of_a_class_share_a_problem_while_the_space_allows(sums):
    used = give(sums.Sums("sums/pair", 60), 60)
    assert len(used) == 60
    assert set(used.values()) == {1}


def test_where_the_space_is_too_small_repeats_are_spread_evenly(sums):
    used = give(sums.BANK["sums/tiny"], 30)
    assert sorted(used.values()) == [7, 7, 8, 8]


def test_drawing_stops_where_there_is_only_one_problem(sums):
    drawn_seeds = []

    class Only(sums.Sums):
        def problem(self, seed):
            drawn_seeds.append(seed)
            return super().problem(seed)

    give(Only("sums/tiny", 1), 2)
    assert 1 < len(drawn_seeds) < 40 < MOST_DRAWS


def test_a_faulty_problem_is_never_given_and_told_in_the_log(sums, caplog):
    place, exercise = Place("ps1", "ada", 1, "sums/pair"), sums.find("sums/pair")
    usual = draw_problem(exercise, SECRET, place, {})
    other = draw_problem(
        exercise, SECRET, place, {}, fault=lambda _, seed: "slip is right" if seed == usual.seed else ""
    )
    assert other.fingerprint != usual.fingerprint
    assert f"sums/pair, seed {usual.seed} is not given: slip is right" in caplog.text


def test_an_exercise_without_sound_problems_is_refused(sums):
    place = Place("ps1", "ada", 1, "sums/tiny")
    with pytest.raises(GradcheckError, match="sums/tiny: no sound problem was found; a slip is right"):
        draw_problem(sums.find("sums/tiny"), SECRET, place, {}, fault=lambda *_: "a slip is right")
