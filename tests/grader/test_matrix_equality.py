"""Matrix expressions, equal or not for all matrices of the declared shapes: tables with reasons."""

from __future__ import annotations

import pytest

from gradcheck_grader import POSITIVE, REAL, Limits, Notation, Outcome, equal, parse, shape_of
from gradcheck_grader.answers.matrix import matrix_notation

RIGHT, WRONG, UNDECIDED = Outcome.RIGHT, Outcome.WRONG, Outcome.UNDECIDED
SHAPES = {
    "X": "n×d",
    "Y": "n×d",
    "w": "d",
    "y": "n",
    **dict.fromkeys("ABC", "m×m"),
    "x": "m",
    "z": "m",
    "U": "m×k",
    "V": "k×m",
    "H": "2×2",
    "S": "m×m positive definite",
    "P": "m×m positive semidefinite",
    "Q": "m×m orthogonal",
    "Z": "m×m symmetric",
    "K": "m×m skew",
    "D": "m×m diagonal",
    "R": "m×m upper",
    "L": "m×m lower",
    "u": "m unit",
    "p": "m positive",
    "G": "m×m invertible",
}
NAMES = {"lambda": POSITIVE, "c": REAL}
NOTATION = matrix_notation("", SHAPES, NAMES)


def decide(a, b, notation=NOTATION, **settings):
    """The outcome, after checking that neither the order of the two nor a second call changes it."""
    left, right = parse(a, notation), parse(b, notation)
    found, turned = equal(left, right, notation, **settings), equal(right, left, notation, **settings)
    assert found.outcome is turned.outcome
    assert found == equal(left, right, notation, **settings)
    return found


PRODUCTS = [
    ("A B", "B A", WRONG, "products do not commute"),
    ("A B C", "A (B C)", RIGHT, "products are associative"),
    ("A (B + C)", "A B + A C", RIGHT, "distributed from the left"),
    ("(B + C) A", "A B + A C", WRONG, "distributed from the wrong side"),
    ("A (x + z)", "A x + z", WRONG, "distributed over half of a sum"),
    ("c A x", "A (c x)", RIGHT, "a number moves through"),
    ("(A B)^T", "B^T A^T", RIGHT, "the transpose turns the order"),
    ("(A B)^T", "A^T B^T", WRONG, "the transpose without turning the order"),
    ("(A B C)^T", "C^T B^T A^T", RIGHT, "three factors turned"),
    ("(A^T)^T", "A", RIGHT, "twice turned"),
    ("(A + B)^T", "A^T + B^T", RIGHT, "the transpose of a sum"),
    ("(A + B)^2", "A^2 + A B + B A + B^2", RIGHT, "the square of a sum"),
    ("(A + B)^2", "A^2 + 2 A B + B^2", WRONG, "the binomial formula needs commuting matrices"),
    ("(A + B)(A - B)", "A^2 - B^2", WRONG, "so does the difference of squares"),
    ("(A + I)(A - I)", "A^2 - I", RIGHT, "the identity commutes with all"),
    ("A^3", "A A A", RIGHT, "a power"),
    ("A^3", "A ⊙ A ⊙ A", WRONG, "a power entry by entry"),
    ("A^0", "I", RIGHT, "the empty product"),
    ("A^1000", "A^1000 A", WRONG, "neighbouring large powers"),
    ("A - A", "0", RIGHT, "zero has any shape"),
    ("X - X", "0", RIGHT, "also n×d"),
    ("0", "X - Y", WRONG, "zero against something"),
    ("x + 0", "x", RIGHT, "zero is added to a vector"),
    ("x x^T z", "(z^T x) x", RIGHT, "an outer product applied"),
    ("A x^T x", "x^T x A", RIGHT, "where only an inner product fits it is taken first"),
    ("x^T A z", "z^T A^T x", RIGHT, "a number is its own transpose"),
    ("x^T A z", "z^T A x", WRONG, "a bilinear form is not symmetric"),
    ("x^T A x", "x^T A^T x", RIGHT, "a quadratic form sees the symmetric part"),
    ("x^T A x", "x^T (A + A^T) x / 2", RIGHT, "the symmetric part itself"),
    ("(A + A^T) x", "2 A x", WRONG, "only of a symmetric matrix"),
    ("(Z + Z^T) x", "2 Z x", RIGHT, "declared symmetric"),
    ("x · z", "x^T z", RIGHT, "the dot of two columns"),
    ("x · x", "||x||^2", RIGHT, "the dot with itself"),
    ("x^T z", "sum(x ⊙ z)", RIGHT, "the sum of products"),
    ("2 X^T (X w - y)", "-2 X^T (y - X w)", RIGHT, "two signs"),
    ("2 X^T (X w - y)", "2 X^T X w - 2 X^T y", RIGHT, "multiplied out"),
    ("2 X^T (X w - y)", "2 X^T (X w + y)", WRONG, "a lost sign"),
    ("2 X^T (X w - y)", "X^T (X w - y)", WRONG, "a lost factor"),
    ("X.T @ (X @ w - y)", "X^T X w - X^T y", RIGHT, "as NumPy has it"),
    ("w @ w", "||w||^2", RIGHT, "vectors of NumPy are neither row nor column"),
    ("x @ A @ z", "x^T A z", RIGHT, "the same in a quadratic form"),
    ("y * (X @ w)", "y ⊙ (X w)", RIGHT, "beside @ a star goes entry by entry"),
]

