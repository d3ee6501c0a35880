"""The birthday world: its draws, Bayes' rule written out, and what Good-Turing promises."""

import numpy as np
import pytest

from tutor.ml import birthdays, good_turing


def world(rare=0.3, seed=0):
    return birthdays.draw_world(rare, np.random.default_rng(seed))


def test_sources_are_right_as_often_as_they_say():
    made = world()
    right = made.said == made.birthdays[made.who]
    for low, high in ((0.4, 0.6), (0.6, 0.8), (0.8, 1.0)):
        some = (low <= made.reliability) & (made.reliability < high)
        # a wrong source hits the date by luck once in 365 times
        assert right[some].mean() == pytest.approx(made.reliability[some].mean(), abs=0.05)


@pytest.mark.parametrize("rare", [0.0, 0.3, 0.9])
def test_questions_and_sentences_are_about_obscure_people_as_often_as_rare_says(rare):
    made = world(rare)
    asked = birthdays.draw_people(rare, 3000, np.random.default_rng(1))
    for people in (made.who, asked):
        assert np.mean(people >= birthdays.KNOWN) == pytest.approx(rare, abs=0.03)
    assert birthdays.times_read(made).sum() == birthdays.MENTIONS


@pytest.mark.parametrize("rare", [0.0, 0.3, 0.6, 0.9])
def test_never_read_is_what_questions_meet(rare):
    made = world(rare)
    asked = birthdays.draw_people(rare, 20_000, np.random.default_rng(2))
    met = np.mean(birthdays.times_read(made)[asked] == 0)
    assert met == pytest.approx(birthdays.never_read(made), abs=4 * np.sqrt(0.25 / 20_000))


def test_good_turing_is_right_on_average_to_a_tenth_of_a_per_cent():
    gaps = []
    for seed in range(60):
        made = world(0.3, seed)
        estimate = good_turing.missing_mass(birthdays.times_read(made))
        gaps.append(estimate - birthdays.never_read(made))
    assert np.std(gaps) < 0.02
    # four standard errors; the bias is that of one draw in 3000
    assert abs(np.mean(gaps)) < 4 * np.std(gaps) / np.sqrt(60) + 1 / birthdays.MENTIONS


def test_good_turing_is_exactly_the_missing_mass_of_one_draw_less_in_expectation():
    # all samples of 4 from three kinds, each weighted by its probability
    p, n = np.array([0.5, 0.3, 0.2]), 4
    expected, missing = 0.0, 0.0
    for sample in np.ndindex(*[3] * n):
        weight = p[list(sample)].prod()
        expected += weight * good_turing.missing_mass(np.bincount(sample, minlength=3))
    for sample in np.ndindex(*[3] * (n - 1)):
        counts = np.bincount(sample, minlength=3)
        missing += p[list(sample)].prod() * p[counts == 0].sum()
    assert expected == pytest.approx(missing, abs=1e-12)


@pytest.mark.parametrize(("counts", "mass"), [([1, 1, 2, 4], 0.25), ([5], 0.0), ([0, 0], 1.0)])
def test_missing_mass_by_hand(counts, mass):
    assert good_turing.missing_mass(np.array(counts)) == mass


def by_bayes(made, person):
    """Multiply prior and likelihoods of all dates, mention by mention."""
    p = np.bincount(made.said, minlength=birthdays.DAYS) + 1.0
    p /= p.sum()
    for mention in np.flatnonzero(made.who == person):
        r = made.reliability[mention]
        likelihood = np.full(birthdays.DAYS, (1 - r) / birthdays.DAYS)
        likelihood[made.said[mention]] += r
        p = p * likelihood
        p /= p.sum()
    return p


def test_beliefs_are_bayes_rule_written_out():
    made = world()
    read = birthdays.times_read(made)
    people = np.array(
        [read.argmax(), *np.flatnonzero(read == 1)[:3], *np.flatnonzero(read == 0)[:1]]
    )
    log_p = birthdays.beliefs(made, people)
    for row, person in zip(log_p, people, strict=True):
        p = np.exp(row - row.max())
        np.testing.assert_allclose(p / p.sum(), by_bayes(made, person), rtol=1e-9, atol=1e-15)


def test_answers_are_drawn_with_the_probability_that_they_state():
    log_p = np.log(np.array([0.2, 0.5, 0.3]))
    padded = np.full(birthdays.DAYS, -1000.0)
    padded[:3] = log_p
    u = (np.arange(1000) + 0.5) / 1000
    days, stated = birthdays.answers(np.tile(padded, (1000, 1)), u, 1.0)
    assert np.bincount(days).tolist() == [200, 500, 300]
    np.testing.assert_allclose(stated, np.array([0.2, 0.5, 0.3])[days])


def test_the_cold_take_the_likeliest():
    made = world()
    log_p = birthdays.beliefs(made, np.arange(50))
    days, stated = birthdays.answers(log_p, np.full(50, 0.5), 1e-4)
    assert (days == log_p.argmax(axis=1)).all()
    assert stated.min() > 0.4  # two dates may tie


def test_at_temperature_1_the_model_is_calibrated_and_cold_it_is_not():
    made, rng = world(), np.random.default_rng(3)
    people = birthdays.draw_people(0.3, 6000, rng)
    log_p, truth = birthdays.beliefs(made, people), made.birthdays[people]
    u = rng.random(6000)
    gaps = {}
    for temperature in (0.05, 1.0):
        days, stated = birthdays.answers(log_p, u, temperature)
        gaps[temperature] = abs(stated.mean() - (days == truth).mean())
    assert gaps[1.0] < 0.015 < 0.08 < gaps[0.05]
