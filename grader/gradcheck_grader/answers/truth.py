"""Whether a statement is true."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from gradcheck_grader import feedback
from gradcheck_grader.answers.judging import judged, right, wrong
from gradcheck_grader.answers.references import reading_of
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.notation import Notation
from gradcheck_grader.reading import Reading
from gradcheck_grader.syntax.tree import Apply, Name, Node
from gradcheck_grader.verdict import Evidence, Verdict

OPTIONS = (("true", "yes"), ("false", "no"))


@dataclass(frozen=True, slots=True)
class Truth:
    """True or false, also written yes or no.

    Raises AnswerError for a reference that is neither True nor False.
    """

    reference: object
    notation: Notation = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if str(self.reference).casefold() not in ("true", "false"):
            raise AnswerError(f"The right answer is True or False; got {self.reference!r}.")
        object.__setattr__(self, "reference", str(self.reference).casefold() == "true")
        object.__setattr__(self, "notation", Notation("choice", options=OPTIONS))

    def judge(self, response: str) -> Verdict:
        """The verdict on a response.

        >>> Truth(True).judge("yes").outcome, Truth(True).judge("False").outcome
        (<Outcome.RIGHT: 'right'>, <Outcome.WRONG: 'wrong'>)
        """
        return judged(response, self.notation, self.decide)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read."""
        head = response.head if isinstance(response, Apply) else getattr(response, "name", "")
        if head == self.reference_text():
            return right(Evidence("choice"))
        return wrong(Evidence("choice"), feedback.WRONG_CHOICE)

    def reference_text(self) -> str:
        """The word true or false."""
        return str(self.reference).casefold()

    def reference_reading(self) -> Reading:
        """The word as it is read and shown."""
        return reading_of(Name(self.reference_text()))

    def with_reference(self, reference: object) -> Truth:
        """The same question with another truth."""
        return replace(self, reference=reference)
