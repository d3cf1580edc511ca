"""The texts of the engine on paper: paragraphs, items, code; and nothing in them that Typst obeys."""

from __future__ import annotations

import io

import pytest

typst = pytest.importorskip("typst")

from gradcheck_course.sheets.prose import (  # noqa: E402
    Display,
    Items,
    Maths,
    Paragraph,
    Program,
    Strong,
    Typed,
    Words,
    read_prose,
)
from gradcheck_course.sheets.typst_text import escaped, typst_text  # noqa: E402


@pytest.mark.parametrize(
    ("markdown", "blocks", "reason"),
    [
        ("One\nline.\n\nTwo.", (Paragraph((Words("One line."),)), Paragraph((Words("Two."),))),
         "line breaks are spaces, empty lines part paragraphs"),
        ("Let $$x$$ be.", (Paragraph((Words("Let"),)), Display("x"), Paragraph((Words("be."),))),
         "a display stands alone"),
        ("Say:\n- **a** – $x$\n- b\n  c",
         (Paragraph((Words("Say:"),)), Items(((Strong("a"), Words(" – "), Maths("x")), (Words("b c"),)))),
         "an item goes on where its line is indented"),
        ("```python\ndef f(x):\n    y\n```", (Program("def f(x):\n    y"),), "code keeps its lines"),
        ("Write `a*b$c`.", (Paragraph((Words("Write "), Typed("a*b$c"), Words("."))),),
         "nothing is read within code"),
        ("a - b", (Paragraph((Words("a - b"),)),), "a hyphen within a line is no item"),
        ("", (), "nothing"),
    ],
)  # fmt: skip
def test_a_text_is_read_as_blocks(markdown: str, blocks: tuple[object, ...], reason: str):
    assert read_prose(markdown) == blocks, reason


TRICKY = [
    '#read("/etc/passwd")', "$x$", "*bold* _it_", "`raw`", "<label> @ref", "= heading", "- item", "+ item",
    "1. one", "/ term: x", "// comment", "https://example.org/x", r"\u{41} \\", "[a](b)", "{x}", "~a~",
    "a--b---c",
    "3...4", 'say "so"', "it's", "a\nb", "50% & more", "#let x = 1", "/* gone */", "a#b;c", "x^2 | y",
]  # fmt: skip


def test_whatever_a_person_is_called_is_text():
    """The text comes out of the PDF as it went in, but for quotation marks and spaces."""
    pypdf = pytest.importorskip("pypdf")
    body = "\n\n".join(f"{escaped(text)}." for text in TRICKY)
    pdf = typst.compile(f"#set page(width: 30cm, height: 60cm)\n{body}".encode(), format="pdf")
    found = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    plain = found.translate(str.maketrans("“”’", '""\''))
    shown = ["".join(f"{text}.".split()) for text in TRICKY]
    assert "".join(plain.split()) == "".join(shown)


def test_what_follows_a_formula_is_no_call_of_it():
    markup = typst_text("$f$(x) and `a`(b), **c**[d] and $g$.text")
    assert markup == (
        '#m("f", $f$);(x) and #raw("a");(b), #strong[c];\\[d\\] and #m("g", $g$);.text'
    )  # fmt: skip
