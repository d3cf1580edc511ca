"""MatrixExpression: shapes first, each error by its sentence; then which responses are right, and layouts."""

from __future__ import annotations

import pickle

import pytest

from gradcheck_grader import (
    POSITIVE,
    REAL,
    AnswerError,
    Array,
    MatrixExpression,
    Notation,
    Outcome,
    Shape,
    Slip,
    Tolerance,
    equal,
    name_slips,
    parse,
    shape_of,
)

RIGHT, WRONG, UNREADABLE, UNDECIDED = Outcome.RIGHT, Outcome.WRONG, Outcome.UNREADABLE, Outcome.UNDECIDED
SHAPES = {"X": "n×d", "w": "d", "y": "n", "A": "d×d", "B": "d×d"}
LEAST_SQUARES = MatrixExpression("2 X^T (X w - y)", SHAPES, ["lambda", "c"], layout="denominator")

RESPONSES = [
    ("2 X^T (X w - y)", RIGHT, "as it stands"),
    ("2 X^T X w - 2 X^T y", RIGHT, "multiplied out"),
    ("2 X.T @ (X @ w - y)", RIGHT, "NumPy"),
    ("2 * X.T @ X @ w - 2 * X.T @ y", RIGHT, "NumPy, multiplied out"),
    ("2 transpose(X) (X w - y)", RIGHT, "in words"),
    ("-2 X' (y - X w)", RIGHT, "as MATLAB has it"),
    ("(2 (X w - y)^T X)^T", RIGHT, "turned twice"),
    ("X^T (X w - y)", WRONG, "a factor of two"),
    ("2 X^T (X w + y)", WRONG, "a sign"),
    ("2 (X w - y)^T X", WRONG, "the other layout"),
    ("2 X (X w - y)", WRONG, "a lost transpose does not fit"),
    ("0", WRONG, "zero fits every shape"),
    ("3", WRONG, "a number"),
    ("2 X^T (X w - q)", UNREADABLE, "an undeclared name"),
    ("2 X^T (X w - y", UNREADABLE, "a bracket that is never closed"),
]


@pytest.mark.parametrize(("response", "outcome", "why"), RESPONSES, ids=[row[2] for row in RESPONSES])
def test_a_matrix_expression_is_judged_as_a_teacher_would(response, outcome, why):
    verdict = LEAST_SQUARES.judge(response)
    assert verdict.outcome is outcome
    assert verdict.credit == (outcome is RIGHT)


