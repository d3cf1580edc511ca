"""Equality as a teacher would decide it: tables of pairs, each with its reason."""

from __future__ import annotations

import pickle
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck_grader import (
    COMPLEX,
    INTEGER,
    NONNEGATIVE,
    POSITIVE,
    REAL,
    Apply,
    Domain,
    Limits,
    Name,
    Notation,
    Num,
    Outcome,
    Tolerance,
    between,
    equal,
    parse,
    real_names,
)
from gradcheck_grader.equality import Compiled, compare, guard
from gradcheck_grader.equality.sampling import coordinate

RIGHT, WRONG, UNDECIDED = Outcome.RIGHT, Outcome.WRONG, Outcome.UNDECIDED
REALS = Notation(names=real_names(["x", "y", "z", "a", "b"]), allow_diff=True)
POSITIVES = Notation(names={"x": POSITIVE, "y": POSITIVE, "a": POSITIVE})
INTEGERS = Notation(names={"n": INTEGER, "k": INTEGER, "x": REAL})
COMPLEXES = Notation(names={"z": COMPLEX, "w": COMPLEX, "x": REAL}, constants=frozenset({"pi", "e", "i"}))
CONSTANTS = Notation(constants=frozenset({"pi", "e", "inf"}))


def decide(a, b, notation, **settings):
    """The outcome, after checking that the order of the two does not matter."""
    left, right = parse(a, notation), parse(b, notation)
    found, turned = equal(left, right, notation, **settings), equal(right, left, notation, **settings)
    assert found.outcome is turned.outcome
    assert (found.evidence.needed, found.evidence.yours) == (turned.evidence.yours, turned.evidence.needed)
    assert found == equal(left, right, notation, **settings)
    return found


