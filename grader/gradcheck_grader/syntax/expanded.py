"""Functions that are others: what each is of its arguments."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gradcheck_grader.syntax.build import minus, of, over, plus
from gradcheck_grader.syntax.tree import Apply, Node, num

_OF_ONE: dict[str, Callable[[Node], Apply | Node]] = {
    "sech": lambda x: over(num(1), of("cosh", x)),
    "csch": lambda x: over(num(1), of("sinh", x)),
    "coth": lambda x: over(of("cosh", x), of("sinh", x)),
    "logit": lambda x: of("log", over(x, plus(num(1), minus(x)))),
    "lgamma": lambda x: of("log", of("gamma", x)),
    "trigamma": lambda x: of("polygamma", num(1), x),
    "Phi": lambda x: over(plus(num(1), of("erf", over(x, of("sqrt", num(2))))), num(2)),
    "asec": lambda x: of("acos", over(num(1), x)),
    "acsc": lambda x: of("asin", over(num(1), x)),
    # At 0 people differ, so that nothing is said there.
    "heaviside": lambda x: of("piecewise", num(1), of(">", x, num(0)), num(0), of("<", x, num(0))),
    "logdet": lambda x: of("log", of("det", x)),
}
_OF_TWO: dict[str, Callable[[Node, Node], Node]] = {
    "beta": lambda a, b: over(of("*", of("gamma", a), of("gamma", b)), of("gamma", plus(a, b))),
    "solve": lambda matrix, right: of("matmul", of("inv", matrix), right),
}
EXPANDED = frozenset({*_OF_ONE, *_OF_TWO})


def expanded(head: str, arguments: Sequence[Node]) -> Node:
    """The function of EXPANDED with its arguments, of which it has as many as it needs."""
    return _OF_ONE[head](arguments[0]) if head in _OF_ONE else _OF_TWO[head](arguments[0], arguments[1])
