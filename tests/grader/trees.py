"""Random trees of every head, as the reader makes them, and the notation of each kind."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from gradcheck_grader.notation import Notation, Shape, real_names
from gradcheck_grader.syntax.tree import Apply, Name, Num, num, walk

NAMES = ("x", "y", "n", "k", "lambda", "x_1", "w12", "theta_new", "loss", "Sigma_12")
SHAPES = {"A": Shape("n", "n"), "B": Shape("n", "n"), "X": Shape("n", "d"), "w": Shape("d"), "v": Shape("n")}
RANDOM = ("Y", "Z_1")
FUNCTIONS = (
    "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh",
    "acosh", "atanh", "exp", "log", "sqrt", "abs", "sign", "floor", "ceil", "factorial", "gamma", "erf",
    "sigmoid", "relu", "softplus",
)  # fmt: skip
_DECLARED = real_names((*NAMES, *SHAPES, *RANDOM))
_SCALARS = {"names": real_names(NAMES), "allow_diff": True}
_ENDLESS = {**_SCALARS, "constants": frozenset({"pi", "e", "inf"})}
_ALL = {**_SCALARS, "names": _DECLARED, "shapes": SHAPES, "random": frozenset(RANDOM)}
NOTATIONS = {
    **{kind: Notation(kind=kind, **_SCALARS) for kind in ("expression", "array", "tuple")},
    **{kind: Notation(kind=kind, **_ENDLESS) for kind in ("set", "condition")},
    **{kind: Notation(kind=kind, **_ALL) for kind in ("equation", "matrix", "distribution")},
}

numbers = st.one_of(
    st.integers(0, 10**12).map(lambda value: Num(Fraction(value), str(value))),
    st.decimals(0, 1000, places=3).map(lambda value: Num(Fraction(value), str(value))),
    st.tuples(st.integers(1, 99), st.integers(-20, 20)).map(
        lambda parts: Num(Fraction(parts[0]) * Fraction(10) ** parts[1], f"{parts[0]}e{parts[1]}")
    ),
)
leaves = numbers | st.sampled_from([Name(name) for name in (*NAMES, "pi", "e")])


def of(head, *arguments):
    """A node, of trees."""
    return Apply(head, arguments)


def applied(head, arguments, *, least, most):
    """A node with some arguments."""
    return st.lists(arguments, min_size=least, max_size=most).map(lambda parts: Apply(head, tuple(parts)))


def one_of(heads, *arguments):
    """A node with one of the heads and these arguments."""
    return st.builds(lambda head, *parts: Apply(head, parts), st.sampled_from(heads), *arguments)


def arithmetic(parts):
    """One more level of what the parser can build from values."""
    return st.one_of(
        *(applied(head, parts, least=2, most=4) for head in ("+", "*", "max", "min")),
        *(one_of((head,), parts, parts) for head in ("/", "^", "^", "log", "root", "binomial")),
        one_of(FUNCTIONS, parts),
        one_of(("neg",), parts),
        st.builds(
            lambda body, name, order: Apply("diff", (body, Name(name), *order)),
            parts,
            st.sampled_from(NAMES),
            st.sampled_from([(), (num(1),), (num(3),)]),
        ),
    )


def binding(parts):
    """Sums, products and integrals; their variable may occur in the body."""
    i = Name("i")
    bodies = st.one_of(parts, parts.map(lambda part: of("*", i, part)), st.just(of("^", i, num(2))))
    bounds = st.one_of(st.just(()), st.tuples(parts, parts))
    integrals = st.builds(
        lambda body, name, ends: Apply("integral", (body, Name(name), *ends)),
        parts,
        st.sampled_from(NAMES),
        bounds,
    )
    return one_of(("sum", "prod"), bodies, st.just(i), parts, parts) | integrals


def conditions_of(values, sets):
    """Relations between values, membership in sets, and what joins them."""
    chains = st.builds(
        lambda one, other, first, second, third: of("and", of(one, first, second), of(other, second, third)),
        st.sampled_from(RELATIONS),
        st.sampled_from(RELATIONS),
        values,
        values,
        values,
    )
    simple = one_of(RELATIONS, values, values) | one_of(("in",), values, sets) | chains
    simple |= st.sampled_from([of("true"), of("false")])

    def joined(parts):
        return st.one_of(
            applied("and", parts, least=2, most=3),
            applied("or", parts, least=2, most=3),
            one_of(("implies", "iff"), parts, parts),
            one_of(("not",), parts),
        )

    return st.recursive(simple, joined, max_leaves=4)


def sets_of(values):
    """Intervals, finite sets of numbers and of points, and what is made of them."""
    points = applied("tuple", values, least=2, most=3)
    simple = st.one_of(
        one_of(INTERVALS, values, values),
        applied("set", values | points, least=0, most=3).filter(_is_set),
        st.sampled_from([of("reals"), of("integers"), of("naturals")]),
    )

    def combined(parts):
        return st.one_of(
            applied("union", parts, least=2, most=3),
            applied("intersection", parts, least=2, most=3),
            one_of(("without",), parts, parts),
        )

    return st.recursive(simple, combined, max_leaves=4)


def _is_set(node):
    """Curly brackets around cases alone are brackets."""
    return not (len(node.args) == 1 and isinstance(node.args[0], Apply) and node.args[0].head == "piecewise")


def cases_of(values, conditions):
    """Values with their conditions, and perhaps one otherwise."""
    pairs = st.lists(st.tuples(values, conditions), min_size=1, max_size=2)
    made = st.builds(
        lambda rows, last: Apply("piecewise", (*(part for row in rows for part in row), *last)),
        pairs,
        st.lists(values, max_size=1),
    )
    # A last condition that is true is left out by the reader.
    return made.filter(lambda node: len(node.args) % 2 or node.args[-1] != of("true"))


INTERVALS = ("interval[]", "interval[)", "interval(]", "interval()")
RELATIONS = ("=", "!=", "<", "<=", ">", ">=")
small = st.recursive(leaves, arithmetic, max_leaves=4)
scalars = st.recursive(leaves, lambda parts: arithmetic(parts) | binding(parts), max_leaves=20)
sets = sets_of(small)
conditions = conditions_of(small, sets)
intervals = one_of(INTERVALS, small, small)
cases = cases_of(small, conditions_of(small, intervals))
vectors = applied("vector", scalars, least=1, most=4)
arrays = vectors | st.integers(1, 3).flatmap(
    lambda width: applied("matrix", applied("row", scalars, least=width, most=width), least=1, most=3)
)
tuples = applied("tuple", scalars, least=2, most=4)


def _matrices(parts):
    """One more level of expressions in matrices; whether the shapes fit is not asked."""
    kinds = st.sampled_from([num(1), num(2), Name("inf"), Name("fro")])
    index = st.sampled_from([Name("k"), num(2)])
    return st.one_of(
        *(applied(head, parts, least=2, most=3) for head in ("+", "*", "matmul", "hadamard", "kron")),
        one_of(("dot", "^", "/"), parts, parts),
        one_of(("neg", "transpose", "transpose", "inv", "det", "tr", "diag", "rank", "norm"), parts),
        one_of(("total", "mean", "softmax", "logsumexp", "exp", "sigmoid", "abs"), parts),
        one_of(("norm",), parts, kinds),
        one_of(("entry",), parts, index, index),
        one_of(("entry",), st.sampled_from([Name("w"), Name("v")]), index),
        one_of(("grad",), parts, st.sampled_from([Name("w"), Name("A")])),
        one_of(("expect", "var", "std"), parts),
        one_of(("cov",), parts, parts),
        one_of(("expect",), one_of(("given",), parts, st.just(Name("Y")))),
        one_of(("prob",), one_of(RELATIONS, parts, parts)),
        one_of(("prob",), one_of(("given",), one_of(("<", ">"), parts, parts), one_of(("=",), parts, parts))),
    )


_matrix_leaves = st.sampled_from(
    [*map(Name, (*SHAPES, *RANDOM, "x", "lambda", "n")), num(2), of("identity"), of("ones"),
     of("identity", Name("n")), of("ones", Name("d"))]
)  # fmt: skip
matrices = st.recursive(_matrix_leaves, _matrices, max_leaves=10)
# Where laws are asked for, Gamma is one.
_parameters = small.filter(lambda tree: all(getattr(node, "head", "") != "gamma" for node in walk(tree)))
laws = one_of(
    ("law:normal", "law:beta", "law:gamma", "law:chi-squared", "law:log-normal", "law:student"),
    _parameters,
    _parameters,
)
distributions = laws | one_of(("~",), st.just(Name("Y")), laws)
signs = one_of(("=",), small, one_of(("pm",), small)) | one_of(("=",), small, one_of(("pm",), small, small))
OF_KIND = {
    "expression": scalars | cases,
    "array": arrays,
    "tuple": tuples,
    "set": sets,
    "condition": conditions,
    "equation": one_of(("=",), scalars, scalars) | signs | conditions_of(matrices, sets),
    "matrix": matrices,
    "distribution": distributions,
}
