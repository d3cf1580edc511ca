"""Distribution: judged by what law it is; and which convention was mixed up."""

from __future__ import annotations

import mpmath
import pytest

from gradcheck_grader import POSITIVE, AnswerError, Distribution, Outcome, between, real_names

RIGHT, WRONG, UNREADABLE = Outcome.RIGHT, Outcome.WRONG, Outcome.UNREADABLE
NAMES = real_names(["mu", "a", "b", "n", "k"]) | {"sigma": POSITIVE, "p": between(0, 1), "l": POSITIVE}

LAWS = [
    ("N(mu, sigma^2)", "Normal(mu, sigma^2)", RIGHT, "the name in full"),
    ("N(mu, sigma^2)", "X ~ N(mu, sigma^2)", RIGHT, "with the variable before it"),
    ("N(mu, sigma^2)", r"\mathcal{N}(\mu, \sigma^2)", RIGHT, "LaTeX"),
    ("N(mu, sigma^2)", "N(mean=mu, sd=sigma)", RIGHT, "parameters by name"),
    ("N(mu, sigma^2)", "N(mu, precision=1/sigma^2)", RIGHT, "by the precision"),
    ("N(mu, sigma^2)", "N(mu, sigma)", WRONG, "the deviation for the variance"),
    ("N(mu, sigma^2)", "N(mu, sigma^2) ", RIGHT, "a blank behind it"),
    ("N(mu, sigma^2)", "LogNormal(mu, sigma^2)", WRONG, "the law of the exponential"),
    ("N(0, 2)", "N(0, 1 + 1)", RIGHT, "a sum for a parameter"),
    ("Exp(2)", "Gamma(1, 2)", RIGHT, "shape 1"),
    ("Exp(2)", "Exp(scale=1/2)", RIGHT, "by the scale"),
    ("Exp(2)", "Weibull(1, 1/2)", RIGHT, "a Weibull law of shape 1"),
    ("Exp(2)", "Weibull(2 - 1, 1/2)", RIGHT, "shape 1 in other words"),
    ("Exp(2)", "Exp(1/2)", WRONG, "the mean for the rate"),
    ("chi2(k)", "Gamma(k/2, 1/2)", RIGHT, "half the degrees of freedom"),
    ("chi2(k)", "Gamma(k, 2)", WRONG, "not halved"),
    ("Beta(a+3, b+7)", "Beta(7+b, 3+a)", WRONG, "in the other order"),
    ("Beta(a+3, b+7)", "Beta(3+a, 7+b)", RIGHT, "sums turned"),
    ("U(0, 1)", "Beta(1, 1)", RIGHT, "flat"),
    ("U(0, 1)", "U(a - a, 1)", RIGHT, "0 in other words"),
    ("U(a, b)", "U(b, a)", WRONG, "the ends turned"),
    ("Bernoulli(p)", "Binomial(1, p)", RIGHT, "one trial"),
    ("Binomial(n, p)", "Binomial(n, 1 - p)", WRONG, "the other outcome"),
    ("Cauchy(0, 1)", "t(1)", RIGHT, "one degree of freedom"),
    ("t(3)", "t(4)", WRONG, "another number of degrees of freedom"),
    ("Dirichlet(1, 2, 3)", "Dir([1, 2, 3])", RIGHT, "a list or its entries"),
    ("Dirichlet(1, 2, 3)", "Dir(1, 3, 2)", WRONG, "another order"),
    ("Dirichlet(1, 2, 3)", "Dir(1, 2)", WRONG, "one too few"),
    ("Cat(p, 1 - p)", "Categorical([p, 1 - p])", RIGHT, "probabilities as a list"),
    ("Multinomial(1, [p, 1-p])", "Categorical(p, 1 - p)", RIGHT, "one draw"),
    ("N([0, 0], [[1, 0], [0, 1]])", "N([0, 0], [[1, 0], [0, 1]])", RIGHT, "of two dimensions"),
    ("N([0, 0], [[1, 0], [0, 1]])", "N([0, 0], [[1, 1], [1, 1]])", WRONG, "another covariance"),
    ("Poisson(l)", "Poisson(2l)", WRONG, "another rate"),
    ("Geom(p)", "Geometric(p)", RIGHT, "a short name"),
    ("Geom(p)", "NegBin(1, p)", WRONG, "counts failures only"),
    ("Bernoulli(p)", "Cat(1 - p, p)", RIGHT, "the categories are 0 and 1"),
    ("Cat(0.7, 0.3)", "Bernoulli(0.3)", RIGHT, "also the other way round"),
    ("Bernoulli(p)", "Cat(p, 1 - p)", WRONG, "in the other order"),
    ("Bernoulli(p)", "Cat(p, p)", WRONG, "these do not sum to 1"),
    ("Bernoulli(p)", "Cat(1 - p, p, 0)", WRONG, "three categories"),
    ("Binomial(2, p)", "Cat(1 - p, p)", WRONG, "two trials"),
    ("Beta(a, b)", "Dirichlet(a, b)", RIGHT, "two shares"),
    ("Dirichlet(a, b)", "Beta(a, b)", RIGHT, "the first of two shares"),
    ("Beta(a, b)", "Dirichlet(b, a)", WRONG, "the other share"),
    ("Beta(a, b)", "Dirichlet(a, b, 1)", WRONG, "three shares"),
    ("N(0, 4)", "N(0, σ²=4)", RIGHT, "the variance by its letter"),
    ("N(0, 4)", "N(mu=0, sigma^2=4)", RIGHT, "both by their letters"),
    ("N(0, 4)", r"\mathcal{N}(\mu = 0, \sigma^{2} = 4)", RIGHT, "in LaTeX"),
    ("N(0, 4)", "N(0, sigma=2)", RIGHT, "the deviation by its letter"),
    ("N(0, 4)", "N(0, sigma=4)", WRONG, "which is not the variance"),
    ("Exp(2)", "Exp(lambda^2=4)", WRONG, "no parameter is squared here"),
    ("N(0, 1)", "standard normal", RIGHT, "in words"),
    ("N(0, 1)", "the standard Gaussian distribution.", RIGHT, "in more words"),
    ("U(0, 2)", "U[0, 2]", RIGHT, "as people write the interval"),
    ("U(0, 2)", "Unif[0, 1]", WRONG, "another interval"),
    ("Gamma(k, 2)", "Erlang(k, 2)", RIGHT, "a gamma law of whole shape"),
    ("Rayleigh(3)", "Weibull(2, 3 sqrt(2))", RIGHT, "a Weibull law of shape 2"),
    ("N(0, 1)", "N(0,", UNREADABLE, "never closed"),
    ("N(0, 1)", "N(0)", WRONG, "one parameter is missing"),
]


