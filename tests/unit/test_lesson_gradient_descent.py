"""The lesson "Roll downhill": its simulation, its panels, and each number in its text."""

import re
import timeit
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lesson_code import load

from tutor.engine import Bars, Curve, Field, Run, Table
from tutor.ml import quadratic
from tutor.study import catalog
from tutor.study.prose import Anchor, Prose, read

LESSON = catalog.find("gradient-descent")


sim, solution = load(LESSON, "sim"), load(LESSON, "solution")
Descent = sim.Descent


def run(steps, **values):
    """A run that holds the records 0 to `steps`."""
    made = Run(Descent, 0, values)
    made.advance(steps + 1)
    return made


def loss(step, **values):
    return run(step, **values).trace["loss"][step]


def panels(made):
    return {panel.title: panel for panel in made.simulation.view(made.trace)}


def forecast(made):
    return dict(panels(made)["the edge"].rows)["what happens"]


@pytest.mark.parametrize(
    ("lr", "printed"),
    [(0.18, "2.2e-09"), (0.19, "1.3e-04"), (0.2, "5.0e+00"), (0.201, "1.4e+01"), (0.21, "6.9e+04")],
)
def test_the_loss_after_50_steps_is_what_the_course_says(lr, printed):
    assert f"{loss(50, lr=lr):.1e}" == printed


def test_the_loss_just_past_the_edge_is_13_and_a_half():
    assert loss(50, lr=0.201) == pytest.approx(13.5, abs=0.05)


def test_at_45_degrees_the_start_is_the_corner_exactly():
    assert Descent().w.tolist() == [1.0, 1.0]
    assert loss(0) == 5.5


@given(st.floats(0.0, 360.0))
def test_every_start_lies_on_the_rim_of_the_square_at_its_angle(angle):
    w = sim.start(angle)
    assert np.abs(w).max() == 1.0
    assert np.cos(np.radians(angle) - np.arctan2(w[1], w[0])) == pytest.approx(1.0, abs=1e-12)


@given(st.floats(0.0, 0.5), st.floats(1.0, 100.0), st.floats(0.0, 360.0))
@settings(max_examples=30)
def test_without_momentum_the_path_is_plain_descent_bit_for_bit(lr, k, angle):
    path = run(20, lr=lr, k=k, angle=angle).trace["w"]
    curvatures = np.array([1.0, k])
    for before, after in pairwise(path):
        assert (after == before - lr * (curvatures * before)).all()


@given(st.floats(0.0, 0.5), st.floats(1.0, 100.0), st.floats(0.0, 0.99))
@settings(max_examples=30)
def test_with_momentum_the_path_is_the_heavy_balls(lr, k, momentum):
    w, velocity, curvatures = np.array([1.0, 1.0]), np.zeros(2), np.array([1.0, k])
    path = run(30, lr=lr, k=k, momentum=momentum).trace["w"]
    for place in path:
        np.testing.assert_allclose(place, w, rtol=1e-9, atol=1e-9 * np.abs(path).max())
        velocity = momentum * velocity - lr * curvatures * w
        w = w + velocity


def test_the_records_of_the_past_do_not_change():
    made = run(5, momentum=0.5)
    early = made.trace["w"].copy()
    made.advance(20)
    assert (made.trace["w"][:6] == early).all()


@given(st.integers(0, 50), st.sampled_from([1, 5, 10, 40, 100]), st.sampled_from([0.0, 0.5, 0.9]))
@settings(max_examples=40, deadline=None)
def test_the_forecast_from_the_factors_is_what_the_run_does(hundredths, k, momentum):
    made = run(400, lr=hundredths / 100, k=k, momentum=momentum)
    fate = "explodes" if made.stopped else made.simulation.fate(made.trace)
    assert forecast(made) == fate


def test_a_run_past_the_edge_stops_and_names_both_numbers():
    made = run(600, lr=0.3)
    assert made.stopped.reason == (
        "lr = 0.3 is past the edge 0.2: each step multiplied w1 by -2 until the loss was too large "
        "to write down. Go back, or set lr below 0.2."
    )


def test_ten_thousand_steps_of_the_defaults_stay_finite():
    assert run(10_000).stopped is None


def test_a_rewind_and_a_second_run_give_the_same_digest():
    first, second = run(60, lr=0.19, momentum=0.3), run(60, lr=0.19, momentum=0.3)
    assert first.digest() == second.digest()
    first.seek(10)
    first.advance(51)
    assert first.digest() == second.digest()


def test_four_panels_show_bowl_loss_factors_and_edge():
    made = run(37, lr=0.05)
    shown = panels(made)
    kinds = {title: type(panel) for title, panel in shown.items()}
    assert kinds == {"the bowl": Field, "loss": Curve, "factor per step": Bars, "the edge": Table}
    assert (shown["loss"].series["loss"] == made.trace["loss"]).all()
    assert shown["loss"].log
    assert (shown["the bowl"].path == made.trace["w"]).all()
    assert dict(shown["factor per step"].values) == {"w0": 0.95, "w1": 0.5}
    assert dict(shown["the edge"].rows)["edge 2/λ₁"] == 0.2


def test_the_bowl_holds_the_height_at_each_point_of_its_window():
    field = panels(run(0))["the bowl"]
    x = np.linspace(*field.x_range, field.values.shape[1])
    y = np.linspace(*field.y_range, field.values.shape[0])
    for row, column in ((0, 0), (5, 40), (63, 20)):
        height = quadratic.value(np.array([1.0, 10.0]), np.array([x[column], y[row]]))
        assert field.values[row, column] == pytest.approx(height)


