"""Gradients through time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sympy import ImmutableMatrix

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct, sound
from gradcheck_exercises.bank.factors import as_base, as_factor
from gradcheck_exercises.symbolic import Grid, Value
from gradcheck_grader import Array, Number

STEPS = 3
WEIGHTS = (-3, -2, 2, 3)  # with 1 or -1, its powers could not be told apart
RESIDUALS = (-5, -4, -3, -2, 2, 3, 4, 5)
LARGEST_STATE = 90


@dataclass(frozen=True)
class Recurrence:
    """h_t = w h_(t-1) + u x_t from h_0 on, for three inputs x; L = ½(h_3 - y)²."""

    w: int
    u: int
    start: int
    x: tuple[int, ...]
    residual: int

    @cached_property
    def h(self) -> tuple[int, ...]:
        """h_0 to h_3."""
        states = [self.start]
        for given in self.x:
            states.append(self.w * states[-1] + self.u * given)
        return tuple(states)

    @property
    def y(self) -> int:
        """The target."""
        return self.h[-1] - self.residual

    @property
    def states(self) -> Grid:
        """h_1 to h_3, a column."""
        return ImmutableMatrix(self.h[1:])

    def by_w(self, own: Grid) -> Value:
        """The derivative of h_3 by w, for these h_1 to h_3."""
        return own[1] + self.w * own[0] + self.w**2 * self.start

    @property
    def by_u(self) -> int:
        """The derivative of h_3 by u."""
        first, second, third = self.x
        return third + self.w * second + self.w**2 * first


@exercise("backprop/rnn-bptt", title="Back-propagation through time", level=4)
def rnn_bptt(draw: Draw) -> Problem:
    """A weight that is used in every step collects a gradient from every step.

    Trap: each earlier state depends on the weight as well; one path for each step, and paths are added.
    Source: Goodfellow, Bengio & Courville, Deep Learning, section 10.2.2.
    """
    return draw.until(sound, lambda: _rnn_bptt(draw))


def _rnn_bptt(draw: Draw) -> Problem:
    recurrence = draw.until(_stays_short, lambda: _recurrence(draw))
    return Problem(
        say(
            r"""
            A linear recurrent network has one unit:

            $$h_t = w h_{t-1} + u x_t, \quad t = 1, 2, 3.$$

            It starts from $h_0 = {start}$, a constant, and gets $x_1 = {x1}$, $x_2 = {x2}$, $x_3 = {x3}$.
            The weights, the same in each step, are $w = {w}$ and $u = {u}$. With target $y = {y}$ the loss
            is $L = \frac{1}{2} (h_3 - y)^2$.
            """,
            start=recurrence.start,
            x1=recurrence.x[0],
            x2=recurrence.x[1],
            x3=recurrence.x[2],
            w=recurrence.w,
            u=recurrence.u,
            y=recurrence.y,
        ),
        (
            _states_part(recurrence),
            _state_slope_part(recurrence),
            _loss_slope_part(recurrence),
            _input_slope_part(recurrence),
        ),
    )


def _recurrence(draw: Draw) -> Recurrence:
    inputs = tuple(draw.integer(f"x{number}", -3, 3, exclude=(0,)) for number in range(1, STEPS + 1))
    return Recurrence(
        draw.choice("w", WEIGHTS),
        draw.integer("u", -3, 3, exclude=(0, 1)),
        draw.integer("start", -2, 3, exclude=(0,)),
        inputs,
        draw.choice("residual", RESIDUALS),
    )


def _stays_short(net: Recurrence) -> bool:
    """Whether no state is 0 or long, and no derivative is 0 or what the last step alone gives."""
    h = net.h
    slope = net.by_w(net.states)
    return (
        all(h)
        and max(map(abs, h)) <= LARGEST_STATE
        and slope not in (0, h[2])
        and net.by_u not in (0, net.x[2])
    )


def _states_part(net: Recurrence) -> Part:
    """The states."""
    right = net.states
    return Part(
        say("Find $h_1$, $h_2$ and $h_3$, as a vector such as `[1, 2, 3]`."),
        Array(right),
        slips=distinct(
            right,
            Slip(
                "no-recurrence",
                ImmutableMatrix([net.w * net.start + net.u * given for given in net.x]),
                "Every step starts from the state before it, not from h₀.",
            ),
            Slip(
                "weights-exchanged",
                _run(net.u, net.w, net),
                "You exchanged the weights: w belongs to the state, u to the input.",
            ),
            Slip(
                "start-left-out",
                _run(net.w, net.u, net, start=0),
                "The first step starts from h₀, which is not 0 here.",
            ),
        ),
        hints=hints(
            "Go step by step; each state needs the one before it.",
            r"$h_1 = {w} \cdot {start} + {u} \cdot \text{?}$",
            r"$h_1 = {first}$. Put it into $h_2 = w h_1 + u x_2$, and that into $h_3$.",
            w=net.w,
            start=as_factor(net.start),
            u=as_factor(net.u),
            first=net.h[1],
        ),
        steps=tuple(
            step(
                "Step {t}",
                r"${w} \cdot {state} + {u} \cdot {given}$",
                "${following}$",
                t=t,
                w=net.w,
                u=as_factor(net.u),
                state=as_factor(net.h[t - 1]),
                given=as_factor(net.x[t - 1]),
                following=net.h[t],
            )
            for t in range(1, STEPS + 1)
        ),
        check=lambda _: _closed(net),
    )


def _run(w: int, u: int, net: Recurrence, start: int | None = None) -> Grid:
    """h_1 to h_3 with these weights, a column."""
    return Recurrence(w, u, net.start if start is None else start, net.x, net.residual).states


def _state_slope_part(net: Recurrence) -> Part:
    """The derivative of the last state by w."""
    w, (start, h1, h2, _) = net.w, net.h
    right = net.by_w(net.states)
    return Part(
        say(r"Find $\frac{dh_3}{dw}$. All states from $h_1$ on depend on $w$."),
        Number(right),
        points=2,
        slips=distinct(
            right,
            Slip(
                "last-step-only",
                h2,
                "You held h₂ constant. It was computed with w as well: go on through the earlier steps.",
            ),
            Slip("two-steps-only", h2 + w * h1, "One more step: h₁ was computed with w too."),
            Slip(
                "powers-left-out",
                start + h1 + h2,
                "What comes from an earlier step passes through w once for each step after it.",
            ),
            Slip(
                "product",
                h2 * w * h1 * w**2 * start,
                "You multiplied the contributions of the steps. They are separate paths: add them.",
            ),
            Slip("first-step-only", w**2 * start, "This is the path through the first step only."),
            Slip(
                "powers-from-one",
                w * right,
                "What is contributed by the last step passes through no further w.",
            ),
        ),
        hints=hints(
            "Differentiate the recurrence by the product rule: both $w$ and $h_{t-1}$ depend on $w$.",
            r"$\frac{dh_t}{dw} = h_{t-1} + w \cdot \text{?}$, and $\frac{dh_0}{dw} = 0$",
            r"$\frac{dh_1}{dw} = h_0$, then $\frac{dh_2}{dw} = h_1 + w h_0$, and so on: "
            r"$\frac{dh_3}{dw} = h_2 + w h_1 + w^2 h_0$.",
        ),
        steps=(
            step("First step", r"$\frac{dh_1}{dw} = h_0$", "${start}$", start=start),
            step(
                "Second step",
                r"$\frac{dh_2}{dw} = h_1 + w \frac{dh_1}{dw}$",
                "${second}$",
                second=h1 + w * start,
            ),
            step(
                "Third step",
                r"$\frac{dh_3}{dw} = h_2 + w \frac{dh_2}{dw}$",
                "${right}$",
                right=right,
            ),
        ),
        check=lambda _: _slope(net, by_w=True),
        follow=Follow(("a",), lambda own: _unless_zero(net.by_w(own["a"]))),
    )


def _loss_slope_part(net: Recurrence) -> Part:
    """The derivative of the loss by w."""
    r, slope = net.residual, net.by_w(net.states)
    right = r * slope
    return Part(
        say(r"Find $\frac{dL}{dw}$."),
        Number(right),
        slips=distinct(
            right,
            Slip("sign-exchanged", -right, "Differentiate the loss by h₃ once more, and mind the sign."),
            Slip("square-kept", r**2 * slope, "You kept the square. What is the derivative of ½(h₃ − y)²?"),
            Slip("half-left", right / 2, "The 2 from the square and the factor ½ cancel."),
            Slip("truncated", r * net.h[2], "Through time: w was used in the earlier steps as well."),
        ),
        hints=hints(
            "The loss depends on $w$ through $h_3$ alone.",
            r"$\frac{dL}{dw} = \text{?} \cdot \frac{dh_3}{dw}$",
            r"$\frac{dL}{dh_3} = h_3 - y$. Multiply it by the result of (b).",
        ),
        steps=(
            step("The loss by its output", r"$h_3 - y$", "${r}$", r=r),
            step("The chain rule", r"$(h_3 - y) \cdot \frac{dh_3}{dw}$", "${right}$", right=right),
        ),
        check=lambda _: (_closed(net)[-1] - net.y) * _slope(net, by_w=True),
        follow=Follow(("a", "b"), lambda own: _unless_zero((own["a"][2] - net.y) * own["b"])),
    )


def _input_slope_part(net: Recurrence) -> Part:
    """The derivative of the loss by u."""
    r, w, (x1, x2, x3) = net.residual, net.w, net.x
    right = r * net.by_u
    return Part(
        say(r"Find $\frac{dL}{du}$."),
        Number(right),
        slips=distinct(
            right,
            Slip("last-step-only", r * x3, "The weight u was used in the earlier steps as well."),
            Slip(
                "powers-left-out",
                r * (x1 + x2 + x3),
                "What comes from an earlier step passes through w once for each step after it.",
            ),
            Slip("residual-left-out", net.by_u, "This is the derivative of h₃. The loss adds a factor."),
            Slip(
                "order-exchanged",
                r * (x1 + w * x2 + w**2 * x3),
                "The first input passes through w most often, not the last.",
            ),
        ),
        hints=hints(
            "As with $w$: every step contributes.",
            r"$\frac{dh_t}{du} = x_t + w \cdot \text{?}$",
            r"$\frac{dh_3}{du} = x_3 + w x_2 + w^2 x_1$. Multiply it by $h_3 - y$.",
        ),
        steps=(
            step(
                "One path for each step",
                r"${x3} + {w} \cdot {x2} + {base}^2 \cdot {x1}$",
                "${slope}$",
                x3=x3,
                w=as_factor(w),
                base=as_base(w),
                x2=as_factor(x2),
                x1=as_factor(x1),
                slope=net.by_u,
            ),
            step("The chain rule", r"$(h_3 - y) \cdot \frac{dh_3}{du}$", "${right}$", right=right),
        ),
        check=lambda _: (_closed(net)[-1] - net.y) * _slope(net, by_w=False),
        follow=Follow(("a",), lambda own: _input_slope_from(own, net)),
    )


def _input_slope_from(own: Mapping[str, Grid], net: Recurrence) -> Number | None:
    """The derivative by u with the person's own last state."""
    return _unless_zero((own["a"][2] - net.y) * net.by_u)


def _unless_zero(value: Value) -> Number | None:
    return Number(value) if value != 0 else None


def _closed(net: Recurrence, w: complex | None = None, u: complex | None = None) -> list[complex]:
    """The states as sums over the inputs, without a recurrence."""
    w, u = net.w if w is None else w, net.u if u is None else u
    return [
        w**t * net.start + sum(w ** (t - earlier) * u * net.x[earlier - 1] for earlier in range(1, t + 1))
        for t in range(1, STEPS + 1)
    ]


def _slope(net: Recurrence, *, by_w: bool) -> float:
    """The derivative of the last state, by a complex step."""
    nudged = _closed(net, w=net.w + 1e-30j) if by_w else _closed(net, u=net.u + 1e-30j)
    return complex(nudged[-1]).imag / 1e-30
