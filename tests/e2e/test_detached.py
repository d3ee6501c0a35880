"""A detached run in its own process: many clients, what it refuses, and what can go wrong."""

import json
import signal
import socket
import stat
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace

import pytest
from detaching import client, expected, finish, listens, make, size, start, straight, until

from tutor.engine import checkpoint, listening, run_status, running_ledger
from tutor.engine.attaching import NotRunning, connect
from tutor.engine.client import Refused
from tutor.engine.ledger import read
from tutor.engine.wire import Reader, pack

FOREVER = 10**6


@pytest.fixture
def folder(tmp_path):
    return make(tmp_path / "walk", FOREVER)


@pytest.fixture
def started():
    """Starts runs, and ends those that a test has left."""
    processes = []

    def begin(folder):
        processes.append(start(folder))
        until(lambda: listens(folder) or processes[-1].poll() is not None, "listening")
        return processes[-1]

    yield begin
    for process in processes:
        process.kill()
        process.wait()


def status(folder):
    return run_status.read(folder.status)


def log(folder):
    return folder.log.read_text()


async def test_all_clients_see_one_run_and_a_change_by_one_is_written_down(folder, started):
    started(folder)
    first, second, third = (client(folder) for _ in range(3))
    before = await first.frame()
    assert [panel.title for panel in before.panels] == ["loss"]
    changed = await second.set("pull", 0.5)
    assert changed.values["pull"] == 0.5
    after = await third.pause()
    assert after.step >= changed.step >= before.step
    assert [(edit.name, edit.value) for edit in after.edits] == [("pull", 0.5)]
    frames = [await one.frame() for one in (first, second, third)]
    assert {(frame.step, frame.digest, frame.playing) for frame in frames} == {
        (after.step, after.digest, False)
    }
    assert [p.name for p in await first.parameters()] == ["pull", "size", "breaks"]
    first.close()
    assert (await second.advance(3)).step == after.step + 3
    assert (await third.play()).playing
    second.close(), third.close()
    found = running_ledger.read(folder.ledger)
    assert [(edit.name, edit.value) for edit in found.edits] == [("pull", 0.5)]


async def test_what_a_run_that_only_goes_on_cannot_do_is_refused_with_a_sentence(folder, started):
    started(folder)
    one = client(folder)
    for order in (one.seek(1), one.move(-1), one.restart(), one.outcome({}, 1, "x")):
        with pytest.raises(Refused, match="a detached run only goes on"):
            await order
    with pytest.raises(Refused, match="size shapes the first state"):
        await one.set("size", 3)
    with pytest.raises(Refused, match="pull cannot be 7: give a number from 0 to 1"):
        await one.set("pull", 7)
    with pytest.raises(Refused, match="no parameter nothing"):
        await one.set("nothing", 7)
    one.close()
    assert running_ledger.read(folder.ledger).edits == []


async def test_its_ledger_can_be_saved_and_its_receipt_taken_while_it_runs(
    folder, started, tmp_path
):
    started(folder)
    one = client(folder)
    stands = await one.pause()
    await one.save(str(tmp_path / "saved.jsonl"))
    saved, receipt = read(tmp_path / "saved.jsonl"), await one.receipt()
    one.close()
    assert saved.receipt.digest == receipt["digest"] == stands.digest
    running = read(folder.ledger)
    assert (running.rows, running.digests) == (saved.rows, saved.digests)
    assert running.receipt == saved.receipt


async def test_a_client_is_told_how_the_process_ended(folder, started):
    process = started(folder)
    one = client(folder)
    await one.frame()
    process.kill()
    process.wait()
    with pytest.raises(NotRunning, match="its process died at step"):
        await one.frame()
    one.close()


def test_a_client_that_never_reads_or_talks_nonsense_holds_nobody_up(folder, started):
    process = started(folder)
    lazy, mad = (connect(folder.path).peer for _ in range(2))
    lazy.setblocking(False)
    with suppress(BlockingIOError):
        while lazy.send(pack({"do": "frame", "number": 1})):
            pass
    mad.sendall(b"\xff" * 8)
    assert mad.recv(1) == b"", "nonsense ends the connection"
    polite = connect(folder.path).peer
    polite.sendall(pack({"do": "status", "number": 7}))
    reader, answers = Reader(), []
    while not answers:
        answers += reader.feed(polite.recv(1 << 16))
    assert answers[0]["number"] == 7
    grown = size(folder.ledger) + 10_000
    until(lambda: size(folder.ledger) > grown, "a step")
    assert process.poll() is None
    for peer in (lazy, mad, polite):
        peer.close()


