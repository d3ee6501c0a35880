"""Train the shipped digit readers: `python -m tutor.ml.train_digit_nets FILE`.

Every network gets the same recipe: AdamW without decay, step size 0.002, 30 passes through the 1347
training digits in batches of 64. One thread, one seed: on one machine it gives the same weights
again. Then it trains the MLP and the CNN with kernel 3 from nine other seeds, and stores how far
their accuracies spread.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import Tensor, nn

from tutor.ml import digit_nets, digits

SEED, OTHER_SEEDS = 0, range(1, 10)
EPOCHS, BATCH, LR = 30, 64, 2e-3
SHIFTS = (0, 1, 2)


def build(net: str) -> nn.Sequential:
    """Return a network with torch's own first weights."""
    if net == "mlp":
        return nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    kernel = int(net.removeprefix("cnn"))
    return nn.Sequential(
        nn.Conv2d(1, 16, kernel, padding=kernel // 2),
        nn.ReLU(),
        nn.MaxPool2d(digit_nets.POOL),
        nn.Conv2d(16, 32, kernel, padding=kernel // 2),
        nn.ReLU(),
        nn.MaxPool2d(digit_nets.POOL),
        nn.Flatten(),
        nn.Linear(32 * 2 * 2, 10),
    )


def train(net: str, seed: int, epochs: int = EPOCHS) -> nn.Sequential:
    """Return a trained network; the seed decides its first weights and the order of the digits."""
    torch.manual_seed(seed)
    model = build(net)
    optimizer = torch.optim.AdamW(model.parameters(), lr=LR, weight_decay=0.0)
    X, y = _images(0, digits.split().train), torch.tensor(digits.split().train.labels)
    for _ in range(epochs):
        order = torch.randperm(len(y))
        for start in range(0, len(y) - BATCH + 1, BATCH):
            rows = order[start : start + BATCH]
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(X[rows]), y[rows]).backward()
            optimizer.step()
    return model


def accuracy(model: nn.Sequential, right: int) -> float:
    """Return the share of the test digits it reads, each `right` pixels off, computed by torch."""
    test = digits.split().test
    with torch.no_grad():
        found = model(_images(right, test)).argmax(dim=1).numpy()
    return float((found == test.labels).mean())


def tensors(model: nn.Sequential) -> dict[str, np.ndarray]:
    """Return the weights under the names that `digit_nets` reads, a matrix as inputs by outputs."""
    layers = [layer for layer in model if isinstance(layer, nn.Conv2d | nn.Linear)]
    dense = [layer for layer in layers if isinstance(layer, nn.Linear)]
    names = [("W1", "b1"), ("W2", "b2")] if len(dense) == 2 else [("K1", "b1"), ("K2", "b2")]
    names += [("W", "b")] * (len(layers) - len(names))
    found = {}
    for layer, (weight, bias) in zip(layers, names, strict=True):
        w = layer.weight.detach().numpy()
        found[weight] = w.T if isinstance(layer, nn.Linear) else w
        found[bias] = layer.bias.detach().numpy()
    return found


def main(arguments: list[str]) -> int:
    """Train all networks, write the file, and print what it knows about itself."""
    if not arguments:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    torch.set_num_threads(1)
    stored: dict[str, np.ndarray] = {}
    facts = {"torch": torch.__version__, "seed": str(SEED), "epochs": str(EPOCHS)}
    facts |= {"batch": str(BATCH), "learning rate": f"{LR:g}"}
    first = {}
    for net in ("mlp", *(f"cnn{kernel}" for kernel in digit_nets.KERNELS)):
        first[net] = train(net, SEED)
        for name, tensor in tensors(first[net]).items():
            stored[f"{net}.{name}"] = np.ascontiguousarray(tensor, np.float16)
        facts[net] = _percents([accuracy(first[net], right) for right in SHIFTS])
    for net in ("mlp", "cnn3"):
        models = [first[net], *(train(net, seed) for seed in OTHER_SEEDS)]
        for right in SHIFTS:
            found = [accuracy(model, right) for model in models]
            facts[f"{net}, {right} off, {len(models)} seeds"] = _percents([min(found), max(found)])
    save_file(stored, Path(arguments[0]), metadata=facts)
    print("\n".join(f"{name}: {fact}" for name, fact in facts.items()))  # noqa: T201
    return 0


def _images(right: int, part: digits.Digits) -> Tensor:
    images = digit_nets.shifted(part.pixels.reshape(-1, digits.SIDE, digits.SIDE), right)
    return torch.tensor(images[:, None], dtype=torch.float32)  # (n, 1, 8, 8)


def _percents(shares: list[float]) -> str:
    return " ".join(f"{100 * share:.1f}" for share in shares)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
