"""The proof rung: what it upgrades, what it never changes, and that nothing of it is left behind."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from time import monotonic

import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck_grader import (
    INTEGER,
    POSITIVE,
    REAL,
    Apply,
    Domain,
    Name,
    Notation,
    Num,
    Outcome,
    Tolerance,
    equal,
    num,
    parse,
    real_names,
)
from gradcheck_grader.equality import proof, proving
from gradcheck_grader.equality.proof import is_proved, record_of, tree_of, with_proof

REALS = Notation(names=real_names(["x", "y", "z"]), allow_diff=True)
POSITIVES = Notation(names={"x": POSITIVE, "y": POSITIVE})
NATURALS = Notation(names={"n": Domain("integer", low=Fraction(0)), "x": REAL})
PATIENT = 60.0


def request(a, b, notation):
    """What the process is asked, and answered here, without it."""
    names = {name: domain.to_json() for name, domain in notation.names.items()}
    trees = {"left": record_of(parse(a, notation)), "right": record_of(parse(b, notation))}
    return proof.json.dumps(trees | {"names": names, "seconds": 5})


PROVED = [
    ("sin(x)^2 + cos(x)^2", "1", REALS, True, "Pythagoras"),
    ("tanh(x)", "(e^x - e^(-x))/(e^x + e^(-x))", REALS, True, "definition of tanh"),
    ("diff(sigmoid(x), x)", "sigmoid(x)(1 - sigmoid(x))", REALS, True, "derivative of the sigmoid"),
    ("sqrt(x^2)", "abs(x)", REALS, True, "x is real"),
    ("sqrt(x^2)", "x", REALS, False, "x may be negative"),
    ("sqrt(x^2)", "x", POSITIVES, True, "x is positive"),
    ("log(x y)", "log(x) + log(y)", POSITIVES, True, "positive factors"),
    ("(-1)^(2n)", "1", NATURALS, True, "n is whole"),
    ("gamma(n + 1)", "n!", NATURALS, True, "n is whole"),
    ("max(x, y)", "(x + y + abs(x - y))/2", REALS, True, "the larger one"),
    ("sin(x)", "cos(x)", REALS, False, "not equal"),
    ("sin(x)", "sin(x) + 10^-40", REALS, False, "nearly equal"),
]


@pytest.mark.parametrize(("a", "b", "notation", "proved", "why"), PROVED, ids=[row[4] for row in PROVED])
def test_a_proof_rests_on_the_declared_domains(a, b, notation, proved, why):
    found = proving.answer(request(a, b, notation), limit=lambda seconds: None)
    assert (found == proof.PROVED) is proved


def test_equal_upgrades_the_evidence_on_request_and_nothing_else():
    a, b = parse("sin(x)^2 + cos(x)^2", REALS), parse("1", REALS)
    agrees = equal(a, b, REALS)
    assert agrees.evidence.kind == "agrees"
    proved = with_proof(agrees, a, b, REALS, budget_s=PATIENT)
    assert proved.evidence.kind == "proved"
    assert (proved.outcome, proved.evidence.points) == (agrees.outcome, agrees.evidence.points)
    assert equal(a, b, REALS, prove=True).outcome is Outcome.RIGHT


NOT_ASKED = [
    ("sin(x)", "cos(x)", "wrong stays wrong"),
    ("x + x", "2x", "the same tree needs no proof"),
    ("(x + 1)^2", "x^2 + 2x + 1", "exact arithmetic needs no proof"),
    ("log(-1 - x^2)", "log(-2 - x^2)", "undecided stays undecided"),
]


@pytest.mark.parametrize(("a", "b", "why"), NOT_ASKED, ids=[row[2] for row in NOT_ASKED])
def test_where_nothing_is_to_be_upgraded_no_process_is_started(a, b, why, monkeypatch):
    def refuse(*args, **settings):
        raise AssertionError("a process was started")

    monkeypatch.setattr(proof.subprocess, "run", refuse)
    a, b = parse(a, REALS), parse(b, REALS)
    assert equal(a, b, REALS, prove=True) == equal(a, b, REALS)


def test_a_process_that_takes_too_long_is_ended_and_reaped():
    a, b = parse("sin(x)^2 + cos(x)^2", REALS), parse("1", REALS)
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    started = monotonic()
    assert not is_proved(a, b, REALS, budget_s=0.05)
    assert monotonic() - started < 20
    assert {child.pid for child in psutil.Process().children(recursive=True)} <= before


def test_trees_too_large_for_a_proof_are_not_sent(monkeypatch):
    monkeypatch.setattr(proof.subprocess, "run", None)
    large = Apply("+", tuple(Apply("sin", (num(part),)) for part in range(proof.LARGEST)))
    assert not is_proved(large, large, REALS)


@pytest.mark.parametrize("broken", ["OSError", "status", "noise"])
def test_a_process_that_fails_is_no_proof(broken, monkeypatch):
    def run(*args, **settings):
        if broken == "OSError":
            raise OSError("no such interpreter")
        return subprocess.CompletedProcess(args, int(broken == "status"), stdout=b"proved?")

    monkeypatch.setattr(proof.subprocess, "run", run)
    assert not is_proved(Name("x"), Name("y"), REALS)


def test_what_sympy_cannot_take_is_no_proof():
    assert not is_proved(Apply("rank", (Name("x"),)), Name("x"), REALS, budget_s=PATIENT)


def test_proofs_are_found_from_many_threads_at_once():
    a, b = parse("sin(x)^2 + cos(x)^2", REALS), parse("1", REALS)
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda _: is_proved(a, b, REALS, budget_s=PATIENT), range(2)))
    assert found == [True, True]


def test_sympy_is_never_imported_here():
    code = (
        "import sys\n"
        "from gradcheck_grader import Notation, equal, parse, real_names\n"
        "notation = Notation(names=real_names('x'))\n"
        "equal(parse('sin(2x)', notation), parse('2 sin(x) cos(x)', notation), notation, prove=True)\n"
        "assert 'sympy' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_proof_within_a_tolerance_says_still_that_a_tolerance_was_allowed():
    a, b = parse("sin(x)^2 + cos(x)^2", REALS), parse("1", REALS)
    found = with_proof(
        equal(a, b, REALS, tolerance=Tolerance(places=2)), a, b, REALS, budget_s=PATIENT
    ).evidence
    assert (found.kind, found.note) == ("proved", "The two agree within the tolerance of the question.")


trees = st.recursive(
    st.one_of(st.fractions(max_denominator=99).map(Num), st.sampled_from(["x", "y", "pi"]).map(Name)),
    lambda children: st.builds(
        lambda head, args: Apply(head, tuple(args)),
        st.sampled_from(["+", "sin", "piecewise", "true"]),
        st.lists(children, max_size=3),
    ),
    max_leaves=20,
)


@settings(max_examples=100, deadline=None)
@given(trees)
def test_a_tree_survives_the_way_to_the_process(tree):
    assert tree_of(proof.json.loads(proof.json.dumps(record_of(tree)))) == tree


def test_integers_are_not_positive_unless_declared():
    notation = Notation(names={"n": INTEGER})
    assert proving.answer(request("abs(n)", "n", notation), limit=lambda seconds: None) == b""
