"""Ways of writing that people and programs have beside the plain one, each judged as what it means."""

from time import process_time

import pytest

from gradcheck_grader import Notation, equal, judge_case, parse
from gradcheck_grader.errors import ResponseError
from gradcheck_grader.notation import real_names
from gradcheck_grader.syntax.printing import to_latex, to_plain, to_pretty

COMPLEX = {"names": {"z": "complex", "w": "complex"}}
MATRICES = {"shapes": {"A": "n×n", "X": "n×d", "x": "n", "b": "n", "Sigma": "n×n positive definite"}}


def verdict_on(response, expected, **case):
    return judge_case({"response": response, "expected": expected, **case})


NAMES = [
    (r"\hat{y} - y", "y_hat - y", "right", "a hat is part of the name"),
    ("ŷ - y", r"\hat{y} - y", "right", "a hat as one character"),
    ("x̄", "xbar", "right", "a bar that is a character of its own, and the word without an underscore"),
    ("yhat - y", r"\hat{y} - y", "right", "the word for the hat"),
    (r"\hat\theta", "theta_hat", "right", "over a Greek letter, without brackets"),
    (r"\hat{y}_i - y_i", "ŷ_i - y_i", "right", "with an index behind the hat"),
    (r"\hat{\mathbf{y}} - y", "y_hat - y", "right", "over a bold letter"),
    (
        r"2\hat{\boldsymbol{\beta}}_1",
        r"2\hat{\boldsymbol{\beta}}_{1}",
        "right",
        "over a bold Greek one, with an index",
    ),
    (r"\bar{\mathbf x}", r"\bar x", "right", "without brackets of its own"),
    ("y - y", r"\hat{y} - y", "wrong", "the name without its hat is another"),
    ("theta_{t+1}", r"\theta_{t + 1}", "right", "an index that is computed"),
    ("x_(n+1)^2", "x_{n+1} x_{n+1}", "right", "in round brackets, with a power behind"),
    ("x_n + 1", "x_{n+1}", "unreadable", "x_n is no name of this problem"),
    ("w_{j,i}", "w_{i,j}", "unreadable", "the other order is another name"),
    ("x_{n + 1} - x_{n}", "x_{n+1} - x_n", "right", "blanks in the index say nothing"),
]
CHANCE = [
    ("P(A^c)", "1 - P(A)", "right", "c for the complement"),
    (r"P(A^{C})", "1 - P(A)", "right", "and a capital in LaTeX"),
    ("P(A')", "1 - P(A)", "right", "a prime"),
    (r"P(\bar{A})", "1 - P(A)", "right", "a bar"),
    (r"\Pr(\overline{A} \mid B)", "1 - P(A | B)", "right", "also given something"),
    ("P(A^c ∩ B)", "P(B) - P(A ∩ B)", "right", "inside an intersection"),
    ("P((A ∪ B)^c)", "1 - P(A) - P(B) + P(A ∩ B)", "right", "of a union in brackets"),
    ("P(A^c)", "P(A)", "wrong", "the complement is another event"),
    ("Var X", "E[X^2] - E[X]^2", "right", "a variance without brackets"),
]
FUNCTIONS = [
    ("1[x > 0]", "piecewise(1, x > 0, 0)", "right", "the indicator of a condition"),
    (
        r"2 \cdot \mathbb{1}_{x > 0}",
        "2 * 1{x > 0}",
        "right",
        "with the condition below the line, in a product",
    ),
    (r"\mathbf{1}\{x > 0\} e^{-x}", "np.where(x > 0, exp(-x), 0)", "right", "the density of a law"),
    ("heaviside(x)", "1[x > 0]", "right", "they differ at one point at most"),
    ("1[x > 0]", "1[x < 0]", "wrong", "the other half"),
    ("5 choose 2", "10", "right", "choose between its numbers"),
    ("n choose 2 * p", "n (n - 1) p/2", "right", "and it binds more tightly than a product"),
    ("pow(x, 2)", "x^2", "right", "a program's power"),
    ("beta(a, b)", "gamma(a) gamma(b)/gamma(a + b)", "right", "Euler's beta function"),
    (r"\Phi(x)", "(1 + erf(x/sqrt(2)))/2", "right", "the distribution function of the standard normal law"),
    ("logsumexp(x, y)", "log(exp(x) + exp(y))", "right", "of several numbers"),
    ("arcsec(x)", "acos(1/x)", "right", "an inverse that has no head of its own"),
    ("r e^(-t)", "re^(-t)", "right", "a product that is a function elsewhere"),
    ("re(t)", "re(t)", "right", "which it is before brackets"),
    ("½ x²", "x^2/2", "right", "a fraction that is one character"),
    ("3½", "7/2", "right", "behind a whole number it is the rest of it"),
    ("3 ½", "7/2", "right", "also with a blank"),
    ("[3 ½]", "[7/2]", "wrong", "but not in a list, where blanks stand between entries"),
    ("∜16", "2", "right", "a fourth root"),
    (r"\vert x \vert", "abs(x)", "right", "bars without sides"),
    (r"\left[\begin{array}{cc} 1 & 2 \\ 3 & 4 \end{array}\right]", "[[1, 2], [3, 4]]", "right", "an array"),
    ("matrix([1, 2], [3, 4])", "[[1, 2], [3, 4]]", "right", "the rows as arguments"),
]
UNITS = [
    ("3 - 2i", "3 - 2*I", "right", "what SymPy prints, as the right answer"),
    ("1/2 + sqrt(3)*I/2", r"e^{i \pi/3}", "right", "and as the response"),
    ("3-2j", "3 - 2i", "right", "what Python prints"),
    ("2*E", "2e", "right", "SymPy's e"),
    ("e^(i pi)", "-1", "right", "a real number by a complex one"),
    ("|3 + 4i|", "5", "right", "so is an absolute value"),
    ("2i", "2", "wrong", "the unit counts"),
    ("I R", "R I", "right", "beside other names I is one"),
    ("i", "x", "unreadable", "a name that nobody declared costs nothing"),
    ("E m", "m c^2", "unreadable", "and this one too"),
    ("cos(x) + I*sin(x)", "e^(i x)", "right", "a turn"),
    ("exp(I*x)", "cos(x) + I*sin(x)", "right", "a turn that the right answer has written out"),
]
PARTS = [
    (r"z \bar{z}", "|z|^2", "right", "a bar over a complex name is its conjugate"),
    ("Re(z)", "(z + conj(z))/2", "right", "the real part"),
    (r"\Im(z)", r"\frac{z - \overline{z}}{2i}", "right", "the imaginary part"),
    ("conj(z w)", "conj(z) conj(w)", "right", "of a product"),
    ("Re(z w)", "Re(z) Re(w)", "wrong", "which the real part does not have"),
    ("arg(z)", "im(log(z))", "right", "the principal argument"),
]
LISTS = [
    ("1, 2, 3", "[1, 2, 3]", "right", "a vector without brackets"),
    ("<1, 2, 3>", "[1, 2, 3]", "right", "in angles"),
    ("{{1, 2}, {3, 4}}", "[[1, 2], [3, 4]]", "right", "rows in curly brackets"),
    ("<x + 1, 2x>", "[x + 1, 2x]", "right", "the closing angle is no sign of order"),
    ("[1, 2]", "{1, 2}", "right", "the list that a program prints, where a set of numbers is needed"),
    ("[1, 2, 3]", "{3, 2, 1}", "right", "which has no order"),
    ("{(±1, 2)}", "{(1, 2), (-1, 2)}", "right", "points with both signs"),
    ("(±1, ±2)", "{(1, 2), (1, -2), (-1, 2), (-1, -2)}", "right", "each with each"),
    ("(±1, 2)", "{(1, 2), (1, -2)}", "wrong", "the sign belongs to its coordinate"),
    ("floor(x) + 1", "ceil(x)", "wrong", "they differ at every whole number"),
    ("-floor(-x)", "ceil(x)", "right", "and these nowhere"),
]
OF_MATRICES = [
    ("np.linalg.solve(A, b)", "A^{-1} b", "right", "what a program solves"),
    ("logdet(Sigma)", "log(det(Sigma))", "right", "its logarithm"),
    (r"\langle x, b \rangle", "x^T b", "right", "an inner product"),
    ("⟨A, X X^T⟩", "sum(A ⊙ (X X^T))", "right", "an inner product of matrices"),
    (
        r"\mathbf{1} \left(\sum_{i=1}^{n} x_i\right)",
        "ones(n) ones(n)^T x",
        "right",
        "ones before a sum, which is no condition",
    ),
    (r"\mathbf{0}", "A - A", "right", "the bold zero of matrices"),
    ("A⊤ x", "A^T x", "right", "the sign of a transpose behind its matrix"),
]


