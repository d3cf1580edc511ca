"""Answers that are functions: what is right, and what is told of what is wrong."""

from __future__ import annotations

import numpy as np
import pytest

from gradcheck_grader import (
    AnswerError,
    Code,
    Notation,
    Outcome,
    ResponseError,
    Slip,
    Slopes,
    Speed,
    Trial,
    parse,
    read,
)
from gradcheck_grader import Verdict as AnyVerdict
from gradcheck_grader.answers import code as module
from gradcheck_grader.sandbox import Bounds, Function, SandboxError
from gradcheck_grader.slips import name_slips

X = np.array([[1.0, 2.0], [0.5, -1.0], [3.0, 1.0]])
Y = np.array([1.0, 0.0, 2.0])
W = np.array([0.3, -0.2])
SOLUTION = """import numpy as np
def slope(X, y, w):
    return 2 * X.T @ (X @ w - y) / len(y)"""


def reference(X, y, w):
    """The gradient of the mean of squares, entry by entry."""
    rows, columns = X.shape
    residuals = [sum(X[i, k] * w[k] for k in range(columns)) - y[i] for i in range(rows)]
    return np.array([2 * sum(X[i, j] * residuals[i] for i in range(rows)) / rows for j in range(columns)])


def loss(X, y, w):
    return np.mean((X @ w - y) ** 2)


ANSWER = Code(
    "slope(X, y, w)",
    SOLUTION,
    reference,
    (Trial((X, Y, W)), Trial((X[:2], Y[:2], W)), Trial((1e9 * X, Y, W), "large inputs")),
    slopes=Slopes(loss, (2,)),
    bounds=Bounds(cpu_s=1),
)


def body(lines):
    """The source of slope with this body."""
    return "import numpy as np\ndef slope(X, y, w):\n" + "\n".join(
        f"    {line}" for line in lines.split("\n")
    )


RIGHT = [
    (SOLUTION, "the solution"),
    (body("r = X @ w - y\nreturn (2 / r.size) * (r @ X)"), "another order"),
    (body("return [2, 2] * (X.T @ (X @ w - y)) / len(X)"), "a list that becomes an array"),
    ("from numpy import *\nslope = lambda X, y, w: 2 * X.T @ (X @ w - y) / len(y)", "a lambda"),
    (SOLUTION.replace("\n", "\r\n") + "\r\n", "lines that end as on Windows"),
    (body("print('debugging')\nreturn 2 * X.T @ (X @ w - y) / len(y)"), "what is printed does not count"),
    (
        "def slope(*args):\n    X, y, w = args\n    return 2 * X.T @ (X @ w - y) / len(y)",
        "any number of arguments",
    ),
]


@pytest.mark.parametrize("source", [row[0] for row in RIGHT], ids=[row[1] for row in RIGHT])
def test_right_functions_are_right(source):
    verdict = ANSWER.judge(source)
    assert verdict.outcome is Outcome.RIGHT, verdict.feedback
    assert [item.kind for item in verdict.evidence] == ["agrees", "sandbox"]


def test_the_level_in_force_is_recorded_with_the_verdict():
    verdicts = [ANSWER.judge(source) for source in (SOLUTION, body("return 1"), body("1 / 0"))]
    assert {verdict.evidence[-1].at["level"] for verdict in verdicts} == {module.shared().level}


