"""Orthonormal vectors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations, product

import numpy as np
from sympy import ImmutableMatrix, sqrt

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.numeric import floats
from gradcheck_exercises.symbolic import Grid, Value
from gradcheck_grader import Array, UpToSign

Wrong = list[tuple[str, Value, str]]
FRAMES = (  # three vectors that are orthogonal to each other
    ((1, 1, 1), (1, -1, 0), (1, 1, -2)),
    ((1, 2, 2), (2, 1, -2), (2, -2, 1)),
    ((1, 1, 0), (1, -1, 1), (1, -1, -2)),
    ((1, 2, 1), (1, 0, -1), (1, -1, 1)),
    ((1, 2, 0), (2, -1, 1), (2, -1, -5)),
    ((1, 0, 2), (2, 1, -1), (2, -5, -1)),
)
MULTIPLES = (-2, -1, 1, 2)


def _along(v: Grid, u: Grid) -> Grid:
    """The projection of v onto the line of u."""
    return u * (v.dot(u) / u.dot(u))


def _unit(v: Grid) -> Grid:
    """v divided by its norm."""
    return v / sqrt(v.dot(v))


def _beside_each_other(*columns: Grid) -> Grid:
    return ImmutableMatrix.hstack(*columns)


@dataclass(frozen=True)
class Frame:
    """Orthogonal u₁, u₂, u₃ and a₁ = u₁, a₂ = p u₁ + u₂, a₃ = q u₁ + r u₂ + u₃."""

    u: tuple[Grid, Grid, Grid]
    multiples: tuple[int, int, int]

    @cached_property
    def a(self) -> tuple[Grid, Grid, Grid]:
        """What is to be made orthonormal."""
        (one, two, three), (p, q, r) = self.u, self.multiples
        return one, p * one + two, q * one + r * two + three

    @cached_property
    def Q(self) -> Grid:
        """The orthonormal vectors as columns."""
        return _beside_each_other(*map(_unit, self.u))

    @cached_property
    def wrong_second(self) -> Wrong:
        """The name, response and feedback of each wrong second vector."""
        one, two, _ = self.a
        return [
            (
                "onto-the-other",
                two - two * (one.dot(two) / two.dot(two)),
                "You took the projection onto the second vector itself. Project it onto the first one.",
            ),
            (
                "projection-instead",
                _along(two, one),
                "This is the part of the second vector along the first one. It is the part to be removed.",
            ),
            (
                "not-divided",
                two - one * one.dot(two),
                "You subtracted the dot product times the first vector, which is not of length 1. Divide.",
            ),
        ]

    @cached_property
    def wrong_third(self) -> Wrong:
        """The name, response and feedback of each wrong third vector."""
        one, two, three = self.a
        return [
            (
                "first-only",
                three - _along(three, one),
                "You removed the part along the first vector. The part along the second one is still there.",
            ),
            (
                "given-second-vector",
                three - _along(three, one) - _along(three, two),
                "You projected onto the second vector as it was given. Take the orthogonal one from (a).",
            ),
            (
                "second-only",
                three - _along(three, self.u[1]),
                "You removed the part along the second direction only. Remove that along the first one too.",
            ),
        ]


@exercise("linalg/gram-schmidt", title="Gram–Schmidt in three dimensions", level=3)
def gram_schmidt(draw: Draw) -> Problem:
    """Three vectors made orthogonal one after the other, and then of length 1.

    Trap: each vector loses its part along every earlier direction, and these are the new ones.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 3.8.3.
    """
    frame = draw.until(_tells_frames_apart, lambda: _frame(draw))
    one, two, three = frame.a
    return Problem(
        say(
            r"""
            $$a_1 = {one}, \qquad a_2 = {two}, \qquad a_3 = {three}$$

            The Gram–Schmidt process turns them, in this order, into orthogonal vectors: $u_1 = a_1$, then
            $u_2$ is $a_2$ without its projection onto $u_1$, and $u_3$ is $a_3$ without its projections onto
            $u_1$ and $u_2$. Nothing is divided by its length before (c).
            """,
            one=one,
            two=two,
            three=three,
        ),
        (_second_part(frame), _third_part(frame), _orthonormal_part(frame)),
    )


def _frame(draw: Draw) -> Frame:
    """One of the frames, its vectors and axes in any order and some signs changed."""
    vectors = draw.choice("frame", FRAMES)
    order, axes = (draw.choice(name, tuple(permutations(range(3)))) for name in ("order", "axes"))
    signs = draw.choice("signs", tuple(product((1, -1), repeat=2)))
    one, two, three = (
        ImmutableMatrix([vectors[place][axis] * (*signs, 1)[axis] for axis in axes]) for place in order
    )
    p, r = draw.choice("p", MULTIPLES), draw.choice("r", MULTIPLES)
    return Frame((one, two, three), (p, draw.choice("q", MULTIPLES), r))


def _tells_frames_apart(frame: Frame) -> bool:
    """Whether all entries are small, and no two responses to a question are equal."""
    seconds = [frame.u[1], *(value for _, value, _ in frame.wrong_second)]
    thirds = [frame.u[2], *(value for _, value, _ in frame.wrong_third)]
    largest = max(abs(entry) for vector in frame.a for entry in vector)
    return largest <= 9 and len(set(seconds)) == len(seconds) and len(set(thirds)) == len(thirds)


def _second_part(frame: Frame) -> Part:
    """The second orthogonal vector."""
    one, two, _ = frame.a
    return Part(
        say("Find $u_2$. Write it as a vector, such as `[1, 2, 3]`."),
        Array(frame.u[1]),
        slips=tuple(Slip(*wrong) for wrong in frame.wrong_second),
        hints=hints(
            "$u_2$ is what is left of $a_2$ when its part along $u_1$ is removed.",
            r"The projection of $a_2$ onto $u_1$ is $c u_1$ with $c = \frac{a_2 \cdot u_1}{u_1 \cdot u_1}$. "
            "Which number is $c$ here?",
            r"$a_2 \cdot u_1 = {inner}$ and $u_1 \cdot u_1 = {square}$. Subtract $c u_1$ from $a_2$.",
            inner=two.dot(one),
            square=one.dot(one),
        ),
        steps=(
            step(
                "The factor of the projection",
                r"$\frac{a_2 \cdot u_1}{u_1 \cdot u_1}$",
                "${factor}$",
                factor=frame.multiples[0],
            ),
            step("Subtract that multiple of $u_1$", "$u_2$", "${second}$", second=frame.u[1]),
        ),
        check=lambda _: _residual(floats(two), floats(one)),
    )


def _residual(b: np.ndarray, A: np.ndarray) -> np.ndarray:
    """b without its least-squares fit by the columns of A."""
    return b - A @ np.linalg.lstsq(A, b, rcond=None)[0]


def _third_part(frame: Frame) -> Part:
    """The third orthogonal vector."""
    one, two, three = frame.a
    _, q, r = frame.multiples
    return Part(
        say("Find $u_3$."),
        Array(frame.u[2]),
        points=2,
        slips=tuple(Slip(*wrong) for wrong in frame.wrong_third),
        hints=hints(
            "$u_3$ is what is left of $a_3$ when its parts along $u_1$ and $u_2$ are removed.",
            r"Subtract $\frac{a_3 \cdot u_1}{u_1 \cdot u_1} u_1$. What must be subtracted for $u_2$?",
            r"Subtract $\frac{a_3 \cdot u_2}{u_2 \cdot u_2} u_2$ as well, with your $u_2$.",
        ),
        steps=(
            step("The factor along $u_1$", r"$\frac{a_3 \cdot u_1}{u_1 \cdot u_1}$", "${q}$", q=q),
            step("The factor along $u_2$", r"$\frac{a_3 \cdot u_2}{u_2 \cdot u_2}$", "${r}$", r=r),
            step("Subtract both multiples", "$u_3$", "${third}$", third=frame.u[2]),
        ),
        check=lambda _: _residual(floats(three), floats(_beside_each_other(one, two))),
        follow=Follow(("a",), lambda own: _left_of(three, one, own["a"])),
    )


def _left_of(three: Grid, one: Grid, own: Grid) -> Array | None:
    """The third vector by the person's own second one."""
    left = three - _along(three, one) - _along(three, own)
    return Array(left) if any(left) else None


