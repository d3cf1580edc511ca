"""The density of a monotone function of a variable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import exp, log, sqrt

from sympy import Rational

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.symbolic import Value
from gradcheck_grader import Expression, RealSet
from gradcheck_grader.notation import POSITIVE, Domain, between

FORMS = ("line", "rise", "square", "root", "log", "power-line")


@dataclass(frozen=True)
class Change:
    """Y = g(X), with what a person needs: texts in plain notation and in LaTeX, and g itself.

    law        the density of X, for x in its support, in LaTeX.
    plain, g   the map in plain notation; in LaTeX, and as a function.
    inverse    x as a function of y.
    slope      the absolute derivative of the inverse.
    composed   the density of X at the inverse.
    density    that of Y.
    """

    support: str
    law: str
    plain: str
    g: tuple[str, Callable[[float], float]]
    inverse: tuple[str, str]
    slope: tuple[str, str]
    composed: tuple[str, str]
    density: tuple[str, str]
    range: str
    domain: Domain
    falls: bool
    below: Callable[[float], float]


@exercise("probability/density-transform", title="Density of a function of a variable", level=3)
def density_transform(draw: Draw) -> Problem:
    """The density of Y = g(X) is that of X at the inverse, times the absolute derivative of the inverse.

    Trap: a density is probability per length, and g stretches lengths; without that factor it is no density.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 6.7.2.
    """
    form = draw.choice("form", FORMS)
    k = draw.integer("k", 2, 13)
    a = draw.integer("a", 2, 11, exclude=(k,))
    if form in ("line", "power-line"):
        a *= draw.choice("sign", (-1, 1))
        change = _line(k, a, draw.integer("b", -9, 9, exclude=(0,)), power=form == "power-line")
    else:
        change = _CURVES[form](k, a)
    law = rf"f_X(x) = {change.law} \quad \text{{for }} {change.support}"
    return Problem(
        say(
            """
            $X$ has the density
            $${law},$$
            and 0 elsewhere. Let $Y = g(X)$ with $$g(X) = {g}.$$
            """,
            law=law,
            g=change.g[0],
        ),
        (_range_part(change), _inverse_part(change), _density_part(change)),
    )


def _line(k: int, a: int, b: int, *, power: bool) -> Change:
    """Y = a X + b, for an exponential X or one with a power as density on (0, 1)."""
    shown = f"{a} X {'+' if b > 0 else '-'} {abs(b)}"
    moved = f"y {'-' if b > 0 else '+'} {abs(b)}" if a > 0 else f"{b} - y"
    h, h_latex = f"({moved})/{abs(a)}", rf"\frac{{{moved}}}{{{abs(a)}}}"
    slope = (str(Rational(1, abs(a))), rf"\frac{{1}}{{{abs(a)}}}")
    if power:
        ends = sorted((b, a + b))
        raised, raised_latex = ("", "") if k == 2 else (f"^{k - 1}", f"^{{{k - 1}}}")
        return Change(
            support="0 < x < 1",
            law=_power_law(k),
            plain=shown,
            g=(shown, lambda x: a * x + b),
            inverse=(h, h_latex),
            slope=slope,
            composed=(f"{k} ({h}){raised}", rf"{k} \left({h_latex}\right){raised_latex}"),
            density=(
                f"{Rational(k, abs(a))} ({h}){raised}",
                rf"{_ratio(k, abs(a))} \cdot \left({h_latex}\right){raised_latex}",
            ),
            range=f"({ends[0]}, {ends[1]})",
            domain=between(ends[0], ends[1]),
            falls=a < 0,
            below=lambda x: x**k,
        )
    exponent = f"-{k} ({moved})/{abs(a)}"
    domain = Domain(low=Fraction(b), low_open=True) if a > 0 else Domain(high=Fraction(b), high_open=True)
    return Change(
        support="x > 0",
        law=_exponential_law(k),
        plain=shown,
        g=(shown, lambda x: a * x + b),
        inverse=(h, h_latex),
        slope=slope,
        composed=(f"{k} e^({exponent})", f"{k} e^{{{exponent}}}"),
        density=(
            f"{Rational(k, abs(a))} e^({exponent})",
            rf"{_ratio(k, abs(a))} \cdot e^{{{exponent}}}",
        ),
        range=f"({b}, inf)" if a > 0 else f"(-inf, {b})",
        domain=domain,
        falls=a < 0,
        below=lambda x: 1 - exp(-k * x),
    )


def _exponential_law(k: int) -> str:
    return f"{k} e^{{-{k} x}}"


def _power_law(k: int) -> str:
    return f"{k} x" if k == 2 else f"{k} x^{{{k - 1}}}"


def _rise(k: int, a: int) -> Change:
    """Y = e^(a X) for an exponential X."""
    ratio = Rational(k, a)
    return Change(
        support="x > 0",
        law=_exponential_law(k),
        plain=f"e^({a} X)",
        g=(f"e^{{{a} X}}", lambda x: exp(a * x)),
        inverse=(f"ln(y)/{a}", rf"\frac{{\ln(y)}}{{{a}}}"),
        slope=(f"1/({a} y)", rf"\frac{{1}}{{{a} y}}"),
        composed=(f"{k} y^(-{ratio})", rf"{k} y^{{-{ratio}}}"),
        density=(f"{ratio} y^(-{ratio + 1})", rf"{_ratio(k, a)} \cdot y^{{-{ratio + 1}}}"),
        range="(1, inf)",
        domain=Domain(low=Fraction(1), low_open=True),
        falls=False,
        below=lambda x: 1 - exp(-k * x),
    )


def _square(k: int, a: int) -> Change:
    """Y = a X^2 for an exponential X."""
    return Change(
        support="x > 0",
        law=_exponential_law(k),
        plain=f"{a} X^2",
        g=(f"{a} X^2", lambda x: a * x * x),
        inverse=(f"sqrt(y/{a})", rf"\sqrt{{\frac{{y}}{{{a}}}}}"),
        slope=(f"1/(2 sqrt({a} y))", rf"\frac{{1}}{{2 \sqrt{{{a} y}}}}"),
        composed=(f"{k} e^(-{k} sqrt(y/{a}))", rf"{k} e^{{-{k} \sqrt{{y/{a}}}}}"),
        density=(
            f"{k}/(2 sqrt({a} y)) e^(-{k} sqrt(y/{a}))",
            rf"\frac{{{k}}}{{2 \sqrt{{{a} y}}}} \cdot e^{{-{k} \sqrt{{y/{a}}}}}",
        ),
        range="(0, inf)",
        domain=POSITIVE,
        falls=False,
        below=lambda x: 1 - exp(-k * x),
    )


def _root(k: int, a: int) -> Change:
    """Y = sqrt(a X) for an exponential X."""
    times = _before(Rational(k, a))
    return Change(
        support="x > 0",
        law=_exponential_law(k),
        plain=f"sqrt({a} X)",
        g=(rf"\sqrt{{{a} X}}", lambda x: sqrt(a * x)),
        inverse=(f"y^2/{a}", rf"\frac{{y^2}}{{{a}}}"),
        slope=(f"{_before(Rational(2, a))}y", f"{_ratio(2, a)} y" if a > 2 else "y"),
        composed=(f"{k} e^(-{times}y^2)", f"{k} e^{{-{times} y^2}}"),
        density=(
            f"{Rational(2 * k, a)} y e^(-{times}y^2)",
            rf"{_ratio(2 * k, a)} \cdot y e^{{-{times} y^2}}",
        ),
        range="(0, inf)",
        domain=POSITIVE,
        falls=False,
        below=lambda x: 1 - exp(-k * x),
    )


def _log(k: int, a: int) -> Change:
    """Y = -a ln X for an X with a power as density on (0, 1)."""
    left, whole = _before(Rational(k - 1, a)), _before(Rational(k, a))
    return Change(
        support="0 < x < 1",
        law=_power_law(k),
        plain=f"-{a} ln(X)",
        g=(rf"-{a} \ln(X)", lambda x: -a * log(x)),
        inverse=(f"e^(-y/{a})", f"e^{{-y/{a}}}"),
        slope=(f"1/{a} e^(-y/{a})", rf"\frac{{1}}{{{a}}} e^{{-y/{a}}}"),
        composed=(f"{k} e^(-{left}y)", f"{k} e^{{-{left} y}}"),
        density=(f"{Rational(k, a)} e^(-{whole}y)", rf"{_ratio(k, a)} \cdot e^{{-{whole} y}}"),
        range="(0, inf)",
        domain=POSITIVE,
        falls=True,
        below=lambda x: x**k,
    )


_CURVES = {"rise": _rise, "square": _square, "root": _root, "log": _log}


def _before(ratio: Value) -> str:
    """The factor as it is written before a letter: no 1."""
    return "" if ratio == 1 else f"{ratio} "


def _ratio(above: int, below: int) -> str:
    """The fraction in lowest terms, in LaTeX."""
    ratio: Value = Rational(above, below)
    return str(ratio.p) if ratio.q == 1 else rf"\frac{{{ratio.p}}}{{{ratio.q}}}"


def _range_part(c: Change) -> Part:
    """The values that Y takes."""
    same = "(0, inf)" if c.support == "x > 0" else "(0, 1)"
    wrong = {"all-numbers": "(-inf, inf)", "support-of-X": same, "negative": "(-inf, 0)"}
    said = {
        "all-numbers": "Not every number is a value of Y. Put the ends of the support of X into the formula.",
        "support-of-X": "These are the values of X. Where does the formula send them?",
        "negative": "Try one x: is Y negative there?",
    }
    return Part(
        say("Which values can $Y$ take? Give an open interval."),
        RealSet(c.range, ("y",)),
        slips=tuple(Slip(name, text, said[name]) for name, text in wrong.items() if text != c.range)[:2],
        hints=hints(
            "A monotone function sends an interval to an interval.",
            "What does $Y$ come near to as $X$ goes to each end of ${support}$?",
            "Put both ends of the support into $Y = {g}$.",
            support=c.support,
            g=c.g[0],
        ),
        steps=(
            step(
                "Send the ends of the support through the formula",
                "",
                f"the interval ${_interval_in_latex(c)}$",
            ),
        ),
        check=lambda at: _seen(c),
    )


def _interval_in_latex(c: Change) -> str:
    return c.range.replace("inf", r"\infty")


def _image(c: Change, x: float) -> float:
    """g(x), infinite where it is too large for floating point."""
    try:
        return c.g[1](x)
    except OverflowError:
        return float("inf")


def _seen(c: Change) -> str:
    """The interval between the values of g near both ends of the support."""
    ends = (1e-300, 1e8) if c.support == "x > 0" else (1e-300, 1 - 1e-12)
    seen = sorted(_image(c, x) for x in ends)
    shown = [("inf" if y > 0 else "-inf") if abs(y) > 1000 else str(round(y)) for y in seen]
    return f"({shown[0]}, {shown[1]})"


def _found(c: Change, y: float) -> float:
    """The x with g(x) = y, by halving an interval."""
    low, high = 1e-12, 200.0 if c.support == "x > 0" else 1.0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if (_image(c, middle) < y) != c.falls else (low, middle)
    return (low + high) / 2


def _inverse_part(c: Change) -> Part:
    """x as a function of y."""
    return Part(
        say("Solve $y = {g}$ for $x$: which $x$ belongs to a value $y$?", g=c.g[0].replace("X", "x")),
        Expression(c.inverse[0], {"y": c.domain}),
        slips=(
            Slip("not-solved", _forward(c), "This is g once more. Solve for x."),
            Slip("reciprocal", f"1/({_forward(c)})", "The inverse function undoes g. It is not one over g."),
        ),
        hints=hints(
            "Undo the steps of the formula, the last one first.",
            "Set ${g} = y$, and bring what stands around $X$ to the other side. What is left?",
            "It is $x = {inverse}$.",
            g=c.g[0],
            inverse=c.inverse[1],
        ),
        steps=(step("Solve for x", "$x$", "${inverse}$", inverse=c.inverse[1]),),
        check=lambda at: _found(c, at["y"]),
    )


def _forward(c: Change) -> str:
    """g in plain notation, written with y."""
    return c.plain.replace("X", "y")


def _density_part(c: Change) -> Part:
    """The density of Y."""
    composed, slope = c.composed[0], c.slope[0]
    slips = [
        Slip(
            "factor-lost",
            composed,
            "You put the inverse into the density. The map also stretches lengths: a factor is missing.",
        ),
        Slip(
            "factor-inverted",
            f"({composed}) / ({slope})",
            "The factor is the derivative of the inverse, not that of g.",
        ),
    ]
    if c.falls:
        slips.append(
            Slip(
                "negative-density",
                f"-({c.density[0]})",
                "A density is never negative: take the absolute value of the derivative.",
            )
        )
    return Part(
        say("What is the density $f_Y(y)$ for $y$ in that interval?"),
        Expression(c.density[0], {"y": c.domain}),
        points=2,
        slips=tuple(slips),
        hints=hints(
            "Put the inverse into the density of X, and account for how lengths change.",
            r"$f_Y(y) = f_X(g^{-1}(y)) \cdot |\text{?}|$",
            r"The first factor is ${composed}$. The derivative of ${inverse}$ has the absolute "
            r"value ${slope}$.",
            composed=c.composed[1],
            inverse=c.inverse[1],
            slope=c.slope[1],
        ),
        steps=(
            step("The density of X at the inverse", "", "${composed}$", composed=c.composed[1]),
            step("The absolute derivative of the inverse", "", "${slope}$", slope=c.slope[1]),
            step(
                "Multiply",
                "$f_Y(y)$",
                "${density}$",
                density=c.density[1],
            ),
        ),
        check=lambda at: _risen(c, at["y"]),
    )


def _risen(c: Change, y: float) -> float:
    """How fast P(Y <= y) rises, by a central difference."""
    eps = 1e-5 * max(1.0, abs(y))
    low, high = (c.below(_found(c, y + side * eps)) for side in (-1, 1))
    return abs(high - low) / (2 * eps)
