"""Size, symbols, work left undone, and complex numbers."""

from __future__ import annotations

from collections.abc import Iterable

from gradcheck_grader.feedback import forms as feedback
from gradcheck_grader.forms.case import Case, terms_of
from gradcheck_grader.forms.ring import ARITHMETIC
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Apply, Name, Node, names_in, walk

UNDONE = frozenset({"diff", "grad", "integral", "sum", "prod"})
IMAGINARY = Name("i")


def size_of(tree: Node) -> int:
    """How many numbers, names, signs between them and functions the tree has; a minus sign is free."""
    return sum(_weight(node) for node in walk(tree))


def _weight(node: Node) -> int:
    if not isinstance(node, Apply):
        return 1
    return len(node.args) - 1 if node.head in ARITHMETIC else 1


def simplified(case: Case) -> str | None:
    """Not more than 1.5 times as large as the right answer, or than so many parts."""
    most = int(case.setting) if case.setting else size_of(case.reference) * 3 // 2
    return feedback.SHORTER if size_of(case.tree) > most else None


def evaluated(case: Case) -> str | None:
    """No derivative, integral, sum or product sign is left."""
    for node in walk(case.tree):
        if isinstance(node, Apply) and node.head in UNDONE:
            return feedback.work_out(to_plain(node))
    return None


def only_in(case: Case) -> str | None:
    """Of names only those listed occur, and of functions only those listed or in the right answer."""
    listed = symbols_of(case.setting)
    allowed = {*listed, *case.notation.constants}
    heads = {*listed, *ARITHMETIC, *_heads([case.reference])}
    for node in walk(case.tree):
        if isinstance(node, Name) and node.name not in allowed:
            return feedback.only_in(listed, node.name)
        if isinstance(node, Apply) and node.head not in heads:
            return feedback.only_in(listed, node.head)
    return None


def symbols_of(setting: str) -> list[str]:
    """The symbols in a list such as "s, t"."""
    return setting.replace(",", " ").split()


def _heads(trees: Iterable[Node]) -> set[str]:
    return {node.head for tree in trees for node in walk(tree) if isinstance(node, Apply)}


def real_and_imaginary(case: Case) -> str | None:
    """Real terms, and at most one that is a real number times i."""
    imaginary = [term for _, term in terms_of(case.tree) if "i" in names_in(term)]
    if len(imaginary) > 1 or any(not _is_real_times_i(term) for term in imaginary):
        return feedback.REAL_AND_IMAGINARY
    return None


def _is_real_times_i(term: Node) -> bool:
    """Whether i is a factor of the term once, above the bar."""
    while isinstance(term, Apply) and term.head in ("/", "*", "neg"):
        touched = [part for part in term.args if "i" in names_in(part)]
        if len(touched) != 1 or (term.head == "/" and touched[0] is not term.args[0]):
            return False
        term = touched[0]
    return term == IMAGINARY