REAL_PAIRS = [
    # polynomials and quotients: exact arithmetic decides
    ("(x + 1)^2", "x^2 + 2x + 1", RIGHT, "expanded square"),
    ("(x + 1)^2", "x^2 + 1", WRONG, "a square of a sum is not the sum of squares"),
    ("x^2 - y^2", "(x - y)(x + y)", RIGHT, "difference of squares"),
    ("(x^3 - 1)/(x - 1)", "x^2 + x + 1", RIGHT, "geometric sum, but for one point"),
    ("x/x * x", "x", RIGHT, "undefined at one point only"),
    ("1/(1/x)", "x", RIGHT, "undefined at one point only, twice inverted"),
    ("1/x + 1/y", "(x + y)/(x y)", RIGHT, "common denominator"),
    ("1/x + 1/y", "2/(x + y)", WRONG, "fractions do not add top and bottom"),
    ("x + 2305843009213693951", "x", WRONG, "differs by a multiple of the first prime"),
    ("x (2^61 - 1)(2^521 - 1)", "0", WRONG, "vanishes modulo two of the primes"),
    ("x^1000", "x^1001", WRONG, "neighbouring large powers"),
    ("x^(10^30)", "x^(10^30) + 1", WRONG, "degree beyond any expansion"),
    ("0.1 x + 0.2 x", "0.3 x", RIGHT, "decimals are exact rationals"),
    ("x/3", "0.333 x", WRONG, "a rounded factor"),
    ("a (b + x)", "a b + a x", RIGHT, "distributed"),
    ("a - (b - x)", "a - b - x", WRONG, "the sign behind a bracket"),
    ("(x + y)^3", "x^3 + 3x^2 y + 3 x y^2 + y^3", RIGHT, "binomial of degree three"),
    ("2x", "x + x", RIGHT, "collected"),
    ("x x x", "x^3", RIGHT, "collected power"),
    ("0", "x - x", RIGHT, "cancels, and is defined everywhere"),
    ("pi x + pi x", "2 pi x", RIGHT, "pi is as good as an unknown"),
    # a domain that shrinks on an interval
    ("log(x^2)", "2 log(x)", WRONG, "2 log x is undefined for negative x"),
    ("log(x^2)", "2 log(abs(x))", RIGHT, "the same with the absolute value"),
    ("0 * log(x)", "0", WRONG, "undefined for negative x"),
    ("log(x) - log(x)", "0", WRONG, "cancels only where it is defined"),
    ("log(x) + log(y)", "log(x y)", WRONG, "both negative: only the product has a logarithm"),
    ("exp(log(x))", "x", WRONG, "undefined for negative x"),
    ("log(exp(x))", "x", RIGHT, "exp is always positive"),
    ("sqrt(x)^2", "x", WRONG, "undefined for negative x"),
    ("sqrt(x) sqrt(x - 1)", "sqrt(x (x - 1))", WRONG, "for negative x only the second is defined"),
    ("x^(1/3)", "cbrt(x)", RIGHT, "a power with an odd fraction is the real root, of negative x too"),
    ("cbrt(x)^3", "x", RIGHT, "real cube roots of negative numbers exist"),
    ("x^2 + 1/0", "x^2", WRONG, "undefined everywhere"),
    ("asin(x + 5)", "x", WRONG, "undefined around every point near 0"),
    ("acosh(cosh(x))", "abs(x)", RIGHT, "cosh is even"),
    ("acosh(cosh(x))", "x", WRONG, "cosh forgets the sign"),
    ("log(-1 - x^2)", "3", WRONG, "the logarithm of a negative number everywhere"),
    # undefined at points, or too rarely defined
    ("log(-1 - x^2)", "log(-2 - x^2)", UNDECIDED, "neither has a value anywhere"),
    ("1/(x - x)", "1/x", UNDECIDED, "a division by what cannot be told from 0"),
    ("tan(x) cos(x)", "sin(x)", RIGHT, "undefined at the poles of tan only"),
    ("tan(x) cot(x)", "1", RIGHT, "undefined at multiples of a quarter turn only"),
    # bends and jumps
    ("sqrt(x^2)", "x", WRONG, "is |x|, and x may be negative"),
    ("sqrt(x^2)", "abs(x)", RIGHT, "is |x|"),
    ("sqrt((x - 100)^2)", "100 - x", WRONG, "bends far out"),
    ("abs(x)", "max(x, -x)", RIGHT, "the larger of x and -x"),
    ("abs(x y)", "abs(x) abs(y)", RIGHT, "multiplicative"),
    ("abs(x + y)", "abs(x) + abs(y)", WRONG, "only the triangle inequality"),
    ("abs(x)^2", "x^2", RIGHT, "real squares"),
    ("relu(x)", "(x + abs(x))/2", RIGHT, "two ways to write it"),
    ("relu(x)", "x", WRONG, "differs for negative x"),
    ("relu(x - 50)", "0", WRONG, "bends beyond the usual points"),
    ("max(x, 100)", "100", WRONG, "bends beyond the usual points"),
    ("min(x, y)", "x + y - max(x, y)", RIGHT, "sum of both"),
    ("max(x, y)", "max(y, x, x)", RIGHT, "order and repetition do not matter"),
    ("sign(x) abs(x)", "x", RIGHT, "sign and size"),
    ("floor(x) + ceil(-x)", "0", RIGHT, "mirrored"),
    ("floor(x)", "ceil(x) - 1", WRONG, "they differ at every whole number"),
    ("floor(x)", "x", WRONG, "drops the fraction"),
    ("floor(2x)", "2 floor(x)", WRONG, "half steps"),
    ("asin(sin(x))", "x", WRONG, "agrees between -pi/2 and pi/2 only"),
    ("atan(tan(x))", "x", WRONG, "agrees between -pi/2 and pi/2 only"),
    ("tan(atan(x))", "x", RIGHT, "atan is a right inverse"),
    # identities of analysis and machine learning
    ("sin(x)^2 + cos(x)^2", "1", RIGHT, "equal for every real x"),
    ("sin(2x)", "2 sin(x) cos(x)", RIGHT, "double angle"),
    ("sin(2x)", "2 sin(x)", WRONG, "sine is not linear"),
    ("tan(x/2)", "sin(x)/(1 + cos(x))", RIGHT, "half angle"),
    ("cos(x - y)", "cos(x) cos(y) + sin(x) sin(y)", RIGHT, "difference of angles"),
    ("cos(x - y)", "cos(x) cos(y) - sin(x) sin(y)", WRONG, "the sign of the sum formula"),
    ("tanh(x)", "(exp(x) - exp(-x))/(exp(x) + exp(-x))", RIGHT, "definition"),
    ("tanh(x)", "2 sigmoid(2x) - 1", RIGHT, "tanh is a shifted sigmoid"),
    ("tanh(x)", "2 sigmoid(x) - 1", WRONG, "scaled wrongly"),
    ("sigmoid(x)", "(1 + tanh(x/2))/2", RIGHT, "sigmoid is a shifted tanh"),
    ("sigmoid(-x)", "1 - sigmoid(x)", RIGHT, "symmetry"),
    ("sigmoid(x)(1 - sigmoid(x))", "exp(-x)/(1 + exp(-x))^2", RIGHT, "derivative of the sigmoid"),
    ("softplus(x) - softplus(-x)", "x", RIGHT, "softplus symmetry"),
    ("log(exp(x) + exp(y))", "x + log(1 + exp(y - x))", RIGHT, "log-sum-exp"),
    ("log(exp(x) + exp(y))", "x + y", WRONG, "logarithm of a sum"),
    ("exp(x + y)", "exp(x) exp(y)", RIGHT, "exponential of a sum"),
    ("exp(x y)", "exp(x) exp(y)", WRONG, "exponential of a product"),
    ("e^x", "exp(x)", RIGHT, "two ways to write it"),
    ("cosh(x)^2 - sinh(x)^2", "1", RIGHT, "hyperbolic Pythagoras"),
    ("erf(-x)", "-erf(x)", RIGHT, "odd"),
    ("asinh(x)", "log(x + sqrt(x^2 + 1))", RIGHT, "logarithm form"),
    ("sec(x)^2", "1 + tan(x)^2", RIGHT, "Pythagoras by cosine"),
    ("x^2 exp(-x)", "x^2/exp(x)", RIGHT, "negative exponent"),
    # derivatives
    ("diff(sin(x^2), x)", "2 x cos(x^2)", RIGHT, "chain rule"),
    ("diff(sin(x^2), x)", "cos(x^2)", WRONG, "dropped inner derivative"),
    ("diff(x^3 y, x, 2)", "6 x y", RIGHT, "second partial derivative"),
    ("diff(exp(x)/x, x)", "exp(x)(x - 1)/x^2", RIGHT, "quotient rule"),
    # differences that are easily missed
    ("sin(x)/2^99", "sin(x)/2^98", WRONG, "tiny, but twice as large"),
    ("sin(x)", "sin(x) + 10^-30", WRONG, "a tiny addend"),
    ("sin(x)", "sin(x) + exp(-1000)", WRONG, "an addend that hides at usual precision"),
    ("cos(10^-20 x)", "1", WRONG, "1 to forty digits"),
    ("sin(x)", "sin(x) + 10^-500", UNDECIDED, "an addend too small to be looked for"),
    ("exp(x)", "exp(x) + 0/(x - x)", UNDECIDED, "a division by what cannot be told from 0"),
    ("10^50 sin(x)", "10^50 sin(x) + 1", WRONG, "an addend that is relatively tiny"),
    ("x^x", "x^x + 10^-12", WRONG, "a tiny addend where only positive x count"),
]


