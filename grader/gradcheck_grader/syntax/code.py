"""A response that is Python: its text, and where it cannot be Python. Nothing is run, or even compiled."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass

from gradcheck_grader.errors import ResponseError
from gradcheck_grader.limits import Limits
from gradcheck_grader.syntax import refusals

_SIGNATURE = re.compile(r"([A-Za-z_]\w*)\(((?:[A-Za-z_]\w*(?:=[\w.+-]+)?(?:, )?)*)\)")
_PARAMETER = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class Signature:
    """The name of a function, its parameters, and how many of them must be given."""

    name: str
    parameters: tuple[str, ...]
    needed: int

    def __str__(self) -> str:
        return f"{self.name}({', '.join(self.parameters)})"


@dataclass(frozen=True, slots=True)
class ReadCode:
    """Python as it was read; its lines end in one way."""

    text: str
    summary: str


def signature_of(text: str) -> Signature:
    """The signature in a text such as "f(X, y, rate=0.1)". Raises ValueError for anything else.

    >>> signature_of("f(X, y, rate=0.1)")
    Signature(name='f', parameters=('X', 'y', 'rate'), needed=2)
    """
    match = _SIGNATURE.fullmatch(text)
    if match is None:
        raise ValueError(f"a signature is like f(X, y); got {text!r}")
    written = [part for part in match[2].split(", ") if part]
    names = tuple(part.partition("=")[0] for part in written)
    return Signature(match[1], names, sum("=" not in part for part in written))


def read_code(text: str, signature: str, limits: Limits) -> ReadCode:
    """The code, which is Python and defines the function of the signature.

    Raises ResponseError with the place where it is not.
    """
    wanted = signature_of(signature)
    lined = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    if len(lined) > limits.characters:
        raise refusals.too_long(lined, limits.characters)
    if not lined.strip():
        raise refusals.nothing_written(text)
    tree = _parsed(lined)
    _check_definition(tree, lined, wanted)
    count = len(lined.split("\n"))
    return ReadCode(lined, f"def {wanted} in {count} line{'s' if count > 1 else ''}")


def _parsed(text: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        message = f"This is not Python: {error.msg}."
        place = _offset(text, error.lineno or 1, error.offset or 1)
        raise ResponseError(message, text, place, f"Look at line {error.lineno or 1}.") from None
    except (ValueError, MemoryError, RecursionError):  # a null byte; nesting beyond what Python reads
        raise ResponseError("Python cannot read this.", text, 0, "Write it with less nesting.") from None


def _check_definition(tree: ast.Module, text: str, wanted: Signature) -> None:
    """Refuses code in which no function of this name, or one with other parameters, is defined."""
    defined = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == wanted.name]
    if not defined:
        if wanted.name in _bound(tree):
            return  # by an assignment or an import: what it is can be seen only when it runs
        message = f"There is no function {wanted.name} in it."
        raise ResponseError(message, text, 0, f"Begin with: def {wanted}:", end=len(text))
    least, most = _arity(defined[-1].args)
    if not least <= len(wanted.parameters) <= most:
        place = _offset(text, defined[-1].lineno, defined[-1].col_offset + 1)
        count = f"{least} parameter{'s' if least != 1 else ''}"
        message = f"Your {wanted.name} needs {count}, but it is called with {len(wanted.parameters)}."
        if least <= len(wanted.parameters):
            message = f"Your {wanted.name} takes {most} at most, but is called with {len(wanted.parameters)}."
        raise ResponseError(message, text, place, f"Begin with: def {wanted}:")


def _bound(tree: ast.Module) -> frozenset[str]:
    """The names that the outermost statements bind otherwise than by def."""
    names = {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    imports = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    return frozenset(names | {alias.asname or alias.name for node in imports for alias in node.names})


def _arity(parameters: ast.arguments) -> tuple[int, int]:
    """How many arguments by position are needed, and taken at most."""
    positional = len(parameters.posonlyargs) + len(parameters.args)
    return positional - len(parameters.defaults), 1_000 if parameters.vararg else positional


def _offset(text: str, line: int, column: int) -> int:
    """Where a line and a column, both counted from 1, are in the text."""
    lines = text.split("\n")
    before = sum(len(row) + 1 for row in lines[: line - 1])
    return min(before + max(0, column - 1), len(text))
