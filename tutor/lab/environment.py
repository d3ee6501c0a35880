"""What this machine, this terminal and this installation are. Nothing heavy is loaded to find out:
torch is asked in a process of its own.
"""

from __future__ import annotations

import json
import locale
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutor.draw.abilities import abilities
from tutor.lab.versions import versions
from tutor.study import catalog
from tutor.study.places import crash_report, lessons_folder, state_directory, worker_log

PATIENCE = 60.0
"""Seconds that torch may take to answer: a cold disk is slow, and a hung driver never does."""

_ASK_TORCH = """
import json, torch
from tutor.ml.devices import choose

def gpu(index):
    facts = torch.cuda.get_device_properties(index)
    found = {"name": facts.name, "capability": f"{facts.major}.{facts.minor}"}
    try:
        free, total = torch.cuda.mem_get_info(index)
    except RuntimeError as error:  # another process has it to itself
        return {**found, "problem": str(error).splitlines()[0]}
    return {**found, "free GB": round(free / 1e9, 1), "total GB": round(total / 1e9, 1)}

torch.set_num_threads(1)  # as every run of ours has it
gpus = range(torch.cuda.device_count() if torch.cuda.is_available() else 0)
print(json.dumps({
    "built for": f"CUDA {torch.version.cuda}" if torch.version.cuda
        else f"ROCm {torch.version.hip}" if torch.version.hip else "CPU",
    "cuda": [gpu(i) for i in gpus],
    "mps": torch.backends.mps.is_available(),
    "auto": choose("auto").sentence,
}))
"""


@dataclass(frozen=True)
class Environment:
    """What was found, in four tables of plain data."""

    versions: Mapping[str, str | None]
    terminal: Mapping[str, Any]
    devices: Mapping[str, Any]
    paths: Mapping[str, Any]


def look() -> Environment:
    """Look at everything; the question to torch is what takes time."""
    return Environment(versions(), terminal(os.environ), devices(), paths())


def terminal(variables: Mapping[str, str]) -> dict[str, Any]:
    """Return what the variables and the streams say about the terminal.

    Of the connection and of tmux only that they are there: an address has no place in a bug report.
    """
    width, height = shutil.get_terminal_size()
    found = abilities(variables)
    return {
        "TERM": variables.get("TERM"),
        "COLORTERM": variables.get("COLORTERM"),
        "NO_COLOR": variables.get("NO_COLOR"),
        "TERM_PROGRAM": variables.get("TERM_PROGRAM"),
        "LANG": variables.get("LC_ALL") or variables.get("LC_CTYPE") or variables.get("LANG"),
        "encoding": locale.getencoding(),
        "columns": width,
        "lines": height,
        "stdin is a terminal": _is_terminal(sys.stdin),
        "stdout is a terminal": _is_terminal(sys.stdout),
        "colors": found.color,
        "glyphs": found.glyphs,
        "ssh": bool(variables.get("SSH_CONNECTION")),
        "tmux": bool(variables.get("TMUX")),
    }


def devices() -> dict[str, Any]:
    """Return the processor, the cores this process may use, and what torch can compute on."""
    return {"cpu": _processor(), "cores": cores(), "torch": ask_torch()}


def ask_torch(patience: float = PATIENCE) -> dict[str, Any]:
    """Return what torch says of itself, or {"problem": …} when it does not load in time."""
    try:
        answer = subprocess.run(
            [sys.executable, "-P", "-c", _ASK_TORCH],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=patience,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        return {"problem": f"it did not load within {patience:g} seconds"}
    if answer.returncode:
        said = answer.stderr.strip().splitlines() or [f"it ended with code {answer.returncode}"]
        return {"problem": said[-1]}
    found: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return found


def paths() -> dict[str, Any]:
    """Return where things are, how many lessons there are, and whether state can be kept."""
    home = state_directory()
    found: dict[str, Any] = {
        "python": sys.executable,
        "package": str(Path(__file__).resolve().parents[1]),
        "lessons": str(lessons_folder()),
        "lessons found": 0,
        "lessons problem": None,
        "lessons left out": [],
        "state": str(home),
        "state problem": why_not_writable(home),
        "log": str(worker_log()),
        "crash report": str(crash_report()),
    }
    try:
        catalog.pack()
    except catalog.LessonError as error:
        found["lessons problem"] = str(error)
    lessons = catalog.look()
    found["lessons found"] = len(lessons.lessons)
    found["lessons left out"] = list(lessons.problems)
    return found


def why_not_writable(folder: Path) -> str | None:
    """Return the system's reason why no file can be made in `folder`, or None. Leaves nothing."""
    try:
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"a full disk refuses this")
    except OSError as error:
        return error.strerror or str(error)
    return None


def _is_terminal(stream: Any) -> bool:
    return stream is not None and not stream.closed and bool(stream.isatty())


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _processor() -> str:
    try:
        from tutor.engine.facts import facts

        return str(facts()["cpu"])
    except Exception:  # a NumPy that does not load is what the doctor was called for
        return platform.processor() or platform.machine()
