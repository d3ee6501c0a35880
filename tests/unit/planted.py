"""A small network trained with the recorder on, and faults that can be planted in it."""

import torch
from torch import nn

from tutor.engine.ledger import read
from tutor.lab import record
from tutor.lab.recording.changes import KINDS, VARIABLE
from tutor.lab.recording.companion import RecordedSide
from tutor.lab.tracing.calibration import calibrate

N_STEPS = 3
BATCH, WIDTH, HIDDEN, CLASSES = 32, 16, 64, 4


class UnbiasedNorm(nn.LayerNorm):
    """A LayerNorm that divides by n - 1."""

    def forward(self, x):
        centred = x - x.mean(-1, keepdim=True)
        variance = x.var(-1, unbiased=True, keepdim=True)
        return centred / (variance + self.eps).sqrt() * self.weight + self.bias


class Net(nn.Module):
    def __init__(self, norm, gelu):
        super().__init__()
        self.fc1 = nn.Linear(WIDTH, HIDDEN)
        self.norm = norm
        self.act = nn.GELU(approximate=gelu)
        self.fc2 = nn.Linear(HIDDEN, CLASSES)

    def forward(self, x):
        return self.fc2(self.act(self.norm(self.fc1(x))))


class ByMean:
    """SGD whose momentum is a mean of gradients: v = m v + (1 - m) g."""

    def __new__(cls, parameters, lr, momentum):
        class Mean(torch.optim.SGD):
            @torch.no_grad()
            def step(self):
                for p in self.param_groups[0]["params"]:
                    state = self.state[p]
                    v = state.get("momentum_buffer", torch.zeros_like(p))
                    state["momentum_buffer"] = v = momentum * v + (1 - momentum) * p.grad
                    p -= lr * v

        return Mean(parameters, lr=lr, momentum=momentum)


def train(
    path,
    norm=nn.LayerNorm,
    eps=1e-5,
    gelu="none",
    optimizer=lambda p: torch.optim.AdamW(p, lr=1e-3, weight_decay=0.01),
    reduction="mean",
    seed=0,
    data_seed=1,
    steps=N_STEPS,
    **options,
):
    """Train for a few steps under a recorder; return what it wrote as a side."""
    torch.manual_seed(seed)
    model = Net(norm(HIDDEN, eps=eps), gelu)
    stepping = optimizer(model.parameters())
    generator = torch.Generator().manual_seed(data_seed)
    with record(path, model, stepping, seed=seed, **options) as run:
        for _ in range(steps):
            x = torch.randn(BATCH, WIDTH, generator=generator)
            y = torch.randint(0, CLASSES, (BATCH,), generator=generator)
            loss = nn.functional.cross_entropy(model(x), y, reduction=reduction)
            stepping.zero_grad()
            loss.backward()
            stepping.step()
            run.step(loss=loss, batch=(x, y))
    return side(path)


def side(path, label="A"):
    """Return a recording as a side."""
    return RecordedSide(path, read(path).receipt, label)


def calibration(folder, monkeypatch, **options):
    """Run the reference again under every change that applies to it, as `diff` does."""
    baseline, others = train(folder / "reference.jsonl", **options), {}
    threads = torch.get_num_threads()
    for change, name in KINDS.items():
        if change not in baseline.refused:
            monkeypatch.setenv(VARIABLE, change)
            others[name] = train(folder / f"{change}.jsonl", **options)
    monkeypatch.delenv(VARIABLE)
    torch.set_num_threads(threads)
    return baseline, calibrate(baseline, others, N_STEPS, baseline.refused)
