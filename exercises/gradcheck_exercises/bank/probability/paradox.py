"""Simpson's paradox: a comparison that turns round when groups are pooled."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sympy import Rational

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.symbolic import Value
from gradcheck_exercises.text import Text
from gradcheck_grader import Choice, Number, Tolerance

FOUR_PLACES = Tolerance(places=4)
GRAPHS = {
    "severity": (
        "how severe a case is. It was known before the treatment was chosen: severity influences "
        "the choice and the "
        "outcome",
        True,
    ),
    "age": (
        "the age of a person. It influences which treatment is chosen, and it influences the outcome",
        True,
    ),
    "pressure": (
        "the blood pressure after the treatment. The treatment changes the pressure, and the "
        "pressure influences the "
        "outcome; who got which treatment was drawn by lot",
        False,
    ),
    "side-effect": (
        "whether a side effect was seen. The treatment causes the side effect, and the side "
        "effect influences the "
        "outcome; who got which treatment was drawn by lot",
        False,
    ),
}
BETTER = (
    ("a", "treatment A in both groups, and A in the pooled data"),
    ("b", "treatment A in both groups, but B in the pooled data"),
    ("c", "treatment B in both groups"),
    ("d", "A in one group, B in the other"),
)
CAUSAL = (
    ("1", "the comparison within the groups, since the group is a common cause"),
    (
        "2",
        "the comparison of the pooled data, since the group lies on the way from the treatment "
        "to the outcome",
    ),
    ("3", "always the one within the groups"),
    ("4", "always the pooled one, since it has more data"),
)


@dataclass(frozen=True)
class Study:
    """Successes and numbers of cases: A in group 1, A in group 2, B in group 1, B in group 2."""

    successes: tuple[int, ...]
    cases: tuple[int, ...]

    def rate(self, place: int) -> Value:
        """The share of successes in one cell."""
        return Rational(self.successes[place], self.cases[place])

    def pooled(self, treatment: str) -> Value:
        """The share of successes over both groups."""
        first = 0 if treatment == "A" else 2
        return Rational(sum(self.successes[first : first + 2]), sum(self.cases[first : first + 2]))

    @property
    def reverses(self) -> bool:
        """Whether the pooled data speak for B."""
        return self.pooled("A") < self.pooled("B")


@lru_cache(maxsize=2)
def _studies(*, reverses: bool) -> tuple[tuple[int, ...], ...]:
    """Studies in which A is better in each group, by 10 or 20 points of a hundred, pooled as is asked."""
    found = []
    for tenths in range(4, 10):  # the rate of A in group 1
        for other in range(2, tenths - 1):  # that of A in group 2
            for lead in (1, 2):
                if other <= lead:
                    continue
                for cases in (
                    (20, 80, 80, 20),
                    (30, 70, 90, 10),
                    (40, 60, 70, 30),
                    (60, 40, 50, 50),
                    (10, 90, 60, 40),
                    (70, 30, 20, 80),
                ):
                    rates = (tenths, other, tenths - lead, other - lead)
                    wins = tuple(r * n // 10 for r, n in zip(rates, cases, strict=True))
                    study = Study(wins, cases)
                    if study.reverses == reverses and study.pooled("A") != study.pooled("B"):
                        found.append((*wins, *cases))
    return tuple(found)


@exercise("probability/simpsons-paradox", title="Simpson's paradox", level=3)
def simpsons_paradox(draw: Draw) -> Problem:
    """A treatment may be better in every group and worse in the pooled data.

    Trap: neither comparison is always right; what causes what decides.
    Source: Pearl, Glymour & Jewell, Causal Inference in Statistics: A Primer, section 1.2 and chapter 3.
    """
    graph = draw.choice("graph", tuple(GRAPHS))
    reverses = draw.choice("pooled", ("turned", "kept")) == "turned"
    numbers = draw.choice("study", _studies(reverses=reverses))
    study = Study(numbers[:4], numbers[4:])
    return Problem(_told(study, graph), (_rate(study), _pool(study), _who(study), _cause(graph)))


def _told(s: Study, graph: str) -> Text:
    """The statement."""
    w, n = s.successes, s.cases
    return say(
        """
        Two treatments were compared. These numbers of patients recovered:

        - group 1: {w0} of {n0} with treatment A, {w2} of {n2} with treatment B,
        - group 2: {w1} of {n1} with treatment A, {w3} of {n3} with treatment B.

        The group stands for {graph}. Give each rate as a fraction, or as a decimal that is correct to 4
        places.
        """,
        graph=GRAPHS[graph][0],
        **{f"w{k}": w[k] for k in range(4)},
        **{f"n{k}": n[k] for k in range(4)},
    )


def _rate(s: Study) -> Part:
    """The rate of A in group 1."""
    right = s.rate(0)
    return Part(
        say("Which share of the patients in group 1 recovered with treatment A?"),
        Number(right, tolerance=FOUR_PLACES),
        slips=distinct(
            right,
            Slip("other-treatment", s.rate(2), "This is the share with treatment B."),
            Slip(
                "share-of-all",
                Rational(s.successes[0], sum(s.cases)),
                "You divided by all patients. Divide by those who got A in group 1.",
            ),
            Slip("pooled", s.pooled("A"), "This is the share over both groups."),
            apart=0.0002,
        ),
        hints=hints(
            "Look at the patients of group 1 who got A, and at nobody else.",
            "Divide the recovered by all of them: ${w}$ by what?",
            "Compute ${w} / {n}$.",
            w=s.successes[0],
            n=s.cases[0],
        ),
        steps=(step("Divide", "${w} / {n}$", "${right}$", w=s.successes[0], n=s.cases[0], right=right),),
        check=lambda at: sum([1] * s.successes[0]) / s.cases[0],
    )


def _pool(s: Study) -> Part:
    """The pooled rate of A."""
    right = s.pooled("A")
    return Part(
        say("Which share of all patients with treatment A recovered, both groups together?"),
        Number(right, tolerance=FOUR_PLACES),
        slips=distinct(
            right,
            Slip(
                "rates-averaged",
                (s.rate(0) + s.rate(1)) / 2,
                "You averaged the two rates. The groups have different sizes: add counts first.",
            ),
            Slip("other-treatment", s.pooled("B"), "This is the pooled share with treatment B."),
            Slip(
                "rates-added", s.rate(0) + s.rate(1), "You added shares of different groups. Add the counts."
            ),
            apart=0.0002,
        ),
        hints=hints(
            "Pool the counts, not the rates.",
            "The recovered are ${w} + {v}$. How many patients got A in all?",
            "Divide ${w} + {v}$ by ${n} + {m}$.",
            w=s.successes[0],
            v=s.successes[1],
            n=s.cases[0],
            m=s.cases[1],
        ),
        steps=(
            step(
                "Add and divide",
                r"$\frac{{w} + {v}}{{n} + {m}}$",
                "${right}$",
                w=s.successes[0],
                v=s.successes[1],
                n=s.cases[0],
                m=s.cases[1],
                right=right,
            ),
        ),
        check=lambda at: sum(s.successes[:2]) / sum(s.cases[:2]),
    )


def _who(s: Study) -> Part:
    """Which treatment did better."""
    right = "b" if s.reverses else "a"
    return Part(
        say("Which treatment has the higher rate of recovery?"),
        Choice(BETTER, right=right),
        slips=(
            Slip(
                "pooled-not-compared",
                "a" if s.reverses else "b",
                "Within the groups you are right. Compare the pooled rates of A and B once more.",
            ),
            Slip(
                "groups-misread",
                "c",
                "Compare the two treatments within each group: A against B in group 1, then in group 2.",
            ),
            Slip(
                "groups-mixed-up",
                "d",
                "Compare within one group at a time. Which treatment leads in group 2?",
            ),
        ),
        hints=hints(
            "There are three comparisons: in group 1, in group 2, and of the pooled data.",
            "In group 1 it is ${p}$ with A against ${q}$ with B. How is it in group 2, and pooled?",
            "In group 2 it is ${r}$ against ${s}$, pooled ${u}$ against ${v}$.",
            p=s.rate(0),
            q=s.rate(2),
            r=s.rate(1),
            s=s.rate(3),
            u=s.pooled("A"),
            v=s.pooled("B"),
        ),
        steps=(
            step("Group 1", "", "${p} > {q}$", p=s.rate(0), q=s.rate(2)),
            step("Group 2", "", "${p} > {q}$", p=s.rate(1), q=s.rate(3)),
            step(
                "Pooled", "", "${p} < {q}$" if s.reverses else "${p} > {q}$", p=s.pooled("A"), q=s.pooled("B")
            ),
        ),
        check=lambda at: _counted(s),
    )


def _counted(s: Study) -> str:
    """The option, by cross-multiplying counts."""
    (a, b, c, d), (i, j, m, n) = s.successes, s.cases
    leads = (a * m > c * i, b * n > d * j)
    if leads == (True, True):
        return "a" if (a + b) * (m + n) > (c + d) * (i + j) else "b"
    return "d" if any(leads) else "c"


def _cause(graph: str) -> Part:
    """Which comparison is causal."""
    common = GRAPHS[graph][1]
    return Part(
        say("Which comparison tells which treatment works better?"),
        Choice(CAUSAL, right="1" if common else "2"),
        slips=(
            Slip(
                "wrong-side",
                "2" if common else "1",
                "Ask what comes first: does the group influence which treatment is given, or the "
                "treatment the group?",
            ),
            Slip(
                "always-stratified",
                "3",
                "Adjusting for something that the treatment itself changes hides a part of its effect.",
            ),
            Slip(
                "always-pooled",
                "4",
                "More data do not help when the patients of A and of B were different from the start.",
            ),
        ),
        hints=hints(
            "The numbers alone cannot tell. Draw the causes as arrows between group, treatment and outcome.",
            "Does an arrow go from the group to the treatment, or from the treatment to the group?",
            "A common cause of treatment and outcome must be held fixed; a link between them must not be.",
        ),
        steps=(
            step(
                "The group comes before the treatment" if common else "The group comes after the treatment",
                "",
                "hold it fixed: compare within the groups"
                if common
                else "leave it free: compare the pooled data",
            ),
        ),
        check=lambda at: "1" if graph in ("severity", "age") else "2",
    )