def test_sigterm_writes_a_checkpoint_of_the_very_last_step(folder, started):
    process = started(folder)
    process.send_signal(signal.SIGHUP)  # the terminal has gone: nothing to it
    until(lambda: status(folder).step > 500)
    process.send_signal(signal.SIGTERM)
    assert process.wait(50) == 0
    found = running_ledger.read(folder.ledger)
    assert int(checkpoint.steps(folder.checkpoints)[-1].name) == len(found.rows)
    assert status(folder).state == run_status.STOPPED
    assert not listening.address(folder).exists()
    assert folder.ledger.read_bytes() == expected(folder, len(found.rows))


def test_a_second_process_is_refused_and_told_of_the_first(folder, started):
    process = started(folder)
    second = start(folder, folder.path / "second")
    assert second.wait(50) == 2
    said = (folder.path / "second").read_text()
    assert f"process {process.pid} has the run walk already" in said
    assert process.poll() is None
    assert listens(folder)


def test_a_stale_socket_is_replaced(folder, started):
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(folder.socket))
    left.close()
    with pytest.raises(NotRunning, match="it has not begun"):
        connect(folder.path)
    started(folder)
    assert listens(folder)


def test_a_path_too_long_for_a_socket_gets_a_private_folder_elsewhere(tmp_path, started):
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    folder = make(deep / "walk", FOREVER)
    process = started(folder)
    path = listening.address(folder)
    assert path != folder.socket
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert listens(folder)
    process.terminate()
    assert process.wait(50) == 0
    assert not path.parent.exists()


def test_only_its_owner_can_look_into_a_run(folder, started):
    started(folder)
    for path in (folder.path, folder.socket, folder.ledger, folder.checkpoints):
        until(path.exists)
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_torn_checkpoint_is_refused_and_the_one_before_is_used(tmp_path):
    folder = make(tmp_path / "walk", 4000, every=0.01)
    assert finish(folder) == 0
    cut(folder, 3900)
    *_, before, newest = checkpoint.steps(folder.checkpoints)
    (newest / checkpoint.TENSORS).write_bytes(b"torn")
    assert finish(folder) == 0
    assert f"checkpoint {newest.name} is refused" in log(folder)
    assert f"goes on from the checkpoint at step {int(before.name)}" in log(folder)
    assert folder.ledger.read_bytes() == expected(folder, 4000)


def test_without_any_good_checkpoint_the_run_is_computed_again(tmp_path):
    folder = make(tmp_path / "walk", 900)
    assert finish(folder) == 0
    for place in checkpoint.steps(folder.checkpoints):
        (place / checkpoint.STATE).write_text("{}")
    cut(folder, 700)
    assert finish(folder) == 0
    assert "computed again from its first step" in log(folder)
    assert folder.ledger.read_bytes() == expected(folder, 900)


def cut(folder, steps):
    """Have the ledger end after so many steps."""
    lines = folder.ledger.read_bytes().splitlines(keepends=True)
    folder.ledger.write_bytes(b"".join(lines[: steps + 1]))


def test_a_ledger_that_was_edited_by_hand_is_refused_and_left_as_it_is(tmp_path):
    folder = make(tmp_path / "walk", 50)
    assert finish(folder) == 0
    lines = folder.ledger.read_text().splitlines()
    line = json.loads(lines[20])
    line["loss"] = "0x1p+1"
    lines[20] = json.dumps(line, separators=(",", ":"))
    folder.ledger.write_text("\n".join(lines) + "\n")
    before = folder.ledger.read_bytes()
    assert finish(folder) == 2
    assert "line 21 was changed after it was written" in status(folder).said
    assert folder.ledger.read_bytes() == before


