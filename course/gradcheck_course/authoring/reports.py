"""What a check of the bank says: lines for a terminal, a record, JUnit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

from gradcheck_course import __version__
from gradcheck_course.authoring.checking import BankCheck, Checked, alike
from gradcheck_exercises.lint import Finding

PER_EXERCISE = 6  # findings shown in a terminal; the record has all of them


def again(finding: Finding) -> str:
    """The command that shows what the finding speaks of."""
    if finding.seed is None:
        return f"gradcheck bank preview {finding.exercise_id} -n 40"
    return f"gradcheck show {finding.exercise_id} --seed {finding.seed} --hint 3 --solution"


def summary(check: BankCheck) -> str:
    """How many exercises there were, and how they fared.

    >>> summary(BankCheck(20, (Checked("a/b", 20, True),), 3.21, 2))
    '1 exercise, 20 problems: 1 sound.'
    """
    problems = sum(one.seeds for one in check.exercises)
    failed, undecided = len(check.failed), len(check.undecided)
    sound = len(check.exercises) - failed - undecided
    counts = [(sound, "sound"), (failed, "failed"), (undecided, "undecided")]
    said = ", ".join(f"{count} {word}" for count, word in counts if count)
    plural = "" if len(check.exercises) == 1 else "s"
    return f"{len(check.exercises)} exercise{plural}, {problems} problems: {said}."


def how_far(check: BankCheck) -> str:
    """With how many seeds; says so where time was up before all were checked.

    >>> print(how_far(BankCheck(20, (Checked("a/b", 20, True), Checked("a/c", 15)), 240, 2)))
    Time was up: 15 to 20 of 20 seeds of each were checked, and 1 of 2 exercises as a whole, in 240.0 s with
    2 processes.
    >>> how_far(BankCheck(20, (Checked("a/b", 20, True),), 4, 2))
    '20 seeds of each, in 4.0 s with 2 processes.'
    """
    plural = "" if check.jobs == 1 else "es"
    took = f"in {check.seconds:.1f} s with {check.jobs} process{plural}."
    if not check.is_cut_short:
        return f"{check.wanted} seeds of each, {took}"
    seeds = sorted({one.seeds for one in check.exercises})
    span = f"{seeds[0]} to {seeds[-1]}" if len(seeds) > 1 else f"{seeds[0]}"
    whole = sum(one.surveyed for one in check.exercises)
    surveyed = f"and {whole} of {len(check.exercises)} exercises as a whole"
    return f"Time was up: {span} of {check.wanted} seeds of each were checked, {surveyed}, {took}"


def shown_findings(checked: Checked) -> Iterator[tuple[Finding, int]]:
    """The findings that a terminal shows, each with how many there are like it."""
    yield from list(alike(checked.findings))[:PER_EXERCISE]


def record(check: BankCheck) -> dict[str, Any]:
    """The documented record, gradcheck.bank-check/1."""
    return {
        "schema": "gradcheck.bank-check/1",
        "ok": not check.failed,
        "seeds": check.wanted,
        "complete": not check.is_cut_short,
        "seconds": round(check.seconds, 3),
        "failed": [one.exercise_id for one in check.failed],
        "undecided": [one.exercise_id for one in check.undecided],
        "exercises": [_exercise(one) for one in check.exercises],
        "engine": {"gradcheck": __version__},
    }


def _exercise(checked: Checked) -> dict[str, Any]:
    return {
        "id": checked.exercise_id,
        "seeds": checked.seeds,
        "surveyed": checked.surveyed,
        "seconds": round(checked.seconds, 3),
        "findings": [
            {
                "seed": finding.seed,
                "claim": finding.claim,
                "message": finding.message,
                "undecided": finding.doubt,
                "command": again(finding),
            }
            for finding in checked.findings
        ],
    }


def junit(check: BankCheck) -> str:
    """The check as JUnit XML: a suite for each unit, a case for each exercise."""
    top = ET.Element("testsuites", name="gradcheck bank check", time=f"{check.seconds:.3f}")
    units: dict[str, list[Checked]] = {}
    for one in check.exercises:
        units.setdefault(one.exercise_id.partition("/")[0], []).append(one)
    for unit, exercises in units.items():
        suite = ET.SubElement(
            top,
            "testsuite",
            name=unit,
            tests=str(len(exercises)),
            failures=str(sum(bool(one.failures) for one in exercises)),
            skipped=str(sum(bool(one.doubts and not one.failures) for one in exercises)),
            errors="0",
        )
        for one in exercises:
            _add_case(suite, one)
    ET.indent(top)
    return ET.tostring(top, encoding="unicode", xml_declaration=True) + "\n"


def _add_case(suite: ET.Element, checked: Checked) -> None:
    unit, _, slug = checked.exercise_id.partition("/")
    case = ET.SubElement(suite, "testcase", classname=unit, name=slug, time=f"{checked.seconds:.3f}")
    for finding in checked.failures:
        failure = ET.SubElement(case, "failure", type=finding.claim, message=_xml(str(finding)))
        failure.text = f"{_xml(finding.message)}\n{again(finding)}"
    if checked.doubts and not checked.failures:
        said = "; ".join(str(finding) for finding in checked.doubts)
        ET.SubElement(case, "skipped", message=_xml(said))


def _xml(text: str) -> str:
    """The text without the characters that XML cannot have."""
    return "".join(sign if sign >= " " or sign in "\n\t" else "�" for sign in text)
