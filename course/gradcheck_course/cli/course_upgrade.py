"""gradcheck course upgrade: the records of a class, carried to this version of gradcheck."""

from __future__ import annotations

from pathlib import Path

import click

from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import answer, emit, output_options, wants_json


@click.command("upgrade", short_help="Carry the records of a class to this version.")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@output_options
def command(folder: Path) -> ExitCode:
    """Carry the records of the course in DIR to this version of gradcheck.

    Stop the Hub first. A copy of the records as they are is made beside them, in .gradcheck/backups; then
    everything is changed, or nothing.
    """
    from datetime import UTC, datetime

    from gradcheck_course.classroom.founding import SERVICE_FOLDER, read_secret, records_url
    from gradcheck_course.records.upgrading import upgrade_records

    folder = folder.resolve()
    read_secret(folder)
    backups = folder / SERVICE_FOLDER / "backups"
    done = upgrade_records(records_url(folder), backups, now=datetime.now(UTC))
    if wants_json():
        record = {"before": done.before, "after": done.after, "copy": str(done.copy) if done.copy else None}
        emit({"schema": "gradcheck.course-upgrade/1", "ok": True, **record})
    elif done.copy is None:
        answer(f"The records are of version {done.after} already; nothing was changed.")
    else:
        answer(f"The records are of version {done.after} now; they were of version {done.before}.")
        answer(f"As they were: {done.copy}")
    return ExitCode.DONE
