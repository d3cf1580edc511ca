"""Derivatives of the question's function: the right one is worked out, a wrong one is told by the slope."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from gradcheck_grader import feedback
from gradcheck_grader.answers.array import Array
from gradcheck_grader.answers.expression import Expression
from gradcheck_grader.answers.judging import is_constant, judged, of_comparison, without_answer
from gradcheck_grader.answers.references import Names, check_names, notation_of, reading_of, tree_of
from gradcheck_grader.equality import EXACT, Compiled, Tolerance, compare
from gradcheck_grader.equality.arrays import grid_of
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.feedback.slips import SENTENCES
from gradcheck_grader.feedback.slope import THE_FUNCTION, component, entry_for, slope
from gradcheck_grader.notation import Notation
from gradcheck_grader.reading import Reading
from gradcheck_grader.slips.function_rules import NAMES, derivatives_by_wrong_rules, slips_of_function
from gradcheck_grader.slips.named import Slip
from gradcheck_grader.syntax.build import ZERO
from gradcheck_grader.syntax.derivative import differentiate
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Apply, Node
from gradcheck_grader.verdict import Evidence, Outcome, Verdict

HIGHEST_ORDER = 10


@dataclass(frozen=True, slots=True)
class Derivative:
    """The derivative of a function. The evidence against a wrong one is how fast the function really changes.

    function  a Node, a text or a SymPy object.
    variable  a name or a SymPy symbol.
    names     as for an Expression. Left out, the variable and the symbols of a SymPy function.
    order     1 for the first derivative, 2 for the second.
    shown     the derivative as an author would write it, such as x/sqrt(1 + x^2); left out, as it was worked
              out. Nothing is judged by it: a bank's check judges it, like any response.
    Raises AnswerError for a function that cannot be differentiated here.
    """

    function: object
    variable: object
    names: Names = ()
    tolerance: Tolerance = EXACT
    order: int = field(default=1, kw_only=True)
    shown: object = field(default=None, kw_only=True)
    notation: Notation = field(init=False, repr=False)
    tree: Node = field(init=False, repr=False, compare=False)
    compiled: Compiled = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not 1 <= self.order <= HIGHEST_ORDER:
            raise AnswerError(f"The order of a derivative is 1 to {HIGHEST_ORDER}; got {self.order}.")
        notation = _notation("expression", self.function, (self.variable,), self.names)
        tree = tree_of(self.function, notation)
        check_names(tree, notation)
        derivative = tree
        for _ in range(self.order):
            derivative = _derivative(derivative, self.variable, notation)
        object.__setattr__(self, "names", self.names if isinstance(self.names, Notation) else notation.names)
        object.__setattr__(self, "notation", notation)
        object.__setattr__(self, "tree", tree)
        object.__setattr__(self, "compiled", Compiled(derivative, notation))

    def judge(self, response: str) -> Verdict:
        """The verdict on a response.

        >>> Derivative("sin(x^2)", "x").judge("cos(x^2)").feedback
        'At x = 0.28 the function rises 0.5583 per unit of x; your formula says 0.9969.'
        """
        return judged(response, self.notation, self.decide)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read."""
        comparison = compare(self.compiled, response, tolerance=self.tolerance)
        if comparison.outcome is Outcome.WRONG and _may_end(self.tree, self.notation):
            guarded = Compiled(_where_defined(self.compiled.tree, self.tree), self.notation)
            comparison = compare(guarded, _where_defined(response, self.tree), tolerance=self.tolerance)
        verdict = of_comparison(comparison, constant=is_constant(self.compiled))
        if verdict.outcome is not Outcome.WRONG:
            return verdict
        evidence = _as_slope(verdict.evidence[0])
        sentence = slope(evidence, variable=str(self.variable), order=self.order)
        return replace(verdict, feedback=sentence, evidence=(evidence,))

    def slips(self, rules: Collection[str] = NAMES) -> Iterator[Slip]:
        """What wrong rules of differentiation, of these names, make of the function."""
        return slips_of_function(self.tree, str(self.variable), self.notation, order=self.order, rules=rules)

    def reference_text(self) -> str:
        """The derivative in plain notation."""
        return to_plain(self._shown(), self.notation)

    def reference_reading(self) -> Reading:
        """The derivative as it is read and shown."""
        return reading_of(self._shown(), self.notation)

    def _shown(self) -> Node:
        return self.compiled.tree if self.shown is None else tree_of(self.shown, self.notation)

    def with_reference(self, reference: object) -> Expression:
        """A question with the same notation and another expression as the right one."""
        return Expression(reference, self.notation, self.tolerance)


