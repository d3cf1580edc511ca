r"""What the commands of LaTeX stand for: signs, spaces, Greek letters, brackets and matrices."""

from __future__ import annotations

from gradcheck_grader.syntax.characters import GREEK, GREEK_VARIANTS
from gradcheck_grader.syntax.words import FUNCTIONS

# Command -> kind of token.
SIGNS = {
    "cdot": "*", "times": "*", "ast": "*", "div": "/", "odot": "⊙", "otimes": "⊗", "le": "<=", "leq": "<=",
    "leqslant": "<=", "ge": ">=", "geq": ">=", "geqslant": ">=", "ne": "!=", "neq": "!=", "lt": "<",
    "gt": ">",
    "cup": "union", "cap": "intersection", "setminus": "without", "smallsetminus": "without", "in": "in",
    "notin": "notin", "land": "and", "wedge": "and", "lor": "or", "vee": "or", "lnot": "not", "neg": "not",
    "Rightarrow": "implies", "Longrightarrow": "implies", "implies": "implies", "iff": "iff",
    "Leftrightarrow": "iff", "Longleftrightarrow": "iff", "pm": "±", "sim": "~", "mid": "|",
    "sum": "∑", "prod": "∏", "int": "∫", "nabla": "∇", "colon": ":",
    "frac": "frac", "dfrac": "frac", "tfrac": "frac", "cfrac": "frac", "binom": "binom", "dbinom": "binom",
    "tbinom": "binom", "sqrt": "sqrt", "lbrace": "set(", "rbrace": ")set", "lbrack": "[", "rbrack": "]",
    "langle": "(", "rangle": ")", "vert": "|", "Vert": "‖",
    "lvert": "abs(", "rvert": ")abs", "lVert": "norm(", "rVert": ")norm",
    "lfloor": "floor(", "rfloor": ")floor", "lceil": "ceil(", "rceil": ")ceil",
}  # fmt: skip
# How many arguments follow each, so that \frac12 is one half.
ARGUMENTS = {"frac": 2, "binom": 2, "sqrt": 1, "_": 1}
SPACES = frozenset({
    "quad", "qquad", "displaystyle", "textstyle", "limits", "nolimits", "thinspace", "big", "Big", "bigg",
    "Bigg",
    "scriptstyle", "nonumber", "notag", "middle",
    "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr",
})  # fmt: skip
SPACE_SIGNS = frozenset(",;:! ")
# What \left and \right may stand before: what is written there -> kinds when it opens and when it closes.
FENCES = {
    "(": ("(", ""), ")": ("", ")"), "[": ("[", "["), "]": ("]", "]"), r"\{": ("set(", ""),
    r"\}": ("", ")set"),
    "|": ("abs(", ")abs"), r"\|": ("norm(", ")norm"), r"\lvert": ("abs(", ""), r"\rvert": ("", ")abs"),
    r"\vert": ("abs(", ")abs"), r"\Vert": ("norm(", ")norm"),
    r"\lVert": ("norm(", ""), r"\rVert": ("", ")norm"), r"\lbrace": ("set(", ""), r"\rbrace": ("", ")set"),
    r"\lbrack": ("[", ""), r"\rbrack": ("", "]"), r"\langle": ("(", ""), r"\rangle": ("", ")"),
    r"\lfloor": ("floor(", ""), r"\rfloor": ("", ")floor"), r"\lceil": ("ceil(", ""),
    r"\rceil": ("", ")ceil"),
}  # fmt: skip
# Commands around a word, which say how it looks and not what it is.
FACES = frozenset({
    "mathrm", "mathbf", "mathit", "mathsf", "mathnormal", "boldsymbol", "bm", "text", "textrm", "textit",
    "textbf", "textnormal", "operatorname", "operatorname*", "mathbb", "mathbbm", "mathcal", "mathscr",
    "mathtt",
})  # fmt: skip
# Faces that make another word of a letter.
BLACKBOARD = {
    "mathbb": {"R": "ℝ", "Z": "ℤ", "N": "ℕ", "E": "𝔼", "P": "ℙ"}, "mathcal": {"N": "𝒩"},
    "mathscr": {"N": "𝒩"},
}  # fmt: skip
# Signs over a letter, and what they add to its name.
ACCENTS = {
    "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde", "widetilde": "tilde",
    "vec": "", "underline": "",
}  # fmt: skip
# Around the whole answer they say how it is set.
ENVIRONMENTS = frozenset({
    "align", "align*", "aligned", "equation", "equation*", "gather", "gather*", "gathered", "displaymath",
    "math", "split",
})  # fmt: skip
MATRICES = frozenset({"matrix", "pmatrix", "bmatrix", "Bmatrix", "smallmatrix", "array"})
# Command -> the word that it is.
WORDS = {
    **{name: name for name in (*GREEK.values(), *GREEK_VARIANTS.values())},
    "varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "varrho": "rho", "varsigma": "sigma",
    "varpi": "pi", "infty": "inf", "lg": "log10", "emptyset": "∅", "varnothing": "∅", "Pr": "Pr", "R": "ℝ",
    "Z": "ℤ", "N": "ℕ", "E": "𝔼", "Var": "Var", "Cov": "Cov", "softmax": "softmax", "diag": "diag",
    "rank": "rank", "Re": "Re", "Im": "Im", "arg": "arg",
    **{
        word: word
        for word, function in FUNCTIONS.items()
        if word.isalpha() and len(word) > 1
        and function.head not in ("array", "diff", "root", "binomial", "sqrt", "/", "^")
        and word not in ("gamma", "Gamma", "sigma")
    },
}  # fmt: skip
COMMANDS = (
    *SIGNS, *SPACES, *FACES, *ACCENTS, *WORDS, "left", "right", "begin", "end", "top", "partial", "boxed",
    "circ",
)  # fmt: skip
