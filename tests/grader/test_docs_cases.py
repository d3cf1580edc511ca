"""docs/cases.md and the code name the same fields, kinds, settings and values."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gradcheck_grader import Outcome, Verdict
from gradcheck_grader.answers.factorization import KINDS as FACTORIZATIONS
from gradcheck_grader.answers.matrix_forms import FORMS
from gradcheck_grader.answers.properties import WORDS
from gradcheck_grader.cases.fields import FIELDS, NOTATION, POLICY
from gradcheck_grader.cases.kinds import COMMON, KINDS
from gradcheck_grader.cases.question import EXACTNESS
from gradcheck_grader.feedback.levels import LEVELS
from gradcheck_grader.forms import RULES
from gradcheck_grader.notation import DIALECTS, LOGARITHMS, PRODUCTS

PAGE = (Path(__file__).parents[2] / "docs" / "cases.md").read_text()
WITH_PLACES = {"tolerance": {"tolerance", "places", "figures"}}


def section(heading: str) -> str:
    """The text below a heading."""
    return re.split(r"^## ", PAGE.split(f"## {heading}", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def rows(heading: str) -> dict[str, list[str]]:
    """The cells of each row of the first table below a heading, by the word in its first cell."""
    table = re.search(r"\n(\|.*?)\n\n", section(heading), re.DOTALL)[1].splitlines()[2:]
    cells = [[cell.strip() for cell in row.strip("|").split(" | ")] for row in table]
    return {row[0].strip("` "): row[1:] for row in cells}


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        ("The fields of a case", set(FIELDS)),
        ("`notation`: what may be written", {f"notation.{name}" for name in NOTATION}),
        ("`policy`: what counts as right", {f"policy.{name}" for name in POLICY}),
        ("Kinds", {"auto", *KINDS}),
        ("The verdict", {*Verdict(Outcome.WRONG, 0, error={}).to_json(), "kind", "ms", "id"}),
    ],
)
def test_every_field_is_documented_and_every_documented_field_is_there(heading, names):
    assert set(rows(heading)) == names


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_kind_heeds_is_documented(kind):
    documented = set(re.findall(r"`(\w+)`", rows("Kinds")[kind][-1]))
    heeded = set().union(*(WITH_PLACES.get(name, {name}) for name in KINDS[kind].heeds))
    assert documented == heeded
    said = re.search(r"All of them heed (.*?)\.", section("Kinds"))[1]
    assert set(re.findall(r"`(\w+)`", said)) == {"domain", *COMMON}


@pytest.mark.parametrize(
    ("heading", "field", "values"),
    [
        ("`notation`: what may be written", "notation.log", LOGARITHMS),
        ("`notation`: what may be written", "notation.products", PRODUCTS),
        ("`notation`: what may be written", "notation.dialect", DIALECTS),
        ("`policy`: what counts as right", "policy.exactness", EXACTNESS),
        ("`policy`: what counts as right", "policy.level", LEVELS),
    ],
)
def test_every_value_is_documented(heading, field, values):
    assert re.findall(r'`"([^"]+)"`', rows(heading)[field][0]) == list(values)


def test_every_form_is_documented():
    said = re.split(r"^#", PAGE.split("### Forms", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    assert {name.split(":")[0] for name in re.findall(r"`([^`]+)`", said)} == set(RULES)


def test_every_factorisation_and_property_is_documented():
    factors, properties = (
        set(re.findall(r"`([^`]+)`", PAGE.split(f"### {heading}", 1)[1].split("```")[0]))
        for heading in ("Factorisations", "Properties")
    )
    assert set(FACTORIZATIONS) <= factors
    # Forms of a diagonal belong to factors: as properties nobody needs them in words.
    words = {form for form in FORMS if not form.endswith("diagonal") or form == "diagonal"}
    assert words | set(WORDS) <= properties
