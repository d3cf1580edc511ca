"""Evidence in words. It knows no exercise, so that `check` need not load the bank."""

from __future__ import annotations

from gradcheck_grader import Evidence

# What a kind of evidence without numbers says to a person.
SAME = {"same-tree": "the same expression", "exact": "equal by exact arithmetic"}


def evidence_line(evidence: Evidence) -> str:
    """One line for one reason; empty where it says nothing to a person.

    >>> evidence_line(Evidence("counterexample", at={"x": "1.21"}, yours="0.11", needed="0.26"))
    'differs at x = 1.21: yours 0.11, needed 0.26'
    """
    place = ", ".join(f"{name} = {value}" for name, value in evidence.at.items())
    if evidence.yours and evidence.needed:
        differs = f"differs at {place}" if place else "differs"
        what = "the shapes differ" if evidence.kind == "shape" else f"{evidence.where} {differs}".strip()
        return f"{what}: yours {evidence.yours}, needed {evidence.needed}"
    if evidence.points > 1 and evidence.note:
        return f"agrees at {evidence.points} points: {evidence.note}"
    if evidence.note:
        return f"{evidence.where}: {evidence.note}" if evidence.where else evidence.note
    if evidence.kind in SAME:
        return SAME[evidence.kind]
    if evidence.points == 1:  # a number has no points
        return f"agrees to {evidence.digits} digits"
    return f"agrees at {evidence.points} points, to {evidence.digits} digits" if evidence.points else ""
