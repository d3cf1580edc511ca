"""gradcheck list, show and practice: what a learner sees, and what a program gets."""

from __future__ import annotations

import json
import re
from random import Random

import pytest
from click.testing import CliRunner

from gradcheck_course import __version__
from gradcheck_course.cli.conversation import converse
from gradcheck_course.cli.root import root
from gradcheck_course.practice.session import Session, UnknownPartError, outcome
from gradcheck_exercises import find, summaries
from gradcheck_grader import Outcome

CHAIN = "calculus/chain-rule"
PROBLEM = find(CHAIN).problem(7)
CODE = PROBLEM.code
RIGHT_A, RIGHT_B = (part.answer.reference_text() for part in PROBLEM.parts)
SLIP = PROBLEM.part("b").slips[0]

VERDICT = r"[✓~✗?!] (?:right|partly right|not yet|undecided|unreadable)$"


@pytest.fixture(autouse=True)
def quiet_terminal(monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def gradcheck(*arguments: str, said: str | None = None):
    return CliRunner().invoke(root, list(arguments), prog_name="gradcheck", input=said)


def slip_text() -> str:
    """The response that the slip produces, as a person could write it."""
    return PROBLEM.part("b").answer.with_reference(SLIP.response).reference_text()


def test_list_in_json_is_exactly_the_summaries():
    listed = {"schema": "gradcheck.list/1", "ok": True, "exercises": summaries()}
    assert json.loads(gradcheck("list", "--json").stdout) == listed


def test_list_names_every_exercise_in_80_columns():
    result = gradcheck("list")
    assert result.exit_code == 0
    for one in summaries():
        first_words = " ".join(one["title"].split()[:2])
        assert re.search(
            rf"^{one['id']} +{one['level']} +{one['parts']} +{first_words}", result.stdout, re.MULTILINE
        )
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert "Start one: gradcheck practice " in result.stderr


def said_of(one) -> str:
    """What a search looks at."""
    return f"{one['id']} {one['title']}".lower()


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["--unit", "backprop"], lambda one: one["id"].startswith("backprop/")),
        (["--unit", "BACKPROP"], lambda one: one["id"].startswith("backprop/")),
        (["--search", "CHAIN rule"], lambda one: re.search("chain.*rule|rule.*chain", said_of(one))),
        (["--unit", "linalg", "--search", "botany"], lambda one: False),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "found",
)
def test_list_can_be_narrowed(arguments, found):
    printed = json.loads(gradcheck("list", *arguments, "--json").stdout)
    assert printed["exercises"] == [one for one in summaries() if found(one)]


def test_an_empty_list_says_how_to_see_all():
    result = gradcheck("list", "--unit", "botany")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "No exercise is like that. All of them: gradcheck list\n"


def test_show_prints_the_problem_of_a_code_with_its_parts_and_its_code():
    result = gradcheck("show", CODE)
    assert result.exit_code == 0
    head, rest = result.stdout.split("\n", 1)
    assert head.startswith("  Chain rule · level 2 of 5")
    assert head.endswith(CODE)
    assert "\n  (a) " in rest
    assert "(2 points)" in rest
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert result.stderr.strip() == f"Work on it: gradcheck practice {CODE}"


def test_points_stand_at_the_end_of_a_question_however_many_lines_it_has():
    printed = gradcheck("show", "spectral/eigenvector", "--seed", "1", "--part", "b").stdout
    assert printed.endswith("such\n      as [1, 2]; every right multiple counts. (2 points)\n")
    assert max(map(len, printed.splitlines())) <= 80


def test_the_points_of_a_question_are_not_parted_by_the_end_of_a_line():
    printed = gradcheck("show", "linalg/linear-independence", "--seed", "0").stdout
    assert len(re.findall(r"\(\d points\)", printed)) == printed.count("points)") > 0


def test_show_of_an_exercise_prints_a_code_that_brings_the_same_problem_back():
    first = json.loads(gradcheck("show", CHAIN, "--json").stdout)
    again = json.loads(gradcheck("show", first["code"], "--json").stdout)
    assert first == again


def test_show_keeps_the_solution_to_itself_until_it_is_asked_for():
    plain = json.loads(gradcheck("show", CODE, "--json").stdout)
    assert all("answer" not in part and "hints" not in part for part in plain["parts"])
    told = json.loads(gradcheck("show", CODE, "--json", "--solution", "--hint", "2").stdout)
    assert [part["answer"] for part in told["parts"]] == [RIGHT_A, RIGHT_B]
    assert [len(part["hints"]) for part in told["parts"]] == [2, 2]


