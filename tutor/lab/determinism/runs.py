"""The small runs of the determinism doctor. Each returns what was watched, a row a step.

Column 0 is the loss, the others some of the weights, in the run's own dtype. (n_steps, n_watched)
Every run draws from generators of its own with a fixed seed: nothing differs between two runs but
the settings and the variables of the process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[Any]

STEPS = 50
SEED = 0


class CannotShow(Exception):
    """This machine or installation has not what the run needs; the message names it."""


def autoencoder(
    threads: int = 1,
    dtype: str = "float32",
    shuffle: int = 0,
    batch: int = 512,
    rows: str = "as read",
    optimizer: str = "SGD",
    device: str = "cpu",
    tf32: bool = False,
    blas: str = "",
) -> Floats:
    """Train 64 numbers to pass through 64 hidden units, layer norm and GELU, in torch."""
    torch = _torch(device)
    from torch.nn import functional

    if blas == "mkl" and not torch.backends.mkl.is_available():
        raise CannotShow("torch is built without MKL")
    if tf32 and (torch.version.hip or torch.cuda.get_device_capability() < (8, 0)):
        raise CannotShow(f"{torch.cuda.get_device_name()} has no TF32")
    with _threads(torch, threads), _precision(torch, tf32):
        rng = np.random.default_rng(SEED)
        kind = getattr(torch, dtype)

        def tensor(*shape: int, scale: float = 1.0) -> Any:
            return torch.tensor(scale * rng.normal(size=shape)).to(torch.float32).to(device, kind)

        X = tensor(512, 64)  # (n, d)
        if rows == "reversed":
            X = X.flip(0).contiguous()
        W, V = tensor(64, 64, scale=0.125), tensor(64, 64, scale=0.125)
        scale, shift = torch.ones(64).to(W), torch.zeros(64).to(W)
        weights = [w.requires_grad_() for w in (W, V, scale, shift)]
        move = _mover(torch, optimizer, weights)
        order = np.random.default_rng(shuffle)
        watched = []
        for step in range(STEPS):
            start = step * batch % len(X)
            if start == 0 and batch < len(X):
                X = X[torch.tensor(order.permutation(len(X))).to(device)]
            x = X[start : start + batch]
            hidden = functional.gelu(functional.layer_norm(x @ W, (64,), scale, shift))
            loss = (hidden @ V - x).square().mean()
            for w, grad in zip(weights, torch.autograd.grad(loss, weights), strict=True):
                w.grad = grad
            move()
            row = torch.cat([loss.detach().reshape(1), scale.detach(), V.detach()[0]])
            watched.append(row.cpu().numpy())
    return np.stack(watched)


def scatter(device: str = "cpu", deterministic: bool = False) -> Floats:
    """Add 65 536 numbers into 500 sums by their index, as an embedding's gradient does."""
    torch = _torch(device)
    if device == "cpu" and _cores() < 2:
        raise CannotShow("one core only: no two threads race for a sum")
    before = torch.are_deterministic_algorithms_enabled()
    torch.use_deterministic_algorithms(deterministic)
    try:
        with _threads(torch, 2):
            rng = np.random.default_rng(SEED)
            index = torch.tensor(rng.integers(0, 500, 65_536)).to(device)
            values = torch.tensor(rng.normal(size=65_536)).to(device, torch.float32)
            sums = torch.zeros(500, device=device)
            watched = []
            for _ in range(STEPS):
                sums = 0.9 * sums
                if device == "cpu":
                    sums.index_put_((index,), values, accumulate=True)
                else:
                    sums.index_add_(0, index, values)
                watched.append(torch.cat([sums.square().mean().reshape(1), sums]).cpu().numpy())
    finally:
        torch.use_deterministic_algorithms(before)
    return np.stack(watched)


def drawing(device: str = "cpu") -> Floats:
    """Draw torch's normal numbers on a device, from one seed."""
    torch = _torch("cuda" if device == "cuda" else "cpu")
    if not torch.cuda.is_available():
        raise CannotShow(_no_cuda(torch))
    generator = torch.Generator(device).manual_seed(SEED)
    draws = torch.randn(STEPS, 16, generator=generator, device=device).cpu()
    return np.asarray(torch.cat([draws.square().mean(1, keepdim=True), draws], 1).numpy())


