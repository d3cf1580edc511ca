"""Sums, products, cases, integrals and ± : what equal means for them, each row with its reason."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from flint import arb

from gradcheck_grader import (
    INTEGER,
    POSITIVE,
    REAL,
    Apply,
    Domain,
    Limits,
    Name,
    Notation,
    Outcome,
    Tolerance,
    between,
    differentiate,
    equal,
    num,
    parse,
    real_names,
)
from gradcheck_grader.equality import Compiled, compare, conditions, real_balls
from gradcheck_grader.syntax.bound import alike, free_names, is_free, replaced

RIGHT, WRONG, UNDECIDED = Outcome.RIGHT, Outcome.WRONG, Outcome.UNDECIDED
NAMES = ["x", "y", "t", "n", "m", "i", "k", "a", "b", "c"]
REALS = Notation(names=real_names(NAMES), constants=frozenset({"pi", "e", "inf"}))
SINGLE = "single points do not count."


def text(source):
    return parse(source, REALS)


def total(body, index, low, high, head="sum"):
    parts = [part if not isinstance(part, str | int) else text(str(part)) for part in (body, low, high)]
    return Apply(head, (parts[0], Name(index), parts[1], parts[2]))


def product(body, index, low, high):
    return total(body, index, low, high, "prod")


def integral(body, variable, low, high):
    return total(body, variable, low, high, "integral")


def condition(left, relation, right):
    return Apply(relation, (text(left), text(right)))


def both(*conditions):
    return Apply("and", tuple(condition(*parts) for parts in conditions))


def either(*conditions):
    return Apply("or", tuple(condition(*parts) for parts in conditions))


def denied(*parts):
    return Apply("not", (condition(*parts),))


def cases(*parts):
    """value, condition, …: conditions as (left, relation, right) or trees."""
    made = [condition(*part) if isinstance(part, tuple) else part for part in parts]
    return Apply("piecewise", tuple(text(part) if isinstance(part, str) else part for part in made))


def pm(*parts):
    return Apply("pm", tuple(map(text, parts)))


def decide(a, b, notation=REALS, **settings):
    """The outcome, after checking that the order of the two does not matter."""
    a, b = (parse(side, notation) if isinstance(side, str) else side for side in (a, b))
    found, turned = equal(a, b, notation, **settings), equal(b, a, notation, **settings)
    assert found.outcome is turned.outcome
    assert found == equal(a, b, notation, **settings)
    return found


NATURALS = Notation(names=dict.fromkeys(("n", "m"), INTEGER) | {"x": REAL})
SUMS = [
    (total("i", "i", 1, "n"), "n(n + 1)/2", RIGHT, "the sum of the first n numbers"),
    (total("i", "i", 1, "n"), "n(n - 1)/2", WRONG, "one term short"),
    (total("i", "i", 1, "n"), total("k", "k", 1, "n"), RIGHT, "the index has no name outside"),
    (total("i", "i", 1, "n"), total("k + 1", "k", 0, "n - 1"), RIGHT, "shifted index"),
    (total("i", "i", 1, "n"), total("k + 1", "k", 0, "n"), WRONG, "shifted index, one term too many"),
    (total("i", "i", 1, "n"), total("n + 1 - i", "i", 1, "n"), RIGHT, "counted from the other end"),
    (total("i^2", "i", 1, "n"), "n(n + 1)(2n + 1)/6", RIGHT, "sum of squares"),
    (total("i^3", "i", 1, "n"), "(n(n + 1)/2)^2", RIGHT, "sum of cubes"),
    (total("i", "i", 1, 100), "5050", RIGHT, "written bounds"),
    (total("i", "i", 1, 2000), "2001000", RIGHT, "more terms than are written out"),
    (total("1", "i", 1, "n"), "n", RIGHT, "counting"),
    (total("x", "i", 1, "n"), "n x", RIGHT, "a constant term"),
    (total("x", "i", 1, "n"), "x", WRONG, "a constant term is added n times"),
    (total("x^k", "k", 0, "n"), "(1 - x^(n + 1))/(1 - x)", RIGHT, "geometric sum"),
    (total("x^k", "k", 0, "n"), "(1 - x^n)/(1 - x)", WRONG, "geometric sum, one term short"),
    (total("1/(k(k + 1))", "k", 1, "n"), "n/(n + 1)", RIGHT, "telescopes"),
    (total("C(n, k)", "k", 0, "n"), "2^n", RIGHT, "binomial theorem"),
    (total("C(n, k) x^k", "k", 0, "n"), "(1 + x)^n", RIGHT, "binomial theorem with x"),
    (total("k C(n, k)", "k", 0, "n"), "n*2^(n - 1)", RIGHT, "mean of a binomial, unnormalised"),
    (total("(-1)^k", "k", 0, "n"), "(1 + (-1)^n)/2", RIGHT, "alternates"),
    (total("i", "i", 1, 0), "0", RIGHT, "an empty sum"),
    (product("i", "i", 1, 0), "1", RIGHT, "an empty product"),
    (total("i", "i", 1, "n - n"), "0", RIGHT, "an empty sum whose bound must be computed"),
    (product("i", "i", 1, "n"), "n!", RIGHT, "factorial"),
    (product("2i", "i", 1, "n"), "2 n!", WRONG, "the factor comes n times"),
    (product("2i", "i", 1, "n"), "2^n n!", RIGHT, "the factor comes n times"),
    (product("1 + 1/i", "i", 1, "n"), "n + 1", RIGHT, "telescoping product"),
    (total(total("i k", "k", 1, "n"), "i", 1, "n"), "(n(n + 1)/2)^2", RIGHT, "double sum factors"),
    (total(total("1", "k", 1, "i"), "i", 1, "n"), "n(n + 1)/2", RIGHT, "the inner bound is the outer index"),
    (
        total(total("x^k", "k", 1, "i"), "i", 1, 3),
        "3x + 2x^2 + x^3",
        RIGHT,
        "nested, written bounds",
    ),
    (total("1/(k - 2)", "k", 1, 3), "0", WRONG, "one term has no value"),
    (total("log(k)", "k", 0, 3), "log(6)", WRONG, "log 0 has no value"),
    (total("log(k)", "k", 1, "n"), "log(n!)", RIGHT, "logarithm of a product"),
    (total("1/k", "k", 1, 1000), "7.485470860550345", WRONG, "rounded"),
    (total("1/i^2", "i", 1, "inf"), "pi^2/6", UNDECIDED, "infinitely many terms, which shrink too slowly"),
    (total("i", "i", 1, "10^9"), "3", UNDECIDED, "too many terms to add up"),
    (total("i", "i", 1, "n/2"), "n", WRONG, "an even n decides"),
    (total("1 + exp(-1000 i)", "i", 1, 3), "3", WRONG, "addends that hide at usual precision"),
    (total("i", "i", 1, "n"), "n(n + 1)/2 + sin(pi n)", RIGHT, "n is whole because it is a bound"),
    (
        total("i", "i", 1, "n"),
        "n(n + 1)/2 + n(n-1)(n-2)(n-3)(n-4)(n-5)(n-6)(n-7)(n-8)(n-9)(n-10)(n-11)(n-12)",
        WRONG,
        "agrees at the first thirteen numbers",
    ),
]


@pytest.mark.parametrize(("a", "b", "outcome", "why"), SUMS, ids=[row[3] for row in SUMS])
def test_sums_and_products_are_equal_when_their_values_are(a, b, outcome, why):
    assert decide(a, b).outcome is outcome


CASES = [
    (cases("x", ("x", ">", "0"), "0"), "max(x, 0)", RIGHT, "relu by cases"),
    (cases("x", ("x", ">=", "0"), "0"), "relu(x)", RIGHT, "the corner may belong to either case"),
    (cases("x", ("x", ">", "0"), "0"), "(x + abs(x))/2", RIGHT, "relu by the absolute value"),
    (cases("x", ("x", ">", "0"), "0.01 x"), "max(x, 0.01 x)", RIGHT, "leaky relu"),
    (cases("x", ("x", ">", "0"), "0"), "x", WRONG, "differs for negative x"),
    (cases("x", ("0", "<", "x"), "-x", ("x", "<=", "0")), "abs(x)", RIGHT, "both cases written"),
    (cases("1", ("x", ">", "0"), "0", ("x", "=", "0"), "-1"), "sign(x)", RIGHT, "three cases"),
    (cases("1", ("x", ">=", "0"), "0"), "(1 + sign(x))/2", RIGHT, "Heaviside, but for one point"),
    (cases("1", ("x", ">", "1000"), "0"), "0", WRONG, "jumps far out"),
    (cases("1", ("x^2", "<", "4"), "0"), "(1 + sign(4 - x^2))/2", RIGHT, "a window"),
    (cases("1", ("(x - 3)(x - 3.001)", "<", "0"), "0"), "0", WRONG, "a narrow window"),
    (cases("1", both(("x", ">", "7"), ("x", "<", "7.01")), "0"), "0", WRONG, "two conditions"),
    (
        cases("1", both(("x", ">", "7"), ("x", "<", "7")), "0"),
        "0",
        RIGHT,
        "conditions that exclude each other",
    ),
    (
        cases("0", either(("x", "<", "-1"), ("x", ">", "1")), "1"),
        "(1 + sign(1 - x^2))/2",
        RIGHT,
        "one of two",
    ),
    (cases("0", denied("x", "<", "0"), "x"), "min(x, 0)", RIGHT, "a condition denied"),
    (cases("log(x)", ("x", ">", "0"), "0"), "log(x)", WRONG, "defined for negative x too"),
    (cases("log(x)", ("x", ">", "1"), "0"), "log(max(x, 1))", RIGHT, "the case not taken has no say"),
    (cases("x", ("x", ">", "0")), "exp(log(x))", RIGHT, "both undefined for negative x"),
    (cases("x", ("x", ">", "0")), "x", WRONG, "no case holds for negative x"),
    (
        cases("x^2/2", ("abs(x)", "<", "1"), "abs(x) - 1/2"),
        "min(abs(x), 1)^2/2 + max(abs(x) - 1, 0)",
        RIGHT,
        "Huber loss",
    ),
    (
        cases("x^2/2", ("abs(x)", "<", "1"), "abs(x) - 1"),
        "min(abs(x), 1)^2/2 + max(abs(x) - 1, 0)",
        WRONG,
        "Huber loss, the line too low",
    ),
    (cases("x", ("x", ">", "y"), "y"), "max(x, y)", RIGHT, "two names in the condition"),
    (cases("x", ("x", "!=", "0"), "0"), "x", RIGHT, "the exception agrees"),
    (cases("1", ("sin(x)^2 + cos(x)^2", "=", "1"), "0"), "1", UNDECIDED, "equality that cannot be seen"),
    (cases("x", text("x"), "0"), "x", UNDECIDED, "a number is no condition"),
]


@pytest.mark.parametrize(("a", "b", "outcome", "why"), CASES, ids=[row[3] for row in CASES])
def test_cases_are_equal_when_their_values_are(a, b, outcome, why):
    assert decide(a, b).outcome is outcome


def test_a_difference_at_a_single_jump_is_noted():
    found = decide(cases("1", ("x", ">", "2"), "0"), "(1 + sign(x - 2))/2")
    assert found.evidence.note == "At x = 2 the two differ; single points do not count."


def test_at_whole_numbers_a_jump_counts():
    steps = cases("1", ("n", ">", "1000"), "0"), cases("1", ("n", ">=", "1000"), "0")
    assert decide(*steps, NATURALS).outcome is WRONG
    assert decide(*steps, Notation(names={"n": REAL})).outcome is RIGHT


INTEGRALS = [
    (integral("t^2", "t", 0, "x"), "x^3/3", RIGHT, "a polynomial"),
    (integral("t^2", "t", 0, "x"), integral("y^2", "y", 0, "x"), RIGHT, "the variable has no name outside"),
    (integral("t^2", "t", 0, "x"), "x^3/2", WRONG, "a wrong power"),
    (integral("cos(t)", "t", 0, "x"), "sin(x)", RIGHT, "sine"),
    (integral("exp(-t^2)", "t", 0, "x"), "sqrt(pi)/2 erf(x)", RIGHT, "error function"),
    (integral("x t", "t", 0, 1), "x/2", RIGHT, "a name from outside"),
    (integral("abs(t)", "t", -1, 2), "5/2", RIGHT, "a corner on the way"),
    (integral("max(t, 0)", "t", -1, "x"), "relu(x)^2/2", RIGHT, "relu integrated"),
    (integral("sqrt(t)", "t", 1, 4), "14/3", RIGHT, "a root"),
    (integral("sqrt(t)", "t", -1, 0), "0", UNDECIDED, "no real values on the way"),
    (integral("1/t", "t", -1, 1), "0", UNDECIDED, "a pole on the way"),
    (integral("t", "t", 2, 0), "-2", RIGHT, "backwards"),
    (integral("t + 10^-20", "t", 0, 1), "1/2", WRONG, "a tiny addend"),
    (integral("t", "t", 0, "inf"), "3", UNDECIDED, "an infinite bound"),
    (integral(total("t^k", "k", 0, 3), "t", 0, 1), "25/12", RIGHT, "a sum inside"),
    (total(integral("t^k", "t", 0, 1), "k", 0, 3), "25/12", RIGHT, "an integral inside of a sum"),
    (integral(integral("x t", "t", 0, 1), "x", 0, 2), "1", RIGHT, "an integral inside of an integral"),
    (integral(integral("x t", "t", 0, "x"), "x", 0, 2), "2", RIGHT, "over a triangle"),
    (integral(cases("1", ("t", "<", "1/3"), "0"), "t", 0, 1), "1/3", RIGHT, "a jump on the way"),
]


@pytest.mark.parametrize(("a", "b", "outcome", "why"), INTEGRALS, ids=[row[3] for row in INTEGRALS])
def test_definite_integrals_are_enclosed(a, b, outcome, why):
    assert decide(a, b).outcome is outcome


def test_the_integral_of_a_quotient_is_a_logarithm_for_positive_bounds():
    assert decide(integral("1/t", "t", 1, "x"), "log(x)", Notation(names={"x": POSITIVE})).outcome is RIGHT


def test_an_indefinite_integral_is_not_compared():
    assert decide(Apply("integral", (text("x"), Name("x"))), "x^2/2").outcome is UNDECIDED


INTEGRANDS = {
    "sin(t)/(1 + t^2)": lambda t: mpmath.sin(t) / (1 + t**2),
    "exp(-t) log(1 + t)": lambda t: mpmath.exp(-t) * mpmath.log(1 + t),
    "atan(t) sqrt(1 + t)": lambda t: mpmath.atan(t) * mpmath.sqrt(1 + t),
    "abs(t - 1/3) cos(t)": lambda t: abs(t - mpmath.mpf(1) / 3) * mpmath.cos(t),
    "cbrt(t)": mpmath.cbrt,
}


@pytest.mark.parametrize("body", INTEGRANDS)
def test_each_enclosure_of_an_integral_holds_what_mpmath_finds(body):
    """A second way: mpmath's quadrature, split at the corner."""
    tree, near = integral(body, "t", "1/5", 2), Tolerance(absolute="1e-12")
    with mpmath.workdps(20):
        found = mpmath.quad(INTEGRANDS[body], [mpmath.mpf(1) / 5, mpmath.mpf(1) / 3, 2])
        value = Fraction(str(found))
    assert decide(tree, num(value), tolerance=near).outcome is RIGHT
    assert decide(tree, num(value + Fraction(1, 10**9)), tolerance=near).outcome is WRONG


