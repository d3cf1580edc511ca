"""gradcheck sheet build and key: what they print, write and refuse."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

pytest.importorskip("typst")

from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.root import root
from gradcheck_course.cli.sheet_build import command as build_command
from gradcheck_course.sheets.settings import load_set

DOCS = (Path(__file__).parents[2] / "docs" / "sheets.md").read_text(encoding="utf-8")


def gradcheck(*arguments: str):
    return CliRunner().invoke(root, ["sheet", *arguments], prog_name="gradcheck")


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """A folder with a set and a roster, where the commands run."""
    monkeypatch.chdir(tmp_path)
    Path("ps3.toml").write_text(
        'name = "ps3"\n[[exercise]]\nid = "calculus/chain-rule"\n[[exercise]]\nid = "linalg/norms"\n'
    )
    Path("roster.csv").write_text("id,first_name,last_name\nada,Ada,Lovelace\nemmy,Emmy,Noether\n")
    return tmp_path


def built(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# --- build -------------------------------------------------------------------------------------------


def test_a_roster_gets_a_sheet_each_and_one_key(folder):
    result = gradcheck("build", "ps3.toml", "--roster", "roster.csv", "-f", "pdf,html", "--key", "-o", "out")
    assert result.exit_code == ExitCode.DONE
    head, *rest = result.stdout.splitlines()
    assert re.fullmatch(r"ps3: 2 exercises × 2 students   2 PDF, 2 pages, 2 keys   \d+\.\d s", head)
    assert rest == ["In out", "Problems that another student has too: 0 of 4."]
    assert result.stderr == "Who got what is in ps3.problems.json: keep it, and keep it secret.\n"
    assert built(folder / "out") == [
        "ps3-ada.html", "ps3-ada.pdf", "ps3-emmy.html", "ps3-emmy.pdf", "ps3-key.html", "ps3-key.pdf",
    ]  # fmt: skip


def test_without_a_roster_there_is_one_sheet_in_a_folder_named_as_the_set(folder):
    result = gradcheck("build", "ps3.toml")
    assert re.match(r"ps3: 2 exercises   1 PDF   \d+\.\d s\nIn ps3\n\Z", result.stdout)
    assert built(folder / "ps3") == ["ps3.pdf"]


def test_the_same_for_all_is_the_same_but_for_the_name(folder):
    gradcheck("build", "ps3.toml", "--roster", "roster.csv", "--same", "-f", "typ", "-o", "out")
    ada, emmy = (Path(f"out/ps3-{name}.typ").read_text() for name in ("ada", "emmy"))
    assert ada != emmy
    assert [line for line in ada.splitlines() if "#m(" in line] == [
        line for line in emmy.splitlines() if "#m(" in line
    ]


def test_who_is_withdrawn_gets_no_sheet(folder):
    Path("roster.csv").write_text("id,status\nada,\nemmy,withdrawn\n")
    gradcheck("build", "ps3.toml", "--roster", "roster.csv", "-f", "typ", "-o", "out")
    assert built(folder / "out") == ["ps3-ada.typ"]


def test_building_again_writes_the_same_files(folder):
    before = []
    for _ in range(2):
        gradcheck("build", "ps3.toml", "--roster", "roster.csv", "-f", "pdf,ipynb", "--key", "-o", "out")
        before.append({path.name: path.read_bytes() for path in Path("out").iterdir()})
    assert before[0] == before[1]
    assert "ps3-key.pdf" in before[0]


def test_a_notebook_alone_has_a_page_for_its_key(folder):
    gradcheck("build", "ps3.toml", "-f", "ipynb", "--key", "-o", "out")
    assert built(folder / "out") == ["ps3-key.html", "ps3.ipynb"]


def test_a_build_as_a_record(folder):
    record = json.loads(
        gradcheck("build", "ps3.toml", "--roster", "roster.csv", "-f", "typ", "--json").stdout
    )
    assert record == {
        "schema": "gradcheck.sheet-build/1", "ok": True, "set": "ps3", "students": 2, "same": False,
        "practice": False, "files": {"typ": ["ps3/ps3-ada.typ", "ps3/ps3-emmy.typ"]}, "keys": [],
        "record": "ps3.problems.json",
        "exercises": [
            {"position": 1, "exercise": "calculus/chain-rule", "repeated": 0, "uneven": False},
            {"position": 2, "exercise": "linalg/norms", "repeated": 0, "uneven": False},
        ],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("ps3.toml", "-f", "pdf,docx"),
         "Invalid value for '-f': 'docx' is no format. Formats: pdf, html, ipynb, typ."),
        (("ps3.toml", "--per-student"), "--per-student needs a --roster."),
        (("ps3.toml", "--roster", "empty.csv"), "There is nobody on the roster empty.csv."),
        (("ps3.toml", "--roster", "twins.csv"),
         "The ids 'ada' and 'Ada' differ in capitals only, and so would their files. "
         "Give one of them another id."),
        (("ps4.toml",), "Invalid value for 'SET': File 'ps4.toml' does not exist."),
    ],
)  # fmt: skip
def test_what_cannot_be_built_is_refused_before_anything_is_written(folder, arguments, message):
    Path("empty.csv").write_text("id\n")
    Path("twins.csv").write_text("id\nada\nAda\n")
    before = built(folder)
    result = gradcheck("build", *arguments)
    assert result.exit_code == ExitCode.USAGE
    assert result.stderr.splitlines()[0] == message
    assert built(folder) == before


def test_a_missing_extra_is_one_sentence(folder):
    script = (
        "import sys; sys.modules['typst'] = None; sys.modules['segno'] = None\n"
        "from gradcheck_course.cli import main\nmain()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "sheet", "build", "ps3.toml"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == ExitCode.MISSING
    assert done.stderr == (
        "This needs segno, which is not installed here. Install it with: pip install 'gradcheck[sheets]'\n"
    )
    assert built(folder) == ["ps3.toml", "roster.csv"]


# --- key ---------------------------------------------------------------------------------------------


def test_the_key_is_that_of_the_sheet_that_was_built(folder):
    gradcheck("build", "ps3.toml", "--roster", "roster.csv", "-f", "ipynb", "-o", "out")
    record = json.loads(gradcheck("key", "ps3.toml", "--student", "ada", "--json").stdout)
    notebook = json.loads(Path("out/ps3-ada.ipynb").read_text())
    statements = [
        "".join(cell["source"]).partition("\n\n")[2]
        for cell in notebook["cells"]
        if cell["metadata"]["gradcheck"]["role"] == "statement"
    ]
    assert [one["statement"] for one in record["problems"]] == statements
    assert all(part["answer"] for one in record["problems"] for part in one["parts"])


def test_the_key_in_the_terminal_has_every_answer(folder):
    gradcheck("build", "ps3.toml", "-f", "typ")
    printed = gradcheck("key", "ps3.toml").stdout
    assert printed.startswith("ps3: key · ")
    assert printed.count("Answer: ") == 5


def test_the_key_as_a_file(folder):
    gradcheck("build", "ps3.toml", "--roster", "roster.csv", "-f", "typ")
    assert gradcheck("key", "ps3.toml", "--student", "ada", "-o", "ada.pdf").stdout == "ada.pdf\n"
    assert Path("ada.pdf").read_bytes().startswith(b"%PDF")
    assert gradcheck("key", "ps3.toml", "--student", "ada", "-f", "html").stdout == "ps3-ada-key.html\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--student", "bob"), "ps3.problems.json: 'bob' got no problems of ps3. "
         "Problems were given to: ada, emmy. More get some by: gradcheck sheet build"),
        ((), "ps3.problems.json: Everybody together got no problems of ps3. "
         "Problems were given to: ada, emmy. More get some by: gradcheck sheet build"),
        (("--student", "ada", "-o", "ada.doc"),
         "ada.doc is no name for a key: it ends in .pdf, .html or .typ."),
        (("--student", "ada", "-f", "term", "-o", "ada.pdf"), "-o writes a file: leave -f term out."),
    ],
)  # fmt: skip
def test_a_key_that_there_is_not_is_refused(folder, arguments, message):
    gradcheck("build", "ps3.toml", "--roster", "roster.csv", "-f", "typ")
    result = gradcheck("key", "ps3.toml", *arguments)
    assert (result.exit_code, result.stderr.splitlines()[0]) == (ExitCode.USAGE, message)


def test_a_practice_sheet_has_a_record_of_its_own(folder):
    gradcheck("build", "ps3.toml", "--practice", "-f", "typ")
    assert built(folder) == ["ps3", "ps3.practice.json", "ps3.toml", "roster.csv"]
    codes = re.findall(r"gradcheck practice (\S+#\w+)", Path("ps3/ps3.typ").read_text())
    keyed = json.loads(gradcheck("key", "ps3.toml", "--practice", "--json").stdout)
    assert sorted(set(codes)) == sorted(one["code"] for one in keyed["problems"])
    shown = CliRunner().invoke(root, ["show", codes[0], "--json"], prog_name="gradcheck")
    assert json.loads(shown.stdout)["statement"] == keyed["problems"][0]["statement"]


# --- the documents -----------------------------------------------------------------------------------


def test_the_set_in_the_documents_is_one_that_can_be_read(tmp_path):
    (written,) = re.findall(r"```toml\n(.*?)```", DOCS, re.DOTALL)
    path = tmp_path / "ps3.toml"
    path.write_text(written, encoding="utf-8")
    assert [one.id for one in load_set(path).exercises] == [
        table["id"] for table in tomllib.loads(written)["exercise"]
    ]


def test_every_option_of_build_is_documented():
    names = {name for option in build_command.params for name in option.opts if name.startswith("-")}
    undocumented = {"--json", "--ascii", "--plain", "--bank", "--per-student"}
    assert {
        name for name in names - undocumented if f"`{name}" not in DOCS and f" `{name}" not in DOCS
    } == set()
