"""Shapes of every part, and the matrices that samples are made of."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import fmpq

from gradcheck_grader import (
    INTEGER,
    POSITIVE,
    REAL,
    AnswerError,
    Apply,
    Domain,
    Name,
    between,
    parse,
    shape_of,
)
from gradcheck_grader.answers.matrix import matrix_notation
from gradcheck_grader.equality.matrices import ShapeError, UnsupportedError, infer
from gradcheck_grader.equality.matrices.sampling import Kind, checked, made, ordinary, private, simple, wide
from gradcheck_grader.equality.matrices.sizes import multiplied, names_of, size_at

SHAPES = {"X": "n×d", "w": "d", "y": "n", "A": "d×d", "H": "2×3", "r": "1×d"}
NOTATION = matrix_notation("", SHAPES, ["c"])

TYPED = [
    ("X w", ("n", 1), "a matrix times a column"),
    ("X^T X", ("d", "d"), "a Gram matrix"),
    ("w^T w", (1, 1), "an inner product is a number"),
    ("w w^T", ("d", "d"), "an outer product"),
    ("w^T A w", (1, 1), "a quadratic form"),
    ("w^T A", (1, "d"), "a row"),
    ("A w^T w", ("d", "d"), "the inner product first, where nothing else fits"),
    ("w w^T w", ("d", 1), "from left to right where that fits"),
    ("c X w", ("n", 1), "a number scales"),
    ("w^T w A", ("d", "d"), "a number that was computed scales"),
    ("X w/n", ("n", 1), "a size is a number"),
    ("A + I", ("d", "d"), "the identity takes the size it needs"),
    ("(A - c I)^-1 w", ("d", 1), "also inside an inverse"),
    ("1^T y", (1, 1), "a row of ones"),
    ("ones(d) - w", ("d", 1), "ones of a size"),
    ("0 + w", ("d", 1), "zero takes any shape"),
    ("X ⊗ A", ("d·n", "d·d"), "sizes are multiplied"),
    ("H ⊗ H", (4, 9), "sizes that are numbers are worked out"),
    ("H ⊗ X", ("2·n", "3·d"), "both"),
    ("diag(w)", ("d", "d"), "a diagonal matrix"),
    ("diag(A)", ("d", 1), "a diagonal"),
    ("||X w||", (1, 1), "a norm is a number"),
    ("softmax(w)", ("d", 1), "the shape stays"),
    ("sum((y - X w)^2)", (1, 1), "a sum over entries"),
    ("sum_{i=1}^n y_i X w", ("n", 1), "a sum of vectors"),
    ("[c, 2, 3]", (3, 1), "a list is a column"),
    ("[[c, 2, 3]]", (1, 3), "a list of one row"),
    ("r^T", ("d", 1), "a row turned"),
    ("r w", (1, 1), "a row times a column"),
]


@pytest.mark.parametrize(("text", "shape", "why"), TYPED, ids=[row[2] for row in TYPED])
def test_every_part_has_a_shape(text, shape, why):
    assert infer(parse(text, NOTATION), NOTATION).known_shape == shape


def test_a_fault_knows_its_place_and_its_parts():
    text = "2 X^T (X w - w)"
    with pytest.raises(ShapeError) as caught:
        infer(parse(text, NOTATION), NOTATION)
    fault = caught.value.fault
    start, end = fault.span
    assert text[start:end] in ("X w - w", "(X w - w)")
    assert fault.parties == (("X w", "n×1"), ("w", "d×1"))


def test_what_has_no_rule_is_no_fault():
    with pytest.raises(UnsupportedError):
        infer(Apply("expect", (Name("w"),)), NOTATION)


def test_sizes_multiply_as_monomials():
    assert multiplied("n", 2) == multiplied(2, "n") == "2·n"
    assert multiplied("2·n", "3·d") == "6·d·n"
    assert names_of("6·d·n") == ("d", "n")
    assert size_at("6·d·n", {"d": 2, "n": 3}) == 36


TRAITS = [
    ("symmetric", lambda M, one: M.transpose() == M),
    ("skew", lambda M, one: -M.transpose() == M),
    ("diagonal", lambda M, one: all(M[i, j] == 0 for i in range(3) for j in range(3) if i != j)),
    ("upper", lambda M, one: all(M[i, j] == 0 for i in range(3) for j in range(i))),
    ("lower", lambda M, one: all(M[i, j] == 0 for i in range(3) for j in range(i + 1, 3))),
    ("orthogonal", lambda M, one: M.transpose() * M == one),
    ("symmetric orthogonal", lambda M, one: one == M * M and M.transpose() == M),
    ("invertible", lambda M, one: M.det() != 0),
    ("symmetric invertible", lambda M, one: M.det() != 0 and M.transpose() == M),
    ("positive definite", lambda M, one: M.transpose() == M and minors(M) == [1, 1, 1]),
    ("positive semidefinite", lambda M, one: M.transpose() == M and all(sign >= 0 for sign in minors(M))),
    ("positive", lambda M, one: all(entry > 0 for entry in M.entries())),
    ("positive definite nonnegative", lambda M, one: all(entry >= 0 for entry in M.entries())),
    ("nonzero", lambda M, one: all(entry != 0 for entry in M.entries())),
    ("diagonal orthogonal", lambda M, one: one == M * M),
    ("diagonal positive definite", lambda M, one: M[0, 1] == 0 and minors(M) == [1, 1, 1]),
]  # fmt: skip


def minors(M):
    """The signs of the leading principal minors."""
    found = []
    for size in (1, 2, 3):
        corner = type(M)(size, size, [M[i, j] for i in range(size) for j in range(size)]).det()
        found.append((corner > 0) - (corner < 0))
    return found


def identity(size):
    from flint import fmpq_mat

    return fmpq_mat(size, size, [int(i == j) for i in range(size) for j in range(size)])


@pytest.mark.parametrize(("trait", "holds"), TRAITS, ids=[row[0] for row in TRAITS])
def test_samples_have_the_traits_declared(trait, holds):
    kind = checked(Kind("M", shape_of(f"n×n {trait}")))
    sources = [*map(ordinary, range(6)), *map(simple, range(6)), private(2, 99), wide(3, Fraction(50))]
    found = [matrix for source in sources if (matrix := made(kind, (3, 3), source)) is not None]
    assert len(found) >= 10
    assert all(holds(matrix, identity(3)) for matrix in found)


def test_semidefinite_samples_are_sometimes_singular():
    kind = Kind("M", shape_of("n×n psd"))
    ranks = {made(kind, (3, 3), ordinary(number)).rank() for number in range(8)}
    assert ranks == {2, 3}


def test_unit_vectors_have_length_one():
    kind = checked(Kind("u", shape_of("n unit")))
    for number in range(6):
        u = made(kind, (4, 1), ordinary(number))
        assert (u.transpose() * u)[0, 0] == 1


DOMAINS = [
    (POSITIVE, lambda entry: entry > 0, "positive"),
    (between(0, 1), lambda entry: 0 < entry < 1, "an interval"),
    (INTEGER, lambda entry: entry.q == 1, "whole numbers"),
    (Domain(low=Fraction(-2), high=Fraction(-1)), lambda entry: -2 <= entry <= -1, "below zero"),
]


@pytest.mark.parametrize(("domain", "holds", "why"), DOMAINS, ids=[row[2] for row in DOMAINS])
def test_entries_stay_in_their_domain(domain, holds, why):
    kind = checked(Kind("M", shape_of("n×d"), domain))
    for source in (ordinary(0), ordinary(1), private(2, 7), simple(3), wide(2, Fraction(20))):
        assert all(holds(entry) for entry in made(kind, (2, 3), source).entries())


def test_samples_are_the_same_every_time_and_differ_by_name_and_number():
    kind = Kind("M", shape_of("n×n"))
    one = made(kind, (2, 2), ordinary(0))
    assert one == made(kind, (2, 2), ordinary(0))
    assert one != made(kind, (2, 2), ordinary(1))
    assert one != made(Kind("N", shape_of("n×n")), (2, 2), ordinary(0))
    assert made(kind, (2, 2), private(0, 1)) != made(kind, (2, 2), private(0, 2))


def test_a_number_is_no_matrix():
    assert isinstance(made(Kind("c", shape_of("1"), REAL), (1, 1), ordinary(0)), fmpq)


REFUSED = [
    ("n×n upper skew", REAL, "M cannot be skew, upper all at once."),
    ("n×n orthogonal", between(0, 1), "M is orthogonal: its entries cannot be kept in a domain as well."),
    ("n×n", Domain("complex"), "M is complex: matrix expressions are compared over the real numbers."),
]


@pytest.mark.parametrize(("text", "domain", "sentence"), REFUSED, ids=[row[0] for row in REFUSED])
def test_names_that_can_have_no_value_are_refused(text, domain, sentence):
    with pytest.raises(AnswerError) as caught:
        checked(Kind("M", shape_of(text), domain))
    assert str(caught.value) == sentence
