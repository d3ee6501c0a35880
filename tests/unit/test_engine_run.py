"""Run: whatever was done to it, it equals the run that went straight there."""

import math
import subprocess
import sys
import tracemalloc
from contextlib import contextmanager

import numpy as np
import pytest
import simulations
from hypothesis import given, settings
from hypothesis import strategies as st
from simulations import (
    Ambient,
    Drift,
    Fragile,
    Growing,
    HoldsAGenerator,
    HoldsAGraph,
    Net,
    Still,
    measured,
)

from tutor.engine import Edit, Float, Run, Stop, Unrepeatable, UnsavableState, keyframes
from tutor.engine.keyframes import Keyframes
from tutor.engine.run import MOST_GHOSTS
from tutor.engine.snapshot import take

EVERY_STEP, NEVER = 0.0, 1e12


@contextmanager
def keyframe_at(patience):
    """Take a keyframe before every step, or only before the first, whatever the clock says."""
    before, keyframes.PATIENCE = keyframes.PATIENCE, patience
    try:
        yield
    finally:
        keyframes.PATIENCE = before


def made(kind, steps, seed=0, **options):
    run = Run(kind, seed, **options)
    run.advance(steps)
    return run


def assert_same(run, straight):
    """Hold everything measured of two runs against each other, to the bit."""
    digests, dense, large = measured(run)
    expected_digests, expected_dense, expected_large = measured(straight)
    assert digests == expected_digests
    assert dense == expected_dense
    assert run.stopped == straight.stopped
    assert run.values == straight.values
    for name, kept in large.items():
        shared = kept.keys() & expected_large[name].keys()
        assert run.step == 0 or run.step - 1 in shared
        assert {s: kept[s] for s in shared} == {s: expected_large[name][s] for s in shared}


def any_edit(kind):
    values = {
        Drift: {
            "lr": st.floats(0.0, 1.0),
            "every": st.integers(1, 9),
            "mood": st.sampled_from(["calm", "wild"]),
            "on": st.booleans(),
            "word": st.text(max_size=5).filter(lambda text: "\n" not in text),
        },
        Net: {
            "decay": st.floats(0.0, 1.0),
            "noise": st.floats(0.0, 1.0),
            "accumulate": st.integers(1, 4),
        },
        Growing: {"factor": st.sampled_from([0.0, 0.5, 10.0, 1000.0])},
        Fragile: {"breaks": st.integers(0, 60)},
    }[kind]
    one = [st.tuples(st.just("edit"), st.just(name), value) for name, value in values.items()]
    return st.one_of(one)


def operations(kind, longest):
    """Rounds of going on, going back and changing something, in which each may be left out."""
    advance = st.tuples(st.just("advance"), st.integers(0, longest))
    seek = st.tuples(st.just("seek"), st.floats(0.0, 1.0))
    change = st.one_of(any_edit(kind), any_edit(kind), st.tuples(st.just("branch")))
    one = st.tuples(advance, st.none() | seek, st.none() | change)
    rounds = st.lists(one, max_size=6)
    return rounds.map(lambda each: [todo for one in each for todo in one if todo is not None])


def carry_out(run, operation):
    match operation:
        case "advance", steps:
            run.advance(steps)
        case "seek", share:
            run.seek(round(share * len(run)))
        case "edit", name, value:
            if run.stopped is None:
                run.edit(name, value)
            elif run.values[name] != value:
                with pytest.raises(ValueError, match="go back before"):
                    run.edit(name, value)
        case ("branch",):
            run.branch()


@pytest.mark.parametrize(
    ("kind", "longest", "examples"),
    [(Drift, 25, 22), (Net, 8, 10), (Growing, 90, 25), (Fragile, 20, 25)],
)
def test_whatever_was_done_a_run_equals_the_straight_one_with_its_edits(kind, longest, examples):
    @settings(max_examples=examples, deadline=None)
    @given(operations(kind, longest), st.integers(0, 2**32), st.sampled_from([EVERY_STEP, NEVER]))
    def holds(todo, seed, patience):
        with keyframe_at(patience):
            run = Run(kind, seed)
            for operation in todo:
                carry_out(run, operation)
                assert 0 <= run.step <= len(run)
            straight = Run(kind, seed, run.initial, run.edits)
            straight.advance(run.step)
            if run.stopped is not None:
                straight.advance()  # a step that raises has to be tried
            assert_same(run, straight)
            run.seek(len(run))
            straight.stopped or straight.advance(len(run) + 1 - straight.step)
            run.advance()
            assert_same(run, straight)

    holds()


