"""Sums without end, against closed forms of the textbooks, and against a thousand terms in exact numbers."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck_grader import Notation, Tolerance, equal, judge_case

INSIDE = {
    "r": "(-1, 1)", "p": "(0, 1)", "q": "(0, 1/4)", "lambda": "positive", "n": "positive integer",
}  # fmt: skip
SUMS = [
    ("sum((1/2)^k, k, 0, oo)", "2", "right", "a geometric series of numbers"),
    ("sum(r^k, k, 0, oo)", "1/(1 - r)", "right", "and of a name"),
    ("sum(r^k, k, 3, oo)", "r^3/(1 - r)", "right", "from a later term"),
    (r"\sum_{k=1}^{\infty} k r^{k-1}", "1/(1 - r)^2", "right", "its derivative"),
    ("sum(k (1-p)^(k-1) p, k, 1, oo)", "1/p", "right", "the mean of a geometric law"),
    ("sum(k lambda^k exp(-lambda)/k!, k, 0, oo)", "lambda", "right", "the mean of a Poisson law"),
    ("sum(k^2 lambda^k exp(-lambda)/k!, k, 0, oo)", "lambda + lambda^2", "right", "its second moment"),
    (
        "sum(k^2 lambda^k exp(-lambda)/k!, k, 0, oo)",
        "lambda^2",
        "wrong",
        "not the square of the mean",
    ),
    (r"\sum_{n=0}^\infty \frac{x^n}{n!}", "e^x", "right", "an exponential, everywhere"),
    ("sum((-1)^k x^(2k+1)/(2k+1)!, k, 0, oo)", "sin(x)", "right", "every second term"),
    ("sum((-1)^k x^(2k)/(2k)!, k, 0, oo)", "sin(x)", "wrong", "that is the cosine"),
    ("sum(r^k/k, k, 1, oo)", "-log(1 - r)", "right", "divided by the index"),
    ("sum(binom(2k, k) q^k, k, 0, oo)", "1/sqrt(1 - 4q)", "right", "central binomial coefficients"),
    ("sum(binom(k + n, k) p^k, k, 0, oo)", "(1 - p)^(-n - 1)", "right", "a negative binomial series"),
    ("sum(exp(-k lambda), k, 0, oo)", "1/(1 - exp(-lambda))", "right", "powers written as exponentials"),
    ("sum((k - 10)^2/2^k, k, 0, oo)", "166", "right", "a factor with a late zero"),
    ("sum((k - 10)^2 (81/100)^k, k, 0, oo)", "1998100/6859", "right", "and slowly growing smaller"),
    ("sum(2^(-k), k, -10, oo)", "2048", "right", "from far below zero"),
    ("1/2 + 1/4 + 1/8 + 1/16", "sum(2^(-k), k, 1, oo)", "wrong", "some of the terms"),
    ("sum(r^k, k, 0, oo)", "sum(r^(k + 1), k, 0, oo)", "wrong", "one term more"),
    ("sum(1/k^2, k, 1, oo)", "pi^2/6", "undecided", "terms that shrink too slowly"),
    ("sum(2^k, k, 0, oo)", "-1", "undecided", "a sum that has no value"),
    ("sum(1, k, 0, oo)", "0", "undecided", "and this neither"),
]


@pytest.mark.parametrize(("response", "expected", "outcome", "_reason"), SUMS)
def test_sums_without_end(response, expected, outcome, _reason):
    names = {
        name: domain for name, domain in INSIDE.items() if re.search(rf"\b{name}\b", response + expected)
    }
    case = {"response": response, "expected": expected, "notation": {"names": names}}
    assert judge_case(case)["outcome"] == outcome


@settings(max_examples=40, deadline=None)
@given(ratio=st.integers(-9, 9), power=st.integers(0, 3), start=st.integers(0, 4))
def test_a_sum_is_what_adding_up_many_terms_gives(ratio, power, start):
    text = f"sum(k^{power} ({ratio}/10)^k, k, {start}, oo)"
    # In exact numbers: behind the thousandth term there is less than 10^-30 left.
    value = sum(k**power * Fraction(ratio, 10) ** k for k in range(start, 1_000))
    notation = Notation(constants=frozenset({"pi", "e", "inf"}))
    near = f"{round(value * 10**20)}/10^20"
    assert equal(text, near, notation, tolerance=Tolerance(absolute="1e-19")).outcome.value == "right"
    assert (
        equal(text, f"{near} + 10^(-18)", notation, tolerance=Tolerance(absolute="1e-19")).outcome.value
        == "wrong"
    )
