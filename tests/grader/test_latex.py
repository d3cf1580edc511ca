"""LaTeX and NumPy-like text: read into the trees of plain text, or refused at the place that ¦ marks."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck_grader.errors import ResponseError
from gradcheck_grader.notation import Notation, real_names
from gradcheck_grader.syntax.parser import parse, readings
from gradcheck_grader.syntax.printing import to_latex, to_plain
from gradcheck_grader.syntax.tree import Apply, walk

NAMES = ("x", "y", "z", "n", "k", "a", "b", "lambda", "x_1", "x_ij", "theta_new", "omega", "t", "loss")
NOTATION = Notation(names=real_names(NAMES), allow_diff=True)
ARRAY = Notation(kind="array", names=real_names(["x", "a", "b", "c", "d"]))
READ = [
    (r"\frac{a}{b}", "a/b", "a fraction"),
    (r"\dfrac{x+1}{2} + \tfrac{1}{2}", "(x + 1)/2 + 1/2", "its sizes"),
    (r"\frac12", "1/2", "one digit each"),
    (r"\frac ab", "a/b", "one letter each"),
    (r"\frac\pi2", "pi/2", "a command and a digit"),
    (r"\frac{1}2x", "1/2*x", "brackets once"),
    (r"x^\frac12", "x^(1/2)", "a fraction as exponent"),
    (r"\sqrt{x}^2", "sqrt(x)^2", "a root with a power"),
    (r"\sqrt[3]{x}", "root(x, 3)", "a third root"),
    (r"\sqrt2 x", "sqrt(2)*x", "a root of one digit"),
    (r"\left(x+1\right)^2", "(x + 1)^2", "brackets that grow"),
    (r"\bigl(x+1\bigr)y", "(x + 1)*y", "brackets of a size"),
    (r"\left[x+1\right]y", "(x + 1)*y", "square ones"),
    (r"\left|x\right| + \lvert y\rvert", "abs(x) + abs(y)", "bars"),
    (r"\left|x\left|y\right|\right|", "abs(x*abs(y))", "bars in bars"),
    (r"x\cdot y\times z\div a", "x*y*z/a", "signs"),
    (r"$x^{2}$", "x^2", "dollars"),
    (r"$$x_1$$", "x_1", "two of them"),
    (r"\(x_{1}\)", "x_1", "round delimiters"),
    (r"\[x_{ij}\]", "x_ij", "square delimiters"),
    (r"2\pi\lambda x", "2*pi*lambda*x", "Greek"),
    (r"\sin x\cos x", "sin(x)*cos(x)", "functions"),
    (r"\sin\omega t", "sin(omega*t)", "the blank only ends the command"),
    (r"\sin{2x}y", "sin(2*x)*y", "curly brackets around an argument"),
    (r"\sin^2 x", "sin(x)^2", "a power of a function"),
    (r"\sin^{-1} x", "asin(x)", "the inverse"),
    (r"\log_28", "log(8, 2)", "an index is one digit"),
    (r"\log_{10}(x)", "log(x, 10)", "or stands in curly brackets"),
    (r"\max\{a,b\}", "max(a, b)", "escaped brackets"),
    (r"\operatorname{relu}(x)", "relu(x)", "a function by its name"),
    (r"\sigma(x)", "sigmoid(x)", "no sigma is declared"),
    (r"\mathrm{e}^{-x}\,", "e^(-x)", "an upright e, and a space"),
    (r"\mathbf{x} + \text{loss}", "x + loss", "faces of names"),
    (r"\theta_{\mathrm{new}} + \theta_{new}", "theta_new + theta_new", "an index that is a word"),
    (r"\binom{n}{k}", "binom(n, k)", "a binomial coefficient"),
    (r"5!\; x~y\quad z", "5!*x*y*z", "spaces of every width"),
    (r"3 \times 10^{-4}x", "3e-4*x", "one number"),
    (r"x^3 \times 10^2", "x^3*10^2", "but not where the 3 is an exponent"),
    (r"a/3 \times 10^2", "a/3*10^2", "nor behind a quotient"),
    (r"\lVert x\rVert_2^2 + \|y\|", "norm(x, 2)^2 + norm(y)", "norms"),
    (r"\lfloor x \rfloor", "floor(x)", "a floor"),
    (r"\frac{d}{dx}\left(x^2\right)", "diff(x^2, x)", "a derivative"),
    ("np.cos(x) + numpy.exp(x)", "cos(x) + exp(x)", "modules"),
    ("math.sqrt(x)*np.pi*np.e", "sqrt(x)*pi*e", "constants of modules"),
    ("np.power(x, 2) + np.absolute(x)", "x^2 + abs(x)", "functions of NumPy"),
    ("x**2 + Abs(x) + Rational(1, 2)", "x^2 + abs(x) + 1/2", "as SymPy prints"),
]


@pytest.mark.parametrize(("text", "plain"), [pytest.param(*row[:2], id=row[2]) for row in READ])
def test_each_way_of_writing_gives_the_tree_of_plain_text(text, plain):
    tree = parse(text, NOTATION)
    assert to_plain(tree) == plain
    assert tree == parse(plain, NOTATION)
    assert parse(to_latex(tree), NOTATION) == tree


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", "[[a, b], [c, d]]"),
        (r"\begin{bmatrix}1\\2\\\end{bmatrix}", "[[1], [2]]"),
        (r"\begin{matrix}1&x\end{matrix}", "[[1, x]]"),
        (r"\left[1, x\right]", "[1, x]"),
        ("np.array([[1,2],[3,4]])", "[[1, 2], [3, 4]]"),
        ("Matrix([[1, 2], [3, 4]])", "[[1, 2], [3, 4]]"),
    ],
)
def test_matrices_keep_their_rows(text, plain):
    assert to_plain(parse(text, ARRAY)) == plain


COMMANDS = "Commands are written like \\frac{a}{b}, \\sqrt{x} or \\pi."
KNOWN = f"This problem uses: {', '.join(NAMES)}."
FUNCTIONS = "Functions are written like sin(x), exp(x) or ln(x)."


@pytest.mark.parametrize(
    ("marked", "message", "suggestion"),
    [
        (r"x + ¦\foo", r"I do not know the command \foo.", COMMANDS),
        (r"¦\fracc{1}{2}", r"I do not know the command \fracc.", r"Did you mean \frac?"),
        (r"2¦\sinx", r"I do not know the command \sinx.", r"Did you mean \sin?"),
        (r"¦\input{/etc/passwd}", r"I do not know the command \input.", COMMANDS),
        (r"¦\def\x{1}", r"I do not know the command \def.", COMMANDS),
        (r"x + ¦\beta", r"I do not know the name '\beta'.", KNOWN),
        (r"a ¦\text{ where }", r"I do not know the name '\text{ where }'.", KNOWN),
        ("x¦\\", "A backslash begins a command, and none follows here.", None),
        (r"¦\left(x", "This bracket is never closed.", r"Add the \right) that belongs to it."),
        (r"¦\left(x)", r"This \left has no \right.", "Write both, or neither."),
        (r"(x¦\right)", r"This \right has no \left.", "Write both, or neither."),
        (r"\left(x¦\right]", r"This \right] cannot close the \left( before it.", None),
        (r"x¦\right)", "This bracket was never opened.", r"Delete it, or add the \left( that belongs to it."),
        (r"¦\frac{1}", r"What belongs to \frac must stand in curly brackets.", r"Write \frac{a}{b}."),
        (r"\frac{1}¦{", "This bracket is never closed.", "Add the } that belongs to it."),
        (r"x¦\le 2", "This asks for an expression, not an inequality.", r"Leave out the \le."),
        (r"\pi x ¦? tail", "I cannot read the character ? here.", None),
        ("¦$x", "This $ is never closed.", "Write $ at the end."),
        (r"x ¦& \pi", "This & separates the entries of a row of a matrix.", None),
        (r"\sin¦_2 x", "Only a name or log can have an index.", "Delete the index."),
        (r"\begin{pmatrix} 1 ¦\end{bmatrix}", None, None),
        ("¦np.something_unknown(x)", "I do not know the function 'np.something_unknown'.", FUNCTIONS),
        ("¦np.os.system", "I do not know the name 'np.os'.", KNOWN),
        ("x¦.__class__", "I cannot read the character . here.", None),
        ("sin(1¦,5)", "A comma separates entries here.", "For a decimal write 1.5."),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_place(marked, message, suggestion):
    text, position = marked.replace("¦", ""), marked.index("¦")
    with pytest.raises(ResponseError) as caught:
        parse(text, NOTATION)
    assert caught.value.position == position
    assert message is None or caught.value.message == message
    assert suggestion is None or caught.value.suggestion == suggestion


def test_a_node_knows_where_it_stands_in_latex():
    text = r"1 + \frac{x}{2}\left|y\right|"
    spans = {
        node.head: text[slice(*node.span)] for node in walk(parse(text, NOTATION)) if isinstance(node, Apply)
    }
    assert (spans["/"], spans["abs"]) == (r"\frac{x}{2}", r"\left|y\right|")


PIECES = st.sampled_from((
    r"\frac", r"\sqrt", "{", "}", "{x}", r"\left(", r"\right)", r"\left|", r"\right|", r"\|", "x", "y", "2",
    "12",
    r"\cdot", r"\times 10^{2}", "^", "_", "^{2}", "_{1}", r"\sin", r"\log", r"\pi ", r"\lambda ", r"\,", "&",
    r"\\",
    r"\begin{pmatrix}", r"\end{pmatrix}", r"\mathrm{loss}", r"\text{x}", "$", "\\", "(", ")", "[", "]", "+",
    "-", "!",
    r"\frac{d}{dx}", r"^{\top}", r"\binom", "|", ",", r"\foo", r"\lVert", r"\rVert",
))  # fmt: skip


@given(st.lists(PIECES, max_size=20))
@settings(max_examples=1500, deadline=None)
def test_any_mixture_of_commands_is_read_or_refused(pieces):
    text = "".join(pieces)
    for notation in (NOTATION, ARRAY):
        try:
            trees = readings(text, notation)
        except ResponseError as error:
            assert 0 <= error.position <= len(text)
            assert error.message.endswith(".")
            error.pointed().encode()
            continue
        for tree in trees:
            assert parse(to_plain(tree), notation) == tree
            assert parse(to_latex(tree), notation) == tree


HOSTILE = {
    "10 MB": r"\frac{x}{y}" * 900_000, "brackets": "\\pi" + "{" * 19_000, "fractions": r"\frac" * 3_900,
    "nested fractions": r"\frac{" * 3_300, "left": r"\left(" * 3_000, "backslashes": "\\" * 19_999,
    "derivatives": r"\frac{d}{d{" * 1_800, "matrices": r"\begin{pmatrix}" * 1_300,
    "ampersands": r"\pi" + "&" * 19_000,
    "transposes": "x" + r"^\top" * 3_900, "a long index": r"\pi x_{" + "a" * 19_900, "bars": r"\|" * 9_000,
    "roots": r"\sqrt[" * 3_000,
}  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_latex_is_refused_at_once(text):
    start = time.process_time()
    with pytest.raises(ResponseError) as caught:
        parse(text, NOTATION)
    caught.value.pointed()
    assert time.process_time() - start < 5
