"""A learner is a fold over events: first answers count, in one go or in pieces, whatever the clock does."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.course.learners import AIDED, CLEAN, LOOKED_UP, MONDAY, SKILLS
from tests.course.simulated_learner import BEGIN, DAYS, frozen_skills, month

from gradcheck_course.practice.events import (
    AmbiguityChosen,
    Answered,
    Event,
    HintShown,
    Placed,
    PlanSet,
    ProblemId,
    Skipped,
    SolutionShown,
)
from gradcheck_course.practice.learner import Learner, learner
from gradcheck_course.practice.mastery import Word
from gradcheck_course.practice.planning import next_exercise

CHAIN = "calculus/chain"
NOBODY = Learner(zone=UTC, skills=SKILLS)


def problem(exercise=CHAIN, seed="00000", parts=1):
    return ProblemId(exercise=exercise, seed=seed, level=2, parts=parts)


def answered(outcome, *, credit=None, part="a", of=None, hints=0, slips=()):
    worth = {"right": 1.0}.get(outcome, 0.0) if credit is None else credit
    return Answered(
        problem=of or problem(),
        part=part,
        response="x",
        outcome=outcome,
        credit=worth,
        hints=hints,
        slips=slips,
    )


def hint(of=None, part="a"):
    return HintShown(problem=of or problem(), part=part, number=1)


def skipped(mode="learn"):
    return Skipped(problem=problem(), part="a", mode=mode)


def looked_up(of=None, part="a"):
    return SolutionShown(problem=of or problem(), part=part)


def after(*bodies, hours=()):
    """The learner after these events, an hour apart from each other unless their hours are given."""
    times = hours or range(len(bodies))
    events = [
        Event(str(n), "test", n + 1, MONDAY + timedelta(hours=hour), body)
        for n, (body, hour) in enumerate(zip(bodies, times, strict=True))
    ]
    return learner(events, start=NOBODY)


def part(*bodies, hours=()):
    (encounter,) = after(*bodies, hours=hours).met.values()
    return encounter.met["a"]


RIGHT, WRONG = answered("right"), answered("wrong")


@pytest.mark.parametrize(
    ("bodies", "score", "grade", "why"),
    [
        ([RIGHT], 1.0, 1.0, "right at once"),
        ([WRONG, RIGHT], 0.0, 0.5, "the first answer scores, the second softens the review"),
        ([WRONG, WRONG], 0.0, 0.0, "missed"),
        ([hint(), RIGHT], 0.5, 0.5, "half after a hint"),
        ([answered("right", hints=1)], 0.5, 0.5, "a hint that only the answer tells of"),
        ([RIGHT, hint()], 1.0, 1.0, "a hint afterwards costs nothing"),
        ([RIGHT, looked_up()], 1.0, 1.0, "nor does the solution"),
        ([skipped("place")], 0.0, 0.0, "skipped in a placement: not known"),
        ([looked_up(), RIGHT], None, 0.0, "the solution before any answer"),
        ([WRONG, looked_up(), RIGHT], 0.0, 0.0, "what is copied from the solution is nothing"),
        ([answered("unreadable"), RIGHT], 1.0, 1.0, "what cannot be read is no answer"),
        ([answered("undecided"), RIGHT], 1.0, 1.0, "nor is what could not be decided"),
        ([answered("partly_right", credit=0.6), RIGHT], 0.6, 0.5, "credit of the first answer"),
    ],
)
def test_what_counts_of_a_part(bodies, score, grade, why):
    assert (part(*bodies).score, part(*bodies).grade) == (score, grade), why


def test_the_same_numbers_on_another_day_are_no_evidence():
    assert after(WRONG, RIGHT, hours=(0, 30)).encounters == after(WRONG).encounters


def test_a_clock_that_went_backwards_changes_nothing_about_a_problem():
    assert part(WRONG, RIGHT, hours=(0, -300)) == part(WRONG, RIGHT)


def test_a_problem_that_was_only_skipped_or_looked_at_for_hints_is_no_encounter():
    found = after(Skipped(problem=problem(), part="a"), hint())
    assert found.encounters == ()
    assert found.is_new


def test_the_parts_of_a_problem_are_one_encounter():
    two = problem(parts=2)
    found = after(answered("right", of=two), hint(two, "b"), answered("right", part="b", of=two))
    (encounter,) = found.encounters
    assert encounter.scores == (CLEAN.score, AIDED.score)
    assert not encounter.clean


def test_a_part_that_was_never_answered_leaves_the_problem_unclean():
    (encounter,) = after(answered("right", of=problem(parts=2))).encounters
    assert not encounter.clean


def test_a_looked_up_solution_is_an_encounter_of_score_0():
    (encounter,) = after(looked_up()).encounters
    assert encounter.met == {"a": LOOKED_UP}
    assert encounter.scores == (0.0,)


def test_after_a_placement_its_last_skill_does_not_come_again_at_once():
    done = RIGHT, Placed(problems=1)
    assert next_exercise(after(RIGHT).record, MONDAY).kind == "block"
    assert next_exercise(after(*done).record, MONDAY).kind != "block"


def test_who_declined_the_placement_is_not_new():
    assert not after(Placed(problems=0, finished=False)).is_new


def test_the_last_plan_counts():
    assert after(PlanSet(days=5), PlanSet(days=3)).plan == 3


def test_a_choice_of_reading_says_nothing_about_a_skill():
    assert after(AmbiguityChosen(rule="power-of-function", usual=True)).met == {}


BODIES = st.one_of(
    st.builds(
        lambda exercise, seed, outcome, label, hints: answered(
            outcome, part=label, of=problem(exercise, seed, parts=2), hints=hints
        ),
        st.sampled_from(sorted(SKILLS)),
        st.sampled_from(["00000", "11111"]),
        st.sampled_from(["right", "wrong", "unreadable"]),
        st.sampled_from("ab"),
        st.integers(0, 1),
    ),
    st.builds(lambda exercise: hint(problem(exercise)), st.sampled_from(sorted(SKILLS))),
    st.builds(lambda exercise: looked_up(problem(exercise)), st.sampled_from(sorted(SKILLS))),
    st.builds(PlanSet, days=st.integers(1, 7)),
    st.just(Placed(problems=6)),
)
STORIES = st.lists(st.tuples(st.floats(-200, 2_000), BODIES), max_size=30)  # hours in no order


@settings(max_examples=60, deadline=None)
@given(STORIES, st.integers(0, 30))
def test_replayed_in_one_go_or_in_pieces_a_learner_is_the_same(story, cut):
    events = [
        Event(str(n), "test", n + 1, MONDAY + timedelta(hours=hours), body)
        for n, (hours, body) in enumerate(story)
    ]
    whole = learner(events, start=NOBODY)
    pieces = learner(events[cut:], start=learner(events[:cut], start=NOBODY))
    assert pieces == whole
    assert pieces.mastery == whole.mastery
    assert pieces.memories == whole.memories


@settings(max_examples=40, deadline=None)
@given(STORIES, st.floats(-400, 4_000))
def test_whatever_happened_there_is_a_next_exercise(story, hours):
    events = [
        Event(str(n), "test", n + 1, MONDAY + timedelta(hours=hour), body)
        for n, (hour, body) in enumerate(story)
    ]
    found, now = learner(events, start=NOBODY), MONDAY + timedelta(hours=hours)
    assert next_exercise(found.record, now).skill.id in SKILLS
    assert all(found.standing(one, now).reasons for one in SKILLS.values())


def corr(pairs):
    (xs, ys), n = zip(*pairs, strict=True), len(pairs)
    mean_x, mean_y = sum(xs) / n, sum(ys) / n
    covariance = sum((x - mean_x) * (y - mean_y) for x, y in pairs)
    return covariance / (sum((x - mean_x) ** 2 for x in xs) * sum((y - mean_y) ** 2 for y in ys)) ** 0.5


class TestAMonthOfPractice:
    """300 problems over 30 days, answered by a pupil whose true ability is known."""

    learned, events, pupil = month()
    now = BEGIN + timedelta(days=DAYS)

    def test_it_has_300_problems(self):
        assert len(self.learned.encounters) == 300

    def test_what_gradcheck_says_goes_with_what_is_true(self):
        known = self.learned.mastery.known.values()
        pairs = [(one.chance, self.pupil.chance(self.learned.skills[one.skill], self.now)) for one in known]
        assert corr(pairs) > 0.5

    def test_some_skills_are_mastered_and_some_are_not(self):
        words = [
            self.learned.standing(self.learned.skills[one], self.now).word
            for one in self.learned.mastery.known
        ]
        assert words.count(Word.MASTERED) >= 5
        assert len(set(words)) >= 3

    def test_new_skills_were_met_three_times_in_a_row(self):
        order = [one.skill for one in self.learned.encounters]
        first = {skill: order.index(skill) for skill in order}
        blocked = sum(order[at : at + 3] == [skill] * 3 for skill, at in first.items())
        assert blocked >= 0.7 * len(first)  # the others were broken off by the end of a day's reviews

    def test_later_skills_came_after_what_they_need_or_what_shows_it(self):
        met = self.learned.mastery.known
        easy = [need for skill in met for need in self.learned.skills[skill].needs if need not in met]
        assert all(self.learned.mastery.chance(self.learned.skills[need]) > 0.6 for need in easy)

    def test_due_dates_lie_ahead_and_not_on_one_day(self):
        dates = [(one.due - self.now).days for one in self.learned.memories.values()]
        assert all(-3 <= days <= 120 for days in dates)
        assert max(dates.count(days) for days in dates) <= len(dates) / 3

    def test_its_events_replay_to_the_same_mastery(self):
        again = learner(self.events, start=Learner(zone=UTC, skills=frozen_skills()))
        assert again.mastery == self.learned.mastery
        assert again.memories == self.learned.memories
