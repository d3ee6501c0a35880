"""The lesson "A soft look-up": its simulation, its panels, and what its text says of them."""

from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lesson_code import load

from tutor.engine import Bars, Curve, Heat, Run, Scatter
from tutor.ml import attention
from tutor.study import catalog
from tutor.study.prose import Anchor, Prose, read

LESSON = catalog.find("attention")


sim, solution = load(LESSON, "sim"), load(LESSON, "solution")
LISTED = "one query, its best keys"
MASKED_TWO = (("world", "two-layers"), ("causal", True))


def run(steps, kind=sim.Attention, **values):
    """A run that has made `steps` steps."""
    made = Run(kind, 0, values)
    made.advance(steps)
    return made


@lru_cache(maxsize=8)
def learned(*values):
    """A run of 150 training steps; a test may look at it and change nothing."""
    return run(150, **dict(values))


def probe(made, name):
    return getattr(made.simulation, name)(made.trace)


def panels(made):
    return {panel.title: panel for panel in made.simulation.view(made.trace)}


@pytest.mark.parametrize(
    ("values", "largest", "entropy", "slope"),
    [
        ({}, 0.16, 3.02, 0.029),
        ({"scale": False}, 0.81, 0.51, 0.008),
        ({"d_k": 1024}, 0.16, 3.02, 0.029),
        ({"d_k": 1024, "scale": False}, 0.95, 0.11, 0.002),
    ],
)
def test_with_32_tokens_the_numbers_are_those_of_the_course(values, largest, entropy, slope):
    made = run(640, tokens=32, **values)
    assert probe(made, "largest") == pytest.approx(largest, abs=0.015)
    assert probe(made, "entropy") == pytest.approx(entropy, abs=0.06)
    assert probe(made, "slope") == pytest.approx(slope, abs=0.0006)


def test_no_scale_is_sharpness_root_d_k_bit_for_bit():
    assert (
        run(40, scale=False).trace["output"].tolist() == run(40, sharp=8.0).trace["output"].tolist()
    )


def test_each_query_gets_its_own_mixture_of_the_values_and_new_tokens_come_after_the_last():
    made = run(16)
    s = made.simulation
    wanted = attention.attention(s.Q, s.K, s.V)
    np.testing.assert_allclose(made.trace["output"], wanted, atol=1e-12)
    first = s.V.copy()
    made.advance(1)
    assert not np.isin(first, made.simulation.V).any()


def test_the_rows_of_the_map_fill_one_a_step_and_sum_to_one():
    for steps in (1, 5, 16):
        heat = panels(run(steps))["where each token looks"]
        assert (~heat.mask).sum(axis=1).tolist() == [16] * steps + [0] * (16 - steps)
        np.testing.assert_allclose(heat.values.sum(axis=1), 1.0)


def test_the_mask_hides_what_is_later_in_map_and_list():
    shown = panels(run(5, causal=True))
    heat = shown["where each token looks"]
    later = np.triu(np.ones((16, 16), dtype=bool), k=1)
    assert heat.mask[later].all()
    assert (heat.values[later] == 0.0).all()
    bars = shown[LISTED].values
    for name, value in bars.items():
        if "hidden" in name:
            assert int(name.split(":")[0]) > 4
            assert value == 0.0


def test_the_list_shows_dot_score_and_share_of_the_best_keys():
    made = run(3)
    s = made.simulation
    dots = s.K @ s.Q[2]
    shares = attention.softmax(dots / 8.0)
    bars = panels(made)[LISTED]
    best = np.argsort(-dots)[:6]
    wanted = [f"{j}: {dots[j]:.1f} → {dots[j] / 8:.1f}" for j in best]
    assert list(bars.values) == [*wanted, "10 others"]
    assert list(bars.values.values())[:6] == [round(100 * shares[j], 1) for j in best]
    assert sum(bars.values.values()) == pytest.approx(100.0, abs=0.5)
    assert bars.notes == {"10 others": "query 2"}


def test_sharp_outputs_sit_on_values_and_dull_ones_in_the_middle():
    sharp, dull = (panels(run(16, sharp=s))["outputs among the values"] for s in (10.0, 0.1))
    for panel in (sharp, dull):
        assert isinstance(panel, Scatter)
    gaps = sharp.classes["outputs"][:, None] - sharp.classes["values"][None]
    nearest = np.linalg.norm(gaps, axis=2).min(axis=1)
    assert np.median(nearest) < 0.1
    middle = dull.classes["values"].mean(axis=0)
    assert np.linalg.norm(dull.classes["outputs"] - middle, axis=1).max() < 0.3


def test_two_layers_learn_what_one_does_not():
    one = learned(("world", "one-layer"), ("causal", True))
    two = learned(*MASKED_TWO)
    assert (probe(one, "outcome"), probe(two, "outcome")) == ("narrows", "learns")
    assert probe(two, "nats_in_use") < 0.1 < 1.5 < probe(one, "nats_in_use")


