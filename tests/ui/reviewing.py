"""A review under a pilot: a lesson whose questions are due, at a moment that never changes."""

from tests.ui.driving import until
from tutor.app.screens.review import ReviewScreen
from tutor.study.catalog import find
from tutor.study.review import key_of

T0 = 1_790_000_000.0
"""A Monday in September 2026, in seconds since 1970."""
DAY = 86400.0
LESSON = find("gradient-descent")


def make_due(progress, lesson=LESSON):
    """Answer every question of a lesson wrongly, ten days ago; the first is due first."""
    for number, item in enumerate(lesson.quiz):
        now = T0 - 10 * DAY + 60 * number
        progress.deck.answer(key_of(lesson, item), "?", False, seconds=9.0, now=now, place="lesson")


def pass_exercise(progress, days_ago=30, lesson=LESSON):
    """Pass the lesson's first exercise; it comes back to be written again after three weeks."""
    progress.attempts.checked(
        lesson.id, lesson.exercises[0].id, "def", True, seconds=0.1, now=T0 - days_ago * DAY
    )


async def review(pilot, lessons=(LESSON,), open_exercise=None, clock=lambda: T0):
    """Open the review and wait for its first card; return its screen."""
    app = pilot.app
    await until(pilot, lambda: app.screen.is_mounted)
    screen = ReviewScreen(app.progress, lessons, open_exercise, clock)
    app.push_screen(screen)
    await until(pilot, lambda: app.screen is screen and text(screen))
    return screen


def text(screen):
    """Return what the screen shows, as lines."""
    strips = screen._compositor.render_strips()
    lines = ("".join(segment.text for segment in strip) for strip in strips)
    return "\n".join(line.rstrip() for line in lines)


def said(screen):
    """Return what the screen shows with its line breaks and borders taken out."""
    return " ".join(text(screen).replace("│", " ").split())