@pytest.mark.parametrize(("a", "b", "outcome", "why"), REAL_PAIRS, ids=[row[3] for row in REAL_PAIRS])
def test_real_expressions_are_equal_exactly_when_a_teacher_says_so(a, b, outcome, why):
    assert decide(a, b, REALS).outcome is outcome


OTHER_PAIRS = [
    ("sqrt(x^2)", "x", POSITIVES, RIGHT, "no sign to lose"),
    ("log(x^2)", "2 log(x)", POSITIVES, RIGHT, "logarithm of a power"),
    ("log(x y)", "log(x) + log(y)", POSITIVES, RIGHT, "logarithm of a product"),
    ("log(x + y)", "log(x) + log(y)", POSITIVES, WRONG, "logarithm of a sum"),
    ("x^(1/3)", "cbrt(x)", POSITIVES, RIGHT, "no sign to mind"),
    ("x^a x^2", "x^(a + 2)", POSITIVES, RIGHT, "powers of one base"),
    ("0 * log(x)", "0", POSITIVES, RIGHT, "defined throughout"),
    ("log_2(x)", "log(x)/log(2)", POSITIVES, RIGHT, "change of base"),
    ("log(x, 10)", "log(x)", POSITIVES, WRONG, "another base"),
    ("x^x", "exp(x log(x))", POSITIVES, RIGHT, "definition of the power"),
    ("sqrt(x) sqrt(x)", "x", Notation(names={"x": NONNEGATIVE}), RIGHT, "roots of nonnegative numbers"),
    ("(-1)^(2n)", "1", INTEGERS, RIGHT, "an even exponent"),
    ("(-1)^n", "1", INTEGERS, WRONG, "odd numbers exist"),
    ("(-1)^n", "cos(pi n)", INTEGERS, RIGHT, "alternates"),
    ("cos(pi n)", "1", INTEGERS, WRONG, "odd numbers exist"),
    ("sin(pi n)", "0", INTEGERS, RIGHT, "whole half turns"),
    ("floor(n/2) + ceil(n/2)", "n", INTEGERS, RIGHT, "two halves"),
    ("floor(n)", "n", INTEGERS, RIGHT, "nothing to drop"),
    ("binom(n, 2)", "n(n - 1)/2", INTEGERS, RIGHT, "pairs"),
    ("binom(n, 2)", "n(n + 1)/2", INTEGERS, WRONG, "pairs with repetition"),
    ("n!", "n (n - 1)!", Notation(names={"n": Domain("integer", low=Fraction(1))}), RIGHT, "recursion"),
    ("n!", "gamma(n + 1)", INTEGERS, RIGHT, "gamma function"),
    ("n^2", "n", Notation(names={"n": Domain("integer", Fraction(0), Fraction(1))}), RIGHT, "only 0 and 1"),
    ("n^2", "n", Notation(names={"n": Domain("integer", Fraction(0), Fraction(2))}), WRONG, "2 is there too"),
    ("sqrt(n)^2", "n", INTEGERS, WRONG, "no root of the negative ones"),
    ("abs(x - 2)", "2 - x", Notation(names={"x": between(0, 1)}), RIGHT, "below 2 throughout"),
    ("abs(x - 1/2)", "1/2 - x", Notation(names={"x": between(0, 1)}), WRONG, "bends in the middle"),
    ("asin(sin(x))", "x", Notation(names={"x": between(-1, 1)}), RIGHT, "inside the main branch"),
    ("log(x) + log(1 - x)", "log(x - x^2)", Notation(names={"x": between(0, 1)}), RIGHT, "a probability"),
    ("abs(x)", "-x", Notation(names={"x": Domain(high=Fraction(0))}), RIGHT, "never positive"),
    ("exp(i x)", "cos(x) + i sin(x)", COMPLEXES, RIGHT, "Euler's formula"),
    ("i^2", "-1", COMPLEXES, RIGHT, "the imaginary unit"),
    ("sqrt(z^2)", "z", COMPLEXES, WRONG, "the principal root"),
    ("sqrt(z)^2", "z", COMPLEXES, RIGHT, "any root squared"),
    ("abs(z)^2", "z^2", COMPLEXES, WRONG, "not real"),
    ("log(z w)", "log(z) + log(w)", COMPLEXES, WRONG, "another branch"),
    ("exp(z + w)", "exp(z) exp(w)", COMPLEXES, RIGHT, "exponential of a sum"),
    ("sqrt(-4)", "2 i", COMPLEXES, RIGHT, "a root of a negative number"),
    ("(z^2 - 1)/(z - 1)", "z + 1", COMPLEXES, RIGHT, "cancelled"),
    ("cos(i x)", "cosh(x)", COMPLEXES, RIGHT, "rotated"),
    ("1/0", "z", COMPLEXES, UNDECIDED, "no interval to show it on"),
]


