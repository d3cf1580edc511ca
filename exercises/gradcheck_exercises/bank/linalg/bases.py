"""Coordinates and linear maps in another basis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from sympy import ImmutableMatrix

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.numeric import floats
from gradcheck_exercises.symbolic import Grid, Value
from gradcheck_grader import Array

Wrong = list[tuple[str, Value, str]]
BASES = tuple(
    (a, b, c, d)
    for a, b, c, d in product((-3, -2, -1, 1, 2, 3), repeat=4)
    if abs(a * d - b * c) == 1 and abs(a) + abs(b) + abs(c) + abs(d) <= 7
)


@dataclass(frozen=True)
class Change:
    """Basis vectors as the columns of B, shape (2, 2), and coordinates c and a matrix M in that basis."""

    B: Grid
    c: Grid
    M: Grid

    @cached_property
    def inverse(self) -> Grid:
        """The inverse of B; integers, since det B is 1 or -1."""
        a, b, c, d = self.B
        return ImmutableMatrix([[d, -b], [-c, a]]) / (a * d - b * c)

    @cached_property
    def x(self) -> Grid:
        """The vector in the standard basis."""
        return self.B * self.c

    @cached_property
    def T(self) -> Grid:
        """The map in the standard basis."""
        return self.B * self.M * self.inverse

    @cached_property
    def wrong_coordinates(self) -> Wrong:
        """The name, response and feedback of each wrong coordinate vector."""
        return [
            (
                "times-B",
                self.B * self.x,
                "You multiplied by B. That leads from coordinates to the vector, not the other way.",
            ),
            (
                "times-transpose",
                self.B.T * self.x,
                "You took dot products with the basis vectors. That is enough for an orthonormal basis only.",
            ),
        ]

    @cached_property
    def wrong_matrices(self) -> Wrong:
        """The name, response and feedback of each wrong matrix of the map."""
        return [
            (
                "wrong-side",
                self.B * self.T * self.inverse,
                "B and its inverse are exchanged. First a coordinate vector must become a vector: by which?",
            ),
            (
                "not-back",
                self.T * self.B,
                "Your columns are images of basis vectors in the standard basis. Take their coordinates.",
            ),
            (
                "transpose-for-inverse",
                self.B.T * self.T * self.B,
                "You used the transpose of B in place of its inverse. They agree for orthonormal bases only.",
            ),
        ]

    @cached_property
    def wrong_images(self) -> Wrong:
        """The name, response and feedback of each wrong coordinate vector of T x."""
        return [
            (
                "standard-coordinates",
                self.T * self.x,
                "This is T x in the standard basis. Its coordinates in the new basis are wanted.",
            ),
            (
                "mixed-map",
                self.T * self.c,
                "You multiplied the new coordinates by the matrix for the standard basis.",
            ),
            (
                "mixed-vector",
                self.M * self.x,
                "You multiplied the matrix for the new basis by the standard coordinates.",
            ),
        ]


@exercise("linalg/change-of-basis", title="Change of basis", level=3)
def change_of_basis(draw: Draw) -> Problem:
    """The coordinates of a vector in another basis, and the matrix of a linear map there.

    Trap: B leads from coordinates to vectors, so its inverse leads back, and it stands on the left.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 2.7.2.
    """
    change = draw.until(_tells_mistakes_apart, lambda: _change(draw))
    return Problem(
        say(
            r"""
            $$b_1 = {one}, \qquad b_2 = {two}, \qquad x = {x}, \qquad T = {T}$$

            The columns $b_1$ and $b_2$ form a basis of the plane; let $B$ be the matrix with these columns,
            in this order. All entries above, also those of the linear map $v \mapsto T v$, refer to the
            standard basis.
            """,
            one=change.B.col(0),
            two=change.B.col(1),
            x=change.x,
            T=change.T,
        ),
        (_coordinates_part(change), _map_part(change), _image_part(change)),
    )


def _change(draw: Draw) -> Change:
    """A basis with determinant 1 or -1, so that everything is an integer in both bases."""
    a, b, c, d = draw.choice("B", BASES)
    return Change(
        ImmutableMatrix([[a, b], [c, d]]),
        draw.vector("c", 2, bound=3, exclude=(0,)),
        draw.matrix("M", 2, 2, bound=2),
    )


def _tells_mistakes_apart(change: Change) -> bool:
    """Whether the entries are small, the images are not 0, and no two responses are equal."""
    questions = (
        [change.c, change.x, *(value for _, value, _ in change.wrong_coordinates)],
        [change.M, *(value for _, value, _ in change.wrong_matrices)],
        [change.M * change.c, *(value for _, value, _ in change.wrong_images)],
    )
    small = max(map(abs, change.T)) <= 15 and any(change.M * change.c) and any(change.T)
    return small and all(len(set(values)) == len(values) for values in questions)


def _coordinates_part(change: Change) -> Part:
    """The coordinates of x."""
    return Part(
        say("Find the coordinates of $x$ in this basis: $[c_1, c_2]$ with $x = c_1 b_1 + c_2 b_2$."),
        Array(change.c),
        slips=tuple(Slip(*wrong) for wrong in change.wrong_coordinates),
        hints=hints(
            "The coordinates solve a linear system.",
            "It is $B c = x$. What is the inverse of $B$, whose determinant is {determinant}?",
            "Multiply $x$ by the inverse ${inverse}$.",
            determinant=change.B.det(),
            inverse=change.inverse,
        ),
        steps=(
            step("Invert $B$", "$B^{-1}$", "${inverse}$", inverse=change.inverse),
            step("Solve $B c = x$", "$c = B^{-1} x$", "${c}$", c=change.c),
        ),
        check=lambda _: np.linalg.solve(floats(change.B), floats(change.x)),
    )


def _map_part(change: Change) -> Part:
    """The matrix of the map."""
    return Part(
        say(
            "Find the matrix $M$ of the map in this basis: if $v$ has the coordinates $c$, then $T v$ has "
            "the coordinates $M c$."
        ),
        Array(change.M),
        points=2,
        slips=tuple(Slip(*wrong) for wrong in change.wrong_matrices),
        hints=hints(
            "Go from coordinates to the vector, apply the map, and go back to coordinates.",
            "$v = B c$, then $T v = T B c$. Which matrix gives the coordinates of that?",
            "$M = B^{-1} T B$. Start with ${TB}$, which is $T B$.",
            TB=change.T * change.B,
        ),
        steps=(
            step("Images of the basis vectors, side by side", "$T B$", "${TB}$", TB=change.T * change.B),
            step("Their coordinates", "$M = B^{-1} T B$", "${M}$", M=change.M),
        ),
        check=lambda _: np.linalg.solve(floats(change.B), floats(change.T) @ floats(change.B)),
    )


def _image_part(change: Change) -> Part:
    """The coordinates of T x."""
    image = change.M * change.c
    return Part(
        say("Find the coordinates of $T x$ in this basis."),
        Array(image),
        slips=tuple(Slip(*wrong) for wrong in change.wrong_images),
        hints=hints(
            "In the new basis, the map is a product with its matrix there.",
            "You know the coordinates of $x$. Which matrix takes them to those of $T x$?",
            "Multiply your $M$ by your coordinates from (a). Or take $B^{-1}$ times $T x$.",
        ),
        steps=(step("Multiply", "$M c$", "${image}$", image=image),),
        check=lambda _: np.linalg.solve(floats(change.B), floats(change.T) @ floats(change.x)),
        follow=Follow(("a", "b"), _image_of),
    )


def _image_of(own: Mapping[str, Grid]) -> Array | None:
    """What follows from the person's own coordinates and matrix."""
    image = own["b"] * own["a"]
    return Array(image) if any(image) else None
