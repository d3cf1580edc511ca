"""Powers of matrices by diagonalisation."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
from sympy import ImmutableMatrix, Symbol

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.numeric import floats
from gradcheck_exercises.bank.spectral.eigenvalues import Diagonalised, diagonalised
from gradcheck_exercises.symbolic import Formula, Grid
from gradcheck_grader import Array, Domain

n = Symbol("n")
EXPONENT = {"n": Domain("integer", low=Fraction(1))}


@exercise("spectral/matrix-power", title="All powers of a matrix at once", level=3)
def matrix_power(draw: Draw) -> Problem:
    """A diagonalised matrix has powers that can be written down for a symbolic exponent.

    Trap: entries of a matrix are not raised one by one, and P⁻¹ stands on the right of every power.
    Source: Strang, Introduction to Linear Algebra, 5th ed., section 6.2.
    """
    drawn = diagonalised(draw, (-4, -3, -2, -1, 1, 2, 3, 4, 5), _tells_powers_apart, 20)
    P = drawn.P
    return Problem(
        say(
            r"""
            The columns of $P$ are eigenvectors of $A$, where
            $$A = {A}, \qquad P = {P}.$$
            """,
            A=drawn.A,
            P=P,
        ),
        (_values_part(drawn), _inverse_part(drawn), _power_part(drawn)),
    )


def _tells_powers_apart(drawn: Diagonalised) -> bool:
    """Whether P is not symmetric, and no inverse of itself when signs are wrong."""
    a, b, c, d = drawn.columns
    return b != c and a != d and (d, -b, -c, a) != (a, c, b, d)


def _diagonal(first: Formula, second: Formula) -> Grid:
    return ImmutableMatrix([[first, 0], [0, second]])


def _values_part(drawn: Diagonalised) -> Part:
    """What is D?"""
    A, P = drawn.A, drawn.P
    return Part(
        say(
            "Find the diagonal matrix $D$ with $A = P D P^{-1}$. Write it row by row, such as `[[1, 0], [0, "
            "2]]`."
        ),
        Array(_diagonal(drawn.first, drawn.second)),
        slips=(
            Slip(
                "order-exchanged",
                _diagonal(drawn.second, drawn.first),
                "These are the eigenvalues, but in the order of the other column first.",
            ),
            Slip(
                "diagonal-of-A",
                _diagonal(A[0, 0], A[1, 1]),
                "You took the diagonal of A. What does A do to each column of P?",
            ),
        ),
        hints=hints(
            "$A P = P D$ says that each column of $P$ is stretched by its own entry of $D$.",
            "The first column is ${v}$. Multiply it by $A$: how many times the column do you get?",
            "Multiply $A$ by both columns of $P$. The two factors stand on the diagonal of $D$, in the "
            "order of the columns.",
            v=P.col(0),
        ),
        steps=(
            *(
                step(
                    "Multiply column {j} of $P$ by $A$",
                    "${A} {v}$",
                    "${image}$, which is ${value}$ times the column",
                    j=j + 1,
                    A=A,
                    v=P.col(j),
                    image=value * P.col(j),
                    value=value,
                )
                for j, value in enumerate((drawn.first, drawn.second))
            ),
            step("Put the factors on the diagonal", "$D$", "${D}$", D=_diagonal(drawn.first, drawn.second)),
        ),
        check=lambda at: np.linalg.solve(floats(P), floats(A) @ floats(P)),
    )


def _inverse_part(drawn: Diagonalised) -> Part:
    """What is the inverse of P?"""
    a, b, c, d = drawn.P
    return Part(
        say("Find $P^{-1}$."),
        Array(_inverse(drawn.P)),
        slips=(
            Slip(
                "transposed",
                ImmutableMatrix(drawn.P.T),
                "This is the transpose. It is the inverse only where the columns are orthonormal.",
            ),
            Slip(
                "signs-kept",
                ImmutableMatrix([[d, b], [c, a]]),
                "The two entries off the diagonal change their signs.",
            ),
        ),
        hints=hints(
            r"For size 2 there is a formula with $\det P$.",
            r"Here $\det P$ is 1. On the diagonal {a} and {d} change places. And the other two entries?",
            "Exchange {a} and {d}, and change the signs of the other two.",
            a=a,
            d=d,
        ),
        steps=(
            step("The determinant", r"$\det P$", "1"),
            step(
                "Exchange the diagonal, change the other signs",
                "$P^{-1}$",
                "${inverse}$",
                inverse=_inverse(drawn.P),
            ),
        ),
        check=lambda at: np.linalg.inv(floats(drawn.P)),
    )


def _inverse(P: Grid) -> Grid:
    """The inverse of a matrix with determinant 1."""
    a, b, c, d = P
    return ImmutableMatrix([[d, -b], [-c, a]])


def _power_part(drawn: Diagonalised) -> Part:
    """What is A to the n?"""
    first, second, A, P = drawn.first, drawn.second, drawn.A, drawn.P
    power = drawn.of(first**n, second**n)
    return Part(
        say(
            r"Find $A^n$ for every whole number $n \geq 1$. Write its entries with `n`, such as `[[2^n, 1], "
            "[0, 3^n - 1]]`."
        ),
        Array(power, names=EXPONENT),
        points=2,
        slips=(
            Slip(
                "entry-by-entry",
                ImmutableMatrix(2, 2, [entry**n for entry in A]),
                "You raised each entry by itself. Try it with n = 2: a square is a product of two matrices.",
            ),
            Slip(
                "inverse-left-out",
                ImmutableMatrix(P * _diagonal(first**n, second**n)),
                "The inverse of P is missing at the end. Put in n = 1: is it A?",
            ),
            Slip(
                "order-exchanged",
                drawn.of(second**n, first**n),
                "Put in n = 1: the powers belong to the other column each.",
            ),
        ),
        hints=hints(
            "Between the factors of $A^n$ each $P^{-1}$ meets a $P$, and they cancel.",
            "$A^n = P D^n P^{-1}$. What is the power of a diagonal matrix?",
            r"Multiply out ${P} \cdot {D} \cdot P^{-1}$.",
            P=P,
            D=_diagonal(first**n, second**n),
        ),
        steps=(
            step("The inner factors cancel", "$A^n$", "$P D^n P^{-1}$"),
            step(
                "Multiply $P$ by the powers on the diagonal",
                "$P D^n$",
                "${left}$",
                left=ImmutableMatrix(P * _diagonal(first**n, second**n)),
            ),
            step("Multiply by $P^{-1}$", "$A^n$", "${power}$", power=power),
        ),
        check=lambda at: np.linalg.matrix_power(floats(A), int(at["n"])),
        follow=Follow(("a", "b"), lambda own: _following(P, own)),
    )


def _following(P: Grid, own: Mapping[str, Grid]) -> Array | None:
    """What the person's own D and own inverse give, where D is diagonal and has no 0 on its diagonal."""
    D, inverse = own["a"], own["b"]
    if D[0, 1] or D[1, 0] or not D[0, 0] or not D[1, 1]:
        return None
    return Array(ImmutableMatrix(P * _diagonal(D[0, 0] ** n, D[1, 1] ** n) * inverse), names=EXPONENT)
