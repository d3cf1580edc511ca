"""Claims about a problem that only a notebook or a page can break."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib.util import find_spec

from gradcheck_course.classroom.responses import response_text
from gradcheck_exercises import Exercise, Part, Problem
from gradcheck_exercises.lint import Finding
from gradcheck_grader.notation import Notation
from gradcheck_grader.verdict import Outcome

CELL = "%%answer 1{label}\n# write your answer on the line below\n{text}\n"


def findings_of_course(exercise: Exercise, seed: int) -> Iterator[Finding]:
    """What notebooks and pages make of the problem that they should not; nothing when all is well."""
    problem = exercise.problem(seed)
    for name, claim in CLAIMS.items():
        for sentence in claim(problem):
            yield Finding(exercise.id, seed, name, sentence)


def survives_a_notebook(problem: Problem) -> Iterator[str]:
    """The answer, typed into an answer cell and read there with the notation that travels, is still right."""
    for part in problem.parts:
        typed = part.answer.reference_text()
        read = response_text(CELL.format(label=part.label, text=typed))
        if read != typed.strip():
            yield f"part ({part.label}): an answer cell makes {read!r} of its own answer {typed!r}."
        elif Notation.from_json(part.answer.notation.to_json()) != part.answer.notation:
            yield f"part ({part.label}): its notation is another one after a way through JSON."
        elif part.answer.judge(read).outcome is Outcome.UNREADABLE:
            yield f"part ({part.label}): its own answer cannot be read from an answer cell: {read!r}."


def shows_on_a_page(problem: Problem) -> Iterator[str]:
    """Every formula becomes MathML: none is left as LaTeX."""
    if not has_pages():
        return
    from gradcheck_course.jupyter.mathml import formula, markdown

    texts = [("the statement", problem.statement.markdown())]
    texts += [pair for part in problem.parts for pair in _texts_of(part)]
    for place, text in texts:
        for left in _left_as_code(str(markdown(text)), text):
            yield f"{place} has a formula that has no form on a page: {left}"
    for part in problem.parts:
        latex = part.answer.reference_reading().latex
        if part.kind not in ("choice", "code") and str(formula(latex)).startswith("<code>"):
            yield f"the answer of part ({part.label}) has no form on a page."


@lru_cache(maxsize=1)
def has_pages() -> bool:
    """Whether what makes pages is installed: the extra gradcheck[class]."""
    return find_spec("latex2mathml") is not None and find_spec("nbconvert") is not None


CLAIMS: dict[str, Callable[[Problem], Iterator[str]]] = {
    "survives a notebook": survives_a_notebook,
    "shows on a page": shows_on_a_page,
}


def _texts_of(part: Part) -> Iterator[tuple[str, str]]:
    """Each text of a part as Markdown, with where it stands."""
    yield f"the prompt of part ({part.label})", part.markdown()
    for number, hint in enumerate(part.hints, 1):
        yield f"hint {number} of part ({part.label})", hint.text.markdown()
    for number, step in enumerate(part.steps, 1):
        yield f"step {number} of part ({part.label})", step.markdown()


def _left_as_code(page: str, text: str) -> Iterator[str]:
    """The formulas that the page shows as code; what the author put between ` is meant so."""
    for piece in page.split("<code>")[1:]:
        code = piece.split("</code>", 1)[0]
        if "\\" in code and f"`{code}`" not in text:
            yield code
