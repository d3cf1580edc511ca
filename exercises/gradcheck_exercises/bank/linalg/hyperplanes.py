"""Hyperplanes, as a linear classifier has them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from sympy import ImmutableMatrix, Rational, sqrt

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.numeric import floats
from gradcheck_exercises.symbolic import Grid, Value
from gradcheck_grader import Array, Number
from gradcheck_grader.syntax.tree import Apply, num

Wrong = list[tuple[str, Value, str]]
INTEGER_NORMS = tuple(
    tuple(sign * size for sign, size in zip(signs, sizes, strict=True))
    for sizes in ((3, 4), (4, 3), (5, 12), (12, 5), (1, 2, 2), (2, 1, 2), (2, 2, 1), (2, 3, 6), (6, 2, 3))
    for signs in product((1, -1), repeat=len(sizes))
)
ROOT_NORMS = tuple(
    tuple(sign * size for sign, size in zip(signs, sizes, strict=True))
    for sizes in ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 3), (1, 1, 1), (1, 1, 2), (2, 1, 1), (1, 2, 1))
    for signs in product((1, -1), repeat=len(sizes))
)


@dataclass(frozen=True)
class Hyperplane:
    """w·x + b = 0, and a point x₀ where w·x₀ + b = value."""

    w: Grid
    x: Grid
    value: int

    @cached_property
    def b(self) -> int:
        """The bias."""
        return int(self.value - self.w.dot(self.x))

    @cached_property
    def square(self) -> int:
        """w·w."""
        return int(self.w.dot(self.w))

    @cached_property
    def distance(self) -> Value:
        """The signed distance."""
        return self.value / sqrt(self.square)

    def foot(self, value: Value) -> Grid:
        """x₀ moved along w until w·x + b has gone down by the value."""
        return self.x - self.w * (Rational(value) / self.square)

    @cached_property
    def wrong_distances(self) -> Wrong:
        """The name, response and feedback of each wrong distance."""
        inner, norm = self.value - self.b, sqrt(self.square)
        found = [
            (
                "not-divided",
                self.value,
                "This is the value of w·x + b. It grows with w; a distance does not.",
            ),
            (
                "divided-by-square",
                Rational(self.value, self.square),
                "You divided by w·w. Divide by the norm of w, which is the root of that.",
            ),
            (
                "offset-dropped",
                inner / norm,
                "You left b out. That is the distance from the parallel hyperplane through the origin.",
            ),
        ]
        if self.value < 0:
            feedback = "The size is right. On which side of the hyperplane does the point lie?"
            found.append(("sign-dropped", -self.value / norm, feedback))
        return found

    @cached_property
    def wrong_feet(self) -> Wrong:
        """The name, response and feedback of each wrong nearest point."""
        return [
            (
                "wrong-way",
                self.foot(-self.value),
                "You went the wrong way: your point is twice as far from the hyperplane as before.",
            ),
            (
                "not-divided",
                self.x - self.w * self.value,
                "You went along w without dividing: w is not of length 1.",
            ),
            (
                "divided-by-norm",
                self.x - self.w * self.distance,
                "You went the signed distance times w. But w is not of length 1: divide by its norm too.",
            ),
        ]


@exercise("linalg/hyperplane-distance", title="Signed distance from a hyperplane", level=2)
def hyperplane_distance(draw: Draw) -> Problem:
    """On which side of a hyperplane a point lies, how far away, and which point of it is nearest.

    Trap: w·x + b is a distance only after it has been divided by the norm of w.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 12.2.1.
    """
    plane = draw.until(_tells_planes_apart, lambda: _hyperplane(draw))
    return Problem(
        say(
            r"""
            A linear classifier has the weights $w$ and the bias $b$. Its decision boundary is the hyperplane
            of all $x$ with $w \cdot x + b = 0$, where
            $$w = {w}, \qquad b = {b}.$$

            Look at the point $x_0 = {x}$.
            """,
            w=plane.w,
            b=plane.b,
            x=plane.x,
        ),
        (_value_part(plane), _distance_part(plane), _foot_part(plane)),
    )


def _hyperplane(draw: Draw) -> Hyperplane:
    """Norms that are integers and others, half of the time each; the distance is then an integer too."""
    integer = draw.choice("norm", ("integer", "root")) == "integer"
    w = ImmutableMatrix(draw.choice("w", INTEGER_NORMS if integer else ROOT_NORMS))
    x = draw.vector("x", len(w), bound=4, exclude=(0,))
    if not integer:
        return Hyperplane(w, x, draw.integer("value", -9, 9, exclude=(0,)))
    distance = draw.choice("distance", (-3, -2, -1, 1, 2, 3))
    return Hyperplane(w, x, int(distance * sqrt(w.dot(w))))


def _tells_planes_apart(plane: Hyperplane) -> bool:
    """Whether b and w·x₀ are not 0, and no two responses to a question are equal."""
    inner, b = plane.value - plane.b, plane.b
    values = [plane.distance, 0, *(value for _, value, _ in plane.wrong_distances)]
    feet = [plane.foot(plane.value), *(value for _, value, _ in plane.wrong_feet)]
    return (
        inner * b != 0
        and len({plane.value, inner, inner - b}) == 3
        and len(set(values)) == len(values)
        and len(set(feet)) == len(feet)
        and any(feet[0])
    )


def _value_part(plane: Hyperplane) -> Part:
    """The value of the classifier."""
    inner, b = plane.value - plane.b, plane.b
    return Part(
        say(r"Compute $w \cdot x_0 + b$."),
        Number(plane.value),
        slips=(
            Slip("offset-dropped", inner, "This is the dot product. The bias b is to be added."),
            Slip("offset-subtracted", inner - b, "You subtracted b. Add it, with its sign."),
        ),
        hints=hints(
            "Multiply matching entries, add, and then add $b$.",
            "The first product is ${first}$. Which ones follow?",
            r"$w \cdot x_0 = {inner}$. Add $b$ to it, with its sign.",
            first=Apply("*", (num(int(plane.w[0])), num(int(plane.x[0])))),
            inner=inner,
        ),
        steps=(
            step("Dot product", r"$w \cdot x_0$", "${inner}$", inner=inner),
            step("Add the bias {b}", r"$w \cdot x_0 + b$", "${value}$", b=b, value=plane.value),
        ),
        check=lambda _: float((floats(plane.w) * floats(plane.x)).sum() + b),
    )


def _distance_part(plane: Hyperplane) -> Part:
    """The signed distance."""
    return Part(
        say(
            "Find the signed distance of $x_0$ from the hyperplane: positive on the side to which $w$ "
            "points, negative on the other. Answer exactly, with `sqrt(...)` where a root is left."
        ),
        Number(plane.distance),
        points=2,
        slips=tuple(Slip(*one) for one in plane.wrong_distances),
        hints=hints(
            "Twice $w$ and twice $b$ describe the same hyperplane: the distance must not change with them.",
            r"Divide $w \cdot x_0 + b$ by something that doubles with $w$. By what?",
            r"Divide by $\|w\|$, where $w \cdot w = {square}$.",
            square=plane.square,
        ),
        steps=(
            step(
                "Norm of $w$",
                r"$\|w\|$",
                "${norm}$",
                norm=sqrt(plane.square),
            ),
            step("Divide", r"$\frac{w \cdot x_0 + b}{\|w\|}$", "${it}$", it=plane.distance),
        ),
        check=lambda _: _nearest(plane)[1],
        follow=Follow(("a",), lambda own: Number(own["a"] / sqrt(plane.square)) if own["a"] else None),
    )


def _nearest(plane: Hyperplane) -> tuple[np.ndarray, float]:
    """The point of the hyperplane that least squares finds in coordinates of it, and the signed distance."""
    w, x = floats(plane.w), floats(plane.x)
    along = np.linalg.svd(w.T)[2][1:].T  # its columns span the directions inside the hyperplane
    start = -plane.b * np.linalg.pinv(w.T)
    best = start + along @ np.linalg.lstsq(along, x - start, rcond=None)[0]
    side = np.sign((w * x).sum() + plane.b)
    return best, float(side * np.linalg.norm(x - best))


def _foot_part(plane: Hyperplane) -> Part:
    """The nearest point."""
    foot = plane.foot(plane.value)
    return Part(
        say("Which point of the hyperplane is nearest to $x_0$? Write it as a vector, exactly."),
        Array(foot),
        slips=tuple(Slip(*one) for one in plane.wrong_feet),
        hints=hints(
            "The shortest way from $x_0$ to the hyperplane runs along $w$.",
            r"Put $x_0 - t w$ into $w \cdot x + b = 0$. Which $t$ does it?",
            r"$t$ is your value from (a) divided by $w \cdot w = {square}$.",
            square=plane.square,
        ),
        steps=(
            step(
                "How far along $w$",
                r"$t = \frac{w \cdot x_0 + b}{w \cdot w}$",
                "${t}$",
                t=Rational(plane.value, plane.square),
            ),
            step("Go there", "$x_0 - t w$", "${foot}$", foot=foot),
        ),
        check=lambda _: _nearest(plane)[0],
        follow=Follow(("a",), lambda own: Array(plane.foot(own["a"]))),
    )
