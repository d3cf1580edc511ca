"""Lists as people and programs write them: blanks between entries, names before them, words between them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck_grader import Array, FiniteSet, Multiset, Notation, Ordered, ResponseError, Solves, judge_case
from gradcheck_grader.notation import Shape, real_names
from gradcheck_grader.syntax.parser import parse, readings
from gradcheck_grader.syntax.printing import to_latex, to_plain

ARRAY = Notation("array", real_names(["x", "y"]))
SQUARE = Notation(
    "matrix",
    real_names(["A", "B", "x", "c"]),
    shapes={"A": Shape("n", "n"), "B": Shape("n", "n"), "x": Shape("n")},
)


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("[1 2 3]", "[1, 2, 3]", "as NumPy prints a vector"),
        ("[ 1  2  3 ]", "[1, 2, 3]", "padded"),
        ("[1. 2. 3.]", "[1., 2., 3.]", "decimals of NumPy"),
        ("[-1.  -0.5]", "[-1., -0.5]", "a sign that touches its number begins an entry"),
        ("[1 -2 3]", "[1, -2, 3]", "also between others"),
        ("[1 - 2 3]", "[1 - 2, 3]", "a sign between blanks joins"),
        ("[1e-3 2e5]", "[1e-3, 2e5]", "exponents"),
        ("[1/2 1/3]", "[1/2, 1/3]", "fractions"),
        ("[0 x 2y]", "[0, x, 2y]", "a number behind a name"),
        ("[x^2 2 y]", "[x^2, 2, y]", "or behind a power"),
        ("[sqrt(2) 1]", "[sqrt(2), 1]", "a function"),
        ("[(x + 1) 2]", "[x + 1, 2]", "blanks in brackets part nothing"),
        ("[1 2; 3 4]", "[1, 2; 3, 4]", "as MATLAB writes a matrix"),
        ("[1 2\n3 4]", "[1, 2; 3, 4]", "rows on lines of their own"),
        ("[1\n2\n3]", "[1; 2; 3]", "a column"),
        ("[[1 2]\n [3 4]]", "[1, 2; 3, 4]", "as NumPy prints a matrix"),
        ("[[1. 2.]\n [3. 4.]]", "[1., 2.; 3., 4.]", "of decimals"),
        ("[[1 -2] [-3 -4]]", "[1, -2; -3, -4]", "with signs"),
        ("[[1 2], [3 4]]", "[1, 2; 3, 4]", "commas between rows"),
        ("array([[1 2] [3 4]])", "[1, 2; 3, 4]", "inside of array(…)"),
    ],
)
def test_blanks_part_entries_where_nothing_else_makes_sense(text, expected, why):
    assert parse(text, ARRAY) == parse(expected, ARRAY), why


@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.lists(st.integers(-99, 99), min_size=width, max_size=width), min_size=1, max_size=4
        )
    )
)
@settings(max_examples=60, deadline=None)
def test_a_matrix_reads_the_same_with_blanks_as_with_commas(rows):
    blanks = "[" + "\n ".join(f"[{' '.join(map(str, row))}]" for row in rows) + "]"
    commas = "[" + ", ".join(f"[{', '.join(map(str, row))}]" for row in rows) + "]"
    tree = parse(blanks, ARRAY)
    assert tree == parse(commas, ARRAY)
    assert parse(to_plain(tree), ARRAY) == parse(to_latex(tree), ARRAY) == tree


@pytest.mark.parametrize(
    ("text", "message", "why"),
    [
        ("[1, 2 3]", "Two numbers stand side by side.", "a comma and a blank: one of them is a slip"),
        ("[[1 2] [3]]", "Two numbers stand side by side.", "rows of different lengths"),
        ("1 2 3", "Two numbers stand side by side.", "no brackets"),
    ],
)
def test_what_is_no_list_is_refused_still(text, message, why):
    with pytest.raises(ResponseError) as caught:
        parse(text, ARRAY)
    assert caught.value.message == message, why


def test_a_product_with_a_blank_in_a_list_may_mean_two_entries():
    assert [to_plain(tree) for tree in readings("[2x y]", ARRAY)] == ["[2*x*y]", "[2*x, y]"]


@pytest.mark.parametrize(
    ("response", "reference", "outcome", "why"),
    [
        ("[x y]", "[x, y]", "right", "the shape says what the blank means"),
        ("[2x -y]", "[2x, -y]", "right", "also before a sign"),
        ("[x y]", "[x y]", "right", "one entry is wanted"),
        ("[x y]", "[x, y + 1]", "partly_right", "one of the two is wrong"),
        ("[x - y]", "[x, y]", "wrong", "a sign between blanks joins: one entry"),
        ("[x y x]", "[x, y]", "wrong", "neither one entry nor two"),
    ],
)
def test_the_shape_decides_what_a_blank_means(response, reference, outcome, why):
    verdict = Array(reference, names="x y").judge(response)
    assert verdict.outcome.value == outcome, why


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("tr A", "tr(A)", "a trace"),
        ("Tr A", "tr(A)", "with a capital"),
        ("det A", "det(A)", "a determinant"),
        ("rank A", "rank(A)", "a rank"),
        (r"\det A", "det(A)", "in LaTeX"),
        (r"\operatorname{tr} A", "tr(A)", "an operator"),
        (r"\mathrm{tr}\,A", "tr(A)", "with a space"),
        ("det A^-1", "det(A^-1)", "the power belongs to the matrix"),
        ("tr A^T", "tr(A^T)", "so does the transpose"),
        ("tr A + tr B", "tr(A) + tr(B)", "a sum ends it"),
        ("det A det B", "det(A) det(B)", "another one of its kind too"),
        ("2 tr A", "2 tr(A)", "a factor before"),
        ("c tr A / 2", "c tr(A) / 2", "a divisor behind"),
        ("tr AB", "tr(A B)", "one word"),
        ("log det A", "log(det(A))", "inside of another function"),
        (r"\det \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", "det([1, 2; 3, 4])", "a matrix as it is"),
    ],
)
def test_det_tr_and_rank_need_no_brackets_around_one_factor(text, expected, why):
    assert parse(text, SQUARE) == parse(expected, SQUARE), why


@pytest.mark.parametrize(
    "text", ["tr A B", "det A x", r"\operatorname{tr} A B", "tr A * B", "tr A @ B", "tr A exp(c)", "tr (A"]
)
def test_what_could_be_of_a_product_is_refused(text):
    with pytest.raises(ResponseError):
        parse(text, SQUARE)


@pytest.mark.parametrize(
    ("text", "value"),
    [(r"\text{1/2}", "1/2"), (r"\text{0.5}", "1/2"), (r"\mathrm{-3}", "-3"), (r"2\text{ 1/2 }", "1")],
)
def test_a_number_may_stand_in_text(text, value):
    assert judge_case({"response": text, "expected": value})["outcome"] == "right"


def test_a_bold_zero_is_no_number():
    assert judge_case({"response": r"\mathbf{0}", "expected": "0"})["outcome"] == "unreadable"


POINTS = [
    ("x=1, y=2", "right", "names before the entries"),
    ("y = 2, x = 1", "right", "in any order: the names say which is which"),
    ("x = 1 and y = 2", "right", "joined by a word"),
    ("x = 1; y = 2", "right", "or a semicolon"),
    ("x=1\ny=2", "right", "each on a line"),
    ("(x, y) = (1, 2)", "right", "at once"),
    ("(y, x) = (2, 1)", "right", "at once, the other way round"),
    (r"x = 1 \text{ and } y = 2", "right", "in LaTeX"),
    ("x_1 = 1, x_2 = 2", "right", "one letter with numbers"),
    ("x1=1, x2=2", "right", "without a line"),
    ("x = 2, y = 1", "wrong", "the other point: right entries, but of the other names"),
    ("x = 1, y = 3", "partly_right", "one entry is wrong"),
    ("a = 1, b = 2", "unreadable", "nobody knows which comes first"),
    ("x_2 = 1, x_3 = 2", "unreadable", "numbers that do not begin with 1"),
    ("x = 1, y = x + 1", "unreadable", "one entry by the other"),
]


@pytest.mark.parametrize(("response", "outcome", "why"), POINTS)
def test_a_point_may_be_given_by_its_coordinates(response, outcome, why):
    verdict = Ordered((1, 2)).judge(response)
    assert verdict.outcome.value == outcome, why
    assert judge_case({"response": response, "expected": "(1, 2)"})["outcome"] == verdict.outcome.value


@pytest.mark.parametrize("response", ["x = 1, x = 2", "x = 1", "x = 1 or y = 2 or"])
def test_what_names_no_point_is_refused(response):
    assert Ordered((1, 2)).judge(response).outcome.value == "unreadable"


def test_a_point_is_shown_as_it_was_read():
    verdict = Ordered((1, 2)).judge("y = 2, x = 1")
    assert (verdict.read_as, verdict.latex) == ("(1, 2)", r"\left(1, 2\right)")


def test_a_vector_may_be_given_by_its_coordinates():
    assert Array("[1, 2]").judge("x_1 = 1, x_2 = 2").outcome.value == "right"
    assert Array("[1, 2; 3, 4]").judge("x = 1, y = 2").outcome.value == "unreadable"


def test_two_coordinates_are_no_set_of_numbers():
    case = {"response": "a = 1, b = 2", "expected": "(1, 2)", "notation": {"names": ["a", "b"]}}
    assert judge_case(case)["outcome"] == "unreadable"


SETS = [
    ("1 or 2", "right", "a word between"),
    ("2 or 1", "right", "in any order"),
    ("1 and 2", "right", "also this word"),
    ("x = 1 or 2", "right", "the name once"),
    ("x = 1, 2", "right", "with a comma"),
    ("x = 1 or x = 2", "right", "the name twice"),
    ("x = 1 and x = 2", "right", "as people say it"),
    ("x=1\nx=2", "right", "each on a line"),
    ("x_1 = 1, x_2 = 2", "right", "with numbers"),
    (r"x = 1 \text{ or } 2", "right", "in LaTeX"),
    ("1 or 3", "partly_right", "one of them"),
    ("3 or 4", "wrong", "none of them"),
    ("x > 0 or 1", "unreadable", "a condition and a number"),
    ("x = 1 and 2", "unreadable", "nobody says that"),
]


@pytest.mark.parametrize(("response", "outcome", "why"), SETS)
def test_a_finite_set_may_be_said_in_words(response, outcome, why):
    for answer in (FiniteSet({1, 2}), Multiset([1, 2]), Solves("x^2 - 3x + 2 = 0")):
        assert answer.judge(response).outcome.value == outcome, why


@pytest.mark.parametrize(
    ("response", "outcome", "why"),
    [
        ("λ = 1, λ = 3", "right", "another letter"),
        ("lambda_1 = 1, lambda_2 = 3", "right", "with numbers"),
        (r"\lambda = 1, 3", "right", "in LaTeX"),
        ("λ = 1, μ = 3", "unreadable", "two letters"),
        ("λ = 1, λ = μ", "unreadable", "a name that nobody knows"),
    ],
)
def test_the_elements_of_a_set_may_be_called_as_one_likes(response, outcome, why):
    assert Multiset([1, 3]).judge(response).outcome.value == outcome, why


def test_solutions_are_of_the_unknown():
    assert Solves("x^2 = 4").judge("y = 2, y = -2").outcome.value == "unreadable"


@pytest.mark.parametrize(
    ("response", "expected", "outcome"),
    [
        ("(-inf, 0) or (1, inf)", "(-inf, 0) U (1, inf)", "right"),
        ("[0, 1] or [2, 3]", "[0, 1] U [2, 3)", "wrong"),
        ("x < 0 or x > 1", "(-inf, 0) U (1, inf)", "right"),
    ],
)
def test_intervals_may_be_joined_by_or(response, expected, outcome):
    assert judge_case({"response": response, "expected": expected, "kind": "set"})["outcome"] == outcome