def test_layer_1_looks_one_back_and_layer_2_at_the_answer():
    made = learned(*MASKED_TWO)
    assert probe(made, "one_back") > 0.95
    assert probe(made, "on_the_answer") > 0.98
    letters, answers, known = (part[0] for part in made.simulation.example)
    looks = made.trace.last("looks")
    for t in np.flatnonzero(known):
        assert letters[looks[1][t].argmax()] == answers[t]
        assert letters[looks[1][t].argmax() - 1] == letters[t]


def test_without_the_scale_the_same_model_learns_next_to_nothing_and_looks_sure():
    made = learned(*MASKED_TWO, ("scale", False))
    assert probe(made, "outcome") == "stuck"
    assert made.trace["largest"][-20:].mean() > 0.95


def test_without_a_mask_training_and_use_part_and_with_it_they_are_one():
    made = learned(("world", "one-layer"))
    assert probe(made, "outcome") == "cheats"
    assert probe(made, "nats_training") < 0.5 < np.log(24) < probe(made, "nats_in_use")
    trace = learned(*MASKED_TWO).trace
    assert (trace["training"] == trace["in use"]).all()


def test_the_maps_shown_are_those_of_the_model_that_trains():
    import torch

    made = learned(*MASKED_TWO)
    s = made.simulation
    letters = torch.from_numpy(s.example.letters.copy())
    w = s.model.arrays()
    x = w["W_E"][s.example.letters[0]] + w["W_P"]
    for n in range(2):
        Q, K, V = (x @ w[f"layers.{n}.W_{name}"] for name in "QKV")
        x = x + attention.attention(Q, K, V, causal=True)
    np.testing.assert_allclose(x @ w["W_U"], s.model(letters)[0].detach().numpy(), atol=1e-3)
    looks = s.looks()[0]
    np.testing.assert_allclose(looks[1], attention.weights(Q, K, causal=True), atol=1e-9)


def test_each_world_has_four_panels():
    titles = {
        "random": [
            "where each token looks",
            "one query, its best keys",
            "outputs among the values",
        ],
        "one-layer": ["where each letter looks", "one query, its best keys", "nats a letter"],
        "two-layers": ["where layer 2 looks", "where layer 1 looks", "nats a letter"],
    }
    for world, first in titles.items():
        shown = panels(run(2, world=world))
        assert list(shown) == [*first, "how undecided"]
        assert {type(panel) for panel in shown.values()} <= {Heat, Bars, Scatter, Curve}


@given(
    st.sampled_from(["random", "one-layer", "two-layers"]),
    st.sampled_from([1, 2, 64, 1024]),
    st.booleans(),
    st.booleans(),
    st.sampled_from([0.1, 1.0, 10.0]),
    st.sampled_from([4, 5, 17, 32]),
)
@settings(max_examples=25, deadline=None)
def test_every_setting_is_safe(world, d_k, scale, causal, sharp, tokens):
    made = run(6, world=world, d_k=d_k, scale=scale, causal=causal, sharp=sharp, tokens=tokens)
    assert made.stopped is None
    for panel in panels(made).values():
        if isinstance(panel, Heat):
            assert np.isfinite(panel.values).all()
        if isinstance(panel, Bars):
            assert np.isfinite(list(panel.values.values())).all()


@pytest.mark.parametrize("values", [{}, {"d_k": 7, "causal": True}, dict(MASKED_TWO)])
def test_the_learners_attention_drives_the_same_screen_bit_for_bit(values):
    driven = type("Driven", (sim.Attention,), {"attend": staticmethod(solution.attention)})
    assert run(20, driven, **values).digest() == run(20, **values).digest()


def test_an_attention_that_is_wrong_shows_on_the_map():
    def backwards(Q, K, V, causal):
        return attention.attention(-Q, K, V, causal)

    driven = type("Driven", (sim.Attention,), {"attend": staticmethod(backwards)})
    right, wrong = run(3), run(3, driven)
    maps = [panels(made)["where each token looks"].values for made in (right, wrong)]
    assert (maps[0].argmax(axis=1) != maps[1].argmax(axis=1)).all()


@pytest.mark.parametrize("values", [{}, dict(MASKED_TWO)])
def test_a_rewind_gives_the_same_run_again(values):
    made = run(30, **values)
    before = made.digest()
    made.seek(7)
    made.advance(23)
    assert made.digest() == before


def test_the_scenes_before_a_prediction_can_be_played_and_do_not_give_it_away():
    scenes = read(LESSON)
    where = {a: n for n, scene in enumerate(scenes) for a in scene.anchors}
    asked = [where[Anchor("predict", p.id)] for p in LESSON.predictions]
    assert asked == sorted(asked)
    assert 0 not in asked
    before = " ".join(
        b.markdown for s in scenes[: asked[0] + 1] for b in s.blocks if isinstance(b, Prose)
    )
    assert "0.8" not in before


def test_the_equal_choices_in_the_text_follow_from_its_nats():
    text = LESSON.prose_path.read_text(encoding="utf-8")
    assert "about 2.4 nats: as undecided as among 10 equal choices" in text
    assert np.exp(probe(run(320), "entropy")) == pytest.approx(10.5, abs=0.5)
    assert "near 2, as unsure as among 7" in text
    assert round(np.exp(8), -3) == 3000