WRONG = [
    (
        body("return X.T @ (X @ w - y) / len(y)"),
        "  result  relative error 0.5 at [0]: yours -1.60833, needed -3.21667",
        "the factor 2 is missing",
    ),
    (
        body("return 1.0"),
        "Your result is a single number, but an array of real numbers is needed.",
        "a number",
    ),
    (body("return None"), "Your function returns nothing. Is there a return at its end?", "nothing"),
    (body("return [1, 2]"), "Your result is a list, but an array of real numbers is needed.", "a list"),
    (
        body("return np.zeros((2, 1))"),
        "Your result has shape (2, 1), but (2,) is needed.",
        "an axis too many",
    ),
    (
        body("return w > 0"),
        "Your result is made of truth values, but an array of real numbers is needed.",
        "truth",
    ),
    (
        body("return w + 0j"),
        "Your result is made of complex numbers, but an array of real numbers is needed.",
        "complex",
    ),
    (
        body("return {'w': w}"),
        "Your result is of type dict, but an array of real numbers is needed.",
        "a dict",
    ),
    (
        body("class All:\n    def __eq__(self, other): return True\nreturn All()"),
        "Your result is of type answer.slope.<locals>.All, but an array of real numbers is needed.",
        "attack-equal-to-everything",
    ),
    (
        body("return np.array([np.nan, np.nan])"),
        "  result  relative error inf at [0]: yours nan, needed -3.21667",
        "attack-nan",
    ),
    (
        body("return X @ w @ w"),
        "Your code raised ValueError in line 3: matmul: Input operand 1 has a mismatch in its core dimension "
        "0, with gufunc signature (n?,k),(k,m?)->(n?,m?) (size 2 is different from 3)\n  return X @ w @ w",
        "shapes that do not fit",
    ),
    (
        body("return undefined"),
        "Your code raised NameError in line 3: name 'undefined' is not defined\n  return undefined",
        "a name",
    ),
    (
        SOLUTION + "\nprint(slope(1))",
        "Your code raised TypeError in line 4: slope() missing 2 required positional arguments: 'y' and 'w'\n"
        "  print(slope(1))",
        "an example that fails",
    ),
    (
        body("while True: pass"),
        "Your code was stopped after 1 s of computing. Look for a loop that does not end.",
        "attack-endless-loop",
    ),
    (
        body("import os; os._exit(0)"),
        "Your code ended the program before it gave a result. Use return, not exit.",
        "attack-exit",
    ),
    (
        body("return bytearray(1 << 40)"),
        "Your code needed more memory than there is for it. Look for an array that is larger than "
        "it must be.",
        "attack-memory",
    ),
    (
        body("return np.zeros(3 << 20)"),
        "Your code gave back more than 16 MB. Look at the shape of what you return.",
        "attack-flood",
    ),
    (
        body("import ctypes; ctypes.string_at(0)"),
        "Your code crashed Python (signal 11). Look for a function that calls itself without end.",
        "attack-crash",
    ),
    (
        body("import os; os.write(3, b'x' * 99); os.write(4, b'x' * 99); os.write(5, b'x' * 99)"),
        None,
        "attack-forge",
    ),
    ("slope = 3", "When your code has run there is no such function in it.", "no function"),
    (
        "def slope(X, y, w): return 1\ndel slope\nslope: int",
        "When your code has run there is no such function in it.",
        "a function that goes",
    ),
]


@pytest.mark.parametrize(("source", "feedback"), [row[:2] for row in WRONG], ids=[row[2] for row in WRONG])
def test_wrong_functions_are_told_what_is_wrong(source, feedback):
    verdict = ANSWER.judge(source)
    assert (verdict.outcome, verdict.credit) == (Outcome.WRONG, 0)
    assert feedback is None or verdict.feedback == feedback


UNREADABLE = [
    ("", "There is nothing to read here. Write your answer.", 0, "nothing"),
    (
        "def slope(X, y, w)\n    pass",
        "This is not Python: expected ':'. Look at line 1.",
        18,
        "a colon is missing",
    ),
    (
        "def slope(X, y, w):\n    return (1",
        "This is not Python: '(' was never closed. Look at line 2.",
        31,
        "a bracket",
    ),
    (
        "def slop(X, y, w): pass",
        "There is no function slope in it. Begin with: def slope(X, y, w):",
        0,
        "its name",
    ),
    (
        "x = 1\ndef slope(X): pass",
        "Your slope takes 1 at most, but is called with 3. Begin with: def slope(X, y, w):",
        6,
        "too few",
    ),
    (
        "def slope(X, y, w, z): pass",
        "Your slope needs 4 parameters, but it is called with 3. Begin with: def slope(X, y, w):",
        0,
        "too many",
    ),
    (
        "x = 1\nreturn 2\nslope = 3",
        "This is not Python: 'return' outside function. Look at line 2.",
        6,
        "seen by the compiler",
    ),
    ("a" + ".a" * 9000, "Python cannot read this. Write it with less nesting.", 0, "attack-nesting"),
    ("#" * 30_000, "This is longer than 20000 characters. Write a shorter answer.", 20_000, "attack-length"),
]


