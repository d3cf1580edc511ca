"""A learner who is no person: 300 problems over 30 days, answered as a model of learning and forgetting says.

To see what gradcheck makes of it: .venv/bin/python tests/course/simulated_learner.py
"""

# ruff: noqa: E501 - the map has a line for each skill

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from random import Random

from gradcheck_course.practice.events import Answered, Event, HintShown, PlanSet, ProblemId, SolutionShown
from gradcheck_course.practice.learner import Learner, learner
from gradcheck_course.practice.planning import next_exercise
from gradcheck_course.practice.skills import Skill, Skills
from gradcheck_course.practice.spacing import backlog

# A map that stays as it is: id, level, parts, kinds of answers, needs, title.
MAP = """
calculus/power-rule 1 2 expression - Power rule
calculus/product-rule 2 3 expression calculus/power-rule Product rule
calculus/quotient-rule 2 2 expression calculus/product-rule Quotient rule
calculus/chain-rule 2 2 expression calculus/power-rule Chain rule
calculus/nested-chain 3 2 array+expression calculus/chain-rule Chain rule, three deep
calculus/exp-log-base 2 2 expression calculus/chain-rule Exponentials and logarithms of any base
calculus/sigmoid-derivative 2 3 expression+number calculus/chain-rule+calculus/quotient-rule Derivative of the sigmoid
calculus/tanh-softplus 3 3 expression calculus/sigmoid-derivative+calculus/product-rule Derivatives of tanh, softplus and swish
calculus/relu-subgradient 3 3 array+choice+number calculus/chain-rule Subgradients at a kink
calculus/log-derivative 3 3 expression+number calculus/chain-rule Differentiating the logarithm of a product
calculus/stationary-points 2 3 array+choice calculus/power-rule Stationary points
calculus/taylor-second-order 3 3 array+expression+number calculus/chain-rule+calculus/stationary-points Second-order Taylor polynomial
calculus/definite-integral-density 3 2 number calculus/power-rule From a function to a density
calculus/gaussian-integral 3 3 number calculus/definite-integral-density The Gaussian integral by substitution
calculus/implicit-derivative 3 3 expression+number calculus/chain-rule Slope of a curve that an equation gives
calculus/numerical-derivative 2 2 code+number calculus/power-rule A derivative by central differences
calculus/fd-step-size 4 4 choice+expression+number calculus/numerical-derivative+calculus/stationary-points Step size of a finite difference
linalg/dot-and-angle 1 3 number - Dot product and angle
linalg/norms 1 3 number linalg/dot-and-angle Three norms of a vector
linalg/matmul 1 3 array+choice linalg/dot-and-angle Product of two matrices
linalg/shape-rules 1 3 choice linalg/matmul Shapes of matrix expressions
linalg/broadcasting 2 3 choice+number linalg/shape-rules Broadcasting
linalg/transpose-inverse-rules 2 2 choice+matrix linalg/matmul Rules for transposes and inverses
linalg/solve-system 2 2 array linalg/matmul A system of linear equations
linalg/determinant 2 3 choice+number linalg/matmul Determinant and invertibility
linalg/inverse-2x2 2 3 array+number linalg/determinant Inverse of a 2 × 2 matrix
linalg/rank-nullspace 3 3 any+number linalg/solve-system Rank and null space
linalg/linear-independence 3 3 any+expression+set linalg/determinant When three vectors are linearly dependent
linalg/projection-line 2 3 array+number linalg/dot-and-angle Projection onto a line
linalg/projection-subspace 3 3 array linalg/projection-line+linalg/inverse-2x2 Projection onto a column space
linalg/gram-schmidt 3 3 any+array linalg/projection-line Gram–Schmidt in three dimensions
linalg/hyperplane-distance 2 3 array+number linalg/dot-and-angle Signed distance from a hyperplane
linalg/trace-cyclic 2 3 choice+number linalg/transpose-inverse-rules The trace of a product, in any cyclic order
linalg/outer-product-rank 2 3 array+number linalg/rank-nullspace Columns times rows
linalg/positive-definite-range 3 3 choice+expression+set linalg/determinant Where a matrix is positive definite
linalg/change-of-basis 3 3 array linalg/inverse-2x2 Change of basis
linalg/matmul-code 3 2 array+code linalg/broadcasting+linalg/norms All squared distances, without a loop
spectral/eigenvalues-2x2 2 3 expression+set linalg/determinant Eigenvalues of a 2 × 2 matrix
spectral/eigenvector 2 3 any+array+number spectral/eigenvalues-2x2+linalg/rank-nullspace An eigenvector for a given eigenvalue
spectral/matrix-power 3 3 array spectral/eigenvector All powers of a matrix at once
spectral/spectral-theorem 3 3 any+set spectral/eigenvector Orthogonal diagonalisation of a symmetric matrix
spectral/rayleigh-quotient 3 3 any+number spectral/spectral-theorem Extremes of a quadratic form
spectral/singular-values 3 3 array+number+set spectral/eigenvalues-2x2 Singular values
spectral/svd-full 4 3 any+tuple spectral/singular-values+spectral/spectral-theorem Singular value decomposition
spectral/low-rank-error 3 3 number spectral/singular-values Error of the best low-rank approximation
spectral/low-rank-code 3 2 array+code spectral/low-rank-error+spectral/svd-full The best low-rank approximation, as a function
spectral/pseudo-inverse 4 3 array linalg/projection-subspace+spectral/singular-values Pseudo-inverse
spectral/condition-number 3 3 number spectral/singular-values Condition number
spectral/power-iteration 3 3 any+number spectral/eigenvector Power iteration
spectral/power-iteration-code 3 2 code+number spectral/power-iteration+spectral/rayleigh-quotient Power iteration, as a function
spectral/markov-stationary 3 3 array+number spectral/eigenvector Stationary law of a Markov chain
spectral/cholesky 3 3 array+number linalg/positive-definite-range Cholesky factor and sampling
vectorcalc/partial-derivatives 1 2 expression calculus/product-rule+calculus/chain-rule Partial derivatives
vectorcalc/gradient-at-point 1 2 array vectorcalc/partial-derivatives Gradient at a point
vectorcalc/directional-derivative 2 3 array+number vectorcalc/gradient-at-point+linalg/norms Directional derivative
vectorcalc/hessian 2 3 array vectorcalc/partial-derivatives Hessian matrix
vectorcalc/classify-critical 3 4 array+choice vectorcalc/hessian+linalg/positive-definite-range Classifying critical points
vectorcalc/jacobian 2 3 array vectorcalc/partial-derivatives Jacobian matrix
"""
# The slip that this pupil makes, by exercise.
SLIPS = {
    "calculus/chain-rule": "inner-dropped",
    "calculus/nested-chain": "middle-dropped",
    "calculus/product-rule": "product-of-derivatives",
    "calculus/quotient-rule": "order-swapped",
    "calculus/sigmoid-derivative": "inner-dropped",
    "calculus/taylor-second-order": "half-left-out",
    "calculus/tanh-softplus": "inner-dropped",
    "linalg/determinant": "signs-do-not-alternate",
    "linalg/dot-and-angle": "angle-not-cosine",
    "linalg/inverse-2x2": "determinant-forgotten",
    "linalg/projection-line": "divided-by-norm",
    "linalg/transpose-inverse-rules": "order-kept",
}
BEGIN = datetime(2026, 3, 2, 17, tzinfo=UTC)
DAYS, A_DAY = 30, 12


