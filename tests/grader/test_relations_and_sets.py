"""Relations, logic, sets and lists: what each way of writing them is read as, by the kind of answer."""

from __future__ import annotations

import pytest

from gradcheck_grader.errors import ResponseError
from gradcheck_grader.notation import Notation, real_names
from gradcheck_grader.syntax.parser import parse, readings
from gradcheck_grader.syntax.tree import Apply, Name, Num

NAMES = real_names(["x", "y", "a", "b"])
SET = Notation("set", NAMES)
CONDITION = Notation("condition", NAMES)
EQUATION = Notation("equation", NAMES)
TUPLE = Notation("tuple", NAMES)
ANY = Notation("any", NAMES)
EXPRESSION = Notation("expression", NAMES)


def shape(node):
    """The tree as (head part part …), a second notation that shares nothing with the printers."""
    if isinstance(node, Num):
        return str(node.value)
    if isinstance(node, Name):
        return node.name
    return f"({' '.join([node.head, *map(shape, node.args)])})"


def table(rows):
    """Rows with the last column as their id."""
    return [pytest.param(*row[:-1], id=row[-1]) for row in rows]


@pytest.mark.parametrize(
    ("text", "expected"),
    table(
        [
            ("x = 1", "(= x 1)", "an equation"),
            ("x == 1", "(= x 1)", "as a program compares"),
            ("x ≠ 0", "(!= x 0)", "a struck equals sign"),
            ("x ≤ 2", "(<= x 2)", "one sign"),
            ("x =< 2", "(<= x 2)", "the two signs the other way round"),
            ("0 < x <= 1", "(and (< 0 x) (<= x 1))", "a chain says two things"),
            ("a < b < x < y", "(and (< a b) (< b x) (< x y))", "or three"),
            ("x + 1 < 2y", "(< (+ x 1) (* 2 y))", "looser than a sum"),
            ("|x| < 2", "(< (abs x) 2)", "bars close before it"),
            ("x > 0 and x < 1", "(and (> x 0) (< x 1))", "a word"),
            ("x > 0 ∧ y > 0 ∧ a > 0", "(and (> x 0) (> y 0) (> a 0))", "any number is one"),
            ("x < 0 or x > 1", "(or (< x 0) (> x 1))", "or"),
            ("x < 0 or x > 1 and y > 0", "(or (< x 0) (and (> x 1) (> y 0)))", "and binds tighter"),
            ("not x > 0 and y > 0", "(and (not (> x 0)) (> y 0))", "not binds tighter still"),
            ("¬(x > 0)", "(not (> x 0))", "its sign"),
            ("(x > 0) & (x < 1)", "(and (> x 0) (< x 1))", "as SymPy prints it"),
            ("(x > 1) | (x < 0)", "(or (> x 1) (< x 0))", "its or"),
            ("~(x > 0)", "(not (> x 0))", "its not"),
            ("x = 1 => x^2 = 1", "(implies (= x 1) (= (^ x 2) 1))", "what follows"),
            ("x = 1 implies x > 0", "(implies (= x 1) (> x 0))", "as a word"),
            ("|x| < 1 ⇔ -1 < x < 1", "(iff (< (abs x) 1) (and (< (neg 1) x) (< x 1)))", "both ways"),
            (
                "x = 1 ⇒ y = 1 ⇒ a = 1",
                "(and (implies (= x 1) (= y 1)) (implies (= y 1) (= a 1)))",
                "a chain of steps",
            ),
            ("x = ±2", "(= x (pm 2))", "either sign"),
            ("a ± b", "(pm a b)", "between two"),
            ("1 +- 2", "(pm 1 2)", "in ASCII"),
            ("x in [0, 1]", "(in x (interval[] 0 1))", "in an interval"),
            ("x ∉ {1}", "(not (in x (set 1)))", "not in it"),
            ("x not in {1}", "(not (in x (set 1)))", "in words"),
            ("x ∈ R", "(in x (reals))", "in all numbers"),
            ("x > 0, x < 1", "(and (> x 0) (< x 1))", "a comma says and"),
            ("true", "(true)", "a constant"),
            ("-1 in (−∞, 0)", "(in (neg 1) (interval() (neg inf) 0))", "down to minus infinity"),
        ]
    ),
)
def test_conditions_are_read(text, expected):
    assert shape(parse(text, CONDITION)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    table(
        [
            ("{1, 2, 3}", "(set 1 2 3)", "a finite set"),
            ("{1; 2}", "(set 1 2)", "semicolons, where a comma is in decimals"),
            ("{}", "(set)", "an empty one"),
            ("∅", "(set)", "its sign"),
            ("EmptySet", "(set)", "its name in SymPy"),
            ("1, 2", "(set 1 2)", "without brackets"),
            ("1,5", "(set 1 5)", "no decimal is guessed in a set"),
            ("{|x|, 2}", "(set (abs x) 2)", "bars of an absolute value"),
            ("{(0, 0), (1, 1)}", "(set (tuple 0 0) (tuple 1 1))", "points"),
            ("(0, 0), (1, 1)", "(set (tuple 0 0) (tuple 1 1))", "points without brackets"),
            ("(0, 1)", "(interval() 0 1)", "one pair alone is an interval"),
            ("[0, 1]", "(interval[] 0 1)", "a closed one"),
            ("[0, 1)", "(interval[) 0 1)", "a half-open one"),
            ("(0, 1]", "(interval(] 0 1)", "the other half"),
            ("]0, 1[", "(interval() 0 1)", "as in France"),
            ("]0, 1]", "(interval(] 0 1)", "half-open there"),
            ("[0, 1[ ∪ ]2, 3]", "(union (interval[) 0 1) (interval(] 2 3))", "two of them"),
            ("[2, 1]", "(interval[] 2 1)", "ends the wrong way round are for the judge"),
            ("(-oo, 3)", "(interval() (neg inf) 3)", "infinity as SymPy writes it"),
            ("[0, infinity)", "(interval[) 0 inf)", "in letters"),
            ("[0, 1) ∪ (2, 3)", "(union (interval[) 0 1) (interval() 2 3))", "a union"),
            ("[0,1] U (2,3)", "(union (interval[] 0 1) (interval() 2 3))", "with a letter"),
            ("{1} union {2} union {3}", "(union (set 1) (set 2) (set 3))", "any number is one"),
            (
                "(0, 2) ∩ (1, 3) ∪ {5}",
                "(union (intersection (interval() 0 2) (interval() 1 3)) (set 5))",
                "∩ first",
            ),
            ("R ∖ {0}", "(without (reals) (set 0))", "a difference"),
            ("ℤ without {0} without {1}", "(without (without (integers) (set 0)) (set 1))", "from the left"),
            ("Union(Interval(0, 1), FiniteSet(3))", "(union (interval[] 0 1) (set 3))", "SymPy's"),
            ("Interval.open(0, 1)", "(interval() 0 1)", "SymPy's open one"),
            ("Interval.Ropen(0, 1)", "(interval[) 0 1)", "open on the right"),
            ("Interval.Lopen(0, 1)", "(interval(] 0 1)", "open on the left"),
            ("Interval(0, oo)", "(interval[) 0 inf)", "SymPy means an open end at infinity"),
            ("Complement(Reals, FiniteSet(0))", "(without (reals) (set 0))", "SymPy's difference"),
            ("{x | x > 0}", "(> x 0)", "a set that is described"),
            ("{x : x > 0, x < 2}", "(and (> x 0) (< x 2))", "with a colon and two conditions"),
            ("{x ∈ R : x > 0}", "(> x 0)", "among the numbers"),
            ("{x in Z | 0 < x < 3}", "(and (in x (integers)) (and (< 0 x) (< x 3)))", "among whole ones"),
            ("x = 1 or x = 2", "(or (= x 1) (= x 2))", "by equations"),
            ("x = 1, x = 2", "(or (= x 1) (= x 2))", "with a comma, which is or here"),
            ("±2", "(pm 2)", "both signs"),
            ("5", "5", "one number"),
        ]
    ),
)
def test_sets_are_read(text, expected):
    assert shape(parse(text, SET)) == expected


