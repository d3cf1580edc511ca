"""Each rung of the ladder alone: normalisation, residues, balls, points, and how numbers are printed."""

from __future__ import annotations

from fractions import Fraction
from threading import Thread

import mpmath
import pytest
from flint import acb, arb, ctx
from hypothesis import given
from hypothesis import strategies as st

from gradcheck_grader import (
    COMPLEX,
    INTEGER,
    NONNEGATIVE,
    POSITIVE,
    REAL,
    Domain,
    Notation,
    between,
    equal,
    parse,
    real_names,
)
from gradcheck_grader.equality import complex_balls, real_balls, sampling
from gradcheck_grader.equality.balls import COMPLEXES, REALS
from gradcheck_grader.equality.heads import FUNCTIONS
from gradcheck_grader.equality.modular import Rational, compare_residues, side_of
from gradcheck_grader.equality.rational import value_at
from gradcheck_grader.equality.structure import Graph, same_tree
from gradcheck_grader.equality.witness import decimal, exact_text

NOTATION = Notation(names=real_names(["x", "y"]))

SAME = [
    ("x + y", "y + x", True, "order"),
    ("x + (y + 1)", "1 + y + x", True, "nesting"),
    ("x - y", "-y + x", True, "sign"),
    ("2x/4", "x/2", True, "cancelled numbers"),
    ("x x y x", "x^3 y", True, "repetition"),
    ("x + x + x", "3x", True, "collection"),
    ("(2 x y)^2", "4 x^2 y^2", True, "power of a product"),
    ("(x^2)^3", "x^6", True, "power of a power"),
    ("e^x", "exp(x)", True, "exponential"),
    ("x^0.5", "sqrt(x)", True, "root"),
    ("log(x, 2)", "ln(x)/ln(2)", True, "base"),
    ("sqrt(9/4)", "1.5", True, "exact root"),
    ("max(x, y, x)", "max(y, x)", True, "repetition in a maximum"),
    ("x - x", "0", False, "not collected to nothing"),
    ("x/x", "1", False, "undefined at 0"),
    ("0 log(x)", "0", False, "undefined for negative x"),
    ("1/(1/x)", "x", False, "undefined at 0"),
    ("sqrt(x)^2", "x", False, "undefined for negative x"),
    ("(x^2)^0.5", "x", False, "is |x|"),
    ("x (y + 1)", "x y + x", False, "not expanded"),
    ("9^9^9", "9^(9^8)", False, "not computed"),
]


@pytest.mark.parametrize(("a", "b", "same", "why"), SAME, ids=[row[3] for row in SAME])
def test_normalisation_joins_what_is_plainly_the_same_and_nothing_else(a, b, same, why):
    assert same_tree(parse(a, NOTATION), parse(b, NOTATION), constants=NOTATION.constants) is same


def test_equal_content_has_equal_digests_in_any_graph():
    graphs = [Graph(constants=NOTATION.constants) for _ in range(2)]
    graphs[0].add(parse("y^7 + 3", NOTATION))
    digests = [graph.digests[graph.add(parse("sin(x)^2 (x + y)", NOTATION))] for graph in graphs]
    assert digests[0] == digests[1] == 283035935578064770


def test_a_normalised_copy_grows_alone():
    graph = Graph()
    graph.add(parse("x + 1", NOTATION))
    count = len(graph.heads)
    graph.copy().add(parse("sin(y)", NOTATION))
    assert len(graph.heads) == count


