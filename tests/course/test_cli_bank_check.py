"""gradcheck bank check: its exit codes, its three reports, the processes that do the work."""

from __future__ import annotations

import json
import operator
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import click
import psutil
import pytest
from click.testing import CliRunner

from gradcheck_course.authoring import gallery, jobs, reports, selecting
from gradcheck_course.authoring.checking import BankCheck, Checked, Plan
from gradcheck_course.authoring.jobs import Job, work
from gradcheck_course.authoring.processes import Crew, Lost
from gradcheck_course.cli.bank_check import exit_of, findings_of, table
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.root import root
from gradcheck_exercises import find
from gradcheck_exercises.lint import Finding

PROGRAM = Path(sys.executable).with_name("gradcheck")
NORMS = "linalg/norms"
WRONG = Finding(NORMS, 7, "tells slips apart", "part (a): the slip x is judged right.")
DOUBT = Finding(NORMS, 8, "accepts its own answers", "part (b): is judged undecided.", doubt=True)


def gradcheck(*arguments: str):
    return CliRunner().invoke(root, list(arguments), prog_name="gradcheck")


def checked(*findings: Finding, seeds: int = 20) -> BankCheck:
    one = Checked(NORMS, seeds, surveyed=True, seconds=0.6, findings=findings)
    return BankCheck(20, (one, Checked("calculus/power-rule", 20, surveyed=True, seconds=1.0)), 3.0, 2)


# --- how it ends -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("findings", "strict", "code", "reason"),
    [
        ((), False, 0, "nothing is wrong"),
        ((), True, 0, "nothing is wrong or undecided"),
        ((WRONG,), False, 1, "something is wrong"),
        ((WRONG, DOUBT), True, 1, "what is wrong comes before what is undecided"),
        ((DOUBT,), False, 0, "nothing was shown to be wrong"),
        ((DOUBT,), True, 3, "strictly, what is undecided counts"),
    ],
)
def test_the_exit_code_says_how_it_ended(findings, strict, code, reason):
    assert exit_of(checked(*findings), strict=strict) == code, reason


def test_a_unit_that_is_not_there_is_a_usage_error():
    result = gradcheck("bank", "check", "geometry")
    assert result.exit_code == ExitCode.USAGE
    assert result.stderr.startswith("There is no unit 'geometry'. The units: backprop, calculus, ")


def test_an_exercise_that_is_not_there_is_a_usage_error_that_says_what_comes_near():
    result = gradcheck("bank", "check", "calculus/chain-rul")
    assert result.exit_code == ExitCode.USAGE
    assert result.stderr == ("There is no exercise 'calculus/chain-rul'. Did you mean calculus/chain-rule?\n")


def test_a_revision_that_is_not_there_is_a_usage_error():
    result = gradcheck("bank", "check", "--since", "no-such-revision")
    assert result.exit_code == ExitCode.USAGE
    assert result.stderr.startswith("git knows no revision 'no-such-revision'.\n")


def test_a_bank_file_that_cannot_be_imported_is_named_with_its_line(tmp_path):
    broken = tmp_path / "broken.py"
    broken.write_text("x = 1\ny = (\n")

    def load():
        compile(broken.read_text(), str(broken), "exec")

    with pytest.raises(selecting.UnreadableBank) as caught:
        selecting.loaded(load)
    assert caught.value.exit_code == ExitCode.UNREADABLE
    assert caught.value.message == (
        f"{broken}, line 2: '(' was never closed. The bank cannot be read before this is mended."
    )


def test_a_bank_file_that_raises_is_named_with_its_line():
    with pytest.raises(selecting.UnreadableBank) as caught:
        selecting.loaded(lambda: {}["gone"])
    assert "test_cli_bank_check.py, line " in caught.value.message
    assert "KeyError: 'gone'. The bank cannot be read" in caught.value.message


# --- the whole command, once -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """One run of the program on one exercise, with every report."""
    folder = tmp_path_factory.mktemp("check")
    arguments = ["--seeds", "3", "--jobs", "1", "--junit", str(folder / "x.xml")]
    # A name without an ending is a page all the same.
    command = [PROGRAM, "bank", "check", NORMS, *arguments, "--html", str(folder / "all"), "--json"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=False)
    return done, folder


def test_the_record_says_what_was_checked(run):
    done, _ = run
    assert done.returncode == 0, done.stderr
    record = json.loads(done.stdout)
    (exercise,) = record["exercises"]
    assert (record["schema"], record["ok"], record["complete"]) == ("gradcheck.bank-check/1", True, True)
    assert (exercise["id"], exercise["seeds"], exercise["findings"]) == (NORMS, 3, [])


def test_junit_has_a_case_for_each_exercise(run):
    _, folder = run
    top = ET.parse(folder / "x.xml").getroot()  # noqa: S314 - our own
    assert [(case.get("classname"), case.get("name")) for case in top.iter("testcase")] == [
        ("linalg", "norms")
    ]


def test_the_gallery_has_a_page_for_each_exercise_with_every_problem(run):
    _, folder = run
    index = (folder / "all.html").read_text(encoding="utf-8")
    assert '<a href="all/linalg.norms.html">norms</a>' in index
    page = (folder / "all" / "linalg.norms.html").read_text(encoding="utf-8")
    assert [f'id="seed-{seed}"' in page for seed in range(4)] == [True, True, True, False]
    problem = find(NORMS).problem(1)
    for part in problem.parts:
        assert f"<code>{part.answer.reference_text()}</code>" in page
        for slip in part.slips:
            assert slip.name in page


