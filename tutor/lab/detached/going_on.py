"""Going on with a training from a program that stays open meanwhile, as the app does."""

from __future__ import annotations

import asyncio
import subprocess
from threading import Thread

from tutor.engine.run_folder import RunFolder
from tutor.lab.detached.launching import await_begun, launch
from tutor.lab.detached.resuming import prepare

GLANCE = 0.3
"""Seconds of waiting in one piece: the app can be left in between."""


async def go_on(folder: RunFolder) -> None:
    """Launch a training again from its newest checkpoint, and wait until it is under way.

    Raises what `prepare` and `launch` raise, and `NotBegun`.
    """
    process = await asyncio.to_thread(_launched, folder)
    while not await asyncio.to_thread(await_begun, folder, process, GLANCE):
        pass


def _launched(folder: RunFolder) -> subprocess.Popen[bytes]:
    process = launch(folder, prepare(folder))
    # whoever waits for it keeps the system from holding its remains until this program ends
    Thread(target=process.wait, daemon=True).start()
    return process
