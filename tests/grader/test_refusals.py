"""Refusals: where the caret stands, what is said, and what to do; ¦ marks the place in the input."""

from __future__ import annotations

import pytest

from gradcheck_grader.errors import ResponseError
from gradcheck_grader.limits import Limits
from gradcheck_grader.notation import REAL, Notation, real_names
from gradcheck_grader.syntax.parser import parse

NOTATION = Notation(names=real_names(["x", "y", "n", "k", "a"]), allow_diff=True)
ARRAY = Notation(kind="array", names=real_names(["x", "y"]))


def table(rows):
    """Rows with the last column as their id."""
    return [pytest.param(*row[:-1], id=row[-1]) for row in rows]


BRACKETS = "Add the {} that belongs to it."


@pytest.mark.parametrize(
    ("marked", "message", "suggestion"),
    table(
        [
            ("¦", "There is nothing to read here.", "Write your answer.", "nothing at all"),
            ("¦  \n ", "There is nothing to read here.", "Write your answer.", "blanks only"),
            ("2x cos¦(x^2", "This bracket is never closed.", BRACKETS.format(")"), "a round one"),
            ("¦(x + 1", "This bracket is never closed.", BRACKETS.format(")"), "at the beginning"),
            ("((x)¦(", "This bracket is never closed.", BRACKETS.format(")"), "at the end"),
            ("¦[1, 2", "This bracket is never closed.", BRACKETS.format("]"), "a square one"),
            ("x^¦{2", "This bracket is never closed.", BRACKETS.format("}"), "a curly one"),
            ("¦|x", "This | is never closed.", "Write |x|, or abs(x).", "a bar"),
            ("x¦|", "This | is never closed.", "Write |x|, or abs(x).", "a bar at the end"),
            ("(¦|x)", "This | is never closed.", "Write |x|, or abs(x).", "a bar inside brackets"),
            (
                "x + 1¦)",
                "This bracket was never opened.",
                "Delete it, or add the ( that belongs to it.",
                "one too many",
            ),
            ("¦)x", "This bracket was never opened.", "Delete it, or add the ( that belongs to it.", "first"),
            (
                "x¦]",
                "This bracket was never opened.",
                "Delete it, or add the [ that belongs to it.",
                "square",
            ),
            (
                "(x + 1¦]",
                "This ] cannot close the ( before it.",
                "Write ) here, or check which brackets belong together.",
                "the wrong kind",
            ),
            ("x + ¦()", "Nothing stands between these brackets.", "", "empty round brackets"),
            ("¦[]", "Nothing stands between these brackets.", "", "empty square ones"),
            (
                "¦{x}",
                "Curly brackets are not used here.",
                "Write round brackets: ( and ).",
                "around a factor",
            ),
            ("x¦{y}", "Curly brackets are not used here.", "Write round brackets: ( and ).", "behind one"),
            (
                "2x +¦",
                "The text ends after an operator.",
                "Write what belongs behind it, or delete it.",
                "a sum",
            ),
            (
                "2x *¦  ",
                "The text ends after an operator.",
                "Write what belongs behind it, or delete it.",
                "blanks at the end",
            ),
            (
                "x^¦",
                "The text ends after an operator.",
                "Write what belongs behind it, or delete it.",
                "a power",
            ),
            (
                "-¦",
                "The text ends after an operator.",
                "Write what belongs behind it, or delete it.",
                "a sign",
            ),
            (
                "√¦",
                "The text ends after an operator.",
                "Write what belongs behind it, or delete it.",
                "a root",
            ),
            (
                "2 sin¦",
                "The text ends after sin.",
                "Write what belongs behind it, or delete it.",
                "a function",
            ),
            (
                "max(a,¦",
                "The text ends after a comma.",
                "Write what belongs behind it, or delete it.",
                "comma",
            ),
            ("¦*x", "Something is missing before this *.", "Write it, or delete the sign.", "no left side"),
            ("2 * ¦/ x", "Something is missing before this /.", "Write it, or delete the sign.", "two signs"),
            (
                "(x + ¦)",
                "Something is missing before this ).",
                "Write it, or delete the sign.",
                "a closed gap",
            ),
            (
                "max(¦, 2)",
                "Something is missing before this comma.",
                "Write it, or delete the sign.",
                "an entry",
            ),
            (
                "¦!",
                "Something is missing before this !.",
                "Write it, or delete the sign.",
                "a lone factorial",
            ),
            ("¦²", "Something is missing before this ².", "Write it, or delete the sign.", "a lone square"),
            (
                "2 ¦3",
                "Two numbers stand side by side.",
                "Is a multiplication sign missing? Write 2*3, or a comma between entries.",
                "two numbers",
            ),
            ("2.5¦.1", "This number has two decimal points.", "", "two points"),
            (
                "x ¦2",
                "A number cannot stand directly behind this.",
                "Write *2 for a product, ^2 for a power.",
                "behind a name",
            ),
            (
                "(x + 1)¦2",
                "A number cannot stand directly behind this.",
                "Write *2 for a product, ^2 for a power.",
                "behind a bracket",
            ),
            (
                "sin x ¦2",
                "A number cannot stand directly behind this.",
                "Write *2 for a product, ^2 for a power.",
                "behind a bare argument",
            ),
            ("1¦,5x", "A comma separates entries here.", "For a decimal write 1.5.", "a decimal comma"),
            (
                "x¦, y",
                "A comma separates entries here.",
                "This asks for one expression: write only one.",
                "two expressions",
            ),
            (
                "(x¦, y)",
                "A comma separates entries here.",
                "This asks for one expression: write only one.",
                "a pair",
            ),
            (
                "x¦; y",
                "A semicolon separates the rows of a matrix.",
                "Write a matrix as [1, 2; 3, 4].",
                "a semicolon",
            ),
            (
                "x ¦= 2",
                "This asks for an expression, not an equation.",
                "Write only the right-hand side.",
                "an equation",
            ),
            (
                "¦= 2x",
                "This asks for an expression, not an equation.",
                "Write only the right-hand side.",
                "only its right side",
            ),
            (
                "y ¦== 2x",
                "This asks for an expression, not an equation.",
                "Write only the right-hand side.",
                "as in a program",
            ),
            (
                "x ¦<= 2",
                "This asks for an expression, not an inequality.",
                "Leave out the <=.",
                "an inequality",
            ),
            (
                "(x ¦> 2)",
                "This asks for an expression, not an inequality.",
                "Leave out the >.",
                "in brackets",
            ),
            (
                "n!¦!",
                "Two factorial signs in a row can be read in two ways.",
                "Write (n!)!.",
                "a double factorial",
            ),
            ("¦sin + 1", "sin needs brackets around what it is given.", "Write sin(x).", "no argument"),
            ("¦sin - x", "sin needs brackets around what it is given.", "Write sin(x).", "a sign apart"),
            ("¦max a", "max needs brackets around what it is given.", "Write max(a, b).", "many arguments"),
            ("¦sin()", "sin takes 1 argument, and none are given here.", "Write sin(x).", "an empty call"),
            ("¦sin(x, y)", "sin takes 1 argument, and 2 are given here.", "Write sin(x).", "one too many"),
            ("2¦C(n)", "C takes 2 arguments, and 1 is given here.", "Write C(n, k).", "one too few"),
            (
                "¦log(x, 2, 3)",
                "log takes 1 or 2 arguments, and 3 are given here.",
                "Write log(x), or log(x, 2).",
                "an optional one",
            ),
            (
                "¦max()",
                "max takes at least 1 argument, and none are given here.",
                "Write max(a, b).",
                "no bound",
            ),
            (
                "¦diff(x^2, 2)",
                "diff needs an expression, a name, and perhaps how often.",
                "Write diff(x^2, x), or diff(x^2, x, 2) for the second derivative.",
                "no name to differentiate by",
            ),
            (
                "¦diff(x^2, x, n)",
                "diff needs an expression, a name, and perhaps how often.",
                "Write diff(x^2, x), or diff(x^2, x, 2) for the second derivative.",
                "an order that is no number",
            ),
            (
                "¦diff(x^2, x, 99)",
                "diff needs an expression, a name, and perhaps how often.",
                "Write diff(x^2, x), or diff(x^2, x, 2) for the second derivative.",
                "an order out of bounds",
            ),
            (
                "¦diff(e^x, e)",
                "diff needs an expression, a name, and perhaps how often.",
                "Write diff(x^2, x), or diff(x^2, x, 2) for the second derivative.",
                "a constant",
            ),
        ]
    ),
)
def test_the_caret_and_the_sentence_say_what_is_wrong(marked, message, suggestion):
    text, position = marked.replace("¦", ""), marked.index("¦")
    with pytest.raises(ResponseError) as caught:
        parse(text, NOTATION)
    assert (caught.value.message, caught.value.suggestion) == (message, suggestion)
    assert caught.value.position == position


