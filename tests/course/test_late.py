"""Late work in nbgrader's gradebook: the policy of course.toml, and extensions, by a plug-in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from nbgrader.api import Gradebook
from tests.course.classes import COURSE, fill

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


def penalties(given):
    with Gradebook(given.api.coursedir.db_url, COURSE) as gradebook:
        return {
            one.student.id: one.notebooks[0].late_submission_penalty
            for one in gradebook.assignment_submissions("ps1")
        }


def test_late_work_costs_what_the_assignment_says_and_an_extension_saves_it(marked_class):
    file = marked_class.service.folder / "course.toml"
    policy = "late = {per_day = 0.2, at_most = 0.5, grace_minutes = 10}\n"
    file.write_text(file.read_text().replace('name = "ps1"\n', f'name = "ps1"\n{policy}'))
    due = marked_class.service.course.assignment("ps1").due
    marked_class.service.clock.now = due + timedelta(hours=30)
    for person in ("alice", "bob", "carol"):
        marked_class.submit(person, fill)
    teacher = marked_class.service.client("teacher")
    teacher.extend(COURSE, "ps1", person="bob", due=(due + timedelta(hours=30)).isoformat())
    teacher.extend(COURSE, "ps1", person="carol", due=(due + timedelta(hours=29)).isoformat())
    marked_class.mark("alice", "bob", "carol")
    assert penalties(marked_class) == {
        "alice": pytest.approx(0.4 * 5),
        "bob": None,
        "carol": pytest.approx(1),
    }
