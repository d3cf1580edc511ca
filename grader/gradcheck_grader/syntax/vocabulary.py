"""The words that a notation understands: functions, constants, and the names that a question declares."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from gradcheck_grader.errors import AnswerError
from gradcheck_grader.notation import Notation
from gradcheck_grader.syntax.characters import NAME_OF, SUBSCRIPTS
from gradcheck_grader.syntax.tree import Name, Node, Num, num

_LATIN = r"[A-Za-z_][A-Za-z0-9_]*(?:(?<=_)\{[A-Za-z0-9]+\}|[₀-₉]+)?"
_GREEK = rf"[{''.join(NAME_OF)}](?:[0-9]+|_[A-Za-z0-9]+|_\{{[A-Za-z0-9]+\}}|[₀-₉]+)?"
_MODULE = r"(?:(?:np|numpy|math|sympy)\.(?:linalg\.)?(?=[A-Za-z]))?"
WORD = rf"{_MODULE}{_LATIN}|{_GREEK}|∞"
_WORD = re.compile(WORD)
_LONGEST_PRODUCT = 24  # letters of a word that may be a product of names


@dataclass(frozen=True, slots=True)
class Function:
    """A word that is applied to arguments.

    head     what it becomes in the tree.
    low      the fewest arguments; high: the most.
    bare     whether it may stand without brackets: sin x.
    letter   whether the word is more often a name: it is this function only directly before a bracket.
    default  an argument that is added when only one is given: the 2 of log2.
    """

    head: str
    low: int = 1
    high: int = 1
    bare: bool = True
    letter: bool = False
    default: Node | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """What a word stands for: kind "name" with a canonical name, or kind "function" with a Function."""

    kind: str
    value: str | Function


_MANY = 10_000
_ONE = (
    "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh",
    "acosh", "atanh", "exp", "sqrt", "abs", "sign", "floor", "ceil", "factorial",
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
    "sigma": Function("sigmoid", bare=False, letter=True),
    "root": Function("root", 2, 2, bare=False),
    **{word: Function("binomial", 2, 2, bare=False) for word in ("binom", "binomial", "comb", "nCr")},
    "C": Function("binomial", 2, 2, bare=False, letter=True),
    **{word: Function("max", 1, _MANY, bare=False) for word in ("max", "Max", "maximum")},
    **{word: Function("min", 1, _MANY, bare=False) for word in ("min", "Min", "minimum")},
    **{word: Function("array", bare=False) for word in ("Matrix", "matrix", "array", "vector")},
    **{word: Function(word, bare=False) for word in ("transpose", "inv", "det", "tr")},
    "trace": Function("tr", bare=False),
    "Rational": Function("/", 2, 2, bare=False),
    "power": Function("^", 2, 2, bare=False),
    "norm": Function("norm", 1, 2, bare=False),
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
    "/": "Rational(1, 2)", "^": "power(x, 2)",
    "norm": "norm(x)", "array": "[[1, 2], [3, 4]]",
}  # fmt: skip


def example_of(word: str, function: Function) -> str:
    """How a function is written, for a person who wrote it otherwise."""
    return f"{word}(x)" if function.high == 1 and function.head != "array" else EXAMPLES[function.head]


def canonical(word: str) -> str:
    """The word in ASCII: λ is lambda, x₁ and x_{1} are x_1.

    >>> canonical("σ₁₂"), canonical("x_{10}"), canonical("∞")
    ('sigma_12', 'x_10', 'inf')
    """
    if word == "∞":
        return "inf"
    plain = word.replace("{", "").replace("}", "")
    if plain.isascii():
        return plain
    plain = NAME_OF.get(plain[0], plain[0]) + plain[1:]
    base = plain.rstrip("₀₁₂₃₄₅₆₇₈₉")
    return plain if base == plain else f"{base.rstrip('_')}_{plain[len(base) :].translate(SUBSCRIPTS)}"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one notation.

    words      each word that is understood as it stands; declared names hide constants, those hide functions.
    declared   the declared names, in the order of the question.
    constants  the constants that the notation has.
    """

    words: dict[str, Word]
    declared: tuple[str, ...]
    constants: frozenset[str]

    def meaning(self, word: str) -> Word | None:
        """What a written word stands for as a whole, or None."""
        known = self.words.get(word)
        if known is not None:
            return known
        if "." in word:
            known = self.words.get(word.rpartition(".")[2])
            return known if known is not None and known.value not in self.declared else None
        plain = canonical(word)
        return self.words.get(plain) or self._logarithm(plain)

    def _logarithm(self, word: str) -> Word | None:
        """log_2 and log_b: the logarithm to a base that is a number or a name."""
        if not word.startswith("log_") or len(word) > _LONGEST_PRODUCT:
            return None
        base = word[4:]
        if base.isdecimal():
            return Word("function", Function("log", default=Num(num(int(base)).value, base)))
        known = self.words.get(base)
        if known is None or not isinstance(known.value, str):
            return None
        # The base has no place of its own in the text: the word as a whole is where it stands.
        return Word("function", Function("log", default=Name(known.value)))

    def pieces(self, word: str) -> list[tuple[int, int]] | None:
        """Where to cut a word that is a product written without signs, such as xy; None if it is none.

        The longest known name wins at each place. A function may follow names (xsin) and have digits
        behind it (sin2x), but not log, whose digits could be its base. And sine is not the sin of e.
        """
        if len(word) > _LONGEST_PRODUCT or not word.isascii():
            return None
        return self._cut(word, 0, behind="", dead=set())

    def _cut(
        self, word: str, start: int, *, behind: str, dead: set[tuple[int, str]]
    ) -> list[tuple[int, int]] | None:
        if start == len(word):
            return []
        if (start, behind) in dead:
            return None
        for end in range(len(word), start, -1):
            part = self._part(word[start:end], behind)
            if part and not (part == "digits" and word[end : end + 1].isdigit()):
                rest = self._cut(word, end, behind=part, dead=dead)
                if rest is not None:
                    return [(start, end), *rest]
        dead.add((start, behind))
        return None

    def _part(self, piece: str, behind: str) -> str:
        """What a piece of a word is, behind such another: name, function, log, digits, or nothing."""
        if piece.isdecimal():
            return "digits" if behind == "function" else ""
        known = self.words.get(piece)
        if known is None:
            return ""
        if isinstance(known.value, str):
            constant = piece in self.constants and len(piece) == 1
            return "" if constant and behind in ("function", "log") else "name"
        if not known.value.bare or not piece.isalpha():
            return ""
        return "log" if piece == "log" else "function"