@pytest.mark.parametrize(
    ("law", "response", "outcome", "why"), LAWS, ids=[f"{row[1]} for {row[0]}: {row[3]}" for row in LAWS]
)
def test_a_law_is_judged_by_what_it_is(law, response, outcome, why):
    assert Distribution(law, NAMES).judge(response).outcome is outcome


@pytest.mark.parametrize("law", sorted({row[0] for row in LAWS}))
def test_every_law_accepts_itself(law):
    answer = Distribution(law, NAMES)
    assert answer.judge(answer.reference_text()).outcome is RIGHT


SENTENCES = [
    (
        "N(0, 4)",
        "N(0, 2)",
        "You gave the standard deviation where the variance belongs: N has mean and variance here.",
    ),
    (
        "Exp(2)",
        "Exp(1/2)",
        "You gave the scale where the rate belongs: the last parameter is the rate here, 1 over the scale.",
    ),
    ("Exp(2)", "Exp(scale=2)",
     "The number is right for the rate, but you called it scale, which is 1 over the rate."),
    ("Exp(2)", "X ~ Exp(mean=2)",
     "The number is right for the rate, but you called it mean, which is 1 over the rate."),
    ("Gamma(3, scale=2)", "Gamma(3, rate=2)",
     "The number is right for the scale, but you called it rate, which is 1 over the scale."),
    ("Gamma(3, 2)", "Gamma(3, theta=2)",
     "The number is right for the rate, but you called it theta, which is 1 over the rate."),
    ("Bernoulli(p)", "Cat(p, 1 - p)", "You gave the probability of the other outcome."),
    ("Beta(2, 5)", "Dirichlet(5, 2)", "These are the right parameters, but not in the right order."),
    ("Beta(2, 5)", "Beta(5, 2)", "These are the right parameters, but not in the right order."),
    ("Binomial(10, 1/4)", "Binomial(1/4, 10)", "These are the right parameters, but not in the right order."),
    ("N(0, 4)", "N(4, 0)", "These are the right parameters, but not in the right order."),
    ("Binomial(n, p)", "Binomial(n, 1-p)", "You gave the probability of the other outcome."),
    ("Beta(2, 5)", "Beta(2, 6)", "The law is right, but its second parameter is not."),
    ("N(1, 5)", "N(3, 6)", "The law is right, but these of its parameters are not: mean, variance."),
    ("Beta(2, 5)", "Gamma(2, 5)", "This is another law: look again at what kind of quantity it describes."),
    ("N(0, 1)", "N(0, -1)", "There is no such law: its variance must be positive."),
    ("Bernoulli(p)", "Bernoulli(2)", "There is no such law: its probability must be a probability."),
    ("U(0, 1)", "U(1, 0)", "There is no such law: its lower end must be below its upper end."),
    ("N(0, 1)", "N(0)", "This law has 2 parameters: mean, variance."),
    ("N(0, 1)", "N(0, width=1)", "width is no parameter of this law; its parameters are mean, variance."),
]  # fmt: skip


