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
        (r"\sum_{k=0}^\infty r^k", "a sum without end is not computed"),
        ("sum(r^k, k, 0, oo)", "in plain text neither"),
        (r"\prod_{k=1}^\infty (1 - r^k)", "nor a product"),
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


@pytest.mark.parametrize("response", ["1, 2", "{1, 2}"])
def test_a_list_where_a_vector_is_expected_is_no_wrong_interval(response):
    assert judge_case({"response": response, "expected": "[1, 2]"})["outcome"] == "unreadable"


def test_two_texts_with_infinity_are_not_told_apart_by_it():
    assert equal("sum(1/k^2, k, 1, inf)", "2").outcome.value == "undecided"