def frozen_skills() -> Skills:
    """The skills of the map above, whatever the bank holds today."""
    found: dict[str, Skill] = {}
    for order, line in enumerate(MAP.strip().splitlines()):
        name, level, parts, kinds, needs, title = line.split(" ", 5)
        before = () if needs == "-" else tuple(needs.split("+"))
        unit = name.partition("/")[0]
        found[name] = Skill(name, title, unit, int(level), order, before, int(parts), tuple(kinds.split("+")))
    return found


@dataclass
class Pupil:
    """What is true of the learner, which gradcheck has to find out.

    strength  by skill, in logits: grows with each problem, more from one that was within reach, and fades.
    """

    rng: Random
    talent: float = 0.6
    strength: dict[str, float] = field(default_factory=dict[str, float])
    last: dict[str, datetime] = field(default_factory=dict[str, datetime])

    def chance(self, skill: Skill, now: datetime) -> float:
        """The true chance of a right answer."""
        away = (now - self.last.get(skill.id, now)).total_seconds() / 86_400
        kept = self.strength.get(skill.id, 0.0) * math.exp(-away / 40)
        bent = Random(skill.id).gauss(0, 0.9)  # some come easily to this pupil, some do not
        return 1 / (1 + math.exp(0.8 * (skill.level - 2) - self.talent - bent - kept))

    def practised(self, skill: Skill, now: datetime) -> None:
        """Afterwards the skill is stronger."""
        self.strength[skill.id] = min(3.5, self.strength.get(skill.id, 0.0) + 0.4)
        self.last[skill.id] = now


