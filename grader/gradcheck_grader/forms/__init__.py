"""How a right value is to be written: factored, in lowest terms, with 3 significant figures …

A rule judges the tree as it was written, after the value was found right, and ends as a sentence or as
None. What it cannot see, because a polynomial is too large, is no problem of form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from gradcheck_grader.errors import AnswerError
from gradcheck_grader.feedback import forms as feedback
from gradcheck_grader.forms import fractions, numerals, products, shapes
from gradcheck_grader.forms.case import Case, Rule
from gradcheck_grader.notation import Notation
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Node
from gradcheck_grader.syntax.vocabulary import FUNCTIONS
from gradcheck_grader.verdict import Evidence, Outcome, Verdict

# What stands behind the colon: nothing, a number from 1, a number from 0, a name, or names.
NO, COUNT, PLACES, PERHAPS_COUNT, PERHAPS_NAME, SYMBOLS = "", "n", "n from 0", "n?", "x?", "x, y"
RULES: dict[str, tuple[Rule, str]] = {
    "factored": (products.factored, NO),
    "expanded": (products.expanded, NO),
    "lowest terms": (fractions.lowest_terms, NO),
    "single fraction": (fractions.single_fraction, NO),
    "partial fractions": (fractions.partial_fractions, PERHAPS_NAME),
    "rational denominator": (fractions.rational_denominator, NO),
    "no decimals": (numerals.no_decimals, NO),
    "places": (numerals.places, PLACES),
    "figures": (numerals.figures, COUNT),
    "scientific": (numerals.scientific, NO),
    "evaluated": (shapes.evaluated, NO),
    "simplified": (shapes.simplified, PERHAPS_COUNT),
    "in": (shapes.only_in, SYMBOLS),
    "a+bi": (shapes.real_and_imaginary, NO),
}
MOST = 100_000


@dataclass(frozen=True, slots=True)
class Form:
    """One rule about form, by its name and what stands behind the colon."""

    name: str
    setting: str = ""

    def problem(self, tree: Node, notation: Notation, reference: Node) -> str | None:
        """A sentence that says what to change, or None when the tree is written as asked."""
        return RULES[self.name][0](Case(tree, notation, reference, self.setting))


def forms_of(names: str | Iterable[str], notation: Notation) -> tuple[Form, ...]:
    """The forms with these names: "factored", "figures:3", "in: s, t"; a hyphen may stand for a blank.

    Raises AnswerError for a name that is not known, or a setting that makes no sense.

    >>> forms_of(["lowest-terms", "figures: 3"], Notation("number"))
    (Form(name='lowest terms', setting=''), Form(name='figures', setting='3'))
    """
    return tuple(_form(name, notation) for name in listed(names))


def listed(names: str | Iterable[str]) -> tuple[str, ...]:
    """One name or several, as a tuple."""
    return (names,) if isinstance(names, str) else tuple(names)


def _form(text: str, notation: Notation) -> Form:
    word, _, setting = text.partition(":")
    name, setting = re.sub(r"[\s_-]+", " ", word.strip().casefold()), setting.strip()
    if name not in RULES:
        raise AnswerError(f"There is no form {text!r}. Forms are: {', '.join(map(_shown, RULES))}.")
    if not _fits(setting, RULES[name][1], notation):
        raise AnswerError(f"The form {text!r} cannot be read. It is written {_shown(name)}.")
    return Form(name, setting)


def _shown(name: str) -> str:
    """The name with what may stand behind it: figures:3."""
    wanted = RULES[name][1]
    example = {COUNT: ":3", PLACES: ":2", PERHAPS_COUNT: " or simplified:12", SYMBOLS: ":s"}
    return name + example.get(wanted, f" or {name}:x" if wanted == PERHAPS_NAME else "")


def _fits(setting: str, wanted: str, notation: Notation) -> bool:
    symbols = shapes.symbols_of(setting)
    if wanted in (COUNT, PLACES, PERHAPS_COUNT):
        low = 0 if wanted == PLACES else 1
        number = setting.isdecimal() and setting.isascii() and len(setting) < 7
        return (number and low <= int(setting) <= MOST) or (not setting and wanted == PERHAPS_COUNT)
    if wanted == PERHAPS_NAME:
        return not setting or setting in notation.names
    if wanted == SYMBOLS:
        return bool(symbols) and all(word in notation.names or word in FUNCTIONS for word in symbols)
    return not setting


def check_reference(forms: Iterable[Form], reference: Node, notation: Notation) -> None:
    """Raises AnswerError when the right answer is itself not in the form that it asks for."""
    for form in forms:
        if problem := form.problem(reference, notation, reference):
            raise AnswerError(
                f"The right answer {to_plain(reference)} is not {form.name} itself. {problem} "
                "Write it in that form, or drop the form."
            )


def check_credit(credit: float) -> None:
    """Raises AnswerError for a credit that is no share."""
    if not 0 <= credit <= 1:
        raise AnswerError(f"The credit for a right value in a wrong form is 0 to 1; got {credit}.")


def with_forms(
    verdict: Verdict,
    response: Node,
    forms: Iterable[Form],
    *,
    notation: Notation,
    reference: Node,
    credit: float,
) -> Verdict:
    """The verdict on a response, after its form was looked at; only a right one can lose by its form.

    credit  what a right value in a wrong form earns; with 1 it stays right, and there is a remark.
    """
    if verdict.outcome is not Outcome.RIGHT:
        return verdict
    found = [form.problem(response, notation, reference) for form in forms]
    problems = tuple(dict.fromkeys(problem for problem in found if problem))
    if not problems:
        return verdict
    return misshapen(verdict, problems, credit=credit)


def misshapen(verdict: Verdict, problems: Sequence[str], *, credit: float) -> Verdict:
    """The verdict on a right value that has these problems of form."""
    evidence = (*(Evidence("form", note=problem) for problem in problems), *verdict.evidence)
    if credit == 1:
        return replace(verdict, feedback=feedback.remark(problems), evidence=evidence)
    return Verdict(Outcome.PARTLY_RIGHT, credit, feedback.misshapen(problems), evidence=evidence)
