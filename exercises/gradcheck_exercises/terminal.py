"""Short LaTeX of the kind that statements are written in, as Unicode for a terminal.

Only what a table below knows is turned; an unknown command is refused by name, so that no backslash ever
reaches a learner. Objects that were quoted into the LaTeX stand in it as single private characters (atoms)
and are put in place as they are: one line of text, or, in displayed mathematics, a block of several lines.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gradcheck_exercises.errors import ExerciseError

SPACE = "\N{NO-BREAK SPACE}"  # keeps a formula together when a paragraph is wrapped

_TOKEN = re.compile(r"\\[a-zA-Z]+\s*|\\.|\s+|.", re.DOTALL)
_LETTERS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "eta": "η",
    "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ",
    "Theta": "Θ", "Lambda": "Λ", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "nabla": "∇",
    "partial": "∂", "infty": "∞", "ell": "ℓ", "top": "⊤", "ldots": "…", "cdots": "…", "dots": "…",
    "sum": "Σ", "prod": "Π", "int": "∫", "lVert": "‖", "rVert": "‖", "lvert": "|", "rvert": "|",
    "left": "", "right": "", "displaystyle": "", "limits": "",
}  # fmt: skip
_PREFIXES = frozenset((
    "nabla", "partial", "Delta", "sum", "prod", "int", "lVert", "lvert", "left", "right", "displaystyle",
    "limits",
))  # fmt: skip
_BETWEEN = {
    "cdot": "·", "times": "×", "odot": "⊙", "pm": "±", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥",
    "ne": "≠", "neq": "≠", "approx": "≈", "to": "→", "mapsto": "↦", "in": "∈", "notin": "∉", "mid": "|",
    "cap": "∩", "cup": "∪", "implies": "⇒", "Rightarrow": "⇒", "equiv": "≡", "propto": "∝",
    "circ": "∘", "sim": "∼",
}  # fmt: skip
_WORDS = frozenset(["sin", "cos", "tan", "exp", "log", "ln", "sinh", "cosh", "tanh", "max", "min", "det"])
_OPENING = _WORDS | {"lVert", "lvert", "left", "sqrt", "operatorname", "mathrm"}
_CLOSING = ("\\rVert", "\\rvert", "\\,")
_VERBATIM = frozenset(
    ("text", "mathrm", "mathbf", "mathbb", "mathit", "boldsymbol", "operatorname", "textbf")
)
_ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "dot": "\u0307", "vec": "\u20d7"}
_SPACES = {",": SPACE, ";": SPACE, ":": SPACE, " ": SPACE, "!": "", "quad": SPACE * 2, "qquad": SPACE * 4}
_SYMBOLS = {"%": "%", "{": "{", "}": "}", "_": "_", "#": "#", "&": "&", "|": "‖", "$": "$"}
_CHARACTERS = {"-": "−", "'": "′", "~": SPACE}
_UPPER = dict(zip("0123456789+−=()niT⊤′jkmtx", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀᵀ′ʲᵏᵐᵗˣ", strict=True))
_LOWER = dict(zip("0123456789+−=()aeijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))


@dataclass(frozen=True, slots=True)
class Block:
    """Text of several lines, all of one width; baseline is the line that stands beside single-line text."""

    lines: tuple[str, ...]
    baseline: int


def in_one_line(latex: str, atoms: Mapping[str, str]) -> str:
    r"""The formula on one line.

    >>> in_one_line(r"\nabla f(x_1) = A^\top b \cdot \frac{1}{2}", {}).replace(SPACE, " ")
    '∇f(x₁) = Aᵀb · 1/2'
    """
    return _tidied(_Reader(latex, atoms).until_end())


def in_block(latex: str, atoms: Mapping[str, str | Block]) -> tuple[str, ...]:
    """The lines of displayed mathematics: blocks stand beside the text around them, baselines level."""
    inline = {mark: shown for mark, shown in atoms.items() if isinstance(shown, str)}
    pieces: list[Block] = []
    for piece in re.split(
        f"([{''.join(set(atoms) - set(inline))}])" if len(atoms) > len(inline) else "(?!)", latex
    ):
        shown = atoms.get(piece)
        if isinstance(shown, Block):
            pieces.append(shown)
        elif text := _Reader(piece, inline).until_end():
            pieces.append(Block((_tidied(text, keep_ends=True),), 0))
    return beside(pieces)


def beside(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The blocks from left to right on a common baseline, as lines without trailing spaces."""
    above = max((block.baseline for block in blocks), default=0)
    below = max((len(block.lines) - block.baseline for block in blocks), default=0)
    rows = [""] * (above + below)
    for block in blocks:
        width = max(map(_columns, block.lines))
        for index in range(len(rows)):
            line = index - above + block.baseline
            shown = block.lines[line] if 0 <= line < len(block.lines) else ""
            rows[index] += shown + " " * (width - _columns(shown))
    return tuple(row.replace(SPACE, " ").rstrip() for row in rows)


