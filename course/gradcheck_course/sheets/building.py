"""From a set and a roster to files: sheets, notebooks and keys, with the record of who got what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gradcheck_course.classroom.courses import Person
from gradcheck_course.classroom.problems import Find, find_exercise
from gradcheck_course.errors import CourseError
from gradcheck_course.sheets.dealing import Dealt, deal
from gradcheck_course.sheets.given import EVERYONE, Record, load_record, record_path, save_record
from gradcheck_course.sheets.settings import ProblemSet
from gradcheck_course.sheets.sheets import Layout, Sheet, make_sheets

FORMATS = ("pdf", "html", "ipynb", "typ")
Told = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be built.

    people  none for one sheet for all.    same  whether all get the same problems.
    """

    problem_set: ProblemSet
    people: tuple[Person, ...] = ()
    same: bool = False
    formats: tuple[str, ...] = ("pdf",)
    key: bool = False
    layout: Layout = field(default_factory=Layout)

    @property
    def shared(self) -> bool:
        """Whether one problem of each exercise is enough."""
        return self.same or not self.people

    @property
    def receivers(self) -> tuple[str, ...]:
        """Who is dealt problems."""
        return (EVERYONE,) if self.shared else tuple(person.id for person in self.people)


@dataclass(frozen=True, slots=True)
class Built:
    """What came of it: files of each format, keys, and how the problems came out."""

    sheets: Mapping[str, tuple[Path, ...]]
    keys: tuple[Path, ...]
    dealt: tuple[Dealt, ...]
    record: Path

    @property
    def repeated(self) -> int:
        """Problems that somebody has whom another has too."""
        return sum(one.repeated for one in self.dealt)


def build(plan: Plan, out: Path, *, find: Find = find_exercise, told: Told = lambda *_: None) -> Built:
    """The files of the plan, in the folder out. Raises CourseError.

    The record is on disk before the first sheet is. told is called with what is done, how much of it, of
    how much.
    """
    _distinct_names(plan.people)
    record, dealt = _dealt(plan, find, told)
    sheets = make_sheets(plan.problem_set, plan.people, record, same=plan.shared, find=find)
    out.mkdir(parents=True, exist_ok=True)
    written: dict[str, list[Path]] = {form: [] for form in plan.formats}
    works = list(_works(plan, sheets, find))
    for done, (form, path, content, is_key) in enumerate(works):
        told("sheets", done, len(works))
        path = out / path
        path.write_bytes(content())
        written.setdefault("key" if is_key else form, []).append(path)
    told("sheets", len(works), len(works))
    keys = tuple(written.pop("key", ()))
    made = {form: tuple(paths) for form, paths in written.items()}
    return Built(made, keys, dealt, _record_path(plan))


def key_sheet(
    problem_set: ProblemSet, person: Person | None, *, practice: bool, find: Find = find_exercise
) -> Sheet:
    """The sheet that was built for this person, or for all. Raises CourseError when none was."""
    path = record_path(problem_set.file, practice=practice)
    record = load_record(path)
    who = person.id if person else EVERYONE
    if who not in record.people:
        names = ", ".join(sorted(name for name in record.people if name != EVERYONE)) or "nobody by name"
        whom = f"{who!r} got" if who else "Everybody together got"
        raise CourseError(
            f"{whom} no problems of {problem_set.name}.",
            file=str(path),
            action=f"Problems were given to: {names}. More get some by: gradcheck sheet build",
        )
    return make_sheets(problem_set, (person,) if person else (), record, same=person is None, find=find)[0]


def _record_path(plan: Plan) -> Path:
    return record_path(plan.problem_set.file, practice=plan.layout.practice)


def _dealt(plan: Plan, find: Find, told: Told) -> tuple[Record, tuple[Dealt, ...]]:
    """The record with problems for all receivers, saved."""
    path = _record_path(plan)
    before = load_record(path) if path.exists() else None
    exercises = iter(range(len(plan.problem_set.exercises)))
    total = len(plan.problem_set.exercises)
    record, dealt = deal(
        plan.problem_set,
        plan.receivers,
        before or load_record(path),
        practice=plan.layout.practice,
        find=find,
        told=lambda _: told("problems", next(exercises), total),
    )
    told("problems", total, total)
    if (load_record(path) if path.exists() else None) != before:
        raise CourseError(
            "Another build of this set has given problems meanwhile.", file=str(path), action="Build again."
        )
    save_record(record, path, set_name=plan.problem_set.name)
    return record, dealt


def _distinct_names(people: Sequence[Person]) -> None:
    """Raise CourseError when the sheets of two people would be one file on some system."""
    seen: dict[str, str] = {}
    for person in people:
        other = seen.setdefault(person.id.casefold(), person.id)
        if other != person.id:
            raise CourseError(
                f"The ids {other!r} and {person.id!r} differ in capitals only, and so would their files.",
                action="Give one of them another id.",
            )


Work = tuple[str, str, Callable[[], bytes], bool]


def _works(plan: Plan, sheets: Sequence[Sheet], find: Find) -> Iterator[Work]:
    """Format, name, content and whether it is a key, of each file."""
    from gradcheck_course.sheets.rendering import Renderer

    renderer = Renderer(plan.problem_set, plan.layout, find)
    for sheet in sheets:
        stem = f"{plan.problem_set.name}-{sheet.person.id}" if sheet.person else plan.problem_set.name
        for form in plan.formats:
            yield form, f"{stem}.{form}", lambda sheet=sheet, form=form: renderer.sheet(sheet, form), False
    if plan.key:
        answered = sheets[:1] if plan.shared else sheets
        # A notebook is no form for a key: a page is, where nothing else was asked for.
        for form in [form for form in plan.formats if form != "ipynb"] or ["html"]:
            yield (
                form,
                f"{plan.problem_set.name}-key.{form}",
                lambda form=form: renderer.key(answered, form),
                True,
            )
