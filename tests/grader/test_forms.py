"""Forms: which right values are written as asked, and what the others are told."""

from __future__ import annotations

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck_grader import (
    AnswerError,
    Expression,
    Notation,
    Number,
    Outcome,
    Slip,
    name_slips,
    parse,
    real_names,
    to_plain,
)
from gradcheck_grader.forms import RULES, forms_of
from gradcheck_grader.sympy_bridge import from_sympy

RIGHT, WRONG, PARTLY = Outcome.RIGHT, Outcome.WRONG, Outcome.PARTLY_RIGHT
NOTATION = Notation(
    names=real_names(["x", "y", "s", "w"]), constants=frozenset({"pi", "e", "i"}), allow_diff=True
)
PRODUCT = "Write it as a product whose factors cannot be factored further."
COMMON = "can be reduced: top and bottom have something in common."
ONE_BAR = "Write it as one fraction: one numerator over one denominator."
TOGETHER = "Put the fractions with the same denominator together."
A_PLUS_BI = "Write it as a + b i, with one real and one imaginary part."
FIGURES = "Give it as a decimal number with 3 significant figures"
PLACES = "Give it as a decimal number with 2 decimal places"
SCIENTIFIC = "Write it as a number from 1 up to 10 times a power of ten, such as 2.5e-3 or 2.5*10^-3."
SHORTER = "It can be written more shortly: simplify it."


def problem(form: str, response: str, reference: str | None = None) -> str | None:
    """What a form finds in a response, for this right answer."""
    tree = parse(response, NOTATION)
    return forms_of(form, NOTATION)[0].problem(tree, NOTATION, parse(reference or response, NOTATION))


