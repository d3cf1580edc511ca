"""Names for the values that SymPy gives.

SymPy's own annotations make of each sum a union that no type checker can follow; so to the checker these are
Any, and to a reader they say what is meant.
"""

from __future__ import annotations

from typing import Any, TypeAlias

Value: TypeAlias = Any
"""An exact number: a SymPy Integer or Rational, or a Python int where it comes from a draw."""

Formula: TypeAlias = Any
"""A SymPy expression in symbols."""

Grid: TypeAlias = Any
"""A SymPy ImmutableMatrix of exact numbers; its shape stands in the docstring."""
