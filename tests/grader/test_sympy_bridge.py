"""The bridge to SymPy: what goes over, what is refused, and that nothing is evaluated on the way."""

from __future__ import annotations

import re
import time

import numpy as np
import pytest
import sympy

from gradcheck_grader import (
    COMPLEX,
    INTEGER,
    NONNEGATIVE,
    POSITIVE,
    REAL,
    AnswerError,
    Apply,
    Name,
    Notation,
    Shape,
    from_sympy,
    num,
    parse,
    real_names,
    to_plain,
    to_sympy,
)
from gradcheck_grader.sympy_bridge import domain_of

x, y = sympy.symbols("x y")
NOTATION = Notation(names=real_names(["x", "y"]), constants=frozenset({"pi", "e", "i", "inf"}))

OBJECTS = [
    (sympy.Integer(-3), "-3"),
    (sympy.Rational(2, 3), "2/3"),
    (sympy.Float("0.1"), "1/10"),
    (sympy.pi, "pi"),
    (sympy.E, "e"),
    (sympy.I, "i"),
    (sympy.oo, "inf"),
    (-sympy.oo, "-inf"),
    (x, "x"),
    (x + 1, "x + 1"),
    (x - y, "x - y"),
    (-x * y, "-x*y"),
    (x / y, "x/y"),
    (-x / 2, "-x/2"),
    (2 / (3 * x), "2/(3*x)"),
    (x * sympy.cos(x**2) * 2, "2*x*cos(x^2)"),
    (sympy.sqrt(x), "sqrt(x)"),
    (1 / sympy.sqrt(x), "1/sqrt(x)"),
    (x ** sympy.Rational(1, 3), "x^(1/3)"),
    (sympy.exp(-x), "exp(-x)"),
    (x * sympy.exp(-x), "x*exp(-x)"),
    (sympy.log(x), "ln(x)"),
    (sympy.Abs(x), "abs(x)"),
    (sympy.sign(x), "sign(x)"),
    (sympy.Max(x, y), "max(x, y)"),
    (sympy.ceiling(x), "ceil(x)"),
    (sympy.tanh(x) + sympy.atan(y), "tanh(x) + atan(y)"),
    (sympy.factorial(x), "x!"),
    (sympy.binomial(x, 2), "binom(x, 2)"),
    (sympy.erf(x), "erf(x)"),
    (sympy.sech(x), "1/cosh(x)"),
    (sympy.Derivative(x**2, x), "diff(x^2, x, 1)"),
    (sympy.Matrix([1, x]), "[1, x]"),
    (sympy.Matrix([[1, x]]), "[[1, x]]"),
    (sympy.eye(2), "[[1, 0], [0, 1]]"),
    (np.array([[1, 2], [3, 4]]), "[[1, 2], [3, 4]]"),
    (np.array([0.5, 2]), "[1/2, 2]"),
    ([[x, 1], [2, 3]], "[[x, 1], [2, 3]]"),
]


n, k = sympy.Symbol("n", integer=True, positive=True), sympy.Symbol("k")
A, B = sympy.MatrixSymbol("A", n, n), sympy.MatrixSymbol("B", n, n)
w = sympy.MatrixSymbol("w", n, 1)


def built(head, *arguments):
    """A tree, of numbers, names in quotes and trees."""
    made = (
        Name(part) if isinstance(part, str) else num(part) if isinstance(part, int) else part
        for part in arguments
    )
    return Apply(head, tuple(made))


