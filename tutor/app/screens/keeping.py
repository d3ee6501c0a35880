"""Keeping: a run written down, to repeat and to compare, for a screen that has one."""

from __future__ import annotations

import json
from pathlib import Path

from textual import work
from textual.dom import DOMNode

from tutor.app.conductor import Conductor
from tutor.engine.client import Refused, WorkerDied
from tutor.engine.files import write_whole
from tutor.engine.frame import Frame
from tutor.study.lesson import Lesson


class Keeping(DOMNode):
    """Save the ledger or the receipt of a run, and say where copies go."""

    lesson: Lesson
    frame: Frame | None
    conductor: Conductor

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
        """Write the run's ledger, or its receipt alone, into a folder beside the progress."""
        if self.frame is None:
            return
        ending = "jsonl" if what == "ledger" else "json"
        path = (
            self.kept_in(f"{what}s") / f"{self.lesson.file_stem}-{self.frame.digest[:8]}.{ending}"
        )
        client = self.conductor.client
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if what == "ledger":
                await client.save(str(path))
            else:
                write_whole(path, [json.dumps(await client.receipt(), indent=1)])
        except (OSError, Refused, WorkerDied) as error:
            self.say(f"The {what} cannot be written: {error}", bad=True)
        else:
            self.say(f"Saved. Recompute it with: mlpath-tutor replay {path}")
