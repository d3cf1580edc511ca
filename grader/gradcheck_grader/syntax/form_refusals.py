"""Every sentence about forms that only some answers have: conditions, sets, sums, integrals, indices."""

from __future__ import annotations

from gradcheck_grader.errors import ResponseError
from gradcheck_grader.syntax.refusals import quoted, refusal

_BELONGS = {
    "condition": ("condition", "x > 0"),
    "set": ("set", "[0, 1) or {1, 2}"),
    "law": ("distribution", "N(0, 1)"),
}


def not_a_condition(text: str, start: int, end: int) -> ResponseError:
    sign = quoted(text[start:end])[1:-1]
    message = "This asks for an expression, not for a condition or a set."
    return refusal(message, text, start, f"Leave out the {sign}.", end=end)


def two_values(text: str, start: int, end: int) -> ResponseError:
    sign = text[start:end]
    message = f"The sign {sign} stands for two values, and this asks for one expression."
    return refusal(message, text, start, "Write + or -.", end=end)


def misplaced(text: str, span: tuple[int, int], sort: str, wanted: str) -> ResponseError:
    """A part of a wrong sort: a value, condition, set, tuple, law or given where another is wanted."""
    named = {"value": "number", "tuple": "list", "law": "distribution"}.get(sort, sort)
    belongs, example = _BELONGS.get(wanted, ("", ""))
    if not belongs:
        advice = "A number or an expression belongs here."
        return refusal(f"A {named} cannot stand here.", text, span[0], advice, end=span[1])
    message = f"A {belongs} belongs here, not a {named}."
    return refusal(message, text, span[0], f"Write one such as {example}.", end=span[1])


def no_prime(text: str, span: tuple[int, int], name: str) -> ResponseError:
    message = f"A prime transposes a matrix, and {quoted(name)[1:-1]} is none."
    return refusal(message, text, span[0], "Write a derivative itself.", end=span[1])


def chains_inside(text: str, span: tuple[int, int]) -> ResponseError:
    message = "Chains of relations are nested too deeply here."
    return refusal(message, text, span[0], "Join simple relations with 'and'.", end=span[1])


def law_wanted(text: str, span: tuple[int, int]) -> ResponseError:
    advice = "Write its name with its parameters, such as N(0, 1) or Exp(2)."
    return refusal("This asks for a distribution.", text, span[0], advice, end=span[1])


def two_ends(text: str, span: tuple[int, int]) -> ResponseError:
    message = "An interval has two ends."
    advice = "Write an interval as [0, 1), a set as {1, 2, 3}."
    return refusal(message, text, span[0], advice, end=span[1])


def never_closed_interval(text: str, position: int) -> ResponseError:
    message = "This interval is never closed."
    return refusal(message, text, position, "Write an open one as (0, 1) or ]0, 1[.")


def no_else(text: str, position: int) -> ResponseError:
    message = "It is not said what the value is otherwise."
    return refusal(message, text, position, "Write x if x > 0 else 0, or piecewise(x, x > 0, 0).")


def sum_without_bounds(text: str, span: tuple[int, int], summed: bool) -> ResponseError:
    noun, example = ("sum", "sum(i^2, i, 1, n)") if summed else ("product", "prod(i, i, 1, n)")
    message = f"A {noun} needs a name that counts, and from where to where."
    return refusal(message, text, span[0], f"Write {example}.", end=span[1])


def no_integral(text: str, span: tuple[int, int]) -> ResponseError:
    message = "An integral that is not worked out cannot be used in this answer."
    return refusal(message, text, span[0], "Write the integral itself.", end=span[1])


def bad_integral(text: str, span: tuple[int, int]) -> ResponseError:
    message = "An integral needs an expression, a name, and perhaps from where to where."
    return refusal(message, text, span[0], "Write integral(x^2, x), or integral(x^2, x, 0, 1).", end=span[1])


def no_differential(text: str, span: tuple[int, int]) -> ResponseError:
    message = "It is not said over which name this integral goes."
    return refusal(message, text, span[0], "Write dx at its end, or integral(x^2, x).", end=span[1])


def gradient_by_what(text: str, span: tuple[int, int]) -> ResponseError:
    message = "It is not said by which name this gradient is taken."
    return refusal(message, text, span[0], "Write grad(f, x), or ∇_x (f).", end=span[1])


def too_many_indices(text: str, span: tuple[int, int]) -> ResponseError:
    return refusal("An entry has one or two indices.", text, span[0], "Write x_i or A_ij.", end=span[1])


def nothing_means(text: str, start: int, end: int) -> ResponseError:
    return refusal(
        f"This {quoted(text[start:end])[1:-1]} means nothing here.", text, start, "Delete it.", end=end
    )


def no_comma(text: str, span: tuple[int, int]) -> ResponseError:
    """A list of numbers with mere blanks between."""
    advice = "Put a comma between entries, as in [1, -2]."
    return refusal("Only blanks stand between the entries.", text, span[0], advice, end=span[1])
