"""How much of a verdict a person is shown: the caller chooses a level, from nothing to all.

    level    sentence                      evidence                    slips
    none     none                          none                        none
    outcome  right, partly, or not         none                        none
    where    and which entry or line       where, without numbers      none
    slip     the same                      the same                    all
    full     all                           all                         all

Outcome and credit stay in the record at every level: a caller who shows nothing shows them neither. What the
person wrote (read_as, latex) stays too. An unreadable response is told why at every level: that is about the
text, says nothing of what is right, and costs no try.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gradcheck_grader.feedback import RIGHT
from gradcheck_grader.verdict import Evidence, Outcome, Verdict

LEVELS = ("none", "outcome", "where", "slip", "full")
MOST_PLACES = 6

SENTENCES: Mapping[Outcome, str] = {
    Outcome.RIGHT: RIGHT,
    Outcome.PARTLY_RIGHT: "Part of this is right.",
    Outcome.WRONG: "This is not right yet.",
    Outcome.UNDECIDED: "I could not decide whether this is right; a person can look at it.",
}


def at_level(verdict: Verdict, level: str) -> Verdict:
    """The verdict without what may not be shown at this level, of LEVELS.

    >>> wrong = Verdict(Outcome.WRONG, 0, "At x = 2 your answer gives 1, but 4 is needed.")
    >>> at_level(wrong, "outcome").feedback
    'This is not right yet.'
    """
    if level not in LEVELS:
        raise ValueError(f"the level of feedback is one of {', '.join(LEVELS)}; got {level!r}")
    if level == "full" or verdict.outcome is Outcome.UNREADABLE:
        return verdict
    if level == "none":
        return replace(verdict, feedback="", evidence=(), slips=())
    sentence = SENTENCES[verdict.outcome]
    if level == "outcome":
        return replace(verdict, feedback=sentence, evidence=(), slips=())
    places = tuple(dict.fromkeys(item.where for item in verdict.evidence if item.where))
    return replace(
        verdict,
        feedback=f"{sentence} {_look_at(places)}" if places else sentence,
        evidence=tuple(Evidence(item.kind, where=item.where) for item in verdict.evidence),
        slips=verdict.slips if level == "slip" else (),
    )


def _look_at(places: tuple[str, ...]) -> str:
    shown = "; ".join(places[:MOST_PLACES]) + ("; …" if len(places) > MOST_PLACES else "")
    return f"Look again at {shown}."
