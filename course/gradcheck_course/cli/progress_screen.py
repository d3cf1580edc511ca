"""How progress looks in a terminal: the week, a table of skills, slips, curves; and in plain sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import click

from gradcheck_course.cli.terminal import indented, shown, wants_ascii, width, wrapped
from gradcheck_course.practice.habits import Slips, Week, per_day
from gradcheck_course.practice.learner import Answer, Learner
from gradcheck_course.practice.mastery import PROFICIENT, Known, Standing, Word
from gradcheck_course.practice.plots import EMPTY, Axes, bar, blocks, curve, framed, steps
from gradcheck_course.practice.skills import Skill, day

SPARK = 7  # signs of the small curve of a row
WIDE = 70  # from which width on a row has bar and curve
ROWS = 6  # of a curve


def week_line(week: Week, *, plain: bool) -> str:
    """Practice days against the plan, answers and time."""
    days = f"{week.practised} practice day{'s' * (week.practised != 1)}"
    if week.plan:
        days = f"{week.practised} of {week.plan} planned practice days"
    answers = f"{week.answers} answer{'s' * (week.answers != 1)}, {max(1, round(week.seconds / 60))} min"
    if not week.answers:
        answers = "no answers yet"
    dots = [] if plain else [week.dots("*." if wants_ascii() else "●·")]
    line = "   ".join(["This week", days, *dots, answers])
    if len(line) + 2 > width():  # the dots are not to be torn apart
        line = f"This week   {days}\n{'   '.join([*dots, answers])}"
    return line


def in_days(when: date, today: date) -> str:
    """A day to come, from today.

    >>> in_days(date(2026, 3, 4), date(2026, 3, 2)), in_days(date(2026, 3, 1), date(2026, 3, 2))
    ('in 2 days', 'today')
    """
    days = (when - today).days
    return "today" if days <= 0 else "tomorrow" if days == 1 else f"in {days} days"


def next_day(learner: Learner, skill: Skill, now: datetime) -> str:
    """When the skill is due; empty where it was never met."""
    memory = learner.memories.get(skill.id)
    return in_days(day(memory.due, learner.zone), day(now, learner.zone)) if memory else ""


def table(learner: Learner, listed: Sequence[Skill], now: datetime, *, since: datetime) -> str:
    """A row for each skill: mastery as bar, number and word, how it went since then, and the next day."""
    wide = width() >= WIDE
    column = max(5, min(max(len(one.title) for one in listed), width() - (52 if wide else 32)))
    head = f"{'skill':<{column}}  mastery{' ' * (22 if wide else 10)}"
    head += f"{'lately':<{SPARK}}  next" if wide and not wants_ascii() else "next"
    rows, cut = [click.style(head, bold=True)], shown("…")
    for skill in listed:
        found = learner.standing(skill, now)
        title = skill.title if len(skill.title) <= column else skill.title[: column - len(cut)] + cut
        cells = [f"{title:<{column}}", *_cells(learner, skill, found, wide=wide, since=since, now=now)]
        rows.append("  ".join([*cells, next_day(learner, skill, now)]).rstrip())
    return "\n".join(rows)


def _cells(
    learner: Learner, skill: Skill, found: Standing, *, wide: bool, since: datetime, now: datetime
) -> list[str]:
    if found.word is Word.NEW:
        blank = [" " * SPARK] if wide and not wants_ascii() else []
        return [f"{'not started':<{27 if wide else 15}}", *blank]
    number = f"{found.chance:.2f} {found.word:<10}"
    if not wide:
        return [number]
    cells = [f"{bar(found.chance, ascii_only=wants_ascii())}  {number}"]
    if not wants_ascii():
        cells.append(f"{blocks(_lately(learner.mastery.known[skill.id], since, now)):<{SPARK}}")
    return cells


def _lately(known: Known, since: datetime, now: datetime) -> list[float]:
    """The chance at the ends of equal stretches of the time since then; from the first encounter on."""
    ends = [since + (now - since) * (n + 1) / SPARK for n in range(SPARK)]
    found = [[chance for at, chance in known.path if at <= end] for end in ends]
    return [one[-1] for one in found if one]


def sentences(learner: Learner, listed: Sequence[Skill], now: datetime) -> list[str]:
    """A sentence for each skill, in place of a row with a bar."""
    rows: list[str] = []
    for skill in listed:
        found = learner.standing(skill, now)
        said = f"{skill.title}: {found.word}"
        if found.word is not Word.NEW:
            said += f", {found.chance:.2f}, next {next_day(learner, skill, now)}"
        rows.append(wrapped(f"{said}.", indent=2))
    return rows


def slip_lines(slips: Sequence[Slips], learner: Learner) -> list[str]:
    """The most frequent slips, each with the command that practises what they were made in."""
    rows: list[str] = []
    for number, one in enumerate(slips):
        title = learner.skills[one.skill].title
        often = f"{one.count} of your {one.misses} misses" if one.count < one.misses else "every miss"
        lead = "Most frequent slip: " if number == 0 else "Then: "
        rows.append(wrapped(f"{lead}{one.words} ({often} in {title})", indent=2))
        rows.append(f"    practise that: gradcheck practice {one.skill}")
    return rows


def chance_curve(known: Known, *, since: datetime, now: datetime, title: str) -> str:
    """The chance of a right answer to one skill, over time."""
    points = [(at.timestamp(), chance) for at, chance in known.path if at >= since]
    earlier = [chance for at, chance in known.path if at < since]
    if earlier:
        points.insert(0, (since.timestamp(), earlier[-1]))
    return _plot(points, top=1.0, labels={0: "1.0", ROWS - 1: "0.0"}, since=since, now=now, title=title)


def skills_curve(learner: Learner, listed: Sequence[Skill], *, since: datetime, now: datetime) -> str:
    """How many of these skills were likely to be right at once, over time."""
    counts = counted(learner, listed)
    if not counts:
        return ""
    top = max(count for _, count in counts) or 1
    points = [(at.timestamp(), float(count)) for at, count in counts if at >= since]
    earlier = [count for at, count in counts if at < since]
    points.insert(0, (since.timestamp(), float(earlier[-1] if earlier else 0)))
    title = f"Skills that are {PROFICIENT:.0%} likely to be right at once"
    return _plot(points, top=top, labels={0: str(top), ROWS - 1: "0"}, since=since, now=now, title=title)


def counted(learner: Learner, listed: Sequence[Skill]) -> list[tuple[datetime, int]]:
    """How many of these skills were likely to be right at once, after each moment at which one changed."""
    names = {one.id for one in listed}
    changes = sorted(
        (at, known.skill, chance)
        for known in learner.mastery.known.values()
        for at, chance in known.path
        if known.skill in names
    )
    likely, found = set[str](), list[tuple[datetime, int]]()
    for at, skill, chance in changes:
        (likely.add if chance >= PROFICIENT else likely.discard)(skill)
        found.append((at, len(likely)))
    return found


def _plot(
    points: list[tuple[float, float]],
    *,
    top: float,
    labels: dict[int, str],
    since: datetime,
    now: datetime,
    title: str,
) -> str:
    """Title, curve and frame."""
    margin = max(map(len, labels.values()))
    axes = Axes(min(60, width() - 6 - margin), ROWS, since.timestamp(), now.timestamp(), top=top)
    rows = curve(steps(points, now.timestamp()), axes)
    if wants_ascii():
        rows = [" ".join("*" * len(one) for one in row.split(chr(EMPTY))) for row in rows]
    ends = (f"{since.day} {since:%b}", "today")
    framed_rows = framed(rows, labels=[labels.get(n, "") for n in range(ROWS)], below=ends)
    drawn = indented("\n".join([title, *framed_rows]))
    return drawn.replace("└", "+") if wants_ascii() else drawn


def answers_line(
    learner: Learner, answers: Sequence[Answer], *, since: datetime, now: datetime, drawn: bool = True
) -> str:
    """The answers of each day as a row of blocks, with a sentence."""
    days = per_day(answers, learner.zone, since=day(since, learner.zone), until=day(now, learner.zone))
    most = max((count for _, count, _ in days), default=0)
    total, right = sum(count for _, count, _ in days), sum(one for _, _, one in days)
    said = f"{total} answer{'s' * (total != 1)} in {len(days)} days, {right} right; at most {most} in a day."
    if not most or not drawn or wants_ascii() or len(days) > width() - 4:
        return wrapped(said, indent=2)
    columns = "".join(blocks([count / most]) if count else "·" for _, count, _ in days)
    return f"  {columns}\n{wrapped(said, indent=2)}"


def start_of(learner: Learner, now: datetime, days: int | None) -> datetime:
    """That many days before now; else the first answer, at most 30 days and at least 7 before."""
    if days is not None:
        return now - timedelta(days=days)
    first = min((one.at for one in learner.answers), default=now)
    return min(max(first, now - timedelta(days=30)), now - timedelta(days=7))
