"""Derivatives: against what a person writes, against SymPy's, and against differences of nearby values."""

from __future__ import annotations

import math
from functools import reduce

import mpmath
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gradcheck_grader.errors import AnswerError
from gradcheck_grader.notation import Notation, real_names
from gradcheck_grader.syntax.derivative import differentiate, work_out
from gradcheck_grader.syntax.parser import parse
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Apply, Name, Num, walk

NOTATION = Notation(names=real_names(["x", "y", "n"]), allow_diff=True)
FUNCTIONS = {
    **{
        head: getattr(sympy, head)
        for head in (
            "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh",
            "acosh", "atanh", "exp", "sqrt", "sign", "floor", "factorial", "gamma", "erf", "root", "log",
        )
    },
    "abs": sympy.Abs,
    "ceil": sympy.ceiling,
    "max": sympy.Max,
    "min": sympy.Min,
    "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
    "relu": lambda x: sympy.Max(x, 0),
    "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
    "+": lambda *terms: sum(terms),
    "*": lambda *factors: reduce(lambda a, b: a * b, factors),
    "neg": lambda x: -x,
    "/": lambda a, b: a / b,
    "^": lambda a, b: a**b,
    "diff": sympy.diff,
}  # fmt: skip


def in_sympy(node):
    """The tree in SymPy, converted by this test alone."""
    if isinstance(node, Num):
        return sympy.Rational(node.value.numerator, node.value.denominator)
    if isinstance(node, Name):
        constants = {"e": sympy.E, "pi": sympy.pi}
        return constants.get(node.name) or sympy.Symbol(node.name, real=True)
    return FUNCTIONS[node.head](*map(in_sympy, node.args))


def value(expression, point):
    """The value at a point with 30 digits, or None where there is no finite real one."""
    places = {sympy.Symbol(name, real=True): sympy.Float(at, 30) for name, at in point.items()}
    number = sympy.N(expression.subs(places), 30)
    if not number.is_number or not number.is_finite or not number.is_real:
        return None
    return mpmath.mpf(str(number))


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("5", "0", "a number"),
        ("pi^2", "0", "a constant"),
        ("y", "0", "another name"),
        ("x", "1", "the name itself"),
        ("-x", "-1", "a sign"),
        ("3x + 2", "3", "a line"),
        ("x^2", "2*x", "the power rule"),
        ("x^1", "1", "no x^0 is left"),
        ("3x^2 - 5x + 1", "6*x - 5", "a polynomial"),
        ("x^-1", "-x^(-2)", "a negative power"),
        ("x^n", "n*x^(n - 1)", "a power with a letter"),
        ("x^(1/2)", "1/2*x^(-1/2)", "a fraction as power"),
        ("sin(x^2)", "2*x*cos(x^2)", "the chain rule"),
        ("sin(3x)", "3*cos(3*x)", "the chain rule with a number"),
        ("cos x", "-sin(x)", "a sign in front"),
        ("x sin x", "sin(x) + x*cos(x)", "the product rule"),
        ("x*y*sin(y)", "y*sin(y)", "constant factors stay"),
        ("x/2", "1/2", "a constant below"),
        ("1/x", "-1/x^2", "a constant above"),
        ("x/(x+1)", "(x - x + 1)/(x + 1)^2", "the quotient rule"),
        ("e^x", "e^x", "its own derivative"),
        ("e^(-x^2)", "-2*x*e^(-x^2)", "a bell"),
        ("exp(2x)", "2*exp(2*x)", "the other way of writing it"),
        ("2^x", "ln(2)*2^x", "another base"),
        ("x^x", "x^x*(ln(x) + x/x)", "both vary"),
        ("ln x", "1/x", "the logarithm"),
        ("log_2(x)", "1/(x*ln(2))", "to another base"),
        ("sqrt x", "1/(2*sqrt(x))", "the root"),
        ("sqrt(x^2 + 1)", "2*x/(2*sqrt(x^2 + 1))", "of a sum"),
        ("|x|", "sign(x)", "beside the corner"),
        ("tan x", "1/cos(x)^2", "the tangent"),
        ("sigmoid(x)", "sigmoid(x)*(-sigmoid(x) + 1)", "the sigmoid"),
        ("softplus(x)", "sigmoid(x)", "its integral"),
        ("floor(x)", "0", "a step"),
    ],
    ids=lambda value: value,
)
def test_a_derivative_is_what_a_person_would_write(text, expected, why):
    assert to_plain(differentiate(parse(text, NOTATION), "x")) == expected


ROWS = [
    "tan x", "cot x", "sec x", "csc x", "asin x", "acos x", "atan x", "sinh x", "cosh x", "tanh x",
    "asinh x", "acosh(x+1)", "atanh x", "exp(x)", "ln x", "sqrt x", "cbrt x", "root(x, n)", "|x - 1|",
    "erf(x)", "sigmoid(2x)", "softplus(-x)", "relu(x)", "relu(-x)", "max(x, x^2)", "min(x, 1 - x)",
    "max(x, x^2, 1 - x)", "x^x", "(x+1)^(2x)", "log(x+2, x+3)", "log(5, x+2)", "log10(x)",
    "x sin x cos x", "x/(1+x^2)", "e^(-x^2/2)/sqrt(2pi)", "1/(1+e^-x)", "sin(cos(tan x))", "(x^2+1)^3",
    "ln(1 + e^x)", "x^2 y + n x", "diff(x^3, x) x", "-x^2 - -x", "sign(x) x", "x^3/3", "ceil(x) x",
    "floor(x) + x", "e^x^2", "y^x", "2^(x^2)",
]  # fmt: skip


