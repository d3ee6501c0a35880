"""Driving the app under a pilot, and waiting for what it shows instead of for time to pass."""

from tutor.app.screens.lesson import LessonScreen
from tutor.app.widgets.panel import PanelView
from tutor.draw import Canvas
from tutor.study.catalog import find


async def until(pilot, condition):
    """Let the app run until `condition()` holds; the test's own time limit ends a vain wait."""
    while not condition():
        await pilot.pause(0.01)
    await pilot.pause()


async def open_lesson(pilot):
    """Open the lesson and wait for its first frame; return its screen."""
    app = pilot.app
    await until(pilot, lambda: app.screen.is_mounted)
    app.open_lesson(find("gradient-descent"))
    await until(pilot, lambda: isinstance(app.screen, LessonScreen) and app.screen.frame)
    return app.screen


async def answer(pilot, screen, downs=0):
    """Answer the prediction that waits, and wait until its outcome is told."""
    screen.action_answer()
    await pilot.pause()
    await pilot.press(*["down"] * downs, "enter", "2")
    await until(pilot, lambda: screen.trial is not None)
    client = screen.conductor.client
    await client.speed(None)
    await until(pilot, lambda: screen.trial is None)
    await client.speed(10)
    screen.conductor.wake()
    await until(pilot, lambda: screen.frame.speed == 10 and not screen.frame.playing)


async def redraw(pilot, screen):
    """Draw with axes of their own: kept ones depend on which frames there was time for."""
    await pilot.pause()
    for view in screen.query(PanelView):
        view._canvas = Canvas.blank(0, 0)
        view.redraw()
    await pilot.pause()
