"""Exercises are found by name, and a list costs next to nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from gradcheck_exercises import UnknownExercise, every, find, registry, summaries

FIRST_FIVE = [
    "backprop/mlp-two-layer",
    "calculus/chain-rule",
    "linalg/matmul",
    "optimization/gd-step-2d",
    "probability/bayes-test",
]


def loaded_after(code):
    """The modules that a fresh Python has loaded after this code."""
    script = f"{code}\nimport sys\nprint(*sys.modules)"
    return subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.split()


@pytest.mark.parametrize(
    "code",
    [
        "import gradcheck_exercises",
        "from gradcheck_exercises import summaries; summaries()",
        "from gradcheck_exercises import share_code, seed_of_code, read_code, UnknownExercise",
        "from gradcheck_exercises import find, UnknownExercise\ntry: find('no/such')\nexcept "
        "UnknownExercise: pass",
    ],
)
def test_a_list_needs_no_sympy_and_no_numpy(code):
    assert not {"sympy", "numpy"} & set(loaded_after(code))


def test_finding_an_exercise_imports_its_bank_file_and_no_other():
    loaded = loaded_after("from gradcheck_exercises import find; find('linalg/matmul')")
    files = [name for name in loaded if name.startswith("gradcheck_exercises.bank.") and name.count(".") == 3]
    assert files == ["gradcheck_exercises.bank.linalg.matrices"]


def test_every_exercise_is_there_once():
    ids = [exercise.id for exercise in every()]
    assert ids == sorted(set(ids))
    assert set(FIRST_FIVE) <= set(ids)


def test_every_exercise_is_found_by_its_name():
    for exercise in every():
        assert find(exercise.id) is exercise
        assert find(f" {exercise.id.upper()} ") is exercise


def test_every_bank_file_stands_in_the_folder_of_its_unit():
    for exercise in every():
        assert exercise.function.__module__.split(".")[-2] == exercise.unit


def test_the_index_is_true():
    """When this fails, run: python -m gradcheck_exercises.registry"""
    assert registry.INDEX.read_text(encoding="utf-8") == registry.index_text()


def test_summaries_say_what_a_list_shows():
    entry = next(entry for entry in summaries() if entry["id"] == "calculus/chain-rule")
    assert entry == {
        "id": "calculus/chain-rule",
        "title": "Chain rule",
        "unit": "calculus",
        "level": 2,
        "parts": 2,
        "kinds": ["expression"],
    }


def test_an_exercise_that_the_index_does_not_list_yet_is_found(monkeypatch):
    monkeypatch.setattr(registry, "built_in", list)
    assert find("linalg/matmul").id == "linalg/matmul"


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("calculus/chain-rul", "Did you mean calculus/chain-rule?"),
        ("linalg/chain-rule", "calculus/chain-rule"),
        ("matmul", "linalg/matmul"),
        ("zzz", "The command `gradcheck list` shows what there is."),
    ],
)
def test_an_unknown_name_is_answered_with_what_comes_near(name, advice):
    with pytest.raises(UnknownExercise) as caught:
        find(name)
    assert str(caught.value).startswith(f"There is no exercise {name!r}. ")
    assert advice in str(caught.value)


def test_every_public_name_can_be_imported():
    import gradcheck_exercises

    for name in gradcheck_exercises.__all__:
        assert getattr(gradcheck_exercises, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        gradcheck_exercises.nonsense  # noqa: B018
