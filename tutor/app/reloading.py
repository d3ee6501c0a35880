"""Reloading: an author who saves a file sees the lesson anew, in the scene that was on screen.

Only a lesson in the folder that --lessons names is watched. What is broken is said in one line, and
the version that worked stays.
"""

from __future__ import annotations

from pathlib import Path

from watchfiles import Change, DefaultFilter, awatch

from tutor.app.rehearsal import rehearsed
from tutor.app.screens.lesson import LessonScreen
from tutor.engine.client import Refused, WorkerDied
from tutor.study.lesson import Lesson, read_lesson
from tutor.study.places import author_folder
from tutor.study.prose import read
from tutor.study.tables import LessonError

ENDINGS = (".toml", ".md", ".py")
PULSE = 500
"""Milliseconds after which the watcher looks whether its screen is still there."""


class OwnFiles(DefaultFilter):
    """The files of a lesson, and none that an editor leaves beside them."""

    def __call__(self, change: Change, path: str) -> bool:
        """Say whether a change is to one of them."""
        return path.endswith(ENDINGS) and super().__call__(change, path)


def is_being_written(lesson: Lesson) -> bool:
    """Say whether the lesson is in the author's folder."""
    folder = author_folder()
    return folder is not None and lesson.folder.resolve().is_relative_to(folder.resolve())


async def follow(screen: LessonScreen) -> None:
    """Put a new screen in the place of `screen` at the first save that leaves a whole lesson."""
    folder = screen.lesson.folder
    async for changes in awatch(
        folder, watch_filter=OwnFiles(), step=20, debounce=200, rust_timeout=PULSE
    ):
        names = ", ".join(sorted({Path(path).name for _, path in changes}))
        try:
            lesson = read_lesson(folder, screen.lesson.pack)
            scenes = read(lesson)
            client = await rehearsed(lesson)
        except (LessonError, OSError, Refused, WorkerDied) as error:
            said = " ".join(str(error).removeprefix(f"{folder}/").split())
            screen.say(f"{names} saved; the version before it stays: {said}", bad=True)
            continue
        app = screen.app
        while app.screen is not screen:  # a help page, say
            app.pop_screen()
        app.switch_screen(LessonScreen(lesson, scenes, screen.progress, client, screen.lessons))
        app.notify(f"{names} saved: the lesson is read again.", timeout=3, markup=False)
        return
