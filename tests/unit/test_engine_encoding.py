"""Canonical bytes: equal states have equal bytes, and the smallest difference shows."""

import copy
import os
import random
import struct
import subprocess
import sys
from collections import deque
from dataclasses import dataclass

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from simulations import Drift, HoldsAGenerator, Net
from torch import nn

from tutor.engine.encoding import encode, encode_state
from tutor.engine.snapshot import UnsavableState


@dataclass
class Point:
    """A class of the learner's own."""

    x: float
    label: str = ""


class Slotted:
    __slots__ = ("x",)

    def __init__(self, x):
        self.x = x


def generator(seed, drawn=0):
    made = np.random.default_rng(seed)
    made.random(drawn)
    return made


def torch_generator(seed, drawn=0):
    made = torch.Generator().manual_seed(seed)
    torch.rand(drawn, generator=made)
    return made


def with_gradient(value):
    w = torch.ones(2, requires_grad=True)
    w.grad = torch.full((2,), value)
    return w


def module(change=None):
    with torch.random.fork_rng():
        torch.manual_seed(0)
        net = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
    if change:
        change(net)
    return net


def bump(tensor):
    with torch.no_grad():
        tensor.view(-1)[0] = torch.nextafter(tensor.view(-1)[0], torch.tensor(torch.inf))


def adam(steps, lr=0.1):
    w = torch.ones(2, requires_grad=True)
    optimizer = torch.optim.Adam([w], lr=lr)
    for _ in range(steps):
        w.grad = torch.ones(2)
        optimizer.step()
    return optimizer


ulp = float(np.nextafter(1.0, 2.0))

STATES = {  # each entry is a family of states that are all different
    "floats": [0.0, -0.0, 1.0, ulp, float("inf"), float("nan"), 5e-324],
    "numbers of a kind": [1, 1.0, True, "1", b"1", np.float64(1), np.float32(1), np.int64(1)],
    "nothing": [None, 0, 0.0, False, "", b"", [], {}, set(), np.zeros(0), np.zeros((0, 2))],
    "large integers": [2**64, 2**64 + 1, -(2**64), 10**30],
    "text": ["a", "b", "ab", "ä", "s1:a"],
    "lists": [[1, 2], [2, 1], [[1], 2], [1, [2]], [12], [1, 2, None], [[1, 2]]],
    "dicts": [{"a": 1}, {"a": 2}, {"b": 1}, {"a": 1, "b": 1}, {1: "a"}, {"a": {"b": 1}}],
    "sets": [{1, 2}, {1, 3}, {1}, {"1", "2"}],
    "arrays": [
        np.array([1.0, 2.0]),
        np.array([ulp, 2.0]),
        np.array([1.0, 2.0], "f4"),
        np.array([[1.0, 2.0]]),
        np.array([[1.0], [2.0]]),
        np.array([1, 2]),
        np.array([1.0, 2.0], ">f8"),
        np.array(["a", "b"]),
        np.array([1.0, "b"], object),
    ],
    "tensors": [
        torch.tensor([1.0, 2.0]),
        torch.tensor([1.0, float(np.nextafter(np.float32(2), np.float32(3)))]),
        torch.tensor([1.0, 2.0], dtype=torch.float64),
        torch.tensor([1.0, 2.0], dtype=torch.bfloat16),
        torch.tensor([1.0, 2.0], dtype=torch.float16),
        torch.tensor([[1.0, 2.0]]),
        torch.tensor([1, 2]),
        torch.tensor([True, False]),
        torch.tensor(1.0),
        torch.zeros(0),
    ],
    "gradients": [torch.ones(2, requires_grad=True), with_gradient(0.0), with_gradient(ulp + 1)],
    "numpy generators": [generator(1), generator(2), generator(1, 1), generator(1, 2)],
    "torch generators": [torch_generator(1), torch_generator(2), torch_generator(1, 1)],
    "Python's generators": [random.Random(1), random.Random(2)],
    "modules": [
        module(),
        module(lambda net: bump(net[0].weight)),
        module(lambda net: bump(net[1].running_mean)),
        module(lambda net: net.eval()),
        module(lambda net: setattr(net[0].weight, "grad", torch.zeros(2, 2))),
    ],
    "optimizers": [adam(0), adam(1), adam(2), adam(1, lr=0.2)],
    "objects": [Point(1.0), Point(ulp), Point(1.0, "a"), Slotted(1.0), Slotted(2.0)],
    "queues": [deque([1, 2]), deque([2, 1]), deque([1, 2], maxlen=2), [1, 2]],
    "functions": [sorted, len, module, bump, Point, np.sin],
}


@pytest.mark.parametrize("family", STATES.values(), ids=STATES)
def test_any_difference_shows_in_the_bytes(family):
    assert len({encode(state) for state in family}) == len(family)


