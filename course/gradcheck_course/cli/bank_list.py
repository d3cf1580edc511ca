"""gradcheck bank list: the exercises, with what an author wants to know of each."""

from __future__ import annotations

import click

from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import answer, bank_option, emit, output_options, talk, wants_json

FIELDS = ("id", "title", "level", "parts", "kinds")


@click.command("list", short_help="List exercises with the kinds of their parts, by unit.")
@click.argument("units", metavar="[UNIT]...", nargs=-1)
@bank_option
@output_options
def command(units: tuple[str, ...]) -> ExitCode:
    """List exercises with the kinds of their parts, and count them by unit and level."""
    # The engine names its summaries in an index file: SymPy stays out of this.
    from gradcheck_exercises import summaries

    wanted = {unit.strip().lower() for unit in units}
    found = [one for one in summaries() if not wanted or one["unit"] in wanted]
    if wants_json():
        rows = [{field: one[field] for field in FIELDS} for one in found]
        emit({"schema": "gradcheck.bank-list/1", "ok": True, "exercises": rows})
        return ExitCode.DONE
    for unit in sorted({one["unit"] for one in found}):
        rows = sorted(
            (one for one in found if one["unit"] == unit), key=lambda one: (one["level"], one["id"])
        )
        column = max(len(one["id"]) for one in rows)
        answer(click.style(f"{unit}: {len(rows)}", bold=True))
        for one in rows:
            answer(
                f"  {one['id']:<{column}}  level {one['level']}  {one['parts']} × {', '.join(one['kinds'])}"
            )
    talk(f"\n{len(found)} exercises. Look at one: gradcheck bank show {found[0]['id']}" if found else "None.")
    return ExitCode.DONE
