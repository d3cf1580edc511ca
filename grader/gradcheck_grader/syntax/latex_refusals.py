r"""Every sentence about LaTeX that has a meaning on a page but none in an answer: \lim, \cdots, \left."""

from __future__ import annotations

from gradcheck_grader.errors import ResponseError
from gradcheck_grader.syntax.refusals import refusal

# Command -> what is wrong with it, and what to do.
MEANINGLESS = {
    **dict.fromkeys(
        ("lim", "limsup", "liminf"),
        ("A limit that is not worked out cannot be used in this answer.", "Write its value."),
    ),
    **dict.fromkeys(
        ("cdots", "ldots", "dots", "vdots", "ddots", "dotsc", "dotsb"),
        ("Dots leave open what they stand for.", "Write the terms out, or write a sum with its bounds."),
    ),
    "mp": (
        r"The sign \mp means nothing without the \pm that it follows.",
        "Write the two values, one after the other.",
    ),
    **dict.fromkeys(
        ("phantom", "hphantom", "vphantom"),
        (r"This writes something that nobody can see.", "Delete it."),
    ),
    "degree": ("Angles are in radians.", r"Write \frac{\pi}{180} for one degree."),
    "partial": (
        r"A \partial stands in a derivative only.",
        r"Write a derivative as \frac{\partial}{\partial x}(x^2).",
    ),
}


def meaningless(text: str, span: tuple[int, int], name: str) -> ResponseError:
    message, advice = MEANINGLESS[name]
    return refusal(message, text, span[0], advice, end=span[1])


def half_fence(text: str, start: int, end: int, name: str) -> ResponseError:
    message = f"This \\{name}. is a bracket that nobody can see."
    return refusal(message, text, start, "Write both brackets.", end=end)


def several_lines(text: str, position: int) -> ResponseError:
    message = "This answer has several lines."
    return refusal(message, text, position, "Write only the last one.", end=position + 2)


def bad_cases(text: str, span: tuple[int, int]) -> ResponseError:
    advice = r"Write x & x > 0 \\ 0 & \text{otherwise} between \begin{cases} and \end{cases}."
    message = "Each row of cases has a value, an & and its condition."
    return refusal(message, text, span[0], advice, end=span[1])


def no_circle(text: str, span: tuple[int, int]) -> ResponseError:
    message = r"The sign \circ multiplies matrices entry by entry, and there are none here."
    return refusal(message, text, span[0], r"Write \cdot for a product.", end=span[1])


def sum_without_bounds(text: str, span: tuple[int, int], *, summed: bool) -> ResponseError:
    noun, sign = ("sum", r"\sum") if summed else ("product", r"\prod")
    message = f"A {noun} needs a name that counts, and from where to where."
    return refusal(message, text, span[0], f"Write {sign}_{{i=1}}^{{n}} i^2.", end=span[1])
