"""What the feedback page shows: a marked notebook and nbgrader's scores, as records for a template."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from markupsafe import Markup

from gradcheck_course.classroom.curves import Curves
from gradcheck_course.jupyter.drawing import drawing
from gradcheck_course.jupyter.layout import TIMESTAMP_FILE
from gradcheck_course.jupyter.mathml import formula, markdown
from gradcheck_grader.verdict import Outcome

SIGNS = {
    Outcome.RIGHT: ("✓", "Right"),
    Outcome.PARTLY_RIGHT: ("~", "Partly right"),
    Outcome.WRONG: ("✗", "Not yet"),
    Outcome.UNREADABLE: ("!", "Could not be read"),
    Outcome.UNDECIDED: ("?", "Undecided: a person will look at it"),
}
NO_ANSWER = ("–", "No answer")
FLAGS = {
    "missing": "The cell for this answer was not in the notebook that you handed in.",
    "duplicated": "There were several cells for this answer. The first with something written counts.",
    "relabelled": "The cell was made for another part than its first line names. The first line counts.",
    "altered": "The text of this question in the notebook was another one. What stands here counts.",
    "moved": "The cell stood in another place than it was given in. That changes nothing.",
    "no-first-line": "The first line (%%answer) was gone from this cell. It was read all the same.",
}


_DECIDED = {"same-tree": "It is written the same way as the answer needed.", "proved": "Proved by algebra."}


@dataclass(frozen=True, slots=True)
class PartView:
    """One part on the page.

    tone      the outcome, for colours; the words and the sign say the same without any.
    response  what was written, to be escaped;  read_as: how it was read, as a formula or text.
    scored    by a person, when the score is not the one that was computed.
    plot      of what was needed and what was written, where it can be drawn.
    """

    label: str
    prompt: Markup
    response: str
    read_as: Markup | str
    tone: str
    sign: str
    words: str
    points: float
    max_points: float
    scored: bool
    feedback: str
    error: str
    evidence: tuple[str, ...]
    slips: tuple[Markup, ...]
    notes: tuple[str, ...]
    comment: str
    steps: tuple[Markup, ...]
    plot: Markup


@dataclass(frozen=True, slots=True)
class ProblemView:
    """One problem on the page, with its parts in order."""

    position: int
    statement: Markup
    parts: tuple[PartView, ...]

    @property
    def points(self) -> float:
        """What its parts earned."""
        return sum(part.points for part in self.parts)

    @property
    def max_points(self) -> float:
        """What they could earn."""
        return sum(part.max_points for part in self.parts)


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page; score has the late penalty taken off.

    show  full; verdicts: without solutions and plots; points: what each part earned and nothing else.
    """

    course: str
    assignment: str
    title: str
    person: str
    submitted: str
    score: float
    max_score: float
    late_penalty: float
    problems: tuple[ProblemView, ...] = field(default=())
    show: str = "full"


def page_of(notebook: Mapping[str, Any], resources: Mapping[str, Any], *, show: str = "full") -> Page:
    """The page for a notebook that MarkResponses and GetGrades have been through."""
    known = resources["nbgrader"]
    timestamp = Path(resources["metadata"]["path"]) / TIMESTAMP_FILE
    about = notebook["metadata"].get("gradcheck", {})
    return Page(
        course=about.get("course", ""),
        assignment=known["assignment"],
        title=_title(notebook["cells"]) or known["assignment"],
        person=known["student"],
        submitted=timestamp.read_text(encoding="utf-8").strip() if timestamp.is_file() else "",
        score=known["score"],
        max_score=known["max_score"],
        late_penalty=known["late_penalty"],
        problems=tuple(_less(problem, show) for problem in _problems(notebook["cells"])),
        show=show,
    )


def _less(problem: ProblemView, show: str) -> ProblemView:
    """The problem without what the assignment does not show."""
    if show == "full":
        return problem
    parts = [replace(part, steps=(), plot=Markup("")) for part in problem.parts]
    if show == "points":
        parts = [
            replace(part, tone="plain", sign="", words="", feedback="", error="", evidence=(), slips=())
            for part in parts
        ]
    return replace(problem, parts=tuple(parts))


def summary(label: str, verdict: Mapping[str, Any], flags: Collection[str]) -> str:
    """The verdict in a few lines of plain text, for formgrader's page and comment.

    >>> print(summary("1a", {"outcome": "right", "feedback": "That is it.", "read_as": "2*x"}, ()))
    1a: ✓ Right
    Read as: 2*x
    That is it.
    """
    sign, words = _said(verdict["outcome"], flags)
    lines = [f"{label}: {sign} {words}"]
    if verdict.get("read_as"):
        lines.append(f"Read as: {verdict['read_as']}")
    lines += [verdict.get("feedback", ""), *evidence_sentences(verdict), *notes(flags)]
    lines += [slip["feedback"] for slip in verdict.get("slips", ())]
    return "\n".join(line for line in lines if line)


