"""Each kind of mistake that an author can make is found, with a sentence that says what to change."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from sympy import Matrix, Symbol

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.lint import CLAIMS, SURVEY_CLAIMS, findings, findings_of_survey
from gradcheck_grader import Array, Choice, Expression, Number, Outcome, Verdict

x = Symbol("x", real=True)


def sound(draw: Draw) -> Problem:
    """The derivative of a power.

    Trap: the power comes in front.
    Source: Stewart, Calculus, section 3.1.
    """
    n = draw.integer("n", 3, 9)
    slope = Part(
        say("Find $f'(x)$."),
        Expression(n * x ** (n - 1), names=[x]),
        slips=(
            Slip("power-kept", n * x**n, "The power goes down by one."),
            Slip("factor-left-out", x ** (n - 1), "The power comes in front."),
        ),
        hints=hints("Which rule?", "The power comes in front: …", "Then it goes down by one."),
        steps=(step("Power rule", "$f'(x)$", "${slope}$", slope=n * x ** (n - 1)),),
        check=lambda at: (at["x"] + 1e-6) ** n / 2e-6 - (at["x"] - 1e-6) ** n / 2e-6,
    )
    at_one = Part(
        say("Find $f'(1)$."),
        Number(n),
        slips=(Slip("value", 1, "This is f itself."), Slip("off-by-one", n - 1, "Not quite the power.")),
        hints=hints("Put in 1.", "What is a power of 1?", "It is 1."),
        steps=(step("Put in 1", "$f'(1)$", "${n}$", n=n),),
        check=lambda at: float(n),
    )
    return Problem(say("Let $f(x) = {f}$.", f=x**n), (slope, at_one))


def found(function, *claims):
    """The sentences of what is found in four problems."""
    function.__doc__ = sound.__doc__
    return [
        finding.message
        for finding in findings(
            exercise("calculus/planted", title="Planted", level=1)(function), range(4), claims
        )
    ]


def changed(change):
    """The sound exercise with its first part changed."""

    def function(draw):
        problem = sound(draw)
        return replace(problem, parts=(change(problem.parts[0]), *problem.parts[1:]))

    return function


def test_a_sound_exercise_has_no_findings():
    assert found(sound) == []


PLANTED = {
    "wrong answer": (
        changed(lambda part: replace(part, answer=Expression(2 * x, names=[x]), slips=part.slips)),
        "agrees with its second computation",
        "part (a): the second computation gives",
    ),
    "coinciding slip": (
        changed(
            lambda part: replace(
                part, slips=(Slip("same", part.answer.reference_reading().tree, "No."), *part.slips)
            )
        ),
        "tells slips apart",
        "part (a): the slip same is judged right. Exclude such values in the draw, or drop the slip.",
    ),
    "two slips of one response": (
        changed(lambda part: replace(part, slips=(Slip("twin", part.slips[0].response, "No."), *part.slips))),
        "tells slips apart",
        "part (a): the slips power-kept and twin lead to the same response. "
        "Exclude such values in the draw, or drop one of them.",
    ),
    "slip of another shape": (
        changed(lambda part: replace(part, answer=Array(Matrix([1, 2])), slips=(Slip("q", 3, "No."),))),
        "tells slips apart",
        "part (a): the slip q leads to 3, which is no answer that this question could have.",
    ),
    "degenerate answer": (
        changed(lambda part: replace(part, answer=Array(Matrix([0, 0])))),
        "is not degenerate",
        "part (a) is degenerate: its answer is",
    ),
    "choice of one": (
        changed(lambda part: replace(part, answer=Choice((("1", "yes"),), right="1"))),
        "is not degenerate",
        "part (a) offers no choice.",
    ),
    "text without a form for terminals": (
        changed(lambda part: replace(part, prompt=say(r"Find $\overbrace{x}$."))),
        "renders",
        "the prompt of part (a) does not render: the formula",
    ),
    "backslash outside of mathematics": (
        changed(lambda part: replace(part, prompt=say(r"Find \alpha."))),
        "renders",
        "the prompt of part (a) has '\\\\' left over in its terminal form",
    ),
    "plus minus": (
        changed(lambda part: replace(part, prompt=say("Find ${a} x + {b}$.", a=2, b=-3))),
        "renders",
        "left over in its",
    ),
    "LaTeX in the feedback of a slip": (
        changed(lambda part: replace(part, slips=(Slip("a", 5 * x, "Use $x$."), *part.slips))),
        "renders",
        "the feedback of the slip a is plain text, but has '$' in it.",
    ),
    "too few slips": (
        changed(lambda part: replace(part, slips=part.slips[:1])),
        "is complete",
        "part (a) names 1 slips; it needs 2.",
    ),
    "two slips of one name": (
        changed(lambda part: replace(part, slips=(part.slips[0], part.slips[0]))),
        "is complete",
        "part (a) gives two slips the same name.",
    ),
    "no hints": (
        changed(lambda part: replace(part, hints=())),
        "is complete",
        "part (a) needs three hints: idea, next step",
    ),
    "no steps": (
        changed(lambda part: replace(part, steps=())),
        "is complete",
        "part (a) has no worked solution.",
    ),
    "a step that is wrong": (
        changed(lambda part: replace(part, steps=(step("Expand", (x + 1) ** 2, x**2 + 2 * x),))),
        "has valid steps",
        "step 1 of part (a) says (x + 1)^2 = x^2 + 2*x, which is not so.",
    ),
    "a step with a wrong entry": (
        changed(lambda part: replace(part, steps=(step("Add", Matrix([x + x, 1]), Matrix([2 * x, 2])),))),
        "has valid steps",
        "step 1 of part (a) says [2*x, 1] = [2*x, 2], which is not so.",
    ),
    "a step between two shapes": (
        changed(lambda part: replace(part, steps=(step("Add", Matrix([1, 2]), Matrix([1, 2, 3])),))),
        "has valid steps",
        "step 1 of part (a) says [1, 2] = [1, 2, 3], but the two have different shapes.",
    ),
    "no second computation": (
        changed(lambda part: replace(part, check=None)),
        "is complete",
        "part (a) declares no second computation.",
    ),
}


@pytest.mark.parametrize(("function", "claim", "sentence"), PLANTED.values(), ids=PLANTED)
def test_a_planted_mistake_is_found(function, claim, sentence):
    messages = found(function, claim)
    assert len(messages) >= 4, "in every problem"
    assert any(sentence in message for message in messages)


def test_a_step_that_is_right_is_sound():
    right = changed(lambda part: replace(part, steps=(step("Expand", (x + 1) ** 2, x**2 + 2 * x + 1),)))
    assert found(right, "has valid steps") == []


def test_a_step_that_puts_in_a_value_says_nothing_for_other_values():
    put_in = changed(lambda part: replace(part, steps=(step("Put in $x = 2$", x**2, 4),)))
    assert found(put_in, "has valid steps") == []


def test_one_part_is_not_enough():
    def short(draw):
        problem = sound(draw)
        return replace(problem, parts=problem.parts[:1])

    assert found(short, "is complete") == ["it has fewer than two parts."] * 4


def test_randomness_from_elsewhere_is_found():
    def careless(draw):
        problem = sound(draw)
        return replace(problem, statement=say("Let $c = {c}$.", c=random.randrange(10**9)))

    messages = found(careless)
    assert (
        "the same seed gave two problems. Draw everything from `draw`, never from random or NumPy."
        in messages
    )
    assert (
        "rebuilding it from its parameters gave another problem. Draw everything from `draw`, by name."
        in messages
    )


def test_a_value_that_is_not_recorded_is_found():
    def unrecorded(draw):
        problem = sound(draw)
        draw.parameters.clear()
        return problem

    assert any("it cannot be rebuilt" in message for message in found(unrecorded))


def test_a_draw_that_fails_is_a_finding_with_its_seed():
    def impossible(draw):
        draw.until(lambda n: n > 9, lambda: draw.integer("n", 1, 9))
        return sound(draw)

    impossible.__doc__ = sound.__doc__
    planted = exercise("calculus/planted", title="Planted", level=1)(impossible)
    first, *_ = findings(planted, [17])
    assert str(first).startswith("calculus/planted, seed 17: all of 200 draws were rejected (100 %).")
    assert first.claim == "draws"


def surveyed(function, **declared):
    """The sentences of what a survey finds."""
    function.__doc__ = sound.__doc__
    planted = exercise("calculus/planted", title="Planted", level=1, **declared)(function)
    return [finding.message for finding in findings_of_survey(planted) if finding.claim != "is drawn quickly"]


def test_a_small_space_is_found():
    assert surveyed(sound) == [
        "only 7 of 240 seeds give different problems. Draw from more values, or declare space=…, how many "
        "problems there are."
    ]


def test_a_small_space_that_is_declared_is_sound():
    assert surveyed(sound, space=7) == []


@pytest.mark.parametrize(
    ("space", "sentence"),
    [
        (6, "it declares 6 problems, but 7 different ones were drawn."),
        (
            12,
            "it declares 12 problems, but 240 seeds give only 7 different ones. Some are drawn too often, or "
            "are not there.",
        ),
    ],
)
def test_a_space_that_is_declared_wrongly_is_found(space, sentence):
    assert surveyed(sound, space=space) == [sentence]


def test_unequal_problems_are_found():
    def unequal(draw):
        number = draw.integer("number", 0, 10_000)
        problem = sound(draw)
        long = say("Let ${number} f(x) = {f}$." + " Take your time." * 900, number=number, f=x**2)
        short = say("Let ${number} f(x) = {f}$.", number=number, f=x**2)
        return replace(problem, statement=long if number % 2 else short)

    (message,) = surveyed(unequal)
    assert message.endswith(
        " times the work of its shortest; 3 is the most. Draw problems that are more alike, or declare "
        "another spread=…"
    )


def test_a_draw_that_searches_is_found():
    def searching(draw):
        number = draw.until(lambda n: n < 400, lambda: draw.integer("number", 1, 10_000))
        problem = sound(draw)
        return replace(problem, statement=say("Let ${number} f(x) = {f}$.", number=number, f=x**2))

    (message,) = surveyed(searching)
    assert message.endswith(
        " % of its attempts are rejected. Draw from an explicit list, or build backwards."
    )


def test_a_choice_whose_key_never_changes_is_found():
    def fixed(draw):
        problem = sound(draw)
        draw.integer("more", 0, 9999)
        choice = Part(say("Which?"), Choice((("a", "one"), ("b", "two")), right="b"))
        return replace(problem, parts=(choice, *problem.parts))

    assert surveyed(fixed) == ["part (a) is a choice whose right answer is always b."]


def test_a_slow_draw_is_found(monkeypatch):
    clock = iter(range(100))
    monkeypatch.setattr("gradcheck_exercises.lint.claims.process_time", lambda: next(clock))
    assert (
        found(sound)
        == [
            "drawing it took 1.0 s of processor time; 0.5 s is the most. Build the values backwards, and "
            "leave solve and simplify out."
        ]
        * 4
    )


def test_an_exercise_drawn_too_slowly_for_a_class_is_found(monkeypatch):
    clock = iter(range(0, 100_000, 1))
    monkeypatch.setattr("gradcheck_exercises.lint.surveys.process_time", lambda: next(clock))
    planted = exercise("calculus/planted", title="Planted", level=1)(sound)
    assert [finding.message for finding in findings_of_survey(planted)][-1] == (
        "1 problems are drawn in a second; 50 is the least. Leave solve and simplify out, and build the "
        "values backwards."
    )


def test_a_finding_of_a_survey_names_no_seed():
    planted = exercise("calculus/planted", title="Planted", level=1)(sound)
    first, *_ = findings_of_survey(planted)
    assert str(first) == "calculus/planted: " + first.message


def test_every_claim_of_a_survey_has_a_planted_mistake():
    assert set(SURVEY_CLAIMS) == {
        "has enough problems",
        "is fair",
        "throws little away",
        "is drawn quickly",
        "changes the right option",
    }


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ("latex", r"part (a): its own answer in LaTeX, \frac{1}{0 x}, is judged wrong."),
        ("pretty", "part (a): its own answer in Unicode, 7·x, is judged wrong."),
    ],
)
def test_a_form_of_the_answer_that_is_not_taken_is_found(form, sentence):
    class Misprinted:
        """An answer, one printed form of which says something else."""

        def __init__(self, inner):
            self.inner = inner
            self.notation = inner.notation
            self.judge = inner.judge
            self.reference_text = inner.reference_text
            self.with_reference = inner.with_reference

        def reference_reading(self):
            texts = {"latex": r"\frac{1}{0 x}", "pretty": "7·x"}
            return replace(self.inner.reference_reading(), **{form: texts[form]})

    messages = found(
        changed(lambda part: replace(part, answer=Misprinted(part.answer))), "accepts its own answers"
    )
    assert sentence in messages


def test_a_doubt_is_a_finding_that_says_so():
    class Unsure:
        """An answer that cannot decide anything."""

        def __init__(self, inner):
            self.notation = inner.notation
            self.reference_text = inner.reference_text
            self.reference_reading = inner.reference_reading

        def judge(self, response):
            return Verdict(Outcome.UNDECIDED, 0, "")

    function = changed(lambda part: replace(part, answer=Unsure(part.answer), slips=()))
    function.__doc__ = sound.__doc__
    planted = exercise("calculus/planted", title="Planted", level=1)(function)
    found_once = findings(planted, [0], ["accepts its own answers"])
    assert found_once
    assert all(finding.doubt for finding in found_once)
    assert found_once[0].message.endswith("is judged undecided.")


def test_a_second_computation_may_be_a_text_that_is_judged():
    same = changed(lambda part: replace(part, check=lambda _: part.answer.reference_text() + " + 0"))
    other = changed(lambda part: replace(part, check=lambda _: "x + 1"))
    claim = "agrees with its second computation"
    assert found(same, claim) == []
    assert "the second computation gives x + 1 at" in found(other, claim)[0]


def test_every_claim_has_a_planted_mistake():
    tested = {claim for _, claim, _ in PLANTED.values()}
    elsewhere = {"is drawn from its seed", "is rebuilt from its parameters", "accepts its own answers"}
    assert tested | elsewhere == set(CLAIMS)


def test_an_answer_that_refuses_itself_is_found():
    class Strict:
        def __init__(self, inner):
            self.inner = inner
            self.notation = inner.notation
            self.reference_reading = inner.reference_reading
            self.with_reference = inner.with_reference

        def reference_text(self):
            return "x + 12345"

        def judge(self, response):
            return self.inner.judge(response)

    messages = found(
        changed(lambda part: replace(part, answer=Strict(part.answer))), "accepts its own answers"
    )
    assert messages[0] == "part (a): its own answer x + 12345 is judged wrong."
