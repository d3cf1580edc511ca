"""Reverse mode as a program: a function to write."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sympy import ImmutableMatrix

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.symbolic import Grid
from gradcheck_grader import Array, Code, Speed, Trial

Operation = tuple[Any, ...]
SOLUTION = """import numpy as np
def gradients(operations, x):
    v = list(x)
    for name, *places in operations:
        inputs = [v[i] for i in places]
        if name == "add":
            v.append(inputs[0] + inputs[1])
        elif name == "mul":
            v.append(inputs[0] * inputs[1])
        elif name == "tanh":
            v.append(np.tanh(inputs[0]))
        else:
            v.append(max(inputs[0], 0.0))
    s = np.zeros(len(v))
    s[-1] = 1.0
    for k in reversed(range(len(x), len(v))):
        name, *places = operations[k - len(x)]
        if name == "mul":
            i, j = places
            s[i] += s[k] * v[j]
            s[j] += s[k] * v[i]
        else:
            for i in places:
                local = 1.0
                if name == "tanh":
                    local = 1 - v[k] ** 2
                elif name == "relu":
                    local = float(v[i] > 0)
                s[i] += s[k] * local
    return s[:len(x)]"""
ASSIGNED = SOLUTION.replace("s[i] +=", "s[i] =").replace("s[j] +=", "s[j] =")
NOT_REVERSED = SOLUTION.replace("reversed(range(len(x), len(v)))", "range(len(x), len(v))")
OWN_FACTOR = SOLUTION.replace("s[k] * v[j]", "s[k] * v[j_]").replace("s[k] * v[i]", "s[k] * v[j]")
OWN_FACTOR = OWN_FACTOR.replace("v[j_]", "v[i]")
TANH_OF_INPUT = SOLUTION.replace("1 - v[k] ** 2", "1 - v[i] ** 2")
RELU_OPEN = SOLUTION.replace("float(v[i] > 0)", "1.0")
# Two inputs, two products and a sum; each graph meets a node twice.
GRAPHS: dict[str, tuple[tuple[Operation, ...], str]] = {
    "product first": (
        (("mul", 0, 1), ("add", 0, 2), ("mul", 2, 3)),
        "v_2 = v_0 v_1, v_3 = v_0 + v_2, v_4 = v_2 v_3",
    ),
    "sum first": (
        (("add", 0, 1), ("mul", 2, 0), ("mul", 3, 2)),
        "v_2 = v_0 + v_1, v_3 = v_2 v_0, v_4 = v_3 v_2",
    ),
    "square": (
        (("mul", 0, 0), ("add", 2, 1), ("mul", 3, 0)),
        "v_2 = v_0 v_0, v_3 = v_2 + v_1, v_4 = v_3 v_0",
    ),
    "square of a sum": (
        (("add", 0, 1), ("mul", 2, 2), ("mul", 3, 1)),
        "v_2 = v_0 + v_1, v_3 = v_2 v_2, v_4 = v_3 v_1",
    ),
    "product last": (
        (("mul", 0, 1), ("add", 2, 1), ("mul", 3, 2)),
        "v_2 = v_0 v_1, v_3 = v_2 + v_1, v_4 = v_3 v_2",
    ),
}


@dataclass(frozen=True)
class Graph:
    """Operations on two whole numbers, and their equations."""

    operations: tuple[Operation, ...]
    equations: str
    inputs: tuple[int, int]

    @property
    def values(self) -> list[int]:
        """The values of all nodes."""
        found = list(self.inputs)
        for name, i, j in self.operations:
            found.append(found[i] * found[j] if name == "mul" else found[i] + found[j])
        return found

    def slopes(self, *, assign: bool = False, own: bool = False) -> list[int]:
        """The slopes of the last node by all nodes; or with assignments, or with a factor's own value."""
        v = self.values
        s = [0] * (len(v) - 1) + [1]
        for k in range(len(v) - 1, 1, -1):
            name, i, j = self.operations[k - 2]
            for place, other in ((i, j), (j, i)):
                local = 1 if name == "add" else v[place if own else other]
                s[place] = s[k] * local + (0 if assign else s[place])
        return s


@exercise("backprop/autodiff-code", title="Reverse-mode differentiation of a list of operations", level=4)
def autodiff_code(draw: Draw) -> Problem:
    """One sweep back over the operations gives the slopes by all inputs; what meets in a node is added.

    Trap: a node that is used twice gets two contributions, and neither may replace the other.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 5.6.2.
    """
    graph = draw.until(_tells_mistakes_apart, lambda: _graph(draw))
    inputs = draw.integer("inputs", 0, 9_999)
    return Problem(
        say(
            r"""
            A computation with $n$ inputs is a list of operations. The **nodes** are numbered from 0: nodes
            $0, \ldots, n - 1$ are the inputs, and each operation in turn makes the next node from earlier
            ones. The **last node** is the output. Write $v_k$ for the value of node $k$, and $s_k$ for the
            slope of the output by node $k$: the sum over all ways in which node $k$ acts on the output.
            """
        ),
        (_slopes_part(graph), _code_part(inputs)),
    )


