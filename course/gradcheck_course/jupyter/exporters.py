"""How nbgrader's converters read a submitted notebook and write a feedback page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import nbformat
from jinja2 import Environment
from nbconvert.exporters import NotebookExporter, TemplateExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from traitlets import default

from gradcheck_course.classroom.problems import points_text

TEMPLATES = Path(__file__).parent / "templates"


class SubmissionExporter(NotebookExporter):
    """Reads whatever was submitted; what is no notebook is read as an empty one: it stops nobody else."""

    def from_file(self, file_stream: IO[str], resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """The notebook, converted: first from what was submitted, then once more from what we made of it."""
        # nbgrader reads a notebook twice with one exporter, and only this attribute says which time it is.
        if not getattr(self.parent, "_sanitizing", True):
            return super().from_file(file_stream, resources=resources, **kw)
        try:
            notebook = nbformat.read(file_stream, as_version=4)
        except (ValueError, AttributeError, KeyError, TypeError, IndexError, RecursionError) as error:
            self.log.warning("This is no notebook, and is read as an empty one: %s", type(error).__name__)
            notebook = new_notebook()
        return self.from_notebook_node(only_sources(notebook), resources=resources, **kw)


def only_sources(notebook: Mapping[str, Any]) -> nbformat.NotebookNode:
    """The notebook with nothing but sources and our marks: outputs and odd shapes are left behind."""
    cells = notebook.get("cells")
    found = [cell for cell in cells if isinstance(cell, Mapping)] if isinstance(cells, list) else []
    return new_notebook(cells=[_only_source(cell) for cell in found])


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


def _only_source(cell: Mapping[str, Any]) -> nbformat.NotebookNode:
    source, cell_type = cell.get("source"), cell.get("cell_type")
    text = source if isinstance(source, str) else ""
    metadata = {
        key: {name: value}
        for key, name in (("nbgrader", "grade_id"), ("gradcheck", "label"))
        if isinstance(value := _inside(cell, "metadata", key, name), str)
    }
    make = new_code_cell if cell_type == "code" else new_markdown_cell
    return make(text, metadata=metadata)


def _inside(record: Any, *keys: str) -> Any:
    """What stands at the end of the path of keys; None where it breaks off."""
    for key in keys:
        record = record.get(key) if isinstance(record, Mapping) else None
    return record
