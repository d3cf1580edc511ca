"""Shapes and values as people write them."""

from __future__ import annotations

import pytest

from gradcheck_grader.declarations import DeclarationError, declarations, shape_in_words
from gradcheck_grader.notation import Shape


@pytest.mark.parametrize(
    ("said", "shape"),
    [
        ("3x3", Shape(3, 3)),
        ("3 x 3", Shape(3, 3)),
        ("3×2", Shape(3, 2)),
        ("3*2", Shape(3, 2)),
        ("2 by m", Shape(2, "m")),
        ("n×m", Shape("n", "m")),
        ("nxn", Shape("n", "n")),
        ("n x d", Shape("n", "d")),
        ("hidden × out", Shape("hidden", "out")),
        ("3", Shape(3)),
        ("n", Shape("n")),
        ("n×n symmetric", Shape("n", "n", frozenset({"symmetric"}))),
        ("3x3 positive definite", Shape(3, 3, frozenset({"positive definite"}))),
        ("n×n positive-definite", Shape("n", "n", frozenset({"positive definite"}))),
        ("dxd Invertible, symmetric", Shape("d", "d", frozenset({"symmetric", "invertible"}))),
        ("n unit", Shape("n", 1, frozenset({"unit"}))),
        ("n×m positive", Shape("n", "m", frozenset({"positive"}))),
    ],
)
def test_a_shape_is_read_as_it_is_said(said, shape):
    assert shape_in_words(said) == shape


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("", "The shape '' cannot be read. Write, for instance,"),
        ("3x", "The shape '3x' cannot be read."),
        ("n×", "The shape 'n×' cannot be read."),
        ("0", "The shape '0' cannot be read: a dimension is a whole number from 1, or a name; got 0."),
        ("3x3 nice", "The shape '3x3 nice' has an unknown trait, 'nice'. Known are"),
        ("3x3x3", "The shape '3x3x3' cannot be read."),
    ],
)
def test_what_is_no_shape_is_refused_with_a_sentence(said, sentence):
    with pytest.raises(DeclarationError) as caught:
        shape_in_words(said)
    assert str(caught.value).startswith(sentence)


def test_declarations_are_cut_at_commas_outside_of_brackets():
    found = declarations("A: 3x3 symmetric, x: 3; B = [[1, 2], [3, 4]], c=1/2")
    assert found.shapes == {"A": Shape(3, 3, frozenset({"symmetric"})), "x": Shape(3)}
    assert found.values == {"B": "[[1, 2], [3, 4]]", "c": "1/2"}
    assert declarations("").shapes == {}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("A", "I do not understand the declaration 'A'. Write for example: A: 3x3 symmetric"),
        ("3: n", "I do not understand the declaration '3: n'."),
        ("A: 3, A: 2", "A is declared twice. Declare it once."),
        ("A:", "I do not understand the declaration 'A:'."),
    ],
)
def test_what_declares_nothing_is_refused_with_a_sentence(text, sentence):
    with pytest.raises(DeclarationError) as caught:
        declarations(text)
    assert str(caught.value).startswith(sentence)


def test_an_open_bracket_is_left_to_whoever_reads_the_value():
    assert declarations("B = [1, 2").values == {"B": "[1, 2"}