@pytest.mark.parametrize(
    ("a", "b", "notation", "outcome", "why"), OTHER_PAIRS, ids=[f"{row[0]}: {row[4]}" for row in OTHER_PAIRS]
)
def test_the_declared_domain_decides(a, b, notation, outcome, why):
    assert decide(a, b, notation).outcome is outcome


NUMBERS = [
    ("1/3", "2/6", RIGHT, "one rational"),
    ("0.333", "1/3", WRONG, "rounded"),
    ("0.5", "1/2", RIGHT, "an exact decimal"),
    ("1/2^99", "1/2^98", WRONG, "both tiny"),
    ("10^400", "10^400 + 1", WRONG, "both huge"),
    ("10^400", "100^200", RIGHT, "one huge number"),
    ("sqrt(8)", "2 sqrt(2)", RIGHT, "a root simplified"),
    ("sqrt(2) + sqrt(3)", "sqrt(5 + 2 sqrt(6))", RIGHT, "nested roots"),
    ("sqrt(2) + sqrt(3)", "sqrt(5)", WRONG, "roots do not add"),
    ("sqrt(4)", "2", RIGHT, "an exact root"),
    ("sqrt(4)", "-2", WRONG, "the root is not negative"),
    ("pi", "22/7", WRONG, "an approximation"),
    ("pi", "3.14159265358979323846264338327950288419716939937510", WRONG, "fifty digits of pi"),
    ("4 atan(1)", "pi", RIGHT, "a quarter turn"),
    ("exp(1)", "e", RIGHT, "two ways to write it"),
    ("log(8)/log(2)", "3", RIGHT, "a whole logarithm"),
    ("exp(pi sqrt(163))", "262537412640768744", WRONG, "Ramanujan's near-integer"),
    ("5!", "120", RIGHT, "factorial"),
    ("20!/18!", "380", RIGHT, "quotient of factorials"),
    ("0^0", "1", RIGHT, "as polynomials have it"),
    ("1/0", "5", WRONG, "has no value"),
    ("sqrt(-1)", "1", WRONG, "has no real value"),
    ("log(0)", "-1000", WRONG, "has no value"),
    ("(-8)^(1/3)", "-2", RIGHT, "the real cube root"),
    ("cbrt(-8)", "-2", RIGHT, "the real cube root"),
    ("inf", "inf", RIGHT, "the same infinity"),
    ("inf", "-inf", WRONG, "the other infinity"),
    ("inf", "10^9", WRONG, "finite"),
    ("inf - inf", "0", UNDECIDED, "means nothing"),
    ("9^9^9^9", "3", UNDECIDED, "a tower beyond computing"),
    ("9^9^9^9", "9^9^9^9 + 1", UNDECIDED, "two towers"),
    ("9^9^9", "9^9^9 + 1", WRONG, "the last of too many digits to see differs modulo a prime"),
    ("9^9^9", "9^9^8", WRONG, "towers of another size"),
    ("(10^9)!", "5", WRONG, "huge, but enclosed"),
    ("(10^9)!", "(10^9)! + 1", UNDECIDED, "too many digits to see the last one"),
    ("1 + exp(-10^6)", "1", UNDECIDED, "an addend that hides at every precision"),
    ("tanh(300)", "tanh(301)", WRONG, "both nearly 1"),
    ("tanh(729)", "tanh(730)", UNDECIDED, "too near to 1 to be told apart"),
    ("erf(100)", "1", UNDECIDED, "too near to 1 to be told from it"),
    ("atan(10^200)", "atan(10^200 + 1)", WRONG, "both nearly a quarter turn"),
    ("atan((10^9)!)", "atan(2 (10^9)!)", UNDECIDED, "too near to a quarter turn"),
    ("cos(exp(-2000))", "1", UNDECIDED, "too near to 1 to be told from it"),
    ("2^exp(-2000)", "1", UNDECIDED, "too near to 1 to be told from it"),
    ("log(10^1000)", "log(10^1000 + 1)", UNDECIDED, "too many digits to see the last one"),
    ("cos(2 pi)", "1", RIGHT, "a whole turn"),
    ("2000 tanh(3/2)", "2000 (1 - 2/(exp(3) + 1))", RIGHT, "nothing near a limit"),
    ("10^(10^6) + 1", "10^(10^6)", WRONG, "the last of a million digits differs modulo a prime"),
    ("gamma(-1)", "3", WRONG, "a pole"),
    ("(-3)!", "3", WRONG, "a pole"),
    ("floor(7/2)", "3", RIGHT, "rounded down"),
    ("max(1/3, 0.3)", "1/3", RIGHT, "the larger one"),
]


