"""Every kind of case, as another program would send it: one line of JSON in, one verdict out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gradcheck_grader import judge_case
from gradcheck_grader.cases.fields import FIELDS, NOTATION, POLICY
from gradcheck_grader.cases.kinds import KINDS

SHAPES = {"A": "n×n", "B": "n×n", "X": "n×d", "w": "d", "y": "n", "x": "n"}
OPTIONS = {"options": {"a": "x", "b": "ln x", "c": "exp x"}}
INTEGER_N = {"names": {"n": "integer"}}

CASES = [
    ("50%", "1/2", {}, "right", "percent"),
    ("1,000", "1000", {}, "right", "digits in groups"),
    (r"\boxed{7}", "7", {}, "right", "a box around it"),
    ("x = 7", "7", {}, "right", "a label before it"),
    ("f(x) = 2x", "2x", {}, "right", "a function's name before it"),
    (r"f'(x) = 2x", "2x", {}, "right", "a derivative's name before it"),
    (r"\frac{dy}{dx} = 2x", "2x", {}, "right", "a quotient of differentials before it"),
    ("y = 2x", "3x", {}, "wrong", "a label changes no value"),
    ("x^(1/3)", r"\sqrt[3]{x}", {}, "right", "a cube root and its power"),
    ("x^2 + C", "x^2", {"policy": {"up_to": "constant"}}, "right", "up to a constant"),
    ("3x^2", "x^2", {"policy": {"up_to": "factor"}}, "right", "up to a factor"),
    ("3x^2", "x^2", {"policy": {"up_to": "sign"}}, "wrong", "not up to the sign"),
    ("x^2 + 7", "2x", {"kind": "antiderivative"}, "right", "any antiderivative"),
    ("ln x", "1/x", {"kind": "antiderivative"}, "wrong", "no value for negative x"),
    ("ln x", "1/x", {"kind": "antiderivative", "policy": {"domain": "positive"}}, "right", "x > 0"),
    ("(x+2)(x+3)", "x^2+5x+6", {"policy": {"form": "factored"}}, "right", "expected unfactored"),
    ("x^2+5x+6", "x^2+5x+6", {"policy": {"form": "factored"}}, "partly_right", "not factored"),
    ("y = 2x + 1", "2x - y + 1 = 0", {}, "right", "the same line"),
    ("2x = 4", "x = 2", {}, "right", "the same solution"),
    ("x = 1", "x^2 = 1", {}, "wrong", "one of two solutions"),
    ("x > 2 or x < -2", "x^2 > 4", {}, "right", "the same numbers"),
    ("x >= 2", "x > 2", {}, "wrong", "the end belongs to one only"),
    ("(2, oo)", "x > 2", {}, "right", "an interval for an inequality"),
    ("a < b", "b > a", {}, "right", "read from the other side"),
    ("[0, 1]", "[0, 1)", {}, "wrong", "a closed end"),
    (r"(-\infty, 2) \cup (3, \infty)", "(-oo,2) U (3,oo)", {}, "right", "a union in LaTeX"),
    ("{2, 1}", "{1, 2}", {}, "right", "sets have no order"),
    ("{1, 2}", "{1, 2, 3}", {}, "partly_right", "one is missing"),
    (r"x = \pm 2", "{-2, 2}", {}, "right", "both signs"),
    ("{1, 2}", "{1, 1, 2}", {"kind": "multiset"}, "partly_right", "a number that comes twice"),
    ("x = 2 or x = -2", "x^2 = 4", {"kind": "solves"}, "right", "both solutions"),
    ("2", "x^2 = 4", {"kind": "solves"}, "partly_right", "one of two"),
    ("2", "x^2 = 4", {"kind": "solves", "policy": {"every": False}}, "right", "one is enough"),
    ("(1, 2)", "(1, 2)", {}, "right", "a tuple"),
    ("0 <= x and x <= 1", "[0, 1]", {}, "right", "a condition shows that an interval is meant"),
    ("[0, 1] U [1, 2]", "[0, 2]", {}, "right", "so does a union"),
    ("(0, 1) U (1, 2)", "(0, 2)", {}, "wrong", "1 is missing"),
    ("no solution", "{}", {}, "right", "the empty set in words"),
    ("All real numbers.", "(-oo, oo)", {}, "right", "the whole line in words"),
    ("(2, 1)", "(1, 2)", {"policy": {"order": False}}, "right", "in any order"),
    (r"\langle 1, 2 \rangle", "[1, 2]", {}, "right", "a vector in angle brackets"),
    (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", "Matrix([[1, 2], [3, 4]])", {}, "right", "dialects"),
    ("A B", "B A", {"notation": {"shapes": SHAPES}}, "wrong", "matrices do not commute"),
    ("2 X^T (X w - y)", "2X.T@(X@w-y)", {"notation": {"shapes": SHAPES}}, "right", "paper and NumPy"),
    (r"\|Xw-y\|_2^2", "(Xw-y)^T(Xw-y)", {"notation": {"shapes": SHAPES}}, "right", "a squared norm"),
    ("X w", "y + w", {"notation": {"shapes": SHAPES}}, "unreadable", "the expected sum has no shape"),
    ("A^{-1} A", "I", {"notation": {"shapes": SHAPES}}, "right", "I of the only size there is"),
    ("(A + A^T) x", "x^T A x", {"kind": "gradient", "policy": {"wrt": "x"}, "notation": {"shapes": SHAPES}},
     "right", "the gradient of a quadratic form"),
    ("2 A x", "x^T A x", {"kind": "gradient", "policy": {"wrt": "x"}, "notation": {"shapes": SHAPES}},
     "wrong", "only for symmetric A"),
    ("n(n+1)/2", "sum(i, i, 1, n)", {}, "right", "a closed form"),
    (r"\sum_{i=1}^{n} i", "n(n+1)/2", {}, "right", "the sum itself"),
    ("(-1)^(2n)", "1", {"notation": INTEGER_N}, "right", "for whole n"),
    (r"\begin{cases} x & x > 0 \\ 0 & x \le 0 \end{cases}", "relu(x)", {}, "right", "by cases"),
    ("[-2, 4]", "[1, -2]", {"policy": {"up_to": "scale"}}, "right", "an eigenvector of another length"),
    ("[0, 0]", "[1, -2]", {"policy": {"up_to": "scale"}}, "wrong", "but never the zero vector"),
    ("[3/5, 4/5]", "[3, 4]", {"policy": {"up_to": "scale", "unit": True}}, "right", "of length 1"),
    ("[3, 4]", "[3, 4]", {"policy": {"up_to": "scale", "unit": True}}, "partly_right", "not of length 1"),
    ("[-1, 2]", "[1, -2]", {"policy": {"up_to": "sign"}}, "right", "the opposite vector"),
    ("-3", "3", {"policy": {"up_to": "sign"}}, "right", "the opposite number"),
    ("3", "3", {"policy": {"up_to": "scale"}}, "unreadable", "a number has no scale"),
    ("x", "x", {"policy": {"up_to": "scale"}}, "unreadable", "nor has an expression"),
    ("[1, 2]", "[1, 2]", {"policy": {"unit": True}}, "unreadable", "a length of what is given anyway"),
    ("[1, 1, 2], [0, 1, 1]", "[1, 0, 1], [0, 1, 1]", {"kind": "basis"}, "right", "another basis"),
    ("[1, 1, 2]", "[1, 0, 1], [0, 1, 1]", {"kind": "basis"}, "partly_right", "a vector too few"),
    ("[1, 0], [0, 1]", "[1, 1], [1, 2]", {"kind": "basis", "policy": {"unit": True}}, "right", "orthonormal"),
    ("[1, 0; 3, 1], [1, 2; 0, -2]", "[1, 2; 3, 4]", {"kind": "factorization", "policy": {"factors": "LU"}},
     "right", "L and U"),
    ("L = [1, 0; 3, 1], U = [1, 2; 0, 2]", "[1, 2; 3, 4]",
     {"kind": "factorization", "policy": {"factors": "LU"}}, "wrong", "by name, with a wrong entry"),
    ("[1, 0; 3, 1]", "[1, 2; 3, 4]", {"kind": "factorization"}, "unreadable", "of which kind?"),
    ("[1, 0; 3, 1]", "[1, 2; 3, 4]", {"kind": "factorization", "policy": {"factors": "magic"}},
     "unreadable", "of no kind"),
    ("inf", "y = x", {}, "wrong", "infinity is no equation's right side"),
    ("2", "floor(x)", {"kind": "antiderivative"}, "wrong", "no slips of what nobody can integrate"),
    ("[[1, 0], [0, 0]]", "[[0, 0], [0, 1]]", {"kind": "property", "policy": {"properties": "rank = 1"}},
     "right", "another matrix of rank 1"),
    ("-2", "2", {"kind": "property", "policy": {"properties": ["t^2 = 4", "t > 0"], "wrt": "t"}},
     "partly_right", "one of two properties"),
    ("2", "2", {"kind": "property"}, "unreadable", "no property"),
    ("2", "3", {"kind": "property", "policy": {"properties": "x^2 = 4"}}, "unreadable", "no example of it"),
    ("2", "2", {"kind": "property", "policy": {"properties": "x^2 = 4", "wrt": "x, y"}}, "unreadable",
     "two values"),
    ("b < a < c", "b, a, c", {"kind": "ordering", "notation": OPTIONS}, "right", "in order"),
    ("a, b, c", "b, a, c", {"kind": "ordering", "notation": OPTIONS}, "partly_right", "one pair is not"),
    ("a, b", "b, a, c", {"kind": "ordering", "notation": OPTIONS}, "unreadable", "one is missing"),
    ("a", "b", {"kind": "ordering"}, "unreadable", "an order of nothing"),
    ("A x", "[5, 11]", {"notation": {"values": {"A": "[[1, 2], [3, 4]]", "x": "[1, 2]"}}}, "right", "values"),
    ("[5, 12]", "A x", {"notation": {"values": {"A": "[[1, 2], [3, 4]]", "x": "[1, 2]"}}}, "wrong", "values"),
    ("7", "a x + 1", {"notation": {"values": {"a": 2, "x": "3"}}}, "right", "values of numbers"),
    ("7", "a x", {"notation": {"values": {"a": "b"}}}, "unreadable", "a value that is none"),
    ("7", "a x", {"notation": {"values": {"a": "(1"}}}, "unreadable", "a value that cannot be read"),
    ("p and q", "q and p", {}, "unreadable", "no condition on numbers"),
    ("sin(x)/cos(x)", "tan(x)", {"policy": {"prove": True}}, "right", "with a proof, or without"),
    ("y = x", "z", {}, "unreadable", "a label does not make a name known"),
    ("(x, 1)", "(x, 1)", {}, "right", "a tuple with names"),
    ("x in R", "(-inf, inf)", {}, "right", "all numbers"),
    ("1/3", "int(x^2, x, 0, 1)", {}, "right", "an integral is a number"),
    ("0.35", "[0.3, 0.4]", {"kind": "within"}, "right", "inside"),
    ("5", "(0, inf)", {"kind": "within"}, "right", "without a bound"),
    ("0.35", "[0.3, 0.4)", {"kind": "within"}, "unreadable", "open at one end only"),
    ("0.35", "0.3", {"kind": "within"}, "unreadable", "no interval"),
    ("0.45", "[0.3, 0.4]", {"kind": "within"}, "wrong", "outside"),
    ("True", "true", {}, "right", "a truth value"),
    ("false", "true", {}, "wrong", "the other one"),
    ("2x + 3 = 7\n2x = 4\nx = 2", "2x + 3 = 7\nx = 2", {"kind": "derivation"}, "right", "working"),
    ("2x + 3 = 7\n2x = 10\nx = 5", "2x + 3 = 7\nx = 2", {"kind": "derivation"}, "wrong", "a wrong line"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("response", "expected", "fields", "outcome", "why"),
    CASES,
    ids=[f"{row[0][:24]!r} for {row[1][:24]!r}: {row[4]}" for row in CASES],
)
def test_a_case_is_judged_as_its_kind(response, expected, fields, outcome, why):
    verdict = judge_case({"response": response, "expected": expected, **fields})
    assert verdict["outcome"] == outcome, verdict["feedback"]


def test_an_exponent_beyond_any_float_ends_no_decision():
    case = {"response": "floor(x)^1e400", "expected": "floor(x)^1e400", "kind": "matrix"}
    assert judge_case(case)["outcome"] in ("right", "undecided")  # undecided where the machine is busy


DOCS = (Path(__file__).parents[2] / "docs/cases.md").read_text(encoding="utf-8")
DOCUMENTED = set(re.findall(r"^\| `([a-z_.]+)` \|", DOCS, re.MULTILINE))


def test_every_field_is_documented_and_nothing_else_is():
    fields = {*FIELDS, *(f"notation.{name}" for name in NOTATION), *(f"policy.{name}" for name in POLICY)}
    of_verdicts = set(re.findall(r"^\| `([a-z_]+)` \|", DOCS.split("## The verdict")[1], re.MULTILINE))
    assert DOCUMENTED - of_verdicts - set(KINDS) - {"auto"} == fields - of_verdicts


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_documented_with_what_it_heeds(kind):
    row = next(
        line for line in DOCS.splitlines() if line.startswith(f"| `{kind}` |") and line.count("|") >= 4
    )
    told = set(re.findall(r"`([a-z_]+)`", row.rsplit("|", 2)[1]))
    heeds = set(KINDS[kind].heeds)
    if "tolerance" in heeds:
        heeds |= {"places", "figures"}
    assert told == heeds
