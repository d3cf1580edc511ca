"""Adam as a program: a function to write."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from sympy import Rational

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.symbolic import Value
from gradcheck_grader import Code, Number, Trial
from gradcheck_grader.sandbox import Function

BETAS = (Rational(1, 2), Rational(2, 3), Rational(3, 4), Rational(1, 3))
SOLUTION = """import numpy as np
def adam(grad, x0, eta, beta1, beta2, eps, steps):
    x = np.array(x0, dtype=float)
    m = np.zeros(len(x))
    v = np.zeros(len(x))
    for k in range(1, steps + 1):
        g = grad(x)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g ** 2
        m_hat = m / (1 - beta1 ** k)
        v_hat = v / (1 - beta2 ** k)
        x = x - eta * m_hat / (np.sqrt(v_hat) + eps)
    return x"""
UNCORRECTED = SOLUTION.replace(" / (1 - beta1 ** k)", "").replace(" / (1 - beta2 ** k)", "")
SAME_POWER = SOLUTION.replace("beta1 ** k", "beta1").replace("beta2 ** k", "beta2")
NO_ROOT = SOLUTION.replace("np.sqrt(v_hat)", "v_hat")
WHOLE_NORM = SOLUTION.replace("* g ** 2", "* (g @ g)")
EXCHANGED = SOLUTION.replace("eta, beta1, beta2, eps", "eta, beta2, beta1, eps")


@dataclass(frozen=True)
class Means:
    """Three gradients and a decay."""

    gradients: tuple[int, int, int]
    beta: Value

    @property
    def m(self) -> tuple[Value, Value, Value]:
        """The means m_1, m_2, m_3 before correction."""
        found: list[Value] = []
        last: Value = Rational(0)
        for g in self.gradients:
            last = self.beta * last + (1 - self.beta) * g
            found.append(last)
        return found[0], found[1], found[2]

    @property
    def corrected(self) -> Value:
        """m_3 corrected for its bias."""
        return self.m[2] / (1 - self.beta**3)


@dataclass(frozen=True)
class Valley:
    """Σ aᵢ (xᵢ - cᵢ)², with curvatures that differ, by the source of its gradient."""

    a: tuple[float, ...]
    c: tuple[float, ...]

    @property
    def gradient(self) -> Function:
        """The gradient, 2 aᵢ (xᵢ - cᵢ)."""
        return Function(f"lambda x: 2 * np.array({list(self.a)}) * (x - np.array({list(self.c)}))")


@exercise("optimization/adam-code", title="Adam, as a function", level=3)
def adam_code(draw: Draw) -> Problem:
    """Adam keeps means of the gradient and its square, entry by entry, corrected for their start at 0.

    Trap: the correction has the power k of the decay, and the first step is k = 1.
    Source: Kingma & Ba, Adam: A Method for Stochastic Optimization (2015), algorithm 1.
    """
    means = draw.until(_tells_mistakes_apart, lambda: _means(draw))
    inputs = draw.integer("inputs", 0, 9_999)
    return Problem(
        say(
            r"""
            Adam goes from $x_0$ to $x_1, x_2, \ldots$ with $m_0 = v_0 = 0$. For $k = 1, 2, \ldots$ it takes
            the gradient $g_k$ at $x_{k-1}$ and computes, **entry by entry**,
            $$m_k = \beta_1 m_{k-1} + (1 - \beta_1) g_k, \quad v_k = \beta_2 v_{k-1} + (1 - \beta_2) g_k^2,$$
            $$\hat{m}_k = \frac{m_k}{1 - \beta_1^k}, \quad \hat{v}_k = \frac{v_k}{1 - \beta_2^k}, \quad
            x_k = x_{k-1} - \eta \frac{\hat{m}_k}{\sqrt{\hat{v}_k} + \epsilon}.$$
            """
        ),
        (_mean_part(means), _code_part(inputs)),
    )


def _means(draw: Draw) -> Means:
    gradients = tuple(draw.integer(f"g{k}", -6, 6, exclude=(0,)) for k in (1, 2, 3))
    return Means((gradients[0], gradients[1], gradients[2]), draw.choice("beta", BETAS))


def _mistakes(means: Means) -> tuple[tuple[str, Value, str], ...]:
    """Name, value and feedback of each wrong rule."""
    return (
        ("not-corrected", means.m[2], "This is the mean before its correction: it starts at 0."),
        (
            "power-left-out",
            means.m[2] / (1 - means.beta),
            "The correction has a power of the decay in it, which grows with each step.",
        ),
        (
            "plain-mean",
            Rational(sum(means.gradients), 3),
            "This weighs all gradients alike. In Adam the later ones weigh more.",
        ),
    )


def _tells_mistakes_apart(means: Means) -> bool:
    """Whether the wrong rules lead to numbers of their own, and nothing is 0."""
    values = [means.corrected, *(value for _, value, _ in _mistakes(means))]
    return 0 not in values and 0 not in means.m and len(set(values)) == len(values)


def _mean_part(means: Means) -> Part:
    """The third mean, by hand."""
    g, m, beta = means.gradients, means.m, means.beta
    return Part(
        say(
            r"In one entry the first three gradients are ${g1}$, ${g2}$ and ${g3}$, and $\beta_1 = {beta}$. "
            r"Find $\hat{m}_3$, exactly.",
            g1=g[0],
            g2=g[1],
            g3=g[2],
            beta=beta,
        ),
        Number(means.corrected),
        slips=tuple(Slip(*mistake) for mistake in _mistakes(means)),
        hints=hints(
            "Three steps of the rule for $m_k$, and then one correction.",
            r"$m_1 = {m1}$. Find $m_2$ and $m_3$ in the same way. Which power of $\beta_1$ is in the "
            r"correction?",
            r"$m_3 = {m3}$, and $1 - \beta_1^3 = {rest}$. Divide.",
            m1=m[0],
            m3=m[2],
            rest=1 - beta**3,
        ),
        steps=(
            step("The first mean, from 0", "$m_1$", "${v}$", v=m[0]),
            step("The second", "$m_2$", "${v}$", v=m[1]),
            step("The third", "$m_3$", "${v}$", v=m[2]),
            step("Its correction", r"$m_3 / (1 - \beta_1^3)$", "${v}$", v=means.corrected),
        ),
        check=lambda _: float(np.average(g, weights=float(beta) ** np.array([2.0, 1.0, 0.0]))),
    )


def _code_part(inputs: int) -> Part:
    """Adam for any gradient, as code."""
    valleys, trials = _trials(inputs)
    by_source = {valley.gradient.source: valley for valley in valleys}
    return Part(
        say(
            "Write a function that gives the point after the last of `steps` steps, as a NumPy array of "
            "shape (d,). Here `grad` is a Python function: it takes a point and gives the gradient there, "
            "both of shape (d,). `x0` has shape (d,) and may hold whole numbers; leave it as it is. Begin "
            "with `import numpy as np`."
        ),
        Code(
            "adam(grad, x0, eta, beta1, beta2, eps, steps)",
            SOLUTION,
            lambda grad, *rest: _by_entries(by_source[grad.source], *rest),
            trials,
        ),
        points=2,
        slips=(
            Slip(
                "not-corrected-code",
                UNCORRECTED,
                "You did not correct the means. They start at 0, and are too small in the first steps.",
            ),
            Slip(
                "power-left-out-code",
                SAME_POWER,
                "Your correction is the same in every step. There is a power in it that grows with each "
                "step.",
            ),
            Slip("root-left-out", NO_ROOT, "You divided by the mean square. Its root has the right scale."),
            Slip(
                "one-scale-for-all",
                WHOLE_NORM,
                "You squared the length of the gradient. Adam has a scale of its own for each entry.",
            ),
            Slip(
                "decays-exchanged", EXCHANGED, "You exchanged the decays: the first one is for the gradient."
            ),
        ),
        hints=hints(
            "Two arrays of zeros for the means, and a loop over the steps, counted from 1.",
            "In the loop: gradient, both means, both corrections, and then a new point. What is squared, and "
            "what is under the root?",
            "The corrections are `m / (1 - pow(beta1, k))` and `v / (1 - pow(beta2, k))`. The step is `eta` "
            "times the first, divided by the root of the second plus `eps`. Keep `m` and `v` themselves as "
            "they are.",
        ),
        steps=(
            step("Means of the gradient and of its square", "", "`m = beta1 * m + (1 - beta1) * g`, and `v`"),
            step("Their corrections", "", "`m / (1 - pow(beta1, k))` and `v / (1 - pow(beta2, k))`"),
            step("The step", "", "`x = x - eta * m_hat / (np.sqrt(v_hat) + eps)`"),
        ),
        check=lambda _: [_by_weights(by_source[t.inputs[0].source], *t.inputs[1:]) for t in trials],
    )


def _trials(inputs: int) -> tuple[tuple[Valley, ...], tuple[Trial, ...]]:
    """Valleys with curvatures that differ: some steps, one step, whole numbers, an epsilon that is felt."""
    rng = np.random.default_rng(inputs)
    valleys = tuple(_valley(rng, size) for size in (2, 3, 4, 2, 3))
    first, second, third, fourth, last = (valley.gradient for valley in valleys)
    starts = [np.array(valley.c) + rng.uniform(1.0, 3.0, size=len(valley.c)) for valley in valleys]
    return valleys, (
        Trial((first, starts[0], 0.1, 0.9, 0.99, 1e-8, 5)),
        Trial((second, starts[1], 0.05, 0.8, 0.95, 1e-8, 12)),
        Trial((third, starts[2], 0.2, 0.9, 0.999, 1e-8, 1), "a single step"),
        Trial((fourth, np.array([4, -3]), 0.1, 0.9, 0.99, 1e-8, 6), "a start of whole numbers"),
        Trial((last, starts[4], 0.1, 0.7, 0.9, 0.5, 4), "a large epsilon"),
    )


def _valley(rng: np.random.Generator, size: int) -> Valley:
    a = np.round(rng.uniform(0.2, 1.0, size=size) * 3.0 ** np.arange(size), 4)
    return Valley(tuple(a.tolist()), tuple(np.round(rng.normal(size=size), 4).tolist()))


def _by_entries(
    valley: Valley, x0: Any, eta: float, beta1: float, beta2: float, eps: float, steps: int
) -> np.ndarray:
    """The point after the steps, one entry after the other: in a valley they do not meet."""
    found: list[float] = []
    for a, c, start in zip(valley.a, valley.c, x0.tolist(), strict=True):
        at, m, v = float(start), 0.0, 0.0
        for k in range(1, steps + 1):
            g = 2 * a * (at - c)
            m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * g
            at -= eta * (m / (1 - beta1**k)) / (math.sqrt(v / (1 - beta2**k)) + eps)
        found.append(at)
    return np.array(found)


def _by_weights(
    valley: Valley, x0: Any, eta: float, beta1: float, beta2: float, eps: float, steps: int
) -> np.ndarray:
    """The same point, with the corrected means as weighted averages of all gradients so far."""
    at = np.asarray(x0, dtype=float)
    seen: list[np.ndarray] = []
    for _ in range(steps):
        seen.append(2 * np.array(valley.a) * (at - np.array(valley.c)))
        ages = np.arange(len(seen))[::-1]
        mean = np.average(seen, axis=0, weights=beta1**ages)
        square = np.average(np.square(seen), axis=0, weights=beta2**ages)
        at = at - eta * mean / (np.sqrt(square) + eps)
    return at
