"""Derivatives, gradients and Jacobians: worked out from the function, and wrong ones told by its slope."""

from __future__ import annotations

import math

import mpmath
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gradcheck_grader import (
    POSITIVE,
    REAL,
    AnswerError,
    Derivative,
    Evidence,
    Gradient,
    Jacobian,
    Notation,
    Outcome,
    Tolerance,
    name_derived_slips,
    name_slips,
    real_names,
    to_plain,
)
from gradcheck_grader.feedback.slope import slope
from gradcheck_grader.slips import Slip
from gradcheck_grader.syntax.tree import Apply, Name, num

RIGHT, PARTLY, WRONG = Outcome.RIGHT, Outcome.PARTLY_RIGHT, Outcome.WRONG
XY = {"x": REAL, "y": REAL}


@pytest.mark.parametrize(
    ("function", "response", "outcome", "why"),
    [
        ("x^3", "3x^2", RIGHT, "a power"),
        ("x^3", "3x x", RIGHT, "written otherwise"),
        ("x^3", "x^2", WRONG, "the coefficient is missing"),
        ("sin(x^2)", "2x cos(x^2)", RIGHT, "the chain rule"),
        ("sin(x^2)", "cos(x^2) * 2 * x", RIGHT, "in another order"),
        ("ln(1 + e^x)", "sigmoid(x)", RIGHT, "softplus"),
        ("ln(1 + e^x)", "e^x/(1 + e^x)", RIGHT, "softplus, as people write it"),
        ("ln(1 + e^x)", "1/(1 + e^x)", WRONG, "the inner derivative is missing"),
        ("sigmoid(x)", "sigmoid(x)(1 - sigmoid(x))", RIGHT, "the sigmoid"),
        ("sigmoid(x)", "e^-x/(1 + e^-x)^2", RIGHT, "the sigmoid, written out"),
        ("sigmoid(x)", "sigmoid(x)^2", WRONG, "one factor is another"),
        ("tanh(x)", "1 - tanh(x)^2", RIGHT, "the other activation"),
        ("x ln x", "ln x + 1", RIGHT, "the entropy's term"),
        ("x ln x", "ln x", WRONG, "half of the product rule"),
        ("(x - 3)^2/2", "x - 3", RIGHT, "a squared error"),
        ("(x - 3)^2/2", "2(x - 3)", WRONG, "the half is forgotten"),
        ("e^(-x^2/2)", "-x e^(-x^2/2)", RIGHT, "a bell"),
        ("e^(-x^2/2)", "x e^(-x^2/2)", WRONG, "the sign"),
        ("|x|", "x/|x|", RIGHT, "beside the corner"),
        ("relu(x)", "(1 + sign(x))/2", RIGHT, "beside the corner"),
        ("ln x", "1/x", RIGHT, "the formula goes on below 0, where the function ends"),
        ("ln x", "1/|x|", RIGHT, "the same where the function has a value"),
        ("ln x", "1/x^2", WRONG, "not the same where it has one"),
        ("5", "0", RIGHT, "a constant"),
        ("5", "5", WRONG, "a constant does not change"),
    ],
)
def test_the_derivative_is_worked_out_from_the_function(function, response, outcome, why):
    assert Derivative(function, "x").judge(response).outcome is outcome


@pytest.mark.parametrize(
    ("answer", "response", "sentence", "why"),
    [
        (
            Derivative("sin(x^2)", "x"),
            "cos(x^2)",
            "At x = 0.28 the function rises 0.5583 per unit of x; your formula says 0.9969.",
            "it rises",
        ),
        (
            Derivative("e^(-x)", "x"),
            "e^(-x)",
            "At x = 0.28 the function falls 0.7558 per unit of x, a slope of -0.7558; "
            "your formula says 0.7558.",
            "it falls",
        ),
        (
            Derivative("x^3", "x"),
            "x^2",
            "At x = 2 the function rises 12 per unit of x; your formula says 4.",
            "a polynomial at a simple point",
        ),
        (
            Derivative("(x - 2)^2", "x"),
            "2x",
            "At x = 2 the function neither rises nor falls along x; your formula says 4.",
            "level",
        ),
        (
            Derivative("3x + 2", "x"),
            "3x",
            "This is not how fast the function changes.",
            "3 would be the answer",
        ),
        (
            Derivative("3x + 2", "x"),
            "2",
            "This is not how fast the function changes.",
            "3 would be the answer",
        ),
        (
            Derivative("x^4", "x", order=2),
            "4x^3",
            "At x = 2 the slope of the function changes by 48 per unit of x; your formula says 32.",
            "the second derivative",
        ),
        (
            Derivative("x^5", "x", order=3),
            "20x^3",
            "At x = 2 the derivative of order 3 of the function is 240; your formula says 160.",
            "the third derivative",
        ),
        (
            Derivative("x^2 y", "x", ["x", "y"]),
            "x^2",
            "At x = 2, y = 3 the function rises 12 per unit of x; your formula says 4.",
            "a partial derivative",
        ),
        (
            Derivative("x^2", "x"),
            "2x + sqrt(-x^2 - 1)",
            "At x = 0.28 your formula has no value, but the function has a slope there.",
            "undefined",
        ),
        (
            Derivative("ln x + x^2", "x"),
            "1/x + x",
            "At x = 0.28 the function rises 4.131 per unit of x; your formula says 3.851.",
            "a function that ends, at a point where it has a value",
        ),
    ],
)
def test_a_wrong_derivative_is_told_by_the_slope(answer, response, sentence, why):
    assert answer.judge(response).feedback == sentence