INVERSES = [
    ("A inv(A)", "I", RIGHT, "what an inverse is"),
    ("A^-1", "inv(A)", RIGHT, "two ways to write it"),
    ("A^{-T}", "inv(A^T)", RIGHT, "transpose and inverse change places"),
    ("A^-2", "inv(A) inv(A)", RIGHT, "a negative power"),
    ("inv(A B)", "inv(B) inv(A)", RIGHT, "the inverse turns the order"),
    ("inv(A B)", "inv(A) inv(B)", WRONG, "the inverse without turning the order"),
    ("inv(A + B)", "inv(A) + inv(B)", WRONG, "the inverse of a sum"),
    ("inv(c A)", "inv(A)/c", RIGHT, "but for c = 0"),
    ("inv(A + x z^T)", "inv(A) - inv(A) x z^T inv(A)/(1 + z^T inv(A) x)", RIGHT, "Sherman and Morrison"),
    ("inv(A + x z^T)", "inv(A) - inv(A) x z^T inv(A)/(1 - z^T inv(A) x)", WRONG, "with a lost sign"),
    ("inv(A + U V)", "inv(A) - inv(A) U inv(I + V inv(A) U) V inv(A)", RIGHT, "Woodbury"),
    ("inv(A + U V)", "inv(A) - inv(A) U inv(I + V U) V inv(A)", WRONG, "Woodbury without the middle"),
    ("inv(I + U V) U", "U inv(I + V U)", RIGHT, "the push-through identity"),
    ("(X^T X + lambda I)^-1 X^T y", "X^T (X X^T + lambda I)^-1 y", RIGHT, "ridge regression, two sizes"),
    ("(X^T X + lambda I)^-1 X^T y", "(X^T X)^-1 X^T y + lambda y^T y w", WRONG, "not ridge"),
    ("(X^T X)^-1 X^T y", "X^T (X X^T)^-1 y", WRONG, "defined for other sizes"),
    ("(X^T X)^-1 X^T X w", "inv(X^T X) (X^T X w)", RIGHT, "left out where n < d"),
    ("(X^T X)^-1 X^T X w", "w", RIGHT, "n >= d is meant by an inverse of X^T X"),
    ("X (X^T X)^-1 X^T y", "y", WRONG, "a projection, where n > d"),
    ("X^T (X X^T)^-1 X w", "w", WRONG, "a projection, where n < d"),
    ("inv(x x^T) x", "x", WRONG, "an outer product has no inverse"),
    ("inv(A - A)", "A", UNDECIDED, "no inverse anywhere, and nothing proves it"),
]

