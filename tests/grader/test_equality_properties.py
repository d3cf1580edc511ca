"""Properties of equality on random trees, against mpmath as an independent way to a value."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random
from threading import Thread

import mpmath
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gradcheck_grader import POSITIVE, Apply, Limits, Name, Notation, Num, Outcome, equal, num, parse
from gradcheck_grader.equality import Compiled, compare

RIGHT, WRONG = Outcome.RIGHT, Outcome.WRONG
NOTATION = Notation(names={"x": POSITIVE, "y": POSITIVE})
# The guard is not what is tested here, and the machine may be busy.
UNHURRIED = Limits(guard_ms=60_000)
POINTS = [
    {"x": mpmath.mpf("0.37"), "y": mpmath.mpf("1.91")},
    {"x": mpmath.mpf("2.23"), "y": mpmath.mpf("0.59")},
]
X, Y, ONE, TWO = Name("x"), Name("y"), num(1), num(2)


def of(head, *args):
    return Apply(head, args)


leaves = st.one_of(
    st.sampled_from([X, Y]),
    st.integers(1, 5).map(num),
    st.fractions(Fraction(1, 4), 4, max_denominator=8).map(Num),
)


def nodes(children):
    unary = st.sampled_from(["sin", "cos", "tanh", "exp", "log", "sqrt", "atan", "abs", "neg"])
    binary = st.sampled_from(["+", "*", "/", "max"])
    return st.one_of(
        st.builds(of, unary, children),
        st.builds(of, binary, children, children),
        st.builds(lambda a, n: of("^", a, num(n)), children, st.integers(1, 3)),
    )


trees = st.recursive(leaves, nodes, max_leaves=7)

FUNCTIONS: dict[str, Callable] = {
    "+": lambda *terms: mpmath.fsum(terms),
    "*": lambda *factors: mpmath.fprod(factors),
    "/": lambda a, b: a / b,
    "^": mpmath.power,
    "neg": lambda a: -a,
    "max": max,
    "abs": abs,
} | {head: getattr(mpmath, head) for head in ("sin", "cos", "tanh", "exp", "log", "sqrt", "atan")}


class NoValue(Exception):
    """Not a moderate real number."""


def value(tree, point):
    """The value by mpmath; NoValue when any part of it is not real, or too large or small to be sure."""
    if isinstance(tree, Num):
        return mpmath.mpf(tree.value.numerator) / tree.value.denominator
    if isinstance(tree, Name):
        return point[tree.name]
    args = [value(part, point) for part in tree.args]
    if tree.head == "tanh" and abs(args[0]) > 30:
        raise NoValue  # too near to 1 for anybody
    try:
        found = FUNCTIONS[tree.head](*args)
    except (ValueError, ZeroDivisionError):
        raise NoValue from None
    if isinstance(found, mpmath.mpc) or not mpmath.mpf("1e-6") < abs(found) < mpmath.mpf("1e6"):
        raise NoValue
    return found


def values(tree):
    with mpmath.workdps(60):
        return [value(tree, point) for point in POINTS]


def is_moderate(tree):
    try:
        return bool(values(tree))
    except NoValue:
        return False


def minus(a):
    return of("neg", a)


# True for positive x and y, and any a that has a value.
ANYWHERE: dict[str, Callable] = {
    "adds 0": lambda a: of("+", a, num(0)),
    "multiplies by 1": lambda a: of("*", ONE, a),
    "negates twice": lambda a: minus(minus(a)),
    "multiplies by u/u": lambda a: of("*", a, of("/", of("+", X, ONE), of("+", X, ONE))),
    "cancels y": lambda a: of("/", of("*", a, Y), Y),
    "adds and takes away": lambda a: of("+", a, of("sin", X), minus(of("sin", X))),
    "Pythagoras": lambda a: of("*", a, of("+", of("^", of("sin", Y), TWO), of("^", of("cos", Y), TWO))),
    "log of exp": lambda a: of("log", of("exp", a)),
    "exponents add to 0": lambda a: of("*", a, of("exp", X), of("exp", minus(X))),
    "log of a product": lambda a: of(
        "+", a, of("log", of("*", X, Y)), minus(of("+", of("log", X), of("log", Y)))
    ),
    "inverts twice": lambda a: a if a == num(0) else of("/", ONE, of("/", ONE, a)),
    "distributes": lambda a: of("/", of("+", of("*", a, X), of("*", a, Y)), of("+", X, Y)),
    "largest and smallest": lambda a: of(
        "+", of("max", a, X), minus(of("max", minus(a), minus(X))), minus(X)
    ),
}


def turned(a):
    return of(a.head, *reversed(a.args))


def by_exponentials(a):
    up, down = of("exp", a.args[0]), of("exp", minus(a.args[0]))
    return of("/", of("+", up, minus(down)), of("+", up, down))


def written_out(a):
    """A whole power as a product; others as they are."""
    times = a.args[1].value if isinstance(a.args[1], Num) else 0
    return of("*", ONE, *[a.args[0]] * int(times)) if times >= 1 and times.denominator == 1 else a


BY_HEAD: dict[str, Callable] = {
    "+": turned,
    "*": turned,
    "max": turned,
    "/": lambda a: of("*", a.args[0], of("^", a.args[1], num(-1))),
    "^": written_out,
    "sqrt": lambda a: of("^", a.args[0], Num(Fraction(1, 2))),
    "abs": lambda a: of("max", a.args[0], minus(a.args[0])),
    "exp": lambda a: of("^", Name("e"), a.args[0]),
    "log": lambda a: of("*", TWO, of("log", of("sqrt", a.args[0]))),
    "sin": lambda a: of("cos", of("+", a.args[0], minus(of("/", Name("pi"), TWO)))),
    "tanh": by_exponentials,
}


def places(tree, path=()):
    """Every place in the tree, as the way to it."""
    yield path
    if isinstance(tree, Apply):
        for at, part in enumerate(tree.args):
            if not (tree.head == "^" and at == 1):
                yield from places(part, (*path, at))


def changed(tree, path, change):
    """The tree with the part at the place changed."""
    if not path:
        return change(tree)
    at, *rest = path
    args = list(tree.args)
    args[at] = changed(args[at], rest, change)
    return Apply(tree.head, tuple(args))


def rewritten(tree, chance):
    """The tree after one true identity at one place."""
    path = chance.choice(list(places(tree)))

    def change(part):
        ways = list(ANYWHERE.values())
        if isinstance(part, Apply) and part.head in BY_HEAD:
            ways += [BY_HEAD[part.head]] * len(ways)
        return chance.choice(ways)(part)

    return changed(tree, path, change)


SWAPPED = {
    "sin": "cos",
    "cos": "sin",
    "exp": "tanh",
    "+": "*",
    "*": "+",
    "log": "sqrt",
    "sqrt": "atan",
    "/": "*",
}


def mutated(tree, chance):
    """The tree after one edit at one place: another number, function or sign, or a part dropped."""
    path = chance.choice(list(places(tree)))

    def change(part):
        if isinstance(part, Num):
            return Num(part.value + Fraction(1, 10 ** chance.randint(0, 12)))
        if isinstance(part, Apply) and part.head in SWAPPED and chance.random() < 0.7:
            return Apply(SWAPPED[part.head], part.args)
        return chance.choice([minus(part), of("*", TWO, part), of("+", part, ONE)])

    return changed(tree, path, change)


def outcomes(a, b):
    """The outcome, which does not depend on the order of the two."""
    found = equal(a, b, NOTATION, limits=UNHURRIED)
    back = equal(b, a, NOTATION, limits=UNHURRIED)
    assert back.outcome is found.outcome
    assert (back.evidence.needed, back.evidence.at) == (found.evidence.yours, found.evidence.at)
    return found.outcome


@settings(max_examples=80, deadline=None)
@given(trees, st.integers(0, 2**32), st.integers(1, 3))
def test_true_identities_keep_a_tree_right(tree, seed, times):
    chance = Random(seed)
    other = tree
    for _ in range(times):
        other = rewritten(other, chance)
    assume(is_moderate(tree))
    assert outcomes(tree, other) is RIGHT


@settings(max_examples=80, deadline=None)
@given(trees, st.integers(0, 2**32))
def test_a_mutation_that_mpmath_tells_apart_is_never_right(tree, seed):
    other = mutated(tree, Random(seed))
    assume(is_moderate(tree) and is_moderate(other))
    apart = any(abs(a - b) > mpmath.mpf("1e-40") for a, b in zip(values(tree), values(other), strict=True))
    found = outcomes(tree, other)
    assert not (apart and found is RIGHT)


@settings(max_examples=80, deadline=None)
@given(trees, trees)
def test_the_name_of_an_index_does_not_matter(body, end):
    sums = [of("sum", of("*", index, body), index, ONE, of("floor", end)) for index in (Name("j"), Name("k"))]
    assert outcomes(*sums) is RIGHT


def test_heavy_decisions_in_many_threads_are_those_of_one():
    """Work is counted, and the clock is each thread's own: others at work take nothing away."""
    texts = [
        ("log(exp(x) + exp(y))", "x + log(1 + exp(y - x))"),
        ("gamma(x + 1)", "x gamma(x)"),
        ("exp(x) + 10^-60", "exp(x)"),
        ("+".join(f"sin({k} x)" for k in range(1, 60)), "+".join(f"sin({k} x)" for k in range(2, 61))),
    ]
    pairs = [(parse(a, NOTATION), parse(b, NOTATION)) for a, b in texts]
    alone = [equal(a, b, NOTATION) for a, b in pairs]
    references = [Compiled(a, NOTATION) for a, _ in pairs]
    wrong: list[object] = []

    def work():
        for (_, b), reference, expected in zip(pairs, references, alone, strict=True):
            found = compare(reference, b)
            if found != expected:
                wrong.append((found, expected))

    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
