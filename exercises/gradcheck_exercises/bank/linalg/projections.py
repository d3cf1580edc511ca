"""Orthogonal projections onto lines and planes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations, permutations, product

import numpy as np
from sympy import ImmutableMatrix, Rational, eye, sqrt

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.numeric import floats
from gradcheck_exercises.symbolic import Grid, Value
from gradcheck_grader import Array, Number

Wrong = list[tuple[str, Value, str]]
SHORT = tuple(v for v in product((-2, -1, 1, 2), repeat=3) if v[0] > 0 and len(set(map(abs, v))) > 1)
NORMALS = tuple(
    v
    for size in ((1, 1, 1), (1, 1, 2), (1, 2, 2))
    for signs in product((1, -1), repeat=2)
    for v in sorted({(a, signs[0] * b, signs[1] * c) for a, b, c in permutations(size)})
)


@dataclass(frozen=True)
class Line:
    """Two columns a and b of three integers; b is projected onto the line through a."""

    a: Grid
    b: Grid

    @cached_property
    def inner(self) -> int:
        """a·b."""
        return int(self.a.dot(self.b))

    @cached_property
    def square(self) -> int:
        """a·a."""
        return int(self.a.dot(self.a))

    @cached_property
    def factor(self) -> Value:
        """The number c with projection c a."""
        return Rational(self.inner, self.square)

    @cached_property
    def point(self) -> Grid:
        """The projection."""
        return self.factor * self.a

    @cached_property
    def wrong_factors(self) -> Wrong:
        """The name, response and feedback of each wrong factor."""
        return [
            (
                "divided-by-norm",
                self.inner / sqrt(self.square),
                "You divided by the norm of a once. That is right for the signed length of the projection; "
                "as a factor of a, which has that norm itself, it must be divided once more.",
            ),
            (
                "divided-by-other",
                Rational(self.inner, int(self.b.dot(self.b))),
                "You divided by b·b. The line is that of a, so the length of a counts.",
            ),
            (
                "not-divided",
                self.inner,
                "This is the dot product alone. It grows with a, but the projection must not.",
            ),
        ]

    @cached_property
    def wrong_points(self) -> Wrong:
        """The name, response and feedback of each wrong projection."""
        norm, other = sqrt(self.square), int(self.b.dot(self.b))
        return [
            (
                "divided-by-norm",
                self.a * (self.inner / norm),
                "Your factor was divided by the norm of a. It must be divided by the square of that norm.",
            ),
            (
                "onto-the-other",
                self.b * Rational(self.inner, other),
                "You projected a onto the line of b. Your vector must be a multiple of a.",
            ),
            (
                "not-divided",
                self.a * self.inner,
                "You multiplied a by the dot product alone. An a twice as long must give the same point.",
            ),
        ]


@exercise("linalg/projection-line", title="Projection onto a line", level=2)
def projection_line(draw: Draw) -> Problem:
    """The point of a line through the origin that is nearest to a vector, and what is left over.

    Trap: the factor is a·b divided by a·a, not by the norm of a, and it still has to multiply a.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 3.8.1.
    """
    line = draw.until(
        _tells_lines_apart,
        lambda: Line(
            ImmutableMatrix(draw.choice("a", SHORT)) * draw.choice("sign", (1, -1)),
            draw.vector("b", 3, bound=5, exclude=(0,)),
        ),
    )
    return Problem(
        say(
            r"""
            $$a = {a}, \qquad b = {b}$$

            Let $p$ be the orthogonal projection of $b$ onto the line of all multiples of $a$.
            """,
            a=line.a,
            b=line.b,
        ),
        (_factor_part(line), _point_part(line), _residual_part(line)),
    )


def _tells_lines_apart(line: Line) -> bool:
    """Whether the factor is no integer, and no two values of it are equal."""
    values = [line.factor, 0, *(value for _, value, _ in line.wrong_factors)]
    return line.factor.q > 1 and len(set(values)) == len(values) and line.point != line.b


def _factor_part(line: Line) -> Part:
    """The number c with p = c a."""
    return Part(
        say("The projection is a multiple of $a$: $p = c a$. Find the number $c$, exactly."),
        Number(line.factor),
        slips=tuple(Slip(*one) for one in line.wrong_factors),
        hints=hints(
            "What is left over, $b - p$, is orthogonal to $a$.",
            r"Put $p = c a$ into $a \cdot (b - p) = 0$. Which two dot products appear?",
            r"$a \cdot b - c \, (a \cdot a) = 0$ with $a \cdot a = {square}$. Solve it for $c$.",
            square=line.square,
        ),
        steps=(
            step("Dot product with $b$", r"$a \cdot b$", "${inner}$", inner=line.inner),
            step("Dot product of $a$ with itself", r"$a \cdot a$", "${square}$", square=line.square),
            step(
                "Divide",
                r"$c = \frac{a \cdot b}{a \cdot a}$",
                "${factor}$",
                factor=line.factor,
            ),
        ),
        check=lambda _: float(np.linalg.lstsq(floats(line.a), floats(line.b), rcond=None)[0][0, 0]),
    )


def _point_part(line: Line) -> Part:
    """The projection."""
    return Part(
        say("Find $p$. Write it as a vector, such as `[1/2, 1, -3/2]`."),
        Array(line.point),
        slips=tuple(Slip(*one) for one in line.wrong_points),
        hints=hints(
            "You know the factor from (a), and what it multiplies.",
            "The projection lies on the line of $a$, so that it is …?",
            "Multiply each entry of $a$ by your $c$.",
        ),
        steps=(step("Multiply $a$ by $c$", "$p = c a$", "${point}$", point=line.point),),
        check=lambda _: _onto_range(floats(line.a), floats(line.b)),
        follow=Follow(("a",), lambda own: Array(own["a"] * line.a)),
    )


def _onto_range(A: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The projection of b onto the columns of A, by an orthonormal basis from singular vectors."""
    U = np.linalg.svd(A, full_matrices=False)[0]
    return U @ (U.T @ b)


