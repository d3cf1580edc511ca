"""The feedback page: stands alone, escapes what a student wrote, and says everything in words."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from gradcheck_course.jupyter.exporters import FeedbackExporter
from gradcheck_course.jupyter.mathml import formula, markdown
from gradcheck_course.jupyter.page import page_of, summary
from gradcheck_grader import Derivation

page_of_all = page_of
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}$\\href{javascript:x}{y}$"
WORDS = {
    "right": "Right",
    "partly_right": "Partly right",
    "wrong": "Not yet",
    "unreadable": "Could not be read",
    "undecided": "Undecided: a person will look at it",
}


def answer(label, outcome="right", *, response="x", score=1.0, comment=None, flags=(), **verdict):
    record = {"outcome": outcome, "credit": 0, "read_as": "", "latex": "", "evidence": [], "slips": []}
    record |= {"feedback": ""} | verdict
    said = summary(label, record, flags)
    ours = record | {
        "role": "answer", "label": label, "points": 1.0, "max_points": 2.0, "response": response,
        "flags": list(flags), "prompt": "Find $f'(x)$.", "comment": said,
        "steps": ["Differentiate: $\\frac{d}{d x} x^{2}$ = $2 x$"],
    }  # fmt: skip
    graded = {"score": score, "points": 2.0, "comment": said if comment is None else comment}
    return new_code_cell(f"%%answer {label}\n{response}", metadata={"gradcheck": ours, "nbgrader": graded})


def page(tmp_path, *cells, **known):
    (tmp_path / "timestamp.txt").write_text("2026-11-23 10:11:12.000000 UTC")
    title = new_markdown_cell("# Problem set 1\n\nx", metadata={"gradcheck": {"role": "title"}})
    ours = {
        "role": "statement",
        "position": 1,
        "statement": "Let $f(x) = x^2$ and $A = \\left[\\begin{matrix}1",
    }
    ours["statement"] += " & 2\\\\3 & 4\\end{matrix}\\right]$."
    statement = new_markdown_cell("", metadata={"gradcheck": ours})
    notebook = new_notebook(cells=[title, statement, *cells], metadata={"gradcheck": {"course": "course101"}})
    resources = {
        "metadata": {"path": str(tmp_path), "name": "ps1"},
        "nbgrader": {
            "student": "alice",
            "assignment": "ps1",
            "score": 1.5,
            "max_score": 2.0,
            "late_penalty": 0,
        }
        | known,
    }
    resources["gradcheck_page"] = page_of(notebook, resources)
    return FeedbackExporter().from_notebook_node(notebook, resources)[0]


class Tags(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("outcome", WORDS)
def test_each_outcome_stands_there_in_words_and_not_only_in_colour(tmp_path, outcome):
    text = Tags(page(tmp_path, answer("1a", outcome))).text
    assert text.count(WORDS[outcome]) == 2


def test_the_page_loads_nothing_and_runs_nothing(tmp_path):
    tags = Tags(page(tmp_path, answer("1a"))).tags
    assert not {tag for tag, _ in tags} & {
        "script",
        "link",
        "img",
        "iframe",
        "object",
        "embed",
        "form",
        "base",
    }
    attributes = [(name, value) for _, attrs in tags for name, value in attrs.items()]
    assert not [name for name, _ in attributes if name.startswith("on") or name == "style"]
    addresses = [value for name, value in attributes if name in ("src", "href")]
    assert all(value.startswith("#") for value in addresses)
    policy = next(attrs["content"] for tag, attrs in tags if attrs.get("http-equiv"))
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


def test_whatever_a_student_wrote_is_shown_and_not_obeyed(tmp_path):
    hostile = page(
        tmp_path,
        answer("1a", "unreadable", response=HOSTILE, read_as=HOSTILE, feedback=HOSTILE, comment=HOSTILE,
               error={"message": "", "at": [3, 4], "suggestion": ""},
               evidence=[{"kind": "x", "at": {HOSTILE: HOSTILE}, "needed": HOSTILE + "1", "yours": HOSTILE}]),
        student=HOSTILE,
    )  # fmt: skip
    harmless = page(tmp_path, answer("1a", "unreadable"))
    assert {tag for tag, _ in Tags(hostile).tags} <= {tag for tag, _ in Tags(harmless).tags} | {
        "pre",
        "div",
        "p",
    }
    assert "{{ 7*7 }}" in hostile
    assert Tags(hostile).text.count(HOSTILE) >= 5


def test_formulas_are_mathml_and_no_latex_is_left(tmp_path):
    made = page(tmp_path, answer("1a", latex="2 x \\cos\\left(x^{2}\\right)"))
    assert made.count("<math") >= 4
    assert "\\" not in made
    assert "$" not in made


@pytest.mark.parametrize(
    ("latex", "written", "why"),
    [
        ("f''(x)", '<mo lspace="0" rspace="0">&#x02033;</mo>', "as a script it would hang above the f"),
        ("x \\cos(x)", '<mi>x</mi><mo lspace=".17em" rspace="0">cos</mo>', "not xcos"),
        ("\\ln w", '<mo lspace="0" rspace=".17em">ln</mo><mi>w</mi>', "not lnw"),
        ("\\tanh^2 z", '<msup><mo lspace="0" rspace=".17em">tanh</mo>', "the script stays with the name"),
        ("\\tanh^2(x)", '<msup><mo lspace="0" rspace="0">tanh</mo>', "no gap behind the script"),
        ("\\sinh", '<mo lspace="0" rspace="0">sinh</mo>', "no gap behind a name that stands alone"),
        ("2 \\operatorname{relu}(x)", '<mo lspace=".17em" rspace="0">relu</mo>', "no gap before the bracket"),
        ("\\det A", '<mo movablelimits="true" lspace="0" rspace=".17em">det</mo>', "no gap in front of it"),
        (
            "\\det\\left(X\\right)^{2}",
            '<mo movablelimits="true" lspace="0" rspace="0">det',
            "a bracket follows",
        ),
        ("\\operatorname{Var}(X)", '<mo lspace="0" rspace="0">Var</mo>', "capitals make a name too"),
        ("\\partial\\ln g", '<mo>&#x02202;</mo><mo lspace=".17em" rspace=".17em">ln</mo>', "not ∂ln"),
        ("\\log_{10}(q)", '<msub><mo lspace="0" rspace="0">log</mo>', "a script in braces is a script"),
    ],
)
def test_names_of_functions_and_primes_stand_where_they_should(latex, written, why):
    assert written in formula(latex), why


SHUT = '<mo stretchy="false" form="postfix">&#x00029;</mo>'
BAR = '<mo stretchy="false" lspace="0" rspace="0">&#x0007C;</mo>'


@pytest.mark.parametrize(
    ("latex", "written", "why"),
    [
        ("a > -1", '<mo>&#x0003E;</mo><mo form="prefix">&#x02212;</mo>', "a sign, not a difference"),
        ("a \\geq -1", '<mo>&#x02265;</mo><mo form="prefix">&#x02212;</mo>', "the same behind ≥"),
        ("X^{\\!-1}", "<mrow><mo>&#x02212;</mo><mn>1</mn></mrow>", "first in its row, so a sign"),
        (
            "X^{-\\top}",
            '<mo>&#x02212;</mo><mo lspace="0" rspace="0">&#x022A4;</mo>',
            "no gap inside a script",
        ),
        (
            "\\max(|a|, |b|)",
            f"{BAR}<mi>a</mi>{BAR}<mo>&#x0002C;</mo>{BAR}",
            "bars stand close to what they hold",
        ),
        (
            "\\cos\\left(5 y\\right)",
            '<mo stretchy="false" form="prefix">&#x00028;</mo>',
            "no higher than its y",
        ),
        ("\\ln\\left(\\det\\left(X\\right)\\right)", f"{SHUT}</mrow>{SHUT}", "neither the outer one"),
        ("\\left(\\frac{1}{y}\\right)", '<mo stretchy="true" fence="true" form="postfix">', "high contents"),
        ("1, \\dots, n", "<mi>&#x02026;</mi>", "no gap in front of the dots"),
        ("\\left(\\sum_{i=1}^{3} x_i\\right)", "<munderover><mo>&#x02211;</mo>", "limits above and below"),
        (
            "\\left(\\sum_{i} x_i^{2}\\right)",
            "<munder><mo>&#x02211;</mo><mrow><mi>i</mi></mrow></munder>",
            "one",
        ),
    ],
)
def test_signs_bars_and_limits_stand_where_they_should(latex, written, why):
    assert written in formula(latex, display=True), why


def test_a_full_stop_stays_on_the_line_of_its_formula():
    made = markdown("Let $x$ be 1, and $y$. So?")
    assert made.count('<span class="unbroken">') == 1
    assert "</math>.</span> So?" in made


def test_a_caret_stands_under_the_place_where_reading_stopped(tmp_path):
    error = {"message": "", "at": [8, 9], "suggestion": ""}
    made = page(tmp_path, answer("1a", "unreadable", response="1 +\n2*lamda", error=error))
    assert "<pre>2*lamda\n    ^</pre>" in made


def test_points_and_comment_of_a_person_go_first_and_say_so(tmp_path):
    text = Tags(page(tmp_path, answer("1a", "wrong", score=2.0, comment="Well argued."))).text
    assert "2 of 2" in text
    assert "These points were set by a person." in text
    assert "Well argued." in text
    assert "set by a person" not in Tags(page(tmp_path, answer("1a", score=1.0))).text


def test_a_late_penalty_is_told(tmp_path):
    text = Tags(page(tmp_path, answer("1a"), late_penalty=0.5)).text
    assert "0.5 taken off for handing in late" in text


@pytest.mark.parametrize("flag", ["missing", "duplicated", "relabelled", "no-first-line"])
def test_what_was_odd_about_a_cell_is_told(tmp_path, flag):
    assert 'class="note"' in page(tmp_path, answer("1a", flags=[flag]))


def test_a_part_without_an_answer_says_so(tmp_path):
    text = Tags(page(tmp_path, answer("1a", "unreadable", response="", flags=["unanswered"]))).text
    assert "No answer" in text
    assert "Could not be read" not in text


def test_the_page_has_a_language_one_main_heading_and_no_skipped_level(tmp_path):
    tags = Tags(page(tmp_path, answer("1a"), answer("1b", "wrong"))).tags
    assert ("html", {"lang": "en"}) in tags
    levels = [int(tag[1]) for tag, _ in tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels == [1, 2, 3, 3]
    assert [tag for tag, _ in tags].count("main") == 1


def contrast(one, other):
    """The contrast of two colours by WCAG 2.2."""

    def luminance(colour):
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_every_colour_of_words_can_be_read(tmp_path, mode):
    colours = re.findall(r"--([a-z]+): (#[0-9a-f]{6})", page(tmp_path, answer("1a")))
    assert len(colours) == 22
    named = dict(colours[11 * mode : 11 * mode + 11])
    for words in ("ink", "soft", "link", "good", "part", "bad", "ask"):
        for ground in ("page", "card"):
            assert contrast(named[words], named[ground]) >= 4.5, (words, ground)


@pytest.mark.parametrize(
    ("latex", "why"),
    [
        (r"\left\{ x", "a bracket without its partner"),
        (r"\href{javascript:alert(1)}{x}", "an address"),
        (r"\style{color:red}{x}", "a style"),
        (r"\nosuchcommand{x}", "an unknown command"),
        (r"x^2^3", "two superscripts"),
    ],
)
def test_what_is_no_safe_formula_is_shown_as_text(latex, why):
    assert formula(latex).startswith("<code>"), why
    assert "<math" not in formula(latex)


def test_html_in_an_authors_text_is_shown_and_images_are_their_description():
    assert (
        markdown("<b>x</b> ![a graph](http://example.org/x.png)") == "<p>&lt;b&gt;x&lt;/b&gt; a graph</p>\n"
    )


def test_a_share_of_the_points_is_shown_to_two_places(tmp_path):
    text = page(tmp_path, answer("1a", "partly_right", score=2 / 3), score=2 / 3)
    assert "0.67 of 2" in text
    assert "0.6666" not in text


CURVES = {
    "name": "x",
    "xs": [-1.0, 0.0, 1.0],
    "needed": [1.0, 0.0, 1.0],
    "yours": [2.0, 1.0, None],
    "at": 0.5,
}


def test_curves_are_drawn_in_the_page_with_a_text_and_a_key(tmp_path):
    made = Tags(page(tmp_path, answer("1a", "wrong", curves=CURVES)))
    (label,) = [attrs["aria-label"] for tag, attrs in made.tags if tag == "svg"]
    assert label == "The answer needed and yours, for x from -1 to 1; a line marks x = 0.5"
    assert "the answer needed" in made.text


@pytest.mark.parametrize(
    ("show", "there", "gone"),
    [
        ("verdicts", ["Not yet", "At 2"], ["Worked solution", "Differentiate", "<svg"]),
        ("points", ["You wrote", "1 of 2"], ["Not yet", "At 2", "Worked solution", "<svg"]),
    ],
)
def test_a_page_shows_no_more_than_the_assignment_says(tmp_path, monkeypatch, show, there, gone):
    monkeypatch.setitem(globals(), "page_of", lambda *args: page_of_all(*args, show=show))
    made = page(tmp_path, answer("1a", "wrong", feedback="At 2 it is 3.", curves=CURVES))
    assert not [text for text in there if text not in made]
    assert not [text for text in gone if text in made]


def test_lines_of_working_stand_below_each_other():
    shown = formula(Derivation("(x + 1)^2", "x^2 + 2x + 1", "x").reference_reading().latex)
    assert shown.count("<mtr>") == 2
    assert shown.count('style="text-align: left"') == 2
    assert "&amp;" not in shown and "<mi>&</mi>" not in shown


def test_a_minus_that_begins_a_line_of_working_is_a_sign():
    assert '<mo form="prefix">&#x02212;</mo>' in formula(r"\begin{aligned} & a \\ = & -b \end{aligned}")


def test_a_minus_behind_about_is_a_sign_and_no_difference():
    assert '<mo form="prefix">' in formula(r"x \approx -1")
