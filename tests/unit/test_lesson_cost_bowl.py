"""The lesson "The bowl in the table": its simulation, its panels, and the numbers in its text."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lesson_code import load
from numpy.testing import assert_allclose
from sklearn.linear_model import LinearRegression

from tutor.engine import Curve, Field, Run, Scatter, Table
from tutor.ml import ames, linear, residual_losses
from tutor.ml.standardizing import centred, standardized
from tutor.study import catalog

LESSON = catalog.find("cost-bowl")


sim, solution = load(LESSON, "sim"), load(LESSON, "solution")
CostBowl = sim.CostBowl
TABLE = ames.columns(["area", "Overall.Qual"])


def run(steps, **values):
    """A run that holds the records 0 to `steps`."""
    made = Run(CostBowl, 0, values)
    made.advance(steps + 1)
    return made


def panels(made):
    return {panel.title: panel for panel in made.simulation.view(made.trace)}


def told(made):
    return dict(panels(made)["the bowl"].rows)


def test_the_default_columns_are_the_tables_own_to_two_digits():
    assert_allclose(sim.columns(True, 0.57), standardized(TABLE), atol=0.006)
    assert np.corrcoef(TABLE.T)[0, 1] == pytest.approx(0.57, abs=0.005)


@pytest.mark.parametrize("rho", [0.0, 0.57, 0.999])
def test_the_columns_correlate_as_asked_in_either_unit(rho):
    for scaled in (True, False):
        assert np.corrcoef(sim.columns(scaled, rho).T)[0, 1] == pytest.approx(rho, abs=1e-9)


def test_in_their_own_units_the_columns_are_square_feet_and_marks():
    assert_allclose(sim.columns(False, 0.57).std(axis=0), TABLE.std(axis=0))
    assert_allclose(TABLE.std(axis=0), [505.4, 1.41], atol=0.05)


def test_descent_ends_where_scikit_learn_begins():
    X = standardized(TABLE)
    model = LinearRegression().fit(X, ames.prices() / sim.UNIT)
    made = run(300)
    assert_allclose(made.trace.last("w"), model.coef_, atol=1e-3)
    assert made.trace.last("r2") == pytest.approx(model.score(X, ames.prices() / sim.UNIT))


@given(st.floats(0.01, 1.0), st.sampled_from([0.0, 0.57, 0.9, 0.999]))
@settings(max_examples=20, deadline=None)
def test_descent_settles_below_the_edge_and_explodes_above_it(share, rho):
    edge = 1 / (1 + rho)
    below = run(40, lr=share * edge * 0.99, rho=rho)
    assert (np.diff(below.trace["loss"]) <= 1e-15).all()
    if 1.1 * edge <= 1.0:
        assert run(200, lr=1.1 * edge, rho=rho).trace["loss"][-1] > 1.0


def test_the_averages_left_in_make_the_condition_51_million():
    with_averages = np.column_stack([np.ones(len(TABLE)), TABLE])
    assert linear.condition_number(with_averages) == pytest.approx(51e6, rel=0.01)
    assert linear.condition_number(centred(TABLE)) == pytest.approx(190_000, rel=0.01)


def test_a_run_past_the_edge_stops_and_names_edge_and_factor():
    made = run(60, scaled=False)
    assert made.stopped.step == 33
    assert "past the edge 3.91e-06" in made.stopped.reason
    assert "by -5.11e+04" in made.stopped.reason


def test_the_panels_of_the_last_finite_step_are_drawn_from_finite_numbers():
    shown = panels(run(60, scaled=False))
    assert np.isfinite(shown["the cost from above"].path).all()
    assert np.isfinite(shown["sold for, against predicted"].classes["houses"]).all()


def test_four_panels_show_houses_bowl_cost_and_numbers():
    made = run(20)
    kinds = {title: type(panel) for title, panel in panels(made).items()}
    assert kinds == {
        "sold for, against predicted": Scatter,
        "the cost from above": Field,
        "cost": Curve,
        "the bowl": Table,
    }


@pytest.mark.parametrize("kind", residual_losses.KINDS)
@pytest.mark.parametrize(("scaled", "n_mistyped"), [(True, 0), (False, 10)])
def test_the_landscape_holds_the_cost_at_each_point_of_its_window(kind, scaled, n_mistyped):
    heights, *ranges = sim.landscape(kind, scaled, 0.57, n_mistyped)
    X, y = sim.columns(scaled, 0.57), sim.prices(n_mistyped)
    w0, w1 = (np.linspace(*ends, len(heights)) for ends in ranges)
    for row, column in ((0, 0), (5, 30), (len(w1) - 1, 20)):
        wanted = residual_losses.mean_cost(kind, X, y, np.array([w0[column], w1[row]]))
        assert heights[row, column] == pytest.approx(wanted)


def test_start_and_bottom_lie_inside_a_window_with_one_scale():
    for rho, n_mistyped in ((0.0, 0), (0.57, 10), (0.999, 0)):
        _, first, second = sim.landscape("squared", True, rho, n_mistyped)
        bottom = linear.least_squares(sim.columns(True, rho), sim.prices(n_mistyped))
        for (low, high), place in zip((first, second), bottom, strict=True):
            assert low < 0 < high
            assert low < place < high
        assert first[1] - first[0] == pytest.approx(second[1] - second[0])


def test_a_mistyped_price_has_one_zero_too_many():
    wrong = sim.mistyped()[:3]
    true = ames.prices()[wrong]
    typed = sim.prices(3)[wrong] * sim.UNIT + ames.prices().mean()
    assert_allclose(typed, 10 * true)
    assert (true < 200_000).all()
    assert (sim.prices(0) == sim.prices(3)).sum() == ames.N_HOUSES - 3


def test_typing_errors_can_be_turned_on_in_the_middle_of_a_run():
    made = run(50)
    made.edit("outliers", 10)
    made.advance(200)
    assert_allclose(made.trace.last("w"), run(300, outliers=10).trace.last("w"), atol=1e-6)
    assert (made.trace["best"][50] != made.trace["best"][-1]).any()


def test_absolute_misses_hardly_notice_ten_typing_errors():
    moved = {
        kind: run(600, loss=kind, outliers=10).trace.last("w")[0]
        / run(600, loss=kind).trace.last("w")[0]
        for kind in residual_losses.KINDS
    }
    assert moved["squared"] > 1.9
    assert moved["absolute"] < 1.1 > moved["huber"]


def test_under_absolute_misses_the_dot_never_quite_rests():
    path = run(2000, loss="absolute").trace["w"]
    assert (path[-1] != path[-2]).any()
    assert np.abs(path[-1] - path[-2]).max() < 0.01


def test_a_cost_without_curvature_has_no_edge():
    rows = told(run(3, loss="absolute"))
    assert (rows["condition λ₁/λ₂"], rows["edge 2/λ₁"]) == ("no curvature", "none")


@pytest.mark.parametrize("loss", residual_losses.KINDS)
@pytest.mark.parametrize("lr", [1e-9, 0.1, 1.0])
@pytest.mark.parametrize(("scaled", "rho"), [(True, 0.0), (True, 0.999), (False, 0.57)])
def test_every_corner_of_the_parameters_is_safe(loss, lr, scaled, rho):
    made = run(80, loss=loss, lr=lr, scaled=scaled, rho=rho, outliers=10)
    assert made.stopped is None or "past the edge" in made.stopped.reason
    for panel in made.simulation.view(made.trace):
        if isinstance(panel, Field):
            assert np.isfinite(panel.values).all()


def test_the_learners_functions_drive_the_same_screen_bit_for_bit():
    methods = {
        "gradient": staticmethod(solution.mse_gradient),
        "bottom": staticmethod(solution.least_squares),
    }
    made = Run(type("Driven", (CostBowl,), methods), 0, {"outliers": 2})
    made.advance(61)
    wanted = run(60, outliers=2)
    assert (made.trace["w"] == wanted.trace["w"]).all()
    assert (made.trace["best"] == wanted.trace["best"]).all()


def test_the_quiz_numbers_follow():
    edge = next(item for item in LESSON.quiz if item.id == "edge-from-the-columns")
    X = np.diag([2.0, 1.0]) * np.sqrt(2)  # X^T X / n has the eigenvalues 4 and 1
    assert edge.answer == pytest.approx(2 / linear.curvatures(X)[0])