RESIDUES = [
    ("(x + y)^2", "x^2 + 2 x y + y^2", Rational.EQUAL, "polynomials"),
    ("1/x - 1/y", "(y - x)/(x y)", Rational.EQUAL, "quotients"),
    ("x/3 + x/7", "10 x/21", Rational.EQUAL, "fractions"),
    ("sin(x)(x + 1)", "x sin(x) + sin(x)", Rational.EQUAL, "sine as one more unknown"),
    ("(x + 1)^90", "(x + 1)^89 (x + 1)", Rational.EQUAL, "coefficients beyond the first prime"),
    ("x^2", "x^3", Rational.DIFFERENT, "polynomials"),
    ("2305843009213693951 x", "0", Rational.DIFFERENT, "a multiple of the first prime"),
    ("sin(x)^2", "1 - cos(x)^2", Rational.SILENT, "unknowns that depend on each other"),
    ("log(x) - log(x)", "0", Rational.SILENT, "a term that only one side has"),
    ("1/(x - x)", "1/(y - y)", Rational.SILENT, "a division by 0"),
    ("x^(10^20)", "x^(10^20) + x - x", Rational.SILENT, "a degree that bounds nothing"),
    ("pi x", "3 x", Rational.SILENT, "pi is no unknown that runs"),
]


@pytest.mark.parametrize(("a", "b", "says", "why"), RESIDUES, ids=[row[3] for row in RESIDUES])
def test_residues_say_only_what_they_prove(a, b, says, why):
    graph = Graph(constants=NOTATION.constants)
    left, right = (graph.add(parse(text, NOTATION)) for text in (a, b))
    side, nodes = side_of(graph, left, graph.below(left)), graph.below(right)
    own = [node for node in nodes if node not in side.nodes]
    found = compare_residues(graph, side, right, nodes=nodes, own=own, unknowns=frozenset({"x", "y"}))
    assert found.says is says
    assert found.chance < -10 if says is Rational.EQUAL else found.chance == 0


# The same functions by mpmath, an independent implementation.
SECOND_WAY = {
    "+": lambda x, y: x + y,
    "*": lambda x, y: x * y,
    "^": mpmath.power,
    "abs": abs,
    "sign": mpmath.sign,
    "log": mpmath.log,
    "root": lambda x, y: mpmath.root(x, 3),
    "min": min,
    "max": max,
    "factorial": mpmath.factorial,
}
TWO = {"+", "*", "^", "min", "max", "binomial", "polygamma"}
SINGLE_POINTS = [Fraction(1, 3), Fraction(7, 4), Fraction(31, 9), Fraction(-2, 7), Fraction(-17, 6)]


@pytest.mark.parametrize("head", sorted(FUNCTIONS))
@pytest.mark.parametrize("x", SINGLE_POINTS, ids=str)
def test_each_enclosure_holds_the_value_that_mpmath_finds(head, x):
    second = SECOND_WAY.get(head) or getattr(mpmath, head)
    args = [x, Fraction(5, 8)] if head in TWO else [x]
    if head == "root":
        args = [x, Fraction(3)]
    if head == "polygamma":
        args = [Fraction(2), x]
    ball = REALS.operations[head](*[arb(value.numerator) / value.denominator for value in args])
    with mpmath.workdps(30):
        expected = second(*[mpmath.mpf(value.numerator) / value.denominator for value in args])
        if head == "root" and x < 0:
            expected = -mpmath.root(-mpmath.mpf(x.numerator) / x.denominator, 3)
        if not ball.is_finite():
            assert (
                abs(mpmath.im(expected)) > 1e-9
            )  # real balls have no value exactly where the true one is not real
        else:
            assert abs(float(ball) - float(mpmath.re(expected))) < 1e-9 * max(1, abs(float(ball)))
            assert abs(mpmath.im(expected)) < 1e-20


@pytest.mark.parametrize("head", sorted(FUNCTIONS))
@pytest.mark.parametrize(
    ("field", "nan"), [(REALS, real_balls.NAN), (COMPLEXES, complex_balls.NAN)], ids=["real", "complex"]
)
def test_what_has_no_value_stays_visible_through_every_function(head, field, nan):
    """flint has nan**0 = 1 and sgn(nan) = [-1, 1]; here what does not exist never becomes a number."""
    one = field.from_real(arb(1))
    for args in [(nan, one), (one, nan), (nan, one * 0)] if head in TWO | {"root"} else [(nan,)]:
        assert not field.operations[head](*args).is_finite()


@pytest.mark.parametrize("exponent", [-2, -1, 0, 1, 3])
def test_integer_powers_keep_what_has_no_value_visible(exponent):
    for field, nan in ((REALS, real_balls.NAN), (COMPLEXES, complex_balls.NAN)):
        assert not field.integer_power(exponent)(nan).is_finite()


