"""Snapshots: a whole state copied out and put back, with what is shared still shared."""

import copy

import numpy as np
import pytest
import torch
from simulations import Drift, HoldsAGraph, Net, Still
from torch import nn

from tutor.engine.encoding import encode
from tutor.engine.snapshot import UnsavableState, restore, take


def weights(simulation):
    return [p.detach().clone().tolist() for p in simulation.net.parameters()]


def moved(simulation, steps):
    """Step with torch's own generator in a known place, for the Dropout."""
    torch.manual_seed(11)
    return [simulation.step() for _ in range(steps)]


def plain(records):
    return [{name: np.asarray(value).tolist() for name, value in r.items()} for r in records]


@pytest.mark.parametrize("kind", [Drift, Net])
@pytest.mark.parametrize("before", [0, 1, 4, 7])
def test_a_state_put_back_goes_on_bit_for_bit(kind, before):
    simulation = kind(seed=3)
    moved(simulation, before)
    kept, bytes_then = take(simulation), encode(simulation.__dict__)
    first = plain(moved(simulation, 9))
    restore(simulation, kept)
    assert encode(simulation.__dict__) == bytes_then
    assert plain(moved(simulation, 9)) == first


@pytest.mark.parametrize("kind", [Drift, Net])
def test_a_snapshot_can_be_used_again_and_again(kind):
    simulation = kind(seed=3)
    kept, again = take(simulation), []
    for _ in range(3):
        restore(simulation, kept)
        again.append(plain(moved(simulation, 5)))
    assert again[0] == again[1] == again[2]


def test_the_optimizer_in_the_copy_holds_the_copys_weights():
    simulation = Net(seed=1)
    moved(simulation, 4)
    twin = copy.copy(simulation)
    restore(twin, take(simulation))
    group = twin.optimizer.param_groups[0]["params"]
    assert [id(p) for p in group] == [id(p) for p in twin.net.parameters()]
    assert twin.schedule.optimizer is twin.optimizer
    assert not {*map(id, group)} & {*map(id, simulation.net.parameters())}


def test_training_the_copy_and_the_original_gives_the_same_and_neither_moves_the_other():
    original = Net(seed=1)
    moved(original, 4)
    twin = copy.copy(original)
    restore(twin, take(original))
    before = weights(original)
    records = plain(moved(twin, 8))
    assert weights(twin) != before
    assert weights(original) == before
    assert plain(moved(original, 8)) == records
    assert weights(original) == weights(twin)


def test_a_schedule_in_the_copy_still_knows_its_optimizer_and_does_not_warn():
    class Scheduled(Still):
        def reset(self):
            self.w = torch.ones(1, requires_grad=True)
            self.optimizer = torch.optim.SGD([self.w], lr=1.0)
            self.schedule = torch.optim.lr_scheduler.ExponentialLR(self.optimizer, 0.5)

        def step(self):
            self.w.grad = torch.ones(1)
            self.optimizer.step()
            self.schedule.step()
            return {"w": self.w.item(), "lr": self.optimizer.param_groups[0]["lr"]}

    original = Scheduled()
    kept = take(original)
    expected = [original.step() for _ in range(3)]  # warnings are errors in these tests
    twin = copy.copy(original)
    for _ in range(2):
        restore(twin, kept)
        restore(twin, take(twin))
        assert [twin.step() for _ in range(3)] == expected
    assert expected[-1] == {"w": -0.75, "lr": 0.125}


def test_gradients_that_are_being_accumulated_survive_a_snapshot():
    class Accumulates(Still):
        def reset(self):
            self.net = nn.Linear(2, 1)
            self.free = torch.ones(2, requires_grad=True)

        def step(self):
            (self.net(torch.ones(2)) * self.free.sum()).sum().backward()  # no zero_grad, ever
            return {"w": self.net.weight.grad.clone(), "free": self.free.grad.clone()}

    simulation = Accumulates()
    simulation.step()
    simulation.step()
    kept = take(simulation)
    third = plain([simulation.step()])
    restore(simulation, kept)
    assert plain([simulation.step()]) == third
    assert plain([Accumulates().step()]) != third  # it was the sum of three


def test_what_two_attributes_share_is_shared_in_the_copy():
    class Shares(Still):
        def reset(self):
            self.path = [1.0]
            self.alias = {"path": self.path}
            self.w = np.zeros(2)
            self.view = self.w

    simulation = Shares()
    restore(simulation, take(simulation))
    simulation.path.append(2.0)
    simulation.view[0] = 5.0
    assert simulation.alias == {"path": [1.0, 2.0]}
    assert simulation.w.tolist() == [5.0, 0.0]


def test_an_attribute_added_later_is_gone_after_going_back():
    simulation = Still()
    kept = take(simulation)
    simulation.extra = 1
    restore(simulation, kept)
    assert "extra" not in simulation.__dict__


def test_a_snapshot_says_about_how_large_it_is():
    class Large(Still):
        def reset(self):
            self.array, self.tensor = np.zeros(100_000), torch.zeros(100_000)

    assert 1.2e6 < take(Large()).nbytes < 1.3e6
    assert take(Still()).nbytes < 20_000


def test_a_python_generator_is_refused_by_the_attributes_name():
    simulation = Still()
    simulation.batches = (i for i in range(3))
    with pytest.raises(UnsavableState, match=r"Still\.batches holds a generator .* an index"):
        take(simulation)


def test_a_tensor_with_a_graph_is_refused_by_the_attributes_name():
    simulation = HoldsAGraph()
    simulation.step()
    with pytest.raises(UnsavableState, match=r"HoldsAGraph\.loss holds a Tensor .*detach"):
        take(simulation)


def test_a_refusal_leaves_the_simulation_as_it_was():
    simulation = HoldsAGraph()
    simulation.step()
    before = encode(simulation.__dict__)
    with pytest.raises(UnsavableState):
        take(simulation)
    assert encode(simulation.__dict__) == before
