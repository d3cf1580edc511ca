"""Functions of numbers, on exact rationals where the value is rational, else on balls; and their slopes."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from flint import arb, fmpq

from gradcheck_grader.equality import exact, real_balls
from gradcheck_grader.equality.balls import UNDEFINED, UNKNOWN, Void
from gradcheck_grader.limits import Limits

Scalar = fmpq | arb
_EXACT = frozenset({"abs", "sign", "floor", "ceil", "min", "max", "factorial", "binomial"})
_SMALL = Limits(exponent=256, factorial=50)
ZERO, ONE, TWO = fmpq(0), fmpq(1), fmpq(2)


class NoValue(Exception):  # noqa: N818 - not an error: one of the ends of an evaluation
    """The evaluation ended without a value; void says whether that is proved."""

    def __init__(self, void: Void) -> None:
        super().__init__(void.value)
        self.void = void


def to_fmpq(value: Fraction) -> fmpq:
    """The same number for flint."""
    return fmpq(value.numerator, value.denominator)


def to_fraction(value: fmpq) -> Fraction:
    """The same number for Python."""
    return Fraction(int(value.p), int(value.q))


def to_ball(value: Scalar) -> arb:
    """A ball around the number, at the precision that is set."""
    return value if isinstance(value, arb) else arb(value)


def quotient(top: Scalar, bottom: Scalar) -> Scalar:
    """top / bottom; raises NoValue where bottom is 0 or may be."""
    if bottom == 0 or (isinstance(bottom, arb) and bottom.contains(0)):
        raise NoValue(UNDEFINED if bottom == 0 else UNKNOWN)
    return top / bottom


def applied(head: str, args: tuple[Scalar, ...]) -> Scalar:
    """The function at these numbers; raises NoValue where there is none, or none can be told.

    >>> applied("sqrt", (fmpq(4, 9),)), applied("/", (fmpq(1), fmpq(3)))
    (2/3, 1/3)
    """
    special = _SPECIAL.get(head)
    if special is not None:
        return special(*args)
    if head in _EXACT and all(isinstance(arg, fmpq) for arg in args):
        fractions = tuple(to_fraction(arg) for arg in args if isinstance(arg, fmpq))
        value = exact.applied(head, fractions, _SMALL)
        if value is not None:
            return to_fmpq(value)
    return _ball_of(head, args)


def _ball_of(head: str, args: tuple[Scalar, ...]) -> arb:
    balls = [to_ball(arg) for arg in args]
    value = real_balls.OPERATIONS[head](*balls)
    if not value.is_finite():
        proof = real_balls.UNDEFINED.get(head)
        raise NoValue(UNDEFINED if proof is not None and proof(*balls) else UNKNOWN)
    return value


def _root(x: Scalar) -> Scalar:
    if isinstance(x, fmpq):
        value = exact.square_root(to_fraction(x))
        if value is not None:
            return to_fmpq(value)
    return _ball_of("sqrt", (x,))


def power(base: Scalar, exponent: Scalar) -> Scalar:
    """base ^ exponent."""
    if isinstance(base, fmpq) and isinstance(exponent, fmpq):
        value = exact.power(to_fraction(base), to_fraction(exponent), _SMALL)
        if value is not None:
            return to_fmpq(value)
    if isinstance(exponent, fmpq) and exponent.q == 1:
        if exponent < 0 and base == 0:
            raise NoValue(UNDEFINED)
        value = to_ball(base) ** int(exponent.p)
        if not value.is_finite():
            raise NoValue(UNKNOWN)
        return value
    return _ball_of("^", (base, exponent))


def _sigmoid(x: Scalar) -> Scalar:
    return 1 / (1 + _ball_of("exp", (-x,)))


def _softplus(x: Scalar) -> Scalar:
    return _ball_of("log", (1 + _ball_of("exp", (x,)),))


def _relu(x: Scalar) -> Scalar:
    return applied("max", (x, ZERO))


def _logarithm(x: Scalar, base: Scalar | None = None) -> Scalar:
    value = ZERO if x == 1 and isinstance(x, fmpq) else _ball_of("log", (x,))
    return value if base is None else quotient(value, _ball_of("log", (base,)))


_SPECIAL: dict[str, Callable[..., Scalar]] = {
    "/": quotient,
    "^": power,
    "sqrt": _root,
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "relu": _relu,
    "log": _logarithm,
}
HEADS = frozenset(real_balls.OPERATIONS) - {"+", "*", "^", "abs"} | (_SPECIAL.keys() - {"/", "^"})
# Heads that may be taken entry by entry.
BY_ENTRY = HEADS - {"factorial", "binomial", "gamma", "digamma", "polygamma", "root"}


def slopes(head: str, args: tuple[Scalar, ...], value: Scalar) -> tuple[Scalar, ...]:
    """The derivative by each argument; raises NoValue at a bend, and for a head without a rule.

    value  the function at these arguments.
    """
    rule = _SLOPES.get(head)
    if rule is None:
        raise NoValue(UNKNOWN)
    return rule(args, value)


def _power_slopes(args: tuple[Scalar, ...], value: Scalar) -> tuple[Scalar, ...]:
    base, exponent = args
    lowered = ZERO if exponent == 0 else exponent * power(base, exponent - 1)
    if isinstance(exponent, fmpq) and exponent.q == 1:
        # An integer exponent is a constant in all that is differentiated here; base may be negative.
        return lowered, ZERO
    return lowered, value * _ball_of("log", (base,))


def _side(x: Scalar) -> int:
    """1 or -1; at 0 there is a bend."""
    if x > 0:
        return 1
    if x < 0:
        return -1
    raise NoValue(UNKNOWN)


def _relu_slope(args: tuple[Scalar, ...], _value: Scalar) -> tuple[Scalar, ...]:
    return (ONE if _side(args[0]) > 0 else ZERO,)


def _extreme_slopes(sign: int) -> Callable[[tuple[Scalar, ...], Scalar], tuple[Scalar, ...]]:
    def rule(args: tuple[Scalar, ...], _value: Scalar) -> tuple[Scalar, ...]:
        best = 0
        for at in range(1, len(args)):
            if _side(sign * (args[at] - args[best])) > 0:
                best = at
        return tuple(ONE if at == best else ZERO for at in range(len(args)))

    return rule


def _log_slopes(args: tuple[Scalar, ...], value: Scalar) -> tuple[Scalar, ...]:
    if len(args) == 1:
        return (quotient(ONE, args[0]),)
    size = _ball_of("log", (args[1],))
    return quotient(ONE, args[0] * size), quotient(-value, args[1] * size)


def _erf_slope(args: tuple[Scalar, ...], _value: Scalar) -> tuple[Scalar, ...]:
    x = to_ball(args[0])
    return (2 * (-(x * x)).exp() / arb.pi().sqrt(),)


def _one(
    rule: Callable[[Scalar, Scalar], Scalar],
) -> Callable[[tuple[Scalar, ...], Scalar], tuple[Scalar, ...]]:
    return lambda args, value: (rule(args[0], value),)


_SLOPES: dict[str, Callable[[tuple[Scalar, ...], Scalar], tuple[Scalar, ...]]] = {
    "/": lambda args, value: (quotient(ONE, args[1]), quotient(-value, args[1])),
    "^": _power_slopes,
    "log": _log_slopes,
    "erf": _erf_slope,
    "relu": _relu_slope,
    "max": _extreme_slopes(1),
    "min": _extreme_slopes(-1),
    "abs": _one(lambda x, _: fmpq(_side(x))),
    "sign": _one(lambda x, _: ZERO * _side(x)),
    "sqrt": _one(lambda _, y: quotient(ONE, 2 * y)),
    "exp": _one(lambda _, y: y),
    "sin": _one(lambda x, _: to_ball(x).cos()),
    "cos": _one(lambda x, _: -to_ball(x).sin()),
    "tan": _one(lambda _, y: 1 + y * y),
    "sinh": _one(lambda x, _: to_ball(x).cosh()),
    "cosh": _one(lambda x, _: to_ball(x).sinh()),
    "tanh": _one(lambda _, y: 1 - y * y),
    "sigmoid": _one(lambda _, y: y * (1 - y)),
    "softplus": _one(lambda x, _: _sigmoid(x)),
    "atan": _one(lambda x, _: quotient(ONE, 1 + x * x)),
    "asin": _one(lambda x, _: quotient(ONE, _root(1 - x * x))),
    "acos": _one(lambda x, _: quotient(-ONE, _root(1 - x * x))),
    "asinh": _one(lambda x, _: quotient(ONE, _root(1 + x * x))),
    "acosh": _one(lambda x, _: quotient(ONE, _root(x * x - 1))),
    "atanh": _one(lambda x, _: quotient(ONE, 1 - x * x)),
    "cot": _one(lambda _, y: -1 - y * y),
}