NUMBERS = [
    ("tr(A B)", "tr(B A)", RIGHT, "cyclic"),
    ("tr(A B C)", "tr(C A B)", RIGHT, "cyclic, three"),
    ("tr(A B C)", "tr(B A C)", WRONG, "not any order"),
    ("tr(A B)", "tr(A) tr(B)", WRONG, "not multiplicative"),
    ("tr(A^T B)", "sum(A ⊙ B)", RIGHT, "the inner product of matrices"),
    ("tr(x z^T)", "z^T x", RIGHT, "of an outer product"),
    ("tr(A^T)", "tr(A)", RIGHT, "turned"),
    ("tr(I_m)", "m", RIGHT, "a size as a number"),
    ("tr(I_m)", "n", WRONG, "another size"),
    ("det(A B)", "det(A) det(B)", RIGHT, "multiplicative"),
    ("|A B|", "det(A) det(B)", RIGHT, "bars around a matrix"),
    ("det(A + B)", "det(A) + det(B)", WRONG, "not additive"),
    ("det(c A)", "c^m det(A)", RIGHT, "of a multiple"),
    ("det(c A)", "c det(A)", WRONG, "of a multiple, one power lost"),
    ("det(inv(A))", "1/det(A)", RIGHT, "of an inverse"),
    ("det(I + U V)", "det(I_k + V U)", RIGHT, "Sylvester"),
    ("det(A + x z^T)", "det(A) (1 + z^T inv(A) x)", RIGHT, "the determinant lemma"),
    ("log det(S)", "-log det(inv(S))", RIGHT, "positive definite"),
    ("log(det(A))", "log(abs(det(A)))", WRONG, "a determinant may be negative"),
    ("log(det(A^T A))", "2 log(abs(det(A)))", RIGHT, "a square is positive"),
    ("rank(X)", "rank(X^T X)", RIGHT, "the rank of a Gram matrix"),
    ("rank(X)", "n", WRONG, "unless d is smaller"),
    ("sum_{i=1}^m x_i z_i", "x^T z", RIGHT, "written as a sum"),
    ("sum_{i=1}^m x_i^2", "||x||", WRONG, "the root is missing"),
    ("sum_{i=1}^{m} sum_{j=1}^{m} x_i A_{i,j} z_j", "x^T A z", RIGHT, "a double sum"),
    ("sum_{i=1}^{m} sum_{j=1}^{m} x_i A_{j,i} z_j", "x^T A z", WRONG, "a double sum, indices changed"),
    ("sum_{i=1}^{m} A_{i,i}", "tr(A)", RIGHT, "the trace as a sum"),
    ("prod_{i=1}^m R_{i,i}", "det(R)", RIGHT, "of a triangular matrix"),
    ("prod_{i=1}^m A_{i,i}", "det(A)", WRONG, "of any matrix"),
    ("H_{1,1} H_{2,2} - H_{1,2} H_{2,1}", "det(H)", RIGHT, "a determinant of two rows"),
    ("x_3 + x_3", "2 x_3", RIGHT, "an index asks for enough entries"),
    ("mean(y)", "1^T y/n", RIGHT, "1^T is a row of ones"),
    ("mean(y)", "1^T y/d", WRONG, "divided by another size"),
    ("mean((X w - y)^2)", "||X w - y||^2/n", RIGHT, "the mean squared error"),
    ("mean((X w - y)^2)", "||X w - y||^2", WRONG, "a sum for a mean"),
    ("(c + 1)^2", "c^2 + 2c + 1", RIGHT, "numbers alone"),
    ("sin(c)^2 + cos(c)^2", "1", RIGHT, "functions of numbers"),
    ("c", "c + 10^-40", WRONG, "a difference beyond any tolerance"),
    ("sin(c)", "sin(c) + 10^-40", WRONG, "the same behind a function"),
    ("sin(c)^2 + cos(c)^2", "1 + 10^-40", WRONG, "a fraction beside what is no fraction"),
    ("tr(I_m)", "m + (m - 1)(m - 2)(m - 3)(m - 4)", WRONG, "sizes that every comparison has"),
    ("tr(I_m A)", "tr(A) + (m - 1)(m - 2)(m - 3)(m - 4)", WRONG, "the same beside a matrix"),
]

