"""What brackets and commas mean in each kind of response, and whether it may have conditions."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms that a response may have beside numbers, names and functions.

    pair        what (a, b) is: vector, tuple, interval, or "" where no list stands in round brackets.
    square      what [a, b] is: vector, tuple or interval.
    single      whether [a] is a list of one entry, and not mere brackets.
    mixed       whether [a, b) is an interval.
    curly       whether {a, b} is a set.
    bare        what a, b without brackets is: set, tuple, and, or "" where one thing is wanted.
    conditions  whether =, <, and, in … may be written, and ± for either sign.
    """

    pair: str = ""
    square: str = "vector"
    single: bool = False
    mixed: bool = False
    curly: bool = False
    bare: str = ""
    conditions: bool = False


_ONE = Forms()
_RELATIONS = Forms("tuple", mixed=True, curly=True, bare="and", conditions=True)
FORMS = {
    "number": _ONE,
    "expression": _ONE,
    "choice": _ONE,
    "array": Forms("vector", single=True, bare="vector"),
    "matrix": _ONE,
    "equation": _RELATIONS,
    "condition": replace(_RELATIONS, pair="interval", square="interval"),
    "set": Forms("interval", "interval", mixed=True, curly=True, bare="set", conditions=True),
    "tuple": Forms("tuple", "tuple", curly=True, bare="tuple"),
    "distribution": Forms("vector"),
    "derivation": _RELATIONS,
    "any": Forms("tuple", mixed=True, curly=True, bare="tuple", conditions=True),
}
# Kinds whose response as a whole is a value: no condition, no set.
VALUES = frozenset({"number", "expression", "array", "matrix"})
# Inside {…} a pair is a point; inside a condition it is an interval, whatever is asked for.
POINTS = Forms("tuple", "tuple", curly=True, conditions=True)
CONDITION = replace(FORMS["condition"], bare="")
EVENT = replace(CONDITION, pair="tuple", square="vector")
# What stands in P(…), where A' is the event that A does not happen.
PROBABILITY = replace(EVENT)