RULE = "In a product the first needs as many columns as the second has rows."
IDENTITY = "A number can be added to it only as a multiple of the identity matrix"
SENTENCES = [
    ("X w - w", "X w is n×1, w is d×1: they cannot be subtracted.", "sizes that differ"),
    ("w + X w", "w is d×1, X w is n×1: they cannot be added.", "in the order they were written"),
    ("X w + y - w", "X w is n×1, w is d×1: they cannot be subtracted.", "the first term that does not fit"),
    ("2 X (X w - y)", f"2 X is n×d, X w - y is n×1: they cannot be multiplied. {RULE}", "a lost transpose"),
    ("X y", f"X is n×d, y is n×1: they cannot be multiplied. {RULE}", "inner sizes"),
    ("w w", f"w is d×1, w is d×1: they cannot be multiplied. {RULE}", "two columns"),
    ("X^T X w y", f"X^T X w is d×1, y is n×1: they cannot be multiplied. {RULE}", "what stands so far"),
    ("A + lambda", f"A is d×d, lambda is a number: they cannot be added. {IDENTITY}, lambda I.", "ridge"),
    ("A - 1", f"A is d×d, 1 is a number: they cannot be subtracted. {IDENTITY}, I.", "one is not I"),
    ("w + 1", "w is d×1, 1 is a number: they cannot be added. A number can be added to it only as a "
     "multiple of a vector of ones, ones(d).", "one is not a vector"),
    ("X + c", "X is n×d, c is a number: they cannot be added.", "neither identity nor ones fit"),
    ("w ⊙ y", "w is d×1, y is n×1: ⊙ needs two of the same shape.", "entries do not pair"),
    ("w/w", "w is d×1: you can divide by numbers only.", "a quotient of vectors"),
    ("w/A", "A is d×d: you can divide by numbers only. Multiply by its inverse, inv(A).", "of matrices"),
    ("w^2", "w is d×1: it has no powers. Write what you mean: w ⊙ w squares each entry, w^T w adds the "
     "squares up.", "the square of a vector"),
    ("X^2", "X is n×d: it has no powers. Write what you mean: X ⊙ X squares each entry, X^T X is a product "
     "of matrices.", "the square of a matrix that is not square"),
    ("(X w)^2", "X w is n×1: it has no powers. Write what you mean: (X w) ⊙ (X w) squares each entry, "
     "(X w)^T (X w) adds the squares up.", "in brackets"),
    ("X^-1 y", "X is n×d: only a square matrix has an inverse.", "an inverse"),
    ("inv(X) y", "X is n×d: only a square matrix has an inverse.", "an inverse in words"),
    ("tr(X)", "X is n×d: only a square matrix has a trace.", "a trace"),
    ("det(w)", "w is d×1: only a square matrix has a determinant.", "a determinant"),
    ("A^{1/2} w", "A is d×d: only whole numbers can be exponents of a matrix, not 1/2.", "a root"),
    ("2^A", "A is d×d: an exponent must be a number.", "an exponential"),
    ("exp(A) w", "A is d×d: exp of a square matrix has two meanings, so it is not used here.", "a series"),
    ("A @ A^2 w", "A is d×d: a power may be meant entry by entry here. Write A @ A, or A ⊙ A.", "NumPy"),
    ("sum(A^2)", "A is d×d: a power may be meant entry by entry here. Write A A, or A ⊙ A.", "below a sum"),
    ("w/|w|", "w is d×1: |w| is not defined for it. For its length write ||w||.", "single bars"),
    ("w/||A||", "A is d×d: say which norm. Write ||A||_F or ||A||_2.", "which norm"),
    ("w/||A||_3", "A is d×d: there is no norm with index 3 of it here. Known are 1, 2, inf and F.", "3-norm"),
    ("softmax(A)", "A is d×d: softmax needs a vector.", "of a matrix"),
    ("factorial(w)", "w is d×1: factorial is a function of numbers.", "of a vector"),
    ("w_{1,2} w", "w is d×1: an entry of it has one index.", "two indices"),
    ("A_{1} w", "A is d×d: an entry of it has two indices.", "one index"),
    ("w_0 w", "w is d×1: it has no entry 0.", "counted from 0"),
    ("tr(I) w", "Nothing tells the size of I here. Write it with its size, such as I_n.", "I without size"),
    ("[w, w]", "w is d×1: an entry must be a number.", "a list of vectors"),
]  # fmt: skip


@pytest.mark.parametrize(("response", "sentence", "why"), SENTENCES, ids=[row[2] for row in SENTENCES])
def test_a_shape_error_is_wrong_and_says_which_parts_do_not_fit(response, sentence, why):
    verdict = LEAST_SQUARES.judge(response)
    assert verdict.outcome is WRONG
    assert verdict.feedback == sentence
    assert verdict.evidence[0].kind == "shape"
    assert verdict.evidence[0].note == sentence
    assert verdict.read_as


