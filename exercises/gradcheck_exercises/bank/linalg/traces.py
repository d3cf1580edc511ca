"""Traces of products, and what products cost."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_grader import Choice, Number
from gradcheck_grader.syntax.tree import Apply, Node, num

SIZES = (2, 3, 4, 5, 10, 20, 50, 100)
# Ways to write the trace of PQR that are right or wrong, as factors; a small letter is a transpose.
CYCLIC = ("QRP", "RPQ")
REVERSED = ("rqp", "qpr", "prq")
SWAPPED = ("PRQ", "QPR", "RQP")
UNREVERSED = ("pqr", "qrp", "rpq")
TRACES = "tr(P) · tr(Q) · tr(R)"
ORDERS = (
    ("a", "(A B) C"),
    ("b", "(B C) A"),
    ("c", "(C A) B"),
    ("d", "all three take equally many"),
)


@dataclass(frozen=True)
class Chain:
    """Shapes of A (m, k), B (k, n) and C (n, m), so that ABC, BCA and CAB are square."""

    m: int
    k: int
    n: int

    @property
    def costs(self) -> dict[str, int]:
        """The multiplications of each order: the first product, then the second."""
        m, k, n = self.m, self.k, self.n
        return {"a": m * k * n + m * n * m, "b": k * n * m + k * m * k, "c": n * m * k + n * k * n}

    @cached_property
    def cheapest(self) -> str:
        """The key of the order with the fewest multiplications."""
        return min(self.costs, key=lambda key: self.costs[key])


@exercise("linalg/trace-cyclic", title="The trace of a product, in any cyclic order", level=2)
def trace_cyclic(draw: Draw) -> Problem:
    """The trace of a product stays the same when factors move round in a circle, but the cost does not.

    Trap: factors may move round, but not change places; and a transpose reverses the whole product.
    Source: Petersen & Pedersen, The Matrix Cookbook, section 1.1; Deisenroth, Faisal & Ong, Mathematics for
    Machine Learning, section 4.1.
    """
    right = (draw.choice("cyclic", CYCLIC), draw.choice("reversed", REVERSED))
    wrong = (draw.choice("swapped", SWAPPED), draw.choice("unreversed", UNREVERSED))
    turn = draw.integer("turn", 0, 4)
    m = draw.choice("m", SIZES)
    k = draw.choice("k", [size for size in SIZES if size != m])
    chains = [Chain(m, k, size) for size in SIZES if size not in (m, k)]
    n = draw.choice("n", [chain.n for chain in chains if len(set(chain.costs.values())) == 3])
    chain = Chain(m, k, n)
    return Problem(
        say(
            r"""
            Part (a) is about square matrices $P$, $Q$, $R$ of the same size. In the other parts $A$ is
            ${m} \times {k}$, $B$ is ${k} \times {n}$ and $C$ is ${n} \times {m}$, and multiplying a
            $p \times q$ matrix by a $q \times r$ matrix takes $p \cdot q \cdot r$ multiplications of numbers.
            """,
            m=m,
            k=k,
            n=n,
        ),
        (_equal_part(right, wrong, turn), _cost_part(chain), _order_part(chain)),
    )


def _written(factors: str) -> str:
    """The trace of these factors, as an option says it."""
    return f"tr({' '.join(factor if factor.isupper() else f'{factor.upper()}ᵀ' for factor in factors)})"


def _equal_part(right: tuple[str, str], wrong: tuple[str, str], turn: int) -> Part:
    """Which rewritings are equal?"""
    rewritings = [right[0], wrong[0], right[1], wrong[1], TRACES]
    rewritings = rewritings[turn:] + rewritings[:turn]
    keys = {text: "abcde"[place] for place, text in enumerate(rewritings)}
    chosen = {keys[text] for text in right}
    written = ", ".join(sorted(chosen))
    with_another = {text: ", ".join(sorted(chosen | {keys[text]})) for text in (*wrong, TRACES)}
    return Part(
        say(
            r"Which of these equal $\operatorname{tr}(P Q R)$ for all such $P$, $Q$, $R$? Give the letters "
            "of all of them, such as `a, b, c`."
        ),
        Choice(
            tuple((keys[text], text if text == TRACES else _written(text)) for text in rewritings),
            right=sorted(chosen),
            credit="share",
        ),
        points=2,
        slips=(
            Slip(
                "any-order",
                with_another[wrong[0]],
                "Factors may move round in a circle. Here two of them changed places.",
            ),
            Slip(
                "transposed-in-the-old-order",
                with_another[wrong[1]],
                "The transpose of a product has its factors in the reverse order. Check where you "
                "transposed.",
            ),
            Slip(
                "product-of-traces",
                with_another[TRACES],
                "Try it with two identity matrices of size 2: the trace of a product is no product of "
                "traces.",
            ),
            Slip(
                "transposes-left-out",
                keys[right[0]],
                "A matrix and its transpose have the same diagonal. Is one of the others a trace of the "
                "transpose?",
            ),
        ),
        hints=hints(
            "Two rules: factors may move round in a circle, and transposing does not change a trace.",
            r"Moving the first factor to the end, $\operatorname{tr}(P Q R)$ becomes $\operatorname{tr}(Q R "
            r"P)$. And what is $(P Q R)^{\top}$?",
            r"Bring each option into a form that begins with $P$ or with $R^{\top}$: move its factors round "
            r"and compare with $P Q R$ and $R^{\top} Q^{\top} P^{\top}$.",
        ),
        steps=(
            step(
                "Move factors round",
                r"$\operatorname{tr}(P Q R)$",
                r"$\operatorname{tr}(Q R P) = \operatorname{tr}(R P Q)$",
            ),
            step(
                "Transpose, which reverses the order",
                r"$\operatorname{tr}(P Q R)$",
                r"$\operatorname{tr}(R^{\top} Q^{\top} P^{\top})$, and its factors may move round too",
            ),
            step("The options that are one of these", "", written),
        ),
        check=lambda at: _equal_by_numpy(keys),
    )


def _equal_by_numpy(keys: dict[str, str]) -> str:
    """The keys of what has the same value for matrices of whole numbers without any pattern."""
    matrices = {
        "P": np.array([[1, 2, -3], [4, 0, 5], [-2, 7, 1]]),
        "Q": np.array([[3, -1, 2], [0, 4, 1], [6, 5, -2]]),
        "R": np.array([[2, 5, 1], [-4, 3, 0], [1, -1, 8]]),
    }
    matrices |= {name.lower(): matrix.T for name, matrix in matrices.items()}
    needed = np.trace(matrices["P"] @ matrices["Q"] @ matrices["R"])
    values = {
        text: np.prod([np.trace(matrices[name]) for name in "PQR"])
        if text == TRACES
        else np.trace(matrices[text[0]] @ matrices[text[1]] @ matrices[text[2]])
        for text in keys
    }
    return ", ".join(sorted(keys[text] for text, value in values.items() if value == needed))


def _product(*factors: int) -> Node:
    return Apply("*", tuple(map(num, factors)))


def _cost_part(chain: Chain) -> Part:
    """What does ABC cost from left to right?"""
    m, k, n = chain.m, chain.k, chain.n
    first, second = m * k * n, m * n * m
    return Part(
        say("How many multiplications does $(A B) C$ take, first $A B$ and then the result times $C$?"),
        Number(first + second),
        slips=(
            Slip(
                "first-product-only",
                first,
                "This is the first product alone. The second one costs something too.",
            ),
            Slip(
                "second-product-only",
                second,
                "This is the second product alone. The first one costs something too.",
            ),
            Slip(
                "costs-multiplied",
                first * second,
                "The two products are computed one after the other: their costs add up.",
            ),
        ),
        hints=hints(
            "Count each of the two products by itself.",
            r"$A B$ takes ${first}$ and is ${m} \times {n}$. What does multiplying it by $C$ take?",
            "Add up ${first}$ and ${second}$.",
            first=_product(m, k, n),
            second=_product(m, n, m),
            m=m,
            n=n,
        ),
        steps=(
            step("The product $A B$", "${product}$", "${value}$", product=_product(m, k, n), value=first),
            step(
                "The result, ${m} \\times {n}$, times $C$",
                "${product}$",
                "${value}$",
                m=m,
                n=n,
                product=_product(m, n, m),
                value=second,
            ),
            step("Add up", "", "${value}$", value=first + second),
        ),
        check=lambda at: float(_multiplications(((m, k), (k, n))) + _multiplications(((m, n), (n, m)))),
    )


def _multiplications(shapes: tuple[tuple[int, int], tuple[int, int]]) -> int:
    """Counted: as many as the entries of the result, times the terms of each, by NumPy's shapes."""
    left, right = np.ones(shapes[0]), np.ones(shapes[1])
    return int(np.sum(left @ right))  # each entry of the result sums ones, one for each multiplication


