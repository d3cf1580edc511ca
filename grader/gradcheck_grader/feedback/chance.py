"""What a learner reads about laws of random variables."""

from __future__ import annotations

OTHER_FAMILY = "This is another law: look again at what kind of quantity it describes."
DEVIATION_FOR_VARIANCE = (
    "You gave the standard deviation where the variance belongs: N has mean and variance here."
)
VARIANCE_FOR_DEVIATION = (
    "You gave the variance where the standard deviation belongs: N has mean and deviation here."
)
SCALE_FOR_RATE = (
    "You gave the scale where the rate belongs: the last parameter is the rate here, 1 over the scale."
)


def named_wrongly(name: str) -> str:
    """The number is right, but the parameter was called by the name of its inverse."""
    other = "scale" if name in ("rate", "lambda", "beta", "b") else "rate"
    return f"The number is right for the {other}, but you called it {name}, which is 1 over the {other}."


SWAPPED = "These are the right parameters, but not in the right order."
OTHER_CHANCE = "You gave the probability of the other outcome."


def wrong_parameter(name: str) -> str:
    """The law is right, one of its parameters is not."""
    return f"The law is right, but its {name} is not."


def wrong_parameters(names: list[str]) -> str:
    """The law is right, several of its parameters are not."""
    return f"The law is right, but these of its parameters are not: {', '.join(names)}."


def invalid(name: str, need: str) -> str:
    """A parameter that no such law can have."""
    return f"There is no such law: its {name} must be {need}."