FEEDBACK = [
    (LEAST_SQUARES, "X^T (X w - y)",
     "With X = [[2, 0], [1, 1]], w = (0, 1) and y = (2, 0) your answer gives (-3, 1), but (-6, 2) "
     "is needed."),
    (LEAST_SQUARES, "w^T X^T X w", "Your answer is a number, but d×1 is needed."),
    (LEAST_SQUARES, "X w", "Your answer is n×1, but d×1 is needed."),
    (LEAST_SQUARES, "2 (X w - y)^T X", "Your answer is 1×d, but d×1 is needed. It is in numerator layout; "
     "the question asks for denominator layout (the transpose)."),
    (MatrixExpression("w^T A", SHAPES), "A^T w",
     "Your answer is d×1, but 1×d is needed. It is the transpose of what is needed."),
    (MatrixExpression("A B", SHAPES), "B^T A^T", "With A = [[0, 2], [0, 2]] and B = [[0, 3], [1, 0]] your "
     "answer gives [[2, 2], [0, 0]], but [[2, 0], [2, 0]] is needed. It is the transpose of what is needed."),
    (MatrixExpression("log(det(A))", SHAPES), "log(abs(det(A)))", "With A = [[1.54, -1.08, -0.47], [0.79, "
     "-1.41, 1.27], [-0.96, 1.3, 0.93]] your answer has a value, but the right answer has none there."),
    (MatrixExpression("X^T (X X^T)^-1 y", SHAPES), "inv(X^T X) X^T y",
     "With d = 3 and n = 2 your answer has no value, but one is needed there."),
    (MatrixExpression("[1, 2; 3, 4]", {}), "[1, 2; 3, 5]", "Your answer is not equal to what is needed."),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "response", "sentence"), FEEDBACK, ids=[row[1] for row in FEEDBACK])
def test_the_feedback_is_a_plain_sentence(answer, response, sentence):
    verdict = answer.judge(response)
    assert verdict.outcome is WRONG
    assert verdict.feedback == sentence


def test_either_layout_takes_both():
    answer = MatrixExpression("2 X^T (X w - y)", SHAPES, layout="either")
    assert answer.judge("2 (X w - y)^T X").outcome is RIGHT
    assert answer.judge("(X w - y)^T X").outcome is WRONG
    square = MatrixExpression("A B", SHAPES, layout="either")
    assert square.judge("B^T A^T").outcome is RIGHT


def test_the_other_layout_is_named_also_where_the_shapes_agree():
    verdict = MatrixExpression("A^T", SHAPES, layout="denominator").judge("A")
    assert verdict.feedback.endswith(
        "It is in numerator layout; the question asks for denominator layout (the transpose)."
    )


SIZES = [
    ("X^T (X w - y)/n", "1/n X^T (X w - y)", RIGHT, "a size is a number that may be written"),
    ("X^T (X w - y)/n", "X^T (X w - y)/d", WRONG, "another size"),
    ("tr(I_d)", "d", RIGHT, "the trace of the identity"),
    ("sum_{i=1}^n y_i", "1^T y", RIGHT, "a sum up to a size"),
]


@pytest.mark.parametrize(("reference", "response", "outcome", "why"), SIZES, ids=[row[3] for row in SIZES])
def test_sizes_may_be_written_as_numbers(reference, response, outcome, why):
    assert MatrixExpression(reference, SHAPES).judge(response).outcome is outcome


def test_traits_count():
    symmetric = MatrixExpression("2 A x", {"A": "n×n symmetric", "x": "n"})
    plain = MatrixExpression("2 A x", {"A": "n×n", "x": "n"})
    assert symmetric.judge("(A + A^T) x").outcome is RIGHT
    assert plain.judge("(A + A^T) x").outcome is WRONG


def test_domains_of_entries_count():
    positive = MatrixExpression("x", {"x": "n"}, {"x": POSITIVE})
    assert positive.judge("sqrt(x ⊙ x)").outcome is RIGHT
    assert MatrixExpression("x", {"x": "n"}).judge("sqrt(x ⊙ x)").outcome is WRONG


def test_fixed_sizes_are_numbers():
    answer = MatrixExpression("det(A)", {"A": "2x2"})
    assert answer.judge("A_{1,1} A_{2,2} - A_{1,2} A_{2,1}").outcome is RIGHT
    assert answer.judge("A_{1,3}").feedback == "A is 2×2: it has no entry 3."


def test_a_tolerance_may_be_given():
    answer = MatrixExpression("A/3", {"A": "2x2"}, tolerance=Tolerance(relative=0.01))
    assert answer.judge("0.333 A").outcome is RIGHT
    assert answer.judge("0.32 A").outcome is WRONG


