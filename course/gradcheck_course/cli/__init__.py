"""The commands of `gradcheck`; each is imported when it is asked for, so that the program starts at once."""

from __future__ import annotations


def main() -> None:
    """Run the program on the arguments of this process and leave with an exit code of exits.ExitCode."""
    import gc

    # What is imported stays: to look through it for garbage, again and again, is a tenth of a start.
    gc.set_threshold(200_000, 20, 20)
    from gradcheck_course.cli.root import root

    try:
        root(prog_name="gradcheck")
    finally:
        # What is left goes with the process: to look through it once more would take as long as an answer.
        gc.freeze()
