"""The lesson "Sure, fluent, and wrong": its simulation, its panels, and what its text says."""

from itertools import pairwise

import numpy as np
import pytest
from lesson_code import load

from tutor.engine import Bars, Curve, Run, Table
from tutor.ml import abstention, api_sheet
from tutor.study import catalog
from tutor.study.prose import Anchor, Prose, read

LESSON = catalog.find("hallucination")


sim, solution = load(LESSON, "sim"), load(LESSON, "solution")
BIRTHDAYS = {"world": "birthdays"}


def run(steps, **values):
    """A run that holds the records 0 to `steps`."""
    made = Run(sim.Answers, 0, values)
    made.advance(steps + 1)
    return made


def panels(made):
    return {panel.title: panel for panel in made.simulation.view(made.trace)}


def share_wrong(made):
    return dict(zip(sim.LADDER, made.simulation.wrong_at / made.simulation.asked, strict=True))


@pytest.fixture(scope="module")
def warm():
    return run(60)


@pytest.fixture(scope="module")
def cold():
    return run(60, temperature=0.05)


def test_what_is_called_invented_is_what_the_interpreter_does_not_have(warm):
    for name, sure, verdict in warm.simulation.newest:
        assert (verdict == api_sheet.INVENTED) is (not api_sheet.exists(name))
        assert 0.0 < sure <= 1.0


def test_cold_invents_less_and_the_same_names_again(warm, cold):
    assert 0.4 < warm.trace.last("wrong") < 0.62
    assert 0.2 < cold.trace.last("wrong") < 0.4
    assert (warm.simulation.invention(warm.trace), cold.simulation.invention(cold.trace)) == (
        "new",
        "same",
    )


def test_cold_is_surer_of_names_that_do_not_exist(warm, cold):
    of_invented = [np.mean(made.simulation.sure[~made.simulation.right]) for made in (warm, cold)]
    assert of_invented[1] > of_invented[0] + 0.2


def test_the_ladder_at_the_runs_own_temperature_is_the_run(cold):
    assert share_wrong(cold)[0.05] == pytest.approx(cold.trace.last("wrong"))
    assert share_wrong(cold)[1.0] == pytest.approx(share_wrong(run(60))[1.0])


def test_the_right_function_in_the_wrong_module_is_one_of_the_cold_inventions():
    assert "functools.combinations" in run(150, temperature=0.05).simulation.invented


@pytest.mark.parametrize("rare", [0.0, 0.3, 0.6, 0.9])
def test_no_temperature_takes_the_wrong_answers_below_the_floor(rare):
    made = run(100, **BIRTHDAYS, rare=rare)
    floor = made.simulation.never_read(made.trace) / 100
    assert made.trace.last("missing mass") == pytest.approx(floor, abs=0.04)
    # of the questions that were asked, as many as came were about people never read about
    met = np.mean(made.simulation.read == 0)
    assert min(share_wrong(made).values()) >= 0.99 * met
    # two thousand questions: a tie may come out either way by a few
    assert all(later > earlier - 0.005 for earlier, later in pairwise(share_wrong(made).values()))


def test_calibrated_at_temperature_1_and_too_sure_when_cold():
    error = {
        t: run(150, **BIRTHDAYS, temperature=t).trace.last("calibration error") for t in (1.0, 0.05)
    }
    assert error[1.0] < 0.02 < 0.1 < error[0.05]


@pytest.mark.parametrize(("penalty", "where"), [(0.0, "zero"), (1.0, "half"), (4.0, "high")])
def test_the_top_of_the_score_moves_with_the_penalty_to_the_rule(penalty, where):
    made = run(150, **BIRTHDAYS, penalty=penalty)
    simulation = made.simulation
    assert simulation.top(made.trace) == where
    best = abstention.scores(simulation.sure, simulation.right, penalty, sim.THRESHOLDS).max()
    assert best - simulation.score_at(abstention.best_threshold(penalty)) < 0.02


def test_in_the_python_world_the_rule_misses_the_top_for_it_is_not_calibrated():
    made = run(150, penalty=1.0)
    scores = abstention.scores(made.simulation.sure, made.simulation.right, 1.0, sim.THRESHOLDS)
    assert sim.THRESHOLDS[scores.argmax()] > 0.54
    assert made.trace.last("calibration error") > 0.05