def _orthonormal_part(frame: Frame) -> Part:
    """The orthonormal vectors."""
    one, two, three = frame.u
    return Part(
        say(
            "Divide each by its length, and give the orthonormal vectors as the columns of a matrix $Q$, "
            "with `sqrt(...)` where a root is left. Each column may have the other sign."
        ),
        UpToSign(frame.Q, by="columns"),
        points=2,
        slips=(
            Slip(
                "given-vectors-normalised",
                _beside_each_other(*map(_unit, frame.a)),
                "You divided the given vectors by their lengths. They are not orthogonal; take the new ones.",
            ),
            Slip(
                "not-normalised",
                _beside_each_other(one, two, three),
                "Your columns are orthogonal, but they do not have length 1. Divide each by its norm.",
            ),
            Slip(
                "divided-by-square",
                _beside_each_other(*(v / v.dot(v) for v in frame.u)),
                "You divided by the square of the norm. Take its root first.",
            ),
        ),
        hints=hints(
            "Orthonormal means orthogonal and of length 1.",
            r"$\|u_1\| = \sqrt{u_1 \cdot u_1}$. What are the other two norms?",
            "Divide each of your $u_1$, $u_2$, $u_3$ by its norm and write them as columns.",
        ),
        steps=(
            step(
                "The squares of the norms",
                "",
                "${a}$, ${b}$ and ${c}$",
                a=one.dot(one),
                b=two.dot(two),
                c=three.dot(three),
            ),
            step("Divide by the norms; columns side by side", "$Q$", "${Q}$", Q=frame.Q),
        ),
        check=lambda _: _by_householder(floats(_beside_each_other(*frame.a))),
        follow=Follow(("a", "b"), lambda own: _normalised(one, own)),
    )


def _normalised(one: Grid, own: Mapping[str, Grid]) -> UpToSign:
    """The matrix that follows from the person's own vectors."""
    return UpToSign(_beside_each_other(*map(_unit, (one, own["a"], own["b"]))), by="columns")


def _by_householder(A: np.ndarray) -> np.ndarray:
    """Q of NumPy's QR factorisation, which reflects; with signs such that R has a positive diagonal."""
    Q, R = np.linalg.qr(A)
    return Q * np.sign(np.diag(R))
