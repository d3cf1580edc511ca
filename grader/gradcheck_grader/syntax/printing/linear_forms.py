"""One-line printing of what is no arithmetic: conditions, sets, lists, matrices, chance."""

from __future__ import annotations

from gradcheck_grader.syntax.printing.linear import Line, Printer, call, held, listed
from gradcheck_grader.syntax.printing.pieces import (
    AND,
    ATOM,
    INTERVALS,
    JOINING,
    NOT,
    POWER,
    RELATION,
    RELATION_HEADS,
    SETS,
    Piece,
    chain_of,
)
from gradcheck_grader.syntax.tree import Apply, Name

_ALONE = {
    "reals": ("R", "Reals"), "integers": ("Z", "Integers"), "naturals": ("N", "Naturals"),
    "true": ("true", "True"), "false": ("false", "False"),
}  # fmt: skip
_SPELLED_OUT = {
    "interval[]": "Interval", "interval[)": "Interval.Ropen", "interval(]": "Interval.Lopen",
    "interval()": "Interval.open",
}  # fmt: skip


def _joined(line: Line, node: Apply, parts: list[Piece]) -> Piece:
    """Signs and words between conditions and between sets; a chain of relations is printed as one."""
    if node.head == "and" and (links := chain_of(node)):
        rest = (f" {line.sign(link.head)} {part.sides[1]}" for link, part in zip(links, parts, strict=True))
        return Piece(parts[0].sides[0] + "".join(rest), RELATION)
    level = JOINING[node.head]
    texts = [held(part, level + 1) for part in parts]
    if node.head == "in":
        texts[1] = _bare_interval(node, 1, texts[1])
    elif node.head in SETS:
        texts = [_bare_interval(node, place, text) for place, text in enumerate(texts)]
        if node.head == "without":
            # From left to right: what stands on the left needs no brackets.
            texts[0] = _bare_interval(node, 0, held(parts[0], level))
    sides = (texts[0], texts[1]) if node.head in RELATION_HEADS else ("", "")
    return Piece(f" {line.sign(node.head)} ".join(texts), level, sides)


def _bare_interval(node: Apply, place: int, text: str) -> str:
    """(0, 1) for Interval.open(0, 1) where a set is meant."""
    part = node.args[place]
    if not isinstance(part, Apply) or part.head not in INTERVALS:
        return text
    inside = text[text.index("(") + 1 : -1] if text.startswith("Interval") else text[1:-1]
    return f"{part.head[-2]}{inside}{part.head[-1]}"


def _interval(line: Line, node: Apply, parts: list[Piece]) -> Piece:
    """Where a pair is a point or a vector the interval has a word, until a set is known to be meant."""
    left, right = node.head[-2:] if line.setting.intervals else (f"{_SPELLED_OUT[node.head]}(", ")")
    return Piece(f"{left}{listed(parts)}{right}")


def _denied(line: Line, _node: Apply, parts: list[Piece]) -> Piece:
    return Piece(f"{line.sign('not')} {held(parts[0], RELATION)}", NOT)


def _given(_line: Line, _node: Apply, parts: list[Piece]) -> Piece:
    return Piece(f"{held(parts[0], AND)} | {parts[1].text}", 0)


def _list(_line: Line, _node: Apply, parts: list[Piece]) -> Piece:
    return Piece(f"[{listed(parts)}]")


def _tuple(_line: Line, _node: Apply, parts: list[Piece]) -> Piece:
    return Piece(f"({listed(parts)})")


def _set(line: Line, _node: Apply, parts: list[Piece]) -> Piece:
    return Piece(f"{{{listed(parts)}}}" if parts else line.style.alone["set"])


def _matrix(line: Line, _node: Apply, rows: list[Piece]) -> Piece:
    if line.style.semicolons and len(rows) > 1:
        return Piece(f"[{'; '.join(row.text[1:-1] for row in rows)}]")
    return Piece(f"[{listed(rows)}]")


def _transposed(line: Line, node: Apply, parts: list[Piece]) -> Piece:
    """A^T where T is no name."""
    sign = line.sign("transpose")
    if not line.setting.turns(sign[1:] or sign):
        return call(line, node, parts)
    return Piece(held(parts[0], ATOM) + sign, POWER)


def _entry(line: Line, node: Apply, parts: list[Piece]) -> Piece:
    """A[i, j] of a name with a shape; a single index that could be read as two has the word."""
    base, *indices = node.args
    shape = line.setting.shapes.get(base.name) if isinstance(base, Name) else None
    if shape is None or (len(indices) == 1 and shape.columns != 1 and not isinstance(indices[0], Name)):
        return call(line, node, parts)
    return Piece(f"{parts[0].text}[{listed(parts[1:])}]")


def _alone(line: Line, node: Apply, _parts: list[Piece]) -> Piece:
    return Piece(line.style.alone.get(node.head) or line.setting.word(node.head, *_ALONE[node.head]))


def _expected(line: Line, _node: Apply, parts: list[Piece]) -> Piece:
    return Piece(f"{line.setting.word('expect', 'E', 'Expectation')}[{listed(parts)}]")


def _identity(line: Line, node: Apply, parts: list[Piece]) -> Piece:
    bare = not parts and line.setting.shaped and line.setting.word("identity", "I") == "I"
    return Piece("I") if bare else call(line, node, parts)


PRINTERS: dict[str, Printer] = {
    **dict.fromkeys(JOINING, _joined), **dict.fromkeys(INTERVALS, _interval), "not": _denied,
    "given": _given, "vector": _list, "row": _list, "matrix": _matrix, "tuple": _tuple, "set": _set,
    "transpose": _transposed, "entry": _entry, **dict.fromkeys(_ALONE, _alone), "expect": _expected,
    "identity": _identity,
}  # fmt: skip
