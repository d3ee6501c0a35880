"""The runs on one screen: where each stands, and what can be done to it."""

import pytest
from textual.widgets import OptionList

from tests.ui.driving import until
from tests.ui.trainings import kill, seen, slow_down, text, training
from tutor.app.screens.asking import AskScreen
from tutor.app.screens.attached import AttachedScreen
from tutor.app.screens.path import PathScreen
from tutor.app.screens.runs import RunsScreen
from tutor.lab.detached.standing import look


async def listed(pilot):
    """Go to the runs as a learner does; return their screen."""
    app = pilot.app
    await until(pilot, lambda: isinstance(app.screen, PathScreen) and app.screen.is_mounted)
    await pilot.press("r")
    await until(pilot, lambda: isinstance(app.screen, RunsScreen) and app.screen.is_mounted)
    await pilot.pause()
    return app.screen


def rows(screen):
    """What the rows say."""
    return [str(option.prompt) for option in screen.query_one("#runs", OptionList).options]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
async def test_without_a_run_it_says_how_to_begin_one(app, size):
    async with app.run_test(size=size) as pilot:
        screen = await listed(pilot)
        assert "mlpath-tutor train gpt --detach" in text(screen, "account")
        await pilot.press("enter", "x", "c", "escape")
        await until(pilot, lambda: isinstance(app.screen, PathScreen))


async def test_rows_follow_the_runs_and_a_run_is_stopped_and_resumed_from_here(app):
    with training("first") as first, training("second") as second:
        async with app.run_test(size=(80, 24)) as pilot:
            screen = await listed(pilot)
            assert [row.split()[0] for row in rows(screen)] == ["second", "first"]
            assert all(len(row) <= 76 for row in rows(screen))
            await until(pilot, lambda: all(row.split()[1] == "running" for row in rows(screen)))
            kill(second)
            await until(pilot, lambda: rows(screen)[0].split()[1] == "died")
            assert "Its process died" in text(screen, "account")
            await pilot.press("x")
            assert text(screen, "message") == "second is not running."
            await pilot.press("c")
            await until(pilot, lambda: text(screen, "message") == "second goes on.")
            slow_down(second)
            await pilot.press("j", "c")
            assert text(screen, "message") == "first is running: enter attaches."
            await pilot.press("x")
            await until(pilot, lambda: isinstance(app.screen, AskScreen))
            await pilot.press("y")
            await until(pilot, lambda: look(first).state == "stopped")
            await until(pilot, lambda: rows(screen)[1].split()[1] == "stopped")
            assert second.alive


async def test_enter_attaches_and_escape_comes_back_while_it_goes_on(app):
    with training() as folder:
        async with app.run_test(size=(120, 40)) as pilot:
            screen = await listed(pilot)
            await pilot.press("enter")
            shown = await seen(pilot)
            assert isinstance(shown, AttachedScreen)
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is screen)
            notes = [notification.message for notification in app._notifications]
            assert "bowl goes on without you." in notes
            assert folder.alive
