"""Sizes, parameters, work and receptive field of convolution layers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sympy import Rational

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.symbolic import Value
from gradcheck_grader import Number

WINDOWS = (
    (3, 2, 1, 1),
    (5, 2, 2, 1),
    (3, 2, 2, 2),
    (5, 3, 1, 1),
    (3, 3, 1, 1),
    (5, 2, 1, 1),
    (3, 2, 1, 2),
    (7, 3, 3, 1),
)
CHANNELS = ((3, 8), (4, 6), (4, 10), (6, 4), (8, 12), (8, 6), (2, 10))  # in, out


@dataclass(frozen=True)
class Layer:
    """A convolution of H × H inputs: kernel k × k, stride s, padding p, dilation d, channels, groups."""

    H: int
    k: int
    s: int
    p: int
    d: int
    inputs: int
    outputs: int
    groups: int

    @property
    def room(self) -> int:
        """How far the window can move."""
        return self.H + 2 * self.p - self.d * (self.k - 1) - 1

    @property
    def size(self) -> int:
        """The height and width of the output."""
        return self.room // self.s + 1

    @property
    def weights(self) -> int:
        """How many weights the kernels have together."""
        return self.outputs * self.inputs // self.groups * self.k**2

    def starts(self) -> list[int]:
        """Where windows start, counted one by one from the padded edge."""
        last = -self.p + self.H + 2 * self.p - 1
        return [at for at in range(-self.p, last, self.s) if at + self.d * (self.k - 1) <= last]


@exercise("backprop/conv-shapes", title="Sizes of a convolution layer", level=2)
def conv_shapes(draw: Draw) -> Problem:
    """Output size, parameters and work of a convolution layer, and what one output sees two layers on.

    Trap: only whole steps of the stride count, and each output channel has a bias of its own.
    Source: Goodfellow, Bengio & Courville, Deep Learning, sections 9.1 and 9.5.
    """
    k, s, p, d = draw.choice("window", WINDOWS)
    inputs, outputs = draw.choice("channels", CHANNELS)
    groups = draw.choice("groups", (1, 2) if inputs % 2 == 0 else (1,))
    # The last step of the stride does not fit, so that rounding down makes a difference.
    H = draw.choice("H", tuple(H for H in range(12, 34) if (H + 2 * p - d * (k - 1) - 1) % s))
    layer = Layer(H, k, s, p, d, inputs, outputs, groups)
    after = draw.choice("after", tuple(size for size in (2, 3, 4, 5) if size != k))
    return Problem(
        say(
            r"""
            A convolution layer takes images of ${H} \times {H}$ with {inputs} channels to {outputs} channels.
            Its kernels are ${k} \times {k}$, with stride {s}, padding {p} on each side, dilation {d} and
            {grouped}. Each output channel has a bias. A second convolution layer follows, with
            kernels of ${after} \times {after}$, stride 1, dilation 1 and no padding.

            A product such as `3 * 4^2` may be left as it is.
            """,
            H=H,
            inputs=inputs,
            outputs=outputs,
            k=k,
            s=s,
            p=p,
            d=d,
            grouped="one group (every output channel sees all input channels)"
            if groups == 1
            else f"{groups} groups (every output channel sees {inputs // groups} input channels)",
            after=after,
        ),
        (_size(layer), _parameters(layer), _work(layer), _field(layer, after)),
    )


def _size(layer: Layer) -> Part:
    """The height of the output."""
    H, k, s, p, d = layer.H, layer.k, layer.s, layer.p, layer.d
    right = layer.size
    return Part(
        say("How high is the output of the first layer, in pixels?"),
        Number(right),
        slips=distinct(
            right,
            Slip(
                "not-rounded",
                Rational(layer.room, s) + 1,
                "The window moves by whole steps. Which way is rounded?",
            ),
            Slip("one-left-out", right - 1, "You counted the steps. There is one position more than steps."),
            Slip("rounded-up", right + 1, "The last step does not fit any more. Which way is rounded?"),
            Slip("padded-once", (H + p - d * (k - 1) - 1) // s + 1, "The padding is on both sides."),
            Slip(
                "padding-left-out", (H - d * (k - 1) - 1) // s + 1, "The padding makes room for the window."
            ),
        ),
        hints=hints(
            "How many positions does the window have along one side of the padded image?",
            r"The padded side has ${H} + 2 \cdot {p}$ pixels, the window covers "
            r"${d} \cdot ({k} - 1) + 1$ of them. How far can it move?",
            "It can move by {room}. Divide that by the stride {s}, round down; the first position adds 1.",
            H=H,
            p=p,
            d=d,
            k=k,
            room=layer.room,
            s=s,
        ),
        steps=(
            step(
                "How far the window can move",
                r"${H} + 2 \cdot {p} - {d} \cdot ({k} - 1) - 1$",
                "${room}$",
                H=H,
                p=p,
                d=d,
                k=k,
                room=layer.room,
            ),
            step(
                "Whole steps of {s}, rounded down",
                r"${room} / {s}$, rounded down",
                "${whole}$",
                room=layer.room,
                s=s,
                whole=right - 1,
            ),
            step("And the first position", "${whole} + 1$", "${right}$", whole=right - 1, right=right),
        ),
        check=lambda _: len(layer.starts()),
    )


def _parameters(layer: Layer) -> Part:
    """How many parameters the layer has."""
    weights, out = layer.weights, layer.outputs
    right = weights + out
    return Part(
        say("How many parameters does the first layer have, weights and biases together?"),
        Number(right),
        slips=distinct(
            right,
            Slip("bias-left-out", weights, "These are the weights. The biases are still missing."),
            Slip("one-bias", weights + 1, "Each output channel has a bias of its own."),
            Slip(
                "groups-left-out",
                weights * layer.groups + out,
                "With groups, a kernel sees only a part of the input channels.",
            ),
            Slip("kernel-not-squared", weights // layer.k + out, "A kernel has two dimensions."),
            Slip("one-output-channel", weights // out + 1, "This is one output channel. How many are there?"),
        ),
        hints=hints(
            "Count the weights of one output channel first; the size of the image plays no part.",
            r"One output channel has a kernel of ${k} \times {k}$ for each of the {seen} channels it sees. "
            "And how many biases?",
            r"Multiply ${seen} \cdot {k}^2$, plus 1 for the bias, by the {out} output channels.",
            k=layer.k,
            seen=layer.inputs // layer.groups,
            out=out,
        ),
        steps=(
            step(
                "Weights of one output channel",
                r"${seen} \cdot {k}^2$",
                "${each}$",
                seen=layer.inputs // layer.groups,
                k=layer.k,
                each=weights // out,
            ),
            step(
                "With its bias, for every output channel",
                r"${out} \cdot ({each} + 1)$",
                "${right}$",
                out=out,
                each=weights // out,
                right=right,
            ),
        ),
        check=lambda _: sum(
            1 + sum(layer.k for _ in range(layer.k)) * len(range(0, layer.inputs, layer.groups))
            for _ in range(out)
        ),
    )


def _work(layer: Layer) -> Part:
    """How many multiplications one image takes."""
    weights, right = layer.weights, _multiplications(layer, layer.size)
    return Part(
        say("How many multiplications does the first layer take for one image? (Without the biases.)"),
        Number(right),
        points=2,
        slips=distinct(
            right,
            Slip("weights-only", weights, "Each weight is used at every position of the window, not once."),
            Slip("one-row", weights * layer.size, "The window moves in two directions."),
            Slip(
                "input-size",
                _multiplications(layer, layer.H),
                "You took the size of the input. The window stops where outputs are.",
            ),
            Slip(
                "groups-left-out",
                right * layer.groups,
                "With groups, a kernel sees only a part of the input channels.",
            ),
        ),
        hints=hints(
            "Every weight is used once for each position of the window.",
            "The output has as many positions as (a) says, squared. How many weights are there?",
            "Multiply the {weights} weights by the square of (a).",
            weights=weights,
        ),
        steps=(
            step("Positions of the window", "${size}^2$", "${count}$", size=layer.size, count=layer.size**2),
            step(
                "Each weight once at each of them",
                r"${count} \cdot {weights}$",
                "${right}$",
                count=layer.size**2,
                weights=weights,
                right=right,
            ),
        ),
        check=lambda _: sum(weights for _ in layer.starts() for _ in layer.starts()),
        follow=Follow(("a",), lambda own: _work_from(layer, own["a"])),
    )


def _multiplications(layer: Layer, size: Any) -> Value:
    return layer.weights * size**2


def _work_from(layer: Layer, size: Value) -> Number | None:
    """The work with the person's own output size, where that is a size."""
    return Number(_multiplications(layer, size)) if size > 0 else None


