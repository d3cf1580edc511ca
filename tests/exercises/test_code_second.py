"""The other exercises whose answer is a function: solved in another way, and what earns which share."""

from __future__ import annotations

import json

import numpy as np
import pytest
import sympy
from mpmath import mp, mpf

from gradcheck_exercises import find
from gradcheck_grader import Outcome
from gradcheck_grader.sandbox import Function

SEEDS = (0, 7, 11)


def code_part(name, seed):
    return find(name).problem(seed).parts[-1]


SOLVED = [
    (
        "optimization/gd-code",
        "import math\nimport numpy as np\n"
        "def gradient_descent(grad, x0, eta, tol, max_iter):\n"
        "    points = [[float(v) for v in x0]]\n"
        "    while len(points) <= max_iter:\n"
        "        here = np.array(points[-1])\n"
        "        slope = grad(here)\n"
        "        if math.sqrt(slope @ slope) <= tol or math.sqrt(here @ here) > 10 ** 6:\n"
        "            break\n"
        "        points.append([u - eta * g for u, g in zip(here, slope)])\n"
        "    return np.array(points)",
        "lists of Python floats, and a while",
    ),
    (
        "backprop/softmax-ce-grad-code",
        "import numpy as np\n"
        "def softmax_cross_entropy_grad(Z, y):\n"
        "    n, k = Z.shape\n"
        "    logs = Z - np.logaddexp.reduce(Z, axis=1)[:, None]\n"
        "    return (np.exp(logs) - np.eye(k)[y]) / n",
        "probabilities from their logarithms, and rows of the identity",
    ),
    (
        "vectorcalc/gradient-check-code",
        "import numpy as np\n"
        "def gradcheck(f, grad, x, h, tol):\n"
        "    moves = h * np.eye(len(x))\n"
        "    d = np.array([f(x + e) - f(x - e) for e in moves]) / (2 * h)\n"
        "    r = np.abs(grad(x * 1.0) / d - 1) / np.maximum(np.abs(grad(x * 1.0) / d), 1)\n"
        "    order = np.argsort(r)\n"
        "    return int(order[-1]) if (r > tol).any() else -1",
        "rows of the identity as steps, and the ratio of the two",
    ),
    (
        "probability/monte-carlo-code",
        "import math\nimport statistics\n"
        "def monte_carlo(f, x, a, b, wanted):\n"
        "    values = [float(v) * (b - a) for v in f(x)]\n"
        "    s, N = statistics.stdev(values), 1\n"
        "    while s > wanted * math.sqrt(N):\n"
        "        N += 1\n"
        "    return statistics.fmean(values), s / math.sqrt(len(values)), N",
        "the statistics module, and a search for N",
    ),
    (
        "backprop/autodiff-code",
        "import math\nimport numpy as np\n"
        "class Value:\n"
        "    def __init__(self, data, edges=()):\n"
        "        self.data, self.edges, self.slope = data, edges, 0.0\n"
        "def gradients(operations, x):\n"
        "    nodes = [Value(float(v)) for v in x]\n"
        "    for name, *places in operations:\n"
        "        a, b = nodes[places[0]], nodes[places[-1]]\n"
        "        if name == 'add': node = Value(a.data + b.data, ((a, 1), (b, 1)))\n"
        "        if name == 'mul': node = Value(a.data * b.data, ((a, b.data), (b, a.data)))\n"
        "        if name == 'tanh': node = Value(math.tanh(a.data), ((a, 1 / math.cosh(a.data) ** 2),))\n"
        "        if name == 'relu': node = Value(max(0, a.data), ((a, a.data > 0),))\n"
        "        nodes.append(node)\n"
        "    nodes[-1].slope = 1.0\n"
        "    for node in nodes[::-1]:\n"
        "        for child, local in node.edges: child.slope += local * node.slope\n"
        "    return np.array([node.slope for node in nodes[:len(x)]])",
        "objects that hold their edges",
    ),
    (
        "optimization/adam-code",
        "import numpy as np\n"
        "def adam(grad, x0, eta, beta1, beta2, eps, steps):\n"
        "    x, m, v, p, q = x0 * 1.0, 0, 0, 1.0, 1.0\n"
        "    while steps:\n"
        "        g, steps, p, q = grad(x), steps - 1, p * beta1, q * beta2\n"
        "        m, v = m + (1 - beta1) * (g - m), v + (1 - beta2) * (g * g - v)\n"
        "        x = x - eta * (1 - q) ** 0.5 / (1 - p) * m / (np.sqrt(v) + eps * (1 - q) ** 0.5)\n"
        "    return x",
        "both corrections put into the rate",
    ),
    (
        "probability/naive-bayes-code",
        "import math\nimport numpy as np\n"
        "def posteriors(X, prior, P):\n"
        "    rows = []\n"
        "    for x in X:\n"
        "        logs = [math.log(w) + math.fsum(math.log(p if one else 1 - p) for one, p in zip(x, row))\n"
        "                for w, row in zip(prior, P)]\n"
        "        rows.append([1 / math.fsum(math.exp(other - mine) for other in logs) for mine in logs])\n"
        "    return np.array(rows)",
        "loops, and differences of logarithms",
    ),
    (
        "spectral/power-iteration-code",
        "import numpy as np\n"
        "def power_iteration(A, x0, steps):\n"
        "    power = np.eye(len(x0))\n"
        "    for _ in range(steps):\n"
        "        power = power @ (A / np.abs(A).max())\n"
        "        power /= np.abs(power).max()\n"
        "    y = power @ x0\n"
        "    return float(y.dot(A).dot(y) / y.dot(y)), y / y.dot(y) ** 0.5",
        "a power of the matrix, scaled by its largest entry",
    ),
    (
        "linalg/gram-schmidt-code",
        "import numpy as np\n"
        "def gram_schmidt(A):\n"
        "    Q, columns = np.zeros(A.shape), A.T.astype(float)\n"
        "    for j, a in enumerate(columns):\n"
        "        for _ in range(2):\n"
        "            a = a - Q @ (Q.T @ a)\n"
        "        Q[:, j] = a / (a @ a) ** 0.5\n"
        "    return Q, np.triu(Q.T @ A)",
        "all projections at once, removed twice",
    ),
    (
        "calculus/softplus-code",
        "import math\nimport numpy as np\n"
        "def softplus(x, beta):\n"
        "    values, slopes = np.empty(x.shape), np.empty(x.shape)\n"
        "    for place, at in np.ndenumerate(x):\n"
        "        z = float(beta * at)\n"
        "        values[place] = (z if z > 40 else math.log1p(math.exp(z))) / beta\n"
        "        slopes[place] = math.exp(z) / (1 + math.exp(z)) if z < 0 else 1 / (1 + math.exp(-z))\n"
        "    return values, slopes",
        "numbers one by one, and z itself where it is large",
    ),
    (
        "spectral/low-rank-code",
        "import numpy as np\n"
        "def low_rank(A, k):\n"
        "    if A.shape[0] < A.shape[1]:\n"
        "        best, error = low_rank(A.T, k)\n"
        "        return best.T, error\n"
        "    _, V = np.linalg.eigh(A.T @ A)\n"
        "    V = V[:, ::-1][:, :k]\n"
        "    best = A @ V @ V.T\n"
        "    return best, ((A - best) ** 2).sum() ** 0.5",
        "projected on eigenvectors, and the error by its entries",
    ),
    (
        "vectorcalc/hessian-vector-product",
        "import numpy as np\n"
        "def hvp(X, w, v, lam):\n"
        "    def grad(t):\n"
        "        return X.T @ np.tanh(X @ (w + t * v) / 2) / (2 * len(X)) + lam * (w + t * v)\n"
        "    return grad(1e-20j).imag * 1e20",
        "one imaginary step along the direction",
    ),
]


