"""Critical points, and what they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import cos, sin, tau

import numpy as np
from sympy import ImmutableMatrix, Symbol

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.symbolic import Formula, Grid
from gradcheck_grader import Array, Choice

x, y = Symbol("x"), Symbol("y")
Place = tuple[int, int]
Rule = Callable[[float, float], float]
ORDINALS = ("first", "second", "third", "fourth")
OPTIONS = (("a", "a local minimum"), ("b", "a local maximum"), ("c", "a saddle point"))
TAKEN_FOR = {"a": "taken-for-minimum", "b": "taken-for-maximum", "c": "taken-for-saddle"}
AT_ORIGIN = (("a", "a local minimum"), ("b", "a local maximum"), ("c", "neither"))


@dataclass(frozen=True)
class Landscape:
    """s (x³ - 3 p² x) + t (y² - 2 q y), the same with t (y³ - 3 q² y), or s (x³ + y³ - 3 p x y)."""

    family: str
    s: int
    p: int
    t: int
    q: int

    @property
    def f(self) -> Formula:
        """The function."""
        match self.family:
            case "valley":
                return self.s * (x**3 - 3 * self.p**2 * x) + self.t * (y**2 - 2 * self.q * y)
            case "cubics":
                return self.s * (x**3 - 3 * self.p**2 * x) + self.t * (y**3 - 3 * self.q**2 * y)
            case _:
                return self.s * (x**3 + y**3 - 3 * self.p * x * y)

    @property
    def slopes(self) -> tuple[Formula, Formula]:
        """The partial derivatives."""
        first = 3 * self.s * (x**2 - self.p**2)
        match self.family:
            case "valley":
                return first, 2 * self.t * (y - self.q)
            case "cubics":
                return first, 3 * self.t * (y**2 - self.q**2)
            case _:
                return 3 * self.s * (x**2 - self.p * y), 3 * self.s * (y**2 - self.p * x)

    @property
    def points(self) -> tuple[Place, ...]:
        """All critical points."""
        p, q = self.p, self.q
        match self.family:
            case "valley":
                return (p, q), (-p, q)
            case "cubics":
                return (p, q), (p, -q), (-p, q), (-p, -q)
            case _:
                return (0, 0), (p, p)

    def hessian(self, place: tuple[Formula, Formula]) -> Grid:
        """The Hessian at a place."""
        first, second = place
        match self.family:
            case "valley":
                rows = [[6 * self.s * first, 0], [0, 2 * self.t]]
            case "cubics":
                rows = [[6 * self.s * first, 0], [0, 6 * self.t * second]]
            case _:
                rows = [
                    [6 * self.s * first, -3 * self.s * self.p],
                    [-3 * self.s * self.p, 6 * self.s * second],
                ]
        return ImmutableMatrix(rows)

    def kind(self, place: Place) -> str:
        """The key of what the point is."""
        H = self.hessian(place)
        if H.det() < 0:
            return "c"
        return "a" if H[0, 0] > 0 else "b"

    def at(self, first: float, second: float) -> float:
        """The function, without SymPy."""
        match self.family:
            case "valley":
                return self.s * (first**3 - 3 * self.p**2 * first) + self.t * (
                    second**2 - 2 * self.q * second
                )
            case "cubics":
                rest = self.t * (second**3 - 3 * self.q**2 * second)
                return self.s * (first**3 - 3 * self.p**2 * first) + rest
            case _:
                return self.s * (first**3 + second**3 - 3 * self.p * first * second)


@exercise("vectorcalc/classify-critical", title="Classifying critical points", level=3)
def classify_critical(draw: Draw) -> Problem:
    """At a critical point the signs of the Hessian's eigenvalues tell minima, maxima and saddle points apart.

    Trap: a positive determinant may belong to a maximum; a negative one never does; and 0 says nothing.
    Source: Stewart, Calculus: Early Transcendentals, 8th ed., section 14.7.
    """
    landscape = _landscape(draw, draw.case("family", ("valley", "cubics", "loop")))
    extrema = [point for point in landscape.points if landscape.kind(point) != "c"]
    saddles = [point for point in landscape.points if landscape.kind(point) == "c"]
    chosen = [
        extrema[draw.integer("extremum", 0, len(extrema) - 1)],
        saddles[draw.integer("saddle", 0, len(saddles) - 1)],
    ]
    if draw.choice("order", ("kept", "turned")) == "turned":
        chosen.reverse()
    a, b = draw.choice("a", (-3, -2, -1, 1, 2, 3)), draw.choice("b", (-3, -2, -1, 1, 2, 3))
    return Problem(
        say("Let $$f(x, y) = {f}$$ for all real $x$ and $y$.", f=landscape.f.expand()),
        (
            _points_part(landscape),
            *(_kind_part(landscape, point) for point in chosen),
            _flat_part(a, b, draw.choice("power", (3, 4))),
        ),
    )


def _landscape(draw: Draw, family: str) -> Landscape:
    """A function of this family."""
    s = draw.choice("s", (1, -1, 2, -2))
    if family == "loop":
        return Landscape(family, s, draw.choice("p", (1, 2, 3, -1, -2, -3)), 0, 0)
    q = (-3, -2, -1, 1, 2, 3) if family == "valley" else (1, 2, 3)
    return Landscape(
        family, s, draw.choice("p", (1, 2, 3)), draw.choice("t", (1, -1, 2, -2)), draw.choice("q", q)
    )


def _rows(points: Iterable[Place]) -> Grid:
    """One row a point, in increasing order."""
    return ImmutableMatrix(sorted(points))


def _points_part(landscape: Landscape) -> Part:
    """Where the gradient is 0."""
    points, (first, second) = landscape.points, landscape.slopes
    loop = landscape.family == "loop"
    return Part(
        say(
            "Find all critical points of $f$, as a matrix with one point in each row, such as `[[1, 2], "
            "[3, 4]]`: "
            "in increasing order of $x$, and of $y$ where $x$ is the same."
        ),
        Array(_rows(points)),
        points=2,
        slips=(
            Slip(
                "origin-lost",
                _rows(points[1:]),
                "You divided by a variable. It may be 0: look at that case too.",
            )
            if loop
            else Slip(
                "positive-root-only",
                _rows(point for point in points if point[0] > 0),
                "A square has two roots. Take the negative ones too, with each of the others.",
            ),
            Slip(
                "sign-of-the-root",
                _rows(((0, 0), (-landscape.p, -landscape.p))),
                "Put your points into both partial derivatives: not all of them make both 0.",
            )
            if loop
            else Slip(
                "second-partial-ignored",
                _rows(((landscape.p, 0), (-landscape.p, 0))),
                "Put your points into both partial derivatives: the one by y is not 0 there.",
            ),
        ),
        hints=hints(
            "A critical point is one where both partial derivatives are 0.",
            r"$\frac{\partial f}{\partial x} = {first}$ and $\frac{\partial f}{\partial y} = {second}$. "
            "Where are both "
            "of them 0?",
            "Solve the first for $y$ and put that into the second: a product that is 0, of which each "
            "factor may "
            "be 0."
            if loop
            else "Each of them has one variable only. Solve both, and combine all solutions "
            "for $x$ with all those for $y$.",
            first=first,
            second=second,
        ),
        steps=(
            step("The partial derivatives", "", "${first}$ and ${second}$", first=first, second=second),
            step("Both are 0", "", " and ".join(f"$({a}, {b})$" for a, b in sorted(points))),
        ),
        check=lambda _: _found(landscape),
    )


def _found(landscape: Landscape) -> list[Place]:
    """The limits of Newton's method from many places, with differences for derivatives."""
    found: set[Place] = set()
    for start in [(a + 0.13, b - 0.29) for a in range(-4, 5, 2) for b in range(-4, 5, 2)]:
        place = np.array(start)
        for _ in range(30):
            gradient, H = _differences(landscape.at, place)
            if abs(np.linalg.det(H)) < 1e-9:
                break
            place = place - np.linalg.solve(H, gradient)
        gradient, _ = _differences(landscape.at, place)
        if np.abs(gradient).max() < 1e-4 and np.abs(place - np.round(place)).max() < 1e-3:
            found.add((round(place[0]), round(place[1])))
    return sorted(found)


