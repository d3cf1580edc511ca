"""How long a command takes from the shell, beside a program of click that says hello: make bench-cli.

The programs run in turn and the fastest run of each counts; the ratio is one of processor time, which a busy
machine changes least. Promised: to say something takes 1.25 times as long as hello and at most 60 ms, to
check an answer 2.5 times.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HELLO = """\
import click

@click.command()
@click.option("--count", default=1, help="Number of greetings.")
def hello(count):
    for _ in range(count):
        click.echo("hello")

if __name__ == "__main__":
    hello()
"""
PROGRAM = str(Path(sys.executable).with_name("gradcheck"))
# name -> arguments, and how many times as long as hello it may take
COMMANDS = {
    "--version": (["--version"], 1.25),
    "--help": (["--help"], 1.25),
    "list": (["list"], 1.25),
    "check": (["check", "2x", "--is", "diff(x^2, x)"], 2.5),
}


def measured(rounds: int) -> dict[str, tuple[float, float]]:
    """The fastest run of each program, in ms: on the clock, and of the processor."""
    with tempfile.TemporaryDirectory() as folder:
        hello = Path(folder) / "hello.py"
        hello.write_text(HELLO)
        programs = {"hello": [sys.executable, str(hello)]}
        programs |= {name: [PROGRAM, *arguments] for name, (arguments, _) in COMMANDS.items()}
        best = dict.fromkeys(programs, (9e9, 9e9))
        for _ in range(rounds + 1):  # the first run writes the .pyc files
            for name, program in programs.items():
                best[name] = tuple(map(min, best[name], _one_run(program)))
    return best


def _one_run(program: list[str]) -> tuple[float, float]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before, start = _worked(), time.perf_counter()
    subprocess.run(program, env=environment, capture_output=True, check=True)
    return 1000 * (time.perf_counter() - start), 1000 * (_worked() - before)


def _worked() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=20)
    best = measured(options.parse_args().rounds)
    hello = best["hello"][1]
    print(f"{'command':12} {'ms':>7} {'cpu ms':>7} {'× hello':>8}  at most")
    for name, (clock, worked) in best.items():
        bound = f"{COMMANDS[name][1]:.2f}" if name in COMMANDS else ""
        print(f"{name:12} {clock:7.1f} {worked:7.1f} {worked / hello:8.2f}  {bound}")


if __name__ == "__main__":
    main()