def _graph(draw: Draw) -> Graph:
    operations, equations = GRAPHS[draw.choice("graph", tuple(GRAPHS))]
    first = draw.integer("v0", -4, 5, exclude=(0, 1))
    return Graph(operations, equations, (first, draw.integer("v1", -4, 5, exclude=(0, 1, first))))


def _wrong(graph: Graph) -> tuple[list[int], list[int], list[int]]:
    """The slopes with assignments, with a factor's own value, and in the wrong order."""
    right = graph.slopes()[:2]
    return graph.slopes(assign=True)[:2], graph.slopes(own=True)[:2], right[::-1]


def _tells_mistakes_apart(graph: Graph) -> bool:
    answers = [graph.slopes()[:2], *_wrong(graph)]
    return 0 not in graph.slopes() and len({tuple(answer) for answer in answers}) == len(answers)


def _column(values: Sequence[int]) -> Grid:
    return ImmutableMatrix(values)


def _slopes_part(graph: Graph) -> Part:
    """The slopes by two inputs, by hand."""
    v, s = graph.values, graph.slopes()
    assigned, own, exchanged = _wrong(graph)
    return Part(
        say(
            f"Let ${graph.equations}$ with $v_0 = {{first}}$ and $v_1 = {{second}}$. Find $(s_0, s_1)$.",
            first=v[0],
            second=v[1],
        ),
        Array(_column(s[:2])),
        slips=(
            Slip(
                "contribution-lost",
                _column(assigned),
                "A node that is used more than once gets a contribution from each use. Add them all.",
            ),
            Slip(
                "factor-itself",
                _column(own),
                "By a factor, a product has the slope of the other factor, not of this one.",
            ),
            Slip("inputs-exchanged", _column(exchanged), "Node 0 comes first: you exchanged the inputs."),
        ),
        hints=hints(
            "Find the values first. Then go back from the output, whose slope is 1.",
            "The values are ${v}$. By its two operands the last product has the slopes of the other operand. "
            "Which nodes get more than one contribution?",
            "$s_4 = 1$, $s_3 = {s3}$ and $s_2 = {s2}$. Now go through the operations that use the inputs, "
            "and add up.",
            v=ImmutableMatrix([v]),
            s3=s[3],
            s2=s[2],
        ),
        steps=(
            step("The values", "$(v_2, v_3, v_4)$", "${v}$", v=ImmutableMatrix([v[2:]])),
            step("Back to node 3", "$s_3$", "${s}$", s=s[3]),
            step("Back to node 2", "$s_2$", "${s}$", s=s[2]),
            step("Back to the inputs", "$(s_0, s_1)$", "${s}$", s=ImmutableMatrix([s[:2]])),
        ),
        check=lambda _: _complex_slopes(graph.operations, np.array(graph.inputs, dtype=float)),
    )


def _code_part(inputs: int) -> Part:
    """The slopes of any list of operations, as code."""
    trials, large = _trials(inputs)
    return Part(
        say(
            r"""
            Write a function that gives the slopes $s_0, \ldots, s_{n-1}$ by the inputs as a NumPy array of
            shape (n,). `x` is an array of the $n$ input values. `operations` is a list of tuples:
            `("add", i, j)` is $v_i + v_j$, `("mul", i, j)` is $v_i \cdot v_j$, `("tanh", i)` is
            $\tanh(v_i)$, `("relu", i)` is the larger of $v_i$ and 0. No relu is tried at 0; $i = j$ may be.
            Go through the operations once forward and once back, for all inputs together. Begin with
            `import numpy as np`.
            """
        ),
        Code("gradients(operations, x)", SOLUTION, _dual_slopes, trials, speed=Speed(large, ratio=8)),
        points=4,
        slips=(
            Slip(
                "contribution-lost-code",
                ASSIGNED,
                "A node that is used more than once gets a contribution from each use: add, do not assign.",
            ),
            Slip(
                "not-reversed",
                NOT_REVERSED,
                "You went through the operations forward. The slope of a node must be whole before it is "
                "used.",
            ),
            Slip(
                "factor-itself-code",
                OWN_FACTOR,
                "By a factor, a product has the slope of the other factor, not of this one.",
            ),
            Slip(
                "tanh-of-input",
                TANH_OF_INPUT,
                "You squared the input of tanh in its slope. It is the output that is squared there.",
            ),
            Slip("relu-always-open", RELU_OPEN, "Below 0 a relu is constant. Nothing goes back through it."),
        ),
        hints=hints(
            "Keep the values of all nodes in a list, and their slopes in an array of zeros with a 1 at the "
            "end.",
            "Go through the operations in reverse. What does operation $k$ add to the slopes of its "
            "operands, in terms of $s_k$ and the values?",
            "For a product: `s[i] += s[k] * v[j]` and `s[j] += s[k] * v[i]`. For a tanh: "
            "`s[i] += s[k] * (1 - v[k] * v[k])`. The others are simpler.",
        ),
        steps=(
            step("Forward: the values", "", "`v.append(…)` for each operation"),
            step("The output by itself", "", "`s[-1] = 1.0`"),
            step("Back: to each operand its local slope times $s_k$, added", "", "`s[i] += s[k] * local`"),
            step("The inputs", "", "`return s[:len(x)]`"),
        ),
        check=lambda _: [_complex_slopes(*trial.inputs) for trial in trials],
    )


