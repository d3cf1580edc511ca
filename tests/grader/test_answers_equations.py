"""Equation and Solves: the same solutions, and values put into an equation."""

from __future__ import annotations

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck_grader import POSITIVE, REAL, AnswerError, Equation, Outcome, Solves, Tolerance, between

RIGHT, PARTLY, WRONG = Outcome.RIGHT, Outcome.PARTLY_RIGHT, Outcome.WRONG
UNREADABLE, UNDECIDED = Outcome.UNREADABLE, Outcome.UNDECIDED

EQUATIONS = [
    ("y = 2x + 1", "2x - y + 1 = 0", "x y", RIGHT, "terms moved"),
    ("y = 2x + 1", "4x - 2y = -2", "x y", RIGHT, "a multiple"),
    ("y = 2x + 1", "y - 1 = 2x", "x y", RIGHT, "half moved"),
    ("y = 2x + 1", "4x - 2y = 2", "x y", WRONG, "a sign"),
    ("y = 2x + 1", "y = 2x", "x y", WRONG, "a parallel line"),
    (
        "w_1 x + w_2 y + b = 0",
        "2b = -2w_1 x - 2w_2 y",
        "w_1 w_2 b x y",
        RIGHT,
        "a decision boundary, doubled",
    ),
    ("w_1 x + w_2 y + b = 0", "w_1 x + w_2 y = b", "w_1 w_2 b x y", WRONG, "the bias on the wrong side"),
    ("x^2 = 4", "abs(x) = 2", "x", RIGHT, "no multiple, and the same solutions"),
    ("x^2 = 4", "x = 2", "x", WRONG, "one solution of two"),
    ("x^2 = 4", "x = ±2", "x", RIGHT, "both signs"),
    ("x^2 = 4", "x = 2 or x = -2", "x", RIGHT, "as alternatives"),
    ("(x - 1)^2 = 0", "x = 1", "x", RIGHT, "a double solution is a solution"),
    ("x^2 + y^2 = 1", "sqrt(x^2 + y^2) = 1", "x y", RIGHT, "the unit circle by the norm"),
    ("x^2 + y^2 = 1", "x^2 + y^2 = 2", "x y", WRONG, "another radius"),
    ("x^2 + y^2 = 1", "y = sqrt(1 - x^2)", "x y", WRONG, "half of the circle"),
    ("x y = 0", "x = 0", "x y", WRONG, "one of two factors"),
    ("x y = 0", "x = 0 or y = 0", "x y", RIGHT, "both factors"),
    ("x = 1", "x^2 = 1", "x", WRONG, "squared"),
    ("y = x", "y^2 = x^2", "x y", WRONG, "squared in two names"),
    ("y = x", "y^3 = x^3", "x y", RIGHT, "cubed"),
    ("y = x", "(y - x)(x^2 + y^2 + 1) = 0", "x y", RIGHT, "times what is never 0"),
    ("y = x", "exp(x)(y - x) = 0", "x y", RIGHT, "times an exponential"),
    ("y = x", "x(y - x) = 0", "x y", WRONG, "times what may be 0"),
    ("y = x", "x(y - x) = 0", {"x": POSITIVE, "y": POSITIVE}, RIGHT, "which it is not for positive x"),
    ("y = x", "(y - x)((x - 1)^2 + y^2) = 0", "x y", WRONG, "with one point more"),
    ("y = x", "sqrt((x - 1)^2 + y^2)(y - x) = 0", "x y", WRONG, "with that point under a root"),
    ("y = x", "sqrt((x - sqrt(2))^2 + (y - sqrt(3))^2)(y - x) = 0", "x y", UNDECIDED, "a point no line met"),
    ("y = exp(x)", "ln(y) = x", "x y", RIGHT, "solved for the other name"),
    ("y = exp(x)", "ln(y) = x + 1", "x y", WRONG, "with a slip"),
    ("y = ln(x)", "exp(y) = x", "x y", RIGHT, "and back"),
    ("y = 1/x", "x y = 1", "x y", RIGHT, "a hyperbola"),
    ("p = 1/(1 + exp(-z))", "ln(p/(1 - p)) = z", "p z", RIGHT, "the logit"),
    ("p = 1/(1 + exp(-z))", "ln(p/(1 + p)) = z", "p z", WRONG, "the logit with a sign wrong"),
    ("y^2 = x", "y = ±sqrt(x)", "x y", RIGHT, "both branches"),
    ("y^2 = x", "y = sqrt(x)", "x y", WRONG, "one branch"),
    ("x y/x = 0", "x y = 0", "x y", WRONG, "an axis divided away"),
    ("(x^2 - x)/x = 0", "x(x - 1) = 0", "x", WRONG, "a solution divided away"),
    ("y = x^2/x", "y = x", "x y", RIGHT, "one point divided away does not count"),
    ("sqrt(x) = -1", "x = 1", "x", WRONG, "squared where nothing solves"),
    ("sqrt(x) = -1", "0 = 1", "x", RIGHT, "nothing solves either"),
    ("x^2 = -1", "0 = 1", "x", RIGHT, "no real solution"),
    ("0 = 1", "1 = 2", "x", RIGHT, "no solution at all"),
    ("exp(x) = 0", "1 = 2", "x", RIGHT, "never 0"),
    ("x = x", "y = y", "x y", RIGHT, "everything solves"),
    ("x^2 + y^2 = 0", "x = 0 and y = 0", "x y", RIGHT, "one point, two ways"),
    ("sin(x) = 0", "tan(x) = 0", "x", RIGHT, "the same zeros"),
    ("sin(x) = 0", "sin(2x) = 0", "x", WRONG, "zeros in between"),
    ("y = abs(x)", "y^2 = x^2 and y >= 0", "x y", RIGHT, "squared, with the sign said"),
    ("y = abs(x)", "y^2 = x^2", "x y", WRONG, "squared, without it"),
    (
        "theta = theta_0 - eta g",
        "theta_0 = theta + eta g",
        "theta theta_0 eta g",
        RIGHT,
        "an update, backwards",
    ),
    ("theta = theta_0 - eta g", "theta = theta_0 + eta g", "theta theta_0 eta g", WRONG, "uphill"),
    ("y = 2x + 1", "2x + 1", "x y", UNREADABLE, "no equation"),
    ("y = 2x + 1", "y = 2x +", "x y", UNREADABLE, "ends after a sign"),
]


