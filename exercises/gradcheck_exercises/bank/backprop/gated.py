"""Gated recurrent units."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from sympy import ImmutableMatrix, Rational, log, tanh

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.bank.factors import as_base, as_factor
from gradcheck_exercises.symbolic import Grid, Value
from gradcheck_grader import Array, Number

ODDS = tuple(
    Rational(p, q) for p, q in ((2, 1), (3, 1), (4, 1), (1, 2), (1, 3), (1, 4))
)  # of a gate k/(k + 1)
CANDIDATES = tuple(Rational(p, q) for p, q in ((1, 2), (-1, 2), (1, 4), (-1, 4), (3, 4), (-3, 4)))
STARTS = (-3, -2, 2, 3, 4)


@dataclass(frozen=True)
class Cell:
    """An LSTM cell with one unit over two steps; odds of the gates are e to what enters their sigmoids.

    forget, enter  the odds of the forget gates and of the input gates.
    leave          those of the output gate of step 2.
    g              the candidates of both steps.
    start          c_0.      steps  T, where all later gates are those of step 2.
    """

    forget: tuple[Value, Value]
    enter: tuple[Value, Value]
    leave: Value
    g: tuple[Value, Value]
    start: int
    steps: int

    @property
    def gates(self) -> Grid:
        """f_1, i_1, f_2, i_2, a column."""
        return ImmutableMatrix([_gate(odds) for odds in self.odds])

    @property
    def odds(self) -> tuple[Value, ...]:
        """In the order of the gates."""
        return self.forget[0], self.enter[0], self.forget[1], self.enter[1]

    @property
    def output_gate(self) -> Value:
        """o_2."""
        return _gate(self.leave)

    def states(self, gates: Grid) -> tuple[Value, Value]:
        """c_1 and c_2, for these gates."""
        f1, i1, f2, i2 = gates
        first = f1 * self.start + i1 * self.g[0]
        return first, f2 * first + i2 * self.g[1]


def _gate(odds: Value) -> Value:
    return odds / (odds + 1)


@exercise("backprop/lstm-gates", title="The gates of an LSTM cell", level=3)
def lstm_gates(draw: Draw) -> Problem:
    """Along the cell state, the gradient is multiplied by the forget gates and by nothing else.

    Trap: it is the forget gate that the old state passes, not the input gate; factors of steps multiply.
    Source: Goodfellow, Bengio & Courville, Deep Learning, section 10.10.1.
    """
    cell = draw.until(_tells_gates_apart, lambda: _cell(draw))
    (f1, f2), (i1, i2) = (tuple(map(log, odds)) for odds in (cell.forget, cell.enter))
    return Problem(
        say(
            r"""
            An LSTM cell with one unit has the forget gates $f_t = \sigma(a_t)$, the input gates
            $i_t = \sigma(b_t)$ and the output gates $o_t = \sigma(d_t)$, where
            $\sigma(z) = \frac{1}{1 + e^{-z}}$, and

            $$c_t = f_t c_{t-1} + i_t g_t, \quad h_t = o_t \tanh(c_t).$$

            It starts from $c_0 = {start}$. What enters the gates, and the candidates $g_t$, are

            - in step 1: $a_1 = {f1}$, $b_1 = {i1}$, $g_1 = {g1}$,
            - in step 2: $a_2 = {f2}$, $b_2 = {i2}$, $g_2 = {g2}$, $d_2 = {o2}$.

            Logarithms are natural.
            """,
            start=cell.start,
            f1=f1,
            f2=f2,
            i1=i1,
            i2=i2,
            o2=log(cell.leave),
            g1=cell.g[0],
            g2=cell.g[1],
        ),
        (_gates_part(cell), _state_part(cell), _output_part(cell), _path_part(cell)),
    )


def _cell(draw: Draw) -> Cell:
    return Cell(
        (draw.choice("f1", ODDS), draw.choice("f2", ODDS)),
        (draw.choice("i1", ODDS), draw.choice("i2", ODDS)),
        draw.choice("o2", ODDS),
        (draw.choice("g1", CANDIDATES), draw.choice("g2", CANDIDATES)),
        draw.choice("start", STARTS),
        draw.integer("steps", 3, 6),
    )


def _tells_gates_apart(cell: Cell) -> bool:
    """Whether the gates of a step differ, and the state is neither 0 nor that of another rule."""
    first, second = cell.states(cell.gates)
    apart = all(f != i for f, i in zip(cell.forget, cell.enter, strict=True))
    return apart and first != 0 and second != 0 and second.q <= 320


def _gates_part(cell: Cell) -> Part:
    """The gates."""
    right = cell.gates
    odds = ImmutableMatrix(cell.odds)
    return Part(
        say("Find the gates $f_1$, $i_1$, $f_2$, $i_2$, as a vector such as `[1/5, 2/5, 3/5, 4/5]`."),
        Array(right),
        slips=distinct(
            right,
            Slip(
                "exponential", odds, "These are the powers of e. A sigmoid maps to numbers between 0 and 1."
            ),
            Slip(
                "sign-exchanged",
                right.applyfunc(lambda gate: 1 - gate),
                "These are σ(−z). Mind the minus sign in the exponent.",
            ),
            Slip(
                "tanh",
                odds.applyfunc(lambda k: (k**2 - 1) / (k**2 + 1)),
                "This is tanh. The gates use the sigmoid.",
            ),
        ),
        hints=hints(
            r"For $z = \ln k$ the exponential is a plain number: $e^{-z} = \frac{1}{k}$.",
            r"$\sigma(\ln k) = \frac{1}{1 + \text{?}}$. Multiply above and below by $k$.",
            r"$\sigma(\ln k) = \frac{k}{k + 1}$. Note that $-\ln k = \ln\left(\frac{1}{k}\right)$.",
        ),
        steps=(
            step(
                "The sigmoid of a logarithm",
                r"$\sigma(\ln k) = \frac{1}{1 + \frac{1}{k}}$",
                r"$\frac{k}{k + 1}$",
            ),
            step("For each gate", "$(f_1, i_1, f_2, i_2)$", "${right}$", right=right),
        ),
        check=lambda _: [1 / (1 + math.exp(-math.log(k))) for k in cell.odds],
    )


def _state_part(cell: Cell) -> Part:
    """The cell state after two steps."""
    f1, i1, f2, i2 = cell.gates
    (first, right), (g1, g2) = cell.states(cell.gates), cell.g
    return Part(
        say("Find the cell state $c_2$."),
        Number(right),
        points=2,
        slips=distinct(
            right,
            Slip(
                "gates-exchanged",
                i2 * (i1 * cell.start + f1 * g1) + f2 * g2,
                "The forget gate belongs to the old state, the input gate to the candidate.",
            ),
            Slip(
                "input-gates-left-out",
                f2 * (f1 * cell.start + g1) + g2,
                "A candidate enters only as far as the input gate lets it.",
            ),
            Slip("from-the-start", f2 * cell.start + i2 * g2, "Step 2 starts from c₁, not from c₀."),
            Slip(
                "forget-complement",
                (1 - f2) * ((1 - f1) * cell.start + i1 * g1) + i2 * g2,
                "The forget gate says how much is kept, in spite of its name.",
            ),
        ),
        hints=hints(
            "First $c_1$, then $c_2$ from it.",
            r"$c_1 = f_1 \cdot {start} + i_1 \cdot \text{?}$",
            r"With your gates, $c_1 = f_1 \cdot {start} + i_1 \cdot {g1}$. Then "
            r"$c_2 = f_2 c_1 + i_2 \cdot {g2}$.",
            start=as_factor(cell.start),
            g1=as_factor(g1),
            g2=as_factor(g2),
        ),
        steps=(
            step(
                "Step 1",
                r"${f1} \cdot {start} + {i1} \cdot {g1}$",
                "${first}$",
                f1=f1,
                i1=i1,
                start=as_factor(cell.start),
                g1=as_factor(g1),
                first=first,
            ),
            step(
                "Step 2",
                r"${f2} \cdot {first} + {i2} \cdot {g2}$",
                "${right}$",
                f2=f2,
                i2=i2,
                first=as_factor(first),
                g2=as_factor(g2),
                right=right,
            ),
        ),
        check=lambda _: _run(cell)[1],
        follow=Follow(("a",), lambda own: _unless_zero(cell.states(own["a"])[1])),
    )


def _output_part(cell: Cell) -> Part:
    """The hidden state."""
    c, o = cell.states(cell.gates)[1], cell.output_gate
    right = o * tanh(c)
    return Part(
        say(r"Find the hidden state $h_2$, exactly, such as `1/5 * tanh(1/7)`."),
        Number(right),
        slips=distinct(
            right,
            Slip("tanh-left-out", o * c, "Before it leaves the cell, the state goes through tanh."),
            Slip("gate-inside", tanh(o * c), "The gate stands outside: it multiplies the tanh."),
            Slip("gate-left-out", tanh(c), "The output gate lets only a share of this out."),
            Slip("gate-complement", (1 - o) * tanh(c), "Mind the sign in the exponent of the sigmoid."),
        ),
        hints=hints(
            "The hidden state is what the output gate lets out of the cell.",
            r"$h_2 = o_2 \tanh(\text{?})$ with $o_2 = \sigma({entering})$",
            "The output gate is found like the other gates. Multiply it by the tanh of your $c_2$.",
            entering=log(cell.leave),
        ),
        steps=(
            step("The output gate", r"$\sigma({entering})$", "${o}$", entering=log(cell.leave), o=o),
            step("The gate times the tanh", r"$o_2 \tanh(c_2)$", "${right}$", right=right),
        ),
        check=lambda _: math.tanh(_run(cell)[1]) / (1 + 1 / float(cell.leave)),
        follow=Follow(("b",), lambda own: Number(o * tanh(own["b"]))),
    )


def _path_part(cell: Cell) -> Part:
    """The derivative along the cell state."""
    f1, i1, f2, i2 = cell.gates
    later = cell.steps - 1
    right = f1 * f2**later
    return Part(
        say(
            r"In all steps from 2 to {steps} the gates are those of step 2. Find "
            r"$\frac{\partial c_{steps}}{\partial c_0}$ with gates and candidates held fixed. A product "
            r"such as "
            "`1/2 * (1/3)^4` will do.",
            steps=cell.steps,
        ),
        Number(right),
        slips=distinct(
            right,
            Slip("sum", f1 + later * f2, "You added the gates. Each step multiplies what is left."),
            Slip(
                "input-gates",
                i1 * i2**later,
                "The old state passes the forget gates. What enters at the input gates is new.",
            ),
            Slip(
                "one-step-too-few",
                f1 * f2 ** (later - 1),
                "Count the steps: from c₀ on, each of them has a forget gate.",
            ),
            Slip("first-step-as-the-others", f2 ** (later + 1), "The first step has a gate of its own."),
        ),
        hints=hints(
            r"One step first: what is $\frac{\partial c_t}{\partial c_{t-1}}$, all else held fixed?",
            r"It is $f_t$. How do the factors of {steps} steps combine?",
            r"They are multiplied: $f_1$ once, and $f_2$ to the power of {later}.",
            steps=cell.steps,
            later=later,
        ),
        steps=(
            step("One step", r"$\frac{\partial c_t}{\partial c_{t-1}}$", "$f_t$"),
            step(
                "One factor for each step",
                r"${f1} \cdot {f2}^{later}$",
                "${right}$",
                f1=f1,
                f2=as_base(f2),
                later=later,
                right=right,
            ),
        ),
        check=lambda _: _secant(cell),
        follow=Follow(("a",), lambda own: _path_from(own, later)),
    )


def _path_from(own: Mapping[str, Grid], later: int) -> Number | None:
    """The derivative with the person's own gates."""
    return _unless_zero(own["a"][0] * own["a"][2] ** later)


def _unless_zero(value: Value) -> Number | None:
    return Number(value) if value != 0 else None


def _run(cell: Cell, start: float | None = None, steps: int = 2) -> list[float]:
    """The states in floating point; from step 2 on with the gates and the candidate of step 2."""
    state, found = float(cell.start if start is None else start), []
    for step_number in range(steps):
        at = min(step_number, 1)
        keep, let = (1 / (1 + math.exp(-math.log(odds[at]))) for odds in (cell.forget, cell.enter))
        state = keep * state + let * float(cell.g[at])
        found.append(state)
    return found


def _secant(cell: Cell) -> float:
    """How much the last state changes with the first; it is linear in it, so far apart will do."""
    return (_run(cell, 1e3, cell.steps)[-1] - _run(cell, -1e3, cell.steps)[-1]) / 2e3
