"""A network in seven readings: every tensor of its steps against torch and torch's optimizers."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from tutor.ml import readings
from tutor.ml.readings import ADAMW, BETA1, DECAY, LR, MOMENTUM, OTHERS, REFERENCE, Reading

RNG = np.random.default_rng(0)
N_STEPS = 4
BATCHES = [(RNG.normal(size=(7, 12)), RNG.integers(5, size=7)) for _ in range(N_STEPS)]
START = readings.begin(12, 6, 5, np.random.default_rng(1))
ALL = {"reference": REFERENCE, **OTHERS}


def trained(optimizer, reading, steps=N_STEPS, dtype=np.float64, **options):
    state = {name: array.astype(dtype) for name, array in START.items()}
    seen = []
    for t, (X, y) in enumerate(BATCHES[:steps], 1):
        X = X.astype(dtype)
        tensors, state = readings.step(state, X, y, t, optimizer, reading, **options)
        seen.append(tensors)
    return seen


def optimizer_of_torch(W, optimizer, reading):
    """Torch's optimizer for a reading. Its momentum is a sum, a mean if it is damped."""
    lr = LR[optimizer]
    if optimizer == MOMENTUM:
        dampening = 0.0 if reading.momentum_sums else BETA1
        decay = DECAY if reading.decay_in_slope else 0.0
        return torch.optim.SGD(W, lr, momentum=BETA1, dampening=dampening, weight_decay=decay)
    kind = torch.optim.Adam if reading.decay_in_slope else torch.optim.AdamW
    return kind(W, lr, weight_decay=DECAY)


@pytest.mark.parametrize("reading", ALL.values(), ids=ALL)
def test_forward_and_gradients_are_torchs(reading):
    (X, y), (seen, *_) = BATCHES[0], trained(ADAMW, reading, 1)
    W1, W2 = (torch.from_numpy(START[w].copy()).requires_grad_() for w in ("W1", "W2"))
    Z = torch.from_numpy(X) @ W1
    centred = Z - Z.mean(dim=1, keepdim=True)
    variance = Z.var(dim=1, unbiased=reading.unbiased, keepdim=True)
    norm = centred / torch.sqrt(variance + reading.eps)
    H = F.gelu(norm, approximate="tanh" if reading.gelu_by_tanh else "none")
    logits = H @ W2
    loss = F.cross_entropy(
        logits, torch.from_numpy(y), reduction="sum" if reading.loss_sums else "mean"
    )
    loss.backward()
    theirs = {"Z": Z, "norm": norm, "H": H, "logits": logits, "loss": loss}
    theirs |= {"∂W2": W2.grad, "∂W1": W1.grad}
    for name, tensor in theirs.items():
        assert seen[name] == pytest.approx(tensor.detach().numpy(), abs=1e-12), name
    scores = readings.logits(START, X, reading)
    assert scores == pytest.approx(logits.detach().numpy(), abs=1e-12)


@pytest.mark.parametrize("reading", [REFERENCE, Reading(decay_in_slope=True)])
def test_adam_and_adamw_are_torchs(reading):
    for w in readings.WEIGHTS:
        W = torch.from_numpy(START[w].copy()).requires_grad_()
        theirs = optimizer_of_torch([W], ADAMW, reading)
        for seen in trained(ADAMW, reading):
            W.grad = torch.from_numpy(seen[f"∂{w}"].copy())
            theirs.step()
            assert seen[f"new {w}"] == pytest.approx(W.detach().numpy(), abs=1e-12)


@pytest.mark.parametrize("decay_in_slope", [False, True])
@pytest.mark.parametrize("sums", [False, True])
def test_momentum_is_torchs_from_a_velocity_of_zero(decay_in_slope, sums):
    reading = Reading(decay_in_slope=decay_in_slope, momentum_sums=sums)
    for w in readings.WEIGHTS:
        W = torch.from_numpy(START[w].copy()).requires_grad_()
        theirs = optimizer_of_torch([W], MOMENTUM, reading)
        theirs.state[W]["momentum_buffer"] = torch.zeros_like(W)  # else torch takes the first slope
        for seen in trained(MOMENTUM, reading):
            W.grad = torch.from_numpy(seen[f"∂{w}"].copy())
            if not decay_in_slope:
                W.data *= 1.0 - LR[MOMENTUM] * DECAY
            theirs.step()
            assert seen[f"new {w}"] == pytest.approx(W.detach().numpy(), abs=1e-12)
            held = theirs.state[W]["momentum_buffer"].numpy()
            assert seen[f"m {w}"] == pytest.approx(held, abs=1e-12)


def test_a_sum_of_slopes_takes_adams_step_ten_times_as_far():
    for w in readings.WEIGHTS:
        mean, total = (
            trained(ADAMW, reading, 1)[0][f"new {w}"] - (1 - LR[ADAMW] * DECAY) * START[w]
            for reading in (REFERENCE, OTHERS["momentum"])
        )
        assert total == pytest.approx(10.0 * mean)


def test_tensors_come_in_the_order_of_computation():
    for seen in trained(ADAMW, REFERENCE):
        assert tuple(seen) == readings.TENSORS


@pytest.mark.parametrize("optimizer", readings.OPTIMIZERS)
def test_another_order_of_sums_moves_the_last_digits_only(optimizer):
    def turned(A, B):
        return A[:, ::-1] @ B[::-1]

    for one, other in zip(
        trained(optimizer, REFERENCE), trained(optimizer, REFERENCE, product=turned), strict=True
    ):
        for name, tensor in one.items():
            assert other[name] == pytest.approx(tensor, abs=1e-13), name


@pytest.mark.parametrize("optimizer", readings.OPTIMIZERS)
@pytest.mark.parametrize("reading", ALL.values(), ids=ALL)
def test_32_bits_stay_32_bits(optimizer, reading):
    for seen in trained(optimizer, reading, dtype=np.float32):
        assert {tensor.dtype for tensor in seen.values()} == {np.dtype(np.float32)}


def test_nothing_that_is_handed_in_changes():
    before = {name: array.copy() for name, array in START.items()}
    trained(ADAMW, REFERENCE)
    assert all((before[name] == array).all() for name, array in START.items())
