r"""Names and words in LaTeX: \theta_{\mathrm{new}}, \mathrm{loss}, \operatorname{tr}."""

from __future__ import annotations

import re

from gradcheck_grader.syntax.characters import LETTER_OF
from gradcheck_grader.syntax.printing.setting import Setting

_WORD = re.compile(r"[A-Za-z0-9]+")
_PREFERRED = {"epsilon": r"\varepsilon", "phi": r"\varphi"}
_ACCENTS = {"hat": r"\hat", "bar": r"\bar", "tilde": r"\tilde"}
OPERATORS = {
    "sin": r"\sin", "cos": r"\cos", "tan": r"\tan", "cot": r"\cot", "sec": r"\sec", "csc": r"\csc",
    "asin": r"\arcsin", "acos": r"\arccos", "atan": r"\arctan", "sinh": r"\sinh", "cosh": r"\cosh",
    "tanh": r"\tanh", "exp": r"\exp", "min": r"\min", "max": r"\max", "det": r"\det", "gamma": r"\Gamma",
    "prob": r"\Pr",
}  # fmt: skip
# The words that the commands are, and those of heads without a command.
_SPELLED = {
    "asinh": "arsinh", "acosh": "arcosh", "atanh": "artanh", "relu": "ReLU", "gamma": "Gamma", "prob": "Pr",
    "asin": "arcsin", "acos": "arccos", "atan": "arctan", "var": "Var", "cov": "Cov", "std": "Std",
    "total": "sum", "re": "Re", "im": "Im",
}  # fmt: skip
_OTHERWISE = {"gamma": ("gamma", "math.gamma"), "prob": ("Prob",), "binomial": ("binom", "comb", "nCr")}


def word_of(head: str, setting: Setting) -> str:
    r"""The command of a head, or its word: \sin, \operatorname{tr}; another where a name hides it."""
    first = _SPELLED.get(head, head)
    word = setting.word(head, first, *_OTHERWISE.get(head, ()))
    if word == first and head in OPERATORS:
        return OPERATORS[head]
    return rf"\operatorname{{{word}}}"


def name_of(name: str, setting: Setting) -> str:
    r"""x_1 is x_{1}, x_hat is \hat{x}; loss is upright, and x1 where x_1 is declared too."""
    if name == "inf":
        return r"\infty"
    base, _, index = name.partition("_")
    if not base or name.endswith("_"):
        return _upright(name)
    accent, _, rest = index.partition("_")
    if accent in _ACCENTS:
        over = f"{_ACCENTS[accent]}{{{_letter(base)}}}"
        return f"{over}_{{{_index(rest)}}}" if rest else over
    if not index and (letters := base.rstrip("0123456789")) and letters != base:
        base, index = letters, base[len(letters) :]
        if f"{base}_{index}" in setting.names:
            return _upright(name)
    return f"{_letter(base)}_{{{_index(index)}}}" if index else _letter(base)


def _letter(base: str) -> str:
    if base in LETTER_OF:
        return _PREFERRED.get(base, f"\\{base}")
    return base if len(base) == 1 and base != "_" else _upright(base)


def _upright(word: str) -> str:
    return rf"\mathrm{{{word}}}".replace("_", r"\_")


def _index(index: str) -> str:
    if index.startswith("{"):
        return _WORD.sub(lambda word: _index(word[0]), index[1:-1])
    if index.isdecimal() or len(index) == 1 or index in LETTER_OF:
        return _letter(index) if index in LETTER_OF else index
    return _upright(index)