@pytest.mark.parametrize(
    ("source", "feedback", "position"), [row[:3] for row in UNREADABLE], ids=[row[3] for row in UNREADABLE]
)
def test_what_is_no_python_costs_no_try(source, feedback, position):
    verdict = ANSWER.judge(source)
    assert verdict.outcome is Outcome.UNREADABLE
    assert verdict.feedback == feedback
    assert verdict.error["at"][0] == position


def test_reading_shows_the_first_line_and_runs_nothing():
    reading = read(f"print(1 / 0)\n{SOLUTION}", ANSWER.notation)
    assert reading.plain == "def slope(X, y, w) in 4 lines"


def test_the_notation_comes_back_from_json():
    assert Notation.from_json(ANSWER.notation.to_json()) == ANSWER.notation


def test_a_group_that_passes_earns_its_share():
    source = body("scale = 2 if np.abs(X).max() < 1e6 else 1\nreturn scale * X.T @ (X @ w - y) / len(y)")
    verdict = ANSWER.judge(source)
    assert (verdict.outcome, verdict.credit) == (Outcome.PARTLY_RIGHT, 0.75)
    start = "3 of 4 groups of tests pass. Look again at: large inputs.\n  result  relative error 0.5 at [0]"
    assert verdict.feedback.startswith(start)


def test_changing_an_input_costs_its_group():
    verdict = ANSWER.judge(body("X -= 0\ng = 2 * X.T @ (X @ w - y) / len(y)\nw[0] = 9\nreturn g"))
    assert (verdict.outcome, verdict.credit) == (Outcome.PARTLY_RIGHT, 0.75)
    assert verdict.feedback == (
        "3 of 4 groups of tests pass. Look again at: inputs left unchanged.\n"
        "Your function changes its input w. Work on a copy, or write x = x - y instead of x -= y."
    )


def test_a_gradient_check_finds_what_the_reference_has_wrong():
    """The reference lacks the factor 2; the slopes of the loss show it."""
    halved = Code(
        "slope(X, y, w)", SOLUTION, lambda *given: reference(*given) / 2, ANSWER.trials, slopes=ANSWER.slopes
    )
    verdict = halved.judge(body("return X.T @ (X @ w - y) / len(y)"))
    assert verdict.outcome is Outcome.PARTLY_RIGHT
    assert verdict.evidence[0].kind == "slope"
    assert verdict.feedback == (
        "3 of 4 groups of tests pass. Look again at: gradient check.\n"
        "  result  relative error 0.5 at [0]: yours -0.4625, needed -0.925"
    )


TWO = Code(
    "both(x, y)",
    "def both(x, y):\n    return x + y, x * y",
    lambda x, y: (x + y, x * y),
    (Trial((np.arange(6.0).reshape(2, 3), 2.0)),),
    outputs=("total", "product"),
)


def test_several_results_are_told_in_a_table():
    verdict = TWO.judge("def both(x, y):\n    return x - y, x * y * (x != 5)")
    assert verdict.feedback == (
        "  total    relative error 2 at [0, 0]: yours -2, needed 2\n"
        "  product  relative error 1 at [1, 2]: yours 0, needed 10"
    )
    assert [item.where for item in verdict.evidence[:2]] == ["total[0, 0]", "product[1, 2]"]


