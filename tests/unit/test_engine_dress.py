"""Dressing: ghosts and marks on the run's own columns, and envelopes that draw the same."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from simulations import Growing, Still

from tutor.engine import Curve, Edit, Field, Float, Run, Series, Simulation, Text
from tutor.engine.dress import MOST_POINTS, panels


class Shown(Simulation):
    """Counts, and shows its column in every way that a view may."""

    gain = Float(1.0, -9.0, 9.0, "slope")

    def reset(self):
        self.x = 0.0

    def step(self):
        self.x += self.gain
        return {"x": self.x, "w": np.array([self.x, -self.x])}

    def view(self, trace):
        x = trace["x"]
        yield Curve("own", {"x": x})
        yield Curve("scaled", {"x": 2 * x, "w": trace["w"][:, 0]})
        yield Curve("copied", {"x": x.copy()})
        yield Curve("half", {"x": x[::2], "front": x})
        yield Curve("newest", {"x": x[1:]})
        yield Curve("series", {"x": Series(np.arange(len(x)), x)})
        yield Curve("both", {"x": x, "square": x * x})
        yield Curve("its own marks", {"square": x * x}, marks={1: "here"}, ghosts={"square": []})
        yield Text("text", "as it is")


def dressed(run):
    return {panel.title: panel for panel in panels(run)}


def branched():
    """Ten steps; back to 4; gain 2 from there to 8; back to 6."""
    run = Run(Shown)
    run.advance(10)
    run.seek(4)
    run.edit("gain", 2.0)
    run.advance(4)
    run.seek(6)
    return run


def points(series):
    return dict(zip(series.x.tolist(), series.y.tolist(), strict=True))


def test_a_column_under_its_own_name_gets_the_branch_the_known_future_and_the_edits():
    own = dressed(branched())["own"]
    given_up, ahead = own.ghosts["x"]
    assert points(given_up) == {3: 4.0, 4: 5.0, 5: 6.0, 6: 7.0, 7: 8.0, 8: 9.0, 9: 10.0}
    assert points(ahead) == {5: 8.0, 6: 10.0, 7: 12.0}
    assert own.marks == {4: "gain = 2"}
    assert own.series["x"].tolist() == [1.0, 2.0, 3.0, 4.0, 6.0, 8.0]


@pytest.mark.parametrize("title", ["scaled", "copied", "half", "newest", "series"])
def test_a_series_that_was_computed_from_the_column_gets_neither_ghosts_nor_marks(title):
    panel = dressed(branched())[title]
    assert (dict(panel.ghosts), dict(panel.marks)) == ({}, {})


def test_beside_a_transformed_series_only_the_column_itself_gets_ghosts():
    both = dressed(branched())["both"]
    assert set(both.ghosts) == {"x"}
    assert both.marks == {4: "gain = 2"}


def test_marks_and_ghosts_of_the_view_itself_stay_where_there_is_no_column():
    panel = dressed(branched())["its own marks"]
    assert (panel.marks, panel.ghosts) == ({1: "here"}, {"square": []})


def test_other_panels_pass_as_they_are():
    text = dressed(branched())["text"]
    assert (type(text), text.title, text.text) == (Text, "text", "as it is")


def test_edits_at_one_step_share_a_mark_and_a_planned_one_is_marked_when_it_is_known():
    edits = [Edit(2, "gain", 2.0), Edit(5, "gain", -1.0), Edit(50, "gain", 0.0)]
    run = Run(Shown, edits=edits)
    run.advance(10)
    run.seek(3)
    assert dressed(run)["own"].marks == {2: "gain = 2", 5: "gain = -1"}


def test_a_view_that_raises_becomes_a_text_that_says_so():
    class Broken(Shown):
        def view(self, trace):
            yield Curve("fine", {"x": trace["x"]})
            yield Curve("broken", {"x": trace["loss"]})

    run = Run(Broken)
    run.advance(3)
    (panel,) = panels(run)
    assert isinstance(panel, Text)
    assert panel.text.startswith("The view failed: KeyError")
    assert "the record has no 'loss'; it has x, w" in panel.text


def test_before_the_first_finite_record_there_is_nothing_to_show():
    class Lost(Still):
        def step(self):
            return {"x": np.nan}

    run = Run(Lost)
    assert panels(run) == []
    run.advance(3)
    assert run.stopped
    assert panels(run) == []


def test_after_a_stop_the_last_finite_records_are_shown_and_no_panel_holds_a_nan():
    run = Run(Growing)
    run.advance(1000)
    (panel,) = panels(run)
    assert len(panel.series["x"]) == 309
    run.seek(200)
    (panel,) = panels(run)
    (ahead,) = panel.ghosts["x"]
    assert np.isfinite(panel.series["x"]).all()
    assert np.isfinite(ahead.y).all()
    assert ahead.x.tolist() == list(range(199, 309))


class Played(Still):
    """Plays back numbers given from outside, so that a property can choose them."""

    numbers = np.zeros(0)

    def step(self):
        self.t += 1
        return {"y": self.numbers[self.t - 1]}

    def view(self, trace):
        yield Curve("y", {"y": trace["y"]})


def shown_of(numbers):
    """What the app gets to see of a column of these numbers, without living them."""

    class Given(Played):
        def view(self, trace):
            yield Curve("y", {"y": numbers})

    run = Run(Given)
    Given.numbers = numbers
    run.advance(1)
    (panel,) = panels(run)
    return panel.series["y"]


long_columns = st.integers(MOST_POINTS - 3, 40_000).flatmap(
    lambda n: st.tuples(
        st.just(n),
        st.integers(0, 2**32),
        st.lists(st.tuples(st.integers(0, n - 1), st.floats(-1e300, 1e300)), max_size=9),
    )
)


@settings(max_examples=35, deadline=None)
@given(long_columns)
def test_the_envelope_keeps_every_minimum_and_maximum_of_its_stretches_and_both_ends(column):
    n, seed, spikes = column
    y = np.random.default_rng(seed).normal(size=n)
    for at, height in spikes:
        y[at] = height
    shown = shown_of(y)
    if n <= MOST_POINTS:
        assert shown is y
        return
    x = shown.x
    assert (np.diff(x) > 0).all()
    assert (y[x] == shown.y).all()  # every point is a point of the column, at its own step
    assert (x[0], x[-1]) == (0, n - 1)
    stretch = -(-2 * n // MOST_POINTS)
    assert len(x) <= MOST_POINTS + stretch + 2
    for start in range(0, n, stretch):
        here = shown.y[(x >= start) & (x < start + stretch)]
        assert here.max() == y[start : start + stretch].max()
        assert here.min() == y[start : start + stretch].min()


@given(hnp.arrays(np.float64, st.integers(1, 300), elements=st.floats(-9, 9)))
def test_a_short_column_is_shown_as_it_is(y):
    assert shown_of(y) is y


def test_a_long_ghost_is_shortened_too():
    run = Run(Shown)
    run.advance(6000)
    run.seek(100)
    (ahead,) = dressed(run)["own"].ghosts["x"]
    assert len(ahead.x) <= MOST_POINTS + 4
    assert (ahead.x[0], ahead.x[-1], ahead.y[-1]) == (99, 5999, 6000.0)


def test_a_long_path_is_whole_where_it_is_new_and_thinned_where_it_is_old():
    class Walks(Still):
        def view(self, trace):
            steps = np.arange(9001.0)
            yield Field("bowl", np.ones((2, 2)), (0, 1), (0, 1), path=np.stack([steps, -steps], 1))

    run = Run(Walks)
    run.advance(1)
    (panel,) = panels(run)
    steps = panel.path[:, 0]
    assert len(steps) <= MOST_POINTS
    assert (steps[0], steps[-1]) == (0, 9000)
    assert (np.diff(steps) > 0).all()
    assert steps[-2048:].tolist() == list(range(9001 - 2048, 9001))
    assert (panel.path[:, 1] == -steps).all()
