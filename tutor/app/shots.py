"""Shots: pictures of every scene of a lesson, from the real app without a terminal.

Each scene is opened as by a learner who comes back to it, with the author's answer to every
prediction before it. A scene that asks is taken twice: as it asks, and once the outcome is told.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from textual.pilot import Pilot

from tutor.app.app import TutorApp
from tutor.app.rehearsal import rehearsed
from tutor.app.screens.lesson import LessonScreen
from tutor.engine.client import Refused, WorkerDied
from tutor.study import left_runs
from tutor.study.lesson import Lesson
from tutor.study.predictions import Prediction
from tutor.study.progress import Progress
from tutor.study.prose import Scene, read

SIZES = ((80, 24), (120, 36))
STEPS = 40
"""How far the run is in a scene that asks nothing."""
PATIENCE = 60.0
"""Seconds for one picture."""


class NoShot(Exception):
    """A picture cannot be taken; the message says why."""


@dataclass(frozen=True)
class Shot:
    """One picture. name: such as "gradient-descent-01-80x24"."""

    name: str
    svg: str


async def shots(lesson: Lesson, sizes: Sequence[tuple[int, int]] = SIZES) -> AsyncIterator[Shot]:
    """Yield the pictures of all scenes at each size; raise `NoShot` and `LessonError`."""
    scenes = read(lesson)
    try:
        (await rehearsed(lesson)).close()
    except (Refused, WorkerDied) as error:
        raise NoShot(str(error)) from error
    for width, height in sizes:
        with tempfile.TemporaryDirectory() as home:
            progress = Progress(Path(home))
            app = TutorApp(progress)
            async with app.run_test(size=(width, height)) as pilot:
                for number, scene in enumerate(scenes):
                    name = f"{lesson.file_stem}-{number + 1:02}"
                    yield Shot(f"{name}-{width}x{height}", await _taken(pilot, lesson, number))
                    asked = _asked(lesson, scene)
                    for prediction in asked:
                        values = dict(prediction.set)
                        progress.answer(lesson.id, prediction.id, prediction.answer, True, values)
                    if asked:
                        svg = await _taken(pilot, lesson, number, asked[-1])
                        yield Shot(f"{name}-told-{width}x{height}", svg)
            progress.close()


def _asked(lesson: Lesson, scene: Scene) -> list[Prediction]:
    ids = [anchor.id for anchor in scene.anchors if anchor.kind == "predict"]
    return [prediction for prediction in lesson.predictions if prediction.id in ids]


async def _taken(
    pilot: Pilot[None], lesson: Lesson, scene: int, told: Prediction | None = None
) -> str:
    """Open a scene, let its run get somewhere, and return the picture of it.

    told: a prediction of the scene whose outcome is to be in sight.
    """
    app = pilot.app
    assert isinstance(app, TutorApp)
    app.progress.visit(lesson.id, scene)
    left_runs.forget(app.progress.path.parent, lesson.id)
    app.open_lesson(lesson)
    await _until(pilot, lambda: isinstance(app.screen, LessonScreen) and bool(app.screen.frame))
    screen = app.screen
    assert isinstance(screen, LessonScreen)
    if told is not None or not screen.locked:
        client = screen.conductor.client
        if told is not None:
            await client.restart(values=told.set)
        frame = await client.advance(told.steps - 1 if told else STEPS)
        screen.conductor.wake()
        await _until(pilot, lambda: screen.frame is not None and screen.frame.step == frame.step)
    if told is not None:
        screen.scenes.scroll_end(animate=False)
    await pilot.pause()
    svg = app.export_screenshot(title=f"{lesson.title}: part {scene + 1}")
    app.pop_screen()
    await _until(pilot, lambda: not isinstance(app.screen, LessonScreen))
    return svg


async def _until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    """Let the app run until `condition()` holds."""
    try:
        async with asyncio.timeout(PATIENCE):
            while not condition():
                await pilot.pause(0.02)
            await pilot.pause()
    except TimeoutError:
        raise NoShot(f"the lesson was not on screen within {PATIENCE:g} s") from None
