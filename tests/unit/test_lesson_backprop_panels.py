"""The lesson "Gradients you can trust": what its panels show is the run's own numbers."""

import numpy as np
from lesson_code import load

from tutor.draw.description import describe
from tutor.engine import Bars, Curve, Heat, Picture, Run
from tutor.ml import digits, mlp
from tutor.study import catalog

sim = load(catalog.find("backprop"), "sim")


def run(steps, **values):
    """A run that holds the records 0 to `steps`."""
    made = Run(sim.Backprop, 0, values)
    made.advance(steps + 1)
    return made


def panels(made):
    return {panel.title: panel for panel in made.simulation.view(made.trace)}


def test_four_panels_show_strips_curve_meter_and_digit():
    made = run(3)
    shown = panels(made)
    assert {title: type(panel) for title, panel in shown.items()} == {
        "one digit, there and back": Heat,
        "loss and test error": Curve,
        "gradient check: digits off": Bars,
        "the digit": Picture,
    }
    curve = shown["loss and test error"]
    assert (curve.series["loss"] == made.trace["loss"]).all()
    assert (curve.series["test error"] == made.trace["test error"]).all()
    assert curve.log
    assert (shown["the digit"].values == digits.picture(digits.split().test.pixels[7])).all()


def strips(made):
    return panels(made)["one digit, there and back"]


def test_the_strips_are_the_layers_of_the_record_and_their_slopes():
    made = run(30)
    heat, test = strips(made), digits.split().test
    cache = mlp.forward(made.simulation.seen, test.pixels[[7]])
    grads = mlp.backward(made.simulation.seen, cache, test.labels[[7]])
    wanted = [cache["H"][0, :10], cache["P"][0], grads["b2"], grads["b1"][:10]]
    assert (heat.values == np.array(wanted)).all()
    assert heat.rows[1] == f"output: {cache['P'].argmax()}"


def test_the_strips_and_the_curve_show_the_same_network():
    made = run(10)
    train = digits.split()
    wrong = mlp.error_rate(made.simulation.seen, train.test.pixels, train.test.labels)
    assert wrong == made.trace["test error"][-1]


def test_a_unit_that_is_off_gets_colour_on_the_way_back_only_without_the_mask():
    def blame(bug):
        hidden, _, _, back = strips(run(0, bug=bug)).values
        assert (hidden == 0).any()
        return np.abs(back[hidden == 0]).max()

    assert blame("none") == 0.0
    assert blame("no ReLU mask") > 0.05


def test_eight_hidden_units_leave_two_cells_empty():
    heat = strips(run(0, width=8))
    assert heat.mask.sum() == 4
    assert not np.isnan(heat.values[~heat.mask]).any()


def test_a_bar_counts_the_digits_that_disagree():
    assert [sim.disagreeing(e) for e in (0.0, 1e-12, 1e-6, 0.02, 2.0)] == [0, 0, 6.0, 10.3, 12.0]


def test_the_panels_say_in_words_what_they_show():
    shown = panels(run(20, bug="no ReLU mask"))
    said = describe(shown["gradient check: digits off"])
    assert said.count("(at or beyond 6)") == 2
    assert said.startswith("W1 1")
    assert "largest" in describe(shown["one digit, there and back"])