@pytest.mark.parametrize("seed", SEEDS[:2])
@pytest.mark.parametrize(("name", "source"), [row[:2] for row in SOLVED], ids=[row[2] for row in SOLVED])
def test_an_independent_source_is_right(name, source, seed):
    verdict = code_part(name, seed).answer.judge(source)
    assert verdict.outcome is Outcome.RIGHT, verdict.feedback


GRADED = [
    (
        "backprop/softmax-ce-grad-code",
        "import numpy as np\ndef softmax_cross_entropy_grad(Z, y):\n"
        "    P = np.exp(Z - Z.max()); P /= P.sum(axis=1, keepdims=True)\n"
        "    return (P - np.eye(Z.shape[1])[y]) / len(y)",
        "large logits",
        "the greatest of all logits is subtracted, not that of the row",
    ),
    (
        "backprop/softmax-ce-grad-code",
        "import numpy as np\ndef softmax_cross_entropy_grad(Z, y):\n"
        "    G = np.zeros(Z.shape)\n"
        "    for i in range(len(y)):\n"
        "        p = np.exp(Z[i] - Z[i].max()); G[i] = p / p.sum(); G[i, y[i]] -= 1\n"
        "    return G / len(y)",
        "speed",
        "a loop over examples",
    ),
    (
        "optimization/gd-code",
        "import numpy as np\ndef gradient_descent(grad, x0, eta, tol, max_iter):\n"
        "    path = [np.array(x0, dtype=float)]\n"
        "    for _ in range(10_000):\n"
        "        g = grad(path[-1])\n"
        "        if np.linalg.norm(g) <= tol or np.linalg.norm(path[-1]) > 1e6:\n"
        "            break\n"
        "        path.append(path[-1] - eta * g)\n"
        "    return np.array(path)",
        "as many steps as are allowed",
        "the number of steps has no bound",
    ),
    (
        "vectorcalc/gradient-check-code",
        "import numpy as np\ndef gradcheck(f, grad, x, h, tol):\n"
        "    x = np.array(x, dtype=float)\n"
        "    d = np.array([f(x + e) - f(x - e) for e in h * np.eye(len(x))]) / (2 * h)\n"
        "    r = np.abs(grad(x) - d)\n"
        "    return int(r.argmax()) if r.max() / np.abs(d).max() > tol else -1",
        "entries of different sizes",
        "one scale for all entries",
    ),
    (
        "probability/monte-carlo-code",
        "import numpy as np\ndef monte_carlo(f, x, a, b, wanted):\n"
        "    v = (b - a) * f(x)\n"
        "    s = v.std(ddof=1) if len(v) > 2 else 0.0\n"
        "    return v.mean(), s / np.sqrt(len(v)), int(np.ceil((s / wanted) ** 2))",
        "two samples",
        "no deviation where it seems too few",
    ),
    (
        "backprop/autodiff-code",
        "import numpy as np\ndef gradients(operations, x):\n"
        "    slopes = []\n"
        "    for place in range(len(x)):\n"
        "        v = list(x + 1e-30j * np.eye(len(x))[place])\n"
        "        for name, *p in operations:\n"
        "            a, b = v[p[0]], v[p[-1]]\n"
        "            v.append(a + b if name == 'add' else a * b if name == 'mul'\n"
        "                     else np.tanh(a) if name == 'tanh' else a * (a.real > 0))\n"
        "        slopes.append(v[-1].imag / 1e-30)\n"
        "    return np.array(slopes)",
        "speed",
        "a pass for each input",
    ),
    (
        "optimization/adam-code",
        "import numpy as np\n"
        "def adam(grad, x0, eta, beta1, beta2, eps, steps):\n"
        "    x, m, v = x0 * 1.0, 0, 0\n"
        "    for k in range(1, steps + 1):\n"
        "        g = grad(x)\n"
        "        m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * g\n"
        "        x = x - eta * m / (1 - beta1 ** k) / np.sqrt(v / (1 - beta2 ** k) + eps)\n"
        "    return x",
        "a large epsilon",
        "epsilon under the root",
    ),
    (
        "probability/naive-bayes-code",
        "import numpy as np\n"
        "def posteriors(X, prior, P):\n"
        "    joint = prior * np.where(X[:, None] == 1, P, 1 - P).prod(axis=2)\n"
        "    return joint / np.maximum(joint.sum(axis=1, keepdims=True), 1e-300)",
        "thousands of features",
        "a product of all probabilities",
    ),
    (
        "spectral/power-iteration-code",
        "import numpy as np\n"
        "def power_iteration(A, x0, steps):\n"
        "    x = np.linalg.matrix_power(A, steps) @ x0\n"
        "    x = x / np.linalg.norm(x)\n"
        "    return x @ A @ x, x",
        "hundreds of steps",
        "scaled only at the end",
    ),
    (
        "linalg/gram-schmidt-code",
        "import numpy as np\n"
        "def gram_schmidt(A):\n"
        "    Q = np.zeros(A.shape)\n"
        "    for j in range(A.shape[1]):\n"
        "        v = A[:, j] - Q @ (Q.T @ A[:, j])\n"
        "        Q[:, j] = v / np.linalg.norm(v)\n"
        "    return Q, np.triu(Q.T @ A)",
        "columns that are nearly dependent",
        "all projections computed from the given column",
    ),
    (
        "calculus/softplus-code",
        "import numpy as np\n"
        "def softplus(x, beta):\n"
        "    z = np.clip(beta * x, -500, 500)\n"
        "    return np.log1p(np.exp(z)) / beta, 1 / (1 + np.exp(-z))",
        "large arguments",
        "arguments that are cut off",
    ),
    (
        "calculus/softplus-code",
        "import numpy as np\n"
        "def softplus(x, beta):\n"
        "    z = beta * x\n"
        "    values = np.maximum(z, 0) + np.log(1 + np.exp(-np.abs(z)))\n"
        "    return values / beta, np.exp(-np.logaddexp(0, -z))",
        "results far below 1",
        "a logarithm of 1 plus what vanishes beside it",
    ),
    (
        "spectral/low-rank-code",
        "import numpy as np\n"
        "def low_rank(A, k):\n"
        "    U, s, Vt = np.linalg.svd(A, full_matrices=False)\n"
        "    best = (U[:, :k] * s[:k]) @ Vt[:k]\n"
        "    return best, np.sqrt(abs((A ** 2).sum() - (best ** 2).sum()))",
        "an error far smaller than the matrix",
        "a difference of two large squares",
    ),
    (
        "spectral/low-rank-code",
        "import numpy as np\n"
        "def low_rank(A, k):\n"
        "    U, s, Vt = np.linalg.svd(A)\n"
        "    return (U[:, :k] * s[:k]) @ Vt[:k], np.linalg.norm(s[k:])",
        "speed",
        "thousands of left singular vectors that nobody needs",
    ),
    (
        "vectorcalc/hessian-vector-product",
        "import numpy as np\n"
        "def hvp(X, w, v, lam):\n"
        "    p = (1 + np.tanh(X @ w / 2)) / 2\n"
        "    H = X.T @ (X * (p * (1 - p))[:, None]) / len(X)\n"
        "    return H @ v + lam * v",
        "speed",
        "the whole matrix is formed",
    ),
]


