"""Best approximations of a matrix by one of lower rank."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from sympy import Rational, sqrt

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.symbolic import Value
from gradcheck_grader import Number
from gradcheck_grader.syntax.tree import Apply, Node, num

Wrong = list[tuple[str, Value, str]]
SPECTRA = tuple(combinations(range(12, 0, -1), 4))
EXACT = "Answer exactly, with `sqrt(...)` where a root is left."


@dataclass(frozen=True)
class Truncated:
    """Singular values in descending order, of which the first k are kept."""

    values: tuple[int, ...]
    k: int

    @property
    def left(self) -> tuple[int, ...]:
        """Those that are cut off; two or more."""
        return self.values[self.k :]

    @cached_property
    def squares(self) -> int:
        """The sum of the squares of those that are cut off."""
        return sum(value**2 for value in self.left)

    @cached_property
    def total(self) -> int:
        """The sum of the squares of all."""
        return sum(value**2 for value in self.values)

    @property
    def kept(self) -> Value:
        """The share of the squared Frobenius norm that is kept."""
        return Rational(self.total - self.squares, self.total)

    @cached_property
    def wrong_spectral(self) -> Wrong:
        """The name, response and feedback of each wrong error in the spectral norm."""
        return [
            (
                "last-kept",
                self.values[self.k - 1],
                "This singular value is kept. The error begins with the first that is cut off.",
            ),
            (
                "all-added",
                sum(self.left),
                "You added all that are cut off. The spectral norm is the largest of them.",
            ),
            ("smallest", self.left[-1], "This is the smallest. The spectral norm is the largest."),
        ]

    @cached_property
    def wrong_shares(self) -> Wrong:
        """The name, response and feedback of each wrong share."""
        return [
            ("share-lost", 1 - self.kept, "This is the share that is lost. What is kept is the rest."),
            (
                "no-squares",
                Rational(sum(self.values[: self.k]), sum(self.values)),
                "You compared the singular values themselves. The share is one of squares.",
            ),
        ]

    @cached_property
    def wrong_frobenius(self) -> Wrong:
        """The name, response and feedback of each wrong error in the Frobenius norm."""
        last = self.values[self.k - 1]
        return [
            (
                "no-squares",
                sum(self.left),
                "You added the singular values themselves. The Frobenius norm adds their squares.",
            ),
            (
                "one-too-many",
                sqrt(self.squares + last**2),
                "You counted one singular value that is kept. Begin with the first that is cut off.",
            ),
            ("no-root", self.squares, "This is the square of the error. Take the root."),
        ]


@exercise("spectral/low-rank-error", title="Error of the best low-rank approximation", level=3)
def low_rank_error(draw: Draw) -> Problem:
    """How far a matrix is from those of a lower rank, in two norms, and which share of it is kept.

    Trap: the error is made of the singular values that are cut off, with squares in the Frobenius norm.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 4.6.
    """
    made = draw.until(_tells_mistakes_apart, lambda: _truncated(draw))
    values = made.values
    return Problem(
        say(
            r"""
            A matrix $A$ of shape ${size} \times {size}$ has the singular values {values}.

            Let $A_k$ be its best approximation of rank $k = {k}$, which keeps {kept}.
            """,
            size=len(values),
            values=_listed(values),
            k=made.k,
            kept="the largest of them alone" if made.k == 1 else f"the {made.k} largest of them",
        ),
        (_spectral_part(made), _frobenius_part(made), _share_part(made)),
    )


def _truncated(draw: Draw) -> Truncated:
    """Four or five different singular values, two or more of them cut off."""
    size = draw.choice("size", (4, 5))
    values = draw.choice("values", SPECTRA)
    if size == 5:
        values = (values[0] + draw.integer("more", 1, 6), *values)
    return Truncated(values, draw.integer("k", 1, size - 2))


def _tells_mistakes_apart(made: Truncated) -> bool:
    """Whether no two responses to a question are equal."""
    questions = (
        [made.left[0], *(value for _, value, _ in made.wrong_spectral)],
        [sqrt(made.squares), *(value for _, value, _ in made.wrong_frobenius)],
        [made.kept, *(value for _, value, _ in made.wrong_shares)],
    )
    return all(len(set(values)) == len(values) for values in questions)


def _listed(values: tuple[int, ...]) -> str:
    return ", ".join(map(str, values[:-1])) + f" and {values[-1]}"


def _squares(values: tuple[int, ...]) -> Node:
    """The sum of the squares as it is written down."""
    return Apply("+", tuple(Apply("^", (num(value), num(2))) for value in values))


def _spectral_part(made: Truncated) -> Part:
    """The error in the spectral norm."""
    return Part(
        say(r"Find the spectral norm $\|A - A_k\|_2$ of the error."),
        Number(made.left[0]),
        slips=tuple(Slip(*one) for one in made.wrong_spectral),
        hints=hints(
            "The error has the singular values that are cut off.",
            "Which of them remain when the largest {kept} kept?",
            "The spectral norm of a matrix is its largest singular value; apply that to the error.",
            kept="one is" if made.k == 1 else f"{made.k} are",
        ),
        steps=(
            step("Singular values of the error", "", "{left}", left=_listed(made.left)),
            step("The largest of them", r"$\|A - A_k\|_2$", "{value}", value=made.left[0]),
        ),
        check=lambda _: float(np.linalg.norm(_error(made), 2)),
    )


def _error(made: Truncated) -> np.ndarray:
    """The error for a matrix with these singular values and random singular vectors."""
    size = len(made.values)
    source = np.random.default_rng(0)
    left, right = (np.linalg.qr(source.standard_normal((size, size)))[0] for _ in range(2))
    A = left @ np.diag(made.values) @ right
    U, values, Vt = np.linalg.svd(A)
    return A - (U[:, : made.k] * values[: made.k]) @ Vt[: made.k]


def _frobenius_part(made: Truncated) -> Part:
    """The error in the Frobenius norm."""
    return Part(
        say(r"Find the Frobenius norm $\|A - A_k\|_F$ of the error. {exact}", exact=EXACT),
        Number(sqrt(made.squares)),
        points=2,
        slips=tuple(Slip(*one) for one in made.wrong_frobenius),
        hints=hints(
            "The square of the Frobenius norm is the sum of the squares of the singular values.",
            "The error has the singular values {left}. What is the sum of their squares?",
            "Take the root of ${sum}$.",
            left=_listed(made.left),
            sum=_squares(made.left),
        ),
        steps=(
            step(
                "Add the squares of those that are cut off",
                "${sum}$",
                "{value}",
                sum=_squares(made.left),
                value=made.squares,
            ),
            step("Take the root", r"$\|A - A_k\|_F$", "${norm}$", norm=sqrt(made.squares)),
        ),
        check=lambda _: float(np.sqrt((_error(made) ** 2).sum())),
    )


def _share_part(made: Truncated) -> Part:
    """Which share is kept."""
    return Part(
        say(r"Which share of $\|A\|_F^2$ is kept, that is $\frac{\|A_k\|_F^2}{\|A\|_F^2}$? Answer exactly."),
        Number(made.kept),
        slips=tuple(Slip(*one) for one in made.wrong_shares),
        hints=hints(
            "Both norms are known from singular values.",
            r"$\|A\|_F^2 = {sum}$. Which of these terms belong to $A_k$?",
            "Add the squares of the singular values that are kept, and divide by the sum of all squares.",
            sum=_squares(made.values),
        ),
        steps=(
            step("All squares", r"$\|A\|_F^2$", "{total}", total=made.total),
            step("Those that are kept", r"$\|A_k\|_F^2$", "{some}", some=made.total - made.squares),
            step("Divide", "", "${share}$", share=made.kept),
        ),
        check=lambda _: 1 - float((_error(made) ** 2).sum()) / float(np.dot(made.values, made.values)),
        follow=Follow(("b",), lambda own: _share_from(made, own["b"])),
    )


def _share_from(made: Truncated, own: Value) -> Number | None:
    """The share that follows from an own error, where that is smaller than the norm of A."""
    return Number(1 - own**2 / made.total) if 0 < own**2 < made.total else None