def _differences(f: Rule, place: np.ndarray, h: float = 1e-3) -> tuple[np.ndarray, np.ndarray]:
    """Gradient and Hessian by central differences."""
    a, b = place
    ahead, behind, up, down, here = f(a + h, b), f(a - h, b), f(a, b + h), f(a, b - h), f(a, b)
    mixed = (f(a + h, b + h) - f(a + h, b - h) - f(a - h, b + h) + f(a - h, b - h)) / (4 * h * h)
    gradient = np.array([(ahead - behind) / (2 * h), (up - down) / (2 * h)])
    first, second = (ahead - 2 * here + behind) / h**2, (up - 2 * here + down) / h**2
    return gradient, np.array([[first, mixed], [mixed, second]])


def _kind_part(landscape: Landscape, place: Place) -> Part:
    """What one of the critical points is."""
    H, right = landscape.hessian(place), landscape.kind(place)
    ordinal = ORDINALS[sorted(landscape.points).index(place)]
    wrong = {
        "a": "A minimum needs the Hessian to be positive definite: both eigenvalues positive.",
        "b": "A maximum needs the Hessian to be negative definite: both eigenvalues negative.",
        "c": "At a saddle point the function rises along one line and falls along another: the Hessian has a "
        "negative determinant there.",
    }
    return Part(
        say(f"Of which kind is the {ordinal} of these points, in the order of (a)?"),
        Choice(OPTIONS, right=right),
        slips=tuple(Slip(TAKEN_FOR[key], key, wrong[key]) for key in "abc" if key != right),
        hints=hints(
            "Look at the Hessian at this point: the signs of its eigenvalues decide.",
            "The Hessian there is ${H}$. The product of its eigenvalues is its determinant; which sign has "
            "it?",
            "The determinant is {det}. If it is negative the eigenvalues have different signs; if it is "
            "positive "
            "they have the same, which is that of the entry in the corner.",
            H=H,
            det=H.det(),
        ),
        steps=(
            step("The Hessian at the point", "$H$", "${H}$", H=H),
            step("Its determinant", "", "{det}", det=H.det()),
            step(
                "So the point is",
                "",
                dict(OPTIONS)[right]
                + (
                    ", since the eigenvalues have different signs"
                    if right == "c"
                    else ", since the corner entry is {entry}"
                ),
                **({} if right == "c" else {"entry": H[0, 0]}),
            ),
        ),
        check=lambda _: _around(landscape.at, place, radius=1e-2),
    )