def regression(summation: str = "pairwise", generator: str = "PCG64", blas: str = "") -> Floats:
    """Fit a layer of 64 tanh units to 256 rows, in NumPy."""
    built = (np.show_config(mode="dicts") or {})["Build Dependencies"]["blas"]["name"]
    if blas not in built:
        raise CannotShow(f"NumPy is built with {built}, not with {blas}")
    normal = _sampler(generator)
    X, y = normal(size=(256, 64)), normal(size=256)  # (n, d), (n,)
    W, v = normal(size=(64, 64)) / 8, normal(size=64) / 8
    watched = []
    for _ in range(STEPS):
        hidden = np.tanh(X @ W)  # (n, 64)
        error = hidden @ v - y
        slope = np.ascontiguousarray(hidden.T) * error  # (64, n): each row's own slope by v
        # NumPy adds pairwise along the axis that lies together in memory, and one by one elsewhere
        total = slope.sum(axis=1) if summation == "pairwise" else np.cumsum(slope, axis=1)[:, -1]
        W -= 0.1 * X.T @ (error[:, None] * v * (1 - hidden**2)) / len(X)
        v -= 0.1 * total / len(X)
        watched.append([error @ error / len(X), *v])
    return np.array(watched)


def words() -> Floats:
    """Fit a weight a word, numbered in the order in which a Python set gives the words."""
    texts = ["to be or not to be", "that is the question", "all that glitters is not gold"]
    y = np.array([0.0, 1.0, 1.0])
    vocabulary = list({word for text in texts for word in text.split()})
    counts = np.array([[text.split().count(word) for word in vocabulary] for text in texts])
    w = np.random.default_rng(SEED).normal(size=len(vocabulary))
    watched = []
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-counts @ w))  # (3,)
        loss = -np.log(np.where(y == 1, p, 1 - p)).mean()
        w -= 0.5 * counts.T @ (p - y) / len(y)
        watched.append([loss, *np.sort(w)])
    return np.array(watched)


RUNS: dict[str, Callable[..., Floats]] = {
    "autoencoder": autoencoder,
    "scatter": scatter,
    "drawing": drawing,
    "regression": regression,
    "words": words,
}


def _torch(device: str) -> Any:
    import torch

    if device == "cuda" and not torch.cuda.is_available():
        raise CannotShow(_no_cuda(torch))
    return torch


def _no_cuda(torch: Any) -> str:
    built = torch.version.cuda or torch.version.hip
    return "there is no CUDA device" if built else "torch is built for the CPU, without CUDA"


def _cores() -> int:
    from tutor.lab.environment import cores

    return cores()


@contextmanager
def _threads(torch: Any, count: int) -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def _precision(torch: Any, tf32: bool) -> Iterator[None]:
    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision("high" if tf32 else "highest")
    try:
        yield
    finally:
        torch.set_float32_matmul_precision(before)


def _mover(torch: Any, optimizer: str, weights: list[Any]) -> Callable[[], Any]:
    """Return what moves the weights by their gradients.

    Gradient descent is written out, since to load torch's optimizers takes as long as torch itself.
    """
    if optimizer == "SGD":

        def descend() -> None:
            with torch.no_grad():
                for w in weights:
                    w -= 0.5 * w.grad

        return descend
    way = optimizer.partition(", ")[2]
    adam = torch.optim.Adam(weights, lr=0.01, foreach=way == "foreach", fused=way == "fused")
    step: Callable[[], Any] = adam.step
    return step


def _sampler(name: str) -> Callable[..., Floats]:
    """Return a function that draws normal numbers.

    Of 2004: the polar method of `RandomState`, frozen since. Of 2019: the ziggurat of `Generator`.
    """
    if name == "PCG64":
        return np.random.Generator(np.random.PCG64(SEED)).normal
    if name == "MT19937, of 2019":
        bits = np.random.MT19937()
        bits.state = np.random.RandomState(SEED).get_state(legacy=False)  # type: ignore[assignment]
        return np.random.Generator(bits).normal
    return np.random.RandomState(SEED).normal
