"""Which kind of token each written sign is; a sign that a notation does not have is refused."""

from __future__ import annotations

SIGNS = {
    "**": "^", "·": "*", "⋅": "*", "∙": "*", "×": "*", "÷": "/", "∕": "/", "⁄": "/", "−": "-", "–": "-",
    "==": "=", ":=": "=", "≠": "!=", "≤": "<=", "≥": ">=", "⩽": "<=", "⩾": ">=", "=<": "<=",
    "∧": "and", "&&": "and", "&": "and", "∨": "or", "¬": "not",
    "=>": "implies", "⇒": "implies", "⟹": "implies", "<=>": "iff", "⇔": "iff", "⟺": "iff", "↔": "iff",
    "∈": "in", "∉": "notin", "∪": "union", "∩": "intersection", "∖": "without",
    "±": "±", "+/-": "±", "∼": "~", "~": "~", ":": ":", "..": "..", "…": "..",
    "∑": "∑", "∏": "∏", "∇": "∇", "%": "%", "⟨": "(", "⟩": ")",
} | {sign: sign for sign in (*"+-*/^@⊙⊗√∛∜!()[]{}|,;=<>", "!=", "<=", ">=")}  # fmt: skip
# Of matrices and vectors alone; what is not here needs a look at what stands around it.
_SHAPED = {
    ".*": "⊙", "∘": "⊙", "'": "⊤", "’": "⊤", "ᵀ": "⊤", ".T": "⊤", "⊤": "T", "‖": "‖", "||": "‖", "∥": "‖",
    ".dot": "method", ".sum": "method", ".mean": "method", ".trace": "method", ".transpose": "method",
    '"fro"': "fro", "'fro'": "fro",
}  # fmt: skip
# A' is the event that A does not happen.
_PRIMES = {"'": "⊤", "’": "⊤"}
_DOTS = {"·": "·", "⋅": "·", "∙": "·"}
_METHODS = {".diff": "method"}
_EITHER = {"+-": "±"}
ALL = {**SIGNS, **_SHAPED, **_METHODS, **_EITHER, "∫": "∫"}


def signs_of(kind: str, *, shaped: bool, random: bool = False) -> dict[str, str]:
    """The signs of a kind of response; shaped: some name is a vector or matrix, random: some is an event."""
    signs = SIGNS | _METHODS
    if random:
        signs |= _PRIMES
    if shaped or kind in ("matrix", "any"):
        signs |= _SHAPED
    if shaped:
        signs |= _DOTS
        # x[i] is an entry: the lexer looks at what stands before the bracket.
        del signs["["]
    if kind in ("set", "equation", "condition"):
        signs |= _EITHER
    return signs