@pytest.mark.parametrize(
    ("response", "expected", "outcome", "_reason"), [*NAMES, *CHANCE, *FUNCTIONS, *UNITS]
)
def test_what_people_write_means_what_it_does_elsewhere(response, expected, outcome, _reason):
    assert verdict_on(response, expected)["outcome"] == outcome


STACKED = [
    ("vec(A X B)", "(B^T ⊗ A) vec(X)", "right", "the columns below one another"),
    (
        "vec(X B)",
        r"(B^{\top} \otimes I_n) \operatorname{vec}(X)",
        "right",
        "with an identity of a named size",
    ),
    ("vec(A X B)", "(A ⊗ B^T) vec(X)", "wrong", "the factors in the other order"),
    ("vec(X)^T vec(X)", "tr(X^T X)", "right", "the Frobenius inner product"),
    ("vec(X^T)", "vec(X)", "wrong", "row by row is another order"),
]


@pytest.mark.parametrize(("response", "expected", "outcome", "_reason"), STACKED)
def test_the_columns_of_a_matrix_below_one_another(response, expected, outcome, _reason):
    shapes = {"A": "m×n", "X": "n×p", "B": "p×p"}
    assert verdict_on(response, expected, notation={"shapes": shapes})["outcome"] == outcome


OVER_ENTRIES = [
    (r"\sum_i x_i", "1^T x", "right", "over all entries, since x has a shape"),
    (r"\sum_{i,j} A_{ij} x_i x_j", "x^T A x", "right", "over two indices"),
    (r"\sum_i\sum_j A_{ij}x_ix_j", "x^T A x", "right", "one letter behind each _, as LaTeX has it"),
    (r"-\sum_{i=1}^{n} x_i^2", r"-\sum_k x_k^2", "right", "in the expected text too, under another letter"),
    (r"\sum_i A_{ii}", "tr(A)", "right", "along the diagonal"),
    (r"\sum_i A_{ij} x_j", "x^T A x", "unreadable", "nobody said what j is"),
    (r"\sum_k 2", "2", "unreadable", "of nothing that has a k-th entry"),
    (r"\prod_i x_i", "prod(x_i, i, 1, n)", "right", "products too"),
    ("∑_i x_i^2", "x^T x", "right", "in plain signs"),
]


