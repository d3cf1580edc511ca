"""Gradients of attention."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sympy import ImmutableMatrix, Rational, ones

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.symbolic import Grid
from gradcheck_grader import Array

SHARES = tuple(  # of the first token in both rows of the weights: short denominators, and P is not symmetric
    (Rational(p, q), Rational(r, q))
    for p, r, q in (
        *((2, 1, 4), (2, 3, 4), (1, 2, 4), (3, 2, 4)),
        *((1, 2, 5), (4, 2, 5), (3, 1, 5), (3, 4, 5), (2, 1, 5), (4, 3, 5)),
    )
)
SIZE = 4  # entries of a query, so that the scale is 2


@dataclass(frozen=True)
class Attention:
    """Two tokens: queries, keys (2, 4), values (2, 2), weights P (2, 2); G, the gradient by the output."""

    Q: Grid
    K: Grid
    V: Grid
    P: Grid
    G: Grid

    @property
    def by_P(self) -> Grid:
        """The gradient by the weights."""
        return self.G * self.V.T

    @property
    def by_S(self) -> Grid:
        """The gradient by the scores."""
        product = self.P.multiply_elementwise(self.by_P)
        return self.P.multiply_elementwise(self.by_P - product * ones(2, 2))


@exercise("backprop/attention-backward", title="Backward through attention", level=5)
def attention_backward(draw: Draw) -> Problem:
    """The gradient of attention goes from the output to values and weights, and through each row's softmax.

    Trap: the weights of a row depend on all scores of the row; keys meet the transposed gradient.
    Source: Vaswani et al., Attention Is All You Need (2017), section 3.2.1; Prince, Understanding Deep
    Learning, sections 12.2 and 12.3.
    """
    attention = draw.until(_reaches_scores, lambda: _attention(draw))
    return Problem(
        say(
            r"""
            Attention with two tokens, one token in each row, computes

            $$S = \frac{1}{\sqrt{4}} Q K^{\top} + B, \quad P = \operatorname{softmax}(S), \quad O = P V,$$

            with the softmax taken in each row. The bias $B$ depends on the positions only: it is a constant.
            The forward pass had

            $$Q = {Q}, \quad K = {K},$$

            $$V = {V}, \quad P = {P}.$$

            A loss $L$ has the gradient $G = \frac{\partial L}{\partial O}$ with $$G = {G}.$$

            A gradient by a matrix has the shape of that matrix.
            """,
            Q=attention.Q,
            K=attention.K,
            V=attention.V,
            P=attention.P,
            G=attention.G,
        ),
        (_values_part(attention), _scores_part(attention), _queries_part(attention), _keys_part(attention)),
    )


def _attention(draw: Draw) -> Attention:
    """The rows of V differ by even numbers, so that the scale goes out in the gradients of Q and K."""
    first, second = draw.choice("shares", SHARES)
    V = draw.matrix("V", 1, 2, bound=3)
    apart = draw.matrix("apart", 1, 2, bound=2, exclude=(0,))
    return Attention(
        draw.matrix("Q", 2, SIZE, bound=2),
        draw.matrix("K", 2, SIZE, bound=2),
        V.col_join(V - 2 * apart),
        ImmutableMatrix([[first, 1 - first], [second, 1 - second]]),
        draw.matrix("G", 2, 2, bound=3, exclude=(0,)),
    )


def _reaches_scores(attention: Attention) -> bool:
    """Whether no gradient is 0 or symmetric, and the two tokens are not alike."""
    by_S = attention.by_S
    return (
        all(by_S)
        and by_S != by_S.T
        and attention.Q[0, :] != attention.Q[1, :]
        and attention.K[0, :] != attention.K[1, :]
        and any(by_S.T * attention.Q)
    )


def _values_part(attention: Attention) -> Part:
    """The gradient by the values."""
    P, G = attention.P, attention.G
    right = P.T * G
    return Part(
        say(r"Find $\frac{\partial L}{\partial V}$ as a matrix, such as `[[1, 2], [3, 4]]`."),
        Array(right),
        slips=distinct(
            right,
            Slip("not-transposed", P * G, "A value gathers gradient down its column of the weights."),
            Slip("weights-left-out", G, "A value reaches an output only with its weight."),
            Slip("transposed", right.T, "This is transposed: one row for each token is needed."),
            Slip("order-exchanged", G * P.T, "The weights mix tokens, which are the rows: from the left."),
        ),
        hints=hints(
            "It is a linear layer, $O = P V$: the weights are on the left.",
            r"$\frac{\partial L}{\partial V} = \text{?}^\top G$",
            r"Multiply $P^{\top} = {T}$ by $G$.",
            T=P.T,
        ),
        steps=(
            step("A product, differentiated by its right factor", r"$P^\top G$", "${right}$", right=right),
        ),
        check=lambda _: _differences(attention, "V"),
    )


def _scores_part(attention: Attention) -> Part:
    """The gradient by the scores."""
    P, by_P, right = attention.P, attention.by_P, attention.by_S
    product = P.multiply_elementwise(by_P)
    return Part(
        say(r"Find $\frac{\partial L}{\partial S}$."),
        Array(right),
        points=2,
        slips=distinct(
            right,
            Slip(
                "diagonal",
                product.multiply_elementwise(ones(2, 2) - P),
                "You used the diagonal of the Jacobian of the softmax. A weight depends on the other "
                "scores of its row as well.",
            ),
            Slip(
                "mean-left-out",
                product,
                "The weights of a row add up to 1. Do the entries of a row of your gradient add up to 0?",
            ),
            Slip(
                "over-columns",
                P.multiply_elementwise(by_P - ones(2, 2) * product),
                "You took the sums down the columns. The softmax is taken in each row.",
            ),
            Slip("by-weights", by_P, "This is the gradient by P. The softmax comes before it."),
            Slip("weights-left-out", by_P - product * ones(2, 2), "One more factor: the weight itself."),
        ),
        hints=hints(
            r"First the gradient by the weights, $\frac{\partial L}{\partial P} = G V^\top$. Then back "
            r"through the "
            "softmax, row by row.",
            r"$\frac{\partial L}{\partial S_{ij}} = P_{ij} \left(\frac{\partial L}{\partial P_{ij}} - "
            r"\text{?}\right)$, and each row adds up to 0.",
            r"$\frac{\partial L}{\partial P} = {D}$. Subtract from each entry the mean of its row, weighted "
            r"by "
            "$P$; then multiply by $P$, entry by entry.",
            D=by_P,
        ),
        steps=(
            step("Back through the product", r"$G V^\top$", "${D}$", D=by_P),
            step(
                "The weighted mean of each row",
                r"$\sum_k P_{ik} \frac{\partial L}{\partial P_{ik}}$",
                "${means}$",
                means=product * ones(2, 1),
            ),
            step(
                "Subtract it, and multiply by the weights",
                r"$\frac{\partial L}{\partial S}$",
                "${right}$",
                right=right,
            ),
        ),
        check=lambda _: _differences(attention, "B"),
    )


def _queries_part(attention: Attention) -> Part:
    """The gradient by the queries."""
    by_S, Q, K = attention.by_S, attention.Q, attention.K
    right = by_S * K / 2
    return Part(
        say(r"Find $\frac{\partial L}{\partial Q}$."),
        Array(right),
        slips=distinct(
            right,
            Slip("scale-left-out", by_S * K, "The scores have a factor in front. It stays in the gradient."),
            Slip("scale-squared", by_S * K / 4, "The factor in front is one over the root of 4."),
            Slip("queries-for-keys", by_S * Q / 2, "The derivative by a factor has the other factor in it."),
            Slip("transposed", by_S.T * K / 2, "A row of scores belongs to a query: do not transpose here."),
        ),
        hints=hints(
            r"The scores are linear in $Q$: $S = \frac{1}{2} Q K^{\top} + B$.",
            r"$\frac{\partial L}{\partial Q} = \frac{1}{2} \frac{\partial L}{\partial S} \cdot \text{?}$",
            r"Multiply the result of (b) by $K$ and take half.",
        ),
        steps=(
            step(
                "A product, differentiated by its left factor",
                r"$\frac{1}{2} \frac{\partial L}{\partial S} K$",
                "${right}$",
                right=right,
            ),
        ),
        check=lambda _: _differences(attention, "Q"),
        follow=Follow(("b",), lambda own: _unless_zero(own["b"] * K / 2)),
    )


def _keys_part(attention: Attention) -> Part:
    """The gradient by the keys."""
    by_S, Q, K = attention.by_S, attention.Q, attention.K
    right = by_S.T * Q / 2
    return Part(
        say(r"Find $\frac{\partial L}{\partial K}$."),
        Array(right),
        slips=distinct(
            right,
            Slip("not-transposed", by_S * Q / 2, "A column of scores belongs to a key: transpose."),
            Slip(
                "scale-left-out", by_S.T * Q, "The scores have a factor in front. It stays in the gradient."
            ),
            Slip("scale-squared", by_S.T * Q / 4, "The factor in front is one over the root of 4."),
            Slip(
                "keys-for-queries", by_S.T * K / 2, "The derivative by a factor has the other factor in it."
            ),
        ),
        hints=hints(
            r"The transposed scores are linear in $K$: $S^{\top} = \frac{1}{2} K Q^{\top} + B^\top$.",
            r"$\frac{\partial L}{\partial K} = \frac{1}{2} \left(\text{?}\right)^\top Q$",
            r"Transpose the result of (b), multiply by $Q$ from the right and take half.",
        ),
        steps=(
            step(
                "As before, with the transposed scores",
                r"$\frac{1}{2} \left(\frac{\partial L}{\partial S}\right)^\top Q$",
                "${right}$",
                right=right,
            ),
        ),
        check=lambda _: _differences(attention, "K"),
        follow=Follow(("b",), lambda own: _unless_zero(own["b"].T * Q / 2)),
    )


def _unless_zero(gradient: Grid) -> Array | None:
    return Array(gradient) if any(gradient) else None


def _differences(attention: Attention, name: str) -> np.ndarray:
    """The gradient of sum(G * O) by the matrix of this name, by complex steps through the forward pass."""
    given = {
        letter: np.array(getattr(attention, letter).tolist(), dtype=complex)
        for letter in ("Q", "K", "V", "P", "G")
    }
    given["B"] = np.log(given["P"]) - given["Q"] @ given["K"].T / np.sqrt(SIZE)
    gradient = np.zeros(given[name].shape)
    for place in np.ndindex(gradient.shape):
        moved = {**given, name: given[name].copy()}
        moved[name][place] += 1e-30j
        gradient[place] = _loss(moved).imag / 1e-30
    return gradient


def _loss(given: dict[str, np.ndarray]) -> complex:
    """The loss whose gradient by the output is G."""
    powers = np.exp(given["Q"] @ given["K"].T / np.sqrt(SIZE) + given["B"])
    out = powers / powers.sum(axis=1, keepdims=True) @ given["V"]
    return complex(np.sum(given["G"] * out))