@pytest.mark.parametrize("text", ROWS)
def test_a_derivative_agrees_with_sympy_and_with_differences(text):
    tree = parse(text, NOTATION)
    ours = in_sympy(differentiate(tree, "x"))
    x = sympy.Symbol("x", real=True)
    theirs = sympy.diff(in_sympy(work_out(tree)), x)
    for at in (0.21, 0.37, 0.83):
        point = {"x": at, "y": 1.3, "n": 3.0}
        found = value(ours, point)
        assert found is not None
        if not theirs.has(sympy.Derivative, sympy.DiracDelta, sympy.Subs):
            assert mpmath.almosteq(found, value(theirs, point), 1e-20)
        step = 1e-8
        below, above = (value(in_sympy(work_out(tree)), point | {"x": at + shift}) for shift in (-step, step))
        assert math.isclose(found, (above - below) / (2 * step), rel_tol=1e-6, abs_tol=1e-6)


leaves = st.sampled_from([Name("x"), Name("x"), Name("y"), Num(2), Num(3)])
trees = st.recursive(
    leaves.map(lambda leaf: leaf if isinstance(leaf, Name) else parse(str(leaf.value), NOTATION)),
    lambda parts: st.one_of(
        st.builds(
            lambda head, a, b: Apply(head, (a, b)), st.sampled_from(["+", "*", "/", "^"]), parts, parts
        ),
        st.builds(
            lambda head, a: Apply(head, (a,)),
            st.sampled_from(["sin", "cos", "exp", "log", "sqrt", "neg", "atan", "tanh", "sigmoid", "abs"]),
            parts,
        ),
    ),
    max_leaves=7,
)


@given(trees)
@settings(max_examples=120, deadline=None)
def test_the_derivative_of_any_tree_is_its_slope(tree):
    here = {"x": 0.73, "y": 1.3}
    step = mpmath.mpf(10) ** -9
    try:
        values = [value(in_sympy(tree), here | {"x": mpmath.mpf("0.73") + k * step}) for k in (-1, 1)]
        slope = value(in_sympy(differentiate(tree, "x")), here)
    except (OverflowError, TypeError):  # SymPy's own limits: e^e^e^…
        assume(False)
        return
    assume(slope is not None and None not in values)
    assume(abs(slope) < 1e6 and all(abs(v) < 1e6 for v in values))
    assert abs(slope - (values[1] - values[0]) / (2 * step)) < 1e-5 * (1 + abs(slope))


@given(trees)
@settings(max_examples=100, deadline=None)
def test_a_derivative_is_made_of_what_the_parser_makes(tree):
    slope = differentiate(tree, "x")
    assert parse(to_plain(slope), NOTATION) == slope


def test_diff_is_worked_out_wherever_it_stands():
    tree = parse("1 + diff(x^3, x, 2) + diff(diff(x^2 y, x), y)", NOTATION)
    worked = work_out(tree)
    assert not any(isinstance(node, Apply) and node.head == "diff" for node in walk(worked))
    assert sympy.expand(in_sympy(worked) - in_sympy(tree)) == 0


def test_a_tree_without_diff_is_left_as_it_is():
    tree = parse("x + 1", NOTATION)
    assert work_out(tree) is tree


def test_lists_are_differentiated_entry_by_entry():
    tree = parse("[x^2, 3; x y, y]", Notation(kind="array", names=real_names(["x", "y"])))
    assert to_plain(differentiate(tree, "x")) == "[[2*x, 0], [y, 0]]"


@pytest.mark.parametrize("text", ["polygamma(x, 2)", "binom(x, 2)", "root(2, x)", "norm([x])", "det([x])"])
def test_a_function_without_a_rule_is_refused(text):
    with pytest.raises(AnswerError, match="there is no rule here for"):
        differentiate(parse(text, NOTATION), "x")


@pytest.mark.parametrize("text", ["y!", "binom(y, 2) + x", "3! x"])
def test_but_not_where_it_is_constant(text):
    assert "x" not in to_plain(differentiate(parse(text, NOTATION), "x"))


def test_e_is_a_name_like_others_when_it_is_declared():
    notation = Notation(names=real_names(["e", "x"]), constants=frozenset())
    tree = parse("e^x", notation)
    assert to_plain(differentiate(tree, "x", euler=False)) == "ln(e)*e^x"
    assert to_plain(differentiate(tree, "e", euler=False)) == "x*e^(x - 1)"


def test_a_product_of_too_many_factors_is_refused():
    tree = parse("*".join(["(x + 1)"] * 1000), NOTATION)
    with pytest.raises(AnswerError, match="more than 100000 parts"):
        differentiate(tree, "x")


def test_a_tree_of_an_author_that_is_too_deep_is_refused():
    tree = Name("x")
    for _ in range(5000):
        tree = Apply("sin", (tree,))
    with pytest.raises(AnswerError, match="nested too deeply"):
        differentiate(tree, "x")


def test_many_derivatives_of_a_product_are_refused_before_memory_ends():
    tree = parse(f"diff({'*'.join(f'sin({k}x)' for k in range(2, 12))}, x, 10)", NOTATION)
    with pytest.raises(AnswerError, match="more than 100000 parts"):
        work_out(tree)
