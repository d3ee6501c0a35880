"""Any terminal: few colours, few glyphs, a small window; and the settings that say so."""

import tomllib

import pytest
from textual.widgets import OptionList

from tests.ui.driving import answer, open_lesson, until
from tutor.app.app import TutorApp
from tutor.app.screens.settings import SettingsScreen
from tutor.app.screens.small import SmallScreen
from tutor.app.themes import NAMES
from tutor.draw.abilities import Abilities
from tutor.study.places import settings_file
from tutor.study.progress import Progress
from tutor.study.settings import Settings


def lines(app):
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip) for strip in strips]


def colours(app):
    strips = app.screen._compositor.render_strips()
    styles = [segment.style for strip in strips for segment in strip if segment.style]
    named = [colour for style in styles for colour in (style.color, style.bgcolor) if colour]
    return {colour for colour in named if not colour.is_default}


async def reach(pilot):
    screen = await open_lesson(pilot)
    await answer(pilot, screen)
    return screen


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("size", [(80, 24), pytest.param((120, 40), marks=pytest.mark.slow)])
async def test_every_theme_shows_a_lesson(name, size):
    app = TutorApp(Progress(), Settings(theme=name))
    async with app.run_test(size=size) as pilot:
        await reach(pilot)
        assert app.theme == NAMES[name]
        assert any("the bowl" in line for line in lines(app))


async def test_without_colours_no_cell_has_one():
    app = TutorApp(Progress(), Settings(), Abilities("none", "braille"))
    async with app.run_test(size=(120, 40)) as pilot:
        await reach(pilot)
        assert colours(app) == set()


async def test_with_sixteen_colours_every_cell_has_the_terminals_own():
    app = TutorApp(Progress(), Settings(), Abilities("16", "braille"))
    async with app.run_test(size=(120, 40)) as pilot:
        await reach(pilot)
        found = colours(app)
        assert found
        assert all(colour.number is not None and colour.number < 16 for colour in found)


async def test_in_ascii_the_whole_screen_is_ascii():
    app = TutorApp(Progress(), Settings(), Abilities("none", "ascii"))
    async with app.run_test(size=(120, 40)) as pilot:
        await reach(pilot)
        for key in ("f1", "escape", "f4", "escape", "ctrl+p"):
            await pilot.press(key)
            await pilot.pause()
            assert "".join(lines(app)).isascii(), key


async def test_without_braille_pictures_are_made_of_blocks():
    app = TutorApp(Progress(), Settings(), Abilities("truecolor", "block"))
    async with app.run_test(size=(120, 40)) as pilot:
        await reach(pilot)
        text = "".join(lines(app))
        assert not any("\u2800" <= character < "\u2900" for character in text)
        assert set(text) & set("▘▝▀▖▌▞▛▗▚▐▜▄▙▟")


@pytest.mark.parametrize("size", [(1, 1), (59, 40), (120, 17), (20, 5)])
async def test_a_window_that_is_too_small_says_so_until_it_grows(size):
    app = TutorApp(Progress())
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await reach(pilot)
        await pilot.resize_terminal(*size)
        await until(pilot, lambda: isinstance(app.screen, SmallScreen))
        if size[0] > 50:
            assert any(f"{size[0]} x {size[1]}" in line for line in lines(app))
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: app.screen is screen)
        assert any("the bowl" in line for line in lines(app))


async def test_a_start_in_one_cell_does_not_end_the_app():
    app = TutorApp(Progress())
    async with app.run_test(size=(1, 1)) as pilot:
        await pilot.pause()
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: any("Roll downhill" in line for line in lines(app)))


async def test_a_setting_holds_at_once_and_is_kept():
    app = TutorApp(Progress())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(app.screen, SettingsScreen))
        await pilot.press("right", "right")
        await until(pilot, lambda: app.theme == NAMES["light"])
        await pilot.press("down", "left")
        await until(pilot, lambda: app.terminal.glyphs == "ascii")
        kept = tomllib.loads(settings_file().read_text())
        assert kept["theme"] == "light"
        assert kept["glyphs"] == "ascii"
        assert app.screen.query_one(OptionList).highlighted == 1
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, SettingsScreen))


async def test_settings_that_cannot_be_kept_hold_and_say_so(tmp_path):
    app = TutorApp(Progress())
    async with app.run_test(size=(80, 24)) as pilot:
        settings_file().parent.mkdir(parents=True, exist_ok=True)
        settings_file().with_suffix(".new").mkdir()
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(app.screen, SettingsScreen))
        await pilot.press("right")
        await until(pilot, lambda: any("cannot be kept" in line for line in lines(app)))
        assert app.theme == NAMES["dark"]