NORMS = [
    ("||x||", "sqrt(x^T x)", RIGHT, "what the length is"),
    ("||x||_2", "||x||", RIGHT, "the usual one"),
    ("||x + z||^2", "||x||^2 + 2 x^T z + ||z||^2", RIGHT, "polarised"),
    ("||x + z||", "||x|| + ||z||", WRONG, "the triangle has an inequality"),
    ("||x||_1", "sum(abs(x))", RIGHT, "sum of sizes"),
    ("||x||_1", "sum(x)", WRONG, "entries may be negative"),
    ("||p||_1", "sum(p)", RIGHT, "declared positive"),
    ("||x||_inf", "max(abs(x))", RIGHT, "largest size"),
    ("||x||_3^3", "sum(abs(x)^3)", RIGHT, "any index from 1 for vectors"),
    ("||x||_2", "||x||_1", WRONG, "two norms"),
    ("||c x||", "abs(c) ||x||", RIGHT, "homogeneous"),
    ("||c x||", "c ||x||", WRONG, "but for the sign"),
    ("||A||_F^2", "tr(A^T A)", RIGHT, "of Frobenius"),
    ("||A||_2", "||A^T||_2", RIGHT, "spectral, turned"),
    ("||A||_2", "||A||_F", WRONG, "spectral is smaller"),
    ("||A||_1", "||A^T||_inf", RIGHT, "columns and rows"),
    ("||A||_1", "||A||_inf", WRONG, "columns are not rows"),
    ("||x z^T||_2", "||x|| ||z||", RIGHT, "of rank one"),
    ("||Q x||", "||x||", RIGHT, "a rotation keeps lengths"),
    ("||A x||", "||x||", WRONG, "any matrix does not"),
]

BY_ENTRY = [
    ("x ⊙ z", "z ⊙ x", RIGHT, "commutes"),
    ("diag(x) z", "x ⊙ z", RIGHT, "a diagonal matrix scales"),
    ("diag(x) A", "A diag(x)", WRONG, "rows are not columns"),
    ("diag(x) diag(z)", "diag(x ⊙ z)", RIGHT, "two diagonal matrices"),
    ("diag(diag(A))", "A", WRONG, "the rest is lost"),
    ("diag(diag(D))", "D", RIGHT, "declared diagonal"),
    ("A ⊗ B", "B ⊗ A", WRONG, "Kronecker does not commute"),
    ("(A ⊗ B)(C ⊗ Z)", "(A C) ⊗ (B Z)", RIGHT, "the mixed product"),
    ("(A ⊗ B)^T", "A^T ⊗ B^T", RIGHT, "turned without turning the order"),
    ("inv(A ⊗ B)", "inv(A) ⊗ inv(B)", RIGHT, "inverted without turning the order"),
    ("tr(A ⊗ B)", "tr(A) tr(B)", RIGHT, "trace of Kronecker"),
    ("det(A ⊗ B)", "det(A)^m det(B)^m", RIGHT, "determinant of Kronecker"),
    ("softmax(x)", "exp(x)/sum(exp(x))", RIGHT, "what softmax is"),
    ("softmax(x + c ones(m))", "softmax(x)", RIGHT, "softmax forgets a shift"),
    ("softmax(2 x)", "softmax(x)", WRONG, "but not a scale"),
    ("sum(softmax(x))", "1", RIGHT, "shares"),
    ("logsumexp(x)", "log(sum(exp(x)))", RIGHT, "what logsumexp is"),
    ("logsumexp(x + c ones(m))", "c + logsumexp(x)", RIGHT, "a shift comes out"),
    ("diag(softmax(x)) - softmax(x) softmax(x)^T", "diag(softmax(x)) (I - ones(m) softmax(x)^T)", RIGHT,
     "the Jacobian of softmax"),
    ("sigmoid(-x)", "ones(m) - sigmoid(x)", RIGHT, "mirrored"),
    ("sigmoid(x) ⊙ (1 - sigmoid(x))", "sigmoid(x) ⊙ sigmoid(-x)", RIGHT, "1 in an operation on entries"),
    ("tanh(x)", "2 sigmoid(2 x) - ones(m)", RIGHT, "tanh against sigmoid"),
    ("relu(x) - relu(-x)", "x", RIGHT, "two halves"),
    ("relu(x) + relu(-x)", "x", WRONG, "is the size"),
    ("relu(x - 100 ones(m))", "0 x", WRONG, "far out"),
    ("max(0, x)", "relu(x)", RIGHT, "as NumPy has it"),
    ("abs(x)^T sign(x)", "sum(x)", WRONG, "sizes times signs, turned wrong"),
    ("x^T sign(x)", "||x||_1", RIGHT, "sign is the slope of the 1-norm"),
    ("exp(x) ⊙ exp(z)", "exp(x + z)", RIGHT, "powers of e"),
    ("exp(x ⊙ z)", "exp(x) ⊙ exp(z)", WRONG, "a product in the exponent"),
    ("log(p) + log(p)", "log(p ⊙ p)", RIGHT, "declared positive"),
    ("log(x) + log(x)", "log(x ⊙ x)", WRONG, "undefined for negative entries"),
    ("sum((y - X w)^2)", "(y - X w)^T (y - X w)", RIGHT, "a square below a sum goes entry by entry"),
]  # fmt: skip

