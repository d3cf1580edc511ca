"""The options of `check` as a question: what the truth is, what is declared, what counts as equal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import click

from gradcheck_grader import Domain, Tolerance
from gradcheck_grader.cases import Given, Policy, Question
from gradcheck_grader.cases.question import LAYOUTS, UP_TO
from gradcheck_grader.conditions import domains
from gradcheck_grader.declarations import declarations
from gradcheck_grader.errors import GradcheckError
from gradcheck_grader.syntax.vocabulary import canonical

# Each option that gives the truth, with the kind of case that it asks for.
TRUTHS = {"is": "auto", "grad_of": "gradient", "antiderivative_of": "antiderivative", "solves": "solves"}
Value = TypeVar("Value")
_AMOUNT = re.compile(r"(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})(?:[eE][-+]?\d{1,3})?")


class SettingError(GradcheckError):
    """An option that cannot be understood; the message says how to write it."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of `check`, as they were typed; truths holds those that were given."""

    truths: Mapping[str, str]
    kind: str = ""
    wrt: str = ""
    solved_for: str = ""
    where: str = ""
    names: str = ""
    let: tuple[str, ...] = ()
    tol: str = ""
    places: int | None = None
    figures: int | None = None
    form: tuple[str, ...] = ()
    layout: str = ""
    up_to: str = ""
    prove: bool = False


def question_of(options: Options) -> tuple[str, Question]:
    """Which option gave the truth, and the question that all of them ask.

    Raises click.UsageError for options that do not go together, GradcheckError for one that makes no sense.
    """
    side, truth = _truth(options)
    if options.kind and side != "is":
        raise click.UsageError(f"--kind belongs to --is; {_typed(side)} settles it.")
    if options.wrt and side not in ("grad_of", "antiderivative_of"):
        raise click.UsageError("--wrt belongs to --grad-of and --antiderivative-of.")
    if options.solved_for and side != "solves":
        raise click.UsageError("--for belongs to --solves.")
    return side, Question(truth, options.kind or TRUTHS[side], given_of(options), policy_of(options))


def given_of(options: Options) -> Given:
    """What --where, --names and --let declare."""
    let = declarations(",".join(options.let))
    conditions = domains(options.where)
    named = (*listed("--names", options.names), *let.shapes, *let.values)
    names: dict[str, Domain] = {**dict.fromkeys(map(canonical, named), Domain()), **_canonical(conditions)}
    return Given(names=names, shapes=_canonical(let.shapes), values=_canonical(let.values))


def policy_of(options: Options) -> Policy:
    """What --tol, --places, --figures, --form, --layout, --up-to, --prove and the names of the truth say."""
    tolerance = tolerance_of(options.tol, options.places, options.figures)
    wrt = listed("--wrt", options.wrt) or listed("--for", options.solved_for)
    form = tuple(word.strip() for text in options.form for word in text.split(",") if word.strip())
    return Policy(
        tolerance=tolerance,
        form=form,
        layout=_one_of("layout", options.layout, LAYOUTS),
        up_to=_one_of("difference that does not count", options.up_to, UP_TO),
        prove=options.prove,
        wrt=tuple(map(canonical, wrt)),
    )


def tolerance_of(text: str, places: int | None = None, figures: int | None = None) -> Tolerance:
    """The tolerance that 'REL' or 'REL,ABS' says, together with decimal places and significant figures.

    >>> tolerance_of("0.01,1e-6")
    Tolerance(relative=Fraction(1, 100), absolute=Fraction(1, 1000000), places=None, figures=None)
    """
    amounts = [part.strip() for part in text.split(",")] if text else ["0"]
    if len(amounts) > 2 or not all(_AMOUNT.fullmatch(amount) for amount in amounts):
        raise SettingError(f"I do not understand the tolerance {text!r}. Write --tol 0.01 or --tol 0.01,1e-6")
    return Tolerance(amounts[0], amounts[1] if len(amounts) == 2 else 0, places, figures)


def _one_of(what: str, text: str, known: tuple[str, ...]) -> str:
    if text and text not in known:
        raise SettingError(f"The {what} is one of {', '.join(known)}; got {text!r}.")
    return text


def listed(name: str, text: str) -> tuple[str, ...]:
    """The names that an option lists. Raises SettingError for a word that is none."""
    words = tuple(filter(None, re.split(r"[,\s]+", text)))
    for word in words:
        if not re.fullmatch(r"[^\W\d]\w*", word):
            raise SettingError(f"{word!r} cannot be a name. Write for example: {name} x,y,rate")
    return words


def _truth(options: Options) -> tuple[str, str]:
    """The one truth that was given, and the option that gave it."""
    given = list(options.truths)
    if not given:
        raise click.UsageError(f"Say what the answer should be, with one of {_every(TRUTHS)}.")
    if len(given) > 1:
        raise click.UsageError(f"{_every(given)} are given together. Give one of them.")
    return given[0], options.truths[given[0]]


def _every(sides: Mapping[str, str] | list[str]) -> str:
    return ", ".join(map(_typed, sides))


def _typed(side: str) -> str:
    return f"--{side.replace('_', '-')}"


def _canonical(named: Mapping[str, Value]) -> dict[str, Value]:
    return {canonical(name): value for name, value in named.items()}
