"""Checkpoints: every state comes back to the last bit, and what was torn or changed does not."""

import dataclasses
import json
import os
import random
import shutil
from collections import OrderedDict, defaultdict, deque
from enum import Enum
from functools import cache
from pathlib import Path
from typing import NamedTuple

import lesson_code
import numpy as np
import pytest
import simulations
import torch
from torch import nn

from tutor.engine import Int, checkpoint
from tutor.engine.checkpoint import NoCheckpoint
from tutor.engine.checkpoint_tree import Tree
from tutor.engine.encoding import encode
from tutor.engine.run import Past, Run
from tutor.engine.snapshot import UnsavableState
from tutor.study import catalog

LESSONS = catalog.lessons()


@cache
def simulation(lesson):
    return getattr(lesson_code.load(lesson, "sim"), lesson.sim)


def past(run, step=None):
    """What a ledger of the run says of its first steps."""
    steps = range(run.step if step is None else step)
    return Past(
        [list(run.row(s).values()) for s in steps],
        [run.digest(s + 1) for s in steps],
        [run.state_digest(s) for s in steps],
    )


def taken_up(place, kind, run, **values):
    """A run that stands where the checkpoint in `place` was taken."""
    fresh = Run(kind, run.seed, values, keyframe_budget=0)
    checkpoint.restore(checkpoint.read(place), fresh, past(run))
    return fresh


def everything(run):
    """All that a view could see, and all that a step could depend on."""
    with run.ambient:
        ambient = encode(run.ambient.now())
    return simulations.measured(run), encode(run.simulation.__dict__), ambient


def check(kind, folder, steps=4, more=3, **values):
    """A run that goes on, and one that was killed after `steps` and goes on from a checkpoint."""
    run = Run(kind, 3, values, keyframe_budget=0)
    run.advance(steps)
    again = taken_up(checkpoint.write(folder, run), kind, run, **values)
    assert again.step == run.step
    assert everything(again) == everything(run)
    run.advance(more)
    again.advance(more)
    assert everything(again) == everything(run)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_every_lesson_goes_on_from_a_checkpoint_as_if_nothing_had_happened(lesson, tmp_path):
    check(simulation(lesson), tmp_path)


@pytest.mark.parametrize("kind", simulations.SOUND, ids=lambda kind: kind.__name__)
def test_every_kind_of_state_comes_back_to_the_last_bit(kind, tmp_path):
    check(kind, tmp_path, steps=3, more=2)


def test_a_large_array_is_known_at_the_same_steps_as_before(tmp_path):
    check(simulations.Drift, tmp_path, steps=300, more=20)


class Mood(Enum):
    CALM, WILD = 1, 2


class Pair(NamedTuple):
    left: object
    right: object


@dataclasses.dataclass(frozen=True)
class Frozen:
    x: float


@dataclasses.dataclass
class Loose:
    x: list


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self):
        self.a = [1.5]


