"""UpToScale and UpToSign: directions, lengths, signs, and what is said of each."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck_grader import AnswerError, Notation, Outcome, Tolerance, UpToScale, UpToSign

RIGHT, PARTLY, WRONG = Outcome.RIGHT, Outcome.PARTLY_RIGHT, Outcome.WRONG
UNREADABLE = Outcome.UNREADABLE
COMPLEX = Notation(constants=frozenset({"i"}))
PLACES = {"tolerance": Tolerance(places=3)}
DIRECTION = "Your vector does not have the direction that is needed."
RATIO = f"{DIRECTION} Look at the ratio of entry 1 to entry 2."
ZERO = "Your vector is the zero vector, which has no direction: a nonzero vector is needed."
LENGTH = "The direction is right, but the vector must have length 1; yours has length"

SCALED = [
    ("[1, 2]", {}, "[1, 2]", RIGHT, "That is right.", "as it stands"),
    ("[1, 2]", {}, "[-3, -6]", RIGHT, "That is right.", "a negative multiple"),
    ("[1, 2]", {}, "(1/2, 1)", RIGHT, "That is right.", "round brackets and fractions"),
    ("[1, 2]", {}, "[0.5, 1]", RIGHT, "That is right.", "an exact decimal"),
    ("[1, 2]", {}, "[1; 2]", RIGHT, "That is right.", "a column"),
    ("[1, 2]", {}, "[[1, 2]]", RIGHT, "That is right.", "a row"),
    ("[1, 2]", {}, "1/sqrt(5) [1, 2]", RIGHT, "That is right.", "a factor in front"),
    ("[1, 2]", {}, "[1, 2]/sqrt(5)", RIGHT, "That is right.", "a factor behind"),
    ("[1, 2]", {}, "-[1, 2]", RIGHT, "That is right.", "a sign in front"),
    ("[1, 2]", {}, "pi [1, 2]", RIGHT, "That is right.", "an irrational factor"),
    ("[1, 2]", {}, r"\begin{pmatrix} 2 \\ 4 \end{pmatrix}", RIGHT, "That is right.", "in LaTeX"),
    ("[1, 2]", {}, r"\frac{1}{\sqrt 5}\begin{pmatrix} 1 \\ 2 \end{pmatrix}", RIGHT, None, "LaTeX, scaled"),
    ("[1, 2]", {}, "[1, 3]", WRONG, RATIO, "another direction"),
    ("[1, 2]", {}, "[1, 1.999]", WRONG, RATIO, "only near"),
    ("[1, 2]", {}, "[2, 1]", WRONG, RATIO, "entries swapped"),
    ("[1, 2]", {}, "[1, -2]", WRONG, RATIO, "one sign"),
    ("[1, 2]", {}, "[0, 1]", WRONG, RATIO, "a zero where none is"),
    ("[1, 2]", {}, "[0, 0]", WRONG, ZERO, "the zero vector"),
    ("[1, 2]", {}, "[sqrt(4) - 2, 0]", WRONG, ZERO, "a zero vector in disguise"),
    ("[1, 2]", {}, "[1, 2, 0]", WRONG, "Your vector has 3 entries, but 2 are needed.", "an entry too many"),
    ("[1, 2]", {}, "[1]", UNREADABLE, None, "one entry is mere brackets"),
    ("[1, 2]", {}, "5", UNREADABLE, "A vector or matrix is needed here, such as [1, 2].", "a number"),
    ("[1, 2]", {}, "[1, 2", UNREADABLE, None, "a bracket that is never closed"),
    ("[1, 2]", {}, "[q, 2q]", UNREADABLE, None, "an undeclared name"),
    ("[0, 1, -1]", {}, "[0, -5, 5]", RIGHT, "That is right.", "a zero entry stays"),
    (
        *("[0, 1, -1]", {}, "[1, 5, -5]", WRONG),
        f"{DIRECTION} Look at the ratio of entry 1 to entry 2.",
        "a zero entry does not stay",
    ),
    ("[0, 1, -1]", {}, "[1, 0, 0]", WRONG, None, "at right angles to it"),
    ("[1, (1 + sqrt(5))/2]", {}, "[2, 1 + sqrt(5)]", RIGHT, "That is right.", "the golden ratio"),
    ("[1, (1 + sqrt(5))/2]", {}, "[(sqrt(5) - 1)/2, 1]", RIGHT, "That is right.", "its inverse"),
    ("[1, (1 + sqrt(5))/2]", {}, "[1, 1.618]", WRONG, RATIO, "rounded is not exact"),
    ("[1, (1 + sqrt(5))/2]", PLACES, "[1, 1.618]", RIGHT, "That is right.", "rounded is near enough"),
    ("[1, (1 + sqrt(5))/2]", PLACES, "[1, 1.6]", WRONG, None, "too coarse"),
    ("[b, a - 1]", {"names": "a, b"}, "[b/(a - 1), 1]", RIGHT, "That is right.", "divided by a name"),
    ("[b, a - 1]", {"names": "a, b"}, "[a b, a^2 - a]", RIGHT, "That is right.", "multiplied by a name"),
    ("[b, a - 1]", {"names": "a, b"}, "[b, a]", WRONG, RATIO, "another direction with names"),
    ("[b, a - 1]", {"names": "a, b"}, "[a - 1, b]", WRONG, RATIO, "swapped with names"),
    ("[cos(t), sin(t)]", {"names": "t"}, "[1, tan(t)]", RIGHT, "That is right.", "an angle"),
    ("[cos(t), sin(t)]", {"names": "t"}, "[-sin(t), cos(t)]", WRONG, RATIO, "turned by a right angle"),
    ("[1, i]", {"names": COMPLEX}, "[i, -1]", RIGHT, "That is right.", "times i"),
    ("[1, i]", {"names": COMPLEX}, "[1, -i]", WRONG, RATIO, "the conjugate is another one"),
    ("[3, 4]", {"unit": True}, "[3/5, 4/5]", RIGHT, "That is right.", "of length 1"),
    ("[3, 4]", {"unit": True}, "[-0.6, -0.8]", RIGHT, "That is right.", "its opposite"),
    ("[3, 4]", {"unit": True}, "[3, 4]", PARTLY, f"{LENGTH} 5.", "not normalised"),
    ("[1, 1]", {"unit": True}, "[1, 1]", PARTLY, f"{LENGTH} sqrt(2).", "an irrational length"),
    ("[1, 1]", {"unit": True}, "[1, 1]/2", PARTLY, None, "divided by the squared length"),
    ("[1, 1]", {"unit": True}, "[1, 1]/sqrt(2)", RIGHT, "That is right.", "divided by the length"),
    ("[1, 1]", {"unit": True} | PLACES, "[0.707, 0.707]", RIGHT, "That is right.", "rounded, of length 1"),
    (
        "[1, 1]",
        {"unit": True} | PLACES,
        "[0.7, 0.7]",
        PARTLY,
        f"{LENGTH} sqrt(49/50).",
        "rounded too coarsely",
    ),
    ("[1, i]", {"names": COMPLEX, "unit": True}, "[1, i]/sqrt(2)", RIGHT, None, "a complex unit vector"),
    ("[1, 2]", {"sign": False}, "[2, 4]", RIGHT, "That is right.", "the same orientation"),
    (
        *("[1, 2]", {"sign": False}, "[-1, -2]", WRONG),
        "Your vector points the opposite way: here its sign matters.",
        "the other orientation",
    ),
    ("[0, -sqrt(2)]", {"sign": False}, "[0, -1]", RIGHT, "That is right.", "an irrational pivot"),
    ("[1, 2]", PLACES, "[0.001, -0.001]", WRONG, None, "smaller than the tolerance, and wrong all the same"),
    ("[1, 2]", PLACES, "[0.0001, -0.0001]", WRONG, None, "far smaller than the tolerance"),
    ("[1, 2]", PLACES, "[0.447, 0.894]", RIGHT, "That is right.", "rounded properly at another size"),
]


@pytest.mark.parametrize(
    ("reference", "options", "response", "outcome", "sentence", "why"), SCALED, ids=[row[5] for row in SCALED]
)
def test_a_vector_is_judged_by_its_direction(reference, options, response, outcome, sentence, why):
    verdict = UpToScale(reference, **options).judge(response)
    assert verdict.outcome is outcome, verdict
    if sentence is not None:
        assert verdict.feedback == sentence


NO_SIGN = "This is not what is needed, with either sign."
SIGNED = [
    ("3", {}, "-3", RIGHT, 1, "That is right.", "a number"),
    ("3", {}, "3", RIGHT, 1, "That is right.", "the number itself"),
    ("3", {}, "4", WRONG, 0, NO_SIGN, "another number"),
    ("sqrt(2)", {}, "-2/sqrt(2)", RIGHT, 1, "That is right.", "an irrational number"),
    ("[1, -2]", {}, "[-1, 2]", RIGHT, 1, "That is right.", "a vector"),
    ("[1, -2]", {}, "[[-1, 2]]", WRONG, 0, None, "a row is no column"),
    (
        *("[1, -2]", {}, "[1, 2]", PARTLY, 0.5),
        "Up to sign, 1 of 2 entries is right. Look again at row 2, column 1.",
        "a sign of one entry",
    ),
    ("[1, -2]", {}, "[3, 4]", WRONG, 0, "None of the entries is right, with either sign.", "nothing right"),
    ("[1, -2]", {}, "x", UNREADABLE, 0, None, "an undeclared name"),
    (
        *("[1, -2]", {}, "[1, -2, 0]", WRONG, 0),
        "Your array is 3×1 (rows × columns), but 2×1 is needed.",
        "an entry too many",
    ),
    ("[2 x, -x]", {"names": "x"}, "[-2x, x]", RIGHT, 1, "That is right.", "with names"),
    ("[2 x, -x]", {"names": "x"}, "[-2x, -x]", PARTLY, 0.5, None, "with names, one sign"),
    ("[[1, 1], [1, -1]]", {}, "[[-1, -1], [-1, 1]]", RIGHT, 1, "That is right.", "a matrix"),
    (
        *("[[1, 1], [1, -1]]", {}, "[[1, -1], [1, 1]]", PARTLY, 0.5),
        "Each column alone is right up to its sign, but here all signs may change only together.",
        "signs by column where they go together",
    ),
    ("[[1, 1], [1, -1]]", {"by": "columns"}, "[[1, -1], [1, 1]]", RIGHT, 1, "That is right.", "by columns"),
    ("[[1, 1], [1, -1]]", {"by": "columns"}, "[[-1, -1], [-1, 1]]", RIGHT, 1, None, "both columns"),
    (
        *("[[1, 1], [1, -1]]", {"by": "columns"}, "[[1, -1], [1, -1]]", PARTLY, 0.75),
        "Up to sign, 3 of 4 entries are right. Look again at row 1, column 2.",
        "an entry wrong by columns",
    ),
    ("[[3, 4], [4, -3]]/5", {"by": "columns"}, "[[0.6, -0.8], [0.8, 0.6]]", RIGHT, 1, None, "decimals"),
    ("[1, 1]/sqrt(2)", PLACES, "[-0.707, -0.707]", RIGHT, 1, "That is right.", "rounded"),
    ("[1, 1]/sqrt(2)", PLACES, "[-0.71, -0.71]", WRONG, 0, None, "too coarse for it"),
]


@pytest.mark.parametrize(
    ("reference", "options", "response", "outcome", "credit", "sentence", "why"),
    SIGNED,
    ids=[row[6] for row in SIGNED],
)
def test_a_sign_is_free(reference, options, response, outcome, credit, sentence, why):
    verdict = UpToSign(reference, **options).judge(response)
    assert (verdict.outcome, verdict.credit) == (outcome, credit), verdict
    if sentence is not None:
        assert verdict.feedback == sentence


@pytest.mark.parametrize(
    "answer",
    [
        UpToScale("[1, 2]", unit=True),
        UpToScale(sympy.Matrix([1, 2])),
        UpToScale([0, 1, -1]),
        UpToScale("[b, a - 1]", "a, b"),
        UpToSign(sympy.Matrix([[1, 2], [3, 4]]), by="columns"),
        UpToSign(-2),
    ],
)
def test_the_reference_is_judged_right(answer):
    assert answer.judge(answer.reference_text()).outcome is RIGHT
    assert answer.decide(answer.reference_reading().tree).outcome is RIGHT


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: UpToScale("[0, 0]"), "The right answer [0, 0] has no direction: it is the zero vector."),
        (
            lambda: UpToScale("[[1, 2], [3, 4]]"),
            "The right answer [[1, 2], [3, 4]] is no vector. Use UpToSign for a matrix.",
        ),
        (lambda: UpToScale("3"), "The right answer 3 is no vector. Use UpToSign for a matrix."),
        (
            lambda: UpToScale("[x, 1/x]", "x", sign=False),
            "The sign can matter only for a vector of real numbers. Leave sign out.",
        ),
        (lambda: UpToSign("1", by="rows"), "The sign is free by whole or by columns; got 'rows'."),
    ],
)
def test_an_author_is_told_what_is_amiss(make, sentence):
    with pytest.raises(AnswerError) as caught:
        make()
    assert str(caught.value) == sentence


ENTRIES = st.integers(-9, 9)


@given(st.lists(ENTRIES, min_size=2, max_size=4).filter(any), st.fractions(-5, 5).filter(bool), st.data())
@settings(max_examples=40, deadline=None)
def test_multiples_are_right_and_others_are_wrong(vector, factor, data):
    answer = UpToScale([*vector])
    assert answer.judge(f"[{', '.join(str(factor * entry) for entry in vector)}]").outcome is RIGHT
    other = data.draw(st.lists(ENTRIES, min_size=len(vector), max_size=len(vector)))
    parallel = np.linalg.matrix_rank(np.array([vector, other])) == 1 and any(other)
    assert answer.judge(str(other)).outcome is (RIGHT if parallel else WRONG)


@given(st.lists(ENTRIES, min_size=2, max_size=3).filter(any), st.sampled_from([2, 3, 4, 6]))
@settings(max_examples=20, deadline=None)
def test_a_properly_rounded_unit_vector_is_right(vector, places):
    unit = np.array(vector) / np.linalg.norm(vector)
    text = str([f"{entry:.{places}f}" for entry in unit]).replace("'", "")
    answer = UpToScale([*vector], tolerance=Tolerance(places=places), unit=True)
    assert answer.judge(text).outcome is RIGHT
