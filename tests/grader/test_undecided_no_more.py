"""What once was undecided, or decided by a name that has no values: infinity, exp in means, complex roots."""

from __future__ import annotations

import pytest

from gradcheck_grader import COMPLEX, Notation, Solves, equal, judge_case
from gradcheck_grader.equality.complex_roots import count_of_roots
from gradcheck_grader.syntax.parser import parse

Z = Notation("set", {"z": COMPLEX}, constants=frozenset({"i", "pi", "e"}))


@pytest.mark.parametrize(
    ("response", "why"),
    [
        (r"\prod_{k=1}^\infty (1 - r^k)", "a product without end is not computed"),
        (r"\sum_{k=1}^\infty r^k/(k^2 + \sin k)", "nor a sum whose terms have no known quotient"),
    ],
)
def test_infinity_is_no_name_that_has_values(response, why):
    case = {"response": response, "expected": "1/(1-r)", "notation": {"names": {"r": "(0, 1)"}}}
    assert judge_case(case)["outcome"] == "undecided", why


MEANS = [
    ("e^c E[exp(X)]", "E[exp(X + c)]", "right", "a shift comes out as a factor"),
    ("E[e^(X + c)]", "E[exp(X)] exp(c)", "right", "also as a power of e"),
    ("e E[exp(2X)]", "E[exp(2X + 1)]", "right", "of a multiple"),
    ("E[exp(X)]/exp(m)", "E[exp(X - m)]", "right", "subtracted"),
    ("exp(2c) Var(exp(X))", "Var(exp(X + c))", "right", "squared in a variance"),
    ("E[exp(X)]", "E[exp(X + c)]", "wrong", "without the factor"),
    ("exp(E[X])", "E[exp(X)]", "wrong", "a function does not come out"),
    ("E[exp(X)] E[exp(Y)]", "E[exp(X + Y)]", "undecided", "they may depend on each other"),
    ("Var(X)", "Var(X + c)", "right", "a shift changes no variance"),
    ("P(X > 2)", "P(X > 1)", "undecided", "of a law that nobody knows"),
    ("P(A ∩ B)/P(B)", "P(A | B)", "right", "both, as sets"),
    ("P(A) + P(B) - P(A ∩ B)", "P(A ∪ B)", "right", "either, as sets"),
    ("P(A) - P(A and B)", "P(A ∖ B)", "right", "one without the other"),
    (r"P(A \mid B) P(B)", r"P(A \cap B)", "right", "in LaTeX"),
    ("P(A ∪ B)", "P(A ∩ B)", "wrong", "either is not both"),
]


@pytest.mark.parametrize(("response", "expected", "outcome", "why"), MEANS)
def test_means_of_exponentials_and_sets_as_events(response, expected, outcome, why):
    assert judge_case({"response": response, "expected": expected})["outcome"] == outcome, why


ROOTS = [
    ("z^2 + 1 = 0", "i, -i", "right", "both"),
    ("z^2 + 1 = 0", "±i", "right", "with one sign for both"),
    ("z^2 + 1 = 0", "i", "partly_right", "one of two"),
    ("z^2 + 1 = 0", "1, -1", "wrong", "none"),
    ("z^2 + 1 = 0", "{}", "wrong", "there are some"),
    ("z^2 - 2z + 2 = 0", "z = 1 + i or z = 1 - i", "right", "said as a condition"),
    ("z^3 = 1", "1, (-1 + i sqrt(3))/2, (-1 - i sqrt(3))/2", "right", "with a root"),
    ("z^3 = 1", "1, e^(2 pi i/3), e^(-2 pi i/3)", "right", "on the circle"),
    ("z^3 = 1", "1", "partly_right", "the real one alone"),
    ("(z - 1)^2 = 0", "1", "right", "a double root counts once"),
    ("z^2 = 2i", "1 + i, -1 - i", "right", "a coefficient that is not real"),
    ("i z + 2 = 0", "2i", "right", "of degree 1"),
    ("z/2 + 1/(2i) = 0", "i", "right", "divided by numbers"),
    ("z = z + 1", "{}", "right", "no solution at all"),
    ("exp(z) = 1", "0", "undecided", "no polynomial: there are more"),
    ("z + 1/z = 0", "i, -i", "undecided", "no polynomial as it stands"),
    ("0 z = 0", "0", "undecided", "every number"),
]


@pytest.mark.parametrize(("equation", "response", "outcome", "why"), ROOTS)
def test_complex_roots_of_polynomials_are_counted(equation, response, outcome, why):
    assert Solves(equation, Z).judge(response).outcome.value == outcome, why


@pytest.mark.parametrize(
    ("text", "count"),
    [
        *((f"z^{n} - 1", n) for n in range(1, 7)),
        ("(z^2 + 1)^2 (z - 3)", 3),
        ("(z - i)(z + i)(z - 2 i)", 3),
        ("5", 0),
        ("z - z", None),
        ("z^61", None),
        ("sin(z)", None),
    ],
)
def test_roots_are_counted_once(text, count):
    assert count_of_roots(parse(text, Z), "z") == count