AB = built("matmul", "A", "B")
FORMS = [
    (sympy.Sum(k**2, (k, 1, n)), built("sum", built("^", "k", 2), "k", 1, "n"), "a sum"),
    (sympy.Product(k, (k, 1, n)), built("prod", "k", "k", 1, "n"), "a product"),
    (
        sympy.Sum(k * x, (k, 1, n), (x, 0, 2)),
        built("sum", built("sum", built("*", "k", "x"), "k", 1, "n"), "x", 0, 2),
        "the first variable is innermost",
    ),
    (sympy.Integral(x, x), built("integral", "x", "x"), "no bounds"),
    (sympy.Integral(x, (x, 0, 1)), built("integral", "x", "x", 0, 1), "bounds"),
    (
        sympy.Piecewise((x, x > 0), (-x, True)),
        built("piecewise", "x", built(">", "x", 0), built("neg", "x")),
        "the last case holds otherwise",
    ),
    (sympy.Piecewise((x, x > 0)), built("piecewise", "x", built(">", "x", 0)), "no other case"),
    (sympy.Eq(x, y), built("=", "x", "y"), "an equation"),
    (x >= 2, built(">=", "x", 2), "an inequality"),
    (sympy.Ne(x, 2), built("!=", "x", 2), "a denied equation"),
    (sympy.Or(x < 0, x > 1), built("or", built(">", "x", 1), built("<", "x", 0)), "in SymPy's order"),
    (~sympy.Contains(x, sympy.Integers), built("not", built("in", "x", built("integers"))), "a denial"),
    (sympy.Implies(x > 0, y > 0), built("implies", built(">", "x", 0), built(">", "y", 0)), "implies"),
    (sympy.true, built("true"), "SymPy's true"),
    (False, built("false"), "Python's false, which is also a 0"),
    (sympy.Interval.Ropen(0, 1), built("interval[)", 0, 1), "a half-open interval"),
    (sympy.Interval.open(0, sympy.oo), built("interval()", 0, "inf"), "an open one"),
    (
        sympy.Union(sympy.Interval(0, 1), sympy.Interval.Lopen(2, 3)),
        built("union", built("interval[]", 0, 1), built("interval(]", 2, 3)),
        "a union",
    ),
    (sympy.FiniteSet(1, x), built("set", 1, "x"), "a finite set"),
    (sympy.EmptySet, built("set"), "the empty set"),
    (sympy.Reals, built("reals"), "all numbers"),
    (sympy.Tuple(1, x), built("tuple", 1, "x"), "a tuple"),
    (A * B, AB, "a product of matrices keeps its order"),
    (-A * B, built("neg", AB), "a sign stands in front"),
    (2 * A * B, built("*", 2, AB), "a number too"),
    (-2 * A, built("neg", built("*", 2, "A")), "both"),
    (A + B, built("+", "A", "B"), "a sum of matrices"),
    (A.T, built("transpose", "A"), "a transpose"),
    (A.I, built("inv", "A"), "an inverse"),
    (A**3, built("^", "A", 3), "a power"),
    (sympy.Trace(A * B), built("tr", AB), "a trace"),
    (sympy.Determinant(A), built("det", "A"), "a determinant"),
    (sympy.HadamardProduct(A, B), built("hadamard", "A", "B"), "entry by entry"),
    (sympy.KroneckerProduct(A, B), built("kron", "A", "B"), "Kronecker"),
    (sympy.Identity(n), built("identity", "n"), "the identity"),
    (sympy.OneMatrix(n, 1), built("ones", "n"), "ones"),
    (sympy.DiagMatrix(w), built("diag", "w"), "a diagonal matrix"),
    (A[0, 1], built("entry", "A", 1, 2), "SymPy counts from 0, we from 1"),
    (w[k, 0], built("entry", "w", built("+", "k", 1)), "an entry of a column has one index"),
]  # fmt: skip
SHAPES = {"A": Shape("n", "n"), "B": Shape("n", "n"), "w": Shape("n"), "v": Shape(3)}


@pytest.mark.parametrize(("expr", "tree"), [pytest.param(*row[:2], id=row[2]) for row in FORMS])
def test_forms_go_over_both_ways(expr, tree):
    assert from_sympy(expr) == tree
    back = to_sympy(tree, [n], shapes=SHAPES)
    assert back == expr or sympy.simplify(back - expr) == 0


@pytest.mark.parametrize(("expr", "text"), OBJECTS, ids=[row[1] for row in OBJECTS])
def test_an_object_becomes_the_tree_a_person_would_write(expr, text):
    assert to_plain(from_sympy(expr)) == text


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2*x*cos(x^2)",
            "x/y - 3",
            "sqrt(x)/(1 + x^2)",
            "exp(-x^2/2)/sqrt(2*pi)",
            "log(x, 2)",
            "abs(x - y)",
        ),
        *(
            "max(x, 0)",
            "tanh(x)^2",
            "x^y",
            "1/(1 + exp(-x))",
            "sin(x)*exp(x)/x^3",
            "floor(x)",
            "5!",
            "C(5, 2)",
        ),
        *("i*x", "cbrt(x)", "sec(x)", "sigmoid(x)", "relu(x)", "softplus(x)"),
    ],
)
def test_there_and_back_means_the_same_number(text):
    there = to_sympy(parse(text, NOTATION))
    back = to_sympy(from_sympy(there))
    at = {x: sympy.Rational(13, 10), y: sympy.Rational(7, 10)}
    assert abs(sympy.N((there - back).subs(at))) < 1e-12


