"""What the process of a detached run does. It outlives the terminal.

It takes the run in DIR, goes on with it where it was, and serves whoever connects to its socket
between the steps. SIGTERM has it write a checkpoint and end. It can be killed at any moment: what
the disk has is enough to go on.

Under torchrun every process does so together; the one of rank 0 writes and serves.
"""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any

from tutor.engine import run_status
from tutor.engine.facts import use_one_thread
from tutor.engine.ranks import Lost
from tutor.engine.run_folder import NoRun, Order, RunFolder, Taken
from tutor.engine.run_status import Status

NEWS = 1.0
"""Seconds between two writings of the status."""
COULD_NOT_BEGIN, LOST = 2, 1
"""Exit codes: what was given cannot be run; the other processes of the run are gone."""

Hearing = Callable[[Order, Any], Any]
"""Makes, of an order and its run, what is told of every step: `detached_job.Heard`, or None."""


def say(text: str) -> None:
    """Write a line to the log."""
    with suppress(OSError):
        print(f"{datetime.now():%Y-%m-%d %H:%M:%S}  {text}", flush=True)  # noqa: T201


def run(path: Path, hearing: Hearing | None = None) -> int:
    """Go on with the run in `path` until it ends; return the exit code."""
    folder = RunFolder(path.absolute())
    stopping: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: stopping.append(number))
    for number in (signal.SIGHUP, signal.SIGINT):  # the terminal's, and it may be long gone
        signal.signal(number, signal.SIG_IGN)
    try:
        if int(os.environ.get("RANK", "0")) == 0:
            return _lead(folder, stopping, hearing)
        return _follow(folder)
    except Lost as error:
        say(f"rank {os.environ['RANK']}: {error}")
        return LOST
    except (NoRun, Taken) as error:
        say(str(error))
        return COULD_NOT_BEGIN


def _lead(folder: RunFolder, stopping: list[int], hearing: Hearing | None) -> int:
    """Be the process that writes and serves."""
    with ExitStack() as held:
        held.callback(os.close, folder.take())
        try:
            order = folder.order()
            before = run_status.read(folder.status) or Status()
            _news(folder, replace(before, state=run_status.BEGINNING, steps=order.steps, said=""))
            return _work(folder, order, stopping, hearing)
        except Lost as error:
            return _lost(folder, str(error))
        except Exception as error:  # it has no terminal to tell: the status and the log have to do
            said = str(error) or type(error).__name__
            if not isinstance(error, _expected()):
                said = f"{type(error).__name__}: {error}"
                traceback.print_exc()
            say(said)
            before = run_status.read(folder.status) or Status()
            _news(folder, replace(before, state=run_status.FAILED, said=said))
            return COULD_NOT_BEGIN


def _lost(folder: RunFolder, said: str) -> int:
    """Say that the processes cannot go on together: torchrun decides whether to start again."""
    say(said)
    said = (
        f"{said.splitlines()[0][:200]}. If one of the processes is gone, torchrun starts all again "
        "from the newest checkpoint, a few times; after that, resume the run"
    )
    before = run_status.read(folder.status) or Status()
    _news(folder, replace(before, state=run_status.FAILED, said=said))
    return LOST


def _expected() -> tuple[type[Exception], ...]:
    """What can keep a run from beginning, and is told in a sentence of its own."""
    from tutor.engine.detached_job import Departed, Unwritable
    from tutor.engine.snapshot import UnsavableState
    from tutor.engine.source import NoSimulation

    return NoRun, Departed, Unwritable, UnsavableState, NoSimulation, ValueError


