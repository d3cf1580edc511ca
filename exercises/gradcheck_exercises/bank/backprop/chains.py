"""Derivatives of losses worked out line by line."""

from __future__ import annotations

import cmath

import numpy as np

from gradcheck_exercises import Part, Slip, hints, say, step
from gradcheck_exercises.bank.working import line
from gradcheck_grader import Derivation, real_names
from gradcheck_grader.syntax.tree import Node


def hidden_part(v: int, x: int, y: int) -> Part:
    """The derivative of ½ (v tanh(x w) - y)² by w, for positive x and y; v is neither x nor 1."""
    p = _line(f"{v} tanh({x} w)")
    outer = _line(f"({v} tanh({x} w) - {y}) diff({v} tanh({x} w), w)")
    inner = _line(f"{v} ({v} tanh({x} w) - {y}) (1 - tanh({x} w)^2) diff({x} w, w)")
    start = _line(f"diff(({v} tanh({x} w) - {y})^2 / 2, w)")
    right = _line(f"{v * x} ({v} tanh({x} w) - {y}) (1 - tanh({x} w)^2)")
    return Part(
        say(
            r"Now a network with **one** hidden unit, $\tanh$ for the ReLU, and no biases: at the input {x} "
            "its output is $p = {p}$, and the target is {y}. Work out the derivative of its loss by $w$ "
            "line by line, and show two steps at least. Begin with $${start}$$ In the last line no "
            "derivative is left to be worked out.",
            p=p,
            x=x,
            y=y,
            start=start,
        ),
        Derivation(start, right, real_names("w"), between=(outer, inner), steps_needed=2),
        points=2,
        slips=_hidden_slips(v, x, y),
        hints=hints(
            "Work from outside to inside: the square, the tanh, the product in it.",
            r"The square gives ${outer}$. What is the derivative of $\tanh$?",
            r"The derivative of $\tanh(u)$ by $u$ is $1 - \tanh^2(u)$. With $u = {xw}$ one more factor "
            "is left.",
            outer=outer,
            xw=_line(f"{x} w"),
        ),
        steps=(
            step("The chain rule for the square", "${start}$", "${outer}$", start=start, outer=outer),
            step("The chain rule for tanh", "${outer}$", "${inner}$", outer=outer, inner=inner),
            step("The derivative of what is inside", "${inner}$", "${right}$", inner=inner, right=right),
        ),
        check=lambda at: (0.5 * (v * cmath.tanh(x * (at["w"] + 1e-30j)) - y) ** 2).imag / 1e-30,
    )


def _line(text: str) -> Node:
    return line(text, "w")


def _hidden_slips(v: int, x: int, y: int) -> tuple[Slip, ...]:
    residual, slope = f"({v} tanh({x} w) - {y})", f"(1 - tanh({x} w)^2)"
    return (
        Slip(
            "input-left-out",
            _line(f"{v} {residual} {slope}"),
            "What stands inside the tanh has a derivative too.",
        ),
        Slip(
            "outer-weight-left-out",
            _line(f"{x} {residual} {slope}"),
            "On its way back the derivative passes through the outer weight.",
        ),
        Slip(
            "value-for-slope",
            _line(f"{v * x} {residual} tanh({x} w)"),
            "You multiplied by tanh itself. Its derivative is needed.",
        ),
        Slip(
            "square-left-out",
            _line(f"{v * x} {residual} (1 - tanh({x} w))"),
            "The derivative of tanh has its square in it.",
        ),
        Slip(
            "residual-left-out",
            _line(f"{v * x} {slope}"),
            "This is the derivative of p. By the chain rule, the loss adds a factor.",
        ),
    )


def logit_part(classes: int, *, of_class: int, by: int) -> Part:
    """The derivative of -ln p of a class by one logit, both counted from 0: why the gradient is p - q."""
    names = [f"z_{number}" for number in range(1, classes + 1)]
    total, z, own = " + ".join(f"e^({name})" for name in names), names[by], names[of_class]
    tail = " - 1" if of_class == by else ""
    start = line(f"diff(-ln(e^({own}) / ({total})), {z})", names)
    logarithms = line(f"diff(ln({total}) - {own}, {z})", names)
    chain = line(f"diff({total}, {z}) / ({total}){tail}", names)
    right = line(f"e^({z}) / ({total}){tail}", names)
    return Part(
        say(
            r"Why is $p - q$ in it? Take $T = 1$, no smoothing, and any logits. Then the loss is "
            r"$-\ln p_{k}$. Work out its derivative by ${z}$ line by line, and show two steps at least. "
            "Begin with $${start}$$ In the last line no derivative is left to be worked out.",
            k=of_class + 1,
            z=line(z, names),
            start=start,
        ),
        Derivation(start, right, real_names(names), between=(logarithms, chain), steps_needed=2),
        points=2,
        slips=_logit_slips(f"e^({z})", total, is_own=of_class == by, names=names),
        hints=hints(
            "Take the logarithm of the quotient apart before you differentiate.",
            r"$-\ln p_{k} = {apart}$. What are the derivatives of both terms by ${z}$?",
            r"The logarithm of a sum $s$ has the derivative $\frac{1}{s} \cdot "
            r"\frac{\partial s}{\partial {z}}$, and ${own}$ has the derivative {hot}. "
            "Which term of $s$ has ${z}$ in it?",
            k=of_class + 1,
            apart=line(f"ln({total}) - {own}", names),
            z=line(z, names),
            own=line(own, names),
            hot=int(of_class == by),
        ),
        steps=(
            step("The logarithm of a quotient", "${start}$", "${apart}$", start=start, apart=logarithms),
            step("The chain rule", "${apart}$", "${chain}$", apart=logarithms, chain=chain),
            step("The derivative of the sum", "${chain}$", "${right}$", chain=chain, right=right),
        ),
        check=lambda at: _slope_of_loss([at[name] for name in names], by, of_class),
    )


def _logit_slips(power: str, total: str, *, is_own: bool, names: list[str]) -> tuple[Slip, ...]:
    """Wrong last lines."""
    tail, other = (" - 1", "") if is_own else ("", " - 1")
    return (
        Slip(
            "inner-derivative-lost",
            line(f"1 / ({total}){tail}", names),
            "The derivative of the logarithm is to be multiplied by that of the sum inside.",
        ),
        Slip(
            "logit-of-the-class",
            line(f"{power} / ({total}){other}", names),
            "You differentiate by the logit of the class, which stands outside the sum as well."
            if is_own
            else "The logit you differentiate by is not that of the class, so one term falls away.",
        ),
        Slip(
            "sign-exchanged",
            line(f"-({power} / ({total}){tail})", names),
            "The sign is reversed: the loss has a minus before the logarithm.",
        ),
    )


def _slope_of_loss(z: list[float], by: int, of_class: int) -> float:
    """The derivative of the loss by one logit, by a complex step."""
    moved = np.array(z, dtype=complex)
    moved[by] += 1e-30j
    return float((-np.log(np.exp(moved[of_class]) / np.exp(moved).sum())).imag / 1e-30)
