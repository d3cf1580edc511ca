r"""The tree that every dialect is read into: three kinds of node, each with its span in the source.

Heads of Apply (operators and functions share one namespace; args in reading order):

Numbers
    +  (2 or more)      neg (1)      *  (2 or more)      /  (2)      ^  (2);  a - b is + (a, neg b)
    sin cos tan cot sec csc asin acos atan sinh cosh tanh asinh acosh atanh
    exp  log (natural; with 2 args: log(x, base))  sqrt  root (x, n)  abs  sign  floor  ceil
    min max factorial binomial gamma erf sigmoid relu softplus
    sum prod (body, index, from, to): the index is a Name bound in body alone
    piecewise (value, condition, value, condition, …; an odd last one is the value otherwise)
    diff (f, x; or f, x, n)    integral (f, x; or f, x, from, to)    pm (x; or a, b): both signs
Vectors and matrices
    vector (entries)    matrix (rows)    row (entries, inside matrix only)
    matmul hadamard kron (2 or more)    dot (2: a written · or \cdot where some name has a shape)
    transpose inv det tr diag rank    norm (x; or x, p with p a Num, Name inf, or Name fro)
    entry (x, i; or A, i, j): x_i, counted from 1      total mean (x): over all entries
    softmax logsumexp (x)     identity ones (no argument, or a size)    grad (f, x)
Conditions and sets
    =  !=  <  <=  >  >=  (2): a chain 0 < x <= 1 is and (0 < x, x <= 1)
    and or (2 or more)    not (1)    true false (0)    in (x, set)    implies iff (2)    ~ (x, law)
    set (entries)    interval[] interval[) interval(] interval() (low, high)
    union intersection (2 or more)    without (2)    reals integers naturals (0)    tuple (entries)
Chance
    expect var std (1)    cov (2)    prob (event)    given (what, condition): inside expect, var, prob
    law:NAME (parameters), such as law:normal (mean, variance)
Code
    code (the text, as the name of a Name)
Working
    lines (line:SIGN, …) with line:SIGN (what stands there): SIGN as syntax/lines.py has it, or nothing
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

Span = tuple[int, int]
NOWHERE: Span = (0, 0)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Num:
    """An exact rational number; text keeps how it was written ("0.50"), for rules about form."""

    value: Fraction
    text: str = field(default="", compare=False)
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A declared name or a constant (pi, e, i, inf), spelled canonically."""

    name: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Apply:
    """A head applied to its arguments."""

    head: str
    args: tuple[Node, ...]
    span: Span = field(default=NOWHERE, compare=False)


Node = Num | Name | Apply


def num(value: int | Fraction) -> Num:
    """The number with this value, written nowhere."""
    return Num(Fraction(value))


def walk(node: Node) -> Iterator[Node]:
    """Every node, parents before children, left before right; no recursion, so depth does not matter."""
    stack: list[Node] = [node]
    while stack:
        here = stack.pop()
        yield here
        if isinstance(here, Apply):
            stack.extend(reversed(here.args))


def fold(root: Node, leaf: Callable[[Num | Name], T], branch: Callable[[Apply, list[T]], T]) -> T:
    """What branch makes of the root and of what was made of its arguments; no recursion, as in walk."""
    order: list[Node] = []
    stack: list[Node] = [root]
    while stack:
        here = stack.pop()
        order.append(here)
        if isinstance(here, Apply):
            stack.extend(here.args)
    made: list[T] = []
    for here in reversed(order):
        if isinstance(here, Apply):
            first = len(made) - len(here.args)
            parts = made[first:]
            del made[first:]
            made.append(branch(here, parts))
        else:
            made.append(leaf(here))
    return made[0]


def names_in(node: Node) -> frozenset[str]:
    """The names that occur in the tree, constants among them."""
    return frozenset(here.name for here in walk(node) if isinstance(here, Name))