def _residual_part(line: Line) -> Part:
    """What is left of b."""
    residual = line.b - line.point
    return Part(
        say("Find the residual $r = b - p$."),
        Array(residual),
        slips=(
            Slip("sign-exchanged", -residual, "This is p minus b. The residual leads from p to b."),
            Slip(
                "a-subtracted",
                line.b - line.a,
                "You subtracted a itself. Subtract the multiple of a that you found.",
            ),
        ),
        hints=hints(
            "The residual leads from $p$ to $b$.",
            "Subtract entry by entry. How can you check the result with a dot product?",
            r"After subtracting $p$ from $b$, see whether $a \cdot r = 0$.",
        ),
        steps=(
            step("Subtract", "$r = b - p$", "${residual}$", residual=residual),
            step("It is orthogonal to $a$", r"$a \cdot r$", "$0$"),
        ),
        check=lambda _: floats(line.b) - _onto_range(floats(line.a), floats(line.b)),
        follow=Follow(("b",), lambda own: Array(line.b - own["b"]) if own["b"] != line.b else None),
    )


@dataclass(frozen=True)
class Plane:
    """A, shape (3, 2), and b: A x plus a multiple of a normal; A's columns span the plane across it."""

    A: Grid
    b: Grid

    @cached_property
    def gram(self) -> Grid:
        """AᵀA, shape (2, 2)."""
        return self.A.T * self.A

    @cached_property
    def inverse(self) -> Grid:
        """The inverse of AᵀA."""
        (a, b), (_, d) = self.gram.tolist()
        return ImmutableMatrix([[d, -b], [-b, a]]) / (a * d - b * b)

    @cached_property
    def matrix(self) -> Grid:
        """The projection matrix, shape (3, 3)."""
        return self.A * self.inverse * self.A.T

    @cached_property
    def point(self) -> Grid:
        """The projection of b."""
        return self.matrix * self.b


@lru_cache(maxsize=len(NORMALS))
def planes(normal: tuple[int, int, int]) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """Pairs of short vectors across the normal that are not orthogonal and whose cross product is ±normal."""
    across = [
        v
        for v in product(range(-2, 3), repeat=3)
        if sum(a * n for a, n in zip(v, normal, strict=True)) == 0
        and next((entry for entry in v if entry), 0) > 0
    ]
    return tuple(
        (u, v)
        for u, v in combinations(across, 2)
        if sum(a * b for a, b in zip(u, v, strict=True))
        and _cross(u, v) in (normal, tuple(-n for n in normal))
    )


def _cross(u: tuple[int, ...], v: tuple[int, ...]) -> tuple[int, ...]:
    return (u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0])


@exercise("linalg/projection-subspace", title="Projection onto a column space", level=3)
def projection_subspace(draw: Draw) -> Problem:
    """The matrix that projects onto the column space of A, and the projection of a vector.

    Trap: the columns of A are not orthonormal, so the inverse of the Gram matrix stands between A and its
    transpose.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 3.8.2.
    """
    normal = draw.choice("normal", NORMALS)
    A = ImmutableMatrix(draw.choice("columns", planes(normal))).T
    combined = [
        x for x in product((-2, -1, 1, 2), repeat=2) if A.T * A * ImmutableMatrix(x) != ImmutableMatrix(x)
    ]
    x = ImmutableMatrix(draw.choice("x", combined))
    plane = Plane(A, A * x + draw.choice("beside", (1, -1)) * ImmutableMatrix(normal))
    return Problem(
        say(
            r"""
            $$A = {A}, \qquad b = {b}$$

            Let $P$ be the matrix of the orthogonal projection onto the column space of $A$.
            """,
            A=A,
            b=plane.b,
        ),
        (_gram_part(plane), _matrix_part(plane), _projected_part(plane)),
    )


