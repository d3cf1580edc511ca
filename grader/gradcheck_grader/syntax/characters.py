"""Characters beyond ASCII: which are read, as what, and what is said about those that are not."""

from __future__ import annotations

import re
import unicodedata

GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi",
    "ρ": "rho", "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
    "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma",
    "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
}  # fmt: skip
GREEK_VARIANTS = {"ϑ": "theta", "ϕ": "phi", "ϵ": "epsilon", "ϱ": "rho", "ς": "sigma", "ϖ": "pi", "µ": "mu"}
LETTER_OF = {name: letter for letter, name in GREEK.items()}
NAME_OF = GREEK | GREEK_VARIANTS

SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
TO_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
TO_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")

# Letters of other scripts that print like a Latin one, and so would hide in a name unseen.
LOOK_ALIKES = dict(
    zip("асеорхуіјАВСЕНІЈКМОРТХУοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aceopxyijABCEHIJKMOPTXYoABEZHIKMNOPTYX", strict=True)
)

# Signs over a letter, and what they add to its name: ŷ is y_hat.
OVER = {"\u0302": "hat", "\u0304": "bar", "\u0303": "tilde", "\u0305": "bar"}
ACCENTED = {
    composed: f"{letter}{sign}"
    for letter in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    for sign in OVER
    if len(composed := unicodedata.normalize("NFC", f"{letter}{sign}")) == 1
}

_HINTS = {
    "\\": "Write plain maths: a/b for a fraction, sqrt(x) for a root, pi for the constant.",
    "$": "Write the maths alone, without dollar signs.",
    ".": "Write * for a product, and a decimal with its digits, such as 0.5.",
    "'": "Write a derivative itself: no name has a prime here.",
    "°": "Angles are in radians: write pi/180 for one degree.",
}
_UNSHOWN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_SPOILING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)


def showable(text: str) -> str:
    """The text, of the same length, with characters that would spoil a terminal or a file replaced by �.

    >>> showable("x\\x1b[2J")
    'x�[2J'
    """
    return text if text.isprintable() else _SPOILING.sub("\ufffd", text)


def complaint(character: str) -> tuple[str, str]:
    """A sentence about a character that no notation uses, and what to do about it, which may be empty."""
    code = f"U+{ord(character):04X}"
    if unicodedata.category(character) in _UNSHOWN:
        known = unicodedata.name(character, "").lower()
        named = f"{code}, {known}" if known else code
        return f"A character that cannot be seen stands here ({named}).", "Delete it."
    if plain := LOOK_ALIKES.get(character):
        script = unicodedata.name(character).split()[0].capitalize()
        return f"This is a {script} letter that only looks like {plain}.", f"Type {plain} on your keyboard."
    plain = unicodedata.normalize("NFKC", character).replace("\u2044", "/")
    if plain != character and plain.isascii() and plain.strip() == plain:
        return f"This {character} is a special form of {plain} ({code}).", f"Type {plain} instead."
    return f"I cannot read the character {character} here.", _HINTS.get(character, "")