ROOTS = Apply("/", (pm("-b", "sqrt(b^2 - 4 c)"), num(2)))
SIGNS = [
    (pm("x"), pm("-x"), RIGHT, "the same two numbers"),
    (pm("x"), "x", WRONG, "one of two numbers"),
    (pm("0"), "0", RIGHT, "twice the same number"),
    (pm("abs(x)"), pm("x"), RIGHT, "which is which changes with x"),
    (pm("sqrt(x^2)"), pm("x"), RIGHT, "the square root of a square"),
    (pm("a", "b"), pm("a", "-b"), RIGHT, "a plus or minus b"),
    (pm("a", "b"), pm("b", "a"), WRONG, "b plus or minus a"),
    (pm("1", "sqrt(2)"), pm("1", "1.41421356"), WRONG, "rounded"),
    (
        ROOTS,
        pm("-b/2", "sqrt(b^2/4 - c)"),
        RIGHT,
        "the midnight formula",
    ),
    (ROOTS, pm("b/2", "sqrt(b^2/4 - c)"), WRONG, "the sign of b"),
    (pm("log(x)"), pm("log(abs(x))"), WRONG, "undefined for negative x"),
]


@pytest.mark.parametrize(("a", "b", "outcome", "why"), SIGNS, ids=[row[3] for row in SIGNS])
def test_plus_or_minus_means_both_numbers(a, b, outcome, why):
    assert decide(a, b).outcome is outcome