def vocabulary(notation: Notation) -> Vocabulary:
    """The words of a notation.

    Raises AnswerError for a declared name that nobody could write.
    """
    return _vocabulary(tuple(notation.names), notation.constants, notation.log)


@lru_cache(maxsize=512)
def _vocabulary(names: tuple[str, ...], constants: frozenset[str], log: str) -> Vocabulary:
    words = {word: Word("function", function) for word, function in FUNCTIONS.items()}
    if log != "natural":
        words["log"] = Word("function", Function("log", 1, 2, default=num(int(log))))
    words |= {name: Word("name", name) for name in sorted(constants)}
    for name in names:
        if not _WORD.fullmatch(name) or "." in name:
            raise AnswerError(f"the name {name!r} cannot be written in a response: use letters, digits and _")
    # x_1, x₁ and x1 are one name unless the question has two of them.
    for name in names:
        base, digits = _index_of(name)
        if base and digits:
            words.setdefault(base + digits, Word("name", name))
            words.setdefault(f"{base}_{digits}", Word("name", name))
    for name in names:
        words[canonical(name)] = Word("name", name)
    return Vocabulary(words, names, constants)


def _index_of(name: str) -> tuple[str, str]:
    """A name without its index, and the digits of that index, which may be none."""
    plain = canonical(name)
    base = plain.rstrip("0123456789")
    return base.removesuffix("_"), plain[len(base) :]
