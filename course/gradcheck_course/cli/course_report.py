"""gradcheck course report: what the marks say about the parts, the class and each student."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gradcheck_course.cli.boundary import needs_extra
from gradcheck_course.cli.course_options import course_option
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import answer, emit, output_options, talk, wants_json, wrapped

if TYPE_CHECKING:
    from gradcheck_course.classroom.reports import Item, Mark
    from gradcheck_course.jupyter.desk import Desk
    from gradcheck_course.jupyter.report_page import Table

_FOOTER = "Made from the records of the course by gradcheck course report."


@click.group("report", short_help="Say how parts, the class and students did.")
def command() -> None:
    """Say how the parts of an assignment, the class and each student did.

    Of each person the newest submission that was marked counts.
    """


def html_option(function: Any) -> Any:
    """The command with the option --html."""
    return click.option(
        "--html",
        "page",
        metavar="FILE",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Write a page that stands alone, with plots and tables.",
    )(function)


@command.command("items", short_help="Each part: mean, discrimination, outcomes, slips.")
@click.argument("name", metavar="ASSIGNMENT")
@html_option
@course_option
@output_options
def items(name: str, page: Path | None, folder: Path) -> ExitCode:
    """Say of each part of ASSIGNMENT how it went, and which slips were made."""
    with needs_extra("class"):
        from gradcheck_course.classroom.reports import items_of
        from gradcheck_course.jupyter.report_page import items_table
    source = Source.open(folder)
    found = items_of(source.marks(name))
    if page:
        count = max((item.count for item in found), default=0)
        source.write(page, f"{name}: parts", f"{count} submissions", [items_table(found)])
    if wants_json():
        record = {"schema": "gradcheck.report.items/1", "ok": True, "assignment": name}
        emit({**record, "items": [item.to_json() for item in found]})
        return ExitCode.DONE
    if not found:
        answer(f"Nothing of {name} is marked yet.")
    for item in found:
        _tell_item(item)
    return ExitCode.DONE


@command.command("class", short_help="Totals of each assignment, and how each unit went.")
@click.argument("names", metavar="[ASSIGNMENT]…", nargs=-1)
@html_option
@course_option
@output_options
def class_(names: tuple[str, ...], page: Path | None, folder: Path) -> ExitCode:
    """Say how the totals of each ASSIGNMENT (by default of all) spread, and how each unit went."""
    with needs_extra("class"):
        from gradcheck_course.classroom.reports import summary_of
        from gradcheck_course.jupyter.report_page import percent, summary_tables, summary_text
    source = Source.open(folder)
    chosen = names or tuple(assignment.name for assignment in source.desk.course.assignments)
    summaries = [one for name in chosen if (one := summary_of(name, source.marks(name)))]
    if page:
        tables = [table for summary in summaries for table in summary_tables(summary)]
        source.write(page, f"{source.desk.course.title}: the class", ", ".join(chosen), tables)
    if wants_json():
        record = {"schema": "gradcheck.report.class/1", "ok": True}
        emit({**record, "assignments": [summary.to_json() for summary in summaries]})
        return ExitCode.DONE
    if not summaries:
        answer("Nothing is marked yet.")
    for summary in summaries:
        answer(wrapped(f"{summary.assignment}: {summary_text(summary)}"))
        answer("  " + "  ".join(f"{unit} {percent(share)}" for unit, share in summary.units.items()))
    return ExitCode.DONE


@command.command("student", short_help="One student's parts.")
@click.argument("person", metavar="ID")
@html_option
@course_option
@output_options
def student(person: str, page: Path | None, folder: Path) -> ExitCode:
    """Say how the student ID did in every assignment, part by part."""
    with needs_extra("class"):
        from gradcheck_course.jupyter.report_page import student_table
    source = Source.open(folder)
    people = {one.id for one in source.desk.course.students}
    names = [assignment.name for assignment in source.desk.course.assignments]
    marks = {name: [mark for mark in source.marks(name) if mark.person == person] for name in names}
    marks = {name: found for name, found in marks.items() if found}
    if person not in people and not marks:
        raise click.UsageError(f"There is no student {person!r} in {source.desk.course.id}.")
    if page:
        tables = [student_table(name, found) for name, found in marks.items()]
        source.write(page, person, f"{len(marks)} assignments", tables)
    if wants_json():
        record = {"schema": "gradcheck.report.student/1", "ok": True, "student": person}
        emit({**record, "assignments": {name: list(map(_mark_json, found)) for name, found in marks.items()}})
        return ExitCode.DONE
    if not marks:
        answer(f"Nothing of {person} is marked yet.")
    for name, found in marks.items():
        _tell_student(name, found)
    return ExitCode.DONE


@dataclass(frozen=True, slots=True)
class Source:
    """Where reports come from: the records, with the scores that people gave in the gradebook."""

    desk: Desk
    client: Any

    @classmethod
    def open(cls, folder: Path) -> Source:
        """The records and the gradebook of a course folder."""
        from gradcheck_course.classroom.client import ServiceClient
        from gradcheck_course.jupyter.desk import Desk

        return cls(Desk.open(folder), ServiceClient.from_environment())

    def marks(self, name: str) -> tuple[Mark, ...]:
        """The marks of an assignment."""
        from gradcheck_course.classroom.reports import marks_of

        course, assignment = self.desk.course.id, self.desk.course.assignment(name)
        receipts = self.client.submissions(course, name)
        verdicts = self.client.verdicts(course, name)
        by_hand = self.desk.scored_by_hand(assignment) if verdicts else {}
        return marks_of(assignment, receipts, verdicts, by_hand)

    def write(self, path: Path, title: str, said: str, tables: Sequence[Table]) -> None:
        """Write the page, and say where it is."""
        from gradcheck_course.jupyter.report_page import page

        text = page(self.desk.course.title, title, said, tables, footer=_FOOTER)
        path.write_text(text, encoding="utf-8")
        talk(f"Written: {path}")


def _tell_item(item: Item) -> None:
    from gradcheck_course.jupyter.report_page import correlation_text, outcomes_text, percent

    answer(
        f"{item.label:<4} {percent(item.mean):>4}  discrimination {correlation_text(item.discrimination):>5}"
        f"  {item.exercise}"
    )
    answer(wrapped(outcomes_text(item.outcomes), indent=6))
    for feedback, count in item.slips:
        answer(wrapped(f"{count} × {feedback}", indent=6))


def _tell_student(name: str, marks: Sequence[Mark]) -> None:
    from gradcheck_course.classroom.problems import points_text
    from gradcheck_course.jupyter.report_page import outcome_text

    total, highest = sum(mark.points for mark in marks), sum(mark.max_points for mark in marks)
    answer(f"{name}: {points_text(total)} of {points_text(highest)} points")
    for mark in marks:
        points = f"{points_text(mark.points)} of {points_text(mark.max_points)}"
        said = outcome_text(mark.outcome) if mark.answered else "no answer"
        answer(f"  {mark.label:<4} {points:<10} {said:<13} {mark.exercise}")


def _mark_json(mark: Mark) -> dict[str, Any]:
    return {
        "part": mark.label,
        "exercise": mark.exercise,
        "outcome": mark.outcome,
        "answered": mark.answered,
        "points": mark.points,
        "max_points": mark.max_points,
        "slips": list(mark.slips),
    }