@pytest.mark.parametrize(
    ("a", "b", "outcome", "why"), NUMBERS, ids=[f"{row[0]}: {row[3]}" for row in NUMBERS]
)
def test_numbers_are_compared_exactly(a, b, outcome, why):
    assert decide(a, b, CONSTANTS).outcome is outcome


TOLERANCES = [
    ("pi", "3.142", Tolerance(places=3), RIGHT, "rounded up to three places"),
    ("pi", "3.141", Tolerance(places=3), WRONG, "cut off, not rounded"),
    ("pi", "3.14159", Tolerance(places=3), RIGHT, "more places than asked"),
    ("1/8", "0.12", Tolerance(places=2), RIGHT, "half a unit exactly, down"),
    ("1/8", "0.13", Tolerance(places=2), RIGHT, "half a unit exactly, up"),
    ("1/8", "0.1301", Tolerance(places=2), WRONG, "a little more than half a unit"),
    ("100", "101", Tolerance(relative=0.01), RIGHT, "one in a hundred"),
    ("100", "102", Tolerance(relative=0.01), WRONG, "two in a hundred"),
    ("0", "0.001", Tolerance(absolute="0.01"), RIGHT, "near 0"),
    ("sqrt(2)", "1.5", Tolerance(absolute=0.1), RIGHT, "one tenth"),
    ("sqrt(2)", "1.5", Tolerance(absolute=0.05), WRONG, "one twentieth"),
    ("sqrt(2)", "sqrt(2) + 1/10", Tolerance(absolute=0.1), UNDECIDED, "on the edge, and irrational"),
    ("1/0", "5", Tolerance(relative=1), WRONG, "has no value, whatever the tolerance"),
]


