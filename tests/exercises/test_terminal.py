"""LaTeX of statements, as a terminal shows it."""

from __future__ import annotations

import pytest

from gradcheck_exercises.errors import ExerciseError
from gradcheck_exercises.terminal import SPACE, Block, beside, in_block, in_one_line


def shown(latex, **atoms):
    return in_one_line(latex, atoms).replace(SPACE, " ")


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\nabla f(x_0, y_0)", "∇f(x₀, y₀)"),
        (r"(x_1, y_1) = (x_0, y_0) - \eta \cdot \nabla f", "(x₁, y₁) = (x₀, y₀) − η · ∇f"),
        (r"x^\top A x", "xᵀA x"),
        (r"\frac{\partial L}{\partial W_1}", "∂L/∂W₁"),
        (r"\frac{du}{dx}", "du/dx"),
        (r"\frac12", "1/2"),
        (r"\frac{1}{2} (p - y)^2 + \frac12 \eta + \frac12 \cdot x", "½ (p − y)² + ½ η + 1/2 · x"),
        (r"\frac{2}{3}", "2/3"),
        (r"\eta = \delta x", "η = δ x"),
        (r"\frac{a + b}{2}", "(a + b)/2"),
        (r"\tfrac{1}{q \cdot s}", "1/(q · s)"),
        (r"e^{-x^2}", "e^(−x²)"),
        (r"x^{10}_{ij}", "x¹⁰ᵢⱼ"),
        (r"a^b", "a^b"),
        (r"x_{new}", "x_(new)"),
        (r"\hat{y} = \mathbf{w}^\top x", "ŷ = wᵀx"),
        (r"P(D \mid +)", "P(D | +)"),
        (r"P(\text{not } D)", "P(not D)"),
        (r"2 \times 3", "2 × 3"),
        (r"\left(a\right) \le b", "(a) ≤ b"),
        (r"\left. f\right|", "f|"),
        (r"\sin^2 x + \log(y)", "sin² x + log(y)"),
        (r"\sqrt{x} + \sqrt{x + 1} + \sqrt2", "√x + √(x + 1) + √2"),
        (r"f'(x), \quad g", "f′(x),   g"),
        (r"95\,\%, \{1\}", "95 %, {1}"),
        (r"a\!b \ldots \infty", "ab … ∞"),
        (r"\|x\|", "‖x‖"),
        (r"\lVert x_i - y_j \rVert^2", "‖xᵢ − yⱼ‖²"),
        (r"\left\lVert \cdot \right\rVert", "‖ · ‖"),
        (r"c \, (a + b) \, dx", "c (a + b) dx"),
        (r"-3", "−3"),
    ],
)
def test_a_formula_reads_on_one_line(latex, expected):
    assert shown(latex) == expected


@pytest.mark.parametrize(
    ("latex", "message"),
    [
        (r"\overbrace{x}", "has \\overbrace, which has no form for terminals"),
        (r"\frac{1}", "ends too early"),
        (r"x^", "ends too early"),
        (r"{x", "a brace is never closed"),
        (r"x}", "a closing brace too many"),
    ],
)
def test_what_cannot_be_shown_is_refused_by_name(latex, message):
    with pytest.raises(ExerciseError) as caught:
        shown(latex)
    assert message in str(caught.value)


def test_objects_stand_where_they_were_quoted():
    assert shown("f(\ue000) = \ue001^2", **{"\ue000": "x + 1", "\ue001": "A"}) == "f(x + 1) = A²"


def test_blocks_stand_on_one_baseline():
    tall = Block(("⎡1⎤", "⎢2⎥", "⎣3⎦"), 1)
    flat = Block(("[4  5]",), 0)
    assert in_block("A = \ue000, \\quad B = \ue001", {"\ue000": tall, "\ue001": flat}) == (
        "    ⎡1⎤",
        "A = ⎢2⎥,   B = [4  5]",
        "    ⎣3⎦",
    )


def test_nothing_beside_nothing_is_nothing():
    assert beside([]) == ()
