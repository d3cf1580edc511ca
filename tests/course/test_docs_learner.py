"""The transcripts of docs/learner.md are what the terminal prints to a learner of a simulated month.

What stands after the prompts of a transcript is what the learner types. To write them anew after a
change that is meant: .venv/bin/python tests/course/test_docs_learner.py
"""

from __future__ import annotations

import re
import shlex
import shutil
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from tests.course.learner_files import AFTER, stand_still, written
from tests.course.simulated_learner import month

from gradcheck_course.cli import review
from gradcheck_course.cli.root import root

PAGE = Path(__file__).parents[2] / "docs/learner.md"
BLOCK = re.compile(r"```console (new|month|away)\n\$ (.*?)\n(.*?)```", re.DOTALL)
TYPED = re.compile(r"^  (?:\(\w\) |Which one\? \[1\] |\d\. … = )?› (.*)$", re.MULTILINE)
SEED = 4  # of the numbers in the reviews
MOMENTS = {"new": AFTER, "month": AFTER - timedelta(days=1), "away": AFTER + timedelta(days=35)}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return prepared(tmp_path_factory.mktemp("home"))


def prepared(folder):
    """The folder, with the data of a month in it."""
    written(folder / "month.sqlite", month()[1])
    return folder


def printed(who, typed, before, home, monkeypatch):
    """What the command prints to this learner, who types what the transcript of before says."""
    # A copy, since a review is written down.
    copied = shutil.copy(home / "month.sqlite", home / "today.sqlite")
    stand_still(monkeypatch, Path(copied), MOMENTS[who])
    if who == "new":
        monkeypatch.delenv("GRADCHECK_DATA")
        monkeypatch.delenv("XDG_DATA_HOME", raising=False)
        monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr(review, "SystemRandom", lambda: Random(SEED))
    words = shlex.split(typed)
    environment = dict(word.split("=") for word in words if "=" in word)
    words = [word for word in words if "=" not in word]
    fed = "".join(f"{line}\n" for line in TYPED.findall(before))
    found = CliRunner().invoke(root, words[1:], prog_name="gradcheck", input=fed, env=environment).stdout
    return found.replace(str(home), "~").rstrip() + "\n"


@pytest.mark.parametrize(("who", "typed", "before"), BLOCK.findall(PAGE.read_text()))
def test_a_transcript_is_what_is_printed(who, typed, before, home, monkeypatch):
    assert printed(who, typed, before, home, monkeypatch) == before


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        here = prepared(Path(place))

        def anew(found):
            with patch.context() as inner:
                text = printed(*found.groups(), here, inner)
            return f"```console {found[1]}\n$ {found[2]}\n{text}```"

        PAGE.write_text(BLOCK.sub(anew, PAGE.read_text()))