@pytest.mark.parametrize(
    ("a", "b", "tolerance", "outcome", "why"), TOLERANCES, ids=[row[4] for row in TOLERANCES]
)
def test_a_tolerance_is_applied_rigorously(a, b, tolerance, outcome, why):
    assert decide(a, b, CONSTANTS, tolerance=tolerance).outcome is outcome


def test_a_tolerance_is_not_negative():
    with pytest.raises(ValueError, match="a tolerance is not negative; absolute is -1"):
        Tolerance(absolute=-1)


EVIDENCE = [
    ("x + x", "2x", "same-tree", {}),
    ("(x - 1)(x + 1)", "x^2 - 1", "exact", {}),
    ("2x cos(x^2)", "cos(x^2)(x + x)", "same-tree", {}),
    ("x (cos(x) + 1)", "x cos(x) + x", "exact", {}),
    ("sin(x)^2 + cos(x)^2", "1", "agrees", {}),
    ("3x", "4x", "counterexample", {"x": "2"}),
    ("sin(x)", "cos(x)", "counterexample", {"x": "0.28"}),
    ("log(x)", "log(abs(x))", "undefined", {"x": "-1.22"}),
    ("inf", "inf + x", "limit", {}),
]


@pytest.mark.parametrize(("a", "b", "kind", "at"), EVIDENCE)
def test_the_evidence_says_how_it_is_known(a, b, kind, at):
    evidence = decide(a, b, replace(REALS, constants=frozenset({"inf", "pi", "e"}))).evidence
    assert (evidence.kind, evidence.at) == (kind, at)


def test_a_witness_shows_the_digits_that_differ():
    evidence = decide("sin(x)", "sin(x) + 10^-6", REALS).evidence
    assert (evidence.needed, evidence.yours) == ("0.276356", "0.276357")


def test_a_witness_beyond_all_printed_digits_says_so():
    evidence = decide("sin(x)", "sin(x) + 10^-60", REALS).evidence
    assert evidence.needed == evidence.yours
    assert evidence.note == "The two differ only after 40 digits."


def test_a_function_without_a_value_is_shown_as_undefined():
    evidence = decide("log(x)", "log(abs(x))", REALS).evidence
    assert (evidence.needed, evidence.yours) == ("undefined", "0.1989")


def test_agreement_says_at_how_many_points_and_to_how_many_digits():
    smooth, bent = decide("sinh(2x)", "2 sinh(x) cosh(x)", REALS), decide("sqrt(x^2)", "abs(x)", REALS)
    assert (smooth.evidence.points, bent.evidence.points) == (3, 16)
    assert smooth.evidence.digits >= 60


def test_exact_equality_states_its_chance_of_error():
    note = decide("x^2 - 1", "(x - 1)(x + 1)", REALS).evidence.note
    assert note == "Equal by exact arithmetic; the chance of an error is below 10^-34."


def test_a_division_that_cancels_is_noted():
    assert (
        "Single points where something is divided by 0 do not count."
        in decide("x/x*x", "x", REALS).evidence.note
    )


def test_undefined_at_single_points_is_noted_when_such_a_point_was_met():
    notation = Notation(names={"n": INTEGER})
    found = decide("sin(n)/n * n * cos(n)", "sin(2n)/2", notation)
    assert found.outcome is RIGHT
    assert (
        found.evidence.note
        == "A point where only one of the two has a value was left out; single points do not count."
    )


def test_arrays_are_compared_entry_by_entry():
    notation = replace(REALS, kind="array")
    assert decide("[x, 2x]", "[x, x + x]", notation).outcome is RIGHT
    assert decide("[x, 2x]", "[x, 3x]", notation).outcome is WRONG
    assert decide("[x, 2x]", "[x, 2x, 0]", notation).evidence.kind == "shape"


