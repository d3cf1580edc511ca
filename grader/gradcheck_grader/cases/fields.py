"""The fields of a case in JSON, each with what reads its value; docs/cases.md says each in words."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Mapping
from typing import Any, TypeGuard

from gradcheck_grader.cases.question import (
    EXACTNESS,
    LAYOUTS,
    SECONDS,
    UP_TO,
    CaseError,
    Given,
    Policy,
    Question,
)
from gradcheck_grader.conditions import domain_in_words
from gradcheck_grader.declarations import shape_in_words
from gradcheck_grader.equality.tolerance import Tolerance
from gradcheck_grader.errors import GradcheckError
from gradcheck_grader.feedback.levels import LEVELS
from gradcheck_grader.notation import CONSTANTS, DIALECTS, LOGARITHMS, PRODUCTS, Domain, Shape
from gradcheck_grader.syntax.vocabulary import canonical

Read = Callable[[Any, str], Any]
MOST_PLACES = 1000
A_DOMAIN = '"positive" or {"kind": "real", "low": "0"}'
A_SHAPE = '"n×m" or {"rows": 3, "columns": 3}'
OPTIONS = 'options such as {"a": "yes", "b": "no"}'


def question_of(record: Mapping[str, Any]) -> Question:
    """The question that a case asks.

    Raises CaseError for a field that is missing or unknown, or has a value that it cannot have.
    """
    asked = [name for name in FIELDS if name in record and name != "response"]
    settings: dict[str, Any] = {name: FIELDS[name](record[name], name) for name in asked}
    if "expected" not in settings:
        raise CaseError('The field "expected" is missing: it says what the response is judged against.')
    given: dict[str, Any] = settings.get("notation", {})
    policy: dict[str, Any] = settings.get("policy", {})
    if "domain" in policy:
        given = {**given, "domain": policy.pop("domain")}
    return Question(settings["expected"], settings.get("kind", "auto"), _given(given), _policy(policy))


def response_of(record: Mapping[str, Any]) -> str:
    """The response of a case. Raises CaseError when there is none."""
    if "response" not in record:
        raise CaseError('The field "response" is missing: it is the text to be judged.')
    return _text(record["response"], "response")


def check_names(record: Mapping[str, Any]) -> None:
    """Refuses a field that is nearly one of ours; any other is the caller's own. Raises CaseError."""
    for name in record:
        if name not in FIELDS and (close := difflib.get_close_matches(name[:40], FIELDS, 1, 0.75)):
            raise CaseError(f'I do not know the field "{name[:40]}". Do you mean "{close[0]}"?')


def _given(settings: dict[str, Any]) -> Given:
    """What the notation says; a name with a shape or a value, or a random one, is declared by that."""
    settings.setdefault("domain", Given().domain)
    implied = {*settings.get("shapes", {}), *settings.get("random", ())}
    names = {**dict.fromkeys(sorted(implied), settings["domain"]), **settings.get("names", {})}
    constants: frozenset[str] = settings.get("constants") or frozenset()
    if both := sorted(constants & set(names)):
        raise CaseError(f'{", ".join(both)} is both in "notation.constants" and in "notation.names".')
    settings["names"] = names
    return Given(**settings)


def _policy(settings: dict[str, Any]) -> Policy:
    rounded = {name: settings.pop(name, None) for name in ("places", "figures")}
    near: dict[str, Any] = {**settings.pop("tolerance", {}), **rounded}
    return Policy(**settings, tolerance=Tolerance(**near))


# What reads a value: each raises CaseError with the name of the field.


