"""Steps that compute the nodes of an expression one after the other, and what their values prove."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from threading import RLock
from typing import Any, Protocol

# flint's working precision is one global of the process: whoever sets it holds this lock.
PRECISION = RLock()

# The operations of a field take and give that field's balls; the two tables are never mixed in one program.
Operation = Callable[..., Any]
Proof = Callable[..., bool]


class Lazy(Protocol):
    """An operation that may have a value though one of its arguments has none."""

    def __call__(self, *args: Any) -> Any:
        """The ball."""
        ...

    def is_undefined(self, values: Sequence[Any], args: tuple[int, ...], undefined: Collection[int]) -> bool:
        """Whether it is proved to have no value, given the nodes that are proved to have none."""
        ...


# The node, its operation, the nodes of its arguments, and what can prove that it has no value there.
Step = tuple[int, Operation, tuple[int, ...], Proof | Lazy | None]


class Meter:
    """Counts the work of sums and integrals within one run; whoever uses it holds PRECISION."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = 0

    def spend(self, work: int) -> bool:
        """Whether there was so much left."""
        self.left -= work
        return self.left >= 0


METER = Meter()


def mark_undefined(steps: Sequence[Step], values: Sequence[Any], undefined: set[int]) -> None:
    """Adds the nodes that are proved to have no value: by their own arguments, or by one that has none."""
    for node, _, args, proof in steps:
        if values[node].is_finite():
            continue
        lazily: Callable[..., bool] | None = getattr(proof, "is_undefined", None)
        if lazily is not None:
            is_undefined = lazily(values, args, undefined)
        elif not undefined.isdisjoint(args):
            is_undefined = True
        else:
            given = [values[arg] for arg in args]
            is_undefined = callable(proof) and all(value.is_finite() for value in given) and proof(*given)
        if is_undefined:
            undefined.add(node)
