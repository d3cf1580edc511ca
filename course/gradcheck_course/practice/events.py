"""Events: what a learner did, as it happened, one record each; all that is known follows from them.

A record is never changed. What is newer than a record is told by its defaults, so a field that is added later
has one; `version` counts the changes after which an older gradcheck would misread a record.

A problem is named by exercise and seed; the seed is what stands behind the # of its share code, "k7f3q" or
"3-k7f3q". The skill of an answer is not recorded: it follows from the exercise and today's map.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, ClassVar, get_type_hints

from gradcheck_grader import GradcheckError


class EventError(GradcheckError):
    """A record that is no event; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemId:
    """Which problem, as an event names it; parts is how many it has."""

    exercise: str
    seed: str
    level: int
    parts: int = 1

    @property
    def code(self) -> str:
        """The share code."""
        return f"{self.exercise}#{self.seed}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A response to a part was judged.

    outcome  one of the five of a verdict.          credit   a share of the points, 0 to 1.
    attempt  which response to this part it is, from 1; unreadable and undecided ones are counted as well.
    hints    how many were seen before.             slips    names of those that produce the response.
    seconds  since the question or the last verdict was shown; None where nobody watched.
    mode     "learn", "test", "review", "place", or "once" for --answer.
    verdict  all of it, as gradcheck.verdict/1; empty where it was not kept.
    engine   versions of gradcheck and of the exercise that judged it.
    """

    KIND: ClassVar[str] = "answered"

    problem: ProblemId
    part: str
    response: str
    outcome: str
    credit: float
    attempt: int = 1
    hints: int = 0
    slips: tuple[str, ...] = ()
    seconds: float | None = None
    mode: str = "learn"
    verdict: Mapping[str, Any] = field(default_factory=dict[str, Any])
    engine: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class HintShown:
    """The hint of this number, from 1, was shown."""

    KIND: ClassVar[str] = "hint-shown"

    problem: ProblemId
    part: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SolutionShown:
    """The worked solution of a part was shown."""

    KIND: ClassVar[str] = "solution-shown"

    problem: ProblemId
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A part was left for later; in the mode "place", as not known."""

    KIND: ClassVar[str] = "skipped"

    problem: ProblemId
    part: str
    mode: str = "learn"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAnswered:
    """A blank in a worked example was filled; step is its number, from 1."""

    KIND: ClassVar[str] = "step-answered"

    problem: ProblemId
    part: str
    step: int
    response: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AmbiguityChosen:
    """Asked which of two readings was meant, the learner said the usual one, or the other.

    usual  None takes it back: the learner will be asked again.
    rule  names what can be read in two ways, such as "power" for sin x^2.
    """

    KIND: ClassVar[str] = "ambiguity-chosen"

    rule: str
    usual: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The placement ended, after so many problems; finished says whether it was not left before."""

    KIND: ClassVar[str] = "placed"

    problems: int
    finished: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSet:
    """The learner means to practise on so many days of a week."""

    KIND: ClassVar[str] = "plan-set"

    days: int


Body = Answered | HintShown | SolutionShown | Skipped | StepAnswered | AmbiguityChosen | Placed | PlanSet
KINDS: Mapping[str, type[Body]] = {
    one.KIND: one
    for one in (Answered, HintShown, SolutionShown, Skipped, StepAnswered, AmbiguityChosen, Placed, PlanSet)
}
VERSION = 1


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened.

    id      unlike that of any other event.     source  the data file in which it was first written.
    number  its place among those of the source, from 1.
    """

    id: str
    source: str
    number: int
    at: datetime
    body: Body


def to_record(body: Body) -> dict[str, Any]:
    """The body as plain JSON; from_record reads it back."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(body).items()}


def from_record(kind: str, record: object) -> Body:
    """The body of this kind; fields that are not known are passed over. Raises EventError."""
    if kind not in KINDS:
        raise EventError(f"{kind!r} is no kind of event. They are {', '.join(KINDS)}.")
    found = _built(KINDS[kind], record, kind)
    assert isinstance(found, tuple(KINDS.values()))  # noqa: S101 - tells the type checker what KINDS holds
    return found


def time_of(text: object) -> datetime:
    """The moment that an ISO text with a zone says, in UTC. Raises EventError."""
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise EventError(f"{text!r} is no moment such as 2026-05-01T18:30:00+00:00.")
    return at.astimezone(UTC)


def _built(record_type: type, record: object, where: str) -> Any:
    """The dataclass that the record says, every field checked."""
    if not isinstance(record, Mapping):
        raise EventError(f"{where} is to be an object, and is {record!r:.60}.")
    hints = _hints(record_type)
    values: dict[str, Any] = {}
    for one in fields(record_type):
        if one.name in record:
            values[one.name] = _value(hints[one.name], record[one.name], f"{where}.{one.name}")
    try:
        return record_type(**values)
    except TypeError as error:  # a field without a default is not there
        missing = [one.name for one in fields(record_type) if one.name not in values]
        raise EventError(f"{where} lacks a field; it has none of {', '.join(missing)}.") from error


@lru_cache
def _hints(record_type: type) -> Mapping[str, Any]:
    """The types of the fields; kept, since reading them costs more than all the rest of a record."""
    return get_type_hints(record_type)


def _value(hint: Any, value: object, where: str) -> Any:
    """The value of a field, where it is what its type says."""
    if hint is ProblemId:
        return _built(ProblemId, value, where)
    for wanted, accepts, made in _TYPES:
        if hint == wanted and accepts(value):
            return made(value)
    raise EventError(f"{where} cannot be {value!r:.60}.")


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_texts(value: object) -> bool:
    return isinstance(value, (list, tuple)) and all(isinstance(one, str) for one in value)


def _same(value: Any) -> Any:
    return value


_TYPES: tuple[tuple[Any, Callable[[object], bool], Callable[[Any], Any]], ...] = (
    (str, lambda value: isinstance(value, str), _same),
    (bool, lambda value: isinstance(value, bool), _same),
    (int, lambda value: isinstance(value, int) and not isinstance(value, bool), _same),
    (float, _is_number, float),
    (bool | None, lambda value: value is None or isinstance(value, bool), _same),
    (float | None, lambda value: value is None or _is_number(value), _same),
    (tuple[str, ...], _is_texts, tuple),
    (Mapping[str, Any], lambda value: isinstance(value, Mapping), dict),
)
