"""The claim that a right answer is right however it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import sympy

from gradcheck_exercises.lint.sentences import Doubt
from gradcheck_exercises.problem import Part, Problem
from gradcheck_grader.errors import GradcheckError
from gradcheck_grader.sympy_bridge import to_sympy
from gradcheck_grader.syntax.tree import Node
from gradcheck_grader.verdict import Outcome, Verdict

COMPUTED = ("number", "expression", "array")
_FUNCTION = re.compile(r"\b(exp|log|sqrt|sin|cos|tan|sinh|cosh|tanh|pi)\b")


def accepts_its_own_answers(problem: Problem) -> Iterator[str | Doubt]:
    """The reference of each part, written as a response in every form that we can print, is right."""
    responses = {part.label: part.answer.reference_text() for part in problem.parts}
    for label, verdict in problem.judge(responses).items():
        if verdict.outcome is not Outcome.RIGHT:
            yield _said(f"part ({label}): its own answer {responses[label]}", verdict)
    for part in problem.parts:
        seen = {responses[part.label]}
        for form, text in written_forms(part):
            if text in seen:
                continue
            seen.add(text)
            verdict = part.answer.judge(text)
            if verdict.outcome is not Outcome.RIGHT and not _is_only_its_form(verdict):
                yield _said(f"part ({part.label}): its own answer {form}, {text},", verdict)


def written_forms(part: Part) -> Iterator[tuple[str, str]]:
    """The answer as others would write it: the words for each form, and the text."""
    reading = part.answer.reference_reading()
    if part.kind == "choice":
        yield "in brackets", ", ".join(f"({key.strip()})" for key in reading.plain.split(","))
        return
    if part.kind == "code":  # its text is the only form it has
        return
    yield "in LaTeX", reading.latex
    yield "in Unicode", reading.pretty
    if part.kind in COMPUTED:
        yield from _sympy_forms(reading.tree, part.kind)


def _sympy_forms(tree: Node, kind: str) -> Iterator[tuple[str, str]]:
    """The answer as SymPy and NumPy write it, expanded and factored."""
    try:
        value = to_sympy(tree)
    except (GradcheckError, ValueError, TypeError):  # a tree that SymPy has no form for
        return
    text = _printed(value)
    yield "as SymPy prints it", text
    yield "as NumPy has it", _FUNCTION.sub(r"np.\1", text).replace("Matrix(", "np.array(")
    if kind == "expression":
        yield "expanded", _printed(sympy.expand(value))
        yield "factored", _printed(sympy.factor(value))


def _printed(value: Any) -> str:
    """What SymPy prints, with e for its own E: that may be an expectation, and is refused by name."""
    return re.sub(r"\bE\b", "e", str(value))


def _is_only_its_form(verdict: Verdict) -> bool:
    """Whether the value is right, and the question asks for another form."""
    return any(item.kind == "form" for item in verdict.evidence)


def _said(what: str, verdict: Verdict) -> str | Doubt:
    sentence = f"{what} is judged {verdict.outcome}."
    return Doubt(sentence) if verdict.outcome is Outcome.UNDECIDED else sentence