def test_the_witness_against_two_signs_shows_both_numbers():
    evidence = decide(pm("x"), pm("2x")).evidence
    assert (evidence.at, evidence.needed, evidence.yours) == ({"x": "0.28"}, "0.28 or -0.28", "0.56 or -0.56")


def test_plus_or_minus_within_a_tolerance():
    near = Tolerance(places=2)
    assert decide(pm("sqrt(2)"), pm("-1.41"), tolerance=near).outcome is RIGHT
    assert decide(pm("sqrt(2)"), pm("1.43"), tolerance=near).outcome is WRONG


DERIVATIVES = [
    (total("x^k", "k", 0, "n"), "x", total("k x^(k - 1)", "k", 0, "n"), "term by term"),
    (total("x", "x", 0, "n"), "x", num(0), "the index is another x"),
    (product("x + i", "i", 1, 3), "x", text("3x^2 + 12x + 11"), "a product of three"),
    (integral("t^2", "t", 0, "x^2"), "x", text("2 x^5"), "fundamental theorem with inner derivative"),
    (integral("t x", "t", 0, "x"), "x", text("3x^2/2"), "under the integral, and at its end"),
    (integral("sin(t)", "t", "x", 1), "x", text("-sin(x)"), "at the lower end"),
    (Apply("integral", (text("exp(x^2)"), Name("x"))), "x", text("exp(x^2)"), "an antiderivative"),
    (cases("x^2", ("x", ">", "0"), "x"), "x", cases("2x", ("x", ">", "0"), "1"), "case by case"),
    (cases("3", ("x", ">", "0"), "5"), "x", num(0), "constant cases"),
    (pm("x^2"), "x", pm("2x"), "both signs"),
]


