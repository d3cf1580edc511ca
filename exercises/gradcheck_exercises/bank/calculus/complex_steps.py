"""Second ways to derivatives, for the checks of this unit: steps into the complex plane."""

from __future__ import annotations

import cmath
from collections.abc import Callable
from math import factorial, tau


def complex_step(function: Callable[[complex], complex], x: float, size: float = 1e-20) -> float:
    """The derivative at x; nothing cancels, so it is good to the last digits.

    Source: Squire & Trapp, Using complex variables to estimate derivatives of real functions, SIAM Review 40
    (1998).
    """
    return function(complex(x, size)).imag / size


def circle_derivative(
    function: Callable[[complex], complex], x: float, order: int, *, radius: float = 0.1, count: int = 64
) -> float:
    """The derivative of this order at x, from values on a circle around it inside which there is no pole.

    Source: Trefethen & Weideman, The exponentially convergent trapezoidal rule, SIAM Review 56 (2014).
    """
    turns = [cmath.exp(1j * tau * k / count) for k in range(count)]
    mean = sum(function(x + radius * turn) / turn**order for turn in turns) / count
    return factorial(order) * mean.real / radius**order
