"""Shapes of matrix expressions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from gradcheck_exercises import Draw, Hint, Part, Problem, Slip, Step, exercise, hints, say, step
from gradcheck_grader import Choice

Shape = tuple[int, ...]
Tree: TypeAlias = "str | tuple[Tree, ...]"  # a name, ("T", tree), ("@", left, right) or ("-", left, right)
NOT_DEFINED = "not defined"
PRIMES = (2, 3, 5, 7, 11, 13)

XT: Tree = ("T", "X")
RESIDUAL: Tree = ("-", ("@", "X", "W"), "Y")
SHORT: tuple[Tree, ...] = (
    ("@", "X", "W"),
    ("@", XT, "X"),
    ("@", "X", XT),
    ("@", XT, "Y"),
    ("@", ("T", "Y"), "X"),
    ("@", ("T", "W"), XT),
    ("@", "Y", ("T", "W")),
    ("@", "W", ("T", "Y")),
    ("@", ("T", "Y"), "Y"),
    ("@", "W", ("T", "W")),
)
LONG: tuple[Tree, ...] = (
    ("@", XT, RESIDUAL),
    ("@", RESIDUAL, ("T", "W")),
    ("@", ("T", RESIDUAL), "X"),
    ("@", ("T", RESIDUAL), RESIDUAL),
    ("@", ("@", XT, "X"), "W"),
    ("@", ("@", ("T", "W"), XT), "X"),
    ("@", ("@", ("T", "Y"), "X"), "W"),
    ("@", ("@", "X", "W"), ("T", "Y")),
    ("@", ("@", XT, "Y"), ("T", "W")),
    ("@", "W", ("@", ("T", "Y"), "X")),
)
DOUBTFUL: tuple[Tree, ...] = (
    ("@", "X", ("T", "W")),
    ("@", "X", "Y"),
    ("@", "W", "X"),
    ("@", "W", RESIDUAL),
    ("@", RESIDUAL, "W"),
    ("@", "X", RESIDUAL),
    ("@", ("@", XT, "X"), ("T", "W")),
    ("-", ("@", "X", "W"), ("T", "Y")),
    ("-", ("@", XT, "Y"), ("T", "W")),
    ("-", ("@", XT, "Y"), "W"),
    ("-", ("@", "Y", ("T", "W")), "X"),
    ("@", "X", ("@", XT, "Y")),
    ("@", ("T", "Y"), ("@", "X", "W")),
    ("-", ("@", ("T", "W"), XT), ("T", "Y")),
)


@dataclass(frozen=True)
class Sizes:
    """X is (n, d), W is (d, k), Y is (n, k)."""

    n: int
    d: int
    k: int

    @property
    def shapes(self) -> dict[str, Shape]:
        """The shape of each name."""
        return {"X": (self.n, self.d), "W": (self.d, self.k), "Y": (self.n, self.k)}

    def of(self, tree: Tree) -> Shape | None:
        """The shape of an expression, None where it is not defined."""
        if isinstance(tree, str):
            return self.shapes[tree]
        left, right = self.of(tree[1]), self.of(tree[-1])
        if left is None or right is None:
            return None
        head = tree[0]
        if head == "T":
            return left[::-1]
        if head == "-":
            return left if left == right else None
        return (left[0], right[1]) if left[1] == right[0] else None


@exercise("linalg/shape-rules", title="Shapes of matrix expressions", level=1)
def shape_rules(draw: Draw) -> Problem:
    """Which shape an expression with products, transposes and differences has, or whether it is defined.

    Trap: in a product the inner sizes must agree and vanish; a transpose exchanges rows and columns.
    Source: Strang, Introduction to Linear Algebra, 5th ed., section 2.4.
    """
    n = draw.choice("n", PRIMES)
    d = draw.choice("d", [size for size in PRIMES if size != n])
    k = draw.choice("k", [size for size in PRIMES if size not in (n, d)])
    sizes = Sizes(n, d, k)
    trees = [
        options[draw.integer(name, 0, len(options) - 1)]
        for name, options in (("short", SHORT), ("long", LONG), ("doubtful", DOUBTFUL))
    ]
    return Problem(
        say(
            r"""
            A batch of {n} examples with {d} features each is the ${n} \times {d}$ matrix $X$, an example in
            each row. The weights are the ${d} \times {k}$ matrix $W$, the targets the ${n} \times {k}$ matrix
            $Y$. A difference is defined only for two matrices of the same shape. Answer with the number of
            the option.
            """,
            n=n,
            d=d,
            k=k,
        ),
        tuple(_shape_part(tree, sizes) for tree in trees),
    )


def _latex(tree: Tree) -> str:
    """The expression as it is written by hand."""
    if isinstance(tree, str):
        return tree
    head, *operands = tree
    if head == "-":
        return " - ".join(map(_latex, operands))
    written = [
        f"({_latex(operand)})" if _head(operand) in ("@", "-") else _latex(operand) for operand in operands
    ]
    return f"{written[0]}^{{\\top}}" if head == "T" else " ".join(written)


def _head(tree: Tree) -> str:
    return "" if isinstance(tree, str) else str(tree[0])


def _shape_part(tree: Tree, sizes: Sizes) -> Part:
    """Which shape has this expression?"""
    shape = sizes.of(tree)
    texts = _options(tree, sizes)
    keys = {text: str(number) for number, text in enumerate(texts, 1)}
    right = _written(shape)
    return Part(
        say("Which shape (rows × columns) does ${tree}$ have?", tree=_latex(tree)),
        Choice(tuple((key, text) for text, key in keys.items()), right=keys[right]),
        slips=_shape_slips(tree, sizes, {text: key for text, key in keys.items() if text != right}),
        hints=_shape_hints(tree, sizes),
        steps=tuple(_shape_steps(tree, sizes)),
        check=lambda at: keys[_by_numpy(tree, sizes)],
    )


def _written(shape: Shape | None) -> str:
    return NOT_DEFINED if shape is None else f"{shape[0]} × {shape[1]}"


def _tempting(tree: Tree, sizes: Sizes) -> list[tuple[str, Shape | None, str]]:
    """The name, shape and feedback of each wrong rule."""
    left, right, shape = sizes.of(tree[1]), sizes.of(tree[-1]), sizes.of(tree)
    if left is None or right is None:
        return []
    if shape is None and _head(tree) == "@":
        feedback = "The outer sizes are left only where the inner ones agree. Compare the inner ones first."
        other = "Look at the factor on the left: it has as many columns as …? And the other one, rows?"
        return [("inner-sizes-not-compared", (left[0], right[1]), feedback), ("left-factor", left, other)]
    if shape is None:
        feedback = "Here both sides of the minus sign must have the same shape. Work out both."
        return [("left-side-only", left, feedback), ("right-side-only", right, feedback)]
    return [
        ("exchanged", shape[::-1], "These are the two sizes in the wrong order. Rows come first."),
        (
            "left-factor",
            left,
            "This is the shape of the left factor alone. Its columns vanish in the product.",
        ),
        (
            "right-factor",
            right,
            "This is the shape of the right factor alone. Its rows vanish in the product.",
        ),
        ("said-not-defined", None, "Write the shapes side by side: everywhere the sizes that meet agree."),
    ]


def _options(tree: Tree, sizes: Sizes) -> list[str]:
    """The right shape, tempting ones, others up to five, in order; and that there is none."""
    n, d, k = sizes.n, sizes.d, sizes.k
    found = dict.fromkeys([sizes.of(tree), *(shape for _, shape, _ in _tempting(tree, sizes))])
    shapes = [shape for shape in found if shape is not None]
    for shape in ((n, k), (d, k), (d, d), (k, n), (n, n)):
        if len(shapes) < 4 and shape not in shapes:
            shapes.append(shape)
    return [*(_written(shape) for shape in sorted(shapes)), NOT_DEFINED]


def _shape_slips(tree: Tree, sizes: Sizes, wrong: Mapping[str, str]) -> tuple[Slip, ...]:
    """The wrong rules that lead to a wrong option, each option once."""
    found: dict[str, Slip] = {}
    for name, shape, feedback in _tempting(tree, sizes):
        key = wrong.get(_written(shape))
        if key is not None and key not in found:
            found[key] = Slip(name, key, feedback)
    return tuple(found.values())


def _shape_hints(tree: Tree, sizes: Sizes) -> tuple[Hint, ...]:
    """The idea, the pieces, and the rule that decides."""
    pieces = [piece for piece in dict.fromkeys(_walk(tree)) if isinstance(piece, tuple) and piece != tree]
    inner = pieces[0] if pieces else tree[1]
    rule = (
        "A difference is defined where both sides have the same shape. Work out both shapes and compare."
        if _head(tree) == "-"
        else "In a product the columns of the left factor must be as many as the rows of the right one; the "
        "rows of the left and the columns of the right factor are left."
    )
    return hints(
        "Work from the inside outwards, and write the shape below each piece.",
        r"The piece ${inner}$ is ${rows} \times {columns}$. And the other pieces?",
        rule,
        inner=_latex(inner),
        rows=(sizes.of(inner) or (0, 0))[0],
        columns=(sizes.of(inner) or (0, 0))[1],
    )


def _walk(tree: Tree) -> Iterator[Tree]:
    """Each piece of the tree, inner ones first."""
    if isinstance(tree, tuple):
        for operand in tree[1:]:
            yield from _walk(operand)
    yield tree


def _shape_steps(tree: Tree, sizes: Sizes) -> Iterator[Step]:
    """The shape of each piece that is not a mere name."""
    for piece in dict.fromkeys(_walk(tree)):
        if isinstance(piece, str):
            continue
        left, right, shape = sizes.of(piece[1]), sizes.of(piece[-1]), sizes.of(piece)
        if left is None or right is None:
            return
        if shape is None:
            rule = (
                f"Inner sizes {left[1]} and {right[0]} differ"
                if piece[0] == "@"
                else f"One side is {_written(left)}, the other {_written(right)}"
            )
            yield step(rule, "", "${piece}$ is not defined", piece=_latex(piece))
            return
        rules = {
            "T": "Transposing exchanges rows and columns",
            "@": f"Both inner sizes are {left[1]}, and vanish",
            "-": "Both sides have the same shape",
        }
        yield step(rules[str(piece[0])], "shape of ${piece}$", _written(shape), piece=_latex(piece))


def _by_numpy(tree: Tree, sizes: Sizes) -> str:
    """The shape that NumPy gives for arrays of zeros, or that it refuses them."""
    zeros = {name: np.zeros(shape) for name, shape in sizes.shapes.items()}

    def value(piece: Tree) -> np.ndarray:
        if isinstance(piece, str):
            return zeros[piece]
        operands = [value(operand) for operand in piece[1:]]
        if piece[0] == "T":
            return operands[0].T
        return np.matmul(*operands) if piece[0] == "@" else np.subtract(*operands)

    try:
        return " × ".join(map(str, value(tree).shape))
    except ValueError:
        return NOT_DEFINED
