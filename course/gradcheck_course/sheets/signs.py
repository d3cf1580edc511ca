r"""Every sign that a formula may have: its command in LaTeX, how it looks, and how it is said."""

from __future__ import annotations

from gradcheck_grader.syntax.characters import LETTER_OF

# command -> what it looks like, what is said
SIGNS: dict[str, tuple[str, str]] = {
    "cdot": ("⋅", "times"), "times": ("×", "times"), "ast": ("∗", "star"), "odot": ("⊙", "elementwise times"),
    "otimes": ("⊗", "Kronecker times"), "circ": ("∘", "after"), "pm": ("±", "plus or minus"),
    "le": ("≤", "is less than or equal to"), "leq": ("≤", "is less than or equal to"),
    "ge": ("≥", "is greater than or equal to"), "geq": ("≥", "is greater than or equal to"),
    "lt": ("<", "is less than"), "gt": (">", "is greater than"),
    "ne": ("≠", "is not equal to"), "neq": ("≠", "is not equal to"), "approx": ("≈", "is about"),
    "equiv": ("≡", "is equivalent to"), "propto": ("∝", "is proportional to"),
    "sim": ("∼", "is distributed as"), "to": ("→", "to"), "mapsto": ("↦", "maps to"), "in": ("∈", "is in"),
    "notin": ("∉", "is not in"), "subset": ("⊂", "is a subset of"), "mid": ("∣", "given"),
    "cap": ("∩", "intersect"), "cup": ("∪", "union"), "setminus": ("∖", "without"),
    "implies": ("⟹", "implies"), "Rightarrow": ("⇒", "implies"), "iff": ("⟺", "if and only if"),
    "Leftrightarrow": ("⇔", "if and only if"), "land": ("∧", "and"), "lor": ("∨", "or"),
    "lnot": ("¬", "not"), "nabla": ("∇", "nabla"), "partial": ("∂", "partial"), "infty": ("∞", "infinity"),
    "ell": ("ℓ", "ell"), "top": ("⊤", "top"), "varnothing": ("∅", "the empty set"), "prime": ("′", "prime"),
    "ldots": ("…", "and so on"), "cdots": ("⋯", "and so on"), "dots": ("…", "and so on"),
    "sum": ("∑", "the sum"), "prod": ("∏", "the product"), "int": ("∫", "the integral"),
    "lVert": ("‖", "double bar"), "rVert": ("‖", "double bar"), "|": ("‖", "double bar"),
    "lvert": ("|", "bar"), "rvert": ("|", "bar"), "{": ("{", "open brace"), "}": ("}", "close brace"),
    "lfloor": ("⌊", "open floor"), "rfloor": ("⌋", "close floor"), "lceil": ("⌈", "open ceiling"),
    "rceil": ("⌉", "close ceiling"), "langle": ("⟨", "open angle"), "rangle": ("⟩", "close angle"),
    "%": ("%", "percent"), "_": ("_", "underscore"), "#": ("#", "number sign"), "&": ("&", "and"),
    "$": ("$", "dollar"),
}  # fmt: skip

# Signs that are written as they are.
CHARACTERS: dict[str, tuple[str, str]] = {
    "+": ("+", "plus"), "-": ("−", "minus"), "=": ("=", "equals"), "<": ("<", "is less than"),
    ">": (">", "is greater than"), "/": ("/", "over"), ",": (",", "comma"), ";": (";", "semicolon"),
    ":": (":", "colon"), "!": ("!", "factorial"), "|": ("|", "bar"), "(": ("(", "open bracket"),
    ")": (")", "close bracket"), "[": ("[", "open square bracket"), "]": ("]", "close square bracket"),
    ".": (".", ""), "*": ("∗", "star"), "?": ("?", "question mark"), "@": ("@", "at"),
}  # fmt: skip

# Letters whose command is not their name.
_VARIANTS = {"epsilon": "ϵ", "varepsilon": "ε", "phi": "ϕ", "varphi": "φ", "vartheta": "ϑ"}
_NAMED = {"ϵ": "epsilon", "ε": "epsilon", "ϕ": "phi", "φ": "phi", "ϑ": "theta", "ℓ": "ell"}
LETTERS: dict[str, str] = {**LETTER_OF, **_VARIANTS}
NAME_OF_LETTER: dict[str, str] = {**{letter: name for name, letter in LETTER_OF.items()}, **_NAMED}

SPOKEN: dict[str, str] = {
    **dict(SIGNS.values()),
    **dict(CHARACTERS.values()),
}

OPERATORS: dict[str, str] = {
    "sin": "sine", "cos": "cosine", "tan": "tangent", "cot": "cotangent", "sec": "secant", "csc": "cosecant",
    "arcsin": "arc sine", "arccos": "arc cosine", "arctan": "arc tangent", "sinh": "hyperbolic sine",
    "cosh": "hyperbolic cosine", "tanh": "hyperbolic tangent", "exp": "exp", "log": "log",
    "ln": "natural log", "min": "the minimum", "max": "the maximum", "det": "the determinant",
    "lim": "the limit", "Pr": "the probability",
}  # fmt: skip
SPOKEN_WORDS: dict[str, str] = {
    **OPERATORS, "tr": "the trace", "diag": "diag", "Var": "the variance", "Cov": "the covariance",
    "Std": "the standard deviation", "rank": "the rank",
}  # fmt: skip
LIMITED = frozenset(("max", "min", "lim"))

ACCENTS = {"hat": "hat", "bar": "bar", "tilde": "tilde", "dot": "dot", "vec": "vector"}
GAPS = {",": "thin", ":": "med", ";": "thick", " ": "med", "quad": "quad", "qquad": "wide"}
NO_GAP = frozenset(("!", "displaystyle", "textstyle", "limits", "mathbin"))
STYLES = {
    "mathbb": "bb", "mathcal": "cal", "mathbf": "bold", "boldsymbol": "slanted", "mathit": "italic",
}  # fmt: skip
WORDY = frozenset(("text", "mathrm", "textbf", "textit", "operatorname"))
