"""The way from a practice sheet to the terminal: a command, and a picture of it for a camera."""

from __future__ import annotations

import io
from functools import lru_cache

import segno


def practice_command(code: str) -> str:
    """What opens the problem of this share code.

    >>> practice_command("calculus/chain-rule#00000")
    'gradcheck practice calculus/chain-rule#00000'
    """
    return f"gradcheck practice {code}"


@lru_cache(maxsize=512)
def qr_svg(text: str) -> str:
    """The QR code of a text as SVG: the middle level of error correction, with its quiet zone."""
    made = io.BytesIO()
    segno.make(text, error="m", micro=False).save(made, kind="svg", border=4, xmldecl=False, omitsize=True)
    return made.getvalue().decode("utf-8").strip()
