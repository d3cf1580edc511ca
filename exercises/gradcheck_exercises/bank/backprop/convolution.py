"""Convolution in one dimension, forwards and backwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from sympy import ImmutableMatrix

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.bank.factors import factor_text
from gradcheck_exercises.bank.numeric import differences
from gradcheck_exercises.symbolic import Grid
from gradcheck_grader import Array

LENGTHS = ((4, 2, 1), (5, 3, 1), (5, 2, 1), (5, 3, 2), (4, 3, 1), (7, 3, 2))  # of x, of w, stride


@dataclass(frozen=True)
class Convolution:
    """y_i is the sum of w_j x_(si + j) over j, counted from 0, and g the gradient of the loss by y."""

    x: tuple[int, ...]
    w: tuple[int, ...]
    g: tuple[int, ...]
    s: int

    def uses(self) -> Iterator[tuple[int, int, int]]:
        """Each i, j and the place s i + j of x that meets w_j in y_i."""
        for i in range(len(self.g)):
            for j in range(len(self.w)):
                yield i, j, self.s * i + j

    @property
    def flipped(self) -> Convolution:
        """The same with the kernel read backwards."""
        return Convolution(self.x, self.w[::-1], self.g, self.s)

    @cached_property
    def y(self) -> Grid:
        """What comes out."""
        return self._sums(len(self.g), ((i, self.w[j] * self.x[at]) for i, j, at in self.uses()))

    @cached_property
    def by_x(self) -> Grid:
        """The gradient by x."""
        return self._sums(len(self.x), ((at, self.g[i] * self.w[j]) for i, j, at in self.uses()))

    @cached_property
    def by_w(self) -> Grid:
        """The gradient by w."""
        return self._sums(len(self.w), ((j, self.g[i] * self.x[at]) for i, j, at in self.uses()))

    @staticmethod
    def _sums(length: int, terms: Iterator[tuple[int, int]]) -> Grid:
        found = [0] * length
        for place, term in terms:
            found[place] += term
        return ImmutableMatrix(found)

    def output(self, x: np.ndarray, w: np.ndarray) -> np.ndarray:
        """y in floating point, by NumPy's correlation."""
        return np.correlate(x, w, mode="valid")[:: self.s]


@exercise("backprop/conv1d-forward-backward", title="Convolution in one dimension", level=4)
def conv1d_forward_backward(draw: Draw) -> Problem:
    """A convolution layer, forwards and back: each input and each weight adds up where it was used.

    Trap: layers do not flip the kernel; the gradient by the input comes from all windows it is in.
    Source: Goodfellow, Bengio & Courville, Deep Learning, sections 9.1 and 9.5.
    """
    conv = draw.until(_tells_apart, lambda: _convolution(draw))
    return Problem(
        say(
            r"""
            A convolution layer in one dimension, without padding and bias, takes the input $x$ to

            $$y_i = \sum_j w_j \cdot x_{start + j}, \quad i = {places}, \quad j = {taps},$$

            with entries counted from 0: its stride is {s}, and the kernel is not flipped. Here

            $$x = {x}, \qquad w = {w}, \qquad \frac{\partial L}{\partial y} = {g}.$$

            Give vectors such as `[1, 2, 3]`.
            """.replace("start", "i" if conv.s == 1 else "2 i"),
            places=_from_0(len(conv.g)),
            taps=_from_0(len(conv.w)),
            s=conv.s,
            x=ImmutableMatrix([conv.x]),
            w=ImmutableMatrix([conv.w]),
            g=ImmutableMatrix([conv.g]),
        ),
        (_forward(conv), _by_kernel(conv), _by_input(conv)),
    )


def _from_0(count: int) -> str:
    """The numbers from 0 on, in LaTeX."""
    return ", ".join(map(str, range(count))) if count < 5 else rf"0, \dots, {count - 1}"