@pytest.mark.parametrize(("response", "expected", "outcome", "_reason"), OVER_ENTRIES)
def test_sums_over_all_entries(response, expected, outcome, _reason):
    shapes = {"A": "n×n", "x": "n"}
    assert verdict_on(response, expected, notation={"shapes": shapes})["outcome"] == outcome


AROUND = [
    ("Answer: 5", "5", "right", "a word before it"),
    ("The final answer is x = 5.", "5", "right", "a sentence"),
    (r"\boxed{x = 5}", "5", "right", "a label in a box"),
    (r"$x = \frac{1}{2}$.", "1/2", "right", "a full stop behind the signs of LaTeX"),
    ("**2x**", "2x", "right", "bold, as Markdown has it"),
    (r"\nabla f = (2x, 2y)", "(2x, 2y)", "right", "a label of several signs"),
    (r"\mathbf{w}^{*} = 2x", "2x", "right", "with a star"),
    (r"\text{No solution}", "{}", "right", "words as text"),
    (r"\text{Yes}", "true", "right", "also for what is true or not"),
    ("3,\\!000", "3000", "right", "a thousand as LaTeX sets it"),
    ("the value is = 5", "5", "right", "a label of several words"),
    ("2x + 1 = 5", "5", "unreadable", "an equation is no label"),
    (r"x\not= 5", "5", "unreadable", "least of all one that says what the answer is not"),
    (r"\neg x = 5", "5", "unreadable", "in either place"),
    (r"x\cdot y = 5", "5", "unreadable", "nor one of a product"),
    ("x*y = 5", "5", "unreadable", "in any spelling"),
    ("x y = 5", "5", "unreadable", "nor without its sign"),
    ("**5", "5", "unreadable", "a power without its base is nothing around an answer"),
    ("5..", "5", "unreadable", "two full stops are none"),
]


@pytest.mark.parametrize(("response", "expected", "outcome", "_reason"), AROUND)
def test_what_stands_around_an_answer(response, expected, outcome, _reason):
    assert verdict_on(response, expected)["outcome"] == outcome


SOLUTIONS = [
    ("x = (-b ± sqrt(b^2 - 4ac))/(2a)", "a x^2 + b x + c = 0", "right", "real for some parameters only"),
    ("(-b + sqrt(b^2 - 4ac))/(2a)", "a x^2 + b x + c = 0", "partly_right", "one of the two"),
    ("(b ± sqrt(b^2 - 4ac))/(2a)", "a x^2 + b x + c = 0", "wrong", "a sign"),
    ("±sqrt(a)", "x^2 = a", "right", "no real number for a negative a, and then there is no solution"),
    ("ln(y)", "e^x = y", "right", "the same of a logarithm"),
    ("[-2, 2]", "x^2 = 4", "right", "the list that a program prints"),
    ("[1, 2]", "x^2 = 4", "partly_right", "whose values are looked at one by one"),
]


