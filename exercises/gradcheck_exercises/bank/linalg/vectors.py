"""Dot products, angles and norms of vectors."""

from __future__ import annotations

from itertools import combinations, permutations, product

import numpy as np
from sympy import ImmutableMatrix, Integer, acos, sqrt

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import sound
from gradcheck_exercises.bank.numeric import entries
from gradcheck_exercises.symbolic import Grid, Value
from gradcheck_grader import Number
from gradcheck_grader.syntax.tree import Apply, Node, num

EXACT = "Answer exactly, with `sqrt(...)` where a root is left."


def _dot(u: Grid, v: Grid) -> Value:
    """The sum of the products of matching entries."""
    return sum((left * right for left, right in zip(u, v, strict=True)), Integer(0))


def _written(u: Grid, v: Grid) -> Node:
    """The same sum as it is written down, before anything is worked out."""
    pairs = zip(u, v, strict=True)
    return Apply("+", tuple(Apply("*", (num(int(left)), num(int(right)))) for left, right in pairs))


def _root(square: Value) -> Node:
    """The root as it is written down."""
    return Apply("sqrt", (num(int(square)),))


@exercise("linalg/dot-and-angle", title="Dot product and angle", level=1)
def dot_and_angle(draw: Draw) -> Problem:
    """The dot product of two vectors, a norm, and the cosine of the angle between them.

    Trap: the cosine divides the dot product by both norms, each with its root.
    Source: Strang, Introduction to Linear Algebra, 5th ed., section 1.2.
    """
    size = draw.choice("size", (2, 3, 4))
    u, v = draw.until(
        lambda pair: _angle_is_telling(*pair),
        lambda: (
            draw.vector("u", size, bound=5, exclude=(0,)),
            draw.vector("v", size, bound=5, exclude=(0,)),
        ),
    )
    return Problem(
        say(
            r"""
            $$u = {u}, \qquad v = {v}$$

            Let $\| \cdot \|$ be the Euclidean norm, and $\theta$ the angle between $u$ and $v$.
            """,
            u=u,
            v=v,
        ),
        (_dot_part(u, v), _length_part(u), _cosine_part(u, v)),
    )


def _angle_is_telling(u: Grid, v: Grid) -> bool:
    """Whether u and v are neither parallel nor orthogonal, of two lengths, and no two mistakes look alike."""
    inner, uu, vv = _dot(u, v), _dot(u, u), _dot(v, v)
    signs = {left * right > 0 for left, right in zip(u, v, strict=True)}
    unsigned = sum(abs(left * right) for left, right in zip(u, v, strict=True))
    alike = sum(u) * sum(v) in (inner, unsigned) or uu == sum(map(abs, u))
    return inner != 0 and inner**2 != uu * vv and uu != vv and len(signs) == 2 and not alike


def _dot_part(u: Grid, v: Grid) -> Part:
    """What is the dot product?"""
    inner = _dot(u, v)
    return Part(
        say(r"Compute the dot product $u \cdot v$."),
        Number(inner),
        slips=(
            Slip(
                "signs-dropped",
                sum(abs(left * right) for left, right in zip(u, v, strict=True)),
                "You added all products as if they were positive. A product of opposite signs is negative.",
            ),
            Slip(
                "sums-multiplied",
                sum(u) * sum(v),
                "You multiplied the sum of one vector by the sum of the other. Multiply entry by entry.",
            ),
        ),
        hints=hints(
            "The dot product of two vectors is one number.",
            "The first product is ${first}$. Which products follow, and what is done with them?",
            "Multiply matching entries and add: ${sum}$.",
            first=Apply("*", (num(int(u[0])), num(int(v[0])))),
            sum=_written(u, v),
        ),
        steps=(
            step(
                "Multiply matching entries and add",
                r"$u \cdot v = {sum}$",
                "${inner}$",
                sum=_written(u, v),
                inner=inner,
            ),
        ),
        check=lambda _: float(np.dot(entries(u), entries(v))),
    )


