"""Reports as pages that stand alone: numbers in tables, and bars drawn from the same numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from gradcheck_course.classroom.problems import points_text
from gradcheck_course.classroom.reports import BINS, Item, Mark, Summary
from gradcheck_course.jupyter.mathml import markdown

TEMPLATES = Path(__file__).parent / "templates"
BAR, GAP, PLOT_HEIGHT, ROOM = 26, 8, 120, 18

_BARS = Markup(
    '<svg class="bars" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" '
    'aria-label="{label}">{inside}</svg>'
)
_RECT = Markup('<rect class="{kind}" x="{x}" y="{y:.1f}" width="{width}" height="{height:.1f}"/>')
_TEXT = Markup('<text x="{x}" y="{y:.1f}" text-anchor="middle">{text}</text>')
_ITEMS_NOTE = (
    "Mean: the share of the points that the class earned. Discrimination: the correlation of the part with "
    "the rest of the assignment; near 0 or below it, look at the part. A dash: too few handed in, or all are "
    "alike. A score that a person gave counts instead of the computed one."
)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column; number: its cells are aligned as numbers."""

    text: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title, and what is drawn of it."""

    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[str | Markup, ...], ...]
    plot: Markup = Markup("")  # noqa: RUF009 - a constant
    note: str = ""


def page(course: str, title: str, said: str, tables: Sequence[Table], *, footer: str = "") -> str:
    """The page; every text is escaped unless it is markup of ours."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    template = environment.get_template("gradcheck_report/report.html.j2")
    return template.render(course=course, title=title, said=said, tables=tables, footer=footer)


def items_table(items: Sequence[Item]) -> Table:
    """Every part, with how it went, how well it tells people apart, and its slips."""
    heads = (
        *(Head("Part"), Head("Exercise"), Head("Points", True), Head("Answers", True), Head("Mean", True)),
        *(Head("Discrimination", True), Head("Outcomes"), Head("Most frequent slips")),
    )
    rows = tuple(
        (
            item.label,
            item.exercise,
            points_text(item.max_points),
            f"{item.count - item.unanswered} of {item.count}",
            percent(item.mean),
            correlation_text(item.discrimination),
            outcomes_text(item.outcomes),
            _slips(item.slips),
        )
        for item in items
    )
    label = "Mean of each part: " + ", ".join(f"{item.label} {percent(item.mean)}" for item in items)
    plot = bars([(item.label, item.mean, percent(item.mean)) for item in items], label)
    return Table("Parts", heads, rows, plot, _ITEMS_NOTE)


def summary_tables(summary: Summary) -> list[Table]:
    """The totals of an assignment, and how each unit went."""
    lows = [summary.max_points * number / BINS for number in range(BINS + 1)]
    spans = [f"{points_text(low)}–{points_text(high)}" for low, high in pairwise(lows)]
    most = max(summary.bins) or 1
    drawn = [
        (points_text(low), count / most, str(count)) for low, count in zip(lows, summary.bins, strict=False)
    ]
    label = "How many people have how many points: " + ", ".join(
        f"{span}: {count}" for span, count in zip(spans, summary.bins, strict=True)
    )
    counts = tuple((span, str(count)) for span, count in zip(spans, summary.bins, strict=True))
    units = tuple((unit, percent(share)) for unit, share in summary.units.items())
    return [
        Table(
            f"{summary.assignment}: totals",
            (Head("Points"), Head("People", True)),
            counts,
            bars(drawn, label),
            summary_text(summary),
        ),
        Table(f"{summary.assignment}: units", (Head("Unit"), Head("Mean", True)), units),
    ]


def student_table(assignment: str, marks: Sequence[Mark]) -> Table:
    """One person's parts of an assignment."""
    heads = (Head("Part"), Head("Exercise"), Head("Outcome"), Head("Points", True), Head("Slips"))
    rows = tuple(
        (
            mark.label,
            mark.exercise,
            outcome_text(mark.outcome) if mark.answered else "no answer",
            f"{points_text(mark.points)} of {points_text(mark.max_points)}",
            _slips(tuple((slip, 1) for slip in mark.slips)),
        )
        for mark in marks
    )
    total = sum(mark.points for mark in marks)
    highest = sum(mark.max_points for mark in marks)
    return Table(assignment, heads, rows, note=f"{points_text(total)} of {points_text(highest)} points.")


def bars(values: Sequence[tuple[str, float, str]], label: str) -> Markup:
    """A bar for each name, value from 0 to 1 and text above it; label says the same in words."""
    inside: list[Markup] = []
    for number, (name, value, text) in enumerate(values):
        x, height = GAP + number * (BAR + GAP), PLOT_HEIGHT * max(0.0, min(1.0, value))
        inside += [
            _RECT.format(kind="back", x=x, y=ROOM, width=BAR, height=PLOT_HEIGHT),
            _RECT.format(kind="value", x=x, y=ROOM + PLOT_HEIGHT - height, width=BAR, height=height),
            _TEXT.format(x=x + BAR // 2, y=ROOM - 5, text=text),
            _TEXT.format(x=x + BAR // 2, y=ROOM + PLOT_HEIGHT + 14, text=name),
        ]
    width, height = GAP + len(values) * (BAR + GAP), PLOT_HEIGHT + 2 * ROOM
    return _BARS.format(width=width, height=height, label=label, inside=Markup("").join(inside))


def summary_text(summary: Summary) -> str:
    """The totals in a sentence."""
    first, third = (points_text(value) for value in summary.quartiles)
    sentence = (
        f"{summary.count} handed in and were marked. Mean {points_text(summary.mean)} of "
        f"{points_text(summary.max_points)} points, median {points_text(summary.median)}, standard deviation "
        f"{points_text(summary.spread)}, middle half {first} to {third}."
    )
    return sentence + (f" {summary.undecided} answers wait for a person." if summary.undecided else "")


def percent(share: float) -> str:
    """A share as people write it.

    >>> percent(0.375)
    '38%'
    """
    return f"{100 * share:.0f}%"


def correlation_text(value: float | None) -> str:
    """Two places; a dash where there is none."""
    return "–" if value is None else f"{value:.2f}"


def outcomes_text(outcomes: Mapping[str, int]) -> str:
    """How often each outcome, the most frequent first."""
    return ", ".join(f"{count} {outcome_text(outcome)}" for outcome, count in outcomes.items())


def outcome_text(outcome: str) -> str:
    """The outcome in words."""
    return outcome.replace("_", " ")


def _slips(slips: Sequence[tuple[str, int]]) -> Markup:
    rows = [
        Markup("<li>{}{}</li>").format(f"{count} × " if count > 1 else "", _line(text))
        for text, count in slips
    ]
    return Markup("<ul>{}</ul>").format(Markup("").join(rows)) if rows else Markup("")


def _line(text: str) -> Markup:
    """Markdown of an author on the line of a list."""
    made = markdown(text).strip()
    return Markup(made.removeprefix("<p>").removesuffix("</p>"))  # noqa: S704 (markdown escapes)
