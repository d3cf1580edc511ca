"""What a response says, before anyone judges it: the only thing that a student's own process needs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from gradcheck_grader.errors import ResponseError
from gradcheck_grader.limits import DEFAULT, Limits
from gradcheck_grader.notation import Notation
from gradcheck_grader.syntax import form_refusals, lines, refusals
from gradcheck_grader.syntax.arrays import is_list
from gradcheck_grader.syntax.code import read_code
from gradcheck_grader.syntax.line_breaks import lines_as_list
from gradcheck_grader.syntax.orders import keys_in_order
from gradcheck_grader.syntax.parser import parsed
from gradcheck_grader.syntax.printing import to_latex, to_plain, to_pretty
from gradcheck_grader.syntax.sorts import sort_of
from gradcheck_grader.syntax.tree import Apply, Name, Node, names_in, walk

_KEY = re.compile(r"[^\s,;()]+")
BINDERS = ("sum", "prod", "integral")
# Kinds of which each part may have a line of its own.
_IN_LINES = frozenset({"any", "set", "tuple"})
# What keeps a list one that is written entry by entry: a factor, a sign, turning it.
_SCALING = frozenset({"neg", "transpose", "*", "/"})
_OF_LISTS = frozenset(
    {
        *("matmul", "hadamard", "kron", "dot", "transpose", "inv", "det", "tr", "diag", "rank", "vec"),
        *("norm", "entry", "total", "mean", "softmax", "logsumexp", "identity", "ones", "grad"),
    }
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A response as it was read.

    tree    what is judged; for a choice the key as a Name, or a set of them in the order of the options;
            where options are put in order, the tuple of their keys; for code its text, see tree.py.
    plain, latex, pretty  the same, printed: 2*x*cos(x^2), its LaTeX, and 2·x·cos(x²).
    doubtful  whether people could mean something else by the text; False only where that is certain.
    """

    tree: Node
    plain: str
    latex: str
    pretty: str
    doubtful: bool = field(default=True, compare=False, repr=False)


def read(text: str, notation: Notation, limits: Limits = DEFAULT, *, pretty: bool = True) -> Reading:
    """The reading of a response of the notation's kind.

    pretty  False leaves that text empty, where nobody looks at it: printing costs about as much as reading.
    Raises ResponseError when the text cannot be read, or is of another kind than the question asks for.

    >>> from gradcheck_grader.notation import real_names
    >>> read("2x cos(x^2)", Notation(names=real_names("x"))).pretty
    '2·x·cos(x²)'
    """
    if notation.kind == "choice":
        return (_ordered if notation.ordered else _chosen)(text, notation, limits)
    if notation.kind == "code":
        code = read_code(text, notation.signature, limits)
        return Reading(Apply("code", (Name(code.text),)), code.summary, "", code.summary, doubtful=False)
    if notation.kind == "derivation":
        working = lines.parse_lines(text, notation, limits)
        return Reading(
            working,
            lines.printed(working, to_plain),
            lines.in_latex(working, to_latex),
            lines.printed(working, to_pretty),
        )
    lined = lines_as_list(text) if "\n" in text and notation.kind in _IN_LINES else text
    tree, doubtful = parsed(lined, notation, limits)
    _check_kind(tree, lined, notation)
    return Reading(
        tree,
        to_plain(tree, notation),
        to_latex(tree, notation),
        to_pretty(tree, notation) if pretty else "",
        doubtful or lined != text,
    )


def tree_of_response(text: str, notation: Notation, limits: Limits = DEFAULT) -> Node:
    """The tree of a number, an expression, a list or an equation, as read gives it; nothing is printed."""
    tree, _ = parsed(text, notation, limits)
    _check_kind(tree, text, notation)
    return tree


def _check_kind(tree: Node, text: str, notation: Notation) -> None:
    """Refuses a tree that is not of the kind that the question asks for."""
    if notation.kind in ("number", "expression"):
        # Where some name is a vector, a number may well be made of vectors: w^T x.
        if not notation.shapes:
            _check_scalar((tree,), text, notation.kind)
        if notation.kind == "number":
            _check_closed(tree, text, notation)
    elif notation.kind == "array":
        _check_array(tree, text)
    elif notation.kind == "distribution" and sort_of(tree) not in ("law", "name") and not _is_drawn(tree):
        raise form_refusals.law_wanted(text, tree.span)


def _is_drawn(tree: Node) -> bool:
    return isinstance(tree, Apply) and tree.head == "~"


