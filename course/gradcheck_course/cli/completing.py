"""What the shell offers for a name of the bank when Tab is pressed; the bank is not imported for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click
    from click.shell_completion import CompletionItem


def exercise_names(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The exercises whose name begins so, with their titles."""
    from click.shell_completion import CompletionItem

    from gradcheck_exercises.listed import summaries

    begun = incomplete.lower()
    return [
        CompletionItem(one["id"], help=one["title"]) for one in summaries() if one["id"].startswith(begun)
    ]


def names_and_units(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The units that begin so, and the exercises."""
    from click.shell_completion import CompletionItem

    found = exercise_names(context, parameter, incomplete)
    units = dict.fromkeys(one.value.partition("/")[0] for one in found) if "/" not in incomplete else ()
    return [*(CompletionItem(unit, help="a unit") for unit in units), *found]