FACTORED = [
    ("(x + 1)^2", None, "a square of an irreducible factor"),
    ("(x + 1)(x + 1)", None, "the same written twice"),
    ("2(x + 1)(x - 1)", None, "a number in front"),
    ("-(x - 1)^2(x + 1)", None, "a sign in front"),
    ("x", None, "one name"),
    ("-x", None, "one name, negative"),
    ("6", None, "a number has no factors here"),
    ("x^2 - 2", None, "irreducible over the rationals"),
    ("x^2 + 1", None, "irreducible over the reals"),
    ("x^2 - 1", PRODUCT, "not a product at all"),
    ("x y + x", PRODUCT, "a common factor"),
    ("x(x^2 - 1)", "x^2 - 1 can be factored further.", "half of the way"),
    ("(x^2 - 1)^2", "x^2 - 1 can be factored further.", "below a power"),
    ("(2x + 2)(x - 1)", "A number can still be taken out of 2*x + 2.", "a number inside"),
    ("(x/2 + 1/2)(x - 1)", None, "fractions inside are a matter of taste"),
    ("(x - 1)(x + 1)/(x^2 + 1)", None, "above and below the bar"),
    ("(x - 1)/(x^2 - 4)", "x^2 - 4 can be factored further.", "below the bar"),
    ("e^x (x + 1)", None, "an exponential as a factor"),
    ("x e^x + e^x", PRODUCT, "a common exponential"),
    ("s(1 - s)", None, "the derivative of the sigmoid"),
    ("s - s^2", PRODUCT, "the same, not factored"),
    ("(sin(x) - 1)(sin(x) + 1)", None, "a polynomial in sin x"),
    ("sin(x)^2 - 1", PRODUCT, "a polynomial in sin x, not factored"),
    ("1/x + 1/y", PRODUCT, "a sum of fractions is no product"),
    ("x^2 y^3", None, "powers of names"),
]
EXPANDED = [
    ("x^2 + 2x + 1", None, "sum of monomials"),
    ("-x^3 + x/2 - 1/3", None, "signs and fractions"),
    ("x", None, "one monomial"),
    ("7", None, "a number"),
    ("(x + 1)^2", "Multiply out (x + 1)^2.", "a square"),
    ("x(x + 1)", "Multiply out x*(x + 1).", "a product"),
    ("x^2 + 2(x + 1)", "Multiply out 2*(x + 1).", "one term left"),
    ("(x + 1)/2", "Multiply out (x + 1)/2.", "a number below"),
    ("-(x + 1)", "Multiply out -(x + 1).", "a sign before a bracket"),
    ("x - (y - 1)", "Multiply out -(y - 1).", "a subtracted bracket"),
    ("x + (y + 1)", None, "a bracket that does nothing"),
    ("x + 2x", "Collect the like terms x and 2*x.", "like terms"),
    ("x + 1 - x", "Collect the like terms x and -x.", "like terms of other sign"),
    ("1 + x + 2", "Collect the like terms 1 and 2.", "two numbers"),
    ("x y + y x", "Collect the like terms x*y and y*x.", "like terms in another order"),
    ("x x", "Put x*x together into one number or power.", "a power written as a product"),
    ("2*3 x", "Put 2*3*x together into one number or power.", "two numbers in a term"),
    ("3x/2", None, "a number above and one below"),
    ("sqrt(2) x + x", None, "an irrational coefficient"),
    ("x e^x + e^x", None, "exponentials as unknowns"),
    ("e^x (x + 1)", "Multiply out e^x*(x + 1).", "an exponential in front"),
    ("1/(x + 1) + x", None, "what is below the bar stays"),
    ("sin(x + 1) + 1", None, "what is inside a function stays"),
    ("x^2 y - y^2 x", None, "two unknowns"),
]
LOWEST = [
    ("1/2", None, "reduced"),
    ("(-1)/2", None, "a sign above"),
    ("4", None, "no fraction"),
    ("50%", None, "a percentage has no terms"),
    ("50/100", f"50/100 {COMMON}", "a written hundred has"),
    ("2/4", f"2/4 {COMMON}", "a number in common"),
    ("-6/4", f"6/4 {COMMON}", "negative"),
    ("3/1", f"3/1 {COMMON}", "1 below"),
    ("2x/4", f"2*x/4 {COMMON}", "a number in common with a coefficient"),
    ("(2x + 2)/4", f"(2*x + 2)/4 {COMMON}", "a number in common with all coefficients"),
    ("(2x + 1)/4", None, "no number in common"),
    ("x^2/x", f"x^2/x {COMMON}", "a name in common"),
    ("(x^2 - 1)/(x - 1)", f"(x^2 - 1)/(x - 1) {COMMON}", "a hidden common factor"),
    ("x/(x + 1)", None, "nothing in common"),
    ("2 sqrt(2)/4", f"2*sqrt(2)/4 {COMMON}", "beside a root"),
    ("sqrt(2)/2", None, "a root is no number that could be cancelled"),
    ("2*(x/4)", f"2*(x/4) {COMMON}", "across a product"),
    ("1/x + 1/x^2", None, "a sum of reduced fractions"),
    ("x + 2/6", f"2/6 {COMMON}", "in a term"),
    ("sin(2/4)", f"2/4 {COMMON}", "inside a function"),
    ("x^(-1) x", f"x^(-1)*x {COMMON}", "a negative power"),
]
SINGLE = [
    ("(x + y)/(x y)", None, "one bar"),
    ("-(x + 1)/x", None, "a sign in front"),
    ("x + 1", None, "no bar needed"),
    ("x/2", None, "a number below"),
    ("sin(1/x)/2", None, "what is inside a function stays"),
    ("1/x + 1/y", ONE_BAR, "two bars"),
    ("1 + 1/x", ONE_BAR, "a bar in a term"),
    ("1/2 x", ONE_BAR, "a bar in a factor"),
    ("(1/x)/y", ONE_BAR, "a bar above a bar"),
    ("x^(-1)", ONE_BAR, "a negative power"),
]
PARTIAL = [
    ("1/(x - 1) + 2/(x + 1)", None, "two linear factors"),
    ("1/(x - 1) - 2/(x + 1)", None, "a sign"),
    ("x + 1/(x - 1)", None, "a polynomial in front"),
    ("1/(x - 1) + 2/(x - 1)^2", None, "a double root"),
    ("(x + 1)/(x^2 + 1)", None, "an irreducible quadratic"),
    ("1/(2(x - 1))", None, "a number below"),
    ("1/(x^2 - 1)", "1/(x^2 - 1) is no partial fraction yet.", "two factors below"),
    ("x/(x - 1)", "x/(x - 1) is no partial fraction yet.", "the degree above is too high"),
    ("x/(x - 1)^2", "x/(x - 1)^2 is no partial fraction yet.", "too high for the double root"),
    ("1/(x - 1) + 2/(x - 1)", TOGETHER, "the same denominator twice"),
]
DENOMINATORS = [
    ("sqrt(2)/2", None, "the root above"),
    ("1/x", None, "no root"),
    ("e^(-1/2)", None, "a power of e is no root"),
    ("1/sqrt(2)", "There is a root in the denominator of 1/sqrt(2).", "the root below"),
    ("1/(1 + sqrt(3))", "There is a root in the denominator of 1/(1 + sqrt(3)).", "in a sum below"),
    ("2^(-1/2)", "There is a root in the denominator of 2^(-1/2).", "a negative half as exponent"),
    ("sqrt(1/2)", "There is a root in the denominator of sqrt(1/2).", "a fraction below a root"),
]
NUMERALS = [
    ("figures:3", "1.20", None, "a nought at the end counts"),
    ("figures:3", "0.0120", None, "noughts in front do not count"),
    ("figures:3", "-0.0120", None, "a sign does not count"),
    ("figures:3", "1200", None, "noughts before the point may count"),
    ("figures:3", "1.20*10^3", None, "a power of ten does not count"),
    ("figures:3", "1.20e-7", None, "the same as people type it"),
    ("figures:3", "33.3%", None, "a percent sign does not count"),
    ("figures:3", "0", None, "0 has no figures"),
    ("figures:3", "0.012", f"{FIGURES}; yours has 2.", "too few"),
    ("figures:3", "3.1416", f"{FIGURES}; yours has 5.", "too many"),
    ("figures:3", "1/3", f"{FIGURES}.", "a fraction"),
    ("figures:3", "sqrt(2)", f"{FIGURES}.", "a root"),
    ("figures:3", "3.1*4", f"{FIGURES}.", "a product of numbers"),
    ("places:2", "1.20", None, "two places"),
    ("places:2", "-0.12", None, "negative"),
    ("places:2", "1", f"{PLACES}; yours has 0.", "none"),
    ("places:2", "1.234", f"{PLACES}; yours has 3.", "three"),
    ("places:2", "1.2e3", f"{PLACES}.", "a power of ten has no places"),
    ("places:2", "12.34%", f"{PLACES}.", "a percentage has other places"),
    ("places:2", "1/3", f"{PLACES}.", "a fraction"),
    ("scientific", "1.2e3", None, "as people type it"),
    ("scientific", "-1.2*10^-3", None, "as people write it"),
    ("scientific", "3*10^8", None, "one digit"),
    ("scientific", "12e3", SCIENTIFIC, "two digits before the point"),
    ("scientific", "0.3e1", SCIENTIFIC, "nought before the point"),
    ("scientific", "1.2%", SCIENTIFIC, "a percentage"),
    ("scientific", "1200", SCIENTIFIC, "no power of ten"),
    ("no decimals", "x/2 + 3", None, "fractions"),
    ("no decimals", "0.5 x", "0.5 is a decimal: write it as a fraction, or with roots, pi or e.", "a point"),
    ("no decimals", "1e3 x", "1e3 is a decimal: write it as a fraction, or with roots, pi or e.", "a power"),
]
OTHERS = [
    ("evaluated", "2x", None, "nothing left to do"),
    ("evaluated", "diff(x^2, x)", "diff(x^2, x) still has to be worked out.", "a derivative"),
    ("evaluated", "1 + 3 diff(x^2, x)", "diff(x^2, x) still has to be worked out.", "inside"),
    ("a+bi", "3 + 2i", None, "as it should be"),
    ("a+bi", "2i + 3", None, "the other way round"),
    ("a+bi", "-i", None, "no real part"),
    ("a+bi", "5", None, "no imaginary part"),
    ("a+bi", "3/2 + i/2", None, "fractions"),
    ("a+bi", "sqrt(3) i - pi", None, "irrational parts"),
    ("a+bi", "(1 + i)^2", A_PLUS_BI, "a power"),
    ("a+bi", "1/(1 + i)", A_PLUS_BI, "i below"),
    ("a+bi", "2i + 3i", A_PLUS_BI, "two imaginary terms"),
    ("a+bi", "i^2", A_PLUS_BI, "a power of i"),
    ("a+bi", "(3 + i)/2", A_PLUS_BI, "one bar below both"),
    ("a+bi", "e^(i pi)", A_PLUS_BI, "polar"),
]
TABLE = [
    *(("factored", *row) for row in FACTORED),
    *(("expanded", *row) for row in EXPANDED),
    *(("lowest terms", *row) for row in LOWEST),
    *(("single fraction", *row) for row in SINGLE),
    *(("partial fractions:x", *row) for row in PARTIAL),
    *(("rational denominator", *row) for row in DENOMINATORS),
    *NUMERALS,
    *OTHERS,
]