class _Reader:
    """Reads LaTeX from left to right; each method returns the Unicode of what it has consumed."""

    def __init__(self, latex: str, atoms: Mapping[str, str]) -> None:
        self._latex = latex
        self._tokens = _TOKEN.findall(latex)[::-1]
        self._atoms = atoms

    def until_end(self) -> str:
        written = ""
        while self._tokens:
            written = self._next(written)
        return written

    def _next(self, before: str) -> str:
        """What was written before, and the next piece after it."""
        piece = self._tokens.pop()
        if piece in "^_":
            return before + _script(self._argument(), _UPPER if piece == "^" else _LOWER, piece)
        if piece == "{":
            return before + self._group()
        if piece == "}":
            raise ExerciseError(f"a closing brace too many in the formula {self._latex!r}.")
        if piece.startswith("\\"):
            if piece.startswith(_CLOSING) and not before.endswith(f"·{SPACE}"):  # but ‖ · ‖
                before = before.rstrip(SPACE)
            if piece == "\\," and self._tokens and self._tokens[-1].isspace():
                self._tokens.pop()
            return before + self._command(piece[1:])
        if piece.isspace():
            return before + SPACE
        return f"{before}{self._atoms.get(piece) or _CHARACTERS.get(piece, piece)}"

    def _command(self, written: str) -> str:
        name = written.strip() or written
        if name in _LETTERS:
            if name in ("left", "right") and self._tokens and self._tokens[-1] == ".":
                self._tokens.pop()
            return _LETTERS[name] + SPACE * (written != name and name not in _PREFIXES)
        if name in _BETWEEN:
            return f"{SPACE}{_BETWEEN[name]}{SPACE}"
        if name in _WORDS:
            return name + SPACE * (written != name)
        if name in _SPACES or name in _SYMBOLS:
            return _SPACES[name] if name in _SPACES else _SYMBOLS[name]
        return self._with_arguments(name)

    def _factor_follows(self) -> bool:
        """Whether the fraction just read stands before a factor without a sign between, as in ½ (p − y)²."""
        following = next((token for token in self._tokens[:-3:-1] if not token.isspace()), "")
        name = following[1:].strip()
        return (
            following in self._atoms
            or following[:1].isalpha()
            or following[:2] in ("(", "|", "\\|")
            or name in _OPENING
            or (name in _LETTERS and _LETTERS[name].isalpha())
        )

    def _with_arguments(self, name: str) -> str:
        if name in _VERBATIM:
            return self._argument()
        if name in ("frac", "tfrac", "dfrac"):
            above, below = self._argument(), self._argument()
            half = (above, below) == ("1", "2") and self._factor_follows()
            return "½" if half else f"{_grouped(above)}/{_grouped(below)}"
        if name == "sqrt":
            inside = self._argument()
            return f"√{inside}" if len(inside) == 1 else f"√({inside})"
        if name in _ACCENTS:
            return unicodedata.normalize("NFC", self._argument() + _ACCENTS[name])
        raise ExerciseError(
            f"the formula {self._latex!r} has \\{name}, which has no form for terminals. "
            "Write it otherwise, or add it to the tables in gradcheck_exercises/terminal.py."
        )

    def _argument(self) -> str:
        """The next group without its braces, or the next single token."""
        while self._tokens and self._tokens[-1].isspace():
            self._tokens.pop()
        if not self._tokens:
            raise ExerciseError(f"the formula {self._latex!r} ends too early.")
        return _tidied(self._next(""))

    def _group(self) -> str:
        written = ""
        while self._tokens and self._tokens[-1] != "}":
            written = self._next(written)
        if not self._tokens:
            raise ExerciseError(f"a brace is never closed in the formula {self._latex!r}.")
        self._tokens.pop()
        return written


def _script(text: str, table: Mapping[str, str], mark: str) -> str:
    """The text raised or lowered where Unicode can; else after its mark, in brackets when it is long."""
    if all(character in table for character in text):
        return "".join(table[character] for character in text)
    return mark + (text if len(text) == 1 else f"({text})")


def _grouped(text: str) -> str:
    """The text, in brackets unless it reads as one thing beside a fraction bar."""
    return text if re.fullmatch(r"[^\s+−·/=|]+|−?\d+", text) else f"({text})"


def _tidied(text: str, *, keep_ends: bool = False) -> str:
    """The text with single spaces; wide spaces that were asked for stay."""
    tidy = re.sub(f"(?<!{SPACE}){SPACE}{{2}}(?=[·×⊙±≤≥≠≈→↦∈∉|∩∪⇒≡∝∘∼])", SPACE, text)
    tidy = re.sub(f"([·×⊙±≤≥≠≈→↦∈∉∩∪⇒≡∝∘∼]){SPACE}+", rf"\1{SPACE}", tidy)
    tidy = re.sub(f"{SPACE}+([,.;])", r"\1", tidy)
    return tidy if keep_ends else tidy.strip(SPACE)


def _columns(text: str) -> int:
    """Terminal columns that the text takes."""
    return sum(0 if unicodedata.combining(character) else 1 for character in text)
