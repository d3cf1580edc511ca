"""What --where, --names and an undeclared expression say about names and their domains."""

from __future__ import annotations

from fractions import Fraction

import pytest

from gradcheck_course.practice.domains import WhereError, domains
from gradcheck_course.practice.names import inferred_names
from gradcheck_grader.errors import ResponseError
from gradcheck_grader.notation import COMPLEX, INTEGER, NONNEGATIVE, POSITIVE, Domain, between

CONSTANTS = frozenset({"pi", "e"})
PRODUCT = "Add --names ab if it is one name, or write a*b for a product."


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
    ],
)
def test_a_condition_that_makes_no_sense_is_refused_with_a_sentence(where, sentence):
    with pytest.raises(WhereError) as caught:
        domains(where)
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize(
    ("text", "names", "why"),
    [
        ("2*x*cos(x^2)", ("x",), "functions are no names"),
        ("diff(sin(x^2), x)", ("x",), "diff is a function"),
        ("2x + 3 y", ("x", "y"), "a number before a name is a factor"),
        ("1e5 + 2E-3", (), "the e of a number is no name"),
        ("pi*r^2 e", ("r",), "constants are no names"),
        ("λ*σ₁ + lambda", ("lambda", "sigma_1"), "Greek letters by sign or name are the same"),
        ("alpha_2 + w12", ("alpha_2", "w12"), "an index belongs to its name"),
        ("sigma*x", ("sigma", "x"), "sigma is a name where it is not applied"),
        ("sigma(x)", ("x",), "sigma is the logistic function where it is applied"),
        ("C*x + C(n, 2)", ("C", "x", "n"), "C is a name where it is not applied"),
        ("xy + x + y", ("x", "y"), "letters side by side are a product of known names"),
        ("sin x", ("x",), "a function may stand without brackets"),
        ("np.sin(t)", ("t",), "a module is no name"),
        ("[a, b; c, d]", ("a", "b", "c", "d"), "entries of a matrix"),
    ],
)
def test_names_are_inferred_as_a_reader_would(text, names, why):
    assert inferred_names(text, (), CONSTANTS) == names, why


def test_declared_names_are_not_inferred_again():
    assert inferred_names("rate*x", ("rate",), CONSTANTS) == ("x",)


@pytest.mark.parametrize(
    ("text", "position", "message", "advice"),
    [
        ("x + rate", 4, "I do not know the name 'rate'.", "Add --names rate if it is one name."),
        (
            "2ab",
            1,
            "I do not know the name 'ab'.",
            PRODUCT,
        ),
        ("1 + foo(x)", 4, "I do not know the function 'foo'.", ""),
    ],
)
def test_a_word_that_means_nothing_is_pointed_at(text, position, message, advice):
    with pytest.raises(ResponseError) as caught:
        inferred_names(text, (), CONSTANTS)
    assert (caught.value.position, caught.value.message, caught.value.suggestion) == (
        position,
        message,
        advice,
    )
