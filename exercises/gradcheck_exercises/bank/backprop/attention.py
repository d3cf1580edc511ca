"""Scaled dot-product attention with a causal mask."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from sympy import ImmutableMatrix
from sympy import exp as power_of_e

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.bank.numeric import floats
from gradcheck_exercises.symbolic import Formula, Grid
from gradcheck_grader import Array, Tolerance

FOUR_PLACES = Tolerance(places=4)
APART = 0.002
Row: TypeAlias = tuple[int, ...]
QUERIES = tuple(
    (a, b, c, d)
    for a in (-2, 0, 2)
    for b in (0, 2)
    for c in (-2, 0, 2)
    for d in (-2, 0, 2)
    if (a, b, c, d).count(0) in (1, 2)
)


@dataclass(frozen=True)
class Attention:
    """Two tokens, a row each: queries Q and keys K with four columns, values V with two."""

    Q: Grid
    K: Grid
    V: Grid

    @cached_property
    def scores(self) -> Grid:
        """Q K^T / 2: the root of four is 2."""
        return self.Q * self.K.T / 2

    @cached_property
    def weights(self) -> Grid:
        """The attention weights with the causal mask."""
        return ImmutableMatrix([[1, 0], shares(*self.scores.row(1))])

    def by_rows(self, scores: Grid) -> Grid:
        """The softmax of each row, with nothing masked."""
        return ImmutableMatrix([shares(*scores.row(row)) for row in range(2)])

    def by_numpy(self) -> np.ndarray:
        """The weights in floating point, with minus infinity above the diagonal."""
        scores = floats(self.Q) @ floats(self.K).T / np.sqrt(self.Q.cols)
        powers = np.exp(np.where(np.tri(2, dtype=bool), scores, -np.inf))
        return powers / powers.sum(axis=1, keepdims=True)


def shares(one: Formula, other: Formula) -> list[Formula]:
    """The softmax of two scores."""
    power = power_of_e(abs(one - other))
    larger, smaller = power / (1 + power), 1 / (1 + power)
    return [larger, smaller] if one > other else [smaller, larger]


@exercise("backprop/attention-forward", title="Attention of two tokens", level=3)
def attention_forward(draw: Draw) -> Problem:
    """Attention: scores of queries with keys, a softmax over the keys, and a mean of the values.

    Trap: a masked score is minus infinity, not 0: e to the power of 0 is 1, and would let it through.
    Source: Vaswani et al., Attention Is All You Need, section 3.2.1; Murphy, Probabilistic Machine
    Learning: An Introduction, section 15.4.
    """
    attention = _attention(draw)
    return Problem(
        say(
            r"""
            An attention head works on two tokens; token $i$ has row $i$ of

            $$Q = {Q}, \quad K = {K}, \quad V = {V}.$$

            The scores are $S = \frac{1}{\sqrt{d}} \cdot Q K^\top$, where $d = 4$ is the number of columns of
            $K$. Row $i$ of the attention weights $A$ is the softmax of row $i$ of $S$, under a causal mask:
            no token sees a later one. The output is $A V$. Write matrices row by row, such as
            `[[1, 0], [1/3, 2/3]]`; give weights and output exactly, with powers of $e$, or as decimals that
            are correct to 4 places.
            """,
            Q=attention.Q,
            K=attention.K,
            V=attention.V,
        ),
        (_scores(attention), _weights(attention), _output(attention)),
    )


def _attention(draw: Draw) -> Attention:
    """Queries with even entries: all scores are integers. Each is one that tells the mistakes apart."""
    keys = draw.until(lambda made: _starts(made) > 2, lambda: _keys(draw))
    q1 = draw.choice("q1", _fitting(keys))
    q2 = draw.choice("q2", [query for query in _fitting(keys) if _dot(query, keys[0]) != _dot(q1, keys[0])])
    columns = [draw.integers(name, 2, -6, 6, exclude=(0,)) for name in ("v1", "v2")]
    return Attention(ImmutableMatrix([q1, q2]), ImmutableMatrix(keys), ImmutableMatrix(columns).T)


def _keys(draw: Draw) -> tuple[Row, Row]:
    K = draw.matrix("K", 2, 4, bound=2).tolist()
    return tuple(map(int, K[0])), tuple(map(int, K[1]))


def _dot(query: Row, key: Row) -> int:
    return sum(a * b for a, b in zip(query, key, strict=True))


def _fitting(keys: tuple[Row, Row]) -> list[Row]:
    """The queries with scores that are not 0, and differ, but by no more than 4."""
    scores = {query: (_dot(query, keys[0]) // 2, _dot(query, keys[1]) // 2) for query in QUERIES}
    return [query for query, (one, other) in scores.items() if one and other and 0 < abs(one - other) <= 4]


def _starts(keys: tuple[Row, Row]) -> int:
    """How many different scores the fitting queries have with the first key."""
    return len({_dot(query, keys[0]) for query in _fitting(keys)})


def _scores(a: Attention) -> Part:
    """S."""
    right = a.scores
    return Part(
        say("Find the scores $S$, with nothing masked yet."),
        Array(right),
        slips=distinct(
            right,
            Slip("not-scaled", 2 * right, "The dot products are still to be divided by the root of d."),
            Slip("divided-by-d", right / 2, "You divided by d itself. The scale is its root."),
            Slip("transposed", right.T, "Rows belong to queries, columns to keys: check which is which."),
        ),
        hints=hints(
            "A score is the dot product of a query with a key, scaled.",
            r"Row 1 of $Q$ with row 1 of $K$ gives ${first}$. What is $\sqrt{d}$?",
            "Take the dot product of each row of $Q$ with each row of $K$, and halve it.",
            first=2 * right[0, 0],
        ),
        steps=(
            step("Each query with each key", r"$Q K^\top$", "${product}$", product=2 * right),
            step(r"Divide by $\sqrt{4} = 2$", "$S$", "${S}$", S=right),
        ),
        check=lambda _: np.einsum("id,jd->ij", floats(a.Q), floats(a.K)) / 4**0.5,
    )


def _weights(a: Attention) -> Part:
    """A."""
    S, right = a.scores, a.weights
    below = S[1, 0] - S[1, 1]
    return Part(
        say("Find the attention weights $A$ under the causal mask."),
        Array(right, tolerance=FOUR_PLACES),
        points=2,
        slips=_weight_slips(a),
        hints=hints(
            "Token 1 sees only itself, token 2 sees both. What does a softmax over one score give?",
            r"Row 1 has all of its weight on token 1. In row 2 the first weight is "
            r"$\frac{e^{s_{21}}}{\text{?}}$.",
            r"In row 2 divide $e^{{one}}$ and $e^{{other}}$ by their sum.",
            one=S[1, 0],
            other=S[1, 1],
        ),
        steps=(
            step("Token 1 sees only itself", "row 1 of $A$", "${row}$", row=ImmutableMatrix([[1, 0]])),
            step(
                "The softmax of both scores",
                "row 2 of $A$",
                r"${row} \approx [{first}, {second}]$",
                row=right.row(1),
                first=f"{1 / (1 + np.exp(-float(below))):.4f}",
                second=f"{1 / (1 + np.exp(float(below))):.4f}",
            ),
        ),
        check=lambda _: a.by_numpy(),
        follow=Follow(("a",), lambda own: _weights_from(own["a"])),
    )


def _weight_slips(a: Attention) -> tuple[Slip, ...]:
    """The wrong rules for the weights."""
    S, right, open_ = a.scores, a.weights, a.by_rows(a.scores)
    leaking = ImmutableMatrix([[S[0, 0], 0], list(S.row(1))])
    first, second = shares(S[0, 0], S[1, 0])
    return distinct(
        right,
        Slip("not-masked", open_, "Token 1 sees token 2 here, which comes later."),
        Slip(
            "masked-by-zero",
            a.by_rows(leaking),
            "A score of 0 still has a power of e that is 1. What must a masked weight be?",
        ),
        Slip(
            "masked-after-softmax",
            ImmutableMatrix([[open_[0, 0], 0], list(open_.row(1))]),
            "The weights of each token must add up to 1: mask before the softmax.",
        ),
        Slip(
            "over-queries",
            ImmutableMatrix([[first, 0], [second, 1]]),
            "You took the softmax down the columns. Each row, a query, shares its weight among the keys.",
        ),
        Slip(
            "not-scaled",
            ImmutableMatrix([[1, 0], shares(2 * S[1, 0], 2 * S[1, 1])]),
            "The scores are divided by the root of d before the softmax.",
        ),
        apart=APART,
    )


def _weights_from(own: Grid) -> Array | None:
    """The weights with the person's own scores."""
    if max(map(abs, own)) > 40:
        return None
    return Array(ImmutableMatrix([[1, 0], shares(*own.row(1))]), tolerance=FOUR_PLACES)


