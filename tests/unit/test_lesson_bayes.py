"""The lesson "Multiply the odds": its simulation, its panels, and what its text says."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lesson_code import load

from tutor.engine import Bars, Curve, Run, Scatter, Table
from tutor.study import catalog

LESSON = catalog.find("bayes")


sim, solution = load(LESSON, "sim"), load(LESSON, "solution")
Clinic = sim.Clinic


def run(steps, seed=0, **values):
    """A run that holds the records 0 to `steps`."""
    made = Run(Clinic, seed, values)
    made.advance(steps + 1)
    return made


def panels(made):
    return {panel.title: panel for panel in made.simulation.view(made.trace)}


def sure(**values):
    return run(0, **values).trace.last("posterior")


def test_one_positive_makes_it_nine_per_cent_and_two_a_half():
    assert sure(positives=1) == pytest.approx(0.09174311926605506, rel=1e-12)
    assert sure(positives=2) == pytest.approx(0.5025125628140704, rel=1e-12)


@pytest.mark.parametrize("values", [{}, {"dependent": 0.5}, {"base_rate": 0.2, "hit_rate": 0.7}])
def test_the_counted_shares_come_near_the_rule(values):
    made = run(599, seed=1, **values)
    for count in range(4):
        reached = made.trace.last("reached")[count]
        share = made.trace.last("reached_sick")[count] / reached
        rule = made.simulation.posterior(made.simulation.base_rate, made.simulation.ratios(count))
        assert share == pytest.approx(rule, abs=4 * np.sqrt(rule * (1 - rule) / reached))


@pytest.mark.parametrize("seed", range(12))
def test_every_seed_gives_the_answers_of_the_predictions(seed):
    for prediction in LESSON.predictions:
        made = run(prediction.steps - 1, seed, **prediction.set)
        assert made.simulation.roughly(made.trace) == prediction.answer


def test_people_who_all_tested_positive_twice_are_the_same_when_the_second_test_repeats():
    reached = run(30, dependent=1.0).trace.last("reached")
    assert (reached[2:] == reached[1]).all()


def test_the_dots_are_the_newest_thousand_people_and_the_legend_counts_them():
    for steps, positives, expected in ((0, 0, 100), (9, 1, 1000), (30, 0, 1000), (30, 1, 1000)):
        made = run(steps, positives=positives)
        dots = panels(made)["the newest 1000 people"].classes
        assert sum(map(len, dots.values())) == expected
    first = run(9, positives=1)
    dots = panels(first)["the newest 1000 people"].classes
    assert len(dots["sick +"]) == first.trace.last("reached_sick")[1]
    assert len(dots["sick +"]) + len(dots["healthy +"]) == first.trace.last("reached")[1]
    assert len(dots["sick +"]) + len(dots["sick -"]) == first.trace.last("reached_sick")[0]


@given(st.integers(0, 30), st.integers(0, 5), st.sampled_from([1e-4, 0.01, 0.5]), st.integers(0, 3))
@settings(max_examples=30)
def test_no_two_dots_share_a_place_and_all_are_in_the_window(steps, positives, base_rate, seed):
    scatter = panels(run(steps, seed, positives=positives, base_rate=base_rate))
    scatter = scatter["the newest 1000 people"]
    points = np.concatenate(list(scatter.classes.values()))
    assert len(np.unique(points, axis=0)) == len(points)
    assert ((points > 0) & (points < [scatter.x_range[1], scatter.y_range[1]])).all()


@pytest.mark.parametrize("positives", range(6))
@pytest.mark.parametrize("dependent", [0.0, 0.5])
def test_the_bars_add_up_to_the_log_odds_of_the_posterior(positives, dependent):
    made = run(0, positives=positives, dependent=dependent)
    bars = dict(panels(made)["log-odds"].values)
    total = bars.pop("sum")
    assert len(bars) == 1 + positives
    assert total == pytest.approx(sum(bars.values()))
    assert made.trace.last("posterior") == pytest.approx(1 / (1 + np.exp(-total)))
    assert made.trace.last("log_odds") == pytest.approx(total)


def test_the_ticks_of_the_thermometer_stand_at_their_probabilities():
    for z, label in sim.THERMOMETER.items():
        assert 1 / (1 + np.exp(-z)) == pytest.approx(float(label.rstrip("%")) / 100, rel=0.02)


def test_before_any_test_the_dots_are_the_sick_and_the_healthy():
    made = run(9)
    dots = panels(made)["the newest 1000 people"].classes
    sick = made.trace.last("reached_sick")[0]
    assert {name: len(points) for name, points in dots.items()} == {
        "sick": sick,
        "healthy": 1000 - sick,
    }


@pytest.mark.parametrize("positives", range(6))
def test_the_curve_ends_at_the_positives_so_far_and_its_axis_does_not_move(positives):
    curve = panels(run(20, positives=positives))["chance of being sick"]
    assert list(curve.series["Bayes"].x) == list(range(positives + 1))
    assert curve.x_range == (0.0, 5.0)


def test_four_panels_show_dots_log_odds_curve_and_count():
    shown = panels(run(20, positives=1))
    assert {title: type(panel) for title, panel in shown.items()} == {
        "the newest 1000 people": Scatter,
        "log-odds": Bars,
        "chance of being sick": Curve,
        "counted and computed": Table,
    }
    assert list(shown["chance of being sick"].series) == ["Bayes", "counted"]
    assert dict(shown["counted and computed"].rows)["Bayes' rule"] == "9.2%"


def test_the_naive_curve_appears_with_dependence_and_is_surer():
    series = panels(run(5, positives=5, dependent=0.5))["chance of being sick"].series
    naive, real = series["as if independent"].y, series["Bayes"].y
    assert naive[:2] == pytest.approx(real[:2])
    assert (naive[2:] > real[2:]).all()


def test_every_extreme_is_safe_and_a_number():
    extremes = product((1e-4, 0.5), (0.5, 1.0), (0.001, 0.5), (0, 5), (0.0, 1.0))
    for base_rate, hit_rate, false_pos, positives, dependent in extremes:
        made = run(
            2,
            base_rate=base_rate,
            hit_rate=hit_rate,
            false_pos=false_pos,
            positives=positives,
            dependent=dependent,
        )
        assert made.stopped is None
        shown = panels(made)
        assert all(np.isfinite(v) for v in shown["log-odds"].values.values())
        assert all(np.isfinite(s.y).all() for s in shown["chance of being sick"].series.values())


def test_a_count_of_nobody_is_said_so():
    made = run(0, base_rate=1e-4, false_pos=0.001, positives=5)
    assert dict(panels(made)["counted and computed"].rows)["counted share"] == "nobody yet"


@pytest.mark.parametrize(
    ("p", "written"),
    [(0.0001, "0.01%"), (0.0917, "9.2%"), (0.5025, "50.2%"), (0.999, "99.9%"), (1.0, "over 99.9%")],
)
def test_a_probability_is_written_with_the_digits_that_matter(p, written):
    assert sim.percent(p) == written


def test_odds_are_written_with_the_smaller_side_one():
    assert sim.odds_in_words(np.log(1 / 99)) == "1 : 99, 1%"
    assert sim.odds_in_words(np.log(3)) == "3 : 1, 75%"


def test_the_learners_function_drives_the_same_screen_bit_for_bit():
    driven = type("Driven", (Clinic,), {"posterior": staticmethod(solution.posterior)})
    made = Run(driven, 0, {"positives": 3})
    made.advance(21)
    assert made.digest() == run(20, positives=3).digest()


def test_a_wrong_function_of_the_learners_would_be_seen_on_the_screen():
    driven = type("Driven", (Clinic,), {"posterior": staticmethod(lambda prior, ratios: prior)})
    made = Run(driven, 0, {"positives": 3})
    made.advance(1)
    curve = panels(made)["chance of being sick"]
    assert (curve.series["Bayes"].y == 0.01).all()


def test_a_rewind_and_a_second_run_give_the_same_digest():
    first, second = run(25), run(25)
    first.seek(7)
    first.advance(19)
    assert first.digest() == second.digest()


def test_what_the_text_says_about_counts_and_dependence_is_so():
    assert (1000 * 0.01, 1000 * 0.01 * 0.9, round(990 * 0.09)) == (10, 9, 89)
    ratios = run(0, dependent=0.5).simulation.ratios(2)
    assert 0.5 + 0.5 * 0.9 == 0.95
    assert 0.5 + 0.5 * 0.09 == 0.545
    assert round(ratios[1], 1) == 1.7
    assert round(500 * np.log(10)) == 1151