@pytest.mark.parametrize(("tree", "name", "slope", "why"), DERIVATIVES, ids=[row[3] for row in DERIVATIVES])
def test_derivatives_of_sums_cases_and_integrals(tree, name, slope, why):
    assert decide(differentiate(tree, name), slope).outcome is RIGHT
    assert decide(Apply("diff", (tree, Name(name))), slope).outcome is RIGHT


def test_a_sum_whose_bounds_change_has_no_derivative_here():
    tree = Apply("diff", (total("i", "i", 1, "n"), Name("n")))
    assert decide(tree, "n").evidence.note == "there is no rule here for a sum whose bounds change"


def test_a_name_is_replaced_without_capture():
    tree = total("i x", "i", 1, "n")
    moved = replaced(tree, "x", Name("i"))
    assert is_free(moved, "i")
    assert decide(moved, "i n (n + 1)/2", Notation(names={"n": INTEGER, "i": REAL})).outcome is RIGHT
    assert replaced(tree, "i", Name("k")) == tree
    assert free_names(total("i x", "i", "i", "n")) == {"i", "n", "x"}
    assert alike(total("i + k", "i", 1, "n")) != alike(total("i + k", "k", 1, "n"))


def test_a_bound_is_a_whole_number_from_0_unless_declared_otherwise():
    notation = Notation(names={"n": Domain(low=Fraction(5, 2), high=Fraction(9, 2))})
    pair = decide(total("i", "i", 1, "n"), "n + 3", notation)
    assert pair.evidence.at == {"n": "4"}


