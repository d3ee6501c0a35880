"""One list of commands stands behind the keys, the palette and the help."""

import pytest
from textual.command import CommandPalette
from textual.widgets import Static

from tests.ui.driving import open_lesson, until
from tutor.app.app import COMMANDS as APP
from tutor.app.commands import key_names
from tutor.app.screens.help import HelpScreen
from tutor.app.screens.lesson import LessonScreen
from tutor.app.screens.lesson_commands import COMMANDS as LESSON
from tutor.app.screens.path import COMMANDS as PATH
from tutor.app.screens.path import PathScreen
from tutor.app.screens.progress import COMMANDS as PROGRESS
from tutor.app.screens.progress import ProgressScreen
from tutor.app.screens.review import COMMANDS as REVIEW
from tutor.app.screens.review import ReviewScreen

SCREENS = (
    (LessonScreen, LESSON),
    (PathScreen, PATH),
    (ProgressScreen, PROGRESS),
    (ReviewScreen, REVIEW),
)
LISTS = [commands for _, commands in SCREENS]


def test_every_command_can_be_carried_out():
    for screen, commands in SCREENS:
        for command in commands:
            name = command.action.partition("(")[0]
            assert hasattr(screen, f"action_{name}"), command.action


def test_no_key_means_two_things_on_one_screen():
    for commands in LISTS:
        keys = [key for c in (*commands, *APP) for key in c.keys.split(",") if key]
        assert len(keys) == len(set(keys))


@pytest.mark.parametrize("commands", LISTS)
def test_the_footer_fits_eighty_columns(commands):
    shown = [c for c in (*commands, *APP) if c.footer]
    widths = [len(key_names(c).partition(" ")[0]) + 1 + len(c.footer) + 1 for c in shown]
    assert sum(widths) <= 80


async def test_the_help_names_every_key_of_the_screen(app):
    async with app.run_test(size=(120, 60)) as pilot:
        await open_lesson(pilot)
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        text = "\n".join(
            "".join(segment.text for segment in strip)
            for strip in app.screen._compositor.render_strips()
        )
        for command in (*LESSON, *APP):
            if command.keys:
                assert key_names(command) in text
                assert command.title in text
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, LessonScreen))


@pytest.mark.parametrize("key", ["ctrl+p", "f2"])
async def test_the_palette_offers_every_command_and_runs_it(app, key):
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await open_lesson(pilot)
        offered = [command.title for command in app.get_system_commands(screen)]
        assert len(offered) == len(LESSON) + len(APP)
        await pilot.press(key)
        await until(pilot, lambda: isinstance(app.screen, CommandPalette))
        await pilot.press(*"Faster")
        await until(
            pilot,
            lambda: (
                app.screen.query("OptionList")
                and app.screen.query_one("OptionList").option_count > 0
            ),
        )
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is screen)
        await until(pilot, lambda: screen.frame.speed == 20)


async def test_light_and_dark_repaint_the_panels(app):
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await open_lesson(pilot)
        before = screen.query("PanelView").first().render_line(3)
        await pilot.press("f3")
        await until(pilot, lambda: app.theme == "mlpath-light")
        assert screen.query("PanelView").first().render_line(3) != before


async def test_ctrl_c_quits_on_the_second_press_only(app):
    async with app.run_test() as pilot:
        await pilot.press("ctrl+c")
        assert app.return_code is None
        await pilot.press("ctrl+c")
        await pilot.pause()
        assert app.return_code == 130


async def test_the_message_line_shows_brackets_as_they_are(app):
    async with app.run_test() as pilot:
        screen = await open_lesson(pilot)
        screen.say("list[int] [/x] [red]")
        await pilot.pause()
        assert screen.query_one("#message", Static).render_line(0).text.strip() == (
            "list[int] [/x] [red]"
        )
