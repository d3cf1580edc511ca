"""The mathematics below sets and equations: real numbers in order, elimination, isolation, separation."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from flint import fmpz_poly
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck_grader import REAL, Name, Notation, parse, real_names
from gradcheck_grader.equality.real_line.elimination import NotAlgebraicError, polynomials
from gradcheck_grader.equality.real_line.isolation import isolate
from gradcheck_grader.equality.real_line.line import shortest, walk
from gradcheck_grader.equality.real_line.reals import Algebraic, Exact, order, roots_of, tree_of
from gradcheck_grader.equality.real_line.scene import Scene
from gradcheck_grader.equality.real_line.separation import zero_bits
from gradcheck_grader.equality.real_line.solutions import real_of
from gradcheck_grader.equality.real_line.statements import condition_of
from gradcheck_grader.equality.real_line.zeros import Line, changes
from gradcheck_grader.equality.structure import Graph
from gradcheck_grader.syntax.printing import to_plain

NAMES = Notation("set", real_names("xy"))
CLOSED = Notation("number")


def added(text):
    graph = Graph(constants=NAMES.constants)
    return graph, graph.add(parse(text, Notation(names=real_names("xy"))))


def closed(text):
    return real_of(parse(text, CLOSED), CLOSED)


ORDERED = [
    ("sqrt(2)", "1.4142", 1, "an algebraic and a rational number"),
    ("sqrt(2)", "1.4143", -1, "from below"),
    ("sqrt(2)", "2^(1/2)", 0, "written in two ways"),
    ("sqrt(2) + sqrt(3)", "sqrt(5 + 2sqrt(6))", 0, "nested roots"),
    ("pi", "355/113", -1, "close to pi"),
    ("pi", "3.14159265358979323846264338327950288419716939937510", 1, "pi to 50 digits"),
    ("2pi/2", "pi", 0, "pi in two ways"),
    ("ln(4)", "2ln(2)", 0, "logarithms in two ways"),
    ("e", "exp(1)", 0, "e in two ways"),
    ("10^-300", "0", 1, "a tiny number"),
]


@pytest.mark.parametrize(("one", "other", "sign", "why"), ORDERED, ids=[row[3] for row in ORDERED])
def test_real_numbers_are_put_in_order(one, other, sign, why):
    assert order(closed(one), closed(other), CLOSED).sign == sign
    assert order(closed(other), closed(one), CLOSED).sign == -sign


@pytest.mark.parametrize("text", ["1/3", "sqrt(2)", "(1 - sqrt(5))/2", "-sqrt(12)/4", "2 + sqrt(8)"])
def test_a_number_is_written_as_a_formula(text):
    number = closed(text)
    assert order(real_of(tree_of(number), CLOSED), number, CLOSED).sign == 0


def test_a_formula_has_its_square_factors_taken_out():
    assert to_plain(tree_of(closed("sqrt(8)"))) == "2*sqrt(2)"


VANISHING = [
    ("x^2 - 2", [-1.41421356, 1.41421356], "a polynomial"),
    ("abs(x - 1) - 2", [-1, 3], "an absolute value"),
    ("sqrt(x) - 3", [9], "a root"),
    ("sqrt(x + 1) - x", [-0.61803399, 1.61803399], "a root with a false zero"),
    ("x^(1/3) - 2", [8], "a fractional power"),
    ("max(x, 2) - 3", [3], "a maximum"),
    ("x/(x - 1) - 2", [2], "a quotient"),
    ("sqrt(x) + sqrt(x + 3) - 3", [1], "two roots"),
    ("(sqrt(x^2) - x)(sqrt(x^2) - 3)", [-3], "a branch on which all is 0"),
]


@pytest.mark.parametrize(("text", "zeros", "why"), VANISHING, ids=[row[2] for row in VANISHING])
def test_elimination_finds_every_zero(text, zeros, why):
    graph, root = added(text)
    found = {
        round(float(number.ball(64).mid()), 6)
        for p in polynomials(graph, root, "x", {})
        for number in roots_of(p)
    }
    assert {round(zero, 6) for zero in zeros} <= found


@pytest.mark.parametrize("text", ["exp(x)", "x^(10^9)", "sin(x)", "x^40", "floor(x)", "x - pi"])
def test_what_is_not_algebraic_or_too_large_is_refused(text):
    graph, root = added(text)
    with pytest.raises(NotAlgebraicError):
        polynomials(graph, root, "x", {})


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-5, 5), min_size=2, max_size=6).filter(lambda c: any(c[1:])))
def test_real_roots_are_those_that_sympy_counts(coefficients):
    polynomial = fmpz_poly(coefficients)
    x = sympy.Symbol("x")
    expected = sympy.Poly(coefficients[::-1], x)
    assert len(roots_of(polynomial)) == len(set(sympy.real_roots(expected)))


def test_separation_bounds_are_bounds():
    """A number that is not 0, and by how much it is not, against the bound."""
    place = {}
    for text in ("sqrt(2) + sqrt(3) - sqrt(10)", "sqrt(50) - 7.0710678", "sqrt(sqrt(2)) - 1.1892"):
        graph = Graph()
        root = graph.add(parse(text, CLOSED))
        size = abs(sympy.N(sympy.sqrt(0) + _numeric(text), 40))
        assert size > sympy.Rational(1, 2 ** zero_bits(graph, root, place)[root])


def _numeric(text):
    values = {
        "sqrt(2) + sqrt(3) - sqrt(10)": sympy.sqrt(2) + sympy.sqrt(3) - sympy.sqrt(10),
        "sqrt(50) - 7.0710678": sympy.sqrt(50) - sympy.Rational(70710678, 10**7),
        "sqrt(sqrt(2)) - 1.1892": sympy.root(2, 4) - sympy.Rational(11892, 10**4),
    }
    return values[text]


def test_zeros_of_a_sine_are_isolated():
    def sine(low, high):
        ball = Exact(low).ball(64).union(Exact(high).ball(64))
        return ball.sin(), ball.cos()

    found = isolate(sine, Fraction(-10), Fraction(10))
    assert found.finished
    assert [round((float(low) + float(high)) / 6.283185, 0) * 2 for low, high, _ in found.simple]
    assert len(found.simple) == 7
    for low, high, _ in found.simple:
        turns = round(float(low + high) / 2 / 3.14159265)
        assert low < turns * Fraction(3141592653589793, 10**15) < high or turns == 0


CHANGES = [
    ("x^2 - 2", True, 2, "a polynomial"),
    ("1/(x - 1)", True, 1, "a pole"),
    ("log(x) - 1", True, 2, "an end of the domain, and a zero"),
    ("exp(x) - 2", True, 1, "an exponential"),
    ("exp(2x) - 3exp(x) + 2", False, 2, "two exponentials"),
    ("x exp(x)", True, 1, "a product"),
    ("pi x - 1", True, 1, "a coefficient that is not rational"),
    ("x - cos(x)", False, 1, "no formula"),
]


@pytest.mark.parametrize(("text", "complete", "count", "why"), CHANGES, ids=[row[3] for row in CHANGES])
def test_where_a_function_may_change_is_found(text, complete, count, why):
    graph, root = added(text)
    found = changes(graph, root, Line("x", REAL, {}), NAMES)
    assert (found.complete, len(set(found.numbers))) == (complete, count)


def test_between_two_corners_nothing_changes():
    """The second way: Python's own arithmetic at a hundred points."""
    condition = condition_of(parse("x^3 < 4x or 1/x > 3", Notation("condition", real_names("x"))))
    stops = walk(Scene([condition], NAMES), Line("x", REAL, {})).stops
    corners = [float(stop.number.ball(64).mid()) for stop in stops if stop.corner]
    for n in range(-401, 400, 8):
        point = n / 100
        holds = point**3 < 4 * point or 1 / point > 3
        gap = sum(corner < point for corner in corners)
        middle = [stop for stop in stops if not stop.corner][gap]
        assert middle.truths[0].value is holds


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 3, 1),
        (Fraction(1, 3), Fraction(1, 2), Fraction(2, 5)),
        (-5, -4, Fraction(-9, 2)),
        (2, 3, Fraction(5, 2)),
    ],
)
def test_a_number_between_two_is_easy_to_say(low, high, expected):
    assert shortest(Fraction(low), Fraction(high)) == expected


def test_equal_algebraic_numbers_are_equal_records():
    assert closed("sqrt(8)/2") == Algebraic((-2, 0, 1), 1)
    assert closed("sqrt(9)") == Exact(Fraction(3))


def test_a_condition_has_no_negation_left():
    tree = parse("not (x < 1 and not (x = 2))", Notation("condition", real_names("x")))
    found = condition_of(tree, Name("x"))
    assert [to_plain(part) for part in found.args] == ["1 <= x", "x = 2"]
