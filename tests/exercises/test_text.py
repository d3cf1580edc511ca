"""A text is written once and reads well in both media."""

from __future__ import annotations

from fractions import Fraction

import pytest
from sympy import Matrix, Rational, Symbol, cos, exp

from gradcheck_exercises import ExerciseError, say
from gradcheck_exercises.problem import hints, step
from gradcheck_grader.syntax.tree import num

x = Symbol("x")
A = Matrix([[1, -2], [3, 4]])
LATEX_OF_A = r"\left[\begin{matrix}1 & -2\\3 & 4\end{matrix}\right]"


@pytest.mark.parametrize(
    ("template", "objects", "markdown", "terminal"),
    [
        (
            "Let $f(x) = {f}$.",
            {"f": cos(x**2)},
            r"Let $f(x) = \cos{\left(x^{2} \right)}$.",
            "Let f(x) = cos(x²).",
        ),
        ("One in {n}.", {"n": 250}, "One in 250.", "One in 250."),
        ("Take {p}.", {"p": Rational(1, 4)}, r"Take $\frac{1}{4}$.", "Take 1/4."),
        ("Take {p}.", {"p": Fraction(-3, 4)}, r"Take $- \frac{3}{4}$.", "Take -3/4."),
        ("Take ${p}$.", {"p": num(3)}, "Take $3$.", "Take 3."),
        ("$x^{n}$", {"n": 3}, "$x^{3}$", "x³"),
        (r"$\frac{a}{b}$", {"a": 1, "b": 2}, r"$\frac{1}{2}$", "1/2"),
        ("A test, {what}.", {"what": "for $x > 0$"}, "A test, for $x > 0$.", "A test, for x > 0."),
        ("$P({what})$", {"what": r"D \mid +"}, r"$P(D \mid +)$", "P(D | +)"),
        ("**Bold** and `[1, 2]`", {}, "**Bold** and `[1, 2]`", "Bold and [1, 2]"),
        ("- one\n- two", {}, "- one\n- two", "- one\n- two"),
    ],
)
def test_a_text_reads_in_both_media(template, objects, markdown, terminal):
    text = say(template, **objects)
    assert text.markdown() == markdown
    assert text.terminal().replace("−", "-") == terminal


def test_a_displayed_matrix_is_a_block_in_the_terminal():
    text = say(r"Here $$A = {A}, \quad c = {c}$$ is given.", A=A, c=exp(x))
    assert text.markdown() == rf"Here $$A = {LATEX_OF_A}, \quad c = e^{{x}}$$ is given."
    assert text.terminal() == "Here\n\n    A = ⎡1  −2⎤,   c = exp(x)\n        ⎣3   4⎦\n\nis given."


def test_paragraphs_are_wrapped_and_formulas_are_not_broken():
    text = say("word " * 12 + "$a + b + c + d + e + f + g$ " + "word " * 12)
    lines = text.terminal(width=40).split("\n")
    assert all(len(line) <= 40 for line in lines)
    assert any("a + b + c + d + e + f + g" in line for line in lines)


def test_a_template_may_be_indented_like_its_code():
    text = say(
        """
        First paragraph,
        still the first.

        - an item
          that goes on
        - another
        """
    )
    assert text.terminal() == "First paragraph, still the first.\n\n- an item that goes on\n- another"


@pytest.mark.parametrize(
    ("template", "objects", "message"),
    [
        ("Let $x$.", {"f": x}, "does not use f"),
        ("Let {g}.", {}, "the text has {g}, but no object of that name"),
        ("Let $f = {g}$.", {}, "the text has {g}, but no object of that name"),
        ("Let $x.", {}, "a $ has no partner"),
        ("Let {p}.", {"p": 0.1}, "p is a float, which has no form in a text; quote it exactly"),
        ("Let {p}.", {"p": True}, "p is a bool"),
    ],
)
def test_a_text_that_cannot_stand_is_refused(template, objects, message):
    with pytest.raises(ExerciseError) as caught:
        say(template, **objects)
    assert message in str(caught.value)


def test_braces_of_latex_are_no_names():
    assert say(r"$\mathbf{w}^{top} x_{new}$").markdown() == r"$\mathbf{w}^{top} x_{new}$"


def test_hints_and_steps_share_their_objects():
    first, second, third = hints("One.", "Two ${a}$.", "Three ${a}$ and {b}.", a=x, b=2)
    assert [hint.tier for hint in (first, second, third)] == ["idea", "next step", "the step"]
    assert third.text.terminal() == "Three x and 2."
    shown = step("Rule {n}", "${a}$", "${b}$", n=1, a=x, b=2)
    assert shown.markdown() == "Rule 1: $x$ = $2$"
    assert shown.terminal() == "Rule 1\n    x = 2"
    assert step("Rule", "", "${b}$", b=2).terminal() == "Rule\n    2"


@pytest.mark.parametrize(
    "make", [lambda: hints("One.", "Two.", "Three.", a=x), lambda: step("Rule", "", "$2$", a=x)]
)
def test_an_object_that_no_text_uses_is_refused(make):
    with pytest.raises(ExerciseError, match="uses a"):
        make()


@pytest.mark.parametrize(
    ("template", "name", "refused", "why"),
    [
        (r"$\frac{du}{dx}$", "dx", True, "a derivative in Leibniz's notation"),
        (r"$\frac{du}{dx}$", "du", True, "also above the bar"),
        (r"$\mathbf{x}$", "x", True, "a letter in bold"),
        (r"$\bar{x}$", "x", True, "a mean"),
        (r"$\frac{a}{n}$ and ${a}$", "a", False, "an object above a bar"),
        (r"$x^{n}$", "n", False, "an exponent"),
        (r"$\frac{du}{dx}$ at {n}", "n", False, "LaTeX, and an object of another name"),
    ],
)
def test_no_object_has_a_name_that_stands_for_latex(template, name, refused, why):
    if not refused:
        assert "7" in say(template, **{name: 7}).markdown(), why
        return
    with pytest.raises(ExerciseError) as caught:
        say(template, **{name: 7})
    assert str(caught.value) == (
        f"the text {template!r} has {{{name}}} in LaTeX, and an object of that name. "
        "Give the object another name."
    )
