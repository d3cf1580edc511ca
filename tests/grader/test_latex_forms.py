r"""LaTeX of sums, cases, sets, matrices, chance and laws, read into the trees of plain text or refused."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck_grader.errors import ResponseError
from gradcheck_grader.notation import Notation, Shape, real_names
from gradcheck_grader.syntax.parser import parse, readings
from gradcheck_grader.syntax.printing import to_latex, to_plain

_ENDLESS = frozenset({"pi", "inf"})
SHAPES = {
    "A": Shape("n", "n"), "B": Shape("n", "n"), "X": Shape("n", "d"), "x": Shape("d"), "w": Shape("d"),
    "y": Shape("n"), "mu": Shape("d"), "Sigma": Shape("d", "d"),
}  # fmt: skip
SCALARS = Notation(
    names=real_names(
        ["x", "y", "n", "k", "a", "b", "f", "theta", "lambda", "x_1", "x_hat", "x_bar", "beta_hat"]
    ),
    allow_diff=True,
)
MATRICES = Notation(
    kind="matrix",
    names=real_names([*SHAPES, "lambda", "i", "j", "n", "Y", "Z", "f"]),
    shapes=SHAPES,
    random=frozenset({"Y", "Z"}),
    allow_diff=True,
)
CONDITIONS = Notation(kind="condition", names=real_names(["x", "y", "p", "q"]), constants=_ENDLESS)
SETS = Notation(kind="set", names=real_names(["x", "y"]), constants=_ENDLESS)
LAWS = Notation(
    kind="distribution", names=real_names(["mu", "sigma", "a", "b", "Y"]), random=frozenset({"Y"})
)
EQUATIONS = Notation(kind="equation", names=real_names(["x", "y", "a"]))
ANY = Notation(kind="any", names=real_names(["x", "y", "A", "B", "w", "Y"]))


def rows(notation, *table):
    """The rows of a table that are read in one notation, each with its reason as its name."""
    return [pytest.param(notation, *row[:-1], id=f"{notation.kind}: {row[-1]}") for row in table]


READ = [
    *rows(
        SCALARS,
        (r"\hat{x} + \bar{x} + \hat\beta", "x_hat + x_bar + beta_hat", "accents are part of a name"),
        (r"\vec{x} + \mathbf y", "x + y", "an arrow and bold print are not"),
        (r"\lambda x^2_1 + x_1^{2}", "lambda*x_1^2 + x_1^2", "an index may stand behind the power"),
        (r"\sum_{i=1}^{n} x^i", "sum(x^i, i, 1, n)", "the text itself explains the index"),
        (r"\sum\limits_{i=1}^n i^2 x", "sum(i^2*x, i, 1, n)", "a sum reaches over the product behind it"),
        (r"\sum^{n}_{i=1} i + 1", "sum(i, i, 1, n) + 1", "the upper bound first; but not over terms"),
        (r"\prod_{k=1}^{n} k", "prod(k, k, 1, n)", "a product"),
        (r"\sum_{i=1}^nxi", "sum(x*i, i, 1, n)", "one letter is the bound"),
        (r"\int_0^1 x \, dx", "integral(x, x, 0, 1)", "one digit is the bound"),
        (r"\int_{0}^{1} x^2\,\mathrm{d}x", "integral(x^2, x, 0, 1)", "an upright d"),
        (r"\int \theta \, d\theta", "integral(theta, theta)", "a Greek variable"),
        (r"\int x_1 dx_1", "integral(x_1, x_1)", "a variable with an index"),
        (r"\int_0^1 xdx", "integral(x, x, 0, 1)", "no blank before the d"),
        (r"\int_0^1 \int_0^1 x y \, dx \, dy", "integral(integral(x*y, x, 0, 1), y, 0, 1)", "one in another"),
        (r"\frac{\partial f}{\partial x}", "diff(f, x)", "the function above the line"),
        (r"\frac{d (x \cdot \frac{x}{2})}{d x}", "diff(x*(x/2), x)", "a fraction in it"),
        (r"\frac{\partial^2 (x^2 y)}{\partial x^2}", "diff(x^2*y, x, 2)", "of second order"),
        (r"\frac{d\theta}{dx}", "diff(theta, x)", "a Greek function"),
        (
            r"\begin{cases} x & x>0 \\ 0 & \text{otherwise} \end{cases}",
            "piecewise(x, x > 0, 0)",
            "cases",
        ),
        (
            r"\begin{cases} x, & \text{if } x > 0, \\ -x, & \text{else.} \end{cases}",
            "piecewise(x, x > 0, -x)",
            "with commas and words",
        ),
        (
            r"\begin{cases} x & \text{for } x>0 \\ 1 & x=0\\ 0 & x<0 \\ \end{cases}",
            "piecewise(x, x > 0, 1, x = 0, 0, x < 0)",
            "every case with its condition",
        ),
        (
            r"2\begin{cases} x & x>0 \\ 0 & \text{otherwise} \end{cases}",
            "2*piecewise(x, x > 0, 0)",
            "a factor",
        ),
        (r"\boxed{x}^2 + \boxed{y}", "x^2 + y", "boxes around parts"),
        (r"$\displaystyle\boxed{x^2+1}$", "x^2 + 1", "a box in dollars"),
        (r"\begin{align*} &x^2 + 1 \\ \end{align*}", "x^2 + 1", "the end of a single line"),
        (r"\begin{equation} x \end{equation}", "x", "another environment"),
        (r"\log_2 x + \log_{10}(x) + \ln x", "log(x, 2) + log(x, 10) + ln(x)", "logarithms"),
        (r"\frac{1}{\sqrt{2\pi}} e^{-\frac{x^2}{2}}", "1/sqrt(2*pi)*e^(-x^2/2)", "a density"),
        (r"\max\{a, b\} + \max\left\{a,b\right\}", "max(a, b) + max(a, b)", "curly brackets of a function"),
        (r"\{x + 1\} y", "(x + 1)*y", "curly brackets are brackets where there are no sets"),
        (r"\operatorname{np.exp}(x)", "exp(x)", "a function of a module"),
    ),
    *rows(
        MATRICES,
        (r"X^T (Xw - y)", "X^T*(X*w - y)", "T is no name here"),
        (r"X^{\top} X w", "X^T*X*w", "a top"),
        (r"2 X^{T}X^\intercal X^{\mathsf T}y", "2*X^T*X^T*X^T*y", "other signs for it"),
        (r"(X^\top X)^{-1} X^\top y", "(X^T*X)^(-1)*X^T*y", "least squares"),
        (r"A^{-\top} + A^{-T}", "inv(A)^T + inv(A)^T", "turned and inverted"),
        (r"\lVert w \rVert_2^2 + \|w\|^2_2", "norm(w, 2)^2 + norm(w, 2)^2", "the index behind the power too"),
        (r"\|A\|_F^2 + \|A\|_{F}", "norm(A, fro)^2 + norm(A, fro)", "the Frobenius norm"),
        (r"\left\| Xw - y \right\|_2", "norm(X*w - y, 2)", "bars that grow"),
        (r"\operatorname{tr}(A B) + \det(A)", "tr(A*B) + det(A)", "words of matrices"),
        (r"\operatorname{diag}(x) + \operatorname{rank}(A)", "diag(x) + rank(A)", "more of them"),
        (r"A \odot B + A \circ B + A \otimes B", "A ⊙ B + A ⊙ B + A ⊗ B", "products of other kinds"),
        (r"A \mathbin{} B", "A @ B", "as our own LaTeX writes it"),
        (r"A^{\!-1} + A^{-1}", "inv(A) + A^(-1)", "an inverse, as our own LaTeX writes it, and a power"),
        (r"x \cdot w", "x · w", "the product of two vectors"),
        (r"\mathbf{1} + \mathbf 1 + \mathbb{1}", "ones() + ones() + ones()", "vectors of ones"),
        (r"\mathbf{1}_n^\top y", "ones(n)^T*y", "with a size"),
        (r"I_n + \lambda I", "identity(n) + lambda*I", "identities"),
        (r"X_{ij} + X_{i,j} + A_{12} \pi", "X[i, j] + X[i, j] + A[1, 2]*pi", "entries of a matrix"),
        (r"w_i \pi + w_{i+1} + w_i^2", "w[i]*pi + w[i + 1] + w[i]^2", "entries of a vector"),
        (r"\pi w^2_i", "pi*w[i]^2", "also behind the power"),
        (r"\sum_{i=1}^{n} (y_i - w^\top x)^2", "sum((y[i] - w^T*x)^2, i, 1, n)", "a loss"),
        (r"\sum_{i=1}^{n}\sum_{j=1}^{n} A_{ij}", "sum(sum(A[i, j], j, 1, n), i, 1, n)", "two sums"),
        (r"-\frac12 (x-\mu)^\top \Sigma^{-1} (x-\mu)", "-1/2*(x - mu)^T*Sigma^(-1)*(x - mu)", "an exponent"),
        (r"\mathbb{E}[Y] + \mathbb E[Y] + \E[Y]", "E[Y] + E[Y] + E[Y]", "three ways to expect"),
        (r"\mathbb{E}\left[Y \mid Z\right]", "E[Y | Z]", "given something"),
        (r"\mathrm{Var}(Y) + \operatorname{Cov}(Y, Z)", "Var(Y) + Cov(Y, Z)", "moments"),
        (r"\Pr(Y > 1) + \mathbb{P}(Y = 1)", "P(Y > 1) + P(Y = 1)", "chances"),
        (r"\Pr\left(Y > 1 \mid Z = 0\right)", "P(Y > 1 | Z = 0)", "a conditional one"),
        (r"\nabla_w f + \nabla_{w} \left(w^\top w\right)", "grad(f, w) + grad(w^T*w, w)", "gradients"),
        (r"\mathbf{X}^{\top}\mathbf{X}\mathbf{w}", "X^T*X*w", "bold print"),
        (r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} A", "[[1, 2], [3, 4]]*A", "a matrix times a name"),
    ),
    *rows(
        CONDITIONS,
        (r"x \geq 1 \land x < 2", "x >= 1 and x < 2", "two conditions that are no chain"),
        (r"0 \le x < 1", "0 <= x < 1", "a chain"),
        (r"\lnot (x = 1) \lor y \neq 2", "not x = 1 or y != 2", "not and or"),
        (r"x > 1 \implies x > 0", "x > 1 implies x > 0", "an implication"),
        (r"p \iff q", "p iff q", "an equivalence"),
        (r"x \in [0,1)", "x in [0, 1)", "in an interval"),
        (r"x \notin \mathbb{Z}", "not x in Z", "no whole number"),
        (r"x \not= 1 \land x \not\in \{1,2\}", "x != 1 and not x in {1, 2}", "struck through"),
        (r"x > 1 \text{ and } y < 2 \text{ or } x < 0", "x > 1 and y < 2 or x < 0", "in words"),
        (r"\{x \mid x > 0\}", "x > 0", "a set by its condition"),
        (r"\left\{ x \in \mathbb{R} : x > 0 \right\}", "x > 0", "with a colon"),
        (r"x = \pm 1", "x = +/-1", "two values"),
        (r"\left| x - 1 \right| \leq \frac{1}{2}", "abs(x - 1) <= 1/2", "a distance"),
    ),
    *rows(
        SETS,
        (r"\left(-\infty, 3\right]", "(-inf, 3]", "brackets of two kinds"),
        (r"\left]0, 1\right[", "(0, 1)", "open in the French way"),
        (r"(-\infty, 0) \cup (1, \infty)", "(-inf, 0) union (1, inf)", "a union"),
        (r"\mathbb{R} \setminus \{0\}", "R without {0}", "a difference"),
        (r"\left\{1, \frac12\right\}", "{1, 1/2}", "a finite set"),
        (r"\emptyset \cup \varnothing \cup \{\}", "{} union {} union {}", "nothing at all"),
        (r"\N \cap [0, 5]", "N intersect [0, 5]", "an intersection"),
        (r"\boxed{\{1, 2\}}", "{1, 2}", "a box around it"),
        (r"$1, 2$", "{1, 2}", "a list"),
    ),
    *rows(
        LAWS,
        (r"\mathcal{N}(\mu, \sigma^2)", "Normal(mu, sigma^2)", "the curly N"),
        (r"Y \sim \mathcal{N}\left(\mu, \sigma^2\right)", "Y ~ Normal(mu, sigma^2)", "drawn from it"),
        (r"\text{Beta}(a, b)", "Beta(a, b)", "as text"),
        (r"\Gamma(a,b)", "Gamma(a, b)", "where a law is asked for it is no function"),
        (r"\operatorname{Exp}(\lambda=2)", "Exponential(lambda = 2)", "a parameter by its name"),
    ),
    *rows(
        EQUATIONS,
        (r"\boxed{y = 2x}", "y = 2*x", "a box around an equation"),
        (r"\begin{align} y &= 2x \end{align}", "y = 2*x", "where it is aligned"),
    ),
    *rows(
        ANY,
        (r"\left[0, 1\right)", "Interval.Ropen(0, 1)", "an interval"),
        (r"A^\top B", "transpose(A)*B", "a top turns, though T would be a name"),
        (r"\|w\|_2", "norm(w, 2)", "a norm"),
    ),
]


@pytest.mark.parametrize(("notation", "text", "plain"), READ)
def test_each_form_gives_the_tree_of_plain_text(notation, text, plain):
    tree = parse(text, notation)
    assert to_plain(tree, notation) == plain
    assert parse(plain, notation) == tree
    assert parse(to_latex(tree, notation), notation) == tree


REFUSED = [
    *rows(
        SCALARS,
        (
            r"¦\sum_i x",
            "A sum needs a name that counts, and from where to where.",
            r"Write \sum_{i=1}^{n} i^2.",
            "no bounds",
        ),
        (
            r"¦\prod_{i} x_i",
            "A product needs a name that counts, and from where to where.",
            r"Write \prod_{i=1}^{n} i^2.",
            "a set of indices that nobody wrote down",
        ),
        (
            r"¦\int_0^1 x",
            "It is not said over which name this integral goes.",
            "Write dx at its end, or integral(x^2, x).",
            "no differential",
        ),
        (
            r"¦\lim_{x \to 0} x",
            "A limit that is not worked out cannot be used in this answer.",
            "Write its value.",
            "a limit",
        ),
        (
            r"1 + ¦\cdots + n",
            "Dots leave open what they stand for.",
            "Write the terms out, or write a sum with its bounds.",
            "dots in a sum",
        ),
        (r"1, ¦\ldots", "Dots leave open what they stand for.", None, "dots in a list"),
        (
            r"x ¦\pm 1",
            r"The sign \pm stands for two values, and this asks for one expression.",
            "Write + or -.",
            "two values",
        ),
        (
            r"x ¦\mp 1",
            r"The sign \mp means nothing without the \pm that it follows.",
            "Write the two values, one after the other.",
            "the other sign of two",
        ),
        (r"¦\phantom{x}", "This writes something that nobody can see.", "Delete it.", "what is not seen"),
        (
            r"90¦^\circ",
            "Angles are in radians.",
            r"Write \frac{\pi}{180} for one degree.",
            "degrees",
        ),
        (
            r"¦\left. x \right|",
            r"This \left. is a bracket that nobody can see.",
            "Write both brackets.",
            "half a pair",
        ),
        (r"\left( x ¦\right.", r"This \right. is a bracket that nobody can see.", None, "the other half"),
        (
            r"x ¦\circ y",
            r"The sign \circ multiplies matrices entry by entry, and there are none here.",
            r"Write \cdot for a product.",
            "a circle between numbers",
        ),
        (
            r"\begin{align*} x &= 1 ¦\\ &= 2 \end{align*}",
            "This answer has several lines.",
            "Write only the last one.",
            "two lines",
        ),
        (
            r"¦\begin{cases} x \\ 0 \end{cases}",
            "Each row of cases has a value, an & and its condition.",
            r"Write x & x > 0 \\ 0 & \text{otherwise} between \begin{cases} and \end{cases}.",
            "no conditions",
        ),
        (
            r"¦\begin{cases} x & x>0",
            "This bracket is never closed.",
            r"Add the \end{cases} that belongs to it.",
            "cases without an end",
        ),
        (
            r"x ¦\partial",
            r"A \partial stands in a derivative only.",
            r"Write a derivative as \frac{\partial}{\partial x}(x^2).",
            "a round d alone",
        ),
        (r"¦\tilde{x}", r"I do not know the name '\tilde{x}'.", None, "an accent that makes another name"),
        (r"¦\oint x", r"I do not know the command \oint.", None, "a sign we do not have"),
        (
            r"\langle x¦, y \rangle",
            "A comma separates entries here.",
            None,
            "a list where one value is wanted",
        ),
    ),
    *rows(
        MATRICES,
        (r"¦\nabla f", "It is not said by which name this gradient is taken.", None, "by which of many?"),
        (r"¦\det A B", r"\det needs brackets around what it is given.", r"Write \det(x).", "of A or of A B"),
        (r"¦\hat{w}", r"I do not know the name '\hat{w}'.", None, "another name than w"),
    ),
    *rows(
        SETS,
        (r"\left[0, 1, 2¦", "This bracket is never closed.", None, "no end"),
        (r"\mathbb{R} \cup¦", r"The text ends after \cup.", None, "nothing to join"),
    ),
]


@pytest.mark.parametrize(("notation", "marked", "message", "suggestion"), REFUSED)
def test_what_cannot_be_read_is_refused_at_its_place(notation, marked, message, suggestion):
    text, position = marked.replace("¦", ""), marked.index("¦")
    with pytest.raises(ResponseError) as caught:
        parse(text, notation)
    assert caught.value.message == message
    assert suggestion is None or caught.value.suggestion == suggestion
    if message != "This bracket is never closed.":
        assert caught.value.position == position


PIECES = st.sampled_from((
    r"\sum", r"_{i=1}", "^{n}", r"\int", r"\,", "dx", r"\mathrm{d}x", r"\begin{cases}", r"\end{cases}", "&",
    r"\\", r"\text{otherwise}", r"\text{ and }", r"\in", r"\mathbb{R}", r"\{", r"\}", r"\left\{", r"\right\}",
    r"\left[", r"\right)", "x", "A", "w", "_i", "^2", r"^{\top}", r"^{-\top}", r"^{\!-1}", r"\mathbin{}", "2",
    r"\|", "_F", r"\mathbb{E}", "[", "]", r"\mid", "Y", r"\sim", r"\mathcal{N}", "(", ")", ",", "<", r"\leq",
    r"\lnot", r"\cup", r"\pm", r"\nabla", r"\boxed{", "}", "{", r"\mathbf{1}", r"\hat{x}", r"\frac{\partial",
    r"{\partial x}", r"\cdot", "+", "-", r"\not=", "$", r"\begin{align}", r"\end{align}",
))  # fmt: skip


@given(st.lists(PIECES, max_size=14))
@settings(max_examples=700, deadline=None)
def test_any_mixture_of_commands_is_read_or_refused(pieces):
    text = "".join(pieces) + r"\,"
    for notation in (SCALARS, MATRICES, CONDITIONS, SETS, LAWS, ANY):
        try:
            trees = readings(text, notation)
        except ResponseError as error:
            assert 0 <= error.position <= len(text)
            assert error.message.endswith(".")
            error.pointed().encode()
            continue
        for tree in trees:
            assert parse(to_plain(tree, notation), notation) == tree
            assert parse(to_latex(tree, notation), notation) == tree


HOSTILE = {
    "cases": r"\begin{cases}" * 1_500, "sums": r"\sum_{i=1}^{n} " * 1_300, "sets": r"\left\{" * 2_800,
    "differentials": r"\int " + "d " * 9_500, "partials": r"\frac{\partial " * 1_300,
    "closed fractions": r"\frac{1}{" * 1_800 + "x" + "}" * 1_800, "accents": r"\hat{" * 3_900,
    "powers before indices": r"\pi" + "x^2_1" * 3_900, "indices": r"\pi x" + "_{a" * 6_000,
    "boxes": r"\boxed{" * 2_800, "environments": r"\begin{align}" * 1_300, "denials": r"\lnot " * 3_000,
    "expectations": r"\mathbb{E}[" * 1_800, "integrals": r"\int_0^1 " * 2_400,
    "blanks": r"\text{" + " " * 19_000,
}  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_latex_is_refused_at_once(text):
    for notation in (SCALARS, MATRICES, ANY):
        start = time.process_time()
        with pytest.raises(ResponseError) as caught:
            parse(text, notation)
        caught.value.pointed()
        assert time.process_time() - start < 5
