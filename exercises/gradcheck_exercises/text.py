"""Text for people: written once, rendered as Markdown with LaTeX or as Unicode for a terminal."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from inspect import cleandoc
from typing import Any

import sympy

from gradcheck_exercises.errors import ExerciseError
from gradcheck_exercises.terminal import SPACE, Block, in_block, in_one_line
from gradcheck_grader.sympy_bridge import from_sympy
from gradcheck_grader.syntax.printing import to_latex, to_pretty
from gradcheck_grader.syntax.tree import Apply, Name, Num

_NAMED = re.compile(r"\{([A-Za-z][A-Za-z0-9_]*)\}")
_MATHS = re.compile(r"\$\$(.+?)\$\$|\$([^$]+?)\$", re.DOTALL)
_ARGUMENT_BEFORE = re.compile(r"(\\[a-zA-Z]+|[_^}])$")
_FIRST_ATOM = 0xE000  # atoms are private-use characters: no author writes them
_STYLED = re.compile(
    r"\\(mathrm|mathbf|mathbb|mathcal|mathit|boldsymbol|hat|bar|vec|tilde|dot)"
    r"\{([A-Za-z][A-Za-z0-9_]*)\}"
)
_DIFFERENTIALS = re.compile(r"\\[dt]?frac\{(d[A-Za-z]?)\}\{(d[A-Za-z])\}")
_ALONE = re.compile(r"\$\$?\s*\{([A-Za-z][A-Za-z0-9_]*)\}\s*\$\$?")
_MARKS = re.compile(r"\*\*|`")


@dataclass(frozen=True, slots=True)
class Text:
    """A template and the objects that stand in it; nothing is rendered before it is asked for."""

    template: str
    objects: Mapping[str, Any]

    def markdown(self) -> str:
        """Markdown with $…$ and $$…$$ around LaTeX."""

        def formula(match: re.Match[str]) -> str:
            displayed, inline = match.groups()
            return f"$${self._filled(displayed)}$$" if displayed else f"${self._filled(inline)}$"

        pieces, end = [], 0
        for match in _MATHS.finditer(self.template):
            pieces += [self._prose_markdown(self.template[end : match.start()]), formula(match)]
            end = match.end()
        return "".join([*pieces, self._prose_markdown(self.template[end:])])

    def terminal(self, width: int = 78) -> str:
        """Lines of Unicode: paragraphs wrapped at the width, formulas never broken, displays indented."""
        blocks: list[str] = []
        for paragraph in re.split(r"\n\s*\n", self.template):
            end = 0
            for match in re.finditer(r"\$\$(.+?)\$\$", paragraph, re.DOTALL):
                blocks += [
                    self._wrapped(paragraph[end : match.start()], width),
                    self._displayed(match.group(1)),
                ]
                end = match.end()
            blocks.append(self._wrapped(paragraph[end:], width))
        return "\n\n".join(block for block in blocks if block)

    def alone(self) -> Any:
        """The object that is all of the text, as in "${f}$"; None where there is more, or no object."""
        found = _ALONE.fullmatch(self.template.strip())
        return self.objects.get(found.group(1)) if found else None

    def _filled(self, latex: str) -> str:
        """The formula with the LaTeX of each object, in braces where it is an argument or a script."""

        def quoted(match: re.Match[str]) -> str:
            if match.group(1) not in self.objects:
                return match.group()
            shown = _latex(self.objects[match.group(1)])
            return f"{{{shown}}}" if _ARGUMENT_BEFORE.search(latex[: match.start()]) else shown

        return _NAMED.sub(quoted, latex).strip()

    def _prose_markdown(self, prose: str) -> str:
        def quoted(match: re.Match[str]) -> str:
            value = self.objects[match.group(1)]
            plain = isinstance(value, int) and value >= 0  # a hyphen is no minus sign
            return str(value) if plain else f"${_latex(value)}$"

        return _NAMED.sub(quoted, prose)

    def _wrapped(self, prose: str, width: int) -> str:
        """The paragraph or list in lines no wider than the width."""

        def formula(match: re.Match[str]) -> str:
            marked, atoms = self._atoms(match.group(2))
            return in_one_line(marked, {mark: _one_line(value) for mark, value in atoms.items()})

        def quoted(match: re.Match[str]) -> str:
            return _one_line(self.objects[match.group(1)])

        pieces, end = [], 0
        for match in _MATHS.finditer(prose):
            pieces += [_NAMED.sub(quoted, prose[end : match.start()]), formula(match)]
            end = match.end()
        text = _MARKS.sub("", "".join([*pieces, _NAMED.sub(quoted, prose[end:])]))
        lines: list[str] = []
        for item in re.split(r"\n(?=- )", text.strip(" \n")):
            indent = "  " if item.startswith("- ") else ""
            lines += textwrap.wrap(
                re.sub(r"[ \n]+", " ", item),
                width,
                subsequent_indent=indent,
                break_long_words=False,
                break_on_hyphens=False,
            )
        return "\n".join(lines).replace(SPACE, " ")

    def _displayed(self, latex: str) -> str:
        marked, atoms = self._atoms(latex)
        lines = in_block(marked.strip(), {mark: _block(value) for mark, value in atoms.items()})
        return "\n".join(f"    {line}".rstrip() for line in lines)

    def _atoms(self, latex: str) -> tuple[str, dict[str, Any]]:
        """The formula with one private character for each object, and what these stand for."""
        marks = {name: chr(_FIRST_ATOM + index) for index, name in enumerate(self.objects)}
        marked = _NAMED.sub(lambda match: marks.get(match.group(1), match.group()), latex)
        return marked, {marks[name]: value for name, value in self.objects.items()}


def say(template: str, **objects: Any) -> Text:
    r"""The template as a Text, with {name} standing for the object of that name.

    Objects are SymPy expressions and matrices, trees of the grader, integers, fractions, or texts. Other
    braces are LaTeX; an argument {n} of a command is the object n where there is one. Formulas stand in $…$,
    displayed ones in $$…$$; paragraphs are parted by empty lines;
    "- " begins an item. Raises ExerciseError for an object that the template does not use, a {name} without
    object, and an object whose name would stand for LaTeX, such as dx in \frac{du}{dx} or x in \mathbf{x}.

    >>> say(r"Let $f(x) = {f}$.", f=sympy.Symbol("x") ** 2).markdown()
    'Let $f(x) = x^{2}$.'
    """
    _told_apart(template, frozenset(objects))
    spliced = {name: value for name, value in objects.items() if isinstance(value, str)}
    text = _spliced(cleandoc(template), spliced)
    used = _checked(text, frozenset(objects)) | (set(spliced) & set(_NAMED.findall(template)))
    if unused := [name for name in objects if name not in used]:
        raise ExerciseError(f"the text {template!r} does not use {', '.join(unused)}.")
    for name, value in objects.items():
        if isinstance(value, bool) or not isinstance(value, _QUOTABLE):
            raise ExerciseError(
                f"{name} is a {type(value).__name__}, which has no form in a text; quote it exactly."
            )
    return Text(text, {name: value for name, value in objects.items() if name not in spliced})


_QUOTABLE = (int, str, Fraction, sympy.Basic, sympy.MatrixBase, Num, Name, Apply)


def mentioned(template: str, objects: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the objects that the template names."""
    named = set(_NAMED.findall(template))
    return {name: value for name, value in objects.items() if name in named}


