"""The map of the bank for README.md: units, exercises, levels, what comes before, kinds of answer.

`python -m gradcheck_exercises.registry` writes it anew, after index.json;
`python -m gradcheck_exercises.bank_map` writes it alone.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gradcheck_exercises.curriculum import Curriculum, Unit, curriculum
from gradcheck_exercises.errors import ExerciseError

README = Path(__file__).parents[2] / "README.md"
BEGIN = "<!-- The map of the bank begins; `python -m gradcheck_exercises.registry` writes it. -->"
END = "<!-- The map of the bank ends. -->"

KINDS = {
    "any": "by property",
    "array": "array",
    "choice": "choice",
    "code": "Python",
    "condition": "condition",
    "derivation": "derivation",
    "distribution": "distribution",
    "equation": "equation",
    "expression": "formula",
    "matrix": "matrix formula",
    "number": "number",
    "set": "set",
    "tuple": "several objects",
}  # what each kind of response is called in the map

_INTRODUCTION = """\
## The map of the bank

{there} exercises in {units} units, in the order in which they are best met. Levels go from 1 to 5; what is
harder than 3 is a stretch. `gradcheck learn UNIT` shows a unit's primer, `gradcheck learn EXERCISE` what an
exercise is about, with a worked example.
"""

Summary = Mapping[str, Any]


def bank_map(listed: Iterable[Summary]) -> str:
    """The section as Markdown, without its markers; listed is what index.json lists.

    A unit appears once it has an exercise in the bank; the last line says what is still to come.
    """
    plan = curriculum()
    by_id = {one["id"]: one for one in listed}
    units = [unit for unit in plan.units if any(entry.id in by_id for entry in unit.entries)]
    there = sum(entry.id in by_id for entry in plan.entries.values())
    rows = [_INTRODUCTION.format(there=there, units=len(units))]
    rows += ["| unit | what it is about | exercises | levels |", "|---|---|---|---|"]
    rows += [_unit_row(unit, by_id) for unit in units]
    for unit in units:
        rows += ["", *_unit_table(unit, by_id, plan)]
    if missing := len(plan.entries) - there:
        rows += ["", f"Planned, and not here yet: {missing} exercises (`curriculum.toml` has them all)."]
    return "\n".join(rows)


def _unit_row(unit: Unit, by_id: Mapping[str, Summary]) -> str:
    levels = sorted({by_id[entry.id]["level"] for entry in unit.entries if entry.id in by_id})
    there = sum(entry.id in by_id for entry in unit.entries)
    count = str(there) if there == len(unit.entries) else f"{there} of {len(unit.entries)}"
    span = str(levels[0]) if len(levels) == 1 else f"{levels[0]}–{levels[-1]}"
    return f"| `{unit.id}` | {unit.title} | {count} | {span} |"


def _unit_table(unit: Unit, by_id: Mapping[str, Summary], plan: Curriculum) -> Sequence[str]:
    """The exercises of a unit in the order of teaching, folded away where Markdown can fold."""
    skills = {skill.id: f"*{skill.title}*" for skill in plan.skills}
    rows = [f"<details><summary><b>{unit.id}</b></summary>", ""]
    rows += ["| exercise | about | level | before it | kinds of answer |", "|---|---|---|---|---|"]
    for entry in unit.entries:
        if entry.id in by_id:
            one = by_id[entry.id]
            before = ", ".join(
                [*(f"`{name}`" for name in entry.needs), *(skills[name] for name in entry.skills)]
            )
            kinds = ", ".join(sorted(KINDS[kind] for kind in one["kinds"]))
            rows.append(f"| `{entry.id}` | {one['title']} | {one['level']} | {before} | {kinds} |")
    return [*rows, "", "</details>"]


def with_map(readme: str, listed: Iterable[Summary]) -> str:
    """The text of a README with the section between its markers written anew.

    Raises ExerciseError where a marker is missing or stands twice.
    """
    if readme.count(BEGIN) != 1 or readme.count(END) != 1 or readme.index(BEGIN) > readme.index(END):
        raise ExerciseError(
            f"README.md must have the line {BEGIN!r} once, and {END!r} once below it: "
            "the map of the bank stands between them."
        )
    before, _, rest = readme.partition(BEGIN)
    return f"{before}{BEGIN}\n{bank_map(listed)}\n{END}{rest.partition(END)[2]}"


def rewrite(listed: Iterable[Summary], readme: Path = README) -> bool:
    """Writes the map into README.md; False, and nothing is written, where we are installed without one."""
    if not readme.is_file() or not (readme.parent / "exercises" / "gradcheck_exercises").is_dir():
        return False
    readme.write_text(with_map(readme.read_text(encoding="utf-8"), listed), encoding="utf-8")
    return True


if __name__ == "__main__":
    from gradcheck_exercises.registry import listed_in_index

    done = rewrite(listed_in_index())
    sys.stdout.write("README.md: the map of the bank\n" if done else "Here is no README.md of gradcheck.\n")
    sys.exit(not done)
