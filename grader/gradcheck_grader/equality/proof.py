"""The last rung, for who asks for it: SymPy upgrades "agrees" to "proved", and changes nothing else.

SymPy runs in a process of its own, which gets the two trees as data, builds SymPy's objects from them and
says whether their difference simplifies to 0. It is started afresh (never forked: the caller may have
threads), is killed when its time is over, and is always reaped. No proof in that time is no news.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import gradcheck_grader
from gradcheck_grader.equality.comparison import Comparison
from gradcheck_grader.notation import REAL, Domain, Notation
from gradcheck_grader.syntax.bound import free_names
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, fold
from gradcheck_grader.verdict import Outcome

BUDGET_S = 2.0
LARGEST = 2_000
CHILD = "gradcheck_grader.equality.proving"
PROVED = b"proved"

# Nodes, arguments first: ["num", "1/2"], ["name", "x"], ["+", 2] for + of the two before it.
Record = list[list[Any]]


def with_proof(
    found: Comparison, a: Node, b: Node, notation: Notation, *, budget_s: float = BUDGET_S
) -> Comparison:
    """The comparison of a and b, with "proved" for "agrees" where there is a proof; never another outcome.

    budget_s  seconds that looking for one may take.
    """
    agrees = found.outcome is Outcome.RIGHT and found.evidence.kind == "agrees"
    if not agrees or not is_proved(a, b, notation, budget_s=budget_s):
        return found
    return replace(found, evidence=replace(found.evidence, kind="proved"))


def is_proved(a: Node, b: Node, notation: Notation, *, budget_s: float = BUDGET_S) -> bool:
    """Whether SymPy shows within the budget that a - b is 0 on the declared domains."""
    trees = {"left": record_of(a), "right": record_of(b)}
    if budget_s <= 0 or not sys.executable or sum(map(len, trees.values())) > LARGEST:
        return False
    free = sorted((free_names(a) | free_names(b)) - notation.constants)
    domains = {name: notation.names.get(name, REAL).to_json() for name in free}
    request = json.dumps(trees | {"names": domains, "seconds": budget_s})
    # Nothing of the directory where we happen to be is imported (-P); ours is found where we found it.
    home = str(Path(gradcheck_grader.__file__).parent.parent)
    paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
    try:
        done = subprocess.run(  # noqa: S603  our own interpreter and module; the trees go in as data
            [sys.executable, "-P", "-m", CHILD],
            input=request.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=budget_s,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError):  # killed and reaped; or not to be started here
        return False
    return done.returncode == 0 and done.stdout.strip() == PROVED


def record_of(tree: Node) -> Record:
    """The tree as data."""
    record: Record = []

    def leaf(node: Num | Name) -> Record:
        return [["num", str(node.value)] if isinstance(node, Num) else ["name", node.name]]

    def branch(node: Apply, parts: list[Record]) -> Record:
        return [*(item for part in parts for item in part), [node.head, len(parts)]]

    record.extend(fold(tree, leaf, branch))
    return record


def tree_of(record: Record) -> Node:
    """The tree that record_of wrote.

    >>> tree = Apply("+", (Name("x"), Num(Fraction(1, 2))))
    >>> tree_of(record_of(tree)) == tree
    True
    """
    made: list[Node] = []
    for head, what in record:
        if head == "num":
            made.append(Num(Fraction(what)))
        elif head == "name":
            made.append(Name(what))
        else:
            args = tuple(made[len(made) - what :])
            del made[len(made) - what :]
            made.append(Apply(head, args))
    return made[0]


def domains_of(names: Mapping[str, Any]) -> dict[str, Domain]:
    """The domains that a request carries."""
    return {name: Domain.from_json(record) for name, record in names.items()}
