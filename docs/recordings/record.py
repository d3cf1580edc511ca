"""Records a learner's and an instructor's path in a terminal: make recordings.

Each becomes a cast (asciicast v2, for `asciinema play`) and a picture (SVG) of what stands in the terminal at
the end. The sessions are real; only the time that typing takes is made up, so that a recording differs from
the last one where the program does. The path of the repository is cut off.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pexpect

HERE = Path(__file__).parent
PROGRAM = Path(sys.executable).with_name("gradcheck")
COLUMNS, ROWS = 80, 200
PER_KEY, TO_READ = 0.05, 0.9  # seconds
PROMPT = "\x1b[1m$\x1b[0m "

SET = """\
name = "ps3"
title = "Problem set 3"

[[exercise]]
id = "calculus/chain-rule"

[[exercise]]
id = "linalg/solve-system"
"""
ROSTER = "id,first_name,last_name\n" + "".join(
    f"{first.lower()},{first},{last}\n"
    for first, last in (("Ada", "Lovelace"), ("Emmy", "Noether"), ("Sofia", "Kovalevskaya"))
)


@dataclass(frozen=True, slots=True)
class Step:
    """A command, and what is typed while it asks."""

    command: str
    typed: tuple[str, ...] = ()


PATHS = {
    "learner": (
        Step(
            "gradcheck practice calculus/chain-rule#0003n",
            ("14x", "?", "14x + 3", "(14x + 3)/(7x^2 + 3x + 3)", "q"),
        ),
        Step("gradcheck check '2*A*x' --grad-of \"x'*A*x\" --wrt x --let 'A: 3x3, x: 3'"),
    ),
    "instructor": (
        Step("gradcheck bank show calculus/power-rule"),
        Step("gradcheck sheet build ps3.toml --roster roster.csv -f pdf,html --key -o out"),
    ),
}
# ANSI code -> the class of the picture's style sheet
STYLES = {"1": "bold", "2": "dim", "31": "red", "32": "green", "33": "yellow", "35": "magenta", "36": "cyan"}
_MOVES = re.compile(r"\x1b\[[?0-9;]*[A-KSThl]|\x1b[=>]")  # all that ANSI has but colours


def recorded(steps: tuple[Step, ...], folder: Path) -> list[tuple[float, str]]:
    """What appears in the terminal, with the second at which it does."""
    now, events = 0.0, []
    for step in steps:
        events.append((now, PROMPT))
        for key in step.command:
            now += PER_KEY
            events.append((now, key))
        events.append((now, "\r\n"))
        for text in _printed(step, folder):
            now += TO_READ
            events.append((now, text))
    return [(round(at, 2), text.replace(f"{HERE.parents[1]}{os.sep}", "")) for at, text in events]


def _printed(step: Step, folder: Path) -> Iterator[str]:
    """What a command prints, piece by piece: until it asks, then until it asks again."""
    # TERM=dumb: lines come one after the other, and nothing is drawn over.
    environment = os.environ | {
        "TERM": "dumb", "FORCE_COLOR": "1", "COLUMNS": str(COLUMNS), "GRADCHECK_DATA": str(folder / "data")
    }  # fmt: skip
    child = pexpect.spawn(
        str(PROGRAM), shlex.split(step.command)[1:], cwd=str(folder), env=environment,
        dimensions=(ROWS, COLUMNS), encoding="utf-8", timeout=120,
    )  # fmt: skip
    for typed in step.typed:
        child.expect("› ")
        yield child.before + child.after
        child.sendline(typed)
    child.expect(pexpect.EOF)
    yield child.before


def cast(events: list[tuple[float, str]]) -> str:
    """The recording as asciicast v2."""
    header = {"version": 2, "width": COLUMNS, "height": 24, "env": {"TERM": "xterm-256color"}}
    lines = [header, *([at, "o", text] for at, text in events)]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def picture(events: list[tuple[float, str]], title: str) -> str:
    """All that was printed, as SVG: light or dark as the reader's screen is, with the text to be selected."""
    text = "".join(text for _, text in events).replace("\r\n", "\n").replace("\r", "").rstrip("\n")
    lines = text.split("\n")
    rows = [
        f'<text x="16" y="{34 + 18 * number}">{_styled(line)}</text>' for number, line in enumerate(lines)
    ]
    return _FRAME.format(title=escape(title), height=18 * len(lines) + 40, rows="\n".join(rows))


def _styled(line: str) -> str:
    """The line with its colours as classes."""
    pieces, on = [], []
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        if part.startswith("\x1b"):
            codes = part[2:-1].split(";")
            on = [] if codes in ([""], ["0"]) else [*on, *(STYLES[code] for code in codes if code in STYLES)]
        elif part:
            shown = escape(part)
            pieces.append(f'<tspan class="{" ".join(on)}">{shown}</tspan>' if on else shown)
    return "".join(pieces)


_FRAME = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 {height}" width="700" height="{height}" role="img">
<title>{title}</title>
<style>
  rect {{ fill: #ffffff; stroke: #d0d7de; }}
  text {{ font: 13.5px "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: #1f2328; white-space: pre; }}
  .bold {{ font-weight: 700; }} .dim {{ opacity: 0.7; }}
  .red {{ fill: #b42318; }} .green {{ fill: #1a7f37; }} .yellow {{ fill: #7d5a00; }}
  .magenta {{ fill: #8250df; }} .cyan {{ fill: #0a6c74; }}
  @media (prefers-color-scheme: dark) {{
    rect {{ fill: #0d1117; stroke: #30363d; }} text {{ fill: #e6edf3; }}
    .red {{ fill: #ff8077; }} .green {{ fill: #56d364; }} .yellow {{ fill: #e3b341; }}
    .magenta {{ fill: #d2a8ff; }} .cyan {{ fill: #56d4dd; }}
  }}
</style>
<rect x="0.5" y="0.5" width="699" height="{height}" rx="6"/>
{rows}
</svg>
"""
TITLES = {
    "learner": "A learner is wrong, asks for a hint, gets it right, and checks their own homework.",
    "instructor": "An instructor looks at an exercise, and builds a problem set for a class.",
}


def main() -> None:
    """Writes the casts and pictures beside this file."""
    for name, steps in PATHS.items():
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "ps3.toml").write_text(SET)
            (Path(folder) / "roster.csv").write_text(ROSTER)
            events = recorded(steps, Path(folder))
        (HERE / f"{name}.cast").write_text(cast(events), encoding="utf-8")
        (HERE / f"{name}.svg").write_text(picture(events, TITLES[name]), encoding="utf-8")
        sys.stdout.write(f"{name}: {events[-1][0]:.0f} s, {name}.cast and {name}.svg\n")


if __name__ == "__main__":
    main()
