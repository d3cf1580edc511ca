"""The names of a text that nobody declared."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck_grader.inference import inferred_names, is_letter
from gradcheck_grader.notation import Notation, Shape, real_names
from gradcheck_grader.syntax.vocabulary import vocabulary

PLAIN = [
    ("2*x*cos(x^2)", ("x",), "functions are no names"),
    ("diff(sin(x^2), x)", ("x",), "diff is a function"),
    ("2x + 3 y", ("x", "y"), "a number before a name is a factor"),
    ("1e5 + 2E-3", (), "the e of a number is no name"),
    ("pi*r^2 e", ("r",), "constants are no names"),
    ("λ*σ₁ + lambda", ("lambda", "sigma_1"), "Greek letters by sign or name are the same"),
    ("alpha_2 + w12", ("alpha_2", "w12"), "an index belongs to its name"),
    ("x_{10}", ("x_10",), "an index in curly brackets too"),
    ("sigma*x", ("sigma", "x"), "sigma is a name where it is not applied"),
    ("sigma(x)", ("x",), "sigma is the logistic function where it is applied"),
    ("C*x + C(n, 2)", ("C", "x", "n"), "C is a name where it is not applied"),
    ("sin x", ("x",), "a function may stand without brackets"),
    ("np.sin(t)", ("t",), "a module is no name"),
    ("[a, b; c, d]", ("a", "b", "c", "d"), "entries of a matrix"),
    ("xy + x + y", ("x", "y"), "letters side by side are a product of known names"),
    ("xy", ("x", "y"), "two letters are a product"),
    ("mgh", ("m", "g", "h"), "three letters are a product"),
    ("rate*t", ("t", "rate"), "four letters are a name"),
    ("rate + r*a*t", ("r", "a", "t"), "a word of known names and constants is a product"),
    ("learning_rate*g", ("g", "learning_rate"), "a word with an underscore is a name"),
    ("loss_1 + loss_2", ("loss_1", "loss_2"), "a longer name may have an index"),
    ("w1x1 + w2x2", ("w1", "x1", "w2", "x2"), "letters with digits are a product"),
    ("x1y", ("x1", "y"), "one of the letters may have digits"),
    ("xexp(-x)", ("x",), "a letter may touch the function behind it"),
    ("sinx", ("x",), "and the function the letter behind it"),
    ("xlogx", ("x",), "and both"),
    ("cost", ("cost",), "cost is a word"),
    ("cost + t", ("t",), "but where t is a name it is the cosine of t"),
    ("xe", ("x",), "constants in a product are no names"),
    ("foo(x)", ("x",), "a word that is applied is a function, known or not"),
    ("erfc(x)", ("x",), "also where it begins like one that is known"),
    ("ab(c + d)", ("c", "d", "a", "b"), "two letters before a bracket are a product"),
    ("np.foo(x)", ("x",), "nor does a module make one"),
    ("∞", ("inf",), "the sign for infinity is a word as well"),
    ("", (), "nothing has no names"),
]


@pytest.mark.parametrize(("text", "names", "why"), PLAIN, ids=[why for *_, why in PLAIN])
def test_plain_names_are_inferred_as_a_reader_would(text, names, why):
    assert inferred_names(text, Notation(allow_diff=True)) == names, why


LATEX = [
    (r"\frac{1}{2}\theta_i x_{ij}", ("theta_i", "x_ij"), "names with an index in every spelling"),
    (r"\lambda \varphi", ("lambda", "phi"), "Greek letters are commands"),
    (r"$abc$", ("a", "b", "c"), "letters side by side are a product, however many"),
    (r"\mathrm{rate} \cdot t", ("rate", "t"), "a word in a face is one name"),
    (r"\mathbf{w}^{\top} \boldsymbol{\mu}", ("w", "mu"), "faces say how a name looks"),
    (r"\theta_{\mathrm{new}}", ("theta_new",), "an index may be a word"),
    (r"x_\alpha + \sigma_1^2", ("x_alpha", "sigma_1"), "or a Greek letter"),
    (r"\mathbf{w}_{1}", ("w_1",), "behind a face as well"),
    (r"\sin x \log_2 y", ("x", "y"), "functions are no names"),
    (r"\sigma(x) + \sigma", ("x", "sigma"), "sigma is a function where it is applied"),
    (r"\sigma\left(x\right)", ("x",), "with a bracket that grows, too"),
    (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", ("a", "b", "c", "d"), "environments are no names"),
    (r"\frac{d}{dx} x^2", ("x",), "the d of a derivative is no name"),
    (r"\operatorname{tr}(A)", ("A",), "a known word is no name"),
    (r"\operatorname{foo}(A)", ("A",), "nor is an unknown one that is applied"),
    (r"\mathbb{R} x", ("x",), "nor the sign of a set"),
    (r"\pi r^2", ("r",), "nor a constant"),
]


@pytest.mark.parametrize(("text", "names", "why"), LATEX, ids=[why for *_, why in LATEX])
def test_names_in_latex_are_inferred_as_a_reader_would(text, names, why):
    assert inferred_names(text, Notation(allow_diff=True)) == names, why


def test_declared_names_are_not_inferred_again():
    assert inferred_names("rate*x + λ", Notation(names=real_names(["rate", "lambda"]))) == ("x",)


def test_a_product_is_one_name_where_products_have_signs():
    assert inferred_names("xy + sinx", Notation(products="whole")) == ("xy", "sinx")


@pytest.mark.parametrize(
    ("text", "names", "why"),
    [
        ("X^T w", ("w",), "a T in the exponent transposes"),
        (r"\mathbf{X}^T w", ("w",), "in LaTeX too"),
        (r"X^{T} w", ("w",), "in curly brackets"),
        ("X.T @ w", ("w",), "behind a dot"),
        ("X T", ("T",), "elsewhere it is a name"),
    ],
)
def test_where_there_are_matrices_a_raised_T_is_no_name(text, names, why):
    notation = Notation(names=real_names("X"), shapes={"X": Shape("n", "d")})
    assert inferred_names(text, notation) == names, why


def test_without_matrices_a_raised_T_is_an_exponent():
    assert inferred_names("gamma^T", Notation()) == ("gamma", "T")


@pytest.mark.parametrize(
    ("word", "is_one"),
    [("x", True), ("w_12", True), ("λ", True), ("sigma2", True), ("rate", False), ("xy", False)],
)
def test_what_a_letter_is(word, is_one):
    assert is_letter(word) is is_one


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="abxyT12_^{}\\()[]$ +*.λσ₁⊤sincoexplg", max_size=30))
def test_every_name_that_is_inferred_can_be_declared(text):
    names = inferred_names(text, Notation())
    vocabulary(Notation(names=real_names(names), constants=frozenset()))