DOMAINS = {
    "real": REAL,
    "positive": POSITIVE,
    "nonnegative": NONNEGATIVE,
    "unit interval": between(0, 1),
    "far interval": between(1000, 1001),
    "negative": Domain(high=Fraction(0), high_open=True),
    "integer": INTEGER,
    "natural": Domain("integer", low=Fraction(0), low_open=True),
    "dice": Domain("integer", Fraction(1), Fraction(6)),
    "complex": COMPLEX,
}


@pytest.mark.parametrize("name", DOMAINS)
def test_every_point_lies_in_its_domain(name):
    domain = DOMAINS[name]
    points = [sampling.ordinary_point({"x": domain}, number) for number in range(40)]
    points += [sampling.wide_point({"x": domain}, number, Fraction(500)) for number in range(40)]
    points += [sampling.private_point({"x": domain}, number, 12345) for number in range(40)]
    for point in points:
        value = point["x"].real
        assert domain.low is None or value > domain.low or (value == domain.low and not domain.low_open)
        assert domain.high is None or value < domain.high or (value == domain.high and not domain.high_open)
        assert domain.kind != "integer" or value.denominator == 1
        around = sampling.ball_around(domain, point["x"])
        assert domain.low is None or around.real - around.radius >= domain.low
        assert domain.high is None or around.real + around.radius <= domain.high


def test_real_points_come_with_both_signs_small_and_large():
    values = [sampling.coordinate("x", REAL, number).real for number in range(12)]
    assert any(value > 0 for value in values)
    assert any(value < 0 for value in values)
    assert any(abs(value) < 1 for value in values)
    assert any(abs(value) > 1 for value in values)
    assert not {Fraction(0), Fraction(1), Fraction(-1)} & set(values)


@pytest.mark.parametrize("name", ["n", "k", "m", "count"])
def test_twelve_integer_points_are_twelve_neighbours(name):
    values = sorted(sampling.coordinate(name, INTEGER, number).real for number in range(12))
    assert values == list(range(-4, 8))


def test_points_are_the_same_on_every_machine():
    point = sampling.ordinary_point({"x": REAL, "n": INTEGER, "z": COMPLEX}, 0)
    assert {name: str(place) for name, place in point.items()} == {
        "x": "0.28",
        "n": "-4",
        "z": "0.17 + 2.33 i",
    }


PRINTED = [
    (arb(2), 4, "2"),
    (arb(-1) / 4, 4, "-0.25"),
    (arb(1) / 3, 4, "0.3333"),
    (arb(1000), 4, "1000"),
    (arb(123456), 3, "123000"),
    (arb(10) ** 30, 4, "1e30"),
    (arb(-3) / arb(10) ** 20, 4, "-3e-20"),
    (arb(15) / arb(10) ** 4, 4, "0.0015"),
    (arb(0), 4, "0"),
    (arb(0, 1), 4, ""),
    (arb(0, 1e-12), 4, "0"),
    (arb(3, 0.1), 4, ""),
    (arb(2) ** (arb(2) ** 60), 4, "a huge number"),
    (arb(2) ** -(arb(2) ** 60), 4, "a number very near 0"),
    (acb(0, 1), 4, "0 + 1 i"),
    (acb(1.5, -2), 4, "1.5 - 2 i"),
]


@pytest.mark.parametrize(("ball", "digits", "text"), PRINTED, ids=[row[2] or "nothing" for row in PRINTED])
def test_a_ball_is_printed_to_the_digits_it_fixes(ball, digits, text):
    assert decimal(ball, digits) == text


@given(st.fractions(-1000, 1000, max_denominator=100))
def test_short_numbers_are_printed_exactly(value):
    assert Fraction(exact_text(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1, 3), "1/3"),
        (Fraction(-5, 4), "-1.25"),
        (Fraction(10**20 + 1), "1e20"),
        (Fraction(10**20, 7), "1.4285714e19"),
    ],
)
def test_long_numbers_are_printed_in_decimals(value, text):
    assert exact_text(value) == text


