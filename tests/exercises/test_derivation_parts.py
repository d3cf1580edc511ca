"""Parts whose response is lines of working: solved by a third way, and what earns which share."""

from __future__ import annotations

import pytest
from mpmath import mp

from gradcheck_exercises import find
from gradcheck_grader import Derivation, Outcome, to_plain
from gradcheck_grader.sympy_bridge import to_sympy

EXERCISES = ("vectorcalc/multivariate-chain", "backprop/softmax-ce-gradient", "backprop/mlp-two-layer")
SEEDS = (0, 4, 9)


def working(name, seed):
    (part,) = (part for part in find(name).problem(seed).parts if isinstance(part.answer, Derivation))
    return part


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", EXERCISES)
def test_the_goal_is_the_slope_of_what_is_differentiated(name, seed):
    """Mpmath, by the difference quotient of the function inside the first line, with 40 digits."""
    answer = working(name, seed).answer
    inside, by = (to_sympy(tree) for tree in answer.first.args[:2])
    at = {symbol: mp.mpf(2 + place) / 7 for place, symbol in enumerate(sorted(inside.free_symbols, key=str))}

    def value(x):
        return inside.subs({**at, by: x}).evalf(40)

    with mp.workdps(40):
        step = mp.mpf(10) ** -12
        quotient = (value(at[by] + step) - value(at[by] - step)) / (2 * step)
    assert float(to_sympy(answer.last).subs(at).evalf()) == pytest.approx(float(quotient), rel=1e-9)


@pytest.mark.parametrize("name", EXERCISES)
def test_the_right_line_alone_shows_too_few_steps(name):
    answer = working(name, 0).answer
    verdict = answer.judge(f"= {to_plain(answer.last)}")
    assert (verdict.outcome, verdict.credit) == (Outcome.PARTLY_RIGHT, 0.75)


@pytest.mark.parametrize(
    ("name", "response", "slips", "why"),
    [
        (
            "backprop/softmax-ce-gradient",
            "= diff(ln(e^z_1 + e^z_2 + e^z_3), z_2) - 1\n= e^z_2/(e^z_1 + e^z_2 + e^z_3) - 1",
            [],
            "another line between",
        ),
        (
            "backprop/softmax-ce-gradient",
            "= diff(ln(e^z_1 + e^z_2 + e^z_3), z_2) - 1\n= 1/(e^z_1 + e^z_2 + e^z_3) - 1",
            ["inner-derivative-lost"],
            "the chain rule is left out in the second line",
        ),
        (
            "vectorcalc/multivariate-chain",
            "= 4 exp(2t) diff(t^2, t) + 4t^2 diff(exp(2t), t) + 2t\n= 8t exp(2t) + 8t^2 exp(2t) + 2t",
            [],
            "the linear term first",
        ),
        (
            "vectorcalc/multivariate-chain",
            "= 16 t exp(2t) + 2t",
            ["product-of-derivatives"],
            "the product of the derivatives",
        ),
        (
            "backprop/mlp-two-layer",
            "= diff(2 (tanh(3w) + 1)^2, w)\n= 4 (tanh(3w) + 1) diff(tanh(3w), w)\n"
            "= 12 (tanh(3w) + 1) (1 - tanh(3w)^2)",
            [],
            "the number taken out of the square first",
        ),
        (
            "backprop/mlp-two-layer",
            "= diff(2 (tanh(3w) + 1)^2, w)\n= 4 (tanh(3w) + 1) (1 - tanh(3w)^2)",
            ["input-left-out"],
            "nothing for what is inside the tanh",
        ),
    ],
)
def test_own_working_is_right_or_its_mistake_is_named(name, response, slips, why):
    problem = find(name).problem(0)
    part = working(name, 0)
    verdict = problem.judge({part.label: response})[part.label]
    assert [slip.name for slip in verdict.slips] == slips
    assert (verdict.outcome is Outcome.RIGHT) == (not slips), verdict.feedback
