"""The learner's data as commands open them: notes are told on stderr, refusals become exit codes."""

from __future__ import annotations

from gradcheck_course.cli.boundary import Missing
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import talk, wants_json, wrapped
from gradcheck_course.practice.store import Now, Store, StoreError, data_file, utc_now


class NotNow(Missing):
    """The data cannot be used for a while: another program has them, or the disk is full."""

    exit_code = ExitCode.LIMIT


def refusal(error: StoreError) -> Missing:
    """What a command that cannot go on leaves with."""
    return NotNow(str(error)) if error.kind in ("locked", "full") else Missing(str(error))


def opened(*, now: Now = utc_now) -> Store:
    """The learner's data. Leaves the command where they cannot be used."""
    try:
        store = Store.open(now=now)
    except StoreError as error:
        raise refusal(error) from error
    _tell(store)
    return store


def opened_to_practise(*, now: Now = utc_now) -> Store:
    """The learner's data; where they cannot be used, a memory that lasts as long as the command."""
    try:
        store = Store.open(now=now)
    except StoreError as error:
        store = Store.in_memory(data_file(), now=now, because=str(error))
    _tell(store)
    return store


def _tell(store: Store) -> None:
    """Say once what is to be known of the file; JSON is for programs, and its stderr stays empty."""
    if not wants_json():
        for note in store.notes:
            talk(wrapped(note))
