"""gradcheck check: any answer against any truth."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from gradcheck_course import __version__
from gradcheck_course.cli.root import root
from gradcheck_grader.cases.kinds import KINDS


@pytest.fixture(autouse=True)
def quiet_terminal(monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def check(*arguments: str):
    return CliRunner().invoke(root, ["check", *arguments], prog_name="gradcheck")


@pytest.mark.parametrize(
    ("answer", "truth", "settings", "code", "why"),
    [
        ("2*x*cos(x^2)", "diff(sin(x^2), x)", [], 0, "a derivative is worked out"),
        ("2x cos x^2", "diff(sin(x^2), x)", [], 0, "signs of multiplication may be left out"),
        ("cos(x^2)", "diff(sin(x^2), x)", [], 1, "the inner derivative is missing"),
        ("-2x", "diff(-x^2, x)", [], 0, "an answer may begin with a minus"),
        ("-x", "x", [], 1, "which is no option"),
        ("(x+1)^2", "x^2 + 2x + 1", [], 0, "expanded or not"),
        ("x", "sqrt(x^2)", [], 1, "x may be negative"),
        ("x", "sqrt(x^2)", ["--where", "x>=0"], 0, "now it may not"),
        ("2 log(x)", "log(x^2)", ["--where", "x>0"], 0, "only for positive x"),
        ("(-1)^(2n)", "1", ["--where", "n integer"], 0, "an even power, since n is an integer"),
        ("rate*x", "x*rate", ["--names", "rate"], 0, "a declared name of several letters"),
        ("λ x", "lambda*x", [], 0, "Greek by sign or by name"),
        ("0.333", "1/3", [], 1, "not exactly"),
        ("0.333", "1/3", ["--tol", "0.01"], 0, "near enough"),
        ("0.001", "0", ["--tol", "0,0.01"], 0, "an absolute tolerance"),
        ("[1, 2]", "[1, 2]", [], 0, "a vector"),
        ("[2x, 0]", "[diff(x^2, x), 0]", [], 0, "a vector of derivatives"),
        ("[1, 3]", "[1, 2]", [], 1, "one entry differs"),
        ("[1, 2, 3]", "[1, 2]", [], 1, "another size"),
        ("[[1, 2], [3, 4]]", "[1, 2; 3, 4]", [], 0, "a matrix, in either spelling"),
        ("1", "diff(C(n, 2), n)", [], 3, "no rule for this derivative"),
        ("i^2", "-1 + 0 z", ["--where", "z complex"], 0, "i is known where something is complex"),
        ("t rate", "rate*t", [], 0, "a word of several letters is a name"),
        (r"\frac{x}{2}", "x/2", [], 0, "LaTeX"),
        ("3.14", "pi", ["--places", "2"], 0, "as many places as are wanted"),
        ("3.1", "pi", ["--places", "2"], 1, "too few"),
        ("3.14", "pi", ["--figures", "3"], 0, "as many figures as are wanted"),
        ("3.1", "pi", ["--figures", "3"], 1, "too few figures"),
        ("(x-1)(x+1)", "x^2 - 1 + 0", ["--kind", "expression"], 0, "a kind that is said"),
        ("(x-1)(x+1)", "(x+1)(x-1)", ["--form", "factored"], 0, "in the form that is wanted"),
        ("x^2-1", "(x+1)(x-1)", ["--form", "factored"], 1, "in another form"),
    ],
)
def test_the_exit_code_says_whether_both_are_equal(answer, truth, settings, code, why):
    result = check(answer, "--is", truth, *settings)
    assert result.exit_code == code, why + "\n" + result.output


def test_an_equal_answer_is_said_to_be_so():
    assert check("2x cos(x^2)", "--is", "diff(sin(x^2), x)").stdout == (
        "✓ equal\n  yours  2·x·cos(x²)\n  --is   diff(sin(x²), x)\n  the same expression\n"
    )


def test_a_wrong_answer_comes_with_a_point_where_the_two_differ():
    result = check("cos(x^2)", "--is", "diff(sin(x^2), x)")
    assert result.stdout.startswith("✗ not equal\n  yours  cos(x²)\n  --is   diff(sin(x²), x)\n")
    assert re.search(r"\n  differs at x = \S+: yours \S+, needed \S+\n$", result.stdout)
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("answer", "truth", "settings", "outcome", "line"),
    [
        ("[1, 3]", "[1, 2]", [], "~ partly equal", "row 2, column 1 differs: yours 3, needed 2"),
        ("[x, 1]", "[x, x]", [], "~ partly equal", "row 2, column 1 differs at x = "),
        ("[1, 2, 3]", "[1, 2]", [], "✗ not equal", "the shapes differ: yours 3×1, needed 2×1"),
        ("0.333", "1/3", [], "✗ not equal", "differs: yours 0.333, needed 1/3"),
        ("0.333", "1/3", ["--tol", "0.01"], "✓ equal", "The two agree within the tolerance"),
        ("x", "sqrt(x^2)", ["--where", "x>=0"], "✓ equal", "agrees at 14 points, to "),
        ("1", "diff(C(n, 2), n)", [], "? undecided", "There is no rule here for the derivative of binomial."),
        (
            "sin x^2",
            "sin(x)^2",
            [],
            "✗ not equal",
            "I read your answer as sin(x^2). If you mean sin(x)^2, write it",
        ),
    ],
    ids=[
        "entry",
        "entry with names",
        "shape",
        "number",
        "tolerance",
        "agreement",
        "undecided",
        "two readings",
    ],
)
def test_the_reason_is_said(answer, truth, settings, outcome, line):
    printed = check(answer, "--is", truth, *settings).stdout
    assert printed.startswith(f"{outcome}\n")
    assert f"\n  {line}" in printed


@pytest.mark.parametrize(
    ("answer", "truth", "side", "caret", "advice"),
    [
        (
            "2x cos(x^2",
            "x",
            "Your answer: This bracket is never closed.",
            "  2x cos(x^2\n        ^\n",
            "Add the )",
        ),
        ("x", "2x cos(x^2", "--is: This bracket is never closed.", "  2x cos(x^2\n        ^\n", "Add the )"),
        ("y", "2x", "Your answer: I do not know the name 'y'.", "  y\n  ^\n", "This problem uses: x."),
        (
            "x",
            "bar(x)",
            "--is: I do not know the function 'bar'.",
            "  bar(x)\n  ^\n",
            "Functions are written",
        ),
        (
            "diff(x, x)",
            "1x",
            "Your answer: diff cannot be used",
            "  diff(x, x)\n  ^\n",
            "Write the derivative itself.",
        ),
        ("", "x", "Your answer: There is nothing to read here.", "", "Write your answer."),
    ],
    ids=["answer", "truth", "name in the answer", "function in the truth", "diff", "nothing"],
)
def test_what_cannot_be_read_names_the_side_the_place_and_a_way_out(answer, truth, side, caret, advice):
    result = check(answer, "--is", truth)
    assert result.exit_code == 4
    assert result.stdout == ""
    assert result.stderr.startswith(side)
    assert caret in result.stderr
    assert advice in result.stderr


def test_json_says_what_was_read_and_why():
    result = check("cos(x^2)", "--is", "diff(sin(x^2), x)", "--json")
    printed = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (printed["schema"], printed["ok"], printed["outcome"], printed["credit"]) == (
        "gradcheck.check/1",
        True,
        "wrong",
        0.0,
    )
    assert printed["answer"] == {
        "raw": "cos(x^2)",
        "read_as": "cos(x^2)",
        "latex": printed["answer"]["latex"],
    }
    assert printed["is"]["raw"] == "diff(sin(x^2), x)"
    assert printed["names"] == {"x": {"kind": "real"}}
    assert printed["evidence"][0]["at"]["x"]
    assert printed["engine"] == {"gradcheck": __version__}


def test_json_of_an_unreadable_side_is_an_error_with_the_side():
    result = check("x", "--is", "2*(x", "--json")
    assert result.exit_code == 4
    assert json.loads(result.stdout) == {
        "schema": "gradcheck.error/1",
        "ok": False,
        "error": {
            "code": "unreadable",
            "message": "This bracket is never closed.",
            "at": [2, 3],
            "suggestion": "Add the ) that belongs to it.",
            "side": "is",
        },
    }


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (["--where", "x is blue"], "I do not understand the condition 'x is blue'."),
        (["--tol", "much"], "I do not understand the tolerance 'much'. Write --tol 0.01 or --tol 0.01,1e-6"),
        (["--names", "a+b"], "'a+b' cannot be a name."),
        (["--tool", "1"], "Got unexpected extra argument"),
        (["--form", "nice"], "--is: "),
        (["--kind", "odd"], 'I do not know the kind "odd". Known are auto,'),
        (["--let", "A"], "I do not understand the declaration 'A'."),
        (["--let", "A: 3x3 odd"], "The shape '3x3 odd' has an unknown trait, 'odd'."),
        (["--grad-of", "x^2"], "--is, --grad-of are given together. Give one of them."),
        (["--wrt", "x"], "The setting --wrt means nothing"),
        (["--second", "range"], "The second parameter is one of variance, deviation; got 'range'."),
        (["--log", "3"], "The log is one of natural, 10, 2; got '3'."),
        (
            ["--exactness", "rather"],
            "The exactness is one of exact, exact-or-decimal, decimal; got 'rather'.",
        ),
        (["--domain", "blue"], "I do not understand the condition 'blue'."),
        (["--option", "yes"], "I do not understand the option 'yes'. Write for example: --option 'a: yes'"),
    ],
    ids=[
        "where",
        "tol",
        "names",
        "unknown",
        "form",
        "kind",
        "let",
        "trait",
        "two truths",
        "wrt",
        "second",
        "log",
        "exactness",
        "domain",
        "option",
    ],
)
def test_a_setting_that_makes_no_sense_is_code_2_with_a_sentence(settings, sentence):
    result = check("x", "--is", "x", *settings)
    assert result.exit_code == 2
    assert sentence in result.stderr


def test_the_truth_is_required():
    result = check("x")
    assert result.exit_code == 2
    assert result.stderr.startswith(
        "Say what the answer should be, with one of --is, --grad-of, "
        "--antiderivative-of, --solves, --factors.\n"
    )


def test_minus_h_asks_for_help():
    assert check("-h").stdout == check("--help").stdout != ""


def test_a_minus_before_a_name_is_no_option():
    assert check("-hx", "--is", "-h*x").exit_code == 0


GRADIENTS = [
    ("2x cos(x^2)", "sin(x^2)", [], 0, "the only name is the one"),
    ("cos(x^2)", "sin(x^2)", [], 1, "the inner derivative is missing"),
    ("2x y", "x^2 y", ["--wrt", "x"], 0, "one of two"),
    ("[2x y, x^2]", "x^2 y", ["--wrt", "x,y"], 0, "a gradient"),
    ("[[y, x], [1, 1]]", "[x y, x + y]", ["--wrt", "x y"], 0, "a Jacobian"),
    ("1", "x y", [], 2, "which of the two?"),
    ("1", "x (y", [], 4, "a function that cannot be read"),
]


@pytest.mark.parametrize(("answer", "function", "settings", "code", "why"), GRADIENTS)
def test_a_gradient_is_worked_out(answer, function, settings, code, why):
    result = check(answer, "--grad-of", function, *settings)
    assert result.exit_code == code, why + "\n" + result.output


def test_a_wrong_derivative_is_told_how_the_function_changes():
    assert check("cos(x^2)", "--grad-of", "sin(x^2)").stdout == (
        "✗ wrong\n  yours      cos(x²)\n  --grad-of  sin(x²)\n"
        "  At x = 0.28 the function rises 0.5583 per unit of x; your formula says 0.9969.\n"
    )


def test_a_setting_is_called_by_its_option():
    assert (
        check("x", "--grad-of", "x y").stderr == "Say by which of x, y the derivative is taken, in --wrt.\n"
    )


def test_the_truth_of_json_is_called_by_its_option():
    printed = json.loads(check("2x", "--grad-of", "x^2", "--json").stdout)
    assert (printed["kind"], printed["grad_of"]["raw"], printed["outcome"]) == ("gradient", "x^2", "right")
    error = json.loads(check("2x", "--grad-of", "x^(2", "--json").stdout)["error"]
    assert (error["code"], error["side"]) == ("unreadable", "grad_of")


def test_where_it_would_be_equal_is_said():
    printed = check("2 log(x)", "--is", "log(x^2)").stdout
    assert printed.endswith("  They are equal where x > 0 (--where 'x>0').\n")
    assert "They are equal" not in check("x", "--is", "x^2").stdout


def test_why_says_more():
    printed = check("cos(x^2)", "--grad-of", "sin(x^2)", "--why", "--where", "x>0").stdout
    assert "  differs at x = " in printed
    assert printed.endswith("  judged as: gradient, with x > 0\n")
    assert "its derivative is one more factor." in printed


def test_a_missing_answer_is_asked_for():
    assert check("--is", "x").stderr.startswith("Missing argument 'ANSWER'.\n")


OTHER_TRUTHS = [
    ("2,-2", ["--solves", "x^2 = 4"], 0, "✓ right", "all solutions"),
    ("2", ["--solves", "x^2 = 4"], 1, "~ partly right", "one of two"),
    ("b/a", ["--solves", "a x = b", "--for", "x"], 0, "✓ right", "with parameters"),
    ("1", ["--solves", "a x = b"], 2, "", "for which?"),
    ("x^3/3 + C", ["--antiderivative-of", "x^2"], 0, "✓ right", "an antiderivative"),
    ("x^2", ["--antiderivative-of", "x^2"], 1, "✗ wrong", "none"),
    ("2 A x", ["--grad-of", "x^T A x", "--wrt", "x", "--let", "A: n×n, x: n"], 1, "✗ wrong", "A may be any"),
    ("2 A x", ["--grad-of", "x^T A x", "--wrt", "x", "--let", "A: 3x3 symmetric, x: 3"], 0, "✓ right", ""),
    ("B A", ["--is", "A B", "--let", "A: n×n, B: n×n"], 1, "✗ not equal", "products do not commute"),
    ("[5, 11]", ["--is", "A x", "--let", "A=[[1,2],[3,4]], x=[1,2]"], 0, "✓ equal", "values"),
    ("x^2 + 3", ["--is", "x^2", "--up-to", "constant"], 0, "✓ equal", "up to a constant"),
    ("[2, 4]", ["--is", "[1, 2]", "--up-to", "scale"], 0, "✓ equal", "up to the length"),
    ("x^T (A + A^T)",
     ["--grad-of", "x^T A x", "--wrt", "x", "--let", "A: 2x2, x: 2", "--layout", "numerator"],
     0, "✓ right", "as a row"),
    ("(0, 1]", ["--is", "0 < x <= 1"], 0, "✓ equal", "an interval"),
    ("{1, 3}", ["--is", "{1, 2}"], 1, "~ partly equal", "a set"),
    ("2x + 1", ["--is", "y = 2x + 1"], 0, "✓ equal", "an equation"),
    ("y = 2x", ["--is", "3x"], 1, "✗ not equal", "a label before the answer"),
    ("x", ["--is", "x", "--layout", "odd"], 2, "", "no layout"),
    ("x", ["--is", "x", "--up-to", "luck"], 2, "", "no difference"),
    ("x", ["--is", "x", "--layout", "either"], 2, "", "a setting that means nothing here"),
    ("x", ["--is", "x", "--for", "x"], 2, "", "an unknown without an equation"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "settings", "code", "word", "why"), OTHER_TRUTHS)
def test_every_truth_has_its_option(answer, settings, code, word, why):
    result = check(answer, *settings)
    assert result.exit_code == code, why + "\n" + result.output
    assert result.stdout.startswith(word)


def test_where_a_matrix_answer_would_be_right_is_said():
    printed = check("2 A x", "--grad-of", "x^T A x", "--wrt", "x", "--let", "A: n×n, x: n").stdout
    assert printed.endswith("\n  It is right where A is symmetric (--let 'A: n×n symmetric').\n")


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (["--solves", "a x = b"], "Say for which of a, x, b it is to be solved, in --for.\n"),
        (
            ["--is", "x", "--layout", "either"],
            'The setting --layout means nothing for the kind "expression".\n',
        ),
        (["--is", "x", "--for", "x"], "--for belongs to --solves, and to --is with --kind equation.\n"),
        (["--solves", "x = 1", "--wrt", "x"], "--wrt means nothing beside --solves.\n"),
        (["--is", "x", "--unit"], 'The setting --unit means nothing for the kind "expression".\n'),
        (["--is", "x", "--any-solution"], "The setting --any-solution means nothing for the kind"),
        (["--is", "x", "--any-order"], "The setting --any-order means nothing for the kind"),
        (["--is", "a", "--kind", "choice"], "This kind, choice, needs --option.\n"),
        (["--is", "[1]", "--kind", "property"], "Say what the value must be, in --property.\n"),
        (["--factors", "LU"], "I do not understand the factors 'LU'. Write for example: --factors 'LU of "),
        (["--factors", "LUP of [1]"], "--factors: A factorisation is one of LU, PLU, PA=LU,"),
        (["--factors", "LU of [1]", "--kind", "array"], "--kind belongs to --is; --factors settles it.\n"),
    ],
)
def test_a_setting_out_of_place_is_called_by_its_option(settings, sentence):
    assert check("x", *settings).stderr.startswith(sentence)


YES_OR_NO = ["--option", "a: yes", "--option", "b: no"]
OTHER_KINDS = [
    ("[1, 1; 1, 1]", ["--is", "[1, 0, 0; 0, 0, 0; 0, 0, 1]", "--property", "symmetric, trace 2"], 0,
     "✓ right", "of any size"),
    ("[1, 1; 1, 1]", ["--is", "[2, 0; 0, 0]", "--property", "symmetric, trace 2, rank = 1"], 0, "✓ right",
     "properties between commas"),
    ("[1, 1, 2]", ["--is", "[1, 0, 1]", "--property", "in span [1, 0, 1], [0, 1, 1], nonzero"], 0, "✓ right",
     "the comma before a bracket belongs to the span"),
    ("3", ["--is", "2", "--property", "t > 1", "--property", "t < 4", "--wrt", "t"], 0, "✓ right",
     "a value by its own name"),
    ("L = [1, 0; 2, 1], U = [2, 1; 0, 3]", ["--factors", "LU of [2, 1; 4, 5]"], 0, "✓ right", "factors"),
    ("[1, 0; 2, 1], [2, 1; 0, 3]", ["--factors", "LU of A", "--let", "A = [2, 1; 4, 5]"], 0, "✓ right", ""),
    ("[1, 0; 2, 1], [2, 1; 0, 4]", ["--factors", "LU of [2, 1; 4, 5]"], 1, "✗ wrong", "another product"),
    ("[1, 0, 0], [0, 1, 0]", ["--is", "[1, 1, 0], [1, -1, 0]", "--kind", "basis", "--unit"], 0,
     "✓ right", "orthonormal"),
    ("[1, 1, 0], [1, -1, 0]", ["--is", "[1, 0, 0], [0, 1, 0]", "--kind", "basis", "--unit"], 1, "~ partly",
     "right, but of other lengths"),
    ("[1, 2]/sqrt(5)", ["--is", "[1, 2]", "--up-to", "scale", "--unit"], 0, "✓ equal", "a unit vector"),
    ("no", ["--is", "b", *YES_OR_NO], 0, "✓ right", "an option by its text"),
    ("a", ["--is", "b", *YES_OR_NO], 1, "✗ wrong", "the other option"),
    ("a, b", ["--is", "a, b", "--kind", "ordering", *YES_OR_NO], 0, "✓ right", "an order"),
    ("(2, 1)", ["--is", "(1, 2)", "--any-order"], 0, "✓ equal", "in any order"),
    ("(2, 1)", ["--is", "(1, 2)"], 1, "✗ not equal", "in this order"),
    ("-2", ["--solves", "x^2 = 4", "--any-solution"], 0, "✓ right", "one is enough"),
    ("0.35", ["--is", "[0.3, 0.4]", "--kind", "within"], 0, "✓ right", "inside"),
    ("N(0, 2)", ["--is", "N(0, 4)", "--second", "deviation"], 1, "✗ not equal", "other deviations"),
    ("x", ["--is", "sqrt(x^2)", "--domain", "positive"], 0, "✓ equal", "a domain for all names"),
    ("x", ["--is", "sqrt(x^2)", "--domain", "positive", "--where", "x real"], 1, "✗ not equal",
     "but this one"),
    ("x y", ["--is", "x sqrt(y^2)", "--names", "y", "--domain", "positive"], 0, "✓ equal",
     "also a declared one"),
    ("2x + 1 = y", ["--is", "y = 2x + 1", "--kind", "equation"], 0, "✓ equal", "an equation as such"),
    ("2x = y - 1", ["--is", "y = 2x + 1", "--kind", "equation", "--for", "y"], 1,
     "~ partly equal", "not solved"),
    ("x + x\n= 2x", ["--is", "x + x\n= 2x", "--kind", "derivation"], 0, "✓ right", "lines of working"),
    ("a E[x] + b", ["--is", "E[a x + b]", "--random", "x"], 0, "✓ equal", "a and b are numbers"),
    ("E[X] E[Y]", ["--is", "E[X Y]", "--independent"], 0, "✓ equal", "independent"),
    ("E[X] E[Y]", ["--is", "E[X Y]"], 1, "✗ not equal", "they may depend on each other"),
    ("3", ["--is", "log(1000)", "--log", "10"], 0, "✓ equal", "another logarithm"),
    ("0.33", ["--is", "1/3", "--places", "2", "--exactness", "decimal"], 0, "✓ equal", "a decimal"),
    ("1/3", ["--is", "1/3", "--places", "2", "--exactness", "decimal"], 1, "~ partly equal", "no decimal"),
    ("3.14", ["--is", "pi", "--sigfigs", "3"], 0, "✓ equal", "the other name of --figures"),
    ("{1, 1, 2}", ["--is", "{1, 2, 1}", "--kind", "multiset"], 0, "✓ equal", "as often"),
    ("3 C x^2", ["--is", "x^2", "--up-to", "factor", "--wrt", "x", "--names", "C"], 0, "✓ equal", ""),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "settings", "code", "word", "why"), OTHER_KINDS)
def test_every_kind_can_be_asked_for(answer, settings, code, word, why):
    result = check(answer, *settings)
    assert result.exit_code == code, why + "\n" + result.output
    assert result.stdout.startswith(word)


def test_every_kind_is_named_where_one_is_unknown():
    assert ", ".join(KINDS) in check("x", "--is", "x", "--kind", "odd").stderr


def test_lines_of_working_are_shown_below_each_other():
    assert check("x + x\n= 2x", "--is", "x + x\n= 2x", "--kind", "derivation").stdout == (
        "✓ right\n  yours  x + x\n         = 2·x\n  --is   x + x\n         = 2·x\n  the same expression\n"
    )


def test_a_number_that_agrees_has_no_points():
    assert check("sqrt(2) sqrt(3)", "--is", "sqrt(6)").stdout.endswith("\n  agrees to 615 digits\n")
