"""Lines of working as they are cut, read and printed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck_grader import Limits, Notation, ResponseError, read, real_names, to_plain
from gradcheck_grader.syntax.lines import lines_of, other_readings, parse_lines, segments

NOTATION = Notation("derivation", real_names("xyab"))


def cut(text):
    return [(sign, to_plain(tree)) for sign, tree, _ in lines_of(parse_lines(text, NOTATION))]


@pytest.mark.parametrize(
    ("text", "lines", "why"),
    [
        ("x + 1", [("", "x + 1")], "one line"),
        ("x + x\n= 2x", [("", "x + x"), ("=", "2*x")], "a line that begins with ="),
        ("= 2x", [("=", "2*x")], "the start is left out"),
        ("<=> x = 2", [("iff", "x = 2")], "the start is left out"),
        ("x = 2", [("", "x = 2")], "a sign inside a line belongs to the line"),
        ("2x = 4\nx = 2", [("", "2*x = 4"), ("", "x = 2")], "two equations"),
        ("2x = 4 ⇔ x = 2", [("", "2*x = 4"), ("iff", "x = 2")], "an arrow on one line"),
        ("2x = 4 <=> x = 2", [("", "2*x = 4"), ("iff", "x = 2")], "an arrow in plain letters"),
        ("2x = 4 <==> x = 2", [("", "2*x = 4"), ("iff", "x = 2")], "a longer one"),
        ("2x = 4 ⟺ x = 2", [("", "2*x = 4"), ("iff", "x = 2")], "another arrow"),
        ("x = 2 => y = 3", [("", "x = 2"), ("implies", "y = 3")], "one way only"),
        ("x = 2 ⇒ y = 3", [("", "x = 2"), ("implies", "y = 3")], "the same"),
        ("2x = 4\n⇔ x = 2", [("", "2*x = 4"), ("iff", "x = 2")], "an arrow on a line of its own line"),
        ("2x = 4 ⇔\nx = 2", [("", "2*x = 4"), ("iff", "x = 2")], "an arrow at the end of a line"),
        ("a <= b\n<= b + 1", [("", "a <= b"), ("<=", "b + 1")], "an inequality that goes on"),
        ("a ≥ b\n≥ b - 1", [("", "a >= b"), (">=", "b - 1")], "the other way, in Unicode"),
        ("a\n< b\n> x", [("", "a"), ("<", "b"), (">", "x")], "strict ones"),
        ("x\n== x", [("", "x"), ("=", "x")], "as programmers write it"),
        ("\n\nx + 1\n\n= 1 + x\n", [("", "x + 1"), ("=", "1 + x")], "blank lines"),
        ("x\r\n= y", [("", "x"), ("=", "y")], "line breaks of another system"),
        ("x + 2a\n+ y\n= b", [("", "x + 2*a + y"), ("=", "b")], "a line that begins with + goes on"),
        ("(x\n+ 1)\n= y", [("", "x + 1"), ("=", "y")], "no cut inside brackets"),
        ("max(x,\ny)\n= y", [("", "max(x, y)"), ("=", "y")], "nor among arguments"),
        ("f'(x) = 2x\n= x + x", [("", "2*x"), ("=", "x + x")], "a name for what follows"),
        ("f(x) = 2x", [("", "2*x")], "the same"),
        ("L = 2x", [("", "2*x")], "a letter that is not declared"),
        ("f''(x)\n= 2x", None, "a name with nothing behind it"),
        ("y = 2x", [("", "y = 2*x")], "a letter that is declared"),
        ("2x\nf(x) = 2x", None, "later lines have no such name"),
        ("$2x = 4$", [("", "2*x = 4")], "dollar signs"),
        ("$$2x = 4 \\iff x = 2$$", [("", "2*x = 4"), ("iff", "x = 2")], "LaTeX's arrow"),
        ("2x = 4 \\implies x = 2", [("", "2*x = 4"), ("implies", "x = 2")], "one way"),
        ("2x = 4 \\Leftrightarrow x = 2", [("", "2*x = 4"), ("iff", "x = 2")], "another name of it"),
        ("\\[x \\\\ = y\\]", [("", "x"), ("=", "y")], "LaTeX's line break"),
        ("x \\\\[4pt] = y", [("", "x"), ("=", "y")], "with a distance"),
        (
            "\\begin{align*} f(x) &= x^2 \\\\ &= x \\cdot x \\end{align*}",
            [("", "x^2"), ("=", "x*x")],
            "an environment with signs below each other",
        ),
        (
            "\\begin{aligned} 2x + 3 &= 7 \\\\ x &= 2 \\end{aligned}",
            [("", "2*x + 3 = 7"), ("", "x = 2")],
            "equations below each other",
        ),
        (
            "\\frac{a}{2} \\\\ \\le \\frac{b}{2} \\\\ \\leq b",
            [("", "a/2"), ("<=", "b/2"), ("<=", "b")],
            "signs of LaTeX",
        ),
        ("x \\\\ = y", [("", "x"), ("=", "y")], "a line without a command is read as LaTeX like the others"),
    ],
)
def test_a_text_is_cut_into_lines(text, lines, why):
    if lines is None:
        with pytest.raises(ResponseError):
            cut(text)
    else:
        assert cut(text) == lines


@pytest.mark.parametrize(
    ("text", "message", "position", "why"),
    [
        ("x^2\n= x*(x\n= 3", "This bracket is never closed.", 8, "in the second line"),
        ("x^2\n= 3*q", "I do not know the name 'q'.", 8, "in the second line"),
        ("f(x) = q", "I do not know the name 'q'.", 7, "behind a name for what follows"),
        ("x = 2 =>", "Something is missing behind this arrow.", 6, "nothing behind"),
        ("x = 1 <=> <=> x = 2", "Something is missing behind this arrow.", 6, "nothing between"),
        ("", "There is nothing to read here.", 0, "nothing at all"),
        ("\n \n", "There is nothing to read here.", 0, "nothing but blanks"),
    ],
)
def test_a_line_that_cannot_be_read_is_pointed_at(text, message, position, why):
    with pytest.raises(ResponseError) as caught:
        parse_lines(text, NOTATION)
    assert (caught.value.message, caught.value.position) == (message, position)
    assert caught.value.text == text


def test_the_caret_stands_in_the_right_line():
    with pytest.raises(ResponseError) as caught:
        parse_lines("x + 1\n= 1 + * x\n= 3", NOTATION)
    assert caught.value.pointed().split("\n")[1:3] == ["  = 1 + * x", "        ^"]


def test_spans_are_those_of_the_whole_text():
    text = "x + x\n= 2x\n= 3x"
    assert [text[slice(*span)] for _, _, span in lines_of(parse_lines(text, NOTATION))] == [
        "x + x",
        "2x",
        "3x",
    ]


def test_a_long_text_is_refused_before_it_is_cut():
    with pytest.raises(ResponseError, match="longer than 20 characters"):
        parse_lines("x\n= x\n" * 9, NOTATION, Limits(characters=20))


def test_many_lines_are_read_in_time():
    assert len(segments("x\n" * 9_000)) == 9_000


@pytest.mark.parametrize(
    "text",
    [
        "x + x\n= 2*x",
        "2*x = 4\n⇔ x = 2",
        "x = 2\n⇒ x^2 = 4",
        "a <= b\n<= b + 1",
        "x = 2\ny = 3",
        "x*(x + 1)\n>= x - 1",
    ],
)
def test_what_is_printed_is_read_as_the_same(text):
    reading = read(text, NOTATION)
    assert reading.plain == text
    for printed in (reading.plain, reading.latex, reading.pretty):
        assert read(printed, NOTATION).tree == reading.tree


def test_latex_stands_below_each_other():
    assert read("x\n<= y", NOTATION).latex == r"\begin{aligned} & x \\ \le & y \end{aligned}"
    assert read("x + 1", NOTATION).latex == "x + 1"


def test_each_line_may_be_read_otherwise():
    text = "x\n= 1/2x"
    tree = parse_lines(text, NOTATION)
    assert [to_plain(lines_of(other)[1][1]) for other in other_readings(text, 1, tree, NOTATION)] == [
        "1/(2*x)"
    ]
    assert list(other_readings(text, 0, tree, NOTATION)) == []


pieces = st.sampled_from([*"xy12=<>+-*^()[]{}&$\\\n ⇔⇒|", "\\\\", "\\begin{align}", "=>"])
texts = st.lists(pieces, max_size=40).map("".join)


@given(texts)
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_or_refused(text):
    try:
        tree = parse_lines(text, NOTATION)
    except ResponseError as error:
        assert 0 <= error.position <= len(text)
        assert error.message
    else:
        assert all(0 <= start <= end <= len(text) for _, _, (start, end) in lines_of(tree))
