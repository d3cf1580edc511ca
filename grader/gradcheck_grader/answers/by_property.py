"""Any value that has certain properties: any x with f'(x) = 0, any symmetric matrix of rank 1."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from gradcheck_grader import feedback
from gradcheck_grader.answers.judging import judged, right, undecided, wrong
from gradcheck_grader.answers.matrix_forms import Fault
from gradcheck_grader.answers.properties import Property, property_of
from gradcheck_grader.answers.references import Names, check_names, notation_of, reading_of, tree_of
from gradcheck_grader.answers.written import array, is_entry
from gradcheck_grader.equality import EXACT, Tolerance
from gradcheck_grader.equality.linear import Ground, fractions_of
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.feedback import linear as said
from gradcheck_grader.notation import REAL, Notation
from gradcheck_grader.reading import Reading
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Apply, Name, Node, names_in
from gradcheck_grader.verdict import Evidence, Outcome, Verdict


@dataclass(frozen=True, slots=True)
class ByProperty:
    """Any number, vector or matrix that has all of the properties.

    reference   an example that has them: a Node, a text, a list or a SymPy object.
    properties  texts, as property_of takes them: "symmetric", "rank = 1", "x^2 = 4", "in span [1, 0, 1]" …
    names       as for an Expression: what the value may be written with.
    variable    what conditions call the value; a response may say x = … too.
    credit      whether a value with some of the properties earns the share of those it has.
    Raises AnswerError for a property that is unknown, and for an example that is not judged right.
    """

    reference: object
    properties: tuple[str, ...] | Iterable[str]
    names: Names = ()
    tolerance: Tolerance = EXACT
    variable: str = field(default="x", kw_only=True)
    credit: bool = field(default=True, kw_only=True)
    notation: Notation = field(init=False, repr=False)
    tree: Node = field(init=False, repr=False, compare=False)
    ground: Ground = field(init=False, repr=False, compare=False)
    of_arrays: bool = field(init=False, repr=False, compare=False)
    checks: tuple[Property, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        settle = object.__setattr__
        texts = (self.properties,) if isinstance(self.properties, str) else tuple(self.properties)
        if not texts:
            raise AnswerError("Say at least one property that the value is to have.")
        notation = notation_of("any", self.reference, self.names)
        tree = tree_of(self.reference, notation)
        check_names(tree, notation)
        settle(self, "names", self.names if isinstance(self.names, Notation) else notation.names)
        names = {**notation.names, self.variable: notation.names.get(self.variable, REAL)}
        settle(self, "notation", replace(notation, names=names))
        settle(self, "properties", texts)
        settle(self, "tree", tree)
        settle(self, "ground", Ground(self.notation, self.tolerance))
        grid = array(tree)
        shape = None if grid is None else grid.shape
        settle(self, "of_arrays", grid is not None)
        checks = (property_of(text, self.variable, notation, shape) for text in texts)
        settle(self, "checks", tuple(checks))
        verdict = self.decide(tree)
        if verdict.outcome is not Outcome.RIGHT:
            raise AnswerError(f"The example {to_plain(tree)} has not all properties. {verdict.feedback}")

    def judge(self, response: str) -> Verdict:
        """The verdict on a response.

        >>> ByProperty("[[1, 1], [1, 1]]", ["symmetric", "rank = 1"]).judge("[[2, 0], [0, 3]]").feedback
        'The rank must be 1; yours is 2.'
        """
        return judged(response, self.notation, self.decide)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read."""
        value = self._value(response)
        if value is None or self.variable in names_in(value):
            needed = said.AN_ARRAY_IS_NEEDED if self.of_arrays else said.A_NUMBER_IS_NEEDED
            return Verdict(Outcome.UNREADABLE, 0, needed)
        grid = array(value)
        if grid is not None:
            grid = self.ground.array(grid)
        if self.ground.has_no_value(grid.entries if grid is not None else (value,)):
            return wrong(Evidence("undefined", yours=feedback.UNDEFINED), feedback.NO_VALUE)
        faults = [one.check(value, grid, self.ground) for one in self.checks]
        wrongs = [fault for fault in faults if fault is not None and fault.outcome is Outcome.WRONG]
        doubts = [fault for fault in faults if fault is not None and fault.outcome is Outcome.UNDECIDED]
        if wrongs:
            return self._partly(wrongs, faults.count(None))
        if doubts:
            return undecided(doubts[0].evidence)
        exactly = fractions_of(grid.entries if grid is not None else (self.ground.settled(value),))
        return right(Evidence("agrees" if exactly is None else "exact"))

    def reference_text(self) -> str:
        """The example in plain notation."""
        return to_plain(self.tree)

    def reference_reading(self) -> Reading:
        """The example as it is read and shown."""
        return reading_of(self.tree)

    def with_reference(self, reference: object) -> ByProperty:
        """The same question with another example. Raises AnswerError when it has not the properties."""
        return replace(self, reference=reference)

    def _value(self, response: Node) -> Node | None:
        """The value that was given, by itself or as x = …; None for what is not of the kind needed."""
        value = response
        if isinstance(response, Apply) and response.head == "=" and response.args[0] == Name(self.variable):
            value = response.args[1]
        return value if (array(value) is not None if self.of_arrays else is_entry(value)) else None

    def _partly(self, wrongs: list[Fault], count: int) -> Verdict:
        """The verdict on a value without some of the properties, each named."""
        sentences = dict.fromkeys(fault.sentence for fault in wrongs)
        evidence = tuple(fault.evidence for fault in wrongs)
        credit = count / len(self.checks) if self.credit else 0
        outcome = Outcome.PARTLY_RIGHT if credit else Outcome.WRONG
        return Verdict(outcome, credit, " ".join(sentences), evidence=evidence)