@pytest.mark.parametrize(
    ("reference", "response", "names", "outcome", "why"), EQUATIONS, ids=[row[4] for row in EQUATIONS]
)
def test_an_equation_is_right_when_it_has_the_same_solutions(reference, response, names, outcome, why):
    verdict = Equation(reference, names).judge(response)
    assert verdict.outcome is outcome
    assert (verdict.credit == 1) is (outcome is RIGHT)


SWAPPED = [row for row in EQUATIONS if row[3] is not UNREADABLE and not {"or", "and"} & set(row[1].split())]


@pytest.mark.parametrize(
    ("reference", "response", "names", "outcome"),
    [row[:4] for row in SWAPPED],
    ids=[row[4] for row in SWAPPED],
)
def test_the_other_way_round_an_equation_ends_the_same(reference, response, names, outcome):
    if "±" not in response:
        assert Equation(response, names).judge(reference).outcome is outcome


SENTENCES = [
    ("x = 1", "x^2 = 1", "x", "x = -1 satisfies your equation, but it should not."),
    ("x^2 = 4", "x = 2", "x", "x = -2 is to be a solution, but does not satisfy your equation."),
    ("1 = 1", "1 = 2", "x", "Your equation is false, but it should be true."),
    ("x^2 = 4", "x + 1", "x", "An equation is needed here, such as y = 2x + 1."),
]


@pytest.mark.parametrize(("reference", "response", "names", "sentence"), SENTENCES)
def test_a_wrong_equation_is_shown_a_solution(reference, response, names, sentence):
    assert Equation(reference, names).judge(response).feedback == sentence


def test_without_scaling_sides_may_be_swapped_and_terms_moved():
    line = Equation("y = 2x + 1", "x y", scaling=False)
    assert line.judge("1 + 2x = y").outcome is RIGHT
    assert line.judge("2x - y + 1 = 0").outcome is RIGHT
    verdict = line.judge("4x - 2y = -2")
    assert (verdict.outcome, verdict.feedback) == (
        WRONG,
        "Your equation has the right solutions, but it is not the one asked for.",
    )
    assert "satisf" in line.judge("y = 3x + 1").feedback


def test_what_an_equation_is_solved_for_may_be_left_out():
    line = Equation("y = 2x + 1", "x y", solved_for="y")
    assert line.judge("2x + 1").outcome is RIGHT
    assert line.judge("2x + 1 = y").outcome is RIGHT
    assert line.judge("2x").outcome is WRONG
    verdict = line.judge("y - 2x = 1")
    assert (verdict.outcome, verdict.credit, verdict.evidence[0].kind) == (PARTLY, 0.5, "form")
    assert verdict.feedback == (
        "Your equation is right, but it is to be solved for y: write y = … without y on the right."
    )


x, y = sympy.symbols("x y")


def test_an_equation_may_come_from_sympy():
    answer = Equation(sympy.Eq(y, 2 * x), [x, y])
    assert answer.judge("2x - y = 0").outcome is RIGHT
    assert answer.decide(answer.reference_reading().tree).outcome is RIGHT
    assert answer.with_reference("y = 3x").judge("y/3 = x").outcome is RIGHT


