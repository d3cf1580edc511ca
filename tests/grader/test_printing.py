"""Printers: what a tree looks like, and that each text is read back as the same tree."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck_grader.limits import Limits
from gradcheck_grader.notation import Notation, real_names
from gradcheck_grader.syntax.parser import parse, readings
from gradcheck_grader.syntax.printing import to_latex, to_plain, to_pretty
from gradcheck_grader.syntax.tree import Apply, Name, Num, num

NAMES = ("x", "y", "n", "k", "lambda", "x_1", "w12", "theta_new", "loss", "Sigma_12")
SCALARS = Notation(names=real_names(NAMES), allow_diff=True)
ARRAYS = Notation(kind="array", names=real_names(NAMES), allow_diff=True)
# LaTeX puts brackets around each of several signs.
DEEPER = Limits(depth=400)
ONE_ARGUMENT = (
    "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh",
    "acosh", "atanh", "exp", "log", "sqrt", "abs", "sign", "floor", "ceil", "factorial", "gamma", "erf",
    "sigmoid", "relu", "softplus", "det", "tr", "inv", "transpose", "norm",
)  # fmt: skip

numbers = st.one_of(
    st.integers(0, 10**12).map(lambda value: Num(Fraction(value), str(value))),
    st.decimals(0, 1000, places=3).map(lambda value: Num(Fraction(value), str(value))),
    st.tuples(st.integers(1, 99), st.integers(-20, 20)).map(
        lambda parts: Num(Fraction(parts[0]) * Fraction(10) ** parts[1], f"{parts[0]}e{parts[1]}")
    ),
)
leaves = numbers | st.sampled_from([Name(name) for name in (*NAMES, "pi", "e")])


def applied(head, arguments, *, least, most):
    return st.lists(arguments, min_size=least, max_size=most).map(lambda parts: Apply(head, tuple(parts)))


def grown(parts):
    """One more level of everything that the parser can build from scalars."""
    flat = [
        applied(head, parts, least=2, most=4)
        for head in ("+", "*", "matmul", "hadamard", "kron", "max", "min")
    ]
    pairs = [
        applied(head, parts, least=2, most=2) for head in ("/", "^", "^", "log", "root", "binomial", "norm")
    ]
    single = st.builds(lambda head, part: Apply(head, (part,)), st.sampled_from(ONE_ARGUMENT), parts)
    negative = parts.map(lambda part: Apply("neg", (part,)))
    diffs = st.builds(
        lambda body, name, order: Apply("diff", (body, Name(name), *order)),
        parts,
        st.sampled_from(NAMES),
        st.sampled_from([(), (num(1),), (num(3),)]),
    )
    return st.one_of(*flat, *pairs, single, negative, diffs)


trees = st.recursive(leaves, grown, max_leaves=20)
vectors = applied("vector", trees, least=1, most=4)
matrices = st.integers(1, 3).flatmap(
    lambda width: applied("matrix", applied("row", trees, least=width, most=width), least=1, most=3)
)


@given(trees)
@settings(max_examples=400, deadline=None)
def test_plain_and_pretty_text_is_read_back_as_the_same_tree(tree):
    assert parse(to_plain(tree), SCALARS) == tree
    assert parse(to_pretty(tree), SCALARS) == tree
    assert parse(to_latex(tree), SCALARS, DEEPER) == tree


@given(vectors | matrices | st.tuples(trees, vectors).map(lambda parts: Apply("*", parts)))
@settings(max_examples=150, deadline=None)
def test_printed_lists_are_read_back_as_the_same_tree(tree):
    assert parse(to_plain(tree), ARRAYS) == tree
    assert parse(to_pretty(tree), ARRAYS) == tree
    assert parse(to_latex(tree), ARRAYS, DEEPER) == tree


@given(trees)
@settings(max_examples=150, deadline=None)
def test_printed_text_has_one_reading(tree):
    assert len(readings(to_plain(tree), SCALARS)) == 1


@given(trees)
@settings(max_examples=150, deadline=None)
def test_printed_latex_has_every_bracket_closed(tree):
    text = to_latex(tree)
    depth = 0
    for character in text.replace(r"\{", "").replace(r"\}", ""):
        depth += (character == "{") - (character == "}")
        assert depth >= 0
    assert depth == 0
    assert text.count(r"\left") - text.count(r"\lefts") == text.count(r"\right")
    assert "--" not in text.replace(" ", "")


@given(trees)
@settings(max_examples=100, deadline=None)
def test_plain_text_is_ascii_but_for_the_products_of_matrices(tree):
    assert to_plain(tree).replace("⊙", "").replace("⊗", "").isascii()


@pytest.mark.parametrize(
    ("text", "plain", "pretty", "latex"),
    [
        ("2x cos(x^2)", "2*x*cos(x^2)", "2·x·cos(x²)", r"2 x \cos\left(x^{2}\right)"),
        ("a", "a", "a", "a"),
        ("-x", "-x", "−x", "-x"),
        ("x - y - 1", "x - y - 1", "x − y − 1", "x - y - 1"),
        ("x - (y + 1)", "x - (y + 1)", "x − (y + 1)", r"x - \left(y + 1\right)"),
        ("(x + y) + 1", "(x + y) + 1", "(x + y) + 1", r"\left(x + y\right) + 1"),
        ("x - -y", "x - (-y)", "x − (−y)", r"x - \left(-y\right)"),
        ("---x", "--(-x)", "−−(−x)", r"-\left(-\left(-x\right)\right)"),
        ("x - --y", "x - -(-y)", "x − −(−y)", r"x - \left(-\left(-y\right)\right)"),
        ("-(-x)", "-(-x)", "−(−x)", r"-\left(-x\right)"),
        ("(-x)*y", "(-x)*y", "(−x)·y", r"\left(-x\right) y"),
        ("-x*y", "-x*y", "−x·y", "-x y"),
        ("x*(-y)", "x*(-y)", "x·(−y)", r"x \left(-y\right)"),
        ("x*(y*n)", "x*(y*n)", "x·(y·n)", r"x \left(y n\right)"),
        ("x*2", "x*2", "x·2", r"x \cdot 2"),
        ("2*3x", "2*3*x", "2·3·x", r"2 \cdot 3 x"),
        ("2*3^2", "2*3^2", "2·3²", r"2 \cdot 3^{2}"),
        ("2*(1/3)", "2*(1/3)", "2·(1/3)", r"2 \cdot \frac{1}{3}"),
        ("n! k", "n!*k", "n!·k", r"n! \cdot k"),
        ("x/y/n", "x/y/n", "x/y/n", r"\frac{\frac{x}{y}}{n}"),
        ("x/(y*n)", "x/(y*n)", "x/(y·n)", r"\frac{x}{y n}"),
        ("(x+1)/(y-1)", "(x + 1)/(y - 1)", "(x + 1)/(y − 1)", r"\frac{x + 1}{y - 1}"),
        ("(x/y)^2", "(x/y)^2", "(x/y)²", r"\left(\frac{x}{y}\right)^{2}"),
        ("x^-1", "x^(-1)", "x⁻¹", "x^{-1}"),
        ("x^(1/2)", "x^(1/2)", "x^(1/2)", r"x^{\frac{1}{2}}"),
        ("x^y^2", "x^y^2", "x^y²", "x^{y^{2}}"),
        ("(x^y)^2", "(x^y)^2", "(x^y)²", r"\left(x^{y}\right)^{2}"),
        ("(-x)^2", "(-x)^2", "(−x)²", r"\left(-x\right)^{2}"),
        ("sin^2 x", "sin(x)^2", "sin(x)²", r"\sin^{2}\left(x\right)"),
        ("sin(x)^-1", "sin(x)^(-1)", "sin(x)⁻¹", r"\sin\left(x\right)^{-1}"),
        ("exp(x)^2", "exp(x)^2", "exp(x)²", r"\exp\left(x\right)^{2}"),
        ("e^(2x)", "e^(2*x)", "e^(2·x)", "e^{2 x}"),
        ("sqrt(x+1)", "sqrt(x + 1)", "√(x + 1)", r"\sqrt{x + 1}"),
        ("cbrt(x)", "root(x, 3)", "root(x, 3)", r"\sqrt[3]{x}"),
        ("sqrt(x)^2", "sqrt(x)^2", "√(x)²", r"\sqrt{x}^{2}"),
        ("|x|^2", "abs(x)^2", "|x|²", r"\left|x\right|^{2}"),
        ("ln x", "ln(x)", "ln(x)", r"\ln\left(x\right)"),
        ("log_2(x)", "log(x, 2)", "log₂(x)", r"\log_{2}\left(x\right)"),
        ("log(x, y)", "log(x, y)", "log(x, y)", r"\log_{y}\left(x\right)"),
        ("arcsin x", "asin(x)", "arcsin(x)", r"\arcsin\left(x\right)"),
        ("atanh x", "atanh(x)", "atanh(x)", r"\operatorname{artanh}\left(x\right)"),
        ("σ(x)", "sigmoid(x)", "sigmoid(x)", r"\operatorname{sigmoid}\left(x\right)"),
        ("relu(x)", "relu(x)", "relu(x)", r"\operatorname{ReLU}\left(x\right)"),
        ("max(x, y)", "max(x, y)", "max(x, y)", r"\max\left(x, y\right)"),
        ("C(n, k)", "binom(n, k)", "binom(n, k)", r"\binom{n}{k}"),
        ("(n!)!", "(n!)!", "(n!)!", r"\left(n!\right)!"),
        ("(n-k)!", "(n - k)!", "(n − k)!", r"\left(n - k\right)!"),
        ("floor(x)", "floor(x)", "floor(x)", r"\left\lfloor x \right\rfloor"),
        ("λ x₁", "lambda*x_1", "λ·x₁", r"\lambda x_{1}"),
        ("w12", "w12", "w12", "w_{12}"),
        ("theta_new", "theta_new", "θ_new", r"\theta_{\mathrm{new}}"),
        ("Sigma_12", "Sigma_12", "Σ₁₂", r"\Sigma_{12}"),
        ("loss^2", "loss^2", "loss²", r"\mathrm{loss}^{2}"),
        ("2π", "2*pi", "2·π", r"2 \pi"),
        ("0.50x", "0.50*x", "0.50·x", "0.50 x"),
        ("3e-4", "3e-4", "3e-4", r"3 \times 10^{-4}"),
        ("diff(x^2, x)", "diff(x^2, x)", "diff(x², x)", r"\frac{d}{dx}\left(x^{2}\right)"),
        (
            "diff(x^2 y, x, 2)",
            "diff(x^2*y, x, 2)",
            "diff(x²·y, x, 2)",
            r"\frac{\partial^{2}}{\partial x^{2}}\left(x^{2} y\right)",
        ),
    ],
    ids=lambda value: "",
)
def test_a_tree_is_printed_as_it_is_written_on_a_page(text, plain, pretty, latex):
    tree = parse(text, Notation(names=real_names([*NAMES, "a"]), allow_diff=True))
    assert (to_plain(tree), to_pretty(tree), to_latex(tree)) == (plain, pretty, latex)


@pytest.mark.parametrize(
    ("text", "plain", "pretty", "latex"),
    [
        ("[1, x]", "[1, x]", "[1, x]", r"\left[1, x\right]"),
        ("[1,2;3,4]", "[[1, 2], [3, 4]]", "[1, 2; 3, 4]", r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}"),
        ("[[1, 2]]", "[[1, 2]]", "[[1, 2]]", r"\begin{pmatrix} 1 & 2 \end{pmatrix}"),
        ("[1; 2]", "[[1], [2]]", "[1; 2]", r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}"),
        ("transpose([x])", "transpose([x])", "transpose([x])", r"\left[x\right]^{\top}"),
        ("norm([x], 2)", "norm([x], 2)", "norm([x], 2)", None),
        ("[x] @ [y]", "[x] @ [y]", "[x] @ [y]", None),
    ],
    ids=lambda value: "",
)
def test_lists_are_printed_with_their_rows(text, plain, pretty, latex):
    tree = parse(text, ARRAYS)
    assert (to_plain(tree), to_pretty(tree)) == (plain, pretty)
    assert latex is None or to_latex(tree) == latex


@pytest.mark.parametrize(
    ("tree", "plain", "latex"),
    [
        (num(Fraction(1, 2)), "1/2", r"\frac{1}{2}"),
        (num(-3), "-3", "-3"),
        (Apply("^", (num(-3), num(2))), "(-3)^2", r"\left(-3\right)^{2}"),
        (Apply("^", (num(Fraction(1, 2)), num(2))), "(1/2)^2", r"\left(\frac{1}{2}\right)^{2}"),
        (Apply("+", (Name("x"), num(-3))), "x + (-3)", r"x + \left(-3\right)"),
        (Apply("=", (Name("x"), num(2))), "x = 2", "x = 2"),
    ],
    ids=lambda value: "",
)
def test_trees_that_no_text_gives_are_printed_too(tree, plain, latex):
    assert (to_plain(tree), to_latex(tree)) == (plain, latex)
