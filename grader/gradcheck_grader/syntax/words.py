"""The words of mathematics: functions, laws, sets, and the words that join conditions."""

from __future__ import annotations

from dataclasses import dataclass

from gradcheck_grader.syntax.tree import Node, num

MANY = 10_000


@dataclass(frozen=True, slots=True)
class Function:
    """A word that is applied to arguments.

    head     what it becomes in the tree.
    low      the fewest arguments; high: the most.
    bare     whether it may stand without brackets: sin x.
    letter   whether the word is more often a name: it is this function only directly before a bracket.
    default  an argument that is added when only one is given: the 2 of log2.
    form     how its arguments are read where they are not mere expressions, by a key of parser.FORMS.
    """

    head: str
    low: int = 1
    high: int = 1
    bare: bool = True
    letter: bool = False
    default: Node | None = None
    form: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """What a word stands for.

    kind      name, function, constant, local, differential or sign.
    text      of a name its canonical spelling; of a constant its head in the tree, such as reals; of a local
              word, which only the form around it can give a meaning, the word; of a differential its x; of a
              sign the kind of token.
    function  what it is, or for other kinds what it is instead directly before a bracket.
    """

    kind: str
    text: str
    function: Function | None = None


_ONE = (
    "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh",
    "acosh", "atanh", "sech", "csch", "coth", "exp", "sqrt", "abs", "sign", "floor", "ceil", "factorial",
    "erf", "sigmoid", "relu", "softplus",
)  # fmt: skip
_ALIASES = {
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arsinh": "asinh", "arcosh": "acosh",
    "artanh": "atanh", "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh", "Abs": "abs",
    "absolute": "abs", "fabs": "abs",
    "sgn": "sign", "ceiling": "ceil", "ReLU": "relu", "logistic": "sigmoid",
}  # fmt: skip
FUNCTIONS: dict[str, Function] = {
    **{word: Function(word) for word in _ONE},
    **{word: Function(head) for word, head in _ALIASES.items()},
    "log": Function("log", 1, 2),
    "ln": Function("log"),
    "log2": Function("log", default=num(2)),
    "log10": Function("log", default=num(10)),
    "cbrt": Function("root", default=num(3)),
    **{word: Function("gamma", bare=False, letter=True) for word in ("gamma", "Gamma")},
    **{word: Function("lgamma", bare=False) for word in ("lgamma", "gammaln", "loggamma")},
    **{word: Function(word, bare=False) for word in ("digamma", "trigamma", "logit")},
    "polygamma": Function("polygamma", 2, 2, bare=False),
    "sigma": Function("sigmoid", bare=False, letter=True),
    "root": Function("root", 2, 2, bare=False),
    **{word: Function("binomial", 2, 2, bare=False) for word in ("binom", "binomial", "comb", "nCr")},
    "C": Function("binomial", 2, 2, bare=False, letter=True),
    **{word: Function("max", 1, MANY, bare=False) for word in ("max", "Max", "maximum")},
    **{word: Function("min", 1, MANY, bare=False) for word in ("min", "Min", "minimum")},
    **{word: Function("array", 1, MANY, bare=False) for word in ("Matrix", "matrix", "array", "vector")},
    **{word: Function(word, bare=False) for word in ("transpose", "inv", "det", "tr")},
    "trace": Function("tr", bare=False),
    "inverse": Function("inv", bare=False),
    "Rational": Function("/", 2, 2, bare=False),
    **{word: Function("^", 2, 2, bare=False) for word in ("power", "pow")},
    "norm": Function("norm", 1, 2, bare=False, form="norm"),
    "diff": Function("diff", 2, 3, bare=False),
}
# sin^-1 is read as the inverse function, not as 1/sin.
INVERSES = {
    "sin": "asin", "cos": "acos", "tan": "atan", "sinh": "asinh", "cosh": "acosh", "tanh": "atanh",
    "asin": "sin", "acos": "cos", "atan": "tan", "asinh": "sinh", "acosh": "cosh", "atanh": "tanh",
}  # fmt: skip
EXAMPLES = {
    "log": "log(x), or log(x, 2)", "root": "root(x, 3)", "binomial": "C(n, k)", "max": "max(a, b)",
    "min": "min(a, b)", "diff": "diff(x^2, x)",
    "polygamma": "polygamma(1, x)", "/": "Rational(1, 2)", "^": "power(x, 2)",
    "norm": "norm(x)", "array": "[[1, 2], [3, 4]]",
    "sum": "sum(i^2, i, 1, n)", "prod": "prod(i, i, 1, n)", "integral": "integral(x^2, x, 0, 1)",
    "piecewise": "piecewise(x, x > 0, 0)", "grad": "grad(x^2, x)", "entry": "entry(A, 1, 2)",
    "cov": "Cov(X, Y)", "matmul": "dot(A, B)", "identity": "identity(n)", "ones": "ones(n)",
    "beta": "beta(a, b)", "solve": "solve(A, b)", "indicator": "indicator(x > 0)",
    "interval[]": "Interval(0, 1)", "in": "Contains(x, S)",
}  # fmt: skip


