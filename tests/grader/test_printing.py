"""Printers: what a tree looks like, and that each text is read back as the same tree."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.grader.trees import NAMES, NOTATIONS, OF_KIND, SHAPES, scalars

from gradcheck_grader.limits import Limits
from gradcheck_grader.notation import Notation, Shape, real_names
from gradcheck_grader.syntax.parser import parse, readings
from gradcheck_grader.syntax.printing import to_latex, to_plain, to_pretty
from gradcheck_grader.syntax.tree import Apply, Name, num

ARRAYS = NOTATIONS["array"]
# LaTeX puts brackets around each of several signs.
DEEPER = Limits(depth=400)
EXAMPLES = {"expression": 250, "matrix": 150, "equation": 120}


@pytest.mark.parametrize("kind", OF_KIND)
def test_printed_text_of_every_kind_is_read_back_as_the_same_tree(kind):
    notation = NOTATIONS[kind]

    @given(OF_KIND[kind])
    @settings(max_examples=EXAMPLES.get(kind, 60), deadline=None)
    def holds(tree):
        for printed in (to_plain, to_pretty, to_latex):
            assert parse(printed(tree, notation), notation, DEEPER) == tree

    holds()


@given(scalars)
@settings(max_examples=100, deadline=None)
def test_scalars_are_read_back_also_where_no_notation_is_known(tree):
    notation = NOTATIONS["expression"]
    for printed in (to_plain, to_pretty, to_latex):
        assert parse(printed(tree), notation, DEEPER) == tree


@given(scalars)
@settings(max_examples=100, deadline=None)
def test_printed_text_has_one_reading(tree):
    notation = NOTATIONS["expression"]
    assert len(readings(to_plain(tree, notation), notation)) == 1


@given(st.one_of(*OF_KIND.values()))
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


@given(st.one_of(*OF_KIND.values()))
@settings(max_examples=100, deadline=None)
def test_plain_text_is_ascii_but_for_three_products(tree):
    assert to_plain(tree).translate(dict.fromkeys(map(ord, "⊙⊗·"))).isascii()


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
        ("norm([x], 2)", "norm([x], 2)", "norm([x], 2)", r"\left\lVert \left[x\right] \right\rVert_{2}"),
        ("[x] @ [y]", "[x] @ [y]", "[x] @ [y]", r"\left[x\right] \mathbin{} \left[y\right]"),
    ],
    ids=lambda value: "",
)
def test_lists_are_printed_with_their_rows(text, plain, pretty, latex):
    tree = parse(text, ARRAYS)
    assert (to_plain(tree), to_pretty(tree)) == (plain, pretty)
    assert to_latex(tree) == latex


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


CONDITIONS = Notation(kind="condition", names=real_names(["x", "y"]), constants=frozenset({"inf", "pi"}))
SETS = Notation(kind="set", names=real_names(["x", "y"]), constants=frozenset({"inf", "pi"}))
MATRIX = NOTATIONS["matrix"]
LAWS = Notation(kind="distribution", names=real_names(["mu", "sigma", "Y"]), random=frozenset({"Y"}))


@pytest.mark.parametrize(
    ("notation", "text", "plain", "pretty", "latex"),
    [
        (CONDITIONS, "0 < x <= 1", "0 < x <= 1", "0 < x ≤ 1", r"0 < x \leq 1"),
        (CONDITIONS, "0 < x and y <= 1", "0 < x and y <= 1", "0 < x and y ≤ 1", r"0 < x \land y \leq 1"),
        (
            CONDITIONS,
            "not x = 1 or y != 2",
            "not x = 1 or y != 2",
            "not x = 1 or y ≠ 2",
            r"\lnot x = 1 \lor y \neq 2",
        ),
        (CONDITIONS, "x > 1 => x > 0", "x > 1 implies x > 0", "x > 1 ⇒ x > 0", r"x > 1 \Rightarrow x > 0"),
        (CONDITIONS, "x in [0, 1)", "x in [0, 1)", "x ∈ [0, 1)", r"x \in \left[0, 1\right)"),
        (CONDITIONS, "x not in Z", "not x in Z", "not x ∈ ℤ", r"\lnot x \in \mathbb{Z}"),
        (
            SETS,
            "(-oo, 0) U [1, 2]",
            "(-inf, 0) union [1, 2]",
            "(−∞, 0) ∪ [1, 2]",
            r"\left(-\infty, 0\right) \cup \left[1, 2\right]",
        ),
        (SETS, "R without {0}", "R without {0}", "ℝ ∖ {0}", r"\mathbb{R} \setminus \left\{0\right\}"),
        (SETS, "{(1, x), 2}", "{(1, x), 2}", "{(1, x), 2}", r"\left\{\left(1, x\right), 2\right\}"),
        (SETS, "{}", "{}", "∅", r"\varnothing"),
        (MATRIX, "X^T (X w - v)", "X^T*(X*w - v)", "Xᵀ*(X*w − v)", r"X^{\top} \left(X w - v\right)"),
        (MATRIX, "X.T @ w", "X^T @ w", "Xᵀ @ w", r"X^{\top} \mathbin{} w"),
        (MATRIX, "2 A · B", "2*A · B", "2*A · B", r"\left(2 A\right) \cdot B"),
        (MATRIX, "2*3 w", "2*3*w", "2*3*w", r"2 \times 3 w"),
        (MATRIX, "inv(A)^T w", "inv(A)^T*w", "inv(A)ᵀ*w", r"\left(A^{\!-1}\right)^{\top} w"),
        (MATRIX, "A^-1", "A^(-1)", "A⁻¹", "A^{-1}"),
        (MATRIX, "A ⊙ B ⊗ I", "A ⊙ B ⊗ I", "A ⊙ B ⊗ I", r"\left(A \odot B\right) \otimes I"),
        (MATRIX, "norm(w, 2)^2", "norm(w, 2)^2", "‖w‖_2²", r"\left\lVert w \right\rVert_{2}^{2}"),
        (MATRIX, 'norm(A, "fro")', "norm(A, fro)", "‖A‖_F", r"\left\lVert A \right\rVert_{F}"),
        (MATRIX, "A[k, 1] + w_k", "A[k, 1] + w[k]", "A[k, 1] + w[k]", "A_{k, 1} + w_{k}"),
        (MATRIX, "tr(A B)", "tr(A*B)", "tr(A*B)", r"\operatorname{tr}\left(A B\right)"),
        (
            MATRIX,
            "ones(d) + I_n",
            "ones(d) + identity(n)",
            "ones(d) + identity(n)",
            r"\mathbf{1}_{d} + I_{n}",
        ),
        (MATRIX, "grad(w^T w, w)", "grad(w^T*w, w)", "grad(wᵀ*w, w)", r"\nabla_{w} \left(w^{\top} w\right)"),
        (MATRIX, "E[Y | x = 1]", "E[Y | x = 1]", "E[Y | x = 1]", r"\mathbb{E}\left[Y \mid x = 1\right]"),
        (MATRIX, "P(Y > 1)", "P(Y > 1)", "P(Y > 1)", r"\Pr\left(Y > 1\right)"),
        (MATRIX, "Var(2 Y)", "Var(2*Y)", "Var(2*Y)", r"\operatorname{Var}\left(2 Y\right)"),
        (
            MATRIX,
            "sum(i^2, i, 1, n) x",
            "sum(i^2, i, 1, n)*x",
            "(∑_{i=1}^{n} i²)*x",
            r"\left(\sum_{i=1}^{n} i^{2}\right) x",
        ),
        (
            MATRIX,
            "integral(x^2, x, 0, 1)",
            "integral(x^2, x, 0, 1)",
            "integral(x², x, 0, 1)",
            r"\int_{0}^{1} x^{2} \, dx",
        ),
        (
            MATRIX,
            "piecewise(x, x > 0, 0)",
            "piecewise(x, x > 0, 0)",
            "piecewise(x, x > 0, 0)",
            r"\begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}",
        ),
        (
            LAWS,
            "Y ~ N(mu, sigma^2)",
            "Y ~ Normal(mu, sigma^2)",
            "Y ∼ Normal(μ, σ²)",
            r"Y \sim \mathcal{N}\left(\mu, \sigma^{2}\right)",
        ),
        (
            LAWS,
            "Exp(rate=2)",
            "Exponential(rate = 2)",
            "Exponential(rate = 2)",
            r"\operatorname{Exponential}\left(\mathrm{rate} = 2\right)",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_form_is_printed_as_it_is_written_on_a_page(notation, text, plain, pretty, latex):
    tree = parse(text, notation)
    assert (to_plain(tree, notation), to_pretty(tree, notation), to_latex(tree, notation)) == (
        plain,
        pretty,
        latex,
    )
    assert parse(plain, notation) == parse(pretty, notation) == parse(latex, notation) == tree


def gamma(part):
    return Apply("gamma", (part,))


@pytest.mark.parametrize(
    ("names", "tree", "plain", "latex"),
    [
        ("Gamma", gamma(Name("Gamma")), "gamma(Gamma)", r"\operatorname{gamma}\left(\Gamma\right)"),
        ("gamma", gamma(Name("gamma")), "Gamma(gamma)", r"\Gamma\left(\gamma\right)"),
        (
            "Gamma gamma",
            gamma(Name("Gamma")),
            "math.gamma(Gamma)",
            r"\operatorname{math.gamma}\left(\Gamma\right)",
        ),
        ("x1 x_1", Apply("+", (Name("x1"), Name("x_1"))), "x1 + x_1", r"\mathrm{x1} + x_{1}"),
        ("x1", Name("x1"), "x1", "x_{1}"),
        (
            "exp",
            Apply("exp", (Name("exp"),)),
            "np.exp(exp)",
            r"\operatorname{np.exp}\left(\mathrm{exp}\right)",
        ),
        ("x_hat", Name("x_hat"), "x_hat", r"\hat{x}"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_names_that_hide_a_word_or_each_other_are_told_apart(names, tree, plain, latex):
    notation = Notation(names=real_names(names.split()))
    assert to_plain(tree, notation) == plain
    assert to_latex(tree, notation) == latex
    for printed in (to_plain, to_pretty, to_latex):
        assert parse(printed(tree, notation), notation) == tree


def test_a_matrix_is_not_turned_by_a_name():
    notation = Notation(kind="matrix", names=real_names(["A", "T"]), shapes={"A": Shape("n", "n")})
    tree = Apply("transpose", (Name("A"),))
    assert to_plain(tree, notation) == "transpose(A)"
    assert parse("A^T", notation) == Apply("^", (Name("A"), Name("T")))


def test_an_open_interval_has_a_word_where_a_pair_is_a_point():
    notation = Notation(kind="any", names=real_names(["x"]))
    tree = Apply("interval()", (num(0), num(1)))
    assert to_plain(tree, notation) == "Interval.open(0, 1)"
    assert parse(to_plain(tree, notation), notation) == parse(to_latex(tree, notation), notation) == tree
    inside = Apply("in", (Name("x"), tree))
    assert to_plain(inside, notation) == "x in (0, 1)"
    assert parse(to_plain(inside, notation), notation) == inside


def test_an_entry_that_looks_like_a_declared_name_has_brackets():
    notation = Notation(kind="matrix", names=real_names(["x", "x_1"]), shapes={"x": SHAPES["w"]})
    tree = Apply("entry", (Name("x"), num(1)))
    assert to_latex(tree, notation) == r"\left(x\right)_{1}"
    assert parse(to_latex(tree, notation), notation) == tree
    assert parse("x_{1}", notation) == Name("x_1")