@pytest.mark.parametrize(("kind", "steps"), [(Drift, 45), (Net, 12), (Ambient, 16), (Fragile, 9)])
@pytest.mark.parametrize("patience", [EVERY_STEP, NEVER])
def test_from_every_step_the_run_goes_on_as_if_it_had_never_been_left(kind, steps, patience):
    with keyframe_at(patience):
        straight = made(kind, steps, seed=5)
        for step in range(0, len(straight) + 1, 1 if patience == NEVER else 3):
            run = made(kind, steps, seed=5)
            run.seek(step)
            run.branch()  # the known digests are gone, so nothing is held against them
            assert len(run) == step
            run.advance(steps - step)
            assert_same(run, straight)


@pytest.mark.parametrize("patience", [EVERY_STEP, NEVER])
def test_seeking_to_and_fro_shows_at_every_step_the_large_array_of_that_step(patience):
    big = {}
    with keyframe_at(patience):
        straight = Run(Drift, 1)
        for step in range(1, 201):
            straight.advance()
            big[step] = straight.trace.last("map").tobytes()
    assert len(straight.trace.steps("map")) < 200  # most are thinned away
    for step in [1, 200, 17, 16, 15, 120, 121, 3, 199, 200]:
        straight.seek(step)
        assert straight.step == step
        assert straight.trace.last("map").tobytes() == big[step]


def test_a_large_state_of_which_digests_are_taken_seldom_repeats_as_well():
    class Heavy(Still):
        def reset(self):
            self.w = self.rng("init").normal(size=2000)

        def step(self):
            self.w += 0.1 * self.rng("noise").normal(size=2000)
            return {"first": self.w[0], "w": self.w}

    straight = made(Heavy, 200)
    taken = [step for step in range(200) if straight.state_digest(step) is not None]
    assert taken == [0, 64, 128, 192]
    for step in (0, 63, 64, 65, 150):
        run = made(Heavy, 200)
        run.seek(step)
        run.branch()
        run.advance(200 - step)
        assert_same(run, straight)


def test_edits_given_at_construction_equal_the_same_edits_made_live():
    live = Run(Drift, 3, {"lr": 0.3})
    for steps, name, value in [(0, "mood", "wild"), (5, "lr", 0.9), (0, "on", False), (9, "lr", 0)]:
        live.advance(steps)
        live.edit(name, value)
    live.advance(20)
    assert live.edits == [
        Edit(0, "mood", "wild"),
        Edit(5, "lr", 0.9),
        Edit(5, "on", False),
        Edit(14, "lr", 0.0),
    ]
    planned = made(Drift, 34, 3, values={"lr": 0.3}, edits=reversed(live.edits))
    assert_same(planned, live)


def test_an_edits_own_step_is_the_first_that_is_made_with_it():
    run = made(Growing, 3)
    run.edit("factor", 2.0)
    run.advance(3)
    assert run.trace["x"].tolist() == [1.0, 10.0, 100.0, 1000.0, 2000.0, 4000.0]


def test_the_last_word_on_a_parameter_at_one_step_is_the_one_that_counts():
    run = made(Growing, 2)
    run.edit("factor", 5.0)
    run.edit("factor", 2.0)
    assert run.edits == [Edit(2, "factor", 2.0)]
    run.advance(2)
    assert run.trace["x"].tolist() == [1.0, 10.0, 100.0, 200.0]


