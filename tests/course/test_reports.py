"""Reports: the numbers against a second computation, the page without network, the commands by their text."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from html.parser import HTMLParser

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from nbgrader.api import Gradebook
from tests.course.classes import COURSE, done, fill
from tests.course.conftest import NOW

from gradcheck_course.classroom import workers as workers_module
from gradcheck_course.classroom.client import Receipt
from gradcheck_course.classroom.courses import Assignment, ExerciseEntry
from gradcheck_course.classroom.reports import Mark, items_of, marks_of, summary_of
from gradcheck_course.cli.root import root
from gradcheck_course.jupyter.report_page import bars, items_table, page, summary_tables

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

PS1 = Assignment("ps1", "", None, (ExerciseEntry("calculus/one"), ExerciseEntry("linalg/two")))


def mark(person, label, share, *, max_points=2.0, slips=(), answered=True):
    exercise = PS1.exercises[int(label[:-1]) - 1].id
    outcome = "right" if share == 1 else "partly_right" if share else "wrong"
    return Mark(person, label, exercise, outcome, share * max_points, max_points, slips, answered)


def verdict(outcome, points, **more):
    return {"outcome": outcome, "points": points, "max_points": 2.0, "slips": [], "flags": []} | more


def receipt(person, number):
    return Receipt(number, "", NOW + timedelta(minutes=int(number)), person=person)


shares = st.lists(
    st.tuples(st.sampled_from([0, 0.5, 1]), st.sampled_from([0, 0.5, 1])), min_size=5, max_size=12
)


@settings(max_examples=40)
@given(shares)
def test_mean_and_discrimination_are_what_numpy_computes(pairs):
    marks = [
        mark(f"s{number}", label, share)
        for number, pair in enumerate(pairs)
        for label, share in zip(("1a", "2a"), pair, strict=True)
    ]
    first, second = items_of(marks)
    table = np.array(pairs, dtype=float)
    assert (first.mean, second.mean) == pytest.approx(tuple(table.mean(axis=0)))
    if table.std(axis=0).all():
        expected = np.corrcoef(table[:, 0], table[:, 1])[0, 1]
        assert first.discrimination == pytest.approx(expected)
        assert second.discrimination == pytest.approx(expected)
    else:
        assert first.discrimination is second.discrimination is None


@settings(max_examples=40)
@given(shares)
def test_the_summary_is_what_numpy_computes(pairs):
    marks = [
        mark(f"s{number:02}", label, share)
        for number, pair in enumerate(pairs)
        for label, share in zip(("1a", "2a"), pair, strict=True)
    ]
    summary = summary_of("ps1", marks)
    totals = 2 * np.array(pairs, dtype=float).sum(axis=1)
    assert (summary.mean, summary.median) == pytest.approx((totals.mean(), np.median(totals)))
    assert summary.spread == pytest.approx(totals.std(ddof=1))
    assert summary.quartiles == pytest.approx(tuple(np.quantile(totals, [0.25, 0.75])))
    assert summary.bins == tuple(np.histogram(totals, bins=10, range=(0, 4))[0])


@pytest.mark.parametrize(
    ("people", "why"),
    [(4, "four are too few to say anything"), (0, "nobody handed in")],
)
def test_no_discrimination_is_claimed_where_there_is_none(people, why):
    marks = [mark(f"s{n}", label, n % 2) for n in range(people) for label in ("1a", "2a")]
    assert [item.discrimination for item in items_of(marks)] == [None] * (2 if people else 0), why


def test_slips_are_counted_and_an_empty_answer_is_no_outcome():
    marks = [mark("ada", "1a", 0, slips=("Chain rule.",)), mark("ben", "1a", 0, slips=("Chain rule.",))]
    marks += [mark("cleo", "1a", 0, answered=False), mark("dan", "1a", 0, slips=("Sign.",))]
    (item,) = items_of(marks)
    assert item.slips == (("Chain rule.", 2), ("Sign.", 1))
    assert (item.outcomes, item.unanswered) == ({"wrong": 3, "unanswered": 1}, 1)


def test_the_newest_marked_submission_counts_and_a_persons_score_goes_first():
    receipts = [receipt("ada", "1"), receipt("ada", "2"), receipt("ada", "3")]
    verdicts = [
        {"person": "ada", "receipt": number, "label": label, "verdict": verdict(outcome, points)}
        for number, label, outcome, points in [
            *[("1", "1a", "wrong", 0.0), ("2", "2a", "right", 2.0), ("2", "1a", "undecided", 0.0)]
        ]
    ]
    marks = marks_of(PS1, receipts, verdicts, {"ada": {"1a": 1.5}})
    assert [(m.label, m.exercise, m.points) for m in marks] == [
        ("1a", "calculus/one", 1.5),
        ("2a", "linalg/two", 2.0),
    ]


def test_parts_stand_in_the_order_of_the_problems():
    marks = [mark("ada", "1a", 1), mark("ada", "2b", 1), mark("ada", "2a", 1)]
    assert [item.label for item in items_of(marks)] == ["1a", "2a", "2b"]


def test_an_assignment_without_points_has_a_summary_too():
    summary = summary_of("ps1", [mark("ada", "1a", 1, max_points=0.0)])
    assert (summary.mean, sum(summary.bins)) == (0, 0)


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def report(*slips):
    marks = [mark(f"s{n}", label, n % 2, slips=slips) for n in range(6) for label in ("1a", "2a")]
    tables = [items_table(items_of(marks)), *summary_tables(summary_of("ps1", marks))]
    return Tags(page("Course <1>", "ps1: parts", "6 submissions", tables))


def test_the_page_loads_nothing_and_its_plots_are_said_in_words():
    made = report()
    assert not {tag for tag, _ in made.tags} & {"script", "link", "img", "iframe", "form"}
    policy = next(attrs["content"] for tag, attrs in made.tags if attrs.get("http-equiv"))
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"
    labels = [attrs["aria-label"] for tag, attrs in made.tags if tag == "svg"]
    assert labels[0] == "Mean of each part: 1a 50%, 2a 50%"
    assert "0–0.4: 3" in labels[1]


def test_what_authors_and_people_wrote_is_shown_and_not_obeyed():
    made = report("With $x^2$: <script>alert(1)</script>")
    assert "script" not in {tag for tag, _ in made.tags}
    assert "math" in {tag for tag, _ in made.tags}
    assert "Course <1>" in made.text


def test_a_bar_is_as_high_as_its_value():
    rects = [attrs for tag, attrs in Tags(bars([("1a", 0.25, "25%")], "x")).tags if tag == "rect"]
    assert float(rects[1]["height"]) == 0.25 * float(rects[0]["height"])


@pytest.fixture
def run(marked_class, sums, monkeypatch):
    """Runs `gradcheck course report …` on a class of two that is marked."""
    marked_class.submit("alice", fill)
    marked_class.submit("bob", lambda notebook, answers: fill(notebook, answers | {"1a": "12"}))
    done(marked_class.api.collect("ps1"))
    monkeypatch.setattr(workers_module, "COMMAND", (sys.executable, sums.__file__))
    monkeypatch.setenv("GRADCHECK_SERVICE_URL", marked_class.service.url)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "token-of-teacher")

    def run(*arguments):
        return CliRunner().invoke(root, ["course", *arguments])

    assert run("autograde", "ps1", "--jobs", "1").exit_code == 0
    return run


def test_items_are_told_part_by_part(run):
    assert run("report", "items", "ps1").stdout.splitlines()[:2] == [
        "1a    50%  discrimination     –  sums/pair",
        "      1 right, 1 wrong",
    ]
    record = json.loads(run("report", "items", "ps1", "--json").stdout)
    assert [item["mean"] for item in record["items"]] == [0.5, 1.0, 1.0]


def test_the_class_is_told_in_a_sentence_and_by_units(run, tmp_path):
    result = run("report", "class", "--html", str(tmp_path / "class.html"))
    assert result.stdout.splitlines()[0].startswith("ps1: 2 handed in and were marked. Mean 4.5 of 5 points,")
    assert result.stdout.splitlines()[-1] == "  sums 83%"
    assert "ps1: totals" in (tmp_path / "class.html").read_text()


def test_a_student_is_told_with_the_score_that_a_person_gave(run, marked_class):
    with Gradebook(marked_class.api.coursedir.db_url, COURSE) as gradebook:
        gradebook.find_grade("ps1-1a", "ps1", "ps1", "bob").manual_score = 0.5
        gradebook.db.commit()
    assert run("report", "student", "bob").stdout.splitlines() == [
        "ps1: 4.5 of 5 points",
        "  1a   0.5 of 1   wrong         sums/pair",
        "  1b   3 of 3     right         sums/pair",
        "  2a   1 of 1     right         sums/tiny",
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("student", "carol"), "Nothing of carol is marked yet.\n"),
        (("items", "ps2"), "Nothing of ps2 is marked yet.\n"),
        (("class", "ps2"), "Nothing is marked yet.\n"),
    ],
)
def test_what_is_not_marked_is_said(run, arguments, sentence):
    assert run("report", *arguments).stdout == sentence


def test_a_student_who_is_not_there_is_refused(run):
    assert run("report", "student", "zoe").stderr.splitlines()[0] == (
        "There is no student 'zoe' in course101."
    )