def _convolution(draw: Draw) -> Convolution:
    n, k, s = draw.choice("lengths", LENGTHS)
    x = draw.vector("x", n, bound=4, exclude=(0,))
    w = draw.integers("w", k, -3, 3, exclude=(0,))
    g = draw.integers("gradient", (n - k) // s + 1, -3, 4, exclude=(0,))
    return Convolution(tuple(map(int, x)), w, g, s)


def _tells_apart(c: Convolution) -> bool:
    """Whether each of the three answers has something in it, and a flipped kernel is noticed."""
    answers = ((c.y, c.flipped.y), (c.by_x, c.flipped.by_x), (c.by_w, ImmutableMatrix(c.by_w[::-1])))
    return all(any(right) and right != flipped for right, flipped in answers)


def _forward(c: Convolution) -> Part:
    """y."""
    k = len(c.w)
    first = " + ".join(rf"{factor_text(c.w[j])} \cdot {factor_text(c.x[j])}" for j in range(k))
    beside = ImmutableMatrix([sum(c.w[j] * c.x[i + j] for j in range(k)) for i in range(len(c.g))])
    return Part(
        say("Find $y$."),
        Array(c.y),
        slips=distinct(
            c.y,
            Slip("kernel-flipped", c.flipped.y, "You read the kernel backwards. The layer does not flip it."),
            Slip("stride-left-out", beside, "The window moves on by the stride each time."),
            Slip(
                "first-weight-only",
                ImmutableMatrix([c.w[0] * c.x[c.s * i] for i in range(len(c.g))]),
                "Each window has only its first product. Add up all products of the window.",
            ),
        ),
        hints=hints(
            "Lay the kernel over the first entries of $x$, multiply in pairs, and add.",
            f"$y_0 = {first}$. Which entries of $x$ does the window see next?",
            "Move the window on by the stride {s}, and multiply and add again, {count} times in all.",
            s=c.s,
            count=len(c.g),
        ),
        steps=(
            step("First window", "$y_0$", f"${first} = {{value}}$", value=c.y[0]),
            step("Move on by {s} each time", "$y$", "${y}$", s=c.s, y=c.y),
        ),
        check=lambda _: c.output(np.array(c.x, dtype=float), np.array(c.w, dtype=float)),
    )


def _by_kernel(c: Convolution) -> Part:
    """dL/dw."""
    m = len(c.g)
    first = " + ".join(rf"{factor_text(c.g[i])} \cdot {factor_text(c.x[c.s * i])}" for i in range(m))
    beside = ImmutableMatrix([sum(c.g[i] * c.x[i + j] for i in range(m)) for j in range(len(c.w))])
    return Part(
        say(r"Find $\frac{\partial L}{\partial w}$."),
        Array(c.by_w),
        points=2,
        slips=distinct(
            c.by_w,
            Slip("reversed", ImmutableMatrix(c.by_w[::-1]), "This is the gradient in reverse order."),
            Slip(
                "stride-left-out",
                beside,
                "From one window to the next, w meets an entry further on by the stride.",
            ),
            Slip(
                "last-window-only",
                ImmutableMatrix([c.g[-1] * c.x[c.s * (m - 1) + j] for j in range(len(c.w))]),
                "Only the last window is in it. The same weight is used in all windows.",
            ),
            Slip(
                "gradient-left-out",
                ImmutableMatrix([sum(c.x[c.s * i + j] for i in range(m)) for j in range(len(c.w))]),
                "Each window also has its own gradient, with which its inputs are multiplied.",
            ),
        ),
        hints=hints(
            "The same weight is used in every window: what comes back from the windows is added.",
            "In $y_i$ the weight $w_0$ meets the first entry of window $i$. So what is "
            r"$\frac{\partial L}{\partial w_0}$?",
            f"For $w_0$ it is ${first}$. For $w_1$ take the second entry of each window, and so on.",
        ),
        steps=(
            step(
                "The first weight, over all windows",
                r"$\frac{\partial L}{\partial w_0}$",
                f"${first} = {{value}}$",
                value=c.by_w[0],
            ),
            step("The others likewise", r"$\frac{\partial L}{\partial w}$", "${right}$", right=c.by_w),
        ),
        check=lambda _: differences(
            lambda w: _loss(c, np.array(c.x, dtype=float), w), np.array(c.w, dtype=float)
        ),
    )


def _loss(c: Convolution, x: np.ndarray, w: np.ndarray) -> float:
    """The sum of the outputs times their gradients: linear in x and in w."""
    return float(np.dot(c.g, c.output(x, w)))


def _by_input(c: Convolution) -> Part:
    """dL/dx."""
    rows = [
        [c.g[i] * c.w[at - c.s * i] if 0 <= at - c.s * i < len(c.w) else 0 for at in range(len(c.x))]
        for i in range(len(c.g))
    ]
    overwritten = [
        next(row[at] for row in reversed(rows) if row[at] or row is rows[0]) for at in range(len(c.x))
    ]
    return Part(
        say(r"Find $\frac{\partial L}{\partial x}$."),
        Array(c.by_x),
        points=2,
        slips=distinct(
            c.by_x,
            Slip(
                "kernel-flipped",
                c.flipped.by_x,
                "The weights are in the wrong order: the first entry of a window meets the first weight.",
            ),
            Slip(
                "overwritten",
                ImmutableMatrix(overwritten),
                "Where windows overlap, what comes from both is added; one must not replace the other.",
            ),
            Slip(
                "one-sum",
                ImmutableMatrix([sum(c.g) * weight for weight in c.w]),
                "The gradient has the length of x, not of w.",
            ),
        ),
        hints=hints(
            "Each window sends its gradient, times the kernel, back to the entries that it saw.",
            "The first window sends ${row}$. Where does the next one send its share, and what is it?",
            "Write the shares of the {count} windows below each other, each further right by {s}, and add.",
            row=ImmutableMatrix([rows[0]]),
            count=len(c.g),
            s=c.s,
        ),
        steps=(
            step("What each window sends back, in its row", "", "${rows}$", rows=ImmutableMatrix(rows)),
            step("Add each column", r"$\frac{\partial L}{\partial x}$", "${right}$", right=c.by_x),
        ),
        check=lambda _: differences(
            lambda x: _loss(c, x, np.array(c.w, dtype=float)), np.array(c.x, dtype=float)
        ),
    )