TRAITS = [
    ("Q^T Q", "I", RIGHT, "orthogonal"),
    ("Q^-1", "Q^T", RIGHT, "its inverse"),
    ("A^-1", "A^T", WRONG, "not of any matrix"),
    ("det(Q)^2", "1", RIGHT, "its determinant"),
    ("det(Q)", "1", WRONG, "may be a reflection"),
    ("K^T", "-K", RIGHT, "skew"),
    ("x^T K x", "0", RIGHT, "a skew form vanishes"),
    ("x^T A x", "0", WRONG, "another form does not"),
    ("u^T u", "1", RIGHT, "unit length"),
    ("x^T x", "1", WRONG, "any length"),
    ("(I - u u^T)^2", "I - u u^T", RIGHT, "a projection"),
    ("(I - x x^T)^2", "I - x x^T", WRONG, "no projection"),
    ("S^T", "S", RIGHT, "positive definite implies symmetric"),
    ("P^T", "P", RIGHT, "semidefinite too"),
    ("abs(det(S))", "det(S)", RIGHT, "of positive determinant"),
    ("abs(det(A))", "det(A)", WRONG, "of any sign"),
    ("abs(x^T P x)", "x^T P x", RIGHT, "a form that is not negative"),
    ("abs(x^T Z x)", "x^T Z x", WRONG, "an indefinite form"),
    ("det(R)", "det(diag(diag(R)))", RIGHT, "upper triangular"),
    ("L^T x", "L x", WRONG, "lower triangular is not symmetric"),
    ("D x", "diag(D) ⊙ x", RIGHT, "diagonal"),
    ("D A", "A D", WRONG, "a diagonal matrix does not commute with all"),
    ("inv(inv(G))", "G", RIGHT, "invertible"),
]  # fmt: skip

ROWS = [*PRODUCTS, *INVERSES, *NUMBERS, *NORMS, *BY_ENTRY, *TRAITS]


@pytest.mark.parametrize(("a", "b", "outcome", "why"), ROWS, ids=[row[3] for row in ROWS])
def test_equality_is_what_holds_for_all_matrices(a, b, outcome, why):
    assert decide(a, b).outcome is outcome


WITNESSES = [
    (
        "A B",
        "B A",
        {"A": "[[1, 1], [0, 0]]", "B": "[[3, 0], [1, 0]]"},
        "[[4, 0], [0, 0]]",
        "[[3, 3], [1, 1]]",
    ),
    ("||x||_2", "||x||_1", {"x": "(1, 1)"}, "1.414", "2"),
    ("det(c A)", "c det(A)", {"A": "[[1, 0], [2, 3]]", "c": "2"}, "12", "6"),
    ("mean(y)", "sum(y)", {"y": "(0, 1)"}, "0.5", "1"),
    ("tr(I_m)", "m + 1", {"m": "2"}, "2", "3"),
]


