"""Tokens: what a character, a number and a word become, and where they stand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from gradcheck_grader.errors import AnswerError, ResponseError
from gradcheck_grader.limits import Limits
from gradcheck_grader.notation import Notation, real_names
from gradcheck_grader.syntax.lexer import tokenize
from gradcheck_grader.syntax.tree import Name, Num

NOTATION = Notation(names=real_names(["x", "y", "lambda", "w_12", "x_1", "alpha", "k9"]))


def pieces(text, notation=NOTATION):
    tokens = tokenize(text, notation)
    return [text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)][:-1]


@pytest.mark.parametrize(
    ("text", "value", "why"),
    [
        ("1", Fraction(1), "an integer"),
        ("007", Fraction(7), "leading zeros mean nothing"),
        ("1.5", Fraction(3, 2), "a decimal is exact"),
        ("0.1", Fraction(1, 10), "not the nearest binary fraction"),
        (".5", Fraction(1, 2), "no digit before the point"),
        ("5.", Fraction(5), "no digit after it"),
        ("3e-4", Fraction(3, 10000), "scientific"),
        ("3E+4", Fraction(30000), "with a capital and a plus"),
        ("3e−4", Fraction(3, 10000), "with a Unicode minus"),
        ("1.25e2", Fraction(125), "a decimal with an exponent"),
        ("2e3", Fraction(2000), "not 2*e*3"),
        ("1000", Fraction(1000), "the last cached one"),
        ("1001", Fraction(1001), "the first one that is not"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_number_has_its_exact_value(text, value, why):
    number = tokenize(text, NOTATION).nodes[0]
    assert isinstance(number, Num)
    assert (number.value, number.text) == (value, text)


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("2x", ["2", "x"], "a number ends where a letter begins"),
        ("2e", ["2", "e"], "an e without digits behind it is the constant"),
        ("2e-x", ["2", "e", "-", "x"], "so it is with a sign and no digits"),
        ("2e3x", ["2e3", "x"], "but with digits it belongs to the number"),
        ("xy", ["x", "y"], "two declared names without a sign"),
        ("lambdax", ["lambda", "x"], "the longest name first"),
        ("λx", ["λ", "x"], "a Greek letter is a word of its own"),
        ("xsinx", ["x", "sin", "x"], "a function between names"),
        ("sin2x", ["sin", "2", "x"], "digits behind a function"),
        ("xlnx", ["x", "ln", "x"], "the logarithm too"),
        ("xe", ["x", "e"], "constants take part"),
        ("x_1y", ["x_1", "y"], "an index inside a word"),
        ("x**2", ["x", "**", "2"], "two stars are one sign"),
        ("x * * 2", ["x", "*", "*", "2"], "unless they stand apart"),
        ("x<=y", ["x", "<=", "y"], "the longest sign first"),
        ("x\u00a0+\u2009y\u3000", ["x", "+", "y"], "blanks of any width"),
        ("\n x \n\t", ["x"], "line ends are blanks"),
        ("np.sin(x)", ["np.sin", "(", "x", ")"], "a module before a function"),
        ("x²¹y⁻³", ["x", "²¹", "y", "⁻³"], "raised digits are one token"),
        ("√x", ["√", "x"], "the root sign"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_text_is_cut_where_a_reader_would_cut_it(text, expected, why):
    assert pieces(text) == expected


@pytest.mark.parametrize(
    ("text", "name", "why"),
    [
        ("x", "x", "as declared"),
        ("λ", "lambda", "Greek for the declared word"),
        ("α", "alpha", "another"),
        ("x₁", "x_1", "lowered digits"),
        ("x_{1}", "x_1", "curly brackets around an index"),
        ("x1", "x_1", "an index without its mark, when no x1 is declared"),
        ("w12", "w_12", "two digits"),
        ("w₁₂", "w_12", "both lowered"),
        ("k_9", "k9", "and the other way"),
        ("k₉", "k9", "lowered, declared without a mark"),
        ("π", "pi", "a constant"),
        ("pi", "pi", "spelled out"),
        ("np.pi", "pi", "behind a module"),
        ("e", "e", "Euler's number"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_name_is_found_in_each_of_its_spellings(text, name, why):
    tokens = tokenize(text, NOTATION)
    assert tokens.nodes[0] == Name(name)
    assert (tokens.starts[0], tokens.ends[0]) == (0, len(text))


def test_two_names_that_differ_by_the_mark_only_stay_two():
    notation = Notation(names=real_names(["x1", "x_1"]))
    assert tokenize("x1", notation).nodes[0] == Name("x1")
    assert tokenize("x_1", notation).nodes[0] == Name("x_1")


def test_a_name_declared_in_greek_is_found_by_its_word():
    notation = Notation(names=real_names(["σ"]))
    assert tokenize("σ", notation).nodes[0] == Name("σ")
    assert tokenize("sigma", notation).nodes[0] == Name("σ")


@pytest.mark.parametrize("sign", ["·", "⋅", "∙", "×", "**", "÷", "∕", "⁄", "−", "–", "==", "≠", "≤", "≥"])
def test_each_sign_of_a_blackboard_has_a_kind(sign):
    assert tokenize(f"x{sign}y", NOTATION).kinds[1] in {"*", "^", "/", "-", "=", "!=", "<=", ">="}


@pytest.mark.parametrize(
    ("marked", "message", "suggestion", "why"),
    [
        ("2*|ｘ", "This ｘ is a special form of x (U+FF58).", "Type x instead.", "full-width letter"),
        ("x |＋ 1", "This ＋ is a special form of + (U+FF0B).", "Type + instead.", "full-width sign"),
        ("|（x)", "This （ is a special form of ( (U+FF08).", "Type ( instead.", "full-width bracket"),
        ("2|𝑥", "This 𝑥 is a special form of x (U+1D465).", "Type x instead.", "copied from a page"),
        ("|⅐", "This ⅐ is a special form of 1/7 (U+2150).", "Type 1/7 instead.", "a fraction sign"),
        (
            "2|х",
            "This is a Cyrillic letter that only looks like x.",
            "Type x on your keyboard.",
            "Cyrillic ha",
        ),
        ("|ο", "This is a Greek letter that only looks like o.", "Type o on your keyboard.", "omicron"),
        ("|Α", "This is a Greek letter that only looks like A.", "Type A on your keyboard.", "capital alpha"),
        ("x|\x00", "A character that cannot be seen stands here (U+0000).", "Delete it.", "NUL"),
        ("x|\x1b[2J", "A character that cannot be seen stands here (U+001B).", "Delete it.", "an escape"),
        (
            "x|\ud800",
            "A character that cannot be seen stands here (U+D800).",
            "Delete it.",
            "half a character",
        ),
        (
            "x|\u202e",
            "A character that cannot be seen stands here (U+202E, right-to-left override).",
            "Delete it.",
            "turns the text around",
        ),
        (
            "x|\u200b y",
            "A character that cannot be seen stands here (U+200B, zero width space).",
            "Delete it.",
            "from a web page",
        ),
        ("x|\ue000", "A character that cannot be seen stands here (U+E000).", "Delete it.", "private use"),
        (
            "x|'",
            "I cannot read the character ' here.",
            "Write a derivative itself: no name has a prime here.",
            "a quote mark",
        ),
        ('|"x"', 'I cannot read the character " here.', "", "a double one"),
        (
            r"|\frac{1}{2}",
            "I cannot read the character \\ here.",
            "Write plain maths: a/b for a fraction, sqrt(x) for a root, pi for the constant.",
            "LaTeX",
        ),
        (
            "|$x$",
            "I cannot read the character $ here.",
            "Write the maths alone, without dollar signs.",
            "dollars",
        ),
        (
            "30|°",
            "I cannot read the character ° here.",
            "Angles are in radians: write pi/180 for one degree.",
            "°",
        ),
        (
            "x |. y",
            "I cannot read the character . here.",
            "Write * for a product, and a decimal with its digits, such as 0.5.",
            "a dot alone",
        ),
        ("x|🙂", "I cannot read the character 🙂 here.", "", "not mathematics"),
        ("|‖x", "I cannot read the character ‖ here.", "", "a sign of another kind of answer"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isprintable() else "",
)
def test_a_foreign_character_is_refused_at_its_place(marked, message, suggestion, why):
    text, position = marked.replace("|", ""), marked.index("|")
    with pytest.raises(ResponseError) as caught:
        tokenize(text, NOTATION)
    assert (caught.value.message, caught.value.suggestion) == (message, suggestion)
    assert caught.value.position == position


@pytest.mark.parametrize("text", ["x\x1b[2J", "x\ud800", "x\u202e", "a\x00b", "lamda\u200f"])
def test_an_error_can_be_printed_and_stored_whatever_was_written(text):
    with pytest.raises(ResponseError) as caught:
        tokenize(text, NOTATION)
    shown = caught.value.pointed() + str(caught.value.to_json())
    shown.encode("utf-8")
    assert shown.replace("\n", "").isprintable()
    assert len(caught.value.text) == len(text)


@pytest.mark.parametrize(
    ("text", "message", "suggestion", "why"),
    [
        ("lamda", "'lamda'", "Did you mean lambda? This problem uses: lambda, x.", "a slip of the finger"),
        (
            "X",
            "'X'",
            "Did you mean x? Capital and small letters differ. This problem uses: lambda, x.",
            "capital",
        ),
        ("t", "'t'", "This problem uses: lambda, x.", "nothing near"),
        (
            "x2",
            "'x2'",
            "Write x^2 for a power, 2*x for a product. This problem uses: lambda, x.",
            "digits behind",
        ),
        ("log2x", "'log2x'", "Write log_2(x), or log(2x). This problem uses: lambda, x.", "read in two ways"),
        ("i", "'i'", "This problem uses: lambda, x.", "i is no constant of this question"),
        (
            "log_2x",
            "'log_2x'",
            "Write a logarithm to another base as log_2(x), or log(x, 2). This problem uses: lambda, x.",
            "where the base ends is not said",
        ),
        ("xcose", "'xcose'", "This problem uses: lambda, x.", "not the cosine of e"),
        ("gamma", "'gamma'", "This problem uses: lambda, x.", "a function only before a bracket"),
        ("C", "'C'", "This problem uses: lambda, x.", "no constant of integration here"),
        ("σ", "'σ'", "This problem uses: lambda, x.", "no sigma is declared"),
        ("np.x", "'np.x'", "This problem uses: lambda, x.", "names do not live in modules"),
        ("__import__", "'__import__'", "This problem uses: lambda, x.", "a word like any other"),
        ("coss", "'coss'", "Did you mean cos? This problem uses: lambda, x.", "near a function"),
        ("a" * 60, f"'{'a' * 39}…'", "This problem uses: lambda, x.", "long words are cut"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_unknown_name_is_named_with_those_that_are_known(text, message, suggestion, why):
    with pytest.raises(ResponseError) as caught:
        tokenize(text, Notation(names=real_names(["lambda", "x"])))
    assert caught.value.message == f"I do not know the name {message}."
    assert caught.value.suggestion == suggestion
    assert (caught.value.position, caught.value.end) == (0, len(text))


@pytest.mark.parametrize(
    ("marked", "message", "suggestion"),
    [
        ("2*|sine(x)", "I do not know the function 'sine'.", "Did you mean sin?"),
        ("|f(x)", "I do not know the function 'f'.", "Functions are written like sin(x), exp(x) or ln(x)."),
        (
            "|__import__('os')",
            "I do not know the function '__import__'.",
            "Functions are written like sin(x), exp(x) or ln(x).",
        ),
        (
            "|SIN(x)",
            "I do not know the function 'SIN'.",
            "Did you mean sin? Capital and small letters differ.",
        ),
        ("|lamda(x)", "I do not know the function 'lamda'.", "Did you mean lambda?"),
    ],
)
def test_an_unknown_function_is_named(marked, message, suggestion):
    text, position = marked.replace("|", ""), marked.index("|")
    with pytest.raises(ResponseError) as caught:
        tokenize(text, NOTATION)
    assert (caught.value.message, caught.value.suggestion) == (message, suggestion)
    assert caught.value.position == position


def test_a_question_without_names_says_so():
    with pytest.raises(ResponseError) as caught:
        tokenize("x", Notation(kind="number"))
    assert caught.value.suggestion == "This problem uses no names."


@pytest.mark.parametrize(
    ("text", "limits", "message", "position"),
    [
        ("x" * 11, Limits(characters=10), "This is longer than 10 characters.", 10),
        ("x+x+x+x", Limits(tokens=5), "This has more than 5 numbers, names and signs.", 5),
        ("1 + 12345", Limits(digits=4), "This number has more than 4 digits.", 4),
        ("1e99", Limits(digits=50), "This number has more than 50 digits.", 0),
        ("1e-99", Limits(digits=50), "This number has more than 50 digits.", 0),
        ("1e999999999999", Limits(), "This number has more than 1000 digits.", 0),
        ("x" + "²" * 9, Limits(digits=8), "This number has more than 8 digits.", 1),
        ("9" * 5000, Limits(digits=10**6), "This number has more than 4000 digits.", 0),
    ],
)
def test_limits_are_told_with_their_size(text, limits, message, position):
    with pytest.raises(ResponseError) as caught:
        tokenize(text, NOTATION, limits)
    assert (caught.value.message, caught.value.position) == (message, position)


@pytest.mark.parametrize("name", ["x y", "", "2x", "f'", "np.x", "x+1"])
def test_a_name_that_nobody_can_write_is_the_authors_error(name):
    with pytest.raises(AnswerError, match="cannot be written in a response"):
        tokenize("1", Notation(names=real_names([name])))


def test_a_declared_name_hides_a_function():
    tokens = tokenize("sigma gamma C", Notation(names=real_names(["sigma", "gamma", "C"])))
    assert tokens.kinds == ["name", "name", "name", "end"]
