"""The words that speech is made of, and the names between them."""

from __future__ import annotations

import re

from gradcheck_grader.syntax.characters import GREEK

# Head -> what is said before "of".
CALLED = {
    "sin": "sine", "cos": "cosine", "tan": "tangent", "cot": "cotangent", "sec": "secant", "csc": "cosecant",
    "asin": "arc sine", "acos": "arc cosine", "atan": "arc tangent", "sinh": "hyperbolic sine",
    "cosh": "hyperbolic cosine", "tanh": "hyperbolic tangent", "asinh": "inverse hyperbolic sine",
    "acosh": "inverse hyperbolic cosine", "atanh": "inverse hyperbolic tangent", "exp": "exponential",
    "sign": "sign", "gamma": "Gamma function", "erf": "error function", "re": "real part",
    "im": "imaginary part", "conj": "conjugate", "arg": "argument", "sigmoid": "sigmoid", "relu": "relu",
    "softplus": "softplus", "det": "determinant", "tr": "trace", "diag": "diagonal", "rank": "rank",
    "total": "total", "mean": "mean", "softmax": "softmax", "logsumexp": "log sum exp",
}  # fmt: skip
# Functions whose square is said as sine squared of x.
SQUARED_BEFORE = frozenset({"sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh"})
# Head -> what opens it and what closes it; the arguments stand between, one comma after another.
ENCLOSED = {
    "sqrt": ("the square root of", "root"), "abs": ("the absolute value of", "absolute value"),
    "floor": ("the floor of", "floor"), "ceil": ("the ceiling of", "ceiling"),
    "min": ("the minimum of", "minimum"), "max": ("the maximum of", "maximum"),
    "vector": ("the vector with entries", "vector"), "tuple": ("the tuple of", "tuple"),
    "set": ("the set of", "set"), "expect": ("the expectation of", "expectation"),
    "var": ("the variance of", "variance"), "std": ("the standard deviation of", "deviation"),
    "cov": ("the covariance of", "covariance"), "prob": ("the probability that", "probability"),
}  # fmt: skip
BETWEEN = {
    "*": "times", "matmul": "matrix times", "hadamard": "elementwise times", "kron": "Kronecker times",
    "dot": "dot", "union": "union", "intersection": "intersect", "without": "without", "and": "and",
    "or": "or", "implies": "implies", "iff": "if and only if", "=": "equals", "!=": "is not equal to",
    "<": "is less than", "<=": "is less than or equal to", ">": "is greater than",
    ">=": "is greater than or equal to", "in": "is in", "~": "is distributed as", "given": "given",
}  # fmt: skip
ALONE = {
    "true": "true", "false": "false", "reals": "the real numbers", "integers": "the integers",
    "naturals": "the natural numbers", "identity": "the identity matrix", "ones": "the vector of ones",
}  # fmt: skip
OTHERS = (
    "absolute choose squared cubed power to plus minus over fraction with numerator denominator end sum "
    "product from transpose inverse factorial entry row column rows columns root order cube natural log base "
    "norm Frobenius infinity name sub underscore capital open close bracket comma cases if otherwise "
    "derivative integral gradient respect interval included not distribution parameters function size ten "
    "empty item"
)
RESERVED = frozenset(
    word
    for phrase in (
        *CALLED.values(),
        *(part for pair in ENCLOSED.values() for part in pair),
        *BETWEEN.values(),
        *ALONE.values(),
        OTHERS,
    )
    for word in phrase.split()
)
_PARTS = re.compile(r"[0-9]+|[^0-9]+")


def spoken_name(name: str, *, capitals: bool) -> str:
    """The name as it is said: x sub 1, theta sub new, capital A where both cases occur.

    A name that is one of the words of speech is said to be a name.

    >>> spoken_name("Sigma_12", capitals=False), spoken_name("x_ij", capitals=False)
    ('capital sigma sub 12', 'x sub i j')
    """
    if name == "inf":
        return "infinity"
    base, *indices = name.split("_")
    if not base or not all(indices):
        return f"the name {name.replace('_', ' underscore ').strip()}"
    written = [_base(base, capitals=capitals), *map(_index, indices)]
    said = " sub ".join(written)
    words = {part for piece in (base, *indices) for part in _PARTS.findall(piece)}
    return f"the name {said}" if words & RESERVED else said


def _base(word: str, *, capitals: bool) -> str:
    """A letter or a word, its digits apart."""
    parts = _PARTS.findall(word)
    letter = parts[0]
    if letter in GREEK.values() and letter[0].isupper():
        parts[0] = f"capital {letter.lower()}"
    elif capitals and len(letter) == 1 and letter.isupper():
        parts[0] = f"capital {letter}"
    return " ".join(parts)


def _index(word: str) -> str:
    """Two letters are two indices: i j."""
    return " ".join(
        " ".join(part) if len(part) == 2 and part.isalpha() else part for part in _PARTS.findall(word)
    )
