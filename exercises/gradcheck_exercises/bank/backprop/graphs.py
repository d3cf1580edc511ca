"""Forward and backward through a computational graph with a shared node."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from sympy import ImmutableMatrix, Integer

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct, sound
from gradcheck_exercises.bank.factors import factor_text
from gradcheck_exercises.bank.numeric import differences
from gradcheck_exercises.symbolic import Grid, Value
from gradcheck_grader import Array, Number


@dataclass(frozen=True)
class Node:
    """An operation: how it is written, its value, and its partial derivatives, of the same arguments."""

    latex: str
    value: Callable[..., Any]
    partials: Callable[..., tuple[Any, ...]]


SHARED = {  # u, from x and y
    "sum": Node("x + y", lambda x, y: x + y, lambda x, y: (1, 1)),
    "difference": Node("x - y", lambda x, y: x - y, lambda x, y: (1, -1)),
    "product": Node(r"x \cdot y", lambda x, y: x * y, lambda x, y: (y, x)),
    "twice": Node("2 x + y", lambda x, y: 2 * x + y, lambda x, y: (2, 1)),
}
LEFT = {  # v, from u and x
    "product": Node(r"u \cdot x", lambda u, x: u * x, lambda u, x: (x, u)),
    "square": Node("u^2 + x", lambda u, x: u**2 + x, lambda u, x: (2 * u, 1)),
    "relu": Node(
        r"\max(0, u) + 3 x",
        lambda u, x: max(u, 0 * u) + 3 * x,
        lambda u, x: (1 if u > 0 else 0, 3),
    ),
    "difference": Node("4 u - x", lambda u, x: 4 * u - x, lambda u, x: (4, -1)),
}
RIGHT = {  # w, from u and y
    "product": Node(r"u \cdot y", lambda u, y: u * y, lambda u, y: (y, u)),
    "difference": Node("3 u - y", lambda u, y: 3 * u - y, lambda u, y: (3, -1)),
    "square": Node("u + y^2", lambda u, y: u + y**2, lambda u, y: (1, 2 * y)),
}
LAST = {  # L, from v and w
    "product": Node(r"v \cdot w", lambda v, w: v * w, lambda v, w: (w, v)),
    "sum": Node("2 v + 3 w", lambda v, w: 2 * v + 3 * w, lambda v, w: (2, 3)),
    "difference": Node("3 v - 2 w", lambda v, w: 3 * v - 2 * w, lambda v, w: (3, -2)),
    "square": Node("v^2 - 2 w", lambda v, w: v**2 - 2 * w, lambda v, w: (2 * v, -2)),
}
INPUTS = tuple(
    (x, y) for x in range(-4, 5) for y in range(-4, 5) if abs(x) > 1 and abs(y) > 1 and abs(x) != abs(y)
)


@dataclass(frozen=True)
class Graph:
    """u from x and y, v from u and x, w from u and y, L from v and w; values is (u, v, w, L)."""

    nodes: tuple[Node, Node, Node, Node]
    x: int
    y: int
    values: tuple[Value, ...]

    @classmethod
    def through(cls, nodes: tuple[Node, Node, Node, Node], x: int, y: int) -> Graph:
        """The graph with the values that its nodes have."""
        return cls(nodes, x, y, tuple(map(Integer, forward(nodes, x, y))))

    @cached_property
    def last(self) -> Grid:
        """The adjoints of v and w."""
        _, v, w, _ = self.values
        return ImmutableMatrix(self.nodes[3].partials(v, w))

    @cached_property
    def local(self) -> tuple[tuple[Any, ...], ...]:
        """The local derivatives of u by (x, y), of v by (u, x) and of w by (u, y)."""
        u = self.values[0]
        into_u, into_v, into_w, _ = self.nodes
        return (
            into_u.partials(self.x, self.y),
            into_v.partials(u, self.x),
            into_w.partials(u, self.y),
        )

    def paths(self, last: Grid) -> tuple[Value, Value]:
        """What comes to u from v and from w, for these adjoints of v and w."""
        _, of_v, of_w = self.local
        return last[0] * of_v[0], last[1] * of_w[0]

    def direct(self, last: Grid) -> Grid:
        """What comes to x from v and to y from w, without passing through u."""
        _, of_v, of_w = self.local
        return ImmutableMatrix([last[0] * of_v[1], last[1] * of_w[1]])

    def through_u(self, adjoint: Value) -> Grid:
        """What comes to x and y from u, for this adjoint of u."""
        return adjoint * ImmutableMatrix(self.local[0])

    @property
    def adjoint(self) -> Value:
        """The adjoint of u."""
        return sum(self.paths(self.last))

    @property
    def gradient(self) -> Grid:
        """The adjoints of x and y."""
        return self.through_u(self.adjoint) + self.direct(self.last)


def forward(
    nodes: tuple[Node, Node, Node, Node], x: Any, y: Any, nudge: Mapping[str, float] | None = None
) -> tuple[Any, Any, Any, Any]:
    """The values of u, v, w and L, with something added to some of them."""
    added = nudge or {}
    u = nodes[0].value(x, y) + added.get("u", 0)
    v = nodes[1].value(u, x) + added.get("v", 0)
    w = nodes[2].value(u, y) + added.get("w", 0)
    return u, v, w, nodes[3].value(v, w)


@exercise("backprop/graph-forward-backward", title="Forward and backward through a graph", level=2)
def graph_forward_backward(draw: Draw) -> Problem:
    """Values forwards, adjoints backwards; a node that is used twice adds up what comes back.

    Trap: at a shared node the contributions are added, none of them replaces another.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 5.6.2.
    """
    return draw.until(sound, lambda: _graph_forward_backward(draw))


def _graph_forward_backward(draw: Draw) -> Problem:
    graph = draw.until(_tells_apart, lambda: _graph(draw))
    u, v, w, last = (node.latex for node in graph.nodes)
    return Problem(
        say(
            r"""
            A computational graph with the inputs $x$ and $y$ computes, in this order,

            $$u = {u}, \qquad v = {v}, \qquad w = {w}, \qquad L = {last}.$$

            The inputs are $x = {x}$ and $y = {y}$. The adjoint of a node $n$ is
            $\bar{n} = \frac{\partial L}{\partial n}$: by how much $L$ changes with $n$, when all that is
            computed from $n$ later changes along.
            """,
            u=u,
            v=v,
            w=w,
            last=last,
            x=graph.x,
            y=graph.y,
        ),
        (_values(graph), _last(graph), _shared(graph), _inputs(graph)),
    )


def _graph(draw: Draw) -> Graph:
    tables = (("u", SHARED), ("v", LEFT), ("w", RIGHT), ("last", LAST))
    u, v, w, last = (table[draw.choice(name, tuple(table))] for name, table in tables)
    x, y = draw.choice("inputs", INPUTS)
    return Graph.through((u, v, w, last), x, y)


def _tells_apart(g: Graph) -> bool:
    """Whether the numbers are short, nothing is zero, and a sum of the paths is not mistaken for less."""
    one, other = g.paths(g.last)
    *before, last = map(abs, g.values)
    if not all(g.values) or not all(g.last) or max(before) > 40 or last > 400:
        return False
    small = abs(g.adjoint) <= 60 and max(map(abs, g.gradient)) <= 200
    return small and bool(g.adjoint) and any(g.gradient) and len(_shared_slips(g)) >= 2 and one != -other


def _values(g: Graph) -> Part:
    """u, v, w, L."""
    right = ImmutableMatrix(g.values)
    u, v, w, _ = g.values
    exchanged = ImmutableMatrix(forward(g.nodes, g.y, g.x))
    turned = ImmutableMatrix(forward(g.nodes, -g.x, g.y))
    return Part(
        say("Go forwards: give $u, v, w, L$ as a vector, such as `[1, 2, 3, 4]`."),
        Array(right),
        slips=distinct(
            right,
            Slip("exchanged", exchanged, "You put x in the place of y, and y in the place of x."),
            Slip("sign-of-x", turned, "The sign of x got lost on the way."),
            Slip(
                "v-for-u",
                ImmutableMatrix([u, v, *_from(g, v)]),
                "For w you took the value of v. Look at which nodes w is computed from.",
            ),
        ),
        hints=hints(
            "Compute the nodes in the order in which they are given; each needs only earlier ones.",
            "$u = {u}$. Put it into $v = {v}$ together with $x$. What is $w$?",
            "Put $u$ and $y$ into $w$, then $v = {left}$ and your $w$ into $L = {last}$.",
            u=u,
            v=g.nodes[1].latex,
            left=v,
            last=g.nodes[3].latex,
        ),
        steps=(
            step("First node", "$u = {text}$", "${u}$", text=g.nodes[0].latex, u=u),
            step("Left branch", "$v = {text}$", "${v}$", text=g.nodes[1].latex, v=v),
            step("Right branch", "$w = {text}$", "${w}$", text=g.nodes[2].latex, w=w),
            step("Join", "$L = {text}$", "${L}$", text=g.nodes[3].latex, L=g.values[3]),
        ),
        check=lambda _: forward(g.nodes, np.float64(g.x), np.float64(g.y)),
    )


def _from(g: Graph, v: Value) -> tuple[Value, Value]:
    """w computed from v in place of u, and L with that."""
    w = g.nodes[2].value(v, g.y)
    return w, g.nodes[3].value(v, w)


def _nudged(g: Graph, *names: str) -> np.ndarray:
    """How L changes with what is added to these nodes, by central differences."""
    return differences(
        lambda added: forward(
            g.nodes, float(g.x), float(g.y), dict(zip(names, map(float, added), strict=True))
        )[3],
        np.zeros(len(names)),
    )


def _last(g: Graph) -> Part:
    """The adjoints of v and w."""
    _, v, w, _ = g.values
    return Part(
        say(r"Go backwards: give $\bar{v}, \bar{w}$ as a vector."),
        Array(g.last),
        slips=distinct(
            g.last,
            Slip(
                "exchanged",
                ImmutableMatrix([g.last[1], g.last[0]]),
                "These are the two adjoints in the other order. Which one belongs to v?",
            ),
            Slip(
                "values", ImmutableMatrix([v, w]), "These are the values of v and w. Differentiate L by them."
            ),
            Slip(
                "ones",
                ImmutableMatrix([1, 1]),
                "An adjoint starts as 1 at L. What does this step multiply it by?",
            ),
        ),
        hints=hints(
            r"$\bar{L} = 1$. Then differentiate the last step by $v$ and by $w$.",
            "In $L = {last}$, hold $w$ fixed. What is the derivative by $v$? Then the other way round.",
            "If a derivative has $v$ or $w$ in it, put in the values $v = {v}$ and $w = {w}$.",
            last=g.nodes[3].latex,
            v=v,
            w=w,
        ),
        steps=(
            step(
                "Differentiate $L = {text}$ by $v$",
                r"$\bar{v}$",
                "${by}$",
                text=g.nodes[3].latex,
                by=g.last[0],
            ),
            step("Differentiate it by $w$", r"$\bar{w}$", "${by}$", by=g.last[1]),
        ),
        check=lambda _: _nudged(g, "v", "w"),
        follow=Follow(("a",), lambda own: _with_values(g, own["a"])),
    )


def _with_values(g: Graph, own: Grid) -> Array | None:
    """The adjoints of v and w with the person's own values, where they are not both 0."""
    adjoints = replace(g, values=tuple(own)).last
    return Array(adjoints) if any(adjoints) else None