def _order_part(chain: Chain) -> Part:
    """Which order is the cheapest?"""
    m, k, n = chain.m, chain.k, chain.n
    costs, right = chain.costs, chain.cheapest
    dearest = max(costs, key=lambda key: costs[key])
    slips = [
        Slip(
            "all-equal",
            "d",
            "The first of the two products costs the same in each order. Look at the second one.",
        ),
        Slip(
            "dearest",
            dearest,
            "The second product leads to a square matrix. Which size has it in each order?",
        ),
    ]
    if right != "a" and dearest != "a":
        slips.append(
            Slip(
                "as-written",
                "a",
                "The order as it is written is not always the cheapest. Compare the second products.",
            )
        )
    return Part(
        say(
            r"Each of these orders leads to the same trace $\operatorname{tr}(A B C)$, if both products are "
            "computed in full. Which one takes the fewest multiplications?"
        ),
        Choice(ORDERS, right=right),
        slips=tuple(slips),
        hints=hints(
            "Count the first and the second product of each order.",
            "The first product takes ${first}$ in each order. The second one of $(A B) C$ takes ${second}$. "
            "And the other two?",
            r"The second products take ${second}$, ${third}$ and ${fourth}$. Compare them.",
            first=_product(m, k, n),
            second=_product(m, n, m),
            third=_product(k, m, k),
            fourth=_product(n, k, n),
        ),
        steps=(
            *(
                step(
                    "${order}$: first and second product",
                    "${sum}$",
                    "${cost}$",
                    order=order,
                    sum=Apply("+", (_product(m, k, n), second)),
                    cost=costs[key],
                )
                for (key, order), second in zip(
                    ORDERS, (_product(m, n, m), _product(k, m, k), _product(n, k, n)), strict=False
                )
            ),
            step("The fewest", "", f"${dict(ORDERS)[right]}$"),
        ),
        check=lambda at: _cheapest_by_numpy(chain),
    )


def _cheapest_by_numpy(chain: Chain) -> str:
    """The key of the cheapest order, each counted with arrays of ones."""
    m, k, n = chain.m, chain.k, chain.n
    turned = {"a": (m, k, n), "b": (k, n, m), "c": (n, m, k)}
    counted = {
        key: _multiplications(((p, q), (q, r))) + _multiplications(((p, r), (r, p)))
        for key, (p, q, r) in turned.items()
    }
    return min(counted, key=lambda key: counted[key])