def test_an_array_is_not_decided_against_a_number():
    assert equal(parse("[1, 2]", replace(REALS, kind="array")), Num(Fraction(1)), REALS).outcome is UNDECIDED


def test_what_has_no_rule_yet_is_undecided_unless_it_is_the_same():
    odd = Apply("rank", (Name("x"),))
    assert equal(odd, Name("x"), REALS).outcome is UNDECIDED
    assert equal(odd, odd, REALS).outcome is RIGHT


def test_a_derivative_without_a_rule_is_undecided():
    odd = Apply("diff", (Apply("binomial", (Name("x"), Name("x"))), Name("x")))
    assert equal(odd, Name("x"), REALS).outcome is UNDECIDED


def test_few_bits_only_make_decisions_undecided():
    limits = Limits(bits=53)
    assert decide("sin(x)", "sin(x) + 10^-40", REALS, limits=limits).outcome is UNDECIDED
    assert decide("sin(x)", "cos(x)", REALS, limits=limits).outcome is WRONG


def many_double_angles(sides):
    return [" + ".join(side.format(k, 2 * k) for k in range(1, 60)) for side in sides]


def test_an_expired_guard_means_undecided_where_there_is_much_to_do():
    both = many_double_angles(("sin({1}x)", "2 sin({0}x) cos({0}x)"))
    assert decide(*both, REALS).outcome is RIGHT
    assert decide(*both, REALS, limits=Limits(guard_ms=0)).outcome is UNDECIDED
    assert decide("sin(2x)", "2 sin(x) cos(x)", REALS, limits=Limits(guard_ms=0)).outcome is RIGHT


def test_the_guard_starts_anew_once_when_all_garbage_was_collected(monkeypatch):
    now, collected = 0.0, 0
    monkeypatch.setattr(guard, "thread_time", lambda: now)
    monkeypatch.setattr(guard.gc, "get_stats", lambda: [{"collections": collected}])
    watched = guard.Guard(250)
    now, collected = 0.4, 1
    assert not watched.is_over(), "the time went by while garbage was collected"
    now = 0.6
    assert not watched.is_over()
    now, collected = 0.7, 2
    assert watched.is_over(), "only once"


def test_the_guard_ends_what_takes_too_long_while_nothing_is_collected(monkeypatch):
    now = 0.0
    monkeypatch.setattr(guard, "thread_time", lambda: now)
    watched = guard.Guard(250)
    now = 0.25
    assert not watched.is_over()
    now = 0.26
    assert watched.is_over()


def test_a_compiled_reference_gives_the_same_decisions_again_and_after_pickling():
    reference = Compiled(parse("sin(2x)", REALS), REALS)
    responses = [parse(text, REALS) for text in ("2 sin(x) cos(x)", "2 sin(x)", "sin(2x)", "log(x)")]
    first = [compare(reference, response) for response in responses]
    copied = pickle.loads(pickle.dumps(reference))  # noqa: S301
    assert [compare(reference, response) for response in responses] == first
    assert [compare(copied, response) for response in responses] == first


def test_a_private_point_is_another_one_for_another_response():
    """Nobody can prepare a response that agrees at all points: one of them comes from the response itself."""
    known = [coordinate("x", REAL, number).real for number in range(3)]
    product = " * ".join(f"(x - ({point}))" for point in known)
    assert decide("sin(x)", f"sin(x) + exp(x) {product}", REALS).outcome is WRONG


# Properties. Polynomials are decided a second way: by their values at enough rational points, exactly.

leaves = st.one_of(
    st.integers(-5, 5).map(lambda n: Num(Fraction(n))),
    st.sampled_from(["x", "y"]).map(Name),
    st.fractions(-3, 3, max_denominator=7).map(Num),
)


def nodes(children):
    pairs = st.tuples(children, children)
    return st.one_of(
        st.builds(Apply, st.sampled_from(["+", "*"]), pairs),
        st.builds(lambda a: Apply("neg", (a,)), children),
        st.builds(lambda a, n: Apply("^", (a, Num(Fraction(n)))), children, st.integers(0, 3)),
    )


