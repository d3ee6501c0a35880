"""A run that several processes make together: one order for all, and none lost for good."""

import os
import signal

import psutil
import pytest
from detaching import client, expected, listens, make, size, until

from tutor.engine import run_status, running_ledger
from tutor.lab.detached.ending import stop
from tutor.lab.detached.launching import await_begun, launch
from tutor.lab.detached.standing import look

SHARED = """
import torch
from torch import distributed

from tutor.engine import Curve, Float, Simulation


class Shared(Simulation):
    gain = Float(1.0, 0.0, 4.0, "what the sum is multiplied by")
    breaks = Float(0.0, 0.0, 9.0, "above 0, every process fails in its first step", resets=True)

    def reset(self):
        self.net = torch.nn.Linear(2, 1)
        self.total = 0.0

    def step(self):
        if self.breaks:
            raise RuntimeError("the belt came off")
        numbers = torch.randint(0, 100, (8,), generator=self.torch_rng("data")).double()
        together = distributed.is_initialized()
        rank, world = (distributed.get_rank(), distributed.get_world_size()) if together else (0, 1)
        parts = torch.stack([numbers[rank::world].sum(), torch.tensor(self.gain).double() / world])
        if together:
            distributed.all_reduce(parts)
        self.total = (self.total + float(parts[0] * parts[1])) % 4096
        return {"sum": parts[0], "gain": parts[1], "total": self.total}

    def view(self, trace):
        yield Curve("total", {"total": trace["total"]})
"""


@pytest.fixture
def launched():
    """Launches runs through torchrun, and ends what a test has left of them."""
    agents = []

    def begin(folder):
        agents.append(launch(folder, folder.order()))
        return agents[-1]

    yield begin
    for agent in agents:
        for child in others(agent):
            child.kill()
        agent.kill()
        agent.wait()


def others(agent):
    try:
        return psutil.Process(agent.pid).children()
    except psutil.NoSuchProcess:
        return []


@pytest.mark.timeout(180)
async def test_a_killed_process_is_started_again_with_the_others_and_no_bit_is_lost(
    tmp_path, launched
):
    folder = make(tmp_path / "shared", 10**6, SHARED, "Shared", nproc=2, every=0.2)
    agent = launched(folder)
    assert await_begun(folder, agent, 50)
    one = client(folder)
    await one.set("gain", 0.5)  # both processes must hear it: the record has the mean
    edited = await one.pause()
    one.close()
    first = folder.holder()
    (second,) = [child for child in others(agent) if child.pid != first]
    async_client = client(folder)
    await async_client.play()
    async_client.close()
    until(lambda: run_status.read(folder.status).step > edited.step + 200)
    second.kill()
    until(lambda: folder.holder() not in (None, first), "another process")
    assert look(folder).alive
    until(lambda: listens(folder), "listening")
    grown = size(folder.ledger) + 20_000
    until(lambda: size(folder.ledger) > grown, "a step")
    stop(folder)
    assert agent.wait(50) == 0
    found = running_ledger.read(folder.ledger)
    assert [(edit.name, edit.value) for edit in found.edits] == [("gain", 0.5)]
    assert folder.ledger.read_bytes() == expected(folder, len(found.rows))
    assert look(folder).state == "stopped"


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_what_fails_each_time_ends_with_a_sentence(tmp_path, launched):
    values = {"breaks": 1.0}
    folder = make(tmp_path / "shared", 50, SHARED, "Shared", nproc=2, values=values)
    agent = launched(folder)
    assert agent.wait(200) != 0
    standing = look(folder)
    assert (standing.state, standing.alive) == ("failed", False)
    assert "step 0 could not be made together" in standing.status.said
    assert "the belt came off" in standing.status.said


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_run_whose_launcher_is_killed_goes_on_and_stops_as_any_other(tmp_path, launched):
    folder = make(tmp_path / "shared", 10**6, SHARED, "Shared", nproc=2)
    agent = launched(folder)
    assert await_begun(folder, agent, 50)
    workers = others(agent)
    os.kill(agent.pid, signal.SIGKILL)
    agent.wait()
    grown = size(folder.ledger) + 20_000
    until(lambda: size(folder.ledger) > grown, "a step")
    stop(folder)
    psutil.wait_procs(workers, timeout=50)
    assert not any(worker.is_running() for worker in workers)
    steps = len(running_ledger.read(folder.ledger).rows)
    assert folder.ledger.read_bytes() == expected(folder, steps)