def _around(f: Rule, place: Place, *, radius: float) -> str:
    """The key, from the values on a small circle."""
    a, b = place
    values = [
        f(a + radius * cos(tau * k / 360), b + radius * sin(tau * k / 360)) - f(a, b) for k in range(360)
    ]
    if min(values) > 0:
        return "a"
    return "b" if max(values) < 0 else "c"


def _flat_part(a: int, b: int, power: int) -> Part:
    """A point where the determinant of the Hessian is 0."""
    g = a * x**2 + b * y**power
    right = "c" if power == 3 or a * b < 0 else ("a" if a > 0 else "b")
    taken = "a" if a > 0 else "b"
    wrong = [key for key in "abc" if key != right]
    told = {
        "a": "Look at the function itself near the origin, along both axes: is it greater everywhere?",
        "b": "Look at the function itself near the origin, along both axes: is it smaller everywhere?",
        "c": "The determinant of the Hessian is 0, which decides nothing. Look at the function itself: both "
        "terms have the same sign.",
    }
    return Part(
        say("Now let $g(x, y) = {g}$. The origin is a critical point of $g$. Of which kind?", g=g),
        Choice(AT_ORIGIN, right=right),
        slips=tuple(
            Slip("corner-entry-only" if key == taken else TAKEN_FOR[key], key, told[key]) for key in wrong
        ),
        hints=hints(
            "The determinant of the Hessian is 0 at the origin, so it does not decide. Look at the "
            "function itself.",
            "Along the axes, $g(x, 0) = {first}$ and $g(0, y) = {along}$. Which signs have they?",
            "A minimum needs both to be positive on both sides of 0, a maximum needs both to be negative. "
            "An odd "
            "power changes its sign.",
            first=a * x**2,
            along=b * y**power,
        ),
        steps=(
            step("The Hessian at the origin has the determinant 0 and decides nothing", "", "$g = {g}$", g=g),
            step("From the signs along both axes", "", dict(AT_ORIGIN)[right]),
        ),
        check=lambda _: _around(lambda u, v: a * u**2 + b * v**power, (0, 0), radius=0.1),
    )
