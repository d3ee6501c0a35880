"""Small simulations that the tests of the engine share: sound ones, failing ones, leaking ones."""

import math

import numpy as np
import torch
from torch import nn

from tutor.engine import Choice, Curve, Flag, Float, Int, Line, Simulation, Text


class Still(Simulation):
    """Does nothing, so that a test overrides only what it is about."""

    def reset(self):
        self.t = 0

    def step(self):
        self.t += 1
        return {"t": self.t}

    def view(self, trace):
        yield Text("still", str(len(trace)))


class Drift(Simulation):
    """NumPy: every kind of parameter, four streams, nested state, a small and a large array."""

    lr = Float(0.1, 0.0, 1.0, "pull to the middle", step=0.01)
    every = Int(3, 1, 9, "steps between two shuffles")
    mood = Choice("calm", ["calm", "wild"], "strength of the noise")
    on = Flag(True, "noise at all")
    word = Line("hello", "counts by its length")
    size = Int(5, 2, 9, "side of the map", resets=True)

    def reset(self):
        self.w = self.rng("init").normal(size=2)
        self.map = np.zeros((self.size, self.size))  # 5 x 5 float64 are more than 128 bytes
        self.order = list(range(self.size))
        self.seen = {"words": 0, "last": (0, 0.0)}
        self.dice = self.rng("dice"), self.rng("other dice")

    def step(self):
        noise = self.rng("noise").normal(size=2) * self.on * (3.0 if self.mood == "wild" else 1.0)
        if self.seen["last"][0] % self.every == 0:
            self.rng("shuffle").shuffle(self.order)
        record = {
            "loss": float(self.w @ self.w),
            "w": self.w,
            "map": self.map.copy(),
            "words": self.seen["words"],
        }
        self.w = (1.0 - self.lr) * self.w + 0.1 * noise
        self.map[self.order[0], self.order[-1]] += self.dice[0].random() - self.dice[1].random()
        self.seen["words"] += len(self.word)
        self.seen["last"] = (self.seen["last"][0] + 1, record["loss"])
        return record

    def view(self, trace):
        yield Curve("loss", {"loss": trace["loss"], "root": np.sqrt(trace["loss"])})
        yield Text("said", self.word)


class Net(Simulation):
    """Torch: a module with Dropout, AdamW, a schedule, accumulated gradients, its own generator."""

    decay = Float(0.01, 0.0, 1.0, "weight decay")
    noise = Float(0.1, 0.0, 1.0, "noise on the inputs")
    accumulate = Int(2, 1, 4, "steps between two updates")

    def reset(self):
        self.net = nn.Sequential(nn.Linear(3, 12), nn.Tanh(), nn.Dropout(0.5), nn.Linear(12, 1))
        self.optimizer = torch.optim.AdamW(self.net.parameters(), lr=0.05)
        self.schedule = torch.optim.lr_scheduler.StepLR(self.optimizer, 5, 0.9)
        self.data = torch.randn(8, 3, generator=self.torch_rng("data"))
        self.t = 0

    def step(self):
        noise = torch.randn(self.data.shape, generator=self.torch_rng("noise"))
        X = self.data + self.noise * noise
        loss = (self.net(X)[:, 0] - X.sum(1)).square().mean()
        self.optimizer.param_groups[0]["weight_decay"] = self.decay
        loss.backward()
        record = {"loss": loss, "lr": self.schedule.get_last_lr()[0], "W": self.net[0].weight}
        record = {name: copied(value) for name, value in record.items()}
        self.t += 1
        if self.t % self.accumulate == 0:  # in between, the gradients are part of the state
            self.optimizer.step()
            self.schedule.step()
            self.optimizer.zero_grad()
        return record

    def view(self, trace):
        yield Curve("loss", {"loss": trace["loss"]}, log=True)


def copied(value):
    return value.detach().clone() if isinstance(value, torch.Tensor) else value


class Growing(Simulation):
    """Multiplies until it overflows; with a factor below 1 it never does."""

    factor = Float(10.0, 0.0, 1000.0, "what it is multiplied by")

    def reset(self):
        self.x = np.float64(1.0)

    def step(self):
        record = {"x": self.x, "twice": np.array([self.x, self.x])}
        self.x = self.x * self.factor
        return record

    def view(self, trace):
        yield Curve("x", {"x": trace["x"]})


