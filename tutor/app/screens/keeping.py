"""Keeping: a run written down, to repeat and to compare, for a screen that has one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work
from textual.dom import DOMNode

from tutor.app.conductor import Conductor
from tutor.engine.client import Refused, WorkerDied
from tutor.engine.files import write_whole
from tutor.engine.frame import Frame
from tutor.engine.receipt import Source
from tutor.lab.exporting.elsewhere import export_elsewhere
from tutor.study.lesson import Lesson

ENDINGS = {"ledger": "jsonl", "receipt": "json", "script": "py"}


class Keeping(DOMNode):
    """Save the ledger, the receipt or a script of a run, and say where copies go."""

    lesson: Lesson
    frame: Frame | None
    conductor: Conductor

    if TYPE_CHECKING:  # the screen has it from another of its parts

        @property
        def source(self) -> Source:
            """Where the simulation comes from, and whose functions are in it."""

    def say(self, text: str, bad: bool = False) -> None:
        """Put a sentence before the learner."""
        raise NotImplementedError

    def kept_in(self, folder: str) -> Path:
        """Return a folder beside the progress."""
        raise NotImplementedError

    def copy_path(self, name: str) -> Path:
        """Return where a copy of a panel is kept."""
        return self.kept_in("pictures") / f"{self.lesson.file_stem}-{name}"

    @work(group="orders")
    async def action_save(self, what: str) -> None:
        """Write the run's ledger, its receipt or a script into a folder beside the progress."""
        if self.frame is None:
            return
        name = f"{self.lesson.file_stem}-{self.frame.digest[:8]}.{ENDINGS[what]}"
        path = self.kept_in(f"{what}s") / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if what == "ledger":
                await self.conductor.client.save(str(path))
            elif what == "receipt":
                await self._write_receipt(path)
            elif problem := await self._write_script(path):
                self.say(problem[0].upper() + problem[1:], bad=True)
                return
        except (OSError, Refused, WorkerDied) as error:
            self.say(f"The {what} cannot be written: {error}", bad=True)
        else:
            program = "python" if what == "script" else "mlpath-tutor replay"
            self.say(f"Saved. Recompute it with: {program} {path}")

    async def _write_receipt(self, path: Path) -> None:
        write_whole(path, [json.dumps(await self.conductor.client.receipt(), indent=1)])

    async def _write_script(self, path: Path) -> str:
        """Have the run made again in other processes; return what is wrong, or nothing."""
        receipt = self.kept_in("receipts") / f"{path.stem}.json"
        receipt.parent.mkdir(parents=True, exist_ok=True)
        await self._write_receipt(receipt)
        self.say("Making the run again, and trying its script …")
        return await export_elsewhere(receipt, self.source, path)
