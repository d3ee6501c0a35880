"""The lesson "Why is it missing?": its simulation, its panels, and the numbers in its text."""

from itertools import product

import numpy as np
import pytest
from lesson_code import load

from tutor.engine import Bars, Curve, Run, Scatter, Table
from tutor.engine.dress import panels as dressed
from tutor.ml import penguins, repairs
from tutor.study import catalog
from tutor.study.prose import Anchor, Prose, read

LESSON = catalog.find("dirty-data")


sim, solution = load(LESSON, "sim"), load(LESSON, "solution")
DirtyData = sim.DirtyData
BIRDS = penguins.measured()


def run(repeats=60, kind=DirtyData, seed=0, **values):
    made = Run(kind, seed, values)
    made.advance(repeats)
    return made


def average(name, **values):
    return run(**values).trace.last(f"average {name}")


def panels(made):
    return {panel.title: panel for panel in made.simulation.view(made.trace)}


def points(made):
    return next(iter(panels(made).values())).classes


def test_with_nothing_lost_every_repair_reports_the_truth():
    truth = repairs.estimates(BIRDS.flipper_mm, BIRDS.mass_g)
    for repair in DirtyData.repair.options:
        made = run(1, missing=0.0, repair=repair)
        for name, value in truth._asdict().items():
            assert made.trace.last(name) == pytest.approx(value), (repair, name)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("missing", [0.3, 0.4, 0.6])
def test_lost_at_random_and_filled_with_the_mean_sd_and_correlation_shrink_by_the_root(
    missing, seed
):
    truth = repairs.estimates(BIRDS.flipper_mm, BIRDS.mass_g)
    made = run(150, seed=seed, missing=missing, repair="mean")
    for name, left in (("sd", (1 - missing) ** 0.5), ("correlation", (1 - missing) ** 0.5)):
        wanted = left * getattr(truth, name)
        assert made.trace.last(f"average {name}") == pytest.approx(wanted, rel=0.02)
    assert made.trace.last("average slope") == pytest.approx(truth.slope, rel=0.02)
    assert made.trace.last("average mean") == pytest.approx(truth.mean, rel=0.002)


def test_dropping_is_right_at_random_and_wrong_in_all_four_when_heavy_birds_are_lost():
    right, wrong = run(repair="drop"), run(repair="drop", mechanism="depends on mass")
    assert right.simulation.survivors(right.trace) == "all"
    assert wrong.simulation.survivors(wrong.trace) == "none"


def test_the_answers_to_the_predictions_do_not_hang_on_the_seed():
    for prediction in LESSON.predictions:
        for seed in (1, 2, 3):
            made = run(prediction.steps, seed=seed, **prediction.set)
            answer = getattr(made.simulation, prediction.probe)(made.trace)
            assert answer == prediction.answer, (prediction.id, seed)


def test_regression_with_noise_cures_what_mass_decides_and_not_what_length_decides():
    values = {"missing": 0.4, "repair": "regression + noise"}
    cured = run(100, mechanism="depends on mass", **values)
    sick = run(100, mechanism="depends on itself", **values)
    assert cured.simulation.spread(cured.trace) == "back"
    assert sick.simulation.spread(sick.trace) == "narrow"
    assert abs(cured.simulation.mean_off(cured.trace)) < 0.5 < -sick.simulation.mean_off(sick.trace)


@pytest.mark.parametrize("repair", DirtyData.repair.options)
def test_when_length_decides_every_repair_reports_too_narrow_a_column(repair):
    made = run(missing=0.4, mechanism="depends on itself", repair=repair)
    assert made.simulation.sd_off(made.trace) < -10.0


def test_lost_minus_seen_swings_around_zero_at_random_only():
    swings = run(100).trace["lost - seen"]
    assert swings.min() < 0 < swings.max()
    for mechanism in ("depends on mass", "depends on itself"):
        assert run(100, mechanism=mechanism).trace["lost - seen"].min() > 900


def test_of_group_median_and_indicator_one_slope_is_too_steep_and_one_too_flat():
    truth = repairs.estimates(BIRDS.flipper_mm, BIRDS.mass_g).slope
    values = {"mechanism": "depends on mass"}
    steep, flat = (average("slope", repair=r, **values) for r in ("group median", "indicator"))
    assert flat < 0.9 * truth < 1.1 * truth < steep


def test_every_repair_meets_the_same_losses():
    masks = [run(7, repair=repair).simulation.flag for repair in DirtyData.repair.options]
    assert all((mask == masks[0]).all() for mask in masks)
    assert masks[0].sum() == round(0.3 * 342)


def test_three_birds_in_centimetres_are_three_birds():
    made = run(1, missing=0.0, outliers=0.01)
    small = made.simulation.x < 30
    assert small.sum() == 3
    np.testing.assert_allclose(10 * made.simulation.x[small], BIRDS.flipper_mm[small])


