"""Readings: what a response says, in three prints, and whether it is of the kind that is asked for."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradcheck_grader.errors import ResponseError
from gradcheck_grader.limits import Limits
from gradcheck_grader.notation import COMPLEX, Notation, real_names
from gradcheck_grader.reading import read
from gradcheck_grader.syntax.parser import parse, readings
from gradcheck_grader.syntax.tree import Apply, Name

EXPRESSION = Notation(names=real_names(["x", "lambda"]))
NUMBER = Notation(kind="number")
ARRAY = Notation(kind="array", names=real_names(["x"]))
CHOICE = Notation(kind="choice", options=(("a", "It grows"), ("b", "It shrinks"), ("c", "It stays (nearly)")))


def test_a_reading_holds_the_tree_and_its_prints():
    reading = read("2x cos(x²)", EXPRESSION)
    assert reading.tree == parse("2x cos(x²)", EXPRESSION)
    assert reading.plain == "2*x*cos(x^2)"
    assert reading.pretty == "2·x·cos(x²)"
    assert reading.latex == r"2 x \cos\left(x^{2}\right)"


@pytest.mark.parametrize(
    ("text", "notation", "plain", "why"),
    [
        ("3/4", NUMBER, "3/4", "a fraction"),
        ("2π", NUMBER, "2*pi", "a constant is a number"),
        ("e^2 + sqrt 2", NUMBER, "e^2 + sqrt(2)", "an exact number"),
        ("2 + i", Notation(kind="number", constants=frozenset({"i"})), "2 + i", "a complex one"),
        ("λ x", EXPRESSION, "lambda*x", "an expression"),
        ("7", EXPRESSION, "7", "a number is an expression"),
        ("[1, x]", ARRAY, "[1, x]", "a vector"),
        ("(1, x)", ARRAY, "[1, x]", "as a tuple"),
        ("[1, 2; 3, x]", ARRAY, "[[1, 2], [3, x]]", "a matrix"),
        ("z", Notation(names={"z": COMPLEX}), "z", "a complex name"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_response_of_the_right_kind_is_read(text, notation, plain, why):
    assert read(text, notation).plain == plain


@pytest.mark.parametrize(
    ("marked", "notation", "message", "suggestion"),
    [
        (
            "2¦x",
            Notation(kind="number", names=real_names(["x"])),
            "This asks for a number, and 'x' is none.",
            "",
        ),
        ("¦[1, 2]", NUMBER, "This asks for one number, not for a list.", "Write one number."),
        ("¦[1, 2]", EXPRESSION, "This asks for one expression, not for a list.", "Write one expression."),
        (
            "x + ¦det([1, 2])",
            EXPRESSION,
            "This asks for one expression, not for a list.",
            "Write one expression.",
        ),
        ("¦x @ x", EXPRESSION, "This asks for one expression, not for a list.", "Write one expression."),
        (
            "¦x + 1",
            ARRAY,
            "This asks for a vector or a matrix.",
            "Write it entry by entry: [1, 2, 3], or [1, 2; 3, 4] for rows.",
        ),
        (
            "¦[1, 2] + [3, 4]",
            ARRAY,
            "This asks for a vector or a matrix.",
            "Write it entry by entry: [1, 2, 3], or [1, 2; 3, 4] for rows.",
        ),
        (
            "[1, 2*¦[3, 4]]",
            ARRAY,
            "An entry must be a single expression.",
            "Write every entry as a number or an expression.",
        ),
    ],
)
def test_a_response_of_another_kind_is_refused_at_its_place(marked, notation, message, suggestion):
    text, position = marked.replace("¦", ""), marked.index("¦")
    with pytest.raises(ResponseError) as caught:
        read(text, notation)
    assert caught.value.message == message
    assert caught.value.position == position
    assert caught.value.suggestion == (suggestion or "Write its value.")


def test_an_unknown_name_in_a_number_is_named():
    with pytest.raises(ResponseError, match="I do not know the name 'x'"):
        read("2x", NUMBER)


@pytest.mark.parametrize(
    ("text", "plain", "why"),
    [
        ("b", "b", "its key"),
        ("B", "b", "in capitals"),
        ("(b)", "b", "in brackets"),
        ("b)", "b", "half a bracket"),
        ("b.", "b", "with a full stop"),
        (" b \n", "b", "with blanks"),
        ("a, c", "a, c", "two keys"),
        ("c a", "a, c", "in the order of the question"),
        ("(c); (a)", "a, c", "however separated"),
        ("a, a", "a", "once is enough"),
        ("it shrinks", "b", "the text of the option"),
        ("It stays (nearly)", "c", "a text with brackets"),
    ],
    ids=lambda value: value,
)
def test_a_choice_is_read_by_key_or_by_text(text, plain, why):
    assert read(text, CHOICE).plain == plain


def test_the_tree_of_a_choice_is_a_name_or_a_set_of_names():
    assert read("B", CHOICE).tree == Name("b")
    assert read("c, a", CHOICE).tree == Apply("set", (Name("a"), Name("c")))
    assert read("a, c", CHOICE).latex == r"\text{a, c}"


@pytest.mark.parametrize(
    ("marked", "message", "suggestion"),
    [
        ("¦e", "There is no option 'e'.", "Write one of: a, b, c."),
        ("a, ¦d", "There is no option 'd'.", "Write one of: a, b, c."),
        ("¦ab", "There is no option 'ab'.", "Write one of: a, b, c."),
        ("¦,", "There is no option ','.", "Write one of: a, b, c."),
        ("¦", "There is nothing to read here.", "Write your answer."),
        ("¦ \n", "There is nothing to read here.", "Write your answer."),
    ],
)
def test_what_is_no_option_is_refused(marked, message, suggestion):
    text, position = marked.replace("¦", ""), marked.index("¦")
    with pytest.raises(ResponseError) as caught:
        read(text, CHOICE)
    assert (caught.value.message, caught.value.suggestion) == (message, suggestion)
    assert caught.value.position == position


def test_a_choice_has_limits_too():
    with pytest.raises(ResponseError, match="longer than 10 characters"):
        read("a" * 11, CHOICE, Limits(characters=10))


@given(st.text(max_size=30))
def test_a_choice_is_read_or_refused(text):
    try:
        assert set(read(text, CHOICE).plain.split(", ")) <= {"a", "b", "c"}
    except ResponseError as error:
        error.pointed().encode()


@pytest.mark.parametrize(
    ("text", "doubtful", "why"),
    [
        ("2x cos(x²)", False, "one way to read it"),
        ("sin x^2", True, "the square of x or of the sine"),
        ("1/2x", True, "x above or below"),
        ("sin^-1(x)", True, "the inverse or the reciprocal"),
        (r"\frac{1}{2} x", False, "LaTeX says what is below"),
    ],
)
def test_a_reading_says_whether_another_could_be_meant(text, doubtful, why):
    assert read(text, EXPRESSION).doubtful is doubtful
    assert (len(readings(text, EXPRESSION)) > 1) is doubtful


def test_a_text_on_several_lines_is_doubtful_since_the_lines_are_joined():
    assert read("[1, 2]\n[3, 4]", Notation("any")).doubtful


def test_what_is_only_judged_need_not_be_drawn():
    assert read("2x", EXPRESSION, pretty=False).pretty == ""
    assert read("2x", EXPRESSION, pretty=False).latex == read("2x", EXPRESSION).latex


def test_a_reading_survives_the_way_through_a_notebook():
    sent = json.loads(json.dumps(EXPRESSION.to_json()))
    assert read("λx", Notation.from_json(sent)) == read("λx", EXPRESSION)


def test_reading_needs_neither_numpy_nor_sympy():
    code = (
        "import sys; import gradcheck_grader.reading; "
        "print(sorted({'numpy', 'sympy'} & {name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
