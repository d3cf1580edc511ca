"""Cases in JSON: what is right, wrong, unreadable or undecided, and which field says so."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck_grader import Verdict, judge_case
from gradcheck_grader.cases.fields import FIELDS, NOTATION, POLICY
from gradcheck_grader.cases.judging import _remembered
from gradcheck_grader.cases.kinds import KINDS

R, W, P, U, D = "right", "wrong", "partly_right", "unreadable", "undecided"


def judged(response, expected, kind="auto", notation=None, policy=None, **more):
    case = {"response": response, "expected": expected, "kind": kind, **more}
    case |= {"notation": notation} if notation is not None else {}
    case |= {"policy": policy} if policy is not None else {}
    return judge_case(case)


AUTO = [
    ("2/4", "1/2", "number", R, "a number"),
    ("0.5", "1/2", "number", R, "a decimal that is exact"),
    ("0.333", "1/3", "number", W, "a decimal that is not"),
    ("3i + 2", "2 + 3i", "number", R, "i alone among numbers is the imaginary unit"),
    ("2x cos(x^2)", "diff(sin(x^2), x)", "expression", R, "derivatives of the expected text are worked out"),
    ("cos(x^2)", "diff(sin(x^2), x)", "expression", W, "the inner derivative is missing"),
    ("cos(t) + i sin(t)", "e^(i t)", "expression", R, "i in an exponent of e is the imaginary unit"),
    ("(n^2 + n)/2", "n(n + 1)/2", "expression", R, "an expression"),
    ("i(i + 1)", "i^2 + i + 0n", "expression", R, "i beside other names is a name"),
    ("x", "sqrt(x^2)", "expression", W, "names are real unless it is said"),
    ("t rate", "rate*t", "expression", R, "a longer word is one name"),
    ("y x", "xy", "expression", R, "two letters are a product"),
    (r"\frac{\lambda}{2}", "λ/2", "expression", R, "each side has its own dialect"),
    ("p (1-p)", r"\mathrm{p} - p^{2}", "expression", R, "LaTeX expected, plain given"),
    ("x**2", "x²", "expression", R, "so have NumPy and Unicode"),
    ("[2, 4]", "[2, 4]", "array", R, "a vector"),
    ("[2, 5]", "[2, 4]", "array", P, "a vector with a wrong entry"),
    ("[1, 2; 3, 4]", r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", "array", R, "a matrix"),
    ("[2x, 1]", "[diff(x^2, x), 1]", "array", R, "a vector with derivatives"),
    (3, 3, "number", R, "numbers of JSON are texts"),
    (0.1, "1/10", "number", R, "exactly as they are written"),
    ("2x", "2x +", "auto", U, "an expected text that ends too early"),
    ("2x +", "2x", "expression", U, "a response that does"),
    ("y", "2x", "expression", U, "a name that only the response has"),
    ("1", "diff(C(n, 2.5), n)", "expression", D, "a derivative that nobody knows here"),
    ("", "2x", "expression", U, "nothing"),
]


@pytest.mark.parametrize(
    ("response", "expected", "kind", "outcome", "why"), AUTO, ids=[row[-1] for row in AUTO]
)
def test_the_kind_and_the_names_are_taken_from_what_is_expected(response, expected, kind, outcome, why):
    verdict = judged(response, expected)
    assert (verdict["outcome"], verdict["kind"]) == (outcome, kind), why


SETTINGS = [
    ("x", "sqrt(x^2)", {"names": {"x": "nonnegative"}}, {}, R, "names: a word"),
    ("x", "sqrt(x^2)", {"names": {"x": "x > 0"}}, {}, R, "names: a condition"),
    ("x", "sqrt(x^2)", {"names": {"x": "[0, inf)"}}, {}, R, "names: an interval"),
    (
        "x",
        "sqrt(x^2)",
        {"names": {"x": {"kind": "real", "low": "0"}}},
        {},
        R,
        "names: a domain as it is stored",
    ),
    ("(-1)^(2n)", "1", {"names": {"n": "integer"}}, {}, R, "names: one that only the response has"),
    ("1", "cos(rate)^2 + sin(rate)^2", {"names": ["rate"]}, {}, R, "names: a list of real ones"),
    ("λ", "lambda", {"names": {"λ": "positive"}}, {}, R, "names: Greek by sign or by name"),
    ("e", "e", {"names": {"e": "real"}}, {}, R, "names: a name hides a constant"),
    ("2 e - e", "e", {"constants": ["pi"]}, {}, R, "constants: e is a name here"),
    ("e^(pi i)", "-1", {"constants": ["pi", "e", "i"]}, {}, R, "constants: i is one here"),
    ("pi", "π", {"constants": "pi, e"}, {}, R, "constants: in one text"),
    ("log(100)", "2", {"log": "10"}, {}, R, "log: of a number"),
    ("log(10 x)", "1 + log(x)", {"log": "10", "names": {"x": "positive"}}, {}, R, "log: to base 10"),
    ("log(2 x)", "1 + log(x)", {"log": "2", "names": {"x": "positive"}}, {}, R, "log: to base 2"),
    ("xy", "y*x", {"products": "split"}, {}, R, "products: xy is x times y"),
    ("diff(x^2, x)", "2x", {"allow_diff": True}, {}, R, "allow_diff: the response may have a derivative"),
    ("diff(x^2, x)", "2x", {}, {}, U, "allow_diff: else it is to be worked out"),
    ("b", "b", {"options": {"a": "yes", "b": "no"}}, {}, R, "options: by key"),
    ("a, c", "c,a", {"options": [["a", "1"], ["b", "2"], ["c", "3"]]}, {}, R, "options: as pairs"),
    ("no", "a", {"options": {"a": "yes", "b": "no"}}, {}, W, "options: the text of an option names it"),
    ("x", "sqrt(x^2)", {}, {"domain": "positive"}, R, "domain: of every name"),
    (
        "x",
        "sqrt(x^2)",
        {"names": {"x": "real"}},
        {"domain": "positive"},
        W,
        "domain: names may differ from it",
    ),
    ("x", "sqrt(x^2)", {}, {"domain": "x >= 0"}, R, "domain: a condition on any x"),
    ("i z", "z i", {}, {"domain": "complex"}, R, "domain: complex brings i"),
    ("0.333", "1/3", {}, {"tolerance": 0.01}, R, "tolerance: relative"),
    ("0.3", "1/3", {}, {"tolerance": 0.01}, W, "tolerance: too far"),
    ("0.0001", "0", {}, {"tolerance": {"absolute": 0.001}}, R, "tolerance: absolute"),
    ("1.005x", "x", {}, {"tolerance": {"relative": 0.01, "absolute": 0}}, R, "tolerance: of an expression"),
    ("0.33", "1/3", {}, {"places": 2}, R, "places: two"),
    ("0.3", "1/3", {}, {"places": 2}, W, "places: one is not two"),
    ("[1, 3]", "[1, 2]", {}, {"partial_credit": False}, W, "partial_credit: all or nothing"),
    ("3.1416", "pi", {}, {"figures": 5}, R, "figures: five"),
    ("3.14", "pi", {}, {"figures": 5}, W, "figures: three are not five"),
    ("1.2e3", "1234", {}, {"figures": 2}, R, "figures: of the number, however large"),
    ("pi", "pi", {}, {"exactness": "exact"}, R, "exactness: exact is the default"),
    ("3.14", "pi", {}, {"exactness": "exact-or-decimal", "places": 2}, R, "exactness: a decimal will do"),
    ("pi", "pi", {}, {"exactness": "exact-or-decimal", "places": 2}, R, "exactness: and so will pi"),
    ("3.14", "pi", {}, {"exactness": "decimal", "places": 2}, R, "exactness: a decimal with its places"),
    ("pi", "pi", {}, {"exactness": "decimal", "places": 2}, P, "exactness: a decimal is wanted"),
    ("3.1416", "pi", {}, {"exactness": "decimal", "figures": 3}, P, "exactness: with its figures, no more"),
    ("(x-1)(x+1)", "(x+1)(x-1)", {}, {"form": "factored"}, R, "form: as asked"),
    ("x^2 - 1", "(x+1)(x-1)", {}, {"form": ["factored"]}, P, "form: right, but expanded"),
    ("sigma(x)(1-sigma(x))", "s(1-s)", {"names": ["s"]}, {"form": "in: s"}, U, "form: with a comma or colon"),
]


@pytest.mark.parametrize(
    ("response", "expected", "notation", "policy", "outcome", "why"),
    SETTINGS,
    ids=[row[-1] for row in SETTINGS],
)
def test_every_setting_is_heeded(response, expected, notation, policy, outcome, why):
    kind = "choice" if "options" in notation else "auto"
    assert judged(response, expected, kind, notation, policy)["outcome"] == outcome, why


BAD = [
    (None, 'A case is an object such as {"response": "x + x", "expected": "2x"}.'),
    ([], 'A case is an object such as {"response": "x + x", "expected": "2x"}.'),
    ({}, 'The field "response" is missing: it is the text to be judged.'),
    ({"response": "x"}, 'The field "expected" is missing: it says what the response is judged against.'),
    ({"response": None, "expected": "x"}, '"response" must be a text; got null.'),
    ({"response": ["x"], "expected": "x"}, '"response" must be a text; got a list.'),
    ({"response": "x", "expected": {}}, '"expected" must be a text; got an object.'),
    ({"response": "x", "expected": "x", "kind": 3.5}, 'I do not know the kind "3.5".'),
    (
        {"response": "x", "expected": "x", "kind": "vector"},
        'I do not know the kind "vector". Known are auto,',
    ),
    (
        {"response": "x", "expected": "x", "Kind": "number"},
        'I do not know the field "Kind". Do you mean "kind"?',
    ),
    ({"response": "x", "expected": "x", "notation": []}, '"notation" must be an object; got a list.'),
    ({"response": "b", "expected": "b", "kind": "choice"}, 'This kind, choice, needs "notation.options"'),
]


@pytest.mark.parametrize(("record", "sentence"), BAD, ids=[json.dumps(record) for record, _ in BAD])
def test_what_is_no_case_is_unreadable_with_a_sentence(record, sentence):
    verdict = judge_case(record)
    assert (verdict["outcome"], verdict["error"]["side"]) == (U, "case")
    assert verdict["error"]["message"].startswith(sentence)
    assert verdict["feedback"] == verdict["error"]["message"]


BAD_SETTINGS = [
    ({"policy": {"tolerence": 1}}, 'I do not know the field "policy.tolerence". Do you mean "tolerance"?'),
    ({"notation": {"zz": 1}}, 'I do not know the field "notation.zz". Known are names, shapes,'),
    (
        {"notation": {"names": {"x": "blue"}}},
        "\"notation.names.x\": I do not understand the condition 'blue'.",
    ),
    ({"notation": {"names": {"x": "y>0"}}}, "\"notation.names.x\": 'y>0' is no domain of x."),
    ({"notation": {"names": {"x": 3}}}, '"notation.names.x" must be an object; got 3.'),
    (
        {"notation": {"names": {"x": {"kind": "odd"}}}},
        '"notation.names.x" must be a domain such as "positive"',
    ),
    ({"notation": {"names": {"a b": "real"}}}, "\"notation.names\": the name 'a b' cannot be written"),
    ({"notation": {"names": ["x", 1]}}, '"notation.names" must be a list of texts; got a list.'),
    ({"notation": {"names": {"e": "real"}, "constants": ["e"]}}, 'e is both in "notation.constants" and in'),
    ({"notation": {"constants": ["tau"]}}, '"notation.constants" are some of pi, e, i and inf; got tau.'),
    ({"notation": {"shapes": {"A": "3y3"}}}, "\"notation.shapes.A\": The shape '3y3' cannot be read."),
    (
        {"notation": {"shapes": {"A": "3x3 odd"}}},
        "\"notation.shapes.A\": The shape '3x3 odd' has an unknown trait, 'odd'.",
    ),
    ({"notation": {"shapes": {"A": {"rows": 0}}}}, '"notation.shapes.A" must be a shape such as "n×m"'),
    ({"notation": {"log": "3"}}, "\"notation.log\" is one of natural, 10, 2; got '3'."),
    ({"notation": {"log": 10}}, '"notation.log" is one of natural, 10, 2; got 10.'),
    ({"notation": {"products": "joined"}}, '"notation.products" is one of split, whole;'),
    ({"notation": {"dialect": "sympy"}}, '"notation.dialect" is one of auto, plain, latex;'),
    ({"notation": {"allow_diff": "yes"}}, "\"notation.allow_diff\" must be true or false; got 'yes'."),
    ({"notation": {"options": {}}}, '"notation.options" must be options such as {"a": "yes", "b": "no"}'),
    ({"notation": {"options": [["a"]]}}, '"notation.options" must be options such as'),
    ({"policy": {"domain": "odd"}}, "\"policy.domain\": I do not understand the condition 'odd'."),
    ({"policy": {"tolerance": -1}}, '"policy.tolerance" must be a number from 0; got -1.'),
    ({"policy": {"tolerance": "1%"}}, "\"policy.tolerance\" must be a number from 0; got '1%'."),
    (
        {"policy": {"tolerance": {"rel": 1}}},
        'I do not know the field "policy.tolerance.rel". Known are relative, absolute.',
    ),
    ({"policy": {"places": 2.5}}, '"policy.places" must be a whole number from 0 to 1000; got 2.5.'),
    ({"policy": {"places": True}}, '"policy.places" must be a whole number from 0 to 1000; got true.'),
    ({"policy": {"exactness": "exact", "places": 2}}, '"exactness" is exact, so "tolerance", "places" and'),
    ({"policy": {"exactness": "exact-or-decimal"}}, "Say how near a decimal has to be, with"),
    ({"policy": {"exactness": "decimal", "tolerance": 1}}, "Say how the decimal is to be written, with"),
    ({"policy": {"wrt": "x"}}, 'The setting "wrt" means nothing for the kind "expression" without'),
    ({"policy": {"level": "all"}}, '"policy.level" is one of none, outcome, where, slip, full;'),
    ({"policy": {"exactness": "rough"}}, '"policy.exactness" is one of exact, exact-or-decimal, decimal;'),
]


@pytest.mark.parametrize(
    ("settings", "sentence"), BAD_SETTINGS, ids=[json.dumps(row[0]) for row in BAD_SETTINGS]
)
def test_a_setting_that_makes_no_sense_is_refused_and_never_ignored(settings, sentence):
    verdict = judge_case({"response": "x", "expected": "x", **settings})
    assert verdict["error"]["message"].startswith(sentence)
    assert verdict["error"]["side"] == "case"


def test_an_unreadable_side_is_named_with_its_place():
    assert judged("2(x", "2x")["error"] == {
        "message": "This bracket is never closed.",
        "at": [1, 2],
        "suggestion": "Add the ) that belongs to it.",
        "side": "response",
    }
    verdict = judged("2x", "2(x")
    assert verdict["error"]["side"] == "expected"
    assert verdict["feedback"].startswith("The expected answer cannot be read. This bracket is never closed.")


def test_fields_of_the_caller_pass_and_the_id_comes_back():
    verdict = judged("x", "x", id={"row": [1, None]}, question="What is x?", note=3)
    assert (verdict["outcome"], verdict["id"]) == (R, {"row": [1, None]})
    assert "id" not in judged("x", "x")
    assert judge_case({"response": "x", "id": 7})["id"] == 7


def test_the_verdict_is_the_one_schema_with_kind_and_ms():
    verdict = judged("x", "2x")
    assert verdict["schema"] == "gradcheck.verdict/1"
    assert list(verdict) == [
        *("schema", "outcome", "credit", "read_as", "latex", "evidence", "slips", "feedback", "kind", "ms")
    ]
    assert isinstance(verdict["ms"], float)
    assert Verdict.from_json(verdict).outcome == W
    assert json.loads(json.dumps(verdict)) == verdict


def test_the_same_case_has_the_same_verdict_again():
    first, second = (judged("x + 1e-9", "x", policy={"tolerance": 1e-6}) for _ in range(2))
    assert {**first, "ms": 0} == {**second, "ms": 0}


def test_a_question_that_comes_again_is_compiled_once():
    _remembered.cache_clear()
    for number in range(5):
        judged(f"x + {number}", "x + 3", policy={"places": 3, "partial_credit": True}, id=number)
        judged(f"x + {number}", "x + 3", policy={"partial_credit": True, "places": 3}, note=number)
    assert (_remembered.cache_info().misses, _remembered.cache_info().hits) == (1, 9)


GRADIENTS = [
    ("2x cos(x^2)", "sin(x^2)", None, R, "the only name is the one"),
    ("cos(x^2)", "sin(x^2)", None, W, "the inner derivative is missing"),
    ("2x y", "x^2 y", "x", R, "by one of two names"),
    ("[2x y, x^2]", "x^2 y", "x, y", R, "by both: a gradient"),
    ("[x^2, 2x y]", "x^2 y", ["y", "x"], R, "in the order that was said"),
    ("[2x y, 2x]", "x^2 y", ["x", "y"], P, "one entry is wrong"),
    ("[[y, x], [1, 1]]", "[x y, x + y]", ["x", "y"], R, "of a vector: a Jacobian"),
]


@pytest.mark.parametrize(("response", "function", "wrt", "outcome", "why"), GRADIENTS)
def test_a_gradient_is_worked_out_from_the_function(response, function, wrt, outcome, why):
    policy = {} if wrt is None else {"wrt": wrt}
    assert judged(response, function, "gradient", None, policy)["outcome"] == outcome, why


@pytest.mark.parametrize(
    ("function", "policy", "sentence"),
    [
        ("x y", {}, 'Say by which of x, y the derivative is taken, in "wrt".'),
        ("3", {}, 'Say by which of no names the derivative is taken, in "wrt".'),
        ("x y", {"wrt": "z"}, 'There is no name "z" in it; its names are x, y.'),
    ],
)
def test_a_gradient_needs_to_know_by_what(function, policy, sentence):
    assert judged("x", function, "gradient", None, policy)["error"]["message"] == sentence


def test_a_form_that_nobody_knows_is_the_fault_of_what_is_expected():
    verdict = judged("x", "x", policy={"form": "nice"})
    assert (verdict["outcome"], verdict["error"]["side"]) == (U, "expected")
    assert "nice" in verdict["feedback"]


def test_slips_are_named_unless_nobody_wants_them():
    response = "cos(x^2)"
    named = judged(response, "sin(x^2)", "gradient")["slips"]
    assert [slip["name"] for slip in named] == ["inner-derivative-missing"]
    assert judged(response, "sin(x^2)", "gradient", policy={"slips": False})["slips"] == []
    assert judged(response, "sin(x^2)", "gradient", policy={"level": "where"})["slips"] == []


def test_the_level_says_how_much_is_told():
    levels = {
        level: judged("[1, 3]", "[1, 2]", policy={"level": level}) for level in ("none", "outcome", "where")
    }
    assert [verdict["outcome"] for verdict in levels.values()] == [P, P, P]
    assert levels["none"]["feedback"] == ""
    assert levels["outcome"]["feedback"] == "Part of this is right."
    assert levels["where"]["evidence"] == [{"kind": "counterexample", "where": "row 2, column 1"}]


READ_AS = [
    ("t(1 - x)", "2t", "expression", "a letter before a bracket is a factor"),
    ("t(1 - t)", "t - t^2", "expression", "certainly where it is a name elsewhere"),
    ("N(N - 1)/2", "(N^2 - N)/2", "expression", "also where it could be a law"),
    ("P(1 + r)^n", "x", "expression", "or a probability"),
    ("R I", "I*R", "expression", "R is a name where no set is spoken of"),
    ("var*x", "x*var", "expression", "a chance that is not applied is a name"),
    ("cost(w)", "w", "auto", "a word before a bracket is a function, and this one is unknown"),
]


@pytest.mark.parametrize(("expected", "response", "kind", "why"), READ_AS, ids=[row[-1] for row in READ_AS])
def test_letters_and_words_are_what_they_mostly_are(expected, response, kind, why):
    verdict = judged(response, expected)
    assert verdict["kind"] == kind
    assert (kind == "auto") == (verdict.get("error", {}).get("side") == "expected")


def test_every_kind_reads_and_judges():
    assert {"number", "expression", "array", "choice"} <= set(KINDS)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
FIELD_NAMES = st.sampled_from([*FIELDS, "tolerance", "x"])
SETTINGS_OF = {
    "notation": st.dictionaries(st.sampled_from(list(NOTATION)), JSON, max_size=2),
    "policy": st.dictionaries(st.sampled_from(list(POLICY)), JSON, max_size=2),
}


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(FIELD_NAMES, JSON, max_size=5),
    st.fixed_dictionaries({}, optional=SETTINGS_OF),
    st.booleans(),
)
def test_any_record_has_a_verdict_and_none_raises(record, settings, whole):
    full = {"response": "x", "expected": "x", **record, **settings} if whole else {**record, **settings}
    assert judge_case(full)["outcome"] in (R, W, P, U, D)
