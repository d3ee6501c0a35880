"""Writing the ledger of a run that is not over: line by line, and never a part of one for long."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tutor.engine.edits import Edit
from tutor.engine.facts import facts
from tutor.engine.ledger import line_of
from tutor.engine.line_file import LineFile
from tutor.engine.receipt import Driven, Receipt, Source, stop_to_json, to_json
from tutor.engine.run import Run
from tutor.engine.running_ledger import FORMAT
from tutor.engine.stops import Stop


class Appender:
    """Writes the lines of a run that goes on.

    A step that the file has already is held against its line.
    """

    def __init__(self, path: Path, known: Sequence[str] = (), size: int = 0) -> None:
        self._path = path
        self._known = known
        self._file = LineFile(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))
        self._file.cut(size)
        self.steps = len(known)
        """Steps that the file has a line of."""

    def begin(self, run: Run, source: Source) -> None:
        """Write the first line."""
        self._file.append([compact(head(run, source))])

    def edit(self, edit: Edit) -> None:
        """Write down an edit that is about to be made."""
        self._file.append([compact({"edit": asdict(edit)})])

    def stop(self, stop: Stop) -> None:
        """Write down why the run cannot go on."""
        self._file.append([compact({"stopped": stop_to_json(stop)})])

    def follow(self, run: Run, since: int) -> int | None:
        """Write the lines of the steps from `since` to where the run stands.

        Returns the first step whose line was there and says something else; nothing is then
        written. Raises `OSError`; the file then ends with a whole line.
        """
        for step in range(since, min(run.step, len(self._known))):
            if run.digest(step + 1) != self._known[step]:
                return step
        new = range(max(since, len(self._known)), run.step)
        if new:
            self._file.append([compact(line_of(run, step)) for step in new])
            self.steps = run.step
        return None

    def cut(self, step: int) -> Path:
        """Move the lines from `step` on to a file of their own, and return it; edits stay."""
        content = self._path.read_bytes()
        start = content.find(b'{"step":%d,' % step)
        while start > 0 and content[start - 1 : start] != b"\n":
            start = content.find(b'{"step":%d,' % step, start + 1)
        rest = self._path.with_name(f"{self._path.stem}.cut-at-{step}{self._path.suffix}")
        rest.write_bytes(content[start:])
        self._file.cut(start)
        self._known, self.steps = self._known[:step], step
        edits = [x for x in content[start:].decode().splitlines() if x.startswith('{"edit":')]
        self._file.append(edits)
        return rest

    def sync(self) -> None:
        """Bring what was written to the disk."""
        self._file.sync()

    def close(self) -> None:
        """Let the file go."""
        self._file.close()


def head(run: Run, source: Source) -> dict[str, Any]:
    """Return the first line of a run's ledger."""
    begun = Receipt(
        lesson=source.lesson,
        code=source.code,
        seed=run.seed,
        params=dict(run.initial),
        edits=(),
        steps=0,
        stopped=None,
        final={},
        digest=run.digest(0),
        facts=facts(),
        drivers=tuple(Driven(d.method, d.function, d.sha) for d in source.drivers),
    )
    return {"format": FORMAT, "begun": to_json(begun)}


def compact(content: Mapping[str, Any]) -> str:
    """Return a line's content as its text."""
    return json.dumps(content, separators=(",", ":"))