def _output(a: Attention) -> Part:
    """A V."""
    A, V = a.weights, a.V
    right = A * V
    return Part(
        say("Find the output $A V$."),
        Array(right, tolerance=FOUR_PLACES),
        slips=distinct(
            right,
            Slip(
                "not-masked",
                a.by_rows(a.scores) * V,
                "In row 1 there is something of token 2, which comes later.",
            ),
            Slip(
                "weights-exchanged",
                ImmutableMatrix([V.row(0), (A[1, 1] * V.row(0) + A[1, 0] * V.row(1))]),
                "The two weights of token 2 changed places: the first belongs to token 1.",
            ),
            Slip(
                "mean",
                ImmutableMatrix([V.row(0), (V.row(0) + V.row(1)) / 2]),
                "The tokens have different weights: (b).",
            ),
            apart=APART,
        ),
        hints=hints(
            "Each row of the output is a weighted mean of the rows of $V$.",
            "Row 1 has weight on token 1 alone, so it is …? And which two rows are mixed in row 2?",
            "Row 2 is ${one}$ times the first weight of (b), plus ${other}$ times the second.",
            one=V.row(0),
            other=V.row(1),
        ),
        steps=(
            step("Token 1 keeps its own value", "row 1", "${row}$", row=V.row(0)),
            step(
                "Token 2 mixes both values",
                r"row 2 = $a_{21} \cdot {one} + a_{22} \cdot {other}$",
                r"$[{first}, {second}]$, rounded",
                one=V.row(0),
                other=V.row(1),
                first=f"{float(right[1, 0]):.4f}",
                second=f"{float(right[1, 1]):.4f}",
            ),
        ),
        check=lambda _: a.by_numpy() @ floats(V),
        follow=Follow(("b",), lambda own: Array(own["b"] * V, tolerance=FOUR_PLACES)),
    )
