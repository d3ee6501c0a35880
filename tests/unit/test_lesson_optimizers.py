"""The lesson "Momentum, Adam, and the edge again": its races, its network, its numbers."""

import numpy as np
import pytest
import torch
from lesson_code import load

from tutor.engine import Curve, Field, Run, Table, Text
from tutor.engine.dress import panels as shown_panels
from tutor.engine.soundness import check
from tutor.ml import digits, optimizers, surfaces
from tutor.study import catalog
from tutor.study.prose import Anchor, Prose, read

LESSON = catalog.find("optimizers")


sim, solution = load(LESSON, "sim"), load(LESSON, "solution")
Race = sim.Race


def run(steps, **values):
    """A run that holds the records 0 to `steps`."""
    made = Run(Race, 0, values)
    made.advance(steps + 1)
    return made


def panels(made):
    return {panel.title: panel for panel in made.simulation.view(made.trace)}


@pytest.mark.parametrize("method", optimizers.STEPS)
def test_each_racer_walks_by_its_own_rule(method):
    path = run(40, method=method, beta2=0.99, lr=0.012).trace[f"w of {method}"]
    w, state = np.array([-1.6, 0.8]), optimizers.start(method, np.zeros(2))
    rule, slope = optimizers.STEPS[method], surfaces.RAVINE.gradient
    more = {"AdamW": (0.9, 0.99, 1e-8, 0.1), "Adam": (0.9, 0.99), "Lion": (0.9, 0.99, 0.1)}
    more |= {"RMSProp": (0.99,), "Adadelta": (0.99,)}
    for place in path:
        assert (place == w).all()
        w, state = rule(w, slope(w), state, 0.012, *more.get(method, ()))


def test_adam_steps_by_lr_on_any_slope_and_without_corrections_by_more():
    tilted = run(20, world="slopes").trace
    assert tilted["stride y"] == pytest.approx(1.0, abs=1e-9)
    assert tilted["stride x"] == pytest.approx(1 / 1.01, abs=1e-9)  # 1e-6 / (1e-6 + 1e-8)
    bare = run(1000, world="slopes", correct=False).trace["stride y"]
    golden = {1: 3.162, 2: 4.250, 5: 5.797, 10: 6.528, 20: 6.241, 100: 3.241, 1000: 1.258}
    for t, stride in golden.items():
        assert bare[t - 1] == pytest.approx(stride, abs=5e-4)


def test_the_edge_of_the_standings_is_where_a_racer_leaves_the_ravine():
    for method in ("SGD", "momentum", "Nesterov"):
        note = run(0, method=method).simulation.note(method, 1)
        edge = float(note.removeprefix("edge: lr "))
        inside, outside = (run(600, method=method, lr=share * edge) for share in (0.97, 1.04))
        assert inside.trace[method][-1] < 1.0
        assert method in outside.simulation.lost
        assert outside.simulation.note(method, 601).startswith("off at step")


def test_noise_is_the_same_for_every_racer_and_nothing_without_it():
    quiet, loud = run(30), run(30, noise=1.0)
    assert not (quiet.trace["w of SGD"] == loud.trace["w of SGD"]).all()
    first = {n: loud.trace[f"w of {n}"][1] - quiet.trace[f"w of {n}"][1] for n in sim.RIVALS}
    assert first["SGD"] == pytest.approx(first["momentum"])


def test_a_warm_up_raises_lr_evenly():
    strides = run(9, world="slopes", warmup=5).trace["stride y"]
    assert strides[:6] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0, 1.0], abs=1e-6)


EXTREMES = [
    {},
    {"lr": 2.0, "beta1": 0.99, "beta2": 0.9999, "noise": 1.0},
    {"lr": 1e-4, "beta1": 0.0, "beta2": 0.9, "correct": False, "warmup": 200},
]
WORLDS = [*surfaces.SURFACES, "yours"]


@pytest.mark.parametrize("values", EXTREMES, ids=["defaults", "most", "least"])
@pytest.mark.parametrize("world", WORLDS)
def test_every_race_is_safe_and_shows_finite_numbers(world, values):
    for method in optimizers.STEPS:
        made = run(150, world=world, method=method, **values)
        assert made.stopped is None
        assert_drawable(made)


@pytest.mark.parametrize("values", EXTREMES, ids=["defaults", "most", "least"])
@pytest.mark.parametrize("method", optimizers.STEPS)
def test_every_training_is_safe_or_says_why_it_broke(method, values):
    made = run(25, world="network", method=method, **values)
    assert made.stopped is None or "bears" in made.stopped.reason
    assert_drawable(made)


def assert_drawable(made):
    for panel in shown_panels(made):
        assert not isinstance(panel, Text), panel
        if isinstance(panel, Curve):
            for line in panel.series.values():
                assert np.isfinite(getattr(line, "y", line)).all()
        if isinstance(panel, Field):
            assert all(np.isfinite(path).all() for path in panel.paths.values())


