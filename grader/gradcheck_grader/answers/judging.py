"""What judging has in common for every kind: read, decide, and settle doubts about how the text is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gradcheck_grader import feedback
from gradcheck_grader.equality import Comparison, Compiled
from gradcheck_grader.errors import ResponseError
from gradcheck_grader.limits import DEFAULT, Limits
from gradcheck_grader.notation import Notation
from gradcheck_grader.reading import read
from gradcheck_grader.syntax.parser import readings
from gradcheck_grader.syntax.printing import to_latex, to_plain
from gradcheck_grader.syntax.tree import Node
from gradcheck_grader.verdict import Evidence, Outcome, Verdict

Decide = Callable[[Node], Verdict]


def judged(response: str, notation: Notation, decide: Decide, *, limits: Limits = DEFAULT) -> Verdict:
    """The verdict of decide on the response as it is read; unreadable when it is not.

    decide  gives outcome, credit, feedback and evidence for a tree.
    """
    try:
        reading = read(response, notation, limits, pretty=False)
    except ResponseError as error:
        return unreadable(error)
    verdict = decide(reading.tree)
    if verdict.outcome is not Outcome.RIGHT and reading.doubtful and notation.kind != "choice":
        if (fitting := _of_the_shape(verdict, response, notation, decide, limits)) is not None:
            return fitting
        verdict = _with_doubts(verdict, response, notation, decide, limits)
    return replace(verdict, read_as=reading.plain, latex=reading.latex)


def unreadable(error: ResponseError) -> Verdict:
    """The verdict on a response that could not be read."""
    sentences = f"{error.message} {error.suggestion}".strip()
    return Verdict(Outcome.UNREADABLE, 0, sentences, error=error.to_json())


def right(evidence: Evidence) -> Verdict:
    """The verdict on a response that is right for this reason."""
    return Verdict(Outcome.RIGHT, 1, feedback.RIGHT, evidence=(evidence,))


def undecided(evidence: Evidence) -> Verdict:
    """The verdict on a response that a person has to look at."""
    return Verdict(Outcome.UNDECIDED, 0, feedback.undecided(evidence), evidence=(evidence,))


def wrong(evidence: Evidence, sentence: str) -> Verdict:
    """The verdict on a response that is wrong for this reason, told in this sentence."""
    return Verdict(Outcome.WRONG, 0, sentence, evidence=(evidence,))


def of_comparison(comparison: Comparison, *, number: bool = False, constant: bool = False) -> Verdict:
    """The verdict that a comparison amounts to.

    number    whether the question asks for a number, and says so.
    constant  whether the right answer is a number, though the question does not say so.
    """
    evidence = without_answer(comparison.evidence, constant=number or constant)
    match comparison.outcome:
        case Outcome.RIGHT:
            return right(evidence)
        case Outcome.WRONG:
            return wrong(evidence, feedback.wrong(evidence, number=number))
        case _:
            return undecided(evidence)


def without_answer(evidence: Evidence, *, constant: bool) -> Evidence:
    """The evidence without what was needed, where that is the whole answer and not its value at one point.

    constant  whether the right answer is the same at every point.
    """
    if evidence.kind == "shape" or evidence.needed == feedback.UNDEFINED:
        return evidence
    tells = bool(evidence.needed or evidence.at) and (constant or not evidence.at)
    return replace(evidence, needed="", at={}) if tells else evidence


def is_constant(compiled: Compiled) -> bool:
    """Whether the expression has no name that may vary, so that its value at one point is all of it."""
    return compiled.is_constant


def _of_the_shape(
    verdict: Verdict, response: str, notation: Notation, decide: Decide, limits: Limits
) -> Verdict | None:
    """The verdict on the one reading of an array that has the shape asked for; None where the first does."""
    if notation.kind != "array" or not _is_of_another_shape(verdict):
        return None
    others = [(tree, decide(tree)) for tree in readings(response, notation, limits)[1:]]
    fitting = [(tree, one) for tree, one in others if not _is_of_another_shape(one)]
    if len(fitting) != 1:
        return None
    tree, one = fitting[0]
    return replace(one, read_as=to_plain(tree, notation), latex=to_latex(tree, notation))


def _is_of_another_shape(verdict: Verdict) -> bool:
    return any(evidence.kind == "shape" for evidence in verdict.evidence)


def _with_doubts(
    verdict: Verdict, response: str, notation: Notation, decide: Decide, limits: Limits
) -> Verdict:
    """The verdict, which says how the text was read when another reading would have ended otherwise."""
    first, *others = readings(response, notation, limits)
    better = [to_plain(tree, notation) for tree in others if decide(tree).outcome is not verdict.outcome]
    if not better:
        return verdict
    other = feedback.read_otherwise(to_plain(first, notation), better)
    return replace(verdict, feedback=f"{verdict.feedback} {other}")
