"""Exercises come from packages and folders too, and a mistake there is told with its file and line."""

from __future__ import annotations

import subprocess
import sys

import pytest

from gradcheck_exercises import ExerciseError, UnknownExercise, banks, every, find, registry, summaries

FILE = '''"""A bank of somebody's own."""

from dataclasses import dataclass

from gradcheck_exercises import Draw, Part, Problem, exercise, say
from gradcheck_grader import Number


@dataclass(frozen=True)
class Numbers:
    """Two of them."""

    a: int
    b: int


@exercise("{id}", title="Sum", level=1)
def sums(draw: Draw) -> Problem:
    """Adding.

    Trap: none.
    Source: a book, section 1.
    """
    two = Numbers(draw.integer("a", 1, 9), draw.integer("b", 1, 9))
    return Problem(say("Add {{a}} and {{b}}.", a=two.a, b=two.b), (Part(say("Sum?"), Number(two.a + two.b)),))
'''


def written(folder, name="own/sums.py", exercise_id="own/sum", text=FILE):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.format(id=exercise_id) if text is FILE else text)
    return path


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty bank that GRADCHECK_BANK names; modules and variable are as before afterwards."""
    monkeypatch.setenv(banks.VARIABLE, str(tmp_path))
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if name.startswith(("gradcheck_bank_", "own_bank")):
            del sys.modules[name]


def test_an_exercise_of_a_folder_is_like_any_other(folder):
    path = written(folder)
    found = find("own/sum")
    assert find("OWN/sum") is found
    assert found in list(every())
    assert {
        "id": "own/sum",
        "title": "Sum",
        "unit": "own",
        "level": 1,
        "parts": 1,
        "kinds": ["number"],
    } in summaries()
    problem = found.problem(1)
    assert found.rebuild(dict(problem.parameters)).identity == problem.identity
    assert len(found.version) == 12
    assert str(folder) not in sys.path
    assert found.function.__code__.co_filename == str(path)


def test_the_index_lists_the_built_in_bank_alone(folder):
    written(folder)
    assert registry.INDEX.read_text(encoding="utf-8") == registry.index_text()


def test_a_folder_can_be_added_and_child_processes_know_it(tmp_path, monkeypatch, folder):
    other = tmp_path / "more"
    written(other, exercise_id="more/sum", name="sums.py")
    registry.add_folder(other)
    registry.add_folder(other)
    assert banks.folders() == (folder, other)
    script = "from gradcheck_exercises import find; print(find('more/sum').title)"
    assert (
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
        == "Sum\n"
    )


def test_only_the_files_that_can_have_the_exercise_are_imported(folder):
    written(folder)
    written(folder, "other/broken.py", text="1/0")
    assert find("own/sum").id == "own/sum"
    assert find("linalg/matmul").id == "linalg/matmul"
    with pytest.raises(ExerciseError):
        find("other/sum")


@pytest.mark.parametrize("name", ["own/_drawers.py", "own/test_sums.py", "own/sums_test.py", "conftest.py"])
def test_some_files_are_none_of_the_bank(folder, name):
    written(folder, name, text="1/0")
    assert "own/sum" not in [one["id"] for one in summaries()]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = (1\n", "{path}, line 1: '(' was never closed. Mend it, or leave this bank out."),
        (
            "\n\n1/0\n",
            "{path}, line 3: ZeroDivisionError: division by zero. Mend it, or leave this bank out.",
        ),
        ("import nowhere_at_all", "{path}, line 1: ModuleNotFoundError: No module named 'nowhere_at_all'. "),
        (
            "from gradcheck_exercises import exercise\n\nexercise('X', title='x', level=1)",
            "{path}, line 3: 'X' is not a name like unit/slug, in small letters, digits and hyphens. "
            "Mend it, or leave this bank out.",
        ),
    ],
)
def test_a_file_that_cannot_be_imported_is_named_with_its_line(folder, text, message):
    path = written(folder, text=text)
    for _ in range(2):  # and is not half imported afterwards
        with pytest.raises(ExerciseError) as caught:
            find("own/sum")
        assert str(caught.value).startswith(message.format(path=path))


def test_two_exercises_of_one_name_are_refused(folder):
    one, other = written(folder, "own/a.py"), written(folder, "own/b.py")
    with pytest.raises(ExerciseError) as caught:
        find("own/sum")
    assert str(caught.value) == f"own/sum stands in {other} and in {one}. Give one of them another name."


def test_no_bank_takes_a_built_in_name(folder):
    path = written(folder, exercise_id="linalg/matmul")
    with pytest.raises(ExerciseError) as caught:
        summaries()
    assert str(caught.value) == (
        f"linalg/matmul stands in {path} and in gradcheck_exercises.bank.linalg.matrices, which is built in. "
        "Give one of them another name."
    )


def test_a_folder_that_is_not_there_is_told(monkeypatch, tmp_path):
    with pytest.raises(ExerciseError) as caught:
        registry.add_folder(tmp_path / "nowhere")
    assert str(caught.value) == (
        f"{tmp_path}/nowhere is no folder. A bank is a folder with files such as unit/topic.py."
    )
    monkeypatch.setenv(banks.VARIABLE, f"{tmp_path}/nowhere")
    with pytest.raises(ExerciseError) as caught:
        find("own/sum")
    assert str(caught.value) == (
        f"GRADCHECK_BANK names {tmp_path}/nowhere, which is no folder. Create it, or unset GRADCHECK_BANK."
    )


def installed(tmp_path, monkeypatch, value):
    """A package that names its bank by an entry point, as an installer would leave it."""
    about = tmp_path / "own_bank-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: own-bank\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[gradcheck.exercises]\nown = {value}\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delenv(banks.VARIABLE)


def test_an_installed_package_is_found_by_its_entry_point(folder, monkeypatch):
    written(folder, "own_bank/__init__.py", text="")
    written(folder, "own_bank/unit/__init__.py", text="")
    written(folder, "own_bank/unit/sums.py")
    written(folder, "own_bank/unit/_drawers.py", text="1/0")
    installed(folder, monkeypatch, "own_bank")
    assert find("own/sum").function.__module__ == "own_bank.unit.sums"
    assert "own/sum" in [one["id"] for one in summaries()]


def test_an_entry_point_to_nowhere_is_told(folder, monkeypatch):
    installed(folder, monkeypatch, "own_bank_that_is_gone")
    with pytest.raises(ExerciseError) as caught:
        find("own/sum")
    assert str(caught.value) == (
        "the module own_bank_that_is_gone of the group gradcheck.exercises: ModuleNotFoundError: No module "
        "named 'own_bank_that_is_gone'. Mend it, or leave this bank out."
    )


def test_an_unknown_name_is_answered_from_all_banks(folder):
    written(folder)
    with pytest.raises(UnknownExercise, match="Did you mean own/sum"):
        find("own/summ")
