"""Laws of random variables in a canonical form, so that two spellings of one law become the same.

A law is a family and its parameters in one convention: an exponential law is a gamma law of shape 1, a
Bernoulli law a binomial one with one trial. Conventions: a normal law has mean and variance, exponential and
gamma laws a rate, a geometric law counts the trials up to the first success (from 1), a negative binomial law
the failures before the r-th success; Weibull has shape and scale, Pareto its least value and its shape.
A law on two categories, 0 and 1, is the Bernoulli law of the second probability; a Dirichlet law with two
parameters is that of a pair whose first entry has the beta law, and stands for it.
Source: Casella & Berger, Statistical Inference, 2nd ed., chapter 3 and its table of distributions; the rate
of gamma laws as in Bishop, Pattern Recognition and Machine Learning, appendix B.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from gradcheck_grader.syntax.build import over, plus, rational, times, to_the, value_of
from gradcheck_grader.syntax.tree import Apply, Name, Node, num

ONE, TWO, HALF = num(1), num(2), rational(Fraction(1, 2))
LISTS = ("vector", "tuple", "set")
Parameters = tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Law:
    """A family, and its parameters in the order of FAMILIES."""

    family: str
    parameters: Parameters


class LawError(Exception):
    """A law with parameters that it cannot have; the message is a sentence for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class Family:
    """How the parameters of a law are named: what each is, and what must hold of it (as a word)."""

    names: tuple[str, ...]
    needs: tuple[str, ...]


REAL, POSITIVE, CHANCE, COUNT, ANY = "real", "positive", "a probability", "a whole number", "any"
FAMILIES = {
    "normal": Family(("mean", "variance"), (REAL, POSITIVE)),
    "log-normal": Family(("mean", "variance"), (REAL, POSITIVE)),
    "gamma": Family(("shape", "rate"), (POSITIVE, POSITIVE)),
    "inverse-gamma": Family(("shape", "scale"), (POSITIVE, POSITIVE)),
    "beta": Family(("first parameter", "second parameter"), (POSITIVE, POSITIVE)),
    "uniform": Family(("lower end", "upper end"), (REAL, REAL)),
    "binomial": Family(("number of trials", "probability"), (COUNT, CHANCE)),
    "negative-binomial": Family(("number of successes", "probability"), (POSITIVE, CHANCE)),
    "geometric": Family(("probability",), (CHANCE,)),
    "poisson": Family(("rate",), (POSITIVE,)),
    "student": Family(("degrees of freedom", "location", "scale"), (POSITIVE, REAL, POSITIVE)),
    "laplace": Family(("location", "scale"), (REAL, POSITIVE)),
    "logistic": Family(("location", "scale"), (REAL, POSITIVE)),
    "half-normal": Family(("scale",), (POSITIVE,)),
    "weibull": Family(("shape", "scale"), (POSITIVE, POSITIVE)),
    "pareto": Family(("least value", "shape"), (POSITIVE, POSITIVE)),
    "dirichlet": Family(("list of parameters",), (ANY,)),
    "categorical": Family(("list of probabilities",), (ANY,)),
    "multinomial": Family(("number of trials", "list of probabilities"), (COUNT, ANY)),
}
# Written law -> its parameters by the names that people give them; the first of each is the plain one.
WRITTEN: dict[str, tuple[tuple[str, ...], ...]] = {
    "normal": (
        ("mean", "mu", "loc"),
        ("variance", "var", "sigma2", "sd", "std", "sigma", "scale", "precision"),
    ),
    "log-normal": (("mean", "mu"), ("variance", "var", "sd", "std", "sigma")),
    "gamma": (("shape", "alpha", "k", "a"), ("rate", "beta", "b", "scale", "theta")),
    "inverse-gamma": (("shape", "alpha", "a"), ("scale", "beta", "b")),
    "erlang": (("shape", "k", "n"), ("rate", "lambda", "beta")),
    "rayleigh": (("scale", "sigma"),),
    "exponential": (("rate", "lambda", "scale", "mean"),),
    "chi-squared": (("df", "k", "nu"),),
    "beta": (("alpha", "a"), ("beta", "b")),
    "uniform": (("low", "a"), ("high", "b")),
    "bernoulli": (("p",),),
    "binomial": (("n",), ("p",)),
    "negative-binomial": (("r", "n"), ("p",)),
    "geometric": (("p",),),
    "poisson": (("rate", "lambda", "mean", "mu"),),
    "student": (("df", "nu"), ("loc", "mu"), ("scale", "sigma")),
    "cauchy": (("loc", "x0"), ("scale", "gamma")),
    "laplace": (("loc", "mu"), ("scale", "b")),
    "logistic": (("loc", "mu"), ("scale", "s")),
    "half-normal": (("scale", "sigma"),),
    "weibull": (("shape", "k"), ("scale", "lambda")),
    "pareto": (("scale", "xm"), ("shape", "alpha")),
}
# What a parameter under such a name becomes in the convention of its family.
CONVERTED: dict[str, Callable[[Node], Node]] = {
    **dict.fromkeys(("sd", "std", "sigma"), lambda value: to_the(value, TWO)),
    "precision": lambda value: over(ONE, value),
}
DEFAULTS = {"student": {1: num(0), 2: ONE}, "cauchy": {0: num(0), 1: ONE}, "logistic": {0: num(0), 1: ONE}}


