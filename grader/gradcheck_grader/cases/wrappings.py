"""What people write around an answer: f(x) = before it, a word such as "answer", a full stop, \\text{…}."""

from __future__ import annotations

import re
from collections.abc import Iterator

MOST_OF_A_LABEL = 80
# Kinds whose response people like to introduce: y = 3, f'(x) = 2x, \\nabla f = …
LABELLED = frozenset({
    "number", "expression", "array", "matrix", "gradient", "antiderivative", "within", "tuple", "set",
    "multiset",
})  # fmt: skip
_OPEN = r"(?:[\s$]|\\\(|\\\[|\\boxed\s*\{)*"
# Nothing is given back, here and below: what can be read in two ways would be tried in all of them.
# No label is a product, or what something is not: blanks stand behind commands and words, a * ends a name.
_RELATING = "not|ne|neq|neg|lnot|approx|sim|in|notin|le|leq|ge|geq|lt|gt|cdot|times|div|pm|mp"
_SIGNS = (
    rf"(?>\\(?!(?:{_RELATING})(?![A-Za-z]))"
    r"[A-Za-z]++\s*+|[∇∂]\s*+|[A-Za-z]{3,}+\s*+|[A-Za-zα-ωΑ-Ω]|[_^]\s*(?:\{[^{}=<>]*\}|\*|[0-9])|[{}'′^_]"
    r"|(?<=\w)\*(?![\w\\{])|(?<=[A-Za-z])[0-9])"
)
_LABEL = re.compile(
    rf"{_OPEN}({_SIGNS}++|\\[a-z]*frac\{{[^{{}}=<>]*\}}\{{[^{{}}=<>]*\}}|d\w?/d\w)"
    r"\s*(?:\([\w\s,{}\\]*\))?\s*:?=(?!=)"
)
# A sign alone before the answer: = 2x; what is only near is so within a tolerance.
_SIGN = re.compile(r"[\s$]*(:?=(?!=)|≈|≃|\\approx(?![A-Za-z])|~)")
_SAID = re.compile(r"\s*(?:(?:the )?(?:final )?answer(?: is)?)\s*[:=]?(?![A-Za-z])", re.IGNORECASE)
_FACE = re.compile(r"[\s$]*\\(?:text|textbf|textrm|mathrm)\s*\{([^{}\\$]*)\}[\s$.]*")
_STOP = re.compile(r"(.*[^\s.0-9])\s*\.\s*", re.DOTALL)


def unwrapped(response: str, kind: str, *, exact: bool) -> Iterator[str]:
    """The answer without one thing that stands around it, and without several; nothing where there is none.

    kind   of answer, of which some have a sign of equality themselves;  exact: whether ≈ would not be enough.
    """
    bare = response.strip()
    if len(bare) > 4 and bare.startswith("**") and bare.endswith("**"):
        bare = bare[2:-2]
        yield bare
    if stop := _STOP.fullmatch(bare):
        bare = stop[1]
        yield bare
    if face := _FACE.fullmatch(bare):
        bare = face[1]
        yield bare
    if said := _SAID.match(bare):
        bare = bare[said.end() :]
        yield bare
    label = _label(bare, exact=exact) if kind in LABELLED else None
    if label is not None:
        yield bare[: label.start(1)] + bare[label.end() :]


def _label(response: str, *, exact: bool) -> re.Match[str] | None:
    """Where f(x) =, or a sign alone, stands before the answer."""
    if label := _LABEL.match(response, 0, MOST_OF_A_LABEL):
        return label
    sign = _SIGN.match(response)
    return None if sign is None or (sign[1] not in ("=", ":=") and exact) else sign
