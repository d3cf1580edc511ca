"""An antiderivative of a given function: the response is differentiated, and that is compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from gradcheck_grader import feedback
from gradcheck_grader.answers.judging import judged, right, undecided, wrong
from gradcheck_grader.answers.jumps import jump_of
from gradcheck_grader.answers.references import Names, check_names, declared, notation_of, reading_of, tree_of
from gradcheck_grader.answers.up_to import CONSTANT_NAMES, with_constants
from gradcheck_grader.equality import Compiled, compare
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.feedback import up_to as said
from gradcheck_grader.forms import check_credit, misshapen
from gradcheck_grader.notation import Notation
from gradcheck_grader.reading import Reading
from gradcheck_grader.slips.antiderivative import integral_of
from gradcheck_grader.sympy_bridge import integrated
from gradcheck_grader.syntax.build import ZERO, of
from gradcheck_grader.syntax.derivative import differentiate
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Apply, Name, Node, fold, names_in
from gradcheck_grader.verdict import Evidence, Outcome, Verdict

CONSTANTS = ("optional", "required", "absent")


@dataclass(frozen=True, slots=True)
class Antiderivative:
    """Any function whose derivative is the integrand, wherever the integrand has a value.

    So log(x) is wrong for 1/x where x is real, since it has no value below 0, and right where x is positive;
    log|x| is right for both. What the function is where the integrand has no value does not matter.

    integrand    a Node, a text or a SymPy object.
    variable     the name, or the SymPy symbol, to differentiate by.
    names        as for an Expression; the variable is added when it is left out.
    constant     "optional": + C may be written (or c, K, k, const, unless declared). "required": its lack
                 is a matter of form, and costs what form_credit leaves. "absent": it is not readable.
    solution     an antiderivative to show; SymPy is asked for one when it is left out and wanted.
    Raises AnswerError as an Expression does, and for a solution that is none.
    """

    integrand: object
    variable: object
    names: Names = ()
    constant: str = field(default="optional", kw_only=True)
    solution: object = field(default=None, kw_only=True)
    form_credit: float = field(default=0.5, kw_only=True)
    notation: Notation = field(init=False, repr=False)
    compiled: Compiled = field(init=False, repr=False, compare=False)
    constants: tuple[str, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.constant not in CONSTANTS:
            raise AnswerError(f"The constant is {', '.join(CONSTANTS)}; got {self.constant!r}.")
        check_credit(self.form_credit)
        own = _notation(self.integrand, self.variable, self.names)
        object.__setattr__(self, "variable", str(self.variable))
        notation = own if self.constant == "absent" else with_constants(own)
        tree = tree_of(self.integrand, own)
        check_names(tree, own)
        object.__setattr__(self, "names", self.names if isinstance(self.names, Notation) else own.names)
        object.__setattr__(self, "notation", notation)
        object.__setattr__(self, "compiled", Compiled(tree, notation))
        object.__setattr__(self, "constants", tuple(name for name in notation.names if name not in own.names))
        if self.solution is not None and not self._is_right(tree_of(self.solution, notation)):
            raise AnswerError(f"The solution {self.solution} is no antiderivative of {to_plain(tree)}.")

    @property
    def by(self) -> str:
        """The name to differentiate by."""
        return str(self.variable)

    def judge(self, response: str) -> Verdict:
        """The verdict on a response.

        >>> Antiderivative("2x", "x").judge("x^2 + C").outcome
        <Outcome.RIGHT: 'right'>
        >>> Antiderivative("2x", "x").judge("x^3").feedback
        'At x = 2 the derivative of your answer is 12, but the integrand is 4.'
        """
        return judged(response, self.notation, self.decide)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read."""
        verdict = self._of_value(response)
        written = names_in(response).intersection(self.constants)
        if verdict.outcome is Outcome.RIGHT and self.constant == "required" and not written:
            return misshapen(verdict, (said.ADD_THE_CONSTANT,), credit=self.form_credit)
        return verdict

    def reference_text(self) -> str:
        """An antiderivative in plain notation.

        Raises AnswerError when none was given and none is found.
        """
        return to_plain(self._shown())

    def reference_reading(self) -> Reading:
        """An antiderivative as it is read and shown."""
        return reading_of(self._shown())

    def with_reference(self, reference: object) -> Antiderivative:
        """The same question about another integrand: the one that this is an antiderivative of."""
        tree = tree_of(reference, self.notation)
        check_names(tree, self.notation)
        return replace(self, integrand=self._derivative(tree), solution=tree)

    def _of_value(self, response: Node) -> Verdict:
        try:
            derivative = self._derivative(response)
        except AnswerError:
            return undecided(Evidence("limit", note=said.NO_DERIVATIVE))
        # The derivative of log x is 1/x, which has a value below 0 too: 0 log x keeps the domain, and the
        # integrand's own is all that counts.
        here = Apply("+", (derivative, _nothing(response), _nothing(self.compiled.tree)))
        comparison = compare(self.compiled, here)
        if comparison.outcome is Outcome.UNDECIDED:
            return undecided(comparison.evidence)
        if comparison.outcome is Outcome.RIGHT:
            return self._without_jumps(response) or right(comparison.evidence)
        inside = sorted(names_in(derivative).intersection(self.constants), key=CONSTANT_NAMES.index)
        evidence = comparison.evidence
        if not inside:
            at = {name: text for name, text in evidence.at.items() if name not in self.constants}
            evidence = replace(evidence, at=at)
        if evidence.kind == "undefined":
            sentence = said.no_value(evidence) if evidence.at else feedback.NO_VALUE
            return wrong(evidence, sentence)
        evidence = replace(evidence, kind="slope" if evidence.kind == "counterexample" else evidence.kind)
        if inside:
            return wrong(evidence, said.not_only_added(inside[0], self.by))
        return wrong(evidence, said.slope(evidence) if evidence.needed else feedback.NOT_EQUAL)

    def _without_jumps(self, response: Node) -> Verdict | None:
        """The verdict on a response that jumps where the integrand is bounded; None when none is seen."""
        near = jump_of(Compiled(response, self.notation), self.compiled, self.by)
        if near is None:
            return None
        evidence = Evidence("property", at={self.by: near}, note=said.jump(self.by, near))
        return wrong(evidence, evidence.note)

    def _derivative(self, tree: Node) -> Node:
        return differentiate(tree, self.by, euler="e" in self.notation.constants)

    def _is_right(self, tree: Node) -> bool:
        return self._of_value(tree).outcome is Outcome.RIGHT

    def _shown(self) -> Node:
        """An antiderivative, with the constant unless that may not be written."""
        for tree in self._candidates():
            if self._is_right(tree):
                letter = min(self.constants, key=CONSTANT_NAMES.index, default=None)
                if letter is None or names_in(tree).intersection(self.constants):
                    return tree
                terms = tree.args if isinstance(tree, Apply) and tree.head == "+" else (tree,)
                return Apply("+", (*terms, Name(letter)))
        raise AnswerError(
            f"No antiderivative of {to_plain(self.compiled.tree)} was found. Give one as the solution."
        )

    def _candidates(self) -> Iterator[Node]:
        """The solution that was given; or by SymPy, also with log|u| for log u; or by simple rules."""
        if self.solution is not None:
            yield tree_of(self.solution, self.notation)
            return
        tree = self.compiled.tree
        found = integrated(tree, self.by, self.notation.names)
        if found is not None:
            yield found
            yield _with_sizes(found)
        simple = integral_of(tree, self.by)
        if simple is not None:
            yield simple


def _notation(integrand: object, variable: object, names: Names) -> Notation:
    """The notation of the question, with the variable among its names."""
    if not isinstance(names, Notation):
        names = {**declared([variable], ""), **declared(names, integrand)}
    notation = notation_of("expression", integrand, names)
    domain = notation.names.get(str(variable))
    if domain is None or domain.kind != "real":
        kind = "not declared" if domain is None else f"declared {domain.kind}"
        raise AnswerError(f"An antiderivative is by a real variable; {variable} is {kind}.")
    return notation


def _nothing(tree: Node) -> Node:
    """0 where the tree has a value."""
    return Apply("*", (ZERO, tree))


def _with_sizes(tree: Node) -> Node:
    """The tree with log|u| for every log u."""

    def branch(here: Apply, parts: list[Node]) -> Node:
        if here.head == "log" and len(parts) == 1:
            return of("log", of("abs", parts[0]))
        return Apply(here.head, tuple(parts))

    return fold(tree, lambda leaf: leaf, branch)
