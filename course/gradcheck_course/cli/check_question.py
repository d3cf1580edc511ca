"""The options of `check` as a question: what the truth is, what is declared, what counts as equal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import click

from gradcheck_grader import Domain, Tolerance
from gradcheck_grader.cases import Given, Policy, Question
from gradcheck_grader.cases.question import EXACTNESS, LAYOUTS, SECONDS, UP_TO
from gradcheck_grader.conditions import domain_in_words, domains
from gradcheck_grader.declarations import declarations
from gradcheck_grader.errors import GradcheckError
from gradcheck_grader.notation import LOGARITHMS
from gradcheck_grader.syntax.vocabulary import canonical

# Each option that gives the truth, with the kind of case that it asks for.
TRUTHS = {
    "is": "auto",
    "grad_of": "gradient",
    "antiderivative_of": "antiderivative",
    "solves": "solves",
    "factors": "factorization",
}
Value = TypeVar("Value")
_FACTORS = re.compile(r"\s*([\w=]{1,20})\s+of\s+(.+)", re.DOTALL)
# A comma before a bracket belongs to a list of vectors: in span [1, 0, 1], [0, 1, 1].
_BETWEEN = re.compile(r",(?![^\[({]*[\])}])(?!\s*\[)")
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
    domain: str = ""
    random: str = ""
    independent: bool = False
    log: str = ""
    names: str = ""
    let: tuple[str, ...] = ()
    tol: str = ""
    places: int | None = None
    figures: int | None = None
    exactness: str = ""
    form: tuple[str, ...] = ()
    layout: str = ""
    up_to: str = ""
    unit: bool = False
    properties: tuple[str, ...] = ()
    second: str = ""
    any_order: bool = False
    any_solution: bool = False
    choices: tuple[str, ...] = ()
    prove: bool = False


def question_of(options: Options) -> tuple[str, Question]:
    """Which option gave the truth, and the question that all of them ask.

    Raises click.UsageError for options that do not go together, GradcheckError for one that makes no sense.
    """
    side, truth = _truth(options)
    _check_company(options, side)
    kind = options.kind or (TRUTHS[side] if side != "is" else _kind_beside(options))
    policy = policy_of(options, kind)
    if side == "factors":
        factors, truth = _factors(truth)
        policy = replace(policy, factors=factors)
    return side, Question(truth, kind, given_of(options), policy)


def _check_company(options: Options, side: str) -> None:
    """Refuses options that do not go with the truth. Raises click.UsageError."""
    if options.kind and side != "is":
        raise click.UsageError(f"--kind belongs to --is; {_typed(side)} settles it.")
    if options.wrt and side in ("solves", "factors"):
        raise click.UsageError(f"--wrt means nothing beside {_typed(side)}.")
    if options.solved_for and side != "solves" and options.kind != "equation":
        raise click.UsageError("--for belongs to --solves, and to --is with --kind equation.")


def _kind_beside(options: Options) -> str:
    """The kind of --is that other options settle."""
    if options.properties:
        return "property"
    return "choice" if options.choices else "auto"


def given_of(options: Options) -> Given:
    """What --where, --domain, --names, --let, --random, --independent, --log and --option declare."""
    let = declarations(",".join(options.let))
    conditions = domains(options.where)
    domain = domain_in_words(options.domain) if options.domain else Domain()
    random = tuple(map(canonical, listed("--random", options.random)))
    named = (*map(canonical, (*listed("--names", options.names), *let.shapes, *let.values)), *random)
    return Given(
        names={**dict.fromkeys(named, domain), **_canonical(conditions)},
        domain=domain,
        shapes=_canonical(let.shapes),
        values=_canonical(let.values),
        random=frozenset(random),
        independent=options.independent,
        log=_one_of("log", options.log, LOGARITHMS) or LOGARITHMS[0],
        options=tuple(map(_choice, options.choices)),
    )


def policy_of(options: Options, kind: str = "auto") -> Policy:
    """What the options say that count as right, and the names of the truth."""
    wrt = listed("--wrt", options.wrt)
    unknown = tuple(map(canonical, listed("--for", options.solved_for)))
    solved_for = unknown[0] if unknown and kind == "equation" else ""
    return Policy(
        exactness=_one_of("exactness", options.exactness, EXACTNESS),
        tolerance=tolerance_of(options.tol, options.places, options.figures),
        form=tuple(word for text in options.form for word in _parts(text)),
        layout=_one_of("layout", options.layout, LAYOUTS),
        up_to=_one_of("difference that does not count", options.up_to, UP_TO),
        unit=options.unit,
        properties=tuple(words for text in options.properties for words in _parts(text)),
        second=_one_of("second parameter", options.second, SECONDS),
        order=not options.any_order,
        every=not options.any_solution,
        prove=options.prove,
        solved_for=solved_for,
        wrt=tuple(map(canonical, wrt)) or (() if solved_for else unknown),
    )


def _parts(text: str) -> list[str]:
    """What stands between the commas of a list of rules or properties.

    >>> _parts("symmetric, in span [1, 0, 1], [0, 1, 1], trace 2")
    ['symmetric', 'in span [1, 0, 1], [0, 1, 1]', 'trace 2']
    """
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()]


def _factors(text: str) -> tuple[str, str]:
    """The factorisation that is wanted, and the matrix: LU of [2, 1; 4, 5]."""
    match = _FACTORS.fullmatch(text)
    if match is None:
        raise SettingError(
            f"I do not understand the factors {text!r}. Write for example: --factors 'LU of [2, 1; 4, 5]'"
        )
    return match[1], match[2]


def _choice(text: str) -> tuple[str, str]:
    """Key and text of an option of a choice."""
    key, colon, said = (part.strip() for part in text.partition(":"))
    if not (key and colon and said):
        raise SettingError(f"I do not understand the option {text!r}. Write for example: --option 'a: yes'")
    return key, said


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
