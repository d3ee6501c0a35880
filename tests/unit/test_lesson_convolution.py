"""The lesson "One small detector, everywhere": its simulation, its panels, what its text says."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lesson_code import load

from tutor.engine import Bars, Field, Heat, Run
from tutor.ml import convolution, digit_nets, digits
from tutor.study import catalog

LESSON = catalog.find("convolution")
PRESETS = ("edge", "blur", "sharpen", "learned")
EVERY = list(product(range(1, 6), (1, 2, 3), (0, 1, 2), PRESETS, (0, 1, 2)))
NAMES = ("kernel", "stride", "padding", "preset", "shift")


sim, solution = load(LESSON, "sim"), load(LESSON, "solution")


def run(steps, seed=0, **values):
    """A run that holds the records 0 to `steps`."""
    made = Run(sim.Convolution, seed, values)
    made.advance(steps + 1)
    return made


def panels(made):
    return {panel.title: panel for panel in made.simulation.view(made.trace)}


def probe(name, made):
    return getattr(made.simulation, name)(made.trace)


def test_each_step_fills_one_cell_with_what_torchs_windows_give():
    made = run(63)
    assert made.trace["filled"].tolist() == list(range(1, 65))
    image, w = made.simulation.image, made.simulation.weights
    wanted = convolution.conv2d(image[None, None], w[None, None], 1, 1)[0, 0]
    np.testing.assert_allclose(made.trace["cell"], wanted.ravel(), atol=1e-12)
    shown = panels(run(20))["feature map"]
    assert (~shown.mask).sum() == 21
    np.testing.assert_allclose(shown.values[~shown.mask], wanted.ravel()[:21], atol=1e-12)


def test_a_full_map_stays_as_it_is():
    assert run(100).trace["filled"].max() == 64
    assert not panels(run(100))["feature map"].mask.any()


@given(st.sampled_from(EVERY), st.integers(0, 50), st.integers(1, 6))
@settings(max_examples=40, deadline=None)
def test_every_setting_is_safe_and_shows_finite_numbers(values, steps, layers):
    made = run(steps, layers=layers, **dict(zip(NAMES, values, strict=True)))
    assert made.stopped is None
    shown = panels(made)
    kinds = [Field, Heat, Heat, Bars]
    assert [type(panel) for panel in shown.values()] == kinds
    for title in ("under the kernel", "feature map", "one cell, traced back"):
        assert np.isfinite(shown[title].values).all()
    heat = shown["feature map"]
    assert np.abs(heat.values).max() <= heat.high + 1e-12


def test_the_sum_of_the_products_on_screen_is_the_cell():
    for steps, values in ((13, {}), (7, {"stride": 2, "shift": 1}), (5, {"preset": "learned"})):
        made = run(steps, **values)
        ground = panels(made)["under the kernel"].values[:: sim.SMOOTH, :: sim.SMOOTH][::-1]
        products = ground[sim.BELOW : sim.BELOW + 3, sim.BESIDE : sim.BESIDE + 3]
        assert products.sum() == pytest.approx(made.trace.last("cell"), abs=1e-12)
        assert (ground[:3, sim.BESIDE : sim.BESIDE + 3] == made.simulation.weights).all()


def test_the_window_on_screen_lies_on_the_pixels_of_its_cell():
    made = run(10, stride=2)  # cell 10 of a map 4 wide: row 2, column 2
    window = panels(made)["under the kernel"].paths["window"]
    # one ring of padding begins at place 1 of the square, and y counts upwards from its bottom
    assert window.min(axis=0).tolist() == [1 + 2 * 2, sim.SQUARE - (1 + 2 * 2) - 3]
    assert np.ptp(window, axis=0).tolist() == [3, 3]


def test_with_stride_1_the_map_moves_along_and_both_are_on_screen():
    made = run(63, shift=1)
    assert probe("answer", made) == "moves"
    values = panels(made)["feature map"].values
    assert values.shape == (8, 17)
    np.testing.assert_allclose(values[:, 10:], values[:, :7], atol=1e-12)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(
    ("stride", "shift", "answer"),
    [(1, 1, "moves"), (2, 1, "changes"), (2, 2, "moves"), (3, 1, "changes"), (1, 0, "stays")],
)
def test_what_the_text_says_about_strides_holds_for_any_digit(seed, stride, shift, answer):
    assert probe("answer", run(0, seed, stride=stride, shift=shift)) == answer


def test_the_digit_on_screen_is_a_test_digit_that_stays_whole_one_pixel_to_the_right():
    for seed in range(20):
        digit = run(0, seed).simulation.digit
        assert (digits.split().test.pixels == digit.ravel()).all(axis=1).any()
        assert not digit[:, 7].any()


def test_traced_back_each_row_spans_what_is_left_of_the_field():
    for kernel, stride, layers in product((1, 2, 3, 5), (1, 2, 3), (1, 3, 4)):
        made = run(0, kernel=kernel, stride=stride, layers=layers)
        heat = panels(made)["one cell, traced back"]
        field = convolution.receptive_field([(kernel, stride)] * layers)
        assert heat.values.shape == (layers + 1, field)
        assert made.trace.last("field") == field
        assert heat.rows[0] == f"layer {layers}: {field}"
        lit = ~heat.mask
        for n, row in enumerate(lit[1:-1][::-1], 1):  # cells stand strides apart
            assert (np.diff(np.flatnonzero(row)) % stride**n == 0).all()
        assert lit[0].sum() == 1
        assert lit[-1, 0]
        assert lit[-1, -1]
        assert heat.values.max() == 1.0


def test_the_middle_counts_most_and_the_rim_has_one_way():
    ways = convolution.ways_in([(3, 1)] * 3)[0]
    assert ways.tolist() == [1, 3, 6, 7, 6, 3, 1]
    shown = panels(run(0))["one cell, traced back"].values[-1]
    np.testing.assert_allclose(shown, ways / 7)


def test_the_bars_are_the_networks_accuracies_and_name_the_shift():
    bars = panels(run(0, shift=1, kernel=5))["digits read"]
    for right in (0, 1, 2):
        wanted = [100 * digit_nets.accuracy(net, right) for net in ("mlp", "cnn5")]
        np.testing.assert_allclose(bars.values[f"shift {right}"], wanted, atol=0.05)
    assert bars.notes == {"shift 1": "now"}


def test_the_learned_kernel_is_one_of_the_networks():
    w = run(0, preset="learned").simulation.weights
    kernels = digit_nets.load()["cnn3"]["K1"][:, 0]
    assert [bool((w == kernel).all()) for kernel in kernels].count(True) == 1


def test_the_ranges_over_ten_trainings_are_the_files():
    text = " ".join(LESSON.prose_path.read_text(encoding="utf-8").split())
    ends = {}
    for net in ("mlp", "cnn3"):
        low, high = map(float, digit_nets.facts()[f"{net}, 1 off, 10 seeds"].split())
        ends[net] = f"{low:.0f}% to {high:.0f}%"
    said = f"from ten different starts, the MLP reads {ends['mlp']}, the CNN {ends['cnn3']}"
    assert said in text


def test_what_the_text_says_about_weights_is_counted():
    params = digit_nets.load()
    assert params["cnn3"]["K1"].size + params["cnn3"]["b1"].size == 160
    assert params["mlp"]["W1"].size + params["mlp"]["b1"].size == 4160
    assert params["cnn3"]["W"].shape == (2 * 2 * 32, 10)


def test_the_learners_functions_drive_the_same_screen_bit_for_bit():
    driven = type(
        "Driven",
        (sim.Convolution,),
        {
            "conv2d": staticmethod(solution.conv2d),
            "receptive_field": staticmethod(solution.receptive_field),
        },
    )
    for values in ({}, {"preset": "learned", "stride": 2, "shift": 1}, {"kernel": 4, "padding": 2}):
        made = Run(driven, 0, values)
        made.advance(30)
        assert made.digest() == run(29, **values).digest()
        for one, other in zip(
            panels(made).values(), panels(run(29, **values)).values(), strict=True
        ):
            if isinstance(one, Field | Heat):
                assert (one.values == other.values).all()


def test_a_wrong_function_would_be_seen_on_the_screen():
    turned = type(
        "Turned",
        (sim.Convolution,),
        {"conv2d": staticmethod(lambda x, w, s, p: solution.conv2d(x, w[::-1, ::-1], s, p))},
    )
    made = Run(turned, 0, {})
    made.advance(64)
    shown = panels(made)["feature map"].values
    np.testing.assert_allclose(shown, -panels(run(63))["feature map"].values, atol=1e-12)


def test_the_numbers_of_the_quiz_follow_from_the_formulas():
    quiz = {item.id: item for item in LESSON.quiz}
    assert quiz["map-size"].answer == convolution.output_size(28, 5, 2, 2)
    assert quiz["stacked"].answer == convolution.receptive_field([(3, 1)] * 5)
    assert quiz["parameters"].answer == 16 * 6 * 25 + 16
    for n in (28, 64, 96, 224):
        assert convolution.output_size(n, 5, 2, 2) == n // 2
