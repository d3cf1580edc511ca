"""Words that a text itself explains: the i of ∑_{i=1}, the x of dx, the rate of Exp(rate=2), d/dx."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from gradcheck_grader.notation import Notation
from gradcheck_grader.syntax.tree import Apply, Name, Node, num
from gradcheck_grader.syntax.vocabulary import Vocabulary, canonical, vocabulary
from gradcheck_grader.syntax.words import Word

# Every way begins with one plain character: then re looks for these first, which is four times as quick.
_TELLS = re.compile(r"∑|∏|∫|∂|Σ|Π|Sum|sum|Prod|prod|Int|int|/ *d|~|∼|\\sim")
_LETTERS = r"[^\W\d_](?:[A-Za-z0-9]{0,20}+)(?:_[A-Za-z0-9]{1,8})?+"
_INDEX = re.compile(rf"[({{,_] *({_LETTERS}) *(?=,|=(?!=))")
# The i of a sum over all entries, ∑_i x_i, and both of ∑_{i,j}.
_OVER_ENTRIES = re.compile(
    r"(?:[∑Σ∏Π]|\\?sum|\\?prod) ?_ ?(?:\{ ?([A-Za-z])(?:, ?([A-Za-z]))? ?\}|([A-Za-z])(?![A-Za-z0-9_]* ?=))"
)
_DIFFERENTIAL = re.compile(rf"d({_LETTERS})(?![A-Za-z0-9_])")
_KEYWORD = re.compile(rf"({_LETTERS})\}}? *(?:(?:\^ *\{{? *2 *\}}?|²) *=(?!=)|=(?!=)|~|∼|\\sim)")
_DERIVATIVE = re.compile(
    r"(?<![A-Za-z0-9_])([d∂])(?:\^([0-9]{1,4})|([²³⁴]))? */ *\1 *"
    r"([^\W\d_][A-Za-z0-9]{0,20}+(?:_[A-Za-z0-9]{1,8})?+)(?:\^([0-9]{1,4})|([²³⁴]))?"
)
_SMALL = str.maketrans("²³⁴", "234")
# A sum and an integral may go on without end, whatever the constants are.
_INFINITE = (("inf", Word("local", "inf")), ("oo", Word("local", "inf")))
_MOST = 200  # words that a text may explain; more than that and it is no answer


def indices_of_sums(text: str) -> frozenset[str]:
    """The letters that count in the sums of a text: of ∑_{i=1}^n, ∑_i and ∑_{i,j}."""
    if _TELLS.search(text) is None and "\\sum" not in text and "\\prod" not in text:
        return frozenset()
    found = {name for match in _OVER_ENTRIES.finditer(text) for name in match.groups() if name}
    return frozenset(found | {match[1] for match in _few(_INDEX, text) if len(match[1]) == 1})


def vocabulary_of(text: str, notation: Notation) -> Vocabulary | None:
    """The words of a notation with those that the text explains; None where no text could explain any."""
    if notation.kind != "distribution" and _TELLS.search(text) is None:
        return None
    explained = list(_explained(text, notation))
    if not explained and "∫" not in text and _DERIVATIVE.search(text) is None:
        return None
    known = vocabulary(notation).with_words([*explained, *_INFINITE])
    return replace(known, telling=True)


def _explained(text: str, notation: Notation) -> Iterator[tuple[str, Word]]:
    for match in _few(_INDEX, text):
        yield canonical(match[1]), Word("local", canonical(match[1]))
    if notation.shapes:
        for match in _OVER_ENTRIES.finditer(text):
            yield from ((name, Word("local", name)) for name in match.groups() if name)
    if notation.kind in ("distribution", "any"):
        for match in _few(_KEYWORD, text):
            yield canonical(match[1]), Word("local", canonical(match[1]))
    if "∫" in text or "int" in text or "Int" in text:
        for match in _few(_DIFFERENTIAL, text):
            name = canonical(match[1])
            yield name, Word("local", name)
            yield match[0], Word("differential", name)


def _few(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The first matches with different words."""
    seen: set[str] = set()
    for match in pattern.finditer(text):
        if match[1] not in seen:
            seen.add(match[1])
            yield match
        if len(seen) >= _MOST:
            return


def derivatives(text: str, known: Vocabulary) -> dict[int, tuple[int, Node]]:
    """Where each d/dx or ∂²/∂x² begins: where it ends, and what it is."""
    found: dict[int, tuple[int, Node]] = {}
    for match in _DERIVATIVE.finditer(text):
        meaning = known.meaning(match[4])
        above, below = match[2] or match[3], match[5] or match[6]
        if meaning is None or meaning.kind != "name":
            continue
        if (above or "").translate(_SMALL) != (below or "").translate(_SMALL):
            continue
        if match[1] == "d" and "d" in known.declared:
            continue
        name = Name(meaning.text, match.span(4))
        order = (num(int(above.translate(_SMALL))),) if above else ()
        found[match.start()] = (match.end(), Apply("diff", (name, *order)))
    return found