@dataclass(frozen=True, slots=True)
class Gradient:
    """The gradient of a function: its partial derivatives in the order of the variables, as a column.

    Judged entry by entry, as an Array is; a plain list will do. Else as for a Derivative.

    shown  the same column as a person would write it, for a worked answer.
    """

    function: object
    variables: Sequence[object]
    names: Names = ()
    tolerance: Tolerance = EXACT
    shown: object = field(default=None, kw_only=True)
    tree: Node = field(init=False, repr=False, compare=False)
    array: Array = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "variables", _variables(self.variables))
        notation = _notation("array", self.function, self.variables, self.names)
        tree = tree_of(self.function, notation)
        check_names(tree, notation)
        entries = tuple(_derivative(tree, variable, notation) for variable in self.variables)
        object.__setattr__(self, "names", self.names if isinstance(self.names, Notation) else notation.names)
        object.__setattr__(self, "tree", tree)
        object.__setattr__(self, "array", Array(Apply("vector", entries), notation, self.tolerance))

    @property
    def notation(self) -> Notation:
        """What a response may be written with."""
        return self.array.notation

    def judge(self, response: str) -> Verdict:
        """The verdict on a response.

        >>> print(Gradient("x^2 y", ["x", "y"]).judge("[2x y, 2x]").feedback)
        1 of 2 entries is right. Look again at the entry for y.
        At x = 3 the function rises 9 per unit of y; your formula says 6.
        """
        return judged(response, self.notation, self.decide)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read."""
        names = [_Entry(entry_for(str(name)), str(name), THE_FUNCTION) for name in self.variables]
        verdict = _decided(self.array, response, [self.tree] * len(names))
        return _told_by_slopes(verdict, self.array, names)

    def slips(self, rules: Collection[str] = NAMES) -> Iterator[Slip]:
        """What wrong rules of differentiation, of these names, make of the function."""
        wanted = [(self.tree, str(variable)) for variable in self.variables]
        return _slips_by_entry(self.array, wanted, rules)

    def reference_text(self) -> str:
        """The gradient in plain notation."""
        return self._shown().reference_text()

    def reference_reading(self) -> Reading:
        """The gradient as it is read and shown."""
        return self._shown().reference_reading()

    def _shown(self) -> Array:
        return self.array if self.shown is None else Array(self.shown, self.notation, self.tolerance)

    def with_reference(self, reference: object) -> Array:
        """A question with the same notation and another array as the right one."""
        return self.array.with_reference(reference)


@dataclass(frozen=True, slots=True)
class Jacobian:
    """The matrix of partial derivatives: one row a function, one column a variable.

    functions  a list of functions, or one vector of them. Else as for a Gradient.
    """

    functions: object
    variables: Sequence[object]
    names: Names = ()
    tolerance: Tolerance = EXACT
    trees: tuple[Node, ...] = field(init=False, repr=False, compare=False)
    array: Array = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "variables", _variables(self.variables))
        notation = _notation("array", self.functions, self.variables, self.names)
        trees = _components(self.functions, notation)
        rows: list[Node] = []
        for tree in trees:
            check_names(tree, notation)
            row = tuple(_derivative(tree, variable, notation) for variable in self.variables)
            rows.append(Apply("row", row))
        object.__setattr__(self, "names", self.names if isinstance(self.names, Notation) else notation.names)
        object.__setattr__(self, "trees", trees)
        object.__setattr__(self, "array", Array(Apply("matrix", tuple(rows)), notation, self.tolerance))

    @property
    def notation(self) -> Notation:
        """What a response may be written with."""
        return self.array.notation

    def judge(self, response: str) -> Verdict:
        """The verdict on a response.

        >>> Jacobian(["x y", "x + y"], ["x", "y"]).judge("[[y, x], [1, 1]]").outcome
        <Outcome.RIGHT: 'right'>
        """
        return judged(response, self.notation, self.decide)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read."""
        names = [
            _Entry(feedback.entry(row + 1, column + 1), str(variable), component(row + 1))
            for row in range(len(self.trees))
            for column, variable in enumerate(self.variables)
        ]
        verdict = _decided(self.array, response, [tree for tree in self.trees for _ in self.variables])
        return _told_by_slopes(verdict, self.array, names)

    def slips(self, rules: Collection[str] = NAMES) -> Iterator[Slip]:
        """What wrong rules of differentiation, of these names, make of the functions."""
        wanted = [(tree, str(variable)) for tree in self.trees for variable in self.variables]
        return _slips_by_entry(self.array, wanted, rules)

    def reference_text(self) -> str:
        """The Jacobian in plain notation."""
        return self.array.reference_text()

    def reference_reading(self) -> Reading:
        """The Jacobian as it is read and shown."""
        return self.array.reference_reading()

    def with_reference(self, reference: object) -> Array:
        """A question with the same notation and another array as the right one."""
        return self.array.with_reference(reference)


@dataclass(frozen=True, slots=True)
class _Entry:
    """How an entry is called, along which variable it is taken, and of what."""

    where: str
    variable: str
    subject: str


def _variables(given: object) -> tuple[object, ...]:
    """The variables one by one: of a list, or of a text such as "x, y"."""
    names = (
        given.replace(",", " ").split() if isinstance(given, str) else list(cast("Iterable[object]", given))
    )
    if not names:
        raise AnswerError("A gradient needs at least one variable.")
    return tuple(names)


