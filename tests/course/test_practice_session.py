"""Practising: what is recorded, doubtful lines, tests, levels, several problems, trouble with the file."""

from __future__ import annotations

import json
import re
from random import Random

import pytest
from click.testing import CliRunner

from gradcheck_course.cli.conversation import Desk, _Conversation
from gradcheck_course.cli.conversation_line import PlainLine
from gradcheck_course.cli.root import root
from gradcheck_course.practice.events import (
    AmbiguityChosen,
    Answered,
    HintShown,
    Skipped,
    SolutionShown,
)
from gradcheck_course.practice.line_choice import Wish, chosen, exercises_in
from gradcheck_course.practice.line_readings import doubts, settled
from gradcheck_course.practice.recording import Recorder
from gradcheck_course.practice.session import Session
from gradcheck_course.practice.store import Store, data_file, utc_now
from gradcheck_exercises import find, read_code
from gradcheck_grader import Notation, real_names

CHAIN = "calculus/chain-rule"
PROBLEM = find(CHAIN).problem(7)
CODE = PROBLEM.code
RIGHT_A, RIGHT_B = (part.answer.reference_text() for part in PROBLEM.parts)
LOGARITHM = find("calculus/exp-log-base").problem(0)  # (b) is 1/(x ln 5)
IN_X = Notation(names=real_names("x"))
LEVELLED = '''
from gradcheck_exercises import Draw, Part, Problem, exercise, say
from gradcheck_grader import Number


@exercise("own/sum", title="Sum of two", level=1, levels=(1, 3))
def sums(draw: Draw) -> Problem:
    """Adding.

    Trap: none.
    Source: a book, section 1.
    """
    a = draw.integer("a", 1, 10**draw.level)
    return Problem(say("Add {a} and 1.", a=a), (Part(say("Sum?"), Number(a + 1)),))
'''


@pytest.fixture(autouse=True)
def quiet_terminal(monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def gradcheck(*arguments, said=None):
    return CliRunner().invoke(root, list(arguments), prog_name="gradcheck", input=said)


def practise(*lines, what=CODE, more=()):
    return gradcheck("practice", what, *more, said="".join(f"{line}\n" for line in lines))


def recorded(kind=object):
    with Store.open() as store:
        return [event.body for event in store.events() if isinstance(event.body, kind)]


def test_every_step_is_recorded_in_its_order():
    practise("?", "0", RIGHT_A, "s", "w b", "q")
    hint, wrong, right, skipped = recorded()
    assert hint == HintShown(problem=hint.problem, part="a", number=1)
    assert (hint.problem.code, hint.problem.level, hint.problem.parts) == (CODE, 2, 2)
    assert [(one.outcome, one.credit, one.attempt, one.hints) for one in (wrong, right)] == [
        ("wrong", 0.0, 1, 1),
        ("right", 1.0, 2, 1),
    ]
    assert right.engine["exercise"] == find(CHAIN).version
    assert skipped == Skipped(problem=hint.problem, part="b")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ((RIGHT_A,), ""),
        (("?", RIGHT_A), "First try, one hint."),
        (("0", "?", "?", RIGHT_A), "Second try, two hints."),
        (("(", "0", "1", RIGHT_A), "Third try."),
        (("0", "1", "2", RIGHT_A), "4th try."),
    ],
    ids=["at once", "a hint", "both", "unreadable ones are no tries", "after the last"],
)
def test_what_was_right_in_the_end_says_with_which_try_and_hints(lines, said):
    printed = practise(*lines, "q").stdout
    found = re.search(r"✓ right\n    the same expression\n(?:    (.+))?", printed)
    assert (found[1] or "") == said


def test_a_solution_that_is_looked_up_is_recorded_once_and_not_after_success():
    practise(RIGHT_A, "w a", "w", "w b", "q")
    assert recorded(SolutionShown) == [SolutionShown(problem=recorded()[0].problem, part="b")]


def test_an_answer_from_the_command_line_is_recorded_with_its_receipt():
    result = gradcheck("practice", CODE, "--answer", RIGHT_A, "--json")
    with Store.open() as store:
        (event,) = store.events()
    assert json.loads(result.stdout)["parts"][0]["receipt"] == event.id[:8]
    assert (event.body.mode, event.body.seconds) == ("once", None)


def test_an_unreadable_answer_is_recorded_but_costs_no_try():
    printed = practise("2x +", "0", "q").stdout
    assert [one.outcome for one in recorded(Answered)] == ["unreadable", "wrong"]
    assert "2 tries left." in printed


READINGS = [
    ("sin x^2", {"power": "sin(x)^2"}, "a power of a function without brackets"),
    ("1/2x", {"quotient": "1/(2*x)"}, "a product without a sign in a quotient"),
    ("e^2x", {"exponent": "e^(2*x)"}, "an exponent of more than one factor"),
    ("2x", {}, "no doubt"),
    ("2x +", {}, "unreadable"),
]


