"""A rehearsal: whether a lesson's simulation opens in a worker, found out away from any screen."""

from __future__ import annotations

from tutor.engine.client import Client
from tutor.engine.spawn import spawn
from tutor.study.driving import source_of
from tutor.study.lesson import Lesson
from tutor.study.places import open_worker_log


async def rehearsed(lesson: Lesson) -> Client:
    """Return a client whose worker has the lesson open; raise `Refused` or `WorkerDied`."""
    client = Client(start=lambda: spawn(open_worker_log()))
    try:
        await client.open(source_of(lesson))
    except BaseException:
        client.close()
        raise
    return client
