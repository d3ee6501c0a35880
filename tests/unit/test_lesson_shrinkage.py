"""The lesson "Twelve houses, six weights": its simulation, its panels, the numbers in its text."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lesson_code import load
from numpy.testing import assert_allclose
from sklearn.linear_model import ElasticNet, Lasso, Ridge

from tutor.engine import Bars, Curve, Field, Run
from tutor.ml import ames, penalties
from tutor.study import catalog

LESSON = catalog.find("shrinkage")


sim, solution = load(LESSON, "sim"), load(LESSON, "solution")
Shrinkage = sim.Shrinkage


def run(steps, seed=0, **values):
    """A run that holds the records 0 to `steps`."""
    made = Run(Shrinkage, seed, values)
    made.advance(steps + 1)
    return made


def panels(made):
    return {panel.title: panel for panel in made.simulation.view(made.trace)}


def scikit_learns(penalty, alpha, n):
    return {
        "L2": Ridge(alpha=n * alpha, fit_intercept=False),
        "L1": Lasso(alpha=alpha, fit_intercept=False, tol=1e-10, max_iter=100_000),
        "both": ElasticNet(
            alpha=alpha, l1_ratio=0.5, fit_intercept=False, tol=1e-10, max_iter=100_000
        ),
    }[penalty]


@pytest.mark.parametrize("penalty", ["L2", "L1", "both"])
def test_every_point_of_the_path_is_scikit_learns(penalty):
    made = run(30, alpha=1.0, penalty=penalty)
    X, y, *_ = made.simulation.data()
    for alpha, effects in list(zip(made.trace["alpha"], made.trace["effects"], strict=True))[::10]:
        wanted = scikit_learns(penalty, alpha, 12).fit(X, y).coef_
        assert_allclose(effects, wanted, atol=1e-4)


def test_the_penalty_falls_a_tenth_of_a_decade_a_step_and_stops_at_the_least():
    alpha = run(70).trace["alpha"]
    assert_allclose(alpha[:61], np.logspace(2, -4, 61))
    assert (alpha >= 1e-4).all()
    assert_allclose(alpha[60:], 1e-4)


def test_twelve_houses_are_learned_from_and_all_others_are_judged():
    X, y, X_other, y_other = Shrinkage().data()
    assert (X.shape, X_other.shape) == ((12, 6), (ames.N_HOUSES - 12, 6))
    assert_allclose(X.mean(axis=0), 0.0, atol=1e-12)
    assert_allclose(X.std(axis=0), 1.0)
    assert y.mean() == pytest.approx(0.0, abs=1e-12)
    assert len(y_other) == len(X_other)


def test_another_seed_draws_other_houses():
    assert set(Shrinkage(0).rows) != set(Shrinkage(1).rows)


def test_the_miss_on_these_houses_only_falls_and_on_the_others_turns():
    made = run(60)
    assert (np.diff(made.trace["learned"]) < 0).all()
    assert made.simulation.turn(made.trace) == "turns"


def test_the_turn_is_no_accident_of_one_seed():
    paths = [run(60, seed=seed).trace["others"] for seed in range(12)]
    gains = [1 - others.min() / others[-1] for others in paths]
    assert np.median(gains) > 0.2
    assert sum(gain > 0.05 for gain in gains) >= 10  # now and then twelve houses are lucky


@given(
    st.sampled_from(["L2", "L1", "both"]),
    st.sampled_from([0.05, 0.3, 1.0]),
    st.sampled_from([0.0, 0.57, 0.9]),
    st.sampled_from([0.3, 1.0, 3.0]),
)
@settings(max_examples=25, deadline=None)
def test_no_pair_on_the_ball_costs_less_than_the_dot(penalty, alpha, rho, unit):
    made = run(0, penalty=penalty, alpha=alpha, rho=rho, unit=unit)
    field = panels(made)["the cost of these houses"]
    (rim,) = field.paths.values()
    X, y, *_ = made.simulation.data()
    effects = made.trace.last("effects")
    here = sim.cost(X * made.simulation.units(), y, effects, *effects[:2])
    there = sim.cost(X * made.simulation.units(), y, effects, *rim.T)
    assert there.min() >= here - 1e-6
    assert field.levels[0] == here


def test_the_ball_is_a_circle_a_diamond_or_stretched_by_the_unit():
    def rim(**values):
        (points,) = panels(run(0, alpha=0.1, **values))["the cost of these houses"].paths.values()
        return points

    circle, diamond = rim(), rim(penalty="L1")
    assert np.ptp(np.linalg.norm(circle, axis=1)) == pytest.approx(0.0, abs=1e-9)
    assert np.ptp(np.abs(diamond).sum(axis=1)) == pytest.approx(0.0, abs=1e-9)
    stretched = np.ptp(rim(unit=0.1), axis=0)
    assert stretched[0] / stretched[1] == pytest.approx(10.0, rel=0.01)


def test_the_slice_is_the_cost_with_the_other_effects_held():
    made = run(20)
    X, y, *_ = made.simulation.data()
    effects = made.trace.last("effects")
    moved = np.concatenate([[0.3, -0.2], effects[2:]])
    wanted = np.mean((X @ moved - y) ** 2)
    assert sim.cost(X, y, effects, 0.3, -0.2) == pytest.approx(wanted)


def test_four_panels_and_the_last_depends_on_the_penalty():
    squares, sizes = panels(run(10)), panels(run(10, penalty="L1"))
    kinds = [type(panel) for panel in squares.values()]
    assert kinds == [Field, Curve, Curve, Bars]
    assert list(squares)[-1] == "kept of each direction"
    assert list(sizes)[-1] == "pull at each weight"


def test_the_shares_kept_are_the_ratio_of_ridge_to_least_squares():
    made = run(20)
    X, y, *_ = made.simulation.data()
    directions = np.linalg.svd(X, full_matrices=False)[2]
    free = directions @ np.linalg.lstsq(X, y)[0]
    kept = directions @ made.trace.last("effects") / free
    bars = panels(made)["kept of each direction"]
    assert_allclose(list(bars.values.values()), kept, rtol=1e-6)


def test_a_weight_at_zero_is_pulled_by_less_than_alpha_and_the_rest_by_alpha():
    made = run(8, alpha=1.0, penalty="L1")
    bars = panels(made)["pull at each weight"]
    alpha = made.trace.last("alpha")
    assert set(bars.notes) == {"built", "rooms"}
    for name, pull in bars.values.items():
        assert (pull < alpha - 1e-3) if name in bars.notes else pull == pytest.approx(alpha)


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({}, "halves"),
        ({"penalty": "L1", "alpha": 1.0}, "one"),
        ({"penalty": "both", "alpha": 1.0}, "halves"),
    ],
)
def test_twins_share_under_squares_and_do_not_under_sizes(values, word):
    made = run(20, rho=1.0, **values)
    assert made.simulation.twins(made.trace) == word


def test_a_unit_changes_the_ball_and_not_the_bowl():
    fields = [panels(run(0, alpha=1e-4, unit=unit))["the cost of these houses"] for unit in (1, 10)]
    assert fields[0].x_range == pytest.approx(fields[1].x_range)
    free = [run(60, unit=unit).trace.last("learned") for unit in (1, 0.1)]
    assert free[0] == pytest.approx(free[1], rel=1e-3)


@pytest.mark.parametrize("penalty", ["L2", "L1", "both"])
@pytest.mark.parametrize("alpha", [1e-4, 1e3])
@pytest.mark.parametrize(("rho", "unit", "houses"), [(1.0, 0.01, 8), (0.99, 100.0, 8), (0, 1, 200)])
def test_every_corner_of_the_parameters_is_safe(penalty, alpha, rho, unit, houses):
    made = run(5, penalty=penalty, alpha=alpha, rho=rho, unit=unit, houses=houses)
    assert made.stopped is None
    field = panels(made)["the cost of these houses"]
    assert np.isfinite(field.values).all()
    assert all(np.isfinite(rim).all() for rim in field.paths.values())


def test_the_learners_functions_drive_the_same_screen_bit_for_bit():
    methods = {
        "ridge": staticmethod(solution.ridge),
        "shrink": staticmethod(solution.soft_threshold),
    }
    driven = type("Driven", (Shrinkage,), methods)
    for values in ({}, {"penalty": "L1", "alpha": 1.0}, {"penalty": "both", "alpha": 1.0}):
        made = Run(driven, 0, values)
        made.advance(21)
        assert (made.trace["effects"] == run(20, **values).trace["effects"]).all()


def test_a_prior_as_wide_as_the_noise_is_ridge_with_their_ratio():
    quiz = next(item for item in LESSON.quiz if item.id == "a-prior")
    rng = np.random.default_rng(0)
    X, noise, prior = rng.normal(size=(30, 2)), 9.0, 2.25
    y = X @ rng.normal(size=2) + 3 * rng.normal(size=30)
    posterior_mean = np.linalg.solve(X.T @ X / noise + np.eye(2) / prior, X.T @ y / noise)
    assert_allclose(solution.ridge(X, y, quiz.answer), posterior_mean)


def test_the_penalty_that_the_sentence_on_units_is_about():
    per_metre, per_millimetre = np.array([1.0]), np.array([1e-3])
    ratio = penalties.penalty(per_metre, 0, 1) / penalties.penalty(per_millimetre, 0, 1)
    assert ratio == pytest.approx(1e6)
