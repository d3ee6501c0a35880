"""The process-wide generators: a run's own while it steps, the process's at all other times."""

import random
import subprocess
import sys
import textwrap

import numpy as np
import pytest
import simulations
import torch
from simulations import Fragile, Still, measured
from torch import nn

from tutor.engine import Run
from tutor.engine.ambient import Ambient, size


def drawn():
    return random.random(), float(np.random.random()), float(torch.rand(()))


def state_of_the_process():
    version, words, gauss = random.getstate()
    numpy = np.random.get_state()
    return version, words, gauss, numpy[1].tobytes(), numpy[2:], torch.get_rng_state().tolist()


class Drops(Still):
    """A Dropout, which draws from torch's default generator and takes no other."""

    def reset(self):
        self.drop = nn.Dropout(0.5)

    def step(self):
        return {"kept": float(self.drop(torch.ones(64)).count_nonzero())}


def kept(run):
    return run.trace["kept"].tolist()


def test_dropout_repeats_whatever_the_process_drew_in_between():
    first, second = Run(Drops, 1), Run(Drops, 1)
    first.advance(30)
    for _ in range(30):
        drawn()
        second.advance()
    assert kept(first) == kept(second)
    assert first.digest() == second.digest()
    assert len(set(kept(first))) > 3


def test_dropout_differs_with_the_seed():
    runs = [Run(Drops, seed) for seed in range(4)]
    for run in runs:
        run.advance(30)
    assert len({tuple(kept(run)) for run in runs}) == 4


def test_dropout_repeats_after_a_rewind():
    run = Run(Drops, 1)
    run.advance(30)
    before = kept(run)
    run.seek(11)
    run.branch()
    run.advance(19)
    assert kept(run) == before


@pytest.mark.parametrize("kind", [simulations.Ambient, Drops, simulations.Net])
def test_a_run_leaves_the_generators_of_the_process_where_they_were(kind):
    random.seed(1), np.random.seed(1), torch.manual_seed(1)
    before = state_of_the_process()
    run = Run(kind, 3)
    assert state_of_the_process() == before
    run.advance(20)
    assert state_of_the_process() == before
    run.seek(5)
    run.branch()
    run.advance(3)
    assert state_of_the_process() == before


def test_a_step_that_raises_leaves_the_generators_of_the_process_where_they_were():
    before = state_of_the_process()
    run = Run(Fragile, 3)
    run.advance(20)
    assert run.stopped is not None
    assert state_of_the_process() == before


def test_two_runs_that_take_turns_do_not_disturb_each_other():
    alone, turns = Run(simulations.Ambient, 1), [Run(simulations.Ambient, 1) for _ in range(2)]
    alone.advance(20)
    for _ in range(20):
        for run in turns:
            run.advance()
    assert measured(turns[0]) == measured(turns[1]) == measured(alone)


def test_the_state_goes_back_after_an_error_inside():
    ambient, before = Ambient(1), state_of_the_process()
    with pytest.raises(ZeroDivisionError), ambient:
        1 / (drawn() is None)
    assert state_of_the_process() == before


def test_a_rewind_in_the_middle_of_the_context_draws_the_same_again():
    ambient = Ambient(1)
    with ambient:
        drawn()
        there = ambient.now()
        first = drawn(), drawn()
        ambient.rewind(there)
        assert (drawn(), drawn()) == first


def test_a_thousand_states_in_which_nothing_moved_share_their_memory_and_cost_nothing():
    ambient = Ambient(1)
    with ambient:
        first = ambient.now()
        random.random()
        second = ambient.now()
    assert second["torch"] is first["torch"]
    assert second["numpy"] is first["numpy"]
    assert second["random"] is not first["random"]
    assert size(first, first) == 0
    assert size(second, first) == size(second, {"numpy": second["numpy"], "torch": first["torch"]})
    assert size(second, {}) > size(second, first) > sys.getsizeof(second["random"][1])


def test_a_library_that_is_loaded_later_starts_from_the_runs_seed_too():
    code = """
        import sys
        from tutor.engine.ambient import Ambient

        ambient, seeds = Ambient(int(sys.argv[1])), []
        with ambient:
            pass
        assert "torch" not in sys.modules
        import torch

        outside = torch.get_rng_state()
        with ambient:
            print(torch.rand(3).tolist())
        assert (torch.get_rng_state() == outside).all()
    """

    def says(seed):
        command = [sys.executable, "-c", textwrap.dedent(code), str(seed)]
        there = subprocess.run(command, check=True, capture_output=True, text=True)
        return there.stdout.strip()

    with Ambient(7):
        here = str(torch.rand(3).tolist())
    assert says(7) == here