def _is_object(value: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def _is_list(value: Any) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _text(value: Any, field: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        return repr(value)
    raise _expected(field, "a text", value)


def _object(value: Any, field: str) -> dict[str, Any]:
    if not _is_object(value):
        raise _expected(field, "an object", value)
    return value


def _flag(value: Any, field: str) -> bool:
    if not isinstance(value, bool):
        raise _expected(field, "true or false", value)
    return value


def _texts(value: Any, field: str) -> tuple[str, ...]:
    """Several texts: a list of them, or one with commas."""
    items = value.split(",") if isinstance(value, str) else value
    if not _is_list(items) or not all(isinstance(item, str) for item in items):
        raise _expected(field, "a list of texts", value)
    return tuple(filter(None, (item.strip() for item in items)))


def _forms(value: Any, field: str) -> tuple[str, ...]:
    """Rules about form, or properties: one, or a list of them; a comma belongs to the one that has it."""
    return _texts([value] if isinstance(value, str) else value, field)


def _names(value: Any, field: str) -> tuple[str, ...]:
    return tuple(map(canonical, _texts(value, field)))


def _name(value: Any, field: str) -> str:
    return canonical(_text(value, field))


def _one_of(*known: str) -> Read:
    def read(value: Any, field: str) -> str:
        if value not in known or not isinstance(value, str):
            raise CaseError(f'"{field}" is one of {", ".join(known)}; got {_shown(value)}.')
        return value

    return read


def _whole(low: int, high: int) -> Read:
    def read(value: Any, field: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise _expected(field, f"a whole number from {low} to {high}", value)
        return value

    return read


def _domains(value: Any, field: str) -> dict[str, Domain]:
    """Names with their domains; a list of names is real."""
    if not _is_object(value):
        return dict.fromkeys(_names(value, field), Domain())
    return {
        canonical(name): _domain(said, f"{field}.{name}", canonical(name))
        for name, said in _object(value, field).items()
    }


def _domain(value: Any, field: str, name: str = "x") -> Domain:
    try:
        if isinstance(value, str):
            return domain_in_words(value, name)
        return Domain.from_json(_object(value, field))
    except GradcheckError as error:
        raise error if isinstance(error, CaseError) else CaseError(f'"{field}": {error}') from error
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise _expected(
            field, 'a domain such as "positive" or {"kind": "real", "low": "0"}', value
        ) from error


def _shapes(value: Any, field: str) -> dict[str, Shape]:
    return {canonical(name): _shape(said, f"{field}.{name}") for name, said in _object(value, field).items()}


def _shape(value: Any, field: str) -> Shape:
    try:
        if isinstance(value, str | int) and not isinstance(value, bool):
            return shape_in_words(str(value))
        record: dict[str, Any] = {"columns": 1, "traits": [], **_object(value, field)}
        return Shape.from_json(record)
    except GradcheckError as error:
        raise error if isinstance(error, CaseError) else CaseError(f'"{field}": {error}') from error
    except (KeyError, ValueError, TypeError) as error:
        raise _expected(field, f"a shape such as {A_SHAPE}", value) from error


def _constants(value: Any, field: str) -> frozenset[str]:
    found = frozenset(_texts(value, field))
    if unknown := sorted(found - CONSTANTS):
        raise CaseError(f'"{field}" are some of pi, e, i and inf; got {", ".join(unknown)}.')
    return found


def _random(value: Any, field: str) -> frozenset[str]:
    return frozenset(_names(value, field))


def _options(value: Any, field: str) -> tuple[tuple[str, str], ...]:
    """Options by key, or as pairs of key and text."""
    pairs: Any = [[key, text] for key, text in value.items()] if _is_object(value) else value
    if not _is_list(pairs) or not pairs:
        raise _expected(field, OPTIONS, value)
    if not all(_is_list(pair) and len(pair) == 2 for pair in pairs):
        raise _expected(field, OPTIONS, value)
    return tuple((_text(key, field), _text(text, field)) for key, text in pairs)


def _values(value: Any, field: str) -> dict[str, str]:
    return {canonical(name): _text(said, f"{field}.{name}") for name, said in _object(value, field).items()}


def _amount(value: Any, field: str) -> str:
    """An amount exactly as it is written: 0.01 is 1/100."""
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0:
        return repr(value)
    raise _expected(field, "a number from 0", value)


def _tolerance(value: Any, field: str) -> dict[str, Any]:
    """The settings of a Tolerance; a number is relative."""
    if not _is_object(value):
        return {"relative": _amount(value, field)}
    return _fields({"relative": _amount, "absolute": _amount}, value, field)


def _fields(known: Mapping[str, Read], value: Any, field: str) -> dict[str, Any]:
    """What the fields of an object say; an unknown one is refused, since it was meant to change something."""
    found: dict[str, Any] = {}
    for name, item in _object(value, field).items():
        if name not in known:
            close = difflib.get_close_matches(name, known, 1)
            advice = f'Do you mean "{close[0]}"?' if close else f"Known are {', '.join(known)}."
            raise CaseError(f'I do not know the field "{field}.{name[:40]}". {advice}')
        found[name] = known[name](item, f"{field}.{name}")
    return found


def _notation(value: Any, field: str) -> dict[str, Any]:
    return _fields(NOTATION, value, field)


def _read_policy(value: Any, field: str) -> dict[str, Any]:
    return _fields(POLICY, value, field)


def _anything(value: Any, field: str) -> Any:
    return value


def _expected(field: str, wanted: str, value: Any) -> CaseError:
    return CaseError(f'"{field}" must be {wanted}; got {_shown(value)}.')


def _shown(value: Any) -> str:
    """A value in the words of JSON, cut when it is long."""
    if value is None:
        return "null"
    if isinstance(value, dict | list):
        return "an object" if _is_object(value) else "a list"
    text = repr(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


NOTATION: dict[str, Read] = {
    "names": _domains,
    "shapes": _shapes,
    "random": _random,
    "independent": _flag,
    "constants": _constants,
    "values": _values,
    "log": _one_of(*LOGARITHMS),
    "products": _one_of(*PRODUCTS),
    "dialect": _one_of(*DIALECTS),
    "options": _options,
    "allow_diff": _flag,
}
POLICY: dict[str, Read] = {
    "domain": _domain,
    "exactness": _one_of(*EXACTNESS),
    "tolerance": _tolerance,
    "places": _whole(0, MOST_PLACES),
    "figures": _whole(1, MOST_PLACES),
    "form": _forms,
    "wrt": _names,
    "up_to": _one_of(*UP_TO),
    "layout": _one_of(*LAYOUTS),
    "unit": _flag,
    "factors": _text,
    "properties": _forms,
    "solved_for": _name,
    "second": _one_of(*SECONDS),
    "every": _flag,
    "order": _flag,
    "partial_credit": _flag,
    "prove": _flag,
    "slips": _flag,
    "level": _one_of(*LEVELS),
}
FIELDS: dict[str, Read] = {
    "response": _text,
    "expected": _text,
    "kind": _text,
    "notation": _notation,
    "policy": _read_policy,
    "id": _anything,
}
