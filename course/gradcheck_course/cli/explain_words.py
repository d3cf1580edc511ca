"""The words of verdicts and the codes of commands, each with a sentence."""

from __future__ import annotations

from gradcheck_course.cli.exits import ExitCode

# What to do about each exit code, where there is something.
EXITS: dict[ExitCode, str] = {
    ExitCode.DONE: "",
    ExitCode.NEGATIVE: "The verdict says where it is off; with practice, ? gives a hint.",
    ExitCode.USAGE: "The message names the option or file; --help after the command shows how it is used.",
    ExitCode.UNDECIDED: "Nothing was proved either way, so it counts as nothing. Another form may do.",
    ExitCode.UNREADABLE: "The message shows the place with a caret. It costs no try.",
    ExitCode.LIMIT: "The message says which. For your data: close what else uses the file, or make room.",
    ExitCode.MISSING: "The message says what, and how to get it.",
    ExitCode.BUG: "Please send the report that the message names. Your data are safe.",
    ExitCode.INTERRUPTED: "What you answered before is saved.",
}
OUTCOMES = {
    "right": "it equals what was asked for, by proof or at every point that was tried.",
    "partly_right": "a part of it is right, or it is right and not written as asked.",
    "wrong": "it was proved to differ: enclosures that do not overlap, or a place where one has no value.",
    "unreadable": "it could not be read. It costs no try.",
    "undecided": "no proof either way within the limits. It costs no try; in a class a person decides.",
}
# What each kind of evidence rests on.
EVIDENCE = {
    "same-tree": "Both are the same expression, once they are read.",
    "exact": "Both were compared by exact arithmetic.",
    "proved": "Both were proved equal by rewriting, for every value.",
    "agrees": "Both were compared in arithmetic with bounded errors, and agree at every point tried.",
    "counterexample": "In arithmetic with bounded errors the two have different values there: a proof.",
    "undefined": "On a stretch of values one of them has a value and the other has none: a proof.",
    "shape": "Rows and columns were compared before any value.",
    "slope": "The slope of the question's own function was measured there, and compared with the formula.",
    "property": "A property that the answer must have was checked.",
    "element": "Elements were compared one by one.",
    "line": "Each line was compared with the one before.",
    "form": "The value is right; how it is to be written was checked apart.",
    "choice": "The option was compared.",
    "follow-through": "A mistake is paid for once: this part was judged with the value given before.",
    "limit": "A limit of work was reached before there was a proof: so it is not called wrong.",
    "sandbox": "The code ran locked in: no files, no network, bounded time and memory.",
}
# What people read in two ways, as `practice` asks about it: the usual reading, then the other.
RULES = {
    "power": "sin x^2 is read as sin(x^2); it could be (sin x)^2.",
    "quotient": "1/2x is read as (1/2)*x; it could be 1/(2*x).",
    "exponent": "e^2x is read as (e^2)*x; it could be e^(2*x).",
    "extent": "sin x/2 is read as (sin x)/2; it could be sin(x/2).",
    "inverse": "sin^-1 x is read as the inverse function; it could be 1/sin(x).",
    "body": "a sum over i of i + 1 is read as (the sum of i) + 1; it could be the sum of i + 1.",
    "mixed": "3 1/2 in LaTeX is read as a product; it could be three and a half.",
    "blank": "[x y] is read as [x*y]; it could be [x, y].",
}
