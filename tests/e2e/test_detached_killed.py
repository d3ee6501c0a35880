"""Detached runs whose processes are killed: nothing is lost but the steps since a checkpoint."""

import random
import signal
import subprocess
import sys

import pytest
from detaching import expected, finish, listens, make, size, start, until

from tutor.engine import running_ledger

PATIENT = pytest.mark.timeout(120)
SLOW = [pytest.mark.slow, pytest.mark.timeout(900)]

CLIENT = """
import random, sys
from pathlib import Path
from tutor.engine.client import Refused
from tutor.lab.detached.speaking import Speaker

speaker, chance = Speaker(Path(sys.argv[1])), random.Random(int(sys.argv[2]))
while True:
    speaker.ask("frame")
    try:
        speaker.ask("set", name="pull", value=round(chance.random(), 3))
    except Refused as error:
        assert "lost steps" in str(error), error
    print("one", flush=True)
"""

NET = """
import torch
from torch import nn

from tutor.engine import Curve, Simulation


class Net(Simulation):
    def reset(self):
        self.net = nn.Sequential(nn.Linear(3, 12), nn.Tanh(), nn.Dropout(0.5), nn.Linear(12, 1))
        self.optimizer = torch.optim.AdamW(self.net.parameters(), lr=0.05)
        self.schedule = torch.optim.lr_scheduler.StepLR(self.optimizer, 50, 0.9)

    def step(self):
        X = torch.randn(8, 3, generator=self.torch_rng("data"))
        loss = (self.net(X)[:, 0] - X.sum(1)).square().mean()
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        self.schedule.step()
        return {"loss": loss.detach()}

    def view(self, trace):
        yield Curve("loss", {"loss": trace["loss"]})
"""


def kill_in_the_middle(folder, chance, farthest):
    """Start the run, kill it when its ledger has grown by a number drawn; say whether it ended."""
    process, before = start(folder), size(folder.ledger)
    target = before + chance.randrange(farthest) if chance.random() > 0.1 else 0
    until(lambda: size(folder.ledger) > target or process.poll() is not None)
    ended = process.poll() is not None
    process.kill()
    process.wait()
    if not ended and chance.random() < 0.3:  # what a power failure may leave
        with folder.ledger.open("ab") as ledger:
            ledger.write(chance.choice([b'{"step":', b'{"step":12,"loss":"0x1', b"\0" * 50]))
    return ended


def killed_again_and_again(folder, kills, seed, farthest):
    """Kill the run so often, finish it, and return how often it ended by itself before."""
    chance = random.Random(seed)
    ended = sum(kill_in_the_middle(folder, chance, farthest) for _ in range(kills))
    assert finish(folder) == 0
    return ended


@pytest.mark.parametrize("kills", [pytest.param(50, marks=PATIENT), pytest.param(300, marks=SLOW)])
def test_a_run_killed_fifty_times_has_the_ledger_of_one_that_never_was(tmp_path, kills):
    steps = 400 * kills
    folder = make(tmp_path / "walk", steps)
    ended = killed_again_and_again(folder, kills, seed=kills, farthest=25_000)
    assert ended == 0, "every kill must have hit a run that was under way"
    assert folder.ledger.read_bytes() == expected(folder, steps)
    assert "goes on from the checkpoint" in folder.log.read_text()


@pytest.mark.parametrize("kills", [pytest.param(10, marks=PATIENT), pytest.param(60, marks=SLOW)])
def test_clients_that_change_it_and_are_killed_leave_only_the_edits_they_made(tmp_path, kills):
    chance = random.Random(kills)
    folder = make(tmp_path / "walk", 10**6)
    for round_ in range(kills):
        process = start(folder)
        until(lambda: listens(folder), "listening")
        command = [sys.executable, "-c", CLIENT, str(folder.path), str(round_)]
        client = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for _ in range(chance.randrange(1, 4)):
            assert client.stdout.readline() == b"one\n"
        first, second = chance.sample([client, process], 2)
        first.kill()
        first.wait()
        if first is client:  # the run goes on as if nobody had been there
            grown = size(folder.ledger) + 2000
            until(lambda grown=grown: size(folder.ledger) > grown)
        second.kill()
        second.wait()
        client.stdout.close()
    process = start(folder)
    until(lambda: listens(folder), "listening")
    process.send_signal(signal.SIGTERM)
    assert process.wait(50) == 0
    found = running_ledger.read(folder.ledger)
    assert len(found.edits) >= kills
    assert folder.ledger.read_bytes() == expected(folder, len(found.rows))


@pytest.mark.parametrize("kills", [pytest.param(2, marks=PATIENT), pytest.param(40, marks=SLOW)])
def test_a_network_with_dropout_and_a_schedule_goes_on_bit_for_bit(tmp_path, kills):
    steps = 250 * kills
    folder = make(tmp_path / "net", steps, NET, "Net")
    killed_again_and_again(folder, kills, seed=kills, farthest=25_000)
    assert folder.ledger.read_bytes() == expected(folder, steps)