def _shared_slips(g: Graph) -> tuple[Slip, ...]:
    """The wrong rules for the adjoint of the shared node."""
    one, other = g.paths(g.last)
    _, of_v, of_w = g.local
    return distinct(
        g.adjoint,
        Slip("overwritten", other, "This came by w alone. What came by v must not be lost."),
        Slip("one-path-only", one, "This came by v alone. u is used in w as well."),
        Slip(
            "multiplied", one * other, "Along a path one multiplies. What comes by different paths is added."
        ),
        Slip(
            "local-only",
            Integer(of_v[0] + of_w[0]),
            "You added the local derivatives. Each is multiplied by the adjoint of the node it leads to.",
        ),
    )


def _shared(g: Graph) -> Part:
    """The adjoint of u."""
    one, other = g.paths(g.last)
    return Part(
        say(r"Find $\bar{u}$."),
        Number(g.adjoint),
        points=2,
        slips=_shared_slips(g),
        hints=hints(
            "$u$ is used twice, so two contributions come back to it.",
            r"By $v$ comes $\bar{v} \cdot \frac{\partial v}{\partial u}$, where the local derivative is "
            "${local}$. What comes by $w$?",
            r"The local derivative of $w$ by $u$ is ${right}$. Add $\bar{v} \cdot {left}$ and "
            r"$\bar{w} \cdot {right}$.",
            local=Integer(g.local[1][0]),
            left=factor_text(g.local[1][0]),
            right=factor_text(g.local[2][0]),
        ),
        steps=(
            step(
                "By $v$",
                r"$\bar{v} \cdot \frac{\partial v}{\partial u} = {adjoint} \cdot {local}$",
                "${one}$",
                adjoint=g.last[0],
                local=factor_text(g.local[1][0]),
                one=one,
            ),
            step(
                "By $w$",
                r"$\bar{w} \cdot \frac{\partial w}{\partial u} = {adjoint} \cdot {local}$",
                "${other}$",
                adjoint=g.last[1],
                local=factor_text(g.local[2][0]),
                other=other,
            ),
            step("Add what comes by both", r"$\bar{u}$", "${adjoint}$", adjoint=g.adjoint),
        ),
        check=lambda _: _nudged(g, "u"),
        follow=Follow(("a", "b"), lambda own: _adjoint_from(g, own)),
    )


