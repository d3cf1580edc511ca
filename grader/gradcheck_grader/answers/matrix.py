"""A matrix expression, equal to the right one for all matrices of the declared shapes and traits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from gradcheck_grader.answers.judging import judged, right, undecided, without_answer, wrong
from gradcheck_grader.answers.references import Names, declared, reading_of, tree_of
from gradcheck_grader.equality import EXACT, Tolerance
from gradcheck_grader.equality.comparison import Comparison
from gradcheck_grader.equality.matrices import (
    Expressed,
    Setting,
    ShapeError,
    Typed,
    UnsupportedError,
    compare,
    infer,
)
from gradcheck_grader.equality.matrices.declaring import shape_of
from gradcheck_grader.equality.matrices.sides import Side
from gradcheck_grader.equality.matrices.sizes import names_of
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.feedback import matrices as say
from gradcheck_grader.notation import REAL, Dimension, Domain, Notation, Shape
from gradcheck_grader.reading import Reading
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Apply, Name, Node, names_in, walk
from gradcheck_grader.verdict import Evidence, Outcome, Verdict

Shapes = Mapping[str, Shape | str]
SIZE = Domain("integer", low=Fraction(1))
LAYOUTS = ("", "denominator", "numerator", "either")


@dataclass(frozen=True, slots=True)
class MatrixExpression:
    """An expression with vectors and matrices.

    reference  a Node, a text such as "2 X^T (X w - y)", or a SymPy object.
    shapes     the shape of each name that is a vector or matrix: a Shape, or a text that shape_of takes.
               The names of sizes (n, d) may be written in a response too, and mean those numbers.
    names      the other names, numbers, as an Expression takes them; a domain given for a name with a
               shape is that of its entries. Or a whole Notation.
    layout     of an answer that is a derivative: "denominator" or "numerator", so that a response in the
               other layout is told so, or "either". Empty for an answer that is no derivative.
    Raises AnswerError for a reference that cannot be read, has no shape, or has an undeclared name.
    """

    reference: object
    shapes: Shapes = field(default_factory=dict[str, Shape | str])
    names: Names = ()
    layout: str = field(default="", kw_only=True)
    tolerance: Tolerance = field(default=EXACT, kw_only=True)
    notation: Notation = field(init=False, repr=False)
    tree: Node = field(init=False, repr=False, compare=False)
    setting: Setting = field(init=False, repr=False, compare=False)
    side: Expressed = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        notation = matrix_notation(self.reference, self.shapes, self.names)
        if self.layout not in LAYOUTS:
            raise AnswerError(f"A layout is denominator, numerator or either; got {self.layout!r}.")
        tree = tree_of(self.reference, notation)
        settle = object.__setattr__
        settle(self, "names", self.names if isinstance(self.names, Notation) else notation.names)
        settle(self, "shapes", notation.shapes)
        settle(self, "notation", notation)
        settle(self, "tree", tree)
        settle(self, "setting", setting_of(notation))
        settle(self, "side", Expressed(typed_reference(tree, notation)))

    def judge(self, response: str) -> Verdict:
        """The verdict on a response."""
        return judged(response, self.notation, self.decide)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read."""
        return decided(self.side, response, self.setting, layout=self.layout, tolerance=self.tolerance)

    def reference_text(self) -> str:
        """The right expression in plain notation."""
        return to_plain(self.tree, self.notation)

    def reference_reading(self) -> Reading:
        """The right expression as it is read and shown."""
        return reading_of(self.tree, self.notation)

    def with_reference(self, reference: object) -> MatrixExpression:
        """The same question with another expression as the right one."""
        return replace(self, reference=reference)


def matrix_notation(reference: object, shapes: Shapes, names: Names) -> Notation:
    """The notation of a question about matrices; raises AnswerError for a shape that cannot be read."""
    given = {name: shape_of(shape) if isinstance(shape, str) else shape for name, shape in shapes.items()}
    if isinstance(names, Notation):
        merged = {**names.shapes, **given}
        return replace(names, kind="matrix", names={**_undeclared(merged), **names.names}, shapes=merged)
    domains = {**_undeclared(given), **declared(names, "" if given else reference)}
    constants = frozenset({"pi", "e"} - domains.keys())
    return Notation("matrix", domains, constants=constants, shapes=given)


