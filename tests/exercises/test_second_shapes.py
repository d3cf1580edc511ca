"""The answers about shapes, traces and rules for products, by routes that the bank does not use."""

from __future__ import annotations

import re
from itertools import pairwise, product

import pytest

from gradcheck_exercises import find

SEEDS = range(25)


def chosen(part):
    """The text of the option that is right."""
    return dict(part.answer.notation.options)[part.answer.reference_text()]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_shape_by_indices(seed):
    """A product sums over the index that meets; an expression is a chain of pairs of letters n, d, k."""
    problem = find("linalg/shape-rules").problem(seed)
    n, d = map(int, re.search(r"batch of (\d+) examples with (\d+)", problem.statement.markdown()).groups())
    k = int(re.search(r"targets the \$\d+ \\times (\d+)", problem.statement.markdown()).group(1))
    pairs = {"X": (n, d), "W": (d, k), "Y": (n, k)}
    for part in problem.parts:
        formula = re.search(r"\$(.+)\$", part.prompt.markdown()).group(1)
        ends = chain(formula.replace(r"^{\top}", "'").replace(" ", ""), pairs)
        assert chosen(part) == ("not defined" if ends is None else "{} × {}".format(*ends))


def chain(formula, pairs):
    """The outer indices of an expression, by rewriting it from the innermost brackets; or None."""
    pairs, fresh = dict(pairs), iter("abcdefgh")
    while bracket := re.search(r"\(([^()]*)\)", formula):
        name = next(fresh)
        pairs[name] = chain(bracket.group(1), pairs)
        formula = formula[: bracket.start()] + name + formula[bracket.end() :]
    sides = [meeting(re.findall(r"(\w)('?)", side), pairs) for side in formula.split("-")]
    return sides[0] if all(side == sides[0] for side in sides) else None


def meeting(factors, pairs):
    """The outer indices of a product, None where two that meet differ."""
    known = [pairs[name][::-1] if turned else pairs[name] for name, turned in factors if pairs[name]]
    if len(known) < len(factors) or any(one[1] != other[0] for one, other in pairwise(known)):
        return None
    return known[0][0], known[-1][1]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_broadcast_shape_by_the_indices_that_are_used(seed):
    """Entry [i, j, …] takes each array at the trailing indices it has, with 0 on an axis of length 1."""
    problem = find("linalg/broadcasting").problem(seed)
    for part in problem.parts[:2]:
        shapes = re.findall(r"has shape `\(([\d, ]+)\)`", part.prompt.markdown())
        one, other = ([int(size) for size in re.findall(r"\d+", shape)] for shape in shapes)
        options = [text for _, text in part.answer.notation.options if text != "an error"]
        fitting = [
            text for text in options if reaches([int(s) for s in re.findall(r"\d+", text)], one, other)
        ]
        assert chosen(part) == (fitting[0] if fitting else "an error")


def reaches(shape, one, other):
    """Whether an array of this shape uses each index of both arrays, and no more."""
    for array in (one, other):
        if len(array) > len(shape):
            return False
        trailing = shape[len(shape) - len(array) :]
        if any(size not in (1, wanted) for size, wanted in zip(array, trailing, strict=True)):
            return False
    padded = [[1] * (len(shape) - len(array)) + array for array in (one, other)]
    return all(wanted in sizes for wanted, *sizes in zip(shape, *padded, strict=True))


@pytest.mark.parametrize("seed", SEEDS)
def test_entries_of_a_difference_are_counted(seed):
    part = find("linalg/broadcasting").problem(seed).part("c")
    n = int(re.search(r"\((\d+),\)", part.prompt.markdown()).group(1))
    assert part.answer.reference_text() == str(sum(1 for _ in product(range(n), range(n))))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_trace_as_a_walk_in_a_circle(seed):
    """tr(PQR) sums p_ij q_jk r_ki: factors that share an index are neighbours; only the circle counts."""
    part = find("linalg/trace-cyclic").problem(seed).part("a")
    equal = {key for key, text in part.answer.notation.options if circle(text) == circle("tr(P Q R)")}
    assert set(part.answer.reference_text().split(", ")) == equal


def circle(text):
    """The names of the factors round the circle from P; transposed ones are walked through backwards."""
    factors = re.findall(r"([PQR])(ᵀ?)", text)
    if "·" in text:
        return None
    names = [name for name, _ in factors]
    if factors[0][1]:
        names.reverse()
    start = names.index("P")
    return names[start:] + names[:start]


@pytest.mark.parametrize("seed", SEEDS)
def test_multiplications_are_counted_one_by_one(seed):
    problem = find("linalg/trace-cyclic").problem(seed)
    (m, k), (_, n) = [
        map(int, pair) for pair in re.findall(r"\$(\d+) \\times (\d+)\$", problem.statement.markdown())[:2]
    ]
    counts = [
        first + second
        for first, second in ((m * k * n, m * m * n), (k * n * m, k * k * m), (n * m * k, n * n * k))
    ]
    assert problem.part("b").answer.reference_text() == str(counts[0])
    assert problem.part("c").answer.reference_text() == "abc"[counts.index(min(counts))]
    assert counts.count(min(counts)) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_an_equation_is_solved_by_rewriting_words(seed):
    """In the group of invertible matrices X is a word: put back into the equation, both sides reduce."""
    problem = find("linalg/transpose-inverse-rules").problem(seed)
    left, right = re.search(r"\$(.+) = (.+)\$ for", problem.part("a").prompt.markdown()).groups()
    X = word(problem.part("a").answer.reference_text().replace("*", " "), {})
    assert word(left, {"X": X}) == word(right, {})


def word(text, known):
    """The reduced word of a product: (name, transposed, inverted) in order, no neighbours that cancel."""
    letters, rest = [], re.sub(r"\^({\\top}|T)", "'", text.replace(" ", ""))
    rest = re.sub(r"\^({-1}|\(-1\))", "~", rest)
    while rest:
        piece = re.match(r"(\(([^()]*)\)|\w)(['~]*)", rest)
        rest = rest[piece.end() :]
        inner = (
            word(piece.group(2), known)
            if piece.group(2)
            else known.get(piece.group(1), [(piece.group(1), 0, 0)])
        )
        for mark in piece.group(3):
            inner = [(one, t ^ (mark == "'"), i ^ (mark == "~")) for one, t, i in reversed(inner)]
        for letter in inner:
            if letters and letters[-1] == (letter[0], letter[1], 1 - letter[2]):
                letters.pop()
            else:
                letters.append(letter)
    return letters


RULES_THAT_FAIL = ("Pᵀ Qᵀ", "P⁻¹ Q⁻¹", "P⁻¹ + Q⁻¹", "P Q⁻¹", "2 P⁻¹", "Q Pᵀ")


@pytest.mark.parametrize("seed", SEEDS)
def test_the_rules_that_hold_are_those_not_in_the_list_of_mistakes(seed):
    part = find("linalg/transpose-inverse-rules").problem(seed).part("b")
    holding = {
        key for key, text in part.answer.notation.options if text.split(" = ")[1] not in RULES_THAT_FAIL
    }
    assert set(part.answer.reference_text().split(", ")) == holding