@pytest.mark.parametrize(
    ("form", "response", "sentence", "why"), TABLE, ids=[f"{row[0]}-{row[3]}" for row in TABLE]
)
def test_a_form_finds_what_is_not_written_as_asked(form, response, sentence, why):
    assert problem(form, response) == sentence


AGAINST_THE_REFERENCE = [
    ("simplified", "3x", "x + x + x", SHORTER, "three terms for one"),
    ("simplified", "3x", "x*3", None, "as long as the right answer"),
    ("simplified", "s(1 - s)", "-(s - 1) s", None, "a sign is free"),
    ("simplified:3", "x^2", "x x", None, "three parts"),
    ("simplified:3", "x^2", "1 x x", SHORTER, "four parts"),
    ("in:s", "s(1 - s)", "s - s^2", None, "s alone"),
    ("in:s", "s(1 - s)", "s(1 - x)", "Write it with s only: x should not occur.", "another name"),
    ("in:s", "s(1 - s)", "exp(s)", "Write it with s only: exp should not occur.", "a function"),
    ("in: s, x", "s", "s x", None, "two names"),
    ("in:x", "exp(3x)", "exp(x)^3", None, "a function of the right answer"),
    ("in:x exp", "x", "exp(x)", None, "a function that is listed"),
    ("in:x", "2 pi x", "2 pi x", None, "constants are no names"),
    ("partial fractions", "1/(x - 1)", "1/(x - 1)", None, "the only name is the variable"),
]


