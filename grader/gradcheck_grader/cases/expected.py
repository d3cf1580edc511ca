"""The expected text as it is read: its tree, and the notation that it and what is declared amount to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from gradcheck_grader.cases.question import Given
from gradcheck_grader.cases.signs_of_programs import by_hand
from gradcheck_grader.errors import ResponseError
from gradcheck_grader.inference import inferred_names
from gradcheck_grader.notation import Domain, Notation
from gradcheck_grader.reading import read
from gradcheck_grader.syntax.bound import free_names
from gradcheck_grader.syntax.lines import parse_lines
from gradcheck_grader.syntax.parser import parse
from gradcheck_grader.syntax.tree import Apply, Name, Node, names_in, walk

CHANCE = frozenset({"expect", "var", "std", "cov", "prob"})
SIZE = Domain("integer", low=Fraction(1))
_KEYS = re.compile(r"[\s,<]+")
_INFINITY = re.compile(r"∞|\\infty(?![A-Za-z])|(?<![A-Za-z])(?:inf|oo)(?![A-Za-z])")
_ROTATION = re.compile(
    r"(?<!\w)i\s*\*?\s*\\?sin(?!h)|(?:e\s*\^\s*[({]|exp\s*(?:\\left\s*)?\()\s*[-+]?\s*(?:[0-9]+\s*\*?\s*)?i(?!\w)"
)
_ROTATION_OF_PROGRAMS = re.compile(
    r"exp\(\s*-?(?:[0-9]+\s*\*\s*)?I(?!\w)|(?<!\w)I\s*\*\s*sin(?!h)|(?<!\w)E\s*\*\*"
)
_UNITS_OF_PROGRAMS = re.compile(r"[EIj](?!\w)")
_DIGIT_J = re.compile(r"[0-9]j(?!\w)")
_WITH_INDEX = re.compile(r"sum|prod|[∑∏ΣΠ]")


@dataclass(frozen=True, slots=True)
class Expected:
    """An expected text: its tree, and the notation that responses share with it."""

    text: str
    tree: Node
    notation: Notation


def read_expected(text: str, given: Given, kind: str) -> Expected:
    """The expected text, read as this kind, with the names that nobody declared.

    Raises ResponseError when it cannot be read, AnswerError for a declared name that nobody could write.
    """
    if kind in ("choice", "ordering"):
        options = replace(declared(given), kind="choice")
        keys = tuple(Name(key) for key in _KEYS.split(text.strip()))
        tree = read(text, options).tree if kind == "choice" else Apply("tuple", keys)
        return Expected(text, tree, options)
    text = by_hand_where_alone(text, given)
    given = replace(given, names={**dict.fromkeys(sorted(sizes_of(given)), SIZE), **given.names})
    notation = replace(notation_of([text], given, kind), allow_diff=True)
    tree = parse_lines(text, notation) if kind == "derivation" else parse(text, notation)
    written = free_names(tree)
    names = {
        name: domain for name, domain in notation.names.items() if name in written or name in given.names
    }
    random = given.random or (random_names(tree) & set(names))
    return Expected(text, tree, replace(notation, names=names, random=random, allow_diff=given.allow_diff))


def read_any(text: str, given: Given) -> Expected:
    """The expected text, read as whatever it is.

    A letter before a bracket may be a law or a chance, N(0, 1) and P(X > 2), or a factor: N(x - 1). It is a
    factor where it would make no sense as the other. A pair with infinity in it is an interval.
    Raises as read_expected does.
    """
    try:
        expected = read_expected(text, given, "any")
    except ResponseError as error:
        try:
            return read_expected(text, given, "expression")
        except ResponseError:
            raise error from None
    if _is_interval(expected.tree):
        return read_expected(text, given, "set")
    return read_expected(text, given, "expression") if _has_stray_law(expected.tree, text) else expected


def by_hand_where_alone(text: str, given: Given) -> str:
    """The text with e and i where a program has E, I or 2j: alone among numbers, or in exp(I*x)."""
    if given.constants is not None or given.shapes or given.random or not _UNITS_OF_PROGRAMS.search(text):
        return text
    found = set(inferred_names(text, replace(declared(given), kind="any"))) - {"j"}
    alone = found <= {"E", "I", "i"} and ("j" not in text or _DIGIT_J.search(text))
    return by_hand(text, given.names) if alone or _ROTATION_OF_PROGRAMS.search(text) else text


def notation_of(texts: Sequence[str], given: Given, kind: str = "any") -> Notation:
    """What is declared, with the names that the texts are written with beside it.

    An i is the imaginary unit where something may be complex, and in 2 + 3i and e^(i x).
    Raises AnswerError for a declared name that nobody could write.
    """
    notation = replace(declared(given), kind=kind)
    if given.constants is None and any(map(_INFINITY.search, texts)):
        notation = replace(notation, constants=notation.constants | ({"inf"} - set(given.names)))
    found = dict.fromkeys(name for text in texts for name in inferred_names(text, notation))
    if given.constants is None and "i" in found and "i" not in given.names and _is_imaginary(texts, found):
        del found["i"]
        notation = replace(notation, constants=notation.constants | {"i"})
    names = {**dict.fromkeys(found, given.domain), **notation.names}
    return replace(notation, names=names, constants=notation.constants - set(names))


def declared(given: Given) -> Notation:
    """What is declared, before any text is seen: pi and e are constants unless they are declared as names."""
    constants = given.constants
    if constants is None:
        complex_too = any(one.kind == "complex" for one in (given.domain, *given.names.values()))
        constants = frozenset({"pi", "e", "i"} if complex_too else {"pi", "e"}) - set(given.names)
    return Notation(
        "any",
        dict(given.names),
        constants=constants,
        log=given.log,
        options=given.options,
        allow_diff=given.allow_diff,
        shapes=dict(given.shapes),
        random=given.random,
        independent=given.independent,
        products=given.products,
        dialect=given.dialect,
    )


def sizes_of(given: Given) -> frozenset[str]:
    """The names of dimensions, which stand for whole numbers."""
    sizes = (size for shape in given.shapes.values() for size in (shape.rows, shape.columns))
    return frozenset(size for size in sizes if isinstance(size, str))


def random_names(tree: Node) -> frozenset[str]:
    """The names in an expectation, a variance or a probability; where some are capitals, only these.

    In E[a X + b] the a and b are numbers, as everyone writes it.
    """
    inside = (here for here in walk(tree) if isinstance(here, Apply) and here.head in CHANCE)
    found = frozenset[str]().union(*map(names_in, inside))
    return frozenset(name for name in found if name[0].isupper()) or found


def _is_imaginary(texts: Sequence[str], found: Mapping[str, None]) -> bool:
    """Whether an undeclared i is no index: it stands alone among numbers, or in an exponent of e."""
    if any(map(_WITH_INDEX.search, texts)):
        return False
    return list(found) == ["i"] or any(map(_ROTATION.search, texts))


def _is_interval(tree: Node) -> bool:
    """Whether this is a pair with an infinity in it."""
    if not isinstance(tree, Apply) or tree.head != "tuple" or len(tree.args) != 2:
        return False
    ends = (part.args[0] if isinstance(part, Apply) and part.head == "neg" else part for part in tree.args)
    return Name("inf") in ends


def _has_stray_law(tree: Node, text: str) -> bool:
    """Whether a law stands inside a value, or is the whole but so short that it is rather a product: t(3)."""
    if not isinstance(tree, Apply):
        return False
    if tree.head.startswith("law:"):
        name = text[tree.span[0] : tree.span[0] + 2]
        return len(tree.args) < 2 and name[1:] in ("(", " ")
    heads = (here.head for here in walk(tree) if isinstance(here, Apply))
    return tree.head != "~" and any(head.startswith("law:") for head in heads)