def event(number: int, at: datetime, body: object) -> Event:
    """The event of this number, from 0."""
    return Event(f"{number:06}", "simulated", number + 1, at, body)


def problem_of(skill: Skill, number: int) -> ProblemId:
    """A problem with numbers that were never met."""
    return ProblemId(exercise=skill.id, seed=f"{number:05}", level=skill.level, parts=skill.parts)


def answers(pupil: Pupil, skill: Skill, number: int, at: datetime) -> Iterator[tuple[datetime, object]]:
    """The events of one problem: each part right at once, after a hint, or missed and looked up."""
    problem = problem_of(skill, number)
    for label in "abcdefgh"[: skill.parts]:
        right = pupil.rng.random() < pupil.chance(skill, at)
        given = {"problem": problem, "part": label, "response": "x", "seconds": 40.0}
        if right:
            yield at, Answered(outcome="right", credit=1.0, **given)
            continue
        slips = (SLIPS[skill.id],) if skill.id in SLIPS and pupil.rng.random() < 0.6 else ()
        yield at, Answered(outcome="wrong", credit=0.0, slips=slips, **given)
        yield at, HintShown(problem=problem, part=label, number=1)
        if pupil.rng.random() < 0.6:
            yield at, Answered(outcome="right", credit=1.0, attempt=2, hints=1, **given)
        else:
            yield at, SolutionShown(problem=problem, part=label)
    pupil.practised(skill, at)


def simulated(*, seed: int = 7, days: int = DAYS, a_day: int = A_DAY) -> tuple[Learner, list[Event], Pupil]:
    """The learner as gradcheck knows them after the days, the events, and the truth."""
    pupil, found, events = Pupil(Random(seed)), Learner(zone=UTC, skills=frozen_skills()), []

    def happened(at: datetime, body: object) -> None:
        nonlocal found
        events.append(event(len(events), at, body))
        found = learner(events[-1:], start=found)

    happened(BEGIN, PlanSet(days=5))
    for today in range(days):
        if today % 6 == 5:  # a free day after five
            continue
        for number in range(a_day):
            now = BEGIN + timedelta(days=today, minutes=5 * number)
            chances = {name: known.chance for name, known in found.mastery.known.items()}
            due = backlog(found.memories, chances, now, UTC).today if number < a_day // 2 else ()
            skill = found.skills[due[0].skill] if due else next_exercise(found.record, now).skill
            for at, body in answers(pupil, skill, len(events), now):
                happened(at, body)
    return found, events, pupil


@lru_cache(maxsize=1)
def month() -> tuple[Learner, list[Event], Pupil]:
    """The usual month, simulated once."""
    return simulated()


if __name__ == "__main__":
    from click.testing import CliRunner

    from gradcheck_course.cli import progress_screen as screen

    learned, _, _ = month()
    now = BEGIN + timedelta(days=DAYS)
    met = [one for one in learned.skills.values() if one.id in learned.mastery.known]
    since = screen.start_of(learned, now, None)
    with CliRunner().isolation():
        table = screen.table(learned, met, now, since=since)
    print(table, screen.skills_curve(learned, met, since=since, now=now), sep="\n\n")  # noqa: T201