def test_standing_where_an_edit_was_made_its_value_is_in_force_however_one_came_there():
    live = made(Growing, 4)
    live.edit("factor", 2.0)
    live.advance(3)
    live.seek(4)
    planned = made(Growing, 4, edits=[Edit(4, "factor", 2.0)])
    assert live.values == planned.values == {"factor": 2.0}
    live.seek(3)
    assert live.values == {"factor": 10.0}


def test_an_edit_can_be_taken_back_where_it_was_made():
    run = made(Growing, 2)
    run.edit("factor", 2.0)
    run.advance(3)
    run.seek(2)
    assert run.edit("factor", 10.0) == Edit(2, "factor", 10.0)
    run.advance(3)
    assert run.trace["x"].tolist() == [1.0, 10.0, 100.0, 1000.0, 10000.0]


def test_an_edit_that_changes_nothing_is_none_and_leaves_the_known_future():
    run = made(Drift, 10)
    run.seek(4)
    assert run.edit("lr", 0.1) is None
    assert (run.edits, len(run), run.ghosts) == ([], 10, [])


def test_the_digest_tells_an_edit_to_one_from_an_edit_to_true_and_a_seed_from_another():
    assert Run(Drift, 1).digest() != Run(Drift, 2).digest()
    assert Run(Drift, 1).digest() != Run(Drift, 1, {"lr": 0.2}).digest()
    straight, edited = made(Drift, 5), made(Drift, 5, edits=[Edit(3, "word", "other")])
    assert straight.digest(3) == edited.digest(3)
    assert straight.digest(4) != edited.digest(4)


def test_an_edit_after_a_rewind_starts_a_branch_and_keeps_the_old_future_as_a_ghost():
    run = made(Growing, 6, values={"factor": 2.0})
    run.seek(3)
    run.edit("factor", 3.0)
    assert (run.step, len(run)) == (3, 3)
    (ghost,) = run.ghosts
    assert ghost.start == 2  # the last step that both have, so that the curves join
    assert ghost.columns["x"].tolist() == [4.0, 8.0, 16.0, 32.0]
    assert ghost.columns["twice"].tolist() == [[x, x] for x in (4.0, 8.0, 16.0, 32.0)]
    run.advance(3)
    assert run.trace["x"].tolist() == [1.0, 2.0, 4.0, 8.0, 24.0, 72.0]
    assert ghost.columns["x"].tolist() == [4.0, 8.0, 16.0, 32.0]


def test_after_a_branch_no_keyframe_of_the_future_that_was_given_up_is_used():
    with keyframe_at(EVERY_STEP):
        run = made(Drift, 30)
        run.seek(10)
        run.edit("lr", 0.9)
        run.advance(15)
        run.seek(20)
        run.branch()
        run.advance(5)
        assert_same(run, made(Drift, 25, edits=[Edit(10, "lr", 0.9)]))


def test_a_branch_drops_the_edits_of_the_future_that_was_given_up():
    run = made(Drift, 5)
    run.edit("lr", 0.5)
    run.advance(5)
    run.edit("lr", 0.7)
    run.advance(5)
    run.seek(5)
    run.edit("word", "!")
    assert run.edits == [Edit(5, "lr", 0.5), Edit(5, "word", "!")]


def test_only_the_newest_ghosts_are_kept():
    run = made(Growing, 40, values={"factor": 1.0})
    for step in (35, 30, 25, 20, 15):
        run.seek(step)
        run.branch()
    assert [ghost.start for ghost in run.ghosts] == [24, 19, 14][-MOST_GHOSTS:]


def test_a_ghost_is_finite_even_if_the_future_that_was_given_up_was_not():
    run = made(Growing, 1000)
    run.seek(300)
    run.edit("factor", 0.5)
    assert np.isfinite(run.ghosts[0].columns["x"]).all()
    assert run.stopped is None


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (("speed", 1), "no parameter speed: there are lr, every, mood, on, word, size"),
        (("lr", 2.0), "lr cannot be 2.0: give a number from 0 to 1"),
        (("lr", math.nan), "lr cannot be nan"),
        (("size", 3), "size shapes the first state: it takes a new run, not an edit"),
    ],
)
def test_an_edit_that_cannot_be_is_refused_and_the_known_future_stays(edit, message):
    run = made(Drift, 9)
    run.seek(4)
    with pytest.raises(ValueError, match=message):
        run.edit(*edit)
    with pytest.raises(ValueError, match=message):
        Run(Drift, edits=[Edit(3, *edit)])
    assert (run.step, len(run), run.edits) == (4, 9, [])