def _check_array(tree: Node, text: str) -> None:
    """Refuses what is no list, or has lists in its entries."""
    tree = _list_in(tree, text)
    rows = tree.args if tree.head == "matrix" else (tree,)
    for row in rows:
        _check_scalar(row.args if isinstance(row, Apply) else (row,), text, "entry")


def _list_in(tree: Node, text: str) -> Apply:
    """The list in [2, 4]/2, -[1, 2] and [1, 2]^T too; refuses any other tree, such as a sum of lists."""
    here = tree
    while isinstance(here, Apply) and here.head in _SCALING:
        parts = [part for part in here.args if _holds_a_list(part)]
        if len(parts) != 1 or (here.head == "/" and parts[0] is not here.args[0]):
            break
        here = parts[0]
    if not isinstance(here, Apply) or not is_list(here):
        raise refusals.array_wanted(text, tree.span)
    return here


def _holds_a_list(tree: Node) -> bool:
    heads = (node.head for node in walk(tree) if isinstance(node, Apply))
    return any(head in _OF_LISTS or head in ("vector", "matrix") for head in heads)


def _check_scalar(parts: Iterable[Node], text: str, wanted: str) -> None:
    """Refuses lists, and operations on lists, in the parts."""
    for part in parts:
        for node in walk(part):
            if isinstance(node, Apply) and (is_list(node) or node.head in _OF_LISTS):
                raise refusals.list_unwanted(text, node.span, wanted)


def _check_closed(tree: Node, text: str, notation: Notation) -> None:
    """Refuses a name that is neither a constant nor bound by the sum or integral around it."""
    stack: list[tuple[Node, frozenset[str]]] = [(tree, notation.constants)]
    while stack:
        node, known = stack.pop()
        if isinstance(node, Name) and node.name not in known:
            raise refusals.number_wanted(text, node.span)
        if isinstance(node, Apply):
            binds = node.head in BINDERS and len(node.args) == 4
            # Body and index first; the bounds stand outside, and may be infinite.
            inner = known | names_in(node.args[1]) if binds else known
            split = 2 if binds else len(node.args)
            stack.extend((part, known | {"inf"}) for part in reversed(node.args[split:]))
            stack.extend((part, inner) for part in reversed(node.args[:split]))


def _chosen(text: str, notation: Notation, limits: Limits) -> Reading:
    """The options that a response names: "b", "(B)", "a, c", or the very text of one option."""
    if len(text) > limits.characters:
        raise refusals.too_long(text, limits.characters)
    if not text.strip():
        raise refusals.nothing_written(text)
    keys = [key for key, _ in notation.options]
    by_name = {name.casefold(): key for key, name in notation.options} | {key.casefold(): key for key in keys}
    whole = by_name.get(text.strip().casefold())
    chosen = {whole} if whole is not None else _named(text, by_name, keys)
    ordered = [key for key in keys if key in chosen]
    tree: Node = Name(ordered[0]) if len(ordered) == 1 else Apply("set", tuple(Name(key) for key in ordered))
    plain = ", ".join(ordered)
    return Reading(tree, plain, rf"\text{{{_escaped(plain)}}}", plain)


def _ordered(text: str, notation: Notation, limits: Limits) -> Reading:
    """All options in the order of the response."""
    keys = keys_in_order(text, notation.options, limits)
    plain = ", ".join(keys)
    return Reading(Apply("tuple", tuple(map(Name, keys))), plain, rf"\text{{{_escaped(plain)}}}", plain)


def _named(text: str, by_name: dict[str, str], keys: list[str]) -> set[str]:
    """The keys in a list such as (a), c."""
    chosen: set[str] = set()
    for match in _KEY.finditer(text):
        if match[0] in ("and", "&", "+") and chosen and match[0] not in by_name:
            continue
        key = by_name.get(match[0].casefold()) or by_name.get(match[0].rstrip(".:").casefold())
        if key is None:
            raise _no_option(text, match, keys)
        chosen.add(key)
    if not chosen:
        raise refusals.no_option(text, (0, len(text)), keys)
    return chosen


def _no_option(text: str, match: re.Match[str], keys: list[str]) -> ResponseError:
    return refusals.no_option(text, match.span(), keys)


def _escaped(plain: str) -> str:
    return re.sub(r"([\\{}$&#^_%~])", lambda match: f"\\char{ord(match[1])} ", plain)
