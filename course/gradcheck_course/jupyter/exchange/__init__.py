"""nbgrader's exchange over HTTP: every class talks to the course's service with the person's own token.

There is no shared folder, so nothing of one person is readable by another, on one machine or on many.
`gradcheck_course.jupyter.configuration.configure` names these classes to nbgrader.
"""

from gradcheck_course.jupyter.exchange.collect import ExchangeCollect
from gradcheck_course.jupyter.exchange.exchange import Exchange
from gradcheck_course.jupyter.exchange.fetch_assignment import ExchangeFetchAssignment
from gradcheck_course.jupyter.exchange.fetch_feedback import ExchangeFetchFeedback
from gradcheck_course.jupyter.exchange.list import ExchangeList
from gradcheck_course.jupyter.exchange.release_assignment import ExchangeReleaseAssignment
from gradcheck_course.jupyter.exchange.release_feedback import ExchangeReleaseFeedback
from gradcheck_course.jupyter.exchange.submit import ExchangeSubmit

__all__ = [
    "Exchange",
    "ExchangeCollect",
    "ExchangeFetchAssignment",
    "ExchangeFetchFeedback",
    "ExchangeList",
    "ExchangeReleaseAssignment",
    "ExchangeReleaseFeedback",
    "ExchangeSubmit",
]