def test_a_change_of_setting_begins_a_new_average():
    made = run(20)
    made.edit("missing", 0.6)
    made.advance(1)
    assert made.trace.last("average sd") == made.trace.last("sd")
    made.edit("watch", "sd")
    made.advance(1)
    assert made.simulation.count == 2


def test_four_panels_show_birds_histogram_estimates_and_repeats():
    made = run(30, repair="mean")
    shown = panels(made)
    kinds = [type(panel) for panel in shown.values()]
    assert kinds == [Scatter, Bars, Table, Curve]
    cloud = points(made)
    assert [len(cloud[name]) for name in cloud] == [239, 103, 103]
    assert len(np.unique(cloud["filled in"][:, 0])) == 1
    lengths = shown["lengths after the repair"]
    in_truth = sum(int(note.split()[1].strip(",")) for note in lengths.notes.values())
    assert sum(lengths.values.values()) == in_truth == 342
    near_the_mean = ((BIRDS.flipper_mm >= 200) & (BIRDS.flipper_mm < 210)).sum()
    assert lengths.notes["200 mm"] == f"true {near_the_mean}, now"
    assert lengths.values["200 mm"] > near_the_mean + 60
    follow = shown["repeat by repeat"].series
    assert (follow["correlation"] == made.trace["correlation"]).all()
    np.testing.assert_allclose(
        follow["average correlation"], follow["correlation"].cumsum() / np.arange(1, 31)
    )
    rows = {row[0]: row for row in shown["truth and estimate"].rows}
    truth = np.corrcoef(BIRDS.flipper_mm, BIRDS.mass_g)[0, 1]
    found = follow["correlation"].mean()
    off = f"{100 * (found / truth - 1):+.1f}%"
    assert rows["correlation"][1:] == (round(truth, 4), round(found, 4), off)


def test_the_ghosts_are_the_lost_birds_where_they_are_and_can_be_hidden():
    made = run(1)
    ghosts = points(made)["ghosts of the lost"]
    truth = set(zip(BIRDS.flipper_mm.tolist(), BIRDS.mass_g.tolist(), strict=True))
    assert set(map(tuple, ghosts.tolist())) <= truth
    assert "ghosts of the lost" not in points(run(1, ghosts=False))
    assert "filled in" not in points(run(1, repair="drop"))


@pytest.mark.parametrize("outliers", [0.0, 0.1])
@pytest.mark.parametrize("missing", [0.0, 0.8])
def test_the_extremes_stay_finite_in_every_panel(missing, outliers):
    choices = product(DirtyData.mechanism.options, DirtyData.repair.options)
    for mechanism, repair in choices:
        made = run(
            10, missing=missing, outliers=outliers, mechanism=mechanism, repair=repair, watch="sd"
        )
        assert made.stopped is None
        shown = dressed(made)
        assert len(shown) == 4
        for panel in shown:
            if isinstance(panel, Scatter):
                assert all(np.isfinite(cloud).all() for cloud in panel.classes.values())


def test_the_learners_functions_drive_the_same_screen_bit_for_bit():
    own = {name: staticmethod(getattr(solution, name)) for name in ("fit_fill", "apply_fill")}
    driven = type("Driven", (DirtyData,), own)
    for repair in ("mean", "group median", "indicator"):
        values = {"repair": repair, "mechanism": "depends on mass", "missing": 0.8}
        assert run(20, driven, **values).digest() == run(20, **values).digest()


def test_both_functions_are_called_in_every_repeat_whatever_the_repair():
    calls = []

    class Counted(DirtyData):
        def fit_fill(self, train):
            calls.append("fit")
            return super().fit_fill(train)

        def apply_fill(self, rows, fill):
            calls.append("apply")
            return super().apply_fill(rows, fill)

    for repair in DirtyData.repair.options:
        run(3, Counted, repair=repair)
    assert calls == ["fit", "apply"] * 3 * len(DirtyData.repair.options)


def test_a_rewind_and_a_second_run_give_the_same_digest():
    first, second = run(40, repair="indicator"), run(40, repair="indicator")
    first.seek(7)
    first.advance(33)
    assert first.digest() == second.digest()


def test_the_screen_of_the_first_scene_plays_and_holds_no_estimate_after_a_filled_gap():
    assert DirtyData.repair.default == "drop"
    assert not any(anchor.kind == "predict" for anchor in read(LESSON)[0].anchors)


def test_no_text_before_the_first_prediction_gives_its_answer_away():
    scenes = read(LESSON)
    first = next(s for s in scenes if Anchor("predict", "fill-with-the-mean") in s.anchors)
    assert first is scenes[1]
    text = " ".join(b.markdown for s in scenes[:2] for b in s.blocks if isinstance(b, Prose))
    assert not [word for word in ("0.77", "root", "shrink") if word in text]
