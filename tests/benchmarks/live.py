"""The app with one lesson in front, for the benchmarks: it writes what its screen knows to a file.

`python -m tests.benchmarks.live LESSON_FOLDER SAMPLES`: SAMPLES gets a line "seconds step" a frame.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

from tutor.app.app import TutorApp
from tutor.app.screens.lesson import LessonScreen
from tutor.engine.client import Client
from tutor.engine.frame import Frame
from tutor.engine.spawn import spawn
from tutor.study.lesson import Lesson, read_lesson
from tutor.study.progress import Progress
from tutor.study.prose import Scene


class SampledScreen(LessonScreen):
    """A lesson screen that notes the step of every frame it shows."""

    def __init__(self, lesson: Lesson, progress: Progress, samples: Path) -> None:
        scenes = [
            Scene(lesson.title, ())
        ]  # the text plays no part, and no prediction locks the run
        super().__init__(lesson, scenes, progress, Client(spawn()))
        self._samples = samples.open("w", buffering=1)

    async def show(self, frame: Frame) -> None:
        """Show the frame, then note it."""
        await super().show(frame)
        self._samples.write(f"{perf_counter()} {frame.step}\n")


class LiveApp(TutorApp):
    """The app, opened on one lesson."""

    def __init__(self, lesson: Lesson, samples: Path) -> None:
        super().__init__(Progress())
        self._lesson, self._sample_file = lesson, samples

    def on_ready(self) -> None:
        """Put the lesson in front."""
        self.push_screen(SampledScreen(self._lesson, self.progress, self._sample_file))


if __name__ == "__main__":
    LiveApp(read_lesson(Path(sys.argv[1])), Path(sys.argv[2])).run()
