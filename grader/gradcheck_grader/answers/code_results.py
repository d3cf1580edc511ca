"""What a function gave, beside what it has to give: type, shape, and the worst entry of each result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from gradcheck_grader.feedback import code as say
from gradcheck_grader.sandbox.inside.encoding import Foreign, numpy
from gradcheck_grader.verdict import Evidence

WHOLE = "result"
# Entries far below the largest one are compared with a thousandth of it: they come out of cancellation.
FLOOR = 1e-3
MOST_SHOWN = 6
_SLOPE_PLACES = 8


@dataclass(frozen=True, slots=True)
class Miss:
    """One result that is not as needed: a sentence, or numbers for the table; error is the relative one."""

    name: str
    kind: str = "counterexample"
    sentence: str = ""
    error: float = float("inf")
    where: str = ""
    yours: str = ""
    needed: str = ""

    def evidence(self, at: dict[str, str]) -> Evidence:
        """The miss as the reason for a verdict."""
        note = self.sentence or f"The relative error is {self.error:.2g}."
        return Evidence(self.kind, f"{self.name}{self.where}", at, self.needed, self.yours, note=note)

    def row(self) -> tuple[str, float, str, str, str]:
        """The miss as a line of the table."""
        return self.name, self.error, self.where, self.yours, self.needed


def misses(value: Any, needed: Any, names: Sequence[str], *, tolerance: float, dtype: str = "") -> list[Miss]:
    """Every result that is not as needed; empty when all are.

    names  of the results, where there are several: then value and needed are tuples of them.
    """
    if not names:
        return _missed(WHOLE, value, needed, tolerance, dtype)
    values = cast("Sequence[Any]", value) if isinstance(value, (tuple, list)) else ()
    if len(values) != len(names):
        if value is None:
            return [Miss(WHOLE, "shape", say.returned_nothing())]
        count = len(values) if isinstance(value, (tuple, list)) else 1
        return [Miss(WHOLE, "shape", say.another_count(count, names))]
    triples = zip(names, values, needed, strict=True)
    return [miss for name, one, other in triples for miss in _missed(name, one, other, tolerance, dtype)]


def slope_misses(
    value: Any,
    names: Sequence[str],
    loss: Callable[..., Any],
    by: Sequence[int],
    inputs: Sequence[Any],
    tolerance: float,
) -> list[Miss]:
    """Every result that is not the slope of the loss by its input, by central differences at some entries."""
    np = numpy()
    results = value if names else (value,)
    found: list[Miss] = []
    for name, index, result in zip(names or (WHOLE,), by, results, strict=True):
        yours = np.asarray(result, dtype=float)
        slopes = {place: _slope(loss, inputs, index, place) for place in _places(np.shape(inputs[index]))}
        largest = max([FLOOR * abs(slope) for slope in slopes.values()], default=0.0)
        errors = {
            place: abs(float(yours[place]) - slope) / max(abs(slope), largest, 1e-9)
            for place, slope in slopes.items()
        }
        worst = max(errors, key=lambda place: errors[place])
        if not errors[worst] <= tolerance:
            found.append(
                Miss(
                    name,
                    "slope",
                    "",
                    errors[worst],
                    _index(worst),
                    _number(yours[worst]),
                    _number(slopes[worst]),
                )
            )
    return found


def printed_inputs(names: Sequence[str], inputs: Sequence[Any]) -> dict[str, str]:
    """The inputs by name: small ones whole, large ones by their shape."""
    np = numpy()
    shown: dict[str, str] = {}
    for name, value in zip(names, inputs, strict=False):
        if isinstance(value, np.ndarray):
            small = value.size <= MOST_SHOWN
            shown[name] = str(np.round(value, 4).tolist()) if small else f"array of shape {value.shape}"
        else:
            shown[name] = str(getattr(value, "source", value))[:60]
    return shown


def _missed(name: str, value: Any, needed: Any, tolerance: float, dtype: str) -> list[Miss]:
    """The miss of one result, or none."""
    np = numpy()
    right = np.asarray(needed)
    if sentence := _type_sentence(name, value, needed, right):
        return [Miss(name, "shape", sentence)]
    mine = np.asarray(value)
    if mine.shape != right.shape:
        turned = mine.ndim > 1 and mine.T.shape == right.shape and not _worst(mine.T, right, tolerance)
        sentence = say.another_shape(name, mine.shape, right.shape, transposed=turned)
        return [Miss(name, "shape", sentence, yours=str(mine.shape), needed=str(right.shape))]
    if dtype and mine.dtype.name != dtype:
        sentence = say.another_type(name, f"of dtype {mine.dtype.name}", dtype)
        return [Miss(name, "shape", sentence, yours=mine.dtype.name, needed=dtype)]
    worst = _worst(mine, right, tolerance)
    if worst is None:
        return []
    place, error = worst
    return [
        Miss(name, error=error, where=_index(place), yours=_number(mine[place]), needed=_number(right[place]))
    ]


def _type_sentence(name: str, value: Any, needed: Any, right: Any) -> str:
    """What is wrong with the type of a value; empty when nothing is."""
    np = numpy()
    if value is None:
        return say.returned_nothing()
    wanted = f"an array of {_sort(right)}" if right.ndim else f"a number ({_sort(right)})"
    if isinstance(value, (list, tuple)) and isinstance(needed, np.ndarray):
        return say.another_type(name, "a list" if isinstance(value, list) else "a tuple", wanted)
    try:
        mine = np.asarray(value)
    except ValueError:  # rows of different lengths
        return say.another_type(name, "a list of rows that differ in length", wanted)
    if isinstance(value, (Foreign, str, dict)) or mine.dtype.kind not in "biufc":
        yours = value.name if isinstance(value, Foreign) else type(cast("object", value)).__name__
        return say.another_type(name, f"of type {yours.removeprefix('builtins.')}", wanted)
    if bool(mine.ndim) != bool(right.ndim):
        yours = f"an array of shape {mine.shape}" if mine.ndim else "a single number"
        return say.another_type(name, yours, wanted)
    if _sort(mine) != _sort(right):
        return say.another_type(name, f"made of {_sort(mine)}", wanted)
    return ""


def _sort(array: Any) -> str:
    kind = array.dtype.kind
    return {"b": "truth values", "c": "complex numbers"}.get(kind, "real numbers")


def _worst(mine: Any, right: Any, tolerance: float) -> tuple[tuple[int, ...], float] | None:
    """The place and the relative error of the worst entry; None when all are within the tolerance."""
    np = numpy()
    if right.size == 0:
        return None
    wide = complex if right.dtype.kind == "c" else float
    mine, right = mine.astype(wide), right.astype(wide)
    with np.errstate(all="ignore"):
        sizes = np.abs(right)
        finite = sizes[np.isfinite(sizes)]
        floor = FLOOR * float(finite.max(initial=0.0))
        errors = np.abs(mine - right) / np.where(sizes > floor, sizes, floor or 1.0)
    same = (mine == right) | (np.isnan(mine) & np.isnan(right))
    errors = np.where(same, 0.0, np.where(np.isnan(errors) | ~np.isfinite(right), np.inf, errors))
    place = np.unravel_index(int(np.argmax(errors)), errors.shape)
    error = float(errors[place])
    return None if error <= tolerance else (tuple(int(index) for index in place), error)


def _places(shape: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Entries spread evenly over an array, the first and the last among them."""
    np = numpy()
    size = int(np.prod(shape, dtype=int))
    flat: Any = (
        np.unique(np.linspace(0, size - 1, min(size, _SLOPE_PLACES)).round().astype(int)) if size else []
    )
    return [tuple(int(index) for index in np.unravel_index(one, shape)) for one in flat]


def _slope(loss: Callable[..., Any], inputs: Sequence[Any], index: int, place: tuple[int, ...]) -> float:
    """The slope of the loss by one entry of one input, from both sides of it.

    Source: Nocedal & Wright, Numerical Optimization, 2nd ed., section 8.1.
    """
    np = numpy()
    values: list[float] = []
    step = 1e-5 * max(1.0, abs(float(np.asarray(inputs[index])[place])))
    for sign in (1, -1):
        moved = np.array(inputs[index], dtype=float)
        moved[place] += sign * step
        values.append(float(loss(*inputs[:index], moved, *inputs[index + 1 :])))
    return (values[0] - values[1]) / (2 * step)


def _index(place: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, place))}]" if place else ""


def _number(value: Any) -> str:
    return f"{value:.6g}" if not hasattr(value, "item") else f"{value.item():.6g}"