def _notation(kind: str, function: object, variables: Sequence[object], names: Names) -> Notation:
    """The notation of the question; names left out are the variables and the symbols of a SymPy function."""
    if not isinstance(names, Notation) and not names:
        functions = cast("Sequence[object]", function) if isinstance(function, list | tuple) else (function,)
        symbols = {symbol for one in functions for symbol in getattr(one, "free_symbols", ())}
        names = [*variables, *sorted(symbols, key=str)]
    return notation_of(kind, "0" if isinstance(function, list | tuple) else function, names)


def _derivative(tree: Node, variable: object, notation: Notation) -> Node:
    if str(variable) not in notation.names:
        raise AnswerError(f"The question does not declare {variable}. Add it to the names of the answer.")
    return differentiate(tree, str(variable), euler="e" in notation.constants)


def _components(functions: object, notation: Notation) -> tuple[Node, ...]:
    if isinstance(functions, list | tuple):
        return tuple(tree_of(one, notation) for one in cast("Sequence[object]", functions))
    grid = grid_of(tree_of(functions, notation))
    if grid is None or 1 not in grid.shape:
        raise AnswerError("A Jacobian is of a list of functions, or of one vector of them.")
    return grid.entries


def _may_end(function: Node, notation: Notation) -> bool:
    """Whether there may be a stretch where the function has no value, and so no slope either."""
    return Compiled(function, notation).is_bent


def _where_defined(derivative: Node, function: Node) -> Node:
    """The derivative, where the function has a value; nothing elsewhere: 1/x, but not below 0, for ln x."""
    return Apply("+", (derivative, Apply("*", (ZERO, function))))


def _decided(array: Array, response: Node, functions: Sequence[Node]) -> Verdict:
    """The verdict on an array of derivatives, each compared where its function has a value."""
    verdict = array.decide(response)
    right, written = grid_of(array.tree), grid_of(response)
    if right is None or written is None or not verdict.evidence[0].where or verdict.outcome is Outcome.RIGHT:
        return verdict
    if not any(_may_end(function, array.notation) for function in functions):
        return verdict
    needed = [_where_defined(*pair) for pair in zip(right.entries, functions, strict=True)]
    given = [_where_defined(*pair) for pair in zip(written.entries, functions, strict=True)]
    guarded = Array(_of_shape(array.tree, needed), array.notation, array.tolerance)
    return guarded.decide(_of_shape(response, given))


def _as_slope(evidence: Evidence) -> Evidence:
    return replace(evidence, kind="slope") if evidence.kind == "counterexample" and evidence.at else evidence


def _told_by_slopes(verdict: Verdict, array: Array, entries: Sequence[_Entry]) -> Verdict:
    """The verdict on an array, each wrong entry called by its name and told by the slope of the function."""
    if verdict.outcome not in (Outcome.WRONG, Outcome.PARTLY_RIGHT) or not verdict.evidence[0].where:
        return verdict
    places = {
        feedback.entry(*(part + 1 for part in divmod(number, array.shape[1]))): number
        for number in range(len(entries))
    }
    numbers = [places[evidence.where] for evidence in verdict.evidence]
    called = [entries[number] for number in numbers]
    told = tuple(
        replace(
            _as_slope(without_answer(evidence, constant=is_constant(array.compiled[number]))),
            where=entries[number].where,
        )
        for evidence, number in zip(verdict.evidence, numbers, strict=True)
    )
    count = feedback.entries(len(entries) - len(told), len(entries), [entry.where for entry in called])
    first = next((number for number, evidence in enumerate(told) if evidence.at), None)
    if first is None:
        return replace(verdict, feedback=count, evidence=told)
    sentence = slope(told[first], variable=called[first].variable, subject=called[first].subject)
    return replace(verdict, feedback=f"{count} {sentence}", evidence=told)


def _slips_by_entry(
    array: Array, wanted: Sequence[tuple[Node, str]], rules: Collection[str]
) -> Iterator[Slip]:
    """For each rule the array that it makes; an entry where it does not apply is the right one."""
    grid = grid_of(array.tree)
    right = () if grid is None else grid.entries
    for name in (name for name in NAMES if name in rules):
        made = [
            [tree for _, tree in derivatives_by_wrong_rules(function, variable, array.notation, rules={name})]
            for function, variable in wanted
        ]
        for variant in range(max(map(len, made))):
            entries = [
                found[min(variant, len(found) - 1)] if found else entry
                for found, entry in zip(made, right, strict=True)
            ]
            yield Slip(name, _of_shape(array.tree, entries), SENTENCES[name])


def _of_shape(tree: Node, entries: Sequence[Node]) -> Node:
    """The array of the same form with these entries."""
    if isinstance(tree, Apply) and tree.head == "matrix":
        width = len(entries) // len(tree.args)
        rows = [entries[at : at + width] for at in range(0, len(entries), width)]
        return Apply("matrix", tuple(Apply("row", tuple(row)) for row in rows))
    return Apply("vector", tuple(entries))
