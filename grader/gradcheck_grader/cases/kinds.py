"""The kinds of case: how the expected text of each is read, and where the answer is made that judges it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from importlib import import_module

from gradcheck_grader.answers.protocol import Answer
from gradcheck_grader.cases.expected import Expected
from gradcheck_grader.cases.question import CaseError, Policy
from gradcheck_grader.syntax.arrays import is_list
from gradcheck_grader.syntax.sorts import sort_of
from gradcheck_grader.syntax.tree import Apply, Node, names_in, walk

# What every kind heeds, since it is done to the verdict.
COMMON = frozenset({"partial_credit", "slips", "level"})
_HOME = "gradcheck_grader.cases"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of case.

    reads     the kind of notation in which the expected text is read.
    home      the module that makes its answer, imported when the first one is wanted: matrices cost nothing
              to who judges numbers.    maker: the function there.
    heeds     the settings of a policy that mean something here; any other is refused.
    """

    reads: str
    home: str
    maker: str
    heeds: frozenset[str] = frozenset()

    @property
    def answer(self) -> Callable[[Expected, Policy], Answer]:
        """What makes the answer; raises AnswerError when the expected text is none for this kind."""
        return getattr(import_module(f"{_HOME}.{self.home}"), self.maker)


def answer_for(kind: str, expected: Expected, policy: Policy) -> Answer:
    """The answer of a kind that judges against an expected text.

    Raises AnswerError when there is none, CaseError for a setting that the kind does not heed.
    """
    if kind not in KINDS:
        raise unknown(kind)
    default, heeded = Policy(), KINDS[kind].heeds | COMMON
    for setting in (field.name for field in fields(Policy)):
        if setting not in heeded and getattr(policy, setting) != getattr(default, setting):
            raise CaseError(f'The setting "{setting}" means nothing for the kind "{kind}".')
    return KINDS[kind].answer(expected, policy)


def unknown(kind: str) -> CaseError:
    """What to say of a kind that there is not."""
    return CaseError(f'I do not know the kind "{kind[:40]}". Known are auto, {", ".join(KINDS)}.')


def kind_of(expected: Expected) -> str:
    """The kind of an expected text that was read as any.

    A condition in one name is a set, since people write it as one: 0 < x < 1, or (0, 1).
    """
    tree, sort = expected.tree, sort_of(expected.tree)
    if sort == "law" or _has_head(tree, "~"):
        return "distribution"
    if sort == "condition":
        return _kind_of_condition(expected)
    if sort in ("set", "tuple"):
        return sort
    if any(_has_head(here, "pm") for here in walk(tree)):
        return "set"
    if expected.notation.shapes:
        return "matrix"
    if is_list(tree):
        return "array"
    # A name that is declared may be written, though the expected text has none: sin(x)^2 + cos(x)^2 for 1.
    return "expression" if expected.notation.names else "number"


def _kind_of_condition(expected: Expected) -> str:
    tree = expected.tree
    if _has_head(tree, "true") or _has_head(tree, "false"):
        return "truth"
    if _has_head(tree, "="):
        return "equation"
    return "set" if len(names_in(tree) - expected.notation.constants) == 1 else "condition"


def _has_head(tree: Node, head: str) -> bool:
    return isinstance(tree, Apply) and tree.head == head


_NEAR = frozenset({"exactness", "tolerance"})
_OF_ONE = _NEAR | {"form", "prove"}
KINDS: dict[str, Kind] = {
    "number": Kind("number", "of_values", "number", _OF_ONE | {"up_to"}),
    "expression": Kind("expression", "of_values", "expression", _OF_ONE | {"up_to", "wrt"}),
    "array": Kind("array", "of_arrays", "array", _NEAR | {"up_to", "unit", "form"}),
    "basis": Kind("any", "of_arrays", "basis", _NEAR | {"unit"}),
    "eigenpairs": Kind("array", "of_arrays", "eigenpairs", _NEAR | {"unit"}),
    "factorization": Kind("array", "of_arrays", "factorization", _NEAR | {"factors"}),
    "property": Kind("any", "of_arrays", "by_property", _NEAR | {"properties", "wrt"}),
    "matrix": Kind("matrix", "of_derivatives", "matrix", _NEAR | {"layout"}),
    "gradient": Kind("expression", "of_derivatives", "gradient", _NEAR | {"wrt", "layout"}),
    "antiderivative": Kind("expression", "of_derivatives", "antiderivative", frozenset({"wrt"})),
    "equation": Kind("equation", "of_sets", "equation", frozenset({"solved_for"})),
    "solves": Kind("equation", "of_sets", "solves", _NEAR | {"wrt", "every"}),
    "set": Kind("set", "of_sets", "a_set", _NEAR | {"wrt"}),
    "multiset": Kind("set", "of_sets", "multiset", _NEAR | {"wrt"}),
    "tuple": Kind("tuple", "of_sets", "a_tuple", _NEAR | {"order"}),
    "condition": Kind("condition", "of_sets", "condition"),
    "distribution": Kind("distribution", "of_words", "distribution", frozenset({"second"})),
    "within": Kind("set", "of_values", "within"),
    "truth": Kind("any", "of_values", "truth"),
    "choice": Kind("choice", "of_words", "choice"),
    "ordering": Kind("ordering", "of_words", "ordering"),
    "derivation": Kind("derivation", "of_derivatives", "derivation"),
}