def test_a_whole_notation_may_be_given():
    notation = Notation("matrix", {"A": REAL, "x": REAL}, shapes={"A": Shape("n", "n"), "x": Shape("n")})
    answer = MatrixExpression("A x", names=notation)
    assert answer.judge("(x^T A^T)^T").outcome is RIGHT
    assert answer.with_reference("A^T x").judge("A x").outcome is WRONG


def test_the_reference_is_right_and_shown():
    assert LEAST_SQUARES.judge(LEAST_SQUARES.reference_text()).outcome is RIGHT
    assert LEAST_SQUARES.reference_reading().latex


def test_a_slip_is_recognised():
    slip = Slip("half", "X^T (X w - y)", "Where does the square go?")
    response = "X^T X w - X^T y"
    verdict = name_slips(LEAST_SQUARES.judge(response), response, LEAST_SQUARES, [slip])
    assert [named.name for named in verdict.slips] == ["half"]


def test_the_answer_survives_pickling():
    again = pickle.loads(pickle.dumps(LEAST_SQUARES))  # noqa: S301 - our own bytes
    assert again.judge("2 X^T (X w - y)").outcome is RIGHT


def test_equal_takes_matrices_where_names_have_shapes():
    notation = LEAST_SQUARES.notation
    a, b = (parse(text, notation) for text in ("tr(A B)", "tr(B A)"))
    assert equal(a, b, notation).outcome is RIGHT


def test_an_array_of_numbers_is_still_an_array():
    assert Array("[1, 2]").judge("[1, 2]").outcome is RIGHT


AUTHORS = [
    ({"reference": "X w + w", "shapes": SHAPES}, "The right answer X*w + w has no shape: X w is n×1, w is "
     "d×1: they cannot be added.", "no shape"),
    ({"reference": "X q", "shapes": SHAPES}, "The right answer cannot be read.", "an undeclared name"),
    ({"reference": "A", "shapes": {"A": "×n"}}, "The shape '×n' cannot be read.", "half a shape"),
    ({"reference": "A", "shapes": {"A": "n×n funny"}}, "The shape 'n×n funny' has an unknown trait, 'funny'.",
     "an unknown trait"),
    ({"reference": "A", "shapes": {"A": "n×d symmetric"}}, "A is n×d: only a square matrix is symmetric.",
     "a trait of square matrices"),
    ({"reference": "A", "shapes": {"A": "n×d unit"}}, "A is n×d: only a vector has unit length.", "unit"),
    ({"reference": "A", "shapes": {"A": "n×n symmetric skew"}}, "A cannot be skew, symmetric all at once.",
     "traits that exclude each other"),
    ({"reference": "A", "shapes": {"A": "n×n"}, "layout": "both"},
     "A layout is denominator, numerator or either; got 'both'.", "an unknown layout"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "sentence", "why"), AUTHORS, ids=[row[2] for row in AUTHORS])
def test_what_an_author_must_change_is_said(given, sentence, why):
    with pytest.raises(AnswerError) as caught:
        MatrixExpression(**given)
    assert str(caught.value).startswith(sentence)


DECLARED = [
    ("n×d", Shape("n", "d"), "with the sign"),
    ("n x d", Shape("n", "d"), "with the letter"),
    ("nxd", Shape("n", "d"), "without blanks"),
    ("3x3 symmetric", Shape(3, 3, frozenset({"symmetric"})), "numbers and a trait"),
    ("n", Shape("n"), "a vector"),
    ("3", Shape(3), "a vector of three"),
    ("n by n positive definite", Shape("n", "n", frozenset({"positive definite"})), "words"),
    ("n×n spd, invertible", Shape("n", "n", frozenset({"positive definite", "invertible"})), "short words"),
    ("n_1 × n_2", Shape("n_1", "n_2"), "indices"),
    ("x", Shape("x"), "a size named x"),
]


@pytest.mark.parametrize(("text", "shape", "why"), DECLARED, ids=[row[2] for row in DECLARED])
def test_shapes_are_declared_in_words(text, shape, why):
    assert shape_of(text) == shape
