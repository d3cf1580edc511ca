"""Reading what a person wrote from their notebook, whatever else they did to it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

DUPLICATED = "duplicated"
RELABELLED = "relabelled"
NO_FIRST_LINE = "no-first-line"
ALTERED = "altered"
MOVED = "moved"

_LABEL = r"[1-9][0-9]{0,3}[a-z]"
_FIRST_LINE = re.compile(rf"%%answer[ \t]+({_LABEL})[ \t]*\Z")
_GRADE_ID = re.compile(rf"(?P<assignment>.+)-(?P<label>{_LABEL})\Z")


@dataclass(frozen=True, slots=True)
class Response:
    """What one cell holds for one part.

    text     below the first line, without comment lines and blank ends; empty when nothing was written.
    index    of the cell in the notebook.
    flags    duplicated: there are several cells for the part; relabelled: the first line and the id of the
             cell speak of different parts; no-first-line: the line %%answer is gone.
    """

    label: str
    text: str
    cell_id: str
    index: int
    flags: frozenset[str] = frozenset()


def responses_of(
    notebook: Mapping[str, Any], assignment: str, *, labels: Collection[str] | None = None
) -> dict[str, Response]:
    """The response to each part that has a cell, by label; never raises, whatever the notebook holds.

    labels  the parts that there are; a first line that names another one is taken for damaged.

    A cell belongs to the part that its first line names, else to the one of its nbgrader id. Of several cells
    for one part the first counts that has something written and both agree on; else the first with something
    written.
    """
    candidates: dict[str, list[Response]] = {}
    for response in _candidates(notebook, assignment, labels):
        candidates.setdefault(response.label, []).append(response)
    return {label: _chosen(several) for label, several in candidates.items()}


def response_text(source: str) -> str:
    """What was written in an answer cell.

    >>> response_text("%%answer 1a\\n# write your answer on the line below\\n\\n  2*x \\n")
    '2*x'
    """
    lines = source.lstrip().splitlines()
    if lines and lines[0].lstrip().startswith("%%"):
        lines = lines[1:]
    return "\n".join(line for line in lines if not line.lstrip().startswith("#")).strip()


def _chosen(several: list[Response]) -> Response:
    ranked = sorted(several, key=lambda response: (not response.text, bool(response.flags), response.index))
    first = ranked[0]
    return replace(first, flags=first.flags | {DUPLICATED}) if len(several) > 1 else first


def _candidates(
    notebook: Mapping[str, Any], assignment: str, labels: Collection[str] | None
) -> Iterator[Response]:
    cells = notebook.get("cells")
    for index, cell in enumerate(cells if isinstance(cells, list) else ()):
        if not isinstance(cell, Mapping):
            continue
        source = _source(cell)
        said, known = _label_said(source), _label_of_id(cell, assignment)
        label = known if said is None or (labels is not None and said not in labels) else said
        if label is None or (labels is not None and label not in labels):
            continue
        flags = {NO_FIRST_LINE} if said is None else {RELABELLED} if said != known else set[str]()
        yield Response(label, response_text(source), str(cell.get("id", "")), index, frozenset(flags))


def _source(cell: Mapping[str, Any]) -> str:
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    # JSON may hold half of a surrogate pair; no file, page or database could take it.
    return (
        source.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if isinstance(source, str)
        else ""
    )


def _label_said(source: str) -> str | None:
    match = _FIRST_LINE.match((source.lstrip().splitlines() or [""])[0].strip())
    return match.group(1) if match else None


def _label_of_id(cell: Mapping[str, Any], assignment: str) -> str | None:
    grade_id: Any = cell
    for key in ("metadata", "nbgrader", "grade_id"):
        grade_id = grade_id.get(key) if isinstance(grade_id, Mapping) else None
    match = _GRADE_ID.match(grade_id) if isinstance(grade_id, str) else None
    return match["label"] if match and match["assignment"] == assignment else None
