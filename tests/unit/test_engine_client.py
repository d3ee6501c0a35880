"""The client and a real worker process: killed, hung, interrupted, left alone."""

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import suppress

import numpy as np
import psutil
import pytest

from tutor.engine import Float, Int, Run
from tutor.engine.client import Client, Refused, WorkerDied
from tutor.engine.ledger import read
from tutor.engine.receipt import Source, from_json
from tutor.engine.source import load
from tutor.engine.spawn import spawn
from tutor.engine.wire import Reader, pack

CODE = """
import os
import signal
import sys
from pathlib import Path

from tutor.engine import Curve, Float, Int, Simulation, Text

ONCE = Path(__file__).with_name("once")


class Sum(Simulation):
    gain = Float(1.0, -9.0, 9.0, "what is added")
    bomb = Int(0, 0, 6, "1 exits, 2 hangs, 3 is killed; 4, 5, 6 the same, but only once")
    start = Int(0, -9, 9, "where it begins", resets=True)

    def reset(self):
        self.x = float(self.start)

    def step(self):
        if self.bomb > 3 and ONCE.exists():
            self.bomb = 0
        if self.bomb > 3:
            ONCE.touch()
        if self.bomb in (1, 4):
            os._exit(3)
        while self.bomb in (2, 5):
            pass
        if self.bomb in (3, 6):
            os.kill(os.getpid(), signal.SIGSEGV)
        self.x += self.gain
        return {"x": self.x, "luck": self.rng("luck").random()}

    def view(self, trace):
        yield Curve("x", {"x": trace["x"]})
        if self.gain == 8:
            yield Text("no data", self)

    def last(self, trace):
        return trace.last("x")

    def environment(self, trace):
        names = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
        tasks = Path("/proc/self/task")
        return {
            "variables": [os.environ.get(name) for name in names],
            "threads": len(list(tasks.iterdir())) if tasks.exists() else 1,
            "nice": os.nice(0),
            "session": os.getsid(0) == os.getpid(),
        }
"""


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "sim.py"
    path.write_text(CODE)
    return Source("m01-test", "c0de", str(path), "Sum")


@pytest.fixture
async def client():
    client = Client()
    yield client
    client.close()


def ready_worker():
    """Start a worker and wait until it obeys, so that only what follows has to be quick."""
    worker = spawn()
    worker.peer.sendall(pack({"do": "pause", "number": 0}))
    reader, answers = Reader(), []
    while not answers:
        answers += reader.feed(worker.peer.recv(1 << 16))
    return worker


@pytest.fixture
async def impatient():
    client = Client(start=ready_worker, patience=1.0)
    yield client
    client.close()


def straight(source, frame, step=None):
    """The run of a frame, made in this process without any of what happened on the way."""
    run = Run(load(source), frame.seed, frame.initial, frame.edits)
    run.advance(frame.step if step is None else step)
    return run


async def until(client, condition):
    """Ask for frames until one is as it should be."""
    frame = await client.frame()
    while not condition(frame):
        frame = await client.frame()
    return frame


def wait_until_gone(pid):
    """Return once a process that need not be our child has ended."""
    with suppress(psutil.NoSuchProcess):
        psutil.Process(pid).wait(timeout=50)


async def test_a_run_is_opened_played_paused_sought_edited_and_seen(client, source):
    assert client.pid is None
    frame = await client.open(source, seed=3, values={"gain": 2.0})
    assert (frame.seed, frame.step, frame.initial["gain"]) == (3, 1, 2.0)
    assert (await client.play()).playing
    await until(client, lambda frame: frame.step > 50)
    paused = await client.pause()
    assert not paused.playing
    assert (await client.frame()).step == paused.step
    back = await client.seek(20)
    assert (back.step, back.length) == (20, paused.step)
    assert (await client.move(-5)).step == 15
    edited = await client.set("gain", 5)
    assert ([str(edit) for edit in edited.edits], edited.length) == (["gain = 5"], 15)
    done = await client.advance(10)
    assert done.digest == straight(source, done).digest()
    (panel,) = (await client.frame()).panels
    assert panel.series["x"].tolist() == [2.0 * n for n in range(1, 16)] + [
        30.0 + 5.0 * n for n in range(1, 11)
    ]
    assert panel.marks == {15: "gain = 5"}
    (ghost,) = panel.ghosts["x"]
    assert (ghost.x[0], ghost.x[-1]) == (14, paused.step - 1)


async def test_the_declarations_come_over_and_check_on_this_side(client, source):
    await client.open(source)
    gain, bomb, start = await client.parameters()
    assert (type(gain), type(bomb), start.resets) == (Float, Int, True)
    with pytest.raises(ValueError, match=r"gain cannot be 10\.0: give a number from -9 to 9"):
        gain.check(10.0)


