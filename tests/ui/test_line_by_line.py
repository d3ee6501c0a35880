"""Line by line in the app: two columns, the first red row on top, and what to try next."""

from textual.widgets import Input, Static

from tests.ui.driving import open_lesson, until
from tutor.app.screens.help import HelpScreen
from tutor.app.screens.lesson import LessonScreen
from tutor.app.screens.line_by_line import NOTHING_OF_YOURS, LineByLineScreen
from tutor.study.catalog import find

WRONG = "def descend(w, grad, lr):\n    return w - 1.0000001 * lr * grad\n"


def said(screen, name="words"):
    return str(screen.query_one(f"#{name}", Static).content)


def titled(screen, title):
    return lambda: screen.query_one("#found").border_title == title


async def compare(pilot):
    """Open a lesson, and from it the comparison; wait until it is made."""
    await open_lesson(pilot)
    await pilot.press("l")
    await until(pilot, lambda: isinstance(pilot.app.screen, LineByLineScreen))
    screen = pilot.app.screen
    await until(pilot, lambda: not screen.is_busy and said(screen))
    return screen


async def test_yours_against_the_reference_then_the_same_twice_and_back(app):
    lesson = find("gradient-descent")
    exercise = next(one for one in lesson.exercises if one.drives)
    source = WRONG.replace("descend", exercise.function)
    app.progress.attempts.checked(lesson.id, exercise.id, source, True, seconds=0.1, now=1.0)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await compare(pilot)
        await until(pilot, titled(screen, "they differ"))
        head, first, *_ = said(screen, "table").splitlines()
        assert "reference" in head
        assert "yours" in head
        assert first.startswith("≠ w ")
        assert said(screen).startswith("step 0  w[")
        assert "next: " in said(screen)
        await pilot.press("t")
        await until(pilot, titled(screen, "they agree"))
        assert said(screen) == "identical, bit for bit: 100 steps, 6 tensors a step"
        assert "≠" not in said(screen, "table")
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(app.screen, LessonScreen))


async def test_a_ledger_file_is_asked_for_and_what_is_none_is_said(app, tmp_path):
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await compare(pilot)
        await until(pilot, titled(screen, "they agree"))
        path = tmp_path / "run.jsonl"
        lesson = app.screen_stack[-2]
        await lesson.conductor.client.set("lr", 0.07)
        await lesson.conductor.client.advance(5)
        await lesson.conductor.client.save(str(path))
        await pilot.press("f")
        assert isinstance(screen.focused, Input)
        screen.focused.value = str(path)
        await pilot.press("enter")
        await until(pilot, titled(screen, "they differ"))
        assert "lr: ledger 0.07, here 0.05" in said(screen)
        assert str(path) in said(screen, "job")
        await pilot.press("f", "home", "n", "enter")  # n is typed here, and starts nothing
        await until(pilot, titled(screen, "no comparison"))
        assert "No such file" in said(screen)
        await pilot.press("f", "escape")
        assert not screen.query_one("#path").display
        await pilot.press("y")
        assert said(screen) == NOTHING_OF_YOURS


async def test_calibrated_tolerances_are_shown_beside_each_tensor_and_esc_stops(app):
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await compare(pilot)
        await until(pilot, titled(screen, "they agree"))
        await pilot.press("c")
        await until(pilot, titled(screen, "they agree"))
        assert "tolerances: 4 times the largest difference under 2 threads" in said(screen)
        head, *rows = said(screen, "table").splitlines()
        assert head.endswith("allowed")
        assert any(float(row.split()[-1]) > 0.0 for row in rows if " w " in row)
        await pilot.press("t")
        assert screen.is_busy
        await pilot.press("escape")
        await until(pilot, titled(screen, "stopped"))
        assert not screen.is_busy
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, LessonScreen))