def test_decisions_in_many_threads_are_those_of_one():
    """flint's precision is one global of the process."""
    pairs = [
        ("sin(2x)", "2 sin(x) cos(x)"),
        ("sin(x)", "sin(x) + 10^-30"),
        ("exp(x) - 1", "exp(x)"),
        ("sqrt(x^2)", "x"),
    ]
    trees = [(parse(a, NOTATION), parse(b, NOTATION)) for a, b in pairs]
    alone = [equal(a, b, NOTATION) for a, b in trees]
    found = []

    def work():
        found.extend(equal(a, b, NOTATION) == expected for (a, b), expected in zip(trees, alone, strict=True))

    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 32


@pytest.mark.parametrize("head", sorted(complex_balls.OPERATIONS))
def test_every_value_of_a_complex_program_is_a_complex_ball(head):
    """python-flint does not check what acb.exp is given: an arb among the acbs reads foreign memory."""
    sizes = [size for size in (1, 2) if _takes(complex_balls.OPERATIONS[head], size)]
    for size in sizes:
        assert isinstance(complex_balls.OPERATIONS[head](*[acb(2)] * size), acb)


def _takes(operation, size):
    try:
        operation(*[acb(2)] * size)
    except TypeError:
        return False
    return True


@pytest.mark.parametrize("constant", ["pi", "e", "i"])
def test_the_constants_of_complex_numbers_are_complex_balls(constant):
    assert isinstance(COMPLEXES.constants[constant](), acb)


def test_powers_of_e_are_the_same_over_real_and_complex_numbers():
    names = Notation(names={"z": COMPLEX}, constants=frozenset({"pi", "e", "i"}))
    for _ in range(200):
        assert equal(parse("8e^e", names), parse("8exp(exp(1))", names), names).is_right


@pytest.mark.parametrize(
    ("text", "digits", "printed", "why"),
    [
        ("0.00012345678", 4, "0.0001235", "small, and still written out"),
        ("0.00001234567", 4, "0.00001235", "smaller than what Python writes out"),
        ("9999.96", 4, "10000", "rounded up to one more digit"),
        ("12345.678", 4, "12350", "more digits than are asked for"),
        ("0.25", 9, "0.25", "no zeros behind it"),
        ("-3", 6, "-3", "a whole number"),
        ("1e400", 4, "1e400", "beyond floats"),
        ("1e-400", 4, "1e-400", "below floats"),
        ("1.23456789012", 12, "1.23456789012", "many digits"),
    ],
)
def test_numbers_are_printed_alike_whoever_writes_the_digits(text, digits, printed, why):
    with ctx.workprec(120):
        assert decimal(arb(text), digits) == printed, why


BY_FRACTIONS = [
    ("(x + 1/3)^-2 - y/7", lambda x, y: 1 / (x + Fraction(1, 3)) ** 2 - y / 7),
    ("x y^5 + 2 x - 1", lambda x, y: x * y**5 + 2 * x - 1),
    ("((x - y)/(x + y))^3", lambda x, y: ((x - y) / (x + y)) ** 3),
    ("3/4 - 1/x", lambda x, y: Fraction(3, 4) - 1 / x),
]


@pytest.mark.parametrize(("text", "second_way"), BY_FRACTIONS, ids=[row[0] for row in BY_FRACTIONS])
def test_exact_values_are_those_of_fractions(text, second_way):
    graph = Graph(constants=NOTATION.constants)
    root = graph.add(parse(text, NOTATION))
    for x, y in ((Fraction(2, 3), Fraction(-5, 7)), (Fraction(1, 9), Fraction(11))):
        assert value_at(graph, root, {"x": x, "y": y}) == second_way(x, y)


@pytest.mark.parametrize("text", ["1/x", "x^300", "sin(x)", "y", "sqrt(2)"])
def test_there_is_no_exact_value_where_it_is_undefined_large_or_not_rational(text):
    graph = Graph(constants=NOTATION.constants)
    assert value_at(graph, graph.add(parse(text, NOTATION)), {"x": Fraction(0)}) is None