def test_show_prints_hints_and_the_worked_solution():
    printed = gradcheck("show", CODE, "--part", "b", "--hint", "1", "--solution").stdout
    assert "Hint 1 of 3 for (b)" in printed
    assert "Worked solution of (b)\n    1. " in printed
    assert re.search(r"^    Answer: ", printed, re.MULTILINE)
    assert "(a)" not in printed


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["show", "calculus/chain-rul"], "Did you mean calculus/chain-rule?"),
        (["show", f"{CHAIN}#zzzz0"], "seems mistyped"),
        (["show", f"{CHAIN}#zz"], "is not a share code"),
        (["show", CODE, "--part", "z"], "There is no part 'z'. This problem has: a, b."),
        (["show", CODE, "--seed", "3"], "A share code has its seed already"),
        (["practice", CODE, "--part", "b"], f"To see the problem: gradcheck show {CODE}"),
        (
            ["practice", CODE, "--part", "b", "--answer", "1", "--answer", "2"],
            "There are 2 answers for 1 part(s).",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_wrong_command_line_gets_a_sentence_and_code_2(arguments, sentence):
    result = gradcheck(*arguments)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--answer", RIGHT_A], 0, ["✓ right"]),
        (["--answer", RIGHT_A, "--answer", RIGHT_B], 0, ["✓ right", "✓ right"]),
        (["--part", "b", "--answer", RIGHT_B], 0, ["✓ right"]),
        (["--part", "b", "--answer", slip_text()], 1, ["✗ not yet"]),
        (["--answer", RIGHT_A, "--answer", "0"], 1, ["✓ right", "✗ not yet"]),
        (["--answer", "2x +"], 4, ["! unreadable"]),
        (["--answer", "2x +", "--answer", "0"], 4, ["! unreadable", "✗ not yet"]),
    ],
    ids=["one right", "all right", "part b", "slip", "half right", "unreadable", "unreadable first"],
)
def test_answer_judges_without_asking_and_exits_by_verdict(arguments, code, words):
    result = gradcheck("practice", CODE, *arguments)
    assert result.exit_code == code, result.output
    assert re.findall(VERDICT, result.stdout, re.MULTILINE) == words


def test_a_named_slip_is_told_with_its_own_feedback():
    printed = gradcheck("practice", CODE, "--part", "b", "--answer", slip_text()).stdout
    assert SLIP.feedback.split(".")[0] in " ".join(printed.split())


def test_an_unreadable_answer_is_shown_with_a_caret():
    printed = gradcheck("practice", CODE, "--answer", "2*(x + 1").stdout
    assert "2*(x + 1\n" in printed
    assert re.search(r"^ +\^$", printed, re.MULTILINE)


def test_what_would_spoil_a_terminal_is_never_printed():
    hostile = "2x\x1b[2J\x1b]0;owned\x07 +"
    result = gradcheck("practice", CODE, "--answer", hostile)
    assert result.exit_code == 4
    assert "\x1b" not in result.output
    assert "\x1b" not in gradcheck("practice", CODE, said=f"{hostile}\nq\n").output
    for sides in ([hostile, "--is", "x"], ["x", "--is", hostile]):
        assert "\x1b" not in gradcheck("check", *sides).output


def test_practice_in_json_has_outcome_credit_and_each_part():
    printed = json.loads(
        gradcheck("practice", CODE, "--answer", RIGHT_A, "--answer", slip_text(), "--json").stdout
    )
    assert printed["schema"] == "gradcheck.practice/1"
    assert (printed["ok"], printed["outcome"], printed["exercise"], printed["code"]) == (
        True,
        "partly_right",
        CHAIN,
        CODE,
    )
    assert printed["seed"] == CODE.partition("#")[2]
    assert printed["credit"] == pytest.approx(1 / 3, abs=1e-6)
    assert printed["engine"] == {"gradcheck": __version__, "exercise": find(CHAIN).version}
    a, b = printed["parts"]
    assert (a["label"], a["outcome"], a["cost"], a["answer"]["raw"]) == ("a", "right", "none", RIGHT_A)
    assert (b["label"], b["outcome"], b["cost"], b["points"]) == ("b", "wrong", "try", 2)
    assert [slip["name"] for slip in b["slips"]] == [SLIP.name]


def test_an_unreadable_answer_in_json_is_an_outcome_with_its_place():
    result = gradcheck("practice", CODE, "--answer", "2*(x + 1", "--json")
    (part,) = json.loads(result.stdout)["parts"]
    assert result.exit_code == 4
    assert (part["outcome"], part["cost"], part["error"]["at"]) == ("unreadable", "none", [2, 3])