class Everything(simulations.Still):
    """Keeps one of everything that a state may be made of, and shares much of it."""

    n = Int(1, 0, 9, "changes what is kept")

    def reset(self):
        self.t = 0
        self.shared = [1, 2.5, -0.0, float("inf"), 10**40, "ä\ud800", None, True, b"\x00\xff"]
        self.nested = {"same": self.shared, (1, "k"): {2, 3}, 4: frozenset({5})}
        self.cycle = [self.nested]
        self.cycle.append(self.cycle)
        self.ordered = OrderedDict(b=1, a=2)
        self.defaults = defaultdict(list, {"x": [1]})
        self.queue = deque([1, 2, 3], maxlen=4)
        self.more = range(3, 9, 2), 3 - 4j, Path("a/b"), Mood.WILD, Pair(self.shared, Frozen(0.1))
        self.loose, self.slotted, self.frozen = Loose([1]), Slotted(), Frozen(0.5)
        self.fortran = np.asfortranarray(self.rng("a").normal(size=(3, 4)))
        self.flipped = self.fortran.transpose()[::-1]
        self.scalar = np.float32(0.1)
        self.bool, self.nan = np.bool_(True), np.array([np.nan, -np.inf])
        self.words, self.things = np.array(["a", "bc"]), np.array([None, "x", 3], object)
        self.empty, self.complex = np.zeros((0, 3)), np.array([1 + 2j])
        self.dice = self.rng("dice"), np.random.RandomState(3), random.Random(4)
        self.model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 3, bias=False))
        self.tied = nn.Linear(4, 3, bias=False)
        self.tied.weight = self.model[2].weight
        self.w = torch.ones(3, requires_grad=True)
        self.optimizer = torch.optim.Adam([*self.model.parameters(), self.w], lr=0.1, amsgrad=True)
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(self.optimizer, 0.2, 100)
        self.rows = torch.arange(6.0).reshape(2, 3).t()
        self.half = torch.tensor([0.1, 3.0], dtype=torch.bfloat16)
        self.kinds = torch.float64, torch.device("cpu"), torch.Size([2])
        self.activation = torch.tanh
        self.added = None

    def step(self):
        x = torch.randn(5, 3, generator=self.torch_rng("x"))
        loss = (self.activation(self.model(x)) * self.w).square().mean()
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        self.schedule.step()
        self.shared.append(self.t)
        self.queue.append(self.t)
        self.defaults[self.t].append(loss.item())
        self.loose.x.append(self.t)
        self.slotted.b = Loose([self.t])
        self.added = Pair(self.rng("new").random(), Loose([self.dice[1].random(), self.shared]))
        self.fortran = self.fortran * self.dice[2].random()
        self.t += 1
        return {"loss": loss.detach(), "rows": self.fortran}


def test_shared_things_stay_shared_and_layouts_stay_as_they_were(tmp_path):
    run = Run(Everything, 1, keyframe_budget=0)
    assert run.advance(3) == 3, run.stopped
    again = taken_up(checkpoint.write(tmp_path, run), Everything, run)
    assert everything(again) == everything(run)
    state = again.simulation
    assert state.nested["same"] is state.shared is state.more[4].left is state.added.right.x[1]
    assert state.cycle[1] is state.cycle
    assert state.cycle[0] is state.nested
    assert state.dice[0] is state.rng("dice")
    assert state.tied.weight is state.model[2].weight
    assert state.optimizer.param_groups[0]["params"][0] is state.model[0].weight
    assert state.schedule.optimizer is state.optimizer
    assert state.fortran.flags.f_contiguous
    assert state.flipped.strides == np.array(run.simulation.flipped, copy=True, order="K").strides
    assert state.rows.stride() == run.simulation.rows.stride()
    assert state.queue.maxlen == 4
    assert state.half.dtype is torch.bfloat16
    run.advance(4)
    again.advance(4)
    assert everything(again) == everything(run)


def test_an_edit_is_in_force_after_a_resume(tmp_path):
    run = Run(simulations.Drift, 0, {"lr": 0.2}, keyframe_budget=0)
    run.advance(5)
    run.edit("lr", 0.7)
    again = Run(simulations.Drift, 0, {"lr": 0.2}, run.edits, keyframe_budget=0)
    checkpoint.restore(checkpoint.read(checkpoint.write(tmp_path, run)), again, past(run))
    assert again.values["lr"] == 0.7
    run.advance(5)
    again.advance(5)
    assert again.digest() == run.digest()


def test_the_file_is_safetensors_with_the_names_of_the_weights(tmp_path):
    from safetensors.torch import load_file

    run = Run(simulations.Net, 0, keyframe_budget=0)
    run.advance(2)
    tensors = load_file(checkpoint.write(tmp_path, run) / checkpoint.TENSORS)
    assert torch.equal(tensors["net.0.weight"], run.simulation.net[0].weight)


def test_the_newest_three_are_kept(tmp_path):
    run = Run(simulations.Drift, 0, keyframe_budget=0)
    for _ in range(5):
        run.advance(7)
        checkpoint.write(tmp_path, run)
    assert [place.name for place in checkpoint.steps(tmp_path)] == [
        "00000021", "00000028", "00000035",
    ]  # fmt: skip


@pytest.fixture
def written(tmp_path):
    run = Run(simulations.Drift, 0, keyframe_budget=0)
    run.advance(9)
    return run, checkpoint.write(tmp_path, run)