def _call(head: str, low: int = 1, high: int = 1, *, form: str = "", letter: bool = False) -> Function:
    """A function that needs its brackets."""
    return Function(head, low, high, bare=False, letter=letter, form=form)


# Functions that no declared name need fear: a word that is a product of declared names stays one.
MORE: dict[str, Function] = {
    "sum": _call("sum", 1, MANY, form="bound"), "Sum": _call("sum", 2, MANY, form="bound"),
    "prod": _call("prod", 2, MANY, form="bound"), "Product": _call("prod", 2, MANY, form="bound"),
    **{word: _call("integral", 2, 4, form="integral") for word in ("integrate", "integral", "Integral")},
    "int": _call("integral", 2, 4, form="integral"),
    "Derivative": _call("diff", 2, 3, form="derivative"),
    **{word: _call("grad", 2, 2) for word in ("grad", "gradient")},
    **{word: _call("piecewise", 2, MANY, form="piecewise") for word in ("piecewise", "Piecewise")},
    "where": _call("piecewise", 3, 3, form="where", letter=True),
    **{word: _call(word) for word in ("mean", "diag", "rank", "vec", "softmax", "logdet", "asec", "acsc")},
    **{word: _call(head) for word, head in {"arcsec": "asec", "arccsc": "acsc"}.items()},
    "logsumexp": _call("logsumexp", 1, MANY),
    **{word: _call("re") for word in ("re", "Re", "real")},
    **{word: _call("im") for word in ("im", "Im", "imag")},
    **{word: _call("conj") for word in ("conj", "conjugate", "Conjugate")},
    **{word: _call("arg") for word in ("arg", "Arg", "angle")},
    **{word: _call("heaviside") for word in ("heaviside", "Heaviside", "step")},
    **{word: _call("beta", 2, 2, letter=True) for word in ("beta", "Beta")},
    **{word: _call("Phi", letter=True) for word in ("Phi", "normcdf")},
    "solve": _call("solve", 2, 2), "indicator": _call("indicator", form="indicator"),
    **{word: _call("matmul", 2, 2) for word in ("dot", "matmul")},
    "outer": _call("matmul", 2, 2, form="outer"), "kron": _call("kron", 2, 2),
    "hadamard": _call("hadamard", 2, 2), "multiply": _call("hadamard", 2, 2),
    **{word: _call("identity", 0, 1, form="sized") for word in ("eye", "identity")},
    "lg": Function("log", default=num(10)),
    "ones": _call("ones", 0, 1, form="sized"), "entry": _call("entry", 2, 3),
}  # fmt: skip

# Words that stand between conditions, and around them.
JOINING = {
    "and": "and", "or": "or", "not": "not", "in": "in", "if": "if", "else": "else", "otherwise": "else",
    "implies": "implies", "iff": "iff", "choose": "choose",
}  # fmt: skip
TRUTH = {"true": "true", "True": "true", "false": "false", "False": "false"}