@pytest.mark.parametrize(("text", "others", "_reason"), READINGS, ids=[reason for *_, reason in READINGS])
def test_a_line_is_rewritten_only_where_the_other_reading_was_chosen(text, others, _reason):
    assert {one.rule: one.other.text for one in doubts(text, IN_X)} == others
    assert settled(text, IN_X, dict.fromkeys(others, True)) == text
    for rule, other in others.items():
        assert settled(text, IN_X, {rule: False}) == other


def test_what_is_settled_leaves_no_doubt_of_that_rule():
    for text, others, _ in READINGS:
        for rule in others:
            again = settled(text, IN_X, {rule: False})
            assert rule not in {one.rule for one in doubts(again, IN_X)}


@pytest.mark.parametrize(("said", "word", "usual"), [("2", "✓ right", False), ("1", "✗ not yet", True)])
def test_a_doubt_that_decides_is_asked_once_and_remembered(said, word, usual):
    printed = practise("s", "1/x ln(5)", "7", said, "q", what=LOGARITHM.code).stdout
    assert "? This can be read in two ways:   1  1/x·ln(5)      2  1/(x·ln(5))" in printed
    assert "Please type 1 or 2." in printed
    assert word in printed
    assert recorded(AmbiguityChosen) == [AmbiguityChosen(rule="quotient", usual=usual)]
    again = practise("s", "1/x ln(5)", "q", what=LOGARITHM.code).stdout
    assert "two ways" not in again
    assert word in again
    forgotten = practise("s", "1/x ln(5)", "1", "q", what=LOGARITHM.code, more=["--ask-again"]).stdout
    assert "You will be asked again how a doubtful line is meant." in forgotten
    assert "two ways" in forgotten


def test_a_doubt_is_asked_in_words_where_a_voice_reads_it():
    printed = practise("s", "1/x ln(5)", "2", "q", what=LOGARITHM.code, more=["--plain"]).stdout
    said = " ".join(printed.split())
    assert "This can be read in two ways: 1: the fraction 1 over x times natural log of 5 2: the" in said
    assert max(map(len, printed.splitlines())) <= 80


def test_a_doubt_that_decides_nothing_is_not_asked():
    assert "two ways" not in practise("s", "sin x^2", "q", what=LOGARITHM.code).stdout


def test_the_line_below_shows_keys_then_the_reading_as_it_will_be_judged():
    session = Session.on(LOGARITHM)
    desk = Desk(PlainLine(), Recorder(Store.in_memory(data_file())))
    under = _Conversation(desk, find("calculus/exp-log-base")).asked_for(session.work[1]).under
    assert under("") == "? hint  s skip  w solution  n new  q quit"
    assert under("1/x ln(5)") == "reads as  1/x·ln(5)"
    desk.chosen["quotient"] = False
    assert under("1/x ln(5)") == "reads as  1/(x·ln(5))"
    assert under("1/(x") == "reads as  …"
    assert under(":w") is None


def test_a_test_gives_no_hints_one_answer_a_part_and_verdicts_at_the_end():
    printed = practise("?", "w", "2x +", "0", RIGHT_B, more=["--mode", "test"]).stdout
    before, _, after = printed.partition("points.")
    assert printed.count("This is a test: hints and solutions come at the end. q leaves it.") == 2
    assert "That cost no try." in before
    assert before.count("Noted.") == 2
    assert before.index("Noted.") < before.index("✗ not yet") < before.index("✓ right")
    assert before.endswith("2 of 3 ")
    assert f"Look at it again: gradcheck show {CODE} --solution" in after
    assert [(one.outcome, one.mode) for one in recorded(Answered)] == [
        ("unreadable", "test"),
        ("wrong", "test"),
        ("right", "test"),
    ]


def test_a_test_of_several_problems_keeps_all_verdicts_for_its_end():
    printed = practise("0", "0", "0", "0", what=CHAIN, more=["--mode", "test", "-n", "2"]).stdout
    assert printed.rindex("Noted.") < printed.index("✗ not yet")
    assert printed.endswith("--solution\n")
    assert "0 of 6 points." in printed


def test_a_part_of_a_test_that_was_skipped_is_said_so():
    assert "(a) was not answered." in practise("s", RIGHT_B, more=["--mode", "test"]).stdout


def test_hints_can_be_switched_off():
    printed = practise("?", "q", more=["--no-hints"]).stdout
    assert "Hints are off (--no-hints)." in printed
    assert "? hint" not in printed


def test_after_two_misses_it_is_offered_worked_and_then_with_new_numbers():
    printed = " ".join(practise("0", "1", "q").stdout.split())
    assert "2 tries left. ? gives a hint." in printed
    assert "1 try left. w shows it worked, then n gives the same with new numbers." in printed


def test_several_problems_follow_each_other_with_enter():
    printed = practise("s", "s", "", "s", "s", "", what=CHAIN, more=["-n", "2"]).stdout
    assert "[1/2]" in printed
    assert "Enter next problem   w worked solution" in printed
    assert "[2/2]" in printed
    assert "2 problems: 0 right at once, 0 after help or another try." in printed
    assert len(set(re.findall(rf"{CHAIN}#\w+", printed))) == 2


