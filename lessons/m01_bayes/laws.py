"""Properties that any right answer has. A law names the function it is about, and gets it."""

from fractions import Fraction
from math import prod

import numpy as np


def without_evidence_the_prior_stays(posterior, rng):
    prior = float(rng.uniform(0.01, 0.99))
    assert np.isclose(posterior(prior, []), prior), "no evidence should leave the prior as it is"


def a_ratio_of_one_changes_nothing(posterior, rng):
    prior, ratios = evidence(rng)
    assert np.isclose(posterior(prior, [*ratios, 1.0]), posterior(prior, ratios)), (
        "evidence that is as likely either way should change nothing"
    )


def the_order_does_not_matter(posterior, rng):
    prior, ratios = evidence(rng)
    assert np.isclose(posterior(prior, ratios[::-1]), posterior(prior, ratios)), (
        "the same evidence in another order should end at the same belief"
    )


def one_after_the_other_is_all_at_once(posterior, rng):
    prior, ratios = evidence(rng)
    later = posterior(posterior(prior, ratios[:2]), ratios[2:])
    assert np.isclose(later, posterior(prior, ratios)), (
        "today's posterior, taken as tomorrow's prior, should lead to the same belief"
    )


def the_odds_are_multiplied(posterior, rng):
    prior, ratios = evidence(rng)
    after = posterior(prior, ratios)
    assert 0.0 < after < 1.0, f"a probability lies between 0 and 1, not at {after}"
    wanted = prior / (1.0 - prior) * np.prod(ratios)
    assert np.isclose(after / (1.0 - after), wanted), (
        "the odds after should be the odds before times every ratio"
    )


def overwhelming_evidence_does_not_overflow(posterior, rng):
    prior = 10.0 ** -rng.uniform(6.0, 12.0)
    assert np.isclose(posterior(prior, [1e10] * 40), 1.0), "forty ratios of 1e10 make it certain"
    assert abs(posterior(1.0 - prior, [1e-10] * 40)) < 1e-30, "forty of 1e-10 rule it out"


def by_fractions(prior, likelihood_ratios):
    """Return the posterior by exact arithmetic, rounded once at the end."""
    share = Fraction(float(prior))
    odds = share / (1 - share) * prod(Fraction(float(ratio)) for ratio in likelihood_ratios)
    return float(odds / (1 + odds))


def evidence(rng):
    """Draw a prior and a few ratios on both sides of 1."""
    ratios = np.exp(rng.normal(size=rng.integers(2, 6))).tolist()
    return float(rng.uniform(0.05, 0.95)), ratios
