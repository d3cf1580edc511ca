"""gradcheck list: the exercises of the bank."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import click

from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import answer, bank_option, emit, output_options, talk, wants_json, wrapped

Summary = Mapping[str, Any]
FIELDS = ("id", "title", "unit", "level", "parts", "kinds")


@click.command("list", short_help="List the exercises.")
@click.option("--unit", metavar="UNIT", help="Only this unit, such as calculus.")
@click.option("--search", metavar="TEXT", help="Only exercises whose id or title has every word of TEXT.")
@bank_option
@output_options
def command(unit: str | None, search: str | None) -> ExitCode:
    """List the exercises of the bank, by unit and level."""
    # The engine names its summaries in an index file: SymPy stays out of this.
    from gradcheck_exercises import summaries

    found = [one for one in summaries() if matches(one, unit, search)]
    if wants_json():
        emit({"exercises": [{field: one[field] for field in FIELDS} for one in found]})
        return ExitCode.DONE
    if found:
        answer(table(found))
        talk(f"\nStart one: gradcheck practice {found[0]['id']}")
    else:
        talk("No exercise is like that. All of them: gradcheck list")
    return ExitCode.DONE


def matches(summary: Summary, unit: str | None, search: str | None) -> bool:
    """Whether the exercise belongs to the unit and has every word of the search."""
    if unit is not None and summary["unit"] != unit.strip().lower():
        return False
    text = f"{summary['id']} {summary['title']}".lower()
    return all(word in text for word in (search or "").lower().split())


def table(summaries: Iterable[Summary]) -> str:
    """A line for each exercise, by unit and level; long titles go on below themselves."""
    ordered = sorted(summaries, key=lambda one: (one["unit"], one["level"], one["id"]))
    column = max(len(one["id"]) for one in ordered)
    lines = [click.style(f"{'exercise':<{column}}  level  parts  title", bold=True)]
    for one in ordered:
        head = f"{one['id']:<{column}}  {one['level']:^5}  {one['parts']:^5}  "
        lines.append(wrapped(one["title"], indent=len(head), first=head))
    return "\n".join(lines)
