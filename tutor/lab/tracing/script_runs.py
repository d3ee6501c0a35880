"""A recorded script, run again under the changes that its tolerances are calibrated by."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tutor.engine.ledger import NoLedger, read
from tutor.lab.recording.changes import KINDS, PLACE, STEPS, VARIABLE
from tutor.lab.recording.companion import NoTensors, RecordedSide
from tutor.lab.tracing.calibration import Calibration, calibrate
from tutor.lab.tracing.entries import Side

N_STEPS = 3
"""Steps that a script is run for, unless more are asked for."""


class ScriptFailed(RuntimeError):
    """The script did not record what was asked of it; the message has its last line."""


def calibration_of_script(
    command: Sequence[str], steps: int = N_STEPS, told: Callable[[str], Any] | None = None
) -> Calibration:
    """Run a script once as it is and once under each change; raise `ScriptFailed`.

    command: the script and its arguments. Each run ends after `steps` steps; what it records goes
    to a folder that is removed again.
    """
    with tempfile.TemporaryDirectory(prefix="mlpath-calibrate-") as folder:
        if told is not None:
            told("as it is")
        baseline = _run(command, Path(folder) / "as-it-is.jsonl", "", steps)
        others: dict[str, Side] = {}
        for change, name in KINDS.items():
            if change not in baseline.refused:
                if told is not None:
                    told(name)
                others[name] = _run(command, Path(folder) / f"{change}.jsonl", change, steps)
        skipped = {KINDS[change]: why for change, why in baseline.refused.items()}
        return calibrate(baseline, others, steps, skipped)


def _run(command: Sequence[str], place: Path, change: str, steps: int) -> RecordedSide:
    variables = {PLACE: str(place), VARIABLE: change, STEPS: str(steps)}
    done = subprocess.run(
        [sys.executable, *command],
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
    )
    name = command[0]
    try:
        side = RecordedSide(place, read(place).receipt, name)
    except (NoLedger, NoTensors, OSError) as error:
        said = (done.stderr.strip().splitlines() or [str(error)])[-1]
        if done.returncode == 0:
            said = "it ended without recording: does it call record(…)?"
        raise ScriptFailed(f"{name}: {said}") from error
    if done.returncode:
        said = (done.stderr.strip().splitlines() or [f"code {done.returncode}"])[-1]
        raise ScriptFailed(f"{name} failed: {said}")
    if not len(side):
        raise ScriptFailed(f"{name} recorded no step: does it call run.step(…)?")
    return side
