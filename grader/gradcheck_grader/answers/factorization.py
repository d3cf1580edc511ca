"""A factorisation of a given matrix: any factors of the right forms whose product is the matrix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import reduce
from itertools import pairwise

from gradcheck_grader import feedback
from gradcheck_grader.answers.judging import judged, right, undecided, wrong
from gradcheck_grader.answers.matrix_forms import Fault, first_fault
from gradcheck_grader.answers.references import Names, check_names, notation_of, reading_of, tree_of
from gradcheck_grader.answers.written import array, arrays, listed, named_arrays
from gradcheck_grader.equality import EXACT, Comparison, Tolerance
from gradcheck_grader.equality.arrays import Grid
from gradcheck_grader.equality.factorising import factors_of
from gradcheck_grader.equality.linear import Ground, at, multiplied, places
from gradcheck_grader.equality.spans import COARSEST
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.feedback import linear as said
from gradcheck_grader.notation import REAL, Notation
from gradcheck_grader.reading import Reading
from gradcheck_grader.syntax.line_breaks import lines_as_list
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Apply, Node
from gradcheck_grader.verdict import Evidence, Outcome, Verdict

FORM_CREDIT = 0.5
INVERSE = "P^-1"
Product = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a factorisation is.

    forms        those that each factor must have, by its name, in the order of the factors.
    left, right  the two products that must be equal; A is the matrix, and ^T marks a transpose.
    """

    forms: Mapping[str, tuple[str, ...]]
    left: Product
    right: Product

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the factors."""
        return tuple(self.forms)


_UNIT_LOWER = ("square", "lower", "unit diagonal")
KINDS: dict[str, Kind] = {
    "LU": Kind({"L": _UNIT_LOWER, "U": ("upper",)}, ("A",), ("L", "U")),
    "PLU": Kind({"P": ("permutation",), "L": _UNIT_LOWER, "U": ("upper",)}, ("A",), ("P", "L", "U")),
    "PA=LU": Kind({"P": ("permutation",), "L": _UNIT_LOWER, "U": ("upper",)}, ("P", "A"), ("L", "U")),
    "QR": Kind({"Q": ("orthonormal columns",), "R": ("upper",)}, ("A",), ("Q", "R")),
    "Cholesky": Kind({"L": ("square", "lower", "positive diagonal")}, ("A",), ("L", "L^T")),
    "LDL": Kind({"L": _UNIT_LOWER, "D": ("square", "diagonal")}, ("A",), ("L", "D", "L^T")),
    "eigen": Kind({"P": ("invertible",), "D": ("square", "diagonal")}, ("A", "P"), ("P", "D")),
    "spectral": Kind({"Q": ("orthogonal",), "D": ("square", "diagonal")}, ("A",), ("Q", "D", "Q^T")),
    "SVD": Kind(
        {
            "U": ("orthonormal columns",),
            "S": ("diagonal", "nonnegative diagonal"),
            "V": ("orthonormal columns",),
        },
        ("A",),
        ("U", "S", "V^T"),
    ),
}


@dataclass(frozen=True, slots=True)
class Factorization:
    """Any factorisation of a matrix of this kind: its factors in order, or by name (L = …, U = …).

    kind        of KINDS: "LU" (A = L U), "PLU" (A = P L U), "PA=LU", "QR", "Cholesky" (A = L L^T), "LDL"
                (A = L D L^T), "eigen" (A = P D P^-1), "spectral" (A = Q D Q^T), "SVD" (A = U S V^T).
    matrix      A: a Node, a text, a list of rows or a SymPy matrix.
    names       as for an Expression: what entries may be written with.
    factors     factors that are right, to be shown; left out, they are worked out for a rational matrix.
    positive    of QR: whether the diagonal of R must be positive.
    descending  of SVD: whether the singular values must descend.
    A response with the right product earns half the credit where only signs, lengths or an order are amiss;
    of "eigen" a response with some wrong eigenvectors earns the share of those that are right. There P^-1 may
    be given too, as a third matrix.
    Raises AnswerError for a matrix that has no such factorisation, or one that has to be given.
    """

    kind: str
    matrix: object
    names: Names = ()
    tolerance: Tolerance = EXACT
    factors: object = field(default=None, kw_only=True)
    positive: bool = field(default=False, kw_only=True)
    descending: bool = field(default=False, kw_only=True)
    notation: Notation = field(init=False, repr=False)
    tree: Node = field(init=False, repr=False, compare=False)
    ground: Ground = field(init=False, repr=False, compare=False)
    grid: Grid = field(init=False, repr=False, compare=False)
    wanted: Kind = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        settle = object.__setattr__
        settle(self, "wanted", self._kind())
        notation = notation_of("any", self.matrix, self.names)
        settle(self, "names", self.names if isinstance(self.names, Notation) else notation.names)
        factors = {name: REAL for name in self.wanted.names if name not in notation.names}
        settle(self, "notation", replace(notation, names={**notation.names, **factors}))
        settle(self, "ground", Ground(self.notation, self.tolerance))
        tree = tree_of(self.matrix, notation)
        check_names(tree, notation)
        grid = array(tree)
        if grid is None:
            raise AnswerError(f"{to_plain(tree)} is no matrix that could be factorised.")
        if not self.ground.is_real and self.kind in ("QR", "Cholesky", "LDL", "spectral", "SVD"):
            raise AnswerError(f"A factorisation {self.kind} is judged for real matrices only.")
        settle(self, "grid", self.ground.array(grid))
        settle(self, "tree", self._right_factors())

    def judge(self, response: str) -> Verdict:
        """The verdict on a response.

        >>> Factorization("LU", "[[2, 1], [4, 5]]").judge("[[1, 0], [2, 1]], [[2, 1], [0, 4]]").feedback
        'L U is not A: its entry in row 2, column 2 is 6, where 5 is needed.'
        """
        return judged(lines_as_list(response), self.notation, self.decide)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read."""
        found = self._read(response)
        if isinstance(found, str):
            return Verdict(Outcome.UNREADABLE, 0, found)
        factors = {name: self.ground.array(grid) for name, grid in found.items()}
        if self.ground.has_no_value(entry for grid in factors.values() for entry in grid.entries):
            return wrong(Evidence("undefined", yours=feedback.UNDEFINED), feedback.NO_VALUE)
        sides = self._side(self.wanted.left, factors), self._side(self.wanted.right, factors)
        left, product = sides
        fits = INVERSE not in factors or factors[INVERSE].shape == factors["P"].shape
        if left is None or product is None or left.shape != product.shape or not fits:
            return self._of_shapes(factors)
        faults = self._faults(factors)
        results = self._compared(left, product, factors)
        wrongs = [place for place, one in results.items() if one.outcome is Outcome.WRONG]
        if wrongs:
            return self._another_product(wrongs, left, product, factors, faults)
        doubts = [one.evidence for one in results.values() if one.outcome is Outcome.UNDECIDED]
        doubts += [fault.evidence for fault in faults if fault.outcome is Outcome.UNDECIDED]
        proved = [fault for fault in faults if fault.outcome is Outcome.WRONG]
        if proved and not any(one.outcome is Outcome.UNDECIDED for one in results.values()):
            return self._of_another_form(proved)
        if doubts:
            return undecided(doubts[0])
        agrees = (one.evidence for one in results.values() if one.evidence.kind == "agrees")
        return right(next(agrees, Evidence("exact")))

    def reference_text(self) -> str:
        """Factors that are right, in plain notation."""
        return to_plain(self.tree)

    def reference_reading(self) -> Reading:
        """Those factors as they are read and shown."""
        return reading_of(self.tree)

    def with_reference(self, reference: object) -> Factorization:
        """The same question about the matrix that other factors give.

        Raises AnswerError for factors that have not their forms.
        """
        if self.wanted.left != ("A",):
            return replace(self, factors=reference)
        tree = tree_of(listed(reference), self.notation)
        found = self._read(tree)
        if isinstance(found, str):
            raise AnswerError(f"{to_plain(tree)} is no list of factors. {found}")
        product = self._side(self.wanted.right, found)
        if product is None:
            raise AnswerError(f"The factors {to_plain(tree)} have no product.")
        return replace(self, matrix=_tree_of_grid(self.ground.array(product)), factors=tree)

    def _kind(self) -> Kind:
        if self.kind not in KINDS:
            raise AnswerError(f"A factorisation is one of {', '.join(KINDS)}; got {self.kind!r}.")
        kind = KINDS[self.kind]
        asked = (self.positive, "R", "positive diagonal"), (self.descending, "S", "descending diagonal")
        for flag, name, form in asked:
            if flag and name not in kind.forms:
                raise AnswerError(f"A factorisation {self.kind} has no {name} to ask something of.")
            if flag:
                kind = replace(kind, forms={**kind.forms, name: (*kind.forms[name], form)})
        return kind

    def _right_factors(self) -> Node:
        """The tree of factors that are right."""
        if self.factors is not None:
            tree = tree_of(listed(self.factors), self.notation)
        else:
            found = factors_of(self.kind, self.grid, self.ground)
            if found is None:
                raise AnswerError(
                    f"No factorisation {self.kind} of the matrix was found exactly. Give its factors."
                )
            tree = _list_of(found)
        verdict = self.decide(tree)
        if verdict.outcome is not Outcome.RIGHT:
            raise AnswerError(f"{to_plain(tree)} is no factorisation {self.kind} of it. {verdict.feedback}")
        return tree

    def _read(self, response: Node) -> dict[str, Grid] | str:
        """The factors by name, or a sentence that says what is missing."""
        names = self.wanted.names
        by_name = named_arrays(response)
        if by_name is not None:
            if unknown_one := next((name for name in by_name if name not in names), None):
                return said.unknown_factor(unknown_one, names)
            if len(by_name) != len(names):
                return said.factors_needed(names)
            found = {name: array(by_name[name]) for name in names}
            return _known(found) or said.no_matrix(next(name for name in names if found[name] is None))
        given = arrays(response)
        if self.kind == "eigen" and given is not None and len(given) == len(names) + 1:
            return dict(zip((*names, INVERSE), given, strict=True))
        if given is None or len(given) != len(names):
            return said.factors_needed(names)
        return dict(zip(names, given, strict=True))

    def _side(self, product: Product, factors: Mapping[str, Grid]) -> Grid | None:
        """The value of a product; None where its shapes do not fit."""
        parts = [self._part(part, factors) for part in product]
        if any(one.columns != other.rows for one, other in pairwise(parts)):
            return None
        return reduce(multiplied, parts)

    def _part(self, part: str, factors: Mapping[str, Grid]) -> Grid:
        grid = self.grid if part == "A" else factors[part.removesuffix("^T")]
        return grid.transposed() if part.endswith("^T") else grid

    def _compared(
        self, left: Grid, product: Grid, factors: Mapping[str, Grid]
    ) -> dict[tuple[int, int], Comparison]:
        allowed = Fraction(0) if self.tolerance.is_exact else self._slack(factors)
        return {
            place: self.ground.near(at(left, *place), at(product, *place), allowed) for place in places(left)
        }

    def _slack(self, factors: Mapping[str, Grid]) -> Fraction:
        """How far the two products may be apart when every entry of a factor is as far off as is allowed."""
        sizes = {name: self.ground.size(grid.entries) for name, grid in factors.items()} | {
            "A": self.ground.size(self.grid.entries)
        }
        inner = max(max(grid.shape) for grid in (*factors.values(), self.grid))
        total = Fraction(0)
        for product in (self.wanted.left, self.wanted.right):
            parts = [part.removesuffix("^T") for part in product]
            for place, part in enumerate(parts):
                share = Fraction(0) if part == "A" else self.tolerance.allowed(sizes[part], sizes[part])
                for other in parts[:place] + parts[place + 1 :]:
                    share *= inner * sizes[other]
                total += share
        return min(total, sizes["A"] / COARSEST)

    def _faults(self, factors: Mapping[str, Grid]) -> list[Fault]:
        """What keeps factors from their forms: of each factor the first."""
        found: list[Fault] = []
        for name, forms in self.wanted.forms.items():
            faults = (first_fault(form, name, factors[name], self.ground) for form in forms)
            fault = next((one for one in faults if one is not None), None)
            found += [fault] if fault is not None else []
        if INVERSE in factors and not found:
            product = multiplied(factors["P"], factors[INVERSE])
            fault = first_fault("identity", f"P {INVERSE}", product, self.ground)
            found += [fault] if fault is not None else []
        return found

    def _of_shapes(self, factors: Mapping[str, Grid]) -> Verdict:
        names = self.wanted.names
        shapes = [f"{name}: {feedback.shape(factors[name].shape)}" for name in names]
        product, left = " ".join(self.wanted.right), " ".join(self.wanted.left)
        needed = feedback.shape(self.grid.shape)
        sentence = said.shapes_do_not_fit(product, left, needed, shapes)
        evidence = Evidence("shape", needed=needed, yours=", ".join(shapes))
        return Verdict(Outcome.WRONG, 0, sentence, evidence=(evidence,))

    def _another_product(
        self,
        wrongs: Sequence[tuple[int, int]],
        left: Grid,
        product: Grid,
        factors: Mapping[str, Grid],
        faults: Sequence[Fault],
    ) -> Verdict:
        """The verdict on factors that do not give the matrix."""
        place = wrongs[0]
        texts = self.ground.text(at(left, *place)), self.ground.text(at(product, *place))
        names = " ".join(self.wanted.left), " ".join(self.wanted.right)
        where = feedback.entry(place[0] + 1, place[1] + 1)
        evidence = Evidence("counterexample", where, needed=texts[0], yours=texts[1])
        sentence = said.product_differs(*names, where, *texts)
        proved = [fault for fault in faults if fault.outcome is Outcome.WRONG]
        if self.kind == "eigen" and not faults:
            return self._eigenvectors({column for _, column in wrongs}, product.columns, evidence)
        if self._fits_transposed(left, factors):
            sentence = f"{sentence} {said.WAS_TRANSPOSED}"
        sentences = [sentence, *(fault.sentence for fault in proved)]
        reasons = (evidence, *(fault.evidence for fault in proved))
        return Verdict(Outcome.WRONG, 0, " ".join(sentences), evidence=reasons)

    def _eigenvectors(self, columns: set[int], total: int, evidence: Evidence) -> Verdict:
        """The verdict when some columns are no eigenvectors with the eigenvalue below them."""
        sentence = said.no_eigenvector([column + 1 for column in sorted(columns)])
        credit = (total - len(columns)) / total
        outcome = Outcome.PARTLY_RIGHT if credit else Outcome.WRONG
        return Verdict(outcome, credit, sentence, evidence=(replace(evidence, note=sentence),))

    def _fits_transposed(self, left: Grid, factors: Mapping[str, Grid]) -> bool:
        """Whether the last factor of an SVD was given as V^T, and would be right."""
        if self.kind != "SVD":
            return False
        turned = {**factors, "V": factors["V"].transposed()}
        product = self._side(self.wanted.right, turned)
        if product is None or product.shape != left.shape:
            return False
        return all(one.is_right for one in self._compared(left, product, turned).values())

    def _of_another_form(self, proved: Sequence[Fault]) -> Verdict:
        """The verdict on factors that give the matrix, but have not their forms."""
        begin = said.product_is_right(" ".join(self.wanted.right), " ".join(self.wanted.left))
        sentence = " ".join([begin, *(fault.sentence for fault in proved)])
        reasons = tuple(fault.evidence for fault in proved)
        if not all(fault.minor for fault in proved):
            return Verdict(Outcome.WRONG, 0, sentence, evidence=reasons)
        return Verdict(Outcome.PARTLY_RIGHT, FORM_CREDIT, sentence, evidence=reasons)


def _known(found: Mapping[str, Grid | None]) -> dict[str, Grid] | None:
    known = {name: grid for name, grid in found.items() if grid is not None}
    return known if len(known) == len(found) else None


def _list_of(grids: Sequence[Grid]) -> Node:
    trees = tuple(map(_tree_of_grid, grids))
    return trees[0] if len(trees) == 1 else Apply("tuple", trees)


def _tree_of_grid(grid: Grid) -> Node:
    rows = [
        Apply("row", grid.entries[row * grid.columns : (row + 1) * grid.columns]) for row in range(grid.rows)
    ]
    return Apply("matrix", tuple(rows))