def evidence_sentences(verdict: Mapping[str, Any]) -> list[str]:
    """Each reason as a sentence, but for those that the feedback tells already.

    >>> witness = {"kind": "counterexample", "at": {"x": "2"}, "needed": "4", "yours": "3"}
    >>> evidence_sentences({"evidence": [witness]})
    ['At x = 2, the answer needed is 4, and yours gives 3.']
    >>> evidence_sentences({"evidence": [witness], "feedback": "At x = 2 it is 3, but 4 is needed."})
    []
    >>> evidence_sentences({"evidence": [{"kind": "agrees", "points": 5, "digits": 30}]})
    ['It agrees with the answer needed at 5 points, to 30 digits.']
    """
    feedback = verdict.get("feedback", "")
    sentences = [
        _evidence_sentence(item) for item in verdict.get("evidence", ()) if not _told(item, feedback)
    ]
    return [sentence for sentence in sentences if sentence]


def notes(flags: Iterable[str]) -> tuple[str, ...]:
    """What a person should know about the cell."""
    return tuple(FLAGS[flag] for flag in sorted(flags) if flag in FLAGS)


def _problems(cells: Iterable[Mapping[str, Any]]) -> Iterable[ProblemView]:
    """The problems in order; each statement opens one, and the answers that follow belong to it."""
    position, statement = 0, Markup("")
    parts: list[PartView] = []
    for cell in cells:
        ours = cell["metadata"].get("gradcheck", {})
        if ours.get("role") == "statement":
            if parts:
                yield ProblemView(position, statement, tuple(parts))
            position, statement, parts = ours["position"], markdown(ours["statement"]), []
        elif ours.get("role") == "answer":
            parts.append(_part(ours, cell["metadata"]["nbgrader"]))
    if parts:
        yield ProblemView(position, statement, tuple(parts))


def _part(ours: Mapping[str, Any], grades: Mapping[str, Any]) -> PartView:
    flags = ours["flags"]
    sign, words = _said(ours["outcome"], flags)
    answered = sign != NO_ANSWER[0]
    comment = grades.get("comment") or ""
    return PartView(
        label=ours["label"],
        prompt=markdown(ours["prompt"]),
        response=ours["response"],
        read_as=_read_as(ours),
        tone=ours["outcome"] if answered else "unanswered",
        sign=sign,
        words=words,
        points=grades["score"],
        max_points=grades["points"],
        scored=ours["outcome"] != Outcome.UNDECIDED and grades["score"] != ours["points"],
        feedback=ours["feedback"],
        error=_pointed(ours),
        evidence=tuple(evidence_sentences(ours)),
        slips=tuple(markdown(slip["feedback"]) for slip in ours["slips"]),
        notes=notes(flags),
        comment="" if comment == ours["comment"] else comment,
        steps=tuple(markdown(step) for step in ours["steps"]),
        plot=drawing(Curves.from_json(ours["curves"])) if ours.get("curves") else Markup(""),
    )


def _read_as(ours: Mapping[str, Any]) -> Markup | str:
    """The formula that was read; for a choice the keys with their texts."""
    options = ours.get("options", {})
    keys = [key.strip(" {}") for key in ours["read_as"].split(",")]
    if options and all(key in options for key in keys):
        return markdown("; ".join(f"{key} – {options[key]}" for key in keys))
    return formula(ours["latex"]) if ours["latex"] else ours["read_as"]


def _said(outcome: str, flags: Collection[str]) -> tuple[str, str]:
    if "missing" in flags or "unanswered" in flags:
        return NO_ANSWER
    return SIGNS[Outcome(outcome)]


def _pointed(ours: Mapping[str, Any]) -> str:
    """The line of the response that could not be read, with a caret below; empty when it could."""
    error = ours.get("error")
    if not error:
        return ""
    response, position = ours["response"], min(error["at"][0], len(ours["response"]))
    start = response.rfind("\n", 0, position) + 1
    line = response[start:].split("\n", 1)[0]
    return f"{line}\n{' ' * (position - start)}^"


def _told(item: Mapping[str, Any], feedback: str) -> bool:
    """Whether the feedback gives both values of a witness, or the note."""
    values = [item[name] for name in ("needed", "yours") if item.get(name)] or [item.get("note")]
    return all(value and value in feedback for value in values)


def _evidence_sentence(item: Mapping[str, Any]) -> str:
    where = f"In {item['where']}: " if item.get("where") else ""
    if item.get("needed") and item.get("yours"):
        point = ", ".join(f"{name} = {value}" for name, value in item.get("at", {}).items())
        sentence = f"the answer needed is {item['needed']}, and yours gives {item['yours']}."
        if point:
            sentence = f"at {point}, {sentence}"
    elif item.get("points"):
        digits = f", to {item['digits']} digits" if item.get("digits") else ""
        plural = "" if item["points"] == 1 else "s"
        sentence = f"it agrees with the answer needed at {item['points']} point{plural}{digits}."
    else:
        return where + item.get("note", "") if item.get("note") else _DECIDED.get(item["kind"], "")
    if not where:
        sentence = sentence[0].upper() + sentence[1:]
    return f"{where}{sentence} {item.get('note', '')}".rstrip()


def _title(cells: Iterable[Mapping[str, Any]]) -> str:
    """The heading of the title cell, as text."""
    for cell in cells:
        if cell["metadata"].get("gradcheck", {}).get("role") == "title":
            return markdown(cell["source"].split("\n", 1)[0]).striptags()
    return ""
