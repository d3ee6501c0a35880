"""A code card is written on an empty page, and what is done there is its answer."""

import time

from tests.ui.driving import until
from tutor.app.app import TutorApp
from tutor.app.screens.exercise import ExerciseScreen
from tutor.app.screens.path import PathScreen
from tutor.app.screens.review import ReviewScreen
from tutor.study.progress import Progress

RIGHT = "def gradient_step(w, grad, lr):\n    return w - lr * grad\n"


async def test_a_function_that_passed_weeks_ago_is_written_again_without_the_old_one_in_sight():
    progress = Progress()
    month_ago = time.time() - 40 * 86400
    progress.attempts.checked(
        "gradient-descent", "gradient-step", RIGHT, True, seconds=0.1, now=month_ago
    )
    app = TutorApp(progress)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, PathScreen))
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ExerciseScreen))
        screen = app.screen
        await until(pilot, lambda: "your turn" in screen.draft.path.read_text())
        assert "again" in str(screen.draft.path)
        assert "return w - lr * grad" not in screen.draft.path.read_text()
        screen.draft.path.write_text(RIGHT)
        await until(pilot, lambda: progress.attempts.count(
            "gradient-descent", "gradient-step", "passed") == 2)  # fmt: skip
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen))
        await until(pilot, lambda: len(progress.deck.answers()) == 1)
        answer = progress.deck.answers()[0]
        assert (answer.key.kind, answer.correct) == ("code", True)