def test_formulas_that_overflow_or_cannot_be_read_are_told_and_survived():
    for formula in ("exp(x*x*9)", "1/x + log(y)", "x", "0*x"):
        made = run(60, world="yours", formula=formula, lr=2.0)
        assert made.stopped is None
        assert_drawable(made)
    for formula, why in (("x^2", "a power is written `**`"), ("log(x)", "at the start")):
        assert why in panels(run(3, world="yours", formula=formula))["the formula"].text


def test_a_run_past_every_flat_place_stops_and_says_why():
    made = run(200, world="network", method="momentum", lr=2.0)
    assert made.stopped.reason == (
        "The sharpness was 2.16 at the start, and lr = 2 bears 1.9: each step overshot more, and "
        "found no flatter place to land on. Go back and set lr lower."
    )


def test_the_sharpness_is_the_largest_eigenvalue_to_half_a_percent_while_it_moves():
    made = run(60, world="network", method="SGD", lr=0.8)
    w, data = torch.from_numpy(made.simulation.places["SGD"].copy()), digits.load()
    X = torch.from_numpy(data.pixels[:500].copy())
    T = torch.from_numpy(np.eye(10)[data.labels[:500]])

    def loss(w):
        W1, b1, W2, b2 = torch.split(w, [4096, 64, 640, 10])
        z = torch.tanh(X @ W1.view(64, 64) + b1) @ W2.view(64, 10) + b2
        return torch.nn.functional.mse_loss(z, T)

    v = torch.from_numpy(made.simulation.sharpest.copy())
    for _ in range(60):
        _, Hv = torch.autograd.functional.vhp(loss, w, v)
        largest, v = float(v @ Hv / (v @ v)), Hv / Hv.norm()
    assert made.trace.last("sharpness") == pytest.approx(largest, rel=5e-3)


def test_the_sharpness_climbs_to_the_edge_and_stays_while_the_loss_falls():
    trace = run(1000, world="network", method="SGD", lr=0.8).trace
    sharpness, loss = trace["sharpness"], trace["loss"]
    assert sharpness[0] < 2.2 < 2.5 < sharpness[140]
    assert sharpness[400:].mean() == pytest.approx(2.0 / 0.8, rel=0.04)
    assert loss[900:].mean() < 0.9 * loss[400:500].mean()
    slope = trace["slope"]
    assert slope[250] < 1e-6 < 0.1 < slope[320:345].max()


def test_the_learners_functions_drive_the_race_and_the_network_bit_for_bit():
    written = {"adam": solution.adam_step, "adamw": solution.adamw_step}
    driven = type("Driven", (Race,), {name: staticmethod(f) for name, f in written.items()})
    for values in ({"method": "AdamW"}, {"correct": False}, {"world": "network", "lr": 0.01}):
        theirs = Run(driven, 0, values)
        theirs.advance(31)
        assert theirs.digest() == run(30, **values).digest()


def test_a_rewind_and_a_second_run_give_the_same_run():
    check(Race, {"noise": 0.5, "method": "AdamW"}, steps=12)
    check(Race, {"world": "network", "noise": 0.5}, steps=4)


def test_four_panels_show_the_race_and_four_the_network():
    made = run(30)
    kinds = {title: type(panel) for title, panel in panels(made).items()}
    assert kinds == {
        "the race": Field, "loss": Curve, "Adam: step in lr": Curve, "standings": Table,
    }  # fmt: skip
    race = panels(made)["the race"]
    assert (race.paths["momentum"] == made.trace["w of momentum"]).all()
    assert (race.values == surfaces.RAVINE.heights()).all()
    network = panels(run(2, world="network", method="momentum"))
    titles = ["loss", "sharpness", "slope in the sharpest direction", "now"]
    assert list(network) == titles
    assert "edge" in network["sharpness"].series
    assert "edge" not in panels(run(2, world="network"))["sharpness"].series


def test_hidden_panels_are_panels_of_the_run():
    for prediction in LESSON.predictions:
        assert set(prediction.hides) <= set(panels(run(0, **prediction.set)))


def test_the_numbers_of_the_quiz_follow_from_the_formulas():
    quiz = {item.id: item for item in LESSON.quiz}
    assert quiz["uncorrected"].answer == pytest.approx(0.1 / np.sqrt(0.001), abs=1e-3)
    lr = quiz["read-the-lr"].answer
    assert optimizers.stability_edge("SGD", lr, 0.0) == pytest.approx(40.0)


def test_no_text_before_a_prediction_gives_its_answer_away():
    scenes = read(LESSON)
    for name, words in (
        ("two-slopes", "distance"),
        ("no-correction", "3.16"),
        ("past-the-edge", "edge of stability"),
    ):
        end = next(n for n, s in enumerate(scenes) if Anchor("predict", name) in s.anchors)
        texts = [" ".join(b.markdown for b in s.blocks if isinstance(b, Prose)) for s in scenes]
        assert words not in " ".join(texts[: end + 1])
        assert words in " ".join(texts[end + 1 :])
