"""How NumPy broadcasts arrays of different shapes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest

import numpy as np

from gradcheck_exercises import Draw, Part, Problem, Slip, Step, exercise, hints, say, step
from gradcheck_grader import Choice, Number
from gradcheck_grader.syntax.tree import Apply, num

Shape = tuple[int, ...]
ERROR = "an error"
# Shapes of a and b, in letters that stand for different sizes.
FITTING = (
    ("m1", "n"),
    ("mn", "n"),
    ("n", "mn"),
    ("m1", "1n"),
    ("1n", "m1"),
    ("n", "m1"),
    ("kmn", "n"),
    ("kmn", "m1"),
    ("k1n", "m1"),
    ("mn", "k11"),
    ("k11", "1n"),
    ("1mn", "k11"),
)
CLASHING = (
    ("mn", "m"),
    ("m", "mn"),
    ("mn", "nm"),
    ("kmn", "kn"),
    ("kmn", "k1"),
    ("kmn", "m"),
    ("mn", "kn"),
    ("k1n", "k"),
    ("m1", "kn"),
)
ALONE = "This is the shape of one array alone. Compare the two from the right, axis by axis."


@exercise("linalg/broadcasting", title="Broadcasting", level=2)
def broadcasting(draw: Draw) -> Problem:
    """Which shape NumPy gives to the sum of two arrays of different shapes, or that it refuses.

    Trap: shapes are compared from the right, so a one-dimensional array counts as a row.
    Source: Harris et al., Array programming with NumPy, Nature 585 (2020), pages 357 to 362, figure 1.
    """
    names = ("m", "n", "k")
    sizes: dict[str, int] = {"1": 1}
    for name in names:
        sizes[name] = draw.integer(name, 2, 9, exclude=tuple(sizes.values()))
    first = _shapes(draw.choice("first", FITTING), sizes)
    clashes = draw.integer("clash", 0, 2) > 0
    second = _shapes(draw.choice("second", CLASHING if clashes else FITTING), sizes)
    batch = draw.choice("batch", (10, 12, 15, 20, 25, 30, 40, 50, 100))
    return Problem(
        say(
            """
            NumPy adds arrays entry by entry; where their shapes differ, it broadcasts them first. An array of
            shape `(4,)` has one axis, one of shape `(4, 1)` has two. Answer (a) and (b) with the number of
            the option.
            """
        ),
        (_sum_part("a", "b", first), _sum_part("c", "d", second), _residual_part(batch)),
    )


def _shapes(letters: tuple[str, str], sizes: Mapping[str, int]) -> tuple[Shape, Shape]:
    """The two shapes with these letters for sizes."""
    one, other = (tuple(sizes[letter] for letter in text) for text in letters)
    return one, other


def _broadcast(one: Shape, other: Shape) -> Shape | None:
    """The common shape, None where there is none: from the right, equal sizes or a 1."""
    found: list[int] = []
    for left, right in zip_longest(reversed(one), reversed(other), fillvalue=1):
        if left != right and 1 not in (left, right):
            return None
        found.append(max(left, right))
    return tuple(reversed(found))


def _sum_part(left: str, right: str, shapes: tuple[Shape, Shape]) -> Part:
    """Which shape has the sum?"""
    one, other = shapes
    shape = _broadcast(one, other)
    keys = {text: str(number) for number, text in enumerate(_options(one, other), 1)}
    return Part(
        say(
            "`{left}` has shape `{one}` and `{right}` has shape `{other}`. What is the shape of `{left} + "
            "{right}`?",
            left=left,
            right=right,
            one=str(one),
            other=str(other),
        ),
        Choice(tuple((key, text) for text, key in keys.items()), right=keys[_written(shape)]),
        slips=_slips(one, other, keys),
        hints=hints(
            "Write the two shapes below each other, aligned at the right.",
            "The last axes have {x} and {y}. What may stand below each other, and what happens where one "
            "shape is shorter?",
            "In each place the sizes must be equal, or one of them 1, which is stretched. A missing place "
            "counts as 1.",
            x=one[-1],
            y=other[-1],
        ),
        steps=tuple(_steps(one, other)),
        check=lambda at: keys[_by_numpy(one, other)],
    )


def _written(shape: Shape | None) -> str:
    return ERROR if shape is None else str(shape)


def _tempting(one: Shape, other: Shape) -> list[tuple[str, Shape | None, str]]:
    """The name, shape and feedback of each wrong rule."""
    longest = max(len(one), len(other))
    padded = [(*shape, *(1,) * (longest - len(shape))) for shape in (one, other)]
    columns = [(*shape, 1) if len(shape) == 1 else shape for shape in (one, other)]
    stretched = tuple(max(pair) for pair in zip_longest(reversed(one), reversed(other), fillvalue=1))
    return [
        (
            "aligned-left",
            _broadcast(padded[0], padded[1]),
            "You aligned the shapes at the left. They are compared from the right: a missing axis is in "
            "front.",
        ),
        (
            "row-taken-for-column",
            _broadcast(columns[0], columns[1]),
            "An array with one axis is treated like a row, not like a column.",
        ),
        (
            "anything-stretched",
            stretched[::-1],
            "Only an axis of length 1 is stretched; other sizes must agree.",
        ),
        (
            "shape-of-the-larger",
            max(one, other, key=lambda shape: (len(shape), np.prod(shape))),
            "Compare the axes one by one: each of the two arrays may be stretched.",
        ),
        (
            "refused",
            None,
            "Compare the shapes from the right: in each place the sizes are equal, or one of them is 1.",
        ),
        ("first-alone", one, ALONE),
        ("second-alone", other, ALONE),
        (
            "one-behind-the-other",
            other + one,
            "Broadcasting does not write the shapes one behind the other. They are aligned at the right.",
        ),
    ]


def _options(one: Shape, other: Shape) -> list[str]:
    """The right shape and the tempting ones, in order, and an error."""
    found = [
        _broadcast(one, other),
        *(shape for _, shape, _ in _tempting(one, other)),
    ]
    shapes = list(dict.fromkeys(shape for shape in found if shape is not None))[:4]
    return [*(str(shape) for shape in sorted(shapes, key=lambda shape: (len(shape), shape))), ERROR]


def _slips(one: Shape, other: Shape, keys: Mapping[str, str]) -> tuple[Slip, ...]:
    """The wrong rules that lead to a wrong option, each option once."""
    found: dict[str, Slip] = {}
    right = _broadcast(one, other)
    for name, shape, feedback in _tempting(one, other):
        if shape != right and _written(shape) in keys:
            found.setdefault(keys[_written(shape)], Slip(name, keys[_written(shape)], feedback))
    return tuple(found.values())


def _steps(one: Shape, other: Shape) -> Iterator[Step]:
    """The axes from the right, until two clash."""
    for place, (left, right) in enumerate(zip_longest(reversed(one), reversed(other)), 1):
        axis = "Last axis" if place == 1 else "Next axis to the left"
        if left is None or right is None:
            yield step(f"{axis}: one shape has no more, which counts as 1", "", str(left or right))
        elif left == right:
            yield step(f"{axis}: the sizes agree", "", str(left))
        elif 1 in (left, right):
            yield step(
                f"{axis}: {min(left, right)} is stretched to {max(left, right)}", "", str(max(left, right))
            )
        else:
            yield step(f"{axis}: {left} and {right} differ, and neither is 1", "", "NumPy raises an error")
            return
    yield step("Together", "shape of the sum", str(_broadcast(one, other)))


def _by_numpy(one: Shape, other: Shape) -> str:
    """What NumPy says."""
    try:
        return str((np.zeros(one) + np.zeros(other)).shape)
    except ValueError:
        return ERROR


def _residual_part(n: int) -> Part:
    """The mistake that this rule is known for."""
    return Part(
        say(
            "In a regression the targets `y` have shape `({n},)` and the predictions `p` have shape `({n}, "
            "1)`. How many entries does `y - p` have?",
            n=n,
        ),
        Number(n * n),
        slips=(
            Slip(
                "pairs-expected",
                n,
                "One difference for each example is what was meant. But the two shapes are not the same.",
            ),
            Slip("added-up", 2 * n, "A difference does not put the two arrays one behind the other."),
        ),
        hints=hints(
            "Which shape does the difference have?",
            "Align `({n},)` below `({n}, 1)` at the right: which axis of which array is stretched?",
            "`y` counts as a row of shape `(1, {n})`, `p` is a column. Both are stretched; count the "
            "entries of what comes out.",
            n=n,
        ),
        steps=(
            step(
                "Last axis: the 1 of `p` is stretched; next axis: `y` has none",
                "shape of `y - p`",
                "`({n}, {n})`",
                n=n,
            ),
            step(
                "Count the entries",
                "${product}$",
                "${total}$",
                product=Apply("*", (num(n), num(n))),
                total=n * n,
            ),
        ),
        check=lambda at: float((np.zeros(n) - np.zeros((n, 1))).size),
    )