@pytest.mark.parametrize(("response", "expected", "outcome", "_reason"), SOLUTIONS)
def test_solutions_that_are_real_for_some_parameters(response, expected, outcome, _reason):
    verdict = verdict_on(response, expected, kind="solves", policy={"wrt": ["x"]})
    assert verdict["outcome"] == outcome


@pytest.mark.parametrize("response", ["λ=3: (1,1); λ=1: (1,-1)", "lambda = 3: [1, 1], lambda = 1: [1, -1]"])
def test_eigenvalues_may_have_a_name_that_their_vectors_have_not(response):
    assert verdict_on(response, "[[2, 1], [1, 2]]", kind="eigenpairs")["outcome"] == "right"


@pytest.mark.parametrize(("response", "expected", "outcome", "_reason"), PARTS)
def test_parts_of_complex_numbers(response, expected, outcome, _reason):
    assert verdict_on(response, expected, notation=COMPLEX)["outcome"] == outcome


@pytest.mark.parametrize(("response", "expected", "outcome", "_reason"), OF_MATRICES)
def test_what_people_write_of_matrices(response, expected, outcome, _reason):
    assert verdict_on(response, expected, notation=MATRICES)["outcome"] == outcome


def test_a_mixed_number_in_latex_is_told_what_it_was_read_as():
    told = verdict_on(r"3\frac{1}{2}", "7/2")["feedback"]
    assert told == (
        "This is not the number needed. I read your answer as 3*(1/2). "
        "If you mean 3 + 1/2, write it with these brackets."
    )


def test_two_free_texts_may_have_the_unit_in_two_spellings():
    assert equal("3 - 2*I", "3 - 2i").outcome.value == "right"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        (r"\hat{y}_{i}", r"\hat{y}_{i}"),
        ("theta_(t+1)", r"\theta_{t+1}"),
        ("w_{i,j}", "w_{i,j}"),
    ],
)
def test_names_are_printed_as_they_are_written_in_latex(text, printed):
    assert verdict_on(text, text)["latex"] == printed


HOSTILE = [
    (r"\aaa" * 24, "commands that are letters too"),
    ("_{a}" * 30, "indices that are signs too"),
    (r"\mathbb{1}[" + r"\{" * 60, "brackets of a condition that are two signs too"),
    ("1[" * 10_000, "indicators in each other"),
]


@pytest.mark.parametrize(("response", "_reason"), HOSTILE)
def test_what_stands_around_an_answer_is_looked_for_in_one_way(response, _reason):
    before = process_time()
    assert verdict_on(response, "x")["outcome"] == "unreadable"
    assert process_time() - before < 1


@pytest.mark.parametrize("odd", ["½", "①", "ª", "א", "৵"])
def test_two_free_texts_are_read_or_refused_whatever_is_in_them(odd):
    try:
        outcome = equal(rf"{odd} \hat{{x}}", rf"\hat{{x}} {odd}").outcome.value
    except ResponseError:
        outcome = "refused"
    assert outcome == ("right" if odd == "½" else "refused")


@pytest.mark.parametrize("response", ["A^c", "2^c", "A^{c} + 1", "P(A^{c", "P(A^{c B)", "P(A^(c"])
def test_a_complement_that_is_not_closed_or_of_no_event_is_refused(response):
    assert verdict_on(response, "1", notation={"random": ["A", "B"]})["outcome"] == "unreadable"
    with pytest.raises(ResponseError):
        parse(response, Notation(names=real_names("AB"), random=frozenset("AB")))


NAMES_WITH_PARTS = [
    "y_hat",
    "mu_hat_n",
    "lambda_bar_2",
    "theta_hat_{t+1}",
    "w_{i,j}",
    "loss_{t+1}",
    "loss_hat",
    "x1_bar_2",
]


@pytest.mark.parametrize("name", NAMES_WITH_PARTS)
@pytest.mark.parametrize("printed", [to_plain, to_pretty, to_latex])
def test_declared_names_are_read_as_they_are_printed(name, printed):
    notation = Notation(names=real_names([name, "x", "t"]))
    tree = parse(f"3*{name}^2 + exp({name})", notation)
    assert parse(printed(tree), notation) == tree


def test_an_angle_that_is_not_closed_needs_the_other_one():
    told = verdict_on("<1, 2", "[1, 2]")["feedback"]
    assert told == "This bracket is never closed. Add the > that belongs to it."


def test_an_entry_of_a_norm_is_read_back_from_latex():
    text = r"\left\lVert A \right\rVert_{k, k}"
    told = verdict_on(text, text, notation={"shapes": {"A": "n×n"}, "names": {"k": "integer"}})
    assert "I do not know the name" not in told["feedback"]