@pytest.mark.parametrize(("law", "response", "sentence"), SENTENCES, ids=[row[1] for row in SENTENCES])
def test_a_learner_is_told_which_convention_was_mixed_up(law, response, sentence):
    assert Distribution(law, NAMES).judge(response).feedback == sentence


def test_the_question_may_say_that_the_second_parameter_is_the_deviation():
    answer = Distribution("N(0, 2)", second="deviation")
    assert answer.judge("N(0, sd=2)").outcome is RIGHT
    assert answer.judge("N(0, variance=4)").outcome is RIGHT
    assert (
        answer.judge("N(0, 4)").feedback
        == "You gave the variance where the standard deviation belongs: N has mean and deviation here."
    )


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: Distribution("3"),
            "The right answer is no law. This is not a law: write one such as N(0, 1)",
        ),
        (lambda: Distribution("N(m, 1)"), "The right answer"),
        (
            lambda: Distribution("N(0, -1)"),
            "The right answer is no law. There is no such law: its variance must be positive.",
        ),
        (
            lambda: Distribution("N(0, 1)", second="both"),
            "The second parameter of N is variance or deviation",
        ),
    ],
)
def test_an_author_is_told_what_is_no_law(make, message):
    with pytest.raises(AnswerError) as caught:
        make()
    assert str(caught.value).startswith(message)


def _gamma(shape, rate):
    return lambda x: rate**shape * x ** (shape - 1) * mpmath.exp(-rate * x) / mpmath.gamma(shape)


@pytest.mark.parametrize(
    ("density", "other", "why"),
    [
        (lambda x: 2 * mpmath.exp(-2 * x), _gamma(1, 2), "exponential is gamma of shape 1"),
        (
            lambda x: x ** (1.5 - 1) * mpmath.exp(-x / 2) / (2**1.5 * mpmath.gamma(1.5)),
            _gamma(1.5, 0.5),
            "chi-squared with 3 degrees of freedom is gamma(3/2, 1/2)",
        ),
        (
            lambda x: (x / 0.5) ** 0 / 0.5 * mpmath.exp(-((x / 0.5) ** 1)),
            _gamma(1, 2),
            "Weibull(1, 1/2) is exponential of rate 2",
        ),
        (
            lambda x: x / 4 * mpmath.exp(-(x**2) / 8),
            lambda x: 2 / (2 * mpmath.sqrt(2)) ** 2 * x * mpmath.exp(-((x / (2 * mpmath.sqrt(2))) ** 2)),
            "Rayleigh(2) is Weibull(2, 2 sqrt(2))",
        ),
        (
            lambda x: 1 / (mpmath.pi * (1 + x**2)),
            lambda x: mpmath.gamma(1) / (mpmath.sqrt(mpmath.pi) * mpmath.gamma(0.5)) * (1 + x**2) ** -1,
            "Cauchy is Student's t with 1 degree of freedom",
        ),
    ],
)
def test_the_laws_taken_for_one_have_the_same_density(density, other, why):
    for x in (0.1, 0.7, 2.3, 5):
        assert mpmath.almosteq(density(mpmath.mpf(x)), other(mpmath.mpf(x)), 1e-12), why
