"""Names that a sum, a product or a definite integral binds: where they are free, and how they are replaced.

A binder has the arguments (body, index, from, to); its index means something in the body alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, fold, names_in

BINDERS = frozenset({"sum", "prod", "integral"})
# No text can be read as such a name.
MARK = "#"


def index_of(node: Node) -> str | None:
    """The name that this node binds, or None: an indefinite integral binds nothing."""
    if isinstance(node, Apply) and node.head in BINDERS and len(node.args) == 4:
        index = node.args[1]
        return index.name if isinstance(index, Name) else None
    return None


def is_free(node: Node, name: str) -> bool:
    """Whether the name occurs in the tree where nothing binds it."""
    stack: list[Node] = [node]
    while stack:
        here = stack.pop()
        if isinstance(here, Name):
            if here.name == name:
                return True
        elif isinstance(here, Apply):
            bound = index_of(here)
            stack.extend(here.args if bound is None else here.args[2:])
            if bound is not None and bound != name:
                stack.append(here.args[0])
    return False


def free_names(node: Node) -> frozenset[str]:
    """The names that occur where nothing binds them, constants among them.

    >>> from gradcheck_grader.syntax.tree import num
    >>> sorted(free_names(Apply("sum", (Name("k"), Name("k"), num(1), Name("n")))))
    ['n']
    """

    def branch(here: Apply, parts: list[frozenset[str]]) -> frozenset[str]:
        bound = index_of(here)
        if bound is None:
            return frozenset[str]().union(*parts)
        return (parts[0] - {bound}).union(*parts[2:])

    def leaf(here: Num | Name) -> frozenset[str]:
        return frozenset({here.name}) if isinstance(here, Name) else frozenset()

    return fold(node, leaf, branch)


def alike(node: Node) -> Node:
    """The tree with every bound name replaced by one that only depends on what stands inside of its binder.

    So sum(i, i, 1, n) and sum(k, k, 1, n) become one tree. A binder's name counts the binders nested in it:
    no binder inside has the same one, so that nothing is captured.

    >>> a, b = (Apply("sum", (Name(index), Name(index), Name("m"), Name("n"))) for index in "ik")
    >>> alike(a) == alike(b)
    True
    """

    def branch(here: Apply, parts: list[tuple[Node, int]]) -> tuple[Node, int]:
        args = [part for part, _ in parts]
        depth = max((inner for _, inner in parts), default=0)
        bound = index_of(here)
        if bound is None:
            return Apply(here.head, tuple(args), here.span), depth
        index = Name(f"{MARK}{depth + 1}")
        args[:2] = [_named(args[0], bound, index), index]
        return Apply(here.head, tuple(args), here.span), depth + 1

    def leaf(here: Num | Name) -> tuple[Node, int]:
        return here, 0

    return fold(node, leaf, branch)[0]


def replaced(node: Node, name: str, value: Node) -> Node:
    """The tree with value for each free occurrence of the name; bound names step aside where they must."""
    return _replaced(node, {name: value}, free_names(value))


def _named(node: Node, name: str, new: Name) -> Node:
    """The tree with another name for one that no binder in it binds."""

    def leaf(here: Num | Name) -> Node:
        return new if isinstance(here, Name) and here.name == name else here

    def branch(here: Apply, parts: list[Node]) -> Node:
        return Apply(here.head, tuple(parts), here.span)

    return fold(node, leaf, branch)


def _replaced(node: Node, values: Mapping[str, Node], free: frozenset[str]) -> Node:
    if isinstance(node, Name):
        return values.get(node.name, node)
    if isinstance(node, Num) or not any(is_free(node, name) for name in values):
        return node
    bound = index_of(node)
    if bound is None:
        return Apply(node.head, tuple(_replaced(part, values, free) for part in node.args), node.span)
    body, ends = node.args[0], tuple(_replaced(part, values, free) for part in node.args[2:])
    inside = {name: value for name, value in values.items() if name != bound}
    index = Name(bound)
    if bound in free:
        index = Name(_unused(bound, free | names_in(body)))
        inside[bound] = index
    return Apply(node.head, (_replaced(body, inside, free), index, *ends), node.span)


def _unused(name: str, used: frozenset[str]) -> str:
    return next(new for number in range(1, len(used) + 2) if (new := f"{name}_{number}") not in used)