@pytest.mark.parametrize(
    ("needed", "yours", "order", "sentence"),
    [
        ("1 - 2 i", "3", 1, "At x = 1 f changes by 1 - 2 i per unit of x; your formula says 3."),
        ("undefined", "3", 1, "At x = 1 your formula has a value, but f has no slope there."),
        ("3", "undefined", 2, "At x = 1 your formula has no value, but f has a derivative of order 2 there."),
    ],
)
def test_rarer_sentences_about_slopes(needed, yours, order, sentence):
    evidence = Evidence("slope", at={"x": "1"}, needed=needed, yours=yours)
    assert slope(evidence, variable="x", order=order, subject="f") == sentence


def test_a_note_stands_behind():
    evidence = Evidence("slope", at={"x": "1"}, needed="2", yours="2", note="They differ late.")
    assert slope(evidence, variable="x").endswith("your formula says 2. They differ late.")


def test_the_evidence_is_a_slope():
    evidence = Derivative("sin(x^2)", "x").judge("cos(x^2)").evidence[0]
    assert evidence == Evidence("slope", at={"x": "0.28"}, needed="0.5583", yours="0.9969")


def test_the_slope_told_is_the_measured_one():
    """Against a difference quotient, which knows no rule of differentiation."""
    evidence = Derivative("x^2 e^(-x) sin(3x)", "x").judge("2x e^(-x)").evidence[0]
    at = mpmath.mpf(evidence.at["x"])

    def f(x):
        return x**2 * mpmath.exp(-x) * mpmath.sin(3 * x)

    step = mpmath.mpf(10) ** -6
    rise = (f(at + step) - f(at - step)) / (2 * step)
    assert math.isclose(float(evidence.needed), rise, rel_tol=1e-3)


@pytest.mark.parametrize(
    ("answer", "names", "why"),
    [
        (Derivative("x^2", "x"), {"x": REAL}, "the variable"),
        (Derivative("x^2 y", "x", "x, y"), {"x": REAL, "y": REAL}, "names in one text"),
        (Derivative(sympy.Symbol("t", positive=True) ** 2, "t"), {"t": POSITIVE}, "those of SymPy"),
        (Derivative("x^2", sympy.Symbol("x", positive=True)), {"x": POSITIVE}, "a SymPy variable"),
        (
            Gradient(sympy.Symbol("u") * sympy.Symbol("v"), ["v", "u"]),
            {"u": REAL, "v": REAL},
            "of a gradient",
        ),
        (Jacobian([sympy.Symbol("u") * 2, "u^2"], ["u"]), {"u": REAL}, "of several functions"),
        (Derivative("x y", "x", Notation(names=XY)), XY, "a whole notation"),
    ],
)
def test_names_are_settled_as_for_an_expression(answer, names, why):
    assert dict(answer.notation.names) == names


def test_the_derivative_is_its_own_right_answer():
    for answer in (
        Derivative("x^x", "x", {"x": POSITIVE}),
        Derivative("sin(x)/x", "x", order=3),
        Gradient("x^2 sin(y)", "x, y"),
        Jacobian(["x y", "x/y"], "x, y"),
    ):
        assert answer.judge(answer.reference_text()).outcome is RIGHT
        assert answer.judge(to_plain(answer.reference_reading().tree)).outcome is RIGHT


def test_what_is_shown_is_the_authors_and_what_is_judged_by_is_worked_out():
    answer = Derivative("ln(5x)/ln(2)", "x", {"x": POSITIVE}, shown="1/(x*ln(2))")
    assert answer.reference_text() == "1/(x*ln(2))"
    assert answer.reference_reading().plain == "1/(x*ln(2))"
    mistaken = Derivative("ln(5x)/ln(2)", "x", {"x": POSITIVE}, shown="1/x")
    assert mistaken.judge(mistaken.reference_text()).outcome is Outcome.WRONG
    assert mistaken.judge("1/(x ln(2))").outcome is Outcome.RIGHT