@pytest.mark.parametrize("step", [-1, 10, 10**9])
def test_a_step_outside_the_known_history_is_refused(step):
    run = made(Drift, 9)
    with pytest.raises(ValueError, match=f"no step {step}: this run has steps 0 to 9"):
        run.seek(step)
    assert run.step == 9


def test_a_number_that_overflows_stops_the_run_and_stays_its_last_record():
    run = Run(Growing)
    assert run.advance(1000) == 310  # 1e308 is the last that fits
    assert run.stopped == Stop(309, "x became infinite at step 309")
    assert (run.step, len(run)) == (310, 310)
    assert run.row(309) == {"x": math.inf}
    assert run.records.last("x") == math.inf
    for name in run.dense_columns:
        assert np.isfinite(run.trace[name]).all()
    assert (len(run.trace), len(run.known), len(run.records)) == (309, 309, 310)
    assert run.advance(5) == 0


def test_what_is_no_number_stops_the_run_and_says_so_also_in_an_array():
    class Lost(Still):
        where = "x"

        def step(self):
            self.t += 1
            good = {"x": 1.0, "w": np.ones(3), "big": np.ones(40)}
            return good if self.t < 4 else {**good, self.where: good[self.where] * math.nan}

    class LostSmall(Lost):
        where = "w"

    class LostLarge(Lost):
        where = "big"

    assert made(Lost, 9).stopped == Stop(3, "x became not a number (NaN) at step 3")
    for kind in (LostSmall, LostLarge):
        run = made(kind, 9)
        assert run.stopped == Stop(3, "an array became infinite or NaN at step 3")
        assert np.isfinite(run.trace.last(kind.where)).all()


def test_the_simulations_own_explanation_is_preferred_to_the_general_one():
    class Explains(Growing):
        def explain(self, trace):
            assert math.isinf(trace.last("x"))
            return f"The factor {self.factor:g} is above 1."

    assert made(Explains, 1000).stopped.reason == "The factor 10 is above 1."


def test_an_explanation_that_fails_leaves_the_general_one():
    class Fails(Growing):
        def explain(self, trace):
            return 1 / 0

    assert made(Fails, 1000).stopped.reason == "x became infinite at step 309"


def test_after_a_stop_the_run_can_be_rewound_edited_and_goes_on():
    run = made(Growing, 1000)
    with pytest.raises(ValueError, match="stopped at step 309: go back before changing factor"):
        run.edit("factor", 0.5)
    run.seek(300)
    assert run.stopped is None
    run.advance(100)
    assert (run.step, run.stopped.step) == (310, 309)  # without an edit the same comes again
    run.seek(300)
    run.edit("factor", 0.5)
    run.advance(700)
    assert (run.step, run.stopped) == (1000, None)
    assert_same(run, made(Growing, 1000, edits=[Edit(300, "factor", 0.5)]))


def test_an_exception_stops_the_run_in_the_clean_state_before_the_step():
    run = Run(Fragile, 4)
    assert run.advance(20) == 5
    assert run.stopped == Stop(5, "step 5 failed: RuntimeError: the belt came off")
    assert (run.step, len(run), len(run.trace)) == (5, 5, 5)
    clean = made(Fragile, 5, 4, values={"breaks": 100})
    assert run.simulation.total == clean.simulation.total  # the half-made step left nothing
    assert run.trace["total"].tolist() == clean.trace["total"].tolist()
    assert run.advance(3) == 0


