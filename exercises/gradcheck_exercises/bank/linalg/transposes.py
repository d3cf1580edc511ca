"""Rules for transposes and inverses."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gradcheck_exercises import Draw, Part, Problem, Slip, Step, exercise, hints, say, step
from gradcheck_grader import Choice, MatrixExpression

LETTERS = "ABCDMS"
Factors = tuple[str, ...]  # such as ("A^-1", "C^T"), from left to right
Side = Callable[..., np.ndarray]
inverse = np.linalg.inv

ORDER = "The factors are right, but their order is not: transposing or inverting a product reverses it."
UNFINISHED = "You are nearly there, but this is not X itself. Undo what is still done to X."
LOST = "An operation got lost: check for each factor whether it is transposed, and whether it is inverted."
SIDE = "Multiply by an inverse from the side on which the factor stands."


@dataclass(frozen=True)
class Pattern:
    """An equation for X in the letters A, B, C, which stand for any others.

    equation  its two sides in LaTeX.      holds  the same two sides in NumPy, from X, A, B, C.
    answer    the factors of X.            wrong  name, factors and feedback of each wrong rule.
    steps     rule, before and after, in LaTeX.
    """

    equation: tuple[str, str]
    holds: tuple[Side, Side]
    answer: Factors
    wrong: tuple[tuple[str, Factors, str], ...]
    steps: tuple[tuple[str, str, str], ...]


PATTERNS = (
    Pattern(
        (r"(A X)^{\top}", "B"),
        (lambda X, A, B, C: (A @ X).T, lambda X, A, B, C: B),
        ("A^-1", "B^T"),
        (("wrong-side", ("B^T", "A^-1"), SIDE), ("transpose-lost", ("A^-1", "B"), LOST)),
        (
            ("Transpose both sides", "A X", r"B^{\top}"),
            ("Multiply by $A^{-1}$ from the left", "X", r"A^{-1} B^{\top}"),
        ),
    ),
    Pattern(
        ("(X A)^{-1}", "B"),
        (lambda X, A, B, C: inverse(X @ A), lambda X, A, B, C: B),
        ("B^-1", "A^-1"),
        (("order-kept", ("A^-1", "B^-1"), ORDER), ("inverse-lost", ("B", "A^-1"), LOST)),
        (
            ("Invert both sides", "X A", "B^{-1}"),
            ("Multiply by $A^{-1}$ from the right", "X", "B^{-1} A^{-1}"),
        ),
    ),
    Pattern(
        (r"(A X B)^{\top}", "C"),
        (lambda X, A, B, C: (A @ X @ B).T, lambda X, A, B, C: C),
        ("A^-1", "C^T", "B^-1"),
        (("wrong-side", ("B^-1", "C^T", "A^-1"), SIDE), ("transpose-lost", ("A^-1", "C", "B^-1"), LOST)),
        (
            ("Transpose both sides", "A X B", r"C^{\top}"),
            (
                "Multiply by $A^{-1}$ from the left and by $B^{-1}$ from the right",
                "X",
                r"A^{-1} C^{\top} B^{-1}",
            ),
        ),
    ),
    Pattern(
        (r"(A^{\top} X)^{-1}", "B"),
        (lambda X, A, B, C: inverse(A.T @ X), lambda X, A, B, C: B),
        ("(A^T)^-1", "B^-1"),
        (("order-kept", ("B^-1", "(A^T)^-1"), ORDER), ("transpose-for-inverse", ("A", "B^-1"), LOST)),
        (
            ("Invert both sides", r"A^{\top} X", "B^{-1}"),
            (r"Multiply by $(A^{\top})^{-1}$ from the left", "X", r"(A^{\top})^{-1} B^{-1}"),
        ),
    ),
    Pattern(
        (r"(A X^{-1} B)^{\top}", "C"),
        (lambda X, A, B, C: (A @ inverse(X) @ B).T, lambda X, A, B, C: C),
        ("B", "(C^T)^-1", "A"),
        (
            ("inverse-of-X", ("A^-1", "C^T", "B^-1"), UNFINISHED),
            ("order-kept", ("A", "(C^T)^-1", "B"), ORDER),
        ),
        (
            ("Transpose both sides", "A X^{-1} B", r"C^{\top}"),
            (
                "Multiply by $A^{-1}$ from the left and by $B^{-1}$ from the right",
                "X^{-1}",
                r"A^{-1} C^{\top} B^{-1}",
            ),
            ("Invert both sides", "X", r"B (C^{\top})^{-1} A"),
        ),
    ),
    Pattern(
        (r"(A^{-1} X^{\top} B)^{\top}", "C"),
        (lambda X, A, B, C: (inverse(A) @ X.T @ B).T, lambda X, A, B, C: C),
        ("(B^T)^-1", "C", "A^T"),
        (
            ("transpose-of-X", ("A", "C^T", "B^-1"), UNFINISHED),
            ("order-kept", ("A^T", "C", "(B^T)^-1"), ORDER),
        ),
        (
            ("Transpose both sides", r"A^{-1} X^{\top} B", r"C^{\top}"),
            (
                "Multiply by $A$ from the left and by $B^{-1}$ from the right",
                r"X^{\top}",
                r"A C^{\top} B^{-1}",
            ),
            ("Transpose both sides", "X", r"(B^{\top})^{-1} C A^{\top}"),
        ),
    ),
    Pattern(
        (r"(X^{\top} A)^{-1}", "B"),
        (lambda X, A, B, C: inverse(X.T @ A), lambda X, A, B, C: B),
        ("(A^T)^-1", "(B^T)^-1"),
        (("transpose-of-X", ("B^-1", "A^-1"), UNFINISHED), ("order-kept", ("(B^T)^-1", "(A^T)^-1"), ORDER)),
        (
            ("Invert both sides", r"X^{\top} A", "B^{-1}"),
            ("Multiply by $A^{-1}$ from the right", r"X^{\top}", "B^{-1} A^{-1}"),
            ("Transpose both sides", "X", r"(A^{\top})^{-1} (B^{\top})^{-1}"),
        ),
    ),
    Pattern(
        ("(A X)^{-1} B", r"C^{\top}"),
        (lambda X, A, B, C: inverse(A @ X) @ B, lambda X, A, B, C: C.T),
        ("A^-1", "B", "(C^T)^-1"),
        (
            ("order-kept", ("A^-1", "(C^T)^-1", "B"), ORDER),
            (
                "product-inverted-only",
                ("A^-1", "C^T", "B^-1"),
                "Invert both sides before you remove A: X is still inside an inverse.",
            ),
        ),
        (
            ("Multiply by $B^{-1}$ from the right", "(A X)^{-1}", r"C^{\top} B^{-1}"),
            ("Invert both sides", "A X", r"B (C^{\top})^{-1}"),
            ("Multiply by $A^{-1}$ from the left", "X", r"A^{-1} B (C^{\top})^{-1}"),
        ),
    ),
)
# Rules in the letters P and Q: in LaTeX-free text, and as two sides in NumPy.
Rule = tuple[str, Side, Side]
TRUE: tuple[Rule, ...] = (
    ("(P Q)ᵀ = Qᵀ Pᵀ", lambda P, Q: (P @ Q).T, lambda P, Q: Q.T @ P.T),
    ("(P Q)⁻¹ = Q⁻¹ P⁻¹", lambda P, Q: inverse(P @ Q), lambda P, Q: inverse(Q) @ inverse(P)),
    ("(Pᵀ)⁻¹ = (P⁻¹)ᵀ", lambda P, Q: inverse(P.T), lambda P, Q: inverse(P).T),
    ("(P + Q)ᵀ = Pᵀ + Qᵀ", lambda P, Q: (P + Q).T, lambda P, Q: P.T + Q.T),
    ("(Pᵀ Q)ᵀ = Qᵀ P", lambda P, Q: (P.T @ Q).T, lambda P, Q: Q.T @ P),
    ("(P⁻¹ Q)⁻¹ = Q⁻¹ P", lambda P, Q: inverse(inverse(P) @ Q), lambda P, Q: inverse(Q) @ P),
    ("(2 P)⁻¹ = ½ P⁻¹", lambda P, Q: inverse(2 * P), lambda P, Q: inverse(P) / 2),
)
FALSE: tuple[tuple[Rule, str, str], ...] = (
    (
        ("(P Q)ᵀ = Pᵀ Qᵀ", lambda P, Q: (P @ Q).T, lambda P, Q: P.T @ Q.T),
        "transposed-in-the-old-order",
        "Transposing a product reverses the order of its factors.",
    ),
    (
        ("(P Q)⁻¹ = P⁻¹ Q⁻¹", lambda P, Q: inverse(P @ Q), lambda P, Q: inverse(P) @ inverse(Q)),
        "inverted-in-the-old-order",
        "Inverting a product reverses the order: what was done last is undone first.",
    ),
    (
        ("(P + Q)⁻¹ = P⁻¹ + Q⁻¹", lambda P, Q: inverse(P + Q), lambda P, Q: inverse(P) + inverse(Q)),
        "inverse-of-a-sum",
        "The inverse of a sum is no sum of inverses. Try it with numbers: 1/(1 + 1) is not 1 + 1.",
    ),
    (
        ("(P⁻¹ Q)⁻¹ = P Q⁻¹", lambda P, Q: inverse(inverse(P) @ Q), lambda P, Q: P @ inverse(Q)),
        "factors-inverted-in-place",
        "Each factor is inverted, but they must also change places.",
    ),
    (
        ("(2 P)⁻¹ = 2 P⁻¹", lambda P, Q: inverse(2 * P), lambda P, Q: 2 * inverse(P)),
        "number-not-inverted",
        "The number is inverted too.",
    ),
    (
        ("(Pᵀ Q)ᵀ = Q Pᵀ", lambda P, Q: (P.T @ Q).T, lambda P, Q: Q @ P.T),
        "places-changed-only",
        "The factors change places, but each of them is transposed as well.",
    ),
)


@exercise("linalg/transpose-inverse-rules", title="Rules for transposes and inverses", level=2)
def transpose_inverse_rules(draw: Draw) -> Problem:
    """A matrix equation is solved by undoing one operation after the other; products turn round on the way.

    Trap: transposing or inverting a product reverses its order, and a sum of inverses is not the inverse.
    Source: Petersen & Pedersen, The Matrix Cookbook, chapter 1; Strang, Introduction to Linear Algebra, 5th
    ed., sections 2.5 and 2.7.
    """
    pattern = PATTERNS[draw.integer("pattern", 0, len(PATTERNS) - 1)]
    first = draw.choice("A", LETTERS)
    second = draw.choice("B", [letter for letter in LETTERS if letter != first])
    third = draw.choice("C", [letter for letter in LETTERS if letter not in (first, second)])
    letters = {"A": first, "B": second, "C": third}
    true = _two(draw, "true", len(TRUE))
    false = _two(draw, "false", len(FALSE))
    return Problem(
        say("All matrices in this problem are square, of the same size, and invertible, sums included."),
        (
            _solve_part(pattern, letters),
            _rules_part([TRUE[i] for i in true], [FALSE[i] for i in false], draw.integer("turn", 0, 3)),
        ),
    )


def _two(draw: Draw, name: str, count: int) -> tuple[int, int]:
    """Two different places among so many."""
    first = draw.integer(f"{name} 1", 0, count - 1)
    return first, draw.integer(f"{name} 2", 0, count - 1, exclude=(first,))


def _renamed(text: str, letters: Mapping[str, str]) -> str:
    """The text with other letters for A, B, C."""
    return re.sub(r"(?<![a-zA-Z\\])[ABC](?![a-z])", lambda match: letters[match.group()], text)


def _solve_part(pattern: Pattern, letters: Mapping[str, str]) -> Part:
    """What is X?"""
    used = [letter for letter in "ABC" if any(letter in factor for factor in pattern.answer)]
    left, right = (_renamed(side, letters) for side in pattern.equation)
    _, before, after = pattern.steps[0]
    count = "One more step" if len(pattern.steps) == 2 else "Two more steps"
    return Part(
        say(
            "Solve ${left} = {right}$ for $X$. Write for example `{one}^T {two}^-1`, or `{one}.T @ "
            "inv({two})`.",
            left=left,
            right=right,
            one=letters["A"],
            two=letters["B"],
        ),
        MatrixExpression(
            _text(pattern.answer, letters), {letters[letter]: "n×n invertible" for letter in used}
        ),
        points=2,
        slips=tuple(
            Slip(name, _text(factors, letters), re.sub(r"\bA\b", letters["A"], feedback))
            for name, factors, feedback in pattern.wrong
        ),
        hints=hints(
            "Undo what was done to $X$, the outermost operation first. Whatever you do, do it to both sides.",
            "{rule}: on the left this gives ${before}$. And on the right?",
            "You get ${before} = {after}$. {count} to go: multiply by inverses from the side on which the "
            "factors stand, and undo what is left on $X$.",
            rule=_renamed(pattern.steps[0][0], letters),
            before=_renamed(before, letters),
            after=_renamed(after, letters),
            count=count,
        ),
        steps=_solution_steps(pattern, letters),
        check=lambda at: _checked(pattern, letters),
    )


def _text(factors: Factors, letters: Mapping[str, str]) -> str:
    """The product as it is written in a response."""
    return " ".join(re.sub("[ABC]", lambda match: letters[match.group()], factor) for factor in factors)


def _solution_steps(pattern: Pattern, letters: Mapping[str, str]) -> tuple[Step, ...]:
    return tuple(
        step(_renamed(rule, letters), f"${_renamed(before, letters)}$", f"${_renamed(after, letters)}$")
        for rule, before, after in pattern.steps
    )


def _checked(pattern: Pattern, letters: Mapping[str, str]) -> str:
    """The answer, if it meets the equation for matrices of numbers; else a text that is no answer."""
    numbers = {"A": A_NUMBERS, "B": B_NUMBERS, "C": C_NUMBERS}
    X = np.eye(3)
    for factor in pattern.answer:
        value = numbers[factor.strip("(")[0]]
        value = value.T if "^T" in factor else value
        X = X @ (inverse(value) if "^-1" in factor else value)
    left, right = (side(X, **numbers) for side in pattern.holds)
    return _text(pattern.answer, letters) if np.allclose(left, right) else "the equation does not hold"


A_NUMBERS = np.array([[2.0, 1, 0], [-1, 3, 1], [4, 0, 1]])
B_NUMBERS = np.array([[1.0, -2, 3], [0, 1, 5], [2, 2, -1]])
C_NUMBERS = np.array([[3.0, 0, 1], [1, -1, 2], [5, 4, 0]])


def _rules_part(true: Sequence[Rule], false: Sequence[tuple[Rule, str, str]], turn: int) -> Part:
    """Which rules hold?"""
    rules = [true[0], false[0][0], true[1], false[1][0]]
    rules = rules[turn:] + rules[:turn]
    keys = {rule[0]: "abcd"[place] for place, rule in enumerate(rules)}
    right = {keys[rule[0]] for rule in true}
    return Part(
        say(
            "Which of these rules hold for all such matrices $P$ and $Q$? Give the letters of all of them, "
            "such as `a, b`."
        ),
        Choice(tuple((key, text) for text, key in keys.items()), right=sorted(right), credit="share"),
        slips=tuple(
            Slip(name, ", ".join(sorted(right | {keys[rule[0]]})), feedback) for rule, name, feedback in false
        ),
        hints=hints(
            "A rule that fails for two small matrices fails. For sums and factors even numbers tell, which "
            "are 1 × 1 matrices.",
            r"Undoing two things, you undo the last one first: $(P Q)^{-1} = \ldots$ For transposes it is "
            "the same.",
            "A product on the right is the inverse of one on the left exactly when multiplying them leaves "
            "the identity. Multiply out, and see whether neighbours cancel.",
        ),
        steps=(
            step(
                "Products turn round",
                "$(P Q)^{-1}$",
                r"$Q^{-1} P^{-1}$, and $(P Q)^{\top} = Q^{\top} P^{\top}$",
            ),
            step(
                "Sums may be transposed term by term, not inverted; numbers are inverted too",
                r"$(P + Q)^{\top}$",
                r"$P^{\top} + Q^{\top}$",
            ),
            step("The rules that follow", "", ", ".join(sorted(right))),
        ),
        check=lambda at: ", ".join(
            sorted(
                keys[text]
                for text, left, right_side in rules
                if np.allclose(left(A_NUMBERS, B_NUMBERS), right_side(A_NUMBERS, B_NUMBERS))
            )
        ),
    )