@pytest.mark.parametrize(
    ("form", "reference", "response", "sentence", "why"),
    AGAINST_THE_REFERENCE,
    ids=[row[4] for row in AGAINST_THE_REFERENCE],
)
def test_some_forms_look_at_the_right_answer_too(form, reference, response, sentence, why):
    assert problem(form, response, reference) == sentence


def test_a_right_value_in_a_wrong_form_is_partly_right_and_says_why():
    answer = Expression("(x - 1)(x + 1)", ["x"], form=["factored"])
    verdict = answer.judge("x^2 - 1")
    assert (verdict.outcome, verdict.credit) == (PARTLY, 0.5)
    assert verdict.feedback == f"The value is right, but it is not written as asked. {PRODUCT}"
    assert [item.kind for item in verdict.evidence] == ["form", "exact"]
    assert answer.judge("(1 + x)(x - 1)").outcome is RIGHT
    assert answer.judge("(x - 1)(x + 2)").outcome is WRONG


@pytest.mark.parametrize(
    ("credit", "outcome", "opening"),
    [
        (1, RIGHT, "That is right. One remark on how it is written:"),
        (0.25, PARTLY, "The value is right, but it is not written as asked."),
        (0, PARTLY, "The value is right, but it is not written as asked."),
    ],
)
def test_what_a_form_costs_is_the_authors_choice(credit, outcome, opening):
    verdict = Expression("x(x + 1)", ["x"], form="factored", form_credit=credit).judge("x^2 + x")
    assert (verdict.outcome, verdict.credit, verdict.feedback) == (outcome, credit, f"{opening} {PRODUCT}")


def test_several_forms_are_told_together():
    verdict = Expression("x/2 + 1/2", ["x"], form=["expanded", "no decimals"]).judge("0.5(x + 1)")
    assert verdict.feedback.endswith(
        "Multiply out 0.5*(x + 1). 0.5 is a decimal: write it as a fraction, or with roots, pi or e."
    )


REFUSED = [
    ("factorised", "There is no form 'factorised'. Forms are: factored, expanded, lowest terms,", "unknown"),
    ("figures", "The form 'figures' cannot be read. It is written figures:3.", "no count"),
    ("figures:0", "The form 'figures:0' cannot be read. It is written figures:3.", "no figures"),
    ("figures:x", "The form 'figures:x' cannot be read.", "no number"),
    ("places:-1", "The form 'places:-1' cannot be read. It is written places:2.", "negative"),
    ("factored:x", "The form 'factored:x' cannot be read. It is written factored.", "a setting too many"),
    ("in:", "The form 'in:' cannot be read. It is written in:s.", "no symbol"),
    ("in:q", "The form 'in:q' cannot be read.", "a name that is not declared"),
    ("partial fractions:q", "It is written partial fractions or partial fractions:x.", "not declared"),
    ("simplified:big", "It is written simplified or simplified:12.", "no size"),
]


