"""Many independent features at once: a function to write."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from sympy import Rational

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.symbolic import Value
from gradcheck_grader import Code, Number, Trial

PRIORS = tuple(Rational(p, q) for p, q in ((1, 4), (1, 3), (2, 5), (3, 5), (2, 3), (3, 4)))
SOLUTION = """import numpy as np
def posteriors(X, prior, P):
    logs = np.log(prior) + X @ np.log(P).T + (1 - X) @ np.log(1 - P).T
    powers = np.exp(logs - logs.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)"""
NO_PRIOR = SOLUTION.replace("np.log(prior) + ", "")
ONES_ONLY = SOLUTION.replace(" + (1 - X) @ np.log(1 - P).T", "")
COLUMNS = SOLUTION.replace("axis=1", "axis=0")
UNDERFLOW = SOLUTION.replace("logs - logs.max(axis=1, keepdims=True)", "logs")
JOINT = SOLUTION.replace("powers / powers.sum(axis=1, keepdims=True)", "np.exp(logs)")


@dataclass(frozen=True)
class Pair:
    """The prior of class 0, and the chance of each of two features in both classes, in tenths."""

    prior: Value
    first: tuple[int, int]
    second: tuple[int, int]

    def joint(self, *, prior: bool = True, absent: bool = True) -> tuple[Value, Value]:
        """The probability of each class together with feature 1 present and feature 2 absent."""
        weights = (self.prior, 1 - self.prior) if prior else (Rational(1), Rational(1))
        found = [
            weight * Rational(there, 10) * (Rational(10 - missing, 10) if absent else 1)
            for weight, (there, missing) in zip(weights, (self.first, self.second), strict=True)
        ]
        return found[0], found[1]

    @property
    def posterior(self) -> Value:
        """The probability of class 0, given the features."""
        return _share(self.joint())


def _share(pair: tuple[Value, Value]) -> Value:
    return pair[0] / (pair[0] + pair[1])


@exercise("probability/naive-bayes-code", title="Naive Bayes with many features, as code", level=3)
def naive_bayes_code(draw: Draw) -> Problem:
    """Features that are independent given the class multiply: in logarithms they add, and nothing underflows.

    Trap: a feature that is absent tells something, too; and a product of many probabilities is 0 to a
    computer. Source: Murphy, Probabilistic Machine Learning: An Introduction, section 9.3.
    """
    pair = draw.until(_tells_mistakes_apart, lambda: _pair(draw))
    inputs = draw.integer("inputs", 0, 9_999)
    return Problem(
        say(
            r"""
            An example has $d$ features, each present (1) or absent (0). **Given the class, the features are
            independent.** Class $c$ has the probability $\pi_c$ before any feature is seen, and in it feature
            $j$ is present with probability $P_{cj}$. Classes are counted from 0. By Bayes' rule, for the
            features $x_1, \ldots, x_d$,
            $$p(c \mid x) \propto \pi_c \prod_{j} P_{cj}^{x_j} (1 - P_{cj})^{1 - x_j}.$$
            """
        ),
        (_posterior_part(pair), _code_part(inputs)),
    )


def _pair(draw: Draw) -> Pair:
    one, other = draw.integer("p01", 1, 9), draw.integer("p02", 1, 9)
    return Pair(
        draw.choice("prior", PRIORS),
        (one, other),
        (draw.integer("p11", 1, 9, exclude=(one,)), draw.integer("p12", 1, 9, exclude=(other,))),
    )


def _mistakes(pair: Pair) -> tuple[tuple[str, Value, str], ...]:
    """Name, value and feedback of each wrong rule."""
    return (
        (
            "prior-left-out",
            _share(pair.joint(prior=False)),
            "You left the probabilities of the classes out. They are factors, too.",
        ),
        (
            "absent-left-out",
            _share(pair.joint(absent=False)),
            "You used the present feature only. That the other one is absent tells something, too.",
        ),
        (
            "not-normalised",
            pair.joint()[0],
            "This is the probability of class 0 and these features together. Divide by that of the features.",
        ),
    )


def _tells_mistakes_apart(pair: Pair) -> bool:
    values = [pair.posterior, *(value for _, value, _ in _mistakes(pair))]
    return len(set(values)) == len(values)


def _posterior_part(pair: Pair) -> Part:
    """The posterior for two features, by hand."""
    joint = pair.joint()
    return Part(
        say(
            r"There are two classes, with $\pi_0 = {prior}$ and $\pi_1 = {rest}$. Feature 1 is present with "
            "probability ${p01}$ in class 0 and ${p11}$ in class 1, feature 2 with ${p02}$ and ${p12}$. "
            "Feature 1 is present and feature 2 is absent. Find the probability of class 0 given this, "
            "exactly.",
            prior=pair.prior,
            rest=1 - pair.prior,
            p01=Rational(pair.first[0], 10),
            p11=Rational(pair.second[0], 10),
            p02=Rational(pair.first[1], 10),
            p12=Rational(pair.second[1], 10),
        ),
        Number(pair.posterior),
        slips=tuple(Slip(*mistake) for mistake in _mistakes(pair)),
        hints=hints(
            "Find one product for each class, then what share of their sum belongs to class 0.",
            "For class 0 the product has three factors; one of them is ${absent}$, for the absent feature. "
            "What are the others?",
            "The products are ${zero}$ for class 0 and ${one}$ for class 1. Divide the first by their sum.",
            absent=Rational(10 - pair.first[1], 10),
            zero=joint[0],
            one=joint[1],
        ),
        steps=(
            step("The product for class 0", _written(pair.prior, pair.first), "${v}$", v=joint[0]),
            step("The product for class 1", _written(1 - pair.prior, pair.second), "${v}$", v=joint[1]),
            step(
                "The share of class 0",
                "${zero} / ({zero} + {one})$",
                "${v}$",
                zero=joint[0],
                one=joint[1],
                v=pair.posterior,
            ),
        ),
        check=lambda _: _by_odds(pair),
    )


def _written(prior: Value, tenths: tuple[int, int]) -> str:
    """Prior, present feature and absent one, multiplied."""
    factors = (prior, Rational(tenths[0], 10), Rational(10 - tenths[1], 10))
    return f"${' * '.join(map(_fraction, factors))}$".replace("*", r"\cdot")


def _fraction(value: Value) -> str:
    return rf"\frac{{{value.p}}}{{{value.q}}}"


def _by_odds(pair: Pair) -> float:
    """The posterior, from the logarithm of the odds."""
    odds = math.log(float(pair.prior / (1 - pair.prior)))
    odds += math.log(pair.first[0] / pair.second[0])
    odds += math.log((10 - pair.first[1]) / (10 - pair.second[1]))
    return 1 / (1 + math.exp(-odds))


def _code_part(inputs: int) -> Part:
    """The posteriors of any examples, as code."""
    trials = _trials(inputs)
    return Part(
        say(
            "Write a function that gives the probabilities of the classes as a NumPy array of shape (n, k), "
            "one example a row. `X` has shape (n, d), with the whole numbers 0 and 1; `prior` has shape "
            "(k,) and `P` shape (k, d), all strictly between 0 and 1. There may be thousands of features. "
            "Begin with `import numpy as np`."
        ),
        Code("posteriors(X, prior, P)", SOLUTION, _exactly, trials),
        points=2,
        slips=(
            Slip(
                "prior-left-out-code",
                NO_PRIOR,
                "You left the probabilities of the classes out. They are factors, too.",
            ),
            Slip(
                "absent-left-out-code",
                ONES_ONLY,
                "You used the present features only. An absent one has the factor 1 - P.",
            ),
            Slip(
                "wrong-axis",
                COLUMNS,
                "Your numbers add up to 1 in each column. The classes of an example are in its row.",
            ),
            Slip(
                "products-underflow",
                UNDERFLOW,
                "A product of thousands of probabilities is 0 to a computer. What can you subtract from all "
                "logarithms of a row without a change of the shares?",
            ),
            Slip(
                "not-normalised-code",
                JOINT,
                "Your rows do not add up to 1. Divide by the probability of the features.",
            ),
        ),
        hints=hints(
            "Add logarithms rather than multiply probabilities. A matrix product can do all examples at "
            "once.",
            "`X @ np.log(P).T` has shape (n, k): the present features. What is the same for the absent ones? "
            "Subtract the greatest of each row before you go back from logarithms.",
            "The logarithms are `np.log(prior) + X @ np.log(P).T + (1 - X) @ np.log(1 - P).T`, up to a "
            "number for each row. Then powers, divided by their sum in each row.",
        ),
        steps=(
            step(
                "Logarithms, all examples at once",
                "",
                "`np.log(prior) + X @ np.log(P).T + (1 - X) @ np.log(1 - P).T`",
            ),
            step("Powers that do not underflow", "", "`np.exp(logs - logs.max(axis=1, keepdims=True))`"),
            step("Shares", "", "`powers / powers.sum(axis=1, keepdims=True)`"),
        ),
        check=lambda _: [_by_log_odds(*trial.inputs) for trial in trials],
    )


def _trials(inputs: int) -> tuple[Trial, ...]:
    """Few features, one example, and so many features that products underflow."""
    rng = np.random.default_rng(inputs)

    def given(n: int, k: int, d: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        weights = rng.uniform(1, 4, size=k)
        return rng.integers(0, 2, (n, d)), weights / weights.sum(), rng.uniform(0.1, 0.9, size=(k, d))

    X, prior, P = given(3, 2, 2500)
    alike = P[0] + rng.uniform(-0.002, 0.002, size=P.shape)  # else one class has all of the probability
    return (
        *(Trial(given(n, k, d)) for n, k, d in ((4, 2, 3), (3, 3, 2), (5, 4, 4))),
        Trial(given(1, 3, 3), "a single example"),
        Trial((X, prior, alike), "thousands of features"),
    )


def _exactly(X: np.ndarray, prior: np.ndarray, P: np.ndarray) -> np.ndarray:
    """The shares of the products, which are whole numbers over powers of 2."""
    rows: list[list[float]] = []
    for x in X.tolist():
        pairs = [
            _product([weight, *(p if there else 1 - p for there, p in zip(x, chances, strict=True))])
            for weight, chances in zip(prior.tolist(), P.tolist(), strict=True)
        ]
        most = max(power for _, power in pairs)
        whole = [top << (most - power) for top, power in pairs]
        rows.append([one / sum(whole) for one in whole])
    return np.array(rows)


def _product(factors: list[float]) -> tuple[int, int]:
    """The whole number, and the power of 2 below it, that make the product of floats exactly."""
    ratios = [factor.as_integer_ratio() for factor in factors]
    return math.prod(top for top, _ in ratios), sum(below.bit_length() - 1 for _, below in ratios)


def _by_log_odds(X: np.ndarray, prior: np.ndarray, P: np.ndarray) -> np.ndarray:
    """Each probability from its log odds against all the classes."""
    chosen = np.where(X[:, None, :] == 1, P[None], 1 - P[None])
    logs = np.log(chosen).sum(axis=2) + np.log(prior)
    return 1 / np.exp(logs[:, None, :] - logs[:, :, None]).sum(axis=2)
