"""Sheets as PDF, page and notebook: complete, accessible, and without what a student may not know."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

pytest.importorskip("typst")
pypdf = pytest.importorskip("pypdf")

from gradcheck_course.classroom.courses import ExerciseEntry, Person  # noqa: E402
from gradcheck_course.sheets.dealing import deal  # noqa: E402
from gradcheck_course.sheets.given import EVERYONE, Record  # noqa: E402
from gradcheck_course.sheets.rendering import PdfPrinter, Renderer  # noqa: E402
from gradcheck_course.sheets.settings import ProblemSet, SetExercise  # noqa: E402
from gradcheck_course.sheets.sheets import Asked, Layout, Sheet, make_sheets  # noqa: E402
from gradcheck_course.sheets.typst_sheets import key_source, sheet_source  # noqa: E402
from gradcheck_exercises import every, find, read_code, seed_of_code  # noqa: E402
from gradcheck_exercises.codes import share_code  # noqa: E402

IDS = ("calculus/chain-rule", "linalg/solve-system", "probability/naive-bayes-code", "linalg/shape-rules")
ADA = Person("ada", "Ada", "#Love$lace <b>")


@pytest.fixture(scope="module")
def problem_set() -> ProblemSet:
    exercises = tuple(SetExercise(ExerciseEntry(one)) for one in IDS)
    return ProblemSet(
        "ps3", "Slopes & *steps*", Path("ps3.toml"), exercises, instructions="No $ calculators."
    )


@pytest.fixture(scope="module")
def record(problem_set) -> Record:
    return deal(problem_set, ["ada", EVERYONE], Record(b"s" * 32))[0]


@pytest.fixture(scope="module")
def sheet(problem_set, record) -> Sheet:
    return make_sheets(problem_set, (ADA,), record, same=False)[0]


@pytest.fixture(scope="module")
def practice(problem_set) -> Sheet:
    record, _ = deal(problem_set, [EVERYONE], Record(b"s" * 32), practice=True)
    return make_sheets(problem_set, (), record, same=True)[0]


def pdf_of(problem_set: ProblemSet, sheet: Sheet, layout: Layout | None = None) -> bytes:
    return Renderer(problem_set, layout or Layout()).sheet(sheet, "pdf")


def opened(pdf: bytes):
    return pypdf.PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in opened(pdf).pages)


def tags_of(pdf: bytes) -> list[tuple[str, str | None]]:
    """The structure of a PDF from the root down: each element's kind, and the text instead of it."""
    found: list[tuple[str, str | None]] = []
    waiting = [opened(pdf).trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        here = waiting.pop().get_object()
        if isinstance(here, list):
            waiting += reversed(here)
        elif isinstance(here, dict):
            if "/S" in here:
                found.append((str(here["/S"]), here.get("/Alt")))
            if "/K" in here:
                waiting.append(here["/K"])
    return found


# --- PDF ---------------------------------------------------------------------------------------------


def test_the_pdf_says_that_it_is_tagged_and_in_which_language(problem_set, sheet):
    root = opened(pdf_of(problem_set, sheet)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert re.search(rb"pdfuaid:part>\s*1\s*<", root["/Metadata"].get_data())
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_every_formula_and_picture_has_words_instead(problem_set, practice):
    pdf = pdf_of(problem_set, practice, Layout(practice=True))
    tags = tags_of(pdf)
    drawn = sheet_source(practice, Layout(practice=True)).split("#show: sheet.with", 1)[1]
    formulas = [alt for kind, alt in tags if kind == "/Formula"]
    assert len(formulas) == len(re.findall(r"#(?:m|shown)\(", drawn)) > 10
    assert all(formulas)
    pictures = [alt for kind, alt in tags if kind == "/Figure"]
    codes = [one.problem.code for one in practice.asked]
    assert pictures == [f"QR code of the command gradcheck practice {code}" for code in codes]


def test_the_words_of_a_formula_are_those_that_a_person_would_say(problem_set, sheet):
    alternatives = [alt for kind, alt in tags_of(pdf_of(problem_set, sheet)) if kind == "/Formula"]
    assert "f prime of x" in alternatives
    assert any(alt.startswith("capital A equals matrix, ") for alt in alternatives)


def test_headings_and_questions_are_what_they_are_called(problem_set, sheet):
    kinds = Counter(kind for kind, _ in tags_of(pdf_of(problem_set, sheet)))
    assert (kinds["/H1"], kinds["/H2"]) == (1, len(IDS))
    assert kinds["/LI"] >= sum(len(one.problem.parts) for one in sheet.asked)


def test_the_outline_has_the_problems_without_their_points(problem_set, sheet):
    title, problems = opened(pdf_of(problem_set, sheet)).outline
    assert title.title == problem_set.title
    assert [one.title for one in problems] == [f"Problem {number}" for number in range(1, len(IDS) + 1)]


def test_the_pdf_shows_name_receipt_and_title_as_they_are(problem_set, sheet):
    text = text_of(pdf_of(problem_set, sheet))
    for shown in ("Ada #Love$lace <b> (ada)", sheet.receipt, "Slopes & *steps*", "No $ calculators."):
        assert shown in text


def test_the_same_sheet_is_the_same_file(problem_set, sheet):
    assert pdf_of(problem_set, sheet) == pdf_of(problem_set, sheet)


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_the_paper_is_the_one_asked_for(problem_set, sheet, paper, size):
    box = opened(pdf_of(problem_set, sheet, Layout(paper=paper))).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


def test_large_print_has_letters_of_18_points(problem_set, sheet):
    sizes = set()
    page = opened(pdf_of(problem_set, sheet, Layout(large=True))).pages[0]
    page.extract_text(visitor_text=lambda text, cm, tm, font, size: sizes.add(round(size * abs(tm[3]))))
    assert 18 in sizes
    assert 11 not in sizes


def test_every_exercise_of_the_bank_is_printed_with_its_solution():
    """PDF/UA refuses a formula without words, and Typst what it cannot read: so this is a proof for each."""
    printer = PdfPrinter()
    for exercise in every():
        problem = exercise.problem(0)
        points, room = ({part.label: 1 for part in problem.parts} for _ in range(2))
        sheet = Sheet(
            exercise.title, None, "", (Asked(1, exercise.id, exercise.title, problem, points, room),)
        )
        assert printer.printed(key_source([sheet], Layout())).startswith(b"%PDF"), exercise.id


# --- what a sheet may not say ------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["pdf", "html", "ipynb", "typ"])
def test_a_graded_sheet_says_nothing_of_codes_exercises_or_answers(problem_set, sheet, form):
    content = Renderer(problem_set, Layout()).sheet(sheet, form)
    shown = text_of(content) + str(opened(content).metadata) if form == "pdf" else content.decode()
    shown = shown.split("#show: sheet.with")[-1]  # what stands before it is the same on every sheet
    for secret in ("gradcheck practice", "QR code", "Answer:", "worked", *(find(one).title for one in IDS)):
        assert secret not in shown
    for asked in sheet.asked:
        for part in asked.problem.parts:
            assert f"{asked.exercise}#" not in shown
            assert all(step.markdown() not in shown for step in part.steps)


@pytest.mark.parametrize("form", ["typ", "html", "ipynb"])
def test_only_the_practice_layout_shows_codes_even_of_problems_that_have_them(problem_set, practice, form):
    content = Renderer(problem_set, Layout()).sheet(practice, form).decode()
    assert all(asked.problem.code not in content for asked in practice.asked)


def test_a_practice_sheet_opens_the_same_problems_in_the_terminal(problem_set, practice):
    text = text_of(pdf_of(problem_set, practice, Layout(practice=True)))
    codes = re.findall(r"gradcheck practice (\S+#\S+)", text)
    assert [read_code(code).exercise_id for code in codes] == list(IDS)
    for code, asked in zip(codes, practice.asked, strict=True):
        coded = read_code(code)
        assert find(coded.exercise_id).problem(coded.seed).identity == asked.problem.identity
        assert share_code(seed_of_code(code)) == code.rpartition("#")[2]


def test_the_key_has_every_answer_of_everybody(problem_set, record):
    people = (ADA, Person("emmy", "Emmy", "Noether"))
    given = deal(problem_set, ["ada", "emmy"], record)[0]
    sheets = make_sheets(problem_set, people, given, same=False)
    text = text_of(Renderer(problem_set, Layout()).key(sheets, "pdf"))
    parts = sum(len(asked.problem.parts) for sheet in sheets for asked in sheet.asked)
    assert text.count("Answer:") == parts
    for sheet in sheets:
        assert f"{sheet.whose} · {sheet.receipt}" in text


# --- pages and notebooks -----------------------------------------------------------------------------


class Tags(HTMLParser):
    """The tags that are open at the end, and all that load or run something."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.bad: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "br", "img", "input", "link"):
            self.open.append(tag)
        if tag in ("script", "link", "img", "iframe") or any(name in ("src", "href") for name, _ in attrs):
            self.bad.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("solved", [False, True])
def test_a_page_is_well_formed_and_loads_nothing(problem_set, practice, solved):
    renderer = Renderer(problem_set, Layout(practice=True))
    page = renderer.key([practice], "html") if solved else renderer.sheet(practice, "html")
    reader = Tags()
    reader.feed(page.decode())
    assert (reader.open, reader.bad) == ([], [])
    assert ("Answer:" in page.decode()) is solved


def test_a_page_shows_a_name_as_text(problem_set, sheet):
    page = Renderer(problem_set, Layout()).sheet(sheet, "html").decode()
    assert "Ada #Love$lace &lt;b&gt; (ada)" in page


def test_a_notebook_has_a_cell_for_each_part_and_the_name_as_text(problem_set, sheet):
    notebook = json.loads(Renderer(problem_set, Layout()).sheet(sheet, "ipynb"))
    labels = [
        cell["metadata"]["gradcheck"]["label"]
        for cell in notebook["cells"]
        if cell["metadata"]["gradcheck"]["role"] == "answer"
    ]
    assert labels == [f"{one.position}{part.label}" for one in sheet.asked for part in one.problem.parts]
    title = "".join(notebook["cells"][1]["source"])
    assert r"Name: Ada \#Love$lace &lt;b&gt; (ada)" in title


def test_the_notebook_of_a_practice_sheet_names_the_commands(problem_set, practice):
    notebook = Renderer(problem_set, Layout(practice=True)).sheet(practice, "ipynb").decode()
    for asked in practice.asked:
        assert f"`gradcheck practice {asked.problem.code}`" in notebook