def _length_part(u: Grid) -> Part:
    """How long is u?"""
    square = _dot(u, u)
    return Part(
        say(r"Compute $\|u\|$. {exact}", exact=EXACT),
        Number(sqrt(square)),
        slips=(
            Slip("no-root", square, "This is the square of the norm. Its root is still to be taken."),
            Slip(
                "absolute-values-added",
                sum(abs(entry) for entry in u),
                "You added the absolute values. The Euclidean norm is the root of a sum of squares.",
            ),
        ),
        hints=hints(
            "Think of Pythagoras: the squared length is a sum of squares.",
            "Square each entry of $u$ and add: which number do you get?",
            r"$\|u\|$ is the root of $u \cdot u = {sum}$.",
            sum=_written(u, u),
        ),
        steps=(
            step("Square the entries and add", r"$u \cdot u$", "${square}$", square=square),
            step("Take the root", r"$\|u\|$", "${norm}$", norm=sqrt(square)),
        ),
        check=lambda _: float(np.linalg.norm(entries(u))),
    )


def _cosine_part(u: Grid, v: Grid) -> Part:
    """What is the cosine of the angle?"""
    inner, uu, vv = _dot(u, v), _dot(u, u), _dot(v, v)
    cosine = inner / sqrt(uu * vv)
    return Part(
        say(r"Compute $\cos \theta$ (the cosine similarity of $u$ and $v$). {exact}", exact=EXACT),
        Number(cosine),
        points=2,
        slips=(
            Slip(
                "one-norm-twice",
                inner / uu,
                "You divided by the norm of u twice. The cosine divides by the norm of each vector once.",
            ),
            Slip(
                "norms-without-root",
                inner / (uu * vv),
                "You divided by the squares of the norms. The cosine divides by the norms themselves.",
            ),
            Slip("angle-not-cosine", acos(cosine), "This is the angle. The question asks for its cosine."),
        ),
        hints=hints(
            "The dot product is the product of the two norms and the cosine.",
            r"Solve $u \cdot v = \|u\| \cdot \|v\| \cdot \cos \theta$ for the cosine. "
            r"Which norm do you still need?",
            r"With $v \cdot v = {vv}$, divide your $u \cdot v$ by $\|u\| \cdot \|v\|$.",
            vv=vv,
        ),
        steps=(
            step("Find the other norm", r"$\|v\|$", "${norm}$", norm=sqrt(vv)),
            step(
                "Divide the dot product by both norms",
                r"$\cos \theta = {quotient}$",
                "${cosine}$",
                quotient=Apply("/", (num(int(inner)), Apply("*", (_root(uu), _root(vv))))),
                cosine=cosine,
            ),
        ),
        check=lambda _: _cosine_by_sides(entries(u), entries(v)),
        follow=Follow(
            ("a",),
            lambda own: Number(own["a"] / sqrt(uu * vv)) if 0 < own["a"] ** 2 <= uu * vv else None,
        ),
    )


def _cosine_by_sides(u: np.ndarray, v: np.ndarray) -> float:
    """The cosine by the law of cosines, from the three sides of the triangle 0, u, v."""
    one, other, opposite = (np.linalg.norm(side) for side in (u, v, u - v))
    return float((one**2 + other**2 - opposite**2) / (2 * one * other))


@exercise("linalg/norms", title="Three norms of a vector", level=1)
def norms(draw: Draw) -> Problem:
    """The 1-norm, the Euclidean norm and the maximum norm of a vector with negative entries.

    Trap: every norm looks at absolute values, and only the Euclidean one takes a root.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 3.1.
    """
    return draw.until(sound, lambda: _norms(draw))


