"""Conditions and sets in one form: and, or, true, false over atoms, with no "not" left.

An atom is a < b, a <= b, a = b, a != b, or defined a; it holds only where all in it has a value. So
not (1/x > 0) is 1/x <= 0, and neither holds at 0.
"""

from __future__ import annotations

from collections.abc import Iterable

from gradcheck_grader.equality.plus_minus import both_signs, has_sign
from gradcheck_grader.syntax.build import minus
from gradcheck_grader.syntax.tree import Apply, Name, Node, walk

TRUE, FALSE = Apply("true", ()), Apply("false", ())
ATOMS = ("<", "<=", "=", "!=")
SETS = frozenset(
    {
        *("interval[]", "interval[)", "interval(]", "interval()", "set", "union", "intersection"),
        *("without", "reals", "integers", "naturals"),
    }
)
LOGIC = frozenset({"and", "or", "not", "implies", "iff", "true", "false", "in"})
RELATIONS = frozenset({*ATOMS, ">", ">="})
# What has no place inside a side of a relation.
NO_NUMBERS = SETS | LOGIC | RELATIONS | {"tuple", "vector", "matrix", "row", "~", "given", "prob", "pm"}
_TURNED = {">": "<", ">=": "<="}
_NEGATED = {"<": "<=", "<=": "<", "=": "!=", "!=": "="}
DEEPEST = 200


class NotAConditionError(Exception):
    """A tree that says nothing that could hold or not, or says it in a way that has no rule here."""


def condition_of(tree: Node, member: Node | None = None) -> Node:
    """The condition in the one form.

    member  what a set is a condition on: {1, 2} is then member = 1 or member = 2.
    Raises NotAConditionError.

    >>> from gradcheck_grader.syntax.printing import to_plain
    >>> from gradcheck_grader.syntax.tree import num
    >>> found = condition_of(Apply("interval[)", (num(0), num(1))), Name("x"))
    >>> [to_plain(atom) for atom in found.args]
    ['0 <= x', 'x < 1']
    """
    return _condition(tree, member, holds=True, depth=0)


def _condition(tree: Node, member: Node | None, *, holds: bool, depth: int) -> Node:
    if not isinstance(tree, Apply) or depth > DEEPEST:
        raise NotAConditionError
    head, args = tree.head, tree.args
    if head in SETS:
        if member is None:
            raise NotAConditionError
        return _membership(member, tree, holds=holds, depth=depth)
    if head in RELATIONS:
        return _relation(head, args, holds=holds)
    if head in ("true", "false"):
        return TRUE if (head == "true") == holds else FALSE
    if head == "not":
        return _condition(args[0], member, holds=not holds, depth=depth + 1)
    if head == "in":
        return _membership(args[0], args[1], holds=holds, depth=depth + 1)
    if head == "implies":
        args = (Apply("not", args[:1]), args[1])
        head = "or"
    if head == "iff":
        both, neither = Apply("and", args), Apply("and", tuple(Apply("not", (part,)) for part in args))
        head, args = "or", (both, neither)
    if head not in ("and", "or"):
        raise NotAConditionError
    parts = [_condition(part, member, holds=holds, depth=depth + 1) for part in args]
    return joined(head if holds else _other(head), parts)


def _membership(member: Node, tree: Node, *, holds: bool, depth: int) -> Node:
    if not isinstance(tree, Apply) or depth > DEEPEST:
        raise NotAConditionError
    head, args = tree.head, tree.args
    if head == "reals":
        return TRUE if holds else FALSE
    if head == "set":
        parts = [_relation("=", (member, value), holds=holds) for value in args]
        return joined("or" if holds else "and", parts)
    if head.startswith("interval"):
        low = "<=" if head[-2] == "[" else "<"
        high = "<=" if head[-1] == "]" else "<"
        sides = ((low, (args[0], member)), (high, (member, args[1])))
        return joined("and" if holds else "or", [_relation(sign, pair, holds=holds) for sign, pair in sides])
    if head in ("union", "intersection"):
        parts = [_membership_or_condition(member, part, holds=holds, depth=depth + 1) for part in args]
        return joined("or" if (head == "union") == holds else "and", parts)
    if head == "without":
        inside = _membership_or_condition(member, args[0], holds=holds, depth=depth + 1)
        outside = _membership_or_condition(member, args[1], holds=not holds, depth=depth + 1)
        return joined("and" if holds else "or", [inside, outside])
    raise NotAConditionError


