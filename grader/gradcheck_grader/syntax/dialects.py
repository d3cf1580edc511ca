"""Which way of writing a text is in, and its tokens.

It is LaTeX when it has a backslash or a dollar sign,
unless the notation says which it is.
"""

from __future__ import annotations

from gradcheck_grader.limits import DEFAULT, Limits
from gradcheck_grader.notation import Notation
from gradcheck_grader.syntax.latex_lexer import tokenize_latex
from gradcheck_grader.syntax.lexer import Tokens, tokenize


def tokens_of(text: str, notation: Notation, limits: Limits = DEFAULT) -> Tokens:
    """All of the text as tokens of the one parser.

    Raises ResponseError as the lexer of its dialect does.
    """
    dialect = notation.dialect
    # A text that is too long is refused before it is searched.
    if dialect == "auto" and len(text) <= limits.characters and ("\\" in text or "$" in text):
        dialect = "latex"
    if dialect == "latex":
        return tokenize_latex(text, notation, limits)
    return tokenize(text, notation, limits)
