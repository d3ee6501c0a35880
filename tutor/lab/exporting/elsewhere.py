"""Having another process export a run, and ending it with whoever waits for it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from tutor.engine.receipt import Source


async def export_elsewhere(ledger: Path, source: Source, script: Path) -> str:
    """Write the script of a ledger or receipt; return nothing, or why there is none.

    Raises `OSError` where no process can be started. Cancelled, it leaves none behind.
    """
    request = {"source": asdict(source), "ledger": str(ledger), "script": str(script)}
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tutor.lab.exporting"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,  # so that it and the processes that it starts can be ended at once
    )
    try:
        answer, complaint = await child.communicate(json.dumps(request).encode())
    finally:
        if child.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
    if child.returncode:
        last = complaint.decode(errors="replace").strip().splitlines()[-1:]
        return f"the export failed: {''.join(last) or child.returncode}"
    return answer.decode()
