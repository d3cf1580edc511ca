"""Power iteration as a program: a function to write."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from sympy import Rational

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.symbolic import Grid, Value
from gradcheck_grader import Code, Number, Trial

SOLUTION = """import numpy as np
def power_iteration(A, x0, steps):
    x = x0 / np.linalg.norm(x0)
    for _ in range(steps):
        x = A @ x
        x = x / np.linalg.norm(x)
    return x @ A @ x, x"""
NOT_SCALED = """import numpy as np
def power_iteration(A, x0, steps):
    x = np.array(x0, dtype=float)
    for _ in range(steps):
        x = A @ x
    return x @ A @ x / (x @ x), x"""
TURNED = SOLUTION.replace("x = A @ x", "x = A.T @ x")
LENGTH = SOLUTION.replace("return x @ A @ x, x", "return np.linalg.norm(A @ x), x")
ONE_SHORT = SOLUTION.replace("range(steps)", "range(steps - 1)")
LARGEST_ONE = SOLUTION.replace("np.linalg.norm(x)", "np.abs(x).max()").replace(
    "x @ A @ x, x", "x @ A @ x / (x @ x), x"
)


@exercise("spectral/power-iteration-code", title="Power iteration, as a function", level=3)
def power_iteration_code(draw: Draw) -> Problem:
    """Applied again and again, a matrix turns a vector to the eigenvector that dominates.

    Trap: without scaling the vector overflows; and the length of A x has lost the sign of the eigenvalue.
    Source: Strang, Introduction to Linear Algebra, 5th ed., section 11.3.
    """
    A, x = draw.until(_tells_mistakes_apart, lambda: _start(draw))
    inputs = draw.integer("inputs", 0, 9_999)
    return Problem(
        say(
            r"""
            Power iteration begins with $x_0 / \lVert x_0 \rVert$. Each step multiplies by $A$, and then
            divides by the Euclidean norm, so that the vector $x$ has length 1 after every step. The estimate
            of the eigenvalue is the **Rayleigh quotient** of the last vector,
            $$\frac{x^{\top} A x}{x^{\top} x}.$$
            """
        ),
        (_quotient_part(A, x), _code_part(inputs)),
    )


def _start(draw: Draw) -> tuple[Grid, Grid]:
    return draw.matrix("A", 2, 2, bound=4), draw.vector("x", 2, bound=3, exclude=(0,))


def _quotient(A: Grid, x: Grid) -> Value:
    """xᵀ A x / xᵀ x."""
    return Rational(x.dot(A * x), x.dot(x))


def _mistakes(A: Grid, x: Grid) -> tuple[tuple[str, Value, str], ...]:
    """Name, value and feedback of each wrong rule."""
    y = A * x
    return (
        ("start-used", _quotient(A, x), "This is the quotient of the start. Take one step first."),
        (
            "not-divided",
            Rational(y.dot(A * y)),
            "The vector is not of length 1. Divide by the square of its length.",
        ),
        (
            "divided-by-start",
            Rational(y.dot(A * y), x.dot(x)),
            "You divided by the squared length of the start. The vector after the step has another length.",
        ),
    )


def _tells_mistakes_apart(start: tuple[Grid, Grid]) -> bool:
    """Whether A x is no multiple of x, and all numbers differ and are not 0."""
    A, x = start
    y = A * x
    if x[0] * y[1] == x[1] * y[0] or 0 in A:
        return False
    values = [_quotient(A, y), *(value for _, value, _ in _mistakes(A, x))]
    return 0 not in values and len(set(values)) == len(values)


def _quotient_part(A: Grid, x: Grid) -> Part:
    """The estimate after one step, by hand."""
    y, needed = A * x, _quotient(A, A * x)
    return Part(
        say(
            "Let $$A = {A}, \\quad x_0 = {x}.$$ Find the Rayleigh quotient after **one** step, "
            "exactly. It does not depend on the length of the vector.",
            A=A,
            x=x,
        ),
        Number(needed),
        slips=tuple(Slip(*mistake) for mistake in _mistakes(A, x)),
        hints=hints(
            "Leave the scaling out by hand: a factor of the vector cancels in the quotient.",
            "After one step the direction is $y = A x_0 = {y}$. Which two products are in the quotient?",
            "$A y = {z}$. Multiply it by $y$, and divide by $y^{\\top} y = {square}$.",
            y=y,
            z=A * y,
            square=y.dot(y),
        ),
        steps=(
            step("One step, without scaling", "$y = A x_0$", "${y}$", y=y),
            step("Numerator", "$y^{\\top} A y$", "${v}$", v=y.dot(A * y)),
            step("Denominator", "$y^{\\top} y$", "${v}$", v=y.dot(y)),
            step("The quotient", "", "${v}$", v=needed),
        ),
        check=lambda _: _in_floats(np.array(A, dtype=float), np.array(x, dtype=float).ravel()),
    )


def _in_floats(A: np.ndarray, x: np.ndarray) -> float:
    """The quotient after one step, from the vector of length 1."""
    unit = A @ x / np.linalg.norm(A @ x)
    return float(np.einsum("i,ij,j", unit, A, unit))


def _code_part(inputs: int) -> Part:
    """The estimates for any matrix, as code."""
    trials = _trials(inputs)
    return Part(
        say(
            "Write a function that gives two results after the last of `steps` steps: the estimate of the "
            "eigenvalue, and the vector of length 1 as a NumPy array of shape (n,). `A` has shape (n, n) "
            "and need not be symmetric, `x0` has shape (n,). There may be hundreds of steps, or none, and "
            "entries of any size. Begin with `import numpy as np`."
        ),
        Code("power_iteration(A, x0, steps)", SOLUTION, _by_powers, trials, outputs=("eigenvalue", "vector")),
        points=2,
        slips=(
            Slip("not-scaled", NOT_SCALED, "You never divide by the norm. The vector has to have length 1."),
            Slip("transposed", TURNED, "You multiplied by the transpose. A acts on a column from the left."),
            Slip(
                "length-for-eigenvalue",
                LENGTH,
                "The length of A x has no sign, but an eigenvalue has one. Take the Rayleigh quotient.",
            ),
            Slip("one-step-short", ONE_SHORT, "You took one step too few."),
            Slip(
                "largest-entry-one",
                LARGEST_ONE,
                "Your vector has the largest entry 1 in size. Its Euclidean length has to be 1.",
            ),
        ),
        hints=hints(
            "Scale the start. Then a loop with two lines in it.",
            "In the loop: multiply by `A`, then divide by the norm. What is left of the Rayleigh quotient "
            "if the length is 1?",
            "In the loop `x = A @ x` and `x = x / np.linalg.norm(x)`. After it, the estimate is `x @ A @ x`.",
        ),
        steps=(
            step("The start has length 1", "", "`x = x0 / np.linalg.norm(x0)`"),
            step("Each step: multiply, then scale", "", "`x = A @ x` and `x = x / np.linalg.norm(x)`"),
            step("The estimate and the vector", "", "`return x @ A @ x, x`"),
        ),
        check=lambda _: [_by_steps(*trial.inputs) for trial in trials],
    )


def _trials(inputs: int) -> tuple[Trial, ...]:
    """Matrices with a dominant eigenvalue of either sign; a few steps, none, and so many that scaling
    matters.
    """
    rng = np.random.default_rng(inputs)

    def given(n: int, sign: int) -> np.ndarray:
        basis = np.eye(n) + rng.uniform(-0.3, 0.3, size=(n, n))
        return basis @ np.diag(sign * np.linspace(4.0, 1.0, n)) @ np.linalg.inv(basis)

    def x(n: int) -> np.ndarray:
        return rng.uniform(0.5, 2.0, size=n)

    return (
        Trial((given(2, 1), x(2), 3)),
        Trial((given(3, -1), x(3), 4)),
        Trial((given(4, 1), x(4), 2)),
        Trial((given(2, 1), x(2), 0), "no step"),
        Trial((1e3 * given(3, 1), x(3), 400), "hundreds of steps"),
    )


def _by_powers(A: Any, x0: Any, steps: int) -> tuple[float, np.ndarray]:
    """Both results in Python's own floats; scaled by powers of 2 on the way, and by the norm at the end."""
    rows, x = A.tolist(), x0.tolist()
    for _ in range(steps):
        x = [math.fsum(a * u for a, u in zip(row, x, strict=True)) for row in rows]
        _, power = math.frexp(max(map(abs, x)))
        x = [math.ldexp(u, -power) for u in x]
    square = math.fsum(u * u for u in x)
    image = [math.fsum(a * u for a, u in zip(row, x, strict=True)) for row in rows]
    quotient = math.fsum(u * w for u, w in zip(x, image, strict=True)) / square
    return quotient, np.array([u / math.sqrt(square) for u in x])


def _by_steps(A: np.ndarray, x0: np.ndarray, steps: int) -> tuple[float, np.ndarray]:
    """Both results from the eigenvalues and eigenvectors of A: each part of x0 grows by a power."""
    values, basis = np.linalg.eig(A)
    values = values.astype(complex)
    parts = np.linalg.solve(basis, x0) * (values / np.abs(values).max()) ** steps
    x = (basis @ parts).real
    x = x / np.linalg.norm(x)
    return float(x @ (A @ x)), x