def _trials(inputs: int) -> tuple[tuple[Trial, ...], tuple[list[Operation], np.ndarray]]:
    """Graphs in which nodes meet again, and one with many inputs to time."""
    rng = np.random.default_rng(inputs)

    def x(n: int) -> np.ndarray:
        return rng.uniform(0.3, 1.5, size=n)

    chain: list[Operation] = [("mul", 0, 1), ("tanh", 2), ("add", 3, 0)]
    square: list[Operation] = [("mul", 0, 0), ("mul", 1, 2), ("add", 3, 3)]
    diamond: list[Operation] = [("mul", 0, 1), ("tanh", 2), ("mul", 2, 3), ("add", 4, 2)]
    kinks: list[Operation] = [("relu", 0), ("relu", 1), ("mul", 0, 1), ("add", 2, 4), ("mul", 5, 3)]
    return (
        Trial((chain, x(2))),
        *(Trial((_random(rng, n, 8), x(n))) for n in (2, 3, 4)),
        Trial((square, x(2)), "one node twice in an operation"),
        Trial((diamond, x(2)), "a node that is used again"),
        Trial((kinks, x(2) * np.array([-1.0, 1.0])), "relu below 0"),
    ), (_sum_of_products(rng, 1000, 1500), x(1000))


def _random(rng: np.random.Generator, n: int, count: int) -> list[Operation]:
    """Operations, each on the node before it and on an input; tanh keeps the values small."""
    found: list[Operation] = []
    for number in range(count):
        last, other = n + number - 1, int(rng.integers(0, n))
        kind = ("mul", "add", "tanh")[number % 3]
        found.append(("tanh", last) if kind == "tanh" else (kind, last, other))
    return found


def _sum_of_products(rng: np.random.Generator, n: int, count: int) -> list[Operation]:
    """Products of two inputs, each added to the sum of those before it."""
    pairs = rng.integers(0, n, (count, 2)).tolist()
    found: list[Operation] = [("mul", *pairs[0])]
    for i, j in pairs[1:]:
        before = n + len(found) - 1
        found += [("mul", i, j), ("add", before, before + 1)]
    return found


def _dual_slopes(operations: Sequence[Operation], x: Any) -> np.ndarray:
    """The slopes in forward mode: each node carries its slopes by all inputs."""
    nodes = [(float(value), np.eye(len(x))[place]) for place, value in enumerate(x)]
    for name, *places in operations:
        (a, da), (b, db) = nodes[places[0]], nodes[places[-1]]
        match name:
            case "add":
                nodes.append((a + b, da + db))
            case "mul":
                nodes.append((a * b, a * db + b * da))
            case "tanh":
                nodes.append((math.tanh(a), da / math.cosh(a) ** 2))
            case _:
                nodes.append((a, da) if a > 0 else (0.0, 0.0 * da))
    return nodes[-1][1]


def _complex_slopes(operations: Sequence[Operation], x: np.ndarray) -> np.ndarray:
    """The slopes from values of the computation alone, one imaginary step an input."""
    slopes = np.zeros(len(x))
    for place in range(len(x)):
        v = list(x + 1e-30j * np.eye(len(x))[place])
        for name, *places in operations:
            a, b = v[places[0]], v[places[-1]]
            relu = a if a.real > 0 else 0j
            v.append({"add": a + b, "mul": a * b, "tanh": np.tanh(a), "relu": relu}[name])
        slopes[place] = v[-1].imag / 1e-30
    return slopes
