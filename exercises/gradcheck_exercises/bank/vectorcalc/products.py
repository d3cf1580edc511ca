"""Products with a Jacobian matrix from the left and from the right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sympy import ImmutableMatrix, Symbol

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.bank.factors import as_factor
from gradcheck_exercises.symbolic import Formula, Grid
from gradcheck_grader import Array, Choice, Number

X = tuple(Symbol(f"x_{k}") for k in (1, 2, 3))
TERMS = tuple((i, j) for i in range(3) for j in range(i, 3))


@dataclass(frozen=True)
class Quadratics:
    """Two functions F_1 and F_2 of three variables: each a product a x_i x_j plus b x_k, and a point.

    rows  (a, i, j, b, k) of each.
    """

    rows: tuple[tuple[int, int, int, int, int], ...]
    point: tuple[int, ...]
    v: tuple[int, int]
    u: tuple[int, ...]

    @property
    def F(self) -> tuple[Formula, ...]:
        """The functions."""
        return tuple(a * X[i] * X[j] + b * X[k] for a, i, j, b, k in self.rows)

    @property
    def J(self) -> Grid:
        """The Jacobian matrix at the point, shape (2, 3)."""
        p = self.point
        rows = []
        for a, i, j, b, k in self.rows:
            row = [0, 0, 0]
            row[i] += a * p[j]
            row[j] += a * p[i]
            row[k] += b
            rows.append(row)
        return ImmutableMatrix(rows)

    def at(self, p: np.ndarray) -> np.ndarray:
        """The functions in floating point."""
        return np.array([a * p[i] * p[j] + b * p[k] for a, i, j, b, k in self.rows])


MODES = (
    ("a", "forward mode, one product J u for each of the n inputs"),
    ("b", "reverse mode, one product of a row with J for each of the m outputs"),
    ("c", "both cost the same"),
)
SIZES = (
    (1_000_000, 1, "a network with a million weights and one loss"),
    (784, 10, "the scores of ten classes as functions of 784 pixels"),
    (50_000, 3, "three losses of fifty thousand weights"),
    (1, 5_000, "a trajectory of 5000 positions that depends on one mass"),
    (2, 400, "400 predictions that depend on two hyperparameters"),
    (3, 20_000, "20000 pixels that depend on the three coordinates of a lamp"),
)


@exercise("vectorcalc/vjp-jvp", title="Jacobian products from both sides", level=3)
def vjp_jvp(draw: Draw) -> Problem:
    """J u is a directional derivative; a row times J is the gradient of a weighted sum.

    Trap: the side decides the shape, and the cheaper mode is the one with fewer runs.
    Source: Griewank & Walther, Evaluating Derivatives, 2nd ed., sections 3.1 and 3.2.
    """
    F = draw.until(_telling, lambda: _functions(draw))
    n, m, story = draw.choice("sizes", SIZES)
    return Problem(
        say(
            r"""
            Let $F = (F_1, F_2)$ with
            $$F_1(x) = {first}, \quad F_2(x) = {second},$$
            and let $J$ be its Jacobian matrix, $J_{ij} = \frac{\partial F_i}{\partial x_j}$, at
            $x = {point}$.
            """,
            first=F.F[0],
            second=F.F[1],
            point=ImmutableMatrix(1, 3, F.point),
        ),
        (*_products(F), _mode(n, m, story)),
    )


def _functions(draw: Draw) -> Quadratics:
    rows = []
    for r in (1, 2):
        i, j = draw.choice(f"term{r}", TERMS)
        rows.append(
            (
                draw.integer(f"a{r}", -3, 3, exclude=(0,)),
                i,
                j,
                draw.integer(f"b{r}", -5, 5, exclude=(0,)),
                draw.choice(f"k{r}", (0, 1, 2)),
            )
        )
    point = tuple(draw.integer(f"x{k}", -3, 3, exclude=(0,)) for k in (1, 2, 3))
    v = (draw.integer("v1", -3, 3, exclude=(0,)), draw.integer("v2", -3, 3, exclude=(0,)))
    u = tuple(draw.integer(f"u{k}", -2, 2) for k in (1, 2, 3))
    return Quadratics(tuple(rows), point, v, u)


def _products(F: Quadratics) -> tuple[Part, ...]:
    return _forward(F), _reverse(F), _both(F)


def _telling(F: Quadratics) -> bool:
    """Whether both rows have two entries at least, and no product is 0."""
    J, u, v = F.J, ImmutableMatrix(F.u), ImmutableMatrix(F.v)
    return bool(
        all(sum(entry != 0 for entry in row) > 1 for row in J.tolist())
        and any(v.T * J)
        and any(J * u)
        and (v.T * J * u)[0]
        and J.row(0) != J.row(1)
        and all(len(part.slips) > 1 for part in _products(F))
    )


def _forward(F: Quadratics) -> Part:
    """J u."""
    right = F.J * ImmutableMatrix(F.u)
    return Part(
        say("What is $J u$ for the column $u = {u}$?", u=ImmutableMatrix(3, 1, F.u)),
        Array(right, names=()),
        slips=distinct(
            right,
            Slip(
                "value-at-u",
                ImmutableMatrix([f.subs(dict(zip(X, F.u, strict=True))) for f in F.F]),
                "You put u into F. The derivative at x is applied to u.",
            ),
            Slip(
                "rows-exchanged",
                ImmutableMatrix([right[1], right[0]]),
                "The first entry belongs to the first function.",
            ),
            Slip("sign", -right, "Look at the signs of the partial derivatives."),
        ),
        hints=hints(
            "Entry by entry it is the derivative of each function in the direction of u.",
            r"The gradient of $F_1$ at the point is ${row}$. What is its scalar product with $u$?",
            "The second row of $J$ is ${row2}$. Take the scalar product with $u$ as well.",
            row=F.J.row(0),
            row2=F.J.row(1),
        ),
        steps=(
            step(
                "The gradients of both functions at the point",
                "",
                "${first}$ and ${second}$",
                first=F.J.row(0),
                second=F.J.row(1),
            ),
            step("Their scalar products with u", "$J u$", "${right}$", right=right),
        ),
        check=lambda at: _along(F),
    )


def _along(F: Quadratics) -> np.ndarray:
    """The derivative of F along u by a central difference, exact for quadratics."""
    p, u = np.array(F.point, dtype=float), np.array(F.u, dtype=float)
    return (F.at(p + u) - F.at(p - u)) / 2


def _reverse(F: Quadratics) -> Part:
    """v^T J."""
    row = ImmutableMatrix(1, 2, F.v)
    right = row * F.J
    return Part(
        say(r"What is $v^{\top} J$ for $v^{\top} = {v}$? Give the three entries.", v=row),
        Array(right, names=()),
        points=2,
        slips=distinct(
            right,
            Slip("one-function-only", F.v[0] * F.J.row(0), "Both functions count, each with its weight."),
            Slip(
                "weights-exchanged",
                ImmutableMatrix(1, 2, F.v[::-1]) * F.J,
                "The first weight belongs to the first function.",
            ),
            Slip(
                "weights-lost",
                F.J.row(0) + F.J.row(1),
                "You added the rows as they are. Each is multiplied by its weight.",
            ),
        ),
        hints=hints(
            "A row from the left adds up the rows of J, each with its weight.",
            r"$v^{\top} J = {v} \cdot (\text{first row}) + \text{?} \cdot (\text{second row})$",
            "The rows are ${first}$ and ${second}$, the weights {v} and {w}.",
            v=F.v[0],
            w=F.v[1],
            first=F.J.row(0),
            second=F.J.row(1),
        ),
        steps=(step("The weighted sum of the rows", r"$v^{\top} J$", "${right}$", right=right),),
        check=lambda at: _pulled(F),
    )


def _pulled(F: Quadratics) -> np.ndarray:
    """The gradient of v_1 F_1 + v_2 F_2 by central differences, exact for quadratics."""
    p, v = np.array(F.point, dtype=float), np.array(F.v, dtype=float)
    return np.array([(v @ F.at(p + unit) - v @ F.at(p - unit)) / 2 for unit in np.eye(3)])


def _both(F: Quadratics) -> Part:
    """v^T J u."""
    right = (ImmutableMatrix(1, 2, F.v) * F.J * ImmutableMatrix(F.u))[0]
    return Part(
        say(r"What is $v^{\top} J u$?"),
        Number(right),
        slips=distinct(
            right,
            Slip("sign", -right, "Look at the signs."),
            Slip(
                "weights-lost",
                sum(F.J * ImmutableMatrix(F.u)),
                "You added the entries of J u. Weight them by v.",
            ),
        ),
        hints=hints(
            "Use one of the two products that you have.",
            r"$v^{\top} (J u)$ is a scalar product of which two vectors?",
            r"Compute ${v} \cdot {first} + {w} \cdot {second}$.",
            v=as_factor(F.v[0]),
            w=as_factor(F.v[1]),
            first=as_factor((F.J * ImmutableMatrix(F.u))[0]),
            second=as_factor((F.J * ImmutableMatrix(F.u))[1]),
        ),
        steps=(step("The scalar product of v and J u", r"$v^{\top} J u$", "${right}$", right=right),),
        check=lambda at: np.array(F.v, dtype=float) @ _along(F),
        follow=Follow(("a",), lambda own: _both_from(own, F)),
    )


def _both_from(own: Mapping[str, Grid], F: Quadratics) -> Number | None:
    """The scalar product with the person's own J u."""
    if len(own["a"]) != 2:
        return None
    return Number(F.v[0] * own["a"][0] + F.v[1] * own["a"][1])


def _mode(n: int, m: int, story: str) -> Part:
    """Which mode is cheaper."""
    right = "b" if n > m else "a"
    return Part(
        say(
            "A whole Jacobian matrix is needed of {story}, ${m} \\times {n}$. One product from either "
            "side costs about as much as a few "
            "evaluations of the function. What is cheaper?",
            story=story,
            n=n,
            m=m,
        ),
        Choice(MODES, right=right),
        slips=(
            Slip(
                "modes-exchanged",
                "a" if right == "b" else "b",
                "Count the products that each mode needs: one for each input, or one for each output.",
            ),
            Slip("same-cost", "c", "One product costs about the same, but the numbers of products differ."),
        ),
        hints=hints(
            "A product from the right gives one column, one from the left gives one row.",
            "The number of columns is {n}, that of rows {m}. How many products does each mode need?",
            "Take the mode with fewer products: {least}.",
            n=n,
            m=m,
            least=min(n, m),
        ),
        steps=(
            step(
                "Forward mode needs one product a column, reverse mode one a row",
                "",
                "{n} against {m}",
                n=n,
                m=m,
            ),
        ),
        check=lambda at: "ab"[int(np.argmin([n, m]))],
    )