@pytest.mark.parametrize("what", ["calculus", "CALCULUS", ""])
def test_a_unit_is_practised_as_planning_says_with_the_reason(what):
    printed = practise("q", what=what, more=["-n", "3"]).stdout
    assert re.match(r"  \[1/3\] New: a good place to begin\.", printed)


def test_a_unit_without_mixing_is_met_in_blocks_in_the_order_of_teaching():
    with Store.in_memory(data_file()) as store:
        wish = Wish(exercises_in("calculus"), mixed=False)
        turns = chosen(wish, store, Random(1), utc_now)
        first = [next(turns)[0].exercise_id for _ in range(7)]
    names = exercises_in("calculus")
    assert first == [names[0]] * 3 + [names[1]] * 3 + [names[2]]


def test_what_was_skipped_is_not_chosen_again_at_once():
    with Store.in_memory(data_file()) as store:
        turns = chosen(Wish(exercises_in("linalg")), store, Random(1), utc_now)
        first = [next(turns)[0].exercise_id for _ in range(4)]
    assert len(set(first)) == 4


def test_a_level_is_drawn_stands_in_the_share_code_and_stays_with_new_numbers(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADCHECK_BANK", "")
    (tmp_path / "sums.py").write_text(LEVELLED)
    bank = ["--bank", str(tmp_path)]
    for command in ("practice", "show"):
        printed = gradcheck(command, "own/sum", "--level", "3", *bank, said="n\nq\n").stdout
        codes = re.findall(r"own/sum#\S+", printed)
        assert {read_code(code).level for code in codes} == {3}
    usual = gradcheck("practice", "own/sum", "--level", "1", *bank, said="q\n").stdout
    assert read_code(re.search(r"own/sum#\S+", usual)[0]).level is None
    refused = gradcheck("practice", "own/sum", "--level", "2", *bank)
    assert (refused.exit_code, refused.stderr) == (
        2,
        "own/sum is drawn at the levels 1 and 3, not at 2.\n",
    )


def test_the_exercises_of_a_unit_can_be_narrowed_to_a_level():
    printed = practise("q", what="backprop", more=["--level", "4"]).stdout
    assert "level 4 of 5" in printed
    names = exercises_in("linalg")
    assert gradcheck("practice", "linalg", "--level", "5").stderr == (
        f"None of these {len(names)} exercises is drawn at the level 5.\n"
    )


REFUSED = [
    ([CHAIN, "--level", "5"], f"{CHAIN} is drawn at the level 2, not at 5."),
    (["botany"], "There is no unit 'botany'. There are "),
    ([CODE, "--level", "5"], "A share code has its level already: leave --level out."),
    (["calculus", "--seed", "7"], "--seed needs an exercise."),
    (["calculus", "--answer", "1"], "--answer needs a problem: an exercise, or a share code."),
]


@pytest.mark.parametrize(("arguments", "sentence"), REFUSED, ids=[" ".join(row[0]) for row in REFUSED])
def test_what_cannot_be_practised_is_told_with_code_2(arguments, sentence):
    result = gradcheck("practice", *arguments)
    assert result.exit_code == 2
    assert sentence in result.stderr


def test_where_nothing_can_be_saved_practising_goes_on_and_says_so(monkeypatch):
    monkeypatch.setenv("GRADCHECK_DATA", "/proc/nowhere/learner.sqlite")
    result = practise(RIGHT_A, "q")
    assert result.exit_code == 0
    assert "1 of 2 parts right." in result.stdout
    assert " ".join(result.stderr.split()) == (
        "/proc/nowhere cannot be written. You can go on, but nothing of this is saved. To save it, let "
        "GRADCHECK_DATA name a file that you may write."
    )


def test_an_answer_that_cannot_be_saved_now_is_told_once(monkeypatch):
    from gradcheck_course.practice import store as store_module

    def full(self):
        raise store_module.StoreError("The disk is full.", "full")

    monkeypatch.setattr(store_module.Store, "flush", full)
    result = practise("0", "1", "q")
    assert result.stderr.count("The disk is full. It will be saved with your next answer") == 1


def test_why_says_how_the_last_verdict_came_about():
    printed = practise("why", RIGHT_A, "why", "q").stdout
    assert "Nothing was answered yet." in printed
    assert "Both are the same expression, once they are read." in printed


def test_at_the_end_it_is_told_what_the_problem_changed_and_when_it_is_due():
    first = practise(RIGHT_A, RIGHT_B, "q").stdout
    line = re.search(r"You are right at once with (\d+)%\. It is due again in \d+ days\.", first)
    again = practise("0", "w", "w", "q", what=CHAIN).stdout
    assert f"was {line[1]}%. It is due again " in again
    assert int(re.search(r"right at once with (\d+)%", again)[1]) < int(line[1])


def test_nothing_is_told_where_nothing_was_answered():
    assert "right at once with" not in practise("s", "s", "q").stdout