def test_answers_below_the_threshold_are_silence_and_count_nothing():
    made = run(30, **BIRTHDAYS, threshold=0.5, penalty=1.0)
    simulation = made.simulation
    answered = simulation.sure >= 0.5
    worth = np.where(simulation.right, 1.0, -1.0) * answered
    assert made.trace.last("score") == pytest.approx(worth.mean())
    assert made.trace.last("don't know") == pytest.approx(np.mean(~answered))
    shown = run(30, threshold=1.0).simulation
    rows = panels(run(30, threshold=1.0))["newest answers"].rows
    assert all(row[2] == "I don't know" for row in rows)
    assert len(rows) == min(sim.SHOWN, len(shown.newest))


def test_answers_of_another_temperature_are_not_judged():
    made = run(10, **BIRTHDAYS)
    made.edit("temperature", 0.5)
    made.advance(1)
    assert len(made.simulation.sure) == sim.QUESTIONS["birthdays"]
    assert made.simulation.asked == 12 * sim.QUESTIONS["birthdays"]


def test_each_world_has_four_panels():
    kinds = [
        [type(panel) for panel in panels(run(3, world=w)).values()] for w in ("python", "birthdays")
    ]
    assert kinds == [[Table, Curve, Curve, Curve], [Bars, Curve, Curve, Curve]]


def test_the_bars_share_out_every_question():
    made = run(20, **BIRTHDAYS, threshold=0.4)
    bars = panels(made)["answers by times read"]
    assert sum(map(sum, bars.values.values())) == pytest.approx(100.0)
    never = np.mean(made.simulation.read == 0)
    assert sum(bars.values["never"]) == pytest.approx(100 * never)


@pytest.mark.parametrize(
    "values", [{"rare": 0.9}, {"temperature": 2.0}, {"penalty": 4.0}, {"threshold": 1.0}]
)
@pytest.mark.parametrize("world", ["python", "birthdays"])
def test_the_extremes_draw_finite_panels(world, values):
    made = run(8, world=world, **values)
    assert made.stopped is None
    for panel in panels(made).values():
        for series in getattr(panel, "series", {}) if isinstance(panel, Curve) else ():
            assert np.isfinite(panel.series[series].y).all()


def test_a_rewind_and_a_second_run_give_the_same_digest():
    for world in ("python", "birthdays"):
        first, second = run(12, world=world), run(12, world=world)
        assert first.digest() == second.digest()
        first.seek(4)
        first.advance(9)
        assert first.digest() == second.digest()


def test_the_learners_functions_drive_the_same_run_bit_for_bit():
    methods = {
        name: staticmethod(getattr(solution, name))
        for name in ("missing_mass", "calibration_error", "best_threshold")
    }
    driven = type("Driven", (sim.Answers,), methods)
    for values in ({}, BIRTHDAYS):
        made = Run(driven, 0, values)
        made.advance(11)
        assert made.digest() == run(10, **values).digest()


def test_what_is_driven_is_what_the_panels_show():
    methods = {
        "missing_mass": lambda self, counts: 0.5,
        "best_threshold": lambda self, penalty: 0.25,
    }
    made = Run(type("Driven", (sim.Answers,), methods), 0, BIRTHDAYS)
    made.advance(5)
    shown = panels(made)
    assert (shown["wrong, by temperature"].series["N₁/N"].y == 50.0).all()
    assert shown["score by threshold"].series["λ/(1+λ)"].x.tolist() == [0.25]


def test_no_text_before_a_prediction_gives_its_answer_away():
    scenes = read(LESSON)
    where = {anchor: n for n, scene in enumerate(scenes) for anchor in scene.anchors}
    assert where[Anchor("predict", "cold")] < where[Anchor("predict", "cooled")]
    end = where[Anchor("predict", "cooled")]
    before = " ".join(
        b.markdown for s in scenes[: end + 1] for b in s.blocks if isinstance(b, Prose)
    )
    assert "37%" not in before
    assert "floor" not in before
