"""Which way of writing a text is in, and its tokens.

It is LaTeX when it has a backslash or a dollar sign,
unless the notation says which it is.
"""

from __future__ import annotations

import re

from gradcheck_grader.limits import DEFAULT, Limits
from gradcheck_grader.notation import Notation
from gradcheck_grader.syntax.lexer import NOTHING, Tokens, number_of, tokenize
from gradcheck_grader.syntax.vocabulary import vocabulary

_LONGEST_GROUPED = 100
# Digits in groups of three, as people write large numbers: where one number is asked for, that is no list.
_GROUPED = re.compile(
    r"[\s$]*+(?P<sign>[-−+]?)\s*+(?P<number>[0-9]{1,3}(?:(?:,(?:\\!)?|\{,\}|\\[,;:!]|\u2009|\u202f)[0-9]{3})++(?:\.[0-9]++)?)[\s$]*+"
)


# Sets that people say in words.
_OF_SETS = frozenset({"set", "condition", "equation"})
_SAID = {
    **dict.fromkeys(
        (
            "no solution",
            "no solutions",
            "no real solution",
            "no real solutions",
            "none",
            "empty set",
            "the empty set",
        ),
        "∅",
    ),
    **dict.fromkeys(("all real numbers", "all reals", "the real numbers", "every real number"), "ℝ"),
}


# R\{0} in plain text: in LaTeX the last bracket would have a backslash too.
_WITHOUT = re.compile(r"\s*(?:R|ℝ)\s*(\\)\s*\{[^{}\\]*\}\s*")
_STANDARD = re.compile(r"(?:the )?standard (?:normal|gaussian)(?: distribution| law)?")


def tokens_of(text: str, notation: Notation, limits: Limits = DEFAULT) -> Tokens:
    """All of the text as tokens of the one parser.

    Raises ResponseError as the lexer of its dialect does, and ValueError for a notation of code.
    """
    if notation.kind == "code":
        raise ValueError("Code is no mathematics to be parsed: read() takes it.")
    dialect = notation.dialect
    if notation.kind == "number" and len(text) <= _LONGEST_GROUPED and (grouped := _GROUPED.fullmatch(text)):
        return _grouped(text, grouped, notation, limits)
    if len(text) <= _LONGEST_GROUPED:
        text = _in_signs(text, notation.kind)
    # A text that is too long is refused before it is searched.
    if dialect == "auto" and len(text) <= limits.characters and ("\\" in text or "$" in text):
        dialect = "latex"
    if dialect == "latex":
        from gradcheck_grader.syntax.latex_lexer import tokenize_latex  # most people type no LaTeX

        return tokenize_latex(text, notation, limits)
    return tokenize(text, notation, limits)


def _in_signs(text: str, kind: str) -> str:
    """The text, with signs for what is said in words; and R\\{0} as plain text writes it."""
    if kind in _OF_SETS:
        text = _SAID.get(" ".join(text.strip(" .$").casefold().split()), text)
    if kind in ("set", "any") and (match := _WITHOUT.fullmatch(text)):
        return f"{text[: match.start(1)]}∖{text[match.end(1) :]}"
    if kind == "distribution" and _STANDARD.fullmatch(text.casefold().strip(" .")):
        return "N(0, 1)"
    return text


def _grouped(text: str, match: re.Match[str], notation: Notation, limits: Limits) -> Tokens:
    """A sign, if one is written, and one number."""
    tokens = Tokens(text, vocabulary(notation))
    sign, span = match["sign"], match.span("number")
    if sign:
        tokens.add("+" if sign == "+" else "-", NOTHING, *match.span("sign"))
    written = re.sub(r"[^0-9.]", "", match["number"])
    tokens.add("number", number_of(written, text, span, limits), *span)
    tokens.add("end", NOTHING, len(text), len(text))
    return tokens
