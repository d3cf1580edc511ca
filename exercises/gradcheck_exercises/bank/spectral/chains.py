"""Markov chains and what they settle to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import lcm

import numpy as np
from sympy import ImmutableMatrix, Rational, Symbol

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, Step, exercise, hints, say, step
from gradcheck_exercises.bank.numeric import floats
from gradcheck_exercises.symbolic import Grid, Value
from gradcheck_grader import Array, Number

Wrong = list[tuple[str, Value, str]]
WEIGHTS = (Rational(1, 2), Rational(1, 4), Rational(3, 4), Rational(1, 3), Rational(2, 3))


@dataclass(frozen=True)
class Walk:
    """A chain with the transition matrix P, shape (n, n), rows summing to 1; all laws are rows (1, n).

    state  from 0: the one whose return is asked for.
    """

    P: Grid
    stationary: Grid
    start: Grid
    state: int

    @property
    def size(self) -> int:
        """The number of states."""
        return self.P.rows

    @cached_property
    def following(self) -> Grid:
        """The law after one step."""
        return self.start * self.P

    @cached_property
    def wrong_followings(self) -> Wrong:
        """The name, response and feedback of each wrong law after one step."""
        return [
            (
                "rows-for-columns",
                (self.P * self.start.T).T,
                "You multiplied P by a column. Row i says where state i leads: put the law on the left.",
            ),
            (
                "most-likely-start",
                self.P.row(0 if self.start[0] >= self.start[1] else 1),
                "This is where the likelier start leads. Weigh both starts by their probabilities.",
            ),
        ]

    @cached_property
    def wrong_laws(self) -> Wrong:
        """The name, response and feedback of each wrong stationary law."""
        pi, size = self.stationary, self.size
        common = lcm(*(int(entry.q) for entry in pi))
        return [
            (
                "uniform",
                ImmutableMatrix([[Rational(1, size)] * size]),
                "P times a column of ones is that column, since rows sum to 1. Here a row times P is needed.",
            ),
            (
                "not-normalised",
                pi * common,
                "The ratios are right, but these are no probabilities yet: they must sum to 1.",
            ),
            (
                "average-of-rows",
                ImmutableMatrix([[sum(self.P.col(j)) / size for j in range(size)]]),
                "You averaged the rows. That is one step from the uniform law; it still changes.",
            ),
        ]

    @cached_property
    def wrong_returns(self) -> Wrong:
        """The name, response and feedback of each wrong mean time of return."""
        stay = self.P[self.state, self.state]
        return [
            (
                "share-of-time",
                self.stationary[self.state],
                "This is the share of time spent there. The mean time between visits is another number.",
            ),
            (
                "leaving-time",
                1 / (1 - stay),
                "This is how long the chain stays once it is there, on average.",
            ),
            ("one-step-only", 1 / stay, "You took only direct returns. The way back may lead elsewhere."),
        ]


@exercise("spectral/markov-stationary", title="Stationary law of a Markov chain", level=3)
def markov_stationary(draw: Draw) -> Problem:
    """One step of a Markov chain, the law that it keeps, and how long a return takes.

    Trap: laws are rows that multiply P from the left; from the right, only the constant column is kept.
    Source: Wasserman, All of Statistics, section 23.2.
    """
    walk = draw.until(_tells_mistakes_apart, lambda: _walk(draw))
    return Problem(
        say(
            r"""
            A Markov chain with the states {states} has the transition matrix
            $$P = {P},$$
            where row $i$, column $j$ is the probability that state $j$ follows state $i$. Laws are rows: when
            the state has the law $p$, the next state has the law $p P$.
            """,
            states="1 and 2" if walk.size == 2 else "1, 2 and 3",
            P=walk.P,
        ),
        (_step_part(walk), _law_part(walk), _return_part(walk)),
    )


def _walk(draw: Draw) -> Walk:
    """A chain of two or three states with a rational stationary law, and a start in state 1 or 2."""
    size = draw.choice("size", (2, 3))
    chain = draw.chain("P", size)
    first = draw.choice("first", WEIGHTS)
    start = [first, 1 - first, 0][:size]
    return Walk(chain.P, chain.stationary, ImmutableMatrix([start]), draw.integer("state", 1, size) - 1)


def _tells_mistakes_apart(walk: Walk) -> bool:
    """Whether no two responses to a question are equal."""
    questions = (
        [walk.following, walk.start, *(value for _, value, _ in walk.wrong_followings)],
        [walk.stationary, *(value for _, value, _ in walk.wrong_laws)],
        [1 / walk.stationary[walk.state], *(value for _, value, _ in walk.wrong_returns)],
    )
    return all(len(set(values)) == len(values) for values in questions)


def _step_part(walk: Walk) -> Part:
    """The law after one step."""
    example = "`[1/4, 3/4]`" if walk.size == 2 else "`[1/4, 1/4, 1/2]`"
    return Part(
        say(
            "At first the state has the law ${start}$. Find the law of the next state, exactly, as a list "
            f"such as {example}.",
            start=walk.start,
        ),
        Array(walk.following),
        slips=tuple(Slip(*one) for one in walk.wrong_followings),
        hints=hints(
            "Each start leads on by its row of $P$.",
            "Row 1 of $P$ counts with the weight ${first}$. Which weight has row 2?",
            "Multiply rows 1 and 2 of $P$ by their weights, and add them.",
            first=walk.start[0],
        ),
        steps=(step("Weigh the rows and add them", "$p P$", "${law}$", law=walk.following),),
        check=lambda _: np.einsum("i,ij->j", floats(walk.start)[0], floats(walk.P)),
    )


def _law_part(walk: Walk) -> Part:
    """The stationary law."""
    return Part(
        say(r"Find the stationary law, the row $\pi$ of probabilities with $\pi P = \pi$, exactly."),
        Array(walk.stationary),
        points=3,
        slips=tuple(Slip(*one) for one in walk.wrong_laws),
        hints=hints(
            r"Transposed, it says that $\pi^{\top}$ is an eigenvector of $P^{\top}$ to the eigenvalue 1.",
            r"Column 1 gives ${equation} = 0$. What do the other columns give, and what is the sum of $\pi$?",
            r"Solve the equations of all columns but one, with $\pi_1 = 1$ at first; then divide by the sum.",
            equation=_balance(walk, 0),
        ),
        steps=(*_law_steps(walk),),
        check=lambda _: np.linalg.matrix_power(floats(walk.P), 512)[0],
    )


def _balance(walk: Walk, column: int) -> Value:
    """π P - π in one column, as a formula."""
    names = [Symbol(f"pi_{i + 1}") for i in range(walk.size)]
    return sum((walk.P[i, column] - (1 if i == column else 0)) * names[i] for i in range(walk.size))


def _law_steps(walk: Walk) -> tuple[Step, ...]:
    """The equations, one solution, and the law."""
    pi = walk.stationary
    return (
        *(
            step(
                "Column {j}",
                "${equation}$",
                "0",
                j=j + 1,
                equation=_balance(walk, j),
            )
            for j in range(walk.size - 1)
        ),
        step("The solution that begins with 1", "", "${it}$", it=pi / pi[0]),
        step("Divide by its sum", r"$\pi$", "${pi}$", pi=pi),
    )


def _return_part(walk: Walk) -> Part:
    """The mean time of return."""
    pi, state = walk.stationary, walk.state
    return Part(
        say(
            "In the long run, how many steps pass on average from one visit of state {state} to the next?",
            state=state + 1,
        ),
        Number(1 / pi[state]),
        slips=tuple(Slip(*one) for one in walk.wrong_returns),
        hints=hints(
            "In a long time, how often does the chain visit the state?",
            r"In $N$ steps there are about $\pi_{s} N$ visits. How far apart are they on average?",
            r"It is one over $\pi_{s}$.",
            s=str(state + 1),
        ),
        steps=(
            step("Share of time in this state", r"$\pi_{s}$", "${share}$", s=str(state + 1), share=pi[state]),
            step("One over it", "", "${time}$", time=1 / pi[state]),
        ),
        check=lambda _: _first_steps(floats(walk.P), state),
        follow=Follow(("b",), lambda own: Number(1 / own["b"][state]) if own["b"][state] else None),
    )


def _first_steps(P: np.ndarray, state: int) -> float:
    """One step, and then the mean way to the state, h = 1 + P h with h = 0 there."""
    others = [i for i in range(len(P)) if i != state]
    away = np.linalg.solve(np.eye(len(others)) - P[np.ix_(others, others)], np.ones(len(others)))
    return float(1 + P[state, others] @ away)
