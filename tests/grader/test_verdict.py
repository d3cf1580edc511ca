"""The verdict: a record that cannot be wrong, and travels as JSON."""

from __future__ import annotations

import json

import pytest

from gradcheck_grader import Evidence, Expression, NamedSlip, Number, Outcome, Verdict


@pytest.mark.parametrize(
    ("outcome", "credit", "message"),
    [
        (Outcome.RIGHT, 0.5, "a right response earns credit 1; got 0.5"),
        (Outcome.WRONG, 0.5, "a response judged wrong earns credit 0; got 0.5"),
        (Outcome.UNDECIDED, 1, "a response judged undecided earns credit 0; got 1"),
        (Outcome.UNREADABLE, 1, "a response judged unreadable earns credit 0; got 1"),
        (Outcome.PARTLY_RIGHT, 1.5, "credit is a share of the points, 0 to 1; got 1.5"),
        (Outcome.PARTLY_RIGHT, -1, "credit is a share of the points, 0 to 1; got -1"),
    ],
)
def test_outcome_and_credit_fit_together(outcome, credit, message):
    with pytest.raises(ValueError, match=message):
        Verdict(outcome, credit)


def test_the_five_outcomes_are_these_strings():
    assert [str(outcome) for outcome in Outcome] == [
        "right",
        "partly_right",
        "wrong",
        "unreadable",
        "undecided",
    ]


VERDICTS = [
    Expression("2x", names=["x"]).judge("x + x"),
    Expression("2x", names=["x"]).judge("3x").with_slip(NamedSlip("a", "b")),
    Expression("2x", names=["x"]).judge("3x +"),
    Number("1/3").judge("0.33"),
    Verdict(
        Outcome.PARTLY_RIGHT, 0.25, evidence=(Evidence("shape", where="row 1", at={"x": "1"}, points=3),)
    ),
]


@pytest.mark.parametrize("verdict", VERDICTS, ids=[str(verdict.outcome) for verdict in VERDICTS])
def test_a_verdict_survives_its_json(verdict):
    assert Verdict.from_json(json.loads(json.dumps(verdict.to_json()))) == verdict


def test_the_json_names_its_schema_and_has_these_keys():
    record = Expression("2x", names=["x"]).judge("3x").to_json()
    assert record["schema"] == "gradcheck.verdict/1"
    assert list(record) == [
        "schema",
        "outcome",
        "credit",
        "read_as",
        "latex",
        "evidence",
        "slips",
        "feedback",
    ]
    assert "error" in Expression("2x", names=["x"]).judge("3x +").to_json()


def test_evidence_says_only_what_it_has():
    assert Evidence("same-tree").to_json() == {"kind": "same-tree"}
    assert Evidence("counterexample", at={"x": "2"}, needed="4", yours="6").to_json() == {
        "kind": "counterexample",
        "needed": "4",
        "yours": "6",
        "at": {"x": "2"},
    }