@pytest.mark.parametrize(
    ("text", "notation", "expected"),
    table(
        [
            ("(1, 2)", SET, "(interval() 1 2)", "round brackets: an interval"),
            ("(1, 2)", TUPLE, "(tuple 1 2)", "a tuple"),
            ("(1, 2)", ANY, "(tuple 1 2)", "a tuple where nothing is said"),
            ("(1, 2)", Notation("array"), "(vector 1 2)", "a vector"),
            ("[1, 2]", SET, "(interval[] 1 2)", "square brackets: an interval"),
            ("[1, 2]", TUPLE, "(tuple 1 2)", "a tuple"),
            ("[1, 2]", ANY, "(vector 1 2)", "a vector where nothing is said"),
            ("[1, 2]", Notation("matrix"), "(vector 1 2)", "a vector among matrices"),
            ("[1, 2)", ANY, "(interval[) 1 2)", "brackets of two kinds"),
            ("1, 2", TUPLE, "(tuple 1 2)", "no brackets: a tuple"),
            ("1, 2", ANY, "(tuple 1 2)", "a tuple where nothing is said"),
            ("x = 1, y = 2", EQUATION, "(and (= x 1) (= y 2))", "a system"),
            ("(0, 1) ∪ [2, 3]", ANY, "(union (interval() 0 1) (interval[] 2 3))", "pairs in a union"),
            ("((1, 2), 3)", TUPLE, "(tuple (tuple 1 2) 3)", "a tuple in a tuple"),
            ("[5]", SET, "5", "brackets around one"),
            ("x in (0, 1)", ANY, "(in x (interval() 0 1))", "a pair behind in"),
            ("2x + 1", EQUATION, "(+ (* 2 x) 1)", "half an equation"),
        ]
    ),
)
def test_the_kind_of_answer_settles_what_brackets_and_commas_mean(text, notation, expected):
    assert shape(parse(text, notation)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    table(
        [
            ("x if x > 0 else 0", "(piecewise x (> x 0) 0)", "as Python chooses"),
            ("x if x<0 else y if x<1 else 2", "(piecewise x (< x 0) y (< x 1) 2)", "a chain is one"),
            ("2 + x if x > 0 else 0", "(piecewise (+ 2 x) (> x 0) 0)", "looser than a sum"),
            ("x if x > 0, 0 otherwise", "(piecewise x (> x 0) 0)", "in words"),
            ("{x if x > 0; 0 otherwise}", "(piecewise x (> x 0) 0)", "in curly brackets"),
            ("piecewise(x, x > 0, 0)", "(piecewise x (> x 0) 0)", "as a function"),
            ("Piecewise((x, x > 0), (0, True))", "(piecewise x (> x 0) 0)", "as SymPy prints it"),
            (
                "Piecewise((x, (x > 0) & (x < 1)), (0, True))",
                "(piecewise x (and (> x 0) (< x 1)) 0)",
                "with &",
            ),
            ("np.where(x > 0, x, 0)", "(piecewise x (> x 0) 0)", "as NumPy chooses"),
            (
                "piecewise(x, 0 < x < 1, 2, x > 3)",
                "(piecewise x (and (< 0 x) (< x 1)) 2 (> x 3))",
                "nothing otherwise",
            ),
            ("piecewise(1, x in [0, 1], 0)", "(piecewise 1 (in x (interval[] 0 1)) 0)", "an interval"),
        ]
    ),
)
def test_a_choice_between_values_may_be_written_in_any_answer(text, expected):
    assert shape(parse(text, EXPRESSION)) == expected


