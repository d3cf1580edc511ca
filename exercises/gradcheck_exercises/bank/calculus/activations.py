"""Activation functions: their derivatives, and what stands for a derivative at a kink."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from fractions import Fraction

from sympy import Rational, Symbol, tanh

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.calculus.complex_steps import complex_step
from gradcheck_exercises.symbolic import Value
from gradcheck_grader import REAL, Derivative, Domain, Expression, Number

x, s = Symbol("x"), Symbol("s")
OUTPUT = Domain("real", Fraction(0), Fraction(1), low_open=True, high_open=True)
LINE = {"x": REAL}


def _sigmoid(z: complex) -> complex:
    return 1 / (1 + cmath.exp(-z))


@exercise("calculus/sigmoid-derivative", title="Derivative of the sigmoid", level=2)
def sigmoid_derivative(draw: Draw) -> Problem:
    """The slope of a sigmoid can be read off its output, without its input.

    Trap: the weight is the derivative of the inside, and a factor of the slope.
    Source: Goodfellow, Bengio & Courville, Deep Learning, section 3.10.
    """
    w = draw.integer("w", 2, 9)
    b = draw.integer("b", -5, 5, exclude=(0,))
    outputs = [Rational(top, below) for below in range(3, 11) for top in range(1, below)]
    telling = [p for p in dict.fromkeys(outputs) if 2 * p != 1 and w * p != 1 and w * (1 - p) != 1]
    p = draw.choice("p", telling)
    return Problem(
        say(
            r"A neuron with weight ${w}$ and bias ${b}$ turns its input $x$ into $$s = \sigma({z}), \quad "
            r"\sigma(z) = \frac{1}{1 + e^{-z}}.$$",
            w=w,
            b=b,
            z=w * x + b,
        ),
        (_by_output_part(w, b), _slope_part(w, b, p), _steepest_part(w)),
    )


def _by_output_part(w: int, b: int) -> Part:
    """The slope as a formula in the output."""
    return Part(
        say(r"Write $\frac{ds}{dx}$ as a formula in $s$ alone."),
        Expression(f"{w}*s*(1 - s)", names={"s": OUTPUT}),
        slips=(
            Slip(
                "inner-dropped",
                s * (1 - s),
                "This is the derivative by z. The inside changes too when x does: its derivative is a "
                "factor.",
            ),
            Slip("sign", w * s * (s - 1), "The sign is off: s lies between 0 and 1, and it grows with x."),
            Slip(
                "as-exponential",
                w * s,
                "Only an exponential is its own derivative. Near s = 1 the sigmoid is flat: does your "
                "formula say so?",
            ),
        ),
        hints=hints(
            r"Differentiate $\sigma(z)$ by $z$ first, and then think of the inside.",
            r"The derivative of $(1 + e^{-z})^{-1}$ by $z$ is $e^{-z} / (1 + e^{-z})^2$. One factor "
            r"$1 / (1 + e^{-z})$ is $s$; how is the other one, $e^{-z} / (1 + e^{-z})$, written with $s$?",
            r"It is $1 - s$, so $\sigma'(z) = s (1 - s)$. Multiply by the derivative of ${z}$.",
            z=w * x + b,
        ),
        steps=(
            step("Differentiate the sigmoid", r"$\frac{ds}{dz}$", "$s (1 - s)$"),
            step("Differentiate the inside", r"$\frac{dz}{dx}$", "${w}$", w=w),
            step("Multiply", r"$\frac{ds}{dx}$", "${w} s (1 - s)$", w=w),
        ),
        check=lambda at: _slope_at_output(w, b, at["s"]),
    )


def _slope_at_output(w: int, b: int, output: float) -> float:
    """The slope of the neuron where it puts out so much, from its input there."""
    place = (math.log(output / (1 - output)) - b) / w
    return complex_step(lambda z: _sigmoid(w * z + b), place)


def _slope_part(w: int, b: int, p: Value) -> Part:
    """The slope where the output is p."""
    return Part(
        say(r"For some input the output is $s = {p}$. Find $\frac{ds}{dx}$ there, exactly.", p=p),
        Number(w * p * (1 - p)),
        slips=(
            Slip(
                "inner-dropped", p * (1 - p), "The weight is missing: the inside changes faster than x does."
            ),
            Slip("sign", -w * p * (1 - p), "The sign is off. Does the output grow or fall when x grows?"),
            Slip(
                "as-exponential", w * p, "A factor is missing: the slope also depends on how far s is from 1."
            ),
        ),
        hints=hints(
            "You need not know the input: your formula from (a) takes the output alone.",
            "Put ${p}$ for $s$. What is $1 - s$?",
            "Multiply the weight, ${p}$, and what is missing from ${p}$ to 1.",
            p=p,
        ),
        steps=(
            step("What is missing to 1", "$1 - s$", "${rest}$", rest=1 - p),
            step(
                "Put it into (a)",
                r"${w} \cdot {p} \cdot {rest}$",
                "${slope}$",
                w=w,
                p=p,
                rest=1 - p,
                slope=w * p * (1 - p),
            ),
        ),
        check=lambda at: _slope_at_output(w, b, float(p)),
    )


def _steepest_part(w: int) -> Part:
    """The largest slope."""
    return Part(
        say(r"What is the largest value that $\frac{ds}{dx}$ takes, over all inputs $x$?"),
        Number(Rational(w, 4)),
        slips=(
            Slip(
                "inner-dropped",
                Rational(1, 4),
                "That is the largest slope by z. The weight makes it steeper.",
            ),
            Slip(
                "output-taken",
                Rational(w, 2),
                "You found the output at which the slope is largest, and took one of its factors only.",
            ),
            Slip(
                "slope-of-inside", w, "That is the slope of the inside. The sigmoid flattens it everywhere."
            ),
        ),
        hints=hints(
            "The slope depends on $s$ alone, and $s$ takes every value between 0 and 1.",
            "For which $s$ between 0 and 1 is the product $s (1 - s)$ largest?",
            "A product of two numbers with a fixed sum is largest when they are equal. Put that $s$ into "
            "(a).",
        ),
        steps=(
            step("The product $s (1 - s)$ is largest for equal factors", "$s$", r"$\frac{1}{2}$"),
            step(
                "Put it into (a)",
                r"${w} \cdot \frac{1}{2} \cdot \frac{1}{2}$",
                "${slope}$",
                w=w,
                slope=Rational(w, 4),
            ),
        ),
        check=lambda at: _largest(lambda place: complex_step(lambda z: _sigmoid(w * z), place), -3, 2),
    )


def _largest(function: Callable[[float], float], low: float, high: float) -> float:
    """The largest value of a function that first rises and then falls, by thirds."""
    for _ in range(100):
        third = (high - low) / 3
        if function(low + third) < function(high - third):
            low += third
        else:
            high -= third
    return function(low)


@exercise("calculus/tanh-softplus", title="Derivatives of tanh, softplus and swish", level=3)
def tanh_softplus(draw: Draw) -> Problem:
    """The derivatives of three smooth activation functions, each from the sigmoid or from itself.

    Trap: the square in the derivative of tanh, and the product rule for swish.
    Source: Goodfellow, Bengio & Courville, Deep Learning, sections 3.10 and 6.3; Ramachandran,
    Zoph & Le, Searching for Activation Functions (2017), section 4, for swish.
    """
    k, m, n = (draw.integer(name, 2, 9) for name in ("k", "m", "n"))
    b = draw.integer("b", 1, 9)
    return Problem(
        say(
            r"Let $\sigma(z) = \frac{1}{1 + e^{-z}}$ be the sigmoid (you may write sigmoid(z) or "
            r"$\sigma(z)$), "
            r"and $$f(x) = {f}, \quad g(x) = \ln(1 + e^{w}), \quad h(x) = x \cdot \sigma({z}).$$ "
            "Here ln is the natural logarithm; $g$ is softplus at ${w}$, and $h$ is called swish.",
            f=tanh(k * x + b),
            z=n * x,
            w=m * x,
        ),
        (_tanh_part(k, b), _softplus_part(m), _swish_part(n)),
    )


def _tanh_part(k: int, b: int) -> Part:
    """The derivative of tanh(k x + b)."""
    t = tanh(k * x + b)
    return Part(
        say("Find $f'(x)$."),
        Derivative(t, x, names=LINE, shown=f"{k}*(1 - tanh({k}*x + {b})^2)"),
        slips=(
            Slip(
                "square-lost",
                k * (1 - t),
                "At 0 the slope of tanh is 1, and far to the left it is 0. What does your formula say there?",
            ),
            Slip(
                "inner-dropped",
                1 - t**2,
                "You differentiated tanh and stopped. The inside changes too when x does.",
            ),
            Slip(
                "sign", k * (t**2 - 1), "The sign is off: tanh rises everywhere, and lies between -1 and 1."
            ),
        ),
        hints=hints(
            r"The derivative of $\tanh z$ by $z$ can be written with $\tanh z$ alone.",
            r"Like the sine, $\tanh$ is a quotient, $\sinh / \cosh$, and $\cosh^2 z - \sinh^2 z = 1$. "
            "What does the quotient rule give?",
            r"It gives $1 - \tanh^2 z$. Put ${z}$ for $z$ and multiply by its derivative.",
            z=k * x + b,
        ),
        steps=(
            step("Differentiate tanh", r"$\frac{d}{dz}\left[\tanh z\right]$", r"$1 - \tanh^2 z$"),
            step("Differentiate the inside", r"$\frac{d}{dx}\left[{z}\right]$", "${k}$", z=k * x + b, k=k),
            step("Multiply", "$f'(x)$", r"${k} \left(1 - \tanh^2({z})\right)$", k=k, z=k * x + b),
        ),
        check=lambda at: complex_step(lambda z: cmath.tanh(k * z + b), at["x"]),
    )


def _softplus_part(m: int) -> Part:
    """The derivative of softplus(m x)."""
    return Part(
        say("Find $g'(x)$."),
        Derivative(f"softplus({m}*x)", x, names=LINE),
        slips=(
            Slip(
                "sign-in-sigmoid",
                f"{m}*sigmoid(-{m}*x)",
                "Far to the left softplus is flat, far to the right it rises. Your formula says the "
                "opposite.",
            ),
            Slip(
                "inner-dropped",
                f"sigmoid({m}*x)",
                "You differentiated softplus and stopped. The inside changes too when x does.",
            ),
            Slip(
                "logarithm-only",
                f"1/(1 + exp({m}*x))",
                "The logarithm is differentiated. What stands inside it, 1 plus an exponential, changes "
                "with x as well.",
            ),
        ),
        hints=hints(
            "The outside is the natural logarithm; inside it there is another function of $x$.",
            r"Complete $g'(x) = \frac{1}{1 + e^w} \cdot \ldots$ with $w = {w}$: what is the derivative of "
            r"$1 + e^w$ by $x$?",
            "It is $e^w$ times ${m}$. You may multiply numerator and denominator by $e^{-w}$ and see a "
            "sigmoid.",
            w=m * x,
            m=m,
        ),
        steps=(
            step(
                "Differentiate the logarithm's inside",
                r"$\frac{d}{dx}\left[1 + e^{w}\right]$",
                "${m} e^{w}$",
                m=m,
                w=m * x,
            ),
            step("Divide by that inside", "$g'(x)$", r"$\frac{{m} e^{w}}{1 + e^{w}}$", m=m, w=m * x),
            step(
                "Multiply both by $e^{-w}$, with $w$ the exponent",
                "$g'(x)$",
                r"${m} \cdot \sigma({w})$",
                m=m,
                w=m * x,
            ),
        ),
        check=lambda at: complex_step(lambda z: cmath.log(1 + cmath.exp(m * z)), at["x"]),
    )


def _swish_part(n: int) -> Part:
    """The derivative of x sigma(n x)."""
    sigma = f"sigmoid({n}*x)"
    return Part(
        say("Find $h'(x)$."),
        Derivative(f"x*{sigma}", x, names=LINE, shown=f"{sigma} + {n}*x*{sigma}*(1 - {sigma})"),
        points=2,
        slips=(
            Slip(
                "product-of-derivatives",
                f"{n}*{sigma}*(1 - {sigma})",
                "Only the sigmoid is differentiated, and the factor x is gone. Which rule is there for a "
                "product?",
            ),
            Slip("only-first-term", sigma, "The factor x is differentiated. The sigmoid changes with x too."),
            Slip(
                "only-second-term",
                f"{n}*x*{sigma}*(1 - {sigma})",
                "The sigmoid is differentiated. The factor x in front changes too.",
            ),
            Slip(
                "inner-dropped",
                f"{sigma} + x*{sigma}*(1 - {sigma})",
                "Both terms are there. In the second, the inside of the sigmoid has a derivative of its own.",
            ),
        ),
        hints=hints(
            r"Swish is a product of two functions of $x$: $x$ and $\sigma({z})$.",
            r"Complete $h'(x) = 1 \cdot \sigma({z}) + x \cdot \ldots$: what is the derivative of "
            r"$\sigma({z})$?",
            r"It is ${n} \cdot \sigma({z}) \left(1 - \sigma({z})\right)$. Multiply it by $x$ and add the "
            r"first term.",
            z=n * x,
            n=n,
        ),
        steps=(
            step("Differentiate the factor $x$", "first term", r"$\sigma({z})$", z=n * x),
            step(
                "Differentiate the sigmoid",
                "second term",
                r"${w} \cdot \sigma({z}) \left(1 - \sigma({z})\right)$",
                w=n * x,
                z=n * x,
            ),
            step(
                "Add",
                "$h'(x)$",
                r"$\sigma({z}) + {w} \cdot \sigma({z}) \left(1 - \sigma({z})\right)$",
                w=n * x,
                z=n * x,
            ),
        ),
        check=lambda at: complex_step(lambda z: z * _sigmoid(n * z), at["x"]),
    )
