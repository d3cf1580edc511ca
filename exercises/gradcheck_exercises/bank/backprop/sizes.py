"""Parameters and work of a transformer block."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_grader import Number

WIDTHS = ((8, 2), (8, 4), (12, 3), (12, 4), (16, 2), (16, 4), (20, 4), (20, 5), (24, 3), (32, 4))  # d, heads


@dataclass(frozen=True)
class Block:
    """A block of width d with h heads and a hidden width ff, T tokens, and tokens from a vocabulary of V."""

    d: int
    h: int
    ff: int
    T: int
    V: int
    tokens: tuple[int, ...]

    @property
    def attention(self) -> int:
        """Parameters of the four projections."""
        return 4 * (self.d**2 + self.d)

    @property
    def rest(self) -> int:
        """Parameters of the two dense layers and the two layer norms."""
        return 2 * self.d * self.ff + self.ff + self.d + 4 * self.d

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of each array of parameters, head by head."""
        width = self.d // self.h
        heads = {f"{name}{head}": (self.d, width) for name in "QKV" for head in range(self.h)}
        biases = {f"{name}bias{head}": (width,) for name in "QKV" for head in range(self.h)}
        return {**heads, **biases, "O": (self.d, self.d), "Obias": (self.d,)}

    @property
    def other_shapes(self) -> tuple[tuple[int, ...], ...]:
        """The shapes outside the attention."""
        norms = ((self.d,),) * 4
        return ((self.d, self.ff), (self.ff,), (self.ff, self.d), (self.d,), *norms)


@exercise("backprop/transformer-counts", title="Counting in a transformer block", level=3)
def transformer_counts(draw: Draw) -> Problem:
    """Heads share the width among them, so their number changes neither parameters nor multiplications.

    Trap: heads cut the projections into pieces, they do not copy them; each layer has its biases.
    Source: Vaswani et al., Attention Is All You Need, sections 3.2 and 3.3.
    """
    d, h = draw.choice("width", WIDTHS)
    ff = d * draw.choice("factor", (2, 3, 4))
    T = draw.choice("T", (6, 8, 10, 12, 20, 30))
    V = draw.choice("V", (50, 100, 200, 500))
    different = draw.integers("ids", draw.choice("different", (3, 4, 5)), 1, 40)
    repeated = draw.integer("repeated", 2, 3)
    block = Block(d, h, ff, T, V, (*different, *different[:repeated][::-1]))
    return Problem(
        say(
            r"""
            A transformer block has the width $d = {d}$ and {h} attention heads; queries, keys and values of a
            head have $d / {h} = {each}$ entries. The query, key, value and output projections each take $d$
            entries to $d$, all heads together. Then come two dense layers, from $d$ to {ff} and back to $d$.
            Projections and dense layers have biases. There are two layer norms, each with a scale and a
            shift for every one of the $d$ entries.

            A product or sum such as `3 * 4^2 + 5` may be left as it is.
            """,
            d=d,
            h=h,
            each=d // h,
            ff=ff,
        ),
        (_attention(block), _whole(block), _scores(block), _embedding(block)),
    )


