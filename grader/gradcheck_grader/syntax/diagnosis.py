"""Why reading could not go on at a token: the sentence that fits what stands there."""

from __future__ import annotations

from gradcheck_grader.errors import ResponseError
from gradcheck_grader.notation import Notation
from gradcheck_grader.syntax import form_refusals, refusals
from gradcheck_grader.syntax.binding import RELATIONS, SETS
from gradcheck_grader.syntax.lexer import Tokens

_MEANINGLESS = frozenset({"..", ":", "else", "differential", "T"})
# Behind these it helps to say which sign it was.
_SAID = frozenset({*RELATIONS, "in", "notin", "and", "or", "not", "implies", "iff", "if", "else", "~", *SETS})


def nothing_here(tokens: Tokens, at: int) -> ResponseError:
    """An operand is needed at this token, and none begins here."""
    kind, start, end = tokens.kinds[at], tokens.starts[at], tokens.ends[at]
    before = tokens.kinds[at - 1] if at else ""
    if kind == "end":
        return _ends_early(tokens, at, before)
    if kind in refusals.OPENER_OF:
        if not before:
            return refusals.never_opened(tokens.text, start)
        if before == refusals.OPENER_OF[kind]:
            return refusals.nothing_between(tokens.text, tokens.starts[at - 1], end)
    if kind in RELATIONS and not before and not tokens.vocabulary.forms.conditions:
        return refusals.not_a_relation(tokens.text, start, end)
    if kind in _MEANINGLESS:
        return form_refusals.nothing_means(tokens.text, start, end)
    return refusals.missing_before(tokens.text, start, end)


def _ends_early(tokens: Tokens, at: int, before: str) -> ResponseError:
    """The text is over where an operand is needed."""
    if not before:
        return refusals.nothing_written(tokens.text)
    start, end = tokens.starts[at - 1], tokens.ends[at - 1]
    if before in refusals.CLOSER_OF:
        return refusals.never_closed(tokens.text, start)
    after = tokens.text[start:end] if before in _SAID else "an operator"
    if before in ("function", ","):
        after = "a comma" if before == "," else tokens.text[start:end]
    return refusals.text_ends(tokens.text, end, after)


def stuck(tokens: Tokens, at: int, opening: int | None, notation: Notation) -> ResponseError:
    """An expression ended at this token, and neither the bracket at opening nor the text does."""
    kind, start = tokens.kinds[at], tokens.starts[at]
    if opening is not None and (kind == "end" or tokens.kinds[opening] == "|"):
        return refusals.never_closed(tokens.text, tokens.starts[opening])
    if kind in refusals.OPENER_OF:
        if opening is None:
            return refusals.never_opened(tokens.text, start)
        return refusals.wrong_closer(tokens.text, start, tokens.starts[opening])
    if kind == ",":
        return refusals.stray_comma(tokens.text, start, array=notation.kind == "array")
    if kind == ";":
        return refusals.stray_semicolon(tokens.text, start)
    if kind in refusals.SEPARATORS:
        return refusals.stray_separator(tokens.text, start, kind)
    if kind in _MEANINGLESS:
        return form_refusals.nothing_means(tokens.text, start, tokens.ends[at])
    # Every other kind of token goes on with an expression, save the curly bracket.
    return refusals.curly_bracket(tokens.text, start)


def number_here(tokens: Tokens, at: int) -> ResponseError:
    """A number stands directly behind an operand."""
    start, end = tokens.starts[at], tokens.ends[at]
    if tokens.kinds[at - 1] == "number":
        before = tokens.text[tokens.starts[at - 1] : tokens.ends[at - 1]]
        return refusals.two_numbers(tokens.text, start, end, before)
    return refusals.number_behind(tokens.text, start, end)


def unexplained(tokens: Tokens, at: int) -> ResponseError:
    """A word that only a form around it could have given a meaning."""
    known = tokens.vocabulary
    span = (tokens.starts[at], tokens.ends[at])
    return refusals.unknown_name(tokens.text, span, known.declared, known.others())