def test_a_bound_that_has_no_whole_number_decides_nothing():
    notation = Notation(names={"n": between(Fraction(1, 3), Fraction(2, 3))})
    assert decide(total("i", "i", 1, "n"), "n + 3", notation).outcome is UNDECIDED


def test_many_terms_cost_counted_work():
    tree = text("i k m a b")
    for index in ("i", "k", "m", "a", "b"):
        tree = total(tree, index, 1, "n + 60")
    found = decide(tree, "n", limits=Limits(guard_ms=60_000))
    assert found.outcome is UNDECIDED


FIGURES = [
    ("pi", "3.14", 3, RIGHT, "three figures"),
    ("pi", "3.15", 3, WRONG, "the last figure is off by one"),
    ("0.012345", "0.0123", 3, RIGHT, "zeros in front do not count"),
    ("0.012345", "0.0124", 3, WRONG, "zeros in front do not count"),
    ("123456", "123000", 3, RIGHT, "zeros behind"),
    ("123456", "124000", 3, WRONG, "zeros behind"),
    ("9.996", "10.0", 3, RIGHT, "rounded up into the next decade"),
    ("10.04", "9.99", 3, WRONG, "rounds to another number"),
    ("-2/3", "-0.67", 2, RIGHT, "a negative number"),
    ("-2/3", "0.67", 2, WRONG, "the other sign"),
    ("0", "0", 2, RIGHT, "zero is zero"),
    ("0", "10^-30", 2, WRONG, "and nothing else"),
    ("10^-50 pi", "3.1 * 10^-50", 2, RIGHT, "a tiny number"),
    ("exp(10^6)", "3.03 * 10^434294", 3, UNDECIDED, "its decade is too far away"),
    ("1.25", "1.2", 2, RIGHT, "exactly half a unit, down"),
    ("1.25", "1.3", 2, RIGHT, "exactly half a unit, up"),
]