def law_of(tree: Node, *, second: str = "variance") -> Law:
    """The law that a tree names, X ~ N(0, 1) or N(0, 1), in canonical form.

    second  what the second parameter of a normal law is when it has no name: variance or deviation.
    Raises LawError for what is no law, and for parameters that the law does not have.
    """
    if isinstance(tree, Apply) and tree.head == "~":
        tree = tree.args[1]
    if not isinstance(tree, Apply) or not tree.head.startswith("law:"):
        raise LawError("This is not a law: write one such as N(0, 1) or Beta(2, 3).")
    name = tree.head.removeprefix("law:")
    if name in ("dirichlet", "categorical", "multinomial"):
        return _of_lists(name, tree.args)
    return _canonical(name, _arranged(name, tree.args, second))


def _of_lists(name: str, args: Parameters) -> Law:
    """A law with a list of parameters, written as one or by its entries."""
    first: Parameters = ()
    if name == "multinomial":
        if len(args) < 2:
            raise LawError("A multinomial law has a number of trials and a list of probabilities.")
        first, args = (args[0],), args[1:]
    if len(args) == 1 and isinstance(args[0], Apply) and args[0].head in LISTS:
        args = args[0].args
    if not args:
        raise LawError(f"A {name} law has a list of parameters.")
    return Law(name, (*first, Apply("vector", args)))


def _arranged(name: str, args: Parameters, second: str) -> Parameters:
    """The parameters in their places, each converted as its name says."""
    wanted, defaults = WRITTEN[name], DEFAULTS.get(name, {})
    places: dict[int, Node] = {}
    for at, argument in enumerate(args):
        if isinstance(argument, Apply) and argument.head == "=" and isinstance(argument.args[0], Name):
            keyword, value = argument.args[0].name, argument.args[1]
            place = next((at for at, names in enumerate(wanted) if keyword in names), None)
            if place is None:
                known = ", ".join(names[0] for names in wanted)
                raise LawError(f"{keyword} is no parameter of this law; its parameters are {known}.")
            value = _converted(name, keyword, value)
        else:
            place, value = at, argument
            if name in ("normal", "log-normal") and at == 1 and second == "deviation":
                value = to_the(value, TWO)
        if place in places or place >= len(wanted):
            raise LawError(_count(name, wanted))
        places[place] = value
    filled = {**defaults, **places}
    if len(filled) != len(wanted):
        raise LawError(_count(name, wanted))
    return tuple(filled[at] for at in range(len(wanted)))


def _converted(name: str, keyword: str, value: Node) -> Node:
    if name in ("normal", "log-normal"):
        converted = CONVERTED.get("sd" if keyword == "scale" else keyword)
        return value if converted is None else converted(value)
    inverted = {"gamma": ("scale", "theta"), "exponential": ("scale", "mean")}.get(name, ())
    return over(ONE, value) if keyword in inverted else value


def _count(name: str, wanted: tuple[tuple[str, ...], ...]) -> str:
    noun = "parameter" if len(wanted) == 1 else "parameters"
    return f"This law has {len(wanted)} {noun}: {', '.join(names[0] for names in wanted)}."


def _canonical(name: str, values: Parameters) -> Law:
    """The law as a member of the widest family that has it."""
    match name, values:
        case "exponential", (rate,):
            return Law("gamma", (ONE, rate))
        case "erlang", (shape, rate):
            return Law("gamma", (shape, rate))
        case "rayleigh", (scale,):
            return Law("weibull", (TWO, times(scale, Apply("sqrt", (TWO,)))))
        case "chi-squared", (freedom,):
            return Law("gamma", (over(freedom, TWO), HALF))
        case "bernoulli", (p,):
            return Law("binomial", (ONE, p))
        case "cauchy", (location, scale):
            return Law("student", (ONE, location, scale))
        case "weibull", (shape, scale) if value_of(shape) == 1:
            return Law("gamma", (ONE, over(ONE, scale)))
        case "uniform", (low, high) if value_of(low) == 0 and value_of(high) == 1:
            return Law("beta", (ONE, ONE))
        case _:
            return Law(name, values)


def of_two(law: Law, total: Callable[[Node], bool]) -> Law:
    """A law on two categories, or of two shares, as the law of one number; any other as it is.

    total  whether a sum is 1.
    """
    entries = law.parameters[0].args if isinstance(law.parameters[0], Apply) else ()
    if len(entries) != 2:
        return law
    if law.family == "dirichlet":
        return Law("beta", entries)
    if law.family == "categorical" and total(plus(*entries)):
        return Law("binomial", (ONE, entries[1]))
    return law


def named_last(tree: Node) -> str:
    """The name that the last parameter of a written law was given; nothing when it has none."""
    law = tree.args[1] if isinstance(tree, Apply) and tree.head == "~" else tree
    last = law.args[-1] if isinstance(law, Apply) and law.args else law
    named = isinstance(last, Apply) and last.head == "=" and isinstance(last.args[0], Name)
    return last.args[0].name if named and isinstance(last, Apply) and isinstance(last.args[0], Name) else ""


def squared(node: Node) -> Node:
    """The square, for the deviation that was given as a variance."""
    return times(node, node)
