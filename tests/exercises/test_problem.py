"""Slips that nobody wrote down are named too, and steps know what they say is equal."""

from __future__ import annotations

import pytest
from sympy import Matrix, Symbol, expand

from gradcheck_exercises import Part, Problem, Slip, say, step
from gradcheck_grader import Expression, Number, Outcome
from gradcheck_grader.syntax.tree import num

x = Symbol("x")


def part(**settings):
    slips = (Slip("inner-dropped", "cos(x^2)", "What of the inner function?"),)
    return Part(say("Differentiate."), Expression("2x cos(x^2)", names=["x"]), slips=slips, **settings)


@pytest.mark.parametrize(
    ("response", "derive", "names", "why"),
    [
        ("cos(x^2)", True, ["inner-dropped"], "the author's own slip, and no other"),
        ("-2x cos(x^2)", True, ["sign"], "a slip that the grader knows of itself"),
        ("-2x cos(x^2)", False, [], "the part wants the author's slips alone"),
        ("2x cos(x^2)", True, [], "right"),
        ("x^7 + 3", True, [], "nobody knows how this came about"),
    ],
)
def test_a_wrong_response_is_named(response, derive, names, why):
    problem = Problem(say("Let $f(x) = \\sin(x^2)$."), (part(derive_slips=derive),))
    verdict = problem.judge({"a": response})["a"]
    assert [slip.name for slip in verdict.slips] == names, why


@pytest.mark.parametrize("response", ["-2x cos(x^2)", "2x sin(x^2)", "cos(x^2)", "2x", "2 x cos(x^2)", "(x"])
def test_a_name_changes_neither_outcome_nor_credit(response):
    named, bare = (
        Problem(say("So?"), (part(derive_slips=derive),)).judge({"a": response})["a"]
        for derive in (True, False)
    )
    assert (named.outcome, named.credit, named.feedback) == (bare.outcome, bare.credit, bare.feedback)


def test_what_is_right_has_no_slip():
    verdict = Problem(say("So?"), (Part(say("?"), Number(4)),)).judge({"a": "4"})["a"]
    assert (verdict.outcome, verdict.slips) == (Outcome.RIGHT, ())


@pytest.mark.parametrize(
    ("made", "equation", "why"),
    [
        (
            step("Multiply out", (x + 1) ** 2, expand((x + 1) ** 2)),
            ((x + 1) ** 2, expand((x + 1) ** 2)),
            "objects",
        ),
        (step("So", "${f}$", "$${g}$$", f=x, g=x + 0), (x, x), "one object fills each template"),
        (step("So", Matrix([1, 2]), "$A$"), None, "the right side is a template"),
        (step("So", "$f = {f}$", x, f=x), None, "there is more than the object"),
        (step("So", "", x), None, "nothing before"),
        (step("So", num(2), 2), (num(2), 2), "trees and numbers"),
    ],
)
def test_a_step_knows_what_it_says_is_equal(made, equation, why):
    assert made.equation == equation, why


def test_a_step_of_objects_is_shown_like_one_of_templates():
    given = step("Multiply out", (x + 1) ** 2, expand((x + 1) ** 2))
    assert given.markdown() == "Multiply out: $\\left(x + 1\\right)^{2}$ = $x^{2} + 2 x + 1$"
    assert given.terminal() == "Multiply out\n    (x + 1)² = x² + 2·x + 1"