def _spliced(template: str, texts: Mapping[str, str]) -> str:
    """The template with each text in its place; in braces where it is an argument or a script."""

    def quoted(match: re.Match[str]) -> str:
        if match.group(1) not in texts:
            return match.group()
        argument = _ARGUMENT_BEFORE.search(template[: match.start()])
        return f"{{{texts[match.group(1)]}}}" if argument else texts[match.group(1)]

    return _NAMED.sub(quoted, template) if texts else template


@lru_cache(maxsize=4096)
def _told_apart(template: str, names: frozenset[str]) -> None:
    """Raises where {name} is as likely LaTeX as the object of that name."""
    found = [match.group(2) for match in _STYLED.finditer(template)]
    found += [name for match in _DIFFERENTIALS.finditer(template) for name in match.groups()]
    if taken := [name for name in found if name in names]:
        raise ExerciseError(
            f"the text {template!r} has {{{taken[0]}}} in LaTeX, and an object of that name. "
            "Give the object another name."
        )


@lru_cache(maxsize=4096)
def _checked(text: str, names: frozenset[str]) -> frozenset[str]:
    """The names that the text uses; raises where a brace or $ is amiss."""
    if "$" in _MATHS.sub("", text):
        raise ExerciseError(f"a $ has no partner in the text {text!r}.")
    formulas = [match.span() for match in _MATHS.finditer(text)]
    for match in _NAMED.finditer(text):
        argument = _ARGUMENT_BEFORE.search(text[: match.start()]) and any(
            start < match.start() < end for start, end in formulas
        )
        if match.group(1) not in names and not argument:
            raise ExerciseError(f"the text has {match.group()}, but no object of that name: {text!r}.")
    return frozenset(_NAMED.findall(text)) & names


def _latex(value: Any) -> str:
    """LaTeX of an object."""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, (Num, Name, Apply)):
        return to_latex(value)
    return sympy.latex(_exact(value), mat_delim="[", mat_str="matrix", ln_notation=True)


def _one_line(value: Any) -> str:
    """One line of Unicode, its spaces such that it is not broken."""
    if isinstance(value, sympy.MatrixBase) and value.rows == 1:
        return f"[{f',{SPACE}'.join(_one_line(value[0, column]) for column in range(value.cols))}]"
    tree = value if isinstance(value, (Num, Name, Apply)) else from_sympy(_exact(value))
    return to_pretty(tree).replace(" ", SPACE)


def _block(value: Any) -> str | Block:
    """A matrix as a block of several lines, anything else on one line."""
    if not isinstance(value, sympy.MatrixBase):
        return _one_line(value)
    entries = [[_one_line(value[i, j]) for j in range(value.cols)] for i in range(value.rows)]
    widths = [max(len(row[j]) for row in entries) for j in range(value.cols)]
    rows = [
        "  ".join(entry.rjust(width) for entry, width in zip(row, widths, strict=True)) for row in entries
    ]
    left, right = _brackets(len(rows))
    lines = tuple(f"{left[i]}{row}{right[i]}" for i, row in enumerate(rows))
    return Block(lines, (len(lines) - 1) // 2)


def _brackets(rows: int) -> tuple[str, str]:
    """The left and the right bracket of a matrix with so many rows, one character a row."""
    if rows == 1:
        return "[", "]"
    return f"⎡{'⎢' * (rows - 2)}⎣", f"⎤{'⎥' * (rows - 2)}⎦"


def _exact(value: Any) -> Any:
    """The value as SymPy has it."""
    if isinstance(value, Fraction):
        return sympy.Rational(value.numerator, value.denominator)
    return sympy.Integer(value) if isinstance(value, int) else value
