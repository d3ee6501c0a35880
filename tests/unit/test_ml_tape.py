"""The tape: a computation written down, and walked backward, against torch and differences."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tutor.ml import tape

STEPS = [("m", "a*b"), ("s", "m + c"), ("t", "tanh(s)"), ("u", "t*m"), ("y", "u - t")]
NUMBERS = st.floats(-2.0, 2.0)


def walk(lines):
    grads = tape.zeros_but_one(len(lines))
    for place in reversed(range(len(lines))):
        grads = tape.pass_back(grads, place, lines[place].inputs, lines[place].slopes)
    return grads


@given(NUMBERS, NUMBERS, NUMBERS)
def test_the_walk_gives_torchs_gradient_for_every_line(a, b, c):
    lines = tape.write_down({"a": a, "b": b, "c": c}, STEPS)
    names = {
        x: torch.tensor(v, dtype=torch.float64, requires_grad=True)
        for x, v in {"a": a, "b": b, "c": c}.items()
    }
    for name, text in STEPS:
        names[name] = eval(text, {"tanh": torch.tanh, **names})
        names[name].retain_grad()
    names["y"].backward()
    assert [line.value for line in lines] == pytest.approx([v.item() for v in names.values()])
    wanted = [v.grad.item() for v in names.values()]
    assert walk(lines) == pytest.approx(wanted, rel=1e-12, abs=1e-12)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_measured_slopes_agree_with_the_walk(a, b, c):
    given = {"a": a, "b": b, "c": c}
    lines = tape.write_down(given, STEPS)
    assert tape.measured_slopes(given, STEPS) == pytest.approx(walk(lines)[:3], abs=1e-7)


def test_a_line_keeps_its_inputs_by_place_and_one_used_twice_stands_there_twice():
    a, m, y = tape.write_down({"a": 3.0}, [("m", "a*a"), ("y", "m + a")])
    assert (a.inputs, a.slopes, a.text) == ((), (), "")
    assert (m.value, m.inputs, m.slopes) == (9.0, (0, 0), (3.0, 3.0))
    assert (y.value, y.inputs, y.slopes) == (12.0, (1, 0), (1.0, 1.0))


def test_passing_back_leaves_the_gradients_it_was_given():
    grads = np.array([0.0, 1.0])
    after = tape.pass_back(grads, 1, (0, 0), (3.0, 3.0))
    assert (after.tolist(), grads.tolist()) == ([6.0, 1.0], [0.0, 1.0])
