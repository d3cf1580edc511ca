"""gradcheck render: a formula drawn, set, said."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from gradcheck_course.cli.render import FORMS
from gradcheck_course.cli.root import root


def rendered(*arguments: str, said: str | None = None, **environment: str):
    return CliRunner().invoke(
        root, ["render", *arguments], prog_name="gradcheck", input=said, env={"COLUMNS": "80", **environment}
    )


@pytest.mark.parametrize(
    ("text", "lines", "why"),
    [
        ("x^2/(1+x)", ["  2", " x", "─────", "1 + x"], "a fraction is drawn"),
        ("2 + 3", ["2 + 3"], "nothing is worked out"),
        ("1/x", ["1", "─", "x"], "no factor 1"),
        ("-x", ["-x"], "a minus is no option"),
        ("[1, 2; 3, x]", ["⎡1  2⎤", "⎢    ⎥", "⎣3  x⎦"], "a matrix"),
        ("x < 3 and y > 2", ["x < 3 and y > 2"], "conditions stay in their order"),
        ("N(0, 1)", ["Normal(0, 1)"], "SymPy has no such thing"),
        (r"\frac{a}{b}", ["a", "─", "b"], "LaTeX is read too"),
    ],
)
def test_a_formula_is_drawn(text, lines, why):
    assert rendered(text).stdout.splitlines() == lines, why


def test_what_is_too_wide_stands_on_one_line():
    matrix = "[" + ", ".join(f"x/{number}" for number in range(2, 20)) + "; " + ", ".join(["1"] * 18) + "]"
    assert rendered(matrix, COLUMNS="50").stdout.startswith("[x/2, x/3, ")


@pytest.mark.parametrize(
    ("form", "printed"),
    [
        ("latex", r"\frac{1}{x^{2}}"),
        ("typst", "$frac(1, attach(x, t: 2))$"),
        ("speech", "the fraction with numerator 1, and denominator x squared, end fraction"),
    ],
)
def test_a_formula_is_set_and_said(form, printed):
    assert rendered("1/x^2", "-t", form).stdout == f"{printed}\n"


def test_mathml_is_one_element():
    printed = rendered("1/x", "-t", "mathml").stdout
    assert printed.startswith("<math ") and printed.endswith("</math>\n")
    assert "<mfrac>" in printed


@pytest.mark.parametrize("arguments", [("--plain",), ("-t", "speech")], ids=" ".join)
def test_plain_is_spoken(arguments):
    assert rendered("x^2", *arguments).stdout == "x squared\n"


def test_where_only_ascii_can_be_shown_the_line_can_be_typed():
    assert rendered("sqrt(x)", "--ascii").stdout == "sqrt(x)\n"


def test_json_has_every_form():
    record = json.loads(rendered("x^2", "--json").stdout)
    assert set(record) == {"schema", "ok", "raw", *FORMS}
    assert (record["schema"], record["latex"]) == ("gradcheck.render/1", "x^{2}")


def test_a_formula_may_come_from_a_pipe():
    assert rendered("-", "-t", "latex", said="x^2\n").stdout == "x^{2}\n"


def test_names_may_have_shapes():
    assert rendered("A^T x", "--let", "A: 3x2, x: 3", "-t", "latex").stdout == "A^{\\top} x\n"


def test_what_cannot_be_read_has_a_caret():
    result = rendered("2(x")
    assert (result.exit_code, result.stdout) == (4, "")
    assert result.stderr.startswith("This bracket is never closed.\n  2(x\n   ^\n")
