"""The process that looks for a proof: a request on stdin, "proved" or nothing on stdout.

    python -m gradcheck_grader.equality.proving

Whatever SymPy raises ends the process, and there is no proof then.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from math import ceil
from typing import Any

from gradcheck_grader.equality.proof import PROVED, domains_of, tree_of
from gradcheck_grader.sympy_bridge import symbol_of, to_sympy

MEMORY = 2 * 2**30

# From cheap to dear, after derivatives and sums are worked out; each may show that a difference is 0.
# A name of a method, and what it is given.
_WAYS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("expand", ()),
    ("simplify", ()),
    ("rewrite", ("exp",)),
    ("rewrite", ("gamma",)),
    ("rewrite", ("Piecewise",)),
)


def limit_self(seconds: float) -> None:
    """No more time and memory than this, should nobody be left to kill the process."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_CPU, (ceil(seconds) + 1, ceil(seconds) + 2))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def is_zero(difference: Any) -> bool:
    """Whether one of the ways shows that the SymPy object is 0."""
    difference = difference.doit()
    if difference.is_zero is True:
        return True
    for method, settings in _WAYS:
        changed = getattr(difference, method)(*settings)
        if settings:
            changed = changed.simplify()
        if changed.is_zero is True:
            return True
    return False


def answer(text: str, limit: Callable[[float], None] = limit_self) -> bytes:
    """What is said to this request."""
    request = json.loads(text)
    limit(request["seconds"])
    symbols = [symbol_of(name, domain) for name, domain in domains_of(request["names"]).items()]
    left, right = (to_sympy(tree_of(request[side]), symbols) for side in ("left", "right"))
    return PROVED if is_zero(left - right) else b""


if __name__ == "__main__":
    sys.stdout.buffer.write(answer(sys.stdin.read()))
