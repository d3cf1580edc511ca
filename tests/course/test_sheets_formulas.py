"""Formulas on paper: how Typst draws them, and what is said of them."""

from __future__ import annotations

import ast
import random
import re
from pathlib import Path

import pytest

typst = pytest.importorskip("typst")

from gradcheck_course.sheets import signs  # noqa: E402
from gradcheck_course.sheets.formulas import Fenced, Sign, read_formula  # noqa: E402
from gradcheck_course.sheets.spoken import spoken  # noqa: E402
from gradcheck_course.sheets.typst_maths import quoted, typst_maths  # noqa: E402
from gradcheck_exercises.errors import ExerciseError  # noqa: E402
from gradcheck_grader import read  # noqa: E402
from gradcheck_grader.notation import Notation  # noqa: E402
from gradcheck_grader.syntax import printing  # noqa: E402


def compiled(markup: str) -> bytes:
    """The PDF of this markup, which PDF/UA refuses where something has no text instead."""
    head = '#set document(title: "Test")\n#set text(lang: "en")\n#set page(height: auto)\n'
    return typst.compile(
        (head + markup).encode(), format="pdf", pdf_standards="ua-1", ignore_system_fonts=True
    )


@pytest.mark.parametrize(
    ("latex", "drawn", "said", "reason"),
    [
        ("x_1 x^23", "attach(x, b: 1) attach(x, t: 2) 3", "x sub 1 x squared 3", "a script is one digit"),
        (r"\frac12", "frac(1, 2)", "the fraction 1 over 2", "arguments without braces"),
        ("f''(x)", "attach(f, t: prime prime) paren.l x paren.r", "f double prime of x",
         "primes are one script"),
        (r"[0, 1)", "bracket.l 0 comma 1 paren.r",
         "the interval with its left end, from, 0 comma 1, end interval", "half-open, as one"),
        (r"P(A | B)", "P paren.l A bar.v B paren.r", "P of open bracket, A bar B, close bracket",
         "a bar without a partner is a sign"),
        (r"|x| |y|", "abs(x) abs(y)",
         "the absolute value of, x, end absolute value the absolute value of, y, end absolute value",
         "bars close before they open"),
        (r"\| A x \|_2", "attach(norm(A x), b: 2)", "the norm of, capital A x, end norm sub 2",
         "both cases occur"),
        (r"\left.y\right|_{0}", "attach(lr(y bar.v), b: 0)", "y, bar sub 0", "an empty fence"),
        (r"X^{\!-1} A^{-1} e^{-1}", "attach(X, t: − 1) attach(A, t: − 1) attach(e, t: − 1)",
         "capital X inverse capital A inverse e to the power minus 1", "of matrices it is an inverse"),
        (r"x^{-\top}", "attach(x, t: − ⊤)", "x inverse transpose", "both at once"),
        (r"\sum_{i=1}^n i", "attach(∑, t: n, b: i = 1) i", "the sum from i equals 1 to n of i",
         "bounds are said"),
        (r"\operatorname{tr}(M) \text{ if } \mathrm{tol}", 'op("tr") paren.l M paren.r" if ""tol"',
         "the trace of M if tol", "no drawn space beside words but their own"),
        (r"\left[\begin{matrix}1 & -2\end{matrix}\right]", 'display(mat(delim: #("[", "]"), 1, − 2))',
         "matrix, 1 row, 2 columns. Row 1: 1, minus 2. End matrix", "the brackets are the matrix's"),
        (r"\frac{\partial f}{\partial x}", "frac(∂ f, ∂ x)", "partial f by partial x",
         "differentials are said by"),
        (r"\sin 2 x + f", 'op("sin") 2 x + f', "sine of 2 x plus f", "a letter alone is of nothing"),
        (r"\hat{x}_i", "attach(hat(x), b: i)", "x hat sub i", "the accent is the base's"),
        (r"\mathbb{R}^{n}", "attach(bb(R), t: n)", "the real numbers to the power n", "sets have names"),
        (r"\sqrt[3]{x}", "root(3, x)", "the root of order 3, of, x, end root", "a degree in brackets"),
        (r"(\frac{4}{5})^2", "attach(lr(paren.l frac(4, 5) paren.r), t: 2)",
         "open bracket, the fraction 4 over 5, close bracket squared", "brackets grow with a fraction"),
        ("", "", "", "nothing is nothing"),
    ],
)  # fmt: skip
def test_a_formula_is_drawn_and_said(latex: str, drawn: str, said: str, reason: str):
    tree = read_formula(latex)
    assert (typst_maths(tree), spoken(tree)) == (drawn, said), reason