def _gram_part(plane: Plane) -> Part:
    """The Gram matrix."""
    A, gram = plane.A, plane.gram
    return Part(
        say("Compute $A^{\\top} A$. Write it row by row, such as `[[1, 2], [3, 4]]`."),
        Array(gram),
        slips=(
            Slip(
                "order-exchanged",
                A * A.T,
                "This is A times its transpose. The Gram matrix of two columns has two rows.",
            ),
            Slip(
                "taken-as-orthogonal",
                ImmutableMatrix([[gram[0, 0], 0], [0, gram[1, 1]]]),
                "The diagonal is right. The columns are not orthogonal, so the other entries are not 0.",
            ),
        ),
        hints=hints(
            "Each entry is the dot product of two columns of $A$.",
            "The first column with itself gives {first}. Which pairs give the other entries?",
            r"Row $i$, column $j$ is $a_i \cdot a_j$, where $a_1$ and $a_2$ are the columns.",
            first=gram[0, 0],
        ),
        steps=(step("Dot products of the columns", "$A^{\\top} A$", "${gram}$", gram=gram),),
        check=lambda _: np.einsum("ki,kj->ij", floats(A), floats(A)),
    )


def _matrix_part(plane: Plane) -> Part:
    """The projection matrix."""
    A, P = plane.A, plane.matrix
    return Part(
        say("Find $P$, exactly."),
        Array(P),
        points=3,
        slips=(
            Slip(
                "inverse-forgotten",
                A * A.T,
                "This is A times its transpose. That projects only if the columns are orthonormal.",
            ),
            Slip(
                "onto-the-normal",
                ImmutableMatrix(eye(3)) - P,
                "This projects onto the normal of the column space. A column of A must stay as it is.",
            ),
            Slip(
                "determinant-forgotten",
                P * plane.gram.det(),
                "In the inverse of the Gram matrix the factor in front is missing.",
            ),
        ),
        hints=hints(
            "The projection is $A x$ where $A^{\\top} (b - A x) = 0$.",
            r"Solve $A^{\top} A x = A^{\top} b$ for $x$. Which matrix takes $b$ to $A x$?",
            "$P = A (A^{\\top} A)^{-1} A^{\\top}$. Invert your matrix from (a) first.",
        ),
        steps=(
            step("Invert the Gram matrix", "$(A^{\\top} A)^{-1}$", "${inverse}$", inverse=plane.inverse),
            step(
                "Multiply it by $A^{\\top}$",
                "$(A^{\\top} A)^{-1} A^{\\top}$",
                "${left}$",
                left=plane.inverse * A.T,
            ),
            step("Multiply $A$ by that", "$P$", "${P}$", P=P),
        ),
        check=lambda _: _across_normal(floats(A)),
    )


def _across_normal(A: np.ndarray) -> np.ndarray:
    """The identity without the direction of the cross product of A's columns."""
    normal = np.cross(A[:, 0], A[:, 1])
    return np.eye(3) - np.outer(normal, normal) / (normal @ normal)


def _projected_part(plane: Plane) -> Part:
    """The projection of b."""
    A, b, point = plane.A, plane.b, plane.point
    return Part(
        say("Find the projection $p$ of $b$ onto the column space of $A$."),
        Array(point),
        slips=(
            Slip(
                "inverse-forgotten",
                A * A.T * b,
                "You multiplied by A and its transpose alone. The inverse of the Gram matrix is missing.",
            ),
            Slip(
                "coefficients",
                plane.inverse * A.T * b,
                "These are the coefficients of the columns. Combine the columns with them.",
            ),
            Slip("residual", b - point, "This is what is left over, b minus the projection."),
        ),
        hints=hints(
            "You have the matrix that does it.",
            "$p$ is $P$ times …?",
            "Multiply $P$ by $b$; or solve $A^{\\top} A x = A^{\\top} b$ and take $A x$.",
        ),
        steps=(step("Multiply", "$p = P b$", "${point}$", point=point),),
        check=lambda _: floats(A) @ np.linalg.lstsq(floats(A), floats(b), rcond=None)[0],
        follow=Follow(("b",), lambda own: Array(own["b"] * b) if any(own["b"] * b) else None),
    )
