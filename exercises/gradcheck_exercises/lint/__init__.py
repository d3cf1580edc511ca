"""What every exercise must satisfy, as claims that are checked on drawn problems.

Each claim is a function that yields a sentence for every way in which it fails; none means that it holds.
`findings` checks drawn problems one by one, `findings_of_survey` what only many of them can show; together
they are what a bank is judged by before a person sees a problem.
"""

from __future__ import annotations

from gradcheck_exercises.lint.claims import CLAIMS, Claim, Finding, findings, findings_of_survey
from gradcheck_exercises.lint.identity import fingerprint
from gradcheck_exercises.lint.surveys import SURVEY_CLAIMS, Survey, survey

__all__ = [
    "CLAIMS",
    "SURVEY_CLAIMS",
    "Claim",
    "Finding",
    "Survey",
    "findings",
    "findings_of_survey",
    "fingerprint",
    "survey",
]