@pytest.mark.parametrize(
    ("latex", "message"),
    [
        (r"\foo", r"the formula '\\foo' has \foo, which has no form on paper: "
         "add it to the tables in sheets/signs.py."),
        (r"\frac{1}", r"the formula '\\frac{1}' ends too early."),
        ("x}", "the formula 'x}' has } where nothing is open."),
        (r"{x", "the formula '{x' ends too early."),
        (r"\left(x]", r"the formula '\\left(x]' ends too early."),
        (r"\text{a", r"the formula '\\text{a' ends too early."),
        (r"\begin{tabular}1\end{tabular}",
         r"the formula '\\begin{tabular}1\\end{tabular}' has the environment tabular, "
         "which has no form on paper."),
    ],
)  # fmt: skip
def test_what_has_no_form_is_refused_by_name(latex: str, message: str):
    with pytest.raises(ExerciseError) as caught:
        read_formula(latex)
    assert str(caught.value) == message


def test_every_sign_of_the_tables_is_drawn_with_a_text_instead():
    commands = [f"\\{name}" for name in {**signs.SIGNS, **signs.LETTERS, **signs.OPERATORS, **signs.GAPS}]
    wrapped = [f"\\{name}{{x}}" for name in (*signs.ACCENTS, *signs.STYLES, "sqrt")]
    alone = [sign for sign in signs.CHARACTERS if sign not in "([|"]
    formulas = [*commands, *wrapped, *alone, "(x)", "[x]", "|x|", r"\langle x \rangle"]
    rows = [read_formula(latex) for latex in formulas]
    markup = [f"#math.equation(alt: {quoted(spoken(row) or 'gap')}, ${typst_maths(row)}$)" for row in rows]
    assert compiled("\n\n".join(markup)).startswith(b"%PDF")


def test_every_command_that_our_printer_or_an_author_may_write_has_a_form():
    """A new one has to be put into the tables of sheets/signs.py."""
    structure = {"left", "right", "begin", "end", "sqrt", "frac", "tfrac", "dfrac", "binom"}
    tables = (signs.SIGNS, signs.LETTERS, signs.OPERATORS, signs.GAPS, signs.ACCENTS, signs.STYLES)
    known = structure.union(*tables, signs.WORDY, signs.NO_GAP)
    for file in Path(printing.__file__).parent.glob("latex*.py"):
        assert commands_in(file) - known == set(), file.name
    written = "alpha lambda Sigma nabla partial cdot leq mapsto operatorname hat mathbb quad lVert sin"
    assert set(written.split()) <= known


def commands_in(file: Path) -> set[str]:
    """The LaTeX commands in the texts of a Python file."""
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    texts = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return {command for text in texts for command in re.findall(r"\\([a-zA-Z]+)", text)}


def test_brackets_that_never_close_cost_no_time():
    tree = read_formula("(" * 3000)
    assert tree.pieces == (Sign("("),) * 3000


def test_a_bracket_closes_the_bracket_that_is_innermost():
    (outer,) = read_formula("(a(b)c)").pieces
    assert isinstance(outer, Fenced) and isinstance(outer.body.pieces[1], Fenced)


def test_what_our_printer_writes_is_read_and_drawn():
    """Random answers through the grader's LaTeX: every one is drawn, and no two are said alike."""
    rng = random.Random(8)
    notation = Notation(kind="expression", names=("x", "y", "n"))
    texts = {_random_expression(rng, 3) for _ in range(150)}
    latex = {reading.latex: text for text in texts for reading in [read(text, notation)]}
    drawn = {typst_maths(read_formula(one)) for one in latex}
    assert len(drawn) == len(latex)
    assert len({spoken(read_formula(one)) for one in latex}) == len(latex)
    compiled("\n\n".join(f'#math.equation(alt: "x", ${one}$)' for one in drawn))


def _random_expression(rng: random.Random, depth: int) -> str:
    if depth == 0 or rng.random() < 0.1:
        return rng.choice(["x", "y", "n", "2", "3", "1/2", "0.5"])
    left, right = (_random_expression(rng, depth - 1) for _ in range(2))
    forms = ["({})+({})", "({})-({})", "({})*({})", "({})/({})", "({})^({})"]
    calls = ["sqrt({})", "sin({})", "ln({})", "exp({})", "abs({})", "-({})"]
    return rng.choice(forms).format(left, right) if rng.random() < 0.6 else rng.choice(calls).format(left)