def _norms(draw: Draw) -> Problem:
    size = draw.choice("size", (3, 4, 5))
    magnitudes = draw.choice("magnitudes", list(combinations(range(1, 10), size)))
    # The largest magnitude is negative, so that the largest entry is never the maximum norm.
    signs = draw.choice(
        "signs", [(*few, -1) for few in product((1, -1), repeat=size - 1) if len({*few}) == 2]
    )
    order = draw.choice("order", list(permutations(range(size))))
    entries = [magnitudes[place] * signs[place] for place in order]
    return Problem(
        say("$$v = {v}$$", v=ImmutableMatrix(entries)),
        (_one_norm(entries), _two_norm(entries), _maximum_norm(entries)),
    )


def _one_norm(v: list[int]) -> Part:
    """What is the 1-norm?"""
    total, signed = sum(map(abs, v)), sum(v)
    absolute = Apply("+", tuple(num(abs(entry)) for entry in v))
    return Part(
        say(r"Compute the 1-norm $\|v\|_1$."),
        Number(total),
        slips=(
            Slip(
                "no-absolute-values",
                signed,
                "You added the entries with their signs. A norm counts each entry by its absolute value.",
            ),
            Slip(
                "largest-only",
                max(map(abs, v)),
                "This is only the largest absolute value. The 1-norm adds all of them.",
            ),
        ),
        hints=hints(
            "The 1-norm is how far you walk when you follow the axes.",
            "What is the absolute value of each entry?",
            "Add the absolute values: ${sum}$.",
            sum=absolute,
        ),
        steps=(
            step(
                "Add the absolute values",
                r"$\|v\|_1 = {sum}$",
                "${total}$",
                sum=absolute,
                total=total,
            ),
        ),
        check=lambda _: float(np.linalg.norm(v, ord=1)),
    )


def _two_norm(v: list[int]) -> Part:
    """What is the Euclidean norm?"""
    square = sum(entry * entry for entry in v)
    squares = Apply("+", tuple(num(entry * entry) for entry in v))
    return Part(
        say(r"Compute the Euclidean norm $\|v\|_2$. {exact}", exact=EXACT),
        Number(sqrt(square)),
        slips=(
            Slip("no-root", square, "This is the sum of the squares. The norm is its root."),
            Slip(
                "root-of-each",
                sum(map(abs, v)),
                "You took the root of each square, which is the 1-norm. Add first, then take one root.",
            ),
        ),
        hints=hints(
            "The Euclidean norm is the length of the arrow.",
            "Square each entry. What is the sum of the squares?",
            "Take the root of ${sum}$.",
            sum=squares,
        ),
        steps=(
            step("Add the squares", "${sum}$", "${square}$", sum=squares, square=square),
            step("Take the root", r"$\|v\|_2$", "${norm}$", norm=sqrt(square)),
        ),
        check=lambda _: float(np.linalg.norm(v, ord=2)),
    )


def _maximum_norm(v: list[int]) -> Part:
    """What is the maximum norm?"""
    return Part(
        say(r"Compute the maximum norm $\|v\|_\infty$."),
        Number(max(map(abs, v))),
        slips=(
            Slip(
                "largest-signed-entry",
                max(v),
                "This is the largest entry. The norm compares absolute values, so negative entries count.",
            ),
            Slip("sign-kept", min(v), "This is the right entry, but a norm is never negative."),
            Slip(
                "largest-minus-smallest",
                max(v) - min(v),
                "This is how far the entries are apart. The maximum norm measures from zero.",
            ),
        ),
        hints=hints(
            "The maximum norm picks one entry by its size, whatever its sign.",
            "The largest entry with its sign is {largest}. Is there one that is further from zero?",
            "It is the largest of the absolute values ${sizes}$.",
            largest=max(v),
            sizes=ImmutableMatrix([[abs(entry) for entry in v]]),
        ),
        steps=(
            step(
                "Take the largest absolute value",
                r"$\|v\|_\infty$",
                "${largest}$",
                largest=max(map(abs, v)),
            ),
        ),
        check=lambda _: float(np.linalg.norm(v, ord=np.inf)),
    )
