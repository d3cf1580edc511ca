"""An attribute that is computed when it is first asked for.

functools.cached_property does the same, and takes a lock at it before Python 3.12; a comparison asks for a
dozen of them. Two threads that ask at once compute the same value twice, which does no harm here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, final, overload

T = TypeVar("T")


@final
class lazily(Generic[T]):  # noqa: N801 - used as a decorator, like property
    """The value of a method, kept in the instance under the name of the method."""

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self.compute = compute
        self.name = compute.__name__
        self.__doc__ = compute.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> lazily[T]: ...

    @overload
    def __get__(self, instance: object, owner: type) -> T: ...

    def __get__(self, instance: object | None, owner: type) -> T | lazily[T]:
        if instance is None:
            return self
        value = self.compute(instance)
        instance.__dict__[self.name] = value
        return value