@pytest.mark.parametrize(
    ("reference", "options", "message"),
    [
        ("x < 2", {}, "is no equation"),
        ("x + 1", {}, "is no equation"),
        ("x y = 1", {"solved_for": "y"}, "is not solved for y"),
        ("x = q", {}, "I do not know the name 'q'"),
    ],
)
def test_a_reference_that_is_no_equation_is_the_authors_error(reference, options, message):
    with pytest.raises(AnswerError, match=message):
        Equation(reference, "x y", **options)


@pytest.mark.parametrize(
    ("reference", "names"), [row[:1] + row[2:3] for row in EQUATIONS], ids=[row[4] for row in EQUATIONS]
)
def test_the_right_equation_in_words_is_right(reference, names):
    answer = Equation(reference, names)
    assert answer.judge(answer.reference_text()).outcome is RIGHT


lines = st.tuples(*[st.integers(-3, 3)] * 3)


@settings(max_examples=40, deadline=None)
@given(lines, lines)
def test_lines_are_the_same_when_their_coefficients_are_proportional(one, other):
    """The second way: the rank of a 2 by 3 matrix, and the degenerate cases by hand."""

    def text(line):
        return f"{line[0]}x + {line[1]}y + {line[2]} = 0".replace("+ -", "- ")

    minors = [one[i] * other[j] - one[j] * other[i] for i in range(3) for j in range(i)]
    kinds = [("line" if any(line[:2]) else "none" if line[2] else "all") for line in (one, other)]
    same = kinds[0] == kinds[1] and (kinds[0] != "line" or not any(minors))
    verdict = Equation(text(one), "x y").judge(text(other))
    assert verdict.outcome is (RIGHT if same else WRONG)


SOLUTIONS = [
    ("x^2 = 4", "x = 2 or x = -2", RIGHT, 1, "That is right.", "both"),
    ("x^2 = 4", "±2", RIGHT, 1, "That is right.", "both signs"),
    (
        *("x^2 = 4", "2", PARTLY, 0.5),
        "This value solves the equation, but one solution is missing.",
        "one of two",
    ),
    (
        *("x^2 = 4", "2, -2, 3", PARTLY, 2 / 3),
        "2 of your 3 values solve the equation, but 3 does not. "
        "For x = 3 the left side is 9 and the right side 4.",
        "one too many",
    ),
    (
        *("x^2 = 4", "2, 3", PARTLY, 0.5),
        "1 of your 2 values solves the equation, but 3 does not. One solution is missing. "
        "For x = 3 the left side is 9 and the right side 4.",
        "one wrong",
    ),
    (
        *("x^2 = 4", "3", WRONG, 0),
        "This value does not solve the equation. For x = 3 the left side is 9 and the right side 4.",
        "nothing right",
    ),
    ("x^2 = 4", "5, 6", WRONG, 0, "None of your values solves the equation.", "two wrong"),
    ("x^2 = 4", "{}", WRONG, 0, "The equation has a solution.", "no solution given"),
    ("x^2 = 4", "x > 1", WRONG, 0, "Values are needed here, such as x = 1 or x = 2.", "a condition"),
    (
        *("x^2 = 4", "4/x", UNREADABLE, 0),
        "x is what the equation is to be solved for: write its values without x.",
        "the unknown in a value",
    ),
    ("x^2 = 4", "2,", UNREADABLE, 0, None, "ends after a comma"),
    ("x^2 = -4", "{}", RIGHT, 1, "That is right.", "no real solution"),
    ("x^2 = -4", "2", WRONG, 0, None, "where there is none"),
    ("x^2 = 2", "±sqrt(2)", RIGHT, 1, "That is right.", "irrational ones"),
    (
        *("x^2 = 2", "±1.41421", WRONG, 0),
        "None of your values solves the equation.",
        "rounded ones",
    ),
    ("x^2 - x - 1 = 0", "(1 ± sqrt(5))/2", RIGHT, 1, "That is right.", "by the formula"),
    ("(x - 1)^2 = 0", "1", RIGHT, 1, "That is right.", "a double one"),
    ("x^3 - 6x^2 + 11x - 6 = 0", "1, 2, 3", RIGHT, 1, "That is right.", "three"),
    (
        *("x^3 - 6x^2 + 11x - 6 = 0", "1", PARTLY, 1 / 3),
        "This value solves the equation, but 2 solutions are missing.",
        "one of three",
    ),
    ("x^5 - x - 1 = 0", "1.1673", WRONG, 0, None, "a decimal, where no formula exists"),
    ("sqrt(x) = x - 2", "4", RIGHT, 1, "That is right.", "without the false one of squaring"),
    (
        *("sqrt(x) = x - 2", "1, 4", PARTLY, 0.5),
        "1 of your 2 values solves the equation, but 1 does not. "
        "For x = 1 the left side is 1 and the right side -1.",
        "with it",
    ),
    ("(x^2 - 1)/(x - 1) = 0", "-1", RIGHT, 1, "That is right.", "without the pole"),
    ("exp(x) = 2", "ln(2)", RIGHT, 1, "That is right.", "a logarithm"),
    ("exp(x) = 2", "0.69", WRONG, 0, None, "that logarithm rounded"),
    ("x log(x) = 0", "1", RIGHT, 1, "That is right.", "0 log 0 has no value"),
    ("1/x = 0", "{}", RIGHT, 1, "That is right.", "never 0"),
    ("abs(x - 1) = 3", "4, -2", RIGHT, 1, "That is right.", "two branches"),
]


