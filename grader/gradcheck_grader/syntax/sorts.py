"""Which parts of a tree are values, conditions, sets or laws, and whether each stands where it may."""

from __future__ import annotations

from gradcheck_grader.syntax import form_refusals
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, fold

_CONDITIONS = frozenset({
    "=", "!=", "<", "<=", ">", ">=", "and", "or", "not", "in", "implies", "iff", "true", "false", "~",
})  # fmt: skip
_SETS = frozenset({
    "set", "interval[]", "interval[)", "interval(]", "interval()", "union", "intersection", "without",
    "reals", "integers", "naturals",
})  # fmt: skip
_VALUE = frozenset({"value", "name"})
_CONDITION = frozenset({"condition", "name"})
_SET = frozenset({"set", "name"})
_THING = frozenset({"value", "name", "set", "tuple", "law", "given"})
_EVENT = frozenset({"condition", "name", "set", "given"})
# What the arguments of a head may be, where they need not be values.
_WANTED = {
    **dict.fromkeys(("and", "or", "not", "implies", "iff"), _CONDITION),
    **dict.fromkeys(("=", "!=", "set", "tuple"), _THING),
    **dict.fromkeys(("union", "intersection", "without"), _SET),
    "prob": _EVENT, "given": _EVENT | _VALUE,
    **dict.fromkeys(("expect", "var", "std", "cov"), _VALUE | {"given"}),
}  # fmt: skip


def sort_of(node: Node) -> str:
    """value, name, condition, set, tuple, law or given: judged by the head alone."""
    if isinstance(node, Name):
        return "name"
    if isinstance(node, Num):
        return "value"
    head = node.head
    if head in _CONDITIONS:
        return "condition"
    if head in _SETS:
        return "set"
    return head if head in ("tuple", "given") else "law" if head.startswith("law:") else "value"


def is_condition(node: Node) -> bool:
    """Whether this is true or false, by its head."""
    return isinstance(node, Apply) and node.head in _CONDITIONS


def check(root: Node, text: str, *, values: bool) -> None:
    """Refuses a condition, a set or a list where a value belongs, and the other way round.

    values  whether the whole must be a value.
    """
    if values and sort_of(root) not in _VALUE:
        raise form_refusals.misplaced(text, root.span, sort_of(root), "value")

    def leaf(_node: Num | Name) -> None:
        return None

    def branch(node: Apply, _parts: list[None]) -> None:
        for place, part in enumerate(node.args):
            sort = sort_of(part)
            wanted = _wanted(node, place)
            if sort not in wanted:
                best = next(
                    (sort for sort in ("value", "condition", "law", "set") if sort in wanted), "value"
                )
                raise form_refusals.misplaced(text, part.span, sort, best)

    fold(root, leaf, branch)


def _wanted(node: Apply, place: int) -> frozenset[str]:
    """The sorts that may stand at a place among the arguments of a node."""
    head = node.head
    if head == "piecewise":
        return _CONDITION if place % 2 and place + 1 <= len(node.args) else _VALUE
    if head == "in":
        return _SET if place else _THING
    if head == "~":
        return frozenset({"law", "name"}) if place else _VALUE
    if head.startswith("law:"):
        return _VALUE | {"condition", "tuple"}
    return _WANTED.get(head, _VALUE)