def _work(folder: RunFolder, order: Order, stopping: list[int], hearing: Hearing | None) -> int:
    """Take the run up, and make its steps until it ends."""
    from tutor.engine import checkpoint, listening, ranks, resuming
    from tutor.engine.detached_job import Job
    from tutor.engine.detached_server import Server
    from tutor.engine.detached_session import DetachedSession
    from tutor.engine.source import load

    _go_home(order)
    known = resuming.known_history(folder, order)
    checkpoint.clear_half_written(folder.checkpoints)
    kind = load(order.source)
    use_one_thread()  # again: torch may have come with the lesson
    together = ranks.ranks()
    run, found = resuming.take_up(kind, order, known, folder, say)
    past = known.past(found.step) if known and found else resuming.NOTHING
    together.share(resuming.to_message(run.edits, past, found))
    with ExitStack() as held:
        held.enter_context(run.ambient)  # nobody else here draws from the generators
        job = Job(folder, run, order.source, known, together, order.every, say)
        held.callback(job.close)
        job.begin()
        if hearing is not None:
            job.hear = hearing(order, run)
        session = DetachedSession(job, order.steps, together.world)
        server = Server(listening.listen(folder), session.obey)
        held.callback(listening.forget, folder)
        held.callback(server.close)
        say(f"process {os.getpid()} runs it, from step {run.step} to {order.steps}")
        _news(folder, session.status())
        _loop(folder, session, server, together, stopping)
        if session.ended == run_status.FAILED and together.world > 1 and job.failed:
            return _lost(folder, f"step {run.step} could not be made together: {session.said}")
        job.write_checkpoint()
        with suppress(*([Lost] if stopping else [])):  # the others may have heard it, too
            together.share({"stop": session.ended})
            together.close()
        _news(folder, session.status())
        say(f"{session.ended} at step {run.step}. {session.said}".rstrip())
    return 0


def _loop(folder: RunFolder, session: Any, server: Any, together: Any, stopping: list[int]) -> None:
    """Make steps, serve whoever asks, and say once a second where the run stands."""
    from tutor.engine.ranks import SILENCE

    told, spoke = 0.0, monotonic()
    session.look_at_the_end()
    while not session.ended:
        rest = session.rest()
        server.attend(NEWS if rest is None else min(rest, NEWS))
        if stopping:
            session.stop()
            return
        session.work()
        now = monotonic()
        if now - told > NEWS:
            _news(folder, session.status())
            told = now
        if rest is not None:
            spoke = now
        elif now - spoke > SILENCE:
            together.share({"steps": 0})
            spoke = now


def _follow(folder: RunFolder) -> int:
    """Be one of the others: do as rank 0 says, and write nothing."""
    from tutor.engine import ranks, resuming
    from tutor.engine.source import load

    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # it has nothing to write
    order = folder.order()
    _go_home(order)
    kind = load(order.source)
    use_one_thread()
    together = ranks.ranks()
    run = resuming.taken_up(kind, order, together.share(None))
    with ExitStack() as held:
        if os.environ.get("LOCAL_RANK") == "0":  # rank 0 is on another machine, and writes there
            held.callback(os.close, folder.take())
            said = f"rank {together.rank} of {together.world}; the machine of rank 0 has the ledger"
            running = Status(run_status.RUNNING, run.step, order.steps, said=said)
            _news(folder, replace(running, pid=os.getpid()))
        held.enter_context(run.ambient)
        while True:
            message = together.share(None)
            if message.get("stop"):
                together.close()
                if os.environ.get("LOCAL_RANK") == "0":
                    _news(folder, Status(message["stop"], run.step, order.steps))
                return 0
            for name, value in message.get("edits", ()):
                run.edit(name, value)
            if run.advance(message.get("steps", 0)) < message.get("steps", 0):
                stop = run.stopped
                if stop is not None and stop.step == run.step:
                    say(f"rank {together.rank}: {stop.reason}")
                    return LOST


def _go_home(order: Order) -> None:
    """Stand in the folder that the run was ordered in."""
    try:
        os.chdir(order.home or ".")
    except OSError as error:
        say(f"{order.home}: {error.strerror or error}; relative paths now mean from {Path.cwd()}")


def _news(folder: RunFolder, status: Status) -> None:
    run_status.write(folder.status, status)