@pytest.mark.parametrize(
    ("equation", "response", "outcome", "credit", "sentence", "why"),
    SOLUTIONS,
    ids=[row[5] for row in SOLUTIONS],
)
def test_a_value_is_right_when_it_solves_the_equation(equation, response, outcome, credit, sentence, why):
    verdict = Solves(equation).judge(response)
    assert (verdict.outcome, verdict.credit) == (outcome, pytest.approx(credit))
    assert sentence is None or verdict.feedback == sentence


def test_one_solution_is_enough_where_not_every_one_is_wanted():
    assert Solves("x^2 = 4", every=False).judge("-2").outcome is RIGHT
    assert Solves("abs(x) = x", every=False).judge("7").outcome is RIGHT
    assert Solves("x^2 = 4", every=False).judge("3").outcome is WRONG


def test_solutions_may_be_near_enough():
    within = Tolerance(places=4)
    assert Solves("x^2 = 2", tolerance=within).judge("±1.41421").outcome is RIGHT
    assert Solves("x^2 = 2", tolerance=within).judge("±1.415").outcome is WRONG
    verdict = Solves("x = cos(x)", tolerance=within).judge("0.73909")
    assert (verdict.outcome, verdict.evidence[0].note) == (
        RIGHT,
        "Other solutions were looked for between -10 and 10 only.",
    )


def test_only_solutions_in_the_domain_are_wanted():
    answer = Solves("sin(x) = 1/2", {"x": between(0, 3)})
    assert answer.judge("pi/6, 5pi/6").outcome is RIGHT
    assert answer.judge("pi/6").credit == 0.5
    assert "lies outside" in answer.judge("pi/6, 5pi/6, 13pi/6").feedback


def test_solutions_may_be_written_with_parameters():
    positive = {"x": REAL, "a": POSITIVE, "b": POSITIVE}
    assert Solves("a x = b", "x a b").judge("b/a").outcome is RIGHT
    assert Solves("a x = b", "x a b").judge("a/b").outcome is WRONG
    assert Solves("a x^2 = b", positive).judge("±sqrt(b/a)").outcome is RIGHT
    assert Solves("a x^2 = b", positive).judge("sqrt(b/a)").credit == 0.5


@pytest.mark.parametrize(
    ("equation", "names", "text"),
    [
        ("x^2 = 4", "x", "-2, 2"),
        ("a x = b", "x a b", "b/a"),
        ("x^2 - x - 1 = 0", "x", "(1 - sqrt(5))/2, (1 + sqrt(5))/2"),
        ("exp(x) = 2", "x", "ln(2)"),
    ],
)
def test_the_right_solutions_are_right(equation, names, text):
    answer = Solves(equation, names)
    assert text in answer.reference_text()
    assert answer.judge(answer.reference_text()).outcome is RIGHT
    assert answer.decide(answer.reference_reading().tree).outcome is RIGHT


@pytest.mark.parametrize(
    ("equation", "message"),
    [
        ("x < 2", "is no equation"),
        ("abs(x) = x", "infinitely many solutions"),
        ("x/x = 1", "infinitely many solutions"),
    ],
)
def test_an_equation_that_cannot_be_asked_for_is_the_authors_error(equation, message):
    with pytest.raises(AnswerError, match=message):
        Solves(equation)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-4, 4), min_size=1, max_size=4))
def test_the_roots_that_a_polynomial_was_made_of_are_its_solutions(roots):
    product = "".join(f"(x - {root})" if root >= 0 else f"(x + {-root})" for root in roots)
    given_roots = ", ".join(map(str, sorted(set(roots))))
    assert Solves(f"{product} = 0").judge(given_roots).outcome is RIGHT
    assert Solves(f"{product} = 0").judge(given_roots + ", 7").outcome is PARTLY


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="xy=±()12+-*/^ or", max_size=20))
def test_any_text_has_a_verdict(text):
    assert Equation("y = 2x", "x y").judge(text).outcome in Outcome
    assert Solves("x^2 = 4").judge(text).outcome in Outcome
