"""nbgrader's settings for a gradcheck course, and why each stock pre-processor goes or stays."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

_EXCHANGE = "gradcheck_course.jupyter.exchange"
_OURS = "gradcheck_course.jupyter.preprocessors"
_STOCK = "nbgrader.preprocessors"

GENERATE = (
    # Left out: IncludeHeaderFooter (no student would see its cells: theirs are rendered for each of them),
    # InstantiateTests (starts a kernel), ClearSolutions (replaces what stands in an answer cell, and %%answer
    # with it), ClearHiddenTests and ClearMarkScheme (there is no hidden text to take out).
    f"{_OURS}.RenderMaster",  # course.toml decides what is asked and what it is worth
    f"{_STOCK}.LockCells",  # kept: the preview in release/ cannot be broken by accident
    f"{_STOCK}.ClearOutput",  # kept: nothing that an instructor tried out is released
    f"{_STOCK}.CheckCellMetadata",  # kept: ids are unique and the metadata is what nbgrader's schema says
    f"{_STOCK}.ComputeChecksums",  # kept: the gradebook's source cells carry them
    f"{_STOCK}.SaveCells",  # kept: this is how grade cells come into the gradebook
)

SANITIZE = (
    # Left out, because TakeResponses renders the person's notebook anew: ClearOutput (there is none),
    # DeduplicateIds (fails on damaged metadata; a copied cell is flagged instead), OverwriteKernelspec (no
    # kernel starts), OverwriteCells (knows one version of each cell, the master's, and puts it everywhere).
    f"{_OURS}.TakeResponses",
    f"{_STOCK}.CheckCellMetadata",  # kept: what we rendered is what nbgrader's schema says
)

AUTOGRADE = (
    # Left out: Execute (starts a kernel and runs what a student wrote), IgnorePattern and LimitOutput (change
    # outputs of a run; there is none), ClearMetadataPreprocessor (takes the verdicts out), SaveAutoGrades
    # (reads scores from outputs, and gives 0 for a warning).
    f"{_OURS}.MarkResponses",
    f"{_STOCK}.AssignLatePenalties",  # kept: with our plug-in, or nbgrader's own policies, for late work
    f"{_STOCK}.CheckCellMetadata",  # kept: formgrader can show what was written
)

FEEDBACK = (
    # Left out: CSSHTMLHeaderPreprocessor (styles of the notebook's page; ours has its own).
    f"{_STOCK}.GetGrades",  # kept: a score or comment that a person gave in formgrader goes first
    f"{_OURS}.MakePage",
)


def configure(
    c: Any,
    course_id: str,
    *,
    course_folder: str | Path | None = None,
    service_url: str = "",
    token_file: str | Path = "",
) -> None:
    """Set everything nbgrader needs: exchange, marking and feedback of one course.

    c              traitlets' Config, as get_config() gives it in nbgrader_config.py.
    course_folder  the folder with course.toml; for instructors only.
    service_url    address of the service, and token_file its token; on a Hub the environment has both.
    """
    c.CourseDirectory.course_id = course_id
    if course_folder is not None:
        c.CourseDirectory.root = str(course_folder)
        c.CoursePreprocessor.course_folder = str(course_folder)
    if service_url:
        c.UsesService.service_url = service_url
    if token_file:
        c.UsesService.token_file = str(token_file)
    _exchange(c)
    _marking(c)


def _exchange(c: Any) -> None:
    c.ExchangeFactory.exchange = f"{_EXCHANGE}.Exchange"
    c.ExchangeFactory.list = f"{_EXCHANGE}.ExchangeList"
    c.ExchangeFactory.fetch_assignment = f"{_EXCHANGE}.ExchangeFetchAssignment"
    c.ExchangeFactory.submit = f"{_EXCHANGE}.ExchangeSubmit"
    c.ExchangeFactory.fetch_feedback = f"{_EXCHANGE}.ExchangeFetchFeedback"
    c.ExchangeFactory.release_assignment = f"{_EXCHANGE}.ExchangeReleaseAssignment"
    c.ExchangeFactory.collect = f"{_EXCHANGE}.ExchangeCollect"
    c.ExchangeFactory.release_feedback = f"{_EXCHANGE}.ExchangeReleaseFeedback"


def _marking(c: Any) -> None:
    c.GenerateAssignment.preprocessors = list(GENERATE)
    c.Autograde.sanitize_preprocessors = list(SANITIZE)
    c.Autograde.autograde_preprocessors = list(AUTOGRADE)
    c.Autograde.exporter_class = "gradcheck_course.jupyter.exporters.SubmissionExporter"
    c.AssignLatePenalties.plugin_class = "gradcheck_course.jupyter.late.LatePenalty"
    c.GenerateFeedback.preprocessors = list(FEEDBACK)
    _formgrader(c)
    # Our own exporter, not HTMLExporter.template_name: formgrader's grading page obeys that one too.
    c.GenerateFeedback.exporter_class = "gradcheck_course.jupyter.exporters.FeedbackExporter"


def _formgrader(c: Any) -> None:
    """Let formgrader's grading page show formulas without a network, as MathML that we make.

    Its template, which asks a CDN for MathJax, stays; the macro that asks is found in our folder first.
    """
    theirs = find_spec("nbgrader.server_extensions.formgrader")
    folders = theirs.submodule_search_locations if theirs else None
    c.HTMLExporter.filters = {"markdown2html": "gradcheck_course.jupyter.mathml.markdown"}
    c.HTMLExporter.extra_template_basedirs = [
        str(Path(__file__).parent / "templates"),
        *(str(Path(folder) / "templates") for folder in folders or ()),
    ]