def test_another_number_of_results_is_told():
    verdict = TWO.judge("def both(x, y):\n    return x + y")
    assert verdict.feedback == "Your function returns 1 values, but 2 are needed: total, product."


def test_a_transposed_result_is_told():
    answer = Code("t(A)", "def t(A): return A.T", lambda A: A.T, (Trial((X,)),))
    verdict = answer.judge("def t(A): return A")
    assert verdict.feedback == (
        "Your result has shape (3, 2), but (2, 3) is needed. It is the transpose of the right one."
    )


def test_a_declared_type_is_needed():
    answer = Code("h(x)", "import numpy as np\ndef h(x): return x * np.float32(2)", lambda x: 2 * x,
                  (Trial((np.ones(2, dtype="f4"),)),), dtype="float32")  # fmt: skip
    assert answer.judge(answer.solution).outcome is Outcome.RIGHT
    verdict = answer.judge("def h(x): return x.astype(float) * 2")
    assert verdict.feedback == "Your result is of dtype float64, but float32 is needed."


def test_loops_are_told_from_arrays_by_their_time():
    rng = np.random.default_rng(1)
    speed = Speed((rng.normal(size=(20_000, 4)), rng.normal(size=20_000), rng.normal(size=4)), ratio=8)
    answer = Code("slope(X, y, w)", SOLUTION, reference, ANSWER.trials[:1], speed=speed)
    loops = body(
        "g = 0 * w\nfor i in range(len(y)):\n    for j in range(len(w)):\n"
        "        g[j] += 2 * X[i, j] * (X[i] @ w - y[i]) / len(y)\nreturn g"
    )
    assert answer.judge(SOLUTION).outcome is Outcome.RIGHT
    verdict = answer.judge(loops)
    assert verdict.outcome is Outcome.PARTLY_RIGHT
    assert verdict.feedback == (
        "2 of 3 groups of tests pass. Look again at: speed.\nThe values are right, but this takes too "
        "long: let NumPy work on whole arrays instead of looping over entries, and form no array that is "
        "larger than needed."
    )


def test_attack_clock_of_its_own_does_not_make_code_fast():
    speed = Speed((np.ones((2, 2)), np.ones(2), np.ones(2)), ratio=8)
    answer = Code("slope(X, y, w)", SOLUTION, reference, ANSWER.trials[:1], speed=speed)
    source = body(
        "import time\ntime.time = time.process_time = lambda: 0.0\n"
        "[i for i in range(4_000_000)] if len(y) == 2 else 0\nreturn 2 * X.T @ (X @ w - y) / len(y)"
    )
    assert answer.judge(source).outcome is Outcome.PARTLY_RIGHT


def test_attack_skipping_the_inputs_that_are_timed_is_seen():
    speed = Speed((np.ones((50, 2)), np.ones(50), np.ones(2)))
    answer = Code("slope(X, y, w)", SOLUTION, reference, ANSWER.trials[:1], speed=speed)
    verdict = answer.judge(body("if len(y) > 10: return w\nreturn 2 * X.T @ (X @ w - y) / len(y)"))
    assert verdict.outcome is Outcome.PARTLY_RIGHT
    assert verdict.feedback == (
        "2 of 3 groups of tests pass. Look again at: speed.\n"
        "  result  relative error 0.5 at [0]: yours 1, needed 2"
    )


def test_attack_message_cannot_drive_a_terminal_or_flood_the_records():
    source = body("raise ValueError('\\x1b[2J\\ud800' + 'x' * 10**6)  # \x1b[31m")
    verdict = ANSWER.judge(source)
    assert "Your code raised ValueError in line 3: ?[2J?xxx" in verdict.feedback
    assert verdict.feedback.isprintable() or verdict.feedback.count("\n") == 1
    assert len(verdict.feedback) < 1000
    assert "\x1b" not in verdict.feedback


