"""Small networks whose values and gradients are short integers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gradcheck_exercises.draw import exact
from gradcheck_exercises.draw.records import Rows, are_pieces, column, grid, is_integer, is_list, is_rows
from gradcheck_exercises.symbolic import Grid

if TYPE_CHECKING:
    from gradcheck_exercises.draw.draw import Draw


@dataclass(frozen=True, slots=True)
class Network:
    """Layers z = W a + b, each but the last followed by ReLU, a = max(z, 0); all integers.

    weights   W of each layer, shape (outputs, inputs).
    biases    b of each layer, a column.
    x         the input, a column.
    target    what the output ought to be, a column.
    """

    weights: tuple[Grid, ...]
    biases: tuple[Grid, ...]
    x: Grid
    target: Grid

    @property
    def before(self) -> tuple[Grid, ...]:
        """z of each layer; the last one is the output."""
        found: list[Grid] = []
        for W, b in zip(self.weights, self.biases, strict=True):
            found.append(W * (_relu(found[-1]) if found else self.x) + b)
        return tuple(found)

    @property
    def after(self) -> tuple[Grid, ...]:
        """a of each layer: of the last one the same as z."""
        *hidden, last = self.before
        return (*map(_relu, hidden), last)

    @property
    def output(self) -> Grid:
        """What the last layer gives, a column."""
        return self.before[-1]


def network(draw: Draw, name: str, sizes: Sequence[int], *, bound: int = 20) -> Network:
    """A ReLU network from sizes[0] inputs through hidden layers to sizes[-1] outputs, all short integers.

    No z of a hidden layer is zero; in each hidden layer a unit is active, and in one of them a unit is not.
    No z is larger than the bound, nor is a gradient of ½|output - target|²; with respect to each W and b the
    gradient is not zero. The output misses its target by 1 to 3 in each entry.
    """
    if len(sizes) < 2 or min(sizes) < 1:
        raise draw.error(f"{name} needs sizes of two layers or more, such as (2, 3, 1); got {list(sizes)}.")
    shapes = list(zip(sizes[1:], sizes[:-1], strict=True))
    record = draw.recorded(
        name,
        lambda: draw.built(name, lambda made: _is_clean(made, bound), lambda: _made(draw, sizes)),
        lambda value: are_pieces(
            value,
            (
                lambda made: (
                    is_list(made, len(shapes))
                    and all(is_rows(W, shape, is_integer) for W, shape in zip(made, shapes, strict=True))
                ),
                lambda made: (
                    is_list(made, len(shapes))
                    and all(is_list(b, rows, is_integer) for b, (rows, _) in zip(made, shapes, strict=True))
                ),
                lambda made: is_list(made, sizes[0], is_integer),
                lambda made: is_list(made, sizes[-1], is_integer),
            ),
        ),
        "weights, biases, input and target of these sizes",
    )
    weights, biases, x, target = record
    return Network(tuple(map(grid, weights)), tuple(map(column, biases)), column(x), column(target))


def _made(draw: Draw, sizes: Sequence[int]) -> list[Any]:
    """Any small weights, biases and input, and a target near the output."""
    stream = draw.stream
    shapes = list(zip(sizes[1:], sizes[:-1], strict=True))
    weights = [stream.rows(rows, columns, (-3, -2, -1, 1, 2, 3)) for rows, columns in shapes]
    biases = [[stream.one((-3, -2, -1, 1, 2, 3)) for _ in range(rows)] for rows, _ in shapes]
    x = [stream.one((-3, -2, -1, 1, 2, 3)) for _ in range(sizes[0])]
    output = _forward(weights, biases, x)[-1]
    target = [value + stream.sign() * stream.between(1, 3) for value in output]
    return [weights, biases, x, target]


def _forward(weights: list[Rows], biases: Rows, x: Sequence[int]) -> Rows:
    """z of each layer."""
    found: Rows = []
    values = list(x)
    for W, b in zip(weights, biases, strict=True):
        found.append([z + shift for z, shift in zip(exact.times(W, values), b, strict=True)])
        values = [max(z, 0) for z in found[-1]]
    return found


def _is_clean(made: list[Any], bound: int) -> bool:
    """Whether the values are short, no kink is met, both sides of it occur, and every gradient is there."""
    weights, biases, x, target = made
    *hidden, output = _forward(weights, biases, x)
    if not exact.within([*hidden, output], bound) or not all(z for layer in hidden for z in layer):
        return False
    if not all(max(layer) > 0 for layer in hidden) or (hidden and min(map(min, hidden)) > 0):
        return False
    slopes = [value - wanted for value, wanted in zip(output, target, strict=True)]
    inputs = [list(x), *([max(z, 0) for z in layer] for layer in hidden)]
    for W, values, z in zip(reversed(weights), reversed(inputs), [*reversed(hidden), None], strict=True):
        gradient = [[slope * value for value in values] for slope in slopes]
        if not any(slopes) or not any(map(any, gradient)) or not exact.within(gradient, bound):
            return False
        back = exact.times(exact.transposed(W), slopes)
        slopes = [one if z is None or z[k] > 0 else 0 for k, one in enumerate(back)]
    return True


def _relu(z: Grid) -> Grid:
    return z.applyfunc(lambda entry: max(entry, 0))
