"""Several values at once: distinct integers, subsets, orders, signs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from gradcheck_exercises.draw.records import canonical, is_integer, is_list

if TYPE_CHECKING:
    from gradcheck_exercises.draw.draw import Draw

T = TypeVar("T")


def integers(
    draw: Draw, name: str, count: int, low: int, high: int, *, exclude: Collection[int] = ()
) -> tuple[int, ...]:
    """So many different integers from low to high, both included, none excluded, in any order."""
    options = [value for value in range(low, high + 1) if value not in exclude]
    if len(options) < count:
        raise draw.error(f"{name} asks for {count} integers, but only {len(options)} are left. Exclude less.")
    return tuple(
        draw.recorded(
            name,
            lambda: draw.stream.shuffled(options)[:count],
            lambda value: is_list(value, count, is_integer),
            f"a list of {count} integers",
        )
    )


def subset(draw: Draw, name: str, options: Sequence[T], count: int) -> tuple[T, ...]:
    """So many of the options, none twice, in their order; options are what `choice` takes."""
    written = _different(draw, name, options)
    if not 0 <= count <= len(options):
        raise draw.error(f"{name} asks for {count} of {len(options)} options.")
    chosen = draw.recorded(
        name,
        lambda: draw.stream.some(written, count),
        lambda value: is_list(value, count, lambda one: one in written),
        f"{count} of {written}",
    )
    return tuple(options[written.index(one)] for one in chosen)


def permutation(draw: Draw, name: str, items: Sequence[T]) -> tuple[T, ...]:
    """The items in any order; items are what `choice` takes."""
    written = _different(draw, name, items)
    order = draw.recorded(
        name,
        lambda: draw.stream.shuffled(written),
        lambda value: is_list(value, len(written)) and all(one in value for one in written),
        f"{written} in some order",
    )
    return tuple(items[written.index(one)] for one in order)


def signs(draw: Draw, name: str, count: int, *, mixed: bool = False) -> tuple[int, ...]:
    """So many numbers 1 or -1; where they are mixed, both occur."""
    if mixed and count < 2:
        raise draw.error(f"{name} cannot mix the signs of fewer than two numbers.")

    def invent() -> list[int]:
        drawn = [draw.stream.sign() for _ in range(count)]
        if mixed and len(set(drawn)) == 1:
            drawn[draw.stream.below(count)] *= -1
        return drawn

    return tuple(
        draw.recorded(
            name,
            invent,
            lambda value: is_list(value, count, lambda one: is_integer(one) and abs(one) == 1),
            f"a list of {count} numbers 1 or -1",
        )
    )


def _different(draw: Draw, name: str, options: Sequence[Any]) -> list[Any]:
    """The canonical forms of the options; raises where two are the same."""
    written = [canonical(option) for option in options]
    if not written or any(one in written[:index] for index, one in enumerate(written)):
        raise draw.error(f"the options of {name} are none, or two are the same.")
    return written