def test_a_gradient_too_is_shown_as_its_author_wrote_it():
    names = {"x": POSITIVE, "y": POSITIVE}
    answer = Gradient("3 sqrt(x) y", ["x", "y"], names, shown="[3*y/(2*sqrt(x)), 3*sqrt(x)]")
    assert answer.reference_text() == "[3*y/(2*sqrt(x)), 3*sqrt(x)]"
    assert answer.reference_reading().plain == answer.reference_text()
    mistaken = Gradient("3 sqrt(x) y", ["x", "y"], names, shown="[3*y, 3*sqrt(x)]")
    assert mistaken.judge(mistaken.reference_text()).outcome is PARTLY
    assert mistaken.judge(answer.reference_text()).outcome is RIGHT


def test_a_tolerance_is_kept():
    answer = Derivative("x^2", "x", tolerance=Tolerance(relative=0.01))
    assert answer.judge("2.001 x").outcome is RIGHT
    assert answer.with_reference("3x").judge("3.001 x").outcome is RIGHT


@pytest.mark.parametrize(
    ("make", "sentence", "why"),
    [
        (lambda: Derivative("x^2", "y", ["x"]), "The question does not declare y.", "another variable"),
        (
            lambda: Derivative("x y", "x"),
            "The right answer cannot be read.",
            "names",
        ),
        (
            lambda: Derivative("C(x, 2)", "x"),
            "there is no rule here for the derivative of binomial",
            "no rule",
        ),
        (lambda: Derivative("x^", "x"), "The right answer cannot be read.", "no function"),
        (lambda: Derivative("x", "x", order=0), "The order of a derivative is 1 to 10; got 0.", "order 0"),
        (lambda: Derivative("x", "x", order=11), "The order of a derivative is 1 to 10; got 11.", "order 11"),
        (lambda: Gradient("x", []), "A gradient needs at least one variable.", "no variable"),
        (lambda: Jacobian("[[x, x], [x, x]]", "x"), "A Jacobian is of a list of functions", "a matrix"),
    ],
)
def test_what_cannot_be_asked_is_the_authors_error(make, sentence, why):
    with pytest.raises(AnswerError, match=sentence.replace("(", r"\(")):
        make()


@pytest.mark.parametrize(
    ("function", "response", "outcome", "credit", "why"),
    [
        ("x^2 y", "[2x y, x^2]", RIGHT, 1, "a list"),
        ("x^2 y", "[[2x y], [x^2]]", RIGHT, 1, "a column"),
        ("x^2 y", "[[2x y, x^2]]", WRONG, 0, "a row"),
        ("x^2 y", "[2x y, 2x]", PARTLY, 0.5, "one entry"),
        ("x^2 y", "[x^2, 2x y]", WRONG, 0, "swapped"),
        ("x^2 y", "[2x y, x^2, 0]", WRONG, 0, "too long"),
        ("ln x + y", "[1/|x|, 1]", RIGHT, 1, "where the function has a value"),
        ("x ln x + y", "[ln x, 1]", PARTLY, 0.5, "one entry of a function that ends"),
        ("x ln x + y", "[ln x, 2]", WRONG, 0, "none, of a function that ends"),
        ("(x - y)^2/2", "[x - y, y - x]", RIGHT, 1, "a squared difference"),
        ("ln(e^x + e^y)", "[e^x/(e^x + e^y), e^y/(e^x + e^y)]", RIGHT, 1, "softmax from log-sum-exp"),
    ],
)
def test_a_gradient_is_judged_entry_by_entry(function, response, outcome, credit, why):
    verdict = Gradient(function, ["x", "y"]).judge(response)
    assert (verdict.outcome, verdict.credit) == (outcome, credit)


def test_a_wrong_entry_of_a_gradient_is_called_by_its_variable():
    verdict = Gradient("x^2 y", ["x", "y"]).judge("[2x y, 2x]")
    assert verdict.feedback == (
        "1 of 2 entries is right. Look again at the entry for y. "
        "At x = 3 the function rises 9 per unit of y; your formula says 6."
    )
    assert [(item.kind, item.where) for item in verdict.evidence] == [("slope", "the entry for y")]


def test_a_constant_entry_is_not_told():
    verdict = Gradient("3x + y^2", ["x", "y"]).judge("[2, y]")
    assert verdict.feedback == (
        "None of the entries is right. At y = 2 the function rises 4 per unit of y; your formula says 2."
    )
    assert verdict.evidence[0].needed == ""
    assert Gradient("ln x + 3y", ["x", "y"]).judge("[1/x, 2]").evidence[0].needed == ""
    assert Gradient("3x + y", ["x", "y"]).judge("[3, 2]").feedback == (
        "1 of 2 entries is right. Look again at the entry for y."
    )