def test_the_seed_option_and_the_code_give_the_same_problem():
    by_seed = json.loads(gradcheck("practice", CHAIN, "--seed", "7", "--answer", RIGHT_A, "--json").stdout)
    assert by_seed["code"] == CODE


def conversation(*lines: str) -> str:
    result = gradcheck("practice", CODE, said="".join(f"{line}\n" for line in lines))
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    return result.stdout


def test_a_session_goes_from_part_to_part_and_ends_with_the_way_back():
    printed = conversation(RIGHT_A, slip_text(), RIGHT_B, "q")
    assert re.findall(VERDICT, printed, re.MULTILINE) == ["✓ right", "✗ not yet", "✓ right"]
    assert "All parts are done." in printed
    assert f"  2 of 2 parts right.\n  The same again: gradcheck practice {CODE}\n" in printed
    assert max(map(len, printed.splitlines())) <= 80


def test_the_end_of_the_input_ends_the_session():
    assert "0 of 2 parts right." in conversation()


def test_an_unreadable_answer_costs_no_try():
    printed = conversation("2x +", "2x +", "0", "q")
    assert printed.count("That cost no try.") == 2
    assert "2 tries left. ? gives a hint." in printed


def test_after_the_last_try_the_solution_is_offered_and_more_may_be_tried():
    printed = conversation("0", "1", "2*x^9", RIGHT_A, "q")
    assert "1 try left." in printed
    assert "No try is left: w shows the worked solution. You may go on trying all the same." in " ".join(
        printed.split()
    )
    assert "1 of 2 parts right." in printed


def test_hints_come_one_after_the_other():
    printed = conversation("?", "?", "?", "?", "q")
    assert re.findall(r"Hint (\d) of 3 for \(a\)", printed) == ["1", "2", "3"]
    assert "There is no further hint. w shows the worked solution." in printed


def test_a_worked_solution_that_was_shown_ends_the_part_unsolved():
    printed = conversation("w", RIGHT_B, "q")
    assert "Worked solution of (a)" in printed
    assert "1 of 2 parts right." in printed


def test_the_worked_solution_of_a_part_that_was_solved_leaves_it_solved():
    printed = conversation(RIGHT_A, "w a", RIGHT_B, "w", "q")
    assert printed.count("Worked solution of (a)") == 2
    assert "2 of 2 parts right." in printed


def test_skipping_every_part_leads_to_the_end():
    printed = conversation("s", "s", "")
    assert "Skipped (a)." in printed
    assert "Skipped (b)." in printed
    assert "0 of 2 parts right." in printed


def test_new_numbers_are_another_problem_of_the_same_exercise():
    printed = conversation("n", "q")
    codes = re.findall(rf"{CHAIN}#\w{{5}}", printed)
    assert codes[0] == CODE
    assert codes[1] == codes[2] != CODE


def test_new_numbers_come_from_the_generator_that_is_given(monkeypatch, capsys):
    lines = iter(["n", "q"])
    monkeypatch.setattr("builtins.input", lambda _: next(lines))
    session, _ = converse(Session.on(PROBLEM), find(CHAIN), rng=Random(1))
    assert session.problem.seed == Random(1).randrange(2**20)


def test_everything_can_be_shown_in_ascii():
    result = gradcheck("--ascii", "practice", CODE, said=f"{RIGHT_A}\nw a\nq\n")
    assert result.stdout.isascii()
    assert "+ right" in result.stdout


def test_a_session_says_which_parts_there_are():
    with pytest.raises(UnknownPartError, match=r"There is no part 'c'\. This problem has: a, b\."):
        Session.on(PROBLEM).part("c")


def test_a_session_passes_earlier_responses_on_for_follow_through(monkeypatch):
    asked = []
    problem = find(CHAIN).problem(7)
    monkeypatch.setattr(
        "gradcheck_course.practice.session.judge",
        lambda given, responses: asked.append(dict(responses)) or given.judge(responses),
    )
    session, _ = Session.on(problem).answered(Session.on(problem).work[0], "0")
    session, _ = session.answered(session.work[0], "2x +")
    session.answered(session.work[1], "1")
    assert asked == [{"a": "0"}, {"a": "2x +"}, {"a": "0", "b": "1"}]


def test_the_outcome_of_nothing_right_is_wrong():
    session = Session.on(PROBLEM)
    session, _ = session.answered(session.work[0], "0")
    assert outcome(session.work[:1]) is Outcome.WRONG
