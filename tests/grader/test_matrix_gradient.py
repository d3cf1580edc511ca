"""Gradients by dual numbers: against NumPy's differences, against formulas, and what a wrong one is told."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from tests.grader.matrix_numpy import work_out

from gradcheck_grader import (
    POSITIVE,
    AnswerError,
    MatrixExpression,
    MatrixGradient,
    Outcome,
    Shape,
    Slip,
    name_slips,
    parse,
)
from gradcheck_grader.answers.matrix import matrix_notation
from gradcheck_grader.equality.matrices import infer
from gradcheck_grader.equality.matrices.evaluation import entries_of
from gradcheck_grader.equality.matrices.gradient import Differentiated
from gradcheck_grader.equality.matrices.sampling import Kind, Sample, made, ordinary

RIGHT, WRONG, UNDECIDED = Outcome.RIGHT, Outcome.WRONG, Outcome.UNDECIDED
SHAPES = {
    "X": "n×d",
    "w": "d",
    "v": "d",
    "y": "n",
    "b": "n",
    "A": "d×d",
    "B": "d×d",
    "S": "d×d positive definite",
}
NAMES = {"lambda": POSITIVE}
NOTATION = matrix_notation("", SHAPES, NAMES)

# Function, by which name, a formula of the derivative in denominator layout, and where it is from.
FORMULAS = [
    ("||X w - y||^2", "w", "2 X^T (X w - y)", "least squares"),
    ("||X w - y||^2/n + lambda ||w||^2", "w", "2/n X^T (X w - y) + 2 lambda w", "ridge regression"),
    ("mean((X w - y)^2)", "w", "2 X^T (X w - y)/n", "the mean squared error"),
    ("w^T v", "w", "v", "a linear form"),
    ("w^T A w", "w", "(A + A^T) w", "a quadratic form"),
    ("w^T S w", "w", "2 S w", "a symmetric quadratic form"),
    ("w^T A v", "A", "w v^T", "a bilinear form by its matrix"),
    ("w^T S w", "S", "w w^T", "entries of a symmetric matrix are free"),
    ("tr(A B)", "A", "B^T", "a trace"),
    ("tr(A^T A)", "A", "2 A", "the square of Frobenius's norm"),
    ("||A||_F^2", "A", "2 A", "the same as a norm"),
    ("||A||_F", "A", "A/||A||_F", "the norm itself"),
    ("tr(X A X^T)", "X", "X (A + A^T)", "a trace, quadratic"),
    ("tr(A^3)", "A", "3 (A^T)^2", "a trace of a power"),
    ("tr(inv(A) B)", "A", "-inv(A)^T B^T inv(A)^T", "an inverse"),
    ("v^T inv(A) w", "A", "-inv(A)^T v w^T inv(A)^T", "an inverse in a form"),
    ("log(det(S))", "S", "inv(S)", "log det"),
    ("log(det(A))", "A", "inv(A)^T", "log det, where it is defined"),
    ("det(A)", "A", "det(A) inv(A)^T", "Jacobi's formula"),
    ("||w||", "w", "w/||w||", "the length"),
    ("||w||_1", "w", "sign(w)", "the 1-norm"),
    ("||w||_3", "w", "w ⊙ abs(w) ⊙ (1/||w||_3^2 ones(d))", "the 3-norm"),
    ("sum(exp(w))", "w", "exp(w)", "entry by entry"),
    ("sum(log(1 + exp(X w)))", "w", "X^T sigmoid(X w)", "softplus"),
    ("logsumexp(X w)", "w", "X^T softmax(X w)", "log-sum-exp"),
    ("exp(-w^T S w/2)", "w", "-exp(-w^T S w/2) S w", "a Gaussian"),
    ("log(w^T S w)", "w", "2 S w/(w^T S w)", "a logarithm"),
    ("w^T v/||w||", "w", "v/||w|| - (w^T v) w/||w||^3", "the cosine"),
    ("y^T X w", "X", "y w^T", "by the matrix in the middle"),
    ("b^T sigmoid(X w)", "X", "(b ⊙ sigmoid(X w) ⊙ sigmoid(-X w)) w^T", "a layer by its weights"),
    ("sum(relu(X w - y))", "w", "X^T (1/2 (sign(X w - y) + ones(n)))", "a hinge"),
    ("(A w)^T (B w)", "w", "A^T B w + B^T A w", "a product of two maps"),
    ("sum_{i=1}^n y_i b_i", "y", "b", "a sum with an index"),
    ("prod_{i=1}^d w_i", "w", "(prod_{i=1}^d w_i) (1/w ⊙ ones(d))", "a product with an index"),
    ("w_2^2", "w", "[0, 2 w_2]", "one entry"),
    ("max(w)", "w", "1/2 (sign(w - max(w) ones(d)) + ones(d)) + 1/2 (ones(d) - sign(max(w) ones(d) - w))",
     "the largest entry"),
    ("tr(A ⊗ B)", "A", "tr(B) I", "a Kronecker product"),
    ("tr(diag(w) A)", "w", "diag(A)", "a diagonal matrix"),
    ("X w", "w", "X^T", "a linear map"),
    ("sigmoid(X w + b)", "w", "X^T diag(sigmoid(X w + b) ⊙ sigmoid(-X w - b))", "a layer by its input"),
    ("softmax(w)", "w", "diag(softmax(w)) - softmax(w) softmax(w)^T", "softmax"),
    ("w ⊙ v", "w", "diag(v)", "a product entry by entry"),
    ("w/||w||", "w", "I/||w|| - w w^T/||w||^3", "normalising"),
    ("(w^T v) w", "w", "(w^T v) I + v w^T", "a vector times a number"),
    ("tanh(A w)", "w", "A^T diag(1 - tanh(A w) ⊙ tanh(A w))", "tanh"),
    ("lambda^2 w", "lambda", "2 lambda w", "by a number: laid out as the function"),
    ("lambda^3", "lambda", "3 lambda^2", "a number by a number"),
]  # fmt: skip
GIVEN = {"||w||_3", "sum_{i=1}^n y_i b_i", "prod_{i=1}^d w_i", "w_2^2", "max(w)", "tr(A ⊗ B)"}


def shapes_for(function):
    """Two entries where the formula has two; the formula of max needs one that is larger."""
    return SHAPES | {"w": "2"} if function == "w_2^2" else SHAPES


@pytest.mark.parametrize(
    ("function", "wrt", "formula", "why"), FORMULAS, ids=[f"{row[0]} by {row[1]}" for row in FORMULAS]
)
def test_dual_numbers_confirm_the_formula(function, wrt, formula, why):
    reference = formula if function in GIVEN else None
    answer = MatrixGradient(function, wrt, shapes_for(function), NAMES, reference=reference)
    assert answer.judge(formula).outcome is RIGHT
    assert answer.judge(answer.reference_text()).outcome is RIGHT


COMPUTED = [row for row in FORMULAS if not any(mark in row[0] for mark in ("_3", "_2^2", "_1", "_i", "max"))]


@pytest.mark.parametrize(
    ("function", "wrt", "formula", "why"), COMPUTED, ids=[f"{row[0]} by {row[1]}" for row in COMPUTED]
)
def test_dual_numbers_agree_with_differences(function, wrt, formula, why):
    sizes = {"n": 3, "d": 2}
    tree = parse(function, NOTATION)
    side = Differentiated(
        infer(tree, NOTATION), wrt, NOTATION.shapes.get(wrt, Shape(1)), layout="denominator"
    )
    sample = sample_of(side.program.names, sizes, number=0)
    exact = side.value(sample, 128)
    values = {name: as_array(value) for name, value in sample.values.items()}
    values |= {name: np.array([[float(size)]]) for name, size in sizes.items()}
    found = np.array([float(entry) for entry in entries_of(exact)])
    np.testing.assert_allclose(found, differences(tree, wrt, values), rtol=1e-5, atol=1e-6)


def sample_of(names, sizes, *, number):
    """Ordinary entries, as a comparison takes them."""
    values = {}
    for name in names:
        shape = NOTATION.shapes.get(name, Shape(1))
        kind = Kind(name, shape, NOTATION.names[name])
        values[name] = made(kind, (sizes.get(shape.rows, 1), sizes.get(shape.columns, 1)), ordinary(number))
    return Sample(values, sizes)


def as_array(value):
    """A number or an exact matrix for NumPy."""
    if not hasattr(value, "nrows"):
        return np.array([[float(value.p) / float(value.q)]])
    return np.array([[float(entry.p) / float(entry.q) for entry in row] for row in value.tolist()])


def differences(tree, wrt, values, step=1e-6):
    """Central differences, one line for each entry of the name, in denominator layout."""
    base = values[wrt]
    lines = []
    for at in range(base.size):
        moved = np.zeros(base.size)
        moved[at] = step
        moved = moved.reshape(base.shape)
        ahead = work_out(tree, values | {wrt: base + moved})
        behind = work_out(tree, values | {wrt: base - moved})
        lines.append(((ahead - behind) / (2 * step)).ravel())
    return np.array(lines).ravel()


LEAST_SQUARES = MatrixGradient("||X w - y||^2", "w", SHAPES)
SENTENCES = [
    (LEAST_SQUARES, "X^T (X w - y)",
     "At X = [[2, 0], [1, 1]], w = (0, 1), y = (2, 0) the function falls 6 per unit of w_1, a slope of "
     "-6; your formula says -3."),
    (LEAST_SQUARES, "2 (X w - y)^T X", "Your answer is 1×d, but d×1 is needed. It is in numerator "
     "layout; the question asks for denominator layout (the transpose)."),
    (LEAST_SQUARES, "2 X (X w - y)", "2 X is n×d, X w - y is n×1: they cannot be multiplied. In a product "
     "the first needs as many columns as the second has rows."),
    (MatrixGradient("w^T A w", "w", SHAPES), "2 A w", None),
    (MatrixGradient("tr(A B)", "A", SHAPES), "B", None),
    (MatrixGradient("softmax(w)", "w", SHAPES), "diag(softmax(w))", None),
    (MatrixGradient("A w", "w", SHAPES, layout="numerator"), "A^T", None),
    (MatrixGradient("lambda^3", "lambda", SHAPES, NAMES), "3 lambda",
     "At lambda = 3 the function rises 27 per unit of lambda; your formula says 9."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "response", "sentence"), SENTENCES, ids=[f"{row[0].function}: {row[1]}" for row in SENTENCES]
)
def test_a_wrong_gradient_is_told_by_the_slope(answer, response, sentence):
    verdict = answer.judge(response)
    assert verdict.outcome is WRONG
    assert sentence in (None, verdict.feedback)
    if verdict.evidence[0].kind != "shape":
        assert verdict.evidence[0].kind == "slope"
        assert "your formula says" in verdict.feedback


def test_a_component_of_a_vector_function_is_named():
    verdict = MatrixGradient("softmax(w)", "w", SHAPES).judge("diag(softmax(w))")
    assert " component " in verdict.feedback
    assert verdict.evidence[0].where.startswith("w_")


LAYOUTS = [
    ("denominator", "X^T", RIGHT, "row by entry of w"),
    ("denominator", "X", WRONG, "the other layout"),
    ("numerator", "X", RIGHT, "row by entry of the function"),
    ("numerator", "X^T", WRONG, "the other layout again"),
    ("either", "X", RIGHT, "either"),
    ("either", "X^T", RIGHT, "or"),
]


@pytest.mark.parametrize(("layout", "response", "outcome", "why"), LAYOUTS, ids=[row[3] for row in LAYOUTS])
def test_the_layout_is_a_setting(layout, response, outcome, why):
    assert MatrixGradient("X w", "w", SHAPES, layout=layout).judge(response).outcome is outcome


def test_the_gradient_of_a_number_in_numerator_layout_is_a_row():
    answer = MatrixGradient("||w||^2", "w", SHAPES, layout="numerator")
    assert answer.judge("2 w^T").outcome is RIGHT
    assert answer.judge("2 w").feedback == (
        "Your answer is d×1, but 1×d is needed. It is in denominator layout; the question asks for numerator "
        "layout (the transpose)."
    )


FORMULATED = [
    ("||X w - y||^2", "w", "2*transpose(X)*(X*w - y)", "least squares"),
    ("w^T S w", "w", "2*S*w", "twice the same term"),
    ("w^T A w", "w", "A*w + transpose(A)*w", "two terms"),
    ("log(det(S))", "S", "inv(S)", "no transpose of what is symmetric"),
    ("X w", "w", "transpose(X)", "no identity in a product"),
    ("tr(X A X^T)", "X", "X*A + X*transpose(A)", "a trace"),
]


@pytest.mark.parametrize(("function", "wrt", "text", "why"), FORMULATED, ids=[row[3] for row in FORMULATED])
def test_the_formula_shown_is_written_as_a_person_would(function, wrt, text, why):
    answer = MatrixGradient(function, wrt, SHAPES, NAMES)
    assert parse(answer.reference_text(), NOTATION) == parse(text, NOTATION)


def test_a_gradient_is_only_asked_where_the_function_is_defined():
    answer = MatrixGradient("log(det(A))", "A", SHAPES)
    assert answer.judge("inv(A^T)").outcome is RIGHT
    assert answer.judge("inv(A)").outcome is WRONG


def test_slips_work_with_the_answer():
    slip = Slip("half", "X^T (X w - y)", "Where does the square go?")
    verdict = name_slips(LEAST_SQUARES.judge("X^T X w - X^T y"), "X^T X w - X^T y", LEAST_SQUARES, [slip])
    assert [named.name for named in verdict.slips] == ["half"]
    assert isinstance(LEAST_SQUARES.with_reference("w"), MatrixExpression)


def test_the_answer_survives_pickling():
    again = pickle.loads(pickle.dumps(LEAST_SQUARES))  # noqa: S301 - our own bytes
    assert again.judge("2 X^T (X w - y)").outcome is RIGHT


AUTHORS = [
    ({"function": "X w", "wrt": "X"}, "The function is n×1 and X is n×d: its derivative has more "
     "than two dimensions.", "a tensor"),
    ({"function": "w^T w", "wrt": "q"}, "q is no declared name, so nothing is differentiated by it.",
     "no name"),
    ({"function": "max(w)", "wrt": "w"}, "No rule here gives the derivative of this function as a formula. "
     "Give it as reference=…", "no formula"),
    ({"function": "w^T w", "wrt": "w", "reference": "w"}, "The reference w is not the derivative of the "
     "function.", "a wrong reference"),
    ({"function": "w^T w", "wrt": "w", "layout": "both"},
     "A layout is denominator, numerator or either; got 'both'.", "an unknown layout"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "sentence", "why"), AUTHORS, ids=[row[2] for row in AUTHORS])
def test_what_an_author_must_change_is_said(given, sentence, why):
    with pytest.raises(AnswerError) as caught:
        MatrixGradient(**given, shapes=SHAPES)
    assert str(caught.value) == sentence