def test_the_window_shows_the_start_and_every_overshoot_of_a_run_that_settles():
    for lr in (0.05, 0.19, 0.2):
        assert np.abs(run(60, lr=lr).trace["w"]).max() <= sim.WINDOW[1]


@pytest.mark.parametrize(
    ("values", "notes"),
    [
        ({"lr": 0.05}, ("shrinks 5%", "shrinks 50%")),
        ({"lr": 0.1}, ("shrinks 10%", "lands on 0")),
        ({"lr": 0.19}, ("shrinks 19%", "flips, shrinks 10%")),
        ({"lr": 0.2}, ("shrinks 20%", "flips, same size")),
        ({"lr": 0.21}, ("shrinks 21%", "flips, grows 10%")),
        ({"lr": 0.5, "k": 100}, ("shrinks 50%", "flips, grows 49-fold")),
        ({"lr": 0.0}, ("same size", "same size")),
        ({"lr": 0.21, "momentum": 0.9}, ("turns, shrinks 5.1%", "turns, shrinks 5.1%")),
    ],
)
def test_a_factor_is_told_in_words(values, notes):
    bars = panels(run(0, **values))["factor per step"]
    assert tuple(bars.notes.values()) == notes


def test_a_frame_takes_a_few_milliseconds_at_most():
    made = run(1000)
    assert min(timeit.repeat(lambda: list(made.simulation.view(made.trace)), number=1)) < 0.02


def test_the_learners_step_drives_the_same_screen_bit_for_bit():
    driven = type("Driven", (Descent,), {"update": staticmethod(solution.gradient_step)})
    made = Run(driven, 0, {"lr": 0.19, "momentum": 0.3})
    made.advance(61)
    wanted = run(60, lr=0.19, momentum=0.3)
    assert (made.trace["w"] == wanted.trace["w"]).all()


def test_the_numbers_of_the_quiz_follow_from_the_formulas():
    quiz = {item.id: item for item in LESSON.quiz}
    assert quiz["edge"].answer == quadratic.largest_stable_step(np.array([1.0, 4.0, 25.0]))
    best = quadratic.best_plain(np.array([1.0, 9.0]))
    assert (quiz["best-step"].answer, best.lr) == (best.rate, 0.2)
    assert [item.kind for item in quiz.values()] == ["number", "number", "choice", "choice"]


def test_what_the_text_says_about_the_runs_is_measured():
    assert round(loss(50, lr=0.05), 3) == 0.003
    assert 1e6 < loss(50, lr=0.05) / loss(50, lr=0.18) < 2e6
    assert round(loss(50, lr=0.19) / loss(50, lr=0.18), -4) == 60_000
    for lr, factor in ((0.05, 0.5), (0.18, -0.8), (0.19, -0.9), (0.21, -1.1)):
        path = run(1, lr=lr).trace["w"]
        assert path[1, 1] / path[0, 1] == pytest.approx(factor)


def test_what_the_text_says_about_the_edge_and_the_best_step_is_measured():
    assert quadratic.largest_stable_step(np.array([1.0, 40.0])) == 0.05
    assert round(quadratic.best_plain(np.array([1.0, 10.0])).rate, 2) == 0.82
    assert round(quadratic.best_plain(np.array([1.0, 100.0])).rate, 2) == 0.98
    lucky = run(60, lr=0.3, angle=0)
    assert (forecast(lucky), lucky.simulation.fate(lucky.trace)) == ("settles", "settles")


def test_what_the_text_says_about_momentum_is_measured():
    fates = {}
    for lr in (0.21, 0.37, 0.38, 0.39):
        made = run(300, lr=lr, momentum=0.9)
        fates[lr] = made.simulation.fate(made.trace)
    assert fates == {0.21: "settles", 0.37: "settles", 0.38: "bounces", 0.39: "explodes"}
    assert f"{loss(200, k=100, lr=0.019):.0e}" == "2e-04"
    assert f"{loss(200, k=100, lr=0.03, momentum=0.65):.0e}" == "3e-21"


def test_every_number_of_the_table_in_the_text_is_the_simulations():
    text = LESSON.prose_path.read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([\d.]+) \| −([\d.]+) \| (.+) \|$", text, re.MULTILINE)
    assert len(rows) == 5
    for lr, factor, printed in rows:
        assert 1 - 10 * float(lr) == pytest.approx(-float(factor))
        assert loss(50, lr=float(lr)) == pytest.approx(float(printed.replace(" ", "")), rel=0.03)


def test_the_second_prediction_comes_in_a_later_scene_than_the_first():
    where = {a: n for n, scene in enumerate(read(LESSON)) for a in scene.anchors}
    first = where[Anchor("predict", "just-past-the-edge")]
    assert 0 == first < where[Anchor("predict", "on-the-edge")]


def test_no_text_before_the_second_prediction_gives_its_answer_away():
    scenes = read(LESSON)
    end = next(n for n, s in enumerate(scenes) if Anchor("predict", "on-the-edge") in s.anchors)
    before = " ".join(
        b.markdown for s in scenes[: end + 1] for b in s.blocks if isinstance(b, Prose)
    )
    assert "bounce" not in before
    assert "0.2 " not in before