@pytest.mark.parametrize(
    ("name", "source", "group"), [row[:3] for row in GRADED], ids=[row[3] for row in GRADED]
)
def test_a_weakness_costs_its_group(name, source, group):
    verdict = code_part(name, 3).answer.judge(source)
    assert verdict.outcome is Outcome.PARTLY_RIGHT, verdict.feedback
    failed = verdict.feedback.split("\n")[0].partition("Look again at: ")[2].rstrip(".").split(", ")
    assert group in failed


@pytest.mark.parametrize("seed", SEEDS)
def test_each_row_of_a_softmax_gradient_adds_up_to_0_and_the_mean_is_in_it(seed):
    """Mpmath with 40 digits: the slope of ln Σ e^z by each logit, from its difference quotient."""
    answer = find("backprop/softmax-ce-grad-code").problem(seed).part("b").answer
    for trial, found in zip(answer.trials, answer.expected(), strict=True):
        Z, y = trial.inputs
        assert np.allclose(found.sum(axis=1), 0, atol=1e-12)
        with mp.workdps(40):
            row, step = [mpf(float(value)) for value in Z[0]], mpf(10) ** -15
            after = [*row[:-1], row[-1] + step]
            slope = (mp.log(sum(map(mp.exp, after))) - mp.log(sum(map(mp.exp, row)))) / step
            needed = float((slope - (y[0] == Z.shape[1] - 1)) / len(y))
        assert found[0, -1] == pytest.approx(needed, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_path_of_descent_ends_where_it_says(seed):
    """The points satisfy the rule; each but the last goes on, and the last has a reason to end."""
    answer = find("optimization/gd-code").problem(seed).part("b").answer
    for trial, path in zip(answer.trials, answer.expected(), strict=True):
        grad, x0, eta, tol, most = trial.inputs
        slopes = np.array([_gradient(grad, point) for point in path])
        assert path[0] == pytest.approx(np.asarray(x0, dtype=float))
        assert np.allclose(path[1:], path[:-1] - eta * slopes[:-1])
        ends = (np.linalg.norm(slopes, axis=1) <= tol) | (np.linalg.norm(path, axis=1) > 1e6)
        assert not ends[:-1].any()
        assert ends[-1] or len(path) == most + 1


def _gradient(grad: Function, point: np.ndarray) -> np.ndarray:
    """A x - b, with A and b read from the source of the gradient."""
    A, b = (np.array(json.loads(text.partition(")")[0])) for text in grad.source.split("np.array(")[1:])
    return A @ point - b


@pytest.mark.parametrize("seed", SEEDS)
def test_a_planted_mistake_in_a_gradient_is_found_and_nothing_else(seed):
    """The place of the mistake is read from the factors in the source, or known from how it was made."""
    answer = find("vectorcalc/gradient-check-code").problem(seed).part("b").answer
    for trial, found in zip(answer.trials, answer.expected(), strict=True):
        factors = json.loads(trial.inputs[1].source.partition("np.array(")[2].partition(")")[0])
        planted = [place for place, factor in enumerate(factors) if factor != 1]
        if trial.group == "a missing transpose":
            assert found in (0, 1)
        else:
            assert found == (max(planted) if planted else -1)


def test_an_estimate_of_an_integral_covers_it_as_often_as_it_should():
    """Of 200 estimates within two standard errors, about 95 in 100 cover the integral of x² + k."""
    covered = 0
    for seed in range(200):
        answer = find("probability/monte-carlo-code").problem(seed).part("c").answer
        f, _, a, b, wanted = answer.trials[1].inputs
        k = int(f.source.rpartition("+")[2])
        samples = np.random.default_rng(seed).uniform(a, b, size=200)
        estimate, error, _ = answer.reference(f, samples, a, b, wanted)
        covered += abs(estimate - ((b**3 - a**3) / 3 + k * (b - a))) <= 2 * error
    assert 180 <= covered <= 199


@pytest.mark.parametrize("seed", SEEDS)
def test_slopes_of_a_list_of_operations_are_the_derivatives_of_its_formula(seed):
    """SymPy multiplies the graph out, and differentiates the formula."""
    answer = code_part("backprop/autodiff-code", seed).answer
    names = {"add": sympy.Add, "mul": sympy.Mul, "tanh": sympy.tanh, "relu": lambda v: sympy.Max(v, 0)}
    for trial, found in zip(answer.trials, answer.expected(), strict=True):
        operations, x = trial.inputs
        symbols = sympy.symbols(f"x:{len(x)}", real=True)
        nodes = list(symbols)
        for name, *places in operations:
            nodes.append(names[name](*(nodes[place] for place in places)))
        values = dict(zip(symbols, x.tolist(), strict=True))
        for symbol, slope in zip(symbols, found, strict=True):
            assert float(nodes[-1].diff(symbol).subs(values).evalf()) == pytest.approx(slope)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_first_step_of_adam_has_the_size_of_the_rate(seed):
    """Both corrections cancel in it: each entry moves by η |g| / (|g| + ε) against the sign of its slope."""
    answer = code_part("optimization/adam-code", seed).answer
    grad, x0, eta, *_ = next(trial for trial in answer.trials if trial.group == "a single step").inputs
    (found,) = (
        one for trial, one in zip(answer.trials, answer.expected(), strict=True) if trial.inputs[0] == grad
    )
    assert found == pytest.approx(x0 - eta, rel=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_posterior_is_found_by_one_feature_after_the_other(seed):
    """Bayes' rule with one feature at a time: each posterior is the prior of the next."""
    answer = code_part("probability/naive-bayes-code", seed).answer
    for trial, found in zip(answer.trials, answer.expected(), strict=True):
        X, prior, P = trial.inputs
        for x, needed in zip(X, found, strict=True):
            belief = prior
            for there, chances in zip(x, P.T, strict=True):
                belief = belief * (chances if there else 1 - chances)
                belief = belief / belief.sum()
            assert belief == pytest.approx(needed, rel=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_hundreds_of_power_iterations_end_in_an_eigenvector(seed):
    """The pair satisfies A x = λ x, and no eigenvalue is larger: the trace of A⁸ is not above n λ⁸."""
    answer = code_part("spectral/power-iteration-code", seed).answer
    A, _, _ = answer.trials[-1].inputs
    value, vector = answer.expected()[-1]
    assert A @ vector == pytest.approx(value * vector)
    assert np.trace(np.linalg.matrix_power(A / value, 8)) <= len(A)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_best_approximation_leaves_the_least_eigenvalues_of_the_gram_matrix(seed):
    """With 60 digits: the squared error is their sum, and what is left is orthogonal to what is kept."""
    answer = code_part("spectral/low-rank-code", seed).answer
    for trial, (best, error) in zip(answer.trials, answer.expected(), strict=True):
        A, k = trial.inputs
        with mp.workdps(60):
            exact = mp.matrix(A.tolist())
            values = sorted(mp.eigsy(exact.T * exact, eigvals_only=True), reverse=True)
            rank = min(A.shape)
            assert error == pytest.approx(float(mp.sqrt(sum(values[k:rank]))), rel=1e-8)
        assert np.linalg.matrix_rank(best, tol=1e-6) == k
        assert np.abs(best.T @ (A - best)).max() <= 1e-9 * max(1, np.abs(A).max() ** 2)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_hessian_product_is_the_second_derivative_of_the_loss_along_lines(seed):
    """Mpmath, from the loss alone: 2 uᵀHv is what L curves along u + v, less what it does along u and v."""
    answer = code_part("vectorcalc/hessian-vector-product", seed).answer
    for trial, found in zip(answer.trials, answer.expected(), strict=True):
        X, w, v, lam = trial.inputs
        if trial.group == "large scores":
            continue
        u = np.arange(1, len(v) + 1)

        def curved(way, X=X, w=w, lam=lam):
            def loss(t):
                at = [mpf(float(a)) + t * mpf(float(b)) for a, b in zip(w, way, strict=True)]
                scores = [mp.fdot([mpf(float(x)) for x in row], at) for row in X]
                return sum(map(mp.log1p, map(mp.exp, scores))) / len(X) + lam * mp.fdot(at, at) / 2

            return mp.diff(loss, 0, 2)

        with mp.workdps(40):
            needed = float((curved(u + v) - curved(u) - curved(v)) / 2)
        assert float(u @ found) == pytest.approx(needed, rel=1e-9, abs=1e-12)


def test_a_function_that_forms_a_matrix_is_told_more_than_not_to_loop():
    """It has no loop."""
    name, source = next(row[:2] for row in GRADED if row[3] == "the whole matrix is formed")
    assert code_part(name, 3).answer.judge(source).feedback == (
        "6 of 7 groups of tests pass. Look again at: speed.\n"
        "The values are right, but this takes too long: let NumPy work on whole arrays instead of looping "
        "over entries, and form no array that is larger than needed."
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_softplus_of_x_and_of_its_negative_differ_by_x(seed):
    """And their slopes add up to 1; mpmath gives the slope from a difference quotient with 60 digits."""
    answer = code_part("calculus/softplus-code", seed).answer
    for trial, (values, slopes) in zip(answer.trials, answer.expected(), strict=True):
        x, beta = trial.inputs
        mirrored, falling = answer.reference(-x, beta)
        assert values - mirrored == pytest.approx(x)
        assert slopes + falling == pytest.approx(1)
        with mp.workdps(60):
            at, step = mpf(float(x.flat[0])), mpf(10) ** -25
            both = [mp.log(1 + mp.exp(beta * place)) / beta for place in (at, at + step)]
            assert float((both[1] - both[0]) / step) == pytest.approx(float(slopes.flat[0]), rel=1e-8)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_triangular_factor_is_a_root_of_the_gram_matrix(seed):
    """RᵀR = AᵀA, which with a positive diagonal has one solution: Cholesky's, with 60 digits."""
    answer = code_part("linalg/gram-schmidt-code", seed).answer
    for trial, (Q, R) in zip(answer.trials, answer.expected(), strict=True):
        (A,) = trial.inputs
        with mp.workdps(60):
            exact = mp.matrix(A.tolist())
            lower = mp.cholesky(exact.T * exact)
            needed = [[float(lower[j, i]) for j in range(lower.cols)] for i in range(lower.rows)]
        assert np.allclose(R, needed, rtol=1e-9, atol=1e-15)
        assert np.allclose(Q.T @ Q, np.eye(A.shape[1]), atol=1e-12)
        assert np.allclose(Q @ R, A)
