"""How commands speak: the answer on stdout, the talk on stderr; JSON, ASCII, colour and width."""

from __future__ import annotations

import io
import os
import re
import sys
import textwrap
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

JSON = "gradcheck.json"
ASCII = "gradcheck.ascii"
PLAIN = "gradcheck.plain"
WIDTH = 80

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

# outcome -> sign, sign in ASCII, word, colour. The word carries the meaning; sign and colour only support it.
SIGNS: dict[str, tuple[str, str, str, str]] = {
    "right": ("✓", "+", "right", "green"),
    "partly_right": ("~", "~", "partly right", "yellow"),
    "wrong": ("✗", "-", "not yet", "red"),
    "undecided": ("?", "?", "undecided", "cyan"),
    "unreadable": ("!", "!", "unreadable", "magenta"),
}

_OPTIONS = (
    ("--json", JSON, "Print one JSON object."),
    ("--plain", PLAIN, "Write to be read aloud: words, no drawings."),
    ("--ascii", ASCII, "Use no sign beyond ASCII."),
)

# What Unicode mathematics becomes where only ASCII can be shown; what is not listed becomes '?'.
_ASCII = str.maketrans(
    {
        "·": "*", "⋅": "*", "×": "x", "⊙": "o", "−": "-", "–": "-", "—": "-", "…": "...", "›": ">",
        "√": "sqrt", "∞": "inf", "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "→": "->", "∈": " in ", "∣": "|",
        "‖": "||", "′": "'", "’": "'", "‘": "'", "“": '"', "”": '"', "½": "1/2", "ℝ": "R",
        "⇒": "=>", "↦": "|->", "∘": " o ", "∝": " ~ ", "∼": "~", "≡": "=", "±": "+-",
        "∩": " and ", "∪": " or ", "ℓ": "l", "\u0302": "_hat", "\u0303": "_tilde", "\u0304": "_bar",
        "\u0307": "_dot", "\u20d7": "_vec",
        "∂": "d", "∇": "grad ", "∑": "sum ", "∏": "prod ", "∫": "int ", "│": "|", "─": "-", "⟨": "<",
        "⟩": ">", "⎡": "[", "⎢": "[", "⎣": "[", "⎤": "]", "⎥": "]", "⎦": "]",
        "⎛": "(", "⎜": "(", "⎝": "(", "⎞": ")", "⎟": ")", "⎠": ")",
        "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta",
        "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi",
        "ρ": "rho", "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi",
        "ω": "omega", "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Σ": "Sigma",
        "Φ": "Phi", "Ω": "Omega",
    }
)  # fmt: skip
_SCRIPTS = (
    ("^", dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀʲᵏᵐᵗˣ", "0123456789+-=()niTjkmtx", strict=True))),
    ("_", dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑᵢⱼₖₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-=()aeijkmnoprstuvx", strict=True))),
)


def output_options(command: Decorated) -> Decorated:
    """The command with the options --json, --plain and --ascii, which every command has."""
    for name, key, said in reversed(_OPTIONS):
        flag = click.option(name, is_flag=True, expose_value=False, callback=_remember(key), help=said)
        command = flag(command)
    return command


def bank_option(command: Decorated) -> Decorated:
    """The command with the option --bank, which every command has that finds exercises by name."""
    return click.option(
        "--bank",
        metavar="FOLDER",
        multiple=True,
        expose_value=False,
        callback=_add_banks,
        help="Exercises of this folder too; also by the variable GRADCHECK_BANK.",
    )(command)


def _add_banks(_context: click.Context, _parameter: click.Parameter, named: tuple[str, ...]) -> None:
    for folder in named:
        from gradcheck_exercises.banks import add_folder

        add_folder(folder)


def wants_json() -> bool:
    """Whether --json was given."""
    context = click.get_current_context(silent=True)
    return bool(context and context.meta.get(JSON))


def wants_ascii() -> bool:
    """Whether --ascii was given, or stdout cannot show the signs."""
    context = click.get_current_context(silent=True)
    if context and context.meta.get(ASCII):
        return True
    try:
        "✓✗·−".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return True
    return False


def wants_plain(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether all is to be words, one line after the other: --plain was given, or ACCESSIBLE is set."""
    context = click.get_current_context(silent=True)
    return bool(context and context.meta.get(PLAIN)) or _is_set("ACCESSIBLE", environment)


def wants_colour(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether colour may be used: on a terminal or by FORCE_COLOR, unless NO_COLOR or --plain say no."""
    if environment.get("NO_COLOR") or wants_plain(environment):
        return False
    return _is_set("FORCE_COLOR", environment) or (sys.stdout.isatty() and environment.get("TERM") != "dumb")


def _is_set(name: str, environment: Mapping[str, str]) -> bool:
    return environment.get(name, "").lower() not in ("", "0", "false", "no")


def width() -> int:
    """Columns to write in: those of the terminal, at most 80 and at least 40."""
    try:
        columns = int(os.environ.get("COLUMNS") or os.get_terminal_size(1).columns)
    except (ValueError, OSError):
        columns = WIDTH
    return max(40, min(WIDTH, columns or WIDTH))


def signed(outcome: str, word: str = "") -> str:
    """Sign and word of an outcome, coloured; another word may take the place of the usual one."""
    sign, plain, usual, colour = SIGNS[outcome]
    if wants_plain():  # a voice would read the sign out as "ballot x"
        return word or usual
    return click.style(f"{plain if wants_ascii() else sign} {word or usual}", fg=colour, bold=True)


def answer(text: str = "", *, newline: bool = True) -> None:
    """Text on stdout."""
    click.echo(shown(text), nl=newline, color=wants_colour())


def talk(text: str = "") -> None:
    """Text on stderr: said to the person, no part of the answer."""
    click.echo(shown(text), err=True, color=False)


def next_step(said: str, command: str) -> None:
    """On stderr what to do next; the command stands on a line of its own where both have no room on one."""
    line = f"{said} {command}"
    talk(f"\n{line}" if len(line) <= width() else f"\n{said}\n  {command}")


def emit(record: Mapping[str, Any]) -> None:
    """The record as one JSON object on stdout, never coloured."""
    import json

    click.echo(json.dumps(record, ensure_ascii=wants_ascii(), indent=2), color=False)


def shown(text: str) -> str:
    """The text in the signs that stdout can show.

    >>> to_ascii("2·x·cos(x²) − √2")
    '2*x*cos(x^2) - sqrt2'
    """
    return to_ascii(text) if wants_ascii() else text


def shown_maths(pretty: str, plain: str) -> str:
    """The pretty form where stdout can show it; else the plain one, which can be typed as it stands."""
    return pretty if shown(pretty) == pretty else plain


def to_ascii(text: str) -> str:
    """The text with every sign beyond ASCII spelled out or replaced by '?'.

    >>> to_ascii("A⁻¹, x¹², aᵢⱼ, xₖ₊₁, x̄")
    'A^(-1), x^12, a_ij, x_(k+1), x_bar'
    """
    for mark, letters in _SCRIPTS:
        run = re.compile(f"[{''.join(letters)}]+")
        text = run.sub(lambda found, mark=mark, letters=letters: _script(mark, found.group(), letters), text)
    # Letters with a bar or a hat may be one sign; what the table knows as one sign is to stay one.
    return (
        unicodedata.normalize("NFD", text.translate(_ASCII))
        .translate(_ASCII)
        .encode("ascii", "replace")
        .decode("ascii")
    )


def _script(mark: str, run: str, letters: Mapping[str, str]) -> str:
    """A run of raised or lowered signs after its mark, in brackets where it is no single word."""
    plain = "".join(letters[sign] for sign in run)
    return mark + (plain if plain.isalnum() else f"({plain})")


def wrapped(text: str, *, indent: int = 0, first: str = "") -> str:
    """Paragraphs wrapped to the width of the terminal; lines that begin with a space stay as they are.

    first  stands before the first line, inside the indent.
    """
    pad = " " * indent
    rows: list[str] = []
    for row in text.splitlines():
        lead = pad if rows or not first else pad[: max(0, indent - len(first))] + first
        if row[:1] == " " or len(lead) + len(row) <= width():
            rows.append((lead + row).rstrip())
        else:
            rows.append(textwrap.fill(row, width(), initial_indent=lead, subsequent_indent=pad))
    return "\n".join(rows)


def indented(text: str, columns: int = 2) -> str:
    """The lines of the text, moved to the right."""
    return "\n".join(f"{' ' * columns}{line}".rstrip() for line in text.splitlines())


def let_unencodable_pass() -> None:
    """Afterwards a sign that stdout or stderr cannot encode is printed as '?' and raises nothing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _remember(key: str) -> Callable[[click.Context, click.Parameter, bool], None]:
    """A callback that keeps the flag for the whole command line, wherever on it the flag stood."""

    def remember(context: click.Context, _: click.Parameter, value: bool) -> None:
        context.meta[key] = context.meta.get(key, False) or value

    return remember