def test_a_program_stands_in_the_gallery_line_by_line():
    made = gallery.page(find("linalg/matmul-code"), [0])
    assert made.count("<pre>import numpy as np\ndef pairwise_sq_dists(X, Y):\n    ") == 4, (
        "its three slips too"
    )


def test_a_page_of_the_gallery_needs_no_network_and_no_script(run):
    _, folder = run
    for page in (folder / "all.html", folder / "all" / "linalg.norms.html"):
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text
        assert 'src="' not in text
        assert "default-src 'none'" in text


def test_ctrl_c_ends_it_with_130_and_leaves_no_process():
    command = [PROGRAM, "bank", "check", NORMS, "--seeds", "5000", "--jobs", "2"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True
    ) as process:
        end = time.monotonic() + 60
        children: list[psutil.Process] = []
        while len(children) < 2 and time.monotonic() < end:
            time.sleep(0.05)
            children = psutil.Process(process.pid).children(recursive=True)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said.rstrip().endswith("Stopped.")
    gone, alive = psutil.wait_procs(children, timeout=10)
    assert alive == []
    assert gone


# --- what is said ------------------------------------------------------------------------------------


def test_the_table_has_a_line_for_each_exercise():
    assert click.unstyle(table(checked(WRONG))).splitlines() == [
        "  exercise             problems  ms each  findings",
        "✗ linalg/norms               20       30  1",
        "✓ calculus/power-rule        20       50",
    ]


def test_findings_are_sentences_with_the_command_that_shows_the_problem():
    many = [WRONG, replace(WRONG, seed=9), DOUBT]
    assert click.unstyle(findings_of(checked(*many).exercises[0])).splitlines() == [
        "linalg/norms",
        "  ✗ seed 7: part (a): the slip x is judged right. (1 more like this.)",
        "    gradcheck show linalg/norms --seed 7 --hint 3 --solution",
        "  ? seed 8: part (b): is judged undecided.",
        "    gradcheck show linalg/norms --seed 8 --hint 3 --solution",
    ]


def test_the_summary_counts_what_failed_and_what_is_undecided():
    assert reports.summary(checked(WRONG)) == "2 exercises, 40 problems: 1 sound, 1 failed."
    assert reports.summary(checked(DOUBT)) == "2 exercises, 40 problems: 1 sound, 1 undecided."


def test_junit_tells_failures_from_doubts():
    failed = ET.fromstring(reports.junit(checked(WRONG)).encode())  # noqa: S314 - our own
    (failure,) = failed.iter("failure")
    assert failure.get("message") == "linalg/norms, seed 7: part (a): the slip x is judged right."
    undecided = ET.fromstring(reports.junit(checked(DOUBT)).encode())  # noqa: S314 - our own
    assert [len(list(undecided.iter(tag))) for tag in ("failure", "skipped")] == [0, 1]


def test_the_record_has_the_command_for_each_finding():
    (finding,) = reports.record(checked(WRONG))["exercises"][0]["findings"]
    assert finding == {
        "seed": 7,
        "claim": "tells slips apart",
        "message": "part (a): the slip x is judged right.",
        "undecided": False,
        "command": "gradcheck show linalg/norms --seed 7 --hint 3 --solution",
    }


# --- the work and who does it ------------------------------------------------------------------------


def test_jobs_come_in_rounds_so_that_all_exercises_get_as_far():
    pieces = list(Plan(("a/a", "b/b"), seeds=7, first=10).pieces())
    assert pieces == [
        Job("a/a", (10, 11, 12, 13, 14)),
        Job("b/b", (10, 11, 12, 13, 14)),
        Job("a/a"),
        Job("b/b"),
        Job("a/a", (15, 16)),
        Job("b/b", (15, 16)),
    ]


def test_an_error_of_an_exercise_is_a_finding_of_its_seed(monkeypatch):
    def careless(draw):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(jobs, "find", lambda name: replace(find(NORMS), function=careless))
    done = work(Job(NORMS, (3, 4)))
    assert [(finding.seed, finding.claim) for finding in done.findings] == [(3, "runs"), (4, "runs")]
    assert done.findings[0].message.startswith(
        "ZeroDivisionError: division by zero (test_cli_bank_check.py, line "
    )


def test_a_sound_exercise_has_no_findings_on_pages_and_in_notebooks():
    assert work(Job(NORMS, (3,))).findings == ()


def test_a_crew_does_every_job():
    with Crew(operator.neg, 2) as crew:
        assert sorted(crew.results([1, 2, 3, 4, 5])) == [-5, -4, -3, -2, -1]


def test_a_job_that_breaks_its_process_is_lost_and_the_others_are_not():
    with Crew(os._exit, 1) as crew:
        assert list(crew.results([7])) == [Lost(7, "its process ended by itself (exit code 7)")]


def test_a_job_that_hangs_is_lost():
    with Crew(time.sleep, 2, seconds=0.6) as crew:
        results = list(crew.results([60, 0]))
    assert Lost(60, "it was not done after 1 s") in results
    assert None in results


def test_no_job_is_begun_when_time_is_up():
    with Crew(operator.neg, 1) as crew:
        assert list(crew.results([1, 2], until=time.monotonic())) == []


def test_a_crew_leaves_no_process_behind():
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    with pytest.raises(RuntimeError), Crew(time.sleep, 2) as crew:
        for _ in crew.results([0, 30, 30]):
            raise RuntimeError
    after = psutil.Process().children(recursive=True)
    left = [
        child for child in after if child.pid not in before and "resource_tracker" not in str(child.cmdline())
    ]
    assert left == []
