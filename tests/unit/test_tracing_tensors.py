"""Tensors, their ulps, and the names of everything that a simulation keeps."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from tutor.engine import Float, Simulation
from tutor.lab.compare import ulps as float64_ulps
from tutor.lab.tracing.naming import is_gradient, state_of
from tutor.lab.tracing.tensor import tensor_of
from tutor.lab.tracing.ulps import NONE, one_ulp, ulps

NUMPY = {"float64": np.float64, "float32": np.float32, "float16": np.float16}


@pytest.mark.parametrize("name", NUMPY)
@given(data=st.data())
def test_n_steps_of_nextafter_are_n_ulps_in_the_tensors_own_type(name, data):
    kind = NUMPY[name]
    width = np.dtype(kind).itemsize * 8
    floats = st.floats(width=width, allow_nan=False, allow_infinity=False)
    x, n = kind(data.draw(floats)), data.draw(st.integers(0, 20))
    y = x
    for _ in range(n):
        with np.errstate(all="ignore"):
            y = np.nextafter(y, kind(0.0) if x > 0 else kind(1.0))
    found = ulps(tensor_of(np.array([x])), tensor_of(np.array([y])))
    assert found.item() == n or y == 0.0  # at zero nextafter towards zero stands still


@given(st.lists(st.tuples(st.floats(), st.floats()), min_size=1, max_size=20))
def test_ulps_of_an_array_are_those_of_each_pair(pairs):
    a, b = (np.array(column) for column in zip(*pairs, strict=True))
    found = ulps(tensor_of(a), tensor_of(b))
    for one, other, apart in zip(a, b, found, strict=True):
        expected = float64_ulps(float(one), float(other))
        assert int(apart) == (int(NONE) if expected is None else expected)


def test_a_bfloat16_and_the_next_one_up_are_one_ulp_apart():
    values = torch.tensor([1.0, -2.5, 0.0, 3e-39], dtype=torch.bfloat16)
    after = (values.view(torch.int16) + 1).view(torch.bfloat16)
    found = ulps(tensor_of(values), tensor_of(after))
    assert found.tolist() == [1, 1, 1, 1]
    assert np.array_equal(tensor_of(values).values, values.double().numpy())


@pytest.mark.parametrize("name", NUMPY)
@pytest.mark.parametrize("size", [1.0, 0.75, 3.0, 1000.0, 2.0])
def test_one_ulp_is_the_spacing_of_the_type(name, size):
    assert one_ulp(name, size) == np.spacing(NUMPY[name](size))


def test_of_other_types_and_shapes_there_are_no_ulps():
    one, two = tensor_of(np.ones(3)), tensor_of(np.ones(3, np.float32))
    assert ulps(one, two) is None
    assert ulps(one, tensor_of(np.ones(4))) is None
    assert ulps(tensor_of(1), tensor_of(2)) is None


def test_a_digest_tells_type_shape_and_one_bit_and_not_which_nan():
    base = np.linspace(0.0, 1.0, 6)
    changed = base.copy()
    changed[3] = np.nextafter(changed[3], 1.0)
    others = [base.astype(np.float32), base.reshape(2, 3), changed, base[:5]]
    digests = {tensor_of(array).digest for array in [base, *others]}
    assert len(digests) == 5
    assert tensor_of(base.copy()).digest == tensor_of(base).digest
    nans = np.array([0x7FF8000000000000, 0x7FF8000000000001], np.uint64).view(np.float64)
    assert tensor_of(nans[:1]).digest == tensor_of(nans[1:]).digest
    assert tensor_of(np.array(0.0)).digest != tensor_of(np.array(-0.0)).digest


def test_torch_and_numpy_give_the_same_tensor():
    array = np.arange(6.0).reshape(2, 3)
    assert tensor_of(torch.from_numpy(array)).digest == tensor_of(array).digest
    assert tensor_of(torch.from_numpy(array).T).digest == tensor_of(array.T).digest
    assert tensor_of(torch.tensor(3)).digest == tensor_of(3).digest


def test_what_is_no_number_is_equal_or_not():
    assert tensor_of("calm").digest != tensor_of("wild").digest
    assert not tensor_of("calm").is_number
    assert tensor_of(2**80).digest != tensor_of(2**81).digest
    assert tensor_of(np.array([1 + 2j])).shape == (1, 2)


class Kept(Simulation):
    lr = Float(0.1, 0.0, 1.0, "step size")

    def reset(self):
        self.net = {"W": np.ones((2, 2)), "b": [1.0, 2.0]}
        self.layers = [np.zeros(2), (np.ones(1), "word")]
        self.model = nn.Linear(2, 1)
        self.optimizer = torch.optim.Adam(self.model.parameters())
        self.model(torch.ones(1, 2)).sum().backward()
        self.optimizer.step()
        self.count, self.best = 3, math.inf
        self.again = self.net["W"]
        self.rng("init").normal()
        self.me = [self.net]

    def step(self):
        return {}

    def view(self, trace):
        return ()


def test_every_array_has_the_path_to_it_as_its_name_and_no_parameter_is_state():
    found = state_of(Kept())
    assert list(found)[:2] == ["model.weight.grad", "model.bias.grad"]
    assert {"net.W", "net.b", "layers[0]", "layers[1][0]", "layers[1][1]"} <= set(found)
    assert {"model.weight", "optimizer.0.exp_avg", "optimizer.1.exp_avg_sq"} <= set(found)
    assert {"count", "best", "again", "generator init"} <= set(found)
    assert "lr" not in found
    assert "seed" not in found
    assert found["net.b"].shape == (2,)
    assert found["model.weight"].dtype == "float32"


def test_two_that_drew_differently_differ_at_their_generator():
    one, other = Kept(), Kept()
    other.rng("init").normal()
    names = {n for n, t in state_of(one).items() if t.digest != state_of(other)[n].digest}
    assert "generator init" in names
    assert "net.W" not in names


@pytest.mark.parametrize(
    ("name", "expected"),
    [("model.w.grad", True), ("grad_w", True), ("net.d_W", True), ("degrade", False)],
)
def test_a_gradient_is_known_by_its_name(name, expected):
    assert is_gradient(name) is expected