def _membership_or_condition(member: Node, tree: Node, *, holds: bool, depth: int) -> Node:
    if isinstance(tree, Apply) and tree.head in SETS:
        return _membership(member, tree, holds=holds, depth=depth)
    return _condition(tree, member, holds=holds, depth=depth)


def _relation(head: str, sides: tuple[Node, ...], *, holds: bool) -> Node:
    left, right = reversed(sides) if head in _TURNED else sides
    head = _TURNED.get(head, head)
    if not holds:
        left, right = (right, left) if head in ("<", "<=") else (left, right)
        head = _NEGATED[head]
    if has_sign(left) or has_sign(right):
        return _with_both_signs(head, left, right)
    for side in (left, right):
        if any(isinstance(here, Apply) and here.head in NO_NUMBERS for here in walk(side)):
            raise NotAConditionError
    ends = infinite(left), infinite(right)
    if ends == (0, 0):
        return Apply(head, (left, right))
    finite = [side for side, end in zip((left, right), ends, strict=True) if end == 0]
    return joined("and", [_with_infinity(head, *ends), *map(_has_a_value, finite)])


def _with_both_signs(head: str, left: Node, right: Node) -> Node:
    """x = ±2 is one of the two, x != ±2 is neither; ± in an inequality has no meaning."""
    if head not in ("=", "!=") or (has_sign(left) and has_sign(right)):
        raise NotAConditionError
    pairs = [(one, other) for one in both_signs(left) for other in both_signs(right)]
    parts = [_relation(head, pair, holds=True) for pair in pairs]
    return joined("or" if head == "=" else "and", parts)


def infinite(tree: Node) -> int:
    """1 for inf, -1 for -inf, 0 for anything else."""
    if tree == Name("inf"):
        return 1
    return -1 if minus(tree) == Name("inf") else 0


def _with_infinity(head: str, left: int, right: int) -> Node:
    """A relation with an end that is infinite; whatever else stands there is a finite number."""
    match head:
        case "<":
            return TRUE if left < right else FALSE
        case "<=":
            return TRUE if left <= right else FALSE
        case _:
            return TRUE if (left == right) == (head == "=") else FALSE


def _has_a_value(tree: Node) -> Node:
    return Apply("defined", (tree,)) if isinstance(tree, Apply) else TRUE


def joined(head: str, parts: Iterable[Node]) -> Node:
    """The parts under and, or; true and false, and what stands there twice, are worked out.

    >>> joined("and", []), joined("or", [TRUE, FALSE])
    (Apply(head='true', args=(), span=(0, 0)), Apply(head='true', args=(), span=(0, 0)))
    """
    neutral, strong = (TRUE, FALSE) if head == "and" else (FALSE, TRUE)
    kept: dict[Node, None] = {}
    for part in parts:
        if part == strong:
            return strong
        inner = part.args if isinstance(part, Apply) and part.head == head else (part,)
        kept.update((one, None) for one in inner if one != neutral)
    if not kept:
        return neutral
    return next(iter(kept)) if len(kept) == 1 else Apply(head, tuple(kept))


def _other(head: str) -> str:
    return "or" if head == "and" else "and"


def atoms_of(condition: Node) -> list[Apply]:
    """The atoms of a condition in the one form, each once, in reading order."""
    found: dict[Apply, None] = {}
    todo = [condition]
    while todo:
        here = todo.pop()
        if isinstance(here, Apply) and here.head in ("and", "or"):
            todo.extend(reversed(here.args))
        elif isinstance(here, Apply) and here.head not in ("true", "false"):
            found[here] = None
    return list(found)