def _field(layer: Layer, after: int) -> Part:
    """The receptive field of an output of the second layer."""
    k, s, d = layer.k, layer.s, layer.d
    first = d * (k - 1) + 1
    right = first + s * (after - 1)
    return Part(
        say(
            "An output of the second layer depends on a square of the image. How many pixels wide is this "
            "square, its receptive field? (Pixels between those that are used, and padding, count.)"
        ),
        Number(right),
        slips=distinct(
            right,
            Slip(
                "stride-left-out",
                first + after - 1,
                "Neighbouring outputs of the first layer are a stride apart in the image.",
            ),
            Slip("widths-multiplied", first * after, "The windows of the first layer overlap."),
            Slip(
                "first-layer-only",
                first,
                "That is what an output of the first layer sees. One of the second layer sees several.",
            ),
            Slip("dilation-left-out", k + s * (after - 1), "Dilation spreads the kernel of the first layer."),
            Slip(
                "one-too-many",
                first + s * after,
                "From the first to the last of n outputs there are n − 1 steps.",
            ),
        ),
        hints=hints(
            "Go back layer by layer: which outputs of the first layer does it see, and what do these see?",
            "Side by side it sees {after} outputs of the first layer. The first of them sees {first} pixels. "
            "How many pixels further on does the last one begin?",
            r"The last window starts ${steps} \cdot {s}$ pixels further on. Add the width of a window.",
            after=after,
            first=first,
            steps=after - 1,
            s=s,
        ),
        steps=(
            step(
                "Width of a window of the first layer",
                r"${d} \cdot ({k} - 1) + 1$",
                "${first}$",
                d=d,
                k=k,
                first=first,
            ),
            step(
                "From the first window to the last",
                r"${first} + ({width} - 1) \cdot {s}$",
                "${right}$",
                first=first,
                width=after,
                s=s,
                right=right,
            ),
        ),
        check=lambda _: _reached(layer, after),
    )


def _reached(layer: Layer, after: int) -> int:
    """The width of what is reached when every pixel that is used is marked."""
    used = {layer.s * i + layer.d * j for i in range(after) for j in range(layer.k)}
    return max(used) - min(used) + 1