def test_an_operator_word_is_a_product_where_the_question_has_its_letters():
    notation = Notation("expression", real_names(["a", "n", "d", "i"]))
    assert shape(parse("and", notation)) == "(* a n d)"
    assert shape(parse("in", notation)) == "(* i n)"
    in_condition = Notation("condition", real_names(["a", "n", "d", "i"]))
    assert shape(parse("a > 0 and n > 0", in_condition)) == "(and (> a 0) (> n 0))"


def test_a_declared_name_hides_a_set():
    assert shape(parse("R", Notation("set", real_names(["R"])))) == "R"


@pytest.mark.parametrize(
    ("marked", "notation", "message", "suggestion"),
    table(
        [
            (
                "x =¦",
                EQUATION,
                "The text ends after =.",
                "Write what belongs behind it, or delete it.",
                "no right side",
            ),
            (
                "¦= 3",
                EQUATION,
                "Something is missing before this =.",
                "Write it, or delete the sign.",
                "no left side",
            ),
            ("x ∈¦", SET, "The text ends after ∈.", "Write what belongs behind it, or delete it.", "no set"),
            (
                "x = 2 or¦",
                SET,
                "The text ends after or.",
                "Write what belongs behind it, or delete it.",
                "no second",
            ),
            (
                "[0,1] U¦",
                SET,
                "The text ends after U.",
                "Write what belongs behind it, or delete it.",
                "a lone U",
            ),
            (
                "¦∪ [0, 1]",
                SET,
                "Something is missing before this ∪.",
                "Write it, or delete the sign.",
                "no first set",
            ),
            ("¦{1, 2", SET, "This bracket is never closed.", "Add the } that belongs to it.", "a set"),
            ("¦[0, 1", SET, "This bracket is never closed.", "Add the ] that belongs to it.", "an interval"),
            (
                "¦(1, 2, 3)",
                SET,
                "An interval has two ends.",
                "Write an interval as [0, 1), a set as {1, 2, 3}.",
                "three ends",
            ),
            (
                "x > 0 and ¦2",
                CONDITION,
                "A condition belongs here, not a number.",
                "Write one such as x > 0.",
                "a number for a condition",
            ),
            (
                "x => ¦2",
                CONDITION,
                "A condition belongs here, not a number.",
                "Write one such as x > 0.",
                "an arrow for at least",
            ),
            (
                "1 + ¦[0, 1]",
                SET,
                "A set cannot stand here.",
                "A number or an expression belongs here.",
                "a set in a sum",
            ),
            (
                "2(¦x > 0)",
                CONDITION,
                "A condition cannot stand here.",
                "A number or an expression belongs here.",
                "a condition as factor",
            ),
            (
                "x in ¦2",
                SET,
                "A set belongs here, not a number.",
                "Write one such as [0, 1) or {1, 2}.",
                "no set behind in",
            ),
            (
                "¦True",
                EXPRESSION,
                "A condition cannot stand here.",
                "A number or an expression belongs here.",
                "a truth value as expression",
            ),
            (
                "x ¦and y",
                EXPRESSION,
                "This asks for an expression, not for a condition or a set.",
                "Leave out the and.",
                "logic in an expression",
            ),
            (
                "¦±2",
                EXPRESSION,
                "The sign ± stands for two values, and this asks for one expression.",
                "Write + or -.",
                "two values",
            ),
            (
                "x if x > 0¦",
                EXPRESSION,
                "It is not said what the value is otherwise.",
                "Write x if x > 0 else 0, or piecewise(x, x > 0, 0).",
                "no else",
            ),
            (
                "¦{1, 2}",
                EXPRESSION,
                "Curly brackets are not used here.",
                "Write round brackets: ( and ).",
                "a set",
            ),
            ("x ¦: 2", EXPRESSION, "This : means nothing here.", "Delete it.", "a ratio"),
            (
                "1¦,5",
                ANY,
                "A comma separates entries here.",
                "For a decimal write 1.5.",
                "a decimal comma where nothing is said",
            ),
            (
                "x > 0¦, 2",
                CONDITION,
                "A comma separates entries here.",
                "This asks for one expression: write only one.",
                "a condition and a number",
            ),
        ]
    ),
)
def test_what_cannot_be_a_condition_or_a_set_is_refused_at_its_place(marked, notation, message, suggestion):
    text, position = marked.replace("¦", ""), marked.index("¦")
    with pytest.raises(ResponseError) as caught:
        parse(text, notation)
    assert (caught.value.message, caught.value.suggestion) == (message, suggestion)
    assert caught.value.position == position


def test_chains_in_chains_in_chains_are_refused_before_they_grow():
    text = "0 < x < 1"
    for _ in range(2):
        text = f"0 < piecewise(1, {text}, 0) < 1"
    parse(text, CONDITION)
    for _ in range(30):
        text = f"0 < piecewise(1, {text}, 0) < 1"
    with pytest.raises(ResponseError, match="Chains of relations are nested too deeply here"):
        parse(text, CONDITION)


@pytest.mark.parametrize("text", ["x = 1", "[0, 1)", "{1, 2}", "x in R", "a if x > 0 else b", "{x | x > 0}"])
def test_a_condition_or_a_set_has_one_reading(text):
    assert len(readings(text, ANY)) == 1


def test_every_node_of_a_chain_knows_where_it_stands():
    text = "0 < x <= 1 or y = 2"
    tree = parse(text, CONDITION)
    assert isinstance(tree, Apply)
    chain, equation = tree.args
    assert isinstance(chain, Apply)
    assert [text[slice(*part.span)] for part in (tree, chain, *chain.args, equation)] == [
        text, "0 < x <= 1", "0 < x", "x <= 1", "y = 2",
    ]  # fmt: skip