async def test_an_outcome_a_receipt_and_a_ledger_come_over(client, source, tmp_path):
    await client.open(source)
    frame = await client.advance(9)
    assert await client.outcome({"gain": 3.0}, 5, "last") == 15.0
    receipt = from_json(await client.receipt())
    assert (receipt.digest, receipt.steps, receipt.intact) == (frame.digest, 10, True)
    await client.save(str(tmp_path / "run.jsonl"))
    assert read(tmp_path / "run.jsonl").digests[-1] == frame.digest
    with pytest.raises(Refused, match="No such file"):
        await client.save(str(tmp_path / "none" / "run.jsonl"))


async def test_the_worker_computes_with_one_thread_at_a_low_priority_in_its_own_session(
    client, source
):
    await client.open(source)
    there = await client.outcome({}, 3, "environment")
    assert there["variables"] == ["1", "1", "1"]
    assert there["threads"] <= 2  # the one that computes, and the one that watches the parent
    assert there["nice"] > os.nice(0)
    assert there["session"]
    assert (await client.receipt())["facts"]["threads"] == "1"


async def test_what_the_worker_refuses_is_a_sentence_and_the_worker_stays(client, source, tmp_path):
    with pytest.raises(Refused, match="no lesson is open"):
        await client.frame()
    pid = client.pid
    broken = tmp_path / "broken.py"
    broken.write_text("1 / 0")
    with pytest.raises(Refused, match="fails on loading: ZeroDivisionError"):
        await client.open(Source("m01", "", str(broken), "Sum"))
    await client.open(source)
    await client.advance(3)
    for order, told in [
        (client.set("gain", 10.0), "gain cannot be 10.0: give a number from -9 to 9"),
        (client.set("speed", 1), "no parameter speed: there are gain, bomb, start"),
        (client.speed(0), "the pace cannot be 0"),
        (client.outcome({}, 3, "nothing"), "nothing"),
        (client.outcome({}, 3, "view"), "cannot be sent|generator"),
        (client.set("start", 10**30), "cannot be sent"),
        (client.set("gain", object()), "cannot be sent"),
    ]:
        with pytest.raises(Refused, match=told):
            await order
    assert ((await client.frame()).step, client.pid) == (4, pid)


async def test_a_view_that_yields_what_cannot_be_sent_is_refused_and_the_worker_stays(
    client, source
):
    await client.open(source)
    await client.advance(3)
    pid = client.pid
    await client.set("gain", 8)
    with pytest.raises(Refused, match="a Sum is neither data nor a panel"):
        await client.frame()
    await client.set("gain", 7)
    assert ((await client.frame()).panels[0].title, client.pid) == ("x", pid)


