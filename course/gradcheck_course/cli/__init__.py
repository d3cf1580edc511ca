"""The commands of `gradcheck`; each is imported when it is asked for, so that the program starts at once."""

from __future__ import annotations


def main() -> None:
    """Run the program on the arguments of this process and leave with an exit code of exits.ExitCode."""
    from gradcheck_course.cli.root import root

    root(prog_name="gradcheck")