def setting_of(notation: Notation) -> Setting:
    """How the values of all names are made; raises AnswerError where there can be none."""
    setting = Setting(notation)
    setting.check()
    return setting


def typed_reference(
    tree: Node, notation: Notation, *, like: tuple[Dimension, Dimension] | None = None
) -> Typed:
    """The right answer with its shapes, of which one may be known; raises AnswerError where it has none."""
    known = set(notation.names) | notation.constants | _indices(tree)
    if unknown := sorted(names_in(tree) - known - {"inf", "fro"}):
        raise AnswerError(
            f"The right answer uses {', '.join(unknown)}, which the question does not declare. "
            f"Add it to the shapes or names of the answer."
        )
    try:
        return infer(tree, notation, like=like)
    except ShapeError as error:
        raise AnswerError(
            f"The right answer {to_plain(tree)} has no shape: {error.fault.sentence}"
        ) from error
    except UnsupportedError as error:
        raise AnswerError(f"The right answer {to_plain(tree)} cannot be judged against: {error}") from error


def decided(
    side: Side, response: Node, setting: Setting, *, layout: str, tolerance: Tolerance = EXACT
) -> Verdict:
    """The verdict on a response beside what is right."""
    try:
        typed = infer(response, setting.notation, like=side.shape)
    except ShapeError as error:
        return wrong(Evidence("shape", note=error.fault.sentence), error.fault.sentence)
    except UnsupportedError as error:
        return undecided(Evidence("limit", note=str(error)))
    if typed.known_shape != side.shape:
        return _of_another_shape(side, typed, setting, layout, tolerance)
    comparison = compare(side, Expressed(typed), setting, tolerance=tolerance)
    if comparison.outcome is not Outcome.WRONG or typed.is_number:
        return _told(comparison)
    turned = _turned_comparison(side, typed, setting, tolerance)
    if turned is None or not turned.is_right:
        return _told(comparison)
    if layout == "either":
        return right(turned.evidence)
    verdict = _told(comparison)
    return replace(verdict, feedback=f"{verdict.feedback} {say.other_layout(layout)}")


def _of_another_shape(
    side: Side, typed: Typed, setting: Setting, layout: str, tolerance: Tolerance
) -> Verdict:
    turned = _turned_comparison(side, typed, setting, tolerance)
    transposed = turned is not None and turned.is_right
    if transposed and layout == "either" and turned is not None:
        return right(turned.evidence)
    yours, needed = say.shape(*typed.known_shape), say.shape(*side.shape)
    sentence = say.another_shape(yours, needed, transposed=transposed, layout=layout)
    return wrong(Evidence("shape", needed=needed, yours=yours), sentence)


def _turned_comparison(side: Side, typed: Typed, setting: Setting, tolerance: Tolerance) -> Comparison | None:
    """How the transpose of a response compares; None where its shape is another one."""
    rows, columns = typed.known_shape
    if (columns, rows) != side.shape or typed.is_number:
        return None
    node = Apply("transpose", (typed.node,), typed.node.span)
    turned = Typed("transpose", (typed,), typed.columns, typed.rows, node)
    return compare(side, Expressed(turned), setting, tolerance=tolerance)


def _told(comparison: Comparison) -> Verdict:
    """The verdict, which hides the right answer where its value at one point is all of it."""
    evidence = without_answer(comparison.evidence, constant=False)
    match comparison.outcome:
        case Outcome.RIGHT:
            return right(evidence)
        case Outcome.WRONG:
            return wrong(evidence, say.differs(evidence))
        case _:
            return undecided(evidence)


def _undeclared(shapes: Mapping[str, Shape]) -> dict[str, Domain]:
    """What the names with a shape, and those of their sizes, are unless the author says otherwise."""
    sizes = {
        name for shape in shapes.values() for size in (shape.rows, shape.columns) for name in names_of(size)
    }
    return dict.fromkeys(shapes, REAL) | dict.fromkeys(sorted(sizes), SIZE)


def _indices(tree: Node) -> set[str]:
    """The names that a sum or product binds."""
    return {
        index.name
        for node in walk(tree)
        if isinstance(node, Apply)
        and node.head in ("sum", "prod")
        and isinstance(index := node.args[1], Name)
    }
