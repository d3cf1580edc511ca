"""gradcheck bank preview as PDF: problems on paper, with all that an author wants to read."""

from __future__ import annotations

import io
import json

import pytest
from click.testing import CliRunner

pytest.importorskip("typst")
pypdf = pytest.importorskip("pypdf")

from gradcheck_course.cli.root import root  # noqa: E402
from gradcheck_course.sheets.rendering import PdfPrinter  # noqa: E402
from gradcheck_course.sheets.typst_preview import preview_source  # noqa: E402
from gradcheck_exercises import every, exercise, find, say  # noqa: E402
from gradcheck_exercises.lint import findings  # noqa: E402
from gradcheck_exercises.problem import Problem  # noqa: E402

CHAIN = "calculus/chain-rule"


def gradcheck(*arguments: str):
    return CliRunner().invoke(root, ["bank", "preview", *arguments], prog_name="gradcheck")


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


@exercise("test/never", title="Never drawn", level=1)
def never(draw):
    """Nothing. Trap: all. Source: none."""
    k = draw.integer("k", 1, 1, exclude=[1])
    return Problem(say("${k}$", k=k), ())


def test_the_ending_of_the_file_says_that_it_is_a_pdf(tmp_path):
    file = tmp_path / "chain.pdf"
    assert gradcheck(CHAIN, "-n", "2", "-o", str(file)).stdout == f"{file}\n"
    text = text_of(file.read_bytes())
    for problem in (find(CHAIN).problem(seed) for seed in (0, 1)):
        assert problem.code in text
        for part in problem.parts:
            assert f"typed {part.answer.reference_text()}" in text
            assert all(slip.name in text for slip in part.slips)
    assert text.count("Hints") == text.count("Solution") == 4


def test_a_preview_as_pdf_is_named_in_the_record(tmp_path):
    file = tmp_path / "chain.pdf"
    record = json.loads(gradcheck(CHAIN, "-n", "1", "-f", "pdf", "-o", str(file), "--json").stdout)
    assert record == {
        "schema": "gradcheck.bank-preview/1", "ok": True, "exercise": CHAIN, "pdf": str(file),
    }  # fmt: skip


def test_a_problem_that_cannot_be_drawn_is_said_to_be_on_paper_too():
    source = preview_source(never, range(1), findings(never, range(1)))
    text = text_of(PdfPrinter().printed(source))
    assert "Seed 0" in text
    assert "Found: test/never" in text


def test_one_exercise_of_each_unit_is_printed_with_hints_and_slips():
    printer = PdfPrinter()
    for one in {one.unit: one for one in every()}.values():
        assert printer.printed(preview_source(one, range(1))).startswith(b"%PDF"), one.id