@pytest.mark.parametrize(
    ("a", "b", "at", "needed", "yours"), WITNESSES, ids=[f"{row[0]} / {row[1]}" for row in WITNESSES]
)
def test_a_difference_is_shown_at_small_whole_matrices(a, b, at, needed, yours):
    evidence = decide(a, b).evidence
    assert (dict(evidence.at), evidence.needed, evidence.yours) == (at, needed, yours)


def test_sizes_at_which_one_side_never_has_a_value_are_named():
    evidence = decide("(X^T X)^-1 X^T y", "X^T (X X^T)^-1 y").evidence
    assert (evidence.kind, dict(evidence.at), evidence.yours) == (
        "undefined",
        {"d": "2", "n": "3"},
        "undefined",
    )


def test_agreement_says_at_how_many_points_and_to_how_many_digits():
    exact, rounded = decide("tr(A B)", "tr(B A)").evidence, decide("||Q x||", "||x||").evidence
    assert (exact.kind, exact.points, exact.digits) == ("agrees", 7, 0)
    assert exact.note == "Exactly equal at each of these points, for matrices of several sizes."
    assert rounded.points == 7
    assert rounded.digits > 60


def test_points_of_a_pair_are_its_own():
    """A response that vanishes at every point that all comparisons share would be caught at these."""
    from gradcheck_grader.equality.matrices import Expressed, infer

    digests = {Expressed(infer(parse(text, NOTATION), NOTATION)).digest for text in ("A B", "B A", "A B + 0")}
    assert len(digests) == 3


def test_a_scalar_notation_with_shapes_still_compares_scalars():
    notation = Notation("expression", {"a": REAL, "v": REAL}, shapes={"v": shape_of("3")})
    assert decide("(a + 1)^2", "a^2 + 2a + 1", notation).outcome is RIGHT


HOSTILE = [
    ("A^10000 x", "A^9999 (A x)", (RIGHT, UNDECIDED), "a power as large as allowed"),
    ("((A^64)^64)^64", "A", (WRONG, UNDECIDED), "a tower of powers"),
    ("A ⊗ A ⊗ A ⊗ A ⊗ A ⊗ A", "A ⊗ A", (WRONG,), "a tower of Kronecker products has another shape"),
    ("tr(A ⊗ A ⊗ A ⊗ A ⊗ A ⊗ A)", "tr(A)^6", (UNDECIDED,), "the same as a number"),
    ("tr(A ⊗ A ⊗ A ⊗ A ⊗ A ⊗ A)", "det(A)^6", (UNDECIDED,), "equal for matrices of one entry only"),
    ("inv(x x^T)", "1/(x^T x) I", (UNDECIDED, WRONG), "defined for vectors of one entry only"),
    ("x_9", "x_9 + 0", (UNDECIDED,), "an index beyond all sizes that are tried"),
    (" + ".join(["A x"] * 2_500), "2500 A x", (UNDECIDED,), "more nodes than are typed"),
    ("A" + " A" * 300, "A^301", (RIGHT, UNDECIDED), "a long product"),
    ("c^(10^9) x", "c x", (WRONG, UNDECIDED), "a power of a number beyond writing"),
    ("(10^9)^(10^9) x", "x", (WRONG, UNDECIDED), "a number beyond writing"),
    ("exp(exp(exp(exp(x))))", "x", (WRONG, UNDECIDED), "overflow"),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b", "outcomes", "why"), HOSTILE, ids=[row[3] for row in HOSTILE])
def test_hostile_expressions_end(a, b, outcomes, why):
    assert decide(a, b, limits=Limits(guard_ms=2_000)).outcome in outcomes


def test_a_guard_of_no_time_leaves_it_undecided():
    found = equal(parse("A B", NOTATION), parse("A B + 0", NOTATION), NOTATION, limits=Limits(guard_ms=0))
    assert found.outcome is UNDECIDED