def test_a_step_that_comes_out_differently_stops_the_run_and_writes_nothing(tmp_path):
    folder = make(tmp_path / "walk", 300, every=1000)
    assert finish(folder) == 0
    for place in checkpoint.steps(folder.checkpoints):
        (place / checkpoint.STATE).write_text("")
    cut(folder, 200)
    before = folder.ledger.read_bytes()
    path = folder.path.parent / "walk.py"
    path.write_text(path.read_text().replace('"t": self.t', '"t": self.t + (self.t == 150)'))
    assert finish(folder) == 0
    assert status(folder).state == run_status.FAILED
    assert "step 150 came out differently" in status(folder).said
    assert folder.ledger.read_bytes() == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"version": 2}, "is of version 2, and this program knows version 1"),
        ({"format": "x"}, "does not describe a training run"),
        ({"seed": 6}, "its ledger was begun with seed 5"),
        ({"seed": "x"}, "changed by hand"),
        ({"values": {"pull": 0.3}}, "its ledger was begun with pull 0.1"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_an_order_that_is_newer_or_was_edited_is_refused(tmp_path, change, said):
    folder = make(tmp_path / "walk", 5)
    assert finish(folder) == 0
    before = folder.ledger.read_bytes()
    content = json.loads(folder.order_file.read_text())
    folder.order_file.write_text(json.dumps({**content, **change}))
    assert finish(folder) == 2
    assert said in status(folder).said
    assert folder.ledger.read_bytes() == before


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
from pathlib import Path
from tutor.engine.detached_process import run
sys.exit(run(Path(sys.argv[1])))
"""


def finish_limited(folder, most):
    """Run to the end in a process that can write no file beyond `most` bytes: a full disk."""
    with folder.log.open("ab") as output:
        command = [sys.executable, "-c", LIMITED, str(folder.path), str(most)]
        return subprocess.run(command, stdout=output, stderr=output, timeout=50).returncode


def test_a_checkpoint_that_does_not_fit_costs_no_more_than_itself(tmp_path):
    folder = make(tmp_path / "walk", 400, values={"size": 1000})
    assert finish_limited(folder, 120_000) == 0  # the arrays of 64 records take 512 000
    assert status(folder).state == run_status.FINISHED
    assert "no checkpoint at step" in log(folder)
    assert checkpoint.steps(folder.checkpoints) == []
    assert [path.name for path in folder.checkpoints.iterdir()] == []
    assert folder.ledger.read_bytes() == expected(folder, 400)


def test_a_full_disk_ends_the_run_with_whole_lines_and_it_goes_on_when_there_is_room(tmp_path):
    folder = make(tmp_path / "walk", 400)
    assert finish_limited(folder, 20_000) == 0
    assert status(folder).state == run_status.FAILED
    assert "the ledger cannot be written" in status(folder).said
    assert folder.ledger.read_bytes().endswith(b"}\n")
    assert 0 < len(running_ledger.read(folder.ledger).rows) < 400
    assert finish(folder) == 0
    assert folder.ledger.read_bytes() == expected(folder, 400)


def test_a_run_that_diverges_ends_there_and_its_ledger_says_so(tmp_path):
    folder = make(tmp_path / "walk", 400, values={"breaks": 120})
    assert finish(folder) == 0
    assert status(folder).state == run_status.DIVERGED
    found = read(folder.ledger)
    assert found.receipt.stopped == straight(folder, 400).stopped
    assert found.receipt.stopped.step == len(found.rows) - 1 == 120
    before = folder.ledger.read_bytes()
    assert finish(folder) == 0  # and to try again adds nothing
    assert folder.ledger.read_bytes() == before


UNSAVABLE = """
from tutor.engine import Simulation


class Odd(Simulation):
    def reset(self):
        self.batches = (i for i in range(10**6))

    def step(self):
        return {"x": float(next(self.batches) % 7)}

    def view(self, trace):
        return ()
"""


def test_a_state_that_no_checkpoint_can_hold_keeps_the_run_from_beginning(tmp_path):
    folder = make(tmp_path / "odd", 20, UNSAVABLE, "Odd")
    assert finish(folder) == 2
    assert "Odd.batches holds a generator that cannot be copied" in status(folder).said


CLASS_MADE_ON_THE_WAY = """
import torch
from torch import nn

from tutor.engine import Simulation


class Grows(Simulation):
    def reset(self):
        self.layers = []

    def step(self):
        self.layers = [*self.layers, nn.Linear(1, 1)][-3:]
        return {"x": self.layers[-1].weight.detach().sum()}

    def view(self, trace):
        return ()
"""


def test_a_state_that_cannot_be_put_back_is_computed_again(tmp_path):
    folder = make(tmp_path / "grows", 40, CLASS_MADE_ON_THE_WAY, "Grows")
    assert finish(folder) == 0
    folder.write_order(replace(folder.order(), steps=60))
    assert finish(folder) == 0
    assert "was made on the way" in log(folder)
    assert folder.ledger.read_bytes() == expected(folder, 60)


def test_code_that_does_not_load_is_one_sentence(tmp_path):
    folder = make(tmp_path / "walk", 5, "import nothing_of_the_kind", "Walk")
    assert finish(folder) == 2
    assert "ModuleNotFoundError: No module named 'nothing_of_the_kind'" in status(folder).said
    assert "Traceback" not in log(folder)
