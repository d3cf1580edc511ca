"""What a learner reads whose answer has the right value, but is not written as the question asks."""

from __future__ import annotations

from collections.abc import Sequence

LONGEST_PIECE = 60


def misshapen(problems: Sequence[str]) -> str:
    """What to say of a right value in a wrong form, when that costs something."""
    return " ".join(("The value is right, but it is not written as asked.", *problems))


def remark(problems: Sequence[str]) -> str:
    """What to say of a right value in a wrong form, when that costs nothing."""
    return " ".join(("That is right. One remark on how it is written:", *problems))


def in_entry(where: str, problem: str) -> str:
    """What to say of one entry of an array."""
    return f"In {where}: {problem}"


def piece(text: str) -> str:
    """A part of the response, cut when it is long."""
    return text if len(text) <= LONGEST_PIECE else f"{text[: LONGEST_PIECE - 1]}…"


NOT_A_PRODUCT = "Write it as a product whose factors cannot be factored further."
SHORTER = "It can be written more shortly: simplify it."
ONE_FRACTION = "Write it as one fraction: one numerator over one denominator."
ONE_DENOMINATOR_EACH = "Put the fractions with the same denominator together."
REAL_AND_IMAGINARY = "Write it as a + b i, with one real and one imaginary part."
SCIENTIFIC = "Write it as a number from 1 up to 10 times a power of ten, such as 2.5e-3 or 2.5*10^-3."


def factored_further(part: str) -> str:
    return f"{piece(part)} can be factored further."


def number_taken_out(part: str) -> str:
    return f"A number can still be taken out of {piece(part)}."


def multiply_out(part: str) -> str:
    return f"Multiply out {piece(part)}."


def collect(left: str, right: str) -> str:
    return f"Collect the like terms {piece(left)} and {piece(right)}."


def put_together(part: str) -> str:
    return f"Put {piece(part)} together into one number or power."


def reduced(part: str) -> str:
    return f"{piece(part)} can be reduced: top and bottom have something in common."


def split_up(part: str) -> str:
    return f"{piece(part)} is no partial fraction yet."


def root_below(part: str) -> str:
    return f"There is a root in the denominator of {piece(part)}."


def no_decimal(part: str) -> str:
    return f"{piece(part)} is a decimal: write it as a fraction, or with roots, pi or e."


def work_out(part: str) -> str:
    return f"{piece(part)} still has to be worked out."


def only_in(symbols: Sequence[str], other: str) -> str:
    return f"Write it with {', '.join(symbols)} only: {other} should not occur."


def places(wanted: int, written: int | None) -> str:
    """Decimal places; written is None for what is no decimal number."""
    yours = "" if written is None else f"; yours has {written}"
    return f"Give it as a decimal number with {counted(wanted, 'decimal place')}{yours}."


def figures(wanted: int, written: int | None) -> str:
    """Significant figures; written is None for what is no decimal number."""
    yours = "" if written is None else f"; yours has {written}"
    return f"Give it as a decimal number with {counted(wanted, 'significant figure')}{yours}."


def counted(count: int, what: str) -> str:
    """1 decimal place, 2 decimal places."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