def _attention(b: Block) -> Part:
    """Parameters of the attention."""
    d, right = b.d, b.attention
    return Part(
        say("How many parameters do the four projections of the attention have, biases included?"),
        Number(right),
        slips=distinct(
            right,
            Slip(
                "heads-multiply",
                4 * (b.h * d**2 + d),
                "All heads together have d columns. They share the projection.",
            ),
            Slip("biases-left-out", 4 * d**2, "The biases are missing."),
            Slip(
                "output-left-out",
                3 * (d**2 + d),
                "After the heads there is one more projection, the output's.",
            ),
            Slip(
                "one-head-only", 4 * (d * (d // b.h) + d // b.h), "This is a single head. How many are there?"
            ),
        ),
        hints=hints(
            "Count one projection first; the heads cut its columns into pieces.",
            "One projection from {d} entries to {d} has a matrix of which shape? And how many biases?",
            r"One projection has ${d}^2 + {d}$ parameters. There are four.",
            d=d,
        ),
        steps=(
            step("One projection, with its biases", "${d}^2 + {d}$", "${one}$", d=d, one=d**2 + d),
            step("Query, key, value and output", r"$4 \cdot {one}$", "${right}$", one=d**2 + d, right=right),
        ),
        check=lambda _: sum(np.zeros(shape).size for shape in b.shapes.values()),
    )


def _whole(b: Block) -> Part:
    """Parameters of the block."""
    d, ff, right = b.d, b.ff, b.attention + b.rest
    return Part(
        say("How many parameters does the whole block have?"),
        Number(right),
        points=2,
        slips=distinct(
            right,
            Slip("biases-left-out", right - ff - d, "The biases of the two dense layers are missing."),
            Slip("norms-left-out", right - 4 * d, "The layer norms have parameters, too."),
            Slip("shifts-left-out", right - 2 * d, "A layer norm has a scale and a shift."),
            Slip("one-dense-layer", right - d * ff - d, "There are two dense layers: up, and back down."),
        ),
        hints=hints(
            "Add to (a) what the dense layers and the layer norms have.",
            r"The dense layer from {d} to {ff} has ${d} \cdot {ff} + {ff}$ parameters. The one back? "
            r"And a layer norm?",
            r"Add to (a): $2 \cdot {d} \cdot {ff}$ weights, ${ff} + {d}$ biases, and $4 \cdot {d}$ for "
            r"the layer norms.",
            d=d,
            ff=ff,
        ),
        steps=(
            step(
                "Two dense layers",
                r"$2 \cdot {d} \cdot {ff} + {ff} + {d}$",
                "${dense}$",
                d=d,
                ff=ff,
                dense=2 * d * ff + ff + d,
            ),
            step("Two layer norms", r"$2 \cdot 2 \cdot {d}$", "${norms}$", d=d, norms=4 * d),
            step(
                "With (a)",
                "${attention} + {dense} + {norms}$",
                "${right}$",
                attention=b.attention,
                dense=2 * d * ff + ff + d,
                norms=4 * d,
                right=right,
            ),
        ),
        check=lambda _: sum(np.zeros(shape).size for shape in (*b.shapes.values(), *b.other_shapes)),
        follow=Follow(("a",), lambda own: Number(own["a"] + b.rest)),
    )


def _scores(b: Block) -> Part:
    """Multiplications that grow with the square of T."""
    T, d, width = b.T, b.d, b.d // b.h
    right = 2 * T**2 * d
    return Part(
        say(
            "The block reads {T} tokens, without a mask. How many multiplications do all heads together take "
            "for the dot products of queries with keys, and for the weighted sums of values? (Without the "
            "scaling and the softmax.)",
            T=T,
        ),
        Number(right),
        slips=distinct(
            right,
            Slip("scores-only", right // 2, "The weighted sums of the values take as many again."),
            Slip("heads-multiply", right * b.h, "A head works with its own share of the d entries only."),
            Slip("one-head-only", right // b.h, "This is a single head. All heads do the same work."),
            Slip("linear-in-tokens", 2 * T * d, "Each token is compared with every token, itself included."),
        ),
        hints=hints(
            "Take one head first: how many pairs of a query and a key does it have?",
            "One head has ${T}^2$ pairs, and a dot product takes {width} multiplications. How many for all "
            "heads? And for the weighted sums?",
            r"The heads' widths add up to {d}: ${T}^2 \cdot {d}$ for the dot products. The weighted sums "
            "take as many.",
            T=T,
            width=width,
            d=d,
        ),
        steps=(
            step(
                "Dot products, all heads",
                r"${h} \cdot {T}^2 \cdot {width}$",
                "${half}$",
                h=b.h,
                T=T,
                width=width,
                half=right // 2,
            ),
            step(
                "Weighted sums take as many", r"$2 \cdot {half}$", "${right}$", half=right // 2, right=right
            ),
        ),
        check=lambda _: sum(2 * len(range(width)) for _ in range(b.h) for _ in range(T) for _ in range(T)),
    )


def _embedding(b: Block) -> Part:
    """Entries of the embedding's gradient that can differ from 0."""
    seen, d = set(b.tokens), b.d
    right = len(seen) * d
    return Part(
        say(
            r"The tokens come from a vocabulary of {V}: the embedding $E$ has {V} rows of {d} entries. "
            r"One batch "
            r"has the tokens {tokens}. How many entries of $\frac{\partial L}{\partial E}$ can differ "
            r"from 0?",
            V=b.V,
            d=d,
            tokens=", ".join(map(str, b.tokens)),
        ),
        Number(right),
        slips=distinct(
            right,
            Slip(
                "repeated-tokens-twice",
                len(b.tokens) * d,
                "A token that comes twice adds to the same row twice.",
            ),
            Slip("whole-table", b.V * d, "A row that is not looked up has no influence on the loss."),
            Slip("rows", len(seen), "This is the number of rows. How many entries has a row?"),
        ),
        hints=hints(
            "Only rows that are looked up have an influence on the loss.",
            "Some tokens come more than once. How many different ones are there?",
            "Multiply the number of different tokens by {d}.",
            d=d,
        ),
        steps=(
            step("Different tokens", "rows that are looked up", "{rows}", rows=len(seen)),
            step(
                "Each row has {d} entries",
                r"${rows} \cdot {d}$",
                "${right}$",
                rows=len(seen),
                d=d,
                right=right,
            ),
        ),
        check=lambda _: _marked(b),
    )


def _marked(b: Block) -> int:
    """How many entries of the table are marked when the rows of the tokens are."""
    table = np.zeros((b.V, b.d), dtype=bool)
    table[np.array(b.tokens) - 1] = True
    return int(table.sum())