def flip(path, at):
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("name", [checkpoint.TENSORS, checkpoint.STATE])
@pytest.mark.parametrize("where", [0.1, 0.5, 0.99])
def test_one_changed_bit_is_refused(written, name, where):
    _, place = written
    flip(place / name, int((place / name).stat().st_size * where))
    with pytest.raises(NoCheckpoint):
        checkpoint.read(place)


@pytest.mark.parametrize("name", [checkpoint.TENSORS, checkpoint.STATE])
@pytest.mark.parametrize("left", [0, 10, -1])
def test_a_torn_file_is_refused(written, name, left):
    _, place = written
    content = (place / name).read_bytes()
    (place / name).write_bytes(content[:left])
    with pytest.raises(NoCheckpoint, match="torn"):
        checkpoint.read(place)


def test_a_missing_file_is_refused(written):
    _, place = written
    (place / checkpoint.TENSORS).unlink()
    with pytest.raises(NoCheckpoint, match="No such file"):
        checkpoint.read(place)


def resealed(place, change):
    """Change state.json as somebody would who knows how it is sealed."""
    content = json.loads((place / checkpoint.STATE).read_text())
    content.pop("seal")
    change(content)
    content["seal"] = checkpoint._seal(content)
    (place / checkpoint.STATE).write_text(json.dumps(content))


def test_one_of_a_newer_version_is_refused(written):
    _, place = written
    resealed(place, lambda content: content.update(format="mlpath-tutor checkpoint 2"))
    with pytest.raises(NoCheckpoint, match="checkpoint 2"):
        checkpoint.read(place)


def test_one_of_another_run_is_refused(written):
    _, place = written
    other = Run(simulations.Drift, 1, keyframe_budget=0)
    other.advance(9)
    with pytest.raises(NoCheckpoint, match="not of the run"):
        checkpoint.restore(
            checkpoint.read(place), Run(simulations.Drift, 1, keyframe_budget=0), past(other)
        )


def test_a_changed_state_that_is_well_sealed_is_refused(written):
    run, place = written
    resealed(place, lambda content: content["nodes"]["seen"]["v"].reverse())
    with pytest.raises(NoCheckpoint, match="not the one that was written"):
        taken_up(place, simulations.Drift, run)


EVIL = [
    {"k": "named", "v": "os.system"},
    {"k": "object", "class": "subprocess.Popen", "v": [["args", "touch x"]]},
    {"k": "enum", "class": "signal.Signals", "v": "SIGKILL"},
    {"k": "named tuple", "class": "os.terminal_size", "v": [1, 2]},
    {"k": "module", "class": "torch.nn.modules.linear.Linear", "training": True},
    {"k": "defaultdict", "f": "eval", "v": []},
    {"k": "nothing"},
    {"k": "@", "n": 10**6},
    {"k": "generator", "v": {"k": "dict", "v": [["bit_generator", "__class__"]]}},
    {"k": "dtype", "v": "load"},
]


@pytest.mark.parametrize("node", EVIL, ids=lambda node: node["k"])
def test_no_name_in_a_checkpoint_reaches_code(written, node):
    run, place = written
    resealed(place, lambda content: content["nodes"].update(seen=node))
    with pytest.raises(NoCheckpoint):
        taken_up(place, simulations.Drift, run)


@pytest.mark.parametrize("kind", [simulations.HoldsAGenerator, simulations.HoldsAGraph])
def test_a_state_that_is_no_data_is_named_and_nothing_is_written(kind, tmp_path):
    simulation = kind(0)
    for _ in range(3):
        simulation.step()
    with pytest.raises(UnsavableState, match=f"{kind.__name__}.(batches|loss) holds a"):
        Tree().state(simulation)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_the_checkpoint_before_and_nothing_half_written(written, monkeypatch):
    run, place = written
    run.advance(1)
    real = os.fsync

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        checkpoint.write(place.parent, run)
    monkeypatch.setattr(os, "fsync", real)
    assert [path.name for path in place.parent.iterdir()] == [place.name]
    assert checkpoint.read(place).step == 9


def test_what_a_killed_writer_left_is_removed_and_never_read(written):
    _, place = written
    half = place.parent / f"{checkpoint.WRITING}00000010"
    shutil.copytree(place, half)
    assert checkpoint.steps(place.parent) == [place]
    checkpoint.clear_half_written(place.parent)
    assert not half.exists()