SET_WORDS: dict[str, Word] = {
    **{word: Word("constant", "reals") for word in ("R", "ℝ", "Reals", "reals")},
    **{word: Word("constant", "integers") for word in ("Z", "ℤ", "Integers", "integers")},
    **{word: Word("constant", "naturals") for word in ("N", "ℕ", "Naturals", "naturals")},
    **{word: Word("constant", "set") for word in ("∅", "emptyset", "EmptySet")},
    **{word: Word("name", "inf") for word in ("inf", "oo", "infinity")},
    **{word: Word("sign", "union", _call("union", 1, MANY)) for word in ("union", "Union")},
    **{
        word: Word("sign", "intersection", _call("intersection", 1, MANY))
        for word in ("intersect", "intersection", "Intersection")
    },
    "without": Word("sign", "without", _call("without", 2, 2)),
    "Complement": Word("function", "", _call("without", 2, 2)),
    "FiniteSet": Word("function", "", _call("set", 0, MANY)),
    "Interval": Word("function", "", _call("interval[]", 2, 4, form="interval")),
    "Interval.open": Word("function", "", _call("interval()", 2, 2, form="interval")),
    "Interval.Ropen": Word("function", "", _call("interval[)", 2, 2, form="interval")),
    "Interval.Lopen": Word("function", "", _call("interval(]", 2, 2, form="interval")),
    "Contains": Word("function", "", _call("in", 2, 2)),
    **{word: Word("function", "", _call(word.lower(), 1, MANY)) for word in ("And", "Or")},
    "Not": Word("function", "", _call("not")), "Implies": Word("function", "", _call("implies", 2, 2)),
    **{
        word: Word("function", "", _call(head, 2, 2))
        for word, head in {"Eq": "=", "Ne": "!=", "Lt": "<", "Le": "<=", "Gt": ">", "Ge": ">="}.items()
    },
}  # fmt: skip

CHANCE: dict[str, Function] = {
    **{word: _call("expect", letter=True, form="chance") for word in ("E", "𝔼", "Expectation")},
    **{word: _call("var", letter=True, form="chance") for word in ("Var", "var", "Variance")},
    **{word: _call("std", letter=True, form="chance") for word in ("Std", "std", "SD", "sd")},
    **{word: _call("cov", 2, 2, letter=True, form="chance") for word in ("Cov", "cov", "Covariance")},
    **{word: _call("prob", 1, MANY, letter=True, form="chance") for word in ("P", "ℙ", "Pr", "Prob")},
}  # fmt: skip

# Name of the law -> the words that it is written as; each name is such a word itself.
_LAWS = {
    "normal": "N Normal Gaussian 𝒩 MVN MultivariateNormal", "beta": "Beta", "gamma": "Gamma",
    "exponential": "Exp Exponential Expon", "erlang": "Erlang", "rayleigh": "Rayleigh",
    "poisson": "Poisson Pois Poi",
    "bernoulli": "Bernoulli Bern Ber", "binomial": "Binomial Bin Binom B", "geometric": "Geometric Geom Geo",
    "uniform": "Uniform Unif U", "student": "t Student StudentT",
    "chi-squared": "chi chi2 chi_2 ChiSquared ChiSq Chi2 chisquared", "dirichlet": "Dirichlet Dir",
    "laplace": "Laplace", "cauchy": "Cauchy", "log-normal": "LogNormal Lognormal lognormal",
    "negative-binomial": "NegBin NegBinomial NegativeBinomial NB", "multinomial": "Multinomial Mult",
    "categorical": "Categorical Cat", "inverse-gamma": "InvGamma InverseGamma IG",
    "half-normal": "HalfNormal Halfnormal", "weibull": "Weibull", "pareto": "Pareto", "logistic": "Logistic",
}  # fmt: skip
LAWS: dict[str, Function] = {
    word: _call(f"law:{name}", 0, MANY, letter=len(word) == 1, form="law")
    for name, words in _LAWS.items()
    for word in (name, *words.split())
    if word.replace("_", "").isalnum()
}


def example_of(word: str, function: Function) -> str:
    """How a function is written, for a person who wrote it otherwise."""
    if function.high == 1 and function.head != "array":
        return f"{word}(x)"
    return EXAMPLES.get(function.head, f"{word}(a, b)")
