"""The check that a simulation repeats: it passes the sound and catches each way to leak."""

import pytest
import simulations
from simulations import Drift, HoldsAGenerator, HoldsAGraph, Still

from tutor.engine import Text, UnsavableState
from tutor.engine.soundness import Unsound, check


@pytest.mark.parametrize("kind", simulations.SOUND, ids=lambda kind: kind.__name__)
def test_a_sound_simulation_passes(kind):
    check(kind, steps=15, seed=3)


def test_a_sound_simulation_passes_with_other_values_and_after_it_has_stopped():
    check(Drift, {"mood": "wild", "every": 1, "size": 3}, steps=15)
    check(simulations.Growing, {"factor": 1000.0}, steps=120)
    check(simulations.Fragile, {"breaks": 0}, steps=3)


@pytest.mark.parametrize("kind", simulations.UNSOUND, ids=lambda kind: kind.__name__)
def test_a_simulation_that_leaks_is_caught_and_named(kind):
    with pytest.raises(Unsound, match=kind.__name__):
        check(kind, steps=15)


QUICK = [kind for kind in simulations.UNSOUND if kind is not simulations.ExhaustedLeak]


@pytest.mark.parametrize("kind", QUICK, ids=lambda kind: kind.__name__)
def test_a_leak_is_caught_with_few_steps_as_well(kind):
    with pytest.raises(Unsound, match=kind.__name__):
        check(kind, steps=3)


@pytest.mark.parametrize(
    ("kind", "name"),
    [(HoldsAGenerator, "batches"), (HoldsAGraph, "loss")],
    ids=lambda item: str(item),
)
def test_a_state_that_cannot_be_copied_is_caught_even_where_no_keyframe_happens_to_be_due(
    kind, name
):
    with pytest.raises(UnsavableState, match=f"{kind.__name__}.{name}"):
        check(kind, steps=5)


def test_a_view_that_changes_the_state_in_place_is_caught():
    class Meddles(Still):
        def reset(self):
            self.shown = []

        def step(self):
            return {"x": 1.0}

        def view(self, trace):
            self.shown.append(len(trace))
            yield Text("shown", "")

    with pytest.raises(Unsound, match=r"Meddles\.view changes the state"):
        check(Meddles, steps=3)


def test_a_leak_through_a_file_is_caught(tmp_path):
    class Files(Still):
        path = tmp_path / "count"

        def step(self):
            count = len(self.path.read_text()) if self.path.exists() else 0
            self.path.write_text("." * (count + 1))
            return {"x": count % 7}

    with pytest.raises(Unsound, match="Files"):
        check(Files, steps=5)
