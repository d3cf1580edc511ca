"""What a learner reads of an answer up to a constant, a factor or a sign, and of an antiderivative."""

from __future__ import annotations

from collections.abc import Mapping

from gradcheck_grader.verdict import Evidence

ZERO = "0 is too little: a factor of 0 does not count."
SIGN_CHANGES = "The size is right everywhere, but the sign is the right one only in some places."
NO_START = "No point was found at which both have a value that can be computed."
NO_DERIVATIVE = "Your answer has a function in it whose derivative I cannot take."
ADD_THE_CONSTANT = "The constant of integration is missing."


def place(at: Mapping[str, str]) -> str:
    """A point as it is written: x = 2, a = 3."""
    return ", ".join(f"{name} = {value}" for name, value in at.items())


def change(start: Mapping[str, str], evidence: Evidence) -> str:
    """Up to a constant: the two change differently between two points."""
    return (
        f"{_way(start, evidence.at)} your answer changes by {evidence.yours}, "
        f"but a change by {evidence.needed} is needed."
    )


def growth(start: Mapping[str, str], evidence: Evidence) -> str:
    """Up to a factor: the two grow differently between two points."""
    return (
        f"{_way(start, evidence.at)} your answer is multiplied by {evidence.yours}, "
        f"but {evidence.needed} is needed."
    )


def _way(start: Mapping[str, str], end: Mapping[str, str]) -> str:
    """From x = 2 to x = 3, with a = 5: only what the start names is varied."""
    varied = {name: text for name, text in end.items() if name in start}
    others = {name: text for name, text in end.items() if name not in start}
    way = f"From {place(start)} to {place(varied)}"
    return f"{way}, with {place(others)}," if others else way


def neither_sign(evidence: Evidence) -> str:
    """Up to a sign: the sizes differ at a point."""
    at = f"At {place(evidence.at)} your" if evidence.at else "Your"
    return f"{at} answer gives {evidence.yours}, but {evidence.needed} or the negative of it is needed."


def slope(evidence: Evidence) -> str:
    """An antiderivative whose derivative is another function than the integrand."""
    at = f"At {place(evidence.at)} the" if evidence.at else "The"
    sentence = f"{at} derivative of your answer is {evidence.yours}, but the integrand is {evidence.needed}."
    return f"{sentence} {evidence.note}" if evidence.note else sentence


def no_value(evidence: Evidence) -> str:
    """An antiderivative that has no value on a part of the domain of the integrand."""
    return f"At {place(evidence.at)} your answer has no value, but the integrand has one."


def jump(variable: str, near: str) -> str:
    """An antiderivative that jumps."""
    return f"Near {variable} = {near} your answer jumps, but an antiderivative has no jumps."


def not_only_added(constant: str, variable: str) -> str:
    """A constant of integration that is multiplied, or stands inside of something."""
    return f"{constant} should only be added, so that it is gone when you differentiate by {variable}."