async def test_orders_given_at_once_are_carried_out_in_turn_and_each_gets_its_own_answer(
    client, source
):
    await client.open(source)
    frames = await asyncio.gather(*(client.advance(n) for n in range(1, 8)))
    assert [frame.step for frame in frames] == [1 + n * (n + 1) // 2 for n in range(1, 8)]


async def test_an_answer_that_nobody_waits_for_any_more_is_not_taken_for_the_next_one(
    client, source
):
    await client.open(source)
    pid = client.pid
    for _ in range(5):
        asked = asyncio.create_task(client.advance(1000))
        await asyncio.sleep(0)  # now it has been sent
        assert client._lock.locked()
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
    assert (await client.seek(17)).step == 17
    assert client.pid == pid


@pytest.mark.parametrize("playing", [True, False])
async def test_a_worker_killed_is_replaced_and_the_run_rebuilt_to_the_bit(client, source, playing):
    await client.open(source, seed=5, values={"gain": 0.1})
    await client.advance(30)
    await client.set("gain", 0.7)
    if playing:
        await client.play()
    last = await until(client, lambda frame: frame.step > 200 or not playing)
    killed = client.pid
    os.kill(killed, signal.SIGKILL)
    frame = await client.frame()
    assert client.pid != killed
    assert frame.notice == (
        "The process that computes was ended by SIGKILL. "
        f"A new one has rebuilt the run to step {last.step - 1}."
    )
    assert frame.step >= last.step
    assert frame.playing == playing
    run = straight(source, frame)
    assert run.digest(last.step) == last.digest
    assert run.digest() == frame.digest
    assert (frame.edits, frame.initial) == (last.edits, last.initial)
    if playing:
        frame = await until(client, lambda later: later.step > frame.step)
    assert (await client.frame()).notice == ""


async def test_a_run_that_was_to_end_somewhere_ends_there_although_its_worker_was_killed(
    client, source
):
    await client.open(source)
    await client.speed(0.001)
    await client.play(until=40)
    os.kill(client.pid, signal.SIGKILL)
    frame = await client.frame()
    assert frame.playing
    assert frame.speed == 0.001
    await client.speed(None)
    frame = await until(client, lambda frame: not frame.playing)
    assert frame.step == 40


async def test_a_worker_killed_again_and_again_between_orders_is_replaced_each_time(client, source):
    await client.open(source)
    for step in range(2, 4):
        os.kill(client.pid, signal.SIGKILL)
        frame = await client.advance()
        assert frame.step == step
        assert "SIGKILL" in frame.notice
        assert frame.digest == straight(source, frame).digest()


BOMBS = {1: "ended by itself with code 3", 2: "did not answer for 1 seconds", 3: "by SIGSEGV"}


@pytest.mark.parametrize("bomb", BOMBS)
async def test_what_ends_or_hangs_a_worker_once_is_named_and_the_order_is_carried_out(
    impatient, source, bomb
):
    await impatient.open(source)
    await impatient.advance(4)
    await impatient.set("bomb", bomb + 3)
    first = impatient.pid
    frame = await impatient.advance(2)
    assert frame.step == 7
    assert BOMBS[bomb] in frame.notice
    assert "A new one has rebuilt the run to step 4." in frame.notice
    wait_until_gone(first)


@pytest.mark.parametrize("bomb", BOMBS)
async def test_the_second_time_over_the_same_order_the_worker_is_given_up(impatient, source, bomb):
    await impatient.open(source)
    await impatient.advance(4)
    await impatient.set("bomb", bomb)
    with pytest.raises(WorkerDied) as death:
        await impatient.advance()
    assert BOMBS[bomb] in str(death.value)
    assert "twice, over the order 'advance'" in str(death.value)
    assert impatient.pid is None
    frame = await impatient.frame()  # the next order finds the run where it was last seen
    assert frame.step == 5
    assert BOMBS[bomb] in frame.notice
    assert frame.digest == straight(source, frame).digest()


async def test_a_worker_that_dies_before_anything_is_open_is_replaced_without_a_word(
    client, source
):
    with pytest.raises(Refused):
        await client.frame()
    os.kill(client.pid, signal.SIGKILL)
    frame = await client.open(source)
    assert (frame.step, frame.notice) == (1, "")


async def test_closing_the_client_ends_the_worker(client, source):
    await client.open(source)
    await client.play()
    pid = client.pid
    client.close()
    assert client.pid is None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    client.close()


async def test_an_interrupt_does_not_end_the_worker(client, source):
    await client.open(source)
    await client.play()
    pid = client.pid
    for _ in range(3):
        os.kill(pid, signal.SIGINT)
        frame = await client.frame()
        assert (frame.playing, frame.notice, client.pid) == (True, "", pid)


PLAYS = """
    await client.open(source)
    await client.play()
"""
HANGS = """
    asked = asyncio.create_task(client.open(source, values={"bomb": 5}))
    while not Path(source.path).with_name("once").exists():  # it is made before the endless loop
        await asyncio.sleep(0.01)
"""


@pytest.mark.parametrize("does", [PLAYS, HANGS], ids=["plays", "hangs"])
def test_a_worker_whose_client_is_killed_ends_whatever_it_is_doing(source, does):
    code = f"""
import asyncio
import sys
from pathlib import Path
from tutor.engine.client import Client
from tutor.engine.receipt import Source

async def main():
    client, source = Client(), Source("m01", "", sys.argv[1], "Sum")
    {does}
    print(client.pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""
    command = [sys.executable, "-c", code, source.path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as app:
        worker = int(app.stdout.readline())
        os.kill(worker, 0)
        app.kill()
    wait_until_gone(worker)


@pytest.mark.parametrize("hangs_up", [True, False])
def test_a_worker_ends_when_it_hears_nonsense_or_nothing(hangs_up, tmp_path):
    log = tmp_path / "log"
    worker = spawn(log)
    if hangs_up:
        worker.peer.close()
    else:
        worker.peer.sendall(b"GET / HTTP/1.1\r\n\r\n")
    assert worker.process.wait(timeout=50) == 0
    said = log.read_text()
    assert said == "" if hangs_up else "claims 1195725856 bytes" in said
    worker.end()


def test_what_a_worker_prints_goes_to_the_log_and_not_to_the_terminal(tmp_path, capfd):
    path, log = tmp_path / "sim.py", tmp_path / "log"
    path.write_text(CODE + "\nprint('a word from the lesson', flush=True)\n")
    worker = spawn(log)
    order = {"do": "open", "number": 1, "source": ["m01", "", str(path), "Sum"]}
    worker.peer.sendall(pack(order))
    reader, answers = Reader(), []
    while not answers:
        answers += reader.feed(worker.peer.recv(1 << 16))
    worker.end()
    assert "frame" in answers[0]
    assert log.read_text() == "a word from the lesson\n"
    assert capfd.readouterr() == ("", "")
    assert worker.fate() == "was ended by SIGKILL"


async def test_a_panel_of_many_numbers_comes_over_whole(client, source):
    await client.open(source)
    await client.advance(3000)
    (panel,) = (await client.frame()).panels
    assert np.array_equal(panel.series["x"], np.arange(1.0, 3002.0))