@pytest.mark.parametrize("family", STATES.values(), ids=STATES)
def test_a_copy_has_the_same_bytes(family):
    for state in family:
        again = copy.deepcopy(state)
        if isinstance(state, nn.Module):  # deepcopy leaves gradients behind: see the snapshots
            again[0].weight.grad = copy.deepcopy(state[0].weight.grad)
        assert encode(again) == encode(state)


@pytest.mark.parametrize("family", STATES.values(), ids=STATES)
def test_a_difference_in_the_second_of_two_alike_shows_as_well(family):
    """Two objects of one kind must not be taken for one object met twice."""
    first = family[0]
    pairs = [encode([copy.deepcopy(first), state]) for state in family]
    assert len(set(pairs)) == len(pairs)
    nested = [encode({"a": copy.deepcopy(first), "b": [{"c": state}]}) for state in family]
    assert len(set(nested)) == len(nested)


def test_the_position_of_the_last_of_many_generators_shows():
    dice = [generator(seed) for seed in range(6)]
    before = encode(dice)
    dice[-1].random()
    assert encode(dice) != before


def test_the_bytes_of_many_objects_do_not_depend_on_where_they_lie_in_memory():
    def crowd():
        return [Point(float(i), str(i)) for i in range(50)], [generator(i) for i in range(20)]

    kept = [crowd() for _ in range(3)]
    ballast = [bytearray(i % 900) for i in range(5000)]
    del ballast[::2]
    assert {encode(one) for one in [*kept, crowd()]} == {encode(kept[0])}


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.binary()
    | st.lists(st.floats()).map(np.array),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def identical(a, b):
    """An independent reference: equality of type and bits, container by container."""
    if type(a) is not type(b):
        return False
    if isinstance(a, float):
        return struct.pack("d", a) == struct.pack("d", b)
    if isinstance(a, np.ndarray):
        return (a.dtype, a.shape, a.tobytes()) == (b.dtype, b.shape, b.tobytes())
    if isinstance(a, list):
        return len(a) == len(b) and all(map(identical, a, b))
    if isinstance(a, dict):
        same = list(a) == list(b)
        return same and all(identical(x, y) for x, y in zip(a.values(), b.values(), strict=True))
    return a == b


@given(plain, plain)
def test_two_states_have_equal_bytes_exactly_when_they_are_identical(a, b):
    assert (encode(a) == encode(b)) == identical(a, b)
    assert encode(a) == encode(copy.deepcopy(a))


@given(st.lists(st.integers()), st.randoms())
def test_the_order_in_which_a_set_was_filled_does_not_matter(members, order):
    shuffled = list(members)
    order.shuffle(shuffled)
    assert encode(set(members)) == encode(set(shuffled)) == encode(set(members) | set(shuffled))


def test_an_array_and_its_strided_view_have_the_same_bytes():
    table = np.arange(12.0).reshape(3, 4)
    assert encode(table.T.copy()) == encode(table.T)
    assert encode(torch.from_numpy(table).T) == encode(torch.from_numpy(table.T.copy()))


def test_a_cycle_comes_to_an_end_and_its_content_still_counts():
    def ring(value):
        members = [value]
        members.append(members)
        return members

    assert encode(ring(1)) == encode(ring(1))
    assert encode(ring(1)) != encode(ring(2))


def test_sharing_one_list_is_not_the_same_as_two_equal_lists():
    shared = [1]
    assert encode([shared, shared]) != encode([[1], [1]])


def test_state_bytes_leave_the_inputs_out_and_take_everything_else():
    simulation = Drift(seed=1)
    inputs = {*Drift.parameters(), "seed"}
    before = encode_state(simulation, inputs)
    simulation.__dict__["lr"] = 0.9
    assert encode_state(simulation, inputs) == before
    simulation.seen["last"] = (0, 5e-324)
    assert encode_state(simulation, inputs) != before


@pytest.mark.parametrize("kind", [Drift, Net])
def test_drawing_one_number_from_any_stream_shows_in_the_state(kind):
    simulation = kind(seed=1)
    simulation.step()
    inputs = {*kind.parameters(), "seed"}
    seen = {encode_state(simulation, inputs)}
    streams = dict(simulation._streams.generators())
    for made in streams.values():
        if isinstance(made, torch.Generator):
            torch.rand(1, generator=made)
        else:
            made.random()
        seen.add(encode_state(simulation, inputs))
    assert len(streams) >= 2
    assert len(seen) == 1 + len(streams)


def test_an_attribute_that_has_no_bytes_is_refused_by_its_name():
    simulation = HoldsAGenerator()
    simulation.batches = (i for i in range(3))
    with pytest.raises(UnsavableState, match=r"HoldsAGenerator\.batches holds a generator"):
        encode_state(simulation, set())


def test_another_process_gives_the_same_bytes():
    state = "{'a': {3, 1, 'x', 2.5, None}, 'b': [np.arange(3), np.random.default_rng(5), len]}"
    code = f"import numpy as np; from tutor.engine.encoding import encode; print(encode({state}))"
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "99")
    }
    assert said == {repr(encode(eval(state))).encode()}
