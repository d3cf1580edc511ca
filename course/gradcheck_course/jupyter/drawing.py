"""A small picture of two curves, as SVG that stands in the page: no script, no network."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from markupsafe import Markup

from gradcheck_course.classroom.curves import Curves

WIDTH, HEIGHT = 340, 200
LEFT, RIGHT, TOP, BOTTOM = 56, 8, 8, 24
BEYOND = 1.5  # times the middle half of the values, above and below it: a pole would flatten all else
MARGIN = 0.12

_SVG = Markup(
    '<svg class="curves" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
    'aria-label="{label}">{inside}</svg>'
)
_LINE = Markup('<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>')
_PATH = Markup('<path class="{kind}" d="{d}"/>')
_TEXT = Markup('<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{text}</text>')


def drawing(curves: Curves) -> Markup:
    """The picture, with a sentence for those who do not see it; empty where it would show nothing."""
    low, high = _heights(curves)
    if high <= low:
        return Markup("")
    frame = _Frame(curves.xs[0], curves.xs[-1], low, high)
    inside = [*_axes(frame, curves), _path("needed", frame, curves.xs, curves.needed)]
    inside.append(_path("yours", frame, curves.xs, curves.yours))
    return _SVG.format(width=WIDTH, height=HEIGHT, label=_said(curves), inside=Markup("").join(inside))


class _Frame:
    """Where a point of the plane lies in the picture."""

    def __init__(self, left: float, right: float, low: float, high: float) -> None:
        self.left, self.right, self.low, self.high = left, right, low, high

    def x(self, value: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (value - self.left) / (self.right - self.left)

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - self.low) / (self.high - self.low)

    def holds(self, value: float | None) -> bool:
        return value is not None and self.low <= value <= self.high


def _heights(curves: Curves) -> tuple[float, float]:
    """From where to where the picture goes."""
    values = sorted(value for value in (*curves.needed, *curves.yours) if value is not None)
    first, last = values[len(values) // 4], values[-1 - len(values) // 4]
    reach = BEYOND * (last - first)
    low, high = max(values[0], first - reach), min(values[-1], last + reach)
    room = MARGIN * (high - low) or 1.0
    return low - room, high + room


def _axes(frame: _Frame, curves: Curves) -> list[Markup]:
    """The frame, the axes where they are in sight, the place of the witness, and the numbers at the ends."""
    left, right, top, bottom = LEFT, WIDTH - RIGHT, TOP, HEIGHT - BOTTOM
    lines: list[tuple[float, float, float, float, str]] = [
        (left, bottom, right, bottom, "frame"),
        (left, top, left, bottom, "frame"),
    ]
    if frame.low < 0 < frame.high:
        lines.append((left, frame.y(0), right, frame.y(0), "axis"))
    if frame.left < 0 < frame.right:
        lines.append((frame.x(0), top, frame.x(0), bottom, "axis"))
    if curves.at is not None and frame.left <= curves.at <= frame.right:
        lines.append((frame.x(curves.at), top, frame.x(curves.at), bottom, "witness"))
    texts = [
        (left, bottom + 16, "start", f"{frame.left:.3g}"),
        (right, bottom + 16, "end", f"{curves.name} = {frame.right:.3g}"),
        (left - 5, bottom, "end", f"{frame.low:.2g}"),
        (left - 5, top + 10, "end", f"{frame.high:.2g}"),
    ]
    drawn = [_LINE.format(x1=x1, y1=y1, x2=x2, y2=y2, kind=kind) for x1, y1, x2, y2, kind in lines]
    return drawn + [_TEXT.format(x=x, y=y, anchor=anchor, text=text) for x, y, anchor, text in texts]


def _path(kind: str, frame: _Frame, xs: Sequence[float], values: Sequence[float | None]) -> Markup:
    """The curve, broken where it has no value or leaves the picture."""
    points = list(zip(xs, values, strict=True))
    pieces: list[str] = []
    for inside, group in groupby(points, key=lambda point: frame.holds(point[1])):
        if inside:
            steps = [f"{frame.x(x):.1f} {frame.y(y):.1f}" for x, y in group if y is not None]
            pieces.append("M" + " L".join(steps))
    return _PATH.format(kind=kind, d=" ".join(pieces))


def _said(curves: Curves) -> str:
    where = "" if curves.at is None else f"; a line marks {curves.name} = {curves.at:.3g}"
    reach = f"{curves.name} from {curves.xs[0]:.3g} to {curves.xs[-1]:.3g}"
    return f"The answer needed and yours, for {reach}{where}"