def test_a_shape_is_told_as_for_any_array():
    verdict = Gradient("x y", ["x", "y"]).judge("[[y, x]]")
    assert verdict.feedback.startswith("You wrote a row, but a column is needed.")


@pytest.mark.parametrize(
    ("response", "outcome", "credit", "why"),
    [
        ("[[y, x], [1, 2y]]", RIGHT, 1, "one row a function"),
        ("[[y, 1], [x, 2y]]", PARTLY, 0.5, "the other layout"),
        ("[[y, x], [1, y]]", PARTLY, 0.75, "one entry"),
        ("[y, x]", WRONG, 0, "a gradient"),
    ],
)
def test_a_jacobian_has_a_row_for_each_function(response, outcome, credit, why):
    for functions in (["x y", "x + y^2"], "[x y, x + y^2]"):
        verdict = Jacobian(functions, ["x", "y"]).judge(response)
        assert (verdict.outcome, verdict.credit) == (outcome, credit)


def test_a_wrong_entry_of_a_jacobian_is_called_by_its_place():
    verdict = Jacobian(["x y", "x + y^2"], ["x", "y"]).judge("[[y, x], [1, y]]")
    assert verdict.feedback == (
        "3 of 4 entries are right. Look again at row 2, column 2. "
        "At y = 2 component 2 of the function rises 4 per unit of y; your formula says 2."
    )


@pytest.mark.parametrize(
    ("answer", "response", "names", "why"),
    [
        (Derivative("sin(x^2)", "x"), "cos(x^2)", ["inner-derivative-missing"], "a derivative"),
        (Derivative("x^3", "x"), "-3x^2", ["sign"], "a rule of the right answer"),
        (Derivative("x^4", "x", order=2), "4x^3", ["derivative-order"], "one too few"),
        (Derivative("x^4", "x", order=2), "x^4", ["not-differentiated"], "the function"),
        (
            Gradient("sin(x y)", "x, y"),
            "[cos(x y), cos(x y)]",
            ["inner-derivative-missing"],
            "in both entries",
        ),
        (Gradient("sin(x y)", "x, y"), "[y cos(x y), cos(x y)]", ["inner-derivative-missing"], "in one"),
        (Gradient("x^2 y", "x, y"), "[x^2, 2x y]", ["partial-wrong-variable"], "swapped"),
        (Gradient("x^2 y", "x, y"), "[3, x + 17]", [], "no known way"),
        (Jacobian(["x y", "x + y^2"], "x, y"), "[[y, 1], [x, 2y]]", ["transposed"], "the other layout"),
        (
            Jacobian(["e^(2x)", "y"], "x, y"),
            "[[e^(2x), 0], [0, 1]]",
            ["inner-derivative-missing"],
            "an entry",
        ),
    ],
)
def test_these_answers_bring_their_slips(answer, response, names, why):
    verdict = name_derived_slips(answer.judge(response), response, answer)
    assert [slip.name for slip in verdict.slips][: len(names) or None] == names


def test_an_author_can_name_slips_of_these_too():
    answer = Gradient("x^2 y", "x, y")
    verdict = name_slips(answer.judge("[x, y]"), "[x, y]", answer, [Slip("copied", "[x, y]", "No.")])
    assert [slip.name for slip in verdict.slips] == ["copied"]


leaves = st.sampled_from([Name("x"), Name("x"), Name("y"), num(2), num(3)])
functions = st.recursive(
    leaves,
    lambda parts: st.one_of(
        st.builds(lambda head, a, b: Apply(head, (a, b)), st.sampled_from(["+", "*", "/"]), parts, parts),
        st.builds(lambda a, k: Apply("^", (a, num(k))), parts, st.integers(2, 4)),
        st.builds(lambda head, a: Apply(head, (a,)), st.sampled_from(["sin", "exp", "tanh"]), parts),
    ),
    max_leaves=5,
)


@given(functions)
@settings(max_examples=50, deadline=None)
def test_whatever_the_function_its_derivative_is_right_and_another_is_not(function):
    answer = Derivative(function, "x", real_names(["x", "y"]))
    assert answer.judge(answer.reference_text()).outcome is not WRONG
    shifted = answer.judge(f"({answer.reference_text()}) + 1/8")
    assume(shifted.outcome is not Outcome.UNDECIDED)
    assert shifted.outcome is WRONG
    assert shifted.evidence[0].kind in ("slope", "counterexample", "exact")