@pytest.mark.parametrize(
    ("a", "b", "figures", "outcome", "why"), FIGURES, ids=[f"{row[0]}: {row[4]}" for row in FIGURES]
)
def test_significant_figures(a, b, figures, outcome, why):
    assert decide(a, b, tolerance=Tolerance(figures=figures)).outcome is outcome


def test_figures_are_at_least_one():
    with pytest.raises(ValueError, match="significant figures are 1 to 1000; got 0"):
        Tolerance(figures=0)


def test_a_condition_on_balls_is_said_only_when_all_of_the_ball_says_it():
    wide = arb(0, 1)
    assert conditions.less(arb(1), arb(2)) == 1
    assert conditions.less(wide, arb(2)) == 1
    assert conditions.less(wide, arb(0)).contains(0)
    assert conditions.less(wide, arb(0)).contains(1)
    assert not conditions.less(real_balls.NAN, arb(0)).is_finite()
    assert conditions.both(conditions.less(wide, arb(0)), conditions.less(arb(2), arb(1))) == 0
    choice = conditions.Cases(real_balls.NAN)
    assert choice(arb(5), conditions.less(wide, arb(0)), arb(7)).contains(5)
    assert choice(arb(5), conditions.less(wide, arb(0)), arb(7)).contains(7)
    assert not choice(arb(5), conditions.less(wide, arb(0))).is_finite()


def test_a_compiled_sum_is_compared_again_and_again():
    reference = Compiled(total("i", "i", 1, "n"), REALS)
    outcomes = [compare(reference, tree).outcome for tree in (text("n(n+1)/2"), text("n"), text("n(n+1)/2"))]
    assert outcomes == [RIGHT, WRONG, RIGHT]
