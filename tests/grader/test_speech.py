"""Speech: how each form is said, and that no two trees sound alike."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.grader.trees import OF_KIND

from gradcheck_grader import Apply, Name, Notation, num, parse, real_names, to_speech
from gradcheck_grader.syntax.printing.spoken_words import RESERVED

NAMES = ("x", "y", "n", "k", "m", "lambda", "theta_new", "X", "x_1", "w12", "x_ij", "Sigma", "rank")
NOTATION = Notation(names=real_names(NAMES), allow_diff=True)
TEXTS = [
    ("2x cos(x^2)", "2 x times cosine of x squared", "a number before a name needs no times"),
    ("(2x) n", "open bracket, 2 x, close bracket times n", "but what holds it together is heard"),
    ("cos(x)^2", "cosine squared of x", "a power of a sine or cosine stands before of"),
    ("sin(2)x", "sine of 2 times x", "which is not the sine of 2 x"),
    ("sin(2x)", "sine of 2 x", "and this is"),
    ("exp(x + 1)", "exponential of open bracket, x plus 1, close bracket", "a longer argument has brackets"),
    ("x/y", "the fraction x over y", "a short fraction"),
    ("1/sqrt(x+2)", "the fraction 1 over the square root of, x plus 2, end root", "a root says its own end"),
    (
        "1/(x/y + 1)",
        "the fraction with numerator 1, and denominator the fraction x over y plus 1, end fraction",
        "a longer one says where it ends",
    ),
    ("x^3 + x^n", "x cubed plus x to the power n", "powers"),
    ("x^(n+1) y", "x to the power of n plus 1, end power times y", "a longer exponent says its end"),
    ("x^-1", "x to the power minus 1", "a negative one"),
    ("-x - (y - 1)", "minus x minus open bracket, y minus 1, close bracket", "signs"),
    (
        "cbrt(x) + root(x, n)",
        "the cube root of, x, end root plus the root of order n, of, x, end root",
        "roots",
    ),
    ("|x - y|", "the absolute value of, x minus y, end absolute value", "bars"),
    ("ln x + log_2(x)", "natural log of x plus log base 2 of x", "logarithms"),
    ("C(n, k) n!", "n choose k times n factorial", "counting"),
    ("max(x, y)", "the maximum of, x comma y, end maximum", "a list"),
    ("3e-4 x", "3 times ten to the minus 4 times x", "a power of ten is part of its number"),
    ("0.50", "0.50", "as it was written"),
    ("theta_new + w12 + x_ij", "theta sub new plus w 12 plus x sub i j", "indices"),
    ("X x", "capital X times x", "both cases occur"),
    ("X", "X", "one case only"),
    ("Sigma", "capital sigma", "a Greek capital is always called so"),
    ("rank", "the name rank", "a name that is a word of ours"),
    (
        "diff(x^2, x, 2)",
        "the derivative of order 2, with respect to x, of x squared, end derivative",
        "a derivative",
    ),
]


@pytest.mark.parametrize(("text", "said"), [pytest.param(*row[:2], id=row[2]) for row in TEXTS])
def test_a_text_is_said_as_a_teacher_would(text, said):
    assert to_speech(parse(text, NOTATION)) == said


def of(head, *arguments):
    """A tree, of numbers, names in quotes and trees."""
    return Apply(head, tuple(map(node, arguments)))


def node(part):
    return Name(part) if isinstance(part, str) else num(part) if isinstance(part, int) else part


TREES = [
    (of("transpose", of("inv", "A")), "A inverse transpose"),
    (of("matmul", of("transpose", "X"), "w"), "capital X transpose matrix times w"),
    (of("^", of("norm", "w", 2), 2), "the 2 norm of, w, end norm squared"),
    (of("norm", "A", "fro"), "the Frobenius norm of, A, end norm"),
    (of("tr", of("matmul", "A", "B")), "trace of open bracket, A matrix times B, close bracket"),
    (
        of("matrix", of("row", 1, "x"), of("row", 0, of("^", "x", 2))),
        "matrix, 2 rows, 2 columns. Row 1: 1 comma x. Row 2: 0 comma x squared. End matrix",
    ),
    (of("vector", 1, "x"), "the vector with entries, 1 comma x, end vector"),
    (of("entry", "X", "i", 1), "capital X row i column 1"),
    (of("entry", "w", of("+", "i", 1)), "w entry of, i plus 1, end entry"),
    (of("sum", of("^", "i", 2), "i", 1, "n"), "the sum from i equals 1, to n, of, i squared, end sum"),
    (of("prod", "i", "i", 1, "n"), "the product from i equals 1, to n, of, i, end product"),
    (
        of("piecewise", "x", of(">", "x", 0), 0),
        "cases, x if x is greater than 0, comma 0 otherwise, end cases",
    ),
    (of("integral", "x", "x", 0, 1), "the integral from 0, to 1, of x, with respect to x, end integral"),
    (of("and", of("<", 0, "x"), of("<=", "x", 1)), "0 is less than x and x is less than or equal to 1"),
    (of("in", "x", of("reals")), "x is in the real numbers"),
    (of("not", of("=", "x", 1)), "not open bracket, x equals 1, close bracket"),
    (of("implies", of("<", "x", 0), of("true")), "x is less than 0 implies true"),
    (of("interval[)", 0, 1), "the interval from 0, included, to 1, not included"),
    (of("union", of("set", 1, 2), of("set")), "the set of, 1 comma 2, end set union the empty set"),
    (
        of("expect", of("given", "X", of("=", "Y", 1))),
        "the expectation of, X given Y equals 1, end expectation",
    ),
    (of("prob", of(">", "X", 1)), "the probability that, X is greater than 1, end probability"),
    (of("cov", "X", "Y"), "the covariance of, X comma Y, end covariance"),
    (
        of("~", "X", of("law:normal", 0, "v")),
        "capital X is distributed as the normal distribution with parameters, 0 comma v, end distribution",
    ),
    (of("pm", "x"), "plus or minus x"),
    (of("grad", "f", "x"), "the gradient with respect to x, of f, end gradient"),
    (of("identity", "n"), "the identity matrix of size n"),
    (num(-3), "minus 3"),
    (Name("inf"), "infinity"),
]


@pytest.mark.parametrize(("tree", "said"), TREES, ids=[row[1] for row in TREES])
def test_every_form_is_said(tree, said):
    assert to_speech(tree) == said


x = Name("x")
ONE = (
    "sin", "exp", "sqrt", "abs", "factorial", "neg", "log", "pm", "transpose", "inv", "tr", "norm", "expect",
    "var", "prob", "not", "total", "identity", "floor", "diag",
)  # fmt: skip
TWO = (
    "+", "*", "/", "^", "matmul", "dot", "root", "binomial", "log", "norm", "entry", "grad", "diff", "=", "<",
    "and", "or", "in", "~", "implies", "set", "union", "interval[)", "interval(]", "without", "pm", "cov",
    "given", "max", "vector", "tuple", "law:normal",
)  # fmt: skip


def heard(tree):
    """What is left when pauses are not heard."""
    return " ".join(re.sub(r"[,.:]", " ", to_speech(tree)).split())


def taller(low, high):
    """Every tree one head above: an argument is from high, the others from low."""
    yield from (Apply(head, (part,)) for head in ONE for part in high)
    for head in TWO:
        for one, other in (*product(low, high), *product(high, low)):
            yield Apply(head, (one, other))
    for head, one in product(("+", "*", "and", "set", "entry", "diff", "piecewise"), high):
        yield Apply(head, (one, x, x))
        yield Apply(head, (x, x, one))
    for head, one in product(("sum", "integral", "piecewise"), high):
        yield from (Apply(head, parts) for parts in ((one, x, x, x), (x, x, one, x), (x, x, x, one)))


LOW = [x, num(2)]
MIDDLE = [*LOW, *dict.fromkeys(taller(LOW, LOW))]
SMALL = [*MIDDLE, *dict.fromkeys(taller(LOW, MIDDLE))]


def test_no_two_small_trees_sound_alike_even_without_the_pauses():
    first = {}
    for tree in SMALL:
        assert first.setdefault(heard(tree), tree) == tree


def test_every_word_of_speech_is_reserved():
    said = {word for tree in MIDDLE for word in re.findall(r"[A-Za-z]+", to_speech(tree))}
    assert said - {"x", "normal"} <= RESERVED | {"Row", "End"}


def with_part(tree, places, part):
    """The tree with another part at the end of a path of places."""
    if not isinstance(tree, Apply) or not tree.args or not places:
        return part
    place = places[0] % len(tree.args)
    changed = with_part(tree.args[place], places[1:], part)
    return Apply(tree.head, (*tree.args[:place], changed, *tree.args[place + 1 :]))


@given(st.one_of(*OF_KIND.values()), st.lists(st.integers(0, 3), max_size=6), st.sampled_from(SMALL))
@settings(max_examples=400, deadline=None)
def test_a_tree_with_one_part_changed_sounds_different(tree, places, part):
    changed = with_part(tree, places, part)
    assert (heard(changed) == heard(tree)) <= (changed == tree)
