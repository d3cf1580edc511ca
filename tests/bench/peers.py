"""The systems compared: each says "equal", "different" or "undecided" of two trees.

A system that does not answer in time is stopped and counted; one that raises is undecided, which is kind.
"""

from __future__ import annotations

import select
import shutil
import subprocess
from collections.abc import Callable
from fractions import Fraction
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from tests.bench.corpus import Case

from gradcheck_grader import COMPLEX, parse, to_latex, to_sympy
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, fold

LIMIT = 2.0  # seconds for one decision of a peer


class Said(NamedTuple):
    """What a system said, and the seconds that it took; "late" when it was stopped."""

    answer: str
    seconds: float


def sympy_difference(case: Case) -> tuple[Any, Any]:
    """Both sides as SymPy objects, with the assumptions that the domains allow."""
    import sympy

    known = {}
    for name, domain in case.notation.names.items():
        positive = True if domain.low is not None and domain.low >= 0 and domain.low_open else None
        integer = True if domain.kind == "integer" else None
        known[name] = sympy.Symbol(name, real=domain != COMPLEX, positive=positive, integer=integer)
    sides = (to_sympy(parse(text, case.notation)) for text in (case.truth, case.response))
    left, right = (
        side.subs({sympy.Symbol(name): symbol for name, symbol in known.items()}) for side in sides
    )
    return left, right


def sympy_simplify(case: Case) -> str:
    """simplify(a - b) == 0."""
    import sympy

    left, right = sympy_difference(case)
    return "equal" if sympy.simplify(left - right) == 0 else "different"


def sympy_equals(case: Case) -> str:
    """a.equals(b)."""
    left, right = sympy_difference(case)
    return {True: "equal", False: "different", None: "undecided"}[left.equals(right)]


def math_verify(case: Case) -> str:
    """verify(parse(a), parse(b)) on the LaTeX of both sides, as its users call it."""
    import math_verify as peer

    trees = [fold(parse(text, case.notation), _itself, _spelled_out) for text in (case.truth, case.response)]
    sides = [peer.parse(f"${to_latex(tree)}$", parsing_timeout=None) for tree in trees]
    if not all(sides):
        return "undecided"
    return "equal" if peer.verify(*sides, timeout_seconds=None) else "different"


def _itself(node: Num | Name) -> Node:
    return node


def _spelled_out(node: Apply, parts: list[Node]) -> Node:
    """Sigmoid, softplus and relu by exp, log and max, which every system knows."""
    one = Num(Fraction(1))
    if node.head == "sigmoid":
        return Apply("/", (one, Apply("+", (one, Apply("exp", (Apply("neg", (parts[0],)),))))))
    if node.head == "softplus":
        return Apply("log", (Apply("+", (one, Apply("exp", (parts[0],)))),))
    if node.head == "relu":
        return Apply("max", (parts[0], Num(Fraction(0))))
    return Apply(node.head, tuple(parts))


class Stopped:
    """A peer in a process of its own, which is killed and started anew when it is late."""

    def __init__(self, decide: Callable[[Case], str]) -> None:
        self.decide = decide
        self.start()

    def start(self) -> None:
        """A process that answers one case after the other."""
        context = get_context("spawn")
        self.pipe, end = context.Pipe()
        self.process = context.Process(target=_serve, args=(end, self.decide), daemon=True)
        self.process.start()
        self.pipe.recv()

    def ask(self, case: Case) -> Said:
        """What it says of a case; the time is taken in its own process."""
        self.pipe.send(case)
        if self.pipe.poll(LIMIT):
            return Said(*self.pipe.recv())
        self.close()
        self.start()
        return Said("late", LIMIT)

    def close(self) -> None:
        """Ends the process."""
        self.process.kill()
        self.process.join()


def _serve(pipe: Any, decide: Callable[[Case], str]) -> None:
    import sympy  # noqa: F401 - the import is not part of a decision

    pipe.send("ready")
    while True:
        case = pipe.recv()
        began = perf_counter()
        try:
            answer = decide(case)
        except Exception as error:  # noqa: BLE001 - a peer may raise anything; it counts as undecided
            answer = f"undecided: {type(error).__name__}"
        pipe.send((answer.partition(":")[0], perf_counter() - began))