@pytest.mark.parametrize(
    ("marked", "message", "suggestion"),
    table(
        [
            (
                "[1, 2; ¦3]",
                "Row 2 has 1 entry, but row 1 has 2.",
                "Give every row the same number of entries.",
                "a short row",
            ),
            (
                "[[1, 2], [3, 4], ¦[5, 6, 7]]",
                "Row 3 has 3 entries, but row 1 has 2.",
                "Give every row the same number of entries.",
                "a long row",
            ),
            (
                "[[1, 2], ¦3]",
                "Some entries are lists here and some are not.",
                "Write every row as a list, such as [[1, 2], [3, 4]].",
                "a number beside a list",
            ),
            (
                "[¦[1, 2]; [3, 4]]",
                "Some entries are lists here and some are not.",
                "Write every row as a list, such as [[1, 2], [3, 4]].",
                "semicolons between lists",
            ),
            ("[¦[[1]]]", "An entry of a matrix cannot be a matrix.", "", "three levels"),
            (
                "Matrix(¦2)",
                "A list in square brackets belongs here.",
                "Write [[1, 2], [3, 4]].",
                "no list at all",
            ),
            (
                "[1, 2 ¦3]",
                "Two numbers stand side by side.",
                "Is a multiplication sign missing? Write 2*3, or a comma between entries.",
                "a comma and a blank",
            ),
            (
                "[1, 2,¦]",
                "Something is missing before this ].",
                "Write it, or delete the sign.",
                "one comma more",
            ),
        ]
    ),
)
def test_lists_are_refused_with_the_row_that_is_wrong(marked, message, suggestion):
    text, position = marked.replace("¦", ""), marked.index("¦")
    with pytest.raises(ResponseError) as caught:
        parse(text, ARRAY)
    assert (caught.value.message, caught.value.suggestion) == (message, suggestion)
    assert caught.value.position == position


def test_diff_is_refused_where_the_question_does_not_allow_it():
    with pytest.raises(ResponseError, match="diff cannot be used in this answer") as caught:
        parse("2*diff(x^2, x)", Notation(names={"x": REAL}))
    assert (caught.value.position, caught.value.end) == (2, 6)
    assert caught.value.suggestion == "Write the derivative itself."


def test_too_many_entries_are_refused():
    with pytest.raises(ResponseError, match="more than 3 entries"):
        parse("[1, 2, 3, 4]", ARRAY, Limits(entries=3))
    with pytest.raises(ResponseError, match="more than 3 entries"):
        parse("[1, 2; 3, 4]", ARRAY, Limits(entries=3))
