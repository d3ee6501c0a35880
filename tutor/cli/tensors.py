"""The tensors beside two ledgers: where they part, for `diff`."""

from __future__ import annotations

import shlex
from pathlib import Path

from tutor.cli.columns import aligned
from tutor.cli.streams import Unusable, note, printable
from tutor.engine.ledger import Ledger
from tutor.lab.compare import Tolerance
from tutor.lab.tracing.calibration import Calibration
from tutor.lab.tracing.differing import Allowed
from tutor.lab.tracing.entries import Side
from tutor.lab.tracing.from_ledger import side_of
from tutor.lab.tracing.report import NothingShared, Report, compare, sentences
from tutor.lab.tracing.script_runs import N_STEPS, ScriptFailed, calibration_of_script
from tutor.lab.tracing.tensor import Tensor


def recorded_sides(
    paths: tuple[Path, Path], ledgers: tuple[Ledger, Ledger], labels: tuple[str, str]
) -> tuple[Side, Side] | None:
    """Return both ledgers with their tensors; None unless both have some."""
    from tutor.lab.recording.companion import RecordedSide

    found = []
    for path, ledger, label in zip(paths, ledgers, labels, strict=True):
        side, said = side_of(path, ledger, label)
        if said:
            note(said)
        found.append(side)
    one, other = found
    if isinstance(one, RecordedSide) and isinstance(other, RecordedSide):
        return one, other
    return None


def first_tensor(
    pair: tuple[Side, Side], tolerance: Tolerance | None, calibration: Calibration | None
) -> Report:
    """Walk both sides to the first tensor outside its tolerance."""
    allowed = None if tolerance is None else _by(tolerance)
    try:
        return compare(*pair, calibration=calibration, allowed=allowed)
    except NothingShared as error:
        raise Unusable(str(error)) from error


def calibrated_by(script: str, steps: int | None) -> Calibration:
    """Run a script, given with its arguments, under each change; say what is under way."""
    try:
        command = shlex.split(script)
    except ValueError as error:
        raise Unusable(f"--calibrate {script}: {error}") from error
    if not command or not Path(command[0]).is_file():
        raise Unusable(f"--calibrate {script}: there is no script {command[0] if command else ''}")
    try:
        return calibration_of_script(
            command, steps or N_STEPS, lambda change: note(f"running {command[0]}: {change}")
        )
    except ScriptFailed as error:
        raise Unusable(f"--calibrate: {error}") from error


def in_words(report: Report) -> str:
    """Return a report as text: the table of tolerances, then what was found."""
    lines = [printable_indented(line) for line in sentences(report)]
    if report.tolerances:
        head = ("tensor", "largest seen", "allowed", "under")
        rows = [[printable(cell) for cell in row] for row in (head, *report.tolerances)]
        lines.insert(0, aligned(rows, right=(1, 2)) + "\n")
    return "\n".join(lines)


def printable_indented(line: str) -> str:
    """Return a line without control characters, its indent kept."""
    indent = line[: len(line) - len(line.lstrip(" "))]
    return indent + printable(line)


def _by(tolerance: Tolerance) -> Allowed:
    def allowed(step: int, name: str, tensor: Tensor) -> float:
        size = float(abs(tensor.values).max(initial=0.0))
        return tolerance.atol + tolerance.rtol * size

    return allowed
