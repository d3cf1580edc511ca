"""The law of a random variable, judged by what law it is and not by how it is spelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial

from gradcheck_grader.answers.judging import judged, right, undecided, wrong
from gradcheck_grader.answers.references import Names, check_names, notation_of, reading_of, tree_of
from gradcheck_grader.equality.comparison import Comparison
from gradcheck_grader.equality.ladder import equal
from gradcheck_grader.equality.laws import (
    CHANCE,
    COUNT,
    FAMILIES,
    ONE,
    POSITIVE,
    Law,
    LawError,
    law_of,
    named_last,
    of_two,
    squared,
)
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.feedback import chance as said
from gradcheck_grader.notation import Notation
from gradcheck_grader.reading import Reading
from gradcheck_grader.syntax.build import ZERO, minus, over, plus, value_of
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Apply, Node
from gradcheck_grader.verdict import Evidence, Outcome, Verdict

SECONDS = ("variance", "deviation")


@dataclass(frozen=True, slots=True)
class Distribution:
    """A law by name and parameters: N(mu, sigma^2), Beta(a + 3, b + 7), X ~ Exp(2).

    reference, names  as for an Expression.
    second  what the second parameter of N is when it has no name: "variance" or "deviation". Say it in the
            question; N(mean=0, sd=2) says it for itself.
    Raises AnswerError for a reference that is no law, or a name that is not declared.
    """

    reference: object
    names: Names = ()
    second: str = field(default="variance", kw_only=True)
    notation: Notation = field(init=False, repr=False)
    tree: Node = field(init=False, repr=False, compare=False)
    law: Law = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.second not in SECONDS:
            raise AnswerError(f"The second parameter of N is {' or '.join(SECONDS)}; got {self.second!r}.")
        notation = notation_of("distribution", self.reference, self.names)
        tree = tree_of(self.reference, notation)
        try:
            law = law_of(tree, second=self.second)
        except LawError as error:
            raise AnswerError(f"The right answer is no law. {error}") from error
        if problem := _invalid(law):
            raise AnswerError(f"The right answer is no law. {problem}")
        for parameter in law.parameters:
            check_names(parameter, notation)
        object.__setattr__(self, "names", self.names if isinstance(self.names, Notation) else notation.names)
        object.__setattr__(self, "notation", notation)
        object.__setattr__(self, "tree", tree)
        object.__setattr__(self, "law", law)

    def judge(self, response: str) -> Verdict:
        """The verdict on a response.

        >>> answer = Distribution("Exp(2)")
        >>> answer.judge("Gamma(1, 2)").outcome, answer.judge("Exp(1/2)").feedback[:37]
        (<Outcome.RIGHT: 'right'>, 'You gave the scale where the rate bel')
        """
        return judged(response, self.notation, self.decide)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read."""
        try:
            law = law_of(response, second=self.second)
        except LawError as error:
            return wrong(Evidence("shape", note=str(error)), str(error))
        if problem := _invalid(law):
            if law.family == self.law.family and self._is_swapped(law, self.law.parameters):
                problem = said.SWAPPED
            return wrong(Evidence("property", note=problem), problem)
        needed, law = self._alike(self._special(self.law), self._special(law))
        if law.family != needed.family or len(law.parameters) != len(needed.parameters):
            return wrong(Evidence("property", note=said.OTHER_FAMILY), said.OTHER_FAMILY)
        results = [self._compared(*pair) for pair in zip(needed.parameters, law.parameters, strict=True)]
        verdict = self._together(results, needed, law)
        if verdict.feedback == said.SCALE_FOR_RATE and (name := named_last(response)):
            sentence = said.named_wrongly(name)
            return replace(verdict, feedback=sentence)
        return verdict

    def reference_text(self) -> str:
        """The right law in plain notation."""
        return to_plain(self.tree)

    def reference_reading(self) -> Reading:
        """The right law as it is read and shown."""
        return reading_of(self.tree)

    def with_reference(self, reference: object) -> Distribution:
        """The same question with another law as the right one."""
        return replace(self, reference=reference)

    def _alike(self, needed: Law, yours: Law) -> tuple[Law, Law]:
        """The two laws, of one family where one of them has two categories or shares only."""
        if needed.family == yours.family:
            return needed, yours
        return of_two(needed, partial(self._is, ONE)), of_two(yours, partial(self._is, ONE))

    def _compared(self, needed: Node, yours: Node) -> Comparison:
        return equal(needed, yours, self.notation)

    def _is(self, needed: Node, yours: Node) -> bool:
        return self._compared(needed, yours).is_right

    def _together(self, results: Sequence[Comparison], needed: Law, law: Law) -> Verdict:
        """The verdict on a law of the right family, from the comparison of its parameters."""
        names = FAMILIES[law.family].names
        bad = [at for at, result in enumerate(results) if result.outcome is Outcome.WRONG]
        if bad:
            sentence = self._cause(needed.parameters, law, bad) or (
                said.wrong_parameter(names[bad[0]])
                if len(bad) == 1
                else said.wrong_parameters([names[at] for at in bad])
            )
            found = results[bad[0]].evidence
            where = names[bad[0]]
            return wrong(Evidence(found.kind, where=where, yours=found.yours, note=found.note), sentence)
        for result in results:
            if result.outcome is Outcome.UNDECIDED:
                return undecided(result.evidence)
        evidence = [result.evidence for result in results]
        return right(next((one for one in evidence if one.kind == "agrees"), evidence[0]))

    def _cause(self, needed: Sequence[Node], law: Law, bad: Sequence[int]) -> str:
        """The convention that was mixed up, when there is one that explains it."""
        yours = law.parameters
        last = len(needed) - 1
        if self._is_swapped(law, needed):
            return said.SWAPPED
        if list(bad) != [last]:
            return ""
        if law.family in ("normal", "log-normal"):
            return self._second_mixed_up(needed[1], yours[1])
        if law.family == "gamma" and self._is(over(ONE, needed[1]), yours[1]):
            return said.SCALE_FOR_RATE
        if FAMILIES[law.family].needs[last] == CHANCE and self._is(
            plus(ONE, minus(needed[last])), yours[last]
        ):
            return said.OTHER_CHANCE
        return ""

    def _is_swapped(self, law: Law, needed: Sequence[Node]) -> bool:
        yours = law.parameters
        return len(needed) == 2 and self._is(needed[0], yours[1]) and self._is(needed[1], yours[0])

    def _second_mixed_up(self, needed: Node, yours: Node) -> str:
        if isinstance(needed, Apply) and needed.head in ("matrix", "vector"):
            return ""
        if self.second == "variance":
            return said.DEVIATION_FOR_VARIANCE if self._is(needed, squared(yours)) else ""
        return said.VARIANCE_FOR_DEVIATION if self._is(squared(needed), yours) else ""

    def _special(self, law: Law) -> Law:
        """The law in its widest family, also where only the ladder sees that a parameter is 0 or 1."""
        match law.family, law.parameters:
            case "uniform", (low, high) if self._is(ZERO, low) and self._is(ONE, high):
                return Law("beta", (ONE, ONE))
            case "weibull", (shape, scale) if self._is(ONE, shape):
                return Law("gamma", (ONE, over(ONE, scale)))
            case "multinomial", (trials, chances) if self._is(ONE, trials):
                return Law("categorical", (chances,))
            case _:
                return law


def _invalid(law: Law) -> str:
    """Why no such law exists, when a parameter that is a plain number shows it; else nothing."""
    family = FAMILIES[law.family]
    for name, need, parameter in zip(family.names, family.needs, law.parameters, strict=False):
        value = value_of(parameter)
        if value is not None and not _fits(value, need):
            return said.invalid(name, need)
    if law.family == "uniform":
        low, high = (value_of(parameter) for parameter in law.parameters)
        if low is not None and high is not None and low >= high:
            return said.invalid("lower end", "below its upper end")
    return ""


def _fits(value: Fraction, need: str) -> bool:
    if need == POSITIVE:
        return value > 0
    if need == CHANCE:
        return 0 <= value <= 1
    return need != COUNT or (value.denominator == 1 and value >= 0)