@pytest.mark.parametrize("patience", [EVERY_STEP, NEVER])
@pytest.mark.parametrize("back", [0, 1, 4])
def test_after_an_exception_rewinding_and_editing_goes_on_as_a_run_that_never_failed(
    patience, back
):
    with keyframe_at(patience):
        run = made(Fragile, 20, 4)
        with pytest.raises(ValueError, match="stopped at step 5: go back before changing breaks"):
            run.edit("breaks", 12)
        run.seek(back)
        run.edit("breaks", 12)
        assert run.advance(100) == 12 - back
        assert run.stopped.step == 12
        assert_same(run, made(Fragile, 50, 4, edits=[Edit(back, "breaks", 12)]))


def test_a_simulation_that_fails_at_once_stops_at_step_0_with_nothing_known():
    run = made(Fragile, 3, values={"breaks": 0})
    assert (run.step, len(run), run.stopped.step) == (0, 0, 0)
    run.seek(0)
    assert (len(run.trace), len(run.known), run.digest()) == (0, 0, run.digest(0))


def test_a_record_unlike_the_first_stops_the_run_with_a_sentence_that_names_what_differs():
    class Forgets(Still):
        def step(self):
            self.t += 1
            return {"x": 1.0, "w": np.ones(2 + self.t // 4), "big": np.full(40, self.t)}

    run = made(Forgets, 9)
    assert run.stopped == Stop(3, "step 3: w has shape (3,), and (2,) before")
    assert run.trace.last("big")[0] == 3
    assert (run.simulation.t, run.step) == (3, 3)


def test_a_step_that_returns_nothing_stops_the_run_with_a_sentence():
    class Nothing(Still):
        def step(self): ...

    reason = made(Nothing, 3).stopped.reason
    assert reason == "step 0 returned a NoneType: expected a record, a dict of numbers and arrays"


LEAKS = [kind for kind in simulations.UNSOUND if kind.__name__ not in ("ArrayLeak", "ViewLeak")]


@pytest.mark.parametrize("kind", LEAKS, ids=lambda kind: kind.__name__)
def test_a_simulation_that_keeps_state_elsewhere_is_found_out_when_it_lives_a_step_again(kind):
    run = made(kind, 11)
    with pytest.raises(Unrepeatable, match=f"of {kind.__name__} came out differently the second"):
        run.seek(2)


def test_an_iterator_that_runs_dry_is_found_out_instead_of_cutting_the_known_history():
    run = made(simulations.ExhaustedLeak, 12)
    with pytest.raises(Unrepeatable, match="step 0 of ExhaustedLeak"):
        run.seek(6)
    assert len(run) == 12


def test_a_leak_in_a_run_that_stopped_is_named_and_raises_nothing_else():
    run = made(simulations.ExhaustedLeak, 12)
    with pytest.raises(Unrepeatable, match="came out differently"):
        run.advance()  # the supply ends, and the clean state cannot be lived again


def test_an_attribute_that_cannot_be_copied_is_named_when_it_appears():
    run = Run(HoldsAGenerator)
    with pytest.raises(UnsavableState, match=r"HoldsAGenerator\.batches holds a generator"):
        run.advance(9)
    with keyframe_at(EVERY_STEP):
        run = Run(HoldsAGraph)
        with pytest.raises(UnsavableState, match=r"HoldsAGraph\.loss holds a Tensor"):
            run.advance(9)


@pytest.mark.parametrize("kind", [Drift, Net, Ambient])
def test_the_keyframes_stay_in_their_budget_and_every_step_can_still_be_reached(kind):
    budget, steps = 300_000, 60
    with keyframe_at(EVERY_STEP):
        straight = made(kind, steps)
        run = made(kind, steps, keyframe_budget=budget)
    assert run._keyframes.nbytes <= budget < straight._keyframes.nbytes
    assert run.nbytes < straight.nbytes
    for step in (1, 30, 7, steps - 1, 0, 13, steps):
        run.seek(step)
        run.branch() if step == 13 else None
        run.advance(steps - step)
        assert_same(run, straight)


def test_keyframes_are_dropped_to_fit_the_budget_and_the_first_and_the_newest_stay():
    simulation = Still()
    frames = Keyframes(budget=40 * take(simulation).nbytes)
    with keyframe_at(EVERY_STEP):
        for step in range(500):
            frames.take(step, simulation, {})
    steps = [frame.step for frame in frames._frames]
    assert (steps[0], steps[-1]) == (0, 499)
    assert 5 < len(steps) <= 40
    assert frames.nbytes == sum(frame.nbytes for frame in frames._frames) <= frames.budget
    assert frames.at_or_before(0).step == 0
    assert frames.at_or_before(10**9).step == 499
    frames.cut(499)
    assert frames.at_or_before(10**9).step == 499
    frames.cut(0)
    assert [frame.step for frame in frames._frames] == [0]
    assert frames.nbytes == frames._frames[0].nbytes


def test_a_state_larger_than_the_whole_budget_can_still_be_rewound():
    with keyframe_at(EVERY_STEP):
        run = made(Drift, 40, keyframe_budget=1)
        run.seek(20)
        run.branch()
        run.advance(20)
    assert_same(run, made(Drift, 40))


class Crowded(Still):
    """Moves two process-wide generators, so that every keyframe has its own state of them."""

    def step(self):
        import random

        self.t += 1
        return {"x": random.random(), "y": np.random.random(), "big": np.full(64, self.t)}


def test_the_memory_a_run_admits_to_is_the_memory_that_it_takes():
    Run(Crowded).advance(3)
    tracemalloc.start()
    try:
        before = tracemalloc.take_snapshot()
        with keyframe_at(EVERY_STEP):
            run = made(Crowded, 250)
        changes = tracemalloc.take_snapshot().compare_to(before, "filename")
    finally:
        tracemalloc.stop()
    taken = sum(change.size_diff for change in changes)
    assert taken / 2 < run.nbytes < 2 * taken


def test_a_run_of_a_hundred_thousand_steps_holds_less_than_64_mebibytes():
    class Long(Still):
        lr = Float(0.001, 0.0, 1.0, "pull")

        def reset(self):
            self.w = np.ones((64, 64))

        def step(self):
            self.w = self.w * (1.0 - self.lr)
            return {"loss": self.w[0, 0], "norm": self.w[1, 1], "w": self.w}

    run = made(Long, 100_000)
    assert run.step == 100_000
    assert run.nbytes < 64 << 20
    assert len(run.trace["loss"]) == 100_000
    assert len(run.trace.steps("w")) < 600


def test_advance_says_how_many_steps_it_made_and_none_are_made_backwards():
    run = Run(Drift)
    assert (run.advance(7), run.advance(0), run.advance(-3), run.step) == (7, 0, 0, 7)
    run.seek(2)
    assert (run.advance(9), len(run)) == (9, 11)


def test_a_run_begins_with_its_defaults_and_knows_what_it_began_with():
    run = Run(Drift, 2, {"lr": 0.5})
    run.edit("lr", 0.6)
    run.advance(3)
    assert (run.initial["lr"], run.values["lr"], run.initial["mood"]) == (0.5, 0.6, "calm")
    with pytest.raises(ValueError, match="no parameter speed"):
        Run(Drift, values={"speed": 1})


def test_a_simulation_that_loads_torch_in_its_reset_has_the_runs_seed_from_the_first_time_on(
    tmp_path,
):
    lesson = tmp_path / "late.py"
    lesson.write_text(
        "from tutor.engine import Simulation\n"
        "class Late(Simulation):\n"
        "    def reset(self):\n"
        "        import torch\n"
        "        self.layer = torch.nn.Linear(2, 2)\n"
        "    def step(self):\n"
        "        return {'w': self.layer.weight}\n"
        "    def view(self, trace):\n"
        "        return []\n"
    )
    code = (
        "import sys\n"
        "from tutor.engine import Run\n"
        "from tutor.engine.receipt import Source\n"
        "from tutor.engine.source import load\n"
        f"kind = load(Source('late', '', {str(lesson)!r}, 'Late'))\n"
        "assert 'torch' not in sys.modules\n"
        "first, second = Run(kind, 1), Run(kind, 1)\n"
        "first.advance(), second.advance()\n"
        "print(first.digest() == second.digest())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"
