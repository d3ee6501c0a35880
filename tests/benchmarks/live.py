"""The app with one lesson in front, for the benchmarks: it writes what it knows to a file.

`python -m tests.benchmarks.live LESSON_FOLDER SAMPLES [FLAG…]`: SAMPLES gets a line a frame that is
shown: "seconds step cpu painted stall". cpu: seconds that the app's process has used. painted: how
often it has written to the terminal. stall: the longest that its event loop has kept anybody
waiting since the frame before.

Flags: `plotext` has plotext draw the panels and Textual paint them; `stalls` measures stalls, which
costs some CPU.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from time import perf_counter, process_time

from tutor.app.app import TutorApp
from tutor.app.screens.lesson import LessonScreen
from tutor.engine.client import Client
from tutor.engine.frame import Frame
from tutor.engine.spawn import spawn
from tutor.study.lesson import Lesson, read_lesson
from tutor.study.progress import Progress
from tutor.study.prose import Scene
from tutor.study.settings import Settings

NAP = 0.005
"""Seconds that a sleep should take; what it takes longer is a stall."""


class SampledScreen(LessonScreen):
    """A lesson screen that notes the step of every frame it shows."""

    app: LiveApp

    def __init__(self, lesson: Lesson, progress: Progress, samples: Path) -> None:
        scenes = [
            Scene(lesson.title, ())
        ]  # the text plays no part, and no prediction locks the run
        super().__init__(lesson, scenes, progress, Client(spawn()))
        self._samples = samples.open("w", buffering=1)

    async def show(self, frame: Frame) -> None:
        """Show the frame, then note it."""
        await super().show(frame)
        app = self.app
        self._samples.write(
            f"{perf_counter()} {frame.step} {process_time()} {app.painted} {app.stall}\n"
        )
        app.stall = 0.0


class LiveApp(TutorApp):
    """The app, opened on one lesson."""

    def __init__(self, lesson: Lesson, samples: Path, flags: list[str]) -> None:
        painting = "stock" if "plotext" in flags else "auto"
        super().__init__(Progress(), Settings(painting=painting))
        self._lesson, self._sample_file = lesson, samples
        self._measures_stalls = "stalls" in flags
        self.painted, self.stall = 0, 0.0

    def on_ready(self) -> None:
        """Put the lesson in front."""
        self.push_screen(SampledScreen(self._lesson, self.progress, self._sample_file))
        if self._measures_stalls:
            self.run_worker(self._measure())

    def post_display_hook(self) -> None:
        """Count what is painted."""
        self.painted += 1

    async def _measure(self) -> None:
        while True:
            start = perf_counter()
            await asyncio.sleep(NAP)
            self.stall = max(self.stall, perf_counter() - start - NAP)


def main(folder: str, samples: str, *flags: str) -> None:
    """Run it."""
    if "plotext" in flags:
        from tests.benchmarks.plotext_panel import PlotextPanel
        from tutor.app.widgets import panels

        panels.PanelView = PlotextPanel  # type: ignore[assignment,misc]
    LiveApp(read_lesson(Path(folder)), Path(samples), list(flags)).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