@pytest.mark.parametrize(
    ("a", "b"), [("log|S|", "log(det(S))"), (r"\log|S|", "log(det(S))"), ("sqrt(|S|)", "sqrt(det(S))")]
)
def test_the_bars_in_a_logarithm_are_a_determinant(a, b):
    case = {"response": a, "expected": b, "notation": {"shapes": {"S": "n×n positive definite"}}}
    assert judge_case(case)["outcome"] == "right"


def test_the_bars_of_a_vector_in_a_logarithm_go_entry_by_entry():
    case = {"response": "log|x|", "expected": "log(x^2)/2", "notation": {"shapes": {"x": "n"}}}
    assert judge_case(case)["outcome"] != "wrong"


@pytest.mark.parametrize("response", ["1, 2", "{1, 2}", "<1, 2>"])
def test_a_list_where_a_vector_is_expected_is_no_wrong_interval(response):
    assert judge_case({"response": response, "expected": "[1, 2]"})["outcome"] == "right"


def test_two_texts_with_infinity_are_not_told_apart_by_it():
    assert equal("sum(1/k^2, k, 1, inf)", "2").outcome.value == "undecided"


X = {"names": {"x": "positive", "n": "positive integer"}}
GAMMAS = [
    ("digamma(x)", "diff(log(gamma(x)), x)", "right", "the logarithmic derivative"),
    ("gamma(x) digamma(x)", "diff(gamma(x), x)", "right", "by the product rule"),
    ("x! digamma(x + 1)", "diff(x!, x)", "right", "of a factorial"),
    ("trigamma(x)", "diff(lgamma(x), x, 2)", "right", "the second derivative"),
    ("2 polygamma(2, 2x)", "diff(trigamma(2x), x)", "right", "with an inner derivative"),
    ("digamma(x) + 1/x", "digamma(x + 1)", "right", "its functional equation"),
    ("gamma(x)", "diff(gamma(x), x)", "wrong", "no exponential"),
    ("sech(x)^2", "diff(tanh(x), x)", "right", "one over cosh"),
    ("sech^2 x", "1 - tanh(x)^2", "right", "without brackets"),
    ("coth(x)", "1/tanh(x)", "right", "the cotangent"),
    ("csch(x)", "1/sinh(x)", "right", "one over sinh"),
    ("logit(1/(1+exp(-x)))", "x", "right", "the inverse of the sigmoid"),
    ("sech^-1 x", "1 - tanh(x)^2", "unreadable", "its inverse, or one over it?"),
]


@pytest.mark.parametrize(("response", "expected", "outcome", "why"), GAMMAS)
def test_functions_and_derivatives_beyond_the_first_course(response, expected, outcome, why):
    assert judge_case({"response": response, "expected": expected, "notation": X})["outcome"] == outcome, why


@pytest.mark.parametrize(
    ("response", "expected", "policy", "outcome", "why"),
    [
        ("= 2x", "2x", {}, "right", "a sign that goes on from the question"),
        ("≈ 0.333", "1/3", {"places": 3}, "right", "near, where near is enough"),
        (r"\approx 0.333", "1/3", {"places": 3}, "right", "in LaTeX"),
        ("≈ 1/3", "1/3", {}, "unreadable", "not where equality is asked for"),
        ("1/2 [2, 4]", "[1, 2]", {}, "right", "a factor before a vector"),
        ("[2, 4]/2", "[1, 2]", {}, "right", "a divisor behind it"),
        ("-[1, 2]", "[-1, -2]", {}, "right", "a sign"),
        ("[1, 2]^T", "[1, 2]", {}, "right", "turned"),
        ("[1, 2; 3, 4]^T", "[1, 3; 2, 4]", {}, "right", "a matrix"),
        ("[1, 2; 3, 4]^T", "[1, 2; 3, 4]", {}, "partly_right", "turned where it should not be"),
        ("[1, 2] + [0, 0]", "[1, 2]", {}, "unreadable", "a sum still to be worked out"),
        ("2/[1, 2]", "[2, 1]", {}, "unreadable", "no vector at all"),
        ("0 <= p <= 1", "[0, 1]", {}, "right", "another letter for the members"),
        ("0 < p <= 1", "[0, 1]", {}, "wrong", "without an end"),
        (r"R\{0}", "x != 0", {}, "right", "as people type it"),
    ],
)
def test_what_a_teacher_would_not_mind(response, expected, policy, outcome, why):
    verdict = judge_case({"response": response, "expected": expected, "policy": policy})
    assert verdict["outcome"] == outcome, why


def test_that_there_is_no_solution_may_be_said():
    assert Solves("x^2 = -1").judge("No real solutions.").outcome.value == "right"
