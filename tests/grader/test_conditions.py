"""What conditions say about names: 'x>0, 0<p<1, n integer', and the same about one name alone."""

from __future__ import annotations

from fractions import Fraction

import pytest

from gradcheck_grader.conditions import ConditionError, domain_in_words, domains, in_words
from gradcheck_grader.notation import COMPLEX, INTEGER, NONNEGATIVE, POSITIVE, Domain, between


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("x>0", {"x": POSITIVE}),
        ("x >= 0", {"x": NONNEGATIVE}),
        ("0 <= x", {"x": NONNEGATIVE}),
        ("x ≥ 0", {"x": NONNEGATIVE}),
        ("0<p<1", {"p": between(0, 1)}),
        ("1 > p > 0", {"p": between(0, 1)}),
        ("0<=p<=1", {"p": between(0, 1, closed=True)}),
        ("x>0, x<1", {"x": between(0, 1)}),
        ("x>0 and n integer", {"x": POSITIVE, "n": INTEGER}),
        ("n is an integer; n>=1", {"n": Domain("integer", low=Fraction(1))}),
        ("z complex", {"z": COMPLEX}),
        ("x < -1/2", {"x": Domain(high=Fraction(-1, 2), high_open=True)}),
        ("x <= 2.5", {"x": Domain(high=Fraction(5, 2))}),
        ("sigma positive", {"sigma": POSITIVE}),
        ("n positive integer", {"n": Domain("integer", low=Fraction(0), low_open=True)}),
        ("", {}),
    ],
)
def test_a_condition_becomes_a_domain(where, expected):
    assert domains(where) == expected


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        ("x", "I do not understand the condition 'x'. Write for example: x>0, 0<p<1, n integer"),
        ("x<y", "I do not understand the condition 'x<y'."),
        ("x>pi", "I do not understand the condition 'x>pi'."),
        ("x>2pi", "The bound '2pi' in 'x>2pi' must be a number such as 0, -2.5 or 1/3."),
        ("x>1/0", "The bound '1/0' in 'x>1/0' must be a number"),
        ("x != 0", "I do not understand"),
        ("x>1, x<0", "No number is left for 'x<0' together with what stands before it."),
        ("0<x<0", "No number is left"),
        ("z complex, z>0", "Complex numbers are not ordered: 'z>0' cannot bound one."),
        ("x is blue", "I do not understand the condition 'x is blue'."),
        ("z complex positive", "Complex numbers are not ordered"),
    ],
)
def test_a_condition_that_makes_no_sense_is_refused_with_a_sentence(where, sentence):
    with pytest.raises(ConditionError) as caught:
        domains(where)
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize(
    ("said", "domain"),
    [
        ("real", Domain()),
        ("positive", POSITIVE),
        ("positive integer", Domain("integer", low=Fraction(0), low_open=True)),
        ("complex", COMPLEX),
        ("0<p<1", between(0, 1)),
        ("p >= 0", NONNEGATIVE),
        (">= 0", NONNEGATIVE),
        ("> 0, p < 1", between(0, 1)),
        ("(0, 1)", between(0, 1)),
        ("[0, 1]", between(0, 1, closed=True)),
        ("[-1/2, inf)", Domain(low=Fraction(-1, 2))),
        ("(-inf, 0)", Domain(high=Fraction(0), high_open=True)),
        ("(-inf, inf)", Domain()),
    ],
)
def test_one_name_has_its_domain_in_words(said, domain):
    assert domain_in_words(said, "p") == domain


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            "x>0",
            "'x>0' is no domain of p. Write for example: real, positive, positive integer, 0<x<1 or [0, 1)",
        ),
        ("", "'' is no domain of p."),
        ("reel", "I do not understand the condition 'reel'."),
        ("(1, 0)", "No number is left for '(1, 0)'"),
        ("(0, pi)", "The bound 'pi' in '(0, pi)' must be a number"),
        ("p>0, q>0", "'p>0, q>0' is no domain of p."),
    ],
)
def test_what_is_no_domain_of_the_name_is_refused_with_a_sentence(said, sentence):
    with pytest.raises(ConditionError) as caught:
        domain_in_words(said, "p")
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize(
    ("domain", "words"),
    [
        (Domain(), "real"),
        (POSITIVE, "> 0"),
        (NONNEGATIVE, "≥ 0"),
        (Domain(high=Fraction(-1, 2), high_open=True), "< -1/2"),
        (Domain(high=Fraction(2)), "≤ 2"),
        (between(0, 1), "in (0, 1)"),
        (Domain("integer", low=Fraction(1)), "integer ≥ 1"),
        (Domain("integer"), "integer"),
        (COMPLEX, "complex"),
    ],
)
def test_a_domain_is_said_in_words(domain, words):
    assert in_words(domain) == words
