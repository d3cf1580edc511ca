"""Every sentence that the reader of text says to the person who wrote it: what, where, what to do."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from gradcheck_grader.errors import ResponseError
from gradcheck_grader.syntax.characters import complaint, showable

# By kind of token; the bar of plain text is its own closer, so that it stands in one of the two only.
OPENER_OF = {
    ")": "(", "]": "[", "}": "{", ")abs": "abs(", ")norm": "norm(", ")floor": "floor(", ")ceil": "ceil(",
    "finish": "begin", ")set": "set(",
}  # fmt: skip
CLOSER_OF = {opener: closer for closer, opener in OPENER_OF.items()} | {"|": "|", "‖": "‖"}
SEPARATORS = ("&", "\\\\", "_")
_MARK = re.compile(
    r"\\(?:left|right)\s*(?:\\[A-Za-z]+|\\?.)|\\(?:begin|end)\{[A-Za-z]+\}|\\[A-Za-z]+|\\.|.", re.DOTALL
)
_BELOW = re.compile(r"\s*/\s*([0-9]{1,20})")
_OPPOSITE = str.maketrans("()[]{}<>", ")(][}{><")
LONGEST_QUOTE = 40
LIKE_COMMANDS = "Commands are written like \\frac{a}{b}, \\sqrt{x} or \\pi."


def refusal(
    message: str, text: str, position: int, suggestion: str = "", *, end: int | None = None
) -> ResponseError:
    """The error to raise; its text has nothing in it that could spoil a terminal."""
    return ResponseError(message, showable(text), position, suggestion, end=end)


def quoted(word: str) -> str:
    """The word in quotes, cut when it is long, with nothing in it that could spoil a terminal or a file."""
    word = showable(word)
    return f"'{word if len(word) <= LONGEST_QUOTE else word[: LONGEST_QUOTE - 1] + '…'}'"


def nothing_written(text: str) -> ResponseError:
    return refusal("There is nothing to read here.", text, 0, "Write your answer.", end=len(text))


def too_long(text: str, characters: int) -> ResponseError:
    # Cut: an error that carries 10 MB would be slow to show and to store.
    message = f"This is longer than {characters} characters."
    return refusal(message, text[: characters + 1], characters, "Write a shorter answer.")


def too_many_tokens(text: str, position: int, tokens: int) -> ResponseError:
    message = f"This has more than {tokens} numbers, names and signs."
    return refusal(message, text, position, "Write a shorter answer.")


def too_many_digits(text: str, start: int, end: int, digits: int) -> ResponseError:
    message = f"This number has more than {digits} digits."
    return refusal(message, text, start, "Write it as a power or a fraction.", end=end)


def too_deep(text: str, position: int, depth: int) -> ResponseError:
    message = f"This is nested more than {depth} levels deep."
    return refusal(message, text, position, "Write it with fewer brackets and signs inside one another.")


def too_many_entries(text: str, span: tuple[int, int], entries: int) -> ResponseError:
    return refusal(f"This has more than {entries} entries.", text, span[0], end=span[1])


def bad_character(text: str, position: int) -> ResponseError:
    message, suggestion = complaint(text[position])
    return refusal(message, text, position, suggestion)


def unknown_name(
    text: str, span: tuple[int, int], names: Iterable[str], others: Iterable[str]
) -> ResponseError:
    """A name that is neither declared nor a constant; others are words that are known but not declared."""
    names = tuple(names)
    word = text[span[0] : span[1]]
    advice = [close] if (close := _did_you_mean(word, (*names, *others))) else []
    if not advice and word.rstrip("0123456789") in names:
        base = word.rstrip("0123456789")
        number = word[len(base) :]
        advice = [f"Write {base}^{number} for a power, {number}*{base} for a product."]
    if word.startswith(("log2", "log10")):
        base = word[3 : 4 if word[3] == "2" else 5]
        advice = [f"Write log_{base}({word[3 + len(base) :]}), or log({word[3:]})."]
    if word.startswith("log_"):
        advice = ["Write a logarithm to another base as log_2(x), or log(x, 2)."]
    advice.append(f"This problem uses: {', '.join(names)}." if names else "This problem uses no names.")
    return refusal(f"I do not know the name {quoted(word)}.", text, span[0], " ".join(advice), end=span[1])


def unknown_function(text: str, span: tuple[int, int], functions: Iterable[str]) -> ResponseError:
    word = text[span[0] : span[1]]
    advice = _did_you_mean(word, tuple(functions)) or "Functions are written like sin(x), exp(x) or ln(x)."
    return refusal(f"I do not know the function {quoted(word)}.", text, span[0], advice, end=span[1])


def never_closed(text: str, position: int) -> ResponseError:
    opener = _mark(text, position)
    if opener == "|":
        return refusal("This | is never closed.", text, position, "Write |x|, or abs(x).")
    advice = f"Add the {_opposite(opener)} that belongs to it."
    return refusal("This bracket is never closed.", text, position, advice)


def never_opened(text: str, position: int) -> ResponseError:
    advice = f"Delete it, or add the {_opposite(_mark(text, position))} that belongs to it."
    return refusal("This bracket was never opened.", text, position, advice)


def wrong_closer(text: str, position: int, opening: int) -> ResponseError:
    opener = _mark(text, opening)
    message = f"This {_mark(text, position)} cannot close the {opener} before it."
    return refusal(
        message, text, position, f"Write {_opposite(opener)} here, or check which brackets belong together."
    )


def nothing_between(text: str, start: int, end: int) -> ResponseError:
    return refusal("Nothing stands between these brackets.", text, start, end=end)


def curly_bracket(text: str, position: int) -> ResponseError:
    return refusal("Curly brackets are not used here.", text, position, "Write round brackets: ( and ).")


def text_ends(text: str, position: int, after: str) -> ResponseError:
    return refusal(
        f"The text ends after {after}.", text, position, "Write what belongs behind it, or delete it."
    )


def missing_before(text: str, start: int, end: int) -> ResponseError:
    """A sign that stands where a number, a name or a bracket should."""
    sign = {",": "comma", ";": "semicolon"}.get(text[start:end], text[start:end])
    return refusal(
        f"Something is missing before this {sign}.", text, start, "Write it, or delete the sign.", end=end
    )


def two_numbers(text: str, start: int, end: int, before: str) -> ResponseError:
    number = text[start:end]
    if number.startswith(".") and "." in before and text[start - 1] != " ":
        return refusal("This number has two decimal points.", text, start, end=end)
    advice = f"Is a multiplication sign missing? Write {before}*{number}, or a comma between entries."
    below = _BELOW.match(text, end)
    if below and before.isdecimal() and number.isdecimal():
        part = f"{number}/{below[1]}"
        advice = f"For a mixed number write {before} + {part}, for a product {before}*{part}."
    return refusal("Two numbers stand side by side.", text, start, advice, end=end)


def number_behind(text: str, start: int, end: int) -> ResponseError:
    number = text[start:end]
    advice = f"Write *{number} for a product, ^{number} for a power."
    return refusal("A number cannot stand directly behind this.", text, start, advice, end=end)


def stray_comma(text: str, position: int, *, array: bool) -> ResponseError:
    """A comma outside the brackets of a function or a list."""
    before, after = _digits_around(text, position)
    if before and after:
        whole = f"For a whole number write {before}{after}, for" if len(after) == 3 else "For"
        advice = f"{whole} a decimal write {before}.{after}."
    else:
        advice = "Write a vector as [1, 2, 3]." if array else "This asks for one expression: write only one."
    return refusal("A comma separates entries here.", text, position, advice)


def stray_semicolon(text: str, position: int) -> ResponseError:
    return refusal(
        "A semicolon separates the rows of a matrix.", text, position, "Write a matrix as [1, 2; 3, 4]."
    )


def not_a_relation(text: str, start: int, end: int) -> ResponseError:
    sign = text[start:end]
    if sign in ("=", "==", ":="):
        message, advice = "This asks for an expression, not an equation.", "Write only the right-hand side."
    else:
        message, advice = "This asks for an expression, not an inequality.", f"Leave out the {sign}."
    return refusal(message, text, start, advice, end=end)


def double_factorial(text: str, position: int) -> ResponseError:
    return refusal("Two factorial signs in a row can be read in two ways.", text, position, "Write (n!)!.")


def needs_brackets(text: str, span: tuple[int, int], example: str) -> ResponseError:
    word = text[span[0] : span[1]]
    return refusal(
        f"{word} needs brackets around what it is given.", text, span[0], f"Write {example}.", end=span[1]
    )


def wrong_count(
    text: str, span: tuple[int, int], given: int, wanted: tuple[int, int], example: str
) -> ResponseError:
    """A function with too few or too many arguments; span is that of its name."""
    low, high = wanted
    many = f"{low}" if low == high else f"{low} or {high}" if high == low + 1 else f"at least {low}"
    noun = "argument" if many.endswith("1") else "arguments"
    here = "1 is" if given == 1 else f"{given or 'none'} are"
    message = f"{text[span[0] : span[1]]} takes {many} {noun}, and {here} given here."
    return refusal(message, text, span[0], f"Write {example}.", end=span[1])


def no_diff(text: str, span: tuple[int, int]) -> ResponseError:
    message = f"{text[span[0] : span[1]]} cannot be used in this answer."
    return refusal(message, text, span[0], "Write the derivative itself.", end=span[1])


def bad_diff(text: str, span: tuple[int, int]) -> ResponseError:
    advice = "Write diff(x^2, x), or diff(x^2, x, 2) for the second derivative."
    return refusal(
        f"{text[span[0] : span[1]]} needs an expression, a name, and perhaps how often.",
        text,
        span[0],
        advice,
        end=span[1],
    )


def ragged(text: str, span: tuple[int, int], row: int, entries: int, first: int) -> ResponseError:
    noun = "entry" if entries == 1 else "entries"
    message = f"Row {row} has {entries} {noun}, but row 1 has {first}."
    return refusal(message, text, span[0], "Give every row the same number of entries.", end=span[1])


def mixed_rows(text: str, span: tuple[int, int]) -> ResponseError:
    advice = "Write every row as a list, such as [[1, 2], [3, 4]]."
    return refusal("Some entries are lists here and some are not.", text, span[0], advice, end=span[1])


def nested_matrix(text: str, span: tuple[int, int]) -> ResponseError:
    return refusal("An entry of a matrix cannot be a matrix.", text, span[0], end=span[1])


def not_an_array(text: str, span: tuple[int, int]) -> ResponseError:
    return refusal(
        "A list in square brackets belongs here.", text, span[0], "Write [[1, 2], [3, 4]].", end=span[1]
    )


def array_wanted(text: str, span: tuple[int, int]) -> ResponseError:
    advice = "Write it entry by entry: [1, 2, 3], or [1, 2; 3, 4] for rows."
    return refusal("This asks for a vector or a matrix.", text, span[0], advice, end=span[1])


def list_unwanted(text: str, span: tuple[int, int], wanted: str) -> ResponseError:
    """A vector or a matrix, or an operation on them; wanted is number, expression or entry."""
    if wanted == "entry":
        message, advice = (
            "An entry must be a single expression.",
            "Write every entry as a number or an expression.",
        )
    else:
        message, advice = f"This asks for one {wanted}, not for a list.", f"Write one {wanted}."
    return refusal(message, text, span[0], advice, end=span[1])


def number_wanted(text: str, span: tuple[int, int]) -> ResponseError:
    word = quoted(text[span[0] : span[1]])
    return refusal(
        f"This asks for a number, and {word} is none.", text, span[0], "Write its value.", end=span[1]
    )


def no_option(text: str, span: tuple[int, int], keys: list[str]) -> ResponseError:
    word = quoted(showable(text[span[0] : span[1]].strip()))
    advice = f"Write one of: {', '.join(keys)}."
    return refusal(f"There is no option {word}.", text, span[0], advice, end=span[1])


def _did_you_mean(word: str, known: tuple[str, ...]) -> str:
    """A question with the nearest known word, or nothing when none is near."""
    if word in known or len(word) > LONGEST_QUOTE:
        return ""
    for candidate in known:
        if candidate.lower() == word.lower():
            return f"Did you mean {candidate}? Capital and small letters differ."
    near = difflib.get_close_matches(word, [name for name in known if len(name) > 1], n=1, cutoff=0.76)
    return f"Did you mean {near[0]}?" if near else ""


def _digits_around(text: str, position: int) -> tuple[str, str]:
    """The digits directly before and after a position."""
    start, end = position, position + 1
    while start > 0 and text[start - 1] in "0123456789":
        start -= 1
    while end < len(text) and text[end] in "0123456789":
        end += 1
    return text[start:position], text[position + 1 : end]


# LaTeX.


def _mark(text: str, position: int) -> str:
    r"""The bracket at a place as it is written: ( or \left( or \begin{pmatrix}."""
    found = _MARK.match(showable(text), position)
    return found[0] if found else ""


def _opposite(mark: str) -> str:
    """What closes the bracket, or opens it."""
    if mark.startswith("\\begin"):
        return "\\end" + mark[6:]
    if mark.startswith("\\end"):
        return "\\begin" + mark[4:]
    for one, other in (("\\left", "\\right"), ("\\right", "\\left"), ("\\l", "\\r"), ("\\r", "\\l")):
        if mark.startswith(one):
            rest = mark[len(one) :]
            return other + (_opposite(rest) if one in ("\\left", "\\right") else rest)
    return mark.translate(_OPPOSITE)


def never_ended(text: str, start: int, end: int, closer: str) -> ResponseError:
    mark = text[start:end]
    return refusal(f"This {mark} is never closed.", text, start, f"Write {closer} at the end.", end=end)


def lone_backslash(text: str, position: int) -> ResponseError:
    message = "A backslash begins a command, and none follows here."
    return refusal(message, text, position, "Write a command such as \\frac{1}{2}, or delete the backslash.")


def unknown_command(text: str, span: tuple[int, int], known: Iterable[str]) -> ResponseError:
    word = showable(text[span[0] : span[1]])
    shown = word if len(word) <= LONGEST_QUOTE else word[: LONGEST_QUOTE - 1] + "…"
    near = _did_you_mean(word[1:], tuple(known))
    advice = near.replace("Did you mean ", "Did you mean \\") or LIKE_COMMANDS
    return refusal(f"I do not know the command {shown}.", text, span[0], advice, end=span[1])


def unknown_environment(text: str, start: int, end: int, name: str) -> ResponseError:
    message = (
        f"I do not know the environment {quoted(name)}." if name else "The name of a matrix belongs here."
    )
    advice = "Write a matrix as \\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}."
    return refusal(message, text, start, advice, end=end)


def bad_fence(text: str, start: int, end: int, name: str) -> ResponseError:
    advice = "Write \\left( and \\right), or brackets alone."
    message = f"A bracket belongs behind this \\{name}."
    return refusal(message, text, start, advice, end=max(end, start + 1))


def left_alone(text: str, position: int, *, opening: bool) -> ResponseError:
    word, other = ("left", "right") if opening else ("right", "left")
    message = f"This \\{word} has no \\{other}."
    return refusal(message, text, position, "Write both, or neither.")


def no_word(text: str, start: int, end: int) -> ResponseError:
    command = text[start:end]
    return refusal(f"One name in curly brackets belongs behind {command}.", text, start, end=end)


def needs_braces(text: str, span: tuple[int, int]) -> ResponseError:
    command = text[span[0] : span[1]]
    ways = {"\\sqrt": "\\sqrt{x}", "_": "\\log_{2}(x)"}
    example = ways.get(command, f"{command}{{a}}{{b}}")
    message = f"What belongs to {command} must stand in curly brackets."
    return refusal(message, text, span[0], f"Write {example}.", end=span[1])


def no_index(text: str, position: int) -> ResponseError:
    return refusal("Only a name or log can have an index.", text, position, "Delete the index.")


def no_derivative(text: str, span: tuple[int, int]) -> ResponseError:
    message = "A derivative that is not worked out cannot be used in this answer."
    return refusal(message, text, span[0], "Write the derivative itself.", end=span[1])


def derivative_of_what(text: str, span: tuple[int, int]) -> ResponseError:
    message = "The function that is differentiated must stand in brackets."
    return refusal(message, text, span[0], f"Write {text[span[0] : span[1]]}(x^2).", end=span[1])


def stray_separator(text: str, position: int, kind: str) -> ResponseError:
    r"""An &, a \\\\ or a _ where it has no meaning."""
    if kind == "_":
        return no_index(text, position)
    between = "the entries of a row" if kind == "&" else "the rows"
    message = f"This {_mark(text, position)} separates {between} of a matrix."
    advice = "Write a matrix as \\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}."
    return refusal(message, text, position, advice)