def _adjoint_from(g: Graph, own: Mapping[str, Any]) -> Number | None:
    """The adjoint of u with the person's own values and adjoints, where it is not 0."""
    adjoint = sum(replace(g, values=tuple(own["a"])).paths(own["b"]))
    return Number(adjoint) if adjoint != 0 else None


def _inputs(g: Graph) -> Part:
    """The gradient by x and y."""
    along, direct, right = g.through_u(g.adjoint), g.direct(g.last), g.gradient
    _, of_v, of_w = g.local
    return Part(
        say(r"Find $\bar{x}, \bar{y}$ as a vector."),
        Array(right),
        points=2,
        slips=distinct(
            right,
            Slip("through-u-only", along, "x also goes into v, and y into w, without passing through u."),
            Slip("direct-only", direct, "x and y also go into u: what comes back to u goes on to them."),
            Slip(
                "direct-not-multiplied",
                along + ImmutableMatrix([of_v[1], of_w[1]]),
                "The way from x to v is a local derivative times an adjoint. Which one? And from y to w?",
            ),
        ),
        hints=hints(
            "Each input is used twice: in $u$, and once more further on.",
            r"To $x$ comes $\bar{u} \cdot \frac{\partial u}{\partial x}$ and $\bar{v} \cdot \text{?}$; "
            "likewise to $y$.",
            r"By $v$ comes $\bar{v} \cdot {of_x}$ to $x$, by $w$ comes $\bar{w} \cdot {of_y}$ to $y$. Add "
            "what comes by $u$.",
            of_x=factor_text(of_v[1]),
            of_y=factor_text(of_w[1]),
        ),
        steps=(
            step(
                "Through $u$",
                r"$\bar{u} \cdot (\frac{\partial u}{\partial x}, \frac{\partial u}{\partial y})$",
                "${along}$",
                along=along,
            ),
            step(
                "To $x$ from $v$, to $y$ from $w$",
                r"$(\bar{v} \cdot \frac{\partial v}{\partial x}, "
                r"\bar{w} \cdot \frac{\partial w}{\partial y})$",
                "${direct}$",
                direct=direct,
            ),
            step("Add", r"$(\bar{x}, \bar{y})$", "${right}$", right=right),
        ),
        check=lambda _: differences(
            lambda at: forward(g.nodes, float(at[0]), float(at[1]))[3], np.array([g.x, g.y], dtype=float)
        ),
        follow=Follow(("a", "b", "c"), lambda own: _gradient_from(g, own)),
    )


def _gradient_from(g: Graph, own: Mapping[str, Any]) -> Array | None:
    """The gradient with the person's own values and adjoints, where it is not all 0."""
    mine = replace(g, values=tuple(own["a"]))
    gradient = mine.through_u(own["c"]) + mine.direct(own["b"])
    return Array(gradient) if any(gradient) else None
