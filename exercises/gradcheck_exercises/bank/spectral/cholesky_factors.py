"""Cholesky factors, and sampling with them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np
from sympy import ImmutableMatrix, diag, sqrt

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, Step, exercise, hints, say, step
from gradcheck_exercises.bank.numeric import floats
from gradcheck_exercises.symbolic import Grid, Value
from gradcheck_grader import Array, Number

Wrong = list[tuple[str, Value, str]]


@dataclass(frozen=True)
class Gaussian:
    """A covariance L Lᵀ with integers in L, shape (n, n), a mean and one standard normal sample z."""

    L: Grid
    mean: Grid
    z: Grid

    @cached_property
    def A(self) -> Grid:
        """The covariance."""
        return self.L * self.L.T

    @cached_property
    def sample(self) -> Grid:
        """The sample with this mean and covariance."""
        return self.mean + self.L * self.z

    @property
    def diagonal(self) -> list[int]:
        """The diagonal of L."""
        return [int(self.L[i, i]) for i in range(self.L.rows)]

    @cached_property
    def wrong_factors(self) -> Wrong:
        """The name, response and feedback of each wrong factor."""
        unit = self.L * ImmutableMatrix(diag(*self.diagonal)).inv()
        found: Wrong = [
            (
                "upper-factor",
                self.L.T,
                "This is the transpose. The factor wanted is the lower triangular one.",
            ),
            (
                "roots-of-the-diagonal",
                ImmutableMatrix(diag(*(sqrt(self.A[i, i]) for i in range(self.A.rows)))),
                "You took the roots of the diagonal only. What about the other entries?",
            ),
            (
                "ones-on-the-diagonal",
                unit,
                "Your factor has ones on its diagonal, as in A = L D Lᵀ. Each column is still to be scaled.",
            ),
        ]
        if all(entry >= 0 for entry in self.A):
            feedback = "You took the root of each entry. The factors must give A as matrices multiply."
            found.append(("roots-of-the-entries", self.A.applyfunc(sqrt), feedback))
        distinct: dict[Value, tuple[str, Value, str]] = {}
        for one in found:
            if one[1] != self.L:
                distinct.setdefault(one[1], one)
        return list(distinct.values())

    @cached_property
    def wrong_samples(self) -> Wrong:
        """The name, response and feedback of each wrong sample."""
        return [
            (
                "upper-factor",
                self.mean + self.L.T * self.z,
                "You multiplied by the transpose of L. Then the covariance is another one.",
            ),
            (
                "covariance-itself",
                self.mean + self.A * self.z,
                "You multiplied by the covariance. Then the covariance of the sample would be its square.",
            ),
            ("mean-forgotten", self.L * self.z, "The mean is still to be added."),
        ]


@exercise("spectral/cholesky", title="Cholesky factor and sampling", level=3)
def cholesky(draw: Draw) -> Problem:
    """The Cholesky factor of a covariance matrix, a sample made with it, and the determinant.

    Trap: the factor is triangular and multiplied by its own transpose; it is no root of each entry.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 4.3.
    """
    gaussian = draw.until(_tells_mistakes_apart, lambda: _gaussian(draw))
    return Problem(
        say(
            r"""
            The normal distribution of a vector $x$ has this mean and covariance:
            $$\mu = {mean}, \qquad A = {A}$$

            Let $A = L L^{\top}$ with a lower triangular $L$ whose diagonal is positive: the Cholesky factor.
            """,
            mean=gaussian.mean,
            A=gaussian.A,
        ),
        (_factor_part(gaussian), _sample_part(gaussian), _determinant_part(gaussian)),
    )


def _gaussian(draw: Draw) -> Gaussian:
    """A lower triangular factor of small integers, of size 2 or 3."""
    size = draw.choice("size", (2, 3))
    bound = 3 if size == 2 else 2
    L = [[0] * size for _ in range(size)]
    for i in range(size):
        for j in range(i):
            L[i][j] = draw.integer(f"l{i + 1}{j + 1}", -bound, bound, exclude=(0,) if i - j == 1 else ())
        L[i][i] = draw.integer(f"l{i + 1}{i + 1}", 1, 3)
    z = ImmutableMatrix([draw.choice(f"z{i + 1}", (-2, -1, 1, 2)) for i in range(size)])
    return Gaussian(ImmutableMatrix(L), draw.vector("mean", size, bound=4, exclude=(0,)), z)


def _tells_mistakes_apart(gaussian: Gaussian) -> bool:
    """Whether no two samples are equal, and the determinant is none of its wrong values."""
    samples = [gaussian.sample, *(value for _, value, _ in gaussian.wrong_samples)]
    determinants = _determinants(gaussian)
    return (
        any(gaussian.sample)
        and len(set(samples)) == len(samples)
        and len(set(determinants)) == len(determinants)
    )


def _determinants(gaussian: Gaussian) -> tuple[int, int, int]:
    """det A, the product of L's diagonal, and that of A's."""
    A = gaussian.A
    whole = prod(gaussian.diagonal)
    return whole**2, whole, prod(int(A[i, i]) for i in range(A.rows))


def _factor_part(gaussian: Gaussian) -> Part:
    """The factor."""
    A, L = gaussian.A, gaussian.L
    return Part(
        say("Find $L$. Write it row by row, such as `[[1, 0], [2, 3]]`."),
        Array(L),
        points=2,
        slips=tuple(Slip(*one) for one in gaussian.wrong_factors),
        hints=hints(
            "Write $L$ with unknown entries, multiply it by its transpose, and compare with $A$.",
            "First column: $L_{11}^2 = {corner}$, and $L_{21} L_{11} = {below}$. What follows for $L_{22}$?",
            "$L_{21}^2 + L_{22}^2 = {second}$. Go on like this, entry by entry, column by column.",
            corner=A[0, 0],
            below=A[1, 0],
            second=A[1, 1],
        ),
        steps=tuple(_entry_step(gaussian, i, j) for j in range(L.rows) for i in range(j, L.rows)),
        check=lambda _: np.linalg.cholesky(floats(A)),
    )


def _entry_step(gaussian: Gaussian, i: int, j: int) -> Step:
    """How one entry of L follows from those before it."""
    A, L = gaussian.A, gaussian.L
    rest = A[i, j] - sum(L[i, k] * L[j, k] for k in range(j))
    place = f"{i + 1}{j + 1}"
    if i == j:
        return step(
            "Root of what earlier columns leave of $A_{{place}}$: {rest}",
            "$L_{{place}}$",
            "${entry}$",
            place=place,
            rest=rest,
            entry=L[i, j],
        )
    return step(
        "What earlier columns leave of $A_{{place}}$ is {rest}; divide it by {pivot}",
        "$L_{{place}}$",
        "${entry}$",
        place=place,
        rest=rest,
        pivot=L[j, j],
        entry=L[i, j],
    )


def _sample_part(gaussian: Gaussian) -> Part:
    """A sample."""
    return Part(
        say(
            r"A sampler has drawn $z = {z}$ from the standard normal distribution. Make of it the sample "
            r"$x = \mu + L z$ of the distribution above.",
            z=gaussian.z,
        ),
        Array(gaussian.sample),
        slips=tuple(Slip(*one) for one in gaussian.wrong_samples),
        hints=hints(
            r"$L z$ has the covariance $L L^{\top} = A$, and $\mu$ moves it.",
            "The first entry of $L z$ is $L_{11} z_1$. What are the others?",
            r"Multiply the rows of your $L$ by $z$, and add $\mu$.",
        ),
        steps=(
            step("Multiply", "$L z$", "${product}$", product=gaussian.L * gaussian.z),
            step("Add the mean", r"$\mu + L z$", "${sample}$", sample=gaussian.sample),
        ),
        check=lambda _: _by_reflections(gaussian),
        follow=Follow(("a",), lambda own: _sample_from(gaussian, own["a"])),
    )


def _sample_from(gaussian: Gaussian, own: Grid) -> Array | None:
    """The sample that follows from the person's own factor."""
    sample = gaussian.mean + own * gaussian.z
    return Array(sample) if any(sample) else None


