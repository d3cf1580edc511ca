"""Working with expressions, line by line: which line is the first wrong one, and what is earned."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gradcheck_grader import (
    POSITIVE,
    AnswerError,
    Derivation,
    Notation,
    Outcome,
    Slip,
    Verdict,
    at_level,
    first_wrong_step,
    name_slips,
    parse,
    real_names,
    to_plain,
)
from gradcheck_grader.syntax.tree import Apply, Name, num

RIGHT, PARTLY, WRONG, UNREADABLE, UNDECIDED = (
    Outcome.RIGHT,
    Outcome.PARTLY_RIGHT,
    Outcome.WRONG,
    Outcome.UNREADABLE,
    Outcome.UNDECIDED,
)
PRODUCT = Derivation("diff(x^2 sin(x), x)", "2x sin(x) + x^2 cos(x)", "x")
MEANS = Derivation("2 a b", "a^2 + b^2", "a, b", relation="<=")
LOG = Derivation("ln x", "x - 1", {"x": POSITIVE}, relation="≤")
STRICT = Derivation("x^2", "x^4 + 1", "x", relation="<")

ROWS = [
    (
        PRODUCT,
        "diff(x^2 sin(x), x)\n= 2x sin x + x^2 cos x\n= x(2 sin x + x cos x)",
        RIGHT,
        1,
        "from the start to another form of the goal",
    ),
    (PRODUCT, "= 2x sin x + x^2 cos x", RIGHT, 1, "the start is left out"),
    (PRODUCT, "2x sin x + x^2 cos x", RIGHT, 1, "the sign is left out too"),
    (PRODUCT, "diff(x^2 sin x, x) = x^2 cos x + 2x sin x", RIGHT, 1, "all on one line"),
    (PRODUCT, "f'(x) = 2x sin x + x^2 cos x", RIGHT, 1, "with a name"),
    (PRODUCT, "= diff(x^2, x) sin x + x^2 diff(sin x, x)\n= 2x sin x + x^2 cos x", RIGHT, 1, "the rule"),
    (PRODUCT, "= 2x sin x + x^2 cos x\n= 2x sin x + x^2 cos x", RIGHT, 1, "a line repeated"),
    (PRODUCT, "= 2x cos x", WRONG, 0, "wrong at once"),
    (PRODUCT, "diff(x^2 sin x, x)\n= 2x cos x", WRONG, 0, "the start earns nothing"),
    (PRODUCT, "= 2x sin x + x^2 cos x\n= x(2 sin x - x cos x)", PARTLY, 0.5, "wrong in the second step"),
    (PRODUCT, "= 2x sin x + x^2 cos x\n= x(2 sin x - x cos x)\n= 3", PARTLY, 1 / 3, "and what follows"),
    (
        PRODUCT,
        "= sin x * 2x + x^2 cos x\n= sin x * 2x + x^2 cos x\n= 4",
        PARTLY,
        0.5,
        "a repeated line is no step",
    ),
    (PRODUCT, "diff(x^2 sin x, x)", WRONG, 0, "nothing but the start"),
    (PRODUCT, "= diff(x^2, x) sin x + x^2 diff(sin x, x)", PARTLY, 0.5, "the derivatives are not worked out"),
    (PRODUCT, "= 2x sin x + x^2 cos x <= 3", UNREADABLE, 0, "a sign that the question does not have"),
    (PRODUCT, "x = 2 or x = 3", UNREADABLE, 0, "no expression"),
    (PRODUCT, "2x sin x ⇔ 3", UNREADABLE, 0, "an arrow between expressions"),
    (PRODUCT, "= 2x sin x + x^2 cos(x", UNREADABLE, 0, "a bracket is open"),
    (Derivation("integral(2x, x, 0, 1)", "1", "x"), "= 1^2 - 0^2\n= 1", RIGHT, 1, "by the goal"),
    (Derivation("integral(2x, x, 0, 1)", "1", "x"), "= 2", WRONG, 0, "not the goal"),
    (Derivation("[x, x + x]", "[x, 2x]", "x"), "= [x, 2x]", RIGHT, 1, "an array"),
    (Derivation("[x, x + x]", "[x, 2x]", "x"), "= [x, x^2]", WRONG, 0, "an entry"),
    (Derivation("sqrt(x^2)", "|x|", "x"), "= |x|", RIGHT, 1, "a root of a square"),
    (Derivation("sqrt(x^2)", "|x|", "x"), "= x\n= |x|", WRONG, 0, "two wrongs that end well"),
    (MEANS, "2 a b <= 2 a b + (a - b)^2 = a^2 + b^2", RIGHT, 1, "a chain on one line"),
    (MEANS, "= (a + b)^2 - a^2 - b^2\n<= a^2 + b^2", RIGHT, 1, "= beside the sign"),
    (MEANS, "a^2 + b^2", RIGHT, 1, "the sign is left out"),
    (MEANS, "2 a b\na^2 + b^2", RIGHT, 1, "in both lines"),
    (STRICT, "x^2\nx^4 + 1", RIGHT, 1, "the start is not less than itself"),
    (MEANS, "<= 3a^2", WRONG, 0, "not so"),
    (MEANS, "2 a b\n< a^2 + b^2", WRONG, 0, "equal where a = b"),
    (MEANS, "<= a^2 + b^2 + 1", PARTLY, 0.5, "not the goal yet"),
    (MEANS, ">= a^2 + b^2", UNREADABLE, 0, "the other way"),
    (LOG, "<= x - 1", RIGHT, 1, "where both have a value"),
    (LOG, "< x - 1", WRONG, 0, "equal at 1"),
    (STRICT, "<= x^4 + 1/4\n< x^4 + 1", RIGHT, 1, "strict somewhere"),
    (STRICT, "<= x^4 + 1", PARTLY, 0.5, "strict nowhere"),
    (
        Derivation("x^2 + 1", "1", "x", relation=">="),
        "x^2 + 1 >= 0 + 1\n= 1",
        RIGHT,
        1,
        "downwards",
    ),
    (
        Derivation("(x + 1)^2", "x^2 + 2x + 1", "x", steps_needed=2),
        "= x^2 + 2x + 1",
        PARTLY,
        0.75,
        "one step of two",
    ),
    (
        Derivation("(x + 1)^2", "x^2 + 2x + 1", "x", steps_needed=2),
        "= (x + 1)(x + 1)\n= x^2 + x + x + 1\n= x^2 + 2x + 1",
        RIGHT,
        1,
        "steps enough",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "response", "outcome", "credit", "why"), ROWS, ids=lambda value: str(value)[:40]
)
def test_working_is_judged_line_by_line(answer, response, outcome, credit, why):
    verdict = answer.judge(response)
    assert (verdict.outcome, round(verdict.credit, 9)) == (outcome, round(credit, 9))


@pytest.mark.parametrize(
    ("answer", "response", "sentence", "why"),
    [
        (
            PRODUCT,
            "= 2x cos x",
            "Line 1, 2*x*cos(x), should be equal to the start, but at x = 0.28 the start gives 0.2301 "
            "and line 1 gives 0.5382.",
            "against the start",
        ),
        (
            MEANS,
            "<= 3a^2",
            "Line 1, 3*a^2, should be at least the start, but at a = 1/3, b = 7 the start gives 4.667 "
            "and line 1 gives 0.3333.",
            "an inequality",
        ),
        (
            MEANS,
            "2 a b\n< a^2 + b^2",
            "Line 2, a^2 + b^2, should be more than line 1, but at a = 1, b = 1 line 1 gives 2 "
            "and line 2 gives 2.",
            "equal at one point",
        ),
        (
            Derivation("2^(1/2)", "sqrt(2)"),
            "= 1.41",
            "Line 1, 1.41, should be equal to the start, but the start gives 1.414 and line 1 gives 1.41.",
            "numbers",
        ),
        (
            Derivation("x", "x + 0", "x"),
            "= sqrt(x)^2",
            "Line 1, sqrt(x)^2, should be equal to the start, but at x = -1.22 line 1 has no value, "
            "and the start has one.",
            "undefined",
        ),
        (
            STRICT,
            "<= x^4 + 1",
            "This shows the inequality, but not that the two are never equal.",
            "not strict",
        ),
        (
            Derivation("(x + 1)^2", "x^2 + 2x + 1", "x", steps_needed=2),
            "= x^2 + 2x + 1",
            "All of this is right, but show at least 2 steps; I count 1.",
            "too short",
        ),
        (
            MEANS,
            ">= 1",
            "The lines of this working are joined by <=; here stands >=. "
            "A chain goes one way only: write <= or = there.",
            "turned round",
        ),
        (
            PRODUCT,
            "<= 1",
            "The lines of this working are joined by =; here stands <=. Write = there.",
            "no inequality",
        ),
        (
            PRODUCT,
            "x = 2 or x = 3",
            "The lines of this working are expressions, joined by signs such as =. "
            "Write each line as an expression, with = before it.",
            "a condition",
        ),
    ],
)
def test_what_is_said(answer, response, sentence, why):
    assert answer.judge(response).feedback == sentence


def test_the_evidence_names_the_line():
    verdict = PRODUCT.judge("= 2x sin x + x^2 cos x\n= 2x sin x")
    evidence = verdict.evidence[0]
    assert (evidence.kind, evidence.where, dict(evidence.at)) == ("line", "line 2", {"x": "0.28"})
    assert (evidence.needed, evidence.yours) == ("0.2301", "0.1548")
    assert at_level(verdict, "where").feedback == "Part of this is right. Look again at line 2."


def test_an_error_is_pointed_at_in_the_whole_text():
    verdict = PRODUCT.judge("= 2x sin x\n= 3 + * x")
    assert verdict.error["at"][0] == 17
    assert verdict.feedback.startswith("Something is missing before this *.")


def test_another_reading_of_a_line_is_told():
    answer = Derivation("1/(2x)", "0.5/x", {"x": POSITIVE})
    verdict = answer.judge("= 1/2x")
    assert verdict.outcome is WRONG
    assert verdict.feedback.endswith(
        "I read line 1 as 1/2*x. If you mean 1/(2*x), write it with these brackets."
    )


def test_a_line_that_cannot_be_decided_goes_to_a_person():
    answer = Derivation("x", "x + 0", "x")
    verdict = answer.judge("= x + 0/(x - x)\n= x")
    assert verdict.outcome is UNDECIDED
    assert verdict.feedback.startswith("I could not decide whether line 1 follows from the start;")


def test_but_a_line_that_is_proved_wrong_is_wrong_whatever_stands_before():
    answer = Derivation("x", "x + 0", "x")
    assert answer.judge("= x + 0/(x - x)\n= x\n= x + 1").outcome is PARTLY


@pytest.mark.parametrize("answer", [PRODUCT, MEANS, LOG, STRICT])
def test_start_and_goal_alone_are_right(answer):
    assert answer.judge(answer.reference_text()).outcome is RIGHT
    assert answer.decide(answer.reference_reading().tree).outcome is RIGHT
    assert answer.reference_reading().plain == answer.reference_text()


def test_a_verdict_goes_through_json():
    verdict = MEANS.judge("<= 3a^2")
    assert Verdict.from_json(verdict.to_json()) == verdict


@pytest.mark.parametrize(
    ("make", "sentence", "why"),
    [
        (lambda: Derivation("x", "x + 1", "x"), r"The goal x \+ 1 does not follow from the start x\.", "="),
        (lambda: Derivation("x", "x - 1", "x", relation="<="), "The goal x - 1 does not follow", "<="),
        (
            lambda: Derivation("x", "x = 1", "x"),
            "Start and goal are two expressions or two statements",
            "mixed",
        ),
        (lambda: Derivation("x", "x", "x", relation="⇔"), "joined by =, <, <=, >, >=", "an arrow"),
        (lambda: Derivation("x", "y", "x"), "The right answer cannot be read", "a name"),
        (lambda: Derivation("x +", "x", "x"), "The right answer cannot be read", "no text"),
    ],
)
def test_what_cannot_be_derived_is_the_authors_error(make, sentence, why):
    with pytest.raises(AnswerError, match=sentence):
        make()


def test_another_goal_for_the_same_question():
    assert MEANS.with_reference("2a^2 + 2b^2").judge("<= 2a^2 + 2b^2").outcome is RIGHT


SQUARE = Derivation("(x + 1)^2", "x^2 + 2x + 1", "x", between=("(x + 1)(x + 1)",), steps_needed=2)


def test_lines_between_are_part_of_the_right_answer():
    assert SQUARE.reference_text() == "(x + 1)^2\n= (x + 1)*(x + 1)\n= x^2 + 2*x + 1"
    assert SQUARE.judge(SQUARE.reference_text()).outcome is RIGHT


def test_a_line_between_that_does_not_follow_is_the_authors_error():
    with pytest.raises(AnswerError, match=r"^The line x\^2 does not follow from \(x \+ 1\)\^2\.$"):
        Derivation("(x + 1)^2", "x^2 + 2x + 1", "x", between=("x^2",))


@pytest.mark.parametrize(
    ("response", "named", "why"),
    [
        ("= x^2 + 1", ["middle-term-lost"], "the wrong line alone"),
        (
            "(x + 1)^2\n= (x + 1)(x + 1)\n= 1 + x^2\n= 3",
            ["middle-term-lost"],
            "in another form, and more after",
        ),
        ("= (x + 1)(x + 1)", [], "right, and not finished"),
        ("= x^2 + 2", [], "another mistake"),
        ("= x^2 + 2x + 1", [], "too few steps are no slip"),
    ],
)
def test_a_wrong_line_names_the_slip_that_leads_to_it(response, named, why):
    slip = Slip("middle-term-lost", "x^2 + 1", "A square of a sum has three terms.")
    verdict = name_slips(SQUARE.judge(response), response, SQUARE, [slip])
    assert [one.name for one in verdict.slips] == named


def test_a_wrong_line_is_written_as_working():
    wrong = SQUARE.with_reference("x^2 + 1")
    assert wrong.reference_text() == "(x + 1)^2\n= x^2 + 1"
    assert wrong.judge(wrong.reference_text()).outcome is RIGHT
    assert wrong.judge("= (x").outcome is UNREADABLE
    assert wrong.with_reference("x^2 + 2x + 1").judge("= 1 + 2x + x^2").outcome is RIGHT


def test_a_wrong_statement_is_known_by_what_it_says():
    equation = Derivation("x^2 = 4", "x = 2 or x = -2", "x")
    assert equation.with_reference("x = 2").judge("2x = 4").outcome is RIGHT
    assert equation.with_reference("x = 2").judge("x = -2").outcome is WRONG


NOTATION = Notation(names=real_names("xy"))


@pytest.mark.parametrize(
    ("texts", "relation", "number", "why"),
    [
        (["(x + 1)^2", "x^2 + 2x + 1", "1 + x(x + 2)"], None, None, "all right"),
        (["(x + 1)^2", "x^2 + 2x + 1", "x^2 + 3x", "5"], None, 2, "the first wrong one"),
        (["x"], None, None, "one line"),
        ([], None, None, "no line"),
        (["x", "x^2 + 1", "x^2 + 2"], "<", None, "a chain"),
        (["x", "x^2", "x^2 + 2"], "<=", 1, "a wrong chain"),
    ],
)
def test_the_first_wrong_step_of_a_worked_solution(texts, relation, number, why):
    found = first_wrong_step([parse(text, NOTATION) for text in texts], NOTATION, relation=relation)
    assert (None if found is None else found.number) == number


leaves = st.sampled_from([Name("x"), Name("y"), num(2), num(3)])
expressions = st.recursive(
    leaves,
    lambda parts: st.one_of(
        st.builds(lambda head, a, b: Apply(head, (a, b)), st.sampled_from(["+", "*"]), parts, parts),
        st.builds(lambda head, a: Apply(head, (a,)), st.sampled_from(["sin", "exp", "neg"]), parts),
    ),
    max_leaves=5,
)


def rewritten(tree):
    """The same by another way: every sum and product the other way round."""
    if not isinstance(tree, Apply):
        return tree
    parts = [rewritten(part) for part in tree.args]
    return Apply(tree.head, tuple(parts[::-1] if tree.head in ("+", "*") else parts))


@given(expressions, st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_lines_that_say_the_same_are_right_and_the_first_other_one_is_found(tree, place):
    goal = Apply("+", (rewritten(tree), num(0)))
    answer = Derivation(tree, goal, ["x", "y"])
    lines = [to_plain(tree), *[to_plain(rewritten(tree)), f"0 + {to_plain(goal)}"] * 2]
    assume(answer.judge("\n= ".join(lines)).outcome is not UNDECIDED)
    assert answer.judge("\n= ".join(lines)).outcome is RIGHT
    lines[place] = f"{lines[place]} + 1"
    verdict = answer.judge("\n= ".join(lines))
    assume(verdict.outcome is not UNDECIDED)  # a tower of powers hides the 1
    assert verdict.evidence[0].where == f"line {place + 1}"
    assert verdict.outcome in (WRONG, PARTLY)