SLIPS = (
    Slip("factor-missing", body("return X.T @ (X @ w - y) / len(y)"), "d/dr r² is 2r."),
    Slip("sum-for-mean", body("return 2 * X.T @ (X @ w - y)"), "The loss is a mean."),
    Slip("fails", body("raise ValueError"), "Look at the shapes."),
)


@pytest.mark.parametrize(
    ("source", "named"),
    [
        (body("r = X @ w - y\nreturn r @ X / X.shape[0]"), ["factor-missing"]),
        (body("r = y - X @ w\nreturn -2 * (r @ X)"), ["sum-for-mean"]),
        (body("return 7 * w"), []),
        (body("raise ValueError"), []),
        (SOLUTION, []),
    ],
    ids=["half of it", "a sum", "neither", "an error is no value", "the right one"],
)
def test_slips_are_named_by_what_they_give(source, named):
    verdict = name_slips(ANSWER.judge(source), source, ANSWER, SLIPS)
    assert [slip.name for slip in verdict.slips] == named


def test_functions_can_be_inputs():
    answer = Code(
        "twice(f, x)",
        "def twice(f, x): return f(f(x))",
        lambda f, x: x + 2,
        (Trial((Function("lambda x: x + 1"), 3.0)),),
    )
    assert answer.judge(answer.solution).outcome is Outcome.RIGHT
    verdict = answer.judge("def twice(f, x): return f(x)")
    assert verdict.evidence[0].at == {"f": "lambda x: x + 1", "x": "3.0"}


def test_what_the_sandbox_has_wrong_is_undecided(monkeypatch):
    def broken():
        raise SandboxError("It is not there.")

    module._RECENT.clear()
    monkeypatch.setattr(module, "shared", broken)
    verdict = ANSWER.judge(SOLUTION)
    assert verdict.outcome is Outcome.UNDECIDED
    assert verdict.evidence[0].note == "It is not there."


def test_code_that_waits_is_undecided_for_the_clock_may_be_to_blame():
    answer = Code("f()", "def f(): return 1", lambda: 1, (Trial(()),), bounds=Bounds(cpu_s=1, wall_s=0.5))
    waiting = (
        "def f():\n    import threading\n    lock = threading.Lock()\n    lock.acquire()\n    lock.acquire()"
    )
    verdict = answer.judge(waiting)
    assert verdict.outcome is Outcome.UNDECIDED
    assert verdict.evidence[0].note == (
        "Your code was ended by the clock, which may be the fault of a busy machine."
    )


def test_a_verdict_on_code_comes_back_from_json():
    verdict = ANSWER.judge(body("return 1"))
    assert AnyVerdict.from_json(verdict.to_json()) == verdict


@pytest.mark.parametrize(
    ("signature", "trials", "message"),
    [
        ("slope", (Trial((1,)),), "a signature is like f(X, y); got 'slope'."),
        ("f(x)", (), "f(x) is never tried. Give it trials."),
        ("f(x)", (Trial((1, 2)),), "f(x) is tried with 2 inputs."),
        ("f(x); import os", (Trial((1,)),), "a signature is like f(X, y); got 'f(x); import os'."),
    ],
    ids=["no brackets", "no trials", "inputs that do not fit", "more than a signature"],
)
def test_an_author_is_told(signature, trials, message):
    with pytest.raises(AnswerError) as refused:
        Code(signature, "", lambda x: x, trials)
    assert str(refused.value) == message


def test_a_slip_that_is_no_python_is_the_authors():
    with pytest.raises(AnswerError, match="This is not Python"):
        ANSWER.with_reference("def")


def test_a_response_of_another_kind_cannot_be_read_as_code():
    with pytest.raises(ResponseError):
        read("2x + 1", ANSWER.notation)


def test_code_is_not_parsed_as_mathematics():
    with pytest.raises(ValueError, match=r"^Code is no mathematics to be parsed: read\(\) takes it\.$"):
        parse("x", ANSWER.notation)