def _by_reflections(gaussian: Gaussian) -> np.ndarray:
    """The sample from the eigenvectors of A: its root, turned into a triangle by reflections."""
    values, vectors = np.linalg.eigh(floats(gaussian.A))
    R = np.linalg.qr((vectors * np.sqrt(values)).T)[1]
    L = (R * np.sign(np.diag(R))[:, None]).T
    return floats(gaussian.mean) + L @ floats(gaussian.z)


def _determinant_part(gaussian: Gaussian) -> Part:
    """The determinant."""
    value, once, diagonal = _determinants(gaussian)
    return Part(
        say(r"Find $\det A$, which the density needs, from the factor."),
        Number(value),
        slips=(
            Slip("not-squared", once, "This is the determinant of L. That of A has two such factors."),
            Slip(
                "diagonal-of-A",
                diagonal,
                "You multiplied the diagonal of A. That is enough for a triangular matrix only.",
            ),
        ),
        hints=hints(
            "The determinant of a product is the product of the determinants.",
            r"$\det A = \det L \cdot \det L^{\top}$. What is the determinant of a triangular matrix?",
            "Multiply the diagonal entries of your $L$, and square the result.",
        ),
        steps=(
            step("Multiply the diagonal", r"$\det L$", "${once}$", once=once),
            step("Square it", r"$\det A = (\det L)^2$", "${value}$", value=value),
        ),
        check=lambda _: float(np.exp(np.linalg.slogdet(floats(gaussian.A))[1])),
        follow=Follow(("a",), lambda own: _determinant_from(own["a"])),
    )


def _determinant_from(own: Grid) -> Number | None:
    """The square of the product of an own factor's diagonal."""
    once = prod(own[i, i] for i in range(own.rows))
    return Number(once**2) if once else None
