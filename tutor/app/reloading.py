"""Reloading: an author who saves a file sees the lesson anew, in the scene that was on screen.

What is broken is said in one line, and the version that worked stays.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from watchfiles import Change, DefaultFilter, awatch

from tutor.app.rehearsal import rehearsed
from tutor.app.screens.lesson import LessonScreen
from tutor.engine.client import Client, Refused, WorkerDied
from tutor.study.lesson import Lesson, read_lesson
from tutor.study.prose import Scene, read
from tutor.study.tables import LessonError

ENDINGS = (".toml", ".md", ".py")
PULSE = 500
"""Milliseconds after which it is looked whether a save is still to be shown."""


class OwnFiles(DefaultFilter):
    """The files of a lesson, and none that an editor leaves beside them."""

    def __call__(self, change: Change, path: str) -> bool:
        """Say whether a change is to one of them."""
        return path.endswith(ENDINGS) and super().__call__(change, path)


async def follow(screen: LessonScreen) -> None:
    """Put a new screen in the place of `screen` at the first save that leaves a whole lesson.

    While another screen is in front, an exercise for instance, a save waits.
    """
    app, saved = screen.app, set[str]()
    before = _times(screen.lesson.folder)  # a save may come before the watcher is at its post
    async for changes in awatch(
        screen.lesson.folder,
        watch_filter=OwnFiles(),
        step=20,
        debounce=200,
        rust_timeout=PULSE,
        yield_on_timeout=True,
    ):
        fresh = {Path(path).name for _, path in changes}
        if before:
            fresh |= {name for name, _ in _times(screen.lesson.folder) ^ before}
            before = frozenset()
        saved |= fresh
        names = ", ".join(sorted(saved))
        if app.screen is not screen:
            if fresh:
                later = f"{names} saved: you see it when you are back in the lesson."
                app.notify(later, timeout=3, markup=False)
            continue
        if not saved:
            continue
        saved.clear()
        try:
            lesson, scenes, client = await _read(screen.lesson)
        except (LessonError, OSError, Refused, WorkerDied) as error:
            said = " ".join(str(error).replace(f"{screen.lesson.folder}/", "").split())
            screen.say(f"{names} saved, but the version before it stays: {said}", bad=True)
            continue
        again = LessonScreen(lesson, scenes, screen.progress, client, screen.lessons)
        app.switch_screen(again)
        app.notify(f"{names} saved: this is the new version.", timeout=3, markup=False)
        return


def _times(folder: Path) -> frozenset[tuple[str, int]]:
    """Return when each file was written."""
    found = set()
    for path in folder.glob("*"):
        with suppress(OSError):  # an editor may be putting another in its place
            found.add((path.name, path.stat().st_mtime_ns))
    return frozenset(pair for pair in found if pair[0].endswith(ENDINGS))


async def _read(old: Lesson) -> tuple[Lesson, list[Scene], Client]:
    """Read a lesson again, and have its simulation opened."""
    lesson = read_lesson(old.folder, old.pack)
    return lesson, read(lesson), await rehearsed(lesson)