def test_symbols_given_are_used_for_their_names():
    positive = sympy.Symbol("x", positive=True)
    assert to_sympy(parse("sqrt(x^2)", NOTATION), [positive]) == positive


def test_an_array_becomes_a_matrix():
    tree = Apply("matrix", (Apply("row", (num(1), Name("x"))), Apply("row", (num(2), num(3)))))
    assert to_sympy(tree) == sympy.Matrix([[1, x], [2, 3]])
    assert to_sympy(Apply("vector", (num(1), num(2)))) == sympy.Matrix([1, 2])


@pytest.mark.parametrize(
    ("expr", "name"),
    [
        (sympy.zeta(x), "zeta"),
        (sympy.Heaviside(x), "Heaviside"),
        (sympy.ZeroMatrix(2, 2), "ZeroMatrix"),
        (sympy.OneMatrix(2, 2), "OneMatrix"),
        (sympy.ConditionSet(x, x > 0), "ConditionSet"),
        (sympy.Adjoint(sympy.MatrixSymbol("A", 2, 2)), "Adjoint"),
        (sympy.Integral(x, (x, 1)), "Integral"),
        (sympy.nan, "NaN"),
        ({"x": 1}, "dict"),
        ("x", "str"),
        (None, "NoneType"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_has_no_counterpart_is_refused_by_name(expr, name):
    with pytest.raises(
        AnswerError, match=f"{name} has no counterpart among the responses that can be written"
    ):
        from_sympy(expr)


def test_a_tree_without_a_counterpart_is_refused():
    with pytest.raises(AnswerError, match=r"pm has no counterpart in SymPy here\."):
        to_sympy(Apply("pm", (Name("x"),)))


def test_the_index_of_a_sum_may_have_the_name_of_a_constant():
    tree = built("+", built("sum", built("*", "i", "x"), "i", 1, 3), "i")
    assert to_sympy(tree).doit() == 6 * x + sympy.I


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        (built("matmul", "u", "z"), "matmul is of matrices: say the shape of u."),
        (built("tr", "v"), "SymPy cannot make tr of [v]: Trace of a non-square matrix"),
        (built("expect", "u"), "expect has no counterpart in SymPy here."),
        (built("law:normal", 0, 1), "law:normal has no counterpart in SymPy here."),
    ],
    ids=["scalars", "a column", "chance", "a law"],
)
def test_what_sympy_cannot_say_is_refused_by_its_name(tree, message):
    with pytest.raises(AnswerError, match=re.escape(message)):
        to_sympy(tree, shapes=SHAPES)


@pytest.mark.parametrize("text", ["9^9^9^9", "2^(10^12)", "(10^9)!", "(10^6)! - 1"])
def test_huge_numbers_are_left_as_they_stand(text):
    start = time.process_time()
    to_sympy(parse(text, NOTATION))
    assert time.process_time() - start < 5


def test_a_text_is_never_parsed_by_sympy():
    name = "__import__('os')"
    assert to_sympy(Name(name)).name == name


@pytest.mark.parametrize(
    ("assumptions", "domain"),
    [
        ({}, REAL),
        ({"real": True}, REAL),
        ({"positive": True}, POSITIVE),
        ({"nonnegative": True}, NONNEGATIVE),
        ({"integer": True}, INTEGER),
        ({"complex": True}, COMPLEX),
    ],
    ids=str,
)
def test_assumptions_become_domains(assumptions, domain):
    assert domain_of(sympy.Symbol("s", **assumptions)) == domain


def test_bounds_of_assumptions_are_kept():
    assert domain_of(sympy.Symbol("n", integer=True, positive=True)).to_json() == {
        "kind": "integer",
        "low": "0",
        "low_open": True,
    }
    assert domain_of(sympy.Symbol("s", negative=True)).to_json() == {
        "kind": "real",
        "high": "0",
        "high_open": True,
    }
    assert domain_of(sympy.Symbol("s", nonpositive=True)).to_json() == {
        "kind": "real",
        "high": "0",
        "high_open": False,
    }
