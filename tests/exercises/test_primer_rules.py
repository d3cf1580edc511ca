"""What the primers state is true in numbers: each rule is quoted, and both its sides are computed apart."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import reduce
from itertools import product

import numpy as np
import pytest

from gradcheck_exercises.primer import FOLDER

RNG = np.random.default_rng(20261124)


def slope(f, x, h=1e-6):
    """The derivative of f at x by central differences."""
    return (f(x + h) - f(x - h)) / (2 * h)


def gradient(f, X, h=1e-6):
    """The gradient of a number by an array, entry by entry."""
    found = np.zeros_like(X)
    for place in np.ndindex(X.shape):
        moved = np.zeros_like(X)
        moved[place] = h
        found[place] = (f(X + moved) - f(X - moved)) / (2 * h)
    return found


def jacobian(F, x):
    return np.array([gradient(lambda z, i=i: F(z)[i], x) for i in range(len(F(x)))])


def sigma(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    return np.exp(z) / np.exp(z).sum()


def expected(law, f):
    return sum(chance * f(*value) for value, chance in law.items())


A, B, C, X = (RNG.normal(size=(3, 3)) for _ in range(4))
S, SPD = A + A.T, A @ A.T + np.eye(3)
T, TALL = RNG.normal(size=(3, 3)), RNG.normal(size=(5, 3))
a, b, x, y = (RNG.normal(size=3) for _ in range(4))
b5 = RNG.normal(size=5)
U, SV, VT = np.linalg.svd(TALL)
LAW = {(0, 1): 0.1, (0, 3): 0.2, (2, 1): 0.3, (2, 3): 0.15, (5, 3): 0.25}  # of a pair (x, y)
EX, EY = expected(LAW, lambda x, y: x), expected(LAW, lambda x, y: y)
VX, VY = expected(LAW, lambda x, y: (x - EX) ** 2), expected(LAW, lambda x, y: (y - EY) ** 2)
COV = expected(LAW, lambda x, y: (x - EX) * (y - EY))
norm, tr, det, inv = np.linalg.norm, np.trace, np.linalg.det, np.linalg.inv
GRID = np.linspace(-40, 40, 400_001)


def variance_of(values):
    return np.mean((values - np.mean(values)) ** 2)


def of_samples(with_replacement, n=2, values=(1.0, 4.0, 6.0, 11.0)):
    """The variance of the mean of n of the values, over all ordered samples."""
    samples = [
        sample
        for sample in product(range(len(values)), repeat=n)
        if with_replacement or len(set(sample)) == n
    ]
    return variance_of(np.array([np.mean([values[i] for i in sample]) for sample in samples]))


RULES = [
    ("calculus", r"\frac{d}{dx} x^n = n x^{n-1}", slope(lambda t: t**2.5, 1.7), 2.5 * 1.7**1.5),
    (
        "calculus",
        r"\frac{u' v - u v'}{v^2}",
        slope(lambda t: math.sin(t) / t**2, 1.3),
        (math.cos(1.3) * 1.3**2 - math.sin(1.3) * 2 * 1.3) / 1.3**4,
    ),
    ("calculus", r"\frac{d}{dx} a^x = a^x \ln a", slope(lambda t: 3**t, 0.7), 3**0.7 * math.log(3)),
    (
        "calculus",
        r"\frac{d}{dx} \log_a x = \frac{1}{x \ln a}",
        slope(lambda t: math.log(t, 3), 0.7),
        1 / (0.7 * math.log(3)),
    ),
    (
        "calculus",
        r"\frac{d}{dx} \ln f(x) = \frac{f'(x)}{f(x)}",
        slope(lambda t: math.log(t**2 + 1), 0.7),
        1.4 / 1.49,
    ),
    ("calculus", r"\sigma'(z) = \sigma(z) (1 - \sigma(z))", slope(sigma, 0.4), sigma(0.4) * (1 - sigma(0.4))),
    ("calculus", r"\tanh'(z) = 1 - \tanh(z)^2", slope(math.tanh, 0.4), 1 - math.tanh(0.4) ** 2),
    (
        "calculus",
        r"$\ln(1 + e^z)$ has the derivative $\sigma(z)$",
        slope(lambda t: math.log1p(math.exp(t)), 0.4),
        sigma(0.4),
    ),
    (
        "calculus",
        r"\frac{h^2}{6} f'''(x)",
        (slope(math.exp, 0.5, h=0.01) - math.exp(0.5)) * 1e4,
        math.exp(0.5) / 6,
    ),
    (
        "calculus",
        r"\frac{h}{2} f''(x)",
        ((math.exp(0.5001) - math.exp(0.5)) / 1e-4 - math.exp(0.5)) * 1e4,
        math.exp(0.5) / 2,
    ),
    (
        "calculus",
        r"\int e^{-a (x - b)^2} dx = \sqrt{\frac{\pi}{a}}",
        np.trapezoid(np.exp(-0.7 * (GRID - 2) ** 2), GRID),
        math.sqrt(math.pi / 0.7),
    ),
    ("linalg", r"(A B)^{\top} = B^{\top} A^{\top}", (A @ B).T, B.T @ A.T),
    ("linalg", r"(A B)^{-1} = B^{-1} A^{-1}", inv(A @ B), inv(B) @ inv(A)),
    (
        "linalg",
        r"\mathrm{tr}(A B C) = \mathrm{tr}(C A B) = \mathrm{tr}(B C A)",
        [tr(A @ B @ C)] * 2,
        [tr(C @ A @ B), tr(B @ C @ A)],
    ),
    ("linalg", r"\det(A B) = \det A \cdot \det B", det(A @ B), det(A) * det(B)),
    (
        "linalg",
        r"$(d, -b)$ and $(-c, a)$",
        inv(A[:2, :2]) * det(A[:2, :2]),
        [[A[1, 1], -A[0, 1]], [-A[1, 0], A[0, 0]]],
    ),
    (
        "linalg",
        r"p = \frac{a \cdot b}{a \cdot a} a",
        a * np.linalg.lstsq(a[:, None], b)[0],
        a @ b / (a @ a) * a,
    ),
    (
        "linalg",
        r"P = A (A^{\top} A)^{-1} A^{\top}",
        TALL @ np.linalg.lstsq(TALL, b5)[0],
        TALL @ inv(TALL.T @ TALL) @ TALL.T @ b5,
    ),
    ("linalg", r"\frac{w^{\top} x + b}{\|w\|}", norm((a @ x + 2) / (a @ a) * a), abs((a @ x + 2) / norm(a))),
    (
        "linalg",
        r"x_B = B^{-1} x$; a map $T$ becomes $B^{-1} T B",
        inv(B) @ (T @ x),
        inv(B) @ T @ B @ (inv(B) @ x),
    ),
    (
        "linalg",
        r"\|x - y\|^2 = \|x\|^2 - 2 x^{\top} y + \|y\|^2",
        norm(x - y) ** 2,
        x @ x - 2 * x @ y + y @ y,
    ),
    (
        "spectral",
        r"The sum of the eigenvalues is $\mathrm{tr} A$, their product is $\det A$",
        [np.linalg.eigvals(A).sum(), np.linalg.eigvals(A).prod()],
        [tr(A), det(A)],
    ),
    (
        "spectral",
        r"\lambda^2 - \mathrm{tr}(A) \lambda + \det A = 0",
        np.roots([1, -tr(SPD[:2, :2]), det(SPD[:2, :2])])[::-1],
        np.linalg.eigvalsh(SPD[:2, :2]),
    ),
    (
        "spectral",
        r"square roots of the eigenvalues of $A^{\top} A$",
        SV[::-1],
        np.sqrt(np.linalg.eigvalsh(TALL.T @ TALL)),
    ),
    (
        "spectral",
        r"\sqrt{\sigma_{k+1}^2 + \ldots + \sigma_n^2}",
        norm(TALL - SV[0] * np.outer(U[:, 0], VT[0])),
        math.hypot(*SV[1:]),
    ),
    ("spectral", r"The error is $\sigma_{k+1}$", norm(TALL - SV[0] * np.outer(U[:, 0], VT[0]), 2), SV[1]),
    ("spectral", r"A^+ = (A^{\top} A)^{-1} A^{\top}", np.linalg.pinv(TALL), inv(TALL.T @ TALL) @ TALL.T),
    ("spectral", r"\kappa = \frac{\sigma_1}{\sigma_n}", np.linalg.cond(TALL), SV[0] / SV[-1]),
    (
        "spectral",
        r"positive definite $A$ is $L L^{\top}$",
        np.linalg.cholesky(SPD) @ np.linalg.cholesky(SPD).T,
        SPD,
    ),
    ("vectorcalc", r"\nabla (a^{\top} x) = a", gradient(lambda z: a @ z, x), a),
    (
        "vectorcalc",
        r"\nabla (x^{\top} A x) = (A + A^{\top}) x",
        gradient(lambda z: z @ A @ z, x),
        (A + A.T) @ x,
    ),
    (
        "vectorcalc",
        r"\nabla \|A x - b\|^2 = 2 A^{\top} (A x - b)",
        gradient(lambda z: norm(TALL @ z - b5) ** 2, x),
        2 * TALL.T @ (TALL @ x - b5),
    ),
    (
        "vectorcalc",
        r"with the Hessian $2 A^{\top} A$",
        jacobian(lambda z: 2 * TALL.T @ (TALL @ z - b5), x),
        2 * TALL.T @ TALL,
    ),
    ("vectorcalc", r"\nabla \|x\| = \frac{x}{\|x\|}", gradient(norm, x), x / norm(x)),
    (
        "vectorcalc",
        r"\nabla_X \mathrm{tr}(A X B) = A^{\top} B^{\top}",
        gradient(lambda Z: tr(A @ Z @ B), X),
        A.T @ B.T,
    ),
    (
        "vectorcalc",
        r"\nabla_X \ln \det X = (X^{-1})^{\top}",
        gradient(lambda Z: np.linalg.slogdet(Z)[1], X),
        inv(X).T,
    ),
    (
        "vectorcalc",
        r"\frac{d}{dt} A^{-1} = -A^{-1} \frac{dA}{dt} A^{-1}",
        slope(lambda t: inv(SPD + t * B), 0.0),
        -inv(SPD) @ B @ inv(SPD),
    ),
    (
        "vectorcalc",
        r"\operatorname{diag}(p) - p p^{\top}",
        jacobian(softmax, x),
        np.diag(softmax(x)) - np.outer(softmax(x), softmax(x)),
    ),
    (
        "vectorcalc",
        r"is the gradient of $\ln \sum_i e^{x_i}$",
        gradient(lambda z: math.log(np.exp(z).sum()), x),
        softmax(x),
    ),
    (
        "vectorcalc",
        r"$J_F(G(x)) J_G(x)$",
        jacobian(lambda z: softmax(A @ np.tanh(z)), x),
        jacobian(lambda z: softmax(A @ z), np.tanh(x)) @ np.diag(1 - np.tanh(x) ** 2),
    ),
    ("probability", r"\operatorname{Var} X = E[X^2] - E[X]^2", VX, expected(LAW, lambda x, y: x * x) - EX**2),
    (
        "probability",
        r"a^2 \operatorname{Var} X + b^2 \operatorname{Var} Y + 2 a b \operatorname{Cov}(X, Y)",
        expected(LAW, lambda x, y: (2 * x - 3 * y - (2 * EX - 3 * EY)) ** 2),
        4 * VX + 9 * VY - 12 * COV,
    ),
    (
        "probability",
        r"then $A x + b$ has $A \Sigma A^{\top}$",
        np.cov(A @ TALL.T + x[:, None]),
        A @ np.cov(TALL.T) @ A.T,
    ),
    (
        "probability",
        r"\frac{n!}{k! (n-k)!} p^k (1-p)^{n-k}",
        sum(0.3 ** sum(w) * 0.7 ** (4 - sum(w)) for w in product((0, 1), repeat=4) if sum(w) == 2),
        6 * 0.3**2 * 0.7**2,
    ),
    (
        "probability",
        r"with mean $n p$ and variance $n p (1-p)$",
        [
            sum(k * math.comb(9, k) * 0.3**k * 0.7 ** (9 - k) for k in range(10)),
            sum((k - 2.7) ** 2 * math.comb(9, k) * 0.3**k * 0.7 ** (9 - k) for k in range(10)),
        ],
        [2.7, 1.89],
    ),
    (
        "probability",
        r"P(X = k) = e^{-\lambda} \frac{\lambda^k}{k!}$, with mean and variance $\lambda$",
        [
            sum(k * math.exp(-3) * 3**k / math.factorial(k) for k in range(60)),
            sum((k - 3) ** 2 * math.exp(-3) * 3**k / math.factorial(k) for k in range(60)),
        ],
        [3, 3],
    ),
    (
        "probability",
        r"\sigma_1^2 - \frac{c^2}{\sigma_2^2}",
        1 / inv(SPD[:2, :2])[0, 0],
        SPD[0, 0] - SPD[0, 1] ** 2 / SPD[1, 1],
    ),
    (
        "probability",
        r"\mu_1 + \frac{c}{\sigma_2^2} (x - \mu_2)",
        2 - inv(SPD[:2, :2])[0, 1] / inv(SPD[:2, :2])[0, 0] * (1.5 - 0.5),
        2 + SPD[0, 1] / SPD[1, 1] * (1.5 - 0.5),
    ),
    (
        "optimization",
        r"x_k = (1 - \eta a)^k x_0",
        reduce(lambda at, _: at - 0.1 * 3 * at, range(5), 0.7),
        (1 - 0.1 * 3) ** 5 * 0.7,
    ),
    (
        "optimization",
        r"\frac{\kappa - 1}{\kappa + 1}",
        min(max(abs(1 - eta * 2), abs(1 - eta * 15)) for eta in [*np.linspace(0, 0.2, 2001), 2 / 17]),
        (7.5 - 1) / (7.5 + 1),
    ),
    (
        "optimization",
        r"has a variance of $\frac{\sigma^2}{n}$",
        of_samples(True),
        variance_of(np.array([1, 4, 6, 11])) / 2,
    ),
    (
        "optimization",
        r"\frac{N - n}{N - 1}",
        of_samples(False),
        variance_of(np.array([1, 4, 6, 11])) / 2 * (4 - 2) / (4 - 1),
    ),
    ("optimization", r"x - H^{-1} \nabla f(x)", x - inv(SPD) @ (SPD @ x - b), np.linalg.solve(SPD, b)),
    ("backprop", r"$\bar{X} = \bar{Y} W^{\top}$", gradient(lambda Z: np.sum(C * (Z @ B + b)), X), C @ B.T),
    ("backprop", r"$\bar{W} = X^{\top} \bar{Y}$", gradient(lambda W: np.sum(C * (X @ W + b)), B), X.T @ C),
    (
        "backprop",
        r"$\bar{b}$ adds the rows of $\bar{Y}$ up",
        gradient(lambda z: np.sum(C * (X @ B + z)), b),
        C.sum(axis=0),
    ),
    ("backprop", r"$\bar{W} = \bar{y} x^{\top}$", gradient(lambda W: y @ (W @ x + b), A), np.outer(y, x)),
    ("backprop", r"$\bar{x} = W^{\top} \bar{y}$", gradient(lambda z: y @ (A @ z + b), x), A.T @ y),
    (
        "backprop",
        r"$\bar{z} = \bar{h} \odot f'(z)$",
        gradient(lambda z: y @ np.tanh(z), x),
        y * (1 - np.tanh(x) ** 2),
    ),
    (
        "backprop",
        r"$\bar{z} = p - y$, where $p$ is the softmax of $z$",
        gradient(lambda z: -math.log(softmax(z)[1]), x),
        softmax(x) - [0, 1, 0],
    ),
    (
        "backprop",
        r"has the Jacobian $I + J_F$",
        jacobian(lambda z: z + np.tanh(A @ z), x),
        np.eye(3) + jacobian(lambda z: np.tanh(A @ z), x),
    ),
    (
        "backprop",
        r"\frac{n + 2 p - k}{s} + 1$ values, rounded down",
        [
            len(range(0, n + 2 * p - k + 1, s))
            for n, p, k, s in product((7, 8, 12), (0, 1, 2), (2, 3), (1, 2, 3))
        ],
        [
            math.floor(Fraction(n + 2 * p - k, s)) + 1
            for n, p, k, s in product((7, 8, 12), (0, 1, 2), (2, 3), (1, 2, 3))
        ],
    ),
]


@pytest.mark.parametrize(
    ("unit", "rule", "one_way", "another"), RULES, ids=[f"{unit}-{i}" for i, (unit, *_) in enumerate(RULES)]
)
def test_a_rule_is_on_the_page_and_true_in_numbers(unit, rule, one_way, another):
    page = (FOLDER / f"{unit}.md").read_text(encoding="utf-8")
    assert rule in " ".join(page.split())
    np.testing.assert_allclose(one_way, another, rtol=2e-3 if r"\frac{h" in rule else 1e-5, atol=1e-7)
