"""Sheets and keys as the bytes of a file, in each format."""

from __future__ import annotations

from collections.abc import Sequence

from gradcheck_course.classroom.problems import Find, find_exercise
from gradcheck_course.sheets.settings import ProblemSet
from gradcheck_course.sheets.sheets import Layout, Sheet


class Renderer:
    """Renders the sheets of one set; modules that a format needs are imported when it is first asked for."""

    def __init__(self, problem_set: ProblemSet, layout: Layout, find: Find = find_exercise) -> None:
        self.problem_set = problem_set
        self.layout = layout
        self._find = find
        self._pdf: PdfPrinter | None = None

    def sheet(self, sheet: Sheet, form: str) -> bytes:
        """One sheet as pdf, html, ipynb or typ."""
        if form == "ipynb":
            from gradcheck_course.sheets.notebook_sheets import notebook_text

            return notebook_text(self.problem_set, sheet, self.layout, find=self._find).encode()
        if form == "html":
            from gradcheck_course.sheets.html_sheets import sheet_page

            return sheet_page(sheet, self.layout).encode()
        from gradcheck_course.sheets.typst_sheets import sheet_source

        return self._typst(sheet_source(sheet, self.layout), form)

    def key(self, sheets: Sequence[Sheet], form: str) -> bytes:
        """The key to the sheets as pdf, html or typ."""
        if form == "html":
            from gradcheck_course.sheets.html_sheets import key_page

            return key_page(sheets, self.layout).encode()
        from gradcheck_course.sheets.typst_sheets import key_source

        return self._typst(key_source(sheets, self.layout), form)

    def _typst(self, source: str, form: str) -> bytes:
        if form == "typ":
            return source.encode()
        self._pdf = self._pdf or PdfPrinter()
        return self._pdf.printed(source)


class PdfPrinter:
    """Makes tagged PDF (PDF/UA-1) of Typst source, with Typst's own fonts: the same bytes everywhere."""

    def __init__(self) -> None:
        import typst

        self._compiler = typst.Compiler(ignore_system_fonts=True)

    def printed(self, source: str) -> bytes:
        """The PDF. Typst refuses a formula or a picture without a text instead."""
        pdf = self._compiler.compile(source.encode(), format="pdf", pdf_standards="ua-1", timestamp=0)
        if not isinstance(pdf, bytes):
            raise TypeError(f"a PDF is bytes; Typst gave {type(pdf).__name__}")
        return pdf