class Maxima:
    """A Maxima that stays open: the difference simplified by ratsimp, radcan, trigsimp and exponentialize."""

    PROGRAM = (
        "display2d:false$ ttyoff:false$ "
        "gc_zero(d) := block([v], v : ratsimp(d), if v = 0 then return(1), "
        "v : radcan(trigsimp(d)), if v = 0 then return(1), "
        "v : radcan(ratsimp(exponentialize(trigexpand(logcontract(d))))), if v = 0 then return(1), "
        "if is(equal(d, 0)) = true then 1 else 0)$\n"
    )

    def __init__(self) -> None:
        self.start()

    @staticmethod
    def is_here() -> bool:
        """Whether Debian's maxima and maxima-share are installed."""
        return shutil.which("maxima") is not None and Path("/usr/share/maxima").is_dir()

    def start(self) -> None:
        """A Maxima that has answered once."""
        self.process = subprocess.Popen(
            [shutil.which("maxima") or "maxima", "--very-quiet"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._send(self.PROGRAM)
        self._answer("0", "", 20.0)

    def ask(self, case: Case) -> Said:
        """What it says of a case: reading and deciding together, as for the others."""
        sides = [to_maxima(parse(text, case.notation)) for text in (case.truth, case.response)]
        assumed = "".join(
            f"assume({name} {'>' if domain.low_open else '>='} {domain.low})$"
            for name, domain in case.notation.names.items()
            if domain.low is not None
        ) + "".join(
            f"assume({name} < {domain.high})$"
            for name, domain in case.notation.names.items()
            if domain.high is not None
        )
        integers = "".join(
            f"declare({name}, integer)$"
            for name, domain in case.notation.names.items()
            if domain.kind == "integer"
        )
        began = perf_counter()
        answer = self._answer(f"({sides[0]}) - ({sides[1]})", assumed + integers, LIMIT)
        seconds = perf_counter() - began
        self._send(
            "forget(facts())$ " + "".join(f"remove({name}, integer)$" for name in case.notation.names) + "\n"
        )
        return Said(answer, LIMIT if answer == "late" else seconds)

    def close(self) -> None:
        """Ends the process."""
        self.process.kill()
        self.process.wait()

    def _answer(self, difference: str, before: str, limit: float) -> str:
        self._send(f'{before}print("ANS", errcatch(gc_zero({difference})))$\n')
        text = ""
        end = perf_counter() + limit
        while "ANS [" not in text or "]" not in text[text.index("ANS [") :]:
            ready, _, _ = select.select([self.process.stdout], [], [], max(0.0, end - perf_counter()))
            if not ready:
                self.close()
                self.start()
                return "late"
            text += self.process.stdout.read1().decode(errors="replace")  # pyright: ignore[reportOptionalMemberAccess]
        return {"1": "equal", "0": "different"}.get(
            text[text.index("ANS [") + 5 :].partition("]")[0].strip(), "undecided"
        )

    def _send(self, text: str) -> None:
        self.process.stdin.write(text.encode())  # pyright: ignore[reportOptionalMemberAccess]
        self.process.stdin.flush()  # pyright: ignore[reportOptionalMemberAccess]


_MAXIMA = {
    "sigmoid": "1/(1+exp(-({0})))", "softplus": "log(1+exp({0}))", "relu": "max({0},0)", "neg": "(-({0}))",
    "/": "(({0})/({1}))",
    "^": "(({0})^({1}))", "factorial": "(({0})!)", "sign": "signum({0})", "root": "(({0})^(1/({1})))",
    "ceil": "ceiling({0})", "erf": "erf({0})",
}  # fmt: skip


def to_maxima(tree: Node) -> str:
    """The tree as Maxima reads it."""

    def leaf(node: Num | Name) -> str:
        if isinstance(node, Num):
            return f"({node.value})"
        return {"pi": "%pi", "e": "%e", "i": "%i", "inf": "inf"}.get(node.name, node.name)

    def branch(node: Apply, parts: list[str]) -> str:
        if node.head in ("+", "*"):
            return "(" + node.head.join(parts) + ")"
        if node.head == "log" and len(parts) == 2:
            return f"(log({parts[0]})/log({parts[1]}))"
        return (
            _MAXIMA[node.head].format(*parts) if node.head in _MAXIMA else f"{node.head}({','.join(parts)})"
        )

    return fold(tree, leaf, branch)
