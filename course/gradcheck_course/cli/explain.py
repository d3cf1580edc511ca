"""gradcheck explain: what a code or a word of a verdict means; a recorded answer, judged again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from gradcheck_course.cli.exits import ERROR_CODE, MEANING, ExitCode
from gradcheck_course.cli.explain_words import EVIDENCE, EXITS, OUTCOMES, RULES
from gradcheck_course.cli.terminal import answer, bank_option, emit, output_options, talk, wants_json, wrapped

if TYPE_CHECKING:
    from gradcheck_course.practice.events import Event


SCHEMA = "gradcheck.explain/1"
SHORTEST = 6  # characters of a receipt


@click.command("explain", short_help="Say what a code or word means, or why an answer was judged so.")
@click.argument("what", metavar="[CODE | WORD | RECEIPT]", default="")
@bank_option
@output_options
def command(what: str) -> ExitCode:
    """Explain an exit code such as 3, a word such as undecided, or an answer of yours by its receipt.

    An answer's receipt stands in gradcheck practice --answer … --json; last is your last answer. It is shown
    with all of its evidence, and judged again by today's exercise. Without anything: all codes and words.
    """
    asked = what.strip().lower()
    meanings = _meanings()
    if not asked:
        _everything(meanings)
    elif asked in meanings:
        _one(asked, meanings[asked])
    elif asked == "last" or (len(asked) >= SHORTEST and set(asked) <= set("0123456789abcdef")):
        _answer(asked)
    else:
        raise click.UsageError(
            f"{what!r} is no code, word or receipt. All codes and words: gradcheck explain"
        )
    return ExitCode.DONE


def _meanings() -> dict[str, str]:
    """What each code and word means. Where a word says two things, both are told."""
    found = {str(int(code)): f"Exit code: {MEANING[code]}. {EXITS[code]}".rstrip() for code in ExitCode}
    for words, kind in ((OUTCOMES, "Outcome"), (EVIDENCE, "Evidence"), (RULES, "Doubt")):
        for word, meaning in words.items():
            found[word] = f"{found[word]} {kind}: {meaning}" if word in found else f"{kind}: {meaning}"
    for code, word in ERROR_CODE.items():
        said = f"Error in JSON, exit code {int(code)}: {MEANING[code]}."
        found[word] = f"{found[word]} {said}" if word in found else said
    return found


def _everything(meanings: dict[str, str]) -> None:
    if wants_json():
        emit({"schema": SCHEMA, "ok": True, "meanings": meanings})
        return
    column = max(map(len, meanings)) + 2
    answer(
        "\n".join(wrapped(said, indent=column, first=f"{word:<{column}}") for word, said in meanings.items())
    )
    talk("\nYour last answer: gradcheck explain last")


def _one(word: str, meaning: str) -> None:
    if wants_json():
        emit({"schema": SCHEMA, "ok": True, "word": word, "meaning": meaning})
    else:
        answer(wrapped(meaning))


def _answer(asked: str) -> None:
    """A recorded answer, and what today's exercise says of it."""
    from gradcheck_course.cli.data_store import opened
    from gradcheck_course.cli.explain_verdict import compared, explained, receipt
    from gradcheck_course.practice.events import to_record
    from gradcheck_course.practice.replay import replayed

    with opened() as store:
        events = list(store.events())
    event = _found(asked, events)
    now = replayed(event, events)
    if wants_json():
        record: dict[str, Any] = {"receipt": receipt(event), "at": event.at.isoformat()}
        record |= {"answer": to_record(event.body), "now": now.verdict.to_json() if now.verdict else None}
        emit({"schema": SCHEMA, "ok": True, **record, "same": now.same, "why_not": now.why_not or None})
        return
    answer(explained(event))
    answer(wrapped(compared(now), indent=4))


def _found(asked: str, events: list[Event]) -> Event:
    from gradcheck_course.practice.events import Answered

    answers = [event for event in events if isinstance(event.body, Answered)]
    named = answers[-1:] if asked == "last" else [event for event in answers if event.id.startswith(asked)]
    if len(named) == 1:
        return named[0]
    if asked == "last":
        raise click.UsageError("You have not answered anything yet. Begin: gradcheck practice")
    if named:
        raise click.UsageError(
            f"{len(named)} answers have a receipt that begins with {asked}. Give more of it."
        )
    raise click.UsageError(
        f"No answer in your data has the receipt {asked}. The last one: gradcheck explain last"
    )
