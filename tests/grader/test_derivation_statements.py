"""Working with equations and inequalities, line by line."""

from __future__ import annotations

import pytest

from gradcheck_grader import (
    POSITIVE,
    REAL,
    AnswerError,
    Derivation,
    Notation,
    Outcome,
    first_wrong_step,
    parse,
    real_names,
)

RIGHT, PARTLY, WRONG, UNREADABLE = Outcome.RIGHT, Outcome.PARTLY_RIGHT, Outcome.WRONG, Outcome.UNREADABLE
LINEAR = Derivation("2x + 3 = 7", "x = 2", "x")
SQUARE = Derivation("x^2 = 4", "x = 2 or x = -2", "x")
ONE_WAY = Derivation("x = 3", "x^2 = 9", "x", relation="⇒")
REGION = Derivation("x^2 - 4 < 0", "-2 < x < 2", "x")
FORMULA = Derivation("a x + b = 3", "x = (3 - b)/a", {"x": REAL, "a": POSITIVE, "b": REAL})
STRICT = Derivation("x^2", "x^4 + 1", "x", relation="<")

ROWS = [
    (LINEAR, "2x + 3 = 7 ⇔ 2x = 4 ⇔ x = 2", RIGHT, 1, "arrows on one line"),
    (LINEAR, "2x + 3 = 7\n2x = 4\nx = 2", RIGHT, 1, "line breaks alone"),
    (LINEAR, "x = 2", RIGHT, 1, "steps may be left out"),
    (LINEAR, "2 = x", RIGHT, 1, "turned round"),
    (LINEAR, "x = 4/2\n= 2", RIGHT, 1, "a line that goes on with ="),
    (LINEAR, "\\begin{align} 2x &= 4 \\\\ x &= 2 \\end{align}", RIGHT, 1, "in LaTeX"),
    (LINEAR, "2x = 4\nx = 3", PARTLY, 0.5, "the second step"),
    (LINEAR, "2x = 10\nx = 5", WRONG, 0, "the first step"),
    (LINEAR, "2x = 4", PARTLY, 0.5, "not at the end"),
    (LINEAR, "2x = 4 => x = 2", RIGHT, 1, "a claim that is weaker, and true"),
    (LINEAR, "2x + 3 = 7", WRONG, 0, "the start again"),
    (LINEAR, "2x", UNREADABLE, 0, "no statement"),
    (LINEAR, "= 2", WRONG, 0, "goes on with the start: 2x + 3 = 2"),
    (SQUARE, "x = ±2", RIGHT, 1, "either sign"),
    (SQUARE, "x^2 - 4 = 0\n(x - 2)(x + 2) = 0\nx = 2 or x = -2", RIGHT, 1, "by factors"),
    (SQUARE, "|x| = 2\nx ∈ {2, -2}", RIGHT, 1, "as a set"),
    (SQUARE, "x = 2", WRONG, 0, "a solution is lost"),
    (SQUARE, "x^2 = 4 => x = 2", WRONG, 0, "lost with one arrow too"),
    (SQUARE, "x = 2 => x^2 = 4", WRONG, 0, "begins with the end"),
    (SQUARE, "x = 2 or x = -2 or x = 3", WRONG, 0, "a solution too many"),
    (SQUARE, "=> x = 2 or x = -2 or x = 3", PARTLY, 0.5, "true as it is claimed, but not the end"),
    (ONE_WAY, "x^2 = 9", RIGHT, 1, "the goal follows"),
    (ONE_WAY, "x^2 = 3x\nx^2 = 9", PARTLY, 0.5, "x = 0 solves the first line only"),
    (ONE_WAY, "x x = 9 <=> x^2 = 9", RIGHT, 1, "more is claimed, and true"),
    (ONE_WAY, "x = 3 ⇔ x^2 = 9", WRONG, 0, "more is claimed, and false"),
    (REGION, "x^2 < 4\n-2 < x < 2", RIGHT, 1, "an inequality solved"),
    (REGION, "(x - 2)(x + 2) < 0 ⇔ |x| < 2 ⇔ -2 < x and x < 2", RIGHT, 1, "by factors"),
    (REGION, "x^2 < 4\nx < 2", PARTLY, 0.5, "half of it lost"),
    (REGION, "x^2 < 4\n-2 <= x <= 2", PARTLY, 0.5, "the ends do not belong to it"),
    (FORMULA, "a x = 3 - b\nx = (3 - b)/a", RIGHT, 1, "letters"),
    (FORMULA, "a x = 3 + b\nx = (3 + b)/a", WRONG, 0, "a sign"),
    (STRICT, "< x^4 + 1/4\n< x^4 + 1", WRONG, 0, "equal where x^2 is one half"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "response", "outcome", "credit", "why"), ROWS, ids=lambda value: str(value)[:40]
)
def test_working_is_judged_line_by_line(answer, response, outcome, credit, why):
    verdict = answer.judge(response)
    assert (verdict.outcome, verdict.credit) == (outcome, credit)