polynomials = st.recursive(leaves, nodes, max_leaves=8)
INJECTIVE = ["exp", "tanh", "atan", "erf", "asinh", "sinh", "sqrt", "log"]
HEADS = ["sin", "exp", "abs", "log", "sqrt", "tanh"]
functions = st.recursive(
    leaves,
    lambda children: st.one_of(
        nodes(children),
        st.builds(
            lambda head, a: Apply(head, (a,)),
            st.sampled_from(HEADS),
            children,
        ),
        st.builds(lambda a, b: Apply("/", (a, b)), children, children),
    ),
    max_leaves=8,
)


def value(tree, point):
    """The exact value of a polynomial."""
    if isinstance(tree, Num):
        return tree.value
    if isinstance(tree, Name):
        return point[tree.name]
    values = [value(argument, point) for argument in tree.args]
    match tree.head:
        case "+":
            return sum(values)
        case "*":
            return values[0] * values[1]
        case "neg":
            return -values[0]
        case _:
            return values[0] ** int(values[1])


def are_equal(a, b):
    """Whether two polynomials agree: x = t, y = t^31 keeps the monomials of degree below 31 apart."""
    points = ({"x": Fraction(t), "y": Fraction(t) ** 31} for t in range(2, 40))
    return all(value(a, point) == value(b, point) for point in points)


@settings(max_examples=150, deadline=None)
@given(polynomials, polynomials)
def test_polynomials_are_right_exactly_when_their_values_agree(a, b):
    assert equal(a, b, REALS).outcome is (RIGHT if are_equal(a, b) else WRONG)


@settings(max_examples=100, deadline=None)
@given(polynomials, st.fractions(-3, 3, max_denominator=9).filter(bool), st.sampled_from(INJECTIVE))
def test_a_function_and_its_mutation_are_never_both_right(a, shift, head):
    mutated = Apply("+", (a, Num(shift)))
    assert equal(a, mutated, REALS).outcome is WRONG
    inside = equal(Apply(head, (a,)), Apply(head, (mutated,)), REALS)
    assert inside.outcome is not RIGHT


@settings(max_examples=150, deadline=None)
@given(functions, functions)
def test_order_and_repetition_change_nothing(a, b):
    limits = Limits(guard_ms=10_000)
    first = equal(a, b, REALS, limits=limits)
    assert equal(a, b, REALS, limits=limits) == first
    turned = equal(b, a, REALS, limits=limits)
    assert turned.outcome is first.outcome
    assert (turned.evidence.needed, turned.evidence.at) == (first.evidence.yours, first.evidence.at)


@settings(max_examples=100, deadline=None)
@given(functions, functions)
def test_true_rewritings_are_never_wrong(a, b):
    limits = Limits(guard_ms=10_000)
    both, three = Apply("+", (a, b)), Num(Fraction(3))
    tripled = Apply("+", (Apply("*", (three, a)), Apply("*", (three, b))))
    for rewritten in (
        Apply("+", (b, a)),
        Apply("neg", (Apply("+", (Apply("neg", (a,)), Apply("neg", (b,)))),)),
        Apply("/", (tripled, three)),
    ):
        assert equal(both, rewritten, REALS, limits=limits).outcome is not WRONG


def test_a_reference_remembers_no_value_of_another_point():
    """n is real in one comparison and, being the bound of a sum, whole in the next; marks differ too."""
    notation = Notation(names=real_names(["n", "m"]))
    reference = Compiled(parse("max(n, 1) + m", notation), notation)
    total = Apply("sum", (Name("i"), Name("i"), Num(Fraction(1)), Name("n")))
    responses = [
        parse("m + max(n, 1)*1 + 0*abs(m - 2)", notation),
        Apply("+", (parse("max(n, 1) + m", notation), total, Apply("neg", (total,)))),
        parse("(n + 1 + abs(n - 1))/2 + m", notation),
    ]
    for response in (*responses, *reversed(responses)):
        assert compare(reference, response) == compare(Compiled(reference.tree, notation), response)
        assert compare(reference, response).outcome is RIGHT


def test_bends_of_several_names_are_seen_from_both_sides():
    """max(x + sin x, y) is another thing than max(x + sin x, z) though x is mostly the larger."""
    notation = Notation(names={"x": POSITIVE, "y": POSITIVE})
    assert decide("max(x + sin(x), sin(y))", "max(x + sin(x), cos(y))", notation).outcome is WRONG
    assert decide("max(x + 3, sin(y))", "x + 3", notation).outcome is RIGHT
    assert decide("sqrt((x - y)^2)", "abs(x - y)", notation).outcome is RIGHT
