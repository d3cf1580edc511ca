"""The problems of an exercise as an author reads them on paper: with answers, hints, steps and slips."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from gradcheck_course.sheets.answers import Shown, shown_slip
from gradcheck_course.sheets.sheets import Layout, worth
from gradcheck_course.sheets.typst_sheets import document, solution
from gradcheck_course.sheets.typst_text import escaped, program, tall_formula, tall_text, typed, typst_text
from gradcheck_grader.errors import GradcheckError

if TYPE_CHECKING:
    from gradcheck_exercises import Exercise, Part, Slip
    from gradcheck_exercises.lint import Finding


def preview_source(
    exercise: Exercise,
    seeds: Iterable[int],
    findings: Sequence[Finding] = (),
    *,
    layout: Layout | None = None,
) -> str:
    """The document of one exercise: what its docstring says, and each of the problems whole."""
    trap = exercise.doc.trap[:1].upper() + exercise.doc.trap[1:]
    lines = [
        f"[{typed(exercise.id)} · level {exercise.level} of 5]",
        *(
            f"[#strong[{name}]; {escaped(text)}]"
            for name, text in (("Idea", exercise.doc.idea), ("Trap", trap), ("Source", exercise.doc.source))
        ),
    ]
    body = [f"#opening([{escaped(exercise.title)}], ({', '.join(lines)},))"]
    body += _found([one for one in findings if one.seed is None])
    for seed in seeds:
        body += _problem(exercise, seed, [one for one in findings if one.seed == seed])
    return document(exercise.title, body, layout or Layout(), footer=f"{exercise.title} · {exercise.id}")


def _problem(exercise: Exercise, seed: int, findings: Sequence[Finding]) -> list[str]:
    """One problem; the error that it has instead where it cannot be drawn."""
    try:
        problem = exercise.problem(seed)
        parts = [_part(part) for part in problem.parts]
    except GradcheckError as error:
        return [f"#problem[Seed {seed}]", f"#found[{escaped(str(error))}]", *_found(findings)]
    drawn = ", ".join(f"{name} = {value}" for name, value in problem.parameters.items()) or "nothing"
    return [
        f"#problem(beside: [{typed(problem.code)}])[Seed {seed}]"
        if problem.code
        else f"#problem[Seed {seed}]",
        *_found(findings),
        f"#statement[\n{typst_text(problem.statement.markdown())}\n]",
        *parts,
        f"#aside[Drawn: {escaped(drawn)}]",
    ]


def _found(findings: Sequence[Finding]) -> list[str]:
    return [f"#found[{escaped(one.message)}]" for one in findings]


def _part(part: Part) -> str:
    hints = [f"[{tall_text(hint.text.markdown())}]" for hint in part.hints]
    inside = [typst_text(part.markdown())]
    inside += [f"#titled[Hints]\n#steps({', '.join(hints)})"] if hints else []
    inside += ["#titled[Solution]", *solution(part)]
    if part.kind != "code":
        inside.append(f"#aside[typed {typed(part.answer.reference_text())}]")
    if part.slips:
        inside += [
            "#titled[Slips]",
            f"#list(spacing: 1.1em, {', '.join(_slip(part, slip) for slip in part.slips)})",
        ]
    written = "\n\n".join(inside)
    return f"#part([({part.label})], [{worth(part.points)}], 0cm, solved: true)[\n{written}\n]"


def _slip(part: Part, slip: Slip) -> str:
    """The rule, the response it leads to, and what is said to it."""
    return f"[#strong[{escaped(slip.name)}]: {_shown(shown_slip(part, slip))}\n\n{typst_text(slip.feedback)}]"


def _shown(shown: Shown) -> str:
    if shown.program:
        return program(shown.program)
    return tall_text(shown.markdown) if shown.markdown else tall_formula(shown.latex)