class Fragile(Simulation):
    """Raises when it has moved as often as `breaks` says, in the middle of changing its state."""

    breaks = Int(5, 0, 1000, "the step that fails")

    def reset(self):
        self.t, self.total = 0, 0.0

    def step(self):
        self.total += self.rng("noise").random() + np.random.random()  # the process's, on purpose
        if self.t == self.breaks:
            raise RuntimeError("the belt came off")
        self.t += 1
        return {"total": self.total, "ambient": np.random.random()}

    def view(self, trace):
        yield Curve("total", {"total": trace["total"]})


class Ambient(Still):
    """Draws from all three process-wide generators."""

    def step(self):
        import random

        dropped = nn.functional.dropout(torch.ones(4), 0.5)
        return {"random": random.random(), "numpy": np.random.random(), "dropped": dropped}


COUNT = [0]


class GlobalLeak(Still):
    """Counts in a global of the module."""

    def step(self):
        COUNT[0] += 1
        return {"x": COUNT[0] % 7}


def _counter():
    n = 0

    def count():
        nonlocal n
        n += 1
        return n % 7

    return count


class ClosureLeak(Still):
    """Counts in the cell of a closure, which a deep copy shares."""

    def reset(self):
        self.count = _counter()

    def step(self):
        return {"x": self.count()}


class ClassLeak(Still):
    """Counts in an attribute of the class."""

    n = 0

    def step(self):
        ClassLeak.n += 1
        return {"x": ClassLeak.n % 7}


class UnseededLeak(Still):
    """Draws from a generator that the seed does not reach."""

    def step(self):
        return {"x": np.random.default_rng().random()}


class ArrayLeak(Still):
    """Leaks into a large array of the record only, so no number shows it."""

    def step(self):
        COUNT[0] += 1
        return {"x": 1.0, "big": np.full(64, COUNT[0] % 7)}


class HiddenLeak(Still):
    """Leaks into the state only, so the record never shows it."""

    def reset(self):
        self.hidden = 0

    def step(self):
        COUNT[0] += 1
        self.hidden = COUNT[0] % 7
        return {"x": 1.0}


class ViewLeak(Still):
    """Draws from a stream of the run when it is only looked at."""

    def view(self, trace):
        yield Text("luck", str(self.rng("sample").random()))


class ExhaustedLeak(Still):
    """Reads on in an iterator that no snapshot turns back, so a second life raises."""

    def reset(self):
        self.position = 0
        ExhaustedLeak.supply = iter(range(12))

    def step(self):
        self.position += 1
        return {"x": next(ExhaustedLeak.supply) * 0 + self.position}


class HoldsAGenerator(Still):
    """Keeps a Python generator from step 2 on."""

    def step(self):
        self.t += 1
        if self.t > 2:
            self.batches = (i for i in range(3))
        return {"t": self.t}


class HoldsAGraph(Still):
    """Keeps a tensor with its graph from the first step on."""

    def reset(self):
        self.w, self.loss = torch.ones(2, requires_grad=True), None

    def step(self):
        self.loss = (self.w * 2).sum()
        return {"x": 1.0}


SOUND = [Drift, Net, Growing, Fragile, Ambient, Still]
UNSOUND = [
    GlobalLeak,
    ClosureLeak,
    ClassLeak,
    UnseededLeak,
    ArrayLeak,
    HiddenLeak,
    ViewLeak,
    ExhaustedLeak,
]


def measured(run):
    """Everything a run has measured: its digests, its dense columns, its large arrays by step."""
    records = run.records
    digests = [run.digest(step) for step in range(run.step + 1)]
    if not run.step:
        return digests, {}, {}
    dense = {name: records[name].tobytes() for name in run.dense_columns}
    large = {
        name: dict(zip(records.steps(name).tolist(), map(bytes, records[name]), strict=True))
        for name in run.array_names
        if name not in dense
    }
    return digests, dense, large


def is_nan(value):
    return isinstance(value, float) and math.isnan(value)