@pytest.mark.parametrize(
    ("answer", "response", "sentence", "why"),
    [
        (
            LINEAR,
            "2x = 4\nx = 3",
            "Line 2, x = 3, does not follow from line 1. For x = 2 line 1 holds, but line 2 does not.",
            "a solution is lost",
        ),
        (
            SQUARE,
            "x^3 = 4x",
            "Line 1, x^3 = 4*x, does not follow from the start. "
            "For x = 0 line 1 holds, but the start does not.",
            "a solution is gained",
        ),
        (
            LINEAR,
            "2x = 4",
            "Every line follows from the one before, but you are not at the end yet.",
            "too early",
        ),
        (LINEAR, "2x + 3 = 7", "This is the start again: no step has been made yet.", "nothing"),
        (
            LINEAR,
            "2x = 4\nx",
            "The lines of this working are equations or inequalities; here only one side is written. "
            "Write both sides.",
            "one side",
        ),
        (
            REGION,
            "= 3",
            "A line that begins with = continues an equation, and there is none before it. Write both sides.",
            "nothing to go on with",
        ),
        (
            STRICT,
            "< x^4 + 1/4",
            "Line 1, x^4 + 1/4, should be more than the start, but is not for x = 0.707106….",
            "equal at a point that has no short decimal",
        ),
    ],
)
def test_what_is_said(answer, response, sentence, why):
    assert answer.judge(response).feedback == sentence


def test_what_was_read_is_shown_line_by_line():
    verdict = LINEAR.judge("2x=4 <=> x=2")
    assert verdict.read_as == "2*x = 4\n⇔ x = 2"
    assert verdict.latex == r"\begin{aligned} & 2 x = 4 \\ \Leftrightarrow & x = 2 \end{aligned}"


@pytest.mark.parametrize("answer", [LINEAR, SQUARE, ONE_WAY, REGION, FORMULA])
def test_start_and_goal_alone_are_right(answer):
    assert answer.judge(answer.reference_text()).outcome is RIGHT
    assert answer.decide(answer.reference_reading().tree).outcome is RIGHT


@pytest.mark.parametrize(
    ("make", "sentence", "why"),
    [
        (lambda: Derivation("x = 1", "x = 2", "x"), "The goal x = 2 does not follow", "iff"),
        (lambda: Derivation("x = 1", "x = 1", "x", relation="<="), "joined by iff, implies", "no arrow"),
    ],
)
def test_what_cannot_be_derived_is_the_authors_error(make, sentence, why):
    with pytest.raises(AnswerError, match=sentence):
        make()


STATEMENTS = Notation("condition", real_names("x"))


def test_the_first_wrong_step_of_an_equation():
    lines = [parse(text, STATEMENTS) for text in ("3x = 6", "x = 2", "x^2 = 4")]
    found = first_wrong_step(lines, STATEMENTS)
    assert (found.number, found.outcome, dict(found.evidence.at)) == (2, WRONG, {"x": "-2"})
    assert first_wrong_step(lines, STATEMENTS, relation="implies") is None