@pytest.mark.parametrize(("form", "message", "why"), REFUSED, ids=[row[2] for row in REFUSED])
def test_a_form_that_is_not_known_is_the_authors_error(form, message, why):
    with pytest.raises(AnswerError) as caught:
        forms_of([form], NOTATION)
    assert message in str(caught.value)


def test_a_right_answer_that_is_not_in_its_own_form_is_the_authors_error():
    with pytest.raises(AnswerError, match=r"The right answer x\^2 - 1 is not factored itself."):
        Expression("x^2 - 1", ["x"], form="factored")
    with pytest.raises(AnswerError, match="needs to know the variable"):
        Expression("1/(x - y)", ["x", "y"], form="partial fractions")
    with pytest.raises(AnswerError, match="is 0 to 1; got 2"):
        Number(3, form_credit=2)


def test_the_name_of_a_form_may_be_written_with_hyphens_and_capitals():
    assert forms_of("Lowest-Terms", NOTATION) == forms_of("lowest_terms", NOTATION)


def test_a_slip_is_recognised_in_whatever_form():
    answer = Expression("2(x + 1)", ["x"], form="factored")
    half = Slip("half", "x + 1", "Where is the 2?")
    third = Slip("third", "3x + 3", "Why 3?")
    same = Slip("same", "2x + 2", "never said: this is the right value")
    for response, named in (("1 + x", ["half"]), ("3(x + 1)", ["third"]), ("2 + 2x", [])):
        verdict = name_slips(answer.judge(response), response, answer, [half, third, same])
        assert [slip.name for slip in verdict.slips] == named


HUGE = ["(x + y + s + w + 1)^99", "(x^2 + y)^9999", "x^(10^30)", "((x + 1)^40 + y)^40/(x + y)^900"]


@pytest.mark.parametrize("form", ["factored", "expanded", "lowest terms"])
@pytest.mark.parametrize("response", HUGE)
def test_what_is_too_large_to_multiply_out_ends_soon(form, response):
    assert problem(form, response) is None or form == "expanded"


x = sympy.Symbol("x")
roots = st.lists(st.integers(-6, 6), min_size=2, max_size=5)


@settings(max_examples=40, deadline=None)
@given(roots, st.integers(1, 5))
def test_a_product_of_linear_factors_is_factored_and_its_expansion_is_not(drawn, scale):
    product = "*".join([str(scale), *(f"(x - ({root}))" for root in drawn)])
    polynomial = sympy.expand(scale * sympy.prod(x - root for root in drawn))
    expansion = to_plain(from_sympy(polynomial))
    assert problem("factored", product) is None
    assert problem("expanded", expansion) is None
    assert problem("expanded", product) is not None
    if polynomial.is_Add:
        assert problem("factored", expansion) is not None


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-5, 5), min_size=2, max_size=6).filter(any))
def test_what_sympy_factors_is_factored_and_what_it_expands_is_expanded(coefficients):
    polynomial = sum(c * x**n for n, c in enumerate(coefficients))
    assert problem("factored", to_plain(from_sympy(sympy.factor(polynomial)))) is None
    assert problem("expanded", to_plain(from_sympy(sympy.expand(polynomial)))) is None


@settings(max_examples=40, deadline=None)
@given(st.integers(-50, 50), st.integers(1, 50), st.integers(2, 9))
def test_a_fraction_is_in_lowest_terms_exactly_when_python_has_it_so(above, below, factor):
    reduced = sympy.Rational(above, below)
    assert problem("lowest terms", str(reduced)) is None
    if above:
        assert problem("lowest terms", f"{above * factor}/{below * factor}") is not None


@settings(max_examples=40, deadline=None)
@given(st.integers(-4, 4), st.integers(-4, 4), st.integers(-3, 3), st.integers(1, 3))
def test_what_sympy_splits_into_partial_fractions_is_split(first, second, above, degree):
    whole = (x + above) / ((x - first) * (x - second) ** degree)
    split = sympy.apart(whole, x)
    assert problem("partial fractions:x", to_plain(from_sympy(split))) is None


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(RULES)), st.text(alphabet="xy()+-*/^ 0123.sincoe2,'", max_size=25))
def test_no_response_breaks_a_form(form, response):
    setting = {"figures": ":3", "places": ":2", "in": ":x", "partial fractions": ":x"}.get(form, "")
    verdict = Expression("x", ["x", "y"]).judge(response)
    if verdict.outcome is not Outcome.UNREADABLE:
        assert problem(form + setting, verdict.read_as) != ""
