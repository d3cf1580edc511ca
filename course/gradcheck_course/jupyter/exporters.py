"""How nbgrader's converters read a submitted notebook and write a feedback page."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any

from jinja2 import Environment
from nbconvert.exporters import NotebookExporter, TemplateExporter
from nbformat.v4 import new_notebook
from traitlets import default

from gradcheck_course.classroom.problems import points_text
from gradcheck_course.jupyter.marked import submitted_notebook

TEMPLATES = Path(__file__).parent / "templates"


class SubmissionExporter(NotebookExporter):
    """Reads whatever was submitted; what is no notebook is read as an empty one: it stops nobody else."""

    def from_file(self, file_stream: IO[str], resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """The notebook, converted: first from what was submitted, then once more from what we made of it."""
        # nbgrader reads a notebook twice with one exporter, and only this attribute says which time it is.
        if not getattr(self.parent, "_sanitizing", True):
            return super().from_file(file_stream, resources=resources, **kw)
        try:
            notebook = submitted_notebook(file_stream)
        except ValueError as error:
            self.log.warning("Read as an empty notebook: %s", error)
            notebook = new_notebook()
        return self.from_notebook_node(notebook, resources=resources, **kw)


class FeedbackExporter(TemplateExporter):
    """Writes the feedback page from our template; everything is escaped unless it is markup of ours."""

    output_mimetype = "text/html"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    @default("template_name")
    def _template_name_default(self) -> str:
        return "gradcheck_feedback"

    @default("extra_template_basedirs")
    def _default_extra_template_basedirs(self) -> list[str]:
        return [str(TEMPLATES)]

    def _create_environment(self) -> Environment:
        environment = super()._create_environment()
        environment.autoescape = True
        environment.filters["points"] = points_text
        return environment
