"""What every kind of answer can do."""

from __future__ import annotations

from typing import Protocol

from gradcheck_grader.notation import Notation
from gradcheck_grader.reading import Reading
from gradcheck_grader.syntax.tree import Node
from gradcheck_grader.verdict import Verdict


class Answer(Protocol):
    """Says which responses are right."""

    @property
    def notation(self) -> Notation:
        """What a response may be written with; tells nothing of the answer."""
        ...

    def judge(self, response: str) -> Verdict:
        """The verdict on a response; any text has one, none raises."""
        ...

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read; read_as is left empty."""
        ...

    def reference_text(self) -> str:
        """The right answer in plain notation; judged right by this answer itself."""
        ...

    def reference_reading(self) -> Reading:
        """The right answer as it is read and shown."""
        ...

    def with_reference(self, reference: object) -> Answer:
        """The same question with another right answer: how the response of a slip is recognised."""
        ...
