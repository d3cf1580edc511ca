"""Plots for a terminal: a curve in braille dots with its axes, a bar, a line of blocks. No colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# The dots of a braille sign by column and row; U+2800 has none of them.
_DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
EMPTY = 0x2800
_BLOCKS = "▁▂▃▄▅▆▇█"
_EIGHTHS = " ▏▎▍▌▋▊▉"


@dataclass(frozen=True, slots=True)
class Axes:
    """What a plot is drawn in: its size in signs, without the frame, and what lies at its edges."""

    columns: int
    rows: int
    left: float
    right: float
    bottom: float = 0.0
    top: float = 1.0

    def dot(self, x: float, y: float) -> tuple[int, int]:
        """Column and row of the nearest dot, from the left and the top; what is beyond an edge lies on it."""
        wide, high = 2 * self.columns - 1, 4 * self.rows - 1
        across = (x - self.left) / (self.right - self.left) if self.right > self.left else 0.0
        up = (y - self.bottom) / (self.top - self.bottom) if self.top > self.bottom else 0.0
        return round(min(1.0, max(0.0, across)) * wide), round((1 - min(1.0, max(0.0, up))) * high)


def curve(points: Sequence[tuple[float, float]], axes: Axes) -> list[str]:
    """The rows of a curve through the points, each joined to the next, in braille.

    >>> curve([(0, 0), (1, 1)], Axes(4, 2, 0, 1))
    ['⠀⠀⡠⠊', '⡠⠊⠀⠀']
    """
    grid = [[EMPTY] * axes.columns for _ in range(axes.rows)]
    dots = [axes.dot(x, y) for x, y in points]
    for start, end in zip(dots, dots[1:] or dots, strict=False):
        for column, row in _between(start, end):
            grid[row // 4][column // 2] |= _DOTS[column % 2][row % 4]
    return ["".join(map(chr, row)) for row in grid]


def steps(points: Sequence[tuple[float, float]], until: float) -> list[tuple[float, float]]:
    """The corners of what stays as it is from each point to the next, and to the end.

    >>> steps([(0, 0.5), (2, 0.7)], 3)
    [(0, 0.5), (2, 0.5), (2, 0.7), (3, 0.7)]
    """
    found: list[tuple[float, float]] = []
    for x, y in points:
        found += [(x, found[-1][1]), (x, y)] if found else [(x, y)]
    return [*found, (until, found[-1][1])] if found else []


def _between(start: tuple[int, int], end: tuple[int, int]) -> list[tuple[int, int]]:
    """The dots on the line between two dots, both among them."""
    (x, y), (to_x, to_y) = start, end
    count = max(abs(to_x - x), abs(to_y - y))
    if not count:
        return [start]
    return [(round(x + (to_x - x) * n / count), round(y + (to_y - y) * n / count)) for n in range(count + 1)]


def framed(rows: Sequence[str], *, labels: Sequence[str], below: tuple[str, str]) -> list[str]:
    """The rows with a label before each, a line under them, and what lies at its two ends.

    >>> print(*framed(["⣀⠜"], labels=["1.0"], below=("a", "b")), sep="\\n")
    1.0 │⣀⠜
        └──
         ab
    """
    margin = max(map(len, labels), default=0)
    wide = max(map(len, rows), default=0)
    gap = " " * max(0, wide - len(below[0]) - len(below[1]))
    return [
        *(f"{label:>{margin}} │{row.rstrip(chr(EMPTY))}" for label, row in zip(labels, rows, strict=True)),
        f"{'':>{margin}} └{'─' * wide}",
        f"{'':>{margin}}  {below[0]}{gap}{below[1]}",
    ]


def bar(share: float, columns: int = 10, *, ascii_only: bool = False) -> str:
    """A bar as long as the share of its columns.

    >>> bar(0.815), bar(0.3, 5, ascii_only=True)
    ('████████▏·', '##---')
    """
    share = min(1.0, max(0.0, share))
    if ascii_only:
        filled = round(share * columns)
        return "#" * filled + "-" * (columns - filled)
    eighths = int(share * columns * 8)
    part = _EIGHTHS[eighths % 8].strip()
    return ("█" * (eighths // 8) + part).ljust(columns, "·")


def blocks(values: Sequence[float]) -> str:
    """Shares from 0 to 1 as blocks of a height each.

    >>> blocks([0, 0.3, 0.62, 1])
    '▁▃▅█'
    """
    return "".join(_BLOCKS[min(7, int(min(1.0, max(0.0, one)) * 8))] for one in values)
